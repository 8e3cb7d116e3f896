//! Bytes of a file ↔ text. A file is written in the charset in which it was read, and a byte-order mark stays the first
//! character of the text, so that what is not edited keeps its bytes.

use std::fmt;

use encoding_rs::{GB18030, UTF_8};

use crate::text::{MAX_LEN, is_cjk};

/// How the text of a file is stored. A byte-order mark belongs to the text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Charset {
    /// UTF-8.
    #[default]
    Utf8,
    /// UTF-16, low byte first.
    Utf16Le,
    /// UTF-16, high byte first.
    Utf16Be,
    /// GB18030, which holds GBK and GB2312.
    Gb18030,
}

/// Why bytes are no text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecodeError {
    /// None of the charsets fits.
    UnknownCharset,
    /// A byte-order mark or the page itself names this charset, and the bytes break its rules.
    Malformed(Charset),
    /// More than [`MAX_LEN`] bytes.
    TooLong,
}

impl fmt::Display for Charset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Charset::Utf8 => "UTF-8",
            Charset::Utf16Le => "UTF-16LE",
            Charset::Utf16Be => "UTF-16BE",
            Charset::Gb18030 => "GB18030",
        })
    }
}

impl Charset {
    /// Reads a file's bytes: what a byte-order mark says, else UTF-8 if they are that, else what an HTML page declares,
    /// else UTF-16 if it makes a Chinese text, else GB18030.
    ///
    /// # Errors
    /// [`DecodeError`] when no charset fits, or the text would be longer than offsets can address.
    pub fn decode(bytes: &[u8]) -> Result<(String, Charset), DecodeError> {
        if bytes.len() > MAX_LEN {
            return Err(DecodeError::TooLong);
        }
        let marked = match bytes {
            [0xff, 0xfe, ..] => Some(Charset::Utf16Le),
            [0xfe, 0xff, ..] => Some(Charset::Utf16Be),
            [0xef, 0xbb, 0xbf, ..] => Some(Charset::Utf8),
            _ => None,
        };
        let (text, charset) = match marked {
            Some(charset) => (charset.strictly(bytes).ok_or(DecodeError::Malformed(charset))?, charset),
            None => match Charset::Utf8.strictly(bytes) {
                Some(text) => (text, Charset::Utf8),
                None => detect(bytes)?,
            },
        };
        if text.len() > MAX_LEN { Err(DecodeError::TooLong) } else { Ok((text, charset)) }
    }

    /// The bytes of `text` in this charset; every charset here holds every character.
    pub fn encode(self, text: &str) -> Vec<u8> {
        match self {
            Charset::Utf8 => text.as_bytes().to_vec(),
            Charset::Utf16Le => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
            Charset::Utf16Be => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
            Charset::Gb18030 => GB18030.encode(text).0.into_owned(),
        }
    }

    /// The text, if the bytes keep all rules of this charset.
    fn strictly(self, bytes: &[u8]) -> Option<String> {
        match self {
            // Chinese is looked through several times faster than by the standard library.
            Charset::Utf8 => {
                UTF_8.decode_without_bom_handling_and_without_replacement(bytes).map(|text| text.into_owned())
            }
            Charset::Utf16Le => utf16(bytes, u16::from_le_bytes),
            Charset::Utf16Be => utf16(bytes, u16::from_be_bytes),
            Charset::Gb18030 => {
                GB18030.decode_without_bom_handling_and_without_replacement(bytes).map(|text| text.into_owned())
            }
        }
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Option<String> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let units = pairs.iter().map(|pair| unit(*pair));
    if rest.is_empty() { char::decode_utf16(units).collect::<Result<_, _>>().ok() } else { None }
}

/// Finds the charset of bytes that have no byte-order mark and are no UTF-8.
fn detect(bytes: &[u8]) -> Result<(String, Charset), DecodeError> {
    if is_cut_off(bytes) {
        return Err(DecodeError::Malformed(Charset::Utf8));
    }
    if declares_gb(bytes) {
        let text = Charset::Gb18030.strictly(bytes).ok_or(DecodeError::Malformed(Charset::Gb18030))?;
        return Ok((text, Charset::Gb18030));
    }
    for charset in [Charset::Utf16Le, Charset::Utf16Be] {
        if let Some(text) = charset.strictly(bytes).filter(|text| is_chinese_text(text)) {
            return Ok((text, charset));
        }
    }
    let text = Charset::Gb18030.strictly(bytes).filter(|text| !has_controls(text));
    text.map(|text| (text, Charset::Gb18030)).ok_or(DecodeError::UnknownCharset)
}

/// Chinese in UTF-8 whose last character is not all there: in another charset it would make other words.
fn is_cut_off(bytes: &[u8]) -> bool {
    let Err(error) = std::str::from_utf8(bytes) else { return false };
    let whole = std::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default();
    error.error_len().is_none() && whole.chars().any(is_cjk)
}

/// Whether an HTML page says in its first 1,024 bytes (as browsers look) that it is GB2312, GBK or GB18030.
fn declares_gb(bytes: &[u8]) -> bool {
    let head = bytes[..bytes.len().min(1024)].to_ascii_lowercase();
    let Some(at) = head.windows(8).position(|window| window == b"charset=") else { return false };
    let value = head[at + 8..].trim_ascii_start();
    let value = value.strip_prefix(b"\"").or(value.strip_prefix(b"'")).unwrap_or(value);
    value.starts_with(b"gb")
}

/// Nearly all characters are such as stand in Chinese documents: two bytes of another charset rarely make one.
fn is_chinese_text(text: &str) -> bool {
    let usual = |char: &char| matches!(char, '\t' | '\n' | '\r' | ' '..='~' | '\u{2010}'..='\u{2027}' | '\u{3000}'..='\u{303f}' | '\u{4e00}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}');
    let (mut all, mut known) = (0, 0);
    for char in text.chars() {
        all += 1;
        known += usize::from(usual(&char));
    }
    known * 10 >= all * 9
}

/// Control characters show that the bytes were no text in this charset.
fn has_controls(text: &str) -> bool {
    text.bytes().any(|byte| byte < 0x20 && !matches!(byte, b'\0' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c | 0x1a))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "政府信息公开工作年度报告\r\n新收454件，“公开”𠮷①\r\n";

    #[track_caller]
    fn round_trip(bytes: Vec<u8>, expected: &str, charset: Charset) {
        assert_eq!(Charset::decode(&bytes), Ok((expected.to_owned(), charset)));
        assert_eq!(charset.encode(expected), bytes);
    }

    #[test]
    fn every_charset_is_read_and_written_back() {
        for charset in [Charset::Utf8, Charset::Utf16Le, Charset::Utf16Be, Charset::Gb18030] {
            round_trip(charset.encode(PAGE), PAGE, charset);
            if charset != Charset::Gb18030 {
                let marked = format!("\u{feff}{PAGE}");
                round_trip(charset.encode(&marked), &marked, charset);
            }
        }
        round_trip(b"a\0b".to_vec(), "a\0b", Charset::Utf8);
        round_trip(Vec::new(), "", Charset::Utf8);
    }

    #[test]
    fn a_page_says_its_charset() {
        for declared in ["charset=gbk", "charset=\"gb2312\"", "charset='GB18030'"] {
            let page = format!("<meta {declared}>\u{1}年度报告");
            round_trip(Charset::Gb18030.encode(&page), &page, Charset::Gb18030);
        }
        let wrong = [b"<meta charset=gbk>".as_slice(), &[0xff, 0xff]].concat();
        assert_eq!(Charset::decode(&wrong), Err(DecodeError::Malformed(Charset::Gb18030)));
    }

    #[test]
    fn what_is_no_text_is_refused() {
        assert_eq!(Charset::decode(&[0xff, 0xfe, 0x00, 0xd8]), Err(DecodeError::Malformed(Charset::Utf16Le)));
        assert_eq!(Charset::decode(&[0xef, 0xbb, 0xbf, 0xff]), Err(DecodeError::Malformed(Charset::Utf8)));
        assert_eq!(Charset::decode(b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\xff\xff"), Err(DecodeError::UnknownCharset));
        assert_eq!(Charset::decode(&[0xc0, 0x80, 0xff]), Err(DecodeError::UnknownCharset));
    }
}
