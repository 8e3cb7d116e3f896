//! Paragraph styles, as far as they say what a paragraph is: a title, a heading, an item of a list.

use std::collections::HashMap;

use super::super::ConvertError;
use super::super::xml::{Step, Xml, attribute, is_on, number};

/// A style may rest on another one, and so on: so often at most.
const MOST_BASES: usize = 20;

/// The styles of a document by their identifier.
#[derive(Debug, Default)]
pub struct Styles(HashMap<String, Style>);

/// What a style says.
#[derive(Clone, Debug, Default)]
pub struct Style {
    name: String,
    base: Option<String>,
    /// Outline level from 0; 9 for text.
    outline: Option<usize>,
    /// The list that it counts in.
    pub list: Option<String>,
    /// The level of that list.
    pub list_level: Option<usize>,
    /// Whether its text is hidden.
    pub is_hidden: Option<bool>,
}

impl Styles {
    /// Reads `word/styles.xml`.
    ///
    /// # Errors
    /// When that is no well-formed XML.
    pub fn read(text: &str) -> Result<Styles, ConvertError> {
        let mut xml = Xml::new(text, "word/styles.xml");
        let mut styles = Styles::default();
        let mut id = None;
        loop {
            let start = match xml.next()? {
                Step::Done => return Ok(styles),
                Step::Start(start) => start,
                Step::End | Step::Text(_) => continue,
            };
            let name = start.local_name();
            if name.as_ref() == "style" {
                id = attribute(&start, "styleId");
                continue;
            }
            let Some(id) = &id else { continue };
            let style = styles.0.entry(id.clone()).or_default();
            match name.as_ref() {
                "name" => style.name = attribute(&start, "val").unwrap_or_default().to_lowercase(),
                "basedOn" => style.base = attribute(&start, "val"),
                "outlineLvl" => style.outline = number(&start, "val"),
                "numId" => style.list = attribute(&start, "val"),
                "ilvl" => style.list_level = number(&start, "val"),
                "vanish" => style.is_hidden = Some(is_on(&start)),
                _ => {}
            }
        }
    }

    /// What a style says together with those that it rests on.
    pub fn get(&self, id: &str) -> Style {
        let mut whole = self.0.get(id).cloned().unwrap_or_default();
        for _ in 0..MOST_BASES {
            let Some(base) = whole.base.take().and_then(|base| self.0.get(&base)) else { break };
            whole.base = base.base.clone();
            whole.outline = whole.outline.or(base.outline);
            whole.is_hidden = whole.is_hidden.or(base.is_hidden);
            if whole.list.is_none() {
                whole.list = base.list.clone();
                whole.list_level = whole.list_level.or(base.list_level);
            }
        }
        whole
    }
}

impl Style {
    /// The level of a heading: 1 for the title, 2 for what Word calls heading 1 and so on; 0 for text.
    pub fn level(&self, own_outline: Option<usize>) -> u8 {
        if self.name == "title" {
            return 1;
        }
        let named = self.name.strip_prefix("heading ").and_then(|digits| digits.parse::<u8>().ok());
        let outline = own_outline.or(self.outline).filter(|level| *level < 9);
        let level = outline.and_then(|level| u8::try_from(level + 1).ok()).or(named).unwrap_or(0);
        if level == 0 { 0 } else { (level + 1).min(6) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn styles_rest_on_each_other() {
        let styles = Styles::read(
            "<w:styles xmlns:w='w'><w:style w:styleId='1'><w:name w:val='heading 1'/><w:basedOn w:val='a'/><w:pPr>\
             <w:numPr><w:numId w:val='3'/></w:numPr></w:pPr></w:style>\
             <w:style w:styleId='own'><w:basedOn w:val='1'/><w:pPr><w:outlineLvl w:val='1'/></w:pPr></w:style>\
             <w:style w:styleId='a'><w:name w:val='Normal'/><w:basedOn w:val='1'/></w:style>\
             <w:style w:styleId='t'><w:name w:val='Title'/></w:style></w:styles>",
        )
        .unwrap();
        let own = styles.get("own");
        assert_eq!((own.list.as_deref(), own.level(None), own.level(Some(9))), (Some("3"), 3, 0));
        assert_eq!([styles.get("1").level(None), styles.get("t").level(None), styles.get("no").level(None)], [2, 1, 0]);
    }
}
