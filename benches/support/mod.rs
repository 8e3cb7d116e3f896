//! The documents that are measured.

#![allow(dead_code, reason = "each benchmark uses its own part")]

#[path = "../../tests/support/writer/mod.rs"]
mod writer;

use std::collections::HashMap;
use std::fmt;
use std::fs;
use std::sync::{Arc, LazyLock};

use gouji::config::Settings;
use writer::{Dialect, Options, dialects, generate, typo};

/// A document to measure with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Input {
    source: Source,
    bytes: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Source {
    /// The real reports of `tests/corpus` in turn. What is a copy is read, but not checked again.
    Seeds,
    /// Clean reports in every dialect, no two of them alike.
    Distinct,
    /// The same with a mistyped figure, misspelt labels and residue in each.
    Faulty,
}

const SIZES: [usize; 3] = [15_000, 1_000_000, 10_000_000];

/// Real and generated documents of three sizes.
pub fn inputs() -> impl Iterator<Item = Input> {
    let of = |source| SIZES.into_iter().map(move |bytes| Input { source, bytes });
    of(Source::Seeds).chain(of(Source::Distinct))
}

/// Those, and documents full of findings.
pub fn all_inputs() -> impl Iterator<Item = Input> {
    inputs().chain(SIZES.into_iter().map(|bytes| Input { source: Source::Faulty, bytes }))
}

impl fmt::Display for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match self.source {
            Source::Seeds => "seeds",
            Source::Distinct => "distinct",
            Source::Faulty => "faulty",
        };
        match self.bytes {
            bytes @ ..1_000_000 => write!(f, "{name} {} KB", bytes / 1000),
            bytes => write!(f, "{name} {} MB", bytes / 1_000_000),
        }
    }
}

impl Input {
    /// The document.
    pub fn text(self) -> &'static str {
        &self.written().0
    }

    /// Near which byte it is edited: about its middle.
    pub fn middle(self) -> usize {
        self.written().1
    }

    fn written(self) -> &'static (String, usize) {
        static TEXTS: LazyLock<HashMap<Input, (String, usize)>> =
            LazyLock::new(|| all_inputs().map(|input| (input, input.write())).collect());
        &TEXTS[&self]
    }

    /// Whole reports, at least as many bytes as asked for, and where they are edited.
    fn write(self) -> (String, usize) {
        let mut text = String::new();
        match self.source {
            Source::Seeds => {
                let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/corpus");
                let entries = fs::read_dir(folder).expect("the corpus is in the repository");
                let mut paths: Vec<_> = entries.map(|entry| entry.expect("is readable").path()).collect();
                paths.sort();
                let seeds: Vec<String> =
                    paths.iter().map(|path| fs::read_to_string(path).expect("seeds are UTF-8")).collect();
                for seed in seeds.iter().cycle() {
                    if text.len() >= self.bytes {
                        break;
                    }
                    text.push_str(seed);
                    text.push('\n');
                }
            }
            Source::Distinct | Source::Faulty => {
                // A page of its own is no part of a compendium.
                let dialects: Vec<Dialect> =
                    dialects().iter().copied().filter(|dialect| *dialect != Dialect::HtmlPage).collect();
                let mut reports = Vec::new();
                let mut bytes = 0;
                for seed in 0.. {
                    if bytes >= self.bytes {
                        break;
                    }
                    let dialect = dialects[usize::try_from(seed).unwrap_or(0) % dialects.len()];
                    let sample = match self.source {
                        Source::Faulty => typo(seed, &generate(seed, &faulty(dialect))),
                        _ => generate(seed, &Options::clean(dialect)),
                    };
                    bytes += sample.text.len();
                    reports.push(sample.text);
                }
                // The first table of the same report is edited, whatever the size.
                let middle = reports.len() / 2;
                reports.rotate_right(middle);
                let before: usize = reports[..middle].iter().map(|report| report.len() + "\n\n".len()).sum();
                let table = reports[middle].find("主动公开政府信息情况").expect("every report has the section");
                return (reports.join("\n\n"), before + table);
            }
        }
        let middle = text.len() / 2;
        (text, middle)
    }
}

/// The settings without a configuration.
pub fn settings() -> Arc<Settings> {
    static SETTINGS: LazyLock<Arc<Settings>> = LazyLock::new(Arc::default);
    SETTINGS.clone()
}

fn faulty(dialect: Dialect) -> Options {
    Options { misspelling: Some(true), residue: Some(true), ..Options::clean(dialect) }
}
