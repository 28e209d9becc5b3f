//! A refactoring done together: Jules plans, we ask for another plan and approve it,
//! ask a question while the work goes on, and see what came of it.
//!
//! ```sh
//! cargo run --example collaborative_refactor                             # simulated
//! JULES_API_KEY=… cargo run --example collaborative_refactor owner/repo  # for real
//! ```

mod stage;

use std::pin::pin;
use std::time::Duration;

use anyhow::{Context, bail};
use futures::{Stream, StreamExt};
use jules_discord::jules::model::{Activity, Artifact, Event, Plan};
use jules_discord::jules::{Answer, Approval, Cursor, Ending, Error, Streamed, Until, patch};

/// Real sessions take their time: minutes for an answer, an hour for the work.
const A_WHILE: Duration = Duration::from_mins(10);
const LONG: Duration = Duration::from_hours(2);

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let stage = stage::Stage::set().await?;

    // An interactive session shows a plan first and waits; it opens no pull request.
    let task = stage.task("Refactor todo/dates.py: it asks for the time in four places, so its tests are flaky.");
    let session = stage.jules.session(task).await?;
    println!("Session {}", session.id());

    // One stream for the whole session, from its beginning to its end. Whoever stores
    // the cursors it gives can go on from the last one after a restart.
    let until_the_end = Until { ended: true, ..Until::default() };
    let mut activities = pin!(session.stream_until(Cursor::default(), until_the_end));
    show_plan(&next_plan(&mut activities).await?);

    // A plan is changed by talking. `ask` gives what Jules does next, and knows its
    // answer from whatever else happens meanwhile.
    let wish = "First write a test that pins down what it does today, please.";
    println!("\nWe ask:   {wish}");
    let answer = session.ask(wish, A_WHILE).await?;
    println!("Jules:    {}", in_words(&answer));
    show_plan(&next_plan(&mut activities).await?);

    // Jules approves "the" plan, and may take its time to show it: so we look.
    match session.approve_and_confirm(A_WHILE).await? {
        Approval::Confirmed => println!("\nWe approve, and the work begins."),
        Approval::Unconfirmed(session) => println!("\nApproved, but it still says {}.", session.state.as_str()),
    }

    // While it works: a question, and what happens besides.
    let question = "Will anything change for the people who use it?";
    println!("We ask:   {question}");
    let answer = session.ask(question, A_WHILE).await?;
    println!("Jules:    {}\n\nMeanwhile, and until the end:", in_words(&answer));
    while let Some(item) = activities.next().await {
        if let Streamed::Activity(activity, _) = item? {
            show(&activity);
        }
    }

    // "Completed" alone says little: nothing may have been done, or all of it.
    let outcome = session.result(LONG).await?;
    match outcome.ending {
        Ending::Completed => println!("\nDone."),
        other => println!("\nThat did not end well: {other:?}"),
    }
    if let Some(change_set) = outcome.change_set {
        let patch = patch::parse(&change_set.git_patch.unidiff_patch);
        println!("{}", change_set.git_patch.suggested_commit_message);
        for file in &patch.files {
            println!("  +{:<3} -{:<3} {}", file.added, file.removed, file.path);
        }
    }
    Ok(())
}

/// Reads on until Jules shows a plan.
async fn next_plan(activities: &mut (impl Stream<Item = Result<Streamed, Error>> + Unpin)) -> anyhow::Result<Plan> {
    let plan = async {
        while let Some(item) = activities.next().await {
            match item? {
                Streamed::Activity(activity, _) => match activity.event {
                    Event::PlanGenerated(plan) => return Ok(plan),
                    _ => show(&activity),
                },
                Streamed::Skipped(count, _) => println!("({count} things this version cannot read)"),
                Streamed::End(end) => bail!("It ended without a plan: {end:?}"),
            }
        }
        bail!("The stream ended")
    };
    tokio::time::timeout(A_WHILE, plan).await.context("No plan came in time.")?
}

fn show_plan(plan: &Plan) {
    println!("\nThe plan:");
    for (number, step) in plan.steps.iter().enumerate() {
        println!("  {}. {}", number + 1, step.title);
    }
}

/// One line for what matters; the rest is silent.
fn show(activity: &Activity) {
    match &activity.event {
        Event::Progress { title, .. } if !title.is_empty() => println!("  · {title}"),
        Event::AgentMessaged(text) => println!("  Jules: {text}"),
        Event::UserMessaged(text) => println!("  We:    {text}"),
        _ => {}
    }
    for artifact in &activity.artifacts {
        match artifact {
            Artifact::Bash(bash) => println!("  $ {} (exit {})", bash.command, bash.exit_code),
            Artifact::ChangeSet(change) => {
                // Change sets are cumulative: each one replaces those before it.
                let patch = patch::parse(&change.git_patch.unidiff_patch);
                println!("  ± {} files so far: +{} -{}", patch.files.len(), patch.added(), patch.removed());
            }
            Artifact::Media(media) => println!("  a picture ({})", media.mime_type),
            Artifact::Unknown(kind) => println!("  something new: {kind}"),
        }
    }
}

fn in_words(answer: &Answer) -> String {
    match answer {
        Answer::Message { text, .. } => text.clone(),
        Answer::Plan { .. } => "(shows another plan)".to_owned(),
        Answer::Completed { .. } => "(finishes without a word)".to_owned(),
        Answer::Failed { reason, .. } => format!("(gives up: {reason})"),
    }
}
