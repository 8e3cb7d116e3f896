//! Room for what is read of a block.

use super::Table;
use crate::format::Hit;

/// A report has a cell for so many bytes at most, most reports have fewer.
const BYTES_PER_CELL: usize = 16;

/// Room for so many cells is made at once.
const MOST_CELLS: usize = 1024;

/// Room for what is read of a block before it is known how much that is. It is kept from block to block: what a block
/// keeps is copied out of it, so that nothing grows and nothing has room to spare.
#[derive(Default)]
pub(super) struct Room {
    /// Empty between two blocks.
    pub(super) table: Table,
    pub(super) hits: Vec<Hit>,
}

impl Room {
    /// Room for the blocks of a text of so many bytes.
    pub(super) fn new(bytes: usize) -> Room {
        let mut room = Room::default();
        room.table.cells.reserve((bytes / BYTES_PER_CELL).min(MOST_CELLS));
        room
    }

    /// The table that was read.
    pub(super) fn take_table(&mut self) -> Table {
        let Table { dialect, rows, cells } = &mut self.table;
        Table { dialect: *dialect, rows: taken(rows), cells: taken(cells) }
    }
}

/// All of `items`, whose room stays.
fn taken<T>(items: &mut Vec<T>) -> Vec<T> {
    let mut taken = Vec::with_capacity(items.len());
    taken.append(items);
    taken
}
