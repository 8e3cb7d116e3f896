//! `gouji fmt [PATH…]`: tables and headings laid out, in files or from standard input to standard output.

use std::collections::HashSet;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Args;

use super::batch::{Batch, Failure, Source};
use super::{Session, Status, is_stdin};
use crate::fix::patch;
use crate::layout::laid_out;
use crate::say;
use crate::workspace;

/// 整理版面：表格对齐，标题的标记和编号写法统一；不改数字，不改文字
///
/// Lays out reports: tables aligned by the width of Chinese characters, figures at the right; headings with the marks of
/// their depth and full-width signs around their numbers. No figure and no word changes, and what is laid out once stays
/// as it is. Plain text gets no Markdown. Exit status: 0, with --check 1 if a file would change, 2 on errors.
#[derive(Debug, Args)]
#[command(next_help_heading = "选项")]
pub struct FmtArgs {
    /// 文件或文件夹；- 表示从标准输入读取，结果写到标准输出
    #[arg(value_name = "PATH", default_value = ".", help_heading = "参数")]
    paths: Vec<PathBuf>,
    /// 标准输入的内容叫什么名字
    ///
    /// What standard input is called: decides the configuration, and is shown in messages.
    #[arg(long, value_name = "FILE")]
    stdin_filename: Option<PathBuf>,
    /// 不写入，只列出需要整理的文件；有则退出状态为 1
    ///
    /// Write nothing: list the files that would change, and exit with 1 if there are any.
    #[arg(long)]
    check: bool,
    /// 不写入，只显示会改动什么
    ///
    /// Write nothing: print what would change as a patch (for patch -p0).
    #[arg(long)]
    diff: bool,
    /// 不输出小结
    ///
    /// No summary.
    #[arg(short, long)]
    quiet: bool,
}

/// What laying out one file led to.
struct Outcome {
    /// What goes to standard output.
    out: Vec<u8>,
    is_report: bool,
    is_changed: bool,
    /// Where it is not a report although it was named.
    note: Option<String>,
}

/// Counts of a run.
#[derive(Default)]
struct Counts {
    changed: usize,
    unchanged: usize,
    failed: usize,
}

pub(super) fn run(mut args: FmtArgs, session: &Session) -> Status {
    let has_stdin = args.paths.iter().any(|path| is_stdin(path));
    args.paths.retain(|path| !is_stdin(path));
    let Some(mut batch) = Batch::new(&args.paths, session) else { return Status::Failed };
    // Word files are laid out in Word.
    batch.targets.retain(|target| target.named || workspace::is_text_name(&target.path));
    let fmt = Fmt { args: &args, session, batch };
    let mut counts = Counts::default();
    let written = fmt.stdin(has_stdin, &mut counts).and_then(|()| fmt.files(&mut counts));
    match written {
        // The reader has seen enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {}
        Err(error) => return session.output_error(None, &error),
        Ok(()) => {}
    }
    if !(args.quiet || has_stdin) {
        let _ = writeln!(io::stderr(), "{}", fmt.summary(&counts));
    }
    match counts {
        Counts { failed: 1.., .. } => Status::Failed,
        Counts { changed: 1.., .. } if args.check => Status::Findings,
        _ => Status::Clean,
    }
}

/// A run of the command.
struct Fmt<'a> {
    args: &'a FmtArgs,
    session: &'a Session,
    batch: Batch<'a>,
}

impl Fmt<'_> {
    fn writes(&self) -> bool {
        !(self.args.check || self.args.diff)
    }

    fn files(&self, counts: &mut Counts) -> io::Result<()> {
        let work = |target: &workspace::Target| self.file(&target.path, target.named);
        counts.failed += self.batch.run(work, |outcome| put(outcome, counts, &mut io::stdout().lock()))?;
        Ok(())
    }

    /// An editor that has its text laid out gets a text back, whatever happens.
    fn stdin(&self, wanted: bool, counts: &mut Counts) -> io::Result<()> {
        if !wanted {
            return Ok(());
        }
        let path = self.args.stdin_filename.as_deref().unwrap_or(Path::new("-"));
        let failure = match workspace::read_all(io::stdin().lock(), 0) {
            Err(error) => Failure::Message(format!("{}: {}", path.display(), error.message(self.session.locale))),
            Ok(bytes) => match self.piped(path, &bytes) {
                Ok(outcome) => return put(outcome, counts, &mut io::stdout().lock()),
                Err(failure) => {
                    if self.writes() {
                        io::stdout().write_all(&bytes)?;
                    }
                    failure
                }
            },
        };
        counts.failed += 1;
        self.batch.say(&failure, &mut HashSet::new());
        Ok(())
    }

    /// Lays out the text of standard input.
    fn piped(&self, path: &Path, bytes: &[u8]) -> Result<Outcome, Failure> {
        let source = self.batch.read(path, Some(bytes.to_vec()))?;
        let (mut outcome, after) = self.laid_out(&source, path, true);
        if self.writes() {
            let encoded = source.loaded.encode(&after, bytes).map_err(|error| self.unwritten(path, &error))?;
            outcome.out = encoded;
        }
        Ok(outcome)
    }

    fn file(&self, path: &Path, named: bool) -> Result<Outcome, Failure> {
        let source = self.batch.read(path, None)?;
        let (outcome, after) = self.laid_out(&source, path, named);
        if outcome.is_changed && self.writes() {
            workspace::write(path, &source.loaded, &after).map_err(|error| self.unwritten(path, &error))?;
        }
        Ok(outcome)
    }

    fn unwritten(&self, path: &Path, error: &workspace::WriteError) -> Failure {
        Failure::Message(format!("{}: {}", path.display(), error.message(self.session.locale)))
    }

    /// What laying out a text leads to, and the text then.
    fn laid_out(&self, source: &Source, path: &Path, named: bool) -> (Outcome, String) {
        let (document, before) = (&source.document, &source.loaded.text);
        let path = path.display().to_string();
        let after = laid_out(document);
        let is_changed = after != *before;
        let out = match (self.args.diff, self.args.check) {
            (true, _) => patch(&path, before, &after),
            (_, true) if is_changed => format!("{path}\n"),
            _ => String::new(),
        };
        let is_report = document.is_report();
        let note = (named && !is_report).then(|| {
            say!(
                self.session.locale,
                "{path}：不是政府信息公开工作年度报告，未改动",
                "{path}: not an annual report, so it was left as it is"
            )
        });
        (Outcome { out: out.into_bytes(), is_report, is_changed, note }, after)
    }

    fn summary(&self, counts: &Counts) -> String {
        let Counts { changed, unchanged, failed } = counts;
        let locale = self.session.locale;
        let mut line = if self.writes() {
            say!(
                locale,
                "整理了 {changed} 份报告，{unchanged} 份无须改动。",
                "Laid out: {changed}. Left as they are: {unchanged}."
            )
        } else {
            say!(
                locale,
                "{changed} 份报告需要整理，{unchanged} 份无须改动；未写入文件。",
                "Would be laid out: {changed}. Would be left: {unchanged}. Nothing was written."
            )
        };
        if *failed > 0 {
            line += &say!(locale, "另有 {failed} 个文件出错。", " Failed: {failed}.");
        }
        line
    }
}

fn put(outcome: Outcome, counts: &mut Counts, out: &mut impl Write) -> io::Result<()> {
    counts.changed += usize::from(outcome.is_changed);
    counts.unchanged += usize::from(outcome.is_report && !outcome.is_changed);
    if let Some(note) = outcome.note {
        let _ = writeln!(io::stderr(), "{note}");
    }
    out.write_all(&outcome.out)?;
    out.flush()
}
