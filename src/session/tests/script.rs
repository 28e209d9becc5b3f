//! The language of the script tests: one line per thing that happens, and one line
//! per thing the machine wants done.

use std::collections::VecDeque;
use std::fmt::Write as _;

use chrono::{DateTime, Duration, Utc};
use serde_json::{Value, json};
use serenity::model::id::{ChannelId, GuildId, InteractionId, MessageId, RoleId, UserId};

use crate::jules::Cursor;
use crate::jules::model::{Activity, PlanId, Session, SessionId, SourceName};
use crate::render::body::{Body, Button};
use crate::render::locale::Locale;
use crate::render::press::{PlanKey, QuestionKey};
use crate::session::Machine;
use crate::session::account::Account;
use crate::session::action::{Action, Changes, Ping, Said, Verbosity, Want};
use crate::session::amends::{Amended, Amendment};
use crate::session::attention::Attention;
use crate::session::checkpoint::{Checkpoint, History, Place, Task};
use crate::session::effect::{Effect, Owed, Telling, Word};
use crate::session::ids::Purpose;
use crate::session::input::{Input, Shown, Told, Update};

const ADA: UserId = UserId::new(101);
const BOB: UserId = UserId::new(102);

/// Runs a script and returns what the machine wanted done, line by line.
///
/// Everything owed to Discord succeeds at once. What is owed to Jules succeeds at
/// once, too, unless the script says `jules is slow`; then `told …` settles it. After
/// `discord is slow` nothing is shown until `discord catches up`.
pub fn run(script: &str) -> String {
    let mut stage = Stage::new();
    for line in script.lines().map(str::trim).filter(|line| !line.is_empty()) {
        stage.line(line);
    }
    stage.out
}

struct Stage {
    machine: Machine,
    now: DateTime<Utc>,
    out: String,
    slow: bool,
    /// Discord refuses edits, as it does with messages that are old and were edited often.
    stiff: bool,
    attention: Attention,
    owed: Vec<Word>,
    /// What Discord has not shown yet, while it is slow.
    unshown: Option<VecDeque<Owed>>,
    batch: Option<Vec<Activity>>,
    activities: u64,
    messages: u64,
    /// The last message of a person.
    written: MessageId,
}

impl Stage {
    fn new() -> Self {
        let now = DateTime::from_timestamp(1_780_000_000, 0).unwrap();
        let task = Task {
            start: InteractionId::new(7),
            requester: ADA,
            title: "Fix the flaky test".into(),
            prompt: "Fix the flaky test".into(),
            source: Some(SourceName::from("sources/github/acme/api")),
            branch: Some("main".into()),
            approval: true,
            auto_pr: false,
            since: now,
            account: Account::Operator,
        };
        let place = Place { guild: GuildId::new(1), channel: ChannelId::new(2), thread: ChannelId::new(1_000) };
        let mut checkpoint = Checkpoint::new(place, task);
        checkpoint.session = Some(SessionId::from("42"));
        let machine = Machine::new(checkpoint);
        Self {
            machine,
            now,
            out: String::new(),
            slow: false,
            stiff: false,
            attention: Attention::default(),
            owed: vec![],
            unshown: None,
            batch: None,
            activities: 0,
            messages: 1_000,
            written: MessageId::new(1_000),
        }
    }

    fn line(&mut self, line: &str) {
        let (head, rest) = line.split_once(' ').unwrap_or((line, ""));
        match (head, rest) {
            ("begin", _) => {
                let mut checkpoint = self.machine.checkpoint().clone();
                checkpoint.session = None;
                self.machine = Machine::new(checkpoint).with(self.attention.clone());
                let effects = self.machine.begin();
                self.settle(effects);
            }
            ("runs", "unattended") => self.change(|checkpoint| checkpoint.task.approval = false),
            ("attaches", history) => {
                let history = match history {
                    "full" => History::Full,
                    "summary" => History::Summary,
                    _ => History::None,
                };
                self.change(|checkpoint| checkpoint.catching_up = Some(history));
            }
            ("restart", _) => {
                let stored = serde_json::to_string(self.machine.checkpoint()).unwrap();
                self.machine = Machine::new(serde_json::from_str(&stored).unwrap()).with(self.attention.clone());
            }
            ("role", role) => {
                self.attention.approvers = Some(RoleId::new(role.parse().unwrap()));
                self.machine = self.machine.clone().with(self.attention.clone());
            }
            ("edits", "are refused") => self.stiff = true,
            ("together", _) => self.batch = Some(vec![]),
            ("now", _) => {
                let activities = self.batch.take().unwrap();
                self.update(None, activities, 0);
            }
            ("wait", seconds) => {
                self.now += Duration::seconds(seconds.parse().unwrap());
                if self.machine.wake_at().is_some_and(|at| at <= self.now) {
                    self.take(Input::Tick);
                }
            }
            ("jules", "is slow") => self.slow = true,
            ("discord", "is slow") => self.unshown = Some(VecDeque::new()),
            ("discord", _) => {
                while let Some(owed) = self.unshown.as_mut().unwrap().pop_front() {
                    self.shown(owed);
                }
                self.unshown = None;
            }
            ("jules", what) => self.jules(what),
            ("state", state) => self.state(state, &json!([])),
            ("told", outcome) => {
                let word = self.owed.remove(0);
                self.told(word, outcome);
            }
            ("gone", _) => self.take(Input::Gone),
            ("key", "refused") => self.take(Input::KeyRefused),
            ("key", "revoked") => self.take(Input::CutOff),
            (who @ ("ada" | "bob"), what) => self.person(if who == "ada" { ADA } else { BOB }, what),
            _ => panic!("the script has a line nobody understands: {line}"),
        }
    }

    fn change(&mut self, change: impl FnOnce(&mut Checkpoint)) {
        let mut checkpoint = self.machine.checkpoint().clone();
        change(&mut checkpoint);
        self.machine = Machine::new(checkpoint).with(self.attention.clone());
    }

    fn jules(&mut self, what: &str) {
        let (verb, rest) = what.split_once(' ').unwrap_or((what, ""));
        let event = match verb {
            "plans" => {
                let steps = json!([{ "id": "s0", "title": "Look" }, { "id": "s1", "title": "Mend", "index": 1 }]);
                json!({ "planGenerated": { "plan": { "id": rest, "steps": steps } } })
            }
            "approved" => json!({ "planApproved": { "planId": rest } }),
            "says" => json!({ "agentMessaged": { "agentMessage": rest } }),
            "heard" => json!({ "userMessaged": { "userMessage": rest } }),
            "progress" => json!({ "progressUpdated": { "title": rest } }),
            "shows" => json!({ "progressUpdated": { "title": rest }, "artifacts": [{ "media":
                { "mimeType": "image/png", "data": "iVBORw0KGgo=" } }] }),
            "patches" => json!({ "progressUpdated": {}, "artifacts": [{ "changeSet": { "gitPatch":
                { "unidiffPatch": "--- a/x\n+++ b/x\n@@ -1 +1,2 @@\n-a\n+b\n+c\n" } } }] }),
            "runs" => json!({ "progressUpdated": {}, "artifacts": [{ "bashOutput":
                { "command": rest, "output": "one\ntwo", "exitCode": 1 } }] }),
            "floods" => json!({ "progressUpdated": {}, "artifacts": [{ "media": { "mimeType": "image/png" } }] }),
            "completed" => json!({ "sessionCompleted": {} }),
            "failed" => json!({ "sessionFailed": { "reason": rest } }),
            "garbles" => return self.update(None, Vec::new(), rest.parse().unwrap()),
            "opens" => return self.state("IN_PROGRESS", &json!([{ "pullRequest": { "url": rest, "title": "Fix" } }])),
            other => json!({ other: {} }),
        };
        self.activities += 1;
        let mut fields = json!({ "id": format!("a{}", self.activities), "createTime": self.now.to_rfc3339() });
        for (key, value) in event.as_object().unwrap() {
            fields[key] = value.clone();
        }
        let activity: Activity = serde_json::from_value(fields).unwrap();
        // What the client says of a picture that was too large to hold.
        let activity = Activity { left_out: u32::from(verb == "floods"), ..activity };
        match &mut self.batch {
            Some(batch) => batch.push(activity),
            None => self.update(None, vec![activity], 0),
        }
    }

    fn state(&mut self, state: &str, outputs: &Value) {
        let fields =
            json!({ "id": "42", "state": state, "url": "https://jules.google.com/session/42", "outputs": outputs });
        let session: Session = serde_json::from_value(fields).unwrap();
        let activities = self.batch.take().unwrap_or_default();
        self.update(Some(Box::new(session)), activities, 0);
    }

    fn update(&mut self, session: Option<Box<Session>>, activities: Vec<Activity>, skipped: usize) {
        self.take(Input::Jules(Update { session, activities, skipped, cursor: Cursor::default() }));
    }

    fn person(&mut self, by: UserId, what: &str) {
        let (verb, rest) = what.split_once(' ').unwrap_or((what, ""));
        let plan = || (!rest.is_empty()).then(|| PlanKey::of(&PlanId::from(rest)));
        let said = |ask, message| Said { text: rest.to_owned(), ask, message };
        let want = match verb {
            "approves" => Want::Approve(plan()),
            "revises" => Want::Revise { plan: None, feedback: rest.to_owned() },
            "sends" => Want::Say(said(false, None)),
            "asks" => Want::Say(said(true, None)),
            "writes" | "wonders" => {
                self.messages += 1;
                let message = MessageId::new(self.messages);
                self.written = message;
                let want = Want::Say(said(verb == "wonders", Some(message)));
                return self.take(Input::Reply(Action { by, locale: Locale::English, what: want }, message));
            }
            "repeats" => {
                let message = MessageId::new(self.messages);
                return self.take(Input::Reply(
                    Action { by, locale: Locale::English, what: Want::Say(said(false, Some(message))) },
                    message,
                ));
            }
            "edits" => return self.amend(Amended::Says(said(false, Some(self.written)))),
            "mutters" => return self.amend(Amended::Aside),
            "deletes" if rest == "the one before" => {
                self.written = MessageId::new(self.written.get() - 1);
                return self.amend(Amended::Deleted);
            }
            "deletes" => return self.amend(Amended::Deleted),
            "resends" => Want::Resend(rest.parse().unwrap()),
            "status" => Want::Status,
            "plan" => Want::Plan,
            "diff" => Want::Diff,
            "result" => Want::Result,
            "stops" => Want::Stop,
            "pauses" => Want::Pause(true),
            "resumes" => Want::Pause(false),
            "more" => Want::More,
            "patch" => Want::Patch,
            "mutes" => Want::Configure(Changes { mute: Some(true), ..Changes::default() }),
            "sets" => Want::Configure(setting(rest)),
            "answers" => {
                let (question, words) = rest.split_once(' ').unwrap();
                Want::Answer { question: Some(QuestionKey::of(question)), words: words.to_owned() }
            }
            "wakes" => Want::Wake(plan().unwrap()),
            "nudges" => Want::Nudge,
            "retries" => Want::Retry,
            _ => panic!("nobody does that: {what}"),
        };
        self.take(Input::User(Action { by, locale: Locale::English, what: want }));
    }

    /// The last message of somebody is not what it was.
    fn amend(&mut self, now: Amended) {
        let message = self.written;
        let carries = |word: &&Word| matches!(word.what, Telling::Message { message: Some(id), .. } if id == message);
        let queued = self.owed.iter().find(carries).map(|word| word.id);
        self.take(Input::Amended(Amendment { message, now, queued }));
    }

    fn take(&mut self, input: Input) {
        let effects = self.machine.handle(input, self.now);
        self.settle(effects);
    }

    fn settle(&mut self, effects: Vec<Effect>) {
        let mut heard = Vec::new();
        for effect in effects {
            match effect {
                Effect::Reply(body) => self.note("reply", &show(&body)),
                Effect::Tell(word) => {
                    self.note("tell", &telling(&word));
                    if self.slow { self.owed.push(word) } else { heard.push(word) }
                }
                Effect::Retell { word, text } => {
                    self.note("tell instead", &format!("{text:?}"));
                    let owed = self.owed.iter_mut().find(|owed| owed.id == word).unwrap();
                    let Telling::Message { text: old, .. } = &mut owed.what else { panic!("no message") };
                    *old = text;
                }
                Effect::Untell { word } => {
                    self.note("tell no more", &word.to_string());
                    self.owed.retain(|owed| owed.id != word);
                }
                Effect::Owe(owed) => match &mut self.unshown {
                    Some(unshown) => unshown.push_back(owed),
                    None => self.shown(owed),
                },
            }
        }
        for word in heard {
            self.told(word, "done");
        }
    }

    fn shown(&mut self, owed: Owed) {
        let mut posted = None;
        match &owed {
            Owed::Post { key, body } => {
                self.messages += 1;
                posted = Some(MessageId::new(self.messages));
                // Silence is the rule: whatever is not silent calls somebody, and says whom.
                assert_eq!(body.silent, body.pings.is_empty(), "{body:?}");
                let called = body.pings.users.iter().all(|user| body.content.contains(&format!("<@{user}>")))
                    && body.pings.roles.iter().all(|role| body.content.contains(&format!("<@&{role}>")));
                assert!(called, "{body:?}");
                let quiet = if body.silent { "post" } else { "POST" };
                self.note(quiet, &format!("{} {}", name(key.purpose), show(body)));
            }
            Owed::Edit { key, body, lazy } => {
                self.note(if *lazy { "edit later" } else { "edit" }, &format!("{} {}", name(key.purpose), show(body)));
            }
            Owed::Mark { message, mark } => self.note("mark", &format!("{} on {message}", mark.emoji())),
        }
        let refused = self.stiff && matches!(owed, Owed::Edit { .. });
        let shown = if refused { Shown::Refused("too old".into()) } else { Shown::Done(posted) };
        self.take(Input::Shown(owed, shown));
    }

    fn told(&mut self, word: Word, outcome: &str) {
        let told = match outcome {
            "done" if word.what == Telling::Create => Told::Created(Box::new(Session {
                id: SessionId::from("42"),
                url: "https://jules.google.com/session/42".into(),
                ..Session::default()
            })),
            "done" => Told::Done,
            "superseded" => Told::Superseded,
            "already approved" => Told::AlreadyApproved,
            reason => Told::Refused(reason.to_owned()),
        };
        self.take(Input::Told(word, told));
    }

    fn note(&mut self, head: &str, rest: &str) {
        writeln!(self.out, "{head}: {rest}").unwrap();
    }
}

fn setting(word: &str) -> Changes {
    match word {
        "quiet" => Changes { verbosity: Some(Verbosity::Quiet), ..Changes::default() },
        "verbose" => Changes { verbosity: Some(Verbosity::Verbose), ..Changes::default() },
        "bob" => Changes { ping: Some(Ping::Person(BOB)), ..Changes::default() },
        role => Changes { ping: Some(Ping::Role(RoleId::new(role.parse().unwrap()))), ..Changes::default() },
    }
}

fn name(purpose: Purpose) -> String {
    format!("{purpose:?}").to_lowercase()
}

fn telling(word: &Word) -> String {
    match &word.what {
        Telling::Create => "create".into(),
        Telling::Message { text, .. } => format!("send {text:?}"),
        Telling::Approve { plan, .. } => format!("approve {plan}"),
        Telling::Archive => "archive".into(),
    }
}

fn show(body: &Body) -> String {
    let mut parts: Vec<String> = body.content.lines().map(str::to_owned).collect();
    for embed in &body.embeds {
        parts.extend((!embed.title.is_empty()).then(|| format!("[{}]", embed.title)));
        parts.extend(embed.description.lines().filter(|line| !line.contains("<t:")).map(str::to_owned));
    }
    for button in body.rows.iter().flatten() {
        match button {
            Button::Press { label, disabled, .. } => {
                parts.push(format!("<{label}{}>", if *disabled { " off" } else { "" }));
            }
            Button::Menu { placeholder, choices, .. } => {
                let labels: Vec<&str> = choices.iter().map(|choice| choice.label.as_str()).collect();
                parts.push(format!("<{placeholder}: {}>", labels.join(", ")));
            }
            Button::Link { .. } => {}
        }
    }
    parts.extend(body.attachments.iter().map(|file| format!("📎{}", file.name)));
    parts.extend(body.reply_to.map(|message| format!("↩{message}")));
    parts.retain(|part| !part.trim().is_empty());
    parts.join(" | ")
}
