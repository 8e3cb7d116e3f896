//! Reading one flattened row.

use super::super::Relation;
use super::super::split::*;

fn read(groups: &[&str], lost: bool, wrong: bool) -> Vec<Vec<i64>> {
    let row = RowText::new(groups, 7, Sums::new(7, [Relation::sum(6, 0..6)].iter(), Some), 6).unwrap();
    let readings = row.readings(Assume { lost, wrong }, &[(0, 999_999); 7], &mut 10_000).unwrap();
    readings.iter().map(|reading| (0..7).map(|cell| reading.printed(cell)).collect()).collect()
}

#[test]
fn figures_run_together_are_cut_where_the_total_holds() {
    assert_eq!(read(&["21710000218"], false, false), [[217, 1, 0, 0, 0, 0, 218]]);
    assert_eq!(read(&["0000000"], false, false), [[0; 7]]);
    assert_eq!(read(&["0000001"], false, false), [[0; 7]; 0]);
    assert_eq!(read(&["1010000020"], false, false), [[10, 10, 0, 0, 0, 0, 20]]);
}

#[test]
fn a_separator_is_a_hard_border() {
    assert_eq!(read(&["2", "1710000218"], false, false), [[0; 7]; 0]);
    assert_eq!(read(&["217", "10000", "218"], false, false), [[217, 1, 0, 0, 0, 0, 218]]);
}

#[test]
fn lost_zeros_leave_the_places_open() {
    let readings = read(&["4", "04"], true, false);
    assert_eq!(readings.len(), 5);
    assert!(readings.iter().all(|values| values[6] == 4 && values[5] == 0 && values.iter().sum::<i64>() == 8));
    assert_eq!(read(&["0", "0", "0"], true, false), [[0; 7]]);
    assert_eq!(read(&[], true, false), [[0; 7]]);
    assert_eq!(read(&["0000000"], true, false), [[0; 7]; 0], "nothing is lost");
}

#[test]
fn one_wrong_figure_is_read_as_printed() {
    assert!(read(&["21710000219"], false, true).contains(&vec![217, 1, 0, 0, 0, 0, 219]));
    assert!(!read(&["21710000218"], false, true).contains(&vec![217, 1, 0, 0, 0, 0, 218]), "nothing is wrong");
}

#[test]
fn every_reading_of_a_short_row_is_found() {
    for text in ["1100112", "10100020", "12300015", "1111116", "100000100"] {
        let cuts = (0..1_u32 << (text.len() - 1)).filter(|cuts| cuts.count_ones() == 6);
        let mut expected = Vec::new();
        for cuts in cuts {
            let mut figures = vec![String::new()];
            for (index, digit) in text.chars().enumerate() {
                figures.last_mut().unwrap().push(digit);
                if cuts >> index & 1 == 1 {
                    figures.push(String::new());
                }
            }
            let values: Vec<i64> = figures.iter().map(|figure| figure.parse().unwrap()).collect();
            let plain = figures.iter().all(|figure| figure.len() == 1 || !figure.starts_with('0'));
            if plain && values[..6].iter().sum::<i64>() == values[6] {
                expected.push(values);
            }
        }
        let mut found = read(&[text], false, false);
        found.sort_unstable();
        expected.sort_unstable();
        assert_eq!(found, expected, "{text}");
    }
}

#[test]
fn too_many_readings_are_none_that_could_be_trusted() {
    let row = RowText::new(&["1".repeat(40).as_str()], 15, Sums::default(), 6).unwrap();
    assert_eq!(row.readings(Assume { lost: true, wrong: false }, &[(0, 999_999); 15], &mut 1_000_000), None);
    assert!(RowText::new(&["1", ""], 7, Sums::default(), 6).is_none());
    assert!(RowText::new(&["1a"], 7, Sums::default(), 6).is_none());
}
