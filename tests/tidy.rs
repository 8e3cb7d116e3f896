//! The architecture as a test: a module uses only modules that stand before it in the reading order.

use std::fs;
use std::path::{Path, PathBuf};

/// The modules in reading order. A module may use those before it, and itself.
const ORDER: [&str; 20] = [
    "text",
    "finding",
    "relation",
    "format",
    "config",
    "syntax",
    "report",
    "document",
    "beside",
    "layout",
    "extract",
    "draft",
    "rules",
    "check",
    "fix",
    "workspace",
    "convert",
    "lsp",
    "cli",
    "main",
];

#[test]
fn arrows_point_one_way() {
    let mut wrong = Vec::new();
    for path in files(Path::new("src")) {
        let module = module(&path);
        let Some(place) = ORDER.iter().position(|name| *name == module) else { continue };
        let text = fs::read_to_string(&path).expect("sources are UTF-8");
        for used in used_modules(&text) {
            let Some(other) = ORDER.iter().position(|name| *name == used) else { continue };
            if other > place {
                wrong.push(format!("{} uses {used}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The text of a file up to its tests: they may use everything.
fn without_tests(text: &str) -> &str {
    text.split("#[cfg(test)]\nmod tests").next().unwrap_or(text)
}

fn used_modules(text: &str) -> Vec<String> {
    let is_word = |char: char| char.is_ascii_lowercase() || char == '_';
    let code = without_tests(text).lines().filter(|line| !line.trim_start().starts_with("//"));
    let uses = code.flat_map(|line| line.match_indices("crate::").map(move |(at, path)| &line[at + path.len()..]));
    uses.map(|rest| rest.chars().take_while(|char| is_word(*char)).collect()).collect()
}

fn module(path: &Path) -> String {
    let inside = path.strip_prefix("src").expect("below src");
    let first = inside.components().next().expect("a file").as_os_str().to_string_lossy().into_owned();
    first.trim_end_matches(".rs").to_owned()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("src is there") {
        let path = entry.expect("readable").path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() {
            found.extend(files(&path));
        } else if name.ends_with(".rs") && !matches!(name.as_str(), "testing.rs" | "tests.rs" | "lib.rs") {
            found.push(path);
        }
    }
    found
}
