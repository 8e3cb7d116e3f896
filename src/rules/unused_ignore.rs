//! See [`RULE`].

use super::{Bilingual, FixKind, Group, RULES, Rule};
use crate::finding::{Finding, Locale, Severity};
use crate::format::nearest;
use crate::say;
use crate::syntax::Directive;
use crate::text::{Edit, Edits, TextRange, TextSize};

/// An ignore comment that ignores nothing.
pub static RULE: Rule = Rule {
    name: "unused-ignore",
    group: Group::Tool,
    severity: Severity::Warning,
    fix: FixKind::Safe,
    summary: Bilingual {
        zh: "忽略注释没有起作用，或者写了不存在的规则名",
        en: "An ignore comment that suppresses nothing, or names no rule",
    },
    details: Bilingual {
        zh: "\
`<!-- gouji-ignore 规则名… -->` 让紧接着的一段、一个标题或一张表不再给出这些规则的提示，\
`<!-- gouji-ignore-file 规则名… -->` 对整份文件有效；不写规则名就是全部规则。纯文本里独占一行、不带 `<!-- -->` 也可以。

问题改好以后，注释就没有用了，留着会掩盖以后的错误，因此会自动删去没有起作用的规则名，或者整条注释。\
规则名写错、又有相近的规则时，只提供改名，由人决定。

以下不提示：点名的规则在配置里关闭了，这次没有运行。",
        en: "\
`<!-- gouji-ignore RULE… -->` suppresses the findings of these rules in the next paragraph, heading or table, \
`<!-- gouji-ignore-file RULE… -->` in the whole file; without a name, of all rules. In plain text the same works on a \
line of its own.

Once the draft is put right the comment is of no use and would hide the next mistake: the fix removes the names that \
suppress nothing, or the whole comment. Where a name is misspelt and another is near, renaming is offered instead.

Silent about rules that are off and did not run.",
    },
    flagged: "
{report}
{section 1}
<!-- gouji-ignore stale-year -->
2024年，我委深入贯彻落实《中华人民共和国政府信息公开条例》，主动公开、依申请公开、政府信息管理、平台建设和监督保障各项工作有序推进。

",
    clean: "
{report}
{section 1}
2024年，我委深入贯彻落实《中华人民共和国政府信息公开条例》，主动公开、依申请公开、政府信息管理、平台建设和监督保障各项工作有序推进。

",
    // What a comment suppresses is known when all rules have run.
    check: |_| {},
};

/// The finding about a comment whose names at the indices `unused` suppress nothing (the one index 0 where it names
/// none). Its own ranges count from `start`; `removed` is what goes when all of it is of no use.
pub(crate) fn finding(
    directive: &Directive,
    start: TextSize,
    removed: TextRange,
    unused: &[usize],
    severity: Severity,
    locale: Locale,
) -> Finding {
    let names = &directive.rules;
    let whole = unused.len() >= names.len();
    let range = if whole { directive.range } else { names[unused[0]].1 } + start;
    let mut finding = Finding {
        rule: RULE.name,
        severity,
        range,
        message: message(directive, unused, locale),
        related: Vec::new(),
        fixes: Vec::new(),
        data: None,
    };
    if let Some((title, edits)) = rename(directive, start, unused, locale) {
        finding.offer(title, true, edits);
    } else if whole {
        finding.safe_fix(say!(locale, "删去这条注释", "Remove the comment"), Edit::delete(removed));
    } else {
        let kept = (0..names.len()).filter(|index| !unused.contains(index)).map(|index| &*names[index].0);
        let list = names[0].1.cover(names[names.len() - 1].1) + start;
        let kept = kept.collect::<Vec<_>>().join(" ");
        finding.safe_fix(say!(locale, "删去没有起作用的规则名", "Remove what is unused"), Edit::replace(list, kept));
    }
    finding
}

fn message(directive: &Directive, unused: &[usize], locale: Locale) -> String {
    let mut unknown = String::new();
    let mut idle: Vec<String> = Vec::new();
    for (name, _) in unused.iter().filter_map(|index| directive.rules.get(*index)) {
        match (super::rule(name), suggestion(name)) {
            (Some(_), _) => idle.push(say!(locale, "“{name}”", "`{name}`")),
            (None, Some(near)) => {
                unknown +=
                    &say!(locale, "没有叫“{name}”的规则，是不是“{near}”？", "No rule `{name}`; is it `{near}`? ");
            }
            (None, None) => unknown += &say!(locale, "没有叫“{name}”的规则。", "No rule is called `{name}`. "),
        }
    }
    if idle.is_empty() && !unknown.is_empty() {
        return unknown.trim_end().to_owned();
    }
    let (zh, en) = (idle.concat(), idle.join(", "));
    let rest = match (idle.is_empty(), directive.whole_file) {
        (true, true) => {
            say!(locale, "这条注释没有忽略到任何提示，可以删去。", "This comment suppresses nothing in the file.")
        }
        (true, false) => say!(locale, "这条注释没有忽略到任何提示，可以删去。", "This comment suppresses nothing."),
        (false, true) => say!(locale, "整份文件没有{zh}的提示，可以删去。", "The file has no finding of {en}."),
        (false, false) => {
            say!(locale, "下面这一段没有{zh}的提示，可以删去。", "The next block has no finding of {en}.")
        }
    };
    unknown + &rest
}

fn suggestion(name: &str) -> Option<String> {
    nearest(name, RULES.iter().map(|rule| rule.name))
}

/// Puts right the misspelt names among the unused ones. None when no misspelt name is near a rule's.
fn rename(directive: &Directive, start: TextSize, unused: &[usize], locale: Locale) -> Option<(String, Edits)> {
    let named = unused.iter().filter_map(|index| directive.rules.get(*index));
    let misspelt = named.filter(|(name, _)| super::rule(name).is_none());
    let renamed: Vec<(String, TextRange)> =
        misspelt.filter_map(|(name, range)| Some((suggestion(name)?, *range + start))).collect();
    let (first, _) = renamed.first()?;
    let title = say!(locale, "改为“{first}”", "Change to `{first}`");
    let edits = renamed.into_iter().map(|(name, range)| Edit::replace(range, name)).collect();
    Some((title, Edits::new(edits).ok()?))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check, check_fix};
    use super::*;

    fn before(comment: &str) -> String {
        format!(
            "{{report}}\n{{rows}}\n| 行政许可 | ２０４ | | |\n{{section 6}}\n{comment}\n某市卫生健康委员会\n\n2025年1月20日\n"
        )
    }

    #[test]
    fn comments_that_ignore_nothing() {
        check(
            &RULE,
            &before(
                "<!-- gouji-ignore blank-cell -->\n^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 下面这一段没有“blank-cell”的提示，可以删去。",
            ),
        );
        check(&RULE, &before("gouji-ignore-file\n"));
        check(
            &RULE,
            &before(
                "<!-- gouji-ignore-file number-style blank-cel -->\n                                    ^^^^^^^^^ 没有叫“blank-cel”的规则，是不是“blank-cell”？",
            ),
        );
        check(&RULE, &before("<!-- gouji-ignore 空格 -->\n^^^^^^^^^^^^^^^^^^^^^^^^^^ 没有叫“空格”的规则。"));
    }

    #[test]
    fn what_is_unused_is_removed() {
        check_fix(&RULE, &before("无。\n<!-- gouji-ignore blank-cell -->\n"), &before("无。\n"));
        check_fix(
            &RULE,
            &before("无。\n<!-- gouji-ignore-file blank-cell，number-style stale-year -->\n"),
            &before("无。\n<!-- gouji-ignore-file number-style -->\n"),
        );
        check_fix(
            &RULE,
            &before("无。\n<!-- gouji-ignore-file number-stile -->\n"),
            &before("无。\n<!-- gouji-ignore-file number-style -->\n"),
        );
    }
}
