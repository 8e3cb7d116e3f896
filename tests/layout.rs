//! `gouji fmt` on generated reports in every dialect and on the five reports under `tests/corpus`: what is laid out once
//! stays as it is; no figure and no word changes, and nothing else is found than before.

#[path = "support/writer/mod.rs"]
mod writer;

use std::path::Path;
use std::sync::Arc;

use gouji::check::check;
use gouji::document::Document;
use gouji::extract::extract;
use gouji::text::label_key;
use writer::rng::Rng;
use writer::{Options, dialects, generate};

/// Rules about blanks and about signs around numbers: what they find may be put right.
const CURED: [&str; 2] = ["number-style", "section-heading"];

fn document(text: &str) -> Document {
    Document::new(text, Arc::default())
}

fn laid_out(text: &str) -> String {
    gouji::layout::laid_out(&document(text))
}

/// What is read of a text, without where it stands.
fn read(text: &str) -> serde_json::Value {
    fn without_places(value: &mut serde_json::Value) {
        match value {
            serde_json::Value::Object(entries) => {
                entries.retain(|key, _| !matches!(&**key, "line" | "column"));
                entries.values_mut().for_each(without_places);
            }
            serde_json::Value::Array(values) => values.iter_mut().for_each(without_places),
            _ => {}
        }
    }
    let mut read = serde_json::to_value(extract(&document(text))).expect("it is JSON");
    without_places(&mut read);
    read
}

fn rules(text: &str) -> Vec<&'static str> {
    let mut rules: Vec<_> = check(&document(text)).into_iter().map(|finding| finding.rule).collect();
    rules.retain(|rule| !CURED.contains(rule));
    rules.sort_unstable();
    rules
}

/// The lines without blanks and Markdown's marks; of a heading, whose number may be written otherwise, its words.
fn words(text: &str) -> Vec<String> {
    let bare = |line: &str| {
        let line: String =
            line.chars().filter(|char| !char.is_whitespace() && !matches!(char, '#' | '|' | '-' | ':')).collect();
        let is_numbered = line
            .trim_start_matches(['*', '(', '（', '\u{feff}'])
            .starts_with(|char| "一二三四五六七八九十".contains(char));
        if is_numbered && line.chars().count() <= 60 { label_key(&line) } else { line }
    };
    text.lines().map(bare).filter(|line| !line.is_empty()).collect()
}

#[track_caller]
fn check_layout(name: &str, text: &str) {
    let after = laid_out(text);
    let keep = || {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        std::fs::write(&path, text).expect("the target folder can be written");
        path
    };
    let (now, before) = (words(&after), words(text));
    if let Some((now, before)) = now.iter().zip(&before).find(|(now, before)| now != before) {
        panic!("{}: {before}\nis now: {now}", keep().display());
    }
    assert_eq!(now.len(), before.len(), "{}", keep().display());
    assert!(read(&after) == read(text), "{}: something else is read", keep().display());
    assert_eq!(rules(&after), rules(text), "{}", keep().display());
    assert!(laid_out(&after) == after, "{}: what is laid out does not stay", keep().display());
}

/// `GOUJI_SAMPLES` sets how many reports of each dialect are laid out.
#[test]
fn every_dialect() {
    let count: u64 = std::env::var("GOUJI_SAMPLES").ok().and_then(|count| count.parse().ok()).unwrap_or(8);
    for dialect in dialects() {
        for seed in 0..count {
            let sample = generate(seed, &Options { dialect: Some(*dialect), ..Options::default() });
            check_layout(&sample.file_name, &sample.text);
            let windows = sample.text.replace('\n', "\r\n");
            let after = laid_out(&windows);
            assert!(!after.replace("\r\n", "").contains(['\n', '\r']), "{}", sample.file_name);
            assert_eq!(after.replace("\r\n", "\n"), laid_out(&sample.text), "{}", sample.file_name);
        }
    }
}

#[test]
fn published_reports() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
    for entry in std::fs::read_dir(folder).expect("the corpus is there") {
        let path = entry.expect("it can be read").path();
        let text = std::fs::read_to_string(&path).expect("it is UTF-8");
        check_layout(&path.file_name().unwrap_or_default().to_string_lossy(), &text);
    }
}

/// What a person or another program may leave in a report.
const ODDITIES: [&str; 26] = [
    "---",
    "===",
    "------\n",
    "===\n",
    "#",
    "## ",
    " ##",
    "|",
    "||",
    "  ",
    "\t",
    "\u{3000}",
    "```\n",
    "~~~\n",
    "<!-- gouji-ignore row-total -->\n",
    "**",
    "（一）",
    "(二) ",
    "一、",
    "三. ",
    "\r",
    "> ",
    "- ",
    "<br>",
    "\n",
    "\n\n\n",
];

/// A text with some of its lines gone, doubled, moved or broken, and odd signs at line starts, line ends and within.
fn spoilt(text: &str, rng: &mut Rng) -> String {
    let mut lines: Vec<String> = text.split_inclusive('\n').map(str::to_owned).collect();
    for _ in 0..rng.range(1..=7) {
        let at = rng.below(lines.len());
        let odd = rng.pick(&ODDITIES);
        match rng.below(6) {
            0 => drop(lines.remove(at)),
            1 => lines.insert(at, lines[at].clone()),
            2 => lines.insert(at, format!("{odd}\n")),
            3 => lines[at].insert_str(0, odd),
            4 => {
                let line = lines[at].trim_end_matches(['\n', '\r']).to_owned();
                lines[at] = format!("{line}{odd}\n");
            }
            _ => {
                let middle = lines[at].floor_char_boundary(lines[at].len() / 2);
                lines[at].insert_str(middle, odd);
            }
        }
        if lines.is_empty() {
            break;
        }
    }
    lines.concat()
}

/// `GOUJI_SPOILT` sets how many spoilt reports are laid out.
#[test]
fn what_is_laid_out_stays_whatever_it_was() {
    let count: u64 = std::env::var("GOUJI_SPOILT").ok().and_then(|count| count.parse().ok()).unwrap_or(300);
    let mut failures = Vec::new();
    for seed in 0..count {
        let mut rng = Rng::new(seed);
        let dialect = dialects()[rng.below(dialects().len())];
        let sample = generate(seed % 7, &Options { dialect: Some(dialect), ..Options::default() });
        let text = spoilt(&sample.text, &mut rng);
        let once = laid_out(&text);
        if laid_out(&once) != once {
            let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("spoilt-{seed}.md"));
            std::fs::write(&path, &text).expect("the target folder can be written");
            failures.push(path.display().to_string());
        }
    }
    assert!(failures.is_empty(), "{} of {count} do not stay: {failures:?}", failures.len());
}
