//! `textDocument/selectionRange`: figure → cell's row → table → section → report.

use tower_lsp::ls_types::{Position, SelectionRange};

use super::ledger::Ledger;
use super::outline;
use super::view::View;
use crate::text::{TextRange, TextSize};

/// For each position what is selected step by step.
pub fn selection_ranges(view: &View<'_>, positions: &[Position]) -> Option<Vec<SelectionRange>> {
    Some(positions.iter().map(|position| around(view, view.offset(*position))).collect())
}

fn around(view: &View<'_>, at: TextSize) -> SelectionRange {
    let mut steps = vec![view.whole()];
    for (start, report) in outline::reports(view, TextRange::empty(at)) {
        steps.push(outline::report_range(start, report));
        steps.extend(report.sections.iter().map(|section| outline::section_range(start, report, section)));
        let proses = report.parts.iter().filter_map(|part| Some(part.block.prose()?.text + part.start + start));
        steps.extend(proses);
    }
    for ledger in Ledger::of(view.document, TextRange::empty(at)) {
        steps.push(ledger.range());
        steps.extend((0..ledger.table.rows.len()).filter_map(|row| ledger.row(row)));
        steps.extend((0..ledger.table.cells.len()).filter_map(|cell| ledger.cell(cell)));
    }
    steps.retain(|range| range.contains_inclusive(at));
    steps.sort_by_key(|range| std::cmp::Reverse(range.len()));
    let mut selection: Option<(TextRange, SelectionRange)> = None;
    for range in steps {
        // Each step lies within the one before and is smaller.
        if selection.as_ref().is_some_and(|(outer, _)| *outer == range || !outer.contains_range(range)) {
            continue;
        }
        let parent = selection.take().map(|(_, outer)| Box::new(outer));
        selection = Some((range, SelectionRange { range: view.range(range), parent }));
    }
    let empty = || SelectionRange { range: view.range(TextRange::empty(at)), parent: None };
    selection.map_or_else(empty, |(_, selection)| selection)
}

#[cfg(test)]
mod tests {
    use super::super::view::testing::{REPORT, behind, with_view};
    use super::*;

    /// What is selected step by step, from the inside; the first and the last characters of each.
    fn steps(needle: &str) -> Vec<String> {
        with_view(REPORT, |view| {
            let mut next =
                selection_ranges(view, &[behind(view, needle, 0)]).and_then(|mut all| all.pop()).map(Box::new);
            let mut steps = Vec::new();
            while let Some(selection) = next {
                steps.push(view.text().slice(view.bytes(selection.range)).trim().to_owned());
                next = selection.parent;
            }
            steps
        })
    }

    #[test]
    fn a_figure_grows_to_the_document() {
        let steps = steps("| 9 | 4");
        assert_eq!(steps.len(), 5, "{steps:#?}");
        assert_eq!(steps[0], "4");
        assert_eq!(steps[1], "一、本年新收政府信息公开申请数量 |  |  | 9 | 4 | 0 | 0 | 1 | 0 | 14");
        assert!(steps[3].starts_with("## 三、") || steps[3].starts_with("三、"), "{}", steps[3]);
        assert_eq!(steps[4], REPORT.trim());
    }

    #[test]
    fn a_sentence_grows_to_its_section() {
        let steps = steps("严格落实");
        assert_eq!(steps[0], "严格落实信息发布审核制度，做好政府信息管理工作。");
        assert!(steps[1].contains("总体情况"));
        assert_eq!(with_view("", |view| around(view, 0.into()).parent), None);
    }
}
