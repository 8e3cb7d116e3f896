//! `gouji new`: the draft of a report to begin with.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::out::own_input;
use super::{Session, Status};
use crate::convert;
use crate::document::Document;
use crate::draft::{Choice, Draft, LastYear};
use crate::layout::laid_out;
use crate::say;
use crate::workspace;

/// 新建一份报告草稿：六个部分、三张表，要填写的地方都标出来
///
/// Prints the draft of a report in Markdown: every section and table of the form, cells blank, and a remark （填写：…）
/// wherever a person must write. `gouji check` finds what was forgotten. With --from, what follows from last year's
/// report stands there already: requests carried in, documents in force, the headings within the sections; its
/// sentences are not copied.
#[derive(Debug, Args)]
pub struct NewArgs {
    /// 报告的年度，如 2026；有 --from 时默认为上年报告的下一年
    #[arg(long, value_name = "YEAR", value_parser = clap::value_parser!(u16).range(2008..=2099))]
    #[arg(required_unless_present = "from", help_heading = "选项")]
    year: Option<u16>,
    /// 机关的全称；有 --from 时默认与上年报告相同
    #[arg(long = "org", value_name = "NAME", value_parser = name, required_unless_present = "from", help_heading = "选项")]
    organization: Option<String>,
    /// 谁的报告；默认为 department，有 --from 时看机关的名称
    #[arg(long, value_name = "KIND", help_heading = "选项")]
    kind: Option<Publisher>,
    /// 上一年的报告：由它得出的数字（上年结转、现行有效件数）和小标题直接带入，文字不复制
    ///
    /// Last year's report. Figures that follow from it and the headings within its sections are taken over; what could
    /// not be read stays blank and is named on standard error.
    #[arg(long, value_name = "LAST_YEAR", help_heading = "选项")]
    from: Option<PathBuf>,
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

impl Publisher {
    /// As far as the name tells: 某县人民政府 is a government, 某镇人民政府 a township's organ.
    fn of(organization: &str) -> Publisher {
        match organization.strip_suffix("人民政府") {
            Some(place) if place.ends_with(['乡', '镇']) => Publisher::Township,
            Some(_) => Publisher::Government,
            None => Publisher::Department,
        }
    }
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
    match draft(args, session) {
        Ok(draft) => put(args, &draft, session),
        Err(status) => status,
    }
}

/// The draft's text. What is wrong is said.
fn draft(args: &NewArgs, session: &Session) -> Result<String, Status> {
    let (from, output) = (args.from.as_deref(), args.output.as_deref());
    if let Some((from, output)) = from.zip(output).filter(|(_, output)| output.exists())
        && workspace::spelling(from) == workspace::spelling(output)
    {
        return Err(session.error(&own_input(output, session.locale)));
    }
    let last = args.from.as_deref().map(|path| last_year(path, args, session)).transpose()?;
    let project = session.project(args.output.as_deref().unwrap_or(Path::new(".")))?;
    let year = args.year.or_else(|| Some(last.as_ref()?.year? + 1)).ok_or_else(|| {
        session.error(say!(session.locale, "请用 --year 指明年度。", "Say which year with --year.").as_str())
    })?;
    let organization = args.organization.clone().or_else(|| last.as_ref()?.organization.clone()).ok_or_else(|| {
        let message = say!(
            session.locale,
            "上年报告里看不出机关名称，请用 --org 指明。",
            "Last year's report does not say whose it is; say so with --org."
        );
        session.error(&message)
    })?;
    // An own form comes behind the built-in ones and before them where both hold.
    let mut formats = project.settings.formats.iter().rev().filter(|format| format.is_annual_report);
    let format = formats.find(|format| format.holds_for(year)).ok_or_else(|| {
        session.error(&say!(
            session.locale,
            "没有适用于 {year} 年报告的格式。",
            "No format holds for the report of {year}."
        ))
    })?;
    let by_name = || if last.is_some() { Publisher::of(&organization) } else { Publisher::Department };
    let is_government = args.kind.unwrap_or_else(by_name) == Publisher::Government;
    let draft = Draft { format, year, organization: &organization, is_government, last: last.as_ref() };
    let unknown = draft.unknown(session.locale).join(say!(session.locale, "，", ", ").as_str());
    if !unknown.is_empty() {
        let note = say!(
            session.locale,
            "上年报告里没有读出这些格所需的数，留空待填：{unknown}",
            "Left blank, as last year's report does not say: {unknown}"
        );
        let _ = writeln!(std::io::stderr(), "{note}");
    }
    Ok(laid_out(&Document::new(&draft.markdown(), project.settings.clone())))
}

/// Reads last year's report. What is wrong is said.
fn last_year(path: &Path, args: &NewArgs, session: &Session) -> Result<LastYear, Status> {
    let project = session.project(path)?;
    let shown = path.display();
    let opened = convert::open(path, &project.settings)
        .map_err(|error| session.error(&format!("{shown}: {}", error.message(session.locale))))?;
    let document = Document::new(&opened.loaded.text, project.settings.clone());
    let list = |years: &[u16]| years.iter().map(u16::to_string).collect::<Vec<_>>().join(", ");
    let locale = session.locale;
    let message = match LastYear::choose(&document, args.year, args.organization.as_deref()) {
        Choice::One(last) => return Ok(*last),
        Choice::NoReport => {
            say!(locale, "{shown}：没有认出政府信息公开工作年度报告。", "{shown}: not an annual report.")
        }
        Choice::OtherYears(years) => {
            let (years, year) = (list(&years), args.year.unwrap_or_default());
            say!(
                locale,
                "{shown}：是 {years} 年的报告，不是 {year} 年的上一年。",
                "{shown}: a report of {years}, not of the year before {year}."
            )
        }
        Choice::UnclearYear(years) if years.is_empty() => say!(
            locale,
            "{shown}：看不出是哪一年的报告，请用 --year 指明今年的年度。",
            "{shown}: does not say of which year it is; say this year's with --year."
        ),
        Choice::UnclearYear(years) => {
            let years = list(&years);
            say!(
                locale,
                "{shown}：有 {years} 年的几份报告，请用 --year 指明今年的年度。",
                "{shown}: holds reports of {years}; say this year's with --year."
            )
        }
        Choice::UnclearOrgan(organs) => {
            let organs = organs.join(say!(locale, "、", ", ").as_str());
            say!(
                locale,
                "{shown}：有几个机关的报告（{organs}），请用 --org 指明是哪一个。",
                "{shown}: holds reports of several organs ({organs}); say which one with --org."
            )
        }
    };
    Err(session.error(&message))
}

/// Prints the draft, or writes it to the file that was asked for.
fn put(args: &NewArgs, draft: &str, session: &Session) -> Status {
    let Some(path) = &args.output else { return session.print(draft.as_bytes()) };
    match workspace::create(path, draft.as_bytes(), args.force) {
        Ok(()) => Status::Clean,
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            let path = path.display();
            session.error(&say!(
                session.locale,
                "{path}：文件已存在，没有覆盖；要覆盖请加 --force。",
                "{path}: the file exists and was left as it is; --force overwrites it."
            ))
        }
        Err(error) => session.error(&workspace::not_written(path, &error, session.locale)),
    }
}
