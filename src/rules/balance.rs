//! The printed balance 一 + 二 = 三(七) + 四 fails.

use super::{Bilingual, Context, FixKind, Group, Rule, competing};
use crate::finding::Severity;

/// See the module's documentation.
pub static RULE: Rule = Rule {
    name: "balance",
    group: Group::Relations,
    severity: Severity::Error,
    fix: FixKind::Offered,
    summary: Bilingual {
        zh: "“一加二等于三加四”的勾稽关系不成立",
        en: "The printed balance 一 + 二 = 三(七) + 四 fails",
    },
    details: Bilingual {
        zh: "每一列中，本年新收与上年结转之和，应等于办理总计与结转下年度之和，这是表内印明的勾稽关系。\n\n不提示的情形：有一格能同时解释几处不符（由 suspect-figure 指出该格）；等式中有未能读出的格。空白按 0 计算，并在提示中说明。\n\n依据：国办公开办函〔2021〕30号、国办公开办函〔2019〕60号所附格式。",
        en: "In each column requests received and carried in equal requests handled and carried out; the form prints this balance.\n\nSilent when one cell explains several failing sums (suspect-figure names it) and when a cell of the sum could not be read. Blanks count as 0, and the message says so.\n\nSource: the forms of 国办公开办函〔2021〕30号 and 〔2019〕60号.",
    },
    flagged: "{report}\n{rows}\n| 一、本年新收政府信息公开申请数量 |  |  | 10 | 4 | 0 | 0 | 1 | 0 | 15 |\n",
    clean: "{report}\n{rows}\n| 一、本年新收政府信息公开申请数量 |  |  | 9 | 4 | 0 | 0 | 1 | 0 | 14 |\n",
    check,
};

fn check(context: &mut Context<'_>) {
    competing::report(context, RULE.name);
}
