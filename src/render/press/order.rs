//! Presses that belong to no session: pages of lists, an offer to start one, a batch.
//! As stateless as [`Press`](super::Press): all that is needed is in the `custom_id`.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use super::VERSION;

/// A press outside any session, decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// Another page of the list of sessions.
    List(Listed),
    /// Another page of what waits for somebody.
    Inbox(u16),
}

/// Which sessions a list shows, and which page of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Listed {
    /// Only those in this state.
    pub which: Option<Which>,
    /// Only those of this repository.
    pub repo: Option<Key>,
    /// Only those of the person who asks.
    pub mine: bool,
    /// The page, from 0.
    pub page: u16,
}

/// Which sessions to list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// Jules is at it.
    Working,
    /// Somebody has to do something.
    Waiting,
    /// The turn is over.
    Ended,
}

/// Stands for a name in a `custom_id`: a repository's, a branch's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key(u64);

impl Key {
    /// The key of a name, whatever its case: GitHub's names have none.
    #[must_use]
    pub fn of(name: &str) -> Self {
        let digest: [u8; 32] = Sha256::digest(name.to_lowercase().as_bytes()).into();
        let (head, _) = digest.split_at(8);
        Self(head.iter().fold(0_u64, |key, byte| key << 8 | u64::from(*byte)))
    }
}

impl Order {
    /// The `custom_id`: at most 90 of the 100 characters Discord allows.
    #[must_use]
    pub fn custom_id(self) -> String {
        let mut id = VERSION.to_owned();
        let mut part = |part: &dyn std::fmt::Display| {
            // Writing to a String cannot fail.
            let _ = write!(id, ":{part}");
        };
        match self {
            Self::List(listed) => {
                part(&"list");
                part(&match listed.which {
                    None => "all",
                    Some(Which::Working) => "working",
                    Some(Which::Waiting) => "waiting",
                    Some(Which::Ended) => "ended",
                });
                part(&key(listed.repo));
                part(&if listed.mine { "mine" } else { "-" });
                part(&listed.page);
            }
            Self::Inbox(page) => {
                part(&"inbox");
                part(&page);
            }
        }
        id
    }

    /// Reads a `custom_id` that claims to be ours; `None` for everything else.
    #[must_use]
    pub fn parse(custom_id: &str) -> Option<Self> {
        let parts: Vec<&str> = custom_id.split(':').collect();
        let (version, rest) = parts.split_first()?;
        if *version != VERSION {
            return None;
        }
        let order = match rest {
            ["list", which, repo, mine, page] => Self::List(Listed {
                which: match *which {
                    "all" => None,
                    "working" => Some(Which::Working),
                    "waiting" => Some(Which::Waiting),
                    "ended" => Some(Which::Ended),
                    _ => return None,
                },
                repo: read_key(repo).ok()?,
                mine: *mine == "mine",
                page: page.parse().ok()?,
            }),
            ["inbox", page] => Self::Inbox(page.parse().ok()?),
            _ => return None,
        };
        // Whatever is written in another way than ours is not ours.
        (order.custom_id() == custom_id).then_some(order)
    }
}

fn key(key: Option<Key>) -> String {
    key.map_or_else(|| "-".to_owned(), |key| format!("{:016x}", key.0))
}

fn read_key(text: &str) -> Result<Option<Key>, std::num::ParseIntError> {
    if text == "-" { Ok(None) } else { u64::from_str_radix(text, 16).map(Key).map(Some) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::Press;
    use super::*;

    #[test]
    fn every_order_survives_its_custom_id_and_is_no_press() {
        let listed = Listed { which: Some(Which::Waiting), repo: Some(Key::of("acme/todo")), mine: true, page: 65_535 };
        for order in [Order::List(listed), Order::List(Listed::default()), Order::Inbox(3)] {
            let id = order.custom_id();
            assert!(id.len() <= 90, "{id}");
            assert_eq!(Order::parse(&id), Some(order));
            assert_eq!(Press::parse(&id), None, "{id}");
        }
    }

    #[test]
    fn forged_and_foreign_orders_mean_nothing() {
        for id in ["", "jd1", "jd1:list", "jd0:inbox:0", "jd1:inbox:-1", "jd1:inbox:01", "jd1:list:all:xyz:-:0"] {
            assert_eq!(Order::parse(id), None, "{id}");
        }
    }

    proptest! {
        #[test]
        fn no_custom_id_panics(id in "\\PC{0,120}") {
            let _ = Order::parse(&id);
        }
    }
}
