//! Words set in bold or italics and links: how Markdown writes them, and back.
//!
//! Only Markdown's own signs are read, and only where they are in order: a `*` without its like, as before a footnote, is
//! a sign of the text.

use std::ops::Range;

use super::model::{Mark, Style};
use crate::syntax::{Visible, link};

/// A sign that begins or ends a mark, or a piece of source without any.
enum Token<'s> {
    Words(&'s str),
    Bold,
    Italic,
    /// The words of a link, as they are written, and its address.
    Link(&'s str, &'s str),
}

/// The words of a source and what is marked in them.
pub fn read(source: &str) -> (String, Vec<Mark>) {
    let (mut text, mut marks) = (String::new(), Vec::new());
    let (mut bold, mut italic): (Option<usize>, Option<usize>) = (None, None);
    for token in tokens(source) {
        let at = text.len();
        let close = |open: &mut Option<usize>, style: Style, marks: &mut Vec<Mark>| match open.take() {
            Some(start) if start < at => marks.push(Mark { range: start..at, style }),
            Some(_) => {}
            None => *open = Some(at),
        };
        match token {
            Token::Words(words) => text.push_str(&Visible::of(words).text),
            Token::Bold => close(&mut bold, Style::Bold, &mut marks),
            Token::Italic => close(&mut italic, Style::Italic, &mut marks),
            Token::Link(words, address) => {
                text.push_str(&Visible::of(words).text);
                if text.len() > at {
                    marks.push(Mark { range: at..text.len(), style: Style::Link(address.to_owned()) });
                }
            }
        }
    }
    nested(&mut marks);
    trim(&mut text, &mut marks);
    (text, marks)
}

/// What a reader without links is told: the address stands behind the words.
pub fn words(source: &str) -> String {
    let (text, marks) = read(source);
    flat(&text, &marks)
}

/// A marked text without marks; addresses of links stand behind their words.
pub fn flat(text: &str, marks: &[Mark]) -> String {
    let mut flat = String::with_capacity(text.len());
    let mut done = 0;
    for mark in marks {
        if let Style::Link(address) = &mark.style
            && mark.range.end >= done
            && text[mark.range.clone()] != **address
        {
            flat.push_str(&text[done..mark.range.end]);
            flat.push_str(&format!("（{address}）"));
            done = mark.range.end;
        }
    }
    flat + &text[done..]
}

/// The text with `sign` at the start and end of each mark, and `escape` of what stands between.
pub fn written(
    text: &str,
    marks: &[Mark],
    escape: impl Fn(&str) -> String,
    sign: impl Fn(&Style, bool) -> String,
) -> String {
    let ends = ends(text.len(), marks);
    let mut written = String::with_capacity(text.len() + 16);
    let (mut next, mut open): (_, Vec<&Mark>) = (marks.iter().peekable(), Vec::new());
    for (index, at) in ends.iter().enumerate() {
        // What began last ends first.
        while let Some(mark) = open.pop_if(|mark| mark.range.end <= *at) {
            written.push_str(&sign(&mark.style, false));
        }
        while let Some(mark) = next.next_if(|mark| mark.range.start <= *at) {
            written.push_str(&sign(&mark.style, true));
            open.push(mark);
        }
        if let Some(next) = ends.get(index + 1) {
            written.push_str(&escape(&text[*at..*next]));
        }
    }
    written
}

/// The pieces of a text of so many bytes between the ends of its marks, each with the styles that cover it, the outer
/// ones first.
pub fn pieces(len: usize, marks: &[Mark]) -> Vec<(Range<usize>, Vec<&Style>)> {
    let mut pieces = Vec::new();
    let (mut next, mut open): (_, Vec<&Mark>) = (marks.iter().peekable(), Vec::new());
    for pair in ends(len, marks).windows(2) {
        while open.pop_if(|mark| mark.range.end <= pair[0]).is_some() {}
        while let Some(mark) = next.next_if(|mark| mark.range.start <= pair[0]) {
            open.push(mark);
        }
        pieces.push((pair[0]..pair[1], open.iter().map(|mark| &mark.style).collect()));
    }
    pieces
}

/// Where marks begin and end, and the text's own ends, in order.
fn ends(len: usize, marks: &[Mark]) -> Vec<usize> {
    let mut ends: Vec<usize> = marks.iter().flat_map(|mark| [mark.range.start, mark.range.end]).collect();
    ends.extend([0, len]);
    ends.sort_unstable();
    ends.dedup();
    ends
}

/// The signs of Markdown.
pub fn markdown_sign(style: &Style, opens: bool) -> String {
    match (style, opens) {
        (Style::Bold, _) => "**".to_owned(),
        (Style::Italic, _) => "*".to_owned(),
        (Style::Link(_), true) => "[".to_owned(),
        (Style::Link(address), false) => format!("]({address})"),
    }
}

/// Outer marks first; one that only partly overlaps an earlier one is dropped.
fn nested(marks: &mut Vec<Mark>) {
    // Of two that cover the same words, the outer one ends last.
    marks.reverse();
    marks.sort_by_key(|mark| (mark.range.start, std::cmp::Reverse(mark.range.end)));
    // Where those end that are open: the innermost last.
    let mut open: Vec<usize> = Vec::new();
    marks.retain(|mark| {
        while open.pop_if(|end| *end <= mark.range.start).is_some() {}
        let is_within = open.last().is_none_or(|end| mark.range.end <= *end);
        if is_within {
            open.push(mark.range.end);
        }
        is_within
    });
}

/// Takes away the blanks around a text.
pub fn trim(text: &mut String, marks: &mut Vec<Mark>) {
    let first = text.len() - text.trim_start().len();
    let kept = first..first + text.trim().len();
    let inside = |range: &Range<usize>| {
        let clip = |at: usize| at.clamp(kept.start, kept.end) - first;
        clip(range.start)..clip(range.end)
    };
    marks.iter_mut().for_each(|mark| mark.range = inside(&mark.range));
    marks.retain(|mark| !mark.range.is_empty());
    *text = text[kept.clone()].to_owned();
}

/// Signs of emphasis stand in pairs; `*` between letters or digits is none, nor is one with a blank on its inner side.
fn tokens(source: &str) -> Vec<Token<'_>> {
    let mut tokens: Vec<Token<'_>> = Vec::new();
    let (mut start, mut at) = (0, 0);
    while at < source.len() {
        let rest = &source[at..];
        let (len, token) = match rest.as_bytes()[0] {
            b'\\' if rest[1..].starts_with(|char: char| char.is_ascii_punctuation()) => (2, None),
            b'`' => (rest[1..].find('`').map_or(1, |end| end + 2), None),
            b'<' => (crate::syntax::markup_len(rest).unwrap_or(1), None),
            b'*' if rest.starts_with("**") => (2, Some(Token::Bold)),
            b'*' if is_emphasis(source, at) => (1, Some(Token::Italic)),
            b'[' if !source[..at].ends_with('!') => match link(rest) {
                Some((words, address, len)) => (len, Some(Token::Link(words, address))),
                None => (1, None),
            },
            _ => (rest.chars().next().map_or(1, char::len_utf8), None),
        };
        if let Some(token) = token {
            tokens.push(Token::Words(&source[start..at]));
            tokens.push(token);
            start = at + len;
        }
        at += len;
    }
    tokens.push(Token::Words(&source[start..]));
    if tokens.iter().filter(|token| matches!(token, Token::Italic)).count() % 2 == 1 {
        // One of them is a sign of the text, and nobody knows which.
        for token in &mut tokens {
            if matches!(token, Token::Italic) {
                *token = Token::Words("*");
            }
        }
    }
    tokens
}

/// Whether the `*` at `at` may begin or end words in italics.
fn is_emphasis(source: &str, at: usize) -> bool {
    let before = source[..at].chars().next_back().unwrap_or(' ');
    let behind = source[at + 1..].chars().next().unwrap_or(' ');
    let is_factor = |char: char| char.is_ascii_alphanumeric();
    let stands_apart = before.is_whitespace() && behind.is_whitespace();
    let is_between = is_factor(before) && is_factor(behind);
    !(stands_apart || is_between)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(source: &str) -> (String, Vec<String>) {
        let (text, marks) = read(source);
        let marks = marks.iter().map(|mark| format!("{:?} {}", mark.style, &text[mark.range.clone()])).collect();
        (text, marks)
    }

    #[test]
    fn marks_are_written_in_the_order_in_which_they_lie() {
        let mark = |range: Range<usize>, style| Mark { range, style };
        let mut marks = vec![
            mark(1..2, Style::Italic),
            mark(3..5, Style::Italic),
            mark(0..4, Style::Bold),
            mark(0..2, Style::Link("a.cn".to_owned())),
        ];
        nested(&mut marks);
        let ranges: Vec<_> = marks.iter().map(|mark| mark.range.clone()).collect();
        assert_eq!(ranges, [0..4, 0..2, 1..2], "3..5 crosses 0..4");
        assert_eq!(written("abcde", &marks, str::to_owned, markdown_sign), "**[a*b*](a.cn)cd**e");
        let covering: Vec<usize> = pieces(5, &marks).iter().map(|(_, styles)| styles.len()).collect();
        assert_eq!(covering, [2, 3, 1, 0]);
    }

    #[test]
    fn marks_and_links_are_told_from_signs() {
        let (text, marks) = shown("见**重点**与*斜体*，[网站](https://y.gov.cn/1_2.html)、`a*b`。");
        assert_eq!(text, "见重点与斜体，网站、a*b。");
        assert_eq!(marks, ["Bold 重点", "Italic 斜体", "Link(\"https://y.gov.cn/1_2.html\") 网站"]);
        for plain in ["*注：3*4=12", "国办[2021](试行)", "\\*甲\\*", "a * b * c", "2*3*4"] {
            assert_eq!(shown(plain), (Visible::of(plain).text.into_owned(), vec![]), "{plain}");
        }
    }

    #[test]
    fn what_is_written_is_read() {
        for source in ["甲**乙*丙*丁**戊", "[甲](http://a.cn)乙", "**[甲](a.html)**", "甲"] {
            let (text, marks) = read(source);
            assert_eq!(written(&text, &marks, str::to_owned, markdown_sign), source);
        }
        assert_eq!(words("[甲](http://a.cn)乙[b.cn/1](b.cn/1)"), "甲（http://a.cn）乙b.cn/1");
    }
}
