//! The session: the one owner of the open documents, as its callers see it. Its thread is in `actor`.

use std::future::Future;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use tokio::runtime::Handle;
use tokio::sync::mpsc::{self, UnboundedSender};
use tokio::sync::oneshot;

use super::Options;
use super::actor::Actor;
use super::around::Seen;
use super::check::{Check, Done, Found};
use super::client::Facts;
use super::convert::Name;
use super::focus::PAUSE;
use super::open::Change;
use super::outbox::Outbox;
use super::workspace::Scan;
use crate::beside::Surroundings;
use crate::check;
use crate::document::Document;
use crate::text::Text;

/// What happens, in the order in which it does.
pub enum Event {
    /// The client has said who it is.
    Connected(Box<Facts>),
    /// A document is open now.
    Opened {
        /// Which one.
        name: Name,
        /// The client's count of its states.
        version: i32,
        /// All of it.
        text: String,
    },
    /// A document was edited.
    Changed {
        /// Which one.
        key: String,
        /// The client's count of its states.
        version: i32,
        /// Each made on the text that the one before leaves.
        changes: Vec<Change>,
    },
    /// A document was edited, and the client's words for it make no sense.
    Unreadable {
        /// Which one.
        key: String,
    },
    /// A document was saved.
    Saved {
        /// Which one.
        key: String,
        /// All of it.
        text: Option<String>,
    },
    /// A document is not open any more.
    Closed {
        /// Which one.
        key: String,
    },
    /// Somebody wants to know what was found.
    Checked {
        /// In which document.
        key: String,
        /// In which state of it.
        wanted: Wanted,
        /// Takes the answer; none if the document is not open.
        reply: oneshot::Sender<Option<Arc<Checked>>>,
    },
    /// Somebody wants to know the text.
    Text {
        /// Of which document.
        key: String,
        /// Takes the answer; none if the document is not open or the text is lost.
        reply: oneshot::Sender<Option<Text>>,
    },
    /// Somebody wants to know which documents are open.
    Names {
        /// Takes the keys, in order.
        reply: oneshot::Sender<Vec<String>>,
    },
    /// The client is ready to be asked.
    Ready,
    /// The editor's settings, or a word that they have changed.
    Configured(Value),
    /// The editor's settings, as it was asked for them.
    Answered {
        /// The number of the question.
        question: u64,
        /// What it says for the window.
        window: Value,
        /// What it says for each folder.
        folders: Vec<(PathBuf, Value)>,
    },
    /// Files have changed on disk.
    FilesChanged,
    /// Folders were opened and closed.
    Folders {
        /// The new ones.
        added: Vec<PathBuf>,
        /// Those that are gone.
        removed: Vec<PathBuf>,
    },
    /// Somebody is to look at all files.
    Scan {
        /// Takes what that needs.
        reply: oneshot::Sender<Box<Scan>>,
    },
    /// It is time to look whether nobody is typing any more.
    Paused {
        /// In which document.
        key: String,
    },
    /// A check that another thread made.
    Done(Box<Done>),
    /// What stands beside the open documents.
    Around(Seen),
}

/// Which findings are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// Those that a person sees: with checks on save, those since the last one.
    Shown,
    /// Those of the text as it is.
    Current,
}

/// What was found in one state of a document.
#[derive(Clone, Debug)]
pub struct Checked {
    /// The document.
    pub name: Name,
    /// The client's count of its states.
    pub version: i32,
    /// The text of that state.
    pub text: Text,
    /// The snapshot; none if it could not be read.
    pub document: Option<Document>,
    /// What it is about.
    pub found: Found,
    /// The same for as long as the diagnostics are.
    pub id: String,
    /// Who asks.
    pub facts: Arc<Facts>,
    /// The session's own count of its states.
    pub revision: u64,
    /// The reports that stood beside it.
    pub surroundings: Arc<Surroundings>,
}

/// Speaks to the session. Clones speak to the same one.
#[derive(Clone, Debug)]
pub struct Session {
    events: UnboundedSender<Event>,
}

impl Session {
    /// Starts the session's thread. Long checks run on threads of `runtime`.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(options: Options, outbox: Outbox, runtime: Handle) -> io::Result<Session> {
        Session::with_check(options, outbox, runtime, (check::by_report, PAUSE))
    }

    /// The same, with something else in place of the rules, and another pause that ends the focus.
    pub(super) fn with_check(
        options: Options,
        outbox: Outbox,
        runtime: Handle,
        (check, pause): (Check, Duration),
    ) -> io::Result<Session> {
        let (events, queue) = mpsc::unbounded_channel();
        let actor = Actor::new(options, outbox, events.downgrade(), runtime, (check, pause));
        std::thread::Builder::new().name("session".into()).spawn(move || actor.run(queue))?;
        Ok(Session { events })
    }

    /// One whose events the caller takes.
    #[cfg(test)]
    pub(super) fn of(events: UnboundedSender<Event>) -> Session {
        Session { events }
    }

    /// Something has happened. Never waits.
    pub fn send(&self, event: Event) {
        // Without a session the process is about to end.
        let _ = self.events.send(event);
    }

    /// What is found in a document; the question stands in its place among the events at once, not when it is awaited.
    pub fn checked(&self, key: String, wanted: Wanted) -> impl Future<Output = Option<Arc<Checked>>> + use<> {
        let (reply, answer) = oneshot::channel();
        self.send(Event::Checked { key, wanted, reply });
        async move { answer.await.ok().flatten() }
    }

    /// The keys of the open documents; the question stands in its place among the events at once.
    pub fn names(&self) -> impl Future<Output = Vec<String>> + use<> {
        let (reply, answer) = oneshot::channel();
        self.send(Event::Names { reply });
        async move { answer.await.unwrap_or_default() }
    }

    /// What a look at all files needs to know.
    pub fn scan(&self) -> impl Future<Output = Option<Box<Scan>>> + use<> {
        let (reply, answer) = oneshot::channel();
        self.send(Event::Scan { reply });
        async move { answer.await.ok() }
    }

    /// The text of a document; the question stands in its place among the events at once.
    pub fn text(&self, key: String) -> impl Future<Output = Option<Text>> + use<> {
        let (reply, answer) = oneshot::channel();
        self.send(Event::Text { key, reply });
        async move { answer.await.ok().flatten() }
    }
}
