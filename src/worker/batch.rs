//! One prompt for several repositories, as a value: what was asked for, how far each got,
//! and which is the next to begin. What a session does is read from its own checkpoint.

use serde::{Deserialize, Serialize};
use serenity::model::id::{ChannelId, GuildId, InteractionId, MessageId, UserId};

use crate::jules::model::SourceName;
use crate::session::checkpoint::Task;
use crate::session::input::Time;
use crate::session::standing::Standing;
use crate::store::record::Record;

/// The most repositories of one batch: more would not fit on its card.
pub const MOST: usize = 20;

/// One prompt for several repositories.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// The command that asked for it; its key, and what its starts are numbered from.
    pub id: InteractionId,
    /// The guild.
    pub guild: GuildId,
    /// Under which channel the threads hang, or in which forum the posts are.
    pub channel: ChannelId,
    /// Whether that is a forum.
    #[serde(default)]
    pub forum: bool,
    /// Where the card is.
    pub card_channel: ChannelId,
    /// What each session begins with, but for its repository and its start.
    pub task: Task,
    /// The card, once it was posted.
    #[serde(default)]
    pub card: Option<MessageId>,
    /// How many cards there were before: an old message cannot be edited for ever.
    #[serde(default)]
    pub issue: u16,
    /// Who stopped it from beginning more.
    #[serde(default)]
    pub stopped: Option<UserId>,
    /// One for each repository, in the order they were named.
    pub rows: Vec<Row>,
}

/// One repository of a batch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// The repository.
    pub source: SourceName,
    /// The branch.
    pub branch: String,
    /// Names its start for good.
    pub start: InteractionId,
    /// How far it got.
    #[serde(default)]
    pub step: Step,
    /// Threads of earlier attempts.
    #[serde(default)]
    pub earlier: Vec<ChannelId>,
}

/// How far a repository of a batch got.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Not its turn yet.
    #[default]
    Waiting,
    /// Its thread is being opened.
    Opening,
    /// It has a thread; how the session stands, that knows.
    Open(ChannelId),
    /// It could not be opened: why, for people.
    Failed(String),
}

impl Record for Run {
    const KIND: u8 = 6;
    const VERSION: u8 = 1;
}

/// What is asked of a batch that is under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    /// Begin no more.
    Stop(UserId),
    /// Begin the rest after all.
    GoOn,
    /// Begin again what failed; the interaction numbers the new starts.
    Retry(InteractionId),
}

impl Run {
    /// The key of its record.
    #[must_use]
    pub fn key(&self) -> Vec<u8> {
        key(self.id)
    }

    /// The next row to begin, if one may: at most `at_once` are at work at the same time. One
    /// that waits for a person is not at work, or one unread plan would hold up all the rest.
    pub fn next(&self, at_once: usize, standing: impl Fn(ChannelId) -> Option<Standing>) -> Option<usize> {
        if self.stopped.is_some() {
            return None;
        }
        let busy = |row: &&Row| match &row.step {
            Step::Opening => true,
            // Its first step may not be stored yet.
            Step::Open(thread) => standing(*thread).is_none_or(Standing::is_busy),
            Step::Waiting | Step::Failed(_) => false,
        };
        if self.rows.iter().filter(busy).count() >= at_once {
            return None;
        }
        self.rows.iter().position(|row| row.step == Step::Waiting)
    }

    /// Grants a wish; what there is to do about it, the runner sees by itself.
    pub fn grant(&mut self, wish: Wish, standing: impl Fn(ChannelId) -> Option<Standing>) -> usize {
        match wish {
            Wish::Stop(by) => {
                self.stopped = Some(by);
                self.rows.iter().filter(|row| row.step == Step::Waiting).count()
            }
            Wish::GoOn => {
                self.stopped = None;
                self.rows.iter().filter(|row| row.step == Step::Waiting).count()
            }
            Wish::Retry(by) => self.retry(by, standing),
        }
    }

    fn retry(&mut self, by: InteractionId, standing: impl Fn(ChannelId) -> Option<Standing>) -> usize {
        let mut again = 0;
        for (n, row) in self.rows.iter_mut().enumerate() {
            match row.step {
                Step::Open(thread) if standing(thread) == Some(Standing::Failed) => row.earlier.push(thread),
                Step::Failed(_) => {}
                _ => continue,
            }
            row.step = Step::Waiting;
            row.start = start(by, n);
            again += 1;
        }
        if again > 0 {
            self.stopped = None;
        }
        again
    }

    /// What a row's session begins with.
    #[must_use]
    pub fn task(&self, row: &Row, now: Time) -> Task {
        Task {
            start: row.start,
            source: Some(row.source.clone()),
            branch: Some(row.branch.clone()),
            since: now,
            ..self.task.clone()
        }
    }

    /// The row with this thread or start has come to something.
    pub fn came_to(&mut self, start: InteractionId, step: Step) {
        if let Some(row) = self.rows.iter_mut().find(|row| row.start == start) {
            row.step = step;
        }
    }
}

/// The key of a batch's record.
#[must_use]
pub fn key(id: InteractionId) -> Vec<u8> {
    id.get().to_be_bytes().to_vec()
}

/// Names the start of a row: the numbers after an interaction's own id are in the same
/// millisecond, and no other interaction of ours.
#[must_use]
pub fn start(by: InteractionId, row: usize) -> InteractionId {
    InteractionId::new(by.get() + 1 + row as u64)
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;
    use crate::session::account::Account;

    fn run(steps: &[Step]) -> Run {
        let id = InteractionId::new(1_000);
        let task = Task {
            start: id,
            requester: UserId::new(1),
            title: "t".into(),
            prompt: "p".into(),
            source: None,
            branch: None,
            approval: false,
            auto_pr: true,
            since: DateTime::UNIX_EPOCH,
            account: Account::Operator,
        };
        let row = |(n, step): (usize, &Step)| Row {
            source: SourceName::from("acme/todo"),
            branch: "main".into(),
            start: start(id, n),
            step: step.clone(),
            earlier: vec![],
        };
        let rows = steps.iter().enumerate().map(row).collect();
        let (guild, channel) = (GuildId::new(2), ChannelId::new(3));
        Run { id, guild, channel, forum: false, card_channel: channel, task, card: None, issue: 0, stopped: None, rows }
    }

    fn open(thread: u64) -> Step {
        Step::Open(ChannelId::new(thread))
    }

    #[test]
    fn no_more_than_so_many_are_at_work_and_one_that_waits_for_a_person_is_not() {
        let batch = run(&[open(1), Step::Opening, Step::Waiting]);
        assert_eq!(batch.next(2, |_| Some(Standing::Working)), None);
        assert_eq!(batch.next(3, |_| Some(Standing::Working)), Some(2));
        assert_eq!(batch.next(2, |_| Some(Standing::Done)), Some(2));
        let waits = Standing::Waiting(crate::session::standing::On::Plan);
        assert_eq!(batch.next(2, |_| Some(waits)), Some(2));
        assert_eq!(batch.next(2, |_| None), None, "what nobody knows may be at work");
        let stopped = Run { stopped: Some(UserId::new(1)), ..batch };
        assert_eq!(stopped.next(9, |_| Some(Standing::Done)), None);
    }

    #[test]
    fn only_what_failed_is_tried_again_under_a_new_name() {
        let mut batch = run(&[open(1), open(2), Step::Failed("no".into()), Step::Waiting]);
        let before = batch.clone();
        let standing = |thread: ChannelId| Some(if thread.get() == 2 { Standing::Failed } else { Standing::Done });
        assert_eq!(batch.grant(Wish::Retry(InteractionId::new(5_000)), standing), 2);
        assert_eq!(batch.rows[0], before.rows[0]);
        assert_eq!(batch.rows[3], before.rows[3]);
        assert_eq!(batch.rows[1].earlier, [ChannelId::new(2)]);
        for n in [1, 2] {
            assert_eq!(batch.rows[n].step, Step::Waiting);
            assert_eq!(batch.rows[n].start, InteractionId::new(5_001 + n as u64));
        }
        assert_eq!(batch.grant(Wish::Retry(InteractionId::new(6_000)), standing), 0, "nothing has failed since");
    }
}
