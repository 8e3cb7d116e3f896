//! Full and half width: published reports use full-width punctuation, pasted ones are often folded to ASCII, and one
//! report mixes both. Words are compared after folding.

use std::borrow::Cow;

/// The half-width form of a full-width letter, digit or punctuation mark, and an ordinary space for any blank that is
/// not a line break; every other character is itself.
pub fn fold(char: char) -> char {
    match char {
        '\u{ff01}'..='\u{ff5e}' => {
            char::from_u32(u32::from(char) - 0xfee0).expect("full-width forms lie 0xFEE0 above ASCII")
        }
        '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200b}' | '\u{202f}' | '\u{205f}' | '\u{3000}' | '\u{feff}' => ' ',
        '。' | '｡' => '.',
        '、' | '､' => ',',
        '〔' | '【' => '[',
        '〕' | '】' => ']',
        '“' | '”' | '„' | '「' | '」' | '『' | '』' => '"',
        '‘' | '’' => '\'',
        '—' | '–' | '−' | '―' | '‐' | '‑' => '-',
        '│' => '|',
        '•' | '·' | '・' => '.',
        _ => char,
    }
}

/// `text` with every character [`fold`]ed.
pub fn folded(text: &str) -> Cow<'_, str> {
    if text.chars().all(|char| fold(char) == char) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.chars().map(fold).collect())
    }
}

/// Whether `char` is a Chinese character.
pub fn is_cjk(char: char) -> bool {
    matches!(char, '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '\u{20000}'..='\u{3134f}' | '〇')
}

/// What is compared of a label: its letters and digits, folded, without blanks and punctuation. `1．属于 国家秘密` and
/// `1.属于国家秘密` have the same key.
pub fn label_key(label: &str) -> String {
    let mut key = String::with_capacity(label.len());
    key.extend(label.chars().map(fold).filter(|char| char.is_alphanumeric()));
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_ignore_width_blanks_and_punctuation() {
        assert_eq!(
            label_key("（二）部分公开（区分处理的，只计这一情形）"),
            label_key("(二) 部分公开(区分处理的,只计这一情形)")
        );
        assert_eq!(label_key("危及“三安全一稳定”"), "危及三安全一稳定");
        assert_eq!(folded("４５４，４ 件\u{a0}"), "454,4 件 ");
        assert!(matches!(folded("abc件"), Cow::Borrowed(_)));
    }
}
