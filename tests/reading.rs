//! Reads generated reports in every dialect and counts the cells that were read right, not read, and read wrong.

#[path = "support/writer/mod.rs"]
mod writer;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use gouji::document::Document;
use gouji::extract::cells;
use writer::{Expected, Options, Sample, dialects, generate};

#[derive(Default, Debug, Clone, Copy)]
struct Score {
    right: usize,
    unread: usize,
    wrong: usize,
}

fn score(sample: &Sample) -> Score {
    let document = Document::new(&sample.text, Arc::default());
    let mut read = BTreeMap::new();
    for (_, report) in document.reports() {
        for (key, number) in cells(report) {
            read.entry(key).or_insert(number.map(|number| number.to_string()));
        }
    }
    let mut score = Score::default();
    for (key, expected) in &sample.expected {
        let expected = match expected {
            Expected::Number(number) => Some(number.clone()),
            Expected::Blank => None,
        };
        match read.get(key) {
            None => score.unread += 1,
            Some(found) if *found == expected => score.right += 1,
            Some(None) if sample.is_lenient() && expected.as_deref() == Some("0") => score.unread += 1,
            Some(found) => {
                println!("    {} {key}: {found:?} instead of {expected:?}", sample.file_name);
                score.wrong += 1;
            }
        }
    }
    if score.wrong > 0 {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(&sample.file_name);
        std::fs::write(&path, &sample.text).expect("the target folder can be written");
        println!("    {}", path.display());
    }
    score
}

/// Of the cells of a dialect whose borders are there, and of copies from PDF, at least so many of a thousand are read.
const LEAST_READ: usize = 980;
/// Of the cells of a dialect whose figures ran together, at least so many of a thousand.
const LEAST_RECOVERED: usize = 800;
/// Of ten thousand cells whose figures ran together, at most so many may be read wrong; elsewhere none.
const MOST_WRONG: usize = 10;

/// `GOUJI_SAMPLES` sets how many reports of each dialect are read.
#[test]
fn every_dialect_is_read() {
    let count: u64 = std::env::var("GOUJI_SAMPLES").ok().and_then(|count| count.parse().ok()).unwrap_or(20);
    let mut failures = Vec::new();
    for dialect in dialects() {
        let options = Options { dialect: Some(*dialect), ..Options::default() };
        let mut total = Score::default();
        for seed in 0..count {
            let score = score(&generate(seed, &options));
            total.right += score.right;
            total.unread += score.unread;
            total.wrong += score.wrong;
        }
        let all = total.right + total.unread + total.wrong;
        let line = format!(
            "{:20} {all} cells: {} right, {} unread, {} wrong",
            dialect.name(),
            total.right,
            total.unread,
            total.wrong
        );
        println!("{line}");
        let (least, most_wrong) = if dialect.is_lenient() { (LEAST_RECOVERED, MOST_WRONG) } else { (LEAST_READ, 0) };
        if total.right * 1000 < least * all || total.wrong * 10_000 > most_wrong * all {
            failures.push(line);
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// A copy of a PDF whose table stands once more behind it, as a page of the portal may have it.
#[test]
fn the_line_of_figures_is_read_whatever_follows() {
    let text = "四、政府信息公开行政复议、行政诉讼情况\n结果 结果 其他 尚未 总计 未经复议直接起诉 复议后起诉\n\
                0 0 0 0 0 0 0 0 0 0 1 2 1 4 8\n**四、政府信息公开行政复议、行政诉讼情况**\n\
                | 行政复议 |  |  |  |  | 行政诉讼 |  |  |  |  |  |  |  |  |  |\n";
    let document = Document::new(text, Arc::default());
    let read: BTreeMap<String, Option<String>> = document
        .reports()
        .flat_map(|(_, report)| cells(report))
        .map(|(key, number)| (key, number.map(|number| number.to_string())))
        .collect();
    let total = |key: &str| read.get(key).cloned().flatten();
    assert_eq!(total("proceedings.review.total").as_deref(), Some("0"));
    assert_eq!(total("proceedings.after_review.total").as_deref(), Some("8"));
}
