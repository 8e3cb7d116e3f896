//! The session without a client: what only a check made for the purpose can show. Whole sessions are in `tests/lsp.rs`.

mod typing;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::runtime::{Builder, Runtime};

use super::client::Facts;
use super::convert;
use super::open::Change;
use super::session::{Event, Session, Wanted};
use super::{Options, Outbox};
use crate::beside::Surroundings;
use crate::check::Findings;
use crate::document::Document;
use crate::finding::{Finding, Locale, Severity};
use crate::text::{Position, TextRange};

const URI: &str = "file:///nowhere/a.md";

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_time().build().expect("there are threads")
}

/// A session with an open document, for a client that asks.
fn session(runtime: &Runtime, check: super::check::Check, text: &str) -> Session {
    session_with(runtime, (check, Duration::MAX), &Outbox::default(), text)
}

/// The same for a client that can be told to ask again, whose user has finished after a pause of this length.
fn session_with(runtime: &Runtime, check: (super::check::Check, Duration), outbox: &Outbox, text: &str) -> Session {
    let options = Options { locale: Locale::ZhCn, config: None };
    let session = Session::with_check(options, outbox.clone(), runtime.handle().clone(), check);
    let session = session.expect("there are threads");
    session.send(Event::Connected(Box::new(Facts { pulls: true, can_refresh: true, ..Facts::default() })));
    session.send(convert::opened(
        serde_json::from_value(serde_json::json!({
            "textDocument": {"uri": URI, "languageId": "markdown", "version": 1, "text": text}
        }))
        .expect("a valid notification"),
    ));
    session
}

fn insert(session: &Session, version: i32, text: &str) {
    let at = Position { line: 0, column: 0 };
    let changes = vec![Change { range: Some((at, at)), text: text.to_owned() }];
    session.send(Event::Changed { key: URI.to_owned(), version, changes });
}

/// The messages of what is found in a document.
fn found(runtime: &Runtime, session: &Session) -> Vec<String> {
    let checked = runtime.block_on(session.checked(URI.to_owned(), Wanted::Current)).expect("it is open");
    checked.found.findings().iter().map(|finding| finding.message.clone()).collect()
}

fn finding(message: String) -> Findings {
    let finding = Finding {
        rule: "row-total",
        severity: Severity::Error,
        range: TextRange::default(),
        message,
        related: Vec::new(),
        fixes: Vec::new(),
        data: None,
    };
    Findings { across: vec![finding], ..Findings::default() }
}

/// Finds how long the text is, and panics at 毒.
fn poisoned(document: &Document, _: &[TextRange], _: &Surroundings) -> Findings {
    let text = document.text().to_string();
    assert!(!text.contains('毒'), "poison");
    finding(text.len().to_string())
}

#[test]
fn a_panicking_rule_leaves_the_server_alive() {
    let runtime = runtime();
    let session = session(&runtime, poisoned, "a");
    assert_eq!(found(&runtime, &session), ["1"]);
    insert(&session, 2, "毒");
    assert_eq!(found(&runtime, &session), [""; 0]);
    let changes = vec![Change { range: None, text: "abc".to_owned() }];
    session.send(Event::Changed { key: URI.to_owned(), version: 3, changes });
    assert_eq!(found(&runtime, &session), ["3"]);
}

#[test]
fn a_check_that_panics_once_is_made_again_of_the_text() {
    static CALLS: AtomicUsize = AtomicUsize::new(0);
    fn check(document: &Document, _: &[TextRange], _: &Surroundings) -> Findings {
        assert!(CALLS.fetch_add(1, Ordering::SeqCst) != 0, "the first one");
        finding(document.text().to_string())
    }
    let runtime = runtime();
    let session = session(&runtime, check, "a");
    insert(&session, 2, "b");
    assert_eq!(found(&runtime, &session), ["ba"]);
}

#[test]
fn a_long_document_is_checked_elsewhere_and_stale_results_are_dropped() {
    fn check(document: &Document, _: &[TextRange], _: &Surroundings) -> Findings {
        std::thread::sleep(std::time::Duration::from_millis(20));
        finding(u32::from(document.text().len()).to_string())
    }
    let runtime = runtime();
    let session = session(&runtime, check, &"长\n".repeat(50_000));
    let early = session.checked(URI.to_owned(), Wanted::Shown);
    for version in 2..=50 {
        insert(&session, version, "x");
        std::thread::sleep(std::time::Duration::from_millis(1));
    }
    assert_eq!(found(&runtime, &session), ["200049"]);
    let early = runtime.block_on(early).expect("it is open");
    assert_eq!(early.version, 50, "results for earlier states were dropped");
}
