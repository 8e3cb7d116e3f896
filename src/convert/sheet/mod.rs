//! Figures in spreadsheets: a sheet that looks like the official form, or rows of keys and values as
//! `gouji extract --format csv` prints them.

mod figures;
mod read;
mod write;

pub use read::{is_xlsx, read};
pub use write::write;

use super::ConvertError;
use super::form::merged;
use super::model::{Cell, Paragraph, Piece, Rich, Table};
use crate::config::Settings;
use crate::syntax::{BlockKind, scan};

/// Rows and columns of one sheet or file.
#[derive(Debug, Default)]
pub struct Sheet {
    /// What its tab says; empty for a file of one sheet.
    pub name: String,
    /// The rows that hold anything, merged cells included.
    pub table: Table,
}

/// The figures in the text of a CSV file.
///
/// # Errors
/// When it is no CSV, or no figure of a report is in it.
pub fn read_csv(text: &str, settings: &Settings) -> Result<Rich, ConvertError> {
    let text = text.trim_start_matches('\u{feff}');
    // Excel writes what the system's list separator is.
    let first = text.lines().next().unwrap_or_default();
    let delimiter =
        [b',', b'\t', b';'].into_iter().max_by_key(|sign| first.bytes().filter(|byte| byte == sign).count());
    let mut reader = csv::ReaderBuilder::new();
    reader.has_headers(false).flexible(true).delimiter(delimiter.unwrap_or(b','));
    let mut table = Table::default();
    for record in reader.from_reader(text.as_bytes()).records() {
        let record = record.map_err(|error| ConvertError::Archive(error.to_string()))?;
        let cells = record.iter().take(super::model::MOST_COLUMNS).enumerate();
        table.rows.push(cells.map(|(column, text)| Cell::new(column, text.trim())).collect());
    }
    rich(vec![Sheet { name: String::new(), table }], settings)
}

/// The document that sheets make.
///
/// # Errors
/// When no figure of a report is in them.
fn rich(sheets: Vec<Sheet>, settings: &Settings) -> Result<Rich, ConvertError> {
    let mut rich = Rich::default();
    for Sheet { name, table } in sheets {
        // A tab often says of which section the table is.
        if !table.rows.is_empty() && !name.is_empty() && is_heading(&name, settings) {
            rich.pieces.push(Piece::Paragraph(Paragraph { level: 2, text: name }));
        }
        match figures::reports(&table, settings) {
            Some(reports) => rich.pieces.extend(reports.pieces),
            None => parts(&mut rich, table, settings),
        }
    }
    let text = super::Markdown::new(rich.clone(), settings).text;
    let reads = |kind: &BlockKind| {
        matches!(kind, BlockKind::Table(table) if table.cells.iter().any(|cell| {
            matches!(&cell.content, crate::syntax::Content::Text(labels) if labels.iter().any(|label| label.whole))
        }))
    };
    let is_known = scan(&text, settings.formats.vocabulary()).any(|block| reads(&block.kind));
    if is_known { Ok(rich) } else { Err(ConvertError::NoFigures) }
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
                let text = only.text.clone();
                rich.pieces.push(Piece::Paragraph(Paragraph { level: 0, text }));
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
        let rich = read_csv(csv, &Settings::default()).unwrap();
        let [Piece::Paragraph(title), Piece::Paragraph(_), Piece::Table(table)] = &rich.pieces[..] else {
            panic!("{rich:?}")
        };
        assert!(title.text.ends_with("年度报告"));
        assert_eq!(table.rows.len(), 4);
        assert!(matches!(read_csv("a,b\n1,2\n", &Settings::default()), Err(ConvertError::NoFigures)));
    }

    #[test]
    fn keys_and_values_become_the_forms_tables() {
        let csv = "\u{feff}report,year,organization,key,value\r\n1,2024,某局,requests.new.natural_person,12\r\n1,2024,某局,disclosure.fees.amount,3.5\r\n";
        let rich = read_csv(csv, &Settings::default()).unwrap();
        let text = super::super::Markdown::new(rich, &Settings::default()).text;
        assert!(text.starts_with("# 某局2024年政府信息公开工作年度报告\n\n## 二、主动公开政府信息情况\n"), "{text}");
        assert!(text.contains("| 一、本年新收政府信息公开申请数量 |  |  | 12 |"), "{text}");
        assert!(text.contains("| 行政事业性收费 | 3.5 |"), "{text}");
    }
}
