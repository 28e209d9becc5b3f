//! The form that takes a Jules key, and what comes back from it. What somebody typed into it
//! goes to the vault, and nowhere else.

use std::sync::Arc;

use secrecy::SecretString;
use serenity::builder::{CreateActionRow, CreateInputText, CreateInteractionResponse, CreateModal};
use serenity::client::Context;
use serenity::model::application::{ActionRowComponent, InputTextStyle, ModalInteraction};
use serenity::model::id::{GuildId, UserId};

use super::gate::Ask;
use super::{Edge, Error, answer, entries};
use crate::policy::{Action, Denied, Grant, Repo, Right};
use crate::render::body::Body;
use crate::render::locale::Locale;
use crate::render::press::order::{KeyOf, KeyStep, Order};
use crate::render::text;
use crate::session::account::Holder;
use crate::telemetry::KEY_FIELD;
use crate::worker::Hand;

/// Longer than any key.
const FIELD_CHARS: u16 = 400;

/// Whose key is meant by somebody in a server.
pub fn holder(of: KeyOf, guild: GuildId, user: UserId) -> Holder {
    match of {
        KeyOf::Mine => Holder::Person(user),
        KeyOf::Server => Holder::Guild(guild),
    }
}

/// Asks for what it takes to change a key. A server's is a matter for whoever may administer
/// all of it: who may only one repository, may not.
///
/// # Errors
/// The gate says no.
pub async fn granted(ask: &Ask<'_>, of: KeyOf) -> Result<Grant, Denied> {
    match of {
        KeyOf::Mine => ask.about(&Action::Start(None), None, Repo::Any).await,
        KeyOf::Server => ask.about(&Action::Admin, None, Repo::Nowhere).await.map_err(|denied| match denied {
            // It is about none; whoever may administer one reads what everybody else does.
            Denied::Repository => Denied::NotListed,
            denied => denied,
        }),
    }
}

/// The right that [`granted`] asks for.
pub fn right(of: KeyOf) -> Right {
    match of {
        KeyOf::Mine => Right::Start,
        KeyOf::Server => Right::Admin,
    }
}

/// The form.
pub fn form(locale: Locale, step: KeyStep, of: KeyOf) -> CreateInteractionResponse {
    // What comes back is kept out of the log by the field's name, whoever would print it.
    let field = CreateInputText::new(InputTextStyle::Short, text::key_field(locale), KEY_FIELD)
        .max_length(FIELD_CHARS)
        .required(true);
    let modal = CreateModal::new(Order::Key(step, of).custom_id(), text::key_form(locale))
        .components(vec![CreateActionRow::InputText(field)]);
    CreateInteractionResponse::Modal(modal)
}

/// The form came back.
pub async fn on_form(
    ctx: &Context,
    edge: &Arc<Edge>,
    form: &ModalInteraction,
    (step, of): (KeyStep, KeyOf),
) -> Result<(), Error> {
    let key = typed(form);
    form.defer_ephemeral(&ctx.http).await?;
    let locale = Locale::of(&form.locale);
    let content = filled_in(edge, form, (step, of), &key).await.unwrap_or_else(|error| {
        error.log("key");
        error.told(locale)
    });
    let body = Body { content, plain: true, ..Body::default() };
    form.edit_response(&ctx.http, answer::edit(&body, vec![])).await?;
    Ok(())
}

async fn filled_in(
    edge: &Arc<Edge>,
    form: &ModalInteraction,
    (step, of): (KeyStep, KeyOf),
    key: &SecretString,
) -> Result<String, Error> {
    let ask = Ask::of_form(edge, form, entries::of_order(Order::Key(step, of)).1);
    let grant = granted(&ask, of).await?;
    let guild = form.guild_id.ok_or(Denied::Elsewhere)?;
    let holder = holder(of, guild, grant.user());
    let hand = Hand { guild, event: form.id };
    let locale = Locale::of(&form.locale);
    Ok(match step {
        KeyStep::Set => {
            let (known, sources) = edge.supervisor.entrust(grant, holder, hand, key).await?;
            text::key_taken(locale, &text::key_end(&known.ends), sources)
        }
        KeyStep::Rotate => {
            let known = edge.supervisor.replace_key(grant, holder, hand, key).await?;
            text::key_replaced(locale, &text::key_end(&known.ends))
        }
    })
}

/// What was typed, without the blanks around it that pasting brings along.
fn typed(form: &ModalInteraction) -> SecretString {
    let mut fields = form.data.components.iter().flat_map(|row| &row.components);
    let value = fields.find_map(|field| match field {
        ActionRowComponent::InputText(input) if input.custom_id == KEY_FIELD => input.value.as_deref(),
        _ => None,
    });
    SecretString::from(value.unwrap_or_default().trim())
}
