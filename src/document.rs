//! The document value: text, blocks and reports, kept in step by [`Document::edit`].
//!
//! # Which reports an edit touches
//! Where a report ends is told by its own blocks and by those behind them up to the first section of the next report
//! ([`Segmenter`]), and by nothing before it. So when reading begins at the start of any report, the boundaries behind
//! it are those of the whole document; and a report's start is certain as soon as the text before it and up to its
//! first section is unchanged.
//!
//! - *Restart.* Of the report in which the first new block stands, that first section may have changed, and with it
//!   its start. The report before it starts where it did: its first section lies before its end, hence before the
//!   change. Reading begins there.
//! - *End.* Where a new report starts behind the last new block, at a place where an old one started, all that follows
//!   is as it was: the same blocks, read from the same state.
//!
//! A report is a function of its blocks and their text, so one that still consists of the same blocks is taken over as
//! it is, findings included; of another one, the tables whose rows are the same ([`Earlier`]).

use std::ops::Range;
use std::sync::Arc;

use crate::config::Settings;
use crate::report::{Earlier, Report, Segmenter};
use crate::syntax::{Block, Blocks, Change, Measured, Tree, reparse, scan};
use crate::text::{Text, TextRange, TextSize};

/// A document as it is open in an editor or read from a file. Cloning is O(1): the clone is a snapshot.
#[derive(Clone, Debug)]
pub struct Document {
    text: Text,
    blocks: Blocks,
    /// The reports, one after the other; together they cover the text.
    reports: Tree<Arc<Report>>,
    settings: Arc<Settings>,
}

impl Document {
    /// Reads a whole document.
    pub fn new(text: &str, settings: Arc<Settings>) -> Document {
        Document::of(text.to_owned(), settings)
    }

    /// Reads a whole document whose text nobody else needs.
    pub fn of(text: String, settings: Arc<Settings>) -> Document {
        let text = Text::from(text);
        let blocks = scan(&text.slice(TextRange::up_to(text.len())), settings.formats.vocabulary()).collect();
        Document::read(text, blocks, settings)
    }

    /// Reads a whole document that is going to be edited: no edit has to wait until its text is a rope.
    pub fn editable(text: &str, settings: Arc<Settings>) -> Document {
        let blocks = scan(text, settings.formats.vocabulary()).collect();
        Document::read(Text::editable(text), blocks, settings)
    }

    fn read(text: Text, blocks: Blocks, settings: Arc<Settings>) -> Document {
        let mut document = Document { text, blocks, reports: Tree::default(), settings };
        document.update_reports(TextRange::up_to(document.text.len()));
        document
    }

    /// Replaces `range` (bytes) by `with`; the only way in which a document changes. The ends are moved down to
    /// character boundaries within the text. Returns what was read again, in the new text: the edit's window, which is
    /// the same wherever in a document and however long that is. Reports are read again where the window touches them.
    pub fn edit(&mut self, range: TextRange, with: &str) -> TextRange {
        let replaced = self.text.replace(range, with);
        let change = Change { replaced, inserted: TextSize::of(with) };
        let window = reparse(&mut self.blocks, &self.text, change, self.settings.formats.vocabulary());
        self.update_reports(window);
        window
    }

    /// The text.
    pub fn text(&self) -> &Text {
        &self.text
    }

    /// The blocks with their offsets.
    pub fn blocks(&self) -> &Blocks {
        &self.blocks
    }

    /// The reports with their offsets, also pieces that are no report: those have no format.
    pub fn reports(&self) -> impl Iterator<Item = (TextSize, &Arc<Report>)> {
        self.reports.iter()
    }

    /// The reports that touch `range`, with their offsets; costs no more than those.
    pub fn reports_in(&self, range: TextRange) -> impl Iterator<Item = (TextSize, &Arc<Report>)> {
        let first = self.reports.at(range.start()).map_or(0, |(index, _)| index);
        self.reports.iter_from(first).take_while(move |(start, _)| *start <= range.end())
    }

    /// Whether there is any report in it.
    pub fn is_report(&self) -> bool {
        self.reports().any(|(_, report)| report.format.is_some())
    }

    /// What it is read and checked by.
    pub fn settings(&self) -> &Arc<Settings> {
        &self.settings
    }

    /// Brings the reports up to date with the blocks, which are new within `window`; see the module's documentation.
    fn update_reports(&mut self, window: TextRange) {
        let first = self.reports.at(window.start()).map_or(0, |(index, _)| index.saturating_sub(1));
        let start = self.reports.iter_from(first).next().map_or(TextSize::from(0), |(start, _)| start);
        let (pieces, replaced) = self.segment(first, start, window.end());
        let old = self.reports.iter_from(first).take(replaced.len()).map(|(_, report)| report.clone());
        let earlier = Earlier::new(old.collect());
        let mut at = start;
        let read = pieces.into_iter().map(|blocks| {
            let start = at;
            at += blocks.iter().map(Measured::len).sum::<TextSize>();
            let same = earlier.report(&blocks);
            same.unwrap_or_else(|| Arc::new(Report::read(&self.text, start, blocks, &earlier, &self.settings)))
        });
        let read = read.collect();
        self.reports.splice(replaced, read);
    }

    /// Deals the blocks from byte `start` on, where the report of index `first` starts, to reports, until behind
    /// `changed` one starts where an old one did. The blocks of each, and the indices of the old reports they replace.
    fn segment(&self, first: usize, start: TextSize, changed: TextSize) -> (Vec<Vec<Arc<Block>>>, Range<usize>) {
        let mut old = self.reports.iter_from(first).map(|(start, _)| start).peekable();
        let mut replaced = first..first;
        // Lengths behind the change are what they were, so distances from the end tell equal places.
        let old_from_end = |start: TextSize| self.reports.bytes() - start;
        let mut segmenter = Segmenter::new(&self.settings.formats);
        let mut pieces = Vec::new();
        let (mut open, mut open_start) = (Vec::new(), start);
        let first_block = self.blocks.at(start).map_or(0, |(index, _)| index);
        for (_, block) in self.blocks.iter_from(first_block) {
            let ended = segmenter.push(block);
            open.push(block.clone());
            let Some(count) = ended else { continue };
            let next = open.split_off(count);
            let piece = std::mem::replace(&mut open, next);
            open_start += piece.iter().map(Measured::len).sum::<TextSize>();
            pieces.push(piece);
            if open_start < changed {
                continue;
            }
            let from_end = self.text.len() - open_start;
            while old.next_if(|start| old_from_end(*start) > from_end).is_some() {
                replaced.end += 1;
            }
            if old.peek().is_some_and(|start| old_from_end(*start) == from_end) {
                return (pieces, replaced);
            }
        }
        if !open.is_empty() {
            pieces.push(open);
        }
        replaced.end = self.reports.count();
        (pieces, replaced)
    }
}
