//! Presses that belong to no session. What each needs is in its `custom_id`.

use std::sync::Arc;

use serenity::builder::EditInteractionResponse;
use serenity::client::Context;
use serenity::model::application::{
    ActionRowComponent, ComponentInteraction, ComponentInteractionDataKind, Interaction, ModalInteraction,
};
use serenity::model::channel::{Message, MessageFlags};
use serenity::model::id::{InteractionId, MessageId};
use tracing::info;

use super::catalog::NO_REPOSITORY;
use super::commands::{inbox, list};
use super::gate::Ask;
use super::offer::{self, Chosen};
use super::starting::{self, Site, Wanted};
use super::{Edge, Error, answer, entries, keys};
use crate::error::UserError;
use crate::policy::{Action, Denied, Grant, Repo, Right};
use crate::render::body::Body;
use crate::render::locale::Locale;
use crate::render::press::order::{BatchStep, Offer, Order, Step};
use crate::render::text;
use crate::worker::batch::Wish;
use crate::worker::{ChannelSettings, Unavailable};

/// Takes a press that belongs to no session, or a form behind one; whether it was one.
pub async fn on_interaction(ctx: &Context, edge: &Arc<Edge>, interaction: &Interaction) -> bool {
    let result = match interaction {
        Interaction::Component(press) => match Order::parse(&press.data.custom_id) {
            Some(order) => on_press(ctx, edge, press, order).await,
            None => return false,
        },
        Interaction::Modal(form) => match Order::parse(&form.data.custom_id) {
            Some(Order::Offer(offer, Step::Form)) => on_form(ctx, edge, form, offer).await,
            Some(Order::Key(step, of)) => keys::on_form(ctx, edge, form, (step, of)).await,
            _ => return false,
        },
        _ => return false,
    };
    if let Err(error) = result {
        error.log("order");
    }
    true
}

async fn on_press(ctx: &Context, edge: &Arc<Edge>, press: &ComponentInteraction, order: Order) -> Result<(), Error> {
    if let Order::Offer(offer, Step::Other) = order
        && granted(edge, press, order).await.is_ok()
    {
        // A form must be the first answer.
        return Ok(press.create_response(&ctx.http, offer::form(Locale::of(&press.locale), offer)).await?);
    }
    if is_only_theirs(Some(&press.message)) {
        // The answer takes the place of the message the button is under.
        press.defer(&ctx.http).await?;
    } else {
        press.defer_ephemeral(&ctx.http).await?;
    }
    let answer = carry_out(edge, press, order).await.unwrap_or_else(|error| said(&error, &press.locale));
    press.edit_response(&ctx.http, answer).await?;
    Ok(())
}

async fn carry_out(
    edge: &Arc<Edge>,
    press: &ComponentInteraction,
    order: Order,
) -> Result<EditInteractionResponse, Error> {
    let guild = press.guild_id.ok_or(Denied::Elsewhere)?;
    let locale = Locale::of(&press.locale);
    let grant = granted(edge, press, order).await?;
    let ask = Ask::of_press(edge, press, entries::of_order(order).1);
    let body = match order {
        Order::List(listed) => list::page(edge, locale, guild, &ask, &ask.actor().await?, listed),
        Order::Inbox(page) => inbox::page(edge, locale, guild, &ask, &ask.actor().await?, page),
        Order::Batch(id, step) => batch_wish(edge, press, &ask, grant, InteractionId::new(id), step).await?,
        // It comes back from a form, never from a message.
        Order::Key(..) => return Err(UserError::UnknownButton.into()),
        Order::Offer(offer, step) => return offered(edge, press, &ask, &grant, offer, step).await,
    };
    Ok(answer::edit(&body, vec![]))
}

/// Something is wanted of a batch whose card is in this very channel.
async fn batch_wish(
    edge: &Edge,
    press: &ComponentInteraction,
    ask: &Ask<'_>,
    grant: Grant,
    id: InteractionId,
    step: BatchStep,
) -> Result<Body, Error> {
    let place = edge.supervisor.batch_place(id).filter(|place| place.card == press.channel_id);
    let place = place.ok_or(Unavailable::NoBatch)?;
    for repo in &place.repos {
        drop(ask.about(&Action::Start(None), Some(place.channel), Repo::Named(repo.slug())).await?);
    }
    let wish = match step {
        BatchStep::Stop => Wish::Stop(grant.user()),
        BatchStep::GoOn => Wish::GoOn,
        BatchStep::Retry => Wish::Retry(press.id),
    };
    let count = edge.supervisor.wish(grant, id, wish).await?;
    let locale = Locale::of(&press.locale);
    let content = match step {
        BatchStep::Stop => text::batch_stopping(locale, count),
        BatchStep::GoOn => text::batch_going_on(locale, count),
        BatchStep::Retry => text::batch_retrying(locale, count),
    };
    Ok(Body { content, plain: true, ..Body::default() })
}

/// Something was chosen about an offer, or it was taken.
async fn offered(
    edge: &Arc<Edge>,
    press: &ComponentInteraction,
    ask: &Ask<'_>,
    grant: &Grant,
    offer: Offer,
    step: Step,
) -> Result<EditInteractionResponse, Error> {
    let guild = press.guild_id.ok_or(Denied::Elsewhere)?;
    let told = offer::read(edge, guild, press.channel_id, MessageId::new(offer.message), grant.user()).await?;
    let locale = Locale::of(&press.locale);
    let picked = match &press.data.kind {
        ComponentInteractionDataKind::StringSelect { values } => values.first().cloned(),
        _ => None,
    };
    let (_, catalog) = edge.catalog(guild, grant.user())?;
    let chosen = match (step, picked) {
        (Step::Repo, picked @ Some(_)) => Chosen { repo: picked, branch: None },
        (Step::Branch, picked @ Some(_)) => Chosen { branch: picked, ..Chosen::of(&catalog, offer).await? },
        _ => Chosen::of(&catalog, offer).await?,
    };
    if step != Step::Begin {
        return Ok(offer::show(&catalog, locale, &told, offer, &chosen, None, (ask, &ask.actor().await?)).await);
    }
    let start = InteractionId::new(offer.start);
    let site = Site { guild, channel: press.channel_id, start, locale };
    let wanted = Wanted {
        prompt: told.words,
        repo: Some(chosen.repo.ok_or(UserError::WhichRepository)?),
        branch: chosen.branch,
        title: Some(told.title),
        approval: true,
        auto_pr: false,
        files: told.files,
    };
    let sentence = starting::begin(edge, ask, site, wanted).await?;
    Ok(answer::edit(&Body { content: sentence, plain: true, ..Body::default() }, vec![]))
}

async fn on_form(ctx: &Context, edge: &Arc<Edge>, form: &ModalInteraction, offer: Offer) -> Result<(), Error> {
    // Behind a message of one person's own the answer takes its place.
    if is_only_theirs(form.message.as_deref()) {
        form.defer(&ctx.http).await?;
    } else {
        form.defer_ephemeral(&ctx.http).await?;
    }
    let answer = filled_in(edge, form, offer).await.unwrap_or_else(|error| said(&error, &form.locale));
    form.edit_response(&ctx.http, answer).await?;
    Ok(())
}

async fn filled_in(edge: &Arc<Edge>, form: &ModalInteraction, offer: Offer) -> Result<EditInteractionResponse, Error> {
    let ask = Ask::of_form(edge, form, entries::of_order(Order::Offer(offer, Step::Form)).1);
    let grant = ask.right(Right::Start).await?;
    let guild = form.guild_id.ok_or(Denied::Elsewhere)?;
    let told = offer::read(edge, guild, form.channel_id, MessageId::new(offer.message), grant.user()).await?;
    let [repo, branch] = [offer::REPO, offer::BRANCH].map(|id| field(form, id));
    let locale = Locale::of(&form.locale);
    let (_, catalog) = edge.catalog(guild, grant.user())?;
    let found = catalog.choose(Some(&repo), Some(&branch), &ChannelSettings::default()).await;
    let (chosen, note) = match found {
        Ok(choice) => match choice.place {
            Some((source, branch)) => (Chosen { repo: Some(source.slug()), branch: Some(branch) }, None),
            None => (Chosen { repo: Some(NO_REPOSITORY.into()), branch: None }, None),
        },
        // What was chosen before stays, and the person reads what was wrong with the rest.
        Err(error) => (Chosen::of(&catalog, offer).await?, Some(error.told(locale))),
    };
    Ok(offer::show(&catalog, locale, &told, offer, &chosen, note.as_deref(), (&ask, &ask.actor().await?)).await)
}

fn is_only_theirs(message: Option<&Message>) -> bool {
    message.and_then(|message| message.flags).is_some_and(|flags| flags.contains(MessageFlags::EPHEMERAL))
}

fn field(form: &ModalInteraction, id: &str) -> String {
    let mut fields = form.data.components.iter().flat_map(|row| &row.components);
    let value = fields.find_map(|field| match field {
        ActionRowComponent::InputText(input) if input.custom_id == id => input.value.clone(),
        _ => None,
    });
    value.unwrap_or_default()
}

async fn granted(edge: &Edge, press: &ComponentInteraction, order: Order) -> Result<Grant, Denied> {
    let (right, name) = entries::of_order(order);
    let grant = Ask::of_press(edge, press, name).right(right).await?;
    info!(user = %grant.user(), channel = %press.channel_id, ?right, "a button was pressed");
    Ok(grant)
}

fn said(error: &Error, locale: &str) -> EditInteractionResponse {
    error.log("order");
    answer::edit(&Body { content: error.told(Locale::of(locale)), plain: true, ..Body::default() }, vec![])
}
