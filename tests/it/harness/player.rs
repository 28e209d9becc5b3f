//! What people do in the world, and what they see.

use std::time::Duration;

use jules_discord::sim::people::{Outcome, Person, Status};
use serde_json::{Value, json};

use super::{PATIENCE, Stage};

/// Somebody in the guild.
pub struct Player<'a> {
    stage: &'a Stage,
    pub person: Person,
}

impl<'a> Player<'a> {
    pub fn new(stage: &'a Stage, name: &str) -> Self {
        let person = stage.world.discord().person(name).unwrap().patient(PATIENCE);
        Self { stage, person }
    }

    /// Types a command in the channel; what the bot answered.
    pub async fn types(&self, command: &str, options: Value) -> String {
        self.types_in(self.stage.channel(), command, options).await
    }

    /// Types a command anywhere.
    pub async fn types_in(&self, channel: u64, command: &str, options: Value) -> String {
        words(&self.person.command(channel, command, options).await.unwrap())
    }

    /// Types a command in the channel; everything that came of it.
    pub async fn uses(&self, command: &str, options: Value) -> Outcome {
        self.person.command(self.stage.channel(), command, options).await.unwrap()
    }

    /// What is suggested while they type into an option: names and values.
    pub async fn is_offered(&self, command: &str, option: &str, typed: &str, others: Value) -> Vec<(String, String)> {
        self.is_offered_in(self.stage.channel(), command, option, typed, others).await
    }

    /// The same anywhere.
    pub async fn is_offered_in(
        &self,
        channel: u64,
        command: &str,
        option: &str,
        typed: &str,
        others: Value,
    ) -> Vec<(String, String)> {
        let outcome = self.person.autocomplete(channel, command, option, typed, others).await.unwrap();
        assert_eq!(outcome.status, Status::Choices, "{outcome:?}");
        let text = |choice: &Value, key: &str| choice[key].as_str().unwrap_or_default().to_owned();
        outcome.choices.iter().map(|choice| (text(choice, "name"), text(choice, "value"))).collect()
    }

    /// Starts a session and goes to its thread.
    pub async fn starts(&self, prompt: &str) -> Thread<'a> {
        self.starts_with("jules start", json!({ "prompt": prompt, "repo": "acme/todo" })).await
    }

    /// Uses a command that opens a thread, and goes there.
    pub async fn starts_with(&self, command: &str, options: Value) -> Thread<'a> {
        let answer = self.types(command, options).await;
        self.follows(&answer)
    }

    /// Goes to the thread that an answer names.
    pub fn follows(&self, answer: &str) -> Thread<'a> {
        let id = answer.split("<#").nth(1).and_then(|rest| rest.split('>').next()).and_then(|id| id.parse().ok());
        let id = id.unwrap_or_else(|| panic!("no thread in {answer:?}"));
        Thread { stage: self.stage, person: self.person.clone(), id }
    }
}

/// A thread, as one person uses it.
pub struct Thread<'a> {
    stage: &'a Stage,
    pub person: Person,
    pub id: u64,
}

impl<'a> Thread<'a> {
    /// A thread that is known by its id.
    pub fn new(stage: &'a Stage, person: Person, id: u64) -> Self {
        Self { stage, person, id }
    }

    /// The same thread, as somebody else uses it.
    pub fn as_seen_by(&self, name: &str) -> Thread<'a> {
        Thread { stage: self.stage, person: self.stage.player(name).person, id: self.id }
    }

    /// Presses the button with this label on the newest message that has it; the answer.
    pub async fn click(&self, label: &str) -> String {
        let outcome = self.press(label).await;
        words(&outcome)
    }

    /// Presses a button; everything that came of it.
    pub async fn press(&self, label: &str) -> Outcome {
        let message = self.newest(|message| has_button(message, label)).await;
        self.person.click(self.id, message, label).await.unwrap()
    }

    /// Writes; the message's id.
    pub fn write(&self, text: &str) -> u64 {
        self.person.write(self.id, text).unwrap()
    }

    /// Types a command in the thread; the answer.
    pub async fn types(&self, command: &str, options: Value) -> String {
        words(&self.person.command(self.id, command, options).await.unwrap())
    }

    /// Waits until the thread shows a text anywhere; the message.
    pub async fn wait_for(&self, text: &str) -> Value {
        let fits = |message: &Value| message.to_string().contains(json!(text).to_string().trim_matches('"'));
        self.until(text, fits).await
    }

    /// Waits until there is a button that can be pressed.
    pub async fn wait_for_button(&self, label: &str) -> Value {
        self.until(label, |message| has_button(message, label)).await
    }

    /// Waits until a message has a reaction.
    pub async fn wait_for_mark(&self, message: u64, emoji: &str) {
        let message = message.to_string();
        let fits = |each: &Value| each["id"] == message && reactions(each).contains(&emoji.to_owned());
        self.until(emoji, fits).await;
    }

    /// The newest message with a button that can be pressed, if there is one.
    pub fn button(&self, label: &str) -> Option<u64> {
        let with = self.messages().into_iter().rev().find(|message| has_button(message, label))?;
        with["id"].as_str()?.parse().ok()
    }

    /// Whether a message has a reaction.
    pub fn has_mark(&self, message: u64, emoji: &str) -> bool {
        let message = message.to_string();
        self.messages().iter().any(|each| each["id"] == message && reactions(each).contains(&emoji.to_owned()))
    }

    async fn until(&self, what: &str, fits: impl Fn(&Value) -> bool) -> Value {
        let found = self.stage.world.discord().wait_for(self.id, PATIENCE, fits).await;
        found.unwrap_or_else(|| panic!("no {what:?} came in:\n{}", self.transcript()))
    }

    async fn newest(&self, fits: impl Fn(&Value) -> bool) -> u64 {
        self.until("message", &fits).await;
        let newest = self.person.view(self.id).into_iter().rev().find(|message| fits(message)).unwrap();
        newest["id"].as_str().unwrap().parse().unwrap()
    }

    /// The messages, oldest first, that everybody sees. That somebody was added (types 1 and 2) is none:
    /// these are Discord's own words.
    pub fn messages(&self) -> Vec<Value> {
        const EPHEMERAL: u64 = 1 << 6;
        let mut messages = self.person.view(self.id);
        messages.retain(|message| message["flags"].as_u64().unwrap_or(0) & EPHEMERAL == 0);
        messages.retain(|message| message["type"] != 1 && message["type"] != 2);
        messages
    }

    /// How many messages contain a text.
    pub fn count(&self, text: &str) -> usize {
        let text = json!(text).to_string();
        let shows =
            |message: &&Value| format!("{}{}", message["content"], message["embeds"]).contains(text.trim_matches('"'));
        self.messages().iter().filter(shows).count()
    }

    /// Compares the thread with the snapshot of this name, whichever test wrote it.
    pub fn assert_shows(&self, name: &str) {
        let mut settings = insta::Settings::clone_current();
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.set_snapshot_path("../snapshots");
        settings.bind(|| insta::assert_snapshot!(name, stable(&self.transcript())));
    }

    /// The thread's messages in an order that does not depend on when each came.
    pub fn sorted(&self) -> String {
        let transcript = stable(&self.transcript());
        let mut messages: Vec<&str> =
            transcript.split("\n#").map(|block| block.trim_start_matches(char::is_numeric)).collect();
        messages[1..].sort_unstable();
        messages.join("\n#")
    }

    /// What the thread shows.
    pub fn transcript(&self) -> String {
        self.stage.world.discord().transcript(self.id)
    }

    /// The id of the session that belongs to it, as its own buttons tell.
    pub fn session(&self) -> String {
        let shown = serde_json::to_string(&self.messages()).unwrap();
        let address = shown.split("/session/").nth(1).expect("no session");
        address.chars().take_while(char::is_ascii_digit).collect()
    }
}

/// A transcript without what differs from run to run: a start's marker, a session's id and branch.
fn stable(transcript: &str) -> String {
    let mut out = transcript.to_owned();
    for before in ["-# jd-", "/session/", "`jules-"] {
        let mut parts = out.split(before);
        let mut joined = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            joined.push_str(before);
            joined.push('…');
            joined.push_str(part.trim_start_matches(char::is_alphanumeric));
        }
        out = joined;
    }
    out
}

/// Everything a person reads in an answer.
fn words(outcome: &Outcome) -> String {
    let embeds = outcome.messages.iter().flat_map(|message| message["embeds"].as_array().cloned().unwrap_or_default());
    let embeds = embeds.map(|embed| {
        format!(
            "{}\n{}",
            embed["title"].as_str().unwrap_or_default(),
            embed["description"].as_str().unwrap_or_default()
        )
    });
    let error = outcome.error.clone().into_iter();
    [outcome.text()]
        .into_iter()
        .chain(embeds)
        .chain(error)
        .filter(|text| !text.is_empty())
        .collect::<Vec<_>>()
        .join("\n")
}

fn has_button(message: &Value, label: &str) -> bool {
    let rows = message["components"].as_array().cloned().unwrap_or_default();
    let buttons = rows.iter().flat_map(|row| row["components"].as_array().cloned().unwrap_or_default());
    buttons.into_iter().any(|button| button["label"] == label && button["disabled"] != true)
}

fn reactions(message: &Value) -> Vec<String> {
    let all = message["reactions"].as_array().cloned().unwrap_or_default();
    all.iter().filter_map(|reaction| reaction["emoji"]["name"].as_str().map(str::to_owned)).collect()
}

/// Polls until something holds that nothing announces.
pub async fn eventually(what: &str, mut holds: impl FnMut() -> bool) {
    let deadline = tokio::time::Instant::now() + PATIENCE;
    while !holds() {
        assert!(tokio::time::Instant::now() < deadline, "never: {what}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}
