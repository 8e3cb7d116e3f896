//! What tells whether two blocks say the same.

use std::borrow::Cow;
use std::hash::Hasher;
use std::sync::OnceLock;

use rustc_hash::FxHasher;

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
    let bytes = text.as_bytes();
    let mut filled = Vec::with_capacity(bytes.len());
    let (mut from, mut at) = (0, 0);
    while at < bytes.len() {
        let step = FILLED[usize::from(bytes[at])];
        if step > 0 {
            at += usize::from(step);
            continue;
        }
        let len = blank_len(&bytes[at..]);
        if len > 0 {
            filled.extend_from_slice(&bytes[from..at]);
            from = at + len;
        }
        at += len.max(1);
    }
    filled.extend_from_slice(&bytes[from..]);
    let mut hasher = FxHasher::default();
    hasher.write(&filled);
    hasher.finish()
}

/// Length of the blank at the start of `text`; 0 for anything else.
fn blank_len(text: &[u8]) -> usize {
    match text {
        [b'\t'..=b'\r' | b' ', ..] => 1,
        [0xc2, 0x85 | 0xa0, ..] => 2,
        [0xe1, 0x9a, 0x80, ..] | [0xe2, 0x81, 0x9f, ..] | [0xe3, 0x80, 0x80, ..] => 3,
        [0xe2, 0x80, 0x80..=0x8a | 0xa8 | 0xa9 | 0xaf, ..] => 3,
        _ => 0,
    }
}

/// By the first byte of a character how long it is, in bytes; 0 for those with which blanks begin. Those within a character
/// are passed one by one.
const FILLED: [u8; 256] = {
    let mut len = [1; 256];
    let mut byte = 0xe4;
    while byte <= 0xef {
        len[byte] = 3;
        byte += 1;
    }
    let bytes = [b' ', b'\t', b'\n', 0x0b, 0x0c, b'\r', 0xc2, 0xe1, 0xe2, 0xe3];
    let mut at = 0;
    while at < bytes.len() {
        len[bytes[at] as usize] = 0;
        at += 1;
    }
    len
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
