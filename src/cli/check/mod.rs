//! `gouji check [PATH…]`: from files to findings, fixes and an exit status.

mod one;
mod sink;

use std::io;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Mutex;

use clap::{Args, ValueEnum};

use self::one::{Input, Look, Outcome};
use self::sink::Sink;
use super::explain::unknown_rule;
use super::in_order::in_order;
use super::output::{self, Others, Output, OutputFormat, Statistics, Style, Summary};
use super::{Session, Status, is_stdin};
use crate::config::{Config, Level};
use crate::finding::Severity;
use crate::rules::RULES;
use crate::say;
use crate::workspace::{self, Library, Projects};

/// 检查文件和文件夹
///
/// Checks files and folders (recursively; respects .gitignore; .md .markdown .txt .html .htm). Exit status: 0 nothing at
/// or above --fail-on, 1 findings, 2 usage, configuration or I/O error.
#[derive(Debug, Args)]
#[command(next_help_heading = "选项")]
pub struct CheckArgs {
    /// 文件或文件夹；- 表示标准输入
    #[arg(value_name = "PATH", default_value = ".", help_heading = "参数")]
    paths: Vec<PathBuf>,
    /// 标准输入的内容叫什么名字
    ///
    /// What standard input is called: decides the configuration, and is shown in the output.
    #[arg(long, value_name = "FILE")]
    stdin_filename: Option<PathBuf>,
    /// 应用安全的修复
    ///
    /// Apply safe fixes. With `-`, the fixed text goes to standard output and findings to standard error.
    #[arg(long, group = "fixing")]
    fix: bool,
    /// 同时应用首选但需人确认的修复
    ///
    /// With --fix or --diff: also fixes that are preferred but not certain.
    #[arg(long, requires = "fixing")]
    unsafe_fixes: bool,
    /// 只显示修复会改动什么，不写入文件
    ///
    /// Print what the fixes would change as a patch (for patch -p0) instead of writing.
    #[arg(long, group = "fixing", conflicts_with = "fix")]
    diff: bool,
    /// 输出格式
    ///
    /// How findings are printed.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: OutputFormat,
    /// 写入这个文件，不输出到屏幕
    ///
    /// Write findings to this file instead of standard output.
    #[arg(short, long, value_name = "FILE", conflicts_with = "diff")]
    output: Option<PathBuf>,
    /// 只运行这些规则
    ///
    /// Run these rules only, also if the configuration turns them off.
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    select: Vec<String>,
    /// 不运行这些规则
    ///
    /// Don't run these rules.
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    ignore: Vec<String>,
    /// 只统计各规则报告的次数
    ///
    /// Count findings by rule instead of printing them (text, json, csv).
    #[arg(long)]
    statistics: bool,
    /// 只输出问题本身，不输出小结和进度
    ///
    /// Print findings only: no summary, no progress.
    #[arg(short, long)]
    quiet: bool,
    /// 有这一级或更严重的问题时，退出状态为 1
    ///
    /// The exit status is 1 if there is a finding at least as grave as this.
    #[arg(long, value_name = "SEVERITY", default_value = "error")]
    fail_on: FailOn,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum FailOn {
    Error,
    Warning,
    Info,
    Hint,
    Never,
}

impl FailOn {
    fn severity(self) -> Option<Severity> {
        match self {
            FailOn::Error => Some(Severity::Error),
            FailOn::Warning => Some(Severity::Warning),
            FailOn::Info => Some(Severity::Info),
            FailOn::Hint => Some(Severity::Hint),
            FailOn::Never => None,
        }
    }
}

/// What is done with fixes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    /// Nothing: findings go to standard output.
    Report,
    /// Files are written, findings go to standard output; the text of standard input goes to standard output, and then
    /// findings go to standard error.
    Fix,
    /// A patch goes to standard output, the summary to standard error.
    Diff,
}

/// A run of the command.
struct Check<'a> {
    session: &'a Session,
    args: &'a CheckArgs,
    mode: Mode,
    projects: Projects,
    output: Box<dyn Output>,
    others: Others,
    library: Library,
}

pub(super) fn run(mut args: CheckArgs, session: &Session) -> Status {
    crate::report::prepare();
    if let Some(name) = args.select.iter().chain(&args.ignore).find(|name| RULES.iter().all(|rule| rule.name != **name))
    {
        return session.error(&unknown_rule(name, session.locale));
    }
    let Some(projects) = session.projects(adjustment(&args)) else { return Status::Failed };
    let mode = match (args.fix, args.diff) {
        (true, _) => Mode::Fix,
        (_, true) => Mode::Diff,
        _ => Mode::Report,
    };
    let has_stdin = args.paths.iter().any(|path| is_stdin(path));
    args.paths.retain(|path| !is_stdin(path));
    let findings_to_stderr = mode == Mode::Fix && has_stdin;
    let Some(output) = choose_output(&args, session, findings_to_stderr) else {
        let message = say!(
            session.locale,
            "--statistics 只能与 text、json、csv 格式同用",
            "--statistics goes with the formats text, json and csv only"
        );
        return session.error(&message);
    };
    let check =
        Check { session, args: &args, mode, projects, output, others: Others::default(), library: Library::default() };
    check.run(has_stdin, findings_to_stderr)
}

/// What `--select` and `--ignore` change in every configuration.
fn adjustment(args: &CheckArgs) -> impl Fn(&mut Config) + Send + Sync + 'static {
    let (select, ignore) = (args.select.clone(), args.ignore.clone());
    move |config| {
        for rule in RULES {
            let is_selected = select.iter().any(|name| name == rule.name);
            if ignore.iter().any(|name| name == rule.name) || !(select.is_empty() || is_selected) {
                config.rules.insert(rule.name.to_owned(), Level::Off);
            } else if is_selected && config.rules.get(rule.name) == Some(&Level::Off) {
                config.rules.remove(rule.name);
            }
        }
    }
}

fn choose_output(args: &CheckArgs, session: &Session, to_stderr: bool) -> Option<Box<dyn Output>> {
    if args.statistics {
        return Some(Box::new(Statistics::new(args.format, session.locale)?));
    }
    let colored = args.format == OutputFormat::Text
        && args.output.is_none()
        && if to_stderr {
            session.is_colored(&io::stderr(), || anstream::AutoStream::choice(&io::stderr()))
        } else {
            session.is_colored(&io::stdout(), || anstream::AutoStream::choice(&io::stdout()))
        };
    Some(output::output(args.format, session.locale, Style { colored }, args.quiet))
}

impl Check<'_> {
    fn run(&self, has_stdin: bool, findings_to_stderr: bool) -> Status {
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        let (targets, unreadable) = workspace::targets(&self.args.paths, &self.projects, threads);
        let mut summary = Summary::failed(unreadable.len());
        for error in unreadable {
            self.session.error(&error.to_string());
        }
        let stdin = has_stdin.then_some(Input::Stdin);
        let inputs: Vec<Input> = stdin.into_iter().chain(targets.into_iter().map(Input::File)).collect();
        let mut sink = match Sink::new(self, inputs.len(), findings_to_stderr) {
            Ok(sink) => sink,
            Err(error) => {
                let path = self.args.output.as_deref().unwrap_or(std::path::Path::new("-")).display();
                return self.session.error(&format!("{path}: {error}"));
            }
        };
        let written = sink.begin().and_then(|()| {
            let mut result = Ok(());
            let known = self.apart(&inputs, threads);
            let work = |index: usize| {
                let known = known.get(index).and_then(|known| known.lock().ok()?.take());
                known.unwrap_or_else(|| self.contained(&inputs[index], Look::Around))
            };
            in_order(inputs.len(), threads, work, |outcome: Outcome| {
                summary.add(&outcome.summary);
                result = sink.put(outcome);
                if result.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
            });
            result
        });
        let written = written.and_then(|()| sink.end(&summary));
        match written {
            // The reader has seen enough.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {}
            Err(error) => return self.session.error(&error.to_string()),
            Ok(()) => {}
        }
        if summary.failed > 0 {
            Status::Failed
        } else if self.args.fail_on.severity().is_some_and(|severity| summary.reaches(severity)) {
            Status::Findings
        } else {
            Status::Clean
        }
    }

    /// Reads all reports that are compared with each other, so that each can be checked beside the others: those that are
    /// named together, and those of folders whose configuration says so. Returns what is found already, by input: reports
    /// beside which nothing stands need no second look.
    fn apart(&self, inputs: &[Input], threads: usize) -> Vec<Mutex<Option<Outcome>>> {
        let is_compared = |input: &Input| match input {
            Input::Stdin => false,
            Input::File(target) => {
                target.named || self.projects.of(&target.path).is_ok_and(|project| project.compares())
            }
        };
        let compared: Vec<usize> = (0..inputs.len()).filter(|index| is_compared(&inputs[*index])).collect();
        if compared.len() < 2 {
            return Vec::new();
        }
        let mut found: Vec<Option<Outcome>> = inputs.iter().map(|_| None).collect();
        let mut next = compared.iter();
        in_order(
            compared.len(),
            threads,
            |at| self.contained(&inputs[compared[at]], Look::Apart),
            |outcome| {
                if let Some(index) = next.next() {
                    found[*index] = Some(outcome);
                }
                ControlFlow::Continue(())
            },
        );
        let stays = |(input, outcome): (&Input, Option<Outcome>)| match input {
            Input::File(target) if self.mode == Mode::Report => {
                let settings = self.projects.of(&target.path).ok()?.settings.clone();
                outcome.filter(|_| !self.library.stands_beside_others(&target.path, &settings))
            }
            _ => None,
        };
        inputs.iter().zip(found).map(stays).map(Mutex::new).collect()
    }
}

#[cfg(test)]
mod tests;
