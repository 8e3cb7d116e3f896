//! How a report is laid out: bars of a table under each other, headings with the marks of their depth, one empty line
//! around both. Figures and words stay what they are; only blanks, line breaks, `#`, dashes below a table's head, lines
//! that underline a heading and the signs around a heading's number change. What is laid out once stays as it is.
//!
//! Reports alone are laid out: what else a document holds belongs to somebody else. A report that has no Markdown in it
//! gets none: there, only the numbers of its headings and blanks at line ends change.

mod heading;
mod page;
mod table;

use crate::document::Document;
use crate::syntax::{Block, BlockKind};
use crate::text::{Edit, Edits, Text, TextRange, TextSize};

use self::heading::Headings;
use self::page::{Page, line_break};

/// The edits that lay out the reports of `document` where they touch `range`; none where all is in order.
pub fn tidy(document: &Document, range: TextRange) -> Edits {
    let edits = once(document, range);
    let whole = TextRange::up_to(document.text().len());
    if edits.is_empty() || !range.contains_range(whole) { edits } else { settled(document, edits) }
}

/// The edits of the whole document, after which nothing is left to do. In odd texts a line is something else once a blank
/// line stands before it: then one edit does it all.
fn settled(document: &Document, edits: Edits) -> Edits {
    const MOST_ROUNDS: usize = 4;
    let mut text = document.text().clone();
    edits.apply(&mut text);
    for round in 0..MOST_ROUNDS {
        let next = Document::new(&text.to_string(), document.settings().clone());
        let more = once(&next, TextRange::up_to(next.text().len()));
        if more.is_empty() {
            let whole = TextRange::up_to(document.text().len());
            return if round == 0 { edits } else { Edits::from(Edit::replace(whole, text.to_string())) };
        }
        more.apply(&mut text);
    }
    edits
}

fn once(document: &Document, range: TextRange) -> Edits {
    let several = document.reports().filter(|(_, report)| report.format.is_some()).nth(1).is_some();
    let mut edits = Vec::new();
    let fenced = fenced(document.text());
    for (start, report) in document.reports_in(range) {
        let Some(page) = Page::of(document, start, report) else { continue };
        let headings = Headings::of(&page, several);
        for index in 0..report.parts.len() {
            let part_range = page.range(index);
            let is_code = fenced.iter().any(|code| code.intersect(part_range).is_some_and(|both| !both.is_empty()));
            if part_range.intersect(range).is_some() && !is_code {
                part(&page, &headings, index, &mut edits);
            }
        }
    }
    Edits::new(edits).expect("each part edits its own bytes, and what is inserted at one place is one edit")
}

/// What stands between fences, these included: code, to be left as it is. One that is not closed reaches to the end.
fn fenced(text: &Text) -> Vec<TextRange> {
    let (mut fenced, mut open) = (Vec::new(), None);
    for line in 0..text.line_count() {
        let (start, line) = (text.line_start(line), text.line(line));
        let Some(sign) = line.trim_start().get(..3).filter(|sign| matches!(*sign, "```" | "~~~")) else { continue };
        match open.take() {
            None => open = Some((start, sign.to_owned())),
            Some((from, own)) if own == sign => fenced.push(TextRange::new(from, start + TextSize::of(&*line))),
            other => open = other,
        }
    }
    fenced.extend(open.map(|(from, _)| TextRange::new(from, text.len())));
    fenced
}

/// The whole text of `document`, its reports laid out.
pub fn laid_out(document: &Document) -> String {
    let mut text = document.text().clone();
    tidy(document, TextRange::up_to(text.len())).apply(&mut text);
    text.to_string()
}

/// The edits of one part of a report, and of the empty line before it.
fn part(page: &Page<'_>, headings: &Headings, index: usize, edits: &mut Vec<Edit>) {
    let range = page.range(index);
    if !page.has_whole_lines(index) {
        return;
    }
    let (block, text) = (&page.report.parts[index].block, page.text(index));
    if index.checked_sub(1).is_some_and(|above| loses_underline(page, headings, above)) {
        let has_gap = page.is_followed_by_blank(index) || (page.is_last(index) && block.kind != BlockKind::Blank);
        let new = if has_gap || page.is_last(index) { "" } else { page.line_break };
        edits.push(Edit::replace(range, new));
        return;
    }
    let mut own = match &block.kind {
        BlockKind::Blank => blank(page, index, &text).into_iter().collect(),
        BlockKind::Table(_) => table::align(block, &text).unwrap_or_default(),
        BlockKind::Prose(prose) => heading::edits(prose, &text, headings.rank(index), page.is_followed_by_blank(index)),
        BlockKind::Raw | BlockKind::Directive(_) => Vec::new(),
    };
    if page.is_markdown && page.is_last(index) && !text.ends_with(['\n', '\r']) && block.kind != BlockKind::Blank {
        own.push(Edit::insert(block.len, page.line_break));
    }
    if let Some(gap) = gap_before(page, headings, index) {
        match own.first_mut().filter(|edit| edit.range == TextRange::empty(TextSize::from(0))) {
            Some(first) => first.text.insert_str(0, gap),
            None => own.insert(0, Edit::insert(TextSize::from(0), gap)),
        }
    }
    edits.extend(own.into_iter().map(|edit| Edit { range: edit.range + range.start(), ..edit }));
}

/// Whether the line below a part, which made that a heading, goes: `#` say the same.
fn loses_underline(page: &Page<'_>, headings: &Headings, index: usize) -> bool {
    let prose = page.report.parts[index].block.prose().filter(|_| page.is_underlined(index));
    prose.is_some_and(|prose| heading::takes_marks(prose, &page.text(index), headings.rank(index)))
}

/// Empty lines: one in Markdown, none at its end; elsewhere as many as there are, without blanks in them.
fn blank(page: &Page<'_>, index: usize, text: &str) -> Option<Edit> {
    // Rules, tags and page breaks are more than empty lines.
    if !text.chars().all(|char| char.is_whitespace() && char != '\u{c}') {
        return None;
    }
    let new = if !page.is_markdown {
        text.chars().filter(|char| matches!(char, '\n' | '\r')).collect()
    } else if page.is_last(index) {
        String::new()
    } else {
        line_break(text).unwrap_or_default().to_owned()
    };
    (new != text).then(|| Edit::replace(TextRange::up_to(TextSize::of(text)), new))
}

/// The line break that is missing between a part and the one before it, where one of them is to stand by itself.
fn gap_before<'p>(page: &Page<'p>, headings: &Headings, index: usize) -> Option<&'p str> {
    let before = index.checked_sub(1).filter(|before| page.is_markdown && !page.is_underlined(*before))?;
    let [above, below] = [before, index].map(|index| &page.report.parts[index].block);
    let stands_alone = |index: usize, block: &Block| headings.rank(index).is_some() || table::has_bars(block);
    let is_wanted = stands_alone(before, above) || stands_alone(index, below);
    let is_table = |block: &Block| matches!(block.kind, BlockKind::Table(_));
    // A comment for gouji stands at the block that it speaks of; tables that follow each other may be one.
    let belong_together = matches!(above.kind, BlockKind::Directive(_)) || (is_table(above) && is_table(below));
    // Code and tables with tags may end with empty lines of their own.
    let has_gap =
        above.kind == BlockKind::Blank || below.kind == BlockKind::Blank || ends_with_blank(&page.text(before));
    (is_wanted && !belong_together && !has_gap && page.has_whole_lines(before)).then_some(page.line_break)
}

/// Whether the last line of a text is empty.
fn ends_with_blank(text: &str) -> bool {
    let end = text[text.trim_end().len()..].replace("\r\n", "\n");
    end.matches(['\n', '\r']).count() > 1
}

#[cfg(test)]
mod tests;
