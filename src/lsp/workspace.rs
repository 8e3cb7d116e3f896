//! `workspace/diagnostic`: what is found in every report below the open folders, open in the editor or not.
//!
//! The result id of a file that is not open tells its size, its time, its settings and what stands beside it, so that a
//! file of which the client knows everything already is not even read.

use std::collections::{BTreeSet, HashMap};
use std::hash::{Hash, Hasher};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::mpsc;
use tower_lsp::Client;
use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::{
    FullDocumentDiagnosticReport, NumberOrString, ProgressToken, UnchangedDocumentDiagnosticReport, Uri,
    WorkspaceDiagnosticParams, WorkspaceDiagnosticReport, WorkspaceDiagnosticReportPartialResult,
    WorkspaceDiagnosticReportResult, WorkspaceDocumentDiagnosticReport as Report,
    WorkspaceFullDocumentDiagnosticReport, WorkspaceUnchangedDocumentDiagnosticReport, notification::Notification,
};

use super::around::{in_parallel, survey};
use super::check::Found;
use super::client::Facts;
use super::convert;
use super::session::{Session, Wanted};
use super::wire::Wire;
use crate::beside::Surroundings;
use crate::check::by_report;
use crate::config::Settings;
use crate::document::Document;
use crate::say;
use crate::workspace::{Projects, Walked, load, targets};

/// What a look at all files needs to know.
pub struct Scan {
    /// The client; its folders.
    pub facts: Arc<Facts>,
    /// The settings of every file, as they are now.
    pub projects: Projects,
    /// The open documents, which are not read from their files.
    pub open: BTreeSet<String>,
}

/// Reports that go to the client together, where it takes them in parts.
const PART: usize = 64;

/// The protocol's type for it leaves out partial results.
enum PartialResult {}

impl Notification for PartialResult {
    type Params = serde_json::Value;
    const METHOD: &'static str = "$/progress";
}

/// Answers with every report that the client does not know yet.
///
/// # Errors
/// Never.
pub async fn workspace_diagnostic(
    session: &Session,
    client: &Client,
    params: WorkspaceDiagnosticParams,
) -> Result<WorkspaceDiagnosticReportResult> {
    let gone: HashMap<String, Uri> =
        params.previous_result_ids.iter().map(|known| (convert::key(&known.uri), known.uri.clone())).collect();
    let known: HashMap<String, String> =
        params.previous_result_ids.into_iter().map(|known| (convert::key(&known.uri), known.value)).collect();
    let scan = session.scan().await;
    let locale = scan.as_ref().map(|scan| scan.facts.locale).unwrap_or_default();
    let progress = match params.work_done_progress_params.work_done_token {
        Some(token) => Some(client.progress(token, say!(locale, "检查年度报告", "Checking reports")).begin().await),
        None => None,
    };
    let mut items = Vec::new();
    for key in scan.iter().flat_map(|scan| &scan.open) {
        items.extend(of_open(session, key, known.get(key)).await);
    }
    if let Some(scan) = scan {
        let (sender, mut found) = mpsc::unbounded_channel();
        tokio::task::spawn_blocking(move || files(&scan, &known, gone, &sender));
        let token = params.partial_result_params.partial_result_token;
        while let Some(report) = found.recv().await {
            items.push(report);
            if let Some(token) = token.as_ref().filter(|_| items.len() >= PART) {
                send_part(client, token, std::mem::take(&mut items)).await;
            }
        }
    }
    if let Some(progress) = progress {
        progress.finish().await;
    }
    Ok(WorkspaceDiagnosticReportResult::Report(WorkspaceDiagnosticReport { items }))
}

async fn send_part(client: &Client, token: &ProgressToken, items: Vec<Report>) {
    let value = WorkspaceDiagnosticReportPartialResult { items };
    let token = match token {
        NumberOrString::Number(number) => serde_json::json!(number),
        NumberOrString::String(text) => serde_json::json!(text),
    };
    client.send_notification::<PartialResult>(serde_json::json!({"token": token, "value": value})).await;
}

async fn of_open(session: &Session, key: &str, known: Option<&String>) -> Option<Report> {
    let checked = session.checked(key.to_owned(), Wanted::Shown).await?;
    let (uri, version) = (checked.name.uri.clone(), Some(checked.version.into()));
    Some(report(uri, version, checked.id.clone(), known, || checked.found.wire.diagnostics()))
}

/// A report, in full unless the client has it.
fn report(
    uri: Uri,
    version: Option<i64>,
    result_id: String,
    known: Option<&String>,
    items: impl FnOnce() -> Vec<tower_lsp::ls_types::Diagnostic>,
) -> Report {
    if known == Some(&result_id) {
        let unchanged_document_diagnostic_report = UnchangedDocumentDiagnosticReport { result_id };
        return WorkspaceUnchangedDocumentDiagnosticReport { uri, version, unchanged_document_diagnostic_report }
            .into();
    }
    let full_document_diagnostic_report = FullDocumentDiagnosticReport { result_id: Some(result_id), items: items() };
    WorkspaceFullDocumentDiagnosticReport { uri, version, full_document_diagnostic_report }.into()
}

/// Looks at the files that are not open, until nobody wants to know.
/// Of those that are `gone`, there is nothing any more.
fn files(
    scan: &Scan,
    known: &HashMap<String, String>,
    mut gone: HashMap<String, Uri>,
    found: &mpsc::UnboundedSender<Report>,
) {
    gone.retain(|key, _| !scan.open.contains(key));
    survey(&scan.facts.library, &scan.facts.roots, &scan.projects);
    let Walked { targets, errors, .. } = targets(&scan.facts.roots, &scan.projects, 1);
    for error in errors {
        tracing::warn!(path = ?error.path, error.message, "not looked at");
    }
    let seen: Mutex<BTreeSet<String>> = Mutex::default();
    in_parallel(&targets, |target| {
        let Some(uri) = Uri::from_file_path(&target.path) else { return true };
        let key = convert::key(&uri);
        if scan.open.contains(&key) {
            return true;
        }
        let report = of_file(scan, &target.path, uri, known.get(&key));
        seen.lock().unwrap_or_else(PoisonError::into_inner).insert(key);
        report.is_none_or(|report| found.send(report).is_ok())
    });
    let seen = seen.into_inner().unwrap_or_else(PoisonError::into_inner);
    gone.retain(|key, _| !seen.contains(key));
    let mut gone: Vec<Uri> = gone.into_values().collect();
    gone.sort_unstable_by(|one, two| one.as_str().cmp(two.as_str()));
    for uri in gone {
        let nothing = FullDocumentDiagnosticReport::default();
        let report =
            WorkspaceFullDocumentDiagnosticReport { uri, version: None, full_document_diagnostic_report: nothing };
        // Nobody may want to know any more.
        let _ = found.send(report.into());
    }
}

/// None for a file in which nothing is found and nothing was.
fn of_file(scan: &Scan, path: &Path, uri: Uri, known: Option<&String>) -> Option<Report> {
    // A configuration that is wrong is told of where it stands.
    let settings = scan.projects.of(path).map_or_else(|_| Arc::default(), |project| project.settings.clone());
    let library = &scan.facts.library;
    let id = result_id(path, &settings, &library.surroundings_of(path, &settings))?;
    if known == Some(&id) {
        return Some(report(uri, None, id, known, Vec::new));
    }
    let loaded = load(path).ok()?;
    let document = Document::new(&loaded.text, settings);
    let found = by_report(&document, &[], &library.surroundings(path, &document));
    let found = Found::new(found, document.text(), &uri, &scan.facts, &Wire::default());
    let diagnostics = found.wire.diagnostics();
    (known.is_some() || !diagnostics.is_empty()).then(|| report(uri, None, id, known, || diagnostics))
}

fn result_id(path: &Path, settings: &Settings, surroundings: &Surroundings) -> Option<String> {
    let metadata = path.metadata().ok()?;
    let mut hasher = rustc_hash::FxHasher::default();
    (metadata.len(), metadata.modified().ok()).hash(&mut hasher);
    format!("{:?} {:?}", settings.config, settings.locale).hash(&mut hasher);
    settings.formats.iter().for_each(|format| format.name.hash(&mut hasher));
    surroundings.fingerprint().hash(&mut hasher);
    Some(format!("{:x}", hasher.finish()))
}
