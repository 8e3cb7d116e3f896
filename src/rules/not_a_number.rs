//! See [`RULE`].

use super::{Bilingual, Context, FixKind, Group, Rule};
use crate::finding::Severity;
use crate::format::LabelKind;
use crate::report::Value;
use crate::say;
use crate::syntax::Visible;

/// Text where a figure belongs.
pub static RULE: Rule = Rule {
    name: "not-a-number",
    group: Group::Cells,
    severity: Severity::Error,
    fix: FixKind::None,
    summary: Bilingual { zh: "该填数字的格里填了文字", en: "Text where a figure belongs" },
    details: Bilingual {
        zh: "\
三张统计表的每一格都是数量或金额，汇总单位按格取数，文字取不出来。没有发生的填 0；有说明的，写在正文里。\
二十位以上的数字也按“不是数字”处理。

以下不提示：空格和“/”“-”（见 `blank-cell`）；数字后面带单位或括号说明的，如 `5件`、`22（其中修订16件）`；\
表格线已经丢失的表（见 `flattened-table`）。

依据：国办公开办函〔2021〕30号、〔2019〕60号所附格式。",
        en: "\
Every cell of the three tables is a count or an amount and is collected cell by cell; words are lost there. Where \
nothing happened, the figure is 0; remarks belong in the prose. A figure of more than twenty digits counts as none.

Silent about blank cells and signs for nothing (see `blank-cell`), about a figure with a unit or a remark in brackets \
behind it, and in tables whose borders were lost (see `flattened-table`).

Source: the forms issued with 国办公开办函〔2021〕30号 and 〔2019〕60号.",
    },
    flagged: "
{report}
{rows}
| 行政许可 | 若干 | | |
",
    clean: "
{report}
{rows}
| 行政许可 | 204 | | |
",
    check,
};

/// More characters of a cell are not repeated in the message.
const QUOTED: usize = 16;

fn check(context: &mut Context<'_>) {
    let locale = context.locale();
    for &(table, placed, index, cell) in &*context.untidy_cells() {
        if !matches!(cell.value, Value::Text | Value::Overlong) {
            continue;
        }
        let range = placed.place(cell.range);
        let source = context.slice(range);
        let text = Visible::of(&source).text.trim().to_owned();
        // A label of the form in a figure's place: the rows were read askew, which `table-shape` tells.
        let is_label = |label: &crate::format::Label| label.whole && !matches!(label.kind, LabelKind::Head);
        if context.vocabulary().labels(&text).iter().any(is_label) {
            continue;
        }
        let name = table.cell_name(index, locale);
        let message = if cell.value == Value::Overlong {
            say!(locale, "{name}的数字太长，请核对。", "{name}: this figure is too long to be meant.")
        } else {
            let quoted: String = text.chars().take(QUOTED).collect();
            let more = if text.chars().count() > QUOTED { "……" } else { "" };
            say!(
                locale,
                "{name}填的是“{quoted}{more}”，这里应填数字；没有发生的填 0。",
                "{name} says “{quoted}{more}” where a figure belongs; where nothing happened, write 0."
            )
        };
        context.report(range, message);
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::check;
    use super::*;

    #[test]
    fn text_in_a_cell() {
        check(
            &RULE,
            "
{report}
{rows}
| 行政许可 | 若干 | | |
             ^^^^ “行政许可”一行“本年处理决定数量”填的是“若干”，这里应填数字；没有发生的填 0。
|  | （七）总计 |  | 9 | 四 | 0 | 0 | 0 | 0 | 13 |
                         ^^ “（七）总计”一行“商业企业”填的是“四”，这里应填数字；没有发生的填 0。
",
        );
        check(
            &RULE,
            "
{report}
{rows}
| 行政处罚 | 统计口径调整后约为三十四件左右 | | |
             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ “行政处罚”一行“本年处理决定数量”填的是“统计口径调整后约为三十四件左右”…
| 行政强制 | 999999999999999999999999999999 | | |
             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ “行政强制”一行“本年处理决定数量”的数字太长，请核对。
",
        );
    }

    #[test]
    fn units_remarks_and_signs_are_no_text() {
        check(
            &RULE,
            "
{report}
{rows}
| 行政许可 | 204件 | | |
| 行政处罚 | 34（其中当场处罚3件） | | |
| 行政强制 | / | | |
| 行政事业性收费 |  | | |
",
        );
    }
}
