//! See [`RULE`].

use super::{Bilingual, FixKind, Group, Rule};
use crate::finding::{Finding, Locale, Severity};
use crate::format::FormatError;
use crate::say;
use crate::text::{MAX_LEN, TextRange, TextSize};

/// An error in `gouji.toml` or in a format file.
pub static RULE: Rule = Rule {
    name: "invalid-config",
    group: Group::Tool,
    severity: Severity::Error,
    fix: FixKind::None,
    summary: Bilingual {
        zh: "`gouji.toml` 或格式文件有错误",
        en: "An error in `gouji.toml` or in a format file",
    },
    details: Bilingual {
        zh: "\
配置里不认识的键、写错的规则名、读不懂的值，以及格式文件里不存在的行、列和等式，都指到出错的位置，并给出最接近的写法。\
配置有错时不猜测用意，而是报错。

依据：配置项见 `gouji.toml` 的说明，格式文件的写法见 `docs/formats.md`。",
        en: "\
Unknown keys, misspelt rules and values that make no sense in `gouji.toml`, and rows, columns and equations that do not \
exist in a format file, are shown where they stand, with the nearest known word. What was meant is never guessed.

Source: the documentation of `gouji.toml`; for format files, `docs/formats.md`.",
    },
    flagged: "
{config}
[report]
kind = \"departmnet\"
",
    clean: "
{config}
[report]
kind = \"department\"
",
    // Configuration is read before any report; see `finding`.
    check: |_| {},
};

/// The finding about an error in a configuration or format file; its range is in that file.
pub fn finding(error: &FormatError, locale: Locale) -> Finding {
    let (what, near) = (&error.message, error.suggestion.as_deref());
    let near = near.map_or(String::new(), |near| say!(locale, "是不是“{near}”？", " Is it `{near}`?"));
    let message = say!(locale, "配置有误：{what}。{near}", "Invalid configuration: {what}.{near}");
    let size = |offset: usize| TextSize::try_from(offset.min(MAX_LEN)).unwrap_or_default();
    let range = TextRange::new(size(error.range.start), size(error.range.end.max(error.range.start)));
    let (related, fixes) = (Vec::new(), Vec::new());
    Finding { rule: RULE.name, severity: RULE.severity, range, message, related, fixes, data: None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    #[test]
    fn points_at_the_error() {
        let config = |example: &'static str| example.split_once("{config}\n").map_or("", |(_, config)| config);
        let text = config(RULE.flagged);
        let error = toml::from_str::<Config>(text).expect_err("the example is wrong");
        let found = finding(&FormatError::from_toml(&error), Locale::ZhCn);
        assert_eq!(&text[found.range], "\"departmnet\"");
        assert!(
            found.message.starts_with("配置有误：") && found.message.ends_with("是不是“department”？"),
            "{}",
            found.message
        );
        assert!(toml::from_str::<Config>(config(RULE.clean)).is_ok());
    }
}
