//! The document value: text, blocks and reports, kept in step by [`Document::edit`].

use std::sync::Arc;

use crate::config::Settings;
use crate::text::{Text, TextRange};

/// A document as it is open in an editor or read from a file.
#[derive(Clone, Debug)]
pub struct Document {
    text: Text,
    settings: Arc<Settings>,
}

impl Document {
    /// Reads a whole document.
    pub fn new(text: &str, settings: Arc<Settings>) -> Document {
        Document { text: Text::new(text), settings }
    }

    /// Replaces `range` (bytes) by `with`; the only way in which a document changes.
    pub fn edit(&mut self, range: TextRange, with: &str) {
        self.text.replace(range, with);
    }

    /// The text.
    pub fn text(&self) -> &Text {
        &self.text
    }

    /// What it is read and checked by.
    pub fn settings(&self) -> &Arc<Settings> {
        &self.settings
    }
}
