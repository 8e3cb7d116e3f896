//! Dates and periods in prose. They are no figures; they say which year, or part of it, a figure belongs to.

use super::numeral::{chinese, chinese_digit, digit_at};

/// A date or a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Date {
    /// The year; of a period, the year it ends in. `None` where only months are named.
    pub year: Option<u16>,
    /// A month, a day, or a period that is not a whole year.
    pub part: bool,
    /// A period over several years.
    pub years: bool,
}

/// One end of a period.
struct Stamp {
    year: Option<u16>,
    month: Option<u16>,
    day: Option<u16>,
    end: usize,
}

/// A number of up to four digits, how many there are, and where it ends.
fn small(text: &str, at: usize) -> Option<(u16, usize, usize)> {
    let (mut value, mut count, mut end) = (0u16, 0, at);
    while let Some((digit, length)) = digit_at(text, end) {
        if count == 4 {
            return None;
        }
        value = value * 10 + digit as u16;
        count += 1;
        end += length;
    }
    if count == 0 { chinese_small(text, at) } else { Some((value, count, end)) }
}

/// 二〇二四 as four digits, or a numeral up to 31.
fn chinese_small(text: &str, at: usize) -> Option<(u16, usize, usize)> {
    let digits = text[at..].chars().map_while(chinese_digit).take(4);
    let (count, value) = digits.fold((0, 0), |(count, value), d| (count + 1, value * 10 + d as u16));
    if count == 4 {
        return Some((value, 4, at + 4 * '二'.len_utf8()));
    }
    let numeral = chinese(text, at)?;
    let value = numeral.value.as_whole().filter(|&value| (1..=31).contains(&value))?;
    Some((value as u16, 2, numeral.end))
}

/// The character behind blanks, and where it ends.
fn next(text: &str, at: usize) -> Option<(char, usize)> {
    let mut chars = text[at..].chars();
    let c = chars.find(|&c| c != ' ')?;
    Some((c, text.len() - chars.as_str().len()))
}

/// Where `word` ends, if it is the next character.
fn after(text: &str, at: usize, word: char) -> Option<usize> {
    next(text, at).filter(|(c, _)| *c == word).map(|(_, end)| end)
}

fn is_year(value: u16, count: usize) -> bool {
    count == 4 && (1949..2100).contains(&value)
}

/// 2024年, 2024年3月, 2024年3月5日, 3月5日, 3月, 2024.3.5, behind its first number.
fn stamp(text: &str, (value, count, mut end): (u16, usize, usize)) -> Option<Stamp> {
    let mut stamp = Stamp { year: None, month: None, day: None, end };
    let mut month = Some((value, end));
    if is_year(value, count) {
        stamp.year = Some(value);
        let Some(behind) = after(text, end, '年') else { return dotted(text, end, value) };
        end = behind;
        stamp.end = after(text, end, '度').unwrap_or(end);
        month = small(text, end).map(|(month, _, end)| (month, end));
    }
    let Some((month, end)) = month.and_then(|(month, end)| Some((month, after(text, end, '月')?))) else {
        return stamp.year.map(|_| stamp);
    };
    stamp.month = Some(month).filter(|month| (1..=12).contains(month));
    stamp.month?;
    let part = next(text, end).filter(|(c, _)| matches!(c, '份' | '底' | '末' | '初'));
    stamp.end = part.map_or(end, |(_, end)| end);
    if let Some((day, end)) = small(text, end).and_then(|(day, _, end)| Some((day, after(text, end, '日')?))) {
        stamp.day = Some(day);
        stamp.end = end;
    }
    Some(stamp)
}

/// The rest of 2024-01-31, 2024.1.31, 2024/1/31 after its year.
fn dotted(text: &str, at: usize, year: u16) -> Option<Stamp> {
    let separator = text[at..].chars().next().filter(|c| ['.', '-', '/', '．'].contains(c))?;
    let (month, _, end) = small(text, at + separator.len_utf8())?;
    let tail = text[end..].strip_prefix(separator)?;
    let (day, _, end) = small(text, text.len() - tail.len())?;
    let fits = (1..=12).contains(&month) && (1..=31).contains(&day);
    fits.then_some(Stamp { year: Some(year), month: Some(month), day: Some(day), end })
}

fn connector(text: &str, at: usize) -> Option<usize> {
    let (mut c, mut end) = next(text, at)?;
    if c == '起' {
        (c, end) = next(text, end)?;
    }
    let connects = matches!(c, '至' | '到' | '—' | '-' | '~' | '～' | '–');
    connects.then(|| if text[end..].starts_with('—') { end + 3 } else { end })
}

/// A date or period at `at`, and the byte at which it ends.
pub(super) fn date(text: &str, at: usize) -> Option<(Date, usize)> {
    // What stands behind most numbers is a unit.
    let first = small(text, at)?;
    match next(text, first.2)?.0 {
        '年' | '月' => {}
        '.' | '．' | '-' | '/' | '、' | '起' | '至' | '到' | '—' | '–' | '~' | '～' => {
            if let Some(range) = bare_range(text, first) {
                return Some(range);
            }
        }
        _ => return None,
    }
    let from = stamp(text, first)?;
    let single = Date { year: from.year, part: from.month.is_some(), years: false };
    let Some(to) = connector(text, from.end).and_then(|at| stamp(text, small(text, at)?)) else {
        return Some((single, from.end));
    };
    let years = matches!((from.year, to.year), (Some(a), Some(b)) if a != b);
    let whole = from.month.is_none_or(|month| month == 1) && to.month.is_none_or(|month| month == 12);
    Some((Date { year: to.year.or(from.year), part: !whole, years }, to.end))
}

/// 1-6月 and 2021-2023年, behind the first number: the first end lacks its own 月 or 年.
fn bare_range(text: &str, (from, count, end): (u16, usize, usize)) -> Option<(Date, usize)> {
    let to_at = connector(text, end).or_else(|| after(text, end, '、'))?;
    let (to, to_count, to_end) = small(text, to_at)?;
    if is_year(from, count) && is_year(to, to_count) {
        let end = after(text, to_end, '年')?;
        let end = after(text, end, '度').unwrap_or(end);
        return Some((Date { year: Some(to), part: false, years: true }, end));
    }
    let months = (1..=12).contains(&from) && (1..=12).contains(&to);
    let end = after(text, to_end, '月').filter(|_| months)?;
    let end = after(text, end, '份').unwrap_or(end);
    Some((Date { year: None, part: (from, to) != (1, 12), years: false }, end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_periods() {
        fn read(text: &str) -> Option<(Option<u16>, bool, bool, &str)> {
            date(text, 0).map(|(date, end)| (date.year, date.part, date.years, &text[end..]))
        }
        assert_eq!(read("2024年度收到"), Some((Some(2024), false, false, "收到")));
        assert_eq!(read("2024年12月31日止"), Some((Some(2024), true, false, "止")));
        assert_eq!(read("2024年1月1日起至2024年12月31日止"), Some((Some(2024), false, false, "止")));
        assert_eq!(read("1-6月收到"), Some((None, true, false, "收到")));
        assert_eq!(read("1月至12月，"), Some((None, false, false, "，")));
        assert_eq!(read("2021-2023年"), Some((Some(2023), false, true, "")));
        assert_eq!(read("二〇二四年"), Some((Some(2024), false, false, "")));
        assert_eq!(read("2021-01-29 浏览"), Some((Some(2021), true, false, " 浏览")));
        assert_eq!(read("2024件"), None);
        assert_eq!(read("12件"), None);
    }
}
