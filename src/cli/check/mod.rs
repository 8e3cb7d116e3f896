//! `gouji check [PATH…]`: from files to findings, fixes and an exit status.

mod baseline;
mod compared;
mod one;
mod sink;
mod watch;

use std::io::{self, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use self::baseline::{Baseline, Silent};
use self::one::{Input, Outcome};
use self::sink::Sink;
use self::watch::Memory;
use super::explain::unknown_rule;
use super::in_order::in_order;
use super::out::Out;
use super::output::{self, Others, Output, OutputFormat, Statistics, Style, Summary};
use super::{Session, Status, is_stdin};
use crate::config::{Config, Level};
use crate::convert;
use crate::finding::Severity;
use crate::rules::RULES;
use crate::say;
use crate::workspace::{self, Library, Projects, Silences, Walked};

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
    /// 不再提示这个基线文件里已记录的问题
    ///
    /// Don't tell findings that this file records, nor count them for the exit status; the summary says how many they
    /// are. They stay known while text around them changes.
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// 把现有的问题都记入这个基线文件，以后用 --baseline 只看新的问题
    ///
    /// Record all findings in this file instead of printing them. Of files that are not checked now, what was recorded
    /// stays; of the others, what no longer occurs goes. It names a file of its own, so that nobody overwrites the
    /// baseline that they meant to check against.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["baseline", "fixing", "format", "output", "statistics", "select", "ignore"])]
    write_baseline: Option<PathBuf>,
    /// 文件改动后重新检查，直到按 Ctrl-C
    ///
    /// Check again whenever a file changes, until Ctrl-C. On a terminal the screen is cleared before each round; elsewhere
    /// a line of dashes parts them.
    #[arg(long, conflicts_with_all = ["fixing", "output", "write_baseline"])]
    watch: bool,
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
    silences: Silences,
    /// The findings that are known already.
    baseline: Option<Baseline>,
    /// What was found in the rounds before.
    memory: Option<&'a Memory>,
}

pub(super) fn run(mut args: CheckArgs, session: &Session) -> Status {
    crate::report::prepare();
    if let Some(name) = args.select.iter().chain(&args.ignore).find(|name| RULES.iter().all(|rule| rule.name != **name))
    {
        return session.error(&unknown_rule(name, session.locale));
    }
    let has_stdin = args.paths.iter().any(|path| is_stdin(path));
    args.paths.retain(|path| !is_stdin(path));
    if !args.watch {
        return round(&args, session, has_stdin, None);
    }
    if has_stdin {
        let message = say!(session.locale, "--watch 不能用于标准输入", "--watch can't be used with standard input");
        return session.error(&message);
    }
    watch::run(&args, session)
}

/// Checks everything once.
fn round(args: &CheckArgs, session: &Session, has_stdin: bool, memory: Option<&Memory>) -> Status {
    let Some(projects) = session.projects(adjustment(args)) else { return Status::Failed };
    let mode = match (args.fix, args.diff) {
        (true, _) => Mode::Fix,
        (_, true) => Mode::Diff,
        _ => Mode::Report,
    };
    let findings_to_stderr = mode == Mode::Fix && has_stdin;
    let Some(output) = choose_output(args, session, findings_to_stderr) else {
        let message = say!(
            session.locale,
            "--statistics 只能与 text、json、csv 格式同用",
            "--statistics goes with the formats text, json and csv only"
        );
        return session.error(&message);
    };
    // A file that is no baseline is not overwritten by one.
    let written = args.write_baseline.as_deref().filter(|path| path.exists());
    let known = written.or(args.baseline.as_deref()).map(|path| Baseline::read(path, session.locale)).transpose();
    let baseline = match known {
        Ok(baseline) => baseline,
        Err(message) => return session.error(&message),
    };
    let (others, library) = (Others::default(), Library::reading(convert::text_of));
    let silences = Silences::default();
    let check = Check { session, args, mode, projects, output, others, library, silences, baseline, memory };
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
    if args.write_baseline.is_some() {
        return Some(Box::new(Silent));
    }
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
    fn run(mut self, has_stdin: bool, findings_to_stderr: bool) -> Status {
        let mut recorded = self.args.write_baseline.as_deref().map(Baseline::new);
        let summary = match self.all(has_stdin, findings_to_stderr, &mut recorded) {
            Ok(summary) => summary,
            Err(status) => return status,
        };
        if let Some((path, recorded)) = self.args.write_baseline.as_deref().zip(recorded) {
            return self.record(path, recorded, &summary);
        }
        self.tell_stale(&summary);
        if summary.failed > 0 {
            Status::Failed
        } else if self.args.fail_on.severity().is_some_and(|severity| summary.reaches(severity)) {
            Status::Findings
        } else {
            Status::Clean
        }
    }

    /// Writes the baseline.
    fn record(&mut self, path: &Path, recorded: Baseline, summary: &Summary) -> Status {
        if let Err(error) = recorded.write(path, self.baseline.take()) {
            return self.session.error(&workspace::not_written(path, &error, self.session.locale));
        }
        if !self.args.quiet {
            let (count, shown) = (summary.findings(), path.display());
            let line = say!(
                self.session.locale,
                "已把 {count} 处问题记入 {shown}。",
                "Recorded in {shown}: {count} findings."
            );
            let _ = writeln!(io::stderr(), "{line}");
        }
        if summary.failed > 0 { Status::Failed } else { Status::Clean }
    }

    /// Says how much of the baseline can go. With some of the rules only, nobody knows.
    fn tell_stale(&self, summary: &Summary) {
        let (Some(baseline), Some(path)) = (&self.baseline, &self.args.baseline) else { return };
        let (count, shown) = (summary.stale + baseline.of_missing_files(), path.display());
        if count > 0 && !self.args.quiet && self.args.select.is_empty() && self.args.ignore.is_empty() {
            let line = say!(
                self.session.locale,
                "{shown} 中有 {count} 处已不再出现，可以删去：--write-baseline {shown}",
                "{shown}: {count} recorded findings no longer occur and can be removed: --write-baseline {shown}"
            );
            let _ = writeln!(io::stderr(), "{line}");
        }
    }

    /// The file that is to be written, if one is named.
    fn file(&self, inputs: &[Input]) -> Result<Option<Out>, String> {
        let Some(path) = self.args.output.as_deref() else { return Ok(None) };
        let inputs = inputs.iter().filter_map(|input| match input {
            Input::Stdin => None,
            Input::File(target) => Some(&*target.path),
        });
        Out::file(path, self.args.format.extensions(), inputs, self.session.locale).map(Some)
    }

    /// Checks all inputs and prints what is found; with `recorded`, puts it there.
    fn all(
        &self,
        has_stdin: bool,
        findings_to_stderr: bool,
        recorded: &mut Option<Baseline>,
    ) -> Result<Summary, Status> {
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        let Walked { targets, errors, passed_over, asked_for } =
            workspace::targets(&self.args.paths, &self.projects, threads);
        let mut summary = Summary::failed(errors.len());
        for error in errors {
            self.session.error(&error.to_string());
        }
        // Beside texts, Word files are mostly their printed form.
        if targets.is_empty() && !has_stdin && !self.args.quiet {
            self.session.tell_passed_over(&passed_over);
        }
        if !self.args.quiet {
            self.session.tell_asked_for(&asked_for);
        }
        let stdin = has_stdin.then_some(Input::Stdin);
        let inputs: Vec<Input> = stdin.into_iter().chain(targets.into_iter().map(Input::File)).collect();
        let file = self.file(&inputs).map_err(|message| self.session.error(&message))?;
        let mut sink = Sink::new(self, file, inputs.len(), findings_to_stderr);
        let written = sink.begin().and_then(|()| {
            let mut result = Ok(());
            let known = self.apart(&inputs, threads);
            let work = |index: usize| {
                let known = known.get(index).and_then(|known| known.lock().ok()?.take());
                known.unwrap_or_else(|| self.looked_at(&inputs[index]))
            };
            in_order(inputs.len(), threads, work, |mut outcome: Outcome| {
                summary.add(&outcome.summary);
                if let Some((recorded, (path, known))) = recorded.as_mut().zip(outcome.known.take()) {
                    recorded.record(&path, known);
                }
                result = sink.put(outcome);
                if result.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
            });
            result
        });
        let written = written.and_then(|()| sink.end(&summary));
        self.tell_silences(&inputs);
        match written {
            // The reader has seen enough.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {}
            Err(error) => return Err(self.session.output_error(self.args.output.as_deref(), &error)),
            Ok(()) => {}
        }
        Ok(summary)
    }
}

#[cfg(test)]
mod tests;
