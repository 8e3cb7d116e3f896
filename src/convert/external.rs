//! Programs that do what gouji does not: LibreOffice for old Word and WPS files, `pdftotext` for PDF. They are started
//! only when such a file is named, get a folder of their own, and are stopped when they take too long. Neither is given
//! anything but a copy of the file.

use std::ffi::OsStr;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::{ConvertError, Program};

/// A program that is not done after so long never will be; LibreOffice's first start takes some ten seconds.
const LIMIT: Duration = Duration::from_secs(90);

/// A file of an old kind as `.docx`, made by LibreOffice. `extension` is what its name ends in.
///
/// # Errors
/// When LibreOffice is not installed, takes too long, or makes nothing of it.
pub fn docx_of(bytes: &[u8], extension: &str) -> Result<Vec<u8>, ConvertError> {
    let program = find(&["soffice", "libreoffice"]).ok_or(ConvertError::NotInstalled(Program::LibreOffice))?;
    let folder = tempfile::Builder::new().prefix("gouji-").tempdir()?;
    let input = folder.path().join(format!("report.{extension}"));
    fs::write(&input, bytes)?;
    // A profile of its own: with the user's, LibreOffice hands the file to a window that is open and ends at once.
    let profile = format!("-env:UserInstallation=file://{}", folder.path().join("profile").display());
    let mut command = Command::new(program);
    command.arg(profile).args(["--headless", "--norestore", "--nolockcheck", "--convert-to"]);
    command.arg("docx:MS Word 2007 XML").arg("--outdir").arg(folder.path().join("out")).arg(&input);
    let said = run(command, folder.path(), Program::LibreOffice)?;
    fs::read(folder.path().join("out/report.docx")).map_err(|_| {
        let why = String::from_utf8_lossy(&said).trim().to_owned();
        ConvertError::Failed(Program::LibreOffice, if why.is_empty() { "没有输出 / no output".to_owned() } else { why })
    })
}

/// The text layer of a PDF, in the order in which it was printed: programs that print tables print them cell by cell.
/// Laid out as on the page, figures whose line is a hair higher than their label's come to stand above it.
///
/// # Errors
/// When `pdftotext` is not installed, takes too long, or can't read it; when there is no text in it.
pub fn text_of_pdf(bytes: &[u8]) -> Result<String, ConvertError> {
    let program = find(&["pdftotext"]).ok_or(ConvertError::NotInstalled(Program::PdfToText))?;
    let folder = tempfile::Builder::new().prefix("gouji-").tempdir()?;
    let input = folder.path().join("report.pdf");
    fs::write(&input, bytes)?;
    let mut command = Command::new(program);
    command.args(["-raw", "-nopgbrk", "-enc", "UTF-8"]).arg(&input).arg("-");
    let text = String::from_utf8_lossy(&run(command, folder.path(), Program::PdfToText)?).into_owned();
    if text.trim().is_empty() { Err(ConvertError::NoText) } else { Ok(text) }
}

/// The first of these programs that `PATH` leads to.
fn find(names: &[&str]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let candidates = |name: &&str| {
        let file = format!("{name}{}", std::env::consts::EXE_SUFFIX);
        std::env::split_paths(&path).map(move |folder| folder.join(&file)).find(|path| path.is_file())
    };
    names.iter().find_map(candidates)
}

/// Runs a program in `folder`; what it printed.
fn run(mut command: Command, folder: &Path, program: Program) -> Result<Vec<u8>, ConvertError> {
    // Output goes to a file: nobody need read a pipe while the clock is watched.
    let (out, errors) = (folder.join("said"), folder.join("errors"));
    command.current_dir(folder).stdin(Stdio::null());
    command.stdout(fs::File::create(&out)?).stderr(fs::File::create(&errors)?);
    own_group(&mut command);
    let mut child = command.spawn().map_err(|error| ConvertError::Failed(program, error.to_string()))?;
    let started = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            let read = |path: &dyn AsRef<OsStr>| fs::read(Path::new(path)).unwrap_or_default();
            if status.success() {
                return Ok(read(&out));
            }
            let mut why = String::new();
            // What can't be read is not told.
            let _ = fs::File::open(&errors)?.take(500).read_to_string(&mut why);
            return Err(ConvertError::Failed(program, format!("{status} {}", why.trim())));
        }
        if started.elapsed() > LIMIT {
            stop(&mut child);
            return Err(ConvertError::TimedOut(program, LIMIT.as_secs()));
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// LibreOffice's starter leaves the work to a process of its own: both are stopped together.
#[cfg(unix)]
fn own_group(command: &mut Command) {
    use std::os::unix::process::CommandExt;
    command.process_group(0);
}

#[cfg(not(unix))]
fn own_group(_: &mut Command) {}

#[cfg(unix)]
fn stop(child: &mut Child) {
    use rustix::process::{Pid, Signal, kill_process_group};
    if let Some(group) = i32::try_from(child.id()).ok().and_then(Pid::from_raw) {
        // It may have ended this very moment.
        let _ = kill_process_group(group, Signal::KILL);
    }
    let _ = child.wait();
}

#[cfg(not(unix))]
fn stop(child: &mut Child) {
    let _ = child.kill();
    let _ = child.wait();
}
