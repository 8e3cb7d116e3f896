//! Reports in every dialect as Word files and back: no figure and no word is lost. What other programs make of such files
//! is in `tests/office.rs`.

#[path = "support/writer/mod.rs"]
mod writer;

use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::sync::Arc;

use gouji::check::check;
use gouji::config::Settings;
use gouji::convert::{self, Kind};
use gouji::document::Document;
use gouji::extract::rows;
use gouji::syntax::{BlockKind, Measured, Visible, scan};
use gouji::text::{TextRange, TextSize, label_key};
use writer::{Dialect, Options, dialects, generate, typo};

fn document(text: &str) -> Document {
    Document::new(text, Arc::default())
}

/// A document as a file of this kind, and what is read from that.
fn converted(document: &Document, kind: Kind, name: &str) -> (Vec<u8>, String) {
    let bytes = convert::write(document, kind).expect("it can be written").bytes;
    let opened = convert::open_bytes(Path::new(name), bytes.clone(), &Settings::default());
    (bytes, opened.expect("what was written is read").loaded.text)
}

fn figures(document: &Document) -> BTreeMap<(usize, String), Option<String>> {
    rows(document).map(|one| ((one.report, one.key.to_owned()), one.value.map(|value| value.to_string()))).collect()
}

/// The words of a text: its paragraphs and cells, without blanks and punctuation.
fn words(text: &str) -> Vec<String> {
    let (mut words, mut at) = (Vec::new(), TextSize::from(0));
    for block in scan(text, Settings::default().formats.vocabulary()) {
        let source = &text[TextRange::at(at, block.len())];
        let key = |range: TextRange| label_key(&Visible::of(&source[range].replace("<br", " <br")).text);
        match &block.kind {
            BlockKind::Prose(prose) => words.push(key(prose.text)),
            BlockKind::Table(table) => words.extend(table.cells.iter().map(|cell| key(cell.range))),
            BlockKind::Blank | BlockKind::Raw | BlockKind::Directive(_) => {}
        }
        at += block.len();
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Letters and digits that are more often in `old` than in `new`.
fn lost(old: &str, new: &str) -> String {
    let mut counts: HashMap<char, isize> = HashMap::new();
    words(new).concat().chars().for_each(|char| *counts.entry(char).or_default() += 1);
    words(old).concat().chars().for_each(|char| *counts.entry(char).or_default() -= 1);
    counts.into_iter().filter(|(_, count)| *count < 0).map(|(char, _)| char).collect()
}

/// `GOUJI_SAMPLES` sets how many reports of each dialect are converted.
fn samples() -> u64 {
    std::env::var("GOUJI_SAMPLES").ok().and_then(|count| count.parse().ok()).unwrap_or(6)
}

#[test]
fn no_figure_and_no_word_is_lost_on_the_way_through_word() {
    let mut failures = Vec::new();
    for dialect in dialects() {
        for seed in 0..samples() {
            let sample = generate(seed, &Options { dialect: Some(*dialect), ..Options::default() });
            let before = document(&sample.text);
            let (_, text) = converted(&before, Kind::Docx, "a.docx");
            let after = document(&text);
            let (old, new) = (figures(&before), figures(&after));
            for (cell, value) in &old {
                // What could be 0 or blank as long as borders were lost may be told once they are there again.
                let is_told = sample.is_lenient() && value.is_none();
                if new.get(cell) != Some(value) && !is_told {
                    failures.push(format!("{} {cell:?}: {value:?} became {:?}", sample.file_name, new.get(cell)));
                }
            }
            if new.len() > old.len() && !sample.is_lenient() {
                failures.push(format!("{}: figures appeared", sample.file_name));
            }
            // A label that was repeated in every row stands in its merged cell once.
            let keyed: String = words(&text).concat();
            let missing = match dialect {
                Dialect::MarkdownRepeated | Dialect::MarkdownBare => {
                    words(&sample.text).into_iter().filter(|word| !keyed.contains(word)).collect()
                }
                _ => lost(&sample.text, &text),
            };
            if !missing.is_empty() {
                failures.push(format!("{}: lost {missing}", sample.file_name));
            }
        }
    }
    let shown: Vec<String> = failures.iter().take(40).cloned().collect();
    assert!(failures.is_empty(), "{} failures\n{}", failures.len(), shown.join("\n"));
}

#[test]
fn a_second_round_changes_nothing() {
    for dialect in dialects().iter().filter(|dialect| !dialect.is_lenient()) {
        let sample = generate(3, &Options { dialect: Some(*dialect), ..Options::default() });
        let (_, once) = converted(&document(&sample.text), Kind::Docx, "a.docx");
        let (bytes, twice) = converted(&document(&once), Kind::Docx, "a.docx");
        let (again, thrice) = converted(&document(&twice), Kind::Docx, "a.docx");
        assert!(bytes == again && twice == thrice, "{}", sample.file_name);
    }
}

#[test]
fn figures_survive_every_other_form() {
    for dialect in [Dialect::MarkdownBlank, Dialect::HtmlWord, Dialect::BarRows, Dialect::Tabs] {
        for seed in 0..samples() {
            let sample = generate(seed, &Options { dialect: Some(dialect), ..Options::default() });
            let before = document(&sample.text);
            for (kind, name) in
                [(Kind::Html, "a.html"), (Kind::Markdown, "a.md"), (Kind::Text, "a.txt"), (Kind::Xlsx, "a.xlsx")]
            {
                let (_, text) = converted(&before, kind, name);
                let (old, new) = (figures(&before), figures(&document(&text)));
                let other: Vec<_> = old.iter().filter(|(cell, value)| new.get(*cell) != Some(value)).collect();
                assert!(other.is_empty() && old.len() == new.len(), "{} as {name}: {other:?}", sample.file_name);
            }
        }
    }
}

#[test]
fn a_wrong_figure_is_put_right_in_the_word_file_itself() {
    let mut fixed_some = false;
    for seed in 0..30 {
        let sample = typo(seed, &generate(seed, &Options::clean(Dialect::HtmlWord)));
        let (bytes, _) = converted(&document(&sample.text), Kind::Docx, "a.docx");
        let settings = Settings::default();
        let opened = convert::open_bytes(Path::new("a.docx"), bytes, &settings).expect("it is read");
        let before = document(&opened.loaded.text);
        let fixed = gouji::fix::fix(before.clone(), check(&before), false, check);
        let Some(patched) = opened.patched(&fixed.edits, &settings).expect("it is written") else {
            panic!("seed {seed}: {:?}", fixed.edits)
        };
        let again = convert::open_bytes(Path::new("a.docx"), patched, &settings).expect("it is read");
        assert_eq!(again.loaded.text, fixed.document.text().to_string());
        fixed_some |= fixed.applied > 0;
    }
    assert!(fixed_some, "none of the mistakes had a fix");
}

#[test]
fn a_cell_of_a_wide_blank_and_addresses_are_kept() {
    let text = "# 某局2024年政府信息公开工作年度报告\n\n网址<https://y.gov.cn>可查，邮箱<a@b.cn>。\n\n\
                ## 二、主动公开政府信息情况\n\n| 行政许可 | 204 |\u{3000}| |\n| --- | --- | --- | --- |\n| 行政处罚 | 3 |\u{3000}| |\n";
    let (_, back) = converted(&document(text), Kind::Docx, "a.docx");
    assert!(back.contains("https://y.gov.cn") && back.contains("a@b.cn") && back.contains("204"), "{back}");
}

#[test]
fn marked_words_links_and_comments_go_to_word_and_back() {
    let text = "# 某局2024年政府信息公开工作年度报告\n\n见**重点**、*要点*和[网站](https://y.gov.cn/2024_1.html)，共3件。\n\n\
                <!-- gouji-ignore row-total -->\n## 二、主动公开政府信息情况\n\n\
                | 行政许可 | [详表](https://y.gov.cn/5) |\n| --- | --- |\n| 行政处罚 | **3** |\n";
    let (bytes, back) = converted(&document(text), Kind::Docx, "a.docx");
    assert!(back.contains("见重点、要点和[网站](https://y.gov.cn/2024_1.html)，共3件。"), "{back}");
    assert!(back.contains("<!-- gouji-ignore row-total -->\n## 二、"), "{back}");
    assert!(back.contains("| 行政许可 | 详表（https://y.gov.cn/5） |") && back.contains("| 行政处罚 | 3 |"), "{back}");
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("an archive");
    let mut body = String::new();
    std::io::Read::read_to_string(&mut archive.by_name("word/document.xml").expect("a body"), &mut body)
        .expect("UTF-8");
    for run in [
        "<w:rPr><w:b/></w:rPr><w:t xml:space=\"preserve\">重点<",
        "<w:rPr><w:i/></w:rPr><w:t xml:space=\"preserve\">要点<",
        "<w:hyperlink r:id=\"link1\">",
        "<w:rPr><w:vanish/></w:rPr><w:t xml:space=\"preserve\">&lt;!-- gouji-ignore row-total --&gt;<",
    ] {
        assert!(body.contains(run), "{run} is not in {body}");
    }
    assert!(!body.contains("](") && !body.contains("*要点*"), "{body}");
    let (_, html) = converted(&document(text), Kind::Html, "a.html");
    assert!(
        html.contains("<a href=\"https://y.gov.cn/2024_1.html\">网站</a>") && html.contains("<em>要点</em>"),
        "{html}"
    );
    let (_, plain) = converted(&document(text), Kind::Text, "a.txt");
    assert!(plain.contains("见重点、要点和网站（https://y.gov.cn/2024_1.html），共3件。"), "{plain}");
}

#[test]
fn a_row_that_is_too_short_stays_so() {
    let report = include_str!("../src/rules/testing/report.md");
    let short = report.replacen("| 9 | 4 | 0 | 0 | 1 | 0 | 14 |", "| 9 | 4 | 0 | 0 | 1 | 14 |", 1);
    let told = |text: &str| -> Vec<String> {
        let found = check(&document(text)).into_iter().filter(|finding| finding.rule == "table-shape");
        found.map(|finding| finding.message).collect()
    };
    let before = told(&short);
    assert_eq!(before.len(), 1, "{before:?}");
    for (kind, name) in [(Kind::Docx, "a.docx"), (Kind::Html, "a.html"), (Kind::Markdown, "a.md")] {
        let (_, text) = converted(&document(&short), kind, name);
        assert_eq!(told(&text), before, "{name}");
    }
}
