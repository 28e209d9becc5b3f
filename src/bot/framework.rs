//! What poise is told: our commands, what to do with events, how to explain errors.

use std::collections::HashSet;
use std::sync::{Arc, MutexGuard, PoisonError};
use std::time::Duration;

use poise::{CommandInteractionType, Framework, FrameworkContext, FrameworkError, FrameworkOptions};
use serenity::builder::{CreateAllowedMentions, CreateAutocompleteResponse, CreateCommand, CreateInteractionResponse};
use serenity::client::FullEvent;
use serenity::futures::StreamExt;
use serenity::http::Http;
use serenity::model::application::Command;
use serenity::model::event::Event;
use serenity::model::id::GuildId;
use tokio::runtime::Handle;
use tokio::sync::mpsc::error::TrySendError;
use tracing::{error, info, warn};

use super::answer;
use super::events::{Intake, taken};
use super::{Context, Data, Edge, Error, commands, gate, languages, leaving, orders, presses};
use crate::policy::Denied;
use crate::render::body::Body;
use crate::render::text;

/// The longest pause between two attempts at registering the commands.
const LONGEST_PAUSE: Duration = Duration::from_mins(5);

/// poise, on the runtime where the rest of the bot is: what a command or a press asks of
/// Discord and Jules shares its connections with the relay, and a connection stands still
/// with the runtime that opened it. serenity's may.
pub struct Handed {
    framework: Arc<Framework<Data, Error>>,
    runtime: Handle,
}

#[serenity::async_trait]
impl serenity::framework::Framework for Handed {
    async fn init(&mut self, client: &serenity::Client) {
        if let Some(framework) = Arc::get_mut(&mut self.framework) {
            framework.init(client).await;
        }
    }

    async fn dispatch(&self, ctx: serenity::client::Context, event: FullEvent) {
        let framework = self.framework.clone();
        let handled = self.runtime.spawn(async move { framework.dispatch(ctx, event).await });
        // A panic has been logged; the next event is handled all the same.
        let _ = handled.await;
    }
}

/// A framework for one client, whose events are handled on `runtime`.
pub fn framework(edge: &Arc<Edge>, runtime: Handle) -> Handed {
    Handed { framework: Arc::new(built(edge)), runtime }
}

fn built(edge: &Arc<Edge>) -> Framework<Data, Error> {
    let options = FrameworkOptions {
        commands: languages::localised(commands::all()),
        on_error: |error| Box::pin(explain(error)),
        event_handler: |framework, event| Box::pin(on_event(framework, event)),
        allowed_mentions: Some(CreateAllowedMentions::new()),
        command_check: Some(|ctx| Box::pin(gate::before(ctx))),
        initialize_owners: false,
        skip_checks_for_owners: false,
        ..FrameworkOptions::default()
    };
    let edge = edge.clone();
    Framework::builder()
        .options(options)
        .setup(move |ctx, _, framework| {
            // Every event waits until this returns, so it starts things and waits for nothing.
            let wanted = languages::registered(&framework.options().commands);
            tokio::spawn(register(ctx.http.clone(), edge.clone(), wanted));
            Box::pin(async move { Ok(edge) })
        })
        .build()
}

async fn on_event(framework: FrameworkContext<'_, Data, Error>, event: &FullEvent) -> Result<(), Error> {
    let edge = framework.user_data().await;
    match event {
        FullEvent::Ready { data_about_bot } => {
            info!("the gateway is ready");
            *present(edge) = data_about_bot.guilds.iter().map(|guild| guild.id).collect();
            edge.pulse.ready();
            listen(framework.serenity_context, edge);
        }
        FullEvent::InteractionCreate { interaction } => {
            let taken = orders::on_interaction(framework.serenity_context, edge, interaction).await;
            if !taken {
                presses::on_interaction(framework.serenity_context, edge, interaction).await;
            }
        }
        FullEvent::GuildDelete { incomplete, .. } => {
            // An outage is no removal, but brings no events either.
            let why = if incomplete.unavailable { "a server is unavailable" } else { "thrown out of a server" };
            warn!(guild = %incomplete.id, "{why}; its threads wait until it is back");
            present(edge).remove(&incomplete.id);
        }
        FullEvent::GuildCreate { guild, .. } => {
            leaving::consider(edge, guild.id, guild.system_channel_id);
            if present(edge).insert(guild.id) {
                info!(guild = %guild.id, "a server is there, or there again");
                // Our commands went if we did, and what was written meanwhile nobody has told us.
                let wanted = languages::registered(&framework.options().commands);
                tokio::spawn(register(framework.serenity_context.http.clone(), edge.clone(), wanted));
                // Full: then the threads are read again anyway.
                let _ = edge.intake.try_send(Intake::Ready);
            }
        }
        _ => {}
    }
    Ok(())
}

fn present(edge: &Edge) -> MutexGuard<'_, HashSet<GuildId>> {
    edge.present.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Takes messages straight from the shard, in order; events that serenity spawns
/// overtake each other. What came before this is fetched from the threads.
fn listen(ctx: &serenity::client::Context, edge: &Arc<Edge>) {
    let (us, pulse) = (edge.me, edge.pulse.clone());
    let events = serenity::collector::collect(&ctx.shard, move |event| {
        match event {
            Event::MessageCreate(event) if event.message.author.id == us => pulse.heard(event.message.id),
            Event::Unknown(_) => pulse.heard_unread(),
            _ => {}
        }
        taken(event, us)
    });
    let intake = edge.intake.clone();
    tokio::spawn(async move {
        let mut events = std::pin::pin!(events);
        let mut event = Some(Intake::Ready);
        while let Some(next) = event {
            match intake.try_send(next) {
                Ok(()) => {}
                // The threads keep what does not fit; they are read again instead.
                Err(TrySendError::Full(_)) => {
                    if intake.send(Intake::Ready).await.is_err() {
                        return;
                    }
                }
                Err(TrySendError::Closed(_)) => return,
            }
            event = events.next().await;
        }
    });
}

async fn register(http: Arc<Http>, edge: Arc<Edge>, wanted: Vec<CreateCommand>) {
    let mut pause = Duration::from_secs(1);
    loop {
        match register_once(&http, &edge, &wanted).await {
            Ok(()) => return info!(guilds = edge.guilds.len(), "the commands are registered"),
            Err(error) => warn!(%error, "the commands could not be registered yet"),
        }
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

async fn register_once(http: &Http, edge: &Edge, wanted: &[CreateCommand]) -> serenity::Result<()> {
    if edge.guilds.is_empty() {
        Command::set_global_commands(http, wanted.to_vec()).await?;
    }
    for guild in &edge.guilds {
        guild.set_commands(http, wanted.to_vec()).await?;
    }
    Ok(())
}

/// Tells the person what went wrong; logs what is ours to mend.
async fn explain(error: FrameworkError<'_, Data, Error>) {
    let (ctx, sentence) = match error {
        FrameworkError::Command { error, ctx, .. } => {
            error.log(&ctx.command().qualified_name);
            (ctx, error.told(answer::locale(&ctx)))
        }
        FrameworkError::CommandCheckFailed { error, ctx, .. } => match error {
            Some(error) => return refused(ctx, &error).await,
            None => (ctx, Denied::NotListed.told(answer::locale(&ctx))),
        },
        FrameworkError::GuildOnly { ctx, .. } => (ctx, Denied::Elsewhere.told(answer::locale(&ctx))),
        FrameworkError::ArgumentParse { ctx, .. } => (ctx, text::unreadable_command(answer::locale(&ctx))),
        FrameworkError::CommandPanic { payload, ctx, .. } => {
            error!(command = %ctx.command().qualified_name, ?payload, "a command panicked");
            (ctx, text::our_fault(answer::locale(&ctx)))
        }
        other => {
            // Its Display names the kind of error and nothing secret.
            warn!(error = %other, "poise could not handle something");
            return;
        }
    };
    let body = Body { content: sentence, plain: true, ..Body::default() };
    if let Err(error) = ctx.send(answer::create(&body, vec![])).await {
        Error::from(error).log("error answer");
    }
}

/// The gate said no before a command began. Whoever only types gets no suggestions, and no word.
async fn refused(ctx: Context<'_>, error: &Error) {
    error.log(&ctx.command().qualified_name);
    if let poise::Context::Application(app) = ctx
        && app.interaction_type == CommandInteractionType::Autocomplete
    {
        let nothing = CreateInteractionResponse::Autocomplete(CreateAutocompleteResponse::new());
        if let Err(error) = app.interaction.create_response(ctx.http(), nothing).await {
            Error::from(error).log("suggestions");
        }
        return;
    }
    let body = Body { content: error.told(answer::locale(&ctx)), plain: true, ..Body::default() };
    if let Err(error) = ctx.send(answer::create(&body, vec![])).await {
        Error::from(error).log("error answer");
    }
}
