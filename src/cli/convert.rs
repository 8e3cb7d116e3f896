//! `gouji convert INPUT -o OUTPUT`: reports from and to Word, web pages, spreadsheets and Markdown.

use std::io;
use std::path::{Path, PathBuf};

use clap::Args;

use super::output::{self, Checked, Others, OutputFormat, Style, Summary};
use super::{Session, Status};
use crate::check::check;
use crate::config::Settings;
use crate::convert::{self, ConvertError, Kind, Opened};
use crate::document::Document;
use crate::finding::Finding;
use crate::fix;
use crate::say;
use crate::workspace;

/// 转换报告：Word、网页、电子表格、Markdown 互相转换
///
/// Converts a report between Word (.docx), web pages (.html), Markdown (.md), text (.txt) and spreadsheets (.xlsx, .csv:
/// the figures only). Also reads .doc, .wps, .rtf and .odt where LibreOffice is installed, and .pdf with pdftotext.
/// From Word to Word, --fix changes the words in question and leaves everything else as it is.
#[derive(Debug, Args)]
#[command(next_help_heading = "选项")]
pub struct ConvertArgs {
    /// 要转换的文件
    #[arg(value_name = "INPUT", help_heading = "参数")]
    input: PathBuf,
    /// 写入这个文件，由扩展名决定写成什么
    ///
    /// The file to write; its extension says in what form.
    #[arg(short, long, value_name = "OUTPUT")]
    output: PathBuf,
    /// 同时应用安全的修复，并列出还需人工处理的问题
    ///
    /// Apply safe fixes to the copy, and print the findings that remain. The input is never changed.
    #[arg(long)]
    fix: bool,
    /// 文件已存在时覆盖
    ///
    /// Overwrite a file that exists.
    #[arg(long)]
    force: bool,
}

/// What is to be written, and what to say of it.
struct Copy {
    bytes: Vec<u8>,
    notes: Vec<String>,
}

pub(super) fn run(args: &ConvertArgs, session: &Session) -> Status {
    let project = match session.project(&args.input) {
        Ok(project) => project,
        Err(status) => return status,
    };
    let settings = &project.settings;
    if let Some(status) = refused(args, session) {
        return status;
    }
    let failed = |path: &Path, error: &ConvertError| {
        session.error(&format!("{}: {}", path.display(), error.message(session.locale)))
    };
    let Some(kind) = Kind::to_write(&args.output) else { return failed(&args.output, &ConvertError::NotWritten) };
    let opened = match convert::open(&args.input, settings) {
        Ok(opened) => opened,
        Err(error) => return failed(&args.input, &error),
    };
    opened.notes.iter().for_each(|note| session.note(&session.about(&args.input, note)));
    let document = Document::new(&opened.loaded.text, settings.clone());
    let fixed = args.fix.then(|| fix::fix(document.clone(), check(&document), false, check));
    let final_document = fixed.as_ref().map_or(&document, |fixed| &fixed.document);
    let from_word = opened.word_bytes().filter(|_| kind == Kind::Docx).is_some();
    let copy = match &fixed {
        Some(fixed) if from_word => corrected(&args.input, &opened, fixed, session),
        _ => converted(final_document, &args.input, (kind, from_word), session),
    };
    let Copy { bytes, notes } = match copy {
        Ok(copy) => copy,
        // What it holds can't be written so.
        Err(error) => return failed(&args.input, &error),
    };
    if let Err(error) = workspace::create(&args.output, &bytes, args.force) {
        return session.error(&workspace::not_written(&args.output, &error, session.locale));
    }
    notes.iter().for_each(|note| session.note(note));
    match &fixed {
        Some(fixed) => remaining(args, fixed, bytes, settings, session),
        None => Status::Clean,
    }
}

/// Says why nothing is written, before anything is read.
fn refused(args: &ConvertArgs, session: &Session) -> Option<Status> {
    let (input, output) = (args.input.canonicalize().ok(), args.output.canonicalize().ok());
    let path = args.output.display();
    if output.is_some() && input == output {
        return Some(session.error(&say!(
            session.locale,
            "{path}：就是要转换的文件本身；请写入另一个文件。",
            "{path}: this is the file to be converted; name another one."
        )));
    }
    (output.is_some() && !args.force).then(|| {
        session.error(&say!(
            session.locale,
            "{path}：文件已存在，没有覆盖；要覆盖请加 --force。",
            "{path}: the file exists and was left as it is; --force overwrites it."
        ))
    })
}

/// The document in another form.
fn converted(
    document: &Document,
    input: &Path,
    (kind, from_word): (Kind, bool),
    session: &Session,
) -> Result<Copy, ConvertError> {
    if kind == Kind::Csv {
        if crate::extract::rows(document).next().is_none() {
            return Err(ConvertError::NoTables);
        }
        let bytes = super::extract::csv(input, document).map_err(ConvertError::from)?;
        return Ok(Copy { bytes, notes: Vec::new() });
    }
    let written = convert::write(document, kind).map_err(|error| match error {
        ConvertError::NoTables if crate::extract::rows(document).next().is_some() => ConvertError::NoWholeTables,
        other => other,
    })?;
    let locale = session.locale;
    let mut notes: Vec<String> = Vec::new();
    for table in &written.restored {
        notes.push(say!(
            locale,
            "注意：“{table}”的表格线已丢失，各格的数字是按勾稽关系还原的，请核对。",
            "note: the borders of the table “{table}” were lost; its figures were told apart by their relations, please check them."
        ));
    }
    if from_word {
        notes.push(written_anew(session));
    }
    Ok(Copy { bytes: written.bytes, notes })
}

fn written_anew(session: &Session) -> String {
    say!(
        session.locale,
        "注意：文件按规定格式重新排版，原来的样式、图片和批注没有带过来。",
        "note: the document was laid out anew; styles, pictures and comments of the original were not taken over."
    )
}

/// The Word file with the fixes in it, all else as it was where that can be.
fn corrected(input: &Path, opened: &Opened, fixed: &fix::Fixed, session: &Session) -> Result<Copy, ConvertError> {
    let bytes = match opened.word_bytes().filter(|_| fixed.edits.is_empty()) {
        Some(bytes) => Some(bytes.to_vec()),
        None => opened.patched(&fixed.edits, fixed.document.settings())?,
    };
    match bytes {
        Some(bytes) => Ok(Copy { bytes, notes: Vec::new() }),
        None => converted(&fixed.document, input, (Kind::Docx, true), session),
    }
}

/// Says what was fixed, and prints what remains: of the file as it was written, so that places are those in it.
fn remaining(
    args: &ConvertArgs,
    fixed: &fix::Fixed,
    bytes: Vec<u8>,
    settings: &std::sync::Arc<Settings>,
    session: &Session,
) -> Status {
    let written = convert::open_bytes(&args.output, bytes, settings).unwrap_or_default();
    let is_read = !written.loaded.text.is_empty();
    let document = if is_read { Document::new(&written.loaded.text, settings.clone()) } else { fixed.document.clone() };
    let findings: Vec<Finding> = check(&document);
    let colored = session.is_colored(&io::stdout(), || anstream::AutoStream::choice(&io::stdout()));
    let output = output::output(OutputFormat::Text, session.locale, Style { colored }, false);
    let (others, path) = (Others::default(), args.output.to_string_lossy());
    let origins = written.origins.as_ref();
    let checked = Checked {
        path: &path,
        text: document.text(),
        document: &document,
        findings: &findings,
        others: &others,
        origins,
    };
    let mut summary = Summary::of(&findings);
    summary.fixed = fixed.applied;
    let mut printed = Vec::new();
    match output.file(&checked, &mut printed).and_then(|()| output.end(&summary, &mut printed)) {
        Ok(()) => session.print(&printed),
        Err(error) => session.error(&error.to_string()),
    }
}
