//! Document → findings: the only place that runs rules.
//!
//! Rules run per report, on the reports that were touched since the last check; what they find is kept with the report
//! and moves with it. Ignore comments are applied here, and so is what spans reports: a copy of a report is one finding
//! and is not checked again.
//!
//! Somebody who has just corrected an addend, and not yet its total, leaves the same traces as somebody who has mistyped
//! it. So a check may be told where a person is typing, the *focus*: a cell there is never the suspect, and what the next
//! key may put right is not said, of cells and of prose. What is found with a focus is not kept. Without one it depends
//! on the text alone.

mod ignore;

use std::collections::HashMap;
use std::ops::Deref;
use std::sync::{Arc, PoisonError};

use crate::beside::{Beside, Surroundings};
use crate::document::Document;
use crate::finding::Finding;
use crate::report::Report;
use crate::rules::{self, Context, Group, RULES, Rule, repeated_report};
use crate::syntax::Measured;
use crate::text::{TextRange, TextSize};

/// All findings of a document by position, whatever other reports there are; ranges are bytes of its text.
pub fn check(document: &Document) -> Vec<Finding> {
    by_report(document, &[], Surroundings::none()).into_vec()
}

/// All findings of a document beside which other reports stand, by position; ranges are bytes of its text. For a document
/// that is checked once: its reports keep none of them.
pub fn check_once(document: &Document, surroundings: &Surroundings) -> Vec<Finding> {
    let of_one = |at: (TextSize, &Arc<Report>), beside: Option<&Beside>| run(document, at, &[], beside);
    of_reports(document, surroundings, of_one).joined(|found| found)
}

/// The findings of a document, report by report: what is done with them can be kept for each report whose findings are
/// the same ones as before ([`Arc::ptr_eq`]). After an edit this costs as much as the reports that it touched, and a
/// glance at each of the others.
///
/// `Found` holds those of a report: shared with it in an editor, owned where a document is checked once.
#[derive(Clone, Debug, Default)]
pub struct Findings<Found = Arc<[Finding]>> {
    /// Where each report starts, and what was found in it by position; ranges count from there.
    pub reports: Vec<(TextSize, Found)>,
    /// What spans reports: copies of reports, and comments for the whole file. Ranges are bytes of the text.
    pub across: Vec<Finding>,
}

impl Findings {
    /// All of them by position; ranges are bytes of the text.
    pub fn into_vec(self) -> Vec<Finding> {
        self.joined(|found| found.to_vec())
    }
}

impl<Found: Deref<Target = [Finding]>> Findings<Found> {
    /// All of them by position, `of_report` being those of a report; ranges are bytes of the text.
    fn joined(self, of_report: impl Fn(Found) -> Vec<Finding>) -> Vec<Finding> {
        let mut findings = Vec::with_capacity(self.reports.iter().map(|(_, found)| found.len()).sum());
        for (start, found) in self.reports {
            let mut found = of_report(found);
            found.iter_mut().for_each(|finding| finding.shift(start));
            findings.append(&mut found);
        }
        findings.extend(self.across);
        findings.sort_by_key(place);
        findings
    }
}

fn place(finding: &Finding) -> (TextSize, TextSize, &'static str) {
    (finding.range.start(), finding.range.end(), finding.rule)
}

/// Checks a document in which a person is typing at `focus` (bytes), and beside which other reports stand.
pub fn by_report(document: &Document, focus: &[TextRange], surroundings: &Surroundings) -> Findings {
    let of_one = |at: (TextSize, &Arc<Report>), beside: Option<&Beside>| of_report(document, at, focus, beside);
    of_reports(document, surroundings, of_one)
}

/// The findings of each report, as `of_one` gives them, and what spans reports.
fn of_reports<Found: Default + Deref<Target = [Finding]> + From<Vec<Finding>>>(
    document: &Document,
    surroundings: &Surroundings,
    of_one: impl Fn((TextSize, &Arc<Report>), Option<&Beside>) -> Found,
) -> Findings<Found> {
    let mut findings = Findings::default();
    let reports = || document.reports().filter(|(_, report)| report.format.is_some());
    let check_one = |start, report: &Arc<Report>| {
        let beside = surroundings.beside(report).map(|beside| &**beside);
        (start, of_one((start, report), beside))
    };
    // Most documents hold one report, or reports that need no second look to be told apart.
    if reports().nth(1).is_none() {
        findings.reports.extend(reports().map(|(start, report)| check_one(start, report)));
        ignore::in_document(document, &mut findings);
        return findings;
    }
    // What copies have in common: the year, how many sections there are, and how they begin.
    let features = reports()
        .map(|(start, report)| (report.facts.year, report.sections.len(), report.opening(document.text(), start)));
    let features: Vec<_> = features.collect();
    let mut alike: HashMap<_, u32, rustc_hash::FxBuildHasher> = HashMap::default();
    features.iter().for_each(|features| *alike.entry(features).or_default() += 1);
    let mut seen: HashMap<_, (TextSize, &Arc<Report>), rustc_hash::FxBuildHasher> = HashMap::default();
    for ((start, report), features) in reports().zip(&features) {
        // It is kept by the report: a key costs nothing for the copies around it, as a comparison of their texts would.
        let fingerprint = (alike[features] > 1).then(|| report.fingerprint(document.text(), start));
        let (first, original) = *seen.entry((features, fingerprint)).or_insert((start, report));
        if first == start {
            findings.reports.push(check_one(start, report));
        } else {
            let copy = repeated_report::copy_of_report(report, start, first, original, document.settings());
            findings.across.extend(copy);
        }
    }
    ignore::in_document(document, &mut findings);
    findings
}

/// Whether a finding is about the very words that a person is typing, which are others at the next key. What there is
/// to say of cells and sums the rules themselves know.
fn is_unfinished(finding: &Finding, focus: &[TextRange]) -> bool {
    let is_of_words = |rule: &&Rule| {
        matches!(rule.group, Group::Content | Group::Prose | Group::Dates) || rule.name == "section-heading"
    };
    let range = finding.range;
    let touches = |typed: &TextRange| typed.start() <= range.end() && range.start() <= typed.end();
    focus.iter().any(touches) && rules::rule(finding.rule).as_ref().is_some_and(is_of_words)
}

/// What the rules find in one report of the document and where it starts; ranges count from there. Kept with the
/// report: a second time, and after edits elsewhere, nothing is done, unless somebody is typing in it (`focus`: bytes of
/// the text) or other reports stand beside it now.
pub fn of_report(
    document: &Document,
    (start, report): (TextSize, &Arc<Report>),
    focus: &[TextRange],
    beside: Option<&Beside>,
) -> Arc<[Finding]> {
    let own = focus.iter().filter_map(|range| range.intersect(TextRange::at(start, report.len())));
    let focus: Vec<TextRange> = own.map(|range| range - start).collect();
    let run = || Arc::from(run(document, (start, report), &focus, beside));
    match beside {
        _ if !focus.is_empty() => run(),
        None => report.findings.get_or_init(run).clone(),
        Some(beside) => {
            let compared_with = beside.fingerprint();
            let mut known = report.compared.lock().unwrap_or_else(PoisonError::into_inner);
            if known.as_ref().is_none_or(|(before, _)| *before != compared_with) {
                *known = Some((compared_with, run()));
            }
            known.as_ref().map_or_else(|| Arc::from([]), |(_, findings)| findings.clone())
        }
    }
}

/// Runs the rules on one report of the document; ranges count from its start, those of the focus too.
fn run(
    document: &Document,
    (start, report): (TextSize, &Arc<Report>),
    focus: &[TextRange],
    beside: Option<&Beside>,
) -> Vec<Finding> {
    let Some((format, first)) = report.format.as_deref().zip(RULES.first()) else { return Vec::new() };
    let context = Context::new(report, format, document.settings(), document.text(), start, first);
    let mut context = context.typing(focus).beside(beside);
    for rule in RULES {
        context.run(rule);
    }
    let mut findings = context.finish();
    findings.retain(|finding| !is_unfinished(finding, focus));
    if !report.directives.is_empty() {
        ignore::in_report(report, document.settings(), document.text(), start, &mut findings);
    }
    findings.sort_by_key(place);
    findings
}
