//! `/jules attach`: a thread for a session that exists already.

use super::place::{Target, guild, interaction, target};
use super::say;
use crate::bot::catalog::patiently;
use crate::bot::gate::Ask;
use crate::bot::{Context, Error, answer, complete};
use crate::error::UserError;
use crate::jules::model::SessionId;
use crate::policy::{Action, Repo};
use crate::render::{safe, text};
use crate::session::checkpoint::{Checkpoint, History, Task};
use crate::session::ids;
use crate::worker::{Opening, clock};

/// How much of the session's past to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, poise::ChoiceParameter)]
pub enum Past {
    /// Nothing.
    #[name = "none"]
    None,
    /// A line.
    #[name = "summary"]
    Summary,
    /// Everything.
    #[name = "full"]
    Full,
}

/// Open a thread for a session that exists already
#[poise::command(slash_command, guild_only, ephemeral)]
pub async fn attach(
    ctx: Context<'_>,
    #[description = "The session's id or its jules.google.com address"]
    #[autocomplete = "complete::session"]
    session: String,
    #[description = "How much of its past to show"] history: Option<Past>,
) -> Result<(), Error> {
    ctx.defer_ephemeral().await?;
    let ask = Ask::of_command(&ctx)?;
    ask.first(&Action::Start(None), Repo::Any).await?;
    let id = SessionId::parse(&session).ok_or(UserError::NotASession)?;
    let its = |known: Checkpoint| (known.session.as_ref() == Some(&id) && !known.closed).then_some(known.place.thread);
    if let Some(thread) = ctx.data().supervisor.each(its).first() {
        return Err(UserError::HasThread(*thread).into());
    }
    let found = patiently(ctx.data().jules.resume(id.clone()).info()).await.map_err(|error| match error {
        error if error.is_not_found() => Error::from(UserError::NoSuchSession),
        error => Error::from(error),
    })?;
    let title = if found.title.is_empty() { &found.prompt } else { ids::without_marker(&found.title) };
    let title = safe::name(title, 80);
    let context = found.source_context.as_ref();
    let task = Task {
        start: interaction(&ctx)?,
        requester: ctx.author().id,
        title: if title.is_empty() { text::UNTITLED.into() } else { title },
        prompt: String::new(),
        source: context.map(|context| context.source.clone()),
        branch: context
            .and_then(|context| context.github_repo_context.as_ref())
            .map(|repo| repo.starting_branch.clone()),
        // Jules does not say how it was started; the plan's own history will.
        approval: true,
        auto_pr: false,
        since: found.create_time.unwrap_or_else(clock::now),
    };
    let history = match history {
        Some(Past::None) => History::None,
        Some(Past::Full) => History::Full,
        Some(Past::Summary) | None => History::Summary,
    };
    let Target { channel, forum, .. } = target(ctx.data(), ctx.channel_id()).await?;
    // A session's own repository counts, not what somebody says about it.
    let repo = task.source.as_ref().map_or(Repo::Nowhere, |source| Repo::Named(source.slug()));
    let grant = ask.about(&Action::Start(None), Some(channel), repo).await?;
    let opening = Opening { guild: guild(&ctx)?, channel, forum, task, attach: Some((id, history)) };
    let thread = ctx.data().supervisor.open(grant, opening).await?;
    say(ctx, text::attached(answer::locale(&ctx), thread)).await
}
