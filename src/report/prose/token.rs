//! One pass over a paragraph: words of the vocabulary, figures, dates, stops, and runs of unknown text between them;
//! then clauses, with brackets lifted out behind the clause that holds them.

use std::ops::Range;

use super::date::Date;
use super::figure::{Figure, Lexed, Lexicon, lex, may_begin};
use super::vocabulary::{Role, Vocabulary, Word};
use super::words::Start;

/// Where a clause or sentence ends, or what joins labels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stop {
    /// 。!?
    Sentence,
    /// ；
    Semicolon,
    /// ，
    Comma,
    /// 、 joins labels and parts; it ends no clause.
    Enumeration,
    /// ：
    Colon,
    Open,
    Close,
    Plus,
    Minus,
    Equals,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Index into the vocabulary's words.
    Word(u32),
    /// Index into [`Scan::figures`].
    Figure(u32),
    Date(Date),
    Stop(Stop),
    /// Text that no word of the vocabulary covers.
    Unknown,
}

/// A token and its bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub start: usize,
    pub end: usize,
    pub kind: Kind,
}

impl Token {
    pub fn word<'v>(&self, vocabulary: &'v Vocabulary) -> Option<&'v Word> {
        match self.kind {
            Kind::Word(word) => Some(&vocabulary.words[word as usize]),
            _ => None,
        }
    }
    pub fn is(&self, role: Role, vocabulary: &Vocabulary) -> bool {
        self.word(vocabulary).is_some_and(|word| word.is(role))
    }
}

/// The tokens of a paragraph.
pub(super) struct Scan {
    pub tokens: Vec<Token>,
    pub figures: Vec<Figure>,
    /// Inside “”: words count, numbers are names.
    quoted: bool,
    pos: usize,
}

/// Characters of a title; behind a bracket that is not closed within, text is read as usual.
const LONGEST_TITLE: usize = 200;

/// Reads a paragraph into tokens.
pub(super) fn scan(text: &str, vocabulary: &Vocabulary) -> Scan {
    let mut scan = Scan { tokens: Vec::with_capacity(text.len() / 6), figures: Vec::new(), quoted: false, pos: 0 };
    let words = &vocabulary.automaton;
    while let Some(c) = text[scan.pos..].chars().next() {
        let start = scan.pos;
        match words.start(c) {
            Start::Plain => {
                let plain = text[start..].chars().take_while(|&c| words.is_plain(c)).count();
                scan.pos += c.len_utf8() * plain;
                scan.unknown(start);
            }
            Start::Word => match words.longest(&text[start..]) {
                Some((word, length)) if !inside_number(text, start, start + length) => {
                    scan.pos += length;
                    scan.push(start, Kind::Word(word));
                }
                _ => scan.character(c, text, vocabulary),
            },
            Start::Other => scan.character(c, text, vocabulary),
        }
    }
    scan
}

/// A word that begins or ends with a digit must not be cut out of a longer number.
fn inside_number(text: &str, start: usize, end: usize) -> bool {
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    (digit(start) && start > 0 && digit(start - 1)) || (digit(end - 1) && digit(end))
}

/// Most Chinese characters: what nearly all of a paragraph consists of. None ends a clause or begins a number. All have
/// the same length.
pub(super) fn is_plain(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}') && !may_begin(c)
}

impl Scan {
    /// Reads a figure, a stop or the unknown character `c`.
    fn character(&mut self, c: char, text: &str, vocabulary: &Vocabulary) {
        let at = self.pos;
        if may_begin(c) {
            let lexicon = Lexicon { units: &vocabulary.units, numbers: &vocabulary.numbers };
            if let Some(lexed) = lex(text, at, &lexicon) {
                return self.number(lexed, at);
            }
        }
        self.pos = at + c.len_utf8();
        match c {
            '“' | '‘' => self.quoted = true,
            '”' | '’' => self.quoted = false,
            '《' => self.title(text, at),
            _ => match stop(c) {
                Some(stop) => {
                    self.quoted &= stop != Stop::Sentence;
                    self.push(at, Kind::Stop(stop));
                }
                None if c.is_alphanumeric() => self.unknown(at),
                None => {}
            },
        }
    }

    fn push(&mut self, start: usize, kind: Kind) {
        self.tokens.push(Token { start, end: self.pos, kind });
    }

    fn number(&mut self, lexed: Lexed, at: usize) {
        match lexed {
            Lexed::Figure(figure) if !self.quoted => {
                self.pos = figure.range.end;
                self.give_up(figure.lead, at);
                self.push(at, Kind::Figure(self.figures.len() as u32));
                self.figures.push(figure);
            }
            Lexed::Figure(Figure { range, .. }) => {
                self.pos = range.end;
                self.unknown(at);
            }
            Lexed::Date(date, end) => {
                self.pos = end;
                self.push(at, Kind::Date(date));
            }
            Lexed::Name(end) => {
                self.pos = end;
                self.unknown(at);
            }
        }
    }

    /// 约 before a figure is known after all.
    fn give_up(&mut self, lead: usize, at: usize) {
        if let Some(last) = self.tokens.last_mut().filter(|last| last.kind == Kind::Unknown && last.end == at) {
            last.end = lead.max(last.start);
            if last.end == last.start {
                self.tokens.pop();
            }
        }
    }

    /// A title says nothing about figures, and numbers in it are names.
    fn title(&mut self, text: &str, at: usize) {
        let mut depth = 0;
        for (offset, c) in text[at..].char_indices().take(LONGEST_TITLE) {
            depth += i32::from(c == '《') - i32::from(c == '》');
            if depth == 0 {
                self.pos = at + offset + c.len_utf8();
                break;
            }
        }
        self.unknown(at);
    }

    fn unknown(&mut self, start: usize) {
        match self.tokens.last_mut() {
            Some(last) if last.kind == Kind::Unknown && last.end == start => last.end = self.pos,
            _ => self.push(start, Kind::Unknown),
        }
    }
}

fn stop(c: char) -> Option<Stop> {
    Some(match c {
        '。' | '！' | '？' | '!' | '?' => Stop::Sentence,
        '；' | ';' => Stop::Semicolon,
        '，' | ',' => Stop::Comma,
        '、' => Stop::Enumeration,
        '：' | ':' => Stop::Colon,
        '（' | '(' | '【' | '[' => Stop::Open,
        '）' | ')' | '】' | ']' => Stop::Close,
        '+' | '＋' => Stop::Plus,
        '-' | '−' | '－' => Stop::Minus,
        '=' | '＝' => Stop::Equals,
        _ => return None,
    })
}

/// A run of tokens up to a comma or stronger stop.
#[derive(Clone, Copy, Debug)]
pub(super) struct Clause {
    /// Its tokens, in [`Clauses::tokens`].
    from: usize,
    to: usize,
    /// What ends it, behind its brackets.
    pub stop: Stop,
    /// How many brackets stand around it.
    pub depth: usize,
}

/// The clauses of a paragraph. What stands in brackets follows the clause around it, so that a label before the
/// bracket and its figure behind it meet (`作其他处理(含申请人主动撤回)5件`).
pub(super) struct Clauses {
    tokens: Vec<Token>,
    clauses: Vec<Clause>,
    /// Indexes of matching brackets, by the opening one.
    brackets: Vec<(usize, usize)>,
}

/// Brackets nested deeper are read as if they were not there.
const DEEPEST: usize = 6;

impl Clauses {
    pub fn of(tokens: &[Token]) -> Self {
        let capacity = tokens.len();
        let clauses = Vec::with_capacity(capacity / 4);
        let mut split = Self { tokens: Vec::with_capacity(capacity), clauses, brackets: matching(tokens) };
        split.split(tokens, 0..tokens.len(), 0, Stop::Sentence);
        split
    }

    pub fn iter(&self) -> impl Iterator<Item = (&[Token], Stop, usize)> {
        self.clauses.iter().map(|clause| (&self.tokens[clause.from..clause.to], clause.stop, clause.depth))
    }

    fn split(&mut self, tokens: &[Token], range: Range<usize>, depth: usize, last: Stop) {
        let mut inner: Vec<Range<usize>> = Vec::new();
        let mut from = self.tokens.len();
        let mut at = range.start;
        while at < range.end {
            let token = tokens[at];
            at += 1;
            match token.kind {
                Kind::Stop(Stop::Open) if depth < DEEPEST => {
                    if let Ok(found) = self.brackets.binary_search_by_key(&(at - 1), |pair| pair.0) {
                        let close = self.brackets[found].1;
                        inner.push(at..close);
                        at = close + 1;
                        let figure = |token: &Token| matches!(token.kind, Kind::Figure(_));
                        if self.tokens[from..].last().is_some_and(figure) {
                            // 维持51件(其中…)、纠正93件: what the bracket says is said of the 51
                            self.end(tokens, from, Stop::Comma, depth, &mut inner);
                            from = self.tokens.len();
                        }
                    }
                }
                Kind::Stop(Stop::Open | Stop::Close) => {}
                Kind::Stop(stop @ (Stop::Sentence | Stop::Semicolon | Stop::Comma | Stop::Colon)) => {
                    self.end(tokens, from, stop, depth, &mut inner);
                    from = self.tokens.len();
                }
                _ => self.tokens.push(token),
            }
        }
        if from < self.tokens.len() || !inner.is_empty() || last != Stop::Sentence {
            self.end(tokens, from, last, depth, &mut inner);
        }
    }

    fn end(&mut self, tokens: &[Token], from: usize, stop: Stop, depth: usize, inner: &mut Vec<Range<usize>>) {
        let own = if inner.is_empty() { stop } else { Stop::Comma };
        self.clauses.push(Clause { from, to: self.tokens.len(), stop: own, depth });
        let count = inner.len();
        for (nth, range) in inner.drain(..).enumerate() {
            self.split(tokens, range, depth + 1, if nth + 1 == count { stop } else { Stop::Comma });
        }
    }
}

fn matching(tokens: &[Token]) -> Vec<(usize, usize)> {
    let (mut open, mut pairs) = (Vec::new(), Vec::new());
    for (at, token) in tokens.iter().enumerate() {
        match token.kind {
            Kind::Stop(Stop::Open) => open.push(at),
            Kind::Stop(Stop::Close) => pairs.extend(open.pop().map(|start| (start, at))),
            _ => {}
        }
    }
    pairs.sort_unstable();
    pairs
}
