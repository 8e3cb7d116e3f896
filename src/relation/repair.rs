//! Which cell is wrong: the failing relations, group by group, with the smallest repairs of each.
//!
//! # Reasoning
//! A wrong cell breaks every relation it stands in, each by its coefficient times the error: its *syndrome*.
//! Where a cell stands in two relations that share no other cell (a row and a column), the pair names it.
//!
//! Two wrong cells in different rows and columns break four relations that hang together through cells that
//! are right: each of the two rows crosses each of the two columns. So the failing relations can't be told
//! apart by what they share. Instead all that the system connects are repaired at once (`search.rs`), and
//! each repair falls apart by itself: changed cells that stand in a common relation belong together, and so
//! do the failing relations they touch. A group is a set of failing relations that no smallest repair
//! divides. Each group may be repaired on its own: its part of a repair satisfies every relation it touches,
//! as no cell of another part stands in them.
//!
//! # Bounds
//! One call takes at most [`MAX_STEPS`] steps over all groups, each linear in the terms of the failing
//! relations. A repair changes at most six cells in all and [`MAX_CELLS`] in one group. When a bound is hit
//! the group says so, and its repairs, if any, are not called the only ones.

use super::evidence::{self, Evidence, Support};
use super::search::{Changes, Found, MAX_SOLUTIONS, Problem, smallest};
use super::{System, Value, Violation};

/// The most cells that one repair of a group changes.
pub const MAX_CELLS: usize = 3;

/// The most search steps of one call of [`repair`].
pub const MAX_STEPS: usize = 4_000;

/// The most repairs that a group lists.
pub const MAX_REPAIRS: usize = MAX_SOLUTIONS;

/// One cell of a repair.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The cell.
    pub unknown: usize,
    /// Its present value: known or blank.
    pub from: Value,
    /// The value that it would have to have: a non-negative integer within [`super::MAX_MAGNITUDE`].
    pub to: i128,
    /// What speaks for the change and against it, strongest first.
    pub evidence: Vec<Evidence>,
}

/// A smallest set of changes after which the relations of its group, and all others it touches, hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repair {
    /// The changes, in the order of the unknowns.
    pub changes: Vec<Change>,
}

impl Repair {
    /// The weight of all evidence together: the higher, the likelier.
    pub fn weight(&self) -> i32 {
        self.changes.iter().flat_map(|change| &change.evidence).map(|evidence| evidence.weight()).sum()
    }
}

/// Failing relations with a common cause, as far as arithmetic can tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The failing relations, in order.
    pub violations: Vec<Violation>,
    /// The smallest repairs, likeliest first; all change the same number of cells. Empty when none changes at
    /// most [`MAX_CELLS`] cells or the search was ended by its bound.
    pub repairs: Vec<Repair>,
    /// Whether `repairs` is known to hold every smallest repair.
    pub complete: bool,
}

impl Group {
    /// The only smallest repair, where there is exactly one and the search proved it.
    pub fn only_repair(&self) -> Option<&Repair> {
        match self.repairs.as_slice() {
            [repair] if self.complete => Some(repair),
            _ => None,
        }
    }

    /// The wrong cell, where changing it alone explains the whole group and nothing else does.
    pub fn suspect(&self) -> Option<&Change> {
        match self.only_repair()?.changes.as_slice() {
            [change] => Some(change),
            _ => None,
        }
    }
}

/// Groups the failing relations and finds the smallest repairs of each group; none changes a cell of `frozen`.
/// Deterministic: groups come in
/// the order of their first relation, repairs by descending weight and then by the cells they change.
pub fn repair(system: &System, values: &[Value], frozen: &[usize]) -> Vec<Group> {
    let problem = Problem::new(system, values, frozen);
    let failing: Vec<usize> = (0..system.relations().len())
        .filter(|&relation| problem.residuals[relation].is_some_and(|residual| residual != 0))
        .collect();
    let mut steps = MAX_STEPS;
    let mut groups = Vec::new();
    for component in components(&problem, &failing) {
        let found = smallest(&problem, &component, &mut steps);
        groups.extend(divide(&problem, component, found));
    }
    groups.sort_by_key(|(relations, ..)| relations[0]);
    let ranked = groups.into_iter().map(|(relations, repairs, complete)| {
        let fails = |relation| relations.binary_search(&relation).is_ok();
        let mut repairs: Vec<Repair> =
            repairs.into_iter().map(|changes| explained(system, values, &changes, &fails, &[])).collect();
        rank(&mut repairs);
        let violations = relations
            .iter()
            .filter_map(|&relation| Some(Violation { relation, residual: problem.residuals[relation]? }))
            .collect();
        Group { violations, repairs, complete }
    });
    ranked.collect()
}

/// Ranks the repairs of a group anew, with what other sources state. Kept apart from [`repair`], because the sources
/// are worth asking only where repairs compete.
pub fn weigh(system: &System, values: &[Value], group: &mut Group, supports: &[Support]) {
    let fails = |relation| group.violations.iter().any(|violation| violation.relation == relation);
    for repair in &mut group.repairs {
        let changes: Changes = repair.changes.iter().map(|change| (change.unknown, change.to)).collect();
        *repair = explained(system, values, &changes, &fails, supports);
    }
    rank(&mut group.repairs);
}

/// Likeliest first. Stable: repairs of equal weight keep the order of their cells, or that of an earlier ranking.
fn rank(repairs: &mut [Repair]) {
    repairs.sort_by_key(|repair| std::cmp::Reverse(repair.weight()));
}

/// A repair with the evidence on each of its changes.
fn explained(
    system: &System,
    values: &[Value],
    changes: &Changes,
    fails: &impl Fn(usize) -> bool,
    supports: &[Support],
) -> Repair {
    let exchanged = |unknown: usize, to: i128| {
        changes.iter().any(|&(other, other_to)| {
            other != unknown && values[other].counted() == Some(to) && values[unknown].counted() == Some(other_to)
        })
    };
    let stated = evidence::of_sources(values, changes, supports);
    let explain = |&(unknown, to): &(usize, i128)| {
        let mut evidence = evidence::of_change(system, values, (unknown, to), fails);
        evidence.extend(stated.iter().filter(|(cell, _)| *cell == unknown).map(|(_, evidence)| *evidence));
        if exchanged(unknown, to) {
            evidence.push(Evidence::Exchanged);
        }
        evidence.sort_by_key(|&evidence| (std::cmp::Reverse(evidence.weight()), evidence));
        Change { unknown, from: values[unknown], to, evidence }
    };
    Repair { changes: changes.iter().map(explain).collect() }
}

/// The failing relations, apart where no chain of evaluated relations and changeable unknowns connects them:
/// a repair of one such set can't touch another. It is not enough that failing relations share no cell: two
/// figures of a row that changed places break two columns that meet only in the row, which holds.
fn components(problem: &Problem<'_>, failing: &[usize]) -> Vec<Vec<usize>> {
    let relations = problem.system.relations();
    let mut sets = Sets::new(relations.len());
    let mut first_use = vec![None; problem.system.unknowns()];
    for (index, relation) in relations.iter().enumerate() {
        for &(unknown, _) in relation.terms() {
            if problem.changeable[unknown] && problem.residuals[index].is_some() {
                let first = *first_use[unknown].get_or_insert(index);
                sets.unite(first, index);
            }
        }
    }
    let mut classes = sets.classes();
    classes.iter_mut().for_each(|class| class.retain(|relation| failing.binary_search(relation).is_ok()));
    classes.retain(|class| !class.is_empty());
    classes
}

/// Divides a component into the groups that no smallest repair divides, each with its part of every repair.
fn divide(problem: &Problem<'_>, component: Vec<usize>, found: Found) -> Vec<(Vec<usize>, Vec<Changes>, bool)> {
    let parts: Vec<Vec<Changes>> = found.solutions.iter().map(|changes| connected(problem, changes)).collect();
    let mut sets = Sets::new(component.len());
    let touched = |part: &Changes| -> Vec<usize> {
        let uses = part.iter().flat_map(|&(unknown, _)| problem.system.uses(unknown));
        uses.filter_map(|(relation, _)| component.binary_search(relation).ok()).collect()
    };
    for part in parts.iter().flatten() {
        let touched = touched(part);
        touched.windows(2).for_each(|pair| sets.unite(pair[0], pair[1]));
    }
    if parts.is_empty() {
        return vec![(component, Vec::new(), found.complete)];
    }
    let classes = sets.classes();
    let divided = classes.into_iter().map(|class| {
        let mut repairs: Vec<Changes> = parts
            .iter()
            .map(|parts| {
                let here = parts.iter().filter(|part| touched(part).first().is_some_and(|at| class.contains(at)));
                let mut changes: Changes = here.flatten().copied().collect();
                changes.sort_unstable();
                changes
            })
            .collect();
        repairs.sort_unstable();
        repairs.dedup();
        let all = repairs.len();
        repairs.retain(|changes| changes.len() <= MAX_CELLS);
        let complete = found.complete && repairs.len() == all;
        (class.into_iter().map(|index| component[index]).collect(), repairs, complete)
    });
    divided.collect()
}

/// The parts of a repair: changed cells that stand, directly or through others, in common relations.
fn connected(problem: &Problem<'_>, changes: &Changes) -> Vec<Changes> {
    let mut sets = Sets::new(changes.len());
    for one in 0..changes.len() {
        for other in 0..one {
            let common = problem.system.uses(changes[one].0).iter().any(|&(relation, _)| {
                let evaluated = problem.residuals[relation].is_some();
                evaluated && problem.system.uses(changes[other].0).iter().any(|&(there, _)| there == relation)
            });
            if common {
                sets.unite(one, other);
            }
        }
    }
    sets.classes().into_iter().map(|class| class.into_iter().map(|index| changes[index]).collect()).collect()
}

/// A partition of the numbers below a count.
struct Sets {
    parent: Vec<usize>,
}

impl Sets {
    fn new(count: usize) -> Self {
        Self { parent: (0..count).collect() }
    }

    fn root(&mut self, mut of: usize) -> usize {
        while self.parent[of] != of {
            self.parent[of] = self.parent[self.parent[of]];
            of = self.parent[of];
        }
        of
    }

    fn unite(&mut self, one: usize, other: usize) {
        let (one, other) = (self.root(one), self.root(other));
        self.parent[one.max(other)] = one.min(other);
    }

    /// The sets, by their smallest member, each ascending.
    fn classes(&mut self) -> Vec<Vec<usize>> {
        let mut classes: Vec<Vec<usize>> = vec![Vec::new(); self.parent.len()];
        for member in 0..self.parent.len() {
            let root = self.root(member);
            classes[root].push(member);
        }
        classes.retain(|class| !class.is_empty());
        classes
    }
}
