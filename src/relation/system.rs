//! The equations of a table shape, the values of one table, and what fails.

/// The largest absolute value that takes part in a relation: 10^18, more than any count or any amount in
/// cents. A [`Value::Known`] beyond it is treated as [`Value::Unknown`].
///
/// A weighted sum is therefore at most `MAX_TERMS * MAX_COEFFICIENT * MAX_MAGNITUDE` = 10^28 in absolute
/// value, far below 2^127 > 10^38, so no sum in this module can overflow.
pub const MAX_MAGNITUDE: i128 = 1_000_000_000_000_000_000;

/// The largest absolute coefficient of a term.
pub const MAX_COEFFICIENT: i64 = 1_000_000;

/// The most terms one relation may have.
pub const MAX_TERMS: usize = 10_000;

/// The most relations a system may have. Which relations share an unknown is kept as a square of bits.
pub const MAX_RELATIONS: usize = 2_000;

/// One linear equation: the weighted sum of its unknowns is zero.
///
/// `a + b = t` is the terms `(a, 1), (b, 1), (t, -1)`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relation {
    terms: Vec<(usize, i64)>,
    total: Option<usize>,
}

impl Relation {
    /// An equation over `terms`, pairs of an unknown's index and its coefficient. An unknown that is listed
    /// twice counts with the sum of its coefficients; a coefficient of zero is left out.
    ///
    /// No unknown is taken for the total by its sign alone: in `new = handled + carried_out` the cell `new`
    /// has the lone sign but is no sum that a person works out. Say so with [`Relation::with_total`].
    pub fn new(terms: impl IntoIterator<Item = (usize, i64)>) -> Self {
        let mut merged: Vec<(usize, i64)> = terms.into_iter().collect();
        merged.sort_by_key(|&(unknown, _)| unknown);
        merged.dedup_by(|later, kept| {
            let same = later.0 == kept.0;
            if same {
                kept.1 = kept.1.saturating_add(later.1);
            }
            same
        });
        merged.retain(|&(_, coefficient)| coefficient != 0);
        Self { terms: merged, total: None }
    }

    /// The equation that `addends` add up to `total`.
    pub fn sum(total: usize, addends: impl IntoIterator<Item = usize>) -> Self {
        let addends = addends.into_iter().map(|unknown| (unknown, 1));
        Self::new(addends.chain([(total, -1)])).with_total(total)
    }

    /// Declares which unknown a person computes from the others. [`System::new`] refuses one that is no term.
    #[must_use]
    pub fn with_total(mut self, total: usize) -> Self {
        self.total = Some(total);
        self
    }

    /// The terms: unknown and coefficient, each unknown once, in the order of the unknowns.
    pub fn terms(&self) -> &[(usize, i64)] {
        &self.terms
    }

    /// The unknown that is computed from the others, where one is declared.
    pub fn total(&self) -> Option<usize> {
        self.total
    }
}

/// Why a system can't be built. The number is the relation's place in the list that was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SystemError {
    /// A term or a total names an unknown that does not exist, or the total is no term.
    NoSuchUnknown(usize),
    /// A coefficient is beyond [`MAX_COEFFICIENT`].
    CoefficientTooLarge(usize),
    /// A relation has more than [`MAX_TERMS`] terms.
    TooManyTerms(usize),
    /// There are more than [`MAX_RELATIONS`] relations.
    TooManyRelations,
}

impl std::fmt::Display for SystemError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NoSuchUnknown(relation) => write!(f, "relation {relation} names an unknown that does not exist"),
            Self::CoefficientTooLarge(relation) => {
                write!(f, "relation {relation} has too large a coefficient")
            }
            Self::TooManyTerms(relation) => write!(f, "relation {relation} has too many terms"),
            Self::TooManyRelations => f.write_str("there are too many relations"),
        }
    }
}

impl std::error::Error for SystemError {}

/// What one cell of a table holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    /// A figure. Decimals are scaled by the caller, by the same power of ten throughout a relation.
    Known(i128),
    /// Nothing, or a dash: counts as 0, and a repair may fill it.
    Blank,
    /// Not readable: no relation over it is evaluated, and no repair touches it.
    Unknown,
}

impl Value {
    /// The number that counts in a relation: `None` where no relation can be evaluated, which includes
    /// figures beyond [`MAX_MAGNITUDE`].
    pub fn counted(self) -> Option<i128> {
        match self {
            Self::Known(value) if (-MAX_MAGNITUDE..=MAX_MAGNITUDE).contains(&value) => Some(value),
            Self::Blank => Some(0),
            Self::Known(_) | Self::Unknown => None,
        }
    }
}

/// A relation that does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The relation's index in its system.
    pub relation: usize,
    /// The weighted sum that ought to be zero; for addends less total, by how much the total is too small.
    pub residual: i128,
}

/// The relations of one table shape. Built once and shared; the values change with every keystroke and are
/// kept apart.
#[derive(Clone, Debug, Default)]
pub struct System {
    relations: Vec<Relation>,
    /// For each unknown the relations it stands in, with its coefficient there.
    uses: Vec<Vec<(usize, i64)>>,
    /// For each relation a row of bits: the relations, itself included, that share an unknown with it.
    shared: Vec<u64>,
}

impl System {
    /// A system of `unknowns` unknowns, numbered from 0, and its relations, numbered as given.
    pub fn new(unknowns: usize, relations: Vec<Relation>) -> Result<Self, SystemError> {
        if relations.len() > MAX_RELATIONS {
            return Err(SystemError::TooManyRelations);
        }
        let mut uses = vec![Vec::new(); unknowns];
        for (index, relation) in relations.iter().enumerate() {
            if relation.terms.len() > MAX_TERMS {
                return Err(SystemError::TooManyTerms(index));
            }
            for &(unknown, coefficient) in &relation.terms {
                if coefficient.unsigned_abs() > MAX_COEFFICIENT.unsigned_abs() {
                    return Err(SystemError::CoefficientTooLarge(index));
                }
                uses.get_mut(unknown).ok_or(SystemError::NoSuchUnknown(index))?.push((index, coefficient));
            }
            if relation.total.is_some_and(|total| relation.terms.iter().all(|&(unknown, _)| unknown != total)) {
                return Err(SystemError::NoSuchUnknown(index));
            }
        }
        let words = relations.len().div_ceil(64);
        let mut shared = vec![0; words * relations.len()];
        for here in &uses {
            let mut together = vec![0_u64; words];
            here.iter().for_each(|&(relation, _)| together[relation / 64] |= 1 << (relation % 64));
            for &(relation, _) in here {
                let row = &mut shared[relation * words..(relation + 1) * words];
                row.iter_mut().zip(&together).for_each(|(row, together)| *row |= together);
            }
        }
        Ok(Self { relations, uses, shared })
    }

    /// How many unknowns there are.
    pub fn unknowns(&self) -> usize {
        self.uses.len()
    }

    /// The relations, in the order given.
    pub fn relations(&self) -> &[Relation] {
        &self.relations
    }

    /// The relations an unknown stands in, each with its coefficient there.
    pub fn uses(&self, unknown: usize) -> &[(usize, i64)] {
        &self.uses[unknown]
    }

    /// Whether an unknown is the declared total of some relation.
    pub fn is_total(&self, unknown: usize) -> bool {
        self.uses[unknown].iter().any(|&(relation, _)| self.relations[relation].total == Some(unknown))
    }

    /// The bits of the relations that share an unknown with `relation`, itself included.
    pub(super) fn sharing(&self, relation: usize) -> &[u64] {
        let words = self.relations.len().div_ceil(64);
        &self.shared[relation * words..(relation + 1) * words]
    }

    /// The weighted sum of a relation, `None` where one of its unknowns is unknown. A value that is missing
    /// because `values` is too short is unknown.
    pub fn residual(&self, relation: usize, values: &[Value]) -> Option<i128> {
        self.relations[relation].terms.iter().try_fold(0, |sum: i128, &(unknown, coefficient)| {
            Some(sum + i128::from(coefficient) * values.get(unknown)?.counted()?)
        })
    }
}

/// The largest absolute value of a count: a weighted sum of counts is at most
/// `MAX_TERMS * MAX_COEFFICIENT * MAX_COUNT` = 10^18 and fits an `i64`.
const MAX_COUNT: i64 = 100_000_000;

/// Whether each of `counts`, which the unknowns hold in order, is known and at most 10^8, and no relation fails. Most
/// counts are 0: only the others are looked up.
pub fn balances(system: &System, counts: impl Iterator<Item = Option<i64>>) -> bool {
    let mut sums = vec![0; system.relations.len()];
    for (count, uses) in counts.zip(&system.uses) {
        match count {
            Some(0) => {}
            Some(count) if (-MAX_COUNT..=MAX_COUNT).contains(&count) => {
                uses.iter().for_each(|&(relation, coefficient)| sums[relation] += coefficient * count);
            }
            _ => return false,
        }
    }
    sums.iter().all(|sum| *sum == 0)
}

/// The relations that fail, in order. Blanks count as 0; relations over an unknown value are passed over.
/// Costs O(terms).
pub fn evaluate(system: &System, values: &[Value]) -> Vec<Violation> {
    (0..system.relations.len())
        .filter_map(|relation| {
            let residual = system.residual(relation, values)?;
            (residual != 0).then_some(Violation { relation, residual })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blank_counts_as_zero_and_an_unknown_silences_its_relations() {
        let system = System::new(4, vec![Relation::sum(2, [0, 1]), Relation::new([(2, 1), (3, -2)])]).unwrap();
        let values = [Value::Known(3), Value::Blank, Value::Known(4), Value::Known(2)];
        assert_eq!(evaluate(&system, &values), [Violation { relation: 0, residual: -1 }]);
        let values = [Value::Known(3), Value::Unknown, Value::Known(4), Value::Known(1)];
        assert_eq!(evaluate(&system, &values), [Violation { relation: 1, residual: 2 }]);
        assert_eq!(evaluate(&system, &values[..2]), []);
    }

    #[test]
    fn counts_balance_where_nothing_fails() {
        let system = System::new(4, vec![Relation::sum(2, [0, 1]), Relation::new([(2, 1), (3, -2)])]).unwrap();
        let balanced = |counts: [i64; 4]| balances(&system, counts.into_iter().map(Some));
        assert!(balanced([3, 1, 4, 2]));
        assert!(!balanced([3, 0, 4, 2]));
        assert!(!balanced([3, 1, 4, 1]));
        assert!(!balanced([MAX_COUNT, 1, MAX_COUNT + 1, 0]));
        assert!(!balanced([i64::MIN, 0, i64::MIN, 0]));
        assert!(!balances(&system, [Some(0), Some(0), None, Some(0)].into_iter()));
        let relation = Relation::new((0..MAX_TERMS).map(|unknown| (unknown, MAX_COEFFICIENT)));
        let system = System::new(MAX_TERMS, vec![relation]).unwrap();
        assert!(!balances(&system, std::iter::repeat_n(Some(MAX_COUNT), MAX_TERMS)));
    }

    #[test]
    fn figures_beyond_the_bound_are_unknown_and_those_at_it_are_exact() {
        let coefficient = MAX_COEFFICIENT;
        let relation = Relation::new((0..MAX_TERMS).map(|unknown| (unknown, coefficient)));
        let system = System::new(MAX_TERMS, vec![relation]).unwrap();
        let mut values = vec![Value::Known(MAX_MAGNITUDE); MAX_TERMS];
        let residual = MAX_MAGNITUDE * i128::from(coefficient) * MAX_TERMS as i128;
        assert_eq!(evaluate(&system, &values), [Violation { relation: 0, residual }]);
        for beyond in [MAX_MAGNITUDE + 1, i128::MAX, i128::MIN] {
            values[7] = Value::Known(beyond);
            assert_eq!(evaluate(&system, &values), []);
        }
    }

    #[test]
    fn a_system_that_can_not_be_evaluated_exactly_is_refused() {
        let refused = |relations| System::new(2, relations).unwrap_err();
        assert_eq!(refused(vec![Relation::new([(2, 1)])]), SystemError::NoSuchUnknown(0));
        assert_eq!(refused(vec![Relation::new([(0, 1)]).with_total(1)]), SystemError::NoSuchUnknown(0));
        assert_eq!(refused(vec![Relation::new([(0, MAX_COEFFICIENT + 1)])]), SystemError::CoefficientTooLarge(0));
        assert_eq!(refused(vec![Relation::new([(0, i64::MIN)])]), SystemError::CoefficientTooLarge(0));
        assert_eq!(refused(vec![Relation::new([]); MAX_RELATIONS + 1]), SystemError::TooManyRelations);
    }

    #[test]
    fn terms_are_merged_and_zero_coefficients_dropped() {
        let relation = Relation::new([(1, 1), (0, 2), (1, 1), (2, 1), (2, -1)]);
        assert_eq!(relation.terms(), [(0, 2), (1, 2)]);
    }
}
