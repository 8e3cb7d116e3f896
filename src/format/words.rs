//! The words of all formats as a tree of characters, which finds each of them wherever it stands in a text.
//!
//! An automaton (Aho–Corasick) would look at each byte once. Here nearly every search ends at a table of the pairs with
//! which words begin, and what is left takes a character in a step; above all the tree is built in a fraction of the
//! time, which counts where a single file is checked.

use std::collections::hash_map::Entry;

use rustc_hash::FxHashMap;

/// See the module's documentation.
#[derive(Debug)]
pub(super) struct WordTree {
    /// A bit for each value of [`pair`]: whether some word begins with such characters. Most searches end here.
    pairs: Box<[u64; 512]>,
    /// The characters that are words by themselves.
    alone: Vec<char>,
    /// From a beginning of a word and the next character to the beginning that is longer by it; 0 is the empty one.
    steps: FxHashMap<u64, u32>,
    /// The word that a beginning is itself.
    words: Vec<Option<u16>>,
}

/// A word that was found: where it starts and ends in bytes, and which one it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub start: usize,
    pub end: usize,
    pub word: u16,
}

fn step(from: u32, char: char) -> u64 {
    u64::from(from) << 32 | u64::from(u32::from(char))
}

/// A number below 32,768 for the first two characters of a word: rarely the same for two pairs.
fn pair(first: char, second: char) -> usize {
    let mixed = u32::from(first).wrapping_mul(0x9e37_79b1) ^ u32::from(second).wrapping_mul(0x85eb_ca6b);
    (mixed >> 17) as usize
}

impl WordTree {
    /// The tree of `words`; a word is known by its place among them.
    pub fn new<'w>(words: impl Iterator<Item = &'w str> + Clone) -> WordTree {
        let chars = words.clone().map(|word| word.chars().count()).sum();
        let mut tree = WordTree {
            pairs: Box::new([0; 512]),
            alone: Vec::new(),
            steps: FxHashMap::with_capacity_and_hasher(chars, rustc_hash::FxBuildHasher),
            words: vec![None],
        };
        for (index, word) in words.enumerate() {
            let mut at = 0;
            for char in word.chars() {
                let next = u32::try_from(tree.words.len()).expect("formats are files of some kilobytes");
                at = match tree.steps.entry(step(at, char)) {
                    Entry::Occupied(known) => *known.get(),
                    Entry::Vacant(new) => {
                        tree.words.push(None);
                        *new.insert(next)
                    }
                };
            }
            tree.words[at as usize] = Some(u16::try_from(index).expect("fewer than 65536 words"));
            let mut chars = word.chars();
            match (chars.next(), chars.next()) {
                (Some(first), Some(second)) => tree.pairs[pair(first, second) / 64] |= 1 << (pair(first, second) % 64),
                (Some(first), None) => tree.alone.push(first),
                (None, _) => {}
            }
        }
        tree
    }

    /// Whether a word may begin with these characters.
    fn may_begin(&self, first: char, second: char) -> bool {
        let pair = pair(first, second);
        self.pairs[pair / 64] >> (pair % 64) & 1 == 1 || self.alone.contains(&first)
    }

    /// Every word in `text`, also words within words, in the order of their ends, the longer one first.
    pub fn find(&self, text: &str) -> Vec<Found> {
        let mut all = Vec::new();
        let mut chars = text.char_indices().peekable();
        while let Some((start, first)) = chars.next() {
            let second = chars.peek().map_or('\0', |(_, char)| *char);
            if self.may_begin(first, second) {
                self.find_at(text, start, &mut all);
            }
        }
        all
    }

    /// Adds the words that begin at byte `start`.
    fn find_at(&self, text: &str, start: usize, all: &mut Vec<Found>) {
        let (mut at, mut end) = (0, start);
        for char in text[start..].chars() {
            let Some(next) = self.steps.get(&step(at, char)) else { break };
            at = *next;
            end += char.len_utf8();
            if let Some(word) = self.words[at as usize] {
                // Nearly always the last one: only a longer word that began before ends later.
                let place = all.iter().rposition(|found| found.end <= end).map_or(0, |last| last + 1);
                all.insert(place, Found { start, end, word });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_words_within_words_in_the_order_of_their_ends() {
        let words = ["政府信息", "信息公开", "政府信息公开工作", "公开", "信息", "𠮷", "开工"];
        let tree = WordTree::new(words.into_iter());
        let text = "政府信息公开工作a信息𠮷政府";
        let found: Vec<&str> = tree.find(text).iter().map(|found| &text[found.start..found.end]).collect();
        assert_eq!(found, ["政府信息", "信息", "信息公开", "公开", "开工", "政府信息公开工作", "信息", "𠮷"]);
        assert!(tree.find(text).iter().all(|found| words[usize::from(found.word)] == &text[found.start..found.end]));
        assert!(tree.find("").is_empty());
    }
}
