//! How alike the prose of two reports is.
//!
//! A paragraph is taken for the set of all runs of [`RUN`] characters in it, without figures, punctuation and blanks: who
//! copies last year's text changes the figures. Of each run a hash is kept, and of those about every fourth, the same
//! ones in every report, so that what two sections have in common can be estimated from sorted lists.

use super::{Part, Report};
use crate::syntax::Visible;
use crate::text::{Text, TextSize, is_cjk};

/// Characters in a run.
const RUN: usize = 8;

/// A section of fewer kept runs says too little to be a copy: some 160 characters.
const LEAST: usize = 40;

/// Shorter paragraphs are headings.
const LEAST_CHARACTERS: usize = 20;

/// The sections whose prose is the organ's own, by key in the format.
pub const COMPARED: [&str; 2] = ["overview", "problems"];

/// The runs of one section that are kept, sorted, each once.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Passages(Box<[u32]>);

impl Passages {
    fn new(mut runs: Vec<u32>) -> Passages {
        runs.sort_unstable();
        runs.dedup();
        Passages(runs.into())
    }

    /// How much of this section stands in the other one and the other way round, the lesser of both: 0 to 1. 0 where
    /// either is too short to tell.
    pub fn likeness(&self, other: &Passages) -> f64 {
        let longer = self.0.len().max(other.0.len());
        if self.0.len().min(other.0.len()) < LEAST {
            return 0.0;
        }
        let (mut one, mut two) = (self.0.iter().peekable(), other.0.iter().peekable());
        let mut common = 0_u32;
        while let (Some(first), Some(second)) = (one.peek(), two.peek()) {
            match first.cmp(second) {
                std::cmp::Ordering::Less => drop(one.next()),
                std::cmp::Ordering::Greater => drop(two.next()),
                std::cmp::Ordering::Equal => {
                    common += 1;
                    one.next();
                    two.next();
                }
            }
        }
        // A section has far fewer runs than 2^32.
        f64::from(common) / longer as f64
    }

    /// How much of a paragraph with these runs stands in the section: 0 to 1.
    pub fn share_of(&self, runs: &[u32]) -> f64 {
        let found = runs.iter().filter(|run| self.0.binary_search(run).is_ok()).count();
        if runs.is_empty() { 0.0 } else { found as f64 / runs.len() as f64 }
    }

    /// Whether a quick look rules out that the two are nearly the same: of the least runs of both, which are a fair sample, few
    /// are in common.
    pub fn differs_at_a_glance(&self, other: &Passages) -> bool {
        const GLANCE: usize = 32;
        let (one, two) = (&self.0[..self.0.len().min(GLANCE)], &other.0[..other.0.len().min(GLANCE)]);
        if one.len() < GLANCE || two.len() < GLANCE {
            return one.len() != two.len();
        }
        one.iter().filter(|run| two.contains(run)).count() < GLANCE / 2
    }
}

/// What the prose of each compared section is like.
pub(super) fn of(report: &Report, text: &Text, start: TextSize) -> Vec<(u8, Passages)> {
    let Some(format) = &report.format else { return Vec::new() };
    let compared = format.sections.iter().filter(|section| COMPARED.contains(&&*section.key));
    let found = compared.filter_map(|spec| {
        let section = report.section(spec.number)?;
        let found = section.body.clone().flat_map(|index| runs(&report.parts[index], text, start));
        Some((spec.number, Passages::new(found.collect())))
    });
    found.collect()
}

/// The runs of a paragraph that are kept; none of a heading or a table. `start` is the report's first byte in `text`.
pub fn runs(part: &Part, text: &Text, start: TextSize) -> Vec<u32> {
    // So that a run leaves the hash again once it has passed.
    const FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;
    let gone = (0..RUN).fold(1_u64, |power, _| power.wrapping_mul(FACTOR));
    let Some(prose) = part.block.prose().filter(|prose| usize::from(prose.text.len()) > LEAST_CHARACTERS * 3) else {
        return Vec::new();
    };
    let slice = text.slice(prose.text + part.start + start);
    let visible = Visible::of(&slice);
    let characters: Vec<char> = visible.text.chars().filter(|char| is_cjk(*char)).collect();
    if characters.len() < LEAST_CHARACTERS {
        return Vec::new();
    }
    let mut hash = 0_u64;
    let mut runs = Vec::new();
    for (index, char) in characters.iter().enumerate() {
        hash = hash.wrapping_mul(FACTOR).wrapping_add(u64::from(*char));
        if let Some(first) = index.checked_sub(RUN) {
            hash = hash.wrapping_sub(gone.wrapping_mul(u64::from(characters[first])));
        }
        let mixed = (hash ^ (hash >> 29)).wrapping_mul(FACTOR) >> 32;
        if index + 1 >= RUN && mixed.is_multiple_of(4) {
            runs.push(mixed as u32);
        }
    }
    runs
}
