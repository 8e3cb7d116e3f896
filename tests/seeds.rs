//! What the rules say of the five reports under `tests/corpus`, as published and written in full width: every error and
//! warning that is right, and no other.

use std::sync::Arc;

use gouji::check::check;
use gouji::document::Document;
use gouji::extract::extract;
use gouji::finding::{Finding, Severity};
use gouji::rules::{Group, rule};
use gouji::text::Text;

const SEEDS: [&str; 5] = [
    include_str!("corpus/000_1e5420d6ed40552a.txt"),
    include_str!("corpus/001_a7ed15760e03fe8e.txt"),
    include_str!("corpus/002_073bf38150bd80e7.txt"),
    include_str!("corpus/003_20c65bb80009b0e5.txt"),
    include_str!("corpus/004_0db4d1d337420631.txt"),
];

/// Rule and line of what is right to say on structure, content and prose, by seed.
const EXPECTED: [&[(&str, usize)]; 5] = [
    &[("prose-mismatch", 4), ("missing-improvement", 331), ("repeated-report", 336)],
    &[
        ("leftover-text", 2),
        ("document-number", 14),
        ("flattened-table", 30),
        ("flattened-table", 56),
        ("flattened-table", 84),
        ("missing-section", 99),
    ],
    &[],
    &[("missing-aspect", 1)],
    &[("leftover-text", 70)],
];

/// As reports are published: the seeds are folded to half width.
fn full_width(text: &str) -> String {
    let wide = |char| match char {
        '(' => '（',
        ')' => '）',
        ',' => '，',
        ':' => '：',
        ';' => '；',
        '?' => '？',
        '!' => '！',
        char => char,
    };
    text.chars().map(wide).collect()
}

fn found(text: &str) -> Vec<Finding> {
    let group = |finding: &Finding| rule(finding.rule).expect("findings name a rule").group;
    let findings = check(&Document::new(text, Arc::default()));
    findings.into_iter().filter(|finding| group(finding) <= Group::Content || group(finding) == Group::Prose).collect()
}

#[test]
fn structure_content_and_prose_of_the_seeds() {
    for (seed, expected) in SEEDS.iter().zip(EXPECTED) {
        for text in [(*seed).to_owned(), full_width(seed)] {
            let rope = Text::new(&text);
            let grave = found(&text).into_iter().filter(|finding| finding.severity <= Severity::Warning);
            let said = grave.map(|finding| (finding.rule, rope.line_of(finding.range.start()) + 1, finding.message));
            let said: Vec<_> = said.collect();
            let places: Vec<(&str, usize)> = said.iter().map(|(rule, line, _)| (*rule, *line)).collect();
            assert_eq!(places, expected, "{said:#?}");
        }
    }
}

#[test]
fn messages_name_what_is_meant() {
    let message = |seed: usize, rule: &str| {
        let findings = found(SEEDS[seed]);
        findings.into_iter().find(|finding| finding.rule == rule).expect("it is found").message
    };
    assert_eq!(
        message(0, "prose-mismatch"),
        "这一段有 4 个数是“自然人”一列的数，与总计不符：454 应为 468，458 应为 472，8 应为 9，4 应为 5。请核对后改正。"
    );
    assert_eq!(message(3, "missing-aspect"), "“总体情况”没有写到“政府信息管理”，请补充；确实没有的也要说明。");
    assert_eq!(
        message(1, "missing-section"),
        "缺少“六、其他需要报告的事项”。国办公开办函〔2019〕60号规定的 6 个部分都要写全，没有内容的也要保留标题并写明没有。"
    );
    assert_eq!(message(1, "document-number"), "文号“[2015]71号”的年份要用六角括号：“〔2015〕71号”。");
}

#[test]
fn the_copy_of_a_report_can_be_deleted() {
    let copy = found(SEEDS[0]).into_iter().find(|finding| finding.rule == "repeated-report").expect("it is found");
    let mut text = Text::new(SEEDS[0]);
    copy.fixes[0].edits.apply(&mut text);
    let left = found(&text.to_string());
    assert!(left.iter().all(|finding| finding.rule != "repeated-report"), "{left:#?}");
    assert_eq!(text.to_string().lines().count(), 335);
}

/// Figures of seed 002 and what they state, by value.
#[test]
fn whatever_fix_is_applied_nothing_else_becomes_wrong() {
    let count = |findings: &[Finding], rule: &str| findings.iter().filter(|finding| finding.rule == rule).count();
    let whole = |text: &str| check(&Document::new(text, Arc::default()));
    for seed in SEEDS {
        let mut text = Text::new(seed);
        // A figure put right in one copy only would make two reports of them.
        for finding in whole(seed).iter().filter(|finding| finding.rule == "repeated-report") {
            finding.fixes[0].edits.apply(&mut text);
        }
        let before = whole(&text.to_string());
        for (finding, fix) in before.iter().flat_map(|finding| finding.fixes.iter().map(move |fix| (finding, fix))) {
            let mut text = text.clone();
            fix.edits.apply(&mut text);
            let after = whole(&text.to_string());
            let said = format!("{} {}: {}", finding.rule, finding.message, fix.title);
            assert!(count(&after, finding.rule) < count(&before, finding.rule), "stays: {said}");
            for one in after.iter().filter(|one| one.severity <= Severity::Warning && one.rule != "leftover-text") {
                assert!(
                    count(&after, one.rule) <= count(&before, one.rule),
                    "{said}\nnew: {} {}",
                    one.rule,
                    one.message
                );
            }
        }
    }
}

#[test]
fn what_the_figures_of_a_seed_state() {
    let extraction = extract(&Document::new(SEEDS[2], Arc::default()));
    let mentions = &extraction.reports[0].mentions;
    let stated = |text: &str| mentions.iter().find(|one| one.text == text).expect("it is a mention").cell.as_deref();
    assert_eq!(stated("122件"), Some("requests.new.total"));
    assert_eq!(stated("11件"), Some("requests.carried_in.total"));
    assert_eq!(stated("126件"), Some("requests.handled.total"));
    assert_eq!(stated("7件"), Some("requests.carried_out.total"));
    assert_eq!(stated("144件"), Some("proceedings.review.total"));
    assert_eq!(stated("97件"), Some("proceedings.litigation.total"));
    assert_eq!(stated("105件"), None);
    assert_eq!(stated("17件"), None);
    assert_eq!(stated("120件"), Some("proceedings.review.total-proceedings.review.pending"));
    assert_eq!(stated("27件"), Some("proceedings.litigation.total-proceedings.litigation.pending"));
}

/// The figures of a document by key, as far as they could be read.
fn figures(text: &str) -> Vec<(String, String)> {
    let document = Document::new(text, Arc::default());
    let cells = document.reports().flat_map(|(_, report)| gouji::extract::cells(report));
    cells.filter_map(|(key, number)| Some((key, number?.to_string()))).collect()
}

/// Of seed 001 all is read but for the total that it lost and three figures that run together.
#[test]
fn what_a_report_without_borders_still_says() {
    let text = SEEDS[1];
    let tables: Vec<Finding> = found(text).into_iter().filter(|one| one.rule == "flattened-table").collect();
    let named: Vec<&str> = tables.iter().flat_map(|one| &one.related).map(|related| &*related.message).collect();
    let [documents, total] = named[..] else { panic!("two rows: {named:#?}") };
    assert_eq!(total, "“予以公开”一行：“总计”可能是 0 或 1");
    assert!(documents.starts_with("“规范性文件”一行：“本年新制作数量”可能是 "), "{documents}");
    for table in &tables {
        assert_eq!(table.fixes.len(), 2, "Markdown and HTML: {table:#?}");
        for fix in &table.fixes {
            let mut rebuilt = Text::new(text);
            fix.edits.apply(&mut rebuilt);
            let rebuilt = rebuilt.to_string();
            assert_eq!(figures(&rebuilt), figures(text), "{}", fix.title);
            let left = found(&rebuilt).into_iter().filter(|one| one.rule == "flattened-table").count();
            assert_eq!(left, tables.len() - 1, "{}", fix.title);
        }
    }
}
