//! How a session begins and ends.

use std::process::Command;

use serde_json::json;

use crate::client::{Client, frame};

#[test]
fn the_server_says_what_it_does_and_no_more() {
    let mut client = Client::start();
    let capabilities = json!({"textDocument": {"diagnostic": {}}});
    let answer = client.request("initialize", json!({"processId": null, "capabilities": capabilities}));
    assert_eq!(answer["result"]["serverInfo"], json!({"name": "gouji", "version": env!("CARGO_PKG_VERSION")}));
    let expected = json!({
        "positionEncoding": "utf-16",
        "textDocumentSync": {"openClose": true, "change": 2, "save": {"includeText": true}},
        "diagnosticProvider": {"identifier": "gouji", "interFileDependencies": false, "workspaceDiagnostics": true},
        "codeActionProvider": {
            "codeActionKinds": ["quickfix", "refactor.rewrite", "source.fixAll.gouji", "source.recomputeTotals.gouji"],
            "resolveProvider": true,
        },
        "hoverProvider": true,
        "definitionProvider": true,
        "referencesProvider": true,
        "inlayHintProvider": true,
        "codeLensProvider": {"resolveProvider": false},
        "executeCommandProvider": {"commands": ["gouji.recomputeTotals"]},
        "documentSymbolProvider": true,
        "workspaceSymbolProvider": true,
        "foldingRangeProvider": true,
        "selectionRangeProvider": true,
        "documentHighlightProvider": true,
        "documentFormattingProvider": true,
        "documentRangeFormattingProvider": true,
        "completionProvider": {"triggerCharacters": ["#", "|", "[", "="]},
        "semanticTokensProvider": {
            "legend": {"tokenTypes": ["number"], "tokenModifiers": ["consistent", "inconsistent"]},
            "range": true,
            "full": true,
        },
        "workspace": {"workspaceFolders": {"supported": true, "changeNotifications": true}},
    });
    assert_eq!(answer["result"]["capabilities"], expected);
}

#[test]
fn exit_ends_the_process_although_the_input_is_open() {
    let (mut client, _) = Client::connect(json!({}));
    client.notify("exit", json!(null));
    assert_eq!(client.ended().code(), Some(1));

    let (mut client, _) = Client::connect(json!({}));
    assert_eq!(client.request("shutdown", json!(null))["result"], json!(null));
    client.notify("exit", json!(null));
    assert_eq!(client.ended().code(), Some(0));

    let mut client = Client::start();
    client.notify("exit", json!(null));
    assert_eq!(client.ended().code(), Some(1));
}

#[test]
fn exit_right_behind_shutdown_does_not_overtake_it() {
    for _ in 0..20 {
        let (mut client, _) = Client::connect(json!({}));
        let shutdown = frame(&json!({"jsonrpc": "2.0", "id": 77, "method": "shutdown"}));
        let exit = frame(&json!({"jsonrpc": "2.0", "method": "exit"}));
        client.raw(&[shutdown, exit].concat());
        assert_eq!(client.response(77)["result"], json!(null));
        assert_eq!(client.ended().code(), Some(0));
    }
}

#[test]
fn the_end_of_input_ends_the_process() {
    let mut client = Client::start();
    client.close_input();
    assert_eq!(client.ended().code(), Some(1));

    let (mut client, _) = Client::connect(json!({}));
    client.open(crate::URI, crate::SEED);
    client.close_input();
    assert_eq!(client.ended().code(), Some(1));

    let (mut client, _) = Client::connect(json!({}));
    client.request("shutdown", json!(null));
    client.close_input();
    assert_eq!(client.ended().code(), Some(0));
}

#[cfg(unix)]
#[test]
fn the_end_of_the_editor_ends_the_process() {
    let mut editor = Command::new("sleep").arg("600").spawn().expect("there is sleep");
    let mut client = Client::start();
    client.request("initialize", json!({"processId": editor.id(), "capabilities": {}}));
    editor.kill().and_then(|()| editor.wait()).expect("it can be ended");
    assert_eq!(client.ended().code(), Some(1));
}

#[test]
fn requests_have_their_time() {
    let mut client = Client::start();
    let early = client.request("textDocument/diagnostic", json!({"textDocument": {"uri": crate::URI}}));
    assert_eq!(early["error"]["code"], -32002);
    client.open(crate::URI, crate::SEED);
    client.open(crate::URI, &crate::SEED.repeat(8));
    let answer = client.request("initialize", json!({"processId": null, "capabilities": {}}));
    assert!(answer.get("result").is_some());
    assert_eq!(client.request("initialize", json!({"capabilities": {}}))["error"]["code"], -32600);
    assert_eq!(client.text(crate::URI), json!(null), "it was opened too early");
    client.request("shutdown", json!(null));
    assert_eq!(client.request("gouji/text", json!({"uri": crate::URI}))["error"]["code"], -32600);
}

#[test]
fn what_became_of_requests_is_told_to_those_who_ask() {
    let mut client = Client::start();
    client.request("initialize", json!({"capabilities": {}, "trace": "messages"}));
    client.notify("initialized", json!({}));
    client.text(crate::URI);
    let told = client.notification("$/logTrace");
    assert!(told["message"].as_str().is_some_and(|text| text.starts_with("gouji/text (2), ")), "{told}");
    assert_eq!(told.get("verbose"), None);
    client.notify("$/setTrace", json!({"value": "verbose"}));
    client.request("textDocument/hover", json!({"wrong": 1}));
    let told = client.notification("$/logTrace");
    assert!(told["message"].as_str().is_some_and(|text| text.contains("Invalid params")), "{told}");
    assert_eq!(told["verbose"], "{\"wrong\":1}");
    client.notify("$/setTrace", json!({"value": "off"}));
    client.notify("$/setTrace", json!({"value": 7}));
    client.text(crate::URI);
    assert_eq!(client.unread(), [] as [serde_json::Value; 0]);
}

#[test]
fn the_log_goes_to_a_file_and_holds_no_text() {
    let folder = tempfile::tempdir().expect("there is room");
    let path = folder.path().join("日志.log");
    let mut client = Client::start_with(&["--log".as_ref(), path.as_os_str()]);
    client.request("initialize", json!({"capabilities": {}, "clientInfo": {"name": "某编辑器"}}));
    client.open(crate::URI, crate::SEED);
    client.open(crate::URI, crate::SEED);
    client.text(crate::URI);
    client.notify("exit", json!(null));
    client.ended();
    let log = std::fs::read_to_string(&path).expect("it was written");
    assert!(log.contains("某编辑器") && log.contains("opened twice"), "{log}");
    assert!(!log.contains("政府信息"), "what people write is not written down");
}
