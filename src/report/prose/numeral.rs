//! Numerals: Arabic and full-width digits with separators and decimals, Chinese numerals, 万 and 亿, vague endings.

use crate::text::Number;

/// An exact decimal number: `mantissa / 10^scale`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Quantity {
    mantissa: u64,
    scale: u8,
}

impl Quantity {
    /// A whole number.
    pub fn whole(value: u64) -> Self {
        Self { mantissa: value, scale: 0 }
    }

    /// The number, where it is whole.
    pub fn as_whole(self) -> Option<u64> {
        (self.scale == 0).then_some(self.mantissa)
    }

    /// The number as a float, for output and for shares.
    pub fn as_f64(self) -> f64 {
        self.mantissa as f64 / 10f64.powi(i32::from(self.scale))
    }

    /// The number, exact.
    pub fn number(self) -> Number {
        Number::from_scaled(self.mantissa.into(), self.scale)
    }

    /// How many decimals were written, so that a share can be compared within its own rounding.
    pub fn decimals(self) -> u8 {
        self.scale
    }

    /// `None` on overflow: a number that long is no figure.
    fn times(self, factor: u64) -> Option<Self> {
        let mut product = Self { mantissa: self.mantissa.checked_mul(factor)?, scale: self.scale };
        while product.scale > 0 && product.mantissa.is_multiple_of(10) {
            product.mantissa /= 10;
            product.scale -= 1;
        }
        Some(product)
    }
}

/// A numeral as it stands in the text, without its unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Numeral {
    pub value: Quantity,
    /// Byte at which it ends, 万 and 余 included.
    pub end: usize,
    /// Digits before the decimal point and any multiplier.
    pub digits: u32,
    /// 余, 多, 数: no exact number.
    pub vague: bool,
    /// Written with a multiplier (万) or separators: surely a quantity, never a name.
    pub marked: bool,
}

/// The value of an ASCII or full-width digit.
pub(super) fn digit(c: char) -> Option<u32> {
    match c {
        '0'..='9' => Some(c as u32 - '0' as u32),
        '０'..='９' => Some(c as u32 - '０' as u32),
        _ => None,
    }
}

/// The value of a Chinese digit.
pub(super) fn chinese_digit(c: char) -> Option<u64> {
    Some(match c {
        '〇' | '零' | '○' => 0,
        '一' => 1,
        '二' | '两' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        _ => return None,
    })
}

fn multiplier(c: char) -> Option<u64> {
    match c {
        '十' => Some(10),
        '百' => Some(100),
        '千' => Some(1_000),
        '万' => Some(10_000),
        '亿' => Some(100_000_000),
        _ => None,
    }
}

/// The value of the ASCII or full-width digit at a byte of `text`, and how many bytes it has.
pub(super) fn digit_at(text: &str, at: usize) -> Option<(u32, usize)> {
    match *text.as_bytes().get(at..)? {
        [digit @ b'0'..=b'9', ..] => Some((u32::from(digit - b'0'), 1)),
        [0xEF, 0xBC, digit @ 0x90..=0x99, ..] => Some((u32::from(digit - 0x90), 3)), // ０ to ９
        _ => None,
    }
}

fn first(text: &str, at: usize) -> Option<char> {
    text.get(at..)?.chars().next()
}

/// Bytes of a Chinese numeral: longer ones are no numbers, and reading them again and again would cost.
const LONGEST: usize = 60;

/// Reads digits; returns value, count and end.
fn digits(text: &str, at: usize) -> Option<(u64, u32, usize)> {
    let (mut value, mut count, mut end) = (0u64, 0, at);
    while let Some((digit, length)) = digit_at(text, end) {
        value = value.checked_mul(10)?.checked_add(u64::from(digit))?;
        count += 1;
        end += length;
    }
    (count > 0).then_some((value, count, end))
}

/// A numeral in Arabic or full-width digits at `at`.
pub(super) fn arabic(text: &str, at: usize) -> Option<Numeral> {
    let (mut value, mut count, mut end) = digits(text, at)?;
    let mut marked = false;
    while (count <= 3 || marked) && matches!(first(text, end), Some(',' | '，')) {
        let after = end + first(text, end).map_or(0, char::len_utf8);
        let Some((group, 3, stop)) = digits(text, after) else {
            break;
        };
        value = value.checked_mul(1000)?.checked_add(group)?;
        count += 3;
        end = stop;
        marked = true;
    }
    let mut quantity = Quantity::whole(value);
    if let Some(point @ ('.' | '．')) = first(text, end)
        && let Some((fraction, places, stop)) = digits(text, end + point.len_utf8())
    {
        let scale = u8::try_from(places).ok().filter(|&places| places <= 8)?;
        let mantissa = value.checked_mul(10u64.pow(places))?.checked_add(fraction)?;
        quantity = Quantity { mantissa, scale };
        end = stop;
    }
    let mut vague = ending(text, &mut end);
    end += blank_before_multiplier(&text[end..]);
    while let Some((c, factor)) = first(text, end).and_then(|c| Some((c, multiplier(c).filter(|_| c != '十')?))) {
        quantity = quantity.times(factor)?;
        end += c.len_utf8();
        marked = true;
        vague |= ending(text, &mut end);
    }
    Some(Numeral { value: quantity, end, digits: count, vague, marked })
}

/// Bytes of a blank between digits and 万 or 亿 (`6 万次`); 0 where there is none.
fn blank_before_multiplier(rest: &str) -> usize {
    let mut chars = rest.chars();
    let blank = chars.next().filter(|c| matches!(c, ' ' | '\u{a0}' | '\u{3000}'));
    blank.filter(|_| matches!(chars.next(), Some('万' | '亿'))).map_or(0, char::len_utf8)
}

/// Steps over 余 or 多.
fn ending(text: &str, end: &mut usize) -> bool {
    let vague = matches!(first(text, *end), Some('余' | '多'));
    *end += if vague { '余'.len_utf8() } else { 0 };
    vague
}

/// A Chinese numeral at `at`: 十二, 一百零三, 两万, 廿五, and the vague 数十, 上百, 百余.
pub(super) fn chinese(text: &str, at: usize) -> Option<Numeral> {
    let (mut end, mut vague) = (at, false);
    if let Some(c @ ('数' | '几' | '上')) = first(text, at) {
        first(text, at + c.len_utf8()).and_then(multiplier)?;
        end += c.len_utf8();
        vague = true;
    }
    let (mut total, mut section, mut pending) = (0u64, 0u64, None);
    let (mut count, mut marked) = (0, false);
    while let Some(c) = first(text, end).filter(|_| end - at < LONGEST) {
        if let Some(d) = chinese_digit(c) {
            if pending.is_some_and(|before| before != 0) {
                return None; // 二三 is no numeral of this kind
            }
            pending = Some(d);
            count += 1;
        } else if c == '廿' {
            section += 20;
        } else if let Some(factor) = multiplier(c) {
            let ahead = pending.take();
            if factor >= 10_000 {
                let ahead = section + ahead.unwrap_or(u64::from(section == 0));
                total = total.checked_add(ahead.checked_mul(factor)?)?;
                section = 0;
            } else {
                section += ahead.filter(|&d| d > 0).unwrap_or(1) * factor;
            }
            marked = true;
        } else {
            break;
        }
        end += c.len_utf8();
        vague |= marked && ending(text, &mut end);
    }
    let value = Quantity::whole(total + section + pending.unwrap_or(0));
    (end > at && (count > 0 || marked || section > 0)).then_some(Numeral { value, end, digits: count, vague, marked })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (f64, bool, usize) {
        let numeral = arabic(text, 0).or_else(|| chinese(text, 0)).expect("a numeral");
        (numeral.value.as_f64(), numeral.vague, numeral.end)
    }

    #[test]
    fn numerals() {
        for (text, value) in [
            ("454件", 454.0),
            ("1,204件", 1204.0),
            ("1，204件", 1204.0),
            ("４５４件", 454.0),
            ("35.6万元", 356_000.0),
            ("1.2亿元", 120_000_000.0),
            ("十二件", 12.0),
            ("一百二十件", 120.0),
            ("一百零三件", 103.0),
            ("廿五件", 25.0),
            ("两千三百件", 2300.0),
            ("三万二千件", 32_000.0),
            ("〇件", 0.0),
            ("万件", 10_000.0),
        ] {
            assert_eq!(read(text).0, value, "{text}");
            assert!(!read(text).1, "{text}");
        }
        for (text, value) in [
            ("400余条", 400.0),
            ("3万多人", 30_000.0),
            ("数十件", 10.0),
            ("上百件", 100.0),
            ("十余件", 10.0),
            ("百余件", 100.0),
        ] {
            assert_eq!((read(text).0, read(text).1), (value, true), "{text}");
        }
        assert_eq!(chinese("二三件", 0), None);
        assert_eq!(arabic("12,5件", 0).map(|numeral| numeral.end), Some(2));
    }
}
