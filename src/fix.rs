//! Applies fixes until nothing is left to apply, and says what that changes: in edits for an editor, in a patch for a
//! person.

use similar::TextDiff;

use crate::document::Document;
use crate::finding::{Finding, Fix, Safety};
use crate::text::Edits;

/// Rounds after which fixing ends: a fix may make another one possible, but two rules that undo each other would go on
/// for ever.
pub const MAX_ROUNDS: usize = 16;

/// What fixing a document led to.
#[derive(Debug)]
pub struct Fixed {
    /// The document with all fixes.
    pub document: Document,
    /// What was edited, as edits of the document before.
    pub edits: Edits,
    /// What is found in it now.
    pub findings: Vec<Finding>,
    /// How many fixes were applied.
    pub applied: usize,
    /// Whether fixes were left after [`MAX_ROUNDS`].
    pub gave_up: bool,
}

/// Applies the safe fixes of `findings` to `document`, with `offered` also those that are preferred, checks again, and so
/// on. Of fixes that touch the same bytes the first one is applied; the others may have their turn in the next round.
pub fn fix(
    mut document: Document,
    mut findings: Vec<Finding>,
    offered: bool,
    check: impl Fn(&Document) -> Vec<Finding>,
) -> Fixed {
    let (mut all, mut applied) = (Edits::default(), 0);
    for _ in 0..MAX_ROUNDS {
        let (edits, count) = choose(&findings, offered);
        if edits.is_empty() {
            return Fixed { document, edits: all, findings, applied, gave_up: false };
        }
        all = all.then(&edits, document.text());
        for edit in edits.iter().rev() {
            document.edit(edit.range, &edit.text);
        }
        applied += count;
        findings = check(&document);
    }
    let gave_up = !choose(&findings, offered).0.is_empty();
    Fixed { document, edits: all, findings, applied, gave_up }
}

/// The edits of one round, and of how many fixes they are.
fn choose(findings: &[Finding], offered: bool) -> (Edits, usize) {
    let is_wanted = |fix: &&Fix| fix.safety == Safety::Safe || (offered && fix.preferred);
    let (mut edits, mut count) = (Edits::default(), 0);
    for finding in findings {
        let fix = finding.fixes.iter().filter(|fix| !fix.edits.is_empty()).find(is_wanted);
        count += usize::from(fix.is_some_and(|fix| edits.try_merge(&fix.edits)));
    }
    (edits, count)
}

/// The change as a patch that `patch -p0` takes; empty if there is none.
pub fn patch(path: &str, before: &str, after: &str) -> String {
    // `patch` takes a name up to its first blank, unless a tab ends it.
    let name = if path.contains(' ') { format!("{path}\t") } else { path.to_owned() };
    TextDiff::from_lines(before, after).unified_diff().header(&name, &name).to_string()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use snapbox::{assert_data_eq, str};

    use super::*;
    use crate::config::Settings;
    use crate::finding::Severity;
    use crate::text::{Edit, Text, TextRange, TextSize};

    /// Finds each `from` and offers `to`.
    fn rule(text: &str, from: &str, to: &str, safety: Safety, preferred: bool) -> Vec<Finding> {
        let found = text.match_indices(from).map(|(at, found)| {
            let range = TextRange::at((at as u32).into(), TextSize::of(found));
            Finding {
                rule: "row-total",
                severity: Severity::Error,
                range,
                message: String::new(),
                related: Vec::new(),
                fixes: vec![Fix {
                    title: String::new(),
                    safety,
                    preferred,
                    edits: Edits::from(Edit::replace(range, to)),
                }],
                data: None,
            }
        });
        found.collect()
    }

    fn run(text: &str, offered: bool, check: impl Fn(&str) -> Vec<Finding>) -> (String, usize, usize, bool) {
        let check = |document: &Document| check(&document.text().to_string());
        let document = Document::new(text, Arc::new(Settings::default()));
        let findings = check(&document);
        let fixed = fix(document, findings, offered, check);
        let mut edited = Text::new(text);
        fixed.edits.apply(&mut edited);
        assert_eq!(edited.to_string(), fixed.document.text().to_string());
        (fixed.document.text().to_string(), fixed.applied, fixed.findings.len(), fixed.gave_up)
    }

    #[test]
    fn one_fix_makes_the_next_possible() {
        let check = |text: &str| {
            let mut findings = rule(text, "一", "二", Safety::Safe, true);
            findings.extend(rule(text, "二二", "三", Safety::Safe, true));
            findings
        };
        assert_eq!(run("一一；一二", false, check), ("三；三".to_owned(), 5, 0, false));
    }

    #[test]
    fn offered_fixes_are_asked_for() {
        let check = |text: &str| {
            let mut findings = rule(text, "甲", "乙", Safety::Offered, true);
            findings.extend(rule(text, "丙", "丁", Safety::Offered, false));
            findings
        };
        assert_eq!(run("甲丙", false, check), ("甲丙".to_owned(), 0, 2, false));
        assert_eq!(run("甲丙", true, check), ("乙丙".to_owned(), 1, 1, false));
    }

    #[test]
    fn fixes_that_touch_take_turns() {
        let check = |text: &str| {
            let mut findings = rule(text, "ab", "x", Safety::Safe, true);
            findings.extend(rule(text, "bc", "y", Safety::Safe, true));
            findings
        };
        assert_eq!(run("abcbc", false, check), ("xcy".to_owned(), 2, 0, false));
    }

    #[test]
    fn rules_that_undo_each_other_come_to_an_end() {
        let check = |text: &str| {
            let to = if text == "甲" { "乙" } else { "甲" };
            rule(text, text, to, Safety::Safe, true)
        };
        assert_eq!(run("甲", false, check), ("甲".to_owned(), MAX_ROUNDS, 1, true));
    }

    #[test]
    fn a_patch_keeps_line_ends() {
        assert_eq!(patch("a.md", "一\n", "一\n"), "");
        let patch = patch("a.md", "一\r\n二\r\n三", "一\r\n二二\r\n三");
        assert_data_eq!(
            patch.replace('\r', "␍"),
            str![[r#"
--- a.md
+++ a.md
@@ -1,3 +1,3 @@
 一␍
-二␍
+二二␍
 三
/ No newline at end of file

"#]]
        );
    }
}
