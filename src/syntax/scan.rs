//! The scanner: the next block of a text.
//!
//! A block depends on the text from its first byte on and on nothing before it. Beyond its end the scanner looks at
//! the next line at most. Both are what makes [`super::reparse`] sound.

use std::hash::Hasher;
use std::sync::Arc;

use rustc_hash::FxHasher;

use super::html::{self, Effect};
use super::prose::{Prose, Visible, heading, marker, prose, signs_before};
use super::{Block, BlockKind, Cell, Dialect, Directive, Row, Table, bars, flow};
use crate::format::Vocabulary;
use crate::text::{TextRange, TextSize, fold, is_word};

/// A line of prose with fewer characters was not wrapped: it ends where its author ended it.
const SHORTEST_WRAPPED: u32 = 24;

/// The blocks of `text`, one after the other. It must start where a block may start: at a line's start, or where
/// another block ended.
pub fn scan(text: &str, vocabulary: &Vocabulary) -> impl Iterator<Item = Arc<Block>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = text.get(at..).filter(|rest| !rest.is_empty())?;
        let (len, kind) = Scanner { text: rest, vocabulary }.next();
        debug_assert!(len > 0, "a block covers something");
        at += len;
        Some(Arc::new(Block { len: size(len), kind, hash: hash(&rest[..len]) }))
    })
}

/// Equal for texts that differ in blanks only.
fn hash(text: &str) -> u64 {
    let mut hasher = FxHasher::default();
    for char in text.chars().filter(|char| !char.is_whitespace()) {
        hasher.write_u32(char.into());
    }
    hasher.finish()
}

fn size(bytes: usize) -> TextSize {
    TextSize::try_from(bytes).expect("documents are limited to 4 GiB where they are read")
}

struct Scanner<'t> {
    text: &'t str,
    vocabulary: &'t Vocabulary,
}

/// What a line is by itself.
enum LineKind {
    Blank,
    Directive(Directive),
    Fence,
    Html,
    Bars,
    Tabs,
    /// The cells it holds; ranges count from the line's start.
    Flow(Vec<Cell>),
    Text,
}

impl<'t> Scanner<'t> {
    /// The first block of the text: its length and what it is.
    fn next(&self) -> (usize, BlockKind) {
        let (line, end) = self.line(0);
        match self.kind(line) {
            LineKind::Blank => (end, BlockKind::Blank),
            LineKind::Directive(directive) => (end, BlockKind::Directive(directive)),
            LineKind::Fence => (self.fence_end(line, end), BlockKind::Raw),
            LineKind::Html => self.html(),
            LineKind::Bars => {
                let end = self.run(end, |kind| matches!(kind, LineKind::Bars));
                (end, BlockKind::Table(bars::bars(&self.text[..end], self.vocabulary)))
            }
            LineKind::Tabs => {
                let end = self.run(end, |kind| matches!(kind, LineKind::Tabs));
                (end, BlockKind::Table(bars::tabs(&self.text[..end], self.vocabulary)))
            }
            kind @ (LineKind::Flow(_) | LineKind::Text) => match (self.heading_in(line), kind) {
                (Some(cut), _) => (cut, self.line_block(&line[..cut])),
                (None, LineKind::Flow(cells)) => self.flow(cells, line, end),
                (None, _) => self.paragraph(line, end),
            },
        }
    }

    /// The line at `at`, without its break, and where the next one starts.
    fn line(&self, at: usize) -> (&'t str, usize) {
        let rest = &self.text[at..];
        let end = memchr::memchr2(b'\n', b'\r', rest.as_bytes()).unwrap_or(rest.len());
        let line_break = match rest.as_bytes()[end..] {
            [b'\r', b'\n', ..] => 2,
            [_, ..] => 1,
            [] => 0,
        };
        (&rest[..end], at + end + line_break)
    }

    fn kind(&self, line: &str) -> LineKind {
        let trimmed = line.trim_matches(|char: char| char.is_whitespace() || char == '\u{feff}');
        if trimmed.is_empty() {
            return LineKind::Blank;
        }
        if trimmed.starts_with(['<', 'g'])
            && let Some(directive) = directive(line)
        {
            return LineKind::Directive(directive);
        }
        if trimmed.starts_with("```") || trimmed.starts_with("~~~") {
            return LineKind::Fence;
        }
        let barred = bars::has_bar(trimmed);
        let ends_in_bar = barred && (trimmed.starts_with(['|', '｜']) || trimmed.ends_with(['|', '｜']));
        if !ends_in_bar && has_markup(trimmed) {
            return LineKind::Html;
        }
        if barred {
            let words = trimmed.trim_matches(|char| matches!(char, '|' | '｜' | ' '));
            let heading = !bars::has_bar(words) && html::starts_section(words, self.vocabulary);
            return if heading { LineKind::Text } else { LineKind::Bars };
        }
        if line.contains('\t') && self.is_tabbed(line) {
            return LineKind::Tabs;
        }
        if !trimmed.contains(is_word) && !trimmed.contains(['/', '-', '—']) {
            return LineKind::Blank;
        }
        if flow::is_page_number(trimmed) {
            return LineKind::Blank;
        }
        match flow::flow_line(trimmed, self.vocabulary) {
            Some(cells) => LineKind::Flow(shifted(cells, trimmed.as_ptr() as usize - line.as_ptr() as usize)),
            None => LineKind::Text,
        }
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

    /// Where the lines from `at` on stop to be of a kind.
    fn run(&self, mut at: usize, same: impl Fn(&LineKind) -> bool) -> usize {
        while at < self.text.len() {
            let (line, end) = self.line(at);
            if !same(&self.kind(line)) {
                break;
            }
            at = end;
        }
        at
    }

    /// Where the code that starts with the line `open` ends: behind its closing line, or before the next section.
    fn fence_end(&self, open: &str, mut at: usize) -> usize {
        let sign = &open.trim()[..3];
        while at < self.text.len() {
            let (line, end) = self.line(at);
            if line.trim().starts_with(sign) {
                return end;
            }
            if html::starts_section(&line[signs_before(line).0..], self.vocabulary) {
                return at;
            }
            at = end;
        }
        at
    }

    /// A block of one line that ends where a heading inside it begins.
    fn line_block(&self, line: &str) -> BlockKind {
        let indent = line.len() - line.trim_start().len();
        match flow::flow_line(line.trim(), self.vocabulary) {
            Some(cells) => {
                let mut table = Table { dialect: Dialect::Flow, ..Table::default() };
                push_flow(&mut table, shifted(cells, indent), 0, line.len());
                BlockKind::Table(table)
            }
            None => self.prose(line, 0),
        }
    }

    /// The lines without borders that follow each other, the first of which is `line` with these `cells`.
    fn flow(&self, mut cells: Vec<Cell>, mut line: &'t str, mut end: usize) -> (usize, BlockKind) {
        let mut table = Table { dialect: Dialect::Flow, ..Table::default() };
        let mut at = 0;
        loop {
            push_flow(&mut table, cells, at, line.len());
            at = end;
            if at == self.text.len() {
                break;
            }
            (line, end) = self.line(at);
            match self.kind(line) {
                LineKind::Flow(next) if self.heading_in(line).is_none() => cells = next,
                _ => break,
            }
        }
        (at, BlockKind::Table(table))
    }

    /// A paragraph: a line, or several that were wrapped.
    fn paragraph(&self, first: &str, first_end: usize) -> (usize, BlockKind) {
        let (mut text, mut end) = (first, first_end);
        while end < self.text.len() && self.is_wrapped(text) {
            let (line, line_end) = self.line(end);
            let goes_on = matches!(self.kind(line), LineKind::Text)
                && self.heading_inside(line).is_none()
                && signs_before(line).0 == line.len() - line.trim_start().len()
                && marker(line.trim_start()).is_none()
                && !self.vocabulary.is_title(line.trim());
            let read = goes_on.then(|| prose(line, TextSize::from(0), 0, self.vocabulary));
            if read.is_none_or(|prose| prose.is_date || !prose.sections.is_empty()) {
                break;
            }
            text = &self.text[..end + line.len()];
            end = line_end;
        }
        (end, self.prose(text, 0))
    }

    /// Whether the last line of `text` was broken for want of room: long, and no end of a sentence.
    fn is_wrapped(&self, text: &str) -> bool {
        let last = text.rsplit(['\n', '\r']).next().unwrap_or(text);
        let line = last.trim_end();
        let ends = line.ends_with(|char: char| {
            matches!(fold(char), '.' | ';' | ':' | '!' | '?' | ')' | '"' | '>') && !matches!(char, '、')
        });
        let long = line.chars().filter(|char| !char.is_whitespace()).take(SHORTEST_WRAPPED as usize).count() as u32;
        long == SHORTEST_WRAPPED
            && !ends
            && !last.ends_with("  ")
            && signs_before(line).1 == 0
            && !self.vocabulary.is_title(line.trim())
            && heading(text, self.vocabulary).1.is_empty()
    }

    fn prose(&self, text: &str, level: u8) -> BlockKind {
        let bare = text.trim_matches(['|', '｜', ' ']);
        let start = bare.as_ptr() as usize - text.as_ptr() as usize;
        match prose(bare, size(start), level, self.vocabulary) {
            read if read.chars == 0 => BlockKind::Blank,
            read => BlockKind::Prose(read),
        }
    }

    /// Where the line parts because a section's heading begins inside it, or ends before the cells of a table.
    fn heading_in(&self, line: &str) -> Option<usize> {
        let inside = self.heading_inside(line);
        self.heading_before_table(&line[..inside.unwrap_or(line.len())]).or(inside)
    }

    /// Where a section's heading begins inside a line that has other text before it.
    fn heading_inside(&self, line: &str) -> Option<usize> {
        let start = line.len() - line.trim_start().len();
        // The first bytes of `.`, `、` and `．`: few characters of a text begin so.
        let signs = memchr::memchr3_iter(b'.', 0xe3, 0xef, line.as_bytes());
        let signs = signs.filter(|at| line[*at..].starts_with(['、', '．', '.']));
        let numerals = signs.filter_map(|at| {
            let (numeral, char) = line[..at].char_indices().next_back()?;
            "一二三四五六七八九十".contains(char).then_some(numeral)
        });
        let mut inside = numerals.filter(|at| *at > start);
        inside.find(|at| {
            let before = line[..*at].chars().next_back();
            let quoted = before.is_some_and(|char| {
                "第见及和与“‘《〈「（(一二三四五六七八九十*#".contains(char) || signs_before(&line[..*at]).0 == *at
            });
            !quoted && self.heading_at(&line[*at..]).is_some()
        })
    }

    /// Length of the whole heading that stands at the very start of `text`.
    fn heading_at(&self, text: &str) -> Option<usize> {
        if !html::starts_section(text, self.vocabulary) {
            return None;
        }
        let end = text.char_indices().nth(60).map_or(text.len(), |(at, _)| at);
        let (marker, sections) = heading(&text[..end], self.vocabulary);
        let behind = marker.map(|marker| marker.range.end());
        let heading = sections.iter().find(|found| found.whole && Some(found.range.start()) == behind);
        heading.map(|found| found.range.end().into())
    }

    /// Length of the heading at the start of `line` that the cells of a table follow without a break.
    fn heading_before_table(&self, line: &str) -> Option<usize> {
        let indent = line.len() - line.trim_start().len();
        let end = indent + self.heading_at(line.trim_start())?;
        let rest = line[end..].trim();
        (!rest.is_empty() && flow::flow_line(rest, self.vocabulary).is_some()).then_some(end)
    }

    /// A block of text with tags.
    fn html(&self) -> (usize, BlockKind) {
        let mut level = 0;
        let mut open = false;
        let mut seen: Option<(usize, usize)> = None;
        let mut at = 0;
        while at < self.text.len() {
            let rest = &self.text[at..];
            match rest.as_bytes()[0] {
                b'<' => match self.html_tag(rest, at, &mut level, &mut open, seen.is_some()) {
                    Step::Skip(len) => at += len,
                    Step::Text(len) => {
                        seen = Some((seen.map_or(at, |(first, _)| first), at + len));
                        at += len;
                    }
                    Step::End(len) => {
                        at += len;
                        at += html::line_break_behind(&self.text[at..]);
                        break;
                    }
                    Step::Whole(len, kind) => return (at + len, kind),
                },
                b'\n' | b'\r' => {
                    let (_, next) = self.line(at);
                    let (line, _) = self.line(next.min(self.text.len()));
                    let ends = !open
                        || line.trim().is_empty()
                        || html::starts_section(line, self.vocabulary)
                        || matches!(self.kind(line), LineKind::Bars | LineKind::Fence | LineKind::Directive(_));
                    at = next;
                    if ends || seen.is_none() {
                        break;
                    }
                }
                _ => {
                    let end = rest.find(['<', '\n', '\r']).unwrap_or(rest.len());
                    if !Visible::of(&rest[..end]).text.trim().is_empty() {
                        let first = at + rest.len() - rest.trim_start().len();
                        if seen.is_some() && html::starts_section(rest, self.vocabulary) && !open {
                            break;
                        }
                        seen = Some((seen.map_or(first, |(first, _)| first), at + rest[..end].trim_end().len()));
                    }
                    at += end;
                }
            }
        }
        match seen {
            None => (at, BlockKind::Blank),
            Some((first, last)) => (at, self.html_prose(first, last, level)),
        }
    }

    /// What the tag or comment at the start of `rest` does to the block.
    fn html_tag(&self, rest: &str, at: usize, level: &mut u8, open: &mut bool, seen: bool) -> Step {
        let Some(tag) = html::tag(rest) else {
            return match html::markup_len(rest) {
                Some(len) if rest.starts_with("<!--") && rest[..len].contains("gouji-ignore") && (seen || at > 0) => {
                    if seen {
                        Step::End(0)
                    } else {
                        Step::Skip(len)
                    }
                }
                Some(len) if rest.starts_with("<!--") && !rest[..len].ends_with("-->") && !seen => {
                    Step::Whole(self.raw_len(rest), BlockKind::Raw)
                }
                Some(len) => Step::Skip(len),
                None => Step::Text(1),
            };
        };
        match tag.effect() {
            Effect::Inline => Step::Skip(tag.len),
            Effect::Raw | Effect::Table if seen => Step::End(0),
            Effect::Raw if tag.closes => Step::Skip(tag.len),
            Effect::Raw => Step::Whole(self.raw_element(rest, &tag), BlockKind::Raw),
            Effect::Table if tag.closes => Step::Skip(tag.len),
            Effect::Table => {
                let read = html::table(rest, self.vocabulary);
                if read.starts_with_heading || read.table.rows.is_empty() {
                    // All that was read are tags: reading them again from each would cost their square.
                    return Step::Skip(read.len.max(tag.len));
                }
                let mut table = read.table;
                table.shift(size(at));
                Step::Whole(read.len, BlockKind::Table(table))
            }
            Effect::Block(_) if seen => {
                *open = false;
                Step::End(if tag.closes || tag.name.eq_ignore_ascii_case("br") { tag.len } else { 0 })
            }
            Effect::Block(heading) => {
                *level = heading;
                *open = !tag.closes && !matches!(tag.name.to_ascii_lowercase().as_str(), "br" | "hr");
                Step::Skip(tag.len)
            }
        }
    }

    /// Length of an unclosed comment: to the next section, else to the end.
    fn raw_len(&self, text: &str) -> usize {
        let scanner = Scanner { text, vocabulary: self.vocabulary };
        let mut at = scanner.line(0).1;
        while at < text.len() {
            let (line, end) = scanner.line(at);
            if html::starts_section(&line[signs_before(line).0..], self.vocabulary) {
                return at;
            }
            at = end;
        }
        at
    }

    /// Length of an element whose content is not read, to its closing tag or the end of an unclosed comment's reach.
    fn raw_element(&self, text: &str, open: &html::Tag<'_>) -> usize {
        let mut at = open.len;
        while let Some(found) = text[at..].find("</") {
            at += found;
            match html::tag(&text[at..]) {
                Some(tag) if tag.name.eq_ignore_ascii_case(open.name) => return at + tag.len,
                _ => at += 2,
            }
        }
        self.raw_len(text)
    }

    /// A paragraph between tags: prose, or a line of a table whose borders were lost.
    fn html_prose(&self, first: usize, last: usize, level: u8) -> BlockKind {
        let source = &self.text[first..last];
        let visible = Visible::of(source);
        let indent = visible.text.len() - visible.text.trim_start().len();
        if let Some(cells) = flow::flow_line(visible.text.trim(), self.vocabulary) {
            let mut table = Table { dialect: Dialect::Flow, ..Table::default() };
            push_flow(&mut table, shifted(cells, indent), 0, visible.text.len());
            for cell in &mut table.cells {
                cell.move_to(|range| visible.source(range) + size(first));
            }
            table.rows[0].range = TextRange::new(size(first), size(last));
            return BlockKind::Table(table);
        }
        match prose(source, size(first), level, self.vocabulary) {
            Prose { chars: 0, .. } => BlockKind::Blank,
            read => BlockKind::Prose(read),
        }
    }
}

/// What to do with a piece of markup.
enum Step {
    /// Go on behind so many bytes.
    Skip(usize),
    /// So many bytes are text after all.
    Text(usize),
    /// The block ends behind so many bytes.
    End(usize),
    /// The block ends behind so many bytes and is this.
    Whole(usize, BlockKind),
}

fn has_markup(line: &str) -> bool {
    line.match_indices('<')
        .any(|(at, _)| matches!(line.as_bytes().get(at + 1), Some(b'a'..=b'z' | b'A'..=b'Z' | b'/' | b'!' | b'?')))
}

fn shifted(mut cells: Vec<Cell>, by: usize) -> Vec<Cell> {
    cells.iter_mut().for_each(|cell| cell.move_to(|range| range + size(by)));
    cells
}

fn push_flow(table: &mut Table, cells: Vec<Cell>, line_start: usize, line_len: usize) {
    let count = |cells: &[Cell]| u32::try_from(cells.len()).expect("a block is smaller than 4 GiB");
    let first = count(&table.cells);
    table.cells.extend(shifted(cells, line_start));
    let range = TextRange::at(size(line_start), size(line_len));
    table.rows.push(Row { cells: first..count(&table.cells), range });
}

impl Table {
    fn shift(&mut self, by: TextSize) {
        for cell in &mut self.cells {
            cell.move_to(|range| range + by);
        }
        for row in &mut self.rows {
            row.range += by;
        }
    }
}

impl Cell {
    fn move_to(&mut self, place: impl Fn(TextRange) -> TextRange) {
        self.range = place(self.range);
        if let super::Content::Figure(figure) = &mut self.content {
            figure.digits = place(figure.digits);
        }
    }
}

/// `<!-- gouji-ignore RULE… -->`, also without the comment's signs where it is the whole line.
fn directive(line: &str) -> Option<Directive> {
    let trimmed = line.trim();
    let inside = match trimmed.strip_prefix("<!--") {
        Some(comment) => comment.strip_suffix("-->")?,
        None => trimmed,
    };
    let words = inside.trim();
    let names = words.strip_prefix("gouji-ignore")?;
    let (whole_file, names) = names.strip_prefix("-file").map_or((false, names), |names| (true, names));
    if !names.is_empty() && !names.starts_with(char::is_whitespace) {
        return None;
    }
    let place = |part: &str| TextRange::at(size(part.as_ptr() as usize - line.as_ptr() as usize), TextSize::of(part));
    let named = names.split(|char: char| char.is_whitespace() || matches!(char, ',' | '，' | '、'));
    let rules = named.filter(|name| !name.is_empty()).map(|name| (name.to_owned(), place(name))).collect();
    Some(Directive { whole_file, rules, range: place(trimmed) })
}
