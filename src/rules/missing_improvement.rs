//! See [`RULE`].

use super::insert::{self, Manner};
use super::{Bilingual, Context, FixKind, Group, Rule};
use crate::finding::Severity;
use crate::format::{Words, skeleton};
use crate::say;
use crate::text::{TextRange, TextSize};

/// Section 五 names problems without improvements, or the reverse.
pub static RULE: Rule = Rule {
    name: "missing-improvement",
    group: Group::Content,
    severity: Severity::Warning,
    fix: FixKind::Offered,
    summary: Bilingual {
        zh: "只写了存在的问题没写改进情况，或者相反",
        en: "Problems without improvements, or improvements without problems",
    },
    details: Bilingual {
        zh: "\
第五部分既要写存在的主要问题，也要写改进情况：采取了什么措施，下一步怎么做。

可选的修改：在这一部分末尾补上待填写的提示。

拿不准时不提示：正文里只要有“下一步”“将”“针对”“加强”“完善”“加大力度”一类的话，就算写了改进；“有待加强”一类不算。\
这一部分太短、看不出写了什么的，也不提示；只写“无”的见 `empty-section`。

依据：《政府信息公开条例》第五十条第（四）项。",
        en: "\
Section 五 names the main problems and what is done about them.

Fix offered: a note of what to write at the section's end.

Silent when in doubt: any wording of plans or measures (下一步, 将, 针对, 加强, 完善, 加大力度) counts as an improvement, \
有待加强 does not. Silent too where the text is too short to tell; a section that says only 无 is `empty-section`'s.

Source: article 50 (4) of the Regulations.",
    },
    flagged: "
{report}
{section 5}
2024年，我委政务公开工作与群众期待相比还存在一定差距，主要是信息发布偶有文字错漏，按级审核不够认真细致。

",
    clean: "
{report}
{section 5}
2024年，我委政务公开工作与群众期待相比还存在一定差距，主要是信息发布偶有文字错漏，按级审核不够认真细致。下一步，将严格审核把关。

",
    check,
};

/// A text with fewer characters says too little to judge.
const SHORTEST: u32 = 15;

fn check(context: &mut Context<'_>) {
    // Other kinds of report ask for other things.
    if !context.format.is_annual_report {
        return;
    }
    let Some(section) = context.section("problems") else { return };
    let paragraphs: Vec<_> = context.paragraphs(section).collect();
    let Some((first, last)) = paragraphs.first().zip(paragraphs.last()) else { return };
    if paragraphs.iter().map(|paragraph| paragraph.prose.chars).sum::<u32>() < SHORTEST {
        return;
    }
    let is_wish = |range: &TextRange| {
        let before = TextRange::new(range.start().checked_sub(TextSize::from(12)).unwrap_or_default(), range.start());
        let before = context.slice(before);
        before.contains('待') || before.contains("亟需")
    };
    let problems = context.section_words(section, Words::Problem).next().is_some();
    let improvements = context.section_words(section, Words::Improvement).any(|range| !is_wish(&range));
    let (message, what) = match (problems, improvements) {
        (true, false) => (
            say!(
                context.locale(),
                "只写了存在的问题，没有写改进情况。请补充已采取的措施或下一步打算。",
                "Problems are named, improvements are not: say what was done or will be."
            ),
            "改进措施",
        ),
        (false, true) => (
            say!(
                context.locale(),
                "只写了改进措施，没有写存在的主要问题。",
                "Improvements are named, the problems are not."
            ),
            "存在的主要问题",
        ),
        // Both are there, or the wording is unusual.
        (true, true) | (false, false) => return,
    };
    let range = if paragraphs.len() == 1 { first.text } else { section.heading };
    let edit =
        Manner::of(context).filter(|_| last.part.range().end() <= insert::end_of(context, section)).map(|manner| {
            let line = manner.lines(&format!("{}{}\n", &manner.gap()[1..], skeleton::placeholder(what)));
            insert::lines(context, insert::end_of(context, section), &line)
        });
    let title = say!(context.locale(), "补上“{what}”", "Add “{what}”");
    let finding = context.report(range, message);
    if let Some(edit) = edit {
        finding.offer(title, true, edit);
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check, check_stub};
    use super::RULE;

    #[test]
    fn problems_alone() {
        check(
            &RULE,
            "
{report}
{section 5}
一是公开意识有待加强;二是业务水平有待提高。
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 只写了存在的问题，…

",
        );
        check(
            &RULE,
            "
{report}
{whole section 5}
## 五、存在的主要问题及改进情况
   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 只写了存在的问题，…

1.公开的内容不够全面。

2.信息更新不及时。

",
        );
    }

    #[test]
    fn improvements_alone() {
        check(
            &RULE,
            "
{report}
{section 5}
2025年，我委将继续做好政务公开，加大培训力度。
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 只写了改进措施，没有写存在的主要问题。

",
        );
    }

    #[test]
    fn arguable_wordings() {
        for text in [
            "1.平台建设工作需要加快。2.对门户网站信息保障工作还需加大力度。",
            "公开内容不全面，为此我局修订了公开目录。",
            "个别栏目更新慢的情况已得到解决，群众满意。",
            "针对公开不及时的问题，加强督促检查，完善考核办法。",
            "离要求还有差距，今后从以下方面做起。",
            "工作总体平稳有序，运行良好，群众认可。",
        ] {
            check(&RULE, &format!("{{report}}\n{{section 5}}\n{text}\n\n"));
        }
    }

    #[test]
    fn a_note_at_the_end() {
        check_stub(
            &RULE,
            "{report}\n{section 5}\n公开内容不够全面，信息更新不及时。\n\n",
            "{report}\n{section 5}\n公开内容不够全面，信息更新不及时。\n\n（填写：改进措施）\n\n",
        );
    }
}
