//! Lists, the inbox and help.

use std::fmt::Write as _;

use serenity::model::id::{ChannelId, UserId};

/// `list`: one page of what there is. `first` is the number of its first line, from 1.
#[must_use]
pub fn sessions(lines: &[String], first: usize, count: usize) -> String {
    if count == 0 {
        return "No sessions here. Start one with `/jules start`.".into();
    }
    let mut out = if lines.len() < count {
        format!("**Sessions {first}–{} of {count}**, newest first\n", first + lines.len() - 1)
    } else {
        String::new()
    };
    out.push_str(&lines.join("\n"));
    out
}

/// Button to the page before.
#[must_use]
pub fn page_before() -> String {
    "◀ Back".into()
}

/// Button to the page after.
#[must_use]
pub fn page_after() -> String {
    "More ▶".into()
}

/// `inbox`: one page of what waits for the person who asks.
#[must_use]
pub fn inbox(lines: &[String], first: usize, count: usize) -> String {
    match count {
        0 => return "Nothing waits for you here.".into(),
        1 => return format!("**One thing waits for you**\n{}", lines.join("\n")),
        _ => {}
    }
    let mut out = format!("**{count} things wait for you**, the longest first");
    if lines.len() < count {
        let _ = write!(out, " ({first}–{})", first + lines.len() - 1);
    }
    let _ = write!(out, "\n{}", lines.join("\n"));
    out
}

/// Something that waits: what, where, since when (in seconds since 1970), and whose session it is.
#[must_use]
pub fn waits(plan: bool, thread: ChannelId, place: &str, since: i64, requester: UserId, yours: bool) -> String {
    let what = if plan { "📝 A plan to approve" } else { "❓ A question to answer" };
    let whose = if yours { "yours".to_owned() } else { format!("<@{requester}>'s") };
    format!("{what} in <#{thread}> · {place} · {whose} · waits since <t:{since}:R>")
}

/// A group of commands that one right opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// Start sessions.
    Start,
    /// Talk to Jules.
    Talk,
    /// Approve plans.
    Approve,
    /// Look.
    Look,
    /// End sessions, set channels up.
    SetUp,
}

impl Group {
    /// All, in the order in which they are told.
    pub const ALL: [Self; 5] = [Self::Start, Self::Talk, Self::Approve, Self::Look, Self::SetUp];

    fn what(self) -> (&'static str, &'static str) {
        match self {
            Self::Start => ("start", "`start` `run` `batch` `attach`, and **Send to Jules** in a message's menu"),
            Self::Talk => ("talk to Jules", "write in the thread, or `send` `ask` `revise`"),
            Self::Approve => ("approve", "**Approve** under a plan, or `approve`"),
            Self::Look => ("look", "`status` `plan` `diff` `result` `list` `inbox`"),
            Self::SetUp => ("end and set up", "`stop` `archive` `detach` `settings`"),
        }
    }
}

/// `help`, with what this person may do, and the reason if that is nothing.
#[must_use]
pub fn help(may: &[Group], denied: Option<&str>) -> String {
    let mut out = "**Jules works on your repositories, and you talk to it in a thread.**\n\
         `/jules start` opens a thread: Jules writes a plan, you press **Approve** or **Request changes**. `run` \
         lets it work without asking and opens a pull request.\n\
         In the thread, just write: 📨 stored, ✅ Jules has it, ⚠️ it did not work. Begin with `?`, mention me or \
         reply to one of my messages to ask; begin with `!` or `(aside)` to talk among yourselves.\n"
        .to_owned();
    if let Some(denied) = denied {
        let _ = write!(out, "⚠️ {denied}");
        return out;
    }
    out.push_str("**You may**\n");
    for (what, how) in may.iter().map(|group| group.what()) {
        let _ = writeln!(out, "• {what}: {how}");
    }
    let not: Vec<&str> = Group::ALL.iter().filter(|group| !may.contains(group)).map(|group| group.what().0).collect();
    if !not.is_empty() {
        let _ = writeln!(out, "**Not here:** {}", not.join(", "));
    }
    out.trim_end().to_owned()
}
