//! See [`RULE`].

use super::insert::{self, Manner};
use super::{Bilingual, Context, FixKind, Group, Rule};
use crate::config::Kind;
use crate::finding::Severity;
use crate::format::{Words, skeleton};
use crate::say;

/// A government's report without the results of assessment, appraisal or accountability.
pub static RULE: Rule = Rule {
    name: "missing-oversight",
    group: Group::Content,
    severity: Severity::Hint,
    fix: FixKind::Offered,
    summary: Bilingual {
        zh: "政府的报告缺少工作考核、社会评议或责任追究结果",
        en: "A government's report without the results of assessment, appraisal or accountability",
    },
    details: Bilingual {
        zh: "\
各级人民政府的年度报告还应当包括工作考核、社会评议和责任追究结果情况，列入“监督保障”；没有发生责任追究的，也要写明。

可选的修改：在“总体情况”末尾补上待填写的提示。

以下不提示：部门的报告；看不出是哪一级机关、也没有在 `gouji.toml` 里写 `kind = \"government\"` 的。写了的按警告提示。

依据：《政府信息公开条例》第五十条第（四）项；国办公开办函〔2021〕30号。",
        en: "\
A people's government also reports the results of work assessment, public appraisal and accountability, under 监督保障; \
where nobody was held to account, it says so.

Fix offered: a note of what to write at the end of section 总体情况.

Silent in reports of departments, and where neither name nor configuration shows a government. With \
`kind = \"government\"` in `gouji.toml` this is a warning.

Source: article 50 (4) of the Regulations; 国办公开办函〔2021〕30号.",
    },
    flagged: "
{report}
{section 1}
2024年，县政府主动公开政府信息320条，收到公开申请14件。严格执行信息审核制度，门户网站运行平稳。组织业务培训，开展工作考核。

{config}
[report]
kind = \"government\"
",
    clean: "
{report}
{section 1}
2024年，县政府主动公开政府信息320条，收到公开申请14件。严格执行信息审核制度，门户网站运行平稳。开展工作考核和社会评议，\
未发生责任追究情形。

{config}
[report]
kind = \"government\"
",
    check,
};

fn check(context: &mut Context<'_>) {
    // Where the report belongs to nobody that the law asks this of.
    let Some(severity) = severity(context) else { return };
    let section = context.report.sections.iter().find(|section| {
        let spec = &context.format.sections[section.spec];
        context.format.is_annual_report && !spec.aspects.is_empty()
    });
    // Without the section, or without text in it, there are graver things to say.
    let Some(section) = section.filter(|section| context.paragraphs(section).next().is_some()) else { return };
    let said = |class: Words| !context.proses_with(&[class]).is_empty();
    let asked = [(Words::Assessment, "工作考核"), (Words::Appraisal, "社会评议"), (Words::Accountability, "责任追究")];
    let missing: Vec<&str> = asked.into_iter().filter(|(class, _)| !said(*class)).map(|(_, name)| name).collect();
    if missing.is_empty() {
        return;
    }
    let listed: String = missing.iter().map(|name| format!("“{name}”")).collect();
    let message = say!(
        context.locale(),
        "没有写到{listed}。政府的报告要写明这几项的结果，没有发生的也要说明。",
        "Nothing is said of {listed}: a government reports these results, also where there were none."
    );
    let edit = Manner::of(context).map(|manner| {
        let note = skeleton::placeholder(&format!("{}结果", missing.join("、")));
        let line = manner.lines(&format!("{}{note}\n", &manner.gap()[1..]));
        insert::lines(context, insert::end_of(context, section), &line)
    });
    let title = say!(context.locale(), "补上{listed}", "Add {listed}");
    let finding = context.report_as(severity, section.heading, message);
    if let Some(edit) = edit {
        finding.offer(title, true, edit);
    }
}

/// How grave this is for the organ that publishes the report; None where the law does not ask it of that organ.
fn severity(context: &Context<'_>) -> Option<Severity> {
    match context.kind() {
        Some(Kind::Government) => Some(Severity::Warning),
        Some(Kind::Department) => None,
        Some(Kind::Township) => Some(Severity::Hint),
        None => {
            let name = context.report.facts.organization.as_deref()?;
            name.ends_with("人民政府").then_some(Severity::Hint)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{REPORT, check, check_stub, findings};
    use super::RULE;
    use crate::finding::Severity;

    #[test]
    fn who_must_say_it() {
        let text = RULE.flagged.split("{config}").next().unwrap();
        check(&RULE, text);
        let severities = |fixture: &str| {
            let found = findings(fixture);
            found.iter().filter(|finding| finding.rule == RULE.name).map(|finding| finding.severity).collect::<Vec<_>>()
        };
        assert_eq!(severities(RULE.flagged), [Severity::Warning]);
        let section = text.split("{section 1}").nth(1).unwrap();
        let start = REPORT.find("### （一）").unwrap();
        let end = REPORT.find("## 二").unwrap();
        let own = format!("{}{}{}", &REPORT[..start], section.trim_start(), &REPORT[end..]);
        assert_eq!(severities(&own), []);
        let named = own.replace("某市卫生健康委员会", "某县人民政府");
        assert_eq!(severities(&named), [Severity::Hint]);
    }

    #[test]
    fn a_note_in_the_section() {
        let section = RULE.flagged.split("{config}").next().unwrap().trim_end();
        let config = "{config}\n[report]\nkind = \"government\"\n";
        check_stub(&RULE, RULE.flagged, &format!("{section}\n\n（填写：社会评议、责任追究结果）\n\n{config}"));
    }
}
