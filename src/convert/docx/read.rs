//! The body of a Word document: paragraphs from runs, whatever Word has cut them into.
//!
//! Read: text, tabs and line breaks, insertions, links with their addresses, results of fields, comments for gouji, content controls, text boxes (behind the
//! paragraph that holds them). Not read: deletions, hidden text, instructions of fields, the second branch of what is
//! written twice for older programs, pictures, notes, headers and footers.

use std::collections::HashMap;

use quick_xml::events::BytesStart;

use super::super::ConvertError;
use super::super::inline;
use super::super::model::{Mark, Paragraph, Piece, Rich, Style};
use super::super::package::Package;
use super::super::xml::{Step, Xml, attribute, is_on, number};
use super::numbering::Numbering;
use super::style::Styles;
use super::{Slot, Source, Stretch};
use crate::syntax::is_address;

/// The namespaces of Word's own elements: that of all programs, and that of the strict standard.
const NAMESPACES: [&str; 2] = [
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
];

/// A document that was read.
#[derive(Debug)]
pub struct Docx {
    /// What stands in it.
    pub rich: Rich,
    /// Where each passage stands: each paragraph, and each cell row by row, from the top to the bottom.
    pub sources: Vec<Source>,
    /// The part that holds the body, and its XML.
    pub body: (String, String),
}

/// A piece and the sources of its passages.
pub(super) struct Found {
    pub piece: Piece,
    pub sources: Vec<Source>,
}

/// Whether an archive is a Word file.
pub fn is_docx(package: &mut Package<'_>) -> bool {
    package.has("word/document.xml") || body_part(package).is_ok_and(|part| part.starts_with("word/"))
}

/// Reads a Word file.
///
/// # Errors
/// When it is protected, damaged, too large or no Word file.
pub fn read(bytes: &[u8]) -> Result<Docx, ConvertError> {
    let mut package = Package::open(bytes)?;
    let part = body_part(&mut package)?;
    let xml = package.part(&part)?.ok_or(ConvertError::MissingPart("word/document.xml"))?;
    let styles = package.part("word/styles.xml")?.map_or(Ok(Styles::default()), |text| Styles::read(&text))?;
    let numbering =
        package.part("word/numbering.xml")?.map_or(Ok(Numbering::default()), |text| Numbering::read(&text))?;
    let mut found = Vec::new();
    let (links, prefix, fields) = (links(&mut package, &part)?, String::new(), Vec::new());
    Reader { xml: Xml::new(&xml, &part), text: &xml, prefix, styles, numbering, fields, links }.document(&mut found)?;
    let mut docx = Docx { rich: Rich::default(), sources: Vec::new(), body: (part, xml) };
    for Found { piece, sources } in found {
        docx.rich.pieces.push(piece);
        docx.sources.extend(sources);
    }
    Ok(docx)
}

/// The addresses to which the links of the body lead, by what they are called there.
fn links(package: &mut Package<'_>, part: &str) -> Result<HashMap<String, String>, ConvertError> {
    let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
    let relations = format!("{folder}/_rels/{name}.rels");
    let Some(text) = package.part(&relations)? else { return Ok(HashMap::new()) };
    let (mut xml, mut links) = (Xml::new(&text, &relations), HashMap::new());
    loop {
        match xml.next()? {
            Step::Done => return Ok(links),
            Step::Start(start) if attribute(&start, "Type").is_some_and(|kind| kind.ends_with("/hyperlink")) => {
                links.extend(attribute(&start, "Id").zip(attribute(&start, "Target")));
            }
            _ => {}
        }
    }
}

/// The part that holds the body, as the archive's relations name it.
fn body_part(package: &mut Package<'_>) -> Result<String, ConvertError> {
    let usual = "word/document.xml";
    let Some(text) = package.part("_rels/.rels")?.filter(|_| !package.has(usual)) else { return Ok(usual.to_owned()) };
    let mut xml = Xml::new(&text, "_rels/.rels");
    loop {
        match xml.next()? {
            Step::Done => return Ok(usual.to_owned()),
            Step::Start(start) if attribute(&start, "Type").is_some_and(|kind| kind.ends_with("/officeDocument")) => {
                return Ok(attribute(&start, "Target").unwrap_or_default().trim_start_matches('/').to_owned());
            }
            _ => {}
        }
    }
}

/// Reads from the start of an element to its end, which the caller has seen begin.
pub(super) struct Reader<'x> {
    pub xml: Xml<'x>,
    text: &'x str,
    /// What stands before the names of Word's own elements, with its colon.
    prefix: String,
    styles: Styles,
    numbering: Numbering,
    /// For each open field whether its result has begun.
    fields: Vec<bool>,
    /// The addresses of links.
    links: HashMap<String, String>,
}

/// A paragraph while it is read.
#[derive(Default)]
struct Open {
    text: String,
    source: Source,
    style: Option<String>,
    list: Option<String>,
    list_level: Option<usize>,
    outline: Option<usize>,
    marks: Vec<Mark>,
    /// What stands there in hidden letters.
    hidden: String,
}

impl<'x> Reader<'x> {
    fn document(&mut self, found: &mut Vec<Found>) -> Result<(), ConvertError> {
        loop {
            match self.xml.next()? {
                Step::Done => return Ok(()),
                Step::Start(root) => {
                    let declared = root.attributes().with_checks(false).flatten().find_map(|one| {
                        let prefix = one.key.as_ref().strip_prefix("xmlns")?;
                        NAMESPACES.contains(&&*one.value).then(|| prefix.trim_start_matches(':').to_owned())
                    });
                    self.prefix = match declared.unwrap_or_else(|| "w".to_owned()) {
                        prefix if prefix.is_empty() => prefix,
                        prefix => prefix + ":",
                    };
                    self.body(found)?;
                }
                _ => {}
            }
        }
    }

    /// The name of one of Word's own elements; of others nothing but those that hold alternatives.
    pub fn word<'n>(&self, start: &'n BytesStart<'x>) -> &'n str {
        let (name, local) = (start.name().0, start.local_name().into_inner());
        match name.strip_prefix(&*self.prefix) {
            Some(own) if !own.contains(':') => own,
            _ if matches!(local, "AlternateContent" | "Choice" | "Fallback") => local,
            _ => "",
        }
    }

    /// Paragraphs and tables to the end of the open element.
    pub fn body(&mut self, found: &mut Vec<Found>) -> Result<(), ConvertError> {
        let mut has_branch = false;
        loop {
            match self.xml.next()? {
                Step::Start(start) => match self.word(&start) {
                    "p" => self.paragraph(found)?,
                    "tbl" => self.table(found)?,
                    "Choice" | "Fallback" if std::mem::replace(&mut has_branch, true) => self.xml.skip()?,
                    name if is_unread(name) => self.xml.skip()?,
                    _ => self.body(found)?,
                },
                Step::End | Step::Done => return Ok(()),
                Step::Text(_) => {}
            }
        }
    }

    pub(super) fn paragraph(&mut self, found: &mut Vec<Found>) -> Result<(), ConvertError> {
        let whole = self.xml.start..self.xml.at();
        let is_closed = self.text[whole.clone()].ends_with("/>");
        let (mut open, mut behind) = (Open::default(), Vec::new());
        self.inline(&mut open, &mut behind, false)?;
        let comment = open.hidden.trim();
        if open.text.trim().is_empty() && comment.starts_with("<!-- gouji-ignore") && comment.ends_with("-->") {
            found.push(Found { piece: Piece::Directive(comment.to_owned()), sources: Vec::new() });
            found.append(&mut behind);
            return Ok(());
        }
        let end = self.xml.start;
        let font = open.source.slot.take().and_then(|slot| slot.font);
        open.source.slot = Some(Slot { place: if is_closed { whole } else { end..end }, font });
        let style = open.style.as_deref().map(|style| self.styles.get(style)).unwrap_or_default();
        let level = style.level(open.outline);
        let list = open.list.clone().or(style.list).filter(|list| list != "0");
        let number = list.map(|list| {
            let by_style = || self.numbering.level_of_style(&list, open.style.as_deref()?);
            let level = open.list_level.or_else(by_style).or(style.list_level).unwrap_or(0);
            self.numbering.next(&list, level)
        });
        let (mut marks, mut kept) = (open.marks, open.text.clone());
        inline::trim(&mut kept, &mut marks);
        let (text, source) = trimmed(open.text, open.source);
        let (text, source) = match number.filter(|_| !text.is_empty()) {
            Some(number) => {
                marks.iter_mut().for_each(|mark| {
                    mark.range = mark.range.start + number.len()..mark.range.end + number.len();
                });
                (format!("{number}{text}"), source.moved(number.len()))
            }
            None => (text, source),
        };
        let piece = Piece::Paragraph(Paragraph { level, text, marks });
        found.push(Found { piece, sources: vec![source] });
        found.append(&mut behind);
        Ok(())
    }

    /// What stands in a paragraph, run or anything inside one, to the end of the open element. What stands in text boxes
    /// goes to `behind`.
    fn inline(&mut self, open: &mut Open, behind: &mut Vec<Found>, hidden: bool) -> Result<(), ConvertError> {
        let (mut is_hidden, mut has_branch) = (hidden, false);
        loop {
            let start = match self.xml.next()? {
                Step::Start(start) => start,
                Step::End | Step::Done => return Ok(()),
                Step::Text(_) => continue,
            };
            let is_seen = !is_hidden && self.fields.iter().all(|has_result| *has_result);
            match self.word(&start) {
                "t" if is_seen => self.run_text(open, &start)?,
                "t" if is_hidden => open.hidden += &self.xml.text()?,
                "hyperlink" => self.link(&start, open, behind, is_hidden)?,
                "t" => self.xml.skip()?,
                "pPr" => self.properties(open)?,
                "rPr" => is_hidden |= self.hides()?,
                "r" => self.inline(open, behind, false)?,
                "tab" | "ptab" => self.sign(open, "\t", is_seen)?,
                "br" | "cr" => self.sign(open, "\n", is_seen)?,
                "noBreakHyphen" => self.sign(open, "-", is_seen)?,
                "fldChar" => {
                    self.field(attribute(&start, "fldCharType").as_deref());
                    self.xml.skip()?;
                }
                "txbxContent" => self.body(behind)?,
                "Choice" | "Fallback" if std::mem::replace(&mut has_branch, true) => self.xml.skip()?,
                name if is_unread(name) => self.xml.skip()?,
                _ => self.inline(open, behind, is_hidden)?,
            }
        }
    }

    /// A link; its words are text as any other. Those whose words are the address, and those within the document, are not
    /// marked.
    fn link(
        &mut self,
        start: &BytesStart<'x>,
        open: &mut Open,
        behind: &mut Vec<Found>,
        hidden: bool,
    ) -> Result<(), ConvertError> {
        let address = attribute(start, "id").and_then(|id| self.links.get(&id).cloned());
        let first = open.text.len();
        self.inline(open, behind, hidden)?;
        let words = &open.text[first..];
        let is_plain = !words.trim().is_empty() && !words.contains(['[', ']', '\n', '\t']);
        if let Some(address) = address.filter(|address| is_plain && is_address(address) && words.trim() != address) {
            open.marks.push(Mark { range: first..open.text.len(), style: Style::Link(address) });
        }
        Ok(())
    }

    fn field(&mut self, kind: Option<&str>) {
        match kind {
            Some("begin") => self.fields.push(false),
            Some("separate") => {
                if let Some(last) = self.fields.last_mut() {
                    *last = true;
                }
            }
            Some("end") => drop(self.fields.pop()),
            _ => {}
        }
    }

    fn sign(&mut self, open: &mut Open, sign: &str, is_seen: bool) -> Result<(), ConvertError> {
        if is_seen {
            open.text.push_str(sign);
        }
        self.xml.skip()
    }

    fn run_text(&mut self, open: &mut Open, start: &BytesStart<'x>) -> Result<(), ConvertError> {
        let keeps_blanks = attribute(start, "space").as_deref() == Some("preserve");
        let first = self.xml.at();
        let whole = self.xml.text()?;
        let xml = first..self.xml.start.max(first);
        let text = if keeps_blanks { &*whole } else { whole.trim_matches([' ', '\t', '\n', '\r']) };
        if !text.is_empty() {
            let at = open.text.len();
            open.text.push_str(text);
            let skipped = text.as_ptr() as usize - whole.as_ptr() as usize;
            open.source.stretches.push(Stretch { text: at..open.text.len(), xml, skipped });
        }
        Ok(())
    }

    /// A paragraph's properties.
    fn properties(&mut self, open: &mut Open) -> Result<(), ConvertError> {
        let mut depth = 1;
        loop {
            let start = match self.xml.next()? {
                Step::Start(start) => start,
                Step::Text(_) => continue,
                Step::End | Step::Done => {
                    depth -= 1;
                    if depth == 0 {
                        return Ok(());
                    }
                    continue;
                }
            };
            match self.word(&start) {
                "rPr" => {
                    let first = self.xml.start;
                    self.hides()?;
                    // What the paragraph's own mark looks like is how a run in an empty cell should look.
                    let font = Some(first..self.xml.at());
                    open.source.slot = Some(Slot { place: 0..0, font });
                }
                name if is_unread(name) => self.xml.skip()?,
                name => {
                    match name {
                        "pStyle" => open.style = attribute(&start, "val"),
                        "numId" => open.list = attribute(&start, "val"),
                        "ilvl" => open.list_level = number(&start, "val"),
                        "outlineLvl" => open.outline = number(&start, "val"),
                        _ => {}
                    }
                    depth += 1;
                }
            }
        }
    }

    /// Whether a run's properties hide it.
    fn hides(&mut self) -> Result<bool, ConvertError> {
        let mut is_hidden = false;
        loop {
            match self.xml.next()? {
                Step::Start(start) => {
                    match self.word(&start) {
                        "vanish" => is_hidden = is_on(&start),
                        "rStyle" => {
                            let style = attribute(&start, "val").map(|id| self.styles.get(&id));
                            is_hidden |= style.and_then(|style| style.is_hidden).unwrap_or(false);
                        }
                        _ => {}
                    }
                    self.xml.skip()?;
                }
                Step::End | Step::Done => return Ok(is_hidden),
                Step::Text(_) => {}
            }
        }
    }
}

/// What no reader of the document sees: deletions, instructions, readings above characters, what properties were before
/// a change.
fn is_unread(name: &str) -> bool {
    let names = ["del", "moveFrom", "delText", "instrText", "delInstrText", "rt", "sdtPr", "sdtEndPr", "sectPr"];
    names.contains(&name) || name.ends_with("Change")
}

/// A passage without blanks around it.
pub(super) fn trimmed(text: String, mut source: Source) -> (String, Source) {
    let kept = text.trim();
    if kept.len() == text.len() {
        return (text, source);
    }
    let first = text.len() - text.trim_start().len();
    let range = first..first + kept.len();
    source.stretches.retain_mut(|stretch| {
        let (from, to) = (stretch.text.start.max(range.start), stretch.text.end.min(range.end));
        stretch.skipped += from.saturating_sub(stretch.text.start);
        stretch.text = from.saturating_sub(first)..to.saturating_sub(first);
        from < to
    });
    (kept.to_owned(), source)
}
