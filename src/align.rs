//! Markdown tables whose bars stand under each other, as wide as a terminal or an editor draws Chinese: figures at the
//! right of their column, words at the left. Only blanks between bars and text, and the dashes below the head, change.

use unicode_width::UnicodeWidthStr;

use crate::document::Document;
use crate::syntax::{Block, BlockKind, Dialect};
use crate::text::{Edit, Edits, Number, TextRange, TextSize};

/// A table with a line wider than this stays as it is: nobody could read it in one line anyway.
const WIDEST: usize = 2000;

/// The edits that align the Markdown tables which touch `range`; none where all are.
pub fn align(document: &Document, range: TextRange) -> Edits {
    let blocks = document.blocks();
    let first = blocks.at(range.start()).map_or(0, |(index, _)| index);
    let touched = blocks.iter_from(first).take_while(|(start, _)| *start <= range.end());
    let edits = touched.flat_map(|(start, block)| {
        let text = document.text().slice(TextRange::at(start, block.len));
        table(block, &text).unwrap_or_default().into_iter().map(move |edit| Edit { range: edit.range + start, ..edit })
    });
    Edits::new(edits.collect()).unwrap_or_default()
}

/// What stands between two bars.
struct Piece<'t> {
    /// With the blanks around it; bytes of the block.
    range: TextRange,
    text: &'t str,
}

impl Piece<'_> {
    fn is_figure(&self) -> bool {
        Number::parse(self.text).is_ok()
    }

    fn is_delimiter(&self) -> bool {
        self.text.contains('-') && self.text.chars().all(|char| matches!(char, '-' | ':'))
    }
}

/// The edits of a block, counted from its start. None if it is no Markdown table with bars at both ends of each line.
fn table(block: &Block, text: &str) -> Option<Vec<Edit>> {
    match &block.kind {
        BlockKind::Table(table) if table.dialect == Dialect::Pipe => {}
        _ => return None,
    }
    let mut start = TextSize::from(0);
    let mut lines = Vec::new();
    for line in text.split_inclusive(['\n', '\r']) {
        if !line.trim().is_empty() {
            lines.push(pieces(line, start)?);
        }
        start += TextSize::of(line);
    }
    let mut widths: Vec<usize> = Vec::new();
    for line in &lines {
        widths.resize(widths.len().max(line.len()), 1);
        for (piece, width) in line.iter().zip(&mut widths) {
            let own = if piece.is_delimiter() { 3 } else { piece.text.width() };
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
    Some(edits.flatten().collect())
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
        Some(Piece { range: TextRange::new(at(from)?, at(to)?), text: line[from..to].trim() })
    };
    bars.windows(2).map(piece).collect()
}

/// A piece as it is to stand between its bars.
fn written(piece: &Piece<'_>, width: usize) -> String {
    if piece.is_delimiter() {
        let (left, right) = (piece.text.starts_with(':'), piece.text.ends_with(':') && piece.text.len() > 1);
        let dashes = "-".repeat(width - usize::from(left) - usize::from(right));
        return format!(" {}{dashes}{} ", if left { ":" } else { "" }, if right { ":" } else { "" });
    }
    let blanks = " ".repeat(width - piece.text.width());
    if piece.is_figure() { format!(" {blanks}{} ", piece.text) } else { format!(" {}{blanks} ", piece.text) }
}

/// The edits of the blanks before and behind a piece's text; of a delimiter, one.
fn blanks(piece: &Piece<'_>, old: &str, written: &str) -> Vec<Edit> {
    if piece.is_delimiter() || piece.text.is_empty() {
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

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::config::Settings;
    use crate::extract::cells;

    fn document(text: &str) -> Document {
        Document::new(text, Arc::new(Settings::default()))
    }

    fn aligned(text: &str) -> String {
        let mut document = document(text);
        for edit in align(&document, TextRange::up_to(document.text().len())).iter().rev() {
            document.edit(edit.range, &edit.text);
        }
        document.text().to_string()
    }

    #[test]
    fn bars_stand_under_each_other() {
        let text = "| 信息内容 | 件数 |\n|:-|-|\n|规章|0|\n| 行政规范性文件 |  12 |\n| a\\|b | |\n";
        let expected = "\
| 信息内容       | 件数 |
| :------------- | ---- |
| 规章           |    0 |
| 行政规范性文件 |   12 |
| a\\|b           |      |
";
        assert_eq!(aligned(text), expected);
        assert_eq!(aligned(expected), expected);
        assert_eq!(aligned(&text.replace('\n', "\r\n")), expected.replace('\n', "\r\n"));
    }

    #[test]
    fn other_tables_stay_as_they_are() {
        for text in
            ["信息内容 | 件数\n--- | ---\n规章 | 0\n", "规章 |\n0 |\n", "<table><tr><td>规章</td></tr></table>\n"]
        {
            assert_eq!(aligned(text), text);
        }
    }

    #[test]
    fn no_figure_changes() {
        let text = crate::rules::testing::REPORT;
        let after = aligned(text);
        assert_ne!(after, text);
        assert_eq!(aligned(&after), after);
        let figures = |text: &str| document(text).reports().flat_map(|(_, report)| cells(report)).collect::<Vec<_>>();
        assert_eq!(figures(&after), figures(text));
        let without = |text: &str| text.replace([' ', '-'], "");
        assert_eq!(without(&after), without(text));
        assert_eq!(crate::check::check(&document(&after)), []);
    }
}
