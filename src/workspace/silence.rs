//! What was to be compared and gave nothing: a file that can't be read, a pattern that matches none, reports whose organs
//! have different names. The rules are silent then, and a person would take their silence for consent.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::library::{Library, shown};
use super::named::{expand, named, spelling};
use crate::beside::{Neighbour, Surroundings};
use crate::config::Config;
use crate::document::Document;
use crate::finding::Locale;
use crate::say;

/// What has been silent so far. Shared by all threads.
#[derive(Debug, Default)]
pub struct Silences(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    /// Sentences, each once.
    always: BTreeSet<String>,
    /// For each report that is named as last year's: why it was not the one, unless it was for some report.
    previous: BTreeMap<PathBuf, Option<String>>,
}

impl Silences {
    /// Looks at what the configuration names for comparison with `document`, the file that the person calls `path`, once
    /// its surroundings are known.
    pub fn look(&self, path: &Path, document: &Document, surroundings: &Surroundings, library: &Library) {
        let (config, locale) = (&document.settings().config, document.settings().locale);
        let named = named(path, config);
        if named.is_empty() || !document.is_report() {
            return;
        }
        let own = library.reports_of(&spelling(path), path, document);
        if let Some(previous) = &named.previous {
            let found = document.reports().any(|(_, report)| {
                let last = surroundings.beside(report).and_then(|beside| beside.previous.as_ref());
                last.is_some_and(|last| spelling(&last.path) == *previous)
            });
            let mut state = self.lock();
            if found {
                state.previous.insert(previous.clone(), None);
            } else if let Some(why) = unread(previous, library, locale) {
                state.always.insert(unread_previous(previous, &why, locale));
            } else {
                let other = || Some(other_previous(previous, &own, library, locale));
                state.previous.entry(previous.clone()).or_insert_with(other);
            }
        }
        for sentence in of_parts(path, config, library, locale) {
            self.lock().always.insert(sentence);
        }
    }

    /// The sentences, once every file was looked at.
    pub fn sentences(&self) -> Vec<String> {
        let state = self.lock();
        state.previous.values().flatten().chain(&state.always).cloned().collect()
    }

    /// Those that hold whatever other files there are.
    pub fn certain(&self) -> Vec<String> {
        self.lock().always.iter().cloned().collect()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Why nothing is known of a file's reports, if so.
fn unread(file: &Path, library: &Library, locale: Locale) -> Option<String> {
    if file.is_dir() {
        return Some(say!(
            locale,
            "是文件夹；请写成“文件夹/*.md”这样的模式",
            "a folder; write a pattern such as FOLDER/*.md"
        ));
    }
    if let Some(why) = library.why_unread(file) {
        return Some(why);
    }
    let reports = library.known_reports(file);
    if reports.is_empty() {
        return Some(say!(locale, "里面没有认出年度报告", "no annual report was recognised in it"));
    }
    reports.iter().all(|report| report.digest.year.is_none()).then(|| {
        say!(
            locale,
            "看不出是哪一年的报告；请在标题里写明年度",
            "it does not say of which year it is; put the year into its title"
        )
    })
}

fn unread_previous(previous: &Path, why: &str, locale: Locale) -> String {
    let file = shown(previous);
    let file = file.display();
    say!(
        locale,
        "previous 指明的上年报告 {file} 没有用上：{why}",
        "last year's report {file}, named by previous, was not used: {why}"
    )
}

/// Why reports in the file that is named as last year's were not the ones.
fn other_previous(previous: &Path, own: &[Neighbour], library: &Library, locale: Locale) -> String {
    let file = shown(previous);
    let file = file.display();
    let names = |reports: &[Neighbour]| {
        let names: Vec<String> = reports.iter().map(|report| name(report, locale)).collect();
        names.join(locale.pick("、", ", "))
    };
    let (theirs, own) = (names(&library.known_reports(previous)), names(own));
    say!(
        locale,
        "previous 指明的上年报告 {file} 没有用上：它是{theirs}的报告，要的是{own}上一年的。机关改了名的，请在 [report] 写 organization",
        "last year's report {file}, named by previous, was not used: it is of {theirs}, wanted is the year before of {own}; \
         where the organ's name has changed, set organization in [report]"
    )
}

/// Whose report it is and of which year.
fn name(report: &Neighbour, locale: Locale) -> String {
    let organ = report.digest.organization.as_deref().unwrap_or(locale.pick("某单位", "some organ"));
    match report.digest.year {
        Some(year) => say!(locale, "“{organ}”{year}年", "“{organ}” {year}"),
        None => say!(locale, "“{organ}”", "“{organ}”"),
    }
}

/// What is wrong with the parts of the sums that `path` is.
fn of_parts(path: &Path, config: &Config, library: &Library, locale: Locale) -> Vec<String> {
    let own = spelling(path);
    let mut sentences = Vec::new();
    for roll_up in config.roll_up.iter().filter(|roll_up| spelling(&roll_up.of) == own) {
        for pattern in &roll_up.parts {
            let files = expand(pattern);
            if files.is_empty() {
                let (of, pattern) = (path.display(), shown(pattern));
                let pattern = pattern.display();
                sentences.push(say!(
                    locale,
                    "汇总 {of}：parts 里的 {pattern} 没有匹配到文件，没有计入；请核对 gouji.toml",
                    "adding up {of}: {pattern} in parts matches no file, so nothing was counted; see gouji.toml"
                ));
            }
            for file in files.iter().filter(|file| **file != own) {
                let Some(why) = unread(file, library, locale) else { continue };
                let (of, file) = (path.display(), shown(file));
                let file = file.display();
                sentences.push(say!(
                    locale,
                    "汇总 {of}：没有计入 {file}：{why}",
                    "adding up {of}: {file} was not counted: {why}"
                ));
            }
        }
    }
    sentences
}

/// Reports of two years in a row that were named together and not compared, since their organs are called differently:
/// what to say where there is just one such pair.
pub fn of_other_names(files: &[PathBuf], library: &Library, locale: Locale) -> Option<String> {
    let all: Vec<Neighbour> = files.iter().flat_map(|file| library.known_reports(&spelling(file))).collect();
    let follows = |later: &Neighbour, earlier: &Neighbour| {
        let year = later.digest.year.and_then(|year| year.checked_sub(1));
        year.is_some() && year == earlier.digest.year && later.path != earlier.path
    };
    let is_same = |one: &Neighbour, other: &Neighbour| one.name().is_of_same_organ(&other.name());
    let lacks_last = |later: &&Neighbour| !all.iter().any(|one| follows(later, one) && is_same(later, one));
    let lacks_next = |earlier: &&Neighbour| !all.iter().any(|one| follows(one, earlier) && is_same(one, earlier));
    let later: Vec<&Neighbour> = all.iter().filter(|one| all.iter().any(|two| follows(one, two))).collect();
    let later: Vec<&Neighbour> = later.into_iter().filter(lacks_last).collect();
    let earlier: Vec<&Neighbour> = all.iter().filter(|one| all.iter().any(|two| follows(two, one))).collect();
    let earlier: Vec<&Neighbour> = earlier.into_iter().filter(lacks_next).collect();
    let ([later], [earlier]) = (&later[..], &earlier[..]) else { return None };
    let (one, two) = (earlier.path.display(), later.path.display());
    let (of_one, of_two) = (name(earlier, locale), name(later, locale));
    Some(say!(
        locale,
        "{one}（{of_one}）没有作为 {two}（{of_two}）的上年报告比较：机关名称不同。是同一单位的，请在 gouji.toml 的 [report] 写 organization",
        "{one} ({of_one}) was not compared with {two} ({of_two}) as last year's report: their organs have different names; \
         if they are one, set organization in [report] of gouji.toml"
    ))
}
