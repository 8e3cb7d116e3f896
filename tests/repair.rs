//! Wrong figures in whole reports: what is said of them, over random requests tables in which every relation holds.

#[path = "../src/relation/testing.rs"]
#[allow(dead_code)]
mod tables;

use std::sync::Arc;

use gouji::beside::Surroundings;
use gouji::check::{by_report, check};
use gouji::document::Document;
use gouji::finding::{Data, Finding, Fix, Safety};
use gouji::relation::{Relation, System, Value};
use gouji::report::PlacedTable;
use gouji::rules::{Group, rule};
use gouji::text::{Text, TextRange};
use tables::{COLUMNS, HANDLED, ROWS, Random, cell, realistic_table, scattered_table, with_blanks};

/// How many tables each property is tried on.
const RUNS: usize = 500;
/// The requests table among the tables of the format.
const REQUESTS: usize = 1;

const REPORT: &str = include_str!("../src/rules/testing/report.md");

/// The report with these figures in its requests table; its prose states none of them.
fn written(values: &[Value]) -> String {
    let mut rows = values.chunks(COLUMNS).peekable();
    let is_row = |line: &str| line.starts_with('|') && line.matches('|').count() == 11;
    let (mut text, mut begun) = (String::new(), false);
    for line in REPORT.lines().filter(|line| !line.contains("上年结转1件")) {
        begun |= line.starts_with("| 一、本年新收");
        match rows.next_if(|_| begun && is_row(line)) {
            Some(row) => {
                let labels: Vec<&str> = line.split('|').take(4).collect();
                text += &labels.join("|");
                text += &row.iter().map(|value| format!("| {} ", shown(*value))).collect::<String>();
                text += "|\n";
            }
            None => text += &format!("{line}\n"),
        }
    }
    text
}

fn shown(value: Value) -> String {
    match value {
        Value::Known(figure) => figure.to_string(),
        _ => String::new(),
    }
}

/// A random right table, with blanks for some of its zeros.
fn table(random: &mut Random) -> (Vec<i128>, Vec<Value>) {
    let table = match random.below(3) {
        0 => scattered_table(random, 30, 40_000),
        1 => scattered_table(random, 60, 300),
        _ => realistic_table(random, 6_000),
    };
    let blanks = [0, 30][random.below(2)];
    let values = with_blanks(random, &table, blanks);
    (table, values)
}

/// Any other non-negative integer, often a small or a similar one.
fn spoil(random: &mut Random, values: &mut [Value], unknown: usize) {
    let present = values[unknown].counted().expect("the table is right");
    let wrong = loop {
        let wrong = match random.below(4) {
            0 => random.magnitude(999_999) as i128,
            1 => present + random.below(5) as i128,
            2 => present / 10,
            _ => present * 10 + random.below(10) as i128,
        };
        if wrong != present {
            break wrong;
        }
    };
    values[unknown] = Value::Known(wrong);
}

fn document(text: &str) -> Document {
    Document::new(text, Arc::default())
}

/// What is said of the relations between the cells.
fn relations(document: &Document) -> Vec<Finding> {
    let of_group = |finding: &Finding| rule(finding.rule).is_some_and(|rule| rule.group == Group::Relations);
    check(document).into_iter().filter(of_group).collect()
}

fn requests(document: &Document) -> &PlacedTable {
    let (_, report) = document.reports().next().expect("it is a report");
    report.table(REQUESTS).expect("it has the table")
}

/// The requests table as whole numbers, blanks as 0.
fn figures(document: &Document) -> Vec<i128> {
    let cells = &requests(document).table.cells;
    cells.iter().map(|cell| cell.and_then(|cell| cell.number()).map_or(0, |number| number.at_scale(0))).collect()
}

fn key(document: &Document, unknown: usize) -> String {
    let (_, report) = document.reports().next().expect("it is a report");
    report.format.as_ref().expect("it has a format").tables[REQUESTS].cells[unknown].key.clone()
}

fn suspect(finding: &Finding) -> Option<&str> {
    match &finding.data {
        Some(Data::Relation { suspect, .. }) => suspect.as_deref(),
        _ => None,
    }
}

fn fixed(text: &str, fix: &Fix) -> Document {
    let mut text = Text::new(text);
    fix.edits.apply(&mut text);
    document(&text.to_string())
}

/// A total of its row or of its column.
fn is_total(unknown: usize) -> bool {
    unknown % COLUMNS == COLUMNS - 1 || unknown / COLUMNS == HANDLED
}

/// No safe fix of these findings changes a figure that is no total.
fn assert_safe_fixes_change_totals(document: &Document, findings: &[Finding]) {
    let safe = findings.iter().flat_map(|finding| &finding.fixes).filter(|fix| fix.safety == Safety::Safe);
    let placed = requests(document);
    for edit in safe.flat_map(|fix| fix.edits.iter()) {
        for (unknown, cell) in placed.table.cells.iter().enumerate().filter(|(unknown, _)| !is_total(*unknown)) {
            let range = placed.place(cell.expect("every cell is there").range);
            assert!(range.intersect(edit.range).is_none_or(|both| both.is_empty()), "{unknown}: {edit:?}");
        }
    }
}

#[test]
fn one_wrong_figure_is_one_finding_and_its_fix_restores_the_old_one() {
    let random = &mut Random(21);
    for run in 0..RUNS {
        let (right, mut values) = table(random);
        if run % 5 == 0 {
            assert_eq!(relations(&document(&written(&values))), [], "a right table is clean");
        }
        let unknown = random.below(values.len());
        spoil(random, &mut values, unknown);
        let text = written(&values);
        let document = document(&text);
        let found = relations(&document);
        let [finding] = &found[..] else { panic!("one finding: {found:#?}\n{text}") };
        assert_eq!(finding.rule, "suspect-figure");
        assert_eq!(suspect(finding), Some(&*key(&document, unknown)));
        let [fix] = &finding.fixes[..] else { panic!("one fix: {finding:#?}") };
        assert!(fix.preferred);
        assert_eq!(fix.safety == Safety::Safe, is_total(unknown), "{finding:#?}");
        assert_eq!(figures(&fixed(&text, fix)), right);
        assert_safe_fixes_change_totals(&document, &found);
    }
}

#[test]
fn two_wrong_figures_are_two_findings() {
    let (random, mut named) = (&mut Random(22), 0);
    for _ in 0..RUNS {
        let (right, mut values) = table(random);
        let wrong = loop {
            let (one, other) = (random.below(values.len()), random.below(values.len()));
            if one / COLUMNS != other / COLUMNS && one % COLUMNS != other % COLUMNS {
                break [one.min(other), one.max(other)];
            }
        };
        wrong.into_iter().for_each(|unknown| spoil(random, &mut values, unknown));
        let text = written(&values);
        let document = document(&text);
        let found = relations(&document);
        let mut suspects: Vec<&str> = found.iter().filter_map(suspect).collect();
        suspects.sort_unstable();
        let mut expected = wrong.map(|unknown| key(&document, unknown));
        expected.sort_unstable();
        let restored = || {
            let both = found.iter().flat_map(|finding| finding.fixes.first()).flat_map(|fix| fix.edits.iter());
            let mut text = Text::new(&text);
            gouji::text::Edits::new(both.cloned().collect()).expect("they stand apart").apply(&mut text);
            figures(&self::document(&text.to_string())) == right
        };
        named += usize::from(found.len() == 2 && suspects == expected && restored());
        assert_safe_fixes_change_totals(&document, &found);
    }
    println!("two wrong figures: both named in {named} of {RUNS}");
    assert!(named * 100 >= RUNS * 95);
}

#[test]
fn whatever_is_wrong_no_safe_fix_changes_an_addend() {
    let random = &mut Random(23);
    for run in 0..RUNS / 2 {
        let (_, mut values) = table(random);
        for _ in 0..2 + run % 5 {
            let unknown = random.below(values.len());
            spoil(random, &mut values, unknown);
        }
        let document = document(&written(&values));
        assert_safe_fixes_change_totals(&document, &relations(&document));
    }
}

/// The search is bounded by steps, not by time; a table on which it would go on for ever would hang this test.
#[test]
fn of_a_table_in_which_all_is_wrong_no_figure_is_named() {
    let random = &mut Random(24);
    let of_all = |value: &str| vec![value.to_owned(); ROWS * COLUMNS];
    let mut tables = vec![
        (0..ROWS * COLUMNS).map(|_| random.below(99_999).to_string()).collect(),
        (0..ROWS * COLUMNS).map(|unknown| u8::from(unknown % 8 == 0).to_string()).collect(),
    ];
    tables.extend(["", "/", "-1", "1", "999999999999999999", "99999999999999999999999999999999999999999"].map(of_all));
    for shown in tables {
        let numbered: Vec<Value> =
            (0..ROWS * COLUMNS).map(|unknown| Value::Known(7_000_000 + unknown as i128)).collect();
        let mut text = written(&numbered);
        for (unknown, shown) in shown.iter().enumerate() {
            text = text.replacen(&format!("| {} |", 7_000_000 + unknown), &format!("| {shown} |"), 1);
        }
        let document = document(&text);
        let found = relations(&document);
        assert!(found.iter().all(|finding| suspect(finding).is_none()), "{}: {found:#?}", shown[0]);
        assert_safe_fixes_change_totals(&document, &found);
        assert_eq!(relations(&self::document(&text)), found, "deterministic");
    }
}

/// Somebody has typed a figure: it is not blamed, and nothing that is offered takes it back.
#[test]
fn a_figure_that_is_being_typed_is_neither_blamed_nor_taken_back() {
    let random = &mut Random(25);
    for unknown in 0..ROWS * COLUMNS {
        let (_, mut values) = table(random);
        spoil(random, &mut values, unknown);
        let document = document(&written(&values));
        let placed = requests(&document);
        let focus: TextRange = placed.place(placed.cell(unknown).expect("it is there").range);
        let found = by_report(&document, &[focus], Surroundings::none()).into_vec();
        let found: Vec<Finding> = found.into_iter().filter(|finding| finding.data.is_some()).collect();
        assert!(found.len() <= 1 && found.iter().all(|finding| suspect(finding).is_none()), "{found:#?}");
        for edit in found.iter().flat_map(|finding| &finding.fixes).flat_map(|fix| fix.edits.iter()) {
            assert!(edit.range.intersect(focus).is_none_or(|both| both.is_empty()), "{found:#?}");
        }
    }
}

/// Two equal errors cross: either corner of two could be meant, and the prose says which.
#[test]
fn where_two_repairs_compete_the_prose_decides_their_order() {
    let random = &mut Random(26);
    let right = scattered_table(random, 100, 40_000);
    let mut values: Vec<Value> = right.iter().copied().map(Value::Known).collect();
    // A column's total of new requests, and one of those carried out: the other corners are addends.
    for unknown in [cell(0, COLUMNS - 1), cell(24, 2)] {
        values[unknown] = Value::Known(right[unknown] + 3);
    }
    let total = right[cell(0, COLUMNS - 1)];
    let text = written(&values);
    let stated =
        |figure: i128| text.replacen("## 二、", &format!("2024年，共收到政府信息公开申请{figure}件。\n\n## 二、"), 1);
    let first_titles = |text: &str| {
        let found = relations(&document(text));
        found
            .into_iter()
            .filter_map(|finding| finding.fixes.into_iter().next())
            .map(|fix| fix.title)
            .collect::<Vec<_>>()
    };
    let supported = first_titles(&stated(total));
    assert!(supported.iter().any(|title| title.contains(&format!("与正文“{total}件”一致"))), "{supported:#?}");
    assert!(first_titles(&text).iter().all(|title| !title.contains("正文")));
}
