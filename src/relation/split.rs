//! The readings of one flattened row: ways to cut its digits into figures so that the row's own relations
//! hold.

mod walk;

use std::cell::OnceCell;
use std::rc::Rc;

use walk::{Right, Walk};

use super::Relation;

/// The most digits a figure may have.
pub const MAX_DIGITS: usize = 9;

/// The most steps one enumeration of a row takes.
const MAX_STEPS: usize = 20_000;

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
    /// For each digit whether a group begins with it.
    parted: Vec<bool>,
    max_digits: usize,
    cells: usize,
    sums: Sums,
    /// Worked out for a row that is walked: most leave no choice.
    cuts: OnceCell<Cuts>,
}

/// The relations that a row has of its own.
#[derive(Clone, Debug, Default)]
pub(super) struct Sums {
    relations: usize,
    /// For each cell its coefficients in these relations.
    coefficients: Vec<i64>,
}

impl Sums {
    /// The relations of a row of `cells` cells; `place` tells which of them an unknown is.
    pub fn new<'r>(
        cells: usize,
        relations: impl Iterator<Item = &'r Relation> + Clone,
        place: impl Fn(usize) -> Option<usize>,
    ) -> Self {
        let count = relations.clone().count();
        let mut coefficients = vec![0; cells * count];
        for (at, relation) in relations.enumerate() {
            for &(unknown, coefficient) in relation.terms() {
                if let Some(cell) = place(unknown) {
                    coefficients[cell * count + at] = coefficient;
                }
            }
        }
        Self { relations: count, coefficients }
    }
}

/// How a row's digits may be cut into figures.
#[derive(Debug)]
struct Cuts {
    /// For each place in the digits the figures that may end before it, one place after the other; see [`push_figures`].
    figures: Vec<(usize, i64)>,
    /// For each place in the digits where its figures end in `figures`.
    ends: Vec<usize>,
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
    /// A row of `cells` cells with its relations. `None` when a group is empty or holds anything but digits, or when there
    /// are more digits than the cells can hold.
    pub fn new(groups: &[&str], cells: usize, sums: Sums, max_digits: usize) -> Option<Self> {
        let len = groups.iter().map(|group| group.len()).sum::<usize>();
        if len > cells * max_digits {
            return None;
        }
        let (mut digits, mut parted) = (Vec::with_capacity(len), Vec::with_capacity(len));
        for group in groups {
            if group.is_empty() || !group.bytes().all(|byte| byte.is_ascii_digit()) {
                return None;
            }
            parted.extend((0..group.len()).map(|index| index == 0));
            digits.extend(group.bytes().map(|byte| byte - b'0'));
        }
        Some(Self { digits, parted, max_digits, cells, sums, cuts: OnceCell::new() })
    }

    fn cuts(&self) -> &Cuts {
        self.cuts.get_or_init(|| {
            let mut figures = Vec::new();
            let ends = (0..=self.digits.len()).map(|end| {
                push_figures(&mut figures, &self.digits, &self.parted, end, self.max_digits);
                figures.len()
            });
            let ends = ends.collect();
            let relations = self.sums.relations;
            let mut signs = vec![Sign::Absent; relations * (self.cells + 1)];
            for (at, coefficient) in self.sums.coefficients.iter().enumerate() {
                signs[at + relations] = signs[at].with(*coefficient);
            }
            Cuts { figures, ends, signs }
        })
    }

    /// How many cells the row has.
    pub fn cells(&self) -> usize {
        self.cells
    }

    /// Whether the row has a relation of its own, so that a wrong figure in it can be told from the row
    /// alone.
    pub fn is_summed(&self) -> bool {
        self.sums.relations > 0
    }

    /// The same text without relations.
    pub fn without_sums(&self) -> Self {
        let (digits, parted) = (self.digits.clone(), self.parted.clone());
        Self { digits, parted, sums: Sums::default(), cuts: OnceCell::new(), ..*self }
    }

    /// The coefficients of a cell, one for each relation.
    fn coefficients(&self, cell: usize) -> &[i64] {
        let Sums { relations, coefficients } = &self.sums;
        &coefficients[cell * relations..][..*relations]
    }

    /// The readings with each meant figure within its cell's range; `None` when a bound was hit, and then
    /// nothing is known. The steps taken are taken from `steps`, which bounds them too.
    pub fn readings(&self, assume: Assume, ranges: &[(i64, i64)], steps: &mut usize) -> Option<Vec<Reading>> {
        // Each printed cell takes a digit at least.
        if !assume.lost && self.digits.len() < self.cells {
            return Some(Vec::new());
        }
        if !assume.wrong && self.is_plain(assume.lost) {
            return Some(self.digit_by_digit(assume.lost, ranges).into_iter().collect());
        }
        let allowed = MAX_STEPS.min(*steps);
        let mut walk = Walk {
            row: self,
            cuts: self.cuts(),
            assume,
            ranges,
            reach: self.reach(assume.lost),
            values: vec![0; self.cells],
            partial: vec![0; self.sums.relations],
            outside: None,
            steps: allowed,
            readings: Vec::new(),
        };
        let (cells, end) = (self.cells, self.digits.len());
        let within = !walk.reaches(cells, end) || walk.fill(cells, end, Right { lost: false, any_lost: false });
        *steps -= allowed - walk.steps;
        within.then_some(walk.readings)
    }

    /// Whether the digits leave no choice, as in most rows that hold nothing but zeros: there is one for each cell, or,
    /// with `lost`, there are fewer and all are zeros.
    fn is_plain(&self, lost: bool) -> bool {
        match lost {
            false => self.digits.len() == self.cells,
            true => self.digits.len() < self.cells && self.digits.iter().all(|digit| *digit == 0),
        }
    }

    /// The one reading that a [plain](Self::is_plain) row may have.
    fn digit_by_digit(&self, lost: bool, ranges: &[(i64, i64)]) -> Option<Reading> {
        let digits = self.digits.iter().map(|digit| i64::from(*digit));
        let values: Rc<[i64]> = digits.chain(std::iter::repeat(0)).take(self.cells).collect();
        let within = values.iter().zip(ranges).all(|(value, (low, high))| (low..=high).contains(&value));
        let weighted = |relation| move |(cell, value): (usize, &i64)| self.coefficients(cell)[relation] * value;
        let sum = |relation| values.iter().enumerate().map(weighted(relation)).sum::<i64>();
        let holds = within && (0..self.sums.relations).all(|relation| sum(relation) == 0);
        holds.then_some(Reading { values, wrong: None, lost })
    }

    /// For each count of leading digits and of leading cells whether the digits can be cut into figures for
    /// the cells, each cell printed or, with `lost`, some not; all cells of a count of digits together.
    fn reach(&self, lost: bool) -> Vec<bool> {
        let width = self.cells + 1;
        let mut reach = vec![false; width * (self.digits.len() + 1)];
        reach[0] = true;
        let cuts = self.cuts();
        for end in 0..=self.digits.len() {
            let (before, here) = reach.split_at_mut(end * width);
            for &(start, _) in cuts.figures(end) {
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

impl Cuts {
    /// The figures that may end before digit `end`.
    fn figures(&self, end: usize) -> &[(usize, i64)] {
        &self.figures[end.checked_sub(1).map_or(0, |before| self.ends[before])..self.ends[end]]
    }

    /// For each of `relations` relations the sign that all coefficients of the leading `cells` cells have.
    fn signs(&self, cells: usize, relations: usize) -> &[Sign] {
        &self.signs[cells * relations..][..relations]
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
