//! Packages of npm, as they are published, in the versions of a lock file.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use tokio::process::Command;

const LOCK: &str = "package-lock.json";

/// Writes these files into a folder and lets npm install what their lock file names, unless it is
/// there. `package` is one of those; it tells whether they are.
pub async fn install(folder: &Path, files: &[(&str, &str)], package: &str) -> Result<()> {
    fs::create_dir_all(folder)?;
    let lock = files.iter().find(|(name, _)| *name == LOCK).map(|(_, text)| *text).unwrap_or_default();
    let unchanged = fs::read_to_string(folder.join(LOCK)).is_ok_and(|old| old == lock);
    for (name, text) in files {
        fs::write(folder.join(name), text)?;
    }
    if unchanged && folder.join("node_modules").join(package).join("package.json").is_file() {
        return Ok(());
    }
    let mut npm = Command::new("npm");
    npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]).current_dir(folder);
    if !npm.status().await.context("npm is not here")?.success() {
        let _ = fs::remove_file(folder.join(LOCK));
        bail!("npm could not install it");
    }
    Ok(())
}
