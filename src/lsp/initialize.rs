//! `initialize`: what the client can do is noted, and what the server does is said, no more and no less.

use tower_lsp::ls_types::{
    CodeActionOptions, CodeActionProviderCapability, DiagnosticOptions, DiagnosticServerCapabilities,
    InitializeParams, InitializeResult, PositionEncodingKind, SaveOptions, ServerCapabilities, ServerInfo,
    TextDocumentSyncCapability, TextDocumentSyncKind, TextDocumentSyncOptions,
};

use super::client::Facts;
use super::code_action;
use super::convert;
use super::lifetime::Lifetime;
use super::session::{Event, Session};
use crate::finding::Locale;
use crate::text::Encoding;

/// Tells the session who the client is, and the client what the server does.
pub fn initialize(
    session: &Session,
    lifetime: &Lifetime,
    locale: Locale,
    params: &InitializeParams,
) -> InitializeResult {
    let facts = Facts::new(params, locale);
    if let Some(process) = params.process_id {
        lifetime.watch(process);
    }
    tracing::info!(client = ?params.client_info, ?facts, "connected");
    let capabilities = capabilities(&facts);
    session.send(Event::Connected(Box::new(facts)));
    let version = Some(env!("CARGO_PKG_VERSION").to_owned());
    let server_info = Some(ServerInfo { name: convert::SOURCE.to_owned(), version });
    InitializeResult { capabilities, server_info, ..InitializeResult::default() }
}

fn capabilities(facts: &Facts) -> ServerCapabilities {
    let position_encoding = match facts.encoding {
        Encoding::Utf8 => PositionEncodingKind::UTF8,
        Encoding::Utf16 => PositionEncodingKind::UTF16,
        Encoding::Utf32 => PositionEncodingKind::UTF32,
    };
    let sync = TextDocumentSyncOptions {
        open_close: Some(true),
        change: Some(TextDocumentSyncKind::INCREMENTAL),
        // With each save comes the whole text: whatever went wrong before is right again.
        save: Some(SaveOptions { include_text: Some(true) }.into()),
        ..TextDocumentSyncOptions::default()
    };
    let diagnostics =
        DiagnosticOptions { identifier: Some(convert::SOURCE.to_owned()), ..DiagnosticOptions::default() };
    let actions = CodeActionOptions {
        code_action_kinds: Some(code_action::kinds()),
        resolve_provider: Some(true),
        ..CodeActionOptions::default()
    };
    ServerCapabilities {
        position_encoding: Some(position_encoding),
        text_document_sync: Some(TextDocumentSyncCapability::Options(sync)),
        diagnostic_provider: facts.pulls.then_some(DiagnosticServerCapabilities::Options(diagnostics)),
        code_action_provider: Some(CodeActionProviderCapability::Options(actions)),
        ..ServerCapabilities::default()
    }
}
