//! Which settings govern a file: those of the nearest `gouji.toml` upwards. Each is read once, checked whole, and shared
//! by all threads.

use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use dashmap::DashMap;
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use toml::de::{DeTable, DeValue};

use super::file;
use super::named::{Place, Trouble, trouble};
use crate::config::{Config, Settings};
use crate::finding::Locale;
use crate::format::{Format, FormatError, Formats, load, nearest};
use crate::rules::RULES;
use crate::say;

/// What the file is called, the first one found first.
pub const NAMES: [&str; 2] = ["gouji.toml", ".gouji.toml"];

/// A folder and the settings that its `gouji.toml` makes.
#[derive(Debug)]
pub struct Project {
    /// The settings. Paths in them are absolute, or relative to the working folder.
    pub settings: Arc<Settings>,
    /// The folder of the configuration file, absolute.
    folder: PathBuf,
    include: Gitignore,
    exclude: Gitignore,
}

/// An error in a configuration or format file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError {
    /// The file.
    pub path: PathBuf,
    /// Line from 1.
    pub line: usize,
    /// Column from 1, in Unicode scalar values.
    pub column: usize,
    /// Bytes of the file's text.
    pub range: Range<usize>,
    /// What is wrong, and what may have been meant.
    pub message: String,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}: {}", self.path.display(), self.line, self.column, self.message)
    }
}

impl ConfigError {
    fn new(path: &Path, text: &str, error: &FormatError) -> Self {
        let start = text.floor_char_boundary(error.range.start);
        let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
        Self {
            path: path.to_owned(),
            line: text[..start].matches('\n').count() + 1,
            column: text[line_start..start].chars().count() + 1,
            range: error.range.clone(),
            message: error.to_string(),
        }
    }
}

type Found = Result<Arc<Project>, Arc<ConfigError>>;

/// The settings of every file that is looked at.
pub struct Projects {
    locale: Locale,
    /// What the command line or the editor changes in every configuration.
    adjust: Box<dyn Fn(&mut Config) + Send + Sync>,
    /// Governs all files, when it was named.
    named: Option<Arc<Project>>,
    /// By folder, as it is spelt.
    by_folder: DashMap<PathBuf, Found>,
}

impl Projects {
    /// Looks for `gouji.toml` from each file upwards; `adjust` is applied to every configuration that is read.
    pub fn new(locale: Locale, adjust: impl Fn(&mut Config) + Send + Sync + 'static) -> Self {
        Self { locale, adjust: Box::new(adjust), named: None, by_folder: DashMap::new() }
    }

    /// Takes `path` for all files instead of searching.
    ///
    /// # Errors
    /// What is wrong with the file.
    pub fn governed_by(mut self, path: &Path) -> Result<Self, ConfigError> {
        self.named = Some(Arc::new(self.read(path)?));
        Ok(self)
    }

    /// The project to which a file or folder at `path` belongs.
    ///
    /// # Errors
    /// What is wrong with its configuration.
    pub fn of(&self, path: &Path) -> Result<Arc<Project>, Arc<ConfigError>> {
        if let Some(named) = &self.named {
            return Ok(named.clone());
        }
        let folder = path.parent().unwrap_or(Path::new(""));
        if let Some(found) = self.by_folder.get(folder) {
            return found.clone();
        }
        // Without a working folder there is nothing above a relative path.
        let found = self.search(&std::path::absolute(folder.join(".")).unwrap_or_else(|_| folder.to_owned()));
        self.by_folder.insert(folder.to_owned(), found.clone());
        found
    }

    /// Whether `[files]` lets a search look at `path`. A configuration with errors lets everything pass, so that the
    /// errors are seen when the file is checked.
    pub fn admits(&self, path: &Path, is_folder: bool) -> bool {
        self.of(path).map_or(true, |project| project.admits(path, is_folder))
    }

    /// Whether a pattern of `[files] include` names this very file, not just a folder above it.
    pub fn names(&self, path: &Path) -> bool {
        self.of(path).is_ok_and(|project| project.names(path))
    }

    /// Whether `[files] include` says which files below a folder are read.
    pub fn has_patterns(&self, path: &Path) -> bool {
        self.of(path).is_ok_and(|project| !project.include.is_empty())
    }

    /// The project of an absolute folder: its own file's, else the one of the folder above.
    fn search(&self, folder: &Path) -> Found {
        if let Some(found) = self.by_folder.get(folder) {
            return found.clone();
        }
        let own = NAMES.iter().map(|name| folder.join(name)).find(|path| path.is_file());
        let found = match (own, folder.parent()) {
            (Some(path), _) => self.read(&path).map(Arc::new).map_err(Arc::new),
            (None, Some(parent)) => self.search(parent),
            (None, None) => Ok(Arc::new(self.without_file())),
        };
        self.by_folder.insert(folder.to_owned(), found.clone());
        found
    }

    fn without_file(&self) -> Project {
        let mut config = Config::default();
        (self.adjust)(&mut config);
        let settings = Arc::new(Settings { config, formats: Formats::built_in(), locale: self.locale });
        Project { settings, folder: PathBuf::new(), include: Gitignore::empty(), exclude: Gitignore::empty() }
    }

    fn read(&self, path: &Path) -> Result<Project, ConfigError> {
        let text = file::load(path).map(|loaded| loaded.text).map_err(|error| {
            ConfigError::new(
                path,
                "",
                &FormatError { message: error.message(self.locale), range: 0..0, suggestion: None },
            )
        })?;
        self.read_text(path, &text)
    }

    /// What is wrong with a configuration file that says `text`.
    pub fn error_in(&self, path: &Path, text: &str) -> Option<ConfigError> {
        self.read_text(path, text).err()
    }

    fn read_text(&self, path: &Path, text: &str) -> Result<Project, ConfigError> {
        let folder = path.parent().unwrap_or(Path::new(""));
        let source = Source { path, text, locale: self.locale };
        let mut config = source.parse()?;
        source.check_rule_names(&config)?;
        let formats = source.formats(&mut config, folder)?;
        let include = source.patterns(&config.files.include, "include", folder)?;
        let exclude = source.patterns(&config.files.exclude, "exclude", folder)?;
        make_paths_independent(&mut config, folder);
        source.check_comparisons(&config, &formats)?;
        (self.adjust)(&mut config);
        let settings = Arc::new(Settings { config, formats, locale: self.locale });
        let folder = std::path::absolute(folder.join(".")).unwrap_or_else(|_| folder.to_owned());
        Ok(Project { settings, folder, include, exclude })
    }
}

impl Project {
    /// Whether the reports that are found in its folders are compared with each other on the command line too.
    pub fn compares(&self) -> bool {
        self.settings.config.files.compare
    }

    /// The folder of its configuration file, absolute; empty where there is none.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    fn names(&self, path: &Path) -> bool {
        let Ok(path) = std::path::absolute(path) else { return false };
        path.strip_prefix(&self.folder).is_ok_and(|path| self.include.matched(path, false).is_ignore())
    }

    fn admits(&self, path: &Path, is_folder: bool) -> bool {
        if self.include.is_empty() && self.exclude.is_empty() {
            return true;
        }
        let Ok(path) = std::path::absolute(path) else { return true };
        let Ok(path) = path.strip_prefix(&self.folder) else { return true };
        let excluded = self.exclude.matched_path_or_any_parents(path, is_folder).is_ignore();
        // What a folder holds may be included although the folder itself is not.
        let included = is_folder
            || self.include.is_empty()
            || self.include.matched_path_or_any_parents(path, is_folder).is_ignore();
        included && !excluded
    }
}

fn make_paths_independent(config: &mut Config, folder: &Path) {
    let roll_ups = config.roll_up.iter_mut().flat_map(|roll_up| roll_up.parts.iter_mut().chain([&mut roll_up.of]));
    for path in roll_ups.chain(&mut config.report.previous).chain(&mut config.formats.paths) {
        *path = folder.join(&*path);
    }
}

/// A configuration file while it is read.
struct Source<'a> {
    path: &'a Path,
    text: &'a str,
    locale: Locale,
}

impl Source<'_> {
    fn error(&self, range: Range<usize>, message: String, suggestion: Option<String>) -> ConfigError {
        ConfigError::new(self.path, self.text, &FormatError { message, range, suggestion })
    }

    fn parse(&self) -> Result<Config, ConfigError> {
        toml::from_str(self.text)
            .map_err(|error| ConfigError::new(self.path, self.text, &FormatError::from_toml(&error)))
    }

    fn check_rule_names(&self, config: &Config) -> Result<(), ConfigError> {
        let Some(name) = config.rules.keys().find(|name| RULES.iter().all(|rule| rule.name != **name)) else {
            return Ok(());
        };
        let message = format!("没有名为 `{name}` 的规则（unknown rule `{name}`）");
        Err(self.error(self.key("rules", name), message, nearest(name, RULES.iter().map(|rule| rule.name))))
    }

    /// The built-in formats and those that the configuration names; checks the format's name that it asks for.
    fn formats(&self, config: &mut Config, folder: &Path) -> Result<Arc<Formats>, ConfigError> {
        let mut own: Vec<Format> = Vec::new();
        for (index, path) in config.formats.paths.iter().enumerate() {
            let path = folder.join(path);
            let loaded = file::load(&path).map_err(|error| {
                let (path, why) = (path.display(), error.message(self.locale));
                let message =
                    say!(self.locale, "读不了格式文件 {path}：{why}", "cannot read the format file {path}: {why}");
                self.error(self.value("formats", "paths", Some(index)), message, None)
            })?;
            let format = load(&loaded.text).map_err(|error| ConfigError::new(&path, &loaded.text, &error))?;
            let source = Source { path: &path, text: &loaded.text, locale: self.locale };
            source.check_format(&format, &own)?;
            own.push(format);
        }
        let formats = if own.is_empty() { Formats::built_in() } else { Arc::new(Formats::new(own)) };
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
    fn check_comparisons(&self, config: &Config, formats: &Arc<Formats>) -> Result<(), ConfigError> {
        let Some(Trouble { place, message }) = trouble(config, formats, self.locale) else { return Ok(()) };
        let range = match place {
            Place::Previous => self.value("report", "previous", None),
            Place::RollUp(index) => self.roll_up(index),
        };
        Err(self.error(range, message, None))
    }

    /// Where the `of` of a roll-up stands.
    fn roll_up(&self, index: usize) -> Range<usize> {
        let range = DeTable::parse(self.text).ok().and_then(|file| match file.get_ref().get("roll-up")?.get_ref() {
            DeValue::Array(all) => match all.get(index)?.get_ref() {
                DeValue::Table(entries) => Some(entries.get("of")?.span()),
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

    fn patterns(&self, patterns: &[String], key: &str, folder: &Path) -> Result<Gitignore, ConfigError> {
        if patterns.is_empty() {
            return Ok(Gitignore::empty());
        }
        let mut builder = GitignoreBuilder::new(folder);
        for (index, pattern) in patterns.iter().enumerate() {
            if let Err(error) = builder.add_line(None, pattern) {
                let message = say!(self.locale, "模式有误：{error}", "invalid pattern: {error}");
                return Err(self.error(self.value("files", key, Some(index)), message, None));
            }
        }
        let error = |error: ignore::Error| self.error(self.value("files", key, None), error.to_string(), None);
        builder.build().map_err(error)
    }

    /// Where a key stands; the file's start if it does not.
    fn key(&self, table: &str, key: &str) -> Range<usize> {
        self.find(table, |entries| Some(entries.get_key_value(key)?.0.span()))
    }

    /// Where a value, or one element of it, stands.
    fn value(&self, table: &str, key: &str, element: Option<usize>) -> Range<usize> {
        self.find(table, |entries| {
            let value = entries.get(key)?;
            match (value.get_ref(), element) {
                (DeValue::Array(values), Some(index)) => Some(values.get(index)?.span()),
                _ => Some(value.span()),
            }
        })
    }

    fn find(&self, table: &str, place: impl Fn(&DeTable<'_>) -> Option<Range<usize>>) -> Range<usize> {
        let range = DeTable::parse(self.text).ok().and_then(|file| match file.get_ref().get(table)?.get_ref() {
            DeValue::Table(entries) => place(entries),
            _ => None,
        });
        range.unwrap_or(0..0)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::config::Level;

    fn projects() -> Projects {
        Projects::new(Locale::ZhCn, |_| {})
    }

    #[track_caller]
    fn error(config: &str) -> String {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("gouji.toml"), config).unwrap();
        fs::write(folder.path().join("own.toml"), "name = \"own\"\ntitle = \"表\"\ncolour = 1\n").unwrap();
        let found = projects().of(&folder.path().join("a.md"));
        let error = found.map(drop).expect_err("the file is wrong");
        error.to_string().replace(folder.path().to_str().unwrap(), "").replace(['/', '\\'], "")
    }

    #[test]
    fn errors_have_a_place_and_a_suggestion() {
        for (config, expected) in [
            (
                "[report]\nyaer = 2024",
                "gouji.toml:2:1: 没有名为 `yaer` 的设置项（unknown setting `yaer`）；是否应为 `year`",
            ),
            (
                "\u{feff}[report]\nkind = \"goverment\"",
                "gouji.toml:2:8: 不能取值 `goverment`（unknown value `goverment`）；是否应为 `government`",
            ),
            ("[rules]\n'not-a-reprot' = \"off\"", "gouji.toml:2:1: 没有名为 `not-a-reprot` 的规则"),
            ("[rules]\nnot-a-report = \"of\"", "gouji.toml:2:16: "),
            ("[report]\nformat = \"2020\"", "gouji.toml:2:10: 没有名为 `2020` 的格式"),
            ("[formats]\npaths = [\n  'own.toml', 'no.toml']", "own.toml:3:1: "),
            ("[formats]\npaths = [\n  'no.toml']", "gouji.toml:3:3: 读不了格式文件 no.toml：文件不存在"),
            ("[files]\nexclude = ['a', '[z-a]']", "gouji.toml:2:17: 模式有误"),
            ("rules = 3", "gouji.toml:1:9: "),
            ("[[roll-up]]\nof = 'a.md'", "gouji.toml:1:1: "),
            ("中 = ", "gouji.toml:1:1: "),
        ] {
            let error = error(config);
            assert!(error.starts_with(expected), "{config:?}: {error}");
        }
    }

    #[test]
    fn the_nearest_file_upwards_governs() {
        let folder = tempfile::tempdir().unwrap();
        let inner = folder.path().join("2024/区");
        fs::create_dir_all(&inner).unwrap();
        fs::write(folder.path().join("old.md"), crate::rules::testing::REPORT).unwrap();
        fs::write(folder.path().join("gouji.toml"), "[report]\nyear = 2023\nprevious = 'old.md'").unwrap();
        fs::write(inner.join(".gouji.toml"), "[report]\nyear = 2024").unwrap();
        let projects = Projects::new(Locale::ZhCn, |config| {
            config.rules.insert("not-a-report".to_owned(), Level::Off);
        });
        let config = |path: &str| projects.of(&folder.path().join(path)).unwrap().settings.config.clone();
        assert_eq!(config("a.md").report.year, Some(2023));
        assert_eq!(config("2024/a.md").report.year, Some(2023));
        assert_eq!(config("2024/a.md").report.previous, Some(folder.path().join("old.md")));
        assert_eq!(config("2024/区/a.md").report.year, Some(2024));
        assert_eq!(config("a.md").rules["not-a-report"], Level::Off);
    }
}
