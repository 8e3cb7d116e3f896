//! See [`RULE`].

use super::{Bilingual, Context, FixKind, Group, Rule, insert};
use crate::finding::Severity;
use crate::report::Section;
use crate::say;
use crate::syntax::Marker;
use crate::text::{Edit, Edits, TextRange};

/// Sections out of order, misnumbered or written twice.
pub static RULE: Rule = Rule {
    name: "section-order",
    group: Group::Structure,
    severity: Severity::Warning,
    fix: FixKind::Safe,
    summary: Bilingual {
        zh: "各部分的序号不对、顺序不对，或者同一部分写了两次",
        en: "Sections out of order, misnumbered or written twice",
    },
    details: Bilingual {
        zh: "\
六个部分按规定的顺序排列，序号从一到六。改写、粘贴之后序号容易重复或跳号，顺序也容易弄错。

序号的修改会自动进行，但只在六个部分齐全、顺序正确、中间没有其他标题时：这时正确的序号只有一种。顺序不对的，请自行调整。

以下不提示：序号连续的（多写了一个自拟的部分，或者少了一个部分，后者见 `missing-section`）；没有序号的标题。

依据：国办公开办函〔2021〕30号、国办公开办函〔2019〕60号所附格式。",
        en: "\
The six sections stand in the order of the form, numbered from 一 to 六. Numbers are easily repeated or skipped where \
text was moved or pasted.

Numbers are corrected unasked, but only where all sections are there, in order and with no other heading between them: \
then there is one right numbering. Moving a section is left to a person.

Silent where the numbers run on without a gap (a section of the office's own was added, or one is absent: see \
`missing-section`), and about headings without a number.

Source: the forms issued with 国办公开办函〔2021〕30号 and 国办公开办函〔2019〕60号.",
    },
    flagged: "
{report}
{whole section 5}
## 四、存在的主要问题及改进情况

信息更新不够及时。下一步，将加强督促检查。

",
    clean: "
{report}
{whole section 5}
## 五、存在的主要问题及改进情况

信息更新不够及时。下一步，将加强督促检查。

",
    check,
};

fn check(context: &mut Context<'_>) {
    let sections = &context.report.sections;
    let mut is_sorted = true;
    for (index, section) in sections.iter().enumerate() {
        let name = || context.section_name(section.spec);
        let earlier = &sections[..index];
        if section.is_repeated {
            // A copy is `repeated-report`'s.
            let first = earlier.iter().find(|one| one.spec == section.spec);
            if let Some(first) = first.filter(|first| !super::repeated_report::is_copy(context, first, section)) {
                is_sorted = false;
                twice(context, first, section, &name());
            }
        } else if let Some(later) = earlier.iter().find(|one| one.spec > section.spec) {
            is_sorted = false;
            let (name, after) = (name(), context.section_name(later.spec));
            let message = say!(
                context.locale(),
                "顺序不对：“{name}”应排在“{after}”之前。",
                "Out of order: “{name}” belongs before “{after}”."
            );
            let related = say!(context.locale(), "应排在它之前", "belongs before this");
            context.report(section.heading, message).relate(later.heading, related);
        }
    }
    // Where sections stand in the wrong order, their numbers say nothing more.
    if is_sorted {
        numbers(context);
    }
}

fn twice(context: &mut Context<'_>, first: &Section, section: &Section, name: &str) {
    let message = say!(
        context.locale(),
        "“{name}”写了两次，内容不同，请合并成一处。",
        "“{name}” stands twice with different text: merge them."
    );
    let related = say!(context.locale(), "第一处", "the first one");
    context.report(section.heading, message).relate(first.heading, related);
}

/// Reports the first section with a wrong number; the others belong to the same slip.
fn numbers(context: &mut Context<'_>) {
    let sections = &context.report.sections;
    let number = |section: &Section| context.format.sections[section.spec].number;
    let is_wrong = |section: &&Section| section.marker.is_some_and(|marker| marker.number != number(section));
    let wrong: Vec<&Section> = sections.iter().filter(is_wrong).collect();
    let Some(first) = wrong.first() else { return };
    // The report numbers its headings without a gap: one of its own was added, or one is absent.
    let own = own_headings(context);
    let mut all: Vec<(TextRange, u8)> = own.clone();
    all.extend(sections.iter().filter_map(|section| section.marker).map(|marker| (marker.range, marker.number)));
    all.sort_by_key(|(range, _)| range.start());
    let runs = |numbers: &mut dyn Iterator<Item = u8>| numbers.zip(1..).all(|(number, expected)| number == expected);
    let mut recognised = sections.iter().filter_map(|section| section.marker).map(|marker| marker.number);
    if runs(&mut all.iter().map(|(_, number)| *number)) || runs(&mut recognised) {
        return;
    }
    let right = crate::format::skeleton::chinese_numeral(number(first));
    let heading = context.visible(first.heading);
    let heading = heading.trim();
    let message = say!(
        context.locale(),
        "“{heading}”的序号不对，应为“{right}”。",
        "“{heading}” is misnumbered: its number is {right}."
    );
    let related = say!(context.locale(), "序号也不对", "misnumbered too");
    let unique = own.is_empty() && sections.len() == context.format.sections.len();
    let edit = |section: &&Section| {
        let Marker { range, .. } = section.marker?;
        Some(Edit::replace(range, insert::renumbered(&context.slice(range), number(section))?))
    };
    let edits = wrong.iter().map(edit).collect::<Option<Vec<_>>>().filter(|_| unique);
    let title = say!(context.locale(), "改正各部分的序号", "Correct the numbers of the sections");
    let finding = context.report(first.heading, message);
    for section in &wrong[1..] {
        finding.relate(section.heading, related.clone());
    }
    if let Some(edits) = edits.and_then(|edits| Edits::new(edits).ok()) {
        finding.safe_fix(title, edits);
    }
}

/// Short lines that are numbered as the sections are and are none of them.
fn own_headings(context: &Context<'_>) -> Vec<(TextRange, u8)> {
    let sections = &context.report.sections;
    let Some(style) = sections.iter().find_map(|section| section.marker).map(|marker| marker.style) else {
        return Vec::new();
    };
    let proses = context.proses().filter(|(part, _)| {
        let is_section = |section: &Section| context.report.parts[section.part].start == part.start;
        !sections.iter().any(is_section) && sections.first().is_some_and(|first| first.heading.end() < part.start)
    });
    let short = |(part, prose): &(&crate::report::Part, &crate::syntax::Prose)| {
        prose.chars <= 30 && !context.slice(prose.text + part.start).contains(['。', '；', ';', '，'])
    };
    let numbered = proses.filter(short).filter_map(|(part, prose)| {
        let marker = prose.marker.filter(|marker| marker.style == style)?;
        Some((marker.range + part.start, marker.number))
    });
    numbered.collect()
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check, check_fix};
    use super::RULE;

    #[test]
    fn a_number_twice() {
        check(
            &RULE,
            "
{report}
{whole section 4}
## 三、政府信息公开行政复议、行政诉讼情况
   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ “三、政府信息公开行政复议、行政诉讼情况”的序号不对，应为“四”。

",
        );
    }

    #[test]
    fn numbers_are_put_right_together() {
        let text = |numbers: [&str; 4]| {
            let [third, fourth, fifth, sixth] = numbers;
            format!(
                "一、总体情况\n好。\n二、主动公开政府信息情况\n{third}、收到和处理政府信息公开申请情况\n{fourth}、政府信息公开行政复议、行政诉讼情况\n{fifth}、存在问题\n无。\n{sixth}、其他事项\n无。\n"
            )
        };
        check_fix(&RULE, &text(["四", "四", "六", "七"]), &text(["三", "四", "五", "六"]));
    }

    #[test]
    fn out_of_order() {
        check(
            &RULE,
            "
一、总体情况
好。
二、主动公开政府信息情况
四、政府信息公开行政复议、行政诉讼情况
三、收到和处理政府信息公开申请情况
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 顺序不对：“三、收到和处理政府信息公开申请情况”应排在“四、政府信息公开行政复议、行政诉讼情况”之前。
五、存在问题
六、其他事项
",
        );
    }

    #[test]
    fn numbers_that_run_on_are_right() {
        let own = "
一、总体情况
好。
二、主动公开政府信息情况
三、收到和处理政府信息公开申请情况
四、政府信息公开行政复议、行政诉讼情况
五、建议提案办理情况
都已办结。
六、存在的主要问题及改进情况
无。
七、其他需要报告的事项
无。
";
        check(&RULE, own);
        check(
            &RULE,
            "一、总体情况\n好。\n二、主动公开政府信息情况\n三、政府信息公开行政复议、行政诉讼情况\n四、存在问题\n五、其他事项\n",
        );
    }

    #[test]
    fn lists_inside_a_section_are_no_sections() {
        check(&RULE, "{report}\n{section 5}\n一、存在的主要问题\n\n公开不够及时。\n\n二、改进情况\n\n将加强督促。\n\n");
    }
}
