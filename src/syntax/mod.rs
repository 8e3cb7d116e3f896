//! Text → blocks: headings and paragraphs, tables in every dialect, comments.
//!
//! - [`Tree`]: the sequence of blocks, with relative lengths.
//! - [`scan`]: the scanner. A block is a pure function of the text from its first byte on, never of what stands before
//!   it, so that a scan may begin at any block and stop where a boundary of the old tree is met.
//! - [`reparse`]: the window that an edit makes necessary.
//! - `prose`, `bars`, `html`, `flow`, `cell`: what is read from a block's text.

mod bars;
mod cell;
mod date;
mod directive;
mod fingerprint;
mod flow;
mod heading;
mod html;
mod html_table;
mod inside;
mod line;
mod markup;
mod pieces;
mod prose;
mod reparse;
mod room;
mod scan;
mod tree;
mod visible;

use std::sync::Arc;

pub use cell::{Blank, Figure};
pub use date::Date;
pub use fingerprint::Fingerprint;
pub use flow::rows_named;
pub use heading::{Marker, MarkerStyle, SectionMatch};
pub(crate) use html::{entity, markup_len, tag};
pub use prose::Prose;
pub use reparse::{Change, reparse};
pub use scan::scan;
pub use tree::{Iter, Measured, Tree};
pub use visible::Visible;
pub(crate) use visible::{MARKUP, is_address, link};

use crate::format::Labels;
use crate::text::{Text, TextRange, TextSize};

/// The blocks of a document.
pub type Blocks = Tree<Arc<Block>>;

/// A piece of the document that is read as a whole; all positions in it count from its first byte.
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    /// Length in bytes, line breaks included.
    pub len: TextSize,
    /// What it is.
    pub kind: BlockKind,
    /// How many lines behind its last one it may depend on.
    pub(super) reach: u8,
    /// Tells whether it says the same as another one: see [`Block::fingerprint`].
    pub(crate) fingerprint: Fingerprint,
}

/// What a block is.
#[derive(Clone, Debug, PartialEq)]
pub enum BlockKind {
    /// Nothing a reader sees: empty lines, rules, tags alone.
    Blank,
    /// A heading or a paragraph; a line of prose, or several that were wrapped.
    Prose(Prose),
    /// A table, or a part of one.
    Table(Table),
    /// Code, scripts, comments: not read.
    Raw,
    /// A comment that tells gouji to ignore something.
    Directive(Directive),
}

impl Measured for Block {
    fn len(&self) -> TextSize {
        self.len
    }
}

/// The cells of a table, in whatever form it arrived.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// In what form it arrived.
    pub dialect: Dialect,
    /// Lines of the table from top to bottom.
    pub rows: Vec<Row>,
    /// All cells, row by row.
    pub cells: Vec<Cell>,
}

/// A line of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its cells, as a range of [`Table::cells`].
    pub cells: std::ops::Range<u32>,
    /// Where it stands.
    pub range: TextRange,
}

/// A cell of a table as it arrived.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// What a reader sees of it, without blanks around it; empty, at the place where text would go, when there is
    /// nothing.
    pub range: TextRange,
    /// The column it begins in, from 0, counted as the dialect allows.
    pub column: u16,
    /// How many columns it spans.
    pub span: u16,
    /// What it holds.
    pub content: Content,
}

/// What a cell holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    /// Nothing, or a sign for nothing.
    Blank(Blank),
    /// A number.
    Figure(Figure),
    /// A number with more digits than can be meant.
    Overlong,
    /// Anything else, with what it may name.
    Text(Labels),
}

/// The form in which a table arrived.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// Markdown pipes: cells stand under each other.
    Pipe,
    /// HTML: cells stand under each other once spans are counted.
    Html,
    /// Tabs between cells.
    Tab,
    /// A line per row with bars between the cells, merged cells left out.
    Bars,
    /// A line per cell, each with a bar behind it.
    CellPerLine,
    /// No borders: labels and figures follow each other.
    #[default]
    Flow,
}

impl Dialect {
    /// Whether a cell's column tells where it stands in the printed table.
    pub fn is_aligned(self) -> bool {
        matches!(self, Dialect::Pipe | Dialect::Html | Dialect::Tab)
    }
}

/// `<!-- gouji-ignore RULE… -->`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Directive {
    /// Whether it speaks of the whole file.
    pub whole_file: bool,
    /// The rules it names, each with its place.
    pub rules: Vec<(String, TextRange)>,
    /// The comment.
    pub range: TextRange,
}

impl Table {
    /// The cells of a row.
    pub fn row_cells(&self, row: &Row) -> &[Cell] {
        &self.cells[row.cells.start as usize..row.cells.end as usize]
    }

    /// Gives back the room for cells that were expected and did not come. To shrink in place frees nothing with most
    /// allocators.
    fn without_room(mut self) -> Table {
        if self.cells.capacity() > self.cells.len() + self.cells.len() / 8 {
            let mut cells = Vec::with_capacity(self.cells.len());
            cells.append(&mut self.cells);
            self.cells = cells;
        }
        self
    }

    fn shift(&mut self, by: TextSize) {
        for cell in &mut self.cells {
            cell.move_to(|range| range + by);
        }
        for row in &mut self.rows {
            row.range += by;
        }
    }
}

impl Cell {
    fn move_to(&mut self, place: impl Fn(TextRange) -> TextRange) {
        self.range = place(self.range);
        if let Content::Figure(figure) = &mut self.content {
            figure.digits = place(figure.digits);
        }
    }
}

impl Block {
    /// A hash of its text without blanks: equal for equal texts, on every run. `start` is where the block stands in
    /// `text`.
    pub fn fingerprint(&self, text: &Text, start: TextSize) -> u64 {
        self.fingerprint.of(|| text.slice(TextRange::at(start, self.len)))
    }

    /// The prose, if that is what it is.
    pub fn prose(&self) -> Option<&Prose> {
        match &self.kind {
            BlockKind::Prose(prose) => Some(prose),
            _ => None,
        }
    }

    /// The table, if that is what it is.
    pub fn table(&self) -> Option<&Table> {
        match &self.kind {
            BlockKind::Table(table) => Some(table),
            _ => None,
        }
    }
}
