//! A format file as it is written. Every field is told here once; `docs/formats.md` shows them in use.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::FigureKind;
use crate::finding::Severity;

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct RawFormat {
    /// The format's name, as `extract` prints it.
    pub name: Spanned<String>,
    /// The document that prescribes the form.
    #[serde(default)]
    pub source: String,
    /// The years of report it holds for.
    #[serde(default)]
    pub years: RawYears,
    /// What the report is called.
    pub title: String,
    /// `annual-report`: the words of annual reports apply.
    pub words: Option<Spanned<String>>,
    /// Severities that differ from the rules' own.
    #[serde(default)]
    pub rules: BTreeMap<String, RawSeverity>,
    #[serde(default)]
    pub section: Vec<RawSection>,
    #[serde(default)]
    pub table: Vec<RawTable>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawYears {
    pub from: Option<u16>,
    pub to: Option<u16>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(untagged)]
pub(super) enum RawSeverity {
    Level(Severity),
    Off(Off),
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Off {
    Off,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct RawSection {
    pub key: Spanned<String>,
    pub number: u8,
    pub heading: String,
    /// Other wordings of the whole heading.
    #[serde(default)]
    pub variants: Vec<String>,
    /// Words that show the section where the number agrees.
    #[serde(default)]
    pub marks: Vec<String>,
    #[serde(default)]
    pub aspect: Vec<RawAspect>,
    /// Whether the heading stands in other kinds of document too.
    #[serde(default)]
    pub generic: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawAspect {
    pub key: String,
    pub label: String,
    pub words: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct RawTable {
    pub key: Spanned<String>,
    pub section: Option<Spanned<String>>,
    pub label: String,
    #[serde(default)]
    pub layout: RawLayout,
    /// What is printed in its upper left corner.
    pub corner: Option<String>,
    /// What is printed above all its columns.
    pub head: Option<String>,
    pub columns: BTreeMap<String, Vec<RawColumn>>,
    pub group: Vec<RawGroup>,
    #[serde(default)]
    pub relation: Vec<RawRelation>,
    #[serde(default)]
    pub across_years: Vec<RawRelation>,
}

#[derive(Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum RawLayout {
    /// A line for each row.
    #[default]
    Rows,
    /// All rows in one line, one beside the other.
    SideBySide,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawColumn {
    pub key: Spanned<String>,
    pub label: String,
    pub name: Option<String>,
    pub under: Option<String>,
    #[serde(default)]
    pub variants: Vec<String>,
    #[serde(default)]
    pub marks: Vec<String>,
    #[serde(default)]
    pub kind: FigureKind,
    pub unit: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawGroup {
    pub label: Option<String>,
    pub header: Option<String>,
    #[serde(default)]
    pub under: Vec<String>,
    pub columns: Spanned<String>,
    pub rows: Vec<RawRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawRow {
    pub key: Spanned<String>,
    pub label: String,
    pub name: Option<String>,
    #[serde(default)]
    pub under: Vec<String>,
    #[serde(default)]
    pub variants: Vec<String>,
    #[serde(default)]
    pub marks: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawRelation {
    pub rule: Spanned<String>,
    pub each: RawEach,
    pub equation: Spanned<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum RawEach {
    /// Names in the equation are columns; the equation holds in every row that has them all.
    Row,
    /// Names in the equation are rows (`group.*` stands for several); it holds in every column that they all have.
    Column,
    /// Names in the equation are `row.column`; it holds once.
    Table,
}
