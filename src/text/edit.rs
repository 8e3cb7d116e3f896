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

    /// Moves them `by` bytes further on.
    pub fn shift(&mut self, by: TextSize) {
        self.sorted.iter_mut().for_each(|edit| edit.range += by);
    }

    /// One set of edits that does what these and then `later` do. `between` is the text on which `later` is counted:
    /// these are applied to it already.
    #[must_use]
    pub fn then(&self, later: &Edits, between: &Text) -> Edits {
        /// A place in the text between: how much longer it is than before, and what is still to come.
        struct Place<'a> {
            range: TextRange,
            longer: i64,
            later: Option<&'a str>,
        }
        let mut longer = 0;
        let earlier = self.sorted.iter().map(|edit| {
            let range = TextRange::at(moved(edit.range.start(), longer), TextSize::of(&edit.text));
            let change = i64::from(u32::from(range.len())) - i64::from(u32::from(edit.range.len()));
            longer += change;
            Place { range, longer: change, later: None }
        });
        let later = later.iter().map(|edit| Place { range: edit.range, longer: 0, later: Some(&edit.text) });
        let mut places: Vec<Place<'_>> = earlier.chain(later).collect();
        places.sort_by_key(|place| (place.range.start(), place.range.end()));
        let mut before = 0;
        let mut sorted: Vec<Edit> = Vec::new();
        let mut rest = places.as_slice();
        while let Some(first) = rest.first() {
            // Places that touch become one edit.
            let mut hull = first.range;
            let count = rest.iter().take_while(|place| {
                let touches = place.range.start() <= hull.end();
                hull = if touches { hull.cover(place.range) } else { hull };
                touches
            });
            let (group, others) = rest.split_at(count.count());
            let mut text = between.slice(hull).into_owned();
            for place in group.iter().rev() {
                let Some(with) = place.later else { continue };
                let range = place.range - hull.start();
                text.replace_range(usize::from(range.start())..usize::from(range.end()), with);
            }
            let after = before + group.iter().map(|place| place.longer).sum::<i64>();
            let range = TextRange::new(moved(hull.start(), -before), moved(hull.end(), -after));
            sorted.push(Edit { range, text });
            (before, rest) = (after, others);
        }
        Edits { sorted }
    }

    /// Applies all edits to `text`, last one first, so that no offset moves before it is used.
    pub fn apply(&self, text: &mut Text) {
        for edit in self.sorted.iter().rev() {
            text.replace(edit.range, &edit.text);
        }
    }
}

/// `offset`, `by` bytes further on; never before the text's start.
fn moved(offset: TextSize, by: i64) -> TextSize {
    let offset = (i64::from(u32::from(offset)) + by).max(0);
    TextSize::from(u32::try_from(offset).unwrap_or(u32::MAX))
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
    fn two_sets_of_edits_become_one() {
        let text = Text::new("0123456789");
        let first = Edits::new(vec![edit(1, 3, "ab"), edit(5, 5, "xyz"), edit(8, 9, "")]).unwrap();
        let mut between = text.clone();
        first.apply(&mut between);
        assert_eq!(between.to_string(), "0ab34xyz5679");
        for later in [
            vec![edit(0, 1, "A"), edit(6, 7, "Y")],
            vec![edit(2, 6, "-"), edit(11, 12, "")],
            vec![edit(10, 11, "seven"), edit(12, 12, "!")],
            vec![],
        ] {
            let later = Edits::new(later).unwrap();
            let (mut once, mut twice) = (text.clone(), between.clone());
            later.apply(&mut twice);
            first.then(&later, &between).apply(&mut once);
            assert_eq!(once.to_string(), twice.to_string());
        }
        assert_eq!(Edits::default().then(&first, &text), first);
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
