//! Prints the findings of files, one a line: a look at what rules say of many drafts.
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use gouji::{check::check, document::Document, text::Encoding};

fn main() -> std::io::Result<()> {
    for path in std::env::args().skip(1) {
        let text = std::fs::read_to_string(&path)?;
        let print = || {
            let document = Document::new(&text, Arc::default());
            for finding in check(&document) {
                let line = document.text().position(finding.range.start(), Encoding::Utf32).line + 1;
                println!("{path}:{line}: {:?} {} {}", finding.severity, finding.rule, finding.message);
            }
        };
        if catch_unwind(AssertUnwindSafe(print)).is_err() {
            println!("{path}:1: Panic");
        }
    }
    Ok(())
}
