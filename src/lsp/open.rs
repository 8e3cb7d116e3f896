//! One open document: its text in step with the client's, and read as a report.
//!
//! A change is made in the rope at once, so that the next one finds its place. It is read when somebody wants to know: of
//! changes that come close together in time and in place, only what they leave is read, once.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use tokio::sync::oneshot;

use super::convert::Name;
use super::focus::Focus;
use super::session::Checked;
use crate::beside::Surroundings;
use crate::config::{Run, Settings};
use crate::document::Document;
use crate::text::{Encoding, MAX_LEN, Position, Text, TextRange, TextSize};

/// A change as the client says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What is replaced; everything if there is none.
    pub range: Option<(Position, Position)>,
    /// What stands there afterwards.
    pub text: String,
}

/// What the server has of a document.
#[derive(Clone, Debug)]
pub enum Content {
    /// The text, read.
    Read(Reading),
    /// The text; to read it is more than this program can do.
    Unread(Text),
    /// Not the text that the client has. There is nothing to say of it until the whole text comes again, with a change,
    /// a save or when it is opened anew.
    Lost,
}

/// A document that is read up to the last few changes.
#[derive(Clone, Debug)]
pub struct Reading {
    document: Document,
    unread: Option<Unread>,
}

/// Changes that are made and not read.
#[derive(Clone, Debug)]
struct Unread {
    /// The text with them.
    text: Text,
    /// What they replaced, in the document's text.
    old: TextRange,
    /// What stands there now.
    new: TextRange,
}

/// Changes with no more than this many bytes between them are read as one.
const NEAR: TextSize = TextSize::new(1024);

impl Reading {
    fn new(document: Document) -> Reading {
        Reading { document, unread: None }
    }

    fn text(&self) -> &Text {
        self.unread.as_ref().map_or(self.document.text(), |unread| &unread.text)
    }

    /// Replaces `range` of the text. Reads the changes before this one, if they are elsewhere.
    fn replace(&mut self, range: TextRange, with: &str) {
        let is_near =
            |unread: &Unread| range.start() <= unread.new.end() + NEAR && unread.new.start() <= range.end() + NEAR;
        if !self.unread.as_ref().is_none_or(is_near) {
            self.read();
        }
        let fresh = || Unread { text: self.document.text().clone(), old: range, new: range };
        let unread = self.unread.get_or_insert_with(fresh);
        unread.text.replace(range, with);
        // Outside of what is new, the old text and the new one are the same, but for how far on they stand.
        let hull = unread.new.cover(range);
        unread.old = TextRange::new(
            unread.old.start() - (unread.new.start() - hull.start()),
            unread.old.end() + (hull.end() - unread.new.end()),
        );
        unread.new = TextRange::new(hull.start(), hull.end() - range.len() + TextSize::of(with));
    }

    /// Reads what was changed.
    fn read(&mut self) {
        if let Some(unread) = self.unread.take() {
            self.document.edit(unread.old, &unread.text.slice(unread.new));
        }
    }
}

/// What became of the client's changes, as far as somebody must know.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Trouble {
    /// Reading panicked.
    pub panicked: bool,
    /// A change could not be placed: the text is lost.
    pub lost: bool,
}

impl Content {
    /// Reads a whole text.
    pub fn new(text: &str, settings: &Arc<Settings>, trouble: &mut Trouble) -> Content {
        if text.len() > MAX_LEN {
            trouble.lost = true;
            return Content::Lost;
        }
        match catch_unwind(|| Document::editable(text, settings.clone())) {
            Ok(document) => Content::Read(Reading::new(document)),
            Err(_) => {
                trouble.panicked = true;
                Content::Unread(Text::editable(text))
            }
        }
    }

    /// The text, unless it is lost.
    pub fn text(&self) -> Option<&Text> {
        match self {
            Content::Read(reading) => Some(reading.text()),
            Content::Unread(text) => Some(text),
            Content::Lost => None,
        }
    }

    /// Applies a change. `edited` hears what was replaced by how many bytes.
    pub fn apply(
        &mut self,
        change: &Change,
        settings: &Arc<Settings>,
        encoding: Encoding,
        edited: impl FnOnce(TextRange, TextSize),
    ) -> Trouble {
        let mut trouble = Trouble::default();
        let Some((from, to)) = change.range else {
            let everything = TextRange::up_to(self.text().map_or(0.into(), Text::len));
            *self = Content::new(&change.text, settings, &mut trouble);
            edited(everything, self.text().map_or(0.into(), Text::len));
            return trouble;
        };
        let Some(text) = self.text() else { return trouble };
        let (start, end) = (text.offset(from, encoding), text.offset(to, encoding));
        if from > to || usize::from(text.len()).saturating_add(change.text.len()) > MAX_LEN {
            *self = Content::Lost;
            return Trouble { lost: true, ..trouble };
        }
        // Two positions in order are two offsets in order.
        let range = TextRange::new(start, end.max(start));
        edited(range, TextSize::of(&*change.text));
        let mut text = text.clone();
        if let Content::Read(reading) = self
            && catch_unwind(AssertUnwindSafe(|| reading.replace(range, &change.text))).is_ok()
        {
            return trouble;
        }
        trouble.panicked = matches!(self, Content::Read(_));
        text.replace(range, &change.text);
        *self = Content::new(&text.to_string(), settings, &mut trouble);
        trouble
    }

    /// The document, read up to the last change; none if that can't be done.
    pub fn document(&mut self, settings: &Arc<Settings>, trouble: &mut Trouble) -> Option<&Document> {
        if let Content::Read(reading) = self {
            let text = reading.text().clone();
            if catch_unwind(AssertUnwindSafe(|| reading.read())).is_err() {
                // Half an edit is no basis for the next one: everything is read again from the text.
                trouble.panicked = true;
                *self = Content::new(&text.to_string(), settings, trouble);
            }
        }
        match self {
            Content::Read(reading) => Some(&reading.document),
            Content::Unread(_) | Content::Lost => None,
        }
    }

    /// Takes over the same document, read anew.
    pub fn rebuild(&mut self, document: Document) {
        *self = Content::Read(Reading::new(document));
    }
}

/// An open document.
#[derive(Debug)]
pub struct Open {
    /// What it is known by.
    pub name: Name,
    /// The client's count of its states.
    pub version: i32,
    /// What the server has of it.
    pub content: Content,
    /// What it is read and checked by.
    pub settings: Arc<Settings>,
    /// The session's own count of its states.
    pub revision: u64,
    /// The revision that another thread checks.
    pub checking: Option<u64>,
    /// What was found in the newest state that was checked.
    pub latest: Option<Arc<Checked>>,
    /// What a person sees.
    pub shown: Option<Arc<Checked>>,
    /// What is shown is to be renewed.
    pub due: bool,
    /// Where a person is typing.
    pub focus: Focus,
    /// The client is to ask again if something else is found: nobody has edited anything.
    pub refreshes: bool,
    /// The reports that stand beside it.
    pub surroundings: Arc<Surroundings>,
    /// It is to be seen what stands beside it, once its newest state is checked.
    pub looks_around: bool,
    /// Those who wait for a check of the newest state.
    pub waiting: Vec<oneshot::Sender<Option<Arc<Checked>>>>,
}

impl Open {
    pub fn runs_on_save(&self) -> bool {
        self.settings.config.lint.run == Run::OnSave
    }

    /// What was found in the newest state, if it was checked.
    pub fn current(&self) -> Option<&Arc<Checked>> {
        self.latest.as_ref().filter(|latest| latest.revision == self.revision)
    }

    /// What is shown, moved to where it stands in the newest state; none if it is to be renewed.
    pub fn shown(&mut self) -> Option<Arc<Checked>> {
        let shown = self.shown.as_mut().filter(|_| !self.due)?;
        if shown.revision != self.revision
            && let Some(text) = self.content.text()
        {
            let shown = Arc::make_mut(shown);
            shown.found.renewed(text, &self.name.uri, &shown.facts);
            (shown.revision, shown.version, shown.text) = (self.revision, self.version, text.clone());
            shown.document = None;
        }
        Some(shown.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(from: (usize, usize), to: (usize, usize), text: &str) -> Change {
        let at = |(line, column)| Position { line, column };
        Change { range: Some((at(from), at(to))), text: text.to_owned() }
    }

    /// The text after changes, in UTF-16.
    fn after(text: &str, changes: &[Change]) -> (Option<String>, Trouble) {
        let settings = Arc::new(Settings::default());
        let mut trouble = Trouble::default();
        let mut content = Content::new(text, &settings, &mut trouble);
        for change in changes {
            let one = content.apply(change, &settings, Encoding::Utf16, |_, _| {});
            trouble = Trouble { panicked: trouble.panicked || one.panicked, lost: trouble.lost || one.lost };
        }
        let text = content.text().map(Text::to_string);
        let read = content.document(&settings, &mut trouble).map(|document| document.text().to_string());
        assert_eq!(text, read);
        (text, trouble)
    }

    fn text(text: &str, changes: &[Change]) -> String {
        let (text, trouble) = after(text, changes);
        assert_eq!(trouble, Trouble::default());
        text.expect("nothing was lost")
    }

    #[test]
    fn changes_come_one_after_the_other() {
        let changes = [change((0, 2), (0, 3), "é"), change((1, 0), (1, 0), "😀"), change((1, 2), (1, 3), "")];
        assert_eq!(text("𠮷e\r\n件e\u{301}", &changes), "𠮷é\r\n😀e\u{301}");
    }

    #[test]
    fn changes_are_read_together_or_apart() {
        let far = "一\n".repeat(1000);
        let mut expected: Vec<String> = far.lines().map(str::to_owned).collect();
        let mut changes = Vec::new();
        for (index, line) in [(0, 500), (1, 501), (2, 499), (3, 1), (4, 999), (5, 998), (6, 0), (7, 500)] {
            changes.push(change((line, 0), (line, index % 2), &index.to_string()));
            let start = if index % 2 == 1 { expected[line].chars().next().map_or(0, char::len_utf8) } else { 0 };
            expected[line].replace_range(..start, &index.to_string());
        }
        let mut expected = expected.join("\n");
        expected.push('\n');
        assert_eq!(text(&far, &changes), expected);
    }

    #[test]
    fn a_line_break_may_be_split_and_joined() {
        let split = [change((0, 1), (1, 0), "\r"), change((1, 0), (1, 0), "x"), change((1, 1), (1, 1), "\n")];
        assert_eq!(text("a\r\nb\rc", &split), "a\rx\nb\rc");
        assert_eq!(text("a\rb", &[change((1, 0), (1, 0), "\n"), change((1, 0), (1, 1), "c")]), "a\r\nc");
    }

    #[test]
    fn positions_beyond_the_end_are_clamped() {
        let far = usize::MAX;
        assert_eq!(text("a\nb", &[change((0, far), (0, far), "x"), change((far, 0), (far, far), "y")]), "ax\nby");
        assert_eq!(text("a\nb", &[change((0, 0), (2, 0), "c")]), "c");
    }

    #[test]
    fn a_reversed_range_is_no_edit_and_the_whole_text_ends_the_doubt() {
        let reversed = change((0, 2), (0, 1), "x");
        let (lost, trouble) = after("abc", &[reversed.clone(), change((0, 0), (0, 1), "y")]);
        assert_eq!((lost, trouble.lost), (None, true));
        let whole = Change { range: None, text: "again".to_owned() };
        assert_eq!(after("abc", &[reversed, whole]).0, Some("again".to_owned()));
    }
}
