//! Which lines of a report are the headings of its sections.

use std::ops::Range;

use super::segment::LONGEST_HEADING;
use super::{Part, Source};
use crate::format::Format;
use crate::syntax::{BlockKind, Marker, MarkerStyle, SectionMatch, Visible};
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
pub(super) fn sections(source: &Source<'_>, format_index: usize, format: &Format) -> Vec<Section> {
    let parts = source.parts;
    let mut candidates = candidates(parts, format_index);
    let style = style(&candidates, format);
    without_parts_of_sections(&mut candidates, style, format);
    let mut chosen: Vec<&Candidate> = Vec::new();
    let with_style = |candidate: &&Candidate| candidate.marker.is_some_and(|marker| marker.style == style);
    chosen.extend(candidates.iter().filter(with_style).filter(|candidate| candidate.found.whole));
    let last = last_parts(&candidates, format);
    let is_contents = |candidate: &Candidate| is_contents(candidate, &candidates, &last, parts);
    chosen.retain(|candidate| !is_contents(candidate));
    let mut places = Places::of(&chosen, format);
    // Headings without a number, and odd wordings with the right one, count where the section is not there otherwise.
    let unnumbered = candidates.iter().filter(|candidate| candidate.marker.is_none() && candidate.found.whole);
    let odd = candidates.iter().filter(with_style).filter(|candidate| {
        !candidate.found.whole
            && candidate.marker.is_some_and(|marker| marker.number == format.sections[candidate.spec].number)
    });
    for candidate in unnumbered.chain(odd) {
        if places.has_room_for(candidate) && !is_contents(candidate) {
            places.add(candidate);
            chosen.push(candidate);
        }
    }
    chosen.sort_by_key(|candidate| candidate.part);
    let mut seen = vec![false; format.sections.len()];
    let ends = chosen.iter().skip(1).map(|next| next.part).chain([parts.len()]);
    chosen.iter().zip(ends).map(|(candidate, end)| section(candidate, end, source, &mut seen)).collect()
}

/// Drops headings with another number than their section's where that section has a heading with the right one:
/// `一、存在的主要问题` within section 五 numbers a part of it.
fn without_parts_of_sections(candidates: &mut Vec<Candidate>, style: MarkerStyle, format: &Format) {
    let right = |candidate: &Candidate| {
        let number = format.sections[candidate.spec].number;
        candidate.marker.is_some_and(|marker| marker.style == style && marker.number == number)
    };
    let mut there = vec![false; format.sections.len()];
    candidates.iter().filter(|one| right(one)).for_each(|one| there[one.spec] = true);
    candidates.retain(|one| one.marker.is_none() || right(one) || !there[one.spec]);
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

/// Where the headings of each section stand that were chosen so far: their first and their last part.
struct Places(Vec<Option<(usize, usize)>>);

impl Places {
    fn of(chosen: &[&Candidate], format: &Format) -> Places {
        let mut places = Places(vec![None; format.sections.len()]);
        chosen.iter().for_each(|candidate| places.add(candidate));
        places
    }

    fn add(&mut self, candidate: &Candidate) {
        let (first, last) = self.0[candidate.spec].unwrap_or((candidate.part, candidate.part));
        self.0[candidate.spec] = Some((first.min(candidate.part), last.max(candidate.part)));
    }

    /// Whether the section is not there yet and stands here in its order.
    fn has_room_for(&self, candidate: &Candidate) -> bool {
        let (before, behind) = self.0.split_at(candidate.spec);
        behind[0].is_none()
            && before.iter().flatten().all(|(_, last)| *last < candidate.part)
            && behind.iter().flatten().all(|(first, _)| *first >= candidate.part)
    }
}

/// For each section the part of its last heading.
fn last_parts(candidates: &[Candidate], format: &Format) -> Vec<usize> {
    let mut last = vec![0; format.sections.len()];
    candidates.iter().for_each(|candidate| last[candidate.spec] = candidate.part);
    last
}

/// Whether a heading is an entry of a table of contents: it comes again, and the heading that stands next to it, with
/// nothing between them, does so too. Candidates are in order; `last` has the part of each section's last one.
fn is_contents(candidate: &Candidate, candidates: &[Candidate], last: &[usize], parts: &[Part]) -> bool {
    let comes_again = |one: &Candidate| last[one.spec] > one.part;
    if !comes_again(candidate) {
        return false;
    }
    let is_filled = |part: &Part| !matches!(part.block.kind, BlockKind::Blank);
    let heading = |part: usize| candidates.binary_search_by_key(&part, |one| one.part).ok().map(|at| &candidates[at]);
    let next = parts[candidate.part + 1..].iter().position(is_filled).map(|next| candidate.part + 1 + next);
    if next.and_then(heading).is_some() {
        return true;
    }
    // What follows its last entry is the report.
    let previous = parts[..candidate.part].iter().rposition(is_filled);
    previous.and_then(heading).is_some_and(comes_again)
}

/// Whether what stands behind a heading's words is a sentence of its own: `：无`, `。无。` and ` 无。` are.
fn is_sentence(behind: &str) -> bool {
    let visible = Visible::of(behind);
    let parted = visible.text.starts_with(char::is_whitespace) && visible.text.contains('。');
    let rest = visible.text.trim_start();
    (parted || rest.starts_with(['。', '：', ':', '.'])) && rest.contains(char::is_alphanumeric)
}

fn section(candidate: &Candidate, end: usize, source: &Source<'_>, seen: &mut [bool]) -> Section {
    let part = &source.parts[candidate.part];
    let prose = part.block.prose().expect("candidates are prose");
    let start = candidate.marker.map_or(prose.text.start(), |marker| marker.range.start()).min(prose.text.end());
    let rest = TextRange::new(candidate.found.range.end().min(prose.text.end()), prose.text.end());
    // A few words more belong to the heading, a sentence does not.
    let runs_on = !rest.is_empty() && (prose.chars > LONGEST_HEADING || is_sentence(&source.slice(rest + part.start)));
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
