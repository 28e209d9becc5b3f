//! What the thread says to everybody in it.

use serenity::model::id::{ChannelId, UserId};

/// The message that a thread hangs under.
#[must_use]
pub fn starter(title: &str, place: &str, by: UserId, marker: &str) -> String {
    format!("🧵 **{title}**\n{place} · started by <@{by}>\n-# {marker} (also in the session's title at Jules)")
}

/// Another plan than the one that was read has been approved.
#[must_use]
pub fn wrong_plan_approved() -> String {
    "⚠️ **Jules approved another plan than the one that was read here.** Look at it with `/jules plan` before you \
     let it go on; `/jules stop` pauses the work."
        .into()
}

/// An approval was refused, or came too late.
#[must_use]
pub fn approval_failed(reason: &str) -> String {
    format!("⚠️ **The approval did not go through.** {reason}")
}

/// Why an approval did not go through: it waited too long.
#[must_use]
pub fn approval_expired() -> String {
    "It could not be passed on for a day, so it does not count any more. Look at the plan and press Approve again."
        .into()
}

/// Why an approval did not go through: there is nothing to approve any more.
#[must_use]
pub fn approval_of_failed() -> String {
    "The session has failed at Jules meanwhile. A message to Jules takes it up again.".into()
}

/// The same: somebody put it away.
#[must_use]
pub fn approval_of_archived() -> String {
    "The session was archived at Jules meanwhile. A message to Jules brings it back.".into()
}

/// Why an approval did not go through: the plan is not what it was.
#[must_use]
pub fn approval_of_changed() -> String {
    "At Jules the plan no longer says what it said here. Look at it there, or ask for another one: `/jules revise`."
        .into()
}

/// The session could not be archived.
#[must_use]
pub fn not_stopped(reason: &str) -> String {
    format!("⚠️ **The session was not archived.** {reason}")
}

/// The session was archived from here.
#[must_use]
pub fn stopped(by: UserId) -> String {
    format!("⏸️ <@{by}> archived the session. A message here wakes it again.")
}

/// Said in a server that we were invited to, but not set up for.
#[must_use]
pub fn leaving() -> String {
    "👋 I only work in the servers I was set up for, so I leave this one. Whoever runs me can add it to \
     `discord.guilds` and invite me again."
        .into()
}

/// Said in the channel, when its thread is closed to us. `why` is Discord's.
#[must_use]
pub fn held(thread: ChannelId, why: &str) -> String {
    let why = crate::render::safe::name(why, 120);
    format!(
        "🔒 I cannot write in <#{thread}> any more: {why}. What Jules says waits. I go on as soon as the thread is \
         unlocked, or I may view it and send messages in threads again."
    )
}

/// More was written in a thread than is passed on at once.
#[must_use]
pub fn many_wait(most: usize) -> String {
    format!(
        "📥 More than {most} messages here wait for Jules. They are passed on in the order they were written; the later \
         ones stay unmarked until their turn comes. Nothing is lost."
    )
}

/// Somebody wrote to Jules elsewhere. Their words stay there: they may not be meant for this channel.
#[must_use]
pub fn said_elsewhere() -> String {
    "💬 Somebody wrote to Jules outside this thread.".into()
}

/// Something this version does not know.
#[must_use]
pub fn unknown(kind: &str, url: Option<&str>) -> String {
    let what = if kind.is_empty() { "something without a name".into() } else { format!("something new, {kind},") };
    let place = url.map_or_else(String::new, |url| format!(" See it at <{url}>."));
    format!("ℹ️ Jules sent {what} that this version does not know.{place}")
}

/// Items that could not be read at all.
#[must_use]
pub fn unreadable(count: usize, url: Option<&str>) -> String {
    let what = if count == 1 { "one thing".to_owned() } else { format!("{count} things") };
    let place = url.map_or_else(String::new, |url| format!(" See <{url}>."));
    format!("ℹ️ Jules sent {what} that this version cannot read.{place}")
}

/// Texts (a patch, a picture) too large for the client to hold.
#[must_use]
pub fn too_large(count: u32, url: Option<&str>) -> String {
    let what = if count == 1 { "a file or text".to_owned() } else { format!("{count} files or texts") };
    let place = url.map_or_else(String::new, |url| format!(" See <{url}>."));
    format!("ℹ️ Jules sent {what} too large to show here.{place}")
}

/// Discord refused a post of ours.
#[must_use]
pub fn not_shown(url: Option<&str>) -> String {
    let place = url.map_or_else(String::new, |url| format!(" Read it at <{url}>."));
    format!("ℹ️ Discord did not accept a message from Jules here.{place}")
}

/// The first lines of an attached thread.
#[must_use]
pub fn caught_up(activities: usize, plans: u32) -> String {
    let happened = if activities == 1 { "One thing".to_owned() } else { format!("{activities} things") };
    let plans = match plans {
        0 => String::new(),
        1 => ", among them one plan".to_owned(),
        n => format!(", among them {n} plans"),
    };
    format!("ℹ️ {happened} happened before this thread was attached{plans}. From here on you see everything.")
}

/// Follows the first part of a long message, whose whole is attached.
#[must_use]
pub fn continued(file: &str) -> String {
    format!("-# The whole message is in {file}.")
}

/// Somebody edited a message that Jules has already.
#[must_use]
pub fn edits_stay() -> String {
    "-# ✏️ Jules has this message as it was first written: an edit does not reach it. Write another message instead."
        .into()
}

/// Stands for several messages that came at once; the last of them follows.
#[must_use]
pub fn gathered(messages: usize, pictures: usize, file: &str, last: &str) -> String {
    let count = |count: usize, what: &str| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
    let what = match (messages, pictures) {
        (messages, 0) => count(messages, "more message"),
        (0, pictures) => count(pictures, "more picture"),
        (messages, pictures) => format!("{} and {}", count(messages, "more message"), count(pictures, "picture")),
    };
    let place = if messages == 0 { String::new() } else { format!(" Every word is in {file}.") };
    let last = if last.is_empty() { String::new() } else { format!(" The last one:\n{last}") };
    format!("-# 📚 Jules sent {what} at once.{place}{last}")
}

/// Says for a screen reader what `messages.md` holds.
#[must_use]
pub fn messages_file() -> String {
    "Messages from Jules that came at once, oldest first".into()
}

/// What somebody said through a command.
#[must_use]
pub fn said(by: UserId, ask: bool) -> String {
    if ask { format!("❔ <@{by}> asks Jules:") } else { format!("✉️ <@{by}> to Jules:") }
}

/// What somebody wants changed about a plan.
#[must_use]
pub fn wants_changes(by: UserId) -> String {
    format!("✏️ <@{by}> requests changes to the plan:")
}
