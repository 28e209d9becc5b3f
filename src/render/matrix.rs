//! The card of a batch: one line for each repository, why what failed did, and what can be done.

use serenity::model::id::{ChannelId, UserId};

use super::body::{Body, Button, Embed, Style};
use super::cards;
use super::locale::Locale;
use super::press::order::{BatchStep, Order};
use super::{prose, text};

/// Discord's limits are 4,096 for a description, 6,000 for all of it.
const LINES: usize = 4_000;
const REASONS: usize = 1_700;

/// What the card shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matrix {
    /// The batch, for its buttons.
    pub id: u64,
    /// A name for people.
    pub title: String,
    /// Who asked for it.
    pub requester: UserId,
    /// One for each repository.
    pub lines: Vec<Line>,
    /// Who stopped it from beginning more.
    pub stopped: Option<UserId>,
    /// Finds the card again.
    pub marker: String,
}

/// One repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its state in words, with an icon.
    pub state: String,
    /// Repository and branch.
    pub place: String,
    /// Its thread.
    pub thread: Option<ChannelId>,
    /// Its pull request.
    pub pull_request: Option<String>,
    /// Whether it still waits for its turn.
    pub waiting: bool,
    /// Whether it is over, one way or another.
    pub over: bool,
    /// Why it failed, already sanitised.
    pub failed: Option<String>,
}

/// The card.
#[must_use]
pub fn matrix(view: &Matrix) -> Body {
    let lines: Vec<String> = view.lines.iter().map(line).collect();
    let failed: Vec<&Line> = view.lines.iter().filter(|line| line.failed.is_some()).collect();
    let waiting = view.lines.iter().any(|line| line.waiting);
    let over = view.lines.iter().filter(|line| line.over && line.failed.is_none()).count();
    let head = text::batch_head(view.requester, over, failed.len(), view.lines.len());
    let mut description = format!("{head}\n{}", clipped(&lines, LINES));
    if let Some(by) = view.stopped.filter(|_| waiting) {
        description = format!("{description}\n{}", text::batch_stopped_by(by));
    }
    let mut embeds = vec![Embed {
        title: text::batch_title(&view.title),
        description,
        footer: view.marker.clone(),
        ..Embed::default()
    }];
    let reasons: Vec<String> = failed
        .iter()
        .map(|line| format!("{}: {}", line.place, prose::clip(line.failed.as_deref().unwrap_or_default(), 200)))
        .collect();
    if !reasons.is_empty() {
        let description = clipped(&reasons, REASONS);
        embeds.push(Embed { title: text::batch_failures(), description, ..Embed::default() });
    }
    let press = |step, label, style| Button::Press {
        custom_id: Order::Batch(view.id, step).custom_id(),
        label,
        style,
        disabled: false,
    };
    let mut row = Vec::new();
    if waiting && view.stopped.is_none() {
        row.push(press(BatchStep::Stop, text::batch_stop(), Style::Danger));
    }
    if waiting && view.stopped.is_some() {
        row.push(press(BatchStep::GoOn, text::batch_go_on(), Style::Primary));
    }
    if !failed.is_empty() {
        row.push(press(BatchStep::Retry, text::batch_retry(failed.len()), Style::Primary));
    }
    let rows = if row.is_empty() { vec![] } else { vec![row] };
    Body { embeds, rows, silent: true, ..Body::default() }
}

fn line(line: &Line) -> String {
    let mut out = format!("{} · {}", line.state, line.place);
    if let Some(thread) = line.thread {
        out = format!("{out} · <#{thread}>");
    }
    if let Some(url) = line.pull_request.as_deref().and_then(cards::https) {
        out = format!("{out} · {}", text::batch_pull_request(&url));
    }
    out
}

/// As many whole lines as fit, and how many more there are.
fn clipped(lines: &[String], most: usize) -> String {
    let mut out = String::new();
    for (shown, line) in lines.iter().enumerate() {
        if out.chars().count() + line.chars().count() + 1 > most - 40 {
            return format!("{out}{}", text::and_more(Locale::English, lines.len() - shown));
        }
        out = format!("{out}{line}\n");
    }
    out.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn some(n: usize, failed: bool) -> Line {
        let name = format!("`acme/{}` @ `{}`", "r".repeat(60), "b".repeat(40));
        Line {
            state: text::batch_waiting(),
            place: name,
            thread: Some(ChannelId::new(u64::MAX)),
            pull_request: Some(format!("https://github.com/acme/{}/pull/{n}", "r".repeat(60))),
            waiting: !failed,
            over: failed,
            failed: failed.then(|| "why ".repeat(100)),
        }
    }

    #[test]
    fn the_longest_card_is_within_discords_limits_and_says_what_is_missing() {
        let view = Matrix {
            id: u64::MAX,
            title: "t".repeat(80),
            requester: UserId::new(u64::MAX),
            lines: (0..20).map(|n| some(n, n % 2 == 0)).collect(),
            stopped: Some(UserId::new(u64::MAX)),
            marker: "jd-0123456789".into(),
        };
        let body = matrix(&view);
        let length = |embed: &Embed| [&embed.title, &embed.description, &embed.footer].map(|text| text.chars().count());
        assert!(body.embeds.iter().all(|embed| length(embed)[1] <= 4_096 && length(embed)[0] <= 256));
        let total: usize = body.embeds.iter().flat_map(length).sum();
        assert!(total <= 6_000, "{total}");
        assert!(body.embeds[0].description.contains("more"));
        assert_eq!(body.rows[0].len(), 2);
    }

    #[test]
    fn a_card_offers_only_what_can_be_done() {
        let view = |lines| Matrix {
            id: 1,
            title: "t".into(),
            requester: UserId::new(1),
            lines,
            stopped: None,
            marker: "m".into(),
        };
        let done = Line { over: true, waiting: false, failed: None, ..some(1, false) };
        assert!(matrix(&view(vec![done.clone()])).rows.is_empty());
        assert_eq!(matrix(&view(vec![done, some(2, true)])).rows[0].len(), 1);
    }
}
