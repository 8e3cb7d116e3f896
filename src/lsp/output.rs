//! Standard output, behind the framework.
//!
//! # Design
//! The framework turns what it says into a tree of values and writes that: for diagnostics, which are said at every
//! keystroke and written already ([`Wire`]), this would take longer than to find them. So these messages go past it. A
//! thread of our own writes everything, one whole message after the other; the framework hands over whole ones as well,
//! since what it has is always taken in one piece. Nobody waits for a client that does not read but those who have
//! an answer for it; of a document's diagnostics that are sent unasked only the newest are kept.

use std::collections::{BTreeMap, VecDeque};
use std::fs::File;
use std::future::poll_fn;
use std::io::{self, Write};
use std::pin::Pin;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use serde_json::json;
use tokio::io::AsyncWrite;
use tower_lsp::jsonrpc::Id;
use tower_lsp::ls_types::Uri;

use super::wire::Wire;

/// Messages that may wait for the client before those who have more of them have to.
const MAX_WAITING: usize = 16;

/// Memory that is kept from one message to the next.
const KEPT: usize = 1 << 20;

/// Where messages go. Clones are the same.
#[derive(Clone, Debug, Default)]
pub struct Output {
    pipe: Arc<Pipe>,
}

#[derive(Debug, Default)]
struct Pipe {
    state: Mutex<State>,
    /// Something was put in, or nothing will be any more.
    filled: Condvar,
}

#[derive(Debug, Default)]
struct State {
    queue: VecDeque<Message>,
    /// By the document's key.
    unasked: BTreeMap<String, Message>,
    is_writing: bool,
    is_broken: bool,
    /// Those who wait for room, or for the end.
    waiting: Vec<Waker>,
}

/// One message, or several, whole.
#[derive(Debug)]
enum Message {
    /// As the framework writes them, headers included.
    Bytes(Vec<u8>),
    /// Diagnostics between the rest of a message.
    Diagnostics { before: String, diagnostics: Arc<Wire>, after: &'static str },
}

impl Output {
    /// Starts to write to standard output.
    ///
    /// # Errors
    /// When the system gives no thread, or there is no standard output.
    pub fn start() -> io::Result<Output> {
        let output = Output::default();
        let pipe = output.pipe.clone();
        let mut target = standard_output()?;
        let write = move || {
            if let Err(error) = pipe.pump(&mut target) {
                tracing::error!(%error, "standard output");
            }
        };
        std::thread::Builder::new().name("output".into()).spawn(write)?;
        Ok(output)
    }

    /// Answers a request for diagnostics, once there is room.
    pub async fn answer(&self, id: &Id, result_id: &str, diagnostics: Arc<Wire>) {
        let (id, result_id) = (json!(id), json!(result_id));
        let before = format!(r#"{{"jsonrpc":"2.0","id":{id},"result":{{"kind":"full","resultId":{result_id},"items":"#);
        let mut message = Some(Message::Diagnostics { before, diagnostics, after: "}}" });
        poll_fn(|context| self.pipe.put(&mut message, context)).await;
    }

    /// Sends a document's diagnostics instead of those that have not left yet.
    pub fn publish(&self, key: &str, uri: &Uri, version: Option<i32>, diagnostics: Arc<Wire>) {
        let mut before = r#"{"jsonrpc":"2.0","method":"textDocument/publishDiagnostics","params":{"#.to_owned();
        before += &format!(r#""uri":{},"#, json!(uri));
        if let Some(version) = version {
            before += &format!(r#""version":{version},"#);
        }
        before += r#""diagnostics":"#;
        let message = Message::Diagnostics { before, diagnostics, after: "}}" };
        self.pipe.state().unasked.insert(key.to_owned(), message);
        self.pipe.filled.notify_one();
    }
}

/// Without a buffer of the library's own, which would send the header by itself.
#[cfg(unix)]
fn standard_output() -> io::Result<File> {
    use std::os::fd::AsFd;
    Ok(File::from(io::stdout().as_fd().try_clone_to_owned()?))
}

/// Without a buffer of the library's own, which would send the header by itself.
#[cfg(windows)]
fn standard_output() -> io::Result<File> {
    use std::os::windows::io::AsHandle;
    Ok(File::from(io::stdout().as_handle().try_clone_to_owned()?))
}

impl Pipe {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts a message in if there is room.
    fn put(&self, message: &mut Option<Message>, context: &Context<'_>) -> Poll<()> {
        let mut state = self.state();
        if state.queue.len() >= MAX_WAITING && !state.is_broken {
            state.wait(context);
            return Poll::Pending;
        }
        state.queue.extend(message.take());
        self.filled.notify_one();
        Poll::Ready(())
    }

    /// Writes what comes, for ever.
    fn pump(&self, target: &mut impl Write) -> io::Result<()> {
        let mut buffer = Vec::new();
        loop {
            let message = self.take();
            let written = message.write(&mut buffer).and_then(|()| target.write_all(&buffer));
            if written.is_err() {
                let mut state = self.state();
                state.is_broken = true;
                state.wake();
                return written;
            }
            buffer.clear();
            buffer.shrink_to(KEPT);
        }
    }

    /// The next message; says before that the one before is written.
    fn take(&self) -> Message {
        let mut state = self.state();
        loop {
            let next = state.queue.pop_front();
            let next = next.or_else(|| state.unasked.pop_first().map(|(_, message)| message));
            state.is_writing = next.is_some();
            state.wake();
            if let Some(message) = next {
                return message;
            }
            state = self.filled.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

impl State {
    fn wait(&mut self, context: &Context<'_>) {
        if !self.waiting.iter().any(|waker| waker.will_wake(context.waker())) {
            self.waiting.push(context.waker().clone());
        }
    }

    fn wake(&mut self) {
        self.waiting.drain(..).for_each(Waker::wake);
    }
}

impl Message {
    /// Writes it with its header.
    fn write(self, out: &mut Vec<u8>) -> io::Result<()> {
        let (before, diagnostics, after) = match self {
            Message::Bytes(bytes) => {
                *out = bytes;
                return Ok(());
            }
            Message::Diagnostics { before, diagnostics, after } => (before, diagnostics, after),
        };
        // The header comes last: how long it is depends on how long the message is.
        const HEADER: usize = 40;
        out.resize(HEADER, b' ');
        out.extend_from_slice(before.as_bytes());
        diagnostics.write(out);
        out.extend_from_slice(after.as_bytes());
        let header = format!("Content-Length: {}\r\n\r\n", out.len() - HEADER);
        let start = HEADER - header.len();
        out[start..HEADER].copy_from_slice(header.as_bytes());
        out.drain(..start);
        Ok(())
    }
}

impl AsyncWrite for Output {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        if self.pipe.state().is_broken {
            return Poll::Ready(Err(io::ErrorKind::BrokenPipe.into()));
        }
        let mut message = Some(Message::Bytes(bytes.to_vec()));
        self.pipe.put(&mut message, context).map(|()| Ok(bytes.len()))
    }

    /// The thread sees to it.
    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    /// Waits until everything is written.
    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let mut state = self.pipe.state();
        if state.is_broken || (state.queue.is_empty() && state.unasked.is_empty() && !state.is_writing) {
            return Poll::Ready(Ok(()));
        }
        state.wait(context);
        Poll::Pending
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(message: Message) -> String {
        let mut bytes = Vec::new();
        message.write(&mut bytes).expect("there is room");
        String::from_utf8(bytes).expect("a text")
    }

    #[test]
    fn only_the_newest_diagnostics_wait() {
        let output = Output::default();
        let uri = "file:///%E7%94%B2.md".parse().expect("a URI");
        for version in 0..1000 {
            output.publish("a", &uri, Some(version), Arc::default());
        }
        output.publish("b", &uri, None, Arc::default());
        let body = |rest| {
            format!(
                r#"{{"jsonrpc":"2.0","method":"textDocument/publishDiagnostics","params":{{"uri":"{uri:?}",{rest}}}}}"#
            )
            .replace(&format!("{uri:?}"), uri.as_str())
        };
        for rest in [r#""version":999,"diagnostics":[]"#, r#""diagnostics":[]"#] {
            let body = body(rest);
            assert_eq!(written(output.pipe.take()), format!("Content-Length: {}\r\n\r\n{body}", body.len()));
        }
    }

    #[test]
    fn those_with_answers_wait_for_room() {
        let output = Output::default();
        let context = &mut Context::from_waker(Waker::noop());
        let mut write = |bytes: &[u8]| Pin::new(&mut output.clone()).poll_write(context, bytes);
        for index in 0..MAX_WAITING {
            assert!(write(index.to_string().as_bytes()).is_ready());
        }
        assert!(write(b"x").is_pending());
        assert_eq!(written(output.pipe.take()), "0");
        assert!(write(b"x").is_ready());
    }
}
