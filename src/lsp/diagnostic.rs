//! `textDocument/diagnostic`: what is found in a document, for clients that ask.
//!
//! The diagnostics themselves go past the framework, which would take longer to write them than it took to find them: the
//! handler leaves them here, and the guard, which sees the framework's answer first, sends them in its place.

use std::cell::RefCell;
use std::future::Future;
use std::sync::Arc;

use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::{
    DocumentDiagnosticParams, DocumentDiagnosticReport, DocumentDiagnosticReportResult, FullDocumentDiagnosticReport,
    RelatedFullDocumentDiagnosticReport, RelatedUnchangedDocumentDiagnosticReport, UnchangedDocumentDiagnosticReport,
};

use super::convert;
use super::session::{Checked, Session, Wanted};

tokio::task_local! {
    /// What the answer to the request is to say.
    static ANSWER: RefCell<Option<Arc<Checked>>>;
}

/// Runs a handler; what it answers, and what is to be sent in place of that.
pub async fn answered<T>(handler: impl Future<Output = T>) -> (T, Option<Arc<Checked>>) {
    ANSWER.scope(RefCell::default(), async { (handler.await, ANSWER.with(RefCell::take)) }).await
}

/// Answers with everything, or with the word that nothing has changed since the answer that the client names. A
/// document that is not open has no diagnostics.
///
/// # Errors
/// Never.
pub async fn diagnostic(session: &Session, params: DocumentDiagnosticParams) -> Result<DocumentDiagnosticReportResult> {
    let checked = session.checked(convert::key(&params.text_document.uri), Wanted::Shown).await;
    let result_id = checked.as_ref().map(|checked| checked.id.to_string());
    let report = match result_id {
        Some(result_id) if params.previous_result_id.as_ref() == Some(&result_id) => {
            DocumentDiagnosticReport::Unchanged(RelatedUnchangedDocumentDiagnosticReport {
                related_documents: None,
                unchanged_document_diagnostic_report: UnchangedDocumentDiagnosticReport { result_id },
            })
        }
        result_id => {
            if let Some(checked) = checked {
                ANSWER.with(|answer| answer.replace(Some(checked)));
            }
            DocumentDiagnosticReport::Full(RelatedFullDocumentDiagnosticReport {
                related_documents: None,
                full_document_diagnostic_report: FullDocumentDiagnosticReport { result_id, items: Vec::new() },
            })
        }
    };
    Ok(report.into())
}
