//! The tour: one session from the command to the pull request, with a crash in the middle.

use std::time::Duration;

use anyhow::{Context as _, bail};
use serde_json::{Value, json};
use tokio::time::{Instant, sleep};

use super::bot::Bot;
use super::narrator::{Narrator, privately, say};
use crate::sim::people::Person;
use crate::sim::world::World;

/// Nothing in the tour takes this long.
const PATIENCE: Duration = Duration::from_mins(2);

/// Plays the tour.
pub async fn play(world: &World, bot: &mut Bot) -> anyhow::Result<()> {
    say("A simulated Discord and a simulated Jules are running on this machine, and the bot between them.");
    let ada = world.discord().person("ada")?;
    let prompt = "Some tests fail around midnight. Find out why and fix it.";
    let mut narrator = Narrator::new(world.discord().clone(), 0);
    narrator.act(&format!("Ada types in #dev:  /jules start prompt:{prompt} repo:acme/todo auto-pr:True"));
    let options =
        json!({ "prompt": prompt, "repo": "acme/todo", "title": "Tests fail around midnight", "auto-pr": true });
    let outcome = ada.command(world.discord().channel_id(), "jules start", options).await?;
    privately(&outcome.text());
    let thread = thread_in(&outcome.text()).context("the bot opened no thread")?;
    narrator = Narrator::new(world.discord().clone(), thread);

    let mut stage = Stage { world, narrator, ada, thread };
    let card = stage.wait_for("Approve").await?;
    let mallory = stage.world.discord().person("mallory")?;
    stage.press(&mallory, "Mallory, whom nobody let in,", card, "Approve").await?;
    let ada = stage.ada.clone();
    stage.press(&ada, "Ada", card, "Approve").await?;
    stage.asks_after("Reproduced the failure", "? Why does it only fail around midnight?").await?;

    stage.narrator.act("kill -9 the bot, in the middle of its work, and start it again");
    bot.crash_and_restart().await?;
    say("    (it reads its store, looks at the thread and at Jules, and goes on)");
    stage.wait_for_answer().await?;

    stage.wait_for("Shall one day read").await?;
    // He may have said it before it shows that he waits.
    stage.wait_for("Press **Reply**").await?;
    stage.write("“yesterday” reads better.").await?;
    stage.wait_for("**Finished**").await?;
    stage.wait_for("✅ Finished").await?;
    stage.narrator.act("The end of the tour: one thread, one crash, nothing lost and nothing said twice.");
    say("    (without --once the world opens in a web page, for commands and replies of your own)");
    Ok(())
}

/// The thread an answer links to.
pub fn thread_in(answer: &str) -> Option<u64> {
    answer.split("<#").nth(1)?.split('>').next()?.parse().ok()
}

struct Stage<'a> {
    world: &'a World,
    narrator: Narrator,
    ada: Person,
    thread: u64,
}

impl Stage<'_> {
    /// Prints the thread until a message shows a text; that message's id.
    async fn wait_for(&mut self, text: &str) -> anyhow::Result<u64> {
        let found = |messages: &[Value]| messages.iter().rev().find(|message| shows(message, text)).and_then(id);
        self.watch(found).await.with_context(|| format!("the thread never showed {text:?}"))
    }

    /// Prints the thread until a message answers the newest of Ada's.
    async fn wait_for_answer(&mut self) -> anyhow::Result<u64> {
        let ada = self.ada.id().to_string();
        let answer = move |messages: &[Value]| {
            let question = messages.iter().rev().find(|message| message["author"]["id"] == ada)?["id"].clone();
            messages.iter().find(|message| message["message_reference"]["message_id"] == question).and_then(id)
        };
        self.watch(answer).await.context("the question was never answered")
    }

    async fn watch(&mut self, found: impl Fn(&[Value]) -> Option<u64>) -> anyhow::Result<u64> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            self.narrator.look();
            if let Some(id) = found(&self.ada.view(self.thread)) {
                self.narrator.look();
                return Ok(id);
            }
            if Instant::now() > deadline {
                bail!("waited for {} seconds", PATIENCE.as_secs());
            }
            sleep(Duration::from_millis(100)).await;
        }
    }

    async fn press(&mut self, person: &Person, name: &str, message: u64, button: &str) -> anyhow::Result<()> {
        self.narrator.act(&format!("{name} presses [{button}]"));
        let outcome = person.click(self.thread, message, button).await?;
        privately(&outcome.text());
        Ok(())
    }

    /// Asks once Jules has said something. He goes on to questions of his own, so his time stands still
    /// until Ada's has reached him: at any speed, on any machine, hers is the first.
    async fn asks_after(&mut self, said: &str, text: &str) -> anyhow::Result<()> {
        let jules = self.world.jules();
        let (clock, speed) = (jules.clock(), jules.clock().speed());
        let all = || jules.sessions().into_iter().filter_map(|session| Some(jules.activities(session["id"].as_str()?)));
        let is_said = || all().flatten().any(|activity| activity.to_string().contains(said));
        self.watch(|_| is_said().then_some(0)).await.with_context(|| format!("Jules never said {said:?}"))?;
        clock.set_speed(speed.min(1.0));
        self.wait_for(said).await?;
        clock.pause(true);
        let message = self.says(text)?;
        let reaches = || jules.next_event().is_some_and(|next| next.contains("a message that reaches the agent"));
        self.watch(|_| reaches().then_some(0)).await.context("the question never reached Jules")?;
        clock.set_speed(speed);
        clock.pause(false);
        self.is_delivered(message).await
    }

    async fn write(&mut self, text: &str) -> anyhow::Result<()> {
        let message = self.says(text)?;
        self.is_delivered(message).await
    }

    fn says(&mut self, text: &str) -> anyhow::Result<u64> {
        self.narrator.act(&format!("Ada writes in the thread:  {text}"));
        Ok(self.ada.write(self.thread, text)?)
    }

    async fn is_delivered(&mut self, message: u64) -> anyhow::Result<()> {
        let marked = move |messages: &[Value]| {
            let mine = messages.iter().find(|each| id(each) == Some(message))?;
            mine["reactions"].to_string().contains('✅').then_some(message)
        };
        self.watch(marked).await.context("the message was never delivered")?;
        Ok(())
    }
}

fn shows(message: &Value, text: &str) -> bool {
    message["author"]["bot"] == true && message.to_string().contains(text)
}

fn id(message: &Value) -> Option<u64> {
    message["id"].as_str()?.parse().ok()
}
