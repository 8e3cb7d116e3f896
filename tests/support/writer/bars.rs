//! Flattened tables: a row per line, a cell per line, tab-separated.

use super::grid::{Grid, GridCell, Role};
use super::rng::Rng;

/// Breaks inside header cells become a space (`商业 企业`) or vanish.
fn plain(text: &str, gap: &str) -> String {
    text.replace('\n', gap)
}

/// Where the bars of covered cells go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bars {
    /// `a | b | ||`, a row per line (seeds 003, 004).
    Rows,
    /// A cell per line, the extra bars on a line of their own (seed 000).
    CellsApart,
    /// A cell per line, the extra bars after the row's last cell (seed 002).
    CellsTight,
}

pub struct Flat {
    bars: Bars,
    /// An empty cell of a row per line breaks the line (seed 003).
    blank_breaks: bool,
    /// The last cell of a table keeps its bar (as in the seeds) or loses it.
    last_bar: bool,
    gap: &'static str,
}

impl Flat {
    pub fn random(rng: &mut Rng, bars: Bars) -> Flat {
        let gap = if rng.percent(75) { " " } else { "" };
        Flat { bars, blank_breaks: rng.percent(50), last_bar: rng.percent(70), gap }
    }

    pub fn table(&self, grid: &Grid) -> String {
        let last = grid.rows.len() - 1;
        let mut text = String::new();
        for (index, row) in grid.rows.iter().enumerate() {
            let covered = if index == last { 0 } else { grid.width.saturating_sub(row.len()) };
            match self.bars {
                Bars::Rows => text += &self.row(row, covered),
                _ => text += &self.cells(row, covered),
            }
        }
        let text = text.trim_end_matches('\n');
        if self.last_bar {
            return format!("{text}\n");
        }
        format!("{}\n", text.trim_end_matches('|').trim_end())
    }

    fn row(&self, row: &[GridCell], covered: usize) -> String {
        let mut line = String::new();
        for (index, cell) in row.iter().enumerate() {
            let text = plain(&cell.text, self.gap);
            let blank = text.is_empty() && self.blank_breaks && cell.role == Role::Figure;
            match (index, blank) {
                (0, _) => line += &text,
                (_, true) => line += "\n",
                _ => {
                    line.push(' ');
                    line += &text;
                }
            }
            line += if blank || line.ends_with(' ') { "|" } else { " |" };
        }
        if covered > 0 {
            line.push(' ');
            line += &"|".repeat(covered);
        }
        line.push('\n');
        line
    }

    fn cells(&self, row: &[GridCell], covered: usize) -> String {
        let mut lines: Vec<String> = row
            .iter()
            .map(|cell| match plain(&cell.text, self.gap) {
                text if text.is_empty() => "|".to_string(),
                text => format!("{text} |"),
            })
            .collect();
        let extra = "|".repeat(covered);
        if covered > 0 && self.bars == Bars::CellsApart {
            lines.push(extra);
        } else if covered > 0 {
            let last = lines.last_mut().expect("a row has cells");
            *last = format!("{last} {extra}");
        }
        lines.join("\n") + "\n"
    }
}

/// A spreadsheet pasted as text: covered cells are empty.
pub struct Tabs {
    trimmed: bool,
    gap: &'static str,
}

impl Tabs {
    pub fn random(rng: &mut Rng) -> Tabs {
        Tabs { trimmed: rng.percent(40), gap: if rng.percent(50) { " " } else { "" } }
    }

    pub fn table(&self, grid: &Grid) -> String {
        let mut text = String::new();
        for row in grid.rectangle() {
            let figures_end = row.last().is_some_and(|slot| slot.cell.role == Role::Figure);
            let cells: Vec<String> = row
                .iter()
                .map(|slot| if slot.origin { plain(&slot.cell.text, self.gap) } else { String::new() })
                .collect();
            let line = cells.join("\t");
            let whole = figures_end && row.last().is_some_and(|slot| slot.origin);
            text += if self.trimmed && !whole { line.trim_end_matches('\t') } else { &line };
            text.push('\n');
        }
        text
    }
}
