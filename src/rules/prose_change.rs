//! See [`RULE`].

use super::statement::{Statement, Verdict};
use super::{Bilingual, Context, FixKind, Group, Rule, across_years};
use crate::finding::Severity;
use crate::report::cells_of;
use crate::report::prose::{Before, Change, UnitClass};
use crate::say;
use crate::text::{Edit, Number};

/// What the prose says of growth does not follow from the two years' figures beside it.
pub static RULE: Rule = Rule {
    name: "prose-change",
    group: Group::Prose,
    severity: Severity::Warning,
    fix: FixKind::Offered,
    summary: Bilingual {
        zh: "正文里的增减与今年、去年两个数算出来的不符",
        en: "Growth stated in prose does not follow from the figures of the two years",
    },
    details: Bilingual {
        zh: "\
“今年收到120件，去年100件，同比增长25%”：120件比100件增长 20%。写明“增加20件，增长25%”的，去年的数由增加数推出。

同一句里没有写去年的数，但找到了上一年的报告（怎么找见 `carried-over`）、今年的数又与本报告的表格一致时，与上一年报告表格里的数比较。

按所写的位数四舍五入、或者舍去尾数的，都算相符。

以下不提示：去年的数无从得知；另有别的数、别的事项，分不清和哪个数比；环比；百分点；几倍、翻番、持平；约数。

哪一个数写错了，只有您知道，所以改增减数只是建议。",
        en: "\
`今年收到120件，去年100件，同比增长25%`: 120 is 20% more than 100. After `增加20件，增长25%` last year's figure follows from the \
difference.

Where the sentence does not give last year's figure, but last year's report is known (see `carried-over`) and this year's figure is \
what the tables hold, last year's tables are compared.

Growth agrees when it is rounded or cut off to the decimals that are written.

Silent where last year's figure is not known, where other figures or another matter leave open what is \
compared, on growth over other times than a year, on percentage points, multiples and approximate figures.

Which figure is wrong only a person knows, so setting the growth is only offered.",
    },
    flagged: "
{report}
{section 6}
2024年，公开政府信息320条，2023年公开政府信息256条，同比增长20%。

2024年，我委未收取政府信息公开信息处理费。

某市卫生健康委员会

2025年1月20日
",
    clean: "
{report}
{section 6}
2024年，公开政府信息320条，2023年公开政府信息256条，同比增长25%。

2024年，我委未收取政府信息公开信息处理费。

某市卫生健康委员会

2025年1月20日
",
    check,
};

fn check(context: &mut Context<'_>) {
    let statements = context.compared();
    for (paragraph, stated) in context.statements().iter().enumerate() {
        let changes = &stated.paragraph().changes;
        if changes.is_empty() {
            continue;
        }
        let first = statements.partition_point(|one| one.paragraph < paragraph);
        for change in changes {
            check_one(context, *change, &statements[first..]);
        }
    }
}

fn check_one(context: &mut Context<'_>, change: Change, figures: &[Statement<'_>]) {
    let value = |at: usize| figures[at].mention.value.as_f64();
    let now = value(change.now);
    let written = |at: usize| context.visible(figures[at].range);
    if [Some(change.by), Some(change.now), stated(change.before)]
        .into_iter()
        .flatten()
        .any(|at| written(at).contains(['万', '亿']))
    {
        return;
    }
    let befores = match change.before {
        Before::Figure(at) => vec![value(at)],
        Before::Less { by, rises: true } => vec![now - value(by)],
        Before::Less { by, rises: false } => vec![now + value(by)],
        Before::Unstated => in_last_year(context, &figures[change.now]),
    };
    if befores.iter().any(|before| *before < 0.0) {
        return;
    }
    let by = &figures[change.by];
    let is_percent = by.mention.unit == Some(UnitClass::Percent);
    let decimals = by.mention.value.decimals();
    let stated = if change.rises { by.mention.value.as_f64() } else { -by.mention.value.as_f64() };
    // Rounded or cut off; a difference of counts is exact.
    let within = if is_percent { 10f64.powi(-i32::from(decimals)) * 1.000_001 } else { 0.5 };
    let grown = |before: f64| match is_percent {
        true if before == 0.0 => None,
        true => Some((now - before) / before * 100.0),
        false => Some(now - before),
    };
    let all: Option<Vec<(f64, f64)>> = befores.iter().map(|before| Some((*before, grown(*before)?))).collect();
    let Some(first) = all.as_ref().and_then(|all| all.first()).copied() else { return };
    if all.iter().flatten().all(|(_, grown)| (grown - stated).abs() >= within) {
        report(context, change, figures, first);
    }
}

/// The figure of the sentence from which last year's is known.
fn stated(before: Before) -> Option<usize> {
    match before {
        Before::Figure(at) | Before::Less { by: at, .. } => Some(at),
        Before::Unstated => None,
    }
}

/// What last year's report holds of what a figure states, in each of its readings; nothing unless the figure is what this
/// year's tables hold.
fn in_last_year(context: &Context<'_>, now: &Statement<'_>) -> Vec<f64> {
    let Some(previous) = context.previous().filter(|_| matches!(now.verdict, Verdict::Agrees)) else {
        return Vec::new();
    };
    let held = |expr| {
        let terms = cells_of(expr, context.format)?;
        terms.iter().try_fold(Number::ZERO, |sum, term| {
            let key = &context.format.tables[term.table].cells[term.cell].key;
            let figure = previous.digest.figure(key)?.value.unwrap_or(Number::ZERO);
            Some(sum.plus(figure.times(if term.subtracted { -1 } else { 1 })))
        })
    };
    let all: Option<Vec<Number>> = now.mention.readings.iter().map(held).collect();
    all.unwrap_or_default().into_iter().map(Number::as_f64).collect()
}

fn report(context: &mut Context<'_>, change: Change, figures: &[Statement<'_>], (before, grown): (f64, f64)) {
    let locale = context.locale();
    let by = &figures[change.by];
    let unit = context.visible(by.range);
    let unit = unit
        .trim_start_matches(|char: char| !matches!(char, '%' | '％') && (char.is_numeric() || ".,，．".contains(char)));
    let (written, now) = (context.visible(by.range), context.visible(figures[change.now].range));
    let decimals = usize::from(by.mention.value.decimals());
    let figure = format!("{:.decimals$}", grown.abs());
    let (verb, english) = if grown < 0.0 { ("减少", "less") } else { ("增加", "more") };
    let last = match (change.before, context.previous()) {
        (Before::Unstated, Some(previous)) => across_years::name_of(previous, locale),
        _ => say!(locale, "去年", "last year"),
    };
    // Where it did not grow but fall, the verb is wrong, and maybe the figure as well.
    let same_way = (grown < 0.0) != change.rises;
    let message = if same_way || grown == 0.0 {
        say!(
            locale,
            "“{written}”算不出来：{now}比{last}的 {before} {verb} {figure}{unit}。请核对后改正。",
            "“{written}” does not follow: {now} is {figure}{unit} {english} than the {before} of {last}. Check and correct."
        )
    } else {
        let (said, english_said) = if change.rises { ("增加", "more") } else { ("减少", "less") };
        say!(
            locale,
            "增减写反了：这里说{said}“{written}”，{now}比{last}的 {before} 却是{verb} {figure}{unit}。请核对后改正。",
            "The wrong way round: this says “{written}” {english_said}, but {now} is {figure}{unit} {english} than the {before} of {last}. Check and correct."
        )
    };
    let range = context.statements()[by.paragraph].place(&by.mention.number, context.report);
    let is_plain = context.slice(range).chars().all(|char| char.is_ascii_digit() || char == '.');
    let edit = (is_plain && same_way).then(|| Edit::replace(range, figure.clone()));
    let mut related = vec![(figures[change.now].range, now)];
    related.extend(stated(change.before).map(|at| (figures[at].range, context.visible(figures[at].range))));
    let finding = context.report(by.range, message);
    for (range, written) in related {
        finding.relate(range, written);
    }
    if let Some(edit) = edit {
        finding.offer(say!(locale, "改为 {figure}{unit}", "Change it to {figure}{unit}"), false, edit);
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check, check_fix};
    use super::RULE;

    #[test]
    fn growth_that_does_not_follow() {
        check(
            &RULE,
            "
{report}
{section 6}
今年公开信息120条，去年100条，同比增长25%。
                                      ^^^ “25%”算不出来：120条比去年的 100 增加 20%。请核对后改正。
去年公开信息100条，今年80条，下降25%。
                                 ^^^ “25%”算不出来：80条比去年的 100 减少 20%。请核对后改正。
2024年公开信息120条，较2023年的100条增加30条。
                                        ^^^^ “30条”算不出来：120条比去年的 100 增加 20条。请核对后改正。
今年公开信息120条，比上年增加20条，增长16.7%。
                                       ^^^^^ “16.7%”算不出来：120条比去年的 100 增加 20.0%。请核对后改正。
公开信息由去年的100条增加到120条，增长16.7%。
                                      ^^^^^ “16.7%”算不出来：120条比去年的 100 增加 20.0%。请核对后改正。
今年公开信息80条，去年100条，同比增长20%。
                                     ^^^ 增减写反了：这里说增加“20%”，80条比去年的 100 却是减少 20%。请核对后改正。
",
        );
    }

    #[test]
    fn growth_over_last_years_report() {
        let check = |sentence: &str, mark: &str| {
            check(&RULE, &format!("{{report}}\n{{section 6}}\n{sentence}\n{mark}{{last year}}\n"));
        };
        // 14 now, 13 last year; carried in: 1 in both.
        for right in [
            "2024年，我委收到政府信息公开申请14件，比上年增加1件。",
            "2024年，我委收到政府信息公开申请14件，同比增长7.7%。",
            "2024年，我委收到政府信息公开申请14件，同比增长7.69%。",
            "2024年，我委收到来信14件，同比增长50%。",
            "2024年，我委收到政府信息公开申请18件，同比增长50%。",
            "2024年，我委收到政府信息公开申请14件，同比增长约10%。",
            "2024年，我委收到政府信息公开申请14件，较2022年增长40%。",
            "2024年，我委收到政府信息公开申请14件，比2021年减少2件。",
            "2024年，我委收到政府信息公开申请14件，主要为征地类，同比增加5件。",
            "2024年，我委收到政府信息公开申请14件，其中网络申请10件，同比增长25%。",
        ] {
            check(right, "");
        }
        check(
            "2024年，我委收到政府信息公开申请14件，比上年增加5件。",
            "                                                ^^^ “5件”算不出来：14件比上年报告（2023年）的 13 增加 1件。请核对后改正。\n",
        );
        check(
            "2024年，我委收到政府信息公开申请14件，同比下降7.7%。",
            "                                              ^^^^ 增减写反了：这里说减少“7.7%”，14件比上年报告（2023年）的 13 却是增加 7.7%。请核对后改正。\n",
        );
        check(
            "2024年，我委收到政府信息公开申请14件，同比减少1件。",
            "                                              ^^^ 增减写反了：这里说减少“1件”，14件比上年报告（2023年）的 13 却是增加 1件。请核对后改正。\n",
        );
    }

    #[test]
    fn growth_that_follows_or_leaves_open_from_what() {
        for text in [
            "今年公开信息120条，去年100条，同比增长20%。",
            "今年公开信息126条，去年109条，同比增长15.6%。",
            "今年公开信息126条，去年109条，同比增长15.5%。",
            "今年公开信息126条，去年109条，同比增长约16%。",
            "今年公开信息120条，较上年增加20条，增长20%。",
            "今年公开信息80条，较上年减少20条，下降20%。",
            "今年公开信息120条，同比增长35%。",
            "今年公开信息120条，去年100条，环比增长35%。",
            "今年公开信息120条，去年100条，占比上升5个百分点。",
            "今年公开信息120条，去年100条，满意度同比增长5%。",
            "今年公开信息120条，去年100条，办结率同比增长5%。",
            "今年公开信息120条，其中网上80条，去年100条，同比增长5%。",
            "今年公开信息120条，发文30条，去年100条，同比增长5%。",
            "今年公开信息120条，去年结转100条，同比增长5%。",
            "今年公开信息120条，2022年100条，同比增长5%。",
            "今年公开信息120条，近三年100条，同比增长5%。",
            "今年第四季度公开信息120条，去年100条，同比增长5%。",
            "今年公开信息120条，去年100条；微博同比增长5%。",
            "今年公开信息120条，去年100条。同比增长5%。",
            "今年公开信息120余条，去年100条，同比增长5%。",
            "今年公开信息120条，召开会议比去年100场增长5%。",
            "今年公开信息120条，去年100条，翻一番。",
            "今年公开信息120条，去年100条，与上年持平。",
            "今年公开信息120条，去年100条，增长1.2倍。",
            "今年公开信息1.2万条，去年1.1万条，同比增长5%。",
            "今年公开信息120条，比上年增加20条，其中微博增长35%。",
            "截至今年底累计公开信息120条，去年公开信息100条，同比增长5%。",
            "今年发布微博120条，去年发布微信100条，同比增长5%。",
            "今年网上收到来信120件，去年收到来信100件，同比增长5%。",
            "今年公开信息120条，去年发布会公开信息100条，同比增长5%。",
            "今年公开信息120条，明年计划公开信息150条，增长20%。",
            "今年公开信息120条，接听电话比上年增加20个，增长35%。",
        ] {
            check(&RULE, &format!("{{report}}\n{{section 6}}\n{text}\n"));
        }
    }

    #[test]
    fn the_growth_is_set() {
        check_fix(&RULE, RULE.flagged, RULE.clean);
    }
}
