//! Starts are counted before they begin: whoever asks for one more while the last is still on
//! its way is counted with it, and a start that came to nothing is forgotten.

use std::sync::{Mutex, PoisonError};

use chrono::TimeDelta;
use serenity::model::id::{InteractionId, UserId};

use super::batch::{Run, Step};
use super::gate::{Asker, Entry};
use super::{Opening, Supervisor, clock};
use crate::policy::{Action, Denied, Grant, Repo, Resource, Right, Started, Terms, Usage, authorize};
use crate::session::checkpoint::{Checkpoint, Task};
use crate::session::standing::Standing;
use crate::store::{Tree, record};

/// Starts that were let in, and are not all in the store yet.
#[derive(Default)]
pub struct Admitted(Mutex<Vec<Started>>);

/// A session that somebody wants, as far as the gate has to know.
#[derive(Debug, Clone, Copy)]
pub struct Wish<'a> {
    /// What will name the start.
    pub start: InteractionId,
    /// From which branch.
    pub branch: Option<&'a str>,
    /// Whether a person approves the plan.
    pub approval: bool,
    /// Whether Jules opens a pull request by itself.
    pub auto_pr: bool,
}

impl Supervisor {
    /// Asks the gate about a start, counting it in when it is let through.
    ///
    /// # Errors
    /// Why not.
    pub async fn admit(
        &self,
        entry: &Entry,
        asker: &Asker,
        wish: &Wish<'_>,
        resource: &Resource<'_>,
    ) -> Result<Grant, Denied> {
        let gate = &self.shell.gate;
        let decided = match gate.actor(asker).await {
            Ok(actor) => {
                let repo = match resource.repo {
                    Repo::Named(slug) => Some(slug),
                    Repo::Any | Repo::Nowhere => None,
                };
                let known = self.started();
                self.shell.admitted.admit(&known, wish.start, asker.user, repo, |usage| {
                    let Wish { branch, approval, auto_pr, .. } = *wish;
                    let terms = Terms { branch, approval, auto_pr, usage };
                    authorize(gate.policy(), &actor, &Action::Start(Some(&terms)), resource)
                })
            }
            Err(denied) => Err(denied),
        };
        let decided = gate.write_down(entry, asker.user, Right::Start, resource, decided).await;
        if decided.is_err() {
            self.shell.admitted.forget(wish.start);
        }
        decided
    }

    /// What the store knows of starts.
    fn started(&self) -> Vec<Started> {
        let mut started = self.each(|known| (!known.task.prompt.is_empty()).then(|| of_session(&known)));
        let rows = |tree| self.shell.store.scan(tree, &[]).unwrap_or_default();
        for (_, value) in rows(Tree::Starts) {
            let opening: Option<Opening> = record::decode(&value).ok();
            started.extend(opening.filter(|opening| opening.attach.is_none()).map(|opening| of_task(&opening.task)));
        }
        for (_, value) in rows(Tree::Batches) {
            let run: Option<Run> = record::decode(&value).ok();
            started.extend(run.iter().flat_map(of_batch));
        }
        started.sort_by_key(|one| one.start);
        started.dedup_by_key(|one| one.start);
        started
    }
}

impl Admitted {
    fn admit(
        &self,
        known: &[Started],
        start: InteractionId,
        user: UserId,
        repo: Option<&str>,
        decide: impl FnOnce(Usage) -> Result<Grant, Denied>,
    ) -> Result<Grant, Denied> {
        let now = clock::now();
        let mut admitted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // What is in the store speaks for itself; and a day later nothing counts any more.
        let is_known = |one: &Started| known.binary_search_by_key(&one.start, |known| known.start).is_ok();
        admitted.retain(|one| !is_known(one) && now - one.at < TimeDelta::days(1));
        let others = known.iter().chain(admitted.iter()).filter(|one| one.start != start);
        let grant = decide(Usage::of(others, user, repo, now))?;
        admitted.push(Started { start, user, repo: repo.map(str::to_owned), at: now, over: false });
        Ok(grant)
    }

    /// A start came to nothing.
    pub fn forget(&self, start: InteractionId) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).retain(|one| one.start != start);
    }
}

fn of_task(task: &Task) -> Started {
    let repo = task.source.as_ref().map(|source| source.slug().to_owned());
    Started { start: task.start, user: task.requester, repo, at: task.since, over: false }
}

fn of_session(known: &Checkpoint) -> Started {
    let standing = Standing::of(known);
    let over = matches!(standing, Standing::Paused | Standing::Done | Standing::Failed | Standing::Detached);
    Started { over, ..of_task(&known.task) }
}

/// Rows that have a session count by that.
fn of_batch(run: &Run) -> impl Iterator<Item = Started> {
    let waits = run.rows.iter().filter(|row| matches!(row.step, Step::Waiting | Step::Opening));
    waits.filter(|_| run.stopped.is_none()).map(|row| {
        let repo = Some(row.source.slug().to_owned());
        Started { start: row.start, repo, ..of_task(&run.task) }
    })
}
