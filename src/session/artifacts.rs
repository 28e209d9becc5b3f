//! What activities carry: commands, pictures, change sets. Their bytes stay at Jules.

use super::Machine;
use super::checkpoint::{Changes, Command, PullRequestSeen};
use super::effect::Effect;
use super::ids::{PostKey, Purpose};
use crate::jules::model::{Activity, ActivityId, Artifact, BashOutput, ChangeSet, Event, Media, Session};
use crate::jules::patch;
use crate::render::body::{Attachment, Body, Origin};
use crate::render::safe::{self, SafeText};
use crate::render::{cards, prose, text};

/// Files named on the change set card.
const TOP_FILES: usize = 5;
/// Lines of a failing command's output that are shown.
const OUTPUT_LINES: usize = 10;
/// And as much of them as a card has room for.
const OUTPUT_UNITS: usize = 700;
/// Commands whose output can be had: as many as a menu holds.
const COMMANDS: usize = 25;
/// Characters kept of a command line.
const LINE_UNITS: usize = 160;

impl Machine {
    pub(super) fn on_artifact(
        &mut self,
        activity: &Activity,
        index: usize,
        artifact: &Artifact,
        out: &mut Vec<Effect>,
    ) {
        match artifact {
            Artifact::ChangeSet(change) => self.take_changes(change, Origin::Artifact(activity.id.clone(), index)),
            Artifact::Media(media) if !self.is_quiet() => self.on_picture(activity, index, media, out),
            Artifact::Media(_) => {}
            Artifact::Bash(bash) => self.on_command(&activity.id, index, bash, out),
            Artifact::Unknown(kind) => self.on_unknown(kind, out),
        }
    }

    fn on_picture(&mut self, activity: &Activity, index: usize, media: &Media, out: &mut Vec<Effect>) {
        if media.data.trim().is_empty() {
            return;
        }
        let Some(file) = picture(activity, index, media) else {
            // Said once of each kind: an agent may make hundreds.
            if self.cp.unknown.insert(format!("file {}", prose::clip(&media.mime_type, 60))) {
                self.notice("unknown", text::no_picture(self.cp.url.as_deref()), out);
            }
            return;
        };
        if self.is_bursting() {
            return self.put_off_picture(file, out);
        }
        let key = PostKey {
            part: u16::try_from(index).unwrap_or(u16::MAX),
            ..PostKey::new(Purpose::Media, activity.id.as_str())
        };
        let body = Body { content: text::picture(), attachments: vec![file], silent: true, ..Body::default() };
        self.relay(key, body, out);
    }

    fn on_command(&mut self, activity: &ActivityId, index: usize, bash: &BashOutput, out: &mut Vec<Effect>) {
        self.cp.commands.push_back(Command {
            activity: activity.clone(),
            index,
            line: prose::clip(bash.command.lines().next().unwrap_or_default(), LINE_UNITS),
            exit_code: bash.exit_code,
        });
        while self.cp.commands.len() > COMMANDS {
            self.cp.commands.pop_front();
        }
        self.progress(activity, index + 1, command(bash), out);
    }

    fn take_changes(&mut self, change: &ChangeSet, origin: Origin) {
        let patch = &change.git_patch;
        if patch.unidiff_patch.trim().is_empty() {
            return;
        }
        let parsed = patch::parse(&patch.unidiff_patch);
        let earlier = self.cp.changes.take().map(|changes| changes.message).unwrap_or_default();
        let message = &patch.suggested_commit_message;
        self.cp.changes = Some(Changes {
            origin,
            files: parsed.files.len(),
            added: parsed.added(),
            removed: parsed.removed(),
            top: parsed.files.iter().take(TOP_FILES).map(file_line).collect(),
            message: if message.trim().is_empty() { earlier } else { prose::clip(message, 1_000) },
        });
    }

    pub(super) fn take_outputs(&mut self, session: &Session) {
        if let Some(url) = cards::https(&session.url) {
            self.cp.url = Some(url);
        }
        if let Some(pull) = session.pull_request() {
            self.cp.pull_request = Some(PullRequestSeen {
                url: pull.url.clone(),
                title: pull.title.clone(),
                branch: pull.head_ref.clone(),
            });
        }
        if let Some(change) = session.change_set() {
            self.take_changes(change, Origin::Outputs);
        }
    }
}

fn picture(activity: &Activity, index: usize, media: &Media) -> Option<Attachment> {
    let kind = ["png", "jpeg", "gif", "webp"].into_iter().find(|kind| media.mime_type == format!("image/{kind}"))?;
    // What the bytes begin with, in base64: the claimed type is the agent's, and proves nothing.
    let begins = ["iVBORw0KGgo", "/9j/", "R0lGOD", "UklGR"];
    if !begins.iter().any(|first| media.data.trim_start().starts_with(first)) {
        return None;
    }
    // Jules does not describe its pictures; what it says of the moment is the nearest to it.
    let about = match &activity.event {
        Event::Progress { title, description } if !title.is_empty() || !description.is_empty() => {
            let parts = [title.trim(), description.trim()].into_iter().filter(|part| !part.is_empty());
            safe::name(&parts.collect::<Vec<_>>().join(": ").replace('\n', " "), 300)
        }
        _ => String::new(),
    };
    Some(Attachment {
        name: format!("picture-{}.{kind}", index + 1),
        description: text::picture_file(&about),
        origin: Origin::Artifact(activity.id.clone(), index),
    })
}

/// A command as a line of progress; one that failed shows the end of its output.
fn command(bash: &BashOutput) -> String {
    let line = cards::code(&format!("$ {}", bash.command), LINE_UNITS);
    if bash.exit_code == 0 {
        return text::command_done(&line);
    }
    let head = text::command_failed(&line, bash.exit_code);
    let lines: Vec<&str> = bash.output.trim_end().lines().collect();
    let tail = lines[lines.len().saturating_sub(OUTPUT_LINES)..].join("\n");
    if tail.trim().is_empty() {
        return head;
    }
    format!("{head}\n{}", SafeText::code(&prose::clip(&tail, OUTPUT_UNITS), ""))
}

fn file_line(file: &patch::FileChange) -> String {
    format!("{} +{} −{}", cards::code(&file.path, 100), file.added, file.removed)
}
