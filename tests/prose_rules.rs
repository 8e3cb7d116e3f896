//! What the rules about prose find in whole reports: nothing in generated reports that are right, and mostly what is
//! wrong when a figure of the prose is changed.

#[path = "support/writer/mod.rs"]
mod writer;

use std::collections::BTreeMap;
use std::sync::Arc;

use gouji::check::check;
use gouji::document::Document;
use gouji::extract::extract;
use gouji::finding::Finding;
use gouji::rules::{Group, rule};
use writer::{Options, Sample, dialects, generate};

/// Reports of each dialect; `GOUJI_SAMPLES` sets another number.
fn samples() -> impl Iterator<Item = Sample> {
    let count: u64 = std::env::var("GOUJI_SAMPLES").ok().and_then(|count| count.parse().ok()).unwrap_or(12);
    dialects().iter().flat_map(move |dialect| (0..count).map(|seed| generate(seed, &Options::clean(*dialect))))
}

fn found(text: &str) -> Vec<Finding> {
    let of_prose = |finding: &Finding| rule(finding.rule).is_some_and(|rule| rule.group == Group::Prose);
    check(&Document::new(text, Arc::default())).into_iter().filter(of_prose).collect()
}

#[test]
fn a_right_report_has_no_finding() {
    let (mut count, mut wrong) = (0, Vec::new());
    for sample in samples() {
        count += 1;
        for finding in found(&sample.text) {
            let start = usize::from(finding.range.start());
            let before: String = sample.text[..start].chars().rev().take(40).collect();
            let context: String = before.chars().rev().chain(sample.text[start..].chars().take(40)).collect();
            wrong.push(format!("{} {}: {}\n    {context}", sample.file_name, finding.rule, finding.message));
        }
    }
    println!("{count} right reports, {} false alarms", wrong.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The labelled sentences, in the manner of published ones, agree with themselves.
#[test]
fn right_sentences_have_no_finding() {
    let halves = [include_str!("prose/tune.txt"), include_str!("prose/held-out.txt"), include_str!("prose/unseen.txt")];
    let sentences = halves.iter().flat_map(|half| half.lines()).filter(|line| line.starts_with('['));
    let headings = ["二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况", "六、其他需要报告的事项"];
    let (mut count, mut wrong) = (0, Vec::new());
    for sentence in sentences.map(unlabelled) {
        count += 1;
        let text =
            format!("2023年政府信息公开工作年度报告\n\n一、总体情况\n\n{sentence}\n\n{}\n", headings.join("\n\n"));
        wrong.extend(
            found(&text).iter().map(|finding| format!("{}: {}\n    {sentence}", finding.rule, finding.message)),
        );
    }
    println!("{count} sentences, {} findings", wrong.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A sentence of `tests/prose` without its year and labels.
fn unlabelled(line: &str) -> String {
    let line = line.split(" ## ").next().unwrap_or(line);
    let line = line.split_once("] ").map_or(line, |(_, sentence)| sentence);
    let mut text = String::new();
    for piece in line.split('{') {
        match piece.split_once('}') {
            Some((label, after)) => {
                text += &format!("{}{after}", label.rsplit_once('=').map_or("", |(words, _)| words))
            }
            None => text += piece,
        }
    }
    text
}

/// Of the figures of the prose that state a cell, so many in a hundred are extracted with that cell.
const LEAST_EXTRACTED: usize = 95;

#[test]
fn mentions_are_extracted() {
    let (mut all, mut right, mut other) = (0, 0, BTreeMap::new());
    for sample in samples() {
        let extraction = extract(&Document::new(&sample.text, Arc::default()));
        let mut mentions: Vec<_> = extraction.reports.iter().flat_map(|report| &report.mentions).collect();
        for statement in &sample.stated {
            all += 1;
            let fits = |value: &str, cell: Option<&str>| {
                value == statement.value.to_string() && cell == Some(&*statement.cell)
            };
            match mentions.iter().position(|one| fits(&one.value.to_string(), one.cell.as_deref())) {
                Some(at) => {
                    mentions.remove(at);
                    right += 1;
                }
                None => *other.entry((statement.cell.clone(), sample.dialect.name())).or_insert(0) += 1,
            }
        }
    }
    println!("{right} of {all} figures that state a cell are extracted with it; the others: {other:#?}");
    assert!(right * 100 >= LEAST_EXTRACTED * all);
}

/// Of figures of the prose that are changed, so many in a hundred are found.
const LEAST_FOUND: usize = 90;

#[test]
fn a_wrong_figure_in_prose_is_found() {
    let (mut all, mut seen) = (0, 0);
    for sample in samples() {
        // A figure that stands once in the text can be changed there and nowhere else.
        let Some((text, cell)) = sample.stated.iter().find_map(|one| Some((slip(&sample.text, &one.text)?, &one.cell)))
        else {
            continue;
        };
        all += 1;
        let is_found = !found(&text).is_empty();
        seen += usize::from(is_found);
        if !is_found && std::env::var_os("PROSE_VERBOSE").is_some() {
            println!("missed {cell} in {}", sample.file_name);
        }
    }
    println!("{seen} of {all} wrong figures in prose are found");
    assert!(seen * 100 >= LEAST_FOUND * all);
}

/// The text with another figure in the place of this one, where it stands once with a unit behind it.
fn slip(text: &str, figure: &str) -> Option<String> {
    let value: u64 = figure.parse().ok().filter(|value| *value > 9)?;
    let is_digit = |char: char| char.is_ascii_digit();
    let written = format!("{figure}件");
    let places = text.match_indices(&*written).map(|(at, _)| at);
    let mut places = places.filter(|at| !text[..*at].ends_with(is_digit));
    let at = places.next().filter(|_| places.next().is_none())?;
    Some(format!("{}{}{}", &text[..at], value + 10, &text[at + figure.len()..]))
}
