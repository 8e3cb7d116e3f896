//! See [`RULE`].

use super::insert::{self, Manner};
use super::{Bilingual, Context, FixKind, Group, Rule};
use crate::finding::Severity;
use crate::format::skeleton;
use crate::report::Section;
use crate::say;
use crate::syntax::BlockKind;

/// A section without its table.
pub static RULE: Rule = Rule {
    name: "missing-table",
    group: Group::Structure,
    severity: Severity::Error,
    fix: FixKind::Offered,
    summary: Bilingual { zh: "第二、三、四部分缺少统计表", en: "A section without its table" },
    details: Bilingual {
        zh: "\
第二、三、四部分各有一张统计表，用文字代替不符合规定的格式；没有发生的填 0。

可选的修改：在这一部分末尾插入本年度格式的空白表格。

以下不提示：写明“见附件”“见附表”的；表格是图片的；表格写在别处、已经读到的；标题下面什么都没有的（见 `empty-section`）。

依据：国办公开办函〔2021〕30号、国办公开办函〔2019〕60号所附格式。",
        en: "\
Sections 二, 三 and 四 have a table each; prose does not replace it, and what did not happen is 0.

Fix offered: the blank table of the report's format at the section's end.

Silent where the section refers to an annex, where the table is a picture, where it stands elsewhere and was read there, \
and where nothing stands below the heading (see `empty-section`).

Source: the forms issued with 国办公开办函〔2021〕30号 and 国办公开办函〔2019〕60号.",
    },
    flagged: "
{report}
{section 4}
2024年，我委未发生因政府信息公开引起的行政复议、行政诉讼。

",
    clean: "
{report}
{section 4}
| 行政复议 | | | | | 行政诉讼 | | | | | | | | | |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
| 结果维持 | 结果纠正 | 其他结果 | 尚未审结 | 总计 | 未经复议直接起诉 | | | | | 复议后起诉 | | | | |
| | | | | | 结果维持 | 结果纠正 | 其他结果 | 尚未审结 | 总计 | 结果维持 | 结果纠正 | 其他结果 | 尚未审结 | 总计 |
| 1 | 0 | 0 | 1 | 2 | 0 | 0 | 0 | 0 | 0 | 1 | 0 | 0 | 0 | 1 |

",
    check,
};

fn check(context: &mut Context<'_>) {
    let format = context.format;
    for (index, table) in format.tables.iter().enumerate() {
        let sections = &context.report.sections;
        let section = sections.iter().find(|section| Some(section.spec) == table.section && !section.is_repeated);
        // Without the section, `missing-section` speaks for both.
        let Some(section) = section else { continue };
        if context.report.table(index).is_some() || stands_elsewhere(context, section) {
            continue;
        }
        // Nothing at all stands there: `empty-section`.
        if context.paragraphs(section).next().is_none() {
            continue;
        }
        let (name, label) = (context.section_name(section.spec), &table.label);
        let message = say!(
            context.locale(),
            "“{name}”缺少统计表。请按规定的格式填表，没有发生的填 0。",
            "“{name}” lacks its table. Fill in the form; what did not happen is 0."
        );
        let title = say!(context.locale(), "插入“{label}”空白表格", "Insert the blank table “{label}”");
        let manner = Manner::of(context).filter(|manner| !manner.is_html());
        let edit = manner.map(|manner| {
            let blank = skeleton::markdown(table, |_| String::new());
            insert::lines(context, insert::end_of(context, section), &format!("{}{blank}", &manner.gap()[1..]))
        });
        let finding = context.report(section.heading, message);
        if let Some(edit) = edit {
            finding.offer(title, true, edit);
        }
    }
}

/// Whether the section says that its table is an annex, shows it as a picture, or holds something that looks like a
/// table and could not be read: that is `table-shape`'s.
fn stands_elsewhere(context: &Context<'_>, section: &Section) -> bool {
    const ELSEWHERE: [&str; 10] = ["附件", "附表", "见附", "下图", "如图", "图片", "<img", "![", "<iframe", "点击查看"];
    let pieces = context.paragraphs(section).filter(|paragraph| !paragraph.prose.labels.is_empty()).count();
    let refers = |(_, part): (usize, &crate::report::Part)| match &part.block.kind {
        BlockKind::Table(_) | BlockKind::Raw => true,
        BlockKind::Directive(_) => false,
        BlockKind::Prose(_) | BlockKind::Blank => {
            let text = context.slice(part.range());
            ELSEWHERE.iter().any(|word| text.contains(word))
        }
    };
    pieces > 2 || context.report.body(section).any(refers)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check, check_stub};
    use super::RULE;

    #[test]
    fn prose_instead_of_a_table() {
        check(
            &RULE,
            "
{report}
{whole section 4}
## 四、政府信息公开行政复议、行政诉讼情况
   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ “四、政府信息公开行政复议、行政诉讼情况”缺少统计表。请按规定的格式填表，没有发生的填 0。

无。

",
        );
    }

    #[test]
    fn elsewhere() {
        for text in ["详见附件2。", "见附表", "![表](3.png)", "<p>如下：</p><p><img src=\"3.png\"/></p>"] {
            check(&RULE, &format!("{{report}}\n{{section 4}}\n{text}\n\n"));
        }
    }

    #[test]
    fn a_blank_table() {
        let bars = |count: usize| format!("|{}", "  |".repeat(count));
        let head = "| 行政复议 |  |  |  |  | 行政诉讼 |  |  |  |  |  |  |  |  |  |";
        let second = "| 结果维持 | 结果纠正 | 其他结果 | 尚未审结 | 总计 | 未经复议直接起诉 |  |  |  |  | 复议后起诉 |  |  |  |  |";
        let third = "|  |  |  |  |  | 结果维持 | 结果纠正 | 其他结果 | 尚未审结 | 总计 | 结果维持 | 结果纠正 | 其他结果 | 尚未审结 | 总计 |";
        let table = format!("{head}\n|{}\n{second}\n{third}\n{}\n", " --- |".repeat(15), bars(15));
        check_stub(&RULE, "{report}\n{section 4}\n无。\n\n", &format!("{{report}}\n{{section 4}}\n无。\n\n{table}\n"));
    }
}
