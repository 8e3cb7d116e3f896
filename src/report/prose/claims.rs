//! Statements without a figure: absences (未收到申请, 无行政复议) and universals (均已办结).

use std::ops::Range;

use super::bind::Walk;
use super::frame::Frame;
use super::resolve::{Named, Stated, resolve};
use super::state::ranges;
use super::token::{Kind, Stop, Token};
use super::vocabulary::{Concepts, Role};
use super::{CellExpr, Mention, MentionKind, Quantity, Reason, UnitClass, Why};

impl Walk<'_> {
    /// 未收到…申请, 无行政复议、行政诉讼: each cell named is 0.
    pub(super) fn absences(&mut self, tokens: &[Token]) {
        let negates = |token: &Token| token.is(Role::Negation);
        let places: Vec<usize> = (0..tokens.len()).filter(|&at| negates(&tokens[at])).collect();
        for (nth, &place) in places.iter().enumerate() {
            let before = nth.checked_sub(1).map(|before| &tokens[places[before] + 1..place]);
            if before.is_some_and(|between| !between.is_empty() && self.says_nothing(between)) {
                continue; // 没有因未答复被诉: the cause is denied, not the suit
            }
            let limit = places.get(nth + 1).copied().unwrap_or(tokens.len());
            let from = nth.checked_sub(1).map_or(0, |before| places[before] + 1);
            self.absence(&tokens[from..limit], place - from);
        }
    }

    /// Fillers alone: neither a stop nor a word that says something.
    fn says_nothing(&self, tokens: &[Token]) -> bool {
        tokens.iter().all(|token| token.is(Role::Filler))
    }

    /// Some offices are counted before the negation (12个部门未收到申请), or a failure is named as the cause behind it
    /// (未发生因未答复引发的诉讼): nothing is said of all.
    fn is_qualified(&self, tokens: &[Token], place: usize) -> bool {
        let counts = |token: &Token| match token.kind {
            Kind::Figure(figure) => self.figures[figure as usize].unit == Some(UnitClass::Other),
            _ => false,
        };
        let word = |token: &Token| token.word(self.vocabulary);
        let restarts =
            |token: &Token| word(token).is_some_and(|w| !w.contexts.meet(self.vocabulary.restarts).is_empty());
        let behind = &tokens[place + 1..];
        let cause = behind.iter().position(restarts).unwrap_or(0);
        let fails = |token: &Token| word(token).is_some_and(|w| !w.outcomes.is_empty());
        let failing = |token: &Token| fails(token) || token.written(self.text).contains('不');
        tokens[..place].iter().any(counts) || behind[..cause].iter().any(failing)
    }

    /// The absence that the negation at `place` makes of the rest of `tokens`.
    fn absence(&mut self, tokens: &[Token], place: usize) {
        let ends = |token: &Token| match token.kind {
            Kind::Figure(figure) => self.figures[figure as usize].value != Quantity::whole(1), // 未发生一起
            Kind::Stop(stop) => stop != Stop::Enumeration,
            _ => token.is(Role::Universal),
        };
        let start = place + 1;
        if self.is_qualified(tokens, place) {
            return;
        }
        let bare = tokens.get(start).is_none_or(|token| token.kind == Kind::Unknown);
        if bare || tokens[start..].iter().any(ends) {
            return; // 未收到2件 denies something else; 无 before an unknown word is a part of it (无锡)
        }
        let frame = self.read(tokens, start, tokens.len());
        let topics = if frame.topics.is_empty() { self.inherited(&frame) } else { frame.topics };
        let own = !frame.topics.is_empty();
        let known: Vec<_> = topics.list.iter().copied().filter(|&topic| !self.vocabulary.foreign.has(topic)).collect();
        if known.is_empty() || frame.tail > 0 || frame.unknown > 6 || (!own && frame.outcomes.is_empty()) {
            return;
        }
        let end = frame.words.last().map_or(tokens[place].end, |words| words.1);
        let range = tokens[place].start as usize..end as usize;
        let marks = self.marks(&frame).union(self.read(tokens, 0, place).marks);
        for topic in known {
            let named = if own { Named::Here } else { Named::Elsewhere };
            if let Stated::Cells(readings) = resolve(&frame, topic, named, marks, UnitClass::Cases, self.vocabulary) {
                self.push(Mention::said(range.clone(), MentionKind::Absence, readings, &frame), &frame);
            }
        }
    }

    /// 全部办结, 均已答复: what was received went there altogether.
    pub(super) fn universals(&mut self, tokens: &[Token]) {
        let Some(place) = tokens.iter().position(|token| token.is(Role::Universal)) else {
            return;
        };
        let ends = |token: &Token| matches!(token.kind, Kind::Figure(_) | Kind::Stop(_)) || token.is(Role::Negation);
        let end = tokens[place..].iter().position(ends).map_or(tokens.len(), |length| place + length);
        let denied = tokens[..place].iter().any(|token| token.is(Role::Negation));
        // 全部办结收到的申请: of the verbs only the first is said of all
        let says = |token: &Token| token.word(self.vocabulary).is_some_and(|w| !w.acts.union(w.outcomes).is_empty());
        let first = tokens[place..end].iter().position(says).map_or(end, |length| place + length + 1);
        let another = |token: &Token| token.word(self.vocabulary).is_some_and(|w| !w.acts.is_empty());
        let end = tokens[first..end].iter().position(another).map_or(end, |length| first + length);
        let frame = self.read(tokens, place, end);
        if denied || !frame.has_predicate() || end < tokens.len() && matches!(tokens[end].kind, Kind::Figure(_)) {
            return; // 均办结12件 is said of the figure
        }
        let Some(readings) = self.all_of(tokens, place, &frame) else {
            return;
        };
        let end = frame.words.last().map_or(tokens[place].end, |words| words.1);
        let range = tokens[place].start as usize..end as usize;
        self.push(Mention::said(range, MentionKind::All, readings, &frame), &frame);
    }

    /// What all went to, if all that was received is meant: not a part, not another business, not what the figure
    /// before already says (办结9件,均按时答复).
    fn all_of(&mut self, tokens: &[Token], place: usize, frame: &Frame) -> Option<Vec<CellExpr>> {
        let before = self.read(tokens, 0, place);
        let topics = match (&frame.topics, &before.topics) {
            (own, _) if !own.is_empty() => *own,
            (_, own) if !own.is_empty() => *own,
            _ => self.inherited(frame),
        };
        let [topic] = topics.list[..] else {
            return None;
        };
        let explained = before.unknown + before.tail + frame.unknown == 0 || !before.topics.is_empty();
        if topics.foreign || !explained || self.lists.listing() {
            return None;
        }
        let marks = self.marks(frame).union(before.marks);
        let stated = resolve(frame, topic, Named::Elsewhere, marks, UnitClass::Cases, self.vocabulary);
        let Stated::Cells(readings) = stated else {
            return None;
        };
        let last = self.mentions.iter().zip(&self.standings).rev();
        let mut said = last.take(64).take_while(|(_, standing)| standing.sentence == self.sentences);
        let nearest = said.next();
        let antecedent =
            nearest.filter(|(_, standing)| !standing.aside).or_else(|| said.find(|(_, standing)| !standing.aside));
        match antecedent {
            // 上年未审结的2件均已审结
            None if nearest.is_some() => None,
            Some((mention, _)) if mention.readings.is_empty() => None,
            Some((mention, _)) if mention.readings.iter().any(|cell| readings.contains(cell)) => None,
            Some((_, standing)) if standing.topic != Some(topic) => None,
            _ => Some(readings),
        }
    }

    /// The marks of a statement and those that reach it.
    fn marks(&mut self, frame: &Frame) -> Concepts {
        let governing = self.governing();
        let reaching = governing.time.union(governing.scope);
        frame.marks.union(reaching).without(self.vocabulary.dates.this_year)
    }
}

impl Mention {
    /// What is said without a figure.
    fn said(range: Range<usize>, kind: MentionKind, readings: Vec<CellExpr>, frame: &Frame) -> Self {
        let reason = Reason { why: Why::Stated, words: ranges(frame) };
        Self {
            number: range.clone(),
            range,
            value: Quantity::default(),
            unit: None,
            approximate: false,
            kind,
            readings,
            reason,
        }
    }
}
