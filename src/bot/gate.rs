//! From a Discord event to the gate. Every entry point goes through one of these.

use serenity::model::application::{ComponentInteraction, ModalInteraction};
use serenity::model::guild::Member;
use serenity::model::id::{GuildId, RoleId, UserId};
use serenity::model::user::User;

use super::{Context, Edge};
use crate::policy::{Actor, Denied, Grant, Right, authorize};

impl Edge {
    /// Asks the gate about an account and the roles that came with its event.
    ///
    /// # Errors
    /// The gate says no.
    pub fn authorize(
        &self,
        user: UserId,
        roles: &[RoleId],
        automated: bool,
        right: Right,
        guild: Option<GuildId>,
    ) -> Result<Grant, Denied> {
        let actor = Actor { user, roles: roles.to_vec(), automated };
        authorize(&self.policy, &actor, right, guild)
    }

    fn member(
        &self,
        user: &User,
        member: Option<&Member>,
        right: Right,
        guild: Option<GuildId>,
    ) -> Result<Grant, Denied> {
        let roles = member.map(|member| member.roles.as_slice()).unwrap_or_default();
        self.authorize(user.id, roles, user.bot, right, guild)
    }

    /// Asks the gate about the press of a button.
    ///
    /// # Errors
    /// The gate says no.
    pub fn authorize_press(&self, press: &ComponentInteraction, right: Right) -> Result<Grant, Denied> {
        self.member(&press.user, press.member.as_ref(), right, press.guild_id)
    }

    /// Asks the gate about a form that was sent in.
    ///
    /// # Errors
    /// The gate says no.
    pub fn authorize_form(&self, form: &ModalInteraction, right: Right) -> Result<Grant, Denied> {
        self.member(&form.user, form.member.as_ref(), right, form.guild_id)
    }
}

/// Asks the gate about a command or an autocomplete.
pub fn grant(ctx: &Context<'_>, right: Right) -> Result<Grant, Denied> {
    let poise::Context::Application(ctx) = ctx else { return Err(Denied::Elsewhere) };
    let interaction = ctx.interaction;
    let member = interaction.member.as_deref();
    ctx.data().member(&interaction.user, member, right, interaction.guild_id)
}
