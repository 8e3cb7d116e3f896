//! `gouji fmt` on generated reports in every dialect and on the five reports under `tests/corpus`: what is laid out once
//! stays as it is; no figure and no word changes, and nothing else is found than before.

#[path = "support/writer/mod.rs"]
mod writer;

use std::path::Path;
use std::sync::Arc;

use gouji::check::check;
use gouji::document::Document;
use gouji::extract::extract;
use gouji::text::label_key;
use writer::{Options, dialects, generate};

/// Rules about blanks and about signs around numbers: what they find may be put right.
const CURED: [&str; 2] = ["number-style", "section-heading"];

fn document(text: &str) -> Document {
    Document::new(text, Arc::default())
}

fn laid_out(text: &str) -> String {
    gouji::layout::laid_out(&document(text))
}

/// What is read of a text, without where it stands.
fn read(text: &str) -> serde_json::Value {
    fn without_places(value: &mut serde_json::Value) {
        match value {
            serde_json::Value::Object(entries) => {
                entries.retain(|key, _| !matches!(&**key, "line" | "column"));
                entries.values_mut().for_each(without_places);
            }
            serde_json::Value::Array(values) => values.iter_mut().for_each(without_places),
            _ => {}
        }
    }
    let mut read = serde_json::to_value(extract(&document(text))).expect("it is JSON");
    without_places(&mut read);
    read
}

fn rules(text: &str) -> Vec<&'static str> {
    let mut rules: Vec<_> = check(&document(text)).into_iter().map(|finding| finding.rule).collect();
    rules.retain(|rule| !CURED.contains(rule));
    rules.sort_unstable();
    rules
}

/// The lines without blanks and Markdown's marks; of a heading, whose number may be written otherwise, its words.
fn words(text: &str) -> Vec<String> {
    let bare = |line: &str| {
        let line: String =
            line.chars().filter(|char| !char.is_whitespace() && !matches!(char, '#' | '|' | '-' | ':')).collect();
        let is_numbered = line
            .trim_start_matches(['*', '(', '（', '\u{feff}'])
            .starts_with(|char| "一二三四五六七八九十".contains(char));
        if is_numbered && line.chars().count() <= 60 { label_key(&line) } else { line }
    };
    text.lines().map(bare).filter(|line| !line.is_empty()).collect()
}

#[track_caller]
fn check_layout(name: &str, text: &str) {
    let after = laid_out(text);
    let keep = || {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        std::fs::write(&path, text).expect("the target folder can be written");
        path
    };
    let (now, before) = (words(&after), words(text));
    if let Some((now, before)) = now.iter().zip(&before).find(|(now, before)| now != before) {
        panic!("{}: {before}\nis now: {now}", keep().display());
    }
    assert_eq!(now.len(), before.len(), "{}", keep().display());
    assert!(read(&after) == read(text), "{}: something else is read", keep().display());
    assert_eq!(rules(&after), rules(text), "{}", keep().display());
    assert!(laid_out(&after) == after, "{}: what is laid out does not stay", keep().display());
}

/// `GOUJI_SAMPLES` sets how many reports of each dialect are laid out.
#[test]
fn every_dialect() {
    let count: u64 = std::env::var("GOUJI_SAMPLES").ok().and_then(|count| count.parse().ok()).unwrap_or(8);
    for dialect in dialects() {
        for seed in 0..count {
            let sample = generate(seed, &Options { dialect: Some(*dialect), ..Options::default() });
            check_layout(&sample.file_name, &sample.text);
            let windows = sample.text.replace('\n', "\r\n");
            let after = laid_out(&windows);
            assert!(!after.replace("\r\n", "").contains(['\n', '\r']), "{}", sample.file_name);
            assert_eq!(after.replace("\r\n", "\n"), laid_out(&sample.text), "{}", sample.file_name);
        }
    }
}

#[test]
fn published_reports() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
    for entry in std::fs::read_dir(folder).expect("the corpus is there") {
        let path = entry.expect("it can be read").path();
        let text = std::fs::read_to_string(&path).expect("it is UTF-8");
        check_layout(&path.file_name().unwrap_or_default().to_string_lossy(), &text);
    }
}
