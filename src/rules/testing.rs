//! Fixtures for rules.
//!
//! A fixture is a piece of a report in a little language, so that a test shows what matters and nothing else:
//!
//! - `{report}` stands for a whole, right report of 2024 ([`REPORT`]); without it the fixture is the whole document.
//! - Below that, `{section 5}` on a line of its own begins the text that replaces the body of section 五 of it, heading
//!   kept; `{whole section 5}` replaces the heading too; `{before}` and `{after}` add text around it.
//! - `{rows}` begins table rows, each of which replaces the row of the report that begins most like it.
//! - `{last year}` begins what is changed in last year's report ([`last_year`]), which then stands beside it; `{office 某局}` what
//!   is changed in the same report of another organ, `{part 某局}` the same for one whose figures the report adds up.
//! - `{config}` begins a `gouji.toml`, with which the fixture is checked.
//! - A line of blanks and carets, `    ^^^^ message`, marks what the line above must be reported for: carets count by
//!   display width, so that they stand under Chinese text; the message may be shortened by `…` at its end.
//!
//! [`check`] compares the findings of one rule with the marks, and lists false alarms and misses. [`check_fix`] applies
//! the first fix of the first finding and compares the text; the finding must be gone, no other may have appeared, and
//! fixing again must change nothing.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Rule;
use crate::beside::{Named, Shelf};
use crate::check::by_report;
use crate::config::{Config, Settings};
use crate::document::Document;
use crate::finding::Finding;
use crate::text::{Text, TextRange, TextSize};

/// A whole report in which nothing is wrong.
pub(crate) const REPORT: &str = include_str!("testing/report.md");

/// What a fixture says: the document, its configuration, and which ranges must be reported with which message.
struct Fixture {
    text: String,
    /// Other reports, and whether the report adds them up.
    others: Vec<(String, Other)>,
    config: String,
    expected: Vec<(TextRange, String)>,
}

/// Everything that is found in a fixture, by its own configuration.
pub(crate) fn findings(fixture: &str) -> Vec<Finding> {
    let fixture = Fixture::parse(fixture);
    fixture.check(&Document::new(&fixture.text, Arc::new(fixture.settings())))
}

/// A report that stands beside a fixture's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Other {
    LastYear,
    Office,
    Part,
}

/// Checks a fixture with its own configuration.
#[track_caller]
pub(crate) fn check(rule: &Rule, fixture: &str) {
    check_with(rule, fixture, Fixture::parse(fixture).settings());
}

/// Checks a fixture.
#[track_caller]
pub(crate) fn check_with(rule: &Rule, fixture: &str, settings: Settings) {
    let fixture = Fixture::parse(fixture);
    let document = Document::new(&fixture.text, Arc::new(settings));
    let found: Vec<Finding> =
        fixture.check(&document).into_iter().filter(|finding| finding.rule == rule.name).collect();
    let fits = |finding: &Finding, (range, message): &(TextRange, String)| {
        let same = match message.strip_suffix('…') {
            Some(start) => finding.message.starts_with(start),
            None => finding.message == *message,
        };
        finding.range == *range && same
    };
    let show = |range: TextRange, message: &str| {
        let line = document.text().line_of(range.start()) + 1;
        format!("line {line}, {:?}: {message}", document.text().slice(range))
    };
    let false_alarms = found.iter().filter(|finding| !fixture.expected.iter().any(|one| fits(finding, one)));
    let false_alarms: Vec<String> = false_alarms.map(|finding| show(finding.range, &finding.message)).collect();
    let misses = fixture.expected.iter().filter(|one| !found.iter().any(|finding| fits(finding, one)));
    let misses: Vec<String> = misses.map(|(range, message)| show(*range, message)).collect();
    assert!(
        false_alarms.is_empty() && misses.is_empty(),
        "false alarms:\n  {}\nmisses:\n  {}",
        false_alarms.join("\n  "),
        misses.join("\n  ")
    );
}

/// Applies the first fix of the rule's first finding in `before` and compares the text with `after`; both are fixtures.
#[track_caller]
pub(crate) fn check_fix(rule: &Rule, before: &str, after: &str) {
    check_fix_with(rule, before, after, Arc::new(Fixture::parse(before).settings()));
}

/// [`check_fix`] for a fix that leaves something to a person: blank cells, sums over them and placeholders may appear.
#[track_caller]
pub(crate) fn check_stub(rule: &Rule, before: &str, after: &str) {
    let settings = Arc::new(Fixture::parse(before).settings());
    let (then, again) = fixed(rule, before, after, settings);
    let unfinished = ["blank-cell", "leftover-text", "row-total", "handled-total", "balance", "suspect-figure"];
    assert_nothing_new(rule, &then, &again, &unfinished);
}

/// [`check_fix`] with settings.
#[track_caller]
pub(crate) fn check_fix_with(rule: &Rule, before: &str, after: &str, settings: Arc<Settings>) {
    let (then, again) = fixed(rule, before, after, settings);
    assert_nothing_new(rule, &then, &again, &[]);
}

/// The findings before and after the first fix of the rule's first finding, when it changes `before` into `after`.
#[track_caller]
fn fixed(rule: &Rule, before: &str, after: &str, settings: Arc<Settings>) -> (Vec<Finding>, Vec<Finding>) {
    let fixture = Fixture::parse(before);
    let before = fixture.text.clone();
    let document = Document::new(&before, settings.clone());
    let findings = fixture.check(&document);
    let finding = findings.iter().find(|finding| finding.rule == rule.name).expect("the rule fires");
    let fix = finding.fixes.first().expect("the finding has a fix");
    let mut text = Text::new(&before);
    fix.edits.apply(&mut text);
    let fixed = text.to_string();
    let after = Fixture::parse(after).text;
    assert!(fixed == after, "fixed text differs:\n{}", difference(&fixed, &after));
    let again = fixture.check(&Document::new(&fixed, settings));
    (findings, again)
}

/// The finding is gone and no other has come, except of the rules `allowed`.
#[track_caller]
fn assert_nothing_new(rule: &Rule, then: &[Finding], again: &[Finding], allowed: &[&str]) {
    let count = |findings: &[Finding], rule: &str| findings.iter().filter(|one| one.rule == rule).count();
    assert!(count(again, rule.name) < count(then, rule.name), "the finding is still there");
    for finding in again.iter().filter(|finding| !allowed.contains(&finding.rule)) {
        let (now, before) = (count(again, finding.rule), count(then, finding.rule));
        assert!(now <= before, "a new finding: {} {}", finding.rule, finding.message);
    }
}

/// The lines in which two texts differ.
fn difference(one: &str, two: &str) -> String {
    let mut lines = String::new();
    let (one, two): (Vec<&str>, Vec<&str>) = (one.lines().collect(), two.lines().collect());
    for index in 0..one.len().max(two.len()) {
        let (one, two) = (one.get(index).unwrap_or(&"(end)"), two.get(index).unwrap_or(&"(end)"));
        if one != two {
            lines += &format!("line {}:\n  is        {one}\n  should be {two}\n", index + 1);
        }
    }
    lines
}

impl Fixture {
    fn parse(source: &str) -> Fixture {
        let source = source.strip_prefix('\n').unwrap_or(source);
        let (source, config) = source.split_once("{config}\n").unwrap_or((source, ""));
        let (source, others) = others(source);
        let with_marks = match source.strip_prefix("{report}") {
            Some(changes) => whole_report(REPORT, changes),
            None => source.to_owned(),
        };
        let mut fixture = Fixture { text: String::new(), others, config: config.to_owned(), expected: Vec::new() };
        let mut line_start = 0;
        let mut previous = "";
        for line in with_marks.split_inclusive('\n') {
            match mark(line) {
                Some((start, width, message)) => {
                    let at = |columns| line_start + byte_at(previous, columns);
                    let size = |bytes: usize| TextSize::try_from(bytes).expect("fixtures are small");
                    let range = TextRange::new(size(at(start)), size(at(start + width)));
                    fixture.expected.push((range, message.to_owned()));
                }
                None => {
                    line_start = fixture.text.len();
                    previous = line;
                    fixture.text.push_str(line);
                }
            }
        }
        fixture
    }

    fn settings(&self) -> Settings {
        let config: Config = toml::from_str(&self.config).expect("the fixture's configuration is right");
        Settings { config, ..Settings::default() }
    }

    fn check(&self, document: &Document) -> Vec<Finding> {
        let mut shelf = Shelf::default();
        let mut named = Named::default();
        for (index, (text, other)) in self.others.iter().enumerate() {
            let path = PathBuf::from(format!("{index}.md"));
            shelf.put(&path, Shelf::neighbours(&Document::new(text, document.settings().clone()), &path));
            if *other == Other::Part {
                named.roll_up.get_or_insert_default().parts.push(path);
            }
        }
        let own = Shelf::neighbours(document, Path::new("own.md"));
        let surroundings = shelf.surroundings(Path::new("own.md"), &own, &named);
        by_report(document, &[], &surroundings).into_vec()
    }
}

/// What a fixture says of its own report, and the other reports.
fn others(source: &str) -> (String, Vec<(String, Other)>) {
    let mut pieces: Vec<(String, Option<(String, Other)>)> = vec![(String::new(), None)];
    for line in source.split_inclusive('\n') {
        let command = line.trim().strip_prefix('{').and_then(|line| line.strip_suffix('}')).unwrap_or_default();
        let other = match command.split_once(' ') {
            Some(("last", "year")) => Some((last_year(), Other::LastYear)),
            Some(("office", name)) => Some((REPORT.replace(ORGAN, name), Other::Office)),
            Some(("part", name)) => Some((REPORT.replace(ORGAN, name), Other::Part)),
            _ => None,
        };
        match other {
            Some(other) => pieces.push((String::new(), Some(other))),
            None => pieces.last_mut().expect("there is one").0.push_str(line),
        }
    }
    let mut pieces = pieces.into_iter();
    let own = pieces.next().expect("there is one").0;
    let others =
        pieces.filter_map(|(changes, other)| other.map(|(base, other)| (whole_report(&base, &changes), other)));
    (own, others.collect())
}

/// Who publishes [`REPORT`].
const ORGAN: &str = "某市卫生健康委员会";

/// A right report of the year before [`REPORT`], from which everything follows that stands there.
pub(crate) fn last_year() -> String {
    let changes = "
{rows}
| 行政规范性文件 | 2 | 1 | 6 |
| 一、本年新收政府信息公开申请数量 |  |  | 9 | 4 | 0 | 0 | 0 | 0 | 13 |
| 四、结转下年度继续办理 |  |  | 1 | 0 | 0 | 0 | 0 | 0 | 1 |
";
    let report = REPORT.replace("2024年", "2023年").replace("2025年", "2024年");
    whole_report(&report.replace("申请14件", "申请13件").replace("继续办理2件", "继续办理1件"), changes)
}

/// The column, width and message of a line of marks.
fn mark(line: &str) -> Option<(usize, usize, &str)> {
    let trimmed = line.trim_start_matches(' ');
    let carets = trimmed.len() - trimmed.trim_start_matches('^').len();
    (carets > 0).then(|| (line.len() - trimmed.len(), carets, trimmed[carets..].trim()))
}

/// The byte at which a display column of `line` begins.
fn byte_at(line: &str, column: usize) -> usize {
    let mut width = 0;
    for (at, char) in line.char_indices() {
        if width >= column {
            return at;
        }
        width += if char.is_ascii() { 1 } else { 2 };
    }
    line.trim_end_matches('\n').len()
}

/// A report with the changes of a fixture.
fn whole_report(report: &str, changes: &str) -> String {
    let mut sections: Vec<String> = vec![String::new()];
    for line in report.split_inclusive('\n') {
        if line.starts_with("## ") {
            sections.push(String::new());
        }
        sections.last_mut().expect("there is one").push_str(line);
    }
    let mut target = None;
    let mut replaced = vec![false; sections.len() + 1];
    let mut after = String::new();
    let mut before = String::new();
    for line in changes.strip_prefix('\n').unwrap_or(changes).split_inclusive('\n') {
        let command = line.trim().strip_prefix('{').and_then(|line| line.strip_suffix('}'));
        match command {
            Some("before") => target = Some(Target::Before),
            Some("after") => target = Some(Target::After),
            Some("rows") => target = Some(Target::Rows(None)),
            Some(command) => {
                let whole = command.starts_with("whole ");
                let number: usize =
                    command.trim_start_matches("whole ").trim_start_matches("section ").parse().expect("{section N}");
                if !std::mem::replace(&mut replaced[number], true) {
                    let heading = sections[number].split_inclusive('\n').next().unwrap_or_default().to_owned();
                    sections[number] = if whole { String::new() } else { heading + "\n" };
                }
                target = Some(Target::Section(number));
            }
            None => match &mut target {
                Some(Target::Before) => before.push_str(line),
                Some(Target::After) => after.push_str(line),
                Some(Target::Rows(section)) => replace_row(&mut sections, section, line),
                Some(Target::Section(number)) => sections[*number].push_str(line),
                None => assert!(line.trim().is_empty(), "text before the first {{section}}: {line}"),
            },
        }
    }
    before + &sections.concat() + &after
}

/// Puts `line` in the place of the row that begins most like it; a line of marks goes behind the row before it.
fn replace_row(sections: &mut [String], place: &mut Option<(usize, usize)>, line: &str) {
    if line.trim().is_empty() {
        return;
    }
    if let Some((section, end)) = place.filter(|_| mark(line).is_some()) {
        sections[section].insert_str(end, line);
        return;
    }
    let mut best = (0, 0, 0..0);
    for (section, text) in sections.iter().enumerate() {
        let mut start = 0;
        for row in text.split_inclusive('\n') {
            let like = row.chars().zip(line.chars()).take_while(|(one, two)| one == two).count();
            if like > best.0 && row.starts_with('|') {
                best = (like, section, start..start + row.len());
            }
            start += row.len();
        }
    }
    let (_, section, range) = best;
    *place = Some((section, range.start + line.len()));
    sections[section].replace_range(range, line);
}

enum Target {
    Before,
    After,
    /// The row before, as its section and the byte at which it ends.
    Rows(Option<(usize, usize)>),
    Section(usize),
}
