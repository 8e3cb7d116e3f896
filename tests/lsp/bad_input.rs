//! What no client should say.

use serde_json::{Value, json};

use crate::client::Client;
use crate::{SEED, URI, edit, rules};

#[test]
fn unknown_methods_and_broken_messages_get_their_errors() {
    let mut client = Client::pulling();
    assert_eq!(client.request("textDocument/no-such", json!({}))["error"]["code"], -32601);
    assert_eq!(client.request("$/no-such", json!({}))["error"]["code"], -32601);
    client.notify("no-such", json!({}));
    client.notify("$/no-such", json!({}));
    client.raw(b"Content-Length: 9\r\n\r\n{\"a\": 1 x");
    assert_eq!(client.response(Value::Null)["error"]["code"], -32700);
    client.raw(b"Content-Length: 2\r\n\r\n[]");
    assert_eq!(client.response(Value::Null)["error"]["code"], -32600);
    assert_eq!(client.request("textDocument/diagnostic", json!({"uri": 1}))["error"]["code"], -32602);
    client.send(&json!({"jsonrpc": "2.0", "id": "text", "method": "gouji/text", "params": {"uri": URI}}));
    assert_eq!(client.response("text")["result"], json!(null));
    client.open(URI, SEED);
    assert_eq!(client.text(URI), SEED);
}

#[test]
fn documents_that_are_not_open_are_nothing() {
    let mut client = Client::pulling();
    client.change(URI, 2, json!([edit((0, 0), (0, 0), "x")]));
    client.notify("textDocument/didSave", json!({"textDocument": {"uri": URI}, "text": "x"}));
    client.notify("textDocument/didClose", json!({"textDocument": {"uri": URI}}));
    assert_eq!(client.text(URI), json!(null));
    assert!(client.pull(URI).is_empty());
    let start = json!({"line": 0, "character": 0});
    let range = json!({"start": start, "end": start});
    let params = json!({"textDocument": {"uri": URI}, "range": range, "context": {"diagnostics": []}});
    assert_eq!(client.request("textDocument/codeAction", params)["result"], json!(null));
    client.open(URI, "一");
    client.open(URI, SEED);
    assert_eq!(client.text(URI), SEED);
}

#[test]
fn a_change_that_cannot_be_placed_does_not_let_the_texts_differ() {
    let mut negative = edit((0, 0), (0, 1), "x");
    negative["range"]["start"]["line"] = json!(-1);
    let mut float = edit((0, 0), (0, 1), "x");
    float["range"]["end"]["character"] = json!(1.5);
    for (impossible, version) in
        [(edit((0, 2), (0, 1), "x"), 2), (negative, 2), (float, 2), (edit((0, 0), (0, 0), "x"), 0)]
    {
        let mut client = Client::pulling();
        client.open(URI, SEED);
        assert!(!client.pull(URI).is_empty());
        client.change(URI, version, json!([impossible]));
        assert_eq!(client.text(URI), json!(null), "{impossible}");
        assert!(client.pull(URI).is_empty());
        client.notification("window/showMessage");
        client.change(URI, 3, json!([edit((0, 0), (0, 0), "y")]));
        assert_eq!(client.text(URI), json!(null));
        // The whole text comes with a save, a full change, or when it is opened again.
        client.notify("textDocument/didSave", json!({"textDocument": {"uri": URI}, "text": SEED}));
        assert_eq!(client.text(URI), SEED);
        client.change(URI, 4, json!([edit((0, 2), (0, 1), "x")]));
        client.change(URI, 5, json!([{"text": "一"}, edit((0, 1), (0, 1), "二")]));
        assert_eq!(client.text(URI), "一二");
    }
}

#[test]
fn far_positions_are_clamped() {
    let mut client = Client::pulling();
    client.open(URI, "一\r\n二");
    let far = 4_294_967_295;
    client.change(URI, 2, json!([edit((0, far), (0, far), "甲"), edit((far, far), (far, far), "乙")]));
    assert_eq!(client.text(URI), "一甲\r\n二乙");
}

#[test]
fn a_flood_of_requests_with_cancellations_is_answered() {
    const COUNT: i64 = 10_000;
    let mut client = Client::pulling();
    client.open(URI, SEED);
    let mut ids = Vec::new();
    for _ in 0..COUNT {
        let id = client.ask("textDocument/diagnostic", json!({"textDocument": {"uri": URI}}));
        client.notify("$/cancelRequest", json!({"id": id}));
        ids.push(id);
    }
    for id in ids {
        let response = client.response(id);
        assert!(response.get("result").is_some() || response["error"]["code"] == -32800, "{response}");
    }
    assert!(!rules(&client.pull(URI)).is_empty());
}

#[test]
fn a_client_that_never_answers_is_not_waited_for() {
    let workspace = json!({
        "configuration": true,
        "didChangeWatchedFiles": {"dynamicRegistration": true},
        "diagnostics": {"refreshSupport": true},
    });
    let (mut client, _) = Client::connect(json!({"textDocument": {"diagnostic": {}}, "workspace": workspace}));
    client.asked("workspace/configuration");
    client.open(URI, SEED);
    let before = client.pull(URI);
    for _ in 0..20 {
        client.notify("workspace/didChangeWatchedFiles", json!({"changes": []}));
        client.notify("workspace/didChangeConfiguration", json!({"settings": null}));
    }
    assert_eq!(client.pull(URI), before);
    client.request("shutdown", json!(null));
    client.notify("exit", json!(null));
    assert_eq!(client.ended().code(), Some(0));
}

#[test]
fn answers_that_nobody_asked_for_are_nothing() {
    let mut client = Client::pulling();
    client.send(&json!({"jsonrpc": "2.0", "id": 77, "result": null}));
    client.send(&json!({"jsonrpc": "2.0", "id": "x", "error": {"code": -1, "message": "?"}}));
    client.notify("$/cancelRequest", json!({"id": 4711}));
    client.notify("$/setTrace", json!({"value": "verbose"}));
    client.notify("workspace/didChangeConfiguration", json!({"settings": [1, "x", null]}));
    client.notify("workspace/didChangeConfiguration", json!({}));
    client.open(URI, SEED);
    assert_eq!(client.text(URI), SEED);
}

#[test]
fn a_client_that_does_not_read_does_not_keep_the_process() {
    let mut client = Client::deaf();
    client.open(URI, SEED);
    for version in 2..400 {
        client.change(URI, version, json!([edit((0, 0), (0, 0), "x")]));
        client.ask("textDocument/diagnostic", json!({"textDocument": {"uri": URI}}));
    }
    #[cfg(target_os = "linux")]
    assert!(client.resident_kilobytes() < 100 << 10, "what waits is limited");
    client.notify("exit", json!(null));
    assert_eq!(client.ended().code(), Some(1));
}

#[test]
fn a_document_of_fifty_megabytes_is_a_document() {
    const LINES: usize = 1_700_000;
    let mut client = Client::pulling();
    let text = "一段没有意义的文字，\n".repeat(LINES);
    assert!(text.len() > 50 << 20);
    client.open(URI, &text);
    client.change(URI, 2, json!([edit((LINES - 1, 3), (LINES - 1, 4), "x")]));
    assert!(client.pull(URI).is_empty());
    let line = "一".repeat(500_000);
    client.change(URI, 3, json!([{"text": line}, edit((0, 499_999), (0, 500_000), "")]));
    assert_eq!(client.text(URI), "一".repeat(499_999));
    client.notify("textDocument/didClose", json!({"textDocument": {"uri": URI}}));
    assert_eq!(client.text(URI), json!(null));
}
