//! The editor's settings: section `gouji`, the same tables as `gouji.toml`, which they override, and a few words for
//! the server alone. What editors keep there for themselves is passed over.

use std::path::Path;

use serde_json::{Map, Value};

use crate::config::Config;
use crate::finding::Locale;
use crate::rules;
use crate::say;
use crate::workspace::patterns;

/// What the editor says, for the window or for one of its folders.
#[derive(Clone, Debug, PartialEq)]
pub struct Editor {
    /// What it says of the tables of `gouji.toml`.
    tables: Map<String, Value>,
    /// Whether totals that are wrong have the right figure beside them (`inlayHints`).
    pub hints: bool,
    /// Whether figures in prose have the column beside them that they state (`proseHints`).
    pub prose_hints: bool,
}

impl Default for Editor {
    fn default() -> Self {
        Editor { tables: Map::new(), hints: true, prose_hints: false }
    }
}

impl Editor {
    /// Reads the section.
    ///
    /// # Errors
    /// In words, when it says what `gouji.toml` could not say.
    pub fn new(section: &Value, locale: Locale) -> Result<Editor, String> {
        // An empty table of Lua is an empty list as well.
        let is_nothing = section.is_null() || section.as_array().is_some_and(Vec::is_empty);
        if !section.is_object() && !is_nothing {
            return Err(say!(locale, "`{section}` 不是一组设置", "`{section}` is no group of settings"));
        }
        let known = serde_json::to_value(Config::default()).map_err(|error| error.to_string())?;
        let is_table = |name: &String| known.get(name).is_some();
        let entries = section.as_object().into_iter().flatten();
        let tables = entries.filter(|(name, value)| is_table(name) && !value.is_null());
        let mut tables: Map<String, Value> = tables.map(|(name, value)| (name.clone(), without_nulls(value))).collect();
        tables.retain(|_, value| !value.as_object().is_some_and(Map::is_empty));
        let is_on = |name: &str| section.get(name).and_then(Value::as_bool);
        let (hints, prose_hints) = (is_on("inlayHints").unwrap_or(true), is_on("proseHints").unwrap_or_default());
        let editor = Editor { tables, hints, prose_hints };
        let config = editor.applied(&Config::default()).map_err(|error| error.to_string())?;
        for wanted in [&config.files.include, &config.files.exclude] {
            patterns(wanted, Path::new("")).map_err(|(_, error)| error.to_string())?;
        }
        let names = editor.tables.get("rules").and_then(Value::as_object).into_iter().flatten();
        match names.map(|(name, _)| name).find(|name| rules::rule(name).is_none()) {
            Some(name) => Err(say!(locale, "没有名为 `{name}` 的规则", "unknown rule `{name}`")),
            None => Ok(editor),
        }
    }

    /// Whether the file's word stands wherever it governs.
    pub fn is_silent(&self) -> bool {
        self.tables.is_empty()
    }

    /// Puts what the editor says in the place of what the file says.
    pub fn apply(&self, config: &mut Config) {
        // What can't be merged was refused when it was read.
        if let Ok(applied) = self.applied(config) {
            *config = applied;
        }
    }

    fn applied(&self, config: &Config) -> serde_json::Result<Config> {
        let mut value = serde_json::to_value(config)?;
        merge(&mut value, &Value::Object(self.tables.clone()));
        serde_json::from_value(value)
    }
}

/// Editors send null for what is not set.
fn without_nulls(value: &Value) -> Value {
    match value {
        Value::Object(entries) => {
            let entries = entries.iter().filter(|(_, value)| !value.is_null());
            Value::Object(entries.map(|(name, value)| (name.clone(), without_nulls(value))).collect())
        }
        value => value.clone(),
    }
}

fn merge(into: &mut Value, from: &Value) {
    match (into, from) {
        (Value::Object(into), Value::Object(from)) => {
            for (name, value) in from {
                merge(into.entry(name.clone()).or_insert(Value::Null), value);
            }
        }
        (into, from) => *into = from.clone(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::config::{Kind, Level, Run};

    fn editor(section: &Value) -> Result<Editor, String> {
        Editor::new(section, Locale::ZhCn)
    }

    #[test]
    fn the_editor_overrides_the_file() {
        let mut config = Config::default();
        config.report.year = Some(2023);
        config.rules.insert("row-total".to_owned(), Level::Off);
        let section = json!({
            "report": {"kind": "township", "year": null},
            "rules": {"balance": "hint"},
            "lint": {"run": "on-save"},
            "path": "/usr/bin/gouji", "trace": {"server": "off"}, "inlayHints": false, "proseHints": true,
        });
        let editor = editor(&section).expect("it is right");
        editor.apply(&mut config);
        assert_eq!((config.report.year, config.report.kind), (Some(2023), Some(Kind::Township)));
        assert_eq!((config.rules["row-total"], config.rules["balance"]), (Level::Off, Level::Hint));
        assert_eq!((config.lint.run, editor.hints, editor.prose_hints), (Run::OnSave, false, true));
    }

    #[test]
    fn what_is_wrong_is_refused() {
        assert_eq!(editor(&Value::Null), Ok(Editor::default()));
        assert_eq!(editor(&json!({"report": {}})), Ok(Editor::default()));
        assert_eq!(editor(&json!([])), Ok(Editor::default()));
        assert!(editor(&json!("abc")).is_err_and(|error| error.contains("abc")));
        assert!(editor(&json!({"report": {"yaer": 2024}})).is_err_and(|error| error.contains("yaer")));
        assert!(editor(&json!({"rules": {"row-totl": "off"}})).is_err_and(|error| error.contains("row-totl")));
        assert!(editor(&json!({"files": {"exclude": ["[z-a]"]}})).is_err_and(|error| error.contains("[z-a]")));
    }
}
