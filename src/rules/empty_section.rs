//! See [`RULE`].

use super::insert::{self, Manner};
use super::{Bilingual, Context, FixKind, Group, Rule, leftover_text};
use crate::finding::Severity;
use crate::report::Section;
use crate::say;
use crate::syntax::BlockKind;
use crate::text::{Edit, TextRange, label_key};

/// A heading without content.
pub static RULE: Rule = Rule {
    name: "empty-section",
    group: Group::Structure,
    severity: Severity::Error,
    fix: FixKind::Offered,
    summary: Bilingual {
        zh: "标题下面没有内容，或者总体情况、存在的问题只写了“无”",
        en: "A heading without content, or a section that says only 无 where more is asked for",
    },
    details: Bilingual {
        zh: "\
每个部分都要有内容。“总体情况”和“存在的主要问题及改进情况”不能只写“无”；“其他需要报告的事项”没有内容时可以只写“无”。

可选的修改：在标题下面补上待填写的提示，第二、三、四部分补上空白表格。

以下不提示：内容是图片的；表格写在别处、已经读到的。

依据：《政府信息公开条例》第五十条；国办公开办函〔2021〕30号、国办公开办函〔2019〕60号所附格式。",
        en: "\
Every section has content. 总体情况 and 存在的主要问题及改进情况 must say more than 无; 其他需要报告的事项 may say just that.

Fix offered: notes of what to write below the heading; for sections 二, 三 and 四 the blank table.

Silent where the content is a picture, and where the section's table stands elsewhere and was read there.

Source: article 50 of the Regulations; the forms issued with 国办公开办函〔2021〕30号 and 国办公开办函〔2019〕60号.",
    },
    flagged: "
{report}
{section 5}
无。

",
    clean: "
{report}
{section 5}
信息更新不够及时。下一步，将加强督促检查。

",
    check,
};

/// What a section says that says nothing, as [`label_key`]s.
const NOTHING: [&str; 10] =
    ["无", "没有", "暂无", "略", "无问题", "无存在问题", "没有问题", "不存在问题", "暂无问题", "无问题及改进情况"];

fn check(context: &mut Context<'_>) {
    let format = context.format;
    for section in context.report.sections.iter().filter(|section| !section.is_repeated) {
        let table = format.tables.iter().position(|table| table.section == Some(section.spec));
        // The table stands in another section, or before the heading.
        if table.is_some_and(|table| context.report.table(table).is_some()) {
            continue;
        }
        if !has_content(context, section) {
            let name = context.section_name(section.spec);
            let message = say!(context.locale(), "“{name}”下面没有内容，请补充。", "There is nothing below “{name}”.");
            let edit = Manner::of(context).and_then(|manner| {
                let body = manner.body(context, section.spec)?;
                let offset = context.report.parts[section.part].range().end();
                Some(insert::lines(context, offset, &format!("{}{body}", &manner.gap()[1..])))
            });
            report(context, section, section.heading, message, edit);
        } else if let Some(range) = says_nothing(context, section) {
            let (name, said) = (context.section_name(section.spec), context.slice(range));
            let said = said.trim();
            let message = say!(
                context.locale(),
                "“{name}”只写了“{said}”，这一部分要写明具体情况。",
                "“{name}” says only “{said}”; this section asks for more."
            );
            let stub = Manner::of(context).and_then(|manner| manner.body(context, section.spec));
            let edit = stub.map(|stub| Edit::replace(range, stub.trim_end()));
            report(context, section, range, message, edit);
        }
    }
}

fn report(context: &mut Context<'_>, section: &Section, range: TextRange, message: String, edit: Option<Edit>) {
    let name = context.section_name(section.spec);
    let title = say!(context.locale(), "在“{name}”补上待填写的提示", "Add notes of what to write to “{name}”");
    let finding = context.report(range, message);
    if let Some(edit) = edit {
        finding.offer(title, true, edit);
    }
}

/// Whether anything stands below a heading that a reader sees as its content.
fn has_content<'a>(context: &Context<'a>, section: &Section) -> bool {
    let is_text =
        |paragraph: super::Paragraph<'a>| !leftover_text::is_residue(context, paragraph.part, paragraph.prose);
    let is_other = |kind: &BlockKind| matches!(kind, BlockKind::Table(_) | BlockKind::Raw);
    let picture = |range| {
        let text = context.slice(range);
        text.contains("<img") || text.contains("![") || text.contains("<iframe") || text.contains("<object")
    };
    section.runs_on
        || context.paragraphs(section).any(is_text)
        || context.report.body(section).any(|(_, part)| is_other(&part.block.kind) || picture(part.range()))
}

/// The text of a section that asks for a description, when that is no more than 无.
fn says_nothing(context: &Context<'_>, section: &Section) -> Option<TextRange> {
    let spec = &context.format.sections[section.spec];
    let asks_for_text = context.format.is_annual_report && (spec.key == "problems" || !spec.aspects.is_empty());
    let mut paragraphs = context.paragraphs(section).filter(|_| asks_for_text);
    let only = paragraphs.next().filter(|paragraph| paragraph.prose.chars <= 60)?;
    // More than one paragraph, or a table, is not just 无.
    let alone = paragraphs.next().is_none()
        && context.report.body(section).all(|(_, part)| !matches!(part.block.kind, BlockKind::Table(_)));
    (alone && NOTHING.contains(&&*label_key(&context.visible(only.text)))).then_some(only.text)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check, check_stub, findings};
    use super::RULE;

    #[test]
    fn a_table_of_contents_has_no_sections() {
        let headings = [
            "一、总体情况",
            "二、主动公开政府信息情况",
            "三、收到和处理政府信息公开申请情况",
            "四、政府信息公开行政复议、行政诉讼情况",
            "五、存在的主要问题及改进情况",
            "六、其他需要报告的事项",
        ];
        for page in ["", "……1", "........1", "（1）", "  1"] {
            let contents: String = headings.iter().map(|heading| format!("{heading}{page}\n")).collect();
            let found = findings(&format!("{{report}}\n{{before}}\n目录\n{contents}"));
            assert!(found.is_empty(), "{page}: {found:?}");
        }
    }

    #[test]
    fn nothing_at_all() {
        check(
            &RULE,
            "
{report}
{whole section 6}
## 六、其他需要报告的事项
   ^^^^^^^^^^^^^^^^^^^^^^ “六、其他需要报告的事项”下面没有内容，请补充。

某市卫生健康委员会

2025年1月20日
",
        );
        check(
            &RULE,
            "
{report}
{whole section 2}
## 二、主动公开政府信息情况
   ^^^^^^^^^^^^^^^^^^^^^^^^ “二、主动公开政府信息情况”下面没有内容，请补充。
",
        );
    }

    #[test]
    fn nothing_but_nothing() {
        check(
            &RULE,
            "
{report}
{section 5}
暂无
^^^^ “五、存在的主要问题及改进情况”只写了“暂无”，这一部分要写明具体情况。
",
        );
        check(&RULE, "{report}\n{whole section 6}\n六、其他需要报告的事项：无\n");
    }

    #[test]
    fn other_matters_may_be_none() {
        check(&RULE, "{report}\n{section 6}\n无\n");
        check(&RULE, "{report}\n{section 2}\n![表](1.png)\n\n");
        check(&RULE, "{report}\n{section 2}\n<p><img src=\"1.png\"></p>\n\n");
    }

    #[test]
    fn stubs() {
        check_stub(
            &RULE,
            "{report}\n{section 5}\n无。\n\n",
            "{report}\n{section 5}\n（填写：存在的主要问题）\n\n（填写：改进措施）\n\n",
        );
        check_stub(
            &RULE,
            "{report}\n{whole section 6}\n## 六、其他需要报告的事项\n\n某市某局\n\n2025年1月20日\n",
            "{report}\n{whole section 6}\n## 六、其他需要报告的事项\n\n（填写：信息处理费收取情况，其他需要报告的事项；没有的，写明没有）\n\n某市某局\n\n2025年1月20日\n",
        );
    }
}
