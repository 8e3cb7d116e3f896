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
    let mut hasher = FxHasher::default();
    hasher.write(text.split_whitespace().collect::<String>().as_bytes());
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::hash;

    #[test]
    fn blanks_make_no_difference() {
        let text = "共收到申请 468 件。\n";
        assert_eq!(hash(text), hash("共收到\u{3000}申请468\u{a0}件。"));
        assert_ne!(hash(text), hash("共收到申请 486 件。\n"));
        assert_ne!(hash(text), hash(""));
    }
}
