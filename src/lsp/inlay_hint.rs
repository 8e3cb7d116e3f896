//! `textDocument/inlayHint`: beside a total that is blank or wrong, what its parts make.

use tower_lsp::ls_types::{InlayHint, InlayHintKind, InlayHintTooltip, Range, TextEdit};

use super::ledger::Ledger;
use super::view::View;
use crate::say;

/// The hints within a range.
pub fn inlay_hints(view: &View<'_>, range: Range) -> Option<Vec<InlayHint>> {
    if !view.facts.hints {
        return Some(Vec::new());
    }
    let range = view.bytes(range);
    let mut hints = Vec::new();
    for ledger in Ledger::of(view.document, range) {
        let cells = (0..ledger.table.cells.len()).filter(|cell| ledger.is_total(*cell));
        let inside = cells.filter(|cell| ledger.cell(*cell).is_some_and(|place| place.intersect(range).is_some()));
        hints.extend(inside.filter_map(|cell| hint(view, &ledger, cell)));
    }
    Some(hints)
}

fn hint(view: &View<'_>, ledger: &Ledger<'_>, cell: usize) -> Option<InlayHint> {
    let (_, figure) = ledger.recomputed(&[cell]).pop()?;
    let edit = ledger.edit(view.text(), cell, figure)?;
    let equation = ledger.relations(cell).find(|relation| relation.total == Some(cell));
    let equation = equation.map(|relation| ledger.equation(relation)).unwrap_or_default();
    Some(InlayHint {
        position: view.position(ledger.cell(cell)?.end()),
        label: say!(view.locale(), "应为 {figure}", "should be {figure}").into(),
        kind: None::<InlayHintKind>,
        text_edits: Some(vec![TextEdit::new(view.range(edit.range), edit.text)]),
        tooltip: Some(InlayHintTooltip::String(equation)),
        padding_left: Some(true),
        padding_right: Some(true),
        data: None,
    })
}

#[cfg(test)]
mod tests {
    use tower_lsp::ls_types::InlayHintLabel;

    use super::super::view::testing::{REPORT, with_view};
    use super::*;

    fn hints(text: &str) -> Vec<String> {
        with_view(text, |view| {
            let hints = inlay_hints(view, view.range(view.whole())).expect("a list");
            let label = |hint: InlayHint| match hint.label {
                InlayHintLabel::String(label) => label,
                InlayHintLabel::LabelParts(_) => String::new(),
            };
            hints.into_iter().map(label).collect()
        })
    }

    #[test]
    fn wrong_and_blank_totals_have_a_hint() {
        assert_eq!(hints(REPORT), [""; 0]);
        for wrong in ["| 9 | 4 | 0 | 0 | 1 | 0 | 15 |", "| 9 | 4 | 0 | 0 | 1 | 0 |  |"] {
            assert_eq!(hints(&REPORT.replacen("| 9 | 4 | 0 | 0 | 1 | 0 | 14 |", wrong, 1)), ["应为 14"]);
        }
    }
}
