//! Exact decimal numbers: counts and amounts of money, never floating point.

use std::fmt::{self, Write};

use super::fold;

/// A decimal number, exact: `mantissa × 10^-scale`. At most [`Number::MAX_DIGITS`] digits, at most
/// [`Number::MAX_DECIMALS`] of them after the point, so that sums of a table's cells cannot overflow.
// Every cell of every table holds one: with the alignment of its 128 bits it would take twice as much.
#[derive(Clone, Copy, Debug, Default)]
#[repr(C, packed)]
pub struct Number {
    mantissa: i128,
    scale: u8,
}

/// Why a text is no number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberError {
    /// There is something else than digits, separators, a sign and a point.
    NotANumber,
    /// More digits than [`Number::MAX_DIGITS`], or more decimals than [`Number::MAX_DECIMALS`].
    TooLong,
}

impl Number {
    /// Zero.
    pub const ZERO: Number = Number { mantissa: 0, scale: 0 };
    /// The most digits a number may have, before and after the point together.
    pub const MAX_DIGITS: usize = 20;
    /// The most digits after the point.
    pub const MAX_DECIMALS: u8 = 8;

    /// Reads a number as people write it in a cell: full- or half-width digits, `,` or blanks between groups of three
    /// digits, a sign, a decimal point. The blanks around it are the caller's to trim.
    ///
    /// # Errors
    /// [`NumberError`] when it is something else.
    pub fn parse(text: &str) -> Result<Number, NumberError> {
        let mut number = Number::ZERO;
        let (mut digits, mut point, mut negative, mut group) = (0, false, false, None);
        for (index, char) in text.chars().map(fold).enumerate() {
            match char {
                '0'..='9' => {
                    digits += 1;
                    if digits > Self::MAX_DIGITS || number.scale > Self::MAX_DECIMALS {
                        return Err(NumberError::TooLong);
                    }
                    number.mantissa = number.mantissa * 10 + i128::from(char as u8 - b'0');
                    number.scale += u8::from(point);
                    group = group.map(|count| count + 1);
                }
                '-' | '+' if index == 0 => negative = char == '-',
                '.' if !point && digits > 0 && group.is_none_or(|count| count == 3) => {
                    (point, group) = (true, None);
                }
                ',' if !point && (1..=3).contains(&digits) && group.is_none() => group = Some(0),
                ',' if group == Some(3) => group = Some(0),
                _ => return Err(NumberError::NotANumber),
            }
        }
        let complete = digits > 0 && group.is_none_or(|count| count == 3) && (!point || number.scale > 0);
        if negative {
            number.mantissa = -number.mantissa;
        }
        if complete { Ok(number) } else { Err(NumberError::NotANumber) }
    }

    /// The sum, exact.
    #[must_use]
    pub fn plus(self, other: Number) -> Number {
        let scale = self.scale.max(other.scale);
        Number { mantissa: self.at_scale(scale) + other.at_scale(scale), scale }
    }

    /// The number with the opposite sign.
    #[must_use]
    pub fn negated(self) -> Number {
        Number { mantissa: -self.mantissa, scale: self.scale }
    }

    /// This times a small whole number, exact.
    #[must_use]
    pub fn times(self, factor: i64) -> Number {
        Number { mantissa: self.mantissa * i128::from(factor), scale: self.scale }
    }

    /// This × 10^`exponent`, exact: an amount in 元 is `shifted(-4)` in 万元.
    #[must_use]
    pub fn shifted(self, exponent: i8) -> Number {
        let scale = i16::from(self.scale) - i16::from(exponent);
        match u8::try_from(scale) {
            Ok(scale) => Number { mantissa: self.mantissa, scale },
            Err(_) => Number { mantissa: self.mantissa * 10_i128.pow(u32::from(scale.unsigned_abs())), scale: 0 },
        }
    }

    /// Whether this is below zero.
    pub fn is_negative(self) -> bool {
        self.mantissa < 0
    }

    /// Whether this is zero.
    pub fn is_zero(self) -> bool {
        self.mantissa == 0
    }

    /// Whether this has no digits other than 0 after the point.
    pub fn is_whole(self) -> bool {
        // Nearly every figure has no point, and to divide 128 bits takes long.
        self.scale == 0 || self.mantissa % 10_i128.pow(u32::from(self.scale)) == 0
    }

    /// This as a small whole number, where it is written without decimals, as nearly every figure.
    pub fn to_i64(self) -> Option<i64> {
        if self.scale == 0 { self.mantissa.try_into().ok() } else { None }
    }

    /// The nearest float, for shares.
    pub fn as_f64(self) -> f64 {
        self.mantissa as f64 / 10_f64.powi(i32::from(self.scale))
    }

    /// Digits after the point that are needed to write it.
    pub fn decimals(self) -> u8 {
        self.normalized().scale
    }

    /// `self × 10^scale` as a whole number; `scale` must be at least [`Number::decimals`] for an exact result.
    pub fn at_scale(self, scale: u8) -> i128 {
        if scale == self.scale {
            return self.mantissa;
        }
        let this = if scale < self.scale { self.normalized() } else { self };
        match scale.checked_sub(this.scale) {
            Some(up) => this.mantissa * 10_i128.pow(u32::from(up)),
            None => this.mantissa / 10_i128.pow(u32::from(this.scale - scale)),
        }
    }

    /// The number `mantissa × 10^-scale`.
    pub fn from_scaled(mantissa: i128, scale: u8) -> Number {
        Number { mantissa, scale }
    }

    fn normalized(self) -> Number {
        // To divide 128 bits takes long, and hardly a number needs so many.
        let mantissa = self.mantissa;
        if let Ok(mut mantissa) = i64::try_from(mantissa) {
            let mut scale = self.scale;
            while scale > 0 && mantissa % 10 == 0 {
                mantissa /= 10;
                scale -= 1;
            }
            return Number { mantissa: mantissa.into(), scale };
        }
        let mut this = self;
        while this.scale > 0 && this.mantissa % 10 == 0 {
            this.mantissa /= 10;
            this.scale -= 1;
        }
        this
    }
}

impl From<u32> for Number {
    fn from(value: u32) -> Self {
        Number { mantissa: value.into(), scale: 0 }
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Number {}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let scale = self.scale.max(other.scale);
        self.at_scale(scale).cmp(&other.at_scale(scale))
    }
}

impl std::hash::Hash for Number {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        let this = self.normalized();
        (this.mantissa, this.scale).hash(state);
    }
}

impl fmt::Display for Number {
    /// Plain digits, without separators and without zeros at the end of the decimals.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.to_i64() {
            Some(digit @ 0..=9) => return f.write_char(char::from(b'0' + digit as u8)),
            Some(whole) => return write!(f, "{whole}"),
            None => {}
        }
        let this = self.normalized();
        let digits = this.mantissa.unsigned_abs().to_string();
        let sign = if this.mantissa < 0 { "-" } else { "" };
        let scale = usize::from(this.scale);
        if scale == 0 {
            return write!(f, "{sign}{digits}");
        }
        let digits = format!("{digits:0>width$}", width = scale + 1);
        let (whole, decimals) = digits.split_at(digits.len() - scale);
        write!(f, "{sign}{whole}.{decimals}")
    }
}

impl serde::Serialize for Number {
    /// A JSON number; one that a double cannot hold exactly is written with all its digits all the same.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if let Some(whole) = self.to_i64() {
            return serializer.serialize_i64(whole);
        }
        let text = self.to_string();
        let number: serde_json::Number = text.parse().map_err(serde::ser::Error::custom)?;
        number.serialize(serializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Number {
        Number::parse(text).unwrap()
    }

    #[test]
    fn reads_what_people_write() {
        for (text, value) in
            [("4", "4"), ("０４", "4"), ("1,204", "1204"), ("1，204，000.50", "1204000.5"), ("-3", "-3")]
        {
            assert_eq!(number(text).to_string(), value, "{text}");
        }
        for text in ["", "-", "4件", "1,20", "1,2045", "1.", ".5", "1.2.3", "3-4", "1 2"] {
            assert_eq!(Number::parse(text), Err(NumberError::NotANumber), "{text}");
        }
        assert_eq!(Number::parse(&"9".repeat(400)), Err(NumberError::TooLong));
    }

    #[test]
    fn arithmetic_is_exact() {
        assert_eq!(number("0.1").plus(number("0.2")), number("0.3"));
        assert_eq!(number("251000").shifted(-4).to_string(), "25.1");
        assert_eq!(number("1.5").shifted(4), number("15000"));
        assert_eq!(number("2.50").at_scale(1), 25);
        assert!(number("2.00").is_whole() && !number("2.01").is_whole());
        assert_eq!(serde_json::to_string(&number("5374.2")).unwrap(), "5374.2");
    }
}
