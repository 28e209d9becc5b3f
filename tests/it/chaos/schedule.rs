//! What goes wrong, when: a pure function of the seed.

use std::time::Duration;

use fastrand::Rng;
use jules_discord::sim::discord::{Failure, Fault, GatewayFault};
use jules_discord::sim::jules::{Fault as JulesFault, FaultBody, Operation};
use jules_discord::sim::scenario::Span;

use crate::harness::Line;

/// One thing that goes wrong.
#[derive(Debug, Clone)]
pub enum Trouble {
    /// `kill -9`, and started again after so long.
    Kill(Duration),
    /// SIGSTOP, and SIGCONT after so long.
    Freeze(Duration),
    Discord(Fault),
    Jules(Option<Operation>, u32, JulesFault),
    Gateway(GatewayFault),
    /// The same, and its end after so long.
    GatewayFor(GatewayFault, GatewayFault, Duration),
}

/// What the session does, what is written, and what goes wrong.
#[derive(Debug)]
pub struct Plot {
    /// A scenario, as a file would have it.
    pub scenario: String,
    pub lines: Vec<Line>,
    /// In order, each with its moment.
    pub troubles: Vec<(Duration, Trouble)>,
}

/// Troubles of one seed.
const TROUBLES: usize = 8;
/// They all begin within so many milliseconds.
const SPREAD_MS: u64 = 6_000;

impl Plot {
    pub fn of(seed: u64) -> Self {
        let mut rng = Rng::with_seed(seed);
        let (scenario, lines) = session(&mut rng);
        let mut troubles: Vec<_> =
            (0..TROUBLES).map(|_| (Duration::from_millis(rng.u64(0..SPREAD_MS)), trouble(&mut rng))).collect();
        troubles.sort_by_key(|(at, _)| *at);
        Self { scenario, lines, troubles }
    }
}

fn trouble(rng: &mut Rng) -> Trouble {
    match rng.u32(0..100) {
        0..20 => Trouble::Kill(millis(rng, 0..600)),
        20..28 => Trouble::Freeze(millis(rng, 200..2_500)),
        28..52 => Trouble::Discord(discord(rng)),
        52..78 => jules(rng),
        _ => gateway(rng),
    }
}

fn millis(rng: &mut Rng, range: std::ops::Range<u64>) -> Duration {
    Duration::from_millis(rng.u64(range))
}

fn pick<T: Copy>(rng: &mut Rng, among: &[T]) -> T {
    among[rng.usize(..among.len())]
}

fn discord(rng: &mut Rng) -> Fault {
    const CALLS: [(&str, &str); 9] = [
        ("POST", "/channels/{channel}/messages"),
        ("POST", "/channels/{channel}/messages"),
        ("POST", "/channels/{channel}/messages"),
        ("PATCH", "/channels/{channel}/messages/{message}"),
        ("GET", "/channels/{channel}/messages"),
        ("PUT", "/reactions/"),
        ("POST", "/threads"),
        ("GET", "/threads/active"),
        ("", ""),
    ];
    let (method, path) = pick(rng, &CALLS);
    let failure = match rng.u32(0..10) {
        0..2 => Failure::Status(pick(rng, &[500, 502, 503])),
        2..4 => Failure::Status(429),
        4..7 => Failure::Drop,
        7 => Failure::Hang,
        8 => Failure::Cut,
        _ => Failure::Delay(rng.u64(100..1_500)),
    };
    let fault = Fault::new(method, path, rng.u32(1..4), failure);
    // What is refused for its number was not done; half an answer is one to something done.
    let done = failure == Failure::Cut || (failure != Failure::Status(429) && rng.bool());
    let fault = Fault {
        retry_after: Some(f64::from(rng.u32(2..10)) / 10.0),
        scope: Some(pick(rng, &["user", "global", "shared"]).to_owned()),
        bare: rng.u32(0..4) == 0,
        ..fault
    };
    if done { fault.after_effect() } else { fault }
}

fn jules(rng: &mut Rng) -> Trouble {
    const CALLS: [Option<Operation>; 8] = [
        Some(Operation::Create),
        Some(Operation::SendMessage),
        Some(Operation::SendMessage),
        Some(Operation::ApprovePlan),
        Some(Operation::ApprovePlan),
        Some(Operation::ListActivities),
        Some(Operation::List),
        None,
    ];
    let operation = pick(rng, &CALLS);
    let fault = match rng.u32(0..10) {
        0..2 => JulesFault::status(pick(rng, &[500, 503])),
        2 => JulesFault { retry_after: rng.bool().then_some(1), ..JulesFault::status(429) },
        3 => JulesFault { body: pick(rng, &[FaultBody::Html, FaultBody::Empty]), ..JulesFault::status(502) },
        4..7 => JulesFault::drop(),
        7 => JulesFault::cut(),
        8 => JulesFault::hang(Span::secs(rng.u64(2..20))),
        _ => JulesFault { slow: Some(Span::secs(rng.u64(1..8))), ..JulesFault::default() },
    };
    let done = fault.status != Some(429) && rng.bool();
    Trouble::Jules(operation, rng.u32(1..4), if done { fault.after_effect() } else { fault })
}

fn gateway(rng: &mut Rng) -> Trouble {
    let during = millis(rng, 300..1_800);
    match rng.u32(0..11) {
        0 => Trouble::Gateway(GatewayFault::Close { code: pick(rng, &[1001, 4000, 4008]) }),
        1 => Trouble::Gateway(GatewayFault::Close { code: pick(rng, &[4007, 4009]) }),
        2 => Trouble::Gateway(GatewayFault::Reconnect),
        3 => Trouble::Gateway(GatewayFault::InvalidSession { resumable: true }),
        4 => Trouble::Gateway(GatewayFault::InvalidSession { resumable: false }),
        5 => Trouble::Gateway(GatewayFault::Drop),
        6 => Trouble::Gateway(GatewayFault::EmptyClose),
        7 => Trouble::Gateway(GatewayFault::Refuse { for_ms: rng.u64(200..1_500) }),
        8 => Trouble::Gateway(GatewayFault::Mangle { event: "MESSAGE_CREATE".into(), times: rng.u32(1..4) }),
        9 => Trouble::GatewayFor(GatewayFault::Deaf { on: true }, GatewayFault::Deaf { on: false }, during),
        _ => Trouble::GatewayFor(GatewayFault::NoAck { on: true }, GatewayFault::NoAck { on: false }, during),
    }
}

/// A session of some length, with everything that is easily lost or said twice.
fn session(rng: &mut Rng) -> (String, Vec<Line>) {
    let mut steps =
        vec![r#"{ after = "400ms", plan = { steps = ["Reproduce the failure", "Fix the clock"] } }"#.to_owned()];
    let mut lines = Vec::new();
    let mut names = 0;
    let mut name = || {
        names += 1;
        format!("c{names:02}")
    };
    for _ in 0..rng.usize(3..7) {
        let name = name();
        match rng.u32(0..10) {
            0..4 => steps.push(format!(r#"{{ after = "400ms", message = "{name} says one thing" }}"#)),
            4..6 => {
                let twin = format!("{name} twin");
                steps.push(format!(r#"{{ after = "400ms", message = "{name} one of two" }}"#));
                steps.push(format!(r#"{{ message = "{twin} of the same moment", same_time = true }}"#));
            }
            6 => steps.push(format!(r#"{{ after = "400ms", message = {:?} }}"#, long(&name))),
            7 => steps.push(
                r#"{ after = "400ms", bash = { command = "python3 -m unittest", output = "FAILED", exit_code = 1 } }"#
                    .into(),
            ),
            8 => steps.push(r#"{ after = "400ms", change_set = { file = "todo.patch", first = 3 } }"#.into()),
            _ => steps.push(r#"{ after = "400ms", progress = { title = "Reading the code" } }"#.into()),
        }
        // Somebody has something to say to it.
        let spoke = steps.last().is_some_and(|step| step.contains(" says one thing"));
        if spoke && rng.bool() {
            for n in 0..rng.usize(1..4) {
                lines.push(Line { after: format!("{name} says"), says: format!("word {n} about {name}") });
            }
        }
    }
    steps.push(r#"{ after = "400ms", question = "Shall one day late read “yesterday”?" }"#.into());
    lines.push(Line { after: "Shall one day late".into(), says: "yesterday".into() });
    steps.push(r#"{ after = "400ms", message = "Thank you." }"#.into());
    steps.push(r#"{ after = "300ms", outputs = { pull_request = { url = "https://github.com/acme/todo/pull/7", title = "Fix it" } } }"#.into());
    steps.push(r#"{ after = "300ms", completed = {} }"#.into());
    (format!("{HEAD}steps = [{}]\n", steps.join(",\n")), lines)
}

fn long(name: &str) -> String {
    let text = "The code compares a day with a time of day, and so a thing that is due today is late all day long. ";
    let paragraph = |n| format!("{name} paragraph {n}. {}", text.repeat(3));
    (1..12).map(paragraph).collect::<Vec<_>>().join("\n\n")
}

const HEAD: &str = r#"about = "Made by the chaos test."
[[sources]]
owner = "acme"
repo = "todo"
default_branch = "main"
branches = ["main", "dev"]

[knobs.create]
queued_for = "300ms"
burst = 0
daily = 0

[knobs.lists]
lag = "100ms"
activities_per_minute = 0

[knobs.lifecycle]
state_lag = "100ms"
approve_after = "200ms"
message_visible_after = "200ms"

[[scripts]]
name = "chaos"
"#;
