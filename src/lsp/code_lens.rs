//! `textDocument/codeLens` and the command behind it: above each table with relations, how many of them fail.

use serde::{Deserialize, Serialize};
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::ls_types::{CodeLens, Command, ExecuteCommandParams, LSPAny, Uri};

use super::annotation;
use super::ledger::Ledger;
use super::outbox::Outbox;
use super::rewrite;
use super::session::Session;
use super::view::{View, look_at};
use crate::say;
use crate::text::{Edits, TextRange};

/// The command that writes totals anew; its one argument is a [`Table`].
pub const RECOMPUTE: &str = "gouji.recomputeTotals";

/// A table, as a command names it.
#[derive(Debug, Serialize, Deserialize)]
pub struct Table {
    /// The document.
    pub uri: Uri,
    /// Which of the document's tables with relations it is, from 0: it is still that one after an edit elsewhere. All
    /// of them if there is none.
    pub table: Option<usize>,
}

/// The lenses of a document.
pub fn code_lenses(view: &View<'_>) -> Option<Vec<CodeLens>> {
    Some(tables(view).enumerate().map(|(index, ledger)| lens(view, index, &ledger)).collect())
}

fn tables<'a>(view: &View<'a>) -> impl Iterator<Item = Ledger<'a>> + use<'a> {
    Ledger::of(view.document, view.whole()).filter(|ledger| !ledger.table.relations.is_empty())
}

fn lens(view: &View<'_>, index: usize, ledger: &Ledger<'_>) -> CodeLens {
    let failures = ledger.failures();
    let can_recompute = !rewrite::recomputed(view, ledger).is_empty();
    let locale = view.locale();
    let title = match failures {
        0 => say!(locale, "勾稽相符", "Figures agree"),
        _ if can_recompute => {
            say!(locale, "勾稽 {failures} 处不符 · 重算合计", "{failures} relations fail · recompute totals")
        }
        _ => say!(locale, "勾稽 {failures} 处不符", "{failures} relations fail"),
    };
    // Without a command it is words alone.
    let (command, arguments) = match can_recompute && failures > 0 {
        true => {
            let table = Table { uri: view.uri.clone(), table: Some(index) };
            (RECOMPUTE, serde_json::to_value(table).ok().map(|table| vec![table]))
        }
        false => ("", None),
    };
    CodeLens {
        range: view.range(TextRange::empty(ledger.range().start())),
        command: Some(Command { title, command: command.to_owned(), arguments }),
        data: None,
    }
}

/// `workspace/executeCommand`: asks the client for the edits. Null is the answer in any case.
///
/// # Errors
/// When the command is no command or its argument is none.
pub async fn execute(session: &Session, outbox: &Outbox, params: &ExecuteCommandParams) -> Result<Option<LSPAny>> {
    let argument = params.arguments.first().filter(|_| params.command == RECOMPUTE);
    let Some(Table { uri, table }) = argument.and_then(|argument| Table::deserialize(argument).ok()) else {
        return Err(Error::invalid_params(params.command.clone()));
    };
    let edit = look_at(session, &uri, move |checked| {
        let view = View::new(checked)?;
        let edits = recompute(&view, table).filter(|edits| !edits.is_empty())?;
        Some(annotation::workspace_edit(&view, checked.version, &edits, false))
    });
    if let Some(edit) = edit.await? {
        outbox.edit(edit);
    }
    Ok(None)
}

/// The edits of [`RECOMPUTE`].
pub fn recompute(view: &View<'_>, table: Option<usize>) -> Option<Edits> {
    let chosen = tables(view).enumerate().filter(|(index, _)| table.is_none_or(|table| table == *index));
    Edits::new(chosen.flat_map(|(_, ledger)| rewrite::recomputed(view, &ledger)).collect()).ok()
}

#[cfg(test)]
mod tests {
    use super::super::view::testing::{REPORT, with_view};
    use super::*;

    fn titles(text: &str) -> Vec<(String, bool)> {
        with_view(text, |view| {
            let lenses = code_lenses(view).expect("a list").into_iter();
            let command = |lens: CodeLens| lens.command.expect("lenses come whole");
            lenses.map(command).map(|command| (command.title, command.command == RECOMPUTE)).collect()
        })
    }

    #[test]
    fn tables_say_whether_they_agree() {
        let fine = ("勾稽相符".to_owned(), false);
        assert_eq!(titles(REPORT), [fine.clone(), fine.clone()]);
        let wrong = REPORT.replacen("| 9 | 4 | 0 | 0 | 1 | 0 | 14 |", "| 9 | 4 | 0 | 0 | 1 | 0 | 15 |", 1);
        assert_eq!(titles(&wrong), [("勾稽 2 处不符 · 重算合计".to_owned(), true), fine]);
        with_view(&wrong, |view| {
            let edits = recompute(view, Some(0)).expect("they stand apart");
            assert_eq!(edits.iter().map(|edit| &*edit.text).collect::<Vec<_>>(), ["14"]);
            assert!(recompute(view, Some(1)).expect("none at all").is_empty());
            assert_eq!(recompute(view, None), Some(edits));
        });
    }
}
