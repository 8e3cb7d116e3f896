//! See [`RULE`].

use super::statement::Statement;
use super::{Bilingual, Context, FixKind, Group, Rule};
use crate::finding::Severity;
use crate::report::prose::{Average, CellExpr, Share, UnitClass};
use crate::report::{cells_of, figure_of};
use crate::say;
use crate::text::{Edit, TextRange};

/// A share stated in prose does not follow from its own figures.
pub static RULE: Rule = Rule {
    name: "prose-percentage",
    group: Group::Prose,
    severity: Severity::Warning,
    fix: FixKind::Offered,
    summary: Bilingual {
        zh: "正文里的占比、月均数与所写的数算出来的不符",
        en: "A share or monthly average stated in prose does not follow from its own figures",
    },
    details: Bilingual {
        zh: "\
“共受理申请78件，其中予以公开25件，占33.9%”：25÷78 是 32.05%。

“全年办结120件，平均每月12件”：120 的十二分之一是 10。

按所写的位数四舍五入、或者舍去尾数的，都算相符。

以下不提示：没有写明是占什么的；约数；同一段里另有一个数、或者表中申请总数作分母就相符的。

哪一个数写错了，只有您知道，所以改占比只是建议。",
        en: "\
`共受理申请78件，其中予以公开25件，占33.9%`: 25 of 78 is 32.05%.

`全年办结120件，平均每月12件`: a twelfth of 120 is 10.

A share or average agrees when it is rounded or cut off to the decimals that are written.

Silent where it is not said of what it is a share, on approximate figures, and where another figure of the paragraph or \
the table's count of requests as the base makes it right.

Which figure is wrong only a person knows, so setting the share is only offered.",
    },
    flagged: "
{report}
{section 6}
2024年，公开政府信息共320条，其中政策文件类80条，占35%；工作动态类240条，占75%。

2024年，我委未收取政府信息公开信息处理费。

某市卫生健康委员会

2025年1月20日
",
    clean: "
{report}
{section 6}
2024年，公开政府信息共320条，其中政策文件类80条，占25%；工作动态类240条，占75%。

2024年，我委未收取政府信息公开信息处理费。

某市卫生健康委员会

2025年1月20日
",
    check,
};

/// Sums that are a base even where the paragraph does not state them.
const BASES: [&str; 2] = ["requests.new.total", "requests.handled.total"];
/// The most figures before a share that it may be said of together.
const MOST_TOGETHER: usize = 6;

fn check(context: &mut Context<'_>) {
    let statements = context.compared();
    for (paragraph, stated) in context.statements().iter().enumerate() {
        for share in &stated.paragraph().shares {
            let first = statements.partition_point(|one| one.paragraph < paragraph);
            let end = statements.partition_point(|one| one.paragraph <= paragraph);
            check_share(context, *share, &statements[first..end]);
        }
        for average in &stated.paragraph().averages {
            let first = statements.partition_point(|one| one.paragraph < paragraph);
            check_average(context, *average, &statements[first..]);
        }
    }
}

fn check_share(context: &mut Context<'_>, share: Share, figures: &[Statement<'_>]) {
    let (Some(part), Some(base)) = (share.part, share.base) else { return };
    // Any total of the tables may be its base.
    if context.waiting().has_cells() {
        return;
    }
    let is_vague = |at: usize| {
        let one = &figures[at];
        one.waits || one.mention.approximate || context.visible(one.range).contains(['万', '亿'])
    };
    if [share.percent, part, base].into_iter().any(is_vague) {
        return;
    }
    // 约占 stands before the words that lead to the figure.
    let between = TextRange::new(
        figures[part].range.end().min(figures[share.percent].range.start()),
        figures[share.percent].range.start(),
    );
    if context.slice(between).contains(['约', '近', '超', '逾', '不']) {
        return;
    }
    let percent = figures[share.percent].mention.value;
    let stated = Stated { percent: percent.as_f64(), decimals: percent.decimals() };
    let value = |at: usize| figures[at].mention.value.as_f64();
    // More than all of it: a part of something else.
    if value(base) <= 0.0 || value(part) > value(base) || fits_somehow(context, &stated, share.percent, part, figures) {
        return;
    }
    let computed = value(part) / value(base) * 100.0;
    let decimals = usize::from(stated.decimals);
    let computed = format!("{computed:.decimals$}");
    let locale = context.locale();
    let (written, part_written) = (context.visible(figures[share.percent].range), context.visible(figures[part].range));
    let base_written = context.visible(figures[base].range);
    let message = say!(
        locale,
        "“{written}”算不出来：{part_written}占{base_written}的 {computed}%。请核对后改正。",
        "“{written}” does not follow: {part_written} of {base_written} is {computed}%. Check and correct."
    );
    let related =
        [(part, &part_written), (base, &base_written)].map(|(at, written)| (figures[at].range, written.clone()));
    let edit = percent_edit(context, &figures[share.percent], &computed);
    let finding = context.report(figures[share.percent].range, message);
    for (range, written) in related {
        finding.relate(range, written);
    }
    if let Some(edit) = edit {
        finding.offer(say!(locale, "改为 {computed}%", "Change it to {computed}%"), false, edit);
    }
}

/// A monthly average: a twelfth, rounded up, down or cut off.
fn check_average(context: &mut Context<'_>, one: Average, figures: &[Statement<'_>]) {
    const MONTHS: f64 = 12.0;
    let (average, whole) = (&figures[one.average], &figures[one.whole]);
    let (written, of) = (context.visible(average.range), context.visible(whole.range));
    let decimals = average.mention.value.decimals();
    let computed = whole.mention.value.as_f64() / MONTHS;
    let within = 10f64.powi(-i32::from(decimals)) * 1.000_001;
    if [&written, &of].iter().any(|written| written.contains(['万', '亿']))
        || (computed - average.mention.value.as_f64()).abs() < within
    {
        return;
    }
    let decimals = usize::from(decimals);
    let message = say!(
        context.locale(),
        "“{written}”算不出来：{of}平均到 12 个月是 {computed:.decimals$}。请核对后改正。",
        "“{written}” does not follow: {of} over 12 months is {computed:.decimals$}. Check and correct."
    );
    context.report(average.range, message).relate(whole.range, of);
}

/// A share as written.
struct Stated {
    percent: f64,
    decimals: u8,
}

impl Stated {
    /// Whether it is this share, rounded or cut off.
    fn is(&self, part: f64, base: f64) -> bool {
        let unit = 10f64.powi(-i32::from(self.decimals));
        base > 0.0 && (part / base * 100.0 - self.percent).abs() < unit * 1.000_001
    }
}

/// Whether any base makes it right: a figure of the paragraph or the table's; and so for figures before it together.
fn fits_somehow(
    context: &Context<'_>,
    stated: &Stated,
    percent: usize,
    part: usize,
    figures: &[Statement<'_>],
) -> bool {
    let counts = |at: &usize| !matches!(figures[*at].mention.unit, Some(UnitClass::Percent));
    let value = |at: usize| figures[at].mention.value.as_f64();
    let of_table = BASES.iter().filter_map(|key| {
        let terms = cells_of(&CellExpr::of(vec![(*key).into()])?, context.format)?;
        Some(figure_of(&terms, context.report)?.value.as_f64())
    });
    let bases: Vec<f64> = (0..figures.len()).filter(counts).map(value).chain(of_table).collect();
    let before: Vec<f64> = (0..percent).filter(counts).map(value).collect();
    let mut together = 0.0;
    let mut parts = vec![value(part)];
    for value in before.iter().rev().take(MOST_TOGETHER) {
        together += value;
        parts.push(together);
        parts.push(*value);
    }
    parts.iter().any(|part| bases.iter().any(|base| part <= base && stated.is(*part, *base)))
}

fn percent_edit(context: &Context<'_>, percent: &Statement<'_>, computed: &str) -> Option<Edit> {
    let range = context.statements()[percent.paragraph].place(&percent.mention.number, context.report);
    let written = context.slice(range);
    let is_plain = written.chars().all(|char| char.is_ascii_digit() || char == '.');
    is_plain.then(|| Edit::replace(range, computed))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check, check_fix};
    use super::RULE;

    #[test]
    fn shares_of_what_is_stated() {
        check(
            &RULE,
            "
{report}
{section 1}
公开信息78条，其中政策文件25条，占33.9%，其余为动态。
                                  ^^^^^ “33.9%”算不出来：25条占78条的 32.1%。请核对后改正。
",
        );
    }

    #[test]
    fn rounded_or_cut_off_or_of_something_else() {
        for text in [
            "公开信息78条，其中政策文件25条，占32.05%。",
            "公开信息78条，其中政策文件25条，同比增长25%。",
            "公开信息78条，其中政策文件25条，较上年下降25%，动态53条，比上年增加5%。",
            "公开信息78条，其中政策文件25条，占32.06%。",
            "公开信息78条，其中政策文件25条，占32%。",
            "公开信息78条，其中政策文件25条，约占30%。",
            "公开信息25条，占33.9%。",
            "公开信息增长33.9%。",
            "结转下年度3件。其中，其他处理7件，满意率98%。",
            "办结58件，其中不予公开8件，无法提供18件，信息公开率39.7%。",
            "公开信息78条，其中政策文件25条，点击率33.9%。",
            "公开信息78条，其中政策文件80条，占33.9%。",
            "公开信息78条。其中，政策文件25条，占33.9%。",
        ] {
            check(&RULE, &format!("{{report}}\n{{section 1}}\n{text}\n"));
        }
    }

    #[test]
    fn monthly_averages() {
        check(
            &RULE,
            "
{report}
{section 1}
全年公开信息120条，平均每月12条。
                           ^^^^ “12条”算不出来：120条平均到 12 个月是 10。请核对后改正。
",
        );
        for text in [
            "全年公开信息260条，平均每月21.7条。",
            "全年公开信息260条，平均每月22条。",
            "全年公开信息260条，平均每月21条。",
            "全年公开信息260条，平均每月约25条。",
            "公开信息260条，其中动态120条，平均每月15条。",
            "公开信息260条，平均每月召开会议2次。",
        ] {
            check(&RULE, &format!("{{report}}\n{{section 1}}\n{text}\n"));
        }
    }

    #[test]
    fn the_share_is_set() {
        check_fix(&RULE, RULE.flagged, RULE.clean);
    }
}
