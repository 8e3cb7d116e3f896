//! The reports beside the one that is checked: last year's, the offices' that a government adds up, those that are
//! written alike. A check never reads a file: whoever checks says what stands beside a document ([`Surroundings`]).
//!
//! - [`Neighbour`]: what is to be known of another report, and where it stands.
//! - [`Shelf`]: all reports that are known, and which of them belong together.

mod shelf;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use shelf::{Named, RollUp, Shelf};

use crate::report::{Digest, Report};
use crate::text::{TextRange, TextSize};

/// A report and where it stands.
#[derive(Clone, Debug)]
pub struct Neighbour {
    /// Its file, as the person calls it.
    pub path: Arc<Path>,
    /// Its first byte in that file's text.
    pub start: TextSize,
    /// What is known of it.
    pub digest: Arc<Digest>,
}

impl PartialEq for Neighbour {
    fn eq(&self, other: &Neighbour) -> bool {
        self.path == other.path && self.start == other.start && self.digest == other.digest
    }
}

impl Neighbour {
    /// A range of the report as a range of its file's text.
    pub fn place(&self, range: TextRange) -> TextRange {
        range + self.start
    }

    /// The place of the cell with this key in its file's text.
    pub fn cell(&self, key: &str) -> Option<TextRange> {
        Some(self.place(self.digest.figure(key)?.range))
    }

    /// What it is known by.
    pub fn name(&self) -> Name {
        Name::new(self.digest.organization.as_deref(), self.digest.year)
    }
}

/// What one report is compared with.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Beside {
    /// Last year's report of the same organ.
    pub previous: Option<Neighbour>,
    /// Other organs' reports of the same year whose prose is nearly the same.
    pub alike: Vec<Neighbour>,
    /// The reports whose figures it adds up.
    pub parts: Option<Parts>,
}

/// The reports that a government's report adds up.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Parts {
    /// Those that were read.
    pub found: Vec<Neighbour>,
    /// Those that are named and are no report of that year.
    pub missing: Vec<PathBuf>,
}

impl Beside {
    fn is_empty(&self) -> bool {
        self.previous.is_none() && self.alike.is_empty() && self.parts.is_none()
    }
}

/// Who reports on which year: what a report is known by among others. Punctuation and blanks in the name don't count.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Name {
    organization: Option<String>,
    year: Option<u16>,
}

impl Name {
    /// The name of a report.
    pub fn of(report: &Report) -> Name {
        Name::new(report.facts.organization.as_deref(), report.facts.year)
    }

    /// Whether both are known to be of the same organ.
    pub fn is_of_same_organ(&self, other: &Name) -> bool {
        self.organization.is_some() && self.organization == other.organization
    }

    fn new(organization: Option<&str>, year: Option<u16>) -> Name {
        let key = organization.map(crate::text::label_key).filter(|key| !key.is_empty());
        Name { organization: key, year }
    }
}

/// What stands beside each report of one document. It stays as it is while the document is edited, until somebody
/// looks around again.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Surroundings {
    by_name: HashMap<Name, Arc<Beside>>,
}

impl Surroundings {
    /// Nothing: each report is checked by itself.
    pub fn none() -> &'static Surroundings {
        static NONE: std::sync::LazyLock<Surroundings> = std::sync::LazyLock::new(Surroundings::default);
        &NONE
    }

    /// Whether nothing stands beside any report.
    pub fn is_empty(&self) -> bool {
        self.by_name.is_empty()
    }

    /// What stands beside a report of the document.
    pub fn beside(&self, report: &Report) -> Option<&Arc<Beside>> {
        if self.is_empty() {
            return None;
        }
        self.by_name.get(&Name::of(report))
    }

    /// Says what stands beside the report of this name.
    pub fn put(&mut self, name: Name, beside: Beside) {
        if !beside.is_empty() {
            self.by_name.insert(name, Arc::new(beside));
        }
    }

    /// Equal for surroundings in which the same will be found.
    pub fn fingerprint(&self) -> u64 {
        // In no order: each report's part is hashed by itself.
        self.by_name.values().map(|beside| beside.fingerprint()).fold(0, u64::wrapping_add)
    }
}

impl Beside {
    fn neighbours(&self) -> impl Iterator<Item = &Neighbour> {
        let parts = self.parts.iter().flat_map(|parts| &parts.found);
        self.previous.iter().chain(&self.alike).chain(parts)
    }

    /// Equal for what makes a check find the same.
    pub fn fingerprint(&self) -> u64 {
        use std::hash::{Hash, Hasher};
        let mut hasher = rustc_hash::FxHasher::default();
        for neighbour in self.neighbours() {
            (&neighbour.path, u32::from(neighbour.start), neighbour.digest.fingerprint).hash(&mut hasher);
        }
        if let Some(parts) = &self.parts {
            parts.missing.hash(&mut hasher);
        }
        hasher.finish()
    }
}
