//! Which year a report is about, as its own parts say: the rules on years weigh them against each other.

use super::Context;
use crate::report::{Part, YearSource};
use crate::syntax::{Date, Prose};
use crate::text::{Edit, TextRange, TextSize, fold};

/// What each part of a report says of its year, with the place.
#[derive(Debug, Default)]
pub(super) struct Years {
    /// What `gouji.toml` says: it is right.
    configured: Option<u16>,
    /// The title.
    pub title: Option<(u16, TextRange)>,
    /// The sentence that opens the report: `现将2024年度政府信息公开工作情况报告如下`.
    pub opening: Option<(u16, TextRange)>,
    /// The reporting period.
    pub period: Option<(Date, Date)>,
    /// Paragraphs of sections 一, 五 and 六 that begin `2024年，`.
    pub statements: Vec<Statement>,
    /// The year before the date of signature.
    signed: Option<u16>,
}

/// A paragraph that begins with a year: `2024年，我局…`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Statement {
    /// The year.
    pub year: u16,
    /// `2024年`.
    pub range: TextRange,
    /// What stands behind it in the paragraph.
    behind: TextRange,
    /// Whether the paragraph is the first of its section.
    is_first: bool,
    /// Whether the paragraph names another year.
    is_compared: bool,
}

impl Statement {
    /// Whether it speaks of the year's own work and compares it with no other.
    pub fn is_current(&self, context: &Context<'_>) -> bool {
        const OF_OTHER: [&str; 11] =
            ["上年", "去年", "上一年", "上半年", "整改", "评估", "考核", "决算", "预算", "计划", "将"];
        const OWN_WORK: [&str; 11] =
            ["收到", "受理", "主动公开", "贯彻", "落实", "坚持", "按照", "根据", "围绕", "未收取", "开展"];
        let behind = context.slice(self.behind);
        let says = |words: &[&str]| words.iter().any(|word| behind.contains(word));
        !self.is_compared && !says(&OF_OTHER) && (self.is_first || says(&OWN_WORK))
    }
}

impl Years {
    /// Collects what a report says.
    pub fn of(context: &Context<'_>) -> Years {
        let facts = &context.report.facts;
        let mut years = Years { title: facts.title_year, ..Years::default() };
        if facts.year_source == Some(YearSource::Config) {
            years.configured = facts.year;
        }
        years.period = facts.period.filter(|period| is_of_report(context, *period));
        // A report is signed in the spring after its year; one that was done early is signed at the year's end.
        years.signed = facts.signature.and_then(|signature| match signature.date.month {
            Some(1..=6) => Some(signature.date.year - 1),
            Some(11..) => Some(signature.date.year),
            _ => None,
        });
        let first_section = context.report.sections.first().map_or(0, |section| section.part);
        let head = context.proses().take_while(|(part, _)| part.start < context.report.parts[first_section].start);
        years.opening =
            head.filter(|(_, prose)| !prose.is_title).find_map(|(part, prose)| opening(context, part, prose));
        for (number, first_only) in [(1, false), (5, true), (6, true)] {
            let headings = |prose: &Prose| prose.sections.is_empty();
            let proses = context.section_proses(number).filter(|(_, prose)| headings(prose));
            let most = if first_only { 1 } else { usize::MAX };
            let first = proses.take(most).enumerate();
            let first = first.filter_map(|(index, (part, prose))| statement(context, part, prose, index == 0));
            years.statements.extend(first);
        }
        years
    }

    /// The report's year where it can be relied on: as configured, else what most parts say, at least two of them,
    /// else what the title says.
    pub fn reliable(&self) -> Option<u16> {
        self.configured.or_else(|| self.agreed()).or(self.title.map(|(year, _)| year))
    }

    /// The year that at least two parts say, and more than say any other.
    pub fn agreed(&self) -> Option<u16> {
        let votes = self.votes();
        let count = |year: u16| votes.iter().flatten().filter(|vote| **vote == year).count();
        let best = votes.iter().flatten().copied().max_by_key(|year| count(*year))?;
        let rivals = votes.iter().flatten().filter(|year| **year != best);
        let most_of_rivals = rivals.map(|year| count(*year)).max().unwrap_or(0);
        (count(best) >= 2 && count(best) > most_of_rivals).then_some(best)
    }

    /// Whether the year is certain enough to speak of single sentences: configured, or agreed on by two parts that are
    /// no such sentences.
    pub fn is_certain(&self, year: u16) -> bool {
        let votes = self.votes();
        let parts = votes[..4].iter().flatten();
        self.configured == Some(year) || parts.filter(|vote| **vote == year).count() >= 2
    }

    fn votes(&self) -> [Option<u16>; 5] {
        let period = self.period.filter(|(start, end)| start.year == end.year).map(|(start, _)| start.year);
        let title = self.title.map(|(year, _)| year);
        [title, self.opening.map(|(year, _)| year), period, self.signed, self.stated()]
    }

    /// The year that most of the statements are about.
    pub fn stated(&self) -> Option<u16> {
        let count = |year: u16| self.statements.iter().filter(|one| one.year == year).count();
        self.statements.iter().map(|one| one.year).max_by_key(|year| count(*year))
    }
}

/// A paragraph with more characters does not announce a report.
const LONGEST_OPENING: u32 = 2000;

/// Whether the words around a period say that it is the report's, and not that of some campaign.
fn is_of_report(context: &Context<'_>, (start, end): (Date, Date)) -> bool {
    let reach = TextSize::from(120);
    let from = start.range.start().checked_sub(reach).unwrap_or_default();
    let around = context.slice(TextRange::new(from, end.range.end() + TextSize::from(60)));
    let words = [
        "统计期限",
        "统计时限",
        "统计时间",
        "统计周期",
        "统计区间",
        "所列数据",
        "报告期",
        "本报告",
        "本年报",
        "数据统计",
    ];
    words.iter().any(|word| around.contains(word))
}

/// The year of a sentence that announces the report: `现将2024年度政府信息公开工作情况报告如下`.
fn opening(context: &Context<'_>, part: &Part, prose: &Prose) -> Option<(u16, TextRange)> {
    // An endless line is no opening, and searching around each of its dates would take for ever.
    if prose.dates.is_empty() || prose.chars > LONGEST_OPENING {
        return None;
    }
    let text = context.slice(prose.text + part.start);
    prose.dates.iter().filter(|date| date.month.is_none()).find_map(|date| {
        let at = |offset: TextSize| usize::from(offset - prose.text.start());
        let (before, behind) = (&text[..at(date.range.start())], &text[at(date.range.end())..]);
        let sentence_start = before.rfind(['。', '；', ';']).map_or(0, |at| at);
        let announces = ["现将", "公布", "发布", "编制"].iter().any(|word| before[sentence_start..].contains(word));
        let clause = behind.split(['。', '，', ',', '；', ';', '：', ':', '、']).next().unwrap_or(behind);
        let names = ["信息公开", "政务公开"].iter().any(|word| clause.contains(word))
            && clause.contains('报')
            && !["通知", "要求", "要点", "方案", "意见", "》", "〉"].iter().any(|word| clause.contains(word));
        let is_quoted = before.rfind(['《', '〈']) > before.rfind(['》', '〉']);
        (announces && names && !is_quoted).then(|| (date.year, date.range + part.start))
    })
}

/// The year with which a paragraph begins, if it does.
fn statement(context: &Context<'_>, part: &Part, prose: &Prose, is_first: bool) -> Option<Statement> {
    let date = prose.dates.first().filter(|date| date.month.is_none() && date.range.start() == prose.text.start())?;
    let text = context.slice(prose.text + part.start);
    let behind = &text[usize::from(date.range.len())..];
    if !behind.trim_start_matches('度').starts_with(['，', ',']) {
        return None;
    }
    let range = date.range + part.start;
    Some(Statement {
        year: date.year,
        range,
        behind: TextRange::new(range.end(), prose.text.end() + part.start),
        is_first,
        is_compared: prose.dates.iter().any(|other| other.year != date.year),
    })
}

/// Replaces the year of a date, in the digits in which it is written. None where tags stand between them.
pub(super) fn replace_year(context: &Context<'_>, range: TextRange, year: u16) -> Option<Edit> {
    let written = context.slice(range);
    let old: Vec<char> = written.chars().take(4).collect();
    let new: Vec<char> = year.to_string().chars().collect();
    let chinese = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
    let digit = |(old, new): (&char, &char)| {
        let value = new.to_digit(10)?;
        match fold(*old) {
            '0'..='9' if old.is_ascii() => Some(*new),
            '0'..='9' => char::from_u32(u32::from('０') + value),
            char if chinese.contains(&char) || "零○".contains(char) => chinese.get(value as usize).copied(),
            _ => None,
        }
    };
    let text: String = old.iter().zip(&new).map(digit).collect::<Option<_>>()?;
    let len = old.iter().map(|char| TextSize::of(*char)).sum();
    Some(Edit::replace(TextRange::at(range.start(), len), text))
}
