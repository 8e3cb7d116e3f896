//! Sentences with holes: years, names, invented counts, and figures of the tables.
//!
//! `{y}` `{ly}` `{ny}` years · `{o}` `{org}` `{p}`… names · `{#1-9}` a count · `{!1-9}` the same,
//! plain digits · `{c:1-9}` in Chinese numerals · `{a}` `{a+b}` counts that add up · `{N}` and
//! `{=key}` figures of the tables.

use std::collections::BTreeMap;

use super::labels::CHINESE;
use super::model::{Kind, Report, decimal};
use super::rng::Rng;

/// A figure of the tables stated in prose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// The number as written, without its unit.
    pub text: String,
    pub value: i64,
    /// `requests.new.total`, or a sorted sum `a+b`, or a difference `a-b`.
    pub cell: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Numbers {
    Plain,
    Spaced,
    Separators,
    FullWidth,
}

pub struct Phrases<'a> {
    pub report: &'a Report,
    pub rng: Rng,
    pub stated: Vec<Statement>,
    numbers: Numbers,
    registers: BTreeMap<char, i64>,
}

impl<'a> Phrases<'a> {
    pub fn new(report: &'a Report, rng: &Rng) -> Self {
        let mut rng = rng.fork("prose");
        let numbers =
            [Numbers::Plain, Numbers::Spaced, Numbers::Separators, Numbers::FullWidth][rng.weighted(&[82, 7, 7, 4])];
        Phrases { report, rng, stated: Vec::new(), numbers, registers: BTreeMap::new() }
    }

    /// One of the sentences, filled.
    pub fn one(&mut self, from: &[&str]) -> String {
        let template = self.rng.pick(from);
        self.fill(template)
    }

    /// `count` different sentences, filled, one after the other.
    pub fn some(&mut self, from: &[&str], count: usize) -> String {
        let chosen = self.rng.some(from, count);
        chosen.iter().map(|template| self.fill(template)).collect()
    }

    pub fn fill(&mut self, template: &str) -> String {
        self.registers.clear();
        let mut text = String::new();
        let mut rest = template;
        while let Some((before, after)) = rest.split_once('{') {
            let (hole, tail) = after.split_once('}').expect("a hole has an end");
            text.push_str(before);
            let filled = self.hole(hole);
            text.push_str(&filled);
            rest = tail;
        }
        text.push_str(rest);
        text
    }

    fn hole(&mut self, hole: &str) -> String {
        if let Some(word) = self.word(hole) {
            return word;
        }
        if let Some(range) = hole.strip_prefix('#') {
            let value = self.random(range);
            return self.figure(value);
        }
        if let Some(range) = hole.strip_prefix('!') {
            return self.random(range).to_string();
        }
        if let Some(range) = hole.strip_prefix("c:") {
            let value = self.random(range);
            return chinese(value);
        }
        if let Some(shares) = hole.strip_prefix('%') {
            let (part, whole) = shares.split_once('/').expect("a share of something");
            let (part, whole) = (self.registers_sum(part), self.registers_sum(whole));
            return percentage(part, whole);
        }
        if let Some(key) = hole.strip_prefix('=') {
            return self.state(key);
        }
        match alias(hole) {
            Some(key) => self.state(key),
            None => {
                let value = self.registers_sum(hole);
                self.figure(value)
            }
        }
    }

    fn word(&self, hole: &str) -> Option<String> {
        let report = self.report;
        let township = report.organization.ends_with('处');
        let by_kind = |government: &str, department: &str, town: &str| match report.kind {
            Kind::Government => government.to_string(),
            Kind::Department => department.to_string(),
            Kind::Township => town.to_string(),
        };
        let area = |word: &str| report.we.trim_start_matches('我').to_string() + word;
        Some(match hole {
            "y" => report.year.to_string(),
            "ly" => (report.year - 1).to_string(),
            "ny" => (report.year + 1).to_string(),
            "o" => report.we.to_string(),
            "p" => report.short.clone(),
            "org" => report.organization.clone(),
            "all" => by_kind(&area("级各部门"), "各科室", if township { "各社区" } else { "各村" }),
            "whole" => match report.kind {
                Kind::Government => format!("全{}", report.we.trim_start_matches('我')),
                _ => report.we.to_string(),
            },
            "meeting" => by_kind("政府常务会议", "党组会议", "党政联席会议"),
            "office" => by_kind("政务公开办公室", "办公室", "党政办公室"),
            "site" => by_kind("政府门户网站", "门户网站", "上级政府门户网站"),
            "group" => "政务公开工作领导小组".to_string(),
            _ => return None,
        })
    }

    fn random(&mut self, range: &str) -> i64 {
        let (low, high) = range.split_once('-').expect("a range");
        let low = low.parse().expect("a number");
        self.rng.range(low..=high.parse().expect("a number"))
    }

    /// Letters stand for counts drawn when first met: `a+b` is their sum.
    fn registers_sum(&mut self, letters: &str) -> i64 {
        let mut sum = 0;
        for letter in letters.split('+').filter_map(|name| name.chars().next()) {
            if !self.registers.contains_key(&letter) {
                let value = self.rng.range(3..=260);
                self.registers.insert(letter, value);
            }
            sum += self.registers[&letter];
        }
        sum
    }

    pub fn state(&mut self, key: &str) -> String {
        let value = self.report.number(key);
        let mut parts: Vec<&str> = key.split('+').collect();
        parts.sort_unstable();
        let text = self.figure(value);
        let cell = parts.join("+");
        self.stated.push(Statement { text: text.trim().to_string(), value, cell });
        text
    }

    pub fn figure(&self, value: i64) -> String {
        let plain = value.to_string();
        match self.numbers {
            Numbers::Spaced => format!(" {plain} "),
            Numbers::FullWidth => plain
                .chars()
                .map(|digit| match digit {
                    '0'..='9' => char::from_u32(digit as u32 + 0xFEE0).unwrap_or(digit),
                    other => other,
                })
                .collect(),
            Numbers::Separators if value >= 1000 => {
                let (head, tail) = plain.split_at(plain.len() - 3);
                if head.len() > 3 { plain } else { format!("{head},{tail}") }
            }
            _ => plain,
        }
    }
}

fn alias(hole: &str) -> Option<&'static str> {
    Some(match hole {
        "N" => "requests.new.total",
        "I" => "requests.carried_in.total",
        "S" => "requests.carried_in.total+requests.new.total",
        "H" => "requests.handled.total",
        "O" => "requests.carried_out.total",
        "G" => "requests.granted.total",
        "P" => "requests.partly_granted.total",
        "GP" => "requests.granted.total+requests.partly_granted.total",
        "D" => "requests.denied.total",
        "U" => "requests.unavailable.total",
        "X" => "requests.unprocessed.total",
        "T" => "requests.other.total",
        "V" => "proceedings.review.total",
        "L" => "proceedings.litigation.total",
        _ => return None,
    })
}

/// A share as reports print it, rounded to two places.
pub fn percentage(part: i64, whole: i64) -> String {
    if whole == 0 {
        return "0%".to_string();
    }
    let units = (part * 10_000 * 2 + whole) / (whole * 2);
    format!("{}%", decimal(units, 2))
}

/// A count below a hundred in Chinese numerals.
pub fn chinese(value: i64) -> String {
    let (tens, ones) = ((value / 10) as usize, (value % 10) as usize);
    let tail = if ones == 0 { "" } else { CHINESE[ones] };
    match tens {
        0 => CHINESE[ones].to_string(),
        1 => format!("十{tail}"),
        _ => format!("{}十{tail}", CHINESE[tens.min(9)]),
    }
}
