//! The scanner: the next block of a text.
//!
//! A block depends on the text from its first byte on and on nothing before it. Beyond its end the scanner looks at the
//! next line, and in markup at [`LOOKAHEAD`] lines at most, whatever they hold. Both are what makes [`super::reparse`]
//! sound.
//!
//! That is why markup that is not closed has an end of its own: a tag reaches over few lines ([`html::tag`]); a fence,
//! a comment, a script or a table ends before the next section's heading; what is read to find that end is part of the
//! block. So every line is looked at a bounded number of times, and the scan is linear: also within a line, whose
//! properties are found once for all its blocks ([`Line`]).

use std::sync::Arc;

use super::bars::{Bars, push_tabs};
use super::directive::directive;
use super::heading::{heading, is_sentence, marker, may_start_section, signs_before, starts_section, whole_heading};
use super::html;
use super::line::{Line, last_bar};
use super::prose::{Prose, is_date_alone, prose};
use super::room::Room;
use super::{Block, BlockKind, Dialect, Directive, Fingerprint, Table, flow};
use crate::format::Vocabulary;
use crate::text::{TextSize, fold, is_word, size};

/// Lines behind a block's end on which it may depend, if it is markup: those of a tag that begins there, and the rest of
/// the line in which that tag ends.
pub(super) const LOOKAHEAD: usize = html::MOST_TAG_LINES + 2;

/// The same for every other block: the line behind it shows whether it goes on, and so does the rest of its last line.
pub(super) const NEXT_LINE: usize = 1;

/// A line of prose with fewer characters was not wrapped: it ends where its author ended it.
const SHORTEST_WRAPPED: usize = 24;

/// A heading of so many bytes is short: twenty Chinese characters.
const SHORT_HEADING: usize = 60;

/// So many characters show whether a paragraph is a section's heading: more than any heading has.
const HEADING_CHARS: usize = 160;

/// The blocks of `text`, one after the other. It must start where a block may start: at a line's start, or where
/// another block ended.
pub fn scan(text: &str, vocabulary: &Vocabulary) -> impl Iterator<Item = Arc<Block>> {
    let (mut at, mut line_start, mut line) = (0, 0, Line::at("", 0));
    let mut room = Room::new(text.len());
    std::iter::from_fn(move || {
        let rest = text.get(at..).filter(|rest| !rest.is_empty())?;
        if at >= line_start + line.len {
            (line_start, line) = (at, Line::at(text, at));
        }
        let scanner = Scanner { text: rest, vocabulary, first: line.behind(at - line_start) };
        let (len, kind, reach) = scanner.next(&mut room);
        assert!(len > 0, "a block covers something");
        at += len;
        let reach = u8::try_from(reach).expect("a tag has few lines");
        Some(Arc::new(Block { len: size(len), kind, reach, fingerprint: Fingerprint::default() }))
    })
}

/// Reads blocks.
pub(super) struct Scanner<'t> {
    pub(super) text: &'t str,
    pub(super) vocabulary: &'t Vocabulary,
    /// The line at the start of `text`.
    first: Line<'t>,
}

/// What a line is by itself.
pub(super) enum LineKind {
    Blank,
    Directive(Directive),
    Fence,
    Html,
    Bars,
    Tabs,
    /// A section's heading between bars.
    Heading,
    /// Prose, or a line of a table whose borders were lost.
    Words,
}

impl<'t> Scanner<'t> {
    /// The first block of the text: its length, what it is, and how many lines behind it that may depend on.
    fn next(&self, room: &mut Room) -> (usize, BlockKind, usize) {
        let line = self.first;
        let kind = self.kind(&line);
        let reach = if matches!(kind, LineKind::Html) { LOOKAHEAD } else { NEXT_LINE };
        match self.block(&line, kind, room) {
            (len, BlockKind::Table(table)) => (len, BlockKind::Table(table.without_room()), reach),
            (len, kind) => (len, kind, reach),
        }
    }

    /// The block that begins with `line`, which is of this kind: its length and what it is.
    fn block(&self, line: &Line<'t>, kind: LineKind, room: &mut Room) -> (usize, BlockKind) {
        match kind {
            LineKind::Blank => (self.run(line, |kind| matches!(kind, LineKind::Blank), |_, _| ()), BlockKind::Blank),
            LineKind::Directive(directive) => (line.len, BlockKind::Directive(directive)),
            LineKind::Fence => (self.fence_end(line), BlockKind::Raw),
            LineKind::Html => self.html(room),
            LineKind::Bars => {
                let mut bars = Bars::new(self.text, self.vocabulary, &mut room.table);
                bars.push(0, line);
                let mut at = line.len;
                while at < self.text.len() {
                    at += match bars.push_plain(at) {
                        Some(len) => len,
                        None => {
                            let line = self.line(at);
                            if !matches!(self.kind(&line), LineKind::Bars) {
                                break;
                            }
                            bars.push(at, &line);
                            line.len
                        }
                    };
                }
                bars.finish();
                (at, BlockKind::Table(room.take_table()))
            }
            LineKind::Tabs => {
                let mut table = Table { dialect: Dialect::Tab, ..Table::default() };
                let row = |start, line: &Line<'_>| push_tabs(&mut table, start, line, self.vocabulary);
                let end = self.run(line, |kind| matches!(kind, LineKind::Tabs), row);
                (end, BlockKind::Table(table))
            }
            LineKind::Heading => self.paragraph(None, room),
            LineKind::Words => self.words(room),
        }
    }

    /// A line of words, or what stands in it before the heading of a section.
    fn words(&self, room: &mut Room) -> (usize, BlockKind) {
        let line = self.first.text;
        let inside = self.heading_inside(line);
        let piece = &line[..inside.unwrap_or(line.len())];
        let read = inside.is_none().then(|| self.short_heading(line, room)).flatten();
        let cut = match &read {
            Some(read) if !self.has_text_behind_heading(read) => None,
            _ => self.heading_before_table(piece),
        };
        match cut.or(inside) {
            Some(cut) => (cut, self.line_block(&line[..cut], room)),
            None if read.as_ref().is_some_and(|read| self.is_no_row(read)) => self.paragraph(read, room),
            None => self.flow(room).unwrap_or_else(|| self.paragraph(read, room)),
        }
    }

    /// A line that looks like a short heading, read as prose: all that is asked of headings is known of it then.
    fn short_heading(&self, line: &str, room: &mut Room) -> Option<Prose> {
        let is_short = line.len() <= SHORT_HEADING && may_start_section(line);
        // A row of a table that lost its borders has figures.
        let may_be_read = is_short && !line.bytes().any(|byte| byte.is_ascii_digit());
        may_be_read.then(|| prose(line, TextSize::from(0), 0, self.vocabulary, &mut room.hits))
    }

    /// Whether a line without half-width digits that was read as prose is no row of a table either: words alone of which
    /// none names a part of one.
    fn is_no_row(&self, read: &Prose) -> bool {
        let line = self.first.text;
        // Signs for nothing and full-width digits begin with these bytes.
        let may_be_cell = |byte| matches!(byte, b'-' | b'/' | 0xe2 | 0xef);
        read.is_plain && read.labels.is_empty() && !is_sentence(line) && !line.bytes().any(may_be_cell)
    }

    /// Whether a line read as prose is a whole heading with something else behind it.
    fn has_text_behind_heading(&self, read: &Prose) -> bool {
        let end = whole_heading(read.marker, &read.sections);
        end.is_some_and(|end| !self.first.text[end..].trim().is_empty())
    }

    /// The line at `at`.
    pub(super) fn line(&self, at: usize) -> Line<'t> {
        Line::at(self.text, at)
    }

    pub(super) fn kind(&self, line: &Line<'t>) -> LineKind {
        let (trimmed, _) = line.trimmed();
        match trimmed.as_bytes() {
            [] => return LineKind::Blank,
            [b'<' | b'g', ..] => {
                if let Some(directive) = directive(line.text) {
                    return LineKind::Directive(directive);
                }
            }
            [b'`', b'`', b'`', ..] | [b'~', b'~', b'~', ..] => return LineKind::Fence,
            _ => {}
        }
        let barred = line.bars > 0;
        let ends_in_bar = || barred && (trimmed.starts_with(['|', '｜']) || trimmed.ends_with(['|', '｜']));
        if line.markup > 0 && !ends_in_bar() {
            return LineKind::Html;
        }
        if barred {
            return if self.is_barred_heading(trimmed) { LineKind::Heading } else { LineKind::Bars };
        }
        if line.tabs > 0 && self.is_tabbed(line.text) {
            return LineKind::Tabs;
        }
        if !trimmed.contains(is_word) && !trimmed.contains(['/', '-', '—']) {
            return LineKind::Blank;
        }
        if flow::is_page_number(trimmed) {
            return LineKind::Blank;
        }
        LineKind::Words
    }

    /// Whether a line that has bars and no blanks around it is a section's heading between bars.
    fn is_barred_heading(&self, line: &str) -> bool {
        // Most lines end at the first character that is no bar and no blank.
        let first = line.bytes().position(|byte| !matches!(byte, b'|' | b' ')).unwrap_or(line.len());
        let words = &line[first..];
        if !(words.starts_with('｜') || may_start_section(words)) {
            return false;
        }
        // First what is asked at once: whether there are other cells.
        let words = words.trim_matches(['|', '｜', ' ']);
        last_bar(words.as_bytes()).is_none() && starts_section(words, self.vocabulary)
    }

    /// Whether tabs part cells here: three of them, or a figure or known label among two.
    fn is_tabbed(&self, line: &str) -> bool {
        let cells: Vec<&str> = line.split('\t').map(str::trim).collect();
        let filled = cells.iter().filter(|cell| !cell.is_empty());
        let sentence = cells.iter().any(|cell| cell.contains(['。', '；', '，']) && cell.chars().count() > 60);
        let figure = |cell: &&str| cell.starts_with(|char| fold(char).is_ascii_digit() || char == '-' || char == '/');
        let known = |cell: &&str| !self.vocabulary.labels(cell).is_empty();
        !sentence
            && (cells.len() >= 4
                || filled.clone().count() >= 2 && filled.clone().any(|cell| figure(cell) || known(cell)))
    }

    /// Where the lines from `first` on stop to be of a kind; `take` gets each one of them and where it starts.
    fn run(&self, first: &Line<'t>, same: impl Fn(&LineKind) -> bool, mut take: impl FnMut(usize, &Line<'t>)) -> usize {
        take(0, first);
        let mut at = first.len;
        while at < self.text.len() {
            let line = self.line(at);
            if !same(&self.kind(&line)) {
                break;
            }
            take(at, &line);
            at += line.len;
        }
        at
    }

    /// Where the code that starts with the line `open` ends: behind its closing line, or before the next section.
    fn fence_end(&self, open: &Line<'_>) -> usize {
        let sign = &open.trimmed().0[..3];
        let mut at = open.len;
        while at < self.text.len() {
            let line = self.line(at);
            if line.trimmed().0.starts_with(sign) {
                return at + line.len;
            }
            if self.is_section(line.text) {
                return at;
            }
            at += line.len;
        }
        at
    }

    /// Whether a line is the heading of a section, whatever signs stand before it.
    fn is_section(&self, line: &str) -> bool {
        starts_section(&line[signs_before(line).0..], self.vocabulary)
    }

    /// A block of one line that ends where a heading inside it begins.
    fn line_block(&self, line: &str, room: &mut Room) -> BlockKind {
        let indent = line.len() - line.trim_start().len();
        match flow::flow_line(line.trim(), self.vocabulary) {
            Some(read) => {
                read.push(&mut room.table, indent, (0, line.len()), self.vocabulary);
                BlockKind::Table(room.take_table())
            }
            None => self.prose(line, 0, room),
        }
    }

    /// Lines of a table whose borders were lost, if the first one, which has no heading inside, is such a line.
    fn flow(&self, room: &mut Room) -> Option<(usize, BlockKind)> {
        let (mut at, mut line) = (0, self.first);
        let (mut text, mut indent) = line.trimmed();
        let mut next = Some(flow::flow_line(text, self.vocabulary)?);
        while let Some(read) = next {
            read.push(&mut room.table, at + indent, (at, line.text.len()), self.vocabulary);
            at += line.len;
            line = self.line(at.min(self.text.len()));
            let whole = matches!(self.kind(&line), LineKind::Words)
                && self.heading_inside(line.text).or_else(|| self.heading_before_table(line.text)).is_none();
            (text, indent) = line.trimmed();
            next = whole.then(|| flow::flow_line(text, self.vocabulary)).flatten();
        }
        Some((at, BlockKind::Table(room.take_table())))
    }

    /// A paragraph: a line, which may be read already, or several that were wrapped.
    fn paragraph(&self, read: Option<Prose>, room: &mut Room) -> (usize, BlockKind) {
        let (mut text, mut last, mut end) = (self.first.text, self.first.text, self.first.len);
        while end < self.text.len() && self.is_wrapped(last) {
            let line = self.line(end);
            if !self.goes_on(&line) || self.begins_section(text) {
                break;
            }
            (text, last) = (&self.text[..end + line.text.len()], line.text);
            end += line.len;
        }
        match read.filter(|read| end == self.first.len && read.chars > 0) {
            Some(read) => (end, BlockKind::Prose(read)),
            None => (end, self.prose(text, 0, room)),
        }
    }

    /// Whether a line may be the rest of the paragraph before it.
    fn goes_on(&self, line: &Line<'t>) -> bool {
        let text = line.text;
        matches!(self.kind(line), LineKind::Words)
            && signs_before(text).0 == text.len() - text.trim_start().len()
            && marker(text.trim_start()).is_none()
            && self.heading_inside(text).is_none()
            && flow::flow_line(line.trimmed().0, self.vocabulary).is_none()
            && !self.vocabulary.is_title(text.trim())
            && heading(text, self.vocabulary).1.is_empty()
            && !is_date_alone(text)
    }

    /// Whether the line `last` was broken for want of room: long, and no end of a sentence.
    fn is_wrapped(&self, last: &str) -> bool {
        let line = last.trim_end();
        let end = line.chars().next_back().map(fold);
        if matches!(end, None | Some('.' | ';' | ':' | '!' | '?' | ')' | '"' | '>')) {
            return false;
        }
        let long = line.chars().filter(|char| !char.is_whitespace()).take(SHORTEST_WRAPPED).count();
        long == SHORTEST_WRAPPED
            && !last.ends_with("  ")
            && signs_before(line).1 == 0
            && !self.vocabulary.is_title(line.trim())
    }

    /// Whether the paragraph `text` may be the heading of a section. It grows line by line: only its start is looked at
    /// again and again.
    fn begins_section(&self, text: &str) -> bool {
        let start = text.char_indices().nth(HEADING_CHARS).map_or(text, |(end, _)| &text[..end]);
        !heading(start, self.vocabulary).1.is_empty()
    }

    fn prose(&self, text: &str, level: u8, room: &mut Room) -> BlockKind {
        let bare = text.trim_matches(['|', '｜', ' ']);
        let start = bare.as_ptr() as usize - text.as_ptr() as usize;
        match prose(bare, size(start), level, self.vocabulary, &mut room.hits) {
            read if read.chars == 0 => BlockKind::Blank,
            read => BlockKind::Prose(read),
        }
    }
}
