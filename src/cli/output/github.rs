//! `--format github`: workflow commands that GitHub Actions shows beside the lines.

use std::io::{self, Write};

use super::place::PlaceRange;
use super::{Checked, Output};
use crate::finding::{Locale, Severity};
use crate::say;

/// GitHub's annotations.
pub struct Github {
    /// The language of what is added to messages.
    pub locale: Locale,
}

impl Output for Github {
    fn file(&self, file: &Checked<'_>, out: &mut Vec<u8>) -> io::Result<()> {
        let path = escaped(file.path, true);
        for finding in file.findings {
            let level = match finding.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Info | Severity::Hint => "notice",
            };
            let PlaceRange { start, end } = PlaceRange::of(file.text, finding.range);
            let message = match finding.fixes.first() {
                None => finding.message.clone(),
                Some(fix) => {
                    let (message, title) = (&finding.message, &fix.title);
                    say!(self.locale, "{message}\n可修复：{title}", "{message}\nFix: {title}")
                }
            };
            write!(out, "::{level} file={path},line={},endLine={},", start.line, end.line)?;
            // GitHub takes columns only where the range lies within one line.
            if start.line == end.line {
                write!(out, "col={},endColumn={},", start.column, end.column)?;
            }
            writeln!(out, "title={}::{}", escaped(finding.rule, true), escaped(&message, false))?;
        }
        Ok(())
    }
}

/// `text` as data of a workflow command, or as the value of one of its properties.
fn escaped(text: &str, is_property: bool) -> String {
    let mut escaped = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '%' => escaped.push_str("%25"),
            '\r' => escaped.push_str("%0D"),
            '\n' => escaped.push_str("%0A"),
            ':' if is_property => escaped.push_str("%3A"),
            ',' if is_property => escaped.push_str("%2C"),
            _ => escaped.push(char),
        }
    }
    escaped
}
