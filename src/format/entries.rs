//! What goes into the vocabulary: the words of formats and what they mean.

use rustc_hash::FxHashMap;

use super::spelling::without_number;
use super::{Format, Label, LabelKind, Labels, Meaning, Table};
use crate::text::{folded, label_key};

/// Words and labels, each with all that it means in any format.
#[derive(Default)]
pub(super) struct Entries {
    /// Words as they stand in prose.
    pub words: FxHashMap<String, Vec<Meaning>>,
    /// Labels by [`label_key`].
    pub labels: FxHashMap<String, Labels>,
}

impl Entries {
    /// Adds a word that prose may hold.
    pub fn add_word(&mut self, word: &str, meaning: Meaning) {
        let mut add = |word: &str| {
            let meanings = self.words.entry(word.to_owned()).or_default();
            if !meanings.contains(&meaning) {
                meanings.push(meaning);
            }
        };
        add(word);
        // Drafts mix widths; a word with punctuation in it is looked for in both.
        add(&folded(word));
    }

    fn add_label(&mut self, spelling: &str, label: Label) {
        let labels = self.labels.entry(label_key(spelling)).or_default();
        if !labels.contains(&label) {
            labels.push(label);
        }
    }

    /// Adds the words and labels of the format of this index.
    pub fn add_format(&mut self, index: u8, format: &Format) {
        for (section, (whole, marks)) in (0..).zip(&format.words.sections) {
            for (words, whole) in [(whole, true), (marks, false)] {
                for word in words {
                    self.add_word(word, Meaning::Section { format: index, section, whole });
                }
            }
        }
        for (section, spec) in (0..).zip(&format.sections) {
            for (aspect, spec) in (0..).zip(&spec.aspects) {
                for word in &spec.words {
                    self.add_word(word, Meaning::Aspect { format: index, section, aspect });
                }
            }
        }
        for (number, table) in (0..).zip(&format.tables) {
            self.add_table(index, number, table, format);
        }
    }

    fn add_table(&mut self, format: u8, number: u8, table: &Table, whole: &Format) {
        let label = |kind, whole| Label { format, table: number, kind, whole };
        let spelling = &whole.words;
        for (row, (labels, marks)) in (0..).zip(&spelling.rows[usize::from(number)]) {
            self.add_part(labels, marks, label(LabelKind::Row(row), true));
        }
        for (set, columns) in (0..).zip(&spelling.columns[usize::from(number)]) {
            for (column, (labels, marks)) in (0..).zip(columns) {
                self.add_part(labels, marks, label(LabelKind::Column(set, column), true));
            }
        }
        for (index, group) in (0..).zip(&table.groups) {
            let rows = &table.rows[group.rows.clone()];
            let kind = if table.side_by_side { LabelKind::Head } else { LabelKind::Group(index) };
            for line in group.label.iter().chain(rows.iter().flat_map(|row| &row.under)) {
                self.add_label(line, label(kind, true));
                self.add_label(without_number(line), label(kind, true));
            }
            for row in rows.iter().filter(|row| !row.under.is_empty()) {
                self.add_label(&row.under.concat(), label(kind, true));
            }
            if let Some(header) = &group.header {
                self.add_label(header, label(LabelKind::Head, true));
            }
        }
        let under = table.column_sets.iter().flat_map(|set| &set.columns).filter_map(|column| column.under.as_ref());
        for head in under.chain(&table.corner).chain(&table.head) {
            self.add_label(head, label(LabelKind::Head, true));
        }
    }

    fn add_part(&mut self, labels: &[String], marks: &[String], label: Label) {
        for spelling in labels {
            self.add_label(spelling, label);
        }
        let own;
        let marks = if marks.is_empty() {
            own = labels.iter().map(|label| label_key(label)).filter(|key| key.chars().count() > 2).collect::<Vec<_>>();
            &own
        } else {
            marks
        };
        for mark in marks {
            self.add_word(mark, Meaning::Label(Label { whole: false, ..label }));
        }
    }
}
