//! Reads generated reports in every dialect and counts the cells that were read right, not read, and read wrong.

#[path = "support/writer/mod.rs"]
mod writer;

use std::collections::BTreeMap;
use std::sync::Arc;

use gouji::document::Document;
use gouji::report::cells;
use writer::{Expected, Options, Sample, dialects, generate};

#[derive(Default, Debug, Clone, Copy)]
struct Score {
    right: usize,
    unread: usize,
    wrong: usize,
}

fn score(sample: &Sample, show: bool) -> Score {
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
                if show {
                    println!("    {} {key}: {found:?} instead of {expected:?}", sample.file_name);
                }
                score.wrong += 1;
            }
        }
    }
    score
}

#[test]
fn every_dialect_is_read() {
    let count: u64 = std::env::var("GOUJI_SAMPLES").ok().and_then(|count| count.parse().ok()).unwrap_or(20);
    for dialect in dialects() {
        let options = Options { dialect: Some(*dialect), ..Options::default() };
        let mut total = Score::default();
        let mut worst: Vec<(usize, u64)> = Vec::new();
        for seed in 0..count {
            let sample = generate(seed, &options);
            let score = score(&sample, true);
            total.right += score.right;
            total.unread += score.unread;
            total.wrong += score.wrong;
            worst.push((score.unread + score.wrong * 100, seed));
        }
        worst.sort_unstable_by(|a, b| b.cmp(a));
        let all = total.right + total.unread + total.wrong;
        println!(
            "{:20} {:6.2} % right, {} unread, {} wrong of {all}; worst {:?}",
            dialect.name(),
            total.right as f64 * 100.0 / all as f64,
            total.unread,
            total.wrong,
            &worst[..4]
        );
    }
}
