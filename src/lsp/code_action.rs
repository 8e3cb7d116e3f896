//! `textDocument/codeAction`: the fixes of what is found under the cursor, and all safe ones of the document.

use std::sync::Arc;

use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::ls_types::{
    CodeAction, CodeActionContext, CodeActionKind, CodeActionOrCommand, CodeActionParams, CodeActionResponse,
    CodeActionTriggerKind, Diagnostic,
};

use super::client::Facts;
use super::convert;
use super::session::{Checked, Session, Wanted};
use crate::check::check;
use crate::finding::{Finding, Fix};
use crate::fix;
use crate::say;

/// All safe fixes of a document.
pub const FIX_ALL: CodeActionKind = CodeActionKind::new("source.fixAll.gouji");

/// The actions at a range of the document as it is now. Edits of figures are only ever those that findings offer.
///
/// # Errors
/// When the computation fails.
pub async fn code_action(session: &Session, params: CodeActionParams) -> Result<Option<CodeActionResponse>> {
    let checked = session.checked(convert::key(&params.text_document.uri), Wanted::Current).await;
    let Some(checked) = checked else { return Ok(None) };
    let task = tokio::task::spawn_blocking(move || actions(&checked, &params));
    task.await.map(Some).map_err(|error| {
        tracing::error!(%error, "code actions");
        Error::internal_error()
    })
}

fn actions(checked: &Arc<Checked>, params: &CodeActionParams) -> CodeActionResponse {
    let facts = &checked.facts;
    let at = convert::bytes(&checked.text, params.range, facts.encoding);
    let mut actions = Vec::new();
    if is_wanted(&params.context, &CodeActionKind::QUICKFIX) {
        let found = checked.findings.iter().zip(&checked.diagnostics);
        for (finding, diagnostic) in found.filter(|(finding, _)| finding.range.intersect(at).is_some()) {
            actions.extend(quick_fixes(checked, finding, diagnostic));
        }
    }
    // Not at every move of the cursor: only for those who look for it.
    let is_automatic = params.context.trigger_kind == Some(CodeActionTriggerKind::AUTOMATIC);
    if is_wanted(&params.context, &FIX_ALL) && (params.context.only.is_some() || !is_automatic) {
        actions.extend(fix_all(checked, facts));
    }
    actions.into_iter().map(CodeActionOrCommand::CodeAction).collect()
}

/// Whether the client asks for this kind: it, or one above it, is among those named, if any are.
fn is_wanted(context: &CodeActionContext, kind: &CodeActionKind) -> bool {
    let is_above = |above: &CodeActionKind| {
        let rest = kind.as_str().strip_prefix(above.as_str());
        rest.is_some_and(|rest| above.as_str().is_empty() || rest.is_empty() || rest.starts_with('.'))
    };
    context.only.as_deref().is_none_or(|only| only.iter().any(is_above))
}

fn quick_fixes(checked: &Checked, finding: &Finding, diagnostic: &Diagnostic) -> impl Iterator<Item = CodeAction> {
    let action = |fix: &Fix| CodeAction {
        title: fix.title.clone(),
        kind: Some(CodeActionKind::QUICKFIX),
        diagnostics: Some(vec![diagnostic.clone()]),
        edit: Some(convert::workspace_edit(checked, &fix.edits, &checked.facts)),
        is_preferred: convert::is_preferred(fix).then_some(true),
        ..CodeAction::default()
    };
    finding.fixes.iter().filter(|fix| !fix.edits.is_empty()).map(action)
}

fn fix_all(checked: &Checked, facts: &Facts) -> Option<CodeAction> {
    let document = checked.document.clone()?;
    let fixed = fix::fix(document, checked.findings.clone(), false, check);
    if fixed.edits.is_empty() {
        return None;
    }
    let count = fixed.applied;
    Some(CodeAction {
        title: say!(facts.locale, "应用全部安全修复（{count} 处）", "Apply all safe fixes ({count})"),
        kind: Some(FIX_ALL),
        edit: Some(convert::workspace_edit(checked, &fixed.edits, facts)),
        ..CodeAction::default()
    })
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
