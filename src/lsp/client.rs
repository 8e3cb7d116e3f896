//! What the client says of itself when it connects.

use std::path::PathBuf;
use std::sync::Arc;

use tower_lsp::ls_types::{CodeActionClientCapabilities, InitializeParams, PositionEncodingKind};

use super::convert;
use crate::convert as convert_file;
use crate::finding::Locale;
use crate::text::Encoding;
use crate::workspace::Library;

/// What the client can do, as far as the server does something else for it.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// The unit of columns.
    pub encoding: Encoding,
    /// Whether it asks for diagnostics; else they are sent unasked. Never both.
    pub pulls: bool,
    /// Whether it can be told to ask again.
    pub can_refresh: bool,
    /// Whether it can be told to ask for inlay hints again.
    pub can_refresh_hints: bool,
    /// Whether it takes edits with the version they are for.
    pub takes_versions: bool,
    /// Whether it shows a word about each change of an edit.
    pub takes_annotations: bool,
    /// Whether it asks for the edit of an action when that is chosen.
    pub resolves_actions: bool,
    /// Whether it takes where a link begins beside where it leads.
    pub takes_links: bool,
    /// Whether symbols may lie within each other.
    pub nests_symbols: bool,
    /// The language of messages.
    pub locale: Locale,
    /// Whether it can be asked for its settings.
    pub configures: bool,
    /// Whether it watches files for the server.
    pub watches: bool,
    /// Whether figures are shown beside wrong totals.
    pub hints: bool,
    /// Whether columns are shown beside figures in prose.
    pub prose_hints: bool,
    /// The folders that are open. Documents without a file belong to the first one.
    pub roots: Vec<PathBuf>,
    /// The reports of the workspace: findings point into them.
    pub library: Arc<Library>,
}

impl Facts {
    /// Reads the client's first request. `locale` is for a client that names none.
    pub fn new(params: &InitializeParams, locale: Locale) -> Facts {
        let capabilities = &params.capabilities;
        let workspace = capabilities.workspace.as_ref();
        let document = capabilities.text_document.as_ref();
        let encodings = capabilities.general.as_ref().and_then(|general| general.position_encodings.as_deref());
        let edit = workspace.and_then(|workspace| workspace.workspace_edit.as_ref());
        let watched = workspace.and_then(|workspace| workspace.did_change_watched_files.as_ref());
        let symbols = document.and_then(|document| document.document_symbol.as_ref());
        let definition = document.and_then(|document| document.definition);
        let hints = workspace.and_then(|workspace| workspace.inlay_hint.as_ref());
        let refresh = workspace.and_then(|workspace| workspace.diagnostics.as_ref());
        Facts {
            encoding: encodings.unwrap_or_default().iter().find_map(encoding).unwrap_or_default(),
            pulls: document.is_some_and(|document| document.diagnostic.is_some()),
            can_refresh: refresh.and_then(|diagnostics| diagnostics.refresh_support).unwrap_or_default(),
            can_refresh_hints: hints.and_then(|hints| hints.refresh_support).unwrap_or_default(),
            takes_versions: edit.and_then(|edit| edit.document_changes).unwrap_or_default(),
            takes_annotations: edit.is_some_and(|edit| edit.change_annotation_support.is_some()),
            resolves_actions: document.and_then(|document| document.code_action.as_ref()).is_some_and(resolves),
            takes_links: definition.and_then(|definition| definition.link_support).unwrap_or_default(),
            nests_symbols: symbols.and_then(|symbols| symbols.hierarchical_document_symbol_support).unwrap_or_default(),
            locale: params.locale.as_deref().map_or(locale, language),
            configures: workspace.and_then(|workspace| workspace.configuration).unwrap_or_default(),
            watches: watched.and_then(|watched| watched.dynamic_registration).unwrap_or_default(),
            hints: true,
            prose_hints: false,
            roots: roots(params),
            library: Arc::new(Library::reading(convert_file::text_of)),
        }
    }
}

/// Whether actions may be sent without their edits.
fn resolves(actions: &CodeActionClientCapabilities) -> bool {
    let properties = actions.resolve_support.as_ref().map_or(&[][..], |support| &support.properties);
    actions.data_support == Some(true) && properties.iter().any(|property| property == "edit")
}

/// The client's encodings come in the order of its preference.
fn encoding(kind: &PositionEncodingKind) -> Option<Encoding> {
    match kind.as_str() {
        "utf-8" => Some(Encoding::Utf8),
        "utf-16" => Some(Encoding::Utf16),
        "utf-32" => Some(Encoding::Utf32),
        _ => None,
    }
}

/// Chinese, unless the client's language is English.
fn language(tag: &str) -> Locale {
    let primary = tag.split(['-', '_', '.']).next().unwrap_or_default();
    if primary.eq_ignore_ascii_case("en") { Locale::En } else { Locale::ZhCn }
}

#[expect(deprecated, reason = "older clients name their one folder so")]
fn roots(params: &InitializeParams) -> Vec<PathBuf> {
    let folders: Vec<PathBuf> =
        params.workspace_folders.iter().flatten().filter_map(|folder| convert::path(&folder.uri)).collect();
    if !folders.is_empty() {
        return folders;
    }
    let one = match &params.root_uri {
        Some(uri) => convert::path(uri),
        None => params.root_path.as_ref().map(PathBuf::from),
    };
    one.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn facts(params: serde_json::Value) -> Facts {
        Facts::new(&serde_json::from_value(params).expect("a valid request"), Locale::ZhCn)
    }

    #[test]
    fn the_first_encoding_that_is_known_is_taken() {
        let encoding = |encodings: serde_json::Value| {
            facts(json!({"capabilities": {"general": {"positionEncodings": encodings}}})).encoding
        };
        assert_eq!(encoding(json!(["utf-7", "utf-32", "utf-8"])), Encoding::Utf32);
        assert_eq!(encoding(json!(["utf-8", "utf-16"])), Encoding::Utf8);
        assert_eq!(encoding(json!([])), Encoding::Utf16);
        let nothing = Facts { hints: true, ..Facts::default() };
        assert_eq!(format!("{:?}", facts(json!({"capabilities": {}}))), format!("{nothing:?}"));
    }

    #[test]
    fn english_is_spoken_to_those_who_ask_for_it() {
        let tags = [("zh-cn", Locale::ZhCn), ("en", Locale::En), ("en-GB", Locale::En), ("EN_us", Locale::En)];
        for (tag, locale) in tags.into_iter().chain([("zh-TW", Locale::ZhCn), ("eno", Locale::ZhCn)]) {
            assert_eq!(facts(json!({"capabilities": {}, "locale": tag})).locale, locale, "{tag}");
        }
        assert_eq!(Facts::new(&InitializeParams::default(), Locale::En).locale, Locale::En);
    }

    #[test]
    fn folders_are_named_in_three_ways() {
        let roots = |params: serde_json::Value| facts(params).roots;
        assert_eq!(roots(json!({"capabilities": {}, "rootUri": null})), [""; 0].map(PathBuf::from));
        let folder = json!({"uri": "file:///a/%E5%8C%BA", "name": ""});
        let named = roots(json!({"capabilities": {}, "rootUri": "file:///b", "workspaceFolders": [folder]}));
        assert_eq!(named, [PathBuf::from(if cfg!(windows) { "a/区" } else { "/a/区" })]);
        assert_eq!(roots(json!({"capabilities": {}, "rootPath": "/c"})), [PathBuf::from("/c")]);
    }
}
