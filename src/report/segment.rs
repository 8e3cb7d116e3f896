//! Where one report ends and the next begins: a document may hold a whole city's.

use crate::format::{Formats, Words};
use crate::syntax::{Block, BlockKind, Prose};

/// A line with more characters is a heading and what follows it.
pub(super) const LONGEST_HEADING: u32 = 40;

/// Follows the blocks of a document and tells where a new report begins.
///
/// A report begins where its first section comes round again: at the title, the opening sentence or the first thing
/// behind the signature's date that was seen since the last section, else at the section's heading itself. Below a
/// title that is marked as the first heading of its page, any section that comes round again is enough: of some reports
/// only the tables are known. So whether a report begins at a block depends on what follows up to the next section, and
/// on nothing before the report.
#[derive(Debug)]
pub struct Segmenter<'f> {
    formats: &'f Formats,
    /// Sections seen in this report, their contents counted.
    sections: usize,
    /// Whether a section of this report had content and another followed: no entry of a table of contents has any.
    has_content: bool,
    /// Whether anything but blanks was seen since the last heading: behind a table of contents the report follows.
    has_text_behind: bool,
    /// The block at which the next report would begin, counted from this report's first.
    candidate: Option<usize>,
    /// Whether that is a title which is marked as one.
    is_titled: bool,
    /// The last section of the form that was seen in this report, by its number.
    furthest: u8,
    /// Blocks seen of this report.
    count: usize,
}

impl<'f> Segmenter<'f> {
    /// Before the first block of a report.
    pub fn new(formats: &'f Formats) -> Self {
        Self {
            formats,
            sections: 0,
            has_content: false,
            has_text_behind: false,
            candidate: None,
            is_titled: false,
            furthest: 0,
            count: 0,
        }
    }

    /// Takes the next block. When it shows that a new report has begun, says how many blocks the report before it has;
    /// the following blocks belong to the new one.
    pub fn push(&mut self, block: &Block) -> Option<usize> {
        let index = self.count;
        self.count += 1;
        let Some(prose) = block.prose() else {
            self.has_text_behind |= self.sections > 0 && matches!(block.kind, BlockKind::Table(_));
            return None;
        };
        if let Some(number) = section(prose, self.formats) {
            let is_first = number == 1;
            // Headings side by side, some text, and the first heading again: those were a table of contents.
            self.has_content |= self.has_text_behind && (!is_first || self.sections == 1);
            let comes_again = is_first || (self.is_titled && number <= self.furthest);
            if comes_again && self.sections >= 2 && self.has_content {
                let ended = self.candidate.unwrap_or(index);
                let has_content = prose.chars > LONGEST_HEADING;
                let (count, furthest) = (self.count - ended, number);
                *self = Self { sections: 1, has_content, count, furthest, ..Self::new(self.formats) };
                return Some(ended);
            }
            self.furthest = self.furthest.max(number);
            self.sections = if is_first && !self.has_content { 1 } else { self.sections + 1 };
            self.has_content |= prose.chars > LONGEST_HEADING;
            self.has_text_behind = false;
            (self.candidate, self.is_titled) = (None, false);
        } else if self.sections > 0 {
            self.has_text_behind = true;
            if self.candidate.is_none() {
                if prose.is_title || prose.classes.has(&[Words::Preamble]) {
                    self.candidate = Some(index);
                    self.is_titled = prose.is_title && prose.level == 1;
                } else if prose.is_date {
                    self.candidate = Some(index + 1);
                }
            }
        }
        None
    }
}

/// Which section's heading the block is, from 1. The first one under another number begins no report: it counts as the
/// second.
fn section(prose: &Prose, formats: &Formats) -> Option<u8> {
    let numbered = prose.marker.is_none_or(|marker| marker.style == crate::syntax::MarkerStyle::Chinese);
    let whole = prose.sections.iter().find(|found| found.whole && numbered)?;
    let section = &formats.get(whole.format.into()).sections[usize::from(whole.section)];
    let right_number = prose.marker.is_none_or(|marker| marker.number == section.number);
    Some(if whole.section == 0 && !right_number { 2 } else { whole.section.saturating_add(1) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::scan;

    /// The reports of a text, each as the first characters of its first line.
    fn reports(text: &str) -> Vec<String> {
        let formats = Formats::built_in();
        let blocks: Vec<_> = scan(text, formats.vocabulary()).collect();
        let mut segmenter = Segmenter::new(&formats);
        let mut lengths: Vec<usize> = blocks.iter().filter_map(|block| segmenter.push(block)).collect();
        lengths.push(blocks.len() - lengths.iter().sum::<usize>());
        let mut at = 0;
        let mut rest = blocks.iter();
        let first = lengths.into_iter().map(|count| {
            let start = at;
            at += rest.by_ref().take(count).map(|block| usize::from(block.len)).sum::<usize>();
            text[start..].lines().next().unwrap_or_default().chars().take(6).collect()
        });
        first.collect()
    }

    const REPORT: &str = "一、总体情况\n很好。\n二、主动公开政府信息情况\n有。\n六、其他需要报告的事项\n无。\n";

    #[test]
    fn begins_at_title_opening_or_behind_the_date() {
        let title = "某局2024年政府信息公开工作年度报告\n";
        let opening = "根据条例，编制本报告。\n";
        assert_eq!(reports(&format!("{title}{REPORT}{title}{REPORT}")), ["某局2024", "某局2024"]);
        assert_eq!(reports(&format!("{REPORT}{opening}{REPORT}")), ["一、总体情况", "根据条例，编"]);
        assert_eq!(reports(&format!("{REPORT}某局\n2025年1月2日\n别的\n{REPORT}")), ["一、总体情况", "别的"]);
        assert_eq!(reports(&format!("{REPORT}{REPORT}")), ["一、总体情况", "一、总体情况"]);
    }

    #[test]
    fn below_a_marked_title_any_section_that_comes_again_is_enough() {
        let figures = "## 二、主动公开政府信息情况\n有。\n## 三、收到和处理政府信息公开申请情况\n有。\n";
        let title = "某局2024年政府信息公开工作年度报告\n";
        assert_eq!(reports(&format!("# {title}{figures}# {title}{figures}")), ["# 某局20", "# 某局20"]);
        assert_eq!(reports(&format!("# {title}{figures}{title}{figures}")).len(), 1, "a title repeated on each page");
        let rest = "## 四、政府信息公开行政复议、行政诉讼情况\n有。\n";
        assert_eq!(reports(&format!("# {title}{figures}# {title}{rest}")).len(), 1, "the report goes on");
    }

    #[test]
    fn a_table_of_contents_begins_nothing() {
        let contents = "目录\n一、总体情况\n二、主动公开政府信息情况\n六、其他需要报告的事项\n";
        assert_eq!(reports(&format!("{contents}{REPORT}")).len(), 1);
        let title = "某局2024年政府信息公开工作年度报告\n";
        let opening = "根据条例，编制本报告。\n";
        for page in ["", "……1", "........1", "（1）", " 1", "\t1"] {
            let contents =
                contents.replace("情况\n", &format!("情况{page}\n")).replace("事项\n", &format!("事项{page}\n"));
            let with_contents = format!("{title}{contents}{opening}{REPORT}");
            assert_eq!(reports(&with_contents), ["某局2024"], "{page}");
            assert_eq!(reports(&format!("{contents}{title}{opening}{REPORT}")), ["目录"], "{page}");
            assert_eq!(reports(&format!("{with_contents}{with_contents}")), ["某局2024", "某局2024"], "{page}");
        }
        assert_eq!(reports("某局2024年政府信息公开工作年度报告\n无。\n").len(), 1);
    }
}
