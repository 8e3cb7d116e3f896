//! HTML as portals, Word and web editors write it: tags, entities, and tables with merged cells.

use super::cell::content;
use super::prose::{Visible, heading, marker, signs_before};
use super::{Cell, Content, Dialect, Row, Table};
use crate::format::Vocabulary;
use crate::text::{TextRange, TextSize, fold};

/// Merged cells count as at most so many columns; the form's widest table has fifteen.
const MOST_COLUMNS: u16 = 256;

/// A tag reaches over so many line breaks at most: Word breaks them over five or six lines, and what looks like a tag
/// and is not closed by then is text.
pub(super) const MOST_TAG_LINES: usize = 8;

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
    let (mut quote, mut breaks) = (None, 0);
    for (at, byte) in attributes.bytes().enumerate() {
        breaks += usize::from(ends_line(attributes.as_bytes(), at));
        if breaks > MOST_TAG_LINES {
            break;
        }
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

/// So much of `text` as a tag may reach over.
pub(super) fn tag_lines(text: &str) -> &str {
    let bytes = text.as_bytes();
    let mut breaks = memchr::memchr2_iter(b'\n', b'\r', bytes).filter(|at| ends_line(bytes, *at));
    &text[..breaks.nth(MOST_TAG_LINES).unwrap_or(text.len())]
}

/// Whether a line ends with the byte at `at`: CR LF is one break.
fn ends_line(text: &[u8], at: usize) -> bool {
    match text[at] {
        b'\n' => true,
        b'\r' => text.get(at + 1) != Some(&b'\n'),
        _ => false,
    }
}

/// Length of the tag, comment or declaration at the start of `text`, which starts with `<`. None when that is text.
/// For a text that is known to be a block's or a part of one: a comment that is not closed reaches to its end.
pub(super) fn markup_len(text: &str) -> Option<usize> {
    if text.starts_with("<!--") {
        return Some(text.find("-->").map_or(text.len(), |at| at + 3));
    }
    if text.starts_with("<!") || text.starts_with("<?") {
        let end = text[1..].find(['>', '<'])? + 1;
        let breaks = (0..end).filter(|at| ends_line(text.as_bytes(), *at)).take(MOST_TAG_LINES + 1).count();
        return (text[end..].starts_with('>') && breaks <= MOST_TAG_LINES).then_some(end + 1);
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

/// A comment at the start of a text.
pub(super) struct Comment {
    /// Bytes to its end, or, where it is not closed, to the next section's heading or the text's end.
    pub len: usize,
    pub closed: bool,
}

/// The comment that starts `text`.
pub(super) fn comment(text: &str, vocabulary: &Vocabulary) -> Comment {
    let close = |line: &str, at: usize| Some(at + line.find("-->")? + 3);
    let (len, closed) = raw_end(text, "<!--".len(), close, vocabulary);
    Comment { len, closed }
}

/// Length of the element that `open` starts and whose content is not read: to its closing tag, or to the next section.
pub(super) fn raw_len(text: &str, open: &Tag<'_>, vocabulary: &Vocabulary) -> usize {
    let close = |line: &str, at: usize| {
        line.match_indices("</").find_map(|(inside, _)| {
            let tag = tag(&text[at + inside..]).filter(|tag| tag.name.eq_ignore_ascii_case(open.name))?;
            Some(at + inside + tag.len)
        })
    };
    raw_end(text, open.len, close, vocabulary).0
}

/// Where what is not read ends, and whether it was closed: `close` finds the end in a line that stands at the given
/// place; else the next section's heading is the end.
fn raw_end(
    text: &str,
    mut at: usize,
    close: impl Fn(&str, usize) -> Option<usize>,
    vocabulary: &Vocabulary,
) -> (usize, bool) {
    let line_at = |at: usize| {
        let rest = &text[at..];
        &rest[..memchr::memchr2(b'\n', b'\r', rest.as_bytes()).unwrap_or(rest.len())]
    };
    let mut line = line_at(at);
    loop {
        if let Some(end) = close(line, at) {
            return (end, true);
        }
        at += line.len();
        at += line_break_behind(&text[at..]);
        line = line_at(at);
        if at == text.len() || starts_section(&line[signs_before(line).0..], vocabulary) {
            return (at, false);
        }
    }
}

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

fn is_numeral(char: char) -> bool {
    matches!(char, '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十')
}

/// Tags with which the paragraph or cell of a heading ends.
const CLOSING: [&str; 6] = ["</p", "</td", "</div", "<br", "</P", "</TD"];

/// Whether a numbered section's heading may begin here: a cheap question, to which most texts answer no.
pub(super) fn may_start_section(text: &str) -> bool {
    // The first byte of a numeral and of 第: most texts end here.
    if !matches!(text.as_bytes().first(), Some(0xe4 | 0xe5 | 0xe7 | b' ' | b'\t'..=b'\r' | 0xc2 | 0xe1..=0xe3)) {
        return false;
    }
    let text = text.trim_start();
    if !text.starts_with(|char| char == '第' || is_numeral(char)) {
        return false;
    }
    let behind = text.strip_prefix('第').unwrap_or(text).trim_start_matches(is_numeral);
    // A sign that ends a number, or markup that may hide one: not so in 一是, 三公经费, 第二十条.
    let sign = behind.chars().next().map(fold);
    sign.is_some_and(|char| matches!(char, ' ' | '部') || char.is_ascii_punctuation())
}

/// Whether the text begins with a numbered section's heading.
pub(super) fn starts_section(text: &str, vocabulary: &Vocabulary) -> bool {
    if !may_start_section(text) {
        return false;
    }
    let text = text.trim_start();
    let end = text.char_indices().nth(160).map_or(text.len(), |(at, _)| at);
    let stops =
        |at: &usize| text.as_bytes()[*at] != b'<' || CLOSING.iter().any(|stop| text[*at..end].starts_with(stop));
    let line = memchr::memchr3(b'\n', b'\r', b'|', &text.as_bytes()[..end]).unwrap_or(end);
    let end = memchr::memchr_iter(b'<', &text.as_bytes()[..line]).find(stops).unwrap_or(line);
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
