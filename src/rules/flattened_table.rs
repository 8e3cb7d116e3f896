//! See [`RULE`].

use std::borrow::Cow;
use std::sync::Arc;

use super::{Bilingual, Context, FixKind, Group, Rule};
use crate::finding::{Locale, Severity};
use crate::format::{Table, skeleton};
use crate::report::{Candidates, Cell, Part, PlacedTable, Value};
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

读不准的格逐一列出，连同可能的数字。

可选的修改：整理成 Markdown 或 HTML 表格；读不准的格留空，由您补填。多数格读不准、缺行，或者表中夹有别的文字时，请从原文件重新复制表格。

每张表只提示一次。",
        en: "\
Text copied from a page or a PDF loses the borders of its tables: blank cells vanish and figures run together. What has \
one reading is read and checked; what has several is neither guessed nor checked. Every cell that could not be read is \
named, with the figures that it may hold.

Fix offered: the table as Markdown or HTML; cells that could not be read are left blank for you to fill in. Where most \
could not be, a row is missing, or other text stands in the table, copy it again from its source.

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
    clean: "
{report}
{section 2}
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

",
    check,
};

/// How many rows a message names.
const NAMED: usize = 3;

/// How many values a message lists that a cell may hold.
const LISTED: usize = 6;

fn check(context: &mut Context<'_>) {
    let (report, format) = (context.report, context.format);
    for placed in report.tables.iter().flatten().filter(|placed| placed.table.is_flattened()) {
        let table = &format.tables[placed.table.spec];
        let unread = unread_rows(table, placed);
        let message = message(context.locale(), table, placed, &unread);
        let related: Vec<_> = unread.iter().map(|row| (row.range, row.contents(table, context.locale()))).collect();
        let fixes = rebuilt(context, table, placed);
        let finding = context.report(first_line(context, placed), message);
        related.into_iter().for_each(|(range, message)| {
            finding.relate(range, message);
        });
        for (title, preferred, edit) in fixes {
            finding.offer(title, preferred, edit);
        }
    }
}

fn message(locale: Locale, table: &Table, placed: &PlacedTable, unread: &[UnreadRow<'_>]) -> String {
    let cells = || placed.table.cells.iter().flatten();
    let read = cells().filter(|cell| cell.number().is_some()).count();
    let label = &table.label;
    let vague = cells().any(|cell| matches!(cell.value, Value::Unreadable { zero_or_blank: true }));
    match unread.len() {
        0 if vague => say!(
            locale,
            "“{label}”表的表格线丢失，读出 {read} 个数字；其余的格是 0 还是空白，分不清楚。请从原文件重新复制表格。",
            "The table “{label}” lost its borders; {read} figures were read, the rest is 0 or blank. Copy it again."
        ),
        0 => say!(
            locale,
            "“{label}”表的表格线丢失，读出 {read} 个数字。请核对，最好重新整理成表格。",
            "The table “{label}” lost its borders; {read} figures were read. Better make it a table again."
        ),
        count => {
            let names = unread.iter().take(NAMED).map(|row| format!("“{}”", row.name)).collect::<Vec<_>>();
            let rest = if count > NAMED { format!("等 {count} 行") } else { String::new() };
            let (names, english) = (names.join("") + &rest, names.join(", "));
            say!(
                locale,
                "“{label}”表的表格线丢失，读出 {read} 个数字；{names}的数字分不清属于哪一格，没有核对。请从原文件重新复制表格。",
                "The table “{label}” lost its borders; {read} figures were read, {count} rows could not be: {english}."
            )
        }
    }
}

/// A row in which something is written that could not be read.
struct UnreadRow<'t> {
    name: &'t str,
    /// Where its figures stand.
    range: TextRange,
    /// Its unreadable cells, with what they may hold where that is known.
    cells: Vec<(usize, Option<&'t Candidates>)>,
}

impl UnreadRow<'_> {
    /// Every unreadable cell and what it may hold.
    fn contents(&self, table: &Table, locale: Locale) -> String {
        let cells = self.cells.iter().map(|(cell, candidates)| {
            let column = &table.column(*cell).name;
            let figures = candidates.map_or(&[][..], |candidates| &candidates.figures);
            let listed: Vec<String> = figures.iter().take(LISTED).map(ToString::to_string).collect();
            let more = figures.len() > LISTED || candidates.is_some_and(|candidates| candidates.more);
            match (listed.is_empty(), more, locale) {
                (true, _, Locale::ZhCn) => format!("“{column}”读不出"),
                (true, _, Locale::En) => format!("“{column}” can't be read"),
                (false, false, Locale::ZhCn) => format!("“{column}”可能是 {}", listed.join(" 或 ")),
                (false, true, Locale::ZhCn) => format!("“{column}”可能是 {} 等", listed.join("、")),
                (false, false, Locale::En) => format!("“{column}” may be {}", listed.join(" or ")),
                (false, true, Locale::En) => format!("“{column}” may be {}, …", listed.join(", ")),
            }
        });
        let (name, cells) = (self.name, cells.collect::<Vec<_>>());
        let (chinese, english) = (cells.join("，"), cells.join(", "));
        say!(locale, "“{name}”一行：{chinese}", "row “{name}”: {english}")
    }
}

/// The rows in which something is written that could not be read.
fn unread_rows<'t>(table: &'t Table, placed: &'t PlacedTable) -> Vec<UnreadRow<'t>> {
    let is_unread =
        |cell: &Cell| matches!(cell.value, Value::Unreadable { zero_or_blank: false } | Value::Text | Value::Overlong);
    let rows = table.rows.iter().enumerate().filter_map(|(index, row)| {
        let cells = row.first_cell..row.first_cell + table.columns(index).len();
        let unread: Vec<usize> = cells.filter(|cell| placed.cell(*cell).is_some_and(is_unread)).collect();
        let range = placed.place(placed.cell(*unread.first()?)?.range);
        let candidates = |cell: usize| placed.table.candidates.iter().find(|candidates| candidates.cell == cell);
        let cells = unread.into_iter().map(|cell| (cell, candidates(cell))).collect();
        Some(UnreadRow { name: &row.name, range, cells })
    });
    rows.collect()
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

/// The table in the place of its lines, as Markdown and as HTML: titles and edits, and whether it is what should be
/// done. A cell that could not be read, or that is 0 or blank, is left blank; the title says how many. Nothing where most
/// figures could not be read, where a row is missing, or where other text stands among the lines.
fn rebuilt(context: &Context<'_>, table: &Table, placed: &PlacedTable) -> Vec<(String, bool, Edit)> {
    let is_readable = |cell: &Cell| cell.number().is_some() || cell.is_blank();
    let is_unreadable = |cell: &Cell| matches!(cell.value, Value::Unreadable { .. });
    let cells = &placed.table.cells;
    let count = |test: &dyn Fn(&Cell) -> bool| cells.iter().flatten().filter(|cell| test(cell)).count();
    let open = count(&|cell| !is_readable(cell));
    let lost = count(&|cell| matches!(cell.value, Value::Unreadable { zero_or_blank: false }));
    let is_whole = cells.iter().all(|cell| cell.is_some_and(|cell| is_readable(&cell) || is_unreadable(&cell)));
    let Some(range) = lines(context, placed) else { return Vec::new() };
    if !is_whole || !placed.table.anomalies.is_empty() || lost * 2 > cells.len() {
        return Vec::new();
    }
    let locale = context.locale();
    let note = match (open, locale) {
        (0, _) => String::new(),
        (count, Locale::ZhCn) => format!("（{count} 格读不准，留空待填）"),
        (count, Locale::En) => format!(" ({count} cells that could not be read are left blank)"),
    };
    let figure = |cell: &Option<Cell>| cell.as_ref().and_then(Cell::number).map(|number| number.to_string());
    let figures: Vec<String> = cells.iter().map(|cell| figure(cell).unwrap_or_default()).collect();
    let value = |index: usize| &figures[index];
    let markdown = say!(locale, "整理成 Markdown 表格{note}", "Rebuild as a Markdown table{note}");
    let html = say!(locale, "整理成 HTML 表格{note}", "Rebuild as an HTML table{note}");
    vec![
        (markdown, open == 0, in_lines(context, range, &skeleton::markdown(table, value))),
        (html, false, in_lines(context, range, &skeleton::html(table, value))),
    ]
}

/// The range of a table among whose lines no other text stands.
fn lines(context: &Context<'_>, placed: &PlacedTable) -> Option<TextRange> {
    let range = placed.place(placed.table.range);
    let is_inside = |part: &&Part| part.range().intersect(range).is_some_and(|both| !both.is_empty());
    // A label that was broken over lines is the table's, though no line of it is a label.
    let was_read = |part: &Part| placed.origin.iter().any(|rows| Arc::ptr_eq(&rows.block, &part.block));
    let is_own = |part: &Part| match &part.block.kind {
        BlockKind::Table(_) | BlockKind::Blank => true,
        BlockKind::Prose(prose) => !prose.labels.is_empty() || was_read(part),
        BlockKind::Raw | BlockKind::Directive(_) => false,
    };
    context.report.parts.iter().filter(is_inside).all(is_own).then_some(range)
}

/// The edit that writes a text in the place of a range, on lines of its own, with the line breaks of the document.
fn in_lines(context: &Context<'_>, range: TextRange, text: &str) -> Edit {
    let one: TextSize = 1.into();
    let around = |start: TextSize, end: TextSize| context.slice(TextRange::new(start, end));
    let before = around(range.start().checked_sub(one).unwrap_or_default(), range.start());
    let behind = around(range.end(), range.end() + one);
    let begins_line = range.start() == TextSize::from(0) || before.ends_with(['\n', '\r']);
    let ends_line = behind.is_empty() || behind.starts_with(['\n', '\r']);
    let line_break = if context.slice(range).contains("\r\n") { "\r\n" } else { "\n" };
    let parted = |is_parted: bool| if is_parted { String::new() } else { line_break.repeat(2) };
    let own = text.trim_end();
    let text = if line_break == "\n" { own.into() } else { Cow::from(own.replace('\n', line_break)) };
    Edit::replace(range, [&*parted(begins_line), &*text, &*parted(ends_line)].concat())
}

#[cfg(test)]
mod tests {
    use super::super::testing::{REPORT, check, check_fix, findings};
    use super::RULE;

    #[test]
    fn rebuilt_as_a_table() {
        let section = REPORT.split("## 二、主动公开政府信息情况\n\n").nth(1).unwrap();
        let table = section.split("## 三").next().unwrap();
        let table = table.replace("| |", "|  |").replace("| |", "|  |");
        check_fix(&RULE, RULE.flagged, &format!("{{report}}\n{{section 2}}\n{table}"));
    }

    #[test]
    fn a_figure_that_could_not_be_read_is_named_and_left_blank() {
        let fixture = RULE.flagged.replace("行政规范性文件2 1 7", "行政规范性文件8062133");
        let found = findings(&fixture).into_iter().find(|finding| finding.rule == RULE.name).expect("it fires");
        let [related] = &found.related[..] else { panic!("one row: {found:#?}") };
        assert!(related.message.starts_with("“行政规范性文件”一行：“本年制发件数”可能是 8"), "{}", related.message);
        let fixes: Vec<(&str, bool)> = found.fixes.iter().map(|fix| (&*fix.title, fix.preferred)).collect();
        let expected = ["整理成 Markdown 表格（3 格读不准，留空待填）", "整理成 HTML 表格（3 格读不准，留空待填）"];
        assert_eq!(fixes, expected.map(|title| (title, false)));
        for fix in &found.fixes {
            let text: String = fix.edits.iter().map(|edit| &*edit.text).collect();
            assert!(text.contains("| 行政规范性文件 |  |  |  |") || text.contains("<td>行政规范性文件</td><td></td>"));
        }
    }

    #[test]
    fn a_bar_on_a_line_of_its_own_takes_no_figure_from_the_row_above() {
        let count = |text: &str| {
            let found = findings(text).into_iter().find(|finding| finding.rule == RULE.name).expect("it fires");
            found
                .message
                .split_once("读出 ")
                .and_then(|(_, rest)| rest.split_once(' '))
                .map(|(count, _)| count.to_owned())
        };
        let bar = RULE.flagged.replace("行政规范性文件2 1 7\n", "行政规范性文件2 1 7\n0 |\n");
        assert_eq!(count(&bar), count(RULE.flagged));
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
