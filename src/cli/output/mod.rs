//! How findings are printed, one file per form. A file's part is rendered on the thread that checked it; the parts are
//! put together in the order of the files.

mod csv;
mod frame;
mod github;
mod html;
mod json;
mod place;
mod sarif;
mod statistics;
mod text;

use std::collections::BTreeMap;
use std::io::{self, Write};

use crate::convert::Origins;
use crate::document::Document;
use crate::finding::{Finding, Locale, Safety, Severity};
use crate::text::Text;

pub use csv::{inert, writer as csv_writer};
pub use html::PAGE_TITLE;
pub use place::Others;
pub use statistics::Statistics;
pub use text::{Style, TextOutput};

/// The forms that findings can be printed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum OutputFormat {
    /// 带原文的报告，供人阅读
    Text,
    /// 一个 JSON 对象
    Json,
    /// 每个问题一行 JSON
    Ndjson,
    /// SARIF 2.1.0
    Sarif,
    /// GitHub Actions 的标注
    Github,
    /// 供审计用的表格，可用 Excel 打开
    Csv,
    /// 网页：按规定格式画出各表，标出不符之处
    Html,
}

impl OutputFormat {
    /// What files of this form are called, the usual first.
    pub fn extensions(self) -> &'static [&'static str] {
        match self {
            OutputFormat::Text | OutputFormat::Github => &["txt", "log"],
            OutputFormat::Json => &["json"],
            OutputFormat::Ndjson => &["ndjson", "jsonl", "json"],
            OutputFormat::Sarif => &["sarif", "json"],
            OutputFormat::Csv => &["csv"],
            OutputFormat::Html => &["html", "htm"],
        }
    }
}

/// A file and what was found in it.
#[derive(Clone, Copy, Debug)]
pub struct Checked<'a> {
    /// How the file is called in the output.
    pub path: &'a str,
    /// The text to which the findings' ranges belong.
    pub text: &'a Text,
    /// The same as it was read.
    pub document: &'a Document,
    /// What was found, by position.
    pub findings: &'a [Finding],
    /// The texts of other files to which related places may belong.
    pub others: &'a Others,
    /// Where the text comes from, if it was made from a file of another kind.
    pub origins: Option<&'a Origins>,
}

/// A form of printing.
pub trait Output: Sync {
    /// What comes before the first file.
    ///
    /// # Errors
    /// When `out` cannot be written.
    fn begin(&self, out: &mut dyn Write) -> io::Result<()> {
        let _ = out;
        Ok(())
    }

    /// A file's part; nothing if the form has nothing to say of it.
    ///
    /// # Errors
    /// When a value cannot be written in this form; memory itself takes everything.
    fn file(&self, file: &Checked<'_>, out: &mut Vec<u8>) -> io::Result<()>;

    /// What stands between two files' parts.
    fn separator(&self) -> &'static [u8] {
        b""
    }

    /// What comes after the last file.
    ///
    /// # Errors
    /// When `out` cannot be written.
    fn end(&self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        let _ = (summary, out);
        Ok(())
    }
}

/// The output in a form. `quiet` leaves out what only people read beside the findings.
pub fn output(format: OutputFormat, locale: Locale, style: Style, quiet: bool) -> Box<dyn Output> {
    match format {
        OutputFormat::Text => Box::new(TextOutput { locale, style, quiet }),
        OutputFormat::Json => Box::new(json::Json),
        OutputFormat::Ndjson => Box::new(json::Ndjson),
        OutputFormat::Sarif => Box::new(sarif::Sarif { locale }),
        OutputFormat::Github => Box::new(github::Github { locale }),
        OutputFormat::Csv => Box::new(csv::Csv),
        OutputFormat::Html => Box::new(html::Html { locale }),
    }
}

/// Counts over files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Files that were checked.
    pub files: usize,
    /// Findings by severity, gravest first.
    by_severity: [usize; 4],
    /// Findings by rule.
    by_rule: BTreeMap<&'static str, RuleCount>,
    /// Fixes that were applied.
    pub fixed: usize,
    /// Files that could not be checked or written, and configurations with errors.
    pub failed: usize,
    /// Findings that a baseline knows, which are not counted otherwise.
    pub hidden: usize,
    /// Findings that it knows and that are no longer there.
    pub stale: usize,
    /// Findings of files that are never changed, which `gouji convert --fix` would put right in a copy.
    pub fixable_in_copy: usize,
}

/// How often a rule reported.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct RuleCount {
    /// Findings.
    findings: usize,
    /// Those that `--fix` would put right.
    fixable: usize,
}

impl Summary {
    /// Counts `files` that could not be checked.
    pub fn failed(files: usize) -> Summary {
        Summary { failed: files, ..Summary::default() }
    }

    /// Counts one file's findings.
    pub fn of(findings: &[Finding]) -> Summary {
        let mut summary = Summary { files: 1, ..Summary::default() };
        for finding in findings {
            summary.by_severity[finding.severity as usize] += 1;
            let count = summary.by_rule.entry(finding.rule).or_default();
            count.findings += 1;
            count.fixable += usize::from(finding.fixes.iter().any(|fix| fix.safety == Safety::Safe));
        }
        summary
    }

    /// Adds the counts of other files.
    pub fn add(&mut self, other: &Summary) {
        self.files += other.files;
        self.fixed += other.fixed;
        self.failed += other.failed;
        self.hidden += other.hidden;
        self.stale += other.stale;
        self.fixable_in_copy += other.fixable_in_copy;
        for (mine, theirs) in self.by_severity.iter_mut().zip(other.by_severity) {
            *mine += theirs;
        }
        for (rule, theirs) in &other.by_rule {
            let mine = self.by_rule.entry(rule).or_default();
            mine.findings += theirs.findings;
            mine.fixable += theirs.fixable;
        }
    }

    /// Findings of a severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.by_severity[severity as usize]
    }

    /// All findings.
    pub fn findings(&self) -> usize {
        self.by_severity.iter().sum()
    }

    /// Findings that `--fix` would put right.
    pub fn fixable(&self) -> usize {
        self.by_rule.values().map(|count| count.fixable).sum()
    }

    /// The same of a file that is never changed, such as a Word file: its fixes go into a copy.
    #[must_use]
    pub fn of_unchanged_file(mut self) -> Summary {
        self.fixable_in_copy += self.fixable();
        self.by_rule.values_mut().for_each(|count| count.fixable = 0);
        self
    }

    /// Whether there is a finding at least as grave as `severity`.
    pub fn reaches(&self, severity: Severity) -> bool {
        self.by_severity[..=severity as usize].iter().any(|count| *count > 0)
    }
}

/// A severity's name as programs read it.
fn severity_name(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "info",
        Severity::Hint => "hint",
    }
}

#[cfg(test)]
mod tests;
