//! The document's text, addressed by byte offsets, and the edits that change it: one piece where it is only read, a rope
//! where it is edited.
//!
//! From here on every position is a byte offset ([`TextSize`]) into the decoded UTF-8. Lines and columns exist only
//! where positions leave the program: see [`position`].

mod edit;
mod fold;
mod number;
mod position;

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

use ropey::Rope;
pub use text_size::{TextRange, TextSize};

pub use edit::{Edit, Edits, OverlappingEdits};
pub use fold::{fold, folded, is_cjk, is_word, keyed, label_key};
pub use number::{Number, NumberError};
pub use position::{Encoding, Position, Positions};

/// A document's text. Cloning is O(1): the clone is a snapshot that later edits do not touch.
#[derive(Clone, Debug)]
pub struct Text {
    held: Held,
}

/// How a text is held.
#[derive(Clone, Debug)]
enum Held {
    /// As it was read: most documents are checked once and never edited.
    Whole(Arc<Whole>),
    Rope(Rope),
}

/// A text that was not edited. What is derived from it is made when it is first asked for.
#[derive(Debug)]
struct Whole {
    text: Box<str>,
    /// How many lines end before each stretch of [`STRETCH`] bytes.
    lines: OnceLock<Vec<usize>>,
    rope: OnceLock<Rope>,
}

impl Default for Text {
    fn default() -> Self {
        Text::new("")
    }
}

impl Text {
    /// The text of a whole document.
    pub fn new(text: &str) -> Self {
        Text::from(text.to_owned())
    }

    /// The text of a whole document that is going to be edited.
    pub fn editable(text: &str) -> Self {
        Self { held: Held::Rope(Rope::from_str(text)) }
    }

    /// Length in bytes.
    pub fn len(&self) -> TextSize {
        match &self.held {
            Held::Whole(read) => size(read.text.len()),
            Held::Rope(rope) => size(rope.len_bytes()),
        }
    }

    /// Whether there is no text at all.
    pub fn is_empty(&self) -> bool {
        self.len() == TextSize::from(0)
    }

    /// The text of `range` (bytes); both ends are moved down to a character boundary within the text. Borrowed where
    /// it is held in one piece.
    pub fn slice(&self, range: TextRange) -> Cow<'_, str> {
        let end = usize::from(range.end().min(self.len()));
        let start = usize::from(range.start()).min(end);
        let rope = match &self.held {
            Held::Whole(read) => {
                let floor = |at| read.text.floor_char_boundary(at);
                // Nearly every range is one of whole characters.
                return Cow::Borrowed(
                    read.text.get(start..end).unwrap_or_else(|| &read.text[floor(start)..floor(end)]),
                );
            }
            Held::Rope(rope) => rope,
        };
        let (chunk, first, ..) = rope.chunk_at_byte(start);
        if end - first <= chunk.len() {
            let (from, to) = (chunk.floor_char_boundary(start - first), chunk.floor_char_boundary(end - first));
            return Cow::Borrowed(&chunk[from..to]);
        }
        let (chunks, mut first, ..) = rope.chunks_at_byte(start);
        let mut text = String::with_capacity(end - start);
        for chunk in chunks {
            if first >= end {
                break;
            }
            let from = chunk.floor_char_boundary(start.saturating_sub(first));
            text.push_str(&chunk[from..chunk.floor_char_boundary(end - first)]);
            first += chunk.len();
        }
        Cow::Owned(text)
    }

    /// Replaces `range` (bytes) by `with`. The ends are moved down to character boundaries within the text, and the
    /// range that was really replaced is returned.
    pub fn replace(&mut self, range: TextRange, with: &str) -> TextRange {
        let rope = self.rope_mut();
        let end = rope.byte_to_char(usize::from(range.end()).min(rope.len_bytes()));
        let start = rope.byte_to_char(usize::from(range.start()).min(rope.len_bytes())).min(end);
        let replaced = TextRange::new(size(rope.char_to_byte(start)), size(rope.char_to_byte(end)));
        if start < end {
            rope.remove(start..end);
        }
        if !with.is_empty() {
            rope.insert(start, with);
        }
        replaced
    }

    /// Number of lines; a text that ends in a line break has an empty last line, the empty text has one line.
    pub fn line_count(&self) -> usize {
        self.rope().len_lines()
    }

    /// The line (from 0) that holds `offset`; the last one for an offset at or past the end.
    pub fn line_of(&self, offset: TextSize) -> usize {
        self.rope().byte_to_line(usize::from(offset.min(self.len())))
    }

    /// The first byte of `line` (from 0); the text's end for a line past the last one.
    pub fn line_start(&self, line: usize) -> TextSize {
        size(self.rope().line_to_byte(line.min(self.rope().len_lines())))
    }

    /// The text of `line` (from 0) without its line break; empty for a line past the last one.
    pub fn line(&self, line: usize) -> Cow<'_, str> {
        let whole = self.slice(TextRange::new(self.line_start(line), self.line_start(line + 1)));
        match whole {
            Cow::Borrowed(text) => Cow::Borrowed(text.trim_end_matches(['\n', '\r'])),
            Cow::Owned(mut text) => {
                text.truncate(text.trim_end_matches(['\n', '\r']).len());
                Cow::Owned(text)
            }
        }
    }

    /// The pieces in which the text is held, in order.
    pub fn chunks(&self) -> impl Iterator<Item = &str> {
        let (whole, rope) = match &self.held {
            Held::Whole(read) => (Some(&*read.text), None),
            Held::Rope(rope) => (None, Some(rope)),
        };
        whole.into_iter().chain(rope.into_iter().flat_map(Rope::chunks))
    }

    fn rope(&self) -> &Rope {
        match &self.held {
            Held::Whole(read) => read.rope.get_or_init(|| Rope::from_str(&read.text)),
            Held::Rope(rope) => rope,
        }
    }

    fn rope_mut(&mut self) -> &mut Rope {
        if let Held::Whole(whole) = &self.held {
            // Others that hold the text may never need a rope.
            self.held = Held::Rope(whole.rope.get().cloned().unwrap_or_else(|| Rope::from_str(&whole.text)));
        }
        match &mut self.held {
            Held::Rope(rope) => rope,
            Held::Whole(_) => unreachable!("a text that is edited is a rope"),
        }
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        let whole = Whole { text: text.into(), lines: OnceLock::new(), rope: OnceLock::new() };
        Self { held: Held::Whole(Arc::new(whole)) }
    }
}

impl std::fmt::Display for Text {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.chunks().try_for_each(|chunk| f.write_str(chunk))
    }
}

/// The largest document that offsets can address, in bytes.
pub const MAX_LEN: usize = u32::MAX as usize;

/// A length that is known to fit: every document is checked against [`MAX_LEN`] before it becomes a [`Text`].
pub(crate) fn size(bytes: usize) -> TextSize {
    TextSize::try_from(bytes).expect("documents are limited to 4 GiB where they are read")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(start: u32, end: u32) -> TextRange {
        TextRange::new(start.into(), end.into())
    }

    #[test]
    fn slices_and_replaces_by_bytes() {
        let mut text = Text::new("合计454件\r\n无");
        assert_eq!(text.slice(range(6, 9)), "454");
        assert_eq!(text.replace(range(6, 9), "468"), range(6, 9));
        assert_eq!(text.to_string(), "合计468件\r\n无");
        assert_eq!(text.line(0), "合计468件");
        assert_eq!(text.line_count(), 2);
    }

    #[test]
    fn ends_inside_a_character_move_down() {
        let mut text = Text::new("𠮷件");
        assert_eq!(text.replace(range(2, 5), ""), range(0, 4));
        assert_eq!(text.to_string(), "件");
        assert_eq!(text.slice(range(1, 99)), "件");
    }
}
