//! A session lived through by somebody who knows what they want, whatever becomes of the bot
//! meanwhile: they start, approve, answer, and do again what got no answer.

use std::time::Duration;

use futures::FutureExt as _;
use jules_discord::sim::people::Person;
use serde_json::json;
use tokio::task::JoinHandle;
use tokio::time::Instant;

use super::{Account, Stage, Thread};

/// How long they wait for an answer before they look for themselves.
const PATIENT: Duration = Duration::from_millis(1_500);
/// How long a start that got no answer may take before they start again.
const START_AGAIN: Duration = Duration::from_secs(6);

/// What somebody writes once the thread shows a text.
#[derive(Debug, Clone)]
pub struct Line {
    pub after: String,
    pub says: String,
}

/// The cards that each of these sessions shows exactly once.
const CARDS: [&str; 2] = ["Plan 1", "Pull request opened"];

/// One session.
pub struct Life<'a> {
    stage: &'a Stage,
    person: Person,
    /// Where they type the command, and where its thread appears.
    place: u64,
    home: u64,
    /// Threads that were there before.
    before: Vec<u64>,
    lines: Vec<Line>,
    said: Vec<(String, u64)>,
    stops: bool,
    thread: Option<u64>,
    /// What they asked for last, while nothing came of it yet; whether it could be asked at all.
    asking: Option<JoinHandle<bool>>,
    asked: Option<Instant>,
}

impl<'a> Life<'a> {
    /// A session started at `place` whose thread appears under `home`.
    pub fn new(stage: &'a Stage, place: u64, home: u64, lines: Vec<Line>) -> Self {
        Self {
            stage,
            person: stage.player("ada").person.patient(PATIENT),
            place,
            home,
            before: stage.world.discord().threads(home),
            lines,
            said: Vec::new(),
            stops: false,
            thread: None,
            asking: None,
            asked: None,
        }
    }

    /// The same, archived at its end.
    pub fn and_stops(self) -> Self {
        Self { stops: true, ..self }
    }

    /// The thread, once there is one.
    pub fn thread(&self) -> Option<Thread<'a>> {
        self.thread.map(|id| Thread::new(self.stage, self.person.clone(), id))
    }

    /// Looks once and does what is to be done; what is still missing, until nothing is.
    pub fn step(&mut self) -> Result<(), String> {
        let idle = self.is_idle();
        let again = self.asked.is_none_or(|at| at.elapsed() > START_AGAIN);
        let Some(thread) = self.thread() else {
            let threads = self.stage.world.discord().threads(self.home);
            self.thread = threads.into_iter().find(|thread| !self.before.contains(thread));
            if self.thread.is_none() && idle && again {
                let options = json!({ "prompt": "kill", "repo": "acme/todo", "title": "Fix it", "auto-pr": true });
                self.ask(self.place, "jules start", options);
            }
            return Err("a thread".into());
        };
        self.write(&thread);
        let shown = json!(thread.messages()).to_string();
        if !shown.contains("/session/") {
            return Err("a session".into());
        }
        let session = thread.session();
        if idle && self.stage.world.jules().approvals(&session) == 0 {
            self.approve(&thread);
        }
        self.is_over(&thread, &session)?;
        if !self.stops || shown.contains("archived the session") {
            return Ok(());
        }
        if idle && again {
            self.ask(thread.id, "jules stop", json!({}));
        }
        Err("the notice that it is archived".into())
    }

    fn ask(&mut self, place: u64, command: &'static str, options: serde_json::Value) {
        let person = self.person.clone();
        self.asked = Some(Instant::now());
        self.asking = Some(tokio::spawn(async move { person.command(place, command, options).await.is_ok() }));
    }

    /// Whether nothing is under way.
    fn is_idle(&mut self) -> bool {
        let Some(asking) = &mut self.asking else { return true };
        let Some(asked) = asking.now_or_never() else { return false };
        self.asking = None;
        // Before the bot has registered its commands there are none: that was no attempt.
        if !asked.unwrap_or(true) {
            self.asked = None;
        }
        true
    }

    fn approve(&mut self, thread: &Thread<'_>) {
        let Some(message) = thread.button("Approve") else { return };
        let (person, place) = (self.person.clone(), thread.id);
        self.asking = Some(tokio::spawn(async move { person.click(place, message, "Approve").await.is_ok() }));
    }

    fn write(&mut self, thread: &Thread<'_>) {
        let due = |line: &Line| thread.count(&line.after) > 0;
        while self.lines.first().is_some_and(due) {
            let line = self.lines.remove(0);
            let id = thread.write(&line.says);
            self.said.push((line.says, id));
        }
    }

    /// Everything that Jules says is there, everything that was written has its mark.
    fn is_over(&self, thread: &Thread<'_>, session: &str) -> Result<(), String> {
        let jules = self.stage.world.jules();
        if let Some(line) = self.lines.first() {
            return Err(format!("{:?}, to say {:?}", line.after, line.says));
        }
        let (state, mut next) = (jules.state(session), jules.upcoming(session));
        // Approved plans are not dropped any more.
        next.retain(|act| !act.contains("if nobody approves"));
        if state.as_deref() != Some("COMPLETED") || !next.is_empty() {
            return Err(format!("the session's end; it is {state:?}, and next is {next:?}"));
        }
        if thread.count("✅ Finished") == 0 {
            return Err("the end on the card".into());
        }
        if let Some((text, _)) = self.said.iter().find(|(_, id)| !thread.has_mark(*id, "✅")) {
            return Err(format!("the mark on {text:?}"));
        }
        let lost = self.account().lost;
        if lost.is_empty() { Ok(()) } else { Err(format!("{lost:?}")) }
    }

    /// What should be there, and what is.
    pub fn account(&self) -> Account {
        let Some(thread) = self.thread() else { return Account::default() };
        let words: Vec<String> = self.said.iter().map(|(text, _)| text.clone()).collect();
        Account::take(self.stage, &thread, &words, &CARDS)
    }
}
