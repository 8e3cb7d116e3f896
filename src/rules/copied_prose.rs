//! See [`RULE`].

use super::{Bilingual, Context, FixKind, Group, Rule, across_years};
use crate::beside::Neighbour;
use crate::finding::{Locale, Severity};
use crate::report::{COMPARED, Part, Passages, Section};
use crate::say;
use crate::text::TextRange;

/// Prose that is nearly the same as last year's, or another organ's.
pub static RULE: Rule = Rule {
    name: "copied-prose",
    group: Group::Across,
    severity: Severity::Warning,
    fix: FixKind::None,
    summary: Bilingual {
        zh: "总体情况或存在问题与上一年、与其他单位大体雷同",
        en: "Section 一 or 五 is nearly the same as last year's or another organ's",
    },
    details: Bilingual {
        zh: "\
“总体情况”和“存在的主要问题及改进情况”应写今年的工作。照抄上一年或者别的单位的文字，只换数字，是年度报告检查中常被指出的问题。

按八个字一段逐段比较，数字、标点、空格不算：两份报告的同一部分有八成以上相同才提示，并指出相同最多的段落。

以下不提示：这一部分文字太少（约一百六十字以下）；只有个别段落、套话相同；同一单位同一年的另一份稿子；没有可比的报告（怎么找见 `carried-over`）。",
        en: "\
Sections 一 and 五 should tell of this year's work. Text taken over from last year or from another organ, with the figures \
changed, is what inspections of these reports often find fault with.

Runs of eight characters are compared, without figures, punctuation and blanks; four fifths of a section must be the same. The \
finding stands at the passage that is most alike.

Silent on sections of less than about 160 characters, on single paragraphs and set phrases, on other drafts of the same report, and \
where there is nothing to compare with (see `carried-over`).",
    },
    flagged: "
{report}
{section 5}
一年来，我委在推进政府信息公开方面做了一些工作，但与群众的期待相比还有差距，主要是公开内容多为会议和活动，群众关心的审批流程、服务指南更新不够及时；政策解读以文字为主，图表和短视频不多，基层看不懂、记不住的情况时有发生；依申请公开答复文书的说理还不充分，个别答复引用条款不够准确。下一步，我委将建立栏目更新台账，每月通报更新情况，组织业务科室轮流撰写图文解读，会同法制机构逐件审核答复文书，开展两次案例研讨，把常见申请事项整理成问答放在门户网站首页，方便群众查询，同时把公开工作纳入科室年度考核，按季度抽查。
{last year}
{section 5}
一年来，我委在推进政府信息公开方面做了一些工作，但与群众的期待相比还有差距，主要是公开内容多为会议和活动，群众关心的审批流程、服务指南更新不够及时；政策解读以文字为主，图表和短视频不多，基层看不懂、记不住的情况时有发生；依申请公开答复文书的说理还不充分，个别答复引用条款不够准确。下一步，我委将建立栏目更新台账，每月通报更新情况，组织业务科室轮流撰写图文解读，会同法制机构逐件审核答复文书，开展3次案例研讨，把常见申请事项整理成问答放在门户网站首页，方便群众查询，同时把公开工作纳入科室年度考核，按季度抽查。
",
    clean: "
{report}
{section 5}
今年检查发现，门户网站有三个栏目两个月以上没有更新，两份答复没有写明复议途径，均已整改。仍存在的问题：一是数据类信息公开少，全年只公开四组统计数据；二是热线与公开平台没有打通，同一问题在两处答复口径不同。明年改进：把医疗机构名录、疫苗接种点和采购结果做成可下载的表格，每季度更新；与热线共用一个知识库，由办公室每周核对口径；对新任联络员集中培训两天，结业考试成绩记入个人档案。
{last year}
{section 5}
一年来，我委在推进政府信息公开方面做了一些工作，但与群众的期待相比还有差距，主要是公开内容多为会议和活动，群众关心的审批流程、服务指南更新不够及时；政策解读以文字为主，图表和短视频不多，基层看不懂、记不住的情况时有发生；依申请公开答复文书的说理还不充分，个别答复引用条款不够准确。下一步，我委将建立栏目更新台账，每月通报更新情况，组织业务科室轮流撰写图文解读，会同法制机构逐件审核答复文书，开展3次案例研讨，把常见申请事项整理成问答放在门户网站首页，方便群众查询，同时把公开工作纳入科室年度考核，按季度抽查。
",
    check,
};

/// How much of a section must be the same.
const NEARLY_THE_SAME: f64 = 0.8;

/// How much of a paragraph must be for the paragraph to be named.
const OF_A_PARAGRAPH: f64 = 0.7;

/// The paragraphs that a finding points at beside its own.
const MOST_RELATED: usize = 10;

fn check(context: &mut Context<'_>) {
    if context.previous().is_none() && context.alike().is_empty() {
        return;
    }
    let Some(own) = context.digest() else { return };
    for key in COMPARED {
        let Some(section) = context.section(key) else { continue };
        let number = context.format.sections[section.spec].number;
        let Some(passages) = own.passages(number) else { continue };
        let likeness = |other: &Neighbour| {
            let theirs = other.digest.passages(number)?;
            Some(passages.likeness(theirs)).filter(|likeness| *likeness >= NEARLY_THE_SAME)
        };
        let last = context.previous().and_then(|previous| Some((previous, likeness(previous)?)));
        let others = context.alike().iter().filter_map(|other| Some((other, likeness(other)?)));
        // Of one's own text and another's, one's own is the likelier source.
        let most_alike = last.or_else(|| others.max_by(|one, two| one.1.total_cmp(&two.1)));
        if let Some((other, likeness)) = most_alike
            && let Some(theirs) = other.digest.passages(number)
        {
            report(context, section, (other, theirs, likeness));
        }
    }
}

fn report(context: &mut Context<'_>, section: &Section, (other, theirs, likeness): (&Neighbour, &Passages, f64)) {
    let locale = context.locale();
    let mut copied = copied(context, section, theirs);
    copied.sort_by_key(|(runs, range)| (std::cmp::Reverse(*runs), range.start()));
    let Some((_, longest)) = copied.first().copied() else { return };
    let (name, source) = (context.section_name(section.spec), source(context, other, locale));
    // A share of a few hundred runs.
    let percent = (likeness * 100.0).round() as u8;
    let which = match copied.len() {
        1 => say!(locale, "这一段几乎照抄", "this paragraph"),
        count => say!(locale, "有 {count} 段几乎照抄，这一段最长", "{count} paragraphs, this one the longest"),
    };
    let message = say!(
        locale,
        "“{name}”与{source}大体相同（约 {percent}%，数字不计），{which}。请改写为本年度、本单位的情况。",
        "“{name}” is nearly the same as {source} (about {percent}%, figures apart): {which}. Write what this year was like."
    );
    let finding = context.report(longest, message);
    for (_, range) in copied.iter().skip(1).take(MOST_RELATED) {
        finding.relate(*range, say!(locale, "这一段也几乎相同", "nearly the same, too"));
    }
    finding.relate_to(other, TextRange::default(), source);
}

/// The paragraphs that stand in the other section too, each with how much there is to compare.
fn copied(context: &Context<'_>, section: &Section, theirs: &Passages) -> Vec<(usize, TextRange)> {
    let paragraph = |(_, part): (usize, &Part)| {
        let (runs, prose) = (context.runs(part), part.block.prose()?);
        let is_copied = theirs.share_of(&runs) >= OF_A_PARAGRAPH;
        is_copied.then(|| (runs.len(), prose.text + part.start))
    };
    context.report.body(section).filter_map(paragraph).collect()
}

fn source(context: &Context<'_>, other: &Neighbour, locale: Locale) -> String {
    let is_last_year = context.previous().is_some_and(|previous| std::ptr::eq(previous, other));
    match &other.digest.organization {
        _ if is_last_year => across_years::name_of(other, locale),
        Some(name) => say!(locale, "“{name}”的报告", "the report of “{name}”"),
        None => say!(locale, "另一份报告", "another report"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::check;
    use super::RULE;

    #[test]
    fn another_organs_text() {
        let office = "{office 某市教育局}\n{rows}\n| 行政许可 | 99 | | |";
        let text = RULE.flagged.replace("{last year}", office);
        // The mark covers the paragraph, whatever its width.
        let paragraph = text.lines().find(|line| line.starts_with("一年来")).expect("it is there");
        let width: usize = paragraph.chars().map(|char| if char.is_ascii() { 1 } else { 2 }).sum();
        let told = "“五、存在的主要问题及改进情况”与“某市教育局”的报告大体相同（约 98%…";
        let marked = format!("{paragraph}\n{} {told}", "^".repeat(width));
        check(&RULE, &text.replacen(paragraph, &marked, 1));
    }

    #[test]
    fn short_sections_and_set_phrases() {
        check(&RULE, "{report}\n{last year}\n");
        check(&RULE, "{report}\n{office 某市教育局}\n");
        let mut half = RULE.flagged.to_owned();
        let (own, last) = half.split_once("{last year}").expect("both are there");
        let kept = last.find("下一步").expect("it is there");
        half = format!("{own}{{last year}}{}明年我们要做别的许多事情，与上面所说的毫不相干。\n", &last[..kept]);
        check(&RULE, &half);
    }
}
