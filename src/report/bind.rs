//! Table blocks + format → cells by key.
//!
//! What arrives may be one table, a piece of one, a small table for each row, or lines of text. So the rows of all
//! blocks of a report are first dealt to the format's tables by the labels in them; then each table's rows become
//! *records* (a label and its figures, see [`super::records`]), whatever the dialect; then records find their row by
//! label and, where that fails, by their place among the others (see [`super::place`]).

use std::ops::Range;
use std::sync::Arc;

use super::place;
use super::record::Run;
use super::{Earlier, NamedRow, Part, PlacedTable, Section, Source};
use crate::format::{Format, Label, LabelKind};
use crate::relation::Basis;
use crate::syntax::{Block, BlockKind, Content, Dialect};
use crate::text::{Number, TextRange, TextSize};

/// A table of a report, bound to its format. Ranges count from the first block of the table.
#[derive(Clone, Debug, PartialEq)]
pub struct BoundTable {
    /// Index of the table in its format.
    pub spec: usize,
    /// From its first row to its last.
    pub range: TextRange,
    /// The form in which most of it arrived.
    pub dialect: Dialect,
    /// Its cells, in the order of the format's; none where there is no such cell in the text.
    pub cells: Vec<Option<Cell>>,
    /// Whether any of them may be [blank](Cell::is_blank).
    pub has_blanks: bool,
    /// Whether all of them are known to be [tidy](Cell::is_tidy).
    pub is_tidy: bool,
    /// For each row of the format, where its label stands; none where the row is missing.
    pub rows: Vec<Option<TextRange>>,
    /// What is odd about its shape.
    pub anomalies: Vec<Anomaly>,
    /// What the reading of a table without borders rests on.
    pub basis: Option<Basis>,
    /// What its unreadable cells may hold.
    pub candidates: Vec<Candidates>,
}

/// What a cell may hold that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidates {
    /// Index of the cell in the format's table.
    pub cell: usize,
    /// Figures in ascending order.
    pub figures: Vec<Number>,
    /// Whether it may hold others as well.
    pub more: bool,
}

/// A cell that stands in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    /// What a reader sees of it; empty, at the place where text would go, when there is nothing. A cell of a flattened
    /// table has the range of the figures it was read from.
    pub range: TextRange,
    /// The digits alone, without unit and remark; what a fix replaces.
    pub digits: TextRange,
    /// What it holds.
    pub value: Value,
    /// Whether its digits are written as a table has them.
    pub plain: bool,
}

/// What a cell holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    /// A number, in the unit of its column.
    Number(Number),
    /// Nothing at all.
    Empty,
    /// A sign for nothing: `/`, `-`, `—`.
    Sign,
    /// Text where a figure belongs.
    Text,
    /// More digits than can be meant.
    Overlong,
    /// Figures ran together and several readings are possible; `zero_or_blank` when all of them leave nothing here.
    Unreadable {
        /// Whether this is 0 or blank in every reading.
        zero_or_blank: bool,
    },
}

/// What is odd about a table's shape.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Anomaly {
    /// A row of the form is not there; the range is where it belongs.
    MissingRow {
        /// Index of the row.
        row: usize,
    },
    /// A row that the form does not have.
    ExtraRow {
        /// The row.
        range: TextRange,
    },
    /// A row of the form that stands a second time with other figures.
    RepeatedRow {
        /// Index of the row.
        row: usize,
        /// The second one.
        range: TextRange,
    },
    /// A row stands before one that should come first.
    Reordered {
        /// Index of the row.
        row: usize,
        /// The row.
        range: TextRange,
    },
    /// A row has another number of figures than the form.
    Width {
        /// Index of the row.
        row: usize,
        /// The row.
        range: TextRange,
        /// How many figures it has.
        found: usize,
    },
    /// Columns stand in another order than in the form.
    ColumnOrder {
        /// The header.
        range: TextRange,
    },
}

impl Cell {
    /// The number it holds, if it holds one.
    pub fn number(&self) -> Option<Number> {
        match self.value {
            Value::Number(number) => Some(number),
            _ => None,
        }
    }

    /// Whether it is blank, could not be read, or holds a whole figure, not negative and written as a table has it: of
    /// such a cell there is nothing to say by itself.
    pub fn is_tidy(&self) -> bool {
        match self.value {
            Value::Number(number) => self.plain && number.is_whole() && !number.is_negative(),
            Value::Empty | Value::Sign | Value::Unreadable { .. } => true,
            Value::Text | Value::Overlong => false,
        }
    }

    /// Whether nothing is written in it, or a sign for nothing.
    pub fn is_blank(&self) -> bool {
        matches!(self.value, Value::Empty | Value::Sign)
    }
}

impl BoundTable {
    /// Whether its borders were lost.
    pub fn is_flattened(&self) -> bool {
        self.dialect == Dialect::Flow
    }

    /// Fills a cell.
    pub(super) fn put(&mut self, index: usize, cell: Cell) {
        self.has_blanks |= cell.is_blank();
        self.is_tidy &= cell.is_tidy();
        self.cells[index] = Some(cell);
    }

    /// What its cells hold, with blanks as 0; none where there is no cell, or no number without decimals in it.
    pub fn counts(&self) -> impl Iterator<Item = Option<i64>> {
        self.cells.iter().map(|cell| match cell.as_ref()?.value {
            Value::Number(number) => number.to_i64(),
            Value::Empty | Value::Sign | Value::Unreadable { zero_or_blank: true } => Some(0),
            Value::Text | Value::Overlong | Value::Unreadable { zero_or_blank: false } => None,
        })
    }
}

/// Rows of one block that were dealt to a table, one after the other. A bound table is a function of the format's table
/// and of these, for [`place::bind`] looks at the text of their blocks only, and reckons from the first of them: so equal
/// rows bind equally, whatever stands between and around them.
#[derive(Clone, Debug)]
pub(crate) struct OriginRows {
    /// The block it stands in.
    pub block: Arc<Block>,
    /// How far that block is from the first row's.
    offset: TextSize,
    /// These rows of the block; none for a line of prose.
    rows: Option<Range<usize>>,
}

impl PartialEq for OriginRows {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.block, &other.block) && self.offset == other.offset && self.rows == other.rows
    }
}

/// Binds every table of a report.
pub(super) fn tables(
    source: &Source<'_>,
    (format_index, format): (usize, &Format),
    sections: &[Section],
    named: &[NamedRow],
    earlier: &Earlier,
) -> Vec<Option<PlacedTable>> {
    let dealt = deal(source.parts, (format_index, format), sections, named);
    let bound = dealt.into_iter().enumerate().map(|(spec, runs)| {
        let start = source.parts[runs.first()?.part].start;
        let origin = runs.iter().map(|run| {
            let part = &source.parts[run.part];
            OriginRows { block: part.block.clone(), offset: part.start - start, rows: run.rows.clone() }
        });
        let origin: Arc<[OriginRows]> = origin.collect();
        let table = match earlier.table(&origin, spec, format) {
            Some(table) => table,
            None => Arc::new(place::bind(source, start, &runs, spec, format_index, format)?),
        };
        Some(PlacedTable { start, table, origin })
    });
    bound.collect()
}

/// The rows of each table, in order: every table block's rows, and short lines of prose that name a row whose figures
/// may follow in a table of its own.
fn deal(
    parts: &[Part],
    (format_index, format): (usize, &Format),
    sections: &[Section],
    mut named: &[NamedRow],
) -> Vec<Vec<Run>> {
    let mut dealt: Vec<Vec<Run>> = vec![Vec::new(); format.tables.len()];
    let section_table = |section: &Section| format.tables.iter().position(|table| table.section == Some(section.spec));
    let mut sections = sections.iter().peekable();
    let mut here: Option<usize> = None;
    let mut current: Option<(usize, Option<usize>)> = None;
    for (index, part) in parts.iter().enumerate() {
        while let Some(section) = sections.next_if(|section| section.part <= index) {
            here = section_table(section);
        }
        // A table goes on within its section only.
        if current.is_some_and(|(_, section)| section != here) {
            current = None;
        }
        match &part.block.kind {
            BlockKind::Table(table) => {
                let (own, behind) = named.split_at(named.partition_point(|row| row.part <= index));
                named = behind;
                let mut spec = current.map(|(spec, _)| spec).or(here);
                let mut start = 0;
                // Rows of figures alone follow the row before them.
                for row in own.iter().map(|named| named.row) {
                    let voted = vote(table.row_cells(&table.rows[row]), format_index, here).or(spec);
                    if voted != spec {
                        put(&mut dealt, spec, index, start..row);
                        (spec, start) = (voted, row);
                    }
                }
                put(&mut dealt, spec, index, start..table.rows.len());
                current = spec.map(|spec| (spec, here));
            }
            BlockKind::Prose(prose) if prose.labels.is_empty() => {
                // A label that was broken over lines, in a table without borders.
                let fragment = prose.chars <= LONGEST_FRAGMENT && prose.level == 0 && prose.sections.is_empty();
                if let Some((spec, _)) = current.filter(|_| fragment)
                    && dealt[spec].last().is_some_and(|run| is_flow(parts, run))
                {
                    dealt[spec].push(Run { part: index, rows: None });
                }
            }
            BlockKind::Prose(prose) if prose.sections.is_empty() => {
                let named = row_tables(&prose.labels, format_index);
                let spec =
                    named.clone().find(|spec| Some(*spec) == here).or(named.clone().next().filter(|_| here.is_none()));
                if let Some(spec) = spec {
                    dealt[spec].push(Run { part: index, rows: None });
                }
            }
            _ => {}
        }
    }
    for runs in &mut dealt {
        trim(runs, parts);
    }
    dealt
}

/// Deals some rows of a block to a table.
fn put(dealt: &mut [Vec<Run>], spec: Option<usize>, part: usize, rows: Range<usize>) {
    if let Some(spec) = spec.filter(|_| !rows.is_empty()) {
        dealt[spec].push(Run { part, rows: Some(rows) });
    }
}

/// A line with more characters is no piece of a broken label.
const LONGEST_FRAGMENT: u32 = 30;

fn is_flow(parts: &[Part], run: &Run) -> bool {
    parts[run.part].block.table().is_none_or(|table| table.dialect == Dialect::Flow)
}

fn row_tables(labels: &[Label], format: usize) -> impl Iterator<Item = usize> + Clone + '_ {
    let rows = labels
        .iter()
        .filter(move |label| usize::from(label.format) == format && matches!(label.kind, LabelKind::Row(_)));
    rows.map(|label| usize::from(label.table))
}

/// The table that the labels of a row speak for. Labels of several tables speak for the one of the section.
fn vote(cells: &[crate::syntax::Cell], format: usize, here: Option<usize>) -> Option<usize> {
    let mut votes: [u8; 16] = [0; 16];
    let mut end = 0;
    for cell in cells {
        let Content::Text(labels) = &cell.content else { continue };
        let mut own = labels.iter().filter(|label| usize::from(label.format) == format);
        let Some(first) = own.next() else { continue };
        let table = match here {
            _ if own.clone().all(|label| label.table == first.table) => usize::from(first.table).min(15),
            Some(here) if usize::from(first.table) == here || own.any(|label| usize::from(label.table) == here) => {
                here.min(15)
            }
            _ => continue,
        };
        votes[table] += if first.whole { 2 } else { 1 };
        end = end.max(table + 1);
    }
    let named = (0..end).filter(|table| votes[*table] > 0);
    named.max_by_key(|table| (votes[*table], Some(*table) == here))
}

/// Drops rows of prose before the first and behind the last row of a table block, and everything when no row of a
/// block holds a figure or a known label.
fn trim(runs: &mut Vec<Run>, parts: &[Part]) {
    let is_table = |run: &Run| run.rows.is_some();
    let last = runs.iter().rposition(is_table);
    runs.truncate(last.map_or(0, |last| last + 1));
    let first_table = runs.iter().position(is_table).unwrap_or(0);
    // The nearest line before the first block may name its first row.
    runs.drain(..first_table.saturating_sub(1));
    let says_something = |run: &Run| {
        let table = parts[run.part].block.table().zip(run.rows.clone());
        let mut cells =
            table.into_iter().flat_map(|(table, rows)| rows.flat_map(|row| table.row_cells(&table.rows[row])));
        cells.any(|cell| match &cell.content {
            Content::Figure(_) => true,
            Content::Text(labels) => labels.iter().any(|label| label.whole),
            _ => false,
        })
    };
    if !runs.iter().any(says_something) {
        runs.clear();
    }
}

/// A range of a block, from the table's start.
pub(super) fn in_table(source: &Source<'_>, run_start: TextSize, part: usize, range: TextRange) -> TextRange {
    range + (source.parts[part].start - run_start)
}
