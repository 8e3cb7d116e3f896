//! Tables whose borders were lost: copied out of a PDF, or run together by a web page. A line is a sequence of labels
//! and figures; where it is not, it is prose.

use super::cell::{Figure, figure};
use super::date::dates;
use super::heading::starts_section;
use super::line::starts_visible;
use super::{Blank, Cell, Content, Dialect, Row, Table};
use crate::format::{Label, LabelKind, Labels, Meaning, Vocabulary};
use crate::text::{NumberError, TextRange, TextSize, fold, is_cjk, keyed, size};

/// Words behind a number that make it a statement of prose.
const UNITS: &str = "件条项次份宗起个年月日号名期人余多万亿家篇部场类余%％元股所位届批种级时分秒米页字级";

/// A line with more bytes is no page number.
const LONGEST_PAGE_NUMBER: usize = 100;

/// A longer remark behind a figure is none, in bytes.
const LONGEST_REMARK: usize = 300;

/// More dashes than this, side by side, are no sign for nothing.
const MOST_DASHES: usize = 32;

/// A line with more figures and texts is prose: a whole report in one line has a tenth of them.
const MOST_PIECES: usize = 10_000;

/// Room for the figures and texts of a common line.
const COMMON_PIECES: usize = 12;

/// A text between figures with more characters is prose, whatever words are in it.
const LONGEST_LABELS: usize = 400;

/// Whether a line is a page number between the pages of a document: `- 3 -`, `第 3 页 共 8 页`, `3/8`.
pub(super) fn is_page_number(line: &str) -> bool {
    if line.len() > LONGEST_PAGE_NUMBER {
        return false;
    }
    let mut chars = line.chars().map(fold).filter(|char| !char.is_whitespace()).peekable();
    match chars.peek() {
        Some('-') => {}
        Some('第') if line.contains('页') => {}
        _ => return false,
    }
    let key: String = chars.collect();
    let inner = key.trim_matches('-');
    let dashed = inner.len() + 2 <= key.len() && key.starts_with('-') && key.ends_with('-');
    let number = |text: &str| (1..=3).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    let counted = key.strip_prefix('第').and_then(|rest| rest.split_once('页')).is_some_and(|(page, rest)| {
        let total = rest.trim_start_matches([',', '/']).trim_start_matches('共').trim_end_matches('页');
        number(page) && (rest.is_empty() || number(total))
    });
    dashed && number(inner) || counted
}

/// A line of such a table.
pub(super) struct FlowLine<'t> {
    line: &'t str,
    pieces: Vec<Piece>,
}

/// The line, if it is a line of such a table.
pub(super) fn flow_line<'t>(line: &'t str, vocabulary: &Vocabulary) -> Option<FlowLine<'t>> {
    if ends_sentence(line) {
        return None;
    }
    let mut pieces = pieces(line)?;
    let figures = pieces.iter().filter(|piece| piece.kind != PieceKind::Text).count();
    let texts = pieces.len() - figures;
    let is_flow = match (texts, figures) {
        (0, 0) => false,
        // `2025/1/20` is a signature's date.
        (0, _) => dates(line).is_empty(),
        (_, 0) => is_head(line, vocabulary),
        // A section's heading and the page on which it stands: an entry of a table of contents.
        (1, 1) if starts_section(line, vocabulary) => false,
        _ => labels_and_figures(line, &mut pieces, vocabulary),
    };
    is_flow.then_some(FlowLine { line, pieces })
}

impl FlowLine<'_> {
    /// Whether it is a figure and nothing else.
    pub(super) fn is_figure_alone(&self) -> bool {
        matches!(&*self.pieces, [piece] if piece.kind == PieceKind::Figure && piece.figure(self.line, 0).is_ok())
    }

    /// Adds its cells to `table`, in which its text begins at byte `at` and the whole line, blanks included, is the
    /// `row`: where that starts, and its length.
    pub(super) fn push(self, table: &mut Table, at: usize, row: (usize, usize), vocabulary: &Vocabulary) {
        let count = |cells: &[Cell]| u32::try_from(cells.len()).expect("a block is smaller than 4 GiB");
        let first = count(&table.cells);
        for (column, piece) in self.pieces.into_iter().enumerate() {
            table.cells.push(piece.cell(self.line, at, column, vocabulary));
        }
        let range = TextRange::at(size(row.0), size(row.1));
        table.rows.push(Row { cells: first..count(&table.cells), range });
        table.dialect = Dialect::Flow;
    }
}

/// Whether a sentence ends in a line: `。`, `；`, `！` or `？`, looked for by their first bytes.
fn ends_sentence(line: &str) -> bool {
    let bytes = line.as_bytes();
    let is_end = |at| matches!(bytes[at..], [0xe3, 0x80, 0x82, ..] | [0xef, 0xbc, 0x9b | 0x81 | 0x9f, ..]);
    memchr::memchr2_iter(0xe3, 0xef, bytes).any(is_end)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum PieceKind {
    Text,
    Figure,
    Blank,
}

struct Piece {
    start: usize,
    end: usize,
    kind: PieceKind,
    /// The rows that a text may name, once that was asked.
    rows: Option<Labels>,
}

fn is_digit(char: char) -> bool {
    fold(char).is_ascii_digit()
}

/// Parts a line where figures and texts meet; none where there are more than [`MOST_PIECES`].
fn pieces(line: &str) -> Option<Vec<Piece>> {
    let mut pieces = Vec::with_capacity(COMMON_PIECES);
    let mut at = 0;
    loop {
        let rest = without_blanks_before(&line[at..]);
        if rest.is_empty() {
            return Some(pieces);
        }
        if pieces.len() == MOST_PIECES {
            return None;
        }
        let (kind, len) = if begins_chinese(rest) {
            (PieceKind::Text, text_len(rest))
        } else if let Some(len) = figure_len(rest) {
            (PieceKind::Figure, len)
        } else if let Some(len) = sign_len(rest) {
            (PieceKind::Blank, len)
        } else {
            (PieceKind::Text, text_len(rest))
        };
        let start = line.len() - rest.len();
        let filled = if kind == PieceKind::Text { rest[..len].trim_end().len() } else { len };
        pieces.push(Piece { start, end: start + filled, kind, rows: None });
        at = start + len;
    }
}

/// `text` without the blanks at its start, most of which are ordinary spaces.
fn without_blanks_before(text: &str) -> &str {
    let spaces = text.bytes().take_while(|byte| *byte == b' ').count();
    let rest = &text[spaces..];
    if starts_visible(rest.as_bytes()) { rest } else { rest.trim_start() }
}

/// Length of the figure at the start of `text`: digits, a unit of money, a remark in brackets. The number of a label
/// that follows without a blank (`00000022.其他` is `0000002` and `2.其他`) is not part of it.
fn figure_len(text: &str) -> Option<usize> {
    // Most figures are a few half-width digits before a blank.
    let plain = text.bytes().take_while(u8::is_ascii_digit).count();
    if plain > 0 && matches!(text.as_bytes().get(plain), None | Some(b' ')) {
        return Some(plain);
    }
    if !text.starts_with(|char| is_digit(char) || is_minus(char)) {
        return None;
    }
    let signs = text.chars().take(MOST_DASHES).take_while(|char| is_minus(*char));
    let sign: usize = signs.map(char::len_utf8).sum();
    let digits =
        text[sign..].find(|char| !(is_digit(char) || matches!(fold(char), ',' | '.'))).unwrap_or(text.len() - sign);
    let mut end = sign + digits;
    if end == sign || !text[sign..].starts_with(is_digit) {
        return None;
    }
    let behind = text[end..].trim_start().chars().next();
    let punctuation = text[..end].chars().next_back().filter(|char| !is_digit(*char));
    if let Some(punctuation) = punctuation {
        end -= punctuation.len_utf8();
        let numbers_a_label = behind.is_some_and(|char| is_cjk(char) || fold(char) == '"');
        if numbers_a_label {
            end -= text[..end].chars().next_back().map_or(0, char::len_utf8);
        }
    }
    if end <= sign {
        return None;
    }
    let rest = &text[end..];
    let unit = ["万元", "元"].iter().find(|unit| rest.starts_with(**unit)).map_or(0, |unit| unit.len());
    Some(end + unit + remark_len(&text[end + unit..]))
}

fn is_minus(char: char) -> bool {
    matches!(char, '-' | '－' | '−')
}

/// Length of the remark in brackets at the start of `text`; `（二）` is no remark but the number of a label.
fn remark_len(text: &str) -> usize {
    if text.chars().next().map(fold) != Some('(') {
        return 0;
    }
    let within = text.char_indices().take_while(|(at, _)| *at < LONGEST_REMARK);
    let Some((close, _)) = within.into_iter().find(|(_, char)| matches!(char, ')' | '）')) else { return 0 };
    let numbers = text[..close].chars().skip(1).all(|char| is_digit(char) || "一二三四五六七八九十".contains(char));
    if numbers { 0 } else { close + text[close..].chars().next().map_or(0, char::len_utf8) }
}

/// Whether a text begins with a Chinese character, so that it needs no decoding to know what does not stand there.
fn begins_chinese(text: &str) -> bool {
    matches!(text.as_bytes(), [0xe4..=0xe9, ..])
}

/// Length of the sign for nothing at the start of `text`. Dashes with a blank behind them are one sign; where figures
/// ran together each slash and each dash is one.
fn sign_len(text: &str) -> Option<usize> {
    let first = text.chars().next().filter(|char| is_sign(*char))?;
    let dashes = text.chars().take(MOST_DASHES).take_while(|char| fold(*char) == '-');
    let run: usize = dashes.map(char::len_utf8).sum();
    if run > 0 && text[run..].chars().next().is_none_or(char::is_whitespace) {
        return Some(run);
    }
    let next = text[first.len_utf8()..].chars().next();
    let ends = next.is_none_or(|char| char.is_whitespace() || is_digit(char) || is_sign(char) || is_cjk(char));
    ends.then_some(first.len_utf8())
}

fn is_sign(char: char) -> bool {
    matches!(fold(char), '-' | '/')
}

/// Length of the text at the start of `text`: up to the next figure, or the number of the next label.
fn text_len(text: &str) -> usize {
    let number = text.find(|char| !is_digit(char)).unwrap_or(0);
    let mut end = number + text[number..].chars().next().map_or(0, char::len_utf8);
    loop {
        while matches!(text.as_bytes().get(end), Some(0xe4..=0xe9)) {
            end += '一'.len_utf8();
        }
        let Some(char) = text[end..].chars().next() else { return end };
        let rest = &text[end + char.len_utf8()..];
        let next = rest.chars().next();
        // `增/减` is text, `规章/0` is not.
        let sign = is_sign(char) && next.is_none_or(|next| is_digit(next) || is_sign(next));
        // Blanks are passed together, so that each is looked at once.
        let behind = if char.is_whitespace() { rest.trim_start() } else { rest };
        if is_digit(char) || sign || (char.is_whitespace() && sign_len(behind).is_some()) {
            return end;
        }
        end = text.len() - behind.len();
    }
}

/// Whether a line without figures belongs to a table: one label, or a row of column heads.
fn is_head(line: &str, vocabulary: &Vocabulary) -> bool {
    let key = keyed(line);
    let chars = key.chars().count();
    if chars > 80 {
        return false;
    }
    if !vocabulary.whole_labels(&key).is_empty() {
        return chars > 1;
    }
    !vocabulary.label_hits(&key).is_empty() && are_run_together(&key, (chars * 7).div_ceil(10), vocabulary)
}

/// Whether `most` characters of `key` are whole labels, two of them at least, when it is read as labels run together.
fn are_run_together(key: &str, most: usize, vocabulary: &Vocabulary) -> bool {
    let (mut rest, mut left) = (key, key.chars().count());
    let (mut covered, mut labels) = (0, 0);
    // What is left must be enough.
    while !rest.is_empty() && covered + left >= most {
        let longest = vocabulary.longest_label(rest);
        let first = || (1, rest.chars().next().map_or(0, char::len_utf8));
        let (chars, bytes) = longest.unwrap_or_else(first);
        if longest.is_some() {
            (covered, labels) = (covered + chars, labels + 1);
        }
        (rest, left) = (&rest[bytes..], left - chars);
    }
    labels >= 2 && covered >= most
}

fn labels_and_figures(line: &str, pieces: &mut [Piece], vocabulary: &Vocabulary) -> bool {
    let mut known_rows = 0;
    for first in 1..pieces.len() {
        let [one, two] = &mut pieces[first - 1..=first] else { break };
        if one.kind == PieceKind::Figure && two.kind == PieceKind::Text {
            // `34件`, `34 件，`: a statement. A blank between them leaves it open whose unit that would be.
            let text = &line[two.start..two.end];
            let mut behind = text.strip_prefix(|char| UNITS.contains(char)).map(|rest| rest.chars());
            let stops = |char: char| matches!(fold(char), ',' | '、' | ':' | ')');
            if behind.as_mut().is_some_and(|rest| one.end == two.start || rest.next().is_some_and(stops)) {
                return false;
            }
        }
        if one.kind == PieceKind::Text && two.kind != PieceKind::Text {
            known_rows += usize::from(!one.rows(line, vocabulary).is_empty());
        }
    }
    let last = pieces.last_mut();
    let text_behind = last.is_some_and(|last| last.kind == PieceKind::Text && last.rows(line, vocabulary).is_empty());
    let texts = pieces.iter().filter(|piece| piece.kind == PieceKind::Text).count();
    let unknown_row = texts == 1 && pieces[0].kind == PieceKind::Text && pieces.len() >= 4;
    let is_long_prose = |piece: &Piece| {
        let text = &line[piece.start..piece.end];
        // Most texts are so short that their characters need not be counted.
        let chars = if text.len() > 60 { text.chars().count() } else { 0 };
        let most = (chars * 6).div_ceil(10);
        chars > 60 && (chars > LONGEST_LABELS || !are_run_together(&keyed(text), most, vocabulary))
    };
    let prose = texts < 4 && pieces.iter().any(|piece| piece.kind == PieceKind::Text && is_long_prose(piece));
    !text_behind && !prose && (unknown_row || known_rows > 0 && known_rows * 2 >= texts)
}

/// The rows that a text, given by its [`keyed`] form, may name: a whole label, else the last mark of a row in it, for
/// labels run together end with the one whose figures follow.
pub fn rows_named(key: &str, vocabulary: &Vocabulary) -> Labels {
    let whole = vocabulary.whole_labels(key);
    if !whole.is_empty() {
        return whole.into();
    }
    let mut last = Labels::NONE;
    let mut range = TextRange::empty(TextSize::from(0));
    for hit in vocabulary.label_hits(key) {
        let rows = vocabulary.meanings(hit).iter().filter_map(|meaning| match meaning {
            Meaning::Label(label @ Label { kind: LabelKind::Row(_), .. }) => Some(*label),
            _ => None,
        });
        let mut rows = rows.peekable();
        // A mark inside a longer one says less.
        if rows.peek().is_some() && !(range.contains_range(hit.range) && range != hit.range) {
            if range != hit.range {
                last = Labels::NONE;
            }
            last.extend(rows);
            range = hit.range;
        }
    }
    last
}

impl Piece {
    /// The rows that it may name.
    fn rows(&mut self, line: &str, vocabulary: &Vocabulary) -> &mut Labels {
        self.rows.get_or_insert_with(|| rows_named(&keyed(&line[self.start..self.end]), vocabulary))
    }

    /// The number that it is, in a line that begins at byte `at`.
    fn figure(&self, line: &str, at: usize) -> Result<Figure, NumberError> {
        figure(&line[self.start..self.end], size(at + self.start))
    }

    /// The cell that it is, in a line that begins at byte `at`.
    fn cell(mut self, line: &str, at: usize, column: usize, vocabulary: &Vocabulary) -> Cell {
        let text = &line[self.start..self.end];
        let range = TextRange::new(size(at + self.start), size(at + self.end));
        let content = match self.kind {
            PieceKind::Blank => Content::Blank(Blank::Sign),
            PieceKind::Figure => self.figure(line, at).map_or(Content::Overlong, Content::Figure),
            PieceKind::Text => match std::mem::take(self.rows(line, vocabulary)) {
                rows if rows.is_empty() => Content::Text(vocabulary.labels(text)),
                rows => Content::Text(rows),
            },
        };
        Cell { range, column: u16::try_from(column).unwrap_or(u16::MAX), span: 1, content }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::format::Formats;
    use super::*;

    fn show(line: &str) -> String {
        let formats = Formats::built_in();
        match flow_line(line, formats.vocabulary()) {
            None => "prose".into(),
            Some(read) => {
                let mut table = Table::default();
                read.push(&mut table, 0, (0, line.len()), formats.vocabulary());
                table.cells.iter().map(|cell| &line[cell.range]).collect::<Vec<_>>().join("/")
            }
        }
    }

    #[test]
    fn lines_of_tables() {
        assert_eq!(show("规范性文件8062133"), "规范性文件/8062133");
        assert_eq!(show("三、本年度办理结果(一)予以公开 1 0"), "三、本年度办理结果(一)予以公开/1/0");
        assert_eq!(show("(三)不予公开1.属于国家秘密 0 0 0"), "(三)不予公开/1.属于国家秘密/0/0/0");
        assert_eq!(
            show("1.属于国家秘密00000022.其他法律行政法规禁止公开0 0"),
            "1.属于国家秘密/0000002/2.其他法律行政法规禁止公开/0/0"
        );
        assert_eq!(show("政府集中采购 20 2096.16万元"), "政府集中采购/20/2096.16万元");
        assert_eq!(show("454 12 / 0 — 2 468"), "454/12///0/—/2/468");
        assert_eq!(show("自然人法人或其他组织总计"), "自然人法人或其他组织总计");
        assert_eq!(
            show("结果维持结果纠正其他结果尚未审结总计未经复议直接起诉复议后起诉"),
            "结果维持结果纠正其他结果尚未审结总计未经复议直接起诉复议后起诉"
        );
        assert_eq!(show("属于国家秘秘 0 0 0 0 0 0 0"), "属于国家秘秘/0/0/0/0/0/0/0");
        assert_eq!(show("第二十条第(一)项"), "第二十条第(一)项");
        assert_eq!(show("行政规范性文件22（其中修订16件） 3 10"), "行政规范性文件/22（其中修订16件）/3/10");
    }

    #[test]
    fn lines_of_prose() {
        for line in [
            "行政处罚34件，行政强制0件",
            "2024年，全区共收到政府信息依申请件454件",
            "超期答复件 0 件",
            "予以公开 109 件，部分公开 9 件，无法提供 10",
            "2025年2月10日",
            "四、政府信息公开行政复议、行政诉讼情况",
            "四、政府信息公开行政复议、行政诉讼情况……4",
            "四、政府信息公开行政复议、行政诉讼情况........4",
            "四、政府信息公开行政复议、行政诉讼情况 4",
            "（一）主动公开政府信息情况",
            "1.政府信息公开平台建设工作需要加快",
            "大连高新区政务公开领导小组办公室",
        ] {
            assert_eq!(show(line), "prose", "{line}");
        }
    }
}
