//! `gouji fmt`: what is written, what is said, and when nothing is touched.

use snapbox::str;

use crate::{Folder, MINUTES};

const ROUGH: &str =
    "# 某局2024年政府信息公开工作年度报告\n##二. 主动公开政府信息情况\n|规章|0|\n|-|-|\n|行政许可|12|\n";
const NEAT: &str = "\
# 某局2024年政府信息公开工作年度报告

## 二、主动公开政府信息情况

| 规章     |   0 |
| -------- | --- |
| 行政许可 |  12 |
";

#[test]
fn reports_are_laid_out_and_nothing_else() {
    let folder = Folder::new(&[
        ("a.md", ROUGH.as_bytes()),
        ("b/neat.md", NEAT.as_bytes()),
        ("c.md", b"|a|b|\n|-|-|\n"),
        ("d.pdf", ROUGH.as_bytes()),
    ]);
    folder.run("fmt --check", 1).stdout_eq("a.md\n").stderr_eq(str![[r#"
1 份报告需要整理，1 份无须改动；未写入文件。

"#]]);
    folder.run("fmt --diff --quiet", 0).stderr_eq("").stdout_eq(str![[r#"
--- a.md
+++ a.md
@@ -1,5 +1,7 @@
 # 某局2024年政府信息公开工作年度报告
-##二. 主动公开政府信息情况
-|规章|0|
-|-|-|
-|行政许可|12|
+
+## 二、主动公开政府信息情况
+
+| 规章     |   0 |
+| -------- | --- |
+| 行政许可 |  12 |

"#]]);
    folder.run("fmt --check --diff", 1);
    assert_eq!(folder.read("a.md"), ROUGH.as_bytes());
    folder.run("fmt", 0).stdout_eq("").stderr_eq(str![[r#"
整理了 1 份报告，1 份无须改动。

"#]]);
    assert_eq!(folder.read("a.md"), NEAT.as_bytes());
    folder.run("fmt --check", 0).stdout_eq("");
    folder.run("fmt c.md", 0).stderr_eq(str![[r#"
c.md：不是政府信息公开工作年度报告，未改动
整理了 0 份报告，0 份无须改动。

"#]]);
    folder.run("fmt d.pdf --locale en", 0).stderr_eq(str![[r#"
Laid out: 1. Left as they are: 0.

"#]]);
}

#[test]
fn word_files_are_laid_out_in_word() {
    let settings = "[files]\ninclude = ['*.docx', '*.md']\n".as_bytes();
    let folder = Folder::new(&[("gouji.toml", settings), ("a.docx", b"PK"), ("a.md", NEAT.as_bytes())]);
    folder.run("fmt", 0).stderr_eq(str![[r#"
整理了 0 份报告，1 份无须改动。

"#]]);
}

#[test]
fn standard_input_comes_back_laid_out() {
    let folder = Folder::new(&[]);
    let fmt = |arguments: &str, input: &[u8]| folder.command(arguments).stdin(input.to_vec()).assert();
    fmt("fmt - --stdin-filename a.md", ROUGH.as_bytes()).code(0).stdout_eq(NEAT).stderr_eq("");
    fmt("fmt - --check --stdin-filename a.md", ROUGH.as_bytes()).code(1).stdout_eq("a.md\n");
    fmt("fmt -", MINUTES.as_bytes()).code(0).stdout_eq(MINUTES);
    let output = fmt("fmt -", b"\xff\xff\xff").code(2);
    assert_eq!(output.get_output().stdout, b"\xff\xff\xff", "an editor gets its text back");
}

#[test]
fn files_keep_their_charset_and_line_ends() {
    let marked = format!("\u{feff}{}", ROUGH.replace('\n', "\r\n"));
    let neat = format!("\u{feff}{}", NEAT.replace('\n', "\r\n"));
    let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let gb18030 = |text: &str| encoding_rs::GB18030.encode(text).0.into_owned();
    let all = [
        (utf16(&marked), utf16(&neat)),
        (gb18030(ROUGH), gb18030(NEAT)),
        (marked.as_bytes().to_vec(), neat.as_bytes().to_vec()),
    ];
    for (before, after) in all {
        let folder = Folder::new(&[("a.md", &before)]);
        folder.run("fmt a.md", 0);
        assert_eq!(folder.read("a.md"), after);
    }
}

#[test]
fn a_bad_file_does_not_stop_the_others() {
    let folder =
        Folder::new(&[("a.md", b"\xff\xff\xff"), ("b.md", ROUGH.as_bytes()), ("x/gouji.toml", b"="), ("x/c.md", b"")]);
    folder.run("fmt . nope.md", 2).stderr_eq(str![[r#"
错误：a.md: 认不出这个文件的文字编码，可能不是文本文件，或者不完整；是文本的，请另存为 UTF-8 编码
错误：nope.md: 文件不存在
错误：x/gouji.toml:1:1: [..]
整理了 1 份报告，0 份无须改动。另有 3 个文件出错。

"#]]);
    assert_eq!(folder.read("b.md"), NEAT.as_bytes());
}
