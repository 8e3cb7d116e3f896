//! See [`RULE`].

use super::{Bilingual, Context, FixKind, Group, Rule};
use crate::finding::Severity;
use crate::format::Words;
use crate::format::skeleton::chinese_numeral;
use crate::say;
use crate::text::{Edit, Edits, TextRange, TextSize};

/// 一是…二是…二是.
pub static RULE: Rule = Rule {
    name: "restarted-ordinals",
    group: Group::Content,
    severity: Severity::Warning,
    fix: FixKind::Offered,
    summary: Bilingual { zh: "“一是”“二是”的序号重复或跳号", en: "一是…二是…二是: ordinals repeated or skipped" },
    details: Bilingual {
        zh: "\
“一是……二是……二是……”或“一是……三是……”，多半是增删之后忘了改序号，也可能漏了一条。

可选的修改：从出错的地方起，把后面的序号依次改正。

以下不提示：重新从“一是”开始的（另起一列）；一列里面套着另一列的；前面没有“一是”的；隔着标题的。",
        en: "\
一是…二是…二是 or 一是…三是 mostly means that an item was added or taken out, or that one was lost.

Fix offered: the numbers from the slip on are put right.

Silent where 一是 begins a new list, where one list stands inside another, where no 一是 came before, and across headings.",
    },
    flagged: "
{report}
{section 5}
存在以下不足：一是解读形式单一；二是公开不够及时；二是培训不够。下一步将认真改进。

",
    clean: "
{report}
{section 5}
存在以下不足：一是解读形式单一；二是公开不够及时；三是培训不够。下一步将认真改进。

",
    check,
};

/// An ordinal in the text: where its numeral stands, and its value.
#[derive(Clone, Copy)]
struct Ordinal {
    range: TextRange,
    value: u8,
}

/// A list with a slip: the item before what is wrong, then that and all that follow.
type Slip = (Ordinal, Vec<Ordinal>);

fn check(context: &mut Context<'_>) {
    if context.proses_with(&[Words::Ordinal]).is_empty() {
        return;
    }
    // The list being read, and the lists around it.
    let mut open: Vec<Ordinal> = Vec::new();
    // The only item of the list that ended before this paragraph.
    let mut before: Option<Ordinal> = None;
    // The list with a slip.
    let mut slip: Option<Slip> = None;
    let proses: Vec<_> = context.proses().collect();
    for (part, prose) in proses {
        let ordinals: Vec<Ordinal> = context
            .words(part, prose, Words::Ordinal)
            .filter_map(|range| ordinal(context, prose.text + part.start, range))
            .collect();
        let begins = ordinals.first().is_some_and(|first| first.range.start() == prose.text.start() + part.start);
        // A paragraph that goes on with the list begins with an ordinal; any other ends it.
        let restarts = ordinals.first().is_some_and(|first| first.value == 1);
        if !begins || restarts || prose.marker.is_some() || prose.level > 0 {
            // Where 一是 was all of its list, another 一是 may be meant to go on with it.
            let goes_on = begins && slip.is_none() && prose.marker.is_none() && prose.level == 0;
            before = if goes_on && open.len() == 1 { open.pop() } else { None };
            flush(context, &mut slip);
            open.clear();
        }
        for found in ordinals {
            if found.value == 1 {
                if slip.is_some() {
                    flush(context, &mut slip);
                    open.clear();
                }
                open.push(found);
                continue;
            }
            if let Some((_, list)) = &mut slip {
                list.push(found);
                continue;
            }
            // Lists inside the list end where it goes on.
            match open.iter().rposition(|last| last.value + 1 == found.value) {
                Some(at) => {
                    open.truncate(at);
                    open.push(found);
                }
                None => slip = slipped(&[before.as_slice(), &open].concat(), found),
            }
        }
    }
    flush(context, &mut slip);
}

/// What is wrong where `found` continues none of the lists that are `open`: in 一是…一是…三是 the second 一是, which
/// begins no list of its own, else `found`.
fn slipped(open: &[Ordinal], found: Ordinal) -> Option<Slip> {
    match open {
        [.., before, last] if last.value == 1 && before.value + 2 == found.value => Some((*before, vec![*last, found])),
        [.., last] => Some((*last, vec![found])),
        [] => None,
    }
}

/// The ordinal of a word, where it begins a clause: 统一是 and 之一是 hold none.
fn ordinal(context: &Context<'_>, text: TextRange, word: TextRange) -> Option<Ordinal> {
    // The longest character has four bytes.
    let from = word.start().checked_sub(4.into()).map_or(text.start(), |from| from.max(text.start()));
    let before = context.slice(TextRange::new(from, word.start()));
    let begins = before.chars().next_back().is_none_or(|char| !char.is_alphanumeric());
    let numeral = context.slice(word).chars().next()?;
    let value = "一二三四五六七八九十".chars().position(|one| one == numeral)? + 1;
    let range = TextRange::at(word.start(), TextSize::of(numeral));
    begins.then_some(Ordinal { range, value: u8::try_from(value).ok()? })
}

/// Reports a list with a slip, if there is one.
fn flush(context: &mut Context<'_>, slip: &mut Option<Slip>) {
    let Some((before, list)) = slip.take() else { return };
    let (written, first) = (chinese_numeral(list[0].value), list[0].range);
    let (last, right) = (chinese_numeral(before.value), chinese_numeral(before.value + 1));
    let message = say!(
        context.locale(),
        "序号不连续：前面是“{last}是”，这里应为“{right}是”，写成了“{written}是”。",
        "Ordinals do not follow: {last}是 comes before, so this is {right}是, not {written}是."
    );
    let edits = list.iter().zip(before.value + 1..).filter(|(one, value)| one.value != *value && *value <= 10);
    let edits: Vec<Edit> = edits.map(|(one, value)| Edit::replace(one.range, chinese_numeral(value))).collect();
    let title = say!(context.locale(), "依次改正序号", "Number the items in order");
    let range = TextRange::at(first.start(), first.len() + TextSize::of('是'));
    let finding = context.report(range, message);
    if let Ok(edits) = Edits::new(edits) {
        finding.offer(title, true, edits);
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check, check_fix};
    use super::RULE;

    #[test]
    fn repeated_and_skipped() {
        check(
            &RULE,
            "
{report}
{section 5}
不足:一是形式单一;三是公开不够及时。将改进。
                  ^^^^ 序号不连续：前面是“一是”，这里应为“二是”，写成了“三是”。

一是解读不够。

二是培训不够。

二是公开不够。
^^^^ 序号不连续：前面是“二是”，这里应为“三是”，写成了“二是”。

三是将加强督促。

",
        );
    }

    #[test]
    fn the_first_number_twice() {
        check(
            &RULE,
            "
{report}
{section 5}
不足：一是甲；一是乙；三是丙。将改进。
              ^^^^ 序号不连续：前面是“一是”，这里应为“二是”，写成了“一是”。

一是解读不够。

一是培训不够。
^^^^ 序号不连续：前面是“一是”，这里应为“二是”，写成了“一是”。

三是公开不够。

",
        );
        check_fix(
            &RULE,
            "{report}\n{section 5}\n不足：一是甲；一是乙；三是丙；四是丁。将改进。\n\n",
            "{report}\n{section 5}\n不足：一是甲；二是乙；三是丙；四是丁。将改进。\n\n",
        );
    }

    #[test]
    fn lists_that_are_right() {
        for text in [
            "不足：一是甲；二是乙。改进：一是丙；二是丁；三是戊。",
            "一是抓公开，主要做法：一是建机制；二是强督促；二是抓培训。三是将改进不足。",
            "一是甲不足，一是乙不足，将改进。",
            "统一是前提，二是不足，将改进。首先是甲，三是乙。",
            "一是不足。\n\n（二）改进\n\n二是将加强。",
            "一是不足。\n\n其间另有说明。\n\n三是将加强。",
        ] {
            check(&RULE, &format!("{{report}}\n{{section 5}}\n{text}\n\n"));
        }
    }

    #[test]
    fn renumbered_from_the_slip_on() {
        check_fix(
            &RULE,
            "{report}\n{section 5}\n不足：一是甲；二是乙；二是丙；三是丁。将改进。\n\n",
            "{report}\n{section 5}\n不足：一是甲；二是乙；三是丙；四是丁。将改进。\n\n",
        );
    }
}
