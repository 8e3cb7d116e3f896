//! Figures in spreadsheets: a sheet that looks like the official form, or rows of keys and values as
//! `gouji extract --format csv` prints them.

mod figures;
mod read;
mod write;

pub use read::{is_xlsx, read};
pub use write::write;

use super::ConvertError;
use super::form::merged;
use super::model::{Cell, MOST_COLUMNS, Paragraph, Piece, Rich, Table};
use crate::config::Settings;
use crate::finding::Locale;
use crate::say;
use crate::syntax::{BlockKind, scan};

/// So many lines show what parts the cells of a CSV file.
const LINES_OF_DELIMITER: usize = 20;

/// Rows and columns of one sheet or file.
#[derive(Debug, Default)]
pub struct Sheet {
    /// What its tab says; empty for a file of one sheet.
    pub name: String,
    /// The rows that hold anything, merged cells included.
    pub table: Table,
    /// For each of them its number in the file, from 1.
    pub lines: Vec<usize>,
    /// How many cells that hold anything stand right of the last column that is read.
    pub beyond: usize,
}

/// What a file of figures holds.
#[derive(Debug, Default)]
pub struct Contents {
    /// Its reports.
    pub rich: Rich,
    /// Sentences on what was not taken over, and from where.
    pub notes: Vec<String>,
}

/// The figures in the text of a CSV file.
///
/// # Errors
/// When it is no CSV, or no figure of a report is in it.
pub fn read_csv(text: &str, settings: &Settings) -> Result<Contents, ConvertError> {
    let text = text.trim_start_matches('\u{feff}');
    let delimiter = delimiter(text);
    if let Some(line) = open_quote(text, delimiter) {
        return Err(ConvertError::OpenQuote(line));
    }
    let mut reader = csv::ReaderBuilder::new();
    reader.has_headers(false).flexible(true).delimiter(delimiter);
    let mut sheet = Sheet::default();
    for record in reader.from_reader(text.as_bytes()).records() {
        let record = record.map_err(|error| ConvertError::Archive(error.to_string()))?;
        let cells = record.iter().take(MOST_COLUMNS).enumerate();
        sheet.beyond += record.iter().skip(MOST_COLUMNS).filter(|text| !text.trim().is_empty()).count();
        sheet.table.rows.push(cells.map(|(column, text)| Cell::new(column, text.trim())).collect());
        let line = record.position().map_or(0, csv::Position::line);
        sheet.lines.push(usize::try_from(line).unwrap_or(usize::MAX));
    }
    contents(vec![sheet], settings)
}

/// What parts the cells of a CSV file: Excel writes what the system's list separator is. A title may stand above the rows.
fn delimiter(text: &str) -> u8 {
    let begin = text.lines().take(LINES_OF_DELIMITER);
    let count = |sign: u8| begin.clone().flat_map(str::bytes).filter(|byte| *byte == sign).count();
    [b';', b'\t', b','].into_iter().max_by_key(|sign| count(*sign)).unwrap_or(b',')
}

/// The line, from 1, of a quote that opens a cell and is never closed: all that follows would be one cell.
fn open_quote(text: &str, delimiter: u8) -> Option<usize> {
    let (mut open, mut line, mut is_start) = (None, 1, true);
    for byte in text.bytes() {
        // A doubled quote closes the cell and opens it again.
        match (byte, open) {
            (b'"', Some((_, false))) => open = open.map(|(line, _)| (line, true)),
            (b'"', Some((from, true))) => open = Some((from, false)),
            (b'"', None) if is_start => open = Some((line, false)),
            (_, Some((_, true))) => open = None,
            _ => {}
        }
        line += usize::from(byte == b'\n');
        is_start = open.is_none() && (byte == delimiter || byte == b'\n' || byte == b'\r');
    }
    open.filter(|(_, is_closed)| !is_closed).map(|(line, _)| line)
}

/// The document that sheets make.
///
/// # Errors
/// When no figure of a report is in them.
fn contents(sheets: Vec<Sheet>, settings: &Settings) -> Result<Contents, ConvertError> {
    let mut all = Contents::default();
    let several = sheets.iter().filter(|sheet| figures::is_list(sheet)).count() > 1;
    let names: Vec<String> = sheets.iter().map(|sheet| sheet.name.clone()).collect();
    let mut above = None;
    for (index, sheet) in sheets.into_iter().enumerate() {
        all.notes.extend(beyond(&sheet, settings.locale));
        if let Some(reports) = figures::reports(&sheet, settings, several) {
            all.rich.pieces.extend(reports.rich.pieces);
            all.notes.extend(reports.notes);
            continue;
        }
        let name = without_number(&sheet.name, &names[..index]).to_owned();
        let table = sheet.table;
        let is_empty = table.rows.is_empty();
        let mut own = Rich::default();
        parts(&mut own, table, settings);
        // A tab often says of which section the table is. A title above that begins a report.
        if !is_empty && !name.is_empty() && is_heading(&name, settings) {
            let is_title = |piece: &Piece| matches!(piece, Piece::Paragraph(one) if one.level == 1);
            let behind = own.pieces.first().is_some_and(is_title);
            // A second table of a section stands under the heading that is there.
            if behind || above.as_ref() != Some(&name) {
                own.pieces.insert(usize::from(behind), Piece::Paragraph(Paragraph::new(2, &*name)));
            }
            above = Some(name);
        }
        all.rich.pieces.extend(own.pieces);
    }
    let text = super::Markdown::new(all.rich.clone(), settings).text;
    let reads = |kind: &BlockKind| {
        matches!(kind, BlockKind::Table(table) if table.cells.iter().any(|cell| {
            matches!(&cell.content, crate::syntax::Content::Text(labels) if labels.iter().any(|label| label.whole))
        }))
    };
    let is_known = scan(&text, settings.formats.vocabulary()).any(|block| reads(&block.kind));
    if is_known { Ok(all) } else { Err(ConvertError::NoFigures) }
}

/// A tab's name without the number by which a workbook of [`write`] tells it from an earlier one.
fn without_number<'n>(name: &'n str, earlier: &[String]) -> &'n str {
    let base = name.trim_end_matches(|char: char| char.is_ascii_digit());
    if earlier.iter().any(|other| other == base) { base } else { name }
}

/// What is said of cells right of the last column that is read.
fn beyond(sheet: &Sheet, locale: Locale) -> Option<String> {
    let (count, name) = (sheet.beyond, &sheet.name);
    let of = if name.is_empty() { String::new() } else { say!(locale, "“{name}”", "“{name}”: ") };
    (count > 0).then(|| {
        say!(
            locale,
            "{of}第 {MOST_COLUMNS} 列以后的 {count} 格没有读入",
            "{of}{count} cells right of column {MOST_COLUMNS} were not read"
        )
    })
}

/// A sheet as tables and the lines of text between them: several tables may stand below each other.
fn parts(rich: &mut Rich, sheet: Table, settings: &Settings) {
    let mut table = Table::default();
    let finish = |table: &mut Table, rich: &mut Rich| {
        let table = std::mem::take(table);
        if !table.rows.is_empty() {
            let known = if table.is_merged() { None } else { merged(&table, settings) };
            rich.pieces.push(Piece::Table(known.unwrap_or(table)));
        }
    };
    for row in sheet.rows {
        let mut filled = row.iter().filter(|cell| !cell.text.is_empty());
        match (filled.next(), filled.next()) {
            (Some(only), None) if only.down == 1 && is_between(&only.text, settings) => {
                finish(&mut table, rich);
                let level = u8::from(settings.formats.vocabulary().is_title(&only.text));
                rich.pieces.push(Piece::Paragraph(Paragraph::new(level, &*only.text)));
            }
            (None, _) if row.iter().all(|cell| cell.down == 1) && table.rows.is_empty() => {}
            _ => table.rows.push(row),
        }
    }
    finish(&mut table, rich);
}

/// Whether a line alone in its row belongs to no table: a title, a heading, a sentence. A label of the form does.
fn is_between(text: &str, settings: &Settings) -> bool {
    let vocabulary = settings.formats.vocabulary();
    let is_label = vocabulary.labels(text).iter().any(|label| label.whole);
    is_heading(text, settings) || !is_label
}

/// Whether a line is the report's title or the heading of one of its sections.
fn is_heading(text: &str, settings: &Settings) -> bool {
    let block = scan(text, settings.formats.vocabulary()).next();
    let prose = block.as_ref().and_then(|block| block.prose());
    prose.is_some_and(|prose| prose.is_title || prose.sections.iter().any(|section| section.whole))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_that_looks_like_the_form() {
        let csv = "某局2024年政府信息公开工作年度报告,,,\n二、主动公开政府信息情况,,,\n第二十条第（一）项,,,\n信息内容,本年制发件数,本年废止件数,现行有效件数\n\
                   规章,0,0,0\n行政规范性文件,1,2,3\n";
        let rich = read_csv(csv, &Settings::default()).unwrap().rich;
        let [Piece::Paragraph(title), Piece::Paragraph(_), Piece::Table(table)] = &rich.pieces[..] else {
            panic!("{rich:?}")
        };
        assert!(title.text.ends_with("年度报告"));
        assert_eq!(table.rows.len(), 4);
        assert!(matches!(read_csv("a,b\n1,2\n", &Settings::default()), Err(ConvertError::NoFigures)));
    }

    #[test]
    fn a_title_above_the_rows_does_not_hide_what_parts_them() {
        let csv = "某局2024年政府信息公开工作年度报告\n二、主动公开政府信息情况\n信息内容;本年制发件数;本年废止件数;现行有效件数\n规章;0;0;0\n";
        for sign in [",", "\t", ";"] {
            let rich = read_csv(&csv.replace(';', sign), &Settings::default()).unwrap().rich;
            let [.., Piece::Table(table)] = &rich.pieces[..] else { panic!("{rich:?}") };
            assert_eq!((table.rows.len(), table.width()), (2, 4), "{sign:?}");
        }
    }

    #[test]
    fn a_quote_that_is_never_closed_is_told_with_its_line() {
        assert_eq!(open_quote("a,\"b\"\"\nc\",\"d\"\nx 5\" y,\"\",\"\"\"\"\n", b','), None);
        assert_eq!(open_quote("a,b\nc,\"d\ne,\"\"f\n", b','), Some(2));
        let csv = "key,value\nrequests.new.total,14\nrequests.new.legal,\"3\nrequests.new.x,4\n";
        assert!(matches!(read_csv(csv, &Settings::default()), Err(ConvertError::OpenQuote(3))));
    }

    #[test]
    fn cells_that_are_not_read_and_values_that_are_not_known_are_told_once() {
        let far = format!("{}12,13\n", ",".repeat(MOST_COLUMNS));
        let csv = format!(
            "year,organization,format,key,value\n二〇二四,某局,2021,requests.new.total,14\n二〇二四,某局,2012,requests.new.legal,1\n\
             二〇二四,某局,2012,requests.new.x,1\n{far}"
        );
        let notes = read_csv(&csv, &Settings::default()).unwrap().notes.join("\n");
        assert!(notes.contains("第 63 列以后的 2 格没有读入"), "{notes}");
        assert_eq!(notes.matches("第 2 行的 year“二〇二四”不是年度").count(), 1, "{notes}");
        assert_eq!(notes.matches("第 3 行的 format“2012”不是").count(), 1, "{notes}");
        assert_eq!(notes.matches("year“").count() + notes.matches("format“").count(), 2, "{notes}");
    }

    #[test]
    fn numbers_of_tabs_are_no_part_of_headings() {
        let earlier = ["二、主动公开政府信息情况".to_owned(), "2023".to_owned()];
        let shown = ["二、主动公开政府信息情况4", "四、其他4", "2024"].map(|name| without_number(name, &earlier));
        assert_eq!(shown, ["二、主动公开政府信息情况", "四、其他4", "2024"]);
    }

    #[test]
    fn every_report_and_every_row_is_told() {
        let csv = "path,report,year,organization,key,value\na.md,1,2024,某局,requests.new.total,14\n\
                   a.md,1,2024,某局,requests.new.totl,15\na.md,1,2024,某局,requests.new.total,16\n\
                   a.md,1,2024,某局,requests.new.total,14\nb.md,1,2024,某局,requests.new.total,17\n\
                   c.md,1,,,requests.new.total,18\n";
        let settings = std::sync::Arc::new(Settings::default());
        let Contents { rich, notes } = read_csv(csv, &settings).unwrap();
        let text = super::super::Markdown::new(rich, &settings).text;
        let document = crate::document::Document::new(&text, settings);
        let read = crate::extract::extract(&document).reports;
        let totals: Vec<_> = read.iter().map(|report| report.tables["requests"]["new"]["total"].to_string()).collect();
        assert_eq!(totals, ["14", "17", "18"]);
        let shown: Vec<_> = notes.iter().map(|note| note.chars().take(5).collect::<String>()).collect();
        assert_eq!(shown, ["第 3 行", "第 4 行"], "{notes:?}");
        assert!(notes[0].contains("requests.new.totl") && notes[0].contains("“15”"), "{notes:?}");
        assert!(notes[1].contains("第 2 行") && notes[1].contains("“16”"), "{notes:?}");
    }

    #[test]
    fn keys_and_values_become_the_forms_tables() {
        let csv = "\u{feff}report,year,organization,key,value\r\n1,2024,某局,requests.new.natural_person,12\r\n1,2024,某局,disclosure.fees.amount,3.5\r\n";
        let rich = read_csv(csv, &Settings::default()).unwrap().rich;
        let text = super::super::Markdown::new(rich, &Settings::default()).text;
        assert!(text.starts_with("# 某局2024年政府信息公开工作年度报告\n\n## 二、主动公开政府信息情况\n"), "{text}");
        assert!(text.contains("| 一、本年新收政府信息公开申请数量 |  |  | 12 |"), "{text}");
        assert!(text.contains("| 行政事业性收费 | 3.5 |"), "{text}");
    }
}
