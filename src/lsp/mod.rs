//! The language server: the same checks, on every keystroke.
//!
//! ```text
//! standard input → input → framework → handler → event → session (one thread, owns the documents)
//!                    └──── edits, when it is their turn ────┘  │ edits in order; when nothing is queued: check
//! standard output ← framework ← reply or outbox ←──────────────┘
//! ```
//!
//! The framework polls all handlers in one task, so a handler that waits before it speaks to the session would let
//! later messages overtake it. Therefore a notification handler is one synchronous line that sends an event, and a
//! request handler sends its question before its first await. In reading order:
//!
//! - [`client`]: what the client says of itself when it connects;
//! - [`convert`]: the protocol's words ↔ ours;
//! - [`session`]: the one owner of the documents, and `actor`, its thread; `sync` is what it hears of them, `open` is one document, `check` one check,
//!   contained; `around` is what stands beside the documents; `focus` is where a person is typing; `moved` are findings that wait for the next save; `settings` and `editor` say by what is checked;
//! - [`wire`]: diagnostics, written report by report; [`output`] sends them past the framework, which is slow at it;
//! - [`outbox`]: what the server says and asks by itself;
//! - [`input`] and [`guard`]: what the framework would stop at, or drop without a word; [`parcel`]: documents that come
//!   whole go past it, and so do edits whose turn it is ([`turns`]); [`trace`] is what the client may
//!   hear of it;
//! - [`view`]: what requests are answered from, one state of a document; [`ledger`] is a table in it, [`prose`] are the
//!   figures beside it, `outline` the document's parts;
//! - a file for each request: `initialize`, `diagnostic`, `workspace`, `code_action` (what can be done is in `offer` and
//!   `rewrite`, the edits it comes to in `annotation`), `hover`, `definition`, `references`, `inlay_hint`, `code_lens`, `symbols`, `folding`,
//!   `selection`, `highlight`, `formatting`, `completion`, `complete_config`, `semantic_tokens`, `text`.

mod actor;
mod annotation;
mod around;
mod check;
pub mod client;
mod code_action;
mod code_lens;
mod complete_config;
mod completion;
mod convert;
mod definition;
mod diagnostic;
mod editor;
mod focus;
mod folding;
mod formatting;
mod guard;
mod highlight;
mod hover;
mod initialize;
mod inlay_hint;
mod input;
mod last_year;
mod ledger;
mod lifetime;
mod log;
mod moved;
mod offer;
mod open;
mod outbox;
mod outline;
mod output;
mod parcel;
mod prose;
mod references;
mod rewrite;
mod selection;
mod semantic_tokens;
mod session;
mod settings;
pub mod sheet;
mod symbols;
mod sync;
#[cfg(test)]
mod tests;
mod text;
mod trace;
mod turns;
mod view;
pub mod wire;
mod workspace;

use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::{
    CodeAction, CodeActionParams, CodeActionResponse, CodeLens, CodeLensParams, CompletionParams, CompletionResponse,
    DidChangeConfigurationParams, DidChangeTextDocumentParams, DidChangeWatchedFilesParams,
    DidChangeWorkspaceFoldersParams, DidCloseTextDocumentParams, DidOpenTextDocumentParams, DidSaveTextDocumentParams,
    DocumentDiagnosticParams, DocumentDiagnosticReportResult, DocumentFormattingParams, DocumentHighlight,
    DocumentHighlightParams, DocumentRangeFormattingParams, DocumentSymbolParams, DocumentSymbolResponse,
    ExecuteCommandParams, FoldingRange, FoldingRangeParams, GotoDefinitionParams, GotoDefinitionResponse, Hover,
    HoverParams, InitializeParams, InitializeResult, InitializedParams, InlayHint, InlayHintParams, LSPAny, Location,
    ReferenceParams, SelectionRange, SelectionRangeParams, SemanticTokensParams, SemanticTokensRangeParams,
    SemanticTokensRangeResult, SemanticTokensResult, TextDocumentPositionParams, TextEdit, WorkspaceDiagnosticParams,
    WorkspaceDiagnosticReportResult, WorkspaceSymbolParams, WorkspaceSymbolResponse,
};
use tower_lsp::{Client, LanguageServer, LspService};

use self::guard::Guard;
use self::input::Input;
use self::lifetime::Lifetime;
use self::outbox::Outbox;
use self::output::Output;
use self::parcel::{ParcelParams, Parcels};
use self::session::{Event, Session};
use self::turns::{Shortcut, Turns};
use self::view::{View, look};
use crate::finding::Locale;

pub use self::log::start as start_log;

/// What the command line says.
#[derive(Clone, Debug)]
pub struct Options {
    /// The language of messages for a client that does not name one.
    pub locale: Locale,
    /// The configuration file for all documents, instead of the nearest one upwards.
    pub config: Option<PathBuf>,
}

/// Handlers that wait at the same time. All but a few wait for a check; notifications must never wait behind them.
const MAX_WAITING: usize = 4096;

/// Serves one client on standard input and output until it says `exit`, its input ends or its process does. The status
/// is 0 if it said `shutdown` before.
///
/// # Errors
/// When the system gives no threads.
pub fn serve(options: Options) -> io::Result<ExitCode> {
    crate::report::prepare();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
    let (output, lifetime) = (Output::start()?, Lifetime::default());
    let outbox = Outbox::new(output.clone());
    let locale = options.locale;
    let session = Session::start(options, outbox.clone(), runtime.handle().clone())?;
    let parcels = Parcels::default();
    let turns = Turns::default();
    let shortcut = Shortcut { session: session.clone(), turns: turns.clone(), lifetime: lifetime.clone() };
    let input = Input::start(lifetime.clone(), parcels.clone(), shortcut)?;
    let (guard_session, server_outbox) = (session.clone(), outbox.clone());
    let server_lifetime = lifetime.clone();
    runtime.block_on(async move {
        let (service, socket) = LspService::build(|client| {
            tokio::spawn(server_outbox.clone().deliver(client.clone(), session.clone()));
            Server { client, session, outbox: server_outbox, locale, lifetime: server_lifetime, parcels }
        })
        .custom_method(text::METHOD, Server::text)
        .custom_method(sheet::METHOD, Server::sheet)
        .custom_method(parcel::METHOD, Server::parcel)
        .finish();
        let server = tower_lsp::Server::new(input, output.clone(), socket);
        server.concurrency_level(MAX_WAITING).serve(Guard::new(service, guard_session, outbox, turns)).await;
    });
    // A thread may still wait for a client that does not read.
    runtime.shutdown_background();
    Ok(lifetime.status())
}

/// The handlers.
#[derive(Debug)]
struct Server {
    client: Client,
    session: Session,
    outbox: Outbox,
    locale: Locale,
    lifetime: Lifetime,
    parcels: Parcels,
}

impl LanguageServer for Server {
    async fn initialize(&self, params: InitializeParams) -> Result<InitializeResult> {
        Ok(initialize::initialize(&self.session, &self.lifetime, self.locale, &params))
    }

    async fn initialized(&self, _: InitializedParams) {
        self.session.send(Event::Ready);
    }

    async fn did_change_configuration(&self, params: DidChangeConfigurationParams) {
        self.session.send(Event::Configured(params.settings));
    }

    async fn did_change_watched_files(&self, _: DidChangeWatchedFilesParams) {
        self.session.send(Event::FilesChanged);
    }

    async fn did_change_workspace_folders(&self, params: DidChangeWorkspaceFoldersParams) {
        self.session.send(convert::folders(&params));
    }

    async fn shutdown(&self) -> Result<()> {
        self.lifetime.shut_down();
        Ok(())
    }

    async fn did_open(&self, params: DidOpenTextDocumentParams) {
        self.session.send(convert::opened(params));
    }

    async fn did_change(&self, params: DidChangeTextDocumentParams) {
        self.session.send(convert::changed(params));
    }

    async fn did_save(&self, params: DidSaveTextDocumentParams) {
        self.session.send(convert::saved(params));
    }

    async fn did_close(&self, params: DidCloseTextDocumentParams) {
        self.session.send(convert::closed(&params));
    }

    async fn diagnostic(&self, params: DocumentDiagnosticParams) -> Result<DocumentDiagnosticReportResult> {
        diagnostic::diagnostic(&self.session, params).await
    }

    async fn workspace_diagnostic(&self, params: WorkspaceDiagnosticParams) -> Result<WorkspaceDiagnosticReportResult> {
        workspace::workspace_diagnostic(&self.session, &self.client, params).await
    }

    async fn code_action(&self, params: CodeActionParams) -> Result<Option<CodeActionResponse>> {
        code_action::code_action(&self.session, params).await
    }

    async fn code_action_resolve(&self, action: CodeAction) -> Result<CodeAction> {
        code_action::resolve(&self.session, action).await
    }

    async fn hover(&self, params: HoverParams) -> Result<Option<Hover>> {
        let TextDocumentPositionParams { text_document, position } = params.text_document_position_params;
        look(&self.session, &text_document.uri, move |view| hover::hover(view, position)).await
    }

    async fn goto_definition(&self, params: GotoDefinitionParams) -> Result<Option<GotoDefinitionResponse>> {
        let TextDocumentPositionParams { text_document, position } = params.text_document_position_params;
        look(&self.session, &text_document.uri, move |view| definition::definition(view, position)).await
    }

    async fn references(&self, params: ReferenceParams) -> Result<Option<Vec<Location>>> {
        let TextDocumentPositionParams { text_document, position } = params.text_document_position;
        let with_cells = params.context.include_declaration;
        let answer = move |view: &View<'_>| references::references(view, position, with_cells);
        look(&self.session, &text_document.uri, answer).await
    }

    async fn inlay_hint(&self, params: InlayHintParams) -> Result<Option<Vec<InlayHint>>> {
        let answer = move |view: &View<'_>| inlay_hint::inlay_hints(view, params.range);
        look(&self.session, &params.text_document.uri, answer).await
    }

    async fn code_lens(&self, params: CodeLensParams) -> Result<Option<Vec<CodeLens>>> {
        look(&self.session, &params.text_document.uri, code_lens::code_lenses).await
    }

    async fn execute_command(&self, params: ExecuteCommandParams) -> Result<Option<LSPAny>> {
        code_lens::execute(&self.session, &self.outbox, &params).await
    }

    async fn document_symbol(&self, params: DocumentSymbolParams) -> Result<Option<DocumentSymbolResponse>> {
        look(&self.session, &params.text_document.uri, symbols::document_symbols).await
    }

    async fn symbol(&self, params: WorkspaceSymbolParams) -> Result<Option<WorkspaceSymbolResponse>> {
        Ok(symbols::workspace_symbols(&self.session, params.query).await)
    }

    async fn folding_range(&self, params: FoldingRangeParams) -> Result<Option<Vec<FoldingRange>>> {
        look(&self.session, &params.text_document.uri, folding::folding_ranges).await
    }

    async fn selection_range(&self, params: SelectionRangeParams) -> Result<Option<Vec<SelectionRange>>> {
        let answer = move |view: &View<'_>| selection::selection_ranges(view, &params.positions);
        look(&self.session, &params.text_document.uri, answer).await
    }

    async fn document_highlight(&self, params: DocumentHighlightParams) -> Result<Option<Vec<DocumentHighlight>>> {
        let TextDocumentPositionParams { text_document, position } = params.text_document_position_params;
        let answer = move |view: &View<'_>| highlight::document_highlights(view, position);
        look(&self.session, &text_document.uri, answer).await
    }

    async fn formatting(&self, params: DocumentFormattingParams) -> Result<Option<Vec<TextEdit>>> {
        look(&self.session, &params.text_document.uri, |view| formatting::formatting(view, None)).await
    }

    async fn range_formatting(&self, params: DocumentRangeFormattingParams) -> Result<Option<Vec<TextEdit>>> {
        let answer = move |view: &View<'_>| formatting::formatting(view, Some(params.range));
        look(&self.session, &params.text_document.uri, answer).await
    }

    async fn completion(&self, params: CompletionParams) -> Result<Option<CompletionResponse>> {
        let TextDocumentPositionParams { text_document, position } = params.text_document_position;
        look(&self.session, &text_document.uri, move |view| completion::completion(view, position)).await
    }

    async fn semantic_tokens_full(&self, params: SemanticTokensParams) -> Result<Option<SemanticTokensResult>> {
        let answer = |view: &View<'_>| semantic_tokens::semantic_tokens(view, None).map(Into::into);
        look(&self.session, &params.text_document.uri, answer).await
    }

    async fn semantic_tokens_range(
        &self,
        params: SemanticTokensRangeParams,
    ) -> Result<Option<SemanticTokensRangeResult>> {
        let answer = move |view: &View<'_>| semantic_tokens::semantic_tokens(view, Some(params.range)).map(Into::into);
        look(&self.session, &params.text_document.uri, answer).await
    }
}

impl Server {
    async fn text(&self, params: text::TextParams) -> Result<Option<String>> {
        text::text(&self.session, params).await
    }

    async fn sheet(&self, params: sheet::SheetParams) -> Result<Option<sheet::Sheet>> {
        sheet::sheet(&self.session, params).await
    }

    async fn parcel(&self, params: ParcelParams) {
        if let Some(event) = self.parcels.open(&params) {
            self.session.send(event);
        }
    }
}
