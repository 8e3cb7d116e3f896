//! What it costs to name wrong figures, and to read tables that lost their borders. `README.md` says how to run it and
//! what came out.

#[path = "../src/relation/testing.rs"]
#[allow(dead_code)]
mod tables;
#[path = "../tests/support/writer/mod.rs"]
mod writer;

use std::hint::black_box;
use std::sync::Arc;

use divan::Bencher;
use gouji::document::Document;
use gouji::relation::{Relation, System, Value, repair};
use tables::{Random, realistic_table, requests, scattered_table};
use writer::{Dialect, Options, generate};

fn main() {
    divan::main();
}

/// How many tables are measured in turn.
const TABLES: usize = 200;

/// Right tables, half of them full of large figures, each with so many wrong ones.
fn spoilt(wrong: usize) -> Vec<Vec<Value>> {
    let random = &mut Random(41);
    let spoil = |at: usize| {
        let mut table = match at % 2 {
            0 => scattered_table(random, 100, 40_000),
            _ => realistic_table(random, 6_000),
        };
        for _ in 0..wrong {
            let unknown = random.below(table.len());
            table[unknown] += 1 + random.below(50) as i128;
        }
        table.into_iter().map(Value::Known).collect()
    };
    (0..TABLES).map(spoil).collect()
}

/// A full requests table with so many wrong figures: the failing relations, and every smallest repair.
#[divan::bench(args = [1, 2, 3], sample_count = 1000)]
fn repair_a_requests_table(bencher: Bencher, wrong: usize) {
    let (system, tables) = (requests(), spoilt(wrong));
    let mut tables = tables.iter().cycle();
    bencher
        .with_inputs(|| tables.next().expect("there are tables"))
        .bench_local_values(|values| repair(black_box(&system), values, &[]));
}

/// A whole report without borders, its figures run together: text to cells. Its lines are apart, or all in one.
#[divan::bench(args = [Dialect::CollapsedTight, Dialect::OneLine], sample_count = 400)]
fn recover_a_report(bencher: Bencher, dialect: Dialect) {
    let texts: Vec<String> = (0..TABLES as u64).map(|seed| generate(seed, &Options::clean(dialect)).text).collect();
    let mut texts = texts.iter().cycle();
    let settings = Arc::default();
    bencher
        .with_inputs(|| texts.next().expect("there are reports"))
        .bench_local_values(|text| Document::new(black_box(text), Arc::clone(&settings)));
}
