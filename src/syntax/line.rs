//! A line of a text, and what is asked of it again and again.

use super::bars;

/// A line and what is asked of it for every block that begins in it. A line may hold many blocks, so each answer is a
/// place: the last one, which also answers for the rest of the line.
#[derive(Clone, Copy)]
pub(super) struct Line<'t> {
    /// Without its line break.
    pub(super) text: &'t str,
    /// Length in bytes, the line break included.
    pub(super) len: usize,
    /// Up to the last character that is no blank.
    pub(super) filled: usize,
    /// Up to the last bar, tab and `<` that may open markup; 0 where there is none.
    pub(super) bars: usize,
    pub(super) tabs: usize,
    pub(super) markup: usize,
}

impl<'t> Line<'t> {
    /// The line of `text` from byte `at` on.
    pub(super) fn at(text: &'t str, at: usize) -> Line<'t> {
        let rest = &text[at..];
        let end = memchr::memchr2(b'\n', b'\r', rest.as_bytes()).unwrap_or(rest.len());
        let line_break = match rest.as_bytes()[end..] {
            [b'\r', b'\n', ..] => 2,
            [_, ..] => 1,
            [] => 0,
        };
        let line = &rest[..end];
        let up_to = |found: Option<usize>| found.map_or(0, |at| at + 1);
        Line {
            text: line,
            len: end + line_break,
            filled: if is_visible(line.as_bytes().last()) { end } else { line.trim_end_matches(is_blank).len() },
            bars: up_to(bars::last_bar(line)),
            tabs: up_to(memchr::memrchr(b'\t', line.as_bytes())),
            markup: up_to(last_markup(line)),
        }
    }

    /// The rest of the line behind so many bytes.
    pub(super) fn behind(self, skipped: usize) -> Line<'t> {
        Line {
            text: &self.text[skipped.min(self.text.len())..],
            len: self.len - skipped,
            filled: self.filled.saturating_sub(skipped),
            bars: self.bars.saturating_sub(skipped),
            tabs: self.tabs.saturating_sub(skipped),
            markup: self.markup.saturating_sub(skipped),
        }
    }

    /// Without the blanks around it, and how many bytes of them stand before it.
    pub(super) fn trimmed(&self) -> (&'t str, usize) {
        let filled = &self.text[..self.filled];
        if is_visible(filled.as_bytes().first()) {
            return (filled, 0);
        }
        let trimmed = filled.trim_start_matches(is_blank);
        (trimmed, filled.len() - trimmed.len())
    }
}

/// Whether a byte is a character that is no blank, so that nothing needs to be decoded.
fn is_visible(byte: Option<&u8>) -> bool {
    byte.is_some_and(u8::is_ascii_graphic)
}

fn is_blank(char: char) -> bool {
    char.is_whitespace() || char == '\u{feff}'
}

/// Where the last `<` stands that may open a tag, a comment or a declaration.
fn last_markup(line: &str) -> Option<usize> {
    let bytes = line.as_bytes();
    memchr::memrchr_iter(b'<', bytes)
        .find(|at| matches!(bytes.get(at + 1), Some(b'a'..=b'z' | b'A'..=b'Z' | b'/' | b'!' | b'?')))
}
