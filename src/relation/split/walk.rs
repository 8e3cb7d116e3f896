//! The search for the readings of a flattened row.
//!
//! Cells are filled from the last to the first, because totals stand last in the official forms: once a total
//! is chosen, no addend can exceed it nor the addends before it what is left of it. Where the remaining cells
//! of a relation all have one sign, its partial sum bounds each of them; a branch ends when the digits that
//! are left need more room than these bounds give. In a form with its totals first the bounds come late and
//! the search is longer, not wrong.

use super::{Assume, Cuts, Reading, RowText, Sign};

/// The most readings of one row.
const MAX_READINGS: usize = 2_000;

/// What is known of the cells to the right.
#[derive(Clone, Copy)]
pub(super) struct Right {
    /// Whether the next cell is lost.
    pub lost: bool,
    pub any_lost: bool,
}

pub(super) struct Walk<'a> {
    pub row: &'a RowText,
    pub cuts: &'a Cuts,
    pub assume: Assume,
    pub ranges: &'a [(i64, i64)],
    /// See [`RowText::reach`].
    pub reach: Vec<bool>,
    /// The printed figures; the cells to the right of the current one are filled.
    pub values: Vec<i64>,
    /// For each relation the weighted sum of the filled cells.
    pub partial: Vec<i64>,
    /// The cell whose printed figure is out of range, hence wrong.
    pub outside: Option<usize>,
    pub steps: usize,
    pub readings: Vec<Reading>,
}

impl Walk<'_> {
    /// Whether the leading `end` digits can be cut into figures for the leading `cells` cells.
    pub fn reaches(&self, cells: usize, end: usize) -> bool {
        self.reach[end * (self.row.cells + 1) + cells]
    }

    /// Fills the leading `cells` cells with the leading `end` digits, which reach so far, in every way; `false` when a
    /// bound was hit.
    pub fn fill(&mut self, cells: usize, end: usize, right: Right) -> bool {
        if self.steps == 0 || self.readings.len() > MAX_READINGS {
            return false;
        }
        self.steps -= 1;
        if !self.assume.wrong && !self.has_room(cells, end) {
            return true;
        }
        let Some(cell) = cells.checked_sub(1) else {
            if right.any_lost == self.assume.lost {
                self.finish(right.any_lost);
            }
            return true;
        };
        if self.assume.lost && !self.put(cell, 0, end, Right { lost: true, any_lost: true }) {
            return false;
        }
        let cuts = self.cuts;
        for &(start, value) in cuts.figures(end) {
            // Zeros printed and lost side by side: the printed ones are taken to be the rightmost, as the
            // order makes no difference to the values.
            if value == 0 && right.lost {
                continue;
            }
            if !self.put(cell, value, start, Right { lost: false, any_lost: right.any_lost }) {
                return false;
            }
        }
        true
    }

    /// Fills a cell and goes on with those before it; `false` when a bound was hit.
    fn put(&mut self, cell: usize, value: i64, start: usize, right: Right) -> bool {
        if !self.reaches(cell, start) {
            return true;
        }
        let (low, high) = self.ranges[cell];
        let before = self.outside;
        if !(low..=high).contains(&value) {
            if !self.assume.wrong || before.is_some() {
                return true;
            }
            self.outside = Some(cell);
        }
        self.values[cell] = value;
        self.shift(cell, value);
        let within = self.fill(cell, start, right);
        self.shift(cell, -value);
        self.outside = before;
        within
    }

    fn shift(&mut self, cell: usize, by: i64) {
        // Most cells hold nothing.
        if by == 0 {
            return;
        }
        for (partial, coefficient) in self.partial.iter_mut().zip(self.row.coefficients(cell)) {
            *partial += coefficient * by;
        }
    }

    /// Whether the relations leave room for `end` digits in the leading `cells` cells.
    fn has_room(&self, cells: usize, end: usize) -> bool {
        for (&partial, sign) in self.partial.iter().zip(self.cuts.signs(cells, self.partial.len())) {
            let possible = match sign {
                Sign::Absent => partial == 0,
                Sign::Plus => partial <= 0,
                Sign::Minus => partial >= 0,
                Sign::Mixed => true,
            };
            if !possible {
                return false;
            }
        }
        // Every cell has room for one digit at least.
        if end <= cells {
            return true;
        }
        let mut left = end;
        for cell in 0..cells {
            left = left.saturating_sub(self.room(cell, cells));
            if left == 0 {
                return true;
            }
        }
        false
    }

    /// How many digits the figure of a cell may have, one of the leading `cells` ones.
    fn room(&self, cell: usize, cells: usize) -> usize {
        let mut high = self.ranges[cell].1;
        let relations = self.row.coefficients(cell).iter().zip(self.cuts.signs(cells, self.partial.len()));
        for (&partial, (&coefficient, &sign)) in self.partial.iter().zip(relations) {
            if coefficient != 0 && sign != Sign::Mixed {
                // Nearly all are 1 or -1: a division would be most of the work.
                let bound = if coefficient.abs() == 1 { partial } else { partial / coefficient };
                high = high.min(bound.abs());
            }
        }
        // Even a zero takes a digit.
        high.max(1).ilog10() as usize + 1
    }

    /// Records the reading of a row whose cells are all filled.
    fn finish(&mut self, lost: bool) {
        if !self.assume.wrong {
            self.readings.push(Reading { values: self.values.as_slice().into(), wrong: None, lost });
            return;
        }
        for cell in 0..self.row.cells {
            if self.outside.is_some_and(|outside| outside != cell) {
                continue;
            }
            let Some(meant) = self.meant(cell) else {
                continue;
            };
            let printed = std::mem::replace(&mut self.values[cell], meant);
            let values = self.values.as_slice().into();
            self.values[cell] = printed;
            self.readings.push(Reading { values, wrong: Some((cell, printed)), lost });
        }
    }

    /// The figure other than the printed one that a cell must hold for every relation to hold.
    fn meant(&self, cell: usize) -> Option<i64> {
        let mut change = 0;
        for (&partial, &coefficient) in self.partial.iter().zip(self.row.coefficients(cell)) {
            if coefficient == 0 && partial == 0 {
                continue;
            }
            let needed = (coefficient != 0 && partial % coefficient == 0).then(|| -partial / coefficient)?;
            if needed == 0 || (change != 0 && change != needed) {
                return None;
            }
            change = needed;
        }
        let (low, high) = self.ranges[cell];
        let meant = self.values[cell] + change;
        (change != 0 && (low..=high).contains(&meant)).then_some(meant)
    }
}
