//! The log: `tracing` to standard error, one line per event, no secret in it.
//!
//! Agreed field names, so that a log can be searched across modules:
//!
//! | field | is |
//! |---|---|
//! | `guild` `channel` `thread` `message` `user` `interaction` | Discord's ids |
//! | `session` `activity` `plan` | Jules' ids |
//! | `command` | what a person asked for: `start`, `approve`, … |
//! | `attempt` | which try this is, from 1 |
//! | `status` | an HTTP status |
//! | `took_ms` `wait_ms` | how long something took, or will pause |
//! | `error` | an error's `Display`; never `Debug` of serenity's, which has tokens in it |
//!
//! What people and the agent write is never logged.

mod overheard;

use std::borrow::Cow;
use std::io::{self, IsTerminal as _, Write};
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use secrecy::{ExposeSecret, SecretString};
use tracing::Subscriber;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::{Layer as _, SubscriberExt as _};

pub use overheard::{Refusal, overheard};

use crate::config::{Log, LogFormat};

/// What the process's log must not say.
static KNOWN: OnceLock<Redactor> = OnceLock::new();

/// Takes one more secret out of every line from now on.
pub fn conceal(secret: &SecretString) {
    if let Some(known) = KNOWN.get() {
        known.learn(secret);
    }
}

const REDACTED: &str = "[redacted]";
/// How the token of every Discord interaction starts: base64 of `interaction:`.
/// For 15 minutes it lets anybody answer in our name.
const INTERACTION: &str = "aW50ZXJhY3Rpb246";
/// The name of the form field into which people type a Jules key: whatever holds it may hold
/// the key, and is no line of the log's. Nobody knows the key yet when it arrives.
pub const KEY_FIELD: &str = "jules-api-key-typed";
const A_KEY: &str = r#"{"message":"[redacted: a form for a key]"}"#;
/// Shorter values are no secrets, and would black out ordinary words.
const SHORTEST_SECRET: usize = 8;

/// Starts logging for the whole process, and logs panics in one line each.
///
/// # Errors
/// When a log was started before.
pub fn init(log: &Log, secrets: &[&SecretString]) -> anyhow::Result<()> {
    let color = io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    let redactor = Redactor::new(secrets);
    // Whoever learns of one later tells us.
    let _ = KNOWN.set(redactor.clone());
    tracing::subscriber::set_global_default(subscriber(log, redactor, color, io::stderr))?;
    std::panic::set_hook(Box::new(|panic| {
        let message = panic.payload_as_str().unwrap_or("no message");
        let place = panic.location().map_or_else(String::new, ToString::to_string);
        tracing::error!(target: "panic", place, "{message}");
    }));
    Ok(())
}

fn subscriber<W>(log: &Log, redactor: Redactor, color: bool, inner: W) -> Box<dyn Subscriber + Send + Sync>
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    let writer = RedactingWriter { redactor, inner };
    let lines = tracing_subscriber::fmt::layer().with_ansi(color).with_writer(writer);
    let filter = EnvFilter::new(&log.filter);
    let registry = tracing_subscriber::registry().with(overheard::layer());
    match log.format {
        LogFormat::Text => Box::new(registry.with(lines.with_filter(filter))),
        LogFormat::Json => {
            let lines = lines.json().flatten_event(true).with_current_span(true).with_span_list(false);
            Box::new(registry.with(lines.with_filter(filter)))
        }
    }
}

/// Knows the secrets, and takes them out of text.
#[derive(Clone)]
pub struct Redactor(Arc<RwLock<Vec<SecretString>>>);

impl Redactor {
    /// Takes these secrets out of everything.
    #[must_use]
    pub fn new(secrets: &[&SecretString]) -> Self {
        let redactor = Self(Arc::default());
        for secret in secrets {
            redactor.learn(secret);
        }
        redactor
    }

    fn learn(&self, secret: &SecretString) {
        let secret_text = secret.expose_secret();
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if secret_text.len() >= SHORTEST_SECRET && known.iter().all(|one| one.expose_secret() != secret_text) {
            known.push(secret.clone());
        }
    }

    /// `text` with `[redacted]` in place of every secret.
    #[must_use]
    pub fn redact<'a>(&self, text: &'a str) -> Cow<'a, str> {
        if text.contains(KEY_FIELD) {
            return Cow::Borrowed(A_KEY);
        }
        let mut text = Cow::Borrowed(text);
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        for secret in known.iter().map(ExposeSecret::expose_secret) {
            if text.contains(secret) {
                text = Cow::Owned(text.replace(secret, REDACTED));
            }
        }
        if text.contains(INTERACTION) {
            text = Cow::Owned(without_interactions(&text));
        }
        text
    }
}

fn without_interactions(text: &str) -> String {
    let mut parts = text.split(INTERACTION);
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let is_token = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '+' | '/' | '=');
        out.push_str(REDACTED);
        out.push_str(part.trim_start_matches(is_token));
    }
    out
}

/// The last thing that every line passes: whatever put a secret into it, also a
/// library at `RUST_LOG=trace`.
struct RedactingWriter<W> {
    redactor: Redactor,
    inner: W,
}

impl<'a, W: MakeWriter<'a>> MakeWriter<'a> for RedactingWriter<W> {
    type Writer = Line<W::Writer>;

    fn make_writer(&'a self) -> Self::Writer {
        Line { redactor: self.redactor.clone(), inner: self.inner.make_writer(), text: Vec::new() }
    }
}

/// One event's text, written when it is whole: half a secret would not be known.
struct Line<W: Write> {
    redactor: Redactor,
    inner: W,
    text: Vec<u8>,
}

impl<W: Write> Write for Line<W> {
    fn write(&mut self, text: &[u8]) -> io::Result<usize> {
        self.text.extend_from_slice(text);
        Ok(text.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<W: Write> Drop for Line<W> {
    fn drop(&mut self) {
        let text = String::from_utf8_lossy(&self.text);
        let text = self.redactor.redact(text.trim_end());
        // A name with a line break in it must not pass for an event of its own.
        let line = text.replace('\r', "\\r").replace('\n', "\\n") + "\n";
        // There is nowhere left to report that the log cannot be written.
        drop(self.inner.write_all(line.as_bytes()));
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    const TOKEN: &str = "MTIzNDU2.GabcdE.s3cret-part";

    /// What a subscriber with these settings writes while `work` runs.
    fn logged(format: LogFormat, filter: &str, work: impl FnOnce()) -> String {
        let log = Log { format, filter: filter.to_owned() };
        let out = Arc::new(Mutex::new(Vec::new()));
        let redactor = Redactor::new(&[&SecretString::from(TOKEN), &SecretString::from("key")]);
        tracing::subscriber::with_default(subscriber(&log, redactor, false, Out(Arc::clone(&out))), work);
        String::from_utf8(out.lock().unwrap().clone()).unwrap()
    }

    struct Out(Arc<Mutex<Vec<u8>>>);

    impl MakeWriter<'_> for Out {
        type Writer = Sink;

        fn make_writer(&self) -> Sink {
            Sink(Arc::clone(&self.0))
        }
    }

    struct Sink(Arc<Mutex<Vec<u8>>>);

    impl Write for Sink {
        fn write(&mut self, text: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(text)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_secret_is_redacted_in_messages_fields_and_spans() {
        for format in [LogFormat::Text, LogFormat::Json] {
            let text = logged(format, "trace", || {
                let _span = tracing::info_span!("request", url = format!("https://x/?t={TOKEN}")).entered();
                tracing::debug!(header = ?format!("Bot {TOKEN}"), "sending {TOKEN}");
            });
            assert!(!text.contains("s3cret") && text.matches(REDACTED).count() >= 3, "{text}");
        }
    }

    #[test]
    fn the_token_of_an_interaction_is_redacted_by_its_shape() {
        let text = logged(LogFormat::Text, "info", || {
            tracing::info!("POST /interactions/1/aW50ZXJhY3Rpb246MTIzOmFiYw==/callback");
        });
        assert!(text.contains("POST /interactions/1/[redacted]"), "{text}");
        assert!(!text.contains("MTIzOmFiYw"), "{text}");
    }

    #[test]
    fn a_key_that_somebody_types_is_in_no_line_though_nobody_knows_it_yet() {
        for format in [LogFormat::Text, LogFormat::Json] {
            let text = logged(format, "trace", || {
                let value = serde_json::json!({ "custom_id": KEY_FIELD, "value": "AQ.never-seen-before" });
                tracing::trace!(event = ?value.to_string(), "received");
                tracing::trace!("received {value:?}");
            });
            assert!(!text.contains("never-seen"), "{text}");
            assert_eq!(text.matches(A_KEY).count(), 2, "{text}");
        }
    }

    #[test]
    fn a_secret_that_is_learned_late_and_twice_is_known_once() {
        let redactor = Redactor::new(&[]);
        for _ in 0..3 {
            redactor.learn(&SecretString::from("AQ.learned-late"));
        }
        assert_eq!(redactor.redact("it is AQ.learned-late"), "it is [redacted]");
        assert_eq!(redactor.0.read().unwrap().len(), 1);
    }

    #[test]
    fn short_values_are_left_alone() {
        assert!(logged(LogFormat::Text, "info", || tracing::info!("the key")).contains("the key"));
    }

    #[test]
    fn an_event_is_one_line() {
        let text = logged(LogFormat::Text, "info", || tracing::info!(user = %"a\nERROR forged", "hi\r\nthere"));
        assert_eq!(text.lines().count(), 1, "{text}");
    }

    #[test]
    fn json_is_an_object_per_line_with_its_fields_on_top() {
        let text = logged(LogFormat::Json, "info", || tracing::info!(session = "1", "started"));
        let event: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(
            (&event["session"], &event["message"], &event["level"]),
            (&"1".into(), &"started".into(), &"INFO".into())
        );
    }

    #[test]
    fn the_filter_counts() {
        assert_eq!(logged(LogFormat::Text, "info,serenity=error", || tracing::warn!(target: "serenity", "x")), "");
    }
}
