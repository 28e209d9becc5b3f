//! The tree keeps its shape: who may import whom, how long a file may get, and what
//! the pure folders never touch. See `src/README.md` for the picture.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// Who may use what, besides itself. Imports go down only.
///
/// `a::b` allows that part of `a` and nothing else of it.
const RULES: [(&str, &[&str]); 21] = [
    ("main", &["cli"]),
    // Only the command line knows both the bot and the world it can be played in.
    ("cli", &["app", "audit", "demo", "ops", "sim", "config", "telemetry"]),
    // The demo starts the bot as anybody would: as a process.
    ("demo", &["sim"]),
    // A stage for doc examples: a client, and a simulated Jules for it.
    ("docs", &["jules", "sim"]),
    (
        "app",
        &[
            "bot",
            "worker",
            "audit",
            "discord",
            "store",
            "jules",
            "session",
            "policy",
            "render",
            "ops",
            "config",
            "telemetry",
            "error",
            "vault",
        ],
    ),
    (
        "bot",
        &[
            "worker",
            "audit",
            "discord",
            "store",
            "jules",
            "session",
            "policy",
            "render",
            "config",
            "error",
            "crash",
            "telemetry",
        ],
    ),
    (
        "worker",
        &[
            "audit",
            "discord",
            "store",
            "jules",
            "session",
            "policy",
            "render",
            "config",
            "error",
            "crash",
            "telemetry",
            "vault",
        ],
    ),
    ("ops", &["worker", "discord", "store", "jules", "session", "render", "config", "error"]),
    ("discord", &["render"]),
    ("store", &[]),
    ("audit", &[]),
    // Knows nothing of what it seals.
    ("vault", &[]),
    ("jules", &[]),
    ("session", &["render", "jules::model", "jules::patch", "jules::Cursor", "jules::Pace"]),
    ("policy", &["render"]),
    ("render", &["jules::model"]),
    // Who may do what is read into the policy's own words.
    ("config", &["policy", "vault"]),
    ("crash", &[]),
    ("telemetry", &["config"]),
    ("error", &["render"]),
    ("sim", &[]),
];

/// No clock, no task, no environment, no file: what goes in comes out the same.
const PURE: [&str; 3] = ["session", "render", "policy"];
const IMPURE: [&str; 7] = ["Utc::now", "Instant::now", "SystemTime", "tokio::", "std::env", "std::fs", ".await"];

const LONGEST_FILE: usize = 400;

/// A source file: its path below `src`, and its text.
struct Source {
    path: PathBuf,
    text: String,
}

impl Source {
    /// Its module's path: `["render", "safe", "url"]`.
    fn module(&self) -> Vec<String> {
        let parts = self.path.with_extension("");
        let mut parts: Vec<String> = parts.iter().map(|part| part.to_string_lossy().into_owned()).collect();
        if parts.last().is_some_and(|last| last == "mod") {
            parts.pop();
        }
        parts
    }

    fn is_test(&self) -> bool {
        self.module().iter().any(|part| part == "tests")
    }

    /// The code without comments, and without the unit tests at its end.
    fn code(&self) -> String {
        let mut code = String::new();
        let mut lines = self.text.lines().peekable();
        while let Some(line) = lines.next() {
            let inline_tests =
                line.trim() == "#[cfg(test)]" && lines.peek().is_some_and(|next| next.trim().ends_with('{'));
            if inline_tests {
                break;
            }
            code.push_str(without_comment(line));
            code.push('\n');
        }
        code
    }
}

/// The line up to `//`, which is no comment in `https://`.
fn without_comment(line: &str) -> &str {
    let comment = line.match_indices("//").find(|(at, _)| !line[..*at].ends_with(':'));
    comment.map_or(line, |(at, _)| &line[..at])
}

/// Everything below the crate's root that the code names: `jules::model::Session`.
fn named(code: &str, depth: usize) -> Vec<String> {
    let mut found = Vec::new();
    for root in ["crate::", "jules_discord::"] {
        for (at, _) in code.match_indices(root) {
            if !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '$') {
                tree(&code[at + root.len()..], "", &mut found);
            }
        }
    }
    // `super::super::x` may climb to the root, too.
    let mut rest = code;
    while let Some(at) = rest.find("super::") {
        let mut tail = &rest[at..];
        let mut climbed = 0;
        while let Some(further) = tail.strip_prefix("super::") {
            tail = further;
            climbed += 1;
        }
        if climbed >= depth {
            tree(tail, "", &mut found);
        }
        rest = tail;
    }
    found
}

/// Adds the paths of a use tree, braces unfolded; returns what follows it.
fn tree<'a>(text: &'a str, prefix: &str, found: &mut Vec<String>) -> &'a str {
    let mut rest = text.trim_start();
    if let Some(inside) = rest.strip_prefix('{') {
        rest = inside;
        loop {
            rest = tree(rest, prefix, found).trim_start();
            match rest.strip_prefix(',') {
                Some(next) if !next.trim_start().starts_with('}') => rest = next,
                Some(next) => return next.trim_start().strip_prefix('}').unwrap_or(next),
                None => return rest.strip_prefix('}').unwrap_or(rest),
            }
        }
    }
    let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
    let path = if prefix.is_empty() { rest[..end].to_owned() } else { format!("{prefix}::{}", &rest[..end]) };
    if let Some(deeper) = rest[end..].strip_prefix("::") {
        return tree(deeper, &path, found);
    }
    found.push(path);
    let after = rest[end..].trim_start();
    // `{self as name, …}`
    after
        .strip_prefix("as ")
        .map_or(after, |alias| alias.trim_start().trim_start_matches(|c: char| c.is_alphanumeric() || c == '_'))
}

fn allows(rule: &str, path: &str) -> bool {
    path == rule || path.strip_prefix(rule).is_some_and(|rest| rest.starts_with("::"))
}

/// What is wrong with a file, one sentence each.
fn complaints(source: &Source) -> Vec<String> {
    let mut found = shape(source);
    let module = source.module();
    let Some(home) = module.first().filter(|home| *home != "lib") else { return found };
    let Some((_, rule)) = RULES.iter().find(|(name, _)| name == home) else {
        found.push(format!("`{home}` has no import rule; add one to tests/it/layering.rs"));
        return found;
    };
    if source.is_test() {
        return found;
    }
    let code = source.code();
    for path in named(&code, module.len()) {
        let top = path.split("::").next().unwrap_or_default();
        let ours = RULES.iter().any(|(name, _)| *name == top);
        if ours && top != home && !rule.iter().any(|rule| allows(rule, &path)) {
            found.push(format!("`{home}` must not use `{path}`"));
        }
    }
    if PURE.contains(&home.as_str()) {
        let impure = IMPURE.iter().filter(|word| code.contains(*word));
        found.extend(impure.map(|word| format!("`{home}` is pure and must not say `{word}`")));
    }
    found
}

fn shape(source: &Source) -> Vec<String> {
    let mut found = Vec::new();
    let lines = source.text.lines().count();
    if lines > LONGEST_FILE {
        found.push(format!("{lines} lines, and {LONGEST_FILE} are the most"));
    }
    if !source.text.starts_with("//!") && source.path != Path::new("lib.rs") {
        found.push("does not say in a first line (`//!`) what lives here".to_owned());
    }
    found
}

fn sources(directory: &Path, root: &Path, found: &mut Vec<Source>) {
    for entry in std::fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, root, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            found.push(Source { path: path.strip_prefix(root).unwrap().to_owned(), text });
        }
    }
}

#[test]
fn the_tree_keeps_its_shape() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut all = Vec::new();
    sources(&root, &root, &mut all);
    assert!(all.len() > 10, "the sources are elsewhere");
    let mut report = String::new();
    for source in &all {
        for complaint in complaints(source) {
            writeln!(report, "src/{}: {complaint}", source.path.display()).unwrap();
        }
    }
    assert!(report.is_empty(), "\n{report}");
}

#[test]
fn the_pure_folders_let_clippy_watch_them_too() {
    for folder in PURE {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(folder).join("mod.rs");
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.contains("#![deny(clippy::disallowed_methods)]"), "{} does not deny them", path.display());
    }
}

fn said(path: &str, text: &str) -> Vec<String> {
    complaints(&Source { path: path.into(), text: format!("//! Says what it is.\n{text}") })
}

#[test]
fn an_import_that_goes_up_is_found_however_it_is_written() {
    for (path, text) in [
        ("jules/client.rs", "use crate::render::Card;"),
        ("jules/client.rs", "fn f() { crate::store::open(); }"),
        ("session/machine.rs", "use crate::{render::Card, jules::{model::Plan, client::Jules}};"),
        ("session/machine.rs", "use crate::jules;"),
        ("render/safe/url.rs", "use super::super::super::discord::Writer;"),
        ("render/mod.rs", "pub use super::discord::Writer;"),
        ("render.rs", "use super::discord;"),
        ("worker/mod.rs", "use crate::bot::Context;"),
        ("sim/mod.rs", "use crate::jules::model;"),
        ("bot/mod.rs", "use crate::sim;"),
        ("main.rs", "use jules_discord::{cli::Cli, bot};"),
        ("store/mod.rs", "use crate::{\n    discord::{Writer as W},\n};"),
    ] {
        let complaints = said(path, text);
        assert!(complaints.len() == 1 && complaints[0].contains("must not use"), "{path}: {text}: {complaints:?}");
    }
}

#[test]
fn an_import_that_goes_down_is_fine() {
    for (path, text) in [
        ("session/machine.rs", "use crate::{render::{Card, text}, jules::model::{self, Plan}};"),
        ("bot/mod.rs", "use crate::worker::Supervisor;\nuse crate::{store, discord as edge};"),
        ("render/safe/url.rs", "use super::super::prose;"),
        ("jules/client.rs", "// not crate::render\nuse crate::jules::wire;\nconst URL: &str = \"https://x\";"),
        ("demo.rs", "use crate::sim::World;"),
        ("bot/mod.rs", "fn f() {}\n#[cfg(test)]\nmod tests {\n    use crate::sim::World;\n}"),
        ("bot/tests.rs", "use crate::sim::World;"),
        ("bot/mod.rs", "use mycrate::sim;"),
    ] {
        assert_eq!(said(path, text), [""; 0], "{path}: {text}");
    }
}

#[test]
fn an_impure_line_is_found_and_a_comment_about_it_is_not() {
    for text in
        ["let now = Utc::now();", "use tokio::sync::mpsc;", "x.await;", "std::fs::read(p)", "let t = std::env::var(n);"]
    {
        assert_eq!(said("session/machine.rs", text).len(), 1, "{text}");
        assert!(said("worker/mod.rs", text).is_empty(), "{text}");
    }
    assert!(said("session/machine.rs", "// never Utc::now() here").is_empty());
}

#[test]
fn a_file_that_is_long_mute_or_homeless_is_found() {
    let long = "\n".repeat(400);
    assert!(said("bot/mod.rs", &long)[0].contains("lines"));
    assert!(said("helpers/mod.rs", "")[0].contains("no import rule"));
    let mute = Source { path: "bot/mod.rs".into(), text: "use std::fmt;".to_owned() };
    assert!(complaints(&mute)[0].contains("first line"));
}

/// Each library with its features, as it is built for these kinds of dependencies.
fn libraries(edges: &str) -> std::collections::BTreeSet<String> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let tree = ["tree", "--locked", "--offline", "--prefix", "none", "--format", "{p} {f}", "--edges", edges];
    let output = std::process::Command::new(cargo).args(tree).current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout)
        .unwrap()
        .lines()
        .map(|line| line.trim_end_matches(" (*)").trim().to_owned())
        .collect()
}

#[test]
fn whoever_has_run_the_demo_compiles_no_library_again_for_the_tests() {
    let (program, tests) = (libraries("normal,build"), libraries("normal,build,dev"));
    let other: Vec<_> = program.difference(&tests).collect();
    assert!(other.is_empty(), "the tests' libraries want other features: {other:?}");
    assert!(program.iter().any(|library| library.starts_with("serenity ")), "{program:?}");
}
