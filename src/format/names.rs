//! The equations of a table, resolved: names of rows, columns and cells become cells.

use std::collections::HashMap;

use toml::Spanned;

use super::equation::{self, Equation, Term};
use super::error::FormatError;
use super::raw::{RawEach, RawRelation};
use super::{ACROSS_YEARS_RULES, AcrossYears, Place, RELATION_RULES, Relation, Table, YearTerm};

/// What stands before a name of last year's table.
const LAST: &str = "last.";

/// The relations that one equation makes within a table: one for each row or column that has all its names.
pub(super) fn relations(table: &Table, raw: &RawRelation) -> Result<Vec<Relation>, FormatError> {
    let rule = known_rule(&raw.rule, &RELATION_RULES)?;
    let (names, equation) = names(table, raw, false)?;
    let (left, right) = (names.resolve(&equation.left)?, names.resolve(&equation.right)?);
    let relation = |(place, cells): (Place, Vec<YearTerm>)| Relation {
        rule,
        total: (left.len() == 1).then(|| cells[0].cell),
        terms: cells.into_iter().map(|term| (term.cell, term.coefficient)).collect(),
        place,
    };
    let all: Vec<Resolved> = left.iter().chain(&right).cloned().collect();
    Ok(names.places(&all, raw.equation.span())?.into_iter().map(relation).collect())
}

/// What one equation makes follow from last year's table.
pub(super) fn across_years(table: &Table, raw: &RawRelation) -> Result<Vec<AcrossYears>, FormatError> {
    let rule = known_rule(&raw.rule, &ACROSS_YEARS_RULES)?;
    let (names, equation) = names(table, raw, true)?;
    let (left, right) = (names.resolve(&equation.left)?, names.resolve(&equation.right)?);
    let follows = left.len() == 1 && left[0].coefficient == 1 && !left[0].is_last;
    if !follows || right.iter().all(|term| !term.is_last) {
        let message = "左边应为今年的一项，右边应有 last. 开头的上年项（one cell of this year on the left, `last.` on the right）";
        return Err(FormatError::new(message, raw.equation.span()));
    }
    let all: Vec<Resolved> = left.into_iter().chain(right).collect();
    let across = |(place, cells): (Place, Vec<YearTerm>)| {
        // The right side's signs are turned, as in an equation whose sum is 0.
        let terms = cells[1..].iter().map(|term| YearTerm { coefficient: -term.coefficient, ..*term });
        AcrossYears { rule, cell: cells[0].cell, terms: terms.collect(), place }
    };
    Ok(names.places(&all, raw.equation.span())?.into_iter().map(across).collect())
}

fn known_rule(rule: &Spanned<String>, known: &'static [&'static str]) -> Result<&'static str, FormatError> {
    known
        .iter()
        .find(|known| **known == rule.as_ref().as_str())
        .copied()
        .ok_or_else(|| FormatError::unknown("勾稽规则", rule.as_ref(), rule.span(), known.iter().copied()))
}

fn names<'a>(
    table: &'a Table,
    raw: &'a RawRelation,
    of_two_years: bool,
) -> Result<(Names<'a>, Equation<'a>), FormatError> {
    // Inside the quotes of a one-line string; the equation's own offsets start there.
    let base = raw.equation.span().start + 1;
    let equation = equation::parse(raw.equation.as_ref())
        .map_err(|error| FormatError::new(error.message, base + error.range.start..base + error.range.end))?;
    Ok((Names { table, each: raw.each, of_two_years, base }, equation))
}

/// A term whose name is known within the relation's kind.
#[derive(Clone)]
struct Resolved {
    coefficient: i64,
    is_last: bool,
    name: String,
}

struct Names<'a> {
    table: &'a Table,
    each: RawEach,
    /// Whether names of last year's table may be used.
    of_two_years: bool,
    /// Byte of the file at which the equation starts.
    base: usize,
}

impl Names<'_> {
    fn resolve(&self, terms: &[Term<'_>]) -> Result<Vec<Resolved>, FormatError> {
        let known = self.known();
        let mut resolved = Vec::new();
        for term in terms {
            let before = resolved.len();
            let of_last = term.name.strip_prefix(LAST).filter(|_| self.of_two_years);
            let (name, is_last) = of_last.map_or((term.name, false), |name| (name, true));
            let is_meant = |known: &&String| match name.strip_suffix('*') {
                Some(prefix) => known.starts_with(prefix),
                None => known.as_str() == name,
            };
            let resolve = |name: &String| Resolved { coefficient: term.coefficient, is_last, name: name.clone() };
            resolved.extend(known.iter().filter(is_meant).map(resolve));
            if resolved.len() == before {
                let range = self.base + term.range.start..self.base + term.range.end;
                let what = if self.each == RawEach::Row { "列" } else { "行" };
                return Err(FormatError::unknown(what, name, range, known.iter().map(String::as_str)));
            }
        }
        Ok(resolved)
    }

    /// Every name that the equation may use, in order and without repeats.
    fn known(&self) -> Vec<String> {
        let mut names: Vec<String> = match self.each {
            RawEach::Row => {
                let columns = self.table.column_sets.iter().flat_map(|set| &set.columns);
                columns.map(|column| column.key.clone()).collect()
            }
            RawEach::Column => self.table.rows.iter().map(|row| row.key.clone()).collect(),
            RawEach::Table => self.table.cells.iter().map(|cell| self.local(&cell.key).to_owned()).collect(),
        };
        let mut seen = std::collections::HashSet::new();
        names.retain(|name| seen.insert(name.clone()));
        names
    }

    /// `row.column` of a cell's key.
    fn local<'k>(&self, key: &'k str) -> &'k str {
        &key[self.table.key.len() + 1..]
    }

    /// The rows or columns that have all of the terms, each with its cells in the terms' order.
    fn places(
        &self,
        terms: &[Resolved],
        equation: std::ops::Range<usize>,
    ) -> Result<Vec<(Place, Vec<YearTerm>)>, FormatError> {
        let by_key: HashMap<&str, usize> =
            self.table.cells.iter().enumerate().map(|(index, cell)| (self.local(&cell.key), index)).collect();
        let cells = |place, key: &dyn Fn(&str) -> String| {
            let cell = |term: &Resolved| {
                let cell = *by_key.get(&*key(&term.name))?;
                Some(YearTerm { is_last: term.is_last, cell, coefficient: term.coefficient })
            };
            Some((place, terms.iter().map(cell).collect::<Option<Vec<_>>>()?))
        };
        let places: Vec<_> = match self.each {
            RawEach::Row => {
                let rows = self.table.rows.iter().enumerate();
                rows.filter_map(|(index, row)| cells(Place::Row(index), &|name| format!("{}.{name}", row.key)))
                    .collect()
            }
            RawEach::Column => {
                let mut columns: Vec<&str> = Vec::new();
                for column in self.table.column_sets.iter().flat_map(|set| &set.columns) {
                    if !columns.contains(&&*column.key) {
                        columns.push(&column.key);
                    }
                }
                let columns = columns.into_iter().enumerate();
                columns
                    .filter_map(|(index, column)| cells(Place::Column(index), &|name| format!("{name}.{column}")))
                    .collect()
            }
            RawEach::Table => cells(Place::Cells, &str::to_owned).into_iter().collect(),
        };
        if places.is_empty() {
            let message = "没有哪一行（列）具备等式中的全部名称（nothing has all names of this equation）";
            return Err(FormatError::new(message, equation));
        }
        Ok(places)
    }
}
