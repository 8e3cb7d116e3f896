//! Diagnostics as they go over the wire.
//!
//! # Design
//! An edit changes the findings of one report; those of the others only move. So what was found in a report is written
//! in the protocol's words once, with the numbers of lines left out and counted from the report's first line, and kept
//! for as long as the findings are the same ones ([`Arc::ptr_eq`]). To send all diagnostics of a document is then to copy
//! those texts and to fill in the lines.

use std::collections::HashMap;
use std::io::Write;
use std::sync::Arc;

use tower_lsp::ls_types::{Diagnostic, DiagnosticSeverity, Position, Range, Uri};

use super::client::Facts;
use super::convert;
use crate::check::Findings;
use crate::finding::{Finding, Locale};
use crate::say;
use crate::text::{Text, TextSize};

/// The most diagnostics of a document that are sent; one more says how many there are beyond them. Nobody reads more,
/// and each costs at every keystroke.
pub const MAX_SENT: usize = 1000;

/// The diagnostics of a document.
#[derive(Clone, Debug, Default)]
pub struct Wire {
    pages: Vec<Page>,
    locale: Locale,
}

/// The diagnostics of one report.
#[derive(Clone, Debug)]
struct Page {
    /// The line from which those of the sheet count.
    line: u32,
    sheet: Arc<Sheet>,
    /// How many there are, written or not.
    count: usize,
    /// The findings that it says, if it will still be right when they have moved.
    of: Option<Arc<[Finding]>>,
}

/// Diagnostics, written.
#[derive(Debug, Default, PartialEq, Eq)]
struct Sheet {
    /// One after the other, without the numbers of lines.
    json: String,
    /// Where a number is missing, and which.
    lines: Vec<(usize, u32)>,
    /// Where each diagnostic ends: in `json` and in `lines`.
    ends: Vec<(usize, usize)>,
}

/// What stands before the number of a line. Within a text its quotes would be escaped.
const LINE: &str = "\"line\":";

impl Sheet {
    /// Lines count from `first`, which is not behind any of them.
    fn new(diagnostics: impl Iterator<Item = Diagnostic>, first: u32) -> Sheet {
        let mut sheet = Sheet::default();
        let finder = memchr::memmem::Finder::new(LINE);
        for diagnostic in diagnostics {
            // What consists of texts and numbers can be written.
            let written = serde_json::to_string(&diagnostic).unwrap_or_else(|_| "null".to_owned());
            let mut rest = &*written;
            while let Some(at) = finder.find(rest.as_bytes()) {
                let (before, behind) = rest.split_at(at + LINE.len());
                let digits = behind.bytes().take_while(u8::is_ascii_digit).count();
                sheet.json.push_str(before);
                let line: u32 = behind[..digits].parse().unwrap_or_default();
                sheet.lines.push((sheet.json.len(), line.saturating_sub(first)));
                rest = &behind[digits..];
            }
            sheet.json.push_str(rest);
            sheet.ends.push((sheet.json.len(), sheet.lines.len()));
        }
        sheet.json.shrink_to_fit();
        sheet
    }

    /// Writes the first `count` diagnostics, each behind a comma unless it is the first one of all.
    fn write(&self, line: u32, count: usize, out: &mut Vec<u8>, is_first: &mut bool) {
        let (mut at, mut lines) = (0, self.lines.iter());
        let mut written = 0;
        for (end, line_end) in self.ends.iter().take(count) {
            if !std::mem::take(is_first) {
                out.push(b',');
            }
            for (hole, number) in lines.by_ref().take(line_end - written) {
                out.extend_from_slice(&self.json.as_bytes()[at..*hole]);
                at = *hole;
                write_number(out, line + number);
            }
            out.extend_from_slice(&self.json.as_bytes()[at..*end]);
            (at, written) = (*end, *line_end);
        }
    }
}

fn write_number(out: &mut Vec<u8>, number: u32) {
    // A buffer takes everything.
    let _ = serde_json::to_writer(out, &number);
}

/// Two that say the same; mostly by being the same.
impl PartialEq for Wire {
    fn eq(&self, other: &Wire) -> bool {
        let same = |(one, two): (&Page, &Page)| {
            one.line == two.line
                && one.count == two.count
                && (Arc::ptr_eq(&one.sheet, &two.sheet) || one.sheet == two.sheet)
        };
        self.pages.len() == other.pages.len() && self.pages.iter().zip(&other.pages).all(same)
    }
}

impl Wire {
    /// The findings of a document; what `before` has of them already is taken from there. It is of an earlier state of
    /// the same document.
    pub fn new(found: &Findings, text: &Text, uri: &Uri, facts: &Facts, before: &Wire) -> Wire {
        let (encoding, locale) = (facts.encoding, facts.locale);
        let known = before.pages.iter().filter_map(|page| Some((page.of.as_ref()?.as_ptr(), &page.sheet)));
        let known: HashMap<_, _> = known.collect();
        let convert = |finding: &Finding, start| {
            convert::diagnostic(text, uri, &finding.shifted(start), encoding, &facts.library)
        };
        let mut pages = Vec::new();
        for (start, findings) in found.reports.iter().filter(|(_, findings)| !findings.is_empty()) {
            let Position { line, character } = convert::position(text, *start, encoding);
            let is_movable = character == 0 && findings.iter().all(is_here);
            let first = if is_movable { line } else { 0 };
            let sheet = known.get(&findings.as_ptr()).map(|sheet| (*sheet).clone()).unwrap_or_else(|| {
                Arc::new(Sheet::new(findings.iter().map(|finding| convert(finding, *start)), first))
            });
            let (count, of) = (findings.len(), is_movable.then(|| findings.clone()));
            pages.push(Page { line: first, sheet, count, of });
        }
        if !found.across.is_empty() {
            // What is not sent need not be written: of a compendium that was pasted twice every report is a copy.
            let room = MAX_SENT.saturating_sub(pages.iter().map(|page| page.count).sum());
            let across = found.across.iter().take(room).map(|finding| convert(finding, TextSize::from(0)));
            pages.push(Page { line: 0, sheet: Arc::new(Sheet::new(across, 0)), count: found.across.len(), of: None });
        }
        Wire { pages, locale }
    }

    /// Writes them as a list.
    pub fn write(&self, out: &mut Vec<u8>) {
        out.push(b'[');
        let (mut left, mut is_first) = (MAX_SENT, true);
        let mut beyond = None;
        for page in &self.pages {
            page.sheet.write(page.line, left, out, &mut is_first);
            if page.count > left {
                beyond.get_or_insert(page.line);
            }
            left = left.saturating_sub(page.count);
        }
        if let Some(line) = beyond {
            let more = self.pages.iter().map(|page| page.count).sum::<usize>() - MAX_SENT;
            out.push(b',');
            // A buffer takes everything.
            let _ = serde_json::to_writer(out.by_ref(), &notice(more, line, self.locale));
        }
        out.push(b']');
    }

    /// As values, for the rare answers in which other things stand between them.
    pub fn diagnostics(&self) -> Vec<Diagnostic> {
        let mut written = Vec::new();
        self.write(&mut written);
        serde_json::from_slice(&written).unwrap_or_default()
    }
}

/// Whether everything that belongs to a finding moves with it.
fn is_here(finding: &Finding) -> bool {
    finding.related.iter().all(|related| related.path.is_none())
}

/// Says what is not sent, where the first of it would stand.
fn notice(more: usize, line: u32, locale: Locale) -> Diagnostic {
    let at = Position { line, character: 0 };
    Diagnostic {
        range: Range { start: at, end: at },
        severity: Some(DiagnosticSeverity::INFORMATION),
        source: Some(convert::SOURCE.to_owned()),
        message: say!(
            locale,
            "还有 {more} 处问题没有显示；改正前面的之后会显示出来。",
            "{more} more findings are not shown; they will be once those before are put right."
        ),
        ..Diagnostic::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::{Fix, Related, Safety, Severity};
    use crate::text::{Edit, TextRange};

    fn finding(start: u32, message: &str) -> Finding {
        let range = TextRange::at(start.into(), 1.into());
        let edits = Edit::replace(range, "1").into();
        Finding {
            rule: "row-total",
            severity: Severity::Error,
            range,
            message: message.to_owned(),
            related: vec![Related { message: "\"line\":7".to_owned(), range, path: None }],
            fixes: vec![Fix { title: String::new(), safety: Safety::Safe, preferred: true, edits }],
            data: None,
        }
    }

    fn wire(found: &Findings, text: &str, before: &Wire) -> Wire {
        let uri = "file:///a.md".parse().expect("a URI");
        Wire::new(found, &Text::new(text), &uri, &Facts::default(), before)
    }

    #[test]
    fn what_was_written_moves_with_its_report() {
        let report: Arc<[Finding]> = vec![finding(0, "一"), finding(2, "\"line\":9")].into();
        let across = vec![finding(0, "二")];
        let found = |start: u32| Findings { reports: vec![(start.into(), report.clone())], across: across.clone() };
        let first = wire(&found(2), "x\na\nb\n", &Wire::default());
        let moved = wire(&found(6), "x\n\n\n\n\na\nb\n", &first);
        assert!(Arc::ptr_eq(&first.pages[0].sheet, &moved.pages[0].sheet), "it is not written again");
        assert_eq!(moved.diagnostics(), wire(&found(6), "x\n\n\n\n\na\nb\n", &Wire::default()).diagnostics());
        let lines = |wire: &Wire| wire.diagnostics().iter().map(|one| one.range.start.line).collect::<Vec<_>>();
        assert_eq!((lines(&first), lines(&moved)), (vec![1, 2, 0], vec![5, 6, 0]));
        let moved = &moved.diagnostics()[1];
        assert_eq!(moved.message, "\"line\":9");
        let related = &moved.related_information.as_ref().expect("there is one")[0];
        assert_eq!((&*related.message, related.location.range), ("\"line\":7", moved.range));
        assert_eq!(moved.data.as_ref().expect("a fix")["fix"]["edits"][0]["range"]["start"]["line"], 6);
    }

    #[test]
    fn those_that_say_the_same_are_the_same() {
        let found = |message| {
            let reports = vec![(0.into(), vec![finding(0, message)].into())];
            Findings { reports, ..Findings::default() }
        };
        let (one, two) = (wire(&found("一"), "ab", &Wire::default()), wire(&found("一"), "ab", &Wire::default()));
        assert_eq!(one, two);
        assert_ne!(one, wire(&found("二"), "ab", &one));
    }

    #[test]
    fn there_is_an_end_and_it_is_said() {
        let report = |count: usize| -> Arc<[Finding]> { vec![finding(0, "一"); count].into() };
        let reports = vec![(0.into(), report(600)), (2.into(), report(600)), (4.into(), report(7))];
        let found = Findings { reports, ..Findings::default() };
        let sent = wire(&found, "a\nb\nc\n", &Wire::default()).diagnostics();
        assert_eq!(sent.len(), MAX_SENT + 1);
        let last = &sent[MAX_SENT];
        assert!(last.message.contains("207") && last.range.start.line == 1, "{last:?}");
        let across = vec![finding(0, "二"); 9];
        let sent = wire(&Findings { across, ..found.clone() }, "a\nb\nc\n", &Wire::default());
        assert_eq!(sent.pages.last().map(|page| (page.count, page.sheet.ends.len())), Some((9, 0)));
        assert!(sent.diagnostics()[MAX_SENT].message.contains("216"));
        let reports = vec![(0.into(), report(MAX_SENT))];
        let found = Findings { reports, ..Findings::default() };
        let sent = wire(&found, "a\nb\nc\n", &Wire::default()).diagnostics();
        assert_eq!(sent.len(), MAX_SENT);
    }
}
