//! `--format json`: one object; `--format ndjson`: one line for each finding, the same object with its `path`. Files
//! without findings are listed in the former and leave no line in the latter.

use std::io::{self, Write};

use serde::Serialize;

use super::object::{Object, list};
use super::place::{Place, PlaceRange, RelatedPlace};
use super::{Checked, Output, Summary, severity_name};
use crate::convert::Origin;
use crate::finding::{Data, Finding, Fix, Locale, Related, Safety, Severity};

/// One JSON object.
pub struct Json;

/// One JSON object for each finding.
pub struct Ndjson;

impl Output for Json {
    fn begin(&self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(br#"{"version":1,"files":["#)
    }

    fn file(&self, file: &Checked<'_>, out: &mut Vec<u8>) -> io::Result<()> {
        let mut object = Object::begin(out);
        object.text("path", file.path);
        list(object.key("diagnostics"), file.findings, |out, finding| diagnostic(out, file, finding, None))?;
        object.end();
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
            diagnostic(out, file, finding, Some(file.path))?;
            out.push(b'\n');
        }
        Ok(())
    }
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

/// The `data` of a finding in a file of another kind.
#[derive(Serialize)]
struct Placed<'a> {
    #[serde(flatten)]
    data: Option<&'a Data>,
    /// Where it stands there.
    place: Origin,
}

/// The contract's `D`.
fn diagnostic(out: &mut Vec<u8>, file: &Checked<'_>, finding: &Finding, path: Option<&str>) -> io::Result<()> {
    let mut object = Object::begin(out);
    if let Some(path) = path {
        object.text("path", path);
    }
    object.text("rule", finding.rule);
    object.text("severity", severity_name(finding.severity));
    object.text("message", &finding.message);
    range(object.key("range"), PlaceRange::of(file.text, finding.range));
    list(object.key("related"), &finding.related, |out, one| related(out, file, one))?;
    list(object.key("fixes"), &finding.fixes, |out, one| fix(out, file, one))?;
    let data = object.key("data");
    match (&finding.data, file.origin(finding.range)) {
        (found, Some(place)) => serde_json::to_writer(data, &Placed { data: found.as_ref(), place })?,
        (Some(found), None) => serde_json::to_writer(data, found)?,
        // An object even where a rule has none, so that readers need not ask.
        (None, None) => data.extend_from_slice(b"{}"),
    }
    object.end();
    Ok(())
}

fn related(out: &mut Vec<u8>, file: &Checked<'_>, related: &Related) -> io::Result<()> {
    let RelatedPlace { path, range: place, origin, .. } = file.related(related, Locale::default());
    let mut object = Object::begin(out);
    if let Some(path) = path {
        object.text("path", &path);
    }
    object.text("message", &related.message);
    range(object.key("range"), place);
    if let Some(origin) = origin {
        // Where it stands in a file of another kind.
        serde_json::to_writer(object.key("place"), &origin)?;
    }
    object.end();
    Ok(())
}

fn fix(out: &mut Vec<u8>, file: &Checked<'_>, fix: &Fix) -> io::Result<()> {
    let mut object = Object::begin(out);
    object.text("title", &fix.title);
    object.truth("safe", fix.safety == Safety::Safe);
    object.truth("preferred", fix.preferred);
    list(object.key("edits"), fix.edits.iter(), |out, edit| {
        let mut object = Object::begin(out);
        range(object.key("range"), PlaceRange::of(file.text, edit.range));
        object.text("text", &edit.text);
        object.end();
        Ok(())
    })?;
    object.end();
    Ok(())
}

fn range(out: &mut Vec<u8>, PlaceRange { start, end }: PlaceRange) {
    let mut object = Object::begin(out);
    place(object.key("start"), start);
    place(object.key("end"), end);
    object.end();
}

fn place(out: &mut Vec<u8>, Place { line, column, byte }: Place) {
    let mut object = Object::begin(out);
    object.number("line", line);
    object.number("column", column);
    object.number("byte", byte as usize);
    object.end();
}
