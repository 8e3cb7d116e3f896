//! What a report's tables hold for a cell, or a sum or difference of cells, that prose states.

use super::prose::CellExpr;
use super::{PlacedTable, Report, Value};
use crate::format::Format;
use crate::relation::Basis;
use crate::text::Number;

/// A cell that a statement adds or subtracts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Term {
    /// Index of the table in the format.
    pub table: usize,
    /// Index of the cell in the table.
    pub cell: usize,
    /// Whether it is taken away.
    pub subtracted: bool,
}

/// What the tables hold for a statement.
#[derive(Clone, Debug, PartialEq)]
pub struct StatedCells {
    /// The sum; blanks count as 0.
    pub value: Number,
    /// Whether a cell that is added, or one that is subtracted, is blank.
    pub blank: (bool, bool),
    /// The cells.
    pub terms: Vec<Term>,
}

/// The cells that an expression names, sums that have a name spelt out; none where the format lacks one of them.
pub fn cells_of(expr: &CellExpr, format: &Format) -> Option<Vec<Term>> {
    let mut terms = Vec::new();
    for (keys, subtracted) in [(expr.added(), false), (expr.subtracted(), true)] {
        for key in keys {
            let first = terms.len();
            let found = |(table, cell)| Term { table, cell, subtracted };
            terms.extend(cells_of_key(key, format).into_iter().map(found));
            if terms.len() == first {
                return None;
            }
        }
    }
    terms.sort_by_key(|term| (term.subtracted, term.table, term.cell));
    Some(terms)
}

/// A cell by its key; else those of a group's rows (`requests.denied.total`), or of both kinds of lawsuits.
fn cells_of_key(key: &str, format: &Format) -> Vec<(usize, usize)> {
    if let Some(cell) = format.cell(key) {
        return vec![cell];
    }
    let Some((at, table)) = format
        .tables
        .iter()
        .enumerate()
        .find(|(_, table)| key.strip_prefix(&*table.key).is_some_and(|rest| rest.starts_with('.')))
    else {
        return Vec::new();
    };
    let Some((group, column)) = key.rsplit_once('.') else { return Vec::new() };
    let in_group = |key: &str| match group {
        "proceedings.litigation" => matches!(
            key.rsplit_once('.'),
            Some(("proceedings.direct" | "proceedings.after_review", own)) if own == column
        ),
        _ => key.strip_prefix(group).is_some_and(|rest| {
            rest.starts_with('.') && rest.strip_suffix(column).is_some_and(|rest| rest.ends_with('.'))
        }),
    };
    let cells = table.cells.iter().enumerate().filter(|(_, cell)| in_group(&cell.key));
    cells.map(|(cell, _)| (at, cell)).collect()
}

/// What the tables hold for some cells; none where one of them is missing or could not be read for sure.
pub fn figure_of(terms: &[Term], report: &Report) -> Option<StatedCells> {
    let mut stated = StatedCells { value: Number::ZERO, blank: (false, false), terms: terms.to_vec() };
    for term in terms {
        let placed = report.table(term.table).filter(|placed| is_sure(placed))?;
        match placed.cell(term.cell)?.value {
            Value::Number(number) if term.subtracted => stated.value = stated.value.plus(number.negated()),
            Value::Number(number) => stated.value = stated.value.plus(number),
            Value::Empty | Value::Sign | Value::Unreadable { zero_or_blank: true } => {
                stated.blank.0 |= !term.subtracted;
                stated.blank.1 |= term.subtracted;
            }
            _ => return None,
        }
    }
    Some(stated)
}

/// Whether a table's cells are where the reader took them from: row by row alone is a guess.
fn is_sure(placed: &PlacedTable) -> bool {
    placed.table.basis != Some(Basis::RowsAlone)
}
