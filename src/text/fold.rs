//! Full and half width: published reports use full-width punctuation, pasted ones are often folded to ASCII, and one
//! report mixes both. Words are compared after folding.

use std::borrow::Cow;

/// The half-width form of a full-width letter, digit or punctuation mark, and an ordinary space for any blank that is
/// not a line break; every other character is itself.
#[inline]
pub fn fold(char: char) -> char {
    // Nearly every character of a report is one of these and is itself.
    match char {
        '\0'..='\u{9f}' | '\u{3400}'..='\u{9fff}' => char,
        _ => fold_sign(char),
    }
}

fn fold_sign(char: char) -> char {
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
    let mut changed = text.char_indices().filter(|(_, char)| fold(*char) != *char).peekable();
    if changed.peek().is_none() {
        return Cow::Borrowed(text);
    }
    let mut folded = String::with_capacity(text.len());
    let mut from = 0;
    for (at, char) in changed {
        folded.push_str(&text[from..at]);
        folded.push(fold(char));
        from = at + char.len_utf8();
    }
    folded.push_str(&text[from..]);
    Cow::Owned(folded)
}

/// Whether `char` is a Chinese character.
pub fn is_cjk(char: char) -> bool {
    matches!(char, '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '\u{20000}'..='\u{3134f}' | '〇')
}

/// Whether `char` is a letter or a digit of any script.
#[inline]
pub fn is_word(char: char) -> bool {
    // Chinese is looked at first: the standard library searches its tables for everything beyond ASCII.
    matches!(char, '\u{4e00}'..='\u{9fff}') || char.is_alphanumeric()
}

/// What is compared of a label: its letters and digits, folded, without blanks and punctuation. `1．属于 国家秘密` and
/// `1.属于国家秘密` have the same key.
pub fn label_key(label: &str) -> String {
    keyed(label).into_owned()
}

/// The [`label_key`] of `label`, which is often the label itself.
pub fn keyed(label: &str) -> Cow<'_, str> {
    let mut run = staying(label);
    if run == label.len() {
        return Cow::Borrowed(label);
    }
    let mut key = String::with_capacity(label.len());
    // Runs of characters that stay as they are are copied at once.
    let mut rest = label;
    loop {
        key.push_str(&rest[..run]);
        let mut chars = rest[run..].chars();
        let Some(char) = chars.next().map(fold) else { break };
        if is_word(char) {
            key.push(char);
        }
        rest = chars.as_str();
        run = staying(rest);
    }
    Cow::Owned(key)
}

/// How many bytes of letters and digits begin `text` of which a [`label_key`] keeps every one as it is.
fn staying(text: &str) -> usize {
    // U+4E00 to U+9FFF, by their first two bytes.
    let is_chinese = |first, second| (0xe4b8..0xea00).contains(&u16::from_be_bytes([first, second]));
    let mut rest = text.as_bytes();
    loop {
        rest = match rest {
            [first, second, _, rest @ ..] if is_chinese(*first, *second) => rest,
            [first, rest @ ..] if first.is_ascii_alphanumeric() => rest,
            _ => return text.len() - rest.len(),
        };
    }
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
        assert_eq!(label_key("　１．属于 国家秘密Ａb。"), "1属于国家秘密Ab");
        assert_eq!(folded("４５４，４ 件\u{a0}"), "454,4 件 ");
        assert!(matches!(folded("abc件"), Cow::Borrowed(_)));
    }

    #[test]
    fn what_is_taken_for_granted_of_chinese_characters_is_true() {
        for char in '\u{4e00}'..='\u{9fff}' {
            assert!(char.is_alphanumeric());
        }
        for char in ('\0'..='\u{9f}').chain('\u{3400}'..='\u{9fff}') {
            assert_eq!(fold_sign(char), char);
        }
    }
}
