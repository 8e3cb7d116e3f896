//! The reports of a run or a workspace, by file: what stands beside each of them. Reads the files that a configuration
//! names.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::SystemTime;

use dashmap::DashMap;

use super::load;
use super::named::{named, spelling};
use crate::beside::{Neighbour, Shelf, Surroundings};
use crate::config::Settings;
use crate::document::Document;
use crate::text::Text;

/// Size and time of a file: as long as they stay, it is not read again.
type Stamp = (u64, Option<SystemTime>);

/// Reads the text of a file of any kind; else says why that can't be done.
pub type Reader = fn(&Path, &Settings) -> Result<String, String>;

/// Every report that may be compared with others. Shared by all threads.
#[derive(Debug)]
pub struct Library {
    reader: Reader,
    shelf: RwLock<Shelf>,
    /// What was read from the disk.
    read: RwLock<HashMap<PathBuf, Stamp>>,
    /// Why files that were to be read could not be.
    unread: DashMap<PathBuf, String>,
    /// Texts into which somebody has looked, by their files as they are called.
    texts: DashMap<PathBuf, Text>,
}

/// Whether it is worth reading: most texts of a folder that is no workspace of reports are about something else.
fn may_be_report(text: &str, settings: &Settings) -> bool {
    let is_annual = settings.formats.iter().all(|format| format.is_annual_report);
    !is_annual || memchr::memmem::find(text.as_bytes(), "公开".as_bytes()).is_some()
}

/// How a person would call a file that only the configuration names: from the working folder, where it lies below that.
pub(super) fn shown(file: &Path) -> PathBuf {
    let folder = std::env::current_dir().map(|folder| spelling(&folder)).unwrap_or_default();
    file.strip_prefix(&folder).unwrap_or(file).to_owned()
}

impl Default for Library {
    /// One that reads text files alone.
    fn default() -> Library {
        Library::reading(|path, settings| {
            load(path).map(|loaded| loaded.text).map_err(|error| error.message(settings.locale))
        })
    }
}

impl Library {
    /// An empty one, which reads files with `reader`.
    pub fn reading(reader: Reader) -> Library {
        let (shelf, read) = (RwLock::default(), RwLock::default());
        Library { reader, shelf, read, unread: DashMap::new(), texts: DashMap::new() }
    }

    /// What stands beside the reports of `document`, which the person calls `path`. Files that its configuration names
    /// are read unless they are known.
    pub fn surroundings(&self, path: &Path, document: &Document) -> Surroundings {
        let named = named(path, &document.settings().config);
        if named.is_empty() && self.shelf().is_empty() {
            return Surroundings::default();
        }
        named.paths().for_each(|file| self.read(file, &shown(file), document.settings()));
        let own = Shelf::neighbours(document, path);
        self.shelf().surroundings(&spelling(path), &own, &named)
    }

    /// Whether anything is known that stands beside the reports of a file that is on the shelf.
    pub fn stands_beside_others(&self, path: &Path, settings: &Arc<Settings>) -> bool {
        !named(path, &settings.config).is_empty() || !self.surroundings_of(path, settings).is_empty()
    }

    /// What stands beside the reports of a file that is on the shelf. Files that its configuration names are read unless
    /// they are known.
    pub fn surroundings_of(&self, path: &Path, settings: &Arc<Settings>) -> Surroundings {
        let named = named(path, &settings.config);
        named.paths().for_each(|file| self.read(file, &shown(file), settings));
        self.shelf().surroundings_of(&spelling(path), &named)
    }

    /// Puts a file's reports on the shelf as they are in `document`. Returns whether anything is different now.
    pub fn put(&self, path: &Path, document: &Document) -> bool {
        let file = spelling(path);
        let reports = Shelf::neighbours(document, path);
        self.read_stamps().remove(&file);
        if let Some(mut text) = self.texts.get_mut(path) {
            *text = document.text().clone();
        }
        self.shelf_mut().put(&file, reports)
    }

    /// The text of a file into which a finding points, as it was last seen; empty if it can't be read.
    pub fn text(&self, path: &Path) -> Text {
        if let Some(text) = self.texts.get(path) {
            return text.clone();
        }
        let text = load(path).map_or_else(|_| Text::default(), |loaded| Text::new(&loaded.text));
        self.texts.insert(path.to_owned(), text.clone());
        text
    }

    /// Takes off the shelf what was read from the disk and is gone from there.
    pub fn forget_missing(&self) {
        let missing = |file: &&PathBuf| !file.is_file();
        let gone: Vec<PathBuf> =
            self.read.read().unwrap_or_else(PoisonError::into_inner).keys().filter(missing).cloned().collect();
        for file in gone {
            self.read_stamps().remove(&file);
            self.texts.remove(&file);
            self.shelf_mut().remove(&file);
        }
    }

    /// Reads a file unless it is on the shelf as it is on the disk. One that can't be read is taken off.
    pub fn read(&self, file: &Path, shown: &Path, settings: &Arc<Settings>) {
        let stamp = file.metadata().ok().map(|metadata| (metadata.len(), metadata.modified().ok()));
        let known = self.read.read().unwrap_or_else(PoisonError::into_inner).get(file).copied();
        let is_open = known.is_none() && self.shelf().has(file);
        if is_open || (known.is_some() && known == stamp) {
            return;
        }
        self.unread.remove(file);
        let reports = match (self.reader)(file, settings) {
            Ok(text) if may_be_report(&text, settings) => {
                Shelf::neighbours(&Document::new(&text, settings.clone()), shown)
            }
            Ok(_) => Vec::new(),
            Err(why) => {
                self.unread.insert(file.to_owned(), why);
                Vec::new()
            }
        };
        self.texts.remove(shown);
        if let Some(stamp) = stamp {
            self.read_stamps().insert(file.to_owned(), stamp);
        }
        self.shelf_mut().put(file, reports);
    }

    /// Reads a file of the project that nobody has named; it is called as from the working folder.
    pub fn read_beside(&self, path: &Path, settings: &Arc<Settings>) {
        let file = spelling(path);
        self.read(&file, &shown(&file), settings);
    }

    /// Takes a file off the shelf: it is gone, or no longer open and to be read from the disk. Returns whether it was there.
    pub fn remove(&self, path: &Path) -> bool {
        let file = spelling(path);
        self.read_stamps().remove(&file);
        self.texts.remove(path);
        self.shelf_mut().remove(&file)
    }

    /// Why a file could not be read, if it was to be.
    pub(super) fn why_unread(&self, file: &Path) -> Option<String> {
        self.unread.get(file).map(|why| why.clone())
    }

    /// The reports that are known of a file.
    pub(super) fn known_reports(&self, file: &Path) -> Vec<Neighbour> {
        self.shelf().of_file(file).to_vec()
    }

    /// The same, or those of its `document` where it is not on the shelf.
    pub(super) fn reports_of(&self, file: &Path, shown: &Path, document: &Document) -> Vec<Neighbour> {
        if self.shelf().has(file) { self.known_reports(file) } else { Shelf::neighbours(document, shown) }
    }

    fn shelf(&self) -> RwLockReadGuard<'_, Shelf> {
        self.shelf.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn shelf_mut(&self) -> RwLockWriteGuard<'_, Shelf> {
        self.shelf.write().unwrap_or_else(PoisonError::into_inner)
    }

    fn read_stamps(&self) -> RwLockWriteGuard<'_, HashMap<PathBuf, Stamp>> {
        self.read.write().unwrap_or_else(PoisonError::into_inner)
    }
}
