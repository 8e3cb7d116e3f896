//! Rows of the form that a table lacks, written as the rows beside them are.

use super::Context;
use crate::format::Table;
use crate::report::{Part, PlacedTable};
use crate::syntax::{Dialect, Row};
use crate::text::{Edit, TextRange, TextSize};

/// The missing rows with blank cells beside the row `near`, written as that row is. None where it is written in a way
/// that cannot be imitated, or belongs to other labels or columns.
pub(super) fn inserted(
    context: &Context<'_>,
    table: &Table,
    placed: &PlacedTable,
    run: &[usize],
    near: usize,
) -> Option<Edit> {
    let label = placed.place(placed.table.rows[near]?);
    let (part, row) = row_at(&context.report.parts, label)?;
    let found =
        part.block.table().filter(|found| matches!(found.dialect, Dialect::Pipe | Dialect::Bars | Dialect::Tab))?;
    let near_spec = &table.rows[near];
    let like = |row: &usize| {
        let spec = &table.rows[*row];
        let same_group = spec.group == near_spec.group || table.groups[spec.group].label.is_none();
        same_group && spec.columns == near_spec.columns && spec.under.len() == near_spec.under.len()
    };
    if table.side_by_side || !run.iter().all(like) {
        return None;
    }
    let cells = found.row_cells(row);
    let label_cell = cells.iter().position(|cell| (cell.range + part.start) == label)?;
    if cells.first().is_some_and(|cell| cell.range.start() < row.range.start()) {
        return None; // its first cell was left open by the line before
    }
    let mut lines = String::new();
    for missing in run {
        let spec = &table.rows[*missing];
        let opens_group = table.groups[spec.group].rows.start == *missing && found.dialect != Dialect::Bars;
        let mut at = row.range.start();
        for (index, cell) in cells.iter().enumerate() {
            lines += &context.slice(TextRange::new(at, cell.range.start()) + part.start);
            if index == label_cell {
                lines += &spec.label;
            } else if opens_group && index + 1 == label_cell {
                lines += spec.under.last().map_or("", |under| under);
            }
            at = cell.range.end();
        }
        lines += &context.slice(TextRange::new(at, row.range.end()) + part.start);
        lines.push('\n');
    }
    let behind = row.range.end() + part.start;
    let next = context.slice(TextRange::at(behind, TextSize::from(1)));
    if next.starts_with('\r') {
        lines = lines.replace('\n', "\r\n");
    }
    Some(match near < run[0] {
        true => Edit::insert(behind, format!("{}{}", line_break(&lines), lines.trim_end_matches(['\r', '\n']))),
        false => Edit::insert(row.range.start() + part.start, lines),
    })
}

fn line_break(lines: &str) -> &'static str {
    if lines.ends_with("\r\n") { "\r\n" } else { "\n" }
}

/// The row of a table block in which a range stands.
fn row_at(parts: &[Part], range: TextRange) -> Option<(&Part, &Row)> {
    let part = parts.iter().find(|part| part.range().contains_range(range))?;
    let row = part.block.table()?.rows.iter().find(|row| (row.range + part.start).contains_range(range))?;
    Some((part, row))
}
