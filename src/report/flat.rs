//! Rows whose borders were lost: read together, as the relations of their table part the digits.

use std::borrow::Cow;

use super::Source;
use super::bind::{Candidates, Cell, Value};
use super::place::Binder;
use super::record::Placed;
use crate::relation;
use crate::syntax::{Blank, Content};
use crate::text::{Number, TextRange, size};

/// A row whose borders were lost.
pub(super) struct FlatRow<'a> {
    /// Its cells, by index in the table.
    cells: std::ops::Range<usize>,
    groups: Vec<Group<'a>>,
}

/// Digits between blanks: one figure or several.
struct Group<'a> {
    range: TextRange,
    /// The digits in half width.
    digits: Cow<'a, str>,
    /// Whether a sign for nothing stands there.
    is_sign: bool,
}

impl FlatRow<'_> {
    /// Where each of the figures stands, when together they are just what is printed; none of those is none.
    fn places(&self, mut figures: impl Iterator<Item = Option<i64>>) -> Option<Vec<TextRange>> {
        let mut places = Vec::with_capacity(self.cells.len());
        for group in &self.groups {
            let mut at = 0;
            while at < group.digits.len() {
                let figure = figures.next()??;
                let end = at + figure.max(1).ilog10() as usize + 1;
                if group.digits.get(at..end)?.parse() != Ok(figure) {
                    return None;
                }
                let narrow = usize::from(group.range.len()) == group.digits.len();
                let part = TextRange::at(group.range.start() + size(at), size(end - at));
                places.push(if narrow { part } else { group.range });
                at = end;
            }
        }
        figures.next().is_none().then_some(places)
    }
}

impl<'a> Binder<'a, '_> {
    /// Takes a row whose borders were lost: it is read with the others, when all are there. Figures that are no plain
    /// counts are read only where each has a place of its own.
    pub(super) fn flattened(&mut self, cells: std::ops::Range<usize>, values: &[Placed<'_>]) {
        let groups: Option<Vec<Group<'a>>> = values.iter().map(|value| self.group(value)).collect();
        match groups {
            Some(groups) => self.flat.push(FlatRow { cells, groups }),
            None if values.len() == cells.len() => cells.zip(values).for_each(|(cell, value)| self.cell(cell, value)),
            None => self.unreadable(cells, values),
        }
    }

    fn group(&self, value: &Placed<'_>) -> Option<Group<'a>> {
        let range = value.range();
        let digits = match &value.cell.content {
            // A sign for nothing keeps its place.
            Content::Blank(Blank::Sign) => return Some(Group { range, digits: "0".into(), is_sign: true }),
            Content::Figure(figure) if figure.money.is_none() => figure.digits,
            _ => return None,
        };
        let source: &'a Source<'a> = self.source;
        let written = source.slice(digits + value.offset + self.start);
        let digits = match written.bytes().all(|byte| byte.is_ascii_digit()) {
            true => written,
            false => Cow::Owned(written.chars().map(crate::text::fold).collect()),
        };
        digits.bytes().all(|byte| byte.is_ascii_digit()).then_some(Group { range, digits, is_sign: false })
    }

    /// Reads the rows whose borders were lost, all together: the relations of the table part the digits.
    pub(super) fn recover(&mut self) {
        let flat = std::mem::take(&mut self.flat);
        if flat.is_empty() {
            return;
        }
        let cells: Vec<usize> = (0..self.target.table.cells.len()).collect();
        let unknowns: Vec<&[usize]> = flat.iter().map(|row| &cells[row.cells.clone()]).collect();
        let groups: Vec<Vec<&str>> =
            flat.iter().map(|row| row.groups.iter().map(|group| &*group.digits).collect()).collect();
        // Relations tell whether blanks were lost. Without any, a row with fewer digits than cells does, or one whose
        // blanks part some figures, but not all.
        let lacks = |(unknowns, groups): (&&[usize], &Vec<&str>)| {
            let digits = groups.iter().map(|group| group.len()).sum::<usize>();
            digits < unknowns.len() || (2..unknowns.len()).contains(&groups.len())
        };
        let vouched = !self.target.table.relations.is_empty();
        let blanks_lost = vouched || unknowns.iter().zip(&groups).any(lacks);
        let rows = unknowns.iter().zip(&groups).map(|(unknowns, groups)| relation::FlatRow {
            unknowns,
            groups,
            blanks_lost: blanks_lost && groups.len() != unknowns.len(),
        });
        let rows: Vec<_> = rows.collect();
        let recovery = relation::recover(&self.target.table.system, &rows, relation::MAX_DIGITS);
        for row in &flat {
            self.recovered_row(row, &recovery);
        }
        self.bound.basis = Some(recovery.basis);
    }

    fn recovered_row(&mut self, row: &FlatRow<'_>, recovery: &relation::Recovery) {
        let all = row.groups.iter().map(|group| group.range).reduce(TextRange::cover).unwrap_or_default();
        let printed = row.cells.clone().map(|cell| match &recovery.cells[cell] {
            relation::Cell::Read(figure) => Some(*figure),
            _ => None,
        });
        let places = row.places(printed);
        let signs = row.groups.iter().any(|group| group.is_sign);
        for (index, cell) in row.cells.clone().enumerate() {
            let range = places.as_ref().map_or(all, |places| places[index]);
            let is_sign = row.groups.iter().any(|group| group.is_sign && group.range == range);
            let value = match &recovery.cells[cell] {
                _ if is_sign => Value::Sign,
                // Which one of several is the sign's?
                relation::Cell::Read(0) if places.is_none() && signs => Value::Unreadable { zero_or_blank: true },
                relation::Cell::Read(figure) => Value::Number(Number::from_scaled((*figure).into(), 0)),
                relation::Cell::ZeroOrBlank => Value::Unreadable { zero_or_blank: true },
                relation::Cell::Unreadable { candidates, more } => {
                    let candidates = candidates.iter().map(|figure| Number::from_scaled((*figure).into(), 0)).collect();
                    self.bound.candidates.push(Candidates { cell, figures: candidates, more: *more });
                    Value::Unreadable { zero_or_blank: false }
                }
                relation::Cell::Absent => Value::Unreadable { zero_or_blank: false },
            };
            self.bound.put(cell, Cell { range, digits: range, value, plain: true });
        }
    }
}
