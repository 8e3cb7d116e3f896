//! What was to be compared and gave nothing is said, once, and nothing is said where all is in order.

use crate::Folder;

const REPORT: &str = include_str!("../../src/rules/testing/report.md");

fn last_year(organ: &str) -> String {
    let last = REPORT.replace("2024年", "2023年").replace("2025年", "2024年").replace("某市卫生健康委员会", organ);
    last.replacen(
        "| 四、结转下年度继续办理 |  |  | 1 | 0 | 0 | 0 | 1 | 0 | 2 |",
        "| 四、结转下年度继续办理 |  |  | 3 | 0 | 0 | 0 | 0 | 0 | 3 |",
        1,
    )
}

fn folder(config: &str) -> Folder {
    let (same, other) = (last_year("某市卫生健康委员会"), last_year("某市卫健委"));
    let undated = REPORT.replace("2024年", "").replace("2025年", "");
    Folder::new(&[
        ("2024/本年.md", REPORT.as_bytes()),
        ("2023/上年.md", same.as_bytes()),
        ("2023/卫健委.md", other.as_bytes()),
        ("broken.docx", b"PK\x03\x04 and no more"),
        ("undated.docx", b""),
        ("undated.md", undated.as_bytes()),
        ("gouji.toml", config.as_bytes()),
    ])
}

/// What goes to standard error.
fn notes(folder: &Folder, arguments: &str) -> String {
    let run = folder.run(&format!("check --fail-on never {arguments}"), 0);
    String::from_utf8(run.get_output().stderr.clone()).expect("UTF-8")
}

#[test]
fn a_previous_report_that_gives_nothing_is_told() {
    let told = notes(&folder("[report]\nprevious = \"broken.docx\""), "2024");
    assert!(told.contains("previous 指明的上年报告 broken.docx 没有用上：文件已损坏"), "{told}");
    let told = notes(&folder("[report]\nprevious = \"2024/本年.md\""), "2023/上年.md");
    assert!(
        told.contains("previous 指明的上年报告 2024/本年.md 没有用上：它是“某市卫生健康委员会”2024年的报告"),
        "{told}"
    );
    let told = notes(&folder("[report]\nprevious = \"2023/卫健委.md\""), "2024/本年.md");
    assert!(told.contains("它是“某市卫健委”2023年的报告") && told.contains("organization"), "{told}");
    assert_eq!(told.lines().count(), 1, "{told}");
    for right in ["2024", ".", "2024/本年.md 2023/上年.md"] {
        assert_eq!(notes(&folder("[report]\nprevious = \"2023/上年.md\""), right), "", "{right}");
    }
    assert_eq!(notes(&folder("[report]\nprevious = \"broken.docx\""), "2024 --quiet"), "");
}

#[test]
fn parts_that_give_nothing_are_told() {
    let parts = |parts: &str| notes(&folder(&format!("[[roll-up]]\nof = \"2024/本年.md\"\nparts = [{parts}]")), "2024");
    let told = parts("\"none/*.md\", \"2023\", \"gone.md\", \"broken.docx\", \"undated.md\"");
    assert!(told.contains("none/*.md 没有匹配到文件"), "{told}");
    assert!(told.contains("没有计入 2023：是文件夹；请写成“文件夹/*.md”这样的模式"), "{told}");
    assert!(told.contains("没有计入 gone.md：文件不存在"), "{told}");
    assert!(told.contains("没有计入 broken.docx：文件已损坏"), "{told}");
    assert!(told.contains("没有计入 undated.md：看不出是哪一年的报告"), "{told}");
    assert_eq!(told.lines().count(), 5, "each once: {told}");
    assert_eq!(parts("\"2023/*.md\""), "", "reports of other years are passed over on purpose");
}

#[test]
fn named_files_of_organs_with_other_names_are_told() {
    let folder = folder("");
    let told = notes(&folder, "2024/本年.md 2023/卫健委.md");
    assert!(told.contains("2023/卫健委.md（“某市卫健委”2023年）没有作为 2024/本年.md（"), "{told}");
    for right in ["2024/本年.md 2023/上年.md", "2023/上年.md 2023/卫健委.md", "2024 2023", "2024/本年.md"] {
        assert_eq!(notes(&folder, right), "", "{right}");
    }
}

#[test]
fn comparison_reaches_over_the_whole_project() {
    let folder = folder("[files]\ncompare = true\nexclude = [\"卫健委.md\"]");
    for paths in ["2024", "2024/本年.md", "."] {
        let run = folder.run(&format!("check --select carried-over --format github --fail-on never {paths}"), 0);
        let told = String::from_utf8(run.get_output().stdout.clone()).expect("UTF-8");
        assert!(told.contains("2024/本年.md") && told.contains("上年是 3"), "{paths}: {told}");
        assert_eq!(told.lines().count(), 1, "what stands beside is not checked itself: {told}");
    }
}

#[test]
fn office_files_that_folders_hold_are_told_of() {
    let folder = Folder::new(&[("in/a.md", REPORT.as_bytes()), ("only/b.docx", b""), ("in/c.xlsx", b"")]);
    folder.run("convert in/a.md -o in/a.docx", 0);
    let extract = |path: &str| {
        let run = folder.run(&format!("extract --format ndjson {path}"), 0);
        String::from_utf8(run.get_output().stderr.clone()).expect("UTF-8")
    };
    let told = extract("in");
    assert!(told.contains("有 1 个 Word、Excel 或 PDF 文件没有读（如 in/c.xlsx）"), "a.docx is a.md in print: {told}");
    assert_eq!(notes(&folder, "in"), "", "a folder of texts is what check is for");
    let told = notes(&folder, "only");
    assert!(told.contains("（如 only/b.docx）") && told.contains("include"), "{told}");
}
