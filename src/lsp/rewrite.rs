//! A table in another form. What stands in the cells is kept as it is written; the words around them are those of the
//! official form. A table is offered for rewriting only if it reads the same afterwards, cell by cell.

use serde::{Deserialize, Serialize};

use super::ledger::Ledger;
use super::view::View;
use crate::document::Document;
use crate::finding::Locale;
use crate::format::skeleton::{self, Slot};
use crate::report::{Cell, Report};
use crate::say;
use crate::syntax::{BlockKind, Dialect, Visible};
use crate::text::{Edit, TextRange, TextSize};

/// A form in which a table can be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Form {
    /// Markdown's pipes.
    Markdown,
    /// HTML, merged cells as in the printed form.
    Html,
    /// A line for each row, with bars between the cells.
    Bars,
}

impl Form {
    /// What a menu calls the change.
    pub fn title(self, locale: Locale) -> String {
        match self {
            Form::Markdown => say!(locale, "改写为 Markdown 表格", "Rewrite as a Markdown table"),
            Form::Html => say!(locale, "改写为 HTML 表格", "Rewrite as an HTML table"),
            Form::Bars => say!(locale, "改写为竖线分隔的表格", "Rewrite as lines with bars"),
        }
    }

    fn dialect(self) -> Dialect {
        match self {
            Form::Markdown => Dialect::Pipe,
            Form::Html => Dialect::Html,
            Form::Bars => Dialect::Bars,
        }
    }
}

/// The forms in which a table of this document makes sense: a page has no Markdown in it.
pub fn forms(view: &View<'_>) -> &'static [Form] {
    let path = view.uri.path().as_str().to_ascii_lowercase();
    if path.ends_with(".html") || path.ends_with(".htm") {
        &[Form::Html]
    } else if path.ends_with(".txt") {
        &[Form::Markdown, Form::Bars]
    } else {
        &[Form::Markdown, Form::Html, Form::Bars]
    }
}

/// The edit that writes the table in another form; none where it has that form already, where something else stands
/// among its lines, or where it would not read the same.
pub fn rewrite(view: &View<'_>, ledger: &Ledger<'_>, into: Form) -> Option<Edit> {
    let is_whole = ledger.placed.table.cells.iter().all(Option::is_some) && ledger.placed.table.anomalies.is_empty();
    if ledger.placed.table.dialect == into.dialect() || ledger.placed.table.is_flattened() || !is_whole {
        return None;
    }
    let range = lines(ledger)?;
    let text = written(view, ledger, into);
    let edit = fitted(view, range, text);
    reads_the_same(view, ledger, &edit, into).then_some(edit)
}

/// The blocks that the table consists of. None where other text stands among them.
fn lines(ledger: &Ledger<'_>) -> Option<TextRange> {
    let range = ledger.range() - ledger.start;
    let inside = |range: TextRange, other: TextRange| range.intersect(other).is_some_and(|both| !both.is_empty());
    let parts = ledger.report.parts.iter().filter(|part| inside(part.range(), range));
    let mut hull: Option<TextRange> = None;
    for part in parts {
        let is_own = match &part.block.kind {
            BlockKind::Table(_) | BlockKind::Blank => true,
            BlockKind::Prose(prose) => !prose.labels.is_empty(),
            BlockKind::Raw | BlockKind::Directive(_) => false,
        };
        if !is_own {
            return None;
        }
        hull = Some(hull.map_or(part.range(), |hull| hull.cover(part.range())));
    }
    // The last block's line break stays.
    hull.map(|hull| hull + ledger.start)
}

fn written(view: &View<'_>, ledger: &Ledger<'_>, into: Form) -> String {
    let value = |cell: usize| {
        let range = ledger.cell(cell).unwrap_or_default();
        Visible::of(&view.text().slice(range)).text.trim().replace(['\n', '\r'], " ")
    };
    match into {
        Form::Markdown => skeleton::markdown(ledger.table, value),
        Form::Html => skeleton::html(ledger.table, value),
        Form::Bars => bars(&skeleton::grid(ledger.table), value),
    }
}

fn bars(grid: &[Vec<Slot>], value: impl Fn(usize) -> String) -> String {
    let mut text = String::new();
    for line in grid {
        for slot in line {
            match slot {
                Slot::Label(label) => text += &format!("{} | ", label.replace('|', "｜")),
                Slot::Cell(cell) => text += &format!("{} | ", value(*cell)),
                Slot::Left | Slot::Above => {}
            }
        }
        text.truncate(text.trim_end().len());
        text.push('\n');
    }
    text
}

/// The text in the place of `range`, on lines of its own, with the document's line breaks.
fn fitted(view: &View<'_>, range: TextRange, text: String) -> Edit {
    let old = view.text().slice(range);
    let blank = old.len() - old.trim_end().len();
    let kept = &old[old.len() - blank..];
    let line_break = if old.contains("\r\n") { "\r\n" } else { "\n" };
    let begins_line = view.text().line_start(view.text().line_of(range.start())) == range.start();
    let mut new = if begins_line { String::new() } else { line_break.repeat(2) };
    new += &text.trim_end().replace('\n', line_break);
    new += if kept.contains(['\n', '\r']) || range.end() == view.text().len() { kept } else { line_break };
    Edit::replace(range, new)
}

/// Whether the edit leaves every cell of the report with what it holds, and the table in its new form.
fn reads_the_same(view: &View<'_>, ledger: &Ledger<'_>, edit: &Edit, into: Form) -> bool {
    let mut document: Document = view.document.clone();
    document.edit(edit.range, &edit.text);
    let at = TextRange::empty(ledger.start);
    let Some((_, report)) = document.reports_in(at).find(|(start, _)| *start == ledger.start) else { return false };
    let is_rewritten = report
        .table(ledger.placed.table.spec)
        .is_some_and(|placed| placed.table.dialect == into.dialect() && placed.table.anomalies.is_empty());
    is_rewritten && values(report) == values(ledger.report)
}

fn values(report: &Report) -> Vec<Option<crate::text::Number>> {
    let cells = report.tables.iter().flatten().flat_map(|placed| &placed.table.cells);
    cells.map(|cell| cell.as_ref().and_then(Cell::number)).collect()
}

/// The blanks of a table, filled with 0, its blank totals with their sums; none where there are no blanks.
pub fn filled(view: &View<'_>, ledger: &Ledger<'_>) -> Vec<Edit> {
    ledger.filled().into_iter().filter_map(|(cell, figure)| ledger.edit(view.text(), cell, figure)).collect()
}

/// The totals of a table that are to be written anew.
pub fn recomputed(view: &View<'_>, ledger: &Ledger<'_>) -> Vec<Edit> {
    let totals: Vec<usize> = (0..ledger.table.cells.len()).filter(|cell| ledger.is_total(*cell)).collect();
    let figures = ledger.recomputed(&totals).into_iter();
    figures.filter_map(|(cell, figure)| ledger.edit(view.text(), cell, figure)).collect()
}

/// The tables for which a person asks with a selection: those it touches; with a cursor outside of all tables, all.
pub fn asked_for<'a>(view: &View<'a>, at: TextRange) -> Vec<Ledger<'a>> {
    let touched: Vec<_> = Ledger::of(view.document, at).collect();
    let everywhere = touched.is_empty() && at.is_empty();
    if everywhere { Ledger::of(view.document, view.whole()).collect() } else { touched }
}

/// The place of the first byte of a table, by which it is found again in the same state of the document.
pub fn place(ledger: &Ledger<'_>) -> TextSize {
    ledger.range().start()
}

#[cfg(test)]
mod tests {
    use super::super::view::testing::{REPORT, with_view};
    use super::*;
    use crate::text::{Edits, Text};

    /// The report with all its tables in another form.
    fn rewritten(text: &str, into: Form) -> String {
        with_view(text, |view| {
            let tables = Ledger::of(view.document, view.whole());
            let edit = |ledger: Ledger<'_>| {
                let edit = rewrite(view, &ledger, into);
                edit.unwrap_or_else(|| panic!("{} as {into:?}: {}", ledger.table.key, written(view, &ledger, into)))
            };
            let edits = tables.map(edit);
            let edits = Edits::new(edits.collect()).expect("tables stand apart");
            let mut text = Text::new(&view.text().to_string());
            edits.apply(&mut text);
            text.to_string()
        })
    }

    #[test]
    fn every_form_can_be_had_and_left_again() {
        let cells =
            |text: &str| with_view(text, |view| view.document.reports().flat_map(|(_, one)| values(one)).collect());
        let figures: Vec<_> = cells(REPORT);
        for form in [Form::Html, Form::Bars] {
            let other = rewritten(REPORT, form);
            assert_eq!(cells(&other), figures, "{form:?}");
            let back = rewritten(&other, Form::Markdown);
            assert_eq!(cells(&back), figures, "{form:?} and back");
            assert_eq!(rewritten(&back, form), other, "{form:?}");
        }
        let html = rewritten(REPORT, Form::Html);
        assert!(html.contains("<tr><td colspan=\"3\" rowspan=\"3\">（本列数据"), "{html}");
        assert!(html.contains("<td rowspan=\"8\">（三）不予公开</td>"), "{html}");
        with_view(&html, |view| assert!(view.findings.is_empty(), "{:?}", view.findings));
    }

    #[test]
    fn line_breaks_are_the_documents() {
        let text = rewritten(&REPORT.replace('\n', "\r\n"), Form::Html);
        assert!(!text.replace("\r\n", "").contains('\n'));
    }

    #[test]
    fn blanks_are_filled() {
        let text = REPORT.replacen("| 1 | 0 | 0 | 0 | 0 | 0 | 1 |", "| 1 |  | / | 0 | 0 | 0 |  |", 1);
        with_view(&text, |view| {
            let ledger = Ledger::of(view.document, view.whole()).nth(1).expect("the table of requests");
            let edits = filled(view, &ledger);
            let written: Vec<&str> = edits.iter().map(|edit| &*edit.text).collect();
            assert_eq!(written, ["0", "0", "1"]);
        });
    }

    #[test]
    fn totals_are_worked_out_after_their_parts() {
        let text = REPORT.replacen("| 9 | 4 | 0 | 0 | 1 | 0 | 14 |", "| 19 | 4 | 0 | 0 | 1 | 0 | 14 |", 1);
        with_view(&text, |view| {
            let tables = asked_for(view, TextRange::empty(0.into()));
            let edits: Vec<Edit> = tables.iter().flat_map(|ledger| recomputed(view, ledger)).collect();
            assert_eq!(edits.iter().map(|edit| &*edit.text).collect::<Vec<_>>(), ["24"]);
            assert_eq!(asked_for(view, edits[0].range).len(), 1);
        });
    }
}
