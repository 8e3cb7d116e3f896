//! `gouji new`: a draft to begin with.

use snapbox::str;

use crate::Folder;

#[test]
fn a_draft_lacks_nothing_but_what_a_person_must_write() {
    let folder = Folder::new(&[]);
    for (year, kind) in [(2020, "department"), (2026, "department"), (2026, "government"), (2026, "township")] {
        folder.run(&format!("new --year {year} --org 某县民政局 --kind {kind} -o {kind}{year}.md"), 0).stdout_eq("");
        let read = folder.run(&format!("extract {kind}{year}.md"), 0).get_output().stdout.clone();
        let read: serde_json::Value = serde_json::from_slice(&read).expect("JSON");
        let report = &read["reports"][0];
        let format = if year < 2021 { "2019" } else { "2021" };
        assert_eq!((&report["format"], &report["year"]), (&format.into(), &year.into()));
        assert_eq!(report["organization"], "某县民政局");
        assert_eq!(report["sections"].as_array().map(Vec::len), Some(6));
        let found = folder.run(&format!("check --format ndjson --fail-on never {kind}{year}.md"), 0);
        let found = String::from_utf8(found.get_output().stdout.clone()).expect("UTF-8");
        for line in found.lines() {
            let finding: serde_json::Value = serde_json::from_str(line).expect("a finding on each line");
            let rule = finding["rule"].as_str().expect("a rule");
            assert!(["leftover-text", "blank-cell", "missing-date"].contains(&rule), "{finding}");
        }
        assert!(found.contains("leftover-text") && found.contains("blank-cell"), "{found}");
    }
}

#[test]
fn nothing_is_overwritten_unasked() {
    let folder = Folder::new(&[("a.md", b"mine")]);
    folder.run("new --year 2026 --org 某局 -o a.md", 2).stdout_eq("").stderr_eq(str![[r#"
错误：a.md：文件已存在，没有覆盖；要覆盖请加 --force。

"#]]);
    assert_eq!(folder.read("a.md"), b"mine");
    folder.run("new --year 2026 --org 某局 -o a.md --force", 0);
    assert!(
        String::from_utf8(folder.read("a.md")).expect("UTF-8").starts_with("# 某局2026年政府信息公开工作年度报告\n")
    );
}

const LAST_YEAR: &str = include_str!("../../src/rules/testing/report.md");

#[test]
fn a_draft_begins_with_last_year() {
    let folder = Folder::new(&[("2024.md", LAST_YEAR.as_bytes())]);
    folder.run("new --from 2024.md -o 2025.md", 0).stdout_eq("").stderr_eq("");
    let draft = String::from_utf8(folder.read("2025.md")).expect("UTF-8");
    assert!(draft.starts_with("# 某市卫生健康委员会2025年政府信息公开工作年度报告\n"), "{draft}");
    let read = folder.run("extract 2025.md", 0).get_output().stdout.clone();
    let read: serde_json::Value = serde_json::from_slice(&read).expect("JSON");
    let tables = &read["reports"][0]["tables"];
    assert_eq!(tables["requests"]["carried_in"]["total"], 2);
    assert_eq!(tables["requests"]["new"]["total"], serde_json::Value::Null);
    assert_eq!(tables["disclosure"]["normative"]["valid"], 7);
    let found = folder.run("check --format ndjson --fail-on never 2025.md", 0).get_output().stdout.clone();
    for line in String::from_utf8(found).expect("UTF-8").lines() {
        let finding: serde_json::Value = serde_json::from_str(line).expect("a finding on each line");
        let rule = finding["rule"].as_str().expect("a rule");
        assert!(["leftover-text", "blank-cell", "missing-date"].contains(&rule), "{finding}");
    }
    folder.run("fmt --check 2025.md", 0);
}

#[test]
fn a_report_of_the_older_form_leaves_blanks_that_are_named() {
    let folder = Folder::new(&[("2020.txt", include_bytes!("../corpus/001_a7ed15760e03fe8e.txt"))]);
    let output = folder.run("new --from 2020.txt --kind department", 0).stderr_eq(str![[r#"
上年报告里没有读出这些格所需的数，留空待填：“规章”一行“现行有效件数”，“行政规范性文件”一行“现行有效件数”[..]

"#]]);
    let draft = String::from_utf8(output.get_output().stdout.clone()).expect("UTF-8");
    assert!(draft.contains("2021年政府信息公开工作年度报告"), "{draft}");
}

#[test]
fn what_is_not_last_years_report_is_refused() {
    let folder = Folder::new(&[("2024.md", LAST_YEAR.as_bytes()), ("a.md", crate::MINUTES.as_bytes())]);
    folder.run("new --from a.md", 2).stdout_eq("").stderr_eq(str![[r#"
错误：a.md：没有认出政府信息公开工作年度报告。

"#]]);
    folder.run("new --from nope.md", 2).stderr_eq(str![[r#"
错误：nope.md: 文件不存在

"#]]);
    folder.run("new --from 2024.md --year 2030", 2).stderr_eq(str![[r#"
错误：2024.md：是 2024 年的报告，不是 2030 年的上一年。

"#]]);
    folder.run("new --year 2030", 2);
}
