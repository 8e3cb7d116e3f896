//! The commands of `docs/extract.md`, as they stand there, in a shell with the real programs: what DuckDB says is what
//! the reports say. `tests/engines/install.sh` installs DuckDB; where it is not there the test says so, and with
//! `GOUJI_EDITORS_REQUIRED=1` it fails.

#![cfg(unix)]

use std::io::Write;
use std::path::Path;
use std::process::Command;
use std::{env, fs, io};

const DOCUMENT: &str = include_str!("../docs/extract.md");

/// The shell commands of the document, block by block.
fn blocks() -> Vec<&'static str> {
    DOCUMENT.split("```sh\n").skip(1).map(|block| block.split("```").next().expect("it is closed")).collect()
}

/// A folder with reports of two years in which one figure was not carried over.
fn reports() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let reports = folder.path().join("reports");
    fs::create_dir(&reports).expect("there is room for a folder");
    let report = include_str!("../src/rules/testing/report.md");
    let before = report.replace("2024年", "2023年").replace("2025年", "2024年").replace("| 14 |", "| 20 |");
    for (name, text) in [("2024.md", report), ("2023.md", &before)] {
        fs::write(reports.join(name), text).expect("there is room for a file");
    }
    folder
}

#[test]
fn duckdb_reads_the_figures() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let duckdb = root.join("target/engines/duckdb/bin");
    if !duckdb.join("duckdb").exists() {
        assert!(env::var_os("GOUJI_EDITORS_REQUIRED").is_none(), "no DuckDB: tests/engines/install.sh duckdb");
        let _ = writeln!(io::stderr(), "skipped: DuckDB is not installed (tests/engines/install.sh duckdb)");
        return;
    }
    let folder = reports();
    let gouji = Path::new(env!("CARGO_BIN_EXE_gouji")).parent().expect("it is in a folder");
    let path = [gouji, &duckdb].map(|folder| folder.to_string_lossy().into_owned()).join(":");
    let path = format!("{path}:{}", env::var("PATH").unwrap_or_default());
    let run = |block: &&str| {
        let shell = ["-euo", "pipefail", "-c", *block];
        let output = Command::new("bash").args(shell).current_dir(folder.path()).env("PATH", &path).output();
        let output = output.expect("there is a shell");
        assert!(output.status.success(), "{block}\n{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("UTF-8").replace("\r\n", "\n")
    };
    let printed: Vec<String> = blocks().iter().map(run).collect();
    let expected = [
        "organization,year,value\n\"某市卫生健康委员会\",2023,20.0\n\"某市卫生健康委员会\",2024,14.0\n",
        "year,received\n2023,20.0\n2024,14.0\n",
        "organization,year,carried_out,carried_in\n\"某市卫生健康委员会\",2024,2.0,1.0\n",
        "cells\n400\n",
    ];
    assert_eq!(printed, expected);
}
