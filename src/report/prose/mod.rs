//! Figures in prose and what they state: from a paragraph's text to [`Mention`]s.
//!
//! # Design
//! One pass turns a paragraph into tokens: words of the [`Vocabulary`] (one trie), figures, dates, stops, and runs
//! of *unknown* text. A clause's figure is read together with the words before it, or behind it where those before say
//! nothing (`4件予以公开`); what it lacks comes from the subject that still governs. The words amount to a set of
//! concepts; the vocabulary says which sets state which cell. Three things keep the binder silent, and each leaves its
//! [`Why`]: a mark that the cell does not ask for (last year's, one channel's), a subject that no cell counts, and
//! unknown words where the head of the phrase would stand (`受理点12个`).
//!
//! The modules: `numeral`, `date` and `figure` lex; `words` knows the vocabulary's words and `token` scans with them;
//! `skim` tells without tokens whether a paragraph may state anything; `clauses` parts what was scanned; `frame` gathers;
//! `resolve` looks cells up; `governing` is what reaches on; `bind` walks the clauses, `state` binds a figure, `behind`
//! reads on behind it, `borrow` finds what it takes from others, `claims` what is said without one; `sums` and `lists` keep
//! totals and their parts, `changes` what grew or fell; `agree` settles what contradicts itself. `compile` makes a `vocabulary` from its TOML source, `prose.toml`, which documents
//! its own schema.

mod agree;
mod behind;
mod bind;
mod borrow;
mod cell;
mod changes;
mod claims;
mod clauses;
mod compile;
mod date;
mod figure;
mod frame;
mod governing;
mod list;
mod lists;
mod numeral;
mod resolve;
mod skim;
mod state;
mod sums;
mod token;
mod vocabulary;
mod words;

use std::ops::Range;

pub use bind::{Binder, bind};
pub use cell::CellExpr;
pub use figure::{Figure, UnitClass};
pub use numeral::Quantity;
pub use skim::may_state;
pub use vocabulary::{Reach, Role, Vocabulary, VocabularyError};

use vocabulary::Concepts;

/// What is known of a paragraph before it is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Context {
    /// The year reported on. Without it, only a year beside 结转 is understood.
    pub year: Option<u16>,
}

/// What still governs where a paragraph ends, or a new one begins. A heading (`(二)依申请公开情况`) is read like a
/// paragraph and leaves its own. Small and comparable, so that it can be part of a memo's key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Subject {
    topics: Concepts,
    /// The subject is something no cell counts.
    foreign: bool,
}

/// A figure, an absence or a universal, and what it states.
#[derive(Clone, Debug, PartialEq)]
pub struct Mention {
    /// Bytes in the paragraph: the figure with its unit, or the words of the absence or universal.
    pub range: Range<usize>,
    /// Bytes of the number alone, 万 and 余 included; of an absence or universal, all of its words.
    pub number: Range<usize>,
    /// The figure's value (yuan for money); 0 for an absence and for a universal.
    pub value: Quantity,
    /// `None` for a bare number.
    pub unit: Option<UnitClass>,
    /// Vague: compare loosely or not at all.
    pub approximate: bool,
    pub kind: MentionKind,
    /// The readings that are acceptable, the preferred one first; empty if the figure states no cell.
    pub readings: Vec<CellExpr>,
    pub reason: Reason,
}

impl Mention {
    /// The cell or sum stated, in the preferred reading.
    pub fn cell(&self) -> Option<&CellExpr> {
        self.readings.first()
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MentionKind {
    /// A number.
    Figure,
    /// 未收到申请, 无行政复议: the cell is 0.
    Absence,
    /// 均已办结: all of what was received went to the cell.
    All,
}

/// Why a figure states what it states, or nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    pub why: Why,
    /// Bytes of the words that decided.
    pub words: Vec<Range<usize>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// The words beside the figure state the cell.
    Stated,
    /// Its own words and the subject that still governs do.
    Governed,
    /// It sums up figures that state cells.
    SummedUp,
    /// A mark stands in the way; its name in the vocabulary.
    Trap(String),
    /// It counts something else.
    Foreign,
    /// It is part of a stated sum.
    Part,
    /// Its unit counts nothing that a table holds.
    Unit,
    /// Unknown words stand where the head of the phrase would be.
    Unexplained,
    /// Nothing says what happened to what it counts, or what it counts.
    Unstated,
    /// Another figure states the same cell with another value, and more clearly.
    Contradicted,
}

/// A stated total and its parts. Indexes are into [`Paragraph::mentions`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enumeration {
    pub total: usize,
    pub parts: Vec<Part>,
    pub claim: Claim,
}

/// One addend of a stated total.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    pub mention: usize,
    /// `122+11−126=7`: this one is taken away.
    pub subtracted: bool,
}

/// What the wording claims of the parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Claim {
    /// 合计, `=`: they make the total.
    Sum,
    /// 包括, 分别: they are listed as its parts; they should make it unless some are left out.
    List,
    /// 其中, 含: they are some of it, and can't exceed it together.
    Subset,
}

/// A percentage and the figures it relates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    pub percent: usize,
    /// The figure whose share it is.
    pub part: Option<usize>,
    /// The total it is a share of, where the paragraph states one.
    pub base: Option<usize>,
}

/// What a figure is said to have grown or fallen by (同比增长20%, 比上年增加20件). Indexes are into
/// [`Paragraph::mentions`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// The percentage or the difference.
    pub by: usize,
    /// The figure of this year.
    pub now: usize,
    /// That of the year before.
    pub before: Before,
    /// It is said to have grown.
    pub rises: bool,
}

/// The figure of the year before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Before {
    /// It is stated.
    Figure(usize),
    /// Only last year's report tells it.
    Unstated,
    /// This year's, less what it is said to have grown by, or more what it fell by.
    Less {
        /// The difference.
        by: usize,
        /// It is said to have grown.
        rises: bool,
    },
}

/// A monthly average of a year's figure. Indexes are into [`Paragraph::mentions`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Average {
    /// The average.
    pub average: usize,
    /// The year's figure.
    pub whole: usize,
}

/// What a paragraph states.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Paragraph {
    /// In the order of the text.
    pub mentions: Vec<Mention>,
    pub enumerations: Vec<Enumeration>,
    pub shares: Vec<Share>,
    pub changes: Vec<Change>,
    pub averages: Vec<Average>,
    /// What governs the paragraph that follows.
    pub subject: Subject,
}

impl Paragraph {
    /// One that states nothing.
    pub const NOTHING: Self = Self {
        mentions: Vec::new(),
        enumerations: Vec::new(),
        shares: Vec::new(),
        changes: Vec::new(),
        averages: Vec::new(),
        subject: Subject { topics: Concepts::NONE, foreign: false },
    };
}
