//! `--watch`: checks again whenever a file changes, for people who draft in another program.

use std::collections::HashMap;
use std::ffi::OsStr;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use notify::event::{AccessKind, AccessMode};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use super::one::{Input, Look, Outcome};
use super::{Check, CheckArgs, round};
use crate::cli::{Session, Status};
use crate::say;
use crate::workspace::{CONFIG_NAMES, is_report_name};

/// A round begins when nothing has changed for so long: programs save in several steps.
const PAUSE: Duration = Duration::from_millis(100);

/// But it waits no longer than this where something changes all the time.
const PATIENCE: Duration = Duration::from_secs(1);

/// Stands between two rounds where there is no screen to clear.
const SEPARATOR: &[u8] = b"----\n";

/// Clears the screen and goes to its upper left corner.
const CLEAR: &[u8] = b"\x1b[2J\x1b[H";

/// Checks, waits for a change, and checks again, until the person ends the program (Ctrl-C).
pub(super) fn run(args: &CheckArgs, session: &Session) -> Status {
    let (sender, changes) = mpsc::channel();
    let watched = notify::recommended_watcher(sender).and_then(|mut watcher| {
        let compared = compared(&args.paths, session);
        let paths: Vec<&Path> = args.paths.iter().chain(&compared).map(PathBuf::as_path).collect();
        watch(&mut watcher, &paths, session.config.as_deref())?;
        Ok(watcher)
    });
    // It watches as long as it is there.
    let _watcher = match watched {
        Ok(watcher) => watcher,
        Err(error) => {
            let message = say!(session.locale, "无法监视改动：{error}", "cannot watch for changes: {error}");
            return session.error(&message);
        }
    };
    let mut memory = Memory::default();
    loop {
        let status = screen(|out| if io::stdout().is_terminal() { out.write_all(CLEAR) } else { Ok(()) })
            .map(|()| round(args, session, false, Some(&memory)));
        // Without a reader there is nobody to tell.
        if status.is_err() {
            return Status::Clean;
        }
        let Some(changed) = next_change(&changes, args) else { return Status::Failed };
        if changed.iter().all(|path| is_report_name(path)) {
            memory.forget(&changed);
        } else {
            memory = Memory::default();
        }
        let between = screen(|out| if io::stdout().is_terminal() { Ok(()) } else { out.write_all(SEPARATOR) });
        if between.is_err() {
            return Status::Clean;
        }
    }
}

fn screen(print: impl FnOnce(&mut io::StdoutLock<'_>) -> io::Result<()>) -> io::Result<()> {
    let mut out = io::stdout().lock();
    print(&mut out).and_then(|()| out.flush())
}

/// Watches folders with all that is below them, and of files the folder, since many programs replace a file by another
/// of its name.
fn watch(watcher: &mut RecommendedWatcher, paths: &[&Path], config: Option<&Path>) -> notify::Result<()> {
    for path in paths.iter().copied().chain(config) {
        if path.is_dir() {
            watcher.watch(path, RecursiveMode::Recursive)?;
        } else {
            let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
            watcher.watch(folder, RecursiveMode::NonRecursive)?;
        }
    }
    Ok(())
}

/// The folders in which other reports stand beside those of `paths`, where the configuration has them compared.
fn compared(paths: &[PathBuf], session: &Session) -> Vec<PathBuf> {
    let Some(projects) = session.projects(|_| {}) else { return Vec::new() };
    let project = |path: &PathBuf| projects.of(&if path.is_dir() { path.join(".") } else { path.clone() }).ok();
    let compared = paths.iter().filter_map(project).filter(|project| project.compares());
    let mut folders: Vec<PathBuf> = compared.map(|project| project.folder().to_owned()).collect();
    folders.sort();
    folders.dedup();
    folders
}

/// Waits for a change that matters and until it has come to an end; what changed. None when the watcher is gone.
fn next_change(changes: &Receiver<notify::Result<Event>>, args: &CheckArgs) -> Option<Vec<PathBuf>> {
    let mut changed: Vec<PathBuf> = Vec::new();
    while changed.is_empty() {
        changed.extend(relevant(changes.recv().ok()?, args));
    }
    let started = Instant::now();
    while started.elapsed() < PATIENCE {
        match changes.recv_timeout(PAUSE) {
            Ok(event) => changed.extend(relevant(event, args)),
            Err(RecvTimeoutError::Timeout) => break,
            Err(RecvTimeoutError::Disconnected) => return None,
        }
    }
    Some(changed)
}

/// The paths of an event that may change what is found. When events were lost, everything may have changed.
fn relevant(event: notify::Result<Event>, args: &CheckArgs) -> Vec<PathBuf> {
    let Ok(event) = event else { return vec![PathBuf::new()] };
    let is_read =
        |kind: EventKind| matches!(kind, EventKind::Access(access) if access != AccessKind::Close(AccessMode::Write));
    if event.need_rescan() {
        return vec![PathBuf::new()];
    }
    let matters = |path: &PathBuf| {
        let name = path.file_name();
        let is_named = args.paths.iter().any(|named| named.file_name() == name);
        let is_setting = [".gitignore", ".ignore"].iter().chain(&CONFIG_NAMES).any(|own| name == Some(OsStr::new(own)));
        is_named || is_setting || is_report_name(path) || path.extension().is_none()
    };
    if is_read(event.kind) { Vec::new() } else { event.paths.into_iter().filter(matters).collect() }
}

/// Size and time of a file: as long as they stay, what was found in it stays.
type Stamp = (u64, Option<SystemTime>);

/// What was found in each file in the rounds before.
#[derive(Default)]
pub(super) struct Memory(Mutex<HashMap<PathBuf, (Stamp, Outcome)>>);

impl Memory {
    /// Forgets what was found in files of these names: a change may leave size and time as they were.
    fn forget(&mut self, changed: &[PathBuf]) {
        let is_named = |path: &Path| changed.iter().any(|changed| changed.file_name() == path.file_name());
        self.0.get_mut().unwrap_or_else(PoisonError::into_inner).retain(|path, _| !is_named(path));
    }
}

impl Check<'_> {
    /// Checks a file, or takes what was found when it was the same, where that depends on nothing else.
    pub(super) fn looked_at(&self, input: &Input) -> Outcome {
        let Some((memory, path, stamp)) = self.memory_of(input) else { return self.contained(input, Look::Around) };
        let lock = || memory.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((known, outcome)) = lock().get(path)
            && *known == stamp
        {
            return outcome.clone();
        }
        let outcome = self.contained(input, Look::Around);
        if outcome.messages.is_empty() && outcome.config_error.is_none() {
            lock().insert(path.to_owned(), (stamp, outcome.clone()));
        }
        outcome
    }

    fn memory_of<'i>(&self, input: &'i Input) -> Option<(&Memory, &'i Path, Stamp)> {
        let (memory, Input::File(target)) = (self.memory?, input) else { return None };
        let project = self.projects.of(&target.path).ok()?;
        let config = &project.settings.config;
        // Files that are named together are compared with each other, others where the configuration says so.
        let is_compared = project.compares() || (target.named && self.args.paths.len() > 1);
        let stands_alone = !is_compared && config.report.previous.is_none() && config.roll_up.is_empty();
        let metadata = target.path.metadata().ok().filter(|_| stands_alone)?;
        Some((memory, &target.path, (metadata.len(), metadata.modified().ok())))
    }
}
