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
    /// The root first, then the children of each node together.
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
    /// The first child, and how many there are.
    children: (u16, u16),
}

const NO_WORD: u16 = u16::MAX;

/// Bits of a node that words begin with.
const NODE: u16 = 12;

/// A character of a text, as the words know it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Character {
    /// [`BEYOND`] of one beyond the basic plane.
    code: u16,
    /// Bytes.
    length: u8,
}

/// No character.
const BEYOND: u16 = u16::MAX;

impl Character {
    /// That at a byte of `text`; `None` at its end.
    #[inline(always)]
    pub fn at(text: &str, at: usize) -> Option<Character> {
        let (code, length) = match *text.as_bytes().get(at..)? {
            [] => return None,
            [a, ..] if a < 0x80 => (u16::from(a), 1),
            [a, b, c, ..] if a & 0xF0 == 0xE0 => {
                (u16::from(a) << 12 | u16::from(b & 0x3F) << 6 | u16::from(c & 0x3F), 3)
            }
            _ => return Self::rare(text, at),
        };
        Some(Character { code, length })
    }

    #[cold]
    fn rare(text: &str, at: usize) -> Option<Character> {
        let c = first(&text[at..])?;
        Some(Character { code: u16::try_from(c as u32).unwrap_or(BEYOND), length: c.len_utf8() as u8 })
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

impl Words {
    /// Takes the words sorted, each with its meaning, and the characters of each of up to fifteen signs. `None` if that
    /// is more than the trie can hold, or a character is beyond the basic plane.
    pub fn new(words: &[(&str, u16)], signs: impl Iterator<Item = &'static str>) -> Option<Self> {
        let nodes = nodes(words)?;
        let mut characters: Box<[u16; 0x1_0000]> = vec![0; 0x1_0000].try_into().ok()?;
        let beginnings = usize::from(nodes[0].children.1);
        for (number, node) in (0_u16..1 << NODE).zip(&nodes[..=beginnings]).skip(1) {
            characters[usize::from(node.by)] = number;
        }
        for (sign, of) in (1_u16..16).zip(signs) {
            of.chars().for_each(|c| characters[c as usize & 0xFFFF] |= sign << NODE);
        }
        (beginnings < 1 << NODE).then_some(Self { characters, nodes })
    }

    /// What may stand where `character` does.
    #[inline(always)]
    pub fn begins(&self, character: Character) -> Begins {
        Begins(self.characters[usize::from(character.code)])
    }

    /// The meaning of the longest word at byte `at` of `text`, where its first character stands, and the byte at which
    /// it ends.
    pub fn longest(&self, begins: Begins, character: Character, text: &str, at: usize) -> Option<(u16, usize)> {
        if begins.node() == 0 {
            return None;
        }
        let mut node = &self.nodes[begins.node()];
        let mut end = at + character.len();
        let mut longest = None;
        loop {
            if node.meaning != NO_WORD {
                longest = Some((node.meaning, end));
            }
            let Some(next) = Character::at(text, end).filter(|next| node.next & bit(next.code) != 0) else {
                return longest;
            };
            let (from, count) = (usize::from(node.children.0), usize::from(node.children.1));
            let Some(child) = self.nodes[from..from + count].iter().find(|child| child.by == next.code) else {
                return longest;
            };
            node = child;
            end += next.len();
        }
    }
}

/// The nodes of the words, layer by layer.
fn nodes(words: &[(&str, u16)]) -> Option<Vec<Node>> {
    let node = |by| Node { next: 0, by, meaning: NO_WORD, children: (0, 0) };
    let mut nodes = vec![node(0)];
    // The words of each node, and how many bytes of them lead to it.
    let mut within = vec![(words, 0)];
    let mut at = 0;
    while let Some(&(mut words, length)) = within.get(at) {
        if let Some(&(word, meaning)) = words.first().filter(|(word, _)| word.len() == length) {
            debug_assert!(!word.is_empty(), "a word has characters");
            nodes[at].meaning = meaning;
            words = &words[1..];
        }
        let children = nodes.len();
        for branch in words.chunk_by(|a, b| first(&a.0[length..]) == first(&b.0[length..])) {
            let c = first(&branch[0].0[length..])?;
            let by = u16::try_from(c as u32).ok()?;
            nodes[at].next |= bit(by);
            nodes.push(node(by));
            within.push((branch, length + c.len_utf8()));
        }
        nodes[at].children = (u16::try_from(children).ok()?, u16::try_from(nodes.len() - children).ok()?);
        at += 1;
    }
    Some(nodes)
}

fn first(text: &str) -> Option<char> {
    text.chars().next()
}

fn bit(code: u16) -> u64 {
    1 << (code % 64)
}

#[cfg(test)]
mod tests {
    use super::{Character, Words};

    #[test]
    fn the_longest_word_wins() {
        let words = [("不予公开", 0), ("不予公开信息", 1), ("公开", 2), ("申请", 3)];
        let words = Words::new(&words, ["，", "0件"].into_iter()).expect("few words");
        let longest = |text: &str| {
            let character = Character::at(text, 0)?;
            words.longest(words.begins(character), character, text, 0)
        };
        assert_eq!(longest("不予公开信息3条"), Some((1, 18)));
        assert_eq!(longest("不予公开3件"), Some((0, 12)));
        assert_eq!(longest("不予"), None);
        assert_eq!(longest("公开申请"), Some((2, 6)));
        assert_eq!((longest("𠮷"), longest("然"), longest("0"), longest("")), (None, None, None, None));
        let begins = |text: &str| words.begins(Character::at(text, 0).expect("a character"));
        assert!(begins("然").is_nothing() && begins("息").is_nothing() && begins("𠮷").is_nothing());
        assert!(!begins("申").is_nothing() && !begins("0").is_nothing());
        let signs = ["，", "件", "然", "é"].map(|text| begins(text).sign());
        assert_eq!(signs, [Some(0), Some(1), None, None]);
    }
}
