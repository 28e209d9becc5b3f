//! `jules-discord check`: asks the configured services what the bot will need of
//! them, and says what is wrong and how to mend it. Changes nothing, but that opening an
//! existing store repairs what a crash left in it, as every start does.

use std::path::Path;

use serenity::model::Permissions;
use serenity::model::id::{GuildId, UserId};

use super::Report;
use crate::config::Settings;
use crate::discord::model::{Application, Channel, Guild, Member, Role, permissions_in};
use crate::discord::{WriteError, Writer};
use crate::jules::{Error, Jules, Shown};
use crate::store::{SledStore, StoreError};

/// What the bot does in a channel and its threads, by the permission it takes.
const NEEDED: [(Permissions, &str); 8] = [
    (Permissions::VIEW_CHANNEL, "View Channel"),
    (Permissions::SEND_MESSAGES, "Send Messages"),
    (Permissions::CREATE_PUBLIC_THREADS, "Create Public Threads"),
    (Permissions::SEND_MESSAGES_IN_THREADS, "Send Messages in Threads"),
    (Permissions::EMBED_LINKS, "Embed Links"),
    (Permissions::ATTACH_FILES, "Attach Files"),
    (Permissions::READ_MESSAGE_HISTORY, "Read Message History"),
    (Permissions::ADD_REACTIONS, "Add Reactions"),
];
/// What it must not have: each would make a stolen token worse.
const TOO_MUCH: [(Permissions, &str); 4] = [
    (Permissions::ADMINISTRATOR, "Administrator"),
    (Permissions::MENTION_EVERYONE, "Mention Everyone"),
    (Permissions::MANAGE_WEBHOOKS, "Manage Webhooks"),
    (Permissions::MANAGE_ROLES, "Manage Roles"),
];
/// Identifies left below which a crash loop could cost the token.
const FEW_IDENTIFIES: u32 = 50;

/// Examines everything the bot needs.
pub async fn examine(settings: &Settings, writer: &Writer, jules: &Jules) -> Report {
    let mut report = Report::default();
    report.fine("the configuration is complete");
    for warning in &settings.warnings {
        report.odd(warning, "Change it, or live with it.");
    }
    store(&settings.store.path, &mut report);
    if let Some(vault) = &settings.secrets.vault {
        report.fine(format!("servers and people can entrust Jules keys; the master key {} seals them", vault.name()));
    }
    discord(settings, writer, &mut report).await;
    jules_key(jules, &mut report).await;
    report
}

fn store(path: &Path, report: &mut Report) {
    let shown = path.display();
    if !path.exists() {
        let parent = path.ancestors().skip(1).find(|parent| parent.as_os_str().is_empty() || parent.exists());
        return match parent {
            Some(_) => report.fine(format!("the store {shown} does not exist yet; the first start creates it")),
            None => report.broken(format!("the store {shown} cannot be created"), "Choose another `store.path`."),
        };
    }
    match SledStore::open(path) {
        Ok(_) => report.fine(format!("the store {shown} opens, and every record in it can be read")),
        Err(StoreError::Locked { .. }) => report.odd(
            format!("the store {shown} is in use"),
            "That is as it should be if the bot is running; stop it to have the store checked, too.",
        ),
        Err(error) => report.broken(format!("the store {shown} does not open"), error.to_string()),
    }
}

async fn discord(settings: &Settings, writer: &Writer, report: &mut Report) {
    let me = match writer.current_user().await {
        Ok(me) => me,
        Err(WriteError::Unauthorized) => {
            return report.refused(
                "Discord does not accept the bot token",
                "Open the developer portal, choose Bot > Reset Token, and set DISCORD_TOKEN to the new one.",
            );
        }
        Err(error) => {
            return report.broken(
                format!("Discord cannot be reached at {}: {error}", settings.discord.api_url),
                "Check the network and `discord.api_url`.",
            );
        }
    };
    report.fine(format!("Discord accepts the token: we are {}", me.name));
    match writer.application().await {
        Ok(application) => {
            self::application(settings, &application, report);
            report.invite = Some(invite(settings, &application));
        }
        Err(error) => report.broken(format!("the application cannot be read: {error}"), "Try again."),
    }
    gateway(writer, report).await;
    for guild in &settings.discord.guilds {
        self::guild(writer, *guild, me.id, report).await;
    }
    if settings.discord.guilds.is_empty() {
        report.odd(
            "`discord.guilds` is empty, so commands are registered everywhere",
            "That takes Discord up to an hour, and nobody's server is checked here. List your servers' ids.",
        );
    }
}

fn application(settings: &Settings, application: &Application, report: &mut Report) {
    if application.has_message_content() {
        report.fine("the Message Content intent is switched on");
    } else {
        report.refused(
            "the Message Content intent is switched off, so replies in threads arrive empty",
            "Open the developer portal, choose Bot > Privileged Gateway Intents, switch on Message Content Intent.",
        );
    }
    match &application.interactions_endpoint_url {
        None => report.fine("commands and buttons come over the gateway"),
        Some(url) => report.refused(
            format!("an interactions endpoint is set ({url}), so no command or button reaches the bot"),
            "Clear General Information > Interactions Endpoint URL in the developer portal.",
        ),
    }
    let access = &settings.access;
    let named = !access.rights.says_nothing() || settings.repos.iter().any(|repo| !repo.rights.says_nothing());
    let somebody = named || !access.users.is_empty() || !access.roles.is_empty() || access.open;
    match (somebody, application.owners.is_empty()) {
        (true, _) => report.fine("it is configured who may use the bot"),
        (false, false) => report.odd(
            "nobody is configured, so only the owner of the application may use the bot",
            "Set `access.users` or `access.roles` to let others in.",
        ),
        (false, true) => {
            report.refused("nobody may use the bot", "Set `access.users` or `access.roles`; no owner is known.");
        }
    }
}

async fn gateway(writer: &Writer, report: &mut Report) {
    match writer.gateway().await {
        Ok(gateway) => {
            let limit = gateway.session_start_limit;
            if limit.remaining < FEW_IDENTIFIES {
                report.odd(
                    format!("only {} of {} gateway identifies are left for today", limit.remaining, limit.total),
                    "Find out what keeps restarting; using them up resets the token.",
                );
            } else {
                report.fine(format!("the gateway is at {} ({} identifies left)", gateway.url, limit.remaining));
            }
        }
        Err(error) => report.broken(format!("Discord does not say where its gateway is: {error}"), "Try again."),
    }
}

async fn guild(writer: &Writer, id: GuildId, me: UserId, report: &mut Report) {
    let read = async {
        let guild = writer.guild(id).await?;
        let roles = writer.roles(id).await?;
        let member = writer.guild_member(id, me).await?;
        let channels = writer.guild_channels(id).await?;
        Ok::<_, WriteError>((guild, roles, member, channels))
    };
    let (guild, roles, member, channels) = match read.await {
        Ok(read) => read,
        Err(error) => {
            let what = format!("server {id} cannot be read: {error}");
            let mend = "Invite the bot with the link below, or correct `discord.guilds`.";
            return match error {
                WriteError::Refused { .. } => report.refused(what, mend),
                _ => report.broken(what, mend),
            };
        }
    };
    forums(&guild, &roles, &member, &channels, report);
    // Text and announcement channels are where sessions start.
    let channels: Vec<_> = channels.iter().filter(|channel| matches!(channel.kind, 0 | 5)).collect();
    let mut usable = 0;
    let mut excess = Permissions::empty();
    for channel in &channels {
        let have = permissions_in(&guild, &roles, &member, channel);
        let missing = names(&NEEDED, |needed| !have.contains(needed));
        if missing.is_empty() {
            usable += 1;
        } else if have.contains(Permissions::VIEW_CHANNEL) {
            report.odd(
                format!("#{} in {} lacks: {}", channel.name, guild.name, missing.join(", ")),
                "Sessions cannot be started there; grant these to the bot's role if they should be.",
            );
        }
        excess |= have;
    }
    let excess = names(&TOO_MUCH, |too_much| excess.contains(too_much));
    if !excess.is_empty() {
        report.odd(
            format!("in {} the bot may do more than it needs: {}", guild.name, excess.join(", ")),
            "Take these from the bot's role; a stolen token could use them.",
        );
    }
    match (usable, channels.len()) {
        (0, _) => report.refused(
            format!("there is no channel in {} where a session could be started", guild.name),
            "Grant the bot's role the permissions of the link below.",
        ),
        (usable, all) => report.fine(format!("{usable} of {all} channels in {} are ready", guild.name)),
    }
}

/// Forums are for those who like: what one lacks is worth a note, and no more.
fn forums(guild: &Guild, roles: &[Role], member: &Member, channels: &[Channel], report: &mut Report) {
    let (mut usable, mut all) = (0, 0);
    for forum in channels.iter().filter(|channel| channel.is_forum()) {
        let have = permissions_in(guild, roles, member, forum);
        // A post takes no right to create threads.
        let needed = |needed| needed != Permissions::CREATE_PUBLIC_THREADS && !have.contains(needed);
        let missing = names(&NEEDED, needed);
        all += 1;
        if missing.is_empty() {
            usable += 1;
        } else if have.contains(Permissions::VIEW_CHANNEL) {
            report.odd(
                format!("the forum #{} in {} lacks: {}", forum.name, guild.name, missing.join(", ")),
                "Sessions cannot have posts there; grant these to the bot's role if they should.",
            );
        }
    }
    if all > 0 {
        report.fine(format!("{usable} of {all} forums in {} are ready", guild.name));
    }
}

fn names(list: &[(Permissions, &'static str)], wanted: impl Fn(Permissions) -> bool) -> Vec<&'static str> {
    list.iter().filter(|(permission, _)| wanted(*permission)).map(|(_, name)| *name).collect()
}

async fn jules_key(jules: &Jules, report: &mut Report) {
    match jules.sessions(Shown::Active, None).await {
        Ok(_) => report.fine("Jules accepts the key"),
        Err(Error::Unauthenticated { .. }) => {
            report.refused(
                "Jules does not accept the key",
                "Make a new key at jules.google.com/settings and set JULES_API_KEY to it.",
            );
        }
        Err(error) => {
            report.broken(format!("Jules cannot be reached: {error}"), "Check the network and `jules.api_url`.");
        }
    }
    match jules.sources().await {
        Ok(sources) if sources.is_empty() => report.odd(
            "no repository is connected to Jules",
            "Connect one at jules.google.com; until then only tasks without a repository work.",
        ),
        Ok(sources) if sources.len() == 1 => report.fine("1 repository is connected to Jules"),
        Ok(sources) => report.fine(format!("{} repositories are connected to Jules", sources.len())),
        // The key's own finding says it already.
        Err(_) => {}
    }
}

/// The address that adds the bot to a server.
fn invite(settings: &Settings, application: &Application) -> String {
    let permissions = NEEDED.iter().fold(Permissions::empty(), |all, (permission, _)| all | *permission);
    format!(
        "{}/oauth2/authorize?client_id={}&scope=bot+applications.commands&permissions={}",
        settings.discord.api_url,
        application.id,
        permissions.bits()
    )
}
