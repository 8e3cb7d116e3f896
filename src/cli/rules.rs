//! `gouji rules`: the catalogue.

use std::fmt::Write;

use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use super::{Session, Status};
use crate::finding::Locale;
use crate::rules::{Bilingual, FixKind, RULES, Rule, example_texts};

/// 列出全部规则
///
/// Lists all rules.
#[derive(Debug, Args)]
pub struct RulesArgs {
    /// 输出格式
    #[arg(long, value_name = "FORMAT", default_value = "text", help_heading = "选项")]
    format: RulesFormat,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum RulesFormat {
    /// 供人阅读
    Text,
    /// 一个 JSON 对象，两种语言
    Json,
}

pub(super) fn run(args: &RulesArgs, session: &Session) -> Status {
    let catalogue = match args.format {
        RulesFormat::Text => text(RULES, session.locale),
        RulesFormat::Json => {
            let rules: Vec<Value> = RULES.iter().map(|rule| object(rule)).collect();
            format!("{}\n", json!({"version": 1, "rules": rules}))
        }
    };
    session.print(catalogue.as_bytes())
}

/// The rules by group, one line each.
fn text(rules: &[&Rule], locale: Locale) -> String {
    let width = rules.iter().map(|rule| rule.name.len()).max().unwrap_or(0);
    let mut text = String::new();
    let mut group = None;
    for rule in rules {
        if group != Some(rule.group) {
            let blank = if group.is_some() { "\n" } else { "" };
            let _ = writeln!(text, "{blank}{}", rule.group.label(locale));
            group = Some(rule.group);
        }
        let (severity, fix) = (rule.severity.label(locale), rule.fix.label(locale));
        let _ = writeln!(text, "  {:width$}  {severity:<7} {fix}  {}", rule.name, rule.summary.get(locale));
    }
    text
}

fn object(rule: &Rule) -> Value {
    let both = |text: &Bilingual| json!({"zh-CN": text.zh, "en": text.en});
    let [flagged, clean] = example_texts(rule).map(|(text, config)| match config.is_empty() {
        true => text,
        false => format!("{text}\n\n# gouji.toml\n{config}").trim_start().to_owned(),
    });
    json!({
        "name": rule.name,
        "group": rule.group.label(Locale::En).to_lowercase(),
        "severity": rule.severity,
        "fix": match rule.fix {
            FixKind::Safe => "safe",
            FixKind::Offered => "offered",
            FixKind::None => "none",
        },
        "summary": both(&rule.summary),
        "details": both(&rule.details),
        "flagged": flagged,
        "clean": clean,
    })
}
