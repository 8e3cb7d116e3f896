//! Puts together what the threads have found.

use std::collections::HashSet;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::PathBuf;

use super::one::{Message, Outcome};
use super::{Check, Mode};
use crate::cli::out::Out;
use crate::cli::output::Summary;
use crate::cli::progress::Progress;
use crate::say;

/// Where the outcomes go, in order.
pub(super) struct Sink<'a> {
    check: &'a Check<'a>,
    /// Findings.
    out: BufWriter<Out>,
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
    /// What goes to `file`, or to a standard stream where there is none.
    pub(super) fn new(check: &'a Check<'a>, file: Option<Out>, files: usize, to_stderr: bool) -> Self {
        let is_watched =
            file.is_none() && if to_stderr { io::stderr().is_terminal() } else { io::stdout().is_terminal() };
        // Styles are only written when they are wanted: the stream then only translates them for old consoles.
        let stream = || -> Box<dyn Write + Send> {
            match (to_stderr, is_watched) {
                (true, true) => Box::new(anstream::AutoStream::always(io::stderr())),
                (true, false) => Box::new(io::stderr()),
                (false, true) => Box::new(anstream::AutoStream::always(io::stdout())),
                (false, false) => Box::new(io::stdout()),
            }
        };
        Self {
            check,
            out: BufWriter::with_capacity(1 << 16, file.unwrap_or_else(|| Out::Stream(stream()))),
            text: io::stdout(),
            is_watched,
            has_parts: false,
            config_errors: HashSet::new(),
            progress: Progress::new(files, check.args.quiet),
        }
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

    /// Ends the output. A file takes its place unless nothing could be checked.
    pub(super) fn end(mut self, summary: &Summary) -> io::Result<()> {
        self.progress.finish();
        if self.check.mode != Mode::Diff {
            self.check.output.end(summary, &mut self.out)?;
            let out = self.out.into_inner().map_err(io::IntoInnerError::into_error)?;
            return if summary.failed > 0 && summary.files == 0 { Ok(()) } else { out.keep() };
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
