//! What an edit costs: a digit is typed in a cell in the middle of a document. Stage by stage, and what the language
//! server then does to tell the client. `README.md` says how to run it and what came out.

mod support;

use std::cell::RefCell;
use std::fs;
use std::hint::black_box;
use std::path::Path;

use divan::Bencher;
use gouji::beside::Surroundings;
use gouji::check::{by_report, of_report};
use gouji::document::Document;
use gouji::lsp::client::Facts;
use gouji::lsp::wire::Wire;
use gouji::report::Value;
use gouji::syntax::{Blocks, Change, reparse, scan};
use gouji::text::{Text, TextRange, TextSize};
use support::{Input, all_inputs, inputs, settings};

fn main() {
    match std::env::var_os("GOUJI_BENCH_DOCS") {
        Some(folder) => write_documents(folder.as_ref()),
        None => divan::main(),
    }
}

/// Writes the documents instead, for programs that measure the server from outside.
fn write_documents(folder: &Path) {
    for input in all_inputs() {
        let path = folder.join(format!("{input}.md").replace(' ', "-"));
        fs::write(path, input.text()).expect("the folder is there and has room");
    }
}

/// The window: lines around the edit to blocks.
#[divan::bench(args = inputs(), sample_count = 200)]
fn reparse_window(bencher: Bencher, input: Input) {
    let settings = settings();
    let vocabulary = settings.formats.vocabulary();
    let mut blocks: Blocks = scan(input.text(), vocabulary).collect();
    let mut text = Text::new(input.text());
    let digit = digit_in_a_cell(&Document::new(input.text(), settings.clone()), input);
    let mut digits = ["7", "8"].into_iter().cycle();
    bencher.bench_local(|| {
        let replaced = text.replace(digit, digits.next().unwrap_or_default());
        black_box(reparse(&mut blocks, &text, Change { replaced, inserted: TextSize::from(1) }, vocabulary));
    });
}

/// The same, and the blocks to a report.
#[divan::bench(args = inputs(), sample_count = 200)]
fn reparse_and_bind(bencher: Bencher, input: Input) {
    edit_and(bencher, input, |_, _| {});
}

/// The rules on the report that was read again.
#[divan::bench(args = inputs(), sample_count = 200)]
fn check_report(bencher: Bencher, input: Input) {
    let document = RefCell::new(Document::new(input.text(), settings()));
    by_report(&document.borrow(), &[], Surroundings::none());
    let digit = digit_in_a_cell(&document.borrow(), input);
    let mut digits = ["7", "8"].into_iter().cycle();
    bencher
        .with_inputs(|| {
            document.borrow_mut().edit(digit, digits.next().unwrap_or_default());
        })
        .bench_local_values(|()| {
            let document = document.borrow();
            let (start, report) = document.reports_in(digit).next().expect("the digit stands in a report");
            of_report(&document, (start, report), &[], None)
        });
}

/// From findings to bytes: what the client is sent, where it was sent the findings before the edit.
#[divan::bench(args = all_inputs(), sample_count = 200)]
fn publish(bencher: Bencher, input: Input) {
    let mut document = Document::new(input.text(), settings());
    let uri = "file:///compendium.md".parse().expect("a URI");
    let facts = Facts::default();
    let mut sent =
        Wire::new(&by_report(&document, &[], Surroundings::none()), document.text(), &uri, &facts, &Wire::default());
    let digit = digit_in_a_cell(&document, input);
    let mut states = ["7", "8"].map(|figure| {
        document.edit(digit, figure);
        (by_report(&document, &[], Surroundings::none()), document.text().clone())
    });
    let mut bytes = Vec::new();
    bencher.bench_local(|| {
        states.swap(0, 1);
        let (findings, text) = &states[0];
        sent = Wire::new(findings, text, &uri, &facts, &sent);
        bytes.clear();
        sent.write(&mut bytes);
        bytes.len()
    });
}

/// A digit is typed in a cell in the middle of the document: what is read again, and the check of that report.
#[divan::bench(args = inputs(), sample_count = 200)]
fn edit(bencher: Bencher, input: Input) {
    edit_and(bencher, input, |document, digit| {
        let (start, report) = document.reports_in(digit).next().expect("the digit stands in a report");
        black_box(of_report(document, (start, report), &[], None));
    });
}

/// The same, and the findings of all reports, with the copies among them.
#[divan::bench(args = inputs(), sample_count = 200)]
fn edit_and_collect(bencher: Bencher, input: Input) {
    edit_and(bencher, input, |document, _| {
        black_box(by_report(document, &[], Surroundings::none()));
    });
}

fn edit_and(bencher: Bencher, input: Input, look: impl Fn(&Document, TextRange)) {
    let mut document = Document::new(input.text(), settings());
    by_report(&document, &[], Surroundings::none());
    let digit = digit_in_a_cell(&document, input);
    let mut digits = ["7", "8"].into_iter().cycle();
    bencher.bench_local(|| {
        document.edit(digit, digits.next().unwrap_or_default());
        look(&document, digit);
    });
}

/// The last digit of a figure in a table: the one nearest to where the document is edited.
fn digit_in_a_cell(document: &Document, input: Input) -> TextRange {
    let middle = u32::try_from(input.middle()).expect("it is smaller than 4 GiB");
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
