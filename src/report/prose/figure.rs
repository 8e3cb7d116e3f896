//! Figures in prose: numbers with their unit, as opposed to numbers that are names.

use std::ops::Range;

use serde::Deserialize;

use super::date::{Date, date};
use super::numeral::{Numeral, Quantity, arabic, chinese, chinese_digit, digit};

/// What a unit counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnitClass {
    /// 件 起 宗 条 …: cases and documents.
    #[default]
    Cases,
    /// 元: the value is in yuan, whatever 万 stood before it.
    Money,
    /// Percent.
    Percent,
    /// 人 次 天 …: nothing that a table holds.
    Other,
}

/// A number in prose with its unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// Bytes of the paragraph, unit included, words like 约 not.
    pub range: Range<usize>,
    /// Bytes of the number alone, 万 and 余 included.
    pub number: Range<usize>,
    /// Its value; of a vague figure, the number named.
    pub value: Quantity,
    /// `None` for a bare number.
    pub unit: Option<UnitClass>,
    /// 余, 多, 近, 约, 上百, 数十.
    pub approximate: bool,
    /// Byte at which 近 or 约 before it begins; else that of the number.
    pub(super) lead: usize,
}

/// What stands where a number begins.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Lexed {
    Figure(Figure),
    Date(Date, usize),
    /// A number that is a name, up to this byte.
    Name(usize),
}

/// The units.
#[derive(Debug)]
pub(super) struct Units {
    units: ByFirst<UnitClass>,
    /// Nouns that make a unit of cases count something else.
    counted: ByFirst<()>,
}

/// Words by first character.
#[derive(Debug)]
struct ByFirst<T> {
    /// Those whose first character ends with the same six bits stand together, longer ones first, so that the first that
    /// fits is the right one.
    words: Vec<(String, T)>,
    /// Where those of each six bits begin, and all end.
    starts: [usize; 65],
}

impl<T> ByFirst<T> {
    fn new<'w>(words: impl Iterator<Item = (&'w str, T)>) -> ByFirst<T> {
        let mut words: Vec<_> = words.map(|(word, is)| (word.to_owned(), is)).collect();
        words.sort_by_key(|(word, _)| (six_bits(word), std::cmp::Reverse(word.len())));
        let starts = std::array::from_fn(|bits| words.partition_point(|(word, _)| six_bits(word) < Some(bits)));
        ByFirst { words, starts }
    }

    /// The word that `text` begins with, and what it is.
    fn at(&self, text: &str) -> Option<(&str, &T)> {
        let bits = six_bits(text)?;
        let mut same = self.words[self.starts[bits]..self.starts[bits + 1]].iter();
        same.find(|(word, _)| text.starts_with(word)).map(|(word, is)| (&**word, is))
    }
}

/// The last six bits of the first character.
fn six_bits(text: &str) -> Option<usize> {
    text.chars().next().map(|c| c as usize % 64)
}

impl Units {
    /// Takes blank-separated words with their class, and the nouns that are counted.
    pub fn new(classes: [(&String, UnitClass); 3], counted: &str) -> Self {
        let words =
            classes.into_iter().flat_map(|(words, class)| words.split_whitespace().map(move |word| (word, class)));
        Self { units: ByFirst::new(words), counted: ByFirst::new(counted.split_whitespace().map(|word| (word, ()))) }
    }

    /// The unit that `text` begins with, and its length in bytes.
    fn at(&self, text: &str) -> Option<(UnitClass, usize)> {
        let (word, class) = self.units.at(text)?;
        let is_other = *class == UnitClass::Cases && self.counted.at(&text[word.len()..]).is_some();
        Some((if is_other { UnitClass::Other } else { *class }, word.len()))
    }
}

/// What the lexer needs of a vocabulary.
pub(super) struct Lexicon<'v> {
    pub units: &'v Units,
    /// Numbers that are names (12345).
    pub numbers: &'v [String],
}

const VAGUE_BEFORE: [&str; 13] =
    ["近", "约", "超", "超过", "逾", "大约", "将近", "突破", "至少", "不少于", "不足", "不到", "余"];
/// What they end with.
const ENDS_VAGUE: [char; 11] = ['近', '约', '超', '过', '逾', '破', '少', '于', '足', '到', '余'];
const VAGUE_AFTER: [&str; 4] = ["左右", "以上", "以内", "上下"];
/// What they begin with.
const BEGINS_VAGUE: [char; 3] = ['左', '以', '上'];
/// What may part a number from the words around it.
const BLANKS: [char; 3] = [' ', '\u{a0}', '\u{3000}'];

/// `text` without blanks before it.
fn trim_start(text: &str) -> &str {
    match text.as_bytes() {
        [b' ', ..] | [0xC2, 0xA0, ..] | [0xE3, 0x80, 0x80, ..] => text.trim_start_matches(BLANKS),
        _ => text,
    }
}

/// `text` without blanks behind it.
fn trim_end(text: &str) -> &str {
    match text.as_bytes() {
        [.., b' '] | [.., 0xC2, 0xA0] | [.., 0xE3, 0x80, 0x80] => text.trim_end_matches(BLANKS),
        _ => text,
    }
}

/// Reads the number that begins at `at`; `None` if none does.
pub(super) fn lex(text: &str, at: usize, lexicon: &Lexicon<'_>) -> Option<Lexed> {
    let rest = &text[at..];
    if rest.chars().next().and_then(digit).is_some() {
        return match date(text, at) {
            Some((date, end)) => Some(Lexed::Date(date, end)),
            None => arabic_figure(text, at, lexicon),
        };
    }
    if let Some(tail) = rest.strip_prefix("百分之") {
        let start = text.len() - tail.len();
        let number = arabic(text, start).or_else(|| chinese(text, start))?;
        return Some(Lexed::Figure(figure(text, at, number, Some(UnitClass::Percent), number.end)));
    }
    chinese_figure(text, at, lexicon)
}

fn figure(text: &str, at: usize, number: Numeral, unit: Option<UnitClass>, end: usize) -> Figure {
    let lead = trim_end(&text[..at]);
    let words = if lead.ends_with(ENDS_VAGUE) { &VAGUE_BEFORE[..] } else { &[] };
    let before = words.iter().filter(|word| lead.ends_with(**word)).map(|word| at - lead.len() + word.len()).max();
    let behind = trim_start(&text[end..]);
    let after = behind.starts_with(BEGINS_VAGUE) && VAGUE_AFTER.iter().any(|word| behind.starts_with(word));
    let approximate = number.vague || before.is_some() || after;
    let lead = at - before.unwrap_or(0);
    Figure { range: at..end, number: at..number.end, value: number.value, unit, approximate, lead }
}

/// The unit after a number, a space between them allowed, and where it ends.
fn unit(text: &str, at: usize, lexicon: &Lexicon<'_>) -> Option<(UnitClass, usize)> {
    let rest = trim_start(&text[at..]);
    let start = text.len() - rest.len();
    match rest.chars().next()? {
        c @ ('%' | '％') => Some((UnitClass::Percent, start + c.len_utf8())),
        _ => {
            let (class, length) = lexicon.units.at(rest)?;
            Some((class, start + length))
        }
    }
}

fn arabic_figure(text: &str, at: usize, lexicon: &Lexicon<'_>) -> Option<Lexed> {
    let Some(number) = arabic(text, at) else {
        return Some(Lexed::Name(run_of_digits(text, at)));
    };
    let before = text[..at].chars().next_back();
    let next = text[number.end..].chars().next();
    if before == Some('第') {
        return Some(Lexed::Name(unit(text, number.end, lexicon).map_or(number.end, |(_, end)| end)));
    }
    let part_of_name = |c: char| c.is_ascii_alphabetic() || matches!(c, '_' | '·' | '×');
    if before.is_some_and(part_of_name) || next.is_some_and(part_of_name) || next == Some('号') {
        return Some(Lexed::Name(number.end + if next == Some('号') { '号'.len_utf8() } else { 0 }));
    }
    if let Some((class, end)) = unit(text, number.end, lexicon) {
        return Some(Lexed::Figure(figure(text, at, number, Some(class), end)));
    }
    if number.marked {
        return Some(Lexed::Figure(figure(text, at, number, None, number.end)));
    }
    Some(match bare(text, at, number, lexicon) {
        Some(end) => Lexed::Name(end),
        None => Lexed::Figure(figure(text, at, number, None, number.end)),
    })
}

/// Where a number without a unit ends as a name; `None` if it is a figure.
fn bare(text: &str, at: usize, number: Numeral, lexicon: &Lexicon<'_>) -> Option<usize> {
    let (before, rest) = (text[..at].chars().next_back(), &text[number.end..]);
    let next = rest.chars().next();
    let written = &text[at..number.end];
    if let Some(separator @ ('-' | '－' | '—' | '–' | '~' | '～' | '/' | ':' | '.')) = next
        && rest[separator.len_utf8()..].chars().next().and_then(digit).is_some()
        && !calculates(rest)
    {
        return Some(run_of_digits(text, at)); // a telephone number, a range, a time, an address
    }
    let after_ordinal = rest.chars().nth(1).is_none_or(|c| digit(c).is_none());
    let ordinal = matches!(next, Some('.' | '．' | '、' | ')' | '）'))
        && after_ordinal
        && before.is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '、' | '+' | '-' | '='));
    let year_like = number.digits == 4 && matches!(number.value.as_whole(), Some(1949..2100));
    let name = ordinal
        || year_like
        || number.digits > 5
        || number.value.decimals() > 0
        || (number.digits > 1 && written.starts_with(['0', '０']))
        || matches!(before, Some('〔' | '[' | '［' | '/'))
        || lexicon.numbers.iter().any(|known| known == written)
        || next.is_some_and(char::is_alphanumeric);
    name.then_some(number.end)
}

/// Whether a calculation with `=` follows: then `-` is a minus.
fn calculates(rest: &str) -> bool {
    let other = |c: &char| digit(*c).is_none() && !"+-−－＋—×件起条份 ".contains(*c);
    matches!(rest.chars().take(64).find(other), Some('=' | '＝'))
}

fn run_of_digits(text: &str, at: usize) -> usize {
    let run = |c: char| digit(c).is_some() || "-－—–~～/:.".contains(c);
    let tail = text[at..].trim_start_matches(run);
    text.len() - tail.len()
}

/// A Chinese numeral is a figure only with a unit, and 一 only where it counts: 一项重要工作 does not.
fn chinese_figure(text: &str, at: usize, lexicon: &Lexicon<'_>) -> Option<Lexed> {
    let Some(number) = chinese(text, at) else {
        let digits = text[at..].chars().map_while(chinese_digit).take(4).count(); // 二〇二四年
        return (digits == 4).then(|| date(text, at).map(|(date, end)| Lexed::Date(date, end)))?;
    };
    if text[number.end..].starts_with(['月', '年', '至', '—', '-']) {
        return date(text, at).map(|(date, end)| Lexed::Date(date, end));
    }
    let (class, end) = unit(text, number.end, lexicon)?;
    if text[..at].ends_with(['第', '之', '每', '另', '同', '统', '唯', '这', '那', '某']) {
        return Some(Lexed::Name(end));
    }
    let counted = &text[number.end..end];
    let next = text[end..].chars().next();
    let at_end = next.is_none_or(|c| !c.is_alphanumeric());
    let counts = match (&text[at..number.end], counted) {
        (_, "分" | "点" | "级" | "类" | "部" | "大" | "字" | "度") => false,
        ("一", "起") => at_end || next.is_some_and(|c| "行诉复案因政信依涉".contains(c)),
        ("一", "件" | "宗" | "例" | "份" | "期") => true,
        ("一", _) => at_end,
        _ => true,
    };
    counts.then(|| Lexed::Figure(figure(text, at, number, Some(class), end)))
}

#[cfg(test)]
mod tests {
    use super::super::{Context, Subject, Vocabulary, bind};
    use super::{BEGINS_VAGUE, ENDS_VAGUE, VAGUE_AFTER, VAGUE_BEFORE};

    #[test]
    fn no_vague_word_is_passed_over_for_its_first_or_last_character() {
        assert!(VAGUE_BEFORE.iter().all(|word| word.ends_with(ENDS_VAGUE)));
        assert!(VAGUE_AFTER.iter().all(|word| word.starts_with(BEGINS_VAGUE)));
    }

    /// The figures of a paragraph, as written.
    fn figures(text: &str) -> Vec<&str> {
        let found = bind(text, &Vocabulary::official(), Context::default(), Subject::default());
        found.mentions.iter().map(|mention| &text[mention.range.clone()]).collect()
    }

    #[test]
    fn figures_with_their_units() {
        assert_eq!(
            figures("超期答复件 0 件，１,２０４条，5.2万条，近万条"),
            ["0 件", "１,２０４条", "5.2万条", "万条"]
        );
        assert_eq!(figures("占百分之三十三，为33.9%，用时12.5个工作日"), ["百分之三十三", "33.9%", "12.5个工作日"]);
        assert_eq!(
            figures("四期访谈、十二件申请、两千三百元、数十件、上百人"),
            ["四期", "十二件", "两千三百元", "数十件", "上百人"]
        );
        assert_eq!(figures("申请总数为128，答复126。"), ["128", "126"]);
    }

    #[test]
    fn blanks_may_stand_around_a_number() {
        assert_eq!(figures("阅读量超过 6 万次，收到 3 件"), ["6 万次", "3 件"]);
        let found = bind("超过 6 万次", &Vocabulary::official(), Context::default(), Subject::default());
        assert_eq!((found.mentions[0].value.as_f64(), found.mentions[0].approximate), (60_000.0, true));
    }

    #[test]
    fn names_are_no_figures() {
        for text in [
            "国务院令第711号、国办公开办函〔2021〕30号、辽政办明电[2015]71号",
            "第二十条第（一）项，第18届，第2名",
            "2024年1月1日至2024年12月31日，2021-01-29，二〇二四年，12月底，1-6月",
            "一是做好，二是完善，1.加强，（2）规范，3、落实",
            "电话0411-84790000，邮编130000，12345热线，5·15政务公开日，5.15政务公开日",
            "三审三校、双公示、两会、十四五、第三方、统一、进一步、一些、一批、一定、一网通办",
            "危及“三安全一稳定”、四类过程性信息、三类内部事务信息",
            "《印发〈2024年10件实事〉的通知》，“100件民生实事”，https://a.gov.cn/2024/12/t1.html",
            "作为一项重要工作，三中全会，5G网络，一起推进",
        ] {
            assert_eq!(figures(text), [""; 0], "{text}");
        }
    }
}
