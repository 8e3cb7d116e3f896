//! The whole program, from its arguments to its output and exit status. These tests need no rule but `not-a-report`.
//! Renew the expectations with `SNAPSHOTS=overwrite cargo test --test cli`.

mod across;
mod bad_input;
mod baseline;
mod charsets;
mod commands;
mod configuration;
mod drafts;
mod extraction;
mod fmt;
mod formats;
mod selection;
mod sheets;
mod silence;
mod watching;
mod word;

use std::fs;
use std::path::{Path, PathBuf};

use snapbox::cmd::{Command, OutputAssert};

/// A text that is no report.
const MINUTES: &str = "会议纪要\n第二行\n";

/// A folder to run the program in.
struct Folder {
    root: tempfile::TempDir,
}

impl Folder {
    fn new(files: &[(&str, &[u8])]) -> Folder {
        let folder = Folder { root: tempfile::tempdir().expect("there is room for a folder") };
        for (path, content) in files {
            let path = folder.path(path);
            fs::create_dir_all(path.parent().expect("it is below the folder")).expect("there is room for a folder");
            fs::write(path, content).expect("there is room for a file");
        }
        folder
    }

    fn path(&self, path: &str) -> PathBuf {
        self.root.path().join(path)
    }

    fn read(&self, path: &str) -> Vec<u8> {
        fs::read(self.path(path)).expect("the file is there")
    }

    /// The program with arguments that are parted by blanks.
    fn command(&self, arguments: &str) -> Command {
        gouji(arguments).current_dir(self.root.path())
    }

    /// Runs the program and asserts its exit status.
    #[track_caller]
    fn run(&self, arguments: &str, status: i32) -> OutputAssert {
        self.command(arguments).assert().code(status)
    }
}

/// The program in an environment that says nothing.
fn gouji(arguments: &str) -> Command {
    let mut command = Command::new(Path::new(env!("CARGO_BIN_EXE_gouji"))).args(arguments.split_whitespace());
    for variable in ["LC_ALL", "LC_MESSAGES", "LANG", "NO_COLOR", "CLICOLOR_FORCE", "FORCE_COLOR"] {
        command = command.env_remove(variable);
    }
    command
}
