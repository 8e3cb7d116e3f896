//! What a label may name: a few parts of tables, or nothing.

use std::fmt;
use std::ops::Deref;

use super::{Label, LabelKind};

/// So many labels are kept in place: most texts that name a part of a table name one in each form.
const FEW: usize = 3;

/// The parts of tables that a text may name. Every cell with words has such a list, so that a short one takes no memory
/// of its own.
#[derive(Clone)]
pub struct Labels(List);

#[derive(Clone)]
enum List {
    Few { count: u8, labels: [Label; FEW] },
    Many(Box<[Label]>),
}

impl Labels {
    /// No label.
    pub const NONE: Labels = {
        let unused = Label { format: 0, table: 0, kind: LabelKind::Head, whole: false };
        Labels(List::Few { count: 0, labels: [unused; FEW] })
    };

    /// Adds a label behind the others.
    pub fn push(&mut self, label: Label) {
        match &mut self.0 {
            List::Few { count, labels } if usize::from(*count) < FEW => {
                labels[usize::from(*count)] = label;
                *count += 1;
            }
            // So rare that it need not be fast.
            _ => self.0 = List::Many([&**self, &[label]].concat().into()),
        }
    }
}

impl Default for Labels {
    fn default() -> Labels {
        Labels::NONE
    }
}

impl From<&[Label]> for Labels {
    fn from(labels: &[Label]) -> Labels {
        if labels.len() > FEW {
            return Labels(List::Many(labels.into()));
        }
        let mut few = Labels::NONE;
        labels.iter().for_each(|label| few.push(*label));
        few
    }
}

impl Extend<Label> for Labels {
    fn extend<I: IntoIterator<Item = Label>>(&mut self, labels: I) {
        labels.into_iter().for_each(|label| self.push(label));
    }
}

impl Deref for Labels {
    type Target = [Label];

    fn deref(&self) -> &[Label] {
        match &self.0 {
            List::Few { count, labels } => &labels[..usize::from(*count)],
            List::Many(labels) => labels,
        }
    }
}

impl PartialEq for Labels {
    fn eq(&self, other: &Labels) -> bool {
        **self == **other
    }
}

impl fmt::Debug for Labels {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_and_many_are_lists() {
        let label = |row| Label { format: 0, table: 1, kind: LabelKind::Row(row), whole: true };
        for count in 0..2 * FEW as u8 {
            let all: Vec<Label> = (0..count).map(label).collect();
            let mut pushed = Labels::NONE;
            pushed.extend(all.iter().copied());
            assert_eq!(*pushed, *all);
            assert_eq!(pushed, Labels::from(&*all));
        }
    }
}
