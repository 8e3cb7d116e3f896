//! One pass over a paragraph: words of the vocabulary, figures, dates, stops, and runs of unknown text between them.

use super::clauses::Piece;
use super::date::Date;
use super::figure::{Figure, Lexed, Lexicon, lex};
use super::vocabulary::{Gist, Role, Vocabulary, Word};
use super::words::{Begins, Character, Found};

/// Where a clause or sentence ends, or what joins labels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Stop {
    /// 。!?
    #[default]
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

impl Stop {
    /// Whether it parts clauses, or a bracket from them.
    fn parts(self) -> bool {
        !matches!(self, Stop::Enumeration | Stop::Plus | Stop::Minus | Stop::Equals)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Index into the vocabulary's words.
    Word(u16),
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
    pub start: u32, // a block is smaller than 4 GiB
    pub end: u32,
    pub kind: Kind,
    pub gist: Gist,
}

impl Token {
    pub fn word<'v>(&self, vocabulary: &'v Vocabulary) -> Option<&'v Word> {
        match self.kind {
            Kind::Word(word) => Some(&vocabulary.words[usize::from(word)]),
            _ => None,
        }
    }
    pub fn is(&self, role: Role) -> bool {
        self.gist.is(role)
    }
    /// As it stands in the text that was read.
    pub fn written<'t>(&self, text: &'t str) -> &'t str {
        &text[self.start as usize..self.end as usize]
    }
}

/// What a character is, where no word begins with it.
#[derive(Clone, Copy, Debug)]
pub(super) enum Sign {
    Stop(Stop),
    OpenQuote,
    CloseQuote,
    OpenTitle,
    /// What a number may begin with.
    Number,
}

pub(super) const SIGNS: [(Sign, &str); 14] = [
    (Sign::Stop(Stop::Sentence), "。！？!?"),
    (Sign::Stop(Stop::Semicolon), "；;"),
    (Sign::Stop(Stop::Comma), "，,"),
    (Sign::Stop(Stop::Enumeration), "、"),
    (Sign::Stop(Stop::Colon), "：:"),
    (Sign::Stop(Stop::Open), "（(【["),
    (Sign::Stop(Stop::Close), "）)】]"),
    (Sign::Stop(Stop::Plus), "+＋"),
    (Sign::Stop(Stop::Minus), "-−－"),
    (Sign::Stop(Stop::Equals), "=＝"),
    (Sign::OpenQuote, "“‘"),
    (Sign::CloseQuote, "”’"),
    (Sign::OpenTitle, "《"),
    (Sign::Number, "0123456789０１２３４５６７８９〇零○一二三四五六七八九十百千万亿两廿数几上"),
];

/// The characters of each sign.
pub(super) fn signs() -> impl Iterator<Item = &'static str> {
    SIGNS.iter().map(|(_, characters)| *characters)
}

/// The tokens of a paragraph.
#[derive(Debug, Default)]
pub(super) struct Scan {
    pub tokens: Vec<Token>,
    pub figures: Vec<Figure>,
    pub pieces: Vec<Piece>,
    /// The piece that is being read.
    piece: Piece,
    /// Inside “”: words count, numbers are names.
    quoted: bool,
    pos: usize,
}

/// Characters of a title; behind a bracket that is not closed within, text is read as usual.
const LONGEST_TITLE: usize = 200;

/// A word that begins or ends with a digit must not be cut out of a longer number.
pub(super) fn inside_number(text: &str, start: usize, first: Character, found: &Found) -> bool {
    let behind_digit = |at: usize| at > 0 && text.as_bytes()[at - 1].is_ascii_digit();
    (first.is_digit() && behind_digit(start)) || (found.next.is_digit() && behind_digit(found.end))
}

/// Where the title that begins at a byte ends.
pub(super) fn title_end(text: &str, at: usize) -> Option<usize> {
    let mut depth = 0;
    for (offset, c) in text[at..].char_indices().take(LONGEST_TITLE) {
        depth += i32::from(c == '《') - i32::from(c == '》');
        if depth == 0 {
            return Some(at + offset + c.len_utf8());
        }
    }
    None
}

impl Scan {
    /// Reads a paragraph into tokens; what was read before is forgotten.
    pub fn read(&mut self, text: &str, vocabulary: &Vocabulary) {
        self.tokens.clear();
        self.figures.clear();
        self.pieces.clear();
        (self.piece, self.quoted, self.pos) = (Piece::default(), false, 0);
        // As many as most paragraphs have: the first one does not make them grow step by step.
        self.tokens.reserve(256);
        self.pieces.reserve(32);
        let words = &vocabulary.automaton;
        let mut character = Character::at(text, 0);
        loop {
            let mut at = self.pos;
            let (begins, next) = loop {
                let next = Character::at(text, at + character.len());
                let begins = words.begins(character);
                if !words.is_plain(begins, next) {
                    break (begins, next);
                }
                at += character.len();
                character = next;
            };
            if at > self.pos {
                let start = std::mem::replace(&mut self.pos, at);
                self.unknown(start);
            }
            if character.is_end() {
                break;
            }
            match words.longest(begins, next, text, at + character.len()) {
                Some(found) if !inside_number(text, at, character, &found) => {
                    self.pos = found.end;
                    character = found.next;
                    self.push(at, Kind::Word(found.meaning), vocabulary.gists[usize::from(found.meaning)]);
                }
                _ => {
                    self.character(begins, character, text, vocabulary);
                    let is_next = self.pos == at + character.len();
                    character = if is_next { next } else { Character::at(text, self.pos) };
                }
            }
        }
        self.end_piece(Stop::Sentence);
    }

    /// Reads a figure, a stop or an unknown character.
    fn character(&mut self, begins: Begins, character: Character, text: &str, vocabulary: &Vocabulary) {
        let at = self.pos;
        self.pos += character.len();
        match begins.sign().map(|sign| SIGNS[sign].0) {
            Some(Sign::Stop(stop)) => {
                self.quoted &= stop != Stop::Sentence;
                if stop.parts() {
                    self.end_piece(stop);
                }
                self.push(at, Kind::Stop(stop), Gist::default());
                if stop.parts() {
                    self.piece.from = self.tokens.len();
                }
            }
            Some(Sign::OpenQuote) => self.quoted = true,
            Some(Sign::CloseQuote) => self.quoted = false,
            Some(Sign::OpenTitle) => self.title(text, at),
            Some(Sign::Number) => {
                let lexicon = Lexicon { units: &vocabulary.units, numbers: &vocabulary.numbers };
                match lex(text, at, &lexicon) {
                    Some(lexed) => self.number(lexed, at),
                    None => self.other(character, text, at),
                }
            }
            None => self.other(character, text, at),
        }
    }

    /// A letter is unknown text; what is none, like a blank, only parts.
    #[inline]
    fn other(&mut self, character: Character, text: &str, at: usize) {
        if character.is_chinese() || text[at..self.pos].chars().all(char::is_alphanumeric) {
            self.unknown(at);
        }
    }

    fn push(&mut self, start: usize, kind: Kind, gist: Gist) {
        self.piece.gist = self.piece.gist.with(gist);
        self.tokens.push(Token { start: start as u32, end: self.pos as u32, kind, gist });
    }

    fn end_piece(&mut self, stop: Stop) {
        self.pieces.push(Piece { to: self.tokens.len(), stop, ..self.piece });
        self.piece.gist = Gist::default();
    }

    fn number(&mut self, lexed: Lexed, at: usize) {
        match lexed {
            Lexed::Figure(figure) if !self.quoted => {
                self.pos = figure.range.end;
                self.give_up(figure.lead, at);
                self.push(at, Kind::Figure(self.figures.len() as u32), Gist::FIGURE);
                self.figures.push(figure);
            }
            Lexed::Figure(Figure { range, .. }) => {
                self.pos = range.end;
                self.unknown(at);
            }
            Lexed::Date(date, end) => {
                self.pos = end;
                self.push(at, Kind::Date(date), Gist::SPEAKS);
            }
            Lexed::Name(end) => {
                self.pos = end;
                self.unknown(at);
            }
        }
    }

    /// 约 before a figure is known after all.
    fn give_up(&mut self, lead: usize, at: usize) {
        let is_before = |last: &&mut Token| last.kind == Kind::Unknown && last.end as usize == at;
        if let Some(last) = self.tokens.last_mut().filter(is_before) {
            last.end = (lead as u32).max(last.start);
            if last.end == last.start {
                self.tokens.pop();
            }
        }
    }

    /// A title says nothing about figures, and numbers in it are names.
    fn title(&mut self, text: &str, at: usize) {
        self.pos = title_end(text, at).unwrap_or(self.pos);
        self.unknown(at);
    }

    fn unknown(&mut self, start: usize) {
        match self.tokens.last_mut() {
            Some(last) if last.kind == Kind::Unknown && last.end as usize == start => last.end = self.pos as u32,
            _ => self.push(start, Kind::Unknown, Gist::default()),
        }
    }
}
