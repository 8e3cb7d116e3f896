//! Text copied out of a PDF: hard-wrapped prose, broken labels, page numbers between rows.

use super::document::{Block, Document};
use super::grid::{Grid, GridCell, Name, Role};
use super::markdown::width;
use super::rng::Rng;

/// Where the figures of a row with a broken label stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Broken {
    /// After the label's last line.
    Last,
    /// Between the label's parts, where the row's middle is.
    Middle,
    /// On a line of their own, below the whole label.
    Below,
}

pub struct Pdf {
    broken: Broken,
    /// Characters a label's line holds.
    label: usize,
    /// Half-width columns of a line of prose.
    prose: usize,
    /// Group labels stand before the middle row of their group.
    centred: bool,
    header: usize,
    page: usize,
    page_lines: usize,
    running_head: bool,
    space: &'static str,
}

impl Pdf {
    pub fn random(rng: &mut Rng, broken: Broken) -> Pdf {
        Pdf {
            broken,
            label: rng.range(7..=13) as usize,
            prose: 2 * rng.range(30..=40) as usize,
            centred: rng.percent(35),
            header: rng.below(3),
            page: rng.below(4),
            page_lines: rng.range(22..=36) as usize,
            running_head: rng.percent(25),
            space: if rng.percent(80) { " " } else { "  " },
        }
    }

    fn label_lines(&self, text: &str, most: usize) -> Vec<String> {
        let mut lines = Vec::new();
        for part in text.split('\n') {
            let letters: Vec<char> = part.chars().collect();
            let short = letters.len() <= most + 2;
            let size = if short { letters.len().max(1) } else { most };
            lines.extend(letters.chunks(size).map(|chunk| chunk.iter().collect::<String>()));
        }
        lines
    }

    /// A label and its figures.
    fn bind(&self, mut lines: Vec<String>, figures: &str) -> Vec<String> {
        let count = lines.len();
        match self.broken {
            Broken::Last => {
                let last = lines.last_mut().expect("a label has lines");
                *last = format!("{last} {figures}");
            }
            Broken::Below if count > 1 => lines.push(figures.to_string()),
            Broken::Middle if count.is_multiple_of(2) => {
                lines.insert(count / 2, figures.to_string());
            }
            _ => {
                let middle = &mut lines[count / 2];
                *middle = format!("{middle} {figures}");
            }
        }
        lines
    }

    fn figures(&self, row: &[GridCell]) -> String {
        let cells = row.iter().filter(|cell| cell.role == Role::Figure);
        let texts: Vec<&str> = cells.map(|cell| cell.text.as_str()).collect();
        texts.join(self.space)
    }

    fn table(&self, grid: &Grid) -> Vec<String> {
        match grid.name {
            Name::Disclosure => self.disclosure(grid),
            Name::Requests => self.requests(grid),
            Name::Proceedings => self.proceedings(grid),
        }
    }

    fn disclosure(&self, grid: &Grid) -> Vec<String> {
        let mut lines = Vec::new();
        for row in &grid.rows {
            if row[0].role == Role::Label {
                let label = self.label_lines(&row[0].text, self.label);
                lines.extend(self.bind(label, &self.figures(row)));
            } else {
                let texts: Vec<&str> = row.iter().map(|cell| cell.text.as_str()).collect();
                lines.extend(texts.join(" ").lines().map(str::to_string));
            }
        }
        lines
    }

    fn request_header(&self, grid: &Grid, lines: &mut Vec<String>) {
        let heads: Vec<&GridCell> = grid.rows[..3].iter().flatten().collect();
        let note = &heads[0].text;
        lines.extend(self.label_lines(note, 14).into_iter().filter(|line| !line.is_empty()));
        let texts: Vec<&str> = heads[1..].iter().map(|cell| cell.text.as_str()).collect();
        match self.header {
            0 => {
                lines.push(texts[0].to_string());
                lines.push(texts[1..4].join(" "));
                let names = texts[4..].join(" ").replace('\n', "");
                lines.push(names);
            }
            1 => {
                let words = ["申请人情况", "法人或其他组织", "自然", "人", "商业", "企业", "科研"];
                lines.extend(words.map(str::to_string));
                let words = ["机构", "社会公", "益组织", "法律服", "务机构", "其他", "总计"];
                lines.extend(words.map(str::to_string));
            }
            _ => {
                let words = [
                    "申请人情况",
                    "法人或其他组织",
                    "自然人 总计",
                    "商业 科研 社会公益 法律服务",
                    "其他",
                    "企业 机构 组织 机构",
                ];
                lines.extend(words.map(str::to_string));
            }
        }
    }

    fn requests(&self, grid: &Grid) -> Vec<String> {
        let mut lines = Vec::new();
        self.request_header(grid, &mut lines);
        // Labels of groups wait for the row before which they are printed.
        let mut waiting: Vec<(usize, Vec<String>)> = Vec::new();
        for (index, row) in grid.rows.iter().enumerate().skip(3) {
            let labels: Vec<&GridCell> = row.iter().filter(|cell| cell.role == Role::Label).collect();
            let (own, groups) = labels.split_last().expect("a row has a label");
            for group in groups {
                let at = if self.centred { index + group.rows / 2 } else { index };
                waiting.push((at, self.label_lines(&group.text, 5)));
            }
            for (_, label) in waiting.iter().filter(|(at, _)| *at == index) {
                lines.extend(label.iter().cloned());
            }
            waiting.retain(|(at, _)| *at != index);
            let most = self.label + if own.columns == 3 { 3 } else { 0 };
            lines.extend(self.bind(self.label_lines(&own.text, most), &self.figures(row)));
        }
        lines
    }

    fn proceedings(&self, grid: &Grid) -> Vec<String> {
        let mut lines = Vec::new();
        for row in &grid.rows[..3] {
            let texts: Vec<&str> = row.iter().map(|cell| cell.text.as_str()).collect();
            match self.header {
                0 => lines.push(texts.join(" ").replace('\n', "")),
                1 => {
                    for text in texts {
                        lines.extend(self.label_lines(&text.replace('\n', ""), 2));
                    }
                }
                _ => lines.extend(two_lines(&texts)),
            }
        }
        let figures = grid.rows.last().map(|row| self.figures(row));
        lines.extend(figures);
        lines
    }

    fn wrap(&self, text: &str, indent: bool, lines: &mut Vec<String>) {
        let mut line = String::new();
        let mut used = if indent { 4 } else { 0 };
        for letter in text.chars() {
            let wide = width(letter.encode_utf8(&mut [0; 4]));
            let hangs = "，。、；：）》”%".contains(letter);
            if used + wide > self.prose && !hangs {
                lines.push(std::mem::take(&mut line));
                used = 0;
            }
            line.push(letter);
            used += wide;
        }
        lines.push(line);
    }

    fn page_mark(&self, page: usize, pages: usize) -> String {
        match self.page {
            0 => format!("- {page} -"),
            1 => page.to_string(),
            2 => format!("第 {page} 页 共 {pages} 页"),
            _ => format!("— {page} —"),
        }
    }

    pub fn write(&self, document: &Document) -> String {
        let mut lines = Vec::new();
        for block in &document.blocks {
            match block {
                Block::Title(text) => lines.extend(text.lines().map(str::to_string)),
                Block::Heading { text, run_in } => {
                    let more = run_in.as_deref().unwrap_or("");
                    self.wrap(&format!("{text}{more}"), true, &mut lines);
                }
                Block::Para(text) => self.wrap(text, true, &mut lines),
                Block::Sub(text) | Block::Sign(text) | Block::Residue(text) => {
                    lines.push(text.clone());
                }
                Block::Table(grid) => lines.extend(self.table(grid)),
            }
        }
        let pages = lines.len().div_ceil(self.page_lines);
        let head = document.title.as_deref().unwrap_or("").replace('\n', "");
        let mut text = String::new();
        for (index, page) in lines.chunks(self.page_lines).enumerate() {
            if self.running_head && index > 0 && !head.is_empty() {
                text += &format!("{head}\n");
            }
            text += &page.join("\n");
            text += &format!("\n{}\n", self.page_mark(index + 1, pages));
        }
        text
    }
}

/// Header words of four characters over two lines: `结果 结果` / `维持 纠正`.
fn two_lines(texts: &[&str]) -> Vec<String> {
    let mut upper = Vec::new();
    let mut lower = Vec::new();
    for text in texts {
        let letters: Vec<char> = text.chars().filter(|letter| *letter != '\n').collect();
        if letters.len() == 4 {
            upper.push(letters[..2].iter().collect::<String>());
            lower.push(letters[2..].iter().collect::<String>());
        } else {
            upper.push(letters.into_iter().collect());
        }
    }
    let mut lines = vec![upper.join(" ")];
    if !lower.is_empty() {
        lines.push(lower.join(" "));
    }
    lines
}
