//! Headings: as many `#` as their depth asks for, one blank behind them, numbers with full-width signs.

use super::page::{Page, marks};
use crate::syntax::{Marker, MarkerStyle, Prose};
use crate::text::{Edit, TextRange, TextSize};

/// A line with more characters, or with one of these signs, is a sentence.
const LONGEST: u32 = 40;
const SENTENCE: [char; 11] = ['。', '；', '，', '：', '！', '？', ',', ';', ':', '!', '?'];

/// A heading's place in the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Rank {
    /// How many `#` it is to have; 0 to leave as many as it has.
    marks: usize,
    /// Whether text follows the heading in its line, which is then a paragraph as well.
    runs_on: bool,
}

/// Which parts of a report are headings.
pub(super) struct Headings {
    ranks: Vec<Option<Rank>>,
}

impl Headings {
    /// The title, the sections, and what is numbered within them. Of `several` reports in a document, the title may
    /// stand below another heading, and keeps its depth.
    pub(super) fn of(page: &Page<'_>, several: bool) -> Headings {
        let report = page.report;
        let mut headings = Headings { ranks: vec![None; report.parts.len()] };
        let title = page.title();
        let own = |index: usize| {
            let prose = report.parts[index].block.prose();
            prose.map_or(0, |prose| marks(prose, &page.text(index)))
        };
        let top = title.map(own).filter(|marks| several && *marks > 0).unwrap_or(1);
        let wanted = |marks: usize| if page.has_marks { marks } else { 0 };
        if let Some(title) = title {
            // The organ's name above may be the heading already.
            let has_other = (0..title).any(|index| own(index) > 0);
            let marks = if has_other && own(title) == 0 { 0 } else { wanted(top) };
            headings.ranks[title] = Some(Rank { marks, runs_on: false });
        }
        for section in &report.sections {
            headings.ranks[section.part] = Some(Rank { marks: wanted(top + 1), runs_on: section.runs_on });
            headings.add_parts_of(page, section.body.clone(), top + 2);
        }
        headings
    }

    /// Adds the headings within a section, `（一）` and below them `1.`. One without `#` is a heading where others of the
    /// section have them, else a line of text with a number.
    fn add_parts_of(&mut self, page: &Page<'_>, body: std::ops::Range<usize>, depth: usize) {
        let numbered = |index: usize| {
            let prose = page.report.parts[index].block.prose()?;
            let style = prose.marker?.style;
            let text = page.text(index);
            let short = prose.chars <= LONGEST && !text[prose.text].contains(SENTENCE);
            Some((style, marks(prose, &text) > 0, short))
        };
        let is_part = |style: MarkerStyle| style == MarkerStyle::ChineseBrackets;
        let marked = body.clone().filter_map(numbered).any(|(style, has_marks, _)| is_part(style) && has_marks);
        let mut is_below = false;
        for index in body {
            let marks = match numbered(index) {
                Some((style, true, _)) if is_part(style) => depth,
                Some((style, false, true)) if is_part(style) => usize::from(marked) * depth,
                Some((MarkerStyle::Arabic, true, _)) => depth + usize::from(is_below),
                _ => continue,
            };
            is_below |= numbered(index).is_some_and(|(style, ..)| is_part(style));
            self.ranks[index] = Some(Rank { marks, runs_on: false });
        }
    }

    /// The rank of a part that is a heading by itself.
    pub(super) fn rank(&self, index: usize) -> Option<Rank> {
        self.ranks[index]
    }
}

/// The edits of a heading or paragraph, whose lines are `text`, counted from its start; `rank` if it is a heading.
pub(super) fn edits(prose: &Prose, text: &str, rank: Option<Rank>, is_followed_by_blank: bool) -> Vec<Edit> {
    let mut edits = Vec::new();
    let lines = text.trim_end_matches(['\n', '\r']);
    let is_one_line = !lines.contains(['\n', '\r']);
    // What tags or bullets stand before is laid out by somebody else.
    let has_bare_start = lead_of(prose, text).1.trim().chars().all(|char| char == '#');
    if let Some(rank) = rank.filter(|_| has_bare_start) {
        edits.extend(is_one_line.then(|| lead(prose, text, rank)).flatten());
        edits.extend(prose.marker.and_then(|marker| number(marker, text)));
    }
    // Two blanks at a line's end part it from the next line of a paragraph.
    if is_followed_by_blank || rank.is_some_and(|rank| !rank.runs_on) {
        // What may close a heading says nothing.
        let closing = &lines[usize::from(prose.text.end()).min(lines.len())..];
        let is_closed = is_one_line
            && prose.level > 0
            && closing.contains('#')
            && closing.trim_matches(['#', ' ', '\t']).is_empty();
        let filled = if is_closed { &lines[..usize::from(prose.text.end())] } else { lines.trim_end() };
        let behind = TextRange::new(TextSize::of(filled), TextSize::of(lines));
        edits.extend((!behind.is_empty()).then(|| Edit::delete(behind)));
    }
    edits
}

/// Whether a heading, which a line below underlines, gets `#` in its place.
pub(super) fn takes_marks(prose: &Prose, text: &str, rank: Option<Rank>) -> bool {
    rank.is_some_and(|rank| lead(prose, text, rank).is_some())
}

/// What stands before a heading's text: a byte-order mark, which belongs to the file, and signs.
fn lead_of<'t>(prose: &Prose, text: &'t str) -> (&'t str, &'t str) {
    let before = &text[..usize::from(prose.text.start())];
    before.split_at(before.len() - before.trim_start_matches('\u{feff}').len())
}

/// The edit of the `#` before a heading's text.
fn lead(prose: &Prose, text: &str, rank: Rank) -> Option<Edit> {
    let (mark, old) = lead_of(prose, text);
    let is_bold = text[prose.text].starts_with(['*', '_', '<']);
    // Of a paragraph no heading is made, and what is set in bold is one without.
    let is_wanted = rank.marks > 0 && (old.contains('#') || !(rank.runs_on || is_bold));
    let new = format!("{} ", "#".repeat(rank.marks));
    let range = TextRange::new(TextSize::of(mark), prose.text.start());
    (is_wanted && old != new).then(|| Edit::replace(range, new))
}

/// The edit of a heading's number: `一.` and `一、 ` become `一、`, `(一)` becomes `（一）`. None for a number that is written
/// in another way, or whose signs stand apart from it.
fn number(marker: Marker, text: &str) -> Option<Edit> {
    let old = text.get(std::ops::Range::<usize>::from(marker.range))?;
    let is_numeral = |char: char| "一二三四五六七八九十".contains(char);
    let new = match marker.style {
        MarkerStyle::Chinese => {
            let behind = old.trim_start_matches(is_numeral);
            let sign = behind.trim_end();
            let is_known = matches!(sign, "" | "、" | "." | "．" | "," | "，" | "﹑" | "､");
            is_known.then(|| format!("{}、", &old[..old.len() - behind.len()]))?
        }
        MarkerStyle::ChineseBrackets => {
            let inner = old.trim_end().strip_prefix(['(', '（'])?.strip_suffix([')', '）'])?;
            inner.chars().all(is_numeral).then(|| format!("（{inner}）"))?
        }
        MarkerStyle::Arabic | MarkerStyle::ArabicBrackets => return None,
    };
    (new != old).then(|| Edit::replace(marker.range, new))
}
