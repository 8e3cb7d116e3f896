//! `textDocument/codeAction` and `codeAction/resolve`.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use tower_lsp::jsonrpc::{Error, ErrorCode, Result};
use tower_lsp::ls_types::{
    CodeAction, CodeActionContext, CodeActionKind, CodeActionOrCommand, CodeActionParams, CodeActionResponse,
    CodeActionTriggerKind, Uri, WorkspaceEdit,
};

use super::annotation;
use super::convert;
use super::offer::{self, FIX_ALL, Offer, RECOMPUTE, What};
use super::session::{Checked, Session};
use super::view::{View, look_at};

/// What travels to the client and back with an action that is not worked out yet.
#[derive(Debug, Serialize, Deserialize)]
struct Pending {
    uri: Uri,
    /// The state of the document for which it was offered.
    revision: u64,
    what: What,
}

/// The actions at a range of the document as it is now. Edits of figures are only ever those that findings offer, or
/// that a person asks for by name.
///
/// # Errors
/// When the computation fails.
pub async fn code_action(session: &Session, params: CodeActionParams) -> Result<Option<CodeActionResponse>> {
    let uri = params.text_document.uri.clone();
    look_at(session, &uri, move |checked| Some(actions(checked, &params))).await
}

/// Works out the edit of an action.
///
/// # Errors
/// When the document has changed since the action was offered.
pub async fn resolve(session: &Session, mut action: CodeAction) -> Result<CodeAction> {
    let pending = action.data.as_ref().and_then(|data| Pending::deserialize(data).ok());
    let Some(Pending { uri, revision, what }) = pending else { return Ok(action) };
    let edit = look_at(session, &uri, move |checked| {
        if checked.revision != revision {
            return None;
        }
        edit(checked, &what)
    });
    action.edit = Some(edit.await?.ok_or_else(|| Error::new(ErrorCode::ContentModified))?);
    Ok(action)
}

fn actions(checked: &Arc<Checked>, params: &CodeActionParams) -> CodeActionResponse {
    let Some(view) = View::new(checked) else { return Vec::new() };
    let context = &params.context;
    let at = view.bytes(params.range);
    let mut offers = Vec::new();
    if is_wanted(context, &CodeActionKind::QUICKFIX) {
        offers.extend(offer::quick_fixes(&view, at));
    }
    // Not at every move of the cursor: only for those who look for it.
    let is_automatic = context.trigger_kind == Some(CodeActionTriggerKind::AUTOMATIC);
    if context.only.is_some() || !is_automatic {
        if is_wanted(context, &CodeActionKind::REFACTOR_REWRITE) {
            offers.extend(offer::rewrites(&view, at));
        }
        offers.extend(offer::source_actions(&view, at, |kind| is_wanted(context, kind)));
    }
    offers.into_iter().filter_map(|offer| Some(action(checked, offer)?.into())).collect::<Vec<CodeActionOrCommand>>()
}

/// Whether the client asks for this kind: it, or one above it, is among those named, if any are.
fn is_wanted(context: &CodeActionContext, kind: &CodeActionKind) -> bool {
    let is_above = |above: &CodeActionKind| {
        let rest = kind.as_str().strip_prefix(above.as_str());
        rest.is_some_and(|rest| above.as_str().is_empty() || rest.is_empty() || rest.starts_with('.'))
    };
    context.only.as_deref().is_none_or(|only| only.iter().any(is_above))
}

/// The offer as the client hears it; none if it turns out to change nothing.
fn action(checked: &Checked, offer: Offer) -> Option<CodeAction> {
    let finding = offer.finding.and_then(|finding| checked.found.findings().get(finding));
    let encoding = checked.facts.encoding;
    let diagnostic =
        finding.map(|one| convert::diagnostic(&checked.text, &checked.name.uri, one, encoding, &checked.facts.library));
    let mut action = CodeAction {
        title: offer.title,
        kind: Some(offer.kind),
        diagnostics: diagnostic.map(|diagnostic| vec![diagnostic]),
        is_preferred: offer.is_preferred.then_some(true),
        ..CodeAction::default()
    };
    if checked.facts.resolves_actions {
        let pending = Pending { uri: checked.name.uri.clone(), revision: checked.revision, what: offer.what };
        action.data = serde_json::to_value(pending).ok();
    } else {
        action.edit = Some(edit(checked, &offer.what)?);
    }
    Some(action)
}

fn edit(checked: &Checked, what: &What) -> Option<WorkspaceEdit> {
    let view = View::new(checked)?;
    let edits = offer::edits(&view, what)?;
    // Who has asked for it by name, on save for instance, is not asked again.
    let asks = matches!(what, What::Fix { .. } | What::FillBlanks { .. });
    (!edits.is_empty()).then(|| annotation::workspace_edit(&view, checked.version, &edits, asks))
}

/// The kinds of actions that there are.
pub fn kinds() -> Vec<CodeActionKind> {
    vec![CodeActionKind::QUICKFIX, CodeActionKind::REFACTOR_REWRITE, FIX_ALL, RECOMPUTE]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_wanted_with_those_above_them() {
        let wanted = |only: &[&'static str]| {
            let only = only.iter().map(|kind| CodeActionKind::new(kind)).collect();
            is_wanted(&CodeActionContext { only: Some(only), ..CodeActionContext::default() }, &FIX_ALL)
        };
        assert!(wanted(&["source"]) && wanted(&["source.fixAll"]) && wanted(&["quickfix", "source.fixAll.gouji"]));
        assert!(wanted(&[""]));
        assert!(!wanted(&["source.fix"]) && !wanted(&["source.fixAll.gouji.more"]) && !wanted(&[]));
        assert!(is_wanted(&CodeActionContext::default(), &FIX_ALL));
    }
}
