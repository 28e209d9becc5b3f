//! `/jules attach`: a thread for a session that exists already.

use serenity::model::id::{GuildId, UserId};

use super::place::{Target, guild, interaction, target};
use super::say;
use crate::bot::catalog::patiently;
use crate::bot::gate::Ask;
use crate::bot::{Context, Edge, Error, answer, complete};
use crate::error::UserError;
use crate::jules::model::{Session, SessionId};
use crate::policy::{Action, Repo};
use crate::render::{safe, text};
use crate::session::account::Account;
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
    let guild = guild(&ctx)?;
    let its = |known: Checkpoint| (known.session.as_ref() == Some(&id)).then_some((known.place, known.closed));
    let threads = ctx.data().supervisor.each(its);
    // What another server works on does not exist here, whoever asks and with whatever key.
    if threads.iter().any(|(place, _)| place.guild != guild) {
        return Err(UserError::NoSuchSession.into());
    }
    if let Some((place, _)) = threads.iter().find(|(_, closed)| !closed) {
        return Err(UserError::HasThread(place.thread).into());
    }
    let (account, found) = found(ctx.data(), guild, ctx.author().id, &id).await?;
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
        account,
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
    let opening = Opening { guild, channel, forum, task, attach: Some((id, history)) };
    let thread = ctx.data().supervisor.open(grant, opening).await?;
    say(ctx, text::attached(answer::locale(&ctx), thread)).await
}

/// The session, in the first account that has it: whoever brings a key of their own can still
/// attach what the server's key reaches.
async fn found(edge: &Edge, guild: GuildId, user: UserId, id: &SessionId) -> Result<(Account, Session), Error> {
    let accounts = edge.supervisor.accounts();
    let nearest = [accounts.choose(guild, user), accounts.choose_for_all(guild)];
    let mut nearest: Vec<Account> = nearest.into_iter().flatten().map(|(_, account)| account).collect();
    nearest.dedup();
    let mut missing = Error::from(UserError::NoKeyHere);
    for account in nearest {
        let Some(access) = accounts.access(account) else { continue };
        match patiently(access.jules.resume(id.clone()).info()).await {
            Ok(session) => return Ok((account, session)),
            Err(error) if error.is_not_found() => missing = UserError::NoSuchSession.into(),
            Err(error) => return Err(error.into()),
        }
    }
    Err(missing)
}
