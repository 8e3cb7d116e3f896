//! Zip archives, as Word files and workbooks are: parts by name, unpacked within bounds.

use std::io::{Cursor, Read, Write};

use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use super::ConvertError;

/// A part unpacks to so many bytes at most: a report of a thousand pages has a tenth of that.
const MOST_BYTES: usize = 64 << 20;
/// All parts that are read unpack to so many bytes at most.
const MOST_IN_ALL: usize = 128 << 20;
/// A part of more than [`SMALL`] bytes unpacks to so many times its packed size at most. Deflate reaches 1032; the tables
/// of ten thousand equal rows reach some hundreds.
const MOST_RATIO: usize = 900;
/// Below this size a ratio says nothing.
const SMALL: usize = 8 << 20;

/// How an OLE container begins: protected Office files, and those of Word before 2007.
pub const OLE: [u8; 8] = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

/// An archive in memory.
pub struct Package<'b> {
    archive: ZipArchive<Cursor<&'b [u8]>>,
    read: usize,
}

impl<'b> Package<'b> {
    /// Opens an archive.
    ///
    /// # Errors
    /// When it is an OLE container, or no archive at all.
    pub fn open(bytes: &'b [u8]) -> Result<Package<'b>, ConvertError> {
        if bytes.starts_with(&OLE) {
            return Err(ConvertError::Protected);
        }
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
        Ok(Package { archive, read: 0 })
    }

    /// Whether it has a part of this name.
    pub fn has(&self, name: &str) -> bool {
        self.archive.index_for_name(name).is_some()
    }

    /// A part as text; none where there is no such part.
    ///
    /// # Errors
    /// When it can't be unpacked, is too large, or is no UTF-8.
    pub fn part(&mut self, name: &str) -> Result<Option<String>, ConvertError> {
        let mut file = match self.archive.by_name(name) {
            Ok(file) => file,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(error) => return Err(broken(error)),
        };
        let packed = usize::try_from(file.compressed_size()).unwrap_or(usize::MAX);
        let most = MOST_BYTES.min(packed.saturating_mul(MOST_RATIO).max(SMALL)).min(MOST_IN_ALL - self.read);
        // What the archive says of its size is not to be trusted: bytes are counted as they come.
        let mut bytes = Vec::with_capacity(usize::try_from(file.size()).unwrap_or(0).min(most));
        let unpacked = file.by_ref().take(most as u64 + 1).read_to_end(&mut bytes);
        unpacked.map_err(|error| ConvertError::Archive(error.to_string()))?;
        if bytes.len() > most {
            return Err(ConvertError::TooLarge(name.to_owned()));
        }
        self.read += bytes.len();
        let text = String::from_utf8(bytes).map_err(|error| ConvertError::Xml {
            part: name.to_owned(),
            at: error.utf8_error().valid_up_to(),
            why: "不是 UTF-8 / not UTF-8".to_owned(),
        })?;
        Ok(Some(text))
    }

    /// The archive with another content for one part; all others stay byte for byte.
    ///
    /// # Errors
    /// When the archive can't be read.
    pub fn with_part(mut self, name: &str, content: &str) -> Result<Vec<u8>, ConvertError> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for index in 0..self.archive.len() {
            let file = self.archive.by_index_raw(index).map_err(broken)?;
            if file.name().is_ok_and(|found| found == name) {
                let options = SimpleFileOptions::default();
                writer.start_file(name, options).map_err(broken)?;
                writer.write_all(content.as_bytes())?;
            } else {
                writer.raw_copy_file(file).map_err(broken)?;
            }
        }
        Ok(writer.finish().map_err(broken)?.into_inner())
    }
}

/// A new archive of these parts, the same bytes for the same parts.
///
/// # Errors
/// When it would be larger than an archive may be.
pub fn pack(parts: &[(&str, &str)]) -> Result<Vec<u8>, ConvertError> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).map_err(broken)?;
        writer.write_all(content.as_bytes())?;
    }
    Ok(writer.finish().map_err(broken)?.into_inner())
}

fn broken(error: ZipError) -> ConvertError {
    ConvertError::Archive(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_come_back_and_others_stay() {
        let bytes = pack(&[("a.xml", "<a/>"), ("b/b.xml", "<b/>")]).unwrap();
        let mut package = Package::open(&bytes).unwrap();
        assert_eq!(package.part("b/b.xml").unwrap().as_deref(), Some("<b/>"));
        assert!(package.has("a.xml") && package.part("c.xml").unwrap().is_none());
        let other = package.with_part("a.xml", "<c/>").unwrap();
        let mut package = Package::open(&other).unwrap();
        assert_eq!(package.part("a.xml").unwrap().as_deref(), Some("<c/>"));
        assert_eq!(package.part("b/b.xml").unwrap().as_deref(), Some("<b/>"));
    }

    #[test]
    fn what_unpacks_to_too_much_is_not_read() {
        let bytes = pack(&[("bomb.xml", &" ".repeat(SMALL + 1))]).unwrap();
        assert!(bytes.len() < 20_000);
        let mut package = Package::open(&bytes).unwrap();
        assert!(matches!(package.part("bomb.xml"), Err(ConvertError::TooLarge(name)) if name == "bomb.xml"));
        let bytes = pack(&[("large.xml", &" ".repeat(SMALL))]).unwrap();
        let mut package = Package::open(&bytes).unwrap();
        let mut all = (0..MOST_IN_ALL / SMALL + 1).map(|_| package.part("large.xml"));
        assert!(all.any(|part| part.is_err()), "all parts together are bounded, too");
    }

    #[test]
    fn what_is_no_archive_is_told() {
        assert!(matches!(Package::open(&OLE), Err(ConvertError::Protected)));
        assert!(matches!(Package::open(b"PK\x03\x04 and no more"), Err(ConvertError::Archive(_))));
    }
}
