use std::sync::Arc;

use super::*;
use crate::document::Document;
use crate::finding::Locale;
use crate::rules::testing::REPORT;

fn document(text: &str) -> Document {
    Document::new(text, Arc::default())
}

fn last(text: &str) -> LastYear {
    match LastYear::choose(&document(text), None, None) {
        Choice::One(last) => *last,
        other => panic!("{other:?}"),
    }
}

fn next(last: &LastYear) -> String {
    let formats = crate::format::Formats::built_in();
    draft(&formats, last).markdown()
}

fn draft<'a>(formats: &'a crate::format::Formats, last: &'a LastYear) -> Draft<'a> {
    Draft { format: formats.get(1), year: 2025, organization: "某局", is_government: false, last: Some(last) }
}

fn body(text: &str, number: usize) -> &str {
    text.split("\n## ").nth(number).expect("the section is there").split_once("\n\n").expect("it has a heading").1
}

#[test]
fn figures_are_carried_over_and_sentences_are_not() {
    let draft = next(&last(REPORT));
    let read = |text: &str| {
        let document = document(text);
        let (_, report) = document.reports().next().expect("it is a report");
        crate::extract::cells(report).into_iter().collect::<HashMap<_, _>>()
    };
    let (before, after) = (read(REPORT), read(&draft));
    for (key, figure) in &after {
        let expected = match key.split('.').collect::<Vec<_>>()[..] {
            ["requests", "carried_in", column] => before[&format!("requests.carried_out.{column}")],
            [_, _, "valid"] => before[key],
            _ => None,
        };
        assert_eq!(*figure, expected, "{key}");
    }
    assert_eq!(after["requests.carried_in.total"], Some(Number::from(2)));
    assert_eq!(after["disclosure.normative.valid"], Some(Number::from(7)));
    let has_sentence = |line: &&str| line.chars().count() > 20 && !line.contains('#') && !line.starts_with('|');
    for sentence in REPORT.lines().filter(has_sentence) {
        assert!(!draft.contains(sentence), "{sentence}");
    }
    assert!(self::draft(&crate::format::Formats::built_in(), &last(REPORT)).unknown(Locale::ZhCn).is_empty());
}

/// A report whose sections have these bodies.
fn report(bodies: [&str; 6]) -> String {
    let formats = crate::format::Formats::built_in();
    let sections = formats.get(1).sections.iter().zip(bodies);
    let sections = sections
        .map(|(section, body)| format!("{}、{}\n\n{body}\n\n", chinese_numeral(section.number), section.heading));
    format!("某局2024年政府信息公开工作年度报告\n\n{}", sections.collect::<String>())
}

#[test]
fn headings_keep_their_order_and_sentences_with_numbers_are_none() {
    let overview = "\
（一）组织领导

1.领导机构

成立领导小组。

2. 2024年重点

一是学习。

（二）依申请公开情况。2024年收到申请3件。

（三）我局高度重视，强化管理。

（四）平台

网站一个。";
    let problems =
        "（一）存在的问题\n\n1.学习不够\n2.培训不够\n\n（二）人手不足\n\n缺人。\n\n（三）下一步改进措施\n\n将培训。";
    let draft = next(&last(&report([overview, "见表。", "见表。", "见表。", problems, "无。"])));
    let expected = "\
### （一）组织领导

#### 1.领导机构

（填写：领导机构）

#### 2.2025年重点

（填写：2025年重点）

### （二）依申请公开情况

（填写：依申请公开）

### （三）平台

（填写：平台）

### （四）主动公开政府信息情况

（填写：主动公开政府信息）

### （五）政府信息管理情况

（填写：政府信息管理）
";
    assert_eq!(body(&draft, 1), expected);
    let expected =
        "### （一）存在的问题\n\n（填写：存在的问题）\n\n### （二）下一步改进措施\n\n（填写：下一步改进措施）\n";
    assert_eq!(body(&draft, 5), expected);
    assert_eq!(
        body(&draft, 6).lines().next(),
        Some("（填写：信息处理费收取情况，其他需要报告的事项；没有的，写明没有）")
    );
}

#[test]
fn what_could_not_be_read_is_named() {
    let formats = crate::format::Formats::built_in();
    let text = REPORT.replace("| 行政规范性文件 | 2 | 1 | 7 |", "| 行政规范性文件 | 2 | 1 | 七 |");
    let last = last(&text);
    let draft = draft(&formats, &last);
    assert_eq!(draft.unknown(Locale::ZhCn), ["“行政规范性文件”一行“现行有效件数”"]);
    assert!(draft.markdown().contains("| 行政规范性文件 |  |  |  |"));
}

#[test]
fn the_report_of_the_year_before_is_chosen() {
    let of = |year: u16, organ: &str| {
        let renamed = REPORT.replace("某市卫生健康委员会", organ);
        renamed
            .replace("2025年", "NEXT")
            .replace("2024年", &format!("{year}年"))
            .replace("NEXT", &format!("{}年", year + 1))
            + "\n"
    };
    let choose = |text: &str, year, organ| LastYear::choose(&document(text), year, organ);
    let both = of(2022, "甲局") + &of(2023, "甲局");
    assert!(matches!(choose(&both, Some(2024), None), Choice::One(last) if last.year == Some(2023)));
    assert!(matches!(choose(&both, None, None), Choice::UnclearYear(years) if years == [2022, 2023]));
    assert!(matches!(choose(&both, Some(2026), None), Choice::OtherYears(years) if years == [2022, 2023]));
    let offices = of(2023, "甲局") + &of(2023, "乙局");
    assert!(matches!(choose(&offices, None, None), Choice::UnclearOrgan(organs) if organs == ["甲局", "乙局"]));
    assert!(
        matches!(choose(&offices, None, Some("乙局")), Choice::One(last) if last.organization.as_deref() == Some("乙局"))
    );
    assert!(matches!(choose("会议纪要", None, None), Choice::NoReport));
    assert!(matches!(choose(&of(2023, "甲局"), None, Some("改名局")), Choice::One(_)));
}
