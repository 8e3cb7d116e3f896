//! See [`RULE`].

use super::{Bilingual, Context, FixKind, Group, Rule};
use crate::finding::Severity;
use crate::format::Words;
use crate::report::{Cell, Term};
use crate::say;
use crate::text::{Number, TextRange};

/// The table counts unpaid fees, section 六 says that none arose.
pub static RULE: Rule = Rule {
    name: "fee-contradiction",
    group: Group::Content,
    severity: Severity::Warning,
    fix: FixKind::None,
    summary: Bilingual {
        zh: "表中有逾期未缴费的申请，第六部分却说没有产生收费",
        en: "The table counts unpaid fees, section 六 says that none arose",
    },
    details: Bilingual {
        zh: "\
表中“申请人逾期未按收费通知要求缴纳费用”有数，说明发出过收费通知；第六部分又写没有产生信息处理费、没有发出收费通知，\
两处必有一处不对。

以下不提示：只说没有“收取”的，因为通知之后没有缴费，自然没有收取；表中是 0、空白或者读不出的。

请核对后改正，数字和文字都不会自动改。

依据：国办公开办函〔2021〕30号所附格式；《政府信息公开信息处理费管理办法》（国办函〔2020〕109号）。",
        en: "\
Where the table counts requests whose applicants did not pay after a fee notice, notices were sent; a section 六 that says \
no fee arose or no notice was sent contradicts it.

Silent where the section only says that nothing was *collected* (收取), which agrees with fees that were not paid, and \
where the cell is 0, blank or unreadable.

A person must tell which is right: nothing is changed.

Source: the form issued with 国办公开办函〔2021〕30号; 国办函〔2020〕109号.",
    },
    flagged: "
{report}
{section 6}
2024年，我委未产生信息处理费。

某市卫生健康委员会

2025年1月20日
{rows}
|  |  | 2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请 | 1 | 0 | 0 | 0 | 0 | 0 | 1 |
|  | （二）部分公开（区分处理的，只计这一情形，不计其他情形） |  | 0 | 0 | 0 | 0 | 0 | 0 | 0 |
",
    clean: "
{report}
{section 6}
2024年，我委发出收费通知1件，未收取信息处理费。

某市卫生健康委员会

2025年1月20日
{rows}
|  |  | 2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请 | 1 | 0 | 0 | 0 | 0 | 0 | 1 |
|  | （二）部分公开（区分处理的，只计这一情形，不计其他情形） |  | 0 | 0 | 0 | 0 | 0 | 0 | 0 |
",
    check,
};

fn check(context: &mut Context<'_>) {
    // Where no fee went unpaid there is nothing to contradict.
    if context.proses_with(&[Words::NoFee]).is_empty() {
        return;
    }
    let Some((cell, unpaid)) = unpaid(context) else { return };
    let Some(section) = context.section("other") else { return };
    let paragraphs: Vec<_> = context.paragraphs(section).collect();
    for paragraph in paragraphs {
        let fees: Vec<TextRange> = context.words(paragraph.part, paragraph.prose, Words::Fee).collect();
        let denials = context.words(paragraph.part, paragraph.prose, Words::NoFee);
        // 未发生 may speak of anything: only a sentence that also speaks of fees denies them.
        let denial = denials.into_iter().find(|denial| {
            fees.iter().any(|fee| {
                let between = TextRange::new(
                    denial.end().min(fee.end()),
                    denial.start().max(fee.start()).max(denial.end().min(fee.end())),
                );
                !context.slice(between).contains(['。', '；', ';', '，', ','])
            })
        });
        let Some(denial) = denial else { continue };
        let said = context.visible(denial);
        let message = say!(
            context.locale(),
            "这里说“{said}”，表中逾期未按收费通知缴费的申请有 {unpaid} 件，说明发出过收费通知，请核对。",
            "This says “{said}”, but the table counts {unpaid} requests whose fee was notified and not paid."
        );
        let related = say!(context.locale(), "表中填的是 {unpaid}", "the table says {unpaid}");
        context.report(denial, message).relate(cell, related);
        return;
    }
}

/// The cell that counts requests with unpaid fees, where it holds more than 0.
fn unpaid(context: &mut Context<'_>) -> Option<(TextRange, Number)> {
    if !context.format.is_annual_report {
        return None;
    }
    let key = "requests.other.fee_unpaid.total";
    let waiting = context.waiting();
    let tables = context.report.tables.iter().enumerate();
    tables.filter_map(|(table, placed)| Some((table, placed.as_ref()?))).find_map(|(table, placed)| {
        let cells = &context.format.tables[placed.table.spec].cells;
        let index = cells.iter().position(|cell| cell.key == key)?;
        let cell: &Cell = placed.cell(index)?;
        if waiting.has(&[Term { table, cell: index, subtracted: false }]) {
            return None;
        }
        Some((placed.place(cell.range), cell.number().filter(|number| *number > Number::ZERO)?))
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::check;
    use super::RULE;

    fn with(text: &str) -> String {
        let (_, rows) = RULE.flagged.split_once("{rows}").unwrap();
        format!("{{report}}\n{{section 6}}\n{text}\n{{rows}}{rows}")
    }

    #[test]
    fn denials() {
        check(
            &RULE,
            &with(
                "本年度未发出收费通知。\n      ^^^^^^^^^^^^^^ 这里说“未发出收费通知”，表中逾期未按收费通知缴费的申请有 1 件，说明发出过收费通知，请核对。",
            ),
        );
    }

    #[test]
    fn nothing_collected_is_no_denial() {
        check(&RULE, &with("2024年未收取信息处理费。"));
        check(&RULE, &with("未发生行政诉讼。收取信息处理费0元。"));
        check(&RULE, "{report}\n{section 6}\n未产生信息处理费。\n");
    }
}
