//! `/jules settings`: how this thread behaves, and what this channel's sessions begin with.
//! Without options it shows both.

use serenity::model::guild::Role;
use serenity::model::id::ChannelId;
use serenity::model::user::User;

use super::place::{guild, parent};
use super::say;
use crate::bot::catalog::NO_REPOSITORY;
use crate::bot::gate::Ask;
use crate::bot::{Context, Error, answer, complete, gate};
use crate::error::UserError;
use crate::policy::{Action, Repo, Right};
use crate::render::text;
use crate::session::action::{Changes, Ping, Verbosity, Want};
use crate::worker::ChannelSettings;

/// What takes a setting back.
pub const UNSET: &str = "unset";

/// How much a thread shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, poise::ChoiceParameter)]
pub enum Amount {
    /// The least.
    #[name = "quiet"]
    Quiet,
    /// What is usual.
    #[name = "normal"]
    Normal,
    /// The most.
    #[name = "verbose"]
    Verbose,
}

/// Show or change how this thread behaves, and this channel's repository and branch
#[poise::command(slash_command, guild_only, ephemeral)]
#[expect(clippy::too_many_arguments, reason = "a command's options are its arguments")]
pub async fn settings(
    ctx: Context<'_>,
    #[description = "How much this thread shows"] verbosity: Option<Amount>,
    #[description = "Whether this thread calls nobody"] mute: Option<bool>,
    #[description = "Whom this thread calls when somebody is needed"] ping: Option<User>,
    #[description = "A role to call instead"]
    #[rename = "ping-role"]
    ping_role: Option<Role>,
    #[description = "Repository of this channel's sessions; `unset` takes it back"]
    #[autocomplete = "complete::default_repository"]
    repo: Option<String>,
    #[description = "Branch of this channel's sessions; `unset` takes it back"]
    #[autocomplete = "complete::default_branch"]
    branch: Option<String>,
    #[description = "Forum in which this channel's sessions appear; this channel itself takes it back"]
    #[channel_types("Forum", "Text", "News")]
    forum: Option<ChannelId>,
) -> Result<(), Error> {
    ctx.defer_ephemeral().await?;
    drop(gate::grant(&ctx, Right::View).await?);
    let ping = ping_role.map(|role| Ping::Role(role.id)).or(ping.map(|user| Ping::Person(user.id)));
    let changes = Changes { verbosity: verbosity.map(Into::into), mute, ping };
    let asked = Asked { repo, branch, forum };
    let mut said = Vec::new();
    // The channel first: what cannot be is refused before anything changed.
    let about_channel = channel(&ctx, &asked).await?;
    if let Some(about_thread) = thread(&ctx, changes).await? {
        said.push(about_thread);
    }
    said.push(about_channel);
    if changes != Changes::default() || asked.is_anything() {
        said.insert(0, text::settings_changed(answer::locale(&ctx)));
    } else {
        said.push(text::settings_hint(answer::locale(&ctx)));
    }
    say(ctx, said.join("\n")).await
}

impl From<Amount> for Verbosity {
    fn from(amount: Amount) -> Self {
        match amount {
            Amount::Quiet => Self::Quiet,
            Amount::Normal => Self::Normal,
            Amount::Verbose => Self::Verbose,
        }
    }
}

/// What somebody wants a channel to be set to.
struct Asked {
    repo: Option<String>,
    branch: Option<String>,
    forum: Option<ChannelId>,
}

impl Asked {
    fn is_anything(&self) -> bool {
        self.repo.is_some() || self.branch.is_some() || self.forum.is_some()
    }
}

/// How the thread behaves now, if this is one of ours.
async fn thread(ctx: &Context<'_>, changes: Changes) -> Result<Option<String>, Error> {
    let thread = ctx.channel_id();
    let wanted = changes != Changes::default();
    if !ctx.data().supervisor.has(thread) {
        return if wanted { Err(crate::worker::Unavailable::NoSession.into()) } else { Ok(None) };
    }
    let right = match changes.ping {
        // Calling others is more than talking.
        Some(Ping::Role(_)) => Right::Admin,
        _ if wanted => Right::Reply,
        _ => Right::View,
    };
    let grant = gate::grant(ctx, right).await?;
    let body = ctx.data().supervisor.act(thread, grant, answer::locale(ctx), Want::Configure(changes)).await?;
    Ok(Some(body.content))
}

/// What the channel is set to now.
async fn channel(ctx: &Context<'_>, asked: &Asked) -> Result<String, Error> {
    let edge = ctx.data();
    let channel = parent(ctx).await?;
    let mut settings = edge.supervisor.channel(channel)?;
    if asked.is_anything() {
        let ask = Ask::of_command(ctx)?;
        // What a channel is set to is not about the session of one of its threads.
        let grant = ask.about(&Action::Admin, Some(channel), Repo::Any).await?;
        settings = changed(ctx, channel, asked, settings).await?;
        edge.supervisor.set_channel(grant, channel, &settings).await?;
    }
    let locale = answer::locale(ctx);
    let ChannelSettings { repo, branch, forum } = &settings;
    Ok(text::channel_settings(locale, channel, repo.as_deref(), branch.as_deref(), *forum))
}

async fn changed(
    ctx: &Context<'_>,
    channel: ChannelId,
    asked: &Asked,
    before: ChannelSettings,
) -> Result<ChannelSettings, Error> {
    let edge = ctx.data();
    let guild = guild(ctx)?;
    let catalog = || edge.catalog_for_all(guild, ctx.author().id);
    let mut after = before;
    match asked.repo.as_deref().map(str::trim) {
        None => {}
        Some(UNSET) => (after.repo, after.branch) = (None, None),
        Some(NO_REPOSITORY) => (after.repo, after.branch) = (Some(NO_REPOSITORY.into()), None),
        Some(repo) => {
            // What cannot be started later is refused now.
            let chosen = catalog()?.choose(Some(repo), None, &ChannelSettings::default()).await?;
            let slug = chosen.place.map(|(source, _)| source.slug());
            if after.repo != slug {
                after.branch = None;
            }
            after.repo = slug;
        }
    }
    match asked.branch.as_deref().map(str::trim) {
        None => {}
        Some(UNSET) => after.branch = None,
        Some(branch) => {
            let repo = after.repo.as_deref().filter(|repo| *repo != NO_REPOSITORY).ok_or(UserError::BranchOfWhich)?;
            let chosen = catalog()?.choose(Some(repo), Some(branch), &ChannelSettings::default()).await?;
            after.branch = chosen.place.map(|(_, branch)| branch);
        }
    }
    match asked.forum {
        None => {}
        Some(itself) if itself == channel => after.forum = None,
        Some(forum) => {
            let found = edge.writer.channel(forum).await.map_err(|_| UserError::CannotSee)?;
            let is_ours = found.is_forum() && found.guild_id == Some(guild);
            after.forum = Some(is_ours.then_some(forum).ok_or(UserError::NoForum)?);
        }
    }
    Ok(after)
}
