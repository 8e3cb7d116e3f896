//! Tables whose cells are parted by bars or tabs: Markdown pipes, a row per line, a cell per line, spreadsheets.

use super::cell::{content, plain_count, trimmed};
use super::line::bar_len;
use super::{Cell, Content, Dialect, Row, Table};
use crate::format::Vocabulary;
use crate::text::{TextRange, fold, size};

/// A line is parted into so many cells at most; the form's widest table has fifteen. What follows is one cell.
const MOST_CELLS: usize = 256;

/// Lines that all have bars, one after the other.
#[derive(Default)]
pub(super) struct Bars<'t> {
    lines: Vec<Line<'t>>,
    /// The pieces of all lines lie in one vector: most lines have very few.
    pieces: Vec<Piece<'t>>,
}

/// What stands between two bars.
#[derive(Clone, Copy)]
struct Piece<'t> {
    whole: &'t str,
    /// Without the blanks around it.
    text: &'t str,
}

impl<'t> Piece<'t> {
    fn new(whole: &'t str) -> Self {
        Piece { whole, text: trimmed(whole) }
    }
}

struct Line<'t> {
    /// Where it starts in the block.
    start: usize,
    text: &'t str,
    /// Its pieces, as a range of [`Bars::pieces`].
    pieces: (usize, usize),
    /// How many of them hold something.
    filled: usize,
    /// Whether it is Markdown's line between head and body.
    is_delimiter: bool,
}

impl<'t> Bars<'t> {
    /// Adds a line, which has a bar and starts at byte `start` of the block.
    pub(super) fn push(&mut self, start: usize, line: &'t str) {
        let first = self.pieces.len();
        let bytes = line.as_bytes();
        let mut from = 0;
        // Bars stand close together: byte by byte is faster here than leaping from one to the next.
        for at in 0..bytes.len() {
            if matches!(bytes[at], b'|' | 0xef)
                && let Some(len) = bar_len(&bytes[at..])
                && !(at > 0 && bytes[at - 1] == b'\\')
            {
                if self.pieces.len() - first + 1 == MOST_CELLS {
                    break;
                }
                self.pieces.push(Piece::new(&line[from..at]));
                from = at + len;
            }
        }
        self.pieces.push(Piece::new(&line[from..]));
        let pieces = &self.pieces[first..];
        let filled = pieces.iter().filter(|piece| !piece.text.is_empty()).count();
        let only_signs = || bytes.iter().all(|byte| matches!(byte, b'|' | b'-' | b':' | b' ' | b'\t'));
        // A sign for nothing in a cell of its own line is no delimiter.
        let is_delimiter = filled > 0 && only_signs() && bytes.contains(&b'-') && (filled > 1 || dashes(pieces) > 2);
        self.lines.push(Line { start, text: line, pieces: (first, self.pieces.len()), filled, is_delimiter });
    }

    fn pieces(&self, line: &Line<'_>) -> &[Piece<'t>] {
        &self.pieces[line.pieces.0..line.pieces.1]
    }

    /// The table that the lines are.
    pub(super) fn table(self, vocabulary: &Vocabulary) -> Table {
        let dialect = self.dialect();
        let has_delimiter = self.lines.get(1).is_some_and(|line| line.is_delimiter);
        let is_row = |(number, line): &(usize, &Line<'_>)| {
            let signs = || *number == 1 || dashes(self.pieces(line)) > 1 || !has_delimiter && *number == 0;
            !(line.is_delimiter && signs())
        };
        let rows: Vec<_> = self
            .lines
            .iter()
            .enumerate()
            .filter(is_row)
            .map(|(number, line)| {
                let pieces = self.pieces(line);
                let outer = dialect == Dialect::Pipe && pieces.len() > 1 && pieces[0].text.is_empty();
                let pieces = &pieces[usize::from(outer)..];
                // What stands behind the last bar is a cell only where it holds something.
                let open_end = pieces.len() > 1 && pieces[pieces.len() - 1].text.is_empty();
                (number, line, &pieces[..pieces.len() - usize::from(open_end)])
            })
            .collect();
        let cells = Vec::with_capacity(rows.iter().map(|(_, _, pieces)| pieces.len()).sum());
        let mut table = Table { dialect, rows: Vec::with_capacity(rows.len()), cells };
        for (number, line, pieces) in rows {
            // A line that begins with a bar goes on with the cell that the line before it left open.
            let before = number.checked_sub(1).filter(|_| dialect == Dialect::Bars).map(|before| &self.lines[before]);
            let open = before.map(|before| (before.start, before.text));
            push_row(&mut table, (line.start, open), line.text, pieces, vocabulary);
        }
        table
    }

    fn dialect(&self) -> Dialect {
        let (mut piped, mut several, mut alone) = (0, 0, 0);
        for line in &self.lines {
            let pieces = self.pieces(line);
            piped += usize::from(pieces.len() > 2 && pieces[0].text.is_empty());
            match line.filled {
                0 => {}
                // A label alone may be a row whose figures are all blank; a figure alone is a cell per line.
                1 => alone += usize::from(pieces.iter().all(|piece| is_figure(piece.text))),
                _ => several += 1,
            }
        }
        if self.lines.iter().any(|line| line.is_delimiter) || piped * 10 >= self.lines.len() * 6 && several > 0 {
            Dialect::Pipe
        } else if alone > several {
            Dialect::CellPerLine
        } else {
            Dialect::Bars
        }
    }
}

/// The fewest dashes in one of the pieces that have any.
fn dashes(pieces: &[Piece<'_>]) -> usize {
    let counts = pieces.iter().map(|piece| piece.text.bytes().filter(|byte| *byte == b'-').count());
    counts.filter(|count| *count > 0).min().unwrap_or(0)
}

/// Adds a line whose cells are parted by tabs.
pub(super) fn push_tabs(table: &mut Table, start: usize, line: &str, vocabulary: &Vocabulary) {
    let pieces: Vec<Piece<'_>> = line.splitn(MOST_CELLS, '\t').map(Piece::new).collect();
    push_row(table, (start, None), line, &pieces, vocabulary);
}

fn is_padding(char: char) -> bool {
    char.is_whitespace() || matches!(char, '|' | '｜')
}

/// Whether a text is a figure or less.
fn is_figure(text: &str) -> bool {
    let is_part = |char: char| matches!(fold(char), '0'..='9' | ',' | '.' | '-' | '万' | '元');
    match text.chars().next() {
        // Most texts that are none end here.
        Some(first) if !is_part(first) && !is_padding(first) => false,
        _ => text.trim_matches(is_padding).chars().all(is_part),
    }
}

/// Adds the cells of a line that begins at `start`. If nothing stands before its first bar, its first cell is where
/// `open` ends, a line and where that starts.
fn push_row(
    table: &mut Table,
    (start, open): (usize, Option<(usize, &str)>),
    line: &str,
    pieces: &[Piece<'_>],
    vocabulary: &Vocabulary,
) {
    let count = |cells: &[Cell]| u32::try_from(cells.len()).expect("a block is smaller than 4 GiB");
    let first = count(&table.cells);
    let place = |text: &str| start + (text.as_ptr() as usize - line.as_ptr() as usize);
    for (column, piece) in (0..).zip(pieces) {
        let text = without_emphasis(piece.text);
        // An empty cell's place is in its middle, so that what is written there has a blank on each side.
        let at = match open {
            Some((start, open)) if column == 0 && piece.whole.is_empty() => start + open.trim_end().len(),
            _ if text.is_empty() => place(piece.whole) + piece.whole.chars().next().map_or(0, char::len_utf8),
            _ => place(text),
        };
        let range = TextRange::at(size(at), size(text.len()));
        let content = match plain_count(text, range.start()) {
            Some(figure) => Content::Figure(figure),
            None if memchr::memchr3(b'<', b'&', b'*', text.as_bytes()).is_some() => {
                content(super::Visible::of(text).text.trim(), range, vocabulary)
            }
            None => content(text, range, vocabulary),
        };
        table.cells.push(Cell { range, column, span: 1, content });
    }
    let cells = first..count(&table.cells);
    table.rows.push(Row { cells, range: TextRange::at(size(start), size(line.len())) });
}

/// `text`, which has no blanks around it, without Markdown's emphasis around it.
fn without_emphasis(text: &str) -> &str {
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
        let mut bars = Bars::default();
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            bars.push(at, line.trim_end_matches(['\r', '\n']));
            at += line.len();
        }
        let table = bars.table(formats.vocabulary());
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
