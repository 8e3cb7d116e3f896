//! Tables of a web page, cell by cell, and pages written from scratch.

use super::form::fitted;
use super::inline;
use super::markdown::{in_html, open_cell};
use super::model::{Piece, Rich, Style, Table};
use super::xml::escaped;
use crate::syntax::{entity, markup_len, tag};

/// The table in a piece of HTML: what stands in its cells, lines parted by `\n`, with the spans that its tags tell.
pub fn table(source: &str) -> Table {
    let mut rows: Vec<Vec<(String, usize, usize)>> = Vec::new();
    let (mut at, mut is_open) = (0, false);
    while at < source.len() {
        let rest = &source[at..];
        let cell = rows.last_mut().and_then(|row| row.last_mut()).filter(|_| is_open).map(|cell| &mut cell.0);
        if let Some(tag) = tag(rest) {
            at += tag.len;
            let is_cell = tag.is("td") || tag.is("th");
            if tag.is("tr") {
                is_open = false;
                if !tag.closes {
                    rows.push(Vec::new());
                }
            } else if is_cell && tag.closes {
                is_open = false;
            } else if is_cell {
                is_open = true;
                if rows.is_empty() {
                    rows.push(Vec::new());
                }
                let spans = (tag.span("colspan").into(), tag.span("rowspan").into());
                rows.last_mut().expect("a row is open").push((String::new(), spans.0, spans.1));
            } else if (tag.is("p") || tag.is("div") || tag.is("br") || tag.is("li"))
                && let Some(cell) = cell
            {
                cell.push('\n');
            }
        } else if let Some(len) = rest.starts_with('<').then(|| markup_len(rest)).flatten() {
            at += len;
        } else {
            let (char, len) = entity(rest).unwrap_or_else(|| {
                let char = rest.chars().next().expect("something is left");
                (char, char.len_utf8())
            });
            at += len;
            // Line breaks of the source are none of the page; tags make those.
            if let Some(cell) = cell.filter(|_| !(len == 1 && matches!(char, '\n' | '\r'))) {
                cell.push(char);
            }
        }
    }
    for (text, ..) in rows.iter_mut().flatten() {
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        *text = lines.collect::<Vec<_>>().join("\n");
    }
    // A row may be empty because the cells above it reach down over all of it.
    if rows.iter().flatten().all(|(_, _, down)| *down <= 1) {
        rows.retain(|row| !row.is_empty());
    }
    fitted(rows)
}

const STYLE: &str = "\
body { max-width: 50rem; margin: 2rem auto; font: 1.1rem/1.8 FangSong, STFangsong, serif }
h1 { text-align: center; font-weight: normal }
h2, h3, h4 { font-family: SimHei, sans-serif; font-weight: normal; font-size: 1.1rem }
p { text-indent: 2em }
table { border-collapse: collapse; width: 100%; font-size: .9rem; line-height: 1.3 }
td { border: 1px solid; padding: .2rem .3rem; text-align: center }
";

/// The tags of a mark.
fn sign(style: &Style, opens: bool) -> String {
    let (name, attributes) = match style {
        Style::Bold => ("strong", String::new()),
        Style::Italic => ("em", String::new()),
        Style::Link(address) => ("a", format!(" href=\"{}\"", escaped(address))),
    };
    if opens { format!("<{name}{attributes}>") } else { format!("</{name}>") }
}

/// A page that needs nothing else.
pub fn page(rich: &Rich) -> String {
    let mut body = String::new();
    let mut title = String::new();
    for piece in &rich.pieces {
        match piece {
            Piece::Paragraph(paragraph) if paragraph.text.is_empty() => {}
            Piece::Paragraph(paragraph) => {
                let text = inline::written(&paragraph.text, &paragraph.marks, in_html, sign);
                if paragraph.level == 1 && title.is_empty() {
                    title = in_html(&paragraph.text).replace("<br>", "");
                }
                body += &match paragraph.level {
                    // Lines of a table that has nothing but bars: each stays a line.
                    0 if paragraph.text.contains('|') && paragraph.text.contains('\n') => {
                        format!("<pre>\n{}\n</pre>\n", text.replace("<br>", "\n"))
                    }
                    0 => format!("<p>{text}</p>\n"),
                    level => format!("<h{0}>{text}</h{0}>\n", level.min(6)),
                };
            }
            Piece::Directive(comment) => body += &format!("{comment}\n"),
            Piece::Table(table) => {
                body += "<table>\n";
                for row in &table.rows {
                    body += "<tr>";
                    for cell in row {
                        body += &format!("{}{}</td>", open_cell(cell), in_html(&cell.text));
                    }
                    body += "</tr>\n";
                }
                body += "</table>\n";
            }
        }
    }
    format!(
        "<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n<title>{title}</title>\n\
         <style>\n{STYLE}</style>\n</head>\n<body>\n{body}</body>\n</html>\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_and_their_spans() {
        let table = table(
            "<TABLE><tr><td rowspan=2>甲<br/>乙</td><td colspan='2'><p> 1 </p>\n<p>2&nbsp;3</p></td></tr>\n\
             <tr><td><!-- -->a &lt; b<td>丙</table>",
        );
        let cells: Vec<_> =
            table.rows.iter().flatten().map(|one| (&*one.text, one.column, one.across, one.down)).collect();
        assert_eq!(cells, [("甲\n乙", 0, 1, 2), ("1\n2\u{a0}3", 1, 2, 1), ("a < b", 1, 1, 1), ("丙", 2, 1, 1)]);
    }
}
