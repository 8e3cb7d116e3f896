//! One file, or standard input: read, checked, fixed, and its findings printed into memory.

use std::cell::Cell;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::baseline::{Known, known};
use super::{Check, Mode};
use crate::beside::Surroundings;
use crate::check::{by_report, check_once};
use crate::cli::output::{Checked, Summary};
use crate::convert::{self, Opened, Origins};
use crate::document::Document;
use crate::finding::Finding;
use crate::fix::{self, Fixed, MAX_ROUNDS};
use crate::rules::not_a_report;
use crate::say;
use crate::workspace::{self, ConfigError, Loaded, ReadError, Target, WriteError};

/// What is to be checked.
pub(super) enum Input {
    Stdin,
    File(Target),
}

/// What an input is compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look {
    /// Nothing yet: it is put beside the others. Nothing is fixed.
    Apart,
    /// The reports that stand beside it.
    Around,
}

/// What checking one input led to.
#[derive(Clone, Default)]
pub(super) struct Outcome {
    /// The findings as printed.
    pub rendered: Vec<u8>,
    /// A patch, or the fixed text of standard input.
    pub text: Option<Vec<u8>>,
    /// What to say on standard error.
    pub messages: Vec<Message>,
    /// The configuration that has errors, said once for all its files.
    pub config_error: Option<Arc<ConfigError>>,
    /// What was counted.
    pub summary: Summary,
    /// What is to be recorded of the file in a baseline.
    pub known: Option<(PathBuf, Known)>,
}

/// A sentence for standard error.
#[derive(Clone)]
pub(super) enum Message {
    /// Something failed.
    Error(String),
    /// Something that is good to know.
    Note(String),
}

/// A file as it was read, before any fix.
pub(super) struct Before<'a> {
    /// How it is called in the output.
    pub path: &'a str,
    pub loaded: Loaded,
    pub document: Document,
    pub found: Vec<Finding>,
}

impl Check<'_> {
    /// Checks one input; a panic is this input's failure, not the run's. Whatever happens, an editor that has its text
    /// fixed through standard input gets a text back.
    pub(super) fn contained(&self, input: &Input, look: Look) -> Outcome {
        let path = match input {
            Input::Stdin => self.args.stdin_filename.as_deref().unwrap_or(Path::new("-")),
            Input::File(target) => &target.path,
        };
        let shown = path.to_string_lossy();
        let stdin = match input {
            Input::File(_) => None,
            Input::Stdin => match workspace::read_all(io::stdin().lock(), 0) {
                Ok(bytes) => Some(bytes),
                Err(error) => return self.unread(&shown, &error),
            },
        };
        let checked = catch_unwind(AssertUnwindSafe(|| self.input(input, stdin.as_deref(), (path, &shown), look)));
        let mut outcome = checked.unwrap_or_else(|_| {
            failure(say!(
                self.session.locale,
                "{shown}：检查时程序内部出错，请报告这个缺陷",
                "{shown}: internal error while checking; please report it"
            ))
        });
        if self.mode == Mode::Fix
            && let Some(bytes) = stdin
        {
            outcome.text.get_or_insert(bytes);
        }
        outcome
    }

    fn unread(&self, path: &str, error: &ReadError) -> Outcome {
        failure(format!("{path}: {}", error.message(self.session.locale)))
    }

    fn input(&self, input: &Input, stdin: Option<&[u8]>, (path, shown): (&Path, &str), look: Look) -> Outcome {
        let project = match self.projects.of(path) {
            Ok(project) => project,
            Err(error) => {
                return Outcome { config_error: Some(error), summary: Summary::failed(1), ..Outcome::default() };
            }
        };
        let settings = &project.settings;
        let (opened, named) = match (input, stdin) {
            (Input::File(target), _) => (convert::open(path, settings), target.named),
            (Input::Stdin, bytes) => (convert::open_bytes(path, bytes.unwrap_or_default().to_vec(), settings), true),
        };
        let Opened { mut loaded, origins, is_made, notes, .. } = match opened {
            Ok(opened) => opened,
            Err(error) => return failure(format!("{shown}: {}", error.message(self.session.locale))),
        };
        let is_read_only = self.mode == Mode::Report || is_made;
        let text = if is_read_only { std::mem::take(&mut loaded.text) } else { loaded.text.clone() };
        let document = Document::of(text, project.settings.clone());
        let surroundings = match look {
            Look::Around => {
                let surroundings = self.library.surroundings(path, &document);
                self.silences.look(path, &document, &surroundings, &self.library);
                surroundings
            }
            Look::Apart => {
                self.library.put(path, &document);
                Surroundings::default()
            }
        };
        if look == Look::Apart && self.mode != Mode::Report {
            return Outcome::default();
        }
        // What is known already is neither told nor fixed; of how much that was, the last look tells.
        let counts = Cell::new((0, 0));
        let check = |document: &Document| {
            let found = findings(document, named, is_read_only, &surroundings);
            let Some(baseline) = self.baseline.as_ref().filter(|_| self.args.baseline.is_some()) else { return found };
            let sifted = baseline.sift(path, document, found);
            counts.set((sifted.hidden, sifted.stale));
            sifted.new
        };
        let found = check(&document);
        let mut outcome = if is_read_only {
            let known = self.args.write_baseline.as_ref().map(|_| (path.to_owned(), known(&document, &found)));
            let mut outcome = Outcome { known, ..self.outcome(shown, &document, &found, origins.as_ref()) };
            if self.mode != Mode::Report && outcome.summary.fixable() > 0 {
                outcome.messages.push(Message::Note(say!(
                    self.session.locale,
                    "{shown}：不直接修改这种文件；要得到改好的副本，请用 gouji convert --fix {shown} -o 新文件",
                    "{shown}: files of this kind are not changed; gouji convert --fix {shown} -o COPY writes a corrected copy"
                )));
            }
            if is_made {
                outcome.summary = std::mem::take(&mut outcome.summary).of_unchanged_file();
            }
            outcome
        } else {
            let fixed = fix::fix(document.clone(), found.clone(), self.args.unsafe_fixes, check);
            self.fixed(&Before { path: shown, loaded, document, found }, &fixed, path, stdin)
        };
        (outcome.summary.hidden, outcome.summary.stale) = counts.get();
        outcome.messages.extend(notes.iter().map(|note| Message::Note(self.session.about(path, note))));
        outcome
    }

    /// The findings as printed, and their counts.
    fn outcome(&self, path: &str, document: &Document, findings: &[Finding], origins: Option<&Origins>) -> Outcome {
        // Nearly every finding is printed in less than a KiB.
        let mut rendered = Vec::with_capacity(findings.len().min(64) << 10);
        let checked = Checked { path, text: document.text(), document, findings, others: &self.others, origins };
        if self.mode != Mode::Diff
            && let Err(error) = self.output.file(&checked, &mut rendered)
        {
            return failure(format!("{path}: {error}"));
        }
        Outcome { rendered, summary: Summary::of(findings), ..Outcome::default() }
    }

    /// Puts the fixes where they belong. What is not written is not fixed: the findings are then those of the file as
    /// it is.
    pub(super) fn fixed(&self, before: &Before<'_>, fixed: &Fixed, path: &Path, stdin: Option<&[u8]>) -> Outcome {
        let mut outcome = match self.store(before, fixed, path, stdin) {
            Ok(text) if self.mode == Mode::Diff => {
                Outcome { text, ..self.outcome(before.path, &before.document, &before.found, None) }
            }
            Ok(text) => Outcome { text, ..self.outcome(before.path, &fixed.document, &fixed.findings, None) },
            Err(error) => {
                let mut outcome = self.outcome(before.path, &before.document, &before.found, None);
                outcome.summary.failed += 1;
                let (path, why) = (before.path, error.message(self.session.locale));
                outcome.messages.push(Message::Error(format!("{path}: {why}")));
                return outcome;
            }
        };
        outcome.summary.fixed = fixed.applied;
        if fixed.gave_up {
            let path = before.path;
            outcome.messages.push(Message::Note(say!(
                self.session.locale,
                "{path}：修复了 {MAX_ROUNDS} 轮仍有可修之处，到此为止",
                "{path}: there is still something to fix after {MAX_ROUNDS} rounds; stopped"
            )));
        }
        outcome
    }

    /// Writes the file; gives back what goes to standard output instead of into a file.
    fn store(
        &self,
        before: &Before<'_>,
        fixed: &Fixed,
        path: &Path,
        stdin: Option<&[u8]>,
    ) -> Result<Option<Vec<u8>>, WriteError> {
        if fixed.applied == 0 {
            return Ok(None);
        }
        let after = fixed.document.text().to_string();
        match stdin {
            _ if self.mode == Mode::Diff => Ok(Some(fix::patch(before.path, &before.loaded.text, &after).into_bytes())),
            Some(bytes) => before.loaded.encode(&after, bytes).map(Some),
            None => workspace::write(path, &before.loaded, &after).map(|()| None),
        }
    }
}

fn failure(message: String) -> Outcome {
    Outcome { messages: vec![Message::Error(message)], summary: Summary::failed(1), ..Outcome::default() }
}

/// All findings of a document, and the word that it is no report if it was `named`. Where it `is_read_only`, nobody looks at
/// it again.
fn findings(document: &Document, named: bool, is_read_only: bool, surroundings: &Surroundings) -> Vec<Finding> {
    let mut findings = match is_read_only {
        true => check_once(document, surroundings),
        false => by_report(document, &[], surroundings).into_vec(),
    };
    if let Some(finding) = not_a_report::finding(document).filter(|_| named) {
        findings.insert(0, finding);
    }
    findings
}
