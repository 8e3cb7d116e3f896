//! `textDocument/references`: every figure in prose that states a cell; from such a figure, the others that state the
//! same.

use tower_lsp::ls_types::{Location, Position};

use super::ledger::Ledger;
use super::prose::{Prose, beside, places};
use super::view::View;
use crate::text::TextRange;

/// The figures, and the cells too if the declaration is asked for.
pub fn references(view: &View<'_>, position: Position, with_cells: bool) -> Option<Vec<Location>> {
    let (figures, mut cells) = of_cell(view, position).or_else(|| of_figure(view, position))?;
    if !with_cells {
        cells.clear();
    }
    let location = |range| Location { uri: view.uri.clone(), range: view.range(range) };
    Some(figures.into_iter().chain(cells).map(location).collect())
}

fn of_cell(view: &View<'_>, position: Position) -> Option<(Vec<TextRange>, Vec<TextRange>)> {
    let (ledger, cell) = Ledger::at(view.document, view.offset(position))?;
    let prose = beside(view, &ledger);
    let figures = places(&prose, prose.stating(ledger.placed.table.spec, cell));
    Some((figures, ledger.cell(cell).into_iter().collect()))
}

fn of_figure(view: &View<'_>, position: Position) -> Option<(Vec<TextRange>, Vec<TextRange>)> {
    let (prose, here) = Prose::at(view, view.offset(position))?;
    let figures = places(&prose, prose.alike(&here));
    Some((figures, prose.cells(&here)))
}
