//! Suggestions while somebody types. The gate decides here, too: what a person may
//! not start they are not shown.

use poise::serenity_prelude::{AutocompleteChoice, CreateAutocompleteResponse};

use super::{Context, gate};
use crate::jules::model::{Session, Source};
use crate::policy::Right;
use crate::render::safe;

/// Discord shows at most this many.
const CHOICES: usize = 25;
/// Discord's limit on a choice's name and value.
const CHOICE_CHARS: usize = 100;

/// Repositories whose name contains what was typed.
pub async fn repository(ctx: Context<'_>, typed: &str) -> CreateAutocompleteResponse {
    choices(sources(&ctx).await.iter().map(Source::slug), typed)
}

/// Branches of the repository chosen so far.
pub async fn branch(ctx: Context<'_>, typed: &str) -> CreateAutocompleteResponse {
    let sources = sources(&ctx).await;
    let repo = option(&ctx, "repo");
    let source = match repo {
        Some(repo) => sources.iter().find(|source| source.slug().eq_ignore_ascii_case(&repo)),
        None => sources.first().filter(|_| sources.len() == 1),
    };
    let branches = source.and_then(|source| source.github_repo.as_ref()).map(|repo| repo.branches.as_slice());
    choices(branches.unwrap_or_default().iter().map(|branch| branch.display_name.clone()), typed)
}

/// Sessions by their title; their value is the session's id.
pub async fn session(ctx: Context<'_>, typed: &str) -> CreateAutocompleteResponse {
    if gate::grant(&ctx, Right::Start).is_err() {
        return CreateAutocompleteResponse::new();
    }
    let page = ctx.data().jules.sessions(crate::jules::Shown::Active, None).await;
    let typed = typed.to_lowercase();
    let found = page
        .map(|page| page.items)
        .unwrap_or_default()
        .into_iter()
        .map(Session::with_identity)
        .filter(|session| session.title.to_lowercase().contains(&typed) || session.id.as_str().contains(&typed))
        .take(CHOICES)
        .map(|session| AutocompleteChoice::new(safe::name(&session.title, CHOICE_CHARS), session.id.0));
    CreateAutocompleteResponse::new().set_choices(found.collect())
}

async fn sources(ctx: &Context<'_>) -> Vec<Source> {
    match gate::grant(ctx, Right::Start) {
        Ok(_) => ctx.data().catalog.sources().await.unwrap_or_default(),
        Err(_) => Vec::new(),
    }
}

fn choices(names: impl Iterator<Item = String>, typed: &str) -> CreateAutocompleteResponse {
    let typed = typed.to_lowercase();
    let found = names
        .filter(|name| name.to_lowercase().contains(&typed) && name.chars().count() <= CHOICE_CHARS)
        .take(CHOICES)
        .map(|name| AutocompleteChoice::new(name.clone(), name));
    CreateAutocompleteResponse::new().set_choices(found.collect())
}

/// What another option of the command being typed holds so far.
fn option(ctx: &Context<'_>, name: &str) -> Option<String> {
    let poise::Context::Application(ctx) = ctx else { return None };
    ctx.args.iter().find(|option| option.name == name).and_then(|option| match option.value {
        poise::serenity_prelude::ResolvedValue::String(value) => Some(value.to_owned()),
        _ => None,
    })
}
