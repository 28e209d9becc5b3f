//! L200: two hundred sessions in the middle of their lives, 250 activities each, six more a
//! minute (Poisson), a base poll of 5 s.

use anyhow::Result;

use crate::bench::{Bench, both};
use crate::lane::{Client, Run};
use crate::measured::Measured;
use crate::simulator::{Group, Past, Then, World};
use crate::statistics::{mean, percentile};
use crate::table::{Row, Section, Target};

/// All of them at work: ours looks at each every 5 s as the SDK does, and, beside it, may take up
/// to a minute where the session list announces nothing. At a fixed pause of 5 s no client needs
/// less than 2 requests for an activity every 10 s, so the targets for those are the second's.
pub async fn fixed(bench: &Bench) -> Result<Section> {
    let all = vec![Group::new(200, Past::All(250), Then::Works)];
    let (strict, free) = (scene(bench, all.clone(), Some((5.0, 5.0))), scene(bench, all, Some((5.0, 60.0))));
    let ((sdk, strict), free) = tokio::try_join!(both(bench, &strict), free.go(Client::Ours, None))?;
    let title = "L200: 200 sessions × 250 old activities, 6 new ones a minute each, polled every 5 s";
    let mut section = Section::new(title);
    rows(&mut section, sdk.as_ref(), &strict, true);
    section.head("ours with a shortest pause of 5 s and a longest of 60 s");
    rows(&mut section, sdk.as_ref(), &free, false);
    section.note(format!("An activity has {:.0} bytes in the mean.", strict.mean_bytes));
    Ok(section)
}

/// As the product is set, where most wait for a person.
pub async fn adaptive(bench: &Bench) -> Result<Section> {
    let groups = vec![Group::new(40, Past::All(250), Then::Works), Group::new(160, Past::All(250), Then::Waits)];
    let run = scene(bench, groups, None);
    let (sdk, ours) = both(bench, &run).await?;
    let title = "L200 as the product is set, 160 of the 200 waiting for a person; the SDK polls every 5 s as ever";
    let mut section = Section::new(title);
    let row = |what: &str, take: &dyn Fn(&Measured) -> f64| Row::of(what, sdk.as_ref(), Some(&ours), take);
    let efficient = row("mean delay × requests/s and session", &efficiency);
    section.add(efficient.within(Target::AtMost(0.35)).within(Target::Ratio(0.12)));
    section.add(row("requests per live activity", &|it| it.per_activity(it.requests())));
    section.add(row("bytes per live activity", &|it| it.per_activity(it.counts.bytes as f64)));
    section.add(row("CPU ms per live activity", &|it| it.per_activity(it.cpu * 1e3)));
    rest(&mut section, sdk.as_ref(), &ours);
    Ok(section)
}

fn rows(section: &mut Section, sdk: Option<&Measured>, ours: &Measured, fixed: bool) {
    let row = |what: &str, take: &dyn Fn(&Measured) -> f64| Row::of(what, sdk, Some(ours), take);
    let requests = row("requests per live activity", &|it| it.per_activity(it.requests()));
    section.add(if fixed { requests } else { requests.within(Target::AtMost(1.9)).within(Target::Ratio(0.18)) });
    section.add(row("… activities.list", &|it| it.per_activity(it.counts.activities as f64)));
    section.add(row("… sessions.list", &|it| it.per_activity(it.counts.sessions as f64)));
    let bytes = row("bytes per live activity", &|it| it.per_activity(it.counts.bytes as f64));
    section.add(if fixed { bytes } else { bytes.within(Target::AtMost(3_000.0)).within(Target::Ratio(0.006)) });
    let efficient = row("mean delay × requests/s and session", &efficiency);
    section.add(efficient.within(Target::AtMost(0.5)).within(Target::Ratio(0.17)));
    let cpu = row("CPU ms per live activity", &|it| it.per_activity(it.cpu * 1e3));
    section.add(cpu.within(Target::AtMost(1.6)).within(Target::Ratio(0.2)));
    rest(section, sdk, ours);
}

/// What is shown without a target.
fn rest(section: &mut Section, sdk: Option<&Measured>, ours: &Measured) {
    let row = |what: &str, take: &dyn Fn(&Measured) -> f64| Row::of(what, sdk, Some(ours), take);
    section.add(row("delay, mean, s", &|it| mean(&it.delays)));
    section.add(row("… p99, s", &|it| percentile(&it.delays, 99)));
    section.add(row("RSS, largest, MB", &|it| it.rss_max as f64 / 1e6));
    section.add(row("live activities", &|it| it.made as f64));
    section.add(row("… missing, doubled, streams dead", &Measured::wrong));
    section.warn_if_late(sdk, ours);
}

/// Polling efficiency; 0.5 is one request a poll and memoryless arrivals, whatever the pause.
fn efficiency(it: &Measured) -> f64 {
    mean(&it.delays) * it.requests() / (it.seconds * it.speed) / it.sessions as f64
}

fn scene(bench: &Bench, groups: Vec<Group>, ours: Option<(f64, f64)>) -> Run {
    Run {
        world: World { gap: "~10s".into(), groups, ..World::default() },
        ours,
        patience: bench.patience(),
        settle: 14.0,
        measure: bench.seconds(75.0),
        grace: 12.0,
        ..Run::default()
    }
}
