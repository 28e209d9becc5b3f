//! When a session is looked at, and what the list is believed.

use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use serde_json::json;

use super::{Entry, Outcome};
use crate::jules::Settings;
use crate::jules::cursor::Cursor;
use crate::jules::feed::floors::Floors;
use crate::jules::feed::look::{Found, Row};
use crate::jules::feed::watch::{Pace, Slot};
use crate::jules::model::{Activity, SessionId, SessionState};

const NOW: DateTime<Utc> = DateTime::from_timestamp(1_780_000_000, 0).unwrap();

fn settings() -> Settings {
    Settings::new("key")
}

/// A working session of an earlier life.
fn entry(now: Instant) -> Entry {
    let slot = Arc::new(Slot::new(1, Pace::Working));
    Entry::new(SessionId::from("1"), Cursor::default(), Some(SessionState::InProgress), slot, now, &settings())
}

fn row(update_time: DateTime<Utc>) -> Row {
    Row { state: SessionState::InProgress, update_time: Some(update_time), archived: false, pull_request: false }
}

/// A look that finds an activity, and the session.
fn finds(entry: &mut Entry, id: &str, trusted: bool, now: Instant) -> Outcome {
    entry.begin(now);
    let activity: Activity = serde_json::from_value(json!({"id": id, "createTime": NOW})).unwrap();
    let session = serde_json::from_value(json!({"name": "sessions/1", "state": "IN_PROGRESS"})).unwrap();
    let cursor = entry.cursor.clone();
    let found = Found { session: Some(Box::new(session)), activities: vec![activity], skipped: 0, cursor, more: false };
    let floors = Floors::new(std::iter::repeat_n(Pace::Working, 60), 1.6);
    entry.saw(Some(found), trusted, floors, now, &settings())
}

#[test]
fn a_first_row_brings_a_look_but_no_trust() {
    let now = Instant::now();
    let mut entry = entry(now);
    entry.shown(row(NOW), now, &settings());
    assert!(entry.moved);
    assert_eq!(finds(&mut entry, "a", false, now), Outcome::News);
    entry.shown(row(NOW + Duration::from_secs(9)), now, &settings());
    assert!(entry.moved);
    assert_eq!(finds(&mut entry, "b", false, now), Outcome::AnnouncedNews, "this time the row moved");
}

#[test]
fn when_the_list_is_found_out_nobody_waits_for_its_word() {
    let now = Instant::now();
    let mut entry = entry(now);
    entry.shown(row(NOW), now, &settings());
    finds(&mut entry, "a", true, now);
    assert!(entry.due > now + Duration::from_mins(3), "a rare sweep is enough while the list tells");
    entry.distrust(now, &settings());
    assert!(entry.due <= now + settings().poll_max);
}

#[test]
fn who_waits_for_a_new_session_goes_before_all_that_were_looked_at_before() {
    let now = Instant::now();
    let unit = settings().poll_min;
    let slot = Arc::new(Slot::new(2, Pace::Urgent));
    let new = Entry::new(SessionId::from("2"), Cursor::default(), None, slot, now, &settings());
    let later = now + Duration::from_mins(4);
    assert!(new.claim(now, unit) > entry(now).claim(later, unit));
}

#[test]
fn one_list_that_does_not_show_a_session_yet_says_little() {
    let now = Instant::now();
    let mut entry = entry(now);
    entry.vanished(now);
    assert!(!entry.is_unlisted());
    entry.vanished(now);
    assert!(entry.is_unlisted());
    entry.shown(row(NOW), now, &settings());
    assert!(!entry.is_unlisted());
}

#[test]
fn what_the_first_row_shows_already_needs_no_announcement() {
    let now = Instant::now();
    let mut entry = entry(now);
    finds(&mut entry, "a", false, now);
    entry.cursor.pass("b", Some(NOW));
    entry.shown(row(NOW), now, &settings());
    finds(&mut entry, "b", false, now);
    assert_eq!(entry.unannounced, None);
    entry.cursor.pass("c", Some(NOW + Duration::from_secs(5)));
    finds(&mut entry, "c", false, now);
    assert_eq!(entry.unannounced, Some(now), "the row is still the old one");
}

#[test]
fn a_session_that_is_no_longer_queued_is_read_at_once() {
    let now = Instant::now();
    let mut entry = entry(now);
    let floors = Floors::new(std::iter::repeat_n(Pace::Working, 60), 1.6);
    let mut sees = |state: &str| {
        entry.begin(now);
        let session = serde_json::from_value(json!({"name": "sessions/1", "state": state})).unwrap();
        let cursor = entry.cursor.clone();
        let found = Found { session: Some(session), activities: Vec::new(), skipped: 0, cursor, more: false };
        entry.saw(Some(found), false, floors, now, &settings());
        entry.due
    };
    assert!(sees("QUEUED") > now);
    assert!(sees("QUEUED") > now, "nothing to read yet");
    assert_eq!(sees("PLANNING"), now, "its activities were not read with it");
}
