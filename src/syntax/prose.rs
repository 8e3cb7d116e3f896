//! A heading or a paragraph: its number, the section it may begin, the words and dates in it.

use std::borrow::Cow;

use super::date::{Date, dates};
use super::html;
use crate::format::{Hit, Label, Meaning, Vocabulary};
use crate::text::{TextRange, TextSize, fold};

/// A heading or a paragraph. Which of the two it is depends on the report around it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Prose {
    /// Its text, without blanks around it and without Markdown's signs before it.
    pub text: TextRange,
    /// Whether a reader sees exactly that: no tags, entities, emphasis or wrapped lines.
    pub is_plain: bool,
    /// Characters a reader sees.
    pub chars: u32,
    /// Number of `#` before it, or the level of an HTML heading; 0 for none.
    pub level: u8,
    /// Its number.
    pub marker: Option<Marker>,
    /// The sections whose heading this may be, at most one for each format.
    pub sections: Box<[SectionMatch]>,
    /// Whether it reads like a report's title.
    pub is_title: bool,
    /// Whether it is nothing but a date.
    pub is_date: bool,
    /// Known words, in order of their ends.
    pub hits: Box<[Hit]>,
    /// Dates, in order.
    pub dates: Box<[Date]>,
    /// The parts of tables that it may name, where it is short.
    pub labels: Box<[Label]>,
}

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

/// What a reader sees of a source text, and where each byte of it stands in the source.
#[derive(Clone, Debug)]
pub struct Visible<'t> {
    /// Without tags, emphasis and the line breaks of wrapped text; entities decoded.
    pub text: Cow<'t, str>,
    /// `(byte of the text, byte of the source)` at the start of each run that is copied as it is.
    runs: Vec<(u32, u32)>,
}

impl<'t> Visible<'t> {
    /// What a reader sees of `source`.
    pub fn of(source: &'t str) -> Visible<'t> {
        if !has_sign(source) {
            return Visible { text: Cow::Borrowed(source), runs: Vec::new() };
        }
        let mut visible = Visible { text: Cow::Owned(String::with_capacity(source.len())), runs: Vec::new() };
        let mut at = 0;
        while at < source.len() {
            let rest = &source[at..];
            let plain = rest.bytes().position(is_sign).unwrap_or(rest.len());
            if plain > 0 {
                visible.push(&rest[..plain], at);
            } else {
                at += visible.push_sign(rest, at);
                continue;
            }
            at += plain;
        }
        visible
    }

    fn push(&mut self, text: &str, source: usize) {
        let offset = |bytes: usize| u32::try_from(bytes).expect("a block is smaller than 4 GiB");
        self.runs.push((offset(self.text.len()), offset(source)));
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
                    self.push(text.encode_utf8(&mut [0; 4]), source);
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
                self.push(&rest[1..2], source + 1);
                return 2;
            }
            _ => {}
        }
        self.push(&rest[..1], source);
        1
    }

    /// Where a range of the text stands in the source.
    pub fn source(&self, range: TextRange) -> TextRange {
        if self.runs.is_empty() {
            return range;
        }
        TextRange::new(self.source_offset(range.start()), self.source_end(range))
    }

    fn source_end(&self, range: TextRange) -> TextSize {
        if range.is_empty() {
            return self.source_offset(range.start());
        }
        // The end is just behind the last character, not where the next run starts.
        let last = self.text[range].chars().next_back().map_or(TextSize::from(0), TextSize::of);
        self.source_offset(range.end() - last) + last
    }

    fn source_offset(&self, offset: TextSize) -> TextSize {
        let next = self.runs.partition_point(|(visible, _)| *visible <= u32::from(offset));
        match next.checked_sub(1) {
            None => offset,
            Some(run) => offset - TextSize::from(self.runs[run].0) + TextSize::from(self.runs[run].1),
        }
    }

    /// Whether the text is the source itself.
    pub fn is_source(&self) -> bool {
        matches!(self.text, Cow::Borrowed(_))
    }
}

/// Whether a byte may not be shown as it is.
fn is_sign(byte: u8) -> bool {
    matches!(byte, b'<' | b'&' | b'*' | b'\n' | b'\r' | b'`' | b'\\')
}

/// Whether any [sign](is_sign) stands in `source`, at the speed of memory: most texts have none.
fn has_sign(source: &str) -> bool {
    let bytes = source.as_bytes();
    memchr::memchr3(b'\n', b'\r', b'`', bytes).is_some()
        || memchr::memchr3(b'<', b'&', b'*', bytes).is_some()
        || memchr::memchr(b'\\', bytes).is_some()
}

/// Reads a heading or paragraph whose text is `source`; `start` is where that stands in the block, `level` what the
/// markup around it says. All ranges of the result count from the block's start.
pub(super) fn prose(source: &str, start: TextSize, level: u8, vocabulary: &Vocabulary) -> Prose {
    let (skipped, hashes) = signs_before(source);
    let trimmed = source[skipped..].trim_end();
    let start = start + TextSize::try_from(skipped).expect("a block is smaller than 4 GiB");
    let visible = Visible::of(trimmed);
    let text = &*visible.text;
    let to_block = |range: TextRange| visible.source(range) + start;
    let hits: Vec<Hit> = vocabulary.hits(text).collect();
    let chars = u32::try_from(text.chars().count()).expect("a block is smaller than 4 GiB");
    let marker = marker(text);
    let level = level.max(hashes);
    let sections = sections(text, chars, marker, level, &hits, vocabulary);
    let found = dates(text);
    let is_date = found.len() == 1 && text.len() - usize::from(found[0].range.len()) <= 8 && found[0].day.is_some();
    Prose {
        text: TextRange::at(start, TextSize::of(trimmed)),
        is_plain: visible.is_source(),
        chars,
        level,
        is_title: chars <= 80 && vocabulary.is_title(text),
        is_date,
        labels: if may_be_label(text, chars) { vocabulary.labels(text).into() } else { Box::default() },
        marker: marker.map(|marker| Marker { range: to_block(marker.range), ..marker }),
        sections: sections.into_iter().map(|found| SectionMatch { range: to_block(found.range), ..found }).collect(),
        hits: hits.into_iter().map(|hit| Hit { range: to_block(hit.range), ..hit }).collect(),
        dates: found.into_iter().map(|date| Date { range: to_block(date.range), ..date }).collect(),
    }
}

/// The number of a heading or paragraph and the sections that it may begin: what [`prose`] says of them, without all
/// else. Ranges count from the start of `source`.
pub(super) fn heading(source: &str, vocabulary: &Vocabulary) -> (Option<Marker>, Vec<SectionMatch>) {
    let (skipped, level) = signs_before(source);
    let start = TextSize::try_from(skipped).expect("a block is smaller than 4 GiB");
    let visible = Visible::of(source[skipped..].trim_end());
    let text = &*visible.text;
    let to_source = |range: TextRange| visible.source(range) + start;
    let chars = u32::try_from(text.chars().count()).expect("a block is smaller than 4 GiB");
    let marker = marker(text);
    let hits = if may_be_heading(text, chars) {
        vocabulary.section_hits(text)
    } else {
        // Of a sentence only the words at its start can be one.
        let rest = &text[marker.map_or(0, |marker| marker.range.end().into())..];
        vocabulary.section_hits_at(text, text.len() - rest.trim_start().len())
    };
    let mut sections = sections(text, chars, marker, level, &hits, vocabulary);
    sections.iter_mut().for_each(|found| found.range = to_source(found.range));
    (marker.map(|marker| Marker { range: to_source(marker.range), ..marker }), sections)
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

const NUMERALS: &str = "一二三四五六七八九十";

/// The number at the start of `text`.
pub(super) fn marker(whole: &str) -> Option<Marker> {
    // Chinese characters of which none is a numeral begin with these bytes.
    if matches!(whole.as_bytes(), [] | [0xe6 | 0xe8 | 0xe9, ..]) {
        return None;
    }
    let text = whole.trim_start_matches(['*', ' ']).trim_start();
    let open = text.chars().next().map(fold) == Some('(');
    let inner = if open { &text[text.chars().next().map_or(0, char::len_utf8)..] } else { text };
    let inner = inner.strip_prefix('第').unwrap_or(inner);
    let chinese = inner.find(|char| !NUMERALS.contains(char)).unwrap_or(inner.len());
    let arabic = inner.find(|char| !fold(char).is_ascii_digit()).unwrap_or(inner.len());
    let (digits, behind) = inner.split_at(chinese.max(arabic));
    let number = if chinese > 0 { chinese_number(digits) } else { arabic_number(digits) }?;
    let mut rest = behind.chars();
    let sign = rest.next().map(fold);
    let style = match (open, chinese > 0, sign) {
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

fn chinese_number(digits: &str) -> Option<u8> {
    let value =
        |char: char| NUMERALS.chars().position(|numeral| numeral == char).and_then(|at| u8::try_from(at + 1).ok());
    let digits: Vec<char> = digits.chars().collect();
    match digits[..] {
        [one] => value(one),
        ['十', one] => Some(10 + value(one)?),
        [tens, '十'] => Some(10 * value(tens)?),
        [tens, '十', one] => Some(10 * value(tens)? + value(one)?),
        _ => None,
    }
}

fn arabic_number(digits: &str) -> Option<u8> {
    let digits: String = digits.chars().map(fold).collect();
    if digits.len() <= 2 { digits.parse().ok() } else { None }
}

/// A line longer than this is no heading unless the whole heading stands at its start.
const LONGEST_HEADING: u32 = 40;

/// Whether `text` may be the label of a row: no sentence, and no longer than the form's longest one.
fn may_be_label(text: &str, chars: u32) -> bool {
    chars <= 60 && !text.contains(['。', '；', ';', '！'])
}

/// Whether nothing but a heading may stand in `text`.
fn may_be_heading(text: &str, chars: u32) -> bool {
    chars <= LONGEST_HEADING && !text.contains(['。', '；', ';', '！'])
}

/// The sections whose heading `text` may be.
fn sections(
    text: &str,
    chars: u32,
    marker: Option<Marker>,
    level: u8,
    hits: &[Hit],
    vocabulary: &Vocabulary,
) -> Vec<SectionMatch> {
    let numbered = marker.is_some_and(|marker| marker.style == MarkerStyle::Chinese);
    let start = marker.map_or(TextSize::from(0), |marker| marker.range.end());
    let mut best: Vec<SectionMatch> = Vec::new();
    let is_section = |hit: &&Hit| vocabulary.meanings(**hit).iter().any(|one| matches!(one, Meaning::Section { .. }));
    let mut hits = hits.iter().filter(is_section).peekable();
    if hits.peek().is_none() {
        return best;
    }
    let short = may_be_heading(text, chars);
    let behind = text[usize::from(start)..].trim();
    for hit in hits {
        let stands_alone = behind == &text[hit.range];
        for meaning in vocabulary.meanings(*hit) {
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

#[cfg(test)]
mod tests {
    use super::super::super::format::Formats;
    use super::*;

    fn read(text: &str) -> Prose {
        let formats = Formats::built_in();
        prose(text, TextSize::from(0), 0, formats.vocabulary())
    }

    fn numbers(text: &str) -> Vec<(u8, bool)> {
        let found = read(text).sections;
        found.iter().filter(|found| found.format == 1).map(|found| (found.section + 1, found.whole)).collect()
    }

    #[test]
    fn headings_of_sections() {
        assert_eq!(numbers("一、总体情况"), [(1, true)]);
        assert_eq!(numbers("## 五.存在问题"), [(5, true)]);
        assert_eq!(numbers("**四、因政府信息公开工作被申请行政复议、提起行政诉讼情况**"), [(4, true)]);
        assert_eq!(numbers("四、政府信息公开行政复议,行政诉讼情况"), [(4, true)]);
        assert_eq!(numbers("三、2024年收到和处理政府信息公开申请情况"), [(3, true)]);
        assert_eq!(numbers("五、存在短板和不足"), [(5, false)]);
        assert_eq!(
            numbers("一、总体情况2024年，我局认真贯彻落实条例，坚持以公开为常态、不公开为例外，全面推进。"),
            [(1, true)]
        );
        assert_eq!(numbers("主动公开政府信息情况"), [(2, true)]);
        assert_eq!(
            numbers("（一）主动公开政府信息情况。印发要点，细化任务，明确分工，落实责任，持续推进公开工作。"),
            []
        );
        assert_eq!(numbers("政府信息公开情况持续向好，总体情况良好。"), []);
    }

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
    }

    #[test]
    fn a_line_that_is_a_date() {
        assert!(read("2025年1月20日").is_date);
        assert!(read("   二〇二五年一月二十日").is_date);
        assert!(!read("2025年1月20日，我局召开会议。").is_date);
    }
}
