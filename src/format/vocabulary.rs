//! All words of all formats: a block of text is scanned once, whatever is looked for in it.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;

use super::Format;
use super::classes::{WordSet, Words};
use super::entries::Entries;
use super::labels::Labels;
use super::words::{Seen, WordFinder};
use crate::text::{TextRange, TextSize, folded, is_word, keyed};

/// A part of a table that a label names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Label {
    /// Index of the format.
    pub format: u8,
    /// Index of the table in the format.
    pub table: u8,
    /// What it names.
    pub kind: LabelKind,
    /// Whether the whole label was recognised, not just a mark in it.
    pub whole: bool,
}

/// What a label names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum LabelKind {
    /// A row, by index.
    Row(u8),
    /// A column: set and index in it.
    Column(u8, u8),
    /// A merged label left of the rows of a group, or the line above them.
    Group(u8),
    /// A word of the table's head.
    Head,
}

/// What a word means where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Meaning {
    /// A mark of a row or column.
    Label(Label),
    /// A section's heading, whole or a mark of it.
    Section {
        /// Index of the format.
        format: u8,
        /// Index of the section in the format.
        section: u8,
        /// Whether this is the whole heading in one of its wordings.
        whole: bool,
    },
    /// A word of an aspect that a section must speak of.
    Aspect {
        /// Index of the format.
        format: u8,
        /// Index of the section in the format.
        section: u8,
        /// Index of the aspect in the section.
        aspect: u8,
    },
    /// A word of a class.
    Word(Words),
    /// A misspelt term, as an index for [`Vocabulary::spelling`].
    Misspelt(u8),
}

/// Labels with more characters are not looked for where labels run together.
const LONGEST_LABEL: usize = 16;

/// A word found in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Hit {
    /// Where, in bytes of the text searched.
    pub range: TextRange,
    /// Which word; [`Vocabulary::meanings`] tells what it means.
    pub(crate) word: u16,
}

/// The words of all formats.
#[derive(Debug)]
pub struct Vocabulary {
    /// Those that rules look for in prose: all but marks of a table's parts and headings of sections.
    words: WordFinder,
    /// Those that name a part of a table.
    label_words: WordFinder,
    /// Those that stand in headings of sections.
    section_words: WordFinder,
    meanings: Vec<Vec<Meaning>>,
    /// For each word the classes in which it is, as bits.
    classes: Vec<u16>,
    /// The characters with which headings of sections begin.
    heading_starts: FxHashSet<char>,
    /// Labels by [`label_key`](crate::text::label_key).
    labels: FxHashMap<String, Labels>,
    /// By its first two characters how many characters a label has: a bit for each number up to [`LONGEST_LABEL`].
    label_lengths: FxHashMap<(char, char), u32>,
    /// Wrong and right spellings.
    misspelt: Vec<(String, String)>,
    title: TitleWords,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AnnualReport {
    title: TitleWords,
    words: BTreeMap<Words, Vec<String>>,
    misspelt: BTreeMap<String, String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct TitleWords {
    all: Vec<String>,
    ends: Vec<String>,
}

static ANNUAL_REPORT: LazyLock<AnnualReport> =
    LazyLock::new(|| toml::from_str(include_str!("annual-report.toml")).expect("annual-report.toml is read by a test"));

impl Vocabulary {
    pub(super) fn new(formats: &[Arc<Format>]) -> Vocabulary {
        let mut entries = Entries::default();
        for (index, format) in formats.iter().enumerate() {
            let index = u8::try_from(index).expect("fewer than 256 formats are in force");
            entries.add_format(index, format);
        }
        for (class, words) in &ANNUAL_REPORT.words {
            for word in words {
                entries.add_word(word, Meaning::Word(*class));
            }
        }
        let misspelt: Vec<(String, String)> = ANNUAL_REPORT.misspelt.clone().into_iter().collect();
        for (index, (wrong, _)) in misspelt.iter().enumerate() {
            let index = u8::try_from(index).expect("the list of misspelt terms is short");
            entries.add_word(wrong, Meaning::Misspelt(index));
        }
        let mut words: Vec<(String, Vec<Meaning>)> = entries.words.into_iter().collect();
        words.sort_by(|a, b| a.0.cmp(&b.0));
        let is_heading = |meaning: &Meaning| matches!(meaning, Meaning::Section { whole: true, .. });
        let headings = words.iter().filter(|(_, meanings)| meanings.iter().any(is_heading));
        let heading_starts = headings.filter_map(|(word, _)| word.chars().next()).collect();
        let finder = |is_wanted: fn(&Meaning) -> bool| {
            let numbered = words.iter().enumerate().filter(|(_, (_, meanings))| meanings.iter().any(is_wanted));
            WordFinder::new(
                numbered.map(|(at, (word, _))| (u16::try_from(at).expect("fewer than 65536 words"), &**word)),
            )
        };
        let label_words = finder(|meaning| matches!(meaning, Meaning::Label(_)));
        let section_words = finder(|meaning| matches!(meaning, Meaning::Section { .. }));
        let prose_words = finder(|meaning| !matches!(meaning, Meaning::Label(_) | Meaning::Section { .. }));
        let meanings: Vec<Vec<Meaning>> = words.into_iter().map(|(_, meanings)| meanings).collect();
        let class = |meaning: &Meaning| match meaning {
            Meaning::Word(class) => class.bit(),
            Meaning::Aspect { .. } => Words::Aspect.bit(),
            Meaning::Misspelt(_) => Words::Misspelt.bit(),
            Meaning::Label(_) | Meaning::Section { .. } => 0,
        };
        let classes = meanings.iter().map(|meanings| meanings.iter().map(class).fold(0, std::ops::BitOr::bitor));
        let classes = classes.collect();
        let mut label_lengths = FxHashMap::default();
        for label in entries.labels.keys() {
            let chars = label.chars().count();
            if let Some(two) = first_two(label).filter(|_| chars <= LONGEST_LABEL) {
                *label_lengths.entry(two).or_default() |= 1 << chars;
            }
        }
        Vocabulary {
            words: prose_words,
            label_words,
            section_words,
            meanings,
            classes,
            heading_starts,
            labels: entries.labels,
            label_lengths,
            misspelt,
            title: ANNUAL_REPORT.title.clone(),
        }
    }

    /// Every word in `text` that is more than a mark of a table's part or a heading of a section, also words within words,
    /// in the order of their ends. They take the place of what is in `hits`. Returns what else is seen on the way.
    pub fn hits(&self, text: &str, hits: &mut Vec<Hit>) -> Seen {
        hits.clear();
        self.words.find(text, hits)
    }

    /// The words in `text` that name a part of a table.
    pub fn label_hits(&self, text: &str) -> Vec<Hit> {
        let mut hits = Vec::new();
        self.label_words.find(text, &mut hits);
        hits
    }

    /// Those of the [`hits`](Vocabulary::hits) that stand in headings of sections.
    pub fn section_hits(&self, text: &str) -> Vec<Hit> {
        let mut hits = Vec::new();
        self.section_words.find(text, &mut hits);
        hits
    }

    /// The words of headings of sections that begin at byte `start` of `text`, the shortest first.
    pub fn section_hits_at(&self, text: &str, start: usize) -> Vec<Hit> {
        self.section_words.find_at(text, start)
    }

    /// What a word means: one meaning for each format and place that uses it.
    pub fn meanings(&self, hit: Hit) -> &[Meaning] {
        &self.meanings[usize::from(hit.word)]
    }

    /// Whether a word is one of a class.
    pub fn is_of(&self, hit: Hit, class: Words) -> bool {
        self.classes[usize::from(hit.word)] & class.bit() != 0
    }

    /// The classes of some words.
    pub fn classes(&self, hits: &[Hit]) -> WordSet {
        WordSet(hits.iter().fold(0, |classes, hit| classes | self.classes[usize::from(hit.word)]))
    }

    /// Whether `text` is not too long to be nothing but a heading of a section.
    pub fn may_be_section(&self, text: &str) -> bool {
        text.len() <= self.section_words.longest()
    }

    /// Whether some wording of a section's heading begins with `char`.
    pub fn begins_heading(&self, char: char) -> bool {
        self.heading_starts.contains(&char)
    }

    /// What a label may name: the labels that are spelt so, else those of which it holds the longest mark. Empty when
    /// no format knows it.
    pub fn labels(&self, text: &str) -> Labels {
        let key = keyed(text);
        match self.labels.get(&*key) {
            Some(labels) => labels.clone(),
            None => self.marked(&key),
        }
    }

    /// The labels that are spelt exactly as `key`, a [`label_key`](crate::text::label_key).
    pub fn whole_labels(&self, key: &str) -> &[Label] {
        self.labels.get(key).map_or(&[], |labels| labels)
    }

    /// The longest label of two to sixteen characters with which a text begins that is a
    /// [`label_key`](crate::text::label_key): how many characters it has, and how many bytes.
    pub fn longest_label(&self, text: &str) -> Option<(usize, usize)> {
        let lengths = *self.label_lengths.get(&first_two(text)?)?;
        let longest = lengths.ilog2() as usize;
        let mut ends = [0; LONGEST_LABEL + 1];
        let mut most = 0;
        for (end, char) in ends[1..=longest].iter_mut().zip(text.char_indices()) {
            *end = char.0 + char.1.len_utf8();
            most += 1;
        }
        let lengths = (2..=most).rev().filter(|chars| lengths >> chars & 1 != 0);
        lengths.map(|chars| (chars, ends[chars])).find(|(_, bytes)| self.labels.contains_key(&text[..*bytes]))
    }

    fn marked(&self, key: &str) -> Labels {
        let mut best = Labels::NONE;
        let mut best_len = TextSize::from(0);
        for hit in self.label_hits(key) {
            let labels = self.meanings(hit).iter().filter_map(|meaning| match meaning {
                Meaning::Label(label) => Some(*label),
                _ => None,
            });
            let mut labels = labels.peekable();
            if labels.peek().is_some() && hit.range.len() >= best_len {
                if hit.range.len() > best_len {
                    best = Labels::NONE;
                }
                best_len = hit.range.len();
                best.extend(labels);
            }
        }
        best
    }

    /// The right spelling of a misspelt term.
    pub fn spelling(&self, index: u8) -> &str {
        &self.misspelt[usize::from(index)].1
    }

    /// Whether a line, with nothing around it, is an annual report's title.
    pub fn is_title(&self, line: &str) -> bool {
        // Folding leaves Chinese words as they are, so that most lines are told apart without it, by their last character.
        let line = line.trim();
        let last = line.chars().rev().find(|char| is_word(*char));
        let ends = || self.title.ends.iter().any(|end| end.chars().next_back() == last);
        let may_end = line.ends_with([')', '）']) || ends();
        if !may_end || !self.title.all.iter().all(|word| line.contains(word.as_str())) {
            return false;
        }
        let line = folded(line);
        let bare = line.trim_end_matches(|char: char| !is_word(char));
        let bare = match bare.rfind('(') {
            Some(open) if line.ends_with(')') && bare.len() - open <= 30 => bare[..open].trim_end(),
            _ => bare,
        };
        self.title.ends.iter().any(|end| bare.ends_with(end.as_str()))
            && self.title.all.iter().all(|word| bare.contains(word.as_str()))
            && bare.chars().count() <= 60
            && !bare.contains([':', ';', '.', '!', '?'])
            && !bare.contains("通知")
            && !bare.contains("解读")
    }
}

/// The two characters with which a text begins.
fn first_two(text: &str) -> Option<(char, char)> {
    let mut chars = text.chars();
    Some((chars.next()?, chars.next()?))
}

#[cfg(test)]
mod tests {
    use super::super::Formats;
    use super::*;

    #[test]
    fn labels_are_found_however_they_are_written() {
        let formats = Formats::built_in();
        let vocabulary = formats.vocabulary();
        let rows = |text: &str| {
            let labels = vocabulary.labels(text);
            let name = |label: &Label| {
                let table = &formats.get(label.format.into()).tables[usize::from(label.table)];
                match label.kind {
                    LabelKind::Row(row) => format!("{}.{}", table.key, table.rows[usize::from(row)].key),
                    LabelKind::Column(set, column) => {
                        table.column_sets[usize::from(set)].columns[usize::from(column)].key.clone()
                    }
                    LabelKind::Group(_) => "group".into(),
                    LabelKind::Head => "head".into(),
                }
            };
            let mut names: Vec<String> = labels.iter().map(name).collect();
            names.dedup();
            names.join(" ")
        };
        assert_eq!(rows("１．属于 国家秘密"), "requests.denied.state_secret");
        assert_eq!(rows("本年新收政府信息公开申请数"), "requests.new");
        assert_eq!(rows("(二)部分公开"), "requests.partly_granted");
        assert_eq!(rows("三、本年度办理结果（一）予以公开"), "requests.granted");
        assert_eq!(rows("商业\n企业"), "business");
        assert_eq!(rows("第二十条第(五)项"), "group");
        assert_eq!(rows("人员经费"), "");
    }

    #[test]
    fn titles() {
        let formats = Formats::built_in();
        let mut words = ANNUAL_REPORT.title.all.iter().flat_map(|word| word.chars());
        assert!(words.all(crate::text::is_cjk), "the words of a title are looked for before and after folding");
        let is_title = |line| formats.vocabulary().is_title(line);
        assert!(is_title("鞍山高新区2020年度政府信息公开工作报告"));
        assert!(is_title("某局２０２４年政府信息公开工作年度报告（公开版）"));
        assert!(!is_title("图文解读链接:秦都区2024年政府信息公开工作年度报告"));
        assert!(!is_title("现将2020年度政府信息公开工作情况报告如下:"));
        assert!(!is_title("完成部门政府信息公开年报的编制;开展区级政府信息公开年度报告"));
    }
}
