//! See [`RULE`].

use super::across_years::{self, Difference};
use super::{Bilingual, Context, FixKind, Group, Rule};
use crate::finding::Severity;
use crate::say;

/// The documents in force do not follow from last year's, those made and those repealed.
pub static RULE: Rule = Rule {
    name: "valid-documents",
    group: Group::Across,
    severity: Severity::Info,
    fix: FixKind::None,
    summary: Bilingual {
        zh: "现行有效件数与“上年有效＋本年制发－本年废止”不一致",
        en: "Documents in force are not last year's plus those made less those repealed",
    },
    details: Bilingual {
        zh: "\
规章、行政规范性文件的“现行有效件数”，一般等于上一年报告的现行有效件数，加本年制发，减本年废止。不相等时，可能是漏统计了制发或废止。

修订、移交、机构改革也会造成差别，所以这只是一条信息，不建议改成哪个数。

以下不提示：没有找到上一年的报告（怎么找见 `carried-over`）；有关的格空着或没有读出；上一年的报告是 2019 年的格式，没有现行有效件数。

依据：《政府信息公开条例》第二十条第（一）项；《政府信息公开工作年度报告格式》（国办公开办函〔2021〕30号）第二部分。",
        en: "\
As a rule the documents in force are last year's, plus those made, less those repealed. Where they are not, one of them may have \
been forgotten.

Revisions, transfers and reorganisations explain a difference as well, so this is information only.

Silent where no report of last year is known (see `carried-over`), where a figure is blank or could not be read, and where last \
year's report has the form of 2019, which does not count them.

Source: 《政府信息公开条例》 art. 20 (1); the form of 国办公开办函〔2021〕30号, section two.",
    },
    flagged: "
{report}
{rows}
| 行政规范性文件 | 3 | 1 | 7 |
{last year}
",
    clean: "
{report}
{rows}
| 行政规范性文件 | 3 | 1 | 8 |
{last year}
",
    check,
};

fn check(context: &mut Context<'_>) {
    for difference in across_years::differences(context, RULE.name) {
        report(context, &difference);
    }
}

fn report(context: &mut Context<'_>, difference: &Difference<'_>) {
    let (locale, Some(previous)) = (context.locale(), context.previous()) else { return };
    let name = difference.table.cell_name(difference.across.cell, locale);
    let (reported, expected) = (difference.reported, difference.expected);
    let year = across_years::name_of(previous, locale);
    let terms: Vec<String> = difference
        .terms
        .iter()
        .map(|(term, figure)| {
            let column = &difference.table.column(term.cell).name;
            let sign = if term.coefficient < 0 { "－" } else { "＋" };
            let of = if term.is_last { locale.pick("上年", "last year's ") } else { "" };
            format!("{sign}{of}{column} {figure}")
        })
        .collect();
    let sum = terms.concat();
    let sum = sum.trim_start_matches('＋');
    let message = say!(
        locale,
        "{name}填的是 {reported}，由{year}推算是 {expected}（{sum}）。请看制发、废止有没有漏计；修订、移交等造成的不同不必改。",
        "{name} says {reported}; from {year} follows {expected} ({sum}). Check what was made and repealed; revisions and transfers \
         explain a difference."
    );
    let finding = context.report(difference.range(), message);
    for (key, row, figure) in difference.of_last_year() {
        let Some(cell) = previous.digest.figure(key) else { continue };
        let message = say!(locale, "{year}“{row}”：{figure}", "{year}, “{row}”: {figure}");
        finding.relate_to(previous, cell.range, message);
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::check;
    use super::RULE;

    #[test]
    fn what_is_in_force_follows_from_last_year() {
        check(
            &RULE,
            "
{report}
{rows}
| 行政规范性文件 | 2 | 0 | 7 |
                           ^ “行政规范性文件”一行“现行有效件数”填的是 7，由上年报告（2023年）推算是 8（上年现行有效件数 6＋本年制发件数 2－本年废止件数 0）。…
{last year}
",
        );
    }

    #[test]
    fn silent_where_it_follows_or_nobody_knows() {
        for rows in [
            "{last year}",
            "{rows}\n| 行政规范性文件 | 5 | 1 | |\n{last year}",
            "{rows}\n| 行政规范性文件 | 5 | 1 | 7 |\n{last year}\n{rows}\n| 行政规范性文件 | | | |",
            "{rows}\n| 行政规范性文件 | 5 | 1 | 7 |",
        ] {
            check(&RULE, &format!("{{report}}\n{rows}\n"));
        }
    }
}
