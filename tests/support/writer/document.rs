//! A report as a sequence of blocks, before any dialect writes them.

use super::closing;
use super::figures;
use super::grid::{self, Grid};
use super::labels::{CHINESE, Style};
use super::model::{Format, Kind, Report};
use super::overview::*;
use super::phrases::{Phrases, Statement, chinese};
use super::rng::Rng;

#[derive(Clone, Debug)]
pub enum Block {
    Title(String),
    /// A section's heading; `run_in` is the paragraph that goes on in the same line.
    Heading {
        text: String,
        run_in: Option<String>,
    },
    /// A sub-heading on a line of its own.
    Sub(String),
    Para(String),
    Table(Grid),
    Sign(String),
    Residue(String),
}

pub struct Document {
    pub blocks: Vec<Block>,
    pub title: Option<String>,
    /// As the title names it, else as the signature does.
    pub organization: String,
    pub stated: Vec<Statement>,
}

const HEADINGS: [&[&str]; 6] = [
    &["总体情况"],
    &["主动公开政府信息情况", "主动公开政府信息的情况", "主动公开情况"],
    &["收到和处理政府信息公开申请情况", "收到和处理政府信息公开申请的情况"],
    &[
        "政府信息公开行政复议、行政诉讼情况",
        "因政府信息公开工作被申请行政复议、提起行政诉讼情况",
        "政府信息公开行政复议和行政诉讼情况",
    ],
    &[
        "存在的主要问题及改进情况",
        "存在问题",
        "存在问题及改进情况",
        "政府信息公开工作存在的主要问题及改进情况",
        "存在的主要问题和改进情况",
    ],
    &["其他需要报告的事项", "需要报告的其他事项", "其他需要报告的情况"],
];

const ASPECTS: [&[&str]; 5] = [
    &["主动公开政府信息情况", "主动公开", "主动公开情况", "主动公开政府信息"],
    &["依申请公开政府信息情况", "依申请公开情况", "依申请公开", "依申请公开办理情况"],
    &["政府信息管理情况", "政府信息管理", "政府信息管理工作情况"],
    &["政府信息公开平台建设情况", "平台建设情况", "政务公开平台建设情况", "平台建设"],
    &["监督保障情况", "监督保障", "监督保障工作情况"],
];

const PLAIN_ASPECTS: [&str; 5] = ["主动公开", "依申请公开", "政府信息管理", "平台建设", "监督保障"];

struct Builder<'a> {
    writer: Phrases<'a>,
    mark: usize,
    official: u64,
    blocks: Vec<Block>,
}

/// `prose` states its figures in the text, `tables` prints its own: they differ by a typo at most.
pub fn build(prose: &Report, tables: &Report, style: &Style, rng: &Rng, residue: bool) -> Document {
    let writer = Phrases::new(prose, rng);
    let mut choice = rng.fork("document");
    let mark = choice.weighted(&[84, 4, 4, 4, 4]);
    let official = if choice.percent(70) { 100 } else { 55 };
    let mut builder = Builder { writer, mark, official, blocks: Vec::new() };
    let title = choice.percent(78).then(|| title(prose, &mut choice));
    builder.blocks.extend(title.clone().map(Block::Title));
    if residue {
        let line = "信息来源：本站 发布时间：{ny}-01-{#10-28} 浏览次数： 【打印内容】 【关闭窗口】";
        let line = builder.writer.fill(line);
        builder.blocks.push(Block::Residue(line));
    }
    builder.overview();
    let [disclosure, requests, proceedings] = grid::all(tables, style);
    for (number, table) in [(2, disclosure), (3, requests), (4, proceedings)] {
        builder.table_section(number, table);
    }
    let lines = closing::problems(&mut builder.writer, mark == 3);
    builder.section(5, lines);
    let lines = closing::others(&mut builder.writer, prose.format == Format::F2021);
    builder.section(6, lines);
    let signed = choice.percent(if title.is_some() { 70 } else { 92 });
    builder.sign(&mut choice, signed);
    if residue {
        builder.blocks.push(Block::Residue("扫一扫在手机打开当前页".to_string()));
    }
    let organization = match (&title, signed) {
        (Some(title), _) if !title.contains(&prose.organization) => prose.short.clone(),
        (None, false) => String::new(),
        _ => prose.organization.clone(),
    };
    Document { blocks: builder.blocks, title, organization, stated: builder.writer.stated }
}

fn title(report: &Report, rng: &mut Rng) -> String {
    let (year, full) = (report.year, &report.organization);
    let name = match report.kind {
        Kind::Government if rng.percent(50) => &report.short,
        _ => full,
    };
    match rng.weighted(&[50, 14, 14, 12, 10]) {
        0 => format!("{name}{year}年政府信息公开工作年度报告"),
        1 => format!("{year}年{name}政府信息公开工作年度报告"),
        2 => format!("{name}{year}年度政府信息公开工作报告"),
        3 => format!("{name}政府信息公开工作年度报告（{year}年）"),
        _ => format!("{name}\n{year}年政府信息公开工作年度报告"),
    }
}

impl Builder<'_> {
    fn heading(&mut self, number: usize) -> String {
        let text = self.writer.rng.mostly(self.official, HEADINGS[number - 1]);
        match self.mark {
            1 => format!("{}.{text}", CHINESE[number]),
            2 => format!("{}．{text}", CHINESE[number]),
            3 => format!("（{}）{text}", CHINESE[number]),
            4 => format!("{}、 {text}", CHINESE[number]),
            _ => format!("{}、{text}", CHINESE[number]),
        }
    }

    fn section(&mut self, number: usize, lines: Vec<String>) {
        let mut text = self.heading(number);
        let first_is_head = lines.first().is_some_and(|line| line.starts_with('（'));
        let mut lines = lines.into_iter();
        let mut run_in = None;
        if self.writer.rng.percent(7) && !first_is_head {
            text += self.writer.rng.pick(&["。", "：", " "]);
            run_in = lines.next();
        }
        self.blocks.push(Block::Heading { text, run_in });
        for line in lines {
            let heads = !line.ends_with(['。', '；', '：']);
            self.blocks.push(if heads { Block::Sub(line) } else { Block::Para(line) });
        }
    }

    fn overview(&mut self) {
        let bank = match self.writer.report.format {
            Format::F2019 => PREAMBLE_2019,
            Format::F2021 => PREAMBLE_2021,
        };
        let preamble = self.writer.one(bank);
        let opening = self.writer.one(OPENING);
        let before = self.writer.rng.percent(65);
        if before {
            self.blocks.push(Block::Para(preamble.clone()));
        }
        let mut lines = Vec::new();
        if !before {
            lines.push(preamble);
        }
        if !opening.is_empty() {
            lines.push(opening);
        }
        self.section(1, lines);
        let texts = self.aspects();
        let shape = self.writer.rng.weighted(&[40, 25, 20, 15]);
        for (index, text) in texts.into_iter().enumerate() {
            let name = self.writer.rng.mostly(50, ASPECTS[index]).to_string();
            // The mark of sub-headings never equals that of headings.
            let number = match (shape, self.mark) {
                (2, _) | (_, 3) => format!("{}.", index + 1),
                _ => format!("（{}）", CHINESE[index + 1]),
            };
            match shape {
                0 => self.blocks.push(Block::Para(format!("{number}{name}。{text}"))),
                1 | 2 => {
                    self.blocks.push(Block::Sub(format!("{number}{name}")));
                    self.blocks.push(Block::Para(text));
                }
                _ => {
                    let name = PLAIN_ASPECTS[index];
                    self.blocks.push(Block::Para(format!("{name}方面。{text}")));
                }
            }
        }
    }

    fn aspects(&mut self) -> [String; 5] {
        let writer = &mut self.writer;
        let format = writer.report.format;
        let count = 2 + writer.rng.below(4);
        let mut active = writer.some(ACTIVE, count);
        if writer.rng.percent(60) {
            active += &writer.one(match writer.report.kind {
                Kind::Government => ACTIVE_GOVERNMENT,
                Kind::Department => ACTIVE_DEPARTMENT,
                Kind::Township => ACTIVE_TOWNSHIP,
            });
        }
        if format == Format::F2021 && writer.rng.percent(35) {
            active += &writer.one(DOCUMENTS);
        }
        let mut requests = writer.one(REQUESTS_LEAD);
        requests += &figures::requests(writer);
        if writer.report.number("requests.new.total") > 0 {
            requests += &writer.one(REQUESTS_TAIL);
        }
        requests += &figures::proceedings(writer);
        let count = 1 + writer.rng.below(3);
        let management = writer.some(MANAGEMENT, count);
        let count = 1 + writer.rng.below(2);
        let platform = writer.some(PLATFORM, count);
        let count = 1 + writer.rng.below(3);
        let mut oversight = writer.some(OVERSIGHT, count);
        if writer.report.kind == Kind::Government || writer.rng.percent(50) {
            oversight += &writer.one(ACCOUNTABILITY);
        }
        [active, requests, management, platform, oversight]
    }

    fn table_section(&mut self, number: usize, table: Grid) {
        let text = self.heading(number);
        self.blocks.push(Block::Heading { text, run_in: None });
        self.blocks.push(Block::Table(table));
    }

    fn sign(&mut self, rng: &mut Rng, signed: bool) {
        let report = self.writer.report;
        if signed {
            self.blocks.push(Block::Sign(report.organization.clone()));
        }
        let late = report.kind == Kind::Government && rng.percent(50);
        let month = if late { rng.range(2..=3) } else { 1 };
        let (year, day) = (report.year + 1, rng.range(5..=28));
        let date = match rng.weighted(&[50, 12, 10, 8, 20]) {
            0 => format!("{year}年{month}月{day}日"),
            1 => {
                let digits = year.to_string();
                let digits = digits.bytes().map(|digit| CHINESE[usize::from(digit - b'0')]);
                let year: String = digits.collect();
                format!("{year}年{}月{}日", chinese(month), chinese(day))
            }
            2 => format!("{year}-{month:02}-{day:02}"),
            3 => format!("{year}年{month:02}月{day:02}日"),
            _ => return,
        };
        self.blocks.push(Block::Sign(date));
    }
}
