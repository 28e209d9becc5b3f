//! Fetches the bytes of attachments from where they stay: Jules.

use std::collections::HashSet;

use base64::Engine as _;

use super::guarded::{Guarded, Reader};
use crate::discord::File;
use crate::jules::Error;
use crate::jules::model::{Activity, ActivityId, Artifact, Event, Plan, SessionId, Step};
use crate::render::body::{Attachment, Origin};

/// Discord's limit for a file is 10 MiB; a request may hold 25.
const MAX_BYTES: usize = 8 * 1024 * 1024;

/// Reads every attachment. One that is too big or not what it claims to be is left
/// out; the message that carries it says where to find the original. So is every one that is
/// at Jules when there is no way there any more.
///
/// # Errors
/// Jules could not be read; try again.
pub async fn fetch(
    jules: Option<&Guarded>,
    session: Option<&SessionId>,
    attachments: &[Attachment],
) -> Result<Vec<File>, Error> {
    let mut files = Vec::new();
    for attachment in attachments {
        let bytes = match (&attachment.origin, jules.zip(session)) {
            (Origin::Text(text), _) => Some(text.clone().into_bytes()),
            (origin, Some((jules, session))) => read(&jules.resume(session.clone()), origin).await?,
            (_, None) => None,
        };
        if let Some(bytes) = bytes.filter(|bytes| !bytes.is_empty() && bytes.len() <= MAX_BYTES) {
            files.push(File {
                name: attachment.name.clone(),
                description: attachment.description.clone(),
                bytes,
                content_type: content_type(&attachment.name).to_owned(),
            });
        }
    }
    Ok(files)
}

/// The bytes of one origin; `None` where Jules does not have them any more.
///
/// # Errors
/// Jules could not be read; try again.
pub(super) async fn read(client: &Reader, origin: &Origin) -> Result<Option<Vec<u8>>, Error> {
    let found = match origin {
        Origin::Text(text) => Ok(Some(text.clone().into_bytes())),
        Origin::Artifact(activity, index) => {
            client.activity(activity).await.map(|activity| activity.artifacts.get(*index).and_then(artifact_bytes))
        }
        Origin::Words(activity) => client.activity(activity).await.map(|activity| words(&activity)),
        Origin::Said(activities) => said(client, activities).await.map(Some),
        Origin::Outputs => client
            .info()
            .await
            .map(|session| session.change_set().map(|change| change.git_patch.unidiff_patch.clone().into_bytes())),
    };
    // Deleted upstream: the message goes out without it.
    match found {
        Err(error) if error.is_not_found() => Ok(None),
        other => other,
    }
}

fn artifact_bytes(artifact: &Artifact) -> Option<Vec<u8>> {
    match artifact {
        Artifact::ChangeSet(change) => Some(change.git_patch.unidiff_patch.clone().into_bytes()),
        Artifact::Bash(bash) => Some(format!("$ {}\n{}", bash.command, bash.output).into_bytes()),
        Artifact::Media(media) => {
            let bytes = base64::engine::general_purpose::STANDARD.decode(media.data.trim()).ok()?;
            is_picture(&bytes).then_some(bytes)
        }
        Artifact::Unknown(_) => None,
    }
}

/// By their first bytes: the claimed type is the agent's, and proves nothing.
fn is_picture(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\x89PNG\r\n\x1a\n")
        || bytes.starts_with(b"\xff\xd8\xff")
        || bytes.starts_with(b"GIF8")
        || (bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP"))
}

/// Read one by one up to here; a list of a hundred costs one of the list calls.
const ONE_BY_ONE: usize = 10;

/// What several activities say. One that Jules does not have any more is left out.
async fn said(client: &Reader, wanted: &[ActivityId]) -> Result<Vec<u8>, Error> {
    let mut activities = Vec::new();
    if wanted.len() > ONE_BY_ONE {
        let wanted: HashSet<&ActivityId> = wanted.iter().collect();
        activities = client.activities().await?;
        activities.retain(|activity| wanted.contains(&activity.id));
    } else {
        for id in wanted {
            match client.activity(id).await {
                Ok(activity) => activities.push(activity),
                Err(error) if error.is_not_found() => {}
                Err(error) => return Err(error),
            }
        }
    }
    let mut text = activities.iter().map(entry).collect::<String>();
    if text.len() > MAX_BYTES {
        text.truncate(text.floor_char_boundary(MAX_BYTES - CUT.len()));
        text.push_str(CUT);
    }
    Ok(text.into_bytes())
}

const CUT: &str = "\n\n… The rest is too long for a file here; it is at Jules.\n";

/// What one activity says, under the time it came at.
fn entry(activity: &Activity) -> String {
    let time = activity.create_time.map(|time| time.format("%F %T UTC").to_string()).unwrap_or_default();
    let mut parts = vec![format!("## {time}")];
    if let Event::Progress { title, description } = &activity.event {
        parts.extend([title, description].into_iter().filter(|part| !part.trim().is_empty()).cloned());
    }
    parts.extend(words(activity).map(|words| String::from_utf8_lossy(&words).into_owned()));
    for artifact in &activity.artifacts {
        if let Artifact::Bash(bash) = artifact {
            let output = bash.output.trim_end();
            parts.push(format!("````\n$ {}\n{output}\n````\nexit code {}", bash.command, bash.exit_code));
        }
    }
    parts.join("\n\n") + "\n\n"
}

fn words(activity: &Activity) -> Option<Vec<u8>> {
    match &activity.event {
        Event::AgentMessaged(words) => Some(words.clone().into_bytes()),
        Event::PlanGenerated(plan) => Some(plan_markdown(plan).into_bytes()),
        _ => None,
    }
}

fn plan_markdown(plan: &Plan) -> String {
    let step = |(index, step): (usize, &Step)| format!("## {}. {}\n\n{}\n", index + 1, step.title, step.description);
    plan.steps.iter().enumerate().map(step).collect::<Vec<_>>().join("\n")
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("png") => "image/png",
        Some("jpeg") => "image/jpeg",
        Some("gif") => "image/gif",
        Some("webp") => "image/webp",
        Some("md") => "text/markdown; charset=utf-8",
        _ => "text/plain; charset=utf-8",
    }
}
