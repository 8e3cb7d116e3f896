//! `textDocument/formatting` and `rangeFormatting`: what `gouji fmt` does. No figure and no word ever changes.

use tower_lsp::ls_types::{Range, TextEdit};

use super::view::View;
use crate::layout::tidy;

/// The edits that lay out a range, or of the whole document.
pub fn formatting(view: &View<'_>, range: Option<Range>) -> Option<Vec<TextEdit>> {
    let range = range.map_or(view.whole(), |range| view.bytes(range));
    let edits = tidy(view.document, range);
    Some(edits.iter().map(|edit| TextEdit::new(view.range(edit.range), edit.text.clone())).collect())
}
