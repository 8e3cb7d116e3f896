//! Whole reports whose tables lost their borders and every separator between their figures: how many cells are read,
//! and how many wrongly, over random tables in which every relation holds. A wrong cell is far worse than an unread one.

#[path = "../src/relation/testing.rs"]
#[allow(dead_code)]
mod tables;

use std::sync::Arc;

use gouji::document::Document;
use gouji::relation::{Relation, System, Value};
use gouji::report;
use tables::{COLUMNS, Random, realistic_table};

const REPORT: &str = include_str!("../src/rules/testing/report.md");
/// The tables of requests and of proceedings among those of the format.
const REQUESTS: usize = 1;
const PROCEEDINGS: usize = 2;
/// The most requests of a table.
const MOST: usize = 6_000;

/// Three groups of four outcomes and their total, mostly zeros.
fn outcomes(random: &mut Random) -> Vec<i128> {
    let mut figures = Vec::new();
    for _ in 0..3 {
        let outcome = |random: &mut Random| if random.percent(85) { 0 } else { random.magnitude(60) as i128 };
        let outcomes: Vec<i128> = (0..4).map(|_| outcome(random)).collect();
        figures.extend(outcomes.iter().copied().chain([outcomes.iter().sum()]));
    }
    figures
}

/// The figures as they are printed, one after the other; none of what `is_lost`.
fn run_together(figures: &[i128], is_lost: &mut dyn FnMut(i128) -> bool) -> String {
    figures.iter().filter(|figure| !is_lost(**figure)).map(i128::to_string).collect()
}

/// The report as plain text without borders, its labels and figures run together; `parts` stands between its lines.
fn collapsed(requests: &[i128], outcomes: &[i128], parts: &str, is_lost: &mut dyn FnMut(i128) -> bool) -> String {
    let mut rows = requests.chunks(COLUMNS);
    let mut lines = Vec::new();
    let mut is_requests = false;
    for line in REPORT.lines().filter(|line| !line.contains("---") && !line.is_empty()) {
        is_requests = line.starts_with("| 一、本年新收") || is_requests && line.starts_with('|');
        let cells = || line.split('|').map(str::trim);
        let text = match line {
            _ if is_requests => {
                let labels: String = cells().take(4).collect();
                labels + &run_together(rows.next().expect("as many as in the report"), is_lost)
            }
            _ if line.starts_with("| 1 | 0 ") => run_together(outcomes, is_lost),
            _ if line.starts_with('|') => cells().collect(),
            _ => line.trim_start_matches(['#', ' ']).to_owned(),
        };
        lines.push(text);
    }
    lines.join(parts)
}

/// What was read of a table, cell by cell.
fn read(document: &Document, table: usize) -> Vec<Option<i128>> {
    let (_, report) = document.reports().next().expect("it is a report");
    let Some(placed) = report.table(table) else { return Vec::new() };
    let figure = |cell: &Option<report::Cell>| match cell.as_ref()?.value {
        report::Value::Number(number) => Some(number.at_scale(0)),
        report::Value::Empty | report::Value::Sign | report::Value::Unreadable { zero_or_blank: true } => Some(0),
        _ => None,
    };
    placed.table.cells.iter().map(figure).collect()
}

#[derive(Debug, Default)]
struct Rate {
    cells: usize,
    read: usize,
    wrong: usize,
}

impl Rate {
    fn add(&mut self, read: &[Option<i128>], printed: &[i128]) {
        self.cells += printed.len();
        for (read, printed) in read.iter().zip(printed) {
            self.read += usize::from(read.is_some());
            self.wrong += usize::from(read.is_some_and(|read| read != *printed));
        }
    }

    fn reaches(&self, what: &str, least: f64) {
        let percent = |of: usize| of as f64 * 100.0 / self.cells as f64;
        let (read, wrong) = (percent(self.read), percent(self.wrong));
        println!("{what}: {read:.2}% of {} cells read, {wrong:.4}% wrong", self.cells);
        assert!(read >= least && wrong <= 0.02, "{what}: {self:?}");
    }
}

/// Reads as many reports and asks for at least so many per cent of the cells of requests and of outcomes. An outcome
/// stands in one relation alone, so that of lost ones few can be told.
fn measure(what: &str, seed: u64, runs: usize, least: [f64; 2], lost: usize, spoil: bool) {
    let random = &mut Random(seed);
    let (mut requests, mut proceedings) = (Rate::default(), Rate::default());
    for run in 0..runs {
        let (mut figures, outcomes) = (realistic_table(random, MOST), outcomes(random));
        if spoil {
            let unknown = random.below(figures.len());
            figures[unknown] = loop {
                let wrong = random.magnitude(MOST) as i128;
                if wrong != figures[unknown] {
                    break wrong;
                }
            };
        }
        let parts = if run % 4 == 0 { "" } else { "\n" };
        let text = collapsed(&figures, &outcomes, parts, &mut |figure| figure == 0 && random.percent(lost));
        let document = Document::new(&text, Arc::default());
        requests.add(&read(&document, REQUESTS), &figures);
        proceedings.add(&read(&document, PROCEEDINGS), &outcomes);
    }
    requests.reaches(what, least[0]);
    proceedings.reaches(&format!("{what}, outcomes"), least[1]);
}

#[test]
fn right_tables() {
    measure("right tables", 31, 150, [99.5, 96.0], 0, false);
}

#[test]
fn zeros_lost_as_blanks() {
    measure("half of the zeros lost", 32, 60, [88.0, 15.0], 50, false);
}

#[test]
fn one_figure_wrong() {
    measure("one figure wrong", 33, 80, [80.0, 95.0], 0, true);
}
