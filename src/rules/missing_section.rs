//! See [`RULE`].

use super::insert::{self, Manner};
use super::{Bilingual, Context, FixKind, Group, Paragraph, Rule};
use crate::finding::Severity;
use crate::format::Meaning;
use crate::say;
use crate::syntax::BlockKind;
use crate::text::{TextRange, TextSize};

/// One of the sections of the form is absent.
pub static RULE: Rule = Rule {
    name: "missing-section",
    group: Group::Structure,
    severity: Severity::Error,
    fix: FixKind::Offered,
    summary: Bilingual { zh: "缺少规定的部分", en: "A section that the form asks for is absent" },
    details: Bilingual {
        zh: "\
年度报告的六个部分都要写全，内容不得遗漏；确实没有内容的，保留标题并写明没有。

可选的修改：在应有的位置补上标题，标题的写法与其余各部分一致，下面是待填写的提示；第二、三、四部分补上空白表格。

以下不提示：标题换了说法、但序号和位置都对的（见 `section-heading`）；目录里的标题不算。

依据：《政府信息公开条例》第五十条；国办公开办函〔2021〕30号、国办公开办函〔2019〕60号所附格式。",
        en: "\
All six sections must be there, and nothing may be left out; where there is nothing to say, the heading stays and the \
section says so.

Fix offered: the heading in the manner of the others at its place, with notes of what to write; for sections 二, 三 and \
四 the blank table.

Silent where a heading in other words stands at the right place with the right number (see `section-heading`). Entries \
of a table of contents do not count.

Source: article 50 of the Regulations; the forms issued with 国办公开办函〔2021〕30号 and 国办公开办函〔2019〕60号.",
    },
    flagged: "
{report}
{whole section 6}
某市卫生健康委员会

2025年1月20日
",
    clean: "
{report}
{section 6}
本年度未收取信息处理费，无其他需要报告的事项。

某市卫生健康委员会

2025年1月20日
",
    check,
};

fn check(context: &mut Context<'_>) {
    let sections = &context.report.sections;
    for spec in 0..context.format.sections.len() {
        // It is there.
        if sections.iter().any(|section| section.spec == spec) {
            continue;
        }
        // Its heading is in words of its own, with the right number at the right place.
        if unrecognised(context, spec).is_some() {
            continue;
        }
        report(context, spec);
    }
}

fn report(context: &mut Context<'_>, spec: usize) {
    let (name, count) = (context.section_name(spec), context.format.sections.len());
    let source = &context.format.source;
    let table = context.format.tables.iter().position(|table| table.section == Some(spec));
    let has_table = table.is_some_and(|index| context.report.table(index).is_some());
    let message = match (has_table, source.is_empty()) {
        (true, _) => say!(
            context.locale(),
            "缺少“{name}”的标题。表格在，请在它前面补上标题。",
            "The heading “{name}” is missing. Its table is there: add the heading above it."
        ),
        (false, true) => say!(context.locale(), "缺少“{name}”。", "The section “{name}” is missing."),
        (false, false) => say!(
            context.locale(),
            "缺少“{name}”。{source}规定的 {count} 个部分都要写全，没有内容的也要保留标题并写明没有。",
            "The section “{name}” is missing. {source} asks for all {count} sections; one without content says so."
        ),
    };
    let (range, offset) = place(context, spec, table.filter(|_| has_table));
    let manner = Manner::of(context);
    let number = context.format.sections[spec].number;
    let inserted = manner.and_then(|manner| {
        let heading = manner.heading(number, &context.format.sections[spec].heading) + manner.gap();
        let body = if has_table { String::new() } else { manner.body(context, spec)? + &manner.gap()[1..] };
        Some(insert::lines(context, offset, &(heading + &body)))
    });
    let title = say!(context.locale(), "补上“{name}”", "Insert “{name}”");
    let finding = context.report(range, message);
    if let Some(edit) = inserted {
        finding.offer(title, true, edit);
    }
}

/// What a finding about an absent section marks, and where the section belongs.
fn place(context: &Context<'_>, spec: usize, table: Option<usize>) -> (TextRange, TextSize) {
    let report = context.report;
    let line = |index: usize| report.parts[index].start;
    if let Some(placed) = table.and_then(|index| report.table(index)) {
        let first = placed.table.rows.iter().flatten().next().copied().unwrap_or(placed.table.range);
        return (placed.place(first), placed.start);
    }
    if let Some(next) = report.sections.iter().find(|section| section.spec > spec) {
        return (next.heading, line(next.part));
    }
    let last_section = report.sections.last().map_or(0, |section| section.part);
    if let Some((signature, index)) = report.facts.signature.zip(insert::closing_part(context))
        && index > last_section
    {
        return (signature.name.unwrap_or(signature.date.range), line(index));
    }
    let last = report.parts.iter().rfind(|part| !matches!(part.block.kind, BlockKind::Blank));
    let range = last.map_or(TextRange::default(), |part| match &part.block.kind {
        BlockKind::Prose(prose) => prose.text + part.start,
        BlockKind::Table(table) => table.rows.last().map_or(part.range(), |row| row.range + part.start),
        _ => part.range(),
    });
    (range, last.map_or(TextSize::from(0), |part| part.range().end()))
}

/// The heading of a section that no wording of the format recognises: a short line that is numbered as the section is,
/// between the sections before and behind it.
pub(super) fn unrecognised<'a>(context: &Context<'a>, spec: usize) -> Option<Paragraph<'a>> {
    let sections = &context.report.sections;
    let number = context.format.sections[spec].number;
    let before = sections.iter().rfind(|section| section.spec < spec);
    let behind = sections.iter().find(|section| section.spec > spec);
    let style = before.or(behind)?.marker?.style;
    let start = before.map_or(0, |section| section.part + 1);
    let end = behind.map_or(context.report.parts.len(), |section| section.part);
    let parts = context.report.parts.get(start..end)?.iter();
    let mut proses = parts.filter_map(|part| Some((part, part.block.prose()?)));
    let own = context.format_index();
    let (part, prose) = proses.find(|(part, prose)| {
        let Some(marker) = prose.marker.filter(|marker| marker.style == style && marker.number == number) else {
            return false;
        };
        let short = prose.chars <= 30 && !context.slice(prose.text + part.start).contains(['。', '；', ';', '，', ',']);
        // The heading's own words, with text behind them in the same line.
        let is_own = |meaning: &Meaning| match *meaning {
            Meaning::Section { format, section, whole } => {
                whole && usize::from(format) == own && usize::from(section) == spec
            }
            _ => false,
        };
        let vocabulary = context.vocabulary();
        let begins_so = || {
            let behind = context.visible(TextRange::new(marker.range.end(), prose.text.end()) + part.start);
            let hits = vocabulary.section_hits_at(&behind, 0);
            hits.into_iter().any(|hit| vocabulary.meanings(hit).iter().any(is_own))
        };
        short || begins_so()
    })?;
    let text = prose.text + part.start;
    let start = prose.marker.map_or(text.start(), |marker| marker.range.end() + part.start);
    Some(Paragraph { part, prose, text: TextRange::new(start.min(text.end()), text.end()) })
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check, check_stub};
    use super::RULE;

    #[test]
    fn at_the_place_where_it_belongs() {
        check(
            &RULE,
            "
{report}
{whole section 6}
某市卫生健康委员会
^^^^^^^^^^^^^^^^^^ 缺少“六、其他需要报告的事项”。国办公开办函〔2021〕30号规定的 6 个部分都要写全，…

2025年1月20日
",
        );
        check(
            &RULE,
            "
{report}
{whole section 4}
{whole section 5}
{whole section 6}
## 六、其他事项
   ^^^^^^^^^^^^ 缺少“四、…
   ^^^^^^^^^^^^ 缺少“五、…

无。
",
        );
    }

    #[test]
    fn the_last_line_where_nothing_follows() {
        check(
            &RULE,
            "
一、总体情况
二、主动公开政府信息情况
三、收到和处理政府信息公开申请情况
四、政府信息公开行政复议、行政诉讼情况
五、存在的问题
仍有不足，将改进。
^^^^^^^^^^^^^^^^^^ 缺少“六、…
",
        );
    }

    #[test]
    fn a_heading_in_other_words_is_a_heading() {
        let text = "（一）总体情况 2024年，主动公开3条。\n（二）主动公开政府信息情况\n（三）收到和处理政府信息公开申请情况\n（四）政府信息公开行政复议、行政诉讼情况\n（五）存在的主要问题及改进情况 虽然取得成效，仍有不足。将改进。\n（六）其他需要报告的事项\n无。";
        check(&RULE, text);
        check(
            &RULE,
            &text.replace(
                "主动公开政府信息情况\n",
                "**主动公开政府信息情况**：全年公开政府信息三百余条，涵盖规划、预算、民生、应急各个方面。\n",
            ),
        );
        check(&RULE, "{report}\n{whole section 6}\n## 六、其他\n\n无。\n");
        check(&RULE, "{report}\n{whole section 5}\n## 五、工作短板与努力方向\n\n有不足，将改进。\n\n");
        check(&RULE, "{report}\n{whole section 4}\n## 四.复议诉讼有关情况\n\n| 行政复议 | | |\n\n");
    }

    #[test]
    fn inserted_in_the_manner_of_the_others() {
        check_stub(
            &RULE,
            "{report}\n{whole section 6}\n某市卫生健康委员会\n\n2025年1月20日\n",
            "
{report}
{whole section 6}
## 六、其他需要报告的事项

（填写：信息处理费收取情况，其他需要报告的事项；没有的，写明没有）

某市卫生健康委员会

2025年1月20日
",
        );
        check_stub(
            &RULE,
            "（一）总体情况\n好。\n（二）主动公开政府信息情况\n（三）收到和处理政府信息公开申请情况\n（四）政府信息公开行政复议、行政诉讼情况\n（六）其他需要报告的事项\n无。",
            "（一）总体情况\n好。\n（二）主动公开政府信息情况\n（三）收到和处理政府信息公开申请情况\n（四）政府信息公开行政复议、行政诉讼情况\n（五）存在的主要问题及改进情况\n（填写：存在的主要问题）\n（填写：改进措施）\n（六）其他需要报告的事项\n无。",
        );
    }
}
