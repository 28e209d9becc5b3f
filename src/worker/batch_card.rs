//! What a batch's card shows: its record, and what each session's checkpoint says.

use super::Supervisor;
use super::batch::{Row, Run, Step};
use crate::render::body::Body;
use crate::render::matrix::{Line, Matrix, matrix};
use crate::render::{cards, text};
use crate::session::Machine;
use crate::session::checkpoint::Checkpoint;
use crate::session::ids;
use crate::session::standing::Standing;

/// The card as it should look now.
pub fn body(supervisor: &Supervisor, run: &Run) -> Body {
    matrix(&Matrix {
        id: run.id.get(),
        title: cards::line(&run.task.title, 100),
        requester: run.task.requester,
        lines: run.rows.iter().map(|row| line(supervisor, row)).collect(),
        stopped: run.stopped,
        marker: marker(run),
    })
}

/// Makes the card unmistakable among all messages.
pub fn marker(run: &Run) -> String {
    match run.issue {
        0 => ids::marker(run.id),
        issue => format!("{}-{issue}", ids::marker(run.id)),
    }
}

/// What Discord recognises a repeated post by.
pub fn nonce(run: &Run) -> String {
    ids::digest(&format!("batch/{}/{}", run.id, run.issue))
}

fn line(supervisor: &Supervisor, row: &Row) -> Line {
    let place = format!("{} @ {}", cards::code(row.source.slug(), 60), cards::code(&row.branch, 40));
    let bare = |state: String| Line {
        state,
        place: place.clone(),
        thread: None,
        pull_request: None,
        waiting: false,
        over: false,
        failed: None,
    };
    match &row.step {
        Step::Waiting => Line { waiting: true, ..bare(text::batch_waiting()) },
        Step::Opening => bare(text::batch_opening()),
        Step::Failed(reason) => Line { over: true, failed: Some(reason.clone()), ..bare(text::batch_failed()) },
        Step::Open(thread) => {
            let thread = Some(*thread);
            match thread.and_then(|thread| supervisor.checkpoint(thread)) {
                None => Line { thread, ..bare(text::batch_opening()) },
                Some(known) => Line { thread, ..session(known, bare) },
            }
        }
    }
}

fn session(known: Checkpoint, bare: impl Fn(String) -> Line) -> Line {
    let standing = Standing::of(&known);
    let failed =
        (standing == Standing::Failed).then(|| known.failure.clone().unwrap_or_else(text::batch_reason_in_thread));
    let pull_request = known.pull_request.as_ref().map(|pull| pull.url.clone());
    let over = matches!(standing, Standing::Done | Standing::Failed | Standing::Detached);
    Line { pull_request, over, failed, ..bare(Machine::new(known).headline()) }
}
