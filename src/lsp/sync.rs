//! What the client says of its documents: opened, changed, saved, closed.

use std::sync::Arc;

use super::actor::Actor;
use super::convert::Name;
use super::focus::Focus;
use super::open::{Change, Content, Open, Trouble};
use crate::text::{Text, TextRange, TextSize};

impl Actor {
    /// A document is open now.
    pub(super) fn opened(&mut self, name: Name, version: i32, text: &str) {
        self.look_at_settings();
        let key = name.key.clone();
        let settings = self.settings(name.path.as_deref()).unwrap_or_else(|| self.default_settings());
        let mut trouble = Trouble::default();
        let content = Content::new(text, &settings, &mut trouble);
        let revision = self.tick();
        let mut open = Open {
            name,
            version,
            content,
            settings,
            revision,
            checking: None,
            latest: None,
            shown: None,
            due: true,
            focus: Focus::default(),
            refreshes: false,
            surroundings: Arc::default(),
            looks_around: true,
            waiting: Vec::new(),
        };
        if let Some(before) = self.open.remove(&key) {
            tracing::warn!(key, "opened twice");
            open.waiting = before.waiting;
        }
        self.open.insert(key.clone(), open);
        self.hear(&key, trouble);
        self.unsettled.insert(key);
    }

    /// A document was edited.
    pub(super) fn changed(&mut self, key: String, version: i32, changes: &[Change]) {
        let revision = self.tick();
        let Some(open) = self.open.get_mut(&key) else {
            tracing::debug!(key, "changed, but not open");
            return;
        };
        let mut trouble = Trouble::default();
        // Some clients do not count, but none counts down.
        if version < open.version {
            open.content = Content::Lost;
            trouble.lost = true;
        }
        let mut edits: Vec<(TextRange, TextSize)> = Vec::new();
        for change in changes {
            let edited = |range, inserted| edits.push((range, inserted));
            let one = open.content.apply(change, &open.settings, self.facts.encoding, edited);
            trouble.panicked |= one.panicked;
            trouble.lost |= one.lost;
        }
        (open.version, open.revision) = (version, revision);
        if trouble.lost || changes.iter().any(|change| change.range.is_none()) {
            open.focus.end();
        } else {
            edits.iter().for_each(|(range, inserted)| open.focus.typed(*range, *inserted));
        }
        if !open.runs_on_save() || trouble.lost {
            open.due = true;
        } else if let Some(shown) = &mut open.shown {
            let shown = Arc::make_mut(shown);
            for (range, inserted) in edits {
                shown.found.shift(range, inserted);
            }
        }
        self.hear(&key, trouble);
        self.unsettled.insert(key);
    }

    /// A document was edited, and the client's words for it make no sense.
    pub(super) fn unreadable(&mut self, key: String) {
        let revision = self.tick();
        let Some(open) = self.open.get_mut(&key) else { return };
        (open.content, open.revision, open.due) = (Content::Lost, revision, true);
        self.hear(&key, Trouble { lost: true, ..Trouble::default() });
        self.unsettled.insert(key);
    }

    /// A document was saved.
    pub(super) fn saved(&mut self, key: String, text: Option<&str>) {
        self.look_at_settings();
        let revision = self.tick();
        let Some(open) = self.open.get_mut(&key) else { return };
        let mut trouble = Trouble::default();
        let other = text.filter(|text| !open.content.text().is_some_and(|ours| is(ours, text)));
        if let Some(text) = other {
            tracing::warn!(key, "the saved text is another; taken over");
            open.content = Content::new(text, &open.settings, &mut trouble);
            open.revision = revision;
        }
        if other.is_some() || open.runs_on_save() {
            open.due = true;
        }
        open.looks_around = true;
        self.hear(&key, trouble);
        self.end_focus(&key);
        self.unsettled.insert(key);
    }

    /// A document is not open any more.
    pub(super) fn closed(&mut self, key: &str) {
        let Some(open) = self.open.remove(key) else { return };
        if let Some(path) = &open.name.path {
            // From now on it is what the disk says.
            self.facts.library.remove(path);
            self.survey();
        }
        if !self.facts.pulls {
            self.outbox.output.publish(key, &open.name.uri, None, Arc::default());
        }
    }
}

/// Whether `text` is this one, without a copy of either.
fn is(text: &Text, mut other: &str) -> bool {
    let all = text.chunks().all(|chunk| match other.strip_prefix(chunk) {
        Some(rest) => {
            other = rest;
            true
        }
        None => false,
    });
    all && other.is_empty()
}
