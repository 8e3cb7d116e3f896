//! The numbers that Word writes itself before headings and items: they stand in no run, yet a reader sees them.

use std::collections::HashMap;

use super::super::ConvertError;
use super::super::xml::{Step, Xml, attribute, number};
use crate::format::skeleton::chinese_numeral;

/// Word has so many levels.
const LEVELS: usize = 9;

/// The lists of a document, and how far each has been counted.
#[derive(Debug, Default)]
pub struct Numbering {
    /// By `w:numId`: the list, and where it begins anew.
    lists: HashMap<String, List>,
    /// By `w:abstractNumId`.
    forms: HashMap<String, Form>,
    /// How far each form has been counted, by level: lists of one form go on with each other's numbers.
    counts: HashMap<String, [Option<usize>; LEVELS]>,
}

#[derive(Debug, Default)]
struct List {
    form: String,
    /// Numbers with which levels begin, where they differ from the form's; taken once.
    starts: HashMap<usize, usize>,
}

#[derive(Debug, Default)]
struct Form {
    levels: HashMap<usize, Level>,
}

#[derive(Clone, Debug, Default)]
struct Level {
    start: Option<usize>,
    format: String,
    text: String,
    /// The paragraph style that numbers by this level.
    style: Option<String>,
    has_blank: bool,
}

impl Numbering {
    /// Reads `word/numbering.xml`.
    ///
    /// # Errors
    /// When that is no well-formed XML.
    pub fn read(text: &str) -> Result<Numbering, ConvertError> {
        let mut xml = Xml::new(text, "word/numbering.xml");
        let mut numbering = Numbering::default();
        let (mut form, mut list, mut level) = (None, None, 0);
        loop {
            let start = match xml.next()? {
                Step::Done => return Ok(numbering),
                Step::Start(start) => start,
                Step::End | Step::Text(_) => continue,
            };
            let value = || attribute(&start, "val").unwrap_or_default();
            match start.local_name().as_ref() {
                "abstractNum" => (form, list) = (attribute(&start, "abstractNumId"), None),
                "num" => (form, list) = (None, attribute(&start, "numId")),
                "abstractNumId" => {
                    if let Some(list) = &list {
                        numbering.lists.entry(list.clone()).or_default().form = value();
                    }
                }
                "lvl" | "lvlOverride" => level = number(&start, "ilvl").unwrap_or(0).min(LEVELS - 1),
                "startOverride" => {
                    if let Some(list) = &list {
                        let starts = &mut numbering.lists.entry(list.clone()).or_default().starts;
                        starts.insert(level, number(&start, "val").unwrap_or(1));
                    }
                }
                name => {
                    let Some(form) = &form else { continue };
                    let level = numbering.forms.entry(form.clone()).or_default().levels.entry(level).or_default();
                    match name {
                        "start" => level.start = number(&start, "val"),
                        "numFmt" => level.format = value(),
                        "lvlText" => level.text = value(),
                        "pStyle" => level.style = Some(value()),
                        "suff" => level.has_blank = value() == "space",
                        _ => {}
                    }
                }
            }
        }
    }

    /// The level at which a paragraph style counts in a list.
    pub fn level_of_style(&self, list: &str, style: &str) -> Option<usize> {
        let form = self.forms.get(&self.lists.get(list)?.form)?;
        let found = form.levels.iter().find(|(_, level)| level.style.as_deref() == Some(style));
        found.map(|(level, _)| *level)
    }

    /// The number before the next paragraph of a list and level; empty for bullets and lists that are not there.
    pub fn next(&mut self, list: &str, level: usize) -> String {
        let level = level.min(LEVELS - 1);
        let Some(list) = self.lists.get_mut(list) else { return String::new() };
        let Some(form) = self.forms.get(&list.form) else { return String::new() };
        let counts = self.counts.entry(list.form.clone()).or_default();
        let start = |level: usize| form.levels.get(&level).and_then(|level| level.start).unwrap_or(1);
        counts[level] = Some(match (list.starts.remove(&level), counts[level]) {
            (Some(anew), _) => anew,
            (None, Some(count)) => count.saturating_add(1),
            (None, None) => start(level),
        });
        counts[level + 1..].fill(None);
        let Some(own) = form.levels.get(&level) else { return String::new() };
        if matches!(&*own.format, "bullet" | "none") {
            return String::new();
        }
        let mut text = own.text.clone();
        for (at, count) in counts.iter().enumerate().take(level + 1) {
            let sign = format!("%{}", at + 1);
            if text.contains(&sign) {
                let format = form.levels.get(&at).map_or("decimal", |level| &*level.format);
                text = text.replace(&sign, &written(count.unwrap_or(start(at)), format));
            }
        }
        // A tab, which is the rule, is seen as a gap; before Chinese nothing stands for it.
        let ends_bare = text.ends_with(|char: char| char.is_alphanumeric());
        if own.has_blank || ends_bare { text + " " } else { text }
    }
}

/// A number as Word writes it in a format; as digits in those that no report uses.
fn written(count: usize, format: &str) -> String {
    let small = u8::try_from(count).ok().filter(|count| (1..=99).contains(count));
    let from = |first: char, most: u8| {
        let at = small.filter(|small| *small <= most)?;
        char::from_u32(u32::from(first) + u32::from(at) - 1).map(String::from)
    };
    let text = match format {
        "chineseCounting"
        | "chineseCountingThousand"
        | "japaneseCounting"
        | "taiwaneseCounting"
        | "taiwaneseCountingThousand"
        | "ideographDigital"
        | "japaneseDigitalTenThousand" => small.map(chinese_numeral),
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" => from('①', 20),
        "ideographTraditional" => {
            small.and_then(|at| "甲乙丙丁戊己庚辛壬癸".chars().nth(usize::from(at) - 1)).map(String::from)
        }
        "upperLetter" => from('A', 26),
        "lowerLetter" => from('a', 26),
        "upperRoman" => small.map(roman),
        "lowerRoman" => small.map(|count| roman(count).to_lowercase()),
        "decimalFullWidth" | "decimalFullWidth2" => {
            let wide = |digit: char| char::from_u32(u32::from(digit) + 0xfee0).unwrap_or(digit);
            Some(count.to_string().chars().map(wide).collect())
        }
        "decimalZero" => Some(format!("{count:02}")),
        _ => None,
    };
    text.unwrap_or_else(|| count.to_string())
}

fn roman(mut count: u8) -> String {
    const SIGNS: [(u8, &str); 9] =
        [(90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"), (0, "")];
    let mut text = String::new();
    for (value, sign) in SIGNS.into_iter().filter(|(value, _)| *value > 0) {
        while count >= value {
            text += sign;
            count -= value;
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    const LISTS: &str = "<w:numbering xmlns:w='w'><w:abstractNum w:abstractNumId='0'>\
        <w:lvl w:ilvl='0'><w:start w:val='1'/><w:numFmt w:val='chineseCountingThousand'/><w:pStyle w:val='1'/><w:lvlText w:val='%1、'/></w:lvl>\
        <w:lvl w:ilvl='1'><w:start w:val='1'/><w:numFmt w:val='chineseCounting'/><w:lvlText w:val='（%2）'/></w:lvl>\
        <w:lvl w:ilvl='2'><w:numFmt w:val='decimal'/><w:lvlText w:val='%1.%3'/></w:lvl>\
        <w:lvl w:ilvl='3'><w:numFmt w:val='bullet'/><w:lvlText w:val='●'/></w:lvl></w:abstractNum>\
        <w:num w:numId='7'><w:abstractNumId w:val='0'/></w:num>\
        <w:num w:numId='8'><w:abstractNumId w:val='0'/><w:lvlOverride w:ilvl='0'><w:startOverride w:val='5'/></w:lvlOverride></w:num>\
        </w:numbering>";

    #[test]
    fn headings_are_numbered_as_word_does() {
        let mut lists = Numbering::read(LISTS).unwrap();
        let numbers: Vec<String> = [0, 1, 1, 0, 1, 2, 3].map(|level| lists.next("7", level)).into();
        assert_eq!(numbers, ["一、", "（一）", "（二）", "二、", "（一）", "二.1 ", ""]);
        assert_eq!([lists.next("8", 0), lists.next("8", 0), lists.next("7", 0)], ["五、", "六、", "七、"]);
        assert_eq!(lists.level_of_style("7", "1"), Some(0));
        assert_eq!(lists.next("nope", 0), "");
    }

    #[test]
    fn formats() {
        let all = ["upperRoman", "lowerLetter", "decimalEnclosedCircle", "decimalFullWidth", "decimalZero", "else"];
        assert_eq!(all.map(|format| written(14, format)), ["XIV", "n", "⑭", "１４", "14", "14"]);
        assert_eq!(written(120, "chineseCounting"), "120");
        assert_eq!(written(3, "ideographTraditional"), "丙");
    }
}
