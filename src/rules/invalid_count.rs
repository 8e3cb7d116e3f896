//! See [`RULE`].

use super::{Bilingual, Context, FixKind, Group, Rule};
use crate::finding::Severity;
use crate::format::FigureKind;
use crate::say;

/// A count below 0, or with decimals.
pub static RULE: Rule = Rule {
    name: "invalid-count",
    group: Group::Cells,
    severity: Severity::Error,
    fix: FixKind::None,
    summary: Bilingual { zh: "件数是负数或带小数", en: "A count that is negative or fractional" },
    details: Bilingual {
        zh: "\
件数只能是 0 或正整数。出现负数，多半是把“增减”填进了数量列，或者把减号当成了分隔；出现小数，多半是把金额填进了件数。

以下不提示：金额（本年收费金额、采购总金额）可以有小数；2019 年格式的“本年增/减”可以是负数；\
表格线已经丢失的表（见 `flattened-table`）。

依据：国办公开办函〔2021〕30号、〔2019〕60号所附格式。",
        en: "\
A count is 0 or a positive whole number. A negative one is often a change put into a column of counts, a fractional \
one an amount of money put among counts.

Silent about amounts of money, which may have decimals, about changes (format 2019), which may be negative, and in \
tables whose borders were lost (see `flattened-table`).

Source: the forms issued with 国办公开办函〔2021〕30号 and 〔2019〕60号.",
    },
    flagged: "
{report}
{rows}
| 行政处罚 | -34 | | |
",
    clean: "
{report}
{rows}
| 行政处罚 | 34 | | |
",
    check,
};

fn check(context: &mut Context<'_>) {
    let locale = context.locale();
    for &(table, placed, index, cell) in &*context.untidy_cells() {
        let Some(number) = cell.number() else { continue };
        let kind = table.column(index).kind;
        // Money may have decimals, and be paid back.
        if kind == FigureKind::Amount {
            continue;
        }
        let name = || table.cell_name(index, locale);
        let message = if !number.is_whole() {
            let name = name();
            say!(
                locale,
                "{name}填的是 {number}，件数应是整数，请核对。",
                "{name} is {number}; a count is a whole number."
            )
        } else if number.is_negative() && kind == FigureKind::Count {
            let name = name();
            say!(
                locale,
                "{name}填的是 {number}，件数不能是负数，请核对。",
                "{name} is {number}; a count is never negative."
            )
        } else {
            continue;
        };
        context.report(placed.place(cell.digits), message);
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::check;
    use super::*;

    #[test]
    fn negative_and_fractional_counts() {
        check(
            &RULE,
            "
{report}
{rows}
| 行政处罚 | -34 | | |
             ^^^ “行政处罚”一行“本年处理决定数量”填的是 -34，件数不能是负数，请核对。
| 行政强制 | ０．５件 | | |
             ^^^^^^ “行政强制”一行“本年处理决定数量”填的是 0.5，件数应是整数，请核对。
",
        );
    }

    #[test]
    fn amounts_may_be_fractional() {
        check(&RULE, "{report}\n{rows}\n| 行政事业性收费 | 53.25 | | |\n| 行政处罚 | 34.0 | | |\n");
    }

    #[test]
    fn changes_may_be_negative() {
        check(
            &RULE,
            "
一、总体情况
2020年，我局主动公开政府信息。
二、主动公开政府信息情况
| 第二十条第（五）项 | | | |
| 信息内容 | 上一年项目数量 | 本年增/减 | 处理决定数量 |
| 行政许可 | 20 | -3 | 5 |
| 其他对外管理服务事项 | 8 | 0.5 | -2 |
                             ^^^ “其他对外管理服务事项”一行“本年增/减”填的是 0.5，件数应是整数，请核对。
                                   ^^ “其他对外管理服务事项”一行“处理决定数量”填的是 -2，件数不能是负数，请核对。
",
        );
    }
}
