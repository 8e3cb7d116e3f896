//! `textDocument/foldingRange`: reports, where there are several, sections and tables.

use tower_lsp::ls_types::{FoldingRange, FoldingRangeKind};

use super::ledger::Ledger;
use super::outline;
use super::view::View;
use crate::text::{TextRange, TextSize};

/// What can be folded away.
pub fn folding_ranges(view: &View<'_>) -> Option<Vec<FoldingRange>> {
    let mut ranges: Vec<TextRange> = Vec::new();
    let reports: Vec<_> = outline::reports(view, view.whole()).collect();
    for (start, report) in &reports {
        if reports.len() > 1 {
            ranges.push(outline::report_range(*start, report));
        }
        ranges.extend(report.sections.iter().map(|section| outline::section_range(*start, report, section)));
        ranges.extend(Ledger::of_report(*start, report).map(|ledger| ledger.range()));
    }
    Some(ranges.into_iter().filter_map(|range| fold(view, range)).collect())
}

/// Whole lines; none for a single one.
fn fold(view: &View<'_>, range: TextRange) -> Option<FoldingRange> {
    let text = view.text();
    // The last line is the last one with something in it.
    let end = range.end().checked_sub(TextSize::from(1))?;
    let line = |offset: TextSize| u32::try_from(text.line_of(offset)).unwrap_or(u32::MAX);
    let (start_line, end_line) = (line(range.start()), line(end.max(range.start())));
    (start_line < end_line).then(|| FoldingRange {
        start_line,
        end_line,
        kind: Some(FoldingRangeKind::Region),
        ..FoldingRange::default()
    })
}

#[cfg(test)]
mod tests {
    use super::super::view::testing::{REPORT, with_view};
    use super::*;

    fn folded(text: &str) -> Vec<(String, String)> {
        with_view(text, |view| {
            let lines = folding_ranges(view).expect("a list").into_iter().map(|range| {
                let line = |line: u32| view.text().line(line as usize).into_owned();
                (line(range.start_line), line(range.end_line))
            });
            lines.collect()
        })
    }

    #[test]
    fn sections_and_tables_are_folded() {
        let folded = folded(REPORT);
        assert_eq!(folded.len(), 6 + 3, "{folded:?}");
        assert_eq!(folded[1].0, "## 二、主动公开政府信息情况");
        assert_eq!(folded[1].1, "| 行政事业性收费 | 53.2 | | |");
        assert!(
            folded.contains(&("| 第二十条第（一）项 | | | |".to_owned(), "| 行政事业性收费 | 53.2 | | |".to_owned()))
        );
    }

    #[test]
    fn of_several_reports_each_is_folded() {
        assert_eq!(folded(&REPORT.repeat(2)).len(), 2 * (1 + 6 + 3));
        assert_eq!(folded("甲"), []);
    }
}
