//! What we say to commands that are about what surrounds a session: settings.

/// How much a thread shows, for [`thread_settings`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shows {
    /// The least.
    Quiet,
    /// What is usual.
    Normal,
    /// The most.
    Verbose,
}

/// How a thread behaves.
#[must_use]
pub fn thread_settings(shows: Shows, muted: bool, ping: &str) -> String {
    let shows = match shows {
        Shows::Quiet => "quiet: only what needs somebody, and the outcome",
        Shows::Normal => "normal: progress in the status card",
        Shows::Verbose => "verbose: a silent line for each step",
    };
    let calls = if muted { "nobody: it is muted".to_owned() } else { format!("{ping} when somebody is needed") };
    format!("**This thread**\n• verbosity: {shows}\n• calls: {calls}")
}
