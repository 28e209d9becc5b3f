//! A few seconds of everything, ours alone: whether the benchmark still works, not how fast we are.

use anyhow::{Result, ensure};
use serde_json::json;

use crate::lane::{Client, Run};
use crate::simulator::{Group, Past, Then, World};
use crate::statistics::{mean, percentile};

/// Fails when an activity was lost, came twice, or a person got no answer.
pub async fn run() -> Result<()> {
    let works = Group::new(15, Past::UpTo(60), Then::Works);
    let waits = Group::new(15, Past::All(20), Then::Waits);
    let run = Run {
        world: World {
            speed: 20.0,
            knobs: json!({"transport": {"error_rate": 0.02}, "activities": {"late_rate": 0.1, "late_by": "0s..2s"}}),
            gap: "~10s".into(),
            groups: vec![works, waits],
        },
        people: (20.0, 40.0),
        settle: 5.0,
        patience: 600.0,
        measure: 80.0,
        grace: 400.0,
        ..Run::default()
    };
    let ours = run.go(Client::Ours, None).await?;
    println!(
        "{} activities, {} missing, {} doubled, {} failures; delay {:.1} s, p99 {:.1} s; {} answers after {:.1} s",
        ours.made,
        ours.missing,
        ours.doubled,
        ours.dead.len(),
        mean(&ours.delays),
        percentile(&ours.delays, 99),
        ours.answers.len(),
        mean(&ours.answers),
    );
    ensure!(!ours.late, "the past was not read in time");
    ensure!(ours.made > 50 && !ours.answers.is_empty(), "too little has happened");
    // An ask may meet one of the errors; a stream may not.
    let streams = ours.dead.iter().filter(|dead| !dead.starts_with("an ask") && !dead.starts_with("a start"));
    ensure!(ours.missing + ours.doubled + streams.count() == 0, "not everything came once: {:?}", ours.dead);
    Ok(())
}
