//! Presses that belong to no session. What each needs is in its `custom_id`.

use std::sync::Arc;

use serenity::client::Context;
use serenity::model::application::{ComponentInteraction, Interaction};
use serenity::model::channel::MessageFlags;
use tracing::info;

use super::commands::{inbox, list};
use super::{Edge, Error, answer};
use crate::policy::{Denied, Grant, Right};
use crate::render::body::Body;
use crate::render::press::order::Order;

/// Takes a press that belongs to no session; whether it was one.
pub async fn on_interaction(ctx: &Context, edge: &Arc<Edge>, interaction: &Interaction) -> bool {
    let Interaction::Component(press) = interaction else { return false };
    let Some(order) = Order::parse(&press.data.custom_id) else { return false };
    if let Err(error) = on_press(ctx, edge, press, order).await {
        error.log("order");
    }
    true
}

async fn on_press(ctx: &Context, edge: &Arc<Edge>, press: &ComponentInteraction, order: Order) -> Result<(), Error> {
    let only_theirs = press.message.flags.is_some_and(|flags| flags.contains(MessageFlags::EPHEMERAL));
    if only_theirs {
        // The answer takes the place of the message the button is under.
        press.defer(&ctx.http).await?;
    } else {
        press.defer_ephemeral(&ctx.http).await?;
    }
    let body = carry_out(edge, press, order).unwrap_or_else(|error| said(&error));
    press.edit_response(&ctx.http, answer::edit(&body, vec![])).await?;
    Ok(())
}

fn carry_out(edge: &Arc<Edge>, press: &ComponentInteraction, order: Order) -> Result<Body, Error> {
    let guild = press.guild_id.ok_or(Denied::Elsewhere)?;
    match order {
        Order::List(listed) => {
            let grant = granted(edge, press, Right::View)?;
            Ok(list::page(edge, guild, grant.user(), listed))
        }
        Order::Inbox(page) => {
            let grant = granted(edge, press, Right::View)?;
            let may = inbox::May {
                approve: edge.authorize_press(press, Right::Approve).is_ok(),
                reply: edge.authorize_press(press, Right::Reply).is_ok(),
            };
            Ok(inbox::page(edge, guild, grant.user(), may, page))
        }
    }
}

fn granted(edge: &Edge, press: &ComponentInteraction, right: Right) -> Result<Grant, Denied> {
    let grant = edge.authorize_press(press, right)?;
    info!(user = %grant.user(), channel = %press.channel_id, ?right, "a button was pressed");
    Ok(grant)
}

fn said(error: &Error) -> Body {
    error.log("order");
    Body { content: error.to_string(), plain: true, ..Body::default() }
}
