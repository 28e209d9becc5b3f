//! `/jules inbox`: what waits for the person who asks, longest first.

use serenity::model::id::{GuildId, UserId};

use super::list::{short_place, turns, window};
use super::place::guild;
use crate::bot::{Context, Edge, Error, answer, gate};
use crate::policy::Right;
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
    let grant = gate::grant(&ctx, Right::View)?;
    let may =
        May { approve: gate::grant(&ctx, Right::Approve).is_ok(), reply: gate::grant(&ctx, Right::Reply).is_ok() };
    let body = page(ctx.data(), answer::locale(&ctx), guild(&ctx)?, grant.user(), may, 0);
    ctx.send(answer::create(&body, vec![])).await?;
    Ok(())
}

/// What somebody may do about what waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct May {
    /// Approve plans.
    pub approve: bool,
    /// Answer questions.
    pub reply: bool,
}

/// One page of what waits for somebody who may look.
pub fn page(edge: &Edge, locale: Locale, guild: GuildId, asks: UserId, may: May, page: u16) -> Body {
    let mut waiting: Vec<(Checkpoint, On)> = Vec::new();
    for session in edge.supervisor.checkpoints().into_iter().filter(|session| session.place.guild == guild) {
        match Standing::of(&session) {
            // Whoever asked for a session hears of it, whatever they may do themselves.
            Standing::Waiting(on) if may.about(on) || session.task.requester == asks => waiting.push((session, on)),
            _ => {}
        }
    }
    waiting.sort_by_key(|(session, _)| (session.moved_at, session.place.thread));
    let (count, (first, shown)) = (waiting.len(), window(waiting, page));
    let lines = shown.iter().map(|(session, on)| {
        let (thread, requester) = (session.place.thread, session.task.requester);
        let since = session.moved_at.timestamp();
        let (plan, place, yours) = (*on == On::Plan, &short_place(locale, session), requester == asks);
        text::waits(locale, Waits { plan, thread, place, since, requester, yours })
    });
    let content = text::inbox(locale, &lines.collect::<Vec<_>>(), first + 1, count);
    Body { content, rows: turns(locale, first, count, Order::Inbox), plain: true, ..Body::default() }
}

impl May {
    fn about(self, on: On) -> bool {
        match on {
            On::Plan => self.approve,
            On::Words => self.reply,
        }
    }
}
