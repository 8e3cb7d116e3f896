//! Reports beside each other in a workspace: findings follow the other document, open or on the disk.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::client::Client;
use crate::{behind, edit, rules};

const REPORT: &str = include_str!("../../src/rules/testing/report.md");
const CARRIED_OUT: &str = "| 四、结转下年度继续办理 |  |  | 1 | 0 | 0 | 0 | 1 | 0 | 2 |";

/// The report of the year before; `carried` is what it carries out, all by natural persons.
fn last_year(carried: u32) -> String {
    let report = REPORT.replace("2024年", "2023年").replace("2025年", "2024年");
    let row = format!("| 四、结转下年度继续办理 |  |  | {carried} | 0 | 0 | 0 | 0 | 0 | {carried} |");
    report.replacen(CARRIED_OUT, &row, 1)
}

fn uri(path: &Path) -> String {
    let path = path.canonicalize().expect("it is there");
    let path = path.to_str().expect("an ordinary path").replace('\\', "/");
    format!("file://{}{path}", if path.starts_with('/') { "" } else { "/" })
}

/// A client that can be told to ask again, in a folder with both reports.
fn workspace(carried: u32) -> (tempfile::TempDir, Client, [String; 2]) {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let (own, last) = (folder.path().join("2024.md"), folder.path().join("2023.md"));
    fs::write(&own, REPORT).expect("there is room for a file");
    fs::write(&last, last_year(carried)).expect("there is room for a file");
    let capabilities = json!({
        "textDocument": {"diagnostic": {}, "definition": {}},
        "workspace": {"diagnostics": {"refreshSupport": true}},
    });
    let root = uri(folder.path());
    let mut client = Client::start();
    client.request("initialize", json!({"processId": null, "rootUri": root, "capabilities": capabilities}));
    client.notify("initialized", json!({}));
    (folder, client, [uri(&own), uri(&last)])
}

fn is_told(client: &mut Client, uri: &str) -> bool {
    rules(&client.pull(uri)).contains(&"carried-over")
}

#[test]
fn the_report_of_last_year_is_found_in_the_workspace() {
    let (folder, mut client, [own, last]) = workspace(3);
    client.open(&own, REPORT);
    client.pull(&own);
    client.notification("workspace/diagnostic/refresh");
    let found = client.pull(&own);
    let finding = found.iter().find(|one| one["code"] == "carried-over").expect("it is told");
    let related = finding["relatedInformation"].as_array().expect("a list");
    let there = related.iter().find(|one| one["location"]["uri"] == json!(last)).expect("it points there");
    let (line, column) = behind(&last_year(3), "| 四、结转下年度继续办理 |  |  | ", 0);
    assert_eq!(there["location"]["range"]["start"], json!({"line": line, "character": column}));

    // The cell leads there, too.
    let (at, character) = behind(REPORT, "| 二、上年结转政府信息公开申请数量 |  |  | ", 0);
    let position = json!({"textDocument": {"uri": own}, "position": {"line": at, "character": character}});
    let led = client.request("textDocument/definition", position.clone())["result"].clone();
    assert_eq!(
        (&led[0]["uri"], &led[0]["range"]["start"]),
        (&json!(last), &json!({"line": line, "character": column}))
    );
    let told = client.request("textDocument/hover", position)["result"]["contents"]["value"].clone();
    assert!(told.as_str().is_some_and(|told| told.contains("上年结转下来（2023年，2023.md）：3 ✗")), "{told}");

    // The other file is put right on the disk.
    fs::write(folder.path().join("2023.md"), last_year(1)).expect("it can be written");
    client.notify("workspace/didChangeWatchedFiles", json!({"changes": [{"uri": last, "type": 2}]}));
    let mut asked = 0;
    while is_told(&mut client, &own) {
        client.notification("workspace/diagnostic/refresh");
        asked += 1;
        assert!(asked < 5, "the file was looked at");
    }
}

#[test]
fn an_open_report_counts_as_it_is_in_the_editor() {
    let (_folder, mut client, [own, last]) = workspace(1);
    client.open(&own, REPORT);
    client.open(&last, &last_year(1));
    assert!(!is_told(&mut client, &own));
    client.pull(&last);
    let (line, column) = behind(&last_year(1), "| 四、结转下年度继续办理 |  |  | ", 0);
    client.change(&last, 2, json!([edit((line, column), (line, column + 1), "4")]));
    client.notify("textDocument/didSave", json!({"textDocument": {"uri": last}}));
    client.pull(&last);
    let mut asked = 0;
    while !is_told(&mut client, &own) {
        client.notification("workspace/diagnostic/refresh");
        asked += 1;
        assert!(asked < 5, "the other document was looked at");
    }
}

#[test]
fn the_whole_workspace_is_compared_and_asked_for_again() {
    let (folder, mut client, [own, last]) = workspace(3);
    let mut ask = |known: Value| {
        let items =
            client.request("workspace/diagnostic", json!({"previousResultIds": known}))["result"]["items"].clone();
        items.as_array().expect("a list").clone()
    };
    let first = ask(json!([]));
    let item =
        |items: &[Value], uri: &str| items.iter().find(|item| item["uri"] == json!(uri)).cloned().expect("it is told");
    let of_own = item(&first, &own);
    let found = of_own["items"].as_array().expect("a list");
    assert!(rules(found).contains(&"carried-over"), "{found:#?}");
    let known = json!([{"uri": own, "value": of_own["resultId"]}]);
    assert_eq!(item(&ask(known.clone()), &own)["kind"], "unchanged");
    // What changed is another file.
    fs::write(folder.path().join("2023.md"), last_year(2)).expect("it can be written");
    let again = item(&ask(known), &own);
    assert_eq!(again["kind"], "full");
    assert!(again["items"].to_string().contains("上年是 2"), "{again}");
    assert!(!last.is_empty());
}

#[test]
fn what_cannot_be_compared_is_told_once() {
    let (folder, mut client, [own, _]) = workspace(3);
    fs::write(folder.path().join("broken.docx"), "PK\u{3}\u{4} and no more").expect("there is room for a file");
    let config = "[[roll-up]]\nof = \"2024.md\"\nparts = [\"broken.docx\"]\n";
    fs::write(folder.path().join("gouji.toml"), config).expect("there is room for a file");
    client.open(&own, REPORT);
    client.pull(&own);
    let message = client.notification("window/showMessage");
    let told = message["message"].as_str().expect("a message");
    assert!(told.contains("没有计入") && told.contains("broken.docx：文件已损坏"), "{told}");
}
