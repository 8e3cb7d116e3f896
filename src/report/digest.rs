//! What other reports need to know of one report.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use super::passages::{self, Passages};
use super::{Cell, PlacedTable, Report, Value};
use crate::format::Format;
use crate::text::{Number, Text, TextRange, TextSize};

/// A figure of a report's tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Figure {
    /// What it says, in the column's unit; none where the cell is blank.
    pub value: Option<Number>,
    /// Where it stands; counts from the report's first byte.
    pub range: TextRange,
}

/// What other reports need to know of one report: who, which year, its figures, and what its prose is like.
#[derive(Debug)]
pub struct Digest {
    /// Who publishes it, as written.
    pub organization: Option<String>,
    /// The year it reports on.
    pub year: Option<u16>,
    /// The form that it has.
    pub format: Arc<Format>,
    /// By table and cell of the format; none for what could not be read.
    tables: Vec<Vec<Option<Figure>>>,
    /// What its prose is like, by section.
    passages: Vec<(u8, Passages)>,
    /// Equal for reports that say the same at the same places.
    pub fingerprint: u64,
}

impl PartialEq for Digest {
    fn eq(&self, other: &Digest) -> bool {
        self.fingerprint == other.fingerprint
    }
}

impl Digest {
    /// Reads a report that starts at byte `start` of `text`; none where it is no report.
    pub fn of(report: &Report, text: &Text, start: TextSize) -> Option<Digest> {
        let format = report.format.clone()?;
        let tables = format.tables.iter().zip(&report.tables);
        let tables: Vec<Vec<Option<Figure>>> =
            tables.map(|(_, placed)| placed.as_ref().map_or_else(Vec::new, figures)).collect();
        let passages = passages::of(report, text, start);
        let mut digest = Digest {
            organization: report.facts.organization.clone(),
            year: report.facts.year,
            format,
            tables,
            passages,
            fingerprint: 0,
        };
        let mut hasher = rustc_hash::FxHasher::default();
        (&digest.organization, digest.year, &digest.format.name, &digest.tables).hash(&mut hasher);
        digest.passages.hash(&mut hasher);
        digest.fingerprint = hasher.finish();
        Some(digest)
    }

    /// The figure of the cell with this key; none where its form has none such or it could not be read.
    pub fn figure(&self, key: &str) -> Option<Figure> {
        let (table, cell) = self.format.cell(key)?;
        *self.tables.get(table)?.get(cell)?
    }

    /// Every figure that is no blank, with its cell's key.
    pub fn figures(&self) -> impl Iterator<Item = (&str, Number)> {
        let tables = self.format.tables.iter().zip(&self.tables);
        tables.flat_map(|(table, figures)| {
            let cells = table.cells.iter().zip(figures);
            cells.filter_map(|(cell, figure)| Some((&*cell.key, figure.as_ref()?.value?)))
        })
    }

    /// What the prose of a section is like.
    pub fn passages(&self, section: u8) -> Option<&Passages> {
        self.passages.iter().find(|(number, _)| *number == section).map(|(_, passages)| passages)
    }

    /// Every section whose prose is compared.
    pub fn sections(&self) -> impl Iterator<Item = (u8, &Passages)> {
        self.passages.iter().map(|(number, passages)| (*number, passages))
    }
}

fn figures(placed: &PlacedTable) -> Vec<Option<Figure>> {
    let figure = |cell: &Option<Cell>| {
        let cell = cell.as_ref()?;
        let value = match cell.value {
            Value::Number(number) => Some(number),
            Value::Empty | Value::Sign | Value::Unreadable { zero_or_blank: true } => None,
            _ => return None,
        };
        Some(Figure { value, range: placed.place(cell.range) })
    };
    placed.table.cells.iter().map(figure).collect()
}
