//! `textDocument/documentHighlight`: a total and what it is made of; an addend and the relations in which it stands; the
//! figures in prose that state it. From such a figure, the cells and the other figures.

use tower_lsp::ls_types::{DocumentHighlight, DocumentHighlightKind, Position};

use super::ledger::Ledger;
use super::prose::{Prose, beside, places};
use super::view::View;
use crate::format::Relation;
use crate::text::TextRange;

/// What belongs to the figure at a position, and that one itself.
pub fn document_highlights(view: &View<'_>, position: Position) -> Option<Vec<DocumentHighlight>> {
    of_cell(view, position).or_else(|| of_figure(view, position))
}

fn of_cell(view: &View<'_>, position: Position) -> Option<Vec<DocumentHighlight>> {
    let (ledger, cell) = Ledger::at(view.document, view.offset(position))?;
    let computes = |relation: &&Relation| relation.total == Some(cell);
    let as_total: Vec<&Relation> = ledger.relations(cell).filter(computes).collect();
    let relations = if as_total.is_empty() { ledger.relations(cell).collect() } else { as_total };
    let mut cells: Vec<usize> = relations.iter().flat_map(|relation| &relation.terms).map(|(term, _)| *term).collect();
    cells.push(cell);
    cells.sort_unstable();
    cells.dedup();
    let kind = |other: usize| if other == cell { DocumentHighlightKind::WRITE } else { DocumentHighlightKind::READ };
    let cells = cells.into_iter().filter_map(|other| Some(highlight(view, ledger.cell(other)?, kind(other))));
    let prose = beside(view, &ledger);
    let figures = places(&prose, prose.stating(ledger.placed.table.spec, cell));
    let figures = figures.into_iter().map(|place| highlight(view, place, DocumentHighlightKind::TEXT));
    Some(figures.chain(cells).collect())
}

fn of_figure(view: &View<'_>, position: Position) -> Option<Vec<DocumentHighlight>> {
    let (prose, here) = Prose::at(view, view.offset(position))?;
    let cells = prose.cells(&here);
    let figures = places(&prose, prose.alike(&here));
    let figures = figures.into_iter().map(|place| highlight(view, place, DocumentHighlightKind::TEXT));
    let cells = cells.into_iter().map(|place| highlight(view, place, DocumentHighlightKind::READ));
    let highlights: Vec<DocumentHighlight> = figures.chain(cells).collect();
    (!highlights.is_empty()).then_some(highlights)
}

fn highlight(view: &View<'_>, range: TextRange, kind: DocumentHighlightKind) -> DocumentHighlight {
    DocumentHighlight { range: view.range(range), kind: Some(kind) }
}

#[cfg(test)]
mod tests {
    use super::super::view::testing::{REPORT, behind, with_view};
    use super::*;

    fn highlighted(needle: &str) -> Option<Vec<(String, bool)>> {
        with_view(REPORT, |view| {
            let found = document_highlights(view, behind(view, needle, 0))?;
            let one = |highlight: DocumentHighlight| {
                let text = view.text().slice(view.bytes(highlight.range)).into_owned();
                (text, highlight.kind == Some(DocumentHighlightKind::WRITE))
            };
            Some(found.into_iter().map(one).collect())
        })
    }

    #[test]
    fn a_total_shows_its_addends() {
        let found = highlighted("| 9 | 4 | 0 | 0 | 1 | 0 | 14").expect("it is a cell");
        let texts: Vec<&str> = found.iter().map(|(text, _)| &**text).collect();
        assert_eq!(
            texts,
            ["14件", "9", "4", "0", "0", "1", "0", "14"],
            "the figure in prose that states it comes first"
        );
        assert_eq!(found.iter().map(|(_, is_it)| *is_it).rposition(|is_it| is_it), Some(7));
    }

    #[test]
    fn an_addend_shows_its_row_and_its_column() {
        let found = highlighted("| 9 | 4").expect("it is a cell");
        assert_eq!(found.len(), 7 + 3, "six others of the row, three of the column");
        assert_eq!(highlighted("严格落实"), None);
    }
}
