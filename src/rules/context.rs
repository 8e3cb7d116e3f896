//! What a rule sees: one report, and the means to report on it.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::rc::Rc;

use super::Rule;
use super::imbalance::{self, Imbalance};
use super::statement::{self, Statement};
use super::waiting::Waiting;
use super::years::Years;
use crate::beside::{Beside, Neighbour, Parts};
use crate::config::Settings;
use crate::finding::{Finding, Locale, Severity};
use crate::format::skeleton::chinese_numeral;
use crate::format::{Format, Table, Vocabulary, Words};
use crate::report::{BoundTable, Cell, Part, PlacedTable, Report, Section, Stated};
use crate::syntax::{Prose, Visible};
use crate::text::{Text, TextRange, TextSize};

/// What a rule sees. All ranges, also those of findings, count from the report's first byte.
#[derive(Debug)]
pub struct Context<'a> {
    /// The report.
    pub report: &'a Report,
    /// Its format.
    pub format: &'a Format,
    /// The settings in force.
    pub settings: &'a Settings,
    rule: &'static Rule,
    severity: Severity,
    typing: Typing<'a>,
    beside: Option<&'a Beside>,
    findings: Vec<Finding>,
    imbalances: OnceCell<Rc<[Imbalance<'a>]>>,
    compared: OnceCell<Rc<[Statement<'a>]>>,
    years: OnceCell<Rc<Years>>,
    waiting: OnceCell<Rc<Waiting>>,
    untidy: OnceCell<Rc<[Described<'a>]>>,
}

/// A cell: the form's table, the table as it stands in the report, the cell's index, and itself.
pub type Described<'a> = (&'a Table, &'a PlacedTable, usize, &'a Cell);

/// The text, and where in it a person is typing.
#[derive(Clone, Copy, Debug)]
struct Typing<'a> {
    text: &'a Text,
    /// Where the report begins.
    start: TextSize,
    focus: &'a [TextRange],
}

impl<'a> Typing<'a> {
    fn slice(&self, range: TextRange) -> Cow<'a, str> {
        self.text.slice(range + self.start)
    }

    /// The same, if that may be in a cell of this table.
    fn near(self, placed: &PlacedTable) -> Typing<'a> {
        let table = placed.place(placed.table.range);
        let touches = |focus: &TextRange| focus.start() <= table.end() && table.start() <= focus.end();
        Typing { focus: if self.focus.iter().any(touches) { self.focus } else { &[] }, ..self }
    }

    fn is_in(&self, placed: &PlacedTable, cell: &Cell) -> bool {
        if self.focus.is_empty() {
            return false;
        }
        let range = placed.place(cell.range);
        self.focus.iter().any(|focus| match range.intersect(*focus) {
            Some(_) => true,
            // Of a cell that was emptied, only the blanks around the place are left.
            None if cell.is_blank() => {
                let between = TextRange::new(range.end().min(focus.end()), range.start().max(focus.start()));
                self.slice(between).chars().all(|char| matches!(char, ' ' | '\u{a0}' | '\u{3000}'))
            }
            None => false,
        })
    }
}

/// A paragraph or heading of a section.
#[derive(Clone, Copy, Debug)]
pub struct Paragraph<'a> {
    /// Its block.
    pub part: &'a Part,
    /// What was read of it.
    pub prose: &'a Prose,
    /// Its text; a section's heading in the same line is left out.
    pub text: TextRange,
}

impl<'a> Context<'a> {
    /// For a report that begins at byte `start` of `text`. Nothing is checked yet.
    pub(crate) fn new(
        report: &'a Report,
        format: &'a Format,
        settings: &'a Settings,
        text: &'a Text,
        start: TextSize,
        rule: &'static Rule,
    ) -> Self {
        Self {
            report,
            format,
            settings,
            rule,
            severity: rule.severity,
            typing: Typing { text, start, focus: &[] },
            beside: None,
            findings: Vec::new(),
            imbalances: OnceCell::new(),
            compared: OnceCell::new(),
            years: OnceCell::new(),
            waiting: OnceCell::new(),
            untidy: OnceCell::new(),
        }
    }

    /// The same, for a person who is typing at `focus`.
    pub(crate) fn typing(self, focus: &'a [TextRange]) -> Self {
        Self { typing: Typing { focus, ..self.typing }, ..self }
    }

    /// The same, beside other reports.
    pub(crate) fn beside(self, beside: Option<&'a Beside>) -> Self {
        Self { beside, ..self }
    }

    /// Last year's report, where it is known.
    pub fn previous(&self) -> Option<&'a Neighbour> {
        self.beside?.previous.as_ref()
    }

    /// Other organs' reports whose prose is much like this one's.
    pub fn alike(&self) -> &'a [Neighbour] {
        self.beside.map_or(&[], |beside| &beside.alike)
    }

    /// The reports whose figures it adds up, where it is known to do so.
    pub fn parts(&self) -> Option<&'a Parts> {
        self.beside?.parts.as_ref()
    }

    /// What other reports would know of this one.
    pub(super) fn digest(&self) -> Option<std::sync::Arc<crate::report::Digest>> {
        self.report.digest(self.typing.text, self.typing.start)
    }

    /// The runs of characters in a paragraph by which prose is compared.
    pub(super) fn runs(&self, part: &Part) -> Vec<u32> {
        crate::report::runs(part, self.typing.text, self.typing.start)
    }

    /// Whether a person is typing in this cell: nothing is to be said of it that the next key may put right, and no
    /// other figure is to be measured by it.
    pub fn is_focused(&self, placed: &PlacedTable, cell: &Cell) -> bool {
        self.typing.is_in(placed, cell)
    }

    /// The cells of a table in which a person is typing.
    pub(super) fn focused_cells(&self, placed: &PlacedTable) -> Vec<usize> {
        if !self.is_typing() {
            return Vec::new();
        }
        let typing = self.typing.near(placed);
        let cells = placed.table.cells.iter().enumerate();
        let is_focused = |cell: &Option<Cell>| cell.as_ref().is_some_and(|cell| typing.is_in(placed, cell));
        cells.filter(|(_, cell)| is_focused(cell)).map(|(index, _)| index).collect()
    }

    /// Whether a person is typing anywhere in the report.
    pub(super) fn is_typing(&self) -> bool {
        !self.typing.focus.is_empty()
    }

    /// Where a person is typing; counts from the report's start.
    pub(super) fn focus(&self) -> &'a [TextRange] {
        self.typing.focus
    }

    /// Runs a rule unless it is off.
    pub(crate) fn run(&mut self, rule: &'static Rule) {
        if let Some(severity) = self.settings.severity(rule.name, rule.severity, self.format) {
            (self.rule, self.severity) = (rule, severity);
            (rule.check)(self);
        }
    }

    /// Whether a rule runs in reports of this format.
    pub(super) fn is_on(&self, rule: &Rule) -> bool {
        self.settings.severity(rule.name, rule.severity, self.format).is_some()
    }

    /// The tables in which relations fail, found once for all rules about them.
    pub(super) fn imbalances(&self) -> Rc<[Imbalance<'a>]> {
        self.imbalances.get_or_init(|| imbalance::imbalances(self).into()).clone()
    }

    /// What each paragraph and heading states.
    pub(super) fn statements(&self) -> &'a [Stated] {
        self.report.statements(self.typing.text, self.typing.start)
    }

    /// Every figure of the prose beside what the tables hold, compared once for all rules about them.
    pub(super) fn compared(&self) -> Rc<[Statement<'a>]> {
        self.compared.get_or_init(|| statement::statements(self).into()).clone()
    }

    /// What each part of the report says of its year, found once for all rules about it.
    pub(super) fn years(&self) -> Rc<Years> {
        self.years.get_or_init(|| Rc::new(Years::of(self))).clone()
    }

    /// Of what nothing is said while a person is typing, worked out once.
    pub(super) fn waiting(&self) -> Rc<Waiting> {
        self.waiting.get_or_init(|| Rc::new(Waiting::new(self))).clone()
    }

    /// What was found, in the order in which it was reported.
    pub(crate) fn finish(self) -> Vec<Finding> {
        self.findings
    }

    /// The language of messages.
    pub fn locale(&self) -> Locale {
        self.settings.locale
    }

    /// The words of all formats.
    pub fn vocabulary(&self) -> &'a Vocabulary {
        self.settings.formats.vocabulary()
    }

    /// The text of a range.
    pub fn slice(&self, range: TextRange) -> Cow<'a, str> {
        self.typing.slice(range)
    }

    /// Every paragraph and heading with its part.
    pub fn proses(&self) -> impl Iterator<Item = (&'a Part, &'a Prose)> + use<'a> {
        self.report.parts.iter().filter_map(|part| Some((part, part.block.prose()?)))
    }

    /// The paragraphs and headings that hold a word of one of these classes, each with its part.
    pub fn proses_with(&self, classes: &[Words]) -> Vec<(&'a Part, &'a Prose)> {
        self.proses().filter(|(_, prose)| prose.classes.has(classes)).collect()
    }

    /// The paragraphs and headings of the section of this number, text behind its heading in the same line included;
    /// empty when there is no such section.
    pub fn section_proses(&self, number: u8) -> impl Iterator<Item = (&'a Part, &'a Prose)> + use<'a> {
        let range = self.report.section(number).map_or(0..0, |section| {
            let first = if section.runs_on { section.part } else { section.body.start };
            first..section.body.end
        });
        self.report.parts[range].iter().filter_map(|part| Some((part, part.block.prose()?)))
    }

    /// Every cell of the tables whose borders are there, with the table and its description, but for those in which a
    /// person is typing. What was recovered of a flattened table is `flattened-table`'s to report.
    pub fn cells(&self) -> impl Iterator<Item = Described<'a>> + use<'a> {
        self.cells_of(|_| true)
    }

    /// Those of the [`cells`](Context::cells) that are not [tidy](Cell::is_tidy), looked for once.
    pub fn untidy_cells(&self) -> Rc<[Described<'a>]> {
        let untidy = || self.cells_of(|table| !table.is_tidy).filter(|(.., cell)| !cell.is_tidy());
        self.untidy.get_or_init(|| untidy().collect()).clone()
    }

    fn cells_of(&self, is_wanted: fn(&BoundTable) -> bool) -> impl Iterator<Item = Described<'a>> + use<'a> {
        let tables = self.report.tables.iter().flatten();
        let tables = tables.filter(move |placed| !placed.table.is_flattened() && is_wanted(&placed.table));
        let (format, typing) = (self.format, self.typing);
        tables.flat_map(move |placed| {
            let spec = &format.tables[placed.table.spec];
            let cells = placed.table.cells.iter().enumerate();
            let of_table = cells.filter_map(move |(index, cell)| Some((spec, placed, index, cell.as_ref()?)));
            let typing = typing.near(placed);
            of_table.filter(move |(_, placed, _, cell)| !typing.is_in(placed, cell))
        })
    }

    /// The index under which the vocabulary knows the report's format.
    pub fn format_index(&self) -> usize {
        let same = |format: &std::sync::Arc<Format>| std::ptr::eq(&raw const **format, self.format);
        self.settings.formats.iter().position(same).unwrap_or(usize::MAX)
    }

    /// The section of this key in the format, the first where it stands twice.
    pub fn section(&self, key: &str) -> Option<&'a Section> {
        self.report.sections.iter().find(|section| self.format.sections[section.spec].key == key)
    }

    /// The paragraphs and headings of a section, each with where its text begins: text behind the section's heading in
    /// the same line is the first. Name and date at the report's end belong to no section.
    pub fn paragraphs(&self, section: &Section) -> impl Iterator<Item = Paragraph<'a>> + use<'a> {
        let (heading_end, signature) = (section.heading.end(), self.report.facts.signature);
        let closing = signature.map(|signature| signature.name.unwrap_or(signature.date.range).start());
        let first = if section.runs_on { section.part } else { section.body.start };
        let parts = self.report.parts[first..section.body.end].iter();
        let proses = parts.filter_map(|part| Some((part, part.block.prose()?)));
        proses.take_while(move |(part, prose)| closing != Some(prose.text.start() + part.start)).map(
            move |(part, prose)| {
                let text = prose.text + part.start;
                Paragraph {
                    part,
                    prose,
                    text: TextRange::new(text.start().max(heading_end).min(text.end()), text.end()),
                }
            },
        )
    }

    /// Where the words of a class stand in a section, its heading left out.
    pub fn section_words(&self, section: &Section, class: Words) -> impl Iterator<Item = TextRange> + use<'a> {
        let vocabulary = self.vocabulary();
        let paragraphs = self.paragraphs(section).filter(move |paragraph| paragraph.prose.classes.has(&[class]));
        paragraphs.flat_map(move |paragraph| {
            let (start, text) = (paragraph.part.start, paragraph.text);
            let hits = paragraph.prose.hits.iter();
            let hits = hits.filter(move |hit| vocabulary.is_of(**hit, class));
            hits.map(move |hit| hit.range + start).filter(move |range| range.start() >= text.start())
        })
    }

    /// A section's name as a message gives it: `六、其他需要报告的事项`.
    pub fn section_name(&self, spec: usize) -> String {
        let section = &self.format.sections[spec];
        format!("{}、{}", chinese_numeral(section.number), section.heading)
    }

    /// What a reader sees of a range.
    pub fn visible(&self, range: TextRange) -> String {
        Visible::of(&self.slice(range)).text.into_owned()
    }

    /// Where the words of a class stand in a paragraph.
    pub fn words(&self, part: &Part, prose: &'a Prose, class: Words) -> impl Iterator<Item = TextRange> + use<'a> {
        let vocabulary = self.vocabulary();
        let start = part.start;
        // Most paragraphs hold none.
        let hits = if prose.classes.has(&[class]) { &*prose.hits } else { &[] };
        let hits = hits.iter().filter(move |hit| vocabulary.is_of(**hit, class));
        hits.map(move |hit| hit.range + start)
    }

    /// The organ that publishes the report is of this kind, as far as the configuration says.
    pub fn kind(&self) -> Option<crate::config::Kind> {
        self.settings.config.report.kind
    }

    /// Reports something of the rule that runs; related places, fixes and figures are added to what is returned.
    pub fn report(&mut self, range: TextRange, message: String) -> &mut Finding {
        self.report_as(self.severity, range, message)
    }

    /// Equal for parts whose texts differ in blanks only.
    pub fn fingerprint(&self, part: &Part) -> u64 {
        part.block.fingerprint(self.typing.text, self.typing.start + part.start)
    }

    /// [`Context::report`] with a graver or milder severity than the rule's own, where the catalogue says so; a
    /// severity that a person configured is kept.
    pub fn report_as(&mut self, severity: Severity, range: TextRange, message: String) -> &mut Finding {
        let configured = self.settings.config.rules.contains_key(self.rule.name);
        self.findings.push(Finding {
            rule: self.rule.name,
            severity: if configured { self.severity } else { severity },
            range,
            message,
            related: Vec::new(),
            fixes: Vec::new(),
            data: None,
        });
        self.findings.last_mut().expect("one was pushed")
    }
}
