//! Which files are checked, and what the exit status says of it.

use std::fs;

use snapbox::str;

use crate::{Folder, MINUTES};

#[test]
fn only_a_named_file_must_be_a_report() {
    let folder = Folder::new(&[("sub/a.md", MINUTES.as_bytes()), ("b.pdf", MINUTES.as_bytes())]);
    folder.run("check --fail-on hint", 0).stdout_eq(str![[r#"
检查了 1 个文件，没有发现问题。

"#]]);
    folder.run("check sub --fail-on hint", 0);
    folder.run("check sub/a.md --fail-on info", 1);
    folder.run("check b.pdf --fail-on info", 1);
    folder.run("check sub/a.md", 0);
    folder.run("check sub/a.md --fail-on never", 0);
    folder.command("check - --fail-on info").stdin(MINUTES).assert().code(1);
}

#[test]
fn ignored_files_are_passed_over_unless_named() {
    let folder = Folder::new(&[(".gitignore", b"old\n"), ("old/a.md", MINUTES.as_bytes()), ("b.md", b"")]);
    folder.run("check --format json", 0).stdout_eq(str![[r#"
{"version":1,"files":[{"path":"b.md","diagnostics":[]}],"summary":{"files":1,"errors":0,"warnings":0,"infos":0,"hints":0,"fixable":0}}

"#]]);
    folder.run("check old/a.md --fail-on info", 1);
}

#[test]
fn files_come_by_path_and_once() {
    let folder = Folder::new(&[("b.md", b""), ("a/z.md", b""), ("a/b.md/c.md", b""), ("a.md", b"")]);
    let output = folder.run("check b.md . ./b.md a --format json", 0);
    let json: serde_json::Value = serde_json::from_slice(&output.get_output().stdout).expect("it is JSON");
    let paths: Vec<&str> =
        json["files"].as_array().expect("a list").iter().filter_map(|file| file["path"].as_str()).collect();
    assert_eq!(paths, ["a/b.md/c.md", "a/z.md", "a.md", "b.md"]);
}

#[test]
fn what_cannot_be_read_is_said_and_the_rest_is_checked() {
    let folder = Folder::new(&[("a.md", MINUTES.as_bytes()), ("bad.md", &[0xff, 0xff])]);
    folder
        .run("check nope.md a.md bad.md", 2)
        .stdout_eq(str![[r#"
信息[not-a-report]: 没有认出政府信息公开工作年度报告，未检查。
 --> a.md:1:1
  |
1 | 会议纪要
  | ^

检查了 1 个文件：信息 1。另有 2 个文件出错。

"#]])
        .stderr_eq(str![[r#"
错误：bad.md: 认不出这个文件的文字编码，可能不是文本文件，或者不完整；是文本的，请另存为 UTF-8 编码
错误：nope.md: 文件不存在

"#]]);
    folder.run("check nope.md --locale en", 2).stderr_eq(str![[r#"
error: nope.md: No such file or directory (os error 2)

"#]]);
}

#[cfg(unix)]
#[test]
fn loops_and_odd_files_do_no_harm() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = Folder::new(&[("a.md", b""), ("x.md/b.md", b"")]);
    symlink(folder.path("."), folder.path("x.md/loop")).expect("links work");
    symlink("self.md", folder.path("self.md")).expect("links work");
    folder.run("check", 0).stdout_eq(str![[r#"
检查了 2 个文件，没有发现问题。

"#]]);
    let told = folder.run("check self.md", 2).get_output().stderr.clone();
    let told = String::from_utf8(told).expect("UTF-8");
    assert!(told.contains("错误：self.md: 链接绕成了圈，找不到文件"), "{told}");
    fs::set_permissions(folder.path("x.md"), fs::Permissions::from_mode(0o000)).expect("permissions work");
    // Whoever may read everything reads this too.
    let is_refused = fs::read_dir(folder.path("x.md")).is_err();
    folder.run("check", if is_refused { 2 } else { 0 });
    fs::set_permissions(folder.path("x.md"), fs::Permissions::from_mode(0o755)).expect("permissions work");
}

#[test]
fn sheets_that_the_configuration_names_are_not_forgotten() {
    let folder = Folder::new(&[("gouji.toml", b"[files]\ninclude = [\"*.xlsx\"]"), ("a.xlsx", b""), ("b.md", b"")]);
    for command in ["check", "extract . --format csv"] {
        let told = folder.run(command, 0).get_output().stderr.clone();
        let told = String::from_utf8(told).expect("UTF-8");
        assert!(told.contains("[files] include 写到的文件有 1 个没有读（如 a.xlsx）"), "{command}: {told}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told_in_words() {
    let folder = Folder::new(&[("a.md", b"")]);
    for (arguments, place) in [("check a.md -o /dev/full", "/dev/full"), ("extract a.md -o /dev/full", "/dev/full")] {
        let told = folder.run(arguments, 2).get_output().stderr.clone();
        let told = String::from_utf8(told).expect("UTF-8");
        assert!(told.contains(place) && told.contains("磁盘已满"), "{arguments}: {told}");
    }
}

#[test]
fn standard_input_has_a_name() {
    let folder = Folder::new(&[("sub/gouji.toml", b"[rules]\nnot-a-report = \"error\"")]);
    let check = |arguments| folder.command(arguments).stdin(MINUTES).assert();
    check("check - --stdin-filename sub/a.md").code(1).stdout_eq(str![[r#"
错误[not-a-report]: 没有认出政府信息公开工作年度报告，未检查。
 --> sub/a.md:1:1
  |
1 | 会议纪要
  | ^

检查了 1 个文件：错误 1。

"#]]);
    check("check -").code(0).stdout_eq(str![[r#"
信息[not-a-report]: 没有认出政府信息公开工作年度报告，未检查。
 --> -:1:1
  |
1 | 会议纪要
  | ^

检查了 1 个文件：信息 1。

"#]]);
}
