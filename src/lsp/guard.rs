//! Stands before the framework's service and answers for what that would drop without a word: a message that is none, a
//! change that can't be read (its loss would make the two texts differ), and a request for an optional feature that is
//! not offered. It sends the answers that do not go through the framework.

use std::future::{self, Future};
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use serde::Deserialize;
use tower_lsp::ExitedError;
use tower_lsp::jsonrpc::{Error, Id, Request, Response};
use tower_lsp::ls_types::{DidChangeTextDocumentParams, LSPAny};
use tower_service::Service;

use super::convert;
use super::diagnostic;
use super::input;
use super::outbox::Outbox;
use super::output::Output;
use super::session::{Event, Session};
use super::trace::Trace;
use super::turns::Turns;

type Answer = Pin<Box<dyn Future<Output = Result<Option<Response>, ExitedError>> + Send>>;

/// The framework's service with a look at each message before.
#[derive(Debug)]
pub struct Guard<S> {
    inner: S,
    session: Session,
    output: Output,
    trace: Trace,
    turns: Turns,
}

impl<S> Guard<S> {
    /// Stands before `inner`.
    pub fn new(inner: S, session: Session, outbox: Outbox, turns: Turns) -> Guard<S> {
        Guard { inner, session, output: outbox.output.clone(), trace: Trace::new(outbox), turns }
    }
}

impl<S> Service<Request> for Guard<S>
where
    S: Service<Request, Response = Option<Response>, Error = ExitedError, Future = Answer>,
{
    type Response = Option<Response>;
    type Error = ExitedError;
    type Future = Answer;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), ExitedError>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request) -> Answer {
        let traced = self.trace.begin(&request);
        self.trace.hear(&request);
        let answer = self.answer(request);
        let answer = self.turns.hear(answer);
        let Some(traced) = traced else { return Box::pin(answer) };
        Box::pin(async move {
            let answer = answer.await;
            traced.end(answer.as_ref().ok().and_then(Option::as_ref));
            answer
        })
    }
}

impl<S> Guard<S>
where
    S: Service<Request, Response = Option<Response>, Error = ExitedError, Future = Answer>,
{
    fn answer(&mut self, request: Request) -> Answer {
        match request.id() {
            None if request.method() == input::MALFORMED => {
                let is_request =
                    request.params().and_then(LSPAny::as_i64) == Some(Error::invalid_request().code.code());
                let error = if is_request { Error::invalid_request() } else { Error::parse_error() };
                return Box::pin(future::ready(Ok(Some(Response::from_error(Id::Null, error)))));
            }
            None if request.method() == "textDocument/didChange" => {
                if let Some(key) = unreadable(request.params()) {
                    let session = self.session.clone();
                    // Not sent until it is polled, so that it keeps its place among the other changes.
                    return Box::pin(async move {
                        session.send(Event::Unreadable { key });
                        Ok(None)
                    });
                }
            }
            Some(_) if request.method() == "shutdown" => {
                // `exit` may stand right behind it and would cancel what was not polled.
                let mut answer = self.inner.call(request);
                return match answer.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
                    Poll::Ready(answer) => Box::pin(future::ready(answer)),
                    Poll::Pending => answer,
                };
            }
            Some(id) if request.method().starts_with("$/") => {
                let mut error = Error::method_not_found();
                error.data = Some(request.method().into());
                return Box::pin(future::ready(Ok(Some(Response::from_error(id.clone(), error)))));
            }
            Some(_) if request.method() == "textDocument/diagnostic" => {
                let (answer, output) = (self.inner.call(request), self.output.clone());
                return Box::pin(async move {
                    let (answer, diagnostics) = diagnostic::answered(answer).await;
                    match (answer, diagnostics) {
                        (Ok(Some(response)), Some(checked)) if response.is_ok() => {
                            output.answer(response.id(), &checked.id, checked.found.wire.clone()).await;
                            Ok(None)
                        }
                        (answer, _) => answer,
                    }
                });
            }
            _ => {}
        }
        self.inner.call(request)
    }
}

/// The document whose change is no change that the protocol knows, as far as it says which.
fn unreadable(params: Option<&LSPAny>) -> Option<String> {
    let params = params?;
    if DidChangeTextDocumentParams::deserialize(params).is_ok() {
        return None;
    }
    let uri = params.get("textDocument")?.get("uri")?.as_str()?.parse().ok()?;
    Some(convert::key(&uri))
}
