//! What the server says unasked. Nothing in the session waits for the client: it puts things here, and one task brings
//! them over in order. Of a document's diagnostics only the newest are kept, so a client that does not read costs one
//! entry for each document.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tower_lsp::Client;
use tower_lsp::ls_types::{MessageType, PublishDiagnosticsParams};

/// A client that has not answered after this time will not.
const TIMEOUT: Duration = Duration::from_secs(10);

/// Messages for the person that may wait; each is said once, so these are many.
const MAX_MESSAGES: usize = 64;

/// Things to say. Clones are the same box.
#[derive(Clone, Debug, Default)]
pub struct Outbox {
    waiting: Arc<Mutex<Waiting>>,
    ready: Arc<Notify>,
}

#[derive(Debug, Default)]
struct Waiting {
    messages: VecDeque<(MessageType, String)>,
    /// By the document's key.
    diagnostics: BTreeMap<String, PublishDiagnosticsParams>,
    refresh: bool,
}

enum Item {
    Message(MessageType, String),
    Diagnostics(PublishDiagnosticsParams),
    Refresh,
}

impl Outbox {
    /// Says something to the person.
    pub fn tell(&self, kind: MessageType, message: String) {
        self.put(|waiting| {
            if waiting.messages.len() < MAX_MESSAGES {
                waiting.messages.push_back((kind, message));
            }
        });
    }

    /// Sends a document's diagnostics instead of those that have not left yet.
    pub fn publish(&self, key: &str, params: PublishDiagnosticsParams) {
        self.put(|waiting| {
            waiting.diagnostics.insert(key.to_owned(), params);
        });
    }

    /// Asks the client to ask for all diagnostics again.
    pub fn refresh(&self) {
        self.put(|waiting| waiting.refresh = true);
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
        if let Some((_, params)) = waiting.diagnostics.pop_first() {
            return Some(Item::Diagnostics(params));
        }
        std::mem::take(&mut waiting.refresh).then_some(Item::Refresh)
    }

    /// Brings everything over to the client, for ever.
    pub async fn deliver(self, client: Client) {
        loop {
            while let Some(item) = self.take() {
                match item {
                    Item::Message(kind, message) => client.show_message(kind, message).await,
                    Item::Diagnostics(params) => {
                        client.publish_diagnostics(params.uri, params.diagnostics, params.version).await;
                    }
                    Item::Refresh => {
                        let client = client.clone();
                        tokio::spawn(async move {
                            let answer = tokio::time::timeout(TIMEOUT, client.workspace_diagnostic_refresh()).await;
                            tracing::debug!(?answer, "refresh");
                        });
                    }
                }
            }
            self.ready.notified().await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_newest_diagnostics_wait() {
        let outbox = Outbox::default();
        let uri: tower_lsp::ls_types::Uri = "file:///a.md".parse().expect("a URI");
        for version in 0..1000 {
            outbox.publish("a", PublishDiagnosticsParams::new(uri.clone(), Vec::new(), Some(version)));
            outbox.tell(MessageType::ERROR, version.to_string());
        }
        let (mut messages, mut versions) = (0, Vec::new());
        while let Some(item) = outbox.take() {
            match item {
                Item::Message(..) => messages += 1,
                Item::Diagnostics(params) => versions.push(params.version),
                Item::Refresh => panic!("nobody asked for it"),
            }
        }
        assert_eq!((messages, versions), (MAX_MESSAGES, vec![Some(999)]));
    }
}
