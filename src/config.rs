//! The settings, typed once: `gouji.toml`, the editor's section `gouji`, their documentation and their JSON schema all
//! come from [`Config`]. Finding and reading the file is `workspace`'s part.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::finding::{Locale, Severity};
use crate::format::{Format, Formats};

/// What `gouji.toml` may say. Every path and pattern is relative to the folder of that file.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
#[schemars(title = "gouji.toml")]
pub struct Config {
    /// What is known of the report beforehand.
    pub report: ReportConfig,
    /// Severity of each rule, or `off`.
    pub rules: BTreeMap<String, Level>,
    /// Which files of a folder are reports.
    pub files: FilesConfig,
    /// When editors check.
    pub lint: LintConfig,
    /// Governments whose figures are the sums of their offices' figures.
    pub roll_up: Vec<RollUp>,
    /// Formats beside the built-in ones.
    pub formats: FormatsConfig,
}

/// What is known of the report beforehand.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct ReportConfig {
    /// Name of the format, where the tables do not show it.
    pub format: Option<String>,
    /// The report's year.
    pub year: Option<u16>,
    /// Who publishes it.
    pub kind: Option<Kind>,
    /// The publishing organ's name.
    pub organization: Option<String>,
    /// Last year's report, to compare with.
    pub previous: Option<PathBuf>,
}

/// Which files of a folder are checked; files named on the command line always are.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct FilesConfig {
    /// Only files that match one of these patterns (as in `.gitignore`); all files when there is none.
    pub include: Vec<String>,
    /// No file or folder that matches one of these patterns (as in `.gitignore`).
    pub exclude: Vec<String>,
    /// On the command line, compare the reports of a folder with each other, as editors do: last year's report is then
    /// found by organ and year. Files that are named together are always compared.
    pub compare: bool,
}

/// When editors check.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct LintConfig {
    /// While typing, or when a document is saved.
    pub run: Run,
}

/// When an editor's document is checked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Run {
    /// At every change.
    #[default]
    OnType,
    /// When it is opened or saved.
    OnSave,
}

/// A report whose figures are the sums of other reports' figures.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RollUp {
    /// The report with the sums.
    pub of: PathBuf,
    /// The reports that are added up.
    pub parts: Vec<PathBuf>,
}

/// Formats beside the built-in ones.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct FormatsConfig {
    /// Format files, in the same language as the built-in ones.
    pub paths: Vec<PathBuf>,
}

/// Who publishes a report: the law sets other dates and contents for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A people's government at county level or above: by 31 March (条例 art. 49).
    Government,
    /// A department of such a government: by 31 January (条例 art. 49).
    Department,
    /// A township's organ: the law sets no date here.
    Township,
}

/// A rule's severity, or off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// The report is wrong or incomplete.
    Error,
    /// Very likely wrong: a person must look.
    Warning,
    /// Worth knowing.
    Info,
    /// A matter of form or taste.
    Hint,
    /// The rule does not run.
    Off,
}

impl Level {
    /// The severity; None for [`Level::Off`].
    pub fn severity(self) -> Option<Severity> {
        match self {
            Level::Error => Some(Severity::Error),
            Level::Warning => Some(Severity::Warning),
            Level::Info => Some(Severity::Info),
            Level::Hint => Some(Severity::Hint),
            Level::Off => None,
        }
    }
}

impl Config {
    /// The JSON schema of `gouji.toml`; `rules` (name, what it finds) become the keys that `[rules]` may have.
    pub fn schema<'a>(rules: impl Iterator<Item = (&'a str, &'a str)>) -> serde_json::Value {
        let mut schema = schemars::schema_for!(Config).to_value();
        let level = schema["properties"]["rules"]["additionalProperties"].take();
        let mut property = |(name, summary): (&str, &str)| {
            let mut property = level.clone();
            property["description"] = summary.into();
            (name.to_owned(), property)
        };
        let properties: serde_json::Map<_, _> = rules.map(&mut property).collect();
        schema["properties"]["rules"]["properties"] = properties.into();
        schema["properties"]["rules"]["additionalProperties"] = false.into();
        schema
    }
}

/// Everything that a check depends on beside the text: a configuration, the formats it names, the language.
#[derive(Debug)]
pub struct Settings {
    /// The configuration as read.
    pub config: Config,
    /// The formats in force.
    pub formats: Arc<Formats>,
    /// The language of messages.
    pub locale: Locale,
}

impl Default for Settings {
    fn default() -> Self {
        Self { config: Config::default(), formats: Formats::built_in(), locale: Locale::default() }
    }
}

impl Settings {
    /// The severity of a rule in a report of `format`: what the configuration says, else the format, else `default`.
    /// None when the rule is off.
    pub fn severity(&self, rule: &str, default: Severity, format: &Format) -> Option<Severity> {
        if let Some(level) = self.config.rules.get(rule) {
            return level.severity();
        }
        format.severities.iter().find(|(name, _)| name == rule).map_or(Some(default), |(_, severity)| *severity)
    }

    /// The severity of a rule where no report is, and so no format: what the configuration says, else `default`.
    pub fn severity_without_format(&self, rule: &str, default: Severity) -> Option<Severity> {
        self.config.rules.get(rule).map_or(Some(default), |level| level.severity())
    }
}
