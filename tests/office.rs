//! Word files as other programs make them: in the manner of WPS, by LibreOffice, and old files and pages that other
//! programs turn into something gouji reads. `editors/install.sh office` installs these programs; what is not there is
//! skipped, and that is said. With `GOUJI_EDITORS_REQUIRED=1` nothing may be skipped.

use std::io::{self, Cursor, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::{env, fs};

use gouji::check::check;
use gouji::config::Settings;
use gouji::convert::{self, Kind, Opened};
use gouji::document::Document;
use gouji::extract::rows;
use regex::{Captures, Regex};

const REPORT: &str = include_str!("../src/rules/testing/report.md");

fn document(text: &str) -> Document {
    Document::new(text, Arc::default())
}

fn open(name: &str, bytes: Vec<u8>) -> Opened {
    convert::open_bytes(Path::new(name), bytes, &Settings::default()).unwrap_or_else(|error| {
        panic!("{name}: {}", error.message(gouji::finding::Locale::En));
    })
}

fn word(text: &str) -> Vec<u8> {
    convert::write(&document(text), Kind::Docx).expect("it can be written").bytes
}

fn figures(text: &str) -> Vec<(String, Option<String>)> {
    let document = document(text);
    let figures = rows(&document);
    let mut all: Vec<_> = figures.map(|one| (one.key.to_owned(), one.value.map(|value| value.to_string()))).collect();
    all.sort();
    all
}

/// Whether two texts tell the same figures. Where borders were lost, what is 0 or blank is none.
#[track_caller]
fn same(new: &str, old: &str, name: &str) {
    let (new, old) = (figures(new), figures(old));
    let told = |(_, value): &&(String, Option<String>)| value.is_some();
    // Of a row with a blank cell a page shows no more than that it is all 0 or blank.
    let may_be_blank =
        |(key, value): &&(String, Option<String>)| value.as_deref() == Some("0") && new.contains(&(key.clone(), None));
    let lost = old.iter().filter(told).filter(|one| !new.contains(one) && !may_be_blank(one));
    let lost: Vec<_> = lost.collect();
    let other: Vec<_> = new.iter().filter(told).filter(|one| !old.contains(one)).collect();
    assert!(lost.is_empty() && other.is_empty(), "{name}: lost {lost:?}, came {other:?}");
    // A report that stands twice in a document tells its figures twice.
    let count = |all: &[(String, Option<String>)]| {
        all.iter().filter(|one| one.1.as_deref().is_some_and(|one| one != "0")).count()
    };
    assert_eq!(count(&new), count(&old), "{name}");
}

/// The parts of an archive by name.
fn parts(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("an archive");
    let read = |index| {
        let mut file = archive.by_index(index).expect("a part");
        let mut content = Vec::new();
        file.read_to_end(&mut content).expect("it unpacks");
        (file.name().expect("a name").into_owned(), content)
    };
    (0..parts_len(bytes)).map(read).collect()
}

fn parts_len(bytes: &[u8]) -> usize {
    zip::ZipArchive::new(Cursor::new(bytes)).expect("an archive").len()
}

fn packed(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        writer.start_file(&**name, zip::write::SimpleFileOptions::default()).expect("room");
        writer.write_all(content).expect("room");
    }
    writer.finish().expect("room").into_inner()
}

const NUMBERING: &str = r#"<w:numbering xmlns:w="w"><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num></w:numbering>"#;

/// A text box, written twice for older programs.
const BOX: &str = r#"<w:p><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx><w:txbxContent><w:p><w:r><w:t>某市卫生健康委员会</w:t></w:r></w:p></w:txbxContent></wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent><w:p><w:r><w:t>某市卫生健康委员会</w:t></w:r></w:p></w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"#;

const NAMESPACES: &str = r#"<w:document xmlns:mc="m" xmlns:wps="w" xmlns:v="v" xmlns:wpsCustomData="http://www.wps.cn/officeDocument/2013/wpsCustomData" "#;

/// A Word file as WPS would have left it after an evening's work: a run for each character, insertions and deletions
/// that are tracked, hidden words, fields, a content control around a table, a text box that is written twice, headings
/// that are numbered by a list.
fn in_the_manner_of_wps(bytes: &[u8]) -> Vec<u8> {
    let mut parts = parts(bytes);
    let (_, body) = parts.iter_mut().find(|(name, _)| name == "word/document.xml").expect("it has a body");
    let text = numbered_by_a_list(std::str::from_utf8(body).expect("UTF-8"));
    let run = Regex::new(r#"<w:r>(?:<w:rPr>(.*?)</w:rPr>)?<w:t xml:space="preserve">([^<]*)</w:t></w:r>"#);
    let broken = |found: &Captures<'_>| broken_run(found.get(1).map_or("", |own| own.as_str()), &found[2]);
    let text = run.expect("a pattern").replace_all(&text, broken).into_owned();
    let text = text.replace("<w:tbl>", r#"<w:sdt><w:sdtPr><w:alias w:val="表"/></w:sdtPr><w:sdtContent><w:tbl>"#);
    let text = text.replace("</w:tbl>", "</w:tbl></w:sdtContent></w:sdt>");
    let text = text.replace("<w:sectPr>", &format!("{BOX}<w:sectPr>")).replace("<w:document ", NAMESPACES);
    *body = text.into_bytes();
    parts.push(("word/numbering.xml".to_owned(), NUMBERING.into()));
    parts.push(("word/media/image1.png".to_owned(), b"\x89PNG no picture".to_vec()));
    packed(&parts)
}

/// Headings without their numbers, which come from a list; a second report begins anew.
fn numbered_by_a_list(text: &str) -> String {
    let heading =
        Regex::new(r#"(<w:pStyle w:val="Heading1"/>)(</w:pPr><w:r><w:t xml:space="preserve">)([一二三四五六])、"#);
    let mut list = 0;
    let numbered = |found: &Captures<'_>| {
        list += u8::from(&found[3] == "一");
        format!(r#"{}<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{list}"/></w:numPr>{}"#, &found[1], &found[2])
    };
    heading.expect("a pattern").replace_all(text, numbered).into_owned()
}

/// A text as the result of a field, in a run for each character, with what a reader does not see between them.
fn broken_run(properties: &str, text: &str) -> String {
    let run = |properties: &str, text: &str| {
        format!(r#"<w:r><w:rPr><w:rFonts w:hint="eastAsia"/>{properties}</w:rPr>{text}</w:r>"#)
    };
    let mut runs = String::new();
    let unit = Regex::new("&[^;]*;|.").expect("a pattern");
    for (number, one) in unit.find_iter(text).enumerate() {
        let seen = run(properties, &format!(r#"<w:t xml:space="preserve">{}</w:t>"#, one.as_str()));
        runs += &if number % 7 == 1 { format!(r#"<w:ins w:id="1" w:author="a">{seen}</w:ins>"#) } else { seen };
        runs += &match number % 5 {
            0 => format!(r#"<w:del w:id="2" w:author="a">{}</w:del>"#, run(properties, "<w:delText>99</w:delText>")),
            1 => run("<w:vanish/>", "<w:t>77</w:t>"),
            2 => r#"<w:bookmarkStart w:id="0" w:name="x"/><w:bookmarkEnd w:id="0"/><w:proofErr w:type="spellStart"/>"#
                .to_owned(),
            _ => String::new(),
        };
    }
    let sign = |kind: &str| format!(r#"<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>"#);
    let instruction = "<w:r><w:instrText> REF x </w:instrText></w:r><w:r><w:t>88</w:t></w:r>";
    format!("{}{instruction}{}{runs}{}", sign("begin"), sign("separate"), sign("end"))
}

#[test]
fn a_file_in_the_manner_of_wps_says_the_same() {
    let plain = word(REPORT);
    let wps = in_the_manner_of_wps(&plain);
    let (plain, wps) = (open("a.docx", plain).loaded.text, open("a.docx", wps).loaded.text);
    assert_eq!(wps, format!("{plain}\n某市卫生健康委员会\n"));
    let seeds = fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/corpus")).expect("the corpus is there");
    for seed in seeds {
        let text = fs::read_to_string(seed.expect("it is listed").path()).expect("UTF-8");
        let read = open("a.docx", in_the_manner_of_wps(&word(&text))).loaded.text;
        same(&read, &text, "a seed");
    }
}

#[test]
fn a_correction_in_such_a_file_changes_one_character() {
    let wrong = REPORT.replacen("| 9 | 4 | 0 | 0 | 1 | 0 | 14 |", "| 9 | 4 | 0 | 0 | 1 | 0 | 15 |", 1);
    assert_ne!(wrong, REPORT);
    let bytes = in_the_manner_of_wps(&word(&wrong));
    let opened = open("a.docx", bytes.clone());
    let before = document(&opened.loaded.text);
    let fixed = gouji::fix::fix(before.clone(), check(&before), false, check);
    assert!(fixed.applied > 0, "{:?}", fixed.findings);
    let patched = opened.patched(&fixed.edits, &Settings::default()).expect("it is written").expect("in its place");
    let (before, after) = (parts(&bytes), parts(&patched));
    for ((name, old), (_, new)) in before.iter().zip(&after).filter(|((name, _), _)| name != "word/document.xml") {
        assert_eq!(old, new, "{name}");
    }
    let body = |parts: &[(String, Vec<u8>)]| {
        parts.iter().find(|(name, _)| name == "word/document.xml").expect("it is there").1.clone()
    };
    let (old, new) = (body(&before), body(&after));
    assert_eq!(old.len(), new.len());
    assert_eq!(old.iter().zip(&new).filter(|(one, two)| one != two).count(), 1);
}

/// Speaks also when the test passes.
fn say(text: &str) {
    let _ = writeln!(io::stderr(), "{text}");
}

/// Whether a program is there; else the test is skipped, and that is said.
#[track_caller]
fn has(program: &str) -> bool {
    let path = env::var_os("PATH").unwrap_or_default();
    let found = env::split_paths(&path).any(|folder| folder.join(program).is_file());
    if !found {
        assert!(
            env::var_os("GOUJI_EDITORS_REQUIRED").is_none(),
            "{program} is not installed: editors/install.sh office"
        );
        say(&format!("skipped: {program} is not installed (editors/install.sh office)"));
    }
    found
}

/// What LibreOffice makes of files: each in another form, in a folder of its own.
fn by_libreoffice(files: &[(String, Vec<u8>)], into: &str) -> Vec<Vec<u8>> {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let paths: Vec<PathBuf> = files.iter().map(|(name, _)| folder.path().join(name)).collect();
    for (path, (_, content)) in paths.iter().zip(files) {
        fs::write(path, content).expect("there is room for a file");
    }
    let out = folder.path().join("out");
    let mut command = Command::new("soffice");
    command.arg(format!("-env:UserInstallation=file://{}", folder.path().join("profile").display()));
    command.args(["--headless", "--convert-to", into, "--outdir"]).arg(&out).args(&paths).stdin(Stdio::null());
    let output = command.output().expect("it is installed");
    let extension = into.split(':').next().expect("an extension");
    let made = |path: &PathBuf| out.join(path.file_name().expect("a name")).with_extension(extension);
    let read =
        |path: &PathBuf| fs::read(made(path)).unwrap_or_else(|error| panic!("{}: {error}\n{output:?}", path.display()));
    paths.iter().map(read).collect()
}

/// The seeds and a clean report, by name.
fn reports() -> Vec<(String, String)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/corpus");
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder).expect("the corpus is there").map(|entry| entry.expect("it is listed").path()).collect();
    paths.sort();
    let text = |path: &PathBuf| fs::read_to_string(path).expect("UTF-8");
    let name = |path: &PathBuf| path.file_stem().expect("a name").to_string_lossy().into_owned();
    let seeds = paths.iter().map(|path| (name(path), text(path)));
    seeds.chain([("clean".to_owned(), REPORT.to_owned())]).collect()
}

#[test]
fn what_libreoffice_writes_is_read() {
    if !has("soffice") {
        return;
    }
    let reports = reports();
    let words: Vec<_> = reports.iter().map(|(name, text)| (format!("{name}.docx"), word(text))).collect();
    let page = |text: &str| convert::write(&document(text), Kind::Html).expect("it can be written").bytes;
    let pages: Vec<_> = reports.iter().map(|(name, text)| (format!("{name}.html"), page(text))).collect();
    let from_word = by_libreoffice(&words, "docx:MS Word 2007 XML");
    let from_page = by_libreoffice(&pages, "docx:MS Word 2007 XML");
    let exported = by_libreoffice(&words, "html");
    let old = by_libreoffice(&words, "doc");
    for (number, (name, text)) in reports.iter().enumerate() {
        for (form, bytes) in [("a.docx", &from_word), ("page.docx", &from_page), ("export.html", &exported)] {
            let read = open(form, bytes[number].clone()).loaded.text;
            same(&read, text, &format!("{name} as {form}"));
        }
        // WPS writes the same container under its own name. Starting LibreOffice takes long: two of them will do.
        if number % 4 == 0 {
            for form in ["a.doc", "a.wps"] {
                let read = open(form, old[number].clone()).loaded.text;
                same(&read, text, &format!("{name} as {form}"));
            }
        }
    }
}

#[test]
fn pages_are_read() {
    if !has("soffice") || !has("pdftotext") {
        return;
    }
    let reports = reports();
    let words: Vec<_> = reports.iter().map(|(name, text)| (format!("{name}.docx"), word(text))).collect();
    for (pdf, (name, text)) in by_libreoffice(&words, "pdf").into_iter().zip(&reports) {
        // What was collapsed before is no table that a page could show.
        if name.starts_with("001") {
            continue;
        }
        same(&open("a.pdf", pdf).loaded.text, text, name);
    }
}
