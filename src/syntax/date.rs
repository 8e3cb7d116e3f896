//! Dates in prose, in every way they are written: `2024年1月1日`, `二〇二五年一月二十日`, `2025-01-20`.

use std::sync::LazyLock;

use memchr::memmem::Finder;

use super::heading::numeral;
use crate::text::{TextRange, TextSize, fold};

/// A date, a month or a year that stands in prose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Date {
    /// Where it stands.
    pub range: TextRange,
    /// Four digits.
    pub year: u16,
    /// 1 to 12.
    pub month: Option<u8>,
    /// 1 to 31.
    pub day: Option<u8>,
}

static YEAR: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("年"));

/// All dates of `text` in order; ranges count from its start.
pub(super) fn dates(text: &str) -> Vec<Date> {
    let mut found = Vec::new();
    for at in YEAR.find_iter(text.as_bytes()) {
        if let Some(date) = date_around(text, at) {
            found.push(date);
        }
    }
    // Bare numbers between signs are dates only where they are all there is: in a signature.
    if found.is_empty() && text.len() <= 60 {
        found.extend(numeric(text));
    }
    found
}

/// The date whose 年 stands at byte `at`.
fn date_around(text: &str, at: usize) -> Option<Date> {
    let (start, year) = year_before(&text[..at])?;
    let behind = at + '年'.len_utf8();
    let mut date = Date { range: range(start, behind), year, month: None, day: None };
    if let Some((month, end)) = part(text, behind, '月', 12) {
        date.month = Some(month);
        date.range = range(start, end);
        if let Some((day, end)) = part(text, end, '日', 31).or_else(|| part(text, end, '号', 31)) {
            date.day = Some(day);
            date.range = range(start, end);
        }
    }
    Some(date)
}

/// The four digits that end `text`, and where they start.
fn year_before(text: &str) -> Option<(usize, u16)> {
    let text = text.trim_end();
    let mut year = 0;
    let mut start = text.len();
    let mut digits = text.char_indices().rev().map_while(|(at, char)| Some((at, digit(char)?)));
    for place in [1, 10, 100, 1000] {
        let (at, value) = digits.next()?;
        year += u16::from(value) * place;
        start = at;
    }
    let five = digits.next().is_some();
    (!five && (1949..=2099).contains(&year)).then_some((start, year))
}

fn digit(char: char) -> Option<u8> {
    match fold(char) {
        char @ '0'..='9' => Some(char as u8 - b'0'),
        '〇' | '零' | '○' | 'Ｏ' | 'O' => Some(0),
        char => numeral(char).filter(|value| *value < 10),
    }
}

/// A number up to `most` that starts at byte `start` and has `unit` behind it; the number and where the unit ends.
fn part(text: &str, start: usize, unit: char, most: u8) -> Option<(u8, usize)> {
    let rest = &text[start..];
    // Behind most years there is no number.
    if !rest.starts_with(|char| digit(char).is_some() || char == '十' || char.is_whitespace()) {
        return None;
    }
    let at = rest.char_indices().take(8).find(|(_, char)| *char == unit)?.0;
    let written = rest[..at].trim();
    let value = match written.chars().position(|char| char == '十') {
        None => written.chars().try_fold(0_u8, |value, char| value.checked_mul(10)?.checked_add(digit(char)?)),
        Some(_) => {
            let (tens, ones) = written.split_once('十')?;
            let one = |text: &str, empty| match text.chars().count() {
                0 => Some(empty),
                1 => text.chars().next().and_then(digit),
                _ => None,
            };
            Some(one(tens, 1)? * 10 + one(ones, 0)?)
        }
    }?;
    let known = !written.is_empty() && (1..=most).contains(&value);
    known.then_some((value, start + at + unit.len_utf8()))
}

/// `2025-01-20`, `2025/1/20`, `2025.1.20`.
fn numeric(text: &str) -> Option<Date> {
    let is_part = |char: char| fold(char).is_ascii_digit() || matches!(fold(char), '-' | '/' | '.');
    let start = text.find(|char| fold(char).is_ascii_digit())?;
    let end = text[start..].find(|char| !is_part(char)).map_or(text.len(), |at| start + at);
    let written: String = text[start..end].chars().map(fold).collect();
    let mut parts = written.split(['-', '/', '.']);
    let year = parts.next().filter(|year| year.len() == 4)?.parse().ok()?;
    let month = parts.next()?.parse().ok().filter(|month| (1..=12).contains(month))?;
    let day = parts.next()?.parse().ok().filter(|day| (1..=31).contains(day))?;
    let whole = parts.next().is_none() && (1949..=2099).contains(&year);
    whole.then(|| Date { range: range(start, end), year, month: Some(month), day: Some(day) })
}

fn range(start: usize, end: usize) -> TextRange {
    let size = |offset| TextSize::try_from(offset).expect("a block is smaller than 4 GiB");
    TextRange::new(size(start), size(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(text: &str) -> String {
        let one = |date: &Date| format!("{} {:?} {:?} {}", date.year, date.month, date.day, &text[date.range]);
        dates(text).iter().map(one).collect::<Vec<_>>().join("; ")
    }

    #[test]
    fn every_way_of_writing() {
        assert_eq!(show("从2024年1月1日起至１２月"), "2024 Some(1) Some(1) 2024年1月1日");
        assert_eq!(show("二〇二五年一月二十一日"), "2025 Some(1) Some(21) 二〇二五年一月二十一日");
        assert_eq!(show("二○二四年十月"), "2024 Some(10) None 二○二四年十月");
        assert_eq!(show("２０２４ 年度，2023年"), "2024 None None ２０２４ 年; 2023 None None 2023年");
        assert_eq!(show("2025-01-20"), "2025 Some(1) Some(20) 2025-01-20");
        assert_eq!(show("12024年，3年，近两年，2024年13月"), "2024 None None 2024年");
    }
}
