//! One wrong figure in the requests table, as a person typing makes it.

use super::model::Cell;
use super::rng::Rng;
use super::{Expected, Sample, sample};

/// What was changed: the cell, its right value and the one now printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typo {
    pub key: String,
    pub old: String,
    pub new: String,
}

/// The same draft with one figure of the requests table wrong; the prose states the right ones.
pub fn typo(seed: u64, sample_of: &Sample) -> Sample {
    let mut rng = Rng::new(seed ^ sample_of.seed.rotate_left(17)).fork("typo");
    let cells: Vec<(&String, &String)> = sample_of
        .expected
        .iter()
        .filter(|(key, _)| key.starts_with("requests."))
        .filter_map(|(key, value)| match value {
            Expected::Number(text) => Some((key, text)),
            Expected::Blank => None,
        })
        .collect();
    let filled: Vec<_> = cells.iter().copied().filter(|(_, text)| *text != "0").collect();
    let from = if filled.is_empty() || rng.percent(15) { &cells } else { &filled };
    let Some((key, old)) = from.get(rng.below(from.len())) else {
        return sample_of.clone();
    };
    let new = mistype(&mut rng, old);
    let mut tables = sample_of.report.clone();
    let cell = Cell { value: Some(new.clone()), shown: new.clone() };
    tables.cells.insert(key.to_string(), cell);
    let mut changed = sample(sample_of.seed, sample_of.choice, &sample_of.report, &tables);
    changed.typo = Some(Typo { key: key.to_string(), old: old.to_string(), new });
    changed
}

fn mistype(rng: &mut Rng, old: &str) -> String {
    let value: i64 = old.parse().unwrap_or(0);
    let mut digits: Vec<char> = old.chars().collect();
    let at = rng.below(digits.len());
    match rng.below(5) {
        0 if digits.len() > 1 => {
            let at = at.min(digits.len() - 2);
            digits.swap(at, at + 1);
        }
        1 if digits.len() > 1 => {
            digits.remove(at);
        }
        2 if value > 0 => digits.insert(at, digits[at]),
        3 => digits[at] = char::from(b'1' + rng.below(9) as u8),
        _ => digits = (value + 1 + rng.range(0..=1)).to_string().chars().collect(),
    }
    let text: String = digits.into_iter().collect();
    match text.parse::<i64>() {
        Ok(new) if new != value => new.to_string(),
        _ => (value + 1).to_string(),
    }
}
