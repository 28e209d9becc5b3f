//! The official client, installed by npm as it is published: the versions of `sdk/package-lock.json`,
//! into a folder below `target`.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use serde_json::Value;
use tokio::process::Command;

use crate::facts::output;
use crate::lane::Sdk;

const FILES: [(&str, &str); 3] = [
    ("package.json", include_str!("sdk/package.json")),
    ("package-lock.json", include_str!("sdk/package-lock.json")),
    ("client.mjs", include_str!("sdk/client.mjs")),
];

/// Installs it, or says in one sentence why not.
pub async fn install() -> Option<Sdk> {
    for program in ["node", "npm"] {
        if output(program, "--version").is_empty() {
            println!("The SDK is left out: it needs Node 20 and npm, and `{program}` is not here.");
            return None;
        }
    }
    match npm_ci(&Path::new(env!("CARGO_TARGET_TMPDIR")).join("jules-sdk")).await {
        Ok(sdk) => Some(sdk),
        Err(why) => {
            println!("The SDK is left out: {why:#}.");
            None
        }
    }
}

async fn npm_ci(folder: &Path) -> Result<Sdk> {
    fs::create_dir_all(folder)?;
    let unchanged = fs::read_to_string(folder.join(FILES[1].0)).is_ok_and(|old| old == FILES[1].1);
    for (name, text) in FILES {
        fs::write(folder.join(name), text)?;
    }
    if !unchanged || version(folder).is_err() {
        let mut npm = Command::new("npm");
        npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]).current_dir(folder);
        if !npm.status().await?.success() {
            let _ = fs::remove_file(folder.join(FILES[1].0));
            bail!("npm could not install it");
        }
    }
    Ok(Sdk { folder: folder.to_owned(), version: version(folder)? })
}

fn version(folder: &Path) -> Result<String> {
    let text = fs::read(folder.join("node_modules/@google/jules-sdk/package.json"))?;
    let package: Value = serde_json::from_slice(&text)?;
    Ok(package["version"].as_str().context("no version")?.to_owned())
}
