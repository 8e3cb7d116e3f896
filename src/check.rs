//! Document → findings: the only place that runs rules.
//!
//! Rules run per report, on the reports that were touched since the last check; what they find is kept with the report
//! and moves with it. Ignore comments are applied here, and so is what spans reports: a copy of a report is one finding
//! and is not checked again.

mod ignore;

use std::collections::HashMap;
use std::sync::Arc;

use crate::document::Document;
use crate::finding::Finding;
use crate::report::Report;
use crate::rules::{Context, RULES, repeated_report};
use crate::text::TextSize;

/// All findings of a document by position; ranges are bytes of its text.
pub fn check(document: &Document) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut seen: HashMap<u64, (TextSize, &Arc<Report>), rustc_hash::FxBuildHasher> = HashMap::default();
    for (start, report) in document.reports().filter(|(_, report)| report.format.is_some()) {
        let (first, original) = *seen.entry(report.hash).or_insert((start, report));
        if first != start {
            findings.extend(repeated_report::copy_of_report(report, start, first, original, document.settings()));
            continue;
        }
        findings.extend(of_report(document, start, report).iter().map(|finding| finding.shifted(start)));
    }
    ignore::in_document(document, &mut findings);
    findings.sort_by_key(|finding| (finding.range.start(), finding.range.end(), finding.rule));
    findings
}

/// What the rules find in one report; ranges count from its start.
fn of_report(document: &Document, start: TextSize, report: &Arc<Report>) -> Arc<[Finding]> {
    let run = || {
        let Some((format, first)) = report.format.as_deref().zip(RULES.first()) else { return Arc::from([]) };
        let mut context = Context::new(report, format, document.settings(), document.text(), start, first);
        for rule in RULES {
            context.run(rule);
        }
        let mut findings = context.finish();
        if !report.directives.is_empty() {
            ignore::in_report(report, document.settings(), document.text(), start, &mut findings);
        }
        Arc::from(findings)
    };
    report.findings.get_or_init(run).clone()
}
