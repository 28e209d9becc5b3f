//! How a simulated Discord is set up, and what can be changed while it runs.

use std::time::Duration;

/// Set-up of a [`Server`](super::Server).
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own, as in the developer portal")]
pub struct Settings {
    /// Port on 127.0.0.1; 0 is any free one.
    pub port: u16,
    /// More routes, served under `/control/jules`.
    pub extra_control: Option<axum::Router>,
    /// The bot's token; none makes a real-looking one.
    pub token: Option<String>,
    /// Stretches every rate limit window; 1 is Discord's, 0 turns rate limits off.
    pub rate_limits: f64,
    /// Time for the first answer to an interaction.
    pub answer_within: Duration,
    /// Life of an interaction token.
    pub token_life: Duration,
    /// How long a nonce is remembered.
    pub nonce_window: Duration,
    /// How long an attachment's signed address holds.
    pub attachment_life: Duration,
    /// What HELLO asks for.
    pub heartbeat: Duration,
    /// Whether messages read by GET have their nonce. Discord does not promise it.
    pub history_nonce: bool,
    /// Whether the bot may have message content: off closes an identify that asks with 4014.
    pub message_content: bool,
    /// The same for the members intent.
    pub members_intent: bool,
    /// The same for the presence intent.
    pub presences_intent: bool,
    /// `session_start_limit.remaining` at start.
    pub identifies: u32,
    /// Refuse creates and edits without `allowed_mentions`, and creates without an enforced nonce.
    /// Discord does not; it finds carelessness.
    pub strict: bool,
    /// Active threads a guild may have (160006).
    pub max_active_threads: usize,
    /// Edits an hour of a message older than an hour before 30046. Discord does not tell the number.
    pub old_edits: u32,
    /// Milliseconds every REST call takes at least.
    pub latency_ms: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            port: 0,
            extra_control: None,
            token: None,
            rate_limits: 1.0,
            answer_within: Duration::from_secs(3),
            token_life: Duration::from_mins(15),
            nonce_window: Duration::from_mins(5),
            attachment_life: Duration::from_hours(24),
            heartbeat: Duration::from_millis(41_250),
            history_nonce: false,
            message_content: true,
            members_intent: true,
            presences_intent: true,
            identifies: 1000,
            strict: false,
            max_active_threads: 1000,
            old_edits: 30,
            latency_ms: 0,
        }
    }
}
