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
