//! What becomes of fixes, with findings made by hand so that they do not depend on any rule.

use std::fs;
use std::sync::Arc;

use clap::Parser;

use super::one::{Before, Message};
use super::*;
use crate::cli::{Cli, Command};
use crate::config::Settings;
use crate::document::Document;
use crate::finding::{Finding, Fix, Locale, Safety};
use crate::fix::Fixed;
use crate::text::{Edit, Edits, TextRange, TextSize};
use crate::workspace::Loaded;

/// Each 甲 should be 乙.
fn check(document: &Document) -> Vec<Finding> {
    let text = document.text().to_string();
    let found = text.match_indices('甲').map(|(at, found)| {
        let range = TextRange::at((at as u32).into(), TextSize::of(found));
        let edits = Edits::from(Edit::replace(range, "乙"));
        let fix = Fix { title: "改为乙".to_owned(), safety: Safety::Safe, preferred: true, edits };
        Finding {
            rule: "not-a-report",
            severity: Severity::Error,
            range,
            message: "应为乙".to_owned(),
            related: Vec::new(),
            fixes: vec![fix],
            data: None,
        }
    });
    found.collect()
}

/// What `gouji check ARGUMENTS` does with the fixes of a file that holds `bytes`; `meanwhile` changes it in between.
fn run(arguments: &str, bytes: &[u8], meanwhile: Option<&str>) -> (Outcome, Vec<u8>) {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let path = folder.path().join("a.md");
    fs::write(&path, bytes).expect("it can be written");

    let words = ["gouji", "check"].into_iter().chain(arguments.split_whitespace());
    let Command::Check(args) = Cli::try_parse_from(words).expect("such arguments there are").command else {
        unreachable!("`check` is what was asked for")
    };
    let session = Session { locale: Locale::ZhCn, color: clap::ColorChoice::Never, config: None };
    let mode = if args.diff { Mode::Diff } else { Mode::Fix };
    let output = output::output(OutputFormat::Github, Locale::ZhCn, Style::default(), true);
    let projects = Projects::new(Locale::ZhCn, |_| {});
    let check_run = Check {
        session: &session,
        args: &args,
        mode,
        projects,
        output,
        others: Others::default(),
        library: Library::default(),
        silences: Silences::default(),
        baseline: None,
        memory: None,
    };

    let loaded = Loaded::decode(bytes).expect("it is text");
    let document = Document::new(&loaded.text, Arc::new(Settings::default()));
    let found = check(&document);
    let fixed: Fixed = crate::fix::fix(document.clone(), found.clone(), false, check);
    if let Some(text) = meanwhile {
        fs::write(&path, text).expect("it can be written");
    }
    let stdin = args.paths.iter().any(|path| is_stdin(path)).then_some(bytes);
    let before = Before { path: "a.md", loaded, document, found };
    let outcome = check_run.fixed(&before, &fixed, &path, stdin);
    (outcome, fs::read(&path).expect("it is there"))
}

fn errors(outcome: &Outcome) -> usize {
    outcome.summary.count(Severity::Error)
}

#[test]
fn a_file_is_written_and_what_remains_is_reported() {
    let (outcome, file) = run("--fix a.md", "甲甲".as_bytes(), None);
    assert_eq!(file, "乙乙".as_bytes());
    assert_eq!((outcome.summary.fixed, errors(&outcome)), (2, 0));
    assert!(outcome.rendered.is_empty() && outcome.text.is_none());
}

#[test]
fn a_file_that_changed_keeps_its_findings() {
    let (outcome, file) = run("--fix a.md", "甲".as_bytes(), Some("丙"));
    assert_eq!(file, "丙".as_bytes());
    assert_eq!((outcome.summary.failed, outcome.summary.fixed, errors(&outcome)), (1, 0, 1));
    let [Message::Error(message)] = &outcome.messages[..] else { panic!("one message was expected") };
    assert_eq!(message, "a.md: 读取之后又被改动，未写入");
}

#[test]
fn a_patch_writes_nothing_and_the_findings_remain() {
    let (outcome, file) = run("--diff a.md", "甲\n".as_bytes(), None);
    assert_eq!(file, "甲\n".as_bytes());
    let patch = String::from_utf8(outcome.text.clone().unwrap()).unwrap();
    assert_eq!(patch, "--- a.md\n+++ a.md\n@@ -1 +1 @@\n-甲\n+乙\n");
    assert_eq!((outcome.summary.fixed, errors(&outcome)), (1, 1));
    assert!(outcome.rendered.is_empty());
}

#[test]
fn standard_input_comes_back_in_its_charset() {
    let (gb18030, ..) = encoding_rs::GB18030.encode("甲，收费");
    let (fixed, ..) = encoding_rs::GB18030.encode("乙，收费");
    let (outcome, file) = run("--fix -", &gb18030, None);
    assert_eq!(outcome.text.as_deref(), Some(&*fixed));
    assert_eq!(file, &*gb18030);

    // 0x80 would come back as two bytes: nothing is fixed.
    let (outcome, _) = run("--fix -", &[&gb18030, [0x80].as_slice()].concat(), None);
    assert_eq!((outcome.text, outcome.summary.failed), (None, 1));
}
