//! Findings that are known already: `--write-baseline` records them, `--baseline` does not tell them again.
//!
//! A finding is known by its file, its rule and what it is about: the cell with what it says and should say, or the words
//! that its message quotes, or the text it stands at; never by its line, so that it stays known while text around it
//! changes. Equal ones are counted. The file is sorted and has a line for each, so that a person can read what changes.

use std::collections::BTreeMap;
use std::io;
use std::path::{Component, Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::cli::output::{Checked, Output};
use crate::document::Document;
use crate::finding::{Data, Finding, Locale};
use crate::format::skeleton::chinese_numeral;
use crate::say;
use crate::syntax::Visible;
use crate::text::{Number, TextRange, TextSize, label_key};
use crate::workspace;

/// How often each is known, by rule and by what it is about.
pub(super) type Known = BTreeMap<String, BTreeMap<String, usize>>;

/// The version of the file's form.
const VERSION: u8 = 1;

/// What a finding is about is told in at most so many characters.
const LONGEST: usize = 60;

/// The known findings of all files.
#[derive(Debug)]
pub(super) struct Baseline {
    /// The folder of the file, absolute: the paths in it are relative to that.
    folder: PathBuf,
    files: BTreeMap<String, Known>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    version: u8,
    files: BTreeMap<String, Known>,
}

/// The findings of a file, parted by whether they are known.
#[derive(Debug, Default)]
pub(super) struct Sifted {
    /// Those that are new.
    pub new: Vec<Finding>,
    /// How many are known.
    pub hidden: usize,
    /// How many that are known were not found.
    pub stale: usize,
}

impl Baseline {
    /// An empty one for the file at `path`.
    pub(super) fn new(path: &Path) -> Baseline {
        let path = absolute(path);
        let folder = path.parent().map(Path::to_owned).unwrap_or_default();
        Baseline { folder, files: BTreeMap::new() }
    }

    /// Reads the file at `path`.
    ///
    /// # Errors
    /// A sentence that says what is wrong with it, and where.
    pub(super) fn read(path: &Path, locale: Locale) -> Result<Baseline, String> {
        let shown = path.display();
        let loaded = workspace::load(path).map_err(|error| format!("{shown}: {}", error.message(locale)))?;
        let form: Form = serde_json::from_str(loaded.text.trim_start_matches('\u{feff}')).map_err(|error| {
            let (line, column) = (error.line(), error.column());
            say!(
                locale,
                "{shown}:{line}:{column}: 不是 gouji 的基线文件：{error}",
                "{shown}:{line}:{column}: not a baseline of gouji: {error}"
            )
        })?;
        if form.version != VERSION {
            let version = form.version;
            return Err(say!(
                locale,
                "{shown}: 基线文件的版本是 {version}，这个程序只认 {VERSION}",
                "{shown}: a baseline of version {version}; this program knows {VERSION} only"
            ));
        }
        Ok(Baseline { files: form.files, ..Baseline::new(path) })
    }

    /// Writes the findings of the files that were checked, and of the others what `before` knew, as long as they are
    /// there.
    ///
    /// # Errors
    /// What the system says.
    pub(super) fn write(mut self, path: &Path, before: Option<Baseline>) -> io::Result<()> {
        for (file, known) in before.map(|before| before.files).unwrap_or_default() {
            if self.folder.join(&file).is_file() {
                self.files.entry(file).or_insert(known);
            }
        }
        self.files.retain(|_, known| !known.is_empty());
        let mut text = serde_json::to_string_pretty(&Form { version: VERSION, files: self.files })?;
        text.push('\n');
        workspace::create(path, text.as_bytes(), true)
    }

    /// Adds what is found in a file that was checked.
    pub(super) fn record(&mut self, file: &Path, known: Known) {
        self.files.insert(self.key(file), known);
    }

    /// Parts the findings of a file by whether they are known; of equal ones, as many as are known.
    pub(super) fn sift(&self, file: &Path, document: &Document, findings: Vec<Finding>) -> Sifted {
        let mut left = self.files.get(&self.key(file)).cloned().unwrap_or_default();
        let mut sifted = Sifted::default();
        for finding in findings {
            let count = left.get_mut(finding.rule).and_then(|rule| rule.get_mut(&about(document, &finding)));
            match count.filter(|count| **count > 0) {
                Some(count) => (*count, sifted.hidden) = (*count - 1, sifted.hidden + 1),
                None => sifted.new.push(finding),
            }
        }
        sifted.stale = count(&left);
        sifted
    }

    /// How many are known of files that are no longer there.
    pub(super) fn of_missing_files(&self) -> usize {
        let is_missing = |file: &str| !self.folder.join(file).is_file();
        self.files.iter().filter(|(file, _)| is_missing(file)).map(|(_, known)| count(known)).sum()
    }

    /// A file's path from the baseline's folder, with slashes.
    fn key(&self, file: &Path) -> String {
        let file = absolute(file);
        let same = self.folder.components().zip(file.components()).take_while(|(one, two)| one == two).count();
        let up = self.folder.components().skip(same).map(|_| "..".to_owned());
        let down = file.components().skip(same).map(|part| match part {
            Component::Normal(name) => name.to_string_lossy().into_owned(),
            other => other.as_os_str().to_string_lossy().into_owned(),
        });
        up.chain(down).collect::<Vec<_>>().join("/")
    }
}

/// A path from the root without `.` and `..`; links stay as they are named.
fn absolute(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in std::path::absolute(path).unwrap_or_else(|_| path.to_owned()).components() {
        match part {
            Component::CurDir => {}
            // Above the root is the root.
            Component::ParentDir => {
                plain.pop();
            }
            _ => plain.push(part),
        }
    }
    plain
}

fn count(known: &Known) -> usize {
    known.values().flat_map(BTreeMap::values).sum()
}

/// What is to be known of a file's findings.
pub(super) fn known(document: &Document, findings: &[Finding]) -> Known {
    let mut known = Known::new();
    for finding in findings {
        *known.entry(finding.rule.to_owned()).or_default().entry(about(document, finding)).or_default() += 1;
    }
    known
}

/// What a finding is about: its section, and what was wrong there.
fn about(document: &Document, finding: &Finding) -> String {
    let figure = |number: &Option<Number>| number.map_or("-".to_owned(), |number| number.to_string());
    let what = match &finding.data {
        Some(Data::Relation { reported, computed, cells, suspect, .. }) => {
            let cell = suspect.as_ref().or(cells.last()).map(String::as_str).unwrap_or_default();
            format!("{cell} {}≠{computed}", figure(reported))
        }
        Some(Data::Prose { value, cell, expected }) => format!("{cell} {value}≠{expected}"),
        None => quoted(&finding.message).unwrap_or_else(|| text_at(document, finding.range)),
    };
    let what: String = what.chars().take(LONGEST).collect();
    match section(document, finding.range.start()) {
        Some(number) => format!("{} {what}", chinese_numeral(number)),
        None => what,
    }
}

/// The words that a message quotes: labels, figures and words of the report, which are the same in every language.
fn quoted(message: &str) -> Option<String> {
    let quotes = message.split('“').skip(1).filter_map(|rest| Some(rest.split_once('”')?.0));
    let quotes: Vec<&str> = quotes.collect();
    (!quotes.is_empty()).then(|| quotes.join(" "))
}

/// The letters and digits at the start of a range.
fn text_at(document: &Document, range: TextRange) -> String {
    const MOST_BYTES: u32 = 600;
    let len = range.len().min(TextSize::from(MOST_BYTES));
    label_key(&Visible::of(&document.text().slice(TextRange::at(range.start(), len))).text)
}

/// The number of the section in which an offset stands.
fn section(document: &Document, offset: TextSize) -> Option<u8> {
    let (start, report) = document.reports_in(TextRange::empty(offset)).filter(|(start, _)| *start <= offset).last()?;
    let begins_before = |section: &&crate::report::Section| section.heading.start() + start <= offset;
    let section = report.sections.iter().rfind(begins_before)?;
    Some(report.format.as_ref()?.sections[section.spec].number)
}

/// Prints nothing: findings are recorded.
pub(super) struct Silent;

impl Output for Silent {
    fn file(&self, _: &Checked<'_>, _: &mut Vec<u8>) -> io::Result<()> {
        Ok(())
    }
}
