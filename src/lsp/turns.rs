//! Whether the framework has handed over everything before a message.
//!
//! # Design
//! On its way through the framework a change of a document waits longer than it takes to apply and check it. Nothing
//! comes as often, and nobody wants to wait for it. So it goes from standard input to the session at once, if every
//! message before it has reached the session: then the order is the same as on the common way, which it takes otherwise.
//! A message that goes through the framework is heard when its handler was polled for the first time, for handlers speak
//! to the session before they wait. One that the framework drops is never heard; then changes take the common way for
//! good.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tower_lsp::ls_types::DidChangeTextDocumentParams;

use super::convert;
use super::lifetime::Lifetime;
use super::parcel;
use super::session::Session;

/// Counts the messages for handlers. Clones are the same.
#[derive(Clone, Debug, Default)]
pub struct Turns {
    counts: Arc<Counts>,
}

#[derive(Debug, Default)]
struct Counts {
    came: AtomicU64,
    heard: AtomicU64,
}

impl Turns {
    /// A message for a handler goes to the framework.
    pub fn comes(&self) {
        self.counts.came.fetch_add(1, Ordering::SeqCst);
    }

    /// Whether every message that came is heard.
    pub fn are_over(&self) -> bool {
        self.counts.heard.load(Ordering::SeqCst) == self.counts.came.load(Ordering::SeqCst)
    }

    /// A handler whose message is heard once it was polled.
    pub fn hear<F: Future>(&self, handler: F) -> impl Future<Output = F::Output> + use<F> {
        let mut unheard = Some(self.counts.clone());
        async move {
            let mut handler = pin!(handler);
            poll_fn(|context| {
                let answer = handler.as_mut().poll(context);
                if let Some(counts) = unheard.take() {
                    counts.heard.fetch_add(1, Ordering::SeqCst);
                }
                answer
            })
            .await
        }
    }
}

/// The way of changes past the framework.
#[derive(Debug)]
pub struct Shortcut {
    /// Where it ends.
    pub session: Session,
    /// When it is open.
    pub turns: Turns,
    /// Behind `shutdown` it is closed.
    pub lifetime: Lifetime,
}

impl Shortcut {
    /// Whether the message was a change that may go this way, and has gone.
    pub fn takes(&self, body: &[u8]) -> bool {
        const METHOD: &str = "textDocument/didChange";
        if !self.turns.are_over() || self.lifetime.is_shut_down() || !parcel::says(body, METHOD) {
            return false;
        }
        let Some(params) = parcel::notification::<DidChangeTextDocumentParams>(body, METHOD) else { return false };
        self.session.send(convert::changed(params));
        true
    }
}

#[cfg(test)]
mod tests {
    use std::task::{Context, Waker};

    use tokio::sync::mpsc;

    use super::*;
    use crate::lsp::session::Event;

    #[test]
    fn only_changes_whose_turn_it_is_take_the_shortcut() {
        let (events, mut sent) = mpsc::unbounded_channel();
        let (session, turns, lifetime) = (Session::of(events), Turns::default(), Lifetime::default());
        let shortcut = Shortcut { session, turns: turns.clone(), lifetime: lifetime.clone() };
        let change = |more: &str, method: &str| {
            let document = r#"{"uri":"file:///a","version":7}"#;
            let params = format!(r#"{{"textDocument":{document},"contentChanges":[{{"text":"didChange"}}]}}"#);
            format!(r#"{{"jsonrpc":"2.0",{more}"method":"textDocument/{method}","params":{params}}}"#)
        };
        let takes = |message: &str| shortcut.takes(message.as_bytes());
        assert!(takes(&change("", "didChange")));
        assert!(matches!(sent.try_recv(), Ok(Event::Changed { version: 7, .. })));
        for other in [change("", "didSave"), change("\"id\":1,", "didChange"), "{}".to_owned(), String::new()] {
            assert!(!takes(&other), "{other}");
        }
        turns.comes();
        assert!(!takes(&change("", "didChange")), "something is under way");
        drop(turns.hear(async {}));
        assert!(!takes(&change("", "didChange")), "it was not heard");
        let mut handler = pin!(turns.hear(async {}));
        let _ = handler.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        assert!(takes(&change("", "didChange")));
        lifetime.shut_down();
        assert!(!takes(&change("", "didChange")), "nothing comes behind shutdown");
    }

    #[test]
    fn a_message_is_heard_when_its_handler_was_polled_once() {
        let turns = Turns::default();
        assert!(turns.are_over());
        turns.comes();
        turns.comes();
        let (mut first, mut second) = (pin!(turns.hear(std::future::pending::<()>())), pin!(turns.hear(async {})));
        let context = &mut Context::from_waker(Waker::noop());
        for _ in 0..3 {
            assert!(first.as_mut().poll(context).is_pending());
            assert!(!turns.are_over(), "the second handler was not polled");
        }
        assert!(second.as_mut().poll(context).is_ready());
        assert!(turns.are_over());
    }
}
