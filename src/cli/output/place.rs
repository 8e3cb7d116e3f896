//! Lines and columns as the outputs print them.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use dashmap::DashMap;
use serde::Serialize;

use super::Checked;
use crate::convert::Origin;
use crate::finding::{Locale, Related};
use crate::syntax::Visible;
use crate::text::{Encoding, Text, TextRange, TextSize};
use crate::workspace;

/// A position as the contract has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Place {
    /// Line from 1.
    pub line: usize,
    /// Column from 1, in Unicode scalar values.
    pub column: usize,
    /// Byte from 0 of the decoded UTF-8.
    pub byte: u32,
}

/// A range as the contract has it; the end is exclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct PlaceRange {
    /// The first character.
    pub start: Place,
    /// Behind the last character.
    pub end: Place,
}

impl Place {
    /// The place of `offset` in `text`.
    pub fn of(text: &Text, offset: TextSize) -> Place {
        let position = text.position(offset, Encoding::Utf32);
        Place { line: position.line + 1, column: position.column + 1, byte: offset.into() }
    }
}

impl PlaceRange {
    /// The places of `range` in `text`.
    pub fn of(text: &Text, range: TextRange) -> PlaceRange {
        PlaceRange { start: Place::of(text, range.start()), end: Place::of(text, range.end()) }
    }
}

/// Texts of files beside the one that is printed: a finding may point into last year's report. Read when first needed.
#[derive(Debug, Default)]
pub struct Others {
    texts: DashMap<PathBuf, Text>,
}

impl Others {
    /// The text of a file; empty if it cannot be read (any more).
    fn text(&self, path: &Path) -> Text {
        if let Some(text) = self.texts.get(path) {
            return text.clone();
        }
        let text = workspace::load(path).map_or_else(|_| Text::default(), |loaded| Text::new(&loaded.text));
        self.texts.insert(path.to_owned(), text.clone());
        text
    }
}

impl Checked<'_> {
    /// Where a range of the text comes from, if that was made from a file of another kind.
    pub(super) fn origin(&self, range: TextRange) -> Option<Origin> {
        self.origins?.of(range)
    }

    /// What a person calls that place, with the heading of the report's section.
    pub(super) fn origin_name(&self, range: TextRange, locale: Locale) -> Option<String> {
        let origin = self.origin(range)?;
        let (start, report) = self.document.reports().take_while(|(start, _)| *start <= range.start()).last()?;
        let mut before =
            report.sections.iter().rev().filter(|section| section.heading.start() + start <= range.start());
        let heading = before.next().map(|section| self.text.slice(section.heading + start));
        let heading = heading.as_deref().map(|heading| Visible::of(heading).text.trim().to_owned());
        Some(self.origins?.name(origin, heading.as_deref(), locale))
    }

    /// The places of a related range, and the file if it is another one.
    pub(super) fn related<'r>(&self, related: &'r Related) -> (Option<Cow<'r, str>>, PlaceRange) {
        match &related.path {
            None => (None, PlaceRange::of(self.text, related.range)),
            Some(path) => (Some(path.to_string_lossy()), PlaceRange::of(&self.others.text(path), related.range)),
        }
    }
}
