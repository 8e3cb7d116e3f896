//! Machine-made Markdown: a small table for each row or group, with invented headers.

use super::grid::{Grid, GridCell, Name, Role};
use super::markdown::small;
use super::rng::Rng;
use super::schema::{APPLICANTS, GROUPS, OUTCOMES};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    Row,
    Group,
}

pub struct Machine {
    unit: Unit,
    shape: usize,
    column: &'static str,
    numbered: bool,
    remarks: bool,
    rng: Rng,
}

/// Remarks that change no figure.
const REMARKS: [&str; 5] = ["（含修订）", "（含往年结转）", "（截至12月31日）", "（不含内部文件）", "（其中修订1件）"];

impl Machine {
    pub fn random(rng: &mut Rng, unit: Unit) -> Machine {
        let column = ["项目", "类别", "指标名称", "情形", "统计项"][rng.below(5)];
        Machine {
            unit,
            shape: rng.below(5),
            column,
            numbered: rng.percent(15),
            remarks: rng.percent(35),
            rng: rng.fork("remarks"),
        }
    }

    fn text(&self, cell: &GridCell) -> String {
        let text = cell.text.replace('\n', "");
        let noted = self.remarks
            && cell.key.starts_with("disclosure.normative")
            && text.parse().is_ok_and(|count: i64| count > 1);
        if !noted {
            return text;
        }
        format!("{text}{}", self.rng.fork(&cell.key).pick(&REMARKS))
    }

    pub fn table(&self, grid: &Grid) -> String {
        match grid.name {
            Name::Disclosure => self.disclosure(grid),
            Name::Proceedings => self.proceedings(grid),
            Name::Requests if self.unit == Unit::Row => self.request_rows(grid),
            Name::Requests => self.request_groups(grid),
        }
    }

    fn disclosure(&self, grid: &Grid) -> String {
        let mut parts = Vec::new();
        let mut header: Vec<String> = Vec::new();
        let mut rows: Vec<Vec<String>> = Vec::new();
        let mut article = String::new();
        for row in &grid.rows {
            let texts: Vec<String> = row.iter().map(|cell| self.text(cell)).collect();
            if row.len() == 1 {
                parts.extend(flush(&article, &header, &mut rows));
                article = texts[0].clone();
            } else if row[0].role == Role::Header {
                header = texts;
            } else {
                rows.push(texts);
            }
            if self.unit == Unit::Row && row[0].role == Role::Label {
                parts.extend(flush(&article, &header, &mut rows));
                article.clear();
            }
        }
        parts.extend(flush(&article, &header, &mut rows));
        parts.join("\n")
    }

    fn applicants(&self, first: &[&str]) -> Vec<String> {
        let named = APPLICANTS.iter().map(|(_, text)| text.to_string());
        first.iter().map(|text| text.to_string()).chain(named).collect()
    }

    fn request_rows(&self, grid: &Grid) -> String {
        let mut parts = Vec::new();
        for row in &grid.rows {
            let figures: Vec<String> = figures(row).map(|cell| self.text(cell)).collect();
            if figures.is_empty() {
                continue;
            }
            let labels: Vec<String> = labels(row).map(|cell| cell.text.replace('\n', "")).collect();
            if let [group @ .., _] = labels.as_slice() {
                parts.extend(group.iter().map(|text| format!("**{text}**\n")));
            }
            parts.push(self.request_row(labels.last().map_or("", String::as_str), figures));
        }
        parts.join("\n")
    }

    fn request_row(&self, label: &str, figures: Vec<String>) -> String {
        let bare: Vec<String> = (1..=7).map(|index| format!("列{index}")).collect();
        match self.shape {
            0 => format!("#### {label}\n\n{}", small(&self.applicants(&[]), &[figures])),
            1 => {
                let mut row = vec![label.to_string()];
                row.extend(figures);
                small(&self.applicants(&[self.column]), &[row])
            }
            2 => {
                let mut header = vec![label.to_string()];
                header.resize(7, String::new());
                small(&header, &[figures])
            }
            3 => format!("{label}：\n\n{}", small(&bare, &[figures])),
            _ => {
                let mut row = vec!["数量".to_string()];
                row.extend(figures);
                let table = small(&self.applicants(&["申请人类型"]), &[row]);
                format!("**{label}**\n\n{table}")
            }
        }
    }

    fn request_groups(&self, grid: &Grid) -> String {
        let first: &[&str] = if self.numbered { &["序号", self.column] } else { &[self.column] };
        let header = self.applicants(first);
        let mut parts = Vec::new();
        let mut rows: Vec<Vec<String>> = Vec::new();
        let mut name = String::new();
        for row in &grid.rows {
            let figures: Vec<String> = figures(row).map(|cell| self.text(cell)).collect();
            if figures.is_empty() {
                continue;
            }
            let labels: Vec<String> = labels(row).map(|cell| cell.text.replace('\n', "")).collect();
            let outer = row.iter().find(|cell| cell.role == Role::Label && cell.rows > 1);
            let leaves = row[0].columns > 1 && rows.len() > 2;
            if outer.is_some() || leaves {
                parts.extend(flush(&name, &header, &mut rows));
                name = outer.map_or(String::new(), |cell| cell.text.replace('\n', ""));
            }
            let mut cells = Vec::new();
            if self.numbered {
                cells.push((rows.len() + 1).to_string());
            }
            cells.push(labels.last().cloned().unwrap_or_default());
            cells.extend(figures);
            rows.push(cells);
        }
        parts.extend(flush(&name, &header, &mut rows));
        parts.join("\n")
    }

    fn proceedings(&self, grid: &Grid) -> String {
        let row = grid.rows.last().expect("a row of figures");
        let figures: Vec<String> = row.iter().map(|cell| self.text(cell)).collect();
        let outcomes: Vec<String> = OUTCOMES.iter().map(|(_, text)| text.to_string()).collect();
        let mut parts = Vec::new();
        for (index, (_, name)) in GROUPS.iter().enumerate() {
            let figures = figures[index * 5..index * 5 + 5].to_vec();
            let part = match self.shape {
                0 | 3 => format!("#### {name}\n\n{}", small(&outcomes, &[figures])),
                1 | 2 => {
                    let mut header = vec!["类型".to_string()];
                    header.extend(outcomes.iter().cloned());
                    let mut row = vec![name.to_string()];
                    row.extend(figures);
                    small(&header, &[row])
                }
                _ => {
                    let rows: Vec<Vec<String>> =
                        outcomes.iter().zip(figures).map(|(text, figure)| vec![text.clone(), figure]).collect();
                    let header = ["审理结果".to_string(), "件数".to_string()];
                    format!("**{name}**\n\n{}", small(&header, &rows))
                }
            };
            parts.push(part);
        }
        parts.join("\n")
    }
}

fn figures(row: &[GridCell]) -> impl Iterator<Item = &GridCell> {
    row.iter().filter(|cell| cell.role == Role::Figure)
}

fn labels(row: &[GridCell]) -> impl Iterator<Item = &GridCell> {
    row.iter().filter(|cell| cell.role == Role::Label)
}

/// A finished small table under its name.
fn flush(name: &str, header: &[String], rows: &mut Vec<Vec<String>>) -> Option<String> {
    if rows.is_empty() {
        return None;
    }
    let table = small(header, rows);
    rows.clear();
    Some(if name.is_empty() { table } else { format!("**{name}**\n\n{table}") })
}
