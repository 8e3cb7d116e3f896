//! A progress bar on a terminal, for runs that are long enough to wonder.

use std::io::{self, IsTerminal};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// How long a run may take without showing anything.
const PATIENCE: Duration = Duration::from_millis(600);

/// Shows how many files are done, once [`PATIENCE`] has run out.
pub struct Progress {
    started: Instant,
    total: usize,
    done: usize,
    is_wanted: bool,
    bar: Option<ProgressBar>,
}

impl Progress {
    /// A bar for `total` files; it only ever appears on a terminal, and not if `quiet`.
    pub fn new(total: usize, quiet: bool) -> Self {
        let is_wanted = total > 1 && !quiet && io::stderr().is_terminal();
        Self { started: Instant::now(), total, done: 0, is_wanted, bar: None }
    }

    /// Counts one file, and runs `print` while the bar is out of the way.
    pub fn step<R>(&mut self, print: impl FnOnce() -> R) -> R {
        self.done += 1;
        if !self.is_wanted {
            return print();
        }
        if self.bar.is_none() && self.started.elapsed() > PATIENCE {
            self.bar = Some(bar(self.total));
        }
        let Some(bar) = &self.bar else { return print() };
        bar.set_position(self.done as u64);
        bar.suspend(print)
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

fn bar(total: usize) -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len} {elapsed}");
    let bar = ProgressBar::with_draw_target(Some(total as u64), ProgressDrawTarget::stderr());
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}
