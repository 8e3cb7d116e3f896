//! After an edit: which blocks must be read again.
//!
//! A block is a pure function of the text from its first byte on, and beyond its end the scanner has looked at one
//! line at most. So an edit can change the block it touches and the one before it, and nothing earlier. The scan starts
//! there (further back only to reach a line's start, for a line may hold several blocks) and stops as soon as a block
//! ends where, behind the edit, an old block ended: from that boundary on the text is the same, and so are the blocks.
//!
//! The text of the window is copied out of the rope. How far the scan will go is not known beforehand, so the copy
//! grows by doubling; a block is trusted only if the line behind it is in the copy as well.

use std::ops::Range;
use std::sync::Arc;

use super::{Block, Blocks, scan};
use crate::format::Vocabulary;
use crate::text::{Text, TextRange, TextSize};

/// Bytes behind the edit that are copied at first.
const FIRST_REACH: u32 = 1024;

/// Brings `blocks` up to date with `text`, in which the bytes `replaced` (of the old text) became `inserted` bytes.
/// Returns the indices of the blocks that are new.
pub fn reparse(
    blocks: &mut Blocks,
    text: &Text,
    replaced: TextRange,
    inserted: TextSize,
    vocabulary: &Vocabulary,
) -> Range<usize> {
    let (first, start) = restart(blocks, text, replaced.start());
    let edit_end = replaced.start() + inserted;
    let mut reach = TextSize::from(FIRST_REACH);
    loop {
        let end = (edit_end + reach).min(text.len());
        let window = text.slice(TextRange::new(start, end));
        // A character cut by the window's end is left out of the slice.
        let end = start + TextSize::of(&*window);
        if let Some((new, old_end)) =
            resync(blocks, first, start, &window, end == text.len(), replaced, inserted, vocabulary)
        {
            let range = first..first + new.len();
            blocks.splice(first..old_end, new);
            return range;
        }
        reach = TextSize::from(u32::from(reach).saturating_mul(2));
    }
}

/// The block at which to start: before the one that holds `offset`, at a line's start.
fn restart(blocks: &Blocks, text: &Text, offset: TextSize) -> (usize, TextSize) {
    let Some((index, start)) = blocks.at(offset) else { return (0, TextSize::from(0)) };
    let line_start = text.line_start(text.line_of(start.min(text.len())));
    let (mut index, mut start) = blocks.at(line_start).unwrap_or((index, start));
    for _ in 0..2 {
        if start == TextSize::from(0) {
            break;
        }
        let before = start - TextSize::from(1);
        let line_start = text.line_start(text.line_of(before)).min(before);
        (index, start) = blocks.at(line_start).unwrap_or((0, TextSize::from(0)));
    }
    // A block that began before the line did: go to its own line.
    while start > TextSize::from(0) && text.line_start(text.line_of(start)) != start {
        let line_start = text.line_start(text.line_of(start));
        (index, start) = blocks.at(line_start).unwrap_or((0, TextSize::from(0)));
    }
    (index, start)
}

/// Scans the window until a new block ends where an old one did. The new blocks and the index of the first old block
/// that stays; none when the window is too short to tell.
#[expect(clippy::too_many_arguments, reason = "the window and the edit, both of which belong to the caller's loop")]
fn resync(
    blocks: &Blocks,
    first: usize,
    start: TextSize,
    window: &str,
    window_is_all: bool,
    replaced: TextRange,
    inserted: TextSize,
    vocabulary: &Vocabulary,
) -> Option<(Vec<Arc<Block>>, usize)> {
    let edit_end = replaced.start() + inserted;
    let mut old = blocks.iter_from(first).peekable();
    let mut old_index = first;
    let mut new = Vec::new();
    let mut end = start;
    for block in scan(window, vocabulary) {
        end += block.len;
        let next_line = window.get(usize::from(end - start)..).unwrap_or_default();
        let seen_behind = next_line.bytes().position(|byte| byte == b'\n' || byte == b'\r').map(|at| at + 1);
        // A break at the window's very end may be half of a CRLF.
        let trusted = window_is_all || seen_behind.is_some_and(|at| at < next_line.len());
        if !trusted {
            return None;
        }
        new.push(block);
        if end < edit_end {
            continue;
        }
        // The same place in the old text; every old block that ends before it is replaced.
        let old_end = end - inserted - replaced.start() + replaced.end();
        while old.next_if(|(start, block)| *start + block.len <= old_end).is_some() {
            old_index += 1;
        }
        if old_end >= replaced.end() && old.peek().is_none_or(|(start, _)| *start == old_end) {
            let at_boundary = old.peek().is_some() || old_end == blocks.bytes();
            if at_boundary {
                return Some((new, old_index));
            }
        }
    }
    window_is_all.then_some((new, blocks.count()))
}
