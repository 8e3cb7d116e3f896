//! What a report's prose states: every paragraph is bound once, when a rule or a program first asks.
//!
//! A paragraph's binding is a function of its block, of where in the block it begins, of the report's year and of the
//! subject that the paragraph before it left. After an edit the paragraphs for which all of these are as they were are
//! taken over, so that mostly one is bound again.

use std::ops::Range;
use std::sync::{Arc, LazyLock};

use rustc_hash::{FxHashMap, FxHashSet};

use super::prose::{Binder, Context, Paragraph, Subject, Vocabulary};
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
    before: Subject,
    paragraph: Paragraph,
}

impl Stated {
    /// What it states.
    pub fn paragraph(&self) -> &Paragraph {
        &self.bound.paragraph
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
        let known = self.remembered.iter().map(|bound| (Arc::as_ptr(&bound.block), bound));
        let known: FxHashMap<*const Block, &Arc<Bound>> = known.collect();
        let tables: Vec<TextRange> =
            self.tables.iter().flatten().map(|placed| placed.place(placed.table.range)).collect();
        let context = Context { year: self.facts.year };
        let mut binder = Binder::default();
        let mut subject = Subject::default();
        let mut stated = Vec::new();
        let proses = self.parts.iter().enumerate().filter_map(|(index, part)| Some((index, part, part.block.prose()?)));
        for (index, part, prose) in proses {
            let in_table = |table: &TextRange| table.contains_range(prose.text + part.start);
            if prose.is_title || tables.iter().any(in_table) {
                continue;
            }
            let (heading, body) = self.heading_and_body(index, part, prose);
            for (range, is_heading) in [(heading, true), (body, false)] {
                if range.is_empty() {
                    continue;
                }
                if is_heading {
                    // What was spoken of in one section says nothing of the next.
                    subject = Subject::default();
                }
                let is_same =
                    |bound: &&&Arc<Bound>| bound.text == range && bound.context == context && bound.before == subject;
                let bound = match known.get(&Arc::as_ptr(&part.block)).filter(is_same) {
                    Some(bound) => (*bound).clone(),
                    None => {
                        let source = text.slice(range + part.start + start);
                        Arc::new(Bound::new(&part.block, range, &source, context, subject, &mut binder))
                    }
                };
                subject = bound.paragraph.subject;
                stated.push(Stated { part: index, bound });
            }
        }
        stated.into()
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

impl Bound {
    fn new(
        block: &Arc<Block>,
        text: TextRange,
        source: &str,
        context: Context,
        before: Subject,
        binder: &mut Binder,
    ) -> Bound {
        let visible = Visible::of(source);
        let mut paragraph = binder.bind(&visible.text, &OFFICIAL, context, before);
        let in_block = |range: &mut Range<usize>| {
            let source = visible.source(text_range(range)) + text.start();
            *range = source.start().into()..source.end().into();
        };
        for mention in &mut paragraph.mentions {
            in_block(&mut mention.range);
            in_block(&mut mention.number);
            mention.reason.words.iter_mut().for_each(in_block);
        }
        Bound { block: block.clone(), text, context, before, paragraph }
    }
}

fn text_range(range: &Range<usize>) -> TextRange {
    let offset = |at: usize| TextSize::try_from(at).expect("a block is smaller than 4 GiB");
    TextRange::new(offset(range.start), offset(range.end))
}
