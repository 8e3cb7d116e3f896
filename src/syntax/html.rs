//! HTML as portals, Word and web editors write it: tags, entities, comments.

use super::heading::{signs_before, starts_section};
use crate::format::Vocabulary;

/// A tag reaches over so many line breaks at most: Word breaks them over five or six lines, and what looks like a tag
/// and is not closed by then is text.
pub(super) const MOST_TAG_LINES: usize = 8;

/// A tag at the start of a text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tag<'t> {
    /// Its name as written.
    pub name: &'t str,
    /// Whether it closes an element.
    pub closes: bool,
    /// Everything between the name and `>`.
    attributes: &'t str,
    /// Length of the whole tag in bytes.
    pub len: usize,
}

/// What a tag does to the text around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    /// Part of a line: the text goes on.
    Inline,
    /// Begins or ends a paragraph; headings have a level.
    Block(u8),
    /// Part of a table.
    Table,
    /// Its content is not read.
    Raw,
}

impl Tag<'_> {
    /// What the tag does to the text around it.
    pub(super) fn effect(&self) -> Effect {
        const BLOCKS: [&str; 27] = [
            "p",
            "div",
            "br",
            "hr",
            "li",
            "ul",
            "ol",
            "dl",
            "dt",
            "dd",
            "section",
            "article",
            "header",
            "footer",
            "main",
            "nav",
            "aside",
            "blockquote",
            "center",
            "pre",
            "body",
            "html",
            "head",
            "form",
            "figure",
            "fieldset",
            "address",
        ];
        const TABLE: [&str; 9] = ["table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption", "colgroup"];
        let is = |name: &&str| self.name.eq_ignore_ascii_case(name);
        if let [b'h' | b'H', level @ b'1'..=b'6'] = self.name.as_bytes() {
            return Effect::Block(level - b'0');
        }
        match () {
            () if BLOCKS.iter().any(is) => Effect::Block(0),
            () if TABLE.iter().any(is) => Effect::Table,
            () if ["script", "style", "title", "noscript", "svg", "textarea", "select"].iter().any(is) => Effect::Raw,
            () => Effect::Inline,
        }
    }

    pub(crate) fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    /// A whole number given as an attribute; 1 when it is missing or makes no sense.
    pub(crate) fn span(&self, attribute: &str) -> u16 {
        let lower = self.attributes.to_ascii_lowercase();
        let value = lower.match_indices(attribute).find_map(|(at, _)| {
            let rest = lower[at + attribute.len()..].trim_start().strip_prefix('=')?;
            let rest = rest.trim_start().trim_start_matches(['"', '\'']);
            let digits = rest.find(|char: char| !char.is_ascii_digit()).unwrap_or(rest.len());
            rest[..digits].parse::<u64>().ok()
        });
        u16::try_from(value.unwrap_or(1).max(1)).unwrap_or(u16::MAX)
    }
}

/// The tag that starts `text`, if one does and ends in it.
pub(crate) fn tag(text: &str) -> Option<Tag<'_>> {
    let inside = text.strip_prefix('<')?;
    let closes = inside.starts_with('/');
    let named = if closes { &inside[1..] } else { inside };
    let name_len = named.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b':' | b'-')).count();
    let name = &named[..name_len];
    if !name.starts_with(|char: char| char.is_ascii_alphabetic()) {
        return None;
    }
    let attributes = &named[name_len..];
    // `<https://…>` and `<a@b.cn>` are addresses.
    if name.ends_with(':') || !attributes.starts_with(|char: char| char.is_ascii_whitespace() || "/>".contains(char)) {
        return None;
    }
    // Ends at `>` outside quotes; another `<` means that this was no tag, so that every byte is looked at once.
    let (mut quote, mut breaks) = (None, 0);
    for (at, byte) in attributes.bytes().enumerate() {
        breaks += usize::from(ends_line(attributes.as_bytes(), at));
        if breaks > MOST_TAG_LINES {
            break;
        }
        match (byte, quote) {
            (b'>', None) => {
                let attributes = &attributes[..at];
                return Some(Tag { name, closes, attributes, len: 1 + usize::from(closes) + name_len + at + 1 });
            }
            (b'<', _) => break,
            (b'"' | b'\'', None) if attributes[..at].trim_end().ends_with('=') => quote = Some(byte),
            (byte, Some(open)) if byte == open => quote = None,
            _ => {}
        }
    }
    None
}

/// So much of `text` as a tag may reach over.
pub(super) fn tag_lines(text: &str) -> &str {
    let bytes = text.as_bytes();
    let mut breaks = memchr::memchr2_iter(b'\n', b'\r', bytes).filter(|at| ends_line(bytes, *at));
    &text[..breaks.nth(MOST_TAG_LINES).unwrap_or(text.len())]
}

/// Whether a line ends with the byte at `at`: CR LF is one break.
fn ends_line(text: &[u8], at: usize) -> bool {
    match text[at] {
        b'\n' => true,
        b'\r' => text.get(at + 1) != Some(&b'\n'),
        _ => false,
    }
}

/// Length of the tag, comment or declaration at the start of `text`, which starts with `<`. None when that is text.
/// For a text that is known to be a block's or a part of one: a comment that is not closed reaches to its end.
pub(crate) fn markup_len(text: &str) -> Option<usize> {
    if text.starts_with("<!--") {
        return Some(text.find("-->").map_or(text.len(), |at| at + 3));
    }
    if text.starts_with("<!") || text.starts_with("<?") {
        let end = text[1..].find(['>', '<'])? + 1;
        let breaks = (0..end).filter(|at| ends_line(text.as_bytes(), *at)).take(MOST_TAG_LINES + 1).count();
        return (text[end..].starts_with('>') && breaks <= MOST_TAG_LINES).then_some(end + 1);
    }
    tag(text).map(|tag| tag.len)
}

/// The character that the entity at the start of `text` stands for, and the entity's length.
pub(crate) fn entity(text: &str) -> Option<(char, usize)> {
    const NAMED: [(&str, char); 22] = [
        ("nbsp", '\u{a0}'),
        ("amp", '&'),
        ("lt", '<'),
        ("gt", '>'),
        ("quot", '"'),
        ("apos", '\''),
        ("ldquo", '“'),
        ("rdquo", '”'),
        ("lsquo", '‘'),
        ("rsquo", '’'),
        ("mdash", '—'),
        ("ndash", '–'),
        ("hellip", '…'),
        ("middot", '·'),
        ("bull", '•'),
        ("times", '×'),
        ("ensp", '\u{2002}'),
        ("emsp", '\u{2003}'),
        ("thinsp", '\u{2009}'),
        ("zwnj", '\u{200c}'),
        ("minus", '−'),
        ("plusmn", '±'),
    ];
    let inside = text.strip_prefix('&')?;
    let end = inside.bytes().take(12).position(|byte| byte == b';')?;
    let name = &inside[..end];
    let len = end + 2;
    if let Some(code) = name.strip_prefix('#') {
        let code = match code.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => code.parse().ok()?,
        };
        return Some((char::from_u32(code)?, len));
    }
    NAMED.iter().find(|(known, _)| *known == name).map(|(_, char)| (*char, len))
}

/// A comment at the start of a text.
pub(super) struct Comment {
    /// Bytes to its end, or, where it is not closed, to the next section's heading or the text's end.
    pub len: usize,
    pub closed: bool,
}

/// The comment that starts `text`.
pub(super) fn comment(text: &str, vocabulary: &Vocabulary) -> Comment {
    let close = |line: &str, at: usize| Some(at + line.find("-->")? + 3);
    let (len, closed) = raw_end(text, "<!--".len(), close, vocabulary);
    Comment { len, closed }
}

/// Length of the element that `open` starts and whose content is not read: to its closing tag, or to the next section.
pub(super) fn raw_len(text: &str, open: &Tag<'_>, vocabulary: &Vocabulary) -> usize {
    let close = |line: &str, at: usize| {
        line.match_indices("</").find_map(|(inside, _)| {
            let tag = tag(&text[at + inside..]).filter(|tag| tag.name.eq_ignore_ascii_case(open.name))?;
            Some(at + inside + tag.len)
        })
    };
    raw_end(text, open.len, close, vocabulary).0
}

/// Where what is not read ends, and whether it was closed: `close` finds the end in a line that stands at the given
/// place; else the next section's heading is the end.
fn raw_end(
    text: &str,
    mut at: usize,
    close: impl Fn(&str, usize) -> Option<usize>,
    vocabulary: &Vocabulary,
) -> (usize, bool) {
    let line_at = |at: usize| {
        let rest = &text[at..];
        &rest[..memchr::memchr2(b'\n', b'\r', rest.as_bytes()).unwrap_or(rest.len())]
    };
    let mut line = line_at(at);
    loop {
        if let Some(end) = close(line, at) {
            return (end, true);
        }
        at += line.len();
        at += line_break_behind(&text[at..]);
        line = line_at(at);
        if at == text.len() || starts_section(&line[signs_before(line).0..], vocabulary) {
            return (at, false);
        }
    }
}

/// Length of the blanks and the line break that follow, or 0 when something else stands on the line.
pub(super) fn line_break_behind(text: &str) -> usize {
    let rest = text.trim_start_matches([' ', '\t', '\u{a0}', '\u{3000}']);
    let blanks = text.len() - rest.len();
    match rest.as_bytes() {
        [] => blanks,
        [b'\r', b'\n', ..] => blanks + 2,
        [b'\r' | b'\n', ..] => blanks + 1,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_and_entities() {
        assert_eq!(markup_len("<p class='a>b'>x"), Some(15));
        assert_eq!(markup_len("<政府信息>"), None);
        assert_eq!(markup_len("<p <p>"), None);
        assert_eq!(markup_len("<!-- a -->b"), Some(10));
        assert_eq!(entity("&#x4e00;"), Some(('一', 8)));
        assert_eq!(entity("&nbsp;"), Some(('\u{a0}', 6)));
        assert_eq!(entity("&nothing"), None);
    }
}
