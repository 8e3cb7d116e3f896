//! A new Word file: headings as such, tables with the merged cells of the official form.

use super::super::ConvertError;
use super::super::inline;
use super::super::model::{Cell, Paragraph, Piece, Rich, Style, Table};
use super::super::package::pack;
use super::super::xml::escaped;
use super::parts;

/// A table of more columns has smaller letters.
const WIDE: usize = 8;
/// A table of more rows repeats its head on every page.
const LONG: usize = 15;

/// A document as a Word file; equal documents make equal files.
///
/// # Errors
/// When it is larger than an archive may be.
pub fn write(rich: &Rich) -> Result<Vec<u8>, ConvertError> {
    let mut body = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><w:body>"#
        .to_owned();
    let mut links = Vec::new();
    let first_heading = rich.pieces.iter().position(|piece| matches!(piece, Piece::Paragraph(one) if one.level > 1));
    for (index, piece) in rich.pieces.iter().enumerate() {
        match piece {
            Piece::Paragraph(one) => {
                let next = rich.pieces[index + 1..].iter().find_map(|piece| match piece {
                    Piece::Paragraph(next) if !next.text.is_empty() => Some(next),
                    _ => None,
                });
                let is_before = first_heading.is_some_and(|first| index < first);
                begin_paragraph(&mut body, style(one, next, is_before), "");
                marked(&mut body, one, &mut links);
                body += "</w:p>";
            }
            Piece::Table(one) => table(&mut body, one),
            Piece::Directive(comment) => hidden(&mut body, comment),
        }
    }
    body += parts::SECTION;
    body += "</w:body></w:document>";
    pack(&[
        ("[Content_Types].xml", parts::CONTENT_TYPES),
        ("_rels/.rels", parts::RELATIONS),
        ("word/document.xml", &body),
        ("word/_rels/document.xml.rels", &parts::document_relations(&links)),
        ("word/styles.xml", &parts::styles()),
        ("word/settings.xml", parts::SETTINGS),
        ("word/fontTable.xml", parts::FONTS),
        ("word/footer1.xml", parts::FOOTER),
    ])
}

/// The style of a paragraph; `next` is the one behind it, `is_before` says that no heading stands before it.
fn style(one: &Paragraph, next: Option<&Paragraph>, is_before: bool) -> &'static str {
    const HEADINGS: [&str; 5] = ["Heading1", "Heading2", "Heading3", "Heading4", "Heading5"];
    let signs = |one: &Paragraph| one.text.chars().count() <= 30 && !one.text.contains(['。', '：', ':', '；']);
    match one.level {
        1 => "Title",
        2.. => HEADINGS[usize::from(one.level - 2).min(4)],
        0 if one.text.contains(['\n', '\t']) => "Lines",
        0 if is_date(&one.text) => {
            if is_before {
                "Date"
            } else {
                "Signature"
            }
        }
        0 if !is_before && signs(one) && next.is_some_and(|next| next.level == 0 && is_date(&next.text)) => "Signature",
        0 => "BodyText",
    }
}

/// Whether a paragraph is nothing but a day.
fn is_date(text: &str) -> bool {
    let parts = ['年', '月', '日'];
    let is_part = |char: char| {
        parts.contains(&char)
            || char.is_ascii_digit()
            || char.is_whitespace()
            || "〇零一二三四五六七八九十○".contains(char)
    };
    text.chars().all(is_part) && parts.iter().all(|part| text.contains(*part))
}

/// A paragraph without marks; `run` are the properties of its text.
fn paragraph(body: &mut String, style: &str, run: &str, text: &str) {
    begin_paragraph(body, style, run);
    text_run(body, run, text);
    *body += "</w:p>";
}

fn begin_paragraph(body: &mut String, style: &str, run: &str) {
    *body += &format!(r#"<w:p><w:pPr><w:pStyle w:val="{style}"/>"#);
    if !run.is_empty() {
        *body += &format!("<w:rPr>{run}</w:rPr>");
    }
    *body += "</w:pPr>";
}

/// The runs of a paragraph with marks; the addresses of its links go to `links`.
fn marked(body: &mut String, one: &Paragraph, links: &mut Vec<String>) {
    for (piece, styles) in inline::pieces(one.text.len(), &one.marks) {
        let (mut run, mut address) = (String::new(), None);
        for style in styles {
            match style {
                Style::Bold => run.insert_str(0, "<w:b/>"),
                Style::Italic => run.push_str("<w:i/>"),
                Style::Link(to) => address = Some(to),
            }
        }
        if let Some(address) = address {
            let number = links.iter().position(|known| known == address).unwrap_or_else(|| {
                links.push(address.clone());
                links.len() - 1
            });
            *body += &format!(r#"<w:hyperlink r:id="{}">"#, parts::link_id(number));
            run.push_str(r#"<w:color w:val="0563C1"/><w:u w:val="single"/>"#);
        }
        text_run(body, &run, &one.text[piece]);
        *body += if address.is_some() { "</w:hyperlink>" } else { "" };
    }
}

/// A comment for gouji, in hidden letters: nobody sees or prints it, and `gouji check` heeds it in the Word file, too.
fn hidden(body: &mut String, comment: &str) {
    const HIDDEN: &str = "<w:vanish/>";
    paragraph(body, "Lines", HIDDEN, comment);
}

/// A run; lines and tabs are Word's own.
fn text_run(body: &mut String, run: &str, text: &str) {
    if text.is_empty() {
        return;
    }
    let run = if run.is_empty() { String::new() } else { format!("<w:rPr>{run}</w:rPr>") };
    *body += &format!("<w:r>{run}");
    for (number, line) in text.split('\n').enumerate() {
        *body += if number > 0 { "<w:br/>" } else { "" };
        for (number, piece) in line.split('\t').enumerate() {
            *body += if number > 0 { "<w:tab/>" } else { "" };
            if !piece.is_empty() {
                *body += &format!(r#"<w:t xml:space="preserve">{}</w:t>"#, escaped(piece));
            }
        }
    }
    *body += "</w:r>";
}

fn table(body: &mut String, table: &Table) {
    let width = table.width();
    if width == 0 {
        return;
    }
    let widths = widths(table, width);
    *body += r#"<w:tbl><w:tblPr><w:tblW w:w="5000" w:type="pct"/><w:jc w:val="center"/><w:tblBorders>"#;
    for side in ["top", "left", "bottom", "right", "insideH", "insideV"] {
        *body += &format!(r#"<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>"#);
    }
    *body += r#"</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="28" w:type="dxa"/><w:right w:w="28" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblGrid>"#;
    for width in &widths {
        *body += &format!(r#"<w:gridCol w:w="{width}"/>"#);
    }
    *body += "</w:tblGrid>";
    let head = table.rows.iter().take_while(|row| !row.iter().any(Cell::is_figure)).count();
    let mut rows = Rows { widths: &widths, covering: vec![(0, 0); width] };
    let ends = table.ends();
    for (index, cells) in table.rows.iter().enumerate() {
        *body += "<w:tr><w:trPr>";
        if ends[index] < width {
            *body += &format!(r#"<w:gridAfter w:val="{}"/>"#, width - ends[index]);
        }
        *body += "<w:cantSplit/><w:trHeight w:val=\"340\"/>";
        *body += if index < head && table.rows.len() > LONG { "<w:tblHeader/>" } else { "" };
        *body += "</w:trPr>";
        rows.row(body, cells, (ends[index], index < head));
        *body += "</w:tr>";
    }
    *body += "</w:tbl>";
    // Without a paragraph between them, two tables would be one.
    paragraph(body, "AfterTable", "", "");
}

/// Rows while they are written.
struct Rows<'a> {
    widths: &'a [usize],
    /// For each column at which a cell begins that reaches down: how many columns it covers, and how many more rows.
    covering: Vec<(usize, usize)>,
}

impl Rows<'_> {
    /// The cells of a row up to the column `end`; those that go on from above are there, too, as Word has it.
    fn row(&mut self, body: &mut String, cells: &[Cell], (end, is_head): (usize, bool)) {
        let has_figures = cells.iter().any(Cell::is_figure);
        let (mut column, mut cells) = (0, cells.iter().peekable());
        while column < end {
            let (across, rows) = self.covering[column];
            if rows > 0 {
                self.covering[column].1 -= 1;
                self.cell(body, column, across, "<w:vMerge/>", ("TableFigure", ""));
                column += across;
                continue;
            }
            match cells.next_if(|cell| cell.column <= column) {
                Some(cell) => {
                    let across = cell.across.min(self.widths.len() - column);
                    self.covering[column] = (across, cell.down - 1);
                    let merge = if cell.down > 1 { r#"<w:vMerge w:val="restart"/>"# } else { "" };
                    let is_label = has_figures && !is_head && cell.down == 1 && !cell.is_figure();
                    let style = if is_label && !cell.text.is_empty() { "TableLabel" } else { "TableFigure" };
                    self.cell(body, column, across, merge, (style, &cell.text));
                    column += across;
                }
                None => {
                    self.cell(body, column, 1, "", ("TableFigure", ""));
                    column += 1;
                }
            }
        }
    }

    fn cell(&self, body: &mut String, column: usize, across: usize, merge: &str, (style, text): (&str, &str)) {
        let width: usize = self.widths[column..column + across].iter().sum();
        *body += &format!(r#"<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>"#);
        if across > 1 {
            *body += &format!(r#"<w:gridSpan w:val="{across}"/>"#);
        }
        *body += merge;
        *body += r#"<w:vAlign w:val="center"/></w:tcPr>"#;
        let points = if self.widths.len() >= WIDE { 18 } else { 21 };
        let size = format!(r#"<w:sz w:val="{points}"/><w:szCs w:val="{points}"/>"#);
        for line in text.split('\n') {
            paragraph(body, style, &size, line);
        }
        *body += "</w:tc>";
    }
}

/// The widths of the columns in twentieths of a point: figures need little room, labels as much as is left.
fn widths(table: &Table, count: usize) -> Vec<usize> {
    /// Of a column of figures: a header of three characters.
    const FIGURES: usize = 9;
    let mut most = vec![0; count];
    let mut figures = vec![false; count];
    for cell in table.rows.iter().flatten().filter(|cell| cell.across == 1) {
        // Words that reach over several rows are broken into as many lines.
        let longest = cell.text.lines().map(|line| line.chars().count()).max().unwrap_or(0);
        most[cell.column] = most[cell.column].max(2 * longest.div_ceil(cell.down));
        figures[cell.column] |= cell.is_figure();
    }
    let need = |column: usize| {
        if figures[column] || most[column] == 0 { FIGURES } else { most[column].clamp(8, 32) }
    };
    let all: usize = (0..count).map(need).sum();
    (0..count).map(|column| parts::TEXT_WIDTH * need(column) / all).collect()
}

#[cfg(test)]
mod tests {
    use super::super::super::model::Mark;
    use super::super::read;
    use super::*;

    fn cell(column: usize, across: usize, down: usize, text: &str) -> Cell {
        Cell { column, across, down, text: text.to_owned() }
    }

    #[test]
    fn what_is_written_is_read() {
        let paragraph = |level, text: &str| Piece::Paragraph(Paragraph::new(level, text));
        let table = Table {
            rows: vec![
                vec![cell(0, 2, 2, "项\n目"), cell(2, 1, 1, "a<&\"b")],
                vec![cell(2, 1, 1, "1")],
                vec![cell(0, 1, 1, ""), cell(1, 2, 1, "2")],
                vec![cell(0, 1, 1, "3")],
            ],
        };
        let linked = Mark { range: 3..9, style: Style::Link("https://a.cn/?b=1&c".to_owned()) };
        let linked = Paragraph { marks: vec![linked], ..Paragraph::new(0, "甲乙丙丁") };
        let comment = Piece::Directive("<!-- gouji-ignore row-total -->".to_owned());
        let pieces = vec![
            paragraph(1, "题"),
            paragraph(2, "一、x"),
            paragraph(0, "甲\n\t乙  丙"),
            Piece::Paragraph(linked),
            comment,
            Piece::Table(table),
        ];
        let rich = Rich { pieces };
        let bytes = write(&rich).unwrap();
        let mut back = read(&bytes).unwrap().rich;
        back.pieces.retain(|piece| !matches!(piece, Piece::Paragraph(one) if one.text.is_empty()));
        assert_eq!(back, rich);
        assert_eq!(write(&rich).unwrap(), bytes);
    }

    #[test]
    fn signatures_and_dates() {
        let one = |text: &str| Paragraph::new(0, text);
        let date = one("2025年1月20日");
        assert_eq!(style(&one("某县民政局"), Some(&date), false), "Signature");
        assert_eq!(style(&date, None, false), "Signature");
        assert_eq!(style(&date, None, true), "Date");
        assert_eq!(style(&one("没有其他需要报告的事项。"), Some(&date), false), "BodyText");
    }
}
