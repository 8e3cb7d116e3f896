//! See [`RULE`].

use super::{Bilingual, Context, FixKind, Group, Rule, across_years};
use crate::beside::Neighbour;
use crate::finding::Severity;
use crate::format::Table;
use crate::say;
use crate::text::{Number, TextRange};

/// A figure ten thousand times last year's, or all figures as they were.
pub static RULE: Rule = Rule {
    name: "implausible-change",
    group: Group::Across,
    severity: Severity::Hint,
    fix: FixKind::None,
    summary: Bilingual {
        zh: "某个数是上一年的一万倍，或者所有的数与上一年完全相同",
        en: "A figure is ten thousand times last year's, or every figure is the same",
    },
    details: Bilingual {
        zh: "\
收费金额以万元为单位，按元填写就会大一万倍，与上一年一比就看得出来。各表的数与上一年全部相同，多半是忘了更新。

以下不提示：没有找到上一年的报告（怎么找见 `carried-over`）；上一年是 0 或空白；不为 0 的数不足八个，相同不足为奇。",
        en: "\
Charges are counted in 万元 (ten thousand yuan); written in yuan they are ten thousand times too large, which last year's report \
shows. Where every figure of the tables is last year's, nobody may have updated them.

Silent where no report of last year is known (see `carried-over`), where last year's figure is 0 or blank, and on equal tables with \
fewer than eight figures other than 0.",
    },
    flagged: "
{report}
{rows}
| 行政事业性收费 | 532000 | | |
{last year}
",
    clean: "
{report}
{rows}
| 行政事业性收费 | 53.2 | | |
{last year}
",
    check,
};

/// Tables with fewer figures other than 0 may be equal by chance.
const LEAST_FIGURES: usize = 8;

/// 万元 and 元 differ by this factor.
const FACTOR: i64 = 10_000;

fn check(context: &mut Context<'_>) {
    let Some(previous) = context.previous() else { return };
    let mut compared: Vec<((&Table, usize), TextRange, Number, Number)> = Vec::new();
    let mut is_same = true;
    for (table, placed, cell, place) in context.cells() {
        let key = &table.cells[cell].key;
        let (own, last) = (place.number(), previous.digest.figure(key).and_then(|figure| figure.value));
        let (own, last) = (own.unwrap_or(Number::ZERO), last.unwrap_or(Number::ZERO));
        is_same &= own.plus(last.negated()).is_zero();
        if !own.is_zero() && !last.is_zero() {
            compared.push(((table, cell), placed.place(place.range), own, last));
        }
    }
    if is_same && compared.len() >= LEAST_FIGURES {
        let first = compared[0].1;
        report_same(context, previous, first, compared.len());
    }
    for ((table, cell), range, own, last) in compared {
        let is_greater = |one: Number, two: Number| !one.plus(two.times(FACTOR).negated()).is_negative();
        if is_greater(own, last) || is_greater(last, own) {
            let name = table.cell_name(cell, context.locale());
            report_change(context, previous, range, (&name, own, last));
        }
    }
}

fn report_same(context: &mut Context<'_>, previous: &Neighbour, range: TextRange, count: usize) {
    let (locale, year) = (context.locale(), across_years::name_of(previous, context.locale()));
    let message = say!(
        locale,
        "各表的数与{year}全部相同（不为 0 的 {count} 个数无一变化）。请看是不是忘了更新。",
        "Every figure of the tables is that of {year} ({count} figures other than 0). Were they updated?"
    );
    context.report(range, message).relate_to(previous, TextRange::default(), year);
}

fn report_change(
    context: &mut Context<'_>,
    previous: &Neighbour,
    range: TextRange,
    (name, own, last): (&str, Number, Number),
) {
    let (locale, year) = (context.locale(), across_years::name_of(previous, context.locale()));
    let message = say!(
        locale,
        "{name}填的是 {own}，{year}是 {last}，相差一万倍以上。请核对单位（例如以万元为单位的，是不是按元填的）。",
        "{name} says {own}, {year} {last}: ten thousand times apart. Check the unit (yuan for 万元?)."
    );
    context.report(range, message).relate_to(previous, TextRange::default(), year);
}

#[cfg(test)]
mod tests {
    use super::super::testing::check;
    use super::RULE;

    #[test]
    fn a_wrong_unit_shows() {
        check(
            &RULE,
            "
{report}
{rows}
| 行政事业性收费 | 532000 | | |
                   ^^^^^^ “行政事业性收费”一行“本年收费金额”填的是 532000，上年报告（2023年）是 53.2，相差一万倍以上。…
{last year}
",
        );
    }

    #[test]
    fn tables_that_nobody_updated() {
        check(
            &RULE,
            "
{report}
{rows}
| 行政规范性文件 | 2 | 1 | 7 |
                   ^ 各表的数与上年报告（2023年）全部相同（不为 0 的 38 个数无一变化）。请看是不是忘了更新。
{last year}
{rows}
| 行政规范性文件 | 2 | 1 | 7 |
| 一、本年新收政府信息公开申请数量 |  |  | 9 | 4 | 0 | 0 | 1 | 0 | 14 |
| 四、结转下年度继续办理 |  |  | 1 | 0 | 0 | 0 | 1 | 0 | 2 |
",
        );
    }

    #[test]
    fn changes_that_happen() {
        for row in ["| 行政事业性收费 | 5320 | | |", "| 行政事业性收费 | 0 | | |", "| 行政事业性收费 | | | |"]
        {
            check(&RULE, &format!("{{report}}\n{{rows}}\n{row}\n{{last year}}\n"));
        }
    }
}
