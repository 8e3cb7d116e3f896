//! What the prose states of a table's cells, as evidence on which of several repairs is the right one.

use super::{Context, statement};
use crate::format::Table;
use crate::relation::Support;
use crate::report::cells_of;
use crate::report::prose::{Mention, MentionKind, UnitClass};
use crate::text::TextRange;

/// Where a figure or an absence stands in the report, its words, and what it says of the cells.
pub(super) type Source = ((TextRange, String), Support);

/// Every exact figure of the prose that states cells of `table`, in the table's scale, and every absence.
pub(super) fn sources(context: &Context<'_>, table: &Table, scale: u8) -> Vec<Source> {
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
                sources.push(((range, context.visible(range)), support));
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
