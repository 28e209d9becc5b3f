//! What git itself says of a patch: which files, of which kind, how many lines.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::jules::patch::{ChangeKind, FileChange, Patch, parse};

/// A repository that is removed with the value.
pub struct Repo(pub TempDir);

/// One file as git and we tell of it: path, old path, kind, modes.
type Named = (String, Option<String>, ChangeKind, Option<(String, String)>);
/// Lines added and removed, none where git counts none, and the path.
pub type Counted = (Option<usize>, Option<usize>, String);

impl Repo {
    pub fn new() -> Self {
        let repo = Self(TempDir::new().unwrap());
        repo.git(&["init", "-q", "."], b"");
        repo
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    pub fn git(&self, arguments: &[&str], input: &[u8]) -> Vec<u8> {
        git(self.0.path(), arguments, input)
    }

    fn text(&self, arguments: &[&str], input: &[u8]) -> String {
        String::from_utf8_lossy(&self.git(arguments, input)).into_owned()
    }

    pub fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        let path = self.path(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    }

    pub fn commit(&self) {
        self.git(&["add", "-A"], b"");
        self.git(&["commit", "-q", "--allow-empty", "-m", "x"], b"");
    }

    /// [`Repo::agrees`] on what has changed since the commit.
    pub fn agrees_on_work(&self, options: &[&str]) -> Patch {
        self.git(&["add", "-A"], b"");
        self.agrees(&["--cached", "HEAD"], options)
    }

    /// Reads the patch git makes, and asks git in three ways what is in it: what it
    /// would apply, what it counted, and what it compared.
    pub fn agrees(&self, between: &[&str], options: &[&str]) -> Patch {
        let (config, options) = options.split_at(options.iter().take_while(|option| option.contains("core.")).count());
        let config: Vec<&str> = config.iter().flat_map(|setting| ["-c", setting]).collect();
        let diff =
            |how: &[&str]| self.text(&[&config[..], &["diff", "--no-abbrev"], how, options, between].concat(), b"");
        let text = diff(&["-p"]);
        let told = diff(&["--raw", "--numstat", "-z"]);
        let mut told = told.split('\0').peekable();
        let patch = parse(&text);
        let context = || format!("{options:?}\n{text}");
        assert_eq!(patch.files.iter().map(named).collect::<Vec<_>>(), compared(&mut told), "{}", context());
        assert_eq!(merged(&patch.files), unless_told(&patch, numstat(&mut told)), "{}", context());
        if !text.is_empty() {
            let strip = if options.contains(&"--no-prefix") { "-p0" } else { "-p1" };
            assert_eq!(counts(&patch), self.would_apply(&text, strip), "{}", context());
        }
        let joined: String = patch.files.iter().map(|file| &text[file.span.clone()]).collect();
        assert_eq!(joined, text, "the spans are the patch");
        patch
    }

    /// What `git apply` would do with a patch.
    pub fn would_apply(&self, text: &str, strip: &str) -> Vec<Counted> {
        let told = self.text(&["apply", strip, "--numstat", "-z"], text.as_bytes());
        numstat(&mut told.split('\0').peekable())
    }

    /// A repository inside this one, with one commit.
    pub fn submodule(&self, path: &str) -> Part {
        let part = Part(self.path(path));
        std::fs::create_dir(&part.0).unwrap();
        git(&part.0, &["init", "-q", "."], b"");
        part.move_on(path);
        part
    }
}

/// A submodule.
pub struct Part(PathBuf);

impl Part {
    /// Makes another commit. Other words make another hash, whatever time it is.
    pub fn move_on(&self, words: &str) {
        git(&self.0, &["commit", "-q", "--allow-empty", "-m", words], b"");
    }
}

/// Runs git, whatever this machine's own configuration says.
fn git(directory: &Path, arguments: &[&str], input: &[u8]) -> Vec<u8> {
    let mut git = Command::new("git")
        .args(["-c", "user.name=t", "-c", "user.email=t@example.invalid", "-c", "core.autocrlf=false"])
        .args(["-c", "core.fileMode=true", "-c", "diff.renameLimit=0", "-c", "advice.addEmbeddedRepo=false"])
        .args(arguments)
        .current_dir(directory)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("these tests compare with git, so git must be installed");
    let mut stdin = git.stdin.take().unwrap();
    let input = input.to_vec();
    let writing = std::thread::spawn(move || stdin.write_all(&input));
    let output = git.wait_with_output().unwrap();
    assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    writing.join().unwrap().unwrap();
    output.stdout
}

/// What a patch counts, in the words of `git apply --numstat`.
pub fn counts(patch: &Patch) -> Vec<Counted> {
    patch.files.iter().map(counted).collect()
}

fn named(file: &FileChange) -> Named {
    (file.path.clone(), file.old_path.clone(), file.kind, file.modes.clone())
}

fn counted(file: &FileChange) -> Counted {
    let count = |count| (!file.binary).then_some(count);
    (count(file.added), count(file.removed), file.path.clone())
}

/// A file that becomes a link is two entries of a patch and one line of statistics.
fn merged(files: &[FileChange]) -> Vec<Counted> {
    let mut all: Vec<Counted> = Vec::new();
    for file in files {
        let (added, removed, path) = counted(file);
        match all.last_mut() {
            Some(last) if last.2 == path => *last = (last.0.zip(added).map(sum), last.1.zip(removed).map(sum), path),
            _ => all.push((added, removed, path)),
        }
    }
    all
}

/// That a file is binary is not told by a patch that leaves its content alone.
fn unless_told(patch: &Patch, mut counts: Vec<Counted>) -> Vec<Counted> {
    let untold = |path: &str| {
        patch.files.iter().any(|file| {
            let content_stays = matches!(file.kind, ChangeKind::Renamed | ChangeKind::Copied | ChangeKind::ModeChanged);
            file.path == path && content_stays && !file.binary && file.added + file.removed == 0
        })
    };
    for (added, removed, _) in counts.iter_mut().filter(|(_, _, path)| untold(path)) {
        (*added, *removed) = (added.or(Some(0)), removed.or(Some(0)));
    }
    counts
}

fn sum((one, other): (usize, usize)) -> usize {
    one + other
}

/// What git writes with `-z`.
type Parts<'a> = std::iter::Peekable<std::str::Split<'a, char>>;

/// Reads `--raw -z`.
fn compared(parts: &mut Parts<'_>) -> Vec<Named> {
    let mut all = Vec::new();
    while let Some(head) = parts.next_if(|part| part.starts_with(':')) {
        let [old_mode, new_mode, old_hash, new_hash, status] = head[1..].split(' ').collect::<Vec<_>>()[..] else {
            panic!("{head}")
        };
        let first = parts.next().unwrap().to_owned();
        let modes = (old_mode != new_mode).then(|| (old_mode.to_owned(), new_mode.to_owned()));
        let gone = Some((old_mode.to_owned(), String::new()));
        let new = Some((String::new(), new_mode.to_owned()));
        match &status[..1] {
            "A" => all.push((first, None, ChangeKind::Added, new)),
            "D" => all.push((first, None, ChangeKind::Deleted, gone)),
            "M" if old_hash == new_hash => all.push((first, None, ChangeKind::ModeChanged, modes)),
            "M" => all.push((first, None, ChangeKind::Modified, modes)),
            "R" => all.push((parts.next().unwrap().to_owned(), Some(first), ChangeKind::Renamed, modes)),
            "C" => all.push((parts.next().unwrap().to_owned(), Some(first), ChangeKind::Copied, modes)),
            "T" => {
                all.extend([(first.clone(), None, ChangeKind::Deleted, gone), (first, None, ChangeKind::Added, new)]);
            }
            _ => panic!("{head}"),
        }
    }
    all
}

/// Reads `--numstat -z`, which names a renamed file twice.
fn numstat(parts: &mut Parts<'_>) -> Vec<Counted> {
    let mut all = Vec::new();
    while let Some(line) = parts.next().filter(|line| !line.is_empty()) {
        let mut fields = line.splitn(3, '\t');
        let mut count = || fields.next().unwrap().parse().ok();
        let (added, removed) = (count(), count());
        let path = match fields.next().unwrap() {
            "" => parts.nth(1).unwrap(),
            path => path,
        };
        all.push((added, removed, path.to_owned()));
    }
    all
}
