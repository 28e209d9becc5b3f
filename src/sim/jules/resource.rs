//! The resources as JSON: sessions, sources, artifacts.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};
use std::fmt::Write as _;

use super::session::{Look, Session};
use super::stamp;
use super::wire::omit_defaults;
use crate::sim::scenario::script::{Artifact, ChangeSet, Media, PullRequest};
use crate::sim::scenario::{Files, Source};

/// The commit that every session starts from unless its script says otherwise.
const BASE_COMMIT: &str = "6f1d0c2b8a4e97350f6c1b2d3e4a5968778695a4";

/// A session as somebody sees it. Lists have a hundred of them, again and again, so it is built
/// without what would be left out.
pub(super) fn session(session: &Session, look: &Look<'_>) -> Value {
    let mut json = Map::new();
    let texts = [
        ("name", format!("sessions/{}", session.id)),
        ("id", session.id.clone()),
        ("title", session.title.clone()),
        ("prompt", session.prompt.clone()),
        ("createTime", stamp::text(session.created, 6)),
        ("updateTime", stamp::text(look.updated, 6)),
        ("state", look.state.to_owned()),
        ("url", format!("https://jules.google.com/session/{}", session.id)),
    ];
    let texts = texts.into_iter().filter(|(_, text)| !text.is_empty());
    json.extend(texts.map(|(key, text)| (key.to_owned(), Value::String(text))));
    if let Some(context) = &session.source_context {
        json.insert("sourceContext".into(), context.clone());
    }
    if !look.outputs.is_empty() {
        json.insert("outputs".into(), look.outputs.into());
    }
    if session.archived {
        json.insert("archived".into(), true.into());
    }
    Value::Object(json)
}

/// A page of a list; nothing at all is left out.
pub(super) fn page(name: &str, items: Vec<Value>, next: Option<String>) -> Value {
    let items = (!items.is_empty()).then(|| (name.to_owned(), items.into()));
    let next = next.map(|token| ("nextPageToken".to_owned(), token.into()));
    Value::Object(items.into_iter().chain(next).collect())
}

/// Its resource name.
pub(super) fn source_name(source: &Source) -> String {
    format!("sources/github/{}/{}", source.owner, source.repo)
}

/// All branches of a source, the generated ones last.
pub(super) fn branches(source: &Source) -> impl Iterator<Item = String> {
    let more = (1..=source.more_branches).map(|n| format!("feature/branch-{n:04}"));
    source.branches.iter().cloned().chain(more)
}

/// A source.
pub(super) fn source(source: &Source) -> Value {
    let branches: Vec<Value> = branches(source).map(|name| json!({"displayName": name})).collect();
    let default = source.default_branch.as_ref().map(|name| json!({"displayName": name}));
    omit_defaults(json!({
        "name": source_name(source),
        "id": format!("github/{}/{}", source.owner, source.repo),
        "githubRepo": {
            "owner": source.owner,
            "repo": source.repo,
            "isPrivate": source.private,
            "defaultBranch": default,
            "branches": branches,
        },
    }))
}

/// An artifact, so many kilobytes larger than its scenario says.
pub(super) fn artifact(session: &Session, files: &Files, artifact: &Artifact, pad_kb: usize) -> Value {
    match artifact {
        Artifact::Bash(bash) => omit_defaults(json!({"bashOutput": {
            "command": bash.command, "output": bash.output, "exitCode": bash.exit_code,
        }})),
        Artifact::ChangeSet(set) => json!({"changeSet": change_set(session, files, set, pad_kb)}),
        Artifact::Media(media) => json!({"media": self::media(files, media, pad_kb)}),
        Artifact::Raw(value) => value.clone(),
    }
}

/// A change set. Parts that the scenario leaves out are left out, as the real one does at times.
pub(super) fn change_set(session: &Session, files: &Files, set: &ChangeSet, pad_kb: usize) -> Value {
    let file = set.file.as_ref().and_then(|name| files.get(name));
    let text = file.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).or_else(|| set.patch.clone());
    let mut patch = match (text, set.first) {
        (Some(text), Some(first)) => first_files(&text, first),
        (text, _) => text.unwrap_or_default(),
    };
    if set.pad_kb + pad_kb > 0 {
        pad(&mut patch, set.pad_kb + pad_kb);
    }
    let source = session.source_context.as_ref().and_then(|context| context.get("source"));
    let mut json = omit_defaults(json!({"source": source, "gitPatch": {
        "unidiffPatch": patch,
        "baseCommitId": set.base_commit.as_deref().unwrap_or(BASE_COMMIT),
        "suggestedCommitMessage": set.commit_message,
    }}));
    if set.patch.as_deref() == Some("") {
        // Both shapes of "no patch" exist: the field absent, and an empty text.
        json["gitPatch"]["unidiffPatch"] = "".into();
    }
    json
}

/// The part of a patch that touches its first `count` files.
fn first_files(patch: &str, count: usize) -> String {
    let mut seen = 0;
    let lines = patch.split_inclusive('\n').take_while(|line| {
        seen += usize::from(line.starts_with("diff --git "));
        seen <= count
    });
    lines.collect()
}

/// One more file in the patch, so many kilobytes long.
fn pad(patch: &mut String, kilobytes: usize) {
    let lines = kilobytes * 16;
    let head = "diff --git a/generated.txt b/generated.txt\nnew file mode 100644\n--- /dev/null\n+++ b/generated.txt\n";
    patch.push_str(head);
    _ = writeln!(patch, "@@ -0,0 +1,{lines} @@");
    for line in 1..=lines {
        _ = writeln!(patch, "+{line:08} {:.<53}", "");
    }
}

fn media(files: &Files, media: &Media, pad_kb: usize) -> Value {
    let file = media.file.as_ref().and_then(|name| files.get(name)).map(|bytes| bytes.to_vec());
    let given = || media.data.as_ref().and_then(|data| STANDARD.decode(data).ok());
    let data = match file.or_else(given) {
        // Viewers stop at the end of a picture and do not mind what comes after it.
        bytes if media.pad_kb + pad_kb > 0 => {
            Some(STANDARD.encode(longer(bytes.unwrap_or_default(), media.pad_kb + pad_kb)))
        }
        Some(bytes) => Some(STANDARD.encode(bytes)),
        None => media.data.clone(),
    };
    omit_defaults(json!({"data": data, "mimeType": media.mime_type.as_deref().unwrap_or("image/png")}))
}

/// Bytes that do not compress, always the same ones.
fn longer(mut bytes: Vec<u8>, kilobytes: usize) -> Vec<u8> {
    let mut noise = fastrand::Rng::with_seed(0);
    bytes.extend(std::iter::repeat_with(|| noise.u8(..)).take(kilobytes * 1024));
    bytes
}

/// A pull request.
pub(super) fn pull_request(session: &Session, pull_request: &PullRequest) -> Value {
    let context = session.source_context.as_ref();
    let base = context.and_then(|context| context["githubRepoContext"]["startingBranch"].as_str());
    let head = format!("jules-{}", session.id);
    omit_defaults(json!({
        "url": pull_request.url,
        "title": pull_request.title,
        "description": pull_request.description,
        "baseRef": pull_request.base_ref.as_deref().or(base),
        "headRef": pull_request.head_ref.as_deref().unwrap_or(&head),
    }))
}
