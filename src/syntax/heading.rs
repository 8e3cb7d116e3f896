//! The number before a heading, and the section that may begin with it.

use super::line::starts_visible;
use super::visible::Visible;
use crate::format::{Meaning, Vocabulary};
use crate::text::{TextRange, TextSize, fold};

/// The number before a heading or an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Marker {
    /// How it is written.
    pub style: MarkerStyle,
    /// Its value.
    pub number: u8,
    /// Where it stands, its sign behind it included.
    pub range: TextRange,
}

/// How a number before a heading is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MarkerStyle {
    /// `一、`
    Chinese,
    /// `（一）`
    ChineseBrackets,
    /// `1.` or `1、`
    Arabic,
    /// `（1）`
    ArabicBrackets,
}

/// A section whose heading a line may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SectionMatch {
    /// Index of the format.
    pub format: u8,
    /// Index of the section in it.
    pub section: u8,
    /// Whether a whole wording of the heading stands there, not just a mark of it.
    pub whole: bool,
    /// The wording or mark.
    pub range: TextRange,
}

/// The number of a heading or paragraph and the sections that it may begin: what [`prose`] says of them, without all
/// else. Ranges count from the start of `source`.
pub(super) fn heading(source: &str, vocabulary: &Vocabulary) -> (Option<Marker>, Vec<SectionMatch>) {
    let (skipped, level) = signs_before(source);
    let start = TextSize::try_from(skipped).expect("a block is smaller than 4 GiB");
    let visible = Visible::of(without_closing(source[skipped..].trim_end(), level));
    let text = &*visible.text;
    let to_source = |range: TextRange| visible.source(range) + start;
    let chars = u32::try_from(text.chars().count()).expect("a block is smaller than 4 GiB");
    let marker = marker(text);
    let short = may_be_heading(text, chars);
    let mut sections = sections(text, (chars, short), marker, level, vocabulary);
    sections.iter_mut().for_each(|found| found.range = to_source(found.range));
    (marker.map(|marker| Marker { range: to_source(marker.range), ..marker }), sections)
}

/// Where the whole heading ends that a text with this number and these sections begins with.
pub(super) fn whole_heading(marker: Option<Marker>, sections: &[SectionMatch]) -> Option<usize> {
    let marker = marker.filter(|marker| marker.style == MarkerStyle::Chinese)?;
    let whole = sections.iter().find(|found| found.whole && found.range.start() == marker.range.end());
    whole.map(|found| found.range.end().into())
}

/// How many bytes of blanks, `#`, `>` and bullets stand before the text, and how many `#`.
pub(super) fn signs_before(source: &str) -> (usize, u8) {
    // No sign and no blank begins with these bytes, but nearly every paragraph.
    if matches!(source.as_bytes(), [0xe4..=0xe9 | b'0'..=b'9', ..]) {
        return (0, 0);
    }
    let mut rest = source.trim_start();
    let mut hashes = 0;
    loop {
        let before = rest.len();
        rest = rest.trim_start_matches(['>', '■', '●', '◆', '•', '▲', '★', '※', '\u{feff}']).trim_start();
        for bullet in ["- ", "* ", "+ "] {
            rest = rest.strip_prefix(bullet).unwrap_or(rest).trim_start();
        }
        let without = rest.trim_start_matches('#');
        hashes = hashes.max(u8::try_from(rest.len() - without.len()).unwrap_or(u8::MAX));
        rest = without.trim_start();
        if rest.len() == before {
            return (source.len() - rest.len(), hashes);
        }
    }
}

/// The text of a heading with `hashes` before it, without those that may stand behind it as well.
pub(super) fn without_closing(text: &str, hashes: u8) -> &str {
    let bare = text.trim_end_matches('#');
    let closes = hashes > 0 && bare.len() < text.len() && bare.ends_with([' ', '\t']) && !bare.trim().is_empty();
    if closes { bare.trim_end() } else { text }
}

/// The number at the start of `text`.
pub(super) fn marker(whole: &str) -> Option<Marker> {
    let text = match whole.as_bytes() {
        [b'*', ..] => whole.trim_start_matches(['*', ' ']).trim_start(),
        bytes if starts_visible(bytes) => whole,
        _ => whole.trim_start_matches(['*', ' ']).trim_start(),
    };
    let mut rest = text.chars();
    let mut next = rest.next();
    let open = matches!(next, Some('(' | '（'));
    if open {
        next = rest.next();
    }
    if next == Some('第') {
        next = rest.next();
    }
    let is_chinese = next.is_some_and(is_numeral);
    let value = |char| if is_chinese { numeral(char) } else { arabic_digit(char) };
    let (mut digits, mut count) = ([None; 4], 0);
    while let Some(value) = next.and_then(value) {
        *digits.get_mut(count)? = Some(value);
        count += 1;
        next = rest.next();
    }
    let number = if is_chinese { chinese_number(digits) } else { arabic_number(digits) }?;
    let sign = next.map(fold);
    let style = match (open, is_chinese, sign) {
        (true, true, Some(')')) => MarkerStyle::ChineseBrackets,
        (true, false, Some(')')) => MarkerStyle::ArabicBrackets,
        (false, true, Some(',' | '.' | ':' | ' ')) => MarkerStyle::Chinese,
        (false, true, Some('部')) if rest.as_str().starts_with('分') => MarkerStyle::Chinese,
        // `5.15` is a day, `1.5` a number: no marker has a digit behind it.
        (false, false, Some('.' | ',' | ')')) if !rest.as_str().starts_with(|c| fold(c).is_ascii_digit()) => {
            MarkerStyle::Arabic
        }
        _ => return None,
    };
    let rest = if sign == Some('部') { &rest.as_str()['分'.len_utf8()..] } else { rest.as_str() };
    let rest = rest.trim_start_matches(['、', ' ', '\u{3000}', '\u{a0}']);
    let range = TextRange::up_to(TextSize::of(whole) - TextSize::of(rest));
    Some(Marker { style, number, range })
}

/// The number that numerals write.
fn chinese_number(values: [Option<u8>; 4]) -> Option<u8> {
    match values {
        [Some(one), None, None, None] => Some(one),
        [Some(10), Some(one), None, None] => Some(10 + one),
        [Some(tens), Some(10), None, None] => Some(10 * tens),
        [Some(tens), Some(10), Some(one), None] => Some(10 * tens + one),
        _ => None,
    }
}

/// The number that one or two digits write.
fn arabic_number(values: [Option<u8>; 4]) -> Option<u8> {
    match values {
        [Some(one), None, None, None] => Some(one),
        [Some(tens), Some(one), None, None] => Some(10 * tens + one),
        _ => None,
    }
}

/// The value of a digit, half-width or full.
fn arabic_digit(char: char) -> Option<u8> {
    fold(char).to_digit(10).map(|digit| digit as u8)
}

/// The value of a numeral up to 十.
#[inline]
pub(super) fn numeral(char: char) -> Option<u8> {
    let (numeral, value) = NUMERALS[numeral_place(char)];
    (numeral == char).then_some(value)
}

/// Each numeral at its [place](numeral_place), so that none is told from the others one after the other.
const NUMERALS: [(char, u8); NUMERAL_PLACES] = {
    let numerals = ['一', '二', '三', '四', '五', '六', '七', '八', '九', '十'];
    // What stands at other places is found nowhere, for its own place is another one.
    let mut places = [(numerals[0], 0); NUMERAL_PLACES];
    let mut value = 1;
    while value <= numerals.len() {
        let numeral = numerals[value - 1];
        assert!(places[numeral_place(numeral)].1 == 0, "each numeral has a place of its own");
        places[numeral_place(numeral)] = (numeral, value as u8);
        value += 1;
    }
    places
};

const NUMERAL_PLACES: usize = 16;

const fn numeral_place(char: char) -> usize {
    char as usize * 13 / 2 % NUMERAL_PLACES
}

/// A line longer than this is no heading unless the whole heading stands at its start.
const LONGEST_HEADING: u32 = 40;

/// Whether nothing but a heading may stand in `text`.
pub(super) fn may_be_heading(text: &str, chars: u32) -> bool {
    chars <= LONGEST_HEADING && !is_sentence(text)
}

/// Whether a sentence or a part of one ends in a text: `。`, `；`, `;` or `！`, looked for by their first bytes.
pub(super) fn is_sentence(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_end = |at| matches!(bytes[at..], [b';', ..] | [0xe3, 0x80, 0x82, ..] | [0xef, 0xbc, 0x9b | 0x81, ..]);
    memchr::memchr3_iter(b';', 0xe3, 0xef, bytes).any(is_end)
}

/// The sections whose heading `text` may be, which has so many characters; `short` is whether it
/// [may be nothing but a heading](may_be_heading).
pub(super) fn sections(
    text: &str,
    (chars, short): (u32, bool),
    marker: Option<Marker>,
    level: u8,
    vocabulary: &Vocabulary,
) -> Vec<SectionMatch> {
    let numbered = marker.is_some_and(|marker| marker.style == MarkerStyle::Chinese);
    let start = marker.map_or(TextSize::from(0), |marker| marker.range.end());
    let behind = text[usize::from(start)..].trim_start();
    let begins = text.len() - behind.len();
    let behind = behind.trim_end();
    // Only where a heading is expected may other words stand before the section's; without a number none behind it.
    let hits = if short && (numbered || (marker.is_none() && level > 0)) {
        vocabulary.section_hits(text)
    } else if (numbered || vocabulary.may_be_section(behind)) && behind.starts_with(|c| vocabulary.begins_heading(c)) {
        vocabulary.section_hits_at(text, begins)
    } else {
        Vec::new()
    };
    let mut best: Vec<SectionMatch> = Vec::new();
    for hit in hits {
        let stands_alone = behind == &text[hit.range];
        for meaning in vocabulary.meanings(hit) {
            let Meaning::Section { format, section, whole } = *meaning else { continue };
            let begins = hit.range.start() == start && whole;
            let possible = match (marker.is_some(), level > 0) {
                (true, _) if numbered => begins || short,
                (true, _) => short && whole && stands_alone,
                (false, true) => short && (stands_alone || whole),
                (false, false) => whole && stands_alone && chars >= 6,
            };
            if possible && (whole || numbered) {
                let found = SectionMatch { format, section, whole, range: hit.range };
                let rank = |one: &SectionMatch| (one.whole, one.range.len());
                match best.iter_mut().find(|other| other.format == format) {
                    Some(other) if rank(&found) > rank(other) => *other = found,
                    Some(_) => {}
                    None => best.push(found),
                }
            }
        }
    }
    best
}

fn is_numeral(char: char) -> bool {
    numeral(char).is_some()
}

/// Tags with which the paragraph or cell of a heading ends.
const CLOSING: [&str; 6] = ["</p", "</td", "</div", "<br", "</P", "</TD"];

/// Whether a numbered section's heading may begin with a byte, the first one of a numeral, of 第 or of a blank.
fn may_begin_section(byte: u8) -> bool {
    matches!(byte, 0xe4 | 0xe5 | 0xe7 | b' ' | b'\t'..=b'\r' | 0xc2 | 0xe1..=0xe3)
}

/// Whether a numbered section's heading may begin here: a cheap question, to which most texts answer no.
pub(super) fn may_start_section(text: &str) -> bool {
    if !text.bytes().next().is_some_and(may_begin_section) {
        return false;
    }
    let mut chars = text.trim_start().chars();
    if !chars.next().is_some_and(|char| char == '第' || is_numeral(char)) {
        return false;
    }
    // A sign that ends a number, or markup that may hide one: not so in 一是, 三公经费, 第二十条.
    let sign = chars.find(|char| !is_numeral(*char)).map(fold);
    sign.is_some_and(|char| matches!(char, ' ' | '部') || char.is_ascii_punctuation())
}

/// Whether the text begins with a numbered section's heading.
pub(super) fn starts_section(text: &str, vocabulary: &Vocabulary) -> bool {
    if !may_start_section(text) {
        return false;
    }
    let text = text.trim_start();
    let end = text.char_indices().nth(160).map_or(text.len(), |(at, _)| at);
    let stops =
        |at: &usize| text.as_bytes()[*at] != b'<' || CLOSING.iter().any(|stop| text[*at..end].starts_with(stop));
    let line = memchr::memchr3(b'\n', b'\r', b'|', &text.as_bytes()[..end]).unwrap_or(end);
    let end = memchr::memchr_iter(b'<', &text.as_bytes()[..line]).find(stops).unwrap_or(line);
    let visible = Visible::of(&text[..end]);
    let text = visible.text.trim_end();
    let marker = marker(text).filter(|marker| marker.style == MarkerStyle::Chinese);
    let chars = u32::try_from(text.chars().count()).expect("a block is smaller than 4 GiB");
    let is_whole = |marker| {
        sections(text, (chars, may_be_heading(text, chars)), Some(marker), 0, vocabulary)
            .iter()
            .any(|found| found.whole)
    };
    marker.is_some_and(is_whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markers() {
        let show = |text| marker(text).map(|marker| (marker.style, marker.number, u32::from(marker.range.end())));
        assert_eq!(show("一、总"), Some((MarkerStyle::Chinese, 1, 6)));
        assert_eq!(show("（十二）总"), Some((MarkerStyle::ChineseBrackets, 12, 12)));
        assert_eq!(show("1．总"), Some((MarkerStyle::Arabic, 1, 4)));
        assert_eq!(show("(3)总"), Some((MarkerStyle::ArabicBrackets, 3, 3)));
        assert_eq!(show("第二部分 总"), Some((MarkerStyle::Chinese, 2, 13)));
        assert_eq!(show("5.15政务公开日"), None);
        assert_eq!(show("一是总"), None);
        assert_eq!(show("2024年"), None);
    }
}
