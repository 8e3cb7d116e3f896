//! The rows of a column do not add up to its total, （七）总计.

use super::{Bilingual, Context, FixKind, Group, Rule, competing};
use crate::finding::Severity;

/// See the module's documentation.
pub static RULE: Rule = Rule {
    name: "handled-total",
    group: Group::Relations,
    severity: Severity::Error,
    fix: FixKind::Safe,
    summary: Bilingual {
        zh: "一列各项之和与合计行（“（七）总计”）不符",
        en: "The rows of a column do not add up to its total, （七）总计",
    },
    details: Bilingual {
        zh: "一列里（一）至（六）各项办理结果之和应等于“（七）总计”；自定义格式中，各行或各小计之和应等于合计行。\n\n不提示的情形：有一格能同时解释几处不符（由 suspect-figure 指出该格）；等式中有未能读出的格。空白按 0 计算，并在提示中说明。\n\n依据：国办公开办函〔2021〕30号、国办公开办函〔2019〕60号所附格式。",
        en: "In each column the results (一) to (六) add up to （七）总计; in formats of your own, rows or subtotals add up to the row that totals them.\n\nSilent when one cell explains several failing sums (suspect-figure names it) and when a cell of the sum could not be read. Blanks count as 0, and the message says so.\n\nSource: the forms of 国办公开办函〔2021〕30号 and 〔2019〕60号.",
    },
    flagged: "{report}\n{rows}\n|  | （七）总计 |  | 8 | 4 | 0 | 0 | 0 | 0 | 12 |\n{rows}\n| 四、结转下年度继续办理 |  |  | 2 | 0 | 0 | 0 | 1 | 0 | 3 |\n",
    clean: "{report}\n{rows}\n|  | （七）总计 |  | 9 | 4 | 0 | 0 | 0 | 0 | 13 |\n{rows}\n| 四、结转下年度继续办理 |  |  | 1 | 0 | 0 | 0 | 1 | 0 | 2 |\n",
    check,
};

fn check(context: &mut Context<'_>) {
    competing::report(context, RULE.name);
}
