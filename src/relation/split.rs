//! The readings of one flattened row: ways to cut its digits into figures so that the row's own relations
//! hold.
//!
//! # The search
//! Cells are filled from the last to the first, because totals stand last in the official forms: once a total
//! is chosen, no addend can exceed it nor the addends before it what is left of it. Where the remaining cells
//! of a relation all have one sign, its partial sum bounds each of them; a branch ends when the digits that
//! are left need more room than these bounds give. In a form with its totals first the bounds come late and
//! the search is longer, not wrong.

use std::rc::Rc;

/// The most digits a figure may have.
pub const MAX_DIGITS: usize = 9;

/// The most steps one enumeration of a row takes.
const MAX_STEPS: usize = 20_000;

/// The most readings of one row.
const MAX_READINGS: usize = 2_000;

/// One way to read a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reading {
    /// The figures with which the row's relations hold: those printed, save for the wrong one.
    pub values: Rc<[i64]>,
    /// The cell whose figure is wrong, and the figure that is printed there; 0 where it is lost.
    pub wrong: Option<(usize, i64)>,
    /// Whether there are fewer figures than cells. Then it can't be told which zero is printed and which is
    /// lost.
    pub lost: bool,
}

impl Reading {
    /// What stands in a cell.
    pub fn printed(&self, cell: usize) -> i64 {
        match self.wrong {
            Some((wrong, printed)) if wrong == cell => printed,
            _ => self.values[cell],
        }
    }
}

/// What is assumed of a row when it is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Assume {
    /// Fewer figures than cells: the others were blank and left no trace. Otherwise each cell is printed.
    pub lost: bool,
    /// Exactly one figure is wrong: changed, it satisfies every relation of the row, which as printed do not
    /// all hold.
    pub wrong: bool,
}

/// The text of a row and the relations among its cells.
#[derive(Debug)]
pub(super) struct RowText {
    digits: Vec<u8>,
    /// For each place in the digits the figures that may end before it, one place after the other; see [`push_figures`].
    figures: Vec<(usize, i64)>,
    /// For each place in the digits where its figures end in `figures`.
    ends: Vec<usize>,
    cells: usize,
    /// How many relations the row has of its own.
    relations: usize,
    /// For each cell its coefficients in these relations.
    coefficients: Vec<i64>,
    /// For each count of leading cells and each relation: the sign that all their coefficients have.
    signs: Vec<Sign>,
}

/// The common sign of some coefficients, those of absent cells left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sign {
    Absent,
    Plus,
    Minus,
    Mixed,
}

impl Sign {
    fn with(self, coefficient: i64) -> Self {
        let other = match coefficient {
            0 => return self,
            1.. => Self::Plus,
            _ => Self::Minus,
        };
        if self == Self::Absent || self == other { other } else { Self::Mixed }
    }
}

impl RowText {
    /// A row of `cells` cells, with the coefficients of each of its relations. `None` when a group is empty or
    /// holds anything but digits, or when there are more digits than the cells can hold.
    pub fn new(groups: &[&str], cells: usize, sums: &[Vec<i64>], max_digits: usize) -> Option<Self> {
        let mut digits = Vec::new();
        let mut parted = Vec::new();
        if groups.iter().map(|group| group.len()).sum::<usize>() > cells * max_digits {
            return None;
        }
        for group in groups {
            if group.is_empty() || !group.bytes().all(|byte| byte.is_ascii_digit()) {
                return None;
            }
            parted.extend((0..group.len()).map(|index| index == 0));
            digits.extend(group.bytes().map(|byte| byte - b'0'));
        }
        let coefficients = (0..cells).flat_map(|cell| sums.iter().map(move |sum| sum[cell])).collect();
        let relations = sums.len();
        let mut figures = Vec::new();
        let ends = (0..=digits.len()).map(|end| {
            push_figures(&mut figures, &digits, &parted, end, max_digits);
            figures.len()
        });
        let ends = ends.collect();
        let mut row = Self { digits, figures, ends, cells, relations, coefficients, signs: Vec::new() };
        row.signs = vec![Sign::Absent; relations * (cells + 1)];
        for at in 0..row.coefficients.len() {
            row.signs[at + relations] = row.signs[at].with(row.coefficients[at]);
        }
        Some(row)
    }

    /// How many cells the row has.
    pub fn cells(&self) -> usize {
        self.cells
    }

    /// Whether the row has a relation of its own, so that a wrong figure in it can be told from the row
    /// alone.
    pub fn is_summed(&self) -> bool {
        self.relations > 0
    }

    /// The same text without relations.
    pub fn without_sums(&self) -> Self {
        let (digits, figures, ends) = (self.digits.clone(), self.figures.clone(), self.ends.clone());
        Self { digits, figures, ends, relations: 0, coefficients: Vec::new(), signs: Vec::new(), ..*self }
    }

    /// The coefficients of a cell, one for each relation.
    fn coefficients(&self, cell: usize) -> &[i64] {
        &self.coefficients[cell * self.relations..][..self.relations]
    }

    /// For each relation the sign that all coefficients of the leading `cells` cells have.
    fn signs(&self, cells: usize) -> &[Sign] {
        &self.signs[cells * self.relations..][..self.relations]
    }

    /// The figures that may end before digit `end`.
    fn figures(&self, end: usize) -> &[(usize, i64)] {
        &self.figures[end.checked_sub(1).map_or(0, |before| self.ends[before])..self.ends[end]]
    }

    /// The readings with each meant figure within its cell's range; `None` when a bound was hit, and then
    /// nothing is known. The steps taken are taken from `steps`, which bounds them too.
    pub fn readings(&self, assume: Assume, ranges: &[(i64, i64)], steps: &mut usize) -> Option<Vec<Reading>> {
        if assume == (Assume { lost: false, wrong: false }) && self.digits.len() == self.cells {
            return Some(self.digit_by_digit(ranges).into_iter().collect());
        }
        let allowed = MAX_STEPS.min(*steps);
        let mut walk = Walk {
            row: self,
            assume,
            ranges,
            reach: self.reach(assume.lost),
            values: vec![0; self.cells],
            partial: vec![0; self.relations],
            outside: None,
            steps: allowed,
            readings: Vec::new(),
        };
        let within = walk.fill(self.cells, self.digits.len(), Right { lost: false, any_lost: false });
        *steps -= allowed - walk.steps;
        within.then_some(walk.readings)
    }

    /// The reading of a row that has a digit for each cell, as most have that hold nothing but zeros: there is no other.
    fn digit_by_digit(&self, ranges: &[(i64, i64)]) -> Option<Reading> {
        let values: Rc<[i64]> = self.digits.iter().map(|digit| i64::from(*digit)).collect();
        let within = values.iter().zip(ranges).all(|(value, (low, high))| (low..=high).contains(&value));
        let weighted = |relation| move |(cell, value): (usize, &i64)| self.coefficients(cell)[relation] * value;
        let sum = |relation| values.iter().enumerate().map(weighted(relation)).sum::<i64>();
        let holds = within && (0..self.relations).all(|relation| sum(relation) == 0);
        holds.then_some(Reading { values, wrong: None, lost: false })
    }

    /// For each count of leading digits and of leading cells whether the digits can be cut into figures for
    /// the cells, each cell printed or, with `lost`, some not; all cells of a count of digits together.
    fn reach(&self, lost: bool) -> Vec<bool> {
        let width = self.cells + 1;
        let mut reach = vec![false; width * (self.digits.len() + 1)];
        reach[0] = true;
        for end in 0..=self.digits.len() {
            let (before, here) = reach.split_at_mut(end * width);
            for &(start, _) in self.figures(end) {
                let cells = before[start * width..][..self.cells].iter().zip(&mut here[1..width]);
                cells.for_each(|(before, here)| *here |= before);
            }
            for cell in 1..width {
                here[cell] |= lost && here[cell - 1];
            }
        }
        reach
    }
}

/// Adds the figures that may end before digit `end`, shortest first, each with its first digit's place: no leading zero,
/// not across a separator, no more digits than allowed.
fn push_figures(figures: &mut Vec<(usize, i64)>, digits: &[u8], parted: &[bool], end: usize, max_digits: usize) {
    let (mut scale, mut value) = (1, 0);
    for start in (end.saturating_sub(max_digits)..end).rev() {
        value += i64::from(digits[start]) * scale;
        scale *= 10;
        if digits[start] != 0 || start + 1 == end {
            figures.push((start, value));
        }
        if parted[start] {
            break;
        }
    }
}

/// What is known of the cells to the right.
#[derive(Clone, Copy)]
struct Right {
    /// Whether the next cell is lost.
    lost: bool,
    any_lost: bool,
}

struct Walk<'a> {
    row: &'a RowText,
    assume: Assume,
    ranges: &'a [(i64, i64)],
    /// See [`RowText::reach`].
    reach: Vec<bool>,
    /// The printed figures; the cells to the right of the current one are filled.
    values: Vec<i64>,
    /// For each relation the weighted sum of the filled cells.
    partial: Vec<i64>,
    /// The cell whose printed figure is out of range, hence wrong.
    outside: Option<usize>,
    steps: usize,
    readings: Vec<Reading>,
}

impl Walk<'_> {
    /// Fills the leading `cells` cells with the leading `end` digits in every way; `false` when a bound was
    /// hit.
    fn fill(&mut self, cells: usize, end: usize, right: Right) -> bool {
        if !self.reach[end * (self.row.cells + 1) + cells] {
            return true;
        }
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
        let row = self.row;
        for &(start, value) in row.figures(end) {
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
        for (&partial, sign) in self.partial.iter().zip(self.row.signs(cells)) {
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
        let relations = self.row.coefficients(cell).iter().zip(self.row.signs(cells));
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
