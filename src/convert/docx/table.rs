//! Tables of a Word document: merged cells become one, rows that were deleted are left out, a table in a cell becomes
//! lines of its text.

use quick_xml::events::BytesStart;

use super::super::ConvertError;
use super::super::model::{Cell, MOST_COLUMNS, Piece, Table};
use super::super::xml::{Step, attribute, is_on, number};
use super::Source;
use super::read::{Found, Reader, trimmed};

/// A cell as Word has it: what is merged downwards is there in each row.
#[derive(Default)]
struct Part {
    across: usize,
    /// Whether cells below it may go on with it.
    begins: bool,
    /// Whether it goes on with the cell above it.
    goes_on: bool,
    /// Whether it goes on with the cell to the left of it, in files of old programs.
    goes_left: bool,
    text: String,
    source: Source,
}

/// A row as Word has it.
#[derive(Default)]
struct Line {
    /// Columns that are left out at its start.
    before: usize,
    is_deleted: bool,
    parts: Vec<Part>,
}

/// A table while it is put together.
#[derive(Default)]
struct Building {
    rows: Vec<Vec<(Cell, Source)>>,
    /// For each column, the row and index of the cell that the next row may go on with.
    open: Vec<Option<(usize, usize)>>,
}

impl<'x> Reader<'x> {
    /// A table, which has just begun.
    pub(super) fn table(&mut self, found: &mut Vec<Found>) -> Result<(), ConvertError> {
        let mut building = Building::default();
        self.rows(&mut building)?;
        let (mut table, mut sources) = (Table::default(), Vec::new());
        for row in building.rows {
            let (cells, own): (Vec<Cell>, Vec<Source>) = row.into_iter().unzip();
            table.rows.push(cells);
            sources.extend(own);
        }
        if !table.rows.is_empty() {
            found.push(Found { piece: Piece::Table(table), sources });
        }
        Ok(())
    }

    /// Rows to the end of the open element.
    fn rows(&mut self, building: &mut Building) -> Result<(), ConvertError> {
        loop {
            match self.xml.next()? {
                Step::Start(start) => match self.word(&start) {
                    "tr" => {
                        let mut line = Line::default();
                        self.cells(&mut line)?;
                        if !line.is_deleted {
                            building.push(line);
                        }
                    }
                    "tblPr" | "tblGrid" | "sdtPr" | "del" => self.xml.skip()?,
                    _ => self.rows(building)?,
                },
                Step::End | Step::Done => return Ok(()),
                Step::Text(_) => {}
            }
        }
    }

    /// Cells to the end of the open element.
    fn cells(&mut self, line: &mut Line) -> Result<(), ConvertError> {
        loop {
            match self.xml.next()? {
                Step::Start(start) => match self.word(&start) {
                    "tc" => {
                        let part = self.cell()?;
                        line.parts.push(part);
                    }
                    "trPr" => {
                        self.each_property(|name, start| match name {
                            "gridBefore" => line.before = number(start, "val").unwrap_or(0).min(MOST_COLUMNS),
                            "del" => line.is_deleted = true,
                            _ => {}
                        })?;
                    }
                    "tblPrEx" | "sdtPr" => self.xml.skip()?,
                    _ => self.cells(line)?,
                },
                Step::End | Step::Done => return Ok(()),
                Step::Text(_) => {}
            }
        }
    }

    /// Calls `take` with each property of the open element.
    fn each_property(&mut self, mut take: impl FnMut(&str, &BytesStart<'x>)) -> Result<(), ConvertError> {
        loop {
            match self.xml.next()? {
                Step::Start(start) => {
                    take(self.word(&start), &start);
                    self.xml.skip()?;
                }
                Step::End | Step::Done => return Ok(()),
                Step::Text(_) => {}
            }
        }
    }

    fn cell(&mut self) -> Result<Part, ConvertError> {
        let mut part = Part { across: 1, ..Part::default() };
        let mut found = Vec::new();
        loop {
            match self.xml.next()? {
                Step::Start(start) => match self.word(&start) {
                    "tcPr" => self.each_property(|name, start| {
                        let begins = || attribute(start, "val").as_deref() == Some("restart");
                        let goes_on = || !begins() && is_on(start);
                        match name {
                            "gridSpan" => part.across = number(start, "val").unwrap_or(1).clamp(1, MOST_COLUMNS),
                            "vMerge" => (part.begins, part.goes_on) = (begins(), goes_on()),
                            "hMerge" => part.goes_left = goes_on(),
                            _ => {}
                        }
                    })?,
                    "p" => self.paragraph(&mut found)?,
                    "tbl" => self.table(&mut found)?,
                    "del" | "moveFrom" | "sdtPr" => self.xml.skip()?,
                    _ => self.body(&mut found)?,
                },
                Step::End | Step::Done => break,
                Step::Text(_) => {}
            }
        }
        (part.text, part.source) = flattened(found);
        Ok(part)
    }
}

/// The text of all that stands in a cell, line by line.
fn flattened(found: Vec<Found>) -> (String, Source) {
    let (mut text, mut source) = (String::new(), Source::default());
    for Found { piece, sources } in found {
        let texts: Vec<String> = match piece {
            Piece::Paragraph(paragraph) => vec![paragraph.text],
            Piece::Table(table) => table.rows.into_iter().flatten().map(|cell| cell.text).collect(),
            Piece::Directive(_) => Vec::new(),
        };
        for (line, own) in texts.into_iter().zip(sources) {
            if !text.is_empty() && !line.is_empty() {
                text.push('\n');
            }
            let own = own.moved(text.len());
            text.push_str(&line);
            source.stretches.extend(own.stretches);
            source.slot = source.slot.or(own.slot);
        }
    }
    trimmed(text, source)
}

impl Building {
    fn push(&mut self, line: Line) {
        let (index, mut column) = (self.rows.len(), 0);
        let mut row: Vec<(Cell, Source)> = Vec::with_capacity(line.parts.len());
        if line.before > 0 {
            let filler = Cell { across: line.before, ..Cell::new(0, "") };
            self.close(0, line.before, None);
            column = line.before;
            row.push((filler, Source::default()));
        }
        for part in line.parts {
            let across = part.across;
            if part.goes_left
                && let Some((left, _)) = row.last_mut()
            {
                left.across += across;
                self.close(column, across, None);
            } else if part.goes_on
                && let Some((above, at)) = self.above(column, across)
            {
                self.rows[above][at].0.down += 1;
            } else {
                let place = (index, row.len());
                row.push((Cell { column, across, down: 1, text: part.text }, part.source));
                self.close(column, across, Some(place).filter(|_| part.begins));
            }
            column += across;
        }
        self.rows.push(row);
    }

    /// The cell that one of these columns in the next row can go on with: one that covers just the same columns.
    fn above(&self, column: usize, across: usize) -> Option<(usize, usize)> {
        let (row, index) = self.open.get(column).copied().flatten()?;
        let cell = &self.rows.get(row)?.get(index)?.0;
        (cell.column == column && cell.across == across && row + cell.down == self.rows.len()).then_some((row, index))
    }

    /// Says what stands in these columns now.
    fn close(&mut self, column: usize, across: usize, place: Option<(usize, usize)>) {
        if self.open.len() < column + across {
            self.open.resize(column + across, None);
        }
        self.open[column..column + across].fill(place);
    }
}
