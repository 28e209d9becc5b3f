//! Small trees and what becomes of them, at random: whatever git makes of the
//! difference, we read in it what git does.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use proptest::prelude::*;
use proptest::sample::{Index, select, subsequence};
use proptest::test_runner::TestRunner;

use super::git::Repo;

/// Names that have misled somebody before. None is the directory of another.
const PATHS: [&str; 24] = [
    "plain.txt",
    "a/x",
    "b/x",
    "a/b/x",
    "dir/with space.txt",
    "tail ",
    " lead",
    "x b/x",
    "tab\there",
    "new\nline",
    "quo\"te",
    "back\\slash",
    "ümläut",
    "日本 語.txt",
    "dev/null",
    "-dash",
    "i/w",
    "a b/a b",
    "\u{1}ctl",
    "return\r",
    "rename from",
    "@@ -1 +1 @@",
    "\\101",
    "b b/b",
];

/// Lines that look like something else once a sign stands before them, or do so already.
const LINES: [&str; 22] = [
    "",
    "x",
    "-- sql",
    "++ odd",
    "- - -",
    "diff --git a/x b/x",
    "@@ -1 +1 @@",
    "@@ -1,9 +1,9 @@ fn",
    "--- a/x",
    "+++ b/x",
    "-- a/x",
    "++ b/x",
    "rename from q",
    "GIT binary patch",
    "Binary files a/x and b/x differ",
    "new file mode 100644",
    "\\ No newline at end of file",
    "\ttab\t",
    "crlf\r",
    "\r",
    "ünï",
    "deleted file mode 120000",
];

/// What stands at a path.
#[derive(Clone)]
struct Entry {
    mode: &'static str,
    content: Vec<u8>,
}

impl std::fmt::Debug for Entry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} \"{}\"", self.mode, self.content.escape_ascii())
    }
}

fn line() -> impl Strategy<Value = String> {
    // With a number, or every file would be like every other and all were copies.
    (select(LINES.to_vec()), 0u8..40, prop::bool::weighted(0.7), prop::bool::weighted(0.02)).prop_map(
        |(line, number, numbered, long)| {
            let line = if long { line.repeat(3_000) } else { line.to_owned() };
            if numbered { format!("{line}{number}") } else { line }
        },
    )
}

fn content() -> impl Strategy<Value = Vec<u8>> {
    let text = (prop::collection::vec(line(), 0..30), any::<bool>()).prop_map(|(lines, ends)| {
        let end = if ends && !lines.is_empty() { "\n" } else { "" };
        (lines.join("\n") + end).into_bytes()
    });
    let binary = prop::collection::vec(any::<u8>(), 0..60).prop_map(|bytes| [&[0][..], &bytes].concat());
    prop_oneof![8 => text, 1 => binary]
}

fn entry() -> impl Strategy<Value = Entry> {
    let file = |mode| content().prop_map(move |content| Entry { mode, content });
    let link = select(PATHS.to_vec()).prop_map(|to| Entry { mode: "120000", content: to.as_bytes().to_vec() });
    let submodule = "[0-9a-f]{40}".prop_map(|hash| Entry { mode: "160000", content: hash.into_bytes() });
    prop_oneof![6 => file("100644"), 2 => file("100755"), 1 => link, 1 => submodule]
}

/// What becomes of an entry.
#[derive(Debug, Clone)]
enum Fate {
    Kept,
    Gone,
    Replaced(Entry),
    Chmod,
    /// Lines taken out and put in.
    Edited(Vec<(Index, bool, String)>),
    MovedTo(&'static str),
    CopiedTo(&'static str),
}

fn fate() -> impl Strategy<Value = Fate> {
    let edits = || prop::collection::vec((any::<Index>(), any::<bool>(), line()), 1..5);
    prop_oneof![
        2 => Just(Fate::Kept),
        1 => Just(Fate::Gone),
        1 => entry().prop_map(Fate::Replaced),
        1 => Just(Fate::Chmod),
        5 => edits().prop_map(Fate::Edited),
        2 => select(PATHS.to_vec()).prop_map(Fate::MovedTo),
        1 => select(PATHS.to_vec()).prop_map(Fate::CopiedTo),
    ]
}

type Tree = BTreeMap<&'static str, Entry>;

fn edited(entry: &Entry, edits: Vec<(Index, bool, String)>) -> Entry {
    let mut lines: Vec<Vec<u8>> = entry.content.split(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
    for (at, removes, line) in edits {
        let at = at.index(lines.len());
        if removes && lines.len() > 1 {
            lines.remove(at);
        } else {
            lines.insert(at, line.into_bytes());
        }
    }
    Entry { content: lines.join(&b'\n'), ..entry.clone() }
}

fn after(before: &Tree, fates: Vec<Fate>) -> Tree {
    let mut tree = Tree::new();
    for ((path, entry), fate) in before.iter().zip(fates) {
        let is_file = entry.mode.starts_with("100");
        let (path, entry) = match fate {
            Fate::Gone => continue,
            Fate::Replaced(entry) => (*path, entry),
            Fate::Chmod if entry.mode == "100644" => (*path, Entry { mode: "100755", ..entry.clone() }),
            Fate::Chmod if entry.mode == "100755" => (*path, Entry { mode: "100644", ..entry.clone() }),
            Fate::Edited(edits) if is_file => (*path, edited(entry, edits)),
            Fate::MovedTo(path) => (path, entry.clone()),
            Fate::CopiedTo(to) => {
                tree.insert(to, entry.clone());
                (*path, entry.clone())
            }
            _ => (*path, entry.clone()),
        };
        tree.insert(path, entry);
    }
    tree
}

/// A commit of the tree in the language of `git fast-import`.
fn commit(name: &str, tree: &Tree) -> Vec<u8> {
    let mut stream =
        format!("commit refs/heads/{name}\ncommitter t <t@example.invalid> 0 +0000\ndata 0\n").into_bytes();
    for (path, Entry { mode, content }) in tree {
        let mut quoted = String::new();
        for byte in path.bytes() {
            write!(quoted, "\\{byte:03o}").unwrap();
        }
        if *mode == "160000" {
            stream.extend(format!("M {mode} {} \"{quoted}\"\n", String::from_utf8_lossy(content)).bytes());
        } else {
            stream.extend(format!("M {mode} inline \"{quoted}\"\ndata {}\n", content.len()).bytes());
            stream.extend(content);
            stream.push(b'\n');
        }
    }
    stream
}

fn options() -> impl Strategy<Value = Vec<&'static str>> {
    let quoting = select(vec!["core.quotePath=true", "core.quotePath=false"]);
    let context = select(vec!["-U0", "-U1", "-U3", "-U10"]);
    let pairing: [&[&str]; 5] = [&["--no-renames"], &["-M"], &["-M20"], &["-M", "-C", "--find-copies-harder"], &["-B"]];
    let prefixes: [&[&str]; 3] = [&[], &["--no-prefix"], &["--src-prefix=i/", "--dst-prefix=w/"]];
    let others = vec!["--binary", "--full-index", "--patience", "--function-context", "--inter-hunk-context=3"];
    let others = subsequence(others, 0..=3);
    (quoting, context, select(pairing.to_vec()), select(prefixes.to_vec()), others).prop_map(
        |(quoting, context, pairing, prefixes, others)| [&[quoting, context], pairing, prefixes, &others].concat(),
    )
}

#[test]
fn random_trees_differ_as_git_says() {
    let entries = |most| prop::collection::btree_map(select(PATHS.to_vec()), entry(), 0..most);
    let cases = (entries(9), prop::collection::vec(fate(), 9), entries(3), options());
    let config = ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() };
    let repo = Repo::new(); // one for all cases: making one costs more than a case
    let outcome = TestRunner::new(config).run(&cases, |(before, fates, new, options)| {
        let mut after = after(&before, fates);
        after.extend(new);
        let stream = [commit("before", &before), commit("after", &after)].concat();
        repo.git(&["fast-import", "--quiet", "--force"], &stream);
        repo.agrees(&["refs/heads/before", "refs/heads/after"], &options);
        Ok(())
    });
    outcome.unwrap_or_else(|failure| panic!("{failure}"));
}
