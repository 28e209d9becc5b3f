//! Which value a key has, and who said so: defaults, then the file, then the environment.
//!
//! `config/default.toml` is also the list of keys: what is not in it is refused.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use toml::{Table, Value};

const DEFAULTS: &str = include_str!("../../config/default.toml");
const PREFIX: &str = "JULES_DISCORD__";

/// Who set a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Source {
    Default,
    File(PathBuf),
    Variable(String),
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Source::Default => f.write_str("config/default.toml"),
            Source::File(path) => write!(f, "{}", path.display()),
            Source::Variable(name) => f.write_str(name),
        }
    }
}

/// Every key's value by `section.key`, and what was wrong on the way.
#[derive(Debug, Default)]
pub(super) struct Layers {
    values: BTreeMap<String, (Value, Source)>,
    /// The tables `[[repo]]` of the file.
    pub(super) repos: Vec<Table>,
    pub(super) problems: Vec<String>,
}

impl Layers {
    /// Reads all layers; `file` is the one named on the command line.
    pub(super) fn read(file: Option<&Path>, vars: &BTreeMap<String, String>) -> Self {
        let mut layers = Self::default();
        match DEFAULTS.parse::<Table>() {
            Ok(table) => flatten("", table, &mut |key, value| {
                layers.values.insert(key, (value, Source::Default));
            }),
            Err(error) => layers.problems.push(format!("config/default.toml is broken: {}.", error.message())),
        }
        if let Some(path) = file {
            layers.add_file(path);
        }
        for (name, value) in vars {
            if let Some(key) = name.strip_prefix(PREFIX) {
                let key = key.to_lowercase().replace("__", ".");
                layers.set(&key, Value::String(value.clone()), Source::Variable(name.clone()));
            }
        }
        layers
    }

    /// The value of a key that `config/default.toml` has.
    pub(super) fn get(&self, key: &str) -> Option<&(Value, Source)> {
        self.values.get(key)
    }

    fn add_file(&mut self, path: &Path) {
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) => {
                self.problems.push(format!("{}: the file cannot be read: {error}.", path.display()));
                return;
            }
        };
        match text.parse::<Table>() {
            Ok(mut table) => {
                self.take_repos(&mut table, path);
                let mut found = Vec::new();
                flatten("", table, &mut |key, value| found.push((key, value)));
                for (key, value) in found {
                    self.set(&key, value, Source::File(path.to_owned()));
                }
            }
            Err(error) => {
                let line = error.span().map_or(1, |span| 1 + text[..span.start.min(text.len())].matches('\n').count());
                let message = error.message().lines().collect::<Vec<_>>().join(", ");
                self.problems.push(format!("{}, line {line}: this is not TOML: {message}.", path.display()));
            }
        }
    }

    /// A list of tables has no key of its own for each value.
    fn take_repos(&mut self, table: &mut Table, path: &Path) {
        match table.remove("repo") {
            None => {}
            Some(Value::Array(items)) if items.iter().all(Value::is_table) => {
                self.repos.extend(items.into_iter().filter_map(|item| match item {
                    Value::Table(table) => Some(table),
                    _ => None,
                }));
            }
            Some(_) => self.problems.push(format!("{}: write each repository as [[repo]].", path.display())),
        }
    }

    fn set(&mut self, key: &str, value: Value, source: Source) {
        if let Some(known) = self.values.get_mut(key) {
            *known = (value, source);
            return;
        }
        let is_secret = ["token", "api_key", "secret", "password"].iter().any(|word| key.ends_with(word));
        let hint = match self.nearest(key) {
            _ if is_secret => "secrets come from DISCORD_TOKEN_FILE and JULES_API_KEY_FILE only.".to_owned(),
            Some(known) => format!("did you mean `{}`?", in_the_words_of(&source, known)),
            None => "config/default.toml lists all keys.".to_owned(),
        };
        let problem = match &source {
            Source::Variable(name) => format!("The variable {name} sets no known key; {hint}"),
            _ => format!("{source}: the key `{key}` is unknown; {hint}"),
        };
        self.problems.push(problem);
    }

    /// The known key that somebody probably meant.
    fn nearest(&self, key: &str) -> Option<&str> {
        let last = |key: &str| key.rsplit('.').next().unwrap_or_default().to_owned();
        let by_name = self.values.keys().find(|known| last(known) == last(key));
        let nearest = self.values.keys().map(|known| (distance(known, key), known)).min();
        nearest.filter(|(distance, _)| *distance <= 3).map(|(_, known)| known).or(by_name).map(String::as_str)
    }
}

fn in_the_words_of(source: &Source, key: &str) -> String {
    match source {
        Source::Variable(_) => format!("{PREFIX}{}", key.to_uppercase().replace('.', "__")),
        _ => key.to_owned(),
    }
}

fn flatten(prefix: &str, table: Table, found: &mut dyn FnMut(String, Value)) {
    for (name, value) in table {
        let key = if prefix.is_empty() { name } else { format!("{prefix}.{name}") };
        match value {
            Value::Table(inner) if !inner.is_empty() => flatten(&key, inner, found),
            Value::Table(_) => {}
            value => found(key, value),
        }
    }
}

/// How many letters to add, drop or change to get from `a` to `b`.
pub(super) fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let change = diagonal + usize::from(x != *y);
            diagonal = row[j + 1];
            row[j + 1] = change.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}
