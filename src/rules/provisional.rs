//! Relations that fail where a person is typing.
//!
//! Somebody who has corrected an addend, and not yet its total, leaves the same traces as somebody who has mistyped it. So
//! the cell is not blamed, and nothing is offered that would take back what was typed: of all that fails there, one
//! finding says which total is not up to date, and offers to recompute it and those that are made of it.

use super::Context;
use super::imbalance::Imbalance;
use crate::format::Table;
use crate::relation::{self, Group};
use crate::say;
use crate::text::{Edit, Edits};

/// What is to be said of a table in which a person is typing.
#[derive(Debug)]
pub struct Provisional {
    /// The relation that is reported: of the first total that is not up to date, if there is one.
    relation: usize,
    /// The totals that are not, each after those it is made of, and what they should be.
    totals: Vec<(usize, i128)>,
}

/// Takes away from `groups` those in which a cell of `focused` stands, and says what they come to. The others offer
/// nothing that would change such a cell.
pub(super) fn part(
    table: &Table,
    values: &[relation::Value],
    focused: &[usize],
    groups: &mut Vec<Group>,
) -> Option<Provisional> {
    if focused.is_empty() {
        return None;
    }
    let concerns = |relation: usize| table.relations[relation].terms.iter().any(|(cell, _)| focused.contains(cell));
    let waits = |group: &mut Group| group.violations.iter().any(|violation| concerns(violation.relation));
    let waiting: Vec<Group> = groups.extract_if(.., waits).collect();
    for group in groups {
        group.repairs.retain(|repair| repair.changes.iter().all(|change| !focused.contains(&change.unknown)));
    }
    let failing: Vec<usize> = waiting.iter().flat_map(|group| &group.violations).map(|one| one.relation).collect();
    let mut dependents = relation::dependents(&table.system, focused);
    dependents.retain(|total| !focused.contains(total));
    let totals = relation::recompute(&table.system, values, &dependents).changes;
    let is_of = |relation: &usize, total: usize| table.relations[*relation].total == Some(total);
    let of_total = |total: usize| failing.iter().copied().find(|relation| is_of(relation, total));
    let relation = totals.iter().find_map(|(total, _)| of_total(*total)).or(failing.iter().copied().min())?;
    Some(Provisional { relation, totals })
}

/// Reports it, if the relation is one of `rule`.
pub(super) fn report(context: &mut Context<'_>, imbalance: &Imbalance<'_>, rule: &str) {
    let Some(Provisional { relation, totals }) = &imbalance.provisional else { return };
    let relation = imbalance.relation(*relation);
    if relation.rule != rule {
        return;
    }
    let locale = context.locale();
    let anchor = imbalance.anchor(relation);
    let sentence = imbalance.sentence(relation, locale);
    let edits = totals.iter().map(|(cell, value)| imbalance.edit(context, *cell, imbalance.figure(*value)));
    let edits = edits.collect::<Option<Vec<Edit>>>().and_then(|edits| Edits::new(edits).ok());
    let edits = edits.filter(|edits| !edits.is_empty());
    let message = match edits {
        Some(_) => say!(
            locale,
            "{sentence}。如果刚填的数字是对的，请重算合计。",
            "{sentence}. If the figure just typed is right, recompute the totals."
        ),
        None => say!(
            locale,
            "{sentence}。有关各格填好后请核对。",
            "{sentence}. Check once all figures of it are filled in."
        ),
    };
    let finding = context.report(imbalance.place(anchor), message);
    imbalance.relate(finding, relation, anchor);
    finding.data(imbalance.data(relation, None));
    if let Some(edits) = edits {
        let count = totals.len();
        // Not safe: whether the person has finished is not known.
        finding.offer(say!(locale, "重算合计（{count} 处）", "Recompute totals ({count})"), true, edits);
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::REPORT;
    use crate::beside::Surroundings;
    use crate::check::by_report;
    use crate::document::Document;
    use crate::finding::{Finding, Safety};
    use crate::text::{TextRange, TextSize};

    /// What is found while a person is typing: `new` stands in place of `old`, and what is typed stands in brackets.
    fn typed(old: &str, new: &str) -> Vec<Finding> {
        let (before, rest) = new.split_once('[').expect("it begins");
        let (digits, after) = rest.split_once(']').expect("it ends");
        let (report_before, report_after) = REPORT.split_once(old).expect("it is there");
        let start = TextSize::of(report_before) + TextSize::of(before);
        let text = [report_before, before, digits, after, report_after].concat();
        let document = Document::new(&text, Default::default());
        by_report(&document, &[TextRange::at(start, TextSize::of(digits))], Surroundings::none()).into_vec()
    }

    #[test]
    fn the_total_that_is_not_up_to_date_is_told_of() {
        let found = typed("| 1 | 1 | 0 | 0 | 0 | 0 | 2 |", "| [77] | 1 | 0 | 0 | 0 | 0 | 2 |");
        let [finding] = &*found else { panic!("one finding: {found:#?}") };
        assert_eq!(finding.rule, "row-total");
        assert!(finding.message.ends_with("如果刚填的数字是对的，请重算合计。"), "{}", finding.message);
        let [fix] = &*finding.fixes else { panic!("one fix: {finding:#?}") };
        assert_eq!((fix.safety, fix.preferred), (Safety::Offered, true));
        let figures: Vec<&str> = fix.edits.iter().map(|edit| &*edit.text).collect();
        assert_eq!(figures, ["78", "85", "89"], "the row's, the column's, and the one of both");
    }

    #[test]
    fn a_total_that_is_typed_is_not_taken_back() {
        let found = typed("| 9 | 4 | 0 | 0 | 1 | 0 | 14 |", "| 9 | 4 | 0 | 0 | 1 | 0 | [15] |");
        let [finding] = &*found else { panic!("one finding: {found:#?}") };
        assert_eq!((finding.rule, finding.fixes.len()), ("row-total", 0));
    }

    #[test]
    fn what_the_next_key_puts_right_is_not_told() {
        for new in
            ["| 1 | 1 | 0 | 0 | 0 | 0 | [] |", "| 1 | 1 | 0[0] | 0 | 0 | 0 | 2 |", "| 1 | 1 | [x] | 0 | 0 | 0 | 2 |"]
        {
            let found = typed("| 1 | 1 | 0 | 0 | 0 | 0 | 2 |", new);
            assert!(found.iter().all(|one| one.rule == "row-total"), "{found:#?}");
        }
    }
}
