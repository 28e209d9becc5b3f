//! A [`Body`] as poise's answer to an interaction, which does not go through the writer.
//!
//! poise cannot set `SUPPRESS_EMBEDS`, so [`Body::plain`] has no effect here; the answer is
//! seen by one person only. Files are the caller's to add.

use poise::CreateReply;
use serenity::builder::{
    CreateActionRow, CreateAllowedMentions, CreateButton, CreateEmbed, CreateEmbedFooter, CreateSelectMenu,
    CreateSelectMenuKind, CreateSelectMenuOption,
};
use serenity::model::application::ButtonStyle;

use crate::render::body::{Body, Button, Choice, Embed, Style};

/// An answer only the asking person sees, and that pings nobody.
#[must_use]
pub fn reply(body: &Body) -> CreateReply {
    let mut reply = CreateReply::default()
        .content(&body.content)
        .components(rows(&body.rows))
        .allowed_mentions(CreateAllowedMentions::new())
        .ephemeral(true);
    for embed in embeds(&body.embeds) {
        reply = reply.embed(embed);
    }
    reply
}

/// Embeds as serenity builds them.
#[must_use]
pub fn embeds(embeds: &[Embed]) -> Vec<CreateEmbed> {
    embeds.iter().map(embed).collect()
}

/// Rows of buttons and menus as serenity builds them.
#[must_use]
pub fn rows(rows: &[Vec<Button>]) -> Vec<CreateActionRow> {
    rows.iter().filter(|row| !row.is_empty()).map(|buttons| row(buttons)).collect()
}

fn row(buttons: &[Button]) -> CreateActionRow {
    match buttons {
        [Button::Menu { custom_id, placeholder, choices }, ..] => {
            let options = choices.iter().map(choice).collect();
            let menu = CreateSelectMenu::new(custom_id, CreateSelectMenuKind::String { options });
            CreateActionRow::SelectMenu(menu.placeholder(placeholder))
        }
        buttons => CreateActionRow::Buttons(buttons.iter().filter_map(button).collect()),
    }
}

fn choice(choice: &Choice) -> CreateSelectMenuOption {
    let built = CreateSelectMenuOption::new(&choice.label, &choice.value).default_selection(choice.chosen);
    if choice.description.is_empty() { built } else { built.description(&choice.description) }
}

fn embed(embed: &Embed) -> CreateEmbed {
    let mut built = CreateEmbed::new();
    if !embed.title.is_empty() {
        built = built.title(&embed.title);
    }
    if !embed.description.is_empty() {
        built = built.description(&embed.description);
    }
    if let Some(url) = &embed.url {
        built = built.url(url);
    }
    if let Some(color) = embed.color {
        built = built.color(color);
    }
    if !embed.footer.is_empty() {
        built = built.footer(CreateEmbedFooter::new(&embed.footer));
    }
    built.fields(embed.fields.iter().map(|(name, value)| (name, value, false)))
}

fn button(button: &Button) -> Option<CreateButton> {
    Some(match button {
        Button::Press { custom_id, label, style, disabled } => {
            let style = match style {
                Style::Primary => ButtonStyle::Primary,
                Style::Secondary => ButtonStyle::Secondary,
                Style::Success => ButtonStyle::Success,
                Style::Danger => ButtonStyle::Danger,
            };
            CreateButton::new(custom_id).label(label).style(style).disabled(*disabled)
        }
        Button::Link { url, label } => CreateButton::new_link(url).label(label),
        Button::Menu { .. } => return None,
    })
}
