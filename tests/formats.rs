//! A format of one's own: a department's budget, which shares nothing with annual reports. `docs/formats.md` explains
//! the same file, and shows it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use gouji::check::check;
use gouji::config::Settings;
use gouji::document::Document;
use gouji::extract::cells;
use gouji::finding::{Data, Finding, Fix, Safety};
use gouji::format::{Format, Formats, load};
use gouji::text::Text;

fn file(path: &str) -> String {
    let path: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(path).expect("the file is there").replace("\r\n", "\n")
}

fn settings() -> Arc<Settings> {
    with_format("tests/formats/budget.toml")
}

fn with_format(path: &str) -> Arc<Settings> {
    let format: Format = load(&file(path)).unwrap_or_else(|error| panic!("{error}"));
    Arc::new(Settings { formats: Arc::new(Formats::new(vec![format])), ..Settings::default() })
}

fn findings(text: &str) -> Vec<Finding> {
    check(&Document::new(text, settings()))
}

fn figures(text: &str) -> BTreeMap<String, String> {
    let document = Document::new(text, settings());
    let reports: Vec<_> = document.reports().filter(|(_, report)| report.format.is_some()).collect();
    assert_eq!(reports.len(), 1);
    assert_eq!(reports[0].1.format.as_ref().map(|format| &*format.name), Some("budget"));
    let cells = cells(reports[0].1).into_iter();
    cells.map(|(key, figure)| (key, figure.map_or_else(|| "blank".to_owned(), |figure| figure.to_string()))).collect()
}

/// The draft in Markdown; its figures are right.
fn markdown() -> String {
    file("tests/formats/budget.md")
}

/// The same draft as a web editor writes it, merged labels and all.
fn html() -> String {
    file("tests/formats/budget.html")
}

#[test]
fn both_drafts_are_read_alike() {
    let figures = figures(&markdown());
    assert_eq!(figures.len(), 32);
    assert_eq!(figures["spending.basic.staff.this"], "812.46");
    assert_eq!(figures["spending.project_total.fiscal"], "268.9");
    assert_eq!(figures["spending.all.last"], "1120.75");
    assert_eq!(figures, self::figures(&html()));
}

#[test]
fn right_drafts_are_clean() {
    for draft in [markdown(), html()] {
        assert_eq!(findings(&draft), []);
    }
}

#[test]
fn a_wrong_subtotal_is_found() {
    for (draft, right, wrong) in [(markdown(), "| 268.90 |", "| 286.90 |"), (html(), ">268.90<", ">286.90<")] {
        assert_eq!(draft.matches(right).count(), 1, "the subtotal stands once");
        let text = draft.replace(right, wrong);
        let found = findings(&text);
        assert_eq!(found.len(), 1, "{found:#?}");
        let at = usize::from(found[0].range.start());
        assert_eq!(&text[at..at + 6], "286.90", "{}", found[0].message);
        assert!(found[0].message.contains("项目支出小计"), "{}", found[0].message);
        let mut fixed = gouji::text::Text::new(&text);
        found[0].fixes[0].edits.apply(&mut fixed);
        assert_eq!(findings(&fixed.to_string()), []);
    }
}

/// Every figure of a table spoilt in turn: a cell of several identities is named and restored, one of a single identity
/// is among what is offered; nothing is changed unasked but totals.
fn each_wrong_figure_is_found(text: &str, settings: &Arc<Settings>) {
    let document = Document::new(text, settings.clone());
    let (_, report) = document.reports().next().expect("a report");
    let table = &report.format.as_ref().expect("a format").tables[0];
    let placed = report.table(0).expect("its table");
    for (index, cell) in placed.table.cells.iter().enumerate() {
        let range = placed.place(cell.expect("every cell is there").digits);
        let mut wrong = Text::new(text);
        let figure = document.text().slice(range).into_owned();
        wrong.replace(range, &format!("{}{figure}", if figure == "0" { "3" } else { "7" }));
        let wrong = wrong.to_string();
        let key = &*table.cells[index].key;
        let found = check(&Document::new(&wrong, settings.clone()));
        assert!(!found.is_empty(), "{key}");
        let restores = |fix: &Fix| {
            let mut text = Text::new(&wrong);
            fix.edits.apply(&mut text);
            text.to_string() == document.text().to_string()
        };
        let uses = table.system.uses(index).len();
        if uses > 1 {
            let [finding] = &found[..] else { panic!("{key}: one finding: {found:#?}") };
            let Some(Data::Relation { suspect, .. }) = &finding.data else { panic!("{key}: {finding:#?}") };
            assert_eq!((finding.rule, suspect.as_deref()), ("suspect-figure", Some(key)));
            assert!(finding.fixes[0].preferred && restores(&finding.fixes[0]), "{key}: {finding:#?}");
        } else {
            assert!(found.iter().flat_map(|finding| &finding.fixes).any(restores), "{key}: {found:#?}");
        }
        let safe = found.iter().flat_map(|finding| &finding.fixes).filter(|fix| fix.safety == Safety::Safe);
        for edit in safe.flat_map(|fix| fix.edits.iter()) {
            let changed = placed.table.cells.iter().position(|cell| {
                let place = placed.place(cell.expect("every cell is there").range);
                edit.range.start() >= place.start() && edit.range.start() <= place.end()
            });
            assert!(changed.is_some_and(|cell| table.system.is_total(cell)), "{key}: {edit:?}");
        }
    }
}

#[test]
fn whatever_figure_of_a_budget_is_wrong_is_found() {
    each_wrong_figure_is_found(&markdown(), &settings());
}

/// Opening balance, two incomes and their sum, spending, closing balance.
const ACCOUNTS: [[u32; 3]; 6] =
    [[120, 3051, 3171], [40, 0, 40], [7, 905, 912], [47, 905, 952], [66, 1200, 1266], [101, 2756, 2857]];

/// A ledger whose table's lines `write` makes of a label and its figures.
fn ledger(head: &str, write: impl Fn(&str, &[u32; 3]) -> String) -> String {
    let labels = ["期初余额", "收费收入", "杂项收入", "收入小计", "本期支出", "期末余额"];
    let rows: Vec<String> = labels.iter().zip(&ACCOUNTS).map(|(label, figures)| write(label, figures)).collect();
    format!(
        "# 某单位2025年往来账目公开\n\n## 一、单位基本情况\n\n无变化。\n\n## 二、往来账目表\n\n{head}\n{}\n\n\
         ## 三、账目编制说明\n\n按月结账。\n",
        rows.join("\n")
    )
}

#[test]
fn signs_and_subtotals_name_the_wrong_figure() {
    let head = "| 账目 | 库存现金 | 银行存款 | 现金存款合计 |\n| --- | --- | --- | --- |";
    let text = ledger(head, |label, [cash, bank, sum]| format!("| {label} | {cash} | {bank} | {sum} |"));
    let settings = with_format("tests/formats/accounts.toml");
    assert_eq!(check(&Document::new(&text, settings.clone())), []);
    each_wrong_figure_is_found(&text, &settings);
}

#[test]
fn signs_and_subtotals_help_to_read_figures_that_ran_together() {
    let text = ledger("账目库存现金银行存款现金存款合计", |label, [cash, bank, sum]| {
        format!("{label}{cash}{bank}{sum}")
    });
    let document = Document::new(&text, with_format("tests/formats/accounts.toml"));
    let (_, report) = document.reports().find(|(_, report)| report.format.is_some()).expect("a report");
    let figures: Vec<String> = cells(report).into_iter().filter_map(|(_, figure)| Some(figure?.to_string())).collect();
    assert_eq!(figures, ACCOUNTS.as_flattened().iter().map(u32::to_string).collect::<Vec<_>>());
}

#[test]
fn annual_reports_are_read_as_before() {
    let text = file("tests/corpus/003_20c65bb80009b0e5.txt");
    let built_in = Document::new(&text, Arc::default());
    assert_eq!(findings(&text), check(&built_in));
}

#[test]
fn the_guide_shows_this_very_file() {
    let guide = file("docs/formats.md");
    assert!(guide.contains(&file("tests/formats/budget.toml")), "docs/formats.md shows another budget.toml");
}
