//! HTML tables: rows and merged cells, closed or not, around text or numbers.

use super::cell::content;
use super::heading::starts_section;
use super::html::{Effect, Tag, comment, entity, line_break_behind, markup_len, tag};
use super::visible::Visible;
use super::{Cell, Content, Dialect, Row, Table};
use crate::format::Vocabulary;
use crate::text::{TextRange, TextSize};

/// Merged cells count as at most so many columns; the form's widest table has fifteen.
const MOST_COLUMNS: u16 = 256;

/// A table that was read.
pub(super) struct ReadTable {
    /// Bytes from the table's start to its end.
    pub len: usize,
    /// Bytes from the table's start to what ended it.
    pub stop: usize,
    /// What is in it. None when it has no row, or is just a frame around text that is no table's.
    pub table: Option<Table>,
}

/// Reads the table, or the rows of one whose start is lost, at the start of `text`. It ends at `</table>`; before text
/// outside its cells, the next section's heading, or a table inside it; or with the text.
pub(super) fn table(text: &str, vocabulary: &Vocabulary) -> ReadTable {
    let mut reader = Reader::new(text, vocabulary);
    let mut at = 0;
    // Where the next block begins if the next text is none of the table's: before the tags that lead to that text, but
    // in its own line, so that what was looked at of them is little.
    let mut lead = 0;
    while at < text.len() {
        let rest = &text[at..];
        if !rest.starts_with('<') {
            let end = rest.find('<').unwrap_or(rest.len());
            let words = at + end - rest[..end].trim_start().len();
            lead = text[at..words].rfind(['\n', '\r']).map_or(lead, |last| at + last + 1);
            if words < at + end {
                if starts_section(&text[words..], vocabulary) || !reader.text(words, at + end) {
                    reader.drop_from(lead);
                    return ReadTable {
                        len: lead,
                        stop: words,
                        table: reader.finish(lead).filter(|_| reader.has_text),
                    };
                }
                lead = at + end;
            }
            at += end;
        } else if rest.starts_with("<!--") {
            at += comment(rest, vocabulary).len;
            lead = at;
        } else if let Some(tag) = tag(rest) {
            let ends = tag.is("table") && tag.closes;
            let begins_other = tag.is("table") && reader.has_text || matches!(tag.effect(), Effect::Block(1..));
            if !tag.closes && begins_other {
                break;
            }
            if ends {
                at += tag.len;
                at += line_break_behind(&text[at..]);
                break;
            }
            reader.tag(&tag, at);
            if tag.closes {
                lead = at + tag.len;
            } else if rest[..tag.len].contains(['\n', '\r']) {
                lead = at;
            }
            at += tag.len;
        } else {
            match markup_len(rest) {
                Some(len) => at += len,
                // A sign, not a tag.
                None if reader.text(at, at + 1) => at += 1,
                None => break,
            }
            lead = at;
        }
    }
    ReadTable { len: at, stop: at, table: reader.finish(at) }
}

struct Reader<'t> {
    text: &'t str,
    vocabulary: &'t Vocabulary,
    table: Table,
    row_start: Option<(usize, u32)>,
    /// The open cell.
    cell: Option<OpenCell>,
    /// For each column, how many further rows a cell above still covers.
    covered: Vec<u16>,
    next_column: u16,
    in_caption: bool,
    /// Whether any cell holds text.
    has_text: bool,
}

struct OpenCell {
    /// Where text would go if there is none.
    insertion: usize,
    /// First and last visible byte.
    visible: Option<(usize, usize)>,
    columns: u16,
    rows: u16,
}

impl<'t> Reader<'t> {
    fn new(text: &'t str, vocabulary: &'t Vocabulary) -> Self {
        let table = Table { dialect: Dialect::Html, ..Table::default() };
        Reader {
            text,
            vocabulary,
            table,
            row_start: None,
            cell: None,
            covered: Vec::new(),
            next_column: 0,
            in_caption: false,
            has_text: false,
        }
    }

    /// The table, which ends at `at`; none without rows.
    fn finish(&mut self, at: usize) -> Option<Table> {
        self.end_row(at);
        Some(std::mem::take(&mut self.table)).filter(|table| !table.rows.is_empty())
    }

    /// Forgets what begins at `at` or behind it.
    fn drop_from(&mut self, at: usize) {
        self.cell.take_if(|cell| cell.insertion > at);
        self.row_start.take_if(|(start, _)| *start >= at);
        while self.table.cells.last().is_some_and(|cell| usize::from(cell.range.start()) > at) {
            self.table.cells.pop();
        }
        let cells = u32::try_from(self.table.cells.len()).expect("a block is smaller than 4 GiB");
        while self.table.rows.last().is_some_and(|row| usize::from(row.range.start()) >= at) {
            self.table.rows.pop();
        }
        if let Some(row) = self.table.rows.last_mut() {
            row.cells.end = row.cells.end.min(cells);
            row.range = TextRange::new(row.range.start(), row.range.end().min(offset(at)));
        }
    }

    fn tag(&mut self, tag: &Tag<'_>, at: usize) {
        let behind = at + tag.len;
        if tag.is("caption") {
            self.in_caption = !tag.closes;
        } else if tag.is("tr") {
            self.in_caption = false;
            self.end_row(at);
            if !tag.closes {
                self.start_row(at);
            }
        } else if tag.is("td") || tag.is("th") {
            self.in_caption = false;
            self.end_cell();
            if !tag.closes {
                if self.row_start.is_none() {
                    self.start_row(at);
                }
                let (columns, rows) = (tag.span("colspan").min(MOST_COLUMNS), tag.span("rowspan"));
                self.cell = Some(OpenCell { insertion: behind, visible: None, columns, rows });
            }
        } else if let Some(cell) = &mut self.cell {
            let goes_deeper = !tag.closes && cell.visible.is_none() && !tag.is("br");
            if goes_deeper {
                cell.insertion = behind;
            }
        }
    }

    /// Takes the text from `start` to `end`; whether it belongs to the table.
    fn text(&mut self, start: usize, end: usize) -> bool {
        let piece = &self.text[start..end];
        let shown = piece.trim();
        // Blanks that are written as entities are blanks all the same.
        if self.in_caption || Visible::of(shown).text.trim().is_empty() {
            return true;
        }
        let Some(cell) = &mut self.cell else { return false };
        let first = start + (piece.len() - piece.trim_start().len());
        let last = first + shown.len();
        cell.visible = Some((cell.visible.map_or(first, |(first, _)| first), last));
        self.has_text = true;
        true
    }

    fn start_row(&mut self, at: usize) {
        let first = u32::try_from(self.table.cells.len()).expect("a block is smaller than 4 GiB");
        self.row_start = Some((at, first));
        self.next_column = 0;
    }

    fn end_row(&mut self, at: usize) {
        self.end_cell();
        let Some((start, first)) = self.row_start.take() else { return };
        let last = u32::try_from(self.table.cells.len()).expect("a block is smaller than 4 GiB");
        for covered in &mut self.covered {
            *covered = covered.saturating_sub(1);
        }
        let range = TextRange::new(offset(start), offset(at));
        self.table.rows.push(Row { cells: first..last, range });
    }

    fn end_cell(&mut self) {
        let Some(cell) = self.cell.take() else { return };
        while self.covered.get(usize::from(self.next_column)).is_some_and(|rows| *rows > 0) {
            self.next_column += 1;
        }
        let column = self.next_column;
        self.next_column = column.saturating_add(cell.columns).min(MOST_COLUMNS);
        if self.covered.len() < usize::from(self.next_column) {
            self.covered.resize(usize::from(self.next_column), 0);
        }
        for covered in &mut self.covered[usize::from(column.min(self.next_column))..usize::from(self.next_column)] {
            *covered = cell.rows;
        }
        let (start, end) = cell.visible.unwrap_or((cell.insertion, cell.insertion));
        let range = TextRange::new(offset(start), offset(end));
        let visible = visible_cell(&self.text[start..end]);
        let mut content = content(&visible, range, self.vocabulary);
        if let Content::Figure(figure) = &mut content {
            // Tags between the digits, or a unit: the whole is replaced.
            let digits = self.text.get(std::ops::Range::<usize>::from(figure.digits));
            if digits.is_none_or(|digits| digits.contains(['<', '&']) || !visible.starts_with(digits)) {
                figure.digits = range;
            }
        }
        self.table.cells.push(Cell { range, column, span: cell.columns, content });
    }
}

/// What a reader sees of a cell; a paragraph or line break in it is a line break.
fn visible_cell(source: &str) -> String {
    let mut visible = String::with_capacity(source.len());
    let mut at = 0;
    while at < source.len() {
        let rest = &source[at..];
        let plain = rest.find(['<', '&', '\n', '\r']).unwrap_or(rest.len());
        visible.push_str(&rest[..plain]);
        at += plain;
        let Some(sign) = source[at..].chars().next() else { break };
        let rest = &source[at..];
        let len = match sign {
            '<' => markup_len(rest).inspect(|_| {
                if tag(rest).is_some_and(|tag| matches!(tag.effect(), Effect::Block(_))) {
                    visible.push('\n');
                }
            }),
            '&' => entity(rest).map(|(char, len)| {
                visible.push(char);
                len
            }),
            _ => Some(1),
        };
        at += len.unwrap_or_else(|| {
            visible.push(sign);
            1
        });
    }
    visible.trim().to_owned()
}

fn offset(bytes: usize) -> TextSize {
    TextSize::try_from(bytes).expect("a block is smaller than 4 GiB")
}

#[cfg(test)]
mod tests {
    use super::super::super::format::Formats;
    use super::*;

    fn show(text: &str) -> Vec<String> {
        let formats = Formats::built_in();
        let read = table(text, formats.vocabulary()).table.unwrap_or_default();
        let cell = |cell: &Cell| format!("{}:{}", cell.column, &text[cell.range]);
        let row = |row: &Row| read.row_cells(row).iter().map(cell).collect::<Vec<_>>().join(" ");
        read.rows.iter().map(row).collect()
    }

    #[test]
    fn spans_place_cells_in_columns() {
        let text = "<table><tr><td rowspan=2 colspan=\"3\">a</td><td>b</td></tr><TR><td>c<td>d</TR></table>";
        assert_eq!(show(text), ["0:a 3:b", "3:c 4:d"]);
    }

    #[test]
    fn absurd_spans_are_bounded() {
        let text =
            "<tr><td rowspan=\"999999999\" colspan=\"-1\">a</td><td colspan=999999999>b</td></tr><tr><td>c</td></tr>";
        assert_eq!(show(text), ["0:a 1:b", "1:c"]);
    }

    #[test]
    fn markup_in_cells() {
        let text = "<tr><td><p><span>4</span><span>54</span></p></td><td>&nbsp;</td><td><p><br/></p></td></tr>";
        assert_eq!(show(text), ["0:4</span><span>54 1: 2:"]);
        let formats = Formats::built_in();
        let read = table(text, formats.vocabulary()).table.unwrap_or_default();
        let figure = read.cells[0].figure().unwrap();
        assert_eq!((figure.number.to_string().as_str(), figure.digits), ("454", read.cells[0].range));
        let read = table("<tr><td>0\n９</td></tr>", formats.vocabulary()).table.unwrap_or_default();
        assert_eq!(read.cells[0].figure().unwrap().digits, read.cells[0].range);
    }

    #[test]
    fn ends_where_the_next_thing_begins() {
        let formats = Formats::built_in();
        let len = |text: &str| table(text, formats.vocabulary()).len;
        let heading = "<table><tr><td>1</td></tr><tr><td>四、政府信息公开行政复议、行政诉讼情况</td></tr>";
        assert_eq!(&heading[len(heading)..][..8], "<tr><td>");
        let nested = "<table><tr><td>1<table><tr>";
        assert_eq!(&nested[len(nested)..], "<table><tr>");
        let closed = "<table></table>  \nx";
        assert_eq!(&closed[len(closed)..], "x");
    }
}
