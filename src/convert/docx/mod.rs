//! Word files: read into paragraphs and tables, written as the official form prints a report, and corrected in place.
//!
//! - `read`, `table`: the body of a document; every passage knows the runs it was read from.
//! - `style`, `numbering`: what a paragraph is, and the number that Word writes before it.
//! - `write`, `parts`: a new document.
//! - `patch`: a document with other words in some passages, all else byte for byte as it was.

mod numbering;
mod parts;
mod patch;
mod read;
mod style;
mod table;
mod write;

pub use patch::patch;
pub use read::{Docx, is_docx, read};
pub use write::write;

use std::ops::Range;

/// Where a passage (a paragraph, or the text of a cell) stands in the document's XML. All positions are bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Source {
    /// The runs that its text was read from, in order; what Word numbers by itself has none.
    stretches: Vec<Stretch>,
    /// Where a new run can stand.
    slot: Option<Slot>,
}

/// The content of one `w:t`.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Stretch {
    /// The part of the passage that it makes up.
    text: Range<usize>,
    /// The content as it stands in the XML.
    xml: Range<usize>,
    /// How much of it, unescaped, stands before that part: blanks that the passage does without.
    skipped: usize,
}

/// A place for a new run in a paragraph.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Slot {
    /// Where: an empty range before `</w:p>`, or a whole `<w:p/>`.
    place: Range<usize>,
    /// The font and size for it, a `w:rPr`, where the paragraph says so.
    font: Option<Range<usize>>,
}

impl Source {
    /// The same for a passage that begins `by` bytes further on in a longer one.
    fn moved(mut self, by: usize) -> Source {
        for stretch in &mut self.stretches {
            stretch.text = stretch.text.start + by..stretch.text.end + by;
        }
        self
    }
}
