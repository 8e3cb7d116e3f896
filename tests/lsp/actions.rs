//! What can be chosen: offered in words, worked out when chosen, for the state it was offered for.

use std::sync::Arc;

use gouji::check::check;
use gouji::config::Settings;
use gouji::document::Document;
use gouji::text::Encoding;
use serde_json::{Value, json};

use crate::client::Client;
use crate::{SEED, SEEDS, URI, behind, edit, edited};

/// A client that shows everything an editor can show of an edit, and asks for edits late.
fn client() -> Client {
    Client::connect(json!({
        "textDocument": {
            "diagnostic": {},
            "codeAction": {"dataSupport": true, "resolveSupport": {"properties": ["edit"]}},
        },
        "workspace": {"workspaceEdit": {"documentChanges": true, "changeAnnotationSupport": {}}},
    }))
    .0
}

/// The actions at a range; `only` may be null.
fn actions(client: &mut Client, uri: &str, range: &Value, only: Value) -> Vec<Value> {
    let mut context = json!({"diagnostics": []});
    if !only.is_null() {
        context["only"] = only;
    }
    let params = json!({"textDocument": {"uri": uri}, "range": range, "context": context});
    client.request("textDocument/codeAction", params)["result"].as_array().expect("a list").clone()
}

fn range(start: (usize, usize), end: (usize, usize)) -> Value {
    edit(start, end, "")["range"].clone()
}

/// What a fresh check finds, as far as a diagnostic says it: rule, place and message.
fn fresh(text: &str) -> Vec<(String, Value, String)> {
    let document = Document::new(text, Arc::new(Settings::default()));
    let findings = check(&document);
    let place = |offset| {
        let position = document.text().position(offset, Encoding::Utf16);
        json!({"line": position.line, "character": position.column})
    };
    let tuple = |finding: &gouji::finding::Finding| {
        let range = json!({"start": place(finding.range.start()), "end": place(finding.range.end())});
        (finding.rule.to_owned(), range, finding.message.clone())
    };
    sorted(findings.iter().map(tuple).collect())
}

/// What spans reports is told behind the rest.
fn sorted(mut found: Vec<(String, Value, String)>) -> Vec<(String, Value, String)> {
    found.sort_by_cached_key(|one| format!("{one:?}"));
    found
}

fn told(diagnostics: &[Value]) -> Vec<(String, Value, String)> {
    let word = |value: &Value| value.as_str().expect("a text").to_owned();
    let tuple = |one: &Value| (word(&one["code"]), one["range"].clone(), word(&one["message"]));
    sorted(diagnostics.iter().map(tuple).collect())
}

/// Applies every action anywhere in a text, each to the text as it is.
fn apply_every_action(uri: &str, text: &str) -> usize {
    let mut client = client();
    client.open(uri, text);
    let mut version = 1;
    let whole = range((0, 0), (text.lines().count() + 1, 0));
    let mut offered = actions(&mut client, uri, &whole, json!(null));
    // Where the cursor is in a table, there is more to choose.
    for (line, _) in text.lines().enumerate().step_by(5) {
        offered.extend(actions(&mut client, uri, &range((line, 0), (line, 0)), json!(["refactor", "source"])));
    }
    offered.sort_by_key(|action| action["data"].to_string());
    offered.dedup_by_key(|action| action["data"].to_string());
    let before = client.pull(uri);
    let count = offered.len();
    for action in offered {
        assert_eq!(action.get("edit"), None, "it comes late");
        let state = |client: &mut Client, action: Value| client.request("codeAction/resolve", action)["result"].clone();
        // The text came back in the meantime, and with it another state.
        let mut current = action.clone();
        let again = actions(&mut client, uri, &whole, json!(["quickfix"]));
        if let Some(now) = again.first() {
            current["data"]["revision"] = now["data"]["revision"].clone();
        }
        let resolved = state(&mut client, current);
        let title = &action["title"];
        let change = &resolved["edit"]["documentChanges"][0];
        assert_eq!(change["textDocument"], json!({"uri": uri, "version": version}), "{title}");
        let edits = change["edits"].as_array().expect("edits");
        for pair in edits.windows(2) {
            let place = |at: &Value| (at["line"].as_u64(), at["character"].as_u64());
            assert!(place(&pair[0]["range"]["end"]) <= place(&pair[1]["range"]["start"]), "{title}: they stand apart");
        }
        let expected = edited(text, &change["edits"]);
        assert_ne!(expected, text, "{title} changes something");
        // From the last to the first, so that none moves another.
        let changes: Vec<Value> =
            edits.iter().rev().map(|edit| json!({"range": edit["range"], "text": edit["newText"]})).collect();
        version += 1;
        client.change(uri, version, json!(changes));
        assert_eq!(client.text(uri), expected, "{title}");
        // What a person has just edited is not blamed until then.
        client.notify("textDocument/didSave", json!({"textDocument": {"uri": uri}}));
        let after = told(&client.pull(uri));
        assert_eq!(after, fresh(&expected), "{title}");
        if action["title"].as_str().is_some_and(|title| title.starts_with("此处忽略")) {
            assert_eq!(after.len(), before.len() - 1, "{title} silences one finding and no other");
        }
        if let Some(rule) = title.as_str().and_then(|title| title.strip_prefix("全文忽略 ")) {
            assert!(after.iter().all(|(found, ..)| found != rule), "{title}");
        }
        version += 1;
        client.change(uri, version, json!([{"text": text}]));
    }
    assert_eq!(told(&client.pull(uri)), fresh(text));
    count
}

#[test]
fn every_action_leaves_what_a_fresh_check_agrees_with() {
    let mut count = 0;
    for (index, seed) in SEEDS.iter().enumerate() {
        count += apply_every_action(&format!("file:///nowhere/{index}.txt"), seed);
    }
    let wrong = SEED.replacen("\n468", "\n469", 1).replacen("\n5374.2", "\n5,374.2", 1).replacen("\n454 |", "\n |", 1);
    count += apply_every_action(URI, &wrong);
    assert!(count > 60, "{count} actions are enough to mean something");
}

#[test]
fn an_action_of_another_time_is_refused() {
    let mut client = client();
    let wrong = SEED.replacen("\n468", "\n469", 1);
    client.open(URI, &wrong);
    let (line, column) = behind(&wrong, "\n469", 0);
    let action = actions(&mut client, URI, &range((line, column), (line, column)), json!(["quickfix"])).remove(0);
    let resolved = client.request("codeAction/resolve", action.clone());
    let edit_of_figure = &resolved["result"]["edit"];
    let id = edit_of_figure["documentChanges"][0]["edits"][0]["annotationId"].as_str().expect("an annotation");
    let annotation = &edit_of_figure["changeAnnotations"][id];
    assert!(annotation["label"].as_str().is_some_and(|label| label.ends_with("总计”：469 → 468")), "{annotation}");
    client.change(URI, 2, json!([edit((0, 0), (0, 0), "\n")]));
    assert_eq!(client.request("codeAction/resolve", action)["error"]["code"], -32801);
    let foreign = json!({"title": "甲", "data": {"other": 1}});
    assert_eq!(client.request("codeAction/resolve", foreign.clone())["result"], foreign);
}

#[test]
fn totals_are_recomputed_where_one_asks() {
    let mut client = Client::pulling();
    let wrong = SEED.replacen("\n468", "\n469", 1);
    client.open(URI, &wrong);
    let (line, column) = behind(&wrong, "\n469", 0);
    let only = json!(["source.recomputeTotals"]);
    for at in [(line, column), (0, 0)] {
        let actions = actions(&mut client, URI, &range(at, at), only.clone());
        assert_eq!(actions[0]["kind"], "source.recomputeTotals.gouji");
        assert_eq!(edited(&wrong, &actions[0]["edit"]["documentChanges"][0]["edits"]), SEED, "{at:?}");
    }
    let elsewhere = range((1, 0), (2, 0));
    assert_eq!(actions(&mut client, URI, &elsewhere, only), [] as [Value; 0]);
}
