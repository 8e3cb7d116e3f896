//! How one office writes the labels of the form.

use super::model::Format;
use super::rng::Rng;
use super::schema::{Level, Row};

pub const CHINESE: [&str; 11] = ["〇", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];

/// A break inside a cell; every dialect writes it its own way.
pub const BREAK: char = '\n';

#[derive(Clone, Debug)]
pub struct Style {
    item_mark: usize,
    remark: usize,
    numbered: bool,
    carried_out: usize,
    normative: usize,
    quotes: usize,
    header_break: usize,
    outcome_words: usize,
    inner: usize,
    note: usize,
    pub section_gap: bool,
    misspelt: bool,
    rng: Rng,
}

/// Slips of the input method: the right word and what was typed.
const SLIPS: [(&str, &str); 26] = [
    ("补正", "补证"),
    ("掌握", "掌据"),
    ("秘密", "密秘"),
    ("逾期", "愈期"),
    ("重复", "重覆"),
    ("案卷", "案券"),
    ("确认", "确任"),
    ("查询", "查寻"),
    ("另行", "另形"),
    ("出版物", "出板物"),
    ("危及", "危机"),
    ("权益", "权宜"),
    ("信访", "信仿"),
    ("大量", "大量量"),
    ("内部", "内布"),
    ("过程性", "过程"),
    ("予以公开", "予已公开"),
    ("处理", "处里"),
    ("结转", "接转"),
    ("新收", "新受"),
    ("许可", "许何"),
    ("处罚", "处罸"),
    ("强制", "强致"),
    ("收费", "收废"),
    ("审结", "审节"),
    ("纠正", "纠证"),
];

impl Style {
    pub fn random(rng: &mut Rng, misspelt: bool) -> Style {
        Style {
            item_mark: rng.weighted(&[74, 8, 8, 4, 6]),
            remark: rng.weighted(&[76, 14, 10]),
            numbered: rng.percent(88),
            carried_out: rng.weighted(&[80, 8, 6, 6]),
            normative: rng.weighted(&[88, 12]),
            quotes: rng.weighted(&[80, 8, 8, 4]),
            header_break: rng.weighted(&[45, 30, 25]),
            outcome_words: rng.weighted(&[60, 20, 20]),
            inner: rng.weighted(&[84, 8, 8]),
            note: rng.weighted(&[80, 8, 6, 6]),
            section_gap: rng.percent(8),
            misspelt,
            rng: rng.fork("labels"),
        }
    }

    /// A chance that depends on the key alone, so that figures never shift it.
    fn chance(&self, key: &str, percent: u64) -> bool {
        self.rng.fork(key).percent(percent)
    }

    fn item_number(&self, number: usize) -> String {
        match self.item_mark {
            0 => format!("{number}."),
            1 => format!("{number}．"),
            2 => format!("{number}、"),
            3 => format!("（{number}）"),
            _ => format!("{number}. "),
        }
    }

    pub fn section_label(&self, number: usize, text: &str) -> String {
        let gap = if self.section_gap { " " } else { "" };
        self.spoil(text, format!("（{}）{gap}{text}", CHINESE[number]))
    }

    pub fn results_label(&self) -> String {
        let text = match self.inner {
            1 => "三、本年度 办理结果",
            2 => "三、本年度\n办理结果",
            _ => "三、本年度办理结果",
        };
        text.to_string()
    }

    pub fn row_label(&self, row: &Row) -> String {
        let text = match (row.level, row.key) {
            (Level::Top, "carried_out") => self.carried_out_label(),
            (Level::Top, _) if self.numbered => format!("{}、{}", CHINESE[row.number], row.text),
            (Level::Top, _) => row.text.to_string(),
            (Level::Section, "partly_granted") => {
                let remark = match self.remark {
                    0 => "（区分处理的，只计这一情形，不计其他情形）",
                    1 => "",
                    _ => "（区分处理的,只计这一情形,不计其他情形）",
                };
                format!("{}{remark}", self.section_label(row.number, row.text))
            }
            (Level::Section, _) => self.section_label(row.number, row.text),
            (Level::Item, "denied.security") => {
                let text = match self.quotes {
                    0 => row.text.to_string(),
                    1 => row.text.replace(['“', '”'], "\""),
                    2 => row.text.replace(['“', '”'], ""),
                    _ => row.text.replace('“', "‘").replace('”', "’"),
                };
                format!("{}{text}", self.item_number(row.number))
            }
            (Level::Item, _) => format!("{}{}", self.item_number(row.number), row.text),
        };
        self.spoil(row.key, self.inside(row.key, text))
    }

    fn carried_out_label(&self) -> String {
        let text = match self.carried_out {
            0 | 1 => "结转下年度继续办理",
            2 => "结转下年继续办理",
            _ => "结转下年度继续办理数量",
        };
        if self.carried_out == 1 || !self.numbered {
            return text.to_string();
        }
        format!("四、{text}")
    }

    /// Spaces or a break inside a long label.
    fn inside(&self, key: &str, text: String) -> String {
        let length = text.chars().count();
        if self.inner == 0 || length < 8 || !self.chance(key, 40) {
            return text;
        }
        let at = length / 2 + 1;
        let gap = if self.inner == 1 { ' ' } else { BREAK };
        let mut broken: String = text.chars().take(at).collect();
        broken.push(gap);
        broken.extend(text.chars().skip(at));
        broken
    }

    /// A slip in some labels, when the draft has any.
    pub fn spoil(&self, key: &str, text: String) -> String {
        if !self.misspelt || !self.chance(&format!("slip {key}"), 12) {
            return text;
        }
        match SLIPS.iter().find(|(right, _)| text.contains(right)) {
            Some((right, wrong)) => text.replacen(right, wrong, 1),
            None => text,
        }
    }

    pub fn disclosure_label(&self, key: &str, text: &str, format: Format) -> String {
        let text = match key {
            "normative" if self.normative == 1 && format == Format::F2021 => "规范性文件",
            _ => text,
        };
        self.spoil(key, text.to_string())
    }

    pub fn applicant(&self, key: &str, text: &str) -> String {
        let at = match key {
            "business" | "research" => 2,
            "nonprofit" | "legal_service" if self.header_break == 2 => 4,
            _ => return text.to_string(),
        };
        self.broken(text, at)
    }

    /// A header word, whole, with a space or with a break inside.
    fn broken(&self, text: &str, at: usize) -> String {
        let gap = match self.header_break {
            0 => "",
            1 => " ",
            _ => "\n",
        };
        let head: String = text.chars().take(at).collect();
        let tail: String = text.chars().skip(at).collect();
        format!("{head}{gap}{tail}")
    }

    /// `first` marks the five headers of the review group, where a word is lost last.
    pub fn outcome(&self, key: &str, text: &str, first: bool) -> String {
        if key == "total" {
            return text.to_string();
        }
        match self.outcome_words {
            0 => self.spoil(key, text.to_string()),
            1 if !(first && key == "upheld") => text.chars().take(2).collect(),
            1 => text.to_string(),
            _ => self.broken(text, 2),
        }
    }

    pub fn header(&self, text: &str) -> String {
        if self.header_break == 2 && text.chars().count() > 6 && self.chance(text, 50) {
            return self.broken(text, 3);
        }
        text.to_string()
    }

    pub fn article(&self, item: &str) -> String {
        format!("第二十条第（{item}）项")
    }

    pub fn note(&self) -> String {
        let text = match self.note {
            0 => "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）",
            1 => "本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和",
            2 => "（本列数据的勾稽关系为：第一项加第二项之和，\n等于第三项加第四项之和）",
            _ => "",
        };
        text.to_string()
    }
}
