//! `/jules key`: the Jules keys of this server and of whoever asks. A key is typed into a form
//! that nobody else sees, and never said again.

use super::place::{guild, interaction};
use super::say;
use crate::bot::gate::Ask;
use crate::bot::{Context, Error, answer, gate, keys};
use crate::policy::{Right, Whose};
use crate::render::press::order::{KeyOf, KeyStep};
use crate::render::text::{self, ShownKey, UsedKey};
use crate::session::account::Holder;
use crate::worker::{Entrusted, Hand};

/// Whose key is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, poise::ChoiceParameter)]
pub enum Key {
    /// The person's who asks.
    #[name = "mine"]
    Mine,
    /// The server's.
    #[name = "server"]
    Server,
}

impl From<Key> for KeyOf {
    fn from(key: Key) -> Self {
        match key {
            Key::Mine => Self::Mine,
            Key::Server => Self::Server,
        }
    }
}

/// Work with a Jules key of this server, or of your own
#[poise::command(slash_command, guild_only, subcommand_required, subcommands("set", "show", "rotate", "revoke"))]
#[expect(clippy::unused_async, reason = "poise wants every command to be async; this one only holds the others")]
pub async fn key(_: Context<'_>) -> Result<(), Error> {
    Ok(())
}

/// Give the bot a Jules key: a form asks for it, and nobody else sees it
#[poise::command(slash_command, guild_only, ephemeral)]
pub async fn set(
    ctx: Context<'_>,
    #[description = "Your own, for what you start; or this server's, for everybody here"] whose: Key,
) -> Result<(), Error> {
    open(ctx, KeyStep::Set, whose.into()).await
}

/// Put another key of the same Jules account in a key's place; its sessions go on
#[poise::command(slash_command, guild_only, ephemeral)]
pub async fn rotate(ctx: Context<'_>, #[description = "Your own, or this server's"] whose: Key) -> Result<(), Error> {
    open(ctx, KeyStep::Rotate, whose.into()).await
}

/// Opens the form, which must be the first answer; so all that could make it useless is asked first.
async fn open(ctx: Context<'_>, step: KeyStep, of: KeyOf) -> Result<(), Error> {
    drop(keys::granted(&Ask::of_command(&ctx)?, of).await?);
    let holder = keys::holder(of, guild(&ctx)?, ctx.author().id);
    ctx.data().supervisor.may_entrust(holder, step == KeyStep::Rotate)?;
    let poise::Context::Application(app) = ctx else { return Ok(()) };
    let form = keys::form(answer::locale(&ctx), step, of);
    app.interaction.create_response(&ctx.serenity_context().http, form).await?;
    Ok(())
}

/// Show which Jules keys there are here, by their last characters, and which one you work with
#[poise::command(slash_command, guild_only, ephemeral)]
pub async fn show(ctx: Context<'_>) -> Result<(), Error> {
    ctx.defer_ephemeral().await?;
    drop(gate::grant(&ctx, Right::View).await?);
    let (accounts, guild, user) = (ctx.data().supervisor.accounts(), guild(&ctx)?, ctx.author().id);
    let [mine, server] = [Holder::Person(user), Holder::Guild(guild)].map(|holder| accounts.entrusted(holder));
    let works_with = match accounts.choose(guild, user).map(|(whose, _)| whose) {
        Some(Whose::Person) => UsedKey::Mine,
        Some(Whose::Server) => UsedKey::Server,
        Some(Whose::Operator) => UsedKey::Operator,
        None => UsedKey::None,
    };
    let [mine, server] = [&mine, &server].map(|known| known.as_ref().map(shown));
    say(ctx, text::keys(answer::locale(&ctx), mine, server, works_with)).await
}

fn shown(known: &Entrusted) -> ShownKey<'_> {
    ShownKey { ends: &known.ends, by: known.by, at: known.at.timestamp() }
}

/// Let the bot forget a Jules key; what works with it is relayed no more
#[poise::command(slash_command, guild_only, ephemeral)]
pub async fn revoke(ctx: Context<'_>, #[description = "Your own, or this server's"] whose: Key) -> Result<(), Error> {
    ctx.defer_ephemeral().await?;
    let of = KeyOf::from(whose);
    let grant = keys::granted(&Ask::of_command(&ctx)?, of).await?;
    let guild = guild(&ctx)?;
    let hand = Hand { guild, event: interaction(&ctx)? };
    let holder = keys::holder(of, guild, grant.user());
    let sessions = ctx.data().supervisor.revoke_key(grant, holder, hand).await?;
    say(ctx, text::key_revoked(answer::locale(&ctx), sessions)).await
}
