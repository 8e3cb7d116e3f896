//! The words of all formats as a tree of characters, which finds each of them wherever it stands in a text.
//!
//! An automaton (Aho–Corasick) would look at each byte once. Here nearly every search ends at a table of the characters
//! with which words begin, and what is left takes a character in a step; above all the tree is built in a fraction of the
//! time, which counts where a single file is checked.

use rustc_hash::FxHashMap;

use super::Hit;
use crate::text::{TextRange, TextSize};

/// See the module's documentation.
#[derive(Debug)]
pub(super) struct WordTree {
    /// Most searches end here.
    starts: Starts,
    /// The beginnings of words; the first one is empty.
    nodes: Vec<Node>,
    /// From a node and a character to a node, where that is not the node's first.
    forks: Forks,
}

/// For each character of the basic plane the node of the words that begin with it; 0 where none does.
#[derive(Debug)]
struct Starts {
    /// For the upper half of a character which of the pages it stands on; the first one is empty.
    page: [u16; 256],
    pages: Vec<[u32; 256]>,
}

impl Starts {
    fn put(&mut self, char: char, node: u32) {
        let code = char as usize;
        let Some(page) = self.page.get_mut(code >> 8) else { return };
        if *page == 0 {
            *page = u16::try_from(self.pages.len()).expect("there is a page for half a character at most");
            self.pages.push([0; 256]);
        }
        self.pages[usize::from(*page)][code & 0xFF] = node;
    }

    /// None for a character of another plane.
    #[inline]
    fn get(&self, char: char) -> Option<u32> {
        let code = char as usize;
        let page = self.page.get(code >> 8)?;
        Some(self.pages[usize::from(*page)][code & 0xFF])
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
        let mut starts = Starts { page: [0; 256], pages: vec![[0; 256]] };
        for (number, word) in words {
            let mut node = 0;
            for char in word.chars() {
                let next = grow(&mut nodes, &mut forks, node, char);
                let before = std::mem::replace(&mut node, next);
                if before == 0 {
                    starts.put(char, node);
                }
            }
            nodes[node as usize].word = Some(number);
        }
        WordTree { starts, nodes, forks: Forks::new(&forks) }
    }

    /// The node of the words that begin with `char`.
    #[inline]
    fn start(&self, char: char) -> Option<u32> {
        match self.starts.get(char) {
            Some(node) => (node != 0).then_some(node),
            None => self.step(0, char),
        }
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
        let mut chars = text.char_indices();
        let mut here = chars.next();
        while let Some((start, char)) = here {
            here = chars.next();
            let Some(node) = self.start(char) else { continue };
            let Node { word, follow, .. } = self.nodes[node as usize];
            // Of every three characters one begins a word; what follows it seldom does.
            if word.is_some() || here.is_some_and(|(_, next)| follow & bit(next) != 0) {
                self.follow(node, text, start, start + char.len_utf8(), &mut hits);
            }
        }
        hits
    }

    /// Adds the words that begin at byte `start` of `text` to `hits`, which began before.
    pub fn find_at(&self, text: &str, start: usize, hits: &mut Vec<Hit>) {
        if let Some(char) = text[start..].chars().next()
            && let Some(node) = self.start(char)
        {
            self.follow(node, text, start, start + char.len_utf8(), hits);
        }
    }

    /// The words that begin at `start` with what leads to `node` and ends at `end`.
    fn follow(&self, mut node: u32, text: &str, start: usize, mut end: usize, hits: &mut Vec<Hit>) {
        let at = |offset: usize| TextSize::try_from(offset).expect("a block is smaller than 4 GiB");
        let mut chars = text[end..].chars();
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
