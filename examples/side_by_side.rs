//! Sessions side by side: automated ones that need nobody, an interactive one that
//! is left and taken up again by its id, and one that nobody ever looks at.
//!
//! ```sh
//! cargo run --example side_by_side                             # simulated
//! JULES_API_KEY=… cargo run --example side_by_side owner/repo  # for real
//! ```

mod stage;

use std::time::Duration;

use futures::StreamExt;
use futures::future::join_all;
use jules_discord::jules::model::SessionState;
use jules_discord::jules::{Ending, Outcome, Reached, patch};
use tokio_util::sync::CancellationToken;

/// Nothing here waits for ever; what is not reached in time is said to be so.
const LONG: Duration = Duration::from_hours(2);

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let stage = stage::Stage::set().await?;
    let jules = &stage.jules;

    // Automated: no approval, a pull request at the end.
    let typo = jules.run(stage.task("Correct the typo in the help text")).await?;
    println!("run      {}  corrects a typo", typo.id());

    // Interactive: it plans, and waits for a word. All there is to keep is the id.
    let refactoring = jules.session(stage.task("Refactor todo/dates.py")).await?.id().clone();
    println!("session  {refactoring}  refactors");
    let forgotten = jules.session(stage.task("Refactor everything else")).await?;
    println!("session  {}  waits for a word that never comes", forgotten.id());

    // Many: two at a time, each with its own result. One that cannot be created
    // stops no other, and no session that was created is lost.
    let tasks = ["Correct the typo in the README", "Upgrade the runtime"].map(|prompt| stage.task(prompt));
    let many: Vec<_> = jules.all(tasks.to_vec(), 2, CancellationToken::new()).collect().await;
    for session in &many {
        match session {
            Ok(session) => println!("all      {}", session.id()),
            Err(error) => println!("all      could not be created: {error}"),
        }
    }

    // Hours later, in another process: the id is enough. What Jules says now counts,
    // not what we remember of it.
    let resumed = jules.resume(refactoring);
    match resumed.wait_for(&[SessionState::AwaitingPlanApproval], LONG).await? {
        Reached::State(_) => resumed.approve().await?,
        other => println!("It is past that: {}", other.session().state.as_str()),
    }

    let mut sessions = vec![typo, resumed, forgotten];
    sessions.extend(many.into_iter().flatten());
    let results = join_all(sessions.iter().map(|session| session.result(LONG))).await;
    println!("\nWhat came of them:");
    for (session, outcome) in sessions.iter().zip(results) {
        println!("{}  {}", session.id(), in_words(&outcome?));
    }
    Ok(())
}

fn in_words(outcome: &Outcome) -> String {
    let ending = match &outcome.ending {
        Ending::Completed => "completed".to_owned(),
        // It reads COMPLETED as well, and yet nothing was done.
        Ending::NeverApproved(plan) => format!("nobody approved its plan of {} steps", plan.steps.len()),
        Ending::Failed { reason } => format!("failed: {}", reason.as_deref().unwrap_or("nobody knows why")),
        Ending::Stalled => "works, but nothing changes any more".to_owned(),
        Ending::Unfinished => format!("not finished yet: {}", outcome.session.state.as_str()),
    };
    let changes = outcome.change_set.as_ref().map(|change| {
        let patch = patch::parse(&change.git_patch.unidiff_patch);
        format!(", {} files +{} -{}", patch.files.len(), patch.added(), patch.removed())
    });
    let pull_request = outcome.pull_request.as_ref().map(|pull_request| format!(", {}", pull_request.url));
    [Some(ending), changes, pull_request].into_iter().flatten().collect()
}
