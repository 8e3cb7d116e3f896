//! See [`RULE`].

use super::{Bilingual, Context, FixKind, Group, Rule};
use crate::config::Kind;
use crate::finding::Severity;
use crate::report::YearSource;
use crate::say;

/// Signed after the day by which the law asks for publication.
pub static RULE: Rule = Rule {
    name: "late-publication",
    group: Group::Dates,
    severity: Severity::Warning,
    fix: FixKind::None,
    summary: Bilingual {
        zh: "落款日期晚于法定公布期限",
        en: "Signed after the day by which the report must be published",
    },
    details: Bilingual {
        zh: "\
县级以上政府部门应在每年 1 月 31 日前公布上一年度的年度报告，县级以上地方人民政府应在 3 月 31 日前公布。\
逾期公布会被通报、追责。

需要在 `gouji.toml` 里写明 `[report] kind`（`\"department\"` 或 `\"government\"`），没有写明的不提示；\
乡镇、街道没有统一的法定日期，也不提示。没有落款日期的，见 `missing-date`；年度只能从落款日期推算的，不提示。

依据：《政府信息公开条例》第四十九条。",
        en: "\
Departments of governments at county level and above publish by 31 January of the following year, the governments \
themselves by 31 March. Being late has consequences.

Needs `[report] kind` in `gouji.toml` (`\"department\"` or `\"government\"`) and is silent without it; the law sets no \
day for townships. Silent where there is no date (see `missing-date`) and where the year itself is only inferred from \
the date.

Source: 《政府信息公开条例》 art. 49.",
    },
    flagged: "
{report}
{section 6}
2024年，我委未收取政府信息公开信息处理费。

某市卫生健康委员会

2025年2月10日
{config}
[report]
kind = \"department\"
",
    clean: "
{report}
{section 6}
2024年，我委未收取政府信息公开信息处理费。

某市卫生健康委员会

2025年1月20日
{config}
[report]
kind = \"department\"
",
    check,
};

fn check(context: &mut Context<'_>) {
    if !context.format.is_annual_report {
        return;
    }
    let (month, who) = match context.kind() {
        Some(Kind::Department) => (1, ("政府部门", "a department")),
        Some(Kind::Government) => (3, ("地方人民政府", "a government")),
        // The law sets no day for townships; without a kind nobody knows which day holds.
        Some(Kind::Township) | None => return,
    };
    let facts = &context.report.facts;
    let (Some(year), Some(signature)) = (facts.year, facts.signature) else { return };
    let date = signature.date;
    // A year that was inferred from this very date proves nothing against it.
    if facts.year_source == Some(YearSource::Signature) || date.month.is_none() {
        return;
    }
    if (date.year, date.month, date.day) <= (year + 1, Some(month), Some(31)) {
        return;
    }
    let locale = context.locale();
    let (zh, en) = who;
    let written = context.slice(date.range).into_owned();
    let next = year + 1;
    let message = say!(
        locale,
        "落款日期“{written}”晚于公布期限：{zh} {year} 年度的报告应在 {next} 年 {month} 月 31 日前公布（《政府信息公开条例》第四十九条）。",
        "Signed “{written}”, but {en} publishes its report for {year} by {next}-0{month}-31 (《政府信息公开条例》 art. 49)."
    );
    context.report(date.range, message);
}

#[cfg(test)]
mod tests {
    use super::super::testing::check;
    use super::*;

    fn signed(date: &str, kind: &str) -> String {
        let config = if kind.is_empty() { String::new() } else { format!("{{config}}\n[report]\nkind = \"{kind}\"\n") };
        format!("{{report}}\n{{section 6}}\n无。\n\n某局\n\n{date}\n{config}")
    }

    #[test]
    fn each_kind_has_its_day() {
        let marked =
            |date: &str, carets: &str, day: &str| format!("{date}\n{carets} 落款日期“{date}”晚于公布期限：{day}…");
        let text = marked("2025年2月1日", "^^^^^^^^^^^^", "政府部门 2024 年度的报告应在 2025 年 1 月 31 日前公布");
        check(&RULE, &signed(&text, "department"));
        let text = marked(
            "２０２５年４月１日",
            "^^^^^^^^^^^^^^^^^^",
            "地方人民政府 2024 年度的报告应在 2025 年 3 月 31 日前公布",
        );
        check(&RULE, &signed(&text, "government"));
    }

    #[test]
    fn in_time_or_without_a_day() {
        check(&RULE, &signed("2025年1月31日", "department"));
        check(&RULE, &signed("2025年3月31日", "government"));
        check(&RULE, &signed("2025年12月1日", "township"));
        check(&RULE, &signed("2025年12月1日", ""));
    }
}
