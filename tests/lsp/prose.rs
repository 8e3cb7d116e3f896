//! Between what the prose says and what the tables hold, over the wire, in UTF-16.

use serde_json::{Value, json};

use crate::client::Client;
use crate::{SEEDS, URI, behind};

/// A real report whose prose and tables agree, behind characters that take two units and three bytes or four.
fn report() -> String {
    SEEDS[2].replacen("全年依申请公开共收到", "𠮷😀全年依申请公开共收到", 1)
}

fn client(capabilities: Value) -> Client {
    let (mut client, _) = Client::connect(capabilities);
    client.open(URI, &report());
    client
}

fn pulling() -> Client {
    client(json!({"textDocument": {"diagnostic": {}}}))
}

/// A request about a place in the document, with more parameters.
fn ask(client: &mut Client, method: &str, (line, character): (usize, usize), more: Value) -> Value {
    let position = json!({"line": line, "character": character});
    let mut params = json!({"textDocument": {"uri": URI}, "position": position});
    if let (Value::Object(params), Value::Object(more)) = (&mut params, more) {
        params.extend(more);
    }
    let response = client.request(&format!("textDocument/{method}"), params);
    assert_eq!(response.get("error"), None, "{method}");
    response["result"].clone()
}

/// The range of the last characters before a place, and no others.
fn last((line, column): (usize, usize), count: usize) -> Value {
    let place = |character: usize| json!({"line": line, "character": character});
    json!({"start": place(column - count), "end": place(column)})
}

/// Where figures of the prose and of the tables stand.
struct Places {
    /// `122件`, stated as the sum of its parts.
    figure: (usize, usize),
    /// The total of section 三, 一.
    cell: (usize, usize),
}

fn places() -> Places {
    let text = report();
    // In the table the total is the last of its row.
    Places { figure: behind(&text, "合计122件", 0), cell: behind(&text, "\n122", 0) }
}

#[test]
fn a_figure_leads_to_its_cell() {
    let Places { figure, cell } = places();
    let found = ask(&mut pulling(), "definition", figure, json!({}));
    assert_eq!(found, json!([{"uri": URI, "range": last(cell, 3)}]));
    // From a cell, to itself.
    let found = ask(&mut pulling(), "definition", cell, json!({}));
    assert_eq!(found, json!([{"uri": URI, "range": last(cell, 3)}]));
    let linked = json!({"textDocument": {"diagnostic": {}, "definition": {"linkSupport": true}}});
    let found = ask(&mut client(linked), "definition", figure, json!({}));
    assert_eq!((&found[0]["originSelectionRange"], &found[0]["targetRange"]), (&last(figure, 4), &last(cell, 3)));
    assert_eq!(ask(&mut pulling(), "definition", (0, 0), json!({})), json!(null));
}

#[test]
fn a_difference_leads_to_all_its_cells() {
    // 120 decided cases are all of them less the pending ones.
    let decided = behind(&report(), "144件,120件", 0);
    let found = ask(&mut pulling(), "definition", decided, json!({}));
    assert_eq!(found.as_array().map(Vec::len), Some(2), "{found}");
}

#[test]
fn a_cell_leads_to_all_figures_that_state_it() {
    let Places { figure, cell } = places();
    let mut client = pulling();
    let context = |declared: bool| json!({"context": {"includeDeclaration": declared}});
    let location = |range: Value| json!({"uri": URI, "range": range});
    let of_cell = ask(&mut client, "references", cell, context(false));
    assert_eq!(of_cell, json!([location(last(figure, 4))]));
    let with_cell = ask(&mut client, "references", cell, context(true));
    assert_eq!(with_cell, json!([location(last(figure, 4)), location(last(cell, 3))]));
    // A second sentence states the same.
    let (line, column) = figure;
    let text = ",今年新收政府信息公开申请122件";
    client.change(URI, 2, json!([crate::edit(figure, figure, text)]));
    let second = (line, column + text.encode_utf16().count());
    for place in [cell, figure, second] {
        let found = ask(&mut client, "references", place, context(false));
        assert_eq!(found, json!([location(last(figure, 4)), location(last(second, 4))]), "{place:?}");
    }
    assert_eq!(ask(&mut client, "references", (0, 0), context(true)), json!(null));
}

#[test]
fn what_belongs_together_is_highlighted() {
    let Places { figure, cell } = places();
    let mut client = pulling();
    let of_figure = ask(&mut client, "documentHighlight", figure, json!({}));
    assert_eq!(of_figure, json!([{"range": last(figure, 4), "kind": 1}, {"range": last(cell, 3), "kind": 2}]));
    let of_cell = ask(&mut client, "documentHighlight", cell, json!({}));
    assert_eq!(of_cell[0], json!({"range": last(figure, 4), "kind": 1}));
    assert!(of_cell.as_array().is_some_and(|found| found.contains(&json!({"range": last(cell, 3), "kind": 3}))));
}

#[test]
fn hover_tells_both_ways() {
    let Places { figure, cell } = places();
    let mut client = pulling();
    let hover = ask(&mut client, "hover", figure, json!({}));
    let text = hover["contents"]["value"].as_str().expect("a text");
    assert!(text.starts_with("**“122件”** 说的是“一、本年新收政府信息公开申请数量”一行“总计”"), "{text}");
    assert!(text.contains("表中：`122`，相符 ✓") && text.contains("依据："), "{text}");
    assert_eq!(hover["range"], last(figure, 4));
    let hover = ask(&mut client, "hover", cell, json!({}));
    let text = hover["contents"]["value"].as_str().expect("a text");
    let line = figure.0 + 1;
    assert!(text.contains(&format!("\n- 正文第 {line} 行：“122件” ✓")), "{text}");
    // The figure is made wrong: both sides say so.
    let (line, column) = figure;
    client.change(URI, 2, json!([crate::edit((line, column - 2), (line, column - 1), "9")]));
    let hover = ask(&mut client, "hover", figure, json!({}));
    let text = hover["contents"]["value"].as_str().expect("a text");
    assert!(text.contains("表中：`122`，不符，相差 7 ✗"), "{text}");
    let hover = ask(&mut client, "hover", cell, json!({}));
    assert!(hover["contents"]["value"].as_str().is_some_and(|text| text.contains("“129件” ✗")), "{hover}");
}

#[test]
fn hints_beside_figures_come_when_they_are_wanted() {
    let Places { figure, cell } = places();
    let capabilities =
        json!({"textDocument": {"diagnostic": {}}, "workspace": {"inlayHint": {"refreshSupport": true}}});
    let mut client = client(capabilities);
    let whole = json!({"start": {"line": 0, "character": 0}, "end": {"line": 999_999, "character": 0}});
    let hints = |client: &mut Client| {
        let params = json!({"textDocument": {"uri": URI}, "range": whole});
        client.request("textDocument/inlayHint", params)["result"].as_array().expect("a list").clone()
    };
    let at = json!({"line": figure.0, "character": figure.1});
    assert!(hints(&mut client).iter().all(|hint| hint["position"] != at), "they are off");
    client.notify("workspace/didChangeConfiguration", json!({"settings": {"gouji": {"proseHints": true}}}));
    let asked = client.asked("workspace/inlayHint/refresh");
    client.send(&json!({"jsonrpc": "2.0", "id": asked["id"], "result": null}));
    let all = hints(&mut client);
    let hint = all.iter().find(|hint| hint["position"] == at).expect("there is one now");
    assert_eq!(hint["label"][0]["value"], "= 总计");
    assert_eq!(hint["label"][0]["location"], json!({"uri": URI, "range": last(cell, 3)}));
    // A wrong one says what the table holds.
    let (line, column) = figure;
    client.change(URI, 2, json!([crate::edit((line, column - 2), (line, column - 1), "9")]));
    let all = hints(&mut client);
    let hint = all.iter().find(|hint| hint["position"] == at).expect("there is one");
    assert_eq!(hint["label"][0]["value"], "≠ 总计 122");
    client.notify("workspace/didChangeConfiguration", json!({"settings": {"gouji": {}}}));
    assert!(hints(&mut client).iter().all(|hint| hint["position"] != at), "they are off again");
}

#[test]
fn a_figure_in_prose_is_faulted_once_it_is_typed() {
    let Places { figure: (line, column), .. } = places();
    let wrong = json!([crate::edit((line, column - 2), (line, column - 1), "9")]);
    let diagnostics = json!({"refreshSupport": true});
    let capabilities = json!({"textDocument": {"diagnostic": {}}, "workspace": {"diagnostics": diagnostics}});
    let about_prose = |found: &[Value]| {
        let rules = crate::rules(found).into_iter().filter(|rule| rule.starts_with("prose-"));
        rules.map(str::to_owned).collect::<Vec<_>>()
    };
    let mut client = client(capabilities);
    assert_eq!(about_prose(&client.pull(URI)), [""; 0]);
    client.change(URI, 2, wrong);
    assert_eq!(about_prose(&client.pull(URI)), [""; 0], "the next key may put it right");
    client.asked("workspace/diagnostic/refresh");
    assert_eq!(about_prose(&client.pull(URI)), ["prose-mismatch"]);
}
