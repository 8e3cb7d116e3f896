//! Why one repair is more likely than another.

use super::{System, Value};

/// A slip of the hand that turns the figure that was meant into the one that is present.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Slip {
    /// Two digits side by side changed places: 12 for 21.
    Transposed,
    /// A digit was typed twice: 144 for 14.
    Doubled,
    /// A digit is missing: 14 for 124.
    Dropped,
    /// A digit too many that is no repetition: 124 for 14.
    Inserted,
    /// One digit is that of a key beside the right one, on the number row or the number pad: 15 for 14.
    NeighbourKey,
    /// One digit is another, of a key elsewhere.
    OtherDigit,
}

/// What speaks for one changed cell of a repair, or against it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Evidence {
    /// Another source, by its place among the supports, agrees after the repair only.
    Supported(usize),
    /// Another source, by its place among the supports, agrees before the repair only.
    Contradicted(usize),
    /// The present figure differs from the repaired one by a slip.
    Slip(Slip),
    /// The cell is a total of a failing relation: its addends may have been changed and it was not.
    StaleTotal,
    /// The cell is blank.
    BlankFilled,
    /// The cell and another changed cell hold each other's figures.
    Exchanged,
}

impl Evidence {
    /// How strongly it speaks for the change. Another source weighs more than all slips of a repair, a slip of the fingers
    /// that is unlikely to arise by chance weighs more than one wrong digit. A total that was not updated
    /// weighs like a slip.
    pub(super) fn weight(self) -> i32 {
        match self {
            Self::Supported(_) => 100,
            Self::Contradicted(_) => -100,
            Self::Slip(Slip::Transposed | Slip::Doubled) => 6,
            Self::Exchanged => 8,
            Self::Slip(Slip::Dropped | Slip::Inserted | Slip::NeighbourKey) => 4,
            Self::StaleTotal => 4,
            Self::BlankFilled => 3,
            Self::Slip(Slip::OtherDigit) => 2,
        }
    }
}

/// A figure that a source other than the table states: prose, last year's report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Support {
    /// The weighted sums of cells of which it may speak, mostly a single cell. It agrees with a table in which
    /// one of them is `value`.
    pub readings: Vec<Vec<(usize, i64)>>,
    /// The figure, in the table's scale.
    pub value: i128,
}

impl Support {
    /// Whether it agrees with a table, with the values of some cells given anew.
    fn agrees(&self, values: &[Value], changes: &[(usize, i128)]) -> bool {
        let held = |unknown: usize| match changes.iter().find(|(changed, _)| *changed == unknown) {
            Some((_, to)) => Some(*to),
            None => values.get(unknown)?.counted(),
        };
        let sum = |terms: &Vec<(usize, i64)>| {
            terms.iter().try_fold(0_i128, |sum, &(unknown, coefficient)| {
                sum.checked_add(i128::from(coefficient).checked_mul(held(unknown)?)?)
            })
        };
        self.readings.iter().any(|terms| sum(terms) == Some(self.value))
    }

    /// Whether it may speak of a cell.
    fn names(&self, unknown: usize) -> bool {
        self.readings.iter().flatten().any(|(named, _)| *named == unknown)
    }
}

/// The slip that turns `meant` into `present`, if one alone does. Negative figures have none.
pub fn slip(present: i128, meant: i128) -> Option<Slip> {
    if present < 0 || meant < 0 || present == meant {
        return None;
    }
    let (present, meant) = (present.to_string().into_bytes(), meant.to_string().into_bytes());
    let alike = present.iter().zip(&meant).take_while(|(a, b)| a == b).count();
    let (rest, meant_rest) = (&present[alike..], &meant[alike..]);
    if rest.len() == meant_rest.len() {
        if rest.len() >= 2 && rest[0] == meant_rest[1] && rest[1] == meant_rest[0] && rest[2..] == meant_rest[2..] {
            return Some(Slip::Transposed);
        }
        let near = beside(rest[0] - b'0', meant_rest[0] - b'0');
        return (rest[1..] == meant_rest[1..]).then_some(if near { Slip::NeighbourKey } else { Slip::OtherDigit });
    }
    if rest.len() + 1 == meant_rest.len() {
        return (*rest == meant_rest[1..]).then_some(Slip::Dropped);
    }
    if rest.len() != meant_rest.len() + 1 || rest[1..] != *meant_rest {
        return None;
    }
    // Equal digits side by side were all consumed by `alike`, so the digit too many is the last of its run.
    let doubled = alike > 0 && present[alike - 1] == present[alike];
    Some(if doubled { Slip::Doubled } else { Slip::Inserted })
}

/// Whether two digit keys lie side by side, on the number row (1 to 9, then 0) or on the number pad (three
/// rows of three, 0 below 1 and 2).
fn beside(one: u8, other: u8) -> bool {
    let (low, high) = (one.min(other), one.max(other));
    match (low, high) {
        (0, high) => matches!(high, 1 | 2 | 9),
        (low, high) => high - low == 1 || high - low == 3,
    }
}

/// The evidence on changing an unknown to what was meant, in no particular order. `fails` tells the relations
/// that the repair explains.
pub(super) fn of_change(
    system: &System,
    values: &[Value],
    (unknown, meant): (usize, i128),
    fails: impl Fn(usize) -> bool,
) -> Vec<Evidence> {
    let mut evidence = Vec::new();
    match values[unknown] {
        Value::Known(present) => evidence.extend(slip(present, meant).map(Evidence::Slip)),
        Value::Blank | Value::Unknown => evidence.push(Evidence::BlankFilled),
    }
    let total_of = |relation: usize| system.relations()[relation].total() == Some(unknown);
    if system.uses(unknown).iter().any(|&(relation, _)| fails(relation) && total_of(relation)) {
        evidence.push(Evidence::StaleTotal);
    }
    evidence
}

/// What other sources say of a repair, each with the cell that it speaks of, the first where it names several.
pub(super) fn of_sources(values: &[Value], changes: &[(usize, i128)], supports: &[Support]) -> Vec<(usize, Evidence)> {
    let of_one = |(source, support): (usize, &Support)| {
        let (unknown, _) = *changes.iter().find(|(unknown, _)| support.names(*unknown))?;
        match (support.agrees(values, &[]), support.agrees(values, changes)) {
            (false, true) => Some((unknown, Evidence::Supported(source))),
            (true, false) => Some((unknown, Evidence::Contradicted(source))),
            _ => None,
        }
    };
    supports.iter().enumerate().filter_map(of_one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_told_apart() {
        let cases = [
            (12, 21, Some(Slip::Transposed)),
            (1324, 1234, Some(Slip::Transposed)),
            (144, 14, Some(Slip::Doubled)),
            (1144, 144, Some(Slip::Doubled)),
            (14, 144, Some(Slip::Dropped)),
            (5, 50, Some(Slip::Dropped)),
            (124, 14, Some(Slip::Inserted)),
            (50, 5, Some(Slip::Inserted)),
            (15, 14, Some(Slip::NeighbourKey)),
            (10, 19, Some(Slip::NeighbourKey)),
            (17, 14, Some(Slip::NeighbourKey)),
            (2, 0, Some(Slip::NeighbourKey)),
            (19, 14, Some(Slip::OtherDigit)),
            (123, 456, None),
            (1, 100, None),
            (100, 1, None),
            (7, 7, None),
            (-7, 7, None),
        ];
        for (present, meant, expected) in cases {
            assert_eq!(slip(present, meant), expected, "{present} for {meant}");
        }
    }

    #[test]
    fn a_slip_is_undone_by_its_opposite() {
        for present in 0..1500 {
            for meant in 0..300 {
                let back = slip(meant, present);
                let holds = match slip(present, meant) {
                    Some(Slip::Doubled | Slip::Inserted) => back == Some(Slip::Dropped),
                    Some(Slip::Dropped) => matches!(back, Some(Slip::Doubled | Slip::Inserted)),
                    same => same == back,
                };
                assert!(holds, "{present} for {meant}");
            }
        }
    }
}
