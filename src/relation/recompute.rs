//! Totals worked out anew, each after the totals it is made of.

use super::{MAX_MAGNITUDE, System, Value};

/// What [`recompute`] found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recomputed {
    /// The totals whose value changes, each after those it depends on, with their new values.
    pub changes: Vec<(usize, i128)>,
    /// The asked-for totals that could not be worked out, in the order asked: no relation declares it as its
    /// total, it depends on itself, an addend is unknown, or the result is no non-negative integer within
    /// [`MAX_MAGNITUDE`].
    pub skipped: Vec<usize>,
}

/// The totals that depend on `changed`, directly or through other totals, each after those it depends on. A
/// cell of `changed` is itself among them only where it depends on another of them. Totals on a cycle come
/// last, in their order. Costs O(terms).
pub fn dependents(system: &System, changed: &[usize]) -> Vec<usize> {
    let mut reached = vec![false; system.unknowns()];
    let mut open: Vec<usize> = changed.iter().copied().filter(|&unknown| unknown < system.unknowns()).collect();
    let mut totals = Vec::new();
    while let Some(unknown) = open.pop() {
        for &(relation, _) in system.uses(unknown) {
            let Some(total) = system.relations()[relation].total() else {
                continue;
            };
            if total != unknown && !reached[total] {
                reached[total] = true;
                totals.push(total);
                open.push(total);
            }
        }
    }
    totals.sort_unstable();
    let (mut ordered, cyclic) = in_order(system, &totals);
    ordered.extend(cyclic);
    ordered
}

/// Works out `totals` from the other cells, blanks counting as 0: each after those among them that it depends
/// on, in whatever order they are asked for. A total on a cycle of totals is skipped, as no order could give
/// it a value.
///
/// Where several relations declare the same total (a table's bottom right corner), the first that can be
/// evaluated decides; that another still disagrees then shows as a violation. Costs O(terms).
pub fn recompute(system: &System, values: &[Value], totals: &[usize]) -> Recomputed {
    let mut values = values.to_vec();
    values.resize(system.unknowns(), Value::Unknown);
    let (ordered, _) = in_order(system, totals);
    let mut done = vec![false; system.unknowns()];
    let mut changes = Vec::new();
    for total in ordered {
        let Some(value) = computed(system, &values, total) else {
            continue;
        };
        done[total] = true;
        if values[total] != Value::Known(value) {
            values[total] = Value::Known(value);
            changes.push((total, value));
        }
    }
    let skipped = totals.iter().copied().filter(|&total| !done.get(total).is_some_and(|&done| done)).collect();
    Recomputed { changes, skipped }
}

/// The value that the first relation to declare `total` gives it.
fn computed(system: &System, values: &[Value], total: usize) -> Option<i128> {
    system.uses(total).iter().find_map(|&(index, coefficient)| {
        let relation = &system.relations()[index];
        if relation.total() != Some(total) {
            return None;
        }
        let rest = relation.terms().iter().filter(|&&(unknown, _)| unknown != total);
        let sum = rest.copied().try_fold(0, |sum: i128, (unknown, coefficient)| {
            Some(sum + i128::from(coefficient) * values[unknown].counted()?)
        })?;
        let coefficient = i128::from(coefficient);
        let value = -sum / coefficient;
        (sum % coefficient == 0 && (0..=MAX_MAGNITUDE).contains(&value)).then_some(value)
    })
}

/// `totals` without repetitions, each after those among them that a relation computes it from; and those that
/// lie on a cycle or behind one.
fn in_order(system: &System, totals: &[usize]) -> (Vec<usize>, Vec<usize>) {
    let mut wanted = vec![false; system.unknowns()];
    let mut distinct = Vec::new();
    for &total in totals {
        if total < wanted.len() && !wanted[total] && system.is_total(total) {
            wanted[total] = true;
            distinct.push(total);
        }
    }
    // How many wanted addends, over all relations that declare it, each total still waits for.
    let mut waiting = vec![0_usize; system.unknowns()];
    for relation in system.relations() {
        let Some(total) = relation.total() else {
            continue;
        };
        waiting[total] += relation.terms().iter().filter(|&&(unknown, _)| unknown != total && wanted[unknown]).count();
    }
    let mut ordered: Vec<usize> = distinct.iter().copied().filter(|&total| waiting[total] == 0).collect();
    let mut next = 0;
    while let Some(&ready) = ordered.get(next) {
        next += 1;
        for &(relation, _) in system.uses(ready) {
            let Some(total) = system.relations()[relation].total() else {
                continue;
            };
            if total != ready && wanted[total] {
                waiting[total] -= 1;
                if waiting[total] == 0 {
                    ordered.push(total);
                }
            }
        }
    }
    distinct.retain(|&total| waiting[total] > 0);
    (ordered, distinct)
}

#[cfg(test)]
mod tests {
    use super::super::{Relation, evaluate};
    use super::*;

    /// A tree of subtotals: 6 = 2 + 5, where 2 = 0 + 1 and 5 = 3 - 4.
    fn tree() -> System {
        let difference = Relation::new([(3, 1), (4, -1), (5, -1)]).with_total(5);
        System::new(7, vec![Relation::sum(6, [2, 5]), Relation::sum(2, [0, 1]), difference]).unwrap()
    }

    fn known(values: &[i128]) -> Vec<Value> {
        values.iter().copied().map(Value::Known).collect()
    }

    #[test]
    fn subtotals_come_before_their_total() {
        let values = known(&[1, 2, 9, 7, 3, 9, 9]);
        let recomputed = recompute(&tree(), &values, &[6, 5, 2]);
        assert_eq!(recomputed, Recomputed { changes: vec![(5, 4), (2, 3), (6, 7)], skipped: vec![] });
        assert_eq!(dependents(&tree(), &[4]), [5, 6]);
        assert!(dependents(&tree(), &[6]).is_empty());
        assert_eq!(dependents(&tree(), &[0, 3]), [2, 5, 6]);
    }

    #[test]
    fn only_the_totals_asked_for_change_and_blanks_count_as_zero() {
        let mut values = known(&[1, 2, 9, 7, 3, 4, 9]);
        values[1] = Value::Blank;
        let recomputed = recompute(&tree(), &values, &[2, 5]);
        assert_eq!(recomputed, Recomputed { changes: vec![(2, 1)], skipped: vec![] });
    }

    #[test]
    fn what_has_no_value_is_skipped() {
        let mut values = known(&[1, 2, 3, 3, 7, 0, 9]);
        assert_eq!(recompute(&tree(), &values, &[5, 6, 0, 99]).skipped, [5, 0, 99], "negative, no total, no cell");
        values[0] = Value::Unknown;
        assert_eq!(recompute(&tree(), &values, &[2]).skipped, [2]);
        let halves = System::new(2, vec![Relation::new([(0, 1), (1, -2)]).with_total(1)]).unwrap();
        assert_eq!(recompute(&halves, &known(&[3, 0]), &[1]).skipped, [1]);
        assert_eq!(recompute(&halves, &known(&[4, 0]), &[1]).changes, [(1, 2)]);
    }

    #[test]
    fn a_cycle_ends_and_what_stands_outside_it_is_computed() {
        let cycle = vec![Relation::sum(0, [1, 2]), Relation::sum(1, [0, 2]), Relation::sum(3, [2, 4])];
        let system = System::new(5, cycle).unwrap();
        let recomputed = recompute(&system, &known(&[1, 1, 1, 1, 1]), &[0, 1, 3]);
        assert_eq!(recomputed, Recomputed { changes: vec![(3, 2)], skipped: vec![0, 1] });
        assert_eq!(dependents(&system, &[2]), [3, 0, 1]);
    }

    #[test]
    fn a_total_of_two_relations_takes_the_first_that_can_be_evaluated() {
        let system = System::new(5, vec![Relation::sum(4, [0, 1]), Relation::sum(4, [2, 3])]).unwrap();
        let mut values = known(&[1, 2, 3, 4, 0]);
        assert_eq!(recompute(&system, &values, &[4]).changes, [(4, 3)]);
        values[0] = Value::Unknown;
        assert_eq!(recompute(&system, &values, &[4]).changes, [(4, 7)]);
        values[4] = Value::Known(7);
        assert_eq!(evaluate(&system, &values), []);
    }
}
