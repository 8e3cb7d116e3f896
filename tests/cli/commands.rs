//! The commands beside `check`.

use snapbox::str;

use crate::{Folder, MINUTES, gouji};

#[test]
fn help_is_chinese_with_english_below() {
    gouji("-h").assert().code(0).stdout_eq(str![[r#"
检查政府信息公开工作年度报告：结构、勾稽关系、文字与表格是否一致。全部在本机完成，不联网。

用法：gouji [OPTIONS] <COMMAND>

命令:
  check        检查文件和文件夹
  fmt          整理版面：表格对齐，标题的标记和编号写法统一；不改数字，不改文字
  new          新建一份报告草稿：六个部分、三张表，要填写的地方都标出来
  convert      转换报告：Word、网页、电子表格、Markdown 互相转换
  extract      提取报告中的数字
  rules        列出全部规则
  explain      说明一条规则：查什么、为什么、怎么改
  completions  输出 shell 补全脚本
  lsp          语言服务器，供编辑器使用（标准输入输出）

通用选项:
      --locale <LOCALE>  输出的语言（默认取自环境变量，否则为 zh-CN） [possible values: zh-CN, en]
      --color <WHEN>     是否着色 [default: auto] [possible values: auto, always, never]
      --config <FILE>    使用这个配置文件，不再逐级向上查找 gouji.toml
  -h, --help             显示帮助（--help 更详细，附英文）
  -V, --version          显示版本

"#]]);
    let help = gouji("check --help").assert().code(0);
    let help = String::from_utf8_lossy(&help.get_output().stdout).into_owned();
    assert!(help.contains("应用安全的修复") && help.contains("Apply safe fixes"), "{help}");
    gouji("").assert().code(2);
    gouji("chekc").assert().code(2);
}

#[test]
fn rules_are_listed() {
    let output = gouji("rules --format json").assert().code(0);
    let json: serde_json::Value = serde_json::from_slice(&output.get_output().stdout).expect("it is JSON");
    let names: Vec<&str> =
        json["rules"].as_array().expect("a list").iter().filter_map(|rule| rule["name"].as_str()).collect();
    assert!(names.contains(&"not-a-report"));
    let text = gouji("rules").assert().code(0);
    let text = String::from_utf8_lossy(&text.get_output().stdout).into_owned();
    assert!(names.iter().all(|name| text.contains(name)), "{text}");
    for name in names {
        let page = gouji(&format!("explain {name}")).assert().code(0);
        assert!(String::from_utf8_lossy(&page.get_output().stdout).starts_with(&format!("# `{name}`")));
    }
}

#[test]
fn a_misspelt_rule_has_a_suggestion() {
    gouji("explain not-report").assert().code(2).stdout_eq(str![""]).stderr_eq(str![[r#"
错误：没有名为 `not-report` 的规则；是否应为 `not-a-report`？

"#]]);
    gouji("explain 甲乙丙丁 --locale en").assert().code(2).stderr_eq(str![[r#"
error: unknown rule `甲乙丙丁`; `gouji rules` lists them all

"#]]);
}

#[test]
fn what_is_no_report_has_no_figures() {
    let folder = Folder::new(&[("a.md", MINUTES.as_bytes())]);
    folder.run("extract a.md", 0).stdout_eq(str![[r#"
{"version":1,"reports":[]}

"#]]);
    folder.run("extract a.md --format csv", 0).stdout_eq(str![[r#"
﻿path,report,organization,year,format,table,row,column,key,value,line,line_column

"#]]);
    folder.command("extract -").stdin(MINUTES).assert().code(0).stdout_eq(str![[r#"
{"version":1,"reports":[]}

"#]]);
    folder.run("extract nope.md", 2).stdout_eq(str![""]).stderr_eq(str![[r#"
错误：nope.md: 文件不存在

"#]]);
    folder.run("extract .", 2);
}

#[test]
fn every_shell_has_completions() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = gouji(&format!("completions {shell}")).assert().code(0);
        assert!(String::from_utf8_lossy(&script.get_output().stdout).contains("stdin-filename"));
    }
    gouji("completions csh").assert().code(2);
}
