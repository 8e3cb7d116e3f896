//! `gouji new`: the draft of a report to begin with.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::{Session, Status};
use crate::format::{Format, skeleton};
use crate::say;

/// 新建一份报告草稿：六个部分、三张表，要填写的地方都标出来
///
/// Prints the draft of a report in Markdown: every section and table of the form, cells blank, and a remark （填写：…）
/// wherever a person must write. `gouji check` finds what was forgotten.
#[derive(Debug, Args)]
pub struct NewArgs {
    /// 报告的年度，如 2026
    #[arg(long, value_name = "YEAR", value_parser = clap::value_parser!(u16).range(2008..=2099), help_heading = "选项")]
    year: u16,
    /// 机关的全称
    #[arg(long = "org", value_name = "NAME", value_parser = name, help_heading = "选项")]
    organization: String,
    /// 谁的报告
    #[arg(long, value_name = "KIND", default_value = "department", help_heading = "选项")]
    kind: Publisher,
    /// 写入这个文件，不写到标准输出
    #[arg(short, long, value_name = "FILE", help_heading = "选项")]
    output: Option<PathBuf>,
    /// 文件已存在时覆盖
    #[arg(long, requires = "output", help_heading = "选项")]
    force: bool,
}

/// Who publishes a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Publisher {
    /// 县级以上人民政府
    Government,
    /// 政府部门
    Department,
    /// 乡镇、街道
    Township,
}

/// A name is one line that says something.
fn name(text: &str) -> Result<String, String> {
    let name = text.trim();
    if name.is_empty() || name.contains(char::is_control) {
        return Err("请写机关的全称，如“某县民政局”（the organ's full name, on one line）".to_owned());
    }
    Ok(name.to_owned())
}

pub(super) fn run(args: &NewArgs, session: &Session) -> Status {
    let place = args.output.as_deref().unwrap_or(Path::new("."));
    let project = match session.project(place) {
        Ok(project) => project,
        Err(status) => return status,
    };
    // An own form comes behind the built-in ones and before them where both hold.
    let mut formats = project.settings.formats.iter().rev().filter(|format| format.is_annual_report);
    let Some(format) = formats.find(|format| format.holds_for(args.year)) else {
        let year = args.year;
        return session.error(&say!(
            session.locale,
            "没有适用于 {year} 年报告的格式。",
            "No format holds for the report of {year}."
        ));
    };
    let draft = draft(format, args);
    let Some(path) = &args.output else { return session.print(draft.as_bytes()) };
    match write(path, &draft, args.force) {
        Ok(()) => Status::Clean,
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            let path = path.display();
            session.error(&say!(
                session.locale,
                "{path}：文件已存在，没有覆盖；要覆盖请加 --force。",
                "{path}: the file exists and was left as it is; --force overwrites it."
            ))
        }
        Err(error) => session.error(&format!("{}: {error}", path.display())),
    }
}

/// Writes a whole file or none.
fn write(path: &Path, draft: &str, force: bool) -> std::io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = tempfile::Builder::new().prefix(".gouji-").tempfile_in(folder)?;
    file.write_all(draft.as_bytes())?;
    let persisted = if force { file.persist(path) } else { file.persist_noclobber(path) };
    persisted.map(|_| ()).map_err(|error| error.error)
}

fn draft(format: &Format, args: &NewArgs) -> String {
    let NewArgs { year, organization, kind, .. } = args;
    let mut text = format!("# {organization}{year}年{}\n\n", format.title);
    text += &format!(
        "根据《中华人民共和国政府信息公开条例》和{}要求，编制本报告。报告数据的统计期限为{year}年1月1日至{year}年12月31日。{}\n",
        format.source,
        skeleton::placeholder("联系地址、邮编和电话")
    );
    for (index, section) in format.sections.iter().enumerate() {
        text += &format!("\n## {}、{}\n\n", skeleton::chinese_numeral(section.number), section.heading);
        text += &skeleton::body(format, index, 3);
        if index == 0 && *kind == Publisher::Government {
            // 条例 art. 50: a government also tells how its departments were judged.
            text += &format!("\n{}\n", skeleton::placeholder("工作考核、社会评议和责任追究的结果"));
        }
    }
    text + &format!("\n{organization}\n\n{}\n", skeleton::placeholder("成文日期"))
}
