//! The words of a report format and what they mean: data (`prose.toml`), compiled to one automaton.
//!
//! # Design
//! A word names *concepts*. A concept is a topic (what is counted), an act or outcome (what happened to it), a mark
//! (scope, time or trap: a figure that carries one states no cell unless the cell asks for it), a context (neither) or
//! one of the engine's fixed [roles](Role). A cell is stated by a topic together with a set of concepts. A format with
//! other tables brings other topics, outcomes and cells; the engine knows none of them by name.

use std::fmt;

use serde::Deserialize;

use super::cell::CellExpr;
use super::figure::{UnitClass, Units};
use super::words::{Characters, Words};

/// Number of a concept; concepts of one vocabulary fit a [`Concepts`] set.
pub(super) type Concept = u8;

/// A set of concepts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Concepts(u128);

impl Concepts {
    pub const NONE: Self = Self(0);
    #[inline]
    pub fn of(concept: Concept) -> Self {
        Self(1 << concept)
    }
    #[inline]
    pub fn has(self, concept: Concept) -> bool {
        self.0 >> concept & 1 == 1
    }
    #[inline]
    pub fn insert(&mut self, concept: Concept) {
        self.0 |= 1 << concept;
    }
    #[inline]
    pub fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
    #[inline]
    pub fn meet(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }
    #[inline]
    pub fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }
    #[inline]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
    #[inline]
    pub fn within(self, other: Self) -> bool {
        self.0 & !other.0 == 0
    }
    #[inline]
    pub fn count(self) -> u32 {
        self.0.count_ones()
    }
    #[inline]
    pub fn iter(self) -> impl Iterator<Item = Concept> {
        let mut rest = self.0;
        std::iter::from_fn(move || {
            let lowest = rest.trailing_zeros();
            rest &= rest.wrapping_sub(1);
            (lowest < 128).then_some(lowest as Concept)
        })
    }
}

/// Words whose function is the same in every format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 未 无 没有: what follows did not happen.
    Negation,
    /// 全部 均: what follows happened to all.
    Universal,
    /// 合计 总计: a figure that sums up.
    Total,
    /// 共: a figure that sums up when nothing else is said of it.
    Together,
    /// 全市 全区: the whole that the report is about.
    Whole,
    /// 我局 本机关: the organ whose report this is, as opposed to others.
    Own,
    /// 其中 含: what follows are parts, maybe not all.
    Part,
    /// 包括 分别: what follows are the parts.
    List,
    /// 分别为: figures that follow belong to the labels before, in order.
    Respectively,
    /// 各 均为: the figure belongs to each label.
    Each,
    /// 和 及 或: joins labels.
    And,
    /// 等: labels before are examples.
    Such,
    /// 截至: the date that follows is a closing day.
    AsOf,
    /// 占: a share follows.
    Share,
    /// 增加 增长: the figure that follows says by how much.
    Rise,
    /// 减少 下降: the same, downwards.
    Fall,
    /// 增至 下降到: the figure that follows is this year's, one before it in the clause last year's.
    Reaches,
    /// 同比 比上年: what follows is reckoned from the year before.
    Since,
    /// 月均: the figure that follows is a twelfth of the year's.
    Monthly,
    /// Words that change nothing.
    Filler,
    /// Words that hold a numeral but no figure (三审三校).
    Name,
}

/// How far a mark reaches.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// Only the figure in whose words it stands.
    #[default]
    Figure,
    /// To the end of the sentence, or until the whole is spoken of again.
    Sentence,
}

/// What a vocabulary lacks or contradicts, in words for its author.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VocabularyError(pub(super) String);

impl fmt::Display for VocabularyError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl std::error::Error for VocabularyError {}

/// How a word names its topic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Form {
    /// By itself: 政府信息公开申请.
    Noun,
    /// Only where no unknown word qualifies it: 申请, but not 低保申请.
    Bare,
    /// As a field of work: counts nothing without a verb (依申请公开).
    Manner,
}

/// What words mean: those that mean the same share it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Word {
    pub topic: Option<(Concept, Form)>,
    pub acts: Concepts,
    pub outcomes: Concepts,
    pub marks: Concepts,
    pub contexts: Concepts,
    /// Outcomes that it names only behind others.
    pub short: Concepts,
    pub gist: Gist,
}

impl Word {
    pub fn is(&self, role: Role) -> bool {
        self.gist.is(role)
    }

    /// Its gist, once all that it says is known.
    pub fn gist(&self) -> Gist {
        let steers = Gist::of(&[Role::Total, Role::Whole, Role::Part, Role::List, Role::Respectively]);
        let content = self.topic.is_some() || !self.acts.union(self.outcomes).union(self.marks).is_empty();
        let speaks = content || !self.contexts.is_empty() || self.gist.meets(steers);
        let more = content || !self.contexts.union(self.short).is_empty();
        let (topic, context) = (self.topic.is_some(), !self.contexts.is_empty());
        let named = [(topic, Gist::TOPIC), (context, Gist::CONTEXT)];
        let facts = [(content, Gist::CONTENT), (speaks, Gist::SPEAKS), (more, Gist::MORE)];
        named.into_iter().chain(facts).filter(|(is, _)| *is).fold(self.gist, |gist, (_, fact)| gist.with(fact))
    }
}

/// What a token or a run of tokens is, in brief, so that most need not be looked at again: its roles and some facts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Gist(u32);

impl Gist {
    /// A word that names a context.
    pub const CONTEXT: Self = Self(1 << 26);
    /// A word that names what is counted.
    pub const TOPIC: Self = Self(1 << 27);
    /// A figure.
    pub const FIGURE: Self = Self(1 << 28);
    /// A word that has more than roles.
    pub const MORE: Self = Self(1 << 29);
    /// A word that says something about a figure, rather than joining or filling.
    pub const CONTENT: Self = Self(1 << 30);
    /// A date, or a word that says something about a figure or how figures around it are to be read: more than joining,
    /// filling, denying.
    pub const SPEAKS: Self = Self(1 << 31);

    /// What may make a sentence state something.
    pub const STATES: Self = Self::FIGURE.with(Self::of(&[Role::Negation, Role::Universal]));

    /// That of a word of these roles.
    pub const fn of(roles: &[Role]) -> Self {
        let (mut set, mut at) = (0, 0);
        while at < roles.len() {
            set |= 1 << roles[at] as u32;
            at += 1;
        }
        Self(set)
    }
    #[inline]
    pub fn is(self, role: Role) -> bool {
        self.0 >> role as u32 & 1 == 1
    }
    #[inline]
    pub const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
    /// Whether anything is in both.
    #[inline]
    pub fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

/// One way of stating a cell.
#[derive(Debug)]
pub(super) struct Cell {
    pub when: Concepts,
    pub unit: UnitClass,
    pub readings: Vec<CellExpr>,
}

#[derive(Debug)]
pub(super) struct Trap {
    pub topics: Concepts,
    pub when: Concepts,
    pub unless: Concepts,
    /// The verbs may stand anywhere before in the sentence.
    pub anywhere: bool,
}

/// Concepts that the engine itself sets, from dates. A vocabulary may leave them out.
#[derive(Debug, Default)]
pub(super) struct Dates {
    pub this_year: Concepts,
    pub last_year: Concepts,
    pub next_year: Concepts,
    pub other_year: Concepts,
    pub part_of_year: Concepts,
}

/// The compiled vocabulary of a report format. Build once; it is immutable and may be shared between threads.
#[derive(Debug)]
pub struct Vocabulary {
    pub(super) automaton: Words,
    pub(super) words: Vec<Word>,
    /// Those of the words side by side: of most words nothing else is asked.
    pub(super) gists: Vec<Gist>,
    /// What begins with another character states nothing.
    pub(super) stating: Characters,
    pub(super) units: Units,
    pub(super) numbers: Vec<String>,
    pub(super) foreign: Concepts,
    pub(super) outcomes: Concepts,
    pub(super) marks: Concepts,
    pub(super) reaching: Concepts,
    /// Marks of a figure that is no part of what is listed (an increase, another year's).
    pub(super) aside: Concepts,
    /// Marks of a figure that makes it doubtful whether the table is of the whole or of that part.
    pub(super) doubting: Concepts,
    /// Set by the engine where another business governs the sentence.
    pub(super) elsewhere: Concepts,
    /// Outcomes that a short word names, and behind how many results.
    pub(super) short: Vec<(Concept, u8)>,
    /// Units in which a topic's bare name counts, by topic.
    pub(super) counted_in: Vec<Option<String>>,
    /// Outcomes and acts that take a year as their goal or origin (结转).
    pub(super) dated: Concepts,
    /// Verbs of an end (办结): where its cases came from is of them alone, and no cell.
    pub(super) concluding: Concepts,
    /// Contexts before which verbs only tell a cause (不服答复提起行政复议).
    pub(super) restarts: Concepts,
    pub(super) dates: Dates,
    pub(super) traps: Vec<Trap>,
    pub(super) names: Vec<String>,
    pub(super) cells: Vec<Vec<Cell>>,
    pub(super) groups: Vec<Option<Concept>>,
    pub(super) implied: Vec<Option<Concept>>,
    pub(super) waivers: Vec<(Concept, Concepts)>,
    pub(super) sums: Vec<(CellExpr, CellExpr)>,
}

impl Vocabulary {
    /// The name of a concept, as its vocabulary writes it.
    pub(super) fn name(&self, concept: Concept) -> &str {
        &self.names[concept as usize]
    }

    /// Ways of stating a cell about `topic`.
    pub(super) fn cells(&self, topic: Concept) -> &[Cell] {
        &self.cells[topic as usize]
    }

    /// The units in which the bare name of `topic` counts, where it does in some only.
    pub(super) fn counted_in(&self, topic: Concept) -> Option<&str> {
        self.counted_in[topic as usize].as_deref()
    }

    /// The outcome of which this one is a row (本机关不掌握 of 无法提供).
    pub(super) fn group(&self, outcome: Concept) -> Option<Concept> {
        self.groups[outcome as usize]
    }

    /// The topic that an act or outcome can only be about.
    pub(super) fn implied(&self, concepts: Concepts) -> Option<Concept> {
        let implied = |concept: Concept| self.implied[concept as usize];
        concepts.iter().find_map(|concept| implied(concept).or_else(|| implied(self.group(concept)?)))
    }

    /// The marks that still count when `present` stands beside them.
    pub(super) fn unwaived(&self, marks: Concepts, present: Concepts) -> Concepts {
        let waived = self.waivers.iter().filter(|(_, by)| !by.meet(present).is_empty());
        waived.fold(marks, |left, &(mark, _)| left.without(Concepts::of(mark)))
    }

    /// The sum's own name, where it has one.
    pub(super) fn named(&self, sum: CellExpr) -> CellExpr {
        self.sums.iter().find(|(of, _)| *of == sum).map_or(sum, |(_, name)| name.clone())
    }
}
