//! `textDocument/documentSymbol` and `workspace/symbol`: report → section → table → row.

use tower_lsp::ls_types::{
    DocumentSymbol, DocumentSymbolResponse, Location, SymbolInformation, SymbolKind, Uri, WorkspaceSymbolResponse,
};

use super::ledger::Ledger;
use super::outline;
use super::session::{Checked, Session, Wanted};
use super::view::View;
use crate::report::Report;
use crate::text::{TextRange, TextSize};

/// The most symbols that a search brings.
const MOST_FOUND: usize = 256;

/// The outline of a document.
pub fn document_symbols(view: &View<'_>) -> Option<DocumentSymbolResponse> {
    let symbols = nested(view);
    if view.facts.nests_symbols {
        return Some(symbols.into());
    }
    let mut flat = Vec::new();
    symbols.into_iter().for_each(|symbol| flatten(symbol, None, view.uri, &mut flat));
    Some(flat.into())
}

/// The reports and sections of all open documents whose name contains `query`.
pub async fn workspace_symbols(session: &Session, query: String) -> Option<WorkspaceSymbolResponse> {
    let mut found = Vec::new();
    for key in session.names().await {
        let Some(checked) = session.checked(key, Wanted::Current).await else { continue };
        found.extend(matching(&checked, &query));
        if found.len() >= MOST_FOUND {
            found.truncate(MOST_FOUND);
            break;
        }
    }
    Some(found.into())
}

fn matching(checked: &Checked, query: &str) -> Vec<SymbolInformation> {
    let Some(view) = View::new(checked) else { return Vec::new() };
    let mut found = Vec::new();
    for (start, report) in outline::reports(&view, view.whole()) {
        let name = outline::report_name(report, view.locale());
        let places = report.sections.iter().map(|section| {
            let name = outline::section_name(&view, start, report, section);
            (name, SymbolKind::NAMESPACE, section.heading + start)
        });
        let title = (name.clone(), SymbolKind::MODULE, title(start, report));
        for (own, kind, range) in std::iter::once(title).chain(places).filter(|(own, ..)| own.contains(query)) {
            let container = (kind != SymbolKind::MODULE).then(|| name.clone());
            found.push(information(own, kind, view.range(range), view.uri, container));
        }
    }
    found
}

/// Where a report is pointed at: its title, else its first byte.
fn title(start: TextSize, report: &Report) -> TextRange {
    let range = outline::report_range(start, report);
    let title = report.facts.title.map(|title| title + start).filter(|title| range.contains_range(*title));
    title.unwrap_or(TextRange::empty(range.start()))
}

fn nested(view: &View<'_>) -> Vec<DocumentSymbol> {
    outline::reports(view, view.whole()).map(|(start, report)| of_report(view, start, report)).collect()
}

fn of_report(view: &View<'_>, start: TextSize, report: &Report) -> DocumentSymbol {
    let range = outline::report_range(start, report);
    let mut tables: Vec<Ledger<'_>> = Ledger::of_report(start, report).collect();
    let mut children = Vec::new();
    for section in &report.sections {
        let whole = outline::section_range(start, report, section);
        let is_own = |ledger: &Ledger<'_>| whole.contains_range(ledger.range());
        let (own, others): (Vec<_>, Vec<_>) = tables.into_iter().partition(is_own);
        tables = others;
        let name = outline::section_name(view, start, report, section);
        let tables = own.iter().map(|ledger| of_table(view, ledger)).collect();
        children.push(symbol(view, name, None, SymbolKind::NAMESPACE, whole, section.heading + start, tables));
    }
    let inside = tables.iter().filter(|ledger| range.contains_range(ledger.range()));
    children.extend(inside.map(|ledger| of_table(view, ledger)));
    let name = outline::report_name(report, view.locale());
    symbol(view, name, None, SymbolKind::MODULE, range, title(start, report), children)
}

fn of_table(view: &View<'_>, ledger: &Ledger<'_>) -> DocumentSymbol {
    let rows = ledger.table.rows.iter().enumerate().filter_map(|(index, row)| {
        let range = ledger.row(index)?.intersect(ledger.range())?;
        let cells = row.first_cell..row.first_cell + ledger.table.columns(index).len();
        let figures = cells.map(|cell| ledger.number(cell).map_or("—".to_owned(), |figure| figure.to_string()));
        let figures = figures.collect::<Vec<_>>().join(" ");
        Some(symbol(view, row.name.clone(), Some(figures), SymbolKind::FIELD, range, range, Vec::new()))
    });
    let (range, rows) = (ledger.range(), rows.collect());
    symbol(view, ledger.table.label.clone(), None, SymbolKind::STRUCT, range, TextRange::empty(range.start()), rows)
}

#[expect(deprecated, reason = "the field has to be named")]
fn symbol(
    view: &View<'_>,
    name: String,
    detail: Option<String>,
    kind: SymbolKind,
    range: TextRange,
    selection: TextRange,
    children: Vec<DocumentSymbol>,
) -> DocumentSymbol {
    DocumentSymbol {
        name,
        detail,
        kind,
        tags: None,
        deprecated: None,
        range: view.range(range),
        selection_range: view.range(selection),
        children: (!children.is_empty()).then_some(children),
    }
}

fn flatten(symbol: DocumentSymbol, container: Option<String>, uri: &Uri, flat: &mut Vec<SymbolInformation>) {
    flat.push(information(symbol.name.clone(), symbol.kind, symbol.range, uri, container));
    for child in symbol.children.unwrap_or_default() {
        flatten(child, Some(symbol.name.clone()), uri, flat);
    }
}

#[expect(deprecated, reason = "the field has to be named")]
fn information(
    name: String,
    kind: SymbolKind,
    range: tower_lsp::ls_types::Range,
    uri: &Uri,
    container_name: Option<String>,
) -> SymbolInformation {
    let location = Location { uri: uri.clone(), range };
    SymbolInformation { name, kind, tags: None, deprecated: None, location, container_name }
}

#[cfg(test)]
mod tests {
    use super::super::view::testing::{REPORT, with_view};
    use super::*;

    #[test]
    fn reports_have_sections_with_tables_with_rows() {
        with_view(&REPORT.repeat(2), |view| {
            let symbols = nested(view);
            assert_eq!(symbols.len(), 2);
            assert_eq!(symbols[0].name, "某市卫生健康委员会2024年政府信息公开工作年度报告");
            let sections = symbols[1].children.as_ref().expect("sections");
            assert_eq!(sections.len(), 6);
            assert_eq!(sections[2].name, "三、收到和处理政府信息公开申请情况");
            let tables = sections[2].children.as_ref().expect("a table");
            let rows = tables[0].children.as_ref().expect("rows");
            assert_eq!((tables.len(), rows.len()), (1, 25));
            let (name, detail) = (&*rows[0].name, rows[0].detail.as_deref());
            assert_eq!((name, detail), ("一、本年新收政府信息公开申请数量", Some("9 4 0 0 1 0 14")));
            for symbol in sections.iter().chain(tables).chain(rows) {
                let (range, selection) = (symbol.range, symbol.selection_range);
                assert!(range.start <= selection.start && selection.end <= range.end, "{symbol:?}");
            }
        });
    }

    #[test]
    fn old_clients_get_a_list() {
        with_view(REPORT, |view| {
            let Some(DocumentSymbolResponse::Flat(symbols)) = document_symbols(view) else { panic!("a list") };
            let row = symbols.iter().find(|symbol| symbol.name == "行政许可").expect("a row");
            assert_eq!(row.container_name.as_deref(), Some("主动公开政府信息情况"));
        });
    }
}
