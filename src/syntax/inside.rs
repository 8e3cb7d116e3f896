//! Headings of sections that stand in a line with something else.

use super::flow;
use super::heading::{heading, may_start_section, numeral, signs_before, whole_heading};
use super::scan::Scanner;
use crate::text::is_cjk;

/// A whole heading has fewer characters.
const WHOLE_HEADING_CHARS: usize = 60;

impl Scanner<'_> {
    /// Where a section's heading begins inside a line that has other text before it.
    pub(super) fn heading_inside(&self, line: &str) -> Option<usize> {
        let bytes = line.as_bytes();
        // `、` and `．` are looked for by their first bytes, and so are the numerals before them.
        let numerals = memchr::memchr3_iter(b'.', 0xe3, 0xef, bytes).filter_map(|at| {
            let before = at.checked_sub(3).filter(|before| matches!(bytes[*before], 0xe4 | 0xe5))?;
            let stop = match bytes[at..] {
                [b'.', ..] => 1,
                [0xe3, 0x80, 0x81, ..] | [0xef, 0xbc, 0x8e, ..] => 3,
                _ => return None,
            };
            line[before..at].chars().next().and_then(numeral)?;
            Some((before, at + stop))
        });
        let mut inside = numerals.filter(|(at, _)| *at > signs_before(line).0);
        let found = inside.find(|(at, behind)| {
            let before = line[..*at].chars().next_back();
            let quoted = before.is_some_and(|char| "第见及和与“‘《〈「（(一二三四五六七八九十*#".contains(char));
            // Most numerals have no heading's first character behind them.
            let word = line[*behind..].chars().next();
            let possible = word.is_none_or(|char| !is_cjk(char) || self.vocabulary.begins_heading(char));
            !quoted && possible && self.heading_at(&line[*at..]).is_some()
        });
        found.map(|(at, _)| at)
    }

    /// Length of the whole heading that stands at the very start of `text`.
    fn heading_at(&self, text: &str) -> Option<usize> {
        if !may_start_section(text) {
            return None;
        }
        let end = text.char_indices().nth(WHOLE_HEADING_CHARS).map_or(text.len(), |(at, _)| at);
        let (marker, sections) = heading(&text[..end], self.vocabulary);
        whole_heading(marker, &sections)
    }

    /// Length of the heading at the start of `line` that the cells of a table follow without a break.
    pub(super) fn heading_before_table(&self, line: &str) -> Option<usize> {
        // Most lines begin with no numeral.
        if !may_start_section(line) {
            return None;
        }
        let indent = line.len() - line.trim_start().len();
        let end = indent + self.heading_at(line.trim_start())?;
        let rest = line[end..].trim();
        let cells = if rest.is_empty() { None } else { flow::flow_line(rest, self.vocabulary) };
        // A figure alone is the page that a table of contents gives.
        cells.is_some_and(|cells| !cells.is_figure_alone()).then_some(end)
    }
}
