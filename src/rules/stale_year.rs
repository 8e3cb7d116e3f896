//! See [`RULE`].

use super::years::{Years, replace_year};
use super::{Bilingual, Context, FixKind, Group, Rule};
use crate::finding::Severity;
use crate::say;
use crate::text::TextRange;

/// Another year where the report's belongs.
pub static RULE: Rule = Rule {
    name: "stale-year",
    group: Group::Dates,
    severity: Severity::Warning,
    fix: FixKind::Offered,
    summary: Bilingual {
        zh: "该写报告年度的地方写了别的年份",
        en: "Another year where the report's own year belongs",
    },
    details: Bilingual {
        zh: "\
在上一年的稿子上改，容易漏改年份。本规则把标题、开头一句（“现将2024年度……报告如下”）、统计期限、落款日期和各部分\
“2024年，……”的写法互相对照，只在把握较大时提示：

- 标题的年份与其他至少两处不同；
- 开头一句的年份与报告年度不同；
- 第一、五、六部分的段落以上一年的“2023年，”开头，讲的是当年的工作，而别处至少两处写的是 2024 年；
- 落款日期还在报告年度之内的上半年，例如 2024 年度的报告落款 2024 年 1 月。

以下不提示：与上年对比、引用文件名称和文号、评估考核和预决算、计划、“自2019年以来”，以及同一段里还写了报告年度的。\
统计期限写错的，见 `reporting-period`。",
        en: "\
Drafts are made from last year's, and a year is easily left behind. The rule weighs the title, the opening sentence, \
the period, the date of signature and the paragraphs that begin `2024年，` against each other, and speaks only when it \
can be fairly sure:

- the title's year differs from at least two other places;
- the opening sentence names another year than the report's;
- a paragraph of section 一, 五 or 六 begins with the year before, speaks of the year's own work, and at least two other \
places name the report's year;
- the date of signature lies in the first half of the report's own year, before there was anything to report.

Silent about comparisons, names and numbers of documents, assessments and budgets, plans, `自2019年以来`, and paragraphs \
that name the report's year as well. A wrong period is `reporting-period`.",
    },
    flagged: "
{report}
{section 1}
2023年，我委深入贯彻落实《中华人民共和国政府信息公开条例》，主动公开、依申请公开、政府信息管理、平台建设和监督保障各项工作有序推进。

",
    clean: "
{report}
{section 1}
2024年，我委深入贯彻落实《中华人民共和国政府信息公开条例》，主动公开、依申请公开、政府信息管理、平台建设和监督保障各项工作有序推进。

",
    check,
};

fn check(context: &mut Context<'_>) {
    if !context.format.is_annual_report {
        return;
    }
    let years = context.years();
    let Some(year) = years.reliable() else { return };
    let locale = context.locale();
    if let Some((written, range)) = years.title.filter(|(written, _)| *written != year) {
        let message = say!(
            locale,
            "标题写的是 {written} 年，报告其他地方写的是 {year} 年，请核对。",
            "The title says {written}, the rest of the report {year}."
        );
        found(context, range, year, true, message);
    }
    if let Some((written, range)) = years.opening.filter(|(written, _)| *written != year) {
        let message = say!(
            locale,
            "开头写的是 {written} 年，这是 {year} 年度的报告，请核对。",
            "The opening sentence says {written}; this is the report for {year}."
        );
        found(context, range, year, true, message);
    }
    signature(context, &years, year);
    // A sentence about the year before is an ordinary thing: everything else must be sure of the year.
    if !years.is_certain(year) {
        return;
    }
    for statement in years.statements.iter().filter(|one| one.year + 1 == year) {
        if !statement.is_current(context) {
            continue;
        }
        let written = statement.year;
        let message = say!(
            locale,
            "这里写的是 {written} 年，这是 {year} 年度的报告，请核对年份；如果讲的确是上一年，请写明“上年”。",
            "This says {written} in the report for {year}; if last year is meant, say so."
        );
        found(context, statement.range, year, false, message);
    }
}

/// Reports a date of signature before the report's year was over: January, and the old year still in mind.
fn signature(context: &mut Context<'_>, years: &Years, year: u16) {
    let Some(signature) = context.report.facts.signature else { return };
    let date = signature.date;
    // A line that is only a date may be anything; with a name before it, it is a signature.
    if signature.name.is_none() || date.year != year || !matches!(date.month, Some(1..=6)) || !years.is_certain(year) {
        return;
    }
    let locale = context.locale();
    let written = context.slice(date.range).into_owned();
    let next = year + 1;
    let message = say!(
        locale,
        "落款日期是“{written}”，而 {year} 年度的报告应在 {next} 年公布，请核对年份。",
        "Signed “{written}”, but the report for {year} is published in {next}."
    );
    found(context, date.range, next, true, message);
}

fn found(context: &mut Context<'_>, range: TextRange, year: u16, preferred: bool, message: String) {
    let locale = context.locale();
    let edit = replace_year(context, range, year);
    let finding = context.report(range, message);
    if let Some(edit) = edit {
        finding.offer(say!(locale, "改为 {year} 年", "Change to {year}"), preferred, edit);
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check, check_fix};
    use super::*;

    fn head(title_year: &str, opening_year: &str, period_year: &str) -> String {
        format!(
            "{{report}}\n{{whole section 0}}\n# 某局{title_year}年政府信息公开工作年度报告\n\n\
             现将{opening_year}年度政府信息公开工作情况报告如下。统计期限自{period_year}年1月1日起至{period_year}年12月31日止。\n\n"
        )
    }

    #[test]
    fn the_title_against_the_rest() {
        let before = head("2023", "2024", "2024");
        let marked = before.replacen(
            "报告\n\n",
            "报告\n      ^^^^^^ 标题写的是 2023 年，报告其他地方写的是 2024 年，请核对。\n\n",
            1,
        );
        check(&RULE, &marked);
        check_fix(&RULE, &before, &head("2024", "2024", "2024"));
        check_fix(&RULE, &head("２０２３", "2024", "2024"), &head("２０２４", "2024", "2024"));
    }

    #[test]
    fn the_opening_against_the_title() {
        let before = head("2024", "2023", "2024");
        let marked =
            before.replacen("止。\n", "止。\n    ^^^^^^ 开头写的是 2023 年，这是 2024 年度的报告，请核对。\n", 1);
        check(&RULE, &marked);
        check_fix(&RULE, &before, &head("2024", "2024", "2024"));
    }

    #[test]
    fn paragraphs_left_from_last_year() {
        check(
            &RULE,
            "
{report}
{section 1}
### （二）依申请公开政府信息情况

2023年，我委共收到政府信息公开申请14件。
^^^^^^ 这里写的是 2023 年，这是 2024 年度的报告，请核对年份；如果讲的确是上一年，请写明“上年”。
{section 6}
2023年，我委未收取政府信息公开信息处理费。
^^^^^^ 这里写的是 2023 年…

某市卫生健康委员会

2024年1月20日
^^^^^^^^^^^^^ 落款日期是“2024年1月20日”，而 2024 年度的报告应在 2025 年公布，请核对年份。
",
        );
        check_fix(
            &RULE,
            "{report}\n{section 1}\n二〇二三年，我委收到申请14件。\n",
            "{report}\n{section 1}\n二〇二四年，我委收到申请14件。\n",
        );
    }

    #[test]
    fn other_years_have_their_places() {
        check(
            &RULE,
            "
{report}
{section 1}
2024年，我委主动公开信息320条，比2023年增加12条。

2023年，我委收到申请10件；2024年收到14件。

2023年度决算按时公开。自2019年以来，累计公开信息3000条。

2023年，我委在第三方评估中名列第一。

2025年，我委将按照《2023年政务公开工作要点》继续推进。

落实国办公开办函〔2021〕30号，“十四五”期间成效明显。

",
        );
    }
}
