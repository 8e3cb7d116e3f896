//! Ignore comments: `<!-- gouji-ignore RULE… -->` takes findings away from the block behind it,
//! `<!-- gouji-ignore-file RULE… -->` from the whole document. One that takes nothing away is reported itself.
//!
//! The first kind is applied once for a report and kept with its findings; the second kind, which reaches over all
//! reports of a document, whenever the document is checked. Reports know where their comments stand, so that a
//! document without any costs nothing.

use std::ops::Deref;

use super::Findings;
use crate::config::Settings;
use crate::document::Document;
use crate::finding::{Finding, Severity};
use crate::report::{Part, Report};
use crate::rules::{Rule, rule, unused_ignore};
use crate::syntax::{BlockKind, Directive};
use crate::text::{Text, TextRange, TextSize};

/// A comment, what it covers, and which of its names have taken something away.
struct Ignore<'a> {
    directive: &'a Directive,
    /// Where its block stands; its own ranges count from there.
    block: TextRange,
    covers: TextRange,
    /// For each name; for a comment without names, one entry.
    used: Vec<bool>,
}

impl<'a> Ignore<'a> {
    fn new(directive: &'a Directive, block: TextRange, covers: TextRange) -> Self {
        Ignore { directive, block, covers, used: vec![false; directive.rules.len().max(1)] }
    }

    /// Whether it takes the finding away; then the name that does is used.
    fn takes(&mut self, finding: &Finding) -> bool {
        let names = &self.directive.rules;
        let by = match names.is_empty() {
            true => Some(0),
            false => names.iter().position(|(name, _)| name == finding.rule),
        };
        let by = by.filter(|_| self.covers.contains_inclusive(finding.range.start()));
        if let Some(by) = by {
            self.used[by] = true;
        }
        by.is_some()
    }

    /// The names that took nothing away, as far as that can be held against them: a rule that does not run at all
    /// finds nothing either.
    fn unused(&self, report: &Report, settings: &Settings) -> Vec<usize> {
        let is_on = |name: &str| rule(name).is_none_or(|rule| severity(rule, report, settings).is_some());
        let counts = |index: &usize| match self.directive.rules.get(*index) {
            Some((name, _)) => name != unused_ignore::RULE.name && is_on(name),
            None => crate::rules::RULES.iter().all(|rule| is_on(rule.name)),
        };
        (0..self.used.len()).filter(|index| !self.used[*index]).filter(counts).collect()
    }

    fn finding(&self, report: &Report, settings: &Settings, text: &Text, start: TextSize) -> Option<Finding> {
        let unused = self.unused(report, settings);
        if unused.is_empty() {
            return None;
        }
        let severity = severity(&unused_ignore::RULE, report, settings)?;
        let at = self.block.start() + start;
        let is_line = text.line_start(text.line_of(at)) == at;
        let range = if is_line { self.block } else { self.directive.range + self.block.start() };
        Some(unused_ignore::finding(self.directive, self.block.start(), range, &unused, severity, settings.locale))
    }
}

/// Takes away what comments before blocks of the report ignore. Ranges count from the report's start.
pub(super) fn in_report(
    report: &Report,
    settings: &Settings,
    text: &Text,
    start: TextSize,
    findings: &mut Vec<Finding>,
) {
    let is_read = |part: &Part| matches!(part.block.kind, BlockKind::Prose(_) | BlockKind::Table(_));
    let mut next = 0;
    let mut ignores: Vec<Ignore<'_>> = comments(report, false)
        .map(|(index, directive)| {
            let block = report.parts[index].range();
            // Of many comments above each other, the last one knows what is below all of them.
            next = next.max(index + 1);
            next += report.parts[next..].iter().take_while(|part| !is_read(part)).count();
            let covers = report.parts.get(next).map(|part| extent(report, part));
            Ignore::new(directive, block, covers.unwrap_or(TextRange::empty(block.start())))
        })
        .collect();
    apply(&mut ignores, findings);
    findings.extend(ignores.iter().filter_map(|ignore| ignore.finding(report, settings, text, start)));
}

/// Takes away what comments for the whole document ignore.
pub(super) fn in_document<Found: Deref<Target = [Finding]> + From<Vec<Finding>>>(
    document: &Document,
    findings: &mut Findings<Found>,
) {
    let whole = TextRange::up_to(document.text().len());
    let mut reports = Vec::new();
    let mut ignores = Vec::new();
    for (start, report) in document.reports().filter(|(_, report)| !report.directives.is_empty()) {
        for (index, directive) in comments(report, true) {
            reports.push(report);
            ignores.push(Ignore::new(directive, report.parts[index].range() + start, whole));
        }
    }
    if ignores.is_empty() {
        return;
    }
    apply(&mut ignores, &mut findings.across);
    for (_, found) in &mut findings.reports {
        // They cover the whole text, so that it doesn't matter where ranges count from.
        let mut left = found.to_vec();
        apply(&mut ignores, &mut left);
        if left.len() < found.len() {
            *found = left.into();
        }
    }
    if !document.is_report() {
        return;
    }
    let (settings, text) = (document.settings(), document.text());
    let zero = TextSize::from(0);
    let unused =
        ignores.iter().zip(&reports).filter_map(|(ignore, report)| ignore.finding(report, settings, text, zero));
    let mut unused: Vec<Finding> = unused.collect();
    // A comment may ask that unused ones be left alone.
    apply(&mut ignores, &mut unused);
    findings.across.extend(unused);
}

fn severity(rule: &Rule, report: &Report, settings: &Settings) -> Option<Severity> {
    match &report.format {
        Some(format) => settings.severity(rule.name, rule.severity, format),
        None => settings.severity_without_format(rule.name, rule.severity),
    }
}

fn comments(report: &Report, whole_file: bool) -> impl Iterator<Item = (usize, &Directive)> {
    let of_part = move |index: &usize| match &report.parts[*index].block.kind {
        BlockKind::Directive(directive) if directive.whole_file == whole_file => Some((*index, directive)),
        _ => None,
    };
    report.directives.iter().filter_map(of_part)
}

fn apply(ignores: &mut [Ignore<'_>], findings: &mut Vec<Finding>) {
    findings.retain(|finding| {
        // Every comment that covers it is of use, not just the first.
        let takes = ignores.iter_mut().map(|ignore| ignore.takes(finding));
        !takes.fold(false, |any, one| any | one)
    });
}

/// A block with something to read; the whole table where that is a part of one.
fn extent(report: &Report, part: &Part) -> TextRange {
    let inside = TextRange::new(part.start, part.range().end() - TextSize::from(1));
    let tables = report.tables.iter().flatten().map(|placed| placed.place(placed.table.range));
    let own = tables.filter(|table| part.block.table().is_some() && table.intersect(inside).is_some());
    own.fold(inside, TextRange::cover)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::check;
    use crate::config::{Level, Settings};
    use crate::document::Document;
    use crate::text::{TextRange, TextSize};

    /// A report with a blank cell in each of two rows, and a figure in full width; comments go into the holes.
    fn report(file: &str, heading: &str, table: &str) -> String {
        format!(
            "{file}\n# 某局2024年政府信息公开工作年度报告\n\n一、总体情况\n\n2024年，工作有序。\n\n{heading}\n\
             二、主动公开政府信息情况\n\n{table}\n| 规章 | | 0 | 0 |\n| 行政规范性文件 | 0 | | ７ |\n\
             \n三、收到和处理政府信息公开申请情况\n\n四、政府信息公开行政复议、行政诉讼情况\n\n\
             五、存在的主要问题及改进情况\n\n六、其他需要报告的事项\n\n某市档案局\n\n2025年1月20日\n"
        )
    }

    /// The rules of the cells' group and of comments that report something, in order.
    fn found(text: &str, settings: Settings) -> Vec<String> {
        let findings = check(&Document::new(text, Arc::new(settings)));
        let ours = ["blank-cell", "number-style", "unused-ignore"];
        findings.iter().map(|one| one.rule).filter(|rule| ours.contains(rule)).map(str::to_owned).collect()
    }

    fn with(file: &str, heading: &str, table: &str) -> Vec<String> {
        found(&report(file, heading, table), Settings::default())
    }

    #[test]
    fn the_next_block_is_spared() {
        assert_eq!(with("", "", ""), ["blank-cell", "blank-cell", "number-style"]);
        assert_eq!(with("", "", "<!-- gouji-ignore blank-cell -->"), ["number-style"]);
        assert_eq!(with("", "", "gouji-ignore blank-cell，number-style"), [""; 0]);
        assert_eq!(with("", "", "<!-- gouji-ignore -->"), [""; 0]);
        assert_eq!(with("", "", "<!-- gouji-ignore blank-cell -->\n<!-- gouji-ignore number-style -->\n"), [""; 0]);
        // A heading is a block of its own.
        let before_heading = with("", "<!-- gouji-ignore blank-cell -->", "");
        assert_eq!(before_heading, ["unused-ignore", "blank-cell", "blank-cell", "number-style"]);
    }

    #[test]
    fn the_whole_document_is_spared() {
        assert_eq!(with("<!-- gouji-ignore-file blank-cell -->", "", ""), ["number-style"]);
        let twice = report("", "", "") + &report("<!-- gouji-ignore-file blank-cell -->", "还有。\n", "");
        assert_eq!(found(&twice, Settings::default()), ["number-style", "number-style"]);
        assert_eq!(with("<!-- gouji-ignore-file stale-year -->", "", "<!-- gouji-ignore -->"), ["unused-ignore"]);
        let both = with("<!-- gouji-ignore-file unused-ignore -->\n<!-- gouji-ignore-file stale-year -->", "", "");
        assert_eq!(both, ["blank-cell", "blank-cell", "number-style"]);
        assert!(found("<!-- gouji-ignore-file -->\n会议纪要\n", Settings::default()).is_empty());
    }

    #[test]
    fn a_table_in_pieces_is_one_table() {
        let pieces = report("", "", "<!-- gouji-ignore blank-cell number-style -->").replace("| 行政规", "\n| 行政规");
        assert_eq!(found(&pieces, Settings::default()), [""; 0]);
    }

    #[test]
    fn a_rule_that_does_not_run_is_not_unused() {
        let mut settings = Settings::default();
        settings.config.rules.insert("number-style".into(), Level::Off);
        let text = report("", "", "<!-- gouji-ignore blank-cell number-style -->");
        assert_eq!(found(&text, settings), [""; 0]);
    }

    #[test]
    fn comments_stay_right_while_the_text_before_changes() {
        let text = report("", "<!-- gouji-ignore-file number-style -->", "<!-- gouji-ignore blank-cell stale-year -->");
        let mut document = Document::new(&text, Arc::default());
        check(&document);
        document.edit(TextRange::empty(TextSize::from(0)), "序\n\n");
        let fresh = Document::new(&format!("序\n\n{text}"), Arc::default());
        assert_eq!(check(&document), check(&fresh));
    }
}
