//! A label and the figures that belong to it, and the table for which it is read.

use super::Part;
use crate::format::{Label, LabelKind};
use crate::syntax::{Cell, Content};
use crate::text::TextRange;

/// A row of a table block, or a line of prose between blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Row {
    /// The part it stands in.
    pub part: usize,
    /// The row of the block; none for a line of prose.
    pub row: Option<usize>,
}

/// A cell and the part it stands in.
#[derive(Clone, Copy, Debug)]
pub(super) struct Placed<'a> {
    pub part: usize,
    pub cell: &'a Cell,
}

/// A label and its figures.
#[derive(Clone, Debug, Default)]
pub(super) struct Record<'a> {
    /// The rows of the format's table that its labels may name, by the last label that names any.
    pub candidates: Vec<Candidate>,
    /// The part and range of its label.
    pub label: Option<(usize, TextRange)>,
    /// Its cells behind the label, blanks included.
    pub values: Vec<Placed<'a>>,
    /// Where the figures of each line start in `values`, when they come from several lines.
    pub lines: Vec<usize>,
    /// Whether the borders between the figures were lost.
    pub is_flow: bool,
    /// Whether a figure's column tells its place.
    pub is_aligned: bool,
    /// Whether tabs part its figures.
    pub is_tabbed: bool,
    /// Pieces of a label that was broken over lines, as [`label_key`](crate::text::label_key)s.
    pub pieces: Vec<String>,
}

/// A row that a label may name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Candidate {
    pub row: usize,
    pub whole: bool,
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

    pub fn candidates(&self, labels: &[Label]) -> Vec<Candidate> {
        self.rows(labels).collect()
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
}

/// The cells of a row.
pub(super) fn cells<'a>(row: &Row, parts: &'a [Part]) -> &'a [Cell] {
    let table = parts[row.part].block.table();
    match (table, row.row) {
        (Some(table), Some(number)) => table.row_cells(&table.rows[number]),
        _ => &[],
    }
}

/// Whether a row lacks nothing but blanks at its end: of tabs there all may get lost, of bars that end a cell the last.
pub(super) fn lost_blanks(record: &Record<'_>, values: &[Placed<'_>], width: usize) -> bool {
    let Some(last) = values.last() else { return false };
    let lost_last = !record.is_flow && !record.is_aligned && values.len() + 1 == width && last.cell.is_blank();
    values.len() < width && (record.is_tabbed || lost_last)
}

/// The values of a record without the blank cells of merged labels and without repetitions of a merged figure.
pub(super) fn trimmed<'r, 'a>(record: &'r Record<'a>, width: usize) -> &'r [Placed<'a>] {
    if record.is_flow {
        return own_line(record, width);
    }
    let mut values: &[Placed<'a>] = &record.values;
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
    while values.len() > width && values[0].cell.is_blank() && !record.is_aligned {
        values = &values[1..];
    }
    values
}

/// The values of a record whose borders were lost, without a page's number, which is a line of its own.
fn own_line<'r, 'a>(record: &'r Record<'a>, width: usize) -> &'r [Placed<'a>] {
    if record.values.len() <= width {
        return &record.values;
    }
    // The line in which the label stands begins before the record does.
    let starts: Vec<usize> = [0].into_iter().chain(record.lines.iter().copied()).chain([record.values.len()]).collect();
    let line = starts.windows(2).find(|line| line[1] - line[0] == width);
    line.map_or(&record.values, |line| &record.values[line[0]..line[1]])
}

fn same(one: &Content, two: &Content) -> bool {
    match (one, two) {
        (Content::Figure(one), Content::Figure(two)) => one.number == two.number,
        _ => false,
    }
}
