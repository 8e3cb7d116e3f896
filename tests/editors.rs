//! Sessions in real editors, each with a real report: what is typed wrong is found under its cell, put right by the quick
//! fix, and right on disk after a save. `editors/install.sh` installs them; an editor that is not there is skipped, and
//! that is said. With `GOUJI_EDITORS_REQUIRED=1` nothing may be skipped. Screenshots and logs are kept in
//! `target/editor-tests`.

#![cfg(unix)]

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs, io};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Where `editors/install.sh` puts what is not the system's own.
fn installed() -> PathBuf {
    env::var_os("GOUJI_EDITORS").map_or_else(|| root().join("target/editors"), PathBuf::from)
}

/// Speaks also when the test passes.
fn say(text: &str) {
    let _ = writeln!(io::stderr(), "{text}");
}

#[track_caller]
fn skip(editor: &str) {
    assert!(env::var_os("GOUJI_EDITORS_REQUIRED").is_none(), "{editor} is not installed: editors/install.sh");
    say(&format!("skipped: {editor} is not installed (editors/install.sh)"));
}

/// The programs of this name: in `PATH`, and with a version behind it among the installed ones.
fn programs(name: &str) -> Vec<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let in_path = env::split_paths(&path).map(|folder| folder.join(name)).find(|path| path.is_file());
    let is_one = |path: &PathBuf| {
        let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        file.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
    };
    let folder = fs::read_dir(installed().join("bin")).into_iter().flatten();
    let mut newer: Vec<PathBuf> = folder.filter_map(|entry| Some(entry.ok()?.path())).filter(is_one).collect();
    newer.sort();
    in_path.into_iter().chain(newer).collect()
}

/// Runs `editors/SCRIPT` with this program and says its last line.
#[track_caller]
fn session(script: &str, program: Option<&Path>) {
    let mut command = Command::new(root().join("editors").join(script));
    command.args(program).env("GOUJI", env!("CARGO_BIN_EXE_gouji")).env("GOUJI_EDITORS", installed());
    let output = command.stdin(Stdio::null()).output().expect("bash is there");
    let (out, errors) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{script} {program:?}: {}\n{out}\n{errors}", output.status);
    let told = out.lines().filter(|line| line.starts_with("PASS") || line.starts_with("skipped"));
    told.for_each(|line| say(&format!("{script}: {line}")));
}

#[track_caller]
fn sessions(editor: &str, script: &str, programs: &[PathBuf]) {
    if programs.is_empty() {
        skip(editor);
    }
    programs.iter().for_each(|program| session(script, Some(program)));
}

#[test]
fn neovim() {
    let found = programs("nvim");
    let is_required = env::var_os("GOUJI_EDITORS_REQUIRED").is_some();
    assert!(!is_required || found.len() >= 3, "an old one, 0.11 and the newest are to be tested: {found:?}");
    sessions("Neovim", "neovim/tests/run.sh", &found);
}

#[test]
fn emacs() {
    // eglot came with 29.
    let is_new = |path: &PathBuf| {
        let output = Command::new(path).arg("--version").stdin(Stdio::null()).output();
        let text = output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default();
        let major = text.split_whitespace().find_map(|word| word.split_once('.')?.0.parse::<u32>().ok());
        major.is_some_and(|major| major >= 29)
    };
    let found: Vec<PathBuf> = programs("emacs").into_iter().filter(is_new).take(1).collect();
    sessions("Emacs 29 or newer", "emacs/tests/run.sh", &found);
}

#[test]
fn helix() {
    let has_terminal = !programs("tmux").is_empty();
    let found = if has_terminal { programs("hx") } else { Vec::new() };
    sessions("Helix with tmux", "helix/tests/run.sh", &found);
}

#[test]
fn vim_with_ale() {
    let has_ale = Path::new("/usr/share/vim-ale").exists();
    let found = if has_ale { programs("vim") } else { Vec::new() };
    sessions("Vim with ALE", "vim/tests/run.sh", &found);
}

#[test]
fn git_hooks() {
    sessions("git", "git/tests/run.sh", &programs("git"));
}

#[test]
fn vs_code() {
    if !installed().join("vscode/node_modules/code-server").exists() {
        return skip("VS Code");
    }
    // One after the other: both build the packages.
    session("vscode/tests/api.sh", None);
    session("vscode/tests/ui.sh", None);
}

#[test]
fn page_in_a_browser() {
    let has_browser = Path::new("/usr/bin/chromium").exists();
    if !has_browser || !installed().join("vscode/node_modules/playwright-core").exists() {
        return skip("Chromium with playwright-core");
    }
    session("tests/page.sh", None);
    // The newest one of those that are installed beside the system can't be started in a terminal.
    let in_terminal = programs("nvim").into_iter().find(|path| path.to_string_lossy().contains("nvim-0."));
    match in_terminal.filter(|_| !programs("tmux").is_empty()) {
        Some(nvim) => session("neovim/tests/picture.sh", Some(&nvim)),
        None => skip("Neovim with tmux"),
    }
}
