//! `textDocument/inlayHint`: beside a total that is blank or wrong, what its parts make; beside a figure in prose, where
//! somebody wants that, which column states it.

use tower_lsp::ls_types::{
    InlayHint, InlayHintKind, InlayHintLabel, InlayHintLabelPart, InlayHintLabelPartTooltip, InlayHintTooltip,
    Location, Range, TextEdit,
};

use super::ledger::Ledger;
use super::prose::Prose;
use super::view::View;
use crate::rules::{Agreement, StatedFigure};
use crate::say;

/// The hints within a range.
pub fn inlay_hints(view: &View<'_>, range: Range) -> Option<Vec<InlayHint>> {
    let range = view.bytes(range);
    let mut hints = Vec::new();
    if view.facts.hints {
        for ledger in Ledger::of(view.document, range) {
            let cells = (0..ledger.table.cells.len()).filter(|cell| ledger.is_total(*cell));
            let inside = cells.filter(|cell| ledger.cell(*cell).is_some_and(|place| place.intersect(range).is_some()));
            hints.extend(inside.filter_map(|cell| hint(view, &ledger, cell)));
        }
    }
    if view.facts.prose_hints {
        for prose in Prose::of(view, range) {
            let inside = |figure: &&StatedFigure<'_>| prose.place(figure).intersect(range).is_some();
            let hints_of = prose.figures().iter().filter(inside);
            hints.extend(hints_of.filter_map(|figure| prose_hint(view, &prose, figure)));
        }
    }
    Some(hints)
}

/// `= 总计`, `≠ 总计 468`: the column of the cell that a figure states. A click leads there.
fn prose_hint(view: &View<'_>, prose: &Prose<'_>, figure: &StatedFigure<'_>) -> Option<InlayHint> {
    let reading = figure.reading.as_ref()?;
    let format = prose.report().format.as_deref()?;
    let column = match &reading.terms[..] {
        [term] => format.tables[term.table].column(term.cell).name.clone(),
        _ => say!(view.locale(), "各格之和", "sum of cells"),
    };
    let value = reading.value?;
    let label = match reading.agreement {
        Agreement::Agrees => format!("= {column}"),
        Agreement::Differs => format!("≠ {column} {value}"),
        Agreement::Unsure => return None,
    };
    let cell = prose.cells_of(figure).first().copied();
    let name = &reading.name;
    let part = InlayHintLabelPart {
        value: label,
        tooltip: Some(InlayHintLabelPartTooltip::String(say!(view.locale(), "{name}：{value}", "{name}: {value}"))),
        location: cell.map(|cell| Location { uri: view.uri.clone(), range: view.range(cell) }),
        command: None,
    };
    Some(InlayHint {
        position: view.position(prose.place(figure).end()),
        label: InlayHintLabel::LabelParts(vec![part]),
        kind: None,
        text_edits: None,
        tooltip: None,
        padding_left: Some(true),
        padding_right: Some(true),
        data: None,
    })
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
    use super::super::view::testing::{REPORT, with_view};
    use super::*;

    fn hints(text: &str) -> Vec<String> {
        with_view(text, |view| {
            let hints = inlay_hints(view, view.range(view.whole())).expect("a list");
            let label = |hint: InlayHint| match hint.label {
                InlayHintLabel::String(label) => label,
                InlayHintLabel::LabelParts(parts) => parts.into_iter().map(|part| part.value).collect(),
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
