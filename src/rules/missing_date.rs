//! See [`RULE`].

use super::{Bilingual, Context, FixKind, Group, Rule};
use crate::finding::Severity;
use crate::report::Part;
use crate::say;
use crate::syntax::{BlockKind, Date, Prose};
use crate::text::{Edit, TextRange, TextSize};

/// No signature, or one without name or date.
pub static RULE: Rule = Rule {
    name: "missing-date",
    group: Group::Dates,
    severity: Severity::Hint,
    fix: FixKind::Offered,
    summary: Bilingual {
        zh: "报告末尾没有单位落款或日期", en: "No name of the organ or no date at the report's end"
    },
    details: Bilingual {
        zh: "\
报告末尾一般署单位名称和公布日期；没有日期，也就看不出是否按期公布。整份报告只提示一次。\
提供的修改在末尾补上单位名称（标题里写了的）和日期，日期的“日”留给填报人填写。

以下不提示：最后几段或标题下方已经有完整日期的；写成其他样子的落款，例如单位和日期写在一行。

依据：公文惯例；公布期限见《政府信息公开条例》第四十九条。",
        en: "\
A report usually ends with the organ's name and the date; without a date nobody sees whether it was published in time. \
Reported once. The fix offered adds the name, where the title gives it, and a date whose day is left to the person.

Silent where a whole date stands in the last paragraphs or below the title, whatever stands around it.

Source: customary form of official documents; for the day see 《政府信息公开条例》 art. 49.",
    },
    flagged: "
{report}
{section 6}
2024年，我委未收取政府信息公开信息处理费。
",
    clean: "
{report}
{section 6}
2024年，我委未收取政府信息公开信息处理费。

某市卫生健康委员会

2025年1月20日
",
    check,
};

/// A signature stands among so many last paragraphs.
const LAST: usize = 4;
/// A paragraph with more characters is no signature.
const LONGEST: u32 = 60;

fn check(context: &mut Context<'_>) {
    let Some(section) = context.report.sections.last().filter(|_| context.format.is_annual_report) else { return };
    let heading = section.heading;
    let locale = context.locale();
    if let Some(signature) = context.report.facts.signature {
        if signature.name.is_none() {
            let message =
                say!(locale, "落款只有日期，没有单位名称。", "The signature has a date, but no name of the organ.");
            let fix = add_name(context, signature.date.range);
            let finding = context.report(signature.date.range, message);
            if let Some((title, edit)) = fix {
                finding.offer(title, true, edit);
            }
        }
        return;
    }
    if is_dated(context, heading) {
        return;
    }
    let name = context.proses().last().map(|(part, prose)| prose.text + part.start);
    let organization = context.report.facts.organization.as_deref();
    let name =
        name.filter(|range| range.len() < TextSize::from(200) && organization == Some(context.slice(*range).trim()));
    let message = match name {
        Some(_) => say!(locale, "落款只有单位名称，没有日期。", "The signature has a name, but no date."),
        None => say!(
            locale,
            "报告末尾没有落款（单位名称和日期）。",
            "The report ends without a signature (the organ's name and the date)."
        ),
    };
    let fix = add_date(context, name.is_none());
    let finding = context.report(name.unwrap_or(heading), message);
    if let Some((title, edit)) = fix {
        finding.offer(title, false, edit);
    }
}

/// Whether a date stands at the report's end or below its title: name and date in one line, a date still without its
/// day, a page that gives the date at its head.
fn is_dated(context: &Context<'_>, last_heading: TextRange) -> bool {
    let proses: Vec<(&Part, &Prose)> = context.proses().collect();
    let first_section = context.report.parts[context.report.sections[0].part].start;
    let mut in_head = proses.iter().take_while(|(part, _)| part.start < first_section);
    let last = proses.iter().rev().take(LAST);
    let mut at_end = last.filter(|(part, _)| part.range().end() > last_heading.end());
    let ends_in_date = |(_, prose): &(&Part, &Prose)| {
        let in_a_line = prose.chars <= LONGEST && prose.dates.iter().any(|date| date.month.is_some());
        let behind = |date: &Date| date.day.is_some() && date.range.end() == prose.text.end();
        in_a_line || prose.dates.last().is_some_and(behind)
    };
    at_end.any(ends_in_date) || in_head.any(|(_, prose)| prose.is_date)
}

/// Adds the organ's name before a date that stands alone. None where the name is not known.
fn add_name(context: &Context<'_>, date: TextRange) -> Option<(String, Edit)> {
    let name = context.report.facts.organization.as_ref()?;
    let is_whole_line = context.proses().any(|(part, prose)| prose.is_plain && prose.text + part.start == date);
    let title = say!(context.locale(), "在日期前补上单位名称“{name}”", "Add the name “{name}” before the date");
    is_whole_line.then(|| (title, Edit::insert(date.start(), format!("{name}\n\n"))))
}

/// Adds a date whose day a person must fill in, `with_name` the organ's name before it, at the report's end. None
/// where the year or the name is not known, and in HTML, where a line of text would be no paragraph.
fn add_date(context: &Context<'_>, with_name: bool) -> Option<(String, Edit)> {
    let facts = &context.report.facts;
    let locale = context.locale();
    let mut parts = context.report.parts.iter().rev();
    let part = parts.find(|part| !matches!(part.block.kind, BlockKind::Blank))?;
    let last = part.block.prose().filter(|prose| prose.is_plain)?;
    let next = facts.year? + 1;
    let name = if with_name { format!("\n\n{}", facts.organization.as_ref()?) } else { String::new() };
    let title = match with_name {
        true => say!(locale, "在末尾补上单位名称和日期", "Add the name and a date at the end"),
        false => say!(locale, "在末尾补上日期", "Add a date at the end"),
    };
    Some((title, Edit::insert(last.text.end() + part.start, format!("{name}\n\n{next}年1月XX日"))))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check, check_stub};
    use super::*;

    #[test]
    fn nothing_at_the_end() {
        check(
            &RULE,
            "
{report}
{whole section 6}
## 六、其他需要报告的事项
   ^^^^^^^^^^^^^^^^^^^^^^ 报告末尾没有落款（单位名称和日期）。

2024年，我委未收取政府信息公开信息处理费。
",
        );
        check(
            &RULE,
            "{report}\n{section 6}\n无。\n\n某市卫生健康委员会\n^^^^^^^^^^^^^^^^^^ 落款只有单位名称，没有日期。\n",
        );
        check(&RULE, "{report}\n{section 6}\n无。\n\n2025年1月20日\n^^^^^^^^^^^^^ 落款只有日期，没有单位名称。\n");
    }

    #[test]
    fn signed_in_another_way() {
        for end in ["某市卫生健康委员会 2025年1月20日", "（2025年1月20日印发）", "某市档案局\n\n二〇二五年一月二十日"]
        {
            check(&RULE, &format!("{{report}}\n{{section 6}}\n无。\n\n{end}\n"));
        }
    }

    #[test]
    fn the_signature_is_added() {
        check_stub(
            &RULE,
            "{report}\n{section 6}\n无。\n\n2025年1月20日\n",
            "{report}\n{section 6}\n无。\n\n某市卫生健康委员会\n\n2025年1月20日\n",
        );
        let bare = "{report}\n{section 6}\n我委未收取信息处理费。";
        check_stub(&RULE, &format!("{bare}\n"), &format!("{bare}\n\n某市卫生健康委员会\n\n2025年1月XX日\n"));
    }
}
