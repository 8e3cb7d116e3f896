//! Inputs that no report is.

use std::time::{Duration, Instant};

use crate::Folder;

/// Longer than the slowest of these takes in a debug build on a busy machine, shorter than anything quadratic.
const LIMIT: Duration = Duration::from_secs(60);

#[test]
fn odd_texts_come_to_a_plain_end() {
    let texts: &[(&str, String)] = &[
        ("empty", String::new()),
        ("line", "政府信息公开".repeat(600_000)),
        ("line-of-bars", "| 1 ".repeat(1_000_000)),
        ("tables", "<table>".repeat(100_000)),
        ("cell", format!("<table><tr><td>{}</td></tr></table>", "甲".repeat(350_000))),
        ("digits", format!("新收{}件\n| 总计 | {} |\n", "9".repeat(400), "9".repeat(400))),
        ("nul", "年度报告\0\0\n\0".repeat(1000)),
        ("spans", "<table><tr><td rowspan=\"999999999\" colspan=\"-1\">1</td></tr></table>".to_owned()),
        ("breaks", "\r\r\n\n\u{2028}\u{85}".repeat(10_000)),
        ("fences", "```\n~~~\n".repeat(10_000)),
    ];
    for (name, text) in texts {
        let folder = Folder::new(&[("a.md", text.as_bytes()), ("a.html", text.as_bytes())]);
        for format in ["text", "json"] {
            let started = Instant::now();
            let output = folder.command(&format!("check a.md a.html --fail-on never --format {format}")).assert();
            output.code(0).stderr_eq("");
            assert!(started.elapsed() < LIMIT, "{name} took {:?}", started.elapsed());
        }
        folder.run("check a.md --diff --unsafe-fixes --fail-on never", 0);
        assert_eq!(folder.read("a.md"), text.as_bytes(), "{name}");
    }
}
