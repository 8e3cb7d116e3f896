//! Exact solution of a few equations in very few unknowns.

/// What a system of equations says about its unknowns.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Solution {
    /// Exactly these integers satisfy every equation.
    Unique(Vec<i128>),
    /// No integers do.
    None,
    /// The equations agree with each other and leave some unknown open.
    Many,
    /// A number grew beyond 2^127: nothing is known.
    Overflow,
}

/// Solves equations over `unknowns` integers. A row holds one coefficient for each unknown and, last, the
/// constant that their weighted sum must equal.
///
/// Gauss-Jordan elimination without fractions: a multiple of the pivot's row is taken from a multiple of the
/// other, and each row is divided by its greatest common divisor, so that numbers stay small and exact.
pub(super) fn solve(mut rows: Vec<Vec<i128>>, unknowns: usize) -> Solution {
    let mut rank = 0;
    for column in 0..unknowns {
        let Some(pivot) = (rank..rows.len()).find(|&row| rows[row][column] != 0) else {
            continue;
        };
        rows.swap(rank, pivot);
        let pivot_row = rows[rank].clone();
        for (index, row) in rows.iter_mut().enumerate() {
            if index != rank && row[column] != 0 && !eliminate(row, &pivot_row, column) {
                return Solution::Overflow;
            }
        }
        rank += 1;
    }
    if rows[rank..].iter().any(|row| row[unknowns] != 0) {
        return Solution::None;
    }
    if rank < unknowns {
        return Solution::Many;
    }
    // Full rank: row i now holds unknown i alone.
    let quotients = rows.iter().take(unknowns).enumerate().map(|(index, row)| {
        let (coefficient, constant) = (row[index], row[unknowns]);
        (constant % coefficient == 0).then_some(constant / coefficient)
    });
    quotients.collect::<Option<Vec<i128>>>().map_or(Solution::None, Solution::Unique)
}

/// Makes `row` zero in `column`; `false` when a number would overflow.
fn eliminate(row: &mut [i128], pivot_row: &[i128], column: usize) -> bool {
    let (scale, factor) = (pivot_row[column], row[column]);
    let mut divisor = 0;
    for (entry, &pivot_entry) in row.iter_mut().zip(pivot_row) {
        let (Some(kept), Some(taken)) = (entry.checked_mul(scale), factor.checked_mul(pivot_entry)) else {
            return false;
        };
        let Some(difference) = kept.checked_sub(taken) else {
            return false;
        };
        *entry = difference;
        divisor = gcd(divisor, difference.unsigned_abs());
    }
    // A divisor of 2^127 fits no i128, and dividing by it would leave nothing to gain.
    if let Ok(divisor @ 2..) = i128::try_from(divisor) {
        row.iter_mut().for_each(|entry| *entry /= divisor);
    }
    true
}

fn gcd(mut one: u128, mut other: u128) -> u128 {
    while other != 0 {
        (one, other) = (other, one % other);
    }
    one
}

#[cfg(test)]
mod tests {
    use super::*;

    fn solved(rows: &[&[i128]]) -> Solution {
        solve(rows.iter().map(|row| row.to_vec()).collect(), rows[0].len() - 1)
    }

    #[test]
    fn a_triangle_in_which_no_equation_stands_alone_is_solved() {
        assert_eq!(solved(&[&[1, 1, 0, 5], &[0, 1, 1, 7], &[1, 0, 1, 6]]), Solution::Unique(vec![2, 3, 4]));
        assert_eq!(solved(&[&[1, 1, 0, 5], &[0, 1, 1, 7], &[1, 0, 1, 7]]), Solution::None, "halves");
    }

    #[test]
    fn contradictions_and_freedom_are_told_apart() {
        assert_eq!(solved(&[&[1, 1], &[2, 3]]), Solution::None);
        assert_eq!(solved(&[&[2, 3]]), Solution::None);
        assert_eq!(solved(&[&[1, 1, 3]]), Solution::Many);
        assert_eq!(solved(&[&[1, 1, 3], &[2, 2, 6], &[3, 3, 8]]), Solution::None);
        assert_eq!(solved(&[&[0, 1, 3], &[0, 2, 6]]), Solution::Many);
        assert_eq!(solved(&[&[-1, 3], &[1, -3]]), Solution::Unique(vec![-3]));
    }

    #[test]
    fn numbers_that_would_overflow_are_no_answer() {
        let big = i128::MAX / 2;
        assert_eq!(solved(&[&[3, big, 1], &[big, 5, 1]]), Solution::Overflow);
    }
}
