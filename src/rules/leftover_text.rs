//! See [`RULE`].

use super::{Bilingual, Context, FixKind, Group, Rule};
use crate::finding::Severity;
use crate::format::Words;
use crate::report::Part;
use crate::say;
use crate::syntax::Prose;
use crate::text::{Edit, TextRange, fold};

/// What a page, a template or a drafter left in the text.
pub static RULE: Rule = Rule {
    name: "leftover-text",
    group: Group::Content,
    severity: Severity::Warning,
    fix: FixKind::Safe,
    summary: Bilingual {
        zh: "网页残留文字、没有填写的地方、没有删去的填表说明",
        en: "Page residue, placeholders, the form's own instructions",
    },
    details: Bilingual {
        zh: "\
从网页复制的稿子常带着“扫一扫在手机打开”“打印”“浏览次数”之类的文字；套用模板的稿子常留着“XX”“待补充”和填表说明。

网页残留文字单独成行的，自动删去整行；和别的内容在一行的，请自行删改。没有填写的地方只能由填表人补上。

一行只提示一次。以下不提示：句子里说到浏览量、二维码的；“有待完善”这样的话；年份里的“○○”；引号里的“××”和隐去的姓名、地名。",
        en: "\
A text copied from a page brings along 扫一扫, 打印, 浏览次数; one made from a template keeps XX, 待补充 and instructions.

Residue that is a line by itself is deleted unasked; where it shares a line with other text, and where something was to \
be filled in, a person must look.

Each line is reported once. Silent where a sentence speaks of page views or QR codes, about 有待完善, about ○○ in years, \
and about ×× in quotes or in the place of a name.",
    },
    flagged: "
{report}
{after}

扫一扫在手机打开当前页
",
    clean: "{report}",
    check,
};

fn check(context: &mut Context<'_>) {
    // The words are those of annual reports.
    if !context.format.is_annual_report {
        return;
    }
    for (part, prose) in context.proses_with(&[Words::Leftover, Words::Placeholder, Words::Instruction]) {
        if is_residue(context, part, prose) {
            residue(context, part, prose);
        } else if let Some(range) = first(context, part, prose, Words::Placeholder, is_placeholder) {
            let written = context.visible(range);
            let message = say!(
                context.locale(),
                "“{written}”像是还没有填写的内容，请补上。",
                "“{written}” looks like something still to be filled in."
            );
            context.report(range, message);
        } else if let Some(range) = first(context, part, prose, Words::Instruction, is_instruction) {
            let message = say!(
                context.locale(),
                "这里像是模板的填写说明，请删去或换成正文。",
                "This looks like an instruction of the template: delete or replace it."
            );
            context.report(range, message);
        }
    }
}

/// A line of residue: deleted where nothing else can be in it.
fn residue<'a>(context: &mut Context<'a>, part: &Part, prose: &'a Prose) {
    let range = prose.text + part.start;
    let message = say!(
        context.locale(),
        "这是网页上的文字，不是报告的内容，请删去。",
        "This is the page's text, not the report's: delete it."
    );
    let title = say!(context.locale(), "删去这一行", "Delete the line");
    let text = context.slice(part.range());
    let own_line = part.start == 0.into()
        || context
            .slice(TextRange::new(part.start - crate::text::TextSize::from(1), part.start))
            .ends_with(['\n', '\r']);
    let begins = context.words(part, prose, Words::Leftover).any(|word| {
        let before = context.slice(TextRange::new(range.start(), word.start()));
        !before.contains(char::is_alphanumeric)
    });
    // The title may share the line with the page's signs.
    let sure = begins || !text.contains("报告") && !text.contains("年报");
    let plain = !text.contains(['<', '|']) && text.trim_end_matches(['\r', '\n']).lines().count() == 1;
    let whole = part.range();
    let finding = context.report(range, message);
    if sure && plain && own_line {
        finding.safe_fix(title, Edit::delete(whole));
    }
}

/// Whether a line is what a portal's page leaves: it holds one of its words by itself and is no sentence.
pub(super) fn is_residue<'a>(context: &Context<'a>, part: &Part, prose: &'a Prose) -> bool {
    let bare = prose.chars <= 150 && prose.marker.is_none() && prose.sections.is_empty() && !prose.is_title;
    if !bare || context.words(part, prose, Words::Leftover).next().is_none() {
        return false;
    }
    let text = context.slice(prose.text + part.start);
    if text.contains(['。', '；', '！', '，']) {
        return false;
    }
    context.words(part, prose, Words::Leftover).any(|word| {
        let (before, behind) = around(&text, word - part.start - prose.text.start());
        let stands = |char: Option<char>| char.is_none_or(|char| !char.is_alphanumeric() || char.is_ascii_digit());
        // 网站浏览量达5万次 speaks of views; 浏览量：5 counts them.
        stands(before) && (stands(behind) || u32::from(word.len()) >= 15)
    })
}

/// The characters before and behind a range of `text`.
fn around(text: &str, range: TextRange) -> (Option<char>, Option<char>) {
    let before = text.get(..usize::from(range.start())).and_then(|text| text.chars().next_back());
    let behind = text.get(usize::from(range.end())..).and_then(|text| text.chars().next());
    (before, behind)
}

/// The first word of a class in a paragraph that really is one, as the report's range.
fn first(
    context: &Context<'_>,
    part: &Part,
    prose: &Prose,
    class: Words,
    is: fn(&str, TextRange) -> Option<TextRange>,
) -> Option<TextRange> {
    let vocabulary = context.vocabulary();
    let mut hits = prose.hits.iter().filter(|hit| vocabulary.is_of(**hit, class)).peekable();
    hits.peek()?;
    let text = context.slice(prose.text + part.start);
    let origin = prose.text.start();
    let found = hits.filter(|hit| hit.range.start() >= origin).find_map(|hit| is(&text, hit.range - origin))?;
    Some(found + origin + part.start)
}

/// Whether a word marks something to be filled in; its whole run of signs.
fn is_placeholder(text: &str, word: TextRange) -> Option<TextRange> {
    let sign = text.get(usize::from(word.start())..)?.chars().next()?;
    if !matches!(fold(sign), 'X' | '×' | '✕' | '╳' | '〇' | '○' | '_') {
        let (before, behind) = around(text, word);
        let opens = before.is_none_or(|char| matches!(fold(char), '(' | '[' | ':' | '"' | ' ' | '|'));
        let latin = sign.is_ascii_alphabetic();
        let bracket = matches!(fold(sign), '(' | '[') || text[word].contains("此填写") || text[word].contains("此处");
        let ends = behind.is_none_or(|char| !char.is_alphanumeric());
        let apart = before.is_none_or(|char| !char.is_ascii_alphanumeric())
            && behind.is_none_or(|char| !char.is_ascii_alphanumeric());
        return (bracket || if latin { apart } else { opens && ends }).then_some(word);
    }
    let start = text[..usize::from(word.start())].trim_end_matches(sign).len();
    let end = text.len() - text[usize::from(word.end())..].trim_start_matches(sign).len();
    let run = TextRange::new(u32::try_from(start).ok()?.into(), u32::try_from(end).ok()?.into());
    let (before, behind) = around(text, run);
    let (before, behind) = (before.map_or(' ', fold), behind.map_or(' ', fold));
    // `二○○九年` is a year, `MAXX` a name.
    let numerals = "一二三四五六七八九十百千零〇○";
    if numerals.contains(before)
        || numerals.contains(behind)
        || before.is_ascii_alphabetic()
        || behind.is_ascii_alphabetic()
    {
        return None;
    }
    // “互联网+××” means any of several things.
    let quoted = text[..start].rfind('“').is_some_and(|open| !text[open..start].contains('”'));
    // 刘××, ××公司: a name that was taken out.
    const MEASURED: &str = "年月日时件条项次个份期场篇人名家户局委办厅部院市县区镇乡街省州村号万元起宗页%";
    let measured = MEASURED.contains(behind) || before.is_ascii_digit();
    let alone = matches!(before, '(' | '[' | ':' | ' ') && matches!(behind, ')' | ']' | ' ' | '.' | ',' | ';');
    // Two of them set words in bold in Markdown.
    let is_long_line = sign == '＿' || sign == '_' && text[run].len() >= 4;
    let is_short_line = sign == '_' && !is_long_line;
    let is_blank =
        if is_short_line { measured && crate::text::is_cjk(before) } else { measured || alone || is_long_line };
    (!quoted && is_blank).then_some(run)
}

/// Whether a word of the form's instructions begins the line or stands in brackets.
fn is_instruction(text: &str, word: TextRange) -> Option<TextRange> {
    let (before, _) = around(text, word);
    before.is_none_or(|char| matches!(fold(char), '(' | '[')).then_some(word)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check, check_fix};
    use super::RULE;

    #[test]
    fn residue() {
        for line in [
            "扫一扫在手机上查看当前页面",
            "信息来源：某局 发布时间：2025-01-29 浏览次数： 【打印内容】 【关闭窗口】",
            "信息来源:某局 发布时间:2025-01-29 浏览次数:12 [打印本页]",
            "上一篇：某局2023年政府信息公开工作年度报告",
            "分享到：",
        ] {
            let width: usize = line.chars().map(|char| if char.is_ascii() { 1 } else { 2 }).sum();
            let marks = format!("{} 这是网页上的文字，不是报告的内容，请删去。", "^".repeat(width));
            check(&RULE, &format!("{{report}}\n{{after}}\n\n{line}\n{marks}\n"));
            check_fix(&RULE, &format!("{{report}}\n{{after}}\n\n{line}\n"), "{report}\n{after}\n\n");
        }
    }

    #[test]
    fn sentences_speak_of_pages_too() {
        for line in [
            "网站浏览量达5万次，公众可扫描二维码查看。",
            "阅读量超10万次",
            "发文字号和版权所有人已注明。",
            "（三）扫描二维码查询",
            "如需了解详情，请扫一扫查看。",
        ] {
            check(&RULE, &format!("{{report}}\n{{section 5}}\n有不足，将改进。\n\n{line}\n\n"));
        }
    }

    #[test]
    fn placeholders() {
        check(
            &RULE,
            "
{report}
{section 6}
2024年，我委收取信息处理费XX元。
                          ^^ “XX”像是还没有填写的内容，请补上。

收费情况：待补充
          ^^^^^^ “待补充”像是…

（填写：件数）
^^^^^^ “（填写”像是…

2024年××月××日
      ^^^^ “××”像是…

共办结__件。
      ^^ “__”像是…

某市ＸＸＸ局
    ^^^^^^ “ＸＸＸ”像是…
",
        );
    }

    #[test]
    fn what_only_looks_like_a_placeholder() {
        for text in [
            "制度有待完善，将改进。",
            "二○○九年以来，二〇〇〇年起，仍有不足，将改进。",
            "推行“互联网+××”，“放管服+XX年”，仍有不足，将改进。",
            "刘××诉我委一案、张XX、王××，××公司，仍有不足，将改进。",
            "型号MAXX30，仍有不足，将改进。",
            "__办结件__有不足，将改进，__全部__完成。",
        ] {
            check(&RULE, &format!("{{report}}\n{{section 5}}\n{text}\n\n"));
        }
    }

    #[test]
    fn instructions() {
        check(
            &RULE,
            "
{report}
{section 6}
（本部分主要说明收费情况）
  ^^^^^^^^^^ 这里像是模板的填写说明，…
未收取费用。
",
        );
    }
}
