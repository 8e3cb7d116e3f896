//! What of the prose waits while a person is typing.
//!
//! A figure that is typed digit by digit, in a cell or in a sentence, is another figure at each key, and what is found
//! of it the next key makes false. So nothing is said of a cell that is being typed, of the totals that are made of it,
//! and of the paragraph in which somebody is typing: there one figure decides how its neighbours are understood. What
//! agrees again is finished: a cell whose table adds up, a figure that says what its cell does.

use super::Context;
use super::statement::{self, Verdict};
use crate::relation;
use crate::report::Term;
use crate::report::prose::{Mention, Why};
use crate::text::{TextRange, TextSize};

/// Cells and paragraphs of which nothing is said for now.
#[derive(Debug, Default)]
pub(super) struct Waiting {
    /// Table and cell: those that are typed, and the totals that are made of them.
    cells: Vec<(usize, usize)>,
    /// Indices of the paragraphs in which somebody is typing.
    paragraphs: Vec<usize>,
    /// Whether a figure is typed there, or was until its last digit was deleted.
    figure: bool,
}

/// Signs that go on a number, or stand behind one.
const BEHIND_FIGURES: &str = "件条项份起宗例个次篇元万亿余多%％.,．，点";

impl Waiting {
    pub fn new(context: &Context<'_>) -> Waiting {
        let mut waiting = Waiting::default();
        if context.is_typing() {
            waiting.find_cells(context);
            waiting.find_paragraphs(context);
        }
        waiting
    }

    /// A cell whose relations hold is finished.
    fn find_cells(&mut self, context: &Context<'_>) {
        let imbalances = context.imbalances();
        for (at, (table, placed)) in context.format.tables.iter().zip(&context.report.tables).enumerate() {
            let Some(placed) = placed else { continue };
            let fails = imbalances.iter().any(|imbalance| std::ptr::eq(imbalance.table, table));
            let is_open = |cell: usize| fails || table.system.uses(cell).is_empty();
            let mut cells = context.focused_cells(placed);
            cells.retain(|cell| is_open(*cell));
            cells.extend(relation::dependents(&table.system, &cells));
            self.cells.extend(cells.into_iter().map(|cell| (at, cell)));
        }
    }

    /// A figure that agrees with its cell is finished.
    fn find_paragraphs(&mut self, context: &Context<'_>) {
        let imbalances = context.imbalances();
        for (index, stated) in context.statements().iter().enumerate() {
            let paragraph = stated.range(context.report);
            for typed in context.typed_in(paragraph) {
                let is_finished = |mention: &Mention| {
                    let range = stated.place(&mention.range, context.report);
                    typed.start() <= range.end()
                        && range.start() <= typed.end()
                        && matches!(statement::judge(context, mention, range, &imbalances), Verdict::Agrees)
                };
                if !stated.paragraph().mentions.iter().any(is_finished) {
                    self.paragraphs.push(index);
                    self.figure |= is_figure(context, paragraph, typed);
                }
            }
        }
        self.paragraphs.dedup();
    }

    /// Whether a cell is being typed.
    pub fn has_cells(&self) -> bool {
        !self.cells.is_empty()
    }

    /// Whether a figure is being typed in the prose: another may be a part of it, or agree with it.
    pub fn has_figure(&self) -> bool {
        self.figure
    }

    /// Whether one of these cells is being typed, or is a total made of such a cell.
    pub fn has(&self, terms: &[Term]) -> bool {
        terms.iter().any(|term| self.cells.contains(&(term.table, term.cell)))
    }

    /// Whether a figure waits for what is typed in its paragraph, or, where no words before it in its own one say what
    /// it counts, in the paragraph before.
    pub fn is_in(&self, paragraph: usize, mention: &Mention, before: &[Mention]) -> bool {
        let is_typed = |paragraph: usize| self.paragraphs.contains(&paragraph);
        let takes_over =
            mention.reason.why == Why::Governed && before.iter().all(|other| other.reason.why != Why::Stated);
        is_typed(paragraph) || takes_over && paragraph.checked_sub(1).is_some_and(is_typed)
    }
}

/// Whether what is typed is a figure, or stands where one would.
fn is_figure(context: &Context<'_>, paragraph: TextRange, typed: TextRange) -> bool {
    let before = context.slice(TextRange::new(paragraph.start(), typed.start().max(paragraph.start())));
    let behind = context.slice(TextRange::new(typed.end().min(paragraph.end()), paragraph.end()));
    let itself = context.slice(typed);
    let is_numeric = |char: char| char.is_numeric() || "零一二两三四五六七八九十百千".contains(char);
    itself.contains(is_numeric)
        || before.chars().next_back().is_some_and(is_numeric)
        || behind.chars().next().is_some_and(|char| is_numeric(char) || BEHIND_FIGURES.contains(char))
}

impl Context<'_> {
    /// What is typed in a range, or at its edges: whole lines before and behind it are not.
    fn typed_in(&self, range: TextRange) -> impl Iterator<Item = TextRange> {
        self.focus().iter().filter_map(move |typed| {
            let written = self.slice(*typed);
            let inner = written.trim_matches(['\n', '\r']);
            let start =
                typed.start() + TextSize::of(&*written) - TextSize::of(written.trim_start_matches(['\n', '\r']));
            let own = TextRange::at(start.min(typed.end()), TextSize::of(inner));
            if typed.is_empty() || !inner.is_empty() { own.intersect(range) } else { None }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::REPORT;
    use crate::beside::Surroundings;
    use crate::check::by_report;
    use crate::document::Document;
    use crate::text::{TextRange, TextSize};

    /// The rules about prose that fire while `new` stands in place of `old` and what is in brackets is typed, and once
    /// it is done.
    fn typed(old: &str, new: &str) -> (Vec<&'static str>, Vec<&'static str>) {
        let (before, rest) = new.split_once('[').expect("it begins");
        let (typed, after) = rest.split_once(']').expect("it ends");
        let (report_before, report_after) = REPORT.split_once(old).expect("it is there");
        let start = TextSize::of(report_before) + TextSize::of(before);
        let text = [report_before, before, typed, after, report_after].concat();
        let document = Document::new(&text, Default::default());
        let rules = |focus: &[TextRange]| {
            let found = by_report(&document, focus, Surroundings::none()).into_vec();
            found.iter().map(|one| one.rule).filter(|rule| rule.starts_with("prose-")).collect()
        };
        (rules(&[TextRange::at(start, TextSize::of(typed))]), rules(&[]))
    }

    #[test]
    fn a_figure_that_is_typed_is_not_measured() {
        let none: [&str; 0] = [];
        for (new, then) in [
            ("共收到政府信息公开申请1[6]件", vec!["prose-mismatch"]),
            ("共收到政府信息公开申请1[6]件，均已办结", vec!["prose-mismatch"]),
            ("公开信息200条，其中网站150条，新媒体6[0]条。收到申请14件", vec!["prose-sum"]),
            ("公开信息200条，其中网站50条，占3[5]%。收到申请14件", vec!["prose-percentage"]),
            ("[未]发生行政诉讼，共收到申请14件", vec!["prose-none"]),
        ] {
            let (while_typing, after) = typed("共收到政府信息公开申请14件", new);
            assert_eq!(while_typing, none, "{new}");
            assert_eq!(after, then, "{new}");
        }
    }

    #[test]
    fn a_cell_that_is_typed_is_no_measure() {
        let old = "| 9 | 4 | 0 | 0 | 1 | 0 | 14 |";
        let (while_typing, _) = typed(old, "| 9 | 4 | 0 | 0 | 2 | 0 | [15] |");
        assert_eq!(while_typing, [""; 0]);
        // In a table whose figures need not add up.
        let (old, new) = ("未收取政府信息公开信息处理费", "制发行政规范性文件5件。未收取政府信息公开信息处理[费]");
        assert_eq!(typed(old, new).0, [""; 0]);
    }
}
