//! The figures of a document by cell key, as other programs read them: one object for each report, or a row for each
//! cell.

mod rows;

use serde::Serialize;
use serde_json::{Map, Value as Json};

use crate::document::Document;
use crate::format::{CellSpec, Table};
use crate::report::prose::{Mention, MentionKind};
use crate::report::{Report, Value, cells_of};
use crate::syntax::Visible;
use crate::text::{Encoding, Number, TextRange, TextSize};

pub use rows::{CellRow, rows};

/// Every report of a document.
#[derive(Debug, Serialize)]
pub struct Extraction {
    /// Version of this form.
    pub version: u8,
    /// The reports in order.
    pub reports: Vec<ExtractedReport>,
}

/// One report.
#[derive(Debug, Serialize)]
pub struct ExtractedReport {
    /// Name of the format its tables have.
    pub format: String,
    /// The year it reports on.
    pub year: Option<u16>,
    /// Its title.
    pub title: Option<String>,
    /// Who publishes it.
    pub organization: Option<String>,
    /// Its sections in order.
    pub sections: Vec<ExtractedSection>,
    /// Figures by table, row and column. Blank cells are null, unreadable ones absent.
    pub tables: Map<String, Json>,
    /// Figures in prose and the cells they state.
    pub mentions: Vec<ExtractedMention>,
}

/// One section's heading.
#[derive(Debug, Serialize)]
pub struct ExtractedSection {
    /// Its number in the form.
    pub number: u8,
    /// The heading as written, without its number.
    pub heading: String,
    /// Line, from 1.
    pub line: usize,
}

/// A figure in prose, or an absence (未收到申请), which is 0.
#[derive(Debug, Serialize)]
pub struct ExtractedMention {
    /// As written, with its unit.
    pub text: String,
    /// Its value: yuan for money.
    pub value: Number,
    /// Line, from 1.
    pub line: usize,
    /// Column, from 1, in Unicode scalar values.
    pub column: usize,
    /// The cell, sum or difference that it states; none where it states nothing that the tables hold.
    pub cell: Option<String>,
}

/// Reads every report of a document. Copies of a report count as reports.
pub fn extract(document: &Document) -> Extraction {
    let reports = document.reports().filter_map(|(start, report)| report_json(document, start, report));
    Extraction { version: 1, reports: reports.collect() }
}

/// Every cell of a report that could be read, as `(key, figure)`; blank cells have no figure.
pub fn cells(report: &Report) -> Vec<(String, Option<Number>)> {
    read_cells(report).map(|cell| (cell.spec.key.clone(), cell.figure)).collect()
}

/// A cell that could be read.
struct ReadCell<'r> {
    table: &'r Table,
    spec: &'r CellSpec,
    /// Where it stands in the report.
    place: TextRange,
    /// What it says; none for a blank.
    figure: Option<Number>,
}

fn read_cells(report: &Report) -> impl Iterator<Item = ReadCell<'_>> {
    let tables = report.format.iter().flat_map(|format| format.tables.iter().zip(&report.tables));
    tables.filter_map(|(table, placed)| Some((table, placed.as_ref()?))).flat_map(|(table, placed)| {
        placed.table.cells.iter().zip(&table.cells).filter_map(move |(cell, spec)| {
            let cell = cell.as_ref()?;
            let figure = match cell.value {
                Value::Number(number) => Some(number),
                Value::Empty | Value::Sign | Value::Unreadable { zero_or_blank: true } => None,
                Value::Text | Value::Overlong | Value::Unreadable { .. } => return None,
            };
            Some(ReadCell { table, spec, place: placed.place(cell.range), figure })
        })
    })
}

fn report_json(document: &Document, start: TextSize, report: &Report) -> Option<ExtractedReport> {
    let format = report.format.as_ref()?;
    let text = document.text();
    let visible = |range: TextRange| Visible::of(&text.slice(range + start)).text.trim().to_owned();
    let sections = report.sections.iter().map(|section| ExtractedSection {
        number: format.sections[section.spec].number,
        heading: visible(section.wording),
        line: text.position(section.heading.start() + start, Encoding::Utf32).line + 1,
    });
    let mut tables = Map::new();
    for (table, _) in format.tables.iter().zip(&report.tables).filter(|(_, placed)| placed.is_some()) {
        tables.insert(table.key.clone(), Json::Object(Map::new()));
    }
    let figures = cells(report);
    for (key, number) in &figures {
        insert(&mut tables, key, *number, format);
    }
    Some(ExtractedReport {
        format: format.name.clone(),
        year: report.facts.year,
        title: report.facts.title_text.clone(),
        organization: report.facts.organization.clone(),
        sections: sections.collect(),
        tables,
        mentions: mentions(document, start, report),
    })
}

/// The figures of the prose: those with a unit, and those that state a cell.
fn mentions(document: &Document, start: TextSize, report: &Report) -> Vec<ExtractedMention> {
    let (text, Some(format)) = (document.text(), report.format.as_deref()) else { return Vec::new() };
    let mut mentions = Vec::new();
    for stated in report.statements(text, start) {
        for mention in &stated.paragraph().mentions {
            let cell = mention.readings.iter().find(|expr| cells_of(expr, format).is_some());
            let is_said = match mention.kind {
                MentionKind::Figure => mention.unit.is_some() || cell.is_some(),
                MentionKind::Absence => cell.is_some(),
                MentionKind::All => false,
            };
            if is_said {
                let place = stated.place(&mention.range, report) + start;
                mentions.push(extracted(document, place, mention, cell.map(ToString::to_string)));
            }
        }
    }
    mentions
}

fn extracted(document: &Document, place: TextRange, mention: &Mention, cell: Option<String>) -> ExtractedMention {
    let text = document.text();
    let position = text.position(place.start(), Encoding::Utf32);
    ExtractedMention {
        text: Visible::of(&text.slice(place)).text.into_owned(),
        value: mention.value.number(),
        line: position.line + 1,
        column: position.column + 1,
        cell,
    }
}

/// Puts `table.row.column` under its table and row; a row's key may hold dots.
fn insert(tables: &mut Map<String, Json>, key: &str, number: Option<Number>, format: &crate::format::Format) {
    let table =
        format.tables.iter().find(|table| key.strip_prefix(&*table.key).is_some_and(|rest| rest.starts_with('.')));
    let Some(table) = table else { return };
    let Some((row, column)) = key[table.key.len() + 1..].rsplit_once('.') else { return };
    let rows = tables.entry(table.key.clone()).or_insert_with(|| Json::Object(Map::new()));
    let Some(rows) = rows.as_object_mut() else { return };
    let cells = rows.entry(row.to_owned()).or_insert_with(|| Json::Object(Map::new()));
    if let Some(cells) = cells.as_object_mut() {
        let value = number.map_or(Json::Null, |number| serde_json::to_value(number).unwrap_or(Json::Null));
        cells.insert(column.to_owned(), value);
    }
}
