//! A line of a text, and what is asked of it again and again.

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

/// Lines of tables are short: so many bytes are looked at one by one, which takes less than four searches do.
const SHORT: usize = 48;

/// The bytes that one of the answers may depend on.
const MARKS: [bool; 256] = {
    let mut marks = [false; 256];
    let bytes = [b'\n', b'\r', b'|', FULL_WIDTH_BAR[0], b'\t', b'<'];
    let mut at = 0;
    while at < bytes.len() {
        marks[bytes[at] as usize] = true;
        at += 1;
    }
    marks
};

impl<'t> Line<'t> {
    /// The line of `text` from byte `at` on.
    pub(super) fn at(text: &'t str, at: usize) -> Line<'t> {
        let rest = &text[at..];
        let bytes = rest.as_bytes();
        let mut line = Line { text: rest, len: 0, filled: 0, bars: 0, tabs: 0, markup: 0 };
        let end = line.read_short(bytes).unwrap_or_else(|| line.read_long(bytes));
        let line_break = match bytes[end..] {
            [b'\r', b'\n', ..] => 2,
            [_, ..] => 1,
            [] => 0,
        };
        line.text = &rest[..end];
        line.len = end + line_break;
        line.filled = if ends_visible(&bytes[..end]) { end } else { line.text.trim_end_matches(is_blank).len() };
        line
    }

    /// Reads the first bytes of the line; where it ends, if it ends in them.
    fn read_short(&mut self, bytes: &[u8]) -> Option<usize> {
        for (at, byte) in bytes.iter().take(SHORT).enumerate() {
            if !MARKS[usize::from(*byte)] {
                continue;
            }
            match byte {
                b'\n' | b'\r' => return Some(at),
                b'\t' => self.tabs = at + 1,
                b'<' if opens_markup(bytes, at) => self.markup = at + 1,
                b'<' => {}
                _ if bar_len(&bytes[at..]).is_some() => self.bars = at + 1,
                _ => {}
            }
        }
        (bytes.len() <= SHORT).then_some(bytes.len())
    }

    /// Reads what stands behind the first bytes of a long line; where it ends.
    fn read_long(&mut self, bytes: &[u8]) -> usize {
        let behind = &bytes[SHORT..];
        let behind = &behind[..memchr::memchr2(b'\n', b'\r', behind).unwrap_or(behind.len())];
        let up_to = |found: Option<usize>, before: usize| found.map_or(before, |at| SHORT + at + 1);
        self.bars = up_to(last_bar(behind), self.bars);
        self.tabs = up_to(memchr::memrchr(b'\t', behind), self.tabs);
        self.markup = up_to(memchr::memrchr_iter(b'<', behind).find(|at| opens_markup(behind, *at)), self.markup);
        SHORT + behind.len()
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
        if starts_visible(filled.as_bytes()) {
            return (filled, 0);
        }
        let trimmed = filled.trim_start_matches(is_blank);
        (trimmed, filled.len() - trimmed.len())
    }
}

/// Whether a text begins with a character of which its bytes tell that it is no blank, so that nothing needs to be
/// decoded: an ordinary sign, letter or digit, or a Chinese character.
pub(super) fn starts_visible(text: &[u8]) -> bool {
    matches!(text, [b'!'..=b'~' | 0xe4..=0xe9, ..])
}

/// The same of the character with which it ends.
pub(super) fn ends_visible(text: &[u8]) -> bool {
    matches!(text, [.., b'!'..=b'~'] | [.., 0xe4..=0xe9, _, _])
}

fn is_blank(char: char) -> bool {
    char.is_whitespace() || char == '\u{feff}'
}

/// Whether the `<` at `at` may open a tag, a comment or a declaration.
fn opens_markup(line: &[u8], at: usize) -> bool {
    matches!(line.get(at + 1), Some(b'a'..=b'z' | b'A'..=b'Z' | b'/' | b'!' | b'?'))
}

const FULL_WIDTH_BAR: &[u8] = "｜".as_bytes();

/// Length of the bar at the start of `bytes`.
pub(super) fn bar_len(bytes: &[u8]) -> Option<usize> {
    match bytes {
        [b'|', ..] => Some(1),
        _ => bytes.starts_with(FULL_WIDTH_BAR).then_some(FULL_WIDTH_BAR.len()),
    }
}

/// Where the last bar of a line begins.
pub(super) fn last_bar(line: &[u8]) -> Option<usize> {
    // A full-width bar is looked for by its first byte, which few characters have.
    memchr::memrchr2_iter(b'|', FULL_WIDTH_BAR[0], line).find(|at| bar_len(&line[*at..]).is_some())
}
