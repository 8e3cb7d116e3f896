//! Where results go: a stream, or the file that `-o` names, which takes its place whole when the run is done.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tempfile::NamedTempFile;

use crate::config::Settings;
use crate::document::Document;
use crate::finding::Locale;
use crate::say;
use crate::workspace;

/// What results are written to.
pub(super) enum Out {
    /// A stream or a device: what is written is there at once.
    Stream(Box<dyn Write + Send>),
    /// A file beside the one that is to be: until [`Out::keep`] the former one is as it was.
    File {
        /// What has been written.
        written: NamedTempFile,
        /// Its place, links followed.
        path: PathBuf,
    },
}

impl Out {
    /// The file at `path` for output in a form whose files have one of these `extensions`. `inputs` are the files to be
    /// read.
    ///
    /// # Errors
    /// A sentence, when the file is one of `inputs`, holds something else than earlier output, or can't be written.
    pub(super) fn file<'p>(
        path: &Path,
        extensions: &[&str],
        mut inputs: impl Iterator<Item = &'p Path>,
        locale: Locale,
    ) -> Result<Out, String> {
        let not_written = |error: io::Error| workspace::not_written(path, &error, locale);
        let Ok(there) = fs::metadata(path) else {
            let written = workspace::beside(path).map_err(not_written)?;
            return Ok(Out::File { written, path: path.to_owned() });
        };
        if !there.is_file() {
            let device = File::create(path).map_err(not_written)?;
            return Ok(Out::Stream(Box::new(device)));
        }
        if inputs.any(|input| workspace::is_same_file(input, path)) {
            return Err(own_input(path, locale));
        }
        if !is_output(path, extensions) {
            return Err(something_else(path, extensions, locale));
        }
        if there.permissions().readonly() {
            return Err(not_written(io::ErrorKind::PermissionDenied.into()));
        }
        let place = path.canonicalize().map_err(not_written)?;
        let written = workspace::beside(&place).map_err(not_written)?;
        written.as_file().set_permissions(there.permissions()).map_err(not_written)?;
        Ok(Out::File { written, path: place })
    }

    /// Puts the file in its place.
    ///
    /// # Errors
    /// What the system says; the former file is then as it was.
    pub(super) fn keep(self) -> io::Result<()> {
        match self {
            Out::Stream(_) => Ok(()),
            Out::File { written, path } => written.persist(path).map(|_| ()).map_err(|error| error.error),
        }
    }
}

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Out::Stream(stream) => stream.write(bytes),
            Out::File { written, .. } => written.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Out::Stream(stream) => stream.flush(),
            Out::File { written, .. } => written.flush(),
        }
    }
}

/// Whether a file can be earlier output: by its extension, and where reports have the same one, by what is in it.
fn is_output(path: &Path, extensions: &[&str]) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    if !extensions.iter().any(|known| known.eq_ignore_ascii_case(extension)) {
        return false;
    }
    if !workspace::is_text_name(path) {
        return true;
    }
    let holds_report = |text: &str| Document::new(text, Arc::new(Settings::default())).is_report();
    workspace::load(path).is_ok_and(|loaded| {
        loaded.text.contains(super::output::PAGE_TITLE)
            || !extension.starts_with(['h', 'H']) && !holds_report(&loaded.text)
    })
}

/// What is said of an output that is one of the files to be read.
pub(super) fn own_input(path: &Path, locale: Locale) -> String {
    let path = path.display();
    say!(
        locale,
        "{path}：就是要读取的文件本身，没有覆盖；请写入另一个文件。",
        "{path}: this is a file to be read and was left as it is; name another one."
    )
}

/// What is said of a file that is there and is no earlier output.
fn something_else(path: &Path, extensions: &[&str], locale: Locale) -> String {
    let (path, ending) = (path.display(), extensions.first().copied().unwrap_or_default());
    say!(
        locale,
        "{path}：文件已存在，看来不是以前输出的结果，没有覆盖；请换一个文件名（如以 .{ending} 结尾的新文件）。",
        "{path}: the file exists, does not look like earlier output and was left as it is; choose another name, such as a new \
         one that ends in .{ending}."
    )
}
