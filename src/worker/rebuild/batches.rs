//! Batches that are not over: their cards have buttons, which say which batch it is, and a line
//! for each repository. One whose card has no button any more needs nobody.
//!
//! A card may be older than what its batch did last, so nothing begins by itself: the batch comes
//! back stopped, and a person who has looked at it presses **Begin the rest**.

use serenity::model::id::{ChannelId, GuildId, InteractionId, MessageId, UserId};

use super::threads::Found;
use crate::discord::{Message, WriteError, Writer};
use crate::jules::model::SourceName;
use crate::render::press::order::Order;
use crate::render::text;
use crate::session::checkpoint::{Checkpoint, Task};
use crate::session::ids::{made_at, marker};
use crate::worker::batch::{Row, Run, Step, start};

/// Messages of one channel that are looked at, from the first that hangs a thread of ours.
const MESSAGES: usize = 5_000;
/// A batch begins a moment before its first thread.
const BEFORE: u64 = 60_000 << 22;

/// A batch's card.
pub(super) struct Card {
    guild: GuildId,
    channel: ChannelId,
    message: MessageId,
    id: InteractionId,
    issue: u16,
    title: String,
    requester: UserId,
    lines: Vec<Line>,
}

/// What a card says of one repository.
#[derive(Debug, PartialEq, Eq)]
struct Line {
    slug: String,
    branch: String,
    thread: Option<ChannelId>,
    failed: bool,
}

/// Finds the cards in the channels that threads of ours hang under.
pub(super) async fn find(writer: &Writer, found: &[Found], me: UserId) -> Result<Vec<Card>, WriteError> {
    let mut channels: Vec<(ChannelId, GuildId, u64)> = Vec::new();
    for Found { place, .. } in found.iter().filter(|found| !found.forum) {
        match channels.iter_mut().find(|(channel, ..)| *channel == place.channel) {
            Some((_, _, first)) => *first = place.thread.get().min(*first),
            None => channels.push((place.channel, place.guild, place.thread.get())),
        }
    }
    let mut cards = Vec::new();
    for (channel, guild, first) in channels {
        let after = MessageId::new(first.saturating_sub(BEFORE).max(1));
        match writer.messages_after(channel, after, MESSAGES).await {
            Ok(messages) => {
                let mine = messages.iter().filter(|message| message.author_id == me);
                cards.extend(mine.filter_map(|message| read(guild, channel, message)));
            }
            Err(error) if error.is_gone() || error.is_forbidden() => {}
            Err(error) => return Err(error),
        }
    }
    Ok(cards)
}

fn read(guild: GuildId, channel: ChannelId, message: &Message) -> Option<Card> {
    let id = message.custom_ids.iter().find_map(|id| match Order::parse(id)? {
        Order::Batch(batch, _) => Some(InteractionId::new(batch)),
        _ => None,
    })?;
    let embed = message.embeds.first()?;
    let issue = match embed.footer.strip_prefix(&marker(id))? {
        "" => 0,
        issue => issue.strip_prefix('-')?.parse().ok()?,
    };
    let (head, rest) = embed.description.split_once('\n')?;
    let requester: u64 = head.split_once("<@")?.1.split_once('>')?.0.parse().ok()?;
    let (_, count) = head.split_once(" of ")?;
    let count: usize = count.split(' ').next()?.parse().ok()?;
    let lines: Vec<Line> = rest.lines().filter_map(line).collect();
    let title = embed.title.strip_prefix(&text::batch_title(""))?.to_owned();
    let requester = UserId::new(Some(requester).filter(|id| *id != 0)?);
    // A card that had no room for all of it says too little.
    (lines.len() == count).then_some(Card { guild, channel, message: message.id, id, issue, title, requester, lines })
}

fn line(text: &str) -> Option<Line> {
    let mut parts = text.split(" · ").skip_while(|part| !part.starts_with('`'));
    let (slug, branch) = parts.next()?.split_once(" @ ")?;
    let bare = |code: &str| code.trim_matches('`').to_owned();
    let thread = parts.next().and_then(|part| part.strip_prefix("<#")?.strip_suffix('>')?.parse().ok());
    let thread = thread.filter(|id: &u64| *id != 0).map(ChannelId::new);
    let failed = text.starts_with(&text::batch_failed());
    // Cut names end in an ellipsis, and name nothing.
    let whole = !slug.contains('…') && !branch.contains('…');
    whole.then(|| Line { slug: bare(slug), branch: bare(branch), thread, failed })
}

impl Card {
    /// The batch, as far as its card and its threads tell; none without a thread that says what
    /// it was about. `known` is the conversation in a thread.
    pub(super) fn batch(
        self,
        me: UserId,
        found: &[Found],
        known: impl Fn(ChannelId) -> Option<Checkpoint>,
    ) -> Option<Run> {
        let step = |(n, line): (usize, &Line)| {
            let name = marker(start(self.id, n));
            let by_name = || found.iter().find(|found| found.marker == name).map(|found| found.place.thread);
            match line.thread.or_else(by_name) {
                Some(thread) => Step::Open(thread),
                None if line.failed => Step::Failed(text::batch_reason_in_thread()),
                None => Step::Waiting,
            }
        };
        let steps: Vec<Step> = self.lines.iter().enumerate().map(step).collect();
        let threads = steps.iter().filter_map(|step| if let Step::Open(thread) = step { Some(*thread) } else { None });
        let one = threads.filter_map(known).find(|known| !known.task.prompt.is_empty())?;
        let channel = one.place.channel;
        let waits = steps.contains(&Step::Waiting);
        let task = Task {
            start: self.id,
            requester: self.requester,
            title: self.title,
            source: None,
            branch: None,
            // The card does not say whether plans were to be approved; then they are.
            approval: true,
            auto_pr: true,
            since: made_at(self.id.get()),
            ..one.task
        };
        let row = |(n, (line, step)): (usize, (Line, Step))| Row {
            source: SourceName::from(format!("sources/github/{}", line.slug).as_str()),
            branch: line.branch,
            start: start(self.id, n),
            step,
            earlier: vec![],
        };
        Some(Run {
            id: self.id,
            guild: self.guild,
            channel,
            forum: found.iter().any(|found| found.place.channel == channel && found.forum),
            card_channel: self.channel,
            task,
            card: Some(self.message),
            issue: self.issue,
            stopped: waits.then_some(me),
            rows: self.lines.into_iter().zip(steps).enumerate().map(row).collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_a_card_tells_its_repository_and_its_thread() {
        let of =
            |text: &str| line(text).map(|line| (line.slug, line.branch, line.thread.map(ChannelId::get), line.failed));
        let named = |thread, failed| Some(("acme/todo".to_owned(), "main".to_owned(), thread, failed));
        let waiting = format!("{} · `acme/todo` @ `main`", text::batch_waiting());
        assert_eq!(of(&waiting), named(None, false));
        assert_eq!(of("🔧 Jules is working · step 2 · `acme/todo` @ `main` · <#42>"), named(Some(42), false));
        let failed = format!("{} · `acme/todo` @ `main` · <#42> · [pull request](https://x)", text::batch_failed());
        assert_eq!(of(&failed), named(Some(42), true));
        assert_eq!(of("🕓 Waits for its turn · `acme/tod…` @ `main`"), None);
        assert_eq!(of("for <@1> · 0 of 2 finished"), None);
    }
}
