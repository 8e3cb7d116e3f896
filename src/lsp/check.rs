//! One check of a snapshot, on whichever thread; a panic is this document's failure, not the server's.

use std::panic::{AssertUnwindSafe, catch_unwind};

use tower_lsp::ls_types::Diagnostic;

use super::convert::{self, Name};
use crate::document::Document;
use crate::finding::Finding;
use crate::text::Encoding;

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
