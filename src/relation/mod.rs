//! Linear equations with small integer coefficients over non-negative integers: what fails, which cell is
//! wrong, what a total should be, and what a table still says whose borders were lost. Knows nothing of
//! reports or of text.
//!
//! In reading order:
//! - `system.rs`: the equations, values, and [`evaluate`];
//! - `repair.rs`: [`repair`] names wrong cells; it searches with `search.rs`, which solves with `solve.rs`,
//!   and ranks with `evidence.rs`; [`weigh`] ranks anew with what other sources state;
//! - `recompute.rs`: [`recompute`] works out totals after their addends;
//! - `recover.rs`: [`recover`] reads flattened tables; `explain.rs` decides what may be assumed of them,
//!   `split.rs` reads one row, `joint.rs` joins rows.
//!
//! All arithmetic is exact, every search is bounded and deterministic, and a bound that was hit shows in the
//! answer: it never turns into a claim that something is the only possibility.

mod evidence;
mod explain;
mod joint;
mod recompute;
mod recover;
mod repair;
mod search;
mod solve;
mod split;
mod system;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;

pub use evidence::{Evidence, Slip, Support, slip};
pub use recompute::{Recomputed, dependents, recompute};
pub use recover::{Basis, Cell, FlatRow, MAX_CANDIDATES, MAX_DIGITS, Recovery, recover};
pub use repair::{Change, Group, MAX_CELLS, MAX_REPAIRS, MAX_STEPS, Repair, repair, weigh};
pub use system::{
    MAX_COEFFICIENT, MAX_MAGNITUDE, MAX_RELATIONS, MAX_TERMS, Relation, System, SystemError, Value, Violation,
    balances, evaluate,
};
