//! Rows of keys and values → the tables of the form.

use std::collections::HashMap;

use super::super::form::filled;
use super::super::model::{Cell, Paragraph, Piece, Rich};
use super::{Contents, Sheet};
use crate::config::Settings;
use crate::finding::Locale;
use crate::format::{Format, skeleton};
use crate::say;

/// What the columns are called, as `gouji extract --format csv` calls them.
const COLUMNS: [&str; 7] = ["path", "report", "year", "organization", "format", "key", "value"];

/// A person is told of so many rows at most, and of how many more there are.
const MOST_TOLD: usize = 20;

/// A value and the line in which it stands.
type Said = (String, usize);

/// The figures of one report.
#[derive(Default)]
struct Figures {
    year: Option<u16>,
    organization: String,
    values: HashMap<String, Said>,
}

/// The reports whose figures the rows tell; none where this is no such table. `several`: other reports stand beside it.
pub(super) fn reports(sheet: &Sheet, settings: &Settings, several: bool) -> Option<Contents> {
    let columns = columns(sheet)?;
    let mut notes = Vec::new();
    let all = figures(sheet, columns, settings, &mut notes);
    let mut contents = Contents::default();
    let several = several || all.len() > 1;
    for figures in &all {
        let format = format(figures, settings);
        notes.extend(figures.unknown(format, settings.locale));
        if let Some(format) = format {
            write(&mut contents.rich, figures, format, several);
        }
    }
    notes.sort();
    let more = notes.len().saturating_sub(MOST_TOLD);
    contents.notes = notes.into_iter().take(MOST_TOLD).map(|(_, note)| note).collect();
    if more > 0 {
        let note = say!(settings.locale, "另有 {more} 行也没有读入", "{more} more rows were not read");
        contents.notes.push(note);
    }
    Some(contents)
}

/// Whether the first row names the columns of keys and values, and which they are.
fn columns(sheet: &Sheet) -> Option<[Option<usize>; COLUMNS.len()]> {
    let head = sheet.table.rows.first()?;
    let at = COLUMNS.map(|name| head.iter().find(|cell| cell.text.eq_ignore_ascii_case(name)).map(|cell| cell.column));
    let [.., key, value] = at;
    (key.is_some() && value.is_some()).then_some(at)
}

/// Whether a sheet consists of keys and values.
pub(super) fn is_list(sheet: &Sheet) -> bool {
    columns(sheet).is_some()
}

/// The figures of each report, in the order in which the reports come. What is said twice in two ways goes to `notes`.
fn figures(
    sheet: &Sheet,
    [path, report, year, organization, form, key, value]: [Option<usize>; COLUMNS.len()],
    settings: &Settings,
    notes: &mut Vec<(usize, String)>,
) -> Vec<Figures> {
    let text = |row: &[Cell], column: Option<usize>| {
        let cell = row.iter().find(|cell| Some(cell.column) == column);
        cell.map(|cell| cell.text.clone()).unwrap_or_default()
    };
    let locale = settings.locale;
    let (mut all, mut index): (Vec<Figures>, HashMap<[String; 4], usize>) = (Vec::new(), HashMap::new());
    let (mut odd_year, mut odd_form) = (None, None);
    for (row, line) in sheet.table.rows.iter().zip(&sheet.lines).skip(1) {
        let (key, value) = (text(row, key), text(row, value));
        if row.iter().all(|cell| cell.text.is_empty()) {
            continue;
        }
        let name = [path, report, year, organization].map(|column| text(row, column));
        let (stated_year, stated_name) = (name[2].parse().ok(), name[3].clone());
        if stated_year.is_none() && !name[2].is_empty() {
            odd_year.get_or_insert_with(|| (*line, name[2].clone()));
        }
        let form = text(row, form);
        if !form.is_empty() && settings.formats.by_name(&form).is_none() {
            odd_form.get_or_insert((*line, form));
        }
        let at = *index.entry(name).or_insert_with(|| {
            all.push(Figures { year: stated_year, organization: stated_name, ..Figures::default() });
            all.len() - 1
        });
        match all[at].values.get(&key) {
            None => drop(all[at].values.insert(key, (value, *line))),
            Some((first, first_line)) if *first != value => {
                let note = say!(
                    locale,
                    "第 {line} 行的 {key} 与第 {first_line} 行重复：取第 {first_line} 行的“{first}”，没有取“{value}”",
                    "line {line} says {key} again: “{first}” of line {first_line} was taken, “{value}” was not"
                );
                notes.push((*line, note));
            }
            Some(_) => {}
        }
    }
    notes.extend(odd_values(odd_year, odd_form, locale));
    all
}

/// What is said of the first year and the first form, with their lines, that are none.
fn odd_values(year: Option<(usize, String)>, form: Option<(usize, String)>, locale: Locale) -> Vec<(usize, String)> {
    let year = year.map(|(line, year)| {
        let note = say!(
            locale,
            "第 {line} 行的 year“{year}”不是年度（应如 2024），没有采用",
            "line {line}: year “{year}” is no year such as 2024 and was not used"
        );
        (line, note)
    });
    let form = form.map(|(line, form)| {
        let note = say!(
            locale,
            "第 {line} 行的 format“{form}”不是已知的格式，没有采用",
            "line {line}: format “{form}” is not known and was not used"
        );
        (line, note)
    });
    year.into_iter().chain(form).collect()
}

impl Figures {
    /// The rows whose keys the form does not have, by line.
    fn unknown(&self, format: Option<&Format>, locale: Locale) -> Vec<(usize, String)> {
        let is_known = |key: &str| format.is_some_and(|format| format.cell(key).is_some());
        let unknown = self.values.iter().filter(|(key, _)| !is_known(key));
        let note = |(key, (value, line)): (&String, &Said)| {
            let note = say!(
                locale,
                "第 {line} 行没有读入：报告的表里没有 key“{key}”（值“{value}”）",
                "line {line} was not read: the report's tables have no key “{key}” (value “{value}”)"
            );
            (*line, note)
        };
        unknown.map(note).collect()
    }
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

/// Writes a report's title, where its year is known or other reports stand beside it, and its tables.
fn write(rich: &mut Rich, figures: &Figures, format: &Format, several: bool) {
    let mut say = |level, text| rich.pieces.push(Piece::Paragraph(Paragraph::new(level, text)));
    if figures.year.is_some() || several {
        let year = figures.year.map(|year| format!("{year}年")).unwrap_or_default();
        say(1, format!("{}{year}{}", figures.organization, format.title));
    }
    let mut last = None;
    for table in &format.tables {
        if let Some(section) = table.section.filter(|section| last != Some(*section)) {
            let section = &format.sections[section];
            let text = format!("{}、{}", skeleton::chinese_numeral(section.number), section.heading);
            rich.pieces.push(Piece::Paragraph(Paragraph::new(2, text)));
            last = table.section;
        }
        let value = |cell: usize| {
            let said = figures.values.get(&table.cells[cell].key);
            said.map(|(value, _)| value.clone()).unwrap_or_default()
        };
        rich.pieces.push(Piece::Table(filled(table, str::to_owned, value)));
    }
}
