//! The files of a command line, one after the other on all threads: each is read and worked on by itself, results come
//! in the order of the paths, and a file that can't be read is said and passed over.

use std::collections::HashSet;
use std::io;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Session;
use super::in_order::in_order;
use crate::convert;
use crate::document::Document;
use crate::say;
use crate::workspace::{self, ConfigError, Loaded, Projects, Target, Walked};

/// Files to work on.
pub(super) struct Batch<'a> {
    session: &'a Session,
    projects: Projects,
    /// The files by path.
    pub targets: Vec<Target>,
    /// Files that may hold reports and are not read in folders.
    pub passed_over: Vec<PathBuf>,
    /// Folders and files that could not be looked at; said already.
    unreadable: usize,
    threads: usize,
}

/// A text that was read, from a file or from standard input.
pub(super) struct Source {
    /// The bytes' text, as needed to write it back.
    pub loaded: Loaded,
    /// The same as it was read.
    pub document: Document,
}

/// Why nothing came of a file.
pub(super) enum Failure {
    /// A sentence for standard error.
    Message(String),
    /// The configuration that governs it, which is said once for all its files.
    Config(Arc<ConfigError>),
}

impl<'a> Batch<'a> {
    /// The files that `paths` name and that lie below them. None when the configuration named on the command line is
    /// wrong, which has been said then.
    pub(super) fn new(paths: &[PathBuf], session: &'a Session) -> Option<Batch<'a>> {
        let projects = session.projects(|_| {})?;
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        let Walked { targets, errors, passed_over, asked_for } = workspace::targets(paths, &projects, threads);
        for error in &errors {
            session.error(&error.to_string());
        }
        session.tell_asked_for(&asked_for);
        Some(Batch { session, projects, targets, passed_over, unreadable: errors.len(), threads })
    }

    /// Reads a text file; `content` are the bytes that came in its place through standard input.
    pub(super) fn read(&self, path: &Path, content: Option<Vec<u8>>) -> Result<Source, Failure> {
        let project = self.projects.of(path).map_err(Failure::Config)?;
        let loaded =
            content.map_or_else(|| workspace::load(path), |bytes| Loaded::decode(&bytes)).map_err(|error| {
                let (path, why) = (path.display(), error.message(self.session.locale));
                Failure::Message(format!("{path}: {why}"))
            })?;
        let document = Document::new(&loaded.text, project.settings.clone());
        Ok(Source { loaded, document })
    }

    /// Reads a file of any kind that holds a report; what is no text is turned into one, which can't be written back.
    /// `content` are the bytes that came in its place through standard input. What was not taken over is said.
    pub(super) fn read_any(&self, path: &Path, content: Option<Vec<u8>>) -> Result<Document, Failure> {
        let settings = self.projects.of(path).map_err(Failure::Config)?.settings.clone();
        let opened = match content {
            None => convert::open(path, &settings),
            Some(bytes) => convert::open_bytes(path, bytes, &settings),
        };
        let opened = opened.map_err(|error| {
            let (path, why) = (path.display(), error.message(self.session.locale));
            Failure::Message(format!("{path}: {why}"))
        })?;
        opened.notes.iter().for_each(|note| self.session.note(&self.session.about(path, note)));
        Ok(Document::new(&opened.loaded.text, settings))
    }

    /// Does `work` for each file and hands the results to `sink` by path. How many files failed; what each of them
    /// failed of is said.
    ///
    /// # Errors
    /// What `sink` says; the work ends there.
    pub(super) fn run<T: Send>(
        &self,
        work: impl Fn(&Target) -> Result<T, Failure> + Sync,
        mut sink: impl FnMut(T) -> io::Result<()> + Send,
    ) -> io::Result<usize> {
        let (mut failed, mut result, mut said) = (self.unreadable, Ok(()), HashSet::new());
        let contained = |index: usize| {
            let target = &self.targets[index];
            catch_unwind(AssertUnwindSafe(|| work(target))).unwrap_or_else(|_| Err(self.internal(&target.path)))
        };
        in_order(self.targets.len(), self.threads, contained, |outcome| {
            match outcome {
                Ok(outcome) => result = sink(outcome),
                Err(failure) => {
                    failed += 1;
                    self.say(&failure, &mut said);
                }
            }
            if result.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        });
        result.map(|()| failed)
    }

    fn internal(&self, path: &Path) -> Failure {
        let path = path.display();
        Failure::Message(say!(
            self.session.locale,
            "{path}：程序内部出错，请报告这个缺陷",
            "{path}: internal error; please report it"
        ))
    }

    /// Says why a file failed, of a configuration once: `said` has those that were.
    pub(super) fn say(&self, failure: &Failure, said: &mut HashSet<PathBuf>) {
        match failure {
            Failure::Message(message) => {
                self.session.error(message);
            }
            Failure::Config(error) => {
                if said.insert(error.path.clone()) {
                    self.session.error(&self.session.config_error(error));
                }
            }
        }
    }
}
