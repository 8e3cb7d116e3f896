//! What stands between all kinds of file: paragraphs and tables, without fonts and colours.

use std::ops::Range;

/// A document as a list of what stands in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rich {
    /// From the top to the bottom.
    pub pieces: Vec<Piece>,
}

/// One thing of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// A heading or a paragraph.
    Paragraph(Paragraph),
    /// A table.
    Table(Table),
    /// A comment for gouji, as it is written: no reader of the document sees it.
    Directive(String),
}

/// A heading or a paragraph.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Paragraph {
    /// 1 for the title, 2 and more for headings, 0 for text.
    pub level: u8,
    /// Its text, without blanks around it; a line break is `\n`.
    pub text: String,
    /// What is marked in it, in order; marks lie within each other or apart.
    pub marks: Vec<Mark>,
}

/// A part of a paragraph that is set in another way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Bytes of the paragraph's text; not empty.
    pub range: Range<usize>,
    /// In what way.
    pub style: Style,
}

/// What a mark makes of words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Style {
    /// Bold.
    Bold,
    /// Italics.
    Italic,
    /// A link to this address.
    Link(String),
}

impl Paragraph {
    /// One without marks; `level` as in [`Paragraph::level`].
    pub fn new(level: u8, text: impl Into<String>) -> Paragraph {
        Paragraph { level, text: text.into(), marks: Vec::new() }
    }
}

/// A table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// Lines of cells from left to right, each cell in the line in which it begins.
    pub rows: Vec<Vec<Cell>>,
}

/// A cell of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// The column in which it begins, from 0.
    pub column: usize,
    /// How many columns it covers, from 1.
    pub across: usize,
    /// How many rows it covers, from 1.
    pub down: usize,
    /// Its text, without blanks around it; a line break is `\n`.
    pub text: String,
}

impl Cell {
    /// A cell of one column and row.
    pub fn new(column: usize, text: impl Into<String>) -> Cell {
        Cell { column, across: 1, down: 1, text: text.into() }
    }

    /// Whether it covers more than one place of the grid.
    pub fn is_merged(&self) -> bool {
        self.across > 1 || self.down > 1
    }

    /// Whether it holds nothing but a figure or a sign for none.
    pub fn is_figure(&self) -> bool {
        let sign = |char: char| matches!(char, '-' | '—' | '/' | '.' | ',' | '，' | '%' | '+');
        let is_part = |char: char| char.is_numeric() || sign(char) || char.is_whitespace();
        !self.text.is_empty() && !self.text.contains(['一', '二', '三', '四']) && self.text.chars().all(is_part)
    }
}

impl Table {
    /// How many columns its widest row has.
    pub fn width(&self) -> usize {
        self.rows.iter().flatten().map(|cell| cell.column + cell.across).max().unwrap_or(0)
    }

    /// For each row, how many columns it and what reaches down into it cover: less than the width where cells are missing
    /// at its end.
    pub fn ends(&self) -> Vec<usize> {
        let mut covered: Vec<usize> = Vec::new();
        let end_of = |row: &Vec<Cell>| {
            covered.iter_mut().for_each(|rows| *rows = rows.saturating_sub(1));
            for cell in row {
                let end = cell.column + cell.across;
                covered.resize(covered.len().max(end), 0);
                covered[cell.column..end].fill(cell.down.max(1));
            }
            covered.iter().rposition(|rows| *rows > 0).map_or(0, |last| last + 1)
        };
        self.rows.iter().map(end_of).collect()
    }

    /// Whether any of its cells covers more than one place.
    pub fn is_merged(&self) -> bool {
        self.rows.iter().flatten().any(Cell::is_merged)
    }

    /// What a person calls a row: its last label.
    pub fn row_name(&self, row: usize) -> Option<&str> {
        let cells = self.rows.get(row)?.iter().filter(|cell| !cell.text.is_empty());
        let labels = cells.take_while(|cell| !cell.is_figure());
        labels.last().map(|cell| &*cell.text)
    }

    /// What a person calls the column of a cell: the nearest words above it.
    pub fn column_name(&self, row: usize, column: usize) -> Option<&str> {
        let covering = |cells: &'_ Vec<Cell>| {
            let at = cells.partition_point(|cell| cell.column <= column);
            at.checked_sub(1).filter(|at| column < cells[*at].column + cells[*at].across)
        };
        let mut above = self.rows[..row.min(self.rows.len())].iter().rev();
        above.find_map(|cells| {
            let cell = &cells[covering(cells)?];
            (!cell.text.is_empty() && !cell.is_figure() && cell.column + cell.across > column).then_some(&*cell.text)
        })
    }
}

/// Puts cells that come row by row in their columns, around those that reach down from above.
#[derive(Debug, Default)]
pub struct Grid {
    /// For each column, how many further rows a cell above still covers.
    covered: Vec<usize>,
    next: usize,
}

/// Word has no table with more columns; a span that claims more is cut.
pub const MOST_COLUMNS: usize = 63;

impl Grid {
    /// Begins a row.
    pub fn begin_row(&mut self) {
        self.covered.iter_mut().for_each(|rows| *rows = rows.saturating_sub(1));
        self.next = 0;
    }

    /// The column of the next cell, which wants to cover `across` columns and `down` rows, and how many columns there is
    /// room for: cells never overlap.
    pub fn place(&mut self, across: usize, down: usize) -> (usize, usize) {
        while self.covered.get(self.next).is_some_and(|rows| *rows > 0) {
            self.next += 1;
        }
        let column = self.next;
        let free = self.covered[column.min(self.covered.len())..].iter().take(across).take_while(|rows| **rows == 0);
        let reaches_behind = column + across.max(1) > self.covered.len();
        let free = free.count();
        let has_room = free == across || reaches_behind && column + free == self.covered.len();
        let across = if has_room { across.max(1) } else { free.max(1) };
        self.next = column + across;
        if self.covered.len() < self.next {
            self.covered.resize(self.next, 0);
        }
        self.covered[column..self.next].fill(down.max(1));
        (column, across)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_stand_beside_what_reaches_down() {
        let mut grid = Grid::default();
        grid.begin_row();
        assert_eq!([grid.place(1, 3), grid.place(2, 1)], [(0, 1), (1, 2)]);
        grid.begin_row();
        assert_eq!([grid.place(1, 1), grid.place(1, 2)], [(1, 1), (2, 1)]);
        grid.begin_row();
        assert_eq!([grid.place(2, 1), grid.place(9, 1)], [(1, 1), (3, 9)], "one that has no room is narrower");
        grid.begin_row();
        assert_eq!(grid.place(1, 1), (0, 1));
    }

    #[test]
    fn rows_and_columns_have_names() {
        let mut label = Cell::new(0, "（一）予以公开");
        label.across = 3;
        let head = vec![Cell { across: 3, ..Cell::new(0, "") }, Cell::new(3, "自然人")];
        let table =
            Table { rows: vec![head, vec![label, Cell::new(3, "12")], vec![Cell::new(0, ""), Cell::new(3, "")]] };
        assert_eq!(table.row_name(1), Some("（一）予以公开"));
        assert_eq!(table.column_name(2, 3), Some("自然人"));
        assert_eq!((table.width(), table.row_name(2), table.column_name(1, 9)), (4, None, None));
    }
}
