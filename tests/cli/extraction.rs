//! `gouji extract` over many files.

use snapbox::str;

use crate::{Folder, MINUTES};

const REPORT: &str = "\
# 某局2024年政府信息公开工作年度报告

## 一、总体情况

公开信息3条。

## 二、主动公开政府信息情况

| 第二十条第（一）项 |  |  |  |
| --- | --- | --- | --- |
| 信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数 |
| 规章 | 0 | / |  |
| 行政规范性文件 | 1,204 | 甲 | 7 |
";

fn folder() -> Folder {
    let fees = "某局2023年政府信息公开工作年度报告\n\n一、总体情况\n\n公开信息5条。\n\n二、主动公开政府信息情况\n\n第二十条第（八）项\n\n| 信息内容 | 本年收费金额（单位：万元） |\n|---|---|\n| 行政事业性收费 | 12.50 |\n";
    Folder::new(&[
        ("b/a.md", REPORT.as_bytes()),
        ("a.txt", format!("{REPORT}\n某局\n\n2025年1月20日\n\n{fees}").as_bytes()),
        ("letter.md", MINUTES.as_bytes()),
        ("broken.md", b"\xff\xff\xff"),
    ])
}

#[test]
fn a_row_for_each_cell_of_every_file() {
    folder().run("extract . --format ndjson", 2).stderr_eq(str![[r#"
错误：broken.md: 认不出这个文件的文字编码，可能不是文本文件，或者不完整；是文本的，请另存为 UTF-8 编码

"#]]).stdout_eq(str![[r#"
{"path":"a.txt","report":0,"organization":"某局","year":2024,"format":"2021","table":"disclosure","row":"regulations","column":"made","key":"disclosure.regulations.made","value":0,"line":12,"line_column":8}
{"path":"a.txt","report":0,"organization":"某局","year":2024,"format":"2021","table":"disclosure","row":"regulations","column":"repealed","key":"disclosure.regulations.repealed","value":null,"line":12,"line_column":12}
{"path":"a.txt","report":0,"organization":"某局","year":2024,"format":"2021","table":"disclosure","row":"regulations","column":"valid","key":"disclosure.regulations.valid","value":null,"line":12,"line_column":16}
{"path":"a.txt","report":0,"organization":"某局","year":2024,"format":"2021","table":"disclosure","row":"normative","column":"made","key":"disclosure.normative.made","value":1204,"line":13,"line_column":13}
{"path":"a.txt","report":0,"organization":"某局","year":2024,"format":"2021","table":"disclosure","row":"normative","column":"valid","key":"disclosure.normative.valid","value":7,"line":13,"line_column":25}
{"path":"a.txt","report":1,"organization":"某局","year":2023,"format":"2021","table":"disclosure","row":"fees","column":"amount","key":"disclosure.fees.amount","value":12.5,"line":31,"line_column":13}
{"path":"b/a.md","report":0,"organization":"某局","year":2024,"format":"2021","table":"disclosure","row":"regulations","column":"made","key":"disclosure.regulations.made","value":0,"line":12,"line_column":8}
{"path":"b/a.md","report":0,"organization":"某局","year":2024,"format":"2021","table":"disclosure","row":"regulations","column":"repealed","key":"disclosure.regulations.repealed","value":null,"line":12,"line_column":12}
{"path":"b/a.md","report":0,"organization":"某局","year":2024,"format":"2021","table":"disclosure","row":"regulations","column":"valid","key":"disclosure.regulations.valid","value":null,"line":12,"line_column":16}
{"path":"b/a.md","report":0,"organization":"某局","year":2024,"format":"2021","table":"disclosure","row":"normative","column":"made","key":"disclosure.normative.made","value":1204,"line":13,"line_column":13}
{"path":"b/a.md","report":0,"organization":"某局","year":2024,"format":"2021","table":"disclosure","row":"normative","column":"valid","key":"disclosure.normative.valid","value":7,"line":13,"line_column":25}

"#]]);
}

#[test]
fn csv_has_the_same_columns() {
    folder().run("extract b a.txt --format csv", 0).stdout_eq(str![[r#"
﻿path,report,organization,year,format,table,row,column,key,value,line,line_column
a.txt,0,某局,2024,2021,disclosure,regulations,made,disclosure.regulations.made,0,12,8
a.txt,0,某局,2024,2021,disclosure,regulations,repealed,disclosure.regulations.repealed,,12,12
a.txt,0,某局,2024,2021,disclosure,regulations,valid,disclosure.regulations.valid,,12,16
a.txt,0,某局,2024,2021,disclosure,normative,made,disclosure.normative.made,1204,13,13
a.txt,0,某局,2024,2021,disclosure,normative,valid,disclosure.normative.valid,7,13,25
a.txt,1,某局,2023,2021,disclosure,fees,amount,disclosure.fees.amount,12.5,31,13
b/a.md,0,某局,2024,2021,disclosure,regulations,made,disclosure.regulations.made,0,12,8
b/a.md,0,某局,2024,2021,disclosure,regulations,repealed,disclosure.regulations.repealed,,12,12
b/a.md,0,某局,2024,2021,disclosure,regulations,valid,disclosure.regulations.valid,,12,16
b/a.md,0,某局,2024,2021,disclosure,normative,made,disclosure.normative.made,1204,13,13
b/a.md,0,某局,2024,2021,disclosure,normative,valid,disclosure.normative.valid,7,13,25

"#]]);
}

#[test]
fn json_is_for_one_file() {
    let folder = folder();
    for paths in [".", "a.txt b/a.md", "b"] {
        folder.run(&format!("extract {paths}"), 2).stdout_eq("").stderr_eq(str![[r#"
错误：json 格式只用于一份文件；多份文件和文件夹请用 --format ndjson 或 --format csv

"#]]);
    }
    folder.run("extract", 2);
}

#[test]
fn rows_go_to_a_file_or_come_from_standard_input() {
    let folder = folder();
    folder.run("extract b --format ndjson -o figures.ndjson", 0).stdout_eq("");
    let written = String::from_utf8(folder.read("figures.ndjson")).expect("UTF-8");
    assert_eq!(written.lines().count(), 5);
    let piped = folder.command("extract - --format ndjson").stdin(REPORT).assert().code(0);
    let piped = String::from_utf8(piped.get_output().stdout.clone()).expect("UTF-8");
    assert_eq!(piped, written.replace("b/a.md", "-"));
    folder.run("extract b --format ndjson -o no/such/folder", 2);
    folder.run("extract letter.md --format ndjson", 0).stdout_eq("");
}

/// What stands where the row says is what the cell holds.
#[test]
fn rows_say_where_their_cells_stand() {
    let folder = folder();
    let output = folder.run("extract a.txt b/a.md --format ndjson", 0).get_output().stdout.clone();
    for line in String::from_utf8(output).expect("UTF-8").lines() {
        let row: serde_json::Value = serde_json::from_str(line).expect("an object on each line");
        let text = String::from_utf8(folder.read(row["path"].as_str().expect("a path"))).expect("UTF-8");
        let number = |key: &str| usize::try_from(row[key].as_u64().expect("a number")).expect("it is small");
        let line = text.lines().nth(number("line") - 1).expect("the line is there");
        let written: String = line.chars().skip(number("line_column") - 1).take_while(|char| *char != ' ').collect();
        let value = row["value"].as_f64().map(|value| value.to_string());
        let meant = value.unwrap_or_default();
        let expected = match &*written {
            "1,204" => "1204",
            "12.50" => "12.5",
            "/" | "|" => "",
            same => same,
        };
        assert_eq!(meant, expected, "{row}");
    }
}
