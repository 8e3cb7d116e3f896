//! `gouji/ledger`: a report's tables as the official form prints them, for clients that show them beside the text, and for
//! the page that `check --format html` writes. `{"uri"}` → a [`Sheet`], or null for a document that is not open.

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::Uri;

use super::ledger::Ledger;
use super::session::Session;
use super::view::look;
use crate::document::Document;
use crate::finding::{Finding, Locale, Severity};
use crate::format::skeleton::{self, Slot};
use crate::report::{Report, cells_of};
use crate::rules;
use crate::syntax::Visible;
use crate::text::{TextRange, TextSize};

/// The request's name.
pub const METHOD: &str = "gouji/ledger";

/// What shows a [`Sheet`]: style and script of a page that needs nothing else.
pub const STYLE: &str = include_str!("sheet/sheet.css");
/// Defines `showSheet(sheet, element, go)`.
pub const SCRIPT: &str = include_str!("sheet/sheet.js");

/// The document in question.
#[derive(Debug, Deserialize)]
pub struct SheetParams {
    uri: Uri,
}

/// The tables of a document.
#[derive(Debug, Serialize)]
pub struct Sheet {
    /// The language of its words.
    pub locale: &'static str,
    /// Its reports, in order.
    pub reports: Vec<SheetReport>,
}

/// The tables of one report, and what is found in it.
#[derive(Debug, Serialize)]
pub struct SheetReport {
    /// Its title; else what it is known by.
    pub title: Option<String>,
    /// Its tables, in order.
    pub tables: Vec<SheetTable>,
    /// What is found, by position.
    pub findings: Vec<SheetFinding>,
}

/// A table as the form prints it.
#[derive(Debug, Serialize)]
pub struct SheetTable {
    /// What messages call it.
    pub name: String,
    /// Lines of slots; merged ones are there once.
    pub lines: Vec<Vec<SheetSlot>>,
    /// The cells, row by row.
    pub cells: Vec<SheetCell>,
    /// The relations between cells.
    pub relations: Vec<SheetRelation>,
}

/// One place of the printed table: a label, or a cell by index.
#[derive(Debug, Serialize)]
pub struct SheetSlot {
    /// Words of the form.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// The figure of a cell.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cell: Option<usize>,
    /// How many columns it spans.
    pub across: usize,
    /// How many lines it spans.
    pub down: usize,
}

/// A cell and what is said of it.
#[derive(Debug, Serialize)]
pub struct SheetCell {
    /// The key under which `extract` prints it.
    pub key: String,
    /// What messages call it.
    pub name: String,
    /// As written; empty for a blank.
    pub text: String,
    /// Where it is written; null where it is missing.
    pub place: Json,
    /// The gravest severity of what is found in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub severity: Option<Severity>,
    /// What the prose says of it.
    pub prose: Vec<SheetMention>,
}

/// A figure of the prose that states a cell.
#[derive(Debug, Serialize)]
pub struct SheetMention {
    /// As written.
    pub text: String,
    /// Where.
    pub place: Json,
}

/// A relation between cells.
#[derive(Debug, Serialize)]
pub struct SheetRelation {
    /// The cells in it, with their factors.
    pub cells: Vec<(usize, i64)>,
    /// The cell that it computes.
    pub total: Option<usize>,
    /// With its figures: `468 = 454+12+0+0+0+2 ✓`.
    pub equation: String,
    /// Whether it holds; null where a figure can't be read.
    pub holds: Option<bool>,
}

/// Something found.
#[derive(Debug, Serialize)]
pub struct SheetFinding {
    /// The rule.
    pub rule: &'static str,
    /// How grave it is.
    pub severity: Severity,
    /// In words.
    pub message: String,
    /// Where.
    pub place: Json,
}

/// How a range is told to whoever shows the sheet.
type ToldAs<'a> = &'a dyn Fn(TextRange) -> Json;

/// The sheet of an open document as it is now.
///
/// # Errors
/// When it can't be worked out.
pub async fn sheet(session: &Session, params: SheetParams) -> Result<Option<Sheet>> {
    look(session, &params.uri, |view| {
        let told = |range: TextRange| serde_json::to_value(view.range(range)).unwrap_or_default();
        Some(Sheet::new(view.document, view.findings, view.locale(), &told))
    })
    .await
}

impl Sheet {
    /// Of a document and all that is found in it. `told` tells of a range.
    pub fn new(document: &Document, findings: &[Finding], locale: Locale, told: ToldAs<'_>) -> Sheet {
        let reports = document.reports().filter(|(_, report)| report.format.is_some());
        let of = |(start, report): (TextSize, &std::sync::Arc<Report>)| {
            SheetReport::new(document, start, report, findings, locale, told)
        };
        Sheet { locale: locale.pick("zh-CN", "en"), reports: reports.map(of).collect() }
    }
}

impl SheetReport {
    fn new(
        document: &Document,
        start: TextSize,
        report: &Report,
        findings: &[Finding],
        locale: Locale,
        told: ToldAs<'_>,
    ) -> SheetReport {
        let whole = TextRange::at(start, crate::syntax::Measured::len(report));
        let own: Vec<&Finding> = findings.iter().filter(|one| whole.contains(one.range.start())).collect();
        let found = |one: &&Finding| SheetFinding {
            rule: one.rule,
            severity: one.severity,
            message: one.message.clone(),
            place: told(one.range),
        };
        let tables = Ledger::of_report(start, report).map(|ledger| {
            let mut table = SheetTable::new(document, &ledger, &own, locale, told);
            mentions(document, &ledger, told, |cell, mention| table.cells[cell].prose.push(mention));
            table
        });
        SheetReport {
            title: report.facts.title_text.clone().or_else(|| report.facts.organization.clone()),
            tables: tables.collect(),
            findings: own.iter().map(found).collect(),
        }
    }
}

impl SheetTable {
    fn new(
        document: &Document,
        ledger: &Ledger<'_>,
        findings: &[&Finding],
        locale: Locale,
        told: ToldAs<'_>,
    ) -> SheetTable {
        let cell = |index: usize| {
            let range = ledger.cell(index);
            let touches = |one: &&&Finding| {
                let both = range.and_then(|range| one.range.intersect(range));
                both.is_some_and(|both| !both.is_empty() || one.range.is_empty())
            };
            let own = findings.iter().filter(|one| rules::rule(one.rule).is_some()).filter(touches);
            SheetCell {
                key: ledger.table.cells[index].key.clone(),
                name: ledger.table.cell_name(index, locale),
                text: range.map(|range| visible(document, range)).unwrap_or_default(),
                place: range.map_or(Json::Null, told),
                severity: own.map(|one| one.severity).min(),
                prose: Vec::new(),
            }
        };
        let relation = |relation: &crate::format::Relation| SheetRelation {
            cells: relation.terms.clone(),
            total: relation.total,
            equation: ledger.equation(relation),
            holds: ledger.residual(relation).map(|residual| residual == 0),
        };
        SheetTable {
            name: ledger.table.label.clone(),
            lines: lines(&skeleton::grid(ledger.table)),
            cells: (0..ledger.table.cells.len()).map(cell).collect(),
            relations: ledger.table.relations.iter().map(relation).collect(),
        }
    }
}

fn visible(document: &Document, range: TextRange) -> String {
    Visible::of(&document.text().slice(range)).text.trim().to_owned()
}

/// Merged slots once, with what they span.
fn lines(grid: &[Vec<Slot>]) -> Vec<Vec<SheetSlot>> {
    let slot = |row: usize, column: usize| {
        let (label, cell) = match &grid[row][column] {
            Slot::Label(label) => (Some(label.clone()), None),
            Slot::Cell(cell) => (None, Some(*cell)),
            Slot::Left | Slot::Above => return None,
        };
        let across = 1 + grid[row][column + 1..].iter().take_while(|slot| **slot == Slot::Left).count();
        let down = 1 + grid[row + 1..].iter().take_while(|line| line[column] == Slot::Above).count();
        Some(SheetSlot { label, cell, across, down })
    };
    (0..grid.len()).map(|row| (0..grid[row].len()).filter_map(|column| slot(row, column)).collect()).collect()
}

/// What the prose says of the cells of a table.
fn mentions(document: &Document, ledger: &Ledger<'_>, told: ToldAs<'_>, mut found: impl FnMut(usize, SheetMention)) {
    let Some(format) = ledger.report.format.as_deref() else { return };
    for stated in ledger.report.statements(document.text(), ledger.start) {
        for mention in &stated.paragraph().mentions {
            let place = stated.place(&mention.range, ledger.report) + ledger.start;
            for term in mention.readings.iter().find_map(|expr| cells_of(expr, format)).unwrap_or_default() {
                if term.table == ledger.placed.table.spec {
                    found(term.cell, SheetMention { text: visible(document, place), place: told(place) });
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::view::testing::{REPORT, with_view};
    use super::*;

    fn sheet(text: &str) -> Sheet {
        with_view(text, |view| {
            let told = |range: TextRange| Json::from(u32::from(range.start()));
            Sheet::new(view.document, view.findings, view.locale(), &told)
        })
    }

    fn cell<'a>(sheet: &'a Sheet, key: &str) -> &'a SheetCell {
        let cells = sheet.reports[0].tables.iter().flat_map(|table| &table.cells);
        cells.into_iter().find(|cell| cell.key == key).expect("it is a cell")
    }

    #[test]
    fn a_sheet_has_all_cells_and_what_the_prose_says_of_them() {
        let sheet = sheet(REPORT);
        assert_eq!(sheet.reports.len(), 1);
        assert_eq!(sheet.reports[0].tables.iter().map(|table| table.cells.len()).sum::<usize>(), 10 + 175 + 15);
        let total = cell(&sheet, "requests.new.total");
        assert_eq!((&*total.text, total.severity), ("14", None));
        assert_eq!(total.prose.iter().map(|one| &*one.text).collect::<Vec<_>>(), ["14件"]);
        assert!(sheet.reports[0].tables.iter().flat_map(|table| &table.relations).all(|one| one.holds == Some(true)));
    }

    #[test]
    fn lines_are_as_long_as_the_form_is_wide() {
        for table in &sheet(REPORT).reports[0].tables {
            let width = |line: &[SheetSlot]| line.iter().map(|slot| slot.across).sum::<usize>();
            let area: usize = table.lines.iter().flatten().map(|slot| slot.across * slot.down).sum();
            let widest = table.lines.iter().map(|line| width(line)).max().expect("it has lines");
            assert_eq!(area, widest * table.lines.len(), "{}", table.name);
        }
    }

    #[test]
    fn what_is_wrong_is_marked() {
        let wrong = REPORT.replacen("| 9 | 4 | 0 | 0 | 1 | 0 | 14 |", "| 9 | 4 | 0 | 0 | 1 | 0 | 15 |", 1);
        let sheet = sheet(&wrong);
        assert_eq!(cell(&sheet, "requests.new.total").severity, Some(Severity::Error));
        let relations = || sheet.reports[0].tables.iter().flat_map(|table| &table.relations);
        assert_eq!(relations().filter(|one| one.holds == Some(false)).count(), 2);
        assert!(relations().any(|one| one.equation == "15 = 9+4+0+0+1+0 ✗"));
        assert!(!sheet.reports[0].findings.is_empty());
    }
}
