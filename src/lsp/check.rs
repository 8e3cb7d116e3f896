//! One check of a snapshot, on whichever thread; a panic is this document's failure, not the server's.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, OnceLock};

use tower_lsp::ls_types::Uri;

use super::client::Facts;
use super::convert::Name;
use super::moved;
use super::wire::Wire;
use crate::beside::Surroundings;
use crate::check::Findings;
use crate::document::Document;
use crate::finding::{Finding, Locale};
use crate::format::FormatError;
use crate::rules::invalid_config;
use crate::text::{Text, TextRange, TextSize};
use crate::workspace::{ConfigError, load};

/// What finds, told where a person is typing; tests have their own.
pub type Check = fn(&Document, &[TextRange], &Surroundings) -> Findings;

/// What was found in one state of a document.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// As rules say it.
    by_report: Findings,
    /// The same in one list, for those who ask.
    all: OnceLock<Vec<Finding>>,
    /// As the client hears it.
    pub wire: Arc<Wire>,
}

impl Found {
    /// `before` is what the client heard of an earlier state of the same document.
    pub fn new(by_report: Findings, text: &Text, uri: &Uri, facts: &Facts, before: &Wire) -> Found {
        let wire = Arc::new(Wire::new(&by_report, text, uri, facts, before));
        Found { by_report, all: OnceLock::new(), wire }
    }

    /// All of it by position.
    pub fn findings(&self) -> &[Finding] {
        self.all.get_or_init(|| self.by_report.clone().into_vec())
    }

    /// Moves it as the text moves in which `replaced` becomes `inserted` bytes. The client hears of it with
    /// [`Found::renewed`].
    pub fn shift(&mut self, replaced: TextRange, inserted: TextSize) {
        let mut across = std::mem::take(&mut self.by_report).into_vec();
        moved::shift(&mut across, replaced, inserted);
        (self.by_report, self.all) = (Findings { across, ..Findings::default() }, OnceLock::new());
    }

    /// The same as the client hears it of this text.
    pub fn renewed(&mut self, text: &Text, uri: &Uri, facts: &Facts) {
        self.wire = Arc::new(Wire::new(&self.by_report, text, uri, facts, &Wire::default()));
    }
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
    /// Where a person is typing.
    pub focus: Vec<TextRange>,
    /// What stands beside it.
    pub surroundings: Arc<Surroundings>,
    /// Who is told.
    pub facts: Arc<Facts>,
    /// What the client heard of an earlier state.
    pub before: Arc<Wire>,
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
    pub found: Found,
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
        Done { key, revision, found: Found::default(), panicked: false, document: None, is_rebuilt: false }
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
        let across = error.into_iter().map(|error| of_error(name, error, facts.locale)).collect();
        let found = Findings { across, ..Findings::default() };
        let found = Found::new(found, document.text(), &name.uri, facts, &Wire::default());
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

/// A configuration file that is not open, and its diagnostics.
pub fn of_config_file(error: &ConfigError, facts: &Facts) -> Option<(Uri, Found)> {
    let uri = Uri::from_file_path(&error.path)?;
    let text = load(&error.path).map(|loaded| loaded.text).unwrap_or_default();
    let name = Name { path: Some(error.path.clone()), ..Name::new(uri.clone()) };
    let found = Findings { across: vec![of_error(&name, error, facts.locale)], ..Findings::default() };
    let found = Found::new(found, &Text::new(&text), &uri, facts, &Wire::default());
    Some((uri, found))
}

impl Job {
    /// Checks; after a panic once more, of the same text read anew.
    pub fn run(self) -> Done {
        let Job { name, revision, document, focus, surroundings, facts, before, check } = self;
        let check =
            |document: &Document| catch_unwind(AssertUnwindSafe(|| check(document, &focus, &surroundings))).ok();
        let first = check(&document);
        let panicked = first.is_none();
        let again = || {
            let read = || Document::editable(&document.text().to_string(), document.settings().clone());
            let fresh = catch_unwind(AssertUnwindSafe(read)).ok()?;
            check(&fresh).map(|findings| (findings, fresh))
        };
        let (findings, fresh) = match first {
            Some(findings) => (findings, None),
            None => again().map_or((Findings::default(), None), |(findings, fresh)| (findings, Some(fresh))),
        };
        let found = Found::new(findings, document.text(), &name.uri, &facts, &before);
        let (is_rebuilt, document) = (fresh.is_some(), Some(fresh.unwrap_or(document)));
        Done { key: name.key, revision, found, panicked, document, is_rebuilt }
    }
}
