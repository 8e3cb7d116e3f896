//! A row for each cell, as a table of a database has it.

use super::{ReadCell, read_cells};
use crate::document::Document;
use crate::text::{Number, Positions};

/// One cell that could be read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CellRow<'d> {
    /// Which report of the document, from 0.
    pub report: usize,
    /// Who publishes it.
    pub organization: Option<&'d str>,
    /// The year it reports on.
    pub year: Option<u16>,
    /// Name of the format its tables have.
    pub format: &'d str,
    /// First part of the cell's key.
    pub table: &'d str,
    /// Middle part of the key; may hold a dot.
    pub row: &'d str,
    /// Last part of the key.
    pub column: &'d str,
    /// `table.row.column`.
    pub key: &'d str,
    /// What the cell says; none for a blank. Amounts are in the unit of their column, 万元.
    pub value: Option<Number>,
    /// Where it stands: line, from 1.
    pub line: usize,
    /// And column of the text, from 1, in Unicode scalar values.
    pub line_column: usize,
}

/// The cells of all reports of a document, in the order of the reports and of their forms. Prose is not looked at.
pub fn rows(document: &Document) -> impl Iterator<Item = CellRow<'_>> {
    let reports = document.reports().filter_map(|(start, report)| Some((start, report, report.format.as_deref()?)));
    reports.enumerate().flat_map(move |(index, (start, report, format))| {
        let mut positions = Positions::new(document.text());
        read_cells(report).map(move |ReadCell { table, spec, place, figure }| {
            let position = positions.position(place.start() + start);
            let row = &table.rows[spec.row];
            CellRow {
                report: index,
                organization: report.facts.organization.as_deref(),
                year: report.facts.year,
                format: &format.name,
                table: &table.key,
                row: &row.key,
                column: &table.column_sets[row.columns].columns[spec.column].key,
                key: &spec.key,
                value: figure,
                line: position.line + 1,
                line_column: position.column + 1,
            }
        })
    })
}
