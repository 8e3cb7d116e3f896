//! Lines and columns as the outputs print them.

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use dashmap::DashMap;
use serde::Serialize;

use super::Checked;
use crate::config::Settings;
use crate::convert::{self, Origin, Origins};
use crate::document::Document;
use crate::finding::{Locale, Related};
use crate::syntax::Visible;
use crate::text::{Encoding, Position, Text, TextRange, TextSize};

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
        Place::new(text.position(offset, Encoding::Utf32), offset)
    }

    fn new(position: Position, offset: TextSize) -> Place {
        Place { line: position.line + 1, column: position.column + 1, byte: offset.into() }
    }
}

impl PlaceRange {
    /// The places of `range` in `text`.
    pub fn of(text: &Text, range: TextRange) -> PlaceRange {
        let (start, end) = text.positions(range, Encoding::Utf32);
        PlaceRange { start: Place::new(start, range.start()), end: Place::new(end, range.end()) }
    }
}

/// Files beside the one that is printed: a finding may point into last year's report. Read when first needed.
#[derive(Debug, Default)]
pub struct Others {
    files: DashMap<PathBuf, Arc<Other>>,
}

/// Such a file; empty if it cannot be read (any more).
#[derive(Debug, Default)]
struct Other {
    text: Text,
    /// What a text was made from that is none itself, such as a Word file.
    made: Option<(Document, Origins)>,
}

impl Others {
    fn file(&self, path: &Path, settings: &Arc<Settings>) -> Arc<Other> {
        if let Some(file) = self.files.get(path) {
            return file.clone();
        }
        let opened = convert::open(path, settings).unwrap_or_default();
        let made = |origins| (Document::new(&opened.loaded.text, settings.clone()), origins);
        let made = opened.origins.map(made);
        let text = made.as_ref().map_or_else(|| Text::new(&opened.loaded.text), |(made, _)| made.text().clone());
        let file = Arc::new(Other { text, made });
        self.files.insert(path.to_owned(), file.clone());
        file
    }
}

/// Where a related range stands.
pub(super) struct RelatedPlace<'r> {
    /// The file, if it is another one.
    pub path: Option<Cow<'r, str>>,
    /// Lines and columns of the text that was read.
    pub range: PlaceRange,
    /// Where it comes from, if that was made from a file of another kind.
    pub origin: Option<Origin>,
    /// What a person calls that.
    pub name: Option<String>,
}

impl Checked<'_> {
    /// Where a range of the text comes from, if that was made from a file of another kind.
    pub(super) fn origin(&self, range: TextRange) -> Option<Origin> {
        self.origins?.of(range)
    }

    /// What a person calls that place, with the heading of the report's section.
    pub(super) fn origin_name(&self, range: TextRange, locale: Locale) -> Option<String> {
        name(self.document, self.origins?, range, locale)
    }

    /// The place of a related range.
    pub(super) fn related<'r>(&self, related: &'r Related, locale: Locale) -> RelatedPlace<'r> {
        let range = related.range;
        let Some(path) = &related.path else {
            return RelatedPlace {
                path: None,
                range: PlaceRange::of(self.text, range),
                origin: self.origin(range),
                // The finding has told the section already.
                name: self.origin(range).and_then(|origin| Some(self.origins?.name(origin, None, locale))),
            };
        };
        let other = self.others.file(path, self.document.settings());
        let made = other.made.as_ref();
        RelatedPlace {
            path: Some(path.to_string_lossy()),
            range: PlaceRange::of(&other.text, range),
            origin: made.and_then(|(_, origins)| origins.of(range)),
            name: made.and_then(|(document, origins)| name(document, origins, range, locale)),
        }
    }
}

/// What a person calls the place from which a range of a document's text was made.
fn name(document: &Document, origins: &Origins, range: TextRange, locale: Locale) -> Option<String> {
    let origin = origins.of(range)?;
    let (start, report) = document.reports().take_while(|(start, _)| *start <= range.start()).last()?;
    let mut before = report.sections.iter().rev().filter(|section| section.heading.start() + start <= range.start());
    let heading = before.next().map(|section| document.text().slice(section.heading + start));
    let heading = heading.as_deref().map(|heading| Visible::of(heading).text.trim().to_owned());
    Some(origins.name(origin, heading.as_deref(), locale))
}
