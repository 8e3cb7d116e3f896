//! A label and the figures that belong to it, and the table for which it is read.

use std::borrow::Cow;
use std::ops::Range;

use crate::format::{Label, LabelKind};
use crate::syntax::{Blank, Cell, Content, Row, Table};
use crate::text::{TextRange, TextSize};

/// Rows of a table block that follow each other, or a line of prose between blocks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Run {
    /// The part they stand in.
    pub part: usize,
    /// The rows of the block; none for a line of prose.
    pub rows: Option<Range<usize>>,
}

/// The rows of a table block that were dealt to a table, nearly always in one run.
pub(super) fn rows<'t>(table: &'t Table, runs: &[Run]) -> Cow<'t, [Row]> {
    let rows = |run: &Run| &table.rows[run.rows.clone().unwrap_or_default()];
    match runs {
        [run] => rows(run).into(),
        _ => runs.iter().flat_map(rows).cloned().collect(),
    }
}

/// A cell and where it stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Placed<'a> {
    pub cell: &'a Cell,
    /// How far its block is from the table's start.
    pub offset: TextSize,
    /// Its row among those of that block that belong to the table.
    pub row: u32,
}

impl Placed<'_> {
    /// Where it stands, from the table's start.
    pub fn range(&self) -> TextRange {
        self.cell.range + self.offset
    }
}

/// A label and its figures.
#[derive(Clone, Copy, Debug)]
pub(super) struct Record<'a> {
    /// The rows of the format's table that its labels may name, by the last label that names any.
    pub candidates: &'a Candidates,
    /// Where its label stands, from the table's start.
    pub label: Option<TextRange>,
    /// Its cells behind the label, blanks included.
    pub values: &'a [Placed<'a>],
    /// What its table's form says of them.
    pub form: Form,
}

impl Record<'_> {
    /// Where its label and its figures stand, from the table's start.
    pub fn range(&self) -> TextRange {
        self.label.into_iter().chain(self.values.iter().map(Placed::range)).reduce(TextRange::cover).unwrap_or_default()
    }
}

/// What the form of a table says of a record's figures.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Form {
    /// Whether the borders between the figures were lost.
    pub is_flow: bool,
    /// Whether a figure's column tells its place.
    pub is_aligned: bool,
    /// Whether tabs part its figures.
    pub is_tabbed: bool,
}

/// The records of a table, in order, with the figures of them all in one block.
pub(super) struct Records<'a> {
    pub records: Vec<Open>,
    pub values: Vec<Placed<'a>>,
}

impl Records<'_> {
    pub fn len(&self) -> usize {
        self.records.len()
    }

    pub fn get(&self, index: usize) -> Record<'_> {
        let Open { candidates, label, values, form } = &self.records[index];
        Record { candidates, label: *label, values: &self.values[values.clone()], form: *form }
    }

    pub fn iter(&self) -> impl Iterator<Item = Record<'_>> {
        (0..self.len()).map(|index| self.get(index))
    }
}

/// A record while it is read; its figures stand in the block of them all.
#[derive(Default)]
pub(super) struct Open {
    pub candidates: Candidates,
    pub label: Option<TextRange>,
    pub values: Range<usize>,
    pub form: Form,
}

/// A row that a label may name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Candidate {
    pub row: usize,
    pub whole: bool,
}

/// The rows that a label may name, in order: one at most, nearly always.
#[derive(Clone, Debug, Default)]
pub(super) struct Candidates {
    pub first: Option<Candidate>,
    others: Vec<Candidate>,
}

impl Candidates {
    pub fn is_empty(&self) -> bool {
        self.first.is_none()
    }

    pub fn iter(&self) -> impl Iterator<Item = Candidate> + Clone {
        self.first.into_iter().chain(self.others.iter().copied())
    }
}

impl FromIterator<Candidate> for Candidates {
    fn from_iter<I: IntoIterator<Item = Candidate>>(candidates: I) -> Self {
        let mut candidates = candidates.into_iter();
        Candidates { first: candidates.next(), others: candidates.collect() }
    }
}

/// What records are made for: one table of one format.
#[derive(Clone, Copy)]
pub(super) struct Target<'a> {
    pub format: usize,
    pub spec: usize,
    pub table: &'a crate::format::Table,
}

impl Target<'_> {
    pub fn rows(&self, labels: &[Label]) -> impl Iterator<Item = Candidate> {
        let Target { format, spec, .. } = *self;
        let own =
            labels.iter().filter(move |label| usize::from(label.format) == format && usize::from(label.table) == spec);
        own.filter_map(|label| match label.kind {
            LabelKind::Row(row) => Some(Candidate { row: row.into(), whole: label.whole }),
            _ => None,
        })
    }

    pub fn candidates(&self, labels: &[Label]) -> Candidates {
        self.rows(labels).collect()
    }

    /// The one row whose label starts with `text`.
    pub fn started(&self, text: &str) -> Option<Candidates> {
        if text.chars().count() < 3 {
            return None;
        }
        let starts = |row: &crate::format::Row| row.spellings.iter().any(|spelling| spelling.starts_with(text));
        let mut rows = (0..self.table.rows.len()).filter(|row| starts(&self.table.rows[*row]));
        let row = rows.next().filter(|_| rows.next().is_none())?;
        Some([Candidate { row, whole: false }].into_iter().collect())
    }

    pub fn names_row(&self, labels: &[Label]) -> bool {
        self.rows(labels).next().is_some()
    }

    pub fn is_known(&self, labels: &[Label]) -> bool {
        labels.iter().any(|label| usize::from(label.format) == self.format && usize::from(label.table) == self.spec)
    }

    pub fn is_head(&self, labels: &[Label]) -> bool {
        let head = |label: &Label| matches!(label.kind, LabelKind::Head | LabelKind::Column(..));
        labels.iter().any(|label| usize::from(label.format) == self.format && head(label)) && !self.names_row(labels)
    }

    /// Whether a text is the head of the first column.
    pub fn is_first_column(&self, labels: &[Label]) -> bool {
        labels.iter().any(|label| {
            usize::from(label.format) == self.format
                && usize::from(label.table) == self.spec
                && matches!(label.kind, LabelKind::Column(_, 0))
        })
    }

    /// Whether a row is nothing but the label of the figures in the row below it.
    pub fn names_next(&self, cells: &[Cell], next: &[Cell]) -> bool {
        let names = |cells: &[Cell]| {
            cells.iter().any(|cell| matches!(&cell.content, Content::Text(labels) if self.names_row(labels)))
        };
        let figures = |cells: &[Cell]| cells.iter().any(|cell| cell.figure().is_some());
        if figures(cells) || !names(cells) {
            return false;
        }
        // A row that has words of its own, if misspelt ones, is a row of its own.
        let has_words = next.iter().any(|cell| matches!(cell.content, Content::Text(_)));
        !has_words && (figures(next) || next.iter().all(Cell::is_blank))
    }

    /// Whether a row is a head: it names columns, and no row of the table with figures.
    pub fn is_header(&self, cells: &[Cell]) -> bool {
        let texts = cells.iter().filter_map(|cell| match &cell.content {
            Content::Text(labels) => Some(labels),
            _ => None,
        });
        let figures = cells.iter().filter(|cell| cell.figure().is_some()).count();
        if figures > 1 {
            return false;
        }
        let names_row = texts.clone().any(|labels| self.names_row(labels));
        let heads = texts.clone().filter(|labels| self.is_head(labels)).count();
        let signs = cells.iter().any(|cell| matches!(cell.content, Content::Blank(Blank::Sign)));
        let all_text = figures == 0 && !signs && !names_row && texts.clone().next().is_some();
        all_text || heads > figures || (figures == 0 && heads >= 2)
    }
}

/// Whether a row lacks nothing but blanks at its end: of tabs there all may get lost, of bars that end a cell the last.
pub(super) fn lost_blanks(record: &Record<'_>, values: &[Placed<'_>], width: usize) -> bool {
    let Some(last) = values.last() else { return false };
    let lost_last =
        !record.form.is_flow && !record.form.is_aligned && values.len() + 1 == width && last.cell.is_blank();
    values.len() < width && (record.form.is_tabbed || lost_last)
}

/// The values of a record without the blank cells of merged labels and without repetitions of a merged figure.
pub(super) fn trimmed<'a>(record: &Record<'a>, width: usize) -> &'a [Placed<'a>] {
    if record.form.is_flow {
        return own_line(record, width);
    }
    let mut values = record.values;
    while values.len() > width && values[values.len() - 1].cell.is_blank() {
        values = &values[..values.len() - 1];
    }
    if values.len() > width && width > 0 {
        // Tools that cannot merge cells repeat what was merged.
        let last = &values[width - 1].cell.content;
        let repeated = values[width..].iter().all(|value| value.cell.is_blank() || same(last, &value.cell.content));
        if repeated {
            values = &values[..width];
        }
    }
    while values.len() > width && values[0].cell.is_blank() && !record.form.is_aligned {
        values = &values[1..];
    }
    values
}

/// The values of a record whose borders were lost, without a page's number, which is a line of its own.
fn own_line<'a>(record: &Record<'a>, width: usize) -> &'a [Placed<'a>] {
    if record.values.len() <= width {
        return record.values;
    }
    let mut lines = record.values.chunk_by(|one, next| (one.offset, one.row) == (next.offset, next.row));
    lines.find(|line| line.len() == width).unwrap_or(record.values)
}

fn same(one: &Content, two: &Content) -> bool {
    match (one, two) {
        (Content::Figure(one), Content::Figure(two)) => one.number == two.number,
        _ => false,
    }
}
