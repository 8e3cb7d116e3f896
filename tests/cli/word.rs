//! Word files on the command line: checked, corrected, and refused with a reason.

use std::io::{Cursor, Write};
use std::time::{Duration, Instant};

use snapbox::str;

use crate::Folder;

const REPORT: &str = include_str!("../../src/rules/testing/report.md");

/// Longer than the slowest of these takes in a debug build on a busy machine, shorter than anything quadratic.
const LIMIT: Duration = Duration::from_secs(60);

const HEAD: &str = "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>";

/// A folder with a Word file in which a row's total is wrong.
fn folder() -> Folder {
    let wrong = REPORT.replacen("| 9 | 4 | 0 | 0 | 1 | 0 | 14 |", "| 9 | 4 | 0 | 0 | 1 | 0 | 15 |", 1);
    let folder = Folder::new(&[("a.md", wrong.as_bytes())]);
    folder.run("convert a.md -o report.docx", 0).stdout_eq("").stderr_eq("");
    folder
}

fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).expect("room");
        writer.write_all(content).expect("room");
    }
    writer.finish().expect("room").into_inner()
}

fn word(body: &str) -> Vec<u8> {
    archive(&[("word/document.xml", format!("{HEAD}{body}</w:body></w:document>").as_bytes())])
}

#[test]
fn findings_name_table_row_and_column() {
    let folder = folder();
    folder.run("check report.docx", 1).stderr_eq("").stdout_eq(str![[r#"
错误[suspect-figure]: “一、本年新收政府信息公开申请数量”一行“总计”应为 14（现为 15）（误按邻键），有关各项因此同时不符：本行各列之和 9+4+1=14，总计填的是 15，相差 1；“总计”一列：“一、本年新收政府信息公开申请数量”+“二、上年结转政府信息公开申请数量” 15+1=16，“（七）总计”+“四、结转下年度继续办理” 13+2=15，两边应相等，相差 1。
 --> report.docx 表二（三、收到和处理政府信息公开申请情况）第4行“一、本年新收政府信息公开申请数量”第10列“总计”
  |
4 | 一、本年新收政府信息公开申请数量 | 9 | 4 | 0 | 0 | 1 | 0 | 15
  |                                                            ^^
  = 表二第4行“一、本年新收政府信息公开申请数量”第4列“自然人”：自然人 9
  = 表二第4行“一、本年新收政府信息公开申请数量”第5列“商业企业”：商业企业 4
  = 表二第4行“一、本年新收政府信息公开申请数量”第8列“法律服务机构”：法律服务机构 1
  = 表二第5行“二、上年结转政府信息公开申请数量”第10列“总计”：二、上年结转政府信息公开申请数量 1
  = 表二第27行“（七）总计”第10列“总计”：（七）总计 13
  = 表二第28行“四、结转下年度继续办理”第10列“总计”：四、结转下年度继续办理 2
  = 可修复（gouji convert --fix）：“一、本年新收政府信息公开申请数量”一行“总计”改为 14

检查了 1 个文件：错误 1。其中 1 处可用 gouji convert --fix 修复（写成副本）。

"#]]);
    folder.run("check report.docx --locale en --quiet --select row-total", 1).stdout_eq(str![[r#"
error[row-total]: Row “一、本年新收政府信息公开申请数量”: the columns add up to 9+4+1=14, 总计 says 15, 1 apart. Check and correct.
 --> report.docx table 2 (三、收到和处理政府信息公开申请情况), row 4 “一、本年新收政府信息公开申请数量”, column 10 “总计”
  |
4 | 一、本年新收政府信息公开申请数量 | 9 | 4 | 0 | 0 | 1 | 0 | 15
  |                                                            ^^
  = table 2, row 4 “一、本年新收政府信息公开申请数量”, column 4 “自然人”: 自然人 9
  = table 2, row 4 “一、本年新收政府信息公开申请数量”, column 5 “商业企业”: 商业企业 4
  = table 2, row 4 “一、本年新收政府信息公开申请数量”, column 8 “法律服务机构”: 法律服务机构 1
  = fix (gouji convert --fix): Set “总计” to 14


"#]]);
    let json = folder.run("check report.docx --format json --select row-total", 1).get_output().stdout.clone();
    let json: serde_json::Value = serde_json::from_slice(&json).expect("JSON");
    let finding = &json["files"][0]["diagnostics"][0];
    assert_eq!(finding["data"]["place"], serde_json::json!({"table": 2, "row": 4, "column": 10}));
    assert_eq!(finding["data"]["reported"], 15);
    folder.run("convert report.docx -o made.md", 0);
    let made = String::from_utf8(folder.read("made.md")).expect("UTF-8");
    let bytes =
        |end: &str| finding["range"][end]["byte"].as_u64().and_then(|at| usize::try_from(at).ok()).expect("a byte");
    assert_eq!(&made[bytes("start")..bytes("end")], "15", "ranges are those of the Markdown");
    let figures = |file: &str| {
        let json = folder.run(&format!("extract {file}"), 0).get_output().stdout.clone();
        let json: serde_json::Value = serde_json::from_slice(&json).expect("JSON");
        json["reports"][0]["tables"].clone()
    };
    assert_eq!(figures("report.docx"), figures("a.md"));
}

#[test]
fn a_word_file_is_corrected_in_a_copy() {
    let folder = folder();
    let before = folder.read("report.docx");
    folder.run("check --fix report.docx", 1).stderr_eq(str![[r#"
report.docx：不直接修改这种文件；要得到改好的副本，请用 gouji convert --fix report.docx -o 新文件

"#]]);
    assert_eq!(folder.read("report.docx"), before, "the file itself is never changed");
    folder.run("convert --fix report.docx -o fixed.docx", 0).stderr_eq("").stdout_eq(str![[r#"
检查了 1 个文件，没有发现问题。已修复 1 处。

"#]]);
    folder.run("check fixed.docx --fail-on hint", 0);
    assert_eq!(folder.read("report.docx"), before);
    folder.run("convert --fix fixed.docx -o again.docx", 0);
    assert_eq!(folder.read("again.docx"), folder.read("fixed.docx"), "where nothing is wrong nothing changes");
}

#[test]
fn nothing_is_overwritten_unasked() {
    let folder = folder();
    let before = folder.read("report.docx");
    folder.run("convert a.md -o report.docx", 2).stdout_eq("").stderr_eq(str![[r#"
错误：report.docx：文件已存在，没有覆盖；要覆盖请加 --force。

"#]]);
    folder.run("convert report.docx -o ./report.docx --force", 2).stdout_eq("").stderr_eq(str![[r#"
错误：./report.docx：就是要转换的文件本身；请写入另一个文件。

"#]]);
    assert_eq!(folder.read("report.docx"), before);
    folder.run("convert a.md -o report.docx --force", 0);
    folder.run("convert a.md -o a.pdf", 2).stdout_eq("").stderr_eq(str![[r#"
错误：a.pdf: 不能写成这种文件；可写 .docx .html .md .txt .xlsx .csv

"#]]);
    folder.run("convert a.md -o a.docm", 2);
    folder.run("convert a.md -o no/such/folder.docx", 2);
    folder.run("convert nope.docx -o b.md", 2).stdout_eq("").stderr_eq(str![[r#"
错误：nope.docx: 文件不存在

"#]]);
}

#[test]
fn files_that_cannot_be_read_say_why() {
    let good = word("<w:p/>");
    let ole = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 0, 0];
    let bomb = archive(&[("word/document.xml", &vec![b' '; 70 << 20])]);
    let entities = b"<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;\">]><x>&b;</x>";
    let files: &[(&str, &[u8])] = &[
        ("protected.docx", &ole),
        ("cut.docx", &good[..good.len() / 2]),
        ("text.docx", b"no archive"),
        ("other.docx", &archive(&[("a.txt", b"a")])),
        ("xml.docx", &archive(&[("word/document.xml", b"<w:document><w:body></w:document>")])),
        ("dtd.docx", &archive(&[("word/document.xml", entities)])),
        ("bomb.docx", &bomb),
        ("deep.docx", &word(&"<w:sdt>".repeat(10_000))),
        ("figures.csv", b"a,b\n1,2\n"),
        ("picture.png", b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\xff\xff"),
    ];
    let folder = Folder::new(files);
    let mut said = String::new();
    for (name, _) in files {
        let output = folder.run(&format!("convert {name} -o out.md"), 2);
        said += &String::from_utf8_lossy(&output.get_output().stderr);
        let checked = folder.run(&format!("check {name}"), 2);
        assert_eq!(checked.get_output().stderr, output.get_output().stderr, "check says the same");
    }
    snapbox::assert_data_eq!(
        said,
        str![[r#"
错误：protected.docx: 打不开：文件设了密码，或是旧版 .doc 文件改了扩展名。请在 Word 或 WPS 中去掉密码，另存为 .docx
错误：cut.docx: 文件已损坏，解不开（invalid Zip archive: Could not find EOCD）；请在 Word 或 WPS 中打开，另存一份
错误：text.docx: 文件已损坏，解不开（invalid Zip archive: Could not find EOCD）；请在 Word 或 WPS 中打开，另存一份
错误：other.docx: 不是完整的 Office 文件：其中没有 word/document.xml
错误：xml.docx: 文件已损坏：word/document.xml 第 20 字节处的 XML 有误（ill-formed document: expected `</w:body>`, but `</w:document>` was found）
错误：dtd.docx: 文件已损坏：word/document.xml 第 0 字节处的 XML 有误（不允许 DTD / a document type is not allowed）
错误：bomb.docx: 其中 word/document.xml 解压后过大，没有读取；报告不会这么大，文件可能是恶意构造的
错误：deep.docx: 文件已损坏：word/document.xml 第 2877 字节处的 XML 有误（嵌套过深 / nested too deep）
错误：figures.csv: 表格里没有认出报告的数字：应当是报告的各表，或 gouji extract --format csv 那样的 key、value 两列
错误：picture.png: 认不出这个文件的文字编码，可能不是文本文件，或者不完整；是文本的，请另存为 UTF-8 编码

"#]]
    );
}

#[test]
fn programs_that_are_missing_are_named() {
    let ole = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 0, 0];
    let folder = Folder::new(&[("a.doc", &ole), ("a.wps", &ole), ("a.pdf", b"%PDF-1.7")]);
    let mut said = String::new();
    for name in ["a.doc", "a.wps", "a.pdf"] {
        let output = folder.command(&format!("check {name}")).env("PATH", "").assert().code(2);
        said += &String::from_utf8_lossy(&output.get_output().stderr);
    }
    snapbox::assert_data_eq!(
        said,
        str![[r#"
错误：a.doc: 读这种文件要用 LibreOffice，本机没有装。请安装（Debian、Ubuntu：apt install libreoffice-writer-nogui），或在 Word、WPS 中另存为 .docx
错误：a.wps: 读这种文件要用 LibreOffice，本机没有装。请安装（Debian、Ubuntu：apt install libreoffice-writer-nogui），或在 Word、WPS 中另存为 .docx
错误：a.pdf: 读 PDF 要用 pdftotext，本机没有装。请安装（Debian、Ubuntu：apt install poppler-utils），或改用 Word 原稿

"#]]
    );
    // Half of what is called `.doc` is a web page or a new Word file.
    let page = format!("<html><body>{}</body></html>", "<p>会议纪要</p>");
    let folder =
        Folder::new(&[("page.doc", page.as_bytes()), ("new.doc", &word("<w:p><w:r><w:t>会议纪要</w:t></w:r></w:p>"))]);
    for name in ["page.doc", "new.doc"] {
        let output = folder.command(&format!("convert {name} -o {name}.md")).env("PATH", "").assert().code(0);
        output.stderr_eq("");
        assert_eq!(folder.read(&format!("{name}.md")), "会议纪要\n".as_bytes());
    }
}

#[test]
fn odd_tables_come_to_a_plain_end() {
    let cell = |properties: &str, text: &str| {
        format!("<w:tc><w:tcPr>{properties}</w:tcPr><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>")
    };
    let row = |cells: &str| format!("<w:tr>{cells}</w:tr>");
    let table = |rows: &str| word(&format!("<w:tbl>{rows}</w:tbl>"));
    let span = |number: &str| format!("<w:gridSpan w:val=\"{number}\"/>");
    let (begins, goes_on) = ("<w:vMerge w:val=\"restart\"/>", "<w:vMerge/>");
    let line = row(&(cell("", "规章") + &cell(begins, "1") + &cell("", "2")));
    let overlapping = row(&(cell(begins, "甲") + &cell("", "乙")))
        + &row(&(cell(&(span("2") + goes_on), "丙") + &cell(goes_on, "丁")))
        + &row(&cell(&(span("999999999999999999999") + begins), "戊"));
    let nested =
        (0..60).fold("<w:p/>".to_owned(), |inside, _| format!("<w:tbl><w:tr><w:tc>{inside}</w:tc></w:tr></w:tbl>"));
    let files: [(&str, Vec<u8>); 5] = [
        ("rows.docx", table(&line.repeat(10_000))),
        ("down.docx", table(&(row(&cell(begins, "甲")) + &row(&cell(goes_on, "")).repeat(20_000)))),
        ("overlapping.docx", table(&overlapping)),
        ("nested.docx", word(&nested)),
        ("wide.docx", table(&row(&cell(&span("999999999"), "1").repeat(2_000)))),
    ];
    let files: Vec<(&str, &[u8])> = files.iter().map(|(name, bytes)| (*name, &**bytes)).collect();
    let folder = Folder::new(&files);
    for (name, _) in &files {
        let started = Instant::now();
        folder.run(&format!("check {name} --fail-on never"), 0).stderr_eq("");
        folder.run(&format!("convert {name} -o {name}.md"), 0);
        folder.run(&format!("convert {name} -o again-{name}"), 0);
        assert!(started.elapsed() < LIMIT, "{name} took {:?}", started.elapsed());
    }
    let text = String::from_utf8(folder.read("overlapping.docx.md")).expect("UTF-8");
    for word in ["甲", "乙", "丙", "丁", "戊"] {
        assert!(text.contains(word), "{text}");
    }
}

#[test]
fn figures_come_from_and_go_into_sheets() {
    let folder = Folder::new(&[("a.md", REPORT.as_bytes())]);
    folder.run("extract --format csv a.md", 0);
    for form in ["csv", "xlsx"] {
        folder.run(&format!("convert a.md -o a.{form}"), 0).stderr_eq("");
        folder.run(&format!("convert a.{form} -o {form}.md"), 0).stderr_eq("");
        let figures = |file: &str| {
            let json = folder.run(&format!("extract {file}"), 0).get_output().stdout.clone();
            let json: serde_json::Value = serde_json::from_slice(&json).expect("JSON");
            json["reports"][0]["tables"].clone()
        };
        assert_eq!(figures(&format!("{form}.md")), figures("a.md"));
    }
}

#[test]
fn folders_hold_word_files_where_the_configuration_says_so() {
    let folder = folder();
    let found = folder.run("check --quiet --format ndjson .", 1).get_output().stdout.clone();
    assert!(!String::from_utf8_lossy(&found).contains("report.docx"));
    std::fs::write(folder.path("gouji.toml"), "[files]\ninclude = [\"*.docx\"]\n").expect("there is room");
    let found = folder.run("check --quiet --format ndjson .", 1).get_output().stdout.clone();
    let found = String::from_utf8_lossy(&found).into_owned();
    assert!(found.contains("report.docx") && !found.contains("a.md"), "{found}");
}

#[test]
fn what_only_a_copy_puts_right_is_not_counted_as_fixable() {
    let folder = folder();
    folder.run("convert report.docx -o sheet.xlsx", 0);
    folder.run("extract report.docx --format csv -o figures.csv", 0);
    for file in ["report.docx", "sheet.xlsx", "figures.csv"] {
        let told = folder.run(&format!("check {file}"), 1).get_output().stdout.clone();
        let told = String::from_utf8(told).expect("UTF-8");
        assert!(told.contains("处可用 gouji convert --fix 修复（写成副本）。"), "{told}");
        let read = folder.run(&format!("check {file} --format json"), 1).get_output().stdout.clone();
        let read: serde_json::Value = serde_json::from_slice(&read).expect("JSON");
        assert_eq!(read["summary"]["fixable"], 0, "{file}");
    }
    let both = String::from_utf8(folder.run("check a.md report.docx", 1).get_output().stdout.clone()).expect("UTF-8");
    assert!(both.contains("其中 1 处可用 --fix 修复。其中 1 处可用 gouji convert --fix 修复"), "{both}");
}
