//! The readings of one flattened row: ways to cut its digits into figures so that the row's own relations
//! hold.
//!
//! # The search
//! Cells are filled from the last to the first, because totals stand last in the official forms: once a total
//! is chosen, no addend can exceed it nor the addends before it what is left of it. Where the remaining cells
//! of a relation all have one sign, its partial sum bounds each of them; a branch ends when the digits that
//! are left need more room than these bounds give. In a form with its totals first the bounds come late and
//! the search is longer, not wrong.

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
    pub values: Vec<i64>,
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
    /// For each place in the digits the figures that may end before it; see [`figures`].
    figures: Vec<Vec<(usize, i64)>>,
    cells: usize,
    /// For each relation of the row the coefficients of its cells.
    sums: Vec<Vec<i64>>,
    /// For each relation and count of leading cells: the sign that all their coefficients have.
    signs: Vec<Vec<Sign>>,
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
    /// A row of `cells` cells. `None` when a group is empty or holds anything but digits, or when there are
    /// more digits than the cells can hold.
    pub fn new(groups: &[&str], cells: usize, sums: Vec<Vec<i64>>, max_digits: usize) -> Option<Self> {
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
        let signs = sums.iter().map(|sum| {
            let mut sign = Sign::Absent;
            let rest = sum.iter().map(|&coefficient| {
                sign = sign.with(coefficient);
                sign
            });
            [Sign::Absent].into_iter().chain(rest).collect()
        });
        let figures = (0..=digits.len()).map(|end| figures(&digits, &parted, end, max_digits)).collect();
        Some(Self { digits, figures, cells, signs: signs.collect(), sums })
    }

    /// How many cells the row has.
    pub fn cells(&self) -> usize {
        self.cells
    }

    /// Whether the row has a relation of its own, so that a wrong figure in it can be told from the row
    /// alone.
    pub fn is_summed(&self) -> bool {
        !self.sums.is_empty()
    }

    /// The same text without relations.
    pub fn without_sums(&self) -> Self {
        let (digits, figures) = (self.digits.clone(), self.figures.clone());
        Self { digits, figures, cells: self.cells, sums: Vec::new(), signs: Vec::new() }
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
            partial: vec![0; self.sums.len()],
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
        let values: Vec<i64> = self.digits.iter().map(|digit| i64::from(*digit)).collect();
        let within = values.iter().zip(ranges).all(|(value, (low, high))| (low..=high).contains(&value));
        let sum = |sum: &Vec<i64>| sum.iter().zip(&values).map(|(coefficient, value)| coefficient * value).sum::<i64>();
        let holds = within && self.sums.iter().all(|relation| sum(relation) == 0);
        holds.then_some(Reading { values, wrong: None, lost: false })
    }

    /// For each count of leading cells and of leading digits whether the digits can be cut into figures for
    /// the cells, each cell printed or, with `lost`, some not; all digits of a count of cells together.
    fn reach(&self, lost: bool) -> Vec<bool> {
        let width = self.digits.len() + 1;
        let mut reach = vec![false; width * (self.cells + 1)];
        reach[0] = true;
        for cell in 1..=self.cells {
            let (before, here) = reach.split_at_mut(cell * width);
            let before = &before[(cell - 1) * width..];
            for end in 0..width {
                here[end] = (lost && before[end]) || self.figures[end].iter().any(|&(start, _)| before[start]);
            }
        }
        reach
    }
}

/// The figures that may end before digit `end`, shortest first, each with its first digit's place: no leading zero, not
/// across a separator, no more digits than allowed.
fn figures(digits: &[u8], parted: &[bool], end: usize, max_digits: usize) -> Vec<(usize, i64)> {
    let (mut scale, mut value) = (1, 0);
    let mut figures = Vec::new();
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
    figures
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
        if !self.reach[cells * (self.row.digits.len() + 1) + end] {
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
        for &(start, value) in &row.figures[end] {
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
        for (partial, coefficients) in self.partial.iter_mut().zip(&self.row.sums) {
            *partial += coefficients[cell] * by;
        }
    }

    /// Whether the relations leave room for `end` digits in the leading `cells` cells.
    fn has_room(&self, cells: usize, end: usize) -> bool {
        for (&partial, signs) in self.partial.iter().zip(&self.row.signs) {
            let possible = match signs[cells] {
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
        for (relation, &partial) in self.partial.iter().enumerate() {
            let coefficient = self.row.sums[relation][cell];
            if coefficient != 0 && self.row.signs[relation][cells] != Sign::Mixed {
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
            self.readings.push(Reading { values: self.values.clone(), wrong: None, lost });
            return;
        }
        for cell in 0..self.row.cells {
            if self.outside.is_some_and(|outside| outside != cell) {
                continue;
            }
            let Some(meant) = self.meant(cell) else {
                continue;
            };
            let mut values = self.values.clone();
            let printed = std::mem::replace(&mut values[cell], meant);
            self.readings.push(Reading { values, wrong: Some((cell, printed)), lost });
        }
    }

    /// The figure other than the printed one that a cell must hold for every relation to hold.
    fn meant(&self, cell: usize) -> Option<i64> {
        let mut change = 0;
        for (&partial, coefficients) in self.partial.iter().zip(&self.row.sums) {
            let coefficient = coefficients[cell];
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
