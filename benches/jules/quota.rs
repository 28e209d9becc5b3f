//! Full plans inside the quota of one key: 120 `activities.list` a minute (`jules-api.md` 2.3),
//! answers after 350 ms, rows of the session list that lag by up to 5 s.

use anyhow::Result;
use serde_json::{Value, json};

use crate::bench::{Bench, both};
use crate::lane::{Client, Run};
use crate::measured::Measured;
use crate::simulator::{Group, Past, Then, World};
use crate::statistics::{mean, percentile};
use crate::table::{Row, Section, Target};

/// A plan of Jules, used to the full.
struct Plan {
    name: &'static str,
    working: usize,
    parked: usize,
    calls: f64,
    p99: f64,
}

const PLANS: [Plan; 2] = [
    Plan { name: "Pro", working: 15, parked: 0, calls: 60.0, p99: 8.0 },
    Plan { name: "Ultra", working: 60, parked: 200, calls: 110.0, p99: 40.0 },
];

/// What a person who waits can be asked to bear, in seconds.
const PERSON: f64 = 5.0;

/// Measures both plans: quiet, with people who ask and start sessions, and where the update time
/// of a session does not move with its activities. All at once: each has its own simulator, and
/// a quota keeps everybody idle most of the time.
pub async fn run(bench: &Bench) -> Result<Vec<Section>> {
    let [pro, ultra] = &PLANS;
    let (pro, ultra) = tokio::try_join!(Box::pin(plan(bench, pro)), Box::pin(plan(bench, ultra)))?;
    Ok(vec![pro, ultra])
}

async fn plan(bench: &Bench, plan: &Plan) -> Result<Section> {
    let (speed, minutes) = bench.options.quota();
    let quiet = scene(plan, speed, minutes, &json!({}), false);
    let busy = scene(plan, speed, minutes, &json!({}), true);
    let still = scene(plan, speed, minutes, &json!({"update_with_activity": false}), false);
    let ((sdk, busy), quiet, still) =
        tokio::try_join!(both(bench, &busy), quiet.go(Client::Ours, None), still.go(Client::Ours, None))?;
    let title = format!(
        "A full {} plan inside its quota: {} working sessions, {} parked; {minutes} min{}",
        plan.name,
        plan.working,
        plan.parked,
        if (speed - 1.0).abs() < f64::EPSILON { " at the real pace".to_owned() } else { format!(", {speed}× faster") },
    );
    let mut section = Section::new(title);
    let sdk = sdk.as_ref();
    let row = |what: &str, take: &dyn Fn(&Measured) -> f64| Row::of(what, sdk, Some(&quiet), take);
    section.add(row("activities.list a minute", &activities).within(Target::AtMost(plan.calls)));
    section.add(row("sessions.list a minute", &|it| it.per_minute(it.counts.sessions as f64)));
    section.add(row("both a minute", &|it| it.per_minute(it.lists())));
    section.add(row("refused a minute (429)", &|it| it.per_minute(it.counts.refused as f64)));
    section.add(row("delay of an activity, mean, s", &|it| mean(&it.delays)));
    section.add(row("… p99, s", &|it| percentile(&it.delays, 99)).within(Target::AtMost(plan.p99)));
    section.add(row("activities made", &|it| it.made as f64));
    section.add(row("… not delivered when it ended", &|it| it.missing as f64));
    let row = |what: &str, take: &dyn Fn(&Measured) -> f64| Row::of(what, sdk, Some(&busy), take);
    section.head("with people who ask and start sessions");
    section.add(row("activities.list a minute", &activities));
    section.add(row("delay of an answer, median, s", &|it| percentile(&it.answers, 50)));
    section.add(row("… p99, s", &|it| percentile(&it.answers, 99)).within(Target::AtMost(PERSON)));
    section.add(row("answers", &|it| it.answers.len() as f64));
    section.add(row("delay of a new session's plan, median, s", &|it| percentile(&it.plans, 50)));
    section.add(row("… p99, s", &|it| percentile(&it.plans, 99)).within(Target::AtMost(PERSON)));
    section.add(row("plans", &|it| it.plans.len() as f64));
    section.add(row("delay of other activities, p99, s", &|it| percentile(&it.delays, 99)));
    section.add(row("actions, streams and starts that failed", &|it| it.dead.len() as f64));
    let row = |what: &str, take: &dyn Fn(&Measured) -> f64| Row::of(what, None, Some(&still), take);
    section.head("where updateTime does not move with an activity (no target)");
    section.add(row("activities.list a minute", &activities));
    section.add(row("delay of an activity, mean, s", &|it| mean(&it.delays)));
    section.add(row("… p99, s", &|it| percentile(&it.delays, 99)));
    if quiet.late || busy.late {
        section.note("Ours had not seen every session when the measurement began.");
    }
    for dead in quiet.dead.iter().chain(&busy.dead).take(3) {
        section.note(format!("Ours: {dead}"));
    }
    Ok(section)
}

fn activities(it: &Measured) -> f64 {
    it.per_minute(it.counts.activities as f64)
}

fn scene(plan: &Plan, speed: f64, minutes: f64, life: &Value, people: bool) -> Run {
    let mut groups = vec![Group::new(plan.working, Past::UpTo(400), Then::Works)];
    if plan.parked > 0 {
        // The list shows the newest first. Who waits is as old as who works, who has ended is older.
        let waits = Group { apart: 120, ..Group::new(plan.parked / 2, Past::All(40), Then::Waits) };
        groups.extend([waits, Group { apart: 600, then: Then::Ended, ..waits }]);
    }
    let mut knobs = json!({
        "transport": {"latency": "200ms..500ms", "latency_tail": "1s..3s"},
        "create": {"concurrent": 0, "burst": 0, "daily": 0, "queued_for": "2s..5s"},
        "lists": {"lag": "0s..5s", "activities_per_minute": 120},
        "lifecycle": {"reply_after": "5s..50s"},
    });
    for (key, value) in life.as_object().into_iter().flatten() {
        knobs["lifecycle"][key] = value.clone();
    }
    Run {
        world: World { speed, knobs, groups, ..World::default() },
        unlimited: false,
        resume: true,
        people: if people { (20.0, 60.0) } else { (0.0, 0.0) },
        // Both plans begin to measure together, so that all lanes share the machine alike.
        patience: 150.0,
        settle: 15.0,
        measure: minutes * 60.0,
        grace: 60.0,
        ..Run::default()
    }
}
