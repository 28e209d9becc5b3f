//! What one key may still ask. `activities.list` has a quota of its own, shared
//! by every session of the key (120 a minute, jules-api.md 2.3); what other lists
//! may cost nobody knows, so the feed's list of sessions draws on the same budget.
//! An upstream that says "later" or fails again and again is left alone for a while.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::Error;

/// Which quota a request draws on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// `activities.list`.
    Activities,
    /// Any other read.
    Read,
    /// A request that changes something. A person waits for it, so it passes an
    /// open circuit (and so probes it), but never a `Retry-After`.
    Write,
}

/// Failures in a row that open the circuit.
const TOLERATED: u32 = 3;
/// The longest pause after 429s without a `Retry-After`.
const LONGEST_COOLDOWN: Duration = Duration::from_mins(1);

/// The part of the list calls that may list sessions: a seventh. The rest reads them.
const SESSION_LISTS: f64 = 0.15;

/// A token bucket for list calls, and a gate for everything.
#[derive(Debug)]
pub(super) struct Budget {
    burst: f64,
    per_second: f64,
    pause: Duration,
    longest_pause: Duration,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    tokens: f64,
    refilled: Instant,
    /// Failures in a row.
    failures: u32,
    /// Times the circuit opened since the last success.
    openings: u32,
    limited: u32,
    /// Upstream said when to come back.
    told_until: Option<Instant>,
    /// Upstream fails; reads wait.
    broken_until: Option<Instant>,
    /// The lists' quota is used up.
    lists_until: Option<Instant>,
}

impl Budget {
    /// At most `per_minute` list calls in any 60 s: the burst is part of it.
    /// An open circuit pauses for `pause` at first, doubling up to `longest_pause`.
    pub(super) fn new(per_minute: u32, pause: Duration, longest_pause: Duration) -> Self {
        let per_minute = f64::from(per_minute.max(2));
        let burst = (per_minute / 40.0).max(1.0);
        let state = State {
            tokens: burst,
            refilled: Instant::now(),
            failures: 0,
            openings: 0,
            limited: 0,
            told_until: None,
            broken_until: None,
            lists_until: None,
        };
        Self { burst, per_second: (per_minute - burst) / 60.0, pause, longest_pause, state: Mutex::new(state) }
    }

    /// How long no request of this class may be made; zero when one may.
    pub(super) fn closed_for(&self, class: Class) -> Duration {
        let state = self.state();
        let until = match class {
            Class::Activities => state.told_until.max(state.broken_until).max(state.lists_until),
            Class::Read => state.told_until.max(state.broken_until),
            Class::Write => state.told_until,
        };
        until.map(|until| until.saturating_duration_since(Instant::now())).unwrap_or_default()
    }

    /// Takes one list call, leaving `reserve` of them for those in more of a
    /// hurry; or says how long until there is one.
    pub(super) fn take(&self, reserve: f64) -> Result<(), Duration> {
        let reserve = reserve.min(self.burst - 1.0);
        let mut state = self.state();
        self.refill(&mut state);
        let lacking = 1.0 + reserve - state.tokens;
        if lacking > 0.0 {
            return Err(Duration::from_secs_f64(lacking / self.per_second) + Duration::from_millis(1));
        }
        state.tokens -= 1.0;
        Ok(())
    }

    /// Takes one list call that is not put off; those after it wait until it is made up for.
    pub(super) fn charge(&self) {
        let mut state = self.state();
        self.refill(&mut state);
        state.tokens -= 1.0;
    }

    /// The least pause between two lists of sessions that take so many pages.
    pub(super) fn list_pause(&self, pages: u32) -> Duration {
        Duration::from_secs_f64(f64::from(pages) / (self.per_second * SESSION_LISTS))
    }

    /// List calls a second, in the long run.
    pub(super) fn rate(&self) -> f64 {
        self.per_second
    }

    fn refill(&self, state: &mut State) {
        let now = Instant::now();
        let gained = now.duration_since(state.refilled).as_secs_f64() * self.per_second;
        state.tokens = (state.tokens + gained).min(self.burst);
        state.refilled = now;
    }

    /// Waits for one list call.
    pub(super) async fn taken(&self) {
        while let Err(wait) = self.take(0.0) {
            tokio::time::sleep(wait).await;
        }
    }

    /// Learns from an outcome.
    pub(super) fn note(&self, class: Class, outcome: Result<(), &Error>) {
        let mut state = self.state();
        let now = Instant::now();
        match outcome {
            Err(Error::RateLimited { retry_after: Some(wait) }) => {
                state.told_until = state.told_until.max(Some(now + *wait));
            }
            Err(Error::RateLimited { retry_after: None }) => {
                state.limited += 1;
                let until = now + jittered(doubled(self.pause * 2, state.limited - 1, LONGEST_COOLDOWN));
                match class {
                    Class::Activities => state.lists_until = state.lists_until.max(Some(until)),
                    Class::Read | Class::Write => state.told_until = state.told_until.max(Some(until)),
                }
            }
            Err(Error::Unavailable { .. } | Error::Network { .. }) => {
                state.failures = state.failures.saturating_add(1);
                // Requests that were under way when it opened say nothing new.
                if state.failures >= TOLERATED && state.broken_until.is_none_or(|until| until <= now) {
                    let pause = doubled(self.pause, state.openings, self.longest_pause);
                    state.openings += 1;
                    state.broken_until = state.broken_until.max(Some(now + jittered(pause)));
                }
            }
            _ => {
                state.failures = 0;
                state.openings = 0;
                if class == Class::Activities {
                    state.limited = 0;
                }
            }
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing in here can panic half-way, so a poisoned state is a whole one.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// `first · 2^times`, at most `longest`.
pub(super) fn doubled(first: Duration, times: u32, longest: Duration) -> Duration {
    first.saturating_mul(1 << times.min(20)).min(longest)
}

/// Somewhere between half of it and all of it, so that waiters do not come back together.
pub(super) fn jittered(pause: Duration) -> Duration {
    pause.mul_f64(0.5 + fastrand::f64() / 2.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_and_a_minute_stay_inside_the_limit() {
        for limit in [2, 10, 110] {
            let budget = Budget::new(limit, Duration::ZERO, Duration::from_secs(30));
            assert!(budget.burst + budget.per_second * 60.0 <= f64::from(limit) + 1e-9);
            let taken = (0..1000).take_while(|_| budget.take(0.0).is_ok()).count();
            assert!(taken >= 1 && taken <= limit as usize / 40 + 1, "{taken} of {limit}");
        }
    }

    #[test]
    fn the_last_call_is_kept_for_those_in_a_hurry() {
        let budget = Budget::new(200, Duration::ZERO, Duration::from_secs(30));
        while budget.take(1.0).is_ok() {}
        assert!(budget.take(0.0).is_ok());
        assert!(budget.take(0.0).is_err());
    }

    #[test]
    fn lists_of_sessions_take_a_small_part_and_what_they_take_others_wait_for() {
        let budget = Budget::new(110, Duration::ZERO, Duration::from_secs(30));
        let one = budget.list_pause(1);
        assert!(one > Duration::from_secs(3) && one < Duration::from_secs(4), "{one:?}");
        assert_eq!(budget.list_pause(3).as_millis() / 100, (one * 3).as_millis() / 100);
        for _ in 0..5 {
            budget.charge();
        }
        assert!(budget.take(0.0).unwrap_err() > Duration::from_secs(1));
    }

    #[test]
    fn a_retry_after_closes_everything_and_a_bare_429_only_the_lists() {
        let budget = Budget::new(60, Duration::from_secs(1), Duration::from_secs(30));
        budget.note(Class::Activities, Err(&Error::RateLimited { retry_after: None }));
        assert_eq!(budget.closed_for(Class::Read), Duration::ZERO);
        assert!(budget.closed_for(Class::Activities) >= Duration::from_millis(900));
        budget.note(Class::Activities, Err(&Error::RateLimited { retry_after: Some(Duration::from_secs(9)) }));
        assert!(budget.closed_for(Class::Read) > Duration::from_secs(8));
    }

    #[test]
    fn failures_in_a_row_open_the_circuit_and_one_success_counts_as_healed() {
        let budget = Budget::new(60, Duration::from_secs(4), Duration::from_secs(30));
        let failure = Error::Unavailable { http: 503, message: String::new() };
        for _ in 0..TOLERATED - 1 {
            budget.note(Class::Read, Err(&failure));
        }
        budget.note(Class::Read, Ok(()));
        budget.note(Class::Read, Err(&failure));
        assert_eq!(budget.closed_for(Class::Read), Duration::ZERO);
        for _ in 0..TOLERATED {
            budget.note(Class::Activities, Err(&failure));
        }
        assert!(budget.closed_for(Class::Read) > Duration::from_secs(1));
        assert_eq!(budget.closed_for(Class::Write), Duration::ZERO, "a person's request is the probe");
    }
}
