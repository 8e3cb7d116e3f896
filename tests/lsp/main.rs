//! Whole sessions with the server's process, over its standard input and output.

mod across;
mod actions;
mod bad_input;
mod client;
mod configuration;
mod diagnostics;
mod editing;
mod lifetime;
mod looking;
mod prose;

use serde_json::{Value, json};

/// The first of the real reports.
const SEED: &str = include_str!("../corpus/000_1e5420d6ed40552a.txt");

/// All five of the real reports.
const SEEDS: [&str; 5] = [
    SEED,
    include_str!("../corpus/001_a7ed15760e03fe8e.txt"),
    include_str!("../corpus/002_073bf38150bd80e7.txt"),
    include_str!("../corpus/003_20c65bb80009b0e5.txt"),
    include_str!("../corpus/004_0db4d1d337420631.txt"),
];

/// Where reports are said to be; there is no such folder.
const URI: &str = "file:///nowhere/%E6%8A%A5%E5%91%8A.md";

/// A change of the text, as the protocol has it.
fn edit(from: (usize, usize), to: (usize, usize), text: &str) -> Value {
    let position = |(line, character): (usize, usize)| json!({"line": line, "character": character});
    json!({"range": {"start": position(from), "end": position(to)}, "text": text})
}

/// The line and the column behind the nth `needle`; the columns of what precedes it in the line are counted in UTF-16.
#[track_caller]
fn behind(text: &str, needle: &str, nth: usize) -> (usize, usize) {
    let (at, found) = text.match_indices(needle).nth(nth).expect("it occurs that often");
    let before = &text[..at + found.len()];
    let line = before.rsplit('\n').next().unwrap_or_default();
    (before.matches('\n').count(), line.encode_utf16().count())
}

/// The text after the edits of a `TextDocumentEdit`, which stand in UTF-16.
fn edited(text: &str, edits: &Value) -> String {
    let offset = |position: &Value| {
        let number = |key: &str| usize::try_from(position[key].as_u64().expect("a number")).expect("a small one");
        let start: usize = text.split_inclusive('\n').take(number("line")).map(str::len).sum();
        let (mut units, mut offset) = (0, start);
        for char in text[start..].chars().take_while(|char| *char != '\n') {
            if units >= number("character") {
                break;
            }
            units += char.len_utf16();
            offset += char.len_utf8();
        }
        offset
    };
    let mut edits: Vec<_> = edits.as_array().expect("edits").iter().collect();
    edits.sort_by_key(|edit| std::cmp::Reverse(offset(&edit["range"]["start"])));
    let mut text_after = text.to_owned();
    for edit in edits {
        let range = offset(&edit["range"]["start"])..offset(&edit["range"]["end"]);
        text_after.replace_range(range, edit["newText"].as_str().expect("a text"));
    }
    text_after
}

/// The rules of diagnostics.
fn rules(diagnostics: &[Value]) -> Vec<&str> {
    diagnostics.iter().map(|diagnostic| diagnostic["code"].as_str().expect("a rule")).collect()
}
