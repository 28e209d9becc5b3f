//! A stage for the examples in the documentation of `jules`: they run, against a
//! Jules simulated on this machine. Hidden, since nothing else has a use for it.

use std::time::Duration;

use serde_json::json;

use crate::jules::{Jules, Settings};
use crate::sim::jules::{Server, Settings as Simulated};
use crate::sim::scenario::Scenario;

/// What an example may end with.
pub type Outcome = Result<(), Box<dyn std::error::Error>>;

/// Plays an example with a client of a Jules whose sessions go as
/// `config/scenarios/pair.toml` says, two hundred times as fast.
///
/// # Panics
/// When the example fails, as examples do.
pub fn play(example: impl AsyncFnOnce(Jules) -> Outcome) {
    let runtime = tokio::runtime::Runtime::new();
    let outcome = runtime.map_err(Into::into).and_then(|runtime| runtime.block_on(stage(example)));
    assert!(outcome.is_ok(), "the example failed: {outcome:?}");
}

async fn stage(example: impl AsyncFnOnce(Jules) -> Outcome) -> Outcome {
    let server = Server::start(Simulated { port: 0, scenario: Scenario::load("pair")?, speed: 200.0 }).await?;
    let simulated = server.handle();
    // A busy machine must not make a plan go stale before the example looks at it.
    simulated.patch_knobs(&json!({"lifecycle": {"unapproved_after": "2h"}}))?;
    let settings = Settings {
        api_url: simulated.api_url(),
        poll_min: Duration::from_millis(10),
        overlap: Duration::from_millis(50),
        ..Settings::new(simulated.api_key())
    };
    example(Jules::new(settings)?).await?;
    server.stop().await;
    Ok(())
}
