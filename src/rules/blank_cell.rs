//! See [`RULE`].

use super::{Bilingual, Context, FixKind, Group, Rule};
use crate::finding::{Locale, Severity};
use crate::format::{Relation, Table};
use crate::report::{PlacedTable, Value};
use crate::say;
use crate::text::{Edit, Edits, Number, TextRange, TextSize};

/// Nothing, or a sign for nothing, where a figure belongs.
pub static RULE: Rule = Rule {
    name: "blank-cell",
    group: Group::Cells,
    severity: Severity::Warning,
    fix: FixKind::Offered,
    summary: Bilingual {
        zh: "表格里有空着的格，或者只填了“/”“-”", en: "A blank cell, or one with a sign for nothing"
    },
    details: Bilingual {
        zh: "\
空格分不清是“没有发生”还是“忘了填”，汇总时也取不到数。没有发生的填 0；总计按各项之和填。\
一行里有几格空着，只提示一次；三分之一以上的行都有空格的，整张表只提示一次。

可选的修改：空着的数量填 0；空着的总计，各项都在时填各项之和。数量是不是 0 只有填表人知道，所以不会自动改；\
填 0 后本行与总计相符的，列为首选。

以下不提示：表格线已经丢失的表（见 `flattened-table`），那里看不出哪一格空着；整行缺少的（见 `table-shape`）。\
2019、2020 年度的表格普遍留空，只作轻微提示。

依据：国办公开办函〔2021〕30号所附格式；填 0 是各地填报说明的一致要求。",
        en: "\
A blank may mean that nothing happened or that somebody forgot. Where nothing happened the figure is 0, and a total is \
the sum of its parts. The blanks of one row are reported once; a table with blanks in more than a third of its rows \
is reported once altogether.

Fixes offered: 0 for blank counts, the sum for a blank total whose parts are all there. Only the person who fills in \
the form knows whether a count is 0, so nothing is filled in unasked; the fix is preferred where the row then agrees \
with its total.

Silent in tables whose borders were lost (see `flattened-table`), and about rows that are not there at all (see \
`table-shape`). In reports for 2019 and 2020 blanks were the rule, so that they are a hint only.

Source: the form issued with 国办公开办函〔2021〕30号; writing 0 is what local instructions agree on.",
    },
    flagged: "
{report}
{rows}
| 规章 | / |  | 0 |
",
    clean: "
{report}
{rows}
| 规章 | 0 | 0 | 0 |
",
    check,
};

fn check(context: &mut Context<'_>) {
    let report = context.report;
    let format = context.format;
    let tables = report.tables.iter().flatten().filter(|placed| !placed.table.is_flattened());
    for placed in tables.filter(|placed| placed.table.has_blanks) {
        let table = &format.tables[placed.table.spec];
        let rows: Vec<Vec<usize>> = (0..table.rows.len()).map(|row| blanks(context, table, placed, row)).collect();
        let with_blanks = rows.iter().filter(|blanks| !blanks.is_empty()).count();
        // Where zeros are left blank throughout, or nothing is filled in yet, a finding for each row would bury
        // everything else.
        if with_blanks > 2 && with_blanks * 3 > rows.len() {
            of_table(context, table, placed, &rows.concat());
            continue;
        }
        for (row, blanks) in rows.iter().enumerate() {
            of_row(context, table, placed, row, blanks);
        }
    }
}

/// The blank cells of a row in which nobody is typing.
fn blanks(context: &Context<'_>, table: &Table, placed: &PlacedTable, row: usize) -> Vec<usize> {
    let first = table.rows[row].first_cell;
    let is_blank =
        |cell: &usize| placed.cell(*cell).is_some_and(|cell| cell.is_blank() && !context.is_focused(placed, cell));
    (first..first + table.columns(row).len()).filter(is_blank).collect()
}

/// Reports the blanks of a row, if it has any.
fn of_row(context: &mut Context<'_>, table: &Table, placed: &PlacedTable, row: usize, blanks: &[usize]) {
    let Some(range) = blanks.first().map(|cell| visible_range(context, placed, row, *cell)) else { return };
    let locale = context.locale();
    let message = match *blanks {
        [cell] => {
            let name = table.cell_name(cell, locale);
            match table.relations.iter().any(|relation| relation.total == Some(cell)) {
                true => say!(locale, "{name}空着，请填各项之和。", "{name} is blank; write the sum of its parts."),
                false => {
                    say!(locale, "{name}空着；没有发生的请填 0。", "{name} is blank; where nothing happened, write 0.")
                }
            }
        }
        _ => {
            let name = &table.rows[row].name;
            let count = blanks.len();
            let columns: Vec<&str> = blanks.iter().map(|cell| &*table.column(*cell).name).collect();
            let (zh, en) = (columns.join("、"), columns.join(", "));
            say!(
                locale,
                "“{name}”一行有 {count} 格空着（{zh}）；没有发生的请填 0。",
                "Row “{name}” has {count} blank cells ({en}); where nothing happened, write 0."
            )
        }
    };
    let filling = Filling::of(table, placed, blanks);
    let finding = context.report(range, message);
    if let Some((filling, edits)) = filling.and_then(|filling| filling.edits().map(|edits| (filling, edits))) {
        finding.offer(filling.title(locale), filling.is_borne_out(), edits);
    }
}

/// Reports a table that has blanks in many of its rows.
fn of_table(context: &mut Context<'_>, table: &Table, placed: &PlacedTable, blanks: &[usize]) {
    let locale = context.locale();
    let range = visible_range(context, placed, table.cells[blanks[0]].row, blanks[0]);
    let (label, all, blank) = (&table.label, placed.table.cells.iter().flatten().count(), blanks.len());
    let message = say!(
        locale,
        "“{label}”表共 {all} 格，有 {blank} 格空着；没有发生的请填 0。",
        "Table “{label}”: {blank} of {all} cells are blank; where nothing happened, write 0."
    );
    let filling = Filling::of(table, placed, blanks);
    let finding = context.report(range, message);
    if let Some((filling, edits)) = filling.and_then(|filling| filling.edits().map(|edits| (filling, edits))) {
        finding.offer(filling.title(locale), filling.is_borne_out(), edits);
    }
}

/// Where an editor shows that a cell is blank: at the sign for nothing, else at the row's label, for a blank has no
/// width; at the blank after all where the label stands elsewhere or takes in the figures.
fn visible_range(context: &Context<'_>, placed: &PlacedTable, row: usize, cell: usize) -> TextRange {
    let Some(cell) = placed.cell(cell) else { return TextRange::default() };
    if cell.value == Value::Sign {
        return placed.place(cell.range);
    }
    match placed.table.rows[row] {
        Some(label) if label.intersect(cell.range).is_none() && !label.is_empty() => placed.place(label),
        _ => {
            let at = placed.place(cell.range).start();
            // The blanks around it, within its own cell.
            let reach = TextRange::new(at.checked_sub(TextSize::from(1)).unwrap_or(at), at + TextSize::from(1));
            match &*context.slice(reach) {
                "  " => reach,
                around if around.starts_with(' ') => TextRange::new(reach.start(), at),
                _ => TextRange::empty(at),
            }
        }
    }
}

/// Figures for blanks: 0 for a count, the sum for a total whose parts are there or filled in as well.
struct Filling<'a> {
    table: &'a Table,
    placed: &'a PlacedTable,
    figures: Vec<(usize, Number)>,
}

impl<'a> Filling<'a> {
    /// None when a total among the blanks cannot be told.
    fn of(table: &'a Table, placed: &'a PlacedTable, blanks: &[usize]) -> Option<Self> {
        let is_total = |cell: usize| table.relations.iter().any(|relation| relation.total == Some(cell));
        let counts = blanks.iter().filter(|cell| !is_total(**cell)).map(|cell| (*cell, Number::ZERO));
        let mut filling = Filling { table, placed, figures: counts.collect() };
        // A total may be the sum of totals, as 总计 of 总计 is.
        for _ in 0..3 {
            for cell in blanks {
                if filling.figure(*cell).is_none()
                    && let Some(sum) = filling.sum(*cell)
                {
                    filling.figures.push((*cell, sum));
                }
            }
        }
        filling.figures.sort_by_key(|(cell, _)| *cell);
        (filling.figures.len() == blanks.len()).then_some(filling)
    }

    /// What stands in a cell, or will.
    fn figure(&self, cell: usize) -> Option<Number> {
        let filled = self.figures.iter().find(|(one, _)| *one == cell).map(|(_, number)| *number);
        filled.or_else(|| self.placed.cell(cell)?.number())
    }

    /// The weighted sum of a relation's cells but for `without`; None when one of them is not known.
    fn weigh(&self, relation: &Relation, without: Option<usize>) -> Option<Number> {
        let terms = relation.terms.iter().filter(|(cell, _)| Some(*cell) != without);
        let mut terms = terms.map(|(cell, factor)| Some(self.figure(*cell)?.times(*factor)));
        terms.try_fold(Number::ZERO, |sum, term| Some(sum.plus(term?)))
    }

    /// The sum on which a total's relations agree.
    fn sum(&self, total: usize) -> Option<Number> {
        let relations = self.table.relations.iter().filter(|relation| relation.total == Some(total));
        let mut sums = relations.filter_map(|relation| Some(self.weigh(relation, Some(total))?.negated()));
        let first = sums.next()?;
        sums.all(|sum| sum == first).then_some(first)
    }

    /// Whether relations bear the figures out: none is violated, and what stands in other cells enters into one.
    fn is_borne_out(&self) -> bool {
        let is_ours = |cell: usize| self.figures.iter().any(|(one, _)| *one == cell);
        let relations = self.table.relations.iter();
        let concerned = relations.filter(|relation| relation.terms.iter().any(|(cell, _)| is_ours(*cell)));
        let mut any = false;
        let none_violated = concerned.filter_map(|relation| Some((relation, self.weigh(relation, None)?))).all(
            |(relation, difference)| {
                any |= !relation.terms.iter().all(|(cell, _)| is_ours(*cell));
                difference.is_zero()
            },
        );
        any && none_violated
    }

    fn title(&self, locale: Locale) -> String {
        let count = self.figures.len();
        match self.figures[..] {
            [(_, figure)] => say!(locale, "填 {figure}", "Write {figure}"),
            _ if self.figures.iter().all(|(_, figure)| figure.is_zero()) => {
                say!(locale, "这 {count} 格都填 0", "Write 0 into all {count}")
            }
            _ => say!(
                locale,
                "把这 {count} 格填上：数量填 0，总计填各项之和",
                "Fill in all {count}: counts with 0, totals with their sums"
            ),
        }
    }

    fn edits(&self) -> Option<Edits> {
        let edit = |(cell, figure): &(usize, Number)| {
            let range = self.placed.place(self.placed.cell(*cell)?.range);
            Some(Edit::replace(range, figure.to_string()))
        };
        Edits::new(self.figures.iter().map(edit).collect::<Option<_>>()?).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{REPORT, check, check_fix, findings};
    use super::*;

    fn own(fixture: &str) -> Vec<crate::finding::Finding> {
        findings(fixture).into_iter().filter(|finding| finding.rule == RULE.name).collect()
    }

    #[test]
    fn blanks_of_a_row_are_one_finding() {
        check(
            &RULE,
            "
{report}
{rows}
|  | （七）总计 |  | 9 | 4 | 0 | 0 | 0 | 0 |  |
     ^^^^^^^^^^ “（七）总计”一行“总计”空着，请填各项之和。
| 行政许可 | / | | |
             ^ “行政许可”一行“本年处理决定数量”空着；没有发生的请填 0。
| 规章 |  | — | 0 |
  ^^^^ “规章”一行有 2 格空着（本年制发件数、本年废止件数）；没有发生的请填 0。
",
        );
    }

    #[test]
    fn a_table_still_to_be_filled_in_is_one_finding() {
        let blank = |rows: &[&str]| -> String { rows.iter().map(|row| format!("| {row} |  |  |  |\n")).collect() };
        let head = "{report}\n{section 2}\n| 信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数 |\n| --- | --- | --- | --- |\n";
        let rows = ["规章", "行政规范性文件", "行政许可", "行政处罚", "行政强制", "行政事业性收费"];
        let found = own(&format!("{head}{}", blank(&rows)));
        let messages: Vec<&str> = found.iter().map(|finding| &*finding.message).collect();
        assert_eq!(messages, ["“主动公开政府信息情况”表共 10 格，有 10 格空着；没有发生的请填 0。"]);
        assert!(!found[0].fixes[0].preferred, "nobody knows that all of them are 0");
    }

    #[test]
    fn zeros_left_blank_throughout_are_one_finding() {
        let blank = REPORT.replace(" 0 |", "  |");
        let found = own(&blank);
        let messages: Vec<&str> = found.iter().map(|finding| &*finding.message).collect();
        assert_eq!(
            messages,
            [
                "“规章”一行有 3 格空着（本年制发件数、本年废止件数、现行有效件数）；没有发生的请填 0。",
                "“行政强制”一行“本年处理决定数量”空着；没有发生的请填 0。",
                "“收到和处理政府信息公开申请情况”表共 175 格，有 148 格空着；没有发生的请填 0。",
                "“政府信息公开行政复议、行政诉讼情况”表共 15 格，有 10 格空着；没有发生的请填 0。",
            ]
        );
        assert!(found[2].fixes[0].preferred, "every sum agrees");
        let mut fixed = crate::text::Text::new(&blank);
        found[2].fixes[0].edits.apply(&mut fixed);
        assert_eq!(own(&fixed.to_string()).len(), 3);
    }

    #[test]
    fn a_line_of_figures_shows_its_own_blank() {
        check(
            &RULE,
            "
{report}
{rows}
| 1 | 0 | 0 | 1 | 2 | 0 | 0 |  | 0 | 0 | 1 | 0 | 0 | 0 | 1 |
                             ^^ “未经复议直接起诉”一行“其他结果”空着；没有发生的请填 0。
",
        );
    }

    #[test]
    fn zero_or_the_sum_is_filled_in() {
        let row = |cells| format!("{{report}}\n{{rows}}\n|  | （七）总计 |  | {cells} |\n");
        check_fix(&RULE, &row("9 | 4 | 0 | 0 | 0 | 0 |  "), &row("9 | 4 | 0 | 0 | 0 | 0 | 13 "));
        check_fix(&RULE, &row("9 | — | 0 | 0 | 0 | 0 | /"), &row("9 | 4 | 0 | 0 | 0 | 0 | 13"));
        let row = |cells| format!("{{report}}\n{{rows}}\n| 规章 | {cells} |\n");
        check_fix(&RULE, &row("/ |  |  "), &row("0 | 0 | 0 "));
    }

    #[test]
    fn zero_is_preferred_where_the_total_agrees() {
        let preferred = |row: &str| own(&format!("{{report}}\n{{rows}}\n{row}\n"))[0].fixes[0].preferred;
        assert!(preferred("|  |  | 8.属于行政查询事项 |  | 0 | 0 | 0 | 0 | 0 | 0 |"));
        assert!(!preferred("| 规章 |  | 0 | 0 |"), "nothing tells what it should be");
    }
}
