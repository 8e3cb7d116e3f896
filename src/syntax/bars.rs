//! Tables whose cells are parted by bars or tabs: Markdown pipes, a row per line, a cell per line, spreadsheets.

use super::cell::{content, trimmed};
use super::line::Line;
use super::{Cell, Dialect, Row, Table, Visible};
use crate::format::Vocabulary;
use crate::text::{TextRange, fold, size};

/// A line is parted into so many cells at most; the form's widest table has fifteen. What follows is one cell.
const MOST_CELLS: usize = 256;

/// Reads lines that all have bars, one after the other. Until the last one is read it is open in which dialect they are,
/// and each piece of a line is a cell, but for an empty one behind its last bar.
pub(super) struct Bars<'t> {
    table: Table,
    /// The lines, and whether each is Markdown's line between head and body.
    lines: Vec<(&'t str, bool)>,
    vocabulary: &'t Vocabulary,
    /// How many lines begin with a bar and have another one; hold several things; hold a figure and nothing else.
    piped: usize,
    several: usize,
    alone: usize,
}

impl<'t> Bars<'t> {
    pub(super) fn new(vocabulary: &'t Vocabulary) -> Self {
        Bars { table: Table::default(), lines: Vec::new(), vocabulary, piped: 0, several: 0, alone: 0 }
    }

    /// Adds a line, which has a bar and starts at byte `start` of the block.
    pub(super) fn push(&mut self, start: usize, line: &Line<'t>) {
        let first = self.table.cells.len();
        let (mut from, mut column) = (0, 0);
        // How many pieces hold something, and the last one that does.
        let (mut filled, mut text, mut is_open) = (0, "", false);
        for (at, len) in line.bars() {
            if column + 1 == MOST_CELLS {
                break;
            }
            let piece = push_cell(&mut self.table, (start, line), (from, at), column, self.vocabulary);
            (from, column) = (at + len, column + 1);
            if piece.is_empty() {
                is_open |= column == 1;
            } else {
                (filled, text) = (filled + 1, piece);
            }
        }
        // What stands behind the last bar is a cell only where it holds something.
        if column == 0 || from < line.text.len() && !trimmed(&line.text[from..]).is_empty() {
            let piece = push_cell(&mut self.table, (start, line), (from, line.text.len()), column, self.vocabulary);
            if !piece.is_empty() {
                (filled, text) = (filled + 1, piece);
            }
        }
        push_row(&mut self.table, first, start, line.text);
        self.piped += usize::from(is_open && column > 1);
        self.several += usize::from(filled > 1);
        // A label alone may be a row whose figures are all blank; a figure alone is a cell per line.
        self.alone += usize::from(filled == 1 && is_figure(text));
        self.lines.push((line.text, filled > 0 && is_delimiter(line.text, filled)));
    }

    /// The table that the lines are.
    pub(super) fn table(mut self) -> Table {
        let is_piped = self.piped * 10 >= self.lines.len() * 6 && self.several > 0;
        if is_piped || self.lines.iter().any(|(_, is_delimiter)| *is_delimiter) {
            return self.pipes();
        }
        if self.alone > self.several {
            self.table.dialect = Dialect::CellPerLine;
            return self.table;
        }
        self.table.dialect = Dialect::Bars;
        for (pair, (before, _)) in self.table.rows.windows(2).zip(&self.lines) {
            // A line that begins with a bar goes on with the cell that the line before it left open.
            let [above, row] = pair else { unreachable!("windows of two rows") };
            let first = &mut self.table.cells[row.cells.start as usize];
            if first.range == TextRange::empty(row.range.start()) {
                first.range = TextRange::empty(above.range.start() + size(before.trim_end().len()));
            }
        }
        self.table
    }

    /// The same table in Markdown's pipes: a bar at a line's start only opens the line.
    fn pipes(self) -> Table {
        let has_delimiter = self.lines.get(1).is_some_and(|(_, is_delimiter)| *is_delimiter);
        let (rows, cells) = (Vec::with_capacity(self.lines.len()), Vec::with_capacity(self.table.cells.len()));
        let mut table = Table { dialect: Dialect::Pipe, rows, cells };
        for (number, ((line, is_delimiter), row)) in self.lines.iter().zip(&self.table.rows).enumerate() {
            if *is_delimiter && (number == 1 || dashes(line) > 1 || !has_delimiter && number == 0) {
                continue;
            }
            let first = table.cells.len();
            let cells = self.table.row_cells(row);
            let opening = line.trim_start();
            match (opening.chars().next().filter(|char| matches!(char, '|' | '｜')), cells) {
                (Some(bar), [cell]) => {
                    let behind = &opening[bar.len_utf8()..];
                    let at = line.len() - behind.len() + behind.chars().next().map_or(0, char::len_utf8);
                    table.cells.push(Cell { range: TextRange::empty(row.range.start() + size(at)), ..cell.clone() });
                }
                (Some(_), [_, rest @ ..]) => {
                    table.cells.extend(rest.iter().map(|cell| Cell { column: cell.column - 1, ..cell.clone() }));
                }
                _ => table.cells.extend_from_slice(cells),
            }
            push_row(&mut table, first, row.range.start().into(), line);
        }
        table
    }
}

/// Whether a line of which so many pieces hold something is Markdown's line between head and body.
fn is_delimiter(line: &str, filled: usize) -> bool {
    let only_signs = line.bytes().all(|byte| matches!(byte, b'|' | b'-' | b':' | b' ' | b'\t'));
    // A sign for nothing in a cell of its own line is no delimiter.
    only_signs && line.contains('-') && (filled > 1 || dashes(line) > 2)
}

/// The fewest dashes in one of the cells of Markdown's line between head and body.
fn dashes(line: &str) -> usize {
    let counts = line.splitn(MOST_CELLS, '|').map(|piece| piece.matches('-').count());
    counts.filter(|count| *count > 0).min().unwrap_or(0)
}

/// Adds a line whose cells are parted by tabs.
pub(super) fn push_tabs(table: &mut Table, start: usize, line: &Line<'_>, vocabulary: &Vocabulary) {
    let (first, mut from) = (table.cells.len(), 0);
    for (column, piece) in line.text.splitn(MOST_CELLS, '\t').enumerate() {
        push_cell(table, (start, line), (from, from + piece.len()), column, vocabulary);
        from += piece.len() + 1;
    }
    push_row(table, first, start, line.text);
}

/// Adds what stands from byte `from` to byte `to` of a line, which starts at byte `start`, as a cell. Returns it without
/// the blanks around it.
fn push_cell<'t>(
    table: &mut Table,
    (start, line): (usize, &Line<'t>),
    (from, to): (usize, usize),
    column: usize,
    vocabulary: &Vocabulary,
) -> &'t str {
    let piece = &line.text[from..to];
    let text = trimmed(piece);
    let inside = without_emphasis(text);
    let at = match inside.is_empty() {
        // An empty cell's place is in its middle, so that what is written there has a blank on each side.
        true => piece.chars().next().map_or(0, char::len_utf8),
        false => inside.as_ptr() as usize - piece.as_ptr() as usize,
    };
    let range = TextRange::at(size(start + from + at), size(inside.len()));
    let content = match line.may_hold_signs() && memchr::memchr3(b'<', b'&', b'*', inside.as_bytes()).is_some() {
        true => content(Visible::of(inside).text.trim(), range, vocabulary),
        false => content(inside, range, vocabulary),
    };
    let column = u16::try_from(column).expect("a line has few cells");
    table.cells.push(Cell { range, column, span: 1, content });
    text
}

/// Adds the line at byte `start`, whose cells are those from `first` on.
fn push_row(table: &mut Table, first: usize, start: usize, line: &str) {
    let count = |cells: usize| u32::try_from(cells).expect("a block is smaller than 4 GiB");
    let cells = count(first)..count(table.cells.len());
    table.rows.push(Row { cells, range: TextRange::at(size(start), size(line.len())) });
}

fn is_padding(char: char) -> bool {
    char.is_whitespace() || matches!(char, '|' | '｜')
}

/// Whether a text is a figure or less.
fn is_figure(text: &str) -> bool {
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return true;
    }
    let is_part = |char: char| matches!(fold(char), '0'..='9' | ',' | '.' | '-' | '万' | '元');
    match text.chars().next() {
        // Most texts that are none end here.
        Some(first) if !is_part(first) && !is_padding(first) => false,
        _ => text.trim_matches(is_padding).chars().all(is_part),
    }
}

/// `text`, which has no blanks around it, without Markdown's emphasis around it.
fn without_emphasis(text: &str) -> &str {
    match text.as_bytes() {
        [b'*', b'*', .., b'*', b'*'] => text[2..text.len() - 2].trim(),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::format::Formats;
    use super::*;

    fn show(text: &str) -> (Dialect, Vec<String>) {
        let formats = Formats::built_in();
        let mut bars = Bars::new(formats.vocabulary());
        let mut at = 0;
        while at < text.len() {
            let line = Line::at(text, at);
            bars.push(at, &line);
            at += line.len;
        }
        let table = bars.table();
        let row = |row: &Row| table.row_cells(row).iter().map(|cell| &text[cell.range]).collect::<Vec<_>>().join("/");
        (table.dialect, table.rows.iter().map(row).collect())
    }

    #[test]
    fn pipes() {
        let text = "| 信息内容 | 本年制发件数 |\n|:--|--:|\n| **规章** |  |\n|行政规范性文件|7|\n";
        assert_eq!(
            show(text),
            (Dialect::Pipe, vec!["信息内容/本年制发件数".into(), "规章/".into(), "行政规范性文件/7".into()])
        );
        let bare = "信息内容 | 本年制发件数\n---|---\n规章 | 0";
        assert_eq!(show(bare), (Dialect::Pipe, vec!["信息内容/本年制发件数".into(), "规章/0".into()]));
    }

    #[test]
    fn a_row_of_dashes_is_a_row_of_blanks_unless_it_is_the_second_line() {
        let text = "| a | b |\n| - | - |\n| c | 1 |\n| - | - |\n";
        assert_eq!(show(text).1, ["a/b", "c/1", "-/-"]);
    }

    #[test]
    fn rows_and_cells_per_line() {
        let rows = "行政许可 | 20960 | ||\n规章 | 0 | 0 | 0 |\n";
        assert_eq!(show(rows), (Dialect::Bars, vec!["行政许可/20960//".into(), "规章/0/0/0".into()]));
        let cells = "规章 |\r\n0 |\r\n0 | ||\r\n||\r\n";
        let blank = "1.属于国家秘密 | | |\n2.重复申请 | | |\n（七）总计 | 2 | 2 |\n";
        assert_eq!(show(blank).0, Dialect::Bars);
        assert_eq!(show(cells), (Dialect::CellPerLine, vec!["规章".into(), "0".into(), "0//".into(), "/".into()]));
    }
}
