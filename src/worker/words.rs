//! Carries out what is owed to Jules, one thing at a time.
//!
//! Whoever asked for it may have lost their right since: so the gate is asked again right
//! before Jules is, and its grant is what opens the way there (`permit.rs`).
//!
//! Jules has no idempotency key. So the first attempt is noted durably, and every
//! further one begins with reading: the session by its marker, the message among
//! what Jules lists, the approval in its history. Only what stays invisible for
//! the settling time is said again.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, sleep};
use tracing::{info, warn};

use super::approving::{self, Approved};
use super::guarded::{Barred, Guarded, Reader};
use super::permit::permit;
use super::{Shell, clock};
use crate::crash;
use crate::jules::model::{Event, SessionId};
use crate::jules::{Cursor, Error, NewSession};
use crate::render::{cards, text};
use crate::session::checkpoint::{Place, PlanSeen, Task};
use crate::session::effect::{Telling, Word};
use crate::session::ids::{digest, marker};
use crate::session::input::{Time, Told};

/// What one attempt came to.
#[derive(Debug, PartialEq)]
pub enum WordStep {
    /// It is settled.
    Settled(Told),
    /// Not now.
    Retry {
        /// When.
        after: Duration,
        /// It may have been heard all the same.
        doubtful: bool,
    },
    /// An earlier attempt was looked for as long as it takes, and was not heard.
    Unheard,
}

/// What a conversation knows that a word needs. Taken anew before every attempt.
#[derive(Debug, Clone)]
pub struct WordSite {
    /// Where the thread is.
    pub place: Place,
    /// What was asked for.
    pub task: Task,
    /// The session, once it exists.
    pub session: Option<SessionId>,
    /// How far Jules' history has been taken over.
    pub cursor: Cursor,
    /// The newest plan up to there.
    pub plan: Option<PlanSeen>,
    /// Messages with this text that Jules has, but its history up to there does not show.
    pub unseen_echoes: usize,
    /// The history up to there shows this very word.
    pub proven: bool,
    /// The key was revoked, and the thread knows.
    pub cut_off: bool,
    /// When an earlier attempt was made that may have been heard.
    pub attempted: Option<Time>,
    /// How many attempts failed before this one.
    pub failures: u32,
}

/// Attempts at creating a session that Jules turned down before the person hears of it.
const CREATE_ATTEMPTS: u32 = 3;
/// Attempts at creating a session against a limit of Jules' before the person hears of it:
/// about a minute, so that a limit per minute passes unnoticed.
const QUOTA_ATTEMPTS: u32 = 6;
/// A limit that Jules says lasts longer than this is told at once.
const QUOTA_PATIENCE: Duration = Duration::from_mins(2);
/// Attempts at talking to a session that is not there yet: about five minutes.
const QUEUED_ATTEMPTS: u32 = 60;

/// Why an attempt came to nothing.
pub(super) enum Hindered {
    /// Jules would not, or could not.
    Jules(Error),
    /// The gate, or somebody, has decided already.
    Step(WordStep),
}

impl From<Error> for Hindered {
    fn from(error: Error) -> Self {
        Self::Jules(error)
    }
}

impl From<Barred> for Hindered {
    fn from(barred: Barred) -> Self {
        match barred {
            Barred::Jules(error) => Self::Jules(error),
            Barred::Mismatch(_) => Self::Step(WordStep::Settled(Told::Refused(barred.to_string()))),
        }
    }
}

/// The outside, with the way to Jules of this conversation.
#[derive(Clone, Copy)]
pub(super) struct Way<'a> {
    pub shell: &'a Shell,
    pub jules: &'a Guarded,
}

/// Tries once.
pub async fn carry_out(shell: Arc<Shell>, site: WordSite, word: Word) -> WordStep {
    let Some(jules) = shell.jules(site.task.account) else {
        // The thread is told first, so that it hears it once.
        let refused = WordStep::Settled(Told::Refused(text::cut_off(None)));
        return if site.cut_off { refused } else { WordStep::Retry { after: Duration::ZERO, doubtful: true } };
    };
    let way = Way { shell: &shell, jules: &jules };
    let result = match (&word.what, &site.session) {
        (Telling::Create, _) => create(way, &site, &word).await,
        (what, Some(session)) => match what {
            Telling::Message { text, .. } => message(way, &site, &word, session, text).await,
            Telling::Approve { plan, content, asked } => {
                let wanted = Approved { plan, content: content.as_deref(), asked: *asked };
                approving::approve(way, &site, &word, session, &wanted).await
            }
            Telling::Archive | Telling::Create => archive(way, &site, &word, session).await,
        },
        (_, None) => Ok(WordStep::Settled(Told::Refused(text::no_session_yet()))),
    };
    result.unwrap_or_else(|hindered| match hindered {
        Hindered::Step(step) => step,
        Hindered::Jules(error) => judge(&site, &word, &error),
    })
}

/// Archiving twice is archiving once.
async fn archive(
    Way { shell, jules }: Way<'_>,
    site: &WordSite,
    word: &Word,
    session: &SessionId,
) -> Result<WordStep, Hindered> {
    let grant = permit(shell, site, word).await?;
    jules.archive(grant, session).await?;
    crash::point("after_archive");
    Ok(WordStep::Settled(Told::Done))
}

async fn create(Way { shell, jules }: Way<'_>, site: &WordSite, word: &Word) -> Result<WordStep, Hindered> {
    let task = &site.task;
    let marker = marker(task.start);
    if let Some(attempted) = site.attempted {
        let looking = Instant::now();
        loop {
            if let Some(session) = jules.find_created(&marker).await? {
                info!(session = %session.id, "found the session an earlier attempt had created");
                return Ok(WordStep::Settled(Told::Created(Box::new(session))));
            }
            if settled(shell, attempted, looking) {
                return Ok(WordStep::Unheard);
            }
            sleep(look_again(shell)).await;
        }
    }
    let new = NewSession {
        // The marker finds the session again; people see the rest.
        title: Some(format!("{} [{marker}]", task.title)),
        source: task.source.clone(),
        branch: task.branch.clone(),
        require_plan_approval: Some(task.approval),
        auto_create_pr: Some(task.auto_pr),
        ..NewSession::new(&task.prompt)
    };
    let grant = permit(shell, site, word).await?;
    crash::point("before_create");
    let session = jules.create(grant, &new).await?;
    crash::point("after_create");
    Ok(WordStep::Settled(Told::Created(Box::new(session))))
}

async fn message(
    Way { shell, jules }: Way<'_>,
    site: &WordSite,
    word: &Word,
    session: &SessionId,
    text: &str,
) -> Result<WordStep, Hindered> {
    if site.proven {
        return Ok(WordStep::Settled(Told::Done));
    }
    if let Some(attempted) = site.attempted {
        let heard = shows_message(shell, site, &jules.resume(session.clone()), text, attempted).await?;
        return Ok(if heard { WordStep::Settled(Told::Done) } else { WordStep::Unheard });
    }
    let grant = permit(shell, site, word).await?;
    crash::point("before_send");
    jules.send(grant, session, text).await?;
    crash::point("after_send");
    Ok(WordStep::Settled(Told::Done))
}

/// Whether Jules' history comes to show one more message with this text than we know of.
async fn shows_message(
    shell: &Shell,
    site: &WordSite,
    client: &Reader,
    text: &str,
    attempted: Time,
) -> Result<bool, Error> {
    let (wanted, looking) = (digest(text), Instant::now());
    loop {
        let activities = client.read_since(&site.cursor).await?.activities;
        let shown = activities
            .iter()
            .filter(|activity| matches!(&activity.event, Event::UserMessaged(words) if digest(words) == wanted))
            .count();
        if shown > site.unseen_echoes {
            return Ok(true);
        }
        if settled(shell, attempted, looking) {
            return Ok(false);
        }
        sleep(look_again(shell)).await;
    }
}

/// Whether what was attempted then would have shown by now. By the clock, so that a process
/// that keeps being killed does not wait anew in each of its lives. `looking`: since when this
/// one looks for it.
pub(super) fn settled(shell: &Shell, attempted: Time, looking: Instant) -> bool {
    let waited = clock::now() - attempted;
    // A clock that was set back meanwhile says nothing, and must not make us wait for ever.
    waited.to_std().unwrap_or_else(|_| looking.elapsed()) >= shell.settle
}

pub(super) fn look_again(shell: &Shell) -> Duration {
    (shell.settle / 8).clamp(Duration::from_millis(20), Duration::from_secs(2))
}

fn judge(site: &WordSite, word: &Word, error: &Error) -> WordStep {
    let creating = word.what == Telling::Create;
    warn!(word = word.id, %error, failures = site.failures, "Jules did not take it yet");
    // What fails while an earlier attempt is looked for says nothing about that attempt.
    let doubtful = site.attempted.is_some() || error.may_have_happened();
    let retry = |after| WordStep::Retry { after, doubtful };
    let pause = super::pause(site.failures);
    if error.is_not_found() && !creating && site.failures < QUEUED_ATTEMPTS {
        // A session that is still queued answers 404 to everything but its own GET.
        return retry(pause.min(Duration::from_secs(5)));
    }
    if creating && error.may_have_happened() && !error.is_transient() && site.failures + 1 < CREATE_ATTEMPTS {
        return retry(pause);
    }
    if creating && is_exhausted(error, site.failures + 1) {
        return WordStep::Settled(Told::Refused(text::create_quota(site.failures + 1)));
    }
    if error.is_transient() || error.is_unauthenticated() {
        return retry(pause);
    }
    WordStep::Settled(Told::Refused(explain(error, creating, site.failures + 1)))
}

/// Whether a limit of Jules' is more than a moment's.
fn is_exhausted(error: &Error, attempts: u32) -> bool {
    match error {
        Error::RateLimited { retry_after } => {
            attempts >= QUOTA_ATTEMPTS || retry_after.is_some_and(|wait| wait > QUOTA_PATIENCE)
        }
        _ => false,
    }
}

fn explain(error: &Error, creating: bool, attempts: u32) -> String {
    let why = cards::line(&error.to_string(), 400);
    match error {
        Error::Refused { status, .. } if creating && status == "FAILED_PRECONDITION" => {
            text::create_precondition(attempts)
        }
        _ if creating => text::create_refused(&why),
        _ => why,
    }
}
