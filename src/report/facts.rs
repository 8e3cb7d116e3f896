//! What a report says of itself: title, year, organisation, period, signature.

use super::{Part, Section, Source};
use crate::config::Settings;

use crate::syntax::{BlockKind, Date, Prose};
use crate::text::{TextRange, is_cjk};

/// What a report says of itself. Ranges count from the report's start.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    /// The line that is the title.
    pub title: Option<TextRange>,
    /// The title's text.
    pub title_text: Option<String>,
    /// The year it reports on.
    pub year: Option<u16>,
    /// What the year was taken from.
    pub year_source: Option<YearSource>,
    /// The years that title and reporting period state, where they do.
    pub title_year: Option<(u16, TextRange)>,
    /// First and last day of the reporting period as stated.
    pub period: Option<(Date, Date)>,
    /// Who publishes it.
    pub organization: Option<String>,
    /// Name and date at its end.
    pub signature: Option<Signature>,
}

/// What a report's year was taken from, most reliable first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum YearSource {
    /// `gouji.toml`.
    Config,
    /// The title.
    Title,
    /// The reporting period.
    Period,
    /// What most sentences of the opening and section 一 speak of.
    Prose,
    /// The year before the signature's.
    Signature,
}

/// Name and date at a report's end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signature {
    /// The line with the organ's name, where there is one.
    pub name: Option<TextRange>,
    /// The date.
    pub date: Date,
}

/// Reads what can be read before the format is known.
pub(super) fn facts(source: &Source<'_>, settings: &Settings) -> Facts {
    let mut facts = Facts::default();
    let first_section = first_section(source.parts);
    let head = &source.parts[..first_section.unwrap_or(source.parts.len())];
    title(&mut facts, source, head);
    facts.period = period(source);
    facts.signature = signature(source, first_section.unwrap_or(0));
    let configured = settings.config.report.year.map(|year| (year, YearSource::Config));
    let found = configured
        .or_else(|| Some((facts.title_year?.0, YearSource::Title)))
        .or_else(|| Some((facts.period?.0.year, YearSource::Period)))
        .or_else(|| Some((prose_year(source, first_section)?, YearSource::Prose)))
        .or_else(|| Some((facts.signature?.date.year - 1, YearSource::Signature)));
    (facts.year, facts.year_source) = found.unzip();
    facts.organization = settings
        .config
        .report
        .organization
        .clone()
        .or_else(|| facts.title_text.as_deref().and_then(organization_in_title).map(str::to_owned));
    facts
}

/// Adds what depends on the sections: an organisation from the signature.
pub(super) fn complete(facts: &mut Facts, source: &Source<'_>, _sections: &[Section]) {
    if facts.organization.is_none() {
        let name = facts.signature.and_then(|signature| signature.name);
        facts.organization = name.map(|range| source.slice(range).trim().to_owned());
    }
}

/// The part that is the heading of the first section: behind a table of contents, which has that heading as well.
fn first_section(parts: &[Part]) -> Option<usize> {
    let named = |part: &Part| {
        let whole = part.block.prose()?.sections.iter().find(|found| found.whole)?;
        Some((whole.format, whole.section))
    };
    let first = parts.iter().position(|part| named(part).is_some())?;
    let goes_on = |part: &Part| named(part).is_some() || matches!(part.block.kind, BlockKind::Blank);
    let behind = first + parts[first..].iter().take_while(|part| goes_on(part)).count();
    let entries = parts[first..behind].iter().filter(|part| named(part).is_some()).count();
    let again = parts[behind..].iter().position(|part| named(part) == named(&parts[first]));
    Some(again.filter(|_| entries >= 2).map_or(first, |again| behind + again))
}

fn title(facts: &mut Facts, source: &Source<'_>, head: &[Part]) {
    let found = head.iter().find_map(|part| Some((part, part.block.prose().filter(|prose| prose.is_title)?)));
    let Some((part, prose)) = found else { return };
    let range = prose.text + part.start;
    let text = crate::syntax::Visible::of(&source.slice(range)).text.trim().to_owned();
    facts.title = Some(range);
    facts.title_text = Some(text);
    facts.title_year = prose.dates.first().map(|date| (date.year, date.range + part.start));
}

/// The name in a title: what stands before the year, else what stands between the year and the report's kind.
fn organization_in_title(title: &str) -> Option<&str> {
    // An office for 政务公开 may have that in its name: the last mention is the report's.
    let of_report = ["政府信息公开", "信息公开"].iter().find_map(|kind| title.rfind(kind));
    let before_kind = of_report.or_else(|| title.find("政务公开"))?;
    let head = &title[..before_kind];
    let is_year =
        |char: char| char.is_ascii_digit() || "年度〇○零一二三四五六七八九０１２３４５６７８９ 　关于".contains(char);
    let year = head.find('年');
    let named = |part: &str| part.chars().filter(|char| is_cjk(*char)).count() >= 2;
    match year {
        Some(at) => {
            let start = head[..at].trim_end_matches(is_year);
            let before = without_signs(start);
            let behind = head[at..].trim_matches(is_year);
            [before, behind].into_iter().find(|part| named(part))
        }
        None => Some(head.trim()).filter(|part| named(part)),
    }
}

/// A name without the signs around it; a bracket that closes one within the name belongs to it.
fn without_signs(text: &str) -> &str {
    let is_sign = |char: char| !char.is_alphanumeric();
    let inner = text.trim_matches(is_sign);
    let open = inner.matches(['（', '(']).count();
    if open <= inner.matches(['）', ')']).count() {
        return inner;
    }
    let name = text.trim_start_matches(is_sign);
    let closing = name[inner.len()..].chars().next().filter(|char| matches!(char, '）' | ')'));
    &name[..inner.len() + closing.map_or(0, char::len_utf8)]
}

/// The first two days that prose joins by 至, 到 or a dash and that lie a month or more apart.
fn period(source: &Source<'_>) -> Option<(Date, Date)> {
    let mut proses = source.parts.iter().filter_map(|part| Some((part, part.block.prose()?)));
    proses.find_map(|(part, prose)| {
        let mut days = prose.dates.windows(2).map(|pair| (pair[0], pair[1]));
        let joined = |(start, end): &(Date, Date)| {
            let whole = start.month.and(start.day).and(end.month).and(end.day).is_some();
            let between = TextRange::new(start.range.end(), end.range.start());
            whole && usize::from(between.len()) <= LONGEST_JOINT && {
                let between = source.slice(between + part.start);
                between.chars().count() <= 4 && between.contains(['至', '到', '—', '-', '－', '~', '～', '―', '–'])
            }
        };
        let first = days.find(joined)?;
        // What tells that this is the report's period stands before the days, or shortly behind them.
        let text = source.slice(prose.text + part.start);
        let words = ["统计期限", "期限", "数据", "起至", "起止"];
        let told = words.iter().filter_map(|word| Some(text.find(word)? + word.len())).min()?;
        let is_told =
            |(_, end): &(Date, Date)| usize::from(end.range.end() - prose.text.start()) + REACH_BEHIND_DAYS >= told;
        let (start, end) = std::iter::once(first).chain(days.filter(joined)).find(is_told)?;
        let shifted = |date: Date| Date { range: date.range + part.start, ..date };
        Some((shifted(start), shifted(end)))
    })
}

/// What joins the first and the last day of a period has at most so many bytes: four characters.
const LONGEST_JOINT: usize = 16;

/// How far behind the days the words may stand that tell what they are, in bytes.
const REACH_BEHIND_DAYS: usize = 90;

/// The year that most sentences of the opening and the first section begin with.
fn prose_year(source: &Source<'_>, first_section: Option<usize>) -> Option<u16> {
    let end = source.parts.len().min(first_section.unwrap_or(0) + 40);
    let mut counts: Vec<(u16, u32)> = Vec::new();
    for date in source.parts[..end].iter().filter_map(|part| part.block.prose()).flat_map(|prose| prose.dates.iter()) {
        match counts.iter_mut().find(|(year, _)| *year == date.year) {
            Some((_, count)) => *count += 1,
            None => counts.push((date.year, 1)),
        }
    }
    counts.into_iter().max_by_key(|(year, count)| (*count, *year)).map(|(year, _)| year)
}

/// The last line that is nothing but a date, behind the first section, and the name before it.
fn signature(source: &Source<'_>, first_section: usize) -> Option<Signature> {
    let proses = source.parts.iter().enumerate().skip(first_section);
    let mut proses = proses.filter_map(|(index, part)| Some((index, part, part.block.prose()?)));
    let (index, part, prose) = proses.rfind(|(_, _, prose)| prose.is_date)?;
    let date = prose.dates[0];
    let before = source.parts[..index].iter().rev();
    let name = before
        .filter(|part| !matches!(part.block.kind, BlockKind::Blank))
        .find_map(|part| Some((part, part.block.prose()?)));
    let is_name =
        |prose: &Prose| prose.chars <= 40 && prose.marker.is_none() && prose.sections.is_empty() && prose.is_plain;
    let name = name.filter(|(_, prose)| is_name(prose)).map(|(part, prose)| prose.text + part.start);
    let name = name.filter(|range| {
        let text = source.slice(*range);
        !text.contains(['。', '，', '；', ',', ';', '：', ':'])
            && text.chars().filter(|char| is_cjk(*char)).count() >= 2
    });
    Some(Signature { name, date: Date { range: date.range + part.start, ..date } })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn organisations_in_titles() {
        let name = |title| organization_in_title(title);
        assert_eq!(name("鞍山高新区2020年度政府信息公开工作报告"), Some("鞍山高新区"));
        assert_eq!(name("2024年某市卫生健康委员会政府信息公开工作年度报告"), Some("某市卫生健康委员会"));
        assert_eq!(name("某县人民政府关于２０２４年度政府信息公开工作年度报告"), Some("某县人民政府"));
        assert_eq!(name("某局政府信息公开年报"), Some("某局"));
        assert_eq!(name("某区政务公开办公室2024年政府信息公开工作年度报告"), Some("某区政务公开办公室"));
        assert_eq!(name("某局（某市中医药局）2024年政府信息公开工作年度报告"), Some("某局（某市中医药局）"));
        assert_eq!(name("（某局）2024年政府信息公开工作年度报告"), Some("某局"));
        assert_eq!(name("2024年政府信息公开工作年度报告"), None);
    }
}
