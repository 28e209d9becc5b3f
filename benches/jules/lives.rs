//! Whole lives: sessions that grow to 400 activities, one every 26 s, which takes them 2.9 hours.
//!
//! One session is followed from its first activity to its last, faster than real, both clocks
//! alike. Many at once cannot be: 200 lives cost the SDK two million requests and a hundred
//! gigabytes. But when 200 sessions of all ages, evenly spread, are followed for a while at the
//! real pace, then they cost what a life costs on the average over its length. The one life shows
//! that the two agree.

use anyhow::Result;

use crate::bench::{Bench, both, each};
use crate::lane::{Client, Run};
use crate::measured::Measured;
use crate::simulator::{Group, Past, Then, World};
use crate::statistics::{mean, percentile};
use crate::table::{Row, Section, Target};

/// Activities in a life, and seconds between two of them.
const LENGTH: usize = 400;
const GAP: f64 = 26.0;

/// One life from its beginning to its end, or several.
pub async fn whole(bench: &Bench, sessions: usize, speed: f64) -> Result<Section> {
    let run = Run {
        measure: LENGTH as f64 * GAP,
        settle: 0.0,
        ..scene(bench, Group::new(sessions, Past::All(0), Then::Works), speed)
    };
    let (sdk, ours) = both(bench, &run).await?;
    let lives = if sessions == 1 { "one whole life".to_owned() } else { format!("{sessions} whole lives") };
    let mut section = Section::new(format!("S = {sessions}: {lives}, {speed}× faster"));
    rows(&mut section, sdk.as_ref(), &ours);
    Ok(section)
}

/// Many sessions of all ages, for a while.
pub async fn spread(bench: &Bench, sessions: usize) -> Result<Section> {
    let seconds = bench.seconds(45.0);
    let run = Run { measure: seconds, ..scene(bench, Group::new(sessions, Past::UpTo(LENGTH), Then::Works), 1.0) };
    let title = format!("S = {sessions}: of all ages from 0 to {LENGTH} activities, {seconds} s at the real pace");
    let mut section = Section::new(title);
    // A thousand sessions keep the SDK busier than one core can be: not at the same time then.
    let (sdk, ours) = match sessions {
        1_000 if bench.options.quick() => (None, run.go(Client::Ours, None).await?),
        1_000 => each(bench, &run).await?,
        _ => both(bench, &run).await?,
    };
    rows(&mut section, sdk.as_ref(), &ours);
    if sessions == 1_000 {
        let share = Row::of("share of a core, %", sdk.as_ref(), Some(&ours), |it| it.cpu / it.seconds * 100.0);
        section.add(share.within(Target::AtMost(10.0)));
    }
    if sessions == 200 {
        let slower = Run { ours: Some((5.0, 60.0)), ..run };
        let ours = slower.go(Client::Ours, None).await?;
        section.head("ours with a shortest pause of 5 s, as the SDK has, instead of 2 s");
        rows(&mut section, sdk.as_ref(), &ours);
    }
    Ok(section)
}

fn rows(section: &mut Section, sdk: Option<&Measured>, ours: &Measured) {
    let row = |what: &str, take: &dyn Fn(&Measured) -> f64| Row::of(what, sdk, Some(ours), take);
    let requests = row("requests a life", &|it| a_life(it, it.requests()));
    let bytes = row("megabytes a life", &|it| a_life(it, it.counts.bytes as f64 / 1e6));
    let judged = ours.sessions == 200;
    section.add(if judged { requests.within(Target::Fewer(20.0)) } else { requests });
    section.add(row("… activities.list", &|it| a_life(it, it.counts.activities as f64)));
    section.add(row("… sessions.list", &|it| a_life(it, it.counts.sessions as f64)));
    section.add(if judged { bytes.within(Target::Fewer(200.0)) } else { bytes });
    section.add(row("CPU s a life", &|it| a_life(it, it.cpu)).within(Target::Ratio(0.2)));
    section.add(row("RSS, largest, MB", &|it| it.rss_max as f64 / 1e6));
    section.add(row("delay, mean, s", &|it| mean(&it.delays)));
    section.add(row("… p99, s", &|it| percentile(&it.delays, 99)));
    section.add(row("activities made", &|it| it.made as f64));
    section.add(row("… missing, doubled, streams dead", &Measured::wrong));
    if let Some(sdk) = sdk.filter(|sdk| sdk.cpu > 0.9 * sdk.seconds) {
        let share = sdk.cpu / sdk.seconds * 100.0;
        section.note(format!(
            "The SDK used {share:.0} % of a core: it polled as often as it could, not as often as it would."
        ));
    }
    section.warn_if_late(sdk, ours);
}

/// What a life of 400 activities costs at this rate.
fn a_life(it: &Measured, cost: f64) -> f64 {
    cost / (it.seconds * it.speed) / it.sessions as f64 * LENGTH as f64 * GAP
}

fn scene(bench: &Bench, group: Group, speed: f64) -> Run {
    Run {
        world: World { speed, groups: vec![group], ..World::default() },
        patience: bench.patience() * speed,
        // A few activities each, until it is known how far the list is to be trusted.
        settle: 30.0,
        grace: 15.0,
        ..Run::default()
    }
}
