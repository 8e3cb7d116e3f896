//! A rule's documentation, made from what the rule says of itself: `docs/rules/` and `gouji explain` alike.

use std::fmt::Write;

use super::{RULES, Rule};
use crate::finding::Locale;
use crate::format::Formats;
use crate::say;

/// A rule's page in one language, as Markdown.
pub fn page(rule: &Rule, locale: Locale) -> String {
    let (head, examples) = (head(rule, locale), examples(rule, locale, "##"));
    let (name, details) = (rule.name, rule.details.get(locale).trim());
    format!("# `{name}`\n\n{head}\n{details}\n{examples}")
}

/// A rule's page in the repository: one address for both languages, Chinese first.
pub fn document(rule: &Rule) -> String {
    let zh = page(rule, Locale::ZhCn).replacen('\n', "\n\n[English](#english)\n", 1);
    let (head, details) = (head(rule, Locale::En), rule.details.en.trim());
    let examples = match zh.contains("## 改好之后\n") {
        true => "The examples are above: flagged first, then put right.",
        false => "The example is above.",
    };
    format!("{zh}\n## English\n\n{head}\n{details}\n\n{examples}\n")
}

/// The catalogue in the repository.
pub fn catalogue() -> String {
    let mut text = String::from(
        "# 规则 · Rules\n\n本页和各条规则的说明由程序生成（`GOUJI_BLESS=1 cargo test --test docs`）。\n\
         This page and those of the rules are generated.\n",
    );
    let mut group = None;
    for rule in RULES {
        if group != Some(rule.group) {
            let (zh, en) = (rule.group.label(Locale::ZhCn), rule.group.label(Locale::En));
            let _ = write!(text, "\n## {zh} · {en}\n\n| 规则 Rule | 级别 Severity | 修改 Fix | 说明 What it finds |\n");
            text += "| --- | --- | --- | --- |\n";
            group = Some(rule.group);
        }
        let both = |label: &dyn Fn(Locale) -> &'static str| format!("{} {}", label(Locale::ZhCn), label(Locale::En));
        let severity = both(&|locale| rule.severity.label(locale));
        let fix = both(&|locale| rule.fix.label(locale));
        let (name, zh, en) = (rule.name, rule.summary.zh, rule.summary.en);
        let _ = writeln!(text, "| [`{name}`]({name}.md) | {severity} | {fix} | {zh}<br>{en} |");
    }
    text
}

fn head(rule: &Rule, locale: Locale) -> String {
    let (severity, fix, summary) = (rule.severity.label(locale), rule.fix.label(locale), rule.summary.get(locale));
    let group = rule.group.label(locale);
    say!(
        locale,
        "{summary}。\n\n- 类别：{group}\n- 默认级别：{severity}\n- 修改：{fix}\n",
        "{summary}.\n\n- Group: {group}\n- Severity: {severity}\n- Fix: {fix}\n"
    )
}

/// What a rule flags and the same put right, each spelt out as text and, where it has one, its `gouji.toml`. The second
/// is empty where only a whole report would show it.
pub fn example_texts(rule: &Rule) -> [(String, String); 2] {
    examples_of(rule).map(|example| (example.text, example.config))
}

fn examples_of(rule: &Rule) -> [Example; 2] {
    let flagged = Example::of(rule.flagged);
    let mut clean = Example::of(rule.clean);
    if clean.text.is_empty() {
        clean.text.clone_from(&flagged.replaced);
    }
    [flagged, clean]
}

/// The two examples under headings of the given level.
fn examples(rule: &Rule, locale: Locale, level: &str) -> String {
    let [flagged, clean] = examples_of(rule);
    let labels = [(say!(locale, "会提示", "Flagged"), flagged), (say!(locale, "改好之后", "Put right"), clean)];
    let mut text = String::new();
    // Some are put right by a whole report, which no page shows.
    for (label, example) in labels.into_iter().filter(|(_, example)| !example.is_empty()) {
        let _ = write!(text, "\n{level} {label}\n");
        for (language, source) in [("markdown", &example.text), ("toml", &example.config)] {
            if !source.is_empty() {
                let _ = write!(text, "\n```{language}\n{source}\n```\n");
            }
        }
    }
    text
}

/// An example as a reader sees it.
#[derive(Debug, Default, PartialEq)]
struct Example {
    /// What the fixture changes of the whole report, or the whole document.
    text: String,
    /// What stood where it says `{replace}`.
    replaced: String,
    /// Its `gouji.toml`.
    config: String,
}

impl Example {
    fn is_empty(&self) -> bool {
        self.text.is_empty() && self.config.is_empty()
    }

    /// Spells a fixture out; `testing` tells its language.
    fn of(fixture: &str) -> Example {
        let (body, config) = fixture.split_once("{config}\n").unwrap_or((fixture, ""));
        let mut example = Example { config: config.trim().to_owned(), ..Example::default() };
        let mut is_replaced = false;
        for line in body.lines().filter(|line| !line.trim_start().starts_with('^')) {
            let command = line.trim().strip_prefix('{').and_then(|line| line.strip_suffix('}'));
            match command {
                _ if is_replaced => {
                    example.replaced += &format!("{line}\n");
                    is_replaced = false;
                }
                None => example.text += &format!("{line}\n"),
                Some("replace") => is_replaced = true,
                Some("report") => {}
                Some(command) => example.begin(command),
            }
        }
        for text in [&mut example.text, &mut example.replaced] {
            *text = text.trim_matches('\n').to_owned();
        }
        example
    }

    /// Begins another part of the report: with its heading, unless the fixture writes that itself.
    fn begin(&mut self, command: &str) {
        if !self.text.trim().is_empty() {
            self.text = format!("{}\n\n……\n\n", self.text.trim_end());
        }
        self.text = self.text.trim_start().to_owned();
        // The words stand in the example itself, which both languages show.
        match command.split_once(' ') {
            Some(("last", "year")) => self.text += "（上一年的报告）\n\n",
            Some(("office" | "part", name)) => self.text += &format!("（{name}的报告）\n\n"),
            _ => {}
        }
        let number: Option<u8> = command.strip_prefix("section ").and_then(|number| number.parse().ok());
        let formats = Formats::built_in();
        let newest = formats.iter().rfind(|format| format.is_annual_report);
        if let Some(section) = newest.and_then(|format| format.section(number?)) {
            let numeral = "一二三四五六七八九".chars().nth(usize::from(section.number) - 1).unwrap_or('十');
            self.text += &format!("## {numeral}、{}\n\n", section.heading);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_page_speaks_the_language_of_fixtures() {
        for rule in RULES {
            let page = page(rule, Locale::ZhCn);
            let spelt: Vec<String> =
                example_texts(rule).into_iter().flat_map(|(text, config)| [text, config]).collect();
            for text in spelt.iter().chain([&page]) {
                assert!(!text.lines().any(|line| line.starts_with('{')), "{}: {text}", rule.name);
            }
            assert!(!page.trim_end().ends_with("改好之后"), "{}: nothing under the last heading", rule.name);
        }
    }

    #[test]
    fn examples_are_spelt_out() {
        let text = |fixture| Example::of(fixture).text;
        assert_eq!(text("\n{report}\n{section 6}\n无。\n^^^^ 提示\n"), "## 六、其他需要报告的事项\n\n无。");
        assert_eq!(text("{report}\n{rows}\n| 行政许可 | x |\n"), "| 行政许可 | x |");
        assert_eq!(text("{report}\n{section 1}\n甲\n{whole section 5}\n乙\n"), "## 一、总体情况\n\n甲\n\n……\n\n乙");
        let replaced = Example::of("{report}\n{replace}\n| 旧 |\n| 新 |\n{config}\nreport.year = 2024\n");
        let parts = (&*replaced.text, &*replaced.replaced, &*replaced.config);
        assert_eq!(parts, ("| 新 |", "| 旧 |", "report.year = 2024"));
    }
}
