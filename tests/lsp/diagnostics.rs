//! Pushed or pulled, while typing or on save.

use std::fs;

use serde_json::{Value, json};

use crate::client::Client;
use crate::{SEED, URI, behind, edit, rules};

#[test]
fn clients_that_cannot_ask_are_told_with_the_version() {
    let (mut client, server) = Client::connect(json!({}));
    assert_eq!(server.get("diagnosticProvider"), None);
    client.open(URI, SEED);
    let first = client.notification("textDocument/publishDiagnostics");
    assert_eq!((&first["uri"], &first["version"]), (&json!(URI), &json!(1)));
    let first = first["diagnostics"].as_array().expect("a list").clone();
    assert!(!first.is_empty());
    let (line, column) = behind(SEED, "\n468", 0);
    client.change(URI, 7, json!([edit((line, column - 1), (line, column), "9")]));
    let second = client.notification("textDocument/publishDiagnostics");
    assert_eq!(second["version"], 7);
    assert_ne!(second["diagnostics"], json!(first));
    client.notify("textDocument/didClose", json!({"textDocument": {"uri": URI}}));
    let last = client.notification("textDocument/publishDiagnostics");
    assert_eq!(last, json!({"uri": URI, "diagnostics": []}));
}

#[test]
fn clients_that_ask_are_told_nothing_unasked() {
    let mut client = Client::pulling();
    client.open(URI, SEED);
    assert!(!client.pull(URI).is_empty());
    client.change(URI, 2, json!([edit((0, 0), (0, 0), "x")]));
    client.pull(URI);
    client.notify("textDocument/didClose", json!({"textDocument": {"uri": URI}}));
    assert!(client.pull(URI).is_empty());
    assert_eq!(client.unread(), [] as [Value; 0]);
}

#[test]
fn what_has_not_changed_is_not_sent_again() {
    // The report once, without its copy.
    let text = &SEED[..SEED.rfind("根据《中华人民共和国政府信息公开条例》(以下简称").expect("it has one")];
    let mut client = Client::pulling();
    client.open(URI, text);
    let ask = |client: &mut Client, previous: &Value| {
        let params = json!({"textDocument": {"uri": URI}, "previousResultId": previous});
        client.request("textDocument/diagnostic", params)["result"].clone()
    };
    let first = ask(&mut client, &json!(null));
    assert_eq!(first["kind"], "full");
    let unchanged = json!({"kind": "unchanged", "resultId": first["resultId"]});
    assert_eq!(ask(&mut client, &first["resultId"]), unchanged);
    // A change behind everything that is found.
    let lines = text.lines().count();
    client.change(URI, 2, json!([edit((lines, 0), (lines, 0), "\n")]));
    assert_eq!(ask(&mut client, &first["resultId"]), unchanged);
    client.change(URI, 3, json!([edit((0, 0), (0, 0), "\n")]));
    let moved = ask(&mut client, &first["resultId"]);
    assert_eq!(moved["kind"], "full");
    assert_ne!(moved["resultId"], first["resultId"]);
    assert_eq!(ask(&mut client, &first["resultId"])["kind"], "full", "only the last answer counts");
}

#[test]
fn what_is_superfluous_is_shown_faded() {
    let mut client = Client::pulling();
    let mut tags = |text: &str| -> Vec<(String, Value)> {
        client.open(URI, text);
        let tag = |one: &Value| {
            let rule = one["code"].as_str().expect("a rule").to_owned();
            (rule, one.get("tags").cloned().unwrap_or_default())
        };
        client.pull(URI).iter().map(tag).collect()
    };
    let faded = |rule: &str| (rule.to_owned(), json!([1]));
    let all = tags(SEED);
    assert!(all.contains(&faded("repeated-report")), "a copy");
    assert_eq!(all.iter().filter(|(_, tag)| !tag.is_null()).count(), 1, "{all:?}");
    let text = format!("<!-- gouji-ignore-file late-publication -->\n\n{SEED}\n扫一扫在手机打开当前页\n\n待补充\n");
    let all = tags(&text);
    assert!(all.contains(&faded("unused-ignore")), "a comment that does nothing");
    let leftovers: Vec<&Value> = all.iter().filter(|(rule, _)| rule == "leftover-text").map(|(_, tag)| tag).collect();
    assert_eq!(leftovers, [&json!([1]), &json!(null)], "residue is to be taken out, a placeholder to be filled in");
}

/// A folder with a configuration, and the URI of a report in it.
pub fn folder(config: &str) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    fs::write(folder.path().join("gouji.toml"), config).expect("there is room for a file");
    let path = folder.path().join("report.md");
    let path = path.to_str().expect("an ordinary path").replace('\\', "/");
    let uri = format!("file://{}{path}", if path.starts_with('/') { "" } else { "/" });
    (folder, uri)
}

#[test]
fn the_configuration_is_looked_at_on_open_and_save() {
    let (folder, uri) = folder("[rules]\nmissing-title = \"off\"");
    let capabilities = json!({
        "textDocument": {"diagnostic": {}},
        "workspace": {"diagnostics": {"refreshSupport": true}},
    });
    let (mut client, _) = Client::connect(capabilities);
    client.open(&uri, SEED);
    assert!(!rules(&client.pull(&uri)).contains(&"missing-title"));
    fs::write(folder.path().join("gouji.toml"), "[rules]\nmissing-title = \"error\"").expect("it can be written");
    assert!(!rules(&client.pull(&uri)).contains(&"missing-title"), "nobody has said anything");
    client.notify("textDocument/didSave", json!({"textDocument": {"uri": uri}, "text": SEED}));
    let found = client.pull(&uri);
    let title = found.iter().find(|one| one["code"] == "missing-title").expect("the rule is on");
    assert_eq!(title["severity"], 1);
    client.notification("workspace/diagnostic/refresh");
    // An error leaves everything as it was, and is said once.
    fs::write(folder.path().join("gouji.toml"), "[rules]\nmissing-titel = \"error\"").expect("it can be written");
    client.notify("textDocument/didSave", json!({"textDocument": {"uri": uri}}));
    client.notify("textDocument/didSave", json!({"textDocument": {"uri": uri}}));
    assert_eq!(client.pull(&uri), found);
    let message = client.notification("window/showMessage");
    assert!(message["message"].as_str().is_some_and(|text| text.contains("missing-titel")));
    assert_eq!(client.unread(), [] as [Value; 0]);
}

#[test]
fn checks_on_save_wait_for_it() {
    let (_folder, uri) = folder("[lint]\nrun = \"on-save\"");
    let (line, column) = behind(SEED, "\n468", 0);
    let wrong = edit((line, column - 1), (line, column), "9");
    let save = json!({"textDocument": {"uri": uri}});

    let mut client = Client::pulling();
    client.open(&uri, SEED);
    let before = client.pull(&uri);
    client.change(&uri, 2, json!([wrong, edit((0, 0), (0, 0), "\n")]));
    let mut moved = before.clone();
    for diagnostic in &mut moved {
        assert_ne!(client.text(&uri), SEED);
        let line = diagnostic["range"]["start"]["line"].as_u64().expect("a line") + 1;
        diagnostic["range"]["start"]["line"] = json!(line);
    }
    let shown = client.pull(&uri);
    let starts = |found: &[Value]| -> Vec<Value> { found.iter().map(|one| one["range"]["start"].clone()).collect() };
    assert_eq!((rules(&shown), starts(&shown)), (rules(&before), starts(&moved)));
    client.notify("textDocument/didSave", save.clone());
    assert_ne!(rules(&client.pull(&uri)), rules(&before));

    let (mut client, _) = Client::connect(json!({}));
    client.open(&uri, SEED);
    client.notification("textDocument/publishDiagnostics");
    client.change(&uri, 2, json!([wrong]));
    assert_eq!(client.unread(), [] as [Value; 0]);
    client.notify("textDocument/didSave", save);
    assert_eq!(client.notification("textDocument/publishDiagnostics")["version"], 2);
}

#[test]
fn messages_come_in_the_clients_language() {
    for (locale, is_english) in [("en-US", true), ("zh-CN", false), ("fr", false)] {
        let mut client = Client::start();
        let capabilities = json!({"textDocument": {"diagnostic": {}}});
        client.request("initialize", json!({"processId": null, "capabilities": capabilities, "locale": locale}));
        client.open(URI, SEED);
        let found = client.pull(URI);
        let text = found[0]["message"].as_str().expect("a message");
        assert_eq!(text.ends_with('.'), is_english, "{locale}: {text}");
    }
}

#[test]
fn who_pauses_is_told_what_waited() {
    let diagnostics = json!({"refreshSupport": true});
    let capabilities = json!({"textDocument": {"diagnostic": {}}, "workspace": {"diagnostics": diagnostics}});
    let (line, column) = behind(SEED, "\n454", 0);
    let wrong = json!([edit((line, column - 1), (line, column), "9")]);
    let (mut client, _) = Client::connect(capabilities);
    client.open(URI, SEED);
    client.change(URI, 2, wrong.clone());
    client.pull(URI);
    client.asked("workspace/diagnostic/refresh");
    assert!(rules(&client.pull(URI)).contains(&"suspect-figure"));
    // One that is told.
    let (mut client, _) = Client::connect(json!({}));
    client.open(URI, SEED);
    client.change(URI, 2, wrong);
    loop {
        let told = client.notification("textDocument/publishDiagnostics")["diagnostics"].clone();
        if rules(told.as_array().expect("a list")).contains(&"suspect-figure") {
            break;
        }
    }
}
