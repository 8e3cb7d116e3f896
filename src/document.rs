//! The document value: text, blocks and reports, kept in step by [`Document::edit`].

use std::sync::Arc;

use crate::config::Settings;
use crate::report::{Report, Segmenter};
use crate::syntax::{Block, Blocks, Measured, Tree, reparse, scan};
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
        let blocks: Blocks = scan(text, settings.formats.vocabulary()).collect();
        let mut document = Document { text: Text::new(text), blocks, reports: Tree::default(), settings };
        document.update_reports(0, TextSize::from(0), TextSize::from(0), document.text.len());
        document
    }

    /// Replaces `range` (bytes) by `with`; the only way in which a document changes. The ends are moved down to
    /// character boundaries within the text. What is read again is the edit's window and the reports it touches.
    pub fn edit(&mut self, range: TextRange, with: &str) {
        let replaced = self.text.replace(range, with);
        let inserted = TextSize::of(with);
        let settings = self.settings.clone();
        let new = reparse(&mut self.blocks, &self.text, replaced, inserted, settings.formats.vocabulary());
        let edit_end = replaced.start() + inserted;
        self.update_reports(new.start, replaced.end(), inserted, edit_end.max(self.end_of(new.end)));
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

    /// Whether there is any report in it.
    pub fn is_report(&self) -> bool {
        self.reports().any(|(_, report)| report.format.is_some())
    }

    /// What it is read and checked by.
    pub fn settings(&self) -> &Arc<Settings> {
        &self.settings
    }

    /// The offset at which the block of this index begins.
    fn end_of(&self, index: usize) -> TextSize {
        self.blocks.iter_from(index).next().map_or(self.blocks.bytes(), |(start, _)| start)
    }

    /// Brings the reports up to date, from the one before the first new block until a report begins, behind `changed`,
    /// where an old one did. `old_end` is where the edit ended in the old text, `inserted` how long it is now.
    fn update_reports(&mut self, first_block: usize, old_end: TextSize, inserted: TextSize, changed: TextSize) {
        let _ = inserted;
        let old_len = self.reports.bytes();
        let first_offset = self.end_of(first_block).min(old_end).min(old_len);
        let (first, start) = match self.reports.at(first_offset) {
            Some((0, start)) => (0, start),
            Some((index, _)) => {
                self.reports.iter_from(index - 1).next().map_or((0, TextSize::from(0)), |(start, _)| (index - 1, start))
            }
            None => (0, TextSize::from(0)),
        };
        let old: Vec<(TextSize, Arc<Report>)> = Vec::new();
        let mut replaced = old;
        let mut old_reports = self.reports.iter_from(first).peekable();
        let mut segmenter = Segmenter::new(&self.settings.formats);
        let mut open: Vec<Arc<Block>> = Vec::new();
        let mut open_start = start;
        let mut fresh: Vec<(TextSize, Vec<Arc<Block>>)> = Vec::new();
        let mut resynced = false;
        let first_index = self.blocks.at(start).map_or(0, |(index, _)| index);
        for (_, block) in self.blocks.iter_from(first_index) {
            let ended = segmenter.push(block);
            open.push(block.clone());
            let Some(count) = ended else { continue };
            let rest = open.split_off(count);
            let len: TextSize = open.iter().map(Measured::len).sum();
            fresh.push((open_start, std::mem::replace(&mut open, rest)));
            open_start += len;
            // Lengths behind the edit are unchanged, so distances from the end are too.
            let from_end = self.text.len() - open_start;
            if open_start >= changed {
                while let Some((start, report)) = old_reports.next_if(|(start, _)| old_len - *start > from_end) {
                    replaced.push((start, report.clone()));
                }
                if old_reports.peek().is_some_and(|(start, _)| old_len - *start == from_end) {
                    resynced = true;
                    break;
                }
            }
        }
        if !resynced {
            fresh.push((open_start, open));
            replaced.extend(old_reports.map(|(start, report)| (start, report.clone())));
        }
        let before: Vec<Arc<Report>> = replaced.into_iter().map(|(_, report)| report).collect();
        let read = fresh.into_iter().filter(|(_, blocks)| !blocks.is_empty()).map(|(start, blocks)| {
            self.reused(&blocks, &before)
                .unwrap_or_else(|| Arc::new(Report::read(&self.text, start, blocks, &before, &self.settings)))
        });
        let read: Vec<Arc<Report>> = read.collect();
        self.reports.splice(first..first + before.len(), read);
    }

    /// The report among `before` that consists of just these blocks.
    fn reused(&self, blocks: &[Arc<Block>], before: &[Arc<Report>]) -> Option<Arc<Report>> {
        let same = |report: &&Arc<Report>| {
            report.parts.len() == blocks.len()
                && report.parts.iter().zip(blocks).all(|(part, block)| Arc::ptr_eq(&part.block, block))
        };
        before.iter().find(same).cloned()
    }
}
