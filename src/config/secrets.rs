//! The secrets: two from the environment or from files that it names, and the master key from
//! a file only. Never from the configuration, and never on a command line.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use secrecy::{ExposeSecret as _, SecretString};

use crate::vault::Vault;

/// What the bot must not tell anybody. `Debug` shows `[REDACTED]`.
#[derive(Debug, Clone)]
pub struct Secrets {
    /// Of the Discord application's bot.
    pub discord_token: SecretString,
    /// For the Jules API.
    pub jules_api_key: SecretString,
    /// The file that holds it, if one does: it may be changed while the bot runs.
    pub jules_api_key_file: Option<PathBuf>,
    /// Seals the keys that servers and people entrust; without it they cannot.
    pub vault: Option<Vault>,
}

/// Seals and opens; its file, and that of the key before it.
const MASTER: &str = "MASTER_KEY_FILE";
const MASTER_BEFORE: &str = "MASTER_KEY_PREVIOUS_FILE";

/// Longer than any token; also keeps us from reading `/dev/zero`.
const LONGEST: u64 = 16 * 1024;

/// Reads the file of the Jules key once more.
///
/// # Errors
/// What is wrong with it.
pub fn read_again(path: &Path) -> Result<SecretString, String> {
    from_file("JULES_API_KEY_FILE", path, &mut Vec::new())
}

/// The vault of the master key that a file holds, if one was named.
pub(super) fn vault(vars: &BTreeMap<String, String>, problems: &mut Vec<String>) -> Option<Vault> {
    let path = |name: &str| vars.get(name).filter(|path| !path.is_empty()).map(PathBuf::from);
    let mut read = |name: &str| {
        let path = path(name)?;
        let mut loose = Vec::new();
        // It opens what others have entrusted: here a warning would be too little.
        let text = from_file(name, &path, &mut loose).and_then(|text| match loose.pop() {
            Some(loose) => Err(format!("{name}: {loose}.")),
            None => Ok(text),
        });
        text.map_err(|problem| problems.push(problem)).ok().map(|text| (path, text))
    };
    let (current, previous) = (read(MASTER), read(MASTER_BEFORE));
    if path(MASTER).is_none() && path(MASTER_BEFORE).is_some() {
        problems.push(format!("{MASTER_BEFORE} is set without {MASTER}: name the new master key's file, too."));
    }
    let (file, current) = current?;
    let wrong = |path: &Path, name: &str, problem: &dyn std::fmt::Display| {
        format!("{name}: the file {} {problem}.", path.display())
    };
    let vault = Vault::new(&current, None).map_err(|problem| problems.push(wrong(&file, MASTER, &problem))).ok()?;
    let Some((file, previous)) = previous else { return Some(vault) };
    // The current one is sound, so this is what is wrong.
    Vault::new(&current, Some(&previous)).map_err(|problem| problems.push(wrong(&file, MASTER_BEFORE, &problem))).ok()
}

/// Reads `name`, or the file that `name_FILE` names.
pub(super) fn secret(
    name: &str,
    what: &str,
    vars: &BTreeMap<String, String>,
    problems: &mut Vec<String>,
    warnings: &mut Vec<String>,
) -> SecretString {
    let file_name = format!("{name}_FILE");
    let value = vars.get(name).filter(|value| !value.is_empty());
    let path = vars.get(&file_name).filter(|value| !value.is_empty());
    let found = match (value, path) {
        (Some(_), Some(_)) => Err(format!("Both {name} and {file_name} are set; keep one of them.")),
        (Some(value), None) => usable(name, value),
        (None, Some(path)) => from_file(&file_name, Path::new(path), warnings),
        (None, None) if vars.contains_key(name) => Err(format!("{name} is empty; it should be {what}.")),
        (None, None) if vars.contains_key(&file_name) => {
            Err(format!("{file_name} is empty; it should name the file that holds {what}."))
        }
        (None, None) => Err(format!("{what} is missing: set {name}, or {file_name} to the file that holds it.")),
    };
    found.unwrap_or_else(|mut problem: String| {
        if let Some(first) = problem.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        problems.push(problem);
        SecretString::default()
    })
}

fn from_file(name: &str, path: &Path, warnings: &mut Vec<String>) -> Result<SecretString, String> {
    let shown = path.display();
    let problem = |error: std::io::Error| format!("{name}: the file {shown} cannot be read: {error}.");
    let file = File::open(path).map_err(problem)?;
    let metadata = file.metadata().map_err(problem)?;
    if metadata.is_dir() {
        return Err(format!("{name}: {shown} is a directory, not a file."));
    }
    let mode = metadata.permissions().mode() & 0o777;
    if mode & 0o007 != 0 && !is_guarded(path) {
        return Err(format!("{name}: anybody here can open {shown} (mode {mode:03o}); say `chmod 400 {shown}`."));
    }
    if mode & 0o070 != 0 && !is_guarded(path) {
        warnings.push(format!(
            "{shown} holds a secret, but its group can open it, too (mode {mode:03o}): chmod 400 {shown}"
        ));
    }
    let mut text = String::new();
    file.take(LONGEST + 1).read_to_string(&mut text).map_err(problem)?;
    if text.len() as u64 > LONGEST {
        return Err(format!("{name}: the file {shown} is too long for a secret."));
    }
    usable(&format!("{name}: the file {shown}"), &text)
}

/// Where systemd and container engines mount secrets: guarded by the directory,
/// with modes that would look loose elsewhere.
fn is_guarded(path: &Path) -> bool {
    ["/run/credentials", "/run/secrets"].iter().any(|directory| path.starts_with(directory))
}

/// A secret goes into an HTTP header: anything but visible ASCII was pasted wrongly.
fn usable(name: &str, text: &str) -> Result<SecretString, String> {
    let secret = SecretString::from(text.trim_end_matches(['\r', '\n']));
    let plain = secret.expose_secret();
    if plain.is_empty() {
        return Err(format!("{name} is empty."));
    }
    if let Some((scheme @ ("Bot" | "Bearer"), _)) = plain.split_once(' ') {
        return Err(format!("{name} starts with the word {scheme}; leave that out."));
    }
    if !plain.bytes().all(|b| b.is_ascii_graphic()) {
        return Err(format!("{name} has a space, a line break or another character in it that no secret has."));
    }
    Ok(secret)
}
