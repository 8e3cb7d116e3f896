//! The JSON schema of `gouji.toml` in the repository is the one that the program's own structs make. Renew it with
//! `SNAPSHOTS=overwrite cargo test --test schema`.

use gouji::config::Config;
use gouji::rules::RULES;
use snapbox::{Data, assert_data_eq};

fn schema() -> serde_json::Value {
    Config::schema(RULES.iter().map(|rule| (rule.name, rule.summary.en)))
}

#[test]
fn the_schema_in_the_repository_is_current() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/gouji.schema.json");
    let text = serde_json::to_string_pretty(&schema()).expect("a schema is JSON") + "\n";
    assert_data_eq!(text, Data::read_from(&path, Some(snapbox::data::DataFormat::Text)).raw());
}

#[test]
fn the_schema_takes_what_the_program_takes() {
    let validator = jsonschema::validator_for(&schema()).expect("it is a schema");
    let whole = r#"
        lint.run = "on-save"
        [report]
        format = "2021"
        year = 2024
        kind = "department"
        organization = "某局"
        previous = "2023.md"
        [rules]
        not-a-report = "off"
        [files]
        include = ["20*.md"]
        exclude = []
        [[roll-up]]
        of = "city.md"
        parts = ["a.md"]
        [formats]
        paths = ["province.toml"]
    "#;
    let accepts = |text: &str| {
        let read = toml::from_str::<Config>(text).is_ok();
        let value: serde_json::Value = toml::from_str(text).expect("it is TOML");
        assert_eq!(validator.is_valid(&value), read, "{text}");
        read
    };
    assert!(accepts(whole));
    assert!(accepts(""));
    for wrong in ["a = 1", "report.yaer = 1", "report.kind = 'x'", "rules.not-a-report = 'x'", "[[roll-up]]\nof = 'a'"]
    {
        assert!(!accepts(wrong), "{wrong}");
    }
}
