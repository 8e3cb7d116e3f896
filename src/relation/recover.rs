//! What a flattened table still says: figures that were run together, some of them lost, read back with the
//! relations.
//!
//! Each row is cut into figures in every way that its own relations allow (`split.rs`); then the relations
//! across rows choose among these readings (`joint.rs`), under the strongest assumption that explains the
//! whole table (`explain.rs`, where the bounds are). A cell is read when all readings that are left agree on
//! it.

use super::explain::{Reached, explain};
use super::joint::{Across, Domain, Terms};
use super::split::{Reading, RowText, Sums};
use super::{Relation, System};

pub use super::split::MAX_DIGITS;

/// The most candidates that an unreadable cell lists.
pub const MAX_CANDIDATES: usize = 8;

/// The largest sum of absolute coefficients of a relation that is used here. With figures below
/// 10^[`MAX_DIGITS`] its sums stay below 10^18 and fit an `i64`; a relation with larger ones is left out.
const MAX_WEIGHT: u64 = 1_000_000_000;

/// A row of a table without borders.
#[derive(Clone, Copy, Debug)]
pub struct FlatRow<'a> {
    /// The row's cells, in the order of the text.
    pub unknowns: &'a [usize],
    /// The surviving text: runs of ASCII digits, parted where the text has a separator. A figure never spans
    /// two groups, a group may hold several figures.
    pub groups: &'a [&'a str],
    /// Whether blank cells may have left no trace, so that there are fewer figures than cells.
    pub blanks_lost: bool,
}

/// What was read of one cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// No row holds the cell.
    Absent,
    /// This figure is printed, in every reading.
    Read(i64),
    /// The cell is zero in every reading, printed or lost as a blank.
    ZeroOrBlank,
    /// Readings differ, or the cell is lost though the relations give it a figure.
    Unreadable {
        /// What the cell may hold, ascending, at most [`MAX_CANDIDATES`].
        candidates: Vec<i64>,
        /// Whether it may hold others as well.
        more: bool,
    },
}

/// What a reading rests on, strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Basis {
    /// Every relation holds, all cells are printed.
    EveryRelation,
    /// Every relation holds when lost cells count as 0.
    LostBlanks,
    /// Every relation would hold but for one wrong or lost figure in each of a few rows.
    WrongFigures,
    /// Each row by itself: the relations across rows do not hold, or a bound was hit before they were proven
    /// to.
    RowsAlone,
}

/// What was read of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recovery {
    /// For each unknown of the system what was read of it.
    pub cells: Vec<Cell>,
    /// What the whole rests on.
    pub basis: Basis,
    /// The rows that hold a wrong or lost figure in every reading, by their place in the input.
    pub wrong_rows: Vec<usize>,
}

/// Reads a flattened table. Figures have at most `max_digits` digits, itself at most [`MAX_DIGITS`].
///
/// A relation over a cell that no row holds is not used. A row is unreadable when its groups are not plain
/// digits, or when it names a cell that does not exist or that it or an earlier row has named.
///
/// The cost is linear in the rows where no row needs to be suspected, which the bounds in the module's
/// documentation limit otherwise.
pub fn recover(system: &System, rows: &[FlatRow<'_>], max_digits: usize) -> Recovery {
    let table = Table::new(system, rows, max_digits.clamp(1, MAX_DIGITS));
    let Reached { readings, basis } = explain(&table);
    let mut cells = vec![Cell::Absent; system.unknowns()];
    let mut wrong_rows = Vec::new();
    for (index, (row, domain)) in rows.iter().zip(&readings).enumerate() {
        for (at, &unknown) in row.unknowns.iter().enumerate() {
            let mine = table.places.get(unknown) == Some(&Some((index, at)));
            if mine {
                cells[unknown] = agreed(domain, at);
            } else if unknown < cells.len() && cells[unknown] == Cell::Absent {
                cells[unknown] = Cell::Unreadable { candidates: Vec::new(), more: true };
            }
        }
        if let Domain::Readings(readings) = domain
            && !readings.is_empty()
            && readings.iter().all(|reading| reading.wrong.is_some())
        {
            wrong_rows.push(index);
        }
    }
    Recovery { cells, basis, wrong_rows }
}

/// What all readings of a row say of one of its cells.
fn agreed(domain: &Domain, at: usize) -> Cell {
    let Domain::Readings(readings) = domain else {
        return Cell::Unreadable { candidates: Vec::new(), more: true };
    };
    // A lost cell that the relations give a figure: whether it was blank or held that figure can't be told.
    let missing =
        |reading: &&Reading| reading.lost && reading.wrong.is_some_and(|(wrong, printed)| wrong == at && printed == 0);
    let lost = readings.iter().any(|reading| reading.lost);
    // Nearly all cells read alike in every reading.
    if let Some((first, rest)) = readings.split_first()
        && rest.iter().all(|reading| reading.printed(at) == first.printed(at))
        && !readings.iter().any(|reading| missing(&reading))
    {
        let figure = first.printed(at);
        return if figure == 0 && lost { Cell::ZeroOrBlank } else { Cell::Read(figure) };
    }
    let mut candidates: Vec<i64> = Vec::new();
    let add = |figure| {
        if candidates.last() != Some(&figure) {
            candidates.push(figure)
        }
    };
    let printed = readings.iter().map(|reading| reading.printed(at));
    printed.chain(readings.iter().filter(missing).map(|reading| reading.values[at])).for_each(add);
    candidates.sort_unstable();
    candidates.dedup();
    match candidates.as_slice() {
        [0] if lost => Cell::ZeroOrBlank,
        [figure] => Cell::Read(*figure),
        _ => {
            let more = candidates.len() > MAX_CANDIDATES || candidates.is_empty();
            candidates.truncate(MAX_CANDIDATES);
            Cell::Unreadable { candidates, more }
        }
    }
}

/// A row that can be enumerated.
pub(super) struct Row {
    pub text: RowText,
    pub blanks_lost: bool,
    /// Whether each cell stands in some relation that is used.
    pub vouched: bool,
}

pub(super) struct Table {
    pub rows: Vec<Option<Row>>,
    pub across: Across,
    /// For each unknown the row and the place in it where it is read.
    pub places: Vec<Option<(usize, usize)>>,
    pub most: i64,
}

impl Table {
    fn new(system: &System, flat: &[FlatRow<'_>], max_digits: usize) -> Self {
        let mut places = vec![None; system.unknowns()];
        let sound: Vec<bool> = flat.iter().enumerate().map(|(index, row)| place(&mut places, index, row)).collect();
        // The relations of single rows, each with its row.
        let mut own: Vec<(usize, &Relation)> = Vec::new();
        let of_row = flat.iter().map(|row| Terms::with_capacity(row.unknowns.len()));
        let mut across = Across { relations: 0, rows: of_row.collect() };
        let mut vouched = vec![false; system.unknowns()];
        for relation in system.relations().iter().filter(|relation| is_usable(relation, &places)) {
            let terms = relation.terms().iter();
            let cells = terms.filter_map(|&(unknown, coefficient)| Some((places[unknown]?, coefficient)));
            relation.terms().iter().for_each(|&(unknown, _)| vouched[unknown] = true);
            let Some(((row, _), _)) = cells.clone().next() else { continue };
            if cells.clone().all(|((other, _), _)| other == row) {
                own.push((row, relation));
            } else {
                cells.for_each(|((row, cell), coefficient)| across.rows[row].push(across.relations, cell, coefficient));
                across.relations += 1;
            }
        }
        let rows = flat.iter().enumerate().zip(sound).map(|((index, row), sound)| {
            let own = own.iter().filter(|(of, _)| *of == index).map(|(_, relation)| *relation);
            let sums = Sums::new(row.unknowns.len(), own, |unknown| Some(places[unknown]?.1));
            let text = sound.then(|| RowText::new(row.groups, row.unknowns.len(), sums, max_digits))??;
            let vouched = row.unknowns.iter().all(|&unknown| vouched[unknown]);
            Some(Row { text, blanks_lost: row.blanks_lost, vouched })
        });
        Self { rows: rows.collect(), across, places, most: 10_i64.pow(max_digits as u32) - 1 }
    }

    /// The ranges of a row's cells when nothing is known of the others.
    pub(super) fn whole(&self, row: &Row) -> Vec<(i64, i64)> {
        vec![(0, self.most); row.text.cells()]
    }
}

/// Notes where a row's cells stand; `false` when it names one that does not exist or is taken.
fn place(places: &mut [Option<(usize, usize)>], index: usize, row: &FlatRow<'_>) -> bool {
    row.unknowns.iter().enumerate().fold(true, |sound, (at, &unknown)| match places.get_mut(unknown) {
        Some(place @ None) => {
            *place = Some((index, at));
            sound
        }
        _ => false,
    })
}

/// Whether all cells of a relation stand in some row and its coefficients are not too large.
fn is_usable(relation: &Relation, places: &[Option<(usize, usize)>]) -> bool {
    let weight: u64 = relation.terms().iter().map(|(_, coefficient)| coefficient.unsigned_abs()).sum();
    weight <= MAX_WEIGHT && relation.terms().iter().all(|(unknown, _)| places[*unknown].is_some())
}
