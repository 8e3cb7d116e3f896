//! Blocks with tags: paragraphs, tables, comments.

use super::heading::starts_section;
use super::html::{self, Effect};
use super::html_table;
use super::prose::{Prose, prose};
use super::room::Room;
use super::scan::{LineKind, Scanner};
use super::visible::Visible;
use super::{BlockKind, flow};
use crate::text::{TextRange, size};

impl Scanner<'_> {
    /// A block of text with tags.
    pub(super) fn html(&self, room: &mut Room) -> (usize, BlockKind) {
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
                    at += html::line_break_behind(rest);
                    if seen.is_none() || !open || self.ends_html(at) {
                        break;
                    }
                }
                _ => {
                    let end = rest.find(['<', '\n', '\r']).unwrap_or(rest.len());
                    if !Visible::of(&rest[..end]).text.trim().is_empty() {
                        let first = at + rest.len() - rest.trim_start().len();
                        if seen.is_some() && starts_section(rest, self.vocabulary) && !open {
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
            Some((first, last)) => (at, self.html_prose(first, last, level, room)),
        }
    }

    /// Whether the line at `at` is no part of the paragraph between tags that is open before it.
    fn ends_html(&self, at: usize) -> bool {
        let line = self.line(at);
        line.trimmed().0.is_empty()
            || starts_section(line.text, self.vocabulary)
            || matches!(self.kind(&line), LineKind::Bars | LineKind::Fence | LineKind::Directive(_))
    }

    /// What the tag or comment at the start of `rest` does to the block.
    fn html_tag(&self, rest: &str, at: usize, level: &mut u8, open: &mut bool, seen: bool) -> Step {
        if rest.starts_with("<!--") {
            return self.html_comment(rest, seen);
        }
        let Some(tag) = html::tag(rest) else {
            return html::markup_len(rest).map_or(Step::Text(1), Step::Skip);
        };
        match tag.effect() {
            Effect::Inline => Step::Skip(tag.len),
            Effect::Raw | Effect::Table if seen => Step::End(0),
            Effect::Raw if tag.closes => Step::Skip(tag.len),
            Effect::Raw => Step::Whole(html::raw_len(rest, &tag, self.vocabulary), BlockKind::Raw),
            Effect::Table if tag.closes => Step::Skip(tag.len),
            Effect::Table => {
                let read = html_table::table(rest, self.vocabulary);
                match read.table {
                    Some(mut table) => {
                        table.shift(size(at));
                        Step::Whole(read.len, BlockKind::Table(table))
                    }
                    None if read.len > 0 => Step::Whole(read.len, BlockKind::Blank),
                    None => Step::Skip(read.stop),
                }
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

    /// What a comment does to the block. Text goes on behind a short one; else the comment begins a block of its own,
    /// so that a block of text does not depend on what is far behind it.
    fn html_comment(&self, rest: &str, seen: bool) -> Step {
        let comment = html::comment(if seen { html::tag_lines(rest) } else { rest }, self.vocabulary);
        match comment.closed {
            true if seen && rest[..comment.len].contains("gouji-ignore") => Step::End(0),
            true => Step::Skip(comment.len),
            false if seen => Step::End(0),
            false => Step::Whole(comment.len, BlockKind::Raw),
        }
    }

    /// A paragraph between tags: prose, or a line of a table whose borders were lost.
    fn html_prose(&self, first: usize, last: usize, level: u8, room: &mut Room) -> BlockKind {
        let source = &self.text[first..last];
        let visible = Visible::of(source);
        let indent = visible.text.len() - visible.text.trim_start().len();
        if let Some(read) = flow::flow_line(visible.text.trim(), self.vocabulary) {
            read.push(&mut room.table, indent, (0, visible.text.len()), self.vocabulary);
            let mut table = room.take_table();
            for cell in &mut table.cells {
                cell.move_to(|range| visible.source(range) + size(first));
            }
            table.rows[0].range = TextRange::new(size(first), size(last));
            return BlockKind::Table(table);
        }
        match prose(source, size(first), level, self.vocabulary, &mut room.hits) {
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
