//! How labels may be spelt: the wordings that a format file gives, and those that follow from a label.

use super::raw::{RawColumn, RawFormat};
use crate::text::fold;

/// The wordings of a format's labels: what the vocabulary is built from and nobody else needs.
#[derive(Debug, Default)]
pub(super) struct Spelling {
    /// For each section; its marks need the right number.
    pub sections: Vec<Wordings>,
    /// For each table and row.
    pub rows: Vec<Vec<Wordings>>,
    /// For each table, column set and column.
    pub columns: Vec<Vec<Vec<Wordings>>>,
}

/// Whole headings or labels, and marks of them.
pub(super) type Wordings = (Vec<String>, Vec<String>);

impl Spelling {
    pub fn of(raw: &RawFormat) -> Spelling {
        let with_label = |label: &String, variants: &[String]| {
            let mut all = vec![label.clone()];
            all.extend_from_slice(variants);
            all
        };
        let sections = raw.section.iter().map(|raw| (with_label(&raw.heading, &raw.variants), raw.marks.clone()));
        let rows = raw.table.iter().map(|table| {
            let rows = table.group.iter().flat_map(|group| group.rows.iter().map(move |row| (group, row)));
            let row = rows.map(|(group, row)| {
                let under = if row.under.is_empty() { &group.under } else { &row.under };
                let labels = with_label(&row.label, &row.variants);
                (labels.iter().flat_map(|label| spellings(label, under)).collect(), row.marks.clone())
            });
            row.collect()
        });
        let columns = raw.table.iter().map(|table| {
            let set = |columns: &Vec<RawColumn>| {
                let column = |raw: &RawColumn| (with_label(&raw.label, &raw.variants), raw.marks.clone());
                columns.iter().map(column).collect()
            };
            table.columns.values().map(set).collect()
        });
        Spelling { sections: sections.collect(), rows: rows.collect(), columns: columns.collect() }
    }
}

/// A label as drafts write it: whole, without its number, without its remark in brackets, behind the labels it stands
/// under.
pub(super) fn spellings(label: &str, under: &[String]) -> Vec<String> {
    let without_remark = match label.char_indices().skip(1).find(|(_, char)| fold(*char) == '(') {
        Some((at, _)) if label.ends_with('）') => &label[..at],
        _ => label,
    };
    let mut all = vec![label.to_owned(), without_remark.to_owned()];
    for label in [label, without_remark] {
        let bare = without_number(label);
        // A bare 总计 or 其他 names columns and rows of several tables: only its number makes it this row.
        if bare != label && bare.chars().count() > 2 {
            all.push(bare.to_owned());
        }
        for start in 0..under.len() {
            all.push(format!("{}{label}", under[start..].concat()));
            all.push(format!("{}{label}", without_number(&under[start..].concat())));
        }
    }
    all.sort();
    all.dedup();
    all
}

/// `label` without `一、`, `（一）` or `1.` at its start.
pub(super) fn without_number(label: &str) -> &str {
    let is_number = |char: char| char.is_ascii_digit() || "一二三四五六七八九十".contains(char);
    let rest = label.trim_start_matches(['（', '(']).trim_start_matches(is_number);
    if rest.len() == label.len() {
        return label;
    }
    rest.trim_start_matches(['）', ')', '、', '.', '．'])
}
