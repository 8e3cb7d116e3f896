//! Reads a file whole, and replaces it in one step if nobody else has changed it meanwhile.

use std::cell::RefCell;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::Path;

use super::charset::{Charset, DecodeError};
use crate::finding::Locale;
use crate::say;
use crate::text::MAX_LEN;

/// A file's text and what is needed to write it back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Loaded {
    /// The decoded text, byte-order mark included.
    pub text: String,
    /// How it is stored.
    pub charset: Charset,
}

/// Why a file was not read.
#[derive(Debug)]
pub enum ReadError {
    /// The system's answer.
    Io(io::Error),
    /// It is no text in a known charset, or too long.
    Decode(DecodeError),
}

/// Why a file was not written.
#[derive(Debug)]
pub enum WriteError {
    /// The system's answer.
    Io(io::Error),
    /// Its content is no longer what was read.
    Changed,
    /// It is marked read-only.
    ReadOnly,
    /// Writing it in its charset would change bytes that nobody edited.
    NotReversible(Charset),
}

impl ReadError {
    /// What went wrong, in words.
    pub fn message(&self, locale: Locale) -> String {
        match self {
            ReadError::Io(error) => io_message(error, locale),
            ReadError::Decode(DecodeError::TooLong) => say!(locale, "超过 4 GiB", "larger than 4 GiB"),
            ReadError::Decode(DecodeError::UnknownCharset) => {
                say!(
                    locale,
                    "认不出这个文件的文字编码，可能不是文本文件，或者不完整；是文本的，请另存为 UTF-8 编码",
                    "not a text in UTF-8, UTF-16 or GB18030, or cut off; save it as UTF-8"
                )
            }
            ReadError::Decode(DecodeError::Malformed(charset)) => {
                say!(locale, "标明为 {charset}，但内容不符合该编码", "says it is {charset}, but its bytes are not")
            }
        }
    }
}

impl WriteError {
    /// What went wrong, in words.
    pub fn message(&self, locale: Locale) -> String {
        match self {
            WriteError::Io(error) => io_message(error, locale),
            WriteError::Changed => {
                say!(locale, "读取之后又被改动，未写入", "changed since it was read, so it was not written")
            }
            WriteError::ReadOnly => say!(locale, "文件只读，未写入", "read-only, so it was not written"),
            WriteError::NotReversible(charset) => say!(
                locale,
                "按 {charset} 写回会改动其他内容，未写入；请先另存为 UTF-8",
                "writing it as {charset} would change other parts, so it was not written; save it as UTF-8 first"
            ),
        }
    }
}

impl From<io::Error> for ReadError {
    fn from(error: io::Error) -> Self {
        ReadError::Io(error)
    }
}

impl From<io::Error> for WriteError {
    fn from(error: io::Error) -> Self {
        WriteError::Io(error)
    }
}

/// The system's answer, in the reader's language where it is a common one.
pub fn io_message(error: &io::Error, locale: Locale) -> String {
    let known = match (locale, error.kind()) {
        (Locale::En, _) => None,
        (_, io::ErrorKind::NotFound) => Some("文件不存在"),
        (_, io::ErrorKind::PermissionDenied) => Some("没有权限"),
        (_, io::ErrorKind::IsADirectory) => Some("是文件夹，不是文件"),
        (_, io::ErrorKind::StorageFull) => Some("磁盘已满"),
        _ if is_link_loop(error) => Some("链接绕成了圈，找不到文件"),
        _ => None,
    };
    known.map_or_else(|| error.to_string(), str::to_owned)
}

/// Whether links lead to each other; the standard library has no stable name for it.
fn is_link_loop(error: &io::Error) -> bool {
    let code = if cfg!(target_os = "linux") { 40 } else { 62 };
    cfg!(unix) && error.raw_os_error() == Some(code)
}

/// Why a new file could not be written, in words.
pub fn not_written(path: &Path, error: &io::Error, locale: Locale) -> String {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let shown = path.display();
    if error.kind() == io::ErrorKind::NotFound && !folder.is_dir() {
        let folder = folder.display();
        return say!(
            locale,
            "{shown} 没有写入：文件夹 {folder} 不存在，请先建好",
            "{shown} was not written: there is no folder {folder}"
        );
    }
    let why = io_message(error, locale);
    say!(locale, "{shown} 没有写入：{why}", "{shown} was not written: {why}")
}

/// Reads and decodes a file.
///
/// # Errors
/// When the system refuses, or the content is no text.
pub fn load(path: &Path) -> Result<Loaded, ReadError> {
    /// Room for most files.
    const USUAL: usize = 1 << 16;
    thread_local! {
        /// Where files are read into before they are decoded: the same memory for each of them.
        static ROOM: RefCell<Vec<u8>> = RefCell::new(vec![0; USUAL]);
    }
    let file = File::open(path)?;
    let length = usize::try_from(file.metadata()?.len()).unwrap_or(usize::MAX);
    if length >= USUAL {
        return Loaded::decode(&read_all(file, length)?);
    }
    ROOM.with_borrow_mut(|room| {
        let loaded = read_into(room, file).and_then(|length| Loaded::decode(&room[..length]));
        // Of a file that grew meanwhile, or never told its length, no room is kept.
        room.truncate(USUAL);
        room.shrink_to_fit();
        loaded
    })
}

/// Reads `source` to its end, of which about `expected` bytes are to come.
///
/// # Errors
/// When the system refuses, or there is more than a text may have.
pub fn read_all(source: impl Read, expected: usize) -> Result<Vec<u8>, ReadError> {
    if expected > MAX_LEN {
        return Err(ReadError::Decode(DecodeError::TooLong));
    }
    // One byte more, so that the end is seen without growing the buffer: a file is one read, and one that finds the end.
    let mut bytes = vec![0; expected + 1];
    let length = read_into(&mut bytes, source)?;
    bytes.truncate(length);
    Ok(bytes)
}

/// Reads `source` to its end into the front of `room`, which grows where it has to; how many bytes came.
fn read_into(room: &mut Vec<u8>, mut source: impl Read) -> Result<usize, ReadError> {
    let mut length = 0;
    loop {
        match source.read(&mut room[length..]) {
            Ok(0) => return Ok(length),
            Ok(read) => length += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error.into()),
        }
        if length > MAX_LEN {
            return Err(ReadError::Decode(DecodeError::TooLong));
        }
        if length == room.len() {
            room.resize((length * 2).clamp(1 << 16, MAX_LEN + 1), 0);
        }
    }
}

impl Loaded {
    /// The text of a file's bytes.
    ///
    /// # Errors
    /// When they are no text.
    pub fn decode(bytes: &[u8]) -> Result<Loaded, ReadError> {
        let (text, charset) = Charset::decode(bytes).map_err(ReadError::Decode)?;
        Ok(Loaded { text, charset })
    }

    /// The bytes of `after`, which was made from this text, if bytes that nobody edited are the same as in `bytes`,
    /// from which this text was read.
    ///
    /// # Errors
    /// [`WriteError::Changed`] when `bytes` hold another text; [`WriteError::NotReversible`] when the charset has two
    /// spellings of a character that occurs.
    pub fn encode(&self, after: &str, bytes: &[u8]) -> Result<Vec<u8>, WriteError> {
        if self.charset.encode(&self.text) == bytes {
            return Ok(self.charset.encode(after));
        }
        let is_same = Charset::decode(bytes).is_ok_and(|(text, charset)| text == self.text && charset == self.charset);
        Err(if is_same { WriteError::NotReversible(self.charset) } else { WriteError::Changed })
    }
}

/// Replaces the content of `path`, which was read as `before`, by `after`: a temporary file beside it, then a rename, so
/// that no reader ever sees half of it. Symbolic links are followed, permissions kept.
///
/// # Errors
/// When the file has changed since, is read-only, or the system refuses; it is then as it was.
pub fn write(path: &Path, before: &Loaded, after: &str) -> Result<(), WriteError> {
    let path = fs::canonicalize(path)?;
    let permissions = fs::metadata(&path)?.permissions();
    if permissions.readonly() {
        return Err(WriteError::ReadOnly);
    }
    let bytes = before.encode(after, &fs::read(&path)?)?;
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut temporary = tempfile::Builder::new().prefix(".gouji-").tempfile_in(folder)?;
    temporary.write_all(&bytes)?;
    temporary.as_file().set_permissions(permissions)?;
    temporary.as_file().sync_all()?;
    temporary.persist(&path).map_err(|error| error.error)?;
    Ok(())
}

/// A temporary file in the folder of `path`, with the permissions of any other new file.
///
/// # Errors
/// When the system refuses.
pub fn beside(path: &Path) -> io::Result<tempfile::NamedTempFile> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(".gouji-");
    // Not for its owner's eyes alone.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(folder)
}

/// Writes a new file: whole or not at all. With `force` one that is there is replaced and keeps its permissions.
///
/// # Errors
/// When the system refuses; [`io::ErrorKind::AlreadyExists`] when there is such a file.
pub fn create(path: &Path, bytes: &[u8], force: bool) -> io::Result<()> {
    let mut file = beside(path)?;
    file.write_all(bytes)?;
    if let Some(there) = fs::metadata(path).ok().filter(|_| force) {
        file.as_file().set_permissions(there.permissions())?;
    }
    let persisted = if force { file.persist(path) } else { file.persist_noclobber(path) };
    persisted.map(|_| ()).map_err(|error| error.error)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(content: &[u8]) -> (tempfile::TempDir, std::path::PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("报告.md");
        fs::write(&path, content).unwrap();
        (folder, path)
    }

    #[test]
    fn is_written_in_its_charset() {
        let (folder, path) = file(&Charset::Gb18030.encode("合计454件\r\n"));
        let loaded = load(&path).unwrap();
        write(&path, &loaded, "合计468件\r\n").unwrap();
        assert_eq!(fs::read(&path).unwrap(), Charset::Gb18030.encode("合计468件\r\n"));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "no temporary file is left");
    }

    #[test]
    fn a_changed_file_is_left_alone() {
        let (_folder, path) = file("一".as_bytes());
        let loaded = load(&path).unwrap();
        fs::write(&path, "二").unwrap();
        assert!(matches!(write(&path, &loaded, "三"), Err(WriteError::Changed)));
        assert_eq!(fs::read_to_string(&path).unwrap(), "二");
    }

    #[test]
    fn bytes_that_would_not_come_back_are_not_written() {
        // 0x80 is read as the euro sign, which is written as two bytes.
        let (_folder, path) = file(&[Charset::Gb18030.encode("收费").as_slice(), &[0x80]].concat());
        let loaded = load(&path).unwrap();
        assert!(matches!(write(&path, &loaded, "x"), Err(WriteError::NotReversible(Charset::Gb18030))));
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_and_permissions_kept() {
        use std::os::unix::fs::PermissionsExt;
        let (folder, path) = file("一".as_bytes());
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        let link = folder.path().join("link.md");
        std::os::unix::fs::symlink(&path, &link).unwrap();
        write(&link, &load(&link).unwrap(), "二").unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
        assert_eq!(fs::read_to_string(&path).unwrap(), "二");

        fs::set_permissions(&path, fs::Permissions::from_mode(0o440)).unwrap();
        assert!(matches!(write(&path, &load(&path).unwrap(), "三"), Err(WriteError::ReadOnly)));
    }
}
