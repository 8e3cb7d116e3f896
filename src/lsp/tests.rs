//! The session without a client: what only a check made for the purpose can show. Whole sessions are in `tests/lsp.rs`.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::runtime::{Builder, Runtime};

use super::client::Facts;
use super::convert;
use super::ledger::Ledger;
use super::open::Change;
use super::session::{Event, Session, Wanted};
use super::{Options, Outbox};
use crate::check::{Findings, by_report};
use crate::document::Document;
use crate::finding::{Data, Finding, Locale, Safety, Severity};
use crate::text::{Position, TextRange, TextSize};

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
fn poisoned(document: &Document, _: &[TextRange]) -> Findings {
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
    fn check(document: &Document, _: &[TextRange]) -> Findings {
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
    fn check(document: &Document, _: &[TextRange]) -> Findings {
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

/// Types in a document, a key at a time.
struct Typist<'a> {
    runtime: &'a Runtime,
    session: &'a Session,
    text: String,
    version: i32,
}

impl Typist<'_> {
    fn replace(&mut self, range: std::ops::Range<usize>, with: &str) {
        let position = |at: usize| {
            let line = self.text[..at].rsplit('\n').next().unwrap_or_default();
            Position { line: self.text[..at].matches('\n').count(), column: line.encode_utf16().count() }
        };
        let change = Change { range: Some((position(range.start), position(range.end))), text: with.to_owned() };
        self.version += 1;
        self.session.send(Event::Changed { key: URI.to_owned(), version: self.version, changes: vec![change] });
        self.text.replace_range(range, with);
    }

    fn found(&self) -> Vec<Finding> {
        let checked = self.runtime.block_on(self.session.checked(URI.to_owned(), Wanted::Current));
        let checked = checked.expect("it is open");
        // The prose of this report states figures of another column than those it names: it is no table's concern.
        checked.found.findings().iter().filter(|one| !one.rule.starts_with("prose-")).cloned().collect()
    }

    /// Puts `new` in the place of the figure that ends at `end`, and looks at every state in between.
    fn retype(&mut self, end: usize, old: &str, new: &str, mut look: impl FnMut(&str, &[Finding])) {
        let mut at = end;
        for key in old.chars().rev().map(|_| None).chain(new.chars().map(Some)) {
            match key {
                None => {
                    at -= 1;
                    self.replace(at..at + 1, "");
                }
                Some(digit) => {
                    self.replace(at..at, digit.encode_utf8(&mut [0; 4]));
                    at += 1;
                }
            }
            look(&self.text, &self.found());
        }
    }
}

/// A real report, without the copy that stands behind it.
fn seed() -> &'static str {
    let twice = include_str!("../../tests/corpus/000_1e5420d6ed40552a.txt");
    &twice[..twice.rfind("根据《中华人民共和国政府信息公开条例》(以下简称").expect("it has one")]
}

/// The figures of the table of requests: where each ends, its key, and what it is.
fn figures() -> Vec<(usize, String, String)> {
    let document = Document::new(seed(), Default::default());
    let mut ledgers = Ledger::of(&document, TextRange::up_to(document.text().len()));
    let ledger = ledgers.find(|ledger| ledger.table.key == "requests").expect("it has one");
    let cells = (0..ledger.table.cells.len()).filter_map(|cell| {
        let range = ledger.cell(cell)?;
        let figure = document.text().slice(range).into_owned();
        Some((usize::from(range.end()), ledger.table.cells[cell].key.clone(), figure))
    });
    cells.collect()
}

#[test]
fn what_a_person_rightly_types_is_neither_blamed_nor_taken_back() {
    let runtime = runtime();
    let session = session(&runtime, by_report, seed());
    let mut typist = Typist { runtime: &runtime, session: &session, text: seed().to_owned(), version: 1 };
    let count = |found: &[Finding]| found.iter().filter(|one| one.data.is_some()).count();
    let (before, all) = (typist.found(), typist.found().len());
    assert_eq!(count(&before), 0, "the figures agree");
    let figures = figures();
    assert_eq!(figures.len(), 175);
    let mut seen = 0;
    for (end, key, old) in figures {
        let new = (old.parse::<u32>().expect("a figure") + 13).to_string();
        let place = end - old.len();
        typist.retype(end, &old, &new, |text, found| {
            seen += count(found);
            assert!(found.len() <= all + 1 && count(found) <= 1, "{key}: one finding at most: {found:#?}");
            for finding in found.iter().filter(|one| !before.iter().any(|old| old.message == one.message)) {
                let Some(Data::Relation { suspect, .. }) = &finding.data else { panic!("{key}: {finding:#?}") };
                assert_eq!(suspect, &None, "{key}: {finding:#?}");
                for edit in finding.fixes.iter().flat_map(|fix| fix.edits.iter()) {
                    assert!(!edit.range.contains(TextSize::of(&text[..place])), "{key}: {finding:#?}");
                }
                assert!(finding.fixes.iter().all(|fix| fix.safety == Safety::Offered), "{key}: {finding:#?}");
            }
        });
        // Back at once, so that the next cell finds the table as it was.
        let after = place..place + new.len();
        typist.replace(after, &old);
    }
    assert_eq!(typist.found(), before);
    assert!(seen > 175, "{seen} findings: that the figures do not agree is told of");
}

#[test]
fn who_saves_pauses_or_goes_on_elsewhere_has_finished() {
    let (_, _, figure) = &figures()[0];
    let end = figures()[0].0;
    for (pause, goes_on) in [(Duration::MAX, "saves"), (Duration::MAX, "elsewhere"), (Duration::ZERO, "pauses")] {
        let (runtime, outbox) = (runtime(), Outbox::default());
        let session = session_with(&runtime, (by_report, pause), &outbox, seed());
        let mut typist = Typist { runtime: &runtime, session: &session, text: seed().to_owned(), version: 1 };
        let suspects = |found: &[Finding]| found.iter().filter(|one| one.rule == "suspect-figure").count();
        typist.replace(end - figure.len()..end, "9");
        if pause > Duration::ZERO {
            assert_eq!(suspects(&typist.found()), 0, "{goes_on}");
        }
        match goes_on {
            "saves" => session.send(Event::Saved { key: URI.to_owned(), text: None }),
            "elsewhere" => typist.replace(0..0, "\n"),
            _ => while suspects(&typist.found()) == 0 {},
        }
        assert_eq!(suspects(&typist.found()), 1, "{goes_on}");
    }
}
