//! See [`RULE`].

use super::insert::{self, Manner};
use super::{Bilingual, Context, FixKind, Group, Rule};
use crate::finding::Severity;
use crate::say;
use crate::syntax::BlockKind;
use crate::text::{TextRange, TextSize};

/// No title that names the organ and the year.
pub static RULE: Rule = Rule {
    name: "missing-title",
    group: Group::Structure,
    severity: Severity::Hint,
    fix: FixKind::Offered,
    summary: Bilingual { zh: "没有写明机关和年度的标题", en: "No title that names the organ and the year" },
    details: Bilingual {
        zh: "\
报告的标题一般写作“某机关某年政府信息公开工作年度报告”。网站的标题栏里有、正文里没有的，复制之后就看不出是谁的报告了。

可选的修改：知道机关名称和年度时，在开头补上标题。

以下不提示：标题分成两行写的；年度写在标题以外、但标题完整的，只提示年度。",
        en: "\
A report's title reads 某机关某年政府信息公开工作年度报告. Where only the page around it has the title, a copy no longer shows \
whose report it is.

Fix offered: the title at the start, where organ and year are known.

Silent about titles broken over two lines; of a title without a year only the year is asked for.",
    },
    flagged: "
一、总体情况
主动公开信息3条，收到公开申请1件，做好信息管理、网站建设，组织业务培训。
二、主动公开政府信息情况
详见附件。
三、收到和处理政府信息公开申请情况
详见附件。
四、政府信息公开行政复议、行政诉讼情况
详见附件。
五、存在的主要问题及改进情况
公开不够及时，将加强督促。
六、其他需要报告的事项
未收取信息处理费。
某市某局
2025年1月20日
",
    clean: "{report}",
    check,
};

fn check(context: &mut Context<'_>) {
    // Other kinds of report have titles of their own.
    if !context.format.is_annual_report {
        return;
    }
    let facts = &context.report.facts;
    match facts.title {
        None => report_missing(context),
        // The year may stand in another line of the title, or behind it in brackets.
        Some(title) if facts.title_year.is_none() && !has_year_near(context, title) => {
            let message = say!(context.locale(), "标题没有写明年度。", "The title does not name the year.");
            context.report(title, message);
        }
        Some(_) => {}
    }
}

fn report_missing(context: &mut Context<'_>) {
    let report = context.report;
    let Some(first) = report.parts.iter().find(|part| !matches!(part.block.kind, BlockKind::Blank)) else { return };
    let range = match &first.block.kind {
        BlockKind::Prose(prose) => prose.text + first.start,
        BlockKind::Table(table) => table.rows.first().map_or(first.range(), |row| row.range + first.start),
        _ => first.range(),
    };
    // Page residue before the report is told of by itself; a long paragraph is marked at its start only.
    let shown = first_chars(context, range);
    let message = say!(
        context.locale(),
        "没有标题。请在开头写明机关和年度，如“某局2024年政府信息公开工作年度报告”。",
        "There is no title. Begin with the organ and the year: 某局2024年政府信息公开工作年度报告."
    );
    let known = report.facts.organization.as_ref().zip(report.facts.year);
    let title = known.map(|(organization, year)| format!("{organization}{year}年{}", context.format.title));
    let edit = Manner::of(context).filter(|manner| !manner.is_html()).zip(title.as_ref()).map(|(manner, title)| {
        let hashes = "#".repeat(manner.level().saturating_sub(1));
        let line = if hashes.is_empty() { title.clone() } else { format!("{hashes} {title}") };
        insert::lines(context, first.start, &(line + manner.gap()))
    });
    let name = say!(context.locale(), "补上标题", "Insert the title");
    let finding = context.report(shown, message);
    if let Some(edit) = edit {
        finding.offer(name, true, edit);
    }
}

/// The first characters of a range, so that a finding does not underline a page of text.
fn first_chars(context: &Context<'_>, range: TextRange) -> TextRange {
    let text = context.slice(range);
    let end = text.char_indices().nth(20).map_or(text.len(), |(at, _)| at);
    TextRange::at(range.start(), TextSize::try_from(end).unwrap_or(range.len()))
}

/// Whether the lines around a title name a year: titles are broken over lines, and years stand in brackets below them.
fn has_year_near(context: &Context<'_>, title: TextRange) -> bool {
    let proses: Vec<_> = context.proses().take(12).collect();
    let at = proses.iter().position(|(part, prose)| prose.text + part.start == title);
    let near = at.map_or(0..0, |at| at.saturating_sub(1)..proses.len().min(at + 2));
    proses[near].iter().any(|(_, prose)| prose.chars <= 40 && !prose.dates.is_empty())
}

#[cfg(test)]
mod tests {
    use super::super::testing::{REPORT, check, check_fix};
    use super::RULE;

    #[test]
    fn no_title() {
        let without = REPORT.split_once("\n\n").unwrap().1;
        let (line, rest) = without.split_once('\n').unwrap();
        check(&RULE, &format!("{line}\n{} 没有标题。…\n{rest}", "^".repeat(40)));
        check_fix(&RULE, without, REPORT);
    }

    #[test]
    fn the_year() {
        let title = REPORT.lines().next().unwrap();
        let without = title.replace("2024年", "");
        let marks = format!("  {} 标题没有写明年度。", "^".repeat(46));
        check(&RULE, &REPORT.replace(title, &format!("{without}\n{marks}")));
        check(&RULE, &REPORT.replace(title, &format!("{without}\n\n（2024年度）")));
        check(&RULE, &REPORT.replace(title, "# 某市卫生健康委员会\n# 2024年政府信息公开工作年度报告"));
    }
}
