//! A heading or a paragraph: its number, the section it may begin, the words and dates in it.

use super::date::{Date, dates};
use super::heading::{
    Marker, SectionMatch, is_sentence, marker, may_be_heading, sections, signs_before, without_closing,
};
use super::visible::{MARKUP_BITS, Visible};
use crate::format::{Hit, Labels, Vocabulary, WordSet};
use crate::text::{TextRange, TextSize};

/// A heading or a paragraph. Which of the two it is depends on the report around it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Prose {
    /// Its text, without blanks around it and without Markdown's signs before it.
    pub text: TextRange,
    /// Whether a reader sees exactly that: no tags, entities, emphasis or wrapped lines.
    pub is_plain: bool,
    /// Characters a reader sees.
    pub chars: u32,
    /// Number of `#` before it, or the level of an HTML heading; 0 for none.
    pub level: u8,
    /// Its number.
    pub marker: Option<Marker>,
    /// The sections whose heading this may be, at most one for each format.
    pub sections: Box<[SectionMatch]>,
    /// Whether it reads like a report's title.
    pub is_title: bool,
    /// Whether it is nothing but a date.
    pub is_date: bool,
    /// Known words but those of sections and tables, in order of their ends.
    pub hits: Box<[Hit]>,
    /// The classes of these words.
    pub classes: WordSet,
    /// Dates, in order.
    pub dates: Box<[Date]>,
    /// The parts of tables that it may name, where it is short.
    pub labels: Labels,
}

/// Reads a heading or paragraph whose text is `source`; `start` is where that stands in the block, `level` what the
/// markup around it says, `hits` room for the words in it. All ranges of the result count from the block's start.
pub(super) fn prose(source: &str, start: TextSize, level: u8, vocabulary: &Vocabulary, hits: &mut Vec<Hit>) -> Prose {
    let (skipped, hashes) = signs_before(source);
    let trimmed = without_closing(source[skipped..].trim_end(), hashes);
    let start = start + TextSize::try_from(skipped).expect("a block is smaller than 4 GiB");
    // Most texts are as a reader sees them, which is told on the way through them.
    let seen = vocabulary.hits(trimmed, hits);
    let (visible, seen) = match seen.holds_any(MARKUP_BITS) {
        false => (Visible::plain(trimmed), seen),
        true => {
            let visible = Visible::of(trimmed);
            let seen = vocabulary.hits(&visible.text, hits);
            (visible, seen)
        }
    };
    let text = &*visible.text;
    let to_block = |range: TextRange| visible.source(range) + start;
    let chars = u32::try_from(seen.chars()).expect("a block is smaller than 4 GiB");
    let marker = marker(text);
    let level = level.max(hashes);
    let short = may_be_heading(text, chars);
    let sections = sections(text, (chars, short), marker, level, vocabulary);
    let found = dates(text);
    let is_date = is_date(text, &found);
    Prose {
        text: TextRange::at(start, TextSize::of(trimmed)),
        is_plain: visible.is_source(),
        chars,
        level,
        is_title: chars <= 80 && vocabulary.is_title(text),
        is_date,
        labels: if short || may_be_label(text, chars) { vocabulary.labels(text) } else { Labels::NONE },
        marker: marker.map(|marker| Marker { range: to_block(marker.range), ..marker }),
        sections: sections.into_iter().map(|found| SectionMatch { range: to_block(found.range), ..found }).collect(),
        classes: vocabulary.classes(hits),
        hits: hits.iter().map(|hit| Hit { range: to_block(hit.range), ..*hit }).collect(),
        dates: found.into_iter().map(|date| Date { range: to_block(date.range), ..date }).collect(),
    }
}

/// Whether `text` is nothing but the date in it.
fn is_date(text: &str, dates: &[Date]) -> bool {
    matches!(dates, [date] if text.len() - usize::from(date.range.len()) <= 8 && date.day.is_some())
}

/// Whether a paragraph whose text is `source` would be nothing but a date.
pub(super) fn is_date_alone(source: &str) -> bool {
    let (skipped, hashes) = signs_before(source);
    let visible = Visible::of(without_closing(source[skipped..].trim_end(), hashes));
    is_date(&visible.text, &dates(&visible.text))
}

/// Whether `text` may be the label of a row: no sentence, and no longer than the form's longest one.
fn may_be_label(text: &str, chars: u32) -> bool {
    chars <= 60 && !is_sentence(text)
}

#[cfg(test)]
mod tests {
    use super::super::super::format::Formats;
    use super::*;

    fn read(text: &str) -> Prose {
        let formats = Formats::built_in();
        prose(text, TextSize::from(0), 0, formats.vocabulary(), &mut Vec::new())
    }

    fn numbers(text: &str) -> Vec<(u8, bool)> {
        let found = read(text).sections;
        found.iter().filter(|found| found.format == 1).map(|found| (found.section + 1, found.whole)).collect()
    }

    #[test]
    fn headings_of_sections() {
        assert_eq!(numbers("一、总体情况"), [(1, true)]);
        assert_eq!(numbers("## 五.存在问题"), [(5, true)]);
        assert_eq!(numbers("## 二、主动公开政府信息情况 ##"), [(2, true)]);
        let closed = "## 二、C# ##";
        assert_eq!(&closed[read(closed).text], "二、C#");
        assert_eq!(numbers("**四、因政府信息公开工作被申请行政复议、提起行政诉讼情况**"), [(4, true)]);
        assert_eq!(numbers("四、政府信息公开行政复议,行政诉讼情况"), [(4, true)]);
        assert_eq!(numbers("三、2024年收到和处理政府信息公开申请情况"), [(3, true)]);
        assert_eq!(numbers("五、存在短板和不足"), [(5, false)]);
        assert_eq!(
            numbers("一、总体情况2024年，我局认真贯彻落实条例，坚持以公开为常态、不公开为例外，全面推进。"),
            [(1, true)]
        );
        assert_eq!(numbers("主动公开政府信息情况"), [(2, true)]);
        assert_eq!(
            numbers("（一）主动公开政府信息情况。印发要点，细化任务，明确分工，落实责任，持续推进公开工作。"),
            []
        );
        assert_eq!(numbers("政府信息公开情况持续向好，总体情况良好。"), []);
    }

    #[test]
    fn a_line_that_is_a_date() {
        assert!(read("2025年1月20日").is_date);
        assert!(read("   二〇二五年一月二十日").is_date);
        assert!(!read("2025年1月20日，我局召开会议。").is_date);
    }
}
