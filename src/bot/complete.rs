//! Suggestions while somebody types. The gate decides here, too: what a person may
//! not start they are not shown. Each answers at once, with what is known.

use poise::serenity_prelude::{AutocompleteChoice, CreateAutocompleteResponse};

use super::catalog::{Catalog, NO_REPOSITORY, find, short_name};
use super::commands::place;
use super::commands::settings::UNSET;
use super::gate::Ask;
use super::{Context, answer};
use crate::jules::model::{Session, SessionId, Source};
use crate::policy::{Actor, Policy, Repo, Right};
use crate::render::{safe, text};
use crate::worker::ChannelSettings;

/// Discord shows at most this many.
const CHOICES: usize = 25;
/// Discord's limit on a choice's name and value.
const CHOICE_CHARS: usize = 100;

/// Repositories whose name contains what was typed; this channel's comes first.
pub async fn repository(ctx: Context<'_>, typed: &str) -> CreateAutocompleteResponse {
    let Some(offer) = Offer::of(&ctx, Right::Start).await else { return CreateAutocompleteResponse::new() };
    let none = (text::no_repository_choice(answer::locale(&ctx)), NO_REPOSITORY.to_owned());
    choices(offer.slugs().map(same).chain([none]), typed)
}

/// The same for a channel's default.
pub async fn default_repository(ctx: Context<'_>, typed: &str) -> CreateAutocompleteResponse {
    let Some(offer) = Offer::of(&ctx, Right::Admin).await else { return CreateAutocompleteResponse::new() };
    let none = (text::no_repository_choice(answer::locale(&ctx)), NO_REPOSITORY.to_owned());
    let unset = (text::unset_choice(answer::locale(&ctx)), UNSET.to_owned());
    choices(offer.slugs().map(same).chain([none, unset]), typed)
}

/// Branches of the repository chosen so far; the one that is used without any comes first.
pub async fn branch(ctx: Context<'_>, typed: &str) -> CreateAutocompleteResponse {
    let Some(offer) = Offer::of(&ctx, Right::Start).await else { return CreateAutocompleteResponse::new() };
    choices(offer.branches(option(&ctx, "repo").as_deref()).into_iter().map(same), typed)
}

/// The same for a channel's default.
pub async fn default_branch(ctx: Context<'_>, typed: &str) -> CreateAutocompleteResponse {
    let Some(offer) = Offer::of(&ctx, Right::Admin).await else { return CreateAutocompleteResponse::new() };
    let unset = (text::unset_choice(answer::locale(&ctx)), UNSET.to_owned());
    choices(offer.branches(option(&ctx, "repo").as_deref()).into_iter().map(same).chain([unset]), typed)
}

/// Files of the thread's newest change set; of a long path, its end is enough.
pub async fn file(ctx: Context<'_>, typed: &str) -> CreateAutocompleteResponse {
    if !looks(&ctx).await {
        return CreateAutocompleteResponse::new();
    }
    let Some(known) = ctx.data().supervisor.checkpoint(ctx.channel_id()) else {
        return CreateAutocompleteResponse::new();
    };
    let Some(catalog) = ctx.data().catalogs.of(ctx.data().supervisor.accounts(), known.task.account) else {
        return CreateAutocompleteResponse::new();
    };
    let paths = Catalog::paths_at_once(&catalog, known).await;
    let end = |path: &String| {
        let skipped = path.chars().count().saturating_sub(CHOICE_CHARS);
        path.chars().skip(skipped).collect::<String>()
    };
    choices(paths.iter().map(end).map(same), typed)
}

/// The last of several repositories; those before it stay. Where the whole name would not
/// fit any more, the part behind the owner does, if it is clear.
pub async fn repositories(ctx: Context<'_>, typed: &str) -> CreateAutocompleteResponse {
    let Some(offer) = Offer::of(&ctx, Right::Start).await else { return CreateAutocompleteResponse::new() };
    let typed = typed.trim_start();
    let last = typed.rsplit([',', ' ']).next().unwrap_or_default();
    let before = typed[..typed.len() - last.len()].trim_end();
    let before =
        if before.is_empty() { String::new() } else { format!("{} ", before.trim_end_matches(',').to_owned() + ",") };
    let named: Vec<String> = names(&before).map(str::to_lowercase).collect();
    let fresh = |source: &&Source| {
        let short = short_name(&offer.sources, source).to_lowercase();
        !named.contains(&source.slug().to_lowercase()) && !named.contains(&short)
    };
    let fits = |source: &&Source| source.slug().to_lowercase().contains(&last.to_lowercase());
    let choice = |source: &Source| {
        let whole = format!("{before}{}", source.slug());
        let value = if whole.chars().count() <= CHOICE_CHARS {
            whole
        } else {
            format!("{before}{}", short_name(&offer.sources, source))
        };
        (value.chars().count() <= CHOICE_CHARS).then(|| AutocompleteChoice::new(value.clone(), value))
    };
    let found = offer.sources.iter().filter(fresh).filter(fits).filter_map(choice).take(CHOICES);
    CreateAutocompleteResponse::new().set_choices(found.collect())
}

/// The names in a list with commas or spaces between them.
pub fn names(list: &str) -> impl Iterator<Item = &str> {
    list.split(|c: char| c == ',' || c.is_whitespace()).filter(|name| !name.is_empty())
}

/// Sessions by title, repository, id or address, newest first; the value is the id.
pub async fn session(ctx: Context<'_>, typed: &str) -> CreateAutocompleteResponse {
    let Some((ask, actor)) = asks(&ctx).await else { return CreateAutocompleteResponse::new() };
    let Some(guild) = ctx.guild_id() else { return CreateAutocompleteResponse::new() };
    let Ok((_, catalog)) = ctx.data().catalog(guild, actor.user) else { return CreateAutocompleteResponse::new() };
    let sessions = Catalog::sessions_at_once(&catalog).await;
    // An account may serve several servers; what one of them works on is not another's.
    let known = ctx.data().supervisor.sessions_for(guild);
    let typed = typed.trim().to_lowercase();
    let meant = SessionId::parse(&typed);
    let locale = answer::locale(&ctx);
    let slug = |session: &Session| session.source_context.as_ref().map(|context| context.source.slug().to_owned());
    let here = |session: &&Session| !known.elsewhere.contains(&session.id);
    let fits = |session: &&Session| {
        meant.as_ref() == Some(&session.id)
            || session.title.to_lowercase().contains(&typed)
            || session.id.as_str().contains(&typed)
            || slug(session).is_some_and(|slug| slug.to_lowercase().contains(&typed))
    };
    let choice = |session: &Session| {
        let title = if session.title.is_empty() { &session.prompt } else { &session.title };
        let rest =
            text::session_choice(locale, &session.state, slug(session).as_deref(), known.tied.contains(&session.id));
        let rest = safe::name(&rest, 70);
        let room = CHOICE_CHARS.saturating_sub(rest.encode_utf16().count() + 3);
        AutocompleteChoice::new(format!("{} · {rest}", safe::name(title, room)), session.id.to_string())
    };
    let may = |session: &&Session| {
        let source = session.source_context.as_ref().map(|context| context.source.slug());
        ask.may(&actor, Right::Start, source.map_or(Repo::Nowhere, Repo::Named))
    };
    let found = sessions.iter().filter(here).filter(fits).filter(may).take(CHOICES).map(choice);
    CreateAutocompleteResponse::new().set_choices(found.collect())
}

/// Whoever types, and who they are right now.
async fn asks<'a>(ctx: &Context<'a>) -> Option<(Ask<'a>, Actor)> {
    let ask = Ask::of_command(ctx).ok()?;
    let actor = ask.actor().await.ok()?;
    Some((ask, actor))
}

/// Whether they may look at what this is about.
async fn looks(ctx: &Context<'_>) -> bool {
    asks(ctx).await.is_some_and(|(ask, actor)| ask.may_here(&actor, Right::View))
}

/// What somebody may choose from.
struct Offer {
    sources: Vec<Source>,
    channel: ChannelSettings,
    policy: std::sync::Arc<Policy>,
}

impl Offer {
    /// `None` for whoever may not choose at all.
    async fn of(ctx: &Context<'_>, right: Right) -> Option<Self> {
        let (ask, actor) = asks(ctx).await?;
        let above = place::above_at_once(ctx);
        let channel = ctx.data().supervisor.channel(above).unwrap_or_default();
        // Where a session would appear is what counts.
        let home = channel.forum.unwrap_or(above);
        if !ask.may_in(&actor, right, None, Repo::Any) {
            return None;
        }
        let may = |source: &&Source| ask.may_in(&actor, right, Some(home), Repo::Named(source.name.slug()));
        let guild = ctx.guild_id()?;
        let catalog = match right {
            // What is set for a channel is set for everybody.
            Right::Admin => ctx.data().catalog_for_all(guild, actor.user).ok()?,
            _ => ctx.data().catalog(guild, actor.user).ok()?.1,
        };
        let sources = Catalog::sources_at_once(&catalog).await.iter().filter(may).cloned().collect();
        let policy = ctx.data().supervisor.gate().policy().clone();
        Some(Self { sources, channel, policy })
    }

    fn slugs(&self) -> impl Iterator<Item = String> {
        let set = self.channel.repo.as_deref().and_then(|repo| find(&self.sources, repo)).map(Source::slug);
        let rest = self.sources.iter().map(Source::slug).filter({
            let set = set.clone();
            move |slug| Some(slug) != set.as_ref()
        });
        set.into_iter().chain(rest)
    }

    fn branches(&self, repo: Option<&str>) -> Vec<String> {
        let set = self.channel.repo.as_deref();
        let source = match repo.or(set) {
            Some(repo) => find(&self.sources, repo),
            None => self.sources.first().filter(|_| self.sources.len() == 1),
        };
        let Some(source) = source else { return Vec::new() };
        let is_set = set.and_then(|set| find(&self.sources, set)).is_some_and(|set| set.name == source.name);
        let first = self.channel.branch.as_deref().filter(|_| is_set).or(source.default_branch());
        let all = source.github_repo.iter().flat_map(|repo| &repo.branches).map(|branch| branch.display_name.as_str());
        let mut branches: Vec<String> = first.into_iter().chain(all).map(str::to_owned).collect();
        let mut seen = std::collections::HashSet::new();
        branches.retain(|branch| seen.insert(branch.clone()));
        let only = self.policy.rule(source.name.slug()).map(|rule| rule.branches.as_slice()).unwrap_or_default();
        branches.retain(|branch| only.is_empty() || only.contains(branch));
        branches
    }
}

fn same(name: String) -> (String, String) {
    (name.clone(), name)
}

/// What contains the typed words, as name and value; what begins with them comes first.
fn choices(all: impl Iterator<Item = (String, String)>, typed: &str) -> CreateAutocompleteResponse {
    let typed = typed.trim().to_lowercase();
    let fits = |(name, value): &(String, String)| {
        name.to_lowercase().contains(&typed) && name.chars().count().max(value.chars().count()) <= CHOICE_CHARS
    };
    let mut found: Vec<_> = all.filter(fits).collect();
    if !typed.is_empty() {
        // Stable: among equals the order stays, so the default is still first.
        found.sort_by_key(|(name, _)| !begins(&name.to_lowercase(), &typed));
    }
    let found = found.into_iter().take(CHOICES).map(|(name, value)| AutocompleteChoice::new(name, value));
    CreateAutocompleteResponse::new().set_choices(found.collect())
}

/// The whole name, or its part behind the owner.
fn begins(name: &str, typed: &str) -> bool {
    name.starts_with(typed) || name.split_once('/').is_some_and(|(_, rest)| rest.starts_with(typed))
}

/// What another option of the command being typed holds so far.
fn option(ctx: &Context<'_>, name: &str) -> Option<String> {
    let poise::Context::Application(ctx) = ctx else { return None };
    ctx.args.iter().find(|option| option.name == name).and_then(|option| match option.value {
        poise::serenity_prelude::ResolvedValue::String(value) => Some(value.to_owned()),
        _ => None,
    })
}
