//! See [`RULE`].

use super::{Bilingual, Context, FixKind, Group, Rule, missing_section};
use crate::finding::Severity;
use crate::say;
use crate::text::{Edit, TextRange, TextSize, label_key};

/// A heading in other words than the form's.
pub static RULE: Rule = Rule {
    name: "section-heading",
    group: Group::Structure,
    severity: Severity::Hint,
    fix: FixKind::Offered,
    summary: Bilingual {
        zh: "标题的说法与规定的格式不同", en: "A heading in other words than the form's"
    },
    details: Bilingual {
        zh: "\
规定的格式给六个部分都定了标题。换一种说法并不算错，但统一的标题便于检索和汇总。

可选的修改：改成规定的标题，序号不动。

以下不提示：只是全角半角、标点、空格不同，或者标题里带了年度的。

依据：国办公开办函〔2021〕30号、国办公开办函〔2019〕60号所附格式。",
        en: "\
The form gives each of the six sections a heading. Other words are no error, but the same headings everywhere are \
easier to search and to compile.

Fix offered: the form's wording; the number stays.

Silent where only width, punctuation or blanks differ, or where the heading names the year.

Source: the forms issued with 国办公开办函〔2021〕30号 and 国办公开办函〔2019〕60号.",
    },
    flagged: "
{report}
{whole section 5}
## 五、存在问题

信息更新不够及时。下一步，将加强督促检查。

",
    clean: "
{report}
{whole section 5}
## 五、存在的主要问题及改进情况

信息更新不够及时。下一步，将加强督促检查。

",
    check,
};

fn check(context: &mut Context<'_>) {
    let sections = &context.report.sections;
    for section in sections.iter().filter(|section| !section.is_repeated) {
        check_wording(context, section.spec, section.wording);
    }
    for spec in 0..context.format.sections.len() {
        let missing = sections.iter().all(|section| section.spec != spec);
        if let Some(heading) = missing.then(|| missing_section::unrecognised(context, spec)).flatten() {
            check_wording(context, spec, heading.text);
        }
    }
}

fn check_wording(context: &mut Context<'_>, spec: usize, range: TextRange) {
    // Markdown's emphasis is none of its words.
    let text = context.slice(range);
    let bare = text.trim_matches(['*', ' ']);
    let before = TextSize::of(&text[..text.len() - text.trim_start_matches(['*', ' ']).len()]);
    let range = TextRange::at(range.start() + before, TextSize::of(bare));
    let official = &context.format.sections[spec].heading;
    if bare == official {
        return;
    }
    let written = context.visible(range);
    let (key, expected) = (label_key(&written), label_key(official));
    // The same words, perhaps with the year or a remark around them.
    if without_year(&key).starts_with(&expected) {
        return;
    }
    let (written, has_markup) = (written.trim(), context.slice(range).contains(['<', '&']));
    let message = say!(
        context.locale(),
        "标题“{written}”与规定的格式不同，规定的标题是“{official}”。",
        "The heading “{written}” differs from the form's “{official}”."
    );
    let title = say!(context.locale(), "改为“{official}”", "Change to “{official}”");
    let finding = context.report(range, message);
    // What markup inside the heading means to keep is not ours to guess.
    if !has_markup {
        finding.offer(title, true, Edit::replace(range, official.clone()));
    }
}

/// A key without `2024年` or `2024年度` at its start.
fn without_year(key: &str) -> &str {
    let rest = key.trim_start_matches(|char: char| char.is_ascii_digit() || "〇零一二三四五六七八九".contains(char));
    match rest.strip_prefix('年') {
        Some(rest) if key.chars().next().is_some_and(char::is_numeric) => rest.strip_prefix('度').unwrap_or(rest),
        _ => key,
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check, check_fix};
    use super::RULE;

    #[test]
    fn other_words() {
        check(
            &RULE,
            "
{report}
{whole section 6}
## 六、其他事项
       ^^^^^^^^ 标题“其他事项”与规定的格式不同，规定的标题是“其他需要报告的事项”。

无。
",
        );
        check(
            &RULE,
            "
{report}
{whole section 5}
## 五、工作短板与努力方向
       ^^^^^^^^^^^^^^^^^^ 标题…

有不足，将改进。

",
        );
    }

    #[test]
    fn the_same_words() {
        for heading in [
            "四、政府信息公开行政复议,行政诉讼情况",
            "四． 政府信息公开 行政复议、行政诉讼情况",
            "四、2024年政府信息公开行政复议、行政诉讼情况",
            "四、政府信息公开行政复议、行政诉讼情况：",
        ] {
            check(&RULE, &format!("{{report}}\n{{whole section 4}}\n## {heading}\n\n"));
        }
    }

    #[test]
    fn the_wording_alone_is_replaced() {
        check_fix(
            &RULE,
            "{report}\n{whole section 5}\n**五、存在问题**\n\n有不足，将改进。\n\n",
            "{report}\n{whole section 5}\n**五、存在的主要问题及改进情况**\n\n有不足，将改进。\n\n",
        );
        check_fix(
            &RULE,
            "{report}\n{whole section 6}\n## 六、其他事项\n\n未收取信息处理费。\n",
            "{report}\n{whole section 6}\n## 六、其他需要报告的事项\n\n未收取信息处理费。\n",
        );
    }
}
