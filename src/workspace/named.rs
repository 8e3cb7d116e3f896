//! The files that a configuration names for comparison.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use ignore::WalkBuilder;
use ignore::overrides::{Override, OverrideBuilder};

use super::load;
use super::walk::EXTENSIONS;
use crate::beside::{Named, RollUp};
use crate::config::{Config, Settings};
use crate::document::Document;
use crate::finding::Locale;
use crate::format::Formats;
use crate::say;

/// The files that a configuration names for comparison with the file at `path`, each by its one spelling.
pub fn named(path: &Path, config: &Config) -> Named {
    if config.report.previous.is_none() && config.roll_up.is_empty() {
        return Named::default();
    }
    let file = spelling(path);
    let previous = config.report.previous.as_deref().map(spelling).filter(|previous| *previous != file);
    let roll_up = config.roll_up.iter().find(|roll_up| spelling(&roll_up.of) == file);
    let parts = roll_up.map(|roll_up| {
        let mut parts: Vec<PathBuf> = Vec::new();
        for part in roll_up.parts.iter().flat_map(|pattern| expand(pattern)) {
            if part != file && !parts.contains(&part) {
                parts.push(part);
            }
        }
        RollUp { parts }
    });
    Named { previous, roll_up: parts }
}

/// One spelling for all the ways to write a path.
pub fn spelling(path: &Path) -> PathBuf {
    path.canonicalize().or_else(|_| std::path::absolute(path)).unwrap_or_else(|_| path.to_owned())
}

/// Whether two paths lead to one file, by links of any kind too. A file that is not there is none.
pub fn is_same_file(one: &Path, two: &Path) -> bool {
    #[cfg(unix)]
    let identity = |path: &Path| {
        use std::os::unix::fs::MetadataExt;
        std::fs::metadata(path).map(|file| (file.dev(), file.ino()))
    };
    #[cfg(not(unix))]
    let identity = |path: &Path| path.canonicalize();
    identity(one).is_ok_and(|one| identity(two).is_ok_and(|two| one == two))
}

/// The files that a pattern with `*`, `?` or `[` names, in order; the path itself where it is none.
pub fn expand(pattern: &Path) -> Vec<PathBuf> {
    let Some((folder, globs)) = globs(pattern) else { return vec![spelling(pattern)] };
    let Ok(globs) = globs else { return Vec::new() };
    let walk = WalkBuilder::new(folder).overrides(globs).require_git(false).build();
    let is_file = |entry: &ignore::DirEntry| entry.path().is_file();
    let mut found: Vec<PathBuf> =
        walk.filter_map(Result::ok).filter(is_file).map(|entry| spelling(entry.path())).collect();
    found.sort();
    found
}

/// The folder below which a pattern looks for files, and what it looks for; none where the path is no pattern.
fn globs(pattern: &Path) -> Option<(PathBuf, Result<Override, ignore::Error>)> {
    let is_pattern = |part: &std::ffi::OsStr| part.to_string_lossy().contains(['*', '?', '[']);
    let fixed: PathBuf = pattern.iter().take_while(|part| !is_pattern(part)).collect();
    let rest = pattern.strip_prefix(&fixed).ok().filter(|rest| !rest.as_os_str().is_empty())?;
    let mut globs = OverrideBuilder::new(&fixed);
    // A leading slash ties the pattern to the folder.
    let added = globs.add(&format!("/{}", rest.to_string_lossy().replace('\\', "/"))).map(|_| ());
    let built = added.and_then(|()| globs.build());
    Some((fixed, built))
}

/// What is wrong with the files that a configuration names, and where: the table and key, and which of several.
pub struct Trouble {
    /// `previous`, or the number of the roll-up and one of its keys.
    pub place: Place,
    /// What is wrong.
    pub message: String,
}

/// Where a file is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In `[report] previous`.
    Previous,
    /// In the `of` of a roll-up, counted from 0.
    RollUp(usize),
    /// In the `parts` of a roll-up, or one of them, both counted from 0.
    Parts(usize, Option<usize>),
}

/// The first thing that is wrong with the files that `config` names: last year's report is not there or is none, a report that
/// adds up others is not there, adds up nothing, or names them by a malformed pattern, reports add up each other.
pub fn trouble(config: &Config, formats: &Arc<Formats>, locale: Locale) -> Option<Trouble> {
    let document = |text: &str| {
        let settings = Settings { config: Config::default(), formats: formats.clone(), locale };
        Document::new(text, Arc::new(settings))
    };
    let previous = config.report.previous.as_deref().and_then(|path| {
        let shown = path.display();
        // A Word file is read when it is needed.
        let extension = path.extension().and_then(|extension| extension.to_str());
        if path.is_file() && extension.is_some_and(|own| !EXTENSIONS.contains(&&*own.to_ascii_lowercase())) {
            return None;
        }
        let message = match load(path).map(|loaded| document(&loaded.text)) {
            Err(error) => {
                let why = error.message(locale);
                say!(locale, "读不了上年的报告 {shown}：{why}", "cannot read last year's report {shown}: {why}")
            }
            Ok(document) if document.is_report() => return None,
            Ok(_) => say!(locale, "{shown} 里没有认出年度报告", "no annual report was recognised in {shown}"),
        };
        Some(Trouble { place: Place::Previous, message })
    });
    previous.or_else(|| trouble_of_roll_ups(config, locale))
}

fn trouble_of_roll_ups(config: &Config, locale: Locale) -> Option<Trouble> {
    let sums: Vec<(PathBuf, Vec<PathBuf>)> = config
        .roll_up
        .iter()
        .map(|roll_up| (spelling(&roll_up.of), roll_up.parts.iter().flat_map(|part| expand(part)).collect()))
        .collect();
    let named = |index: usize| config.roll_up[index].of.display();
    (0..sums.len()).find_map(|index| {
        let shown = named(index);
        let message = if !sums[index].0.is_file() {
            say!(locale, "没有汇总报告 {shown}", "there is no report {shown} to add up to")
        } else if let Some(trouble) = trouble_of_parts(index, &config.roll_up[index].parts, locale) {
            return Some(trouble);
        } else {
            let names: Vec<String> = if config.roll_up[index].parts.iter().any(|part| is_one(part, &sums[index].0)) {
                vec![shown.to_string()]
            } else {
                cycle(&sums, index)?.into_iter().map(|index| named(index).to_string()).collect()
            };
            let names = names.join(" → ");
            say!(locale, "汇总关系成了环：{names} → {shown}", "reports add up each other: {names} → {shown}")
        };
        Some(Trouble { place: Place::RollUp(index), message })
    })
}

/// Whether a part is named as this very file, not covered by a pattern.
fn is_one(part: &Path, file: &Path) -> bool {
    globs(part).is_none() && spelling(part) == file
}

/// What is wrong with the parts of the roll-up of this number by themselves.
fn trouble_of_parts(index: usize, parts: &[PathBuf], locale: Locale) -> Option<Trouble> {
    if parts.is_empty() {
        let message =
            say!(locale, "parts 是空的：请写上要汇总的报告", "parts is empty: name the reports that are added up");
        return Some(Trouble { place: Place::Parts(index, None), message });
    }
    (0..).zip(parts).find_map(|(number, part)| {
        let error = globs(part)?.1.err()?;
        let message = say!(locale, "模式有误：{error}", "invalid pattern: {error}");
        Some(Trouble { place: Place::Parts(index, Some(number)), message })
    })
}

/// The way from a sum back to itself through the sums among its parts, if there is one. A pattern that covers the sum itself
/// is no way.
fn cycle(sums: &[(PathBuf, Vec<PathBuf>)], start: usize) -> Option<Vec<usize>> {
    let next = |index: usize| {
        let parts = &sums[index].1;
        (0..sums.len()).filter(move |other| *other != index && parts.contains(&sums[*other].0))
    };
    let mut ways: Vec<Vec<usize>> = vec![vec![start]];
    let mut seen = std::collections::HashSet::new();
    while let Some(way) = ways.pop() {
        for other in next(*way.last()?) {
            if other == start {
                return Some(way);
            }
            if seen.insert(other) {
                ways.push(way.iter().copied().chain([other]).collect());
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn patterns_name_files() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path().canonicalize().unwrap();
        fs::create_dir_all(folder.join("部门/内设")).unwrap();
        for name in ["市.md", "部门/b.md", "部门/a.md", "部门/c.txt", "部门/内设/d.md"] {
            fs::write(folder.join(name), "").unwrap();
        }
        let names = |pattern: &str| -> Vec<String> {
            let found = expand(&folder.join(pattern));
            found.iter().map(|path| path.strip_prefix(&folder).unwrap().to_string_lossy().into_owned()).collect()
        };
        assert_eq!(names("部门/*.md"), ["部门/a.md", "部门/b.md"]);
        assert_eq!(names("部门/**/*.md"), ["部门/a.md", "部门/b.md", "部门/内设/d.md"]);
        assert_eq!(names("*/c.txt"), ["部门/c.txt"]);
        assert_eq!(names("没有.md"), ["没有.md"]);
        assert_eq!(names("没有/*.md"), [""; 0]);
    }
}
