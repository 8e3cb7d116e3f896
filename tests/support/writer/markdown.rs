//! Pipe tables.

use super::grid::{Grid, Role, Slot};
use super::rng::Rng;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Merged {
    /// Cells covered by a span are left empty.
    Blank,
    /// They repeat the text of the cell that covers them.
    Repeated,
}

pub struct Pipes {
    merged: Merged,
    delimiter: Option<&'static str>,
    outer: bool,
    padded: bool,
    tight: bool,
    bold_labels: usize,
    bold_totals: bool,
    line_break: &'static str,
}

impl Pipes {
    pub fn random(rng: &mut Rng, merged: Merged, delimiter: bool) -> Pipes {
        let mark = ["---", ":---:", ":---", "---:", "-"][rng.weighted(&[55, 20, 12, 8, 5])];
        Pipes {
            merged,
            delimiter: delimiter.then_some(mark),
            outer: merged == Merged::Blank || rng.percent(75),
            padded: rng.percent(25),
            tight: rng.percent(12),
            bold_labels: rng.weighted(&[65, 20, 10, 5]),
            bold_totals: rng.percent(8),
            line_break: ["<br>", "<br/>", "<br />", " ", ""][rng.weighted(&[30, 25, 10, 20, 15])],
        }
    }

    fn cell(&self, slot: &Slot) -> String {
        let cell = slot.cell;
        if !slot.origin && self.merged == Merged::Blank {
            return String::new();
        }
        let text = cell.text.replace('\n', self.line_break);
        let text = text.replace('|', "\\|");
        let strong = match (cell.role, self.bold_labels) {
            (_, 0) => "",
            (Role::Figure, _) if self.bold_totals && cell.key.ends_with(".total") => "**",
            (Role::Figure, _) => "",
            (Role::Header, 1) => "**",
            (Role::Label, 2) if text.contains("总计") || text.contains('、') => "**",
            (Role::Label, 3) => "*",
            _ => "",
        };
        if text.is_empty() || text.contains('*') {
            return text;
        }
        format!("{strong}{text}{strong}")
    }

    pub fn table(&self, grid: &Grid) -> String {
        let mut rows: Vec<Vec<String>> =
            grid.rectangle().iter().map(|row| row.iter().map(|slot| self.cell(slot)).collect()).collect();
        let edge =
            |row: &Vec<String>| row.first().is_some_and(String::is_empty) || row.last().is_some_and(String::is_empty);
        let outer = self.outer || rows.iter().any(edge);
        if let Some(mark) = self.delimiter {
            rows.insert(1, vec![mark.to_string(); grid.width]);
        }
        if self.padded {
            pad(&mut rows, self.delimiter.is_some());
        }
        rows.iter().map(|row| line(row, outer, self.tight && !self.padded)).collect()
    }
}

/// One line of a pipe table.
pub fn line(cells: &[String], outer: bool, tight: bool) -> String {
    let inside = cells.join(if tight { "|" } else { " | " });
    match (outer, tight) {
        (false, _) => format!("{inside}\n"),
        (true, true) => format!("|{inside}|\n"),
        (true, false) => format!("| {inside} |\n"),
    }
}

pub fn width(text: &str) -> usize {
    text.chars().map(|letter| if letter > '\u{2000}' { 2 } else { 1 }).sum()
}

fn pad(rows: &mut [Vec<String>], delimiter: bool) {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    for column in 0..columns {
        let widest = rows.iter().map(|row| width(&row[column])).max().unwrap_or(0).max(3);
        for (index, row) in rows.iter_mut().enumerate() {
            let text = &mut row[column];
            let short = widest.saturating_sub(width(text));
            if delimiter && index == 1 {
                let at = text.find('-').unwrap_or(0);
                text.insert_str(at, &"-".repeat(short));
            } else {
                text.push_str(&" ".repeat(short));
            }
        }
    }
}

/// A small table with its delimiter row, for machine-made Markdown.
pub fn small(header: &[String], rows: &[Vec<String>]) -> String {
    let mut text = line(header, true, false);
    text += &line(&vec!["---".to_string(); header.len()], true, false);
    for row in rows {
        text += &line(row, true, false);
    }
    text
}
