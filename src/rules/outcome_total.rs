//! Four outcomes of reviews or lawsuits do not add up to their total.

use super::{Bilingual, Context, FixKind, Group, Rule, competing};
use crate::finding::Severity;

/// See the module's documentation.
pub static RULE: Rule = Rule {
    name: "outcome-total",
    group: Group::Relations,
    severity: Severity::Error,
    fix: FixKind::Offered,
    summary: Bilingual {
        zh: "复议、诉讼四种结果之和与“总计”不符",
        en: "Four outcomes of reviews or lawsuits do not add up to their total",
    },
    details: Bilingual {
        zh: "行政复议、未经复议直接起诉、复议后起诉三组中，结果维持、结果纠正、其他结果、尚未审结之和应等于总计。每格只在一个等式里，算术不能断定是哪一格填错，所以重算合计只供选择。\n\n不提示的情形：有一格能同时解释几处不符（由 suspect-figure 指出该格）；等式中有未能读出的格。空白按 0 计算，并在提示中说明。\n\n依据：国办公开办函〔2021〕30号、国办公开办函〔2019〕60号所附格式。",
        en: "In each of the three groups 结果维持, 结果纠正, 其他结果 and 尚未审结 add up to 总计. Each cell stands in one equation only, so arithmetic cannot tell which is wrong; recomputing the total is offered.\n\nSilent when one cell explains several failing sums (suspect-figure names it) and when a cell of the sum could not be read. Blanks count as 0, and the message says so.\n\nSource: the forms of 国办公开办函〔2021〕30号 and 〔2019〕60号.",
    },
    flagged: "{report}\n{rows}\n| 1 | 0 | 0 | 1 | 3 | 0 | 0 | 0 | 0 | 0 | 1 | 0 | 0 | 0 | 1 |\n",
    clean: "{report}\n{rows}\n| 1 | 0 | 0 | 1 | 2 | 0 | 0 | 0 | 0 | 0 | 1 | 0 | 0 | 0 | 1 |\n",
    check,
};

fn check(context: &mut Context<'_>) {
    competing::report(context, RULE.name);
}
