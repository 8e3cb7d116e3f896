//! What `.ci/release` makes can be unpacked, installed and read.

#![cfg(target_os = "linux")]

use std::path::Path;
use std::process::{Command, Stdio};

fn output(program: &str, arguments: &[&str], folder: &Path) -> String {
    let mut command = Command::new(program);
    let output = command.args(arguments).current_dir(folder).stdin(Stdio::null()).output().expect("it can be run");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{program} {arguments:?}: {errors}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    path.metadata().expect("it is there").permissions().mode()
}

/// The archive and, where there is `dpkg-deb`, the package, made of the program under test.
#[test]
fn the_archive_is_whole() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir().expect("a folder");
    let status = Command::new(root.join(".ci/release"))
        .arg(folder.path())
        .env("PROGRAM", env!("CARGO_BIN_EXE_gouji"))
        .env("WITHOUT_VSIX", "1")
        .env("LEVEL", "1")
        .stdout(Stdio::null())
        .status()
        .expect("bash is there");
    assert!(status.success());
    output("sha256sum", &["--check", "--quiet", "SHA256SUMS"], folder.path());
    let sums = std::fs::read_to_string(folder.path().join("SHA256SUMS")).expect("it is there");
    let archive = sums.split_whitespace().find(|word| word.ends_with(".tar.gz")).expect("there is an archive");
    let name = archive.trim_end_matches(".tar.gz");
    output("tar", &["-xzf", archive], folder.path());
    let unpacked = folder.path().join(name);
    for file in ["gouji", "man/gouji.1", "completions/_gouji", "editors/neovim/lua/gouji/init.lua", "LICENSE-MIT"] {
        assert!(unpacked.join(file).is_file(), "{file}");
    }
    assert!(!unpacked.join("editors/neovim/tests").exists(), "tests are for developers");
    let is_program = |file: &str| mode(&unpacked.join(file)) & 0o111 != 0;
    let files = ["gouji", "editors/git/pre-commit", "editors/neovim/lua/gouji/init.lua", "README.md"];
    assert_eq!(files.map(is_program), [true, true, false, false]);
    let readme = std::fs::read_to_string(unpacked.join("README.md")).expect("it is there");
    let pictures = readme.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    let mut pictures = pictures.filter(|path| path.ends_with(".png"));
    assert!(pictures.all(|path| unpacked.join(path).is_file()), "README's pictures are there");
    let program = unpacked.join("gouji");
    assert!(output(&program.to_string_lossy(), &["--version"], folder.path()).contains(env!("CARGO_PKG_VERSION")));
    let package = sums.split_whitespace().find(|word| word.ends_with(".deb"));
    if let Some(package) = package {
        let files = output("dpkg-deb", &["--contents", package], folder.path());
        assert!(files.contains("./usr/bin/gouji") && files.contains("./usr/share/man/man1/gouji.1.gz"), "{files}");
        // The program under test needs a C library, unless it is linked statically.
        let needs = output("ldd", &[env!("CARGO_BIN_EXE_gouji")], folder.path()).contains("libc.so");
        let information = output("dpkg-deb", &["--info", package], folder.path());
        assert_eq!(information.contains("Depends: libc6"), needs, "{information}");
        output("dpkg-deb", &["--extract", package, "installed"], folder.path());
        let installed = folder.path().join("installed/usr/bin/gouji");
        let version = output(&installed.to_string_lossy(), &["--version"], folder.path());
        assert!(version.contains(env!("CARGO_PKG_VERSION")));
    }
}

#[test]
fn the_manual_tells_of_every_command() {
    let program = env!("CARGO_BIN_EXE_gouji");
    let page = output(program, &["man"], Path::new("."));
    for command in ["CHECK", "EXTRACT", "RULES", "EXPLAIN", "LSP", "COMPLETIONS"] {
        assert!(page.contains(&format!(".SH \"GOUJI {command}\"")), "{command}");
    }
    assert!(page.starts_with(".ie") && page.contains(".TH gouji 1"), "it is a manual page");
}
