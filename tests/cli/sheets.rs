//! Figures from and into sheets: every report of a file, every row accounted for, and places by their names.

use crate::Folder;

const REPORT: &str = include_str!("../../src/rules/testing/report.md");

/// Two reports of one organ as one CSV file.
fn folder() -> Folder {
    let last = REPORT.replace("2024年", "2023年").replace("2025年", "2024年");
    let folder = Folder::new(&[("2023.md", last.as_bytes()), ("2024.md", REPORT.as_bytes())]);
    folder.run("extract 2023.md 2024.md --format csv -o both.csv", 0);
    folder
}

fn json(output: &[u8]) -> serde_json::Value {
    serde_json::from_slice(output).expect("JSON")
}

/// Year and organ of each report that `extract` finds.
fn reports(folder: &Folder, file: &str) -> Vec<String> {
    let found = json(&folder.run(&format!("extract {file}"), 0).get_output().stdout);
    let reports = found["reports"].as_array().expect("a list");
    reports.iter().map(|one| format!("{} {}", one["year"], one["organization"].as_str().unwrap_or("-"))).collect()
}

fn stderr(folder: &Folder, arguments: &str, status: i32) -> String {
    String::from_utf8(folder.run(arguments, status).get_output().stderr.clone()).expect("UTF-8")
}

#[test]
fn every_report_of_a_sheet_is_read() {
    let folder = folder();
    let both = ["2023 某市卫生健康委员会", "2024 某市卫生健康委员会"];
    for file in ["both.md", "both.xlsx", "both.html", "both.docx"] {
        folder.run(&format!("convert both.csv -o {file}"), 0).stderr_eq("");
        assert_eq!(reports(&folder, file), both, "{file}");
    }
    assert_eq!(reports(&folder, "both.csv"), both);
    folder.run("convert 2024.md -o one.xlsx", 0);
    assert_eq!(reports(&folder, "one.xlsx"), both[1..], "a workbook of its own says whose it is");
}

#[test]
fn rows_that_are_not_read_are_told_by_their_lines() {
    let rows = "key,value\nrequests.new.total,14\nrequests.new.total,15\nnope.x,3\n";
    let folder = Folder::new(&[("kv.csv", rows.as_bytes())]);
    for command in ["check kv.csv --quiet --fail-on never", "extract kv.csv", "convert kv.csv -o kv.md"] {
        let told = stderr(&folder, command, 0);
        assert!(told.contains("kv.csv：第 3 行的 requests.new.total 与第 2 行重复"), "{told}");
        assert!(told.contains("取第 2 行的“14”，没有取“15”"), "{told}");
        assert!(told.contains("kv.csv：第 4 行没有读入：报告的表里没有 key“nope.x”（值“3”）"), "{told}");
    }
}

#[test]
fn standard_input_is_read_as_what_it_is_called() {
    let folder = folder();
    let csv = String::from_utf8(folder.read("both.csv")).expect("UTF-8");
    let run = |arguments: &str| folder.command(arguments).stdin(csv.clone()).assert().code(0);
    let run = run("extract - --stdin-filename both.csv --format csv").stderr_eq("");
    let text = String::from_utf8(run.get_output().stdout.clone()).expect("UTF-8");
    assert_eq!(text.lines().count(), csv.lines().count());
    assert!(text.lines().nth(1).is_some_and(|line| line.starts_with("both.csv,0,")), "{text}");
    let unnamed = folder.command("extract - --format csv").stdin(csv.clone()).assert().code(0);
    let told = String::from_utf8(unnamed.get_output().stderr.clone()).expect("UTF-8");
    assert!(told.contains("没有认出年度报告") && told.contains("--stdin-filename"), "{told}");
}

#[test]
fn what_cannot_be_written_is_told_of_the_right_file() {
    let folder = Folder::new(&[("note.md", "# 会议纪要\n\n今天开会。\n".as_bytes())]);
    let told = stderr(&folder, "convert note.md -o note.xlsx", 2);
    assert!(told.contains("note.md: 里面没有认出报告的表，写不成电子表格"), "{told}");
    for command in
        ["convert note.md -o no/x.docx", "new --year 2024 --org 某局 -o no/x.md", "extract note.md -o no/x.json"]
    {
        let told = stderr(&folder, command, 2);
        assert!(told.contains("没有写入：文件夹 no 不存在"), "{command}: {told}");
    }
}

#[test]
fn places_in_last_years_file_have_names() {
    let last = REPORT.replace("2024年", "2023年").replace("2025年", "2024年");
    let folder = Folder::new(&[("last.md", last.as_bytes()), ("r.md", REPORT.as_bytes())]);
    for file in ["last.docx", "last.csv"] {
        folder.run(&format!("convert last.md -o {file}"), 0);
        let run = folder.run(&format!("check --select carried-over --fail-on never r.md {file}"), 0);
        let text = String::from_utf8(run.get_output().stdout.clone()).expect("UTF-8");
        let place = format!(
            "{file} 表二（三、收到和处理政府信息公开申请情况）第28行“四、结转下年度继续办理”第8列“法律服务机构”"
        );
        // A sheet of keys becomes tables in the order of the form.
        let named = text.contains(&place) || (file.ends_with("csv") && text.contains("“四、结转下年度继续办理”第8列"));
        assert!(named, "{text}");
        let run = folder.run(&format!("check --select carried-over --format json --fail-on never r.md {file}"), 0);
        let output = json(&run.get_output().stdout);
        let findings = output["files"].as_array().expect("a list").iter().flat_map(|one| one["diagnostics"].as_array());
        let related: Vec<_> = findings.flatten().flat_map(|one| one["related"].as_array()).flatten().collect();
        let there = related.iter().find(|one| one["path"] == file).expect("it points there");
        assert_eq!(there["place"]["column"], 8, "{there}");
    }
}

#[test]
fn headings_of_several_reports_survive_a_workbook() {
    let last = REPORT.replace("2024年", "2023年").replace("2025年", "2024年");
    let folder = Folder::new(&[("both.md", format!("{last}\n\n{REPORT}").as_bytes())]);
    folder.run("convert both.md -o both.xlsx", 0);
    folder.run("convert both.xlsx -o back.md", 0);
    let headings = |file: &str| -> Vec<String> {
        let text = String::from_utf8(folder.read(file)).expect("UTF-8");
        let of_tables = ["# ", "## 二、", "## 三、", "## 四、"];
        let lines = text.lines().filter(|line| of_tables.iter().any(|start| line.starts_with(start)));
        lines.map(str::to_owned).collect()
    };
    assert_eq!(headings("back.md").len(), 8);
    assert_eq!(headings("back.md"), headings("both.md"));
}
