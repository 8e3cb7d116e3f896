//! What a reader sees of a source text, and where that stands in it.

use std::borrow::Cow;

use super::html;
use crate::text::{TextRange, TextSize};

/// What a reader sees of a source text, and where each byte of it stands in the source.
#[derive(Clone, Debug)]
pub struct Visible<'t> {
    /// Without tags, emphasis, the addresses of links and the line breaks of wrapped text; entities decoded.
    pub text: Cow<'t, str>,
    runs: Vec<Run>,
}

/// Text that stands together in the source.
#[derive(Clone, Copy, Debug)]
struct Run {
    /// Where it begins in the text.
    visible: u32,
    /// Where it begins in the source.
    source: u32,
    /// How long an entity is in the source that makes one character of it; 0 for text that is copied as it is.
    entity: u32,
}

impl<'t> Visible<'t> {
    /// What a reader sees of a source without [`MARKUP`]: all of it.
    pub(super) fn plain(source: &'t str) -> Visible<'t> {
        Visible { text: Cow::Borrowed(source), runs: Vec::new() }
    }

    /// What a reader sees of `source`.
    pub fn of(source: &'t str) -> Visible<'t> {
        if !has_sign(source) {
            return Visible::plain(source);
        }
        let mut visible = Visible { text: Cow::Owned(String::with_capacity(source.len())), runs: Vec::new() };
        let mut at = 0;
        // Where the words of a link end, and where its address does.
        let mut address = (0, 0);
        while at < source.len() {
            if at == address.0 && at < address.1 {
                at = address.1;
                continue;
            }
            let rest = &source[at..];
            if rest.starts_with('[')
                && !source[..at].ends_with('!')
                && let Some((words, _, len)) = link(rest)
            {
                address = (at + 1 + words.len(), at + len);
                at += 1;
                continue;
            }
            let plain = rest.bytes().position(is_sign).unwrap_or(rest.len());
            if plain > 0 {
                visible.push(&rest[..plain], at, 0);
            } else {
                at += visible.push_sign(rest, at);
                continue;
            }
            at += plain;
        }
        visible
    }

    fn push(&mut self, text: &str, source: usize, entity: usize) {
        let offset = |bytes: usize| u32::try_from(bytes).expect("a block is smaller than 4 GiB");
        self.runs.push(Run { visible: offset(self.text.len()), source: offset(source), entity: offset(entity) });
        self.text.to_mut().push_str(text);
    }

    /// Takes the sign at the start of `rest`; how many bytes of the source it covers.
    fn push_sign(&mut self, rest: &str, source: usize) -> usize {
        match rest.as_bytes()[0] {
            b'<' => {
                if let Some(len) = html::markup_len(rest) {
                    return len;
                }
            }
            b'&' => {
                if let Some((text, len)) = html::entity(rest) {
                    self.push(text.encode_utf8(&mut [0; 4]), source, len);
                    return len;
                }
            }
            b'\n' | b'\r' => {
                // Wrapped text goes on without a blank, whatever the next line is indented by.
                return rest.len() - rest.trim_start_matches([' ', '\t', '\n', '\r', '\u{3000}', '>']).len();
            }
            b'*' if rest.starts_with("**") => return 2,
            b'`' => return 1,
            b'\\' if rest[1..].starts_with(|char: char| char.is_ascii_punctuation()) => {
                self.push(&rest[1..2], source + 1, 0);
                return 2;
            }
            _ => {}
        }
        self.push(&rest[..1], source, 0);
        1
    }

    /// Where a range of the text stands in the source.
    #[inline]
    pub fn source(&self, range: TextRange) -> TextRange {
        if self.runs.is_empty() {
            return range;
        }
        self.source_of_runs(range)
    }

    /// The same of a text that is not the source itself.
    fn source_of_runs(&self, range: TextRange) -> TextRange {
        TextRange::new(self.source_offset(range.start()), self.source_end(range))
    }

    fn source_end(&self, range: TextRange) -> TextSize {
        if range.is_empty() {
            return self.source_offset(range.start());
        }
        // The end is just behind the last character, not where the next run starts.
        let last = self.text[range].chars().next_back().map_or(TextSize::from(0), TextSize::of);
        match self.run(range.end() - last) {
            Some(Run { source, entity, .. }) if entity > 0 => TextSize::from(source + entity),
            _ => self.source_offset(range.end() - last) + last,
        }
    }

    /// The run in which a byte of the text stands.
    fn run(&self, offset: TextSize) -> Option<Run> {
        let next = self.runs.partition_point(|run| run.visible <= u32::from(offset));
        next.checked_sub(1).map(|run| self.runs[run])
    }

    fn source_offset(&self, offset: TextSize) -> TextSize {
        match self.run(offset) {
            None => offset,
            Some(Run { source, entity, .. }) if entity > 0 => source.into(),
            Some(Run { visible, source, .. }) => offset - TextSize::from(visible) + TextSize::from(source),
        }
    }

    /// Whether the text is the source itself.
    pub fn is_source(&self) -> bool {
        matches!(self.text, Cow::Borrowed(_))
    }
}

/// Whether a byte may not be shown as it is.
fn is_sign(byte: u8) -> bool {
    matches!(byte, b'<' | b'&' | b'*' | b'\n' | b'\r' | b'`' | b'\\' | b'[' | b']')
}

/// The characters without which a reader sees all of a text.
pub(crate) const MARKUP: [char; 8] = ['<', '&', '*', '\n', '\r', '`', '\\', '['];

/// The same as bits: all of them are ASCII.
pub(super) const MARKUP_BITS: u128 = {
    let (mut bits, mut at) = (0, 0);
    while at < MARKUP.len() {
        bits |= 1 << MARKUP[at] as u32;
        at += 1;
    }
    bits
};

/// Whether any of [`MARKUP`] stands in `source`, at the speed of memory: most texts have none.
fn has_sign(source: &str) -> bool {
    let bytes = source.as_bytes();
    memchr::memchr3(b'\n', b'\r', b'`', bytes).is_some()
        || memchr::memchr3(b'<', b'&', b'*', bytes).is_some()
        || memchr::memchr2(b'\\', b'[', bytes).is_some()
}

/// Bytes of an address and its title: without a bound, each of many links that are not closed would be searched to the
/// text's end.
const LONGEST_ADDRESS: usize = 2048;

/// The words and the address of the Markdown link at the start of `text`, and its length. What stands in brackets behind a
/// document's number, `[2021](试行)`, is no address.
pub(crate) fn link(text: &str) -> Option<(&str, &str, usize)> {
    let inside = text.strip_prefix('[')?;
    let end = memchr::memchr3(b']', b'[', b'\n', inside.as_bytes())?;
    let target = inside[end..].strip_prefix("](")?;
    let close = memchr::memchr3(b')', b'\n', b'\r', &target.as_bytes()[..target.len().min(LONGEST_ADDRESS)])?;
    let whole = target[..close].trim();
    let address = whole.split_once(' ').map_or(whole, |(address, title)| match title.trim_start().starts_with('"') {
        true => address,
        false => "",
    });
    let is_address = is_address(address) && target[close..].starts_with(')');
    is_address.then(|| (&inside[..end], address, end + close + "[](".len() + ")".len()))
}

/// Whether a text may be the target of a link. Chinese is in one only behind the name of a protocol.
pub(crate) fn is_address(text: &str) -> bool {
    let is_absolute = text.starts_with("http://") || text.starts_with("https://");
    let sign = |char: char| {
        let is_known = char.is_ascii_graphic() || is_absolute && !char.is_whitespace() && !char.is_ascii();
        is_known && !matches!(char, '(' | ')' | '<' | '>' | '[' | ']')
    };
    !text.is_empty() && text.chars().all(sign) && text.contains(['.', '/', '#'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn visible_text_knows_its_source() {
        let source = "<span>4</span><span>54</span>件，\n  办结&nbsp;**8**件";
        let visible = Visible::of(source);
        assert_eq!(visible.text, "454件，办结\u{a0}8件");
        let at = |text: &str| {
            let start = visible.text.find(text).unwrap();
            let range = TextRange::at(TextSize::try_from(start).unwrap(), TextSize::of(text));
            &source[visible.source(range)]
        };
        assert_eq!(at("454"), "4</span><span>54");
        assert_eq!(at("办结"), "办结");
        assert_eq!(at("8"), "8");
        assert_eq!(Visible::of("没有标记").text, "没有标记");
        let source = "见[网站**甲**](https://a.cn/2023.html \"乙\")8件";
        let visible = Visible::of(source);
        assert_eq!(visible.text, "见网站甲8件");
        let figure = TextRange::at(TextSize::of("见网站甲"), TextSize::of("8件"));
        assert_eq!(&source[visible.source(figure)], "8件");
        assert_eq!(Visible::of("[甲](https://a.cn/附件1.doc)").text, "甲");
        for text in ["国办函[2021](试行)", "[甲]", "[甲](", "![图](a.png)"] {
            assert_eq!(Visible::of(text).text, text);
        }
        let source = "一&#12289;总体";
        let visible = Visible::of(source);
        assert_eq!(visible.text, "一、总体");
        let marker = TextRange::up_to(TextSize::of("一、"));
        assert_eq!(&source[visible.source(marker)], "一&#12289;");
        assert_eq!(&source[visible.source(TextRange::at(TextSize::of("一"), TextSize::of("、总")))], "&#12289;总");
    }
}
