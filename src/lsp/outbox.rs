//! What the server says unasked. Nothing in the session waits for the client: it puts things here, and one task brings
//! them over in order; diagnostics go straight to the output.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde_json::json;
use tokio::sync::Notify;
use tokio::time::timeout;
use tower_lsp::Client;
use tower_lsp::ls_types::notification::LogTrace;
use tower_lsp::ls_types::{ConfigurationItem, LogTraceParams, MessageType, Registration, Uri, WorkspaceEdit};

use super::convert;
use super::output::Output;
use super::session::{Event, Session};
use crate::workspace::{CONFIG_NAMES, EXTENSIONS};

/// A client that has not answered after this time will not.
const TIMEOUT: Duration = Duration::from_secs(10);

/// Messages for the person that may wait; each is said once, so these are many.
const MAX_MESSAGES: usize = 64;

/// Words about requests that may wait for a client that does not read.
const MAX_TRACES: usize = 1024;

/// Things to say. Clones are the same box.
#[derive(Clone, Debug, Default)]
pub struct Outbox {
    /// Takes diagnostics, which go past the framework.
    pub output: Output,
    waiting: Arc<Mutex<Waiting>>,
    ready: Arc<Notify>,
}

#[derive(Debug, Default)]
struct Waiting {
    messages: VecDeque<(MessageType, String)>,
    edits: VecDeque<WorkspaceEdit>,
    traces: VecDeque<LogTraceParams>,
    watch: bool,
    configure: Option<(u64, Vec<PathBuf>)>,
    refresh: bool,
    refresh_hints: bool,
}

enum Item {
    Message(MessageType, String),
    Edit(WorkspaceEdit),
    Trace(LogTraceParams),
    Watch,
    Configure(u64, Vec<PathBuf>),
    Refresh,
    RefreshHints,
}

impl Outbox {
    /// A box whose diagnostics go to `output`.
    pub fn new(output: Output) -> Outbox {
        Outbox { output, ..Outbox::default() }
    }

    /// Says something to the person.
    pub fn tell(&self, kind: MessageType, message: String) {
        self.put(|waiting| {
            if waiting.messages.len() < MAX_MESSAGES {
                waiting.messages.push_back((kind, message));
            }
        });
    }

    /// Asks the client to edit a document; a person has asked for it.
    pub fn edit(&self, edit: WorkspaceEdit) {
        self.put(|waiting| {
            if waiting.edits.len() < MAX_MESSAGES {
                waiting.edits.push_back(edit);
            }
        });
    }

    /// Tells the client what became of a request; it has asked to be told.
    pub fn trace(&self, trace: LogTraceParams) {
        self.put(|waiting| {
            if waiting.traces.len() < MAX_TRACES {
                waiting.traces.push_back(trace);
            }
        });
    }

    /// Asks the client to say when a configuration or a report changes on disk.
    pub fn watch(&self) {
        self.put(|waiting| waiting.watch = true);
    }

    /// Asks the client for its settings for the window and for each of these folders; they come to the session with
    /// the number of the question.
    pub fn configure(&self, question: u64, folders: Vec<PathBuf>) {
        self.put(|waiting| waiting.configure = Some((question, folders)));
    }

    /// Asks the client to ask for all diagnostics again.
    pub fn refresh(&self) {
        self.put(|waiting| waiting.refresh = true);
    }

    /// Asks the client to ask for all inlay hints again.
    pub fn refresh_hints(&self) {
        self.put(|waiting| waiting.refresh_hints = true);
    }

    fn put(&self, change: impl FnOnce(&mut Waiting)) {
        change(&mut self.waiting.lock().unwrap_or_else(PoisonError::into_inner));
        self.ready.notify_one();
    }

    fn take(&self) -> Option<Item> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((kind, message)) = waiting.messages.pop_front() {
            return Some(Item::Message(kind, message));
        }
        if let Some(edit) = waiting.edits.pop_front() {
            return Some(Item::Edit(edit));
        }
        if let Some(trace) = waiting.traces.pop_front() {
            return Some(Item::Trace(trace));
        }
        let Waiting { watch, configure, refresh, refresh_hints, .. } = &mut *waiting;
        if std::mem::take(watch) {
            return Some(Item::Watch);
        }
        if let Some((question, folders)) = configure.take() {
            return Some(Item::Configure(question, folders));
        }
        let flags = [(refresh, Item::Refresh), (refresh_hints, Item::RefreshHints)];
        flags.into_iter().find_map(|(flag, item)| std::mem::take(flag).then_some(item))
    }

    /// Brings everything over to the client, for ever.
    pub async fn deliver(self, client: Client, session: Session) {
        loop {
            while let Some(item) = self.take() {
                match item {
                    Item::Message(kind, message) => client.show_message(kind, message).await,
                    Item::Trace(trace) => client.send_notification::<LogTrace>(trace).await,
                    item => {
                        tokio::spawn(ask(client.clone(), session.clone(), item));
                    }
                }
            }
            self.ready.notified().await;
        }
    }
}

/// A request to the client, which may never answer.
async fn ask(client: Client, session: Session, item: Item) {
    match item {
        Item::Edit(edit) => log("edit", timeout(TIMEOUT, client.apply_edit(edit)).await),
        Item::Watch => log("watch", timeout(TIMEOUT, client.register_capability(vec![watched()])).await),
        Item::Configure(question, folders) => configuration(&client, &session, question, folders).await,
        Item::Refresh => log("refresh", timeout(TIMEOUT, client.workspace_diagnostic_refresh()).await),
        Item::RefreshHints => log("refresh", timeout(TIMEOUT, client.inlay_hint_refresh()).await),
        // These are no requests.
        Item::Message(..) | Item::Trace(_) => {}
    }
}

/// One question for all, so that the answers are of one time. Folders for which there is none are as the window.
async fn configuration(client: &Client, session: &Session, question: u64, mut folders: Vec<PathBuf>) {
    let section = |scope_uri| ConfigurationItem { scope_uri, section: Some(convert::SOURCE.to_owned()) };
    folders.retain(|folder| Uri::from_file_path(folder).is_some());
    let items = folders.iter().map(|folder| section(Uri::from_file_path(folder)));
    let items = std::iter::once(section(None)).chain(items).collect();
    match timeout(TIMEOUT, client.configuration(items)).await {
        Ok(Ok(mut settings)) if !settings.is_empty() => {
            let window = settings.remove(0);
            let folders = folders.into_iter().zip(settings).collect();
            session.send(Event::Answered { question, window, folders });
        }
        answer => log("configuration", answer),
    }
}

fn log(what: &str, answer: impl std::fmt::Debug) {
    tracing::debug!(?answer, what, "the client's answer");
}

/// The files whose changes matter.
fn watched() -> Registration {
    let names = CONFIG_NAMES.join(",");
    let extensions = EXTENSIONS.join(",");
    let globs = [format!("**/{{{names}}}"), format!("**/*.{{{extensions}}}")];
    let watchers = globs.map(|glob| json!({"globPattern": glob}));
    Registration {
        id: "files".to_owned(),
        method: "workspace/didChangeWatchedFiles".to_owned(),
        register_options: Some(json!({"watchers": watchers})),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_that_does_not_read_costs_little() {
        let outbox = Outbox::default();
        for number in 0..1000 {
            outbox.tell(MessageType::ERROR, number.to_string());
            outbox.refresh();
        }
        let items: Vec<Item> = std::iter::from_fn(|| outbox.take()).collect();
        assert_eq!(items.len(), MAX_MESSAGES + 1);
        assert!(matches!(items.last(), Some(Item::Refresh)));
    }
}
