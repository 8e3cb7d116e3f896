//! Rows of cells → records: a label and the figures that belong to it, whatever the dialect.

use super::Source;
use super::record::{Candidate, Candidates, Open, Placed, Records, Run, Target, rows};
use crate::format::Label;
use crate::syntax::{Blank, BlockKind, Cell, Content, Dialect, Row, Table, rows_named};
use crate::text::{TextRange, TextSize, keyed};

/// A label is broken into so many pieces at most; of more, the last ones count.
const MOST_PIECES: usize = 16;

/// Reads the records of a table that begins at `start` of the report.
pub(super) fn records<'a>(source: &Source<'a>, start: TextSize, runs: &[Run], target: Target<'_>) -> Records<'a> {
    let mut reader = Reader {
        source,
        start,
        target,
        offset: TextSize::from(0),
        records: Vec::with_capacity(target.table.rows.len()),
        values: Vec::with_capacity(target.table.cells.len()),
        open: Open::default(),
        pieces: Vec::new(),
    };
    for block in runs.chunk_by(|run, next| run.part == next.part) {
        let part = &source.parts[block[0].part];
        reader.offset = part.start - start;
        match &part.block.kind {
            BlockKind::Prose(prose) => {
                if !reader.is_bare() {
                    reader.flush();
                }
                reader.piece(prose.text, &prose.labels);
            }
            BlockKind::Table(table) => {
                let rows = rows(table, block);
                match table.dialect {
                    Dialect::Pipe | Dialect::Html | Dialect::Tab => reader.aligned(table, &rows),
                    Dialect::Bars => reader.bars(table, &rows),
                    Dialect::CellPerLine | Dialect::Flow => reader.stream(table, &rows),
                }
            }
            _ => {}
        }
    }
    reader.flush();
    Records { records: reader.records, values: reader.values }
}

struct Reader<'a, 't> {
    source: &'t Source<'a>,
    /// Where the table begins in the report.
    start: TextSize,
    target: Target<'t>,
    /// How far the block that is read is from the table's start.
    offset: TextSize,
    records: Vec<Open>,
    values: Vec<Placed<'a>>,
    /// Its figures are those behind the start of `values`.
    open: Open,
    /// The pieces of the open record's label, where it was broken over lines.
    pieces: Vec<TextRange>,
}

impl<'a> Reader<'a, '_> {
    /// The figures of the open record.
    fn width(&self) -> usize {
        self.values.len() - self.open.values.start
    }

    /// Whether the open record has no figures yet.
    fn is_bare(&self) -> bool {
        self.width() == 0
    }

    /// Ends the open record. A label without figures waits for figures without a label.
    fn flush(&mut self) {
        self.resolve();
        let end = self.values.len();
        let next = Open { values: end..end, ..Open::default() };
        let mut record = std::mem::replace(&mut self.open, next);
        record.values.end = end;
        if record.candidates.is_empty() {
            if record.values.is_empty() {
                return;
            }
            if let Some(last) = self.records.last_mut().filter(|last| last.values.is_empty()) {
                (last.values, last.form) = (record.values, record.form);
                last.label = last.label.or(record.label);
                return;
            }
        }
        self.records.push(record);
    }

    /// Takes a line of text that may be a label, or a part of one that was broken over lines.
    fn piece(&mut self, range: TextRange, labels: &[Label]) {
        let range = range + self.offset;
        let candidates = self.target.candidates(labels);
        if !candidates.is_empty() || self.open.label.is_none() {
            self.open.label = Some(range);
            self.open.candidates = candidates;
        }
        self.pieces.push(range);
    }

    /// Ends the label. What its pieces name together counts, unless one of them is a whole label. The rest of a label may
    /// stand behind its figures, so the last pieces say most: a whole label, else the start of one, else marks.
    fn resolve(&mut self) {
        if !self.pieces.is_empty() {
            self.join_pieces();
        }
    }

    // Only tables that lost their borders have such labels.
    #[cold]
    fn join_pieces(&mut self) {
        if !self.open.candidates.iter().any(|candidate| candidate.whole) {
            self.open.candidates = self.named_together();
        }
        self.pieces.clear();
    }

    fn named_together(&self) -> Candidates {
        let mut label = String::new();
        let starts = self.pieces[self.pieces.len().saturating_sub(MOST_PIECES)..].iter().map(|range| {
            let start = label.len();
            label.push_str(&keyed(&self.source.slice(*range + self.start)));
            start
        });
        let starts: Vec<usize> = starts.collect();
        let mut ends = starts.iter().rev().map(|start| &label[*start..]);
        let whole = |end| {
            Some(self.target.candidates(self.source.vocabulary.whole_labels(end))).filter(|found| !found.is_empty())
        };
        let found = ends.clone().find_map(whole).or_else(|| ends.find_map(|end| self.target.started(end)));
        found.unwrap_or_else(|| self.target.candidates(&rows_named(&label, self.source.vocabulary)))
    }

    fn add_label(&mut self, cell: &Cell, labels: &[Label]) {
        let candidates = self.target.candidates(labels);
        if !candidates.is_empty() || self.open.label.is_none() {
            self.open.label = Some(cell.range + self.offset);
        }
        if !candidates.is_empty() {
            self.open.candidates = candidates;
        }
    }

    /// A table whose columns stand under each other: figures begin in the same column of every row.
    fn aligned(&mut self, table: &'a Table, rows: &[Row]) {
        let headers: Vec<bool> = rows.iter().map(|row| self.target.is_header(table.row_cells(row))).collect();
        let first_figure = self.first_figure_column(table, rows, &headers);
        for (number, row) in rows.iter().enumerate() {
            let cells = table.row_cells(row);
            if self.is_turned(cells) {
                let mut values = cells.iter().filter(|cell| !matches!(cell.content, Content::Text(_)));
                self.extend(number, values.next());
                continue;
            }
            let next = rows.get(number + 1).map(|next| table.row_cells(next));
            let is_head = headers[number] && !self.is_row_here(cells, next);
            if is_head || next.is_some_and(|next| self.target.names_next(cells, next)) {
                self.pend_header_label(cells);
                continue;
            }
            let waiting = self.is_bare() && !self.open.candidates.is_empty();
            if !waiting {
                self.flush();
            }
            let first_figure = if waiting && self.lacks_labels(cells) { Some(0) } else { first_figure };
            let (labels, values) = match first_figure {
                Some(column) => cells.split_at(cells.partition_point(|cell| cell.column + cell.span <= column)),
                None => cells.split_at(cells.len()),
            };
            if labels.iter().any(|cell| matches!(&cell.content, Content::Text(labels) if self.target.names_row(labels)))
            {
                self.flush();
            }
            for cell in labels {
                if let Content::Text(labels) = &cell.content {
                    self.add_label(cell, labels);
                }
            }
            self.extend(number, values);
            self.open.form.is_aligned = true;
            self.open.form.is_tabbed = table.dialect == Dialect::Tab;
            self.flush();
        }
    }

    /// Whether a row is one figure of a table that was turned on its side: `| 结果维持 | 9 |` below a line that names
    /// the row.
    fn is_turned(&self, cells: &[Cell]) -> bool {
        let heads =
            cells.iter().filter(|cell| matches!(&cell.content, Content::Text(labels) if self.target.is_head(labels)));
        let values = cells.iter().filter(|cell| !matches!(cell.content, Content::Text(_)));
        self.target.table.side_by_side && !self.open.candidates.is_empty() && heads.count() == 1 && values.count() >= 1
    }

    /// Whether a row that looks like a head is none where it stands: behind the first row a text that no format knows, with
    /// blanks where figures belong, is a row's label, if a misspelt one. It may also name the figures below it.
    fn is_row_here(&self, cells: &[Cell], next: Option<&[Cell]>) -> bool {
        let is_text = |cell: &Cell| matches!(cell.content, Content::Text(_));
        let is_label = |cell: &Cell| matches!(&cell.content, Content::Text(labels) if !self.target.is_known(labels));
        let is_unknown = cells.iter().rfind(|cell| is_text(cell)).is_some_and(is_label);
        let names_next = next.is_some_and(|next| !next.iter().any(is_text) && !next.iter().all(Cell::is_empty));
        let blanks = cells.iter().filter(|cell| cell.is_blank()).count();
        !self.records.is_empty() && is_unknown && blanks * 2 >= cells.len() && !names_next
    }

    /// A head may name the row whose figures stand below it: `| 一、本年新收… | 自然人 | … |`.
    fn pend_header_label(&mut self, cells: &[Cell]) {
        for cell in cells {
            if let Content::Text(labels) = &cell.content {
                let candidates = self.target.candidates(labels);
                if !candidates.is_empty() && !self.target.table.side_by_side {
                    self.flush();
                    self.open.candidates = candidates;
                    self.open.label = Some(cell.range + self.offset);
                    return;
                }
            }
        }
    }

    /// The leftmost column that holds a figure behind the label in a row with a label, or has the first column's head.
    fn first_figure_column(&self, table: &Table, rows: &[Row], headers: &[bool]) -> Option<u16> {
        let mut labelled: Option<u16> = None;
        let mut any: Option<u16> = None;
        let mut last_label: Option<u16> = None;
        for row in rows.iter().zip(headers).filter(|(_, is_header)| !**is_header).map(|(row, _)| row) {
            let cells = table.row_cells(row);
            let known = |cell: &&Cell| matches!(&cell.content, Content::Text(labels) if self.target.names_row(labels));
            let label = cells
                .iter()
                .rfind(known)
                .or_else(|| cells.iter().rfind(|cell| matches!(cell.content, Content::Text(_))));
            last_label = last_label.max(label.map(|cell| cell.column + cell.span - 1));
            let behind = label.map_or(0, |cell| cell.column + cell.span);
            if label.is_none() && self.lacks_labels(cells) {
                return Some(0);
            }
            let figure =
                cells.iter().find(|cell| cell.figure().is_some() && cell.column >= behind).map(|cell| cell.column);
            let slot = if label.is_some() { &mut labelled } else { &mut any };
            *slot = match (*slot, figure) {
                (Some(one), Some(two)) => Some(one.min(two)),
                (one, two) => one.or(two),
            };
        }
        // Where the first figures are blank the head knows better, if it stands behind all labels.
        let head = self.column_of_first_head(table, rows).filter(|head| last_label.is_none_or(|label| label < *head));
        match (labelled.or(any), head) {
            (Some(figure), Some(head)) => Some(figure.min(head)),
            (figure, head) => figure.or(head),
        }
    }

    /// Whether a row has just as many cells as the row whose label stands above the table.
    fn lacks_labels(&self, cells: &[Cell]) -> bool {
        let row = self.open.candidates.first.map(|candidate| candidate.row);
        row.is_some_and(|row| self.target.table.columns(row).len() == cells.len())
    }

    /// Where the first column's head stands, for a table whose figures are all blank.
    fn column_of_first_head(&self, table: &Table, rows: &[Row]) -> Option<u16> {
        let mut cells = rows.iter().flat_map(|row| table.row_cells(row));
        let head =
            cells.find(|cell| matches!(&cell.content, Content::Text(labels) if self.target.is_first_column(labels)));
        head.map(|cell| cell.column)
    }

    /// A row per line, merged cells left out: figures follow the last label.
    fn bars(&mut self, table: &'a Table, rows: &[Row]) {
        for (number, row) in rows.iter().enumerate() {
            let cells = table.row_cells(row);
            if self.goes_on(cells) {
                self.extend(number, cells);
                continue;
            }
            if cells.iter().all(Cell::is_blank) {
                continue;
            }
            self.flush();
            let next = rows.get(number + 1).map(|next| table.row_cells(next));
            if self.target.is_header(cells) && !self.is_row_here(cells, next) {
                continue;
            }
            let first_figure = cells.iter().position(|cell| cell.figure().is_some());
            let is_label = |cell: &Cell| matches!(&cell.content, Content::Text(labels) if self.target.is_known(labels));
            let last_label = cells[..first_figure.unwrap_or(cells.len())].iter().rposition(is_label);
            let last_text = cells[..first_figure.unwrap_or(cells.len())]
                .iter()
                .rposition(|cell| matches!(cell.content, Content::Text(_)));
            let names_row =
                |at: usize| matches!(&cells[at].content, Content::Text(labels) if self.target.names_row(labels));
            // What stands behind a row's label is a value; behind a group's it is the row's label, if a misspelt one.
            let split = last_label.filter(|at| names_row(*at)).or(last_text).map_or(0, |at| at + 1);
            for cell in &cells[..split] {
                if let Content::Text(labels) = &cell.content {
                    self.add_label(cell, labels);
                }
            }
            self.extend(number, &cells[split..]);
        }
    }

    /// Whether a line is the rest of a row that a line break in a blank cell has broken: it starts with that cell's
    /// bar, and the row lacks figures.
    fn goes_on(&self, cells: &[Cell]) -> bool {
        let width = match self.target.table.side_by_side {
            true => Some(self.target.table.cells.len()),
            false => self.open.candidates.first.map(|candidate| self.target.table.columns(candidate.row).len()),
        };
        cells.first().is_some_and(Cell::is_blank)
            && !cells.iter().any(|cell| matches!(cell.content, Content::Text(_)))
            && width.is_some_and(|width| self.width() < width)
    }

    /// A cell per line, or no borders at all: a label, then its figures, then the next label.
    fn stream(&mut self, table: &'a Table, rows: &[Row]) {
        let is_flow = table.dialect == Dialect::Flow;
        for (number, row) in rows.iter().enumerate() {
            let cells = table.row_cells(row);
            if is_flow && self.is_page_number(cells, rows.get(number + 1).map(|next| table.row_cells(next))) {
                continue;
            }
            if self.target.table.side_by_side
                && !self.is_bare()
                && cells.iter().all(|cell| matches!(cell.content, Content::Text(_)))
            {
                self.flush();
            }
            let padding = !is_flow && cells.len() > 1;
            let all_blank = || cells.iter().all(Cell::is_blank);
            for cell in cells {
                match &cell.content {
                    Content::Text(labels) if self.is_value(labels, is_flow) => self.value(number, cell, is_flow),
                    Content::Text(labels) => {
                        if !self.is_bare() {
                            self.flush();
                        }
                        if is_flow {
                            self.piece(cell.range, labels);
                        } else {
                            self.add_label(cell, labels);
                        }
                    }
                    Content::Blank(Blank::Empty) if padding && !(self.lacks_one() && all_blank()) => {}
                    Content::Blank(_) if self.open.label.is_none() && self.is_bare() => {}
                    _ => self.value(number, cell, is_flow),
                }
            }
            let ends_row = padding && cells.last().is_some_and(Cell::is_blank) && !self.is_bare();
            if ends_row {
                self.flush();
            }
        }
    }

    /// Whether a line is nothing but a page's number: one figure before more of a label, where every row has several.
    fn is_page_number(&self, cells: &[Cell], next: Option<&[Cell]>) -> bool {
        let table = self.target.table;
        let [Cell { content: Content::Figure(figure), .. }] = cells else { return false };
        let next = next.and_then(<[Cell]>::first);
        figure.digits.len() <= TextSize::from(3)
            && self.is_bare()
            && (0..table.rows.len()).all(|row| table.columns(row).len() > 1)
            && next.is_none_or(|next| matches!(next.content, Content::Text(_)))
    }

    /// Whether a text stands where a figure belongs: the row's figures have begun and are not all there yet, and no
    /// format knows the text as a label.
    fn is_value(&self, labels: &[Label], is_flow: bool) -> bool {
        let width = |candidate: Candidate| self.target.table.columns(candidate.row).len();
        !is_flow
            && labels.is_empty()
            && !self.is_bare()
            && self.open.candidates.first.is_some_and(|candidate| self.width() < width(candidate))
    }

    /// Whether the row lacks just its last figure, for which bars that end it have room.
    fn lacks_one(&self) -> bool {
        let width = self.open.candidates.first.map(|candidate| self.target.table.columns(candidate.row).len());
        width == Some(self.width() + 1)
    }

    fn value(&mut self, row: usize, cell: &'a Cell, is_flow: bool) {
        self.resolve();
        self.values.push(Placed { cell, offset: self.offset, row: row as u32 });
        self.open.form.is_flow |= is_flow;
    }

    /// Adds figures to the open record.
    fn extend(&mut self, row: usize, cells: impl IntoIterator<Item = &'a Cell>) {
        let (offset, row) = (self.offset, row as u32);
        self.values.extend(cells.into_iter().map(|cell| Placed { cell, offset, row }));
    }
}
