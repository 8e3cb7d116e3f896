//! `gouji extract FILE`: the figures, by cell key.

use std::io::{self, Read};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::{Session, Status, is_stdin, output};
use crate::config::Settings;
use crate::convert::{self, ConvertError};
use crate::document::Document;
use crate::extract::{self, Extraction, Figure};
use crate::workspace::{self, Loaded};

/// 提取报告中的数字
///
/// Prints the figures of a report by cell key.
#[derive(Debug, Args)]
pub struct ExtractArgs {
    /// 报告文件；- 表示标准输入
    #[arg(value_name = "FILE", help_heading = "参数")]
    file: PathBuf,
    /// 输出格式
    #[arg(long, value_name = "FORMAT", default_value = "json", help_heading = "选项")]
    format: ExtractFormat,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum ExtractFormat {
    /// 一个 JSON 对象
    Json,
    /// 每个数字一行，可用 Excel 打开
    Csv,
}

pub(super) fn run(args: &ExtractArgs, session: &Session) -> Status {
    let project = match session.project(&args.file) {
        Ok(project) => project,
        Err(status) => return status,
    };
    let text = match load(&args.file, &project.settings) {
        Ok(loaded) => loaded.text,
        Err(error) => {
            let (path, why) = (args.file.display(), error.message(session.locale));
            return session.error(&format!("{path}: {why}"));
        }
    };
    let extraction = extract::extract(&Document::new(&text, project.settings.clone()));
    let printed = match args.format {
        ExtractFormat::Json => json(&extraction),
        ExtractFormat::Csv => csv(&extraction),
    };
    match printed {
        Ok(printed) => session.print(&printed),
        Err(error) => session.error(&error.to_string()),
    }
}

fn load(path: &Path, settings: &Settings) -> Result<Loaded, ConvertError> {
    if is_stdin(path) {
        Ok(Loaded::decode(workspace::read_all(io::stdin().lock().by_ref(), 0)?)?)
    } else {
        convert::open(path, settings).map(|opened| opened.loaded)
    }
}

fn json(extraction: &Extraction) -> io::Result<Vec<u8>> {
    let mut out = serde_json::to_vec(extraction)?;
    out.push(b'\n');
    Ok(out)
}

pub(super) fn csv(extraction: &Extraction) -> io::Result<Vec<u8>> {
    let mut out = "\u{feff}".to_owned().into_bytes();
    let mut rows = output::csv_writer(&mut out);
    rows.write_record(["report", "year", "organization", "key", "value"])?;
    for Figure { report, year, organization, key, value } in extraction.figures() {
        rows.write_record([
            &*(report + 1).to_string(),
            &*year.map(|year| year.to_string()).unwrap_or_default(),
            organization.unwrap_or_default(),
            key,
            &*value.map(|value| value.to_string()).unwrap_or_default(),
        ])?;
    }
    rows.flush()?;
    drop(rows);
    Ok(out)
}
