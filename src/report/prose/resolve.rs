//! From what the words say to the cells they state.

use super::cell::CellExpr;
use super::figure::UnitClass;
use super::frame::Frame;
use super::list::List;
use super::vocabulary::{Cell, Concept, Concepts, Role, Vocabulary};

/// What a frame states about one topic.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Stated {
    /// Readings, the preferred one first.
    Cells(Vec<CellExpr>),
    /// A mark forbids it.
    Trap(Concept),
    Nothing,
}

/// Whether the topic was named, and so may be counted without a verb.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Named {
    Here,
    Elsewhere,
}

/// The readings of `frame` about `topic`. `marks` are those of the frame and those that reach it.
pub(super) fn resolve(
    frame: &Frame,
    topic: Concept,
    named: Named,
    marks: Concepts,
    unit: UnitClass,
    vocabulary: &Vocabulary,
) -> Stated {
    let present = frame.acts.union(frame.contexts).union(marks);
    let joined = frame.joined.min(frame.results.len());
    let last = &frame.results[frame.results.len() - joined..];
    if last.len() < 2 || one_group(last, vocabulary) {
        return best(frame, topic, named, present.union(frame.outcomes), (marks, unit), vocabulary);
    }
    let mut terms = Vec::with_capacity(last.len());
    for &outcome in last {
        match best(frame, topic, named, present.union(Concepts::of(outcome)), (marks, unit), vocabulary) {
            Stated::Cells(mut readings) => terms.push(readings.swap_remove(0)),
            nothing => return nothing,
        }
    }
    match CellExpr::sum(&terms) {
        Some(sum) => Stated::Cells(vec![vocabulary.named(sum)]),
        None => Stated::Nothing,
    }
}

/// Joined outcomes of which one is the group of another are no sum.
fn one_group(outcomes: &[Concept], vocabulary: &Vocabulary) -> bool {
    outcomes.iter().any(|&outcome| vocabulary.group(outcome).is_some_and(|group| outcomes.contains(&group)))
}

/// The most specific statement that is present; of equal ones the one written last, then the others.
fn best(
    frame: &Frame,
    topic: Concept,
    named: Named,
    present: Concepts,
    (marks, unit): (Concepts, UnitClass),
    vocabulary: &Vocabulary,
) -> Stated {
    let marks = vocabulary.unwaived(marks, present);
    let mut trap = None;
    let mut found: List<Option<Found<'_>>, 8> = List::default();
    let mut top = 0;
    for cell in vocabulary.cells(topic) {
        // A topic alone states its total only where nothing is said to have happened to it; an outcome is never ignored.
        let bare = cell.when.is_empty() && (named == Named::Elsewhere || frame.has_predicate());
        let ignores = !frame.outcomes.is_empty() && cell.when.meet(frame.outcomes).is_empty();
        if bare || ignores || cell.unit != unit || !cell.when.within(present) {
            continue;
        }
        if let Some(mark) = marks.without(cell.when).iter().next() {
            trap = Some(mark);
            continue;
        }
        let weight = weight(cell.when, vocabulary);
        if weight > top {
            found = List::default();
        }
        if weight >= top {
            let place = frame.sequence.iter().rposition(|&concept| cell.when.has(concept));
            found.push(Some(Found { place, cell }));
            top = weight;
        }
    }
    let mut found: Vec<Found<'_>> = found.iter().flatten().copied().collect();
    if found.is_empty() {
        return trap.or(marks.iter().next()).map_or(Stated::Nothing, Stated::Trap);
    }
    found.sort_by_key(|found| std::cmp::Reverse(found.place));
    let mut readings: Vec<CellExpr> = Vec::new();
    for cell in choose(frame, &found, vocabulary) {
        for reading in &cell.readings {
            if !readings.contains(reading) {
                readings.push(reading.clone());
            }
        }
    }
    Stated::Cells(readings)
}

/// A cell whose concepts are all present, and the place of the last of them among the verbs.
#[derive(Clone, Copy)]
struct Found<'c> {
    place: Option<usize>,
    cell: &'c Cell,
}

/// Outcomes say more than marks, marks more than verbs.
fn weight(when: Concepts, vocabulary: &Vocabulary) -> u32 {
    let outcomes = when.meet(vocabulary.outcomes).count();
    let marks = when.meet(vocabulary.marks).count();
    4 * outcomes + 2 * marks + (when.count() - outcomes - marks)
}

/// Among equally specific statements: several verbs may each be meant (受理并答复); of several outcomes the last one is,
/// unless it is the group of those before (因本机关不掌握…无法提供), then the row, or the group if rows are examples.
fn choose<'c>(frame: &Frame, found: &[Found<'c>], vocabulary: &Vocabulary) -> Vec<&'c Cell> {
    let outcome = |cell: &Cell| cell.when.meet(vocabulary.outcomes).iter().next();
    let Some(last) = outcome(found[0].cell) else {
        return found.iter().map(|found| found.cell).collect();
    };
    let rows = found.iter().map(|found| found.cell);
    let rows: Vec<&Cell> =
        rows.filter(|row| outcome(row).and_then(|row| vocabulary.group(row)) == Some(last)).collect();
    let group = found[0].cell;
    match rows[..] {
        [row] if !frame.is(Role::Such) => vec![row, group],
        _ => vec![group],
    }
}
