//! What a figure takes from others: from labels in order, from the figure it is compared with, from the parts it sums up,
//! from the results before it, from the clause before, and from the subject that still governs.

use super::bind::Walk;
use super::cell::CellExpr;
use super::frame::{Frame, Topics};
use super::governing::Governing;
use super::list::List;
use super::vocabulary::{Concept, Concepts, Role};

/// What a figure without words of its own borrows.
pub(super) enum Borrowed {
    Frame(Box<Frame>),
    Sum(CellExpr),
}

impl Walk<'_> {
    /// What a figure that says nothing itself takes from figures and clauses before it.
    pub(super) fn borrow(&mut self, frame: &Frame, index: usize) -> Option<Borrowed> {
        if !frame.is_silent() {
            // a label among parts takes the verb of the whole: 制发文件9件，其中规范性文件3件
            let first = self.sentence.first.as_ref().filter(|_| self.lists.listing() && !frame.has_predicate())?;
            let mut labelled = *frame;
            labelled.acts = first.acts;
            labelled.sequence.extend(first.acts.iter());
            return Some(Borrowed::Frame(Box::new(labelled)));
        }
        if frame.unknown + frame.tail > 0 {
            return None;
        }
        if let Some(&short) = self.short(frame).first() {
            let mut named = *frame;
            named.outcomes = Concepts::of(short);
            named.sequence.push(short);
            named.results.push(short);
            return Some(Borrowed::Frame(Box::new(named)));
        }
        if let Some(&label) = self.sentence.queue.get(self.sentence.served) {
            self.sentence.served += 1;
            let mut queued = *frame;
            queued.topics.list.push(label);
            return Some(Borrowed::Frame(Box::new(queued)));
        }
        if let Some(compared) = self.compared(frame, index) {
            return Some(Borrowed::Frame(Box::new(compared)));
        }
        let sums = frame.is(Role::Total) || frame.is(Role::Together);
        if sums && !self.lists.listing() {
            let parts = self.lists.loose(index, &self.mentions, &self.standings);
            let cells: Option<Vec<&CellExpr>> = parts.iter().map(|&part| self.mentions[part].cell()).collect();
            if let Some(sum) = cells.filter(|cells| cells.len() > 1).and_then(CellExpr::sum) {
                if !self.adds_up(&parts, index) {
                    return None; // 予以公开11件，其余为其他情形，合计32件: not all of it is listed
                }
                return Some(Borrowed::Sum(self.vocabulary.named(sum)));
            }
            let topic = |part: &usize| self.standings[*part].topic;
            if parts.windows(2).any(|pair| topic(&pair[0]) != topic(&pair[1])) {
                return None; // 受理行政复议2件，行政诉讼1件，合计3件: the sum is neither's
            }
            if let Some(first) = &self.sentence.first {
                let mut total = *frame;
                total.acts = first.acts;
                total.sequence.extend(first.acts.iter());
                return Some(Borrowed::Frame(Box::new(total)));
            }
        }
        let pending = self.sentence.pending.as_ref().filter(|pending| !pending.topics.foreign && pending.tail == 0)?;
        let mut whole = *frame;
        whole.absorb(*pending);
        if sums && (pending.is(Role::Rise) || pending.is(Role::Fall)) {
            // 较上年上升，共236件: the rise is said of it, it is none itself
            let dates = &self.vocabulary.dates;
            let times = dates.last_year.union(dates.next_year).union(dates.other_year);
            whole.marks = whole.marks.without(self.vocabulary.aside.without(times));
        }
        whole.unknown = 0;
        Some(Borrowed::Frame(Box::new(whole)))
    }

    /// Whether the parts make the figure at `index`, as far as they are exact.
    fn adds_up(&self, parts: &[usize], index: usize) -> bool {
        let value = |at: usize| self.mentions[at].value.as_f64();
        let vague = |&at: &usize| self.mentions[at].approximate;
        let made: f64 = parts.iter().map(|&part| value(part)).sum();
        vague(&index) || parts.iter().any(vague) || (made - value(index)).abs() < 0.5
    }

    /// 去年收到318件，今年为402件; 由318件增加到402件; 受理量比上年增加84件，达402件: what this year's figure counts.
    fn compared(&self, frame: &Frame, index: usize) -> Option<Frame> {
        let dates = &self.vocabulary.dates;
        let last_year = |first: &&Frame| !first.marks.meet(dates.last_year).is_empty();
        let first = self.sentence.first.as_ref().filter(last_year);
        let named = first.filter(|_| !frame.contexts.meet(dates.this_year).is_empty());
        let beside = self.sentence.compared.as_ref().filter(|(_, compared)| compared + 1 == index);
        let grown = beside.filter(|(one, _)| frame.is(Role::Reaches) || !one.is_silent() && !self.lists.listing());
        let first = named.or(grown.map(|(one, _)| one))?;
        let mut compared = *first;
        compared.marks = compared.marks.without(self.vocabulary.aside);
        compared.absorb(*frame);
        Some(compared)
    }

    /// 维持2件，纠正1件，其他1件: what a short word names behind enough results of the same subject.
    fn short(&self, frame: &Frame) -> List<Concept, 4> {
        let mut named = List::default();
        let governing = self.governing.last().map_or(Concepts::NONE, |governing| governing.topics);
        for (short, behind) in self.vocabulary.short.iter().filter(|(short, _)| frame.short.has(*short)) {
            let states = |topic| self.vocabulary.cells(topic).iter().any(|cell| cell.when.has(*short));
            if self.sentence.results >= *behind && governing.iter().any(states) {
                named.push(*short);
            }
        }
        named
    }

    /// The subject that governs a figure without its own.
    pub(super) fn inherited(&mut self, frame: &Frame) -> Topics {
        let governing = *self.governing();
        let mut list = List::default();
        list.extend(governing.topics.iter());
        if list.is_empty() && !governing.foreign {
            list.extend(self.vocabulary.implied(frame.acts.union(frame.outcomes)));
            let topics = list.iter().fold(Concepts::NONE, |set, &topic| set.union(Concepts::of(topic)));
            *self.governing() = Governing { topics, afar: false, ..governing };
        }
        let foreign = governing.foreign || (governing.passing && frame.outcomes.is_empty());
        Topics { list, foreign, ..Topics::default() }
    }
}
