//! From a Discord event to the gate. Every way in goes through one of these.

use poise::serenity_prelude::PartialChannel;
use serenity::model::application::{ComponentInteraction, ModalInteraction};
use serenity::model::channel::ChannelType;
use serenity::model::guild::Member;
use serenity::model::id::{ChannelId, GuildId, UserId};
use serenity::model::user::User;

use super::entries::{self, Takes};
use super::replies::{Incoming, Voice};
use super::{Context, Edge, Error};
use crate::policy::{Action, Actor, Denied, Grant, Origin, Repo, Resource, Right};
use crate::session::checkpoint::Checkpoint;
use crate::session::ids::made_at;
use crate::worker::{Asker, Entry, Wish};

/// Somebody at the gate: who they are, by which way they came, and where that was.
pub struct Ask<'a> {
    edge: &'a Edge,
    entry: Entry,
    asker: Asker,
    /// The channel or thread.
    here: ChannelId,
    /// The channel above it, or itself.
    above: ChannelId,
}

/// What came with every interaction.
struct Came<'a> {
    user: &'a User,
    member: Option<&'a Member>,
    guild: Option<GuildId>,
    here: ChannelId,
    channel: Option<&'a PartialChannel>,
    event: u64,
}

impl<'a> Ask<'a> {
    /// Somebody who typed a command, or types into one.
    ///
    /// # Errors
    /// It is no command of Discord's.
    pub fn of_command(ctx: &Context<'a>) -> Result<Self, Denied> {
        let poise::Context::Application(app) = ctx else { return Err(Denied::Elsewhere) };
        let interaction = app.interaction;
        let came = Came {
            user: &interaction.user,
            member: interaction.member.as_deref(),
            guild: interaction.guild_id,
            here: interaction.channel_id,
            channel: interaction.channel.as_ref(),
            event: interaction.id.get(),
        };
        let typed = format!("/{}", app.command().qualified_name);
        Ok(Self::of(
            ctx.data(),
            if app.command().context_menu_action.is_some() { "menu Send to Jules" } else { &typed },
            &came,
        ))
    }

    /// Somebody who pressed a button, or chose from a menu.
    pub fn of_press(edge: &'a Edge, press: &ComponentInteraction, name: &str) -> Self {
        let came = Came {
            user: &press.user,
            member: press.member.as_ref(),
            guild: press.guild_id,
            here: press.channel_id,
            channel: press.channel.as_ref(),
            event: press.id.get(),
        };
        Self::of(edge, name, &came)
    }

    /// Somebody who sent a form in.
    pub fn of_form(edge: &'a Edge, form: &ModalInteraction, name: &str) -> Self {
        let came = Came {
            user: &form.user,
            member: form.member.as_ref(),
            guild: form.guild_id,
            here: form.channel_id,
            channel: form.channel.as_ref(),
            event: form.id.get(),
        };
        Self::of(edge, name, &came)
    }

    /// Somebody who wrote in a thread; `name` tells whether that was just now.
    pub fn of_message(edge: &'a Edge, message: &Incoming, name: &str) -> Self {
        let asker = Asker {
            user: message.author,
            automated: message.voice != Voice::Person,
            guild: message.guild,
            roles: message.roles.clone().map(|roles| (roles, made_at(message.id.get()))),
        };
        let entry = Entry {
            name: name.to_owned(),
            channel: Some(message.channel),
            event: Some(message.id.get()),
            ..Entry::default()
        };
        Self { edge, entry, asker, here: message.channel, above: message.channel }
    }

    fn of(edge: &'a Edge, name: &str, came: &Came<'_>) -> Self {
        let roles = came.member.map(|member| (member.roles.clone(), made_at(came.event)));
        let asker = Asker { user: came.user.id, automated: came.user.bot, guild: came.guild, roles };
        let entry =
            Entry { name: name.to_owned(), channel: Some(came.here), event: Some(came.event), ..Entry::default() };
        Self { edge, entry, asker, here: came.here, above: above(came.here, came.channel) }
    }

    /// Asks for a right to what this is about: the thread's session, or whatever they may.
    ///
    /// # Errors
    /// The gate says no; so with all that follow.
    pub async fn right(&self, right: Right) -> Result<Grant, Denied> {
        match self.edge.supervisor.checkpoint(self.here) {
            Some(known) => {
                let origin = origin(&known);
                let action = if right == Right::Approve { Action::Approve(Some(&origin)) } else { right.into() };
                let entry = Entry {
                    session: known.session.as_ref().map(ToString::to_string),
                    plan: known.plan.as_ref().filter(|_| right == Right::Approve).map(|seen| seen.plan.id.to_string()),
                    ..self.entry.clone()
                };
                self.edge.supervisor.gate().ask(&entry, &self.asker, &action, &self.session(&known)).await
            }
            None => self.about(&right.into(), Some(self.above), Repo::Any).await,
        }
    }

    /// Asks for something else than the place suggests.
    ///
    /// # Errors
    /// As above.
    pub async fn about(
        &self,
        action: &Action<'_>,
        channel: Option<ChannelId>,
        repo: Repo<'_>,
    ) -> Result<Grant, Denied> {
        let resource = Resource { guild: self.asker.guild, channel, repo };
        self.edge.supervisor.gate().ask(&self.entry, &self.asker, action, &resource).await
    }

    /// Whether it is worth going on at all, before anything is read. A refusal is written down.
    ///
    /// # Errors
    /// As above.
    pub async fn first(&self, action: &Action<'_>, repo: Repo<'_>) -> Result<(), Denied> {
        let gate = self.edge.supervisor.gate();
        let resource = Resource { guild: self.asker.guild, channel: None, repo };
        let refused = match gate.actor(&self.asker).await {
            Ok(actor) if gate.may(&actor, action, &resource) => return Ok(()),
            _ => gate.ask(&self.entry, &self.asker, action, &resource).await,
        };
        refused.map(drop)
    }

    /// Asks for a start, which is counted.
    ///
    /// # Errors
    /// As above.
    pub async fn start(&self, wish: &Wish<'_>, channel: ChannelId, repo: Repo<'_>) -> Result<Grant, Denied> {
        let resource = Resource { guild: self.asker.guild, channel: Some(channel), repo };
        self.edge.supervisor.admit(&self.entry, &self.asker, wish, &resource).await
    }

    /// Their account at Discord, whatever they may.
    pub fn user(&self) -> UserId {
        self.asker.user
    }

    /// Who they are right now.
    ///
    /// # Errors
    /// As above.
    pub async fn actor(&self) -> Result<Actor, Denied> {
        self.edge.supervisor.gate().actor(&self.asker).await
    }

    /// Whether they may, here; leaves no trace.
    pub fn may(&self, actor: &Actor, right: Right, repo: Repo<'_>) -> bool {
        self.may_in(actor, right, Some(self.above), repo)
    }

    /// The same wherever; leaves no trace.
    pub fn may_in(&self, actor: &Actor, right: Right, channel: Option<ChannelId>, repo: Repo<'_>) -> bool {
        let resource = Resource { guild: self.asker.guild, channel, repo };
        self.edge.supervisor.gate().may(actor, &right.into(), &resource)
    }

    /// Whether they may do something about a session; leaves no trace.
    pub fn may_about(&self, actor: &Actor, right: Right, known: &Checkpoint) -> bool {
        let origin = origin(known);
        let action = if right == Right::Approve { Action::Approve(Some(&origin)) } else { right.into() };
        self.edge.supervisor.gate().may(actor, &action, &self.session(known))
    }

    /// Whether they may do something with what this is about; leaves no trace.
    pub fn may_here(&self, actor: &Actor, right: Right) -> bool {
        match self.edge.supervisor.checkpoint(self.here) {
            Some(known) => self.may_about(actor, right, &known),
            None => self.may(actor, right, Repo::Any),
        }
    }

    fn session<'k>(&self, known: &'k Checkpoint) -> Resource<'k> {
        Resource { guild: self.asker.guild, channel: Some(known.place.channel), repo: repo(known) }
    }
}

/// A session's repository.
pub fn repo(known: &Checkpoint) -> Repo<'_> {
    known.task.source.as_ref().map_or(Repo::Nowhere, |source| Repo::Named(source.slug()))
}

fn origin(known: &Checkpoint) -> Origin {
    let shaped_by = known.plan.as_ref().and_then(|seen| seen.shaped_by);
    Origin { starter: known.task.requester, shaped_by }
}

/// Of a thread the channel it hangs under, as Discord says with the interaction.
fn above(here: ChannelId, channel: Option<&PartialChannel>) -> ChannelId {
    let kinds = [ChannelType::PublicThread, ChannelType::NewsThread, ChannelType::PrivateThread];
    let thread = channel.filter(|channel| kinds.contains(&channel.kind));
    thread.and_then(|thread| thread.parent_id).unwrap_or(here)
}

/// Asks for a right to what a command is about.
///
/// # Errors
/// The gate says no.
pub async fn grant(ctx: &Context<'_>, right: Right) -> Result<Grant, Denied> {
    Ask::of_command(ctx)?.right(right).await
}

/// Stands before every command: one that is not listed is run by nobody, and whoever may
/// nothing of the kind hears it before anything is read. Each command asks for itself besides.
///
/// # Errors
/// The gate says no.
pub async fn before(ctx: Context<'_>) -> Result<bool, Error> {
    let rights = match entries::of_command(&ctx.command().qualified_name).ok_or(Denied::NotListed)? {
        Takes::Nothing => return Ok(true),
        Takes::The(right) => vec![right],
        Takes::Either(one, other) => vec![one, other],
    };
    let ask = Ask::of_command(&ctx)?;
    let actor = ask.actor().await?;
    if rights.iter().any(|right| ask.may_in(&actor, *right, None, Repo::Any)) {
        return Ok(true);
    }
    // Writes it down.
    drop(ask.about(&rights[0].into(), None, Repo::Any).await?);
    Ok(true)
}
