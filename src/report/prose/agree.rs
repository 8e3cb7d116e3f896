//! Settles figures that state the same cell with different values, so that one of them must mean something else.

use std::cmp::Ordering;

use super::vocabulary::Concept;
use super::{CellExpr, Mention, MentionKind, Why};

/// What the walk knew of a mention beyond what it tells.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Standing<'t> {
    /// Number of its sentence.
    pub sentence: usize,
    /// Said of the whole (全市, 合计).
    pub whole: bool,
    /// Said among parts.
    pub part: bool,
    /// An increase, another year's figure, a share: what follows is not about it.
    pub aside: bool,
    /// What it counts.
    pub topic: Option<Concept>,
    /// Named only by a general word (申请).
    pub bare: bool,
    /// A result of requests (予以公开), as opposed to what was received, answered or carried on.
    pub result: bool,
    /// What was concluded, by that verb alone (办结58件).
    pub concluded: bool,
    /// Carried on from or to another year: only a remark behind it in its own sentence is about it.
    pub carried: bool,
    /// The unit as written.
    pub unit: &'t str,
}

/// How far apart figures may stand and still be compared: a paragraph has fewer, and the work stays linear.
const WINDOW: usize = 64;

/// Drops readings until no two exact figures state one cell with different values.
///
/// An ambiguous figure gives way to a plain one (受理12件, 新收10件: 12 then is new plus carried in). One named by a
/// general word, a part, a figure of no stated scope give way to one named in full, not a part, of the whole. Of two
/// in one sentence that are alike neither is kept (two offices), else the later one is not.
pub(super) fn settle(mentions: &mut [Mention], standings: &[Standing<'_>]) {
    let mut disputed: Vec<(usize, CellExpr)> = Vec::new();
    for later in 0..mentions.len() {
        let sentence = standings[later].sentence;
        for earlier in later.saturating_sub(WINDOW)..later {
            while let Some(cell) = clash(&mentions[earlier], &mentions[later]) {
                if !prefer(mentions, standings, (earlier, later), &cell) {
                    if standings[earlier].sentence == sentence {
                        contradict(&mut mentions[earlier]);
                        disputed.push((sentence, cell));
                    }
                    contradict(&mut mentions[later]);
                }
            }
        }
        disputed.retain(|(at, _)| *at == sentence);
        let mention = &mut mentions[later];
        let exempt = mention.kind != MentionKind::Figure || standings[later].whole;
        if !exempt && disputed.iter().any(|(_, cell)| mention.cell() == Some(cell)) {
            contradict(mention);
        }
    }
}

/// Takes the reading from one of the two, if one is clearer than the other.
fn prefer(
    mentions: &mut [Mention],
    standings: &[Standing<'_>],
    (earlier, later): (usize, usize),
    cell: &CellExpr,
) -> bool {
    let ambiguous = |at: usize| mentions[at].readings.len() > 1;
    let rank = |at: usize| {
        let Standing { bare, part, whole, .. } = standings[at];
        (!bare, !part, whole)
    };
    if ambiguous(earlier) != ambiguous(later) {
        let loser = if ambiguous(earlier) { earlier } else { later };
        mentions[loser].readings.retain(|reading| reading != cell);
        return true;
    }
    match rank(earlier).cmp(&rank(later)) {
        Ordering::Less => contradict(&mut mentions[earlier]),
        Ordering::Greater => contradict(&mut mentions[later]),
        Ordering::Equal => return false,
    }
    true
}

/// The cell that both state first, with different exact values.
fn clash(a: &Mention, b: &Mention) -> Option<CellExpr> {
    let exact = |m: &Mention| m.kind == MentionKind::Figure && !m.approximate;
    let cell = a.cell().filter(|&cell| b.cell() == Some(cell))?;
    (exact(a) && exact(b) && a.value != b.value).then(|| cell.clone())
}

fn contradict(mention: &mut Mention) {
    mention.readings.clear();
    mention.reason.why = Why::Contradicted;
}
