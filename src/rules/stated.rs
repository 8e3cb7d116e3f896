//! What each figure of a report's prose states, for those who show it to a person: bound and compared as the rules do.

use super::statement::{self, Statement, Verdict};
use super::{Context, RULES};
use crate::config::Settings;
use crate::report::prose::{Mention, MentionKind};
use crate::report::{Report, StatedCells, Term, cells_of, figure_of};
use crate::text::{Number, Text, TextRange, TextSize};

/// A figure of the prose, or what is said without one. Ranges count from the report's first byte.
#[derive(Debug)]
pub(crate) struct StatedFigure<'a> {
    /// What was read.
    pub mention: &'a Mention,
    /// Where it stands.
    pub range: TextRange,
    /// The words that decided, in order.
    pub words: Vec<TextRange>,
    /// What it states; none where that is nothing the tables hold.
    pub reading: Option<Reading>,
}

/// The cells that a figure states, in the reading that agrees with them, else in the preferred one.
#[derive(Debug)]
pub(crate) struct Reading {
    /// What messages call them.
    pub name: String,
    /// The cells.
    pub terms: Vec<Term>,
    /// What they hold, blanks counting as 0, in their unit; none where one can't be read.
    pub value: Option<Number>,
    /// What the prose says, in the same unit; none where it gives no figure to compare.
    pub stated: Option<Number>,
    /// Whether the two are the same.
    pub agreement: Agreement,
}

/// Whether prose and table say the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Agreement {
    /// They do.
    Agrees,
    /// They do not, and a rule says so.
    Differs,
    /// They were not compared, or it is not certain that they speak of the same.
    Unsure,
}

/// Every figure of the report that starts at byte `start` of `text`, in order.
pub(crate) fn stated_figures<'a>(
    report: &'a Report,
    settings: &'a Settings,
    text: &'a Text,
    start: TextSize,
) -> Vec<StatedFigure<'a>> {
    let Some((format, first)) = report.format.as_deref().zip(RULES.first()) else { return Vec::new() };
    let context = Context::new(report, format, settings, text, start, first);
    let statements = context.compared();
    let figure = |one: &Statement<'a>| {
        let stated = &context.statements()[one.paragraph];
        let mut words: Vec<TextRange> =
            one.mention.reason.words.iter().map(|word| stated.place(word, report)).collect();
        words.sort_by_key(|word| (word.start(), word.end()));
        words.dedup();
        StatedFigure { mention: one.mention, range: one.range, words, reading: reading(&context, one) }
    };
    statements.iter().map(figure).collect()
}

/// The reading that a person is shown.
fn reading(context: &Context<'_>, one: &Statement<'_>) -> Option<Reading> {
    let readings: Vec<Reading> = one
        .mention
        .readings
        .iter()
        .filter_map(|expr| cells_of(expr, context.format))
        .map(|terms| compared(context, one, terms))
        .collect();
    let agrees = readings.iter().position(|reading| reading.agreement == Agreement::Agrees);
    readings.into_iter().nth(agrees.unwrap_or(0))
}

fn compared(context: &Context<'_>, one: &Statement<'_>, terms: Vec<Term>) -> Reading {
    let held = figure_of(&terms, context.report);
    let (stated, is_same) = match &held {
        Some(held) => said(context, one, held),
        None => (None, false),
    };
    let differs = match one.mention.kind {
        MentionKind::Figure => matches!(one.verdict, Verdict::Differs(_)),
        MentionKind::Absence => held.is_some(),
        MentionKind::All => false,
    };
    let agreement = match (is_same, differs) {
        (true, _) => Agreement::Agrees,
        (false, true) => Agreement::Differs,
        (false, false) => Agreement::Unsure,
    };
    Reading { name: statement::name(context, &terms), value: held.map(|held| held.value), terms, stated, agreement }
}

/// What the prose says in the unit of the cells, and whether they say so too.
fn said(context: &Context<'_>, one: &Statement<'_>, held: &StatedCells) -> (Option<Number>, bool) {
    match one.mention.kind {
        MentionKind::Figure if one.mention.approximate => (None, false),
        MentionKind::Figure => match statement::stated_figure(context, one.mention, one.range, held) {
            Some(figure) => (Some(figure.value), figure.agrees(context, held)),
            None => (None, false),
        },
        MentionKind::Absence => (Some(Number::ZERO), held.value.is_zero()),
        MentionKind::All => (None, false),
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::REPORT;
    use super::*;
    use crate::document::Document;

    /// The figures of a paragraph in section 一 that state something: as written, how many cells, what these hold.
    fn stated(paragraph: &str) -> Vec<(String, usize, Option<String>, Agreement)> {
        let text = REPORT.replacen("加强门户网站", &format!("{paragraph}\n\n加强门户网站"), 1);
        let document = Document::new(&text, Default::default());
        let (start, report) = document.reports().find(|(_, report)| report.format.is_some()).expect("a report");
        let at = TextSize::of(&text[..text.find(paragraph).expect("it is there")]);
        let own = TextRange::at(at, TextSize::of(paragraph));
        let figures = stated_figures(report, document.settings(), document.text(), start);
        let figures = figures.iter().filter(|figure| own.contains_range(figure.range + start));
        let one = |figure: &StatedFigure<'_>| {
            let reading = figure.reading.as_ref()?;
            let written = document.text().slice(figure.range + start).into_owned();
            Some((written, reading.terms.len(), reading.value.map(|value| value.to_string()), reading.agreement))
        };
        figures.filter_map(one).collect()
    }

    #[test]
    fn figures_are_compared_as_the_rules_do() {
        let found = stated("2024年，我委收到政府信息公开申请14件，办结15件，结转下年度继续办理约2件。");
        let value = |value: &str| Some(value.to_owned());
        let expected = [
            ("14件".to_owned(), 1, value("14"), Agreement::Agrees),
            ("15件".to_owned(), 1, value("13"), Agreement::Differs),
            ("2件".to_owned(), 1, value("2"), Agreement::Unsure),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn of_several_readings_the_one_that_agrees_is_shown() {
        let found = stated("2024年，我委共受理政府信息公开申请15件。");
        assert_eq!(found, [("15件".to_owned(), 2, Some("15".to_owned()), Agreement::Agrees)]);
        let found = stated("2024年，我委未发生行政诉讼。");
        assert!(found.iter().all(|one| one.0.starts_with('未')) && !found.is_empty(), "{found:?}");
    }
}
