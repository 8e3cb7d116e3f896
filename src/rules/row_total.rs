//! A row total differs from the sum of its columns.

use super::{Bilingual, Context, FixKind, Group, Rule, competing};
use crate::finding::Severity;

/// See the module's documentation.
pub static RULE: Rule = Rule {
    name: "row-total",
    group: Group::Relations,
    severity: Severity::Error,
    fix: FixKind::Safe,
    summary: Bilingual {
        zh: "一行各列之和与“总计”不符", en: "A row total differs from the sum of its columns"
    },
    details: Bilingual {
        zh: "一行里自然人与五类法人或其他组织之和应等于“总计”。重算合计后如不再有任何不符，修正可自动应用；否则由您选择。\n\n不提示的情形：有一格能同时解释几处不符（由 suspect-figure 指出该格）；等式中有未能读出的格。空白按 0 计算，并在提示中说明。\n\n依据：国办公开办函〔2021〕30号、国办公开办函〔2019〕60号所附格式。",
        en: "In each row natural persons and the five kinds of organisation add up to 总计. Recomputing the total is safe when no relation stays violated, else offered.\n\nSilent when one cell explains several failing sums (suspect-figure names it) and when a cell of the sum could not be read. Blanks count as 0, and the message says so.\n\nSource: the forms of 国办公开办函〔2021〕30号 and 〔2019〕60号.",
    },
    flagged: "{report}\n{rows}\n| 一、本年新收政府信息公开申请数量 |  |  | 9 | 4 | 0 | 0 | 1 | 0 | 13 |\n{rows}\n| 二、上年结转政府信息公开申请数量 |  |  | 1 | 0 | 0 | 0 | 0 | 0 | 2 |\n",
    clean: "{report}\n{rows}\n| 一、本年新收政府信息公开申请数量 |  |  | 9 | 4 | 0 | 0 | 1 | 0 | 14 |\n{rows}\n| 二、上年结转政府信息公开申请数量 |  |  | 1 | 0 | 0 | 0 | 0 | 0 | 1 |\n",
    check,
};

fn check(context: &mut Context<'_>) {
    competing::report(context, RULE.name);
}

#[cfg(test)]
mod tests {
    use super::super::testing::{REPORT, check};
    use super::RULE;
    use crate::check::check as check_document;
    use crate::document::Document;

    #[test]
    fn names_row_addends_and_difference() {
        check(
            &RULE,
            "{report}\n{rows}\n| 一、本年新收政府信息公开申请数量 |  |  | 9 | 4 | 0 | 0 | 1 | 0 | 13 |\n\
             \x20                                                                  ^^ “一、本年新收政府信息公开申请数量”一行：各列之和 9+4+1=14，总计填的是 13，相差 1。请核对后改正。\n\
             {rows}\n| 二、上年结转政府信息公开申请数量 |  |  | 1 | 0 | 0 | 0 | 0 | 0 | 2 |\n\
             \x20                                                                  ^ “二、上年结转政府信息公开申请数量”一行：各列之和 1，总计填的是 2，相差 1。请核对后改正。\n",
        );
        check(&RULE, "{report}\n");
    }

    #[test]
    fn a_blank_addend_counts_as_nothing_and_the_message_says_so() {
        let text = REPORT.replace("| 9 | 4 | 0 | 0 | 1 | 0 | 14 |", "| 9 | 4 | 0 | 0 |  | 2 | 13 |");
        let findings = check_document(&Document::new(&text, Default::default()));
        assert!(findings.iter().any(|finding| finding.rule == RULE.name && finding.message.contains("空白按 0 计")));
    }

    #[test]
    fn a_blank_total_is_no_matter_of_sums() {
        let blank = REPORT.replace("| 9 | 4 | 0 | 0 | 1 | 0 | 14 |", "| 9 | 4 | 0 | 0 | 1 | 0 |  |");
        assert_ne!(blank, REPORT);
        let findings = check_document(&Document::new(&blank, Default::default()));
        let rules: Vec<&str> = findings.iter().map(|finding| finding.rule).collect();
        assert_eq!(rules, ["blank-cell"]);
    }
}
