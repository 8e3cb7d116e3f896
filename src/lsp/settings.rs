//! The session's settings: from files, from the editor, and what is wrong with them.
//!
//! The editor is asked once for the window and for each of its folders; nothing waits for the answer. A file is governed
//! by what is said for the deepest folder around it, else for the window, over its `gouji.toml`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::Value;
use tower_lsp::ls_types::{MessageType, Uri};

use super::actor::Actor;
use super::check;
use super::convert;
use super::editor::Editor;
use super::open::{Content, Trouble};
use crate::config::{Config, Settings};
use crate::say;
use crate::workspace::{ConfigError, Projects};

impl Actor {
    /// Asks the editor for its settings, if it can be asked.
    pub(super) fn ask_for_settings(&mut self) {
        if self.facts.configures {
            self.asked = self.tick();
            self.outbox.configure(self.asked, self.facts.roots.clone());
        }
    }

    /// The editor's settings come by themselves or with others around them; without any, it is to be asked. What comes
    /// by itself is for the window: of its folders it is to be asked as well.
    pub(super) fn configured(&mut self, settings: &Value) {
        let section = settings.get(convert::SOURCE);
        self.is_told = section.is_some() || !self.facts.configures;
        if self.is_told {
            self.set_window(section.unwrap_or(settings));
            self.look_at_settings();
        }
        if section.is_none() || !self.facts.roots.is_empty() {
            self.ask_for_settings();
        }
    }

    /// What the editor says for the window from now on; what is wrong stays as it was.
    fn set_window(&mut self, section: &Value) {
        if let Some(editor) = self.editor_of(section) {
            self.set_hints(&editor);
            self.editor = editor;
        }
    }

    /// The editor's settings are these from now on; what is wrong stays as it was. Some editors answer nothing for the
    /// window and tell its settings by themselves.
    pub(super) fn answered(&mut self, window: &Value, folders: &[(PathBuf, Value)]) {
        if !(window.is_null() && self.is_told) {
            self.set_window(window);
        }
        let mut before = std::mem::take(&mut self.folders);
        let now = folders.iter().filter_map(|(folder, section)| {
            let editor = self.editor_of(section).or_else(|| before.remove(folder))?;
            Some((folder.clone(), editor))
        });
        let now: BTreeMap<PathBuf, Editor> = now.collect();
        self.folders = now;
        self.look_at_settings();
    }

    /// None if there is an error, of which the person is told.
    fn editor_of(&mut self, section: &Value) -> Option<Editor> {
        let error = match Editor::new(section, self.facts.locale) {
            Ok(editor) => return Some(editor),
            Err(error) => error,
        };
        let message = say!(
            self.facts.locale,
            "编辑器设置 gouji 有误，沿用原来的设置：{error}",
            "Invalid editor settings for gouji, they stay as they were: {error}"
        );
        self.tell(MessageType::ERROR, message);
        None
    }

    /// Which hints are shown; what is shown already follows at once.
    fn set_hints(&mut self, editor: &Editor) {
        let hints = (editor.hints, editor.prose_hints);
        if (self.facts.hints, self.facts.prose_hints) == hints {
            return;
        }
        let facts = Arc::make_mut(&mut self.facts);
        (facts.hints, facts.prose_hints) = hints;
        for latest in self.open.values_mut().filter_map(|open| open.latest.as_mut()) {
            Arc::make_mut(latest).facts = self.facts.clone();
        }
        if self.facts.can_refresh_hints {
            self.outbox.refresh_hints();
        }
    }

    /// Reads the configuration files again: some clients never say that one has changed.
    pub(super) fn look_at_settings(&mut self) {
        let (projects, error) = self.projects_now();
        self.projects = projects;
        let blamed = std::mem::take(&mut self.blamed);
        if let Some(error) = error {
            self.tell_of_config(&error);
        }
        let documents: Vec<_> = self.open.values().map(|open| open.name.clone()).collect();
        let mut changed = false;
        for name in documents {
            let Some(settings) = self.settings(name.path.as_deref()) else { continue };
            let revision = self.tick();
            let Some(open) = self.open.get_mut(&name.key) else { continue };
            if are_same(&open.settings, &settings) {
                continue;
            }
            let mut trouble = Trouble::default();
            if let Some(text) = open.content.text() {
                open.content = Content::new(&text.to_string(), &settings, &mut trouble);
            }
            (open.settings, open.revision, open.due) = (settings, revision, true);
            changed = true;
            self.hear(&name.key, trouble);
            self.unsettled.insert(name.key);
        }
        for path in blamed.difference(&self.blamed) {
            if let Some(uri) = Uri::from_file_path(path) {
                self.outbox.output.publish(&convert::key(&uri), &uri, None, Arc::default());
            }
        }
        if changed && self.facts.pulls && self.facts.can_refresh {
            self.outbox.refresh();
        }
    }

    /// The settings that govern a file; those of the first open folder for a document without one. None if they have
    /// an error, of which the person is told.
    pub(super) fn settings(&mut self, path: Option<&Path>) -> Option<Arc<Settings>> {
        let found = match (path, self.facts.roots.first()) {
            (Some(path), _) => self.projects.of(path),
            (None, Some(root)) => self.projects.of(&root.join("untitled")),
            (None, None) => return Some(self.default_settings()),
        };
        match found {
            Ok(project) => Some(project.settings.clone()),
            Err(error) => {
                self.tell_of_config(&error);
                None
            }
        }
    }

    /// The projects as the files say now, and the error of the one that the command line names.
    pub(super) fn projects_now(&self) -> (Projects, Option<ConfigError>) {
        match self.options.config.as_deref().map(|path| self.search().governed_by(path)) {
            None => (self.search(), None),
            Some(Ok(projects)) => (projects, None),
            Some(Err(error)) => (self.search(), Some(error)),
        }
    }

    fn search(&self) -> Projects {
        let adjust = |editor: &Editor| {
            let editor = editor.clone();
            move |config: &mut Config| editor.apply(config)
        };
        let projects = Projects::new(self.facts.locale, adjust(&self.editor));
        if self.folders.values().chain([&self.editor]).all(Editor::is_silent) {
            return projects;
        }
        // Also a folder for which nothing is said: another may be around it.
        self.facts.roots.iter().fold(projects, |projects, root| {
            let editor = self.folders.get(root).unwrap_or(&self.editor);
            projects.below(root.clone(), adjust(editor))
        })
    }

    pub(super) fn default_settings(&self) -> Arc<Settings> {
        let mut settings = Settings { locale: self.facts.locale, ..Settings::default() };
        self.editor.apply(&mut settings.config);
        Arc::new(settings)
    }

    fn tell_of_config(&mut self, error: &ConfigError) {
        let message = say!(
            self.facts.locale,
            "配置有误，沿用原来的设置：{error}",
            "Invalid configuration, the settings stay as they were: {error}"
        );
        self.tell(MessageType::ERROR, message);
        // A client that asks hears of it when it asks; one that has the file open, from that document.
        let is_open = self.open.values().any(|open| open.name.path.as_ref() == Some(&error.path));
        if !self.facts.pulls
            && !is_open
            && let Some((uri, found)) = check::of_config_file(error, &self.facts)
        {
            self.blamed.insert(error.path.clone());
            self.outbox.output.publish(&convert::key(&uri), &uri, None, found.wire);
        }
    }
}

fn are_same(one: &Settings, two: &Settings) -> bool {
    one.config == two.config && one.locale == two.locale && Arc::ptr_eq(&one.formats, &two.formats)
}
