//! What was read before an edit and may be taken over: whole reports, and tables of reports that changed elsewhere.
//!
//! Blocks are compared by identity: a block that an edit left alone stands over the text over which it stood. So
//! what is a function of blocks alone, and of their text, can be found by its first block and is right if the others
//! are the same too. Both kinds of memory cost as much as what is compared, however many reports there are.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::bind::OriginRows;
use super::statements::{self, Bound};
use super::{BoundTable, Part, PlacedTable, Report};
use crate::format::Format;
use crate::syntax::Block;

/// See the module's documentation.
#[derive(Debug, Default)]
pub struct Earlier {
    /// Keeps the blocks alive whose addresses are keys.
    reports: Vec<Arc<Report>>,
    /// Indices of reports by their first block.
    by_block: FxHashMap<*const Block, usize>,
    /// Indices of report and table by the block of the table's first row and the table's place in the format.
    tables: FxHashMap<(*const Block, usize), usize>,
}

impl Earlier {
    /// The memory of these reports.
    pub fn new(reports: Vec<Arc<Report>>) -> Earlier {
        let mut earlier = Earlier::default();
        for (index, report) in reports.iter().enumerate() {
            if let Some(first) = report.parts.first() {
                earlier.by_block.insert(Arc::as_ptr(&first.block), index);
            }
            for (spec, placed) in report.tables.iter().enumerate() {
                if let Some(first) = placed.as_ref().and_then(|placed| placed.origin.first()) {
                    earlier.tables.insert((Arc::as_ptr(&first.block), spec), index);
                }
            }
        }
        Earlier { reports, ..earlier }
    }

    /// The report that consisted of just these blocks.
    pub fn report(&self, blocks: &[Arc<Block>]) -> Option<Arc<Report>> {
        let report = &self.reports[*self.by_block.get(&Arc::as_ptr(blocks.first()?))?];
        let same = report.parts.len() == blocks.len()
            && report.parts.iter().zip(blocks).all(|(part, block)| Arc::ptr_eq(&part.block, block));
        same.then(|| report.clone())
    }

    /// What is known of the prose of these parts.
    pub(super) fn bindings(&self, parts: &[Part]) -> Vec<Arc<Bound>> {
        statements::remembered(self.reports.iter(), parts)
    }

    /// The table of this place in the format that was read from just these rows.
    pub(super) fn table(&self, origin: &[OriginRows], spec: usize, format: &Format) -> Option<Arc<BoundTable>> {
        let report = &self.reports[*self.tables.get(&(Arc::as_ptr(&origin.first()?.block), spec))?];
        let PlacedTable { table, origin: old, .. } = report.table(spec)?;
        let same_format = report.format.as_deref().is_some_and(|old| std::ptr::eq(old, format));
        (same_format && **old == *origin).then(|| table.clone())
    }
}
