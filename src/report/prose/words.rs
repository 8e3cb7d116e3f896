//! All words of a vocabulary as one automaton over characters, giving the longest word at a position.
//!
//! # Design
//! The scanner looks at every character anyway, for figures and stops, and wants the longest word that begins *there*.
//! One table gives for each character the node of the words that begin with it and what else it may be: for most it is
//! nothing, and one step answers. An Aho-Corasick automaton over bytes gave the same words in twice the time: it takes
//! three steps for each Chinese character.

/// A trie over characters.
#[derive(Debug)]
pub(super) struct Words {
    /// For each character of the basic plane the node of the words that begin with it, 0 where none does; above
    /// [`NODE`] its sign.
    characters: Box<[u16; 0x1_0000]>,
    /// None, then those of the characters that words begin with, then all others.
    nodes: Vec<Node>,
}

#[derive(Clone, Debug)]
struct Node {
    /// The last six bits of the characters that may follow: most searches end here.
    next: u64,
    /// The character that leads here.
    by: u16,
    /// What ends here: a word of this meaning, or [`NO_WORD`].
    meaning: u16,
    /// The first of its children. While words are added, the one that was added last; then the first of those that stand
    /// side by side, one for each bit of `next` in the order of bits.
    child: u16,
    /// Another child of its parent, 0 for none: while words are added, the one that was added before it; then one whose
    /// character ends in the same bits.
    other: u16,
}

const NO_WORD: u16 = u16::MAX;

/// Bits of a node that words begin with.
const NODE: u16 = 12;

/// A character of a text, as the words know it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Character {
    /// [`BEYOND`] of one beyond the basic plane.
    code: u16,
    /// Bytes; 0 at the text's end.
    length: u8,
}

/// No character.
const BEYOND: u16 = u16::MAX;

impl Character {
    /// That at a byte of `text`.
    #[inline(always)]
    pub fn at(text: &str, at: usize) -> Character {
        let (code, length) = match text.as_bytes()[at..] {
            [a, b, c, ..] if a & 0xF0 == 0xE0 => {
                (u16::from(a) << 12 | u16::from(b & 0x3F) << 6 | u16::from(c & 0x3F), 3)
            }
            [a, ..] if a < 0x80 => (u16::from(a), 1),
            _ => return Self::rare(text, at),
        };
        Character { code, length }
    }

    /// The text's end, or a character that is neither Chinese nor ASCII.
    #[cold]
    fn rare(text: &str, at: usize) -> Character {
        let c = text[at..].chars().next();
        Character { code: c.and_then(code).unwrap_or(BEYOND), length: c.map_or(0, char::len_utf8) as u8 }
    }

    /// Whether the text ends here.
    pub fn is_end(self) -> bool {
        self.length == 0
    }

    /// Bytes.
    pub fn len(self) -> usize {
        usize::from(self.length)
    }

    /// Whether it is one of most Chinese ones.
    pub fn is_chinese(self) -> bool {
        matches!(self.code, 0x4E00..=0x9FFF)
    }
}

/// What may stand where a character does.
#[derive(Clone, Copy, Debug)]
pub(super) struct Begins(u16);

impl Begins {
    /// Neither a word nor a sign.
    pub fn is_nothing(self) -> bool {
        self.0 == 0
    }

    /// The sign, by its place among those that the words were made with.
    pub fn sign(self) -> Option<usize> {
        usize::from(self.0 >> NODE).checked_sub(1)
    }

    fn node(self) -> usize {
        usize::from(self.0 & ((1 << NODE) - 1))
    }
}

/// A word in a text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found {
    /// Index into the meanings.
    pub meaning: u16,
    /// The byte at which it ends.
    pub end: usize,
    /// The character there.
    pub next: Character,
}

impl Words {
    /// Takes words in any order, and the characters of each of up to fifteen signs. Also gives the number of each word,
    /// which is its meaning until it gets [another](Words::mean): from 0 on, the same for the same word. `None` if that
    /// is more than the trie can hold, or a character is beyond the basic plane.
    pub fn new<'w>(
        words: impl Iterator<Item = &'w str> + Clone,
        signs: impl Iterator<Item = &'static str>,
    ) -> Option<(Self, Vec<u16>)> {
        let mut trie = Self { characters: vec![0; 0x1_0000].try_into().ok()?, nodes: Vec::new() };
        trie.push(0, 0)?;
        for word in words.clone() {
            let begins = code(word.chars().next()?)?;
            if trie.characters[usize::from(begins)] == 0 {
                trie.characters[usize::from(begins)] = trie.push(begins, 0).filter(|&node| node < 1 << NODE)?;
            }
        }
        let begins = trie.nodes.len();
        let mut count = 0;
        let mut number = |word| {
            let node = trie.add(word)?;
            if node.meaning == NO_WORD {
                node.meaning = count;
                count = Some(count + 1).filter(|&count| count < NO_WORD)?;
            }
            Some(node.meaning)
        };
        let numbers = words.map(&mut number).collect::<Option<_>>()?;
        trie.set_side_by_side(begins);
        for (sign, of) in (1_u16..16).zip(signs) {
            of.chars().for_each(|c| trie.characters[c as usize & 0xFFFF] |= sign << NODE);
        }
        Some((trie, numbers))
    }

    /// The node at which a word ends.
    fn add(&mut self, word: &str) -> Option<&mut Node> {
        let mut characters = word.chars().map(code);
        let mut node = self.characters[usize::from(characters.next()??)];
        for by in characters {
            let (parent, by) = (usize::from(node), by?);
            node = match self.added(&self.nodes[parent], by) {
                Some(child) => child,
                None => {
                    let child = self.push(by, self.nodes[parent].child)?;
                    self.nodes[parent].child = child;
                    self.nodes[parent].next |= bit(by);
                    child
                }
            };
        }
        Some(&mut self.nodes[usize::from(node)])
    }

    fn push(&mut self, by: u16, other: u16) -> Option<u16> {
        self.nodes.push(Node { next: 0, by, meaning: NO_WORD, child: 0, other });
        u16::try_from(self.nodes.len() - 1).ok()
    }

    /// The child of a node while words are added.
    fn added(&self, node: &Node, by: u16) -> Option<u16> {
        let mut child = node.child;
        while child != 0 && self.nodes[usize::from(child)].by != by {
            child = self.nodes[usize::from(child)].other;
        }
        Some(child).filter(|&child| child != 0)
    }

    /// Sets the children of each node side by side, so that a step looks at one of them. The first nodes, with which words
    /// begin, stay where they are.
    fn set_side_by_side(&mut self, begins: usize) {
        let mut nodes = self.nodes[..begins].to_vec();
        let (mut at, mut children) = (0, Vec::new());
        while at < nodes.len() {
            children.clear();
            let mut child = nodes[at].child;
            while child != 0 {
                children.push(self.nodes[usize::from(child)].clone());
                child = children[children.len() - 1].other;
            }
            children.sort_by_key(|child| child.by % 64);
            let first = nodes.len();
            nodes[at].child = first as u16; // there are as many nodes as before
            let (mut bits, mut same) = (0, Vec::new());
            for child in children.drain(..) {
                if bits & bit(child.by) != 0 {
                    same.push((nodes.len() - 1, child));
                } else {
                    bits |= bit(child.by);
                    nodes.push(Node { other: 0, ..child });
                }
            }
            for (of, child) in same {
                let here = nodes.len() as u16;
                let other = std::mem::replace(&mut nodes[of].other, here);
                nodes.push(Node { other, ..child });
            }
            at += 1;
        }
        self.nodes = nodes;
    }

    /// Gives each word a meaning, by its number.
    pub fn mean(&mut self, meanings: &[u16]) {
        let words = self.nodes.iter_mut().filter(|node| node.meaning != NO_WORD);
        words.for_each(|node| node.meaning = meanings[usize::from(node.meaning)]);
    }

    /// What may stand where `character` does.
    #[inline(always)]
    pub fn begins(&self, character: Character) -> Begins {
        Begins(self.characters[usize::from(character.code)])
    }

    /// The longest word at byte `at` of `text`, where its first character stands.
    #[inline]
    pub fn longest(&self, begins: Begins, character: Character, text: &str, at: usize) -> Option<Found> {
        if begins.node() == 0 {
            return None;
        }
        let mut node = &self.nodes[begins.node()];
        let mut end = at + character.len();
        let mut found = None;
        loop {
            let next = Character::at(text, end);
            if node.meaning != NO_WORD {
                found = Some(Found { meaning: node.meaning, end, next });
            }
            let Some(child) = self.child(node, next.code) else { return found };
            node = &self.nodes[usize::from(child)];
            end += next.len();
        }
    }

    #[inline]
    fn child(&self, node: &Node, by: u16) -> Option<u16> {
        let bit = bit(by);
        if node.next & bit == 0 {
            return None;
        }
        let mut child = node.child + (node.next & (bit - 1)).count_ones() as u16;
        loop {
            let found = &self.nodes[usize::from(child)];
            match found.other {
                _ if found.by == by => return Some(child),
                0 => return None,
                other => child = other,
            }
        }
    }
}

/// That of a character of the basic plane.
fn code(c: char) -> Option<u16> {
    u16::try_from(c as u32).ok().filter(|&code| code != BEYOND)
}

fn bit(code: u16) -> u64 {
    1 << (code % 64)
}

#[cfg(test)]
mod tests {
    use super::{Character, Words};

    #[test]
    fn the_longest_word_wins() {
        let words = ["公开", "不予公开信息", "申请", "不予公开", "公开"];
        let (mut words, numbers) = Words::new(words.into_iter(), ["，", "0件"].into_iter()).expect("few words");
        assert_eq!(numbers, [0, 1, 2, 3, 0]);
        words.mean(&[2, 1, 3, 0]);
        let longest = |text: &str| {
            let character = Character::at(text, 0);
            words.longest(words.begins(character), character, text, 0).map(|found| (found.meaning, found.end))
        };
        assert_eq!(longest("不予公开信息3条"), Some((1, 18)));
        assert_eq!(longest("不予公开3件"), Some((0, 12)));
        assert_eq!(longest("不予"), None);
        assert_eq!(longest("公开申请"), Some((2, 6)));
        assert_eq!((longest("𠮷"), longest("然"), longest("0"), longest("")), (None, None, None, None));
        let begins = |text: &str| words.begins(Character::at(text, 0));
        assert!(begins("然").is_nothing() && begins("息").is_nothing() && begins("𠮷").is_nothing());
        assert!(!begins("申").is_nothing() && !begins("0").is_nothing());
        let signs = ["，", "件", "然", "é"].map(|text| begins(text).sign());
        assert_eq!(signs, [Some(0), Some(1), None, None]);
    }
}
