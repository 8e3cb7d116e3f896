//! Under which assumption a flattened table can be read.
//!
//! # Reasoning
//! What may be assumed of the text decides which readings there are. The assumptions are tried from the
//! strongest to the weakest, and the first that some reading of the whole table satisfies is taken:
//! 1. Every cell is printed and every relation holds.
//! 2. Every relation holds and any row may have lost blanks, *or* every cell is printed but one figure is
//!    wrong. Either may be the truth, so a cell counts as read when both agree.
//! 3. One figure is wrong and any row may have lost blanks. Where up to [`MAX_WRONG_ROWS`] rows can't be read
//!    at all with their own relations holding, each of these is taken to hold one wrong figure.
//! 4. Each row by itself, with what the relations across rows still bound.
//! 5. Each row by itself, without any relation: only what the digits force.
//!
//! That every cell is printed is assumed of all rows or of none: where all zeros were lost, a long row can
//! often still be cut into as many figures as it has cells, wrongly, and the balance can hold for it. Of a
//! row with a cell that stands in no relation it is never assumed, as nothing would speak for it. A blank
//! counts as 0.
//!
//! # Bounds
//! One enumeration of a row takes at most 20,000 steps, all of one call at most [`STEPS_PER_ROW`] for each
//! row; all joins of one call compute at most [`MAX_SUMS`] sums; at most [`MAX_SUSPECT_ROWS`] rows are tried
//! as the one wrong row. When a bound is hit, readings are only dropped where they are proven impossible, and
//! the [`Basis`] says that the whole was not proven.

use super::joint::{Domain, Joined, Joint};
use super::recover::{Basis, Row, Table};
use super::split::{Assume, Reading, RowText};

/// How many rows may hold a wrong figure each, where they are known by their own relations.
const MAX_WRONG_ROWS: usize = 3;

/// How many rows are tried as the one that holds a wrong figure.
const MAX_SUSPECT_ROWS: usize = 64;

/// The steps that enumerating rows may take in all, for each row of the table.
const STEPS_PER_ROW: usize = 4_000;

/// The sums of relations that joining rows may compute in all.
const MAX_SUMS: usize = 200_000;

/// What the rows may hold under the assumption that was reached.
pub(super) struct Reached {
    pub readings: Vec<Domain>,
    pub basis: Basis,
}

/// How a row is read.
#[derive(Clone, Copy)]
enum Way {
    /// Printed in full where that is possible and the relations can confirm it, else with lost blanks too.
    Preferred,
    /// Printed in full or with lost blanks.
    Any,
    /// With one wrong figure: printed in full where that is possible, else with lost blanks.
    PreferredWrong,
    /// With one wrong figure, printed in full or with lost blanks.
    AnyWrong,
    /// In every way that the digits allow, whatever the relations.
    Forced,
}

const PRINTED: Assume = Assume { lost: false, wrong: false };
const LOST: Assume = Assume { lost: true, wrong: false };
const PRINTED_WRONG: Assume = Assume { lost: false, wrong: true };
const LOST_WRONG: Assume = Assume { lost: true, wrong: true };

/// The readings of the rows under the strongest assumption that explains the table.
pub(super) fn explain(table: &Table) -> Reached {
    let steps = table.rows.len().saturating_mul(STEPS_PER_ROW);
    let mut search = Search { table, steps, sums: MAX_SUMS };
    let printed = search.domains(Way::Preferred);
    let not_printed = search.rows(&printed, |row, domain| row.vouched && (may_be_lost(domain) || is_empty(domain)));
    let mut hit_bound = false;
    if not_printed.is_empty() {
        let (joined, readings) = search.solve(search.joint(printed.clone()), Way::Preferred, &[], Way::Preferred);
        if joined == Joined::Exact {
            return reached(readings, true);
        }
        hit_bound = joined == Joined::Bounded;
    }
    let any = search.also_lost(&printed);
    let unexplained = search.rows(&any, |_, domain| is_empty(domain));
    if !unexplained.is_empty() {
        let others = if not_printed == unexplained { &printed } else { &any };
        let few = unexplained.len() <= MAX_WRONG_ROWS;
        let wrong = few.then(|| search.with_wrong(others, &unexplained));
        return united(wrong).unwrap_or_else(|| search.alone(any, &unexplained));
    }
    let mut explanations = vec![search.solve(search.joint(any.clone()), Way::Any, &[], Way::Any)];
    // Where a bound was hit the table may well hold as it is, and no row is suspected.
    if not_printed.len() <= 1 && !hit_bound {
        let suspects = search.suspects().filter(|row| not_printed.iter().all(|other| other == row));
        suspects.for_each(|row| explanations.push(search.with_wrong(&printed, &[row])));
    }
    if let Some(reached) = united(explanations) {
        return reached;
    }
    let lost_and_wrong: Vec<Explanation> = search.suspects().map(|row| search.with_wrong(&any, &[row])).collect();
    united(lost_and_wrong).unwrap_or_else(|| search.alone(any, &[]))
}

/// A way to explain the table: what the rows may hold, and whether that was proven.
type Explanation = (Joined, Vec<Domain>);

/// The search for readings, and the work it may still do.
struct Search<'a> {
    table: &'a Table,
    steps: usize,
    sums: usize,
}

impl<'a> Search<'a> {
    /// The rows that are tried as the one that holds a wrong figure.
    fn suspects(&self) -> std::ops::Range<usize> {
        0..self.table.rows.len().min(MAX_SUSPECT_ROWS)
    }

    fn joint(&self, domains: Vec<Domain>) -> Joint<'a> {
        Joint::new(&self.table.across, domains, self.table.most)
    }

    /// The rows that can be enumerated and pass a test.
    fn rows(&self, domains: &[Domain], test: impl Fn(&Row, &Domain) -> bool) -> Vec<usize> {
        let passes = |&index: &usize| self.table.rows[index].as_ref().is_some_and(|row| test(row, &domains[index]));
        (0..domains.len()).filter(passes).collect()
    }

    /// Readings with one wrong figure in each of `wrong`, every other row as in `others`.
    fn with_wrong(&mut self, others: &[Domain], wrong: &[usize]) -> Explanation {
        let impossible = (Joined::Impossible, Vec::new());
        let summed = |&index: &usize| self.table.rows[index].as_ref().is_some_and(|row| row.text.is_summed());
        if !wrong.iter().all(summed) {
            return impossible;
        }
        let mut freed = others.to_vec();
        wrong.iter().for_each(|&index| freed[index] = Domain::Free);
        let mut joint = self.joint(freed);
        if !joint.narrow() {
            return impossible;
        }
        let preferred = self.solve(joint.clone(), Way::Any, wrong, Way::PreferredWrong);
        if preferred.0 != Joined::Impossible {
            return preferred;
        }
        self.solve(joint, Way::Any, wrong, Way::AnyWrong)
    }

    /// Joins the rows. Free ones are first enumerated within the ranges that the others leave, those of
    /// `wrong` in a way of their own.
    fn solve(&mut self, mut joint: Joint<'a>, way: Way, wrong: &[usize], wrong_way: Way) -> Explanation {
        if !joint.narrow() {
            return (Joined::Impossible, Vec::new());
        }
        for (index, row) in self.table.rows.iter().enumerate() {
            if let Some(row) = row
                && joint.is_free(index)
            {
                let way = if wrong.contains(&index) { wrong_way } else { way };
                let ranges = joint.ranges(index, row.text.cells());
                joint.set(index, self.domain(row, way, &ranges));
            }
        }
        (joint.join(&mut self.sums), joint.into_domains())
    }

    /// Each row by itself. The relations across rows still bound what rows can hold where the `unexplained`
    /// are known to be the wrong ones. Else any row may be wrong, and only what its digits force is taken.
    fn alone(&mut self, mut domains: Vec<Domain>, unexplained: &[usize]) -> Reached {
        unexplained.iter().for_each(|&index| domains[index] = Domain::Free);
        let mut joint = self.joint(domains);
        let bounded = !unexplained.is_empty() && joint.narrow();
        let forced = self.domains(Way::Forced);
        let mut readings = if bounded { joint.into_domains() } else { forced.clone() };
        for (reading, forced) in readings.iter_mut().zip(forced) {
            if matches!(reading, Domain::Free) {
                *reading = forced;
            }
        }
        Reached { readings, basis: Basis::RowsAlone }
    }

    /// What each row may hold by itself; anything where it can't be enumerated.
    fn domains(&mut self, way: Way) -> Vec<Domain> {
        let table = self.table;
        let mut read = |row: &Row| self.domain(row, way, &table.whole(row));
        table.rows.iter().map(|row| row.as_ref().map_or(Domain::Free, &mut read)).collect()
    }

    /// What each row may hold by itself when any may have lost blanks: what was preferred, and what stands there besides.
    fn also_lost(&mut self, preferred: &[Domain]) -> Vec<Domain> {
        let rows = preferred.iter().zip(&self.table.rows).map(|(domain, row)| match row {
            Some(row) if row.vouched && !is_empty(domain) && !may_be_lost(domain) => {
                either(domain.clone(), Self::read(&mut self.steps, row, &row.text, LOST, &self.table.whole(row)))
            }
            _ => domain.clone(),
        });
        rows.collect()
    }

    fn domain(&mut self, row: &Row, way: Way, ranges: &[(i64, i64)]) -> Domain {
        let text = if matches!(way, Way::Forced) { &row.text.without_sums() } else { &row.text };
        let mut read = |assume| Self::read(&mut self.steps, row, text, assume, ranges);
        match way {
            Way::Preferred => {
                let printed = read(PRINTED);
                if row.vouched && !is_empty(&printed) { printed } else { either(printed, read(LOST)) }
            }
            Way::PreferredWrong => {
                let printed = read(PRINTED_WRONG);
                if is_empty(&printed) { read(LOST_WRONG) } else { printed }
            }
            Way::Any | Way::Forced => either(read(PRINTED), read(LOST)),
            Way::AnyWrong => either(read(PRINTED_WRONG), read(LOST_WRONG)),
        }
    }

    /// The readings of a row under one assumption; anything when the bound was hit.
    fn read(steps: &mut usize, row: &Row, text: &RowText, assume: Assume, ranges: &[(i64, i64)]) -> Domain {
        if assume.lost && !row.blanks_lost {
            return Domain::Readings(Vec::new());
        }
        text.readings(assume, ranges, steps).map_or(Domain::Free, Domain::Readings)
    }
}

/// What one or the other allows.
fn either(one: Domain, other: Domain) -> Domain {
    match (one, other) {
        (Domain::Readings(mut one), Domain::Readings(other)) => {
            one.extend(other);
            Domain::Readings(one)
        }
        _ => Domain::Free,
    }
}

fn may_be_lost(domain: &Domain) -> bool {
    matches!(domain, Domain::Readings(readings) if readings.iter().any(|reading| reading.lost))
}

/// What any of several explanations allows; `None` where none is possible.
fn united(explanations: impl IntoIterator<Item = Explanation>) -> Option<Reached> {
    let possible = explanations.into_iter().filter(|(joined, _)| *joined != Joined::Impossible);
    let explanations: Vec<Explanation> = possible.collect();
    let proven = explanations.iter().all(|(joined, _)| *joined == Joined::Exact);
    let all = explanations.into_iter().map(|(_, readings)| readings).reduce(|mut all, other| {
        all.iter_mut().zip(other).for_each(|(all, other)| unite(all, other));
        all
    });
    all.map(|readings| reached(readings, proven))
}

fn is_empty(domain: &Domain) -> bool {
    matches!(domain, Domain::Readings(readings) if readings.is_empty())
}

/// Adds what another explanation allows.
fn unite(all: &mut Domain, other: Domain) {
    match (&mut *all, other) {
        (Domain::Readings(all), Domain::Readings(other)) => {
            let new: Vec<Reading> = other.into_iter().filter(|reading| !all.contains(reading)).collect();
            all.extend(new);
        }
        _ => *all = Domain::Free,
    }
}

fn reached(readings: Vec<Domain>, proven: bool) -> Reached {
    let any = |test: fn(&Reading) -> bool| {
        readings.iter().any(|domain| matches!(domain, Domain::Readings(readings) if readings.iter().any(test)))
    };
    let basis = if !proven {
        Basis::RowsAlone
    } else if any(|reading| reading.wrong.is_some()) {
        Basis::WrongFigures
    } else if any(|reading| reading.lost) {
        Basis::LostBlanks
    } else {
        Basis::EveryRelation
    };
    Reached { readings, basis }
}
