//! See [`RULE`].

use std::sync::LazyLock;

use regex::Regex;

use super::{Bilingual, Context, FixKind, Group, Rule};
use crate::finding::Severity;
use crate::format::Words;
use crate::say;
use crate::text::{Edit, Edits, TextRange, TextSize, fold, is_cjk};

/// A document's number that is wrong, outdated or in the wrong brackets.
pub static RULE: Rule = Rule {
    name: "document-number",
    group: Group::Content,
    severity: Severity::Warning,
    fix: FixKind::Safe,
    summary: Bilingual {
        zh: "引用的文号有误、已经过时，或者括号用错",
        en: "A document's number that is wrong, outdated or in the wrong brackets",
    },
    details: Bilingual {
        zh: "\
核对年度报告常引用的几个文号：《政府信息公开条例》（国务院令第711号；第492号是修订前的）、年度报告格式（国办公开办函〔2021〕30号）、\
《政府信息公开信息处理费管理办法》（国办函〔2020〕109号）。文号里的年份用六角括号〔〕。

括号自动改正；数字的修改由填表人选用。

以下不提示：文号前面没有写明是这几个文件的；注明是原条例、旧条例的；其他文件的数字对不对；案号、备案号。

依据：《党政机关公文格式》（GB/T 9704—2012）：年份用六角括号“〔〕”括入。",
        en: "\
The numbers that annual reports cite are checked: the Regulations (国务院令第711号; 492 is the text before the revision), \
the form (国办公开办函〔2021〕30号), the rules on fees (国办函〔2020〕109号). The year in a document's number stands in 〔〕.

Brackets are corrected unasked; other numbers are offered.

Silent unless the title right before the number names one of these documents, about what is called the former \
Regulations, about the numbers of other documents, and about court cases and filings.

Source: GB/T 9704—2012: the year stands in 〔〕.",
    },
    flagged: "
{report}
{section 6}
按照《国务院办公厅关于印发〈政府信息公开信息处理费管理办法〉的通知》（国办函[2020]109号），未收取费用。

某市卫生健康委员会

2025年1月20日
",
    clean: "
{report}
{section 6}
按照《国务院办公厅关于印发〈政府信息公开信息处理费管理办法〉的通知》（国办函〔2020〕109号），未收取费用。

某市卫生健康委员会

2025年1月20日
",
    check,
};

/// A document that annual reports cite.
struct Known {
    /// How its title ends, or what it holds.
    title: &'static str,
    /// Who issued it, as its number begins.
    issuer: &'static str,
    year: Option<u16>,
    number: u16,
}

const KNOWN: [Known; 4] = [
    Known { title: "政府信息公开条例", issuer: "国务院令", year: None, number: 711 },
    Known { title: "年度报告格式", issuer: "国办公开办函", year: Some(2021), number: 30 },
    Known { title: "年度报告有关事项的通知", issuer: "国办公开办函", year: Some(2019), number: 60 },
    Known { title: "信息处理费管理办法", issuer: "国办函", year: Some(2020), number: 109 },
];

/// No title of a document has more characters.
const MOST_TITLE_CHARS: usize = 300;

/// A citation: ranges count from the paragraph's text.
struct Citation {
    /// From the bracket, or the number, to 号.
    range: TextRange,
    /// Opening bracket, year, closing bracket.
    year: Option<(TextRange, TextRange, TextRange)>,
    number: TextRange,
    /// Where the issuer's name ends.
    issuer_end: usize,
}

fn check(context: &mut Context<'_>) {
    for (part, prose) in context.proses_with(&[Words::Citation]) {
        let start = prose.text.start() + part.start;
        let text = context.slice(prose.text + part.start);
        for sign in context.words(part, prose, Words::Citation) {
            let Some(citation) = citation(&text, usize::from(sign.start() - start)) else { continue };
            if !check_number(context, &text, &citation, start) {
                check_brackets(context, &text, &citation, start);
            }
        }
    }
}

/// A number with its year, up to its 号. Brackets stand as people type them.
static CITATION: LazyLock<Regex> = LazyLock::new(|| {
    const PATTERN: &str = r"(?x)
        (?: (?<open> [\[［(（【〈<﹝〔〖]) (?<year> [0-9０-９]{4}) (?<close> [\]］)）】〉>﹞〕〗]) )?
        [\ \u{3000}]* 第? [\ \u{3000}]*
        (?<number> [0-9０-９]{1,6}) [\ \u{3000}]* 号 $";
    Regex::new(PATTERN).expect("the pattern is a constant")
});

/// The citation whose 号 stands at byte `sign` of `text`.
fn citation(text: &str, sign: usize) -> Option<Citation> {
    let size = |at: usize| TextSize::try_from(at).expect("a block is smaller than 4 GiB");
    if !text[..sign].trim_end().ends_with(|char: char| fold(char).is_ascii_digit()) {
        return None;
    }
    // No number with its year is longer.
    let from = (0..=sign.saturating_sub(80)).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let found = CITATION.captures(&text[from..sign + '号'.len_utf8()])?;
    let range = |name| {
        let group = found.name(name)?;
        Some(TextRange::new(size(from + group.start()), size(from + group.end())))
    };
    let year = range("open").zip(range("year")).zip(range("close")).map(|((open, year), close)| (open, year, close));
    let number = range("number")?;
    let start = year.map_or(number.start(), |(open, _, _)| open.start());
    let issuer_end = from + found.get(0)?.start();
    Some(Citation { range: TextRange::new(start, size(sign + '号'.len_utf8())), year, number, issuer_end })
}

/// Reports a known document under another number; whether it did.
fn check_number(context: &mut Context<'_>, text: &str, citation: &Citation, start: TextSize) -> bool {
    let before = &text[..citation.issuer_end];
    // The title stands right before the number: 《…》（国办函〔2020〕109号）.
    let Some((title, former, between)) = title_before(before) else { return false };
    let issued = |known: &&Known| {
        title.trim_end_matches(['》', '〉', '>']).contains(known.title)
            && between.ends_with(known.issuer)
            && (known.year.is_some() == citation.year.is_some())
    };
    let Some(known) = KNOWN.iter().find(issued) else { return false };
    // What supplements the Regulations has numbers of its own; the former text had 492.
    if known.year.is_none() && (!title.ends_with(known.title) || former) {
        return false;
    }
    // The form of 2019 came with the notice of that year.
    if known.number == 30 && context.report.facts.year.is_none_or(|year| year < 2021) {
        return false;
    }
    let digits = |range: TextRange| -> Option<u16> { text[range].chars().map(fold).collect::<String>().parse().ok() };
    let year = citation.year.and_then(|(_, year, _)| digits(year));
    if year == known.year && digits(citation.number) == Some(known.number) {
        return false;
    }
    let (issuer, number) = (known.issuer, known.number);
    let right = match known.year {
        Some(year) => format!("{issuer}〔{year}〕{number}号"),
        None => format!("{issuer}第{number}号"),
    };
    let written = &text[citation.range];
    let title = known.title;
    let message = say!(
        context.locale(),
        "“{title}”的文号应为“{right}”，这里写的是“{written}”。",
        "The number of “{title}” is {right}, not {written}."
    );
    let replacement = match (known.year, citation.year) {
        (Some(year), Some(_)) => Edit::replace(citation.range + start, format!("〔{year}〕{number}号")),
        _ => Edit::replace(citation.number + start, number.to_string()),
    };
    let fix = say!(context.locale(), "改为“{right}”", "Change to {right}");
    context.report(citation.range + start, message).offer(fix, true, replacement);
    true
}

/// The title in 《》 that ends right before a citation, whether it is called the former one, and what stands between.
fn title_before(before: &str) -> Option<(&str, bool, &str)> {
    // What stands between, and then the title, is short: no more is looked at.
    let (close, _) = before.char_indices().rev().take(21).find(|(_, char)| *char == '》')?;
    let between = &before[close + '》'.len_utf8()..];
    if between.contains(['。', '，', '；', '、']) {
        return None;
    }
    let mut depth = 0_usize;
    let open = before[..close].char_indices().rev().take(MOST_TITLE_CHARS).find(|(_, char)| match char {
        '》' => {
            depth += 1;
            false
        }
        '《' if depth > 0 => {
            depth -= 1;
            false
        }
        '《' => true,
        _ => false,
    })?;
    let title = &before[open.0 + '《'.len_utf8()..close];
    let former = before[..open.0].ends_with(['原', '旧'])
        || between.contains(['原', '旧', '废'])
        || before[..open.0].ends_with("修订前的");
    Some((title, former, between))
}

/// Reports a year that does not stand in 〔〕.
fn check_brackets(context: &mut Context<'_>, text: &str, citation: &Citation, start: TextSize) {
    let Some((open, year, close)) = citation.year else { return };
    if (&text[open], &text[close]) == ("〔", "〕") {
        return;
    }
    // Only a word before the bracket makes it a document's number; filings and cases have brackets of their own.
    let issuer = text[..citation.issuer_end].chars().next_back();
    if !issuer.is_some_and(|char| is_cjk(char) && !"备案证第".contains(char)) {
        return;
    }
    let number = text[TextRange::new(close.end(), citation.range.end())].trim();
    let right = format!("〔{}〕{number}", &text[year]);
    let written = &text[citation.range];
    let message = say!(
        context.locale(),
        "文号“{written}”的年份要用六角括号：“{right}”。",
        "The year in {written} stands in other brackets: {right}."
    );
    let edits = vec![Edit::replace(open + start, "〔"), Edit::replace(close + start, "〕")];
    let fix = say!(context.locale(), "改用六角括号〔〕", "Use the brackets 〔〕");
    let finding = context.report(citation.range + start, message);
    if let Ok(edits) = Edits::new(edits) {
        finding.safe_fix(fix, edits);
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check, check_fix};
    use super::RULE;

    #[test]
    fn brackets() {
        check(
            &RULE,
            "
{report}
{section 6}
按照《通知》(辽政办明电[2015]71号)办理，未收取费用。
                      ^^^^^^^^^^ 文号“[2015]71号”的年份要用六角括号：“〔2015〕71号”。

按照《通知》（辽政办发（2021）30号）和国办函【2020】109号办理。
                      ^^^^^^^^^^^^ 文号“（2021）30号”的年份要用六角括号：“〔2021〕30号”。
                                           ^^^^^^^^^^^^^ 文号“【2020】109号”的年份要用六角括号：“〔2020〕109号”。
",
        );
    }

    #[test]
    fn numbers_of_known_documents() {
        check(
            &RULE,
            "
{report}
{section 6}
依据《中华人民共和国政府信息公开条例》（国务院令第492号），未收取费用。
                                                  ^^^^^ “政府信息公开条例”的文号应为“国务院令第711号”，这里写的是“492号”。

按照《政府信息公开信息处理费管理办法》(国办函〔2020〕19号)办理。
                                             ^^^^^^^^^^^^ “信息处理费管理办法”的文号应为“国办函〔2020〕109号”，这里写的是“〔2020〕19号”。

根据《关于印发〈中华人民共和国政府信息公开工作年度报告格式〉的通知》（国办公开办函〔2019〕60号）编制。
                                                                                  ^^^^^^^^^^^^ “年度报告格式”的文号应为“国办公开办函〔2021〕30号”，…
",
        );
    }

    #[test]
    fn other_numbers_are_right() {
        for text in [
            "《优化营商环境条例》（国务院令第722号）",
            "原《政府信息公开条例》（国务院令第492号）",
            "《政府信息公开条例》（国务院令第711号）和《国务院关于修改〈信访条例〉的决定》（国务院令第431号）",
            "国办公开办函〔2021〕30号、国办发〔2019〕14号",
            "（2024）辽02行初123号，辽ICP备（2020）12345号",
            "人民路30号，12345号热线，1号建议案，第30号",
            "《某省政府信息公开条例实施办法》（省政府令第5号）",
        ] {
            check(&RULE, &format!("{{report}}\n{{section 6}}\n{text}，未收取费用。\n"));
        }
    }

    #[test]
    fn corrected() {
        check_fix(
            &RULE,
            "{report}\n{section 6}\n按照国办函［2020］109号办理，未收取费用。\n",
            "{report}\n{section 6}\n按照国办函〔2020〕109号办理，未收取费用。\n",
        );
        check_fix(
            &RULE,
            "{report}\n{section 6}\n按照《政府信息公开信息处理费管理办法》（国办函[2021]109号），未收取费用。\n",
            "{report}\n{section 6}\n按照《政府信息公开信息处理费管理办法》（国办函〔2020〕109号），未收取费用。\n",
        );
    }
}
