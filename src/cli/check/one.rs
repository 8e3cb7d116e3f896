//! One file, or standard input: read, checked, fixed, and its findings printed into memory.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;

use super::{Check, Mode};
use crate::check;
use crate::cli::fix::{self, Fixed, MAX_ROUNDS};
use crate::cli::output::{Checked, Summary};
use crate::document::Document;
use crate::finding::{Finding, Locale, Severity};
use crate::say;
use crate::text::{Text, TextRange};
use crate::workspace::{self, ConfigError, Loaded, ReadError, Target, WriteError};

/// What is to be checked.
pub(super) enum Input {
    Stdin,
    File(Target),
}

/// What checking one input led to.
#[derive(Default)]
pub(super) struct Outcome {
    /// The findings as printed.
    pub rendered: Vec<u8>,
    /// A patch, or the fixed text of standard input.
    pub text: Vec<u8>,
    /// What to say on standard error: whether it is an error, and the sentence.
    pub messages: Vec<(bool, String)>,
    /// The configuration that has errors, said once for all its files.
    pub config_error: Option<Arc<ConfigError>>,
    pub summary: Summary,
}

impl Check<'_> {
    /// Checks one input; a panic is this input's failure, not the run's.
    pub(super) fn contained(&self, input: &Input) -> Outcome {
        catch_unwind(AssertUnwindSafe(|| self.input(input))).unwrap_or_else(|_| {
            let path = self.shown_path(input);
            failure(say!(
                self.session.locale,
                "{path}：检查时程序内部出错，请报告这个缺陷",
                "{path}: internal error while checking; please report it"
            ))
        })
    }

    fn shown_path(&self, input: &Input) -> String {
        let path = match input {
            Input::Stdin => self.args.stdin_filename.as_deref().unwrap_or(Path::new("-")),
            Input::File(target) => &target.path,
        };
        path.to_string_lossy().into_owned()
    }

    fn input(&self, input: &Input) -> Outcome {
        let locale = self.session.locale;
        let path = self.shown_path(input);
        let unread = |error: ReadError| failure(format!("{path}: {}", error.message(locale)));
        let project = match self.projects.of(Path::new(&path)) {
            Ok(project) => project,
            Err(error) => {
                return Outcome { config_error: Some(error), summary: Summary::failed(1), ..Outcome::default() };
            }
        };
        let (loaded, bytes, named) = match input {
            Input::File(target) => match workspace::load(&target.path) {
                Ok(loaded) => (loaded, None, target.named),
                Err(error) => return unread(error),
            },
            Input::Stdin => {
                let bytes = workspace::read_all(io::stdin().lock(), 0);
                match bytes.and_then(|bytes| Ok((Loaded::decode(bytes.clone())?, bytes))) {
                    Ok((loaded, bytes)) => (loaded, Some(bytes), true),
                    Err(error) => return unread(error),
                }
            }
        };
        let document = Document::new(&loaded.text, project.settings.clone());
        let check = |document: &Document| findings(document, named);
        let found = check(&document);
        if self.mode == Mode::Report {
            drop(loaded);
            return self.outcome(&path, document.text(), &found);
        }
        let fixed = fix::fix(document.clone(), found.clone(), self.args.unsafe_fixes, check);
        let mut outcome = match (input, bytes) {
            _ if self.mode == Mode::Diff => self.patch(&path, &loaded, &document, &found, &fixed),
            (Input::File(target), _) => self.write(&path, target, &loaded, (&document, &found), &fixed),
            (Input::Stdin, bytes) => {
                self.filter(&path, &loaded, bytes.unwrap_or_default(), (&document, &found), &fixed)
            }
        };
        if fixed.gave_up {
            outcome.messages.push((
                false,
                say!(
                    locale,
                    "{path}：修复了 {MAX_ROUNDS} 轮仍有可修之处，到此为止",
                    "{path}: there is still something to fix after {MAX_ROUNDS} rounds; stopped"
                ),
            ));
        }
        outcome
    }

    /// The findings as printed, and their counts.
    fn outcome(&self, path: &str, text: &Text, findings: &[Finding]) -> Outcome {
        let mut rendered = Vec::new();
        let checked = Checked { path, text, findings, others: &self.others };
        if self.mode != Mode::Diff
            && let Err(error) = self.output.file(&checked, &mut rendered)
        {
            return failure(format!("{path}: {error}"));
        }
        Outcome { rendered, summary: Summary::of(findings), ..Outcome::default() }
    }

    /// Nothing is written, so the findings are those of the file as it is.
    fn patch(&self, path: &str, loaded: &Loaded, document: &Document, found: &[Finding], fixed: &Fixed) -> Outcome {
        let mut outcome = self.outcome(path, document.text(), found);
        if fixed.applied > 0 {
            outcome.text = fix::patch(path, &loaded.text, &fixed.document.text().to_string()).into_bytes();
        }
        outcome.summary.fixed = fixed.applied;
        outcome
    }

    /// Writes the file; if that fails, the findings are those of the file as it is.
    fn write(
        &self,
        path: &str,
        target: &Target,
        loaded: &Loaded,
        before: (&Document, &[Finding]),
        fixed: &Fixed,
    ) -> Outcome {
        let result = match fixed.applied {
            0 => Ok(()),
            _ => workspace::write(&target.path, loaded, &fixed.document.text().to_string()),
        };
        self.after_writing(path, result, before, fixed)
    }

    /// Standard input's bytes go through, fixed if they can be.
    fn filter(
        &self,
        path: &str,
        loaded: &Loaded,
        bytes: Vec<u8>,
        before: (&Document, &[Finding]),
        fixed: &Fixed,
    ) -> Outcome {
        let encoded = match fixed.applied {
            0 => None,
            _ => Some(loaded.encode(&fixed.document.text().to_string(), &bytes)),
        };
        let (text, result) = match encoded {
            None => (bytes, Ok(())),
            Some(Ok(fixed)) => (fixed, Ok(())),
            Some(Err(error)) => (bytes, Err(error)),
        };
        let mut outcome = self.after_writing(path, result, before, fixed);
        outcome.text = text;
        outcome
    }

    fn after_writing(
        &self,
        path: &str,
        result: Result<(), WriteError>,
        (document, found): (&Document, &[Finding]),
        fixed: &Fixed,
    ) -> Outcome {
        match result {
            Ok(()) => {
                let mut outcome = self.outcome(path, fixed.document.text(), &fixed.findings);
                outcome.summary.fixed = fixed.applied;
                outcome
            }
            Err(error) => {
                let mut outcome = self.outcome(path, document.text(), found);
                outcome.summary.failed += 1;
                outcome.messages.push((true, format!("{path}: {}", error.message(self.session.locale))));
                outcome
            }
        }
    }
}

fn failure(message: String) -> Outcome {
    Outcome { messages: vec![(true, message)], summary: Summary::failed(1), ..Outcome::default() }
}

/// All findings of a document, and the word that it is no report if it was `named`.
fn findings(document: &Document, named: bool) -> Vec<Finding> {
    const RULE: &str = "not-a-report";
    let mut findings = check::check(document);
    if named && !document.is_report() {
        let settings = document.settings();
        if let Some(severity) = settings.severity_without_format(RULE, Severity::Info) {
            findings.insert(0, not_a_report(RULE, severity, settings.locale));
        }
    }
    findings
}

fn not_a_report(rule: &'static str, severity: Severity, locale: Locale) -> Finding {
    let message = say!(
        locale,
        "没有认出政府信息公开工作年度报告，未检查。",
        "This does not look like a government information disclosure annual report; it was not checked."
    );
    let (related, fixes) = (Vec::new(), Vec::new());
    Finding { rule, severity, range: TextRange::default(), message, related, fixes, data: None }
}
