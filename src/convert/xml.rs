//! The little of XML that Office files need: attributes by local name, escaping, and errors that say where.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::ConvertError;

/// Elements lie inside each other so deep at most; Word's own documents stay below sixty.
const MOST_DEEP: usize = 400;

/// A pull reader of one part of an archive. An empty element is a start and an end.
pub struct Xml<'x> {
    text: &'x str,
    part: &'x str,
    reader: Reader<&'x [u8]>,
    depth: usize,
    /// Where the last event began, in bytes.
    pub start: usize,
}

/// What is read next.
pub enum Step<'x> {
    /// An element begins.
    Start(BytesStart<'x>),
    /// The innermost element ends.
    End,
    /// Text, unescaped.
    Text(String),
    /// The part is over.
    Done,
}

impl<'x> Xml<'x> {
    /// Reads `text`, which is called `part` in messages.
    pub fn new(text: &'x str, part: &'x str) -> Self {
        let mut reader = Reader::from_str(text);
        reader.config_mut().expand_empty_elements = true;
        Xml { text, part, reader, depth: 0, start: 0 }
    }

    /// Behind the last event, in bytes.
    pub fn at(&self) -> usize {
        usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX).min(self.text.len())
    }

    /// The next event that says something.
    ///
    /// # Errors
    /// When this is no well-formed XML, has a document type, or lies too deep.
    pub fn next(&mut self) -> Result<Step<'x>, ConvertError> {
        loop {
            self.start = self.at();
            match self.reader.read_event() {
                Err(error) => {
                    self.start = usize::try_from(self.reader.error_position()).unwrap_or(self.start);
                    return Err(self.error(&error.to_string()));
                }
                Ok(Event::Start(start) | Event::Empty(start)) => {
                    self.depth += 1;
                    if self.depth > MOST_DEEP {
                        return Err(self.error("嵌套过深 / nested too deep"));
                    }
                    return Ok(Step::Start(start));
                }
                Ok(Event::End(_)) => {
                    self.depth -= 1;
                    return Ok(Step::End);
                }
                Ok(Event::Text(text)) => return Ok(Step::Text(text.xml10_content().into_owned())),
                Ok(Event::CData(data)) => return Ok(Step::Text(data.xml10_content().into_owned())),
                Ok(Event::GeneralRef(reference)) => {
                    let named = match &*reference {
                        "amp" => Some('&'),
                        "lt" => Some('<'),
                        "gt" => Some('>'),
                        "quot" => Some('"'),
                        "apos" => Some('\''),
                        _ => reference.resolve_char_ref().ok().flatten(),
                    };
                    let Some(char) = named else { return Err(self.error("未定义的实体 / undefined entity")) };
                    return Ok(Step::Text(char.to_string()));
                }
                // Office writes none; it is where entities that unfold to gigabytes are defined.
                Ok(Event::DocType(_)) => return Err(self.error("不允许 DTD / a document type is not allowed")),
                Ok(Event::Eof) if self.depth > 0 => return Err(self.error("不完整 / ends too early")),
                Ok(Event::Eof) => return Ok(Step::Done),
                Ok(Event::Comment(_) | Event::Decl(_) | Event::PI(_)) => {}
            }
        }
    }

    /// Passes over the element that has just begun.
    ///
    /// # Errors
    /// As [`Xml::next`].
    pub fn skip(&mut self) -> Result<(), ConvertError> {
        let outside = self.depth - 1;
        while self.depth > outside {
            self.next()?;
        }
        Ok(())
    }

    /// The text of the element that has just begun, to its end.
    ///
    /// # Errors
    /// As [`Xml::next`].
    pub fn text(&mut self) -> Result<String, ConvertError> {
        let (outside, mut text) = (self.depth - 1, String::new());
        while self.depth > outside {
            if let Step::Text(more) = self.next()? {
                text.push_str(&more);
            }
        }
        Ok(text)
    }

    /// An error at the last event.
    pub fn error(&self, why: &str) -> ConvertError {
        ConvertError::Xml { part: self.part.to_owned(), at: self.start, why: why.to_owned() }
    }
}

/// The value of an attribute, whatever its prefix.
pub fn attribute(element: &BytesStart<'_>, local: &str) -> Option<String> {
    let mut all = element.attributes();
    let found = all.with_checks(false).flatten().find(|one| one.key.local_name().as_ref() == local)?;
    found.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok().map(|value| value.into_owned())
}

/// A whole number given as an attribute; one that is too large for anything counts as the largest.
pub fn number(element: &BytesStart<'_>, local: &str) -> Option<usize> {
    let value = attribute(element, local)?;
    let value = value.trim();
    let is_number = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| value.parse().unwrap_or(usize::MAX))
}

/// Whether a switch such as `<w:vanish/>` is on.
pub fn is_on(element: &BytesStart<'_>) -> bool {
    !matches!(attribute(element, "val").as_deref(), Some("0" | "false" | "off" | "none"))
}

/// `text` as the content of an element or attribute. What XML can't hold is left out.
pub fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\t' | '\n' | '\r' => escaped.push(char),
            '\0'..='\x1f' | '\u{fffe}' | '\u{ffff}' => {}
            _ => escaped.push(char),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Result<String, String> {
        let mut xml = Xml::new(text, "a.xml");
        let mut seen = String::new();
        loop {
            match xml.next() {
                Ok(Step::Start(start)) => seen += &format!("<{}", start.local_name().as_ref()),
                Ok(Step::End) => seen.push('>'),
                Ok(Step::Text(text)) => seen += &text,
                Ok(Step::Done) => return Ok(seen),
                Err(ConvertError::Xml { at, why, .. }) => return Err(format!("{at}: {why}")),
                Err(error) => return Err(format!("{error:?}")),
            }
        }
    }

    #[test]
    fn reads_what_is_well_formed_only() {
        assert_eq!(all("<?xml version='1.0'?><a><b/>1&lt;&#x4e00;<![CDATA[<]]></a>"), Ok("<a<b>1<一<>".to_owned()));
        assert!(all("<a><b></a>").is_err_and(|why| why.starts_with("6: ")), "{:?}", all("<a><b></a>"));
        assert!(all("<a>").is_err());
        assert!(all("<a>&bomb;</a>").is_err_and(|why| why.starts_with("3: ")));
        assert!(all("<!DOCTYPE a [<!ENTITY bomb \"1\">]><a/>").is_err_and(|why| why.contains("DTD")));
        assert!(all(&"<a>".repeat(100_000)).is_err_and(|why| why.contains("嵌套过深")));
    }

    #[test]
    fn escapes() {
        assert_eq!(escaped("a<b>&\"\u{1}一"), "a&lt;b&gt;&amp;&quot;一");
    }
}
