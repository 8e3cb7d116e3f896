//! `gouji.toml` and what overrides it.

use snapbox::str;

use crate::{Folder, MINUTES};

#[test]
fn severities() {
    let folder = Folder::new(&[("gouji.toml", b"[rules]\nnot-a-report = \"error\""), ("a.md", MINUTES.as_bytes())]);
    folder.run("check a.md", 1);
    folder.run("check a.md --ignore not-a-report", 0).stdout_eq(str![[r#"
检查了 1 个文件，没有发现问题。

"#]]);
    folder.run("check a.md --select not-a-report", 1);
}

#[test]
fn a_rule_that_is_off_can_be_selected() {
    let folder = Folder::new(&[(".gouji.toml", b"rules.not-a-report = \"off\""), ("a.md", MINUTES.as_bytes())]);
    folder.run("check a.md --fail-on hint", 0);
    folder.run("check a.md --fail-on hint --select not-a-report", 1);
    folder.run("check a.md --select not-a-reprot", 2).stderr_eq(str![[r#"
错误：没有名为 `not-a-reprot` 的规则；是否应为 `not-a-report`？

"#]]);
    folder.run("check a.md --ignore xyz --locale en", 2).stderr_eq(str![[r#"
error: unknown rule `xyz`; `gouji rules` lists them all

"#]]);
}

#[test]
fn errors_have_a_place_and_the_other_files_are_checked() {
    let folder = Folder::new(&[
        ("bad/gouji.toml", "[report]\norganization = \"局\"\n[rules]\nnot-a-reprot = \"off\"".as_bytes()),
        ("bad/a.md", MINUTES.as_bytes()),
        ("bad/b.md", MINUTES.as_bytes()),
        ("good.md", MINUTES.as_bytes()),
    ]);
    folder.run("check bad/a.md bad/b.md good.md", 2).stdout_eq(str![[r#"
信息[not-a-report]: 没有认出政府信息公开工作年度报告，未检查。
 --> good.md:1:1
  |
1 | 会议纪要
  | ^

检查了 1 个文件：信息 1。另有 2 个文件出错。

"#]]).stderr_eq(str![[r#"
错误：bad/gouji.toml:4:1: 没有名为 `not-a-reprot` 的规则（unknown rule `not-a-reprot`）；是否应为 `not-a-report`？（did you mean `not-a-report`?）

"#]]);
}

#[test]
fn a_named_file_governs_everything() {
    let folder = Folder::new(&[
        ("own.toml", b"rules.not-a-report = \"error\""),
        ("wrong.toml", b"colour = 1"),
        ("sub/gouji.toml", b"rules.not-a-report = \"off\""),
        ("sub/a.md", MINUTES.as_bytes()),
    ]);
    folder.run("check sub/a.md --config own.toml", 1);
    folder.run("check sub/a.md --config wrong.toml", 2).stderr_eq(str![[r#"
错误：wrong.toml:1:1: 没有名为 `colour` 的设置项（unknown setting `colour`）

"#]]);
    folder.run("check sub/a.md --config nope.toml", 2).stderr_eq(str![[r#"
错误：nope.toml:1:1: 文件不存在

"#]]);
}

#[test]
fn errors_in_a_format_file_have_its_place() {
    let folder = Folder::new(&[
        ("gouji.toml", b"formats.paths = [\"own.toml\"]"),
        ("own.toml", "name = \"own\"\ntitle = \"表\"\n\n[[secton]]\n".as_bytes()),
        ("a.md", MINUTES.as_bytes()),
    ]);
    folder.run("check a.md", 2).stderr_eq(str![[r#"
错误：own.toml:4:3: 没有名为 `secton` 的设置项（unknown setting `secton`）；是否应为 `section`？（did you mean `section`?）

"#]]);
}

#[test]
fn the_language_is_that_of_the_environment() {
    let folder = Folder::new(&[("a.md", MINUTES.as_bytes())]);
    let check = |variable, value| folder.command("check a.md --quiet").env(variable, value).assert();
    check("LANG", "en_US.UTF-8").stdout_eq(str![[r#"
info[not-a-report]: This does not look like a government information disclosure annual report; it was not checked.
 --> a.md:1:1
  |
1 | 会议纪要
  | ^


"#]]);
    check("LC_ALL", "C").stdout_eq(str![[r#"
信息[not-a-report]: 没有认出政府信息公开工作年度报告，未检查。
 --> a.md:1:1
  |
1 | 会议纪要
  | ^


"#]]);
}
