//! Relations that do not hold, for the rules about them: found once per check, grouped by cause.
//!
//! Where one cell explains a whole group of failing relations, `suspect-figure` reports that cell and the relations'
//! own rules stay silent; otherwise each rule reports its relations (`competing.rs`), with the ranked repairs as fixes.

use std::borrow::Cow;

use super::Context;
use super::provisional::{self, Provisional};
use super::sources::{self, Source};
use crate::finding::{Data, Finding, Locale};
use crate::format::{Place, Relation, Table};
use crate::relation::{self, Basis, Group};
use crate::report::{Cell, PlacedTable, Value};
use crate::say;
use crate::text::{Edit, Number, TextRange};

/// Cells with their factors.
type Terms = Vec<(usize, i64)>;

/// The failing relations of one table.
#[derive(Debug)]
pub struct Imbalance<'a> {
    /// The table's spec.
    pub table: &'a Table,
    /// The table as it stands in the report.
    pub placed: &'a PlacedTable,
    /// Its values as whole numbers of 10^-`scale`.
    values: Vec<relation::Value>,
    scale: u8,
    /// The failing relations by cause, but for those about cells in which a person is typing.
    pub groups: Vec<Group>,
    /// What is to be said of those.
    pub provisional: Option<Provisional>,
    /// What the prose and last year's report state of the table; looked for only where repairs compete.
    pub sources: Vec<Source<'a>>,
}

/// The addends that a message lists; zeros are left out.
const MOST_LISTED: usize = 10;

/// Every table of a report in which some relation fails.
pub(super) fn imbalances<'a>(context: &Context<'a>) -> Vec<Imbalance<'a>> {
    let mut found = Vec::new();
    for (table, placed) in context.format.tables.iter().zip(&context.report.tables) {
        let Some(placed) = placed else { continue };
        // What was read of a table without borders, row by row only, is no ground to fault its figures.
        if placed.table.basis == Some(Basis::RowsAlone) {
            continue;
        }
        // Nearly every table balances, which is told without preparing a search.
        if relation::balances(&table.system, placed.table.counts()) {
            continue;
        }
        let (mut values, scale) = values(placed);
        if is_begun_only(table, &values) {
            continue;
        }
        let focused = context.focused_cells(placed);
        if !fails(table, &mut values, &focused) {
            continue;
        }
        let mut groups = relation::repair(&table.system, &values, &[]);
        let provisional = provisional::part(table, &values, &focused, &mut groups);
        let sources = weigh(context, table, &values, scale, &mut groups);
        found.push(Imbalance { table, placed, values, scale, groups, provisional, sources });
    }
    found
}

/// Whether a table holds nothing but what follows from last year's report: nobody has filled it in yet.
fn is_begun_only(table: &Table, values: &[relation::Value]) -> bool {
    let follows = |cell: usize| table.across_years.iter().any(|across| across.cell == cell);
    !table.across_years.is_empty()
        && values.iter().enumerate().all(|(cell, value)| *value == relation::Value::Blank || follows(cell))
}

/// Whether some relation fails. Blank totals that none contradicts once they are filled in are a matter for `blank-cell`
/// alone: they count as what they should be. Not so those in which somebody is typing.
fn fails(table: &Table, values: &mut Vec<relation::Value>, focused: &[usize]) -> bool {
    let is_lacking = |violation: &relation::Violation, filled: &[relation::Value]| {
        let total = table.relations[violation.relation].total?;
        // An equation computes what stands on its left side, so that its residual is what that lacks.
        let is_blank = filled[total] == relation::Value::Blank && !focused.contains(&total);
        (is_blank && violation.residual < 0).then_some((total, -violation.residual))
    };
    let as_written = relation::evaluate(&table.system, values);
    let lacking = |failing: &[relation::Violation], filled: &[relation::Value]| {
        failing.iter().find_map(|violation| is_lacking(violation, filled))
    };
    // In nearly every table none is: what stands there is evaluated once.
    let Some(mut next) = lacking(&as_written, values) else { return !as_written.is_empty() };
    let mut filled = values.clone();
    let failing = loop {
        filled[next.0] = relation::Value::Known(next.1);
        let failing = relation::evaluate(&table.system, &filled);
        match lacking(&failing, &filled) {
            Some(other) => next = other,
            None => break failing,
        }
    };
    let is_filled = |cell: usize| filled[cell] != values[cell];
    let contradicts = |violation: &relation::Violation| {
        table.relations[violation.relation].terms.iter().any(|(cell, _)| is_filled(*cell))
    };
    if failing.iter().any(contradicts) {
        return !as_written.is_empty();
    }
    *values = filled;
    !failing.is_empty()
}

/// Ranks competing repairs by what the prose and last year's report state of the table; returns where they do.
fn weigh<'a>(
    context: &Context<'a>,
    table: &Table,
    values: &[relation::Value],
    scale: u8,
    groups: &mut [Group],
) -> Vec<Source<'a>> {
    let mut competing = groups.iter_mut().filter(|group| group.repairs.len() > 1).peekable();
    if competing.peek().is_none() {
        return Vec::new();
    }
    let (places, supports): (Vec<_>, Vec<_>) = sources::sources(context, table, scale).into_iter().unzip();
    if !supports.is_empty() {
        competing.for_each(|group| relation::weigh(&table.system, values, group, &supports));
    }
    places
}

/// The figures of a table as whole numbers of 10^-scale, by cell, and that scale.
pub(crate) fn values(placed: &PlacedTable) -> (Vec<relation::Value>, u8) {
    let numbers = placed.table.cells.iter().flatten().filter_map(Cell::number);
    let scale = numbers.map(Number::decimals).max().unwrap_or(0);
    (placed.table.cells.iter().map(|cell| value(cell.as_ref(), scale)).collect(), scale)
}

/// The edit that writes `figure` into a cell, with as many decimals as it had; `slice` gives the text of a range that counts
/// from the report's start. None where the cell has no place of its own to write to: in a table without borders, or in a
/// unit that the figure is not in.
pub(crate) fn edit<'t>(
    placed: &PlacedTable,
    cell: usize,
    figure: Number,
    slice: impl FnOnce(TextRange) -> Cow<'t, str>,
) -> Option<Edit> {
    let place = placed.cell(cell)?;
    let range = placed.place(place.digits);
    let mut text = figure.to_string();
    let is_own = match place.value {
        Value::Number(number) => {
            let present = slice(range);
            text = with_decimals(text, decimals(&present));
            Number::parse(&present) == Ok(number)
        }
        Value::Sign => true,
        Value::Empty => place.range.is_empty(),
        _ => false,
    };
    let writable = is_own && !placed.table.is_flattened() && !figure.is_negative();
    writable.then(|| Edit::replace(range, text))
}

/// How many digits stand behind the point.
fn decimals(written: &str) -> usize {
    written.split_once('.').map_or(0, |(_, behind)| behind.len())
}

/// A figure with at least so many decimals: `22` as `22.00`.
fn with_decimals(mut figure: String, least: usize) -> String {
    let present = decimals(&figure);
    if present < least {
        if present == 0 {
            figure.push('.');
        }
        figure.extend(std::iter::repeat_n('0', least - present));
    }
    figure
}

fn value(cell: Option<&Cell>, scale: u8) -> relation::Value {
    match cell.map(|cell| cell.value) {
        Some(Value::Number(number)) => relation::Value::Known(number.at_scale(scale)),
        Some(Value::Empty | Value::Sign | Value::Unreadable { zero_or_blank: true }) => relation::Value::Blank,
        _ => relation::Value::Unknown,
    }
}

impl<'a> Imbalance<'a> {
    /// The relation of this index.
    pub fn relation(&self, index: usize) -> &'a Relation {
        &self.table.relations[index]
    }

    /// A cell's place in the report.
    pub fn place(&self, cell: usize) -> TextRange {
        self.placed.cell(cell).map_or_else(TextRange::default, |cell| self.placed.place(cell.range))
    }

    fn number(&self, cell: usize) -> Number {
        match self.values[cell] {
            relation::Value::Known(value) => Number::from_scaled(value, self.scale),
            _ => Number::ZERO,
        }
    }

    /// A whole number of the system as a figure.
    pub fn figure(&self, value: i128) -> Number {
        Number::from_scaled(value, self.scale)
    }

    /// The sum of some terms, and how it is written: `8+6=14`. Zeros are left out.
    fn sum(&self, terms: &[(usize, i64)]) -> (Number, String) {
        let mut sum = Number::ZERO;
        let mut written = String::new();
        let mut listed = 0;
        for (cell, coefficient) in terms {
            let figure = self.number(*cell);
            sum = sum.plus(figure.times(*coefficient));
            if figure.is_zero() {
                continue;
            }
            listed += 1;
            if listed > MOST_LISTED {
                continue;
            }
            let sign = if *coefficient < 0 {
                "-"
            } else if written.is_empty() {
                ""
            } else {
                "+"
            };
            let factor = if coefficient.abs() == 1 { String::new() } else { format!("{}×", coefficient.abs()) };
            written += &format!("{sign}{factor}{figure}");
        }
        if listed > MOST_LISTED {
            written += "+…";
        }
        let written = if listed > 1 { format!("{written}={sum}") } else { sum.to_string() };
        (sum, written)
    }

    /// The two sides of a relation, each with positive signs.
    fn sides(&self, relation: &Relation) -> (Terms, Terms) {
        let left = relation.terms.iter().filter(|(_, coefficient)| *coefficient > 0).copied().collect();
        let right = relation.terms.iter().filter(|(_, coefficient)| *coefficient < 0);
        (left, right.map(|(cell, coefficient)| (*cell, -coefficient)).collect())
    }

    /// The terms that make a relation's total.
    fn addends(&self, relation: &Relation, total: usize) -> Vec<(usize, i64)> {
        let factor = relation.terms.iter().find(|(cell, _)| *cell == total).map_or(1, |(_, factor)| *factor);
        let others = relation.terms.iter().filter(|(cell, _)| *cell != total);
        others.map(|(cell, coefficient)| (*cell, -coefficient * factor.signum())).collect()
    }

    /// What a relation's total should be.
    pub fn computed(&self, relation: &Relation, total: usize) -> Number {
        self.sum(&self.addends(relation, total)).0
    }

    /// What the row or column of a relation is called.
    fn line_name(&self, relation: &Relation, locale: Locale) -> String {
        let (cell, _) = relation.terms[0];
        match relation.place {
            Place::Row(row) => {
                let name = &self.table.rows[row].name;
                say!(locale, "“{name}”一行", "Row “{name}”")
            }
            Place::Column(_) => {
                let name = &self.table.column(cell).name;
                say!(locale, "“{name}”一列", "Column “{name}”")
            }
            Place::Cells => {
                let name = &self.table.label;
                say!(locale, "“{name}”表", "Table “{name}”")
            }
        }
    }

    /// What a term is called within its relation's row or column.
    pub fn term_name(&self, relation: &Relation, cell: usize) -> &'a str {
        match relation.place {
            Place::Row(_) => &self.table.column(cell).name,
            _ => &self.table.row(cell).name,
        }
    }

    /// What is wrong with a relation, in a sentence without its full stop.
    pub fn sentence(&self, relation: &Relation, locale: Locale) -> String {
        let line = self.line_name(relation, locale);
        let blank = relation.terms.iter().any(|(cell, _)| self.values[*cell] == relation::Value::Blank);
        let note = match (blank, locale) {
            (false, _) => "",
            (true, Locale::ZhCn) => "（空白按 0 计）",
            (true, Locale::En) => " (blanks count as 0)",
        };
        if let Some(total) = relation.total {
            let (computed, written) = self.sum(&self.addends(relation, total));
            let (reported, name) = (self.reported(total, locale), self.term_name(relation, total));
            let difference = difference(computed, self.number(total));
            return match relation.place {
                Place::Row(_) => say!(
                    locale,
                    "{line}：各列之和 {written}{note}，{name}填的是 {reported}，相差 {difference}",
                    "{line}: the columns add up to {written}{note}, {name} says {reported}, {difference} apart"
                ),
                _ => say!(
                    locale,
                    "{line}：各行之和 {written}{note}，“{name}”填的是 {reported}，相差 {difference}",
                    "{line}: the rows add up to {written}{note}, “{name}” says {reported}, {difference} apart"
                ),
            };
        }
        let (left, right) = self.sides(relation);
        let ((left_sum, left_text), (right_sum, right_text)) = (self.sum(&left), self.sum(&right));
        let (left_names, right_names) = (self.names(relation, &left), self.names(relation, &right));
        let difference = difference(left_sum, right_sum);
        say!(
            locale,
            "{line}：{left_names} {left_text}，{right_names} {right_text}{note}，两边应相等，相差 {difference}",
            "{line}: {left_names} {left_text}, {right_names} {right_text}{note}; they should be equal, {difference} apart"
        )
    }

    fn reported(&self, cell: usize, locale: Locale) -> String {
        match self.values[cell] {
            relation::Value::Known(_) => self.number(cell).to_string(),
            _ => say!(locale, "空白", "blank"),
        }
    }

    fn names(&self, relation: &Relation, terms: &[(usize, i64)]) -> String {
        let names: Vec<String> =
            terms.iter().map(|(cell, _)| format!("“{}”", self.term_name(relation, *cell))).collect();
        names.join("+")
    }

    /// The cell at which a failing relation is reported: its total, else the last cell of its right side that is there.
    pub fn anchor(&self, relation: &Relation) -> usize {
        let last = relation.terms.iter().rfind(|(cell, _)| self.placed.cell(*cell).is_some());
        relation.total.or(last.map(|(cell, _)| *cell)).unwrap_or(relation.terms[0].0)
    }

    /// Every cell of a relation that is not 0, as related places of a finding.
    pub fn relate(&self, finding: &mut Finding, relation: &Relation, anchor: usize) {
        for (cell, _) in &relation.terms {
            let shown = *cell != anchor && !self.number(*cell).is_zero();
            if let Some(place) = self.placed.cell(*cell).filter(|_| shown) {
                let message = format!("{} {}", self.term_name(relation, *cell), self.number(*cell));
                let range = self.placed.place(place.range);
                if !finding.related.iter().any(|related| related.range == range) {
                    finding.relate(range, message);
                }
            }
        }
    }

    /// The figures behind a failing relation.
    pub fn data(&self, relation: &Relation, suspect: Option<usize>) -> Data {
        let (reported, computed) = match relation.total {
            Some(total) => (total, self.computed(relation, total)),
            None => {
                let anchor = self.anchor(relation);
                let (left, right) = self.sides(relation);
                let rest: Vec<(usize, i64)> = right.into_iter().filter(|(cell, _)| *cell != anchor).collect();
                (anchor, self.sum(&left).0.plus(self.sum(&rest).0.negated()))
            }
        };
        let key = |cell: usize| self.table.cells[cell].key.clone();
        let addends = relation.terms.iter().map(|(cell, _)| *cell).filter(|cell| *cell != reported);
        Data::Relation {
            relation: relation.rule,
            reported: matches!(self.values[reported], relation::Value::Known(_)).then(|| self.number(reported)),
            computed,
            cells: addends.chain([reported]).map(key).collect(),
            suspect: suspect.map(key),
        }
    }

    /// The edit that writes `figure` into a cell; see [`edit`].
    pub fn edit(&self, context: &Context<'_>, cell: usize, figure: Number) -> Option<Edit> {
        edit(self.placed, cell, figure, |range| context.slice(range))
    }

    /// Whether the likeliest repair of some failing relations writes `figure` into a cell of `table`.
    pub fn makes(&self, table: &Table, cell: usize, figure: Number) -> bool {
        let first = self.groups.iter().filter_map(|group| group.repairs.first());
        std::ptr::eq(self.table, table)
            && first
                .flat_map(|repair| &repair.changes)
                .any(|change| change.unknown == cell && self.figure(change.to).plus(figure.negated()).is_zero())
    }

    /// Whether every relation holds after a change.
    pub fn settles_with(&self, change: &relation::Change) -> bool {
        self.settles(change.unknown, self.figure(change.to))
    }

    /// Whether every relation holds once `cell` holds `figure`.
    pub fn settles(&self, cell: usize, figure: Number) -> bool {
        let mut values = self.values.clone();
        values[cell] = relation::Value::Known(figure.at_scale(self.scale));
        relation::evaluate(&self.table.system, &values).is_empty()
    }
}

fn difference(one: Number, two: Number) -> Number {
    let difference = one.plus(two.negated());
    if difference.is_negative() { difference.negated() } else { difference }
}
