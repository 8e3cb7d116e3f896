//! The settings of the Visual Studio Code extension are those that the program's own structs make, and all that it says is
//! said in both languages. Renew them with `GOUJI_BLESS=1 cargo test --test vscode`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{env, fs};

use gouji::config::Config;
use gouji::rules::RULES;
use serde_json::{Map, Value, json};

/// Settings of the editor alone: key, what package.json says of it, English, Chinese.
fn own() -> [(&'static str, Value, &'static str, &'static str); 4] {
    [
        (
            "path",
            json!({"type": "string", "default": "", "scope": "machine-overridable"}),
            "The program. Empty: the one that comes with this extension, else the first one in PATH.",
            "程序的位置。留空：用扩展自带的，没有则用 PATH 中的第一个。",
        ),
        (
            "locale",
            json!({"type": "string", "default": "auto", "enum": ["auto", "zh-CN", "en"], "scope": "window"}),
            "The language of messages; auto: Visual Studio Code's own.",
            "提示所用的语言；auto：与 Visual Studio Code 相同。",
        ),
        (
            "inlayHints",
            json!({"type": "boolean", "default": true, "scope": "window"}),
            "Whether totals that are wrong have the right figure beside them.",
            "是否在有误的合计旁显示正确的数字。",
        ),
        (
            "trace.server",
            json!({"type": "string", "default": "off", "enum": ["off", "messages", "verbose"], "scope": "window"}),
            "What of the conversation with the server is logged.",
            "与服务器的往来记录多少。",
        ),
    ]
}

/// The settings of `gouji.toml` in Chinese.
const CHINESE: [(&str, &str); 12] = [
    ("files.compare", "在命令行中也把一个文件夹里的报告互相比较，与编辑器一样：上年报告按机关和年度找到。"),
    ("files.exclude", "不检查与其中任何一条相符的文件和文件夹（写法同 `.gitignore`）。"),
    ("files.include", "只检查与其中一条相符的文件（写法同 `.gitignore`）；没有则检查全部。"),
    ("formats.paths", "格式文件，写法同内置的格式。"),
    ("lint.run", "编辑时检查，还是保存时检查。"),
    ("report.format", "格式的名称，表格看不出格式时用。"),
    ("report.kind", "由谁发布。"),
    ("report.organization", "发布机关的名称。"),
    ("report.previous", "上一年的报告，用来比较。"),
    ("report.year", "报告年度。"),
    ("roll-up", "汇总各单位数字的报告。"),
    ("rules", "每条规则的级别，或 `off`。"),
];

/// What is said of values and of parts of settings, in English and in Chinese.
const DETAILS: [(&str, &str); 8] = [
    ("At every change.", "每次改动后。"),
    ("When it is opened or saved.", "打开和保存时。"),
    (
        "A people's government at county level or above: by 31 March (条例 art. 49).",
        "县级以上人民政府：3月31日前公布（条例第四十九条）。",
    ),
    ("A department of such a government: by 31 January (条例 art. 49).", "政府部门：1月31日前公布（条例第四十九条）。"),
    ("A township's organ: the law sets no date here.", "乡镇（街道）：条例未规定日期。"),
    ("A report whose figures are the sums of other reports' figures.", "一份报告，它的数是其他报告之和。"),
    ("The report with the sums.", "汇总的报告。"),
    ("The reports that are added up.", "被汇总的各份报告。"),
];

/// The schema of a key with its references written out: Visual Studio Code follows none in settings.
fn inlined(value: &Value, definitions: &Value) -> Value {
    match value {
        Value::Object(entries) => {
            let mut whole = Map::new();
            if let Some(name) = entries.get("$ref").and_then(Value::as_str).and_then(|path| path.rsplit('/').next()) {
                whole.extend(inlined(&definitions[name], definitions).as_object().cloned().unwrap_or_default());
            }
            let rest = entries.iter().filter(|(key, _)| *key != "$ref");
            whole.extend(rest.map(|(key, value)| (key.clone(), inlined(value, definitions))));
            Value::Object(whole)
        }
        Value::Array(values) => values.iter().map(|value| inlined(value, definitions)).collect(),
        value => value.clone(),
    }
}

/// `oneOf` constants, null or not, as the `enum` of which Visual Studio Code makes a menu.
fn as_menu(setting: &mut Value) {
    let choices = setting["oneOf"].as_array().or_else(|| setting["anyOf"][0]["oneOf"].as_array()).cloned();
    let Some(choices) = choices else { return };
    let is_optional = setting.get("anyOf").is_some();
    let object = setting.as_object_mut().expect("a schema is an object");
    object.retain(|key, _| !matches!(&**key, "oneOf" | "anyOf"));
    let mut values: Vec<Value> = choices.iter().map(|choice| choice["const"].clone()).collect();
    let mut texts: Vec<Value> = choices.iter().map(|choice| choice["description"].clone()).collect();
    if is_optional {
        values.insert(0, Value::Null);
        texts.insert(0, "—".into());
    }
    object.insert("enum".to_owned(), values.into());
    object.insert("enumDescriptions".to_owned(), texts.into());
    object.insert("type".to_owned(), if is_optional { json!(["string", "null"]) } else { json!("string") });
}

/// What the extension is to say.
#[derive(Default)]
struct Settings {
    /// The property `configuration` of package.json.
    configuration: Value,
    english: BTreeMap<String, String>,
    chinese: BTreeMap<String, String>,
}

impl Settings {
    fn new() -> Settings {
        let mut settings = Settings::default();
        let mut properties = Map::new();
        for (key, mut value, english, chinese) in own() {
            value["markdownDescription"] = settings.say(key, english, chinese);
            properties.insert(format!("gouji.{key}"), value);
        }
        let schema = Config::schema(RULES.iter().map(|rule| (rule.name, rule.summary.en)));
        for (key, value) in keys(&schema) {
            properties.insert(format!("gouji.{key}"), settings.setting(&key, value));
        }
        settings.configuration = json!({"title": "gouji", "properties": properties});
        settings
    }

    /// Says something in both languages under a key, and answers what stands for it in package.json.
    fn say(&mut self, key: &str, english: &str, chinese: &str) -> Value {
        let name = format!("setting.{key}");
        let placeholder = format!("%{name}%");
        self.english.insert(name.clone(), english.to_owned());
        self.chinese.insert(name, chinese.to_owned());
        placeholder.into()
    }

    /// Says what there is to say inside a setting, which is marked by where it stands there.
    fn details(&mut self, place: &str, value: &mut Value) {
        let spoken = |text: &Value| text.as_str().is_some_and(|text| text != "—" && !text.starts_with('%'));
        let mut say = |place: &str, text: &mut Value| {
            let english = text.as_str().unwrap_or_default().to_owned();
            let chinese =
                DETAILS.iter().find(|(text, _)| *text == english).unwrap_or_else(|| panic!("{english} in Chinese"));
            *text = self.say(place, &english, chinese.1);
        };
        for (key, inner) in value.as_object_mut().into_iter().flatten() {
            match &**key {
                "description" if spoken(inner) => say(&format!("{place}.description"), inner),
                "enumDescriptions" => {
                    let texts = inner.as_array_mut().into_iter().flatten().enumerate();
                    texts.filter(|(_, text)| spoken(text)).for_each(|(at, text)| say(&format!("{place}.{at}"), text));
                }
                _ => {}
            }
        }
        for (key, inner) in value.as_object_mut().into_iter().flatten().filter(|(_, inner)| inner.is_object()) {
            self.details(&format!("{place}.{key}"), inner);
        }
    }

    fn setting(&mut self, key: &str, mut value: Value) -> Value {
        as_menu(&mut value);
        let english = value["description"].take().as_str().expect("every setting is described").to_owned();
        let chinese = CHINESE.iter().find(|(name, _)| *name == key).unwrap_or_else(|| panic!("{key} in Chinese")).1;
        let object = value.as_object_mut().expect("a schema is an object");
        object.retain(|key, _| !matches!(&**key, "description" | "format" | "minimum" | "maximum"));
        if key == "rules" {
            let rules = object["properties"].as_object_mut().expect("rules have names");
            for (name, level) in rules {
                let rule = gouji::rules::rule(name).expect("it is a rule");
                as_menu(level);
                let text = self.say(&format!("rules.{name}"), rule.summary.en, rule.summary.zh);
                let level = level.as_object_mut().expect("a schema is an object");
                // The levels explain themselves; four lines for each of the rules would hide them.
                level.retain(|key, _| !matches!(&**key, "description" | "enumDescriptions"));
                level.insert("markdownDescription".to_owned(), text);
            }
        }
        self.details(key, &mut value);
        value["markdownDescription"] = self.say(key, &english, chinese);
        // Each folder of a window may have its own, as it may have its own gouji.toml.
        value["scope"] = "resource".into();
        value
    }
}

/// The settings of `gouji.toml`: tables of fixed keys fall apart into these.
fn keys(schema: &Value) -> Vec<(String, Value)> {
    let mut keys = Vec::new();
    for (name, value) in schema["properties"].as_object().expect("it has properties") {
        let whole = inlined(value, &schema["$defs"]);
        match whole["properties"].as_object().filter(|_| name != "rules") {
            Some(inner) => keys.extend(inner.iter().map(|(key, value)| (format!("{name}.{key}"), value.clone()))),
            None => keys.push((name.clone(), whole)),
        }
    }
    keys
}

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("editors/vscode").join(name)
}

fn read(name: &str) -> String {
    fs::read_to_string(path(name)).expect("the extension is there").replace("\r\n", "\n")
}

fn object(name: &str) -> BTreeMap<String, Value> {
    serde_json::from_str(&read(name)).expect("an object")
}

/// Puts the configuration into package.json, whose order of keys is kept, and its words into the other two.
fn bless(settings: &Settings) {
    let manifest = read("package.json");
    let start = manifest.find("    \"configuration\": {").expect("it has a configuration");
    let end = start + manifest[start..].find("},\n    \"snippets\"").expect("snippets follow it") + 1;
    let pretty = serde_json::to_string_pretty(&settings.configuration).expect("JSON").replace('\n', "\n    ");
    let text = format!("{}    \"configuration\": {pretty}{}", &manifest[..start], &manifest[end..]);
    fs::write(path("package.json"), text).expect("it can be written");
    for (name, words) in [("package.nls.json", &settings.english), ("package.nls.zh-cn.json", &settings.chinese)] {
        let mut all = object(name);
        all.retain(|key, _| !key.starts_with("setting."));
        all.extend(words.iter().map(|(key, text)| (key.clone(), text.clone().into())));
        let text = serde_json::to_string_pretty(&all).expect("JSON") + "\n";
        fs::write(path(name), text).expect("it can be written");
    }
}

#[test]
fn the_settings_are_the_programs_own() {
    let settings = Settings::new();
    if env::var_os("GOUJI_BLESS").is_some() {
        bless(&settings);
    }
    let renew = "renew the settings: GOUJI_BLESS=1 cargo test --test vscode";
    let manifest = object("package.json");
    assert!(manifest["contributes"]["configuration"] == settings.configuration, "package.json differs; {renew}");
    for (name, words) in [("package.nls.json", &settings.english), ("package.nls.zh-cn.json", &settings.chinese)] {
        let said: BTreeMap<_, _> = object(name).into_iter().filter(|(key, _)| key.starts_with("setting.")).collect();
        let expected: BTreeMap<_, Value> = words.iter().map(|(key, text)| (key.clone(), text.clone().into())).collect();
        assert!(said == expected, "{name} differs; {renew}");
    }
}

#[test]
fn everything_is_said_in_both_languages() {
    let manifest = read("package.json");
    let (english, chinese) = (object("package.nls.json"), object("package.nls.zh-cn.json"));
    assert!(english.keys().eq(chinese.keys()), "the two package.nls files have the same keys");
    let is_chinese = |text: &str| text.chars().any(|char| ('\u{4e00}'..='\u{9fff}').contains(&char));
    for (key, text) in &chinese {
        assert!(text.as_str().is_some_and(is_chinese), "{key} is in Chinese: {text}");
    }
    let used = manifest.split('"').filter_map(|text| text.strip_prefix('%')?.strip_suffix('%'));
    let used: std::collections::BTreeSet<&str> = used.collect();
    assert!(used.iter().copied().eq(english.keys().map(String::as_str)), "every key is used, and no other");
}

#[test]
fn what_the_code_says_is_translated() {
    let translated = object("l10n/bundle.l10n.zh-cn.json");
    let mut said = std::collections::BTreeSet::new();
    for entry in fs::read_dir(path("src")).expect("the sources are there") {
        let text = fs::read_to_string(entry.expect("an entry").path()).expect("UTF-8");
        let calls = text.split("l10n.t(").skip(1).map(str::trim_start);
        said.extend(calls.filter_map(|call| {
            let quote = call.chars().next().filter(|char| matches!(char, '\'' | '"'))?;
            call[1..].split(quote).next().map(str::to_owned)
        }));
    }
    assert!(said.iter().eq(translated.keys()), "{said:?}\n{:?}", translated.keys());
}

/// A lock file with addresses would bind all who build to one registry's mirror.
#[test]
fn the_lock_file_names_no_addresses() {
    assert!(!read("package-lock.json").contains("\"resolved\""));
}
