//! What the words behind a figure say of it.

use super::bind::Walk;
use super::frame::Frame;
use super::token::{Kind, Token};
use super::vocabulary::{Gist, Role};

impl Walk<'_> {
    /// 超过100件的单位有3个: the figure tells which of something else are meant.
    pub(super) fn limits(&self, tokens: &[Token], place: usize) -> bool {
        let behind = tokens.get(place + 1).filter(|behind| behind.start == tokens[place].end);
        let word = behind.and_then(|behind| Some((behind, behind.word(self.vocabulary)?)));
        word.is_some_and(|(behind, word)| {
            let foreign = word.topic.is_some_and(|(topic, _)| self.vocabulary.foreign.has(topic));
            foreign && behind.written(self.text).starts_with('的')
        })
    }

    /// Adds to `frame` what stands behind the figure. Returns where the next figure's words begin.
    pub(super) fn look_behind(&self, frame: &mut Frame, tokens: &[Token], place: usize, until: usize) -> usize {
        // 5件均已办结, 其余5件申请均已办结: said of the figure itself
        let silent = frame.is_silent() && frame.unknown + frame.tail == 0;
        const TURNS: Gist = Gist::of(&[Role::Part, Role::List, Role::Share, Role::Negation]);
        const TURNS_OR_ALL: Gist = TURNS.with(Gist::of(&[Role::Universal]));
        let others = if silent { TURNS } else { TURNS_OR_ALL };
        let ends = |token: &Token| matches!(token.kind, Kind::Stop(_)) || token.gist.meets(others);
        let start = place + 1;
        let end = tokens[start..until].iter().position(ends).map_or(until, |length| start + length);
        let alone = until == tokens.len();
        if frame.is_silent() {
            if !alone && (frame.is(Role::Total) || frame.is(Role::Together)) {
                return start;
            }
            frame.unknown += std::mem::take(&mut frame.tail);
            let behind = self.read(tokens, start, end);
            // 2件申请引发行政复议: counted are the requests, and not all of them
            let counts = tokens.get(start).and_then(|token| token.word(self.vocabulary)?.topic);
            let leads = !behind.contexts.meet(self.vocabulary.restarts).is_empty();
            if leads && counts.is_some_and(|(topic, _)| !behind.topics.list.contains(&topic)) {
                frame.tail += 1;
            }
            frame.absorb(behind);
            return end;
        }
        if frame.topics.is_empty() {
            let verb = |token: &Token| {
                let word = token.word(self.vocabulary);
                word.is_some_and(|w| w.topic.is_none() && !w.acts.union(w.outcomes).is_empty())
            };
            let phrase = tokens[start..end].iter().position(verb).map_or(end, |length| start + length);
            let object = self.read(tokens, start, phrase);
            if !frame.outcomes.meet(self.vocabulary.dated).is_empty() {
                frame.marks = frame.marks.union(object.marks); // 结转1件到下年度
            }
            if object.topics.is_empty() {
                let unknown = tokens.get(start).filter(|token| start < end && token.kind == Kind::Unknown);
                frame.tail += usize::from(unknown.is_some() && frame.outcomes.is_empty());
                return start;
            }
            frame.topics = object.topics;
            frame.marks = frame.marks.union(object.marks);
            frame.contexts = frame.contexts.union(object.contexts);
            frame.words.extend(object.words.iter().copied());
            return phrase;
        }
        if !frame.has_predicate() && alone {
            frame.absorb(self.read(tokens, start, end));
            return end;
        }
        start
    }
}
