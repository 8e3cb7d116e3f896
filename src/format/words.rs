//! The words of all formats, each found wherever it stands in a text.
//!
//! A word is known by two characters that stand next to each other in it, its anchor: those that fewest words have. Only
//! where they stand in a text are its words compared; nearly every other place is passed over for one bit of a small table,
//! also the many where 政府信息公开 stands, with which so many words begin. An automaton (Aho–Corasick) would look at each
//! byte once, but takes far longer to build, which counts where a single file is checked.

use super::Hit;
use crate::text::{TextRange, TextSize};

/// See the module's documentation.
#[derive(Debug)]
pub(super) struct WordFinder {
    /// For the [`row`] of a character of three bytes the last six bits of those behind it in an anchor; all where it is one
    /// by itself.
    pairs: Box<[u64; ROWS]>,
    /// For each byte with which another character may begin whether it is an anchor.
    others: Box<[bool; 256]>,
    /// Those whose anchors have the same [`place`] stand side by side.
    words: Vec<Word>,
    /// For each place the first of its words; a number that no word has where there is none.
    firsts: Box<[u16]>,
    /// What all of them are written as.
    text: String,
    /// Bytes of the longest.
    longest: usize,
}

#[derive(Clone, Copy, Debug)]
struct Word {
    /// Two characters of three bytes, as Chinese ones have, or a single character of a word without two such.
    anchor: u64,
    /// Where it is written, and in how many bytes.
    start: u32,
    len: u32,
    /// Bytes before its anchor.
    before: u32,
    number: u16,
    /// Whether there is nothing but its anchor.
    is_anchor: bool,
    /// Whether it is the last one of its place.
    is_last: bool,
}

/// What is seen of a text on the way through it.
#[derive(Clone, Copy, Debug)]
pub struct Seen {
    /// Three for each character: the text's bytes, made up for characters that have not three.
    thrice: usize,
    /// Which characters of ASCII stand in it, as bits.
    ascii: u128,
}

impl Seen {
    /// How many characters there are.
    pub fn chars(self) -> usize {
        self.thrice / 3
    }

    /// Whether one of these characters of ASCII, given as bits, stands in the text.
    pub fn holds_any(self, ascii: u128) -> bool {
        self.ascii & ascii != 0
    }

    /// Takes up a character that has not three bytes and begins with `first`. Returns how long it is.
    #[inline]
    fn other(&mut self, first: u8) -> usize {
        let len = LENGTHS[usize::from(first >> 4)];
        self.thrice = self.thrice + 3 - len;
        if first.is_ascii() {
            self.ascii |= 1 << first;
        }
        len
    }
}

const ROWS: usize = 1 << 10;

/// How long a character is, by the first four bits of its first byte.
const LENGTHS: [usize; 16] = [1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 3, 4];

/// Whether a character that begins with `byte` has three.
#[inline]
fn is_of_three(byte: u8) -> bool {
    byte >> 4 == 0xE
}

/// A character of three bytes, which `bytes` begin with, as one of the [`ROWS`].
#[inline]
fn row(bytes: u64) -> usize {
    ((bytes as u32) << 8).wrapping_mul(0x9e37_79b9) as usize >> 22
}

/// The last six bits of the character of three bytes that stands behind another one.
#[inline]
fn second(bytes: u64) -> u32 {
    (bytes >> 40 & 0x3F) as u32
}

/// The last eight of `bytes`, with 0 before them where there are fewer.
fn last_eight(bytes: &[u8]) -> u64 {
    match bytes.last_chunk() {
        Some(eight) => u64::from_le_bytes(*eight),
        None => bytes.iter().fold(0, |last, &byte| last >> 8 | u64::from(byte) << 56),
    }
}

/// The first of `bytes`.
#[inline]
fn only(bytes: u64, count: usize) -> u64 {
    bytes & (u64::MAX >> (64 - 8 * count))
}

/// Where the anchor `bytes` is looked for among so many places, a power of two.
#[inline]
fn place(bytes: u64, places: usize) -> usize {
    (bytes.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 48) as usize & (places - 1)
}

/// The pairs of characters of three bytes in `word`, each with the bytes before it.
fn pairs(word: &str) -> impl Iterator<Item = (u64, usize)> {
    word.as_bytes().windows(6).enumerate().filter_map(|(at, six)| match *six {
        [a @ 0xE0..0xF0, b, c, d @ 0xE0..0xF0, e, f] => Some((u64::from_le_bytes([a, b, c, d, e, f, 0, 0]), at)),
        _ => None,
    })
}

/// How often each pair stands in words, by its [`place`]; those that share a place are counted together.
struct Counts(Box<[u16; 1 << 12]>);

impl Counts {
    fn of<'w>(words: impl Iterator<Item = &'w str>) -> Counts {
        let mut counts = Counts(Box::new([0; 1 << 12]));
        words.flat_map(pairs).for_each(|(pair, _)| counts.0[place(pair, 1 << 12)] += 1);
        counts
    }

    fn get(&self, pair: u64) -> u16 {
        self.0[place(pair, 1 << 12)]
    }
}

impl WordFinder {
    /// Finds `words`, each with the number by which it is known; an empty one is found nowhere.
    pub fn new<'w>(words: impl Iterator<Item = (u16, &'w str)> + Clone) -> WordFinder {
        let words = words.filter(|(_, word)| !word.is_empty());
        let counts = Counts::of(words.clone().map(|(_, word)| word));
        let mut finder = WordFinder {
            pairs: Box::new([0; ROWS]),
            others: Box::new([false; 256]),
            words: Vec::new(),
            firsts: Box::default(),
            text: String::new(),
            longest: 0,
        };
        for (number, word) in words {
            let first = word.chars().next().map_or(0, char::len_utf8);
            let rarest = pairs(word).min_by_key(|&(pair, _)| counts.get(pair));
            let single = || last_eight(&word.as_bytes()[..first]) >> (64 - 8 * first);
            let (anchor, before) = rarest.unwrap_or_else(|| (single(), 0));
            let bytes = |bytes: usize| u32::try_from(bytes).expect("formats are files of less than 4 GiB");
            let (start, len, before) = (bytes(finder.text.len()), bytes(word.len()), bytes(before));
            let is_anchor = word.len() == if rarest.is_some() { 6 } else { first };
            finder.text.push_str(word);
            finder.words.push(Word { anchor, start, len, before, number, is_anchor, is_last: false });
            finder.longest = finder.longest.max(word.len());
            finder.expect(anchor);
        }
        finder.sort();
        finder
    }

    /// Takes up an anchor, so that its words are compared where it stands.
    fn expect(&mut self, anchor: u64) {
        match (anchor as u8, anchor >> 24) {
            (0xE0..0xF0, 0) => self.pairs[row(anchor)] = u64::MAX,
            (0xE0..0xF0, _) => self.pairs[row(anchor)] |= 1 << second(anchor),
            (first, _) => self.others[usize::from(first)] = true,
        }
    }

    /// Puts the words in the order of their places.
    fn sort(&mut self) {
        let places = (self.words.len() * 2 + 1).next_power_of_two();
        self.words.sort_by_key(|word| place(word.anchor, places));
        let mut firsts = vec![u16::MAX; places];
        for at in (0..self.words.len()).rev() {
            let place = place(self.words[at].anchor, places);
            self.words[at].is_last = firsts[place] == u16::MAX;
            let at = u16::try_from(at).ok().filter(|at| *at != u16::MAX);
            firsts[place] = at.expect("fewer than 65535 words");
        }
        self.firsts = firsts.into();
    }

    /// Adds every word in `text` to `hits`, also words within words, in the order of their ends, the longer one first.
    /// Returns what else is seen on the way.
    pub fn find(&self, text: &str, hits: &mut Vec<Hit>) -> Seen {
        let mut seen = Seen { thrice: text.len(), ascii: 0 };
        let mut rest = text.as_bytes();
        while let Some(eight) = rest.first_chunk() {
            let bytes = u64::from_le_bytes(*eight);
            // Nearly every character is such a one.
            if is_of_three(bytes as u8) {
                self.find_three(bytes, text, rest.len(), hits);
                rest = &rest[3..];
            } else {
                self.find_other(bytes, text, rest.len(), hits);
                rest = &rest[seen.other(bytes as u8)..];
            }
        }
        let last = last_eight(text.as_bytes());
        while !rest.is_empty() {
            let bytes = last >> (64 - 8 * rest.len());
            let len = if is_of_three(bytes as u8) {
                self.find_three(bytes, text, rest.len(), hits);
                3
            } else {
                self.find_other(bytes, text, rest.len(), hits);
                seen.other(bytes as u8)
            };
            rest = &rest[len..];
        }
        seen
    }

    /// Adds the words whose anchor stands where so many bytes of the text are left, which begin with `bytes` and with a
    /// character of three.
    #[inline]
    fn find_three(&self, bytes: u64, text: &str, left: usize, hits: &mut Vec<Hit>) {
        let row = self.pairs[row(bytes)];
        if row >> second(bytes) & 1 != 0 {
            self.compare_at(bytes, row, text, text.len() - left, hits);
        }
    }

    /// The same for any other character.
    #[inline]
    fn find_other(&self, bytes: u64, text: &str, left: usize, hits: &mut Vec<Hit>) {
        let first = bytes as u8;
        if self.others[usize::from(first)] {
            self.compare(only(bytes, LENGTHS[usize::from(first >> 4)]), text, text.len() - left, hits);
        }
    }

    /// Adds the words whose anchor stands at byte `at`, where the text goes on with `bytes`, which begin with a character of
    /// three bytes, and the table has `row`.
    fn compare_at(&self, bytes: u64, row: u64, text: &str, at: usize, hits: &mut Vec<Hit>) {
        if is_of_three((bytes >> 24) as u8) {
            self.compare(only(bytes, 6), text, at, hits);
        }
        if row == u64::MAX {
            self.compare(only(bytes, 3), text, at, hits);
        }
    }

    /// Bytes of the longest word.
    pub fn longest(&self) -> usize {
        self.longest
    }

    /// The words that begin at byte `start` of `text`, the shortest first.
    pub fn find_at(&self, text: &str, start: usize) -> Vec<Hit> {
        let mut hits = Vec::new();
        self.find(&text[start..text.floor_char_boundary(start + self.longest)], &mut hits);
        let first = hits.into_iter().filter(|hit| hit.range.start() == TextSize::from(0));
        first.map(|hit| Hit { range: hit.range + size(start), ..hit }).collect()
    }

    /// Adds the words of `anchor`, which stands at byte `at` of `text`, to `hits`.
    fn compare(&self, anchor: u64, text: &str, at: usize, hits: &mut Vec<Hit>) {
        let mut number = usize::from(self.firsts[place(anchor, self.firsts.len())]);
        while let Some(word) = self.words.get(number) {
            if word.anchor == anchor {
                let start = at.wrapping_sub(word.before as usize);
                if word.is_anchor
                    || text.as_bytes().get(start..).is_some_and(|rest| rest.starts_with(self.written(word)))
                {
                    add(Hit { range: TextRange::at(size(start), word.len.into()), word: word.number }, hits);
                }
            }
            if word.is_last {
                return;
            }
            number += 1;
        }
    }

    fn written(&self, word: &Word) -> &[u8] {
        &self.text.as_bytes()[word.start as usize..][..word.len as usize]
    }
}

fn size(bytes: usize) -> TextSize {
    TextSize::try_from(bytes).expect("a block is smaller than 4 GiB")
}

/// Puts a hit where it belongs: most often behind all others.
#[inline]
fn add(hit: Hit, hits: &mut Vec<Hit>) {
    match hits.last() {
        Some(last) if order(last) > order(&hit) => insert(hit, hits),
        _ => hits.push(hit),
    }
}

#[cold]
fn insert(hit: Hit, hits: &mut Vec<Hit>) {
    let behind = hits.iter().rev().take_while(|other| order(other) > order(&hit)).count();
    hits.insert(hits.len() - behind, hit);
}

/// By their ends, the longer one first.
fn order(hit: &Hit) -> (TextSize, TextSize) {
    (hit.range.end(), hit.range.start())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_words_within_words_in_the_order_of_their_ends() {
        let words = ["政府信息", "信息公开", "政府信息公开工作", "公开", "信息", "𠮷", "开工", "拟", ""];
        let finder = WordFinder::new((0..).zip(words));
        let text = "政府信息公开工作a信息𠮷政府拟";
        let find = |text: &str| {
            let mut hits = Vec::new();
            let seen = finder.find(text, &mut hits);
            assert_eq!(seen.chars(), text.chars().count());
            assert!((0..128).all(|sign| seen.holds_any(1 << sign) == text.as_bytes().contains(&sign)));
            hits
        };
        let found: Vec<&str> = find(text).iter().map(|hit| &text[hit.range]).collect();
        assert_eq!(found, ["政府信息", "信息", "信息公开", "公开", "开工", "政府信息公开工作", "信息", "𠮷", "拟"]);
        assert!(find(text).iter().all(|hit| words[usize::from(hit.word)] == &text[hit.range]));
        assert!(find("").is_empty());
        let at = finder.find_at(text, 6);
        assert_eq!(at.iter().map(|hit| &text[hit.range]).collect::<Vec<_>>(), ["信息", "信息公开"]);
    }
}
