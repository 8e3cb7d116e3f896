//! The walk over a paragraph's clauses: each figure, absence and universal is bound by its own words and by what
//! still governs.

use super::agree::{Standing, settle};
use super::changes;
use super::clauses::{Clause, Joints, begins_with_subject, clauses};
use super::figure::Figure;
use super::frame::Frame;
use super::governing::{Governing, Sentence};
use super::lists::Lists;
use super::token::{Kind, Scan, Stop, Token};
use super::vocabulary::{Concepts, Gist, Role, Vocabulary};
use super::{Average, Before, Change, Context, Mention, MentionKind, Paragraph, Reason, Subject, Why};

/// Binds paragraphs, one after the other.
#[derive(Debug, Default)]
pub struct Binder {
    scan: Scan,
    governing: Vec<Governing>,
    sentence: Sentence,
    joints: Joints,
}

/// Binds the figures of one paragraph, as [`Binder::bind`] does.
pub fn bind(text: &str, vocabulary: &Vocabulary, context: Context, subject: Subject) -> Paragraph {
    Binder::default().bind(text, vocabulary, context, || subject)
}

impl Binder {
    /// Binds the figures of a paragraph. `text` is one block of prose, `before` gives what the paragraph or heading before
    /// it left governing, where this one does not begin with another subject. Ranges are bytes of `text`.
    pub fn bind(
        &mut self,
        text: &str,
        vocabulary: &Vocabulary,
        context: Context,
        before: impl FnOnce() -> Subject,
    ) -> Paragraph {
        let Self { scan, governing: levels, sentence, joints } = self;
        scan.read(text, vocabulary);
        let subject = if begins_with_subject(&scan.pieces) { Subject::default() } else { before() };
        sentence.end();
        let governing =
            Governing { topics: subject.topics, foreign: subject.foreign, afar: true, ..Governing::default() };
        levels.clear();
        levels.push(governing);
        let mut walk = Walk {
            text,
            vocabulary,
            context,
            figures: &scan.figures,
            mentions: Vec::with_capacity(scan.figures.len()),
            standings: Vec::with_capacity(scan.figures.len()),
            lists: Lists::default(),
            governing: levels,
            sentence,
            sentences: 0,
            concluded: false,
        };
        clauses(&scan.tokens, &scan.pieces, joints, |clause| walk.clause(clause));
        let claims = changes::claims(text, scan, vocabulary, context);
        let mut paragraph = walk.finish();
        if !claims.changes.is_empty() || !claims.averages.is_empty() {
            paragraph.claim(claims, &scan.figures);
        }
        paragraph
    }
}

impl Paragraph {
    /// Takes up claims over figures as mentions.
    fn claim(&mut self, claims: changes::Claims, figures: &[Figure]) {
        let mention = |figure: usize| self.mentions.iter().position(|one| one.range == figures[figure].range);
        let before = |before: Before| match before {
            Before::Figure(figure) => mention(figure).map(Before::Figure),
            Before::Unstated => Some(Before::Unstated),
            Before::Less { by, rises } => mention(by).map(|by| Before::Less { by, rises }),
        };
        let change = |change: &Change| {
            let (by, now) = (mention(change.by)?, mention(change.now)?);
            Some(Change { by, now, before: before(change.before)?, rises: change.rises })
        };
        let average = |one: &Average| Some(Average { average: mention(one.average)?, whole: mention(one.whole)? });
        self.changes = claims.changes.iter().filter_map(change).collect();
        self.averages = claims.averages.iter().filter_map(average).collect();
    }
}

pub(super) struct Walk<'a> {
    pub(super) text: &'a str,
    pub(super) vocabulary: &'a Vocabulary,
    context: Context,
    pub(super) figures: &'a [Figure],
    pub(super) mentions: Vec<Mention>,
    pub(super) standings: Vec<Standing<'a>>,
    pub(super) lists: Lists,
    /// One for each depth of brackets.
    pub(super) governing: &'a mut Vec<Governing>,
    pub(super) sentence: &'a mut Sentence,
    pub(super) sentences: usize,
    /// What was concluded has been told.
    pub(super) concluded: bool,
}

impl<'a> Walk<'a> {
    pub(super) fn governing(&mut self) -> &mut Governing {
        self.governing.last_mut().expect("the outermost level is never popped")
    }

    fn clause(&mut self, Clause { tokens, gist, stop, depth, is_quiet }: Clause<'_>) {
        while self.governing.len() <= depth {
            let bracketed = self.mentions.len().checked_sub(1).filter(|&last| self.touches(last, tokens));
            let outer = *self.governing();
            self.governing.push(Governing { bracketed, ..outer });
        }
        self.governing.truncate(depth + 1);
        if is_quiet {
            return self.quiet(tokens, gist, stop);
        }
        self.lists.leave(depth);
        let (figure, speaks) = (gist.meets(Gist::FIGURE), gist.meets(Gist::SPEAKS));
        if speaks {
            self.reach(tokens);
            self.doubt_bracketed(tokens);
        }
        match (figure, speaks) {
            (true, _) => self.figures_of(tokens, depth),
            (false, true) => self.without_figure(tokens, depth),
            // Most clauses: nothing is said in them that a table holds.
            (false, false) => self.sentence.pending = None,
        }
        if speaks && gist.is(Role::Negation) {
            self.absences(tokens);
        }
        if speaks && gist.is(Role::Universal) {
            self.universals(tokens);
        }
        match stop {
            Stop::Sentence => self.end_sentence(),
            Stop::Colon if figure => self.lists.announce(),
            Stop::Semicolon => {
                self.governing().passing = false;
                self.lists.semicolon(depth);
            }
            _ => {}
        }
    }

    /// A clause of a sentence that states nothing: the subject that it names governs those to come.
    fn quiet(&mut self, tokens: &[Token], gist: Gist, stop: Stop) {
        if gist.meets(Gist::CONTEXT) {
            for word in tokens.iter().filter_map(|token| token.word(self.vocabulary)) {
                self.sentence.contexts = self.sentence.contexts.union(word.contexts);
            }
        }
        if gist.meets(Gist::TOPIC) {
            let frame = self.read(tokens, 0, tokens.len());
            self.pass(&frame);
        }
        if stop == Stop::Sentence {
            self.end_sentence();
        }
    }

    /// Nothing but a bracket parts the figure from `tokens`.
    fn touches(&self, figure: usize, tokens: &[Token]) -> bool {
        let behind =
            tokens.first().and_then(|token| self.text.get(self.mentions[figure].range.end..token.start as usize));
        behind.is_some_and(|between| matches!(between.trim(), "（" | "("))
    }

    fn end_sentence(&mut self) {
        self.lists.sentence(&self.standings);
        self.sentence.end();
        self.sentences += 1;
        // A bracket may end the sentence: what governs around it ends as well.
        for governing in &mut *self.governing {
            *governing =
                Governing { afar: true, time: Concepts::NONE, scope: Concepts::NONE, passing: false, ..*governing };
        }
    }

    /// Takes up the dates and scopes that reach beyond their clause.
    fn reach(&mut self, tokens: &[Token]) {
        let this_year = self.vocabulary.dates.this_year;
        for (index, token) in tokens.iter().enumerate().filter(|(_, token)| token.gist.meets(Gist::SPEAKS)) {
            let Some(word) = token.word(self.vocabulary) else {
                if let Some((marks, true)) = self.date(tokens, index) {
                    self.governing().time = marks;
                }
                continue;
            };
            self.sentence.contexts = self.sentence.contexts.union(word.contexts);
            self.sentence.acts = self.sentence.acts.union(word.acts);
            let mut reaching = word.marks.meet(self.vocabulary.reaching);
            if !reaching.is_empty() {
                reaching = self.vocabulary.unwaived(reaching, self.sentence.contexts);
            }
            let governing = self.governing();
            if word.is(Role::Whole) || word.is(Role::Total) {
                governing.scope = Concepts::NONE;
            }
            governing.scope = governing.scope.union(reaching);
            if !word.contexts.meet(this_year).is_empty() {
                governing.time = this_year;
            }
        }
    }

    /// The marks of the date at `index`, and whether they reach to the sentence's end.
    fn date(&self, tokens: &[Token], index: usize) -> Option<(Concepts, bool)> {
        let Kind::Date(date) = tokens[index].kind else {
            return None;
        };
        let dates = &self.vocabulary.dates;
        let near = |token: Option<&Token>| {
            let word = token.and_then(|token| token.word(self.vocabulary));
            word.is_some_and(|word| !word.outcomes.union(word.acts).meet(self.vocabulary.dated).is_empty())
        };
        let filler = |token: &&Token| token.is(Role::Filler);
        let before = tokens[..index].iter().rev().find(|token| !filler(token));
        let after = tokens[index + 1..].iter().take(8).find(|token| !filler(token));
        let known = self.context.year.is_some();
        let year = date.year.zip(self.context.year.or(date.year));
        let relation = year.map(|(year, report)| year.cmp(&report));
        if near(before) && !date.part && (!known || relation.is_some_and(|r| r.is_gt())) {
            return Some((dates.next_year, false));
        }
        if near(after) && !date.part && (!known || relation.is_some_and(|r| r.is_lt())) {
            return Some((dates.last_year, false));
        }
        let as_of = before.is_some_and(|token| token.is(Role::AsOf));
        let closes = as_of && before.is_some_and(|token| token.written(self.text).starts_with('截'));
        if as_of && relation.is_none_or(|relation| relation.is_eq()) {
            return Some((Concepts::NONE, false));
        }
        let growth = before.and_then(|token| token.word(self.vocabulary)).is_some_and(|word| !word.marks.is_empty());
        let marks = match relation {
            _ if date.years => dates.other_year,
            Some(std::cmp::Ordering::Less) => dates.last_year.union(dates.other_year),
            // 截至2024年1月18日: nothing that the report for 2023 counts
            Some(std::cmp::Ordering::Greater) if closes => dates.other_year,
            Some(std::cmp::Ordering::Greater) => dates.next_year,
            _ if date.part => dates.part_of_year,
            Some(std::cmp::Ordering::Equal) => dates.this_year,
            None => dates.this_year,
        };
        Some((marks, !growth))
    }

    pub(super) fn read(&self, tokens: &[Token], from: usize, to: usize) -> Frame {
        let dated = |index: usize| self.date(tokens, from + index).map_or(Concepts::NONE, |(marks, _)| marks);
        let mut frame = Frame::read(&tokens[from..to], self.vocabulary, dated);
        let contexts = frame.marks.meet(self.vocabulary.dates.this_year);
        frame.marks = frame.marks.without(contexts);
        frame.contexts = frame.contexts.union(contexts);
        frame
    }

    /// A clause that names a subject, a verb or a time for those that follow.
    fn without_figure(&mut self, tokens: &[Token], depth: usize) {
        let frame = self.read(tokens, 0, tokens.len());
        self.begin_list(&frame, tokens, depth);
        let only_time = frame.is_silent() && frame.unknown + frame.tail == 0;
        let dates = &self.vocabulary.dates;
        let times = frame.marks.meet(dates.last_year.union(dates.part_of_year).union(dates.other_year));
        if only_time && !times.is_empty() && frame.marks.without(times).is_empty() {
            self.governing().time = times;
        }
        // 自条例修订施行以来，
        let since = tokens.last().and_then(|token| token.word(self.vocabulary));
        let since = since.map_or(Concepts::NONE, |word| word.marks.meet(self.vocabulary.dates.other_year));
        if !since.is_empty() {
            self.governing().time = since;
        }
        self.pass(&frame);
        if frame.is(Role::Respectively) && frame.topics.list.len() > 1 {
            self.sentence.queue = frame.topics.list;
            self.sentence.served = 0;
        }
        self.sentence.pending = (!frame.is_silent()).then_some(frame);
    }

    /// Something foreign named in passing, in a clause without a figure or as one of the parts, does not end what the
    /// sentence is about.
    pub(super) fn pass(&mut self, frame: &Frame) {
        let governing = self.governing();
        if frame.topics.foreign && !governing.foreign && !governing.afar && !governing.topics.is_empty() {
            governing.passing = true;
        } else {
            self.govern(frame);
        }
    }

    pub(super) fn govern(&mut self, frame: &Frame) {
        if !frame.topics.is_empty() && !self.overruled(frame) {
            let topics = frame.topics.list.iter().fold(Concepts::NONE, |set, &topic| set.union(Concepts::of(topic)));
            let last = self.mentions.len().saturating_sub(2);
            let before = *self.governing();
            let is_beside = |&counted: &usize| counted == last && self.standings[last].sentence == self.sentences;
            let beside = before.counted.filter(is_beside).and_then(|counted| self.standings[counted].topic);
            let contexts = self.sentence.contexts.union(frame.contexts);
            let governing = self.governing();
            *governing = Governing {
                beside,
                contexts,
                topics,
                foreign: frame.topics.foreign,
                passing: false,
                afar: false,
                counted: None,
                ..*governing
            };
        }
    }

    /// 主动公开80件、依申请公开20件: where another business governs the sentence, a general word or a mere field of
    /// work does not turn to requests.
    pub(super) fn overruled(&self, frame: &Frame) -> bool {
        let governing = self.governing.last().is_some_and(|governing| governing.foreign && !governing.afar);
        governing && !frame.has_predicate() && (frame.topics.manner || frame.topics.bare)
    }

    pub(super) fn push(&mut self, mention: Mention, frame: &Frame) -> usize {
        self.mentions.push(mention);
        let carried = !frame.outcomes.meet(self.vocabulary.dated).is_empty();
        let acts = frame.acts;
        let concluded = !acts.is_empty() && acts.within(self.vocabulary.concluding) && frame.outcomes.is_empty();
        self.concluded |= concluded;
        let result = !carried && self.vocabulary.implied(frame.outcomes).is_some();
        self.standings.push(Standing {
            sentence: self.sentences,
            whole: frame.is(Role::Whole) || frame.is(Role::Total),
            part: self.lists.listing(),
            topic: frame.topics.list.first().copied(),
            aside: false,
            bare: frame.topics.bare,
            result,
            concluded,
            carried,
            unit: "",
        });
        self.mentions.len() - 1
    }

    fn finish(&mut self) -> Paragraph {
        self.lists.finish(&self.standings);
        settle(&mut self.mentions, &self.standings);
        // What a bracket says was bound behind the clause around it.
        if !self.mentions.is_sorted_by_key(|mention| mention.range.start) {
            self.sort();
        }
        let outer = self.governing[0];
        Paragraph {
            mentions: std::mem::take(&mut self.mentions),
            enumerations: std::mem::take(&mut self.lists.enumerations),
            shares: std::mem::take(&mut self.lists.shares),
            changes: Vec::new(),
            averages: Vec::new(),
            subject: Subject { topics: outer.topics, foreign: outer.foreign },
        }
    }

    /// Puts the mentions in the order of the text.
    fn sort(&mut self) {
        let mut order: Vec<usize> = (0..self.mentions.len()).collect();
        order.sort_by_key(|&index| self.mentions[index].range.start);
        let mut places = vec![0; order.len()];
        order.iter().enumerate().for_each(|(place, &index)| places[index] = place);
        for list in &mut self.lists.enumerations {
            list.total = places[list.total];
            list.parts.iter_mut().for_each(|part| part.mention = places[part.mention]);
        }
        for share in &mut self.lists.shares {
            share.percent = places[share.percent];
            share.part = share.part.map(|part| places[part]);
            share.base = share.base.map(|base| places[base]);
        }
        self.mentions.sort_by_key(|mention| mention.range.start);
    }
}

impl Mention {
    /// A figure that states nothing yet.
    pub(super) fn of(figure: &Figure) -> Self {
        Self {
            range: figure.range.clone(),
            number: figure.number.clone(),
            value: figure.value,
            unit: figure.unit,
            approximate: figure.approximate,
            kind: MentionKind::Figure,
            readings: Vec::new(),
            reason: Reason { why: Why::Unit, words: Vec::new() },
        }
    }
}
