//! What a person looks at: one state of a document, and what is asked about it, in the client's units. Most of the
//! requests that show something are functions from a view to the protocol's answer.

use std::sync::Arc;

use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::ls_types::{self as lsp, Uri};

use super::client::Facts;
use super::convert;
use super::session::{Checked, Session, Wanted};
use crate::beside::Surroundings;
use crate::document::Document;
use crate::finding::{Finding, Locale};
use crate::text::{Text, TextRange, TextSize};

/// One state of a document.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    /// What the client calls it.
    pub uri: &'a Uri,
    /// The snapshot.
    pub document: &'a Document,
    /// What is found in it, by position.
    pub findings: &'a [Finding],
    /// Who looks.
    pub facts: &'a Facts,
    /// The reports that stand beside it.
    pub surroundings: &'a Surroundings,
}

impl<'a> View<'a> {
    /// None of a document that could not be read.
    pub fn new(checked: &'a Checked) -> Option<View<'a>> {
        let document = checked.document.as_ref()?;
        Some(View {
            uri: &checked.name.uri,
            document,
            findings: checked.found.findings(),
            facts: &checked.facts,
            surroundings: &checked.surroundings,
        })
    }

    /// The text.
    pub fn text(&self) -> &'a Text {
        self.document.text()
    }

    /// The language of messages.
    pub fn locale(&self) -> Locale {
        self.facts.locale
    }

    /// All of the text.
    pub fn whole(&self) -> TextRange {
        TextRange::up_to(self.text().len())
    }

    /// A range in the client's lines and columns.
    pub fn range(&self, range: TextRange) -> lsp::Range {
        convert::range(self.text(), range, self.facts.encoding)
    }

    /// A place in the client's lines and columns.
    pub fn position(&self, offset: TextSize) -> lsp::Position {
        self.range(TextRange::empty(offset)).start
    }

    /// The bytes of the client's range.
    pub fn bytes(&self, range: lsp::Range) -> TextRange {
        convert::bytes(self.text(), range, self.facts.encoding)
    }

    /// The byte at the client's position.
    pub fn offset(&self, position: lsp::Position) -> TextSize {
        self.bytes(lsp::Range { start: position, end: position }).start()
    }
}

/// Answers a request about a document as it is now, on a thread that may take its time; null for one that is not open.
/// The question stands in its place among the session's events before the first await.
///
/// # Errors
/// When the answer can't be worked out.
pub async fn look<R: Send + 'static>(
    session: &Session,
    uri: &Uri,
    answer: impl FnOnce(&View<'_>) -> Option<R> + Send + 'static,
) -> Result<Option<R>> {
    look_at(session, uri, move |checked| answer(&View::new(checked)?)).await
}

/// [`look`] for an answer that needs more than a view has.
///
/// # Errors
/// When the answer can't be worked out.
pub async fn look_at<R: Send + 'static>(
    session: &Session,
    uri: &Uri,
    answer: impl FnOnce(&Arc<Checked>) -> Option<R> + Send + 'static,
) -> Result<Option<R>> {
    let Some(checked) = session.checked(convert::key(uri), Wanted::Current).await else { return Ok(None) };
    let task = tokio::task::spawn_blocking(move || answer(&checked));
    task.await.map_err(|error| {
        tracing::error!(%error, "a request");
        Error::internal_error()
    })
}

#[cfg(test)]
pub(super) mod testing {
    use super::*;
    use crate::check::check;
    use crate::config::Settings;

    /// The right report of the rules' fixtures.
    pub const REPORT: &str = crate::rules::testing::REPORT;

    /// Looks at a text for a client that counts in UTF-16.
    pub fn with_view<R>(text: &str, look: impl FnOnce(&View<'_>) -> R) -> R {
        let document = Document::new(text, Arc::new(Settings::default()));
        let uri = "file:///nowhere/a.md".parse().expect("a URI");
        let (findings, facts) = (check(&document), Facts { hints: true, ..Facts::default() });
        let surroundings = Surroundings::none();
        look(&View { uri: &uri, document: &document, findings: &findings, facts: &facts, surroundings })
    }

    /// The place right behind the nth `needle` of the text.
    pub fn behind(view: &View<'_>, needle: &str, nth: usize) -> lsp::Position {
        let text = view.text().to_string();
        let (at, found) = text.match_indices(needle).nth(nth).expect("it occurs that often");
        view.position(TextSize::of(&text[..at + found.len()]))
    }
}
