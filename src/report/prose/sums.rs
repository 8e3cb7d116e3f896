//! A figure's place among totals and parts.

use super::bind::Walk;
use super::cell::CellExpr;
use super::frame::Frame;
use super::token::Token;
use super::vocabulary::{Gist, Role};
use super::{Claim, Why};
use crate::text::Number;

impl Walk<'_> {
    /// 其中, 包括, 分别 among words: the figures behind them are parts.
    pub(super) fn begin_list(&mut self, frame: &Frame, tokens: &[Token], depth: usize) {
        let claim = if frame.is(Role::List) {
            Claim::List
        } else if frame.is(Role::Part) {
            Claim::Subset
        } else {
            return;
        };
        // 含 behind other words joins them (含上年结转 begins a list, 部分公开含 does not)
        let silent = |token: &&Token| !token.gist.meets(Gist::CONTENT);
        let begins = tokens.iter().take_while(silent).any(|token| token.is(Role::Part) || token.is(Role::List));
        if begins {
            self.lists.begin(claim, depth);
        }
    }

    /// Makes the figure a part of the list that is open, or the total of those before it.
    pub(super) fn enlist(&mut self, index: usize, frame: &Frame) {
        let aside = frame.marks.union(self.governing().time).meet(self.vocabulary.aside);
        let bound = !self.mentions[index].readings.is_empty();
        if !bound && !aside.is_empty() {
            self.standings[index].aside = true;
            return; // an increase, another year's figure
        }
        if self.lists.listing() && bound && !self.lists.begins() && !frame.is(Role::Part) {
            let total = self.lists.total().and_then(|total| self.standings[total].topic);
            let turns = !frame.topics.is_empty() && self.standings[index].topic != total;
            let done = !frame.acts.is_empty() && frame.outcomes.is_empty();
            if turns || done || !frame.marks.meet(self.vocabulary.dates.last_year).is_empty() {
                self.lists.end();
            }
        }
        let sums = frame.is(Role::Total) || (frame.is(Role::Together) && frame.is_silent());
        if sums && !self.lists.listing() {
            let cell = self.mentions[index].cell().cloned();
            let parts = self.lists.loose(index, &self.mentions, &self.standings);
            let other = |&part: &usize| self.mentions[part].cell().is_some_and(|own| Some(own) != cell.as_ref());
            let summed = self.mentions[index].reason.why == Why::SummedUp;
            if parts.len() > 1 && (summed || !parts.iter().any(other)) {
                let Some(parts) = self.without_total(index, parts) else {
                    return self.lists.figure(index, &self.mentions, &self.standings);
                };
                self.lists.sums_up(index, parts.clone());
                parts.into_iter().for_each(|part| self.make_part(part, cell.as_ref()));
                return;
            }
        }
        self.lists.figure(index, &self.mentions, &self.standings);
        if self.lists.listing() && self.mentions[index].reason.why == Why::Unstated {
            self.mentions[index].reason.why = Why::Part;
        }
    }

    /// 收到14件，自然人9件、法人5件，合计14件: the first may be the total already. Of `parts`, those that make the total
    /// at `index`; none where they make it neither with the first nor without.
    fn without_total(&self, index: usize, mut parts: Vec<usize>) -> Option<Vec<usize>> {
        let bound = |part: &usize| !self.mentions[*part].readings.is_empty();
        if parts.len() < 3 || !bound(&parts[0]) || parts[1..].iter().any(bound) {
            return Some(parts);
        }
        let number = |part: &usize| self.mentions[*part].value.number();
        let makes = |parts: &[usize]| {
            parts.iter().fold(Number::default(), |sum, part| sum.plus(number(part))) == number(&index)
        };
        if makes(&parts) {
            return Some(parts);
        }
        parts.remove(0);
        makes(&parts).then_some(parts)
    }

    /// A part does not state the cell that its total states.
    fn make_part(&mut self, part: usize, total: Option<&CellExpr>) {
        let part = &mut self.mentions[part];
        if part.readings.is_empty() || part.cell() == total {
            part.readings.clear();
            part.reason.why = Why::Part;
        }
    }

    /// The figure behind `=`: the chain before it makes it.
    pub(super) fn equals(&mut self, index: usize, frame: &Frame) {
        let parts = self.lists.equals(index);
        let cell = self.mentions[index].cell().cloned();
        let sum = CellExpr::sum(parts.iter().filter_map(|part| self.mentions[part.mention].cell()));
        let all = parts.iter().all(|part| !part.subtracted && self.mentions[part.mention].cell().is_some());
        if parts.len() > 1
            && frame.is_silent()
            && all
            && let Some(sum) = sum
        {
            self.mentions[index].readings = vec![self.vocabulary.named(sum)];
            self.mentions[index].reason.why = Why::SummedUp;
            return;
        }
        parts.iter().for_each(|part| self.make_part(part.mention, cell.as_ref()));
    }
}
