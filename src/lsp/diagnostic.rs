//! `textDocument/diagnostic`: what is found in a document, for clients that ask.

use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::{
    DocumentDiagnosticParams, DocumentDiagnosticReport, DocumentDiagnosticReportResult, FullDocumentDiagnosticReport,
    RelatedFullDocumentDiagnosticReport, RelatedUnchangedDocumentDiagnosticReport, UnchangedDocumentDiagnosticReport,
};

use super::convert;
use super::session::{Session, Wanted};

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
            let items = checked.map(|checked| checked.diagnostics.clone()).unwrap_or_default();
            DocumentDiagnosticReport::Full(RelatedFullDocumentDiagnosticReport {
                related_documents: None,
                full_document_diagnostic_report: FullDocumentDiagnosticReport { result_id, items },
            })
        }
    };
    Ok(report.into())
}
