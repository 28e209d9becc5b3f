//! `/jules inbox`: what waits for the person who asks, longest first.

use serenity::model::id::GuildId;

use super::list::{short_place, turns, window};
use super::place::guild;
use crate::bot::gate::Ask;
use crate::bot::{Context, Edge, Error, answer};
use crate::policy::{Actor, Right};
use crate::render::body::Body;
use crate::render::locale::Locale;
use crate::render::press::order::Order;
use crate::render::text::{self, Waits};
use crate::session::checkpoint::Checkpoint;
use crate::session::standing::{On, Standing};

/// Show what waits for you: plans to approve, questions to answer
#[poise::command(slash_command, guild_only, ephemeral)]
pub async fn inbox(ctx: Context<'_>) -> Result<(), Error> {
    ctx.defer_ephemeral().await?;
    let ask = Ask::of_command(&ctx)?;
    drop(ask.right(Right::View).await?);
    let body = page(ctx.data(), answer::locale(&ctx), guild(&ctx)?, &ask, &ask.actor().await?, 0);
    ctx.send(answer::create(&body, vec![])).await?;
    Ok(())
}

/// One page of what waits for somebody who may look.
pub fn page(edge: &Edge, locale: Locale, guild: GuildId, ask: &Ask<'_>, asks: &Actor, page: u16) -> Body {
    let mut waiting = edge.supervisor.each(|session| match Standing::of(&session) {
        Standing::Waiting(on) if session.place.guild == guild && concerns(ask, asks, on, &session) => {
            Some((session, on))
        }
        _ => None,
    });
    waiting.sort_by_key(|(session, _)| (session.moved_at, session.place.thread));
    let (count, (first, shown)) = (waiting.len(), window(waiting, page));
    let lines = shown.iter().map(|(session, on)| {
        let (thread, requester) = (session.place.thread, session.task.requester);
        let since = session.moved_at.timestamp();
        let (plan, place, yours) = (*on == On::Plan, &short_place(locale, session), requester == asks.user);
        text::waits(locale, Waits { plan, thread, place, since, requester, yours })
    });
    let content = text::inbox(locale, &lines.collect::<Vec<_>>(), first + 1, count);
    Body { content, rows: turns(locale, first, count, Order::Inbox), plain: true, ..Body::default() }
}

/// Whoever asked for a session hears of it, whatever they may do themselves.
fn concerns(ask: &Ask<'_>, asks: &Actor, on: On, session: &Checkpoint) -> bool {
    let right = match on {
        On::Plan => Right::Approve,
        On::Words => Right::Reply,
    };
    let theirs = session.task.requester == asks.user && ask.may_about(asks, Right::View, session);
    theirs || ask.may_about(asks, right, session)
}
