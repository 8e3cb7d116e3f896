//! What the prose and last year's report state of a table's cells, as evidence on which of several repairs is the right one.

use super::{Context, statement};
use crate::beside::Neighbour;
use crate::finding::{Finding, Locale, Related};
use crate::format::{AcrossYears, Table};
use crate::relation::Support;
use crate::report::cells_of;
use crate::report::prose::{Mention, MentionKind, UnitClass};
use crate::say;
use crate::text::TextRange;

/// A figure or an absence outside the table.
#[derive(Debug)]
pub(super) struct Source<'a> {
    /// Where it stands: in the report, else in last year's.
    range: TextRange,
    previous: Option<&'a Neighbour>,
    /// Its words in the prose; what its row is called in last year's report.
    words: String,
}

impl Source<'_> {
    /// What messages call it.
    pub fn name(&self, locale: Locale) -> String {
        let words = &self.words;
        match self.previous {
            None => say!(locale, "正文“{words}”", "the prose: “{words}”"),
            Some(_) => say!(locale, "上年报告“{words}”", "last year's report: “{words}”"),
        }
    }

    /// Adds its place to a finding, once.
    pub fn relate_to(&self, finding: &mut Finding, locale: Locale) {
        let path = self.previous.map(|previous| previous.path.to_path_buf());
        let is_there = |related: &Related| related.range == self.range && related.path == path;
        match self.previous {
            _ if finding.related.iter().any(is_there) => {}
            None => drop(finding.relate(self.range, self.name(locale))),
            Some(previous) => drop(finding.relate_to(previous, self.range, self.name(locale))),
        }
    }
}

/// Every exact figure of the prose that states cells of `table`, and every absence, then what last year's report says of its
/// cells; each with what it says, in the table's scale.
pub(super) fn sources<'a>(context: &Context<'a>, table: &Table, scale: u8) -> Vec<(Source<'a>, Support)> {
    let mut sources = of_prose(context, table, scale);
    sources.extend(of_last_year(context, table, scale));
    sources
}

fn of_last_year<'a>(context: &Context<'a>, table: &Table, scale: u8) -> Vec<(Source<'a>, Support)> {
    let Some(previous) = context.previous() else { return Vec::new() };
    let source = |across: &AcrossYears| {
        let [term] = across.terms.as_slice() else { return None };
        let figure = previous.digest.figure(&table.cells[term.cell].key).filter(|_| term.is_last)?;
        let value = i128::from(term.coefficient) * figure.value?.at_scale(scale);
        let words = table.row(term.cell).name.clone();
        let source = Source { range: figure.range, previous: Some(previous), words };
        Some((source, Support { readings: vec![vec![(across.cell, 1)]], value }))
    };
    table.across_years.iter().filter_map(source).collect()
}

fn of_prose<'a>(context: &Context<'a>, table: &Table, scale: u8) -> Vec<(Source<'a>, Support)> {
    let Some(index) = context.format.tables.iter().position(|other| std::ptr::eq(other, table)) else {
        return Vec::new();
    };
    let mut sources = Vec::new();
    for stated in context.statements() {
        let paragraph = stated.range(context.report);
        for mention in stated.paragraph().mentions.iter().filter(|mention| is_exact(mention)) {
            let range = stated.place(&mention.range, context.report);
            if statement::is_torn(mention, range, paragraph) {
                continue;
            }
            if let Some(support) = support(context, index, mention, scale) {
                sources.push((Source { range, previous: None, words: context.visible(range) }, support));
            }
        }
    }
    sources
}

fn is_exact(mention: &Mention) -> bool {
    // An amount is mostly rounded, and a universal (全部办结) says nothing of its own.
    !mention.approximate && mention.unit != Some(UnitClass::Money) && mention.kind != MentionKind::All
}

fn support(context: &Context<'_>, table: usize, mention: &Mention, scale: u8) -> Option<Support> {
    let mut readings = Vec::new();
    for expr in &mention.readings {
        let terms = cells_of(expr, context.format)?;
        if terms.iter().any(|term| term.table != table) {
            return None;
        }
        readings.push(terms.iter().map(|term| (term.cell, if term.subtracted { -1 } else { 1 })).collect());
    }
    let value = mention.value.number().at_scale(scale);
    (!readings.is_empty()).then_some(Support { readings, value })
}
