//! The requests table of the official form, and random tables of its shape.

use super::{Relation, System, Value};

/// Applicant columns and, last, the total.
pub const COLUMNS: usize = 7;
pub const NEW: usize = 0;
pub const CARRIED_IN: usize = 1;
/// The rows of results: granted, partly granted, 8 denied, 3 unavailable, 5 unprocessed, 3 other.
pub const RESULTS: std::ops::Range<usize> = 2..23;
pub const HANDLED: usize = 23;
pub const CARRIED_OUT: usize = 24;
pub const ROWS: usize = 25;

pub fn cell(row: usize, column: usize) -> usize {
    row * COLUMNS + column
}

/// Row totals, then handled totals, then balances.
pub fn requests() -> System {
    let mut relations = Vec::new();
    for row in 0..ROWS {
        relations.push(Relation::sum(cell(row, 6), (0..6).map(|column| cell(row, column))));
    }
    for column in 0..COLUMNS {
        relations.push(Relation::sum(cell(HANDLED, column), RESULTS.map(|row| cell(row, column))));
    }
    for column in 0..COLUMNS {
        let signs = [(NEW, 1), (CARRIED_IN, 1), (HANDLED, -1), (CARRIED_OUT, -1)];
        relations.push(Relation::new(signs.map(|(row, sign)| (cell(row, column), sign))));
    }
    System::new(ROWS * COLUMNS, relations).unwrap()
}

/// Three groups of four outcomes and their total.
pub fn proceedings() -> System {
    let relations = [0, 5, 10].map(|group| Relation::sum(group + 4, group..group + 4));
    System::new(15, relations.to_vec()).unwrap()
}

/// splitmix64: small, and the same everywhere.
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `bound`, which is not 0.
    pub fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound as u64) as usize
    }

    /// Whether an event of this many per cent happens.
    pub fn percent(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// Log-uniform from 0 to `most`: as many small ones as large ones.
    pub fn magnitude(&mut self, most: usize) -> usize {
        let digits = most.to_string().len() as u32;
        let bound = 10_usize.pow(1 + self.below(digits as usize) as u32).min(most + 1);
        self.below(bound)
    }
}

/// Fills totals so that every relation holds, from result rows and the two rows carried over.
fn consistent(mut table: Vec<i128>) -> Vec<i128> {
    for column in 0..6 {
        let handled = RESULTS.map(|row| table[cell(row, column)]).sum();
        let out = handled + table[cell(CARRIED_OUT, column)];
        table[cell(HANDLED, column)] = handled;
        table[cell(CARRIED_IN, column)] = table[cell(CARRIED_IN, column)].min(out);
        table[cell(NEW, column)] = out - table[cell(CARRIED_IN, column)];
    }
    for row in table.chunks_mut(COLUMNS) {
        row[6] = row[..6].iter().sum();
    }
    table
}

/// A table with figures up to `most` anywhere, `density` per cent of them not zero.
pub fn scattered_table(random: &mut Random, density: usize, most: usize) -> Vec<i128> {
    let mut table = vec![0; ROWS * COLUMNS];
    for row in RESULTS.chain([CARRIED_IN, CARRIED_OUT]) {
        for figure in &mut table[cell(row, 0)..cell(row, 6)] {
            if random.percent(density) {
                *figure = random.magnitude(most) as i128;
            }
        }
    }
    consistent(table)
}

/// A table as offices publish them: up to `most` requests, most by natural persons, most of them in a few of
/// the rows.
pub fn realistic_table(random: &mut Random, most: usize) -> Vec<i128> {
    let mut table = vec![0; ROWS * COLUMNS];
    let requests = random.magnitude(most);
    let firms = [0, 2, 10, 30][random.below(4)];
    let others = [0, 0, 1, 5][random.below(4)];
    let usual: Vec<usize> = (0..1 + random.below(6)).map(|_| RESULTS.start + random.below(RESULTS.len())).collect();
    for _ in 0..requests {
        let row = match random.below(100) {
            0..40 => RESULTS.start,
            40..90 => usual[random.below(usual.len())],
            90..97 => CARRIED_OUT,
            _ => RESULTS.start + random.below(RESULTS.len()),
        };
        table[cell(row, applicant(random, firms, others))] += 1;
    }
    for _ in 0..random.below(1 + requests / 10) {
        table[cell(CARRIED_IN, applicant(random, firms, others))] += 1;
    }
    consistent(table)
}

fn applicant(random: &mut Random, firms: usize, others: usize) -> usize {
    if random.percent(firms) {
        1
    } else if random.percent(others) {
        2 + random.below(4)
    } else {
        0
    }
}

/// The values of a table; `blanks` per cent of its zeros are blank.
pub fn with_blanks(random: &mut Random, table: &[i128], blanks: usize) -> Vec<Value> {
    let value = |&figure| {
        if figure == 0 && random.percent(blanks) { Value::Blank } else { Value::Known(figure) }
    };
    table.iter().map(value).collect()
}
