//! Answers to interactions: the one thing that does not go through the writer,
//! because poise and serenity have to send it with the interaction's own token.

use poise::CreateReply;
use serenity::builder::{CreateAllowedMentions, CreateAttachment, EditInteractionResponse};

use super::{Context, Error};
use crate::discord::{File, reply};
use crate::policy::Denied;
use crate::render::body::Body;
use crate::render::locale::Locale;

/// An answer to a command that only the person who asked sees.
pub fn create(body: &Body, files: Vec<File>) -> CreateReply {
    files.into_iter().map(attachment).fold(reply::reply(body), CreateReply::attachment)
}

/// The same as the answer to a button or a form that was acknowledged.
pub fn edit(body: &Body, files: Vec<File>) -> EditInteractionResponse {
    let answer = EditInteractionResponse::new()
        .content(&body.content)
        .embeds(reply::embeds(&body.embeds))
        .components(reply::rows(&body.rows))
        .allowed_mentions(CreateAllowedMentions::new());
    files.into_iter().map(attachment).fold(answer, EditInteractionResponse::new_attachment)
}

/// The language of whoever used a command: their client's.
pub fn locale(ctx: &Context<'_>) -> Locale {
    ctx.locale().map(Locale::of).unwrap_or_default()
}

fn attachment(file: File) -> CreateAttachment {
    CreateAttachment::bytes(file.bytes, file.name).description(file.description)
}

/// Answers a command that was acknowledged with something that is already built: menus, forms.
///
/// # Errors
/// Discord does not take it.
pub async fn as_built(ctx: Context<'_>, built: EditInteractionResponse) -> Result<(), Error> {
    let poise::Context::Application(command) = ctx else { return Err(Denied::Elsewhere.into()) };
    command.interaction.edit_response(ctx.http(), built).await?;
    Ok(())
}
