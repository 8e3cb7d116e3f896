//! What a check finds: a place, a sentence for the person who drafts, and the edits that would put it right. No
//! protocol type and no terminal colour; the command line and the language server convert.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::text::{Edits, Number, TextRange, TextSize};

/// How grave a finding is, gravest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The report is wrong or incomplete.
    Error,
    /// Very likely wrong: a person must look.
    Warning,
    /// Worth knowing.
    Info,
    /// A matter of form or taste.
    Hint,
}

impl Severity {
    /// The word for it.
    pub fn label(self, locale: Locale) -> &'static str {
        let (zh, en) = match self {
            Severity::Error => ("错误", "error"),
            Severity::Warning => ("警告", "warning"),
            Severity::Info => ("信息", "info"),
            Severity::Hint => ("提示", "hint"),
        };
        locale.pick(zh, en)
    }
}

/// Whether a fix may be applied without asking.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Safety {
    /// Recomputes a total and leaves no relation violated, or changes no figure at all: applied by `--fix` and on save.
    Safe,
    /// A person chooses it.
    Offered,
}

/// A way to put a finding right.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Fix {
    /// What it does, in the words a menu shows.
    pub title: String,
    /// Whether it may be applied without asking.
    pub safety: Safety,
    /// Whether it is the one to take when a person takes the first; `--unsafe-fixes` applies preferred ones.
    pub preferred: bool,
    /// The edits, minimal and disjoint.
    pub edits: Edits,
}

/// Another place that belongs to a finding, such as an addend of the total.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Related {
    /// What stands there.
    pub message: String,
    /// Where, in bytes; in the finding's own document unless `path` says otherwise.
    pub range: TextRange,
    /// The other document; the range is absolute there.
    pub path: Option<PathBuf>,
}

/// The figures behind a finding, for programs.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(untagged)]
pub enum Data {
    /// A relation between cells that does not hold.
    Relation {
        /// The rule's name for the relation.
        relation: &'static str,
        /// What the total's cell says; absent where it is blank.
        reported: Option<Number>,
        /// What the addends make.
        computed: Number,
        /// All cells of the relation by key, addends first.
        cells: Vec<String>,
        /// The one cell that explains every failing relation, where there is one.
        suspect: Option<String>,
    },
    /// A figure in prose that differs from what it states.
    Prose {
        /// What the prose says.
        value: Number,
        /// The cell, or cells joined by `+` or `-`.
        cell: String,
        /// What the tables say.
        expected: Number,
    },
}

/// One thing that a rule found.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Finding {
    /// The rule's name.
    pub rule: &'static str,
    /// How grave it is under the configuration in force.
    pub severity: Severity,
    /// Where, in bytes.
    pub range: TextRange,
    /// The whole story in one or two sentences: many editors hide related places.
    pub message: String,
    /// Other places that belong to it.
    pub related: Vec<Related>,
    /// Ways to put it right, the best first.
    pub fixes: Vec<Fix>,
    /// The figures behind it.
    pub data: Option<Data>,
}

impl Finding {
    /// The same finding, `by` bytes further on.
    #[must_use]
    pub fn shifted(&self, by: TextSize) -> Finding {
        let mut finding = self.clone();
        finding.shift(by);
        finding
    }

    /// Moves it `by` bytes further on.
    pub fn shift(&mut self, by: TextSize) {
        self.range += by;
        for related in self.related.iter_mut().filter(|related| related.path.is_none()) {
            related.range += by;
        }
        self.fixes.iter_mut().for_each(|fix| fix.edits.shift(by));
    }
}

/// The language of messages. Chinese first; English is for those who maintain and integrate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Locale {
    /// Simplified Chinese.
    #[default]
    #[serde(rename = "zh-CN")]
    ZhCn,
    /// English.
    #[serde(rename = "en")]
    En,
}

impl Locale {
    /// The one of two texts that is in this language.
    pub fn pick(self, zh: &'static str, en: &'static str) -> &'static str {
        match self {
            Locale::ZhCn => zh,
            Locale::En => en,
        }
    }
}

/// The message in the locale asked for: `say!(locale, "共 {n} 件", "{n} in all")`. Only that one is formatted.
#[macro_export]
macro_rules! say {
    ($locale:expr, $chinese:literal, $english:literal $(,)?) => {
        match $locale {
            $crate::finding::Locale::ZhCn => format!($chinese),
            $crate::finding::Locale::En => format!($english),
        }
    };
}
