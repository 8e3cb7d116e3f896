//! From each byte of a Markdown text that was made back to the paragraph or cell that it was made from.

use serde::Serialize;

use super::model::{Piece, Rich, Table};
use crate::finding::Locale;
use crate::format::skeleton::chinese_numeral;
use crate::say;
use crate::text::{Text, TextRange, TextSize, size};

/// Where a passage stands in the file that was converted. All numbers count from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Origin {
    /// A paragraph outside of tables.
    Paragraph {
        /// Which one of those that hold text.
        paragraph: usize,
    },
    /// A cell.
    Cell {
        /// Which table.
        table: usize,
        /// Its row; merged rows count.
        row: usize,
        /// Its column; merged columns count.
        column: usize,
    },
}

/// What a Markdown text was made from.
#[derive(Clone, Debug, Default)]
pub struct Origins {
    pub(super) rich: Rich,
    /// For each passage its bytes in the Markdown, sign for sign as written there, and where it stood.
    pub(super) passages: Vec<(TextRange, Origin)>,
}

impl Origins {
    /// Where a range of the text comes from: the first passage that it touches, else the one before it.
    pub fn of(&self, range: TextRange) -> Option<Origin> {
        Some(self.passages.get(self.index_of(range)?)?.1)
    }

    fn index_of(&self, range: TextRange) -> Option<usize> {
        let first = self.passages.partition_point(|(passage, _)| passage.end() < range.start());
        let touched = self.passages.get(first).is_some_and(|(passage, _)| passage.start() <= range.end());
        if touched { Some(first) } else { first.checked_sub(1).or((!self.passages.is_empty()).then_some(0)) }
    }

    /// The passages with their bytes in the text, in the order of the document.
    pub fn passages(&self) -> &[(TextRange, Origin)] {
        &self.passages
    }

    /// What to show of a place: a text of which the one line that holds anything is what stood there, numbered as the
    /// paragraph or row is, and the range of it that `range` of the Markdown is about.
    pub fn excerpt(&self, range: TextRange) -> Option<(Text, TextRange)> {
        let (passage, origin) = self.passages.get(self.index_of(range)?)?;
        let (line, mut marked) = self.line(*origin);
        // Where nothing had to be escaped, bytes lie as far apart here as there.
        if marked.len() == passage.len()
            && let Some(inside) = range.intersect(*passage)
        {
            marked = inside - passage.start() + marked.start();
        }
        let (Origin::Paragraph { paragraph: number } | Origin::Cell { row: number, .. }) = *origin;
        let before = "\n".repeat(number - 1);
        Some((Text::new(&(before.clone() + &line)), marked + TextSize::of(&*before)))
    }

    /// What stood at a place: a paragraph, or the cells of a row with bars between them, and the bytes of the cell.
    pub fn line(&self, origin: Origin) -> (String, TextRange) {
        match origin {
            Origin::Paragraph { .. } => {
                let text = self.paragraph(origin).unwrap_or_default().to_owned();
                let range = TextRange::up_to(TextSize::of(&*text));
                (text, range)
            }
            Origin::Cell { row, column, .. } => {
                let cells = self.table(origin).and_then(|table| table.rows.get(row - 1));
                let (mut line, mut range) = (String::new(), TextRange::default());
                for cell in cells.into_iter().flatten() {
                    if !line.is_empty() || cell.column > 0 {
                        line += " | ";
                    }
                    let text = cell.text.replace('\n', " ");
                    if cell.column + 1 == column {
                        range = TextRange::at(size(line.len()), TextSize::of(&*text));
                    }
                    line += &text;
                }
                (line, range)
            }
        }
    }

    fn paragraph(&self, origin: Origin) -> Option<&str> {
        let index = self.passages.iter().position(|(range, one)| *one == origin && !range.is_empty())?;
        // Passages stand in the order of the pieces: a table has one for each cell.
        let mut at = 0;
        for piece in &self.rich.pieces {
            match piece {
                Piece::Paragraph(paragraph) if at == index => return Some(&paragraph.text),
                Piece::Paragraph(_) => at += 1,
                Piece::Table(table) => at += table.rows.iter().map(Vec::len).sum::<usize>(),
                Piece::Directive(_) => {}
            }
        }
        None
    }

    fn table(&self, origin: Origin) -> Option<&Table> {
        let Origin::Cell { table, .. } = origin else { return None };
        let tables = self.rich.pieces.iter().filter_map(|piece| match piece {
            Piece::Table(table) => Some(table),
            Piece::Paragraph(_) | Piece::Directive(_) => None,
        });
        tables.into_iter().nth(table - 1)
    }

    /// What a person calls a place: `表二（三、收到和处理政府信息公开申请情况）第6行“（一）予以公开”第4列“自然人”`, or
    /// `第12段（五、存在的主要问题及改进情况）`. `section` is the heading under which it stands.
    pub fn name(&self, origin: Origin, section: Option<&str>, locale: Locale) -> String {
        let quoted = |name: Option<&str>| {
            let name = name.map(|name| name.replace('\n', "")).unwrap_or_default();
            if name.is_empty() { String::new() } else { say!(locale, "“{name}”", " “{name}”") }
        };
        let under = match section {
            Some(section) => say!(locale, "（{section}）", " ({section})"),
            None => String::new(),
        };
        match origin {
            Origin::Paragraph { paragraph } => say!(locale, "第{paragraph}段{under}", "paragraph {paragraph}{under}"),
            Origin::Cell { table, row, column } => {
                let found = self.table(origin);
                let row_name = quoted(found.and_then(|table| table.row_name(row - 1)));
                let column_name = quoted(found.and_then(|table| table.column_name(row - 1, column - 1)));
                let numeral = match u8::try_from(table) {
                    Ok(number @ 1..=99) => chinese_numeral(number),
                    _ => table.to_string(),
                };
                say!(
                    locale,
                    "表{numeral}{under}第{row}行{row_name}第{column}列{column_name}",
                    "table {table}{under}, row {row}{row_name}, column {column}{column_name}"
                )
            }
        }
    }
}
