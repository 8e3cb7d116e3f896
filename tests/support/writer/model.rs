//! A report as figures: random, realistic, and consistent in every identity of the form.

use std::collections::BTreeMap;

use super::names::name;
use super::rng::Rng;
use super::schema::{APPLICANTS, GROUPS, OUTCOMES, articles, request_rows, result_keys};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    F2019,
    F2021,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Government,
    Department,
    Township,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// The figure as decimal text in the unit of the key (amounts in 万元); `None` when blank.
    pub value: Option<String>,
    /// What the draft prints in the cell.
    pub shown: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expected {
    Number(String),
    Blank,
}

#[derive(Clone, Debug)]
pub struct Report {
    pub format: Format,
    pub kind: Kind,
    pub year: i64,
    /// Full name: 清源县教育局.
    pub organization: String,
    /// Short name used in running text: 县教育局, 清源县, 柳河镇.
    pub short: String,
    /// 我局, 我县, 我镇, …
    pub we: &'static str,
    pub cells: BTreeMap<String, Cell>,
}

impl Report {
    pub fn random(rng: &mut Rng, format: Option<Format>) -> Report {
        let format = format.unwrap_or(if rng.percent(25) { Format::F2019 } else { Format::F2021 });
        let year = match format {
            Format::F2019 => rng.range(2019..=2020),
            Format::F2021 => rng.range(2021..=2025),
        };
        let kind = [Kind::Government, Kind::Department, Kind::Township][rng.weighted(&[35, 45, 20])];
        let (organization, short, we) = name(rng, kind);
        let mut report = Report { format, kind, year, organization, short, we, cells: BTreeMap::new() };
        report.fill_requests(rng);
        report.fill_proceedings(rng);
        match format {
            Format::F2019 => report.fill_disclosure_2019(rng),
            Format::F2021 => report.fill_disclosure_2021(rng),
        }
        report
    }

    fn put(&mut self, key: String, value: i64) {
        let text = value.to_string();
        self.cells.insert(key, Cell { value: Some(text.clone()), shown: text });
    }

    fn put_text(&mut self, key: &str, value: &str, shown: &str) {
        let cell = Cell { value: Some(value.to_string()), shown: shown.to_string() };
        self.cells.insert(key.to_string(), cell);
    }

    fn fill_requests(&mut self, rng: &mut Rng) {
        let scale = match rng.weighted(&[14, 30, 30, 19, 7]) {
            0 => 0,
            1 => rng.range(1..=12),
            2 => rng.range(10..=120),
            3 => rng.range(100..=1200),
            _ => rng.range(1200..=5600),
        };
        let other = if rng.percent(60) { rng.range(0..=12) as u64 } else { 0 };
        let weights = [100, other, other / 4, other / 5, other / 2, other / 3];
        let new = rng.split(scale, &weights);
        let share = if rng.percent(45) { rng.range(0..=14) } else { 0 };
        let carried_in = rng.split(scale * share / 100, &weights);
        let share = if rng.percent(55) { rng.range(0..=12) } else { 0 };
        let results = result_keys(self.format);
        let outcome_weights: Vec<u64> = results.iter().map(|key| outcome_weight(rng, key)).collect();
        let mut totals: BTreeMap<&str, i64> = BTreeMap::new();
        for (index, (applicant, _)) in APPLICANTS[..6].iter().enumerate() {
            let both = new[index] + carried_in[index];
            let carried_out = (both * share + rng.range(0..=60)) / 100;
            let carried_out = carried_out.min(both);
            let handled = both - carried_out;
            let mut column = vec![
                ("new", new[index]),
                ("carried_in", carried_in[index]),
                ("handled", handled),
                ("carried_out", carried_out),
            ];
            let parts = rng.split(handled, &outcome_weights);
            column.extend(results.iter().copied().zip(parts));
            for (row, value) in column {
                *totals.entry(row).or_default() += value;
                self.put(format!("requests.{row}.{applicant}"), value);
            }
        }
        for (row, total) in totals {
            self.put(format!("requests.{row}.total"), total);
        }
    }

    fn fill_proceedings(&mut self, rng: &mut Rng) {
        let requests = self.number("requests.new.total");
        for (group, _) in GROUPS {
            let whole = if requests == 0 || rng.percent(50) { 0 } else { rng.range(0..=(requests / 6).clamp(1, 160)) };
            let parts = rng.split(whole, &[50, 15, 15, 20]);
            for (index, (outcome, _)) in OUTCOMES[..4].iter().enumerate() {
                self.put(format!("proceedings.{group}.{outcome}"), parts[index]);
            }
            self.put(format!("proceedings.{group}.total"), whole);
        }
    }

    fn fill_disclosure_2021(&mut self, rng: &mut Rng) {
        for column in ["made", "repealed", "valid"] {
            self.put(format!("disclosure.regulations.{column}"), 0);
        }
        let (made, repealed) = (small(rng, 18), small(rng, 9));
        let valid = if made + repealed == 0 && rng.percent(60) { 0 } else { made + small(rng, 80) };
        self.put("disclosure.normative.made".into(), made);
        self.put("disclosure.normative.repealed".into(), repealed);
        self.put("disclosure.normative.valid".into(), valid);
        for row in ["licensing", "penalty", "coercion"] {
            let value = large(rng);
            self.put(format!("disclosure.{row}.decisions"), value);
        }
        let amount = amount(rng);
        let shown = match rng.weighted(&[88, 8, 4]) {
            1 if amount != "0" => format!("{amount}万元"),
            2 if !amount.contains('.') && amount != "0" => format!("{amount}.00"),
            _ => amount.clone(),
        };
        self.put_text("disclosure.fees.amount", &amount, &shown);
    }

    fn fill_disclosure_2019(&mut self, rng: &mut Rng) {
        for column in ["made", "disclosed", "disclosed_total"] {
            self.put(format!("disclosure.regulations.{column}"), 0);
        }
        let made = small(rng, 18);
        self.put("disclosure.normative.made".into(), made);
        self.put("disclosure.normative.disclosed".into(), made);
        let total = made + small(rng, 150);
        self.put("disclosure.normative.disclosed_total".into(), total);
        for row in ["licensing", "other_services", "penalty", "coercion", "fees"] {
            let last_year = small(rng, 260);
            let change = if rng.percent(50) { 0 } else { rng.range(-last_year.min(30)..=25) };
            self.put(format!("disclosure.{row}.last_year"), last_year);
            self.put(format!("disclosure.{row}.change"), change);
            if row != "fees" {
                let value = large(rng);
                self.put(format!("disclosure.{row}.decisions"), value);
            }
        }
        let projects = small(rng, 90);
        self.put("disclosure.procurement.projects".into(), projects);
        let (value, shown) = match (projects, rng.weighted(&[70, 30])) {
            (0, _) => ("0".to_string(), "0".to_string()),
            (_, 0) => {
                let text = decimal(rng.range(1_000..=900_000), 2);
                (text.clone(), format!("{text}万元"))
            }
            _ => {
                let hundreds = rng.range(100..=90_000);
                (decimal(hundreds, 2), format!("{}元", hundreds * 100))
            }
        };
        self.put_text("disclosure.procurement.amount", &value, &shown);
    }

    /// Empties some cells that hold 0, by row or by cell; `marks` are the ways to write it.
    pub fn blank_zeros(&mut self, rng: &mut Rng, marks: &[&str]) {
        let mark = rng.pick(marks);
        let mixed = rng.percent(10);
        let by_row = rng.percent(50);
        let chances: [&u64; 4] = match self.format {
            Format::F2019 => [&100, &100, &60, &25],
            Format::F2021 => [&100, &40, &12, &3],
        };
        let chance = *rng.pick(&chances);
        let rows = rng.clone();
        for (key, cell) in &mut self.cells {
            let row = key.rsplit_once('.').map_or("", |(row, _)| row);
            let blank = match by_row {
                true => rows.fork(row).percent(chance),
                false => rng.percent(chance),
            };
            if cell.value.as_deref() == Some("0") && blank {
                let mark = if mixed { rng.pick(marks) } else { mark };
                *cell = Cell { value: None, shown: mark.to_string() };
            }
        }
    }

    /// A count by key, blank read as 0; `a+b`, `a-b` and the named sums are understood.
    pub fn number(&self, expression: &str) -> i64 {
        if let Some((left, right)) = expression.split_once('-') {
            return self.number(left) - self.number(right);
        }
        expression.split('+').map(|key| self.term(key)).sum()
    }

    fn term(&self, key: &str) -> i64 {
        if let Some(cell) = self.cells.get(key) {
            return cell.value.as_deref().and_then(|text| text.parse().ok()).unwrap_or(0);
        }
        if let Some(outcome) = key.strip_prefix("proceedings.litigation.") {
            return self.term(&format!("proceedings.direct.{outcome}"))
                + self.term(&format!("proceedings.after_review.{outcome}"));
        }
        let Some(group) = key.strip_prefix("requests.").and_then(|key| key.strip_suffix(".total")) else {
            return 0;
        };
        request_rows(self.format)
            .iter()
            .filter(|row| row.key.starts_with(&format!("{group}.")))
            .map(|row| self.term(&format!("requests.{}.total", row.key)))
            .sum()
    }

    pub fn shown(&self, key: &str) -> &str {
        self.cells.get(key).map_or("", |cell| cell.shown.as_str())
    }

    pub fn expected(&self) -> BTreeMap<String, Expected> {
        let expect = |cell: &Cell| match &cell.value {
            Some(text) => Expected::Number(text.clone()),
            None => Expected::Blank,
        };
        self.cells.iter().map(|(key, cell)| (key.clone(), expect(cell))).collect()
    }
}

fn outcome_weight(rng: &mut Rng, key: &str) -> u64 {
    match key {
        "granted" => rng.range(20..=80) as u64,
        "partly_granted" => rng.range(0..=15) as u64,
        "unavailable.not_held" => rng.range(5..=60) as u64,
        "other.fee_unpaid" => u64::from(rng.percent(6)),
        _ if rng.percent(50) => 0,
        _ => rng.range(0..=9) as u64,
    }
}

fn small(rng: &mut Rng, most: i64) -> i64 {
    if rng.percent(45) { 0 } else { rng.range(0..=most) }
}

fn large(rng: &mut Rng) -> i64 {
    match rng.weighted(&[35, 25, 25, 12, 3]) {
        0 => 0,
        1 => rng.range(1..=60),
        2 => rng.range(50..=2_500),
        3 => rng.range(2_000..=60_000),
        _ => rng.range(60_000..=600_000),
    }
}

fn amount(rng: &mut Rng) -> String {
    match rng.weighted(&[40, 15, 25, 15, 5]) {
        0 => "0".to_string(),
        1 => rng.range(1..=9_000).to_string(),
        2 => decimal(rng.range(1..=900_000), 2),
        3 => decimal(rng.range(1..=90_000), 1),
        _ => decimal(rng.range(1..=9_000_000), 4),
    }
}

/// `units` with the point `places` digits from the right, without trailing zeros.
pub fn decimal(units: i64, places: usize) -> String {
    let digits = format!("{units:0width$}", width = places + 1);
    let (whole, part) = digits.split_at(digits.len() - places);
    let part = part.trim_end_matches('0');
    if part.is_empty() { whole.to_string() } else { format!("{whole}.{part}") }
}

/// Keys of the disclosure table in the order of the form.
pub fn disclosure_keys(format: Format) -> Vec<String> {
    let mut keys = Vec::new();
    for article in articles(format) {
        for (row, _) in article.rows {
            for (column, _) in article.headers {
                keys.push(format!("disclosure.{row}.{column}"));
            }
        }
    }
    keys
}
