//! After any edits a document is what a fresh one with the same text is: the same blocks, reports and findings.
//!
//! An edit script is generated ([`Case`]), applied step by step, and compared with a fresh document after every step
//! (on long documents after every few). A failing script shrinks; what is printed then is a `Case` that can be pasted
//! into [`REPLAYED`]. `GOUJI_EDITS=200000` runs more edits, `GOUJI_SEED=7` others.

#[path = "support/writer/mod.rs"]
mod writer;

use std::cell::Cell;
use std::fmt::Debug;
use std::sync::Arc;

use gouji::check::check;
use gouji::config::Settings;
use gouji::document::Document;
use gouji::text::{TextRange, TextSize};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use writer::{Options, dialects, generate};

/// Edits that a run makes at least.
const EDITS: usize = 20_000;

/// Scripts that once failed, as they were printed.
static REPLAYED: &[fn() -> Case] = &[
    // A table's first row whose first cell was left open by the line before.
    || Case {
        start: Start::Generated(2, 5),
        edits: vec![
            Edit::Paste(41751, 39),
            Edit::Move(43224, 3, 0),
            Edit::Replace(43054, 7, 44),
            Edit::Move(43141, 1, 0),
        ],
    },
];

/// What a script starts from and its edits.
#[derive(Clone, Debug)]
struct Case {
    start: Start,
    edits: Vec<Edit>,
}

/// The text before the first edit.
#[derive(Clone, Debug)]
enum Start {
    /// Nothing.
    Empty,
    /// Fragments by number, one after the other.
    Soup(Vec<usize>),
    /// A real report by number.
    Corpus(usize),
    /// A generated report: dialect and seed.
    Generated(usize, u64),
    /// Several of them.
    Compendium(Vec<(usize, u64)>),
}

/// One change. Places are shares of what there is, so that a script fits every text and stays one while it shrinks.
#[derive(Clone, Debug)]
enum Edit {
    /// So many bytes at a place become a fragment.
    Replace(Share, u8, usize),
    /// A line break is changed: a part of it taken away, a part put before it, into it or behind it.
    Break(Share, Break),
    /// A digit becomes something else.
    Digit(Share, usize),
    /// A fragment is pasted as lines of its own.
    Paste(Share, usize),
    /// A line is taken away.
    Cut(Share),
    /// Some lines are taken away and put elsewhere: as many as the second share says.
    Move(Share, u8, Share),
    /// A line gets other signs at its start, or loses its first characters.
    Head(Share, usize),
    /// A section, from its heading to the next one, is moved before a line.
    MoveSection(Share, Share),
    /// A generated report is pasted before a line.
    Report(Share, usize, u64),
    /// Everything from one place to another goes.
    Delete(Share, Share),
}

/// A place, from 0 at the start to 65535 at the end.
type Share = u16;

#[derive(Clone, Copy, Debug)]
enum Break {
    DeleteFirst,
    DeleteLast,
    Delete,
    CrBefore,
    LfBefore,
    CrInside,
    LfInside,
    LfBehind,
    CrBehind,
}

/// Texts that mean something to some part of the reader.
const FRAGMENTS: &[&str] = &[
    "",
    "\n",
    "\r",
    "\r\n",
    "\n\n",
    " ",
    "\t",
    "　",
    "\u{feff}",
    "𠮷",
    "é\u{301}",
    "1",
    "0",
    "９",
    "。",
    "，",
    "（",
    "）",
    "/",
    "—",
    "|",
    "｜",
    "<",
    ">",
    "&nbsp;",
    "&",
    "\"",
    "```\n",
    "~~~",
    "#",
    "## ",
    "- ",
    "**",
    "一、",
    "（一）",
    "1.",
    "<table>",
    "</table>",
    "<table",
    "<tr><td>",
    "</td></tr>",
    "<td rowspan=\"2\" colspan=3>",
    "<p>",
    "</p>",
    "<p\nclass='a'\n",
    "<br/>",
    "<h2>",
    "<caption>表</caption>",
    "<!--",
    "-->",
    "<!-- gouji-ignore row-total -->",
    "<!-- gouji-ignore-file -->\n",
    "<script>",
    "</script>",
    "<style>\np{}\n</style>\n",
    "\u{0}",
    "一、总体情况",
    "\n一、总体情况\n",
    "\n二、主动公开政府信息情况\n",
    "\n三、收到和处理政府信息公开申请情况\n",
    "\n四、政府信息公开行政复议、行政诉讼情况\n",
    "\n## 五、存在的主要问题及改进情况\n",
    "\n六、其他需要报告的事项\n",
    "目录\n一、总体情况\n二、主动公开政府信息情况\n六、其他需要报告的事项\n",
    "某局2024年政府信息公开工作年度报告",
    "\n某县2021年政府信息公开工作年度报告\n",
    "根据《中华人民共和国政府信息公开条例》，编制本报告。",
    "\n2025年1月20日\n",
    "某市某局\n二〇二五年一月二十日\n",
    "本报告所列数据的统计期限自2024年1月1日起至2024年12月31日止。",
    "全年共收到政府信息公开申请454件，办结468件，",
    "我局认真贯彻落实条例坚持以公开为常态不公开为例外全面推进决策执行管理服务结果公开\n",
    "| 信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数 |\n|---|---|---|---|\n",
    "| 规章 | 0 | 0 | 0 |\n",
    "| 行政规范性文件 | 8 | 0 | 62 |\n",
    "行政许可 | 20960 | ||\n",
    "规章 |\n0 |\n0 |\n0 |\n",
    "规章\t0\t0\t0\n",
    "规范性文件8062133\n",
    "一、本年新收政府信息公开申请数量 454 12 0 0 0 2 468\n",
    "（三）不予公开1.属于国家秘密 0 0 0 0 0 0 0\n",
    "其他法律行政\n",
    "<tr><td>规章</td><td>0</td><td>0</td><td>0</td></tr>\n",
    "<table><tr><td>行政规范性文件</td><td>8</td><td>0</td><td>62</td></tr></table>\n",
    "<table>\n<tr>\n<td>\n<p>\n",
    "<p>一、总体情况</p><p>很好。</p>",
    "- 3 -\n",
    "9999999999999999999999",
];

const CORPUS: [&str; 5] = [
    include_str!("corpus/000_1e5420d6ed40552a.txt"),
    include_str!("corpus/001_a7ed15760e03fe8e.txt"),
    include_str!("corpus/002_073bf38150bd80e7.txt"),
    include_str!("corpus/003_20c65bb80009b0e5.txt"),
    include_str!("corpus/004_0db4d1d337420631.txt"),
];

fn fragment(number: usize) -> &'static str {
    FRAGMENTS[number % FRAGMENTS.len()]
}

fn generated(dialect: usize, seed: u64) -> String {
    let dialect = dialects()[dialect % dialects().len()];
    generate(seed, &Options { dialect: Some(dialect), ..Options::default() }).text
}

impl Start {
    fn text(&self) -> String {
        match self {
            Start::Empty => String::new(),
            Start::Soup(numbers) => numbers.iter().map(|number| fragment(*number)).collect(),
            Start::Corpus(number) => CORPUS[number % CORPUS.len()].to_owned(),
            Start::Generated(dialect, seed) => generated(*dialect, *seed),
            Start::Compendium(reports) => {
                reports.iter().map(|(dialect, seed)| generated(*dialect, *seed) + "\n").collect()
            }
        }
    }
}

/// The text that a place is looked for in.
struct Target<'t>(&'t str);

impl Target<'_> {
    fn offset(&self, share: Share) -> usize {
        let at = self.0.len() * usize::from(share) / usize::from(Share::MAX);
        (0..=at).rev().find(|at| self.0.is_char_boundary(*at)).unwrap_or(0)
    }

    /// The start of the line at a place.
    fn line(&self, share: Share) -> usize {
        let at = self.offset(share);
        self.0[..at].rfind(['\n', '\r']).map_or(0, |at| at + 1)
    }

    fn line_end(&self, start: usize) -> usize {
        self.0[start..].find('\n').map_or(self.0.len(), |at| start + at + 1)
    }

    /// The first match of a sign at or behind a place, else the last one before it.
    fn near(&self, share: Share, sign: impl Fn(char) -> bool) -> Option<(usize, usize)> {
        let at = self.offset(share);
        let found = self.0[at..].find(&sign).map(|behind| at + behind).or_else(|| self.0[..at].rfind(&sign))?;
        Some((found, found + self.0[found..].chars().next().map_or(0, char::len_utf8)))
    }
}

impl Edit {
    /// The replacements that it comes to in a text, each `(start, end, new)` in the text that the one before left.
    fn replacements(&self, text: &str) -> Vec<(usize, usize, String)> {
        let target = Target(text);
        match self {
            Edit::Replace(at, bytes, with) => {
                let start = target.offset(*at);
                let end = (start + usize::from(*bytes)).min(text.len());
                vec![(start, end, fragment(*with).to_owned())]
            }
            Edit::Break(at, change) => change.replacement(&target, *at).into_iter().collect(),
            Edit::Digit(at, with) => {
                let digit = target.near(*at, |char| char.is_ascii_digit());
                digit.map(|(start, end)| (start, end, fragment(*with).to_owned())).into_iter().collect()
            }
            Edit::Paste(at, what) => {
                let start = target.line(*at);
                vec![(start, start, format!("{}\n", fragment(*what)))]
            }
            Edit::Cut(at) => {
                let start = target.line(*at);
                vec![(start, target.line_end(start), String::new())]
            }
            Edit::Move(from, lines, to) => {
                let start = target.line(*from);
                let end = (0..*lines).fold(start, |end, _| target.line_end(end));
                moved(text, start, end, *to)
            }
            Edit::Head(at, with) => {
                let start = target.line(*at);
                let skipped = text[start..].chars().take(with % 5).map(char::len_utf8).sum::<usize>();
                vec![(start, start + skipped, fragment(*with).to_owned())]
            }
            Edit::MoveSection(from, to) => {
                let heading = |at: usize| text[at..].starts_with(|char| "一二三四五六#<".contains(char));
                let start = target.line(*from);
                let mut end = target.line_end(start);
                while end < text.len() && !heading(end) {
                    end = target.line_end(end);
                }
                moved(text, start, end, *to)
            }
            Edit::Report(at, dialect, seed) => {
                let start = target.line(*at);
                vec![(start, start, generated(*dialect, *seed))]
            }
            Edit::Delete(from, to) => {
                let (from, to) = (target.offset(*from), target.offset(*to));
                vec![(from.min(to), from.max(to), String::new())]
            }
        }
    }
}

/// Takes `start..end` out and puts it before the line at a place of what is left.
fn moved(text: &str, start: usize, end: usize, to: Share) -> Vec<(usize, usize, String)> {
    let rest = format!("{}{}", &text[..start], &text[end..]);
    let to = Target(&rest).line(to);
    vec![(start, end, String::new()), (to, to, text[start..end].to_owned())]
}

impl Break {
    fn replacement(self, target: &Target<'_>, at: Share) -> Option<(usize, usize, String)> {
        let (mut start, mut end) = target.near(at, |char| matches!(char, '\n' | '\r'))?;
        if target.0[..end].ends_with("\r\n") {
            start = end - 2;
        } else if target.0[start..].starts_with("\r\n") {
            end = start + 2;
        }
        let inside = end - 1;
        let (start, end, with) = match self {
            Break::DeleteFirst => (start, start + 1, ""),
            Break::DeleteLast => (inside, end, ""),
            Break::Delete => (start, end, ""),
            Break::CrBefore => (start, start, "\r"),
            Break::LfBefore => (start, start, "\n"),
            Break::CrInside => (inside, inside, "\r"),
            Break::LfInside => (inside, inside, "\n"),
            Break::LfBehind => (end, end, "\n"),
            Break::CrBehind => (end, end, "\r"),
        };
        Some((start, end, with.to_owned()))
    }
}

fn starts() -> impl Strategy<Value = Start> {
    let report = || (0..dialects().len(), 0_u64..50);
    prop_oneof![
        1 => Just(Start::Empty),
        9 => vec(0..FRAGMENTS.len(), 0..40).prop_map(Start::Soup),
        2 => (0..CORPUS.len()).prop_map(Start::Corpus),
        4 => report().prop_map(|(dialect, seed)| Start::Generated(dialect, seed)),
        2 => vec(report(), 2..4).prop_map(Start::Compendium),
    ]
}

fn edits() -> impl Strategy<Value = Edit> {
    let fragment = || 0..FRAGMENTS.len();
    let breaks = proptest::sample::select(vec![
        Break::DeleteFirst,
        Break::DeleteLast,
        Break::Delete,
        Break::CrBefore,
        Break::LfBefore,
        Break::CrInside,
        Break::LfInside,
        Break::LfBehind,
        Break::CrBehind,
    ]);
    let share = any::<Share>;
    prop_oneof![
        8 => (share(), 0_u8..12, fragment()).prop_map(|(at, bytes, with)| Edit::Replace(at, bytes, with)),
        3 => (share(), breaks).prop_map(|(at, change)| Edit::Break(at, change)),
        3 => (share(), fragment()).prop_map(|(at, with)| Edit::Digit(at, with)),
        6 => (share(), fragment()).prop_map(|(at, what)| Edit::Paste(at, what)),
        2 => share().prop_map(Edit::Cut),
        2 => (share(), 1_u8..9, share()).prop_map(|(from, lines, to)| Edit::Move(from, lines, to)),
        3 => (share(), fragment()).prop_map(|(at, with)| Edit::Head(at, with)),
        1 => (share(), share()).prop_map(|(from, to)| Edit::MoveSection(from, to)),
        1 => (share(), 0..dialects().len(), 0_u64..50).prop_map(|(at, dialect, seed)| Edit::Report(at, dialect, seed)),
        1 => (share(), share()).prop_map(|(from, to)| Edit::Delete(from, to)),
    ]
}

fn cases() -> impl Strategy<Value = Case> {
    (starts(), vec(edits(), 1..60)).prop_map(|(start, edits)| Case { start, edits })
}

/// Applies a script; how many edits were made, or what differed after which one.
fn run(case: &Case) -> Result<usize, String> {
    let settings = Arc::new(Settings::default());
    let mut text = case.start.text();
    let mut document = Document::new(&text, settings.clone());
    let mut made = 0;
    for (step, edit) in case.edits.iter().enumerate() {
        for (start, end, with) in edit.replacements(&text) {
            let range = TextRange::new(size(start), size(end));
            document.edit(range, &with);
            let down = |at: usize| (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
            text.replace_range(down(start)..down(end), &with);
            made += 1;
        }
        // A fresh document costs as much as it is long.
        let every = text.len() / 1500 + 1;
        if step % every == 0 || step + 1 == case.edits.len() {
            compare(&document, &text, &settings).map_err(|what| format!("after edit {step}, {edit:?}: {what}"))?;
        }
    }
    Ok(made)
}

fn size(bytes: usize) -> TextSize {
    TextSize::try_from(bytes).expect("texts of tests are short")
}

/// That a document is what a fresh one with this text is.
fn compare(document: &Document, text: &str, settings: &Arc<Settings>) -> Result<(), String> {
    let fresh = Document::new(text, settings.clone());
    if document.text().to_string() != text {
        return Err(format!("the text is {:?} instead of {text:?}", document.text().to_string()));
    }
    same("block", document.blocks().iter(), fresh.blocks().iter())?;
    let starts = |document: &Document| document.reports().map(|(start, _)| start).collect::<Vec<_>>();
    same("start of report", starts(document), starts(&fresh))?;
    for ((start, one), (_, two)) in document.reports().zip(fresh.reports()) {
        let name = |report: &gouji::report::Report| report.format.as_ref().map(|format| format.name.clone());
        let fingerprint = |of: &Document, report: &gouji::report::Report| report.fingerprint(of.text(), start);
        same("fingerprint", [fingerprint(document, one)], [fingerprint(&fresh, two)])?;
        same("format", [name(one)], [name(two)])?;
        same("facts", [&one.facts], [&two.facts])?;
        same("section", &one.sections, &two.sections)?;
        let table = |placed: &gouji::report::PlacedTable| (placed.start, placed.table.clone());
        let tables = |report: &gouji::report::Report| {
            report.tables.iter().map(|placed| placed.as_ref().map(table)).collect::<Vec<_>>()
        };
        same("table", tables(one), tables(two))?;
        let parts = |report: &gouji::report::Report| {
            report.parts.iter().map(|part| (part.start, part.block.clone())).collect::<Vec<_>>()
        };
        same("part", parts(one), parts(two))?;
    }
    same("finding", check(document), check(&fresh))
}

fn same<T: PartialEq + Debug>(
    what: &str,
    found: impl IntoIterator<Item = T>,
    fresh: impl IntoIterator<Item = T>,
) -> Result<(), String> {
    let (mut found, mut fresh) = (found.into_iter(), fresh.into_iter());
    for index in 0.. {
        match (found.next(), fresh.next()) {
            (None, None) => break,
            (one, two) if one == two => {}
            (one, two) => return Err(format!("{what} {index} is {one:#?}\ninstead of {two:#?}")),
        }
    }
    Ok(())
}

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}

/// Runs cases until `wanted` edits were made: every `step`th one from number `first` on.
fn run_cases(wanted: usize, first: u64, step: usize) {
    let made = Cell::new(0);
    // A runner for each case: how many are needed shows only while they run.
    for number in (first..).step_by(step) {
        if made.get() >= wanted {
            break;
        }
        let mut seed = [7; 16];
        seed[..8].copy_from_slice(&number.to_le_bytes());
        let config = Config { cases: 1, failure_persistence: None, max_shrink_iters: 4000, ..Config::default() };
        let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::XorShift, &seed));
        let result = runner.run(&cases(), |case| {
            made.set(made.get() + run(&case).map_err(TestCaseError::fail)?);
            Ok(())
        });
        if let Err(error) = result {
            panic!("{}", format!("{error}").replace("\n        ", " "));
        }
    }
}

#[test]
fn edits_leave_what_a_fresh_reading_finds() {
    const THREADS: usize = 2;
    let wanted = number("GOUJI_EDITS").and_then(|edits| edits.try_into().ok()).unwrap_or(EDITS);
    let first = number("GOUJI_SEED").unwrap_or(2) << 32;
    std::thread::scope(|scope| {
        for thread in first..first + THREADS as u64 {
            scope.spawn(move || run_cases(wanted.div_ceil(THREADS), thread, THREADS));
        }
    });
}

#[test]
fn scripts_that_once_failed() {
    for case in REPLAYED {
        let case = case();
        run(&case).unwrap_or_else(|what| panic!("{case:?}: {what}"));
    }
}

#[test]
fn an_edit_reads_its_surroundings_again_however_long_the_document_is() {
    let text: String = (0_usize..).map(|number| generated(number, 0) + "\n").take(100).collect();
    assert!(text.len() > 1_000_000);
    let mut document = Document::new(&text, Arc::default());
    let reports_of = |document: &Document| document.reports().map(|(_, report)| report.clone()).collect::<Vec<_>>();
    let all = reports_of(&document).len();
    assert!(all > 90, "{all} reports");
    let (mut windows, mut read) = (Vec::new(), 0);
    for (at, _) in text.match_indices(|char: char| char.is_ascii_digit()).step_by(997) {
        let before = reports_of(&document);
        let window = document.edit(TextRange::at(size(at), size(1)), "7");
        let kept =
            reports_of(&document).iter().filter(|report| before.iter().any(|old| Arc::ptr_eq(old, report))).count();
        windows.push(u32::from(window.len()));
        read += before.len() - kept;
    }
    // A table is read as a whole: with a tag for every letter of its labels it may have 100 KB.
    windows.sort_unstable();
    let (median, longest) = (windows[windows.len() / 2], windows[windows.len() - 1]);
    assert!(median < 20_000 && longest < 150_000, "{median} bytes were read again, and up to {longest}");
    // The digit of a title's year may make two reports one.
    let edits = windows.len();
    assert!(read < edits + edits / 10, "{read} reports were read again for {edits} edits");
}
