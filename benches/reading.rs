//! What it costs to read and check a document, stage by stage, and to go on after an edit. `README.md` says how to run
//! it and what came out.

#[path = "../tests/support/writer/mod.rs"]
mod writer;

use std::collections::HashMap;
use std::fmt;
use std::fs;
use std::hint::black_box;
use std::sync::{Arc, LazyLock};

use divan::Bencher;
use divan::counter::BytesCount;
use gouji::check::{by_report, check, of_report};
use gouji::config::Settings;
use gouji::document::Document;
use gouji::report::{Earlier, Report, Segmenter, Value};
use gouji::syntax::{Block, Measured, scan};
use gouji::text::{Text, TextRange, TextSize};
use writer::{Dialect, Options, dialects, generate};

fn main() {
    divan::main();
}

/// A document to measure with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Input {
    source: Source,
    bytes: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Source {
    /// The real reports of `tests/corpus` in turn. What is a copy is read, but not checked again.
    Seeds,
    /// Clean reports in every dialect, no two of them alike.
    Distinct,
}

const SIZES: [usize; 3] = [15_000, 1_000_000, 10_000_000];

fn inputs() -> impl Iterator<Item = Input> {
    let of = |source| SIZES.into_iter().map(move |bytes| Input { source, bytes });
    of(Source::Seeds).chain(of(Source::Distinct))
}

impl fmt::Display for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match self.source {
            Source::Seeds => "seeds",
            Source::Distinct => "distinct",
        };
        match self.bytes {
            bytes @ ..1_000_000 => write!(f, "{name} {} KB", bytes / 1000),
            bytes => write!(f, "{name} {} MB", bytes / 1_000_000),
        }
    }
}

impl Input {
    fn text(self) -> &'static str {
        static TEXTS: LazyLock<HashMap<Input, String>> =
            LazyLock::new(|| inputs().map(|input| (input, input.write())).collect());
        &TEXTS[&self]
    }

    /// Whole reports, at least as many bytes as asked for.
    fn write(self) -> String {
        let mut text = String::new();
        match self.source {
            Source::Seeds => {
                let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/corpus");
                let entries = fs::read_dir(folder).expect("the corpus is in the repository");
                let mut paths: Vec<_> = entries.map(|entry| entry.expect("is readable").path()).collect();
                paths.sort();
                let seeds: Vec<String> =
                    paths.iter().map(|path| fs::read_to_string(path).expect("seeds are UTF-8")).collect();
                for seed in seeds.iter().cycle() {
                    if text.len() >= self.bytes {
                        break;
                    }
                    text.push_str(seed);
                    text.push('\n');
                }
            }
            Source::Distinct => {
                // A page of its own is no part of a compendium.
                let dialects: Vec<Dialect> =
                    dialects().iter().copied().filter(|dialect| *dialect != Dialect::HtmlPage).collect();
                for seed in 0.. {
                    if text.len() >= self.bytes {
                        break;
                    }
                    let dialect = dialects[usize::try_from(seed).unwrap_or(0) % dialects.len()];
                    text.push_str(&generate(seed, &Options::clean(dialect)).text);
                    text.push_str("\n\n");
                }
            }
        }
        text
    }
}

fn settings() -> Arc<Settings> {
    static SETTINGS: LazyLock<Arc<Settings>> = LazyLock::new(Arc::default);
    SETTINGS.clone()
}

/// Text to blocks.
#[divan::bench(args = inputs(), sample_count = 20)]
fn scan_text(bencher: Bencher, input: Input) {
    let (text, settings) = (input.text(), settings());
    bencher
        .counter(BytesCount::of_str(text))
        .bench(|| scan(black_box(text), settings.formats.vocabulary()).collect::<Vec<_>>());
}

/// Blocks to reports.
#[divan::bench(args = inputs(), sample_count = 20)]
fn bind_blocks(bencher: Bencher, input: Input) {
    let settings = settings();
    let text = Text::new(input.text());
    let reports = segments(input.text(), &settings);
    bencher.counter(BytesCount::of_str(input.text())).bench(|| {
        let read = |(start, blocks): &(TextSize, Vec<Arc<Block>>)| {
            Report::read(&text, *start, blocks.clone(), &Earlier::default(), &settings)
        };
        reports.iter().map(read).collect::<Vec<_>>()
    });
}

/// Where each report starts, and its blocks.
fn segments(text: &str, settings: &Settings) -> Vec<(TextSize, Vec<Arc<Block>>)> {
    let mut segmenter = Segmenter::new(&settings.formats);
    let (mut reports, mut open, mut start) = (Vec::new(), Vec::new(), TextSize::from(0));
    for block in scan(text, settings.formats.vocabulary()) {
        let ended = segmenter.push(&block);
        open.push(block);
        if let Some(count) = ended {
            let rest = open.split_off(count);
            let len: TextSize = open.iter().map(Measured::len).sum();
            reports.push((start, std::mem::replace(&mut open, rest)));
            start += len;
        }
    }
    reports.push((start, open));
    reports
}

/// Reports to findings: every rule.
#[divan::bench(args = inputs(), sample_count = 20)]
fn rules(bencher: Bencher, input: Input) {
    bencher
        .counter(BytesCount::of_str(input.text()))
        .with_inputs(|| Document::new(input.text(), settings()))
        .bench_local_refs(|document| check(document));
}

/// All of it: a text to its findings.
#[divan::bench(args = inputs(), sample_count = 20)]
fn whole(bencher: Bencher, input: Input) {
    bencher
        .counter(BytesCount::of_str(input.text()))
        .bench(|| check(&Document::new(black_box(input.text()), settings())));
}

/// A digit is typed in a cell in the middle of the document: what is read again, and the check of that report.
#[divan::bench(args = inputs(), sample_count = 200)]
fn edit(bencher: Bencher, input: Input) {
    edit_and(bencher, input, |document, digit| {
        let (start, report) = document.reports_in(digit).next().expect("the digit stands in a report");
        black_box(of_report(document, start, report, &[]));
    });
}

/// The same, and the findings of all reports, with the copies among them.
#[divan::bench(args = inputs(), sample_count = 200)]
fn edit_and_collect(bencher: Bencher, input: Input) {
    edit_and(bencher, input, |document, _| {
        black_box(by_report(document, &[]));
    });
}

fn edit_and(bencher: Bencher, input: Input, look: impl Fn(&Document, TextRange)) {
    let mut document = Document::new(input.text(), settings());
    by_report(&document, &[]);
    let digit = digit_in_a_cell(&document);
    let mut digits = ["7", "8"].into_iter().cycle();
    bencher.bench_local(|| {
        document.edit(digit, digits.next().unwrap_or_default());
        look(&document, digit);
    });
}

/// The last digit of a figure in the table nearest to the middle of the document.
fn digit_in_a_cell(document: &Document) -> TextRange {
    let middle = u32::from(document.text().len()) / 2;
    let figures = document.reports().flat_map(|(start, report)| {
        let tables = report.tables.iter().flatten();
        tables.flat_map(move |placed| {
            let cells = placed.table.cells.iter().flatten();
            let figures = cells.filter(|cell| cell.plain && matches!(cell.value, Value::Number(_)));
            figures.map(move |cell| placed.place(cell.digits) + start)
        })
    });
    let distance = |range: &TextRange| u32::from(range.end()).abs_diff(middle);
    let digits = figures.min_by_key(distance).expect("every document has a table");
    TextRange::new(digits.end() - TextSize::from(1), digits.end())
}
