//! `[attention]`: when people are reminded, and when they are left alone.

use std::time::Duration;

use chrono::{FixedOffset, NaiveTime};

use super::read::Reader;

/// How attention is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attention {
    /// How long after a question each reminder is due, shortest first.
    pub reminders: Vec<Duration>,
    /// When no reminder goes out: from, to. The second may be on the next day.
    pub quiet_hours: Option<(NaiveTime, NaiveTime)>,
    /// Whose clock that is.
    pub utc_offset: FixedOffset,
    /// How long Jules keeps an unapproved plan.
    pub plan_lasts: Duration,
}

const WEEK_MINUTES: f64 = 10_080.0;
const DAY_S: u32 = 86_400;

pub(super) fn read(reader: &mut Reader) -> Attention {
    let minutes = reader.numbers("attention.reminder_minutes");
    if minutes.iter().any(|minutes| !(0.0..=WEEK_MINUTES).contains(minutes)) {
        reader.refuse("attention.reminder_minutes", "must list minutes from 0 to 10080");
    }
    let in_range = minutes.into_iter().map(|minutes| minutes.clamp(0.0, WEEK_MINUTES) * 60.0);
    let mut reminders: Vec<Duration> = in_range.map(Duration::from_secs_f64).collect();
    reminders.sort_unstable();
    let hours = reader.is_set("attention.quiet_hours").then(|| reader.text("attention.quiet_hours"));
    let quiet_hours = hours.as_deref().and_then(span);
    if hours.is_some() && quiet_hours.is_none() {
        reader.refuse("attention.quiet_hours", "must be two times such as \"22:00-07:00\"");
    }
    let offset = reader.text("attention.utc_offset").parse().ok();
    if offset.is_none() {
        reader.refuse("attention.utc_offset", "must be an offset such as \"+02:00\"");
    }
    let plan_lasts = reader.count("attention.plan_lasts_s", DAY_S).unwrap_or_default();
    Attention {
        reminders,
        quiet_hours,
        utc_offset: offset.unwrap_or_else(|| chrono::Offset::fix(&chrono::Utc)),
        plan_lasts: Duration::from_secs(plan_lasts.into()),
    }
}

/// Two times of the day that differ.
fn span(text: &str) -> Option<(NaiveTime, NaiveTime)> {
    let (from, to) = text.split_once('-')?;
    let time = |text: &str| NaiveTime::parse_from_str(text.trim(), "%H:%M").ok();
    Some((time(from)?, time(to)?)).filter(|(from, to)| from != to)
}
