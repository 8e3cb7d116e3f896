//! Files around a document: finding them, reading and writing them byte-exactly, and the settings that govern them.

mod charset;
mod file;
mod library;
mod named;
mod project;
mod silence;
mod source;
mod walk;

pub use charset::{Charset, DecodeError};
pub use file::{Loaded, ReadError, WriteError, beside, create, io_message, load, not_written, read_all, write};
pub use library::Library;
pub use named::{is_same_file, spelling};
pub use project::{ConfigError, NAMES as CONFIG_NAMES, Project, Projects, patterns};
pub use silence::{Silences, of_other_names};
pub use walk::{EXTENSIONS, Target, WalkError, Walked, is_report_name, is_text_name, targets};
