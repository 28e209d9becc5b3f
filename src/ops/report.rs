//! What an examination found, and how to mend it.

use std::fmt;

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// In order.
    Fine(String),
    /// Works, but somebody should know.
    Odd {
        /// What is odd.
        what: String,
        /// What to do about it.
        mend: String,
    },
    /// Does not work.
    Broken {
        /// What is broken.
        what: String,
        /// What to do about it.
        mend: String,
    },
}

/// All findings, in the order of the examination.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// One for each thing that was looked at.
    pub findings: Vec<Finding>,
    /// Adds the bot to a server with exactly the permissions it needs.
    pub invite: Option<String>,
    /// A service refuses us, and will until somebody changes something.
    pub is_refused: bool,
}

impl Report {
    /// Something is in order.
    pub fn fine(&mut self, what: impl Into<String>) {
        self.findings.push(Finding::Fine(what.into()));
    }

    /// Something works, but is odd.
    pub fn odd(&mut self, what: impl Into<String>, mend: impl Into<String>) {
        self.findings.push(Finding::Odd { what: what.into(), mend: mend.into() });
    }

    /// Something does not work.
    pub fn broken(&mut self, what: impl Into<String>, mend: impl Into<String>) {
        self.findings.push(Finding::Broken { what: what.into(), mend: mend.into() });
    }

    /// A service refuses us for good.
    pub fn refused(&mut self, what: impl Into<String>, mend: impl Into<String>) {
        self.is_refused = true;
        self.broken(what, mend);
    }

    /// How many things do not work.
    #[must_use]
    pub fn broken_count(&self) -> usize {
        self.findings.iter().filter(|finding| matches!(finding, Finding::Broken { .. })).count()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for finding in &self.findings {
            match finding {
                Finding::Fine(what) => writeln!(f, "ok    {what}")?,
                Finding::Odd { what, mend } => writeln!(f, "note  {what}\n      -> {mend}")?,
                Finding::Broken { what, mend } => writeln!(f, "FAIL  {what}\n      -> {mend}")?,
            }
        }
        if let Some(invite) = &self.invite {
            writeln!(f, "\nInvite the bot with exactly the permissions it needs:\n{invite}")?;
        }
        match self.broken_count() {
            0 => write!(f, "\nEverything the bot needs is in place."),
            1 => write!(f, "\nOne thing needs mending."),
            n => write!(f, "\n{n} things need mending."),
        }
    }
}
