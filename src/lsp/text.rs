//! `gouji/text`: a diagnostic aid, not a feature. Answers the text of an open document as the server has it, so that a
//! test, or a maintainer who suspects that the two texts differ, can compare. `{"uri"}` → the text, or null for a
//! document that is not open or is out of step.

use serde::Deserialize;
use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::Uri;

use super::convert;
use super::session::Session;

/// The request's name.
pub const METHOD: &str = "gouji/text";

/// The document in question.
#[derive(Debug, Deserialize)]
pub struct TextParams {
    uri: Uri,
}

/// The text as it is after everything that was sent before.
///
/// # Errors
/// Never.
pub async fn text(session: &Session, params: TextParams) -> Result<Option<String>> {
    let text = session.text(convert::key(&params.uri)).await;
    Ok(text.map(|text| text.to_string()))
}
