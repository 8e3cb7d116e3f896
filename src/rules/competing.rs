//! Relations that no single cell explains: each rule reports its own, with the repairs that compete, likeliest first.
//!
//! The total's sum comes first, because a stale total is what is mostly wrong, unless the prose speaks for another
//! repair or for the total as it stands.

use super::Context;
use super::imbalance::Imbalance;
use super::provisional;
use super::suspect_figure::{RULE as SUSPECT_FIGURE, suspect, why};
use crate::format::Relation;
use crate::relation::{Evidence, Group, Repair};
use crate::say;
use crate::text::{Edit, Edits};

/// The repairs that are offered for a relation where several are possible.
const MOST_OFFERED: usize = 3;

/// Reports every failing relation of `rule` that no single cell explains.
pub(super) fn report(context: &mut Context<'_>, rule: &'static str) {
    let suspects_are_named = context.is_on(&SUSPECT_FIGURE);
    let imbalances = context.imbalances();
    for imbalance in imbalances.iter() {
        provisional::report(context, imbalance, rule);
        for group in &imbalance.groups {
            if suspects_are_named && suspect(imbalance, group).is_some() {
                continue;
            }
            for violation in &group.violations {
                let relation = imbalance.relation(violation.relation);
                if relation.rule == rule {
                    report_one(context, imbalance, group, relation);
                }
            }
        }
    }
}

fn report_one(context: &mut Context<'_>, imbalance: &Imbalance<'_>, group: &Group, relation: &Relation) {
    let locale = context.locale();
    let anchor = imbalance.anchor(relation);
    let sentence = imbalance.sentence(relation, locale);
    let message = say!(locale, "{sentence}。请核对后改正。", "{sentence}. Check and correct.");
    let recomputed = recomputed(context, imbalance, group, relation);
    let mut offers = offers(context, imbalance, group, relation);
    if let Some(recomputed) = recomputed {
        offers.retain(|offer| offer.edits != recomputed.edits);
        let first = match recomputed.standing {
            Standing::Contradicted => offers.len(),
            Standing::Open => offers.iter().take_while(|offer| offer.standing == Standing::Supported).count(),
            Standing::Supported => 0,
        };
        offers.insert(first, recomputed);
    }
    let ranges: Vec<_> = offers.iter().filter_map(|offer| offer.source).collect();
    let finding = context.report(imbalance.place(anchor), message);
    imbalance.relate(finding, relation, anchor);
    for source in ranges {
        imbalance.sources[source].relate_to(finding, locale);
    }
    finding.data(imbalance.data(relation, None));
    for (at, offer) in offers.into_iter().enumerate() {
        let is_best = at == 0 && (offer.standing == Standing::Supported || offer.is_sum && !offer.is_contradicted());
        if at == 0 && offer.is_safe && !offer.is_contradicted() {
            finding.safe_fix(offer.title, offer.edits);
        } else {
            finding.offer(offer.title, is_best, offer.edits);
        }
    }
}

/// A fix.
struct Offer {
    title: String,
    edits: Edits,
    standing: Standing,
    /// What supports it, by index of the imbalance's sources.
    source: Option<usize>,
    /// It is the sum of a total's addends.
    is_sum: bool,
    /// It may be applied without asking, as long as nothing else is likelier.
    is_safe: bool,
}

impl Offer {
    fn is_contradicted(&self) -> bool {
        self.standing == Standing::Contradicted
    }
}

/// What the prose says of a repair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    Supported,
    Open,
    Contradicted,
}

fn standing(repair: &Repair) -> (Standing, Option<usize>) {
    let evidence = || repair.changes.iter().flat_map(|change| &change.evidence);
    let supported = evidence().find_map(|evidence| match evidence {
        Evidence::Supported(source) => Some(*source),
        _ => None,
    });
    let contradicted = evidence().any(|evidence| matches!(evidence, Evidence::Contradicted(_)));
    match (supported, contradicted) {
        (Some(source), false) => (Standing::Supported, Some(source)),
        (None, true) => (Standing::Contradicted, None),
        _ => (Standing::Open, None),
    }
}

/// The total as the sum of its addends, where the relation has one. It is safe where it leaves no relation violated.
fn recomputed(context: &Context<'_>, imbalance: &Imbalance<'_>, group: &Group, relation: &Relation) -> Option<Offer> {
    let locale = context.locale();
    let total = relation.total?;
    let figure = imbalance.computed(relation, total);
    let edit = imbalance.edit(context, total, figure)?;
    let is_this = |repair: &&Repair| match repair.changes.as_slice() {
        [change] => change.unknown == total && imbalance.figure(change.to) == figure,
        _ => false,
    };
    let repair = group.repairs.iter().find(is_this);
    let (standing, source) = repair.map_or((Standing::Open, None), standing);
    let name = imbalance.term_name(relation, total);
    let why = match (standing, repair) {
        (Standing::Supported, Some(repair)) => why(imbalance, &repair.changes[0].evidence, locale),
        _ => String::new(),
    };
    Some(Offer {
        title: say!(locale, "把“{name}”改为 {figure}{why}", "Set “{name}” to {figure}{why}"),
        edits: edit.into(),
        standing,
        source,
        is_sum: true,
        // Outcomes stand in one relation each: that none stays violated says nothing about which cell is wrong.
        is_safe: relation.rule != "outcome-total" && imbalance.settles(total, figure),
    })
}

/// The likeliest repairs that put this relation right.
fn offers(context: &Context<'_>, imbalance: &Imbalance<'_>, group: &Group, relation: &Relation) -> Vec<Offer> {
    let locale = context.locale();
    let concerns = |cell: usize| relation.terms.iter().any(|(term, _)| *term == cell);
    let repairs = group.repairs.iter().filter(|repair| repair.changes.iter().any(|change| concerns(change.unknown)));
    let mut offers = Vec::new();
    for repair in repairs.take(MOST_OFFERED) {
        let edits =
            repair.changes.iter().map(|change| imbalance.edit(context, change.unknown, imbalance.figure(change.to)));
        let Some(edits) = edits.collect::<Option<Vec<Edit>>>().and_then(|edits| Edits::new(edits).ok()) else {
            continue;
        };
        let changes = repair.changes.iter().map(|change| {
            let (name, figure) = (imbalance.table.cell_name(change.unknown, locale), imbalance.figure(change.to));
            let why = why(imbalance, &change.evidence, locale);
            say!(locale, "{name}改为 {figure}{why}", "{name}: {figure}{why}")
        });
        let (standing, source) = standing(repair);
        let title = changes.collect::<Vec<_>>().join(if locale == crate::finding::Locale::ZhCn { "；" } else { "; " });
        offers.push(Offer { title, edits, standing, source, is_sum: false, is_safe: false });
    }
    offers
}

#[cfg(test)]
mod tests {
    use super::super::testing::REPORT;
    use crate::check::check;
    use crate::document::Document;
    use crate::finding::{Finding, Safety};

    const OUTCOMES: &str = "| 1 | 0 | 0 | 1 | 2 | 0 | 0 | 0 | 0 | 0 | 1 | 0 | 0 | 0 | 1 |";

    /// What is found in the report with other outcomes and a sentence of section 一.
    fn found(outcomes: &str, prose: &str) -> Finding {
        assert!(REPORT.contains(OUTCOMES) && REPORT.contains("## 二、"));
        let text = REPORT.replace(OUTCOMES, outcomes).replacen("## 二、", &format!("{prose}\n\n## 二、"), 1);
        let findings = check(&Document::new(&text, Default::default()));
        let [finding] = &findings[..] else { panic!("one finding: {findings:#?}") };
        finding.clone()
    }

    fn fixes(finding: &Finding) -> Vec<(&str, bool)> {
        assert!(finding.fixes.iter().all(|fix| fix.safety == Safety::Offered));
        finding.fixes.iter().map(|fix| (&*fix.title, fix.preferred)).collect()
    }

    const REVIEW: &str = "| 3 | 1 | 0 | 0 | 5 | 0 | 0 | 0 | 0 | 0 | 1 | 0 | 0 | 0 | 1 |";

    #[test]
    fn without_prose_the_sum_comes_first() {
        let finding = found(REVIEW, "");
        assert_eq!(fixes(&finding)[0], ("把“总计”改为 4", true));
        assert!(fixes(&finding)[1..].iter().all(|(_, preferred)| !preferred));
    }

    #[test]
    fn prose_that_states_the_sum_is_named() {
        let finding = found(REVIEW, "全年发生行政复议4件。");
        assert_eq!(fixes(&finding)[0], ("把“总计”改为 4（与正文“4件”一致，误按邻键）", true));
        assert!(finding.related.iter().any(|related| related.message == "正文“4件”"), "{:#?}", finding.related);
    }

    #[test]
    fn prose_that_states_an_addend_puts_its_repair_first() {
        let finding = found(REVIEW, "全年发生行政复议5件，其中结果维持3件，结果纠正2件。");
        let fixes = fixes(&finding);
        assert_eq!(fixes[0], ("“行政复议”一行“结果纠正”改为 2（与正文“2件”一致，误按邻键）", true));
        assert_eq!(fixes.last().expect("there are several").0, "把“总计”改为 4");
    }

    #[test]
    fn prose_that_states_the_total_as_it_stands_prefers_nothing() {
        let finding = found(REVIEW, "全年发生行政复议5件。");
        let fixes = fixes(&finding);
        assert!(fixes.iter().all(|(_, preferred)| !preferred), "{fixes:?}");
        assert_eq!(fixes.last().expect("there are several").0, "把“总计”改为 4");
    }

    #[test]
    fn last_years_report_is_a_witness() {
        // 二 is 0 with a total of 0, one request too few on that side: each of new, carried in, handled, carried out may be wrong.
        let own = "{report}\n{rows}\n| 二、上年结转政府信息公开申请数量 |  |  | 0 | 0 | 0 | 0 | 0 | 0 | 0 |\n";
        let first = |fixture: &str| {
            let findings = super::super::testing::findings(fixture);
            let balance = findings.iter().find(|one| one.rule == "balance").expect("it fails").clone();
            (balance.fixes[0].title.clone(), balance.related.iter().any(|one| one.path.is_some()))
        };
        let (title, is_elsewhere) = first(&format!("{own}{{last year}}\n"));
        assert!(title.contains("上年结转") && title.contains("与上年报告“四、结转下年度继续办理”一致"), "{title}");
        assert!(is_elsewhere);
        assert!(!first(own).1);
    }

    #[test]
    fn vague_figures_and_those_of_other_times_say_nothing() {
        for prose in ["全年发生行政复议近4件。", "上一年发生行政复议4件。", "全年处理行政处罚4件。"]
        {
            assert_eq!(fixes(&found(REVIEW, prose))[0], ("把“总计”改为 4", true), "{prose}");
        }
    }
}
