//! The official client, installed by npm as it is published: the versions of `sdk/package-lock.json`,
//! into a folder below `target`.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use serde_json::Value;

use crate::facts::output;
use crate::lane::Sdk;
use crate::npm;

const PACKAGE: &str = "@google/jules-sdk";

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
    match installed(Path::new(env!("CARGO_TARGET_TMPDIR")).join("jules-sdk")).await {
        Ok(sdk) => Some(sdk),
        Err(why) => {
            println!("The SDK is left out: {why:#}.");
            None
        }
    }
}

async fn installed(folder: PathBuf) -> Result<Sdk> {
    npm::install(&folder, &FILES, PACKAGE).await?;
    let text = fs::read(folder.join("node_modules").join(PACKAGE).join("package.json"))?;
    let package: Value = serde_json::from_slice(&text)?;
    Ok(Sdk { folder, version: package["version"].as_str().context("no version")?.to_owned() })
}
