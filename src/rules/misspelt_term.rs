//! See [`RULE`].

use super::{Bilingual, Context, FixKind, Group, Rule};
use crate::finding::Severity;
use crate::format::{Meaning, Words};
use crate::say;
use crate::text::{Edit, TextRange};

/// A fixed term of the form, off by a character.
pub static RULE: Rule = Rule {
    name: "misspelt-term",
    group: Group::Content,
    severity: Severity::Warning,
    fix: FixKind::Offered,
    summary: Bilingual { zh: "固定用语写错了字", en: "A fixed term of the form, misspelt" },
    details: Bilingual {
        zh: "\
“行政复议”“依申请公开”“规范性文件”这些固定用语写错一个字，意思就变了，检索也查不到。

可选的修改：改成正确的写法。

只看规定格式里的用语，不做一般的错别字检查；正确的文字里也可能出现的写法（如“可以申请公开”）不提示。",
        en: "\
A fixed term such as 行政复议 or 依申请公开 that is off by one character means something else, and nobody finds it.

Fix offered: the right spelling.

Only terms of the form are looked at, and only spellings that right text never contains (可以申请公开 holds 以申请公开).",
    },
    flagged: "
{report}
{section 4}
| 行政复议 | | | | | 行政诉讼 | | | | | | | | | |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
| 结果维持 | 结果纠正 | 其他结果 | 尚未审结 | 总计 | 未经复议直接起诉 | | | | | 复议后起诉 | | | | |
| | | | | | 结果维持 | 结果纠正 | 其他结果 | 尚未审结 | 总计 | 结果维持 | 结果纠正 | 其他结果 | 尚未审结 | 总计 |
| 1 | 0 | 0 | 1 | 2 | 0 | 0 | 0 | 0 | 0 | 1 | 0 | 0 | 0 | 1 |

2024年，我委收到行政法复议2件。

",
    clean: "
{report}
{section 4}
| 行政复议 | | | | | 行政诉讼 | | | | | | | | | |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
| 结果维持 | 结果纠正 | 其他结果 | 尚未审结 | 总计 | 未经复议直接起诉 | | | | | 复议后起诉 | | | | |
| | | | | | 结果维持 | 结果纠正 | 其他结果 | 尚未审结 | 总计 | 结果维持 | 结果纠正 | 其他结果 | 尚未审结 | 总计 |
| 1 | 0 | 0 | 1 | 2 | 0 | 0 | 0 | 0 | 0 | 1 | 0 | 0 | 0 | 1 |

2024年，我委收到行政复议2件。

",
    check,
};

fn check(context: &mut Context<'_>) {
    // The list is of annual reports.
    if !context.format.is_annual_report {
        return;
    }
    let vocabulary = context.vocabulary();
    for (part, prose) in context.proses_with(&[Words::Misspelt]) {
        let mut last: Option<TextRange> = None;
        for hit in &prose.hits {
            let wrong = vocabulary.meanings(*hit).iter().find_map(|meaning| match meaning {
                Meaning::Misspelt(index) => Some(*index),
                _ => None,
            });
            let Some(index) = wrong else { continue };
            // One slip may look like two: the first to end is told.
            if last.is_some_and(|last| hit.range.start() < last.end()) {
                continue;
            }
            last = Some(hit.range);
            let range = hit.range + part.start;
            let (written, right) = (context.visible(range), vocabulary.spelling(index));
            let message = say!(context.locale(), "“{written}”应为“{right}”。", "“{written}” should read “{right}”.");
            let title = say!(context.locale(), "改为“{right}”", "Change to “{right}”");
            let edit = Edit::replace(range, right);
            context.report(range, message).offer(title, true, edit);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check, check_fix};
    use super::RULE;

    #[test]
    fn wrong_and_right() {
        check(
            &RULE,
            "
{report}
{section 6}
全年办理依审请公开3件，未收取费用，部份公开1件。
        ^^^^^^^^^^ “依审请公开”应为“依申请公开”。
                                  ^^^^^^^^ “部份公开”应为“部分公开”。
",
        );
        check(
            &RULE,
            "{report}\n{section 6}\n群众可以申请公开。群众参与以公开促服务。更新政府信息公开公开栏，未收取费用。\n",
        );
    }

    #[test]
    fn corrected() {
        check_fix(
            &RULE,
            "{report}\n{section 6}\n发生行政法复议2件，未收取费用。\n",
            "{report}\n{section 6}\n发生行政复议2件，未收取费用。\n",
        );
    }

    #[test]
    fn no_entry_is_part_of_a_right_term() {
        let formats = crate::format::Formats::built_in();
        let vocabulary = formats.vocabulary();
        let right = "政府信息公开工作年度报告 依申请公开 行政复议 行政诉讼 行政许可 行政处罚 规范性文件 勾稽关系";
        let mut hits = Vec::new();
        vocabulary.hits(right, &mut hits);
        let wrong = hits.into_iter().flat_map(|hit| vocabulary.meanings(hit).to_vec());
        assert!(!wrong.into_iter().any(|meaning| matches!(meaning, crate::format::Meaning::Misspelt(_))));
    }
}
