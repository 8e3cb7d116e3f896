//! Totals and their parts, as the clauses are walked: `共84条,主要包括…`, `其中…`, `105件+17件=合计122件`, `占33.9%`.

use super::agree::Standing;
use super::{Claim, Enumeration, Mention, Part, Share, UnitClass};

/// Figures of one sentence that a total may sum up; no sentence lists more.
const MOST: usize = 64;

/// A list of parts that may still grow.
#[derive(Debug)]
struct Open {
    total: usize,
    parts: Vec<usize>,
    claim: Claim,
    depth: usize,
    nested: bool,
}

/// What the walk knows of totals and parts.
#[derive(Debug, Default)]
pub(super) struct Lists {
    open: Vec<Open>,
    /// The last figure that may be a total: no part itself.
    head: Option<usize>,
    /// Figures of this sentence that are no parts yet.
    loose: Vec<usize>,
    /// How many of them stand before a colon that announces the others (答复58件：…).
    announced: usize,
    /// The chain `105件+17件` up to here.
    chain: Vec<Part>,
    /// The figure or part a share that follows belongs to.
    last: Option<usize>,
    pub enumerations: Vec<Enumeration>,
    pub shares: Vec<Share>,
}

impl Lists {
    /// Whether parts are being listed.
    pub fn listing(&self) -> bool {
        !self.open.is_empty()
    }

    /// The total whose parts are being listed.
    pub fn total(&self) -> Option<usize> {
        self.open.last().map(|open| open.total)
    }

    /// The list being grown has no part yet.
    pub fn begins(&self) -> bool {
        self.open.last().is_some_and(|open| open.parts.is_empty())
    }

    /// 其中, 包括: parts follow, of the last part if parts were being listed, else of the last total.
    pub fn begin(&mut self, claim: Claim, depth: usize) {
        let inner = self.open.last().is_some_and(|open| open.depth == depth && !open.parts.is_empty());
        if inner && self.open.last().is_some_and(|open| open.nested) {
            self.end_last();
        }
        let total = match self.open.last() {
            Some(open) if open.depth == depth && open.parts.is_empty() => return, // 其中，包括
            Some(open) => open.parts.last().copied().unwrap_or(open.total),
            None => match self.head {
                Some(head) => head,
                None => return,
            },
        };
        let nested = !self.open.is_empty();
        self.open.push(Open { total, parts: Vec::new(), claim, depth, nested });
    }

    /// A bracket closed: lists begun inside it end.
    pub fn leave(&mut self, depth: usize) {
        while self.open.last().is_some_and(|open| open.depth > depth) {
            self.end_last();
        }
    }

    /// `；` ends a list within a list.
    pub fn semicolon(&mut self, depth: usize) {
        while self.open.last().is_some_and(|open| open.nested && open.depth == depth) {
            self.end_last();
        }
    }

    /// The list ends here: something else is spoken of.
    pub fn end(&mut self) {
        while !self.open.is_empty() {
            self.end_last();
        }
    }

    /// A sentence ends. A list in the next one is of what was received or answered, not of what was carried on.
    pub fn sentence(&mut self, standings: &[Standing<'_>]) {
        self.end();
        self.head = self.head.filter(|&head| !standings[head].carried);
        self.loose.clear();
        self.announced = 0;
        self.chain.clear();
        self.last = None;
    }

    fn end_last(&mut self) {
        let Some(Open { total, parts, claim, .. }) = self.open.pop() else {
            return;
        };
        if !parts.is_empty() {
            let parts = parts.into_iter().map(|mention| Part { mention, subtracted: false }).collect();
            self.enumerations.push(Enumeration { total, parts, claim });
        }
    }

    /// A figure: a part of the list that is open if its unit fits, else a total to come.
    pub fn figure(&mut self, index: usize, mentions: &[Mention], standings: &[Standing<'_>]) {
        self.last = Some(index);
        if let Some(open) = self.open.last_mut()
            && same_unit(open.total, index, mentions, standings)
        {
            open.parts.push(index);
            return;
        }
        if self.loose.len() < MOST {
            self.loose.push(index);
        }
        if !self.listing() {
            self.head = Some(index);
        }
    }

    /// An operator after a figure.
    pub fn operator(&mut self, index: usize, subtracted: bool) {
        self.chain.push(Part { mention: index, subtracted });
    }

    /// `=` before this figure: the chain, which is returned, makes it.
    pub fn equals(&mut self, index: usize) -> Vec<Part> {
        let parts = std::mem::take(&mut self.chain);
        if parts.len() > 1 {
            self.enumerations.push(Enumeration { total: index, parts: parts.clone(), claim: Claim::Sum });
        }
        parts
    }

    /// A colon behind a figure: what follows is listed, what stands before it is no part of that.
    pub fn announce(&mut self) {
        self.announced = self.loose.len();
    }

    /// The figures of this sentence that `index` may sum up: those behind a colon alone if they are several, and of
    /// results not the totals named before them (答复58件，予以公开18件，…合计58件).
    pub fn loose(&self, index: usize, mentions: &[Mention], standings: &[Standing<'_>]) -> Vec<usize> {
        let fits = |&part: &usize| part != index && same_unit(index, part, mentions, standings);
        let listed = |from: usize| self.loose[from..].iter().copied().filter(fits).collect::<Vec<_>>();
        let behind = listed(self.announced.min(self.loose.len()));
        let mut parts = if behind.len() > 1 { behind } else { listed(0) };
        let result = |&part: &usize| standings[part].result;
        if parts.iter().filter(|part| result(part)).count() > 1 {
            let first = parts.iter().position(result).unwrap_or(0);
            parts.drain(..first);
        }
        parts
    }

    /// 合计 before this figure: `parts` make it.
    pub fn sums_up(&mut self, index: usize, parts: Vec<usize>) {
        let parts = parts.into_iter().map(|mention| Part { mention, subtracted: false }).collect();
        self.enumerations.push(Enumeration { total: index, parts, claim: Claim::Sum });
        self.loose.clear();
        self.announced = 0;
        self.loose.push(index);
        self.last = Some(index);
        self.head = Some(index);
    }

    /// A percentage, said of the figure before it.
    pub fn share(&mut self, percent: usize) {
        self.shares.push(Share { percent, part: self.last.take(), base: None });
    }

    /// Finds the totals of the shares, once all lists are known.
    pub fn finish(&mut self, standings: &[Standing<'_>]) {
        self.end();
        let totals = self.enumerations.iter().flat_map(|list| list.parts.iter().map(|part| (part.mention, list.total)));
        let mut totals: Vec<(usize, usize)> = totals.collect();
        totals.sort_unstable();
        for share in &mut self.shares {
            let Some(part) = share.part else { continue };
            let found = totals.binary_search_by_key(&part, |&(part, _)| part);
            let base = found.ok().map(|at| totals[at].1);
            share.base = base.filter(|&base| standings[base].sentence == standings[part].sentence);
        }
        self.enumerations.sort_by_key(|list| list.total);
    }
}

/// 册 and 人 don't add up; 件 and 条 may be meant alike.
fn same_unit(a: usize, b: usize, mentions: &[Mention], standings: &[Standing<'_>]) -> bool {
    let unit = |index: usize| mentions[index].unit.unwrap_or_default();
    match unit(a) {
        UnitClass::Percent => false,
        UnitClass::Other => unit(b) == UnitClass::Other && standings[a].unit == standings[b].unit,
        class => unit(b) == class,
    }
}
