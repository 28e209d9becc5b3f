//! The handle: reading, changing and waiting for the state; faults and toggles in process.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde_json::Value;
use tokio::sync::{broadcast, watch};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::faults::Fault;
use super::gateway::hub::GatewayFault;
use super::settings::Settings;
use super::state::State;
use crate::sim::people::{Person, Refused};

/// What the server and all handles share.
#[derive(Debug)]
pub(crate) struct Inner {
    state: Mutex<State>,
    changed: watch::Sender<u64>,
    feed: broadcast::Sender<Arc<Value>>,
    address: SocketAddr,
    root: CancellationToken,
    pub(crate) tasks: TaskTracker,
}

/// A handle to a running simulated Discord. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Discord {
    inner: super::Shared,
}

impl Discord {
    pub(crate) fn new(settings: Settings, address: SocketAddr, root: CancellationToken) -> Self {
        let (feed, _) = broadcast::channel(4096);
        let state = State::new(settings, format!("http://{address}"), feed.clone());
        let (changed, _) = watch::channel(0);
        let state = Mutex::new(state);
        Self { inner: Arc::new(Inner { state, changed, feed, address, root, tasks: TaskTracker::new() }) }
    }

    /// Looks at or changes the state, then wakes whoever waits for something.
    pub(crate) fn with<R>(&self, run: impl FnOnce(&mut State) -> R) -> R {
        let result = {
            let mut state = self.inner.state.lock().unwrap_or_else(PoisonError::into_inner);
            run(&mut state)
        };
        self.inner.changed.send_modify(|count| *count += 1);
        result
    }

    /// Changes without waking anybody: for what only the caller will see.
    pub(crate) fn quietly<R>(&self, run: impl FnOnce(&mut State) -> R) -> R {
        run(&mut self.inner.state.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Looks without waking anybody.
    pub(crate) fn look<R>(&self, run: impl FnOnce(&State) -> R) -> R {
        run(&self.inner.state.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Waits until `find` finds something, at most `limit`.
    pub(crate) async fn until<R>(&self, limit: Duration, mut find: impl FnMut(&State) -> Option<R>) -> Option<R> {
        let mut changes = self.changes();
        let end = tokio::time::Instant::now() + limit;
        loop {
            if let Some(found) = self.look(&mut find) {
                return Some(found);
            }
            match tokio::time::timeout_at(end, changes.changed()).await {
                Ok(Ok(())) => {}
                Ok(Err(_)) | Err(_) => return self.look(&mut find),
            }
        }
    }

    /// Ticks whenever anything may have changed.
    pub(crate) fn changes(&self) -> watch::Receiver<u64> {
        let mut changes = self.inner.changed.subscribe();
        changes.mark_unchanged();
        changes
    }

    pub(crate) fn tasks(&self) -> &TaskTracker {
        &self.inner.tasks
    }

    pub(crate) fn root(&self) -> &CancellationToken {
        &self.inner.root
    }

    pub(crate) async fn shut(&self) {
        self.inner.root.cancel();
        self.inner.tasks.close();
        self.inner.tasks.wait().await;
    }

    /// Everything that happens, as it happens: REST calls, gateway events, what people do.
    #[must_use]
    pub fn feed(&self) -> broadcast::Receiver<Arc<Value>> {
        self.inner.feed.subscribe()
    }

    /// `http://127.0.0.1:PORT`, to which clients append `/api/v10`.
    #[must_use]
    pub fn api_url(&self) -> String {
        format!("http://{}", self.inner.address)
    }

    /// `ws://127.0.0.1:PORT/gateway`
    #[must_use]
    pub fn gateway_url(&self) -> String {
        format!("ws://{}/gateway", self.inner.address)
    }

    /// `http://127.0.0.1:PORT/control`
    #[must_use]
    pub fn control_url(&self) -> String {
        format!("http://{}/control", self.inner.address)
    }

    /// The bot's token, without `Bot `.
    #[must_use]
    pub fn token(&self) -> String {
        self.look(|state| state.app.token.clone())
    }

    /// The application's id, which is the bot user's too.
    #[must_use]
    pub fn bot_id(&self) -> u64 {
        self.look(|state| state.app.bot)
    }

    /// The first guild.
    #[must_use]
    pub fn guild_id(&self) -> u64 {
        self.look(State::first_guild)
    }

    /// The channel people talk in unless they say otherwise: `#dev`.
    #[must_use]
    pub fn channel_id(&self) -> u64 {
        self.channel("dev").unwrap_or(0)
    }

    /// A channel or thread by name or id; of several with one name the newest.
    ///
    /// # Errors
    /// When there is none.
    pub fn channel(&self, name: &str) -> Result<u64, Refused> {
        self.look(|state| state.find_channel(name))
    }

    /// The threads under a channel, oldest first.
    #[must_use]
    pub fn threads(&self, channel: u64) -> Vec<u64> {
        self.look(|state| {
            let inside = state.channels.values().filter(|each| each.thread.is_some() && each.parent == Some(channel));
            let mut ids: Vec<u64> = inside.map(|each| each.id).collect();
            ids.sort_unstable();
            ids
        })
    }

    /// A person by name or id.
    ///
    /// # Errors
    /// When there is none.
    pub fn person(&self, name: &str) -> Result<Person, Refused> {
        let id = self.look(|state| state.find_person(name))?;
        Ok(Person::new(self.clone(), id))
    }

    /// Makes the next calls fail; the fault's id.
    #[expect(clippy::must_use_candidate, reason = "the fault is what matters, not its id")]
    pub fn fail(&self, fault: Fault) -> u64 {
        self.with(|state| state.faults.add(fault))
    }

    /// The faults that still wait for a call.
    #[must_use]
    pub fn pending_faults(&self) -> Vec<Fault> {
        self.look(|state| state.faults.pending.clone())
    }

    /// Lets all calls go well again.
    pub fn clear_faults(&self) {
        self.with(|state| state.faults.pending.clear());
    }

    /// Does something to the gateway connections.
    #[expect(clippy::needless_pass_by_value, reason = "`discord.gateway(GatewayFault::Drop)` reads as a verb")]
    pub fn gateway(&self, fault: GatewayFault) {
        self.with(|state| state.strike_gateway(&fault));
    }

    /// The control API, to be served elsewhere too.
    pub(crate) fn control(&self) -> axum::Router {
        super::control::router().with_state(self.clone())
    }

    /// Changes settings while running.
    pub fn set(&self, change: impl FnOnce(&mut Settings)) {
        self.with(|state| change(&mut state.settings));
    }

    /// Moves the simulated clock ahead. Threads that were silent for too long are archived.
    pub fn advance(&self, by: Duration) {
        let by = chrono::Duration::from_std(by).unwrap_or_default();
        self.with(|state| {
            state.ahead += by;
            state.limiter.clear();
            state.archive_the_silent();
            state.end_due_polls();
        });
    }

    /// The record of REST calls, oldest first.
    #[must_use]
    pub fn calls(&self) -> Vec<Value> {
        self.look(|state| state.log.calls.iter().cloned().collect())
    }

    /// The record of gateway events, oldest first.
    #[must_use]
    pub fn gateway_log(&self) -> Vec<Value> {
        self.look(|state| state.log.gateway.iter().cloned().collect())
    }
}
