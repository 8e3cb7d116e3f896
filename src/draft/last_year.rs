//! Last year's report, as far as this year's begins with it.

use std::collections::HashMap;

use super::headings::{self, SubHeading};
use crate::document::Document;
use crate::extract::cells;
use crate::report::Report;
use crate::text::{Number, TextSize, label_key};

/// A report from which next year's draft is begun.
#[derive(Clone, Debug, Default)]
pub struct LastYear {
    /// The year it reports on, where it says so.
    pub year: Option<u16>,
    /// Who publishes it, where it says so.
    pub organization: Option<String>,
    /// The figures by key; blank ones and those that can't be read are not there.
    figures: HashMap<String, Number>,
    /// The headings within each section, by the section's key.
    headings: HashMap<String, Vec<SubHeading>>,
}

/// Which report of a document is last year's.
#[derive(Clone, Debug)]
pub enum Choice {
    /// This one.
    One(Box<LastYear>),
    /// The document holds no annual report.
    NoReport,
    /// None is of the year before; these are the years there are.
    OtherYears(Vec<u16>),
    /// Several years or none: it must be said which one is meant.
    UnclearYear(Vec<u16>),
    /// Several organs: it must be said which one is meant.
    UnclearOrgan(Vec<String>),
}

impl LastYear {
    /// The report in `document` that comes before the one of `year` and `organization`, as far as these are known. Of
    /// copies the first one.
    pub fn choose(document: &Document, year: Option<u16>, organization: Option<&str>) -> Choice {
        let is_meant = |report: &Report| report.format.as_ref().is_some_and(|format| format.is_annual_report);
        let mut all: Vec<(TextSize, &Report)> =
            document.reports().map(|(start, report)| (start, &**report)).filter(|(_, one)| is_meant(one)).collect();
        if all.is_empty() {
            return Choice::NoReport;
        }
        let years = distinct(all.iter().filter_map(|(_, report)| report.facts.year));
        match year {
            Some(year) => all.retain(|(_, one)| one.facts.year.map_or(years.is_empty(), |of| of + 1 == year)),
            None if years.len() != 1 => return Choice::UnclearYear(years),
            None => all.retain(|(_, one)| one.facts.year == years.first().copied()),
        }
        if all.is_empty() {
            return Choice::OtherYears(years);
        }
        let organs = distinct(all.iter().filter_map(|(_, report)| report.facts.organization.clone()));
        if organs.len() > 1 {
            let wanted = organization.map(label_key);
            all.retain(|(_, one)| one.facts.organization.as_deref().map(label_key) == wanted && wanted.is_some());
        }
        match all.first() {
            Some((start, report)) => Choice::One(Box::new(LastYear::read(document, *start, report))),
            None => Choice::UnclearOrgan(organs),
        }
    }

    fn read(document: &Document, start: TextSize, report: &Report) -> LastYear {
        let Some(format) = &report.format else { return LastYear::default() };
        let headings = report.sections.iter().filter(|section| !section.is_repeated).map(|section| {
            let found = headings::of_section(document, start, report, section, format);
            (format.sections[section.spec].key.clone(), found)
        });
        LastYear {
            year: report.facts.year,
            organization: report.facts.organization.clone(),
            figures: cells(report).into_iter().filter_map(|(key, figure)| Some((key, figure?))).collect(),
            headings: headings.collect(),
        }
    }

    /// The figure of a cell; none where it is blank, can't be read or is not in the form of that year.
    pub(super) fn figure(&self, key: &str) -> Option<Number> {
        self.figures.get(key).copied()
    }

    /// The headings within the section of this key.
    pub(super) fn headings(&self, section: &str) -> &[SubHeading] {
        self.headings.get(section).map(Vec::as_slice).unwrap_or_default()
    }

    /// The words of a heading with the years that they name moved on to those of the report of `year`.
    pub(super) fn moved_on(&self, words: &str, year: u16) -> String {
        let Some(by) = self.year.and_then(|own| year.checked_sub(own)) else { return words.to_owned() };
        let mut text = String::new();
        let mut rest = words;
        while let Some(at) = rest.find('年') {
            let (before, behind) = rest.split_at(at);
            let digits = before.len() - before.trim_end_matches(|char: char| char.is_ascii_digit()).len();
            let (words, number) = before.split_at(before.len() - digits);
            text += words;
            match number.parse::<u16>() {
                Ok(found) if digits == 4 => text += &(found.saturating_add(by)).to_string(),
                _ => text += number,
            }
            text.push('年');
            rest = &behind['年'.len_utf8()..];
        }
        text + rest
    }
}

fn distinct<T: PartialEq>(all: impl Iterator<Item = T>) -> Vec<T> {
    let mut distinct = Vec::new();
    for one in all {
        if !distinct.contains(&one) {
            distinct.push(one);
        }
    }
    distinct
}
