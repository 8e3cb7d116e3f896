//! What a document consists of, for symbols, folding and selections: reports, sections, tables, rows.

use std::sync::Arc;

use super::view::View;
use crate::finding::Locale;
use crate::report::{Part, Report, Section};
use crate::say;
use crate::syntax::{BlockKind, Measured, Visible};
use crate::text::{TextRange, TextSize};

/// The reports that touch a range, those that are none left out.
pub fn reports<'a>(view: &View<'a>, range: TextRange) -> impl Iterator<Item = (TextSize, &'a Arc<Report>)> {
    let reports = view.document.reports_in(range);
    reports.filter(move |(start, report)| report.format.is_some() && !(range.len() > 0.into() && *start == range.end()))
}

/// From a report's first word to its last.
pub fn report_range(start: TextSize, report: &Report) -> TextRange {
    let whole = TextRange::up_to(report.len());
    of_parts(&report.parts).unwrap_or(whole) + start
}

/// From a section's heading to its last word.
pub fn section_range(start: TextSize, report: &Report, section: &Section) -> TextRange {
    let body = of_parts(&report.parts[section.body.clone()]);
    let whole = body.map_or(section.heading, |body| section.heading.cover(body));
    let heading = report.parts[section.part].range();
    whole.cover(TextRange::new(section.heading.start(), heading.end())) + start
}

/// What the parts cover, blanks at the end left out.
fn of_parts(parts: &[Part]) -> Option<TextRange> {
    let last = parts.iter().rfind(|part| !matches!(part.block.kind, BlockKind::Blank))?;
    Some(parts.first()?.range().cover(last.range()))
}

/// What a report is called.
pub fn report_name(report: &Report, locale: Locale) -> String {
    let named = report.facts.title_text.clone().or_else(|| {
        let (name, year) = (report.facts.organization.as_deref()?, report.facts.year?);
        Some(say!(locale, "{name} {year} 年度报告", "{name}, report for {year}"))
    });
    named.filter(|name| !name.is_empty()).unwrap_or_else(|| say!(locale, "年度报告", "Annual report"))
}

/// A section's heading as a reader sees it.
pub fn section_name(view: &View<'_>, start: TextSize, report: &Report, section: &Section) -> String {
    let written = Visible::of(&view.text().slice(section.heading + start)).text.trim().to_owned();
    let official = || report.format.as_ref().map(|format| format.sections[section.spec].heading.clone());
    if written.is_empty() { official().unwrap_or_else(|| "？".to_owned()) } else { written }
}
