//! From the paths on a command line to the files to check.

use std::collections::HashSet;
use std::fmt;
use std::fs::FileType;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Sender};

use ignore::{DirEntry, WalkBuilder, WalkState};

use super::io_message;
use super::project::Projects;
use crate::finding::Locale;

/// What reports' files are called, in lower case. Files of other names are checked when they are named.
pub const EXTENSIONS: [&str; 5] = ["md", "markdown", "txt", "html", "htm"];

/// Word files of a folder are read where a pattern of `[files] include` names them.
const WORD: [&str; 1] = ["docx"];

/// Other files in which reports come; in a folder they are passed over.
const OFFICE: [&str; 5] = ["docx", "doc", "wps", "xlsx", "pdf"];

/// Files that may be meant where a pattern names them.
const OTHERS: [&str; 3] = ["csv", "rtf", "odt"];

/// What paths lead to.
#[derive(Debug, Default)]
pub struct Walked {
    /// The files to check.
    pub targets: Vec<Target>,
    /// What could not be looked at.
    pub errors: Vec<WalkError>,
    /// Word, Excel and PDF files in folders whose configuration does not say which kinds are read, unless a text of the
    /// same name stands beside them.
    pub passed_over: Vec<PathBuf>,
    /// Files that a pattern of `[files] include` names and that are not read in folders, such as sheets, unless a text of
    /// the same name stands beside them.
    pub asked_for: Vec<PathBuf>,
}

/// A file to check.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Target {
    /// As it was named, or below a folder as that was named.
    pub path: PathBuf,
    /// Whether it was named itself, not found in a folder.
    pub named: bool,
}

/// A folder or file that could not be looked at.
#[derive(Debug)]
pub struct WalkError {
    /// Which one, where the system says so.
    pub path: Option<PathBuf>,
    /// What the system said.
    pub message: String,
}

impl fmt::Display for WalkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.path {
            Some(path) => write!(f, "{}: {}", path.display(), self.message),
            None => f.write_str(&self.message),
        }
    }
}

/// The files that `paths` name, and all reports below the folders among them, by path and each once. Ignore files and
/// `[files]` decide what is passed over below a folder. Links to folders are not followed, so there are no loops; links
/// that lead nowhere are no files, and a link to a file that is checked anyway adds nothing.
pub fn targets(paths: &[PathBuf], projects: &Projects, threads: usize) -> Walked {
    let (folders, files): (Vec<_>, Vec<_>) = paths.iter().partition(|path| path.is_dir());
    let mut targets: Vec<Target> =
        files.into_iter().map(|path| Target { path: without_dot(path).to_owned(), named: true }).collect();
    let (mut errors, mut passed_over, mut asked_for) = (Vec::new(), Vec::new(), Vec::new());
    if let Some((first, others)) = folders.split_first() {
        let mut walk = WalkBuilder::new(first);
        for folder in others {
            walk.add(folder);
        }
        // A copy of a repository without its `.git` still has files that are not meant.
        walk.require_git(false).threads(threads);
        let (found, receiver) = mpsc::channel();
        walk.build_parallel().run(|| {
            let found = found.clone();
            Box::new(move |entry| visit(entry, projects, &found))
        });
        drop(found);
        let mut links = Vec::new();
        for result in receiver {
            match result {
                Ok(Found::Report { path, is_link: false }) => targets.push(Target { path, named: false }),
                Ok(Found::Report { path, .. }) => links.push(path),
                Ok(Found::PassedOver(path)) => passed_over.push(path),
                Ok(Found::AskedFor(path)) => asked_for.push(path),
                Err(error) => errors.push(error),
            }
        }
        add_links(&mut targets, links);
    }
    targets.sort_by(|one, two| (&one.path, two.named).cmp(&(&two.path, one.named)));
    targets.dedup_by(|later, earlier| later.path == earlier.path);
    errors.sort_by(|one, two| one.path.cmp(&two.path));
    for others in [&mut passed_over, &mut asked_for].into_iter().filter(|others| !others.is_empty()) {
        let stems: HashSet<PathBuf> = targets.iter().map(|target| target.path.with_extension("")).collect();
        let named: HashSet<&PathBuf> = targets.iter().map(|target| &target.path).collect();
        others.retain(|path| !stems.contains(&path.with_extension("")) && !named.contains(path));
        others.sort();
    }
    Walked { targets, errors, passed_over, asked_for }
}

/// Adds the links to files that are not there yet: one file under two names would be fixed twice at once.
fn add_links(targets: &mut Vec<Target>, mut links: Vec<PathBuf>) {
    if links.is_empty() {
        return;
    }
    let mut seen: HashSet<PathBuf> = targets.iter().filter_map(|target| target.path.canonicalize().ok()).collect();
    links.sort();
    links.retain(|link| link.canonicalize().is_ok_and(|path| seen.insert(path)));
    targets.extend(links.into_iter().map(|path| Target { path, named: false }));
}

/// A file in a folder.
enum Found {
    /// It is called as reports are.
    Report { path: PathBuf, is_link: bool },
    /// It may hold a report, but files of its kind are not read there.
    PassedOver(PathBuf),
    /// A pattern names it, and files of its kind are not read there.
    AskedFor(PathBuf),
}

fn visit(
    entry: Result<DirEntry, ignore::Error>,
    projects: &Projects,
    found: &Sender<Result<Found, WalkError>>,
) -> WalkState {
    let result = match entry {
        Err(error) => Err(walk_error(&error, projects.locale())),
        Ok(entry) => {
            let path = without_dot(entry.path());
            let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
            if entry.depth() > 0 && !projects.admits(path, is_folder) {
                return WalkState::Skip;
            }
            let is_named = || has_extension(path, &WORD) && projects.names(path);
            if is_folder || !is_file(entry.file_type(), path) {
                return WalkState::Continue;
            }
            if is_text_name(path) || is_named() {
                Ok(Found::Report { path: path.to_owned(), is_link: entry.path_is_symlink() })
            } else if has_extension(path, &OFFICE) && !projects.has_patterns(path) {
                Ok(Found::PassedOver(path.to_owned()))
            } else if (has_extension(path, &OFFICE) || has_extension(path, &OTHERS)) && projects.names(path) {
                Ok(Found::AskedFor(path.to_owned()))
            } else {
                return WalkState::Continue;
            }
        }
    };
    // The receiver outlives the walk.
    match found.send(result) {
        Ok(()) => WalkState::Continue,
        Err(_) => WalkState::Quit,
    }
}

/// Whether a file is called as texts with reports are.
pub fn is_text_name(path: &Path) -> bool {
    has_extension(path, &EXTENSIONS)
}

/// Whether a file is called as those with reports are: texts, and Word files.
pub fn is_report_name(path: &Path) -> bool {
    is_text_name(path) || has_extension(path, &WORD)
}

fn has_extension(path: &Path, all: &[&str]) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str());
    extension.is_some_and(|extension| all.iter().any(|known| known.eq_ignore_ascii_case(extension)))
}

/// A file, or a link to one.
fn is_file(kind: Option<FileType>, path: &Path) -> bool {
    kind.is_some_and(|kind| kind.is_file() || (kind.is_symlink() && path.is_file()))
}

/// `./a.md` is `a.md`.
fn without_dot(path: &Path) -> &Path {
    match path.strip_prefix(".") {
        Ok(rest) if rest != Path::new("") => rest,
        _ => path,
    }
}

fn walk_error(error: &ignore::Error, locale: Locale) -> WalkError {
    match error {
        ignore::Error::WithPath { path, err } => {
            WalkError { path: Some(without_dot(path).to_owned()), message: walk_error(err, locale).message }
        }
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => walk_error(err, locale),
        ignore::Error::Io(error) => WalkError { path: None, message: io_message(error, locale) },
        _ => WalkError { path: None, message: error.to_string() },
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::config::Config;

    fn walk(folder: &Path, named: &[&str]) -> Vec<String> {
        let projects = Projects::new(Locale::ZhCn, |_: &mut Config| {});
        let paths: Vec<PathBuf> = named.iter().map(|name| folder.join(name)).collect();
        let Walked { targets, errors, .. } = targets(&paths, &projects, 2);
        assert!(errors.is_empty(), "{errors:?}");
        let name = |target: &Target| {
            let path = target.path.strip_prefix(folder).unwrap().to_str().unwrap().replace('\\', "/");
            if target.named { format!("{path}!") } else { path }
        };
        targets.iter().map(name).collect()
    }

    fn tree(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::Builder::new().prefix("walk").tempdir().unwrap();
        for (path, content) in files {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, content).unwrap();
        }
        folder
    }

    #[test]
    fn folders_are_searched_for_reports() {
        let tree = tree(&[
            ("b.md", ""),
            ("a.HTML", ""),
            ("a.pdf", ""),
            ("x.md/c.txt", ""),
            (".gitignore", "old/\n"),
            ("old/d.md", ""),
            ("old/e.md", ""),
        ]);
        assert_eq!(walk(tree.path(), &[""]), ["a.HTML", "b.md", "x.md/c.txt"]);
        assert_eq!(
            walk(tree.path(), &["x.md", "a.pdf", "b.md", "", "old/e.md"]),
            ["a.HTML", "a.pdf!", "b.md!", "old/e.md!", "x.md/c.txt"]
        );
    }

    #[test]
    fn word_files_are_read_where_a_pattern_names_them() {
        let tree = tree(&[
            ("gouji.toml", "[files]\ninclude = [\"*.docx\", \"*.md\", \"in/\"]"),
            ("a.docx", ""),
            ("b.md", ""),
            ("c.doc", ""),
        ]);
        assert_eq!(walk(tree.path(), &[""]), ["a.docx", "b.md"]);
        let tree = self::tree(&[("gouji.toml", "[files]\ninclude = [\"in\"]"), ("in/a.docx", ""), ("in/b.md", "")]);
        assert_eq!(walk(tree.path(), &[""]), ["in/b.md"]);
    }

    #[test]
    fn the_configuration_says_which_files() {
        let tree = tree(&[
            ("gouji.toml", "[files]\ninclude = [\"/20*/\", \"now.md\"]\nexclude = [\"draft\"]"),
            ("2023/a.md", ""),
            ("2023/draft/b.md", ""),
            ("sub/now.md", ""),
            ("README.md", ""),
        ]);
        assert_eq!(walk(tree.path(), &[""]), ["2023/a.md", "sub/now.md"]);
        assert_eq!(walk(tree.path(), &["README.md", "2023/draft"]), ["README.md!"]);
    }

    #[test]
    fn files_that_are_passed_over_are_told() {
        let passed_over = |files: &[(&str, &str)]| -> Vec<String> {
            let tree = tree(files);
            let projects = Projects::new(Locale::ZhCn, |_: &mut Config| {});
            let found = targets(&[tree.path().to_owned()], &projects, 2).passed_over;
            found.iter().map(|path| path.strip_prefix(tree.path()).unwrap().display().to_string()).collect()
        };
        let files = [("a.md", ""), ("a.docx", ""), ("b.DOCX", ""), ("c.png", ""), ("d.xlsx", "")];
        assert_eq!(passed_over(&files), ["b.DOCX", "d.xlsx"], "a.md is a.docx as text");
        let configured = [("gouji.toml", "[files]\ninclude = [\"*.md\"]"), ("b.docx", "")];
        assert_eq!(passed_over(&configured), [""; 0], "the configuration says what is read");
    }

    #[test]
    fn sheets_that_a_pattern_names_are_told() {
        let tree = tree(&[
            ("gouji.toml", "[files]\ninclude = [\"*.xlsx\", \"*.csv\", \"*.md\"]"),
            ("a.xlsx", ""),
            ("b.csv", ""),
            ("c.md", ""),
            ("c.xlsx", ""),
            ("d.pdf", ""),
        ]);
        let projects = Projects::new(Locale::ZhCn, |_: &mut Config| {});
        let Walked { asked_for, passed_over, .. } = targets(&[tree.path().to_owned()], &projects, 2);
        assert_eq!(asked_for, [tree.path().join("a.xlsx"), tree.path().join("b.csv")], "c.md is c.xlsx as text");
        assert!(passed_over.is_empty(), "the configuration says what is read: {passed_over:?}");
    }

    #[test]
    fn what_the_system_says_is_told_with_its_path() {
        let denied = std::io::Error::from(std::io::ErrorKind::PermissionDenied);
        let error = ignore::Error::WithPath { path: "部门".into(), err: Box::new(ignore::Error::Io(denied)) };
        let error = walk_error(&ignore::Error::WithDepth { depth: 1, err: Box::new(error) }, Locale::ZhCn);
        assert_eq!(error.to_string(), "部门: 没有权限");
    }

    #[cfg(unix)]
    #[test]
    fn links_make_no_loops() {
        use std::os::unix::fs::symlink;
        let tree = tree(&[("a.md", "")]);
        symlink(tree.path(), tree.path().join("loop.md")).unwrap();
        symlink("self.md", tree.path().join("self.md")).unwrap();
        symlink("a.md", tree.path().join("0.md")).unwrap();
        let elsewhere = self::tree(&[("b.md", "")]);
        symlink(elsewhere.path().join("b.md"), tree.path().join("link.md")).unwrap();
        assert_eq!(walk(tree.path(), &[""]), ["a.md", "link.md"]);
        assert_eq!(walk(tree.path(), &["0.md"]), ["0.md!"]);
    }
}
