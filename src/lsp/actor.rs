//! The session's thread.
//!
//! # Design
//! A thread that takes events from an unbounded channel, one after the other, and never waits for anything else: not for
//! the client, not for a check. Changes are applied in the order in which they came. Only when nothing is queued are
//! documents read and checked, so a burst of changes costs one check. A check sees a snapshot, which costs nothing to make: of a
//! short document at once, of a longer one on another thread; a result for a state that has passed is dropped, and the
//! check begins anew.
//!
//! Every state of a document has a revision, which unlike the client's version is never used twice. What is *shown* of
//! a document is what was found in the newest state, or, if the configuration asks for checks on save, in the state that
//! was saved last, moved with the edits since. `due` says that it is to be renewed.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::mpsc::{UnboundedReceiver, WeakUnboundedSender};
use tokio::sync::oneshot;
use tower_lsp::ls_types::MessageType;

use super::Options;
use super::around::Look;
use super::check::{Check, Done, Job};
use super::client::Facts;
use super::editor::Editor;
use super::open::{Open, Trouble};
use super::outbox::Outbox;
use super::session::{Checked, Event, Wanted};
use super::workspace::Scan;
use crate::say;
use crate::text::TextSize;
use crate::workspace::{CONFIG_NAMES, Projects};

/// Documents of at most this many bytes are checked on the session's own thread: to hand one over takes longer.
const AT_ONCE: TextSize = TextSize::new(64 * 1024);

/// What the session's thread has.
pub struct Actor {
    pub(super) options: Options,
    pub(super) facts: Arc<Facts>,
    pub(super) projects: Projects,
    /// What the editor says for the window.
    pub(super) editor: Editor,
    /// What it says for each folder that it was asked about.
    pub(super) folders: BTreeMap<PathBuf, Editor>,
    /// Configuration files that have diagnostics and are not open.
    pub(super) blamed: BTreeSet<PathBuf>,
    pub(super) open: HashMap<String, Open>,
    /// Documents that may have to be checked or published.
    pub(super) unsettled: BTreeSet<String>,
    /// The last revision or result id that was given out.
    pub(super) clock: u64,
    /// The number of the last question for settings.
    pub(super) asked: u64,
    /// Whether the editor has told the window's settings by itself.
    pub(super) is_told: bool,
    /// What was said to the person: nothing is said twice.
    pub(super) told: HashSet<String>,
    pub(super) outbox: Outbox,
    /// Weak, so that the thread ends when nobody speaks to it any more.
    pub(super) events: WeakUnboundedSender<Event>,
    pub(super) runtime: Handle,
    pub(super) check: Check,
    /// How long nobody has to type for the focus to end.
    pub(super) pause: Duration,
    /// Part of every result id: a client may remember those of an earlier process.
    pub(super) started: u128,
    pub(super) look: Look,
}

impl Actor {
    /// Knows no client yet, and has no documents.
    pub fn new(
        options: Options,
        outbox: Outbox,
        events: WeakUnboundedSender<Event>,
        runtime: Handle,
        (check, pause): (Check, Duration),
    ) -> Actor {
        let facts = Arc::new(Facts { locale: options.locale, ..Facts::default() });
        Actor {
            projects: Projects::new(facts.locale, |_| {}),
            editor: Editor::default(),
            folders: BTreeMap::new(),
            blamed: BTreeSet::new(),
            options,
            facts,
            open: HashMap::new(),
            unsettled: BTreeSet::new(),
            clock: 0,
            asked: 0,
            is_told: false,
            told: HashSet::new(),
            outbox,
            events,
            runtime,
            check,
            pause,
            look: Look::default(),
            started: std::time::UNIX_EPOCH.elapsed().unwrap_or_default().as_nanos(),
        }
    }

    /// Takes events until nobody can send any.
    pub fn run(mut self, mut queue: UnboundedReceiver<Event>) {
        while let Some(event) = queue.blocking_recv() {
            self.contained(|this| this.handle(event));
            while let Ok(event) = queue.try_recv() {
                self.contained(|this| this.handle(event));
            }
            while let Some(key) = self.unsettled.pop_first() {
                self.contained(|this| this.settle(&key));
            }
        }
    }

    /// Reading and checking have their own nets; this one is for the session itself.
    fn contained(&mut self, work: impl FnOnce(&mut Actor)) {
        if catch_unwind(AssertUnwindSafe(|| work(self))).is_err() {
            self.tell_of_panic();
        }
    }

    fn handle(&mut self, event: Event) {
        match event {
            Event::Connected(facts) => {
                self.facts = Arc::from(facts);
                self.projects = self.projects_now().0;
            }
            Event::Ready => {
                if self.facts.watches {
                    self.outbox.watch();
                }
                self.ask_for_settings();
            }
            Event::Configured(settings) => self.configured(&settings),
            // An older question's answer may come behind a newer one's.
            Event::Answered { question, window, folders } if question == self.asked => self.answered(&window, &folders),
            Event::Answered { .. } => {}
            Event::FilesChanged => {
                self.look_at_settings();
                self.survey();
                if self.facts.pulls && self.facts.can_refresh {
                    self.outbox.refresh();
                }
            }
            Event::Folders { added, removed } => {
                let roots = &mut Arc::make_mut(&mut self.facts).roots;
                roots.retain(|root| !removed.contains(root));
                roots.extend(added);
                self.ask_for_settings();
                self.look_at_settings();
                self.survey();
            }
            Event::Opened { name, version, text } => self.opened(name, version, &text),
            Event::Changed { key, version, changes } => self.changed(key, version, &changes),
            Event::Unreadable { key } => self.unreadable(key),
            Event::Saved { key, text } => self.saved(key, text.as_deref()),
            Event::Closed { key } => self.closed(&key),
            Event::Checked { key, wanted, reply } => self.asked(key, wanted, reply),
            Event::Text { key, reply } => {
                let text = self.open.get(&key).and_then(|open| open.content.text()).cloned();
                let _ = reply.send(text);
            }
            Event::Names { reply } => {
                let mut names: Vec<String> = self.open.keys().cloned().collect();
                names.sort_unstable();
                let _ = reply.send(names);
            }
            Event::Scan { reply } => {
                let projects = self.projects_now().0;
                let open = self.open.keys().cloned().collect();
                let _ = reply.send(Box::new(Scan { facts: self.facts.clone(), projects, open }));
            }
            Event::Paused { key } => self.paused(&key),
            Event::Done(done) => self.done(*done),
            Event::Around(found) => self.around(found),
        }
    }

    pub(super) fn tick(&mut self) -> u64 {
        self.clock += 1;
        self.clock
    }

    fn asked(&mut self, key: String, wanted: Wanted, reply: oneshot::Sender<Option<Arc<Checked>>>) {
        let Some(open) = self.open.get_mut(&key) else {
            let _ = reply.send(None);
            return;
        };
        let known = match wanted {
            Wanted::Shown => open.shown(),
            Wanted::Current => open.current().cloned(),
        };
        if known.is_some() {
            let _ = reply.send(known);
        } else {
            // Those who have given up waiting are forgotten.
            open.waiting.retain(|reply| !reply.is_closed());
            open.waiting.push(reply);
            self.unsettled.insert(key);
        }
    }

    /// Checks a document if somebody wants to know, and nothing of it is being checked; says what is known.
    fn settle(&mut self, key: &str) {
        let Some(open) = self.open.get_mut(key) else { return };
        let is_wanted = !open.waiting.is_empty() || open.refreshes || (open.due && !self.facts.pulls);
        if open.checking.is_some() || !is_wanted {
            return;
        }
        if open.current().is_some() {
            self.answer(key);
            return;
        }
        let (revision, name, surroundings) = (open.revision, open.name.clone(), open.surroundings.clone());
        let open_wire = open.latest.as_ref().map(|latest| latest.found.wire.clone()).unwrap_or_default();
        open.checking = Some(revision);
        let mut trouble = Trouble::default();
        let document = open.content.document(&open.settings, &mut trouble).cloned();
        self.hear(key, trouble);
        let Some(document) = document else {
            self.done(Done::nothing(name.key, revision));
            return;
        };
        let path = name.path.as_ref().filter(|path| CONFIG_NAMES.iter().any(|config| path.ends_with(config)));
        if let Some(path) = path {
            let error = self.projects.error_in(path, &document.text().to_string());
            self.done(Done::of_config(&name, revision, document, error.as_ref(), &self.facts));
            return;
        }
        let is_short = document.text().len() <= AT_ONCE;
        let focus = self.focus(&name.key, &document);
        let before = open_wire;
        let (facts, check) = (self.facts.clone(), self.check);
        let job = Job { name, revision, document, focus, surroundings, facts, before, check };
        if is_short {
            self.done(job.run());
        } else if let Some(events) = self.events.upgrade() {
            self.runtime.spawn_blocking(move || {
                // Without a session nobody waits for it.
                let _ = events.send(Event::Done(Box::new(job.run())));
            });
        }
    }

    fn done(&mut self, done: Done) {
        let id = self.tick();
        let Some(open) = self.open.get_mut(&done.key) else { return };
        if open.checking != Some(done.revision) {
            return;
        }
        open.checking = None;
        if done.revision != open.revision {
            tracing::debug!(key = done.key, "the result is stale");
            self.unsettled.insert(done.key);
            return;
        }
        if let Some(document) = done.document.as_ref().filter(|_| done.is_rebuilt) {
            open.content.rebuild(document.clone());
        }
        let before = open.shown.as_ref().filter(|shown| shown.found.wire == done.found.wire);
        if std::mem::take(&mut open.refreshes) && before.is_none() && self.facts.pulls && self.facts.can_refresh {
            self.outbox.refresh();
        }
        open.latest = Some(Arc::new(Checked {
            name: open.name.clone(),
            version: open.version,
            text: open.content.text().cloned().unwrap_or_default(),
            document: done.document,
            found: done.found,
            id: before.map_or_else(|| format!("{:x}-{id}", self.started), |before| before.id.clone()),
            facts: self.facts.clone(),
            revision: done.revision,
            surroundings: open.surroundings.clone(),
        }));
        let looks_around = std::mem::take(&mut open.looks_around);
        if done.panicked {
            self.tell_of_panic();
        }
        self.answer(&done.key);
        if looks_around {
            self.look_around();
        }
    }

    /// Tells everyone what was found in the newest state.
    fn answer(&mut self, key: &str) {
        let Some(open) = self.open.get_mut(key) else { return };
        let Some(latest) = open.current().cloned() else { return };
        for reply in open.waiting.drain(..) {
            let _ = reply.send(Some(latest.clone()));
        }
        if std::mem::take(&mut open.due) {
            open.shown = Some(latest.clone());
            if !self.facts.pulls {
                let diagnostics = latest.found.wire.clone();
                self.outbox.output.publish(key, &open.name.uri, Some(latest.version), diagnostics);
            }
        }
    }

    /// Says to the person what only the person can put right.
    pub(super) fn hear(&mut self, key: &str, trouble: Trouble) {
        if trouble.panicked {
            self.tell_of_panic();
        }
        if trouble.lost {
            let name = self.open.get(key).map_or(key, |open| open.name.uri.as_str());
            let message = say!(
                self.facts.locale,
                "gouji 与编辑器中的文字不再一致，已暂停检查：{name}。保存或重新打开后恢复。",
                "gouji has lost track of the text and stopped checking: {name}. Save or reopen the document."
            );
            self.tell(MessageType::WARNING, message);
        }
    }

    fn tell_of_panic(&mut self) {
        let message = say!(
            self.facts.locale,
            "gouji 内部出错，有的内容可能没有检查；其他功能不受影响。请报告这个缺陷。",
            "Internal error in gouji: something may not have been checked. Please report it."
        );
        self.tell(MessageType::ERROR, message);
    }

    pub(super) fn tell(&mut self, kind: MessageType, message: String) {
        if self.told.insert(message.clone()) {
            tracing::warn!("{message}");
            self.outbox.tell(kind, message);
        }
    }
}
