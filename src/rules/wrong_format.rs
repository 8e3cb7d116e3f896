//! See [`RULE`].

use super::{Bilingual, Context, FixKind, Group, Rule};
use crate::finding::Severity;
use crate::report::YearSource;
use crate::say;
use crate::text::TextRange;

/// Tables of another year's form.
pub static RULE: Rule = Rule {
    name: "wrong-format",
    group: Group::Structure,
    severity: Severity::Error,
    fix: FixKind::None,
    summary: Bilingual { zh: "表格用的是其他年度的格式", en: "Tables of another year's form" },
    details: Bilingual {
        zh: "\
2021年度起使用国办公开办函〔2021〕30号所附格式，2019、2020年度使用国办公开办函〔2019〕60号所附格式。两种格式的行和列不同，\
在往年的稿子上修改时容易沿用旧表。

请换用本年度格式的表格（`gouji new` 可以生成），再填入数字；列的含义不同，不能自动转换。

以下不提示：年度只能从正文或落款推测的；标题与统计期限的年度不一致的（见 `reporting-period`）。",
        en: "\
Reports for 2021 and later use the form issued with 国办公开办函〔2021〕30号, those for 2019 and 2020 the one issued with \
国办公开办函〔2019〕60号. Rows and columns differ; a draft made from an old report keeps the old tables.

Take the tables of the right form (`gouji new` writes them) and fill them in: columns mean different things, so nothing \
is converted.

Silent where the year is only inferred from prose or from the signature, and where title and reporting period disagree \
(see `reporting-period`).",
    },
    flagged: "
某市某局2020年政府信息公开工作年度报告
一、总体情况
主动公开信息3条，收到公开申请1件，做好信息管理、网站建设，组织业务培训，考核合格。
二、主动公开政府信息情况
| 第二十条第（一）项 | | | |
| --- | --- | --- | --- |
| 信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数 |
| 规章 | 0 | 0 | 0 |
| 行政规范性文件 | 2 | 1 | 7 |
| 第二十条第（五）项 | | | |
| 信息内容 | 本年处理决定数量 | | |
| 行政许可 | 204 | | |
| 第二十条第（六）项 | | | |
| 信息内容 | 本年处理决定数量 | | |
| 行政处罚 | 34 | | |
| 行政强制 | 0 | | |
| 第二十条第（八）项 | | | |
| 信息内容 | 本年收费金额（单位：万元） | | |
| 行政事业性收费 | 53.2 | | |
三、收到和处理政府信息公开申请情况
见附件。
四、政府信息公开行政复议、行政诉讼情况
见附件。
五、存在的主要问题及改进情况
公开不够及时，将加强督促。
六、其他需要报告的事项
未收取信息处理费。
某市某局
2021年1月20日
",
    clean: "{report}",
    check,
};

fn check(context: &mut Context<'_>) {
    let (report, format) = (context.report, context.format);
    let facts = &report.facts;
    let reliable = matches!(facts.year_source, Some(YearSource::Config | YearSource::Title | YearSource::Period));
    // A year that is only inferred may be last year's.
    let Some(year) = facts.year.filter(|_| reliable) else { return };
    if format.holds_for(year) {
        return;
    }
    // Title and period disagree: that is the error to put right first.
    let stated = facts.title_year.map(|(year, _)| year).into_iter().chain(facts.period.map(|(start, _)| start.year));
    if stated.into_iter().any(|stated| stated != year) {
        return;
    }
    // No form is known for the year.
    let mut formats = context.settings.formats.iter();
    let is_right = |other: &&std::sync::Arc<crate::format::Format>| {
        other.is_annual_report == format.is_annual_report
            && other.holds_for(year)
            && other.tables.len() == format.tables.len()
    };
    let Some(right) = formats.find(is_right) else { return };
    // The table in which the forms differ: without it the format is a guess.
    let differs = |index: &usize| format.tables[*index].rows.len() != right.tables[*index].rows.len();
    let bound = (0..format.tables.len()).filter(differs).find_map(|index| report.table(index));
    let Some(placed) = bound else { return };
    let first = placed.table.rows.iter().flatten().next().copied().unwrap_or_default();
    let range: TextRange = placed.place(first);
    let (label, source, used) = (&format.tables[placed.table.spec].label, &right.source, &format.source);
    let message = say!(
        context.locale(),
        "{year}年度的报告应使用{source}的格式，“{label}”表用的是{used}的格式，请换用正确的表格。",
        "A report for {year} uses the form of {source}; the table “{label}” has that of {used}."
    );
    context.report(range, message);
}

#[cfg(test)]
mod tests {
    use super::super::testing::{REPORT, check};
    use super::RULE;

    #[test]
    fn a_new_table_in_an_old_report() {
        let old = RULE.flagged.replace("某市某局2020年", "某市某局");
        check(&RULE, &old);
        let marked = RULE.flagged.replace(
            "| 规章 | 0 | 0 | 0 |\n",
            "| 规章 | 0 | 0 | 0 |\n  ^^^^ 2020年度的报告应使用国办公开办函〔2019〕60号的格式，“主动公开政府信息情况”表用的是国办公开办函〔2021〕30号的格式，请换用正确的表格。\n",
        );
        check(&RULE, &marked);
    }

    #[test]
    fn years_without_a_form_and_years_that_disagree() {
        check(&RULE, &REPORT.replace("2024年", "2016年"));
        check(&RULE, &REPORT.replace("# 某市卫生健康委员会2024年", "# 某市卫生健康委员会2020年"));
    }
}
