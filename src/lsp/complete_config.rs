//! What `gouji.toml` may say at a place: tables, keys and values, from the schema that its settings make.

use std::sync::LazyLock;

use serde_json::Value;

use crate::config::Config;
use crate::finding::Locale;
use crate::rules::RULES;

/// Something that may be written.
#[derive(Debug, PartialEq, Eq)]
pub struct Item {
    /// The byte of the cursor's line from which it is written.
    pub from: usize,
    /// What is written.
    pub text: String,
    /// What a menu shows.
    pub label: String,
    /// What it means.
    pub about: String,
}

fn schema(locale: Locale) -> &'static Value {
    static ZH: LazyLock<Value> =
        LazyLock::new(|| Config::schema(RULES.iter().map(|rule| (rule.name, rule.summary.zh))));
    static EN: LazyLock<Value> =
        LazyLock::new(|| Config::schema(RULES.iter().map(|rule| (rule.name, rule.summary.en))));
    match locale {
        Locale::ZhCn => &ZH,
        Locale::En => &EN,
    }
}

/// What may follow `before`, the text of the file up to the cursor.
pub fn completions(before: &str, locale: Locale) -> Vec<Item> {
    let root = schema(locale);
    let line = before.rsplit('\n').next().unwrap_or_default();
    let blank = line.len() - line.trim_start().len();
    if line.trim_start().starts_with('[') {
        return tables(root, blank);
    }
    let headers = before[..before.len() - line.len()].lines().rev().map(str::trim);
    let header = headers.filter(|line| line.starts_with('[')).map(|line| line.trim_matches(['[', ']', ' '])).next();
    let table = header.map_or(Some(root), |name| Some(resolved(root, root.get("properties")?.get(name)?)));
    let Some(properties) = table.and_then(|table| table.get("properties")?.as_object()) else { return Vec::new() };
    if let Some((key, value)) = line.split_once('=') {
        let from = line.len() - value.trim_start().len();
        let property = properties.get(key.trim().trim_matches(['"', '\'']));
        return property.map(|property| values(resolved(root, property), from)).unwrap_or_default();
    }
    let item = |(name, property): (&String, &Value)| Item {
        from: blank,
        text: format!("{name} = "),
        label: name.clone(),
        about: about(property),
    };
    // Tables have headers of their own.
    let is_plain = |(_, property): &(&String, &Value)| header.is_some() || table_of(root, property).is_none();
    properties.iter().filter(is_plain).map(item).collect()
}

fn tables(root: &Value, from: usize) -> Vec<Item> {
    let properties = root.get("properties").and_then(Value::as_object);
    let items = properties.into_iter().flatten().filter_map(|(name, property)| {
        let text = table_of(root, property)?.replace("{}", name);
        Some(Item { from, label: text.clone(), text, about: about(property) })
    });
    items.collect()
}

/// How the header of a property is written, if it has one.
fn table_of(root: &Value, property: &Value) -> Option<&'static str> {
    match resolved(root, property).get("type")?.as_str()? {
        "object" => Some("[{}]"),
        "array" => Some("[[{}]]"),
        _ => None,
    }
}

fn values(property: &Value, from: usize) -> Vec<Item> {
    let words = property.get("enum").and_then(Value::as_array).into_iter().flatten();
    let described = property.get("oneOf").and_then(Value::as_array).into_iter().flatten();
    let described = described.filter_map(|choice| Some((choice.get("const")?.as_str()?, about(choice))));
    let words = words.filter_map(Value::as_str).map(|word| (word, String::new()));
    let item = |(word, about): (&str, String)| {
        let text = format!("\"{word}\"");
        Item { from, label: text.clone(), text, about }
    };
    words.chain(described).map(item).collect()
}

fn about(property: &Value) -> String {
    property.get("description").and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// What a property refers to, or may be beside nothing; of an array of tables, one of these keeps its type.
fn resolved<'v>(root: &'v Value, property: &'v Value) -> &'v Value {
    let mut property = property;
    // References do not go deeper than this.
    for _ in 0..4 {
        let choices = property.get("anyOf").or_else(|| property.get("allOf")).and_then(Value::as_array);
        if let Some(name) = property.get("$ref").and_then(Value::as_str) {
            let Some(found) = root.pointer(name.trim_start_matches('#')) else { return property };
            property = found;
        } else if let Some(choice) = choices.and_then(|choices| choices.first()) {
            property = choice;
        }
    }
    property
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(before: &str) -> Vec<String> {
        completions(before, Locale::ZhCn).into_iter().map(|item| item.label).collect()
    }

    #[test]
    fn tables_keys_and_values_are_offered() {
        let tables = labels("[");
        assert!(tables.contains(&"[report]".to_owned()) && tables.contains(&"[[roll-up]]".to_owned()), "{tables:?}");
        assert!(labels("[report]\nye").contains(&"organization".to_owned()));
        assert_eq!(labels("[report]\nkind = "), ["\"government\"", "\"department\"", "\"township\""]);
        assert!(labels("[rules]\n").contains(&"row-total".to_owned()));
        assert_eq!(labels("[rules]\nrow-total = ").len(), 5);
        assert_eq!(labels("[nothing]\n"), [""; 0]);
        let item = completions("[lint]\n  ", Locale::En).pop().expect("a key");
        assert_eq!((item.from, &*item.text), (2, "run = "));
    }
}
