//! The audit's channel: what changed something, or was to, said in Discord as well. The file
//! is what counts; this is for people who want to see it as it happens.

use std::fmt::Write as _;
use std::time::Duration;

use serenity::model::id::ChannelId;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tracing::warn;

use crate::audit::{Decision, Row};
use crate::discord::Writer;
use crate::render::body::Body;
use crate::render::cards;

/// What comes within this time is one message.
const TOGETHER: Duration = Duration::from_secs(3);
/// UTF-16 units of one message, with room to spare.
const LONGEST: usize = 1_800;

/// Tells the channel, until it is dropped.
pub async fn tell(writer: Writer, channel: ChannelId, mut rows: Receiver<Row>) {
    loop {
        let mut text = String::new();
        let Some(mut last) = next(&mut rows, &mut text).await else { return };
        let end = tokio::time::Instant::now() + TOGETHER;
        while text.encode_utf16().count() < LONGEST - 300 {
            match tokio::time::timeout_at(end, next(&mut rows, &mut text)).await {
                Ok(Some(row)) => last = row,
                Ok(None) | Err(_) => break,
            }
        }
        let body = Body { content: text, silent: true, plain: true, ..Body::default() };
        if let Err(error) = writer.post(channel, &body, vec![], &format!("audit-{last}")).await {
            warn!(%channel, %error, "the audit's channel was not told");
        }
    }
}

/// The number of the next row that is worth telling, once its line is in `text`.
async fn next(rows: &mut Receiver<Row>, text: &mut String) -> Option<u64> {
    loop {
        match rows.recv().await {
            Ok(row) if row.fact.right == "view" && row.fact.decision == Decision::Allowed => {}
            Ok(row) => {
                text.push_str(&line(&row));
                return Some(row.seq);
            }
            // Writing to a String cannot fail.
            Err(RecvError::Lagged(missed)) => drop(writeln!(text, "… {missed} more")),
            Err(RecvError::Closed) => return None,
        }
    }
}

fn line(row: &Row) -> String {
    let fact = &row.fact;
    let decision = match (fact.decision, &fact.why) {
        (Decision::Denied, why) => format!("refused: {}", why.as_deref().unwrap_or_default()),
        (Decision::Allowed, _) => "allowed".to_owned(),
        (Decision::Noted, _) => "noted".to_owned(),
    };
    let who = if fact.who == 0 { "the bot".to_owned() } else { format!("<@{}>", fact.who) };
    let place = fact.channel.map_or_else(String::new, |channel| format!(" · <#{channel}>"));
    let repo = fact.repo.as_deref().map_or_else(String::new, |repo| format!(" · {}", cards::code(repo, 100)));
    format!("{} · {who} · {}{place}{repo} · {decision}\n", row.seq, cards::code(&fact.entry, 40))
}
