//! Plain text and Markdown around the tables.

use super::document::{Block, Document};
use super::grid::Grid;
use super::rng::Rng;

/// How lines around the tables look.
pub struct Layout {
    markdown: bool,
    heading: usize,
    blank_lines: bool,
    indent: &'static str,
    right: &'static str,
}

impl Layout {
    pub fn plain(rng: &mut Rng) -> Layout {
        let indent = ["", "\u{3000}\u{3000}", "    "][rng.weighted(&[60, 30, 10])];
        let right = ["", "\u{3000}\u{3000}\u{3000}\u{3000}", "\u{a0}\u{a0}\u{a0}\u{a0}\u{a0}\u{a0}"]
            [rng.weighted(&[60, 20, 20])];
        Layout { markdown: false, heading: 2, blank_lines: rng.percent(35), indent, right }
    }

    pub fn markdown(rng: &mut Rng) -> Layout {
        let heading = rng.weighted(&[65, 15, 20]);
        Layout { markdown: true, heading, blank_lines: true, indent: "", right: "" }
    }

    fn heading(&self, marks: &str, text: &str) -> String {
        match self.heading {
            0 => format!("{marks} {text}"),
            1 => format!("**{text}**"),
            _ => text.to_string(),
        }
    }

    fn lines(&self, block: &Block) -> Vec<String> {
        match block {
            Block::Title(text) if self.markdown => match self.heading {
                0 => vec![format!("# {}", text.replace('\n', ""))],
                _ => text.lines().map(|line| self.heading("#", line)).collect(),
            },
            Block::Title(text) => text.lines().map(str::to_string).collect(),
            Block::Heading { text, run_in: None } => vec![self.heading("##", text)],
            Block::Heading { text, run_in: Some(more) } => {
                let head = if self.markdown && self.heading == 1 { format!("**{text}**") } else { text.to_string() };
                vec![format!("{}{head}{more}", self.indent)]
            }
            Block::Sub(text) => {
                let text = self.heading("###", text);
                vec![if self.heading == 2 { format!("{}{text}", self.indent) } else { text }]
            }
            Block::Para(text) => vec![format!("{}{text}", self.indent)],
            Block::Sign(text) => vec![format!("{}{text}", self.right)],
            Block::Residue(text) => vec![text.clone()],
            Block::Table(_) => Vec::new(),
        }
    }

    pub fn write(&self, document: &Document, table: &mut dyn FnMut(&Grid) -> String) -> String {
        let mut parts = Vec::new();
        for block in &document.blocks {
            match block {
                Block::Table(grid) => parts.push(table(grid).trim_end_matches('\n').to_string()),
                _ => parts.push(self.lines(block).join("\n")),
            }
        }
        let mut text = parts.join(if self.blank_lines { "\n\n" } else { "\n" });
        text.push('\n');
        text
    }
}

const WIDE: &str = "（）：，；？！．％－";
const NARROW: &str = "():,;?!.%-";

/// Folds full-width punctuation and digits to half width, as the seeds are.
pub fn fold(text: &str) -> String {
    text.chars()
        .map(|letter| match letter {
            '０'..='９' => char::from_u32(letter as u32 - 0xFEE0).unwrap_or(letter),
            _ => match WIDE.chars().position(|wide| wide == letter) {
                Some(index) => NARROW.chars().nth(index).unwrap_or(letter),
                None => letter,
            },
        })
        .collect()
}
