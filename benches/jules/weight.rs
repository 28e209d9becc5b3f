//! What sessions weigh in which little or nothing happens: growth, idle ones, parked ones.

use anyhow::Result;
use futures::future::try_join_all;

use crate::bench::{Bench, both};
use crate::lane::{Client, Run};
use crate::measured::Measured;
use crate::simulator::{Group, Past, Then, World};
use crate::table::{Row, Section, Target};

/// How a poll grows with the history behind it. At 10,000 activities the SDK reads 200 pages a
/// poll, so it follows fewer sessions than ours.
pub async fn growth(bench: &Bench) -> Result<Section> {
    let lengths = [100, 2_000, 10_000];
    let all = try_join_all(lengths.iter().map(|length| grown(bench, *length))).await?;
    let mut section =
        Section::new("Growth: a session's cost in 5 s by its length, at a poll of 5 s and an activity every 10 s");
    let polls = |it: &Measured| it.sessions as f64 * it.seconds / 5.0;
    let bytes = |it: &Measured| it.counts.bytes as f64 / polls(it);
    let requests = |it: &Measured| it.counts.activities as f64 / polls(it);
    for (length, (sdk, ours)) in lengths.iter().zip(&all) {
        section.add(Row::of(format!("bytes, {length} activities"), sdk.as_ref(), Some(ours), bytes));
        section.add(Row::of(format!("activities.list, {length} activities"), sdk.as_ref(), Some(ours), requests));
    }
    let (first_sdk, first) = &all[0];
    for (length, (sdk, ours)) in lengths.iter().zip(&all).skip(1) {
        let sdk = sdk.as_ref().zip(first_sdk.as_ref()).map(|(sdk, first)| bytes(sdk) / bytes(first));
        let row = Row::new(format!("growth of bytes from 100 to {length}"), sdk, Some(bytes(ours) / bytes(first)));
        section.add(row.within(Target::AtMost(1.1)));
    }
    Ok(section)
}

async fn grown(bench: &Bench, length: usize) -> Result<(Option<Measured>, Measured)> {
    let run = |sessions: usize| Run {
        world: World {
            gap: "10s".into(),
            groups: vec![Group::new(sessions, Past::All(length), Then::Works)],
            ..World::default()
        },
        ours: Some((5.0, 5.0)),
        patience: bench.patience(),
        settle: 10.0,
        measure: bench.seconds(60.0),
        ..Run::default()
    };
    let (few, more) = (run(4), run(20));
    let sdk = async {
        match &bench.sdk {
            Some(sdk) => few.go(Client::Sdk, Some(sdk)).await.map(Some),
            None => Ok(None),
        }
    };
    tokio::try_join!(sdk, more.go(Client::Ours, None))
}

/// Sessions that wait for a person.
pub async fn idle(bench: &Bench) -> Result<Section> {
    let run = Run {
        world: World { groups: vec![Group::new(200, Past::All(500), Then::Waits)], ..World::default() },
        patience: bench.patience(),
        settle: 10.0,
        measure: bench.seconds(40.0),
        ..Run::default()
    };
    let (sdk, ours) = both(bench, &run).await?;
    let mut section = Section::new("Idle: 200 sessions × 500 activities, all waiting for a person");
    let row = |what: &str, take: &dyn Fn(&Measured) -> f64| Row::of(what, sdk.as_ref(), Some(&ours), take);
    section.add(row("share of a core, %", &|it| it.cpu / it.seconds * 100.0).within(Target::AtMost(2.0)));
    section.add(row("requests a second", &|it| it.requests() / it.seconds));
    section.add(row("kilobytes a second", &|it| it.counts.bytes as f64 / it.seconds / 1e3));
    section.add(row("RSS, largest, MB", &|it| it.rss_max as f64 / 1e6));
    Ok(section)
}

/// Memory of sessions that have ended, each with a task that follows it.
pub async fn parked(bench: &Bench) -> Result<Section> {
    let run = |sessions: usize| Run {
        world: World { groups: vec![Group::new(sessions, Past::All(3), Then::Ended)], ..World::default() },
        patience: 180.0,
        settle: 5.0,
        measure: 5.0,
        ..Run::default()
    };
    let per_session = |none: &Measured, all: &Measured| all.rss.saturating_sub(none.rss) as f64 / all.sessions as f64;
    let (many, none, thousand) = (run(10_000), run(0), run(1_000));
    let (ours, empty) = tokio::try_join!(many.go(Client::Ours, None), none.go(Client::Ours, None))?;
    let mut section = Section::new("Parked: ended sessions that are still followed, beyond a process without any");
    let sdk = match &bench.sdk {
        Some(sdk) => Some(tokio::try_join!(thousand.go(Client::Sdk, Some(sdk)), none.go(Client::Sdk, Some(sdk)))?),
        None => None,
    };
    let sdk = sdk.map(|(all, none)| per_session(&none, &all));
    let row = Row::new("bytes a session (ours: 10,000, SDK: 1,000)", sdk, Some(per_session(&empty, &ours)));
    section.add(row.within(Target::AtMost(4_096.0)));
    Ok(section)
}
