//! A message as the beginning of a session: what Jules would get and where it would work
//! are shown before anything begins. Nothing is remembered in between: the message stays
//! where it is, and what was chosen is in the ids of the buttons.

use std::sync::Arc;

use serenity::builder::{
    CreateActionRow, CreateAllowedMentions, CreateButton, CreateInputText, CreateInteractionResponse, CreateModal,
    CreateSelectMenu, CreateSelectMenuKind, CreateSelectMenuOption, EditInteractionResponse,
};
use serenity::model::application::{ButtonStyle, InputTextStyle};
use serenity::model::channel::MessageType;
use serenity::model::id::{ChannelId, GuildId, MessageId, UserId};

use super::catalog::{Catalog, NO_REPOSITORY, find};
use super::commands::place;
use super::enclosures::Enclosure;
use super::gate::Ask;
use super::replies::Voice;
use super::{Edge, Error};
use crate::discord::Message;
use crate::error::UserError;
use crate::jules::model::Source;
use crate::policy::{Actor, Repo, Right};
use crate::render::locale::Locale;
use crate::render::press::order::{Key, Offer, OfferPlace, Order, Step};
use crate::render::safe::{self, SafeText};
use crate::render::{cards, prose, text};
use crate::worker::ChannelSettings;

/// The form's fields.
pub const REPO: &str = "repo";
/// The second one.
pub const BRANCH: &str = "branch";
/// Discord shows at most this many.
const CHOICES: usize = 25;
/// UTF-16 units of what Jules would get that are shown.
const SHOWN: usize = 900;

/// What a message says to Jules, and whose words those are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// For Jules.
    pub words: String,
    /// A name for the session: the message's own first words.
    pub title: String,
    /// What came with the message.
    pub files: Vec<Enclosure>,
}

/// Reads a message as somebody's words for Jules. Words that are not their own say whose
/// they are: whoever sends them vouches for them, and Jules is not misled about it.
///
/// # Errors
/// A sentence for the person.
pub async fn read(
    edge: &Edge,
    guild: GuildId,
    channel: ChannelId,
    message: MessageId,
    sender: UserId,
) -> Result<Told, Error> {
    let found = edge.writer.message(channel, message).await.map_err(|error| {
        tracing::warn!(%error, "a message could not be read");
        UserError::NoSuchMessage
    })?;
    let voice = Voice::of(MessageType::from(found.kind), found.author_is_bot || found.webhook);
    if voice == Voice::Discord {
        return Err(UserError::NobodysWords.into());
    }
    Ok(told(&found, guild, channel, sender, voice))
}

fn told(message: &Message, guild: GuildId, channel: ChannelId, sender: UserId, voice: Voice) -> Told {
    let embeds = message.embeds.iter().map(|embed| format!("{}\n{}", embed.title, embed.description));
    let own = [message.content.clone()].into_iter().chain(embeds.filter(|_| message.content.trim().is_empty()));
    let own = own.collect::<Vec<_>>().join("\n").trim().to_owned();
    let name = safe::name(&message.author_name, 60);
    let words = match voice {
        _ if own.is_empty() => String::new(),
        Voice::Person if message.author_id == sender => own.clone(),
        Voice::Person => quoted(&format!("{name} wrote in Discord:"), &own),
        Voice::Automaton | Voice::Discord => quoted(&format!("{name}, a bot, wrote in Discord:"), &own),
    };
    let link = format!("https://discord.com/channels/{guild}/{channel}/{}", message.id);
    let files: Vec<Enclosure> = message.attachments.iter().map(Into::into).collect();
    let words = match (words.is_empty(), files.is_empty()) {
        (true, true) => String::new(),
        (true, false) => format!("See what is attached to this message in Discord: {link}"),
        (false, _) => format!("{words}\n\n(The message in Discord: {link})"),
    };
    Told { words, title: own, files }
}

fn quoted(head: &str, words: &str) -> String {
    let lines: Vec<String> = words.lines().map(|line| format!("> {line}")).collect();
    format!("{head}\n{}", lines.join("\n"))
}

/// What is chosen so far, by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chosen {
    /// `None`: nobody has chosen; `none`: no repository.
    pub repo: Option<String>,
    /// `None`: the default one.
    pub branch: Option<String>,
}

impl Chosen {
    /// What a channel is set to, or the only repository there is.
    pub async fn at_first(catalog: &Arc<Catalog>, channel: &ChannelSettings) -> Self {
        let sources = Catalog::sources_at_once(catalog).await;
        let only = sources.first().filter(|_| sources.len() == 1).map(Source::slug);
        Self { branch: channel.branch.clone().filter(|_| channel.repo.is_some()), repo: channel.repo.clone().or(only) }
    }

    /// What the ids of an offer's buttons say.
    pub async fn of(catalog: &Catalog, offer: Offer) -> Result<Self, Error> {
        let key = match offer.place {
            OfferPlace::Open => return Ok(Self { repo: None, branch: None }),
            OfferPlace::Nowhere => return Ok(Self { repo: Some(NO_REPOSITORY.into()), branch: None }),
            OfferPlace::Repo(key) => key,
        };
        let sources = catalog.sources().await?;
        let source = sources.iter().find(|source| Key::of_repo(&source.slug()) == key);
        let source = source.ok_or(UserError::RepositoryGone)?;
        let wanted = |key: Key| branches(source).into_iter().find(|branch| Key::of(branch) == key);
        let branch = match offer.branch {
            Some(key) => Some(wanted(key).ok_or(UserError::RepositoryGone)?),
            None => None,
        };
        Ok(Self { repo: Some(source.slug()), branch })
    }

    /// The same as the ids say it.
    fn keys(&self) -> (OfferPlace, Option<Key>) {
        let place = match self.repo.as_deref() {
            None => OfferPlace::Open,
            Some(NO_REPOSITORY) => OfferPlace::Nowhere,
            Some(repo) => OfferPlace::Repo(Key::of_repo(repo)),
        };
        (place, self.branch.as_deref().map(Key::of))
    }
}

fn branches(source: &Source) -> Vec<String> {
    let all = source.github_repo.iter().flat_map(|repo| &repo.branches).map(|branch| branch.display_name.clone());
    let first = source.default_branch().map(str::to_owned);
    let mut seen = std::collections::HashSet::new();
    first.into_iter().chain(all).filter(|branch| seen.insert(branch.clone())).collect()
}

/// The offer as the person sees it.
pub async fn show(
    catalog: &Arc<Catalog>,
    locale: Locale,
    told: &Told,
    offer: Offer,
    chosen: &Chosen,
    note: Option<&str>,
    (ask, asks): (&Ask<'_>, &Actor),
) -> EditInteractionResponse {
    let may = |source: &&Source| ask.may_in(asks, Right::Start, None, Repo::Named(source.name.slug()));
    let sources: Vec<Source> = Catalog::sources_at_once(catalog).await.iter().filter(may).cloned().collect();
    let (place, branch) = chosen.keys();
    let offer = Offer { place, branch, ..offer };
    let source = chosen.repo.as_deref().and_then(|repo| find(&sources, repo));
    let shown_branch =
        chosen.branch.clone().or_else(|| source.and_then(|source| source.default_branch()).map(Into::into));
    let where_to = match chosen.repo.as_deref() {
        None => text::offer_open(locale),
        Some(NO_REPOSITORY) => text::offer_place(locale, &text::no_repository(locale)),
        Some(repo) => text::offer_place(
            locale,
            &match &shown_branch {
                Some(branch) => format!("{} @ {}", cards::code(repo, 100), cards::code(branch, 80)),
                None => cards::code(repo, 100),
            },
        ),
    };
    let quote = SafeText::markdown(&prose::clip(&told.words, SHOWN)).into_string();
    let quote: Vec<String> = quote.lines().map(|line| format!("> {line}")).collect();
    let mut content = text::offer(locale, &quote.join("\n"), told.files.len(), &where_to);
    if let Some(note) = note {
        content = format!("{content}\n⚠️ {note}");
    }
    let mut rows = Vec::new();
    rows.push(repo_menu(locale, &sources, offer, chosen));
    rows.extend(source.and_then(|source| branch_menu(locale, source, offer, shown_branch.as_deref())));
    let id = |step| Order::Offer(offer, step).custom_id();
    rows.push(CreateActionRow::Buttons(vec![
        CreateButton::new(id(Step::Begin))
            .label(text::offer_begin(locale))
            .style(ButtonStyle::Success)
            .disabled(chosen.repo.is_none()),
        CreateButton::new(id(Step::Other)).label(text::offer_other(locale)).style(ButtonStyle::Secondary),
    ]));
    EditInteractionResponse::new().content(content).components(rows).allowed_mentions(CreateAllowedMentions::new())
}

fn repo_menu(locale: Locale, sources: &[Source], offer: Offer, chosen: &Chosen) -> CreateActionRow {
    let chosen = chosen.repo.as_deref();
    // Whatever is chosen is among what is shown.
    let first = chosen.filter(|repo| *repo != NO_REPOSITORY).map(str::to_owned);
    let rest = sources.iter().map(Source::slug).filter(|slug| Some(slug) != first.as_ref());
    let slugs = first.clone().into_iter().chain(rest).filter(|slug| slug.chars().count() <= 100).take(CHOICES - 1);
    let mut options: Vec<CreateSelectMenuOption> = slugs
        .map(|slug| CreateSelectMenuOption::new(&slug, &slug).default_selection(Some(slug.as_str()) == chosen))
        .collect();
    let none = CreateSelectMenuOption::new(text::no_repository_choice(locale), NO_REPOSITORY);
    options.push(none.default_selection(chosen == Some(NO_REPOSITORY)));
    menu(offer, Step::Repo, options, text::offer_repo_menu(locale))
}

fn branch_menu(locale: Locale, source: &Source, offer: Offer, shown: Option<&str>) -> Option<CreateActionRow> {
    let all = branches(source);
    let rest = all.iter().filter(|branch| Some(branch.as_str()) != shown).map(String::as_str);
    let options: Vec<CreateSelectMenuOption> = shown
        .into_iter()
        .chain(rest)
        .filter(|branch| branch.chars().count() <= 100)
        .take(CHOICES)
        .map(|branch| CreateSelectMenuOption::new(branch, branch).default_selection(Some(branch) == shown))
        .collect();
    (options.len() > 1).then(|| menu(offer, Step::Branch, options, text::offer_branch_menu(locale)))
}

fn menu(offer: Offer, step: Step, options: Vec<CreateSelectMenuOption>, placeholder: String) -> CreateActionRow {
    let kind = CreateSelectMenuKind::String { options };
    let id = Order::Offer(offer, step).custom_id();
    CreateActionRow::SelectMenu(CreateSelectMenu::new(id, kind).placeholder(placeholder))
}

/// The form for repositories and branches that no menu has room for.
pub fn form(locale: Locale, offer: Offer) -> CreateInteractionResponse {
    let field = |label: String, id: &str| CreateInputText::new(InputTextStyle::Short, label, id).max_length(200);
    let rows = [
        field(text::offer_repo_field(locale), REPO).placeholder("owner/repository").required(true),
        field(text::offer_branch_field(locale), BRANCH).required(false),
    ];
    let id = Order::Offer(offer, Step::Form).custom_id();
    let modal = CreateModal::new(id, text::offer_form(locale)).components(rows.map(CreateActionRow::InputText).into());
    CreateInteractionResponse::Modal(modal)
}

/// What was set for the channel an offer is made in.
pub async fn settings(edge: &Edge, channel: ChannelId) -> Result<ChannelSettings, Error> {
    let channel = place::above(edge, channel).await?;
    Ok(edge.supervisor.channel(channel)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(author: u64, content: &str) -> Message {
        let json = serde_json::json!({
            "id": "7", "type": 0, "content": content,
            "author": { "id": author.to_string(), "username": "grace\n> Ada", "bot": false },
        });
        Message::read(&json).unwrap()
    }

    fn words(message: &Message, voice: Voice) -> String {
        told(message, GuildId::new(1), ChannelId::new(2), UserId::new(3), voice).words
    }

    #[test]
    fn ones_own_words_are_just_said_and_everybody_elses_say_whose_they_are() {
        let link = "\n\n(The message in Discord: https://discord.com/channels/1/2/7)";
        assert_eq!(words(&message(3, "Fix it"), Voice::Person), format!("Fix it{link}"));
        let theirs = words(&message(4, "Fix it\nnow"), Voice::Person);
        assert!(theirs.starts_with("grace") && theirs.contains("wrote in Discord:\n> Fix it\n> now"), "{theirs}");
        assert_eq!(theirs.lines().next().unwrap().matches("wrote in Discord:").count(), 1, "a name is one line");
        assert!(words(&message(4, "x"), Voice::Automaton).contains(", a bot, wrote in Discord:"));
        assert_eq!(words(&message(3, "  "), Voice::Person), "");
    }
}
