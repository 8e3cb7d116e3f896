//! Which lines of last year's report are headings within its sections, and not sentences with a number.

use crate::document::Document;
use crate::format::Format;
use crate::report::{Part, Report, Section};
use crate::syntax::{BlockKind, MarkerStyle, Prose, Visible};
use crate::text::{TextRange, TextSize};

/// A heading within a section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SubHeading {
    /// Its words, without its number.
    pub words: String,
    /// Whether it belongs to the one above it.
    pub is_below: bool,
}

/// A heading has at most so many characters where text follows it in its line, and where none does.
const LONGEST_BEFORE_TEXT: usize = 20;
const LONGEST_ALONE: usize = 30;

/// Signs that stand in sentences only.
const SENTENCE: [char; 10] = ['；', '，', '：', '！', '？', ',', ';', ':', '!', '?'];

/// Of the headings in section 五 only such are the form's; others say what the problems of that year were.
const OF_PROBLEMS: [&str; 4] = ["问题", "改进", "下一步", "打算"];

/// The headings within a section in order. Of sections with tables only those that are marked as headings: the labels
/// of a table that lost its borders are numbered too.
pub(super) fn of_section(
    document: &Document,
    start: TextSize,
    report: &Report,
    section: &Section,
    format: &Format,
) -> Vec<SubHeading> {
    let spec = &format.sections[section.spec];
    let has_table = format.tables.iter().any(|table| table.section == Some(section.spec));
    let mut headings: Vec<SubHeading> = Vec::new();
    for (index, part) in report.body(section) {
        let Some(prose) = part.block.prose().filter(|prose| prose.level > 0 || !has_table) else { continue };
        let Some(marker) = prose.marker else { continue };
        let words = TextRange::new(marker.range.end().min(prose.text.end()), prose.text.end()) + part.start + start;
        let visible = Visible::of(&document.text().slice(words)).text.trim().to_owned();
        let follows = report.parts[index + 1..section.body.end].iter();
        let Some(words) = heading_in(&visible, prose, follows) else { continue };
        let is_meant = spec.key != "problems" || OF_PROBLEMS.iter().any(|word| words.contains(word));
        let is_below = marker.style == MarkerStyle::Arabic && headings.iter().any(|heading| !heading.is_below) && {
            // `1.` within a section that numbers its parts `（一）`.
            report.body(section).any(|(_, part)| style_of(part) == Some(MarkerStyle::ChineseBrackets))
        };
        let is_numbered = matches!(marker.style, MarkerStyle::ChineseBrackets | MarkerStyle::Arabic);
        if is_numbered && is_meant && headings.iter().all(|heading| heading.words != words) {
            headings.push(SubHeading { words: words.to_owned(), is_below });
        }
    }
    headings
}

fn style_of(part: &Part) -> Option<MarkerStyle> {
    Some(part.block.prose()?.marker?.style)
}

/// The heading that a numbered line is or begins with; `visible` is the line behind its number.
fn heading_in<'t>(visible: &'t str, prose: &Prose, mut follows: impl Iterator<Item = &'t Part>) -> Option<&'t str> {
    let (words, rest) = visible.split_once('。').unwrap_or((visible, ""));
    let words = words.trim();
    let longest = if rest.trim().is_empty() { LONGEST_ALONE } else { LONGEST_BEFORE_TEXT };
    if words.is_empty() || words.contains(SENTENCE) || words.chars().count() > longest {
        return None;
    }
    let style = prose.marker.map(|marker| marker.style);
    let next = follows.find(|part| !matches!(part.block.kind, BlockKind::Blank));
    // An item of a list is followed by the next one, a heading by its text.
    let has_text = next.is_some_and(|part| style_of(part).is_none_or(|next| Some(next) != style));
    (!rest.trim().is_empty() || prose.level > 0 || has_text).then_some(words)
}
