//! The terminal of an open demo: commands and replies typed here are what a person in the
//! simulated Discord does. It is the page without a browser.

use std::time::Duration;

use serde_json::{Map, Value};
use tokio::io::{AsyncBufReadExt as _, BufReader, stdin};
use tokio::time::{MissedTickBehavior, interval};

use super::narrator::{Narrator, privately, say};
use super::tour::thread_in;
use crate::sim::people::{Outcome, Person};
use crate::sim::web::{Order, Stagehand};
use crate::sim::world::World;

const HELP: &str = "\
/jules <command> …   a slash command; `option:` starts an option, e.g. /jules start repo:acme/todo prompt:Add a --json flag
press <button>       press a button in the thread, e.g. press Approve
as <person>          be somebody else: ada, grace, mallory
kill, start          kill -9 the bot; start it again
help, quit
anything else        write it in the thread; begin with ? to ask";

/// Reads what is typed until `quit`. When the input ends, the page stays.
pub async fn listen(world: &World, stagehand: &Stagehand) -> anyhow::Result<()> {
    let mut visitor = Visitor::new(world)?;
    let mut lines = BufReader::new(stdin()).lines();
    let mut ticks = interval(Duration::from_millis(200));
    ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
    loop {
        tokio::select! {
            line = lines.next_line() => match line?.as_deref().map(str::trim) {
                None => return std::future::pending().await,
                Some("quit" | "exit") => return Ok(()),
                Some("") => {}
                Some("help") => say(HELP),
                Some("kill") => stagehand.orders.send(Order::Kill).await?,
                Some("start") => stagehand.orders.send(Order::Start).await?,
                Some(line) => visitor.does(line).await,
            },
            _ = ticks.tick() => visitor.narrator.look(),
        }
    }
}

struct Visitor<'a> {
    world: &'a World,
    person: Person,
    /// The thread they are in; the channel until there is one.
    thread: u64,
    narrator: Narrator,
    /// A form that is open: the next line goes into it.
    form: Option<u64>,
}

impl<'a> Visitor<'a> {
    fn new(world: &'a World) -> anyhow::Result<Self> {
        let thread = world.discord().channel_id();
        // Nothing is told of the channel: who does not type here is on the page.
        let narrator = Narrator::new(world.discord().clone(), 0);
        Ok(Self { world, person: world.discord().person("ada")?, thread, narrator, form: None })
    }

    async fn does(&mut self, line: &str) {
        let done = match line.split_once(' ') {
            _ if self.form.is_some() => self.fills_in(line).await,
            Some(("as", name)) => self.becomes(name.trim()),
            Some(("press", label)) => self.presses(label.trim()).await,
            _ if line.starts_with("/jules") => self.types(line).await,
            _ => self.person.write(self.thread, line).map(drop).map_err(|refused| refused.reason),
        };
        if let Err(reason) = done {
            say(&format!("    ({reason})"));
        }
    }

    fn becomes(&mut self, name: &str) -> Result<(), String> {
        self.person = self.world.discord().person(name).map_err(|refused| refused.reason)?;
        Ok(())
    }

    async fn presses(&mut self, label: &str) -> Result<(), String> {
        let messages = self.person.view(self.thread);
        let with_label = messages.iter().rev().find(|message| message["components"].to_string().contains(label));
        let message = with_label.and_then(|message| message["id"].as_str()?.parse().ok());
        let message = message.ok_or_else(|| format!("there is no [{label}] in the thread"))?;
        let outcome = self.person.click(self.thread, message, label).await.map_err(|refused| refused.reason)?;
        match &outcome.modal {
            Some(modal) => {
                say(&format!("    [{}] Type what it should say.", modal["title"].as_str().unwrap_or("form")));
                self.form = Some(outcome.id());
            }
            None => Self::shows(&outcome),
        }
        Ok(())
    }

    async fn fills_in(&mut self, words: &str) -> Result<(), String> {
        let Some(form) = self.form.take() else { return Ok(()) };
        let values = serde_json::json!({ "feedback": words });
        let sent = self.person.submit_modal(form, values).await.map_err(|refused| refused.reason)?;
        Self::shows(&sent);
        Ok(())
    }

    async fn types(&mut self, line: &str) -> Result<(), String> {
        let (name, options) = parse(line.trim_start_matches('/'));
        // Threads are opened from the channel, everything else happens in the thread.
        let opens = ["jules start", "jules run", "jules attach"].contains(&name.as_str());
        let place = if opens { self.world.discord().channel_id() } else { self.thread };
        let outcome = self.person.command(place, &name, options).await.map_err(|refused| refused.reason)?;
        Self::shows(&outcome);
        if let Some(thread) = thread_in(&outcome.text()).filter(|_| opens) {
            say("    (you are in the new thread now)");
            self.thread = thread;
            self.narrator = Narrator::new(self.world.discord().clone(), thread);
        }
        Ok(())
    }

    fn shows(outcome: &Outcome) {
        privately(&outcome.text());
        for message in &outcome.messages {
            for embed in message["embeds"].as_array().into_iter().flatten() {
                let part = |name: &str| embed[name].as_str().unwrap_or_default().to_owned();
                privately(&format!("{}\n{}", part("title"), part("description")));
            }
        }
        if let Some(error) = &outcome.error {
            privately(error);
        }
    }
}

/// `jules start repo:acme/todo prompt:Fix it` → the command and its options. Words
/// before any option belong to the option people mean: what to do or say.
fn parse(line: &str) -> (String, Value) {
    let mut words = line.split_whitespace();
    let name = [words.next(), words.next()].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let main = match name.as_str() {
        "jules send" | "jules ask" => "text",
        "jules revise" => "feedback",
        "jules attach" => "session",
        _ => "prompt",
    };
    let mut options = Map::new();
    let mut option = main.to_owned();
    for word in words {
        let (key, word) = match word.split_once(':') {
            Some((key, rest)) if OPTIONS.contains(&key) => (Some(key), rest),
            _ => (None, word),
        };
        if let Some(key) = key {
            key.clone_into(&mut option);
        }
        let value = options.entry(option.clone()).or_insert_with(|| Value::String(String::new()));
        if let Value::String(text) = value {
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(word);
        }
    }
    let typed = options.into_iter().map(|(key, value)| match value.as_str() {
        Some("true") => (key, Value::Bool(true)),
        Some("false") => (key, Value::Bool(false)),
        _ => (key, value),
    });
    (name, Value::Object(typed.collect()))
}

/// The options the commands have.
const OPTIONS: [&str; 11] =
    ["prompt", "repo", "branch", "title", "plan-approval", "auto-pr", "session", "history", "feedback", "text", "mine"];

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn words_without_an_option_are_what_the_command_is_about() {
        let (name, options) = parse("jules start Fix it: now repo:acme/todo");
        assert_eq!((name.as_str(), options), ("jules start", json!({ "prompt": "Fix it: now", "repo": "acme/todo" })));
        assert_eq!(parse("jules status"), ("jules status".to_owned(), json!({})));
        assert_eq!(parse("jules list mine:true").1, json!({ "mine": true }));
        assert_eq!(parse("jules ask Which clock?").1, json!({ "text": "Which clock?" }));
    }
}
