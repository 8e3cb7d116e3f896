//! Workbooks (`.xlsx`): the cells of each sheet, without formulas and formats. Only cells that are there cost anything,
//! wherever in the sheet they stand.

use std::collections::BTreeMap;

use super::super::ConvertError;
use super::super::model::{Cell, MOST_COLUMNS, Table};
use super::super::package::Package;
use super::super::xml::{Step, Xml, attribute};
use super::{Contents, Sheet};
use crate::config::Settings;

/// A workbook has so many sheets that are read.
const MOST_SHEETS: usize = 100;

/// Cells by row and column, from 0.
type Cells = BTreeMap<usize, BTreeMap<usize, String>>;

/// Rows and columns of the first and the last place that a merged cell covers.
type Merged = [(usize, usize); 2];

/// Whether an archive is a workbook.
pub fn is_xlsx(package: &Package<'_>) -> bool {
    package.has("xl/workbook.xml")
}

/// The figures in a workbook.
///
/// # Errors
/// When it is damaged, too large, or holds no figure of a report.
pub fn read(bytes: &[u8], settings: &Settings) -> Result<Contents, ConvertError> {
    let mut package = Package::open(bytes)?;
    let shared = match package.part("xl/sharedStrings.xml")? {
        Some(text) => shared(&text)?,
        None => Vec::new(),
    };
    let mut sheets = Vec::new();
    for (name, part) in sheet_parts(&mut package)? {
        let Some(text) = package.part(&part)? else { continue };
        let (cells, merged, beyond) = cells(&text, &part, &shared)?;
        let lines = cells.keys().map(|row| row + 1).collect();
        sheets.push(Sheet { name, table: table(cells, &merged), lines, beyond });
    }
    super::contents(sheets, settings)
}

/// The sheets' names and parts in the order of the workbook.
fn sheet_parts(package: &mut Package<'_>) -> Result<Vec<(String, String)>, ConvertError> {
    let workbook = package.part("xl/workbook.xml")?.ok_or(ConvertError::MissingPart("xl/workbook.xml"))?;
    let relations = package.part("xl/_rels/workbook.xml.rels")?.unwrap_or_default();
    let targets: BTreeMap<String, String> =
        each(&relations, "xl/_rels/workbook.xml.rels", ("Relationship", "Id", "Target"))?.into_iter().collect();
    let full = |target: &String| match target.strip_prefix('/') {
        Some(whole) => whole.to_owned(),
        None => format!("xl/{target}"),
    };
    // `r:id` is the only attribute of a sheet that is called `id`.
    let sheets = each(&workbook, "xl/workbook.xml", ("sheet", "id", "name"))?.into_iter().take(MOST_SHEETS);
    Ok(sheets.filter_map(|(id, name)| Some((name, full(targets.get(&id)?)))).collect())
}

/// Two attributes of each element of this name.
fn each(text: &str, part: &str, (name, one, two): (&str, &str, &str)) -> Result<Vec<(String, String)>, ConvertError> {
    let mut xml = Xml::new(text, part);
    let mut found = Vec::new();
    loop {
        match xml.next()? {
            Step::Done => return Ok(found),
            Step::Start(start) if start.local_name().as_ref() == name => {
                let value = |name: &str| attribute(&start, name).unwrap_or_default();
                found.push((value(one), value(two)));
            }
            _ => {}
        }
    }
}

/// The texts that cells share, without the readings above characters.
fn shared(text: &str) -> Result<Vec<String>, ConvertError> {
    let mut xml = Xml::new(text, "xl/sharedStrings.xml");
    let mut all: Vec<String> = Vec::new();
    loop {
        match xml.next()? {
            Step::Done => return Ok(all),
            Step::Start(start) => match start.local_name().as_ref() {
                "si" => all.push(String::new()),
                "rPh" => xml.skip()?,
                "t" => {
                    let text = xml.text()?;
                    if let Some(last) = all.last_mut() {
                        last.push_str(&text);
                    }
                }
                _ => {}
            },
            Step::End | Step::Text(_) => {}
        }
    }
}

/// The cells of a sheet, those that are merged, and how many stand right of the last column that is read.
fn cells(text: &str, part: &str, shared: &[String]) -> Result<(Cells, Vec<Merged>, usize), ConvertError> {
    let mut xml = Xml::new(text, part);
    let (mut cells, mut merged, mut beyond) = (Cells::new(), Vec::new(), 0);
    let (mut place, mut kind) = ((0, 0), String::new());
    loop {
        let start = match xml.next()? {
            Step::Done => return Ok((cells, merged, beyond)),
            Step::Start(start) => start,
            Step::End | Step::Text(_) => continue,
        };
        let reference = |name: &str| attribute(&start, name);
        match start.local_name().as_ref() {
            "row" => {
                place = (
                    reference("r")
                        .and_then(|row| row.parse::<usize>().ok())
                        .map_or(place.0 + 1, |row| row - row.min(1)),
                    0,
                )
            }
            "c" => {
                if let Some(found) = reference("r").and_then(|one| self::place(&one)) {
                    place = found;
                }
                kind = reference("t").unwrap_or_default();
                // Where no reference stands, cells follow each other.
                place.1 += 1;
            }
            "v" | "t" => {
                let text = xml.text()?;
                let text = match &*kind {
                    "s" => {
                        text.trim().parse().ok().and_then(|index: usize| shared.get(index)).cloned().unwrap_or_default()
                    }
                    "" | "n" => number(&text),
                    _ => text,
                };
                let column = place.1.saturating_sub(1);
                if text.trim().is_empty() {
                    continue;
                }
                if column >= MOST_COLUMNS {
                    beyond += 1;
                } else {
                    cells.entry(place.0).or_default().entry(column).or_default().push_str(text.trim());
                }
            }
            "rPh" => xml.skip()?,
            "mergeCell" => {
                let range = reference("ref").unwrap_or_default();
                let (first, last) = range.split_once(':').unwrap_or_default();
                merged.extend(self::place(first).zip(self::place(last)).map(|(first, last)| [first, last]));
            }
            _ => {}
        }
    }
}

/// Row and column, from 0, of a reference such as `B3`.
fn place(reference: &str) -> Option<(usize, usize)> {
    let digits = reference.find(|char: char| char.is_ascii_digit())?;
    let letters = reference[..digits].bytes().filter(u8::is_ascii_alphabetic);
    let column = letters.fold(0_usize, |column, letter| {
        column.saturating_mul(26).saturating_add(usize::from(letter.to_ascii_uppercase() - b'A' + 1))
    });
    let row = reference[digits..].parse::<usize>().ok()?;
    Some((row.checked_sub(1)?, column.checked_sub(1)?))
}

/// A number as a person reads it: fifteen digits are all that a spreadsheet shows.
fn number(text: &str) -> String {
    let Ok(value) = text.trim().parse::<f64>() else { return text.to_owned() };
    let rounded: f64 = format!("{value:.14e}").parse().unwrap_or(value);
    if rounded.abs() < 1e15 { rounded.to_string() } else { text.to_owned() }
}

/// The cells as a table of the rows that hold anything.
fn table(cells: Cells, merged: &[Merged]) -> Table {
    let index: BTreeMap<usize, usize> = cells.keys().enumerate().map(|(index, row)| (*row, index)).collect();
    let width = cells.values().filter_map(|row| row.last_key_value()).map(|(column, _)| column + 1).max().unwrap_or(0);
    let mut spans: BTreeMap<(usize, usize), (usize, usize)> = BTreeMap::new();
    let mut covered = vec![vec![false; width]; cells.len()];
    for [first, last] in merged {
        let rows: Vec<usize> = index.range(first.0..=last.0.max(first.0)).map(|(_, index)| *index).collect();
        let columns = first.1.min(width)..(last.1 + 1).clamp(first.1.min(width), width);
        let places = || rows.iter().flat_map(|row| columns.clone().map(move |column| (*row, column)));
        // One that overlaps an earlier one is none.
        if rows.is_empty() || columns.is_empty() || places().any(|(row, column)| covered[row][column]) {
            continue;
        }
        places().for_each(|(row, column)| covered[row][column] = true);
        spans.insert((rows[0], columns.start), (columns.len(), rows.len()));
    }
    let rows = cells.into_values().enumerate().map(|(row, mut texts)| {
        let cells = (0..width).filter_map(|column| {
            let text = texts.remove(&column).unwrap_or_default();
            match spans.get(&(row, column)) {
                Some((across, down)) => Some(Cell { column, across: *across, down: *down, text }),
                None if covered[row][column] => None,
                None => Some(Cell::new(column, text)),
            }
        });
        cells.collect()
    });
    Table { rows: rows.collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_and_numbers() {
        assert_eq!(place("A1"), Some((0, 0)));
        assert_eq!(place("AB12"), Some((11, 27)));
        assert_eq!([place("A0"), place("7"), place("")], [None, None, None]);
        assert_eq!(["12", "12.300000000000001", "1E3", "x"].map(number), ["12", "12.3", "1000", "x"]);
    }

    #[test]
    fn cells_far_away_cost_nothing() {
        let text = "<worksheet><sheetData><row r='1'><c r='A1' t='s'><v>0</v></c><c r='B1'><v>4.0</v></c></row>\
            <row r='1048576'><c r='A1048576' t='inlineStr'><is><t>末</t></is></c><c r='XFD1048576'><v>1</v></c></row></sheetData>\
            <mergeCells><mergeCell ref='A1:A1048576'/><mergeCell ref='A1:B1'/></mergeCells></worksheet>";
        let (cells, merged, beyond) = cells(text, "", &["规章".to_owned()]).unwrap();
        assert_eq!(beyond, 1);
        let table = table(cells, &merged);
        let shown: Vec<_> = table.rows.iter().flatten().map(|cell| (cell.column, cell.down, &*cell.text)).collect();
        assert_eq!(shown, [(0, 2, "规章"), (1, 1, "4"), (1, 1, "")]);
    }
}
