//! A line of a text, and what is asked of it again and again.

use std::sync::LazyLock;

use memchr::memmem::{self, Finder};

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
    /// How many bytes at its start `near_bars` and `near_signs` tell of.
    pub(super) near: usize,
    /// A bit for each bar among them, the lowest for the first byte.
    pub(super) near_bars: u64,
    /// Whether `<`, `&` or `*` is among them or may be.
    pub(super) near_signs: bool,
}

/// Lines of tables are short: of so many bytes the characters are looked at one by one, which takes less than a search for each sign.
const NEAR: usize = 64;

/// By the first byte of a character how many bytes may be passed at once: those of a character that is not asked for, 0 for
/// others. Those of two and four bytes are passed one by one.
const PASSED: [u8; 256] = {
    let mut passed = [1; 256];
    let mut byte = 0xe0;
    while byte < FULL_WIDTH_BAR[0] as usize {
        passed[byte] = 3;
        byte += 1;
    }
    let asked = [b'\n', b'\r', b'|', FULL_WIDTH_BAR[0], b'\t', b'<', b'&', b'*'];
    let mut at = 0;
    while at < asked.len() {
        passed[asked[at] as usize] = 0;
        at += 1;
    }
    passed
};

impl<'t> Line<'t> {
    /// The line of `text` from byte `at` on.
    pub(super) fn at(text: &'t str, at: usize) -> Line<'t> {
        let rest = &text[at..];
        let bytes = rest.as_bytes();
        let mut line = Line {
            text: rest,
            len: 0,
            filled: 0,
            bars: 0,
            tabs: 0,
            markup: 0,
            near: 0,
            near_bars: 0,
            near_signs: false,
        };
        let end = line.read_near(bytes);
        line.near = end;
        let end = if end < NEAR || end == bytes.len() { end } else { line.read_far(bytes) };
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
    fn read_near(&mut self, bytes: &[u8]) -> usize {
        let near = bytes.len().min(NEAR);
        let mut at = 0;
        while at < near {
            let byte = bytes[at];
            let passed = PASSED[usize::from(byte)];
            if passed > 0 {
                at += usize::from(passed);
                continue;
            }
            match byte {
                b'\n' | b'\r' => return at,
                b'|' => self.near_bar(at),
                b'\t' => self.tabs = at + 1,
                b'<' | b'&' | b'*' => {
                    self.near_signs = true;
                    if byte == b'<' && opens_markup(bytes, at) {
                        self.markup = at + 1;
                    }
                }
                _ => {
                    if bar_len(&bytes[at..]).is_some() {
                        self.near_bar(at);
                    }
                    at += 2;
                }
            }
            at += 1;
        }
        at
    }

    fn near_bar(&mut self, at: usize) {
        self.bars = at + 1;
        self.near_bars |= 1 << at;
    }

    /// Reads what stands behind the first bytes of a long line; where it ends.
    fn read_far(&mut self, bytes: &[u8]) -> usize {
        let near = self.near;
        let behind = &bytes[near..];
        let behind = &behind[..memchr::memchr2(b'\n', b'\r', behind).unwrap_or(behind.len())];
        // Most long lines are prose and have none of them.
        if memchr::memchr3(b'|', b'\t', b'<', behind).is_none() && FULL_WIDTH.find(behind).is_none() {
            return near + behind.len();
        }
        let up_to = |found: Option<usize>, before: usize| found.map_or(before, |at| near + at + 1);
        self.bars = up_to(last_bar(behind), self.bars);
        self.tabs = up_to(memchr::memrchr(b'\t', behind), self.tabs);
        self.markup = up_to(memchr::memrchr_iter(b'<', behind).find(|at| opens_markup(behind, *at)), self.markup);
        near + behind.len()
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
            near: self.near.saturating_sub(skipped),
            near_bars: if skipped < NEAR { self.near_bars >> skipped } else { 0 },
            near_signs: self.near_signs,
        }
    }

    /// The bars that part cells, those behind a backslash left out: where each one begins, and its length.
    pub(super) fn bars(&self) -> impl Iterator<Item = (usize, usize)> {
        let bytes = self.text.as_bytes();
        let (mut near, mut far) = (self.near_bars, self.near);
        std::iter::from_fn(move || {
            loop {
                let at = if near != 0 {
                    let at = near.trailing_zeros() as usize;
                    near &= near - 1;
                    at
                } else {
                    let at = far + bytes[far..].iter().position(|byte| matches!(byte, b'|' | 0xef))?;
                    far = at + 1;
                    at
                };
                if let Some(len) = bar_len(&bytes[at..])
                    && !(at > 0 && bytes[at - 1] == b'\\')
                {
                    return Some((at, len));
                }
            }
        })
    }

    /// Whether `<`, `&` or `*` may stand in it.
    pub(super) fn may_hold_signs(&self) -> bool {
        self.near_signs || self.text.len() > self.near
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

/// It is looked for as a whole: each of its bytes is in many characters.
static FULL_WIDTH: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(FULL_WIDTH_BAR));

/// Length of the bar at the start of `bytes`.
pub(super) fn bar_len(bytes: &[u8]) -> Option<usize> {
    match bytes {
        [b'|', ..] => Some(1),
        _ => bytes.starts_with(FULL_WIDTH_BAR).then_some(FULL_WIDTH_BAR.len()),
    }
}

/// Where the last bar of a line begins.
pub(super) fn last_bar(line: &[u8]) -> Option<usize> {
    let full_width = FULL_WIDTH.find(line).and_then(|_| memmem::rfind(line, FULL_WIDTH_BAR));
    memchr::memrchr(b'|', line).max(full_width)
}
