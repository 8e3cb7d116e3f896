//! The rules, one file each; [`RULES`] is the one list of them.
//!
//! A rule is a static [`Rule`]: what it says of itself, which is also its documentation page and its tests, and a
//! function from a [`Context`] to findings. A new rule is a new file and a line in [`RULES`].

mod across_years;
mod balance;
mod blank_cell;
mod carried_over;
mod competing;
mod context;
mod copied_prose;
mod document_number;
mod empty_section;
mod fee_contradiction;
mod finding;
mod flattened_table;
mod handled_total;
mod imbalance;
mod implausible_change;
mod insert;
pub mod invalid_config;
mod invalid_count;
mod late_publication;
mod leftover_text;
mod missing_aspect;
mod missing_date;
mod missing_fee_statement;
mod missing_improvement;
mod missing_oversight;
mod missing_section;
mod missing_table;
mod missing_title;
mod misspelt_term;
mod new_rows;
mod not_a_number;
pub mod not_a_report;
mod number_style;
mod outcome_total;
mod page;
mod prose_change;
mod prose_mismatch;
mod prose_none;
mod prose_percentage;
mod prose_sum;
mod provisional;
pub(crate) mod repeated_report;
mod reporting_period;
mod restarted_ordinals;
mod roll_up;
mod row_total;
mod section_heading;
mod section_order;
mod sources;
mod stale_year;
mod stated;
mod statement;
mod suspect_figure;
mod table_shape;
#[cfg(test)]
pub(crate) mod testing;
pub(crate) mod unused_ignore;
mod valid_documents;
mod waiting;
mod wrong_format;
mod years;

pub use context::{Context, Paragraph};
pub(crate) use imbalance::{edit as figure_edit, values};
pub use page::{catalogue, document, example_texts, page};
pub(crate) use stated::{Agreement, Reading, StatedFigure, stated_figures};

use crate::finding::{Locale, Severity};

/// A rule: what it is called, what it says of itself, and how it checks.
#[derive(Debug)]
pub struct Rule {
    /// Kebab-case name that says what is wrong.
    pub name: &'static str,
    /// The part of the catalogue it stands in.
    pub group: Group,
    /// Severity unless the configuration or the report's format says otherwise.
    pub severity: Severity,
    /// The strongest fix it offers.
    pub fix: FixKind,
    /// One line: what it finds.
    pub summary: Bilingual,
    /// Why it matters, when it stays silent, where the requirement comes from: paragraphs in Markdown.
    pub details: Bilingual,
    /// A document that fires this rule. `{report}`-style abbreviations are told in `testing`.
    pub flagged: &'static str,
    /// The same, put right: fires nothing of this rule.
    pub clean: &'static str,
    /// Looks at one report.
    pub check: fn(&mut Context<'_>),
}

/// A text in both languages.
#[derive(Clone, Copy, Debug)]
pub struct Bilingual {
    /// Simplified Chinese.
    pub zh: &'static str,
    /// English.
    pub en: &'static str,
}

impl Bilingual {
    /// The text in one language.
    pub fn get(&self, locale: Locale) -> &'static str {
        locale.pick(self.zh, self.en)
    }
}

/// Parts of the rule catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// Sections and tables that are there, in order and once.
    Structure,
    /// What sections speak of.
    Content,
    /// Single cells.
    Cells,
    /// Sums between cells.
    Relations,
    /// Figures of the prose.
    Prose,
    /// Years, periods and dates.
    Dates,
    /// Last year's report, and those of other organs.
    Across,
    /// About the tool itself.
    Tool,
}

impl Group {
    /// What readers call it.
    pub fn label(self, locale: Locale) -> &'static str {
        match self {
            Group::Structure => locale.pick("结构", "Structure"),
            Group::Content => locale.pick("内容", "Content"),
            Group::Cells => locale.pick("单元格", "Cells"),
            Group::Relations => locale.pick("勾稽关系", "Relations"),
            Group::Prose => locale.pick("正文与表格", "Prose and tables"),
            Group::Dates => locale.pick("日期", "Dates"),
            Group::Across => locale.pick("报告之间", "Across reports"),
            Group::Tool => locale.pick("工具本身", "Tool"),
        }
    }
}

/// The strongest fix a rule offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FixKind {
    /// Applied by `--fix` and on save.
    Safe,
    /// A person chooses.
    Offered,
    /// None.
    None,
}

impl FixKind {
    /// What readers call it.
    pub fn label(self, locale: Locale) -> &'static str {
        match self {
            FixKind::Safe => locale.pick("自动修复", "safe fix"),
            FixKind::Offered => locale.pick("可选修复", "offers a fix"),
            FixKind::None => locale.pick("人工处理", "no fix"),
        }
    }
}

/// Every rule, in the order of the catalogue.
pub static RULES: &[&Rule] = &[
    // Structure
    &missing_section::RULE,
    &section_order::RULE,
    &section_heading::RULE,
    &empty_section::RULE,
    &repeated_report::RULE,
    &missing_title::RULE,
    &missing_table::RULE,
    &table_shape::RULE,
    &wrong_format::RULE,
    &flattened_table::RULE,
    // Content
    &missing_aspect::RULE,
    &missing_oversight::RULE,
    &missing_improvement::RULE,
    &missing_fee_statement::RULE,
    &fee_contradiction::RULE,
    &leftover_text::RULE,
    &misspelt_term::RULE,
    &restarted_ordinals::RULE,
    &document_number::RULE,
    // Cells
    &not_a_number::RULE,
    &invalid_count::RULE,
    &blank_cell::RULE,
    &number_style::RULE,
    // Relations
    &row_total::RULE,
    &handled_total::RULE,
    &balance::RULE,
    &outcome_total::RULE,
    &suspect_figure::RULE,
    // Prose against tables and against itself
    &prose_mismatch::RULE,
    &prose_sum::RULE,
    &prose_percentage::RULE,
    &prose_none::RULE,
    &prose_change::RULE,
    // Dates
    &reporting_period::RULE,
    &stale_year::RULE,
    &late_publication::RULE,
    &missing_date::RULE,
    // Across reports
    &carried_over::RULE,
    &valid_documents::RULE,
    &copied_prose::RULE,
    &implausible_change::RULE,
    &roll_up::RULE,
    // About the tool itself
    &not_a_report::RULE,
    &invalid_config::RULE,
    &unused_ignore::RULE,
];

/// The rule of this name.
pub fn rule(name: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.name == name).copied()
}

#[cfg(test)]
mod tests {
    use super::testing::findings;
    use super::*;

    /// Rules whose findings are made where files are read, not where reports are checked; their files test them.
    const OF_FILES: [&str; 2] = [not_a_report::RULE.name, invalid_config::RULE.name];

    #[test]
    fn each_example_fires_its_own_rule_and_no_other() {
        let mut wrong = Vec::new();
        for rule in RULES.iter().filter(|rule| !OF_FILES.contains(&rule.name)) {
            let fired = |fixture: &str| findings(fixture).iter().map(|finding| finding.rule).collect::<Vec<_>>();
            let (flagged, clean) = (fired(rule.flagged), fired(rule.clean));
            if flagged.is_empty() || flagged.iter().any(|name| *name != rule.name) || !clean.is_empty() {
                wrong.push(format!("{}: flagged {flagged:?}, clean {clean:?}", rule.name));
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn names_are_unique_and_groups_stand_together() {
        let names: std::collections::BTreeSet<&str> = RULES.iter().map(|rule| rule.name).collect();
        assert_eq!(names.len(), RULES.len());
        assert!(RULES.is_sorted_by_key(|rule| rule.group));
    }
}
