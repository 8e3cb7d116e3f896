//! Lines and columns, for people and for editors. Nothing inside the checker uses them.

use std::ops::Range;

use ropey::Rope;

use super::{Held, Text, TextRange, TextSize, Whole, size};

/// The unit in which a column is counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Encoding {
    /// Bytes of UTF-8.
    Utf8,
    /// Code units of UTF-16, the language server protocol's default.
    #[default]
    Utf16,
    /// Unicode scalar values.
    Utf32,
}

impl Encoding {
    /// How many columns a text without line breaks has.
    pub fn columns(self, text: &str) -> usize {
        match self {
            Encoding::Utf8 => text.len(),
            Encoding::Utf16 => text.chars().map(char::len_utf16).sum(),
            Encoding::Utf32 => text.chars().count(),
        }
    }
}

/// A line and a column, both from 0; the column's unit is the [`Encoding`] it was made with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line from 0, parted by LF, CRLF or CR.
    pub line: usize,
    /// Column from 0 in units of the encoding.
    pub column: usize,
}

/// Columns up to this many bytes into a line are counted one by one.
const SHORT: usize = 1024;

impl Text {
    /// The position of `offset` (bytes; moved down to a character boundary, at most the text's end).
    pub fn position(&self, offset: TextSize, encoding: Encoding) -> Position {
        let offset = usize::from(offset.min(self.len()));
        let (line, start) = match &self.held {
            Held::Whole(read) => read.line_start(offset),
            Held::Rope(rope) => {
                let (line, start) = line_start(rope, offset);
                (line, Some(start))
            }
        };
        if let Some(start) = start.filter(|start| offset - start <= SHORT) {
            // To count what stands before it takes less time than to ask a rope four times.
            let before = self.slice(TextRange::new(size(start), size(offset)));
            return Position { line, column: encoding.columns(&before) };
        }
        let rope = self.rope();
        let char = rope.byte_to_char(offset);
        let line = rope.char_to_line(char);
        let start = rope.line_to_char(line);
        let column = match encoding {
            Encoding::Utf8 => rope.char_to_byte(char) - rope.char_to_byte(start),
            Encoding::Utf16 => rope.char_to_utf16_cu(char) - rope.char_to_utf16_cu(start),
            Encoding::Utf32 => char - start,
        };
        Position { line, column }
    }

    /// The positions of a range's start and end, as [`Text::position`] has them: most ranges end in the line in which they
    /// begin, and only what stands between is to be counted.
    pub fn positions(&self, range: TextRange, encoding: Encoding) -> (Position, Position) {
        let start = self.position(range.start(), encoding);
        if usize::from(range.len()) <= SHORT {
            let within = self.slice(range);
            if memchr::memchr2(b'\n', b'\r', within.as_bytes()).is_none() {
                return (start, Position { column: start.column + encoding.columns(&within), ..start });
            }
        }
        (start, self.position(range.end(), encoding))
    }

    /// The offset of `position`. A column past the line's end means the line's end before its line break, a line past
    /// the last one means the text's end, and a column inside a character means the character's start: so the
    /// language server protocol asks.
    pub fn offset(&self, position: Position, encoding: Encoding) -> TextSize {
        let rope = self.rope();
        if position.line >= rope.len_lines() {
            return self.len();
        }
        let start = rope.line_to_char(position.line);
        let start_byte = rope.char_to_byte(start);
        let line = self.line(position.line);
        let end = start + line.chars().count();
        let char = match encoding {
            Encoding::Utf8 if position.column >= line.len() => end,
            Encoding::Utf8 => rope.byte_to_char(start_byte + position.column),
            Encoding::Utf16 => {
                let unit = rope.char_to_utf16_cu(start).saturating_add(position.column);
                if unit >= rope.char_to_utf16_cu(end) { end } else { rope.utf16_cu_to_char(unit) }
            }
            Encoding::Utf32 => start.saturating_add(position.column).min(end),
        };
        size(rope.char_to_byte(char))
    }
}

/// Lines and columns of one offset after the other: from each on to the next, so that many of them cost one pass.
#[derive(Clone, Debug)]
pub struct Positions<'t> {
    text: &'t Text,
    at: TextSize,
    position: Position,
}

impl<'t> Positions<'t> {
    /// From the start of `text` on.
    pub fn new(text: &'t Text) -> Self {
        Positions { text, at: TextSize::from(0), position: Position { line: 0, column: 0 } }
    }

    /// The position of `offset`, with the column in Unicode scalar values; as [`Text::position`] has it. An offset
    /// before the last one is searched for from the start.
    pub fn position(&mut self, offset: TextSize) -> Position {
        if offset < self.at {
            (self.at, self.position) = (offset, self.text.position(offset, Encoding::Utf32));
            return self.position;
        }
        let between = self.text.slice(TextRange::new(self.at, offset));
        let bytes = between.as_bytes();
        for (index, byte) in bytes.iter().enumerate() {
            match byte {
                // The column of the line feed behind it stands for both.
                b'\r' if bytes.get(index + 1) == Some(&b'\n') => self.position.column += 1,
                b'\n' | b'\r' => self.position = Position { line: self.position.line + 1, column: 0 },
                0x80..=0xbf => {}
                _ => self.position.column += 1,
            }
        }
        self.at += TextSize::of(&*between);
        self.position
    }
}

/// The line in which byte `offset` stands, and its first byte. Most lines begin in the piece of the rope that holds the
/// offset: the tree is asked once.
fn line_start(rope: &Rope, offset: usize) -> (usize, usize) {
    let (chunk, first, _, line) = rope.chunk_at_byte(offset);
    let (ended, start) = lines_before(chunk.as_bytes(), 0..offset - first);
    let line = line + ended;
    (line, start.map_or_else(|| rope.line_to_byte(line), |start| first + start))
}

/// How many lines end in the stretch of `bytes`, and where the next one begins.
fn lines_before(bytes: &[u8], stretch: Range<usize>) -> (usize, Option<usize>) {
    let (first, stretch) = (stretch.start, &bytes[stretch]);
    let mut ended = memchr::memchr_iter(b'\n', stretch).count();
    let mut start = memchr::memrchr(b'\n', stretch).map(|at| first + at + 1);
    // A carriage return parts lines where no line feed follows, which stands for both.
    for at in memchr::memchr_iter(b'\r', stretch).filter(|at| bytes.get(first + at + 1) != Some(&b'\n')) {
        ended += 1;
        start = start.max(Some(first + at + 1));
    }
    (ended, start)
}

/// Bytes of a text behind which it is noted how many lines have ended.
const STRETCH: usize = 1024;

impl Whole {
    /// The line in which byte `offset` stands, and its first byte if that is near.
    fn line_start(&self, offset: usize) -> (usize, Option<usize>) {
        let bytes = self.text.as_bytes();
        let ended = self.lines.get_or_init(|| {
            let mut ended = 0;
            let stretches = (0..=bytes.len()).step_by(STRETCH).map(|start| {
                let before = ended;
                ended += lines_before(bytes, start..bytes.len().min(start + STRETCH)).0;
                before
            });
            stretches.collect()
        });
        let stretch = offset / STRETCH;
        let (lines, start) = lines_before(bytes, stretch * STRETCH..offset);
        let near = offset.saturating_sub(SHORT + 1);
        let start = start.or_else(|| lines_before(bytes, near..stretch * STRETCH).1);
        (ended[stretch] + lines, start.or((near == 0).then_some(0)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The same text in one piece and as a rope.
    fn held(text: &str) -> [Text; 2] {
        [Text::new(text), Text::editable(text)]
    }

    #[test]
    fn columns_in_every_unit() {
        let b = TextSize::from(3 + 4 + 2 + 3);
        let expected = [(Encoding::Utf8, 9), (Encoding::Utf16, 4), (Encoding::Utf32, 3)];
        for text in held("a\r\n𠮷é件b\rc") {
            for (encoding, column) in expected {
                assert_eq!(text.position(b, encoding), Position { line: 1, column });
                assert_eq!(text.offset(Position { line: 1, column }, encoding), b);
            }
            assert_eq!(text.position(text.len(), Encoding::Utf16), Position { line: 2, column: 1 });
        }
    }

    #[test]
    fn an_edit_makes_no_difference_to_lines() {
        for text in ["", "\n", "a\r\n件\rb\n\n\r\r\n", "\r"] {
            let [read, edited] = held(text);
            for offset in (0..=u32::from(read.len()) + 1).map(TextSize::from) {
                let position = edited.position(offset, Encoding::Utf32);
                assert_eq!(read.position(offset, Encoding::Utf32), position, "{text:?} {offset:?}");
                assert_eq!(read.slice(TextRange::up_to(offset)), edited.slice(TextRange::up_to(offset)));
            }
            assert_eq!(read.line_count(), edited.line_count());
        }
    }

    #[test]
    fn a_range_has_the_positions_of_its_ends() {
        let text = Text::new("a\r\n𠮷é件b\rc\n\n件 e\r");
        let ends = || (0..=u32::from(text.len()) + 2).map(TextSize::from);
        for (start, end) in ends().flat_map(|start| ends().map(move |end| (start, end))).filter(|(one, two)| one <= two)
        {
            for encoding in [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32] {
                let found = text.positions(TextRange::new(start, end), encoding);
                assert_eq!(found, (text.position(start, encoding), text.position(end, encoding)), "{start:?}..{end:?}");
            }
        }
    }

    #[test]
    fn columns_far_into_a_line_are_the_same() {
        for text in held(&format!("a\r\n{}件b", "𠮷é".repeat(SHORT))) {
            for offset in (0..=u32::from(text.len())).step_by(7) {
                let before = text.slice(TextRange::up_to(offset.into()));
                let line = before.rsplit('\n').next().unwrap_or_default();
                let expected = [line.len(), line.encode_utf16().count(), line.chars().count()];
                let found = [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32];
                assert_eq!(found.map(|encoding| text.position(offset.into(), encoding).column), expected, "{offset}");
            }
        }
    }

    #[test]
    fn one_after_the_other_they_are_the_same() {
        let text = Text::new("a\r\n𠮷é件b\rc\n\n件");
        let mut positions = Positions::new(&text);
        let starts = [0, 1, 3, 7, 9, 12, 13, 14, 15, 16, 19, 99, 3, 13];
        for offset in starts.map(TextSize::from) {
            assert_eq!(positions.position(offset), text.position(offset, Encoding::Utf32), "{offset:?}");
        }
    }

    #[test]
    fn out_of_range_positions_are_clamped() {
        let text = Text::new("a\r\n𠮷\n");
        let at = |line, column| text.offset(Position { line, column }, Encoding::Utf16);
        assert_eq!(at(0, 99), 1.into(), "before the line break");
        assert_eq!(at(1, 1), 3.into(), "inside a surrogate pair");
        assert_eq!(at(9, 0), text.len());
        assert_eq!(at(1, usize::MAX), 7.into());
    }
}
