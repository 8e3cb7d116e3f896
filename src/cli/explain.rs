//! `gouji explain RULE`: one rule's page.

use clap::Args;

use super::{Session, Status};
use crate::finding::Locale;
use crate::format::nearest;
use crate::rules::{RULES, page};
use crate::say;

/// 说明一条规则：查什么、为什么、怎么改
///
/// Explains one rule: what it finds, why, and how to put it right.
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// 规则的名称
    #[arg(value_name = "RULE", help_heading = "参数")]
    rule: String,
}

pub(super) fn run(args: &ExplainArgs, session: &Session) -> Status {
    match RULES.iter().find(|rule| rule.name == args.rule) {
        Some(rule) => session.print(page(rule, session.locale).as_bytes()),
        None => session.error(&unknown_rule(&args.rule, session.locale)),
    }
}

/// Says that there is no such rule, and which one may be meant.
pub(super) fn unknown_rule(name: &str, locale: Locale) -> String {
    match nearest(name, RULES.iter().map(|rule| rule.name)) {
        Some(near) => say!(
            locale,
            "没有名为 `{name}` 的规则；是否应为 `{near}`？",
            "unknown rule `{name}`; did you mean `{near}`?"
        ),
        None => say!(
            locale,
            "没有名为 `{name}` 的规则；`gouji rules` 列出全部规则",
            "unknown rule `{name}`; `gouji rules` lists them all"
        ),
    }
}
