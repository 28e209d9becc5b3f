//! `/jules list`: the sessions of this server, page by page.

use serenity::model::id::GuildId;

use super::place::guild;
use crate::bot::gate::Ask;
use crate::bot::{Context, Edge, Error, answer};
use crate::jules::model::SourceName;
use crate::policy::{Actor, Right};
use crate::render::body::{Body, Button, Style};
use crate::render::locale::Locale;
use crate::render::press::order::{self, Key, Listed, Order};
use crate::render::{cards, text};
use crate::session::Machine;
use crate::session::checkpoint::Checkpoint;
use crate::session::standing::Standing;

/// More would not fit on a phone, nor with the longest names into one message.
const SHOWN: usize = 8;

/// Which sessions to list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, poise::ChoiceParameter)]
pub enum Which {
    /// Jules is at it.
    #[name = "working"]
    Working,
    /// Somebody has to do something.
    #[name = "waiting"]
    Waiting,
    /// The turn is over.
    #[name = "ended"]
    Ended,
}

impl From<Which> for order::Which {
    fn from(which: Which) -> Self {
        match which {
            Which::Working => Self::Working,
            Which::Waiting => Self::Waiting,
            Which::Ended => Self::Ended,
        }
    }
}

fn standing(session: &Checkpoint) -> order::Which {
    match Standing::of(session) {
        Standing::Starting | Standing::Planning | Standing::Working => order::Which::Working,
        Standing::Waiting(_) => order::Which::Waiting,
        Standing::Paused | Standing::Done | Standing::Failed | Standing::Detached => order::Which::Ended,
    }
}

/// List the sessions of this server, newest first
#[poise::command(slash_command, guild_only, ephemeral)]
pub async fn list(
    ctx: Context<'_>,
    #[description = "Only those in this state"] state: Option<Which>,
    #[description = "Only those of this repository"]
    #[autocomplete = "crate::bot::complete::repository"]
    repo: Option<String>,
    #[description = "Only those you started"] mine: Option<bool>,
) -> Result<(), Error> {
    ctx.defer_ephemeral().await?;
    let ask = Ask::of_command(&ctx)?;
    drop(ask.right(Right::View).await?);
    let repo = repo.map(|repo| Key::of_repo(SourceName::from(repo.trim()).slug()));
    let listed = Listed { which: state.map(Into::into), repo, mine: mine.unwrap_or(false), page: 0 };
    let body = page(ctx.data(), answer::locale(&ctx), guild(&ctx)?, &ask, &ask.actor().await?, listed);
    ctx.send(answer::create(&body, vec![])).await?;
    Ok(())
}

/// One page of the list, for somebody who may look.
pub fn page(edge: &Edge, locale: Locale, guild: GuildId, ask: &Ask<'_>, asks: &Actor, listed: Listed) -> Body {
    let mut sessions = edge.supervisor.checkpoints();
    sessions.retain(|session| {
        let source = session.task.source.as_ref();
        let in_repo = |repo: Key| source.is_some_and(|known| Key::of_repo(known.slug()) == repo);
        session.place.guild == guild
            && (!listed.mine || session.task.requester == asks.user)
            && listed.repo.is_none_or(in_repo)
            && listed.which.is_none_or(|which| which == standing(session))
            && ask.may_about(asks, Right::View, session)
    });
    sessions.sort_by_key(|session| std::cmp::Reverse((session.task.since, session.place.thread)));
    let (count, (first, shown)) = (sessions.len(), window(sessions, listed.page));
    let lines = shown.into_iter().map(|session| {
        let place = short_place(locale, &session);
        let (thread, requester) = (session.place.thread, session.task.requester);
        format!("{} · <#{thread}> · {place} · <@{requester}>", Machine::new(session).headline_in(locale))
    });
    let content = text::sessions(locale, &lines.collect::<Vec<_>>(), first + 1, count);
    let turn = |page| Order::List(Listed { page, ..listed });
    Body { content, rows: turns(locale, first, count, turn), plain: true, ..Body::default() }
}

/// Repository and branch, short enough for a page of them.
pub fn short_place(locale: Locale, session: &Checkpoint) -> String {
    let Some(source) = &session.task.source else { return text::no_repository(locale) };
    let slug = cards::code(source.slug(), 60);
    session
        .task
        .branch
        .as_deref()
        .map_or_else(|| slug.clone(), |branch| format!("{slug} @ {}", cards::code(branch, 40)))
}

/// The items of a page, and how many come before it.
pub fn window<T>(items: Vec<T>, page: u16) -> (usize, Vec<T>) {
    // What was there may be gone since: then the last page is meant.
    let last = items.len().saturating_sub(1) / SHOWN;
    let first = usize::from(page).min(last) * SHOWN;
    (first, items.into_iter().skip(first).take(SHOWN).collect())
}

/// Buttons to the pages around the one that begins with item `first` of `count`.
pub fn turns(locale: Locale, first: usize, count: usize, turn: impl Fn(u16) -> Order) -> Vec<Vec<Button>> {
    if count <= SHOWN {
        return vec![];
    }
    let page = u16::try_from(first / SHOWN).unwrap_or(u16::MAX);
    let button = |page: u16, label: String, disabled| Button::Press {
        custom_id: turn(page).custom_id(),
        label,
        style: Style::Secondary,
        disabled,
    };
    let last = first + SHOWN >= count;
    // A disabled button's id is never sent, but no two of one message may be the same.
    let before = if page == 0 { u16::MAX } else { page - 1 };
    let after = page.saturating_add(1);
    vec![vec![button(before, text::page_before(locale), page == 0), button(after, text::page_after(locale), last)]]
}
