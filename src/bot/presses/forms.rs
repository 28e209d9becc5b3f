//! The forms that buttons open. Each has one field.

use serenity::builder::{CreateActionRow, CreateInputText, CreateInteractionResponse, CreateModal};
use serenity::model::application::{ActionRowComponent, InputTextStyle, ModalInteraction};

use crate::render::locale::Locale;
use crate::render::press::Press;
use crate::render::text;

/// The field's name. It was the first form's, and forms of that time may still come back.
const FIELD: &str = "feedback";
/// Discord's limit on a form's text field.
const FIELD_CHARS: u16 = 4_000;

/// The form a button opens; `None` for a button that opens none.
pub fn form(locale: Locale, press: &Press) -> Option<CreateInteractionResponse> {
    let (back, title, label) = match press {
        Press::RequestChanges(plan) => {
            (Press::Changes(plan.clone()), text::changes_form(locale), text::changes_field(locale))
        }
        Press::Reply(question) => {
            (Press::Answer(question.clone()), text::reply_form(locale), text::reply_field(locale))
        }
        _ => return None,
    };
    let field = CreateInputText::new(InputTextStyle::Paragraph, label, FIELD).max_length(FIELD_CHARS).required(true);
    let modal = CreateModal::new(back.custom_id(), title).components(vec![CreateActionRow::InputText(field)]);
    Some(CreateInteractionResponse::Modal(modal))
}

/// What was written into a form.
pub fn words(form: &ModalInteraction) -> String {
    let mut fields = form.data.components.iter().flat_map(|row| &row.components);
    fields
        .find_map(|field| match field {
            ActionRowComponent::InputText(input) if input.custom_id == FIELD => input.value.clone(),
            _ => None,
        })
        .unwrap_or_default()
}
