//! Tables whose cells are parted by bars or tabs: Markdown pipes, a row per line, a cell per line, spreadsheets.

use std::ops::Range;

use super::cell::{PlainCell, content, plain_cell, trimmed};
use super::line::Line;
use super::{Blank, Cell, Content, Dialect, Row, Table, Visible};
use crate::format::Vocabulary;
use crate::text::{TextRange, fold, size};

/// A line is parted into so many cells at most; the form's widest table has fifteen. What follows is one cell.
const MOST_CELLS: usize = 256;

/// Reads lines that all have bars, one after the other. Until the last one is read it is open in which dialect they are,
/// and each piece of a line is a cell, but for an empty one behind its last bar.
pub(super) struct Bars<'t, 'r> {
    /// Begins with the lines.
    text: &'t str,
    /// A row for each line.
    table: &'r mut Table,
    /// Which of them are Markdown's line between head and body.
    delimiters: Vec<usize>,
    vocabulary: &'t Vocabulary,
    /// How many lines begin with a bar and have another one; hold several things; hold a figure and nothing else.
    piped: usize,
    several: usize,
    alone: usize,
}

impl<'t, 'r> Bars<'t, 'r> {
    /// Reads into `table`, which is empty.
    pub(super) fn new(text: &'t str, vocabulary: &'t Vocabulary, table: &'r mut Table) -> Self {
        Bars { text, table, delimiters: Vec::new(), vocabulary, piped: 0, several: 0, alone: 0 }
    }

    /// Adds the line at byte `start` if it has a bar and all its cells are plain ones, and gives its length, its break
    /// included. In tables of a cell per line most lines are such.
    pub(super) fn push_plain(&mut self, start: usize) -> Option<usize> {
        let bytes = &self.text.as_bytes()[start..];
        let first = self.table.cells.len();
        let (mut at, mut column, mut filled, mut is_open) = (0, 0, 0, false);
        let is_whole = loop {
            let Some(cell) = plain_cell(&bytes[at..]) else { break false };
            let has_bar = bytes.get(at + cell.len) == Some(&b'|') && usize::from(column) + 1 < MOST_CELLS;
            let is_last = matches!(bytes.get(at + cell.len), None | Some(b'\n' | b'\r')) && column > 0;
            if !has_bar && !is_last {
                break false;
            }
            filled += usize::from(cell.digits > 0);
            is_open |= column == 0 && cell.digits == 0;
            if has_bar || cell.digits > 0 {
                push_plain_cell(self.table, start + at, &cell, column);
            }
            at += cell.len;
            if is_last {
                break true;
            }
            (at, column) = (at + 1, column + 1);
        };
        if !is_whole {
            self.table.cells.truncate(first);
            return None;
        }
        push_row(self.table, first, start, at);
        self.count(filled, is_open && column > 1, filled == 1);
        Some(match bytes[at..] {
            [b'\r', b'\n', ..] => at + 2,
            [_, ..] => at + 1,
            [] => at,
        })
    }

    /// Adds a line, which has a bar and starts at byte `start`.
    pub(super) fn push(&mut self, start: usize, line: &Line<'t>) {
        let first = self.table.cells.len();
        let (mut from, mut column) = (0, 0);
        // How many pieces hold something, and the last one that does.
        let (mut filled, mut text, mut is_open) = (0, "", false);
        for (at, len) in line.bars() {
            if usize::from(column) + 1 == MOST_CELLS {
                break;
            }
            let piece = push_cell(self.table, (start, line), (from, at), column, self.vocabulary);
            (from, column) = (at + len, column + 1);
            if piece.is_empty() {
                is_open |= column == 1;
            } else {
                (filled, text) = (filled + 1, piece);
            }
        }
        // What stands behind the last bar is a cell only where it holds something.
        if column == 0 || from < line.text.len() && !trimmed(&line.text[from..]).is_empty() {
            let piece = push_cell(self.table, (start, line), (from, line.text.len()), column, self.vocabulary);
            if !piece.is_empty() {
                (filled, text) = (filled + 1, piece);
            }
        }
        push_row(self.table, first, start, line.text.len());
        self.count(filled, is_open && column > 1, filled == 1 && is_figure(text));
        if filled > 0 && is_delimiter(line.text, filled) {
            self.delimiters.push(self.table.rows.len() - 1);
        }
    }

    /// Counts a line of which so many pieces hold something: whether it begins with a bar and has another one, and
    /// whether it holds a figure alone. A label alone may be a row whose figures are all blank; a figure alone is a cell
    /// per line.
    fn count(&mut self, filled: usize, is_piped: bool, is_figure_alone: bool) {
        self.piped += usize::from(is_piped);
        self.several += usize::from(filled > 1);
        self.alone += usize::from(is_figure_alone);
    }

    /// Makes of the rows and cells the table that the lines are.
    pub(super) fn finish(mut self) {
        let is_piped = self.piped * 10 >= self.table.rows.len() * 6 && self.several > 0;
        if is_piped || !self.delimiters.is_empty() {
            return self.pipes();
        }
        self.table.dialect = if self.alone > self.several { Dialect::CellPerLine } else { Dialect::Bars };
        if self.table.dialect == Dialect::CellPerLine {
            return;
        }
        for pair in self.table.rows.windows(2) {
            // A line that begins with a bar goes on with the cell that the line before it left open.
            let [above, row] = pair else { unreachable!("windows of two rows") };
            let first = &mut self.table.cells[row.cells.start as usize];
            if first.range == TextRange::empty(row.range.start()) {
                first.range = TextRange::empty(above.range.start() + size(self.text[above.range].trim_end().len()));
            }
        }
    }

    /// The same in Markdown's pipes: a bar at a line's start only opens the line.
    fn pipes(&mut self) {
        let has_delimiter = self.delimiters.contains(&1);
        self.table.dialect = Dialect::Pipe;
        let (rows, cells) = (&mut self.table.rows, &mut self.table.cells);
        // How many of both stay: they move up to those before them.
        let (mut rows_kept, mut cells_kept) = (0, 0);
        let mut delimiters = self.delimiters.iter().peekable();
        for number in 0..rows.len() {
            let Row { cells: Range { start, end }, range } = rows[number].clone();
            let line = &self.text[range];
            let is_delimiter = delimiters.next_if_eq(&&number).is_some();
            if is_delimiter && (number == 1 || dashes(line) > 1 || !has_delimiter && number == 0) {
                continue;
            }
            let opening = line.trim_start();
            let bar = opening.chars().next().filter(|char| matches!(char, '|' | '｜'));
            let skipped = u32::from(bar.is_some() && end - start > 1);
            if let Some(bar) = bar.filter(|_| end - start == 1) {
                let behind = &opening[bar.len_utf8()..];
                let at = line.len() - behind.len() + behind.chars().next().map_or(0, char::len_utf8);
                cells[start as usize].range = TextRange::empty(range.start() + size(at));
            }
            let first = cells_kept;
            for cell in start + skipped..end {
                cells.swap(cells_kept as usize, cell as usize);
                cells[cells_kept as usize].column -= skipped as u16;
                cells_kept += 1;
            }
            rows[rows_kept] = Row { cells: first..cells_kept, range };
            rows_kept += 1;
        }
        rows.truncate(rows_kept);
        cells.truncate(cells_kept as usize);
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
    for (column, piece) in (0..).zip(line.text.splitn(MOST_CELLS, '\t')) {
        push_cell(table, (start, line), (from, from + piece.len()), column, vocabulary);
        from += piece.len() + 1;
    }
    push_row(table, first, start, line.text.len());
}

/// Adds what stands from byte `from` to byte `to` of a line, which starts at byte `start`, as a cell. Returns it without
/// the blanks around it.
fn push_cell<'t>(
    table: &mut Table,
    (start, line): (usize, &Line<'t>),
    (from, to): (usize, usize),
    column: u16,
    vocabulary: &Vocabulary,
) -> &'t str {
    let piece = &line.text[from..to];
    if let Some(cell) = plain_cell(piece.as_bytes()).filter(|cell| cell.len == piece.len()) {
        push_plain_cell(table, start + from, &cell, column);
        return &piece[cell.spaces..cell.spaces + cell.digits];
    }
    let text = trimmed(piece);
    let inside = without_emphasis(text);
    let at = match inside.is_empty() {
        true => piece.chars().next().map_or(0, char::len_utf8),
        false => inside.as_ptr() as usize - piece.as_ptr() as usize,
    };
    let range = TextRange::at(size(start + from + at), size(inside.len()));
    let content = match line.may_hold_signs() && memchr::memchr3(b'<', b'&', b'*', inside.as_bytes()).is_some() {
        true => visible_content(inside, range, vocabulary),
        false => content(inside, range, vocabulary),
    };
    table.cells.push(Cell { range, column, span: 1, content });
    text
}

/// Reads a cell's content from its source at `range`, in which there may be tags, entities and emphasis: where these part
/// the digits of a figure, the whole cell stands for them.
fn visible_content(source: &str, range: TextRange, vocabulary: &Vocabulary) -> Content {
    let visible = Visible::of(source);
    let text = visible.text.trim();
    let mut content = content(text, range, vocabulary);
    if let Content::Figure(figure) = &mut content {
        let before = size(text.as_ptr() as usize - visible.text.as_ptr() as usize);
        let digits = TextRange::at(before, figure.digits.len());
        let place = visible.source(digits);
        figure.digits = if source[place] == visible.text[digits] { place + range.start() } else { range };
    }
    content
}

/// Adds a cell, which begins at byte `from`.
#[inline]
fn push_plain_cell(table: &mut Table, from: usize, cell: &PlainCell, column: u16) {
    if cell.digits > 0 {
        let figure = cell.figure(size(from));
        table.cells.push(Cell { range: figure.digits, column, span: 1, content: Content::Figure(figure) });
    } else {
        let range = TextRange::empty(size(from + place_in_blank(cell.spaces)));
        table.cells.push(Cell { range, column, span: 1, content: Content::Blank(Blank::Empty) });
    }
}

/// Behind which byte of an empty cell is its place: behind its first blank, which has so many bytes, so that what is
/// written there may have a blank on each side.
fn place_in_blank(len: usize) -> usize {
    len.min(1)
}

/// Adds the line at byte `start`, of `len` bytes, whose cells are those from `first` on.
#[inline]
fn push_row(table: &mut Table, first: usize, start: usize, len: usize) {
    let cells = size(first).into()..size(table.cells.len()).into();
    table.rows.push(Row { cells, range: TextRange::at(size(start), size(len)) });
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
        let mut table = Table::default();
        let mut bars = Bars::new(text, formats.vocabulary(), &mut table);
        let mut at = 0;
        while at < text.len() {
            at += bars.push_plain(at).unwrap_or_else(|| {
                let line = Line::at(text, at);
                bars.push(at, &line);
                line.len
            });
        }
        bars.finish();
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
    fn digits_in_markup() {
        let formats = Formats::built_in();
        for (cell, digits) in [
            ("<b>07</b>件", "07"),
            ("**03**", "03"),
            ("**０**3", "**０**3"),
            ("&#48;3", "&#48;3"),
            ("0<i>3</i>", "0<i>3</i>"),
        ] {
            let text = format!("规章 | {cell} |");
            let mut table = Table::default();
            Bars::new(&text, formats.vocabulary(), &mut table).push(0, &Line::at(&text, 0));
            let figure = table.cells[1].figure().expect(cell);
            assert_eq!(&text[figure.digits], digits);
        }
    }

    #[test]
    fn a_plain_line_is_read_as_any_line() {
        let formats = Formats::built_in();
        let lines = [
            "454 |",
            " 0 | ||",
            "||",
            "| 7 |  12 | 0",
            "|",
            "007 | 1",
            "  |  ",
            "123456789 | 1234567890 |",
            "5|\u{a0}",
        ];
        for line in lines {
            for end in ["", "\n", "\r\n", "\r", "\n3 |\n"] {
                let text = format!("{line}{end}");
                let (mut one, mut two) = (Table::default(), Table::default());
                let mut bars = Bars::new(&text, formats.vocabulary(), &mut one);
                let plain = bars.push_plain(0);
                let read = Line::at(&text, 0);
                assert!(plain.is_none_or(|len| len == read.len), "{text:?}");
                assert_eq!(plain.is_none(), line.contains("1234567890") || line.contains('\u{a0}'), "{text:?}");
                let mut others = Bars::new(&text, formats.vocabulary(), &mut two);
                others.push(0, &read);
                let counts = |bars: &Bars<'_, '_>| (bars.piped, bars.several, bars.alone);
                if plain.is_some() {
                    assert_eq!((counts(&bars), bars.table), (counts(&others), others.table), "{text:?}");
                }
            }
        }
        for text in ["12 34 |\n", "5\n", "", "  \n"] {
            assert_eq!(Bars::new(text, formats.vocabulary(), &mut Table::default()).push_plain(0), None, "{text:?}");
        }
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
