//! Which lines of a report are the headings of its sections.

use std::ops::Range;

use super::Part;
use crate::format::Format;
use crate::syntax::{BlockKind, Marker, MarkerStyle, SectionMatch};
use crate::text::TextRange;

/// A section that stands in a report.
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    /// Index of the section in the format.
    pub spec: usize,
    /// The number before its heading.
    pub marker: Option<Marker>,
    /// Its heading, number included; text that runs on in the same line is left out. Counts from the report's start.
    pub heading: TextRange,
    /// The wording of the heading alone.
    pub wording: TextRange,
    /// The part in which the heading stands.
    pub part: usize,
    /// The parts behind it, up to the next section.
    pub body: Range<usize>,
    /// Whether text follows the heading in its own line.
    pub runs_on: bool,
    /// Whether an earlier section has the same heading.
    pub is_repeated: bool,
}

struct Candidate {
    part: usize,
    spec: usize,
    marker: Option<Marker>,
    found: SectionMatch,
}

/// The sections of a report in the order in which they stand. Headings of parts within a section, which often have the
/// same words, are told apart by how they are numbered.
pub(super) fn sections(parts: &[Part], format_index: usize, format: &Format) -> Vec<Section> {
    let mut candidates = candidates(parts, format_index);
    let style = style(&candidates, format);
    without_parts_of_sections(&mut candidates, style, format);
    let mut chosen: Vec<&Candidate> = Vec::new();
    let with_style = |candidate: &&Candidate| candidate.marker.is_some_and(|marker| marker.style == style);
    chosen.extend(candidates.iter().filter(with_style).filter(|candidate| candidate.found.whole));
    chosen.retain(|candidate| !is_contents(candidate, &candidates, parts));
    // Headings without a number, and odd wordings with the right one, count where the section is not there otherwise.
    let unnumbered = candidates.iter().filter(|candidate| candidate.marker.is_none() && candidate.found.whole);
    let odd = candidates.iter().filter(with_style).filter(|candidate| {
        !candidate.found.whole
            && candidate.marker.is_some_and(|marker| marker.number == format.sections[candidate.spec].number)
    });
    for candidate in unnumbered.chain(odd) {
        let missing = chosen.iter().all(|one| one.spec != candidate.spec);
        let in_order = chosen.iter().all(|one| (one.spec < candidate.spec) == (one.part < candidate.part));
        if missing && in_order && !is_contents(candidate, &candidates, parts) {
            chosen.push(candidate);
        }
    }
    chosen.sort_by_key(|candidate| candidate.part);
    let mut seen = vec![false; format.sections.len()];
    let ends = chosen.iter().skip(1).map(|next| next.part).chain([parts.len()]);
    chosen.iter().zip(ends).map(|(candidate, end)| section(candidate, end, parts, &mut seen)).collect()
}

/// Drops headings with another number than their section's where that section has a heading with the right one:
/// `一、存在的主要问题` within section 五 numbers a part of it.
fn without_parts_of_sections(candidates: &mut Vec<Candidate>, style: MarkerStyle, format: &Format) {
    let right = |candidate: &Candidate| {
        let number = format.sections[candidate.spec].number;
        candidate.marker.is_some_and(|marker| marker.style == style && marker.number == number)
    };
    let there: Vec<usize> = candidates.iter().filter(|one| right(one)).map(|one| one.spec).collect();
    candidates.retain(|one| one.marker.is_none() || right(one) || !there.contains(&one.spec));
}

fn candidates(parts: &[Part], format: usize) -> Vec<Candidate> {
    let mut candidates = Vec::new();
    for (index, part) in parts.iter().enumerate() {
        let Some(prose) = part.block.prose() else { continue };
        for found in prose.sections.iter().filter(|found| usize::from(found.format) == format) {
            candidates.push(Candidate { part: index, spec: found.section.into(), marker: prose.marker, found: *found });
        }
    }
    candidates
}

/// How this report numbers its sections: `一、` unless another way numbers at least three of them rightly.
fn style(candidates: &[Candidate], format: &Format) -> MarkerStyle {
    let right = |style: MarkerStyle| {
        let numbered = |candidate: &&Candidate| {
            let number = format.sections[candidate.spec].number;
            candidate.marker.is_some_and(|marker| marker.style == style && marker.number == number)
        };
        candidates.iter().filter(numbered).filter(|candidate| candidate.found.whole).count()
    };
    if right(MarkerStyle::Chinese) > 0 {
        return MarkerStyle::Chinese;
    }
    let others = [MarkerStyle::ChineseBrackets, MarkerStyle::Arabic, MarkerStyle::ArabicBrackets];
    others.into_iter().find(|style| right(*style) >= 3).unwrap_or(MarkerStyle::Chinese)
}

/// Whether a heading is an entry of a table of contents: nothing follows it, and it comes again.
fn is_contents(candidate: &Candidate, candidates: &[Candidate], parts: &[Part]) -> bool {
    let comes_again = candidates.iter().any(|one| one.spec == candidate.spec && one.part > candidate.part);
    let next = parts[candidate.part + 1..].iter().position(|part| !matches!(part.block.kind, BlockKind::Blank));
    let next = next.map(|at| candidate.part + 1 + at);
    comes_again && next.is_some_and(|next| candidates.iter().any(|one| one.part == next))
}

fn section(candidate: &Candidate, end: usize, parts: &[Part], seen: &mut [bool]) -> Section {
    let part = &parts[candidate.part];
    let prose = part.block.prose().expect("candidates are prose");
    let start = candidate.marker.map_or(prose.text.start(), |marker| marker.range.start()).min(prose.text.end());
    let rest = usize::from(prose.text.end().checked_sub(candidate.found.range.end()).unwrap_or_default());
    // A few words more belong to the heading, a sentence does not.
    let runs_on = rest > 0 && prose.chars > 40;
    let heading_end = if runs_on { candidate.found.range.end() } else { prose.text.end() };
    let words_start = candidate.marker.map_or(prose.text.start(), |marker| marker.range.end());
    let is_repeated = std::mem::replace(&mut seen[candidate.spec], true);
    Section {
        spec: candidate.spec,
        marker: candidate.marker.map(|marker| Marker { range: marker.range + part.start, ..marker }),
        heading: TextRange::new(start, heading_end) + part.start,
        wording: TextRange::new(words_start.min(heading_end), heading_end) + part.start,
        part: candidate.part,
        body: candidate.part + 1..end,
        runs_on,
        is_repeated,
    }
}
