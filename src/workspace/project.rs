//! Which settings govern a file: those of the nearest `gouji.toml` upwards. Each is read once, checked whole, and shared
//! by all threads.

use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use dashmap::DashMap;
use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::file;
use super::source::{Source, named_formats, unreadable_format};
use crate::config::{Config, Settings};
use crate::finding::Locale;
use crate::format::{FormatError, Formats};

/// What the file is called, the first one found first.
pub const NAMES: [&str; 2] = ["gouji.toml", ".gouji.toml"];

/// The settings that a `gouji.toml` makes for files below its folder.
#[derive(Debug)]
pub struct Project {
    /// The settings. Paths in them are absolute, or relative to the working folder.
    pub settings: Arc<Settings>,
    /// The folder of the configuration file, absolute.
    folder: PathBuf,
    /// Patterns that are relative to their own folder, which is absolute.
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
    /// Places an error of a text that was read from `path`.
    pub(super) fn new(path: &Path, text: &str, error: &FormatError) -> Self {
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

/// What the command line or the editor changes in the configurations of files below a folder.
struct Layer {
    /// Absolute; empty for all files. Relative paths in the changes are as seen from it.
    folder: PathBuf,
    adjust: Box<dyn Fn(&mut Config) + Send + Sync>,
    /// Governs all files, when it was named.
    named: Option<Arc<Project>>,
    /// By folder, as it is spelt.
    by_folder: DashMap<PathBuf, Found>,
}

/// The settings of every file that is looked at.
pub struct Projects {
    locale: Locale,
    /// The deepest folder first; the last one is for all files.
    layers: Vec<Layer>,
}

impl Projects {
    /// Looks for `gouji.toml` from each file upwards; `adjust` is applied to every configuration that is read.
    pub fn new(locale: Locale, adjust: impl Fn(&mut Config) + Send + Sync + 'static) -> Self {
        Self { locale, layers: Vec::new() }.below(PathBuf::new(), adjust)
    }

    /// Takes other changes for files below an absolute `folder`; relative paths in them are as seen from there.
    #[must_use]
    pub fn below(mut self, folder: PathBuf, adjust: impl Fn(&mut Config) + Send + Sync + 'static) -> Self {
        self.layers.push(Layer { folder, adjust: Box::new(adjust), named: None, by_folder: DashMap::new() });
        self.layers.sort_by_key(|layer| std::cmp::Reverse(layer.folder.components().count()));
        self
    }

    /// Takes `path` for all files instead of searching.
    ///
    /// # Errors
    /// What is wrong with the file.
    pub fn governed_by(mut self, path: &Path) -> Result<Self, ConfigError> {
        let named: Result<Vec<Project>, ConfigError> = self.layers.iter().map(|layer| self.read(path, layer)).collect();
        for (layer, project) in self.layers.iter_mut().zip(named?) {
            layer.named = Some(Arc::new(project));
        }
        Ok(self)
    }

    /// The project to which a file or folder at `path` belongs.
    ///
    /// # Errors
    /// What is wrong with its configuration.
    pub fn of(&self, path: &Path) -> Result<Arc<Project>, Arc<ConfigError>> {
        let layer = self.layer(path);
        if let Some(named) = &layer.named {
            return Ok(named.clone());
        }
        let folder = path.parent().unwrap_or(Path::new(""));
        if let Some(found) = layer.by_folder.get(folder) {
            return found.clone();
        }
        // Without a working folder there is nothing above a relative path.
        let whole = std::path::absolute(folder.join(".")).unwrap_or_else(|_| folder.to_owned());
        let found = self.search(&whole, layer);
        layer.by_folder.insert(folder.to_owned(), found.clone());
        found
    }

    fn layer(&self, path: &Path) -> &Layer {
        let found = self.layers.iter().find(|layer| path.starts_with(&layer.folder));
        found.expect("the last one is for all files")
    }

    /// The language in which a search says what went wrong.
    pub fn locale(&self) -> Locale {
        self.locale
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
    fn search(&self, folder: &Path, layer: &Layer) -> Found {
        if let Some(found) = layer.by_folder.get(folder) {
            return found.clone();
        }
        let own = NAMES.iter().map(|name| folder.join(name)).find(|path| path.is_file());
        let found = match (own, folder.parent()) {
            (Some(path), _) => self.read(&path, layer).map(Arc::new).map_err(Arc::new),
            (None, Some(parent)) => self.search(parent, layer),
            (None, None) => {
                let nothing = (Config::default(), Formats::built_in(), Gitignore::empty(), Gitignore::empty());
                self.adjusted(nothing, layer).map(Arc::new).map_err(Arc::new)
            }
        };
        layer.by_folder.insert(folder.to_owned(), found.clone());
        found
    }

    fn read(&self, path: &Path, layer: &Layer) -> Result<Project, ConfigError> {
        let text = file::load(path).map(|loaded| loaded.text).map_err(|error| {
            ConfigError::new(
                path,
                "",
                &FormatError { message: error.message(self.locale), range: 0..0, suggestion: None },
            )
        })?;
        self.read_text(path, &text, layer)
    }

    /// What is wrong with a configuration file that says `text`.
    pub fn error_in(&self, path: &Path, text: &str) -> Option<ConfigError> {
        self.read_text(path, text, self.layer(path)).err()
    }

    fn read_text(&self, path: &Path, text: &str, layer: &Layer) -> Result<Project, ConfigError> {
        let folder = path.parent().unwrap_or(Path::new(""));
        let source = Source { path, text, locale: self.locale };
        let mut config = source.parse()?;
        source.check_rule_names(&config)?;
        let formats = source.formats(&config, folder)?;
        let whole = std::path::absolute(folder.join(".")).unwrap_or_else(|_| folder.to_owned());
        let include = source.patterns(&config.files.include, "include", &whole)?;
        let exclude = source.patterns(&config.files.exclude, "exclude", &whole)?;
        make_paths_independent(&mut config, folder);
        source.check_comparisons(&config, &formats)?;
        let project = self.adjusted((config, formats, include, exclude), layer)?;
        Ok(Project { folder: whole, ..project })
    }

    /// The project that a file makes, with what the layer changes.
    fn adjusted(
        &self,
        (mut config, mut formats, mut include, mut exclude): (Config, Arc<Formats>, Gitignore, Gitignore),
        layer: &Layer,
    ) -> Result<Project, ConfigError> {
        let before = (config.files.clone(), config.formats.clone());
        (layer.adjust)(&mut config);
        make_paths_independent(&mut config, &layer.folder);
        if config.formats != before.1 {
            let unreadable = |_, path: &Path, error: &file::ReadError| {
                let message = unreadable_format(path, error, self.locale);
                ConfigError::new(path, "", &FormatError { message, range: 0..0, suggestion: None })
            };
            formats = named_formats(&config.formats.paths, self.locale, unreadable)?;
        }
        // Files outside of all folders are never searched for.
        if layer.folder.is_absolute() && config.files.include != before.0.include {
            include = patterns(&config.files.include, &layer.folder).unwrap_or(include);
        }
        if layer.folder.is_absolute() && config.files.exclude != before.0.exclude {
            exclude = patterns(&config.files.exclude, &layer.folder).unwrap_or(exclude);
        }
        let settings = Arc::new(Settings { config, formats, locale: self.locale });
        Ok(Project { settings, folder: PathBuf::new(), include, exclude })
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
        path.strip_prefix(self.include.path()).is_ok_and(|path| self.include.matched(path, false).is_ignore())
    }

    fn admits(&self, path: &Path, is_folder: bool) -> bool {
        if self.include.is_empty() && self.exclude.is_empty() {
            return true;
        }
        let Ok(path) = std::path::absolute(path) else { return true };
        // Patterns say nothing of what is not below their folder.
        let matches = |patterns: &Gitignore| {
            let path = path.strip_prefix(patterns.path()).ok()?;
            Some(patterns.matched_path_or_any_parents(path, is_folder).is_ignore())
        };
        let excluded = !self.exclude.is_empty() && matches(&self.exclude) == Some(true);
        // What a folder holds may be included although the folder itself is not.
        let included = is_folder || self.include.is_empty() || matches(&self.include) != Some(false);
        included && !excluded
    }
}

/// Patterns as in `.gitignore`, as seen from a folder.
///
/// # Errors
/// The index of the pattern that is none, and why.
pub fn patterns(patterns: &[String], folder: &Path) -> Result<Gitignore, (Option<usize>, ignore::Error)> {
    if patterns.is_empty() {
        return Ok(Gitignore::empty());
    }
    let mut builder = GitignoreBuilder::new(folder);
    for (index, pattern) in patterns.iter().enumerate() {
        builder.add_line(None, pattern).map_err(|error| (Some(index), error))?;
    }
    builder.build().map_err(|error| (None, error))
}

fn make_paths_independent(config: &mut Config, folder: &Path) {
    let roll_ups = config.roll_up.iter_mut().flat_map(|roll_up| roll_up.parts.iter_mut().chain([&mut roll_up.of]));
    for path in roll_ups.chain(&mut config.report.previous).chain(&mut config.formats.paths) {
        *path = folder.join(&*path);
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
