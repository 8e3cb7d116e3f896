//! Readings of several rows that fit together: those with which the relations across rows hold.
//!
//! # Reasoning
//! First each relation narrows the rows it runs across: a reading goes when no choice of the others, each
//! between its smallest and its largest contribution, can bring the sum to zero. That is repeated until
//! nothing changes, and mostly leaves one reading in each row.
//!
//! The rows still open are then joined exactly, one after the other. All that matters of the rows joined so
//! far is the vector of the relations' sums, so choices with equal sums are one *state*; a state that the
//! rows to come can't bring back to zero is dropped. From the zero at the end the way back marks which
//! readings lie on a way through: exactly those that stand in some solution. What grows is the number of
//! states, not the number of solutions.

use rustc_hash::FxHashSet;

use super::split::Reading;

/// What may stand in one row.
#[derive(Clone, Debug)]
pub(super) enum Domain {
    /// One of these readings.
    Readings(Vec<Reading>),
    /// Anything, each cell within its range.
    Free,
}

/// The terms of relations that stand in one row.
#[derive(Clone, Debug, Default)]
pub(super) struct Terms {
    /// Cells by their place in the row, with their coefficients.
    cells: Vec<(usize, i64)>,
    /// The relations in order, each with the end of its terms in `cells`.
    relations: Vec<(usize, usize)>,
}

impl Terms {
    /// Without terms, and with room for so many.
    pub fn with_capacity(terms: usize) -> Self {
        Self { cells: Vec::with_capacity(terms), relations: Vec::with_capacity(terms) }
    }

    /// Adds a term of a relation, which is the last one here or comes behind it.
    pub fn push(&mut self, relation: usize, cell: usize, coefficient: i64) {
        self.cells.push((cell, coefficient));
        match self.relations.last_mut() {
            Some((last, end)) if *last == relation => *end += 1,
            _ => self.relations.push((relation, self.cells.len())),
        }
    }

    /// How many relations there are.
    fn count(&self) -> usize {
        self.relations.len()
    }

    /// The relations, in order.
    fn relations(&self) -> impl Iterator<Item = usize> + Clone {
        self.relations.iter().map(|&(relation, _)| relation)
    }

    /// Each relation's terms, in the same order.
    fn cells(&self) -> impl Iterator<Item = &[(usize, i64)]> {
        let mut start = 0;
        self.relations.iter().map(move |&(_, end)| &self.cells[std::mem::replace(&mut start, end)..end])
    }
}

/// The terms of the relations across rows, by row.
#[derive(Debug, Default)]
pub(super) struct Across {
    pub relations: usize,
    pub rows: Vec<Terms>,
}

/// What joining found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Joined {
    /// No readings fit together.
    Impossible,
    /// Exactly the readings that are left stand in some solution.
    Exact,
    /// Only readings that stand in no solution were dropped; whether there is a solution is not known.
    Bounded,
}

/// Domains in the course of being narrowed.
#[derive(Clone)]
pub(super) struct Joint<'a> {
    across: &'a Across,
    most: i64,
    rows: Vec<RowState>,
    /// For each relation the least and the largest sum of all rows' contributions.
    sums: Vec<(i64, i64)>,
    /// Whether nothing has changed since they were narrowed.
    is_narrow: bool,
}

#[derive(Clone)]
struct RowState {
    domain: Domain,
    /// For each reading its contributions to the relations through the row, in their order, one after the other.
    contributions: Vec<i64>,
    /// For each of these relations the least and the largest contribution.
    spans: Vec<(i64, i64)>,
}

impl<'a> Joint<'a> {
    /// `most` is the largest figure of a free cell. The relations' sums must fit an `i64` whatever the
    /// figures up to it.
    pub fn new(across: &'a Across, domains: Vec<Domain>, most: i64) -> Self {
        let rows = domains.into_iter().zip(&across.rows);
        let mut joint = Self {
            across,
            most,
            rows: rows.map(|(domain, terms)| RowState::new(domain, terms, most)).collect(),
            sums: vec![(0, 0); across.relations],
            is_narrow: false,
        };
        for (row, terms) in joint.rows.iter().zip(&across.rows) {
            for (&(low, high), relation) in row.spans.iter().zip(terms.relations()) {
                let sum = &mut joint.sums[relation];
                *sum = (sum.0 + low, sum.1 + high);
            }
        }
        joint
    }

    /// Drops readings that no relation by itself allows, until nothing changes; `false` when a row has none
    /// left or a relation can't hold.
    pub fn narrow(&mut self) -> bool {
        if self.is_narrow {
            return true;
        }
        let mut changed = true;
        while changed {
            changed = false;
            for index in 0..self.rows.len() {
                let terms = &self.across.rows[index];
                let (row, sums) = (&mut self.rows[index], &mut self.sums);
                if !row.drop_unfit(terms, sums) {
                    continue;
                }
                changed = true;
                if row.readings().is_empty() {
                    return false;
                }
                let spans = row.measure(terms.count());
                for ((old, new), relation) in row.spans.iter().zip(&spans).zip(terms.relations()) {
                    let sum = &mut sums[relation];
                    *sum = (sum.0 - old.0 + new.0, sum.1 - old.1 + new.1);
                }
                row.spans = spans;
            }
        }
        let not_empty = |row: &RowState| !matches!(&row.domain, Domain::Readings(readings) if readings.is_empty());
        let holds = |&(low, high): &(i64, i64)| low <= 0 && 0 <= high;
        self.is_narrow = self.rows.iter().all(not_empty) && self.sums.iter().all(holds);
        self.is_narrow
    }

    /// The ranges that the relations across rows leave to the cells of one row.
    pub fn ranges(&self, index: usize, cells: usize) -> Vec<(i64, i64)> {
        let mut ranges = vec![(0, self.most); cells];
        let terms = &self.across.rows[index];
        for ((relation, cells), span) in terms.relations().zip(terms.cells()).zip(&self.rows[index].spans) {
            // Several cells of the row in one relation bound each other only loosely; such a relation is left
            // out.
            let [(cell, coefficient)] = cells else { continue };
            let (low, high) = (self.sums[relation].0 - span.0, self.sums[relation].1 - span.1);
            // coefficient * figure lies between -high and -low.
            let (least, most) = if *coefficient > 0 { (-high, -low) } else { (low, high) };
            let divisor = coefficient.abs();
            let range = &mut ranges[*cell];
            *range = (range.0.max(-((-least).div_euclid(divisor))), range.1.min(most.div_euclid(divisor)));
        }
        ranges
    }

    /// Replaces what may stand in one row.
    pub fn set(&mut self, index: usize, domain: Domain) {
        let terms = &self.across.rows[index];
        let row = RowState::new(domain, terms, self.most);
        for ((old, new), relation) in self.rows[index].spans.iter().zip(&row.spans).zip(terms.relations()) {
            let sum = &mut self.sums[relation];
            *sum = (sum.0 - old.0 + new.0, sum.1 - old.1 + new.1);
        }
        self.rows[index] = row;
        self.is_narrow = false;
    }

    /// Whether a row is free.
    pub fn is_free(&self, index: usize) -> bool {
        matches!(self.rows[index].domain, Domain::Free)
    }

    /// What may stand in each row.
    pub fn into_domains(self) -> Vec<Domain> {
        self.rows.into_iter().map(|row| row.domain).collect()
    }

    /// Drops every reading that stands in no solution. Each sum of a relation that is computed takes one from
    /// `sums`; at zero the join ends without a result.
    pub fn join(&mut self, sums: &mut usize) -> Joined {
        if !self.narrow() {
            return Joined::Impossible;
        }
        // A free row's figures are not enumerated, so whether some of them fit is not known.
        if (0..self.rows.len()).any(|index| self.is_free(index)) {
            return Joined::Bounded;
        }
        let mut open: Vec<usize> =
            (0..self.rows.len()).filter(|&index| self.rows[index].readings().len() > 1).collect();
        if open.is_empty() {
            return Joined::Exact;
        }
        // The rows with the widest choice first: what is left then bounds the sums closely.
        let width = |index: &usize| self.rows[*index].spans.iter().map(|(low, high)| high - low).sum::<i64>();
        open.sort_by_key(|index| std::cmp::Reverse(width(index)));
        let Some(kept) = Passage::new(self, &open, sums).run() else {
            return Joined::Bounded;
        };
        if kept.iter().any(|kept| kept.iter().all(|&keep| !keep)) {
            return Joined::Impossible;
        }
        for (&index, kept) in open.iter().zip(kept) {
            self.rows[index].retain(&kept);
        }
        Joined::Exact
    }
}

impl RowState {
    fn new(domain: Domain, terms: &Terms, most: i64) -> Self {
        let Domain::Readings(readings) = &domain else {
            let span = |cells: &[(usize, i64)]| {
                cells.iter().fold((0, 0), |(low, high), &(_, coefficient)| {
                    (low + coefficient.min(0) * most, high + coefficient.max(0) * most)
                })
            };
            let spans = terms.cells().map(span).collect();
            return Self { domain, contributions: Vec::new(), spans };
        };
        let mut contributions = Vec::with_capacity(readings.len() * terms.count());
        for reading in readings {
            let sum = |cells: &[(usize, i64)]| -> i64 {
                cells.iter().map(|&(cell, coefficient)| coefficient * reading.values[cell]).sum()
            };
            contributions.extend(terms.cells().map(sum));
        }
        let mut row = Self { domain, contributions, spans: Vec::new() };
        row.spans = row.measure(terms.count());
        row
    }

    /// Its readings; none where it is free.
    fn readings(&self) -> &[Reading] {
        match &self.domain {
            Domain::Readings(readings) => readings,
            Domain::Free => &[],
        }
    }

    /// The contributions of each reading to the `relations` relations through the row.
    fn contributions(&self, relations: usize) -> impl Iterator<Item = &[i64]> {
        (0..self.readings().len()).map(move |reading| &self.contributions[reading * relations..][..relations])
    }

    /// The least and the largest contribution to each relation.
    fn measure(&self, relations: usize) -> Vec<(i64, i64)> {
        let mut all = self.contributions(relations);
        let first = all.next().map(|first| first.iter().map(|own| (*own, *own)).collect());
        let mut spans = first.unwrap_or_else(|| vec![(0, 0); relations]);
        for contributions in all {
            for (span, own) in spans.iter_mut().zip(contributions) {
                *span = (span.0.min(*own), span.1.max(*own));
            }
        }
        spans
    }

    /// Drops the readings that some relation rules out; whether there were any.
    fn drop_unfit(&mut self, terms: &Terms, sums: &[(i64, i64)]) -> bool {
        let fits = |contributions: &[i64]| {
            contributions.iter().zip(&self.spans).zip(terms.relations()).all(|((own, span), relation)| {
                let sum = sums[relation];
                sum.0 - span.0 + own <= 0 && 0 <= sum.1 - span.1 + own
            })
        };
        if self.contributions(terms.count()).all(fits) {
            return false;
        }
        let kept: Vec<bool> = self.contributions(terms.count()).map(fits).collect();
        self.retain(&kept);
        true
    }

    fn retain(&mut self, kept: &[bool]) {
        let Domain::Readings(readings) = &mut self.domain else { return };
        let relations = self.spans.len();
        let mut at = 0..;
        self.contributions.retain(|_| at.next().is_some_and(|at: usize| kept[at / relations]));
        let mut keep = kept.iter();
        readings.retain(|_| *keep.next().unwrap_or(&false));
    }
}

/// The join of the open rows, one after the other.
struct Passage<'a> {
    /// For each open row and reading, its contribution to every relation that an open row runs through.
    steps: Vec<Vec<Vec<i64>>>,
    /// For each count of joined rows what the others contribute: least and largest, by relation.
    ahead: Vec<Vec<(i64, i64)>>,
    start: Vec<i64>,
    sums_left: &'a mut usize,
}

impl<'a> Passage<'a> {
    fn new(joint: &Joint<'_>, open: &[usize], sums_left: &'a mut usize) -> Self {
        let terms = |index: usize| &joint.across.rows[index];
        let mut relations: Vec<usize> = open.iter().flat_map(|&index| terms(index).relations()).collect();
        relations.sort_unstable();
        relations.dedup();
        let place = |relation: usize| relations.partition_point(|&other| other < relation);
        let spread = |index: usize, contributions: &[i64]| {
            let mut all = vec![0; relations.len()];
            for (&own, relation) in contributions.iter().zip(terms(index).relations()) {
                all[place(relation)] = own;
            }
            all
        };
        let steps = open.iter().map(|&index| {
            let contributions = joint.rows[index].contributions(terms(index).count());
            contributions.map(|contributions| spread(index, contributions)).collect()
        });
        let mut ahead = vec![vec![(0, 0); relations.len()]; open.len() + 1];
        for (at, &index) in open.iter().enumerate().rev() {
            ahead[at] = ahead[at + 1].clone();
            for (span, relation) in joint.rows[index].spans.iter().zip(terms(index).relations()) {
                let sum = &mut ahead[at][place(relation)];
                *sum = (sum.0 + span.0, sum.1 + span.1);
            }
        }
        // What the settled rows contribute is what is left of the least sum without the open rows.
        let start =
            relations.iter().enumerate().map(|(at, &relation)| joint.sums[relation].0 - ahead[0][at].0).collect();
        Self { steps: steps.collect(), ahead, start, sums_left }
    }

    /// For each open row which readings stand in a solution; `None` when the bound was hit.
    fn run(mut self) -> Option<Vec<Vec<bool>>> {
        let mut layers = vec![vec![self.start.clone()]];
        for at in 0..self.steps.len() {
            let mut next = FxHashSet::default();
            for state in &layers[at] {
                for step in 0..self.steps[at].len() {
                    if let Some(reached) = self.advance(at, state, step)? {
                        next.insert(reached);
                    }
                }
            }
            layers.push(next.into_iter().collect());
        }
        let mut kept: Vec<Vec<bool>> = self.steps.iter().map(|steps| vec![false; steps.len()]).collect();
        let mut leading: FxHashSet<Vec<i64>> = layers.pop()?.into_iter().collect();
        for (at, layer) in layers.into_iter().enumerate().rev() {
            let mut here = FxHashSet::default();
            for state in layer {
                let mut leads = false;
                for (step, kept) in kept[at].iter_mut().enumerate() {
                    if self.advance(at, &state, step)?.is_some_and(|reached| leading.contains(&reached)) {
                        *kept = true;
                        leads = true;
                    }
                }
                if leads {
                    here.insert(state);
                }
            }
            leading = here;
        }
        Some(kept)
    }

    /// The state after one more row, `Some(None)` when the rows ahead can't bring it to zero; `None` at the
    /// bound.
    fn advance(&mut self, at: usize, state: &[i64], step: usize) -> Option<Option<Vec<i64>>> {
        *self.sums_left = self.sums_left.checked_sub(state.len())?;
        let step = &self.steps[at][step];
        let sums = || state.iter().zip(step).map(|(sum, own)| sum + own);
        let possible = sums().zip(&self.ahead[at + 1]).all(|(sum, (low, high))| sum + low <= 0 && 0 <= sum + high);
        Some(possible.then(|| sums().collect()))
    }
}
