//! `patch::parse` against what git itself says of the same patches.

mod git;
mod random;

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use git::Repo;
use proptest::prelude::*;

use crate::jules::patch::{ChangeKind, Patch, parse};

fn executable(path: &Path) {
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
}

fn link(to: &str, at: &Path) {
    std::os::unix::fs::symlink(to, at).unwrap();
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
    repo.write("long.txt", format!("{}\n{}\n", "x".repeat(200_000), "-- ".repeat(50_000)));
    repo.write("a/of a", "1\n2\n");
    repo.write("b/of b", "3\n4\n");
    repo.write("to be a link", long("link"));
    link("old place", &repo.path("link"));
    let part = repo.submodule("part");
    repo.commit();
    repo.write("query.sql", "select 1;\n-- three\n");
    repo.write("with space/and b/x.txt", long("space").replace("space 3\n", "").replace("space 50", "LINE 50"));
    repo.write("ümläut \"quoted\"\ttab.txt", long("tab").replace("tab 7\n", "seven\nand a half\n"));
    std::fs::rename(repo.path("moved.txt"), repo.path("away.txt")).unwrap();
    std::fs::remove_file(repo.path("moved and changed.txt")).unwrap();
    repo.write("new place/änd name.txt", long("changed").replace("changed 9\n", "nine\n"));
    repo.write("copy of.txt", long("copied").replace("copied 20\n", ""));
    repo.write("copied.txt", long("copied").replace("copied 1\n", ""));
    std::fs::remove_file(repo.path("gone.txt")).unwrap();
    std::fs::remove_file(repo.path("gone and empty")).unwrap();
    executable(&repo.path("run.sh"));
    repo.write("changed run.sh", "#!/bin/sh\necho\n");
    executable(&repo.path("changed run.sh"));
    repo.write("picture.png", [0, 159, 146, 151, 0, 2, 3]);
    repo.write("new.png", [0, 1, 2, 3]);
    repo.write("no newline", "a\nc");
    repo.write("crlf.txt", "a\r\nB\r\nc\r\n");
    repo.write("empty", "");
    repo.write("diff.txt", "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n");
    repo.write("long.txt", format!("{}\n{}\n", "x".repeat(200_001), "-- ".repeat(50_000)));
    repo.write("a/of a", "1\n");
    std::fs::remove_file(repo.path("b/of b")).unwrap();
    repo.write("a/b/new", "++ new\n");
    std::fs::remove_file(repo.path("to be a link")).unwrap();
    link("anywhere", &repo.path("to be a link"));
    std::fs::remove_file(repo.path("link")).unwrap();
    link("new place", &repo.path("link"));
    part.move_on("further");
    repo.submodule("another part");
    std::fs::write(repo.0.path().join(OsStr::from_bytes(b"latin \xe4")), "x\n").unwrap();
    repo
}

#[test]
fn every_kind_of_change_is_told_as_git_tells_it() {
    let repo = everything();
    for options in [
        &["-M", "-C"][..],
        &["-M", "--binary"],
        &["-C", "--find-copies-harder", "--full-index"],
        &["--no-renames"],
        &["-B", "-M"],
        &["-M", "-U0"],
        &["-M", "-U10"],
        &["-M", "-W"],
        &["-M", "--no-prefix"],
        &["--no-renames", "--no-prefix", "--binary"],
        &["-M", "--src-prefix=i/", "--dst-prefix=w/"],
        &["core.quotePath=false", "-M", "--no-prefix"],
        &["core.quotePath=false", "--patience"],
        &["-R", "-M", "-C"],
    ] {
        repo.agrees_on_work(options);
    }
}

#[test]
fn a_large_change_of_real_sources_is_told_as_git_tells_it() {
    let repo = Repo::new();
    let sources = real_sources();
    assert!(sources.len() > 50, "the sources are elsewhere");
    for (path, text) in &sources {
        repo.write(path, text);
    }
    repo.commit();
    for (index, (path, text)) in sources.iter().enumerate() {
        match index % 8 {
            0 => repo.write(path, text.replace("self", "this").replace("    ", "\t")),
            1 => repo.write(path, format!("-- {}", text.replace('\n', "\n-- "))),
            2 => repo.write(path, text.replace('\n', "\r\n")),
            3 => repo.write(path, text.lines().rev().collect::<Vec<_>>().join("\n")),
            4 => std::fs::remove_file(repo.path(path)).unwrap(),
            5 => {
                std::fs::remove_file(repo.path(path)).unwrap();
                repo.write(&format!("moved here/{path}"), text.split_once('\n').map_or("", |(_, rest)| rest));
            }
            6 => repo.write(&format!("copied here/{path}"), text.replace("pub", "// pub")),
            _ => {}
        }
    }
    for options in [&["-M", "-C", "--find-copies-harder"][..], &["--no-renames", "-U1", "--no-prefix"]] {
        let patch = repo.agrees_on_work(options);
        assert!(patch.added() > 1_000 && patch.removed() > 1_000, "that was no large change");
    }
}

/// This repository's own files: real text, and nothing that is not ours.
fn real_sources() -> Vec<(String, String)> {
    fn below(directory: &Path, found: &mut Vec<(String, String)>) {
        for entry in std::fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                below(&path, found);
            } else if let Ok(text) = std::fs::read_to_string(&path) {
                let name = path.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap();
                found.push((name.to_string_lossy().into_owned(), text));
            }
        }
    }
    let mut found = Vec::new();
    for directory in ["src/jules", "src/session", "config"] {
        below(&Path::new(env!("CARGO_MANIFEST_DIR")).join(directory), &mut found);
    }
    found.sort();
    found
}

#[test]
fn the_patches_of_the_simulated_agent_are_read_as_git_reads_them() {
    let repo = Repo::new();
    let patches: Vec<_> = real_sources().into_iter().filter(|(path, _)| path.contains(".patch")).collect();
    assert!(!patches.is_empty());
    for (path, text) in patches {
        assert_eq!(repo.would_apply(&text, "-p1"), git::counts(&parse(&text)), "{path}");
    }
}

#[test]
fn a_series_of_mails_is_read_without_its_prose() {
    let repo = everything();
    repo.commit();
    repo.write("query.sql", "select 2;\n");
    let message = "Change it\n\nrename from prose\nnew file mode 100644\n--- a/prose\n+++ b/prose\n\n-- \nme\n";
    repo.git(&["commit", "-q", "-a", "-m", message], b"");
    repo.write("run.sh", "#!/bin/sh\n\n-- \n");
    repo.git(&["commit", "-q", "-a", "-m", message], b"");
    let text = String::from_utf8(repo.git(&["format-patch", "--stdout", "-2"], b"")).unwrap();
    let patch = parse(&text);
    let told: Vec<_> =
        patch.files.iter().map(|file| (file.path.as_str(), file.kind, file.added, file.removed)).collect();
    assert_eq!(told, [("query.sql", ChangeKind::Modified, 1, 2), ("run.sh", ChangeKind::Modified, 2, 0)]);
    assert_eq!(repo.would_apply(&text, "-p1"), git::counts(&patch));
}

#[test]
fn kinds_names_and_modes_are_told() {
    let repo = everything();
    let patch = repo.agrees_on_work(&["-M", "-C", "--binary"]);
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
    assert_eq!((file("ümläut \"quoted\"\ttab.txt").added, file("ümläut \"quoted\"\ttab.txt").removed), (2, 1));
    assert_eq!(file("link").modes, None);
    assert_eq!(file("another part").modes, Some((String::new(), "160000".to_owned())));
    let link: Vec<_> = patch.files.iter().filter(|file| file.path == "to be a link").map(|file| file.kind).collect();
    assert_eq!(link, [ChangeKind::Deleted, ChangeKind::Added], "as the patch has it");
}

#[test]
fn empty_files_have_names_without_any_content() {
    let repo = everything();
    let patch = repo.agrees_on_work(&["--no-renames"]);
    let kind = |path: &str| patch.files.iter().find(|file| file.path == path).map(|file| file.kind);
    assert_eq!(kind("gone and empty"), Some(ChangeKind::Deleted));
    assert_eq!(kind("empty"), Some(ChangeKind::Added));
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
fn prefixes_are_told_from_directories() {
    for (text, path) in [
        ("--- a/x\n+++ b/x\n@@ -1 +1 @@\n-1\n+2\n", "x"),
        ("--- old/a/x\n+++ new/a/x\n@@ -1 +1 @@\n-1\n+2\n", "a/x"),
        ("--- src/x\n+++ src/x\n@@ -1 +1 @@\n-1\n+2\n", "src/x"),
        ("diff --git a/x a/x\n--- a/x\n+++ a/x\n@@ -1 +1 @@\n-1\n+2\n", "a/x"),
        ("diff --git old/x newer/x\n--- old/x\n+++ newer/x\n@@ -1 +1 @@\n-1\n+2\n", "x"),
        ("diff --git b/x b/x\nnew file mode 100644\n--- /dev/null\n+++ b/x\n@@ -0,0 +1 @@\n+2\n", "b/x"),
        ("diff --git a/x b/x\r\n--- a/x\r\n+++ b/x\r\n@@ -1 +1 @@\r\n-1\r\n+2\r\n", "x"),
    ] {
        let patch = parse(text);
        let told: Vec<_> = patch.files.iter().map(|file| (file.path.as_str(), file.old_path.as_deref())).collect();
        assert_eq!(told, [(path, None)], "{text}");
    }
}

#[test]
fn prose_between_files_changes_none_of_them() {
    let file = "--- a/x\n+++ b/x\n@@ -1 +1 @@\n-1\n+2\n";
    let alone = parse(file).files.remove(0);
    for prose in
        ["Binary files a/y and b/y differ\n", "rename to y\n", "new file mode 100755\n", "--- y\n", "-- \n2.39\n"]
    {
        let mut read = parse(&[file, prose].concat()).files;
        read[0].span = alone.span.clone();
        assert_eq!(read, std::slice::from_ref(&alone), "{prose}");
    }
}

#[test]
fn a_hunk_that_lies_about_its_length_ends_where_the_next_file_begins() {
    for length in ["9", "18446744073709551615", "1"] {
        let text = format!(
            "--- a/x\n+++ b/x\n@@ -1,{length} +1,{length} @@\n-1\n+2\n+3\ndiff --git a/y b/y\nold mode 100644\nnew mode 100755\n"
        );
        let patch = parse(&text);
        let told: Vec<_> = patch.files.iter().map(|file| (file.path.as_str(), file.kind)).collect();
        assert_eq!(told, [("x", ChangeKind::Modified), ("y", ChangeKind::ModeChanged)], "{length}");
    }
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
