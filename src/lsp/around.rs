//! What stands beside the open documents: other reports of the workspace, open or on the disk.
//!
//! It is looked at when a document is opened or saved, when a person pauses, and when files change, never at a key: on another
//! thread, one look at a time. A document beside which something else stands then is checked again.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tower_lsp::ls_types::MessageType;

use super::actor::Actor;
use super::session::Event;
use crate::beside::Surroundings;
use crate::document::Document;
use crate::say;
use crate::workspace::{Library, Projects, Silences, spelling, targets};

/// A workspace of more files is not one of reports.
const MOST_FILES: usize = 20_000;

/// A file of more bytes is a collection of reports, not one that somebody drafts: it stands by itself.
const MOST_BYTES: u64 = 512 * 1024;

/// Whether somebody is looking.
#[derive(Debug, Default)]
pub struct Look {
    is_under_way: bool,
    /// What has happened meanwhile asks for another look.
    again: bool,
    /// The folders were looked at, and nothing is known to have changed there.
    is_surveyed: bool,
}

/// A look around.
struct Task {
    library: Arc<Library>,
    /// The open documents.
    open: Vec<(String, PathBuf, Document)>,
    /// The folders with their settings, if they are to be looked at.
    folders: Option<(Vec<PathBuf>, Projects)>,
}

impl Task {
    fn run(self) -> Seen {
        for (_, path, document) in &self.open {
            self.library.put(path, document);
        }
        if let Some((folders, projects)) = &self.folders {
            survey(&self.library, folders, projects);
        }
        let silences = Silences::default();
        let around = |(key, path, document): (String, PathBuf, Document)| {
            let surroundings = self.library.surroundings(&path, &document);
            silences.look(&path, &document, &surroundings, &self.library);
            (key, surroundings)
        };
        let around = self.open.into_iter().map(around).collect();
        Seen { around, silent: silences.certain() }
    }
}

/// What was seen.
#[derive(Debug, Default)]
pub struct Seen {
    /// What stands beside each open document.
    pub around: Vec<(String, Surroundings)>,
    /// What was to be compared and gave nothing, in sentences.
    pub silent: Vec<String>,
}

/// Reads every report below the folders that is not known as it is.
pub fn survey(library: &Library, folders: &[PathBuf], projects: &Projects) {
    let mut targets = targets(folders, projects, 1).targets;
    targets.truncate(MOST_FILES);
    targets.retain(|target| target.path.metadata().is_ok_and(|metadata| metadata.len() <= MOST_BYTES));
    in_parallel(&targets, |target| {
        let settings = projects.of(&target.path).map_or_else(|_| Arc::default(), |project| project.settings.clone());
        library.read(&spelling(&target.path), &target.path, &settings);
        true
    });
    library.forget_missing();
}

/// Works on all items on as many threads as there are cores, until one of them says that nobody wants to know any more.
pub fn in_parallel<T: Sync>(items: &[T], work: impl Fn(&T) -> bool + Sync) {
    let next = AtomicUsize::new(0);
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(items.len());
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some(item) = items.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if !work(item) {
                        next.store(items.len(), Ordering::Relaxed);
                    }
                }
            });
        }
    });
}

impl Actor {
    /// Files have changed, or folders: all of them are looked at again.
    pub(super) fn survey(&mut self) {
        self.look.is_surveyed = false;
        self.look_around();
    }

    /// Finds out what stands beside the open documents, once they are checked.
    pub(super) fn look_around(&mut self) {
        if std::mem::replace(&mut self.look.is_under_way, true) {
            self.look.again = true;
            return;
        }
        let open = self.open.iter().filter_map(|(key, open)| {
            let is_one = |document: &Document| u64::from(u32::from(document.text().len())) <= MOST_BYTES;
            let document = open.latest.as_ref()?.document.clone().filter(|one| is_one(one) && one.is_report())?;
            Some((key.clone(), open.name.path.clone()?, document))
        });
        let open: Vec<_> = open.collect();
        // Where no report is open, nobody compares.
        if open.is_empty() {
            self.look.is_under_way = false;
            return;
        }
        let folders = (!std::mem::replace(&mut self.look.is_surveyed, true)).then(|| {
            let projects = self.projects_now().0;
            (self.facts.roots.clone(), projects)
        });
        let task = Task { library: self.facts.library.clone(), open, folders };
        let events = self.events.clone();
        self.runtime.spawn_blocking(move || {
            let found = catch_unwind(AssertUnwindSafe(|| task.run()));
            if let Some(events) = events.upgrade() {
                // Without a session nobody compares.
                let _ = events.send(Event::Around(found.unwrap_or_default()));
            }
        });
    }

    /// Takes what stands beside the open documents: where it is something else, they are checked again.
    pub(super) fn around(&mut self, Seen { around, silent }: Seen) {
        self.look.is_under_way = false;
        for sentence in silent {
            let message = say!(self.facts.locale, "{sentence}。", "{sentence}.");
            self.tell(MessageType::WARNING, message);
        }
        for (key, surroundings) in around {
            let revision = self.tick();
            let Some(open) = self.open.get_mut(&key).filter(|open| *open.surroundings != surroundings) else {
                continue;
            };
            open.surroundings = Arc::new(surroundings);
            (open.revision, open.due, open.refreshes) = (revision, true, self.facts.pulls);
            self.unsettled.insert(key);
        }
        if std::mem::take(&mut self.look.again) {
            self.look_around();
        }
    }
}
