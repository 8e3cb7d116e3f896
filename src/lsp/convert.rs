//! The protocol's words ↔ ours. Beside the handlers, nothing else in the server knows the protocol's types.

use std::path::{Path, PathBuf};

use serde_json::json;
use tower_lsp::ls_types::{
    self as lsp, CodeDescription, Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, DiagnosticTag,
    DidChangeTextDocumentParams, DidChangeWorkspaceFoldersParams, DidCloseTextDocumentParams,
    DidOpenTextDocumentParams, DidSaveTextDocumentParams, Location, NumberOrString, TextEdit, Uri, WorkspaceFolder,
};

use super::open::Change;
use super::session::Event;
use crate::finding::{Finding, Fix, Related, Safety, Severity};
use crate::text::{Edits, Encoding, Position, Text, TextRange, TextSize};
use crate::workspace::{Library, spelling};

/// What editors show as the origin of diagnostics; the server's name.
pub const SOURCE: &str = "gouji";

/// Where the rules' pages are.
const PAGES: &str = "https://github.com/gouji/gouji/blob/main/docs/rules/";

/// A document: what it is known by here, and what the client calls it.
#[derive(Clone, Debug)]
pub struct Name {
    /// One for all spellings.
    pub key: String,
    /// The client's own spelling, for answers.
    pub uri: Uri,
    /// The file, where there is one.
    pub path: Option<PathBuf>,
}

impl Name {
    /// Named by the client.
    pub fn new(uri: Uri) -> Name {
        Name { key: key(&uri), path: path(&uri), uri }
    }
}

/// What a document is known by: `file:///c:/a`, `file:///C:/a` and `file:///c%3A/a` are one.
pub fn key(uri: &Uri) -> String {
    if !is_file(uri) {
        return uri.as_str().to_owned();
    }
    let host = uri.authority().map(|authority| authority.host()).unwrap_or_default();
    let mut path = uri.path().decode().to_string_lossy().into_owned();
    let drive = path.get(1..3).filter(|drive| drive.ends_with(':')).map(str::to_ascii_lowercase);
    if let Some(drive) = drive {
        path.replace_range(1..3, &drive);
    }
    format!("file://{host}{path}")
}

/// The file that a URI names; none for documents without one.
pub fn path(uri: &Uri) -> Option<PathBuf> {
    if is_file(uri) { uri.to_file_path().map(|path| path.into_owned()) } else { None }
}

fn is_file(uri: &Uri) -> bool {
    uri.scheme().as_str().eq_ignore_ascii_case("file")
}

/// The page that explains a rule.
pub fn page(rule: &str) -> Option<Uri> {
    format!("{PAGES}{rule}.md").parse().ok()
}

/// `textDocument/didOpen`.
pub fn opened(params: DidOpenTextDocumentParams) -> Event {
    let document = params.text_document;
    Event::Opened { name: Name::new(document.uri), version: document.version, text: document.text }
}

/// `textDocument/didChange`.
pub fn changed(params: DidChangeTextDocumentParams) -> Event {
    let position = |position: lsp::Position| Position { line: index(position.line), column: index(position.character) };
    let change = |change: lsp::TextDocumentContentChangeEvent| Change {
        range: change.range.map(|range| (position(range.start), position(range.end))),
        text: change.text,
    };
    let changes = params.content_changes.into_iter().map(change).collect();
    Event::Changed { key: key(&params.text_document.uri), version: params.text_document.version, changes }
}

/// `textDocument/didSave`.
pub fn saved(params: DidSaveTextDocumentParams) -> Event {
    Event::Saved { key: key(&params.text_document.uri), text: params.text }
}

/// `textDocument/didClose`.
pub fn closed(params: &DidCloseTextDocumentParams) -> Event {
    Event::Closed { key: key(&params.text_document.uri) }
}

/// `workspace/didChangeWorkspaceFolders`.
pub fn folders(params: &DidChangeWorkspaceFoldersParams) -> Event {
    let paths = |folders: &[WorkspaceFolder]| folders.iter().filter_map(|folder| path(&folder.uri)).collect();
    Event::Folders { added: paths(&params.event.added), removed: paths(&params.event.removed) }
}

fn index(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// A place in the client's lines and columns.
pub fn position(text: &Text, offset: TextSize, encoding: Encoding) -> lsp::Position {
    of_client(text.position(offset, encoding))
}

/// A range in the client's lines and columns.
pub fn range(text: &Text, range: TextRange, encoding: Encoding) -> lsp::Range {
    let (start, end) = text.positions(range, encoding);
    lsp::Range { start: of_client(start), end: of_client(end) }
}

fn of_client(Position { line, column }: Position) -> lsp::Position {
    let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    lsp::Position { line: number(line), character: number(column) }
}

/// The bytes of the client's range; a reversed one is empty.
pub fn bytes(text: &Text, range: lsp::Range, encoding: Encoding) -> TextRange {
    let offset = |position: lsp::Position| {
        text.offset(Position { line: index(position.line), column: index(position.character) }, encoding)
    };
    let (start, end) = (offset(range.start), offset(range.end));
    TextRange::new(start, end.max(start))
}

/// A finding of a document as a diagnostic.
pub fn diagnostic(text: &Text, uri: &Uri, finding: &Finding, encoding: Encoding, library: &Library) -> Diagnostic {
    Diagnostic {
        range: range(text, finding.range, encoding),
        severity: Some(severity(finding.severity)),
        code: Some(NumberOrString::String(finding.rule.to_owned())),
        code_description: page(finding.rule).map(|href| CodeDescription { href }),
        source: Some(SOURCE.to_owned()),
        message: finding.message.clone(),
        related_information: related(text, uri, &finding.related, encoding, library),
        tags: tag(finding).map(|tag| vec![tag]),
        data: best(&finding.fixes).map(|(index, fix)| data(text, index, fix, encoding)),
    }
}

/// What belongs to no report is shown faded: text that is left over, comments that do nothing, copies.
fn tag(finding: &Finding) -> Option<DiagnosticTag> {
    let is_unnecessary = match finding.rule {
        "unused-ignore" | "repeated-report" => true,
        // A placeholder is to be filled in, not to be taken out.
        "leftover-text" => finding.fixes.iter().any(|fix| fix.edits.iter().all(|edit| edit.text.is_empty())),
        _ => false,
    };
    is_unnecessary.then_some(DiagnosticTag::UNNECESSARY)
}

fn severity(severity: Severity) -> DiagnosticSeverity {
    match severity {
        Severity::Error => DiagnosticSeverity::ERROR,
        Severity::Warning => DiagnosticSeverity::WARNING,
        Severity::Info => DiagnosticSeverity::INFORMATION,
        Severity::Hint => DiagnosticSeverity::HINT,
    }
}

/// What a person calls a file.
pub fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

/// A place in another file.
pub fn location(path: &Path, place: TextRange, encoding: Encoding, library: &Library) -> Option<Location> {
    let uri = Uri::from_file_path(spelling(path))?;
    Some(Location { uri, range: range(&library.text(path), place, encoding) })
}

fn related(
    text: &Text,
    uri: &Uri,
    related: &[Related],
    encoding: Encoding,
    library: &Library,
) -> Option<Vec<DiagnosticRelatedInformation>> {
    let convert = |related: &Related| {
        let location = match &related.path {
            None => Location { uri: uri.clone(), range: range(text, related.range, encoding) },
            Some(path) => location(path, related.range, encoding, library)?,
        };
        Some(DiagnosticRelatedInformation { location, message: related.message.clone() })
    };
    let converted: Vec<_> = related.iter().filter_map(convert).collect();
    if converted.is_empty() { None } else { Some(converted) }
}

/// The fix to take when a person takes the first one, and which of the finding's it is.
fn best(fixes: &[Fix]) -> Option<(usize, &Fix)> {
    let mut offered = fixes.iter().enumerate().filter(|(_, fix)| !fix.edits.is_empty());
    offered.clone().find(|(_, fix)| is_preferred(fix)).or(offered.next())
}

/// Whether an editor may take it without a choice.
pub fn is_preferred(fix: &Fix) -> bool {
    fix.preferred || fix.safety == Safety::Safe
}

/// What a program needs to apply the fix without asking again.
fn data(text: &Text, index: usize, fix: &Fix, encoding: Encoding) -> serde_json::Value {
    let edits = text_edits(text, &fix.edits, encoding);
    json!({"fix": {
        "index": index,
        "title": fix.title,
        "safe": fix.safety == Safety::Safe,
        "preferred": fix.preferred,
        "edits": edits,
    }})
}

fn text_edits(text: &Text, edits: &Edits, encoding: Encoding) -> Vec<TextEdit> {
    edits.iter().map(|edit| TextEdit::new(range(text, edit.range, encoding), edit.text.clone())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn uri(uri: &str) -> Uri {
        uri.parse().expect("a URI")
    }

    #[test]
    fn one_file_has_one_key() {
        for spelling in ["file:///c:/%E5%8C%BA/a.md", "file:///C:/%E5%8C%BA/a.md", "FILE:///c%3A/%e5%8c%ba/a.md"] {
            assert_eq!(key(&uri(spelling)), "file:///c:/区/a.md", "{spelling}");
        }
        assert_eq!(key(&uri("file:///Home/A.md")), "file:///Home/A.md");
        assert_ne!(key(&uri("file://one/a.md")), key(&uri("file:///a.md")));
        assert_eq!(key(&uri("untitled:Untitled-1")), "untitled:Untitled-1");
        assert_eq!(path(&uri("untitled:Untitled-1")), None);
    }

    #[test]
    fn every_rule_has_its_page() {
        assert!(crate::rules::RULES.iter().all(|rule| page(rule.name).is_some()));
    }
}
