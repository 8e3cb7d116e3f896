//! See [`RULE`].

use super::insert::{self, Manner};
use super::{Bilingual, Context, FixKind, Group, Rule};
use crate::finding::Severity;
use crate::format::Words;
use crate::say;
use crate::syntax::BlockKind;

/// Section 六 says nothing of the information processing fee.
pub static RULE: Rule = Rule {
    name: "missing-fee-statement",
    group: Group::Content,
    severity: Severity::Hint,
    fix: FixKind::Offered,
    summary: Bilingual { zh: "没有写明信息处理费的收取情况", en: "Nothing is said of the information processing fee" },
    details: Bilingual {
        zh: "\
2021年度起，多数报告在“其他需要报告的事项”里写明发出收费通知的件数和收取信息处理费的总金额，没有收取的也写明。\
这是通行做法，所以只作轻微提示。

可选的修改：补上一句话，件数和金额留空，由填表人填写。

以下不提示：报告任何一处说到收费的；没有“其他需要报告的事项”或者下面没有内容的（另有提示）；2020年度以前的报告。

依据：《政府信息公开信息处理费管理办法》（国办函〔2020〕109号）；各地通行做法。",
        en: "\
Since 2021 most reports state in section 六 how many fee notices were sent and how much was charged, also where there was \
none. This is practice, so it is a hint.

Fix offered: the sentence, with the figures left to the person.

Silent where the report speaks of the fee anywhere, where section 六 is absent or empty (told of elsewhere), and before \
2021.

Source: 政府信息公开信息处理费管理办法 (国办函〔2020〕109号); practice.",
    },
    flagged: "
{report}
{section 6}
无其他需要报告的事项。

某市卫生健康委员会

2025年1月20日
",
    clean: "
{report}
{section 6}
发出收费通知0件，收取信息处理费总金额为0元。

某市卫生健康委员会

2025年1月20日
",
    check,
};

fn check(context: &mut Context<'_>) {
    // The form counts unpaid fees since there are fees.
    let has_fees = context.format.tables.iter().any(|table| table.rows.iter().any(|row| row.key == "other.fee_unpaid"));
    if !context.format.is_annual_report || !has_fees {
        return;
    }
    let Some(section) = context.section("other") else { return };
    // Nothing is written there yet: `empty-section`.
    let Some(last) = context.paragraphs(section).last() else { return };
    // A table or picture may say it.
    if context.report.body(section).any(|(_, part)| matches!(part.block.kind, BlockKind::Table(_) | BlockKind::Raw)) {
        return;
    }
    if !context.proses_with(&[Words::Fee]).is_empty() {
        return;
    }
    let message = say!(
        context.locale(),
        "没有写明信息处理费的收取情况；没有收取的也请写明。",
        "Nothing is said of the information processing fee; say so also where none was charged."
    );
    let year = context.report.facts.year.map_or(String::new(), |year| format!("{year}年，"));
    let sentence = format!("{year}发出收费通知（填写：件数）件，收取信息处理费（填写：金额）元。");
    let edit = Manner::of(context).filter(|_| !section.runs_on).map(|manner| {
        let line = manner.lines(&format!("{}{sentence}\n", &manner.gap()[1..]));
        insert::lines(context, insert::end_of(context, section), &line)
    });
    let title = say!(context.locale(), "补上收费情况一句，数字待填", "Add the sentence, figures to be filled in");
    let finding = context.report(last.text, message);
    if let Some(edit) = edit {
        finding.offer(title, true, edit);
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check, check_stub};
    use super::RULE;

    #[test]
    fn only_none() {
        check(
            &RULE,
            "{report}\n{whole section 6}\n## 六、其他需要报告的事项\n\n无\n^^ 没有写明信息处理费的收取情况；…\n",
        );
        check(&RULE, "{report}\n{section 6}\n");
        check(&RULE, "{report}\n{section 6}\n本机关依申请提供政府信息不收取费用。\n");
    }

    #[test]
    fn the_sentence() {
        check_stub(
            &RULE,
            "{report}\n{section 6}\n无其他事项。\n",
            "{report}\n{section 6}\n无其他事项。\n\n2024年，发出收费通知（填写：件数）件，收取信息处理费（填写：金额）元。\n",
        );
    }
}
