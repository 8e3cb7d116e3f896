//! `gouji check --baseline`: only what is new is told.

use snapbox::str;

use crate::Folder;

const REPORT: &str = include_str!("../../src/rules/testing/report.md");

/// The report with two mistakes: a sum, and a placeholder.
fn wrong() -> String {
    let wrong = REPORT.replace(
        "| 一、本年新收政府信息公开申请数量 |  |  | 9 | 4 | 0 | 0 | 1 | 0 | 14 |",
        "| 一、本年新收政府信息公开申请数量 |  |  | 9 | 4 | 0 | 0 | 1 | 0 | 41 |",
    );
    let wrong = wrong.replace("加强业务培训。", "加强业务培训。待补充：××");
    assert_ne!(wrong, REPORT);
    wrong
}

#[test]
fn what_is_recorded_is_not_told_again() {
    let folder = Folder::new(&[("reports/a.md", wrong().as_bytes())]);
    folder.run("check --quiet", 1);
    folder.run("check --write-baseline known/baseline.json", 2);
    folder.run("check --write-baseline baseline.json", 0).stdout_eq("").stderr_eq(str![[r#"
已把 2 处问题记入 baseline.json。

"#]]);
    let recorded = String::from_utf8(folder.read("baseline.json")).expect("UTF-8");
    snapbox::assert_data_eq!(
        recorded,
        str![[r#"
{
  "version": 1,
  "files": {
    "reports/a.md": {
      "leftover-text": {
        "五 ××": 1
      },
      "suspect-figure": {
        "三 requests.new.total 41≠14": 1
      }
    }
  }
}

"#]]
    );
    folder.run("check --baseline baseline.json", 0).stderr_eq("").stdout_eq(str![[r#"
检查了 1 个文件，没有发现问题。另有 2 处已记入基线，未列出。

"#]]);

    // Lines move, other text changes: the same findings are known, one that is new is told.
    let moved = wrong().replace("\n## 一、", "\n（说明）\n\n## 一、").replace("| 行政许可 | 204 |", "| 行政许可 |  |");
    std::fs::write(folder.path("reports/a.md"), &moved).expect("it can be written");
    folder.run("check --baseline baseline.json --format csv", 0).stderr_eq("").stdout_eq(str![[r#"
﻿path,rule,severity,line,column,message,reported,computed
reports/a.md,blank-cell,warning,38,3,“行政许可”一行“本年处理决定数量”空着；没有发生的请填 0。,,

"#]]);

    // A second mistake of the same kind is new although the first is known.
    let twice = wrong().replace("| 行政许可 | 204 |", "| 行政许可 | 待补充 |");
    std::fs::write(folder.path("reports/a.md"), twice).expect("it can be written");
    folder.run("check --baseline baseline.json --quiet --fail-on info", 1);
}

#[test]
fn what_no_longer_occurs_can_be_removed() {
    let folder =
        Folder::new(&[("a.md", wrong().as_bytes()), ("b.md", wrong().replace("卫生健康", "住房保障").as_bytes())]);
    folder.run("check . --write-baseline baseline.json --quiet", 0).stderr_eq("");
    std::fs::write(folder.path("a.md"), REPORT).expect("it can be written");
    std::fs::remove_file(folder.path("b.md")).expect("it can be removed");
    folder.run("check . --baseline baseline.json", 0).stderr_eq(str![[r#"
baseline.json 中有 4 处已不再出现，可以删去：--write-baseline baseline.json

"#]]);
    // With some of the rules only, nobody knows what the others would find.
    folder.run("check . --baseline baseline.json --select balance", 0).stderr_eq("");
    folder.run("check . --write-baseline baseline.json --quiet", 0);
    assert_eq!(
        String::from_utf8(folder.read("baseline.json")).expect("UTF-8"),
        "{\n  \"version\": 1,\n  \"files\": {}\n}\n"
    );
}

#[test]
fn files_that_are_not_checked_stay_recorded() {
    let folder = Folder::new(&[("a.md", wrong().as_bytes()), ("b.md", wrong().as_bytes())]);
    folder.run("check b.md --write-baseline baseline.json --quiet", 0);
    folder.run("check a.md --write-baseline baseline.json --quiet", 0);
    let recorded: serde_json::Value = serde_json::from_slice(&folder.read("baseline.json")).expect("JSON");
    assert_eq!(
        recorded["files"].as_object().map(|files| files.keys().cloned().collect::<Vec<_>>()),
        Some(vec!["a.md".to_owned(), "b.md".to_owned()])
    );
}

#[test]
fn what_is_no_baseline_is_an_error_and_is_not_overwritten() {
    let broken = "{\n  \"version\": 1,\n  \"filse\": {}\n}\n";
    let folder = Folder::new(&[
        ("a.md", REPORT.as_bytes()),
        ("b.json", broken.as_bytes()),
        ("c.json", b"{\"version\":2,\"files\":{}}"),
    ]);
    folder.run("check a.md --baseline b.json", 2).stdout_eq("").stderr_eq(str![[r#"
错误：b.json:3:9: 不是 gouji 的基线文件：unknown field `filse`, expected `version` or `files` at line 3 column 9

"#]]);
    folder.run("check a.md --baseline c.json", 2).stdout_eq("").stderr_eq(str![[r#"
错误：c.json: 基线文件的版本是 2，这个程序只认 1

"#]]);
    folder.run("check a.md --baseline no.json --locale en", 2).stdout_eq("").stderr_eq(str![[r#"
error: no.json: No such file or directory (os error 2)

"#]]);
    folder.run("check a.md --write-baseline a.md", 2);
    folder.run("check a.md --write-baseline b.json", 2);
    assert_eq!((folder.read("a.md"), folder.read("b.json")), (REPORT.as_bytes().to_vec(), broken.as_bytes().to_vec()));
}

#[test]
fn a_file_is_the_same_by_every_way_to_it() {
    let folder = Folder::new(&[("reports/a.md", wrong().as_bytes()), ("known/x.md", b"")]);
    folder.run("check reports --write-baseline known/../known/./baseline.json --quiet", 0);
    for way in ["reports/a.md", "./reports/a.md", "reports/../reports/a.md", "known/.././reports"] {
        for baseline in ["known/baseline.json", "known/../known/baseline.json"] {
            folder.run(&format!("check {way} --baseline {baseline} --quiet --fail-on info"), 0).stdout_eq("");
        }
    }
}
