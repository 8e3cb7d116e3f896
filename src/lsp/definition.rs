//! `textDocument/definition`: from a figure in prose to the cell that it states, or the cells of a sum; from a cell to that
//! of last year's report from which it follows, or which is the same. Without that report a cell is where it is: editors
//! then show who refers to it.

use tower_lsp::ls_types::{GotoDefinitionResponse, Location, LocationLink, Position};

use super::last_year::LastYear;
use super::ledger::Ledger;
use super::prose::Prose;
use super::view::View;
use crate::text::TextRange;

/// Where the figure at a position comes from.
pub fn definition(view: &View<'_>, position: Position) -> Option<GotoDefinitionResponse> {
    let at = view.offset(position);
    if let Some((ledger, cell)) = Ledger::at(view.document, at) {
        let place = ledger.cell(cell)?;
        let here = Location { uri: view.uri.clone(), range: view.range(place) };
        let last = LastYear::of(view, &ledger, cell).and_then(|last| last.location(view));
        return Some(response(view, place, vec![last.unwrap_or(here)]));
    }
    let (prose, here) = Prose::at(view, at)?;
    let cells = prose.cells(&here);
    let origin = prose.place(&prose.figures()[here[0]]);
    let location = |range: &TextRange| Location { uri: view.uri.clone(), range: view.range(*range) };
    (!cells.is_empty()).then(|| response(view, origin, cells.iter().map(location).collect()))
}

fn response(view: &View<'_>, origin: TextRange, places: Vec<Location>) -> GotoDefinitionResponse {
    if !view.facts.takes_links {
        return GotoDefinitionResponse::Array(places);
    }
    let link = |Location { uri, range }: Location| LocationLink {
        origin_selection_range: Some(view.range(origin)),
        target_uri: uri,
        target_range: range,
        target_selection_range: range,
    };
    GotoDefinitionResponse::Link(places.into_iter().map(link).collect())
}
