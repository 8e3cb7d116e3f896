//! See [`RULE`].

use super::{Bilingual, Context, FixKind, Group, Rule, new_rows, repeated_report};
use crate::finding::{Locale, Severity};
use crate::format::Table;
use crate::report::{Anomaly, PlacedTable};
use crate::say;
use crate::syntax::{BlockKind, Dialect};
use crate::text::TextRange;

/// Rows or columns that differ from the form's.
pub static RULE: Rule = Rule {
    name: "table-shape",
    group: Group::Structure,
    severity: Severity::Error,
    fix: FixKind::Offered,
    summary: Bilingual {
        zh: "表格缺行、多行、行列顺序不对，或者一行的数字个数不对",
        en: "Rows or columns that are missing, extra, out of order or not recognisable",
    },
    details: Bilingual {
        zh: "\
统计表的行和列是固定的，没有发生的填 0，不能删行；也不能加行、换序。

可选的修改：在缺行的位置补上空白行。缺少的行连在一起的，只提示一次；大部分行都缺少的，整张表只提示一次。

以下不提示：表头的用语；表格线已经丢失的表（见 `flattened-table`）；整张表粘贴了两次的（见 `repeated-report`）。

依据：国办公开办函〔2021〕30号、国办公开办函〔2019〕60号所附格式。",
        en: "\
Rows and columns of the tables are fixed: what did not happen is 0, its row stays; no row is added or moved.

Fix offered: the missing rows with blank cells at their place. Missing rows that stand together are reported once, and so \
is a table that lacks most of its rows.

Silent about the words of a table's head, about tables whose borders were lost (see `flattened-table`), and about a table \
pasted twice (see `repeated-report`).

Source: the forms issued with 国办公开办函〔2021〕30号 and 国办公开办函〔2019〕60号.",
    },
    flagged: "
{report}
{section 2}
| 第二十条第（一）项 | | | |
| --- | --- | --- | --- |
| 信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数 |
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

fn check(context: &mut Context<'_>) {
    let (report, format) = (context.report, context.format);
    for (index, table) in format.tables.iter().enumerate() {
        match report.table(index) {
            // Nothing can be said of the shape of a table without borders.
            Some(placed) if placed.table.is_flattened() => {}
            Some(placed) => {
                // What else is odd about a table that is hardly there has the same cause.
                if !most_missing(context, table, placed) {
                    missing_rows(context, table, placed);
                    odd_rows(context, table, placed);
                }
            }
            None => unrecognisable(context, table),
        }
    }
}

/// Missing rows that stand together, and the rows around them that are there.
struct Run {
    rows: std::ops::Range<usize>,
    before: Option<(usize, TextRange)>,
    next: Option<(usize, TextRange)>,
}

impl Run {
    /// Whether something stands where these rows belong: one of them, perhaps, whose label nobody can tell.
    fn holds(&self, range: TextRange) -> bool {
        self.before.is_none_or(|(_, before)| before.end() <= range.start())
            && self.next.is_none_or(|(_, next)| range.start() < next.start())
    }
}

fn runs(table: &Table, placed: &PlacedTable) -> Vec<Run> {
    let there = |row: usize| Some((row, placed.table.rows[row]?));
    let missing: Vec<usize> = (0..table.rows.len()).filter(|row| placed.table.rows[*row].is_none()).collect();
    let run = |run: &[usize]| {
        let rows = run[0]..run[run.len() - 1] + 1;
        let before = (0..rows.start).rev().find_map(there);
        Run { before, next: (rows.end..table.rows.len()).find_map(there), rows }
    };
    missing.chunk_by(|one, two| one + 1 == *two).map(run).collect()
}

/// Reports a table that lacks most of its rows; whether it does.
fn most_missing(context: &mut Context<'_>, table: &Table, placed: &PlacedTable) -> bool {
    let (all, there) = (table.rows.len(), placed.table.rows.iter().flatten().count());
    if there * 2 >= all {
        return false;
    }
    let label = &table.label;
    let message = say!(
        context.locale(),
        "“{label}”表应有 {all} 行，只读到 {there} 行，请对照规定的格式补全。",
        "The table “{label}” has {all} rows; only {there} were found. Complete it by the form."
    );
    let first = placed.table.rows.iter().flatten().next().copied().unwrap_or(placed.table.range);
    context.report(placed.place(first), message);
    true
}

/// Reports missing rows, those that stand together once.
fn missing_rows(context: &mut Context<'_>, table: &Table, placed: &PlacedTable) {
    for run in runs(table, placed) {
        // A row with an odd label stands there: that is told of it.
        let is_there = |one: &Anomaly| matches!(one, Anomaly::ExtraRow { range } if run.holds(*range));
        if placed.table.anomalies.iter().any(is_there) {
            continue;
        }
        let Some((near, range)) = run.next.or(run.before) else { return };
        let names = names(context.locale(), table, &run);
        let near_name = &table.rows[near].name;
        let message = match run.next {
            Some(_) => say!(
                context.locale(),
                "缺少{names}，应排在“{near_name}”之前；没有发生的填 0，不能删行。",
                "Missing before “{near_name}”: {names}. What did not happen is 0; its row stays."
            ),
            None => say!(
                context.locale(),
                "缺少{names}，应排在“{near_name}”之后；没有发生的填 0，不能删行。",
                "Missing behind “{near_name}”: {names}. What did not happen is 0; its row stays."
            ),
        };
        let missing: Vec<usize> = run.rows.clone().collect();
        let beside = [run.before, run.next].into_iter().flatten();
        let edit = beside.into_iter().find_map(|(row, _)| new_rows::inserted(context, table, placed, &missing, row));
        let title = say!(context.locale(), "补上缺少的行", "Insert the missing rows");
        let finding = context.report(placed.place(range), message);
        if let Some(edit) = edit {
            finding.offer(title, true, edit);
        }
    }
}

/// `“甲”一行`, `“甲”“乙”两行`, `“甲”“乙”“丙”等 5 行`.
fn names(locale: Locale, table: &Table, run: &Run) -> String {
    let count = run.rows.len();
    let quoted = table.rows[run.rows.clone()].iter().take(3).map(|row| format!("“{}”", row.name));
    let quoted: Vec<String> = quoted.collect();
    let (joined, english) = (quoted.concat(), quoted.join(", "));
    match count {
        1 => say!(locale, "{joined}一行", "{english}"),
        2 => say!(locale, "{joined}两行", "{english}"),
        3 => say!(locale, "{joined}三行", "{english}"),
        _ => say!(locale, "{joined}等 {count} 行", "{english} and others, {count} rows in all"),
    }
}

/// Reports rows that are extra, twice, out of order or of another width, and columns out of order.
fn odd_rows(context: &mut Context<'_>, table: &Table, placed: &PlacedTable) {
    let is_twice = repeated_report::is_twice(placed);
    let widths = placed.table.anomalies.iter().filter(|anomaly| matches!(anomaly, Anomaly::Width { .. })).count();
    let most_widths = widths > 2 && widths * 2 > table.rows.len();
    let mut said = false;
    let runs = runs(table, placed);
    for anomaly in &placed.table.anomalies {
        let range = match anomaly {
            // Told of already.
            Anomaly::MissingRow { .. } => continue,
            // The whole table stands twice.
            Anomaly::RepeatedRow { .. } if is_twice => continue,
            // A cell that was emptied for another figure is no cell in a table whose cells stand in lines.
            Anomaly::Width { range, .. } if is_typed(context, placed, *range) => continue,
            // One slip runs through the whole table.
            Anomaly::Width { .. } if most_widths && std::mem::replace(&mut said, true) => continue,
            Anomaly::ExtraRow { range }
            | Anomaly::RepeatedRow { range, .. }
            | Anomaly::Reordered { range, .. }
            | Anomaly::Width { range, .. }
            | Anomaly::ColumnOrder { range } => *range,
        };
        let missing = runs.iter().find(|run| run.holds(range)).map(|run| names(context.locale(), table, run));
        let message = odd(context.locale(), table, anomaly, missing);
        // A row whose cells were left out says as much as one whose cells are blank.
        let severity = match anomaly {
            Anomaly::Width { found: 0, .. } => Severity::Warning,
            _ => RULE.severity,
        };
        context.report_as(severity, placed.place(range), message);
    }
}

/// Whether a person is typing in the row of this label: nothing but figures stands between.
fn is_typed(context: &Context<'_>, placed: &PlacedTable, label: TextRange) -> bool {
    let label = placed.place(label);
    let is_in_row = |typed: &TextRange| {
        typed.start() >= label.end()
            && !context.slice(TextRange::new(label.end(), typed.start())).contains(char::is_alphabetic)
    };
    context.focus().iter().any(is_in_row)
}

/// What is said of an odd row; `missing` are the rows that should stand there.
fn odd(locale: Locale, table: &Table, anomaly: &Anomaly, missing: Option<String>) -> String {
    let name = |row: usize| &table.rows[row].name;
    match (anomaly, missing) {
        (Anomaly::MissingRow { row }, _) => name(*row).clone(),
        (Anomaly::ExtraRow { .. }, Some(missing)) => say!(
            locale,
            "规定的格式没有这一行；这里应有{missing}，请核对行名。",
            "The form has no such row; here belongs {missing}: check the label."
        ),
        (Anomaly::ExtraRow { .. }, None) => {
            say!(locale, "规定的格式没有这一行，请核对行名。", "The form has no such row: check its label.")
        }
        (Anomaly::RepeatedRow { row, .. }, _) => {
            let name = name(*row);
            say!(locale, "“{name}”一行出现了两次。", "The row “{name}” stands twice.")
        }
        (Anomaly::Reordered { row, .. }, _) => {
            let name = name(*row);
            say!(locale, "“{name}”一行的位置不对，请按规定的顺序排列。", "The row “{name}” is out of order.")
        }
        (Anomaly::Width { row, found: 0, .. }, _) => {
            let name = name(*row);
            say!(
                locale,
                "“{name}”一行没有数字；没有发生的请填 0。",
                "The row “{name}” has no figures: what did not happen is 0."
            )
        }
        (Anomaly::Width { row, found, .. }, _) => {
            let (name, width) = (name(*row), table.columns(*row).len());
            say!(
                locale,
                "“{name}”一行应有 {width} 格数字，现有 {found} 格，无法对应到各列。",
                "The row “{name}” has {width} figures by the form, {found} here: they cannot be told apart."
            )
        }
        (Anomaly::ColumnOrder { .. }, _) => say!(
            locale,
            "各列的顺序与规定的格式不同，请按规定的顺序排列。",
            "The columns stand in another order than in the form."
        ),
    }
}

/// Reports a table in the section whose rows nobody can tell.
fn unrecognisable(context: &mut Context<'_>, table: &Table) {
    let report = context.report;
    let Some(section) = report.sections.iter().find(|section| Some(section.spec) == table.section) else { return };
    let bordered = report.body(section).find_map(|(_, part)| match &part.block.kind {
        // A line or two with bars may be anything: links, a caption.
        BlockKind::Table(found)
            if found.dialect != Dialect::Flow
                && found.rows.len() > 2
                && found.cells.iter().any(|cell| cell.figure().is_some()) =>
        {
            Some(found.rows[0].range + part.start)
        }
        _ => None,
    });
    let Some(range) = bordered else { return };
    let label = &table.label;
    let message = say!(
        context.locale(),
        "这张表与规定的“{label}”表对不上，一行也没有认出，请换用规定的表格。",
        "Not one row of the table “{label}” was recognised here: use the form."
    );
    context.report(range, message);
}

#[cfg(test)]
mod tests {
    use super::super::testing::{REPORT, check, check_stub};
    use super::RULE;

    #[test]
    fn one_row() {
        check(
            &RULE,
            &REPORT.replace(
                "| 规章 | 0 | 0 | 0 |\n| 行政规范性文件 | 2 | 1 | 7 |\n",
                "| 行政规范性文件 | 2 | 1 | 7 |\n  ^^^^^^^^^^^^^^ 缺少“规章”一行，应排在“行政规范性文件”之前；没有发生的填 0，不能删行。\n",
            ),
        );
    }

    #[test]
    fn rows_that_stand_together() {
        let mut lines: Vec<&str> = REPORT.lines().collect();
        let first = lines.iter().position(|line| line.contains("2.其他法律行政法规")).unwrap();
        lines.drain(first..first + 4);
        let third = lines.iter().position(|line| line.contains("6.属于四类")).unwrap();
        let message = "缺少“不予公开—2.其他法律行政法规禁止公开”“不予公开—3.危及“三安全一稳定””“不予公开—4.保护第三方合法权益”等 4 行，应排在“不予公开—6.属于四类过程性信息”之前；没有发生的填 0，不能删行。";
        let marks = format!("        {} {message}", "^".repeat(20));
        lines.insert(third + 1, &marks);
        check(&RULE, &lines.join("\n"));
    }

    #[test]
    fn most_rows() {
        let mut lines: Vec<&str> = REPORT.lines().collect();
        let first = lines.iter().position(|line| line.starts_with("| 二、上年结转")).unwrap();
        lines.drain(first..first + 20);
        let at = lines.iter().position(|line| line.starts_with("| 一、本年新收")).unwrap();
        let marks = format!("  {} “收到和处理政府信息公开申请情况”表应有 25 行，只读到 5 行，…", "^".repeat(32));
        lines.insert(at + 1, &marks);
        check(&RULE, &lines.join("\n"));
    }

    #[test]
    fn a_row_without_cells() {
        check(
            &RULE,
            &REPORT.replace(
                "| 行政强制 | 0 | | |\n",
                "| 行政强制 |\n  ^^^^^^^^ “行政强制”一行没有数字；没有发生的请填 0。\n",
            ),
        );
    }

    #[test]
    fn rows_are_inserted_at_their_place() {
        let row = |text: &str| REPORT.lines().find(|line| line.contains(text)).unwrap().to_owned() + "\n";
        let blank = |row: &str| row.replace(" 0 ", "  ").replace(" 1 ", "  ").replace(" 2 ", "  ");
        let third = row("3.危及");
        check_stub(&RULE, &REPORT.replace(&third, ""), &REPORT.replace(&third, &blank(&third)));
        let first = row("1.属于国家秘密");
        let two = row("2.其他法律行政法规");
        let before = REPORT.replace(&first, "");
        let after = REPORT.replace(&first, &blank(&first));
        assert!(before.contains(&two));
        check_stub(&RULE, &before, &after);
    }

    #[test]
    fn a_row_whose_label_nobody_knows() {
        check(
            &RULE,
            &REPORT.replace(
                "| 行政许可 | 204 | | |\n",
                "| 审批 | 204 | | |\n  ^^^^^^^^^^^^^^^ 规定的格式没有这一行；这里应有“行政许可”一行，请核对行名。\n| 登记 | 3 | | |\n  ^^^^^^^^^^^^^ 规定的…\n",
            ),
        );
    }

    #[test]
    fn extra_and_unknown() {
        check(
            &RULE,
            "
{report}
{section 4}
| 甲 | 乙 |
^^^^^^^^^^^ 这张表与规定的…
| --- | --- |
| 丙 | 1 |
| 丁 | 2 |

",
        );
        check(
            &RULE,
            &REPORT.replace(
                "| 行政强制 | 0 | | |\n",
                "| 行政强制 | 0 | | |\n| 行政强制 | 3 | | |\n  ^^^^^^^^^^^^^^^^^ “行政强制”一行出现了两次。\n",
            ),
        );
    }
}
