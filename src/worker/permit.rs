//! The gate, asked once more: right before Jules is told something, with roles as they are now.
//! What was asked for hours ago, by somebody who has left since, is dropped and the thread told.

use serenity::model::id::MessageId;

use super::Shell;
use super::gate::{Asker, Entry};
use super::words::{Hindered, WordSite, WordStep};
use crate::policy::{Action, Grant, Origin, Repo, Resource, Terms, Usage};
use crate::render::locale::Locale;
use crate::session::effect::{Telling, Word};
use crate::session::ids::digest;
use crate::session::input::Told;

/// Asks the gate on behalf of whoever wanted this word said.
pub(super) async fn permit(shell: &Shell, site: &WordSite, word: &Word) -> Result<Grant, Hindered> {
    let task = &site.task;
    // It was counted when it was let in.
    let terms = Terms {
        branch: task.branch.as_deref(),
        approval: task.approval,
        auto_pr: task.auto_pr,
        usage: Usage::default(),
    };
    let shaped_by = site.plan.as_ref().and_then(|seen| seen.shaped_by);
    let origin = Origin { starter: task.requester, shaped_by };
    let there = Entry {
        channel: Some(site.place.thread),
        session: site.session.as_ref().map(ToString::to_string),
        ..Entry::default()
    };
    let named = |name: &str| Entry { name: name.to_owned(), ..there.clone() };
    let (action, entry) = match &word.what {
        Telling::Create => (Action::Start(Some(&terms)), named("telling: create")),
        Telling::Message { text, message, .. } => {
            let (event, digest) = (message.map(MessageId::get), Some(digest(text)));
            (Action::Reply, Entry { event, digest, ..named("telling: message") })
        }
        Telling::Approve { plan, .. } => {
            (Action::Approve(Some(&origin)), Entry { plan: Some(plan.to_string()), ..named("telling: approve") })
        }
        Telling::Archive => (Action::Admin, named("telling: archive")),
    };
    let asker = Asker { user: word.by, automated: false, guild: Some(site.place.guild), roles: None };
    let resource = Resource {
        guild: Some(site.place.guild),
        channel: Some(site.place.channel),
        repo: task.source.as_ref().map_or(Repo::Nowhere, |source| Repo::Named(source.slug())),
    };
    shell.gate.ask(&entry, &asker, &action, &resource).await.map_err(|denied| {
        Hindered::Step(if denied.may_pass() {
            // Nothing is lost: it stays owed, and is asked for again.
            let doubtful = site.attempted.is_some();
            WordStep::Retry { after: super::pause(site.failures), doubtful }
        } else {
            WordStep::Settled(Told::Refused(denied.told(Locale::English)))
        })
    })
}
