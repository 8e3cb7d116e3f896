//! See [`RULE`].

use super::years::replace_year;
use super::{Bilingual, Context, FixKind, Group, Rule};
use crate::finding::Severity;
use crate::say;
use crate::syntax::Date;
use crate::text::{Edit, Edits};

/// The stated period is not the report's year.
pub static RULE: Rule = Rule {
    name: "reporting-period",
    group: Group::Dates,
    severity: Severity::Error,
    fix: FixKind::Safe,
    summary: Bilingual {
        zh: "统计期限不是报告年度的 1 月 1 日至 12 月 31 日",
        en: "The stated period is not 1 January to 31 December of the report's year",
    },
    details: Bilingual {
        zh: "\
年度报告统计的是一个自然年。常见的错误是沿用上一年的稿子，标题改了，统计期限忘了改；或者起止年份不一致。

标题和正文写的是同一年时，会自动改正统计期限；否则只提供修改，由人决定。

以下不提示：正文里与报告无关的起止日期（某项行动、某次普查）；没有写明统计期限的；\
只有统计期限写了年份、别处都没有写年份，而起止日期本身无误的。标题与其他各处都不同、只有统计期限与多数一致的，\
见 `stale-year`。

依据：《政府信息公开条例》第四十九条、第五十条。",
        en: "\
A report covers one calendar year. The usual slip is last year's draft with a new title and the old period, or a \
period whose ends lie in different years.

The fix is applied by itself where title and prose name the same year; else a person chooses.

Silent about periods that are not the report's own (a campaign, a survey), where no period is stated, and where the \
period is the only thing that names a year and its days are right. A title that differs from everything else is \
`stale-year`.

Source: 《政府信息公开条例》 art. 49 and 50.",
    },
    flagged: "
{report}
{whole section 0}
# 某市卫生健康委员会2024年政府信息公开工作年度报告

根据《中华人民共和国政府信息公开条例》规定，编制本报告。本报告所列数据的统计期限自2023年1月1日起至2023年12月31日止。

",
    clean: "
{report}
{whole section 0}
# 某市卫生健康委员会2024年政府信息公开工作年度报告

根据《中华人民共和国政府信息公开条例》规定，编制本报告。本报告所列数据的统计期限自2024年1月1日起至2024年12月31日止。

",
    check,
};

fn check(context: &mut Context<'_>) {
    if !context.format.is_annual_report {
        return;
    }
    let years = context.years();
    let Some((start, end)) = years.period else { return };
    // Where nothing but the period names a year, that is the year.
    let year = years.reliable().unwrap_or(start.year);
    let days = |date: Date| (date.year, date.month, date.day);
    let (first, last) = ((year, Some(1), Some(1)), (year, Some(12), Some(31)));
    if (days(start), days(end)) == (first, last) {
        return;
    }
    let range = start.range.cover(end.range);
    let locale = context.locale();
    let written = crate::syntax::Visible::of(&context.slice(range)).text.into_owned();
    let message = say!(
        locale,
        "统计期限写的是“{written}”，{year}年度报告应为{year}年1月1日至{year}年12月31日。",
        "The period stated is “{written}”; a report for {year} covers 1 January to 31 December {year}."
    );
    let title = say!(locale, "改为{year}年1月1日至{year}年12月31日", "Change to 1 January – 31 December {year}");
    let edits = [(start, first, "1月1日"), (end, last, "12月31日")]
        .into_iter()
        .filter(|(date, right, _)| days(*date) != *right);
    let edits = edits.map(|(date, right, day)| match (date.month, date.day) == (right.1, right.2) {
        true => replace_year(context, date.range, year),
        false => Some(Edit::replace(date.range, format!("{year}年{day}"))).filter(|_| !written.contains('<')),
    });
    let edits = edits.collect::<Option<Vec<_>>>().and_then(|edits| Edits::new(edits).ok());
    let is = |one: Option<u16>| one == Some(year);
    let in_prose = is(years.opening.map(|(year, _)| year)) || is(years.stated());
    let is_certain = is(years.title.map(|(year, _)| year)) && in_prose;
    let finding = context.report(range, message);
    match edits {
        Some(edits) if is_certain => {
            finding.safe_fix(title, edits);
        }
        Some(edits) => {
            finding.offer(title, true, edits);
        }
        None => {}
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check, check_fix, findings};
    use super::*;

    fn report(title: &str, opening: &str) -> String {
        format!("{{report}}\n{{whole section 0}}\n# {title}\n\n{opening}\n\n")
    }

    const TITLE: &str = "某市卫生健康委员会2024年政府信息公开工作年度报告";

    #[test]
    fn another_year_or_other_days() {
        let opening = "本报告所列数据的统计期限自2023年1月1日起至2023年12月31日止。
                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 统计期限写的是“2023年1月1日起至2023年12月31日”，2024年度报告应为2024年1月1日至2024年12月31日。";
        check(&RULE, &report(TITLE, opening));
        let opening = "统计期限：2024年1月1日—2024年11月30日。
          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 统计期限写的是…";
        check(&RULE, &report(TITLE, opening));
    }

    #[test]
    fn the_year_is_put_right_where_title_and_prose_agree() {
        let fixed = |before: &str, after: &str| check_fix(&RULE, &report(TITLE, before), &report(TITLE, after));
        fixed("统计期限自2023年1月1日起至2023年12月31日止。", "统计期限自2024年1月1日起至2024年12月31日止。");
        fixed(
            "统计期限:２０２４年１月１日至２０２５年１２月３１日.",
            "统计期限:２０２４年１月１日至２０２４年１２月３１日.",
        );
        fixed("统计期限从2024年1月1日到2024年12月30日。", "统计期限从2024年1月1日到2024年12月31日。");
    }

    #[test]
    fn other_periods_are_not_the_reports() {
        let opening = "2023年3月1日至2023年9月30日开展了政府网站数据质量提升行动。";
        check(&RULE, &report(TITLE, opening));
        // The title is the one that is wrong.
        check(&RULE, &report("某局2023年政府信息公开工作年度报告", "统计期限自2024年1月1日至2024年12月31日。"));
    }

    #[test]
    fn a_period_alone_is_offered_at_most() {
        let bare = "统计期限自2024年1月1日至2024年10月31日。\n一、总体情况\n工作有序。\n二、主动公开政府信息情况\n三、收到和处理政府信息公开申请情况\n";
        let found = findings(bare);
        let own = found.iter().find(|finding| finding.rule == RULE.name).unwrap();
        assert_eq!(own.fixes[0].safety, crate::finding::Safety::Offered);
        assert!(findings(&bare.replace("10月31日", "12月31日")).iter().all(|finding| finding.rule != RULE.name));
    }
}
