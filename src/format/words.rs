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
    /// For the [`row`] of a character the last six bits of those behind it in an anchor; all where it is one by itself.
    /// Behind those rows one for each byte with which a character of one, two or four bytes may begin: all bits or none.
    pairs: Box<[u64; ROWS + 256]>,
    /// Those whose anchors have the same [`place`] stand side by side.
    words: Vec<Word>,
    /// For each place where its words begin, which is where those of the place before it end.
    starts: Box<[u16]>,
    /// What all of them are written as.
    text: String,
    /// Bytes of the longest.
    longest: usize,
}

#[derive(Clone, Copy, Debug)]
struct Word {
    /// Two characters of three bytes, as Chinese ones have, or a single character of a word without two such.
    anchor: u64,
    number: u16,
    /// Bytes before its anchor.
    before: u16,
    /// Where it is written.
    start: u32,
    end: u32,
}

const ROWS: usize = 1 << 10;

/// How long a character is, by the first four bits of its first byte.
const LENGTHS: [usize; 16] = [1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 3, 4];

/// Whether a character that begins with `byte` has three.
#[inline]
fn is_of_three(byte: u8) -> bool {
    byte >> 4 == 0xE
}

/// A character of three bytes, which `bytes` begin with, by the bits in which most differ.
#[inline]
fn row(bytes: u64) -> usize {
    (bytes >> 8 & 0x3F ^ bytes >> 12 & 0x3F0) as usize
}

/// The last six bits of the character of three bytes that stands behind another one.
#[inline]
fn second(bytes: u64) -> u32 {
    (bytes >> 40 & 0x3F) as u32
}

/// Fewer than eight bytes, with 0 behind them.
#[cold]
fn few(bytes: &[u8]) -> u64 {
    bytes.iter().rev().fold(0, |few, &byte| few << 8 | u64::from(byte))
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
            pairs: Box::new([0; ROWS + 256]),
            words: Vec::new(),
            starts: Box::default(),
            text: String::new(),
            longest: 0,
        };
        for (number, word) in words {
            let first = word.chars().next().map_or(0, char::len_utf8);
            let rarest = pairs(word).min_by_key(|&(pair, _)| counts.get(pair));
            let (anchor, before) = rarest.unwrap_or_else(|| (few(&word.as_bytes()[..first]), 0));
            let before = u16::try_from(before).expect("words are short");
            let place = |bytes: usize| u32::try_from(bytes).expect("formats are files of some kilobytes");
            let start = place(finder.text.len());
            finder.text.push_str(word);
            finder.words.push(Word { anchor, number, before, start, end: place(finder.text.len()) });
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
            (first, _) => self.pairs[ROWS + usize::from(first)] = u64::MAX,
        }
    }

    /// Puts the words in the order of their places.
    fn sort(&mut self) {
        let places = (self.words.len() * 2 + 1).next_power_of_two();
        self.words.sort_by_key(|word| place(word.anchor, places));
        let mut starts = vec![0; places + 1];
        self.words.iter().for_each(|word| starts[place(word.anchor, places) + 1] += 1);
        (1..starts.len()).for_each(|at| starts[at] += starts[at - 1]);
        self.starts = starts.into();
    }

    /// Adds every word in `text` to `hits`, also words within words, in the order of their ends, the longer one first.
    pub fn find(&self, text: &str, hits: &mut Vec<Hit>) {
        let mut rest = text.as_bytes();
        while let Some(eight) = rest.first_chunk() {
            let bytes = u64::from_le_bytes(*eight);
            rest = &rest[self.find_here(bytes, text, rest.len(), hits)..];
        }
        while !rest.is_empty() {
            rest = &rest[self.find_here(few(rest), text, rest.len(), hits)..];
        }
    }

    /// Adds the words whose anchor stands where so many bytes of the text are left, which begin with `bytes`. Returns how
    /// long the character is that stands there.
    #[inline]
    fn find_here(&self, bytes: u64, text: &str, left: usize, hits: &mut Vec<Hit>) -> usize {
        let first = bytes as u8;
        let (row, len) = match is_of_three(first) {
            true => (self.pairs[row(bytes)], 3),
            false => (self.pairs[ROWS + usize::from(first)], LENGTHS[usize::from(first >> 4)]),
        };
        if row >> second(bytes) & 1 != 0 {
            self.compare_at(bytes, row, text, text.len() - left, hits);
        }
        len
    }

    /// Adds the words whose anchor stands at byte `at`, where the text goes on with `bytes` and the table has `row`.
    fn compare_at(&self, bytes: u64, row: u64, text: &str, at: usize, hits: &mut Vec<Hit>) {
        if is_of_three(bytes as u8) && is_of_three((bytes >> 24) as u8) {
            self.compare(only(bytes, 6), text, at, hits);
        }
        if row == u64::MAX {
            self.compare(only(bytes, LENGTHS[usize::from(bytes as u8 >> 4)]), text, at, hits);
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
        let place = place(anchor, self.starts.len() - 1);
        let words = &self.words[usize::from(self.starts[place])..usize::from(self.starts[place + 1])];
        for word in words.iter().filter(|word| word.anchor == anchor) {
            let written = &self.text.as_bytes()[word.start as usize..word.end as usize];
            let start = at.wrapping_sub(usize::from(word.before));
            if text.as_bytes().get(start..).is_some_and(|rest| rest.starts_with(written)) {
                add(Hit { range: TextRange::at(size(start), size(written.len())), word: word.number }, hits);
            }
        }
    }
}

fn size(bytes: usize) -> TextSize {
    TextSize::try_from(bytes).expect("a block is smaller than 4 GiB")
}

/// Puts a hit where it belongs: most often behind all others.
#[inline]
fn add(hit: Hit, hits: &mut Vec<Hit>) {
    let order = |hit: &Hit| (hit.range.end(), hit.range.start());
    if hits.last().is_none_or(|last| order(last) <= order(&hit)) {
        hits.push(hit);
    } else {
        let behind = hits.iter().rev().take_while(|other| order(other) > order(&hit)).count();
        hits.insert(hits.len() - behind, hit);
    }
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
            finder.find(text, &mut hits);
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
