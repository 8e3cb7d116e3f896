//! The draft of a report to begin with: every section and table of the form, and a remark （填写：…） wherever a person
//! must write. With last year's report it also has what follows from that by law or arithmetic: figures that are carried
//! over, and the headings within the sections. Its sentences are never copied.

mod headings;
mod last_year;

pub use last_year::{Choice, LastYear};

use std::collections::HashMap;

use crate::format::skeleton::{self, chinese_numeral, placeholder};
use crate::format::{Format, Table};
use crate::text::Number;

use self::headings::SubHeading;

/// What a draft is made from.
#[derive(Clone, Copy, Debug)]
pub struct Draft<'a> {
    /// The form.
    pub format: &'a Format,
    /// The year it reports on.
    pub year: u16,
    /// Who publishes it.
    pub organization: &'a str,
    /// Whether that is a government at county level or above, which also tells how its departments were judged
    /// (条例 art. 50).
    pub is_government: bool,
    /// Last year's report.
    pub last: Option<&'a LastYear>,
}

/// Sub-headings of sections have as many `#`.
const SUB_LEVEL: usize = 3;

impl Draft<'_> {
    /// The draft in Markdown.
    pub fn markdown(&self) -> String {
        let Draft { format, year, organization, .. } = self;
        let mut text = format!("# {organization}{year}年{}\n\n", format.title);
        text += &format!(
            "根据《中华人民共和国政府信息公开条例》和{}要求，编制本报告。报告数据的统计期限为{year}年1月1日至{year}年12月31日。{}\n",
            format.source,
            placeholder("联系地址、邮编和电话")
        );
        for (index, section) in format.sections.iter().enumerate() {
            text += &format!("\n## {}、{}\n\n", chinese_numeral(section.number), section.heading);
            text += &self.body(index);
            if index == 0 && self.is_government {
                text += &format!("\n{}\n", placeholder("工作考核、社会评议和责任追究的结果"));
            }
        }
        text + &format!("\n{organization}\n\n{}\n", placeholder("成文日期"))
    }

    /// The cells that should follow from last year's report, as messages call them, but whose figures could not be read
    /// there or are not in its form. They are blank in the draft.
    pub fn unknown(&self, locale: crate::finding::Locale) -> Vec<String> {
        let Some(last) = self.last else { return Vec::new() };
        let of_table = |table| {
            let carried = carried(table, last);
            let follow = table.across_years.iter().map(|across| across.cell);
            follow.filter(move |cell| !carried.contains_key(cell)).map(move |cell| table.cell_name(cell, locale))
        };
        self.format.tables.iter().flat_map(of_table).collect()
    }

    /// What stands below a section's heading.
    fn body(&self, index: usize) -> String {
        let section = &self.format.sections[index];
        let headings = self.last.map(|last| last.headings(&section.key)).unwrap_or_default();
        let tables: Vec<&Table> = self.format.tables.iter().filter(|table| table.section == Some(index)).collect();
        let Some(last) = self.last.filter(|_| !(headings.is_empty() && tables.is_empty())) else {
            return skeleton::body(self.format, index, SUB_LEVEL);
        };
        let table = |table: &&Table| {
            let carried = carried(table, last);
            skeleton::markdown(table, |cell| carried.get(&cell).map(Number::to_string).unwrap_or_default())
        };
        let mut pieces: Vec<String> = tables.iter().map(table).collect();
        pieces.extend(self.stubs(headings, last));
        let is_spoken_of = |words: &[String]| {
            headings.iter().any(|heading| words.iter().any(|word| heading.words.contains(word.as_str())))
        };
        let unspoken = section.aspects.iter().filter(|aspect| !is_spoken_of(&aspect.words));
        let used = headings.iter().filter(|heading| !heading.is_below).count();
        let numbers = u8::try_from(used + 1).unwrap_or(u8::MAX)..;
        pieces.extend(
            unspoken.zip(numbers).map(|(aspect, number)| skeleton::aspect_stub(&aspect.label, number, SUB_LEVEL)),
        );
        pieces.join("\n")
    }

    /// Last year's sub-headings, numbered anew, with a remark below each that has none below it.
    fn stubs(&self, headings: &[SubHeading], last: &LastYear) -> Vec<String> {
        let (mut number, mut below) = (0_u8, 0_u8);
        let stub = |(index, heading): (usize, &SubHeading)| {
            let words = last.moved_on(&heading.words, self.year);
            if heading.is_below {
                below = below.saturating_add(1);
                let hashes = "#".repeat(SUB_LEVEL + 1);
                return format!("{hashes} {below}.{words}\n\n{}\n", placeholder(words.trim_end_matches("情况")));
            }
            (number, below) = (number.saturating_add(1), 0);
            let has_parts = headings.get(index + 1).is_some_and(|next| next.is_below);
            if has_parts {
                format!("{} （{}）{words}\n", "#".repeat(SUB_LEVEL), chinese_numeral(number))
            } else {
                skeleton::aspect_stub(&words, number, SUB_LEVEL)
            }
        };
        headings.iter().enumerate().map(stub).collect()
    }
}

/// The figures of a table that follow from last year's report, by index of the cell. What this year adds to them is not
/// known yet and counts as nothing.
fn carried(table: &Table, last: &LastYear) -> HashMap<usize, Number> {
    let follows = |across: &crate::format::AcrossYears| {
        let mut of_last = across.terms.iter().filter(|term| term.is_last);
        let sum = of_last.try_fold(Number::ZERO, |sum, term| {
            let figure = last.figure(&table.cells[term.cell].key)?;
            Some(sum.plus(figure.times(term.coefficient)))
        });
        Some((across.cell, sum.filter(|sum| !sum.is_negative())?))
    };
    table.across_years.iter().filter_map(follows).collect()
}

#[cfg(test)]
mod tests;
