//! See [`RULE`].

use super::{Bilingual, Context, FixKind, Group, Rule};
use crate::finding::Severity;
use crate::format::{Table, skeleton};
use crate::report::{Cell, PlacedTable, Value};
use crate::say;
use crate::syntax::BlockKind;
use crate::text::{Edit, TextRange, TextSize};

/// A table whose borders were lost.
pub static RULE: Rule = Rule {
    name: "flattened-table",
    group: Group::Structure,
    severity: Severity::Warning,
    fix: FixKind::Offered,
    summary: Bilingual { zh: "表格线丢失，数字连在一起", en: "A table whose borders were lost" },
    details: Bilingual {
        zh: "\
从网页或 PDF 复制纯文本时，表格线会丢失，空着的格和相邻的数字都分不清。能确定的数字照样读出并核对，不能确定的不猜，也不核对。

可选的修改：全部数字都能确定时，整理成 Markdown 表格。否则请从原文件重新复制表格。

每张表只提示一次。",
        en: "\
Text copied from a page or a PDF loses the borders of its tables: blank cells vanish and figures run together. What has \
one reading is read and checked; what has several is neither guessed nor checked.

Fix offered, where every figure was read: the table as Markdown. Otherwise copy the table again from its source.

Each table is reported once.",
    },
    flagged: "
{report}
{section 2}
第二十条第（一）项
信息内容本年制发件数本年废止件数现行有效件数
规章0 0 0
行政规范性文件2 1 7
第二十条第（五）项
信息内容本年处理决定数量
行政许可204
第二十条第（六）项
信息内容本年处理决定数量
行政处罚34
行政强制0
第二十条第（八）项
信息内容本年收费金额（单位：万元）
行政事业性收费53.2

",
    clean: "{report}",
    check,
};

/// How many rows a message names.
const NAMED: usize = 3;

fn check(context: &mut Context<'_>) {
    let (report, format) = (context.report, context.format);
    for placed in report.tables.iter().flatten().filter(|placed| placed.table.is_flattened()) {
        let table = &format.tables[placed.table.spec];
        let cells = || placed.table.cells.iter().flatten();
        let read = cells().filter(|cell| cell.number().is_some()).count();
        let unread = unread_rows(table, placed);
        let label = &table.label;
        let vague = cells().any(|cell| matches!(cell.value, Value::Unreadable { zero_or_blank: true }));
        let message = match unread.len() {
            0 if vague => say!(
                context.locale(),
                "“{label}”表的表格线丢失，读出 {read} 个数字；其余的格是 0 还是空白，分不清楚。请从原文件重新复制表格。",
                "The table “{label}” lost its borders; {read} figures were read, the rest is 0 or blank. Copy it again."
            ),
            0 => say!(
                context.locale(),
                "“{label}”表的表格线丢失，读出 {read} 个数字。请核对，最好重新整理成表格。",
                "The table “{label}” lost its borders; {read} figures were read. Better make it a table again."
            ),
            count => {
                let names = unread.iter().take(NAMED).map(|name| format!("“{name}”")).collect::<Vec<_>>();
                let rest = if count > NAMED { format!("等 {count} 行") } else { String::new() };
                let (names, english) = (names.join("") + &rest, names.join(", "));
                say!(
                    context.locale(),
                    "“{label}”表的表格线丢失，读出 {read} 个数字；{names}的数字分不清属于哪一格，没有核对。请从原文件重新复制表格。",
                    "The table “{label}” lost its borders; {read} figures were read, {count} rows could not be: {english}."
                )
            }
        };
        let edit = rebuilt(context, table, placed);
        let title = say!(context.locale(), "整理成 Markdown 表格", "Rebuild as a Markdown table");
        let finding = context.report(first_line(context, placed), message);
        if let Some(edit) = edit {
            finding.offer(title, true, edit);
        }
    }
}

/// The names of the rows in which something is written that could not be read.
fn unread_rows<'t>(table: &'t Table, placed: &PlacedTable) -> Vec<&'t str> {
    let is_unread =
        |cell: &Cell| matches!(cell.value, Value::Unreadable { zero_or_blank: false } | Value::Text | Value::Overlong);
    let rows = table.rows.iter().enumerate().filter(|(index, row)| {
        let mut cells = row.first_cell..row.first_cell + table.columns(*index).len();
        cells.any(|cell| placed.cell(cell).is_some_and(is_unread))
    });
    rows.map(|(_, row)| &*row.name).collect()
}

/// The line in which the table begins.
fn first_line(context: &Context<'_>, placed: &PlacedTable) -> TextRange {
    let whole = placed.place(placed.table.range);
    let text = context.slice(whole);
    let end = text.find(['\n', '\r']).unwrap_or(text.len());
    // One endless line holds the whole report: its first words are enough.
    let end = text[..end].char_indices().nth(60).map_or(end, |(at, _)| at);
    TextRange::at(whole.start(), TextSize::try_from(end).unwrap_or(whole.len()))
}

/// The table as Markdown in the place of its lines. None where a figure could not be read, or where other text stands
/// among the lines.
fn rebuilt(context: &Context<'_>, table: &Table, placed: &PlacedTable) -> Option<Edit> {
    let readable = |cell: &Option<Cell>| cell.is_some_and(|cell| cell.number().is_some() || cell.is_blank());
    if !placed.table.cells.iter().all(readable) || !placed.table.anomalies.is_empty() {
        return None;
    }
    let range = placed.place(placed.table.range);
    let mut inside =
        context.report.parts.iter().filter(|part| part.range().intersect(range).is_some_and(|r| !r.is_empty()));
    let is_own = |kind: &BlockKind| match kind {
        BlockKind::Table(_) | BlockKind::Blank => true,
        BlockKind::Prose(prose) => !prose.labels.is_empty(),
        BlockKind::Raw | BlockKind::Directive(_) => false,
    };
    if !inside.all(|part| is_own(&part.block.kind)) {
        return None;
    }
    let value =
        |index: usize| placed.cell(index).and_then(Cell::number).map_or(String::new(), |number| number.to_string());
    let text = skeleton::markdown(table, value);
    let one: TextSize = 1.into();
    let around = |start: TextSize, end: TextSize| context.slice(TextRange::new(start, end));
    let before = around(range.start().checked_sub(one).unwrap_or_default(), range.start());
    let behind = around(range.end(), range.end() + one);
    let begins_line = range.start() == TextSize::from(0) || before.ends_with(['\n', '\r']);
    let ends_line = behind.is_empty() || behind.starts_with(['\n', '\r']);
    let text =
        format!("{}{}{}", if begins_line { "" } else { "\n\n" }, text.trim_end(), if ends_line { "" } else { "\n\n" });
    Some(Edit::replace(range, text))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{REPORT, check, check_fix};
    use super::RULE;

    #[test]
    fn rebuilt_as_a_table() {
        let section = REPORT.split("## 二、主动公开政府信息情况\n\n").nth(1).unwrap();
        let table = section.split("## 三").next().unwrap();
        let table = table.replace("| |", "|  |").replace("| |", "|  |");
        check_fix(&RULE, RULE.flagged, &format!("{{report}}\n{{section 2}}\n{table}"));
    }

    #[test]
    fn says_what_could_not_be_read() {
        check(
            &RULE,
            "
{report}
{section 2}
第二十条第（一）项
^^^^^^^^^^^^^^^^^^ “主动公开政府信息情况”表的表格线丢失，读出 7 个数字；“行政规范性文件”的数字分不清属于哪一格，没有核对。请从原文件重新复制表格。
信息内容本年制发件数本年废止件数现行有效件数
规章000
行政规范性文件8062133
第二十条第（五）项
信息内容本年处理决定数量
行政许可204
第二十条第（六）项
信息内容本年处理决定数量
行政处罚34
行政强制0
第二十条第（八）项
信息内容本年收费金额（单位：万元）
行政事业性收费53.2

",
        );
    }
}
