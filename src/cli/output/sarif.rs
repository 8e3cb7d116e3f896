//! `--format sarif`: SARIF 2.1.0, for code scanning. Written by hand rather than with a crate of its 100 types: results
//! are streamed, and the few objects used here are easier to read than their builders.

use std::io::{self, Write};
use std::path::Path;

use serde_json::{Value, json};

use super::place::{PlaceRange, RelatedPlace};
use super::{Checked, Output, Summary};
use crate::finding::{Finding, Fix, Locale, Severity};
use crate::rules::{RULES, Rule};
use crate::text::{TextRange, TextSize};

/// A SARIF log with one run.
pub struct Sarif {
    /// The language of the rules' descriptions.
    pub locale: Locale,
}

impl Output for Sarif {
    fn begin(&self, out: &mut dyn Write) -> io::Result<()> {
        let rules: Vec<Value> = RULES.iter().map(|rule| self.descriptor(rule)).collect();
        let driver = json!({"name": "gouji", "semanticVersion": env!("CARGO_PKG_VERSION"), "rules": rules});
        let tool = json!({ "driver": driver });
        write!(
            out,
            r#"{{"$schema":"https://json.schemastore.org/sarif-2.1.0.json","version":"2.1.0","runs":[{{"tool":{tool},"columnKind":"unicodeCodePoints","results":["#
        )
    }

    fn file(&self, file: &Checked<'_>, out: &mut Vec<u8>) -> io::Result<()> {
        for (index, finding) in file.findings.iter().enumerate() {
            if index > 0 {
                out.push(b',');
            }
            serde_json::to_writer(&mut *out, &result(file, finding))?;
        }
        Ok(())
    }

    fn separator(&self) -> &'static [u8] {
        b","
    }

    fn end(&self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        let successful = summary.failed == 0;
        writeln!(out, r#"],"invocations":[{{"executionSuccessful":{successful}}}]}}]}}"#)
    }
}

impl Sarif {
    fn descriptor(&self, rule: &Rule) -> Value {
        let (summary, details) = (rule.summary.get(self.locale), rule.details.get(self.locale));
        json!({
            "id": rule.name,
            "shortDescription": {"text": summary},
            "fullDescription": {"text": details},
            "help": {"text": details, "markdown": details},
            "defaultConfiguration": {"level": level(rule.severity)},
        })
    }
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info | Severity::Hint => "note",
    }
}

fn result(file: &Checked<'_>, finding: &Finding) -> Value {
    let mut result = json!({
        "ruleId": finding.rule,
        "level": level(finding.severity),
        "message": {"text": finding.message},
        "locations": [{"physicalLocation": {"artifactLocation": artifact(file.path), "region": region(file, finding.range)}}],
    });
    if let Some(index) = RULES.iter().position(|rule| rule.name == finding.rule) {
        result["ruleIndex"] = index.into();
    }
    let related = finding.related.iter().enumerate().map(|(id, related)| {
        let RelatedPlace { path, range, .. } = file.related(related, Locale::default());
        let place = match path {
            None => json!({"artifactLocation": artifact(file.path), "region": region(file, related.range)}),
            Some(path) => json!({"artifactLocation": artifact(&path), "region": region_of(range, 0)}),
        };
        json!({"id": id, "message": {"text": related.message}, "physicalLocation": place})
    });
    let related: Vec<Value> = related.collect();
    if !related.is_empty() {
        result["relatedLocations"] = related.into();
    }
    let fixes: Vec<Value> = finding.fixes.iter().map(|each| fix(file, each)).collect();
    if !fixes.is_empty() {
        result["fixes"] = fixes.into();
    }
    if let Some(data) = &finding.data {
        result["properties"] = json!({ "data": data });
    }
    result
}

fn fix(file: &Checked<'_>, fix: &Fix) -> Value {
    let replacement = |edit: &crate::text::Edit| {
        let mut replacement = json!({"deletedRegion": region(file, edit.range)});
        if !edit.text.is_empty() {
            replacement["insertedContent"] = json!({ "text": edit.text });
        }
        replacement
    };
    let replacements: Vec<Value> = fix.edits.iter().map(replacement).collect();
    let change = json!({"artifactLocation": artifact(file.path), "replacements": replacements});
    json!({"description": {"text": fix.title}, "artifactChanges": [change]})
}

/// A region of the file. SARIF does not count a byte-order mark as a column.
fn region(file: &Checked<'_>, range: TextRange) -> Value {
    let mark = file.text.slice(TextRange::up_to(TextSize::of('\u{feff}')));
    region_of(PlaceRange::of(file.text, range), usize::from(mark == "\u{feff}"))
}

/// `mark`: columns of the first line that SARIF does not count.
fn region_of(PlaceRange { start, end }: PlaceRange, mark: usize) -> Value {
    let column = |line: usize, column: usize| if line == 1 { column.saturating_sub(mark).max(1) } else { column };
    json!({
        "startLine": start.line,
        "startColumn": column(start.line, start.column),
        "endLine": end.line,
        "endColumn": column(end.line, end.column),
    })
}

/// A file by its URI: relative to where the command ran, or absolute.
fn artifact(path: &str) -> Value {
    let mut uri = String::with_capacity(path.len());
    if Path::new(path).is_absolute() {
        uri.push_str(if path.starts_with('/') { "file://" } else { "file:///" });
    }
    for byte in path.bytes() {
        match byte {
            b'\\' if cfg!(windows) => uri.push('/'),
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'.' | b'_' | b'~' => uri.push(char::from(byte)),
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    json!({ "uri": uri })
}
