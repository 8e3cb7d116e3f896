//! The settings, typed once: `gouji.toml`, the editor's section `gouji`, their documentation and their JSON schema all
//! come from [`Config`].

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::finding::{Locale, Severity};
use crate::format::{Format, Formats};

/// What `gouji.toml` may say.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Config {
    /// What is known of the report beforehand.
    pub report: ReportConfig,
    /// Severity of each rule, or `off`.
    pub rules: BTreeMap<String, Level>,
}

/// What is known of the report beforehand.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
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
}

/// Who publishes a report: the law sets other dates and contents for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// See [`Severity::Error`].
    Error,
    /// See [`Severity::Warning`].
    Warning,
    /// See [`Severity::Info`].
    Info,
    /// See [`Severity::Hint`].
    Hint,
    /// The rule does not run.
    Off,
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
            return match level {
                Level::Error => Some(Severity::Error),
                Level::Warning => Some(Severity::Warning),
                Level::Info => Some(Severity::Info),
                Level::Hint => Some(Severity::Hint),
                Level::Off => None,
            };
        }
        format.severities.iter().find(|(name, _)| name == rule).map_or(Some(default), |(_, severity)| *severity)
    }
}
