//! Rows of keys and values → the tables of the form.

use std::collections::{BTreeMap, HashMap};

use super::super::form::filled;
use super::super::model::{Cell, Paragraph, Piece, Rich, Table};
use crate::config::Settings;
use crate::format::{Format, skeleton};

/// What the columns are called, as `gouji extract --format csv` calls them.
const COLUMNS: [&str; 5] = ["report", "year", "organization", "key", "value"];

/// The figures of one report.
#[derive(Default)]
struct Figures {
    year: Option<u16>,
    organization: String,
    values: HashMap<String, String>,
}

/// The reports whose figures the rows tell; none where this is no such table.
pub(super) fn reports(table: &Table, settings: &Settings) -> Option<Rich> {
    let (head, rows) = table.rows.split_first()?;
    let at = COLUMNS.map(|name| head.iter().find(|cell| cell.text.eq_ignore_ascii_case(name)).map(|cell| cell.column));
    let [report, year, organization, Some(key), Some(value)] = at else { return None };
    let text = |row: &[Cell], column: Option<usize>| {
        let cell = row.iter().find(|cell| Some(cell.column) == column);
        cell.map(|cell| cell.text.clone()).unwrap_or_default()
    };
    let mut all: BTreeMap<(u32, String, String), Figures> = BTreeMap::new();
    for row in rows {
        let (year, name) = (text(row, year), text(row, organization));
        let number = text(row, report).parse().unwrap_or(0);
        let figures = all.entry((number, year.clone(), name.clone())).or_default();
        figures.year = year.parse().ok();
        figures.organization = name;
        figures.values.insert(text(row, Some(key)), text(row, Some(value)));
    }
    let mut rich = Rich::default();
    for figures in all.values() {
        if let Some(format) = format(figures, settings) {
            write(&mut rich, figures, format);
        }
    }
    Some(rich)
}

/// The form of a report: the one with most of its keys, then the one of its year, then the newest.
fn format<'s>(figures: &Figures, settings: &'s Settings) -> Option<&'s Format> {
    let known = |format: &Format| {
        let cells = format.tables.iter().flat_map(|table| &table.cells);
        cells.filter(|cell| figures.values.contains_key(&cell.key)).count()
    };
    let rank = |(index, format): &(usize, &&Format)| {
        (known(format), figures.year.is_some_and(|year| format.holds_for(year)), *index)
    };
    let formats: Vec<&Format> = settings.formats.iter().map(|format| &**format).collect();
    let best = formats.iter().enumerate().filter(|(_, format)| known(format) > 0).max_by_key(rank);
    best.map(|(_, format)| *format)
}

fn write(rich: &mut Rich, figures: &Figures, format: &Format) {
    let mut say = |level, text| rich.pieces.push(Piece::Paragraph(Paragraph { level, text }));
    if let Some(year) = figures.year {
        say(1, format!("{}{year}年{}", figures.organization, format.title));
    }
    let mut last = None;
    for table in &format.tables {
        if let Some(section) = table.section.filter(|section| last != Some(*section)) {
            let section = &format.sections[section];
            let text = format!("{}、{}", skeleton::chinese_numeral(section.number), section.heading);
            rich.pieces.push(Piece::Paragraph(Paragraph { level: 2, text }));
            last = table.section;
        }
        let value = |cell: usize| figures.values.get(&table.cells[cell].key).cloned().unwrap_or_default();
        rich.pieces.push(Piece::Table(filled(table, str::to_owned, value)));
    }
}
