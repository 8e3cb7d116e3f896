//! `gouji extract PATH…`: the figures, by cell key: one object for a file, or rows for as many files as there are.

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use serde::Serialize;

use super::batch::{Batch, Failure};
use super::out::Out;
use super::output::{csv_writer, inert};
use super::{Session, Status, is_stdin};
use crate::document::Document;
use crate::extract::{CellRow, extract, rows};
use crate::finding::Locale;
use crate::say;
use crate::text::Number;
use crate::workspace::{self, Target};

/// 提取报告中的数字
///
/// Prints the figures of reports by cell key. `json` is one object for one file, with sections and the figures of its
/// prose. `ndjson` and `csv` take any number of files and folders and print a row for each cell of their tables: path,
/// report, organization, year, format, table, row, column, key, value, line, line_column; what is blank has no value.
/// A file that can't be read is told on standard error and passed over; the exit status is then 2.
#[derive(Debug, Args)]
#[command(next_help_heading = "选项")]
pub struct ExtractArgs {
    /// 报告文件；ndjson 和 csv 可以是多个文件和文件夹；- 表示标准输入
    #[arg(value_name = "PATH", required = true, help_heading = "参数")]
    paths: Vec<PathBuf>,
    /// 标准输入的内容叫什么名字；是 .csv、.html 等，由它决定怎样读
    ///
    /// What standard input is called: decides how it is read and its configuration, and is shown in the output.
    #[arg(long, value_name = "FILE")]
    stdin_filename: Option<PathBuf>,
    /// 输出格式
    #[arg(long, value_name = "FORMAT", default_value = "json")]
    format: ExtractFormat,
    /// 写入这个文件，不输出到屏幕
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ExtractFormat {
    /// 一个 JSON 对象，只用于一份文件
    Json,
    /// 每格一行，可用 Excel 打开
    Csv,
    /// 每格一行 JSON，供 DuckDB、pandas、Spark 读取
    Ndjson,
}

impl ExtractFormat {
    /// What files of this form are called, the usual first.
    fn extensions(self) -> &'static [&'static str] {
        match self {
            ExtractFormat::Json => &["json"],
            ExtractFormat::Csv => &["csv"],
            ExtractFormat::Ndjson => &["ndjson", "jsonl", "json"],
        }
    }
}

/// The columns of `csv`, and the names in a line of `ndjson`.
const COLUMNS: [&str; 12] = [
    "path",
    "report",
    "organization",
    "year",
    "format",
    "table",
    "row",
    "column",
    "key",
    "value",
    "line",
    "line_column",
];

/// The first part of a line of `ndjson`, the same for all cells of a report.
#[derive(Serialize)]
struct OfReport<'a> {
    path: &'a str,
    report: usize,
    organization: Option<&'a str>,
    year: Option<u16>,
    format: &'a str,
}

/// The rest of it.
#[derive(Serialize)]
struct OfCell<'a> {
    table: &'a str,
    row: &'a str,
    column: &'a str,
    key: &'a str,
    value: Option<Number>,
    line: usize,
    line_column: usize,
}

pub(super) fn run(args: &ExtractArgs, session: &Session) -> Status {
    let is_one = matches!(&args.paths[..], [path] if !path.is_dir());
    if args.format == ExtractFormat::Json && !is_one {
        let message = say!(
            session.locale,
            "json 格式只用于一份文件；多份文件和文件夹请用 --format ndjson 或 --format csv",
            "the format json is for one file; use --format ndjson or --format csv for several and for folders"
        );
        return session.error(&message);
    }
    match print(args, session) {
        Ok(status) => status,
        // The reader has seen enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Status::Clean,
        Err(error) => session.output_error(args.output.as_deref(), &error),
    }
}

/// Prints what was asked for. A file takes its place unless nothing could be read.
fn print(args: &ExtractArgs, session: &Session) -> io::Result<Status> {
    let (stdin, files): (Vec<PathBuf>, Vec<PathBuf>) = args.paths.iter().cloned().partition(|path| is_stdin(path));
    let Some(mut batch) = Batch::new(&files, session) else { return Ok(Status::Failed) };
    let out = match args.output.as_deref() {
        None => Out::Stream(Box::new(io::stdout())),
        Some(path) => {
            let inputs = batch.targets.iter().map(|target| &*target.path);
            match Out::file(path, args.format.extensions(), inputs, session.locale) {
                Ok(out) => out,
                Err(message) => return Ok(session.error(&message)),
            }
        }
    };
    let mut out = BufWriter::with_capacity(1 << 16, out);
    batch.targets.splice(0..0, stdin.into_iter().take(1).map(|path| Target { path, named: true }));
    if args.format == ExtractFormat::Csv {
        out.write_all("\u{feff}".as_bytes())?;
        csv_row(&mut csv_writer(&mut out), COLUMNS)?;
    }
    let work = |target: &Target| {
        let (path, content) = match is_stdin(&target.path) {
            false => (&*target.path, None),
            true => {
                let content = workspace::read_all(io::stdin().lock(), 0)
                    .map_err(|error| Failure::Message(format!("-: {}", error.message(session.locale))))?;
                (args.stdin_filename.as_deref().unwrap_or(&target.path), Some(content))
            }
        };
        let document = batch.read_any(path, content)?;
        if target.named && !document.is_report() {
            session.note(&session.about(path, &no_report(is_stdin(path), session.locale)));
        }
        let printed = rendered(args.format, path, &document);
        printed.map_err(|error| Failure::Message(format!("{}: {error}", path.display())))
    };
    let mut files = 0;
    let failed = batch.run(work, |printed| {
        files += 1;
        out.write_all(&printed)
    })?;
    session.tell_passed_over(&batch.passed_over);
    let out = out.into_inner().map_err(io::IntoInnerError::into_error)?;
    if failed == 0 || files > 0 {
        out.keep()?;
    }
    Ok(if failed == 0 { Status::Clean } else { Status::Failed })
}

/// What is said of a named file in which there is no report.
fn no_report(is_stdin: bool, locale: Locale) -> String {
    if is_stdin {
        return say!(
            locale,
            "没有认出年度报告；标准输入是 .csv、.html 等文件的，请用 --stdin-filename 写明文件名",
            "no annual report was recognised; if standard input is a .csv, .html or other file, say so with --stdin-filename"
        );
    }
    say!(locale, "没有认出年度报告", "no annual report was recognised")
}

/// The figures of one document as a spreadsheet reads them; `path` is where they come from.
pub(super) fn csv(path: &Path, document: &Document) -> io::Result<Vec<u8>> {
    let mut out = "\u{feff}".as_bytes().to_vec();
    csv_row(&mut csv_writer(&mut out), COLUMNS)?;
    out.extend(rendered(ExtractFormat::Csv, path, document)?);
    Ok(out)
}

/// A file's part of what is printed.
fn rendered(format: ExtractFormat, path: &Path, document: &Document) -> io::Result<Vec<u8>> {
    let path = path.to_string_lossy();
    let mut out = Vec::with_capacity(1 << 16);
    match format {
        ExtractFormat::Json => {
            serde_json::to_writer(&mut out, &extract(document))?;
            out.push(b'\n');
        }
        ExtractFormat::Ndjson => ndjson(&path, document, &mut out)?,
        ExtractFormat::Csv => {
            let mut table = csv_writer(&mut out);
            rows(document).try_for_each(|cell| csv_cell(&mut table, &path, &cell))?;
            table.flush()?;
        }
    }
    Ok(out)
}

fn ndjson(path: &str, document: &Document, out: &mut Vec<u8>) -> io::Result<()> {
    let (mut written, mut of_report) = (None, Vec::new());
    for cell in rows(document) {
        let CellRow { report, organization, year, format, table, row, column, key, value, line, line_column } = cell;
        if written.replace(report) != Some(report) {
            of_report.clear();
            serde_json::to_writer(&mut of_report, &OfReport { path, report, organization, year, format })?;
            of_report.pop();
        }
        out.extend_from_slice(&of_report);
        let joint = out.len();
        serde_json::to_writer(&mut *out, &OfCell { table, row, column, key, value, line, line_column })?;
        // One object of two: the first one's end is gone, the second one's start becomes a comma.
        out[joint] = b',';
        out.push(b'\n');
    }
    Ok(())
}

fn csv_cell(table: &mut csv::Writer<impl Write>, path: &str, cell: &CellRow<'_>) -> io::Result<()> {
    let CellRow { report, organization, year, format, table: own, row, column, key, value, line, line_column } = *cell;
    csv_row(
        table,
        [
            &*inert(path),
            &report.to_string(),
            &*inert(organization.unwrap_or_default()),
            &year.map(|year| year.to_string()).unwrap_or_default(),
            format,
            own,
            row,
            column,
            key,
            &value.map(|value| value.to_string()).unwrap_or_default(),
            &line.to_string(),
            &line_column.to_string(),
        ],
    )
}

fn csv_row(table: &mut csv::Writer<impl Write>, row: [&str; COLUMNS.len()]) -> io::Result<()> {
    Ok(table.write_record(row)?)
}
