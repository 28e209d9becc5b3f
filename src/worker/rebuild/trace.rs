//! Comparing a conversation with what its thread shows: its history is told to the machine
//! once more, and each post that comes of it is looked for among the messages that are
//! there. Nothing is sent; what is missing at the end is owed.

use std::collections::{BTreeSet, HashSet};

use serenity::model::id::{MessageId, UserId};

use super::recall;
use crate::discord::Message;
use crate::jules::model::Event;
use crate::render::body::Body;
use crate::render::press::Press;
use crate::session::Machine;
use crate::session::checkpoint::Checkpoint;
use crate::session::effect::{Effect, Mark, Owed};
use crate::session::ids::{PostKey, Purpose, digest};
use crate::session::input::{Input, Shown, Time, Update};

/// How much of the words of a post, and of a message, the other must have.
const ALIKE: (usize, usize) = (70, 50);
/// A notice in a thread that begins so says who detached it.
const DETACHED: &str = "🔌 <@";

/// A conversation as it is known before the comparison.
pub(super) struct Known<'a> {
    pub checkpoint: Checkpoint,
    /// What it owed then, by number.
    pub outbox: Vec<(u64, Owed)>,
    /// It was made up of nothing, and has no card yet.
    pub is_new: bool,
    /// What the thread shows since, oldest first.
    pub messages: &'a [Message],
    pub me: UserId,
    pub now: Time,
}

/// A conversation as it is.
pub(super) struct Traced {
    pub checkpoint: Checkpoint,
    /// What is owed besides.
    pub effects: Vec<Effect>,
    /// What was owed and is there.
    pub settled: Vec<u64>,
}

/// Tells `history` to the machine, and finds what came of it in the thread.
pub(super) fn retrace(known: Known<'_>, history: Vec<Update>) -> Traced {
    let Known { checkpoint, outbox, is_new, messages, me, now } = known;
    let said: HashSet<String> = history.iter().flat_map(|update| &update.activities).filter_map(words_of).collect();
    // Nothing is gathered: it was posted one by one.
    let mine: Vec<&Message> = messages.iter().filter(|message| message.author_id == me).collect();
    let mut checkpoint = checkpoint;
    if is_new {
        recall::settings(&mut checkpoint, &mine);
    }
    let mut machine = Machine::new(checkpoint).at_once(u16::MAX).recalling(recall::people(&mine));
    let mut effects = if is_new { machine.begin() } else { Vec::new() };
    for update in history {
        let then = update.activities.iter().filter_map(|activity| activity.create_time).max();
        effects.extend(machine.handle(Input::Jules(update), then.unwrap_or(now).min(now)));
    }
    let mut posts: Vec<(Option<u64>, Owed)> = Vec::new();
    posts.extend(outbox.iter().filter(|(_, owed)| is_post(owed)).map(|(number, owed)| (Some(*number), owed.clone())));
    let mut kept = Vec::new();
    for effect in effects {
        match effect {
            Effect::Owe(owed) if is_post(&owed) => posts.push((None, owed)),
            Effect::Owe(owed) => kept.push(Effect::Owe(owed)),
            _ => {}
        }
    }
    let found = find_all(&posts, &mine, &machine);
    let last = found.iter().rposition(Option::is_some);
    let mut settled = Vec::new();
    for (at, (number, owed)) in posts.into_iter().enumerate() {
        // Posts come out in order: what lies before one that is there came out, or was deleted.
        if last.is_some_and(|last| at <= last) {
            settled.extend(number);
            let shown = found[at].map_or(Shown::Missing, |message| Shown::Done(Some(message)));
            kept.extend(machine.handle(Input::Shown(owed, shown), now).into_iter().filter(is_quiet));
        } else if number.is_none() && !is_told_otherwise(&owed) {
            kept.push(Effect::Owe(owed));
        }
    }
    let mut checkpoint = machine.checkpoint().clone();
    listen(&mut checkpoint, messages, me, &said, &mut kept);
    checkpoint.last_post = mine.iter().fold(checkpoint.last_post, |last, message| last.max(message.id));
    if let Some(by) = mine.iter().rev().find_map(|message| detached_by(&message.content)) {
        (checkpoint.detached, checkpoint.closed) = (Some(by), true);
        kept.clear();
    }
    Traced { checkpoint, effects: kept, settled }
}

fn is_post(owed: &Owed) -> bool {
    matches!(owed, Owed::Post { .. })
}

/// Nothing that makes a new message.
fn is_quiet(effect: &Effect) -> bool {
    matches!(effect, Effect::Owe(Owed::Edit { .. } | Owed::Mark { .. }))
}

/// What the thread was told when it happened, in words that depended on what people did.
fn is_told_otherwise(owed: &Owed) -> bool {
    matches!(owed, Owed::Post { key: PostKey { purpose: Purpose::Notice | Purpose::Said, .. }, .. })
}

/// The message of each post, each message once: first those that are the same, then those
/// that are alike, for cards were edited since.
fn find_all(posts: &[(Option<u64>, Owed)], mine: &[&Message], machine: &Machine) -> Vec<Option<MessageId>> {
    let thread = machine.checkpoint().place.thread;
    let mut free: Vec<&Message> = mine.to_vec();
    let mut found: Vec<Option<MessageId>> = vec![None; posts.len()];
    for round in [is_same, is_alike] {
        for (at, (_, owed)) in posts.iter().enumerate() {
            let Owed::Post { key, body } = owed else { continue };
            if found[at].is_some() {
                continue;
            }
            let nonce = key.nonce(thread);
            let fits = |message: &&Message| round(message, key, body, &nonce);
            // Of a status card that moved, the last is the card.
            let place = match key.purpose {
                Purpose::Status => free.iter().rposition(fits),
                _ => free.iter().position(fits),
            };
            found[at] = place.map(|place| free.remove(place).id);
        }
    }
    found
}

fn is_same(message: &Message, key: &PostKey, body: &Body, nonce: &str) -> bool {
    match (&message.nonce, key.purpose) {
        (Some(theirs), _) => theirs == nonce,
        (None, Purpose::Status) => message.custom_ids.contains(&Press::More.custom_id()),
        (None, _) => message.shows(body),
    }
}

fn is_alike(message: &Message, key: &PostKey, body: &Body, _nonce: &str) -> bool {
    if message.nonce.is_some() || key.purpose == Purpose::Status {
        return false;
    }
    let meant = body.embeds.iter().flat_map(|embed| [&embed.title, &embed.description]);
    let meant = words(meant.chain([&body.content]));
    let shown = message.embeds.iter().flat_map(|embed| [&embed.title, &embed.description]);
    let shown = words(shown.chain([&message.content]));
    let both = meant.intersection(&shown).count();
    both > 0 && both * 100 >= meant.len() * ALIKE.0 && both * 100 >= shown.len() * ALIKE.1
}

/// The words of some texts; numbers change with time.
fn words<'a>(texts: impl Iterator<Item = &'a String>) -> BTreeSet<String> {
    let is_word = |word: &&str| word.chars().count() > 2 && !word.chars().all(|c| c.is_ascii_digit());
    texts.flat_map(|text| text.split(|c: char| !c.is_alphanumeric()).filter(is_word)).map(str::to_lowercase).collect()
}

fn words_of(activity: &crate::jules::model::Activity) -> Option<String> {
    match &activity.event {
        Event::UserMessaged(words) => Some(digest(words)),
        _ => None,
    }
}

/// Finds up to where the thread was heard: messages that bear a final mark of ours, and those
/// whose words Jules has.
fn listen(cp: &mut Checkpoint, messages: &[Message], me: UserId, said: &HashSet<String>, out: &mut Vec<Effect>) {
    let finally = [Mark::Delivered, Mark::Failed, Mark::Withdrawn].map(Mark::emoji);
    for message in messages.iter().filter(|message| !message.author_is_bot) {
        if message.id <= cp.heard {
            continue;
        }
        let text = message.content.replace(&format!("<@{me}>"), "");
        let text = text.trim();
        let known = said.contains(&digest(text.strip_prefix('?').unwrap_or(text)));
        let is_final = message.marks.iter().any(|mark| finally.contains(&mark.as_str()) || mark == "🚫");
        if known && !is_final {
            out.push(Effect::Owe(Owed::Mark { message: message.id, mark: Mark::Delivered }));
        }
        if known || is_final {
            cp.heard = message.id;
        }
    }
}

fn detached_by(content: &str) -> Option<UserId> {
    let id: u64 = content.strip_prefix(DETACHED)?.split_once('>')?.0.parse().ok()?;
    (id != 0).then(|| UserId::new(id))
}
