//! What follows from last year's report, as the format says it, for the rules about it.

use super::Context;
use crate::beside::Neighbour;
use crate::finding::Locale;
use crate::format::{AcrossYears, Table, YearTerm};
use crate::report::{PlacedTable, Value};
use crate::say;
use crate::text::{Number, TextRange};

/// A cell that does not hold what follows.
#[derive(Debug)]
pub(super) struct Difference<'a> {
    /// The table.
    pub table: &'a Table,
    /// The table as it stands in the report.
    pub placed: &'a PlacedTable,
    /// What should follow.
    pub across: &'a AcrossYears,
    /// What the cell says.
    pub reported: Number,
    /// What follows.
    pub expected: Number,
    /// Its terms with their figures, this year's and last year's; blanks count as 0.
    pub terms: Vec<(YearTerm, Number)>,
}

/// Every cell of which `rule` says that it follows from last year's report, and which differs, in order.
///
/// Silent where a figure could not be read, where the cell or one of last year's is blank, where a person is typing in one
/// of the cells, and where something explains the difference already: a repair of
/// this table's own relations that makes it what follows.
pub(super) fn differences<'a>(context: &mut Context<'a>, rule: &str) -> Vec<Difference<'a>> {
    let Some(previous) = context.previous() else { return Vec::new() };
    let mut found = Vec::new();
    for (table, placed) in context.format.tables.iter().zip(&context.report.tables) {
        let Some(placed) = placed else { continue };
        for across in table.across_years.iter().filter(|across| across.rule == rule) {
            found.extend(difference(context, previous, table, placed, across));
        }
    }
    if !found.is_empty() {
        let imbalances = context.imbalances();
        found.retain(|one| {
            !imbalances.iter().any(|imbalance| imbalance.makes(one.table, one.across.cell, one.expected))
        });
    }
    found
}

fn difference<'a>(
    context: &Context<'a>,
    previous: &Neighbour,
    table: &'a Table,
    placed: &'a PlacedTable,
    across: &'a AcrossYears,
) -> Option<Difference<'a>> {
    let own = |cell: usize| {
        let cell = placed.cell(cell)?;
        match cell.value {
            _ if context.is_focused(placed, cell) => None,
            Value::Number(number) => Some(Some(number)),
            Value::Empty | Value::Sign => Some(None),
            Value::Unreadable { .. } | Value::Overlong | Value::Text => None,
        }
    };
    let last = |cell: usize| Some(previous.digest.figure(&table.cells[cell].key)?.value);
    let reported = own(across.cell)??;
    let mut terms = Vec::with_capacity(across.terms.len());
    for term in &across.terms {
        // A blank of last year's may be a 0 or may have been forgotten.
        let figure = if term.is_last { last(term.cell)?? } else { own(term.cell)?.unwrap_or(Number::ZERO) };
        terms.push((*term, figure));
    }
    let expected = terms.iter().fold(Number::ZERO, |sum, (term, figure)| sum.plus(figure.times(term.coefficient)));
    let differs = !expected.plus(reported.negated()).is_zero();
    differs.then_some(Difference { table, placed, across, reported, expected, terms })
}

impl Difference<'_> {
    /// Where the cell stands in the report.
    pub fn range(&self) -> TextRange {
        self.placed.cell(self.across.cell).map_or_else(TextRange::default, |cell| self.placed.place(cell.range))
    }

    /// The same row of the same table.
    pub fn row(&self) -> (&str, usize) {
        (&self.table.key, self.table.cells[self.across.cell].row)
    }

    /// What the cell's column is called.
    pub fn column(&self) -> &str {
        &self.table.column(self.across.cell).name
    }

    /// Last year's terms: key, what the row is called, figure.
    pub fn of_last_year(&self) -> impl Iterator<Item = (&str, &str, Number)> {
        let last = self.terms.iter().filter(|(term, _)| term.is_last);
        last.map(|(term, figure)| (&*self.table.cells[term.cell].key, &*self.table.row(term.cell).name, *figure))
    }
}

/// What messages call last year's report: `上年报告（2023年）`.
pub(super) fn name_of(previous: &Neighbour, locale: Locale) -> String {
    match previous.digest.year {
        Some(year) => say!(locale, "上年报告（{year}年）", "last year's report ({year})"),
        None => say!(locale, "上年报告", "last year's report"),
    }
}
