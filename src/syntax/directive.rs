//! Comments that tell gouji to ignore something.

use super::Directive;
use crate::text::{TextRange, TextSize, size};

/// A comment names so many rules at most: twice as many as there are.
const MOST_NAMES: usize = 100;

/// `<!-- gouji-ignore RULE… -->`, also without the comment's signs where it is the whole line.
pub(super) fn directive(line: &str) -> Option<Directive> {
    let start = line.trim_start();
    let comment = start.strip_prefix("<!--");
    // Few lines go further than this: what is looked at of the others is their start alone.
    if !comment.unwrap_or(start).trim_start().starts_with("gouji-ignore") {
        return None;
    }
    let trimmed = start.trim_end();
    let inside = match comment {
        Some(comment) => comment.trim_end().strip_suffix("-->")?,
        None => trimmed,
    };
    let words = inside.trim();
    let names = words.strip_prefix("gouji-ignore")?;
    let (whole_file, names) = names.strip_prefix("-file").map_or((false, names), |names| (true, names));
    if !names.is_empty() && !names.starts_with(char::is_whitespace) {
        return None;
    }
    let place = |part: &str| TextRange::at(size(part.as_ptr() as usize - line.as_ptr() as usize), TextSize::of(part));
    let named = names.split(|char: char| char.is_whitespace() || matches!(char, ',' | '，' | '、'));
    let rules =
        named.filter(|name| !name.is_empty()).take(MOST_NAMES).map(|name| (name.to_owned(), place(name))).collect();
    Some(Directive { whole_file, rules, range: place(trimmed) })
}
