//! Records → cells: which row of the form a record is, and which column each of its figures.

use super::Source;
use super::bind::{Anomaly, BoundTable, Cell, Value, in_table};
use super::flat::FlatRow;
use super::record::{Placed, Record, Records, Run, Target, lost_blanks, trimmed};
use super::records::records;
use crate::format::{Column, Format, Label, LabelKind};
use crate::syntax::{Blank, Content, Dialect};
use crate::text::{Number, TextRange, TextSize, label_key};

/// Binds a table whose rows are those of `runs`, of which the first one's block is at `start`. None when not one cell of it
/// stands there. Nothing but the text of these rows' blocks is looked at.
pub(super) fn bind(
    source: &Source<'_>,
    start: TextSize,
    runs: &[Run],
    spec: usize,
    format_index: usize,
    format: &Format,
) -> Option<BoundTable> {
    let table = &format.tables[spec];
    let target = Target { format: format_index, spec, table };
    let found = records(source, start, runs, target);
    let mut binder = Binder {
        source,
        target,
        start,
        bound: BoundTable {
            spec,
            range: extent(source, start, runs),
            dialect: dialect(source, runs),
            cells: vec![None; table.cells.len()],
            has_blanks: false,
            is_tidy: true,
            rows: vec![None; table.rows.len()],
            anomalies: Vec::new(),
            basis: None,
            candidates: Vec::new(),
        },
        order: column_order(source, start, runs, target),
        flat: Vec::new(),
    };
    if table.side_by_side && binder.side_by_side(&found) {
        return Some(binder.bound);
    }
    let assigned = assign(source, start, &found, target);
    for (record, row) in found.iter().zip(&assigned) {
        match row {
            Some(row) => binder.row(*row, &record),
            None => binder.extra(&record),
        }
    }
    binder.recover();
    let any = binder.bound.rows.iter().any(Option::is_some);
    binder.missing_rows();
    any.then_some(binder.bound)
}

/// From the first row to the last: rows are in order.
fn extent(source: &Source<'_>, start: TextSize, runs: &[Run]) -> TextRange {
    let range = |run: &Run| {
        let block = &source.parts[run.part].block;
        let range = match (block.table(), &run.rows, block.prose()) {
            (Some(table), Some(rows), _) => table.rows[rows.start].range.cover(table.rows[rows.end - 1].range),
            (_, _, Some(prose)) => prose.text,
            _ => TextRange::up_to(block.len),
        };
        in_table(source, start, run.part, range)
    };
    range(&runs[0]).cover(range(&runs[runs.len() - 1]))
}

/// The dialect of most rows; a table is flattened only where nothing of it has borders.
fn dialect(source: &Source<'_>, runs: &[Run]) -> Dialect {
    let mut counts: Vec<(Dialect, usize)> = Vec::new();
    for (run, rows) in runs.iter().filter_map(|run| Some((run, run.rows.as_ref()?))) {
        let Some(table) = source.parts[run.part].block.table() else { continue };
        match counts.iter_mut().find(|(one, _)| *one == table.dialect) {
            Some((_, count)) => *count += rows.len(),
            None => counts.push((table.dialect, rows.len())),
        }
    }
    let bordered = counts.iter().filter(|(dialect, _)| *dialect != Dialect::Flow).max_by_key(|(_, count)| *count);
    let flow = counts.iter().find(|(dialect, _)| *dialect == Dialect::Flow).map_or(0, |(_, count)| *count);
    match bordered {
        Some((dialect, count)) if *count * 2 > flow => *dialect,
        _ => Dialect::Flow,
    }
}

/// For tables whose columns stand under each other: the column set and the order of its columns in the head, where
/// that differs from the form's.
struct ColumnOrder {
    set: usize,
    /// For each column of the form, its place among the figures of a row.
    places: Vec<usize>,
    header: TextRange,
}

fn column_order(source: &Source<'_>, start: TextSize, runs: &[Run], target: Target<'_>) -> Option<ColumnOrder> {
    for run in runs {
        let table = source.parts[run.part].block.table().filter(|table| table.dialect.is_aligned())?;
        for line in &table.rows[run.rows.clone()?] {
            if let Some((set, places)) = order_in_head(table.row_cells(line), target) {
                return Some(ColumnOrder { set, places, header: in_table(source, start, run.part, line.range) });
            }
        }
    }
    None
}

/// The column set whose heads are these cells, and the order of its columns, where that differs from the form's.
fn order_in_head(cells: &[crate::syntax::Cell], target: Target<'_>) -> Option<(usize, Vec<usize>)> {
    let mut heads: Vec<(usize, usize)> = Vec::new();
    for cell in cells {
        let Content::Text(labels) = &cell.content else { continue };
        let own = |label: &&Label| {
            usize::from(label.format) == target.format && usize::from(label.table) == target.spec && label.whole
        };
        if let Some(LabelKind::Column(set, column)) = labels.iter().find(own).map(|label| label.kind) {
            heads.push((set.into(), column.into()));
        }
    }
    let set = heads.first()?.0;
    let width = target.table.column_sets[set].columns.len();
    let complete = heads.len() == width && width > 1 && heads.iter().all(|(one, _)| *one == set);
    if !complete || heads.is_sorted_by_key(|(_, column)| *column) {
        return None;
    }
    let mut places = vec![usize::MAX; width];
    heads.iter().enumerate().for_each(|(place, (_, column))| places[*column] = place);
    places.iter().all(|place| *place < width).then_some((set, places))
}

/// The row of each record: by its label where that names one row, else by its place between rows that are known.
fn assign(source: &Source<'_>, start: TextSize, records: &Records<'_>, target: Target<'_>) -> Vec<Option<usize>> {
    let mut assigned: Vec<Option<usize>> = vec![None; records.len()];
    let mut taken = vec![false; target.table.rows.len()];
    for whole in [true, false] {
        for (record, slot) in records.iter().zip(&mut assigned).filter(|(_, slot)| slot.is_none()) {
            let mut fitting = record.candidates.iter().filter(|one| one.whole == whole);
            let free = fitting.clone().find(|one| !taken[one.row]);
            // A row that stands twice is a repetition, not another row.
            if let Some(candidate) = free.or_else(|| fitting.next().filter(|_| whole)) {
                *slot = Some(candidate.row);
                taken[candidate.row] = true;
            }
        }
    }
    let mut index = 0;
    while index < records.len() {
        if assigned[index].is_some() || records.get(index).values.is_empty() {
            index += 1;
            continue;
        }
        let end = (index..records.len()).find(|at| assigned[*at].is_some()).unwrap_or(records.len());
        fill((source, start), records, &mut assigned, &mut taken, index..end, target);
        index = end;
    }
    assigned
}

/// A longer text is like no label, in bytes.
const LONGEST_LABEL: TextSize = TextSize::new(600);

/// Gives the records of `gap`, which no label names, to the rows that are missing between their neighbours': one to
/// one where the counts agree, else by likeness of the labels.
fn fill(
    (source, start): (&Source<'_>, TextSize),
    records: &Records<'_>,
    assigned: &mut [Option<usize>],
    taken: &mut [bool],
    gap: std::ops::Range<usize>,
    target: Target<'_>,
) {
    let after = assigned[..gap.start].iter().rev().flatten().next().map_or(0, |row| row + 1);
    let before = assigned[gap.end..].iter().flatten().next().copied().unwrap_or(taken.len());
    let missing: Vec<usize> = (after..before.max(after)).filter(|row| !taken[*row]).collect();
    let holds_something = |record: &Record<'_>| {
        record.label.is_some() && !record.values.is_empty() || record.values.iter().any(|value| !value.cell.is_blank())
    };
    let open: Vec<usize> = gap.filter(|at| holds_something(&records.get(*at))).collect();
    if open.len() == missing.len() {
        let widths_fit = open.iter().zip(&missing).all(|(at, row)| fits(&records.get(*at), target.table.columns(*row)));
        if widths_fit {
            for (at, row) in open.iter().zip(&missing) {
                assigned[*at] = Some(*row);
                taken[*row] = true;
            }
            return;
        }
    }
    // Likeness is looked for where a few labels are misspelt, not where a table has rows without end.
    for at in open.into_iter().take(2 * target.table.rows.len()) {
        let Some(range) = records.get(at).label.filter(|range| range.len() <= LONGEST_LABEL) else { continue };
        let written = label_key(&source.slice(range + start));
        let likeness =
            |row: &usize| strsim::normalized_levenshtein(&written, &label_key(&target.table.rows[*row].label));
        let best = missing.iter().filter(|row| !taken[**row]).max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
        if let Some(row) = best.copied().filter(|row| likeness(row) > 0.6) {
            assigned[at] = Some(row);
            taken[row] = true;
        }
    }
}

fn fits(record: &Record<'_>, columns: &[Column]) -> bool {
    record.form.is_flow || record.values.len() >= columns.len()
}

/// Fills the cells of one table.
pub(super) struct Binder<'a, 't> {
    pub(super) source: &'a Source<'a>,
    pub(super) target: Target<'t>,
    /// Where the table begins in the report.
    pub(super) start: TextSize,
    pub(super) bound: BoundTable,
    order: Option<ColumnOrder>,
    /// Rows whose borders were lost, to be read together.
    pub(super) flat: Vec<FlatRow<'a>>,
}

impl Binder<'_, '_> {
    /// All rows in one line: the figures of the one record that has as many as the table.
    fn side_by_side(&mut self, records: &Records<'_>) -> bool {
        let width = self.target.table.cells.len();
        let whole = records.iter().find_map(|record| {
            let values = trimmed(&record, width);
            let is_whole = values.len() == width || lost_blanks(&record, values, width) && values.len() + 1 == width;
            (is_whole && !values.is_empty()).then_some((record, values))
        });
        let flow = || {
            records
                .iter()
                .filter(|record| record.form.is_flow && !record.values.is_empty())
                .max_by_key(|record| record.values.len())
        };
        let (record, values) = match whole {
            Some(found) => found,
            None => match flow() {
                Some(record) => (record, record.values),
                None => return false,
            },
        };
        for row in &mut self.bound.rows {
            *row = Some(TextRange::default());
        }
        let range = record.range();
        self.bound.rows.fill(Some(range));
        if record.form.is_flow {
            self.flattened(0..width, values);
            self.recover();
        } else {
            self.padded(0..width, values);
        }
        true
    }

    fn row(&mut self, row: usize, record: &Record<'_>) {
        if self.bound.rows[row].is_some() {
            if !record.values.is_empty() {
                let range = record.range();
                self.bound.anomalies.push(Anomaly::RepeatedRow { row, range });
            }
            return;
        }
        if !record.form.is_flow && self.bound.rows[row + 1..].iter().any(Option::is_some) {
            let range = record.range();
            self.bound.anomalies.push(Anomaly::Reordered { row, range });
        }
        self.bound.rows[row] = Some(record.label.unwrap_or_else(|| record.range()));
        let first = self.target.table.rows[row].first_cell;
        let width = self.target.table.columns(row).len();
        // All rows in one line, but one figure too few: whose they are nobody can tell.
        if self.target.table.side_by_side && !record.form.is_flow && record.values.len() >= 2 * width {
            self.wrong_width(row, record, record.values);
            return;
        }
        let values = trimmed(record, width);
        if lost_blanks(record, values, width) {
            self.padded(first..first + width, values);
            return;
        }
        if values.is_empty() {
            if !record.form.is_flow && !self.bound.is_flattened() {
                let range = record.range();
                self.bound.anomalies.push(Anomaly::Width { row, range, found: 0 });
            }
            return;
        }
        if record.form.is_flow {
            self.flattened(first..first + width, values);
        } else if values.len() == width {
            for column in 0..width {
                let order = self.order.as_ref().filter(|order| order.set == self.target.table.rows[row].columns);
                let place = order.map_or(column, |order| order.places[column]);
                self.cell(first + column, &values[place]);
            }
        } else {
            self.wrong_width(row, record, values);
        }
    }

    /// A row whose last cells are blank and got lost.
    fn padded(&mut self, cells: std::ops::Range<usize>, values: &[Placed<'_>]) {
        let last = values.last().map(Placed::range).unwrap_or_default();
        for (index, cell) in cells.enumerate() {
            match values.get(index) {
                Some(value) => self.cell(cell, value),
                None => {
                    let digits = TextRange::empty(last.end());
                    self.bound.put(cell, Cell { range: last, digits, value: Value::Empty, plain: true });
                }
            }
        }
    }

    /// A row with too many or too few figures: those that are there are read from the left.
    fn wrong_width(&mut self, row: usize, record: &Record<'_>, values: &[Placed<'_>]) {
        let first = self.target.table.rows[row].first_cell;
        let width = self.target.table.columns(row).len();
        // Which figure is too many, or where one is lacking, nobody can tell: only a row of blanks keeps them.
        if values.len() < width && values.iter().all(|value| value.cell.is_blank()) {
            for (column, value) in values.iter().enumerate() {
                self.cell(first + column, value);
            }
        } else {
            let range = record.range();
            self.bound.anomalies.push(Anomaly::Width { row, range, found: values.len() });
            self.unreadable(first..first + width, values);
        }
    }

    pub(super) fn unreadable(&mut self, cells: std::ops::Range<usize>, values: &[Placed<'_>]) {
        let nothing = |value: &Placed<'_>| {
            value.cell.is_blank() || value.cell.figure().is_some_and(|figure| figure.number.is_zero())
        };
        let zero_or_blank = values.len() <= cells.len() && values.iter().all(nothing);
        let range = values.iter().map(Placed::range).reduce(TextRange::cover);
        let range = range.unwrap_or_default();
        for cell in cells {
            let value = Value::Unreadable { zero_or_blank };
            self.bound.put(cell, Cell { range, digits: range, value, plain: true });
        }
    }

    pub(super) fn cell(&mut self, cell: usize, placed: &Placed<'_>) {
        let range = placed.range();
        let (value, digits, plain) = match &placed.cell.content {
            Content::Blank(Blank::Empty) => (Value::Empty, range, true),
            Content::Blank(Blank::Sign) => (Value::Sign, range, true),
            Content::Overlong => (Value::Overlong, range, true),
            Content::Text(_) => (Value::Text, range, true),
            Content::Figure(figure) => {
                let number = match figure.money {
                    Some(money) => in_unit(figure.number, money, self.target.table.column(cell).unit.as_deref()),
                    None => figure.number,
                };
                (Value::Number(number), figure.digits + placed.offset, figure.plain)
            }
        };
        self.bound.put(cell, Cell { range, digits, value, plain });
    }

    /// A record that is no row of the form. Lines without a figure, and lines of a flattened table, say nothing.
    fn extra(&mut self, record: &Record<'_>) {
        let figures = record.values.iter().filter(|value| value.cell.figure().is_some()).count();
        if figures > 0 && !record.form.is_flow {
            self.bound.anomalies.push(Anomaly::ExtraRow { range: record.range() });
        }
    }

    fn missing_rows(&mut self) {
        if let Some(order) = &self.order {
            self.bound.anomalies.push(Anomaly::ColumnOrder { range: order.header });
        }
        let missing = self.bound.rows.iter().enumerate().filter(|(_, place)| place.is_none());
        self.bound.anomalies.extend(missing.map(|(row, _)| Anomaly::MissingRow { row }));
    }
}

/// A number of 10^`money` yuan in the unit of its column, if that is one of money.
fn in_unit(number: Number, money: i8, unit: Option<&str>) -> Number {
    let column = match unit {
        Some("万元") => 4,
        Some("亿元") => 8,
        Some(_) => 0,
        None => return number,
    };
    number.shifted(money - column)
}
