//! What a report's prose states: every paragraph is bound once, when a rule or a program first asks.
//!
//! A paragraph's binding is a function of its block, of where in the block it begins, of the report's year and, where it
//! states something, of the subject that the paragraphs before it left. After an edit the paragraphs for which all of
//! these are as they were are taken over, so that mostly one is bound again.
//!
//! Most paragraphs state nothing. Which subject one of them names is asked only where another one behind it states
//! something.

use std::ops::Range;
use std::sync::{Arc, LazyLock, OnceLock};

use rustc_hash::{FxHashMap, FxHashSet};

use super::prose::{Binder, Context, Paragraph, Subject, Vocabulary, may_state};
use super::{Part, Report};
use crate::syntax::{Block, Prose, Visible};
use crate::text::{Text, TextRange, TextSize};

/// The words of the official forms. A format that lacks a cell of theirs just never has it stated.
static OFFICIAL: LazyLock<Vocabulary> = LazyLock::new(Vocabulary::official);

/// Begins to make the vocabulary of prose on a thread of its own: a process that is to check a report reads its formats
/// meanwhile. Without it the first report waits.
pub fn prepare() {
    let make = || _ = LazyLock::force(&OFFICIAL);
    // Where the system gives no thread, nothing is lost.
    let _ = std::thread::Builder::new().name("prepare".into()).spawn(make);
}

/// A paragraph or heading and what it states. Ranges of its mentions are bytes of its block.
#[derive(Clone, Debug)]
pub struct Stated {
    /// Index of the part.
    pub part: usize,
    bound: Arc<Bound>,
}

/// A binding and what it is a function of.
#[derive(Debug)]
pub(super) struct Bound {
    /// Held, so that no other block takes its address.
    block: Arc<Block>,
    text: TextRange,
    context: Context,
    says: Says,
}

#[derive(Debug)]
enum Says {
    /// Nothing, whatever governs: the subject that it names for those behind it, once that was asked.
    Nothing(OnceLock<Option<Subject>>),
    Something(Box<Something>),
}

#[derive(Debug)]
struct Something {
    /// The subject that the paragraphs before it left; none where it begins with one of its own, and nobody asked.
    before: Option<Subject>,
    paragraph: Paragraph,
}

impl Stated {
    /// What it states.
    pub fn paragraph(&self) -> &Paragraph {
        const NOTHING: &Paragraph = &Paragraph::NOTHING;
        match &self.bound.says {
            Says::Nothing(_) => NOTHING,
            Says::Something(says) => &says.paragraph,
        }
    }

    /// Where a range of the block stands in the report.
    pub fn place(&self, range: &Range<usize>, report: &Report) -> TextRange {
        text_range(range) + report.parts[self.part].start
    }

    /// Where the whole of it stands in the report.
    pub fn range(&self, report: &Report) -> TextRange {
        self.bound.text + report.parts[self.part].start
    }
}

impl Report {
    /// What each paragraph and heading states, in order. `start` is the report's first byte in `text`. What is no
    /// annual report states nothing.
    pub fn statements(&self, text: &Text, start: TextSize) -> &[Stated] {
        self.statements.get_or_init(|| self.bind(text, start))
    }

    /// The bindings that may be taken over when the report is read again.
    pub(super) fn bindings(&self) -> impl Iterator<Item = &Arc<Bound>> {
        let own = self.statements.get().map(|stated| stated.iter().map(|one| &one.bound));
        let remembered = if own.is_none() { &self.remembered[..] } else { &[] };
        own.into_iter().flatten().chain(remembered)
    }

    fn bind(&self, text: &Text, start: TextSize) -> Box<[Stated]> {
        if !self.format.as_ref().is_some_and(|format| format.is_annual_report) {
            return Box::default();
        }
        let tables: Vec<TextRange> =
            self.tables.iter().flatten().map(|placed| placed.place(placed.table.range)).collect();
        let (mut reading, mut binder) = (Reading::new(self, text, start), Binder::default());
        let proses = self.parts.iter().enumerate().filter_map(|(index, part)| Some((index, part, part.block.prose()?)));
        for (index, part, prose) in proses {
            let in_table = |table: &TextRange| table.contains_range(prose.text + part.start);
            if prose.is_title || tables.iter().any(in_table) {
                continue;
            }
            let (heading, body) = self.heading_and_body(index, part, prose);
            if !heading.is_empty() {
                reading.begin_section();
                reading.paragraph(index, heading, &mut binder);
            }
            if !body.is_empty() {
                reading.paragraph(index, body, &mut binder);
            }
        }
        reading.stated.into()
    }

    /// The section's heading in a part and the text that is none, as bytes of its block; either may be empty.
    fn heading_and_body(&self, index: usize, part: &Part, prose: &Prose) -> (TextRange, TextRange) {
        let at = self.sections.binary_search_by_key(&index, |section| section.part);
        match at.map(|at| &self.sections[at]) {
            Ok(section) => {
                let end = (section.heading.end() - part.start).clamp(prose.text.start(), prose.text.end());
                (TextRange::new(prose.text.start(), end), TextRange::new(end, prose.text.end()))
            }
            Err(_) => (TextRange::empty(prose.text.start()), prose.text),
        }
    }
}

/// The bindings of `reports` whose blocks are among `parts`.
pub(super) fn remembered<'r>(reports: impl Iterator<Item = &'r Arc<Report>>, parts: &[Part]) -> Vec<Arc<Bound>> {
    let mut bindings = reports.flat_map(|report| report.bindings()).peekable();
    if bindings.peek().is_none() {
        return Vec::new();
    }
    let blocks: FxHashSet<*const Block> = parts.iter().map(|part| Arc::as_ptr(&part.block)).collect();
    bindings.filter(|bound| blocks.contains(&Arc::as_ptr(&bound.block))).cloned().collect()
}

/// Binds the paragraphs of a report, one after the other.
struct Reading<'r> {
    report: &'r Report,
    text: &'r Text,
    /// The report's first byte in the text.
    start: TextSize,
    context: Context,
    known: FxHashMap<*const Block, &'r Arc<Bound>>,
    /// Reads what states nothing, while another paragraph is being bound.
    namer: Binder,
    stated: Vec<Stated>,
    /// A subject, and behind how many of those stated it is known to govern: the others state nothing, but may name
    /// another.
    subject: (Subject, usize),
}

impl<'r> Reading<'r> {
    fn new(report: &'r Report, text: &'r Text, start: TextSize) -> Self {
        let known = report.remembered.iter().map(|bound| (Arc::as_ptr(&bound.block), bound)).collect();
        let context = Context { year: report.facts.year };
        let (namer, subject) = (Binder::default(), (Subject::default(), 0));
        Self { report, text, start, context, known, namer, stated: Vec::new(), subject }
    }

    /// What was spoken of in one section says nothing of the next.
    fn begin_section(&mut self) {
        self.subject = (Subject::default(), self.stated.len());
    }

    /// Binds what stands at `range` of a part, or takes its binding over.
    fn paragraph(&mut self, part: usize, range: TextRange, binder: &mut Binder) {
        let bound = self.taken_over(part, range).unwrap_or_else(|| self.bind(part, range, binder));
        if let Says::Something(says) = &bound.says {
            self.subject = (says.paragraph.subject, self.stated.len() + 1);
        }
        self.stated.push(Stated { part, bound });
    }

    fn taken_over(&mut self, part: usize, range: TextRange) -> Option<Arc<Bound>> {
        let bound = *self.known.get(&Arc::as_ptr(&self.report.parts[part].block))?;
        let is_same = bound.text == range && bound.context == self.context;
        let is_governed = match &bound.says {
            Says::Nothing(_) => true,
            Says::Something(says) => is_same && says.before.is_none_or(|before| before == self.governing()),
        };
        (is_same && is_governed).then(|| bound.clone())
    }

    fn bind(&mut self, part: usize, range: TextRange, binder: &mut Binder) -> Arc<Bound> {
        let Part { block, start, .. } = &self.report.parts[part];
        let source = self.text.slice(range + *start + self.start);
        let says = self.says(&source, range.start(), binder);
        Arc::new(Bound { block: block.clone(), text: range, context: self.context, says })
    }

    /// What is said by the source at byte `start` of a block.
    fn says(&mut self, source: &str, start: TextSize, binder: &mut Binder) -> Says {
        if !may_state(source, &OFFICIAL) {
            return Says::Nothing(OnceLock::new());
        }
        let visible = Visible::of(source);
        if !visible.is_source() && !may_state(&visible.text, &OFFICIAL) {
            return Says::Nothing(OnceLock::new());
        }
        let (context, mut before) = (self.context, None);
        let governing = || *before.insert(self.governing());
        let mut paragraph = binder.bind(&visible.text, &OFFICIAL, context, governing);
        let in_block = |range: &mut Range<usize>| {
            let source = visible.source(text_range(range)) + start;
            *range = source.start().into()..source.end().into();
        };
        for mention in &mut paragraph.mentions {
            in_block(&mut mention.range);
            in_block(&mut mention.number);
            mention.reason.words.iter_mut().for_each(in_block);
        }
        Says::Something(Box::new(Something { before, paragraph }))
    }

    /// The subject that governs what is read next.
    fn governing(&mut self) -> Subject {
        let Self { report, text, start, context, namer, stated, subject, .. } = self;
        let mut named = |stated: &Stated| {
            let Says::Nothing(named) = &stated.bound.says else { return None };
            let name = || {
                let source = text.slice(stated.range(report) + *start);
                namer.named(&Visible::of(&source).text, &OFFICIAL, *context)
            };
            *named.get_or_init(name)
        };
        let quiet = stated[subject.1..].iter();
        *subject = (quiet.rev().find_map(&mut named).unwrap_or(subject.0), stated.len());
        subject.0
    }
}

fn text_range(range: &Range<usize>) -> TextRange {
    let offset = |at: usize| TextSize::try_from(at).expect("a block is smaller than 4 GiB");
    TextRange::new(offset(range.start), offset(range.end))
}
