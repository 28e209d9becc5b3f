//! `/jules audit`: the newest decisions of the gate in this server, for those who run it.

use std::fmt::Write as _;

use super::place::guild;
use super::say;
use crate::audit::{Decision, Row};
use crate::bot::gate::Ask;
use crate::bot::{Context, Error, answer};
use crate::policy::{Action, Repo};
use crate::render::locale::Locale;
use crate::render::{cards, text};

/// As many as fit into one message.
const SHOWN: usize = 15;

/// Show who was let do what in this server lately, and who was not
#[poise::command(slash_command, guild_only, ephemeral)]
pub async fn audit(
    ctx: Context<'_>,
    #[description = "Only what was refused"] refused: Option<bool>,
) -> Result<(), Error> {
    ctx.defer_ephemeral().await?;
    let ask = Ask::of_command(&ctx)?;
    // It is about the whole server, so the right to one repository does not do.
    drop(ask.about(&Action::Admin, None, Repo::Nowhere).await?);
    let guild = guild(&ctx)?.get();
    let refused = refused.unwrap_or(false);
    let fits = |row: &Row| row.fact.guild == Some(guild) && (!refused || row.fact.decision == Decision::Denied);
    let rows = ctx.data().supervisor.gate().audit().newest(SHOWN, fits);
    say(ctx, shown(answer::locale(&ctx), &rows)).await
}

fn shown(locale: Locale, rows: &[Row]) -> String {
    if rows.is_empty() {
        return text::audit_nothing(locale);
    }
    let mut out = text::audit_head(locale);
    for row in rows {
        let fact = &row.fact;
        let decision = match (fact.decision, &fact.why) {
            (Decision::Denied, why) => text::audit_denied(locale, why.as_deref().unwrap_or_default()),
            (Decision::Allowed | Decision::Noted, _) => text::audit_allowed(locale),
        };
        let place = fact.channel.map_or_else(String::new, |channel| format!(" · <#{channel}>"));
        let entry = cards::code(&fact.entry, 40);
        // Writing to a String cannot fail.
        let _ = write!(out, "\n<t:{}:R> · <@{}> · {entry}{place} · {decision}", row.at.timestamp(), fact.who);
    }
    out
}
