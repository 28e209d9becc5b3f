//! Approves a plan: the one that was shown, as it was shown, and no other.
//!
//! Jules knows only "approve", of whatever the plan is by then. So right before that its
//! history is read, the plan itself, and how the session stands; and afterwards the machine
//! compares what Jules says was approved. What is left is the moment in between, which the
//! thread is told about loudly if it ever matters.

use chrono::TimeDelta;
use tokio::time::{Instant, sleep};

use super::clock;
use super::guarded::Reader;
use super::permit::permit;
use super::words::{Hindered, Way, WordSite, WordStep, look_again, settled};
use crate::crash;
use crate::jules::Error;
use crate::jules::model::{Event, PlanId, SessionId, SessionState};
use crate::render::press::PlanKey;
use crate::render::text;
use crate::session::effect::Word;
use crate::session::input::{Time, Told};

/// What somebody approved.
pub(super) struct Approved<'a> {
    /// The plan.
    pub plan: &'a PlanId,
    /// What it said; unknown in words from before that counted.
    pub content: Option<&'a str>,
    /// When they said so.
    pub asked: Option<Time>,
}

/// So long an approval counts that could not be passed on.
const LASTS: TimeDelta = TimeDelta::days(1);
/// A clock that was set back further than this makes its age unknown.
const BACKWARDS: TimeDelta = TimeDelta::minutes(5);

pub(super) async fn approve(
    Way { shell, jules }: Way<'_>,
    site: &WordSite,
    word: &Word,
    session: &SessionId,
    wanted: &Approved<'_>,
) -> Result<WordStep, Hindered> {
    let client = jules.resume(session.clone());
    let looking = Instant::now();
    loop {
        // Jules approves "the" plan. Read what that is right before saying so.
        match (read_plan(site, &client, wanted.plan).await?, site.attempted) {
            (Standing::Superseded, _) => return Ok(WordStep::Settled(Told::Superseded)),
            (Standing::Approved, Some(_)) => return Ok(WordStep::Settled(Told::Done)),
            (Standing::Approved, None) => return Ok(WordStep::Settled(Told::AlreadyApproved)),
            (Standing::Open, None) => break,
            (Standing::Open, Some(attempted)) => {
                // Work that has begun is as good as `planApproved`.
                if client.info().await?.state == SessionState::InProgress {
                    return Ok(WordStep::Settled(Told::Done));
                }
                if settled(shell, attempted, looking) {
                    return Ok(WordStep::Unheard);
                }
            }
        }
        sleep(look_again(shell)).await;
    }
    if let Some(why) = obstacle(site, &client, wanted).await? {
        return Ok(WordStep::Settled(Told::Refused(why)));
    }
    let grant = permit(shell, site, word).await?;
    crash::point("before_approve");
    jules.approve(grant, session).await?;
    crash::point("after_approve");
    Ok(WordStep::Settled(Told::Done))
}

/// Why what was approved is not what Jules would take it for.
async fn obstacle(site: &WordSite, client: &Reader, wanted: &Approved<'_>) -> Result<Option<String>, Error> {
    if wanted.asked.is_some_and(|asked| is_expired(asked, clock::now())) {
        return Ok(Some(text::approval_expired()));
    }
    let now = client.info().await?;
    if now.state == SessionState::Failed {
        return Ok(Some(text::approval_of_failed()));
    }
    if now.archived {
        return Ok(Some(text::approval_of_archived()));
    }
    let (Some(content), Some(seen)) = (wanted.content, &site.plan) else { return Ok(None) };
    let same = match client.activity(&seen.activity).await {
        Ok(activity) => match &activity.event {
            Event::PlanGenerated(plan) => PlanKey::shown(plan).as_str() == content,
            _ => false,
        },
        Err(error) if error.is_not_found() => false,
        Err(error) => return Err(error),
    };
    Ok((!same).then(text::approval_of_changed))
}

fn is_expired(asked: Time, now: Time) -> bool {
    now - asked > LASTS || asked - now > BACKWARDS
}

enum Standing {
    Open,
    Approved,
    Superseded,
}

async fn read_plan(site: &WordSite, client: &Reader, plan: &PlanId) -> Result<Standing, Error> {
    let activities = client.read_since(&site.cursor).await?.activities;
    let mut newest = site.plan.as_ref().map(|seen| seen.plan.id.clone());
    let mut standing = Standing::Open;
    for activity in &activities {
        match &activity.event {
            Event::PlanGenerated(new) => {
                newest = Some(new.id.clone());
                // One that came since was not shown, whatever it calls itself.
                standing = if new.id == *plan { Standing::Superseded } else { Standing::Open };
            }
            Event::PlanApproved { .. } => standing = Standing::Approved,
            _ => {}
        }
    }
    Ok(if newest.as_ref() == Some(plan) { standing } else { Standing::Superseded })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_approval_counts_for_a_day_and_a_clock_that_was_set_back_makes_it_no_younger() {
        let asked: Time = "2026-11-24T12:00:00Z".parse().unwrap();
        let after = |delta| is_expired(asked, asked + delta);
        assert!(!after(TimeDelta::zero()) && !after(TimeDelta::hours(24)) && !after(TimeDelta::minutes(-5)));
        assert!(after(TimeDelta::hours(24) + TimeDelta::seconds(1)));
        assert!(after(TimeDelta::minutes(-6)) && after(TimeDelta::days(-9_000)));
    }
}
