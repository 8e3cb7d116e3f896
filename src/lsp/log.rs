//! The log: for those who maintain, never for those who write reports. It does not hold the text of documents.

use std::fs::OpenOptions;
use std::io;
use std::path::Path;
use std::sync::Mutex;

use tracing::Level;

/// Starts the log: everything into `file`, at its end; without one, warnings and errors to standard error. Panics are
/// logged as well.
///
/// # Errors
/// When the file cannot be written.
pub fn start(file: Option<&Path>) -> io::Result<()> {
    // One level more, and the framework would write down each message, and so the documents.
    let log = tracing_subscriber::fmt().with_ansi(false).with_target(false);
    let started = match file {
        Some(path) => {
            let file = OpenOptions::new().create(true).append(true).open(path)?;
            log.with_max_level(Level::DEBUG).with_writer(Mutex::new(file)).try_init()
        }
        None => log.with_max_level(Level::WARN).with_writer(io::stderr).try_init(),
    };
    if started.is_ok() {
        std::panic::set_hook(Box::new(|panic| tracing::error!("{panic}")));
    }
    Ok(())
}
