//! Edits of a document: sorted and disjoint, so that applying them is one pass and their order never matters.

use super::{Text, TextRange, TextSize};

/// A replacement of the bytes of `range` by `text`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Edit {
    /// What is replaced, in bytes of the text before any edit; empty for an insertion.
    pub range: TextRange,
    /// What stands there afterwards.
    pub text: String,
}

impl Edit {
    /// Replaces `range` by `text`.
    pub fn replace(range: TextRange, text: impl Into<String>) -> Self {
        Self { range, text: text.into() }
    }

    /// Inserts `text` before the byte at `offset`.
    pub fn insert(offset: TextSize, text: impl Into<String>) -> Self {
        Self { range: TextRange::empty(offset), text: text.into() }
    }

    /// Removes `range`.
    pub fn delete(range: TextRange) -> Self {
        Self { range, text: String::new() }
    }

    /// Whether neither touches the other's bytes, and they are not insertions at one place.
    fn is_apart(&self, other: &Edit) -> bool {
        let key = |range: TextRange| (range.start(), range.end());
        let (one, two) =
            if key(self.range) <= key(other.range) { (self.range, other.range) } else { (other.range, self.range) };
        one.end() < two.start() || (one.end() == two.start() && !(one.is_empty() && two.is_empty()))
    }
}

/// Two edits touch the same bytes, or insert at the same place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OverlappingEdits;

/// Edits that belong together: all of them are applied, or none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Edits {
    /// Invariant: sorted by start, and each ends at or before the next one's start; no two insert at the same place.
    sorted: Vec<Edit>,
}

impl Edits {
    /// The edits in any order.
    ///
    /// # Errors
    /// [`OverlappingEdits`] when two of them touch the same bytes or insert at the same place.
    pub fn new(mut edits: Vec<Edit>) -> Result<Self, OverlappingEdits> {
        edits.sort_by_key(|edit| (edit.range.start(), edit.range.end()));
        edits.dedup();
        let disjoint = edits.windows(2).all(|pair| pair[0].is_apart(&pair[1]));
        if disjoint { Ok(Self { sorted: edits }) } else { Err(OverlappingEdits) }
    }

    /// Adds all edits of `other` if none of them touches one that is here already, or is the same one; says whether it
    /// did.
    pub fn try_merge(&mut self, other: &Edits) -> bool {
        let place = |edit: &Edit| {
            let at = self.sorted.partition_point(|here| {
                (here.range.start(), here.range.end()) < (edit.range.start(), edit.range.end())
            });
            let neighbours = &self.sorted[at.saturating_sub(1)..(at + 1).min(self.sorted.len())];
            if neighbours.contains(edit) {
                Some(None)
            } else {
                neighbours.iter().all(|here| edit.is_apart(here)).then_some(Some(at))
            }
        };
        let Some(places) = other.sorted.iter().map(place).collect::<Option<Vec<_>>>() else { return false };
        // The last one first, so that no place moves before it is used.
        for (edit, at) in other.sorted.iter().zip(places).rev() {
            if let Some(at) = at {
                self.sorted.insert(at, edit.clone());
            }
        }
        true
    }

    /// The edits by position.
    pub fn iter(&self) -> std::slice::Iter<'_, Edit> {
        self.sorted.iter()
    }

    /// Whether nothing is changed.
    pub fn is_empty(&self) -> bool {
        self.sorted.is_empty()
    }

    /// The same edits, `by` bytes further on.
    #[must_use]
    pub fn shifted(&self, by: TextSize) -> Self {
        let shift = |edit: &Edit| Edit { range: edit.range + by, text: edit.text.clone() };
        Self { sorted: self.sorted.iter().map(shift).collect() }
    }

    /// Applies all edits to `text`, last one first, so that no offset moves before it is used.
    pub fn apply(&self, text: &mut Text) {
        for edit in self.sorted.iter().rev() {
            text.replace(edit.range, &edit.text);
        }
    }
}

impl From<Edit> for Edits {
    fn from(edit: Edit) -> Self {
        Self { sorted: vec![edit] }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(start: u32, end: u32, text: &str) -> Edit {
        Edit::replace(TextRange::new(start.into(), end.into()), text)
    }

    #[test]
    fn applies_in_any_order() {
        let edits = Edits::new(vec![edit(4, 5, "E"), edit(0, 1, "A"), edit(1, 1, "-")]).unwrap();
        let mut text = Text::new("abcde");
        edits.apply(&mut text);
        assert_eq!(text.to_string(), "A-bcdE");
    }

    #[test]
    fn refuses_what_overlaps() {
        assert_eq!(Edits::new(vec![edit(0, 2, ""), edit(1, 3, "")]), Err(OverlappingEdits));
        assert_eq!(Edits::new(vec![edit(1, 1, "a"), edit(1, 1, "b")]), Err(OverlappingEdits));
        let mut edits = Edits::from(edit(0, 2, ""));
        assert!(!edits.try_merge(&edit(1, 1, "x").into()));
        assert!(edits.try_merge(&edit(2, 3, "x").into()));
        assert_eq!(edits.iter().count(), 2);
    }
}
