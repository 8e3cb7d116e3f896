//! `initialize`: what the client can do is noted, and what the server does is said, no more and no less.

use tower_lsp::ls_types::{
    CodeActionOptions, CodeActionProviderCapability, CodeLensOptions, CompletionOptions, DiagnosticOptions,
    DiagnosticServerCapabilities, ExecuteCommandOptions, InitializeParams, InitializeResult, OneOf,
    PositionEncodingKind, SaveOptions, SemanticTokensFullOptions, SemanticTokensOptions, ServerCapabilities,
    ServerInfo, TextDocumentSyncCapability, TextDocumentSyncKind, TextDocumentSyncOptions,
    WorkspaceFoldersServerCapabilities, WorkspaceServerCapabilities,
};

use super::client::Facts;
use super::code_action;
use super::code_lens;
use super::completion;
use super::convert;
use super::lifetime::Lifetime;
use super::semantic_tokens;
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
    if let Some(options) = &params.initialization_options {
        session.send(Event::Configured(options.clone()));
    }
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
    let diagnostics = DiagnosticOptions {
        identifier: Some(convert::SOURCE.to_owned()),
        workspace_diagnostics: true,
        ..DiagnosticOptions::default()
    };
    let folders =
        WorkspaceFoldersServerCapabilities { supported: Some(true), change_notifications: Some(OneOf::Left(true)) };
    let workspace =
        WorkspaceServerCapabilities { workspace_folders: Some(folders), ..WorkspaceServerCapabilities::default() };
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
        workspace: Some(workspace),
        ..looking()
    }
}

/// What only shows something, or is done at a person's word.
fn looking() -> ServerCapabilities {
    let tokens = SemanticTokensOptions {
        legend: semantic_tokens::legend(),
        range: Some(true),
        full: Some(SemanticTokensFullOptions::Bool(true)),
        ..SemanticTokensOptions::default()
    };
    let completion = CompletionOptions {
        trigger_characters: Some(completion::TRIGGERS.map(str::to_owned).to_vec()),
        ..CompletionOptions::default()
    };
    let commands =
        ExecuteCommandOptions { commands: vec![code_lens::RECOMPUTE.to_owned()], ..ExecuteCommandOptions::default() };
    ServerCapabilities {
        hover_provider: Some(true.into()),
        definition_provider: Some(OneOf::Left(true)),
        references_provider: Some(OneOf::Left(true)),
        inlay_hint_provider: Some(OneOf::Left(true)),
        code_lens_provider: Some(CodeLensOptions { resolve_provider: Some(false) }),
        execute_command_provider: Some(commands),
        document_symbol_provider: Some(OneOf::Left(true)),
        workspace_symbol_provider: Some(OneOf::Left(true)),
        folding_range_provider: Some(true.into()),
        selection_range_provider: Some(true.into()),
        document_highlight_provider: Some(OneOf::Left(true)),
        document_formatting_provider: Some(OneOf::Left(true)),
        document_range_formatting_provider: Some(OneOf::Left(true)),
        completion_provider: Some(completion),
        semantic_tokens_provider: Some(tokens.into()),
        ..ServerCapabilities::default()
    }
}
