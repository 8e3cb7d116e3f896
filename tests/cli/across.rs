//! Reports beside each other: last year's, and those of the offices that a government adds up.

use crate::{Folder, MINUTES};

const REPORT: &str = include_str!("../../src/rules/testing/report.md");

/// The report of the year before, which carries `carried` requests out, all by natural persons.
fn last_year(carried: u32) -> String {
    let report = REPORT.replace("2024年", "2023年").replace("2025年", "2024年");
    report.replacen(
        "| 四、结转下年度继续办理 |  |  | 1 | 0 | 0 | 0 | 1 | 0 | 2 |",
        &format!("| 四、结转下年度继续办理 |  |  | {carried} | 0 | 0 | 0 | 0 | 0 | {carried} |"),
        1,
    )
}

fn folder(carried: u32, config: &str) -> Folder {
    let (last, config) = (last_year(carried), config.as_bytes());
    Folder::new(&[
        ("2024/本年.md", REPORT.as_bytes()),
        ("2023/上年.md", last.as_bytes()),
        ("纪要.txt", MINUTES.as_bytes()),
        ("gouji.toml", config),
    ])
}

/// What `carried-over` says, with the arguments of `check`.
fn carried_over(folder: &Folder, arguments: &str) -> String {
    let run = folder.run(&format!("check --select carried-over --format github --fail-on never {arguments}"), 0);
    String::from_utf8(run.get_output().stdout.clone()).expect("UTF-8")
}

#[test]
fn files_that_are_named_together_are_compared() {
    let folder = folder(3, "");
    let told = carried_over(&folder, "2024/本年.md 2023/上年.md");
    assert!(told.contains("2024/本年.md") && told.contains("“自然人”填的是 1，上年是 3"), "{told}");
    assert_eq!(told.lines().count(), 1, "{told}");
    assert_eq!(carried_over(&folder, "2024/本年.md"), "", "nothing to compare with");
    assert_eq!(carried_over(&folder, "2024 2023"), "", "files found in folders are not named");
    assert_eq!(carried_over(&self::folder(1, ""), "2024/本年.md 2023/上年.md"), "", "the same figure");
}

#[test]
fn the_configuration_says_what_is_compared() {
    let told = carried_over(&folder(3, "[files]\ncompare = true"), ".");
    assert!(told.contains("2024/本年.md"), "{told}");
    let told = carried_over(&folder(3, "[report]\nprevious = \"2023/上年.md\""), "2024");
    assert!(told.contains("2024/本年.md"), "{told}");
    // It is no previous report of itself.
    assert_eq!(carried_over(&folder(3, "[report]\nprevious = \"2023/上年.md\""), "2023"), "");
}

#[test]
fn last_years_cell_is_a_related_place() {
    let folder = folder(3, "");
    let run = folder.run(
        "check --select carried-over --format json --fail-on never 2024/本年.md 2023/上年.md --unsafe-fixes --diff",
        0,
    );
    run.stdout_eq("");
    let run = folder.run("check --select carried-over --format json --fail-on never 2024/本年.md 2023/上年.md", 0);
    let output: serde_json::Value = serde_json::from_slice(&run.get_output().stdout).expect("JSON");
    let finding = &output["files"][1]["diagnostics"][0];
    let related = finding["related"].as_array().expect("a list");
    let last = related.iter().find(|one| one["path"] == "2023/上年.md").expect("it points there");
    let line = last["range"]["start"]["line"].as_u64().expect("a line") as usize;
    let text = String::from_utf8(folder.read("2023/上年.md")).expect("UTF-8");
    assert!(text.lines().nth(line - 1).is_some_and(|line| line.starts_with("| 四、结转下年度继续办理")));
    assert_eq!(finding["fixes"][0]["edits"][0]["text"], "3");
}

#[test]
fn a_government_adds_up_its_offices() {
    let office = |name: &str, licences: u32| {
        REPORT.replace("某市卫生健康委员会", name).replace("| 行政许可 | 204 |", &format!("| 行政许可 | {licences} |"))
    };
    let (one, two, old) = (office("某市教育局", 200), office("某市公安局", 6), last_year(1));
    let folder = Folder::new(&[
        ("市.md", REPORT.as_bytes()),
        ("部门/a.md", one.as_bytes()),
        ("部门/b.md", two.as_bytes()),
        ("乡镇/c.md", old.as_bytes()),
        ("gouji.toml", b"[[roll-up]]\nof = \"\xe5\xb8\x82.md\"\nparts = [\"\xe9\x83\xa8\xe9\x97\xa8/*.md\", \"\xe4\xb9\xa1\xe9\x95\x87/*.md\"]\n"),
    ]);
    let run = folder.run("check --select roll-up --format github --fail-on never 市.md", 0);
    let told = String::from_utf8(run.get_output().stdout.clone()).expect("UTF-8");
    let told = told.lines().next().expect("a finding for section two");
    assert!(told.contains("“行政规范性文件”一行“本年制发件数”填的是 2，各单位之和是 4"), "{told}");
    let run = folder.run("check --select roll-up --format json --fail-on never 市.md", 0);
    let output: serde_json::Value = serde_json::from_slice(&run.get_output().stdout).expect("JSON");
    let related = output["files"][0]["diagnostics"][0]["related"].as_array().expect("a list");
    assert!(related.iter().any(|one| one["path"] == "部门/a.md"), "{related:#?}");
    assert!(told.contains("计入 2 个单位：某市教育局、某市公安局。没有找到本年度报告的 1 个：c.md。"), "{told}");
}

#[test]
fn what_cannot_be_compared_is_said() {
    let config = |config: &str| folder(1, config);
    let told = |text: &str| {
        let run = config(text).run("check 2024", 2);
        String::from_utf8(run.get_output().stderr.clone()).expect("UTF-8")
    };
    let missing = told("[report]\nprevious = \"没有.md\"");
    assert!(missing.contains("gouji.toml:2:12: 读不了上年的报告") && missing.contains("文件不存在"), "{missing}");
    let none = told("[report]\nprevious = \"纪要.txt\"");
    assert!(none.contains("gouji.toml:2:12: ") && none.contains("里没有认出年度报告"), "{none}");
    let roll_up = "[[roll-up]]\nof = \"2024/本年.md\"\nparts = [\"2023/上年.md\"]\n";
    let round = told(&format!("{roll_up}[[roll-up]]\nof = \"2023/上年.md\"\nparts = [\"2024/*.md\"]"));
    assert!(round.contains("gouji.toml:2:6: 汇总关系成了环："), "{round}");
    let nothing = told("[[roll-up]]\nof = \"没有.md\"\nparts = []");
    assert!(nothing.contains("gouji.toml:2:6: 没有汇总报告"), "{nothing}");
    let own = told("[[roll-up]]\nof = \"2024/本年.md\"\nparts = [\"2023/上年.md\", \"./2024/本年.md\"]");
    assert!(own.contains("gouji.toml:2:6: 汇总关系成了环："), "{own}");
    let empty = told("[[roll-up]]\nof = \"2024/本年.md\"\nparts = []");
    assert!(empty.contains("gouji.toml:3:9: parts 是空的"), "{empty}");
    let malformed = told("[[roll-up]]\nof = \"2024/本年.md\"\nparts = [\"2023/*.md\", \"2023/[.md\"]");
    assert!(malformed.contains("gouji.toml:3:23: 模式有误："), "{malformed}");
}

#[test]
fn no_input_is_overwritten_by_output() {
    let folder = folder(1, "");
    let report = folder.read("2024/本年.md");
    for arguments in [
        "check 2024/本年.md -o 2024/本年.md",
        "extract 2024/本年.md -o 2024/本年.md",
        "new --from 2024/本年.md -o 2024/本年.md --force",
    ] {
        let run = folder.run(arguments, 2);
        let told = String::from_utf8(run.get_output().stderr.clone()).expect("UTF-8");
        assert!(told.contains("就是要读取的文件本身"), "{arguments}: {told}");
        assert!(folder.read("2024/本年.md") == report, "{arguments}");
    }
}

/// What a command that fails says.
fn refused(folder: &crate::Folder, arguments: &str) -> String {
    let run = folder.run(arguments, 2);
    String::from_utf8(run.get_output().stderr.clone()).expect("UTF-8")
}

#[test]
fn no_input_below_a_folder_or_by_another_name_is_overwritten() {
    let folder = folder(1, "");
    let report = folder.read("2024/本年.md");
    std::fs::hard_link(folder.path("2024/本年.md"), folder.path("figures.csv")).expect("links are supported");
    for arguments in [
        "extract . --format csv -o 2024/本年.md",
        "extract . --format csv -o figures.csv",
        "check . --format csv -o figures.csv",
        "check . -o ./2024/../2024/本年.md",
    ] {
        let told = refused(&folder, arguments);
        assert!(told.contains("就是要读取的文件本身"), "{arguments}: {told}");
        assert!(folder.read("2024/本年.md") == report, "{arguments}");
    }
}

#[test]
fn only_earlier_output_is_replaced() {
    let folder = folder(1, "");
    let report = folder.read("2024/本年.md");
    for name in ["other.md", "other.docx", "other.txt", "other.html"] {
        std::fs::write(folder.path(name), &report).expect("the folder can be written");
        let format = if name.ends_with("html") { " --format html" } else { "" };
        let told = refused(&folder, &format!("check 2024/本年.md -o {name}{format}"));
        assert!(told.contains("看来不是以前输出的结果，没有覆盖"), "{told}");
        assert!(folder.read(name) == report, "{name}");
    }
    for (name, format) in
        [("a.json", "json"), ("a.html", "html"), ("a.csv", "csv"), ("a.sarif", "sarif"), ("a.txt", "text")]
    {
        let command = format!("check 2024/本年.md --fail-on never --format {format} -o {name}");
        folder.run(&command, 0);
        let written = folder.read(name);
        folder.run(&command, 0);
        assert!(!written.is_empty() && folder.read(name) == written, "{name}");
    }
}

#[test]
fn a_run_that_reads_nothing_leaves_the_former_output() {
    let folder = folder(1, "");
    for command in ["check", "extract"] {
        folder.run(&format!("{command} 2024/本年.md --format json -o a.json"), 0);
        let written = folder.read("a.json");
        folder.run(&format!("{command} no.md --format json -o a.json"), 2);
        assert!(!written.is_empty() && folder.read("a.json") == written, "{command}");
    }
    let left = std::fs::read_dir(folder.path("")).expect("a folder").filter_map(Result::ok);
    let temporary: Vec<_> = left.filter(|entry| entry.file_name().to_string_lossy().starts_with(".gouji-")).collect();
    assert!(temporary.is_empty(), "{temporary:?}");
}
