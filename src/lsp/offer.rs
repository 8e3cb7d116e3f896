//! What can be done at a place, and the edits that do it. An offer says what it would do in a few words that travel to
//! the client and back; the edits are worked out when it is chosen.

use serde::{Deserialize, Serialize};
use tower_lsp::ls_types::CodeActionKind;

use super::ledger::Ledger;
use super::rewrite::{self, Form};
use super::view::View;
use crate::check::check;
use crate::finding::Finding;
use crate::fix;
use crate::say;
use crate::syntax::BlockKind;
use crate::text::{Edit, Edits, TextRange, TextSize};

/// All safe fixes of a document.
pub const FIX_ALL: CodeActionKind = CodeActionKind::new("source.fixAll.gouji");

/// All totals of a document, a selection or a table.
pub const RECOMPUTE: CodeActionKind = CodeActionKind::new("source.recomputeTotals.gouji");

/// What an action does. Numbers are indices and bytes in the state of the document for which it was offered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "kebab-case")]
pub enum What {
    /// A fix of a finding.
    Fix {
        /// Which finding.
        finding: usize,
        /// Which of its fixes.
        fix: usize,
    },
    /// A comment by which the finding's rule is silent there.
    Ignore {
        /// Which finding.
        finding: usize,
    },
    /// All safe fixes.
    FixAll,
    /// Totals worked out anew.
    Recompute {
        /// First byte of the selection.
        start: u32,
        /// The byte behind it.
        end: u32,
    },
    /// 0 in every blank of a table.
    FillBlanks {
        /// Where the table begins.
        at: u32,
    },
    /// A table in another form.
    Rewrite {
        /// Where the table begins.
        at: u32,
        /// The form.
        into: Form,
    },
}

/// Something that a person may choose.
#[derive(Debug)]
pub struct Offer {
    /// In the words a menu shows.
    pub title: String,
    /// The part of the menu.
    pub kind: CodeActionKind,
    /// Whether it is the one to take without a choice.
    pub is_preferred: bool,
    /// The finding that it puts right, by index.
    pub finding: Option<usize>,
    /// What it does.
    pub what: What,
}

impl Offer {
    fn new(title: String, kind: CodeActionKind, what: What) -> Offer {
        Offer { title, kind, is_preferred: false, finding: None, what }
    }
}

/// The most findings for which a comment is offered at once; each costs a check.
const MOST_SILENCED: usize = 8;

/// The fixes of what is found at `at`, each finding's before those of the next, and at the end the comments that
/// silence it.
pub fn quick_fixes(view: &View<'_>, at: TextRange) -> Vec<Offer> {
    let found = view.findings.iter().enumerate().filter(|(_, finding)| finding.range.intersect(at).is_some());
    let mut offers = Vec::new();
    for (index, finding) in found.clone() {
        let fixes = finding.fixes.iter().enumerate().filter(|(_, fix)| !fix.edits.is_empty());
        offers.extend(fixes.map(|(which, fix)| Offer {
            is_preferred: super::convert::is_preferred(fix),
            finding: Some(index),
            ..Offer::new(fix.title.clone(), CodeActionKind::QUICKFIX, What::Fix { finding: index, fix: which })
        }));
    }
    // A selection is no wish to be rid of everything in it.
    for (index, finding) in found.take(MOST_SILENCED) {
        let Some(silence) = silence(view, finding) else { continue };
        let rule = finding.rule;
        let title = match silence.is_here {
            true => say!(view.locale(), "此处忽略 {rule}", "Ignore {rule} here"),
            false => say!(view.locale(), "全文忽略 {rule}", "Ignore {rule} in this document"),
        };
        let what = What::Ignore { finding: index };
        offers.push(Offer { finding: Some(index), ..Offer::new(title, CodeActionKind::QUICKFIX, what) });
    }
    offers
}

/// What is done for whole documents.
pub fn source_actions(view: &View<'_>, at: TextRange, is_wanted: impl Fn(&CodeActionKind) -> bool) -> Vec<Offer> {
    let locale = view.locale();
    let mut offers = Vec::new();
    let is_safe = |finding: &Finding| {
        finding.fixes.iter().any(|fix| fix.safety == crate::finding::Safety::Safe && !fix.edits.is_empty())
    };
    if is_wanted(&FIX_ALL) && view.findings.iter().any(is_safe) {
        let title = say!(locale, "应用全部安全修复", "Apply all safe fixes");
        offers.push(Offer::new(title, FIX_ALL, What::FixAll));
    }
    if is_wanted(&RECOMPUTE) {
        let tables = rewrite::asked_for(view, at);
        let count: usize = tables.iter().map(|ledger| rewrite::recomputed(view, ledger).len()).sum();
        let title = say!(locale, "重算合计（{count} 处）", "Recompute totals ({count})");
        let what = What::Recompute { start: at.start().into(), end: at.end().into() };
        offers.extend((count > 0).then(|| Offer::new(title, RECOMPUTE, what)));
    }
    offers
}

/// What can be done to the table at `at`.
pub fn rewrites(view: &View<'_>, at: TextRange) -> Vec<Offer> {
    let Some(ledger) = Ledger::of(view.document, at).next() else { return Vec::new() };
    let place = u32::from(rewrite::place(&ledger));
    let mut offers = Vec::new();
    let blanks = rewrite::filled(view, &ledger).len();
    if blanks > 0 {
        let title = say!(
            view.locale(),
            "空白格填 0，空白的合计填各项之和（{blanks} 处）",
            "Fill blanks with 0, blank totals with their sums ({blanks})"
        );
        offers.push(Offer::new(title, CodeActionKind::REFACTOR_REWRITE, What::FillBlanks { at: place }));
    }
    for form in rewrite::forms(view).iter().filter(|form| rewrite::rewrite(view, &ledger, **form).is_some()) {
        let what = What::Rewrite { at: place, into: *form };
        offers.push(Offer::new(form.title(view.locale()), CodeActionKind::REFACTOR_REWRITE, what));
    }
    offers
}

/// The edits of an action that was offered for this very state; none if it is not one of those.
pub fn edits(view: &View<'_>, what: &What) -> Option<Edits> {
    let table_at = |at: u32| {
        let mut tables = Ledger::of(view.document, TextRange::empty(at.into()));
        tables.find(|ledger| rewrite::place(ledger) == TextSize::from(at))
    };
    match what {
        What::Fix { finding, fix } => Some(view.findings.get(*finding)?.fixes.get(*fix)?.edits.clone()),
        What::Ignore { finding } => silence(view, view.findings.get(*finding)?).map(|silence| silence.edit.into()),
        What::FixAll => Some(fix::fix(view.document.clone(), view.findings.to_vec(), false, check).edits),
        What::Recompute { start, end } => {
            let at = (start <= end).then(|| TextRange::new((*start).into(), (*end).into()))?;
            let tables = rewrite::asked_for(view, at);
            Edits::new(tables.iter().flat_map(|ledger| rewrite::recomputed(view, ledger)).collect()).ok()
        }
        What::FillBlanks { at } => Edits::new(rewrite::filled(view, &table_at(*at)?)).ok(),
        What::Rewrite { at, into } => rewrite::rewrite(view, &table_at(*at)?, *into).map(Edits::from),
    }
}

/// A comment by which a rule is silent.
struct Silence {
    edit: Edit,
    /// Whether it speaks of one block only.
    is_here: bool,
}

/// The comment that silences a finding and no other, on a line of its own before the block; else the one that silences
/// its rule in the whole document. What a comment does is seen by a check: a finding about where a report begins, for
/// instance, moves on to the comment. None for a finding about comments.
fn silence(view: &View<'_>, finding: &Finding) -> Option<Silence> {
    if finding.rule == "unused-ignore" {
        return None;
    }
    let text = view.text();
    let is_plain = view.uri.path().as_str().to_ascii_lowercase().ends_with(".txt");
    let line_break = if text.slice(TextRange::up_to(text.line_start(1))).ends_with("\r\n") { "\r\n" } else { "\n" };
    let comment = |word: &str| {
        let rule = finding.rule;
        if is_plain { format!("{word} {rule}{line_break}") } else { format!("<!-- {word} {rule} -->{line_break}") }
    };
    let found_after = |edit: &Edit| {
        let mut document = view.document.clone();
        document.edit(edit.range, &edit.text);
        check(&document)
    };
    let (block_start, is_read) = block(view, finding.range.start())?;
    if is_read && text.line_start(text.line_of(block_start)) == block_start {
        let edit = Edit::insert(block_start, comment("gouji-ignore"));
        let same = |rule: &str, findings: &[Finding]| findings.iter().filter(|one| one.rule == rule).count();
        let after = found_after(&edit);
        let is_one_less = after.len() + 1 == view.findings.len();
        if is_one_less && same(finding.rule, &after) + 1 == same(finding.rule, view.findings) {
            return Some(Silence { edit, is_here: true });
        }
    }
    let edit = Edit::insert(0.into(), comment("gouji-ignore-file"));
    let is_silent = found_after(&edit).iter().all(|one| one.rule != finding.rule && one.rule != "unused-ignore");
    is_silent.then_some(Silence { edit, is_here: false })
}

/// Where the block at `offset` starts, and whether a comment before it would reach it. Of a table that consists of
/// several blocks, the first.
fn block(view: &View<'_>, offset: TextSize) -> Option<(TextSize, bool)> {
    let blocks = view.document.blocks();
    let (index, mut start) = blocks.at(offset)?;
    let (_, block) = blocks.iter_from(index).next()?;
    if block.table().is_some()
        && let Some(ledger) = Ledger::of(view.document, TextRange::empty(offset)).next()
    {
        start = blocks.at(ledger.range().start()).map_or(start, |(_, first)| first);
    }
    Some((start, matches!(block.kind, BlockKind::Prose(_) | BlockKind::Table(_))))
}
