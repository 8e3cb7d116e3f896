//! What the module promises as a whole, on tables of the official form and on systems of other shapes.

mod rates;
mod recover;
mod repair;
mod split;

use super::testing::{COLUMNS, cell};
use super::{Cell, FlatRow, Recovery, System, Value, recover as recover_rows};

/// Reads a requests table of which each row is one run of digits.
fn read(system: &System, rows: &[String]) -> Recovery {
    let unknowns: Vec<usize> = (0..system.unknowns()).collect();
    let groups: Vec<Vec<&str>> = rows.iter().map(|row| vec![row.as_str()]).collect();
    let flat: Vec<FlatRow<'_>> = groups
        .iter()
        .enumerate()
        .map(|(row, groups)| FlatRow {
            unknowns: &unknowns[cell(row, 0)..cell(row, COLUMNS)],
            groups: if groups[0].is_empty() { &[] } else { groups },
            blanks_lost: true,
        })
        .collect();
    recover_rows(system, &flat, 6)
}

/// What a caller makes of what was read.
fn values(recovery: &Recovery) -> Vec<Value> {
    let value = |cell: &Cell| match cell {
        Cell::Read(figure) => Value::Known((*figure).into()),
        Cell::ZeroOrBlank => Value::Blank,
        Cell::Unreadable { .. } | Cell::Absent => Value::Unknown,
    };
    recovery.cells.iter().map(value).collect()
}
