//! When more comes at once than a thread bears. A phone shows a handful of messages, and
//! Discord takes five in five seconds: what does not fit is gathered, and becomes one
//! message with a file as soon as those before it are out.

use std::collections::VecDeque;

use chrono::Duration;
use serde::{Deserialize, Serialize};

use super::Machine;
use super::effect::{Effect, Owed};
use super::ids::{PostKey, Purpose};
use super::input::Time;
use super::machine::post;
use crate::jules::model::ActivityId;
use crate::render::body::{Attachment, Body, Origin};
use crate::render::safe::SafeText;
use crate::render::{prose, text};

/// Messages that may be under way to the thread, or have come lately, before the next one
/// is put off.
pub(super) const AT_ONCE: u16 = 4;
/// What counts as lately; and the shortest time between two gatherings.
const LATELY: Duration = Duration::seconds(5);
/// So many activities and pictures are posted even if those before them are not out yet.
const GATHERED: usize = 100;
const PICTURES: usize = 9;
/// UTF-16 units of the last message that are shown above the file.
const LAST_UNITS: usize = 1_200;
/// The file's name.
const FILE: &str = "messages.md";

/// What Jules sends, on its way to the thread.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Burst {
    /// Messages that are owed, and not in the thread yet.
    pub under_way: u16,
    /// When the last of them were owed, oldest first.
    pub lately: VecDeque<Time>,
    /// When something was last gathered.
    pub gathered: Option<Time>,
    /// Activities that were put off, oldest first. Their words stay at Jules.
    pub activities: Vec<ActivityId>,
    /// And pictures.
    pub pictures: Vec<Attachment>,
    /// The last of the messages: safe, and cut.
    pub last: String,
    /// It did not have to be cut.
    pub is_whole: bool,
}

impl Burst {
    fn is_empty(&self) -> bool {
        self.activities.is_empty() && self.pictures.is_empty()
    }

    /// Whether the next one has to wait its turn.
    fn is_full(&self, at_once: u16, now: Time) -> bool {
        self.under_way >= at_once || !self.is_empty() || self.free_at(at_once).is_some_and(|free| now < free)
    }

    /// When the thread can take another one.
    fn free_at(&self, at_once: u16) -> Option<Time> {
        let full = self.lately.len() >= usize::from(at_once);
        self.lately.front().filter(|_| full).map(|oldest| *oldest + LATELY)
    }

    /// When what was put off is due, once all before it is out.
    fn due(&self) -> Option<Time> {
        if self.is_empty() || self.under_way > 0 {
            return None;
        }
        let before = self.gathered.map(|gathered| gathered + LATELY);
        before.max(self.lately.back().copied())
    }
}

impl Machine {
    /// Whether what comes next is to be put off.
    pub(super) fn is_bursting(&self) -> bool {
        self.cp.burst.is_full(self.at_once, self.now)
    }

    /// Owes a message that counts until it is in the thread.
    pub(super) fn relay(&mut self, key: PostKey, body: Body, out: &mut Vec<Effect>) {
        let burst = &mut self.cp.burst;
        burst.under_way = burst.under_way.saturating_add(1);
        burst.lately.push_back(self.now);
        while burst.lately.len() > usize::from(self.at_once) {
            burst.lately.pop_front();
        }
        out.push(post(key, body));
    }

    /// Puts off what the agent said.
    pub(super) fn put_off_words(&mut self, words: &str, activity: &ActivityId, out: &mut Vec<Effect>) {
        let words = SafeText::markdown(words);
        let last = prose::excerpt(&words, LAST_UNITS);
        self.cp.burst.is_whole = last == words;
        self.cp.burst.last = last.into_string();
        self.put_off(activity, out);
    }

    /// Puts off what an activity has to say.
    pub(super) fn put_off(&mut self, activity: &ActivityId, out: &mut Vec<Effect>) {
        if self.cp.burst.activities.last() != Some(activity) {
            self.cp.burst.activities.push(activity.clone());
        }
        self.gather_if(self.cp.burst.activities.len() >= GATHERED, out);
    }

    /// Puts off a picture.
    pub(super) fn put_off_picture(&mut self, picture: Attachment, out: &mut Vec<Effect>) {
        let name = format!("{}-{}", self.cp.burst.pictures.len() + 1, picture.name);
        self.cp.burst.pictures.push(Attachment { name, ..picture });
        self.gather_if(self.cp.burst.pictures.len() >= PICTURES, out);
    }

    /// One of the thread's messages is out, or never will be.
    pub(super) fn is_out(&mut self, owed: &Owed, out: &mut Vec<Effect>) {
        use Purpose::{Gathered, Media, Progress, Prose};
        if matches!(owed, Owed::Post { key, .. } if matches!(key.purpose, Prose | Progress | Media | Gathered)) {
            let burst = &mut self.cp.burst;
            burst.under_way = burst.under_way.saturating_sub(1);
            self.gather_in_time(out);
        }
    }

    /// When [`gather_in_time`](Self::gather_in_time) has something to do.
    pub(super) fn gathering_due(&self) -> Option<Time> {
        self.cp.burst.due()
    }

    /// Owes what was put off, if it is due.
    pub(super) fn gather_in_time(&mut self, out: &mut Vec<Effect>) {
        self.gather_if(self.cp.burst.due().is_some_and(|due| due <= self.now), out);
    }

    /// Owes what was put off, so that it stands above what follows.
    pub(super) fn gather(&mut self, out: &mut Vec<Effect>) {
        self.gather_if(true, out);
    }

    fn gather_if(&mut self, due: bool, out: &mut Vec<Effect>) {
        if !due || self.cp.burst.is_empty() {
            return;
        }
        self.cp.burst.gathered = Some(self.now);
        let Burst { activities, pictures, last, is_whole, .. } = &mut self.cp.burst;
        let is_single = activities.len() == 1 && pictures.is_empty() && !last.is_empty();
        let alone = is_single && *is_whole;
        let (activities, last) = (std::mem::take(activities), std::mem::take(last));
        let mut attachments = std::mem::take(pictures);
        let gathered = |last: &str| text::gathered(activities.len(), attachments.len(), FILE, last);
        let content = match (alone, is_single) {
            (true, _) => last,
            (false, true) => format!("{last}\n{}", text::continued(FILE)),
            (false, false) => gathered(&last),
        };
        let subject = match (activities.first(), attachments.first()) {
            (Some(activity), _) => activity.to_string(),
            (None, picture) => picture.map(|picture| format!("{:?}", picture.origin)).unwrap_or_default(),
        };
        if !activities.is_empty() && !alone {
            let file =
                Attachment { name: FILE.into(), description: text::messages_file(), origin: Origin::Said(activities) };
            attachments.insert(0, file);
        }
        let body = Body { content, attachments, silent: true, plain: true, ..Body::default() };
        self.relay(PostKey::new(Purpose::Gathered, subject), body, out);
    }
}
