//! The command line: one file per command, one per output.

mod batch;
mod check;
mod completions;
mod convert;
mod explain;
mod extract;
mod fmt;
mod in_order;
mod lsp;
mod man;
mod new;
mod out;
mod output;
mod progress;
mod rules;
mod usage;

use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{ArgAction, Args, ColorChoice, CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::config::Config;
use crate::finding::Locale;
use crate::say;
use crate::workspace::{self, ConfigError, Project, Projects};

/// 检查政府信息公开工作年度报告：结构、勾稽关系、文字与表格是否一致。全部在本机完成，不联网。
///
/// Checks drafts of the Chinese government information disclosure annual report. Works offline; nothing is ever sent
/// over a network.
#[derive(Debug, Parser)]
#[command(name = "gouji", version, disable_help_flag = true, disable_version_flag = true)]
#[command(disable_help_subcommand = true, subcommand_help_heading = "命令", next_help_heading = "通用选项")]
struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    common: Common,
    /// 显示版本
    #[arg(short = 'V', long, action = ArgAction::Version)]
    version: Option<bool>,
}

#[derive(Debug, Subcommand)]
enum Command {
    Check(check::CheckArgs),
    Fmt(fmt::FmtArgs),
    New(new::NewArgs),
    Convert(convert::ConvertArgs),
    Extract(extract::ExtractArgs),
    Rules(rules::RulesArgs),
    Explain(explain::ExplainArgs),
    Completions(completions::CompletionsArgs),
    Lsp(lsp::LspArgs),
    Man(man::ManArgs),
}

#[derive(Debug, Args)]
#[command(next_help_heading = "通用选项")]
struct Common {
    /// 输出的语言（默认取自环境变量，否则为 zh-CN）
    ///
    /// Language of messages: from LC_ALL, LC_MESSAGES or LANG, else zh-CN.
    #[arg(long, global = true, value_name = "LOCALE", value_parser = locale_parser())]
    locale: Option<Locale>,
    /// 是否着色
    ///
    /// Whether to colour the output; auto looks at the terminal, NO_COLOR and the like.
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    color: ColorChoice,
    /// 使用这个配置文件，不再逐级向上查找 gouji.toml
    ///
    /// Use this configuration file instead of searching for gouji.toml upwards from each file.
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// 显示帮助（--help 更详细，附英文）
    ///
    /// Print help: -h for the short one, --help for this one.
    #[arg(short, long, global = true, action = ArgAction::Help)]
    help: Option<bool>,
}

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Status {
    /// Nothing at or above `--fail-on`.
    Clean,
    /// Findings at or above it.
    Findings,
    /// A usage, configuration or I/O error; its message is on standard error.
    Failed,
}

/// What all commands share.
#[derive(Debug)]
struct Session {
    locale: Locale,
    color: ColorChoice,
    config: Option<PathBuf>,
}

const TEMPLATE: &str = "{about-with-newline}\n用法：{usage}\n\n{all-args}{after-help}";

/// Runs the command that the process was called with.
pub fn run() -> ExitCode {
    let parsed = command().try_get_matches().and_then(|matches| Cli::from_arg_matches(&matches));
    let Cli { command, common, .. } = match parsed {
        Ok(cli) => cli,
        Err(error) => return refused(&error),
    };
    let session = Session {
        locale: common.locale.unwrap_or_else(|| locale_from(|name| std::env::var(name).ok())),
        color: common.color,
        config: common.config,
    };
    let status = match command {
        Command::Check(args) => check::run(args, &session),
        Command::Fmt(args) => fmt::run(args, &session),
        Command::New(args) => new::run(&args, &session),
        Command::Convert(args) => convert::run(&args, &session),
        Command::Extract(args) => extract::run(&args, &session),
        Command::Rules(args) => rules::run(&args, &session),
        Command::Explain(args) => explain::run(&args, &session),
        Command::Completions(args) => completions::run(&args, &session),
        Command::Lsp(args) => return lsp::run(args, &session),
        Command::Man(_) => man::run(&session),
    };
    match status {
        Status::Clean => ExitCode::SUCCESS,
        Status::Findings => ExitCode::from(1),
        Status::Failed => ExitCode::from(2),
    }
}

/// Says what was wrong with the command line, or prints the help that was asked for.
fn refused(error: &clap::Error) -> ExitCode {
    let locale = locale_from(|name| std::env::var(name).ok());
    match usage::in_chinese(error).filter(|_| locale == Locale::ZhCn) {
        Some(told) => {
            let session = Session { locale, color: ColorChoice::Auto, config: None };
            session.error(&told);
            ExitCode::from(2)
        }
        None => error.exit(),
    }
}

/// The command line's own description, in one form for all commands.
fn command() -> clap::Command {
    Cli::command().help_template(TEMPLATE).mut_subcommands(|command| command.help_template(TEMPLATE))
}

fn locale_parser() -> impl TypedValueParser<Value = Locale> {
    let parser = PossibleValuesParser::new(["zh-CN", "en"]);
    parser.map(|name| if name == "en" { Locale::En } else { Locale::ZhCn })
}

/// The language of the environment, as POSIX has it: the first of the three variables that says anything.
fn locale_from(variable: impl Fn(&str) -> Option<String>) -> Locale {
    let set = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().filter_map(variable).find(|value| !value.is_empty());
    let language = set.unwrap_or_default().to_ascii_lowercase();
    if language == "en" || language.starts_with("en_") || language.starts_with("en.") {
        Locale::En
    } else {
        Locale::ZhCn
    }
}

impl Session {
    /// Says on standard error that something failed. Nobody is left to hear of a standard error that is closed.
    fn error(&self, message: &str) -> Status {
        let label = crate::finding::Severity::Error.label(self.locale);
        let _ = writeln!(io::stderr(), "{}", say!(self.locale, "{label}：{message}", "{label}: {message}"));
        Status::Failed
    }

    /// Says on standard error what is good to know.
    fn note(&self, message: &str) {
        let _ = writeln!(io::stderr(), "{message}");
    }

    /// A sentence about a file.
    fn about(&self, path: &Path, sentence: &str) -> String {
        let path = path.display();
        say!(self.locale, "{path}：{sentence}", "{path}: {sentence}")
    }

    /// Says that folders hold files which may be reports and were not read.
    fn tell_passed_over(&self, paths: &[PathBuf]) {
        let Some(first) = paths.first().map(|path| path.display()) else { return };
        let count = paths.len();
        self.note(&say!(
            self.locale,
            "文件夹里有 {count} 个 Word、Excel 或 PDF 文件没有读（如 {first}）：文件夹里只找 .md .txt .html。要读它们，请直接写出文件名；\
             .docx 也可以在 gouji.toml 里写 [files] include = [\"*.docx\", \"*.md\"]",
            "Word, Excel or PDF files in folders that were not read: {count} (such as {first}). In folders only .md, .txt and .html \
             are looked for. Name them to have them read; .docx also by [files] include = [\"*.docx\", \"*.md\"] in gouji.toml"
        ));
    }

    /// Says that the configuration names files of a kind that is not read in folders.
    fn tell_asked_for(&self, paths: &[PathBuf]) {
        let Some(first) = paths.first().map(|path| path.display()) else { return };
        let count = paths.len();
        self.note(&say!(
            self.locale,
            "[files] include 写到的文件有 {count} 个没有读（如 {first}）：文件夹里不读这种文件，请直接写出文件名",
            "Files that [files] include names and that were not read: {count} (such as {first}). Files of this kind are not read \
             in folders; name them"
        ));
    }

    /// The project that governs a file. What is wrong with its configuration is said.
    fn project(&self, path: &Path) -> Result<Arc<Project>, Status> {
        let projects = self.projects(|_| {}).ok_or(Status::Failed)?;
        projects.of(path).map_err(|error| self.error(&self.config_error(&error)))
    }

    /// The projects of all files; `adjust` is what the command line changes in each. None when the configuration that
    /// it names is wrong, which is said.
    fn projects(&self, adjust: impl Fn(&mut Config) + Send + Sync + 'static) -> Option<Projects> {
        let projects = Projects::new(self.locale, adjust);
        let projects = match &self.config {
            None => Ok(projects),
            Some(path) => projects.governed_by(path),
        };
        projects.map_err(|error| self.error(&self.config_error(&error))).ok()
    }

    /// Says what is wrong with a configuration file; its path as seen from the working folder.
    fn config_error(&self, error: &ConfigError) -> String {
        let folder = std::env::current_dir().unwrap_or_default();
        let path = error.path.strip_prefix(&folder).unwrap_or(&error.path).display();
        let ConfigError { line, column, message, .. } = error;
        format!("{path}:{line}:{column}: {message}")
    }

    /// Whether to colour what goes to `stream`.
    fn is_colored(&self, stream: &impl IsTerminal, choice: impl FnOnce() -> anstream::ColorChoice) -> bool {
        match self.color {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto => stream.is_terminal() && choice() != anstream::ColorChoice::Never,
        }
    }

    /// Says why results could not be written, to the file at `path` or to standard output.
    fn output_error(&self, path: Option<&Path>, error: &io::Error) -> Status {
        match path {
            Some(path) => self.error(&workspace::not_written(path, error, self.locale)),
            None => {
                let why = workspace::io_message(error, self.locale);
                self.error(&say!(self.locale, "没有输出完：{why}", "the output was cut short: {why}"))
            }
        }
    }

    /// Prints what a command has to say. A reader that has gone is no error.
    fn print(&self, text: &[u8]) -> Status {
        let mut out = io::stdout();
        match out.write_all(text).and_then(|()| out.flush()) {
            Ok(()) => Status::Clean,
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Status::Clean,
            Err(error) => self.output_error(None, &error),
        }
    }
}

/// Whether a path means standard input.
fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        command().debug_assert();
    }

    #[test]
    fn the_environment_says_the_language() {
        let locale = |variables: &[(&str, &str)]| {
            locale_from(|name| variables.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned()))
        };
        assert_eq!(locale(&[]), Locale::ZhCn);
        assert_eq!(locale(&[("LANG", "en_US.UTF-8")]), Locale::En);
        assert_eq!(locale(&[("LANG", "en_US.UTF-8"), ("LC_ALL", "zh_CN.UTF-8")]), Locale::ZhCn);
        assert_eq!(locale(&[("LANG", "C.UTF-8"), ("LC_ALL", "")]), Locale::ZhCn);
    }
}
