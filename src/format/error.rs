//! What is wrong with a file of settings, and where.

use std::fmt;
use std::ops::Range;

/// What is wrong with a format file or a configuration file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormatError {
    /// What is wrong.
    pub message: String,
    /// Where: bytes of the file.
    pub range: Range<usize>,
    /// The known word nearest to the one that is not known.
    pub suggestion: Option<String>,
}

impl fmt::Display for FormatError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        match &self.suggestion {
            Some(suggestion) => write!(f, "；是否应为 `{suggestion}`？（did you mean `{suggestion}`?）"),
            None => Ok(()),
        }
    }
}

impl FormatError {
    pub(super) fn new(message: impl Into<String>, range: Range<usize>) -> Self {
        Self { message: message.into(), range, suggestion: None }
    }

    pub(super) fn unknown<'a>(
        what: &str,
        name: &str,
        range: Range<usize>,
        known: impl Iterator<Item = &'a str>,
    ) -> Self {
        let message = format!("没有名为 `{name}` 的{what}（unknown name `{name}`）");
        Self { message, range, suggestion: nearest(name, known) }
    }

    /// The error of the TOML reader, with a suggestion where it names a field that is not known.
    pub(crate) fn from_toml(error: &toml::de::Error) -> Self {
        let message = error.message();
        let names: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
        let suggestion = match names.split_first() {
            Some((name, known)) if message.starts_with("unknown") => nearest(name, known.iter().copied()),
            _ => None,
        };
        Self { range: error.span().unwrap_or(0..0), message: bilingual(message), suggestion }
    }
}

/// What the TOML reader says, with the same in Chinese before it.
fn bilingual(message: &str) -> String {
    let name = message.split('`').nth(1).unwrap_or_default();
    let chinese = match message {
        _ if message.starts_with("unknown field") => {
            return format!("没有名为 `{name}` 的设置项（unknown setting `{name}`）");
        }
        _ if message.starts_with("unknown variant") => return format!("不能取值 `{name}`（unknown value `{name}`）"),
        _ if message.starts_with("missing field") => return format!("缺少 `{name}`（missing `{name}`）"),
        _ if message.starts_with("invalid type") => "取值的类型不对",
        _ if message.starts_with("invalid value") => "取值不对",
        _ if message.starts_with("invalid length") => "个数不对",
        _ if message.starts_with("duplicate") => "重复了",
        _ if message.starts_with("data did not match") => "取值不对",
        _ => "写法有误",
    };
    format!("{chinese}（{}）", message.trim())
}

/// The one of `known` that is most like `name`, if any is like it.
pub(crate) fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<String> {
    // Half of the characters agree, so that the lengths tell most words apart.
    let chars = name.chars().count();
    let near = known.filter(|word| {
        let others = word.chars().count();
        chars.abs_diff(others) * 2 <= chars.max(others)
    });
    let scored = near.map(|word| (strsim::normalized_damerau_levenshtein(name, word), word));
    let best = scored.max_by(|a, b| a.0.total_cmp(&b.0))?;
    (best.0 >= 0.5).then(|| best.1.to_owned())
}
