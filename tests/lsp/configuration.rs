//! Settings: from files and from the editor, at any time; and the folders of a workspace.

use std::fs;

use serde_json::{Value, json};

use crate::client::Client;
use crate::diagnostics::folder;
use crate::{SEED, rules};

/// A client that can be asked for its settings and watches files.
fn asking() -> Client {
    let workspace = json!({
        "configuration": true,
        "didChangeWatchedFiles": {"dynamicRegistration": true},
        "diagnostics": {"refreshSupport": true},
    });
    Client::connect(json!({"textDocument": {"diagnostic": {}}, "workspace": workspace})).0
}

/// Answers once all that was said before is heard: a document that is opened behind the answer has its settings from the
/// start, and nothing is to be refreshed.
fn answer(client: &mut Client, method: &str, result: Value) -> Value {
    let asked = client.asked(method);
    client.unread();
    client.send(&json!({"jsonrpc": "2.0", "id": asked["id"], "result": result}));
    asked["params"].clone()
}

fn off() -> Value {
    json!({"rules": {"missing-title": "off"}})
}

#[test]
fn the_editor_is_asked_for_its_settings() {
    let mut client = asking();
    let (_folder, uri) = folder("[rules]\nmissing-title = \"error\"");
    client.open(&uri, SEED);
    assert!(rules(&client.pull(&uri)).contains(&"missing-title"));
    let watched = answer(&mut client, "client/registerCapability", json!(null));
    let globs = &watched["registrations"][0]["registerOptions"]["watchers"];
    assert_eq!(globs[0]["globPattern"], "**/{gouji.toml,.gouji.toml}");
    let asked = answer(&mut client, "workspace/configuration", json!([off()]));
    assert_eq!(asked["items"], json!([{"section": "gouji"}]));
    answer(&mut client, "workspace/diagnostic/refresh", json!(null));
    assert!(!rules(&client.pull(&uri)).contains(&"missing-title"), "the editor's word goes before the file's");
    // A word that something has changed makes the server ask again; null is nothing.
    client.notify("workspace/didChangeConfiguration", json!({"settings": null}));
    answer(&mut client, "workspace/configuration", json!([null]));
    answer(&mut client, "workspace/diagnostic/refresh", json!(null));
    assert!(rules(&client.pull(&uri)).contains(&"missing-title"));
}

#[test]
fn settings_may_come_by_themselves() {
    let uri = "untitled:Untitled-1";
    let mut client = Client::start();
    let capabilities = json!({"textDocument": {"diagnostic": {}}});
    let options = json!({"gouji": off()});
    client.request("initialize", json!({"capabilities": capabilities, "initializationOptions": options}));
    client.open(uri, SEED);
    assert!(!rules(&client.pull(uri)).contains(&"missing-title"));
    client.notify("initialized", json!({}));
    client.notify("workspace/didChangeConfiguration", json!({"settings": {"gouji": {}}}));
    assert!(rules(&client.pull(uri)).contains(&"missing-title"));
    client.notify("workspace/didChangeConfiguration", json!({"settings": off()}));
    assert!(!rules(&client.pull(uri)).contains(&"missing-title"));
    let wrong = json!({"rules": {"missing-titel": "off"}});
    client.notify("workspace/didChangeConfiguration", json!({"settings": {"gouji": wrong}}));
    let message = client.notification("window/showMessage");
    assert!(message["message"].as_str().is_some_and(|text| text.contains("missing-titel")));
    assert!(!rules(&client.pull(uri)).contains(&"missing-title"), "an error leaves them as they were");
}

#[test]
fn settings_may_come_before_the_client_is_ready() {
    let uri = "untitled:Untitled-1";
    let mut client = Client::start();
    client.request("initialize", json!({"capabilities": {"textDocument": {"diagnostic": {}}}}));
    client.notify("workspace/didChangeConfiguration", json!({"settings": {"gouji": off()}}));
    client.notify("initialized", json!({}));
    client.open(uri, SEED);
    assert!(!rules(&client.pull(uri)).contains(&"missing-title"));
}

#[test]
fn each_folder_has_its_own_settings() {
    let (_one, strict) = folder("[rules]\nmissing-title = \"error\"");
    let (_two, mild) = folder("[rules]\nmissing-title = \"off\"");
    let root = |uri: &str| json!({"uri": uri.trim_end_matches("/report.md"), "name": "folder"});
    for (first, second, untitled) in [(&strict, &mild, Some(1)), (&mild, &strict, None)] {
        let mut client = Client::start();
        let folders = json!([root(first), root(second)]);
        let capabilities = json!({"textDocument": {"diagnostic": {}}});
        client.request("initialize", json!({"capabilities": capabilities, "workspaceFolders": folders}));
        let mut severity = |uri: &str| {
            client.open(uri, SEED);
            let found = client.pull(uri);
            let title = found.iter().find(|one| one["code"] == "missing-title");
            title.and_then(|one| one["severity"].as_u64())
        };
        assert_eq!((severity(&strict), severity(&mild)), (Some(1), None));
        assert_eq!(severity("untitled:Untitled-1"), untitled, "what has no file belongs to the first folder");
    }
}

/// The editor's words for the window and for each folder, in the order in which it was asked for them.
fn answer_for(client: &mut Client, words: Value) -> Vec<Value> {
    let asked = answer(client, "workspace/configuration", words);
    let items = asked["items"].as_array().expect("a list").clone();
    assert!(items.iter().all(|item| item["section"] == "gouji"), "{items:?}");
    items.iter().map(|item| item.get("scopeUri").cloned().unwrap_or_default()).collect()
}

#[test]
fn the_editor_may_say_another_thing_for_each_folder() {
    let (_one, strict) = folder("[rules]\nmissing-title = \"error\"");
    let (_two, mild) = folder("");
    let folders = [&strict, &mild].map(|uri| uri.trim_end_matches("/report.md").to_owned());
    let root = |uri: &String| json!({"uri": uri, "name": "folder"});
    let workspace = json!({"configuration": true, "workspaceFolders": true, "diagnostics": {"refreshSupport": true}});
    let capabilities = json!({"textDocument": {"diagnostic": {}}, "workspace": workspace});
    let mut client = Client::start();
    client.request("initialize", json!({"capabilities": capabilities, "workspaceFolders": [root(&folders[0])]}));
    client.notify("initialized", json!({}));
    let untitled = "untitled:Untitled-1";
    for uri in [&*strict, &*mild, untitled] {
        client.open(uri, SEED);
    }
    let titles = |client: &mut Client| {
        [&*strict, &*mild, untitled].map(|uri| rules(&client.pull(uri)).contains(&"missing-title"))
    };
    assert_eq!(titles(&mut client), [true; 3], "nothing waits for an answer");
    // It says so for its folder, over what stands in gouji.toml.
    assert_eq!(answer_for(&mut client, json!([null, off()])), [json!(null), json!(folders[0])]);
    answer(&mut client, "workspace/diagnostic/refresh", json!(null));
    assert_eq!(titles(&mut client), [false, true, false], "what has no file belongs to the first folder");
    // It is asked again when folders come, and when it says that something has changed.
    let event = json!({"added": [root(&folders[1])], "removed": []});
    client.notify("workspace/didChangeWorkspaceFolders", json!({"event": event}));
    assert_eq!(answer_for(&mut client, json!([off(), null, off()]))[1..], folders.clone().map(Value::from));
    answer(&mut client, "workspace/diagnostic/refresh", json!(null));
    assert_eq!(titles(&mut client), [true, false, true]);
    client.notify("workspace/didChangeConfiguration", json!({"settings": null}));
    let wrong = json!({"rules": {"missing-titel": "off"}});
    answer_for(&mut client, json!([null, off(), wrong]));
    let message = client.notification("window/showMessage");
    assert!(message["message"].as_str().is_some_and(|text| text.contains("missing-titel")));
    assert_eq!(titles(&mut client), [false, false, false], "an error leaves a folder as it was");
    // Without its folder a file is governed by what is said for the window.
    let event = json!({"added": [], "removed": [root(&folders[1])]});
    client.notify("workspace/didChangeWorkspaceFolders", json!({"event": event}));
    assert_eq!(answer_for(&mut client, json!([null, off()])).len(), 2);
    assert_eq!(titles(&mut client), [false, true, false]);
}

#[test]
fn an_answer_that_comes_late_changes_nothing() {
    let mut client = asking();
    let (_folder, uri) = folder("[rules]\nmissing-title = \"error\"");
    client.open(&uri, SEED);
    let first = client.asked("workspace/configuration");
    client.notify("workspace/didChangeConfiguration", json!({"settings": null}));
    answer(&mut client, "workspace/configuration", json!([off()]));
    answer(&mut client, "workspace/diagnostic/refresh", json!(null));
    client.send(&json!({"jsonrpc": "2.0", "id": first["id"], "result": [{}]}));
    assert!(!rules(&client.pull(&uri)).contains(&"missing-title"));
}

#[test]
fn what_comes_for_the_window_leaves_the_folders_alone() {
    let (_folder, uri) = folder("[rules]\nmissing-title = \"error\"");
    let root = json!([{"uri": uri.trim_end_matches("/report.md"), "name": "folder"}]);
    let workspace = json!({"configuration": true, "workspaceFolders": true, "diagnostics": {"refreshSupport": true}});
    let capabilities = json!({"textDocument": {"diagnostic": {}}, "workspace": workspace});
    let mut client = Client::start();
    client.request("initialize", json!({"capabilities": capabilities, "workspaceFolders": root}));
    client.notify("initialized", json!({}));
    client.open(&uri, SEED);
    answer_for(&mut client, json!([{}, off()]));
    answer(&mut client, "workspace/diagnostic/refresh", json!(null));
    client.notify("workspace/didChangeConfiguration", json!({"settings": {"gouji": {}}}));
    assert!(!rules(&client.pull(&uri)).contains(&"missing-title"));
    // It is asked again, for they may have changed as well; an error leaves them as they were.
    let asked = client.asked("workspace/configuration");
    client.send(&json!({"jsonrpc": "2.0", "id": asked["id"], "error": {"code": -32603, "message": "no"}}));
    assert!(!rules(&client.pull(&uri)).contains(&"missing-title"));
}

#[test]
fn an_inner_folder_for_which_nothing_is_said_is_not_as_the_outer_one() {
    let (outer, uri) = folder("");
    let inner = outer.path().join("inner");
    fs::create_dir(&inner).expect("a folder of our own");
    fs::write(inner.join("report.md"), SEED).expect("a folder of our own");
    let folder_uri = uri.trim_end_matches("/report.md");
    let roots = [format!("{folder_uri}/inner"), folder_uri.to_owned()];
    let workspace = json!({"configuration": true, "workspaceFolders": true, "diagnostics": {"refreshSupport": true}});
    let capabilities = json!({"textDocument": {"diagnostic": {}}, "workspace": workspace});
    let mut client = Client::start();
    let folders = roots.clone().map(|uri| json!({"uri": uri, "name": "folder"}));
    client.request("initialize", json!({"capabilities": capabilities, "workspaceFolders": folders}));
    client.notify("initialized", json!({}));
    let documents = roots.map(|root| format!("{root}/report.md"));
    documents.iter().for_each(|uri| client.open(uri, SEED));
    answer_for(&mut client, json!([{}, {}, off()]));
    answer(&mut client, "workspace/diagnostic/refresh", json!(null));
    let [inner, outer] = documents.map(|uri| rules(&client.pull(&uri)).contains(&"missing-title"));
    assert!(inner && !outer);
}

#[test]
fn paths_in_the_editors_settings_are_seen_from_the_folder() {
    let ((one, first), (two, second)) = (folder(""), folder(""));
    let name = "budget.toml";
    fs::write(one.path().join(name), include_str!("../formats/budget.toml")).expect("there is room");
    for folder in [&one, &two] {
        fs::create_dir(folder.path().join("old")).expect("there is room");
        for file in ["report.md", "old/report.md"] {
            fs::write(folder.path().join(file), SEED).expect("there is room");
        }
    }
    let roots = [&first, &second].map(|uri| json!({"uri": uri.trim_end_matches("/report.md"), "name": "folder"}));
    let mut client = Client::start();
    let capabilities = json!({"textDocument": {"diagnostic": {}}, "workspace": {"configuration": true}});
    client.request("initialize", json!({"capabilities": capabilities, "workspaceFolders": roots}));
    client.notify("initialized", json!({}));
    client.open(&second, SEED);
    let formats = json!({"paths": [name]});
    let words = json!([null, {"files": {"exclude": ["/old"]}, "formats": formats}, {"formats": formats}]);
    answer_for(&mut client, words);
    let message = client.notification("window/showMessage");
    let text = message["message"].as_str().expect("a text");
    assert!(text.contains(two.path().join(name).to_str().expect("a path")), "it is in the other folder: {text}");
    let params = json!({"previousResultIds": []});
    let items = client.request("workspace/diagnostic", params)["result"]["items"].clone();
    let items = items.as_array().expect("a list");
    let count = |folder: &tempfile::TempDir| {
        let name = folder.path().file_name().and_then(|name| name.to_str()).expect("a name").to_owned();
        items.iter().filter(|item| item["uri"].as_str().is_some_and(|uri| uri.contains(&name))).count()
    };
    assert_eq!((count(&one), count(&two)), (1, 2), "one folder leaves out its old reports");
}

#[test]
fn an_error_is_shown_where_it_stands() {
    let (folder, uri) = folder("[report]\nyaer = 2024");
    let config = uri.replace("report.md", "gouji.toml");
    // A client that is told.
    let (mut client, _) = Client::connect(json!({}));
    client.open(&uri, SEED);
    let told = client.notification("textDocument/publishDiagnostics");
    let told = if told["uri"] == json!(config) { told } else { client.notification("textDocument/publishDiagnostics") };
    assert_eq!(told["uri"], config);
    assert_eq!(told["diagnostics"][0]["code"], "invalid-config");
    assert_eq!(told["diagnostics"][0]["range"]["start"], json!({"line": 1, "character": 0}));
    fs::write(folder.path().join("gouji.toml"), "[report]\nyear = 2024").expect("it can be written");
    client.notify("workspace/didChangeWatchedFiles", json!({"changes": []}));
    let gone = loop {
        let told = client.notification("textDocument/publishDiagnostics");
        if told["uri"] == json!(config) {
            break told;
        }
    };
    assert_eq!(gone["diagnostics"], json!([]));
    // One that asks, and has the file open.
    let mut client = Client::pulling();
    client.open(&config, "[report]\nyear = 2024\nkidn = 1\n");
    let found = client.pull(&config);
    assert_eq!(rules(&found), ["invalid-config"]);
    assert_eq!(found[0]["range"]["start"], json!({"line": 2, "character": 0}));
    let params = json!({"textDocument": {"uri": config}, "position": {"line": 3, "character": 0}});
    let items = client.request("textDocument/completion", params)["result"].clone();
    assert!(items.as_array().is_some_and(|items| items.iter().any(|item| item["label"] == "kind")));
}

#[test]
fn all_reports_of_the_folders_are_looked_at() {
    let (folder, uri) = folder("");
    fs::write(folder.path().join("report.md"), SEED).expect("there is room");
    fs::write(folder.path().join("notes.md"), "今天天气不错。\n").expect("there is room");
    let mut client = Client::start();
    let root = uri.trim_end_matches("/report.md");
    let capabilities = json!({"textDocument": {"diagnostic": {}}, "window": {"workDoneProgress": true}});
    client.request("initialize", json!({"capabilities": capabilities, "rootUri": null}));
    client.notify("initialized", json!({}));
    let scan = |client: &mut Client, known: Value| {
        let params = json!({"previousResultIds": known, "workDoneToken": "w"});
        client.request("workspace/diagnostic", params)["result"]["items"].clone()
    };
    assert_eq!(scan(&mut client, json!([])), json!([]));
    for kind in ["begin", "end"] {
        let told = client.notification("$/progress");
        assert_eq!((&told["token"], &told["value"]["kind"]), (&json!("w"), &json!(kind)));
    }
    let folders = json!({"added": [{"uri": root, "name": "folder"}], "removed": []});
    client.notify("workspace/didChangeWorkspaceFolders", json!({"event": folders}));
    let items = scan(&mut client, json!([]));
    assert_eq!(items.as_array().map(Vec::len), Some(1), "in the notes there is nothing: {items}");
    assert_eq!((&items[0]["uri"], &items[0]["kind"]), (&json!(uri), &json!("full")));
    let known = json!([{"uri": uri, "value": items[0]["resultId"]}]);
    assert_eq!(scan(&mut client, known.clone())[0]["kind"], "unchanged");
    // Open in the editor, its text is what counts.
    client.open(&uri, "今天天气不错。\n");
    let items = scan(&mut client, known.clone());
    assert_eq!((&items[0]["items"], &items[0]["version"]), (&json!([]), &json!(1)));
    client.notify("textDocument/didClose", json!({"textDocument": {"uri": uri}}));
    assert_eq!(scan(&mut client, known)[0]["kind"], "unchanged");
    let folders = json!({"added": [], "removed": [{"uri": root, "name": "folder"}]});
    client.notify("workspace/didChangeWorkspaceFolders", json!({"event": folders}));
    assert_eq!(scan(&mut client, json!([])), json!([]));
}

#[test]
fn many_reports_come_in_parts() {
    let (folder, uri) = folder("");
    for index in 0..70 {
        fs::write(folder.path().join(format!("{index}.md")), SEED).expect("there is room");
    }
    let mut client = Client::start();
    let folder = json!([{"uri": uri.trim_end_matches("/report.md"), "name": "folder"}]);
    let capabilities = json!({"textDocument": {"diagnostic": {}}});
    client.request("initialize", json!({"capabilities": capabilities, "workspaceFolders": folder}));
    client.notify("initialized", json!({}));
    let params = json!({"previousResultIds": [], "partialResultToken": 7});
    let rest = client.request("workspace/diagnostic", params)["result"]["items"].clone();
    let part = client.notification("$/progress");
    assert_eq!(part["token"], 7);
    let count = |items: &Value| items.as_array().map_or(0, Vec::len);
    assert_eq!((count(&part["value"]["items"]), count(&rest)), (64, 6));
}

#[test]
fn of_files_that_are_deleted_or_renamed_nothing_is_left() {
    let (folder, uri) = folder("");
    let path = folder.path().join("report.md");
    fs::write(&path, SEED).expect("there is room");
    let mut client = Client::start();
    let root = json!([{"uri": uri.trim_end_matches("/report.md"), "name": "folder"}]);
    let capabilities =
        json!({"textDocument": {"diagnostic": {}}, "workspace": {"diagnostics": {"refreshSupport": true}}});
    client.request("initialize", json!({"capabilities": capabilities, "workspaceFolders": root}));
    client.notify("initialized", json!({}));
    let scan = |client: &mut Client, known: Value| {
        let answer = client.request("workspace/diagnostic", json!({"previousResultIds": known}));
        answer["result"]["items"].as_array().expect("a list").clone()
    };
    let first = scan(&mut client, json!([]));
    let known = json!([{"uri": uri, "value": first[0]["resultId"]}]);
    fs::rename(&path, folder.path().join("年报.md")).expect("it can be renamed");
    client.notify("workspace/didChangeWatchedFiles", json!({"changes": [{"uri": uri, "type": 3}]}));
    client.asked("workspace/diagnostic/refresh");
    let renamed = scan(&mut client, known);
    let told = |item: &Value| (item["uri"].clone(), item["items"].as_array().map_or(0, Vec::len));
    let new = uri.replace("report", "%E5%B9%B4%E6%8A%A5");
    assert_eq!(told(&renamed[0]), (json!(new), told(&first[0]).1));
    assert_eq!((told(&renamed[1]), &renamed[1]["resultId"]), ((json!(uri), 0), &json!(null)));
    let known = json!([{"uri": new, "value": renamed[0]["resultId"]}]);
    fs::remove_file(folder.path().join("年报.md")).expect("it can be deleted");
    let deleted = scan(&mut client, known);
    assert_eq!(deleted.iter().map(told).collect::<Vec<_>>(), [(json!(new), 0)]);
    // What is open in the editor is there, whatever became of its file.
    client.open(&uri, SEED);
    let open = scan(&mut client, json!([{"uri": uri, "value": "x"}]));
    assert_eq!(open.iter().map(told).collect::<Vec<_>>(), [told(&first[0])]);
}
