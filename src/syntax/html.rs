//! HTML as portals, Word and web editors write it: tags, entities, and tables with merged cells.

use super::cell::content;
use super::prose::{Visible, heading, marker};
use super::{Cell, Content, Dialect, Row, Table};
use crate::format::Vocabulary;
use crate::text::{TextRange, TextSize, fold};

/// Merged cells count as at most so many columns; the form's widest table has fifteen.
const MOST_COLUMNS: u16 = 256;

/// A tag at the start of a text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tag<'t> {
    /// Its name as written.
    pub name: &'t str,
    /// Whether it closes an element.
    pub closes: bool,
    /// Everything between the name and `>`.
    attributes: &'t str,
    /// Length of the whole tag in bytes.
    pub len: usize,
}

/// What a tag does to the text around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    /// Part of a line: the text goes on.
    Inline,
    /// Begins or ends a paragraph; headings have a level.
    Block(u8),
    /// Part of a table.
    Table,
    /// Its content is not read.
    Raw,
}

impl Tag<'_> {
    /// What the tag does to the text around it.
    pub(super) fn effect(&self) -> Effect {
        const BLOCKS: [&str; 27] = [
            "p",
            "div",
            "br",
            "hr",
            "li",
            "ul",
            "ol",
            "dl",
            "dt",
            "dd",
            "section",
            "article",
            "header",
            "footer",
            "main",
            "nav",
            "aside",
            "blockquote",
            "center",
            "pre",
            "body",
            "html",
            "head",
            "form",
            "figure",
            "fieldset",
            "address",
        ];
        const TABLE: [&str; 9] = ["table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption", "colgroup"];
        let is = |name: &&str| self.name.eq_ignore_ascii_case(name);
        if let [b'h' | b'H', level @ b'1'..=b'6'] = self.name.as_bytes() {
            return Effect::Block(level - b'0');
        }
        match () {
            () if BLOCKS.iter().any(is) => Effect::Block(0),
            () if TABLE.iter().any(is) => Effect::Table,
            () if ["script", "style", "title", "noscript", "svg", "textarea", "select"].iter().any(is) => Effect::Raw,
            () => Effect::Inline,
        }
    }

    fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    /// A whole number given as an attribute; 1 when it is missing or makes no sense.
    fn span(&self, attribute: &str) -> u16 {
        let lower = self.attributes.to_ascii_lowercase();
        let value = lower.match_indices(attribute).find_map(|(at, _)| {
            let rest = lower[at + attribute.len()..].trim_start().strip_prefix('=')?;
            let rest = rest.trim_start().trim_start_matches(['"', '\'']);
            let digits = rest.find(|char: char| !char.is_ascii_digit()).unwrap_or(rest.len());
            rest[..digits].parse::<u64>().ok()
        });
        u16::try_from(value.unwrap_or(1).max(1)).unwrap_or(u16::MAX)
    }
}

/// The tag that starts `text`, if one does and ends in it.
pub(super) fn tag(text: &str) -> Option<Tag<'_>> {
    let inside = text.strip_prefix('<')?;
    let closes = inside.starts_with('/');
    let named = if closes { &inside[1..] } else { inside };
    let name_len = named.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b':' | b'-')).count();
    let name = &named[..name_len];
    if !name.starts_with(|char: char| char.is_ascii_alphabetic()) {
        return None;
    }
    let attributes = &named[name_len..];
    // Ends at `>` outside quotes; another `<` means that this was no tag, so that every byte is looked at once.
    let mut quote = None;
    for (at, byte) in attributes.bytes().enumerate() {
        match (byte, quote) {
            (b'>', None) => {
                let attributes = &attributes[..at];
                return Some(Tag { name, closes, attributes, len: 1 + usize::from(closes) + name_len + at + 1 });
            }
            (b'<', _) => break,
            (b'"' | b'\'', None) if attributes[..at].trim_end().ends_with('=') => quote = Some(byte),
            (byte, Some(open)) if byte == open => quote = None,
            _ => {}
        }
    }
    None
}

/// Length of the tag, comment or declaration at the start of `text`, which starts with `<`. None when that is text.
pub(super) fn markup_len(text: &str) -> Option<usize> {
    if text.starts_with("<!--") {
        return Some(text.find("-->").map_or(text.len(), |at| at + 3));
    }
    if text.starts_with("<!") || text.starts_with("<?") {
        let end = text[1..].find(['>', '<'])? + 1;
        return text[end..].starts_with('>').then_some(end + 1);
    }
    tag(text).map(|tag| tag.len)
}

/// The character that the entity at the start of `text` stands for, and the entity's length.
pub(super) fn entity(text: &str) -> Option<(char, usize)> {
    const NAMED: [(&str, char); 22] = [
        ("nbsp", '\u{a0}'),
        ("amp", '&'),
        ("lt", '<'),
        ("gt", '>'),
        ("quot", '"'),
        ("apos", '\''),
        ("ldquo", '“'),
        ("rdquo", '”'),
        ("lsquo", '‘'),
        ("rsquo", '’'),
        ("mdash", '—'),
        ("ndash", '–'),
        ("hellip", '…'),
        ("middot", '·'),
        ("bull", '•'),
        ("times", '×'),
        ("ensp", '\u{2002}'),
        ("emsp", '\u{2003}'),
        ("thinsp", '\u{2009}'),
        ("zwnj", '\u{200c}'),
        ("minus", '−'),
        ("plusmn", '±'),
    ];
    let inside = text.strip_prefix('&')?;
    let end = inside.bytes().take(12).position(|byte| byte == b';')?;
    let name = &inside[..end];
    let len = end + 2;
    if let Some(code) = name.strip_prefix('#') {
        let code = match code.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => code.parse().ok()?,
        };
        return Some((char::from_u32(code)?, len));
    }
    NAMED.iter().find(|(known, _)| *known == name).map(|(_, char)| (*char, len))
}

/// A table that was read: its end, and what is in it.
pub(super) struct ReadTable {
    /// Bytes from the table's start to its end.
    pub len: usize,
    pub table: Table,
    /// Whether its very first text is the heading of a section, so that it is no table but a frame around text; it ends
    /// before that text.
    pub starts_with_heading: bool,
}

/// Reads the table, or the rows of one whose start is lost, at the start of `text`. It ends at `</table>`, before the
/// next section's heading, before a table inside it, or with the text.
pub(super) fn table(text: &str, vocabulary: &Vocabulary) -> ReadTable {
    let mut reader = Reader::new(text, vocabulary);
    let mut starts_with_heading = false;
    let mut at = 0;
    // Where the next block would begin if it began here: before the tags that lead to the next text.
    let mut lead = 0;
    while at < text.len() {
        let rest = &text[at..];
        if rest.starts_with('<') {
            let Some(len) = markup_len(rest) else {
                at += 1;
                continue;
            };
            if let Some(tag) = tag(rest) {
                if tag.is("table") && !tag.closes && reader.has_content() {
                    break;
                }
                if matches!(tag.effect(), Effect::Block(1..)) && !tag.closes {
                    break;
                }
                if tag.is("table") && tag.closes {
                    at += len;
                    at += line_break_behind(&text[at..]);
                    break;
                }
                reader.tag(&tag, at);
                if tag.closes {
                    lead = at + len;
                }
            }
            at += len;
        } else {
            let end = rest.find('<').unwrap_or(rest.len());
            if !rest[..end].trim().is_empty() {
                if starts_section(rest, vocabulary) {
                    starts_with_heading = !reader.has_content();
                    at = if starts_with_heading { at } else { lead };
                    break;
                }
                // Text outside rows is no part of a table.
                if reader.row_start.is_none() {
                    break;
                }
                reader.text(at, at + end);
                lead = at + end;
            }
            at += end;
        }
    }
    reader.end_row(at);
    ReadTable { len: at, table: reader.table, starts_with_heading }
}

const NUMERALS: [char; 10] = ['一', '二', '三', '四', '五', '六', '七', '八', '九', '十'];

/// Whether the text begins with a numbered section's heading.
pub(super) fn starts_section(text: &str, vocabulary: &Vocabulary) -> bool {
    let text = text.trim_start();
    // Anything but a numeral cannot be one, and most texts end here.
    if !text.starts_with(NUMERALS) && !text.starts_with('第') {
        return false;
    }
    let numeral = text.strip_prefix('第').unwrap_or(text).trim_start_matches(NUMERALS);
    // No sign that ends a number, nor markup that may hide one: 一是, 三公经费, 第二十条.
    let behind = numeral.chars().next().map(fold);
    if !behind.is_some_and(|char| matches!(char, ' ' | '部' | '\r') || char.is_ascii_punctuation()) {
        return false;
    }
    let end = text.char_indices().nth(160).map_or(text.len(), |(at, _)| at);
    let mut stops = memchr::memchr3_iter(b'<', b'\n', b'|', &text.as_bytes()[..end]);
    let is_stop = |at: &usize| {
        let rest = &text[*at..end];
        !rest.starts_with('<')
            || ["</p", "</td", "</div", "<br", "</P", "</TD"].iter().any(|stop| rest.starts_with(stop))
    };
    let end = stops.find(is_stop).unwrap_or(end);
    let visible = Visible::of(&text[..end]);
    let is_chinese = marker(&visible.text).is_some_and(|marker| marker.style == super::MarkerStyle::Chinese);
    is_chinese && heading(&visible.text, vocabulary).1.iter().any(|found| found.whole)
}

/// Length of the blanks and the line break that follow, or 0 when something else stands on the line.
pub(super) fn line_break_behind(text: &str) -> usize {
    let rest = text.trim_start_matches([' ', '\t', '\u{a0}', '\u{3000}']);
    let blanks = text.len() - rest.len();
    match rest.as_bytes() {
        [] => blanks,
        [b'\r', b'\n', ..] => blanks + 2,
        [b'\r' | b'\n', ..] => blanks + 1,
        _ => 0,
    }
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
        Reader { text, vocabulary, table, row_start: None, cell: None, covered: Vec::new(), next_column: 0 }
    }

    fn has_content(&self) -> bool {
        self.cell.as_ref().is_some_and(|cell| cell.visible.is_some())
            || self.table.cells.iter().any(|cell| !cell.is_blank())
    }

    fn tag(&mut self, tag: &Tag<'_>, at: usize) {
        let behind = at + tag.len;
        if tag.is("tr") {
            self.end_row(at);
            if !tag.closes {
                self.start_row(at);
            }
        } else if tag.is("td") || tag.is("th") {
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

    fn text(&mut self, start: usize, end: usize) {
        let Some(cell) = &mut self.cell else { return };
        let piece = &self.text[start..end];
        let shown = piece.trim_matches(|char: char| char.is_whitespace());
        // Blanks that are written as entities are blanks all the same.
        if Visible::of(shown).text.trim().is_empty() {
            return;
        }
        let first = start + (piece.len() - piece.trim_start().len());
        let last = first + shown.len();
        cell.visible = Some((cell.visible.map_or(first, |(first, _)| first), last));
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
            let digits = self.text.get(std::ops::Range::<usize>::from(figure.digits)).unwrap_or_default();
            if digits.contains(['<', '&']) || !visible.starts_with(digits) {
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
        let read = table(text, formats.vocabulary());
        let cell = |cell: &Cell| format!("{}:{}", cell.column, &text[cell.range]);
        let row = |row: &Row| read.table.row_cells(row).iter().map(cell).collect::<Vec<_>>().join(" ");
        read.table.rows.iter().map(row).collect()
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
        let read = table(text, formats.vocabulary());
        let figure = read.table.cells[0].figure().unwrap();
        assert_eq!((figure.number.to_string().as_str(), figure.digits), ("454", read.table.cells[0].range));
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

    #[test]
    fn tags_and_entities() {
        assert_eq!(markup_len("<p class='a>b'>x"), Some(15));
        assert_eq!(markup_len("<政府信息>"), None);
        assert_eq!(markup_len("<p <p>"), None);
        assert_eq!(markup_len("<!-- a -->b"), Some(10));
        assert_eq!(entity("&#x4e00;"), Some(('一', 8)));
        assert_eq!(entity("&nbsp;"), Some(('\u{a0}', 6)));
        assert_eq!(entity("&nothing"), None);
    }
}
