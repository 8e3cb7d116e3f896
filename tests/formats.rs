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
use gouji::finding::Finding;
use gouji::format::{Format, Formats, load};

fn file(path: &str) -> String {
    let path: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(path).expect("the file is there").replace("\r\n", "\n")
}

fn settings() -> Arc<Settings> {
    let format: Format = load(&file("tests/formats/budget.toml")).unwrap_or_else(|error| panic!("{error}"));
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
