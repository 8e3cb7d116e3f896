//! Markdown tables whose bars stand under each other, as wide as a terminal or an editor draws Chinese: figures at the
//! right of their column, words at the left. Only blanks between bars and text, and the dashes below the head, change.

use unicode_width::UnicodeWidthStr;

use crate::syntax::{Block, BlockKind, Dialect};
use crate::text::{Edit, Number, TextRange, TextSize};

/// A table with a line wider than this stays as it is: nobody could read it in one line anyway.
const WIDEST: usize = 2000;

/// Whether a block is a Markdown table.
pub(super) fn has_bars(block: &Block) -> bool {
    matches!(&block.kind, BlockKind::Table(table) if table.dialect == Dialect::Pipe)
}

/// Whether a table has a line of dashes below its head.
pub(super) fn has_delimiter(text: &str) -> bool {
    let is_delimiter =
        |line: &str| line.contains("--") && line.chars().all(|char| matches!(char, '|' | '-' | ':' | ' ' | '\t'));
    text.split(['\n', '\r']).any(is_delimiter)
}

/// What stands between two bars.
struct Piece<'t> {
    /// With the blanks around it; bytes of the block.
    range: TextRange,
    text: &'t str,
    /// Whether it stands in the line of dashes below a head: elsewhere a dash is a sign for nothing.
    is_delimiter: bool,
}

impl Piece<'_> {
    fn is_figure(&self) -> bool {
        Number::parse(self.text).is_ok()
    }

    /// Whether it may belong to the line below a table's head; the number of its dashes.
    fn dashes(&self) -> Option<usize> {
        let dashes = self.text.matches('-').count();
        (dashes > 0 && self.text.chars().all(|char| matches!(char, '-' | ':'))).then_some(dashes)
    }
}

/// The edits of a block whose text is `text`, counted from its start. None if it is no Markdown table with bars at both
/// ends of each line.
pub(super) fn align(block: &Block, text: &str) -> Option<Vec<Edit>> {
    if !has_bars(block) {
        return None;
    }
    let mut start = TextSize::from(0);
    let (mut lines, mut behind) = (Vec::new(), Vec::new());
    for line in text.split_inclusive(['\n', '\r']) {
        if !line.trim().is_empty() {
            let mut pieces = pieces(line, start)?;
            let is_wanted = |dashes: usize| lines.len() == 1 || dashes >= 3;
            let is_delimiter = pieces.iter().all(|piece| piece.dashes().is_some_and(is_wanted));
            pieces.iter_mut().for_each(|piece| piece.is_delimiter = is_delimiter);
            lines.push(pieces);
        }
        let filled = TextSize::of(line.trim_end());
        let blanks = TextRange::new(filled, TextSize::of(line.trim_end_matches(['\n', '\r']))) + start;
        behind.extend((!blanks.is_empty()).then(|| Edit::delete(blanks)));
        start += TextSize::of(line);
    }
    let mut widths: Vec<usize> = Vec::new();
    for line in &lines {
        widths.resize(widths.len().max(line.len()), 1);
        for (piece, width) in line.iter().zip(&mut widths) {
            let own = if piece.is_delimiter { 3 } else { piece.text.width() };
            *width = own.max(*width);
        }
    }
    if widths.iter().sum::<usize>() > WIDEST {
        return None;
    }
    let edits = lines.iter().flat_map(|line| line.iter().zip(&widths)).filter_map(|(piece, width)| {
        let written = written(piece, *width);
        let old = text.get(std::ops::Range::<usize>::from(piece.range))?;
        (written != old).then(|| blanks(piece, old, &written))
    });
    Some(edits.flatten().chain(behind).collect())
}

/// The pieces of a line that begins and ends with a bar.
fn pieces(line: &str, start: TextSize) -> Option<Vec<Piece<'_>>> {
    let mut bars = Vec::new();
    let mut is_escaped = false;
    for (at, byte) in line.bytes().enumerate() {
        if byte == b'|' && !is_escaped {
            bars.push(at);
        }
        is_escaped = byte == b'\\' && !is_escaped;
    }
    let (first, last) = (*bars.first()?, *bars.last()?);
    if first == last || !line[..first].trim().is_empty() || !line[last + 1..].trim().is_empty() {
        return None;
    }
    let piece = |pair: &[usize]| {
        let (from, to) = (pair[0] + 1, pair[1]);
        let at = |offset: usize| TextSize::try_from(offset).ok().map(|offset| offset + start);
        Some(Piece { range: TextRange::new(at(from)?, at(to)?), text: line[from..to].trim(), is_delimiter: false })
    };
    bars.windows(2).map(piece).collect()
}

/// A piece as it is to stand between its bars.
fn written(piece: &Piece<'_>, width: usize) -> String {
    if piece.is_delimiter {
        let (left, right) = (piece.text.starts_with(':'), piece.text.ends_with(':') && piece.text.len() > 1);
        let dashes = "-".repeat(width - usize::from(left) - usize::from(right));
        return format!(" {}{dashes}{} ", if left { ":" } else { "" }, if right { ":" } else { "" });
    }
    let blanks = " ".repeat(width - piece.text.width());
    if piece.is_figure() { format!(" {blanks}{} ", piece.text) } else { format!(" {}{blanks} ", piece.text) }
}

/// The edits of the blanks before and behind a piece's text; of a delimiter, one.
fn blanks(piece: &Piece<'_>, old: &str, written: &str) -> Vec<Edit> {
    if piece.is_delimiter || piece.text.is_empty() {
        return vec![Edit::replace(piece.range, written)];
    }
    let lengths = |text: &str| {
        let before = text.len() - text.trim_start().len();
        (before, text.len() - text.trim_end().len())
    };
    let ((old_before, old_behind), (before, behind)) = (lengths(old), lengths(written));
    let size = |length: usize| TextSize::try_from(length).unwrap_or_default();
    let head = TextRange::at(piece.range.start(), size(old_before));
    let tail = TextRange::new(piece.range.end() - size(old_behind), piece.range.end());
    let edit = |range: TextRange, count: usize, old: &str| {
        let new = " ".repeat(count);
        (new != old).then(|| Edit::replace(range, new))
    };
    let head = edit(head, before, &old[..old_before]);
    head.into_iter().chain(edit(tail, behind, &old[old.len() - old_behind..])).collect()
}
