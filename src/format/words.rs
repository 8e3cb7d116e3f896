//! The words of all formats as a tree of characters, which finds each of them wherever it stands in a text.
//!
//! An automaton (Aho–Corasick) would look at each byte once. Here nearly every place is passed over for the two characters
//! that stand there, with which no word begins, and what is left takes a character in a step; above all the tree is built
//! in a fraction of the time, which counts where a single file is checked.

use rustc_hash::FxHashMap;

use super::Hit;
use crate::text::{TextRange, TextSize};

/// See the module's documentation.
#[derive(Debug)]
pub(super) struct WordTree {
    /// Most places are passed over for this.
    starts: Starts,
    /// The beginnings of words; the first one is empty.
    nodes: Vec<Node>,
    /// From a node and a character to a node, where that is not the node's first.
    forks: Forks,
}

/// Whether a word may begin somewhere, by the bytes that stand there: sets of bits, in which no word is missing.
#[derive(Debug)]
struct Starts {
    /// The first two characters of words that begin with two characters of three bytes, as Chinese words do: hashes.
    pairs: Box<[u64; 1 << 10]>,
    /// The first characters of all others, in the basic plane.
    singles: Box<[u64; 1 << 10]>,
}

impl Starts {
    fn new() -> Starts {
        Starts { pairs: Box::new([0; 1 << 10]), singles: Box::new([0; 1 << 10]) }
    }

    fn put(&mut self, word: &str) {
        let mut lengths = word.chars().map(char::len_utf8);
        let mut first = [0; 8];
        if let (Some(3), Some(3)) = (lengths.next(), lengths.next()) {
            first[..6].copy_from_slice(&word.as_bytes()[..6]);
            let key = Starts::key(u64::from_le_bytes(first));
            self.pairs[usize::from(key / 64)] |= 1 << (key % 64);
        } else if let Some(Ok(code)) = word.chars().next().map(|char| u16::try_from(u32::from(char))) {
            self.singles[usize::from(code / 64)] |= 1 << (code % 64);
        }
    }

    /// Whether a word may begin with the first characters of `bytes`, the first of which has three bytes.
    #[inline]
    fn has_chinese(&self, bytes: u64) -> bool {
        let (key, code) = (Starts::key(bytes), (bytes & 0x0F) << 12 | (bytes & 0x3F00) >> 2 | (bytes >> 16 & 0x3F));
        let is_pair = self.pairs[usize::from(key / 64)] >> (key % 64) & 1;
        is_pair != 0 || self.singles[code as usize / 64 % (1 << 10)] >> (code % 64) & 1 != 0
    }

    #[inline]
    fn has_ascii(&self, byte: u8) -> bool {
        self.singles[usize::from(byte / 64)] >> (byte % 64) & 1 != 0
    }

    /// A hash of six bytes.
    #[inline]
    fn key(bytes: u64) -> u16 {
        ((bytes << 16).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 48) as u16
    }
}

/// A beginning of a word.
#[derive(Debug, Default)]
struct Node {
    /// The word that it is itself.
    word: Option<u16>,
    /// The last six bits of the characters that may follow.
    follow: u64,
    /// A character that may follow, and the node of the longer beginning: most have no other.
    next: Option<(char, u32)>,
    /// Whether other characters may follow as well.
    is_forked: bool,
}

/// A table of forks: each stands at the [`slot`] of its key or behind it, before an empty one.
#[derive(Debug)]
struct Forks {
    /// A beginning, a character that may follow it, and the beginning that is then reached; 0 where there is none.
    table: Box<[(u32, char, u32)]>,
}

impl Forks {
    fn new(forks: &FxHashMap<(u32, char), u32>) -> Forks {
        let mut table = vec![(0, '\0', 0); (forks.len() * 2 + 1).next_power_of_two()].into_boxed_slice();
        for (&(node, char), &next) in forks {
            let mut at = Forks::place(node, char, table.len());
            while table[at].2 != 0 {
                at = (at + 1) % table.len();
            }
            table[at] = (node, char, next);
        }
        Forks { table }
    }

    fn place(node: u32, char: char, len: usize) -> usize {
        let key = u64::from(node) << 21 ^ u64::from(u32::from(char));
        (key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) as usize & (len - 1)
    }

    #[inline]
    fn get(&self, node: u32, char: char) -> Option<u32> {
        let mut at = Forks::place(node, char, self.table.len());
        loop {
            match self.table[at] {
                (_, _, 0) => return None,
                (from, by, next) if from == node && by == char => return Some(next),
                _ => at = (at + 1) & (self.table.len() - 1),
            }
        }
    }
}

/// A character's place in a set of 64.
fn bit(char: char) -> u64 {
    1 << (u32::from(char) % 64)
}

impl WordTree {
    /// The tree of `words`, each with the number by which it is known.
    pub fn new<'w>(words: impl Iterator<Item = (u16, &'w str)>) -> WordTree {
        let (mut nodes, mut forks) = (vec![Node::default()], FxHashMap::default());
        let mut starts = Starts::new();
        for (number, word) in words {
            let node = word.chars().fold(0, |node, char| grow(&mut nodes, &mut forks, node, char));
            starts.put(word);
            nodes[node as usize].word = Some(number);
        }
        WordTree { starts, nodes, forks: Forks::new(&forks) }
    }

    #[inline]
    fn step(&self, node: u32, char: char) -> Option<u32> {
        let from = &self.nodes[node as usize];
        match from.next {
            Some((next, node)) if next == char => Some(node),
            _ if from.is_forked && from.follow & bit(char) != 0 => self.forks.get(node, char),
            _ => None,
        }
    }

    /// Every word in `text`, also words within words, in the order of their ends, the longer one first.
    pub fn find(&self, text: &str) -> Vec<Hit> {
        let mut hits = Vec::with_capacity(text.len() / 16);
        let mut at = 0;
        while let Some(eight) = text.as_bytes().get(at..at + 8) {
            let eight = u64::from_le_bytes(eight.try_into().expect("there are eight"));
            let (len, may_begin) = match eight as u8 {
                0xE0..0xF0 => (3, self.starts.has_chinese(eight)),
                byte @ ..0x80 => (1, self.starts.has_ascii(byte)),
                ..0xE0 => (2, true),
                0xF0.. => (4, true),
            };
            if may_begin {
                self.find_at(text, at, &mut hits);
            }
            at += len;
        }
        for (offset, _) in text[at..].char_indices() {
            self.find_at(text, at + offset, &mut hits);
        }
        hits
    }

    /// Adds the words that begin at byte `start` of `text` to `hits`, which began before.
    pub fn find_at(&self, text: &str, start: usize, hits: &mut Vec<Hit>) {
        let at = |offset: usize| TextSize::try_from(offset).expect("a block is smaller than 4 GiB");
        let (mut node, mut end) = (0, start);
        let mut chars = text[start..].chars();
        loop {
            if let Some(word) = self.nodes[node as usize].word {
                let range = TextRange::new(at(start), at(end));
                // Only a longer word that began before ends later.
                match hits.iter().rposition(|hit| hit.range.end() <= range.end()).map_or(0, |last| last + 1) {
                    last if last == hits.len() => hits.push(Hit { range, word }),
                    place => hits.insert(place, Hit { range, word }),
                }
            }
            let Some((char, next)) = chars.next().and_then(|char| Some((char, self.step(node, char)?))) else { return };
            node = next;
            end += char.len_utf8();
        }
    }
}

/// The node behind `char` at `node`, made if it isn't there.
fn grow(nodes: &mut Vec<Node>, forks: &mut FxHashMap<(u32, char), u32>, node: u32, char: char) -> u32 {
    let new = u32::try_from(nodes.len()).expect("formats are files of some kilobytes");
    let from = &mut nodes[node as usize];
    from.follow |= bit(char);
    match from.next {
        Some((next, node)) if next == char => return node,
        Some(_) => {
            from.is_forked = true;
            let next = *forks.entry((node, char)).or_insert(new);
            if next != new {
                return next;
            }
        }
        None => from.next = Some((char, new)),
    }
    nodes.push(Node::default());
    new
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_words_within_words_in_the_order_of_their_ends() {
        let words = ["政府信息", "信息公开", "政府信息公开工作", "公开", "信息", "𠮷", "开工", "拟"];
        let tree = WordTree::new((0..).zip(words));
        let text = "政府信息公开工作a信息𠮷政府拟";
        let found: Vec<&str> = tree.find(text).iter().map(|hit| &text[hit.range]).collect();
        assert_eq!(found, ["政府信息", "信息", "信息公开", "公开", "开工", "政府信息公开工作", "信息", "𠮷", "拟"]);
        assert!(tree.find(text).iter().all(|hit| words[usize::from(hit.word)] == &text[hit.range]));
        assert!(tree.find("").is_empty());
    }
}
