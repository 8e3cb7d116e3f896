//! What was wrong with a command line, in Chinese: clap itself speaks English.

use clap::error::{ContextKind, ContextValue, Error, ErrorKind};

/// The error in Chinese, with the usage below; none for what is no error, such as help that was asked for.
pub fn in_chinese(error: &Error) -> Option<String> {
    let of = |kind| error.get(kind).map(words).unwrap_or_default();
    let (argument, value, subcommand) =
        (of(ContextKind::InvalidArg), of(ContextKind::InvalidValue), of(ContextKind::InvalidSubcommand));
    let mut told = match error.kind() {
        ErrorKind::UnknownArgument => format!("没有“{argument}”这个选项"),
        ErrorKind::InvalidSubcommand => format!("没有“{subcommand}”这个命令"),
        ErrorKind::InvalidValue if value.is_empty() => format!("“{argument}”后面缺少取值"),
        ErrorKind::InvalidValue => format!("“{argument}”不能取“{value}”"),
        ErrorKind::ValueValidation => format!("“{argument}”的取值“{value}”有误"),
        ErrorKind::MissingRequiredArgument => format!("缺少 {argument}"),
        ErrorKind::ArgumentConflict => match of(ContextKind::PriorArg) {
            prior if prior.is_empty() || prior == argument => format!("“{argument}”只能写一次"),
            prior => format!("“{argument}”不能与“{prior}”同用"),
        },
        ErrorKind::TooManyValues | ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            format!("“{argument}”的取值个数不对")
        }
        ErrorKind::MissingSubcommand => "缺少命令".to_owned(),
        _ => return None,
    };
    let suggested = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue];
    let suggestion = suggested.into_iter().map(of).find(|word| !word.is_empty());
    if let Some(suggestion) = suggestion {
        told += &format!("；是否应为“{suggestion}”？");
    }
    let valid = of(ContextKind::ValidValue);
    if !valid.is_empty() {
        told += &format!("\n可以取：{valid}");
    }
    let usage = of(ContextKind::Usage);
    let usage = usage.trim().trim_start_matches("Usage:").trim();
    if !usage.is_empty() {
        told += &format!("\n\n用法：{usage}");
    }
    Some(told + "\n用 --help 查看说明。")
}

fn words(value: &ContextValue) -> String {
    match value {
        ContextValue::String(word) => word.clone(),
        ContextValue::Strings(words) => words.join("、"),
        ContextValue::StyledStr(text) => text.to_string(),
        ContextValue::StyledStrs(texts) => texts.iter().map(ToString::to_string).collect::<Vec<_>>().join("、"),
        ContextValue::Number(number) => number.to_string(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_told_in_chinese() {
        let told = |arguments: &str| {
            let error = super::super::command().try_get_matches_from(arguments.split(' ')).expect_err("it is wrong");
            in_chinese(&error).unwrap_or_default().lines().next().unwrap_or_default().to_owned()
        };
        assert_eq!(told("gouji chekc"), "没有“chekc”这个命令；是否应为“check”？");
        assert_eq!(told("gouji check --statistic"), "没有“--statistic”这个选项；是否应为“--statistics”？");
        assert_eq!(told("gouji check --format xml"), "“--format <FORMAT>”不能取“xml”；是否应为“html”？");
        assert_eq!(told("gouji check --format"), "“--format <FORMAT>”后面缺少取值");
        assert_eq!(told("gouji new --org 某局"), "缺少 --year <YEAR>");
        assert_eq!(told("gouji check --fix --diff"), "“--fix”不能与“--diff”同用");
        assert_eq!(told("gouji new --org 某局 --year 今年"), "“--year <YEAR>”的取值“今年”有误");
        assert_eq!(told("gouji --help"), "");
    }
}
