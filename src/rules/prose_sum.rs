//! See [`RULE`].

use super::statement::{self, Statement, Verdict};
use super::{Bilingual, Context, FixKind, Group, Rule};
use crate::finding::{Data, Locale, Severity};
use crate::report::prose::{Claim, Enumeration};
use crate::report::{cells_of, figure_of};
use crate::say;
use crate::text::{Number, TextRange};

/// Parts that are listed in prose do not make the total stated for them.
pub static RULE: Rule = Rule {
    name: "prose-sum",
    group: Group::Prose,
    severity: Severity::Warning,
    fix: FixKind::Offered,
    summary: Bilingual {
        zh: "正文里列出的各项之和与所写的合计不符",
        en: "Parts listed in prose do not make the total stated for them",
    },
    details: Bilingual {
        zh: "\
“网上105件、快递17件，合计132件”：各项之和是 122。“共716条，包括……”之后的各项之和超过了 716，也是如此。

写“合计”“共计”或者等号的，各项之和应等于合计；写“包括”“分别为”的，也应相等，除非写明只列主要的、另有其他的；\
写“其中”“含”的，各项之和只是不能超过总数，怎么读都超过才提示。

以下不提示：有约数的；与表格不符、已由 prose-mismatch 指出的；合计照正文的另一种说法（连同上年结转）就相符的。

哪一个数写错了，只有您知道，所以改合计只是建议。",
        en: "\
`网上105件、快递17件，合计132件` states 132 for parts that make 122.

After 合计, 共计 or `=` the parts make the total; after 包括 or 分别为 too, unless the wording says that only the main ones \
are listed or that there are others; after 其中 or 含 they only can't exceed it, \
and are reported only where they do however the sentence is read.

Silent on approximate figures, where prose-mismatch says already that one of the figures differs from the table, and where \
another reading of the total (with what was carried in) fits.

Which figure is wrong only a person knows, so setting the total is only offered.",
    },
    flagged: "
{report}
{section 6}
2024年，公开政府信息共计332条，包括：政策文件类120条，财政信息类80条，工作动态类120条。

2024年，我委未收取政府信息公开信息处理费。

某市卫生健康委员会

2025年1月20日
",
    clean: "
{report}
{section 6}
2024年，公开政府信息共计320条，包括：政策文件类120条，财政信息类80条，工作动态类120条。

2024年，我委未收取政府信息公开信息处理费。

某市卫生健康委员会

2025年1月20日
",
    check,
};

/// The figures before a total whose parts may follow it.
const FIGURES_BEFORE: usize = 3;

/// Words by which a list admits that it is not whole.
const OTHERS: [&str; 9] = ["主要", "等", "其他", "其它", "其余", "另", "除", "如", "重点"];

fn check(context: &mut Context<'_>) {
    let statements = context.compared();
    for (paragraph, stated) in context.statements().iter().enumerate() {
        let lists = &stated.paragraph().enumerations;
        if lists.is_empty() {
            continue;
        }
        let first = statements.partition_point(|one| one.paragraph < paragraph);
        let end = statements.partition_point(|one| one.paragraph <= paragraph);
        let figures = &statements[first..end];
        for list in lists {
            if let Some(sum) = wrong_sum(context, list, figures) {
                report(context, list, figures, sum);
            }
        }
    }
}

/// What the parts of a list make, where that contradicts its total.
fn wrong_sum(context: &Context<'_>, list: &Enumeration, figures: &[Statement<'_>]) -> Option<Number> {
    let members = list.parts.iter().map(|part| part.mention).chain([list.total]);
    let is_exact = |at: usize| {
        let one = &figures[at];
        !one.mention.approximate
            && !one.waits
            && !matches!(one.verdict, Verdict::Differs(_))
            && !context.visible(one.range).contains(['万', '亿'])
    };
    if list.parts.len() < 2 || !members.into_iter().all(is_exact) {
        return None;
    }
    let mut sum = Number::ZERO;
    for part in &list.parts {
        let value = figures[part.mention].mention.value.number();
        sum = sum.plus(if part.subtracted { value.negated() } else { value });
    }
    let total = &figures[list.total];
    let stated = total.mention.value.number();
    let is_wrong = match list.claim {
        Claim::Sum => sum != stated,
        Claim::Subset => exceeds(context, list, figures),
        Claim::List => sum > stated || sum < stated && is_whole(context, list, figures),
    };
    // What came in this year is often listed with what was carried in from the last.
    let fits_otherwise = total.mention.readings.iter().any(|expr| {
        let held = cells_of(expr, context.format).and_then(|terms| figure_of(&terms, context.report));
        held.is_some_and(|held| held.value == sum)
    });
    (is_wrong && !fits_otherwise).then_some(sum)
}

/// Words before a figure that is no part of what came in, though it follows its parts: what became of them.
const RESULTS: [&str; 9] = ["办结", "答复", "回复", "结转", "审结", "完成", "采纳", "转办", "整改"];

/// Whether parts said to be some of a total are more than it, however the sentence is read: parts behind 其中 may be
/// those of a figure before (`建议6件、提案11件，其中主办5件、会办12件`), and end before the list does (`来信50件，办结208件`).
fn exceeds(context: &Context<'_>, list: &Enumeration, figures: &[Statement<'_>]) -> bool {
    let value = |at: usize| figures[at].mention.value.number();
    let stated = value(list.total);
    // Where a part agrees with its own cell, the table has the last word on the others as well.
    if list.parts.iter().any(|part| matches!(figures[part.mention].verdict, Verdict::Agrees)) {
        return false;
    }
    let mut end = figures[list.total].range.end();
    let mut sum = Number::ZERO;
    for part in &list.parts {
        let range = figures[part.mention].range;
        let before = context.slice(TextRange::new(end.min(range.start()), range.start()));
        if RESULTS.iter().any(|word| before.contains(word)) {
            break;
        }
        sum = sum.plus(value(part.mention));
        end = range.end();
        if sum == stated {
            return false;
        }
    }
    if in_bracket_behind(context, list, figures) {
        return sum > stated;
    }
    let before = (0..list.total).rev().map(value);
    let mut together = stated;
    let fits = before.take(FIGURES_BEFORE).any(|value| {
        together = together.plus(value);
        sum <= value || sum <= together
    });
    sum > stated && !fits
}

/// Whether the parts stand in a bracket right behind their total: `51条（其中图片3条、视频48条）` is said of no figure before.
fn in_bracket_behind(context: &Context<'_>, list: &Enumeration, figures: &[Statement<'_>]) -> bool {
    let start = figures[list.total].range.end();
    let end = list.parts.iter().map(|part| figures[part.mention].range.start()).max().unwrap_or(start);
    let between = context.slice(TextRange::new(start, end.max(start)));
    between.starts_with(['（', '(']) && !between.contains(['）', ')'])
}

/// Whether nothing says that there are other parts.
fn is_whole(context: &Context<'_>, list: &Enumeration, figures: &[Statement<'_>]) -> bool {
    let start = figures[list.total].range.start();
    let end = list.parts.iter().map(|part| figures[part.mention].range.end()).max().unwrap_or(start);
    let stated = &context.statements()[figures[list.total].paragraph];
    let paragraph = stated.range(context.report);
    let behind = context.slice(TextRange::new(end, paragraph.end()));
    let sentence_end = behind.find(['。', '；', ';']).unwrap_or(behind.len());
    let listed = context.slice(TextRange::new(start.min(end), end));
    let has_others = |text: &str| OTHERS.iter().any(|word| text.contains(word));
    !has_others(&listed) && !has_others(&behind[..sentence_end])
}

fn report(context: &mut Context<'_>, list: &Enumeration, figures: &[Statement<'_>], sum: Number) {
    let locale = context.locale();
    let total = &figures[list.total];
    let (written, stated) = (context.visible(total.range), total.mention.value.number());
    let difference = sum.plus(stated.negated());
    let difference = if difference.is_negative() { difference.negated() } else { difference };
    let added = addends(list, figures);
    let message = match (list.claim, locale) {
        (Claim::Subset, Locale::ZhCn) => {
            format!("“其中”各项之和 {added}={sum}，超过了所说的“{written}”，多 {difference}。请核对后改正。")
        }
        (_, Locale::ZhCn) => {
            format!("各项之和 {added}={sum}，这里写的是“{written}”，相差 {difference}。请核对后改正。")
        }
        (_, Locale::En) => {
            format!("The parts make {added}={sum}, the total says “{written}”, {difference} apart. Check and correct.")
        }
    };
    let is_confirmed = matches!(total.verdict, Verdict::Agrees);
    let edit = if is_confirmed || list.claim == Claim::Subset { None } else { statement::rewrite(context, total, sum) };
    let cell = total.mention.cell().map(ToString::to_string);
    let finding = context.report(total.range, message);
    for part in &list.parts {
        let value = figures[part.mention].mention.value.number();
        finding.relate(figures[part.mention].range, say!(locale, "其中一项：{value}", "a part: {value}"));
    }
    if let Some(cell) = cell {
        finding.data(Data::Prose { value: stated, cell, expected: sum });
    }
    if let Some(edit) = edit {
        finding.offer(say!(locale, "合计改为 {sum}", "Set the total to {sum}"), false, edit);
    }
}

fn addends(list: &Enumeration, figures: &[Statement<'_>]) -> String {
    let mut text = String::new();
    for part in &list.parts {
        if part.subtracted {
            text.push('-');
        } else if !text.is_empty() {
            text.push('+');
        }
        text += &figures[part.mention].mention.value.number().to_string();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check, check_fix};
    use super::RULE;

    #[test]
    fn sums_lists_and_subsets() {
        check(
            &RULE,
            "
{report}
{section 1}
全年网上收到来信105件，快递17件，合计132件。
                                     ^^^^^ 各项之和 105+17=122，这里写的是“132件”，相差 10。请核对后改正。

公开信息200条，其中网站150条，新媒体60条。
        ^^^^^ “其中”各项之和 150+60=210，超过了所说的“200条”，多 10。请核对后改正。
",
        );
    }

    #[test]
    fn differences_and_lists_within_lists() {
        check(
            &RULE,
            "
{report}
{section 1}
公开信息122+11-126=8条。
                   ^^^ 各项之和 122+11-126=7，这里写的是“8条”，相差 1。请核对后改正。

公开信息144条，其中网站51条（其中图片3条、视频49条）、新媒体93条。
                       ^^^^ “其中”各项之和 3+49=52，超过了所说的“51条”，多 1。请核对后改正。
",
        );
        for text in [
            "公开信息122+11-126=7条。",
            "公开信息122+11−126=7条。",
            "公开信息144条，其中网站51条（其中图片3条、视频48条）、新媒体93条。",
        ] {
            check(&RULE, &format!("{{report}}\n{{section 1}}\n{text}\n"));
        }
    }

    #[test]
    fn what_adds_up_or_need_not_is_right() {
        for text in [
            "全年网上收到来信105件，快递17件，合计122件。",
            "公开信息200条，其中网站150条，新媒体30条。",
            "公开信息200条，主要包括：网站150条，新媒体30条。",
            "公开信息200条，包括：网站150条，新媒体30条等。",
            "公开信息约200条，包括：网站150条，新媒体70条。",
            "受理信访件210件，其中来信50件，来访16件，办结208件。",
            "办理建议6件、提案11件，其中主办5件、会办12件。",
            "受理信访事项78件，办结76件，其中初信初访55件，重复信访23件。",
            "收到申请55件，答复58件：予以公开18件，部分公开5件，不予公开8件，无法提供18件，不予处理2件，其他处理7件，合计58件。",
            "收到申请55件，予以公开18件，部分公开5件，不予公开8件，无法提供18件，不予处理2件，其他处理7件，合计58件。",
            "结转下年度3件。其中，其他处理7件，满意率98%。",
            "公开审批结果86项，征地信息23项，公共资源交易560项。",
            "共受理政府信息公开申请14件，其中上年结转1件、予以公开5件、部分公开1件、不予公开3件、无法提供3件、不予处理1件。",
        ] {
            check(&RULE, &format!("{{report}}\n{{section 1}}\n{text}\n"));
        }
    }

    #[test]
    fn the_total_is_set() {
        check_fix(
            &RULE,
            "{report}\n{section 1}\n主动公开、政府信息管理、平台建设、监督保障、依申请公开：公开信息共计332条，包括：文件类120条，财政类80条，动态类120条。\n",
            "{report}\n{section 1}\n主动公开、政府信息管理、平台建设、监督保障、依申请公开：公开信息共计320条，包括：文件类120条，财政类80条，动态类120条。\n",
        );
    }
}
