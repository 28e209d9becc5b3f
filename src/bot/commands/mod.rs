//! One file per thing a person can type. A command acknowledges, asks the gate,
//! translates, and hands over; what it means is the machine's to decide.

mod approve;
mod archive;
mod ask;
mod attach;
mod audit;
mod batch;
mod detach;
mod diff;
mod help;
pub mod inbox;
mod key;
pub mod list;
pub mod place;
mod plan;
mod result;
mod revise;
mod run;
mod send;
mod send_to;
pub mod settings;
mod start;
mod status;
mod stop;

use serenity::model::id::ChannelId;

use super::replies::unhidden;
use super::{Context, Data, Error, answer, gate};
use crate::error::{LONGEST_WORDS, UserError};
use crate::policy::Right;
use crate::render::body::Body;
use crate::session::action::Want;
use crate::worker::files;

/// Work with Jules, the coding agent
#[poise::command(
    slash_command,
    guild_only,
    subcommand_required,
    subcommands(
        "start::start",
        "run::run",
        "batch::batch",
        "attach::attach",
        "approve::approve",
        "revise::revise",
        "send::send",
        "ask::ask",
        "status::status",
        "plan::plan",
        "diff::diff",
        "result::result",
        "list::list",
        "inbox::inbox",
        "stop::stop",
        "archive::archive",
        "detach::detach",
        "settings::settings",
        "key::key",
        "audit::audit",
        "help::help"
    )
)]
#[expect(clippy::unused_async, reason = "poise wants every command to be async; this one only holds the others")]
async fn jules(_: Context<'_>) -> Result<(), Error> {
    Ok(())
}

/// Every command there is.
pub fn all() -> Vec<poise::Command<Data, Error>> {
    vec![jules(), send_to::send_to_jules()]
}

/// Hands a wish to the conversation of the thread the command was used in.
async fn act(ctx: Context<'_>, right: Right, want: Want) -> Result<(), Error> {
    ctx.defer_ephemeral().await?; // Discord drops what is not acknowledged within 3 s
    let grant = gate::grant(&ctx, right).await?;
    let body = ctx.data().supervisor.act(ctx.channel_id(), grant, answer::locale(&ctx), want).await?;
    show(ctx, ctx.channel_id(), &body).await
}

/// Answers, with the files that belong to the answer.
async fn show(ctx: Context<'_>, thread: ChannelId, body: &Body) -> Result<(), Error> {
    let known = ctx.data().supervisor.checkpoint(thread);
    let jules = known.as_ref().and_then(|known| ctx.data().supervisor.jules(known));
    let session = known.and_then(|known| known.session);
    let files = files::fetch(jules.as_ref(), session.as_ref(), &body.attachments).await?;
    ctx.send(answer::create(body, files)).await?;
    Ok(())
}

/// Answers with a sentence.
async fn say(ctx: Context<'_>, sentence: String) -> Result<(), Error> {
    let body = Body { content: sentence, plain: true, ..Body::default() };
    ctx.send(answer::create(&body, vec![])).await?;
    Ok(())
}

/// Checks the length of what a person wants to tell Jules.
pub fn words(text: &str) -> Result<String, UserError> {
    let text = unhidden(text.trim());
    let text = text.trim();
    match text.chars().count() {
        0 => Err(UserError::Empty),
        1..=LONGEST_WORDS => Ok(text.to_owned()),
        long => Err(UserError::TooLong(long)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_for_jules_have_between_one_and_six_thousand_characters() {
        assert!(words("  \n ").is_err());
        assert_eq!(words(" x ").ok().as_deref(), Some("x"));
        assert!(words(&"ä".repeat(6_000)).is_ok());
        let refusal = words(&"ä".repeat(6_001)).unwrap_err().to_string();
        assert!(refusal.contains("6001 characters") && refusal.contains("at most 6,000"), "{refusal}");
    }

    #[test]
    fn every_command_fits_discords_limits() {
        let top = &all()[0].subcommands;
        for command in top.iter().flat_map(|command| std::iter::once(command).chain(&command.subcommands)) {
            let description = command.description.as_deref().unwrap_or_default();
            assert!((1..=100).contains(&description.chars().count()), "{}: {description}", command.name);
            for parameter in &command.parameters {
                let description = parameter.description.as_deref().unwrap_or_default();
                assert!((1..=100).contains(&description.chars().count()), "{} {}", command.name, parameter.name);
            }
        }
    }
}
