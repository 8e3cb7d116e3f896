//! Reading a configuration file: each error has its place in it.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ignore::gitignore::Gitignore;
use toml::de::{DeTable, DeValue};

use super::file;
use super::named::{Place, Trouble, trouble};
use super::project::{ConfigError, patterns};
use crate::config::Config;
use crate::finding::Locale;
use crate::format::{Format, FormatError, Formats, load, nearest};
use crate::rules::RULES;
use crate::say;

/// A configuration file while it is read.
pub(super) struct Source<'a> {
    pub(super) path: &'a Path,
    pub(super) text: &'a str,
    pub(super) locale: Locale,
}

/// The built-in formats and those of the files; `unreadable` says which of them could not be read.
pub(super) fn named_formats(
    paths: &[PathBuf],
    locale: Locale,
    unreadable: impl Fn(usize, &Path, &file::ReadError) -> ConfigError,
) -> Result<Arc<Formats>, ConfigError> {
    let mut own: Vec<Format> = Vec::new();
    for (index, path) in paths.iter().enumerate() {
        let loaded = file::load(path).map_err(|error| unreadable(index, path, &error))?;
        let format = load(&loaded.text).map_err(|error| ConfigError::new(path, &loaded.text, &error))?;
        Source { path, text: &loaded.text, locale }.check_format(&format, &own)?;
        own.push(format);
    }
    Ok(if own.is_empty() { Formats::built_in() } else { Arc::new(Formats::new(own)) })
}

/// What is said of a format file that can't be read.
pub(super) fn unreadable_format(path: &Path, error: &file::ReadError, locale: Locale) -> String {
    let (path, why) = (path.display(), error.message(locale));
    say!(locale, "读不了格式文件 {path}：{why}", "cannot read the format file {path}: {why}")
}

impl Source<'_> {
    fn error(&self, range: Range<usize>, message: String, suggestion: Option<String>) -> ConfigError {
        ConfigError::new(self.path, self.text, &FormatError { message, range, suggestion })
    }

    pub(super) fn parse(&self) -> Result<Config, ConfigError> {
        toml::from_str(self.text)
            .map_err(|error| ConfigError::new(self.path, self.text, &FormatError::from_toml(&error)))
    }

    pub(super) fn check_rule_names(&self, config: &Config) -> Result<(), ConfigError> {
        let Some(name) = config.rules.keys().find(|name| RULES.iter().all(|rule| rule.name != **name)) else {
            return Ok(());
        };
        let message = format!("没有名为 `{name}` 的规则（unknown rule `{name}`）");
        Err(self.error(self.key("rules", name), message, nearest(name, RULES.iter().map(|rule| rule.name))))
    }

    /// The built-in formats and those that the configuration names; checks the format's name that it asks for.
    pub(super) fn formats(&self, config: &Config, folder: &Path) -> Result<Arc<Formats>, ConfigError> {
        let paths: Vec<PathBuf> = config.formats.paths.iter().map(|path| folder.join(path)).collect();
        let formats = named_formats(&paths, self.locale, |index, path, error| {
            let message = unreadable_format(path, error, self.locale);
            self.error(self.value("formats", "paths", Some(index)), message, None)
        })?;
        match &config.report.format {
            Some(name) if formats.by_name(name).is_none() => {
                let message = format!("没有名为 `{name}` 的格式（unknown format `{name}`）");
                let suggestion = nearest(name, formats.iter().map(|format| &*format.name));
                Err(self.error(self.value("report", "format", None), message, suggestion))
            }
            _ => Ok(formats),
        }
    }

    /// The files that are compared must be there.
    pub(super) fn check_comparisons(&self, config: &Config, formats: &Arc<Formats>) -> Result<(), ConfigError> {
        let Some(Trouble { place, message }) = trouble(config, formats, self.locale) else { return Ok(()) };
        let range = match place {
            Place::Previous => self.value("report", "previous", None),
            Place::RollUp(index) => self.roll_up(index, "of", None),
            Place::Parts(index, part) => self.roll_up(index, "parts", part),
        };
        Err(self.error(range, message, None))
    }

    /// Where the value of a roll-up's key, or one element of it, stands.
    fn roll_up(&self, index: usize, key: &str, element: Option<usize>) -> Range<usize> {
        let range = DeTable::parse(self.text).ok().and_then(|file| match file.get_ref().get("roll-up")?.get_ref() {
            DeValue::Array(all) => match all.get(index)?.get_ref() {
                DeValue::Table(entries) => entry(entries, key, element),
                _ => None,
            },
            _ => None,
        });
        range.unwrap_or(0..0)
    }

    /// What a format file can't know of the others and of the rules.
    fn check_format(&self, format: &Format, own: &[Format]) -> Result<(), ConfigError> {
        let name = &format.name;
        let taken = |other: &Format| other.name == *name;
        if Formats::built_in().iter().any(|other| taken(other)) || own.iter().any(taken) {
            let message = format!("已经有名为 `{name}` 的格式，请换一个名称（a format of this name exists）");
            return Err(self.error(self.top("name"), message, None));
        }
        let is_known = |rule: &str| RULES.iter().any(|known| known.name == rule);
        match format.severities.iter().find(|(rule, _)| !is_known(rule)) {
            None => Ok(()),
            Some((rule, _)) => {
                let message = format!("没有名为 `{rule}` 的规则（unknown rule `{rule}`）");
                Err(self.error(self.key("rules", rule), message, nearest(rule, RULES.iter().map(|rule| rule.name))))
            }
        }
    }

    /// Where the value of a key outside of all tables stands.
    fn top(&self, key: &str) -> Range<usize> {
        DeTable::parse(self.text).ok().and_then(|file| Some(file.get_ref().get(key)?.span())).unwrap_or(0..0)
    }

    pub(super) fn patterns(&self, all: &[String], key: &str, folder: &Path) -> Result<Gitignore, ConfigError> {
        patterns(all, folder).map_err(|(index, error)| {
            let message = say!(self.locale, "模式有误：{error}", "invalid pattern: {error}");
            self.error(self.value("files", key, index), message, None)
        })
    }

    /// Where a key stands; the file's start if it does not.
    fn key(&self, table: &str, key: &str) -> Range<usize> {
        self.find(table, |entries| Some(entries.get_key_value(key)?.0.span()))
    }

    /// Where a value, or one element of it, stands.
    fn value(&self, table: &str, key: &str, element: Option<usize>) -> Range<usize> {
        self.find(table, |entries| entry(entries, key, element))
    }

    fn find(&self, table: &str, place: impl Fn(&DeTable<'_>) -> Option<Range<usize>>) -> Range<usize> {
        let range = DeTable::parse(self.text).ok().and_then(|file| match file.get_ref().get(table)?.get_ref() {
            DeValue::Table(entries) => place(entries),
            _ => None,
        });
        range.unwrap_or(0..0)
    }
}

/// Where the value of a key, or one element of it, stands.
fn entry(entries: &DeTable<'_>, key: &str, element: Option<usize>) -> Option<Range<usize>> {
    let value = entries.get(key)?;
    match (value.get_ref(), element) {
        (DeValue::Array(values), Some(index)) => Some(values.get(index)?.span()),
        _ => Some(value.span()),
    }
}
