//! Reading flattened tables: rates and times over random tables.

use std::time::Instant;

use super::super::testing::*;
use super::super::*;
use super::{read, values};

/// What a measurement counts, over many tables.
#[derive(Debug, Default)]
struct Rate {
    cells: usize,
    read: usize,
    wrong: usize,
    unproven: usize,
}

impl Rate {
    fn add(&mut self, recovery: &Recovery, printed: &[i128]) {
        self.cells += printed.len();
        self.unproven += usize::from(recovery.basis == Basis::RowsAlone);
        for (cell, &figure) in recovery.cells.iter().zip(printed) {
            let read = match cell {
                Cell::Read(read) => i128::from(*read),
                Cell::ZeroOrBlank => 0,
                Cell::Unreadable { .. } | Cell::Absent => continue,
            };
            self.read += 1;
            self.wrong += usize::from(read != figure);
        }
    }

    fn percent(&self, of: usize) -> f64 {
        of as f64 * 100.0 / self.cells as f64
    }

    fn print(&self, what: &str) {
        let (read, wrong) = (self.percent(self.read), self.percent(self.wrong));
        println!("{what}: {read:.2}% read, {wrong:.4}% wrong, {} tables not proven", self.unproven);
    }

    fn reaches(&self, least: f64) {
        assert!(self.percent(self.read) >= least && self.percent(self.wrong) <= 0.02, "{self:?}");
    }
}

/// A table's rows written without any separator; a zero is left out where `lost` says so.
fn collapsed(table: &[i128], mut lost: impl FnMut() -> bool) -> Vec<String> {
    let row =
        |figures: &[i128]| figures.iter().filter(|&&figure| figure != 0 || !lost()).map(i128::to_string).collect();
    table.chunks(COLUMNS).map(row).collect()
}

#[test]
fn right_tables_are_read() {
    let (system, random, mut rate) = (requests(), &mut Random(11), Rate::default());
    for _ in 0..150 {
        let table = realistic_table(random, 6000);
        let recovery = read(&system, &collapsed(&table, || false));
        assert_eq!(recovery.basis, Basis::EveryRelation);
        rate.add(&recovery, &table);
    }
    rate.print("right tables");
    rate.reaches(99.5);
}

/// How much can be read depends on how many zeros are gone: with all of them lost nothing tells a table with
/// two kinds of applicants from the same table with two other kinds.
#[test]
fn zeros_lost_as_blanks() {
    let system = requests();
    for (percent, least) in [(10, 98.0), (30, 95.0), (50, 88.0), (100, 60.0)] {
        let (random, mut rate) = (&mut Random(12), Rate::default());
        for _ in 0..30 {
            let table = realistic_table(random, 6000);
            let rows = collapsed(&table, || random.percent(percent));
            rate.add(&read(&system, &rows), &table);
        }
        rate.print(&format!("{percent}% of the zeros lost"));
        rate.reaches(least);
    }
    let (random, mut rate) = (&mut Random(12), Rate::default());
    for _ in 0..30 {
        let table = scattered_table(random, 2, 500);
        rate.add(&read(&system, &collapsed(&table, || true)), &table);
    }
    rate.print("all zeros lost, one result in fifty not zero");
    rate.reaches(86.0);
}

#[test]
fn one_figure_wrong() {
    let (system, random, mut rate) = (requests(), &mut Random(13), Rate::default());
    let (mut named, runs) = (0, 60);
    for _ in 0..runs {
        let right = realistic_table(random, 6000);
        let mut table = right.clone();
        let unknown = random.below(table.len());
        spoil(random, &mut table, unknown);
        let recovery = read(&system, &collapsed(&table, || false));
        rate.add(&recovery, &table);
        let groups = repair(&system, &values(&recovery), &[]);
        let suspect = groups.first().and_then(Group::suspect);
        named += usize::from(suspect.is_some_and(|change| change.unknown == unknown && change.to == right[unknown]));
    }
    rate.print(&format!("one figure wrong (named in {named} of {runs})"));
    rate.reaches(80.0);
}

#[test]
fn two_figures_wrong() {
    let (system, random, mut rate) = (requests(), &mut Random(14), Rate::default());
    for _ in 0..30 {
        let mut table = realistic_table(random, 6000);
        for _ in 0..2 {
            let unknown = random.below(table.len());
            spoil(random, &mut table, unknown);
        }
        rate.add(&read(&system, &collapsed(&table, || false)), &table);
    }
    rate.print("two figures wrong");
    rate.reaches(70.0);
}

#[test]
fn tables_of_any_density_are_never_misread() {
    let system = requests();
    for (density, most) in [(5, 60), (10, 9), (10, 300), (20, 60), (40, 300)] {
        for lost in [0, 30, 100] {
            let (random, mut rate) = (&mut Random(15), Rate::default());
            for _ in 0..4 {
                let table = scattered_table(random, density, most);
                rate.add(&read(&system, &collapsed(&table, || random.percent(lost))), &table);
            }
            rate.print(&format!("{density}% not zero, results up to {most}, {lost}% of the zeros lost"));
            rate.reaches(0.0);
        }
    }
}

fn spoil(random: &mut Random, table: &mut [i128], unknown: usize) {
    table[unknown] = loop {
        let wrong = random.magnitude(6000) as i128;
        if wrong != table[unknown] {
            break wrong;
        }
    };
}

/// Printed, never asserted: `cargo test --release -- --nocapture timing`.
#[test]
fn timing_of_recovery() {
    let (system, random) = (requests(), &mut Random(18));
    for (what, lost, wrong) in [("right", 0, 0), ("a third of the zeros lost", 33, 0), ("one wrong", 0, 1)] {
        let mut times = Vec::new();
        for _ in 0..20 {
            let mut table = realistic_table(random, 6000);
            for _ in 0..wrong {
                let unknown = random.below(table.len());
                spoil(random, &mut table, unknown);
            }
            let rows = collapsed(&table, || random.percent(lost));
            let start = Instant::now();
            std::hint::black_box(read(&system, &rows));
            times.push(start.elapsed());
        }
        times.sort_unstable();
        println!("recovery, {what}: median {:?}, worst {:?}", times[10], times[19]);
    }
}
