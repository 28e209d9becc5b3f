//! Buttons, menus and forms. Their ids say what is meant; which session, the thread says.

mod forms;

use serenity::builder::{CreateAllowedMentions, EditInteractionResponse};
use serenity::client::Context;
use serenity::http::HttpError;
use serenity::model::application::{ComponentInteraction, ComponentInteractionDataKind, Interaction, ModalInteraction};
use serenity::model::channel::MessageFlags;
use serenity::model::id::ChannelId;
use tracing::info;

use super::gate::Ask;
use super::{Edge, Error, answer, entries};
use crate::error::UserError;
use crate::policy::{Denied, Grant};
use crate::render::body::Body;
use crate::render::locale::Locale;
use crate::render::press::{PatchKey, Press};
use crate::render::text;
use crate::session::Machine;
use crate::session::action::Want;
use crate::session::checkpoint::Checkpoint;
use crate::worker::looks::{self, Place};
use crate::worker::{Unavailable, files};

/// Takes a button press, a choice or a form; commands and suggestions are poise's.
pub async fn on_interaction(ctx: &Context, edge: &Edge, interaction: &Interaction) {
    let result = match interaction {
        Interaction::Component(press) => on_press(ctx, edge, press).await,
        Interaction::Modal(form) => on_form(ctx, edge, form).await,
        _ => Ok(()),
    };
    if let Err(error) = result {
        error.log("button");
    }
}

/// What a press asks for, once it is known to be ours.
enum Deed {
    /// A wish for the conversation.
    Act(Want),
    /// A look at the change set.
    Look(Option<PatchKey>, Place),
    /// A look at what a command printed.
    Output(String),
    /// A form to be filled in.
    Form(Press),
}

/// What each press means; which right it takes, `entries` says.
fn meaning(press: Press, chosen: Option<&str>) -> Option<Deed> {
    Some(match press {
        Press::Approve(plan) => Deed::Act(Want::Approve(Some(plan))),
        Press::Wake(plan) => Deed::Act(Want::Wake(plan)),
        Press::RequestChanges(_) | Press::Reply(_) => Deed::Form(press),
        Press::Nudge => Deed::Act(Want::Nudge),
        Press::Resend(word) => Deed::Act(Want::Resend(word)),
        Press::Pause => Deed::Act(Want::Pause(true)),
        Press::Resume => Deed::Act(Want::Pause(false)),
        Press::Retry => Deed::Act(Want::Retry),
        Press::Stop => Deed::Act(Want::Stop),
        Press::More => Deed::Act(Want::More),
        Press::PatchFile => Deed::Act(Want::Patch),
        Press::Diff => Deed::Look(None, Place::Files(0)),
        Press::DiffPage { patch, file, page } => Deed::Look(Some(patch), Place::Page(file.into(), page.into())),
        Press::DiffFiles { patch, shelf } => Deed::Look(Some(patch), Place::Files(shelf.into())),
        Press::PickFile(patch) => Deed::Look(Some(patch), Place::Page(chosen?.parse().ok()?, 0)),
        Press::Output => Deed::Output(chosen?.to_owned()),
        // These come back from forms, never from messages.
        Press::Changes(_) | Press::Answer(_) => return None,
    })
}

/// Asks for all that a press takes.
async fn granted(edge: &Edge, press: &ComponentInteraction, meant: &Press) -> Result<Grant, Denied> {
    let (right, name, besides) = entries::of_press(meant);
    let ask = Ask::of_press(edge, press, name);
    if let Some(besides) = besides {
        drop(ask.right(besides).await?);
    }
    ask.right(right).await
}

async fn on_press(ctx: &Context, edge: &Edge, press: &ComponentInteraction) -> Result<(), Error> {
    let chosen = match &press.data.kind {
        ComponentInteractionDataKind::StringSelect { values } => values.first().map(String::as_str),
        _ => None,
    };
    let locale = Locale::of(&press.locale);
    let known = Press::parse(&press.data.custom_id);
    let known = known.and_then(|known| Some((known.clone(), meaning(known, chosen)?)));
    let Some((meant, deed)) = known else { return refuse(ctx, press, &UserError::UnknownButton.into()).await };
    let grant = match granted(edge, press, &meant).await {
        Ok(grant) => grant,
        Err(denied) => return refuse(ctx, press, &denied.into()).await,
    };
    info!(user = %grant.user(), thread = %press.channel_id, right = ?grant.right(), "a button was pressed");
    let body = match deed {
        Deed::Form(wanted) => return open_form(ctx, edge, press, &wanted).await,
        Deed::Act(want) => {
            let late = is_too_late(press.defer_ephemeral(&ctx.http).await)?;
            let done = edge.supervisor.act(press.channel_id, grant, locale, want).await.map_err(Error::from);
            if late {
                // The thread shows what came of it; there is nobody left to be answered.
                return Ok(());
            }
            done
        }
        Deed::Look(seen, place) => {
            // Paging goes on where it began; a look from a card opens a view of its own.
            if press.message.flags.is_some_and(|flags| flags.contains(MessageFlags::EPHEMERAL)) && seen.is_some() {
                press.defer(&ctx.http).await?;
            } else {
                press.defer_ephemeral(&ctx.http).await?;
            }
            match conversation(edge, press.channel_id) {
                Ok(known) => match edge.jules(&known) {
                    Ok(jules) => {
                        looks::changes(&jules, &known, locale, seen.as_ref(), place).await.map_err(Error::from)
                    }
                    Err(error) => Err(error.into()),
                },
                Err(error) => Err(error),
            }
        }
        Deed::Output(chosen) => {
            press.defer_ephemeral(&ctx.http).await?;
            conversation(edge, press.channel_id).map(|known| looks::output(&known, locale, &chosen))
        }
    };
    let body = body.unwrap_or_else(|error| answer_of(&error, locale));
    press.edit_response(&ctx.http, edit(edge, locale, press.channel_id, body).await).await?;
    Ok(())
}

/// Whether Discord has given an interaction up, after 3 seconds, before we could say that we
/// have it. What it asked for is done all the same.
fn is_too_late(acknowledged: serenity::Result<()>) -> Result<bool, Error> {
    const UNKNOWN_INTERACTION: isize = 10_062;
    match acknowledged {
        Ok(()) => Ok(false),
        Err(serenity::Error::Http(HttpError::UnsuccessfulRequest(reply)))
            if reply.error.code == UNKNOWN_INTERACTION =>
        {
            info!("Discord had given a press up before it was acknowledged; it is carried out");
            Ok(true)
        }
        Err(error) => Err(error.into()),
    }
}

fn conversation(edge: &Edge, thread: ChannelId) -> Result<Checkpoint, Error> {
    edge.supervisor.checkpoint(thread).ok_or_else(|| Unavailable::NoSession.into())
}

/// A form must be the first answer; so what it is about is looked up, never waited for.
async fn open_form(ctx: &Context, edge: &Edge, press: &ComponentInteraction, wanted: &Press) -> Result<(), Error> {
    let locale = Locale::of(&press.locale);
    let too_late = match conversation(edge, press.channel_id) {
        Ok(known) => Machine::new(known).too_late_for(locale, wanted),
        Err(error) => return refuse(ctx, press, &error).await,
    };
    match (too_late, forms::form(locale, wanted)) {
        (None, Some(form)) => press.create_response(&ctx.http, form).await?,
        (Some(sentence), _) => tell(ctx, press, &sentence).await?,
        (None, None) => return refuse(ctx, press, &UserError::UnknownButton.into()).await,
    }
    Ok(())
}

async fn refuse(ctx: &Context, press: &ComponentInteraction, error: &Error) -> Result<(), Error> {
    error.log("button");
    tell(ctx, press, &error.told(Locale::of(&press.locale))).await
}

async fn tell(ctx: &Context, press: &ComponentInteraction, sentence: &str) -> Result<(), Error> {
    press.defer_ephemeral(&ctx.http).await?;
    press.edit_response(&ctx.http, says(sentence)).await?;
    Ok(())
}

async fn on_form(ctx: &Context, edge: &Edge, form: &ModalInteraction) -> Result<(), Error> {
    form.defer_ephemeral(&ctx.http).await?;
    let locale = Locale::of(&form.locale);
    let answer = filled_in(edge, form).await.unwrap_or_else(|error| answer_of(&error, locale));
    form.edit_response(&ctx.http, edit(edge, locale, form.channel_id, answer).await).await?;
    Ok(())
}

async fn filled_in(edge: &Edge, form: &ModalInteraction) -> Result<Body, Error> {
    let wanted = Press::parse(&form.data.custom_id).ok_or(UserError::UnknownButton)?;
    let (right, name, _) = entries::of_press(&wanted);
    if !matches!(wanted, Press::Changes(_) | Press::Answer(_)) {
        return Err(UserError::UnknownButton.into());
    }
    let grant = Ask::of_form(edge, form, name).right(right).await?;
    let words = super::commands::words(&forms::words(form))?;
    let want = match wanted {
        Press::Changes(plan) => Want::Revise { plan: Some(plan), feedback: words },
        Press::Answer(question) => Want::Answer { question, words },
        _ => return Err(UserError::UnknownButton.into()),
    };
    Ok(edge.supervisor.act(form.channel_id, grant, Locale::of(&form.locale), want).await?)
}

fn answer_of(error: &Error, locale: Locale) -> Body {
    error.log("button");
    Body { content: error.told(locale), plain: true, ..Body::default() }
}

fn says(text: &str) -> EditInteractionResponse {
    EditInteractionResponse::new().content(text).allowed_mentions(CreateAllowedMentions::new())
}

async fn edit(edge: &Edge, locale: Locale, thread: ChannelId, body: Body) -> EditInteractionResponse {
    let known = edge.supervisor.checkpoint(thread);
    let jules = known.as_ref().and_then(|known| edge.supervisor.jules(known));
    let session = known.and_then(|known| known.session);
    match files::fetch(jules.as_ref(), session.as_ref(), &body.attachments).await {
        // What was all in the file cannot do without it.
        Ok(files) if files.is_empty() && !body.attachments.is_empty() && body.embeds.is_empty() => {
            says(&text::file_unavailable(locale))
        }
        Ok(files) => answer::edit(&body, files),
        Err(error) => {
            let error = Error::from(error);
            error.log("button");
            says(&error.told(locale))
        }
    }
}
