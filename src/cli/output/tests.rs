//! The outputs, with findings made by hand so that they do not depend on any rule.

use snapbox::{assert_data_eq, str};

use super::*;
use crate::finding::{Data, Fix, Related};
use crate::text::{Edit, Edits, Number, TextRange};

/// The range of `needle` in `text`.
fn range(text: &str, needle: &str) -> TextRange {
    let start = text.find(needle).expect("the test's text holds its needle");
    TextRange::at((start as u32).into(), (needle.len() as u32).into())
}

fn finding(range: TextRange, message: &str) -> Finding {
    Finding {
        rule: "row-total",
        severity: Severity::Error,
        range,
        message: message.to_owned(),
        related: Vec::new(),
        fixes: Vec::new(),
        data: None,
    }
}

const TABLE: &str = "\u{feff}三、申请情况\n| 8 | 6 | 13 |\n";

/// A finding with everything a finding may have.
fn total() -> Finding {
    let related =
        |needle: &str| Related { message: format!("加数 {needle}"), range: range(TABLE, needle), path: None };
    let fix = |to: &str, safety| Fix {
        title: format!("改为 {to}"),
        safety,
        preferred: true,
        edits: Edits::from(Edit::replace(range(TABLE, "13"), to)),
    };
    Finding {
        related: vec![related("8"), related("6")],
        fixes: vec![fix("14", Safety::Safe), fix("", Safety::Offered)],
        data: Some(Data::Relation {
            relation: "row-total",
            reported: Some(Number::from(13)),
            computed: Number::from(14),
            cells: vec!["a.b.c".to_owned()],
            suspect: None,
        }),
        ..finding(range(TABLE, "13"), "各列之和 8+6=14，总计填的是 13。")
    }
}

/// The whole output for one file.
fn print(output: &dyn Output, text: &str, findings: &[Finding]) -> String {
    let document = Document::new(text, std::sync::Arc::default());
    let (text, others) = (document.text(), Others::default());
    let mut out = Vec::new();
    output.begin(&mut out).unwrap();
    output
        .file(
            &Checked { path: "区/a.md", text, document: &document, findings, others: &others, origins: None },
            &mut out,
        )
        .unwrap();
    output.end(&Summary::of(findings), &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn plain(text: &str, findings: &[Finding]) -> String {
    print(&TextOutput { locale: Locale::ZhCn, style: Style::default(), quiet: true }, text, findings)
}

#[test]
fn text_shows_the_line_and_what_belongs_to_it() {
    let output = output(OutputFormat::Text, Locale::ZhCn, Style::default(), false);
    assert_data_eq!(
        print(&*output, TABLE, &[total()]),
        str![[r#"
错误[row-total]: 各列之和 8+6=14，总计填的是 13。
 --> 区/a.md:2:11
  |
2 | | 8 | 6 | 13 |
  |   -   -   ^^
  = 第 2 行第 3 列：加数 8
  = 第 2 行第 7 列：加数 6
  = 可修复（--fix）：改为 14
  = 可修复（--fix --unsafe-fixes）：改为 

检查了 1 个文件：错误 1。其中 1 处可用 --fix 修复。

"#]]
    );
    let output = super::output(OutputFormat::Text, Locale::En, Style { colored: true }, false);
    assert_data_eq!(
        print(&*output, "13", &[finding(range("13", "13"), "message")]),
        str![[r#"
[1m[91merror[row-total][0m[1m: message[0m
 [94m-->[0m 区/a.md:1:1
  [94m|[0m
[94m1 |[0m 13
  [94m|[0m [1m[91m^^[0m

Files checked: 1. Found: error 1.

"#]]
    );
}

#[test]
fn marks_line_up_below_wide_characters() {
    let text = "\t合计，收到 454 件𠮷é\u{1b}[31m件";
    assert_data_eq!(
        plain(text, &[finding(range(text, "454"), "m"), finding(range(text, "件𠮷"), "m")]),
        str![[r#"
错误[row-total]: m
 --> 区/a.md:1:8
  |
1 |     合计，收到 454 件𠮷é␛[31m件
  |                ^^^

错误[row-total]: m
 --> 区/a.md:1:12
  |
1 |     合计，收到 454 件𠮷é␛[31m件
  |                    ^^^^


"#]]
    );
    let end = TextRange::empty(Text::new(text).len());
    assert_data_eq!(
        plain(text, &[finding(end, "行末\n换行")]),
        str![[r#"
错误[row-total]: 行末 换行
 --> 区/a.md:1:21
  |
1 |     合计，收到 454 件𠮷é␛[31m件
  |                                ^


"#]]
    );
}

#[test]
fn a_long_line_is_cut_around_its_mark() {
    let text = format!("{}454{}", "政".repeat(1_000_000), "府".repeat(1_000_000));
    assert_data_eq!(
        plain(&text, &[finding(range(&text, "454"), "m")]),
        str![[r#"
错误[row-total]: m
 --> 区/a.md:1:1000001
  |
1 | …政政政政政政政政政政政政政政政政政政政政454府府府府府府府府府府府府府府府府府府府府府府府府府府府府…
  |                                          ^^^


"#]]
    );
    let text = format!("政府454{}", "府".repeat(60));
    assert_data_eq!(
        plain(&text, &[finding(range(&text, "454"), "m")]),
        str![[r#"
错误[row-total]: m
 --> 区/a.md:1:3
  |
1 | 政府454府府府府府府府府府府府府府府府府府府府府府府府府府府府府府府府府府府府府府府府府府府府府府府…
  |     ^^^


"#]]
    );
    let text = format!("{}454", "政".repeat(60));
    assert_data_eq!(
        plain(&text, &[finding(range(&text, "454"), "m")]),
        str![[r#"
错误[row-total]: m
 --> 区/a.md:1:61
  |
1 | …政政政政政政政政政政政政政政政政政政政政政政政政政政政政政政政政政政政政政政政政政政政政政政政政454
  |                                                                                                  ^^^


"#]]
    );
}

#[test]
fn a_range_of_many_lines_shows_the_first_and_the_last() {
    let text = "一\r\n二\r\n三\r\n四\r\n";
    assert_data_eq!(
        plain(text, &[finding(range(text, "一\r\n二\r\n三"), "m")]),
        str![[r#"
错误[row-total]: m
 --> 区/a.md:1:1
  |
1 | 一
  | ^^
...
3 | 三
  | ^^


"#]]
    );
    assert_data_eq!(
        plain(text, &[finding(range(text, "一\r\n二\r\n"), "m"), finding(range(text, "\r\n"), "m")]),
        str![[r#"
错误[row-total]: m
 --> 区/a.md:1:1
  |
1 | 一
  | ^^
2 | 二
  | ^^

错误[row-total]: m
 --> 区/a.md:1:2
  |
1 | 一
  |   ^


"#]]
    );
    assert_data_eq!(
        plain("", &[finding(TextRange::default(), "m")]),
        str![[r#"
错误[row-total]: m
 --> 区/a.md:1:1
  |
1 | 
  | ^


"#]]
    );
}

#[test]
fn json_is_the_contract() {
    assert_data_eq!(
        print(&json::Json, TABLE, &[total()]),
        str![[r#"
{"version":1,"files":[{"path":"区/a.md","diagnostics":[{"rule":"row-total","severity":"error","message":"各列之和 8+6=14，总计填的是 13。","range":{"start":{"line":2,"column":11,"byte":32},"end":{"line":2,"column":13,"byte":34}},"related":[{"message":"加数 8","range":{"start":{"line":2,"column":3,"byte":24},"end":{"line":2,"column":4,"byte":25}}},{"message":"加数 6","range":{"start":{"line":2,"column":7,"byte":28},"end":{"line":2,"column":8,"byte":29}}}],"fixes":[{"title":"改为 14","safe":true,"preferred":true,"edits":[{"range":{"start":{"line":2,"column":11,"byte":32},"end":{"line":2,"column":13,"byte":34}},"text":"14"}]},{"title":"改为 ","safe":false,"preferred":true,"edits":[{"range":{"start":{"line":2,"column":11,"byte":32},"end":{"line":2,"column":13,"byte":34}},"text":""}]}],"data":{"relation":"row-total","reported":13,"computed":14,"cells":["a.b.c"],"suspect":null}}]}],"summary":{"files":1,"errors":1,"warnings":0,"infos":0,"hints":0,"fixable":1}}

"#]]
    );
    let line = print(&json::Ndjson, TABLE, &[finding(range(TABLE, "8"), "“引号”\"\\\n")]);
    let value: serde_json::Value = serde_json::from_str(line.trim_end()).unwrap();
    assert_eq!(value["path"], "区/a.md");
    assert_eq!(value["message"], "“引号”\"\\\n");
    assert_eq!(value["data"], serde_json::json!({}));
}

#[test]
fn github_is_escaped() {
    let mut finding = total();
    finding.message = "50%\n第二行, 冒号: 好".to_owned();
    let output = github::Github { locale: Locale::ZhCn };
    assert_data_eq!(
        print(&output, TABLE, &[finding]),
        str![[r#"
::error file=区/a.md,line=2,endLine=2,col=11,endColumn=13,title=row-total::50%25%0A第二行, 冒号: 好%0A可修复：改为 14

"#]]
    );
}

#[test]
fn csv_opens_in_spreadsheets() {
    let formula = finding(range(TABLE, "8"), "=1+1, \"x\"");
    assert_data_eq!(
        print(&csv::Csv, TABLE, &[total(), formula]).replace('\r', "␍"),
        str![[r#"
﻿path,rule,severity,line,column,message,reported,computed␍
区/a.md,row-total,error,2,11,各列之和 8+6=14，总计填的是 13。,13,14␍
区/a.md,row-total,error,2,3,"'=1+1, ""x""",,␍

"#]]
    );
}

#[test]
fn statistics_count_by_rule() {
    let findings =
        [total(), finding(range(TABLE, "8"), "m"), Finding { rule: "balance", ..finding(range(TABLE, "8"), "m") }];
    for format in [OutputFormat::Text, OutputFormat::Json, OutputFormat::Csv] {
        let output = Statistics::new(format, Locale::ZhCn).unwrap();
        let printed = print(&output, TABLE, &findings);
        match format {
            OutputFormat::Text => assert_data_eq!(
                printed,
                str![[r#"
2  row-total  可自动修复 1
1  balance
检查了 1 个文件，共 3 个问题。

"#]]
            ),
            OutputFormat::Json => assert_data_eq!(
                printed,
                str![[r#"
{"version":1,"statistics":[{"rule":"row-total","count":2,"fixable":1},{"rule":"balance","count":1,"fixable":0}],"summary":{"files":1,"errors":3,"warnings":0,"infos":0,"hints":0,"fixable":1}}

"#]]
            ),
            _ => assert_data_eq!(
                printed.replace('\r', "␍"),
                str![[r#"
﻿rule,count,fixable␍
row-total,2,1␍
balance,1,0␍

"#]]
            ),
        }
    }
    assert!(Statistics::new(OutputFormat::Sarif, Locale::ZhCn).is_none());
}

#[test]
fn sarif_keeps_its_schema() {
    let schema = include_str!("../../../tests/schemas/sarif-2.1.0.json");
    // The official schema has a lone `]` in the pattern of a language's name, which strict readers of patterns refuse.
    let schema = schema.replace("{2}]?$", r"{2}\\]?$");
    let validator = jsonschema::validator_for(&serde_json::from_str(&schema).unwrap()).unwrap();
    let printed = print(&sarif::Sarif { locale: Locale::ZhCn }, TABLE, &[total(), total()]);
    let log: serde_json::Value = serde_json::from_str(&printed).unwrap();
    let errors: Vec<String> = validator.iter_errors(&log).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    let mut result = log["runs"][0]["results"][0].clone();
    let index = result.as_object_mut().unwrap().remove("ruleIndex").unwrap();
    let index = usize::try_from(index.as_u64().unwrap()).unwrap();
    assert_eq!(log["runs"][0]["tool"]["driver"]["rules"][index]["id"], "row-total");
    assert_data_eq!(
        serde_json::to_string_pretty(&result).unwrap(),
        str![[r#"
{
  "fixes": [
    {
      "artifactChanges": [
        {
          "artifactLocation": {
            "uri": "%E5%8C%BA/a.md"
          },
          "replacements": [
            {
              "deletedRegion": {
                "endColumn": 13,
                "endLine": 2,
                "startColumn": 11,
                "startLine": 2
              },
              "insertedContent": {
                "text": "14"
              }
            }
          ]
        }
      ],
      "description": {
        "text": "改为 14"
      }
    },
    {
      "artifactChanges": [
        {
          "artifactLocation": {
            "uri": "%E5%8C%BA/a.md"
          },
          "replacements": [
            {
              "deletedRegion": {
                "endColumn": 13,
                "endLine": 2,
                "startColumn": 11,
                "startLine": 2
              }
            }
          ]
        }
      ],
      "description": {
        "text": "改为 "
      }
    }
  ],
  "level": "error",
  "locations": [
    {
      "physicalLocation": {
        "artifactLocation": {
          "uri": "%E5%8C%BA/a.md"
        },
        "region": {
          "endColumn": 13,
          "endLine": 2,
          "startColumn": 11,
          "startLine": 2
        }
      }
    }
  ],
  "message": {
    "text": "各列之和 8+6=14，总计填的是 13。"
  },
  "properties": {
    "data": {
      "cells": [
        "a.b.c"
      ],
      "computed": 14,
      "relation": "row-total",
      "reported": 13,
      "suspect": null
    }
  },
  "relatedLocations": [
    {
      "id": 0,
      "message": {
        "text": "加数 8"
      },
      "physicalLocation": {
        "artifactLocation": {
          "uri": "%E5%8C%BA/a.md"
        },
        "region": {
          "endColumn": 4,
          "endLine": 2,
          "startColumn": 3,
          "startLine": 2
        }
      }
    },
    {
      "id": 1,
      "message": {
        "text": "加数 6"
      },
      "physicalLocation": {
        "artifactLocation": {
          "uri": "%E5%8C%BA/a.md"
        },
        "region": {
          "endColumn": 8,
          "endLine": 2,
          "startColumn": 7,
          "startLine": 2
        }
      }
    }
  ],
  "ruleId": "row-total"
}
"#]]
    );
}
