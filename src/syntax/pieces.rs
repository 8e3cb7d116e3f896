//! A line parted into figures and texts, as copied tables have them: where one meets the other, with a blank between them or
//! without.

use super::line::starts_visible;
use crate::format::Labels;
use crate::text::{fold, is_cjk};

/// A longer remark behind a figure is none, in bytes.
const LONGEST_REMARK: usize = 300;

/// More dashes than this, side by side, are no sign for nothing.
const MOST_DASHES: usize = 32;

/// A line with more figures and texts is prose: a whole report in one line has a tenth of them.
const MOST_PIECES: usize = 10_000;

/// Room for the figures and texts of a common line.
const COMMON_PIECES: usize = 12;

/// What a piece of a line is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum PieceKind {
    /// Words.
    Text,
    /// A number.
    Figure,
    /// A sign for nothing.
    Blank,
}

/// A figure, a sign or a text of a line.
pub(super) struct Piece {
    /// Where it stands in the line, in bytes.
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) kind: PieceKind,
    /// The rows that a text may name, once that was asked.
    pub(super) rows: Option<Labels>,
}

fn is_digit(char: char) -> bool {
    fold(char).is_ascii_digit()
}

/// Parts a line where figures and texts meet; none where there are more than [`MOST_PIECES`].
pub(super) fn pieces(line: &str) -> Option<Vec<Piece>> {
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
