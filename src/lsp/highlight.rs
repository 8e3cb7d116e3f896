//! `textDocument/documentHighlight`: a total and what it is made of; an addend and the relations in which it stands.

use tower_lsp::ls_types::{DocumentHighlight, DocumentHighlightKind, Position};

use super::ledger::Ledger;
use super::view::View;
use crate::format::Relation;

/// The cells that belong to the one at a position, and that one itself.
pub fn document_highlights(view: &View<'_>, position: Position) -> Option<Vec<DocumentHighlight>> {
    let (ledger, cell) = Ledger::at(view.document, view.offset(position))?;
    let computes = |relation: &&Relation| relation.total == Some(cell);
    let as_total: Vec<&Relation> = ledger.relations(cell).filter(computes).collect();
    let relations = if as_total.is_empty() { ledger.relations(cell).collect() } else { as_total };
    let mut cells: Vec<usize> = relations.iter().flat_map(|relation| &relation.terms).map(|(term, _)| *term).collect();
    cells.push(cell);
    cells.sort_unstable();
    cells.dedup();
    let highlight = |other: usize| {
        let kind = if other == cell { DocumentHighlightKind::WRITE } else { DocumentHighlightKind::READ };
        Some(DocumentHighlight { range: view.range(ledger.cell(other)?), kind: Some(kind) })
    };
    Some(cells.into_iter().filter_map(highlight).collect())
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
        assert_eq!(texts, ["9", "4", "0", "0", "1", "0", "14"]);
        assert_eq!(found.iter().map(|(_, is_it)| *is_it).rposition(|is_it| is_it), Some(6));
    }

    #[test]
    fn an_addend_shows_its_row_and_its_column() {
        let found = highlighted("| 9 | 4").expect("it is a cell");
        assert_eq!(found.len(), 7 + 3, "six others of the row, three of the column");
        assert_eq!(highlighted("严格落实"), None);
    }
}
