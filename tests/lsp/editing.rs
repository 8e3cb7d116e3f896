//! Changes: in order, all of them, in every unit of columns.

use serde_json::json;

use crate::client::{Client, frame};
use crate::{SEED, URI, behind, edit, edited, rules};

#[test]
fn a_wrong_total_is_typed_and_put_right() {
    let mut client = Client::pulling();
    client.open(URI, SEED);
    let before = client.pull(URI);
    assert!(!rules(&before).contains(&"suspect-figure"));

    // 468 becomes 46, then 469.
    let (line, column) = behind(SEED, "\n468", 0);
    client.change(URI, 2, json!([edit((line, column - 1), (line, column), "")]));
    client.change(URI, 3, json!([edit((line, column - 1), (line, column - 1), "9")]));
    let wrong = SEED.replacen("\n468", "\n469", 1);
    assert_eq!(client.text(URI), wrong);
    // Who saves has finished typing.
    client.notify("textDocument/didSave", json!({"textDocument": {"uri": URI}}));
    let found = client.pull(URI);
    let position = json!({"line": line, "character": column - 1});
    let at = |diagnostic: &&serde_json::Value| diagnostic["range"]["start"]["line"] == json!(line);
    let diagnostic = found.iter().find(at).expect("the wrong total is found");
    assert_eq!(diagnostic["severity"], 1);
    assert_eq!(diagnostic["source"], "gouji");
    assert!(diagnostic["message"].as_str().is_some_and(|message| message.contains("469") && message.contains("468")));
    let page = diagnostic["codeDescription"]["href"].as_str().expect("a page");
    assert!(page.ends_with(&format!("/{}.md", diagnostic["code"].as_str().expect("a rule"))));
    assert!(diagnostic["relatedInformation"].as_array().is_some_and(|related| !related.is_empty()));
    assert_eq!(diagnostic["data"]["fix"]["edits"][0]["newText"], "468");

    let range = json!({"start": position, "end": position});
    let context = json!({"diagnostics": [diagnostic], "only": ["quickfix"]});
    let params = json!({"textDocument": {"uri": URI}, "range": range, "context": context});
    let actions = client.request("textDocument/codeAction", params)["result"].clone();
    assert_eq!((&actions[0]["kind"], &actions[0]["isPreferred"]), (&json!("quickfix"), &json!(true)));
    assert_eq!(&actions[0]["diagnostics"][0], diagnostic);
    let change = &actions[0]["edit"]["documentChanges"][0];
    assert_eq!(change["textDocument"], json!({"uri": URI, "version": 3}));
    assert_eq!(edited(&wrong, &change["edits"]), SEED);
    let changes: Vec<_> = change["edits"].as_array().expect("edits").iter().collect();
    let changes: Vec<_> = changes.iter().map(|edit| json!({"range": edit["range"], "text": edit["newText"]})).collect();
    client.change(URI, 4, json!(changes));
    assert_eq!(client.text(URI), SEED);
    assert_eq!(client.pull(URI), before);
}

#[test]
fn all_safe_fixes_are_one_action() {
    let mut client = Client::pulling();
    let wrong = SEED.replacen("\n468", "\n469", 1).replacen("\n5374.2", "\n5,374.2", 1);
    client.open(URI, &wrong);
    let start = json!({"line": 0, "character": 0});
    let mut actions = |only: serde_json::Value| {
        let context = json!({"diagnostics": [], "only": only});
        let range = json!({"start": start, "end": start});
        let params = json!({"textDocument": {"uri": URI}, "range": range, "context": context});
        client.request("textDocument/codeAction", params)["result"].clone()
    };
    for (only, count) in [("source.fixAll", 1), ("source.fixAll.gouji", 1), ("source", 2)] {
        let actions = actions(json!([only]));
        assert_eq!(actions.as_array().map(Vec::len), Some(count), "{only}");
        assert_eq!(actions[0]["kind"], "source.fixAll.gouji");
        assert_eq!(edited(&wrong, &actions[0]["edit"]["documentChanges"][0]["edits"]), SEED);
    }
    assert_eq!(actions(json!(["refactor"])), json!([]));
    client.change(URI, 2, json!([{"text": SEED}]));
    let context = json!({"diagnostics": [], "only": ["source.fixAll"]});
    let params = json!({"textDocument": {"uri": URI}, "range": {"start": start, "end": start}, "context": context});
    assert_eq!(client.request("textDocument/codeAction", params)["result"], json!([]), "nothing is left");
}

#[test]
fn a_burst_of_changes_ends_in_the_right_text() {
    const COUNT: usize = 5000;
    let mut client = Client::pulling();
    client.open(URI, SEED);
    let mut bytes = Vec::new();
    let mut expected = String::new();
    for index in 0..COUNT {
        let text = format!("{index}\n");
        let params = json!({
            "textDocument": {"uri": URI, "version": index + 2},
            "contentChanges": [edit((index, 0), (index, 0), &text)],
        });
        bytes.extend(frame(&json!({"jsonrpc": "2.0", "method": "textDocument/didChange", "params": params})));
        expected.push_str(&text);
    }
    client.raw(&bytes);
    assert_eq!(client.text(URI), expected + SEED, "the first request behind them sees them all");
}

#[cfg(target_os = "linux")]
#[test]
fn ten_thousand_edits_leave_memory_flat() {
    const ROUNDS: usize = 100;
    let mut client = Client::pulling();
    client.open(URI, SEED);
    let (line, column) = behind(SEED, "\n468", 0);
    let mut version = 1;
    let mut edits = |client: &mut Client, count: usize| {
        for _ in 0..count {
            for digit in ["9", "8"].iter().cycle().take(ROUNDS) {
                version += 1;
                client.change(URI, version, json!([edit((line, column - 1), (line, column), digit)]));
            }
            client.pull(URI);
        }
        client.resident_kilobytes()
    };
    let before = edits(&mut client, 20);
    let after = edits(&mut client, 80);
    assert!(after < before + 8192, "{before} KB became {after} KB");
    assert_eq!(client.text(URI), SEED);
}

#[test]
fn a_request_sees_all_changes_before_it() {
    let mut client = Client::pulling();
    client.open(URI, "");
    let mut expected = String::new();
    let mut requests = Vec::new();
    for version in 2..200 {
        client.change(URI, version, json!([edit((0, 0), (0, 0), "𠮷"), edit((0, 2), (0, 2), "x")]));
        expected.insert_str(0, "𠮷x");
        requests.push((client.ask("gouji/text", json!({"uri": URI})), expected.clone()));
    }
    for (id, expected) in requests {
        assert_eq!(client.response(id)["result"], expected);
    }
}

#[test]
fn half_a_pair_is_one_character_until_the_whole_text_comes() {
    let mut client = Client::pulling();
    client.open(URI, "ab");
    // What an editor sends of a text that holds half of an emoji.
    let change = |version: i64, range: &str, text: &str| {
        let document = format!(r#"{{"uri":"{URI}","version":{version}}}"#);
        let change = format!(r#"{{"range":{range},"text":"{text}"}}"#);
        let params = format!(r#"{{"textDocument":{document},"contentChanges":[{change}]}}"#);
        let body = format!(r#"{{"jsonrpc":"2.0","method":"textDocument/didChange","params":{params}}}"#);
        format!("Content-Length: {}\r\n\r\n{body}", body.len())
    };
    let range = edit((0, 1), (0, 1), "")["range"].to_string();
    client.raw(change(2, &range, "\\ud83d").as_bytes());
    client.change(URI, 3, json!([edit((0, 2), (0, 3), "c")]));
    assert_eq!(client.text(URI), "a\u{fffd}c", "what stands behind keeps its column");
    client.notify("textDocument/didSave", json!({"textDocument": {"uri": URI}, "text": "a😀c"}));
    assert_eq!(client.text(URI), "a😀c");
}

#[test]
fn every_unit_of_columns_is_spoken() {
    for (offered, spoken, columns) in [
        (json!(["utf-8"]), "utf-8", 4),
        (json!(["utf-16"]), "utf-16", 2),
        (json!(["utf-32", "utf-16"]), "utf-32", 1),
        (json!(["utf-7"]), "utf-16", 2),
    ] {
        let general = json!({"positionEncodings": offered});
        let (mut client, server) = Client::connect(json!({"general": general, "textDocument": {"diagnostic": {}}}));
        assert_eq!(server["positionEncoding"], spoken);
        client.open(URI, "𠮷e\u{301}\r\n😀\rc");
        let changes = [
            edit((0, columns), (0, columns), "上"),
            edit((1, columns), (1, columns), "吉"),
            edit((2, 99), (99, 0), "!"),
        ];
        client.change(URI, 2, json!(changes));
        assert_eq!(client.text(URI), "𠮷上e\u{301}\r\n😀吉\rc!");
        let wrong = SEED.replacen("\n468 |", "\n𠮷| 469 |", 1);
        client.change(URI, 3, json!([{"text": wrong}]));
        assert_eq!(client.text(URI), wrong);
    }
    let (_, server) = Client::connect(json!({}));
    assert_eq!(server["positionEncoding"], "utf-16");
}

#[test]
fn diagnostics_stand_where_the_client_counts() {
    let text = SEED.replacen("(一)主动公开", "𠮷e\u{301}😀：待补充。(一)主动公开", 1);
    let (line, _) = behind(&text, "待补充", 0);
    for (encoding, start, end) in [("utf-8", 14, 23), ("utf-16", 7, 10), ("utf-32", 5, 8)] {
        let general = json!({"positionEncodings": [encoding]});
        let (mut client, _) = Client::connect(json!({"general": general, "textDocument": {"diagnostic": {}}}));
        client.open(URI, &text);
        let found = client.pull(URI);
        let leftover = found.iter().find(|one| one["code"] == "leftover-text").expect("a placeholder is found");
        let position = |character: i32| json!({"line": line, "character": character});
        assert_eq!(leftover["range"], json!({"start": position(start), "end": position(end)}), "{encoding}");
    }
}

#[test]
fn documents_are_what_they_are_however_they_are_spelt() {
    let mut client = Client::pulling();
    client.open("file:///c%3A/%E5%8C%BA/a.md", "一");
    client.change("file:///C:/%e5%8c%ba/a.md", 2, json!([edit((0, 1), (0, 1), "二")]));
    assert_eq!(client.text("file:///c:/%E5%8C%BA/a.md"), "一二");
    client.open("untitled:Untitled-1", SEED);
    assert!(!client.pull("untitled:Untitled-1").is_empty());
    assert_eq!(client.text("untitled:Untitled-2"), json!(null));
}
