use std::sync::Arc;

use super::*;
use crate::config::Settings;
use crate::extract::cells;

fn document(text: &str) -> Document {
    Document::new(text, Arc::new(Settings::default()))
}

fn laid_out_in(text: &str, range: impl Fn(&str) -> TextRange) -> String {
    let mut document = document(text);
    for edit in tidy(&document, range(text)).iter().rev() {
        document.edit(edit.range, &edit.text);
    }
    document.text().to_string()
}

#[track_caller]
fn laid_out(text: &str) -> String {
    let whole = |text: &str| TextRange::up_to(TextSize::of(text));
    let after = laid_out_in(text, whole);
    assert_eq!(laid_out_in(&after, whole), after, "what is laid out stays");
    after
}

/// A report that consists of these lines behind its title and two sections.
fn report(lines: &str) -> String {
    format!("# 某局2024年政府信息公开工作年度报告\n\n## 二、主动公开政府信息情况\n\n{lines}")
}

#[test]
fn bars_stand_under_each_other() {
    let text = report("| 信息内容 | 件数 |\n|:-|-|  \n|规章|0|\n|-|-|\n| 行政规范性文件 |  12 |\n| a\\|b | |\n");
    let expected = report(
        "\
| 信息内容       | 件数 |
| :------------- | ---- |
| 规章           |    0 |
| -              | -    |
| 行政规范性文件 |   12 |
| a\\|b           |      |
",
    );
    assert_eq!(laid_out(&text), expected);
    assert_eq!(laid_out(&text.replace('\n', "\r\n")), expected.replace('\n', "\r\n"));
}

#[test]
fn other_tables_and_other_documents_stay_as_they_are() {
    for lines in ["信息内容 | 件数\n--- | ---\n规章 | 0\n", "规章 |\n0 |\n", "<table><tr><td>规章</td></tr></table>\n"]
    {
        assert_eq!(laid_out(&report(lines)), report(lines));
    }
    let minutes = "#会议纪要\n|a|b|\n|-|-|\n|1|2|\n";
    assert_eq!(laid_out(minutes), minutes);
}

#[test]
fn headings_have_the_marks_of_their_depth() {
    let text = "\u{feff}某局2024年政府信息公开工作年度报告
# 一. 总体情况
#(一)主动公开
公开信息12条。  \n另有3条。
（二）依申请公开
###  1.渠道
（三）加强学习，提高认识
## 二、主动公开政府信息情况



三、收到和处理政府信息公开申请情况。收到申请5件。
<!-- gouji-ignore -->
四,政府信息公开行政复议、行政诉讼情况　
无。";
    let expected = "\u{feff}# 某局2024年政府信息公开工作年度报告

## 一、总体情况

### （一）主动公开

公开信息12条。  \n另有3条。

### （二）依申请公开

#### 1.渠道

（三）加强学习，提高认识

## 二、主动公开政府信息情况

三、收到和处理政府信息公开申请情况。收到申请5件。

<!-- gouji-ignore -->
## 四、政府信息公开行政复议、行政诉讼情况

无。
";
    assert_eq!(laid_out(text), expected);
    assert_eq!(laid_out(&text.replace('\n', "\r\n")), expected.replace('\n', "\r\n"));
}

#[test]
fn a_plain_text_gets_no_marks_and_no_lines() {
    let text = "某局2024年政府信息公开工作年度报告 \n \n一. 总体情况\n(一)主动公开\n　　公开信息12条。  \n无。\n二、主动公开政府信息情况\n\n\n见附表。";
    let expected = "某局2024年政府信息公开工作年度报告\n\n一、总体情况\n（一）主动公开\n　　公开信息12条。  \n无。\n二、主动公开政府信息情况\n\n\n见附表。";
    assert_eq!(laid_out(text), expected);
}

#[test]
fn reports_of_a_collection_keep_their_depth() {
    let one = |name: &str| {
        format!(
            "## {name}2024年政府信息公开工作年度报告\n\n### 一、总体情况\n\n公开信息。\n\n### 六、其他需要报告的事项\n\n无。\n\n{name}\n\n2025年1月20日\n\n"
        )
    };
    let text = format!("# 汇编\n\n{}{}", one("甲局"), one("乙局"));
    assert_eq!(laid_out(&text), text.trim_end().to_owned() + "\n");
}

#[test]
fn only_the_range_is_laid_out() {
    let text = report("|a|b|\n|-|-|\n|1|2|\n\n##三、收到和处理政府信息公开申请情况\n");
    let after = laid_out_in(&text, |text| {
        let at = text.find("##三").expect("it is there");
        TextRange::new(u32::try_from(at).expect("it is short").into(), TextSize::of(text))
    });
    assert_eq!(after, text.replace("##三", "## 三"));
}

#[test]
fn no_figure_changes() {
    let text = crate::rules::testing::REPORT;
    let after = laid_out(text);
    assert_ne!(after, text);
    let figures = |text: &str| document(text).reports().flat_map(|(_, report)| cells(report)).collect::<Vec<_>>();
    assert_eq!(figures(&after), figures(text));
    let without = |text: &str| text.replace([' ', '-'], "");
    assert_eq!(without(&after), without(text));
    assert_eq!(crate::check::check(&document(&after)), []);
}

#[test]
fn code_is_left_as_it_is() {
    let text = report("| 信息内容 | 件数 |\n| --- | --- |\n| 规章 | 0 |\n\n```\n一、总体情况\n| a | b |\n```\n");
    let after = laid_out(&text);
    assert!(after.ends_with("\n\n```\n一、总体情况\n| a | b |\n```\n"), "{after}");
}

#[test]
fn underlined_and_closed_headings_get_the_same_marks() {
    let text = "某局2024年政府信息公开工作年度报告\n===\n\n一、总体情况\n---\n很好。\n\n## 二、主动公开政府信息情况 ##\n\n\
                **三、收到和处理政府信息公开申请情况**\n------\n有。\n\n分隔\n---\n完\n";
    let expected = "# 某局2024年政府信息公开工作年度报告\n\n## 一、总体情况\n\n很好。\n\n## 二、主动公开政府信息情况\n\n\
                    **三、收到和处理政府信息公开申请情况**\n------\n有。\n\n分隔\n---\n完\n";
    assert_eq!(laid_out(text), expected);
    assert_eq!(laid_out(&text.replace('\n', "\r\n")), expected.replace('\n', "\r\n"));
}

#[test]
fn empty_lines_do_not_grow() {
    let open_fence = "# 某局2024年政府信息公开工作年度报告\n\n## 一、总体情况\n\n```\n很好。\n\n## 二、主动公开政府信息情况\n\n有。\n";
    assert_eq!(laid_out(open_fence), open_fence);
}
