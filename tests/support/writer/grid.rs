//! The three tables as the official form prints them: cells with spans, before any dialect.

use super::labels::Style;
use super::model::Report;
use super::schema::{APPLICANTS, GROUPS, Level, OUTCOMES, articles, request_rows};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    Header,
    Label,
    Figure,
}

#[derive(Clone, Debug)]
pub struct GridCell {
    pub text: String,
    pub rows: usize,
    pub columns: usize,
    pub role: Role,
    /// The cell's key, for figures.
    pub key: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Name {
    Disclosure,
    Requests,
    Proceedings,
}

#[derive(Clone, Debug)]
pub struct Grid {
    pub name: Name,
    pub width: usize,
    pub rows: Vec<Vec<GridCell>>,
}

/// A slot of the rectangle: the cell it belongs to, and whether it is its top left one.
#[derive(Clone, Copy, Debug)]
pub struct Slot<'a> {
    pub cell: &'a GridCell,
    pub origin: bool,
}

fn header(text: String, rows: usize, columns: usize) -> GridCell {
    GridCell { text, rows, columns, role: Role::Header, key: String::new() }
}

fn label(text: String, rows: usize, columns: usize) -> GridCell {
    GridCell { text, rows, columns, role: Role::Label, key: String::new() }
}

fn figure(report: &Report, key: String, columns: usize) -> GridCell {
    let text = report.shown(&key).to_string();
    GridCell { text, rows: 1, columns, role: Role::Figure, key }
}

pub fn disclosure(report: &Report, style: &Style) -> Grid {
    let mut rows = Vec::new();
    for article in articles(report.format) {
        rows.push(vec![header(style.article(article.item), 1, 4)]);
        let mut heads = vec![header("信息内容".to_string(), 1, 1)];
        let last = article.headers.len() - 1;
        let span = |index: usize| if index == last { 3 - last } else { 1 };
        for (index, (_, text)) in article.headers.iter().enumerate() {
            heads.push(header(style.header(text), 1, span(index)));
        }
        rows.push(heads);
        for (row, text) in article.rows {
            let text = style.disclosure_label(row, text, report.format);
            let mut cells = vec![label(text, 1, 1)];
            for (index, (column, _)) in article.headers.iter().enumerate() {
                let key = format!("disclosure.{row}.{column}");
                cells.push(figure(report, key, span(index)));
            }
            rows.push(cells);
        }
    }
    Grid { name: Name::Disclosure, width: 4, rows }
}

pub fn requests(report: &Report, style: &Style) -> Grid {
    let mut rows = vec![
        vec![header(style.note(), 3, 3), header("申请人情况".to_string(), 1, 7)],
        vec![
            header("自然人".to_string(), 2, 1),
            header("法人或其他组织".to_string(), 1, 5),
            header("总计".to_string(), 2, 1),
        ],
        APPLICANTS[1..6].iter().map(|(key, text)| header(style.applicant(key, text), 1, 1)).collect(),
    ];
    let all = request_rows(report.format);
    let results = all.iter().filter(|row| row.level != Level::Top).count();
    for row in &all {
        let mut cells = Vec::new();
        if row.key == "granted" {
            cells.push(label(style.results_label(), results, 1));
        }
        if row.level == Level::Item && row.number == 1 {
            let members = all.iter().filter(|other| other.section == row.section).count();
            let (number, text) = row.section;
            cells.push(label(style.section_label(number, text), members, 1));
        }
        let columns = match row.level {
            Level::Top => 3,
            Level::Section => 2,
            Level::Item => 1,
        };
        cells.push(label(style.row_label(row), 1, columns));
        for (applicant, _) in APPLICANTS {
            cells.push(figure(report, format!("requests.{}.{applicant}", row.key), 1));
        }
        rows.push(cells);
    }
    Grid { name: Name::Requests, width: 10, rows }
}

pub fn proceedings(report: &Report, style: &Style) -> Grid {
    let outcomes = |first: bool, rows: usize| {
        OUTCOMES.iter().map(move |(key, text)| header(style.outcome(key, text, first), rows, 1))
    };
    let top = vec![header("行政复议".to_string(), 1, 5), header("行政诉讼".to_string(), 1, 10)];
    let mut second: Vec<GridCell> = outcomes(true, 2).collect();
    second.push(header("未经复议直接起诉".to_string(), 1, 5));
    second.push(header("复议后起诉".to_string(), 1, 5));
    let third = outcomes(false, 1).chain(outcomes(false, 1)).collect();
    let figures = GROUPS
        .iter()
        .flat_map(|(group, _)| OUTCOMES.iter().map(move |(key, _)| format!("proceedings.{group}.{key}")))
        .map(|key| figure(report, key, 1))
        .collect();
    Grid { name: Name::Proceedings, width: 15, rows: vec![top, second, third, figures] }
}

pub fn all(report: &Report, style: &Style) -> [Grid; 3] {
    [disclosure(report, style), requests(report, style), proceedings(report, style)]
}

impl Grid {
    /// The full rectangle, every slot filled with the cell that covers it.
    pub fn rectangle(&self) -> Vec<Vec<Slot<'_>>> {
        let mut slots: Vec<Vec<Option<Slot>>> = vec![vec![None; self.width]; self.rows.len()];
        for (top, row) in self.rows.iter().enumerate() {
            let mut left = 0;
            for cell in row {
                while left < self.width && slots[top][left].is_some() {
                    left += 1;
                }
                for (down, line) in slots.iter_mut().skip(top).take(cell.rows).enumerate() {
                    for (right, slot) in line.iter_mut().skip(left).take(cell.columns).enumerate() {
                        *slot = Some(Slot { cell, origin: down == 0 && right == 0 });
                    }
                }
                left += cell.columns;
            }
        }
        slots.into_iter().map(|row| row.into_iter().flatten().collect()).collect()
    }
}
