//! `--format json`: one object; `--format ndjson`: one line for each finding, the same object with its `path`. Files
//! without findings are listed in the former and leave no line in the latter.

use std::io::{self, Write};

use serde::Serialize;

use super::place::{PlaceRange, RelatedPlace};
use super::{Checked, Output, Summary, severity_name};
use crate::convert::Origin;
use crate::finding::{Data, Finding, Fix, Locale, Safety, Severity};

/// One JSON object.
pub struct Json;

/// One JSON object for each finding.
pub struct Ndjson;

impl Output for Json {
    fn begin(&self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(br#"{"version":1,"files":["#)
    }

    fn file(&self, file: &Checked<'_>, out: &mut Vec<u8>) -> io::Result<()> {
        let diagnostics = file.findings.iter().map(|finding| Diagnostic::new(file, finding, None)).collect();
        serde_json::to_writer(out, &FileFindings { path: file.path, diagnostics })?;
        Ok(())
    }

    fn separator(&self) -> &'static [u8] {
        b","
    }

    fn end(&self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(br#"],"summary":"#)?;
        serde_json::to_writer(&mut *out, &Counts::of(summary))?;
        out.write_all(b"}\n")
    }
}

impl Output for Ndjson {
    fn file(&self, file: &Checked<'_>, out: &mut Vec<u8>) -> io::Result<()> {
        for finding in file.findings {
            serde_json::to_writer(&mut *out, &Diagnostic::new(file, finding, Some(file.path)))?;
            out.push(b'\n');
        }
        Ok(())
    }
}

#[derive(Serialize)]
struct FileFindings<'a> {
    path: &'a str,
    diagnostics: Vec<Diagnostic<'a>>,
}

/// The contract's `summary`.
#[derive(Serialize)]
pub struct Counts {
    files: usize,
    errors: usize,
    warnings: usize,
    infos: usize,
    hints: usize,
    fixable: usize,
    /// Only where a baseline hides any.
    #[serde(skip_serializing_if = "Option::is_none")]
    hidden: Option<usize>,
}

impl Counts {
    /// The counts of a run.
    pub fn of(summary: &Summary) -> Counts {
        Counts {
            files: summary.files,
            errors: summary.count(Severity::Error),
            warnings: summary.count(Severity::Warning),
            infos: summary.count(Severity::Info),
            hints: summary.count(Severity::Hint),
            fixable: summary.fixable(),
            hidden: Some(summary.hidden).filter(|hidden| *hidden > 0),
        }
    }
}

/// The contract's `D`.
#[derive(Serialize)]
struct Diagnostic<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<&'a str>,
    rule: &'static str,
    severity: &'static str,
    message: &'a str,
    range: PlaceRange,
    related: Vec<RelatedEntry<'a>>,
    fixes: Vec<FixOffer<'a>>,
    data: DataOrEmpty<'a>,
}

#[derive(Serialize)]
struct RelatedEntry<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<std::borrow::Cow<'a, str>>,
    message: &'a str,
    range: PlaceRange,
    /// Where it stands in a file of another kind.
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<Origin>,
}

#[derive(Serialize)]
struct FixOffer<'a> {
    title: &'a str,
    safe: bool,
    preferred: bool,
    edits: Vec<Replacement<'a>>,
}

#[derive(Serialize)]
struct Replacement<'a> {
    range: PlaceRange,
    text: &'a str,
}

/// `data` is an object even where a rule has none, so that readers need not ask.
#[derive(Serialize)]
#[serde(untagged)]
enum DataOrEmpty<'a> {
    Data(&'a Data),
    /// Of a finding in a file of another kind: where it stands there.
    Placed {
        #[serde(flatten)]
        data: Option<&'a Data>,
        place: Origin,
    },
    Empty {},
}

impl<'a> Diagnostic<'a> {
    fn new(file: &Checked<'a>, finding: &'a Finding, path: Option<&'a str>) -> Self {
        let related = finding.related.iter().map(|related| {
            let RelatedPlace { path, range, origin, .. } = file.related(related, Locale::default());
            RelatedEntry { path, message: &related.message, range, place: origin }
        });
        Diagnostic {
            path,
            rule: finding.rule,
            severity: severity_name(finding.severity),
            message: &finding.message,
            range: PlaceRange::of(file.text, finding.range),
            related: related.collect(),
            fixes: finding.fixes.iter().map(|fix| FixOffer::new(file, fix)).collect(),
            data: match (&finding.data, file.origin(finding.range)) {
                (data, Some(place)) => DataOrEmpty::Placed { data: data.as_ref(), place },
                (Some(data), None) => DataOrEmpty::Data(data),
                (None, None) => DataOrEmpty::Empty {},
            },
        }
    }
}

impl<'a> FixOffer<'a> {
    fn new(file: &Checked<'_>, fix: &'a Fix) -> Self {
        let edits = fix.edits.iter();
        let edits = edits.map(|edit| Replacement { range: PlaceRange::of(file.text, edit.range), text: &edit.text });
        FixOffer {
            title: &fix.title,
            safe: fix.safety == Safety::Safe,
            preferred: fix.preferred,
            edits: edits.collect(),
        }
    }
}
