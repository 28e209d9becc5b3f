//! A real client: serenity logs in, answers a command, hears a message, and resumes.

use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use serenity::all::{
    ChannelId, Context, CreateInteractionResponse, CreateInteractionResponseFollowup, CreateInteractionResponseMessage,
    CreateMessage, EventHandler, GatewayIntents, Guild, HttpBuilder, Interaction, Message, Ready, ResumedEvent,
};
use tokio::sync::mpsc;

use super::super::GatewayFault;
use super::Api;
use super::commands::jules;
use crate::sim::people::Status;

struct Bot {
    heard: mpsc::UnboundedSender<String>,
}

impl Bot {
    fn tell(&self, what: impl Into<String>) {
        let _ = self.heard.send(what.into());
    }
}

#[serenity::async_trait]
impl EventHandler for Bot {
    async fn ready(&self, _: Context, ready: Ready) {
        self.tell(format!("ready {}", ready.user.name));
    }

    async fn guild_create(&self, _: Context, guild: Guild, _: Option<bool>) {
        self.tell(format!("guild {} with {} channels", guild.name, guild.channels.len()));
    }

    async fn resume(&self, _: Context, _: ResumedEvent) {
        self.tell("resumed");
    }

    async fn message(&self, _: Context, message: Message) {
        self.tell(format!("{} said {}", message.author.name, message.content));
    }

    async fn interaction_create(&self, context: Context, interaction: Interaction) {
        let Interaction::Command(command) = interaction else { return };
        let thinking = CreateInteractionResponse::Defer(CreateInteractionResponseMessage::new().ephemeral(true));
        command.create_response(&context.http, thinking).await.unwrap();
        let words = CreateInteractionResponseFollowup::new().content("started");
        command.create_followup(&context.http, words).await.unwrap();
        let card = CreateMessage::new().content("card").embed(serenity::all::CreateEmbed::new().title("Plan"));
        command.channel_id.send_message(&context.http, card).await.unwrap();
    }
}

/// Waits until all of this was heard, in any order: serenity spawns each event on its own.
async fn expect(heard: &mut mpsc::UnboundedReceiver<String>, what: &[&str]) {
    let mut missing = what.to_vec();
    while !missing.is_empty() {
        let said = tokio::time::timeout(Duration::from_secs(20), heard.recv()).await;
        let said = said.unwrap_or_else(|_| panic!("never heard: {missing:?}")).unwrap();
        missing.retain(|each| *each != said);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn serenity_logs_in_answers_and_resumes() {
    let api = Api::start().await;
    api.register(jules()).await;
    let http = HttpBuilder::new(api.discord.token()).proxy(api.discord.api_url()).ratelimiter_disabled(true).build();
    let (heard, mut hearing) = mpsc::unbounded_channel();
    let intents = GatewayIntents::GUILDS | GatewayIntents::GUILD_MESSAGES | GatewayIntents::MESSAGE_CONTENT;
    let mut client =
        serenity::client::ClientBuilder::new_with_http(http, intents).event_handler(Bot { heard }).await.unwrap();
    assert_eq!(client.ws_url.lock().await.as_ref(), api.discord.gateway_url());
    let shards = Arc::clone(&client.shard_manager);
    let running = tokio::spawn(async move { client.start().await });
    expect(&mut hearing, &["ready jules", "guild Analytical Engines with 3 channels"]).await;

    let (ada, dev) = (api.discord.person("ada").unwrap(), api.discord.channel_id());
    let outcome = ada.command(dev, "jules start", json!({ "prompt": "go" })).await.unwrap();
    assert_eq!((outcome.status, outcome.text().as_str()), (Status::Answered, "started"));
    expect(&mut hearing, &["jules said card"]).await;
    ada.write(dev, "thanks").unwrap();
    expect(&mut hearing, &["ada said thanks"]).await;

    api.discord.gateway(GatewayFault::Close { code: 4000 });
    ada.write(dev, "while away").unwrap();
    expect(&mut hearing, &["ada said while away", "resumed"]).await;
    let http = HttpBuilder::new(api.discord.token()).proxy(api.discord.api_url()).ratelimiter_disabled(true).build();
    let history = ChannelId::new(dev).messages(&http, serenity::all::GetMessages::new().limit(10)).await.unwrap();
    assert_eq!(history.first().map(|message| message.content.as_str()), Some("while away"));
    shards.shutdown_all().await;
    let _ = running.await;
    api.server.stop().await;
}
