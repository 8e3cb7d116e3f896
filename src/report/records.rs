//! Rows of cells → records: a label and the figures that belong to it, whatever the dialect.

use super::record::{Candidate, Candidates, Placed, Record, Row, Target, cells, cells_of};
use super::{Part, Source};
use crate::format::{Label, LabelKind};
use crate::syntax::{Blank, BlockKind, Cell, Content, Dialect, Table, rows_named};
use crate::text::{TextRange, TextSize, keyed};

/// A label is broken into so many pieces at most; of more, the last ones count.
const MOST_PIECES: usize = 16;

/// Few rows hold more figures.
const ROW: usize = 8;

/// The records of a table, in order.
pub(super) fn records<'a, 't>(source: &'t Source<'a>, rows: &[Row], target: Target<'t>) -> Vec<Record<'a>> {
    let mut reader = Reader {
        source,
        parts: source.parts,
        target,
        records: Vec::with_capacity(target.table.rows.len()),
        open: Record::default(),
        pieces: Vec::new(),
    };
    for block in rows.chunk_by(|row, next| row.part == next.part) {
        let part = block[0].part;
        match &source.parts[part].block.kind {
            BlockKind::Prose(prose) => {
                if !reader.open.values.is_empty() {
                    reader.flush();
                }
                reader.piece(part, prose.text, &prose.labels);
            }
            BlockKind::Table(table) => match table.dialect {
                Dialect::Pipe | Dialect::Html | Dialect::Tab => reader.aligned(table, block),
                Dialect::Bars => reader.bars(block),
                Dialect::CellPerLine | Dialect::Flow => reader.stream(table, block),
            },
            _ => {}
        }
    }
    reader.flush();
    reader.records
}

struct Reader<'a, 't> {
    source: &'t Source<'a>,
    parts: &'a [Part],
    target: Target<'t>,
    records: Vec<Record<'a>>,
    open: Record<'a>,
    /// Parts and ranges of the pieces of the open record's label, where it was broken over lines.
    pieces: Vec<(usize, TextRange)>,
}

impl<'a> Reader<'a, '_> {
    /// Ends the open record. A label without figures waits for figures without a label.
    fn flush(&mut self) {
        self.resolve();
        let record = std::mem::take(&mut self.open);
        if record.values.is_empty() && record.candidates.is_empty() {
            return;
        }
        if let Some(last) = self.records.last_mut() {
            let waits = last.values.is_empty();
            if waits && record.candidates.is_empty() && !record.values.is_empty() {
                let label = last.label.or(record.label);
                let candidates = std::mem::take(&mut last.candidates);
                *last = Record { label, candidates, ..record };
                return;
            }
        }
        self.records.push(record);
    }

    /// Takes a line of text that may be a label, or a part of one that was broken over lines.
    fn piece(&mut self, part: usize, range: TextRange, labels: &[Label]) {
        let candidates = self.target.candidates(labels);
        if !candidates.is_empty() || self.open.label.is_none() {
            self.open.label = Some((part, range));
            self.open.candidates = candidates;
        }
        self.pieces.push((part, range));
    }

    /// What the pieces of a label name together, unless one of them is a whole label. The rest of a label may stand
    /// behind its figures, so the last pieces say most: a whole label, else the start of one, else marks.
    fn resolve(&mut self) {
        if self.pieces.is_empty() {
            return;
        }
        let pieces = std::mem::take(&mut self.pieces);
        if self.open.candidates.iter().any(|candidate| candidate.whole) {
            return;
        }
        let mut label = String::new();
        let starts = pieces[pieces.len().saturating_sub(MOST_PIECES)..].iter().map(|(part, range)| {
            let start = label.len();
            label.push_str(&keyed(&self.source.slice(*range + self.parts[*part].start)));
            start
        });
        let starts: Vec<usize> = starts.collect();
        let mut ends = starts.iter().rev().map(|start| &label[*start..]);
        let whole = |end| {
            Some(self.target.candidates(self.source.vocabulary.whole_labels(end))).filter(|found| !found.is_empty())
        };
        let found = ends.clone().find_map(whole).or_else(|| ends.find_map(|end| self.started(end)));
        let marked = || self.target.candidates(&rows_named(&label, self.source.vocabulary));
        self.open.candidates = found.unwrap_or_else(marked);
    }

    /// The one row whose label starts with `text`.
    fn started(&self, text: &str) -> Option<Candidates> {
        if text.chars().count() < 3 {
            return None;
        }
        let starts = |row: &crate::format::Row| row.spellings.iter().any(|spelling| spelling.starts_with(text));
        let mut rows = (0..self.target.table.rows.len()).filter(|row| starts(&self.target.table.rows[*row]));
        let row = rows.next().filter(|_| rows.next().is_none())?;
        Some([Candidate { row, whole: false }].into_iter().collect())
    }

    fn add_label(&mut self, part: usize, cell: &Cell, labels: &[Label]) {
        let candidates = self.target.candidates(labels);
        if !candidates.is_empty() || self.open.label.is_none() {
            self.open.label = Some((part, cell.range));
        }
        if !candidates.is_empty() {
            self.open.candidates = candidates;
        }
    }

    /// A table whose columns stand under each other: figures begin in the same column of every row.
    fn aligned(&mut self, table: &'a Table, rows: &[Row]) {
        let first_figure = self.first_figure_column(table, rows);
        for (number, row) in rows.iter().enumerate() {
            let cells = cells(row, self.parts);
            if self.is_turned(cells) {
                let values = cells.iter().filter(|cell| !matches!(cell.content, Content::Text(_)));
                self.open.values.extend(values.take(1).map(|cell| Placed { part: row.part, row: row.row, cell }));
                continue;
            }
            let next = rows.get(number + 1).map(|next| self::cells(next, self.parts));
            if self.is_head_here(cells, next) || next.is_some_and(|next| self.target.names_next(cells, next)) {
                self.pend_header_label(row.part, cells);
                continue;
            }
            let waiting = self.open.values.is_empty() && !self.open.candidates.is_empty();
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
                    self.add_label(row.part, cell, labels);
                }
            }
            self.open.values = values.iter().map(|cell| Placed { part: row.part, row: row.row, cell }).collect();
            self.open.is_aligned = true;
            self.open.is_tabbed = table.dialect == Dialect::Tab;
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

    /// Whether a row is a head where it stands: behind the first row a text that no format knows, with blanks where
    /// figures belong, is a row's label, if a misspelt one. It may also name the figures below it.
    fn is_head_here(&self, cells: &[Cell], next: Option<&[Cell]>) -> bool {
        let is_text = |cell: &Cell| matches!(cell.content, Content::Text(_));
        let is_label = |cell: &Cell| matches!(&cell.content, Content::Text(labels) if !self.target.is_known(labels));
        let is_unknown = cells.iter().rfind(|cell| is_text(cell)).is_some_and(is_label);
        let names_next = next.is_some_and(|next| !next.iter().any(is_text) && !next.iter().all(Cell::is_empty));
        let blanks = cells.iter().filter(|cell| cell.is_blank()).count();
        let is_row = !self.records.is_empty() && is_unknown && blanks * 2 >= cells.len() && !names_next;
        self.target.is_header(cells) && !is_row
    }

    /// A head may name the row whose figures stand below it: `| 一、本年新收… | 自然人 | … |`.
    fn pend_header_label(&mut self, part: usize, cells: &[Cell]) {
        for cell in cells {
            if let Content::Text(labels) = &cell.content {
                let candidates = self.target.candidates(labels);
                if !candidates.is_empty() && !self.target.table.side_by_side {
                    self.flush();
                    self.open.candidates = candidates;
                    self.open.label = Some((part, cell.range));
                    return;
                }
            }
        }
    }

    /// The leftmost column that holds a figure behind the label in a row with a label, or has the first column's head.
    fn first_figure_column(&self, table: &Table, rows: &[Row]) -> Option<u16> {
        let mut labelled: Option<u16> = None;
        let mut any: Option<u16> = None;
        let mut last_label: Option<u16> = None;
        for row in rows {
            let cells = cells(row, self.parts);
            if self.target.is_header(cells) {
                continue;
            }
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
        let is_first = |label: &Label| {
            usize::from(label.format) == self.target.format
                && usize::from(label.table) == self.target.spec
                && matches!(label.kind, LabelKind::Column(_, 0))
        };
        let mut cells = rows.iter().filter_map(|row| row.row).flat_map(|row| table.row_cells(&table.rows[row]));
        let head = cells.find(|cell| matches!(&cell.content, Content::Text(labels) if labels.iter().any(is_first)));
        head.map(|cell| cell.column)
    }

    /// A row per line, merged cells left out: figures follow the last label.
    fn bars(&mut self, rows: &[Row]) {
        for (number, row) in rows.iter().enumerate() {
            let cells = cells(row, self.parts);
            if self.goes_on(cells) {
                self.open.values.extend(cells.iter().map(|cell| Placed { part: row.part, row: row.row, cell }));
                continue;
            }
            if cells.iter().all(Cell::is_blank) {
                continue;
            }
            self.flush();
            if self.is_head_here(cells, rows.get(number + 1).map(|next| self::cells(next, self.parts))) {
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
                    self.add_label(row.part, cell, labels);
                }
            }
            self.open.values =
                cells[split..].iter().map(|cell| Placed { part: row.part, row: row.row, cell }).collect();
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
            && width.is_some_and(|width| self.open.values.len() < width)
    }

    /// A cell per line, or no borders at all: a label, then its figures, then the next label.
    fn stream(&mut self, table: &'a Table, rows: &[Row]) {
        let is_flow = table.dialect == Dialect::Flow;
        for (number, row) in rows.iter().enumerate() {
            let cells = cells_of(row, table);
            if is_flow && self.is_page_number(cells, rows.get(number + 1)) {
                continue;
            }
            if self.target.table.side_by_side
                && !self.open.values.is_empty()
                && cells.iter().all(|cell| matches!(cell.content, Content::Text(_)))
            {
                self.flush();
            }
            let padding = !is_flow && cells.len() > 1;
            let all_blank = || cells.iter().all(Cell::is_blank);
            for cell in cells {
                match &cell.content {
                    Content::Text(labels) if self.is_value(labels, is_flow) => self.value(row, cell, is_flow),
                    Content::Text(labels) => {
                        if !self.open.values.is_empty() {
                            self.flush();
                        }
                        if is_flow {
                            self.piece(row.part, cell.range, labels);
                        } else {
                            self.add_label(row.part, cell, labels);
                        }
                    }
                    Content::Blank(Blank::Empty) if padding && !(self.lacks_one() && all_blank()) => {}
                    Content::Blank(_) if self.open.label.is_none() && self.open.values.is_empty() => {}
                    _ => self.value(row, cell, is_flow),
                }
            }
            let ends_row = padding && cells.last().is_some_and(Cell::is_blank) && !self.open.values.is_empty();
            if ends_row {
                self.flush();
            }
        }
    }

    /// Whether a line is nothing but a page's number: one figure before more of a label, where every row has several.
    fn is_page_number(&self, cells: &[Cell], next: Option<&Row>) -> bool {
        let table = self.target.table;
        let [Cell { content: Content::Figure(figure), .. }] = cells else { return false };
        let next = next.map(|next| self::cells(next, self.parts)).and_then(|cells| cells.first());
        figure.digits.len() <= TextSize::from(3)
            && self.open.values.is_empty()
            && (0..table.rows.len()).all(|row| table.columns(row).len() > 1)
            && next.is_none_or(|next| matches!(next.content, Content::Text(_)))
    }

    /// Whether a text stands where a figure belongs: the row's figures have begun and are not all there yet, and no
    /// format knows the text as a label.
    fn is_value(&self, labels: &[Label], is_flow: bool) -> bool {
        let width = |candidate: Candidate| self.target.table.columns(candidate.row).len();
        !is_flow
            && labels.is_empty()
            && !self.open.values.is_empty()
            && self.open.candidates.first.is_some_and(|candidate| self.open.values.len() < width(candidate))
    }

    /// Whether the row lacks just its last figure, for which bars that end it have room.
    fn lacks_one(&self) -> bool {
        let width = self.open.candidates.first.map(|candidate| self.target.table.columns(candidate.row).len());
        width == Some(self.open.values.len() + 1)
    }

    fn value(&mut self, row: &Row, cell: &'a Cell, is_flow: bool) {
        self.resolve();
        if self.open.values.is_empty() {
            self.open.values.reserve(ROW);
        }
        self.open.values.push(Placed { part: row.part, row: row.row, cell });
        self.open.is_flow |= is_flow;
    }
}
