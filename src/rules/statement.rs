//! The figures of the prose beside those of the tables, for the rules about them: compared once per check.

use super::Context;
use super::imbalance::{self, Imbalance};
use super::waiting::Waiting;
use crate::finding::Locale;
use crate::format::{Column, FigureKind, Table};
use crate::report::prose::{CellExpr, Mention, MentionKind, UnitClass};
use crate::report::{StatedCells, Term, cells_of, figure_of};
use crate::say;
use crate::text::{Edit, Number, TextRange, fold};

/// A figure, absence or universal of the prose.
#[derive(Debug)]
pub(super) struct Statement<'a> {
    /// Index of its paragraph among the report's.
    pub paragraph: usize,
    pub mention: &'a Mention,
    /// Where it stands in the report.
    pub range: TextRange,
    pub verdict: Verdict,
    /// Whether it, or a cell that it states, is being typed: nothing is to be said of it.
    pub waits: bool,
}

/// What the tables say of a figure.
#[derive(Debug)]
pub(super) enum Verdict {
    /// It states no cell, or none that could be read.
    Silent,
    /// One of its readings agrees.
    Agrees,
    /// No reading does; each with what the tables hold, the preferred one first.
    Differs(Vec<(CellExpr, StatedCells)>),
}

/// Every statement of the report, in order.
pub(super) fn statements<'a>(context: &Context<'a>) -> Vec<Statement<'a>> {
    let (imbalances, waiting) = (context.imbalances(), context.waiting());
    let count = context.statements().iter().map(|stated| stated.paragraph().mentions.len()).sum();
    let mut statements = Vec::with_capacity(count);
    for (paragraph, stated) in context.statements().iter().enumerate() {
        let mentions = &stated.paragraph().mentions;
        for (index, mention) in mentions.iter().enumerate() {
            let range = stated.place(&mention.range, context.report);
            let waits = waiting.is_in(paragraph, mention, &mentions[..index]) || is_typed(context, mention, &waiting);
            let is_silent = waits || is_torn(mention, range, stated.range(context.report));
            let verdict = if is_silent { Verdict::Silent } else { judge(context, mention, range, &imbalances) };
            statements.push(Statement { paragraph, mention, range, verdict, waits });
        }
    }
    without_parts(&mut statements, context, &waiting);
    statements
}

/// Whether a cell that a mention may state is being typed, or is a total made of one.
fn is_typed(context: &Context<'_>, mention: &Mention, waiting: &Waiting) -> bool {
    let is_waiting = |expr: &CellExpr| cells_of(expr, context.format).is_some_and(|terms| waiting.has(&terms));
    waiting.has_cells() && mention.readings.iter().any(is_waiting)
}

/// Whether a number may go on in another paragraph: a page's end tears a line in two.
pub(super) fn is_torn(mention: &Mention, range: TextRange, paragraph: TextRange) -> bool {
    range.start() == paragraph.start() || mention.unit.is_none() && range.end() == paragraph.end()
}

/// What the tables say of a mention.
pub(super) fn judge(
    context: &Context<'_>,
    mention: &Mention,
    range: TextRange,
    imbalances: &[Imbalance<'_>],
) -> Verdict {
    if mention.kind != MentionKind::Figure || mention.approximate || mention.readings.is_empty() {
        return Verdict::Silent;
    }
    let mut readings = Vec::new();
    for expr in &mention.readings {
        let Some(terms) = cells_of(expr, context.format) else { continue };
        let Some(held) = figure_of(&terms, context.report) else { return Verdict::Silent };
        // A table that does not add up is put right first.
        let fails = |imbalance: &Imbalance<'_>| {
            terms.iter().any(|term| std::ptr::eq(imbalance.table, &raw const context.format.tables[term.table]))
        };
        let is_uncertain = imbalances.iter().any(fails);
        let Some(stated) = stated_figure(context, mention, range, &held) else { return Verdict::Silent };
        if stated.agrees(context, &held) {
            return Verdict::Agrees;
        }
        // A blank may stand for what is missing; `blank-cell` asks for it.
        let missing = stated.value > held.value;
        if if missing { held.blank.0 } else { held.blank.1 } {
            return Verdict::Silent;
        }
        if is_uncertain {
            return Verdict::Silent;
        }
        readings.push((expr.clone(), held));
    }
    if readings.is_empty() { Verdict::Silent } else { Verdict::Differs(readings) }
}

/// A figure of the prose in the unit of the cells that it states.
pub(super) struct Figure {
    pub value: Number,
    /// Where it stands in the report.
    range: TextRange,
    is_amount: bool,
}

impl Figure {
    /// Whether the cells hold it, but for what was rounded.
    pub fn agrees(&self, context: &Context<'_>, held: &StatedCells) -> bool {
        let difference = self.value.plus(held.value.negated());
        let difference = if difference.is_negative() { difference.negated() } else { difference };
        // None where the figure has more digits than can be reckoned with.
        difference.is_zero() || self.within(context, held).is_none_or(|within| difference < within)
    }

    /// Cells that differ by less agree: what was rounded to 万.
    fn within(&self, context: &Context<'_>, held: &StatedCells) -> Option<Number> {
        let written = context.visible(self.range);
        let numeral = written.trim_end_matches(|char: char| !"万亿".contains(char) && !char.is_numeric());
        let multiplier = match numeral.chars().next_back() {
            Some('万') => 4,
            Some('亿') => 8,
            _ => 0,
        };
        let decimals = numeral
            .split_once(['.', '．'])
            .map_or(0, |(_, behind)| behind.chars().filter(|char| fold(*char).is_ascii_digit()).count());
        let exponent = exponent(self.is_amount);
        let rounded = Number::from(1).shifted(multiplier - i8::try_from(decimals).ok()? + exponent);
        let of_table = Number::from(1).shifted(-i8::try_from(held.value.decimals()).ok()?);
        Some(match (self.is_amount, multiplier) {
            (true, _) => rounded.max(of_table),
            (false, 0) => Number::ZERO,
            (false, _) => rounded,
        })
    }
}

/// Amounts of a table are in 万元, those of prose in 元.
fn exponent(is_amount: bool) -> i8 {
    if is_amount { -4 } else { 0 }
}

/// None where the unit is not the cells'.
pub(super) fn stated_figure(
    context: &Context<'_>,
    mention: &Mention,
    range: TextRange,
    held: &StatedCells,
) -> Option<Figure> {
    let first = held.terms.first()?;
    let is_amount = context.format.tables[first.table].column(first.cell).kind == FigureKind::Amount;
    let is_money = mention.unit == Some(UnitClass::Money);
    let value = mention.value.number().shifted(exponent(is_amount));
    (is_amount == is_money).then_some(Figure { value, range, is_amount })
}

/// Where one figure states a cell rightly, a smaller one in another paragraph is mostly a part of it that its words do
/// not show (one office's, one quarter's): it stands unless it is a column's figure.
fn without_parts(statements: &mut [Statement<'_>], context: &Context<'_>, waiting: &Waiting) {
    let right: Vec<CellExpr> = statements
        .iter()
        .filter(|one| one.waits || matches!(one.verdict, Verdict::Agrees))
        .flat_map(|one| one.mention.readings.clone())
        .collect();
    for statement in statements {
        let Verdict::Differs(readings) = &statement.verdict else { continue };
        let smaller = readings.iter().all(|(_, held)| statement.mention.value.number() < held.value);
        // The one that is being typed may be the right one again at the next key.
        let elsewhere = waiting.has_figure() || readings.iter().any(|(expr, _)| right.contains(expr));
        if smaller && elsewhere && statement.column(context).is_none() {
            statement.verdict = Verdict::Silent;
        }
    }
}

/// What a figure is instead of the total that it should be.
#[derive(Clone, Copy, Debug)]
pub(super) struct ColumnFigure<'a> {
    pub column: &'a Column,
    /// Index into the readings that differ.
    pub reading: usize,
}

impl Statement<'_> {
    /// The column whose figure it is, where it should be a total's.
    pub fn column<'c>(&self, context: &Context<'c>) -> Option<ColumnFigure<'c>> {
        let Verdict::Differs(readings) = &self.verdict else { return None };
        readings.iter().enumerate().find_map(|(reading, (_, held))| {
            let columns = columns_instead(context.format.tables.get(held.terms.first()?.table)?, &held.terms)?;
            let fits = |column: &usize| {
                let terms = in_column(context, &held.terms, *column);
                figure_of(&terms, context.report).is_some_and(|figure| figure.value == self.mention.value.number())
            };
            // 0 stands in too many columns to tell anything.
            let found = columns.filter(|_| !self.mention.value.number().is_zero()).find(fits)?;
            let table = &context.format.tables[held.terms[0].table];
            Some(ColumnFigure { column: &table.columns(table.cells[held.terms[0].cell].row)[found], reading })
        })
    }
}

/// The columns beside the total, where all cells stand in the total's column of one table whose rows add up.
fn columns_instead(table: &Table, terms: &[Term]) -> Option<std::ops::Range<usize>> {
    let first = terms.first()?;
    let place = &table.cells[first.cell];
    let is_total = |term: &Term| {
        let sums_up = |relation: &crate::format::Relation| {
            relation.total == Some(term.cell) && matches!(relation.place, crate::format::Place::Row(_))
        };
        term.table == first.table
            && table.cells[term.cell].column == place.column
            && table.relations.iter().any(sums_up)
    };
    terms.iter().all(is_total).then_some(0..place.column)
}

fn in_column(context: &Context<'_>, terms: &[Term], column: usize) -> Vec<Term> {
    let cell = |term: &Term| {
        let table = &context.format.tables[term.table];
        table.rows[table.cells[term.cell].row].first_cell + column
    };
    terms.iter().map(|term| Term { cell: cell(term), ..*term }).collect()
}

/// Another row of the table whose total a figure is, where it should be this row's; none where several are.
pub(super) fn row_instead(context: &Context<'_>, statement: &Statement<'_>) -> Option<String> {
    let Verdict::Differs(readings) = &statement.verdict else { return None };
    let [term] = readings.first()?.1.terms[..] else { return None };
    let (table, placed) = (&context.format.tables[term.table], context.report.table(term.table)?);
    let column = table.cells[term.cell].column;
    let value = statement.mention.value.number();
    let holds = |cell: &usize| {
        table.cells[*cell].column == column && placed.cell(*cell).and_then(|cell| cell.number()) == Some(value)
    };
    let mut found = (0..table.cells.len()).filter(holds);
    // Small figures stand in many rows by chance.
    let only = found.next().filter(|_| value > Number::from(2) && !table.relations.is_empty())?;
    found.next().is_none().then(|| table.cell_name(only, context.locale()))
}

/// How messages call what is stated: `“row”一行“column”`, a sum, a difference, or a group's rows.
pub(super) fn name(context: &Context<'_>, terms: &[Term]) -> String {
    let locale = context.locale();
    let of = |term: &Term| context.format.tables[term.table].cell_name(term.cell, locale);
    match terms {
        [one] => of(one),
        [one, other] if other.subtracted => {
            let (one, other) = (of(one), of(other));
            say!(locale, "{one}减{other}", "{one} less {other}")
        }
        [one, other] => {
            let (one, other) = (of(one), of(other));
            say!(locale, "{one}与{other}之和", "{one} plus {other}")
        }
        [first, .., last] => {
            let table = &context.format.tables[first.table];
            let under = |term: &Term| table.row(term.cell).under.last();
            let group = under(first).filter(|group| terms.iter().all(|term| under(term) == Some(group)));
            let column = &table.column(first.cell).name;
            let (first, last) = (&table.row(first.cell).name, &table.row(last.cell).name);
            match group {
                Some(group) => say!(locale, "“{group}”各行“{column}”之和", "the rows of “{group}”, column “{column}”"),
                None => say!(
                    locale,
                    "“{first}”至“{last}”等各行“{column}”之和",
                    "rows “{first}” to “{last}”, column “{column}”"
                ),
            }
        }
        [] => String::new(),
    }
}

/// The edit that writes a table's figure in the place of a mention's, in the mention's own way of writing. None where
/// markup stands within the number.
pub(super) fn rewrite(context: &Context<'_>, statement: &Statement<'_>, figure: Number) -> Option<Edit> {
    let stated = &context.statements()[statement.paragraph];
    let range = stated.place(&statement.mention.number, context.report);
    let written = context.slice(range);
    if written.contains(['<', '&', '\n', '\r']) || figure.is_negative() {
        return None;
    }
    let in_ten_thousands = written.ends_with('万');
    let figure = match (statement.mention.unit, in_ten_thousands) {
        (Some(UnitClass::Money), false) => figure.shifted(4),
        _ => figure,
    };
    let mut text = figure.to_string();
    if written.contains([',', '，']) {
        text = separated(&text);
    }
    if in_ten_thousands && statement.mention.unit == Some(UnitClass::Money) {
        text.push('万');
    }
    if written.chars().any(|char| ('０'..='９').contains(&char)) {
        text = text.chars().map(full_width).collect();
    }
    Some(Edit::replace(range, text))
}

fn separated(digits: &str) -> String {
    let (whole, fraction) = digits.split_once('.').map_or((digits, ""), |(whole, _)| (whole, &digits[whole.len()..]));
    let mut text = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text + fraction
}

fn full_width(char: char) -> char {
    match char {
        '0'..='9' => char::from_u32(u32::from(char) - u32::from('0') + u32::from('０')).unwrap_or(char),
        other => other,
    }
}

/// The edit that writes a mention's figure into the cell that it states; none for sums.
pub(super) fn set_cell(
    context: &Context<'_>,
    statement: &Statement<'_>,
    held: &StatedCells,
) -> Option<(String, Number, Edit)> {
    let [term] = held.terms[..] else { return None };
    let placed = context.report.table(term.table)?;
    let table = &context.format.tables[term.table];
    let exponent = if table.column(term.cell).kind == FigureKind::Amount { -4 } else { 0 };
    let figure = statement.mention.value.number().shifted(exponent);
    let edit = imbalance::edit(placed, term.cell, figure, |range| context.slice(range))?;
    Some((table.cell_name(term.cell, context.locale()), figure, edit))
}

/// Where the stated cell stands, the first of several.
pub(super) fn cell_place(context: &Context<'_>, held: &StatedCells) -> Option<TextRange> {
    let term = held.terms.first()?;
    let placed = context.report.table(term.table)?;
    Some(placed.place(placed.cell(term.cell)?.range))
}

/// Items of a message, joined.
pub(super) fn joined(items: &[String], locale: Locale) -> String {
    items.join(if locale == Locale::ZhCn { "，" } else { ", " })
}
