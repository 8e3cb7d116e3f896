//! Markdown, HTML and plain text → paragraphs and tables. A table of a report whose borders are bars, or gone, becomes
//! the table of the form, if every one of its cells was read and no word of it gets lost.

use std::collections::HashMap;
use std::sync::Arc;

use super::form::{filled, merged};
use super::html;
use super::inline;
use super::markdown::said;
use super::model::{Cell, Paragraph, Piece, Rich, Style, Table};
use crate::document::Document;
use crate::format::Table as Spec;
use crate::report::{PlacedTable, Report, Value};
use crate::syntax::{Block, BlockKind, Dialect, Marker, MarkerStyle, Prose, Visible};
use crate::text::{TextRange, TextSize, label_key};

/// A heading has so many characters at most.
const LONGEST_HEADING: u32 = 40;

/// What a document holds, and what of it was put together anew.
#[derive(Debug, Default)]
pub struct Read {
    /// Paragraphs and tables.
    pub rich: Rich,
    /// The names of tables whose borders were lost and whose figures were told apart by their relations.
    pub restored: Vec<String>,
}

/// A table of the form in the place of lines.
struct Instead {
    range: TextRange,
    table: Table,
    /// Its name, if its borders were lost.
    restored: Option<String>,
}

/// Reads a document's blocks. `for_figures`: a table of the form stands in the place of lines even if some of their words
/// are worded in another way there.
pub fn read(document: &Document, for_figures: bool) -> Read {
    let mut read = Read::default();
    let levels = levels(document);
    let mut instead = instead(document, for_figures).into_iter().peekable();
    let mut titles = if for_figures { missing_titles(document) } else { HashMap::new() };
    let mut done = TextSize::from(0);
    for (start, block) in document.blocks().iter() {
        if let Some(title) = titles.remove(&start) {
            read.rich.pieces.push(Piece::Paragraph(Paragraph::new(1, title)));
        }
        if start < done {
            continue;
        }
        if let Some(Instead { range, table, restored }) = instead.next_if(|one| one.range.start() <= start) {
            done = range.end();
            read.rich.pieces.push(Piece::Table(table));
            read.restored.extend(restored);
            continue;
        }
        let source = document.text().slice(TextRange::at(start, block.len));
        match &block.kind {
            BlockKind::Prose(prose) => {
                let level = levels.get(&start).copied();
                read.rich.pieces.push(Piece::Paragraph(paragraph(prose, &source, level)));
            }
            BlockKind::Table(_) => read.rich.pieces.push(table(block, &source, document)),
            BlockKind::Raw => read.rich.pieces.extend(code(&source)),
            BlockKind::Directive(directive) => {
                let comment = source[directive.range].trim();
                read.rich.pieces.push(Piece::Directive(comment.to_owned()));
            }
            BlockKind::Blank => {}
        }
    }
    read
}

/// Titles for reports that have none and say elsewhere whose they are and of which year, by where the reports start:
/// figures by themselves would not tell it.
fn missing_titles(document: &Document) -> HashMap<TextSize, String> {
    let title = |(start, report): (TextSize, &Arc<Report>)| {
        let (facts, format) = (&report.facts, report.format.as_ref()?);
        let is_known = facts.title.is_none() && (facts.year.is_some() || facts.organization.is_some());
        let year = facts.year.map(|year| format!("{year}年")).unwrap_or_default();
        let organization = facts.organization.as_deref().unwrap_or_default();
        is_known.then(|| (start, format!("{organization}{year}{}", format.title)))
    };
    document.reports().filter_map(title).collect()
}

/// The levels of titles and headings of sections, by where their blocks start.
fn levels(document: &Document) -> HashMap<TextSize, u8> {
    let mut levels = HashMap::new();
    for (start, report) in document.reports() {
        if let Some(title) = report.facts.title {
            let part = report.parts.iter().find(|part| part.range().contains(title.start()));
            levels.extend(part.map(|part| (part.start + start, 1)));
        }
        for section in report.sections.iter().filter(|section| !section.runs_on) {
            levels.insert(report.parts[section.part].start + start, 2);
        }
    }
    levels
}

fn paragraph(prose: &Prose, source: &str, known: Option<u8>) -> Paragraph {
    let (text, mut marks) = inline::read(&source[prose.text]);
    let is_item = |marker: Marker| marker.style == MarkerStyle::ChineseBrackets;
    let is_short = prose.chars <= LONGEST_HEADING && !text.ends_with(['。', '；', ';', '.', '：', ':', '，']);
    let level = match known {
        Some(2) => prose.level.max(2),
        Some(level) => level,
        None if prose.level > 0 => prose.level,
        None if is_short && !text.contains('。') && prose.marker.is_some_and(is_item) => 3,
        None => 0,
    };
    // A heading is set in bold anyhow.
    marks.retain(|mark| level == 0 || mark.style != Style::Bold);
    Paragraph { level, text, marks }
}

/// A table that is a block of its own; the lines of one that has no borders to tell its cells by.
fn table(block: &Block, source: &str, document: &Document) -> Piece {
    let table = block.table().expect("the caller has seen a table");
    let plain = || {
        let rows = table.rows.iter().map(|row| {
            let cells = table.row_cells(row).iter().enumerate();
            cells.map(|(column, cell)| Cell::new(column, lines(&source[cell.range]))).collect()
        });
        Table { rows: rows.collect() }
    };
    match table.dialect {
        Dialect::Html => {
            let table = html::table(source);
            let merged = if table.is_merged() { None } else { merged(&table, document.settings()) };
            Piece::Table(merged.unwrap_or(table))
        }
        Dialect::Pipe | Dialect::Tab => {
            let plain = plain();
            Piece::Table(merged(&plain, document.settings()).unwrap_or(plain))
        }
        Dialect::Bars | Dialect::CellPerLine | Dialect::Flow => {
            let lines = source.lines().map(|line| Visible::of(line).text.trim().to_owned());
            let text = lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n");
            Piece::Paragraph(Paragraph::new(0, text))
        }
    }
}

/// What a cell says, line by line.
fn lines(source: &str) -> String {
    if !source.contains(['[', '*']) {
        return said(source).trim().to_owned();
    }
    let breaks = source.replace("<br>", "\n");
    let lines: Vec<String> = breaks.lines().map(inline::words).collect();
    lines.join("\n").trim().to_owned()
}

/// What stands between fences is text all the same; comments and scripts are not.
fn code(source: &str) -> Option<Piece> {
    let inside = source.trim_start();
    let sign = inside.get(..3).filter(|sign| matches!(*sign, "```" | "~~~"))?;
    let lines = inside.lines().map(str::trim_end).filter(|line| !line.trim_start().starts_with(sign));
    let text = lines.collect::<Vec<_>>().join("\n");
    let text = text.trim().to_owned();
    Some(Piece::Paragraph(Paragraph::new(0, text))).filter(|_| !inside.trim().is_empty())
}

/// The tables of the form that can stand in the place of lines, by position.
fn instead(document: &Document, for_figures: bool) -> Vec<Instead> {
    let mut all = Vec::new();
    for (start, report) in document.reports() {
        let Some(format) = &report.format else { continue };
        for placed in report.tables.iter().flatten() {
            let spec = &format.tables[placed.table.spec];
            let Some((instead, words)) = of_lines(document, start, report, placed, spec) else { continue };
            let old = document.text().slice(instead.range);
            all.extend(Some(instead).filter(|_| for_figures || holds_all(&words, &Visible::of(&old).text)));
        }
    }
    all.sort_by_key(|one| one.range.start());
    all.dedup_by(|later, earlier| later.range.start() < earlier.range.end());
    all
}

/// The table of the form in the place of the lines of a table, and all its words; none where a cell was not read.
fn of_lines(
    document: &Document,
    start: TextSize,
    report: &Report,
    placed: &PlacedTable,
    spec: &Spec,
) -> Option<(Instead, String)> {
    let bound = &placed.table;
    if bound.dialect.is_aligned() || !bound.anomalies.is_empty() {
        return None;
    }
    let texts = bound.cells.iter().map(|cell| {
        let cell = cell.as_ref()?;
        match cell.value {
            Value::Number(number) if bound.is_flattened() => Some(number.to_string()),
            Value::Number(_) | Value::Sign => {
                let range = placed.place(cell.range) + start;
                Some(said(&document.text().slice(range)).trim().replace('\n', " "))
            }
            Value::Empty => Some(String::new()),
            Value::Text | Value::Overlong | Value::Unreadable { .. } => None,
        }
    });
    let texts: Vec<String> = texts.collect::<Option<_>>()?;
    let range = hull(report, placed)? + start;
    let table = filled(spec, str::to_owned, |cell| texts[cell].clone());
    let words = table.rows.iter().flatten().map(|cell| &*cell.text).collect();
    let restored = bound.is_flattened().then(|| spec.label.clone());
    Some((Instead { range, table, restored }, words))
}

/// The blocks that a table consists of; none where anything else stands among them.
fn hull(report: &Report, placed: &PlacedTable) -> Option<TextRange> {
    // A heading behind the last row may have been taken for one more row.
    let last = placed.table.cells.iter().flatten().map(|cell| cell.range.end()).max()?;
    let whole = placed.table.range;
    let range = placed.place(TextRange::new(whole.start(), whole.end().min(last).max(whole.start())));
    let touches = |other: TextRange| range.intersect(other).is_some_and(|both| !both.is_empty());
    let first = report.parts.iter().position(|part| part.block.table().is_some() && touches(part.range()))?;
    let mut hull = report.parts[first].range();
    for part in report.parts[first..].iter().take_while(|part| part.start < range.end()) {
        let is_own = match &part.block.kind {
            BlockKind::Table(_) | BlockKind::Blank => true,
            BlockKind::Prose(prose) => {
                let is_row = placed.origin.iter().any(|row| Arc::ptr_eq(&row.block, &part.block));
                is_row || !prose.labels.is_empty() && prose.sections.is_empty()
            }
            BlockKind::Raw | BlockKind::Directive(_) => false,
        };
        if !is_own {
            return None;
        }
        hull = hull.cover(part.range());
    }
    Some(hull)
}

/// Whether every letter and digit of `old` is in `new`, as often.
fn holds_all(new: &str, old: &str) -> bool {
    let mut counts: HashMap<char, isize> = HashMap::new();
    label_key(new).chars().for_each(|char| *counts.entry(char).or_default() += 1);
    label_key(old).chars().for_each(|char| *counts.entry(char).or_default() -= 1);
    counts.values().all(|count| *count >= 0)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    const LINES: &str = "四、政府信息公开行政复议、行政诉讼情况\n\n行政复议 | 行政诉讼 |\n\
        结果维持 | 结果纠正 | 其他结果 | 尚未审结 | 总计 | 未经复议直接起诉 | 复议后起诉 |\n\
        结果维持 | 结果纠正 | 其他结果 | 尚未审结 | 总计 | 结果维持 | 结果纠正 | 其他结果 | 尚未审结 | 总计 |\n\
        1 | 0 | 0 | 0 | 1 | 2 | 0 | 0 | 0 | 2 | 0 | 0 | 0 | 3 | 3 |\n";

    fn pieces(text: &str, for_figures: bool) -> Vec<Piece> {
        let before = "2024年政府信息公开工作年度报告\n\n**一、总体情况**\n\n（一）主动公开\n\n";
        read(&Document::new(&format!("{before}{text}"), Arc::default()), for_figures).rich.pieces
    }

    #[test]
    fn headings_have_levels() {
        let levels: Vec<u8> = pieces(LINES, false)
            .iter()
            .map(|piece| match piece {
                Piece::Paragraph(one) => one.level,
                Piece::Table(_) | Piece::Directive(_) => 9,
            })
            .collect();
        assert_eq!(levels, [1, 2, 3, 2, 9]);
    }

    #[test]
    fn lines_become_the_forms_table_unless_a_word_would_be_lost() {
        let Some(Piece::Table(table)) = pieces(LINES, false).pop() else { panic!("a table was expected") };
        let figures: Vec<&str> = table.rows[3].iter().map(|cell| &*cell.text).collect();
        assert_eq!(figures.concat(), "100012000200033");
        let misspelt = LINES.replacen("尚未审结", "尚未审节", 1);
        let Some(Piece::Paragraph(lines)) = pieces(&misspelt, false).pop() else { panic!("lines were expected") };
        assert!(lines.text.contains("尚未审节 | 总计"), "{lines:?}");
        assert!(matches!(pieces(&misspelt, true).pop(), Some(Piece::Table(_))));
    }
}
