//! Edits as the client takes them: with the version they are for, and with a word about each figure that changes, for
//! clients that show what an edit would do.

use std::collections::HashMap;

use tower_lsp::ls_types::{
    AnnotatedTextEdit, ChangeAnnotation, DocumentChanges, OneOf, OptionalVersionedTextDocumentIdentifier,
    TextDocumentEdit, TextEdit, WorkspaceEdit,
};

use super::ledger::Ledger;
use super::view::View;
use crate::say;
use crate::text::{Edit, Edits, Number};

/// Edits of a document in the state of this version. `asks` says that a person is to confirm it when several figures
/// change at once.
pub fn workspace_edit(view: &View<'_>, version: i32, edits: &Edits, asks: bool) -> WorkspaceEdit {
    let text_edit = |edit: &Edit| TextEdit::new(view.range(edit.range), edit.text.clone());
    let uri = view.uri.clone();
    if !view.facts.takes_versions {
        let edits = edits.iter().map(text_edit).collect();
        return WorkspaceEdit { changes: Some(HashMap::from([(uri, edits)])), ..WorkspaceEdit::default() };
    }
    let labels: Vec<Option<String>> = edits.iter().map(|edit| label(view, edit)).collect();
    let count = labels.iter().flatten().count();
    let mut annotations = HashMap::new();
    let annotated = edits.iter().zip(labels).enumerate().map(|(index, (edit, label))| match label {
        Some(label) if view.facts.takes_annotations => {
            let id = index.to_string();
            let needs_confirmation = Some(asks && count > 1);
            annotations.insert(id.clone(), ChangeAnnotation { label, needs_confirmation, description: None });
            OneOf::Right(AnnotatedTextEdit { text_edit: text_edit(edit), annotation_id: id })
        }
        _ => OneOf::Left(text_edit(edit)),
    });
    let edits = annotated.collect();
    let text_document = OptionalVersionedTextDocumentIdentifier { uri, version: Some(version) };
    WorkspaceEdit {
        changes: None,
        document_changes: Some(DocumentChanges::Edits(vec![TextDocumentEdit { text_document, edits }])),
        change_annotations: (!annotations.is_empty()).then_some(annotations),
    }
}

/// What an edit does to a figure; none if it touches none, or leaves it at its value.
fn label(view: &View<'_>, edit: &Edit) -> Option<String> {
    let new = Number::parse(edit.text.trim()).ok()?;
    let old = view.text().slice(edit.range);
    let was = Number::parse(old.trim()).ok();
    if was == Some(new) {
        return None;
    }
    let blank = say!(view.locale(), "空白", "blank");
    let old = if old.trim().is_empty() { blank } else { old.trim().to_owned() };
    Some(match Ledger::at(view.document, edit.range.start()) {
        Some((ledger, cell)) => {
            let name = ledger.table.cell_name(cell, view.locale());
            say!(view.locale(), "{name}：{old} → {new}", "{name}: {old} → {new}")
        }
        None => format!("{old} → {new}"),
    })
}
