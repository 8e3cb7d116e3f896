//! `--format html`: the tables of every report as the form prints them, in one page that needs nothing else and asks for
//! nothing from anywhere.

use std::io::{self, Write};

use serde_json::json;

use super::{Checked, Output, Summary};
use crate::finding::Locale;
use crate::lsp::sheet::{SCRIPT, STYLE, Sheet};
use crate::text::{Encoding, TextRange};

/// A page.
pub struct Html {
    /// The language of the page.
    pub locale: Locale,
}

/// By this line a page is known again.
pub const PAGE_TITLE: &str = "<title>gouji 勾稽</title>";

/// What shows the files one after the other. A place is a line, and there is no text to go to.
const FILES: &str = "\
for (const {path, sheet} of JSON.parse(document.getElementById('files').textContent)) {
  const heading = document.createElement('p'), element = document.createElement('main');
  heading.textContent = path;
  heading.className = 'path';
  document.body.append(heading, element);
  const line = sheet.locale === 'en' ? (n) => `line ${n}` : (n) => `第 ${n} 行`;
  showSheet(sheet, element, undefined, (place) => line(place.line));
}
";

impl Output for Html {
    fn begin(&self, out: &mut dyn Write) -> io::Result<()> {
        let language = self.locale.pick("zh-CN", "en");
        let policy = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'";
        writeln!(out, "<!DOCTYPE html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">")?;
        writeln!(out, "<meta name=\"viewport\" content=\"width=device-width\">")?;
        writeln!(out, "<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">")?;
        writeln!(out, "{PAGE_TITLE}\n<style>\n.path {{ margin: 0; padding: .5rem .8rem }}")?;
        writeln!(out, "{STYLE}</style>\n</head>\n<body>")?;
        write!(out, "<script type=\"application/json\" id=\"files\">[")
    }

    fn file(&self, file: &Checked<'_>, out: &mut Vec<u8>) -> io::Result<()> {
        let told = |range: TextRange| {
            let position = file.document.text().position(range.start(), Encoding::Utf32);
            json!({"line": position.line + 1, "column": position.column + 1})
        };
        let sheet = Sheet::new(file.document, file.findings, self.locale, &told);
        if sheet.reports.is_empty() {
            return Ok(());
        }
        // Inside a script element only `<` could end it.
        let text = serde_json::to_string(&json!({"path": file.path, "sheet": sheet}))?.replace('<', "\\u003c");
        out.extend_from_slice(text.as_bytes());
        Ok(())
    }

    fn separator(&self) -> &'static [u8] {
        b",\n"
    }

    fn end(&self, _: &Summary, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "]</script>\n<script>\n{SCRIPT}\n{FILES}</script>\n</body>\n</html>")
    }
}
