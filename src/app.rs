//! The composition root: opens, builds, starts and stops everything, in order.

pub mod audit;
mod chronicle;
mod failure;
mod rebuild;
mod rights;
mod rotation;
mod stop;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use anyhow::Context as _;
use serenity::model::id::UserId;
use tokio::sync::{broadcast, mpsc, watch};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

pub use failure::Failure;
pub use rebuild::rebuild;
pub use rights::policy;
pub use stop::{StopOn, stop_signal};

use crate::audit::Audit;
use crate::bot::{Bot, Catalogs, Edge, GatewaySettings, Intake, Pulse, Reader, WAITING};
use crate::config::Settings;
use crate::discord::{WriteError, Writer};
use crate::jules::{self, Jules};
use crate::ops::{doctor, exports};
use crate::session::attention::{Attention, QuietHours};
use crate::store::{SledStore, Store};
use crate::worker::{self, Accounts, Admitted, Gate, Restored, Shell, Supervisor};

/// Everything that stops has this long. Ten seconds are promised, and after this the
/// store is still to be closed and a runtime to end, with whatever hangs in it.
const STOP_WITHIN: Duration = Duration::from_secs(7);
/// Somebody sits in front of `check` and waits for each answer.
const ANSWER_WITHIN: Duration = Duration::from_secs(5);
/// Moves of conversations that a follower may be behind by before it looks at all of them.
const MOVED: usize = 1_024;
/// Pause between two attempts at reaching Discord at start.
const RETRY: Duration = Duration::from_secs(2);
/// After this a supervisor is asked to start us again.
const GIVE_UP_AFTER: Duration = Duration::from_secs(30);

/// The bot, from the first file it opens to the last task it joins.
///
/// # Errors
/// The configuration, a refusal by a service, or a fault that a restart may mend.
pub fn run_bot(settings: &Settings, stop_on: StopOn) -> Result<(), Failure> {
    let store = SledStore::open(&settings.store.path).map_err(Failure::store)?;
    let runtime =
        tokio::runtime::Builder::new_multi_thread().enable_all().build().context("the runtime could not be started")?;
    let exporting = CancellationToken::new();
    if let Some(every) = settings.store.export_every {
        runtime.spawn(exports::keep_writing(store.clone(), every, settings.store.exports_kept, exporting.clone()));
    }
    let result = runtime.block_on(serve(settings, &store, stop_on));
    exporting.cancel();
    let closed = runtime.block_on(store.close());
    runtime.shutdown_timeout(Duration::from_secs(1));
    result?;
    closed.map_err(Failure::store)
}

async fn serve(settings: &Settings, store: &Arc<SledStore>, stop_on: StopOn) -> Result<(), Failure> {
    let stop = CancellationToken::new();
    stop::listen(stop_on, stop.clone())?;
    let writer = writer(settings)?;
    let jules = jules(settings)?;
    let store: Arc<dyn Store> = store.clone();
    // Before anybody is spoken to: keys that cannot be used are for the operator to mend.
    let accounts = accounts(settings, &store, &jules).await?;
    let Some((me, owners)) = introduce(&writer, &stop).await? else { return Ok(()) };
    let audit = rights::audit(settings).await?;
    let gate = Gate::new(policy(settings, owners), writer.clone(), audit.clone());
    let shell = Arc::new(shell(settings, (store, accounts), gate, (writer.clone(), me), &stop));
    let supervisor = Supervisor::new(shell.clone());
    let sessions = supervisor.restore().map_err(Failure::ledger)?;
    let (intake, messages) = mpsc::channel(WAITING);
    let edge = edge(settings, &shell, supervisor.clone(), intake);
    let reader = tokio::spawn(stop.clone().run_until_cancelled_owned(Reader::new(edge.clone()).run(messages)));
    let key = tokio::spawn(examine_key(jules.clone(), stop.clone()));
    look_after(settings, jules, &audit, &shell.writer, &stop);
    let bot = Bot::start(gateway(settings), edge, stop.clone());
    info!(sessions, "started");
    stop.cancelled().await;
    info!("stopping");
    let stopped = tokio::time::timeout(STOP_WITHIN, async {
        supervisor.join().await;
        let _ = reader.await;
        shell.accounts.stop().await;
        bot.join().await
    });
    if let Ok(result) = stopped.await {
        result.map_err(Failure::Gateway)?;
    } else {
        warn!("not everything stopped in time; what is owed is stored");
    }
    info!("stopped");
    key.await.unwrap_or(Ok(()))
}

fn edge(settings: &Settings, shell: &Shell, supervisor: Supervisor, intake: mpsc::Sender<Intake>) -> Arc<Edge> {
    Arc::new(Edge {
        supervisor,
        catalogs: Catalogs::default(),
        writer: shell.writer.clone(),
        guilds: settings.discord.guilds.clone(),
        leave_others: settings.discord.leave_others,
        present: Mutex::default(),
        me: shell.me,
        intake,
        pulse: Pulse::default(),
        echo_within: settings.discord.echo_within,
        look_again: settings.discord.look_again,
    })
}

fn writer(settings: &Settings) -> Result<Writer, Failure> {
    let discord = &settings.discord;
    Writer::patient(&discord.api_url, &settings.secrets.discord_token, discord.answer_within).map_err(Failure::discord)
}

/// The operator's account at Jules, and those whose keys are in the store.
async fn accounts(settings: &Settings, store: &Arc<dyn Store>, jules: &Jules) -> Result<Accounts, Failure> {
    let vault = settings.secrets.vault.clone();
    let opened = worker::opened(store, vault.as_ref()).await.map_err(Failure::keys)?;
    Accounts::new(jules, opened, settings.keys.clone(), vault).map_err(Failure::keys)
}

/// What every conversation needs of the outside.
fn shell(
    settings: &Settings,
    (store, accounts): (Arc<dyn Store>, Accounts),
    gate: Gate,
    (writer, me): (Writer, UserId),
    stop: &CancellationToken,
) -> Shell {
    Shell {
        store,
        writer,
        accounts,
        gate,
        admitted: Admitted::default(),
        me,
        settle: settings.jules.settle,
        attention: attention(settings),
        card_interval: settings.discord.card_interval,
        messages_at_once: settings.discord.messages_at_once,
        batch_at_once: settings.jules.batch_at_once,
        moved: broadcast::channel(MOVED).0,
        reopened: watch::channel(0).0,
        restored: Restored::default(),
        stop: stop.clone(),
    }
}

/// What goes on beside the conversations until everything stops.
fn look_after(settings: &Settings, jules: Jules, audit: &Audit, writer: &Writer, stop: &CancellationToken) {
    let secrets = settings.secrets.clone();
    let (file, key) = (secrets.jules_api_key_file, secrets.jules_api_key);
    tokio::spawn(rotation::follow(jules, audit.clone(), file, key, stop.clone()));
    if let Some(channel) = settings.audit.channel {
        let told = chronicle::tell(writer.clone(), channel, audit.follow());
        tokio::spawn(stop.clone().run_until_cancelled_owned(told));
    }
}

fn gateway(settings: &Settings) -> GatewaySettings {
    GatewaySettings {
        api_url: settings.discord.api_url.clone(),
        gateway_url: settings.discord.gateway_url.clone(),
        token: settings.secrets.discord_token.clone(),
        echo_within: settings.discord.echo_within,
        identifies: settings.store.path.join("identifies"),
    }
}

/// Asks Jules once whether it accepts the key. A key that is refused at start is a mistake to
/// mend; one that is refused later is waited for (it may be in the middle of a rotation).
async fn examine_key(jules: Jules, stop: CancellationToken) -> Result<(), Failure> {
    let asked = stop.run_until_cancelled(jules.sessions(jules::Shown::Active, None)).await;
    match asked {
        Some(Err(error)) if error.is_unauthenticated() => {
            stop.cancel();
            Err(Failure::Refused(
                "Jules does not accept the API key. Make a new one at jules.google.com/settings and set JULES_API_KEY \
                 to it."
                    .into(),
            ))
        }
        Some(Err(error)) => {
            warn!(%error, "Jules does not answer yet");
            Ok(())
        }
        Some(Ok(_)) | None => Ok(()),
    }
}

/// Examines what the bot needs and prints what it finds.
///
/// # Errors
/// Something needs mending; the report has said what.
pub fn check(settings: &Settings) -> Result<(), Failure> {
    let writer = writer(settings)?;
    let impatient = jules::Settings { retry_for: ANSWER_WITHIN, ..jules_settings(settings) };
    let jules = Jules::new(impatient).map_err(|error| Failure::Config(error.to_string()))?;
    let runtime = tokio::runtime::Runtime::new().context("the runtime could not be started")?;
    let report = runtime.block_on(doctor::examine(settings, &writer, &jules));
    println!("{report}");
    match (report.broken_count(), report.is_refused) {
        (0, _) => Ok(()),
        (_, true) => Err(Failure::Refused("the bot cannot work like this".into())),
        (_, false) => Err(anyhow::anyhow!("the bot cannot work right now").into()),
    }
}

/// The client, as the settings want it.
///
/// # Errors
/// The address or the key cannot be used.
pub fn jules(settings: &Settings) -> Result<Jules, Failure> {
    Jules::new(jules_settings(settings)).map_err(|error| Failure::Config(error.to_string()))
}

fn jules_settings(settings: &Settings) -> jules::Settings {
    jules::Settings {
        api_url: settings.jules.api_url.clone(),
        poll_min: settings.jules.poll_min,
        poll_max: settings.jules.poll_max,
        list_calls_per_minute: settings.jules.list_calls_per_minute,
        timeout: settings.jules.answer_within,
        ..jules::Settings::new(settings.secrets.jules_api_key.clone())
    }
}

/// Whom threads call and when, as the settings want it.
fn attention(settings: &Settings) -> Attention {
    let wanted = &settings.attention;
    let delta = |duration: &Duration| chrono::Duration::from_std(*duration).unwrap_or(chrono::Duration::MAX);
    let hours = |(from, to): (_, _)| QuietHours { from, to, offset: wanted.utc_offset };
    Attention {
        approvers: settings.access.approver_role,
        reminders: wanted.reminders.iter().map(delta).collect(),
        quiet: wanted.quiet_hours.map(hours),
        plan_lasts: delta(&wanted.plan_lasts),
    }
}

/// Learns who we are and who owns us. Without that the gate would let nobody in.
/// `None` when everything stops before Discord answers.
async fn introduce(writer: &Writer, stop: &CancellationToken) -> Result<Option<(UserId, Vec<UserId>)>, Failure> {
    let deadline = Instant::now() + GIVE_UP_AFTER;
    loop {
        let asked =
            async { Ok::<_, WriteError>((writer.current_user().await?.id, writer.application().await?.owners)) };
        let error = tokio::select! {
            () = stop.cancelled() => return Ok(None),
            // A single attempt may take minutes: the writer has a patience of its own.
            asked = tokio::time::timeout_at(deadline, asked) => match asked {
                Ok(Ok(known)) => return Ok(Some(known)),
                Ok(Err(error)) => error,
                Err(_) => WriteError::Unknown("it takes too long".into()),
            },
        };
        if matches!(error, WriteError::Unauthorized) || Instant::now() + RETRY >= deadline {
            return Err(Failure::discord(error));
        }
        warn!(%error, "Discord does not answer yet");
        tokio::select! {
            () = stop.cancelled() => return Ok(None),
            () = tokio::time::sleep(RETRY) => {}
        }
    }
}
