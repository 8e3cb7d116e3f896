//! `--statistics`: how often each rule reported, instead of the findings.

use std::io::{self, Write};

use serde::Serialize;

use super::json::Counts;
use super::{Checked, Output, OutputFormat, Summary, csv};
use crate::finding::Locale;
use crate::say;

/// Counts by rule, as text, JSON or CSV.
pub struct Statistics {
    format: OutputFormat,
    locale: Locale,
}

#[derive(Serialize)]
struct Object {
    version: u32,
    statistics: Vec<Row>,
    summary: Counts,
}

#[derive(Serialize)]
struct Row {
    rule: &'static str,
    count: usize,
    fixable: usize,
}

impl Statistics {
    /// Statistics in a form; None for the forms that only hold findings.
    pub fn new(format: OutputFormat, locale: Locale) -> Option<Statistics> {
        let fits = matches!(format, OutputFormat::Text | OutputFormat::Json | OutputFormat::Csv);
        fits.then_some(Statistics { format, locale })
    }

    fn text(&self, rows: &[Row], summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        let digits = rows.first().map_or(1, |row| row.count.to_string().len());
        let width = rows.iter().map(|row| row.rule.len()).max().unwrap_or(0);
        for Row { rule, count, fixable } in rows {
            let fixable = match fixable {
                0 => String::new(),
                _ => say!(self.locale, "  可自动修复 {fixable}", "  {fixable} fixable"),
            };
            writeln!(out, "{}", format!("{count:>digits$}  {rule:<width$}{fixable}").trim_end())?;
        }
        let (files, findings) = (summary.files, summary.findings());
        let total = say!(
            self.locale,
            "检查了 {files} 个文件，共 {findings} 个问题。",
            "Files checked: {files}. Found: {findings}."
        );
        writeln!(out, "{total}")
    }
}

impl Output for Statistics {
    fn file(&self, _: &Checked<'_>, _: &mut Vec<u8>) -> io::Result<()> {
        Ok(())
    }

    fn end(&self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        let counts = summary.by_rule.iter();
        let mut rows: Vec<Row> =
            counts.map(|(rule, count)| Row { rule, count: count.findings, fixable: count.fixable }).collect();
        rows.sort_by_key(|row| std::cmp::Reverse(row.count));
        match self.format {
            OutputFormat::Json => {
                let object = Object { version: 1, statistics: rows, summary: Counts::of(summary) };
                serde_json::to_writer(&mut *out, &object)?;
                writeln!(out)
            }
            OutputFormat::Csv => {
                out.write_all("\u{feff}".as_bytes())?;
                let mut writer = csv::writer(out);
                for row in &rows {
                    writer.serialize(row)?;
                }
                writer.flush()
            }
            _ => self.text(&rows, summary, out),
        }
    }
}
