//! Tables that lost their borders: figures run together, or parted by spaces only.

use super::document::{Block, Document};
use super::grid::{Grid, GridCell, Role};
use super::rng::Rng;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Joint {
    /// `label 0 0 0`, some separators lost.
    Spaces,
    /// `label000`.
    Nothing,
}

pub struct Collapsed {
    joint: Joint,
    space: &'static str,
    /// Breaks inside header cells stay breaks, as in seed 001.
    breaks: bool,
    /// Percentage of separators lost.
    lost: u64,
    rng: Rng,
}

impl Collapsed {
    pub fn random(rng: &mut Rng, joint: Joint) -> Collapsed {
        let space = ["\u{a0}", " ", "  "][rng.weighted(&[50, 35, 15])];
        let lost = [0, 0, 8, 25][rng.below(4)];
        Collapsed { joint, space, breaks: rng.percent(40), lost, rng: rng.fork("joints") }
    }

    pub fn table(&self, grid: &Grid) -> String {
        let lines: Vec<String> = grid.rows.iter().map(|row| self.row(row)).collect();
        lines.join("\n") + "\n"
    }

    fn row(&self, row: &[GridCell]) -> String {
        let mut line = String::new();
        for cell in row {
            let text = cell.text.trim();
            if cell.role == Role::Figure {
                let lost = self.rng.fork(&cell.key).percent(self.lost);
                if self.joint == Joint::Spaces && !lost {
                    line += self.space;
                }
                line += text;
            } else {
                line += &text.replace('\n', if self.breaks { "\n" } else { "" });
            }
        }
        line
    }
}

/// The whole report on one line.
pub fn one_line(document: &Document, table: &mut dyn FnMut(&Grid) -> String) -> String {
    let mut text = String::new();
    for block in &document.blocks {
        match block {
            Block::Title(part) => text += &part.replace('\n', ""),
            Block::Heading { text: head, run_in } => {
                text += head;
                text += run_in.as_deref().unwrap_or("");
            }
            Block::Sub(part) | Block::Para(part) | Block::Sign(part) | Block::Residue(part) => {
                text += part;
            }
            Block::Table(grid) => text += &table(grid).replace('\n', ""),
        }
    }
    text.push('\n');
    text
}
