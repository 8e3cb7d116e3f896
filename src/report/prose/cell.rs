//! What a figure may state: one cell, or a sum or difference of cells.

use std::fmt;
use std::sync::Arc;

/// A cell, or a sum or difference of cells, in its canonical form: keys sorted, those added before those subtracted.
///
/// Written as in the contract: `requests.granted.total+requests.partly_granted.total`,
/// `proceedings.review.total-proceedings.review.pending`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CellExpr(Arc<Terms>);

/// Shared, since every figure that states a cell holds its expression.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Terms {
    added: Vec<Arc<str>>,
    subtracted: Vec<Arc<str>>,
}

impl CellExpr {
    /// Parses the written form; `*` in a key stands for `stem`.
    pub(super) fn parse(written: &str, stem: &str) -> Self {
        let mut expr = Terms::default();
        let mut rest = written;
        let mut minus = false;
        loop {
            let end = rest.find(['+', '-']).unwrap_or(rest.len());
            let key: Arc<str> = rest[..end].trim().replace('*', stem).into();
            if minus { &mut expr.subtracted } else { &mut expr.added }.push(key);
            let Some(operator) = rest[end..].chars().next() else {
                break;
            };
            minus = operator == '-';
            rest = &rest[end + 1..];
        }
        expr.sort();
        Self(Arc::new(expr))
    }

    /// The sum of several; `None` when one key would be counted twice, which no sentence means.
    pub(super) fn sum<'a>(terms: impl IntoIterator<Item = &'a CellExpr>) -> Option<Self> {
        let mut total = Terms::default();
        for term in terms {
            total.added.extend(term.0.added.iter().cloned());
            total.subtracted.extend(term.0.subtracted.iter().cloned());
        }
        total.sort();
        let twice = |keys: &[Arc<str>]| keys.windows(2).any(|pair| pair[0] == pair[1]);
        (!total.added.is_empty() && !twice(&total.added) && !twice(&total.subtracted)).then(|| Self(Arc::new(total)))
    }

    /// The sum of some cells; `None` of none.
    pub fn of(mut added: Vec<Arc<str>>) -> Option<Self> {
        added.sort();
        (!added.is_empty()).then(|| Self(Arc::new(Terms { added, subtracted: Vec::new() })))
    }

    /// The keys that are added, sorted.
    pub fn added(&self) -> &[Arc<str>] {
        &self.0.added
    }

    /// The keys that are subtracted, sorted; empty for a cell or a sum.
    pub fn subtracted(&self) -> &[Arc<str>] {
        &self.0.subtracted
    }
}

impl Terms {
    fn sort(&mut self) {
        self.added.sort();
        self.subtracted.sort();
    }
}

impl fmt::Display for CellExpr {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0.added.join("+"))?;
        self.0.subtracted.iter().try_for_each(|key| write!(out, "-{key}"))
    }
}

#[cfg(test)]
mod tests {
    use super::CellExpr;

    #[test]
    fn the_written_form_is_canonical() {
        let expr = CellExpr::parse("*.new.total + *.carried_in.total", "requests");
        assert_eq!(expr.to_string(), "requests.carried_in.total+requests.new.total");
        let difference = CellExpr::parse("*.total-*.pending", "proceedings.review");
        assert_eq!(difference.to_string(), "proceedings.review.total-proceedings.review.pending");
        assert_eq!(CellExpr::sum([&expr, &expr]), None);
    }
}
