//! What a press of one of our buttons means, and how that fits into a `custom_id`.
//!
//! Stateless: nothing is remembered between showing a button and its press, so
//! every button works after any restart. The session is never in the id; it is
//! the one that belongs to the thread the press came from.

use sha2::{Digest, Sha256};

use crate::jules::model::PlanId;

/// A press, decoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Press {
    /// Approve exactly this plan.
    Approve(PlanKey),
    /// Open the form that asks for changes to this plan.
    RequestChanges(PlanKey),
    /// The form came back (its text travels beside the id).
    Changes(PlanKey),
    /// Show the change set to the person who pressed.
    Diff,
}

/// Stands for a plan in a `custom_id`, whatever Jules uses as plan ids.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanKey(String);

impl PlanKey {
    /// The key of a plan.
    #[must_use]
    pub fn of(plan: &PlanId) -> Self {
        let digest: [u8; 32] = Sha256::digest(plan.as_str().as_bytes()).into();
        let (head, _) = digest.split_at(8);
        Self(format!("{:016x}", head.iter().fold(0_u64, |key, byte| key << 8 | u64::from(*byte))))
    }
}

/// Changes when old buttons could no longer be understood.
const VERSION: &str = "jd1";

impl Press {
    /// The `custom_id`: at most 40 of the 100 characters Discord allows.
    #[must_use]
    pub fn custom_id(&self) -> String {
        match self {
            Self::Approve(plan) => format!("{VERSION}:approve:{}", plan.0),
            Self::RequestChanges(plan) => format!("{VERSION}:revise:{}", plan.0),
            Self::Changes(plan) => format!("{VERSION}:changes:{}", plan.0),
            Self::Diff => format!("{VERSION}:diff:-"),
        }
    }

    /// Reads a `custom_id` that claims to be ours; `None` for everything else.
    #[must_use]
    pub fn parse(custom_id: &str) -> Option<Self> {
        let mut parts = custom_id.split(':');
        let (version, verb, subject) = (parts.next()?, parts.next()?, parts.next()?);
        if version != VERSION || parts.next().is_some() {
            return None;
        }
        if verb == "diff" {
            return (subject == "-").then_some(Self::Diff);
        }
        let is_key = subject.len() == 16 && subject.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        let plan = is_key.then(|| PlanKey(subject.to_owned()))?;
        match verb {
            "approve" => Some(Self::Approve(plan)),
            "revise" => Some(Self::RequestChanges(plan)),
            "changes" => Some(Self::Changes(plan)),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_press_survives_its_custom_id() {
        let plan = PlanKey::of(&PlanId::from("plan/with:odd\u{202e}characters"));
        for press in
            [Press::Approve(plan.clone()), Press::RequestChanges(plan.clone()), Press::Changes(plan), Press::Diff]
        {
            let id = press.custom_id();
            assert!(id.len() <= 100, "{id}");
            assert_eq!(Press::parse(&id), Some(press));
        }
    }

    #[test]
    fn forged_and_foreign_ids_mean_nothing() {
        for id in [
            "",
            "jd1",
            "jd1:approve",
            "jd1:approve:",
            "jd0:approve:0123456789abcdef",
            "cmd:rm -rf",
            "jd1:approve:0123456789abcdef:more",
            "jd1:approve:0123456789ABCDEF",
            "jd1:approve:../../etc",
            "jd1:diff:0123456789abcdef",
            "jd1:delete:0123456789abcdef",
        ] {
            assert_eq!(Press::parse(id), None, "{id}");
        }
    }

    proptest! {
        #[test]
        fn no_custom_id_panics(id in "\\PC{0,120}") {
            let _ = Press::parse(&id);
        }
    }
}
