//! See [`RULE`].

use super::{Bilingual, Context, FixKind, Group, Rule};
use crate::beside::{Neighbour, Parts};
use crate::finding::{Locale, Severity};
use crate::format::{FigureKind, Table};
use crate::report::{Cell, PlacedTable, Value};
use crate::say;
use crate::text::{Edit, Edits, Number, TextRange};

/// A government's figures are not the sums of its offices' figures.
pub static RULE: Rule = Rule {
    name: "roll-up",
    group: Group::Across,
    severity: Severity::Warning,
    fix: FixKind::Offered,
    summary: Bilingual {
        zh: "汇总报告的数与各单位之和不一致",
        en: "A government's figures differ from the sums of its offices' reports",
    },
    details: Bilingual {
        zh: "\
政府的年度报告汇总所属各部门、各乡镇的数。在 `gouji.toml` 里写明哪份报告由哪些报告汇总（可以用 `*`），就逐格核对：

```toml
[[roll-up]]
of = \"市政府.md\"
parts = [\"部门/*.md\", \"乡镇/*.md\"]
```

每张表报一处，列出不一致的格，并写明计入了哪些单位、哪些单位的报告没有找到。

以下不提示：没有写明汇总关系；某一格在本报告或者某个单位的报告里没有读出；本报告这一格空着（见 `blank-cell`）；可增可减的“本年增/减”。\
只和同一年度的报告相加。

是汇总错了还是某个单位错了，程序不知道，所以改为各单位之和只是建议。",
        en: "\
A government's report adds up those of its departments and townships. Where `gouji.toml` says which (`[[roll-up]]`, patterns with \
`*` allowed), every cell is compared with the sum.

One finding for each table; it lists the cells that differ and names the offices that were counted and those whose reports are \
missing.

Silent where no roll-up is named, where a cell could not be read here or in one of the parts, where it is blank here (see \
`blank-cell`), and on figures that may be negative. Only reports of the same year are added.

Whether the sum or an office is wrong nobody knows, so the sum is only offered.",
    },
    flagged: "
{report}
{rows}
| 行政许可 | 205 | | |
{part 某市教育局}
{rows}
| 行政许可 | 204 | | |
",
    clean: "
{report}
{rows}
| 行政许可 | 204 | | |
{part 某市教育局}
{rows}
| 行政许可 | 204 | | |
",
    check,
};

/// The cells that a message lists, and the offices.
const MOST_LISTED: usize = 3;

fn check(context: &mut Context<'_>) {
    let Some(parts) = context.parts().filter(|parts| !parts.found.is_empty()) else { return };
    for (table, placed) in context.format.tables.iter().zip(&context.report.tables) {
        let Some(placed) = placed else { continue };
        let different = differences(context, table, placed, &parts.found);
        if !different.is_empty() {
            report(context, (table, placed), parts, &different);
        }
    }
}

/// A cell that is not the sum of the parts' cells.
struct Difference {
    cell: usize,
    range: TextRange,
    reported: Number,
    sum: Number,
}

fn differences(context: &Context<'_>, table: &Table, placed: &PlacedTable, parts: &[Neighbour]) -> Vec<Difference> {
    let difference = |(cell, place): (usize, &Option<Cell>)| {
        let place = place.as_ref().filter(|place| !context.is_focused(placed, place))?;
        let Value::Number(reported) = place.value else { return None };
        if table.column(cell).kind == FigureKind::Change {
            return None;
        }
        let figure = |part: &Neighbour| Some(part.digest.figure(&table.cells[cell].key)?.value.unwrap_or(Number::ZERO));
        let sum = parts.iter().try_fold(Number::ZERO, |sum, part| Some(sum.plus(figure(part)?)))?;
        let differs = !sum.plus(reported.negated()).is_zero();
        differs.then(|| Difference { cell, range: placed.place(place.range), reported, sum })
    };
    placed.table.cells.iter().enumerate().filter_map(difference).collect()
}

fn report(context: &mut Context<'_>, (table, placed): (&Table, &PlacedTable), parts: &Parts, different: &[Difference]) {
    let locale = context.locale();
    let told = |one: &Difference| {
        let (name, reported, sum) = (table.cell_name(one.cell, locale), one.reported, one.sum);
        say!(
            locale,
            "{name}填的是 {reported}，各单位之和是 {sum}",
            "{name} says {reported}, the offices add up to {sum}"
        )
    };
    let first: Vec<String> = different.iter().take(MOST_LISTED).map(told).collect();
    let (first, more) = (first.join(locale.pick("；", "; ")), if different.len() > MOST_LISTED { "……" } else { "" });
    let (label, count, offices) = (&table.label, different.len(), offices(parts, locale));
    let message = say!(
        locale,
        "“{label}”表有 {count} 处与各单位之和不一致：{first}{more}。{offices}请核对。",
        "Table “{label}”: {count} figures are not the sums of the offices': {first}{more}. {offices} Check them."
    );
    let edit = |one: &Difference| super::figure_edit(placed, one.cell, one.sum, |range| context.slice(range));
    let edits = different.iter().map(edit).collect::<Option<Vec<Edit>>>().and_then(|edits| Edits::new(edits).ok());
    let finding = context.report(different[0].range, message);
    for one in &different[1..] {
        finding.relate(one.range, told(one));
    }
    let key = &table.cells[different[0].cell].key;
    for part in &parts.found {
        let Some(figure) = part.digest.figure(key) else { continue };
        let (name, value) = (name_of(part), figure.value.unwrap_or(Number::ZERO));
        if !value.is_zero() {
            finding.relate_to(part, figure.range, format!("{name} {value}"));
        }
    }
    if let Some(edits) = edits {
        let title = say!(locale, "改为各单位之和（{count} 处）", "Set to the sums ({count})");
        finding.offer(title, false, edits);
    }
}

fn name_of(part: &Neighbour) -> String {
    part.digest.organization.clone().unwrap_or_else(|| part.path.display().to_string())
}

/// Who was counted, and who is missing.
fn offices(parts: &Parts, locale: Locale) -> String {
    let list = |names: Vec<String>| {
        let (count, shown) = (names.len(), names.iter().take(10).cloned().collect::<Vec<_>>());
        let shown = shown.join(locale.pick("、", ", "));
        (count, if count > 10 { shown + locale.pick("等", ", …") } else { shown })
    };
    let (count, names) = list(parts.found.iter().map(name_of).collect());
    let counted = say!(locale, "计入 {count} 个单位：{names}。", "Counted ({count}): {names}.");
    if parts.missing.is_empty() {
        return counted;
    }
    let missing =
        |path: &std::path::PathBuf| path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    let (count, names) = list(parts.missing.iter().map(missing).collect());
    let missing = say!(
        locale,
        "没有找到本年度报告的 {count} 个：{names}。",
        " Without a report of this year ({count}): {names}."
    );
    counted + &missing
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check, check_fix};
    use super::RULE;

    #[test]
    fn sums_of_the_offices() {
        check(
            &RULE,
            "
{report}
{rows}
| 行政许可 | 408 | | |
| 行政处罚 | 68 | | |
| 行政事业性收费 | 106.4 | | |
| 行政规范性文件 | 4 | 2 | 15 |
                           ^^ “主动公开政府信息情况”表有 1 处与各单位之和不一致：“行政规范性文件”一行“现行有效件数”填的是 15，各单位之和是 14。计入 2 个单位：某市教育局、某市公安局。请核对。
| 一、本年新收政府信息公开申请数量 |  |  | 9 | 4 | 0 | 0 | 1 | 0 | 14 |
                                           ^ “收到和处理政府信息公开申请情况”表有 27 处与各单位之和不一致：…
| 1 | 0 | 0 | 1 | 2 | 0 | 0 | 0 | 0 | 0 | 1 | 0 | 0 | 0 | 1 |
  ^ “政府信息公开行政复议、行政诉讼情况”表有 5 处与各单位之和不一致：…
{part 某市教育局}
{part 某市公安局}
",
        );
    }

    #[test]
    fn silent_where_the_sum_holds_or_is_not_known() {
        for fixture in [
            "{report}\n{part 某市教育局}\n",
            "{report}\n{rows}\n| 行政许可 | 205 | | |\n{office 某市教育局}\n",
            "{report}\n{rows}\n| 行政许可 | 205 | | |\n{part 某市教育局}\n{rows}\n| 行政许可 | 若干 | | |\n",
            "{report}\n{rows}\n| 行政许可 | | | |\n{part 某市教育局}\n",
        ] {
            check(&RULE, fixture);
        }
    }

    #[test]
    fn the_sums_are_offered() {
        check_fix(&RULE, RULE.flagged, RULE.clean);
    }
}
