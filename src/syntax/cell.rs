//! What the text of a table's cell is: nothing, a number, or words.

use super::line::{ends_visible, starts_visible};
use super::{Cell, Content};
use crate::format::Vocabulary;
use crate::text::{Number, NumberError, TextRange, TextSize, fold, size};

/// A number in a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Figure {
    /// Its value, in the unit that is written behind it.
    pub number: Number,
    /// The digits alone, without unit and remark.
    pub digits: TextRange,
    /// The unit behind it multiplies by 10^this to give 元; none when it has no unit of money.
    pub money: Option<i8>,
    /// Whether the digits are written as a table has them: half width, no separators, no leading zero.
    pub plain: bool,
}

/// How nothing is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blank {
    /// Not at all.
    Empty,
    /// `/`, `-`, `—`.
    Sign,
}

/// `text` without blanks around it. Around nearly every cell there are ordinary spaces or none: they need no decoding.
#[inline]
pub(super) fn trimmed(text: &str) -> &str {
    let mut bytes = text.as_bytes();
    while let [b' ', rest @ ..] = bytes {
        bytes = rest;
    }
    let start = text.len() - bytes.len();
    while let [rest @ .., b' '] = bytes {
        bytes = rest;
    }
    let inside = &text[start..start + bytes.len()];
    if bytes.is_empty() || starts_visible(bytes) && ends_visible(bytes) { inside } else { inside.trim() }
}

/// Reads a cell's content from what a reader sees of it, without blanks around it; `range` is where that stands.
pub(super) fn content(text: &str, range: TextRange, vocabulary: &Vocabulary) -> Content {
    if text.is_empty() {
        return Content::Blank(Blank::Empty);
    }
    if let Some(figure) = plain_count(text, range.start()) {
        return Content::Figure(figure);
    }
    let first = text.chars().next().map(fold);
    let may_be_number = first.is_some_and(|char| char.is_ascii_digit() || matches!(char, '-' | '+' | '/' | '\\'));
    if may_be_number && !is_numbered(text) {
        if text.chars().all(|char| matches!(fold(char), '/' | '-' | '\\')) {
            return Content::Blank(Blank::Sign);
        }
        match figure(text, range.start()) {
            Ok(figure) => return Content::Figure(figure),
            Err(NumberError::TooLong) => return Content::Overlong,
            Err(NumberError::NotANumber) => {}
        }
    }
    Content::Text(vocabulary.labels(text))
}

/// Whether a text is a label with a number before it, `1.属于国家秘密`, which no figure looks like.
fn is_numbered(text: &str) -> bool {
    matches!(text.as_bytes(), [b'0'..=b'9', b'.', 0xe4..=0xe9, ..] | [b'0'..=b'9', b'0'..=b'9', b'.', 0xe4..=0xe9, ..])
}

/// A number, with its unit and a remark in brackets behind it at most. `start` is where `text` stands.
pub(super) fn figure(text: &str, start: TextSize) -> Result<Figure, NumberError> {
    if let Some(figure) = plain_count(text, start) {
        return Ok(figure);
    }
    let is_digit = |char: char| fold(char).is_ascii_digit();
    let belongs = |char: char| is_digit(char) || matches!(fold(char), ',' | '.' | '-' | '+');
    let mut end = text.find(|char| !belongs(char)).unwrap_or(text.len());
    end = text[..end].rfind(is_digit).map_or(0, |last| last + text[last..].chars().next().map_or(0, char::len_utf8));
    let (digits, rest) = text.split_at(end);
    let rest = rest.trim();
    // Blanks inside a number: `4 54` or `1 204` are one number in a cell of its own.
    let (digits, rest, spaced) = match rest.starts_with(is_digit) {
        true if text.chars().all(|char| is_digit(char) || char.is_whitespace()) => (text, "", true),
        true => return Err(NumberError::NotANumber),
        false => (digits, rest, false),
    };
    let number =
        if spaced { Number::parse(&digits.split_whitespace().collect::<String>())? } else { Number::parse(digits)? };
    let money = unit_behind(rest).ok_or(NumberError::NotANumber)?;
    let len = TextSize::try_from(digits.len()).map_err(|_| NumberError::TooLong)?;
    let leading_zero = digits.len() > 1 && digits.starts_with('0') && !digits.starts_with("0.");
    let plain = digits.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-')) && !leading_zero;
    Ok(Figure { number, digits: TextRange::at(start, len), money, plain })
}

/// A few half-width digits and nothing else: what nearly every cell with a figure holds.
pub(super) fn plain_count(text: &str, start: TextSize) -> Option<Figure> {
    // Most texts that are none begin otherwise.
    if !text.starts_with(|char: char| char.is_ascii_digit()) {
        return None;
    }
    let cell = plain_cell(text.as_bytes())?;
    (cell.digits == text.len()).then(|| cell.figure(start))
}

/// A cell in which there is nothing but ordinary spaces and a few half-width digits between them.
pub(super) struct PlainCell {
    /// How many spaces stand before the digits.
    pub spaces: usize,
    /// How many digits there are, 0 in an empty cell, and what they write.
    pub digits: usize,
    value: u32,
    /// Whether they have no zero before them.
    plain: bool,
    /// How many bytes there are of all these.
    pub len: usize,
}

impl PlainCell {
    /// What its digits write, of which there are some; the cell begins at `start`.
    #[inline]
    pub(super) fn figure(&self, start: TextSize) -> Figure {
        let digits = TextRange::at(start + size(self.spaces), size(self.digits));
        Figure { number: Number::from_scaled(self.value.into(), 0), digits, money: None, plain: self.plain }
    }
}

/// The plain cell with which `text` begins. None for a number that is not of a few digits.
// Of a table of a cell per line it is asked so often that to call it takes longer than to answer.
#[inline(always)]
pub(super) fn plain_cell(text: &[u8]) -> Option<PlainCell> {
    const MOST_DIGITS: usize = 9;
    let count_spaces = |text: &[u8]| text.iter().take_while(|byte| **byte == b' ').count();
    let spaces = count_spaces(text);
    let (mut end, mut value) = (spaces, 0_u32);
    while let Some(digit @ b'0'..=b'9') = text.get(end) {
        if end - spaces == MOST_DIGITS {
            return None;
        }
        value = value * 10 + u32::from(digit - b'0');
        end += 1;
    }
    let digits = end - spaces;
    let plain = digits == 1 || text.get(spaces) != Some(&b'0');
    let len = end + if digits > 0 { count_spaces(&text[end..]) } else { 0 };
    Some(PlainCell { spaces, digits, value, plain, len })
}

/// What stands behind a number: nothing, a unit, a remark in brackets. None when it is something else, so that the
/// whole is no number; else the power of ten of a unit of money in 元.
fn unit_behind(rest: &str) -> Option<Option<i8>> {
    const UNITS: [(&str, Option<i8>); 12] = [
        ("万元", Some(4)),
        ("亿元", Some(8)),
        ("元", Some(0)),
        ("件次", None),
        ("件", None),
        ("项", None),
        ("条", None),
        ("宗", None),
        ("起", None),
        ("份", None),
        ("个", None),
        ("次", None),
    ];
    let (money, rest) =
        UNITS.iter().find_map(|(unit, money)| Some((*money, rest.strip_prefix(unit)?))).unwrap_or((None, rest));
    let rest = rest.trim();
    let remark = rest.is_empty() || (rest.starts_with(['(', '（', '*', '[', '［', '【', '〔']) && rest.len() < 300);
    remark.then_some(money)
}

impl Cell {
    /// The number it holds, if it holds one.
    pub fn figure(&self) -> Option<&Figure> {
        match &self.content {
            Content::Figure(figure) => Some(figure),
            _ => None,
        }
    }

    /// Whether it holds nothing at all.
    pub fn is_empty(&self) -> bool {
        matches!(self.content, Content::Blank(Blank::Empty))
    }

    /// Whether it holds nothing, or a sign for nothing.
    pub fn is_blank(&self) -> bool {
        matches!(self.content, Content::Blank(_))
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::format::Formats;
    use super::*;

    fn show(text: &str) -> String {
        let formats = Formats::built_in();
        let text = trimmed(text);
        match content(text, TextRange::up_to(TextSize::of(text)), formats.vocabulary()) {
            Content::Blank(blank) => format!("{blank:?}"),
            Content::Figure(figure) => format!("{} {:?} {}", figure.number, figure.money, figure.plain),
            Content::Overlong => "overlong".into(),
            Content::Text(labels) => format!("{} labels", labels.len()),
        }
    }

    #[test]
    fn reads_cells() {
        assert_eq!(show("454"), "454 None true");
        assert_eq!(show("４５４"), "454 None false");
        assert_eq!(show("1,204"), "1204 None false");
        assert_eq!(show("4 04"), "404 None false");
        assert_eq!(show("04"), "4 None false");
        assert_eq!(show("0.5"), "0.5 None true");
        assert_eq!(show("-3"), "-3 None true");
        assert_eq!(show("2096.16万元"), "2096.16 Some(4) true");
        assert_eq!(show("251000 元"), "251000 Some(0) true");
        assert_eq!(show("22（其中修订16件）"), "22 None true");
        assert_eq!(show("5件"), "5 None true");
        assert_eq!(show("/"), "Sign");
        assert_eq!(show("——"), "Sign");
        assert_eq!(show(" \u{a0}"), "Empty");
        assert_eq!(show("5左右"), "0 labels");
        assert_eq!(show("1.属于国家秘密"), "2 labels");
        assert_eq!(show(&"9".repeat(400)), "overlong");
    }
}
