//! Tables whose cells are parted by bars or tabs: Markdown pipes, a row per line, a cell per line, spreadsheets.

use std::ops::Range;

use super::cell::{content, plain_count, trimmed};
use super::{Cell, Content, Dialect, Row, Table};
use crate::format::Vocabulary;
use crate::text::{TextRange, TextSize, fold};

/// A line is parted into so many cells at most; the form's widest table has fifteen. What follows is one cell.
const MOST_CELLS: usize = 256;

/// Whether a line has a bar that parts cells.
pub(super) fn has_bar(line: &str) -> bool {
    // A full-width bar is looked for by its first byte, which few characters have.
    let mut found = memchr::memchr2_iter(b'|', FULL_WIDTH[0], line.as_bytes());
    found.any(|at| bar_len(&line.as_bytes()[at..]).is_some())
}

/// Where the last bar of a line begins.
pub(super) fn last_bar(line: &str) -> Option<usize> {
    let mut found = memchr::memrchr2_iter(b'|', FULL_WIDTH[0], line.as_bytes());
    found.find(|at| bar_len(&line.as_bytes()[*at..]).is_some())
}

const FULL_WIDTH: &[u8] = "｜".as_bytes();

/// Length of the bar at the start of `bytes`.
fn bar_len(bytes: &[u8]) -> Option<usize> {
    match bytes {
        [b'|', ..] => Some(1),
        _ => bytes.starts_with(FULL_WIDTH).then_some(FULL_WIDTH.len()),
    }
}

/// Reads `text`, lines that all have bars.
pub(super) fn bars(text: &str, vocabulary: &Vocabulary) -> Table {
    // The pieces of all lines lie in one vector: most lines have very few.
    let mut pieces = Vec::with_capacity(text.len() / 16);
    let starts = lines(text).map(|(start, line)| {
        push_pieces(line, &mut pieces);
        (start, line, pieces.len())
    });
    let starts: Vec<(usize, &str, usize)> = starts.collect();
    let mut first = 0;
    let lines = starts.iter().map(|(start, line, end)| {
        let first = std::mem::replace(&mut first, *end);
        Line::new(*start, line, &pieces[first..*end])
    });
    let lines: Vec<Line<'_>> = lines.collect();
    let dialect = dialect(&lines);
    let (rows, cells) = (Vec::with_capacity(lines.len()), Vec::with_capacity(pieces.len()));
    let mut table = Table { dialect, rows, cells };
    let has_delimiter = lines.get(1).is_some_and(Line::is_delimiter);
    for (number, line) in lines.iter().enumerate() {
        if line.is_delimiter() && (number == 1 || line.dashes() > 1 || !has_delimiter && number == 0) {
            continue;
        }
        let outer = dialect == Dialect::Pipe && line.line.trim_start().starts_with(['|', '｜']);
        let first = usize::from(outer && line.pieces.len() > 1);
        // What stands behind the last bar is a cell only where it holds something.
        let open_end = line.pieces.last().is_some_and(|piece| line.line[piece.clone()].trim().is_empty());
        let last = line.pieces.len() - usize::from(open_end && line.pieces.len() > first + 1);
        // A line that begins with a bar goes on with the cell that the line before it left open.
        let before = number.checked_sub(1).filter(|_| dialect == Dialect::Bars).map(|before| &lines[before]);
        let open = before.map(|before| before.start + before.line.trim_end().len());
        push_row(&mut table, (line.start, open), line.line, &line.pieces[first..last], vocabulary);
    }
    table
}

/// Reads `text`, lines whose cells are parted by tabs.
pub(super) fn tabs(text: &str, vocabulary: &Vocabulary) -> Table {
    let mut table = Table { dialect: Dialect::Tab, ..Table::default() };
    for (start, line) in lines(text) {
        let mut pieces = Vec::new();
        let mut from = 0;
        for (at, _) in line.match_indices('\t').take(MOST_CELLS - 1) {
            pieces.push(from..at);
            from = at + 1;
        }
        pieces.push(from..line.len());
        push_row(&mut table, (start, None), line, &pieces, vocabulary);
    }
    table
}

struct Line<'t> {
    start: usize,
    line: &'t str,
    /// What stands between bars, as bytes of the line.
    pieces: &'t [Range<usize>],
    /// How many of them hold something.
    filled: usize,
}

impl<'t> Line<'t> {
    fn new(start: usize, line: &'t str, pieces: &'t [Range<usize>]) -> Self {
        let filled = pieces.iter().filter(|piece| line[(*piece).clone()].contains(|char: char| !char.is_whitespace()));
        Line { start, line, filled: filled.count(), pieces }
    }

    /// Whether this is Markdown's line between head and body.
    fn is_delimiter(&self) -> bool {
        let only_signs = self.line.chars().all(|char| matches!(char, '|' | '-' | ':' | ' ' | '\t'));
        // A sign for nothing in a cell of its own line is no delimiter.
        only_signs && self.line.contains('-') && (self.filled > 1 || self.dashes() > 2)
    }

    /// The fewest dashes in one of its cells.
    fn dashes(&self) -> usize {
        let counts = self.pieces.iter().map(|piece| self.line[piece.clone()].matches('-').count());
        counts.filter(|count| *count > 0).min().unwrap_or(0)
    }
}

/// The lines of `text` with their starts, without line breaks.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = text.get(at..).filter(|rest| !rest.is_empty())?;
        let end = memchr::memchr2(b'\n', b'\r', rest.as_bytes()).unwrap_or(rest.len());
        let start = at;
        at += end + if rest[end..].starts_with("\r\n") { 2 } else { 1 };
        Some((start, &rest[..end]))
    })
}

fn push_pieces(line: &str, pieces: &mut Vec<Range<usize>>) {
    let bytes = line.as_bytes();
    let (first, mut from) = (pieces.len(), 0);
    // Bars stand close together: byte by byte is faster here than leaping from one to the next.
    for at in 0..bytes.len() {
        if pieces.len() - first + 1 == MOST_CELLS {
            break;
        }
        if matches!(bytes[at], b'|' | 0xef)
            && let Some(len) = bar_len(&bytes[at..])
            && !bytes[..at].ends_with(b"\\")
        {
            pieces.push(from..at);
            from = at + len;
        }
    }
    pieces.push(from..line.len());
}

fn dialect(lines: &[Line<'_>]) -> Dialect {
    let outer = |line: &&Line<'_>| line.line.trim_start().starts_with(['|', '｜']) && line.pieces.len() > 2;
    let piped = lines.iter().filter(outer).count();
    let several = lines.iter().filter(|line| line.filled > 1).count();
    // A label alone may be a row whose figures are all blank; a figure alone is a cell per line.
    let is_figure = |line: &&Line<'_>| line.line.trim_matches(is_padding).chars().all(is_part_of_figure);
    let alone = lines.iter().filter(|line| line.filled == 1).filter(is_figure).count();
    if lines.iter().any(Line::is_delimiter) || piped * 10 >= lines.len() * 6 && several > 0 {
        Dialect::Pipe
    } else if alone > several {
        Dialect::CellPerLine
    } else {
        Dialect::Bars
    }
}

fn is_padding(char: char) -> bool {
    char.is_whitespace() || matches!(char, '|' | '｜')
}

fn is_part_of_figure(char: char) -> bool {
    fold(char).is_ascii_digit() || matches!(fold(char), ',' | '.' | '-' | '万' | '元')
}

/// Adds the cells of a line that begins at `start`. If nothing stands before its first bar, its first cell is at `open`.
fn push_row(
    table: &mut Table,
    (start, open): (usize, Option<usize>),
    line: &str,
    pieces: &[Range<usize>],
    vocabulary: &Vocabulary,
) {
    let size = |bytes: usize| TextSize::try_from(bytes).expect("a block is smaller than 4 GiB");
    let first = u32::try_from(table.cells.len()).expect("a block is smaller than 4 GiB");
    for (column, piece) in pieces.iter().enumerate() {
        let text = without_emphasis(&line[piece.clone()]);
        // An empty cell's place is in its middle, so that what is written there has a blank on each side.
        let at = match open.filter(|_| piece.end == 0) {
            Some(open) => open,
            None if text.is_empty() => {
                start + piece.start + line[piece.clone()].chars().next().map_or(0, char::len_utf8)
            }
            None => start + (text.as_ptr() as usize - line.as_ptr() as usize),
        };
        let range = TextRange::at(size(at), TextSize::of(text));
        let column = u16::try_from(column).unwrap_or(u16::MAX);
        let content = match plain_count(text, range.start()) {
            Some(figure) => Content::Figure(figure),
            None if memchr::memchr3(b'<', b'&', b'*', text.as_bytes()).is_some() => {
                content(super::Visible::of(text).text.trim(), range, vocabulary)
            }
            None => content(text, range, vocabulary),
        };
        table.cells.push(Cell { range, column, span: 1, content });
    }
    let last = u32::try_from(table.cells.len()).expect("a block is smaller than 4 GiB");
    let range = TextRange::at(size(start), TextSize::of(line));
    table.rows.push(Row { cells: first..last, range });
}

/// `text` without blanks and Markdown's emphasis around it.
fn without_emphasis(text: &str) -> &str {
    let text = trimmed(text);
    match text.strip_prefix("**").and_then(|rest| rest.strip_suffix("**")) {
        Some(inside) => inside.trim(),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::format::Formats;
    use super::*;

    fn show(text: &str) -> (Dialect, Vec<String>) {
        let formats = Formats::built_in();
        let table = bars(text, formats.vocabulary());
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
