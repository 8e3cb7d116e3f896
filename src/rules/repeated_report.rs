//! See [`RULE`].

use super::{Bilingual, Context, FixKind, Group, Rule};
use crate::config::Settings;
use crate::finding::{Finding, Severity};
use crate::report::{Anomaly, PlacedTable, Report, Section};
use crate::say;
use crate::syntax::{BlockKind, Measured};
use crate::text::{Edit, TextRange, TextSize};

/// A report, a section or a table that stands twice.
pub static RULE: Rule = Rule {
    name: "repeated-report",
    group: Group::Structure,
    severity: Severity::Error,
    fix: FixKind::Offered,
    summary: Bilingual {
        zh: "整份报告、某一部分或某张表格粘贴了两次",
        en: "A whole report, a section or a table pasted twice",
    },
    details: Bilingual {
        zh: "\
从网页或旧稿复制时，整份报告或其中一段容易粘贴两次。

可选的修改：删去后一份。后一份的内容不再逐项检查，免得同一处问题报两遍。

以下不提示：只是空格、换行之外还有不同的（文字或数字不同，就不是同一份）。内容不同的重复部分见 `section-order`，\
个别重复的行见 `table-shape`。",
        en: "\
A report copied from a page or an old draft is easily pasted twice, as a whole or in part.

Fix offered: the copy is deleted. Its contents are not checked again, so that nothing is said twice.

Silent where more than blanks and line breaks differ. A section that stands twice with different text is \
`section-order`'s, single rows are `table-shape`'s.",
    },
    flagged: "
{report}
{whole section 5}
## 五、存在的主要问题及改进情况

信息更新不够及时。下一步，将加强督促检查。

## 五、存在的主要问题及改进情况

信息更新不够及时。下一步，将加强督促检查。

",
    clean: "
{report}
{section 5}
信息更新不够及时。下一步，将加强督促检查。

",
    check,
};

fn check(context: &mut Context<'_>) {
    let report = context.report;
    for section in report.sections.iter().filter(|section| section.is_repeated) {
        let first = report.sections.iter().find(|one| one.spec == section.spec);
        let Some(first) = first.filter(|first| is_copy(context, first, section)) else { continue };
        let name = context.section_name(section.spec);
        let message = say!(
            context.locale(),
            "“{name}”重复：这一部分与上文完全相同，请删去一份。",
            "“{name}” stands twice, word for word: delete one."
        );
        let related = say!(context.locale(), "第一份", "the first one");
        let title = say!(context.locale(), "删去重复的部分", "Delete the copy");
        let copy = TextRange::new(report.parts[section.part].start, end_of(report, section));
        context.report(section.heading, message).relate(first.heading, related).offer(title, true, Edit::delete(copy));
    }
    for placed in report.tables.iter().flatten() {
        // The copy of a section holds the copy of its table.
        let spec = context.format.tables[placed.table.spec].section;
        let in_copy = report.sections.iter().any(|section| section.is_repeated && Some(section.spec) == spec);
        if is_twice(placed) && !in_copy {
            table(context, placed);
        }
    }
}

/// Whether most rows of a table stand a second time.
pub(super) fn is_twice(placed: &PlacedTable) -> bool {
    let repeated = placed.table.anomalies.iter().filter(|one| matches!(one, Anomaly::RepeatedRow { .. })).count();
    repeated > 2 && repeated * 2 > placed.table.rows.len()
}

fn table(context: &mut Context<'_>, placed: &PlacedTable) {
    let label = &context.format.tables[placed.table.spec].label;
    let second = placed.table.anomalies.iter().find_map(|anomaly| match anomaly {
        Anomaly::RepeatedRow { range, .. } => Some(placed.place(*range)),
        _ => None,
    });
    let first = placed.table.rows.iter().flatten().next();
    let Some((second, first)) = second.zip(first.map(|range| placed.place(*range))) else { return };
    let parts = &context.report.parts;
    let part = |range: TextRange| parts.iter().find(|part| part.range().contains(range.start()));
    let (copied, copy) = (part(first), part(second));
    let same = copied
        .zip(copy)
        .filter(|(one, two)| one.start != two.start && context.fingerprint(one) == context.fingerprint(two));
    let message = match same {
        Some(_) => say!(
            context.locale(),
            "“{label}”表重复：与上一张完全相同，请删去一份。",
            "The table “{label}” stands twice, figure for figure: delete one."
        ),
        None => say!(
            context.locale(),
            "“{label}”表出现了两次，请只留一张；检查时以第一张的数字为准。",
            "The table “{label}” stands twice: keep one. The first one's figures are checked."
        ),
    };
    let related = say!(context.locale(), "第一张", "the first one");
    let title = say!(context.locale(), "删去重复的表格", "Delete the copy");
    let finding = context.report(second, message);
    finding.relate(first, related);
    if let Some((_, copy)) = same {
        finding.offer(title, true, Edit::delete(copy.range()));
    }
}

/// Whether two sections have the same text, blanks aside. Name and date behind the second belong to the report.
pub(super) fn is_copy(context: &Context<'_>, first: &Section, second: &Section) -> bool {
    let report = context.report;
    let text = |section: &Section| {
        let end = end_of(report, section);
        let parts = report.parts[section.part + 1..section.body.end].iter();
        let parts = parts.filter(move |part| part.start < end && !matches!(part.block.kind, BlockKind::Blank));
        parts.map(|part| context.fingerprint(part)).collect::<Vec<_>>()
    };
    let (one, two) = (text(first), text(second));
    let same_start = !first.runs_on && !second.runs_on
        || context.fingerprint(&report.parts[first.part]) == context.fingerprint(&report.parts[second.part]);
    same_start && one == two && (!one.is_empty() || first.runs_on)
}

/// Where a section ends, name and date left out.
fn end_of(report: &Report, section: &Section) -> TextSize {
    let end = report.parts[section.body.start..section.body.end].last().map(|part| part.range().end());
    let end = end.unwrap_or(report.parts[section.part].range().end());
    let closing = report.facts.signature.map(|signature| signature.name.unwrap_or(signature.date.range).start());
    let closing = closing.and_then(|at| report.parts.iter().find(|part| part.range().contains(at)));
    closing.map_or(end, |part| if part.start > section.heading.end() { end.min(part.start) } else { end })
}

/// The finding about a report that stands at `start` and is a copy of the one at `first`; ranges count from the text's
/// start. None when the rule is off.
pub(crate) fn copy_of_report(
    copy: &Report,
    start: TextSize,
    first: TextSize,
    original: &Report,
    settings: &Settings,
) -> Option<Finding> {
    let format = copy.format.as_deref()?;
    let severity = settings.severity(RULE.name, RULE.severity, format)?;
    let message = say!(
        settings.locale,
        "整份报告重复：从这里起与前面的报告完全相同，请删去一份。这一份不再检查。",
        "The whole report stands twice: from here on it is the report before, word for word. The copy is not checked."
    );
    let mut finding = Finding {
        rule: RULE.name,
        severity,
        range: first_line(copy) + start,
        message,
        related: Vec::new(),
        fixes: Vec::new(),
        data: None,
    };
    let related = say!(settings.locale, "第一份从这里开始", "the first one begins here");
    let title = say!(settings.locale, "删去重复的报告", "Delete the copy");
    finding.relate(first_line(original) + first, related);
    finding.offer(title, true, Edit::delete(TextRange::at(start, copy.len())));
    Some(finding)
}

/// The first line of a report that says anything.
fn first_line(report: &Report) -> TextRange {
    let first = report.parts.iter().find(|part| !matches!(part.block.kind, BlockKind::Blank));
    first.map_or(TextRange::default(), |part| match &part.block.kind {
        BlockKind::Prose(prose) => prose.text + part.start,
        BlockKind::Table(table) => table.rows.first().map_or(part.range(), |row| row.range + part.start),
        _ => part.range(),
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::{REPORT, check, check_fix, findings};
    use super::RULE;

    #[test]
    fn a_whole_report() {
        let twice = format!("{REPORT}\n{REPORT}");
        let found = findings(&twice);
        assert_eq!(found.iter().map(|finding| finding.rule).collect::<Vec<_>>(), [RULE.name]);
        check_fix(&RULE, &twice, REPORT);
    }

    #[test]
    fn blanks_between_figures_make_no_difference() {
        let flat = "第二十条第（一）项\n信息内容本年制发件数本年废止件数现行有效件数\n规章0 0 0\n行政规范性文件2 1 7\n";
        let section = REPORT.split("\n## ").nth(2).unwrap();
        let report = REPORT.replacen(&section[section.find('|').unwrap()..], &format!("{flat}\n"), 1);
        let copy = report.replace("2 1 7", "2 17");
        let found = findings(&format!("{report}\n{copy}"));
        assert_eq!(found.iter().filter(|finding| finding.rule == RULE.name).count(), 1);
        assert_eq!(found.iter().filter(|finding| finding.rule == "flattened-table").count(), 1);
    }

    #[test]
    fn a_report_of_another_year_is_no_copy() {
        check(&RULE, &format!("{REPORT}\n{}", REPORT.replace("2024年", "2023年")));
    }

    #[test]
    fn a_table() {
        let section = REPORT.split("\n## ").nth(2).unwrap();
        let table = &section[section.find('|').unwrap()..];
        let found = findings(&format!("{{report}}\n{{section 2}}\n{table}\n{table}"));
        assert_eq!(found.iter().map(|finding| finding.rule).collect::<Vec<_>>(), [RULE.name]);
        check_fix(
            &RULE,
            &format!("{{report}}\n{{section 2}}\n{table}\n{table}"),
            &format!("{{report}}\n{{section 2}}\n{table}\n"),
        );
    }

    #[test]
    fn a_section() {
        let section = "## 五、存在的主要问题及改进情况\n\n信息更新不够及时。下一步，将加强督促检查。\n\n";
        check_fix(
            &RULE,
            &format!("{{report}}\n{{whole section 5}}\n{section}{section}"),
            &format!("{{report}}\n{{whole section 5}}\n{section}"),
        );
        let other = section.replace("督促", "日常");
        check(&RULE, &format!("{{report}}\n{{whole section 5}}\n{section}{other}"));
    }
}
