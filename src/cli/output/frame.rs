//! The lines of the document that a finding is about, with marks under them that line up below Chinese.
//!
//! Only a window around the marks is ever looked at, so that a line of 10 MB costs what a short one costs.

use std::io::{self, Write};
use std::ops::Range;

use anstyle::Style;
use unicode_width::UnicodeWidthChar;

use crate::text::{Text, TextRange, TextSize};

/// Columns of a terminal that a line may take.
const WIDTH: usize = 100;
/// Columns that are kept before the first mark of a line that is cut.
const BEFORE: usize = 40;
/// Bytes on either side of a mark in which its window is sought: more than any [`WIDTH`] columns of text.
const REACH: TextSize = TextSize::new(600);
/// How a tab is shown.
const TAB: &str = "    ";

/// A line and the bytes of it that are marked.
pub struct Row {
    /// Line from 0.
    pub line: usize,
    /// Marked with `^`, in bytes of the document.
    mark: TextRange,
    /// Marked with `-`.
    others: Vec<TextRange>,
}

/// One character as it is drawn.
struct Glyph {
    start: TextSize,
    end: TextSize,
    shown: char,
    width: usize,
}

/// The first and the last line of `range`; `others` are marked too where they lie within these lines.
pub fn rows(text: &Text, range: TextRange, others: &[TextRange]) -> Vec<Row> {
    let first = text.line_of(range.start());
    let mut last = text.line_of(range.end());
    // A range that ends with a line break does not show the line behind it.
    if last > first && text.line_start(last) == range.end() {
        last -= 1;
    }
    let row = |line: usize| {
        let content = content(text, line);
        let clipped = |range: TextRange| range.intersect(content).unwrap_or(TextRange::empty(content.end()));
        let within = |other: &&TextRange| {
            content.contains_range(**other) && other.intersect(range).is_none_or(TextRange::is_empty)
        };
        Row { line, mark: clipped(range), others: others.iter().filter(within).copied().collect() }
    };
    if first == last { vec![row(first)] } else { vec![row(first), row(last)] }
}

/// The bytes of a line without its line break.
fn content(text: &Text, line: usize) -> TextRange {
    let (start, end) = (text.line_start(line), text.line_start(line + 1));
    let tail = TextRange::new(end - TextSize::from(2).min(end - start), end);
    let tail = text.slice(tail);
    let line_break = tail.len() - tail.trim_end_matches(['\n', '\r']).len();
    TextRange::new(start, end - size(line_break))
}

impl Row {
    /// Writes the line and the marks below it, each behind its gutter.
    ///
    /// # Errors
    /// When `out` cannot be written.
    pub fn write(&self, text: &Text, gutters: [&str; 2], style: Style, out: &mut impl Write) -> io::Result<()> {
        let line = content(text, self.line);
        let glyphs = glyphs(text, line, self.mark.start());
        let focus = glyphs.partition_point(|glyph| glyph.start < self.mark.start());
        let window = window(&glyphs, focus);
        let shown = &glyphs[window.clone()];
        let cut_left = shown.first().is_some_and(|first| first.start > line.start());
        let cut_right = window.end < glyphs.len() || glyphs.last().is_some_and(|last| last.end < line.end());

        let [numbered, blank] = gutters;
        let left = if cut_left { "…" } else { "" };
        write!(out, "{numbered} {left}")?;
        for glyph in shown {
            if glyph.shown == '\t' { write!(out, "{TAB}")? } else { write!(out, "{}", glyph.shown)? }
        }
        writeln!(out, "{}", if cut_right { "…" } else { "" })?;

        let marks = self.marks(shown);
        let indent = usize::from(cut_left);
        writeln!(out, "{blank} {:indent$}{style}{marks}{style:#}", "")
    }

    /// The marks below the glyphs, one character for each terminal column.
    fn marks(&self, glyphs: &[Glyph]) -> String {
        let mut marks = String::new();
        let is_in = |glyph: &Glyph, range: TextRange| range.contains(glyph.start);
        for glyph in glyphs {
            let mark = match glyph {
                glyph if is_in(glyph, self.mark) => '^',
                glyph if self.others.iter().any(|other| is_in(glyph, *other)) => '-',
                _ => ' ',
            };
            marks.extend(std::iter::repeat_n(mark, glyph.width));
        }
        // A place between two characters, or a character without width, is still one mark.
        if !marks.contains('^') {
            let columns = glyphs.iter().take_while(|glyph| glyph.start < self.mark.start());
            let column: usize = columns.map(|glyph| glyph.width).sum();
            // All marks are ASCII: a column is a byte.
            let kept = marks.get(column + 1..).unwrap_or_default().to_owned();
            marks.truncate(column);
            marks.push('^');
            marks.push_str(&kept);
        }
        marks.truncate(marks.trim_end().len());
        marks
    }
}

/// The characters of `line` on either side of `focus`, which is a character's start.
fn glyphs(text: &Text, line: TextRange, focus: TextSize) -> Vec<Glyph> {
    let near = TextRange::new(
        line.start().max(focus.checked_sub(REACH).unwrap_or_default()),
        line.end().min(focus.checked_add(REACH).unwrap_or(line.end())),
    );
    let before = text.slice(TextRange::new(near.start(), focus));
    let after = text.slice(TextRange::new(focus, near.end()));
    // A slice's start moves down to a character's start; its end is at the focus.
    let first = focus - TextSize::of(&*before);
    let glyph = |start: TextSize, char: char| {
        let shown = visible(char);
        let width = if shown == '\t' { TAB.len() } else { shown.width().unwrap_or(0) };
        Glyph { start, end: start + TextSize::of(char), shown, width }
    };
    let before = before.char_indices().map(|(at, char)| (first + size(at), char));
    let after = after.char_indices().map(|(at, char)| (focus + size(at), char));
    before.chain(after).map(|(start, char)| glyph(start, char)).collect()
}

/// A length within a window of the text.
fn size(bytes: usize) -> TextSize {
    TextSize::try_from(bytes).expect("a window is a few kilobytes")
}

/// The glyphs that fit: [`BEFORE`] columns before the focus, and as many behind it as there is room for.
fn window(glyphs: &[Glyph], focus: usize) -> Range<usize> {
    let total: usize = glyphs.iter().map(|glyph| glyph.width).sum();
    if total <= WIDTH {
        return 0..glyphs.len();
    }
    let focus = focus.min(glyphs.len());
    let after: usize = glyphs[focus..].iter().map(|glyph| glyph.width).sum();
    let before = BEFORE.max(WIDTH.saturating_sub(after));
    let mut used = 0;
    let fits = |used: &mut usize, glyph: &Glyph, room: usize| {
        *used += glyph.width;
        *used <= room
    };
    let start = focus - glyphs[..focus].iter().rev().take_while(|glyph| fits(&mut used, glyph, before)).count();
    let mut used: usize = glyphs[start..focus].iter().map(|glyph| glyph.width).sum();
    let end = focus + glyphs[focus..].iter().take_while(|glyph| fits(&mut used, glyph, WIDTH)).count();
    start..end
}

/// A character that a terminal only shows: control characters and those that turn the direction of writing could make it
/// show something else than what is there.
pub fn visible(char: char) -> char {
    match char {
        '\t' => '\t',
        '\0'..='\x1f' => char::from_u32(0x2400 + u32::from(char)).unwrap_or('\u{fffd}'),
        '\x7f'..='\u{9f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}' => '\u{fffd}',
        _ => char,
    }
}
