//! Texts as they are stored.

use snapbox::str;

use crate::{Folder, MINUTES};

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

#[test]
fn every_charset_is_read() {
    let (gb18030, ..) = encoding_rs::GB18030.encode(MINUTES);
    for bytes in [MINUTES.as_bytes(), &gb18030, &utf16(MINUTES)] {
        let folder = Folder::new(&[("a.md", bytes)]);
        folder.run("check a.md --quiet", 0).stdout_eq(str![[r#"
信息[not-a-report]: 没有认出政府信息公开工作年度报告，未检查。
 --> a.md:1:1
  |
1 | 会议纪要
  | ^


"#]]);
    }
}

#[test]
fn a_byte_order_mark_counts_in_json() {
    let marked = format!("\u{feff}{MINUTES}");
    for bytes in [marked.as_bytes(), &utf16(&marked)] {
        Folder::new(&[("a.md", bytes)]).run("check a.md --format json", 0).stdout_eq(str![[r#"
{"version":1,"files":[{"path":"a.md","diagnostics":[{"rule":"not-a-report","severity":"info","message":"没有认出政府信息公开工作年度报告，未检查。","range":{"start":{"line":1,"column":1,"byte":0},"end":{"line":1,"column":1,"byte":0}},"related":[],"fixes":[],"data":{}}]}],"summary":{"files":1,"errors":0,"warnings":0,"infos":1,"hints":0,"fixable":0}}

"#]]);
    }
}

#[test]
fn what_is_not_fixed_passes_unchanged() {
    let (gb18030, ..) = encoding_rs::GB18030.encode(MINUTES);
    let marked = format!("\u{feff}{}", MINUTES.replace('\n', "\r\n"));
    // 0x80 is the euro sign of some old programs, which GB18030 would write as two bytes.
    let euro = [&gb18030, [0x80].as_slice()].concat();
    for bytes in [MINUTES.as_bytes(), b"", b"a\0b\r", &gb18030, &euro, &utf16(&marked), marked.as_bytes()] {
        let folder = Folder::new(&[("a.md", bytes)]);
        let output = folder.command("check - --fix --unsafe-fixes").stdin(bytes.to_vec()).assert().code(0);
        assert_eq!(output.get_output().stdout, bytes);
        folder.run("check a.md --fix --unsafe-fixes", 0);
        folder.run("check a.md --diff", 0).stdout_eq(str![""]).stderr_eq(str![[r#"
可修复 0 处，未写入文件。

"#]]);
        assert_eq!(folder.read("a.md"), bytes);
    }
}

#[test]
fn findings_of_filtered_text_go_to_standard_error() {
    let folder = Folder::new(&[]);
    folder.command("check --fix - --fail-on info").stdin(MINUTES).assert().code(1).stdout_eq(MINUTES).stderr_eq(str![
        [r#"
信息[not-a-report]: 没有认出政府信息公开工作年度报告，未检查。
 --> -:1:1
  |
1 | 会议纪要
  | ^

检查了 1 个文件：信息 1。

"#]
    ]);
    folder.run("check --unsafe-fixes", 2);
}
