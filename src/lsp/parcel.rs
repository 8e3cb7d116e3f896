//! Documents that come whole.
//!
//! # Design
//! The framework reads a message into a tree of values, keeps room for another one as large, and makes of the tree what
//! the message is: a document of a megabyte stands in memory several times. So a large notification about a document is
//! read once, where it comes in, and waits here. The framework gets a small one in its place ([`METHOD`]), which keeps
//! its turn and is refused before `initialize` like any other.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use tower_lsp::ls_types::{DidChangeTextDocumentParams, DidOpenTextDocumentParams, DidSaveTextDocumentParams};

use super::convert;
use super::session::Event;

/// The notification that stands for a parcel; its params are the parcel's number.
pub const METHOD: &str = "gouji/parcel";

/// Messages of fewer bytes go the common way.
const LARGE: usize = 64 << 10;

/// Bytes that may wait here; the common way lets the client wait beyond that.
const MAX_WAITING: usize = 64 << 20;

/// How far from its ends a message says what it is.
const ENDS: usize = 256;

/// What waits for its turn. Clones are the same.
#[derive(Clone, Debug, Default)]
pub struct Parcels {
    waiting: Arc<Mutex<Waiting>>,
}

#[derive(Debug, Default)]
struct Waiting {
    parcels: BTreeMap<u64, Parcel>,
    last: u64,
    bytes: usize,
}

/// A message, read.
#[derive(Debug)]
struct Parcel {
    content: Content,
    /// How long it was.
    bytes: usize,
}

#[derive(Debug)]
enum Content {
    Opened(DidOpenTextDocumentParams),
    Changed(DidChangeTextDocumentParams),
    Saved(DidSaveTextDocumentParams),
}

/// The number of a parcel, as the notification says it.
#[derive(Debug, Deserialize)]
pub struct ParcelParams {
    number: u64,
}

impl Parcels {
    /// Reads a message if it is large and about a document; what is to be sent in its place.
    pub fn pack(&self, body: &[u8]) -> Option<Vec<u8>> {
        if body.len() < LARGE || self.waiting().bytes + body.len() > MAX_WAITING {
            return None;
        }
        let content = read(body)?;
        let mut waiting = self.waiting();
        waiting.last += 1;
        waiting.bytes += body.len();
        let number = waiting.last;
        waiting.parcels.insert(number, Parcel { content, bytes: body.len() });
        let word = format!(r#"{{"jsonrpc":"2.0","method":"{METHOD}","params":{{"number":{number}}}}}"#);
        Some(word.into_bytes())
    }

    /// What the parcel of this number holds; none for one that nobody has packed. Those before it were refused.
    pub fn open(&self, params: &ParcelParams) -> Option<Event> {
        let mut waiting = self.waiting();
        let behind = waiting.parcels.split_off(&params.number);
        let refused = std::mem::replace(&mut waiting.parcels, behind);
        waiting.bytes -= refused.values().map(|parcel| parcel.bytes).sum::<usize>();
        let Parcel { content, bytes } = waiting.parcels.remove(&params.number)?;
        waiting.bytes -= bytes;
        Some(match content {
            Content::Opened(params) => convert::opened(params),
            Content::Changed(params) => convert::changed(params),
            Content::Saved(params) => convert::saved(params),
        })
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn read(body: &[u8]) -> Option<Content> {
    if says(body, "textDocument/didOpen") {
        notification(body, "textDocument/didOpen").map(Content::Opened)
    } else if says(body, "textDocument/didChange") {
        notification(body, "textDocument/didChange").map(Content::Changed)
    } else if says(body, "textDocument/didSave") {
        notification(body, "textDocument/didSave").map(Content::Saved)
    } else {
        None
    }
}

/// Whether a message looks like one of this method.
pub fn says(body: &[u8], method: &str) -> bool {
    let ends = [&body[..ENDS.min(body.len())], &body[body.len().saturating_sub(ENDS)..]];
    ends.iter().any(|end| memchr::memmem::find(end, method.as_bytes()).is_some())
}

/// The params of a well-formed notification of this method; whatever is wrong with another one, the common way tells.
pub fn notification<P: DeserializeOwned>(body: &[u8], method: &str) -> Option<P> {
    #[derive(Deserialize)]
    struct Notification<P> {
        jsonrpc: String,
        method: String,
        id: Option<IgnoredAny>,
        params: P,
    }
    let read: Notification<P> = serde_json::from_slice(body).ok()?;
    (read.jsonrpc == "2.0" && read.method == method && read.id.is_none()).then_some(read.params)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opening(text: &str, more: &str) -> Vec<u8> {
        let document = format!(r#"{{"uri":"file:///a","languageId":"x","version":1,"text":"{text}"}}"#);
        let params = format!(r#"{{"textDocument":{document}}}"#);
        format!(r#"{{"jsonrpc":"2.0",{more}"method":"textDocument/didOpen","params":{params}}}"#).into_bytes()
    }

    fn number(word: &[u8]) -> ParcelParams {
        let word: serde_json::Value = serde_json::from_slice(word).expect("it is JSON");
        assert_eq!(word["method"], METHOD);
        serde_json::from_value(word["params"].clone()).expect("a number")
    }

    #[test]
    fn large_documents_are_packed_once_and_in_order() {
        let (parcels, text) = (Parcels::default(), "一".repeat(LARGE));
        let packed = [parcels.pack(&opening(&text, "")), parcels.pack(&opening(&text, ""))];
        let [Some(refused), Some(second)] = &packed else { panic!("both are large") };
        let (refused, second) = (number(refused), number(second));
        let Some(Event::Opened { text: opened, .. }) = parcels.open(&second) else { panic!("it was packed") };
        assert_eq!(opened, text);
        assert!(parcels.open(&second).is_none() && parcels.open(&refused).is_none());
        assert_eq!(parcels.waiting().bytes, 0);
    }

    #[test]
    fn what_is_no_document_goes_the_common_way() {
        let (parcels, text) = (Parcels::default(), "一".repeat(LARGE));
        assert_eq!(parcels.pack(&opening("一", "")), None);
        assert_eq!(parcels.pack(&opening(&text, "\"id\":1,")), None, "a request");
        assert_eq!(parcels.pack(&opening(&(text.clone() + r"\ud83d"), "")), None, "it is to be mended");
        let other = String::from_utf8(opening(&text, "")).expect("a text").replace("didOpen", "didClose");
        assert_eq!(parcels.pack(other.as_bytes()), None);
    }

    #[test]
    fn no_more_waits_than_may() {
        let (parcels, body) = (Parcels::default(), opening(&"a".repeat(MAX_WAITING / 2), ""));
        assert!(parcels.pack(&body).is_some());
        assert_eq!(parcels.pack(&body), None);
    }
}
