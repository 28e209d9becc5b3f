//! From what somebody wants to a thread with a session: the one way for commands and presses.

use chrono::Utc;
use serenity::model::id::{ChannelId, GuildId, InteractionId};
use tracing::info;

use super::commands::place::{self, Target};
use super::enclosures::{self, Enclosure};
use super::{Edge, Error};
use crate::policy::Grant;
use crate::render::locale::Locale;
use crate::render::{cards, prose, safe, text};
use crate::session::checkpoint::Task;
use crate::worker::Opening;

/// A session somebody wants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// What Jules should do.
    pub prompt: String,
    /// Where.
    pub repo: Option<String>,
    /// From which branch.
    pub branch: Option<String>,
    /// Under which name.
    pub title: Option<String>,
    /// Whether a person approves the plan.
    pub approval: bool,
    /// Whether Jules opens a pull request by itself.
    pub auto_pr: bool,
    /// What came with it.
    pub files: Vec<Enclosure>,
}

/// Where and by what it was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Site {
    /// The guild.
    pub guild: GuildId,
    /// The channel or thread.
    pub channel: ChannelId,
    /// Names the start for good: the same one again starts nothing.
    pub start: InteractionId,
    /// The language of whoever asked.
    pub locale: Locale,
}

/// Opens a thread for a new session; what the person is told.
pub async fn begin(edge: &Edge, grant: &Grant, site: Site, wanted: Wanted) -> Result<String, Error> {
    let words = super::commands::words(&wanted.prompt)?;
    let Target { settings, channel, forum } = place::target(edge, site.channel).await?;
    let chosen = edge.catalog.choose(wanted.repo.as_deref(), wanted.branch.as_deref(), &settings).await?;
    let enclosed = enclosures::enclose(&edge.writer, site.locale, &words, &wanted.files).await;
    let (source, branch) = chosen.place.map(|(source, branch)| (source.name, branch)).unzip();
    let mut notes = enclosed.notes;
    if chosen.by_default {
        notes.insert(
            0,
            text::by_default(site.locale, &cards::place_in(site.locale, source.as_ref(), branch.as_deref())),
        );
    }
    let task = Task {
        start: site.start,
        requester: grant.user(),
        title: title(wanted.title.as_deref(), &words),
        prompt: enclosed.words,
        source,
        branch,
        approval: wanted.approval,
        auto_pr: wanted.auto_pr,
        since: Utc::now(),
    };
    let opening = Opening { guild: site.guild, channel, forum, task, attach: None };
    let thread = edge.supervisor.open(grant, opening).await?;
    info!(user = %grant.user(), %thread, "a session was started");
    notes.insert(0, text::opened(site.locale, thread));
    Ok(notes.join("\n"))
}

/// A name for people: what they gave, or the beginning of the task.
pub fn title(given: Option<&str>, words: &str) -> String {
    let title = given.filter(|title| !title.trim().is_empty()).unwrap_or(words);
    let title = safe::name(&prose::clip(title, 200), 80);
    if title.is_empty() { text::UNTITLED.into() } else { title }
}
