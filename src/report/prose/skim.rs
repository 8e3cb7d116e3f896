//! Whether a paragraph may state anything, told without reading it into tokens: most state nothing but name a subject.

use super::figure::{Lexed, Lexicon, lex};
use super::token::{SIGNS, Sign, inside_number, title_end};
use super::vocabulary::{Gist, Vocabulary};
use super::words::{Character, Found};
use super::{Binder, Context, Subject};
use crate::syntax::MARKUP;

/// The characters of signs behind which a figure may stand, or what looks like one or hides one.
pub(super) fn signs() -> impl Iterator<Item = char> {
    let signs = SIGNS.iter().filter(|(sign, _)| matches!(sign, Sign::Number | Sign::OpenTitle));
    signs.flat_map(|(_, characters)| characters.chars()).chain(MARKUP)
}

/// Whether a figure, a negation or a universal may stand in `text`. Each character that one begins with is looked at by
/// itself, also where it is part of a word: a paragraph that states something is never passed over. So may all that
/// holds markup state something: a source without any is what a reader sees.
pub fn may_state(text: &str, vocabulary: &Vocabulary) -> bool {
    let mut at = 0;
    while let Some(found) = vocabulary.stating.find(text, at) {
        match behind(text, found, vocabulary) {
            Some(end) => at = end,
            None => return true,
        }
    }
    false
}

/// Where to look on behind the character at `at`; `None` where it begins what may state something.
fn behind(text: &str, at: usize, vocabulary: &Vocabulary) -> Option<usize> {
    let (words, character) = (&vocabulary.automaton, Character::at(text, at));
    let end = at + character.len();
    let (begins, next) = (words.begins(character), Character::at(text, end));
    let word = words.longest(begins, next, text, end);
    if let Some(Found { meaning, .. }) = word.filter(|found| !inside_number(text, at, character, found)) {
        let states = vocabulary.gists[usize::from(meaning)].meets(Gist::STATES);
        return (!states).then_some(end);
    }
    match begins.sign().map(|sign| SIGNS[sign].0) {
        Some(Sign::OpenTitle) => {
            let end = title_end(text, at).unwrap_or(end);
            (!text[at..end].contains(MARKUP)).then_some(end)
        }
        Some(Sign::Number) => {
            // What most numbers are that count nothing: 一、, （二）.
            if character.is_chinese() && text[end..].starts_with(['、', '）', ')']) {
                return Some(end);
            }
            let lexicon = Lexicon { units: &vocabulary.units, numbers: &vocabulary.numbers };
            match lex(text, at, &lexicon) {
                Some(Lexed::Figure(_)) => None,
                // A number is read from its first digit on; one behind another may stand in a word that ends elsewhere:
                // 12345-12件.
                Some(Lexed::Date(_, end) | Lexed::Name(end))
                    if character.is_digit() && !text[..at].ends_with(|c: char| c.is_ascii_digit()) =>
                {
                    Some(end)
                }
                _ => Some(end),
            }
        }
        _ => (!text[at..].starts_with(MARKUP)).then_some(end),
    }
}

impl Binder {
    /// The subject that a paragraph which states nothing names for those behind it.
    pub fn named(&mut self, text: &str, vocabulary: &Vocabulary, context: Context) -> Option<Subject> {
        let left = self.bind(text, vocabulary, context, Subject::default).subject;
        Some(left).filter(|left| *left != Subject::default())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{Binder, Context, Paragraph, Subject, Vocabulary, bind};
    use super::may_state;
    use crate::syntax::{MARKUP, Visible};

    /// What a paragraph is put together of.
    const PIECES: &str = "\
        收到|申请|12|１２|3件|件|十|百|两|第|号|2024年|2024|年|1月|至|、|，|。|；|（|）|(|\
        )|《|》|〈|〉|无|均|没有|未|全部|各|近|约|余|%|同比|增长|万元|一是|二、|（三）|行政复议|\
        行政诉讼|新收|其中|人|次|12345热线|〔2021〕30号| |“|”|：|2024-01-01|1.|0.5|\
        ○|零|𠮷|规范性文件|予以公开|12345|-|:|/|十三月|二十|月|日";

    proptest! {
        #![proptest_config(ProptestConfig { cases: 10_000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn what_is_passed_over_states_nothing_whatever_governs(
            pieces in prop::collection::vec(prop::sample::select(PIECES.split('|').collect::<Vec<_>>()), 1..10),
        ) {
            let vocabulary = official();
            let text = pieces.concat();
            if may_state(&text, vocabulary) {
                return Ok(());
            }
            let context = Context { year: Some(2024) };
            let named = Binder::default().named(&text, vocabulary, context);
            for before in ["", "全年共收到行政复议12件。", "共办理建议12件。"] {
                let before = bind(before, vocabulary, context, Subject::default()).subject;
                let read = bind(&text, vocabulary, context, before);
                prop_assert_eq!(read, Paragraph { subject: named.unwrap_or(before), ..Paragraph::NOTHING });
            }
        }
    }

    fn official() -> &'static Vocabulary {
        static OFFICIAL: std::sync::LazyLock<Vocabulary> = std::sync::LazyLock::new(Vocabulary::official);
        &OFFICIAL
    }

    #[test]
    fn what_holds_no_markup_is_what_a_reader_sees() {
        for c in (0..=0xFFFF).filter_map(char::from_u32) {
            assert_eq!(Visible::of(&format!("公{c}开")).is_source(), !MARKUP.contains(&c), "{c:?}");
        }
    }

    #[test]
    fn what_states_something_is_not_passed_over() {
        let vocabulary = official();
        for text in [
            "收到申请12件。",
            "统一百件",
            "均已办结",
            "没有收到申请",
            "《通知》印发100件",
            "近百人",
            "12345-12件",
            "2024年十三月",
            "**加强**",
            "《a<i b='《'>》c》",
        ] {
            assert!(may_state(text, vocabulary), "{text}");
        }
        for text in [
            "",
            "进一步做好政府信息公开工作，统一标准。",
            "《印发〈2024年10件实事〉的通知》",
            "2024年1月1日至2024年12月31日，12345热线，国办公开办函〔2021〕30号",
            "一是全面落实；二是上下联动，𠮷",
        ] {
            assert!(!may_state(text, vocabulary), "{text}");
            let read = bind(text, vocabulary, Context::default(), Subject::default());
            assert_eq!(read.mentions, [], "{text}");
        }
    }
}
