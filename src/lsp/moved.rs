//! Findings that stay in sight while the text below them changes: when a document is checked on save only, what was
//! found then moves with the edits until the next save.

use crate::finding::Finding;
use crate::text::{Edit, Edits, TextRange, TextSize};

/// Moves `findings` as the text moves in which `replaced` becomes `inserted` bytes. A finding that holds the edit grows
/// or shrinks with it; one that is cut by it goes, and so does a fix of which an edit is touched.
pub fn shift(findings: &mut Vec<Finding>, replaced: TextRange, inserted: TextSize) {
    let moved = |range: TextRange| moved(range, replaced, inserted);
    findings.retain_mut(|finding| {
        let Some(range) = moved(finding.range) else { return false };
        finding.range = range;
        finding.related.retain_mut(|related| match moved(related.range) {
            _ if related.path.is_some() => true,
            Some(range) => {
                related.range = range;
                true
            }
            None => false,
        });
        finding.fixes.retain_mut(|fix| {
            let apart = |edit: &Edit| edit.range.end() < replaced.start() || edit.range.start() > replaced.end();
            if !fix.edits.iter().all(apart) {
                return false;
            }
            let edit = |edit: &Edit| Some(Edit::replace(moved(edit.range)?, edit.text.clone()));
            let edits = fix.edits.iter().map(edit).collect::<Option<Vec<_>>>();
            match edits.map(Edits::new) {
                Some(Ok(edits)) => {
                    fix.edits = edits;
                    true
                }
                _ => false,
            }
        });
        true
    });
}

/// Where a range stands when `replaced` has become `inserted` bytes; none if it is cut.
pub fn moved(range: TextRange, replaced: TextRange, inserted: TextSize) -> Option<TextRange> {
    let behind = |offset: TextSize| offset - replaced.len() + inserted;
    if range.end() <= replaced.start() {
        Some(range)
    } else if range.start() >= replaced.end() {
        Some(TextRange::new(behind(range.start()), behind(range.end())))
    } else if range.contains_range(replaced) {
        Some(TextRange::new(range.start(), behind(range.end())))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::{Fix, Safety, Severity};

    fn range(start: u32, end: u32) -> TextRange {
        TextRange::new(start.into(), end.into())
    }

    /// One finding at 10..20 with a fix at 15..16, after an edit.
    fn after(replaced: TextRange, inserted: u32) -> Option<(TextRange, Option<TextRange>)> {
        let edits = Edits::from(Edit::replace(range(15, 16), "1"));
        let fix = Fix { title: String::new(), safety: Safety::Safe, preferred: true, edits };
        let mut findings = vec![Finding {
            rule: "row-total",
            severity: Severity::Error,
            range: range(10, 20),
            message: String::new(),
            related: Vec::new(),
            fixes: vec![fix],
            data: None,
        }];
        shift(&mut findings, replaced, inserted.into());
        let finding = findings.first()?;
        Some((finding.range, finding.fixes.first().and_then(|fix| fix.edits.iter().next()).map(|edit| edit.range)))
    }

    #[test]
    fn findings_move_with_the_text() {
        assert_eq!(after(range(0, 2), 5), Some((range(13, 23), Some(range(18, 19)))));
        assert_eq!(after(range(30, 31), 0), Some((range(10, 20), Some(range(15, 16)))));
        assert_eq!(after(range(20, 20), 3), Some((range(10, 20), Some(range(15, 16)))));
        assert_eq!(after(range(17, 18), 4), Some((range(10, 23), Some(range(15, 16)))));
        assert_eq!(after(range(15, 15), 1), Some((range(10, 21), None)), "the fix would replace what was just typed");
        assert_eq!(after(range(5, 12), 1), None);
        assert_eq!(after(range(5, 25), 0), None);
    }
}
