//! The classes in which the words are that rules look for.

use serde::Deserialize;

/// Classes of words that rules ask for; `annual-report.toml` lists them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Words {
    /// The sentence that opens a report.
    Preamble,
    /// What a portal's page leaves in a copied text.
    Leftover,
    /// What a drafter meant to replace.
    Placeholder,
    /// The form's own instructions.
    Instruction,
    /// Problems named.
    Problem,
    /// Improvements named.
    Improvement,
    /// 工作考核.
    Assessment,
    /// 社会评议.
    Appraisal,
    /// 责任追究.
    Accountability,
    /// 信息处理费.
    Fee,
    /// That no fee was charged and none could have been.
    NoFee,
    /// That there is nothing else to report.
    Nothing,
    /// 一是, 二是….
    Ordinal,
    /// The sign behind a document's number.
    Citation,
    /// Those of an aspect that a section must speak of.
    #[serde(skip)]
    Aspect,
    /// Misspelt terms.
    #[serde(skip)]
    Misspelt,
}

impl Words {
    /// Every class has a bit of its own.
    pub(super) const fn bit(self) -> u16 {
        const { assert!((Words::Misspelt as u32) < u16::BITS) };
        1 << self as u16
    }
}

/// The classes of some words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WordSet(pub(super) u16);

impl WordSet {
    /// Whether some word is of one of `classes`.
    pub fn has(self, classes: &[Words]) -> bool {
        classes.iter().any(|class| self.0 & class.bit() != 0)
    }
}
