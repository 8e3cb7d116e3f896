//! Tables of documents and tables of the official form: which is which, and which cells the form merges.

use super::model::{Cell, Grid, Table};
use crate::config::Settings;
use crate::format::Table as Spec;
use crate::format::skeleton::{self, Slot};
use crate::text::label_key;

/// The form's table with these texts in its labels and cells.
pub fn filled(spec: &Spec, label: impl Fn(&str) -> String, value: impl Fn(usize) -> String) -> Table {
    let slots = skeleton::grid(spec);
    let merged = |row: usize, column: usize| span(&slots, row, column);
    let rows = slots.iter().enumerate().map(|(row, line)| {
        let cells = line.iter().enumerate().filter_map(|(column, slot)| {
            let text = match slot {
                Slot::Label(words) => label(words),
                Slot::Cell(cell) => value(*cell),
                Slot::Left | Slot::Above => return None,
            };
            let (across, down) = merged(row, column);
            Some(Cell { column, across, down, text })
        });
        cells.collect()
    });
    Table { rows: rows.collect() }
}

/// How many columns and rows a slot covers.
fn span(slots: &[Vec<Slot>], row: usize, column: usize) -> (usize, usize) {
    let across = 1 + slots[row][column + 1..].iter().take_while(|slot| **slot == Slot::Left).count();
    let down = 1 + slots[row + 1..].iter().take_while(|line| line[column] == Slot::Above).count();
    (across, down)
}

/// Whether the merged cells of a table are those of a table of the form, so that a reader knows them without being told.
pub fn is_official(table: &Table, settings: &Settings) -> bool {
    let specs = settings.formats.iter().flat_map(|format| &format.tables);
    let mut alike = specs.filter(|spec| !table.rows.is_empty() && rows_of(spec) == table.rows.len());
    alike.any(|spec| {
        let form = filled(spec, str::to_owned, |_| String::new());
        let same = |(one, two): (&Cell, &Cell)| {
            (one.column, one.across, one.down) == (two.column, two.across, two.down)
                && !two.text.contains('\n')
                && (one.text.is_empty() || label_key(&one.text) == label_key(&two.text))
        };
        let same_row = |(one, two): (&Vec<Cell>, &Vec<Cell>)| one.len() == two.len() && one.iter().zip(two).all(same);
        form.rows.iter().zip(&table.rows).all(same_row)
    })
}

fn rows_of(spec: &Spec) -> usize {
    skeleton::grid(spec).len()
}

/// A table without merged cells, whose merged ones were left blank or repeated, with cells merged as the form merges
/// them. None where it is no table of the form, or where something stands in a place that the form merges.
pub fn merged(table: &Table, settings: &Settings) -> Option<Table> {
    let specs = settings.formats.iter().flat_map(|format| &format.tables);
    specs.filter(|spec| rows_of(spec) == table.rows.len()).find_map(|spec| merged_as(table, spec))
}

fn merged_as(table: &Table, spec: &Spec) -> Option<Table> {
    let slots = skeleton::grid(spec);
    let width = slots.first()?.len();
    if table.width() != width || table.rows.iter().any(|row| row.len() != width || row.iter().any(Cell::is_merged)) {
        return None;
    }
    let mut result = Table { rows: vec![Vec::new(); slots.len()] };
    let (mut official, mut all) = (0, 0);
    for (row, line) in slots.iter().enumerate() {
        for (column, slot) in line.iter().enumerate() {
            let text = &*table.rows[row][column].text;
            match slot {
                Slot::Label(words) => {
                    official += usize::from(label_key(words) == label_key(text));
                    all += 1;
                }
                Slot::Cell(_) => {}
                Slot::Left | Slot::Above => {
                    let (above, left) = origin(&slots, row, column);
                    if !text.is_empty() && text != table.rows[above][left].text {
                        return None;
                    }
                    continue;
                }
            }
            let (across, down) = span(&slots, row, column);
            result.rows[row].push(Cell { column, across, down, text: text.to_owned() });
        }
    }
    // Half of the labels may be worded in another way; the shape alone is no proof.
    (official * 2 >= all).then_some(result)
}

/// The slot of which this one is a part.
fn origin(slots: &[Vec<Slot>], mut row: usize, mut column: usize) -> (usize, usize) {
    loop {
        match slots[row][column] {
            Slot::Left => column -= 1,
            Slot::Above => row -= 1,
            Slot::Label(_) | Slot::Cell(_) => return (row, column),
        }
    }
}

/// A table whose spans are made to fit: each cell stands where the ones before and above it leave room, and none reaches
/// beyond the last row. Rows of different lengths stay so.
pub fn fitted(rows: Vec<Vec<(String, usize, usize)>>) -> Table {
    let count = rows.len();
    let mut grid = Grid::default();
    let rows = rows.into_iter().enumerate().map(|(row, cells)| {
        grid.begin_row();
        let place = |(text, across, down): (String, usize, usize)| {
            let across = across.clamp(1, super::model::MOST_COLUMNS);
            let down = down.clamp(1, count - row);
            let (column, across) = grid.place(across, down);
            Cell { column, across, down, text }
        };
        cells.into_iter().map(place).collect()
    });
    Table { rows: rows.collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_forms_tables_are_known_and_merged_again() {
        let settings = Settings::default();
        for format in settings.formats.iter() {
            for spec in &format.tables {
                let table = filled(spec, str::to_owned, |cell| cell.to_string());
                assert!(is_official(&table, &settings), "{} {}", format.name, spec.key);
                let width = table.width();
                let mut plain = Table { rows: Vec::new() };
                for row in &table.rows {
                    let mut line: Vec<Cell> = (0..width).map(|column| Cell::new(column, "")).collect();
                    for cell in row {
                        line[cell.column].text.clone_from(&cell.text);
                    }
                    plain.rows.push(line);
                }
                assert_eq!(merged(&plain, &settings).as_ref(), Some(&table), "{} {}", format.name, spec.key);
                plain.rows[0][width - 1].text = "别的".to_owned();
                assert_eq!(merged(&plain, &settings), None, "nothing that is written may be lost");
            }
        }
    }

    #[test]
    fn spans_that_overlap_are_made_to_fit() {
        let table = fitted(vec![vec![("a".into(), 2, 9), ("b".into(), 999, 1)], vec![("c".into(), 1, 1)]]);
        let places: Vec<_> = table.rows.iter().flatten().map(|cell| (cell.column, cell.across, cell.down)).collect();
        assert_eq!(places, [(0, 2, 2), (2, 63, 1), (2, 1, 1)]);
    }
}
