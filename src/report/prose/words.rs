//! All words of a vocabulary as one automaton over characters, giving the longest word at a position.
//!
//! # Design
//! The scanner looks at every character anyway, for figures and stops, and wants the longest word that begins *there*.
//! One table gives for each character the node of the words that begin with it and what else it may be: for most it is
//! nothing, and one step answers. An Aho-Corasick automaton over bytes gave the same words in twice the time: it takes
//! three steps for each Chinese character. The children of a node lie as far apart as their characters say, among those
//! of other nodes, so that a step neither searches nor counts.

use std::ops::RangeInclusive;

/// A trie over characters.
#[derive(Debug)]
pub(super) struct Words {
    /// For each character of the basic plane the node of the words that begin with it, 0 where none does; above
    /// [`NODE`] its sign.
    characters: Box<[u16; 0x1_0000]>,
    /// None, then those of the characters that words begin with, then all others, with [`EMPTY`] ones between.
    nodes: Vec<Node>,
}

#[derive(Clone, Debug)]
struct Node {
    /// The last six bits of the characters that may follow: most searches end here.
    next: u64,
    /// The character that leads here.
    by: u16,
    /// What ends here: a word of this meaning, [`SHORTER`] or [`NO_WORD`].
    meaning: u16,
    /// Where its children are. While words are added, the one that was added last; then each stands as far behind this
    /// place as the last six bits of its character say.
    child: u16,
    /// Another child of its parent, 0 for none: while words are added, the one that was added before it; then one whose
    /// character ends in the same bits.
    other: u16,
}

/// No word ends here or before.
const NO_WORD: u16 = u16::MAX;
/// No word ends here, but one does before.
const SHORTER: u16 = u16::MAX - 1;

/// A place for a node.
const EMPTY: Node = Node { next: 0, by: BEYOND, meaning: NO_WORD, child: 0, other: 0 };

/// Bits of a node that words begin with.
const NODE: u16 = 12;
/// The sign of all that is neither Chinese nor has another.
const OTHER: u16 = 15;

/// A character of a text, as the words know it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Character {
    /// [`BEYOND`] of one beyond the basic plane.
    code: u16,
    /// Bytes; 0 at the text's end.
    length: usize,
}

/// Most Chinese characters.
const CHINESE: RangeInclusive<u16> = 0x4E00..=0x9FFF;

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
        Character { code: c.and_then(code).unwrap_or(BEYOND), length: c.map_or(0, char::len_utf8) }
    }

    /// Whether the text ends here.
    pub fn is_end(self) -> bool {
        self.length == 0
    }

    /// Bytes.
    pub fn len(self) -> usize {
        self.length
    }

    /// Whether it is an ASCII digit.
    pub fn is_digit(self) -> bool {
        (0x30..0x3A).contains(&self.code)
    }

    /// Whether it is one of most Chinese ones.
    pub fn is_chinese(self) -> bool {
        CHINESE.contains(&self.code)
    }
}

/// A set of characters of the basic plane, small enough to stay at hand.
#[derive(Debug)]
pub(super) struct Characters(Box<[u64; 0x400]>);

impl Characters {
    pub fn new(characters: impl Iterator<Item = char>) -> Self {
        let mut set = Self(Box::new([0; 0x400]));
        for code in characters.filter_map(code) {
            set.0[usize::from(code / 64)] |= bit(code);
        }
        set
    }

    /// The byte of the first of them in `text` from byte `at` on. Nearly all characters have three bytes, which tell their
    /// place in the set without being put together.
    pub fn find(&self, text: &str, at: usize) -> Option<usize> {
        let mut rest = &text.as_bytes()[at..];
        loop {
            while let [a, b, c, behind @ ..] = rest
                && a & 0xF0 == 0xE0
            {
                if self.0[usize::from(a & 0xF) << 6 | usize::from(b & 0x3F)] >> (c & 0x3F) & 1 == 1 {
                    return Some(text.len() - rest.len());
                }
                rest = behind;
            }
            let at = text.len() - rest.len();
            let c = text[at..].chars().next()?;
            if code(c).is_some_and(|code| self.0[usize::from(code / 64)] & bit(code) != 0) {
                return Some(at);
            }
            rest = &rest[c.len_utf8()..];
        }
    }
}

/// What may stand where a character does.
#[derive(Clone, Copy, Debug)]
pub(super) struct Begins(u16);

impl Begins {
    /// The sign, by its place among those that the words were made with.
    pub fn sign(self) -> Option<usize> {
        Some(self.0 >> NODE).filter(|sign| (1..OTHER).contains(sign)).map(|sign| usize::from(sign) - 1)
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
    /// Takes words in any order, and the characters of each of up to fourteen signs. Also gives the number of each word,
    /// which is its meaning until it gets [another](Words::mean): from 0 on, the same for the same word. `None` if that
    /// is more than the trie can hold, or a character is beyond the basic plane.
    pub fn new<'w>(
        words: impl Iterator<Item = &'w str> + Clone,
        signs: impl Iterator<Item = &'static str>,
    ) -> Option<(Self, Vec<u16>)> {
        let mut trie = Self { characters: vec![OTHER << NODE; 0x1_0000].try_into().ok()?, nodes: Vec::new() };
        trie.characters[usize::from(*CHINESE.start())..=usize::from(*CHINESE.end())].fill(0);
        trie.push(0, 0)?;
        for word in words.clone() {
            let begins = code(word.chars().next()?)?;
            if Begins(trie.characters[usize::from(begins)]).node() == 0 {
                trie.characters[usize::from(begins)] |= trie.push(begins, 0).filter(|&node| node < 1 << NODE)?;
            }
        }
        let begins = trie.nodes.len();
        let mut count = 0;
        let mut number = |word| {
            let node = trie.add(word)?;
            if node.meaning == NO_WORD {
                node.meaning = count;
                count = Some(count + 1).filter(|&count| count < SHORTER)?;
            }
            Some(node.meaning)
        };
        let numbers = words.map(&mut number).collect::<Option<_>>()?;
        trie.place(begins)?;
        for (sign, of) in (1..OTHER).zip(signs) {
            for c in of.chars() {
                let is = &mut trie.characters[c as usize & 0xFFFF];
                *is = *is & ((1 << NODE) - 1) | sign << NODE;
            }
        }
        Some((trie, numbers))
    }

    /// The node at which a word ends.
    fn add(&mut self, word: &str) -> Option<&mut Node> {
        let mut characters = word.chars().map(code);
        let mut node = Begins(self.characters[usize::from(characters.next()??)]).node() as u16;
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

    /// Places the children of each node where their characters tell. The first nodes, with which words begin, stay where
    /// they are.
    fn place(&mut self, begins: usize) -> Option<()> {
        let mut nodes = self.nodes[..begins].to_vec();
        let mut parents: Vec<usize> = (0..begins).collect();
        let (mut at, mut free, mut children) = (0, begins, Vec::new());
        while let Some(&parent) = parents.get(at) {
            at += 1;
            let Node { next, mut child, meaning, .. } = nodes[parent];
            while child != 0 {
                children.push(self.nodes[usize::from(child)].clone());
                child = children[children.len() - 1].other;
            }
            let is_free = |nodes: &[Node], place: usize| nodes.get(place).is_none_or(|node| node.by == BEYOND);
            let place = |first: usize, child: &Node| first + usize::from(child.by % 64);
            let fits = |first: &usize| children.iter().all(|child| is_free(&nodes, place(*first, child)));
            let first = (free.saturating_sub(next.trailing_zeros() as usize)..).find(fits)?;
            nodes[parent].child = u16::try_from(first).ok()?;
            let unsaid = if meaning == NO_WORD { NO_WORD } else { SHORTER };
            for child in children.drain(..) {
                let place = place(first, &child);
                // Where another one ends in the same bits, any place does.
                let is_first = is_free(&nodes, place);
                let own = if is_first { place } else { (free..).find(|&place| is_free(&nodes, place))? };
                nodes.resize(nodes.len().max(own + 1), EMPTY);
                let here = u16::try_from(own).ok()?;
                let other = if is_first { 0 } else { std::mem::replace(&mut nodes[place].other, here) };
                let meaning = if child.meaning == NO_WORD { unsaid } else { child.meaning };
                nodes[own] = Node { other, meaning, ..child };
                parents.push(own);
            }
            while !is_free(&nodes, free) {
                free += 1;
            }
        }
        self.nodes = nodes;
        Some(())
    }

    /// Gives each word a meaning, by its number.
    pub fn mean(&mut self, meanings: &[u16]) {
        let words = self.nodes.iter_mut().filter(|node| node.meaning < SHORTER);
        words.for_each(|node| node.meaning = meanings[usize::from(node.meaning)]);
    }

    /// What may stand where `character` does.
    #[inline(always)]
    pub fn begins(&self, character: Character) -> Begins {
        Begins(self.characters[usize::from(character.code)])
    }

    /// Whether a character before `next` is neither a sign nor begins a word: so are nearly all that are in none.
    #[inline(always)]
    pub fn is_plain(&self, begins: Begins, next: Character) -> bool {
        let node = &self.nodes[begins.node()];
        begins.0 >> NODE == 0 && node.next & bit(next.code) == 0 && node.meaning == NO_WORD
    }

    /// The longest word of `text` whose first character ends at byte `end`, where `next` stands.
    #[inline(always)]
    pub fn longest(&self, begins: Begins, next: Character, text: &str, end: usize) -> Option<Found> {
        let mut node = &self.nodes[begins.node()];
        let mut found = Found { meaning: NO_WORD, end, next };
        while let Some(child) = self.child(node, found.next.code) {
            node = child;
            found.end += found.next.len();
            found.next = Character::at(text, found.end);
        }
        match node.meaning {
            NO_WORD => None,
            SHORTER => self.shorter(begins, next, text, end),
            meaning => Some(Found { meaning, ..found }),
        }
    }

    /// The same where the text goes on like a longer word, but not to its end.
    #[cold]
    fn shorter(&self, begins: Begins, mut next: Character, text: &str, mut end: usize) -> Option<Found> {
        let mut node = &self.nodes[begins.node()];
        let mut found = None;
        loop {
            if node.meaning < SHORTER {
                found = Some(Found { meaning: node.meaning, end, next });
            }
            let Some(child) = self.child(node, next.code) else { return found };
            node = child;
            end += next.len();
            next = Character::at(text, end);
        }
    }

    #[inline]
    fn child(&self, node: &Node, by: u16) -> Option<&Node> {
        if node.next & bit(by) == 0 {
            return None;
        }
        let mut child = &self.nodes[usize::from(node.child) + usize::from(by % 64)];
        while child.by != by {
            child = Some(child.other).filter(|&other| other != 0).map(|other| &self.nodes[usize::from(other)])?;
        }
        Some(child)
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
    use super::{Character, Characters, Words};

    #[test]
    fn characters_of_all_lengths_are_found() {
        let set = Characters::new("无0é".chars());
        let found = ["有无", "公开10", "𠮷caf é", "无", "有𠮷", ""].map(|text| set.find(text, 0));
        assert_eq!(found, [Some(3), Some(7), Some(8), Some(0), None, None]);
        assert_eq!((set.find("无无", 3), set.find("无有", 3), set.find("无", 3)), (Some(3), None, None));
    }

    #[test]
    fn the_longest_word_wins() {
        let words = ["公开", "不予公开信息", "申请", "不予公开", "公开"];
        let (mut words, numbers) = Words::new(words.into_iter(), ["，", "0件"].into_iter()).expect("few words");
        assert_eq!(numbers, [0, 1, 2, 3, 0]);
        words.mean(&[2, 1, 3, 0]);
        let longest = |text: &str| {
            let first = Character::at(text, 0);
            let next = Character::at(text, first.len());
            words.longest(words.begins(first), next, text, first.len()).map(|found| (found.meaning, found.end))
        };
        assert_eq!(longest("不予公开信息3条"), Some((1, 18)));
        assert_eq!(longest("不予公开3件"), Some((0, 12)));
        assert_eq!((longest("不予公开信3条"), longest("不予公")), (Some((0, 12)), None));
        assert_eq!(longest("不予"), None);
        assert_eq!(longest("公开申请"), Some((2, 6)));
        assert_eq!((longest("𠮷"), longest("然"), longest("0"), longest("")), (None, None, None, None));
        let begins = |text: &str| words.begins(Character::at(text, 0));
        let signs = ["，", "件", "然", "é", "𠮷"].map(|text| begins(text).sign());
        assert_eq!(signs, [Some(0), Some(1), None, None, None]);
        let is_plain = |text: &str| {
            let first = Character::at(text, 0);
            words.is_plain(words.begins(first), Character::at(text, first.len()))
        };
        assert!(is_plain("然") && is_plain("息公") && is_plain("申公"));
        assert!(!is_plain("申请") && !is_plain("，") && !is_plain("é") && !is_plain("𠮷") && !is_plain(""));
    }
}
