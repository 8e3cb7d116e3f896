//! What is asked of a report's text again and again while it is laid out.

use std::borrow::Cow;

use super::table;
use crate::document::Document;
use crate::report::Report;
use crate::syntax::{BlockKind, Prose};
use crate::text::{TextRange, TextSize};

/// A report and how it is written.
pub(super) struct Page<'d> {
    document: &'d Document,
    /// The report's first byte in the document.
    start: TextSize,
    pub(super) report: &'d Report,
    /// Whether it has headings with `#`, or tables with a line of dashes.
    pub(super) is_markdown: bool,
    /// Whether its title or one of its sections has `#`.
    pub(super) has_marks: bool,
    /// How its lines end.
    pub(super) line_break: &'static str,
}

impl<'d> Page<'d> {
    /// None for what is no report.
    pub(super) fn of(document: &'d Document, start: TextSize, report: &'d Report) -> Option<Page<'d>> {
        report.format.as_ref()?;
        let mut page = Page { document, start, report, is_markdown: false, has_marks: false, line_break: "\n" };
        let headings = report.sections.iter().map(|section| section.part).chain(page.title());
        page.has_marks = headings.into_iter().any(|index| {
            let prose = report.parts[index].block.prose();
            prose.is_some_and(|prose| marks(prose, &page.text(index)) > 0) || page.is_underlined(index)
        });
        let piped =
            |index: usize| table::has_bars(&report.parts[index].block) && table::has_delimiter(&page.text(index));
        page.is_markdown = page.has_marks || (0..report.parts.len()).any(piped);
        let broken = (0..report.parts.len()).find_map(|index| line_break(&page.text(index)));
        page.line_break = broken.unwrap_or("\n");
        Some(page)
    }

    /// The part that is the title.
    pub(super) fn title(&self) -> Option<usize> {
        let title = self.report.facts.title?;
        self.report.parts.iter().position(|part| part.range().contains_range(title))
    }

    /// Where a part stands in the document.
    pub(super) fn range(&self, index: usize) -> TextRange {
        self.report.parts[index].range() + self.start
    }

    /// The text of a part.
    pub(super) fn text(&self, index: usize) -> Cow<'d, str> {
        self.document.text().slice(self.range(index))
    }

    /// Whether a part begins at a line's start and ends with a line: several may share one.
    pub(super) fn has_whole_lines(&self, index: usize) -> bool {
        let (range, text) = (self.range(index), self.document.text());
        let is_start = |at: TextSize| {
            let before = at.checked_sub(TextSize::from(1));
            before.is_none_or(|before| text.slice(TextRange::new(before, at)).ends_with(['\n', '\r']))
        };
        is_start(range.start()) && (is_start(range.end()) || range.end() == text.len())
    }

    /// Whether a part is one line without `#` that the line below it makes a heading: a line of `=` or `-`.
    pub(super) fn is_underlined(&self, index: usize) -> bool {
        let Some(below) = self.report.parts.get(index + 1) else { return false };
        let Some(prose) = self.report.parts[index].block.prose() else { return false };
        let is_underline = match below.block.kind {
            BlockKind::Blank => {
                let text = self.text(index + 1);
                let (line, rest) = text.split_at(text.find(['\n', '\r']).unwrap_or(text.len()));
                underlines(line) && rest.trim().is_empty()
            }
            BlockKind::Prose(_) | BlockKind::Table(_) => {
                underlines(self.text(index + 1).trim_end_matches(['\n', '\r']))
            }
            _ => false,
        };
        let text = self.text(index);
        let is_one_line = !text.trim_end_matches(['\n', '\r']).contains(['\n', '\r']);
        is_underline
            && is_one_line
            && usize::from(prose.text.start()) <= text.len() - text.trim_start_matches(['\u{feff}', ' ']).len()
            && self.has_whole_lines(index)
            && self.has_whole_lines(index + 1)
    }

    /// Whether a part is the document's last one.
    pub(super) fn is_last(&self, index: usize) -> bool {
        self.range(index).end() == self.document.text().len()
    }

    /// Whether an empty line follows a part, or nothing.
    pub(super) fn is_followed_by_blank(&self, index: usize) -> bool {
        match self.report.parts.get(index + 1) {
            Some(next) => next.block.kind == BlockKind::Blank,
            None => self.is_last(index),
        }
    }
}

/// Whether a line stands below a heading and makes it one.
fn underlines(line: &str) -> bool {
    let line = line.trim_end();
    let bare = line.trim_start_matches(' ');
    let is_all = |sign: char| !bare.is_empty() && bare.chars().all(|char| char == sign);
    line.len() - bare.len() < 4 && (is_all('=') || is_all('-'))
}

/// How many `#` stand before a line of prose that has nothing else before it but blanks.
pub(super) fn marks(prose: &Prose, text: &str) -> usize {
    let lead = text[..usize::from(prose.text.start())].trim_start_matches('\u{feff}').trim();
    if lead.chars().all(|char| char == '#') { lead.len() } else { 0 }
}

/// The first line break of a text.
pub(super) fn line_break(text: &str) -> Option<&'static str> {
    let at = text.find(['\n', '\r'])?;
    let rest = &text[at..];
    Some(if rest.starts_with("\r\n") {
        "\r\n"
    } else if rest.starts_with('\n') {
        "\n"
    } else {
        "\r"
    })
}
