//! Paragraphs and tables → Markdown.

use std::fmt::Write;

use super::form::is_official;
use super::inline;
use super::model::{Cell, Paragraph, Piece, Rich, Table};
use super::origins::{Origin, Origins};
use crate::config::Settings;
use crate::syntax::{Visible, link};
use crate::text::{TextRange, TextSize, size};

/// A text that was made from a document.
#[derive(Clone, Debug, Default)]
pub struct Markdown {
    /// The text.
    pub text: String,
    /// Where its passages come from.
    pub origins: Origins,
}

impl Markdown {
    /// Writes a document as Markdown: tables with pipes, those whose merged cells pipes can't show as HTML.
    pub fn new(rich: Rich, settings: &Settings) -> Markdown {
        let mut writer = Writer::default();
        for piece in &rich.pieces {
            match piece {
                Piece::Paragraph(paragraph) => writer.paragraph(paragraph),
                Piece::Directive(comment) => writer.directive(comment),
                Piece::Table(table) => {
                    let is_plain = !table.is_merged() || is_official(table, settings);
                    writer.table(table, is_plain);
                }
            }
        }
        Markdown { text: writer.text, origins: Origins { rich, passages: writer.passages } }
    }
}

#[derive(Default)]
struct Writer {
    text: String,
    passages: Vec<(TextRange, Origin)>,
    paragraphs: usize,
    tables: usize,
    /// Whether a comment has just been written, which belongs to what follows.
    is_joined: bool,
}

impl Writer {
    fn passage(&mut self, written: &str, origin: Origin) {
        let start = size(self.text.len());
        self.text.push_str(written);
        self.passages.push((TextRange::at(start, TextSize::of(written)), origin));
    }

    fn begin(&mut self) {
        if !std::mem::take(&mut self.is_joined) && !self.text.is_empty() {
            self.text.push('\n');
        }
    }

    fn directive(&mut self, comment: &str) {
        self.begin();
        self.text.push_str(comment);
        self.text.push('\n');
        self.is_joined = true;
    }

    fn paragraph(&mut self, one: &Paragraph) {
        let Paragraph { level, text, .. } = one;
        if text.is_empty() {
            // It has its place among the passages, but none among the paragraphs that a reader counts.
            self.passages.push((
                TextRange::empty(size(self.text.len())),
                Origin::Paragraph { paragraph: self.paragraphs.max(1) },
            ));
            return;
        }
        self.begin();
        self.paragraphs += 1;
        self.text += &"#".repeat(usize::from(*level));
        if *level > 0 {
            self.text.push(' ');
        }
        self.passage(&paragraph(one), Origin::Paragraph { paragraph: self.paragraphs });
        self.text.push('\n');
    }

    fn table(&mut self, table: &Table, with_pipes: bool) {
        self.begin();
        self.tables += 1;
        if with_pipes {
            self.pipes(table);
        } else {
            self.html(table);
        }
    }

    fn origin(&self, row: usize, cell: &Cell) -> Origin {
        Origin::Cell { table: self.tables, row: row + 1, column: cell.column + 1 }
    }

    fn pipes(&mut self, table: &Table) {
        let (width, ends) = (table.width(), table.ends());
        for (row, cells) in table.rows.iter().enumerate() {
            // The head has as many cells as there are columns; a row that is too short stays so.
            let end = if row == 0 { width } else { ends[row] };
            self.text.push('|');
            let mut column = 0;
            for cell in cells {
                self.text.extend(std::iter::repeat_n("  |", cell.column - column));
                self.text.push(' ');
                self.passage(&in_pipes(&cell.text), self.origin(row, cell));
                self.text.push_str(" |");
                column = cell.column + 1;
            }
            self.text.extend(std::iter::repeat_n("  |", end - column));
            self.text.push('\n');
            if row == 0 {
                self.text.push('|');
                self.text.extend(std::iter::repeat_n(" --- |", width));
                self.text.push('\n');
            }
        }
    }

    fn html(&mut self, table: &Table) {
        self.text += "<table>\n";
        for (row, cells) in table.rows.iter().enumerate() {
            self.text += "<tr>";
            for cell in cells {
                self.text += &open_cell(cell);
                self.passage(&in_html(&cell.text), self.origin(row, cell));
                self.text += "</td>";
            }
            self.text += "</tr>\n";
        }
        self.text += "</table>\n";
    }
}

/// The tag that begins a cell.
pub fn open_cell(cell: &Cell) -> String {
    let mut tag = "<td".to_owned();
    for (name, cells) in [("colspan", cell.across), ("rowspan", cell.down)] {
        if cells > 1 {
            // Writing to a string can't fail.
            let _ = write!(tag, " {name}=\"{cells}\"");
        }
    }
    tag + ">"
}

/// A text as HTML, also where that stands in Markdown.
pub fn in_html(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('\n', "<br>");
    text.replace('*', "&#42;").replace('`', "&#96;").replace('\\', "&#92;")
}

fn in_pipes(text: &str) -> String {
    literal(text).replace('|', "\\|").replace('\n', "<br>")
}

fn paragraph(one: &Paragraph) -> String {
    let text = inline::written(&one.text, &one.marks, literal, inline::markdown_sign);
    // Two blanks keep a line break in Markdown. Lines of a table whose borders are bars stay as they are.
    if text.contains(['|', '\t']) { text } else { text.replace('\n', "  \n") }
}

/// A text with a sign before what Markdown would take for markup.
fn literal(text: &str) -> String {
    if !text.contains(['<', '&', '*', '`', '\\', '[']) {
        return text.to_owned();
    }
    let mut literal = String::with_capacity(text.len() + 8);
    for (at, char) in text.char_indices() {
        let next = text[at + char.len_utf8()..].chars().next().unwrap_or(' ');
        match char {
            '[' if link(&text[at..]).is_some() => literal.push_str("\\["),
            '<' if next.is_ascii_alphabetic() || matches!(next, '/' | '!' | '?') => literal.push_str("&lt;"),
            '&' if next.is_ascii_alphanumeric() || next == '#' => literal.push_str("&amp;"),
            '*' | '`' => literal.extend(['\\', char]),
            '\\' if next.is_ascii_punctuation() => literal.push_str("\\\\"),
            _ => literal.push(char),
        }
    }
    literal
}

/// The text that a passage of the Markdown says: what [`Markdown::new`] made it from.
pub fn said(written: &str) -> String {
    let breaks = written.replace("<br>", "\n");
    let lines: Vec<String> = breaks.lines().map(|line| Visible::of(line).text.trim_end().to_owned()).collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Locale;

    fn sample() -> Rich {
        let paragraph = |level, text: &str| Piece::Paragraph(Paragraph::new(level, text));
        let wide = Cell { across: 2, ..Cell::new(0, "a<b") };
        let table = Table {
            rows: vec![
                vec![wide, Cell::new(2, "甲\n乙")],
                vec![Cell::new(0, "规章"), Cell::new(1, ""), Cell::new(2, "4")],
            ],
        };
        let plain = Table { rows: vec![vec![Cell::new(0, "a|b"), Cell::new(1, "c")], vec![Cell::new(1, "1")]] };
        let pieces = vec![
            paragraph(1, "题"),
            paragraph(0, ""),
            paragraph(0, "1*2\n第二行"),
            Piece::Table(table),
            Piece::Table(plain),
        ];
        Rich { pieces }
    }

    #[test]
    fn every_passage_is_found_again() {
        let Markdown { text, origins } = Markdown::new(sample(), &Settings::default());
        assert_eq!(
            text,
            "# 题\n\n1\\*2  \n第二行\n\n<table>\n<tr><td colspan=\"2\">a&lt;b</td><td>甲<br>乙</td></tr>\n\
             <tr><td>规章</td><td></td><td>4</td></tr>\n</table>\n\n| a\\|b | c |\n| --- | --- |\n|  | 1 |\n"
        );
        let at = |words: &str| {
            let start = text.find(words).unwrap();
            origins.of(TextRange::at(size(start), TextSize::of(words))).unwrap()
        };
        assert_eq!(at("1\\*2"), Origin::Paragraph { paragraph: 2 });
        assert_eq!(at("4</td>"), Origin::Cell { table: 1, row: 2, column: 3 });
        assert_eq!(
            origins.name(at("4</td>"), Some("二、主动公开"), Locale::ZhCn),
            "表一（二、主动公开）第2行“规章”第3列“甲乙”"
        );
        assert_eq!(origins.name(at("1\\*2"), None, Locale::En), "paragraph 2");
        assert_eq!(origins.line(at("4</td>")).0, "规章 |  | 4");
        assert_eq!(origins.line(at("第二行")).0, "1*2\n第二行");
        for (range, _) in origins.passages() {
            assert!(!text[*range].contains(" |"), "{}", &text[*range]);
        }
    }

    #[test]
    fn what_is_written_says_what_it_was_made_from() {
        for text in ["a<b>&amp;*c*`\\*", "[a](b.cn)", "甲\n乙", "1 < 2 & 3", "|", "a\\"] {
            assert_eq!(said(&paragraph(&Paragraph::new(0, text))), text);
            assert_eq!(said(&in_pipes(text)), text);
        }
        assert_eq!(said(&in_html("a<b>\n&c**`d\\!")), "a<b>\n&c**`d\\!");
    }
}
