//! `textDocument/formatting` and `rangeFormatting`: tables are aligned; no figure ever changes.

use tower_lsp::ls_types::{Range, TextEdit};

use super::view::View;
use crate::align::align;

/// The edits that align the tables of a range, or of the whole document.
pub fn formatting(view: &View<'_>, range: Option<Range>) -> Option<Vec<TextEdit>> {
    let range = range.map_or(view.whole(), |range| view.bytes(range));
    let edits = align(view.document, range);
    Some(edits.iter().map(|edit| TextEdit::new(view.range(edit.range), edit.text.clone())).collect())
}
