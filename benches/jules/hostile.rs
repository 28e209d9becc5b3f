//! Legal but hostile: what a client loses, says twice, or dies of.

use anyhow::Result;
use futures::future::try_join_all;
use serde_json::{Value, json};

use crate::bench::{Bench, both};
use crate::lane::Run;
use crate::measured::Measured;
use crate::simulator::{Group, Past, Then, World};
use crate::table::{Row, Section, Target};
use crate::work::Odd;

/// Ten sessions for each way, six activities a minute or more, five minutes at ten times the speed.
pub async fn run(bench: &Bench) -> Result<Section> {
    let feeds = [
        ("equal times, 1 in 10", Odd::EqualTimes, "~10s", json!({})),
        // Close together, or a late one is hardly ever late for anything.
        (
            "late by up to 2 s, 1 in 10",
            Odd::Nothing,
            "~2s",
            json!({"activities": {"late_rate": 0.1, "late_by": "0s..2s"}}),
        ),
        ("a new kind of activity, 1 in 10", Odd::Kind, "~10s", json!({})),
        ("a new kind of artifact, 1 in 10", Odd::Artifact, "~10s", json!({})),
        ("1 in 10 lists answered 429 or 503", Odd::Refusals, "~10s", json!({})),
        ("newest first", Odd::Nothing, "~10s", json!({"lists": {"newest_first": true}})),
    ];
    let runs: Vec<Run> = feeds.iter().map(|(_, odd, gap, knobs)| scene(*odd, gap, knobs)).collect();
    let all = try_join_all(runs.iter().map(|run| both(bench, run))).await?;
    let mut section = Section::new("Hostile but legal feeds: missing + doubled + streams dead");
    for ((name, ..), (sdk, ours)) in feeds.iter().zip(&all) {
        let row = Row::of(*name, sdk.as_ref(), Some(ours), Measured::wrong);
        section.add(row.within(Target::AtMost(0.0)));
    }
    for ((name, ..), (sdk, ours)) in feeds.iter().zip(&all) {
        let told = |it: &Measured| {
            format!("{} made, {} missing, {} doubled, {} dead", it.made, it.missing, it.doubled, it.dead.len())
        };
        let sdk = sdk.as_ref().map(|sdk| format!("SDK {}; ", told(sdk))).unwrap_or_default();
        section.note(format!("- {name}: {sdk}ours {}", told(ours)));
    }
    Ok(section)
}

fn scene(odd: Odd, gap: &str, knobs: &Value) -> Run {
    let group = Group { odd, ..Group::new(10, Past::All(0), Then::Works) };
    Run {
        world: World { speed: 10.0, knobs: knobs.clone(), gap: gap.into(), groups: vec![group] },
        patience: 60.0,
        settle: 0.0,
        measure: 300.0,
        // Long enough for whatever will ever come.
        grace: 90.0,
        whole_grace: true,
        ..Run::default()
    }
}
