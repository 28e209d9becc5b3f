//! What should stand in the two services after a session, and what does.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;

use super::{Stage, Thread};

/// A count over one or more sessions.
#[derive(Debug, Default)]
pub struct Account {
    /// Messages that should be there: parts of what the agent said, cards, replies at Jules.
    pub expected: usize,
    /// How many of them are there.
    pub posted: usize,
    /// Those that are not.
    pub lost: Vec<String>,
    /// Those that are there more than once.
    pub doubled: Vec<String>,
    /// Those that are in another order than they were said in.
    pub disorder: Vec<String>,
    /// From when Jules had it to when the thread had it.
    pub worst: TimeDelta,
}

/// What a thread says when the agent's turn is over.
const END: &str = "**Finished**";

impl Account {
    /// Adds another session's.
    pub fn add(&mut self, other: Self) {
        self.expected += other.expected;
        self.posted += other.posted;
        self.lost.extend(other.lost);
        self.doubled.extend(other.doubled);
        self.disorder.extend(other.disorder);
        self.worst = self.worst.max(other.worst);
    }

    /// Everything once and in order.
    pub fn is_clean(&self) -> bool {
        self.lost.is_empty() && self.doubled.is_empty() && self.disorder.is_empty()
    }

    /// Counts one thing.
    pub fn count(&mut self, what: &str, wanted: usize, found: usize) {
        self.expected += wanted;
        self.posted += found.min(wanted);
        if found < wanted {
            self.lost.push(format!("{what} ({found} of {wanted})"));
        }
        if found > wanted {
            self.doubled.push(format!("{what} ({found} instead of {wanted})"));
        }
    }

    /// Takes the account of a finished session: what Jules says it said against what the
    /// thread shows, and what people wrote (`words`, in order) against what Jules was told.
    pub fn take(stage: &Stage, thread: &Thread<'_>, words: &[String], cards: &[&str]) -> Self {
        let mut account = Self::default();
        let jules = stage.world.jules();
        let session = thread.session();
        let activities = jules.activities(&session);
        account.prose(&activities, &ours(stage, thread));
        for card in cards {
            account.count(card, 1, thread.count(card));
        }
        // A message that came late wakes a finished session, which then finishes again.
        let ends = activities.iter().filter(|activity| activity["sessionCompleted"].is_object()).count();
        let told = thread.count(END);
        account.count(END, told.clamp(1, ends.max(1)), told);
        let told = jules.sent_messages(&session);
        for word in words {
            let found = told.iter().filter(|told| *told == word).count();
            account.count(&format!("the reply {word:?}"), 1, found);
        }
        let mut known: Vec<&String> = told.iter().filter(|told| words.contains(told)).collect();
        known.dedup();
        if account.is_clean() && known != words.iter().collect::<Vec<_>>() {
            account.disorder.push(format!("Jules was told {told:?}"));
        }
        account.count("the approval", 1, usize::try_from(jules.approvals(&session)).unwrap());
        account.doubled.extend(jules.repeated());
        account.doubled.extend(same_sessions(&jules.sessions()));
        account
    }

    /// What the agent said, paragraph by paragraph.
    fn prose(&mut self, activities: &[Value], shown: &[(String, DateTime<Utc>)]) {
        let mut wanted: BTreeMap<String, usize> = BTreeMap::new();
        let mut order = Vec::new();
        for activity in activities {
            let Some(text) = activity["agentMessaged"]["agentMessage"].as_str() else { continue };
            let at = time(&activity["createTime"]);
            for paragraph in text.split("\n\n").map(str::trim).filter(|paragraph| !paragraph.is_empty()) {
                *wanted.entry(paragraph.to_owned()).or_default() += 1;
                order.push((paragraph, at));
            }
        }
        for (paragraph, times) in &wanted {
            let found = shown.iter().map(|(content, _)| content.matches(paragraph.as_str()).count()).sum();
            self.count(&cut(paragraph), *times, found);
        }
        let place = |paragraph: &str| shown.iter().position(|(content, _)| content.contains(paragraph));
        let mut last = 0;
        for (paragraph, at) in order.into_iter().filter(|(paragraph, _)| wanted[*paragraph] == 1) {
            let Some(place) = place(paragraph) else { continue };
            if place < last {
                self.disorder.push(cut(paragraph));
            }
            last = last.max(place);
            self.worst = self.worst.max(shown[place].1 - at);
        }
    }
}

/// The bot's own messages in a thread: what each says, and when it came.
fn ours(stage: &Stage, thread: &Thread<'_>) -> Vec<(String, DateTime<Utc>)> {
    let bot = stage.world.discord().bot_id().to_string();
    let messages = thread.messages().into_iter().filter(|message| message["author"]["id"] == bot);
    messages.map(|message| (said(&message), time(&message["timestamp"]))).collect()
}

/// What a message says; a question is in an embed.
fn said(message: &Value) -> String {
    let embeds = message["embeds"].as_array().into_iter().flatten();
    let texts = std::iter::once(&message["content"]).chain(embeds.map(|embed| &embed["description"]));
    texts.filter_map(Value::as_str).collect::<Vec<_>>().join("\n")
}

/// Sessions that one start made: each start has a marker of its own at the end of the title.
fn same_sessions(sessions: &[Value]) -> Vec<String> {
    let mut titles = BTreeMap::<&str, usize>::new();
    for session in sessions {
        *titles.entry(session["title"].as_str().unwrap_or_default()).or_default() += 1;
    }
    titles.retain(|_, times| *times > 1);
    titles.into_iter().map(|(title, times)| format!("the session {title} ({times} times)")).collect()
}

fn time(value: &Value) -> DateTime<Utc> {
    value.as_str().unwrap().parse().unwrap()
}

fn cut(text: &str) -> String {
    text.chars().take(40).collect()
}
