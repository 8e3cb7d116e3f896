//! Writes random, arithmetically consistent reports in every dialect in which tables reach a
//! draft, together with the figures a reader must find in them.
//!
//! Everything follows from the seed: the same seed and options give the same text.

// Each test that includes this module uses a part of it.
#![allow(dead_code, unused_imports)]

mod bars;
mod closing;
mod collapsed;
mod document;
mod figures;
mod grid;
mod html;
mod labels;
mod machine;
mod markdown;
pub mod model;
mod names;
mod overview;
mod pdf;
mod phrases;
pub mod rng;
pub mod schema;
mod slip;
mod text;

use std::collections::BTreeMap;

use bars::{Bars, Flat};
use collapsed::{Collapsed, Joint};
use document::Document;
use html::{Editor, Html};
use labels::Style;
use machine::{Machine, Unit};
use markdown::{Merged, Pipes};
pub use model::{Expected, Format, Kind, Report};
use pdf::{Broken, Pdf};
pub use phrases::Statement;
use rng::Rng;
pub use slip::{Typo, typo};
use text::{Layout, fold};

macro_rules! dialects {
    ($($variant:ident $name:literal $extension:literal,)*) => {
        /// A way in which tables reach a draft.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Dialect { $($variant,)* }

        const DIALECTS: &[Dialect] = &[$(Dialect::$variant,)*];

        impl Dialect {
            pub fn name(self) -> &'static str {
                match self { $(Dialect::$variant => $name,)* }
            }

            pub fn extension(self) -> &'static str {
                match self { $(Dialect::$variant => $extension,)* }
            }
        }
    };
}

dialects! {
    MarkdownBlank "markdown-blank" "md",
    MarkdownRepeated "markdown-repeated" "md",
    MarkdownBare "markdown-bare" "md",
    HtmlClean "html-clean" "html",
    HtmlWord "html-word" "html",
    HtmlPortal "html-portal" "html",
    HtmlLoose "html-loose" "html",
    HtmlPage "html-page" "html",
    HtmlInMarkdown "html-in-markdown" "md",
    BarRows "bar-rows" "txt",
    BarCellsApart "bar-cells-apart" "txt",
    BarCellsTight "bar-cells-tight" "txt",
    Tabs "tabs" "txt",
    PdfLast "pdf-last" "txt",
    PdfMiddle "pdf-middle" "txt",
    PdfBelow "pdf-below" "txt",
    MachineRows "machine-rows" "md",
    MachineGroups "machine-groups" "md",
    CollapsedSpaces "collapsed-spaces" "txt",
    CollapsedTight "collapsed-tight" "txt",
    OneLine "one-line" "txt",
}

pub fn dialects() -> &'static [Dialect] {
    DIALECTS
}

impl Dialect {
    pub fn from_name(name: &str) -> Option<Dialect> {
        DIALECTS.iter().copied().find(|dialect| dialect.name() == name)
    }

    /// Borders are gone: the reader may be unsure of a cell, but never wrong.
    pub fn is_lenient(self) -> bool {
        use Dialect::*;
        matches!(self, CollapsedSpaces | CollapsedTight | OneLine)
    }

    fn is_pdf(self) -> bool {
        matches!(self, Dialect::PdfLast | Dialect::PdfMiddle | Dialect::PdfBelow)
    }
}

/// `None` leaves the choice to the seed.
#[derive(Clone, Debug, Default)]
pub struct Options {
    pub dialect: Option<Dialect>,
    pub format: Option<Format>,
    /// Some zeros are blank, `/`, `-` or `—`.
    pub blanks: Option<bool>,
    /// Some labels of the tables are misspelt.
    pub misspelling: Option<bool>,
    /// Residue of the web page (浏览次数, 扫一扫…).
    pub residue: Option<bool>,
    /// Punctuation folded to half width, as in the seeds.
    pub folded: Option<bool>,
}

impl Options {
    /// A report of which a correct linter says nothing at E or W (borders apart).
    pub fn clean(dialect: Dialect) -> Options {
        Options {
            dialect: Some(dialect),
            blanks: Some(false),
            misspelling: Some(false),
            residue: Some(false),
            ..Options::default()
        }
    }
}

/// What the options and the seed came to.
#[derive(Clone, Copy, Debug)]
pub struct Choice {
    pub dialect: Dialect,
    pub blanks: bool,
    pub misspelling: bool,
    pub residue: bool,
    pub folded: bool,
}

#[derive(Clone, Debug)]
pub struct Sample {
    pub seed: u64,
    pub text: String,
    pub file_name: String,
    pub expected: BTreeMap<String, Expected>,
    pub year: i64,
    /// As the title names it, else the signature; empty where neither does.
    pub organization: String,
    pub title: Option<String>,
    pub format: Format,
    pub dialect: Dialect,
    pub choice: Choice,
    /// The figures of the tables stated in prose, in the order of the text.
    pub stated: Vec<Statement>,
    pub typo: Option<Typo>,
    report: Report,
}

impl Sample {
    /// No blanks, slips or residue: a correct linter reports no error, and no warning except
    /// that borders were lost.
    pub fn is_clean(&self) -> bool {
        let choice = self.choice;
        !(choice.blanks || choice.misspelling || choice.residue) && self.typo.is_none()
    }

    pub fn is_lenient(&self) -> bool {
        self.dialect.is_lenient()
    }
}

pub fn generate(seed: u64, options: &Options) -> Sample {
    let rng = Rng::new(seed);
    let mut chance = rng.fork("choice");
    let dialect = DIALECTS[chance.below(DIALECTS.len())];
    let dialect = options.dialect.unwrap_or(dialect);
    let mut report = Report::random(&mut rng.fork("report"), options.format);
    let often = if report.format == Format::F2019 { 50 } else { 15 };
    let choice = Choice {
        dialect,
        blanks: choose(&mut chance, options.blanks, often),
        misspelling: choose(&mut chance, options.misspelling, 8),
        residue: choose(&mut chance, options.residue, 6),
        folded: choose(&mut chance, options.folded, 25),
    };
    if choice.blanks {
        // Where a cell has no bounds of its own, an empty one would leave no trace.
        let marks: &[&str] = match dialect {
            Dialect::CollapsedTight | Dialect::OneLine => &["/", "—"],
            // `- 3 -` between rows is a page number there.
            _ if dialect.is_pdf() => &["/"],
            _ => &["", "/", "-", "—", ""],
        };
        report.blank_zeros(&mut rng.fork("blanks"), marks);
    }
    sample(seed, choice, &report, &report)
}

fn choose(rng: &mut Rng, option: Option<bool>, percent: u64) -> bool {
    let chance = rng.percent(percent);
    option.unwrap_or(chance)
}

/// `prose` gives the text its figures, `tables` the tables theirs.
fn sample(seed: u64, choice: Choice, prose: &Report, tables: &Report) -> Sample {
    let rng = Rng::new(seed);
    let style = Style::random(&mut rng.fork("style"), choice.misspelling);
    let document = document::build(prose, tables, &style, &rng.fork("blocks"), choice.residue);
    let mut text = render(choice.dialect, &document, &mut rng.fork("render"));
    let mut title = document.title;
    let mut stated = document.stated;
    if choice.folded {
        text = fold(&text);
        title = title.map(|title| fold(&title));
        for statement in &mut stated {
            statement.text = fold(&statement.text);
        }
    }
    let name = choice.dialect.name();
    Sample {
        seed,
        text,
        file_name: format!("{seed:06}-{name}.{}", choice.dialect.extension()),
        expected: tables.expected(),
        year: tables.year,
        organization: document.organization,
        title,
        format: tables.format,
        dialect: choice.dialect,
        choice,
        stated,
        typo: None,
        report: tables.clone(),
    }
}

fn render(dialect: Dialect, document: &Document, rng: &mut Rng) -> String {
    use Dialect::*;
    match dialect {
        MarkdownBlank | MarkdownRepeated | MarkdownBare => {
            let repeated = dialect == MarkdownRepeated || dialect == MarkdownBare && rng.percent(40);
            let merged = if repeated { Merged::Repeated } else { Merged::Blank };
            let pipes = Pipes::random(rng, merged, dialect != MarkdownBare);
            Layout::markdown(rng).write(document, &mut |grid| pipes.table(grid))
        }
        HtmlClean => Html::random(rng, Editor::Clean).fragment(document),
        HtmlWord => Html::random(rng, Editor::Word).fragment(document),
        HtmlPortal => Html::random(rng, Editor::Portal).fragment(document),
        HtmlLoose => Html::random(rng, Editor::Loose).fragment(document),
        HtmlPage => {
            let editor = [Editor::Clean, Editor::Word, Editor::Portal][rng.below(3)];
            Html::random(rng, editor).page(document)
        }
        HtmlInMarkdown => {
            let editor = [Editor::Clean, Editor::Portal][rng.below(2)];
            let html = Html::random(rng, editor);
            Layout::markdown(rng).write(document, &mut |grid| html.table(grid))
        }
        BarRows => flat(document, rng, Bars::Rows),
        BarCellsApart => flat(document, rng, Bars::CellsApart),
        BarCellsTight => flat(document, rng, Bars::CellsTight),
        Tabs => {
            let tabs = bars::Tabs::random(rng);
            Layout::plain(rng).write(document, &mut |grid| tabs.table(grid))
        }
        PdfLast => Pdf::random(rng, Broken::Last).write(document),
        PdfMiddle => Pdf::random(rng, Broken::Middle).write(document),
        PdfBelow => Pdf::random(rng, Broken::Below).write(document),
        MachineRows => machine(document, rng, Unit::Row),
        MachineGroups => machine(document, rng, Unit::Group),
        CollapsedSpaces => collapse(document, rng, Joint::Spaces),
        CollapsedTight => collapse(document, rng, Joint::Nothing),
        OneLine => {
            let collapsed = Collapsed::random(rng, Joint::Nothing);
            collapsed::one_line(document, &mut |grid| collapsed.table(grid))
        }
    }
}

fn flat(document: &Document, rng: &mut Rng, bars: Bars) -> String {
    let flat = Flat::random(rng, bars);
    Layout::plain(rng).write(document, &mut |grid| flat.table(grid))
}

fn machine(document: &Document, rng: &mut Rng, unit: Unit) -> String {
    let machine = Machine::random(rng, unit);
    Layout::markdown(rng).write(document, &mut |grid| machine.table(grid))
}

fn collapse(document: &Document, rng: &mut Rng, joint: Joint) -> String {
    let collapsed = Collapsed::random(rng, joint);
    Layout::plain(rng).write(document, &mut |grid| collapsed.table(grid))
}
