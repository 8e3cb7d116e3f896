//! See [`RULE`].

use super::statement::{self, ColumnFigure, Statement, Verdict};
use super::{Bilingual, Context, FixKind, Group, Rule};
use crate::finding::{Data, Severity};
use crate::report::{StatedCells, prose::CellExpr};
use crate::say;
use crate::text::{Edit, Edits, Number};

/// A figure in prose differs from the cell, or sum of cells, that it states.
pub static RULE: Rule = Rule {
    name: "prose-mismatch",
    group: Group::Prose,
    severity: Severity::Warning,
    fix: FixKind::Offered,
    summary: Bilingual {
        zh: "正文里的数与表中的数不一致",
        en: "A figure in prose differs from the cell or sum of cells that it states",
    },
    details: Bilingual {
        zh: "\
正文写“收到申请 454 件”，表中“本年新收”的总计却是 468：读者不知道该信哪一个。最常见的是把“自然人”一列的数当成总计写进了正文，\
这时会指出是哪一列，同一段里的几处作为一条提示，可以一次改好。

“收到”“受理”可以指本年新收，也可以连同上年结转，两种说法有一种相符就不提示。

以下不提示：约数（400余件）；以“万”为单位的数，四舍五入或舍去尾数后相符的；只说一部分的数（网上、某部门、某季度）；\
上年的、累计的数；表中是空白或者读不出的；表本身还不平的（先把表改好）；别处已正确写过总数、这里的数较小、\
又不是哪一列的数的（多半是其中一部分）。

两处哪一处对，只有您知道，所以两种改法都只是建议。

依据：国办公开办函〔2021〕30号要求年度报告内容准确。",
        en: "\
Prose that says 454 requests were received over a table whose total is 468 leaves the reader to guess. Most often the \
column of natural persons was stated as the total: the finding then names the column, and several figures of one \
paragraph are one finding with one fix.

收到 and 受理 may mean what is new, or what is new and carried in: either is accepted.

Silent on approximate figures, on figures in 万 that agree once rounded, on parts (online, one office, one quarter), \
on other years, where the table is blank or unreadable, where the table itself does not \
add up yet, and where another figure states the total rightly and this smaller one is no column's.

Only a person knows which of the two is right, so both corrections are offered.

Source: 国办公开办函〔2021〕30号 asks for accurate reports.",
    },
    flagged: "
{report}
{section 1}
### （一）主动公开政府信息情况

2024年，我委通过门户网站主动公开政府信息320条。

### （二）依申请公开政府信息情况

2024年，共收到政府信息公开申请9件，上年结转1件，办结9件，结转下年度继续办理1件。

### （三）政府信息管理情况

严格落实信息发布审核制度，做好政府信息管理工作。

### （四）政府信息公开平台建设情况

加强门户网站和政务新媒体建设，优化栏目设置。

### （五）监督保障情况

将政务公开纳入年度工作考核，组织业务培训，自觉接受社会评议，全年未发生责任追究情形。
",
    clean: "
{report}
{section 1}
### （一）主动公开政府信息情况

2024年，我委通过门户网站主动公开政府信息320条。

### （二）依申请公开政府信息情况

2024年，共收到政府信息公开申请14件，上年结转1件，办结13件，结转下年度继续办理2件。

### （三）政府信息管理情况

严格落实信息发布审核制度，做好政府信息管理工作。

### （四）政府信息公开平台建设情况

加强门户网站和政务新媒体建设，优化栏目设置。

### （五）监督保障情况

将政务公开纳入年度工作考核，组织业务培训，自觉接受社会评议，全年未发生责任追究情形。
",
    check,
};

fn check(context: &mut Context<'_>) {
    let statements = context.compared();
    let mut rest: &[Statement<'_>] = &statements;
    while let Some(first) = rest.first() {
        let end = rest.iter().position(|one| one.paragraph != first.paragraph).unwrap_or(rest.len());
        let (paragraph, behind) = rest.split_at(end);
        check_paragraph(context, paragraph);
        rest = behind;
    }
}

fn check_paragraph(context: &mut Context<'_>, statements: &[Statement<'_>]) {
    // Figures of one column are told of together or not at all.
    let some_wait = statements.iter().any(|one| one.waits);
    let wrong: Vec<_> = statements
        .iter()
        .filter(|one| matches!(one.verdict, Verdict::Differs(_)))
        .map(|one| (one, one.column(context)))
        .filter(|(_, column)| column.is_none() || !some_wait)
        .collect();
    let columns: Vec<&str> = wrong.iter().filter_map(|(_, column)| Some(&*column.as_ref()?.column.key)).collect();
    let shared = columns.iter().find(|key| columns.iter().filter(|other| other == key).count() > 1);
    let is_shared =
        |column: &Option<ColumnFigure<'_>>| column.is_some_and(|column| Some(&&*column.column.key) == shared);
    let together: Vec<(&Statement<'_>, ColumnFigure<'_>)> = wrong
        .iter()
        .filter(|(_, column)| is_shared(column))
        .filter_map(|(one, column)| Some((*one, (*column)?)))
        .collect();
    if !together.is_empty() {
        report_column(context, &together);
    }
    for (one, column) in wrong.iter().filter(|(_, column)| !is_shared(column)) {
        report_one(context, one, *column);
    }
}

/// The readings of a figure that differs.
fn readings<'s>(statement: &'s Statement<'_>) -> &'s [(CellExpr, StatedCells)] {
    match &statement.verdict {
        Verdict::Differs(readings) => readings,
        _ => &[],
    }
}

fn data(statement: &Statement<'_>, (expr, held): &(CellExpr, StatedCells)) -> Data {
    Data::Prose { value: statement.mention.value.number(), cell: expr.to_string(), expected: held.value }
}

/// Several figures of a paragraph that are one column's: one mistake, one finding.
fn report_column(context: &mut Context<'_>, figures: &[(&Statement<'_>, ColumnFigure<'_>)]) {
    let locale = context.locale();
    let (first, column) = figures[0];
    let (name, count) = (&column.column.name, figures.len());
    let mut corrections = Vec::new();
    let mut edits = Vec::new();
    let mut related = Vec::new();
    for (index, (one, column)) in figures.iter().enumerate() {
        let (_, held) = &readings(one)[column.reading];
        let (stated, expected, cells) = (one.mention.value.number(), held.value, statement::name(context, &held.terms));
        corrections.push(say!(locale, "{stated} 应为 {expected}", "{stated} should be {expected}"));
        edits.push(statement::rewrite(context, one, expected));
        if index > 0 {
            related.push((one.range, say!(locale, "{cells}为 {expected}", "{cells} is {expected}")));
        }
        related.extend(
            statement::cell_place(context, held)
                .map(|range| (range, say!(locale, "表中为 {expected}", "the table says {expected}"))),
        );
    }
    let corrections = statement::joined(&corrections, locale);
    let message = say!(
        locale,
        "这一段有 {count} 个数是“{name}”一列的数，与总计不符：{corrections}。请核对后改正。",
        "{count} figures of this paragraph are those of column “{name}”, not the totals: {corrections}. Check and correct."
    );
    let edits: Option<Vec<Edit>> = edits.into_iter().collect();
    let finding = context.report(first.range, message);
    related.into_iter().for_each(|(range, message)| {
        finding.relate(range, message);
    });
    finding.data(data(first, &readings(first)[column.reading]));
    if let Some(edits) = edits.and_then(|edits| Edits::new(edits).ok()) {
        finding.offer(say!(locale, "{count} 处都改为总计的数", "Take the totals in all {count} places"), true, edits);
    }
}

fn report_one(context: &mut Context<'_>, one: &Statement<'_>, column: Option<ColumnFigure<'_>>) {
    let locale = context.locale();
    let chosen = column.map_or(0, |column| column.reading);
    let reading = &readings(one)[chosen];
    let held = &reading.1;
    let (written, stated, expected) = (context.visible(one.range), one.mention.value.number(), held.value);
    let cells = statement::name(context, &held.terms);
    let difference = stated_difference(one, held);
    let message = match column {
        Some(column) => {
            let name = &column.column.name;
            say!(
                locale,
                "“{written}”与表中的数不符：{stated} 是“{name}”一列的数，总计为 {expected}（{cells}），相差 {difference}。请核对后改正。",
                "“{written}” differs from the table: {stated} is the figure of column “{name}”, the total is {expected} ({cells}), {difference} apart. Check and correct."
            )
        }
        None => {
            let others = others(context, one);
            say!(
                locale,
                "“{written}”与表中的数不符：{cells}为 {expected}，相差 {difference}{others}。请核对后改正。",
                "“{written}” differs from the table: {cells} is {expected}, {difference} apart{others}. Check and correct."
            )
        }
    };
    let place = statement::cell_place(context, held);
    let take = statement::rewrite(context, one, expected);
    let set = statement::set_cell(context, one, held);
    let is_checked = held.terms.iter().all(|term| !context.format.tables[term.table].relations.is_empty());
    let finding = context.report(one.range, message);
    if let Some(range) = place {
        finding.relate(range, say!(locale, "表中为 {expected}", "the table says {expected}"));
    }
    finding.data(data(one, reading));
    if let Some(edit) = take {
        finding.offer(say!(locale, "正文改为 {expected}", "Change the prose to {expected}"), is_checked, edit);
    }
    if let Some((name, figure, edit)) = set {
        finding.offer(say!(locale, "表中{name}改为 {figure}", "Set {name} to {figure}"), false, edit);
    }
}

/// What the other readings come to, and where else the figure stands.
fn others(context: &Context<'_>, one: &Statement<'_>) -> String {
    let locale = context.locale();
    let mut text = String::new();
    for (_, held) in readings(one).iter().skip(1) {
        let (name, value) = (statement::name(context, &held.terms), held.value);
        text += &say!(locale, "；{name}为 {value}", "; {name} is {value}");
    }
    if let Some(name) = statement::row_instead(context, one) {
        let stated = one.mention.value.number();
        text += &say!(locale, "；{stated} 是{name}的数", "; {stated} is the figure of {name}");
    }
    text
}

fn stated_difference(one: &Statement<'_>, held: &StatedCells) -> Number {
    let exponent = if one.mention.unit == Some(crate::report::prose::UnitClass::Money) { -4 } else { 0 };
    let difference = one.mention.value.number().shifted(exponent).plus(held.value.negated());
    if difference.is_negative() { difference.negated() } else { difference }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check, check_fix};
    use super::RULE;

    #[test]
    fn says_where_the_figure_stands() {
        check(
            &RULE,
            "
{report}
{section 1}
2024年，共收到政府信息公开申请16件，办结13件。
                              ^^^^ “16件”与表中的数不符：“一、本年新收政府信息公开申请数量”一行“总计”为 14，相差 2；“一、本年新收政府信息公开申请数量”一行“总计”与“二、上年结转政府信息公开申请数量”一行“总计”之和为 15。请核对后改正。
",
        );
    }

    #[test]
    fn one_column_instead_of_the_totals_is_one_finding() {
        check(
            &RULE,
            "
{report}
{section 1}
2024年，共收到政府信息公开申请9件，办结9件，结转下年度继续办理1件。
                              ^^^ 这一段有 3 个数是“自然人”一列的数，与总计不符：9 应为 14，9 应为 13，1 应为 2。请核对后改正。

全年收到政府信息公开申请４件。
                        ^^^^ “４件”与表中的数不符：4 是“商业企业”一列的数，总计为 14（“一、本年新收政府信息公开申请数量”一行“总计”），相差 10。请核对后改正。
",
        );
        check_fix(&RULE, RULE.flagged, RULE.clean);
    }

    #[test]
    fn right_wordings() {
        for text in [
            "共受理政府信息公开申请15件，其中本年新收14件，上年结转1件，办结13件。",
            "网上收到政府信息公开申请9件，书面5件，合计14件。",
            "收到政府信息公开申请约20件。",
            "上年收到政府信息公开申请20件。",
            "共收到政府信息公开申请14件，办结13件，其中当年新收12件、上年结转1件。",
            "收到政府信息公开申请14件，11件自收到之日起20日内答复。",
            "收到政府信息公开申请14件，办理结果为公开类6件、不予公开类3件。",
            "以我局为复议机关的行政复议案件356件。",
            "代理县政府行政复议案件20件、行政诉讼案件30件。",
            "持续推进行政复议信息公开，行政复议案件356件全部上网。",
            "全市各部门制定规范性文件22件。",
            "清理规范性文件，继续有效96件（含各部门）。",
            "减免行政事业性收费530万元。",
            "全市行政机关共收到政府信息公开申请1,255件，其中市本级机关14件、县区1,241件。",
            "共收到市长信箱来信203件，办结203件。",
            "行政事业性收费53.2万元，其中532000元已入库。",
            "我委承担行政复议职责，全年受理84件，审结80件。",
            "行政复议工作成效明显。全年受理案件320件，审结298件。",
            "全市行政复议案件1200件，行政诉讼案件800件。",
            "办理工伤认定120件，引发行政复议6件。",
            "2件申请引发行政复议。",
            "截至2025年1月18日，结转的2件申请已答复1件，1件正在办理。",
            "全市行政机关收到政府信息公开申请1,255件，我委收到14件。",
            "申请量超过10件的单位有3个。",
            "自条例修订施行以来，我委共答复政府信息公开申请352件。",
            "共办结13件：予以公开5件、不予公开3件，其余为其他情形，合计13件。",
            "全区行政处罚3200件，我委0件。",
        ] {
            check(&RULE, &format!("{{report}}\n{{section 1}}\n{text}\n"));
        }
    }
}
