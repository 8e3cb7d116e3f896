//! `--format csv`: a row for each finding. It begins with a byte-order mark, without which Excel reads Chinese as
//! something else.

use std::borrow::Cow;
use std::io::{self, Write};

use csv::{Terminator, Writer, WriterBuilder};

use super::place::Place;
use super::{Checked, Output, severity_name};
use crate::finding::{Data, Finding};

/// Rows for auditors.
pub struct Csv;

const HEADER: [&str; 8] = ["path", "rule", "severity", "line", "column", "message", "reported", "computed"];

impl Output for Csv {
    fn begin(&self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all("\u{feff}".as_bytes())?;
        let mut rows = writer(out);
        rows.write_record(HEADER)?;
        rows.flush()
    }

    fn file(&self, file: &Checked<'_>, out: &mut Vec<u8>) -> io::Result<()> {
        if file.findings.is_empty() {
            return Ok(());
        }
        let mut rows = writer(out);
        for finding in file.findings {
            let place = Place::of(file.text, finding.range.start());
            let (reported, computed) = figures(finding);
            rows.write_record([
                &*inert(file.path),
                finding.rule,
                severity_name(finding.severity),
                &place.line.to_string(),
                &place.column.to_string(),
                &*inert(&finding.message),
                &reported,
                &computed,
            ])?;
        }
        rows.flush()
    }
}

/// Rows as RFC 4180 has them.
pub fn writer<W: Write>(out: W) -> Writer<W> {
    WriterBuilder::new().terminator(Terminator::CRLF).buffer_capacity(1 << 10).from_writer(out)
}

/// What the report says, and what it should say by its other figures.
fn figures(finding: &Finding) -> (String, String) {
    match &finding.data {
        None => Default::default(),
        Some(Data::Relation { reported, computed, .. }) => {
            (reported.map(|number| number.to_string()).unwrap_or_default(), computed.to_string())
        }
        Some(Data::Prose { value, expected, .. }) => (value.to_string(), expected.to_string()),
    }
}

/// Text that spreadsheets do not take for a formula.
pub fn inert(text: &str) -> Cow<'_, str> {
    let is_formula = text.len() > 1 && text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if is_formula { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}
