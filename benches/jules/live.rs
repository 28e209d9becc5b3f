//! L200: two hundred sessions in the middle of their lives, 250 activities each, six more a
//! minute (Poisson). Once with a fixed poll of 5 s, once as the product is set, where four of
//! five sessions wait for a person.

use anyhow::Result;

use crate::bench::{Bench, both};
use crate::lane::Run;
use crate::measured::{Measured, mean, percentile};
use crate::simulator::{Group, Past, Then, World};
use crate::table::{Row, Section, Target};

/// Measures both.
pub async fn run(bench: &Bench) -> Result<()> {
    let all = Group::new(200, Past::All(250), Then::Works);
    let fixed = scene(vec![all], Some((5.0, 5.0)));
    let (sdk, ours) = both(bench, &fixed).await?;
    let mut section =
        Section::new("L200 at a fixed poll of 5 s: 200 sessions × 250 old activities, 6 new ones a minute each");
    let row = |what: &str, take: &dyn Fn(&Measured) -> f64| Row::of(what, sdk.as_ref(), Some(&ours), take);
    section.add(
        row("requests per live activity", &|it| it.per_activity(it.requests()))
            .within(Target::AtMost(1.9))
            .within(Target::Ratio(0.18)),
    );
    section.add(
        row("bytes per live activity", &|it| it.per_activity(it.counts.bytes as f64))
            .within(Target::AtMost(3_000.0))
            .within(Target::Ratio(0.006)),
    );
    section.add(
        row("mean delay × requests/s and session", &efficiency).within(Target::AtMost(0.5)).within(Target::Ratio(0.17)),
    );
    section.add(
        row("CPU ms per live activity", &|it| it.per_activity(it.cpu * 1e3))
            .within(Target::AtMost(1.6))
            .within(Target::Ratio(0.2)),
    );
    rest(&mut section, sdk.as_ref(), &ours);
    bench.print(&section);

    let waits = Group::new(160, Past::All(250), Then::Waits);
    let adaptive = scene(vec![Group { sessions: 40, ..all }, waits], None);
    let (sdk, ours) = both(bench, &adaptive).await?;
    let mut section = Section::new(
        "The same as the product is set, where 160 of the 200 wait for a person (SDK: 5 s, as it has no other way)",
    );
    let row = |what: &str, take: &dyn Fn(&Measured) -> f64| Row::of(what, sdk.as_ref(), Some(&ours), take);
    section.add(
        row("mean delay × requests/s and session", &efficiency)
            .within(Target::AtMost(0.35))
            .within(Target::Ratio(0.12)),
    );
    section.add(row("requests per live activity", &|it| it.per_activity(it.requests())));
    section.add(row("bytes per live activity", &|it| it.per_activity(it.counts.bytes as f64)));
    section.add(row("CPU ms per live activity", &|it| it.per_activity(it.cpu * 1e3)));
    rest(&mut section, sdk.as_ref(), &ours);
    bench.print(&section);
    Ok(())
}

/// What is shown without a target.
fn rest(section: &mut Section, sdk: Option<&Measured>, ours: &Measured) {
    let row = |what: &str, take: &dyn Fn(&Measured) -> f64| Row::of(what, sdk, Some(ours), take);
    section.add(row("delay, mean, s", &|it| mean(&it.delays)));
    section.add(row("… p99, s", &|it| percentile(&it.delays, 99)));
    section.add(row("RSS, largest, MB", &|it| it.rss_max as f64 / 1e6));
    section.add(row("live activities", &|it| it.made as f64));
    section.add(row("… missing, doubled, streams dead", &Measured::wrong));
    section.note(format!("An activity has {:.0} bytes in the mean.", ours.mean_bytes));
    for (name, it) in [("The SDK", sdk), ("Ours", Some(ours))] {
        if it.is_some_and(|it| it.late) {
            section.note(format!("{name} had not read the past when the measurement began."));
        }
    }
}

/// Polling efficiency; 0.5 is one request a poll and memoryless arrivals, whatever the pause.
fn efficiency(it: &Measured) -> f64 {
    mean(&it.delays) * it.requests() / (it.seconds * it.speed) / it.sessions as f64
}

fn scene(groups: Vec<Group>, ours: Option<(f64, f64)>) -> Run {
    Run {
        world: World { gap: "~10s".into(), apart: 10, groups, ..World::default() },
        ours,
        patience: 120.0,
        settle: 14.0,
        measure: 75.0,
        grace: 12.0,
        ..Run::default()
    }
}
