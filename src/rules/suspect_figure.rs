//! One cell explains a whole group of failing relations.

use super::imbalance::Imbalance;
use super::{Bilingual, Context, FixKind, Group, Rule};
use crate::finding::{Locale, Severity};
use crate::format::Place;
use crate::relation::{self, Evidence, Slip};
use crate::say;

/// See the module's documentation.
pub static RULE: Rule = Rule {
    name: "suspect-figure",
    group: Group::Relations,
    severity: Severity::Error,
    fix: FixKind::Safe,
    summary: Bilingual {
        zh: "几处合计同时不符，都由同一格引起",
        en: "Several sums fail together, and one cell explains them all",
    },
    details: Bilingual {
        zh: "申请情况表里，每一格既在一行的合计里，也在一列的总计和勾稽关系里。填错一格，几处等式会同时不符；\
             由差额可以推出是哪一格、应为多少。这一格是合计时，修正只重算合计，可自动应用；是分项时，\
             也可能是刚改了分项、还没改合计，所以只提供修正，由您决定。\n\n\
             不提示的情形：能解释全部不符之处的单格不止一个（此时按各条勾稽关系分别提示）；涉及的格未能读出；\
             规则被关闭。\n\n依据：国办公开办函〔2021〕30号所附格式，表三“本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和”。",
        en: "In the table of requests every cell stands in a row total and in a column total or the printed balance. A \
             wrong cell breaks several equations at once, and the differences tell which cell it is and what it should \
             hold. Where that cell is a total the fix recomputes it and is safe; where it is an addend, somebody may \
             just have corrected it and not yet its totals, so the fix is only offered.\n\n\
             Silent when more than one single cell would explain everything (then each relation is reported), when a \
             cell involved could not be read, and when the rule is off.\n\n\
             Source: the form of 国办公开办函〔2021〕30号, table three, which prints the balance.",
    },
    flagged: "{report}\n{rows}\n|  |  | 4.保护第三方合法权益 | 7 | 1 | 0 | 0 | 0 | 0 | 2 |\n",
    clean: "{report}\n{rows}\n|  |  | 4.保护第三方合法权益 | 1 | 1 | 0 | 0 | 0 | 0 | 2 |\n",
    check,
};

fn check(context: &mut Context<'_>) {
    let imbalances = context.imbalances();
    for imbalance in imbalances.iter() {
        for group in &imbalance.groups {
            if let Some(change) = suspect(imbalance, group) {
                report(context, imbalance, group, change);
            }
        }
    }
}

/// The one cell that explains a group of several failing relations. A single relation names no cell by itself.
pub(super) fn suspect<'g>(imbalance: &Imbalance<'_>, group: &'g relation::Group) -> Option<&'g relation::Change> {
    let change = group.suspect()?;
    let has_place = imbalance.placed.cell(change.unknown).is_some();
    (has_place && group.violations.len() > 1).then_some(change)
}

fn report(context: &mut Context<'_>, imbalance: &Imbalance<'_>, group: &relation::Group, change: &relation::Change) {
    let locale = context.locale();
    let cell = change.unknown;
    let name = imbalance.table.cell_name(cell, locale);
    let figure = imbalance.figure(change.to);
    let now = match change.from {
        relation::Value::Known(value) => imbalance.figure(value).to_string(),
        _ => say!(locale, "空白", "blank"),
    };
    let why = why(imbalance, &change.evidence, locale);
    let broken: Vec<String> =
        group.violations.iter().map(|violation| sums(imbalance, violation.relation, cell, locale)).collect();
    let broken = broken.join(if locale == Locale::ZhCn { "；" } else { "; " });
    let message = say!(
        locale,
        "{name}应为 {figure}（现为 {now}）{why}，有关各项因此同时不符：{broken}。",
        "{name} should be {figure} (now {now}){why}; this explains every sum that fails: {broken}."
    );
    let edit = imbalance.edit(context, cell, figure);
    let is_safe = imbalance.table.system.is_total(cell) && imbalance.settles_with(change);
    let range = imbalance.place(cell);
    let finding = context.report(range, message);
    for violation in &group.violations {
        imbalance.relate(finding, imbalance.relation(violation.relation), cell);
    }
    finding.data(imbalance.data(imbalance.relation(group.violations[0].relation), Some(cell)));
    if let Some(edit) = edit {
        let title = say!(locale, "{name}改为 {figure}", "{name}: set to {figure}");
        if is_safe {
            finding.safe_fix(title, edit);
        } else {
            finding.offer(title, true, edit);
        }
    }
}

/// A failing relation as part of the message: which line it belongs to, and its figures.
fn sums(imbalance: &Imbalance<'_>, relation: usize, suspect: usize, locale: Locale) -> String {
    let relation = imbalance.relation(relation);
    let own_row = relation.place == Place::Row(imbalance.table.cells[suspect].row);
    let sentence = imbalance.sentence(relation, locale);
    match (own_row, locale) {
        (true, Locale::ZhCn) => match sentence.split_once('：') {
            Some((_, rest)) => format!("本行{rest}"),
            None => sentence,
        },
        _ => sentence,
    }
}

/// Why a repair is likely, in brackets: what the prose says, then what looks like a slip.
pub(super) fn why(imbalance: &Imbalance<'_>, evidence: &[Evidence], locale: Locale) -> String {
    let name = |source: usize| imbalance.sources[source].name(locale);
    let stated = evidence.iter().find_map(|evidence| match evidence {
        Evidence::Supported(source) => {
            let name = name(*source);
            Some(say!(locale, "与{name}一致", "as in {name}"))
        }
        Evidence::Contradicted(source) => {
            let name = name(*source);
            Some(say!(locale, "但与{name}不符", "but not as in {name}"))
        }
        _ => None,
    });
    let slip = evidence.iter().find_map(|evidence| match evidence {
        Evidence::Slip(Slip::Transposed) => Some(say!(locale, "数字颠倒", "digits swapped")),
        Evidence::Slip(Slip::Doubled) => Some(say!(locale, "多打一个相同数字", "digit doubled")),
        Evidence::Slip(Slip::Dropped) => Some(say!(locale, "漏打一位", "digit missing")),
        Evidence::Slip(Slip::Inserted) => Some(say!(locale, "多打一位", "digit too many")),
        Evidence::Slip(Slip::NeighbourKey) => Some(say!(locale, "误按邻键", "neighbouring key")),
        Evidence::Slip(Slip::OtherDigit) => Some(say!(locale, "一位数字不同", "one digit differs")),
        Evidence::StaleTotal => Some(say!(locale, "合计未随各项更新", "total not updated")),
        Evidence::BlankFilled => Some(say!(locale, "补填空白", "blank filled in")),
        Evidence::Exchanged => Some(say!(locale, "两格填反", "two cells exchanged")),
        Evidence::Supported(_) | Evidence::Contradicted(_) => None,
    });
    let reasons: Vec<String> = [stated, slip].into_iter().flatten().collect();
    match (reasons.is_empty(), locale) {
        (true, _) => String::new(),
        (false, Locale::ZhCn) => format!("（{}）", reasons.join("，")),
        (false, Locale::En) => format!(" ({})", reasons.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{REPORT, check, check_fix};
    use super::RULE;
    use crate::check::check as check_document;
    use crate::document::Document;
    use crate::finding::Safety;

    const ROW: &str = "|  |  | 4.保护第三方合法权益 | 1 | 1 | 0 | 0 | 0 | 0 | 2 |\n";
    const TOTAL: &str = "|  | （七）总计 |  | 9 | 4 | 0 | 0 | 0 | 0 | 13 |\n";

    #[test]
    fn names_the_cell_and_says_what_it_breaks() {
        check(
            &RULE,
            "{report}\n{rows}\n|  |  | 4.保护第三方合法权益 | 7 | 1 | 0 | 0 | 0 | 0 | 2 |\n\
             \x20                              ^ “不予公开—4.保护第三方合法权益”一行“自然人”应为 1（现为 7）（一位数字不同），有关各项因此同时不符：本行…\n",
        );
        check(&RULE, "{report}\n");
    }

    #[test]
    fn a_wrong_total_is_recomputed_safely_and_a_wrong_addend_is_offered() {
        let wrong_total = format!("{{report}}\n{{rows}}\n{}", TOTAL.replace("13", "31"));
        check_fix(&RULE, &wrong_total, "{report}\n");
        let wrong_addend = format!("{{report}}\n{{rows}}\n{}", ROW.replacen("1 |", "11 |", 1));
        check_fix(&RULE, &wrong_addend, "{report}\n");
        for (from, to, safety) in
            [(TOTAL, TOTAL.replace("13", "31"), Safety::Safe), (ROW, ROW.replacen("1 |", "11 |", 1), Safety::Offered)]
        {
            let document = Document::new(&REPORT.replace(from, &to), Default::default());
            let findings = check_document(&document);
            assert_eq!(findings.len(), 1, "{findings:#?}");
            assert_eq!((findings[0].fixes[0].safety, findings[0].fixes[0].preferred), (safety, true));
        }
    }

    #[test]
    fn two_wrong_cells_are_two_findings() {
        let text = REPORT
            .replace(ROW, &ROW.replacen("1 |", "11 |", 1))
            .replace("| 1.本机关不掌握相关政府信息 | 2 | 1 |", "| 1.本机关不掌握相关政府信息 | 2 | 5 |");
        let findings = check_document(&Document::new(&text, Default::default()));
        let named: Vec<bool> = findings.iter().map(|finding| finding.rule == RULE.name).collect();
        assert_eq!(named, [true, true], "{findings:#?}");
    }

    #[test]
    fn with_the_rule_off_every_relation_is_reported() {
        let mut settings = crate::config::Settings::default();
        settings.config.rules.insert(RULE.name.to_owned(), crate::config::Level::Off);
        let text = REPORT.replace(TOTAL, &TOTAL.replace("13", "31"));
        let findings = check_document(&Document::new(&text, settings.into()));
        let rules: Vec<&str> = findings.iter().map(|finding| finding.rule).collect();
        assert_eq!(rules, ["handled-total", "row-total", "balance"], "{findings:#?}");
    }
}
