//! `--format text`: for people. Each finding with the lines it is about, then one line that sums up.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style as Ansi};

use super::frame::{self, visible};
use super::place::{Place, RelatedPlace};
use super::{Checked, Output, Summary};
use crate::finding::{Finding, Fix, Locale, Related, Safety, Severity};
use crate::say;
use crate::text::TextRange;

/// Related places listed below a finding; the message itself says the whole story.
const MAX_RELATED: usize = 12;

/// Colours, or none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Style {
    /// Whether to colour at all.
    pub colored: bool,
}

/// Findings for people.
pub struct TextOutput {
    /// The language of labels.
    pub locale: Locale,
    /// Colours.
    pub style: Style,
    /// Leaves out the line that sums up.
    pub quiet: bool,
}

impl Style {
    fn of(self, style: Ansi) -> Ansi {
        if self.colored { style } else { Ansi::new() }
    }

    /// For what matters most.
    pub fn bold(self) -> Ansi {
        self.of(Ansi::new().bold())
    }

    /// For gutters and secondary text.
    pub fn gutter(self) -> Ansi {
        self.of(AnsiColor::BrightBlue.on_default())
    }

    /// For a severity's name and marks.
    pub fn severity(self, severity: Severity) -> Ansi {
        let color = match severity {
            Severity::Error => AnsiColor::BrightRed,
            Severity::Warning => AnsiColor::BrightYellow,
            Severity::Info => AnsiColor::BrightCyan,
            Severity::Hint => AnsiColor::BrightGreen,
        };
        self.of(color.on_default().bold())
    }
}

impl Output for TextOutput {
    fn file(&self, file: &Checked<'_>, out: &mut Vec<u8>) -> io::Result<()> {
        file.findings.iter().try_for_each(|finding| self.finding(file, finding, out))
    }

    fn end(&self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        if self.quiet { Ok(()) } else { writeln!(out, "{}", self.summary(summary)) }
    }
}

impl TextOutput {
    fn finding(&self, file: &Checked<'_>, finding: &Finding, out: &mut Vec<u8>) -> io::Result<()> {
        let (bold, gutter) = (self.style.bold(), self.style.gutter());
        let severity = self.style.severity(finding.severity);
        let label = finding.severity.label(self.locale);
        writeln!(out, "{severity}{label}[{}]{severity:#}{bold}: {}{bold:#}", finding.rule, shown(&finding.message))?;

        let others: Vec<TextRange> =
            finding.related.iter().filter(|related| related.path.is_none()).map(|related| related.range).collect();
        let excerpt = file.origins.and_then(|origins| origins.excerpt(finding.range));
        let (text, rows) = match &excerpt {
            Some((text, range)) => (text, frame::rows(text, *range, &[])),
            None => (file.text, frame::rows(file.text, finding.range, &others)),
        };
        let digits = rows.last().map_or(1, |row| (row.line + 1).to_string().len());
        let place = match file.origin_name(finding.range, self.locale) {
            Some(name) => format!(" {}", shown(&name)),
            None => {
                let Place { line, column, .. } = Place::of(file.text, finding.range.start());
                format!(":{line}:{column}")
            }
        };
        writeln!(out, "{:digits$}{gutter}-->{gutter:#} {}{place}", "", shown(file.path))?;
        let bar = format!("{:digits$} {gutter}|{gutter:#}", "");
        writeln!(out, "{bar}")?;
        let mut previous = None;
        for row in &rows {
            if previous.is_some_and(|previous| row.line > previous + 1) {
                writeln!(out, "{gutter}...{gutter:#}")?;
            }
            let numbered = format!("{gutter}{:>digits$} |{gutter:#}", row.line + 1);
            row.write(text, [&numbered, &bar], severity, out)?;
            previous = Some(row.line);
        }
        let note = format!("{:digits$} {gutter}={gutter:#}", "");
        for related in finding.related.iter().take(MAX_RELATED) {
            writeln!(out, "{note} {}", self.related(file, related))?;
        }
        if let Some(more) = finding.related.len().checked_sub(MAX_RELATED).filter(|more| *more > 0) {
            writeln!(out, "{note} {}", say!(self.locale, "另有 {more} 处相关", "and {more} more related places"))?;
        }
        for fix in &finding.fixes {
            writeln!(out, "{note} {}", self.fix(fix, file.origins.is_some()))?;
        }
        writeln!(out)
    }

    fn related(&self, file: &Checked<'_>, related: &Related) -> String {
        let RelatedPlace { path, range, name, .. } = file.related(related, self.locale);
        let (Place { line, column, .. }, message) = (range.start, shown(&related.message));
        let path = path.map(|path| shown(&path));
        match (path, name.map(|name| shown(&name))) {
            (None, Some(name)) => say!(self.locale, "{name}：{message}", "{name}: {message}"),
            (Some(path), Some(name)) => say!(self.locale, "{path} {name}：{message}", "{path} {name}: {message}"),
            (None, None) => {
                say!(self.locale, "第 {line} 行第 {column} 列：{message}", "line {line}, column {column}: {message}")
            }
            (Some(path), None) => {
                say!(self.locale, "{path}:{line}:{column}：{message}", "{path}:{line}:{column}: {message}")
            }
        }
    }

    /// `is_made`: the file is not changed itself, but a corrected copy can be had.
    fn fix(&self, fix: &Fix, is_made: bool) -> String {
        let title = shown(&fix.title);
        match (fix.safety, fix.preferred) {
            (Safety::Safe, _) if is_made => {
                say!(self.locale, "可修复（gouji convert --fix）：{title}", "fix (gouji convert --fix): {title}")
            }
            (_, true) if is_made => say!(self.locale, "建议：{title}", "suggestion: {title}"),
            (Safety::Safe, _) => say!(self.locale, "可修复（--fix）：{title}", "fix (--fix): {title}"),
            (Safety::Offered, true) => {
                say!(self.locale, "可修复（--fix --unsafe-fixes）：{title}", "fix (--fix --unsafe-fixes): {title}")
            }
            (Safety::Offered, false) => say!(self.locale, "可选：{title}", "choice: {title}"),
        }
    }

    fn summary(&self, summary: &Summary) -> String {
        let Summary { files, fixed, .. } = summary;
        let mut line = if summary.findings() == 0 && summary.failed > 0 {
            say!(self.locale, "检查了 {files} 个文件。", "Files checked: {files}.")
        } else if summary.findings() == 0 {
            say!(self.locale, "检查了 {files} 个文件，没有发现问题。", "Files checked: {files}. Nothing found.")
        } else {
            let counts = [Severity::Error, Severity::Warning, Severity::Info, Severity::Hint].into_iter().filter_map(
                |severity| {
                    let (label, count) = (severity.label(self.locale), summary.count(severity));
                    (count > 0).then(|| format!("{label} {count}"))
                },
            );
            let counts: Vec<String> = counts.collect();
            let counts = counts.join(say!(self.locale, "，", ", ").as_str());
            say!(self.locale, "检查了 {files} 个文件：{counts}。", "Files checked: {files}. Found: {counts}.")
        };
        if *fixed > 0 {
            line += &say!(self.locale, "已修复 {fixed} 处。", " Fixed: {fixed}.");
        }
        match summary.fixable() {
            0 => {}
            fixable => {
                line += &say!(self.locale, "其中 {fixable} 处可用 --fix 修复。", " Fixable with --fix: {fixable}.")
            }
        }
        match summary.fixable_in_copy {
            0 => {}
            fixable => {
                line += &say!(
                    self.locale,
                    "其中 {fixable} 处可用 gouji convert --fix 修复（写成副本）。",
                    " Fixable in a copy with gouji convert --fix: {fixable}."
                )
            }
        }
        let hidden = summary.hidden;
        if hidden > 0 {
            line += &say!(self.locale, "另有 {hidden} 处已记入基线，未列出。", " In the baseline, not told: {hidden}.");
        }
        let failed = summary.failed;
        if failed > 0 {
            line += &say!(self.locale, "另有 {failed} 个文件出错。", " Failed: {failed}.");
        }
        line
    }
}

/// A text on one line, without what would steer the terminal.
fn shown(text: &str) -> String {
    text.chars().map(|char| if matches!(char, '\n' | '\t') { ' ' } else { visible(char) }).collect()
}
