//! `$/setTrace` and `$/logTrace`: what became of each request, for a client that wants to know.

use std::time::Instant;

use serde::Deserialize;
use tower_lsp::jsonrpc::{Request, Response};
use tower_lsp::ls_types::{LSPAny, LogTraceParams, TraceValue};

use super::outbox::Outbox;

/// The longest request that is repeated to the client, in characters.
const MAX_SHOWN: usize = 500;

/// What the client wants to know.
#[derive(Debug)]
pub struct Trace {
    value: TraceValue,
    outbox: Outbox,
}

/// A request that is being answered.
#[derive(Debug)]
pub struct Traced {
    what: String,
    verbose: Option<String>,
    since: Instant,
    outbox: Outbox,
}

impl Trace {
    /// Says nothing until the client asks for it.
    pub fn new(outbox: Outbox) -> Trace {
        Trace { value: TraceValue::Off, outbox }
    }

    /// Takes the client's word if this is one.
    pub fn hear(&mut self, message: &Request) {
        let key = match message.method() {
            "initialize" => "trace",
            "$/setTrace" => "value",
            _ => return,
        };
        let value = message.params().and_then(|params| params.get(key));
        if let Some(value) = value.and_then(|value| TraceValue::deserialize(value).ok()) {
            self.value = value;
        }
    }

    /// A request of which the client is to hear.
    pub fn begin(&self, request: &Request) -> Option<Traced> {
        if self.value == TraceValue::Off {
            return None;
        }
        let id = request.id()?;
        let verbose = match self.value {
            TraceValue::Verbose => request.params().map(|params: &LSPAny| shortened(&params.to_string())),
            _ => None,
        };
        let what = format!("{} ({id})", request.method());
        Some(Traced { what, verbose, since: Instant::now(), outbox: self.outbox.clone() })
    }
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(MAX_SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

impl Traced {
    /// Tells of the answer; of one that did not go through the framework there is none here.
    pub fn end(self, answer: Option<&Response>) {
        let Traced { what, verbose, since, outbox } = self;
        let milliseconds = since.elapsed().as_micros() as f64 / 1000.0;
        let error = answer.and_then(Response::error).map(|error| format!(": {error}")).unwrap_or_default();
        outbox.trace(LogTraceParams { message: format!("{what}, {milliseconds:.1} ms{error}"), verbose });
    }
}
