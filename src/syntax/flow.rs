//! Tables whose borders were lost: copied out of a PDF, or run together by a web page. A line is a sequence of labels
//! and figures; where it is not, it is prose.

use super::cell::{Figure, figure};
use super::date::dates;
use super::heading::starts_section;
use super::pieces::{Piece, PieceKind, pieces};
use super::{Blank, Cell, Content, Dialect, Row, Table};
use crate::format::{Label, LabelKind, Labels, Meaning, Vocabulary};
use crate::text::{NumberError, TextRange, TextSize, fold, keyed, size};

/// Words behind a number that make it a statement of prose.
const UNITS: &str = "件条项次份宗起个年月日号名期人余多万亿家篇部场类余%％元股所位届批种级时分秒米页字级";

/// A line with more bytes is no page number.
const LONGEST_PAGE_NUMBER: usize = 100;

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
