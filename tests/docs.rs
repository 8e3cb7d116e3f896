//! The pages of the rules in the repository are those that the rules make. Renew them with
//! `GOUJI_BLESS=1 cargo test --test docs`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{env, fs};

use gouji::rules::{RULES, catalogue, document};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rules")
}

#[test]
fn the_rules_pages_are_current() {
    let mut pages: BTreeMap<String, String> =
        RULES.iter().map(|rule| (format!("{}.md", rule.name), document(rule))).collect();
    pages.insert("README.md".to_owned(), catalogue());
    if env::var_os("GOUJI_BLESS").is_some() {
        bless(&pages);
    }
    let renew = "renew the pages: GOUJI_BLESS=1 cargo test --test docs";
    let found: Vec<String> = fs::read_dir(folder())
        .expect("docs/rules is there")
        .map(|entry| entry.expect("it can be read").file_name().to_string_lossy().into_owned())
        .collect();
    for (name, page) in &pages {
        let current = fs::read_to_string(folder().join(name)).unwrap_or_default();
        assert!(current.replace("\r\n", "\n") == *page, "{name} differs; {renew}");
    }
    for name in found {
        assert!(pages.contains_key(&name), "{name} is no rule's; {renew}");
    }
}

fn bless(pages: &BTreeMap<String, String>) {
    let _ = fs::remove_dir_all(folder());
    fs::create_dir_all(folder()).expect("docs/rules can be made");
    for (name, page) in pages {
        fs::write(folder().join(name), page).expect("the page can be written");
    }
}

#[test]
fn every_rule_is_told_in_both_languages() {
    for rule in RULES {
        let texts = [rule.summary.zh, rule.summary.en, rule.details.zh, rule.details.en, rule.flagged];
        assert!(texts.iter().all(|text| !text.trim().is_empty()), "{}", rule.name);
        assert!(!rule.summary.zh.ends_with('。') && !rule.summary.en.ends_with('.'), "{}", rule.name);
    }
}
