//! HTML tables and pages as Word, WPS and portal editors leave them.

use super::document::{Block, Document};
use super::grid::{Grid, GridCell, Role};
use super::rng::Rng;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Editor {
    /// Bare tags, spans only.
    Clean,
    /// Word and WPS: MsoNormal paragraphs, spans and fonts in every cell.
    Word,
    /// A portal's rich-text editor: inline styles, `<br/>`, `&nbsp;`.
    Portal,
    /// By hand: unclosed cells and rows, capital tags.
    Loose,
}

/// How text is wrapped inside a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Inside {
    Bare,
    Paragraph,
    Span,
    /// Each run of digits, and now and then each character, in a span of its own.
    Characters,
}

pub struct Html {
    editor: Editor,
    inside: Inside,
    capitals: bool,
    one_line: bool,
    head_rows: bool,
    filler: &'static str,
    entities: bool,
    breaks: &'static str,
    heading: &'static str,
}

impl Html {
    pub fn random(rng: &mut Rng, editor: Editor) -> Html {
        let inside = match editor {
            Editor::Clean => [Inside::Bare, Inside::Paragraph][rng.weighted(&[70, 30])],
            Editor::Loose => Inside::Bare,
            Editor::Word => [Inside::Span, Inside::Characters][rng.weighted(&[60, 40])],
            Editor::Portal => {
                [Inside::Bare, Inside::Paragraph, Inside::Span, Inside::Characters][rng.weighted(&[15, 35, 30, 20])]
            }
        };
        Html {
            editor,
            inside,
            capitals: editor == Editor::Loose && rng.percent(60),
            one_line: rng.percent(35),
            head_rows: editor != Editor::Word && rng.percent(30),
            filler: ["", "&nbsp;", "&#160;", "<br/>", "\u{a0}"][rng.weighted(&[40, 35, 8, 9, 8])],
            entities: rng.percent(25),
            breaks: ["<br/>", "<br />", " <br/>", "<br>", "</p><p>"][rng.weighted(&[35, 25, 15, 15, 10])],
            heading: ["h2", "strong", "p", "h3"][rng.weighted(&[30, 35, 25, 10])],
        }
    }

    fn escape(&self, text: &str) -> String {
        let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        if !self.entities {
            return text;
        }
        text.replace('“', "&ldquo;")
            .replace('”', "&rdquo;")
            .replace('（', "&#65288;")
            .replace('）', "&#xFF09;")
            .replace('—', "&mdash;")
    }

    fn attributes(&self, cell: &GridCell) -> String {
        let mut text = match self.editor {
            Editor::Clean | Editor::Loose => String::new(),
            Editor::Word => format!(" width=\"{}\" valign=\"center\"", 52 * cell.columns),
            Editor::Portal => " class=\"et3\" align=\"center\"".to_string(),
        };
        let quote = if self.editor == Editor::Loose { "" } else { "\"" };
        if cell.rows > 1 {
            text += &format!(" rowspan={quote}{}{quote}", cell.rows);
        }
        if cell.columns > 1 {
            text += &format!(" colspan={quote}{}{quote}", cell.columns);
        }
        text += match self.editor {
            Editor::Word => {
                " style=\"width:39.0pt;padding:0.75pt 0.75pt 0.75pt 0.75pt;border:1.0000pt solid #000000;mso-border-alt:0.5000pt solid windowtext;\""
            }
            Editor::Portal => " style=\"border: 1px solid rgb(0, 0, 0); padding: 0px 7px; word-break: break-all;\"",
            _ => "",
        };
        text
    }

    fn content(&self, cell: &GridCell) -> String {
        let text = cell.text.trim();
        if text.is_empty() {
            return match self.editor {
                Editor::Word => "<p class=\"MsoNormal\"><span lang=\"EN-US\"><o:p>&nbsp;</o:p></span></p>".to_string(),
                _ => self.filler.to_string(),
            };
        }
        let inner = match self.inside {
            Inside::Characters if cell.role == Role::Figure => self.characters(text, true),
            Inside::Characters => self.characters(text, false),
            _ => self.escape(text),
        };
        let breaks = match self.inside {
            Inside::Bare | Inside::Characters if self.breaks == "</p><p>" => "<br/>",
            Inside::Span if self.breaks == "</p><p>" => "<br />",
            _ => self.breaks,
        };
        let inner = inner.replace('\n', breaks);
        match (self.editor, self.inside) {
            (Editor::Word, _) => word_paragraph(&inner),
            (_, Inside::Bare) => inner,
            (_, Inside::Paragraph) => format!("<p>{inner}</p>"),
            (_, Inside::Span) => {
                format!("<p style=\"text-align:center\"><span style=\"font-family:宋体\">{inner}</span></p>")
            }
            (_, Inside::Characters) => format!("<p style=\"text-align: center;\">{inner}</p>"),
        }
    }

    /// Spans around runs of two characters, or around each digit: Word's change of fonts.
    fn characters(&self, text: &str, each: bool) -> String {
        let mut out = String::new();
        let mut run = String::new();
        for letter in text.chars() {
            if letter == '\n' {
                out += &format!("<span>{}</span>\n", self.escape(&run));
                run.clear();
                continue;
            }
            run.push(letter);
            if each || run.chars().count() == 3 {
                out += &format!("<span lang=\"EN-US\">{}</span>", self.escape(&run));
                run.clear();
            }
        }
        if !run.is_empty() {
            out += &format!("<span>{}</span>", self.escape(&run));
        }
        out
    }

    fn tag(&self, name: &str) -> String {
        if self.capitals { name.to_uppercase() } else { name.to_string() }
    }

    fn open_table(&self) -> String {
        let attributes = match self.editor {
            Editor::Clean => "",
            Editor::Loose => " border=1 cellspacing=0",
            Editor::Word => {
                " class=\"MsoNormalTable\" border=\"1\" cellspacing=\"0\" style=\"border-collapse:collapse;mso-table-layout-alt:fixed;border:none;\""
            }
            Editor::Portal => {
                " cellspacing=\"0\" cellpadding=\"0\" width=\"99%\" style=\"border-collapse:collapse; border:none;\""
            }
        };
        format!("<{}{attributes}>", self.tag("table"))
    }

    pub fn table(&self, grid: &Grid) -> String {
        let new_line = if self.one_line { "" } else { "\n" };
        let closes = self.editor != Editor::Loose;
        let mut text = self.open_table() + new_line;
        let heads = grid.rows.iter().take_while(|row| row.iter().all(|cell| cell.role == Role::Header)).count();
        let body = self.tag("tbody");
        for (index, row) in grid.rows.iter().enumerate() {
            if self.head_rows && index == 0 {
                text += &format!("<{}>{new_line}", self.tag("thead"));
            } else if index == if self.head_rows { heads } else { 0 } && closes {
                text += &format!("<{body}>{new_line}");
            }
            text += &self.row(row, self.head_rows && index < heads, new_line);
            if self.head_rows && index + 1 == heads {
                text += &format!("</{}>{new_line}", self.tag("thead"));
            }
        }
        if closes {
            text += &format!("</{body}>{new_line}");
        }
        text + &format!("</{}>\n", self.tag("table"))
    }

    fn row(&self, row: &[GridCell], head: bool, new_line: &str) -> String {
        let closes = self.editor != Editor::Loose;
        let indent = if self.one_line || self.editor == Editor::Word { "" } else { "  " };
        let name = self.tag(if head { "th" } else { "td" });
        let mut text = format!("{indent}<{}>{new_line}", self.tag("tr"));
        for cell in row {
            let attributes = self.attributes(cell);
            text += &format!("{indent}{indent}<{name}{attributes}>{}", self.content(cell));
            if closes {
                text += &format!("</{name}>");
            }
            text += new_line;
        }
        if closes {
            text += &format!("{indent}</{}>{new_line}", self.tag("tr"));
        }
        text
    }

    fn paragraph(&self, text: &str) -> String {
        let inner = self.escape(text);
        match self.editor {
            Editor::Clean => format!("<p>{inner}</p>\n"),
            Editor::Loose => format!("<{}>{inner}\n", self.tag("p")),
            Editor::Word => format!(
                "<p class=\"MsoNormal\" style=\"text-indent:32.0pt;line-height:28.0pt;\"><span style=\"mso-spacerun:'yes';font-family:仿宋_GB2312;font-size:16.0000pt;\"><font face=\"仿宋_GB2312\">{inner}</font></span><span lang=\"EN-US\"><o:p></o:p></span></p>\n"
            ),
            Editor::Portal => format!(
                "<p style=\"text-indent: 2em; line-height: 1.75em;\"><span style=\"font-family: 仿宋; font-size: 21px;\">&emsp;{inner}</span></p>\n"
            ),
        }
    }

    fn head(&self, text: &str) -> String {
        let inner = self.escape(text);
        match self.heading {
            "strong" => format!("<p style=\"text-indent:2em\"><strong>{inner}</strong></p>\n"),
            "p" => self.paragraph(text),
            tag => format!("<{tag}>{inner}</{tag}>\n"),
        }
    }

    fn block(&self, block: &Block) -> String {
        match block {
            Block::Title(text) => {
                let inner = self.escape(text).replace('\n', "<br/>");
                format!("<h1 style=\"text-align:center\">{inner}</h1>\n")
            }
            Block::Heading { text, run_in: None } => self.head(text),
            Block::Heading { text, run_in: Some(more) } => {
                let (text, more) = (self.escape(text), self.escape(more));
                format!("<p><strong>{text}</strong>{more}</p>\n")
            }
            Block::Sub(text) | Block::Para(text) | Block::Residue(text) => self.paragraph(text),
            Block::Sign(text) => {
                format!("<p style=\"text-align:right\">{}&nbsp;&nbsp;</p>\n", self.escape(text))
            }
            Block::Table(grid) => self.table(grid),
        }
    }

    pub fn fragment(&self, document: &Document) -> String {
        document.blocks.iter().map(|block| self.block(block)).collect()
    }

    /// A whole page as a portal serves it.
    pub fn page(&self, document: &Document) -> String {
        let name = document.title.clone().unwrap_or_else(|| "政府信息公开年报".to_string());
        let name = name.replace('\n', "");
        format!(
            "<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n<title>{name}</title>\n\
             <meta name=\"keywords\" content=\"政府信息公开,年度报告\">\n\
             <style type=\"text/css\">\n.et3 {{ font-size: 14px; width: 100%; }}\ntable td {{ border: 1px solid #000; }}\n</style>\n\
             <script>\nvar columnId = 5321; if (columnId < 9000 && top != self) {{ top.location = '/index.html'; }}\n</script>\n\
             </head>\n<body>\n<!-- 正文 开始 -->\n<div class=\"article\" id=\"zoom\">\n{}</div>\n\
             <!-- 正文 结束 -->\n<script type=\"text/javascript\">document.write('<img src=\"/count?id=20250' + columnId + '\">');</script>\n\
             </body>\n</html>\n",
            self.fragment(document)
        )
    }
}

/// A paragraph of Word's, its tags broken over lines as Word's own HTML breaks them.
fn word_paragraph(inner: &str) -> String {
    format!(
        "<p class=\"MsoNormal\" align=\"center\"\nstyle=\"text-align:center;mso-line-height-rule:exactly\"><span\nstyle=\"font-family:宋体;font-size:12.0000pt;mso-font-kerning:0.0000pt;\">{inner}</span><span\nlang=\"EN-US\"><o:p></o:p></span></p>"
    )
}
