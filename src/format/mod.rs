//! What a report must contain: sections, tables, labels and relations, as data.
//!
//! A format is a TOML file. The built-in ones, `2019.toml` and `2021.toml`, stand beside this module; a user's own come
//! from `[formats] paths` in `gouji.toml` and are written in the same language. A new official form is a new file.
//!
//! - [`Format`], [`Section`], [`Table`], [`Row`], [`Column`], [`Relation`]: one format, compiled.
//! - [`load`]: reads a format file; errors carry a position and a suggestion.
//! - [`skeleton`]: what a draft begins with: headings, stubs, blank tables.
//! - [`Vocabulary`]: all words of all formats at once, so that reading a block is one pass.

mod classes;
mod entries;
mod equation;
mod error;
mod labels;
mod load;
mod names;
mod raw;
pub mod skeleton;
mod spelling;
mod vocabulary;
mod words;

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, OnceLock};

pub use classes::{WordSet, Words};
pub use error::FormatError;
pub(crate) use error::nearest;
pub use labels::Labels;
pub use load::load;
pub use vocabulary::{Hit, Label, LabelKind, Meaning, Vocabulary};
pub use words::Seen;

use crate::finding::Severity;
use crate::relation::System;

/// The form of a report for some years.
#[derive(Debug)]
pub struct Format {
    /// The format's name: the file's name without `.toml` for the built-in ones.
    pub name: String,
    /// The document that prescribes the form.
    pub source: String,
    /// First year of report the form holds for.
    pub from: Option<u16>,
    /// Last year of report the form holds for.
    pub to: Option<u16>,
    /// What the report is called, as in its title.
    pub title: String,
    /// The sections in order.
    pub sections: Vec<Section>,
    /// The tables in order.
    pub tables: Vec<Table>,
    /// Severities that differ from the rules' own in reports of this format.
    pub severities: Vec<(String, Option<Severity>)>,
    /// Table and cell by key, made when somebody first asks.
    by_key: OnceLock<HashMap<String, (usize, usize)>>,
    /// How its labels may be written.
    words: spelling::Spelling,
    /// Whether the words of annual reports (title, aspects, leftovers, …) apply: the rules about them are silent
    /// elsewhere.
    pub is_annual_report: bool,
}

/// A section that the form asks for.
#[derive(Debug)]
pub struct Section {
    /// Stable name.
    pub key: String,
    /// Number in the report, from 1.
    pub number: u8,
    /// The official heading, without its number.
    pub heading: String,
    /// What the section must speak of.
    pub aspects: Vec<Aspect>,
    /// Whether the heading stands in other kinds of document too, so that it alone does not show such a report.
    pub generic: bool,
}

/// Something that a section must speak of, in a heading or in prose.
#[derive(Debug)]
pub struct Aspect {
    /// Stable name.
    pub key: String,
    /// The official sub-heading.
    pub label: String,
    /// Words of which one is enough.
    pub words: Vec<String>,
}

/// A statistical table.
#[derive(Debug)]
pub struct Table {
    /// First part of its cells' keys.
    pub key: String,
    /// How messages call it.
    pub label: String,
    /// The section in which it belongs, as an index into [`Format::sections`].
    pub section: Option<usize>,
    /// Whether all rows stand side by side in one line, as in section 四.
    pub side_by_side: bool,
    /// What is printed in its upper left corner.
    pub corner: Option<String>,
    /// What is printed above all its columns.
    pub head: Option<String>,
    /// The column sets, in the order of the file.
    pub column_sets: Vec<ColumnSet>,
    /// Groups of rows in order, each printed with a header of its own where it has a label.
    pub groups: Vec<Group>,
    /// All rows of all groups in order.
    pub rows: Vec<Row>,
    /// All cells, row by row.
    pub cells: Vec<CellSpec>,
    /// The relations between its cells, in the order of the file.
    pub relations: Vec<Relation>,
    /// The same as equations over cell indices, in the same order.
    pub system: System,
    /// What follows from last year's report, in the order of the file.
    pub across_years: Vec<AcrossYears>,
    prints: skeleton::Prints,
}

/// Columns that several rows have in common.
#[derive(Debug)]
pub struct ColumnSet {
    /// The name by which groups choose it.
    pub name: String,
    /// The columns from left to right.
    pub columns: Vec<Column>,
}

/// One column.
#[derive(Debug)]
pub struct Column {
    /// Last part of its cells' keys.
    pub key: String,
    /// As printed.
    pub label: String,
    /// How messages call it.
    pub name: String,
    /// The heading that spans it and its neighbours, if any.
    pub under: Option<String>,
    /// What its figures are.
    pub kind: FigureKind,
    /// The unit of an amount, as printed.
    pub unit: Option<String>,
}

/// What a figure may be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FigureKind {
    /// A whole number from 0.
    #[default]
    Count,
    /// A whole number, also below 0.
    Change,
    /// Any number, such as money.
    Amount,
}

/// Rows that are printed together.
#[derive(Debug)]
pub struct Group {
    /// The line printed above them, such as 第二十条第（一）项.
    pub label: Option<String>,
    /// What stands above the row labels, such as 信息内容.
    pub header: Option<String>,
    /// Index into [`Table::column_sets`].
    pub columns: usize,
    /// Range of [`Table::rows`].
    pub rows: std::ops::Range<usize>,
}

/// One row.
#[derive(Debug)]
pub struct Row {
    /// Middle part of its cells' keys; may hold a dot.
    pub key: String,
    /// As printed.
    pub label: String,
    /// How messages call it, such as `不予公开—4.保护第三方合法权益`.
    pub name: String,
    /// [`crate::text::label_key`]s of the ways in which its label is written.
    pub spellings: Vec<String>,
    /// Merged labels to the left of it or above it, outermost first.
    pub under: Vec<String>,
    /// Index into [`Table::groups`].
    pub group: usize,
    /// Index into [`Table::column_sets`].
    pub columns: usize,
    /// Its first cell in [`Table::cells`]; the others follow.
    pub first_cell: usize,
}

/// One cell of a table.
#[derive(Debug)]
pub struct CellSpec {
    /// `table.row.column`.
    pub key: String,
    /// Index into [`Table::rows`].
    pub row: usize,
    /// Index into the row's column set.
    pub column: usize,
}

/// A linear equation between cells: the weighted sum of all terms is 0.
#[derive(Debug)]
pub struct Relation {
    /// The rule that reports it.
    pub rule: &'static str,
    /// `(cell, coefficient)`: the left side of the equation is positive, the right side negative.
    pub terms: Vec<(usize, i64)>,
    /// The cell that the equation computes: its left side, where that is a single cell.
    pub total: Option<usize>,
    /// The row or column to which it belongs.
    pub place: Place,
}

/// A cell that follows from last year's report: it is the weighted sum of all terms.
#[derive(Debug)]
pub struct AcrossYears {
    /// The rule that reports it.
    pub rule: &'static str,
    /// The cell that follows.
    pub cell: usize,
    /// What it is the sum of.
    pub terms: Vec<YearTerm>,
    /// The row or column to which it belongs.
    pub place: Place,
}

/// A cell of one of two years' tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct YearTerm {
    /// Whether it is last year's; else this year's.
    pub is_last: bool,
    /// Index into [`Table::cells`]. Last year's table may have another form: there the cell is found by its key.
    pub cell: usize,
    /// What it is multiplied by.
    pub coefficient: i64,
}

/// Where a relation lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Within a row (index into [`Table::rows`]).
    Row(usize),
    /// Within a column (key of the column).
    Column(usize),
    /// Between single cells.
    Cells,
}

impl Table {
    /// The columns of `row`.
    pub fn columns(&self, row: usize) -> &[Column] {
        &self.column_sets[self.rows[row].columns].columns
    }

    /// The column of a cell.
    pub fn column(&self, cell: usize) -> &Column {
        let spec = &self.cells[cell];
        &self.columns(spec.row)[spec.column]
    }

    /// The row of a cell.
    pub fn row(&self, cell: usize) -> &Row {
        &self.rows[self.cells[cell].row]
    }

    /// How messages call a cell: `“row”一行“column”`.
    pub fn cell_name(&self, cell: usize, locale: crate::finding::Locale) -> String {
        let (row, column) = (&self.row(cell).name, &self.column(cell).name);
        crate::say!(locale, "“{row}”一行“{column}”", "row “{row}”, column “{column}”")
    }
}

impl Format {
    /// Whether the form holds for reports of `year`.
    pub fn holds_for(&self, year: u16) -> bool {
        self.from.is_none_or(|from| from <= year) && self.to.is_none_or(|to| year <= to)
    }

    /// The table and the cell in it that have this key.
    pub fn cell(&self, key: &str) -> Option<(usize, usize)> {
        let index = || {
            let tables = self.tables.iter().enumerate();
            let cells = tables.flat_map(|(table, spec)| {
                spec.cells.iter().enumerate().map(move |(cell, spec)| (spec.key.clone(), (table, cell)))
            });
            cells.collect()
        };
        self.by_key.get_or_init(index).get(key).copied()
    }

    /// The section with this number.
    pub fn section(&self, number: u8) -> Option<&Section> {
        self.sections.iter().find(|section| section.number == number)
    }
}

/// The rules that report a relation which does not hold; a format says which one for each of its relations.
pub const RELATION_RULES: [&str; 4] = ["row-total", "handled-total", "balance", "outcome-total"];

/// The rules that report what does not follow from last year's report.
pub const ACROSS_YEARS_RULES: [&str; 2] = ["carried-over", "valid-documents"];

/// Every format in force and their words. Built once for a configuration and shared by all documents.
#[derive(Debug)]
pub struct Formats {
    formats: Vec<Arc<Format>>,
    vocabulary: Vocabulary,
}

impl Formats {
    /// The built-in formats and `own` ones after them.
    pub fn new(own: Vec<Format>) -> Formats {
        let mut formats = BUILT_IN.clone();
        formats.extend(own.into_iter().map(Arc::new));
        let vocabulary = Vocabulary::new(&formats);
        Formats { formats, vocabulary }
    }

    /// The built-in formats alone.
    pub fn built_in() -> Arc<Formats> {
        static FORMATS: LazyLock<Arc<Formats>> = LazyLock::new(|| Arc::new(Formats::new(Vec::new())));
        FORMATS.clone()
    }

    /// All formats, the built-in ones first.
    pub fn iter(&self) -> std::slice::Iter<'_, Arc<Format>> {
        self.formats.iter()
    }

    /// The format at an index that a [`Label`] names.
    pub fn get(&self, index: usize) -> &Arc<Format> {
        &self.formats[index]
    }

    /// The format of this name.
    pub fn by_name(&self, name: &str) -> Option<usize> {
        self.formats.iter().position(|format| format.name == name)
    }

    /// The words of all formats.
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }
}

static BUILT_IN: LazyLock<Vec<Arc<Format>>> = LazyLock::new(|| {
    let read = |text| Arc::new(load(text).expect("the built-in formats are read by a test"));
    vec![read(include_str!("2019.toml")), read(include_str!("2021.toml"))]
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn built_in_formats_have_the_documented_cells() {
        let formats = Formats::built_in();
        let cells = |format: &Format| {
            format
                .tables
                .iter()
                .map(|table| (table.key.clone(), table.cells.len(), table.relations.len()))
                .collect::<Vec<_>>()
        };
        let counts = |rows: usize| ("requests".to_owned(), rows * 7, rows + 7 + 7);
        let proceedings = ("proceedings".to_owned(), 15, 3);
        assert_eq!(cells(formats.get(0)), [("disclosure".into(), 22, 0), counts(23), proceedings.clone()]);
        assert_eq!(cells(formats.get(1)), [("disclosure".into(), 10, 0), counts(25), proceedings]);
        let requests = &formats.get(1).tables[1];
        let cell = requests.cells.iter().position(|cell| cell.key == "requests.denied.third_party.total").unwrap();
        assert_eq!(requests.row(cell).name, "不予公开—4.保护第三方合法权益");
    }

    #[test]
    fn a_format_holds_for_its_years() {
        let formats = Formats::built_in();
        let names = |year| {
            formats.iter().filter(|format| format.holds_for(year)).map(|format| &*format.name).collect::<Vec<_>>()
        };
        assert_eq!(names(2020), ["2019"]);
        assert_eq!(names(2026), ["2021"]);
    }
}
