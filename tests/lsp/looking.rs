//! What is shown, over the wire: each feature once; what they say is tested where they are.

use serde_json::{Value, json};

use crate::client::Client;
use crate::{SEED, URI, behind, edited};

/// A request about the document, with more parameters.
fn ask(client: &mut Client, method: &str, more: Value) -> Value {
    let mut params = json!({"textDocument": {"uri": URI}});
    if let (Value::Object(params), Value::Object(more)) = (&mut params, more) {
        params.extend(more);
    }
    let response = client.request(&format!("textDocument/{method}"), params);
    assert_eq!(response.get("error"), None, "{method}");
    response["result"].clone()
}

fn position((line, character): (usize, usize)) -> Value {
    json!({"line": line, "character": character})
}

#[test]
fn a_wrong_total_is_seen_everywhere() {
    let wrong = SEED.replacen("\n468", "\n469", 1);
    let mut client = Client::pulling();
    client.open(URI, &wrong);
    let at = position(behind(&wrong, "\n469", 0));
    let whole = json!({"range": {"start": {"line": 0, "character": 0}, "end": {"line": 999_999, "character": 0}}});

    let hover = ask(&mut client, "hover", json!({"position": at}));
    let text = hover["contents"]["value"].as_str().expect("a text");
    assert!(text.contains("469 = 454+") && text.contains('✗'), "{text}");
    let hints = ask(&mut client, "inlayHint", whole.clone());
    assert_eq!(hints[0]["label"], "应为 468");
    assert_eq!(hints[0]["position"], at);
    let cells = ask(&mut client, "documentHighlight", json!({"position": at}));
    assert_eq!(cells.as_array().map(Vec::len), Some(8), "its row, and the figure in prose that states it");
    let tokens = ask(&mut client, "semanticTokens/full", json!({}));
    assert_eq!(tokens["data"], ask(&mut client, "semanticTokens/range", whole.clone())["data"]);
    let modifiers: Vec<_> = tokens["data"].as_array().expect("numbers").chunks(5).map(|token| &token[4]).collect();
    assert!(modifiers.contains(&&json!(2)));

    let lenses = ask(&mut client, "codeLens", json!({}));
    let titles: Vec<_> = lenses.as_array().expect("a list").iter().map(|lens| &lens["command"]["title"]).collect();
    let command = &lenses[0]["command"];
    assert!(command["title"].as_str().is_some_and(|title| title.ends_with("处不符 · 重算合计")), "{titles:?}");
    let params = json!({"command": command["command"], "arguments": command["arguments"]});
    assert_eq!(client.request("workspace/executeCommand", params)["result"], json!(null));
    let asked = client.asked("workspace/applyEdit");
    let change = &asked["params"]["edit"]["documentChanges"][0];
    assert_eq!(edited(&wrong, &change["edits"]), SEED);
    client.send(&json!({"jsonrpc": "2.0", "id": asked["id"], "result": {"applied": true}}));
    let unknown = client.request("workspace/executeCommand", json!({"command": "rm", "arguments": []}));
    assert_eq!(unknown["error"]["code"], -32602);
}

#[test]
fn a_report_has_an_outline() {
    let mut client = Client::pulling();
    client.open(URI, SEED);
    let symbols = ask(&mut client, "documentSymbol", json!({}));
    assert!(symbols[0].get("location").is_some(), "this client takes a list");
    let folds = ask(&mut client, "foldingRange", json!({}));
    assert!(folds.as_array().is_some_and(|folds| folds.len() >= 10), "{folds}");
    let at = position(behind(SEED, "\n468", 0));
    let selections = ask(&mut client, "selectionRange", json!({"positions": [at, at]}));
    assert_eq!(selections[0], selections[1]);
    let found = client.request("workspace/symbol", json!({"query": "复议"}))["result"].clone();
    assert!(found.as_array().is_some_and(|found| !found.is_empty()));
    let found = client.request("workspace/symbol", json!({"query": "没有这样的"}))["result"].clone();
    assert_eq!(found, json!([]));
}

#[test]
fn tables_are_aligned_and_words_completed() {
    let mut client = Client::pulling();
    let head = "<!-- gouji-ignore bl -->\n\n# 某局2024年政府信息公开工作年度报告\n\n## 二、主动公开政府信息情况\n\n";
    let text = &format!("{head}| 信息内容 | 件数 |\n| --- | --- |\n| 规章 | 0 |\n");
    client.open(URI, text);
    let options = json!({"options": {"tabSize": 4, "insertSpaces": true}});
    let edits = ask(&mut client, "formatting", options.clone());
    let expected = format!("{head}| 信息内容 | 件数 |\n| -------- | ---- |\n| 规章     |    0 |\n");
    assert_eq!(edited(text, &edits), expected);
    let mut range = options;
    range["range"] = json!({"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 5}});
    assert_eq!(ask(&mut client, "rangeFormatting", range), json!([]));
    let items = ask(&mut client, "completion", json!({"position": {"line": 0, "character": 20}}));
    assert!(items.as_array().is_some_and(|items| items.iter().any(|item| item["label"] == "blank-cell")));
}

#[test]
fn of_a_document_that_is_not_open_nothing_is_shown() {
    let mut client = Client::pulling();
    for method in ["foldingRange", "codeLens", "documentSymbol", "semanticTokens/full"] {
        assert_eq!(ask(&mut client, method, json!({})), json!(null), "{method}");
    }
}

#[test]
fn the_ledger_has_every_cell_where_it_is_written() {
    let mut client = Client::pulling();
    client.open(URI, SEED);
    let sheet = client.request("gouji/ledger", json!({"uri": URI}))["result"].clone();
    let tables = sheet["reports"][0]["tables"].as_array().expect("a list").iter();
    let cells: Vec<&Value> = tables.flat_map(|table| table["cells"].as_array().expect("a list")).collect();
    let total = cells.iter().find(|cell| cell["key"] == "requests.new.total").expect("it is a cell");
    assert_eq!(total["text"], "468");
    assert_eq!(total["place"]["start"], json!({"line": 69, "character": 0}));
    let missing = client.request("gouji/ledger", json!({"uri": "file:///nowhere/else.md"}));
    assert_eq!(missing["result"], Value::Null);
}
