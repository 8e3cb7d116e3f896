//! What it costs to read and check a document, stage by stage. `README.md` says how to run it and what came out.

mod support;

use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;

use divan::Bencher;
use divan::counter::BytesCount;
use gouji::check::check;
use gouji::config::Settings;
use gouji::convert::{self, Kind};
use gouji::document::Document;
use gouji::report::prose::{Context, Subject, Vocabulary, bind};
use gouji::report::{Earlier, Report, Segmenter};
use gouji::syntax::{Block, Measured, scan};
use gouji::text::{Text, TextSize};
use support::{Input, inputs, settings};

fn main() {
    divan::main();
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

/// A Word file of one report to Markdown, unpacking included.
#[divan::bench(sample_count = 100)]
fn word_file(bencher: Bencher) {
    let report = include_str!("../tests/corpus/002_073bf38150bd80e7.txt");
    let document = Document::new(report, settings());
    let bytes = convert::write(&document, Kind::Docx).expect("a report is small").bytes;
    bencher.counter(BytesCount::of_slice(&bytes)).with_inputs(|| bytes.clone()).bench_values(|bytes| {
        convert::open_bytes(Path::new("report.docx"), bytes, &settings()).expect("it was just written")
    });
}

/// A paragraph of 1,000 characters to what it states. `real` is prose of a seed, in `figures` every clause has one.
#[divan::bench(args = ["real", "figures"], sample_count = 200)]
fn paragraph(bencher: Bencher, kind: &str) {
    let text: String = match kind {
        "real" => {
            include_str!("../tests/corpus/003_20c65bb80009b0e5.txt").lines().filter(|line| line.len() > 300).collect()
        }
        _ => {
            let lines = include_str!("../tests/prose/held-out.txt").lines().filter_map(|line| line.strip_prefix('['));
            let sentences = lines.filter_map(|line| line.split(" ## ").next()?.split_once("] "));
            sentences.map(|(_, sentence)| without_labels(sentence)).collect()
        }
    };
    let text: String = text.chars().take(1000).collect();
    assert_eq!(text.chars().count(), 1000);
    let vocabulary = Vocabulary::official();
    let context = Context { year: Some(2024) };
    bencher
        .counter(BytesCount::of_str(&text))
        .bench(|| bind(black_box(&text), &vocabulary, context, Subject::default()));
}

/// A labelled sentence of the corpus as it would be printed: `{5件=new}` is `5件`.
fn without_labels(sentence: &str) -> String {
    let pieces = sentence.split('{').map(|piece| match piece.split_once('}') {
        Some((label, behind)) => label.rsplit_once('=').map_or(label, |(words, _)| words).to_owned() + behind,
        None => piece.to_owned(),
    });
    pieces.collect()
}
