//! What tells whether two blocks say the same.

use std::borrow::Cow;
use std::sync::OnceLock;

/// A hash of a block's text without its blanks: equal for equal texts, on every run. It is taken when it is first asked
/// for, as most documents hold nothing twice. It adds nothing to what a block is: all of them are equal.
#[derive(Clone, Debug, Default)]
pub struct Fingerprint(OnceLock<u64>);

impl Fingerprint {
    /// The hash of `text`, which must be the same each time.
    pub(super) fn of<'t>(&self, text: impl FnOnce() -> Cow<'t, str>) -> u64 {
        *self.0.get_or_init(|| hash(&text()))
    }
}

impl PartialEq for Fingerprint {
    fn eq(&self, _: &Fingerprint) -> bool {
        true
    }
}

/// Equal for texts that differ in blanks only.
fn hash(text: &str) -> u64 {
    let mut hash = 0_u64;
    let mut rest = text.as_bytes();
    while !rest.is_empty() {
        let bytes = match rest.first_chunk() {
            Some(four) => u32::from_le_bytes(*four),
            None => rest.iter().rev().fold(0, |few, byte| few << 8 | u32::from(*byte)),
        };
        let (mask, len) = match KINDS[usize::from(bytes as u8)] {
            (mask, 0) => blank_len(rest).map_or((mask, 1), |len| (0, len)),
            (mask, len) => (mask, usize::from(len)),
        };
        // A blank changes nothing. Tables have so many that it would take longer to pass them over by a branch.
        let factor = if mask == 0 { 1 } else { FACTOR };
        hash = hash.wrapping_add((bytes & mask).into()).wrapping_mul(factor);
        rest = &rest[len..];
    }
    hash
}

/// Spreads what is added over all bits: odd, so that no two hashes become one.
const FACTOR: u64 = 0xf135_7aea_2e62_a9c5;

/// Length of the blank of several bytes at the start of `text`.
fn blank_len(text: &[u8]) -> Option<usize> {
    match text {
        [0xc2, 0x85 | 0xa0, ..] => Some(2),
        [0xe1, 0x9a, 0x80, ..] | [0xe2, 0x81, 0x9f, ..] | [0xe3, 0x80, 0x80, ..] => Some(3),
        [0xe2, 0x80, 0x80..=0x8a | 0xa8 | 0xa9 | 0xaf, ..] => Some(3),
        _ => None,
    }
}

/// By the first byte of a character which bits of the next four bytes are its own, none of a blank, and how many bytes it
/// has: 0 where a blank of several bytes may begin. Some characters are taken byte by byte.
const KINDS: [(u32, u8); 256] = {
    let mut kinds = [(0xff, 1); 256];
    let mut byte = 0xe4;
    while byte <= 0xef {
        kinds[byte] = (0xff_ffff, 3);
        byte += 1;
    }
    let blanks = [b' ', b'\t', b'\n', 0x0b, 0x0c, b'\r'];
    let mut at = 0;
    while at < blanks.len() {
        kinds[blanks[at] as usize].0 = 0;
        at += 1;
    }
    let open = [0xc2, 0xe1, 0xe2, 0xe3];
    at = 0;
    while at < open.len() {
        kinds[open[at]].1 = 0;
        at += 1;
    }
    kinds
};

#[cfg(test)]
mod tests {
    use super::hash;

    #[test]
    fn blanks_make_no_difference() {
        let text = "共收到申请 468 件。\n";
        assert_eq!(hash(text), hash("共收到\u{3000}申请468\u{a0}件。"));
        assert_ne!(hash(text), hash("共收到申请 486 件。\n"));
        assert_ne!(hash(text), hash(""));
        for blank in ('\0'..=char::MAX).filter(|char| char.is_whitespace()) {
            assert_eq!(hash(&format!("件{blank}年")), hash("件年"), "{blank:?}");
        }
        for char in ('\0'..='\u{ffff}').filter(|char| !char.is_whitespace()) {
            assert_ne!(hash(&format!("件{char}年")), hash("件年"), "{char:?}");
        }
    }
}
