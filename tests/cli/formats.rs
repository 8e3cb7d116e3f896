//! The forms of output.

use snapbox::str;

use crate::{Folder, MINUTES};

fn folder() -> Folder {
    Folder::new(&[("b,1.md", MINUTES.as_bytes()), ("a.md", MINUTES.as_bytes()), ("c/d.md", b"")])
}

#[test]
fn text() {
    let folder = folder();
    folder
        .run("check a.md b,1.md", 0)
        .stdout_eq(str![[r#"
信息[not-a-report]: 没有认出政府信息公开工作年度报告，未检查。
 --> a.md:1:1
  |
1 | 会议纪要
  | ^

信息[not-a-report]: 没有认出政府信息公开工作年度报告，未检查。
 --> b,1.md:1:1
  |
1 | 会议纪要
  | ^

检查了 2 个文件：信息 2。

"#]])
        .stderr_eq(str![""]);
    folder
        .run("check a.md --locale en --quiet", 0)
        .stdout_eq(str![[r#"
info[not-a-report]: This does not look like a government information disclosure annual report; it was not checked.
 --> a.md:1:1
  |
1 | 会议纪要
  | ^


"#]])
        .stderr_eq(str![""]);
    folder.run("check a.md --quiet --color always", 0).stdout_eq(str![[r#"
[1m[96m信息[not-a-report][0m[1m: 没有认出政府信息公开工作年度报告，未检查。[0m
 [94m-->[0m a.md:1:1
  [94m|[0m
[94m1 |[0m 会议纪要
  [94m|[0m [1m[96m^[0m


"#]]);
    folder.run("check .", 0).stdout_eq(str![[r#"
检查了 3 个文件，没有发现问题。

"#]]);
}

#[test]
fn json() {
    let folder = folder();
    folder.run("check c b,1.md a.md --format json", 0).stdout_eq(str![[r#"
{"version":1,"files":[{"path":"a.md","diagnostics":[{"rule":"not-a-report","severity":"info","message":"没有认出政府信息公开工作年度报告，未检查。","range":{"start":{"line":1,"column":1,"byte":0},"end":{"line":1,"column":1,"byte":0}},"related":[],"fixes":[],"data":{}}]},{"path":"b,1.md","diagnostics":[{"rule":"not-a-report","severity":"info","message":"没有认出政府信息公开工作年度报告，未检查。","range":{"start":{"line":1,"column":1,"byte":0},"end":{"line":1,"column":1,"byte":0}},"related":[],"fixes":[],"data":{}}]},{"path":"c/d.md","diagnostics":[]}],"summary":{"files":3,"errors":0,"warnings":0,"infos":2,"hints":0,"fixable":0}}

"#]]).stderr_eq(str![""]);
    folder.run("check a.md b,1.md --format ndjson", 0).stdout_eq(str![[r#"
{"path":"a.md","rule":"not-a-report","severity":"info","message":"没有认出政府信息公开工作年度报告，未检查。","range":{"start":{"line":1,"column":1,"byte":0},"end":{"line":1,"column":1,"byte":0}},"related":[],"fixes":[],"data":{}}
{"path":"b,1.md","rule":"not-a-report","severity":"info","message":"没有认出政府信息公开工作年度报告，未检查。","range":{"start":{"line":1,"column":1,"byte":0},"end":{"line":1,"column":1,"byte":0}},"related":[],"fixes":[],"data":{}}

"#]]);
    folder.run("check c --format ndjson", 0).stdout_eq(str![""]);
}

#[test]
fn github() {
    folder().run("check a.md b,1.md --format github", 0).stdout_eq(str![[r#"
::notice file=a.md,line=1,endLine=1,col=1,endColumn=1,title=not-a-report::没有认出政府信息公开工作年度报告，未检查。
::notice file=b%2C1.md,line=1,endLine=1,col=1,endColumn=1,title=not-a-report::没有认出政府信息公开工作年度报告，未检查。

"#]]);
}

#[test]
fn csv() {
    folder().run("check a.md b,1.md --format csv", 0).stdout_eq(str![[r#"
﻿path,rule,severity,line,column,message,reported,computed
a.md,not-a-report,info,1,1,没有认出政府信息公开工作年度报告，未检查。,,
"b,1.md",not-a-report,info,1,1,没有认出政府信息公开工作年度报告，未检查。,,

"#]]);
}

#[test]
fn sarif() {
    let output = folder().run("check a.md b,1.md c/d.md --format sarif", 0);
    let log: serde_json::Value = serde_json::from_slice(&output.get_output().stdout).expect("it is JSON");
    assert_eq!(log["runs"][0]["results"].as_array().map(Vec::len), Some(3));
    assert_eq!(log["runs"][0]["invocations"][0]["executionSuccessful"], true);
}

#[test]
fn statistics() {
    let folder = folder();
    folder.run("check a.md b,1.md --statistics", 0).stdout_eq(str![[r#"
2  not-a-report
检查了 2 个文件，共 2 个问题。

"#]]);
    folder.run("check a.md --statistics --format json", 0).stdout_eq(str![[r#"
{"version":1,"statistics":[{"rule":"not-a-report","count":1,"fixable":0}],"summary":{"files":1,"errors":0,"warnings":0,"infos":1,"hints":0,"fixable":0}}

"#]]);
    folder.run("check a.md --statistics --format sarif", 2).stdout_eq(str![""]).stderr_eq(str![[r#"
错误：--statistics 只能与 text、json、csv 格式同用

"#]]);
}

#[cfg(unix)]
#[test]
fn a_reader_that_goes_away_is_no_error() {
    use std::process::{Command, Stdio};
    let folder = folder();
    let mut child = Command::new(env!("CARGO_BIN_EXE_gouji"))
        .args(["check", "a.md", "--format", "json"])
        .current_dir(folder.path("."))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program runs");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("the program ends");
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}
