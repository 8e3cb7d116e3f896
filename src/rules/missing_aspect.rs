//! See [`RULE`].

use super::insert::{self, Manner};
use super::{Bilingual, Context, FixKind, Group, Rule};
use crate::finding::Severity;
use crate::format::{Meaning, Words, skeleton};
use crate::report::Section;
use crate::say;
use crate::syntax::MarkerStyle;

/// Section 一 lacks one of the aspects it must speak of.
pub static RULE: Rule = Rule {
    name: "missing-aspect",
    group: Group::Content,
    severity: Severity::Warning,
    fix: FixKind::Offered,
    summary: Bilingual { zh: "总体情况缺少规定的方面", en: "Section 一 lacks one of the five aspects" },
    details: Bilingual {
        zh: "\
“总体情况”要写主动公开、依申请公开、政府信息管理、政府信息公开平台建设、监督保障五个方面，不得遗漏。\
有小标题的看小标题，没有小标题的看正文：只要正文里说到这一方面的工作，就算写了。

可选的修改：在这一部分末尾补上小标题和待填写的提示。

2019、2020年度的格式没有规定这五个方面，只作轻微提示。没有“总体情况”或者下面没有内容的，另有提示。

依据：国办公开办函〔2021〕30号。",
        en: "\
Section 总体情况 covers five aspects: proactive disclosure, disclosure on request, management of information, platforms, \
oversight. Headings count, and so does prose: an aspect that the text speaks of is there.

Fix offered: a sub-heading and a note of what to write at the section's end.

In reports for 2019 and 2020, whose form did not list the aspects, this is a hint. A section that is absent or empty is \
told of elsewhere.

Source: 国办公开办函〔2021〕30号.",
    },
    flagged: "
{report}
{section 1}
2024年，我委主动公开政府信息320条，收到公开申请14件。门户网站运行平稳。全年组织业务培训2次。

",
    clean: "
{report}
{section 1}
2024年，我委主动公开政府信息320条，收到公开申请14件。严格执行信息审核制度。门户网站运行平稳。全年组织业务培训2次。

",
    check,
};

fn check(context: &mut Context<'_>) {
    let format = context.format;
    for (spec, section) in format.sections.iter().enumerate().filter(|(_, section)| !section.aspects.is_empty()) {
        // Its absence is `missing-section`'s.
        let Some(found) = context.report.sections.iter().find(|one| one.spec == spec) else { continue };
        // Nothing is written there yet: `empty-section`.
        if context.paragraphs(found).next().is_none() {
            continue;
        }
        let spoken = spoken_of(context, spec);
        let missing: Vec<usize> = (0..section.aspects.len()).filter(|aspect| !spoken[*aspect]).collect();
        if !missing.is_empty() {
            report(context, found, &missing);
        }
    }
}

/// Which aspects the section's headings or prose speak of.
fn spoken_of(context: &Context<'_>, spec: usize) -> Vec<bool> {
    let mut spoken = vec![false; context.format.sections[spec].aspects.len()];
    let own = context.format_index();
    let vocabulary = context.vocabulary();
    for section in context.report.sections.iter().filter(|section| section.spec == spec) {
        for paragraph in context.paragraphs(section) {
            let named = paragraph.prose.hits.iter().filter(|hit| vocabulary.is_of(**hit, Words::Aspect));
            for meaning in named.flat_map(|hit| vocabulary.meanings(*hit)) {
                if let Meaning::Aspect { format, section, aspect } = *meaning
                    && usize::from(format) == own
                    && usize::from(section) == spec
                {
                    spoken[usize::from(aspect)] = true;
                }
            }
            if spoken.iter().all(|is_spoken_of| *is_spoken_of) {
                return spoken;
            }
        }
    }
    spoken
}

fn report(context: &mut Context<'_>, section: &Section, missing: &[usize]) {
    let spec = &context.format.sections[section.spec];
    let labels: Vec<&str> = missing.iter().map(|aspect| spec.aspects[*aspect].label.trim_end_matches("情况")).collect();
    let (heading, listed) = (&spec.heading, labels.iter().map(|label| format!("“{label}”")).collect::<String>());
    let message = say!(
        context.locale(),
        "“{heading}”没有写到{listed}，请补充；确实没有的也要说明。",
        "“{heading}” says nothing of {listed}."
    );
    let edit = Manner::of(context).map(|manner| {
        let last = context
            .paragraphs(section)
            .filter_map(|paragraph| paragraph.prose.marker)
            .filter(|marker| marker.style == MarkerStyle::ChineseBrackets)
            .last();
        let level = if manner.level() > 0 { manner.level() + 1 } else { 0 };
        let numbers = last.map_or(1, |marker| marker.number.saturating_add(1))..;
        let stubs = missing.iter().zip(numbers).map(|(aspect, number)| {
            manner.lines(&format!("\n{}", skeleton::aspect_stub(&spec.aspects[*aspect].label, number, level)))
        });
        let text: String = stubs.collect();
        let text = if manner.gap().len() > 1 { &*text } else { text.trim_start_matches('\n') };
        insert::lines(context, insert::end_of(context, section), text)
    });
    let title = say!(context.locale(), "补上{listed}", "Add {listed}");
    let finding = context.report(section.heading, message);
    if let Some(edit) = edit {
        finding.offer(title, true, edit);
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check, check_stub};
    use super::RULE;

    #[test]
    fn names_what_is_missing() {
        check(
            &RULE,
            "
{report}
{whole section 1}
## 一、总体情况
   ^^^^^^^^^^^^ “总体情况”没有写到“政府信息管理”“监督保障”，请补充；确实没有的也要说明。

2024年，我委主动公开政府信息320条，收到公开申请14件，门户网站运行平稳。

",
        );
    }

    #[test]
    fn prose_counts() {
        check(
            &RULE,
            "
{report}
{section 1}
全年发布信息30条，未收到依申请公开。定期清理规范性文件，落实三审三校，及时维护公众号，把政务公开纳入绩效考核。

",
        );
    }

    #[test]
    fn a_stub_at_the_end() {
        let text = "2024年，我委主动公开政府信息320条，收到公开申请14件。门户网站运行平稳。全年组织业务培训2次。\n\n";
        check_stub(
            &RULE,
            &format!("{{report}}\n{{section 1}}\n{text}"),
            &format!("{{report}}\n{{section 1}}\n{text}### （一）政府信息管理情况\n\n（填写：政府信息管理）\n\n"),
        );
    }
}
