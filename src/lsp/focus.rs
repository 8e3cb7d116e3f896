//! Where a person is typing: what was edited since the last save, in the table or the paragraph of the last edit. It
//! ends with an edit elsewhere, a save, or a pause.

use std::time::{Duration, Instant};

use super::actor::Actor;
use super::ledger::Ledger;
use super::moved::moved;
use super::session::Event;
use crate::document::Document;
use crate::text::{TextRange, TextSize};

/// Who pauses for so long has finished.
pub const PAUSE: Duration = Duration::from_secs(1);

/// More places than anybody types in between two saves; of more, the first ones are forgotten.
const MOST: usize = 256;

/// What was typed, in bytes of the text as it is.
#[derive(Clone, Debug, Default)]
pub struct Focus {
    ranges: Vec<TextRange>,
    last: Option<(TextRange, Instant)>,
    /// Whether somebody will look for a pause.
    pub is_watched: bool,
}

impl Focus {
    /// Notes that `replaced` became `inserted` bytes.
    pub fn typed(&mut self, replaced: TextRange, inserted: TextSize) {
        let mut new = TextRange::at(replaced.start(), inserted);
        let shifted = self.ranges.iter().filter_map(|range| moved(*range, replaced, inserted));
        let mut ranges: Vec<TextRange> = shifted.collect();
        ranges.retain(|range| {
            let touches = range.intersect(new).is_some();
            new = if touches { new.cover(*range) } else { new };
            !touches
        });
        ranges.push(new);
        ranges.drain(..ranges.len().saturating_sub(MOST));
        (self.ranges, self.last) = (ranges, Some((new, Instant::now())));
    }

    /// Nobody is typing.
    pub fn end(&mut self) {
        self.ranges.clear();
        self.last = None;
    }

    /// Whether anything was typed.
    pub fn is_empty(&self) -> bool {
        self.ranges.is_empty()
    }

    /// What is left of a pause of this length.
    pub fn left(&self, pause: Duration) -> Duration {
        self.last.map_or(Duration::ZERO, |(_, at)| pause.saturating_sub(at.elapsed()))
    }

    /// What was typed in the table or the paragraph of the last edit; the rest is forgotten.
    pub fn around_last(&mut self, document: &Document) -> &[TextRange] {
        if let Some((last, _)) = self.last {
            let table = Ledger::of(document, TextRange::empty(last.end())).next();
            let place = table.map_or_else(|| blocks(document, last), |ledger| ledger.range());
            // An edit of which nothing is left stands between two characters.
            self.ranges.retain(|range| range.start() <= place.end() && place.start() <= range.end());
        }
        &self.ranges
    }
}

/// The blocks that touch what was typed: a line break parts one in two.
fn blocks(document: &Document, typed: TextRange) -> TextRange {
    let blocks = document.blocks();
    let block = |at: TextSize| {
        let (index, _) = blocks.at(at)?;
        let (start, block) = blocks.iter_from(index).next()?;
        Some(TextRange::at(start, block.len))
    };
    let touched = [typed.start(), typed.end()].into_iter().filter_map(block);
    touched.reduce(TextRange::cover).unwrap_or(typed)
}

impl Actor {
    /// Where a person is typing in a document, as it stands now; looks for a pause from then on.
    pub(super) fn focus(&mut self, key: &str, document: &Document) -> Vec<TextRange> {
        let Some(open) = self.open.get_mut(key).filter(|open| !open.focus.is_empty()) else { return Vec::new() };
        if open.runs_on_save() {
            return Vec::new();
        }
        let focus = open.focus.around_last(document).to_vec();
        if !focus.is_empty() && !std::mem::replace(&mut open.focus.is_watched, true) {
            let left = open.focus.left(self.pause);
            self.look_for_pause(key.to_owned(), left);
        }
        focus
    }

    fn look_for_pause(&self, key: String, time: Duration) {
        let events = self.events.clone();
        self.runtime.spawn(async move {
            tokio::time::sleep(time).await;
            if let Some(events) = events.upgrade() {
                // Without a session nobody types.
                let _ = events.send(Event::Paused { key });
            }
        });
    }

    /// Looks whether nobody has typed for a while.
    pub(super) fn paused(&mut self, key: &str) {
        let Some(open) = self.open.get_mut(key) else { return };
        let left = open.focus.left(self.pause);
        if left.is_zero() {
            open.focus.is_watched = false;
            self.end_focus(key);
        } else {
            self.look_for_pause(key.to_owned(), left);
        }
    }

    /// Nobody is typing in a document any more: what waited for that is said.
    pub(super) fn end_focus(&mut self, key: &str) {
        let revision = self.tick();
        let Some(open) = self.open.get_mut(key).filter(|open| !open.focus.is_empty()) else { return };
        open.focus.end();
        (open.revision, open.due, open.refreshes) = (revision, true, self.facts.pulls);
        open.looks_around = true;
        self.unsettled.insert(key.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::REPORT;

    fn range(start: u32, end: u32) -> TextRange {
        TextRange::new(start.into(), end.into())
    }

    #[test]
    fn what_is_typed_grows_and_moves() {
        let mut focus = Focus::default();
        for (replaced, inserted) in [(range(10, 12), 0), (range(10, 10), 1), (range(11, 11), 2), (range(2, 3), 5)] {
            focus.typed(replaced, inserted.into());
        }
        assert_eq!(focus.ranges, [range(14, 17), range(2, 7)]);
        focus.typed(range(0, 30), 1.into());
        assert_eq!(focus.ranges, [range(0, 1)]);
        focus.end();
        assert!(focus.is_empty() && focus.left(PAUSE) == Duration::ZERO);
    }

    #[test]
    fn an_edit_elsewhere_ends_it() {
        let document = Document::new(REPORT, Default::default());
        let place = |text: &str| {
            let start = TextSize::of(&REPORT[..REPORT.find(text).expect("it is there")]);
            TextRange::at(start, 1.into())
        };
        let (one, two, other) = (place("9 | 4 | 0"), place("4 | 0 | 0 | 1"), place("204"));
        let mut focus = Focus::default();
        focus.typed(one, 1.into());
        focus.typed(two, 1.into());
        assert_eq!(focus.around_last(&document), [one, two]);
        focus.typed(other, 1.into());
        assert_eq!(focus.around_last(&document), [other], "that is another table");
        let prose = place("加强门户网站");
        focus.typed(prose, 3.into());
        let typed = TextRange::at(prose.start(), 3.into());
        assert_eq!(focus.around_last(&document), [typed], "that is a paragraph");
        focus.typed(place("严格落实"), 1.into());
        assert_eq!(focus.around_last(&document), [place("严格落实")], "that is another one");
    }
}
