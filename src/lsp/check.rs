//! One check of a snapshot, on whichever thread; a panic is this document's failure, not the server's.

use std::panic::{AssertUnwindSafe, catch_unwind};

use tower_lsp::ls_types::{Diagnostic, PublishDiagnosticsParams, Uri};

use super::client::Facts;
use super::convert::{self, Name};
use crate::document::Document;
use crate::finding::{Finding, Locale};
use crate::format::FormatError;
use crate::rules::invalid_config;
use crate::text::{Encoding, Text};
use crate::workspace::{ConfigError, load};

/// What finds; tests have their own.
pub type Check = fn(&Document) -> Vec<Finding>;

/// What was found, by position.
#[derive(Clone, Debug, Default)]
pub struct Findings {
    /// As rules say it.
    pub findings: Vec<Finding>,
    /// As the client hears it, one for one.
    pub diagnostics: Vec<Diagnostic>,
}

/// A check to be made.
#[derive(Debug)]
pub struct Job {
    /// The document.
    pub name: Name,
    /// Which state of it.
    pub revision: u64,
    /// The snapshot.
    pub document: Document,
    /// The client's unit of columns.
    pub encoding: Encoding,
    /// What finds.
    pub check: Check,
}

/// A check that was made.
#[derive(Debug)]
pub struct Done {
    /// The document's key.
    pub key: String,
    /// Which state of it.
    pub revision: u64,
    /// What was found: nothing if to look is more than this program can do.
    pub found: Findings,
    /// Whether there was a panic.
    pub panicked: bool,
    /// The snapshot; none if it could not be read.
    pub document: Option<Document>,
    /// Whether the snapshot was read again from its text, because what was kept of it made the check panic.
    pub is_rebuilt: bool,
}

impl Done {
    /// The check of a document that can't be read.
    pub fn nothing(key: String, revision: u64) -> Done {
        Done { key, revision, found: Findings::default(), panicked: false, document: None, is_rebuilt: false }
    }
}

impl Done {
    /// What is found in a configuration file.
    pub fn of_config(
        name: &Name,
        revision: u64,
        document: Document,
        error: Option<&ConfigError>,
        facts: &Facts,
    ) -> Done {
        let findings: Vec<Finding> = error.into_iter().map(|error| of_error(name, error, facts.locale)).collect();
        let diagnostics = convert::diagnostics(document.text(), &name.uri, &findings, facts.encoding);
        let found = Findings { findings, diagnostics };
        let key = name.key.clone();
        Done { key, revision, found, panicked: false, document: Some(document), is_rebuilt: false }
    }
}

/// An error of a configuration; one in a file that it names is shown where the configuration begins.
fn of_error(name: &Name, error: &ConfigError, locale: Locale) -> Finding {
    let is_here = name.path.as_ref() == Some(&error.path);
    let (message, range) =
        if is_here { (error.message.clone(), error.range.clone()) } else { (error.to_string(), 0..0) };
    invalid_config::finding(&FormatError { message, range, suggestion: None }, locale)
}

/// The diagnostics of a configuration file that is not open.
pub fn of_config_file(error: &ConfigError, facts: &Facts) -> Option<PublishDiagnosticsParams> {
    let uri = Uri::from_file_path(&error.path)?;
    let text = load(&error.path).map(|loaded| loaded.text).unwrap_or_default();
    let name = Name { path: Some(error.path.clone()), ..Name::new(uri.clone()) };
    let findings = [of_error(&name, error, facts.locale)];
    let diagnostics = convert::diagnostics(&Text::new(&text), &uri, &findings, facts.encoding);
    Some(PublishDiagnosticsParams::new(uri, diagnostics, None))
}

impl Job {
    /// Checks; after a panic once more, of the same text read anew.
    pub fn run(self) -> Done {
        let Job { name, revision, document, encoding, check } = self;
        let check = |document: &Document| catch_unwind(AssertUnwindSafe(|| check(document))).ok();
        let first = check(&document);
        let panicked = first.is_none();
        let again = || {
            let read = || Document::new(&document.text().to_string(), document.settings().clone());
            let fresh = catch_unwind(AssertUnwindSafe(read)).ok()?;
            check(&fresh).map(|findings| (findings, fresh))
        };
        let (findings, fresh) = match first {
            Some(findings) => (findings, None),
            None => again().map_or((Vec::new(), None), |(findings, fresh)| (findings, Some(fresh))),
        };
        let diagnostics = convert::diagnostics(document.text(), &name.uri, &findings, encoding);
        let is_rebuilt = fresh.is_some();
        let (found, document) = (Findings { findings, diagnostics }, Some(fresh.unwrap_or(document)));
        Done { key: name.key, revision, found, panicked, document, is_rebuilt }
    }
}
