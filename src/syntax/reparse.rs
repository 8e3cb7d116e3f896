//! After an edit: which blocks must be read again.
//!
//! A block is a pure function of the text from its first byte on, and beyond its end the scanner has looked at few lines
//! (`reach`), at most [`LOOKAHEAD`]. So an edit can change only blocks that end less than so many lines before it, or
//! behind its start. The scan starts at the first such block, and stops as soon as a block ends where, behind the edit,
//! an old block ended: from that boundary on the text is the same, and so are the blocks.
//!
//! The text of the window is copied out of the rope. How far the scan will go is not known beforehand, so the copy
//! grows by doubling; a block is trusted only if the lines behind it, on which it may depend, are in the copy as well.

use std::sync::Arc;

use super::scan::{LOOKAHEAD, NEXT_LINE};
use super::{Block, Blocks, scan};
use crate::format::Vocabulary;
use crate::text::{Text, TextRange, TextSize};

/// Bytes behind the edit that are copied at first.
const FIRST_REACH: u32 = 2048;

/// What an edit did to the text.
#[derive(Clone, Copy, Debug)]
pub struct Change {
    /// The bytes of the old text that were replaced.
    pub replaced: TextRange,
    /// Length of what stands in their place.
    pub inserted: TextSize,
}

impl Change {
    /// Where what was inserted ends in the new text.
    fn end(self) -> TextSize {
        self.replaced.start() + self.inserted
    }

    /// The place in the old text of a place behind the edit in the new one.
    fn old(self, offset: TextSize) -> TextSize {
        offset - self.end() + self.replaced.end()
    }
}

/// Brings `blocks` up to date with `text`, in which `change` was made. Returns what was read again, in the new text:
/// before its start and behind its end all blocks are as they were.
pub fn reparse(blocks: &mut Blocks, text: &Text, change: Change, vocabulary: &Vocabulary) -> TextRange {
    let (first, start) = first_changed(blocks, text, change.replaced.start());
    let mut reach = TextSize::from(FIRST_REACH);
    loop {
        let end = (change.end() + reach).min(text.len());
        // A character cut by the window's end is left out of the slice.
        let window = text.slice(TextRange::new(start, end));
        let is_all = start + TextSize::of(&*window) == text.len();
        if let Some(Read { kept, start, new, old_end }) =
            resync(blocks, first, start, &window, is_all, change, vocabulary)
        {
            let range = TextRange::at(start, new.iter().map(|block| block.len).sum());
            blocks.splice(first + kept..old_end, new);
            return range;
        }
        reach = TextSize::from(u32::from(reach).saturating_mul(2));
    }
}

/// The first block that an edit at `edited` may change, and its place.
fn first_changed(blocks: &Blocks, text: &Text, edited: TextSize) -> (usize, TextSize) {
    let line = text.line_of(edited);
    // One line more, for a CR at the edit may have been a line's end of its own, or may be one now.
    let above = |reach: usize| text.line_start(line.saturating_sub(reach + 1)).min(edited);
    let (first, start) = blocks.at(above(LOOKAHEAD)).unwrap_or_default();
    let near = above(NEXT_LINE);
    let may_change =
        |(start, block): (TextSize, &Block)| usize::from(block.reach) > NEXT_LINE || start + block.len > near;
    let mut blocks = blocks.iter_from(first).zip(first..);
    let found = blocks.find(|((start, block), _)| may_change((*start, block)));
    found.map_or((first, start), |((start, _), index)| (index, start))
}

/// What a scan of the window found.
struct Read {
    /// How many blocks at the window's start, all of them before the edit, are read as they were: they stay the very
    /// same, so that what is known of them stays known.
    kept: usize,
    /// Where they end.
    start: TextSize,
    /// The blocks behind them.
    new: Vec<Arc<Block>>,
    /// The index of the first old block behind those that stays.
    old_end: usize,
}

/// Scans the window, which starts at the block `first`, until a new block ends where an old one did; none when the
/// window is too short to tell.
fn resync(
    blocks: &Blocks,
    first: usize,
    start: TextSize,
    window: &str,
    is_all: bool,
    change: Change,
    vocabulary: &Vocabulary,
) -> Option<Read> {
    let trusted = if is_all { window.len() } else { trusted(window)? };
    let mut old = blocks.iter_from(first).peekable();
    let mut old_index = first;
    let mut before = blocks.iter_from(first);
    let mut read = Read { kept: 0, start, new: Vec::new(), old_end: 0 };
    let mut end = start;
    for block in scan(window, vocabulary) {
        end += block.len;
        if usize::from(end - start) > trusted {
            return None;
        }
        let is_before = read.new.is_empty() && end <= change.replaced.start();
        if is_before && before.next().is_some_and(|(_, old)| *old == block) {
            read.kept += 1;
            read.start = end;
        } else {
            read.new.push(block);
        }
        if end < change.end() {
            continue;
        }
        let old_end = change.old(end);
        while old.next_if(|(start, block)| *start + block.len <= old_end).is_some() {
            old_index += 1;
        }
        let old_boundary = old.peek().map_or(blocks.bytes(), |(start, _)| *start);
        if old_boundary == old_end {
            return Some(Read { old_end: old_index, ..read });
        }
    }
    is_all.then(|| Read { old_end: blocks.count(), ..read })
}

/// The last place in `window` behind which [`LOOKAHEAD`] whole lines follow in it. A break at its very end does not
/// count: it may be half of a CRLF.
fn trusted(window: &str) -> Option<usize> {
    let bytes = window.as_bytes();
    let breaks = memchr::memrchr2_iter(b'\n', b'\r', &bytes[..bytes.len().saturating_sub(1)]);
    let mut lines = breaks.filter(|at| bytes[*at] == b'\n' || bytes[at + 1] != b'\n');
    lines.nth(LOOKAHEAD).map(|at| at + 1)
}
