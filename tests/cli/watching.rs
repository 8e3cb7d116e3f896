//! `gouji check --watch`, from outside: a file changes, and what is found then is told.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;
use std::{fs, thread};

use crate::{Folder, MINUTES};

const REPORT: &str = include_str!("../../src/rules/testing/report.md");

/// The program while it watches.
struct Watch {
    child: Child,
    lines: Receiver<String>,
}

impl Watch {
    fn new(folder: &Folder, arguments: &str) -> Watch {
        let mut child = Command::new(env!("CARGO_BIN_EXE_gouji"))
            .args(["check", "--watch", "--locale", "zh-CN"])
            .args(arguments.split_whitespace())
            .current_dir(folder.path(""))
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        let out = child.stdout.take().expect("it is piped");
        let (sender, lines) = mpsc::channel();
        thread::spawn(move || {
            BufReader::new(out).lines().map_while(Result::ok).try_for_each(|line| sender.send(line)).ok();
        });
        Watch { child, lines }
    }

    /// What the program prints up to the summary of a round, which is its last line.
    #[track_caller]
    fn round(&self) -> Vec<String> {
        let mut round = Vec::new();
        while !round.last().is_some_and(|line: &String| line.starts_with("检查了")) {
            round.push(self.lines.recv_timeout(Duration::from_secs(30)).expect("it goes on"));
        }
        round
    }

    /// Rounds until one ends in this line: a change may be seen in two steps.
    #[track_caller]
    fn until(&self, summary: &str) -> Vec<String> {
        loop {
            let round = self.round();
            if round.last().is_some_and(|line| line == summary) {
                return round;
            }
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn each_change_is_checked() {
    let folder = Folder::new(&[("a.md", REPORT.as_bytes()), ("b/c.md", MINUTES.as_bytes())]);
    let watch = Watch::new(&folder, "");
    assert_eq!(watch.round(), ["检查了 2 个文件，没有发现问题。"]);

    let wrong = REPORT.replace("| 1 | 0 | 14 |", "| 1 | 0 | 41 |");
    assert_ne!(wrong, REPORT);
    fs::write(folder.path("a.md"), &wrong).expect("it can be written");
    let told = watch.until("检查了 2 个文件：错误 1。其中 1 处可用 --fix 修复。");
    assert_eq!(told[0], "----", "no screen is cleared");
    assert!(told.iter().any(|line| line.contains("suspect-figure")), "{told:?}");

    // As many editors save: another file takes the place.
    fs::write(folder.path(".a.md.new"), REPORT).expect("it can be written");
    fs::rename(folder.path(".a.md.new"), folder.path("a.md")).expect("it can be renamed");
    watch.until("检查了 2 个文件，没有发现问题。");

    fs::remove_file(folder.path("a.md")).expect("it can be removed");
    watch.until("检查了 1 个文件，没有发现问题。");
    fs::write(folder.path("b/d.md"), &wrong).expect("it can be written");
    watch.until("检查了 2 个文件：错误 1。其中 1 处可用 --fix 修复。");
    fs::write(folder.path("gouji.toml"), "[rules]\nsuspect-figure = 'hint'\n").expect("it can be written");
    watch.until("检查了 2 个文件：提示 1。其中 1 处可用 --fix 修复。");
}

#[test]
fn a_named_file_is_watched_also_while_it_is_not_there() {
    let folder = Folder::new(&[("a.md", REPORT.as_bytes())]);
    let watch = Watch::new(&folder, "a.md");
    assert_eq!(watch.round(), ["检查了 1 个文件，没有发现问题。"]);
    fs::remove_file(folder.path("a.md")).expect("it can be removed");
    watch.until("检查了 0 个文件。另有 1 个文件出错。");
    fs::write(folder.path("a.md"), REPORT).expect("it can be written");
    watch.until("检查了 1 个文件，没有发现问题。");
}

#[test]
fn what_can_not_be_watched_is_refused() {
    let folder = Folder::new(&[]);
    for arguments in ["check --watch -", "check --watch --fix", "check --watch no/such/folder/a.md"] {
        folder.run(arguments, 2).stdout_eq("");
    }
}
