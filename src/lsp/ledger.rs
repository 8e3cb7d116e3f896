//! A table of a report with its figures as numbers: what hover, hints, lenses and actions ask of it.

use std::fmt::Write;
use std::sync::Arc;

use crate::document::Document;
use crate::format::{Place, Relation, Table};
use crate::relation::{self, Value};
use crate::report::{Cell, Part, PlacedTable, Report};
use crate::rules;
use crate::syntax::BlockKind;
use crate::text::{Edit, Number, Text, TextRange, TextSize};

/// A table as it stands in a document. Ranges count from the document's start.
#[derive(Debug)]
pub struct Ledger<'a> {
    /// What the format says of it.
    pub table: &'a Table,
    /// What was read.
    pub placed: &'a PlacedTable,
    /// The report it stands in.
    pub report: &'a Report,
    /// Where that report starts.
    pub start: TextSize,
    /// By cell, in units of 10^-`scale`.
    values: Vec<Value>,
    scale: u8,
    range: TextRange,
}

/// Relations with more terms are written without those that are 0.
const MOST_ZEROS: usize = 12;

impl<'a> Ledger<'a> {
    /// The tables that touch `range`, in order.
    pub fn of(document: &'a Document, range: TextRange) -> impl Iterator<Item = Ledger<'a>> {
        let reports = document.reports_in(range);
        let tables = reports.flat_map(|(start, report)| Ledger::of_report(start, report));
        tables.filter(move |ledger| ledger.range().intersect(range).is_some())
    }

    /// The tables of the report that starts at `start`.
    pub fn of_report(start: TextSize, report: &'a Report) -> impl Iterator<Item = Ledger<'a>> {
        let format = report.format.as_deref();
        report.tables.iter().flatten().filter_map(move |placed| {
            let table = &format?.tables[placed.table.spec];
            let (values, scale) = rules::values(placed);
            let range = lines(report, placed) + start;
            Some(Ledger { table, placed, report, start, values, scale, range })
        })
    }

    /// The table and the cell at `offset`: where it is written, or the blank at its edges.
    pub fn at(document: &'a Document, offset: TextSize) -> Option<(Ledger<'a>, usize)> {
        Ledger::of(document, TextRange::empty(offset)).find_map(|ledger| {
            let cell = ledger.cell_at(offset)?;
            Some((ledger, cell))
        })
    }

    /// From the first row to the last.
    pub fn range(&self) -> TextRange {
        self.range
    }

    /// Where a cell is written; none where it is missing.
    pub fn cell(&self, cell: usize) -> Option<TextRange> {
        self.placed.cell(cell).map(|found| self.placed.place(found.range) + self.start)
    }

    /// Where a row's label stands; none where it is missing.
    pub fn label(&self, row: usize) -> Option<TextRange> {
        self.placed.table.rows[row].map(|label| self.placed.place(label) + self.start)
    }

    /// From a row's label to its last cell; none where nothing of it is there.
    pub fn row(&self, row: usize) -> Option<TextRange> {
        let first = self.table.rows[row].first_cell;
        let cells = (first..first + self.table.columns(row).len()).filter_map(|cell| self.cell(cell));
        cells.chain(self.label(row)).reduce(TextRange::cover)
    }

    fn cell_at(&self, offset: TextSize) -> Option<usize> {
        (0..self.table.cells.len()).find(|cell| self.cell(*cell).is_some_and(|range| range.contains_inclusive(offset)))
    }

    /// The figure of a cell; none for a blank and for what could not be read.
    pub fn number(&self, cell: usize) -> Option<Number> {
        self.placed.cell(cell).and_then(Cell::number)
    }

    /// Whether a cell is there and nothing is written in it.
    pub fn is_blank(&self, cell: usize) -> bool {
        self.placed.cell(cell).is_some_and(Cell::is_blank)
    }

    /// Whether some relation computes the cell.
    pub fn is_total(&self, cell: usize) -> bool {
        self.table.system.is_total(cell)
    }

    /// The relations in which a cell stands.
    pub fn relations(&self, cell: usize) -> impl Iterator<Item = &'a Relation> {
        let table = self.table;
        table.system.uses(cell).iter().map(|(relation, _)| &table.relations[*relation])
    }

    /// By how much a relation fails, blanks counting as 0: 0 where it holds, none where a figure can't be read.
    pub fn residual(&self, relation: &Relation) -> Option<i128> {
        let terms = relation.terms.iter();
        terms.map(|(cell, factor)| Some(self.values[*cell].counted()? * i128::from(*factor))).sum()
    }

    /// How many relations fail.
    pub fn failures(&self) -> usize {
        relation::evaluate(&self.table.system, &self.values).len()
    }

    /// A relation with its figures: `468 = 454+12+0+0+0+2 ✓`, `468+9 = 472+4 ✗`. A blank is `空`.
    pub fn equation(&self, relation: &Relation) -> String {
        let is_left = |cell: usize, factor: i64| match relation.total {
            Some(total) => cell == total,
            None => factor > 0,
        };
        let (left, right): (Vec<_>, Vec<_>) =
            relation.terms.iter().copied().partition(|(cell, factor)| is_left(*cell, *factor));
        let (left_sign, right_sign) = match left.first() {
            Some((_, factor)) => (factor.signum(), -factor.signum()),
            None => (1, -1),
        };
        let (left, right) = (self.side(&left, left_sign), self.side(&right, right_sign));
        let mark = match self.residual(relation) {
            Some(0) => " ✓",
            Some(_) => " ✗",
            None => "",
        };
        format!("{left} = {right}{mark}")
    }

    /// One side of an equation, its terms multiplied by `sign`.
    fn side(&self, terms: &[(usize, i64)], sign: i64) -> String {
        let mut written = String::new();
        for (cell, factor) in terms {
            if terms.len() > MOST_ZEROS && self.values[*cell].counted() == Some(0) {
                continue;
            }
            let factor = factor * sign;
            let operator = if factor < 0 {
                "-"
            } else if written.is_empty() {
                ""
            } else {
                "+"
            };
            let times = if factor.abs() == 1 { String::new() } else { format!("{}×", factor.abs()) };
            let figure = match self.values[*cell] {
                Value::Known(value) => Number::from_scaled(value, self.scale).to_string(),
                Value::Blank => "空".to_owned(),
                Value::Unknown => "？".to_owned(),
            };
            let _ = write!(written, "{operator}{times}{figure}");
        }
        if written.is_empty() { "0".to_owned() } else { written }
    }

    /// What a relation is called beside one of its cells: by the line in which it lives.
    pub fn line_name(&self, relation: &Relation) -> &'a str {
        match relation.place {
            Place::Row(row) => &self.table.rows[row].name,
            Place::Column(_) => {
                relation.terms.first().map_or(&*self.table.label, |(cell, _)| &self.table.column(*cell).name)
            }
            Place::Cells => &self.table.label,
        }
    }

    /// The totals among `cells` whose figure is to be another one, with that figure; blanks count as 0.
    pub fn recomputed(&self, cells: &[usize]) -> Vec<(usize, Number)> {
        self.recomputed_from(&self.values, cells)
    }

    /// [`Ledger::recomputed`] once every blank that is no total holds 0, and these zeros.
    pub fn filled(&self) -> Vec<(usize, Number)> {
        let blanks: Vec<usize> = (0..self.values.len()).filter(|cell| self.is_blank(*cell)).collect();
        let (totals, counts): (Vec<usize>, Vec<usize>) = blanks.iter().partition(|cell| self.is_total(**cell));
        let mut values = self.values.clone();
        counts.iter().for_each(|cell| values[*cell] = Value::Known(0));
        let sums = self.recomputed_from(&values, &totals);
        counts.into_iter().map(|cell| (cell, Number::ZERO)).chain(sums).collect()
    }

    fn recomputed_from(&self, values: &[Value], cells: &[usize]) -> Vec<(usize, Number)> {
        let changes = relation::recompute(&self.table.system, values, cells).changes;
        changes.into_iter().map(|(cell, value)| (cell, Number::from_scaled(value, self.scale))).collect()
    }

    /// The edit that writes `figure` into a cell, where that is possible.
    pub fn edit(&self, text: &Text, cell: usize, figure: Number) -> Option<Edit> {
        let edit = rules::figure_edit(self.placed, cell, figure, |range| text.slice(range + self.start))?;
        Some(Edit { range: edit.range + self.start, text: edit.text })
    }
}

/// The rows of a table, from the report's start. A line of prose somewhere before them may have been taken for the first
/// one: only labels right above the first row of a table's block belong to it.
fn lines(report: &Report, placed: &PlacedTable) -> TextRange {
    let range = placed.place(placed.table.range);
    let block = placed.origin.iter().map(|row| &row.block).find(|block| block.table().is_some());
    let is_it =
        |part: &Part| block.is_some_and(|block| Arc::ptr_eq(block, &part.block)) && part.range().end() > range.start();
    let Some(first) = report.parts.iter().position(is_it) else { return range };
    let is_label = |part: &&Part| match &part.block.kind {
        BlockKind::Prose(prose) => !prose.labels.is_empty() && prose.sections.is_empty(),
        kind => matches!(kind, BlockKind::Blank),
    };
    let above = report.parts[..first].iter().rev().take_while(is_label).last();
    let start = above.unwrap_or(&report.parts[first]).start.max(range.start());
    TextRange::new(start.min(range.end()), range.end())
}
