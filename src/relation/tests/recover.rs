//! Reading flattened tables: seed 001, single rows, other shapes, the definition, adversarial text.

use std::time::Instant;

use super::super::testing::*;
use super::super::*;
use super::{read, values};

/// The requests table of seed 001 (format 2019), as printed; parted by spaces, U+00A0 folded.
const SEED_001: [&str; 23] = [
    "4 04",
    "0 0 0",
    "1 0",
    "2000002",
    "0 0 0 0 0 0",
    "0 0 0 0 0 0 0",
    "0 0 0 0 0 0",
    "0 0 0",
    "0 0 0",
    "0 0 0 0",
    "0 0 0 0 0",
    "0 0 0 0",
    "1 0 0 0 1",
    "0 0 0 0 0 0",
    "0 0 0",
    "0 0 0 0",
    "0 0 0 0 0",
    "0 0 0",
    "0 0 0",
    "0 0 0",
    "0 0 0 0 0 0",
    "4 0 0 0 04",
    "0 0 0 0 00",
];

#[test]
fn seed_001_is_read_but_for_the_total_that_it_lost() {
    let mut relations: Vec<Relation> =
        (0..23).map(|row| Relation::sum(cell(row, 6), (0..6).map(|column| cell(row, column)))).collect();
    for column in 0..COLUMNS {
        relations.push(Relation::sum(cell(21, column), (2..21).map(|row| cell(row, column))));
        let signs = [(0, 1), (1, 1), (21, -1), (22, -1)];
        relations.push(Relation::new(signs.map(|(row, sign)| (cell(row, column), sign))));
    }
    let system = System::new(23 * COLUMNS, relations).unwrap();
    let unknowns: Vec<usize> = (0..system.unknowns()).collect();
    let groups: Vec<Vec<&str>> = SEED_001.iter().map(|row| row.split(' ').collect()).collect();
    let flat: Vec<FlatRow<'_>> = groups
        .iter()
        .enumerate()
        .map(|(row, groups)| FlatRow { unknowns: &unknowns[cell(row, 0)..cell(row, 7)], groups, blanks_lost: true })
        .collect();
    let recovery = recover(&system, &flat, 6);
    assert_eq!((recovery.basis, recovery.wrong_rows.as_slice()), (Basis::WrongFigures, [2].as_slice()));
    let lost_total = Cell::Unreadable { candidates: vec![0, 1], more: false };
    for (unknown, read) in recovery.cells.iter().enumerate() {
        match (unknown / COLUMNS, unknown % COLUMNS) {
            (0 | 21, 0 | 6) => assert_eq!(*read, Cell::Read(4)),
            (2, 0) | (12, 0 | 6) => assert_eq!(*read, Cell::Read(1)),
            (3, 0 | 6) => assert_eq!(*read, Cell::Read(2)),
            (3, _) | (5, _) => assert_eq!(*read, Cell::Read(0)),
            (2, 6) => assert_eq!(*read, lost_total),
            _ => assert_eq!(*read, Cell::ZeroOrBlank, "{unknown}"),
        }
    }
    assert_eq!(evaluate(&system, &values(&recovery)), [], "no relation is reported over the lost total");
}

fn read_row(system: &System, groups: &[&str], blanks_lost: bool) -> Recovery {
    let unknowns: Vec<usize> = (0..system.unknowns()).collect();
    recover(system, &[FlatRow { unknowns: &unknowns, groups, blanks_lost }], 6)
}

fn figures(recovery: &Recovery) -> Vec<Option<i64>> {
    let figure = |cell: &Cell| match cell {
        Cell::Read(figure) => Some(*figure),
        Cell::ZeroOrBlank => Some(0),
        Cell::Unreadable { .. } | Cell::Absent => None,
    };
    recovery.cells.iter().map(figure).collect()
}

#[test]
fn the_fifteen_figures_of_proceedings() {
    let system = proceedings();
    let right = read_row(&system, &["12000124000400000"], true);
    let expected = [12, 0, 0, 0, 12, 4, 0, 0, 0, 4, 0, 0, 0, 0, 0];
    assert_eq!((right.basis, figures(&right)), (Basis::EveryRelation, expected.map(Some).to_vec()));
    // 12, 0, 1, 0 or 1, 2, 0, 10: 13 either way.
    let open = read_row(&system, &["12010134000400000"], true);
    assert_eq!(open.cells[0], Cell::Unreadable { candidates: vec![1, 12], more: false });
    assert_eq!(figures(&open)[4..], [13, 4, 0, 0, 0, 4, 0, 0, 0, 0, 0].map(Some));
    // Ten zeros in fifteen cells: seed 001.
    let zeros = read_row(&system, &["0", "0", "0", "0", "0", "0", "0", "0", "00"], true);
    assert_eq!((zeros.basis, zeros.cells), (Basis::LostBlanks, vec![Cell::ZeroOrBlank; 15]));
    let anywhere = read_row(&system, &["1", "1"], true);
    let outcome = Cell::Unreadable { candidates: vec![0, 1], more: false };
    let total = Cell::Unreadable { candidates: vec![0, 1, 2], more: false };
    for (unknown, read) in anywhere.cells.into_iter().enumerate() {
        assert_eq!(read, if unknown % 5 == 4 { total.clone() } else { outcome.clone() });
    }
}

#[test]
fn a_figure_that_no_relation_reaches_is_read_only_where_digits_force_it() {
    let system = System::new(3, vec![]).unwrap();
    let open = read_row(&system, &["8062133"], false);
    assert!(matches!(&open.cells[0], Cell::Unreadable { candidates, .. } if candidates.contains(&80)));
    assert_eq!(figures(&read_row(&system, &["806", "2", "133"], false)), [Some(806), Some(2), Some(133)]);
    assert_eq!(figures(&read_row(&system, &["100"], false)), [Some(1), Some(0), Some(0)]);
    assert_eq!(figures(&read_row(&system, &["100"], true)), [None, None, None], "100 and two blanks");
    let zeros = read_row(&system, &["0", "0"], true);
    assert_eq!(zeros.cells, [Cell::ZeroOrBlank, Cell::ZeroOrBlank, Cell::ZeroOrBlank]);
}

#[test]
fn subtotals_signs_and_cells_outside_the_text() {
    // 3 = 0 + 1 - 2, then 5 = 3 + 4; 6 stands in no row.
    let signed = Relation::new([(0, 1), (1, 1), (2, -1), (3, -1)]).with_total(3);
    let relations = vec![signed, Relation::sum(5, [3, 4]), Relation::sum(6, [5])];
    let system = System::new(7, relations).unwrap();
    let unknowns = [0, 1, 2, 3, 4, 5];
    let row = FlatRow { unknowns: &unknowns, groups: &["127", "41510", "25"], blanks_lost: false };
    let recovery = recover(&system, &[row], 6);
    assert_eq!(figures(&recovery)[..6], [12, 7, 4, 15, 10, 25].map(Some));
    assert_eq!(recovery.cells[6], Cell::Absent);
}

/// The definition: all cuts of all rows with which every relation holds.
fn by_definition(system: &System, rows: &[String], width: usize) -> Vec<Vec<Value>> {
    let mut tables: Vec<Vec<Value>> = vec![vec![]];
    for row in rows {
        let cuts = (0..1_u32 << (row.len() - 1)).filter(|cuts| cuts.count_ones() as usize == width - 1);
        let mut readings = Vec::new();
        for cuts in cuts {
            let mut figures = vec![String::new()];
            for (index, digit) in row.chars().enumerate() {
                figures.last_mut().unwrap().push(digit);
                if cuts >> index & 1 == 1 {
                    figures.push(String::new());
                }
            }
            if figures.iter().all(|figure| figure.len() == 1 || !figure.starts_with('0')) {
                readings.push(figures.iter().map(|figure| Value::Known(figure.parse().unwrap())).collect::<Vec<_>>());
            }
        }
        tables = tables.iter().flat_map(|table| readings.iter().map(|row| [table.as_slice(), row].concat())).collect();
    }
    tables.retain(|table| evaluate(system, table).is_empty());
    tables
}

#[test]
fn what_is_read_is_what_all_readings_share() {
    // Three rows of three cells: each row sums to its last cell and, in every other table, each column to its
    // last row.
    let rows: Vec<Relation> = (0..3).map(|row| Relation::sum(row * 3 + 2, [row * 3, row * 3 + 1])).collect();
    let columns = (0..3).map(|column| Relation::sum(6 + column, [column, 3 + column]));
    let systems =
        [System::new(9, rows.clone()).unwrap(), System::new(9, rows.into_iter().chain(columns).collect()).unwrap()];
    let (random, mut ambiguous) = (&mut Random(16), 0);
    for system in systems.iter().cycle().take(80) {
        let mut table = [0_i128; 9];
        for unknown in [0, 1, 3, 4] {
            table[unknown] = random.magnitude(120) as i128;
        }
        let values: Vec<Value> = table.iter().copied().map(Value::Known).collect();
        for (unknown, value) in recompute(&systems[1], &values, &[2, 5, 6, 7, 8]).changes {
            table[unknown] = value;
        }
        let text: Vec<String> = table.chunks(3).map(|row| row.iter().map(i128::to_string).collect()).collect();
        let unknowns: Vec<usize> = (0..9).collect();
        let groups: Vec<[&str; 1]> = text.iter().map(|row| [row.as_str()]).collect();
        let flat: Vec<FlatRow<'_>> = (0..3)
            .map(|row| FlatRow { unknowns: &unknowns[row * 3..row * 3 + 3], groups: &groups[row], blanks_lost: true })
            .collect();
        let tables = by_definition(system, &text, 3);
        let shared = |unknown: usize| tables.iter().all(|table| table[unknown] == tables[0][unknown]);
        let expected: Vec<Option<i64>> =
            (0..9).map(|unknown| shared(unknown).then_some(table[unknown] as i64)).collect();
        ambiguous += usize::from(tables.len() > 1);
        assert_eq!(figures(&recover(system, &flat, 6)), expected, "{text:?}");
    }
    assert!(ambiguous > 0, "some tables have several readings");
}

#[test]
fn adversarial_text_ends_within_the_bounds_and_claims_nothing() {
    let (system, random) = (requests(), &mut Random(17));
    let digits = |random: &mut Random, length: usize| -> String {
        (0..length).map(|_| char::from(b'0' + random.below(10) as u8)).collect()
    };
    let texts: Vec<(&str, Vec<String>)> = vec![
        ("ones", vec!["1".repeat(28); ROWS]),
        ("ones, short", vec!["1".repeat(12); ROWS]),
        ("random", (0..ROWS).map(|_| digits(random, 20)).collect()),
        ("endless", vec!["123456789".repeat(1_000); ROWS]),
        ("letters", vec!["12a".to_owned(); ROWS]),
    ];
    for (what, rows) in texts {
        let start = Instant::now();
        let recovery = read(&system, &rows);
        println!("adversarial recovery, {what}: {:?}", start.elapsed());
        assert!(figures(&recovery).iter().all(Option::is_none), "{what}");
        assert!(
            recovery
                .cells
                .iter()
                .all(|cell| matches!(cell, Cell::Unreadable { candidates, .. } if candidates.len() <= MAX_CANDIDATES))
        );
    }
}

#[test]
fn a_cell_that_is_named_twice_or_does_not_exist_makes_its_row_unreadable() {
    let system = System::new(4, vec![Relation::sum(1, [0])]).unwrap();
    let twice = [
        FlatRow { unknowns: &[0, 1], groups: &["11"], blanks_lost: false },
        FlatRow { unknowns: &[2, 1], groups: &["11"], blanks_lost: false },
        FlatRow { unknowns: &[3, 4], groups: &["11"], blanks_lost: false },
    ];
    let recovery = recover(&system, &twice, 6);
    assert_eq!(figures(&recovery), [Some(1), Some(1), None, None]);
}
