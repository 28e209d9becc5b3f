//! Why somebody was not let in, in a word for the audit and in a sentence for them.

use super::quota::Reached;
use crate::render::locale::Locale;
use crate::render::text;

/// Why somebody was not let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Denied {
    /// A direct message, or a guild that is not on the list.
    Elsewhere,
    /// Nobody was configured, and this is not the owner.
    NobodyConfigured,
    /// Somebody was configured, but not this person.
    NotListed,
    /// A bot or a webhook.
    Automated,
    /// They may, but not with this repository.
    Repository,
    /// Not in this channel.
    Channel,
    /// Not from this branch.
    Branch,
    /// No pull request by itself.
    AutoPr,
    /// Not without a person who approves the plan.
    Unattended,
    /// Somebody else has to approve.
    FourEyes,
    /// Enough was started.
    Quota(Reached),
    /// Who they are now could not be found out.
    Unknown,
    /// They are not in the guild any more.
    Gone,
    /// It could not be written down, so it does not happen.
    Unrecorded,
}

impl Denied {
    /// What the person reads.
    #[must_use]
    pub fn told(self, locale: Locale) -> String {
        match self {
            Self::Elsewhere => text::denied_elsewhere(locale),
            Self::NobodyConfigured => text::denied_nobody_configured(locale),
            Self::NotListed => text::denied_not_listed(locale),
            Self::Automated => text::denied_automated(locale),
            Self::Repository => text::denied_repository(locale),
            Self::Channel => text::denied_channel(locale),
            Self::Branch => text::denied_branch(locale),
            Self::AutoPr => text::denied_auto_pr(locale),
            Self::Unattended => text::denied_unattended(locale),
            Self::FourEyes => text::denied_four_eyes(locale),
            Self::Quota(reached) => reached.told(locale),
            Self::Unknown => text::denied_unknown(locale),
            Self::Gone => text::denied_gone(locale),
            Self::Unrecorded => text::denied_unrecorded(locale),
        }
    }

    /// Its word in the audit.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Elsewhere => "elsewhere",
            Self::NobodyConfigured => "nobody_configured",
            Self::NotListed => "not_listed",
            Self::Automated => "automated",
            Self::Repository => "repository",
            Self::Channel => "channel",
            Self::Branch => "branch",
            Self::AutoPr => "auto_pr",
            Self::Unattended => "unattended",
            Self::FourEyes => "four_eyes",
            Self::Quota(_) => "quota",
            Self::Unknown => "unknown",
            Self::Gone => "gone",
            Self::Unrecorded => "unrecorded",
        }
    }

    /// Whether asking again soon may end otherwise.
    #[must_use]
    pub fn may_pass(self) -> bool {
        matches!(self, Self::Unknown | Self::Unrecorded)
    }
}

impl std::fmt::Display for Denied {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.told(Locale::English))
    }
}

impl std::error::Error for Denied {}
