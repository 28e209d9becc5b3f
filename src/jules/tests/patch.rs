//! `patch::parse` against what git itself says of the same patches.

use std::path::{Path, PathBuf};
use std::process::Command;

use proptest::prelude::*;

use crate::jules::patch::{ChangeKind, Patch, parse};

/// A repository that is removed with the value.
struct Repo(PathBuf);

impl Repo {
    fn new() -> Self {
        let dir = std::env::temp_dir().join(format!("jules-patch-{}-{:x}", std::process::id(), fastrand::u64(..)));
        std::fs::create_dir_all(&dir).unwrap();
        let repo = Self(dir);
        repo.git(&["init", "-q", "."]);
        repo.git(&["config", "core.fileMode", "true"]);
        repo
    }

    fn git(&self, arguments: &[&str]) -> Vec<u8> {
        let output = Command::new("git")
            .args(["-c", "user.name=t", "-c", "user.email=t@example.invalid", "-c", "core.autocrlf=false"])
            .args(arguments)
            .current_dir(&self.0)
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .output()
            .unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        output.stdout
    }

    fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        let path = self.0.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    }

    fn commit(&self) {
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "--allow-empty", "-m", "x"]);
    }

    fn diff(&self, options: &[&str]) -> String {
        self.git(&["add", "-A"]);
        String::from_utf8_lossy(&self.git(&[&["diff", "--cached", "HEAD"], options].concat())).into_owned()
    }

    /// `(added, removed, path)` as git reads them from the patch.
    fn numstat(&self, patch: &str) -> Vec<(Option<usize>, Option<usize>, String)> {
        self.write(".git/under-test.patch", patch);
        let stat = self.git(&["apply", "--numstat", "-z", ".git/under-test.patch"]);
        let stat = String::from_utf8_lossy(&stat).into_owned();
        let line = |line: &str| {
            let mut parts = line.splitn(3, '\t');
            let mut count = || parts.next().unwrap().parse().ok();
            (count(), count(), parts.next().unwrap().to_owned())
        };
        stat.split('\0').filter(|line| !line.is_empty()).map(line).collect()
    }

    fn agrees(&self, text: &str) -> Patch {
        let patch = parse(text);
        let ours: Vec<_> = patch
            .files
            .iter()
            .map(|file| {
                let count = |count| (!file.binary).then_some(count);
                (count(file.added), count(file.removed), file.path.clone())
            })
            .collect();
        assert_eq!(ours, self.numstat(text), "{text}");
        patch
    }
}

impl Drop for Repo {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn executable(path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
}

/// Every kind of change there is, in one repository.
fn everything() -> Repo {
    let repo = Repo::new();
    // Contents of their own, or git finds copies where none were meant.
    let long = |name: &str| (0..60).map(|line| format!("{name} {line}\n")).collect::<Vec<_>>().concat();
    repo.write("query.sql", "-- one\n-- two\nselect 1;\n++ odd\n");
    repo.write("with space/and b/x.txt", long("space"));
    repo.write("ümläut \"quoted\"\ttab.txt", long("tab"));
    repo.write("moved.txt", long("moved"));
    repo.write("moved and changed.txt", long("changed"));
    repo.write("copied.txt", long("copied"));
    repo.write("gone.txt", "a\nb\n");
    repo.write("gone and empty", "");
    repo.write("run.sh", "#!/bin/sh\n");
    repo.write("changed run.sh", "#!/bin/sh\n");
    repo.write("picture.png", [0, 159, 146, 150, 0, 1]);
    repo.write("no newline", "a\nb");
    repo.write("crlf.txt", "a\r\nb\r\nc\r\n");
    repo.commit();
    repo.write("query.sql", "select 1;\n-- three\n");
    repo.write("with space/and b/x.txt", long("space").replace("space 3\n", "").replace("space 50", "LINE 50"));
    repo.write("ümläut \"quoted\"\ttab.txt", long("tab").replace("tab 7\n", "seven\nand a half\n"));
    std::fs::rename(repo.0.join("moved.txt"), repo.0.join("away.txt")).unwrap();
    std::fs::remove_file(repo.0.join("moved and changed.txt")).unwrap();
    repo.write("new place/änd name.txt", long("changed").replace("changed 9\n", "nine\n"));
    repo.write("copy of.txt", long("copied").replace("copied 20\n", ""));
    repo.write("copied.txt", long("copied").replace("copied 1\n", ""));
    std::fs::remove_file(repo.0.join("gone.txt")).unwrap();
    std::fs::remove_file(repo.0.join("gone and empty")).unwrap();
    executable(&repo.0.join("run.sh"));
    repo.write("changed run.sh", "#!/bin/sh\necho\n");
    executable(&repo.0.join("changed run.sh"));
    repo.write("picture.png", [0, 159, 146, 151, 0, 2, 3]);
    repo.write("new.png", [0, 1, 2, 3]);
    repo.write("no newline", "a\nc");
    repo.write("crlf.txt", "a\r\nB\r\nc\r\n");
    repo.write("empty", "");
    repo.write("diff.txt", "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n");
    repo
}

#[test]
fn every_kind_of_change_is_counted_as_git_counts_it() {
    let repo = everything();
    for options in
        [&["-M", "-C"][..], &["-M", "--binary"], &["--no-renames"], &["-U0", "-M"], &["-U20"], &["--patience"]]
    {
        repo.agrees(&repo.diff(options));
    }
}

#[test]
fn kinds_names_and_modes_are_told() {
    let repo = everything();
    let patch = repo.agrees(&repo.diff(&["-M", "-C", "--binary"]));
    let file = |path: &str| patch.files.iter().find(|file| file.path == path).unwrap_or_else(|| panic!("{path}"));
    assert_eq!(file("away.txt").kind, ChangeKind::Renamed);
    assert_eq!(file("away.txt").old_path.as_deref(), Some("moved.txt"));
    assert_eq!(file("new place/änd name.txt").kind, ChangeKind::Renamed);
    assert_eq!(
        (file("copy of.txt").kind, file("copy of.txt").old_path.as_deref()),
        (ChangeKind::Copied, Some("copied.txt"))
    );
    assert_eq!(file("gone.txt").kind, ChangeKind::Deleted);
    assert_eq!(file("empty").kind, ChangeKind::Renamed, "git pairs empty files");
    assert_eq!(file("run.sh").kind, ChangeKind::ModeChanged);
    assert_eq!(file("run.sh").modes, Some(("100644".to_owned(), "100755".to_owned())));
    assert_eq!(file("changed run.sh").kind, ChangeKind::Modified);
    assert!(file("picture.png").binary && file("new.png").binary);
    assert_eq!(file("new.png").kind, ChangeKind::Added);
    assert_eq!((file("query.sql").added, file("query.sql").removed), (1, 3));
    assert_eq!(file("diff.txt").added, 4);
    assert!(patch.files.iter().any(|file| file.path == "ümläut \"quoted\"\ttab.txt"));
}

#[test]
fn empty_files_have_names_without_any_content() {
    let repo = everything();
    let patch = repo.agrees(&repo.diff(&["--no-renames"]));
    let kind = |path: &str| patch.files.iter().find(|file| file.path == path).map(|file| file.kind);
    assert_eq!(kind("gone and empty"), Some(ChangeKind::Deleted));
    assert_eq!(kind("empty"), Some(ChangeKind::Added));
}

#[test]
fn each_file_knows_its_place_in_the_patch() {
    let repo = everything();
    let text = repo.diff(&["-M"]);
    let patch = parse(&text);
    let joined: String = patch.files.iter().map(|file| &text[file.span.clone()]).collect();
    assert_eq!(joined, text);
}

#[test]
fn a_plain_diff_without_git_headers_is_read() {
    let text = "--- old.txt\t2026-01-01 00:00:00\n+++ new.txt\t2026-01-02 00:00:00\n@@ -1 +1,2 @@\n-a\n+b\n+c\n\
                --- /dev/null\n+++ b/made.txt\n@@ -0,0 +1 @@\n+x\n";
    let patch = parse(text);
    let told: Vec<_> =
        patch.files.iter().map(|file| (file.path.as_str(), file.kind, file.added, file.removed)).collect();
    assert_eq!(told, [("new.txt", ChangeKind::Modified, 2, 1), ("made.txt", ChangeKind::Added, 1, 0)]);
}

#[test]
fn garbage_is_no_patch_and_no_panic() {
    for text in ["", "\n\n", "hello", "diff --git ", "@@ -1 +1 @@\n+x", "--- a", "diff --git \"a/x", "+++ b/x\n"] {
        assert_eq!(parse(text), Patch::default(), "{text:?}");
    }
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(lines in proptest::collection::vec(
        prop_oneof![
            ".*", Just("diff --git a/x b/x".to_owned()), Just("--- a/x".to_owned()), Just("+++ b/x".to_owned()),
            "@@ -[0-9]{1,20}(,[0-9]{1,20})? \\+[0-9]{1,3}(,[0-9]{1,3})? @@", "[ +-]x", Just("rename to \"\\777\\".to_owned()),
        ], 0..30)) {
        let text = lines.join("\n");
        for file in parse(&text).files {
            prop_assert!(text.get(file.span).is_some());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn random_edits_are_counted_as_git_counts_them(
        before in proptest::collection::vec("(-- |\\+\\+ |@@ -1 \\+1 @@|diff --git )?[a-c]{0,2}", 0..40),
        after in proptest::collection::vec("(-- |\\+\\+ |@@ -1 \\+1 @@|diff --git )?[a-c]{0,2}", 0..40),
        context in 0..4,
    ) {
        prop_assume!(before != after);
        let repo = Repo::new();
        repo.write("f.txt", before.join("\n"));
        repo.commit();
        repo.write("f.txt", after.join("\n"));
        let text = repo.diff(&[&format!("-U{context}")]);
        prop_assume!(!text.is_empty());
        repo.agrees(&text);
    }
}
