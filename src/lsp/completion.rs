//! `textDocument/completion`: headings and tables that are missing, where they belong; labels of missing rows; rules in
//! ignore comments; and what `gouji.toml` may say.

use tower_lsp::ls_types::{
    CompletionItem, CompletionItemKind, CompletionResponse, CompletionTextEdit, Documentation, MarkupContent,
    MarkupKind, Position, TextEdit,
};

use super::complete_config;
use super::ledger::Ledger;
use super::outline;
use super::view::View;
use crate::format::skeleton::{self, chinese_numeral};
use crate::format::{Format, Section};
use crate::report::Report;
use crate::rules::RULES;
use crate::say;
use crate::text::{TextRange, TextSize};

/// What begins or goes on with a completion; a client asks at these by itself.
pub const TRIGGERS: [&str; 4] = ["#", "|", "[", "="];

/// A heading that is begun has no more characters before the cursor: signs, a number, the first words.
const LONGEST_BEGINNING: usize = 12;

/// A line up to the cursor.
struct Line<'a> {
    view: &'a View<'a>,
    /// The cursor.
    at: TextSize,
    /// Where the line starts.
    start: TextSize,
    /// What stands before the cursor.
    before: String,
}

/// What can be written at a position.
pub fn completion(view: &View<'_>, position: Position) -> Option<CompletionResponse> {
    let at = view.offset(position);
    let start = view.text().line_start(view.text().line_of(at));
    let before = view.text().slice(TextRange::new(start, at)).into_owned();
    let line = Line { view, at, start, before };
    let path = view.uri.path().as_str();
    let items = if path.ends_with("gouji.toml") {
        let text = view.text().slice(TextRange::up_to(at));
        let items = complete_config::completions(&text, view.locale());
        items
            .into_iter()
            .map(|item| line.item(item.from, item.text, item.label, item.about, CompletionItemKind::PROPERTY))
            .collect()
    } else if line.before.contains("gouji-ignore") {
        line.rules()
    } else if line.before.trim_start().starts_with('|') {
        line.rows()
    } else if line.before.chars().count() <= LONGEST_BEGINNING {
        line.skeletons()
    } else {
        Vec::new()
    };
    Some(CompletionResponse::Array(items))
}

impl Line<'_> {
    /// An item that replaces what stands between byte `from` of the line and the cursor.
    fn item(
        &self,
        from: usize,
        text: String,
        label: String,
        about: String,
        kind: CompletionItemKind,
    ) -> CompletionItem {
        let from = self.start + TextSize::try_from(from.min(self.before.len())).unwrap_or_default();
        let range = self.view.range(TextRange::new(from, self.at));
        let documentation = MarkupContent { kind: MarkupKind::Markdown, value: about };
        CompletionItem {
            filter_text: Some(text.lines().next().unwrap_or_default().to_owned()),
            label,
            kind: Some(kind),
            documentation: (!documentation.value.is_empty()).then_some(Documentation::MarkupContent(documentation)),
            text_edit: Some(CompletionTextEdit::Edit(TextEdit::new(range, text))),
            ..CompletionItem::default()
        }
    }

    /// The names of rules.
    fn rules(&self) -> Vec<CompletionItem> {
        let is_name = |char: char| char.is_ascii_lowercase() || char == '-';
        let from = self.before.trim_end_matches(is_name).len();
        // The comment's own word is no rule.
        if self.before[from..].starts_with("gouji") {
            return Vec::new();
        }
        let item = |rule: &&'static crate::rules::Rule| {
            let about = rule.summary.get(self.view.locale()).to_owned();
            self.item(from, rule.name.to_owned(), rule.name.to_owned(), about, CompletionItemKind::ENUM_MEMBER)
        };
        RULES.iter().map(item).collect()
    }

    /// The labels of rows that the table in this place lacks.
    fn rows(&self) -> Vec<CompletionItem> {
        let bar = self.before.rfind('|').map_or(0, |at| at + 1);
        let from = bar + (self.before[bar..].len() - self.before[bar..].trim_start().len());
        if self.before[from..].contains(|char: char| char.is_ascii_digit()) {
            return Vec::new();
        }
        let around = TextRange::new(self.start.checked_sub(1.into()).unwrap_or_default(), self.at);
        let Some(ledger) = Ledger::of(self.view.document, around).next() else { return Vec::new() };
        let missing = ledger.table.rows.iter().enumerate().filter(|(row, _)| ledger.label(*row).is_none());
        let item = |(_, row): (usize, &crate::format::Row)| {
            self.item(from, row.label.clone(), row.label.clone(), row.under.join(" › "), CompletionItemKind::FIELD)
        };
        missing.map(item).collect()
    }

    /// The sections that are missing and belong here, and the table of the section that this is.
    fn skeletons(&self) -> Vec<CompletionItem> {
        let begun = self.before.trim_start_matches(['#', ' ', '\t', '<', '>', 'h', '1', '2', '3']);
        let numerals = |char: char| "一二三四五六七八九十、（）()".contains(char);
        if !begun.trim_start_matches(numerals).is_empty() {
            return Vec::new();
        }
        let here = outline::reports(self.view, TextRange::empty(self.at)).last();
        let settings = self.view.document.settings();
        let newest = || settings.formats.iter().rfind(|format| format.is_annual_report).map(|format| &**format);
        let Some(format) = here.and_then(|(_, report)| report.format.as_deref()).or_else(newest) else {
            return Vec::new();
        };
        let mut items = Vec::new();
        if let Some((start, report)) = here {
            items.extend(self.table(start, report, format));
        }
        let missing = format
            .sections
            .iter()
            .enumerate()
            .filter(|(index, _)| here.is_none_or(|(start, report)| self.belongs_here(start, report, *index)));
        items.extend(missing.map(|(index, section)| self.section(here, format, index, section)));
        items
    }

    /// Whether a section is missing, and its neighbours are those around the cursor.
    fn belongs_here(&self, start: TextSize, report: &Report, section: usize) -> bool {
        report.sections.iter().all(|there| match there.spec.cmp(&section) {
            std::cmp::Ordering::Less => there.heading.end() + start <= self.start,
            std::cmp::Ordering::Equal => false,
            std::cmp::Ordering::Greater => there.heading.start() + start >= self.at,
        })
    }

    fn section(
        &self,
        here: Option<(TextSize, &std::sync::Arc<Report>)>,
        format: &Format,
        index: usize,
        section: &Section,
    ) -> CompletionItem {
        let prefix = here.and_then(|(start, report)| {
            let other = report.sections.first()?;
            let line = self.view.text().line_start(self.view.text().line_of(other.heading.start() + start));
            Some(self.view.text().slice(TextRange::new(line, other.heading.start() + start)).into_owned())
        });
        // Of a heading in tags, nobody knows here what must be closed.
        let prefix = prefix.filter(|prefix| prefix.chars().all(|char| matches!(char, '#' | ' ')));
        let prefix = prefix.unwrap_or_else(|| if here.is_none() { "## ".to_owned() } else { String::new() });
        let level = prefix.matches('#').count();
        let body = skeleton::body(format, index, if level > 0 { level + 1 } else { 0 });
        let heading = format!("{}、{}", chinese_numeral(section.number), section.heading);
        let text = format!("{prefix}{heading}\n\n{}\n", body.trim_end());
        self.item(0, text, heading, format.source.clone(), CompletionItemKind::SNIPPET)
    }

    /// The table of the section in which the cursor is, if it lacks it.
    fn table(&self, start: TextSize, report: &Report, format: &Format) -> Option<CompletionItem> {
        let section = report.sections.iter().rfind(|section| section.heading.end() + start <= self.start)?;
        let index = format.tables.iter().position(|table| table.section == Some(section.spec))?;
        let table = &format.tables[index];
        if report.table(index).is_some() || !self.before.trim().is_empty() {
            return None;
        }
        let name = &table.label;
        let label = say!(self.view.locale(), "表格：{name}", "Table: {name}");
        let text = skeleton::markdown(table, |_| String::new());
        Some(self.item(0, text, label, format.source.clone(), CompletionItemKind::SNIPPET))
    }
}

#[cfg(test)]
mod tests {
    use super::super::view::testing::{REPORT, behind, with_view};
    use super::*;

    /// The labels that are offered behind the first `needle`.
    fn labels(text: &str, needle: &str) -> Vec<String> {
        with_view(text, |view| match completion(view, behind(view, needle, 0)) {
            Some(CompletionResponse::Array(items)) => items.into_iter().map(|item| item.label).collect(),
            _ => Vec::new(),
        })
    }

    #[test]
    fn missing_sections_are_offered_where_they_belong() {
        let start = REPORT.find("## 五、").expect("it is there");
        let end = REPORT.find("## 六、").expect("it is there");
        let without = format!("{}## \n\n{}", &REPORT[..start], &REPORT[end..]);
        assert_eq!(labels(&without, "\n## \n"), ["五、存在的主要问题及改进情况"]);
        assert_eq!(labels(&without, "\n## "), [""; 0], "section 一 stands there");
        let at_hole = without.replacen("\n## \n", "\n## 五\n", 1);
        assert_eq!(labels(&at_hole, "\n## 五"), ["五、存在的主要问题及改进情况"]);
        assert_eq!(labels("\n", "\n").len(), 6, "an empty draft lacks all");
        assert_eq!(labels(REPORT, "严格落实"), [""; 0]);
    }

    #[test]
    fn a_missing_table_is_offered_in_its_section() {
        let start = REPORT.find("| 第二十条第（一）项").expect("it is there");
        let end = REPORT.find("## 三、").expect("it is there");
        let without = format!("{}@\n\n{}", &REPORT[..start], &REPORT[end..]).replace('@', "");
        let found = labels(&without, "## 二、主动公开政府信息情况\n");
        assert_eq!(found, ["表格：主动公开政府信息情况"]);
    }

    #[test]
    fn labels_of_missing_rows_are_offered() {
        let without = REPORT.replacen("| 行政强制 | 0 | | |", "|  |", 1);
        assert_eq!(labels(&without, "| 行政处罚 | 34 | | |\n| "), ["行政强制"]);
    }

    #[test]
    fn rules_are_offered_in_comments() {
        let text = "<!-- gouji-ignore blank -->";
        assert!(labels(text, "ignore blank").contains(&"blank-cell".to_owned()));
        assert_eq!(labels(text, "gouji-ignore"), [""; 0]);
    }
}
