//! The clauses of a paragraph, with brackets lifted out behind the clause that holds them.

use std::ops::Range;

use super::token::{Stop, Token};
use super::vocabulary::Gist;

/// The tokens up to a comma, a stronger stop or a bracket.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Piece {
    /// Its tokens; that of the stop is the next one.
    pub from: usize,
    pub to: usize,
    pub stop: Stop,
    pub gist: Gist,
}

/// A run of tokens up to a comma or stronger stop.
#[derive(Clone, Copy, Debug)]
pub(super) struct Clause<'t> {
    pub tokens: &'t [Token],
    pub gist: Gist,
    /// What ends it, behind its brackets.
    pub stop: Stop,
    /// How many brackets stand around it.
    pub depth: usize,
    /// Its sentence states nothing: all that outlasts it is the subject that it names.
    pub is_quiet: bool,
}

/// Tells each clause of a paragraph that matters. What stands in brackets follows the clause around it, so that a label
/// before the bracket and its figure behind it meet (`作其他处理(含申请人主动撤回)5件`).
pub(super) fn clauses(tokens: &[Token], pieces: &[Piece], joints: &mut Joints, tell: impl FnMut(Clause<'_>)) {
    joints.matching(pieces);
    let mut clauses = Clauses { tokens, pieces, joints, is_quiet: false, tell };
    clauses.split(0..pieces.len(), 0, Stop::Sentence);
}

/// Brackets nested deeper are read as if they were not there.
const DEEPEST: usize = 6;

/// What joins the pieces of a paragraph to clauses.
#[derive(Debug, Default)]
pub(super) struct Joints {
    /// The pieces before brackets that are open.
    open: Vec<usize>,
    /// The pieces before matching brackets, by the opening one.
    brackets: Vec<(usize, usize)>,
    /// The tokens of a clause of several pieces.
    joined: Vec<Token>,
}

struct Clauses<'t, Tell> {
    tokens: &'t [Token],
    pieces: &'t [Piece],
    joints: &'t mut Joints,
    /// The sentence that is being told states nothing.
    is_quiet: bool,
    tell: Tell,
}

/// A clause as far as its pieces were seen.
#[derive(Default)]
struct Seen {
    /// The tokens of its only piece.
    only: Range<usize>,
    /// It has several, which are joined.
    is_joined: bool,
    gist: Gist,
    /// The brackets in it, as ranges of pieces.
    inner: Vec<Range<usize>>,
}

/// The piece behind the sentence that begins with a piece, and whether it names a subject; none where it states
/// something, or a bracket reaches beyond it. What a bracket names governs nothing behind it.
fn quiet(pieces: &[Piece], from: usize) -> Option<(usize, bool)> {
    let (mut depth, mut names) = (0usize, false);
    for (at, piece) in pieces.iter().enumerate().skip(from) {
        if piece.gist.meets(Gist::STATES) {
            return None;
        }
        names |= depth == 0 && piece.gist.meets(Gist::TOPIC);
        match piece.stop {
            Stop::Open => depth += 1,
            Stop::Close => depth = depth.saturating_sub(1),
            Stop::Sentence => return (depth == 0).then_some((at + 1, names)),
            _ => {}
        }
    }
    None
}

/// Whether a sentence names a subject before any states something: then that which governed before does no more.
pub(super) fn begins_with_subject(pieces: &[Piece]) -> bool {
    let mut sentence = 0;
    while let Some((end, names)) = quiet(pieces, sentence) {
        if names {
            return true;
        }
        sentence = end;
    }
    false
}

impl<Tell: FnMut(Clause<'_>)> Clauses<'_, Tell> {
    fn split(&mut self, range: Range<usize>, depth: usize, last: Stop) {
        let mut seen = Seen::default();
        let mut at = if depth == 0 { self.heard(range.start) } else { range.start };
        while at < range.end {
            let piece = &self.pieces[at];
            self.take(&mut seen, piece);
            at += 1;
            if at == range.end {
                break;
            }
            match piece.stop {
                Stop::Open if depth < DEEPEST => {
                    if let Ok(found) = self.joints.brackets.binary_search_by_key(&(at - 1), |pair| pair.0) {
                        let close = self.joints.brackets[found].1;
                        seen.inner.push(at..close + 1);
                        at = close + 1;
                        if self.of(&seen).last().is_some_and(|token| token.gist.meets(Gist::FIGURE)) {
                            // 维持51件(其中…)、纠正93件: what the bracket says is said of the 51
                            self.end(&mut seen, Stop::Comma, depth);
                        }
                    }
                }
                Stop::Open | Stop::Close => {}
                stop => {
                    self.end(&mut seen, stop, depth);
                    if stop == Stop::Sentence && depth == 0 {
                        at = self.heard(at);
                    }
                }
            }
        }
        if !self.of(&seen).is_empty() || !seen.inner.is_empty() || last != Stop::Sentence {
            self.end(&mut seen, last, depth);
        }
    }

    /// The piece to go on with at the beginning of a sentence. Of sentences in a row that state nothing only the last one
    /// that names a subject is told: it takes the place of those before, and all else that is said ends with its
    /// sentence.
    fn heard(&mut self, from: usize) -> usize {
        let (mut naming, mut sentence) = (None, from);
        while let Some((end, names)) = quiet(self.pieces, sentence) {
            naming = if names { Some(sentence) } else { naming };
            sentence = end;
        }
        self.is_quiet = naming.is_some();
        naming.unwrap_or(sentence)
    }

    fn take(&mut self, seen: &mut Seen, piece: &Piece) {
        if piece.from == piece.to {
            return;
        }
        seen.gist = seen.gist.with(piece.gist);
        if seen.only.is_empty() && !seen.is_joined {
            seen.only = piece.from..piece.to;
            return;
        }
        if !seen.is_joined {
            seen.is_joined = true;
            self.joints.joined.clear();
            self.joints.joined.extend_from_slice(&self.tokens[seen.only.clone()]);
        }
        self.joints.joined.extend_from_slice(&self.tokens[piece.from..piece.to]);
    }

    fn of(&self, seen: &Seen) -> &[Token] {
        if seen.is_joined { &self.joints.joined } else { &self.tokens[seen.only.clone()] }
    }

    fn end(&mut self, seen: &mut Seen, stop: Stop, depth: usize) {
        let seen = std::mem::take(seen);
        let own = if seen.inner.is_empty() { stop } else { Stop::Comma };
        let tokens = if seen.is_joined { &self.joints.joined } else { &self.tokens[seen.only] };
        (self.tell)(Clause { tokens, gist: seen.gist, stop: own, depth, is_quiet: self.is_quiet });
        let count = seen.inner.len();
        for (nth, range) in seen.inner.into_iter().enumerate() {
            self.split(range, depth + 1, if nth + 1 == count { stop } else { Stop::Comma });
        }
    }
}

impl Joints {
    /// Finds the brackets that match.
    fn matching(&mut self, pieces: &[Piece]) {
        self.open.clear();
        self.brackets.clear();
        for (at, piece) in pieces.iter().enumerate() {
            match piece.stop {
                Stop::Open => self.open.push(at),
                Stop::Close => self.brackets.extend(self.open.pop().map(|start| (start, at))),
                _ => {}
            }
        }
        self.brackets.sort_unstable();
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Binder, Context, Paragraph, Subject, Vocabulary, bind};

    #[test]
    fn what_governed_before_is_asked_only_where_it_matters() {
        let vocabulary = Vocabulary::official();
        let asks = |text: &str| {
            let mut asked = false;
            Binder::default().bind(text, &vocabulary, Context::default(), || {
                asked = true;
                Subject::default()
            });
            asked
        };
        assert!(!asks("做好工作（网站）。行政复议情况。收到12件。"));
        assert!(asks("收到12件。行政复议情况。") && asks("做好工作（行政复议）。收到12件。") && asks("收到"));
    }

    #[test]
    fn sentences_that_state_nothing_leave_the_subject_that_each_of_them_would_leave() {
        let vocabulary = Vocabulary::official();
        let read = |text: &str, before| bind(text, &vocabulary, Context { year: Some(2024) }, before);
        let said = |paragraph: &Paragraph| {
            let mentions = paragraph.mentions.iter();
            mentions.map(|mention| (mention.kind, mention.readings.clone())).collect::<Vec<_>>()
        };
        let quiet = [
            "",
            "依法办理政府信息公开申请。",
            "加强干部学习；提升能力。",
            "做好行政规范性文件公开工作。",
            "去年以来，认真办理行政复议。",
            "2023年，强化网站建设。",
            "加强规范性文件（含行政诉讼）管理。",
            "做好各项工作（行政复议）。",
        ];
        for (one, two) in quiet.iter().flat_map(|one| quiet.map(|two| (one, two))) {
            for last in ["全年共收到12件。", "其中予以公开3件，不予公开2件。", "均已办结。", "未收到。"]
            {
                let together = read(&format!("{one}{two}{last}"), Subject::default());
                let before = [one, two].iter().fold(Subject::default(), |before, text| read(text, before).subject);
                let alone = read(last, before);
                assert_eq!((said(&together), together.subject), (said(&alone), alone.subject), "{one}{two}{last}");
            }
        }
    }
}
