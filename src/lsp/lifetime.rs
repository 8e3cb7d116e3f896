//! When the process ends, and with which status.

use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether the client has said `shutdown`. Clones are the same.
#[derive(Clone, Debug, Default)]
pub struct Lifetime {
    is_shut_down: Arc<AtomicBool>,
}

impl Lifetime {
    /// The client has said `shutdown`.
    pub fn shut_down(&self) {
        self.is_shut_down.store(true, Ordering::SeqCst);
    }

    /// Whether the client has said `shutdown`.
    pub fn is_shut_down(&self) -> bool {
        self.is_shut_down.load(Ordering::SeqCst)
    }

    /// Ends the process at once.
    pub fn end(&self) -> ! {
        std::process::exit(i32::from(!self.is_shut_down()));
    }

    /// The process's exit status, as the protocol has it: 0 after `shutdown`, else 1.
    pub fn status(&self) -> ExitCode {
        if self.is_shut_down() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }

    /// Ends this process soon after the client's: one that dies may leave its pipes open in a child of its own.
    /// A process that can't be seen from the start, such as one outside this container, is not watched.
    #[cfg(unix)]
    pub fn watch(&self, process: u32) {
        use std::time::Duration;

        use rustix::io::Errno;
        use rustix::process::{Pid, test_kill_process};

        const PERIOD: Duration = Duration::from_secs(1);
        let Some(pid) = i32::try_from(process).ok().and_then(Pid::from_raw) else { return };
        // Without leave to signal it, it is there all the same.
        let lives = move || test_kill_process(pid) != Err(Errno::SRCH);
        if !lives() {
            tracing::warn!(process, "the client's process is not to be seen; it is not watched");
            return;
        }
        let lifetime = self.clone();
        let watch = move || {
            while lives() {
                std::thread::sleep(PERIOD);
            }
            tracing::warn!(process, "the client's process has ended");
            lifetime.end();
        };
        if let Err(error) = std::thread::Builder::new().name("watch".into()).spawn(watch) {
            tracing::error!(%error, "the client's process is not watched");
        }
    }

    /// Elsewhere the end of input, which comes with the client's end, is all there is to see.
    #[cfg(not(unix))]
    pub fn watch(&self, _process: u32) {}
}
