//! See [`RULE`].

use super::{Bilingual, Context, FixKind, Group, Rule};
use crate::finding::Severity;
use crate::say;
use crate::syntax::Visible;
use crate::text::{Edit, fold};

/// Digits written otherwise than a table has them.
pub static RULE: Rule = Rule {
    name: "number-style",
    group: Group::Cells,
    severity: Severity::Hint,
    fix: FixKind::Safe,
    summary: Bilingual {
        zh: "表中数字用了全角、千位分隔号、空格，或以 0 开头",
        en: "Full-width digits, thousands separators, stray blanks or leading zeros in a table's cell",
    },
    details: Bilingual {
        zh: "\
表中的数字写成半角、不分节、不加空格，复制到表格软件或汇总系统时才不会变成文字。改动只涉及写法，不改变数值；\
数字后面的单位和说明保持原样。

以下不提示：正文里的数字；表格线已经丢失的表（见 `flattened-table`），那里 `04` 可能是 0 和 4 两格。

依据：惯例，不是格式的要求，所以只作提示。",
        en: "\
Plain half-width digits survive being copied to a spreadsheet or a collecting system. The fix changes how a figure \
is written, never its value, and leaves the unit or remark behind it alone.

Silent in prose, and in tables whose borders were lost (see `flattened-table`), where `04` may be two cells.

Source: good practice, not the form; hence a hint.",
    },
    flagged: "
{report}
{rows}
| 行政许可 | ２０４ | | |
",
    clean: "
{report}
{rows}
| 行政许可 | 204 | | |
",
    check,
};

fn check(context: &mut Context<'_>) {
    let locale = context.locale();
    for &(table, placed, index, cell) in &*context.untidy_cells() {
        if cell.plain || cell.number().is_none() {
            continue;
        }
        let range = placed.place(cell.digits);
        let source = context.slice(range);
        let visible = Visible::of(&source);
        let plain = plain(&visible.text);
        let (name, written) = (table.cell_name(index, locale), visible.text.trim());
        let message = say!(
            locale,
            "{name}的数字写作“{written}”，表中数字用半角，不加逗号、空格，不以 0 开头：{plain}。",
            "{name}: “{written}” is written {plain} in a table."
        );
        let title = say!(locale, "写作 {plain}", "Write {plain}");
        // Tags between the digits would lose their partners.
        let has_tags = source.contains('<');
        let finding = context.report(range, message);
        if !has_tags {
            finding.safe_fix(title, Edit::replace(range, plain));
        }
    }
}

/// The same digits, as a table has them.
fn plain(written: &str) -> String {
    let digits: String = written.chars().map(fold).filter(|char| !matches!(char, ',' | '+') && *char != ' ').collect();
    let (sign, digits) = digits.strip_prefix('-').map_or(("", &*digits), |digits| ("-", digits));
    let digits = digits.trim_start_matches('0');
    let zero = if digits.is_empty() || digits.starts_with('.') { "0" } else { "" };
    format!("{sign}{zero}{digits}")
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check, check_fix};
    use super::*;

    #[test]
    fn odd_digits() {
        check(
            &RULE,
            "
{report}
{rows}
| 行政许可 | １，２０４件 | | |
             ^^^^^^^^^^ “行政许可”一行“本年处理决定数量”的数字写作“１，２０４”，表中数字用半角，不加逗号、空格，不以 0 开头：1204。
| 行政处罚 | 034 | | |
             ^^^ “行政处罚”一行“本年处理决定数量”的数字写作“034”…
",
        );
    }

    #[test]
    fn only_the_digits_are_rewritten() {
        let fixed = |before, after| {
            let row = |cell| format!("{{report}}\n{{rows}}\n| 行政许可 | {cell} | | |\n");
            check_fix(&RULE, &row(before), &row(after));
        };
        fixed("1,204件", "1204件");
        fixed("２０４（其中新办３件）", "204（其中新办３件）");
        fixed("1 204", "1204");
        fixed("007", "7");
    }

    #[test]
    fn digits_keep_their_value() {
        assert_eq!(plain("００．５０"), "0.50");
        assert_eq!(plain("－０３"), "-3");
        assert_eq!(plain("000"), "0");
    }
}
