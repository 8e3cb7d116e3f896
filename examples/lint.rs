//! `cargo run --example lint -- FILE…`: what the rules find, a line for each finding.

use std::sync::Arc;

use gouji::check::check;
use gouji::document::Document;

fn main() -> std::io::Result<()> {
    for path in std::env::args().skip(1) {
        let document = Document::new(&std::fs::read_to_string(&path)?, Arc::default());
        for finding in check(&document) {
            let line = document.text().line_of(finding.range.start()) + 1;
            let text: String = document.text().slice(finding.range).chars().take(40).collect();
            println!("{path}:{line}: {:?} {} {text:?} {}", finding.severity, finding.rule, finding.message);
        }
    }
    Ok(())
}
