//! Blocks + formats → a report: its sections, its tables cell by cell, its year and organisation.
//!
//! All positions in a [`Report`] count from its first byte, so that it stays right, and its findings with it, while
//! text before it changes.

mod bind;
mod digest;
mod earlier;
mod facts;
mod flat;
mod outline;
mod passages;
mod place;
pub mod prose;
mod record;
mod records;
mod segment;
mod stated_cells;
mod statements;

use std::sync::{Arc, Mutex, OnceLock};

pub use bind::{Anomaly, BoundTable, Candidates, Cell, Value};
pub use digest::{Digest, Figure};
pub use earlier::Earlier;
pub use facts::{Facts, Signature, YearSource};
pub use outline::Section;
pub use passages::{COMPARED, Passages, runs};
pub use segment::Segmenter;
pub use stated_cells::{StatedCells, Term, cells_of, figure_of};
pub use statements::{Stated, prepare};

use bind::OriginRows;

use crate::config::Settings;
use crate::finding::Finding;
use crate::format::{Format, LabelKind};
use crate::syntax::{Block, BlockKind, Content, Measured};
use crate::text::{Text, TextRange, TextSize};

/// A block and where it stands in its report.
#[derive(Clone, Debug)]
pub struct Part {
    /// Offset from the report's first byte.
    pub start: TextSize,
    /// The block.
    pub block: Arc<Block>,
}

impl Part {
    /// Where the block stands in its report.
    pub fn range(&self) -> TextRange {
        TextRange::at(self.start, self.block.len)
    }
}

/// One report of a document.
#[derive(Debug)]
pub struct Report {
    /// Length in bytes.
    len: TextSize,
    fingerprint: OnceLock<u64>,
    /// Its blocks.
    pub parts: Vec<Part>,
    /// The blocks that are ignore comments, by index.
    pub(crate) directives: Vec<usize>,
    /// The format whose tables and sections it has. None when it is no report at all.
    pub format: Option<Arc<Format>>,
    /// Its sections in order of position.
    pub sections: Vec<Section>,
    /// Its tables, one entry for each table of the format.
    pub tables: Vec<Option<PlacedTable>>,
    /// Title, year, organisation, signature.
    pub facts: Facts,
    /// What the rules found, once they ran.
    pub(crate) findings: OnceLock<Arc<[Finding]>>,
    /// What they found beside other reports, with what those were.
    pub(crate) compared: Mutex<Option<(u64, Arc<[Finding]>)>>,
    digest: OnceLock<Option<Arc<Digest>>>,
    /// What its prose states, once somebody asked.
    statements: OnceLock<Box<[Stated]>>,
    /// What was known of its paragraphs before an edit.
    remembered: Vec<Arc<statements::Bound>>,
}

/// A table and where it stands in its report.
#[derive(Clone, Debug)]
pub struct PlacedTable {
    /// Offset of the table's first block from the report's first byte; its cells count from there.
    pub start: TextSize,
    /// The table.
    pub table: Arc<BoundTable>,
    /// All that the table was read from.
    pub(crate) origin: Arc<[OriginRows]>,
}

impl Measured for Report {
    fn len(&self) -> TextSize {
        self.len
    }
}

impl Report {
    /// Equal for reports whose texts differ in blanks and comments for gouji only. `start` is the report's first byte in
    /// `text`.
    pub fn fingerprint(&self, text: &Text, start: TextSize) -> u64 {
        *self.fingerprint.get_or_init(|| self.fingerprint_of(usize::MAX, text, start))
    }

    /// Equal for reports that have the same fingerprint, and for few others; only their first lines are looked at.
    pub fn opening(&self, text: &Text, start: TextSize) -> u64 {
        self.fingerprint_of(2, text, start)
    }

    /// The fingerprint of the first `blocks` blocks. A comment for gouji makes no other report of it.
    fn fingerprint_of(&self, blocks: usize, text: &Text, start: TextSize) -> u64 {
        use std::hash::Hasher;
        let is_read = |part: &&Part| !matches!(part.block.kind, BlockKind::Blank | BlockKind::Directive(_));
        let mut hasher = rustc_hash::FxHasher::default();
        for part in self.parts.iter().filter(is_read).take(blocks) {
            hasher.write_u64(part.block.fingerprint(text, start + part.start));
        }
        hasher.finish()
    }

    /// Reads the report that consists of `blocks` and starts at byte `start` of `text`. Tables whose rows are those of
    /// an earlier state of the report are taken over from there.
    pub fn read(
        text: &Text,
        start: TextSize,
        blocks: Vec<Arc<Block>>,
        earlier: &Earlier,
        settings: &Settings,
    ) -> Report {
        let mut len = TextSize::from(0);
        let mut parts = Vec::with_capacity(blocks.len());
        for block in blocks {
            let start = len;
            len += block.len;
            parts.push(Part { start, block });
        }
        let source = Source { text, start, parts: &parts, vocabulary: settings.formats.vocabulary() };
        let shown = shown(&parts, settings);
        let facts = facts::facts(&source, settings);
        let format = choose(&shown, &facts, settings);
        let mut report = Report {
            len,
            fingerprint: OnceLock::new(),
            format: None,
            sections: Vec::new(),
            tables: Vec::new(),
            facts,
            findings: OnceLock::new(),
            compared: Mutex::default(),
            digest: OnceLock::new(),
            statements: OnceLock::new(),
            remembered: earlier.bindings(&parts),
            directives: directives(&parts),
            parts: Vec::new(),
        };
        if let Some(index) = format {
            let format = settings.formats.get(index).clone();
            report.sections = outline::sections(&source, index, &format);
            report.tables = bind::tables(&source, (index, &format), &report.sections, &shown.named, earlier);
            facts::complete(&mut report.facts, &source, &report.sections);
            report.format = Some(format);
        }
        report.parts = parts;
        report
    }

    /// What others need to know of it; none where it is no report. `start` is its first byte in `text`. Made once.
    pub fn digest(&self, text: &Text, start: TextSize) -> Option<Arc<Digest>> {
        self.digest.get_or_init(|| Digest::of(self, text, start).map(Arc::new)).clone()
    }

    /// The section of this number, the first where it stands twice.
    pub fn section(&self, number: u8) -> Option<&Section> {
        let format = self.format.as_ref()?;
        self.sections.iter().find(|section| format.sections[section.spec].number == number)
    }

    /// The table of this index in the format, if the report has it.
    pub fn table(&self, index: usize) -> Option<&PlacedTable> {
        self.tables.get(index)?.as_ref()
    }

    /// Every part of a section behind its heading, with the index of the part.
    pub fn body(&self, section: &Section) -> impl Iterator<Item = (usize, &Part)> {
        section.body.clone().map(|index| (index, &self.parts[index]))
    }
}

impl PlacedTable {
    /// A cell, by index in the format's table.
    pub fn cell(&self, index: usize) -> Option<&Cell> {
        self.table.cells[index].as_ref()
    }

    /// Where a range of the table stands in the report.
    pub fn place(&self, range: TextRange) -> TextRange {
        range + self.start
    }
}

/// A report's text, for what is read from it beside the blocks.
pub(crate) struct Source<'a> {
    pub text: &'a Text,
    /// The report's first byte in the text.
    pub start: TextSize,
    pub parts: &'a [Part],
    pub vocabulary: &'a crate::format::Vocabulary,
}

impl Source<'_> {
    /// The text of `range`, which counts from the report's start.
    pub fn slice(&self, range: TextRange) -> std::borrow::Cow<'_, str> {
        self.text.slice(range + self.start)
    }
}

fn directives(parts: &[Part]) -> Vec<usize> {
    let parts = parts.iter().enumerate();
    parts.filter(|(_, part)| matches!(part.block.kind, BlockKind::Directive(_))).map(|(index, _)| index).collect()
}

/// How much of a format a report shows.
#[derive(Clone, Copy, Debug, Default)]
struct Shape {
    /// Labels of its tables.
    labels: u32,
    /// Those of them that are rows'.
    rows: u32,
    /// Headings of its sections: those of other kinds of document count half.
    sections: u32,
}

/// A row of a table block in which some cell names a part of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct NamedRow {
    part: usize,
    row: usize,
}

/// What a report shows of the formats.
struct Shown {
    /// Of each format.
    shapes: Vec<Shape>,
    /// Whether that is enough to be such a report.
    suffices: Vec<bool>,
    /// Its rows with a name, in order: where every cell is a row, few of them.
    named: Vec<NamedRow>,
}

/// Hardly a report has more rows with a name.
const USUAL_NAMED: usize = 128;

fn shown(parts: &[Part], settings: &Settings) -> Shown {
    let mut shapes = vec![Shape::default(); settings.formats.iter().len()];
    let mut named = Vec::with_capacity(USUAL_NAMED);
    let mut title = false;
    for (index, part) in parts.iter().enumerate() {
        match &part.block.kind {
            BlockKind::Prose(prose) => {
                title |= prose.is_title;
                for found in &prose.sections {
                    let section = &settings.formats.get(found.format.into()).sections[usize::from(found.section)];
                    let weight = if !found.whole {
                        0
                    } else if section.generic {
                        1
                    } else {
                        2
                    };
                    shapes[usize::from(found.format)].sections += weight;
                }
            }
            BlockKind::Table(table) => {
                for (row, line) in table.rows.iter().enumerate() {
                    if count_labels(table.row_cells(line), &mut shapes) {
                        named.push(NamedRow { part: index, row });
                    }
                }
            }
            _ => {}
        }
    }
    let suffices = shapes.iter().zip(settings.formats.iter()).map(|(shape, format)| {
        let title = if title && format.is_annual_report { 2 } else { 0 };
        shape.sections + title + shape.rows.min(4) >= 4 || shape.rows >= 4
    });
    let suffices = suffices.collect();
    Shown { shapes, suffices, named }
}

/// Counts the labels in the cells of a row; whether some cell names a part of a table.
fn count_labels(cells: &[crate::syntax::Cell], shapes: &mut [Shape]) -> bool {
    let mut is_named = false;
    for cell in cells {
        let Content::Text(labels) = &cell.content else { continue };
        is_named |= !labels.is_empty();
        let mut seen = None;
        for label in labels.iter().filter(|label| label.whole) {
            // One cell speaks once for each format.
            if seen != Some(label.format) {
                let shape = &mut shapes[usize::from(label.format)];
                shape.labels += 1;
                shape.rows += u32::from(matches!(label.kind, LabelKind::Row(_)));
                seen = Some(label.format);
            }
        }
    }
    is_named
}

/// The format of a report: by the shape of its tables, then by what the configuration says, then by its year, then the
/// newest.
fn choose(shown: &Shown, facts: &Facts, settings: &Settings) -> Option<usize> {
    let configured = settings.config.report.format.as_deref().and_then(|name| settings.formats.by_name(name));
    let rank = |index: &usize| {
        let format = settings.formats.get(*index);
        let holds = facts.year.is_some_and(|year| format.holds_for(year));
        let shape = shown.shapes[*index];
        (shape.labels, shape.sections, configured == Some(*index), holds, *index)
    };
    (0..shown.shapes.len()).filter(|index| shown.suffices[*index]).max_by_key(rank)
}
