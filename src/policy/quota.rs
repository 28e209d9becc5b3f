//! How much may be started: by one person, in one repository, by everybody. A day is the
//! last 24 hours, so that nobody has to know whose midnight counts.

use chrono::{DateTime, TimeDelta, Utc};
use serenity::model::id::{InteractionId, UserId};

use super::Denied;
use super::rules::RepoRule;
use crate::render::locale::Locale;
use crate::render::text;

/// The most of everything; `None` is no limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Limits {
    /// Sessions one person starts in a day.
    pub user_day: Option<u32>,
    /// Sessions all start in a day.
    pub day: Option<u32>,
    /// Sessions of one person that are not over.
    pub user_live: Option<u32>,
    /// Sessions of all that are not over.
    pub live: Option<u32>,
}

/// What was started already; the one that is asked for is not in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Usage {
    /// By this person, in a day.
    pub user_day: u32,
    /// In this repository, in a day.
    pub repo_day: u32,
    /// By all, in a day.
    pub day: u32,
    /// Of this person, and not over.
    pub user_live: u32,
    /// In this repository, and not over.
    pub repo_live: u32,
    /// Not over.
    pub live: u32,
}

/// One start, for counting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Started {
    /// What names it.
    pub start: InteractionId,
    /// By whom.
    pub user: UserId,
    /// In which repository, as `owner/repo`.
    pub repo: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
    /// It is over.
    pub over: bool,
}

/// Which limit was reached, and how high it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reached {
    /// One person's in a day.
    UserDay(u32),
    /// A repository's in a day.
    RepoDay(u32),
    /// Everybody's in a day.
    Day(u32),
    /// One person's at once.
    UserLive(u32),
    /// A repository's at once.
    RepoLive(u32),
    /// Everybody's at once.
    Live(u32),
}

impl Reached {
    pub(super) fn told(self, locale: Locale) -> String {
        match self {
            Self::UserDay(most) => text::quota_user_day(locale, most as usize),
            Self::RepoDay(most) => text::quota_repo_day(locale, most as usize),
            Self::Day(most) => text::quota_day(locale, most as usize),
            Self::UserLive(most) => text::quota_user_live(locale, most as usize),
            Self::RepoLive(most) => text::quota_repo_live(locale, most as usize),
            Self::Live(most) => text::quota_live(locale, most as usize),
        }
    }
}

/// The most, what is used of it, and what its end is called.
type Limit = (Option<u32>, u32, fn(u32) -> Reached);

impl Usage {
    /// Counts what matters to this person's next start in this repository.
    #[must_use]
    pub fn of<'a>(
        started: impl IntoIterator<Item = &'a Started>,
        user: UserId,
        repo: Option<&str>,
        now: DateTime<Utc>,
    ) -> Self {
        let mut usage = Self::default();
        for one in started {
            // What a clock that was set back puts into the future was started just now.
            let today = now - one.at < TimeDelta::days(1);
            let theirs = one.user == user;
            let here = match (one.repo.as_deref(), repo) {
                (Some(one), Some(repo)) => one.eq_ignore_ascii_case(repo),
                _ => false,
            };
            usage.day += u32::from(today);
            usage.user_day += u32::from(today && theirs);
            usage.repo_day += u32::from(today && here);
            usage.live += u32::from(!one.over);
            usage.user_live += u32::from(!one.over && theirs);
            usage.repo_live += u32::from(!one.over && here);
        }
        usage
    }

    /// Whether one more is allowed.
    pub(super) fn permits(&self, limits: &Limits, rule: Option<&RepoRule>) -> Result<(), Denied> {
        let (repo_day, repo_live) = rule.map_or((None, None), |rule| (rule.per_day, rule.max_live));
        let limits: [Limit; 6] = [
            (limits.user_day, self.user_day, Reached::UserDay),
            (repo_day, self.repo_day, Reached::RepoDay),
            (limits.day, self.day, Reached::Day),
            (limits.user_live, self.user_live, Reached::UserLive),
            (repo_live, self.repo_live, Reached::RepoLive),
            (limits.live, self.live, Reached::Live),
        ];
        for (most, used, reached) in limits {
            if let Some(most) = most.filter(|most| used >= *most) {
                return Err(Denied::Quota(reached(most)));
            }
        }
        Ok(())
    }
}
