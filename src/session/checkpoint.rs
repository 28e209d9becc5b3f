//! What a conversation has to remember over a restart: where it stands, what it last
//! showed, and how to recognise what Jules and Discord have already. The bytes of
//! patches, pictures and long messages are not in it; they stay at Jules.

mod seen;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde::{Deserialize, Serialize};
use serenity::model::id::{ChannelId, GuildId, InteractionId, MessageId, UserId};

use super::account::Account;
use super::action::Manner;
use super::amends::Undelivered;
use super::burst::Burst;
use super::ids::PostKey;
use super::input::Time;
use super::question::{Question, Spoken};
use crate::jules::Cursor;
use crate::jules::model::{SessionId, SessionState, SourceName};

pub use seen::{Approval, Changes, Command, Ended, PlanSeen, PullRequestSeen};

/// One thread and its session.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "each says of one thing that it has happened; none excludes another")]
pub struct Checkpoint {
    /// Where the thread lives.
    pub place: Place,
    /// What was asked for.
    pub task: Task,
    /// Unknown until Jules has created it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub session: Option<SessionId>,
    /// Its page on jules.google.com.
    #[serde(default, skip_serializing_if = "is_default")]
    pub url: Option<String>,
    /// As last seen.
    #[serde(default, skip_serializing_if = "is_default")]
    pub state: SessionState,
    /// How far Jules' activities have been taken over.
    #[serde(default, skip_serializing_if = "is_default")]
    pub cursor: Cursor,
    /// When something last came from Jules.
    pub moved_at: Time,
    /// When somebody here last did something.
    pub acted_at: Time,
    /// A silence of Jules that the thread was told about.
    #[serde(default, skip_serializing_if = "is_default")]
    pub stall_told: bool,
    /// The newest plan.
    #[serde(default, skip_serializing_if = "is_default")]
    pub plan: Option<PlanSeen>,
    /// How many plans of this session were approved: Jules asks only once.
    #[serde(default, skip_serializing_if = "is_default")]
    pub approvals: u32,
    /// The newest change set.
    #[serde(default, skip_serializing_if = "is_default")]
    pub changes: Option<Changes>,
    /// The pull request, once there is one.
    #[serde(default, skip_serializing_if = "is_default")]
    pub pull_request: Option<PullRequestSeen>,
    /// The last lines of progress, oldest first.
    #[serde(default, skip_serializing_if = "is_default")]
    pub progress: VecDeque<String>,
    /// The end of the agent's turn, while nobody has written since.
    #[serde(default, skip_serializing_if = "is_default")]
    pub ended: Option<Ended>,
    /// Jules says ended, but its history does not yet: since when.
    #[serde(default, skip_serializing_if = "is_default")]
    pub ending: Option<Time>,
    /// How many turns have begun; tells the notices of one turn from another's.
    #[serde(default, skip_serializing_if = "is_default")]
    pub turn: u32,
    /// The agent waits for words, and the thread was told.
    #[serde(default, skip_serializing_if = "is_default")]
    pub asked_for_words: bool,
    /// Questions put to Jules that have no answer yet, oldest first.
    #[serde(default, skip_serializing_if = "is_default")]
    pub asks: Vec<Ask>,
    /// Words Jules does not have yet, oldest first.
    #[serde(default, skip_serializing_if = "is_default")]
    pub pending: Vec<Pending>,
    /// Words Jules has, but has not yet shown in its history: their digests.
    #[serde(default, skip_serializing_if = "is_default")]
    pub echoes: Vec<String>,
    /// Cards that may be edited: what they last were told to show, and their message.
    #[serde(default, with = "as_pairs", skip_serializing_if = "is_default")]
    pub cards: BTreeMap<PostKey, Card>,
    /// Kinds of things this version does not know, each told once.
    #[serde(default, skip_serializing_if = "is_default")]
    pub unknown: BTreeSet<String>,
    /// The thread's newest message of ours: where a lost post is looked for.
    pub last_post: MessageId,
    /// The thread was read up to this message.
    pub heard: MessageId,
    /// The last number given to a word or a notice; they begin at 1.
    #[serde(default, skip_serializing_if = "is_default")]
    pub next: u64,
    /// Still attaching to a session that has a past: how much of it to show.
    #[serde(default, skip_serializing_if = "is_default")]
    pub catching_up: Option<History>,
    /// Nothing more is relayed: the thread or the session is gone, or somebody detached them.
    #[serde(default, skip_serializing_if = "is_default")]
    pub closed: bool,
    /// Who detached the thread: the session goes on, and people talk here among themselves.
    #[serde(default, skip_serializing_if = "is_default")]
    pub detached: Option<UserId>,
    /// How the thread behaves.
    #[serde(default, skip_serializing_if = "is_default")]
    pub manner: Manner,
    /// Why it failed last, in words for people.
    #[serde(default, skip_serializing_if = "is_default")]
    pub failure: Option<String>,
    /// Who let the status card stand still, while it does.
    #[serde(default, skip_serializing_if = "is_default")]
    pub paused: Option<UserId>,
    /// What the agent said last, while nobody has written since.
    #[serde(default, skip_serializing_if = "is_default")]
    pub spoken: Option<Spoken>,
    /// The newest question of the agent.
    #[serde(default, skip_serializing_if = "is_default")]
    pub question: Option<Question>,
    /// Jules has said since then that it waits, and what for is unclear.
    #[serde(default, skip_serializing_if = "is_default")]
    pub waiting: Option<Time>,
    /// The last commands that Jules ran, oldest first.
    #[serde(default, skip_serializing_if = "is_default")]
    pub commands: VecDeque<Command>,
    /// The step of the plan that Jules was last seen at, from 0.
    #[serde(default, skip_serializing_if = "is_default")]
    pub step: Option<usize>,
    /// Messages of the agent that a quiet thread did not show.
    #[serde(default, skip_serializing_if = "is_default")]
    pub kept_back: u32,
    /// Who last sent Jules a message of ours by a button, and when; nothing has come since.
    #[serde(default, skip_serializing_if = "is_default")]
    pub nudged: Option<(UserId, Time)>,
    /// What Jules sends faster than the thread takes it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub burst: Burst,
    /// The last words that Jules did not take, oldest first.
    #[serde(default, skip_serializing_if = "is_default")]
    pub undelivered: VecDeque<Undelivered>,
    /// The thread was told that an edit changes nothing at Jules.
    #[serde(default, skip_serializing_if = "is_default")]
    pub edits_explained: bool,
    /// Whose words Jules was told last.
    #[serde(default, skip_serializing_if = "is_default")]
    pub spoke: Option<UserId>,
    /// The thread is closed to us, and the channel was told so.
    #[serde(default, skip_serializing_if = "is_default")]
    pub held: bool,
    /// The thread was told that Jules does not accept the key; nothing has come since.
    #[serde(default, skip_serializing_if = "is_default")]
    pub key_refused: bool,
    /// The key it worked with was revoked: the session goes on, and nothing of it is relayed.
    #[serde(default, skip_serializing_if = "is_default")]
    pub cut_off: bool,
    /// Its batch has begun the task anew in another thread.
    #[serde(default, skip_serializing_if = "is_default")]
    pub handed_on: bool,
}

/// Where a thread lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The guild.
    pub guild: GuildId,
    /// The channel the thread hangs under.
    pub channel: ChannelId,
    /// The thread.
    pub thread: ChannelId,
}

/// What was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    /// The command that asked for it.
    pub start: InteractionId,
    /// Who asked.
    pub requester: UserId,
    /// A short name for people.
    pub title: String,
    /// The task itself; empty when attached to an existing session.
    pub prompt: String,
    /// The repository; `None` for a session without one.
    pub source: Option<SourceName>,
    /// The branch to start from.
    pub branch: Option<String>,
    /// Whether a person approves the plan.
    pub approval: bool,
    /// Whether Jules opens a pull request by itself.
    pub auto_pr: bool,
    /// Since when.
    pub since: Time,
    /// With whose key; the same for good.
    #[serde(default, skip_serializing_if = "is_default")]
    pub account: Account,
}

/// How much of a session's past an attached thread shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum History {
    /// Only where it stands.
    None,
    /// Where it stands, and a line of what happened.
    Summary,
    /// Everything, as if the thread had been there.
    Full,
}

/// A question to Jules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ask {
    /// The word that carries it.
    pub word: u64,
    /// Recognises it in Jules' history.
    pub digest: String,
    /// The message to answer; unknown while it is still being posted.
    pub message: Option<MessageId>,
    /// Jules' history shows it: the next thing the agent says is the answer.
    pub heard: bool,
}

/// A message on its way to Jules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pending {
    /// The word that carries it.
    pub word: u64,
    /// Recognises it in Jules' history.
    pub digest: String,
    /// Jules' history already shows it, whatever our request said.
    pub proven: bool,
    /// Whose words they are.
    #[serde(default)]
    pub by: Option<UserId>,
}

/// A message that is edited over time.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Card {
    /// Unknown until it was posted.
    pub message: Option<MessageId>,
    /// Recognises what it was last told to show.
    pub shows: String,
    /// When that message was posted.
    #[serde(default)]
    pub posted: Option<Time>,
    /// How many messages it has been before this one: an old message cannot be edited for ever.
    #[serde(default)]
    pub issue: u16,
    /// The message before this one, until it has been told where the card went.
    #[serde(default)]
    pub before: Option<MessageId>,
}

/// Most of a conversation is nothing most of the time: what is nothing is not written.
fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// JSON has no maps with structured keys.
mod as_pairs {
    use std::collections::BTreeMap;

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::{Card, PostKey};

    pub fn serialize<S: Serializer>(cards: &BTreeMap<PostKey, Card>, serializer: S) -> Result<S::Ok, S::Error> {
        cards.iter().collect::<Vec<_>>().serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<BTreeMap<PostKey, Card>, D::Error> {
        Ok(Vec::<(PostKey, Card)>::deserialize(deserializer)?.into_iter().collect())
    }
}

impl Checkpoint {
    /// A conversation that is about to begin in a thread that was just opened.
    #[must_use]
    pub fn new(place: Place, task: Task) -> Self {
        // A thread made from a message has that message's id; what is written in it comes later.
        let opened = MessageId::new(place.thread.get());
        Self {
            moved_at: task.since,
            acted_at: task.since,
            place,
            task,
            session: None,
            url: None,
            state: SessionState::default(),
            cursor: Cursor::default(),
            stall_told: false,
            plan: None,
            approvals: 0,
            changes: None,
            pull_request: None,
            progress: VecDeque::new(),
            ended: None,
            ending: None,
            turn: 0,
            asked_for_words: false,
            asks: Vec::new(),
            pending: Vec::new(),
            echoes: Vec::new(),
            cards: BTreeMap::new(),
            unknown: BTreeSet::new(),
            last_post: opened,
            heard: opened,
            next: 0,
            catching_up: None,
            closed: false,
            detached: None,
            manner: Manner::default(),
            failure: None,
            paused: None,
            spoken: None,
            question: None,
            waiting: None,
            commands: VecDeque::new(),
            step: None,
            kept_back: 0,
            nudged: None,
            burst: Burst::default(),
            undelivered: VecDeque::new(),
            edits_explained: false,
            spoke: None,
            held: false,
            key_refused: false,
            cut_off: false,
            handed_on: false,
        }
    }

    /// The plan that waits for somebody: the newest, if nobody has approved it.
    #[must_use]
    pub fn pending_plan(&self) -> Option<&PlanSeen> {
        self.plan.as_ref().filter(|seen| seen.approval.is_open())
    }
}
