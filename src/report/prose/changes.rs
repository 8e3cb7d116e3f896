//! What grew or fell, from what and by how much (`今年收到120件，去年100件，同比增长20%`), and monthly averages.
//!
//! A claim is kept only where the sentence itself says of exactly one figure what it is now, and of one what it was:
//! any other figure before it, another verb, or unknown words leave open from what it is reckoned, and nothing is
//! claimed.

use super::clauses::Piece;
use super::figure::{Figure, UnitClass};
use super::token::{Kind, Scan, Stop, Token};
use super::vocabulary::{Concepts, Gist, Role, Vocabulary, Word};
use super::{Average, Before, Change, Context};

/// Figures are numbered as they were scanned.
#[derive(Debug, Default)]
pub(super) struct Claims {
    pub changes: Vec<Change>,
    pub averages: Vec<Average>,
}

/// What a figure of a sentence is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Said {
    /// The report's own year, as far as its words say.
    Now,
    /// The year before.
    Before,
    /// 增加20件, 增长20%.
    By { rises: bool },
    /// 平均每月10件.
    Monthly,
    /// Another time.
    Other,
}

/// A figure of the sentence that is being read.
#[derive(Clone, Debug)]
struct Read<'t> {
    figure: usize,
    said: Said,
    /// The words that tell what it counts, unknown ones too.
    topics: Vec<&'t str>,
    /// Verbs.
    deeds: Vec<&'t str>,
    /// Results and scopes in its words.
    scope: Concepts,
    /// Another year than the report's and the one before is named.
    is_dated: bool,
}

/// The claims of a paragraph, sentence by sentence.
pub(super) fn claims(text: &str, scan: &Scan, vocabulary: &Vocabulary, context: Context) -> Claims {
    let mut claims = Claims::default();
    if scan.figures.is_empty() {
        return claims;
    }
    let reader = Reader { text, figures: &scan.figures, vocabulary, context };
    let ends = |piece: &Piece| matches!(piece.stop, Stop::Sentence | Stop::Semicolon);
    for sentence in scan.pieces.split_inclusive(ends) {
        let gist = sentence.iter().fold(Gist::default(), |gist, piece| gist.with(piece.gist));
        if gist.meets(Gist::FIGURE) && gist.meets(TURNS) {
            let (first, last) = (&sentence[0], &sentence[sentence.len() - 1]);
            reader.sentence(&scan.tokens[first.from..last.to], &mut claims);
        }
    }
    claims
}

/// What says that a figure is not what it was.
const TURNS: Gist = Gist::of(&[Role::Rise, Role::Fall, Role::Monthly]);

struct Reader<'a> {
    text: &'a str,
    figures: &'a [Figure],
    vocabulary: &'a Vocabulary,
    context: Context,
}

impl Reader<'_> {
    fn sentence(&self, tokens: &[Token], claims: &mut Claims) {
        let mut read: Vec<Read<'_>> = Vec::new();
        let (mut from, mut clause, mut behind) = (0, 0, 0);
        for (at, token) in tokens.iter().enumerate() {
            match token.kind {
                Kind::Stop(Stop::Enumeration) => {}
                Kind::Stop(_) => (from, clause) = (at + 1, at + 1),
                Kind::Figure(number) => {
                    let one = self.figure(number as usize, &tokens[from..at]);
                    // Whose growth it is must not be said in words of its own: 满意度同比增长5%.
                    let is_plain = tokens[clause..at].iter().all(|token| self.is_plain(token));
                    if is_plain {
                        // 14件，主要为征地类，同比增加5件: whose growth it is stands between.
                        let follows = tokens[behind..at].iter().all(|token| self.is_plain(token));
                        self.claim(&one, &read, follows, claims);
                    }
                    read.push(one);
                    (from, behind) = (at + 1, at + 1);
                }
                _ => {}
            }
        }
    }

    /// What one figure is, by the words between it and the figure or comma before.
    fn figure(&self, figure: usize, words: &[Token]) -> Read<'_> {
        let mut said = Said::Now;
        let (mut topics, mut deeds, mut scope, mut is_dated) = (Vec::new(), Vec::new(), Concepts::NONE, false);
        for token in words {
            if let Kind::Date(date) = token.kind {
                let year = date.year.zip(self.context.year);
                is_dated |= date.part || date.years || year.is_some_and(|(year, own)| year != own && year + 1 != own);
                said = match year {
                    _ if date.part || date.years => Said::Other,
                    Some((year, own)) if year + 1 == own => Said::Before,
                    Some((year, own)) if year == own => said,
                    _ => Said::Other,
                };
            }
            let word = token.word(self.vocabulary);
            let written = token.written(self.text);
            if token.kind == Kind::Unknown || word.is_some_and(|word| word.topic.is_some()) {
                topics.push(written);
            } else if word.is_some_and(|word| !word.acts.is_empty()) {
                deeds.push(written);
            }
            let Some(word) = word else { continue };
            said = self.turned(said, word);
            let times = self.vocabulary.dates.last_year.union(self.vocabulary.aside);
            scope = scope.union(word.outcomes).union(word.marks.without(times));
        }
        // 增至120件, 增长到120件: what it is now.
        let turn = words.iter().rposition(|token| token.gist.meets(TURNS));
        if let (Said::By { .. }, Some(turn)) = (said, turn) {
            let behind = words[turn].start as usize..words.last().map_or(0, |last| last.end as usize);
            if self.text[behind].contains(['到', '至', '为']) && self.figures[figure].unit != Some(UnitClass::Percent)
            {
                said = Said::Now;
            }
        }
        Read { figure, said, topics, deeds, scope, is_dated }
    }

    /// What a figure is after one more of its words.
    fn turned(&self, said: Said, word: &Word) -> Said {
        let last_year = !word.marks.meet(self.vocabulary.dates.last_year).is_empty();
        let part = self.vocabulary.dates.part_of_year;
        if word.is(Role::Rise) || word.is(Role::Fall) {
            Said::By { rises: word.is(Role::Rise) }
        } else if word.is(Role::Monthly) {
            Said::Monthly
        } else if last_year || word.is(Role::Since) {
            Said::Before
        } else if !word.marks.meet(self.vocabulary.aside.union(part)).is_empty() {
            Said::Other // next year's, planned, reckoned over years
        } else {
            said
        }
    }

    /// Words that only compare, and figures.
    fn is_plain(&self, token: &Token) -> bool {
        match token.kind {
            Kind::Unknown => false,
            // 办结率同比增长2%
            Kind::Word(_) if token.written(self.text).ends_with('率') => token.is(Role::Rise),
            Kind::Stop(_) | Kind::Figure(_) | Kind::Date(_) => true,
            Kind::Word(_) => token.word(self.vocabulary).is_some_and(|word| {
                let dates = &self.vocabulary.dates;
                let compares = token.gist.meets(TURNS) || token.is(Role::Since);
                let of_times = word.marks.without(dates.last_year.union(dates.this_year)).is_empty();
                let says = word.topic.is_some() || !word.acts.union(word.outcomes).is_empty();
                compares || (of_times && !says)
            }),
        }
    }

    fn claim(&self, one: &Read<'_>, read: &[Read<'_>], follows: bool, claims: &mut Claims) {
        let is_percent = |figure: usize| self.figures[figure].unit == Some(UnitClass::Percent);
        let of = |wanted: fn(Said) -> bool| -> Vec<&Read<'_>> {
            read.iter().filter(|one| wanted(one.said) && !is_percent(one.figure)).collect()
        };
        if self.figures[one.figure].approximate || !of(|said| matches!(said, Said::Other | Said::Monthly)).is_empty() {
            return;
        }
        let now = of(|said| said == Said::Now);
        let before = of(|said| said == Said::Before);
        let by = of(|said| matches!(said, Said::By { .. }));
        let [now] = now[..] else { return };
        match one.said {
            Said::Monthly if before.is_empty() && by.is_empty() && self.alike(one, now) => {
                claims.averages.push(Average { average: one.figure, whole: now.figure });
            }
            Said::By { rises } => {
                let before = match (&before[..], &by[..]) {
                    ([before], _) if self.alike(before, now) && same_matter(before, now) => {
                        Before::Figure(before.figure)
                    }
                    ([], []) if follows && !one.is_dated && !now.is_dated => Before::Unstated,
                    ([], [by]) if is_percent(one.figure) && self.alike(by, now) => match by.said {
                        Said::By { rises } => Before::Less { by: by.figure, rises },
                        _ => return,
                    },
                    _ => return,
                };
                let is_figure = matches!(before, Before::Figure(_) | Before::Unstated);
                if is_percent(one.figure) || is_figure && self.alike(one, now) {
                    claims.changes.push(Change { by: one.figure, now: now.figure, before, rises });
                }
            }
            _ => {}
        }
    }

    /// Exact figures of the same unit.
    fn alike(&self, one: &Read<'_>, other: &Read<'_>) -> bool {
        let unit = |read: &Read<'_>| {
            let figure = &self.figures[read.figure];
            self.text[figure.number.end..figure.range.end].trim()
        };
        let exact = |read: &Read<'_>| !self.figures[read.figure].approximate;
        unit(one) == unit(other) && exact(one) && exact(other)
    }
}

/// Both count the same: 去年结转100件 is not last year's 收到120件. What one of them leaves out the other says for it.
fn same_matter(one: &Read<'_>, other: &Read<'_>) -> bool {
    let within = |one: &[&str], other: &[&str]| one.iter().all(|word| other.contains(word));
    let same_topics = one.topics.is_empty() || other.topics.is_empty() || one.topics == other.topics;
    one.scope == other.scope && same_topics && (within(&one.deeds, &other.deeds) || within(&other.deeds, &one.deeds))
}
