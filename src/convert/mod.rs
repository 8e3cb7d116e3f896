//! Files of other programs: Word, web pages, spreadsheets, and what other programs make of still others.
//!
//! In the middle stands one small [`model`]: paragraphs and tables. A file is read into it and written as Markdown, which
//! the rest of gouji reads, checks and corrects; [`Origins`] tells for each byte of that Markdown from which paragraph
//! or cell it comes. The other way, [`text`] reads what gouji reads into the model, and each form is written from there.
//!
//! - [`docx`]: Word. `html`: tables of web pages. `sheet`: workbooks and CSV. `external`: LibreOffice and `pdftotext`.
//! - `inline`: words in bold and links. `form`: which tables are those of the official form. `package`, `xml`: what Office files are made of.
//!
//! Nothing here is looked at before a file of such a kind is named.

mod docx;
mod error;
mod external;
mod form;
mod html;
mod inline;
mod markdown;
pub mod model;
mod origins;
mod package;
mod sheet;
mod text;
mod xml;

use std::fs;
use std::path::Path;

pub use error::{ConvertError, Program};
pub use markdown::Markdown;
pub use origins::{Origin, Origins};

use crate::config::Settings;
use crate::document::Document;
use crate::text::{Edits, Text};
use crate::workspace::{self, EXTENSIONS, Loaded};
use docx::Docx;
use markdown::said;
use model::{Paragraph, Piece, Rich};
use package::{OLE, Package};

/// A kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Word since 2007.
    Docx,
    /// A web page.
    Html,
    /// Markdown.
    Markdown,
    /// Text without markup.
    Text,
    /// A workbook.
    Xlsx,
    /// Comma-separated values.
    Csv,
    /// What LibreOffice makes a Word file of: its extension.
    Old(&'static str),
    /// Pages.
    Pdf,
}

impl Kind {
    /// What a file's name says.
    pub fn of_name(path: &Path) -> Option<Kind> {
        let extension = path.extension()?.to_str()?.to_ascii_lowercase();
        Some(match &*extension {
            "docx" | "docm" => Kind::Docx,
            "html" | "htm" => Kind::Html,
            "md" | "markdown" => Kind::Markdown,
            "txt" => Kind::Text,
            "xlsx" | "xlsm" => Kind::Xlsx,
            "csv" => Kind::Csv,
            "pdf" => Kind::Pdf,
            "doc" => Kind::Old("doc"),
            "wps" => Kind::Old("wps"),
            "rtf" => Kind::Old("rtf"),
            "odt" => Kind::Old("odt"),
            _ => return None,
        })
    }

    /// What is to be written into a file of this name; none for those that are only read, such as documents with macros.
    pub fn to_write(path: &Path) -> Option<Kind> {
        let extension = path.extension()?.to_str()?.to_ascii_lowercase();
        let is_written = !matches!(&*extension, "docm" | "xlsm");
        Kind::of_name(path).filter(|kind| is_written && !matches!(kind, Kind::Old(_) | Kind::Pdf))
    }

    /// What a file is: its content says it where it can, for many a `.doc` is a web page or a `.docx`; else its name.
    fn of(path: &Path, bytes: &[u8]) -> Result<Kind, ConvertError> {
        let named = Kind::of_name(path);
        if bytes.starts_with(b"PK\x03\x04") && named != Some(Kind::Old("odt")) {
            let mut package = Package::open(bytes)?;
            return match () {
                () if sheet::is_xlsx(&package) => Ok(Kind::Xlsx),
                () if docx::is_docx(&mut package) => Ok(Kind::Docx),
                () if named == Some(Kind::Docx) => Err(ConvertError::MissingPart("word/document.xml")),
                () if named == Some(Kind::Xlsx) => Err(ConvertError::MissingPart("xl/workbook.xml")),
                () => Err(ConvertError::UnknownKind),
            };
        }
        match named {
            _ if bytes.starts_with(b"%PDF-") => Ok(Kind::Pdf),
            _ if bytes.starts_with(b"{\\rtf") => Ok(Kind::Old("rtf")),
            Some(Kind::Docx | Kind::Xlsx) if bytes.starts_with(&OLE) => Err(ConvertError::Protected),
            None if bytes.starts_with(&OLE) => Ok(Kind::Old("doc")),
            // A Word file that is no archive: damaged, and told so by whoever opens it.
            Some(kind @ (Kind::Docx | Kind::Xlsx)) => Ok(kind),
            Some(kind @ Kind::Old(_)) if bytes.starts_with(&OLE) || kind == Kind::Old("odt") => Ok(kind),
            Some(kind @ (Kind::Csv | Kind::Html | Kind::Markdown | Kind::Text)) => Ok(kind),
            Some(Kind::Old(_) | Kind::Pdf) | None => Ok(Kind::Text),
        }
    }
}

/// A file that was read, whatever its kind.
#[derive(Debug, Default)]
pub struct Opened {
    /// Its text, as it is, or as it was made from what stands in the file.
    pub loaded: Loaded,
    /// Whether that was made: the file itself is no text, and is never written.
    pub is_made: bool,
    /// Where the passages of a made text come from; pages know no passages.
    pub origins: Option<Origins>,
    /// Sentences on what stands in the file and was not taken over.
    pub notes: Vec<String>,
    /// The Word file itself.
    word: Option<(Vec<u8>, Docx)>,
}

/// Reads a file of any kind. What is text is read as it is.
///
/// # Errors
/// When it can't be read.
pub fn open(path: &Path, settings: &Settings) -> Result<Opened, ConvertError> {
    let extension = path.extension().and_then(|extension| extension.to_str());
    if extension.is_some_and(|own| EXTENSIONS.iter().any(|text| text.eq_ignore_ascii_case(own))) {
        return Ok(Opened { loaded: workspace::load(path)?, ..Opened::default() });
    }
    open_bytes(path, fs::read(path)?, settings)
}

/// The text of a file of any kind, for those who only look into it.
///
/// # Errors
/// Why it can't be read, in words.
pub fn text_of(path: &Path, settings: &Settings) -> Result<String, String> {
    open(path, settings).map(|opened| opened.loaded.text).map_err(|error| error.message(settings.locale))
}

/// As [`open`], with the content that a file of this name has.
///
/// # Errors
/// When it can't be read.
pub fn open_bytes(path: &Path, bytes: Vec<u8>, settings: &Settings) -> Result<Opened, ConvertError> {
    match Kind::of(path, &bytes)? {
        Kind::Docx => Opened::word(bytes, settings),
        Kind::Old(extension) => {
            let mut opened = Opened::word(external::docx_of(&bytes, extension)?, settings)?;
            opened.word = None;
            Ok(opened)
        }
        Kind::Xlsx => Ok(Opened::figures(sheet::read(&bytes, settings)?, settings)),
        Kind::Csv => {
            let text = Loaded::decode(&bytes)?.text;
            Ok(Opened::figures(sheet::read_csv(&text, settings)?, settings))
        }
        Kind::Pdf => {
            let text = external::text_of_pdf(&bytes)?;
            Ok(Opened { loaded: Loaded { text, ..Loaded::default() }, is_made: true, ..Opened::default() })
        }
        Kind::Html | Kind::Markdown | Kind::Text => Ok(Opened { loaded: Loaded::decode(&bytes)?, ..Opened::default() }),
    }
}

impl Opened {
    fn word(bytes: Vec<u8>, settings: &Settings) -> Result<Opened, ConvertError> {
        let docx = docx::read(&bytes)?;
        let opened = Opened::made(docx.rich.clone(), settings);
        Ok(Opened { word: Some((bytes, docx)), ..opened })
    }

    fn figures(contents: sheet::Contents, settings: &Settings) -> Opened {
        Opened { notes: contents.notes, ..Opened::made(contents.rich, settings) }
    }

    fn made(rich: Rich, settings: &Settings) -> Opened {
        let Markdown { text, origins } = Markdown::new(rich, settings);
        let loaded = Loaded { text, ..Loaded::default() };
        Opened { loaded, is_made: true, origins: Some(origins), ..Opened::default() }
    }

    /// The Word file's bytes, if it is one.
    pub fn word_bytes(&self) -> Option<&[u8]> {
        self.word.as_ref().map(|(bytes, _)| &**bytes)
    }

    /// The Word file with these edits of its text, all else as it was. None where it is no Word file, or the edits go
    /// beyond the words of its paragraphs and cells.
    ///
    /// # Errors
    /// When the archive can't be read.
    pub fn patched(&self, edits: &Edits, settings: &Settings) -> Result<Option<Vec<u8>>, ConvertError> {
        let (Some((bytes, docx)), Some(origins)) = (&self.word, &self.origins) else { return Ok(None) };
        let mut changed: Vec<(usize, String, String)> = Vec::new();
        let passages = origins.passages();
        for edit in edits.iter() {
            let holds = |(range, _): &&(crate::text::TextRange, Origin)| range.contains_range(edit.range);
            let Some(index) = passages.iter().position(|passage| holds(&passage)) else { return Ok(None) };
            if changed.iter().any(|(other, ..)| *other == index) {
                continue;
            }
            let range = passages[index].0;
            let old = &self.loaded.text[range];
            let mut new = Text::editable(old);
            for own in edits.iter().rev().filter(|own| range.contains_range(own.range)) {
                new.replace(own.range - range.start(), &own.text);
            }
            changed.push((index, said(old), said(&new.to_string())));
        }
        let changes: Vec<(usize, &str, &str)> =
            changed.iter().map(|(index, old, new)| (*index, &**old, &**new)).collect();
        let Some(patched) = docx::patch(bytes, docx, &changes)? else { return Ok(None) };
        // What was written must say what was meant.
        let mut expected = Text::editable(&self.loaded.text);
        edits.apply(&mut expected);
        let said = Opened::word(patched.clone(), settings)?.loaded.text;
        Ok((said == expected.to_string()).then_some(patched))
    }
}

/// A document in another form.
#[derive(Debug)]
pub struct Written {
    /// The file's content.
    pub bytes: Vec<u8>,
    /// Tables whose borders were lost, and which were put together from what their relations tell.
    pub restored: Vec<String>,
}

/// Writes a document as a file of this kind, all but CSV, which holds figures only.
///
/// # Errors
/// [`ConvertError::NotWritten`] for kinds that are only read; [`ConvertError::NoTables`] for a workbook without tables.
pub fn write(document: &Document, kind: Kind) -> Result<Written, ConvertError> {
    let text::Read { rich, restored } = text::read(document, kind == Kind::Xlsx);
    let settings = document.settings();
    let bytes = match kind {
        Kind::Docx => docx::write(&rich)?,
        Kind::Html => html::page(&rich).into_bytes(),
        Kind::Markdown => Markdown::new(rich, settings).text.into_bytes(),
        Kind::Text => Markdown::new(without_marks(rich), settings).text.into_bytes(),
        Kind::Xlsx => sheet::write(&rich)?,
        Kind::Csv | Kind::Old(_) | Kind::Pdf => return Err(ConvertError::NotWritten),
    };
    Ok(Written { bytes, restored })
}

/// Headings without `#`, words without marks, addresses of links behind their words.
fn without_marks(mut rich: Rich) -> Rich {
    for piece in &mut rich.pieces {
        if let Piece::Paragraph(paragraph) = piece {
            *paragraph = Paragraph::new(0, inline::flat(&paragraph.text, &paragraph.marks));
        }
    }
    rich
}
