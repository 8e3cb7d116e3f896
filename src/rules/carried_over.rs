//! See [`RULE`].

use super::across_years::{self, Difference};
use super::{Bilingual, Context, FixKind, Group, Rule};
use crate::finding::Severity;
use crate::say;
use crate::text::{Edit, Edits};

/// What was carried over to this year is not what last year's report carried out.
pub static RULE: Rule = Rule {
    name: "carried-over",
    group: Group::Across,
    severity: Severity::Warning,
    fix: FixKind::Offered,
    summary: Bilingual {
        zh: "上年结转数与上一年报告的结转下年度数不一致",
        en: "Requests carried in differ from those that last year's report carried out",
    },
    details: Bilingual {
        zh: "\
今年的“二、上年结转政府信息公开申请数量”就是上一年报告的“四、结转下年度继续办理”，每一列都应相等。

上一年的报告按单位和年度在工作区里找，或者由 `gouji.toml` 的 `[report] previous` 指定；在命令行上，和一起列出的文件比较。

以下不提示：没有找到上一年的报告，或者找到几份而数字不同；两格中有一格没有读出或空着；本表自己的勾稽关系已经说明这一格填错。

上一年的报告也可能有错，所以改为上年的数只是建议。

依据：《政府信息公开工作年度报告格式》（国办公开办函〔2021〕30号）第三部分。",
        en: "\
This year's row 二 (carried in) is last year's row 四 (carried out), column by column.

Last year's report is found by organ and year in the workspace, or named by `[report] previous` in `gouji.toml`; on the command \
line, files named together are compared.

Silent where no such report is found, or several with other figures; where either cell is blank or could not be read; where the \
table's own relations already tell that the cell is wrong.

Last year's report may be the one that is wrong, so its figure is only offered.

Source: the form of 国办公开办函〔2021〕30号, section three.",
    },
    flagged: "
{report}
{last year}
{rows}
| 一、本年新收政府信息公开申请数量 |  |  | 10 | 4 | 0 | 0 | 0 | 0 | 14 |
| 四、结转下年度继续办理 |  |  | 2 | 0 | 0 | 0 | 0 | 0 | 2 |
",
    clean: "
{report}
{last year}
{rows}
| 四、结转下年度继续办理 |  |  | 1 | 0 | 0 | 0 | 0 | 0 | 1 |
",
    check,
};

fn check(context: &mut Context<'_>) {
    let differences = across_years::differences(context, RULE.name);
    for row in differences.chunk_by(|one, two| one.row() == two.row()) {
        report(context, row);
    }
}

/// One finding for a row: what is wrong in one column is mostly wrong in the total too.
fn report(context: &mut Context<'_>, row: &[Difference<'_>]) {
    let (locale, Some(previous)) = (context.locale(), context.previous()) else { return };
    let first = &row[0];
    let (name, year) = (&first.table.row(first.across.cell).name, across_years::name_of(previous, locale));
    let last_row = first.of_last_year().next().map(|(_, name, _)| name.to_owned()).unwrap_or_default();
    let columns: Vec<String> = row
        .iter()
        .map(|one| {
            let (column, reported, expected) = (one.column(), one.reported, one.expected);
            say!(
                locale,
                "“{column}”填的是 {reported}，上年是 {expected}",
                "“{column}” says {reported}, last year {expected}"
            )
        })
        .collect();
    let columns = columns.join(locale.pick("；", "; "));
    let message = say!(
        locale,
        "“{name}”应与{year}的“{last_row}”一致：{columns}。请核对两年的报告。",
        "“{name}” should be what “{last_row}” of {year} says: {columns}. Check both reports."
    );
    let edit = |one: &Difference<'_>| {
        super::figure_edit(one.placed, one.across.cell, one.expected, |range| context.slice(range))
    };
    let edits = row.iter().map(edit).collect::<Option<Vec<Edit>>>().and_then(|edits| Edits::new(edits).ok());
    let places: Vec<_> =
        row[1..].iter().map(|one| (one.range(), format!("{} {}", one.column(), one.reported))).collect();
    let finding = context.report(first.range(), message);
    for (range, message) in places {
        finding.relate(range, message);
    }
    for one in row {
        for (key, row, figure) in one.of_last_year() {
            let Some(cell) = previous.digest.figure(key) else { continue };
            let column = one.column();
            let message = say!(locale, "{year}“{row}”“{column}”：{figure}", "{year}, “{row}”, “{column}”: {figure}");
            finding.relate_to(previous, cell.range, message);
        }
    }
    if let Some(edits) = edits {
        let title = say!(locale, "改为上年的结转数", "Set to what last year carried out");
        finding.offer(title, false, edits);
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check, check_fix};
    use super::RULE;

    #[test]
    fn each_column_is_compared() {
        check(
            &RULE,
            "
{report}
{rows}
| 二、上年结转政府信息公开申请数量 |  |  | 1 | 0 | 0 | 0 | 0 | 0 | 1 |
                                           ^ “二、上年结转政府信息公开申请数量”应与上年报告（2023年）的“四、结转下年度继续办理”一致：“自然人”填的是 1，上年是 2；“商业企业”填的是 0，上年是 1；“总计”填的是 1，上年是 3。请核对两年的报告。
{last year}
{rows}
| 四、结转下年度继续办理 |  |  | 2 | 1 | 0 | 0 | 0 | 0 | 3 |
",
        );
    }

    #[test]
    fn silent_without_something_to_compare() {
        let same = "| 四、结转下年度继续办理 |  |  | 1 | 0 | 0 | 0 | 0 | 0 | 1 |";
        for other in [
            // The right one; blanks for zeros; not filled in at all; text.
            format!("{{last year}}\n{{rows}}\n{same}\n"),
            "{last year}\n{rows}\n| 四、结转下年度继续办理 |  |  | 1 |  | / |  |  |  | 1 |\n".to_owned(),
            "{last year}\n{rows}\n| 四、结转下年度继续办理 |  |  |  |  |  |  |  |  |  |\n".to_owned(),
            "{last year}\n{rows}\n| 四、结转下年度继续办理 |  |  | 一 | 0 | 0 | 0 | 0 | 0 | 一 |\n".to_owned(),
            // A total that was forgotten.
            "{last year}\n{rows}\n| 四、结转下年度继续办理 |  |  | 1 | 0 | 0 | 0 | 0 | 0 |  |\n".to_owned(),
            // Another organ's.
            "{office 某市教育局}\n".to_owned(),
        ] {
            check(&RULE, &format!("{{report}}\n{other}"));
        }
    }

    #[test]
    fn a_cell_that_the_table_itself_corrects_is_told_once() {
        let wrong =
            "{report}\n{rows}\n| 二、上年结转政府信息公开申请数量 |  |  | 7 | 0 | 0 | 0 | 0 | 0 | 1 |\n{last year}\n";
        check(&RULE, wrong);
        let rules: Vec<_> = super::super::testing::findings(wrong).iter().map(|finding| finding.rule).collect();
        assert_eq!(rules, ["suspect-figure"]);
    }

    #[test]
    fn last_years_figures_are_offered() {
        let last = "{last year}\n{rows}\n| 四、结转下年度继续办理 |  |  | 1 | 0 | 0 | 0 | 1 | 0 | 2 |\n";
        let own = |carried: &str| {
            format!("{{report}}\n{{rows}}\n| 二、上年结转政府信息公开申请数量 |  |  | {carried} |\n{last}")
        };
        check_fix(&RULE, &own("1 | 0 | 0 | 0 | 2 | 0 | 3"), &own("1 | 0 | 0 | 0 | 1 | 0 | 2"));
    }
}
