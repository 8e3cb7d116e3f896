//! What reaches from clause to clause: the subject that governs, times and scopes, and what the sentence said so far.

use super::frame::Frame;
use super::list::List;
use super::vocabulary::{Concept, Concepts};

/// What governs figures that do not say themselves what they are about. A bracket has its own and leaves none behind.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Governing {
    pub(super) topics: Concepts,
    /// Contexts beside it: a review's cause.
    pub(super) contexts: Concepts,
    pub(super) foreign: bool,
    /// Something foreign was named since, in passing: results are still about the topics, deeds may not be.
    pub(super) passing: bool,
    /// Named in an earlier sentence.
    pub(super) afar: bool,
    /// Marks of the date named last.
    pub(super) time: Concepts,
    /// Marks that reach to the sentence's end.
    pub(super) scope: Concepts,
    /// The figure that counts the subject: 行政复议8件.
    pub(super) counted: Option<usize>,
    /// The subject counted right before it: 行政复议8件、行政诉讼3件.
    pub(super) beside: Option<Concept>,
    /// The figure that this bracket stands behind: 办结58件（新收52件）.
    pub(super) bracketed: Option<usize>,
}

/// What reaches from clause to clause of a sentence.
#[derive(Debug, Default)]
pub(super) struct Sentence {
    /// Verbs named so far.
    pub(super) acts: Concepts,
    /// Contexts named so far.
    pub(super) contexts: Concepts,
    /// What a clause without a figure said: its figure may stand in the next one.
    pub(super) pending: Option<Frame>,
    /// The words of the first figure, for a total that says no verb and for a figure compared with it.
    pub(super) first: Option<Frame>,
    /// The words of the figure before in the same clause.
    pub(super) last: Option<Frame>,
    /// The last figure that tells how much something grew, or from what: its words, and its place among the mentions.
    pub(super) compared: Option<(Frame, usize)>,
    /// How many results of one subject were told last, in a row.
    pub(super) results: u8,
    /// Labels whose figures follow in order.
    pub(super) queue: List<Concept, 6>,
    /// How many of them have theirs.
    pub(super) served: usize,
}

impl Sentence {
    /// Forgets what was said. Field by field: a new value would be copied whole, and most sentences say nothing.
    pub(super) fn end(&mut self) {
        self.acts = Concepts::NONE;
        self.contexts = Concepts::NONE;
        self.pending = None;
        self.first = None;
        self.last = None;
        self.compared = None;
        self.results = 0;
        self.queue = List::default();
        self.served = 0;
    }
}
