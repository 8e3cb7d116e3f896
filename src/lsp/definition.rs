//! `textDocument/definition`: from a figure in prose to the cell that it states, or the cells of a sum. A cell is where
//! it is: editors then show who refers to it.

use tower_lsp::ls_types::{GotoDefinitionResponse, Location, LocationLink, Position};

use super::ledger::Ledger;
use super::prose::Prose;
use super::view::View;
use crate::text::TextRange;

/// Where the figure at a position comes from.
pub fn definition(view: &View<'_>, position: Position) -> Option<GotoDefinitionResponse> {
    let at = view.offset(position);
    if let Some((ledger, cell)) = Ledger::at(view.document, at) {
        let place = ledger.cell(cell)?;
        return Some(response(view, place, &[place]));
    }
    let (prose, here) = Prose::at(view, at)?;
    let cells = prose.cells(&here);
    let origin = prose.place(&prose.figures()[here[0]]);
    (!cells.is_empty()).then(|| response(view, origin, &cells))
}

fn response(view: &View<'_>, origin: TextRange, cells: &[TextRange]) -> GotoDefinitionResponse {
    let location = |range: &TextRange| Location { uri: view.uri.clone(), range: view.range(*range) };
    if !view.facts.takes_links {
        return GotoDefinitionResponse::Array(cells.iter().map(location).collect());
    }
    let link = |range: &TextRange| LocationLink {
        origin_selection_range: Some(view.range(origin)),
        target_uri: view.uri.clone(),
        target_range: view.range(*range),
        target_selection_range: view.range(*range),
    };
    GotoDefinitionResponse::Link(cells.iter().map(link).collect())
}
