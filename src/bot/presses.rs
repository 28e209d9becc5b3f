//! Buttons and forms. Their ids say what is meant; which session, the thread says.

use serenity::builder::{
    CreateActionRow, CreateAllowedMentions, CreateInputText, CreateInteractionResponse, CreateModal,
    EditInteractionResponse,
};
use serenity::client::Context;
use serenity::model::application::{
    ActionRowComponent, ComponentInteraction, InputTextStyle, Interaction, ModalInteraction,
};
use tracing::info;

use super::answer;
use super::{Edge, Error};
use crate::error::UserError;
use crate::policy::Right;
use crate::render::body::Body;
use crate::render::press::{PlanKey, Press};
use crate::session::action::Want;
use crate::worker::files;

/// The form's only field.
const FEEDBACK: &str = "feedback";
/// Discord's limit on a form's text field.
const FEEDBACK_CHARS: u16 = 4_000;

/// Takes a button press or a form; commands and suggestions are poise's.
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

async fn on_press(ctx: &Context, edge: &Edge, press: &ComponentInteraction) -> Result<(), Error> {
    if let Some(Press::RequestChanges(plan)) = Press::parse(&press.data.custom_id) {
        // A form must be the first answer, so there is no time to ask the conversation.
        return match edge.authorize_press(press, Right::Reply) {
            Ok(_) => Ok(press.create_response(&ctx.http, form(plan)).await?),
            Err(denied) => {
                press.defer_ephemeral(&ctx.http).await?;
                press.edit_response(&ctx.http, sentence(&denied.to_string())).await?;
                Ok(())
            }
        };
    }
    press.defer_ephemeral(&ctx.http).await?;
    let answer = pressed(edge, press).await.unwrap_or_else(|error| answer_of(&error));
    press.edit_response(&ctx.http, edit(edge, press.channel_id, answer).await).await?;
    Ok(())
}

async fn pressed(edge: &Edge, press: &ComponentInteraction) -> Result<Body, Error> {
    let (right, want) = match Press::parse(&press.data.custom_id) {
        Some(Press::Approve(plan)) => (Right::Approve, Want::Approve(Some(plan))),
        Some(Press::Diff) => (Right::View, Want::Diff),
        Some(Press::RequestChanges(_) | Press::Changes(_)) | None => {
            return Err(UserError::UnknownButton.into());
        }
    };
    let grant = edge.authorize_press(press, right)?;
    info!(user = %grant.user(), thread = %press.channel_id, right = ?grant.right(), "a button was pressed");
    Ok(edge.supervisor.act(press.channel_id, &grant, want).await?)
}

async fn on_form(ctx: &Context, edge: &Edge, form: &ModalInteraction) -> Result<(), Error> {
    form.defer_ephemeral(&ctx.http).await?;
    let answer = filled_in(edge, form).await.unwrap_or_else(|error| answer_of(&error));
    form.edit_response(&ctx.http, edit(edge, form.channel_id, answer).await).await?;
    Ok(())
}

async fn filled_in(edge: &Edge, form: &ModalInteraction) -> Result<Body, Error> {
    let Some(Press::Changes(plan)) = Press::parse(&form.data.custom_id) else {
        return Err(UserError::UnknownButton.into());
    };
    let grant = edge.authorize_form(form, Right::Reply)?;
    let feedback = super::commands::words(&field(form, FEEDBACK))?;
    Ok(edge.supervisor.act(form.channel_id, &grant, Want::Revise { plan: Some(plan), feedback }).await?)
}

fn field(form: &ModalInteraction, id: &str) -> String {
    let mut fields = form.data.components.iter().flat_map(|row| &row.components);
    fields
        .find_map(|field| match field {
            ActionRowComponent::InputText(input) if input.custom_id == id => input.value.clone(),
            _ => None,
        })
        .unwrap_or_default()
}

fn form(plan: PlanKey) -> CreateInteractionResponse {
    let field = CreateInputText::new(InputTextStyle::Paragraph, "What should be different?", FEEDBACK)
        .max_length(FEEDBACK_CHARS)
        .required(true);
    let modal = CreateModal::new(Press::Changes(plan).custom_id(), "Request changes to the plan")
        .components(vec![CreateActionRow::InputText(field)]);
    CreateInteractionResponse::Modal(modal)
}

fn answer_of(error: &Error) -> Body {
    error.log("button");
    Body { content: error.to_string(), plain: true, ..Body::default() }
}

fn sentence(text: &str) -> EditInteractionResponse {
    EditInteractionResponse::new().content(text).allowed_mentions(CreateAllowedMentions::new())
}

async fn edit(edge: &Edge, thread: serenity::model::id::ChannelId, body: Body) -> EditInteractionResponse {
    let session = edge.supervisor.checkpoint(thread).and_then(|checkpoint| checkpoint.session);
    match files::fetch(&edge.jules, session.as_ref(), &body.attachments).await {
        Ok(files) => answer::edit(&body, files),
        Err(error) => {
            let error = Error::from(error);
            error.log("button");
            sentence(&error.to_string())
        }
    }
}
