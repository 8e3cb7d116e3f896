//! A person types: what is found at each key, and when the person has finished.

use std::time::Duration;

use tokio::runtime::Runtime;

use super::super::ledger::Ledger;
use super::super::open::Change;
use super::super::outbox::Outbox;
use super::super::session::{Event, Session, Wanted};
use super::{URI, runtime, session, session_with};
use crate::check::by_report;
use crate::document::Document;
use crate::finding::{Data, Finding, Safety};
use crate::report::prose::MentionKind;
use crate::rules::stated_figures;
use crate::text::{Position, TextRange, TextSize};

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
        checked.found.findings().to_vec()
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

/// The real reports, each without the copy that stands behind it. The prose of the first states figures of another
/// column than the one it names; that of the third agrees with the tables.
fn seeds() -> [&'static str; 5] {
    let once = |text: &'static str| {
        let again = text.rfind("根据《中华人民共和国政府信息公开条例》(以下简称").filter(|at| *at > text.len() / 3);
        &text[..again.unwrap_or(text.len())]
    };
    [
        include_str!("../../../tests/corpus/000_1e5420d6ed40552a.txt"),
        include_str!("../../../tests/corpus/001_a7ed15760e03fe8e.txt"),
        include_str!("../../../tests/corpus/002_073bf38150bd80e7.txt"),
        include_str!("../../../tests/corpus/003_20c65bb80009b0e5.txt"),
        include_str!("../../../tests/corpus/004_0db4d1d337420631.txt"),
    ]
    .map(once)
}

/// A figure of a text: where it ends, what it is called, and what it is.
type Figure = (usize, String, String);

/// The figures of the tables.
fn cells(text: &str) -> Vec<Figure> {
    let document = Document::new(text, Default::default());
    let ledgers = Ledger::of(&document, TextRange::up_to(document.text().len()));
    let figures = ledgers.flat_map(|ledger| {
        let cells = (0..ledger.table.cells.len()).filter_map(|cell| {
            let range = ledger.cell(cell)?;
            let figure = document.text().slice(range).into_owned();
            ledger.number(cell)?;
            Some((usize::from(range.end()), ledger.table.cells[cell].key.clone(), figure))
        });
        cells.collect::<Vec<_>>()
    });
    figures.collect()
}

/// The figures of the prose.
fn figures(text: &str) -> Vec<Figure> {
    let document = Document::new(text, Default::default());
    let of_report = |(start, report)| {
        let figures = stated_figures(report, document.settings(), document.text(), start);
        let numbers = figures.iter().filter(|one| one.mention.kind == MentionKind::Figure).map(|one| {
            let number = one.mention.number.clone();
            let digits = number.len();
            let range = TextRange::at(one.range.start() + start, TextSize::try_from(digits).expect("a few"));
            (
                usize::from(range.end()),
                document.text().slice(one.range + start).into_owned(),
                document.text().slice(range).into_owned(),
            )
        });
        numbers.collect::<Vec<_>>()
    };
    let mut figures: Vec<Figure> = document.reports().flat_map(|(start, report)| of_report((start, report))).collect();
    // One text may state two cells.
    figures.dedup();
    figures.retain(|(_, _, figure)| figure.bytes().all(|byte| byte.is_ascii_digit()));
    figures
}

/// Findings that were not there before: neither these nor others with the same words.
fn new<'f>(before: &[Finding], found: &'f [Finding]) -> Vec<&'f Finding> {
    found.iter().filter(|one| !before.iter().any(|old| old.message == one.message)).collect()
}

#[test]
fn what_a_person_rightly_types_is_neither_blamed_nor_taken_back() {
    for (seed, count_of_cells) in [(seeds()[0], 200), (seeds()[2], 200)] {
        let runtime = runtime();
        let session = session(&runtime, by_report, seed);
        let mut typist = Typist { runtime: &runtime, session: &session, text: seed.to_owned(), version: 1 };
        let before = typist.found();
        let cells = cells(seed);
        assert_eq!(cells.len(), count_of_cells);
        let mut seen = 0;
        for (end, key, old) in cells {
            let digits = old.trim_matches(|char: char| !char.is_ascii_digit());
            let new_figure = digits.parse::<u32>().map_or_else(|_| "13".to_owned(), |number| (number + 13).to_string());
            let place = end - old.len();
            typist.retype(end, &old, &new_figure, |text, found| {
                let found = new(&before, found);
                seen += found.len();
                assert!(found.len() <= 1, "{key}: one finding at most: {found:#?}");
                for finding in found {
                    let Some(Data::Relation { suspect, .. }) = &finding.data else { panic!("{key}: {finding:#?}") };
                    assert_eq!(suspect, &None, "{key}: {finding:#?}");
                    for edit in finding.fixes.iter().flat_map(|fix| fix.edits.iter()) {
                        assert!(!edit.range.contains(TextSize::of(&text[..place])), "{key}: {finding:#?}");
                    }
                    assert!(finding.fixes.iter().all(|fix| fix.safety == Safety::Offered), "{key}: {finding:#?}");
                }
            });
            // Back at once, so that the next cell finds the table as it was.
            let after = place..place + new_figure.len();
            typist.replace(after, &old);
            assert!(new(&before, &typist.found()).is_empty(), "{key}");
        }
        assert!(seen > 175, "{seen} findings: that the figures do not agree is told of");
        session.send(Event::Saved { key: URI.to_owned(), text: None });
        assert_eq!(typist.found(), before);
    }
}

#[test]
fn no_figure_of_the_prose_is_faulted_while_it_is_typed() {
    let mut count = 0;
    for (index, seed) in seeds().into_iter().enumerate() {
        let runtime = runtime();
        let session = session(&runtime, by_report, seed);
        let mut typist = Typist { runtime: &runtime, session: &session, text: seed.to_owned(), version: 1 };
        let before = typist.found();
        for (end, written, old) in figures(seed) {
            let new_figure = (old.parse::<u64>().expect("digits") + 13).to_string();
            typist.retype(end, &old, &new_figure, |_, found| {
                let found = new(&before, found);
                assert!(found.is_empty(), "{index}: {written}: {found:#?}");
            });
            let place = end - old.len();
            typist.replace(place..place + new_figure.len(), &old);
            count += 1;
        }
        session.send(Event::Saved { key: URI.to_owned(), text: None });
        assert_eq!(typist.found(), before, "{index}");
    }
    assert!(count > 30, "{count} figures were typed");
}

#[test]
fn who_saves_pauses_or_goes_on_elsewhere_has_finished() {
    let seed = seeds()[0];
    let (end, _, figure) =
        cells(seed).into_iter().find(|(_, key, _)| key.starts_with("requests.")).expect("there is one");
    for (pause, goes_on) in [(Duration::MAX, "saves"), (Duration::MAX, "elsewhere"), (Duration::ZERO, "pauses")] {
        let (runtime, outbox) = (runtime(), Outbox::default());
        let session = session_with(&runtime, (by_report, pause), &outbox, seed);
        let mut typist = Typist { runtime: &runtime, session: &session, text: seed.to_owned(), version: 1 };
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
