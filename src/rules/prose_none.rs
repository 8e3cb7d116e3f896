//! See [`RULE`].

use super::statement::{self, Statement};
use super::{Bilingual, Context, FixKind, Group, Rule};
use crate::finding::{Data, Severity};
use crate::report::prose::{CellExpr, MentionKind};
use crate::report::{StatedCells, cells_of, figure_of};
use crate::say;
use crate::text::Number;

/// The prose says that there was nothing, or nothing left, where the table counts some.
pub static RULE: Rule = Rule {
    name: "prose-none",
    group: Group::Prose,
    severity: Severity::Warning,
    fix: FixKind::None,
    summary: Bilingual {
        zh: "正文说没有、说全部办结，表中却有数",
        en: "The prose says none, or all concluded, where the table counts some",
    },
    details: Bilingual {
        zh: "\
正文写“未收到申请”“未发生行政诉讼”，表中相应的数却大于 0；或者写“全部办结”，表中却有结转下年度继续办理的申请，\
两处必有一处不对。

以下不提示：表中是空白或者读不出的；同一份报告的正文另外写明了结转件数的；只说“按时”“按期”答复的，\
因为未到期的申请可以结转；说的是一部分（某部门、网上）的。

请核对后改正，数字和文字都不会自动改。

依据：国办公开办函〔2021〕30号要求年度报告内容准确。",
        en: "\
未收到申请 or 未发生行政诉讼 over a cell above 0, and 全部办结 over a case that the table carries into next year: one of the \
two is wrong.

Silent where the table is blank or unreadable, where the prose itself states how many cases are carried over, where cases \
were answered *in time* (按时, 按期; what was not due yet may be carried over), and for parts.

A person must tell which is right: nothing is changed.

Source: 国办公开办函〔2021〕30号 asks for accurate reports.",
    },
    flagged: "
{report}
{section 4}
2024年，我委未发生行政诉讼。

| 行政复议 | | | | | 行政诉讼 | | | | | | | | | |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
| 结果维持 | 结果纠正 | 其他结果 | 尚未审结 | 总计 | 未经复议直接起诉 | | | | | 复议后起诉 | | | | |
| | | | | | 结果维持 | 结果纠正 | 其他结果 | 尚未审结 | 总计 | 结果维持 | 结果纠正 | 其他结果 | 尚未审结 | 总计 |
| 1 | 0 | 0 | 1 | 2 | 0 | 0 | 0 | 0 | 0 | 1 | 0 | 0 | 0 | 1 |
",
    clean: "
{report}
{section 4}
2024年，我委未发生行政诉讼。

| 行政复议 | | | | | 行政诉讼 | | | | | | | | | |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
| 结果维持 | 结果纠正 | 其他结果 | 尚未审结 | 总计 | 未经复议直接起诉 | | | | | 复议后起诉 | | | | |
| | | | | | 结果维持 | 结果纠正 | 其他结果 | 尚未审结 | 总计 | 结果维持 | 结果纠正 | 其他结果 | 尚未审结 | 总计 |
| 1 | 0 | 0 | 1 | 2 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 |
",
    check,
};

/// What is carried on when not all is concluded.
const CARRIED_OUT: &str = "requests.carried_out.total";
const HANDLED: &str = "requests.handled.total";

/// Words by which only those that were due are spoken of.
const IN_TIME: [&str; 6] = ["按时", "按期", "及时", "期限", "时限", "期内"];

fn check(context: &mut Context<'_>) {
    let (statements, waiting) = (context.compared(), context.waiting());
    let names = |expr: &CellExpr, key: &str| expr.added().iter().any(|added| &**added == key);
    let says_carried_out = statements.iter().any(|one| {
        one.mention.kind == MentionKind::Figure && one.mention.readings.iter().any(|expr| names(expr, CARRIED_OUT))
    });
    for one in statements.iter().filter(|one| !one.waits) {
        let (cell, held) = match one.mention.kind {
            MentionKind::Figure => continue,
            MentionKind::Absence => match absent(context, one) {
                Some(found) => found,
                None => continue,
            },
            MentionKind::All => {
                let said = context.visible(one.range);
                // What is being typed may say that some are carried on.
                if says_carried_out || waiting.has_figure() || IN_TIME.iter().any(|word| said.contains(word)) {
                    continue;
                }
                match left_over(context, one) {
                    Some(found) => found,
                    None => continue,
                }
            }
        };
        if !waiting.has(&held.terms) {
            report(context, one, &cell, &held);
        }
    }
}

/// The cells said to be 0, where they hold something in every reading.
fn absent(context: &Context<'_>, one: &Statement<'_>) -> Option<(CellExpr, StatedCells)> {
    let mut first = None;
    for expr in &one.mention.readings {
        let Some(terms) = cells_of(expr, context.format) else { continue };
        let held = figure_of(&terms, context.report)?;
        if held.value <= Number::ZERO {
            return None;
        }
        first.get_or_insert((expr.clone(), held));
    }
    first
}

/// What is left over of that of which all is said to be done.
fn left_over(context: &Context<'_>, one: &Statement<'_>) -> Option<(CellExpr, StatedCells)> {
    let expr = one.mention.readings.first()?;
    let rest = if expr.to_string() == HANDLED { vec![CARRIED_OUT.into()] } else { expr.subtracted().to_vec() };
    let expr = CellExpr::of(rest)?;
    let held = figure_of(&cells_of(&expr, context.format)?, context.report)?;
    (held.value > Number::ZERO).then_some((expr, held))
}

fn report(context: &mut Context<'_>, one: &Statement<'_>, cell: &CellExpr, held: &StatedCells) {
    let locale = context.locale();
    let (said, name, value) = (context.visible(one.range), statement::name(context, &held.terms), held.value);
    let message =
        say!(locale, "这里说“{said}”，表中{name}却为 {value}，请核对。", "This says “{said}”, but {name} is {value}.");
    let place = statement::cell_place(context, held);
    let related = say!(locale, "表中为 {value}", "the table says {value}");
    let data = Data::Prose { value: Number::ZERO, cell: cell.to_string(), expected: value };
    let finding = context.report(one.range, message);
    finding.data(data);
    if let Some(range) = place {
        finding.relate(range, related);
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::check;
    use super::RULE;

    #[test]
    fn nothing_received_over_a_table_with_requests() {
        check(
            &RULE,
            "
{report}
{section 1}
2024年，我委未收到政府信息公开申请。
            ^^^^^^^^^^^^^^^^^^^^^^ 这里说“未收到政府信息公开申请”，表中“一、本年新收政府信息公开申请数量”一行“总计”却为 14，请核对。
",
        );
    }

    #[test]
    fn all_concluded_over_cases_that_are_carried_on() {
        check(
            &RULE,
            "
{report}
{section 1}
2024年，共收到政府信息公开申请14件，均已办结。
                                    ^^^^^^^^ 这里说“均已办结”，表中“四、结转下年度继续办理”一行“总计”却为 2，请核对。
",
        );
    }

    #[test]
    fn other_wordings_are_right() {
        for text in [
            "共收到政府信息公开申请14件，均已按时答复。",
            "共收到政府信息公开申请14件，均已办结，结转下年度继续办理2件。",
            "全年未因政府信息公开被问责，市长信箱来信全部办结。",
            "未收取信息处理费。",
            "收到政府信息公开申请14件，其中12个部门未收到申请。",
            "全县22个乡镇均未收到政府信息公开申请。",
            "没有因未按时答复被诉的情况。",
            "未发生因行政机关未答复引发的行政诉讼。",
            "未发生因不履行公开义务引起的行政复议。",
        ] {
            check(&RULE, &format!("{{report}}\n{{section 1}}\n{text}\n"));
        }
    }
}
