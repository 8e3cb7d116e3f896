//! Standard input, before the framework sees it.
//!
//! # Design
//! The framework stops for ever at the first message that is no JSON, and does not read at all while the client does not:
//! then it would not hear `exit` either. So a thread of our own reads. It hands on whole messages that are well-formed,
//! under a header of its own; says [`MALFORMED`] in place of the others; and sees to it that the process ends soon after
//! `exit` or the end of input, whatever else waits. What waits is limited: beyond that the client has to.

use std::collections::VecDeque;
use std::io::{self, BufRead, BufReader, Read};
use std::pin::Pin;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use tokio::io::{AsyncRead, ReadBuf};
use tower_lsp::jsonrpc::{Request, Response};

use super::lifetime::Lifetime;
use super::parcel::Parcels;
use super::turns::Shortcut;

/// The notification that stands for a message that is none; its params are the error's code.
pub const MALFORMED: &str = "gouji/malformed";

/// Bytes that may wait for the framework before the client has to.
const MAX_WAITING: usize = 64 << 20;

/// The longest message: the longest document with every byte escaped would be longer, but no editor opens that.
const MAX_MESSAGE: u64 = 1 << 30;

/// Memory that is set aside for a message before it is there.
const MAX_RESERVED: u64 = 16 << 20;

/// The longest header line.
const MAX_HEADER: u64 = 4096;

/// What the framework has to finish after the last message.
const GRACE: Duration = Duration::from_millis(300);

/// Well-formed messages, for the framework to read.
#[derive(Clone, Debug, Default)]
pub struct Input {
    pipe: Arc<Pipe>,
}

#[derive(Debug, Default)]
struct Pipe {
    state: Mutex<State>,
    /// Something was taken out.
    taken: Condvar,
}

#[derive(Debug, Default)]
struct State {
    /// Headers and messages in turn; a large document is not copied from one buffer to the next.
    pieces: VecDeque<Vec<u8>>,
    /// How many bytes of the first piece are taken out already.
    start: usize,
    /// How many bytes wait.
    waiting: usize,
    is_closed: bool,
    reader: Option<Waker>,
}

/// A message that is not what it should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Malformed {
    /// No JSON at all, or no header that says how long it is.
    Parse = -32700,
    /// Neither request nor response.
    Request = -32600,
}

impl Input {
    /// Starts to read standard input; large documents go to `parcels`, and edits past the framework when they may.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(lifetime: Lifetime, parcels: Parcels, shortcut: Shortcut) -> io::Result<Input> {
        let input = Input::default();
        let pipe = input.pipe.clone();
        let read = move || {
            pipe.pump(BufReader::with_capacity(1 << 16, io::stdin()), &parcels, &shortcut);
            pipe.close();
            std::thread::sleep(GRACE);
            tracing::warn!("something still waits; the process ends all the same");
            lifetime.end();
        };
        std::thread::Builder::new().name("input".into()).spawn(read)?;
        Ok(input)
    }
}

impl Pipe {
    /// Hands on what is read until `exit` or the end.
    fn pump(&self, mut source: impl BufRead, parcels: &Parcels, shortcut: &Shortcut) {
        loop {
            let body = match body(&mut source) {
                Ok(Some(body)) => body,
                Ok(None) => return,
                Err(error) => return tracing::error!(%error, "standard input"),
            };
            if body.as_ref().is_ok_and(|body| shortcut.takes(body)) {
                continue;
            }
            let (message, kind) = body.and_then(|body| message(body, parcels)).unwrap_or_else(|malformed| {
                tracing::warn!(?malformed, "received");
                let code = malformed as i32;
                let word = format!(r#"{{"jsonrpc":"2.0","method":"{MALFORMED}","params":{code}}}"#);
                (word.into_bytes(), Kind::Request)
            });
            if kind != Kind::Response {
                shortcut.turns.comes();
            }
            self.put(message);
            if kind == Kind::Exit {
                return;
            }
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn put(&self, body: Vec<u8>) {
        let is_full = |state: &mut State| state.waiting > MAX_WAITING;
        let mut state = self.taken.wait_while(self.state(), is_full).unwrap_or_else(PoisonError::into_inner);
        let header = format!("Content-Length: {}\r\n\r\n", body.len()).into_bytes();
        state.waiting += header.len() + body.len();
        state.pieces.extend([header, body]);
        if let Some(reader) = state.reader.take() {
            reader.wake();
        }
    }

    fn close(&self) {
        let mut state = self.state();
        state.is_closed = true;
        if let Some(reader) = state.reader.take() {
            reader.wake();
        }
    }
}

impl AsyncRead for Input {
    fn poll_read(self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let mut state = self.pipe.state();
        if state.waiting == 0 && !state.is_closed {
            state.reader = Some(context.waker().clone());
            return Poll::Pending;
        }
        while let Some(piece) = state.pieces.front().filter(|_| buffer.remaining() > 0) {
            let rest = &piece[state.start..];
            let count = rest.len().min(buffer.remaining());
            buffer.put_slice(&rest[..count]);
            let is_passed = count == rest.len();
            state.waiting -= count;
            state.start = if is_passed { 0 } else { state.start + count };
            if is_passed {
                state.pieces.pop_front();
            }
        }
        self.pipe.taken.notify_one();
        Poll::Ready(Ok(()))
    }
}

/// What a message is to the framework.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// For a handler: a request or a notification.
    Request,
    /// The last one, also for a handler.
    Exit,
    /// An answer of the client.
    Response,
}

/// The bytes of the next message; none at the end.
fn body(source: &mut impl BufRead) -> io::Result<Option<Result<Vec<u8>, Malformed>>> {
    let Some(length) = length(source)? else { return Ok(None) };
    let Some(length) = length.filter(|length| *length <= MAX_MESSAGE) else {
        return Ok(Some(Err(Malformed::Parse)));
    };
    // As much as it is said to be, but no more than a document has that somebody may really open.
    let mut body = Vec::with_capacity(usize::try_from(length.min(MAX_RESERVED)).unwrap_or_default());
    source.take(length).read_to_end(&mut body)?;
    Ok((u64::try_from(body.len()) == Ok(length)).then_some(Ok(body)))
}

/// The message that the framework gets for these bytes.
fn message(body: Vec<u8>, parcels: &Parcels) -> Result<(Vec<u8>, Kind), Malformed> {
    if let Some(word) = parcels.pack(&body) {
        return Ok((word, Kind::Request));
    }
    match check(&body) {
        Err(Malformed::Parse) => {
            let mended = mended(&body).ok_or(Malformed::Parse)?;
            check(&mended).map(|kind| (mended, kind))
        }
        checked => checked.map(|kind| (body, kind)),
    }
}

/// The same with a replacement character for every half of a pair (`\ud83d`) that stands alone: an editor's text may hold
/// one, no other program's can. Both count as one unit of UTF-16, so that what stands behind keeps its column. None if
/// there is nothing to replace.
fn mended(body: &[u8]) -> Option<Vec<u8>> {
    let unit = |at: usize| {
        let digits = body.get(at..at + 6)?.strip_prefix(b"\\u")?;
        u16::from_str_radix(str::from_utf8(digits).ok()?, 16).ok()
    };
    let mut mended = None;
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'\\', &body[at..]) {
        at += found;
        at += match unit(at) {
            Some(0xD800..0xDC00) if matches!(unit(at + 6), Some(0xDC00..0xE000)) => 12,
            Some(0xD800..0xE000) => {
                mended.get_or_insert_with(|| body.to_vec())[at + 2..at + 6].copy_from_slice(b"fffd");
                6
            }
            // One that is escaped itself begins nothing.
            _ => 2,
        };
        at = at.min(body.len());
    }
    mended
}

/// Reads a header: how long the message is, if that is said. None at the end.
fn length(source: &mut impl BufRead) -> io::Result<Option<Option<u64>>> {
    let mut length = None;
    let mut line = Vec::new();
    loop {
        line.clear();
        if source.by_ref().take(MAX_HEADER).read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        let text = line.trim_ascii();
        if text.is_empty() {
            return Ok(Some(length));
        }
        let Some(colon) = text.iter().rposition(|byte| *byte == b':') else { continue };
        // Behind a message of a wrong length its rest stands before the next header, in the same line.
        if text[..colon].to_ascii_lowercase().ends_with(b"content-length") {
            length = str::from_utf8(text[colon + 1..].trim_ascii()).ok().and_then(|number| number.parse().ok());
        }
    }
}

/// What the message is, if it is one.
fn check(body: &[u8]) -> Result<Kind, Malformed> {
    match serde_json::from_slice::<Request>(body) {
        Ok(request) if request.method() == "exit" && request.id().is_none() => Ok(Kind::Exit),
        Ok(_) => Ok(Kind::Request),
        Err(error) if error.is_data() => match serde_json::from_slice::<Response>(body) {
            Ok(_) => Ok(Kind::Response),
            Err(error) if error.is_data() => Err(Malformed::Request),
            Err(_) => Err(Malformed::Parse),
        },
        Err(_) => Err(Malformed::Parse),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lsp::session::Session;
    use crate::lsp::turns::Turns;

    /// What the framework would read, headers left out.
    fn pumped(input: &str) -> Vec<String> {
        let (pipe, session) = (Pipe::default(), Session::of(tokio::sync::mpsc::unbounded_channel().0));
        let shortcut = Shortcut { session, turns: Turns::default(), lifetime: Lifetime::default() };
        pipe.pump(input.as_bytes(), &Parcels::default(), &shortcut);
        let bytes: Vec<u8> = pipe.state().pieces.iter().flatten().copied().collect();
        let bytes = String::from_utf8(bytes).expect("a text");
        let bodies = bytes.split("Content-Length: ").skip(1);
        bodies.map(|body| body.split_once("\r\n\r\n").expect("a header").1.to_owned()).collect()
    }

    fn frame(body: &str) -> String {
        format!("Content-Length: {}\r\n\r\n{body}", body.len())
    }

    fn malformed(code: i32) -> String {
        format!(r#"{{"jsonrpc":"2.0","method":"{MALFORMED}","params":{code}}}"#)
    }

    const GOOD: &str = r#"{"jsonrpc":"2.0","method":"a"}"#;
    const EXIT: &str = r#"{"jsonrpc":"2.0","method":"exit"}"#;

    #[test]
    fn messages_pass_and_others_are_reported() {
        for (bad, code) in [
            ("{\"a\": 1 x", -32700),
            ("", -32700),
            ("\"", -32700),
            ("[]", -32600),
            ("{\"jsonrpc\":\"1.0\",\"method\":\"a\"}", -32600),
            (r#"{"jsonrpc":"2.0","id":1.5,"method":"a"}"#, -32600),
        ] {
            assert_eq!(pumped(&(frame(bad) + &frame(GOOD))), [malformed(code), GOOD.to_owned()], "{bad}");
        }
        let response = r#"{"jsonrpc":"2.0","id":1,"result":null}"#;
        assert_eq!(pumped(&frame(response)), [response]);
        let deep = format!(r#"{{"jsonrpc":"2.0","method":"a","params":{}}}"#, "[".repeat(100_000));
        assert_eq!(pumped(&frame(&deep)), [malformed(-32700)]);
    }

    #[test]
    fn halves_of_pairs_do_not_lose_a_message() {
        let sent = |text: &str| format!(r#"{{"jsonrpc":"2.0","method":"a","params":["{text}"]}}"#);
        for (text, expected) in [
            (r"\ud83d", r"\ufffd"),
            (r"\ude00x\ud83d", r"\ufffdx\ufffd"),
            (r"\ud83d\ud83d\ude00", r"\ufffd\ud83d\ude00"),
            (r"\\\ud83d\\ud83d", r"\\\ufffd\\ud83d"),
            (r"\ud83d\ude00", r"\ud83d\ude00"),
        ] {
            assert_eq!(pumped(&frame(&sent(text))), [sent(expected)], "{text}");
        }
        for text in [r"\ud8", r"\", r"\ud83d\"] {
            assert_eq!(pumped(&frame(&sent(text))), [malformed(-32700)], "{text}");
        }
    }

    #[test]
    fn headers_are_read_as_they_come() {
        let length = GOOD.len();
        let many = format!("content-length:{length}\r\nContent-Type: x\r\nA: b\r\nC: d\r\n\r\n{GOOD}");
        assert_eq!(pumped(&many), [GOOD]);
        assert_eq!(pumped(&format!("Content-Length: {length}\n\n{GOOD}")), [GOOD]);
        for bad in ["\r\n", "Content-Length: x\r\n\r\n", "Content-Length: 99999999999999\r\n\r\n"] {
            assert_eq!(pumped(&format!("{bad}{}", frame(GOOD))), [malformed(-32700), GOOD.to_owned()], "{bad}");
        }
        let short = format!("Content-Length: 3\r\n\r\n{GOOD}{}", frame(GOOD));
        assert_eq!(pumped(&short), [malformed(-32700), GOOD.to_owned()]);
        assert_eq!(pumped("Content-Length: 99\r\n\r\n{}"), [""; 0]);
    }

    #[test]
    fn nothing_is_read_behind_exit() {
        assert_eq!(pumped(&(frame(GOOD) + &frame(EXIT) + &frame(GOOD))), [GOOD, EXIT]);
    }
}
