//! All reports that are known, and which of them belong together.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Beside, Name, Neighbour, Parts, Surroundings};
use crate::document::Document;
use crate::report::{Digest, Report};

/// Prose of another organ that is at least this much like a report's own is worth a look; which of it is the same, the
/// rule finds out.
const ALIKE: f64 = 0.75;

/// All reports that are known, by file. Files are known by one spelling of their path each, which whoever fills the
/// shelf chooses.
#[derive(Debug, Default)]
pub struct Shelf {
    files: HashMap<PathBuf, Vec<Neighbour>>,
    by_name: HashMap<Name, Vec<(PathBuf, Neighbour)>>,
}

/// The files that a configuration names for comparison with one file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Named {
    /// Last year's report.
    pub previous: Option<PathBuf>,
    /// What the file adds up.
    pub roll_up: Option<RollUp>,
}

/// The files that a government's report adds up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RollUp {
    /// Its offices' files.
    pub parts: Vec<PathBuf>,
}

impl Named {
    /// Whether nothing is named.
    pub fn is_empty(&self) -> bool {
        *self == Named::default()
    }

    /// All of the files.
    pub fn paths(&self) -> impl Iterator<Item = &PathBuf> {
        self.previous.iter().chain(self.roll_up.iter().flat_map(|roll_up| &roll_up.parts))
    }
}

impl Shelf {
    /// The reports of a document as neighbours; `path` is what the person calls its file.
    pub fn neighbours(document: &Document, path: &Path) -> Vec<Neighbour> {
        let path: Arc<Path> = path.into();
        let neighbour = |(start, report): (_, &Arc<Report>)| {
            let digest = report.digest(document.text(), start)?;
            Some(Neighbour { path: path.clone(), start, digest })
        };
        document.reports().filter_map(neighbour).collect()
    }

    /// Whether nothing is on it.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// Whether a file was put on it.
    pub fn has(&self, file: &Path) -> bool {
        self.files.contains_key(file)
    }

    /// Puts a file's reports on it, in place of what it had of that file. Returns whether anything is different now.
    pub fn put(&mut self, file: &Path, reports: Vec<Neighbour>) -> bool {
        if self.files.get(file).is_some_and(|old| *old == reports) {
            return false;
        }
        self.remove(file);
        for report in &reports {
            self.by_name.entry(report.name()).or_default().push((file.to_owned(), report.clone()));
        }
        self.files.insert(file.to_owned(), reports);
        true
    }

    /// Takes a file off it. Returns whether it was there.
    pub fn remove(&mut self, file: &Path) -> bool {
        let Some(old) = self.files.remove(file) else { return false };
        for report in old {
            let name = report.name();
            if let Some(same) = self.by_name.get_mut(&name) {
                same.retain(|(owner, _)| owner != file);
                if same.is_empty() {
                    self.by_name.remove(&name);
                }
            }
        }
        true
    }

    /// What stands beside the reports of a file: reports of other files. What one document says twice is another matter.
    pub fn surroundings(&self, file: &Path, reports: &[Neighbour], named: &Named) -> Surroundings {
        let mut surroundings = Surroundings::default();
        for report in reports {
            let digest = &report.digest;
            let beside = Beside {
                previous: self.previous(file, report, named.previous.as_deref()),
                alike: self.alike(file, report),
                parts: named.roll_up.as_ref().map(|roll_up| self.parts(digest, roll_up)),
            };
            surroundings.put(report.name(), beside);
        }
        surroundings
    }

    /// What stands beside the reports of a file that is on the shelf.
    pub fn surroundings_of(&self, file: &Path, named: &Named) -> Surroundings {
        self.surroundings(file, self.of_file(file), named)
    }

    /// The reports of a file.
    pub fn of_file(&self, file: &Path) -> &[Neighbour] {
        self.files.get(file).map_or(&[], Vec::as_slice)
    }

    /// Last year's report: in the file that is named, else by the organ's name. Where several say different things, nobody
    /// knows which one it is.
    fn previous(&self, file: &Path, report: &Neighbour, named: Option<&Path>) -> Option<Neighbour> {
        let year = report.digest.year?.checked_sub(1)?;
        if let Some(named) = named {
            // An organ whose name has changed says so with `organization` in the configuration.
            let may_be = |other: &&Neighbour| {
                let (own, theirs) = (report.name().organization, other.name().organization);
                other.digest.year == Some(year) && own.zip(theirs).is_none_or(|(own, theirs)| own == theirs)
            };
            if let Some(found) = self.of_file(named).iter().find(may_be) {
                return Some(found.clone());
            }
        }
        let name = report.name();
        name.organization.as_ref()?;
        let candidates = self.by_name.get(&Name { year: Some(year), ..name })?.iter();
        let candidates: Vec<_> = candidates.filter(|(other, _)| other != file).collect();
        let in_folder = |(other, _): &&&(PathBuf, Neighbour)| other.parent() == file.parent();
        let near: Vec<_> = candidates.iter().filter(in_folder).copied().collect();
        let chosen = if near.is_empty() { candidates } else { near };
        let (first, rest) = chosen.split_first()?;
        let same_figures = |other: &&(PathBuf, Neighbour)| other.1.digest.figures().eq(first.1.digest.figures());
        rest.iter().all(same_figures).then(|| first.1.clone())
    }

    /// Other organs' reports of the same year whose prose looks like it.
    fn alike(&self, file: &Path, report: &Neighbour) -> Vec<Neighbour> {
        let (name, digest) = (report.name(), &report.digest);
        let is_other = |other: &Name| {
            other.year == name.year && other.organization.is_some() && other.organization != name.organization
        };
        if name.organization.is_none() || name.year.is_none() || digest.sections().next().is_none() {
            return Vec::new();
        }
        let others = self.by_name.iter().filter(|(other, _)| is_other(other)).flat_map(|(_, reports)| reports);
        let is_alike = |other: &&(PathBuf, Neighbour)| {
            // The same figures under another name are another draft of the same report.
            other.0 != file
                && !other.1.digest.figures().eq(digest.figures())
                && digest.sections().any(|(number, own)| {
                    let theirs = other.1.digest.passages(number);
                    theirs.is_some_and(|theirs| !own.differs_at_a_glance(theirs) && own.likeness(theirs) >= ALIKE)
                })
        };
        let mut alike: Vec<_> = others.filter(is_alike).collect();
        alike.sort_by(|one, two| (&one.0, one.1.start).cmp(&(&two.0, two.1.start)));
        alike.into_iter().map(|(_, neighbour)| neighbour.clone()).collect()
    }

    fn parts(&self, digest: &Digest, roll_up: &RollUp) -> Parts {
        let mut parts = Parts::default();
        for file in &roll_up.parts {
            let of_year = self.of_file(file).iter().find(|report| report.digest.year == digest.year);
            match of_year {
                // One office may have its report in Word and in Markdown.
                Some(report) if parts.found.iter().any(|other| is_same(other, report)) => {}
                Some(report) => parts.found.push(report.clone()),
                None => parts.missing.push(file.clone()),
            }
        }
        parts
    }
}

/// The same report in another form: of the same organ, with the same figures.
fn is_same(one: &Neighbour, other: &Neighbour) -> bool {
    let is_known = one.digest.organization.is_some();
    is_known && one.name() == other.name() && one.digest.figures().eq(other.digest.figures())
}
