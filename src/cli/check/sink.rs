//! Puts together what the threads have found.

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::PathBuf;

use super::one::{Message, Outcome};
use super::{Check, Mode};
use crate::cli::output::Summary;
use crate::cli::progress::Progress;
use crate::say;

/// Where the outcomes go, in order.
pub(super) struct Sink<'a> {
    check: &'a Check<'a>,
    /// Findings.
    out: BufWriter<Box<dyn Write + Send>>,
    /// Patches, or the fixed text of standard input.
    text: io::Stdout,
    /// Whether a person watches the findings arrive.
    is_watched: bool,
    /// Whether a file's part has been printed, so that the next one needs a separator.
    has_parts: bool,
    config_errors: HashSet<PathBuf>,
    progress: Progress,
}

impl<'a> Sink<'a> {
    /// Fails when the file that is to be written can't be.
    pub(super) fn new(check: &'a Check<'a>, files: usize, to_stderr: bool) -> io::Result<Self> {
        let file = check.args.output.as_deref().map(File::create).transpose()?;
        let is_watched =
            file.is_none() && if to_stderr { io::stderr().is_terminal() } else { io::stdout().is_terminal() };
        // Styles are only written when they are wanted: the stream then only translates them for old consoles.
        let stream: Box<dyn Write + Send> = match (file, to_stderr, is_watched) {
            (Some(file), _, _) => Box::new(file),
            (None, true, true) => Box::new(anstream::AutoStream::always(io::stderr())),
            (None, true, false) => Box::new(io::stderr()),
            (None, false, true) => Box::new(anstream::AutoStream::always(io::stdout())),
            (None, false, false) => Box::new(io::stdout()),
        };
        Ok(Self {
            check,
            out: BufWriter::with_capacity(1 << 16, stream),
            text: io::stdout(),
            is_watched,
            has_parts: false,
            config_errors: HashSet::new(),
            progress: Progress::new(files, check.args.quiet),
        })
    }

    pub(super) fn begin(&mut self) -> io::Result<()> {
        if self.check.mode == Mode::Diff { Ok(()) } else { self.check.output.begin(&mut self.out) }
    }

    pub(super) fn put(&mut self, outcome: Outcome) -> io::Result<()> {
        let Sink { check, out, text, is_watched, has_parts, config_errors, progress } = self;
        progress.step(|| {
            text.write_all(outcome.text.as_deref().unwrap_or_default())?;
            if !outcome.rendered.is_empty() {
                if std::mem::replace(has_parts, true) {
                    out.write_all(check.output.separator())?;
                }
                out.write_all(&outcome.rendered)?;
            }
            if *is_watched || !outcome.messages.is_empty() {
                out.flush()?;
            }
            for message in outcome.messages {
                match message {
                    Message::Error(message) => {
                        check.session.error(&message);
                    }
                    Message::Note(message) => {
                        let _ = writeln!(io::stderr(), "{message}");
                    }
                }
            }
            if let Some(error) = outcome.config_error.filter(|error| config_errors.insert(error.path.clone())) {
                check.session.error(&check.session.config_error(&error));
            }
            Ok(())
        })
    }

    pub(super) fn end(&mut self, summary: &Summary) -> io::Result<()> {
        self.progress.finish();
        if self.check.mode != Mode::Diff {
            self.check.output.end(summary, &mut self.out)?;
            return self.out.flush();
        }
        self.text.flush()?;
        if !self.check.args.quiet {
            let (fixed, locale) = (summary.fixed, self.check.session.locale);
            let line = say!(locale, "可修复 {fixed} 处，未写入文件。", "Would fix: {fixed}. Nothing was written.");
            let _ = writeln!(io::stderr(), "{line}");
        }
        Ok(())
    }
}
