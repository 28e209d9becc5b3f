//! From what somebody wants to a thread with a session: the one way for commands and presses.

use serenity::model::id::{ChannelId, GuildId, InteractionId};
use tracing::info;

use super::catalog::NO_REPOSITORY;
use super::commands::place::{self, Target};
use super::enclosures::{self, Enclosure};
use super::gate::Ask;
use super::{Edge, Error};
use crate::policy::{Action, Repo};
use crate::render::locale::Locale;
use crate::render::{cards, prose, safe, text};
use crate::session::checkpoint::Task;
use crate::worker::{Opening, Wish, clock};

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
pub async fn begin(edge: &Edge, ask: &Ask<'_>, site: Site, wanted: Wanted) -> Result<String, Error> {
    // Whoever may not is told before Jules is asked for anything.
    ask.first(&Action::Start(None), named(wanted.repo.as_deref())).await?;
    let words = super::commands::words(&wanted.prompt)?;
    let Target { settings, channel, forum } = place::target(edge, site.channel).await?;
    let (account, catalog) = edge.catalog(site.guild, ask.user())?;
    let chosen = catalog.choose(wanted.repo.as_deref(), wanted.branch.as_deref(), &settings).await?;
    let (source, branch) = chosen.place.map(|(source, branch)| (source.name, branch)).unzip();
    let Wanted { approval, auto_pr, .. } = wanted;
    let wish = Wish { start: site.start, branch: branch.as_deref(), approval, auto_pr };
    let repo = source.as_ref().map_or(Repo::Nowhere, |source| Repo::Named(source.slug()));
    let grant = ask.start(&wish, channel, repo).await?;
    let enclosed = enclosures::enclose(&edge.writer, site.locale, &words, &wanted.files).await;
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
        approval,
        auto_pr,
        since: clock::now(),
        account,
    };
    let (opening, user) = (Opening { guild: site.guild, channel, forum, task, attach: None }, grant.user());
    let thread = edge.supervisor.open(grant, opening).await?;
    info!(%user, %thread, "a session was started");
    notes.insert(0, text::opened(site.locale, thread));
    Ok(notes.join("\n"))
}

/// The repository that somebody typed, as far as its name alone tells.
fn named(typed: Option<&str>) -> Repo<'_> {
    match typed.map(str::trim).filter(|typed| !typed.is_empty()) {
        None => Repo::Any,
        Some(NO_REPOSITORY) => Repo::Nowhere,
        Some(typed) => Repo::Named(typed.trim_start_matches("sources/").trim_start_matches("github/")),
    }
}

/// A name for people: what they gave, or the beginning of the task.
pub fn title(given: Option<&str>, words: &str) -> String {
    let title = given.filter(|title| !title.trim().is_empty()).unwrap_or(words);
    let title = safe::name(&prose::clip(title, 200), 80);
    if title.is_empty() { text::UNTITLED.into() } else { title }
}
