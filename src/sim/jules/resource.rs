//! The resources as JSON: sessions, sources, artifacts.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use std::fmt::Write as _;

use super::stamp;
use super::state::Session;
use super::wire::omit_defaults;
use crate::sim::scenario::script::{Artifact, ChangeSet, Media, PullRequest};
use crate::sim::scenario::{Files, Source};

/// The commit that every session starts from unless its script says otherwise.
const BASE_COMMIT: &str = "6f1d0c2b8a4e97350f6c1b2d3e4a5968778695a4";

/// A session; `state` is the one to show.
pub(super) fn session(session: &Session, state: &str) -> Value {
    omit_defaults(json!({
        "name": format!("sessions/{}", session.id),
        "id": session.id,
        "title": session.title,
        "prompt": session.prompt,
        "sourceContext": session.source_context,
        "createTime": stamp::text(session.created, 6),
        "updateTime": stamp::text(session.updated, 6),
        "state": state,
        "url": format!("https://jules.google.com/session/{}", session.id),
        "outputs": session.outputs,
        "archived": session.archived,
    }))
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

/// An artifact.
pub(super) fn artifact(session: &Session, files: &Files, artifact: &Artifact) -> Value {
    match artifact {
        Artifact::Bash(bash) => omit_defaults(json!({"bashOutput": {
            "command": bash.command, "output": bash.output, "exitCode": bash.exit_code,
        }})),
        Artifact::ChangeSet(set) => json!({"changeSet": change_set(session, files, set)}),
        Artifact::Media(media) => json!({"media": self::media(files, media)}),
        Artifact::Raw(value) => value.clone(),
    }
}

/// A change set. Parts that the scenario leaves out are left out, as the real one does at times.
pub(super) fn change_set(session: &Session, files: &Files, set: &ChangeSet) -> Value {
    let file = set.file.as_ref().and_then(|name| files.get(name));
    let text = file.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).or_else(|| set.patch.clone());
    let mut patch = match (text, set.first) {
        (Some(text), Some(first)) => first_files(&text, first),
        (text, _) => text.unwrap_or_default(),
    };
    if set.pad_kb > 0 {
        pad(&mut patch, set.pad_kb);
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

fn media(files: &Files, media: &Media) -> Value {
    let file = media.file.as_ref().and_then(|name| files.get(name));
    let data = file.map(|bytes| STANDARD.encode(&bytes)).or_else(|| media.data.clone());
    omit_defaults(json!({"data": data, "mimeType": media.mime_type.as_deref().unwrap_or("image/png")}))
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
