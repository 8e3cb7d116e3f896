//! What the prose of a document states beside the cells of its tables: what definition, references, highlights, hover
//! and hints ask of it.

use super::ledger::Ledger;
use super::view::View;
use crate::finding::Locale;
use crate::report::prose::{MentionKind, Why};
use crate::report::{Report, Term};
use crate::rules::{Agreement, Reading, StatedFigure, stated_figures};
use crate::say;
use crate::text::{TextRange, TextSize};

/// The figures in the prose of one report.
#[derive(Debug)]
pub struct Prose<'a> {
    report: &'a Report,
    start: TextSize,
    figures: Vec<StatedFigure<'a>>,
}

impl<'a> Prose<'a> {
    /// Those of the report that starts at `start`.
    pub fn of_report(view: &View<'a>, start: TextSize, report: &'a Report) -> Prose<'a> {
        let settings = view.document.settings();
        Prose { report, start, figures: stated_figures(report, settings, view.text(), start) }
    }

    /// Those of each report that touches `range`.
    pub fn of(view: &View<'a>, range: TextRange) -> impl Iterator<Item = Prose<'a>> {
        let view = *view;
        view.document.reports_in(range).map(move |(start, report)| Prose::of_report(&view, start, report))
    }

    /// The report that has figures at `offset`, and those: one text may state two cells (`各3件`).
    pub fn at(view: &View<'a>, offset: TextSize) -> Option<(Prose<'a>, Vec<usize>)> {
        Prose::of(view, TextRange::empty(offset)).find_map(|prose| {
            let is_here = |at: &usize| prose.place(&prose.figures[*at]).contains_inclusive(offset);
            let here: Vec<usize> = (0..prose.figures.len()).filter(is_here).collect();
            (!here.is_empty()).then_some((prose, here))
        })
    }

    /// All of them, in order.
    pub fn figures(&self) -> &[StatedFigure<'a>] {
        &self.figures
    }

    /// Where a figure stands in the document.
    pub fn place(&self, figure: &StatedFigure<'_>) -> TextRange {
        figure.range + self.start
    }

    /// The figures that state a cell of a table, alone or in a sum.
    pub fn stating(&self, table: usize, cell: usize) -> impl Iterator<Item = &StatedFigure<'a>> {
        let is_it = move |term: &Term| (term.table, term.cell) == (table, cell);
        self.figures.iter().filter(move |figure| terms(figure).iter().any(is_it))
    }

    /// The figures that state what these do, or part of it, and these themselves.
    pub fn alike(&self, figures: &[usize]) -> impl Iterator<Item = &StatedFigure<'a>> {
        let stated: Vec<Term> = figures.iter().flat_map(|at| terms(&self.figures[*at])).copied().collect();
        let is_stated = move |term: &Term| stated.iter().any(|one| (one.table, one.cell) == (term.table, term.cell));
        self.figures.iter().filter(move |figure| terms(figure).iter().any(&is_stated))
    }

    /// The report.
    pub fn report(&self) -> &'a Report {
        self.report
    }

    /// Where the cells stand that a figure states; those that are missing have no place.
    pub fn cells_of(&self, figure: &StatedFigure<'_>) -> Vec<TextRange> {
        let place = |term: &Term| {
            let placed = self.report.table(term.table)?;
            Some(placed.place(placed.cell(term.cell)?.range) + self.start)
        };
        terms(figure).iter().filter_map(place).collect()
    }

    /// The same for several figures, in order and each cell once.
    pub fn cells(&self, figures: &[usize]) -> Vec<TextRange> {
        let mut cells: Vec<TextRange> = figures.iter().flat_map(|at| self.cells_of(&self.figures[*at])).collect();
        cells.sort_by_key(|range| range.start());
        cells.dedup();
        cells
    }
}

/// The cells that a figure states; none for one that states nothing.
fn terms<'f>(figure: &'f StatedFigure<'_>) -> &'f [Term] {
    figure.reading.as_ref().map_or(&[], |reading| &reading.terms)
}

/// The prose of the report in which a table stands.
pub fn beside<'a>(view: &View<'a>, ledger: &Ledger<'a>) -> Prose<'a> {
    Prose::of_report(view, ledger.start, ledger.report)
}

/// Places in order, each once: one text may state two cells.
pub fn places<'f>(prose: &Prose<'_>, figures: impl Iterator<Item = &'f StatedFigure<'f>>) -> Vec<TextRange> {
    let mut places: Vec<TextRange> = figures.map(|figure| prose.place(figure)).collect();
    places.sort_by_key(|range| range.start());
    places.dedup();
    places
}

/// What hover says of the figures at `offset`.
pub fn hover(view: &View<'_>, offset: TextSize) -> Option<(String, TextRange)> {
    let (prose, here) = Prose::at(view, offset)?;
    let told = |at: &usize| told(view, &prose, &prose.figures[*at]);
    let told: Vec<String> = here.iter().filter_map(told).collect();
    (!told.is_empty()).then(|| (told.join("\n\n"), prose.place(&prose.figures[here[0]])))
}

fn told(view: &View<'_>, prose: &Prose<'_>, figure: &StatedFigure<'_>) -> Option<String> {
    let locale = view.locale();
    let written = view.text().slice(prose.place(figure));
    let because = because(view, prose, figure);
    let Some(reading) = &figure.reading else {
        // Of a bare number nobody expects that it states something.
        figure.mention.unit?;
        let nothing = say!(locale, "不对应表中的数", "states no figure of the tables");
        return Some(format!("**“{written}”** {nothing}\n\n- {because}"));
    };
    let Reading { name, .. } = reading;
    let names = locale.pick("说的是", "states");
    let held = held(reading, figure.mention.approximate, locale);
    Some(format!("**“{written}”** {names}{}{name}\n\n- {held}\n- {because}", locale.pick("", " ")))
}

/// What the cells hold, and whether the prose says so.
fn held(reading: &Reading, is_approximate: bool, locale: Locale) -> String {
    let Some(value) = reading.value else {
        return say!(locale, "表中没有这个数，或者读不出来", "The table lacks it, or it can't be read");
    };
    let compared = match (reading.agreement, reading.stated) {
        (Agreement::Agrees, _) => say!(locale, "，相符 ✓", ", they agree ✓"),
        (Agreement::Differs, Some(stated)) => {
            let difference = stated.plus(value.negated());
            let difference = if difference.is_negative() { difference.negated() } else { difference };
            say!(locale, "，不符，相差 {difference} ✗", ", they differ by {difference} ✗")
        }
        _ if is_approximate => say!(locale, "；这里是约数，不比较", "; approximate, not compared"),
        (Agreement::Unsure, Some(stated)) if stated != value => {
            say!(locale, "；不能确定说的是同一回事，不提示", "; it may speak of something else: not reported")
        }
        _ => String::new(),
    };
    say!(locale, "表中：`{value}`{compared}", "Table: `{value}`{compared}")
}

/// Which words decided, or why a figure states nothing.
fn because(view: &View<'_>, prose: &Prose<'_>, figure: &StatedFigure<'_>) -> String {
    let locale = view.locale();
    let quoted = |range: &TextRange| format!("“{}”", view.text().slice(*range + prose.start));
    let words: String = figure.words.iter().map(quoted).collect();
    let (zh, en) = match &figure.mention.reason.why {
        Why::Stated if figure.mention.kind == MentionKind::Figure => ("", ""),
        Why::Stated => ("这几个字就是这个意思", "these very words say so"),
        Why::Governed => ("说的事项承前文", "what it counts is said before"),
        Why::SummedUp => ("是前面几个数的合计", "it sums up the figures before it"),
        Why::Trap(_) => ("说的是别的范围、时间或者业务", "it is of another scope, time or business"),
        Why::Foreign => ("数的是别的事项", "it counts something else"),
        Why::Part => ("是所说总数的一部分", "it is a part of a stated total"),
        Why::Unit => ("表中不按这个单位计数", "no table counts in this unit"),
        Why::Unexplained => ("紧挨着的字词不在词表里，不能确定", "unknown words stand beside it"),
        Why::Unstated => ("没有写明是哪一项", "what became of what it counts is not said"),
        Why::Contradicted => ("另一处更明确地写了这一格，数不一样", "another figure states the same cell more clearly"),
    };
    let why = locale.pick(zh, en);
    let parts: Vec<&str> = [&*words, why].into_iter().filter(|part| !part.is_empty()).collect();
    let because = parts.join(locale.pick("，", ", "));
    say!(locale, "依据：{because}", "Because of: {because}")
}

/// What hover adds for a cell: which figures of the prose state it.
pub fn told_of_cell(view: &View<'_>, ledger: &Ledger<'_>, cell: usize) -> String {
    let locale = view.locale();
    let prose = beside(view, ledger);
    let mut text = String::new();
    for figure in prose.stating(ledger.placed.table.spec, cell) {
        let place = prose.place(figure);
        let (line, written) = (view.position(place.start()).line + 1, view.text().slice(place));
        let mark = match figure.reading.as_ref().map(|reading| reading.agreement) {
            Some(Agreement::Agrees) => " ✓",
            Some(Agreement::Differs) => " ✗",
            _ => "",
        };
        let in_sum =
            if terms(figure).len() > 1 { locale.pick("（连同别的格）", " (with other cells)") } else { "" };
        text += &say!(
            locale,
            "\n- 正文第 {line} 行：“{written}”{in_sum}{mark}",
            "\n- prose, line {line}: “{written}”{in_sum}{mark}"
        );
    }
    text
}

#[cfg(test)]
mod tests {
    use super::super::view::testing::{REPORT, behind, with_view};
    use super::*;

    const SENTENCE: &str = "2024年，我委收到政府信息公开申请14件，办结15件，设立受理点3个。";

    fn hovered(needle: &str) -> Option<String> {
        let text = REPORT.replacen("加强门户网站", &format!("{SENTENCE}\n\n加强门户网站"), 1);
        with_view(&text, |view| Some(hover(view, view.offset(behind(view, needle, 0)))?.0))
    }

    #[test]
    fn a_figure_tells_what_it_states_and_why() {
        let text = hovered("申请14件").expect("it is a figure");
        assert!(text.starts_with("**“14件”** 说的是“一、本年新收政府信息公开申请数量”一行“总计”"), "{text}");
        assert!(text.contains("表中：`14`，相符 ✓") && text.contains("依据：“收到”“政府信息公开申请”"), "{text}");
        let text = hovered("办结15").expect("it is a figure");
        assert!(text.contains("表中：`13`，不符，相差 2 ✗"), "{text}");
        let text = hovered("受理点3个").expect("it is a figure");
        assert!(text.contains("不对应表中的数") && text.contains("依据："), "{text}");
        assert_eq!(hovered("设立"), None);
    }
}
