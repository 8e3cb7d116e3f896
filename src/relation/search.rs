//! The smallest sets of cells, and their changes, that satisfy every relation.
//!
//! # The search
//! A change to a cell shifts each relation that the cell stands in by its coefficient times the change. So
//! - a failing relation that no chosen cell stands in needs a cell;
//! - a relation that holds and in which exactly one chosen cell stands needs another: a change is never zero.
//!
//! Such a relation *demands* a cell. Demands that share no unknown need a cell each, which bounds from below
//! how many cells are missing. The search takes sizes one after the other, smallest first; it picks the
//! demand with the fewest candidates, chooses each of them in turn, and gives up a branch that needs more
//! cells than the size leaves. A candidate that was explored is barred from its later siblings, so no set is
//! met twice. When nothing demands a cell, the changes are the solution of the equations the chosen cells
//! stand in.
//!
//! Every set is either reached, or ruled out by a demand that it does not meet, so what is found at the first
//! size that has solutions are *all* smallest repairs, unless a bound was hit, which is reported.

use super::solve::{Solution, solve};
use super::{MAX_MAGNITUDE, System, Value};

/// The most cells a search changes at once, over all independent parts.
pub(super) const MAX_CHANGED: usize = 6;

/// The most solutions one search collects.
pub(super) const MAX_SOLUTIONS: usize = 64;

/// How many times disjoint demands are collected to bound what is missing.
const MAX_STARTS: usize = 32;

/// What is known of the cells and relations when a search starts.
pub(super) struct Problem<'a> {
    pub system: &'a System,
    /// For each relation its weighted sum, `None` where it can't be evaluated.
    pub residuals: Vec<Option<i128>>,
    /// For each unknown the number it counts as.
    pub present: Vec<i128>,
    /// For each unknown whether it may be changed.
    pub changeable: Vec<bool>,
}

impl<'a> Problem<'a> {
    pub fn new(system: &'a System, values: &[Value], frozen: &[usize]) -> Self {
        let counted = |unknown| values.get(unknown).and_then(|value: &Value| value.counted());
        let mut changeable: Vec<bool> = (0..system.unknowns()).map(|unknown| counted(unknown).is_some()).collect();
        for &unknown in frozen.iter().filter(|&&unknown| unknown < system.unknowns()) {
            changeable[unknown] = false;
        }
        Self {
            system,
            residuals: (0..system.relations().len()).map(|relation| system.residual(relation, values)).collect(),
            present: (0..system.unknowns()).map(|unknown| counted(unknown).unwrap_or(0)).collect(),
            changeable,
        }
    }
}

/// A set of changes: each unknown with its new value, in the order of the unknowns.
pub(super) type Changes = Vec<(usize, i128)>;

/// What a search found.
pub(super) struct Found {
    /// The smallest sets of changes, sorted; empty when none has at most [`MAX_CHANGED`] cells.
    pub solutions: Vec<Changes>,
    /// Whether `solutions` is known to hold every set of that size.
    pub complete: bool,
}

/// The smallest repairs of the relations `failing`, sorted, which must hold every failing relation that a
/// chain of changeable unknowns and evaluated relations connects with one of them. Each step takes one from
/// `steps`; at zero the search ends incomplete.
pub(super) fn smallest(problem: &Problem<'_>, failing: &[usize], steps: &mut usize) -> Found {
    let mut search = Search {
        problem,
        failing,
        steps,
        chosen: Vec::new(),
        barred: problem.changeable.iter().map(|&changeable| !changeable).collect(),
        hits: vec![0; problem.system.relations().len()],
        solutions: Vec::new(),
        complete: true,
    };
    for size in 1..=MAX_CHANGED {
        search.extend(size);
        if !search.solutions.is_empty() || !search.complete {
            break;
        }
    }
    search.solutions.sort_unstable();
    Found { solutions: search.solutions, complete: search.complete }
}

struct Search<'a> {
    problem: &'a Problem<'a>,
    failing: &'a [usize],
    steps: &'a mut usize,
    chosen: Vec<usize>,
    /// Unknowns that may not be chosen: frozen or unreadable ones, chosen ones, and those already explored.
    barred: Vec<bool>,
    /// For each relation how many chosen unknowns stand in it.
    hits: Vec<u8>,
    solutions: Vec<Changes>,
    complete: bool,
}

impl Search<'_> {
    /// Explores the sets that hold the chosen cells and at most `left` more.
    fn extend(&mut self, left: usize) {
        if *self.steps == 0 || self.solutions.len() == MAX_SOLUTIONS {
            self.complete = false;
            return;
        }
        *self.steps -= 1;
        let demands = self.demands();
        if self.needs_more_than(&demands, left) {
            return;
        }
        let fewest = demands.iter().map(|&relation| (self.candidates(&[relation]), relation));
        if let Some((candidates, _)) = fewest.min_by_key(|(candidates, relation)| (candidates.len(), *relation)) {
            return self.branch(candidates, left);
        }
        if let Some(relations) = self.contradiction() {
            return self.branch(self.candidates(&relations), left);
        }
        let touched = self.touched();
        match self.solution(&touched) {
            Solution::Unique(changes) if self.admissible(&changes) => self.record(&changes),
            Solution::Unique(_) | Solution::None => self.branch(self.candidates(&touched), left),
            // More cells would leave the same freedom, so no superset has a definite answer either. The
            // freedom is a family of repairs that is not listed, hence none that is listed can be called the
            // only one.
            Solution::Many | Solution::Overflow => self.complete = false,
        }
    }

    /// Explores each candidate as the next chosen cell.
    fn branch(&mut self, candidates: Vec<usize>, left: usize) {
        if left == 0 {
            return;
        }
        for &unknown in &candidates {
            self.barred[unknown] = true;
            self.chosen.push(unknown);
            self.problem.system.uses(unknown).iter().for_each(|&(relation, _)| self.hits[relation] += 1);
            self.extend(left - 1);
            self.problem.system.uses(unknown).iter().for_each(|&(relation, _)| self.hits[relation] -= 1);
            self.chosen.pop();
        }
        candidates.into_iter().for_each(|unknown| self.barred[unknown] = false);
    }

    /// The relations that need another cell, whatever else is chosen.
    fn demands(&self) -> Vec<usize> {
        let unmet = self.failing.iter().copied().filter(|&relation| self.hits[relation] == 0);
        let disturbed = self.chosen.iter().flat_map(|&unknown| self.problem.system.uses(unknown)).copied();
        let disturbed = disturbed
            .map(|(relation, _)| relation)
            .filter(|&relation| self.hits[relation] == 1 && self.problem.residuals[relation] == Some(0));
        unmet.chain(disturbed).collect()
    }

    /// Whether the demands need more than `left` cells: some of them, pairwise without a common unknown, are
    /// more. They are collected greedily, starting at each of the first demands in turn.
    fn needs_more_than(&self, demands: &[usize], left: usize) -> bool {
        if demands.len() <= left {
            return false;
        }
        let system = self.problem.system;
        let mut taken = vec![0_u64; system.relations().len().div_ceil(64)];
        (0..demands.len().min(MAX_STARTS)).any(|start| {
            taken.fill(0);
            let mut disjoint = 0;
            for &relation in demands[start..].iter().chain(&demands[..start]) {
                if taken[relation / 64] >> (relation % 64) & 1 == 0 {
                    disjoint += 1;
                    taken.iter_mut().zip(system.sharing(relation)).for_each(|(taken, shared)| *taken |= shared);
                }
            }
            disjoint > left
        })
    }

    /// The unknowns of `relations` that may be chosen.
    fn candidates(&self, relations: &[usize]) -> Vec<usize> {
        let terms = relations.iter().flat_map(|&relation| self.problem.system.relations()[relation].terms());
        let mut candidates: Vec<usize> =
            terms.map(|&(unknown, _)| unknown).filter(|&unknown| !self.barred[unknown]).collect();
        if relations.len() > 1 {
            candidates.sort_unstable();
            candidates.dedup();
        }
        candidates
    }

    /// Relations of which one needs another cell, because the only chosen cell in them can't satisfy them:
    /// its change would be no integer, make the value negative or too large, or differ between two relations.
    fn contradiction(&self) -> Option<Vec<usize>> {
        self.chosen.iter().find_map(|&unknown| {
            let mut implied: Option<(i128, usize)> = None;
            for &(relation, coefficient) in self.problem.system.uses(unknown) {
                let Some(residual) = self.problem.residuals[relation] else {
                    continue;
                };
                if self.hits[relation] != 1 {
                    continue;
                }
                let change = -residual / i128::from(coefficient);
                if residual % i128::from(coefficient) != 0 || !self.fits(unknown, change) {
                    return Some(vec![relation]);
                }
                match implied {
                    Some((other, earlier)) if other != change => {
                        return Some(vec![earlier, relation]);
                    }
                    _ => implied = Some((change, relation)),
                }
            }
            None
        })
    }

    /// The relations that are evaluated and in which a chosen cell stands.
    fn touched(&self) -> Vec<usize> {
        let uses = self.chosen.iter().flat_map(|&unknown| self.problem.system.uses(unknown));
        let mut touched: Vec<usize> = uses.map(|&(relation, _)| relation).collect();
        touched.retain(|&relation| self.problem.residuals[relation].is_some());
        touched.sort_unstable();
        touched.dedup();
        touched
    }

    /// The changes of the chosen cells that satisfy the relations they stand in.
    fn solution(&self, touched: &[usize]) -> Solution {
        let width = self.chosen.len();
        let mut rows = vec![vec![0; width + 1]; touched.len()];
        for (row, &relation) in rows.iter_mut().zip(touched) {
            row[width] = -self.problem.residuals[relation].unwrap_or(0);
        }
        for (column, &unknown) in self.chosen.iter().enumerate() {
            for &(relation, coefficient) in self.problem.system.uses(unknown) {
                if let Ok(row) = touched.binary_search(&relation) {
                    rows[row][column] = coefficient.into();
                }
            }
        }
        solve(rows, width)
    }

    fn admissible(&self, changes: &[i128]) -> bool {
        self.chosen.iter().zip(changes).all(|(&unknown, &change)| change != 0 && self.fits(unknown, change))
    }

    /// Whether the changed value is a non-negative integer within the bound.
    fn fits(&self, unknown: usize, change: i128) -> bool {
        let value = self.problem.present[unknown].checked_add(change);
        value.is_some_and(|value| (0..=MAX_MAGNITUDE).contains(&value))
    }

    fn record(&mut self, changes: &[i128]) {
        let changed = self.chosen.iter().zip(changes);
        let mut changes: Changes =
            changed.map(|(&unknown, change)| (unknown, self.problem.present[unknown] + change)).collect();
        changes.sort_unstable();
        self.solutions.push(changes);
    }
}
