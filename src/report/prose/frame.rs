//! What the words around a figure say, gathered: topics, acts, outcomes, marks.

use super::list::List;
use super::token::{Kind, Stop, Token};
use super::vocabulary::{Concept, Concepts, Form, Gist, Role, Vocabulary, Word};

/// What is counted.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Topics {
    /// Joined labels in the order written: 行政复议、行政诉讼.
    pub list: List<Concept, 6>,
    /// Named only as a field of work (依申请公开): counts nothing without a verb.
    pub manner: bool,
    /// Named by a general word (申请) that some other business may have meant.
    pub bare: bool,
    /// Something that no cell counts: another business, or a compound of unknown words (低保申请).
    pub foreign: bool,
}

impl Topics {
    pub fn is_empty(&self) -> bool {
        self.list.is_empty() && !self.foreign
    }
}

/// What ends a run of unknown words: they stood before it.
const COUNTED: Gist = Gist::CONTENT.with(Gist::of(&[Role::Total, Role::Part]));
/// Of other words only whether they join is asked.
const READ: Gist = Gist::MORE.with(COUNTED);

/// The kind of the word read last.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Last {
    None,
    Topic,
    Outcome,
    Other,
}

/// What a run of tokens says.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Frame {
    pub topics: Topics,
    pub acts: Concepts,
    pub outcomes: Concepts,
    pub marks: Concepts,
    pub contexts: Concepts,
    /// Outcomes that a short word (其他) may name among others.
    pub short: Concepts,
    gist: Gist,
    /// Acts and outcomes in the order written.
    pub sequence: List<Concept, 10>,
    /// Outcomes in the order written.
    pub results: List<Concept, 8>,
    /// How many of the last of them are joined to each other (予以公开及部分公开).
    pub joined: usize,
    /// Characters of unknown words before the last word that says something.
    pub unknown: usize,
    /// Those among them that stand behind the topic: they qualify the verb (申请事项拆分办理).
    pub gap: usize,
    /// Characters of unknown words after it: the head of the phrase is not known.
    pub tail: usize,
    /// Unknown words stood behind a verb: what it was done to is not known.
    obscure: bool,
    /// Bytes of the words that say something.
    pub words: List<(u32, u32), 8>,
}

impl Frame {
    pub fn is(&self, role: Role) -> bool {
        self.gist.is(role)
    }

    pub fn has_predicate(&self) -> bool {
        !self.sequence.is_empty()
    }

    /// Says nothing at all of what is counted and what happened to it.
    pub fn is_silent(&self) -> bool {
        self.topics.is_empty() && !self.has_predicate()
    }

    /// Reads a run of tokens. `dated` gives the marks of the date at an index of `tokens`.
    pub fn read(tokens: &[Token], vocabulary: &Vocabulary, dated: impl Fn(usize) -> Concepts) -> Self {
        let mut frame = Self::default();
        let mut last = Last::None;
        let mut join = false;
        for (index, token) in tokens.iter().enumerate() {
            match token.kind {
                Kind::Stop(Stop::Enumeration) => join = true,
                Kind::Stop(_) | Kind::Figure(_) => {}
                Kind::Unknown => {
                    frame.tail += (token.end - token.start).div_ceil(3) as usize;
                    frame.obscure |= !frame.acts.is_empty();
                }
                Kind::Date(_) => frame.marks = frame.marks.union(dated(index)),
                Kind::Word(word) => {
                    join |= token.is(Role::And);
                    frame.gist = frame.gist.with(token.gist);
                    if !token.gist.meets(READ) {
                        continue;
                    }
                    let word = &vocabulary.words[usize::from(word)];
                    frame.contexts = frame.contexts.union(word.contexts);
                    frame.short = frame.short.union(word.short);
                    if !word.contexts.meet(vocabulary.restarts).is_empty() {
                        frame.forget_verbs();
                    }
                    if token.gist.meets(COUNTED) {
                        frame.gap += if frame.topics.is_empty() { 0 } else { frame.tail };
                        frame.unknown += std::mem::take(&mut frame.tail);
                    }
                    if token.gist.meets(Gist::CONTENT) {
                        let before = index.checked_sub(1).map(|before| &tokens[before]);
                        frame.word(word, token, before, (last, join), vocabulary);
                        frame.words.push((token.start, token.end));
                        last = kind_of(word);
                        join = false;
                    }
                }
            }
        }
        frame
    }

    fn forget_verbs(&mut self) {
        self.acts = Concepts::NONE;
        self.outcomes = Concepts::NONE;
        self.sequence = List::default();
        self.results = List::default();
        self.joined = 0;
    }

    fn word(
        &mut self,
        word: &Word,
        token: &Token,
        before: Option<&Token>,
        (last, join): (Last, bool),
        vocabulary: &Vocabulary,
    ) {
        if let Some((topic, form)) = word.topic {
            let adjacent = before.filter(|before| before.end == token.start);
            match form {
                Form::Bare if self.obscure || adjacent.is_some_and(|before| before.kind == Kind::Unknown) => {
                    self.topics = Topics { foreign: true, ..Topics::default() };
                }
                // 行政复议申请, 行政许可类申请: a compound is about what qualifies it
                Form::Bare if last == Last::Topic && !join => {}
                // 举报投诉: two foreign words make one
                _ if adjacent.is_some()
                    && last == Last::Topic
                    && self.topics.foreign
                    && vocabulary.foreign.has(topic) => {}
                _ => {
                    if !(join && last == Last::Topic) {
                        self.topics =
                            Topics { manner: form == Form::Manner, bare: form == Form::Bare, ..Topics::default() };
                    }
                    self.gap = 0;
                    self.topics.foreign |= vocabulary.foreign.has(topic);
                    self.topics.list.push(topic);
                }
            }
        }
        self.marks = self.marks.union(word.marks);
        if !word.acts.is_empty() {
            self.acts = self.acts.union(word.acts);
            self.sequence.extend(word.acts.iter());
        }
        if !word.outcomes.is_empty() {
            self.outcomes = self.outcomes.union(word.outcomes);
            // 商业秘密、个人隐私: one result in two words
            let again = self.results.last().is_some_and(|&result| word.outcomes == Concepts::of(result));
            self.joined = if join && last == Last::Outcome { self.joined + usize::from(!again) } else { 1 };
            self.sequence.extend(word.outcomes.iter());
            self.results.extend(word.outcomes.iter().filter(|_| !again));
        }
    }

    /// Adds what another run says; its topics only where this one names none.
    pub fn absorb(&mut self, other: Frame) {
        if self.topics.is_empty() {
            self.topics = other.topics;
        }
        self.acts = self.acts.union(other.acts);
        self.outcomes = self.outcomes.union(other.outcomes);
        self.marks = self.marks.union(other.marks);
        self.contexts = self.contexts.union(other.contexts);
        self.gist = self.gist.with(other.gist);
        self.sequence.extend(other.sequence.iter().copied());
        if !other.results.is_empty() {
            self.joined = other.joined;
        }
        self.results.extend(other.results.iter().copied());
        self.unknown += other.unknown;
        self.words.extend(other.words.iter().copied());
    }
}

fn kind_of(word: &Word) -> Last {
    if word.topic.is_some() {
        Last::Topic
    } else if !word.outcomes.is_empty() {
        Last::Outcome
    } else {
        Last::Other
    }
}
