//! How something is added to a draft so that it looks like the rest of it: its headings, its line breaks.

use super::Context;
use crate::format::skeleton;
use crate::report::Section;
use crate::syntax::BlockKind;
use crate::text::{Edit, TextRange, TextSize};

/// How a report writes the headings of its sections.
pub(super) struct Manner {
    /// What stands before the number: blanks, `##`, a tag.
    prefix: String,
    /// The number of one of the sections with its sign; empty where sections have none.
    marker: String,
    /// What stands behind the heading: a closing tag.
    suffix: String,
    /// Whether blank lines part heading and text.
    is_spaced: bool,
}

impl Manner {
    /// The manner of the report's sections. None where headings are set in markup that cannot be imitated.
    pub(super) fn of(context: &Context<'_>) -> Option<Manner> {
        let sections = &context.report.sections;
        let section = sections.iter().find(|section| !section.runs_on).or(sections.first())?;
        let part = &context.report.parts[section.part];
        let prefix = context.slice(TextRange::new(part.start, section.heading.start()));
        let suffix = match section.runs_on {
            true => "".into(),
            false => context.slice(TextRange::new(section.heading.end(), part.range().end())),
        };
        let (prefix, suffix) = (prefix.trim_start_matches(['\r', '\n']), suffix.trim_end());
        let tags = (prefix.matches('<').count(), suffix.matches('<').count());
        let next = context.report.parts.get(section.part + 1);
        // Nested tags, or a heading inside a longer line: nobody knows what must be closed.
        let imitable = matches!(tags, (0, 0) | (1, 1)) && prefix.chars().count() < 80 && !prefix.contains('。');
        imitable.then(|| Manner {
            prefix: prefix.to_owned(),
            marker: section.marker.map_or_else(String::new, |marker| context.slice(marker.range).into_owned()),
            suffix: suffix.to_owned(),
            is_spaced: next.is_some_and(|next| matches!(next.block.kind, BlockKind::Blank)),
        })
    }

    /// Whether headings stand in tags.
    pub(super) fn is_html(&self) -> bool {
        self.prefix.contains('<')
    }

    /// How many `#` the headings of sections have.
    pub(super) fn level(&self) -> usize {
        self.prefix.matches('#').count()
    }

    /// The heading of a section, without a line break.
    pub(super) fn heading(&self, number: u8, wording: &str) -> String {
        format!("{}{}{wording}{}", self.prefix, self.marker(number), self.suffix)
    }

    fn marker(&self, number: u8) -> String {
        renumbered(&self.marker, number).unwrap_or_default()
    }

    /// The body of a section as a draft begins with it. None for a table in an HTML page: a table in Markdown is none
    /// there.
    pub(super) fn body(&self, context: &Context<'_>, section: usize) -> Option<String> {
        let has_table = context.format.tables.iter().any(|table| table.section == Some(section));
        if self.is_html() && has_table {
            return None;
        }
        let level = if self.level() > 0 { self.level() + 1 } else { 0 };
        Some(self.lines(&skeleton::body(context.format, section, level)))
    }

    /// Paragraphs of Markdown in the manner of the report.
    pub(super) fn lines(&self, markdown: &str) -> String {
        if self.is_html() {
            let lines = markdown.lines().filter(|line| !line.is_empty());
            return lines.map(|line| format!("<p>{line}</p>\n")).collect();
        }
        if self.is_spaced { markdown.to_owned() } else { markdown.replace("\n\n", "\n") }
    }

    /// What parts two paragraphs.
    pub(super) fn gap(&self) -> &'static str {
        if self.is_spaced { "\n\n" } else { "\n" }
    }
}

/// A section's number with its sign, `三、` or `（三）`, with another number.
pub(super) fn renumbered(marker: &str, number: u8) -> Option<String> {
    let is_numeral = |char: char| "一二三四五六七八九十".contains(char);
    let is_digit = |char: char| crate::text::fold(char).is_ascii_digit();
    let start = marker.find(|char| is_numeral(char) || is_digit(char))?;
    let chinese = marker[start..].starts_with(is_numeral);
    let same = |char: char| if chinese { is_numeral(char) } else { is_digit(char) };
    let len = marker[start..].find(|char| !same(char)).unwrap_or(marker.len() - start);
    let numeral = if chinese { skeleton::chinese_numeral(number) } else { number.to_string() };
    Some(format!("{}{numeral}{}", &marker[..start], &marker[start + len..]))
}

/// Inserts lines, each with its line break, before the byte at `offset`, where a line begins or the report ends.
pub(super) fn lines(context: &Context<'_>, offset: TextSize, lines: &str) -> Edit {
    let before = context.slice(TextRange::new(offset.checked_sub(2.into()).unwrap_or_default(), offset));
    let opening = if offset > TextSize::from(0) && !before.ends_with(['\n', '\r']) { "\n" } else { "" };
    let first = context.report.parts.first().map(|part| context.slice(part.range()));
    let text = format!("{opening}{lines}");
    let crlf = first.is_some_and(|first| first.ends_with("\r\n"));
    Edit::insert(offset, if crlf { text.replace('\n', "\r\n") } else { text })
}

/// Where a section's text ends, before the blank lines that part it from what follows and before name and date.
pub(super) fn end_of(context: &Context<'_>, section: &Section) -> TextSize {
    let closing = closing_part(context).unwrap_or(usize::MAX);
    let body = section.body.start..section.body.end.min(closing.max(section.body.start));
    let parts = &context.report.parts;
    let last = parts[body].iter().rfind(|part| !matches!(part.block.kind, BlockKind::Blank));
    last.unwrap_or(&parts[section.part]).range().end()
}

/// The part with which the signature begins.
pub(super) fn closing_part(context: &Context<'_>) -> Option<usize> {
    let signature = context.report.facts.signature?;
    let start = signature.name.unwrap_or(signature.date.range).start();
    context.report.parts.iter().position(|part| part.range().contains(start))
}
