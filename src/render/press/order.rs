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
    /// Something about an offer to start a session with a message.
    Offer(Offer, Step),
    /// Something about the batch of this number.
    Batch(u64, BatchStep),
    /// The form with a Jules key.
    Key(KeyStep, KeyOf),
}

/// What is done with a Jules key that is typed into a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyStep {
    /// It is the first.
    Set,
    /// It takes the place of another.
    Rotate,
}

/// Whose Jules key it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyOf {
    /// Theirs who type it.
    Mine,
    /// The server's.
    Server,
}

/// What is done about a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BatchStep {
    /// Begin no more.
    Stop,
    /// Begin the rest after all.
    GoOn,
    /// Begin again what failed.
    Retry,
}

/// An offer to start a session with a message of the same channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Offer {
    /// The message.
    pub message: u64,
    /// Names the start for good, so that two presses start one session.
    pub start: u64,
    /// Where.
    pub place: OfferPlace,
    /// From which branch; `None` for the default one.
    pub branch: Option<Key>,
}

/// Where the session of an offer will work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OfferPlace {
    /// Nobody has chosen yet.
    Open,
    /// In no repository.
    Nowhere,
    /// In this one.
    Repo(Key),
}

/// What is done about an offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// A repository was chosen in the menu (it travels beside the id).
    Repo,
    /// A branch was.
    Branch,
    /// Open the form that takes any repository and branch.
    Other,
    /// The form came back.
    Form,
    /// Start.
    Begin,
}

impl Step {
    const ALL: [(Self, &str); 5] = [
        (Self::Repo, "repo"),
        (Self::Branch, "branch"),
        (Self::Other, "other"),
        (Self::Form, "form"),
        (Self::Begin, "begin"),
    ];

    fn word(self) -> &'static str {
        Self::ALL.iter().find(|(step, _)| *step == self).map_or("", |(_, word)| word)
    }
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
    /// The key of a repository, whatever the case of its name: GitHub makes no difference.
    #[must_use]
    pub fn of_repo(slug: &str) -> Self {
        Self::of(&slug.to_lowercase())
    }

    /// The key of a name.
    #[must_use]
    pub fn of(name: &str) -> Self {
        let digest: [u8; 32] = Sha256::digest(name.as_bytes()).into();
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
            Self::Batch(batch, step) => {
                part(&"batch");
                part(&format_args!("{batch:x}"));
                part(&match step {
                    BatchStep::Stop => "stop",
                    BatchStep::GoOn => "on",
                    BatchStep::Retry => "retry",
                });
            }
            Self::Key(step, of) => {
                part(&"key");
                part(&match step {
                    KeyStep::Set => "set",
                    KeyStep::Rotate => "rotate",
                });
                part(&match of {
                    KeyOf::Mine => "mine",
                    KeyOf::Server => "server",
                });
            }
            Self::Offer(offer, step) => {
                part(&step.word());
                part(&format_args!("{:x}", offer.message));
                part(&format_args!("{:x}", offer.start));
                part(&match offer.place {
                    OfferPlace::Open => key(None),
                    OfferPlace::Nowhere => "none".to_owned(),
                    OfferPlace::Repo(repo) => key(Some(repo)),
                });
                part(&key(offer.branch));
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
            ["key", step, of] => {
                let step = match *step {
                    "set" => KeyStep::Set,
                    "rotate" => KeyStep::Rotate,
                    _ => return None,
                };
                let of = match *of {
                    "mine" => KeyOf::Mine,
                    "server" => KeyOf::Server,
                    _ => return None,
                };
                Self::Key(step, of)
            }
            ["batch", batch, step] => {
                let step = match *step {
                    "stop" => BatchStep::Stop,
                    "on" => BatchStep::GoOn,
                    "retry" => BatchStep::Retry,
                    _ => return None,
                };
                Self::Batch(u64::from_str_radix(batch, 16).ok().filter(|batch| *batch != 0)?, step)
            }
            [step, message, start, place, branch] => {
                let step = Step::ALL.iter().find(|(_, word)| word == step)?.0;
                // Discord's ids are never 0.
                let id = |text: &&str| u64::from_str_radix(text, 16).ok().filter(|id| *id != 0);
                let place = match *place {
                    "none" => OfferPlace::Nowhere,
                    place => read_key(place).ok()?.map_or(OfferPlace::Open, OfferPlace::Repo),
                };
                let offer = Offer { message: id(message)?, start: id(start)?, place, branch: read_key(branch).ok()? };
                Self::Offer(offer, step)
            }
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
        let listed =
            Listed { which: Some(Which::Waiting), repo: Some(Key::of_repo("acme/todo")), mine: true, page: 65_535 };
        let mut orders = vec![Order::List(listed), Order::List(Listed::default()), Order::Inbox(3)];
        for place in [OfferPlace::Open, OfferPlace::Nowhere, OfferPlace::Repo(Key::of_repo("acme/todo"))] {
            let offer = Offer { message: u64::MAX, start: u64::MAX, place, branch: Some(Key::of("main")) };
            orders.extend(Step::ALL.map(|(step, _)| Order::Offer(offer, step)));
        }
        orders.extend([BatchStep::Stop, BatchStep::GoOn, BatchStep::Retry].map(|step| Order::Batch(u64::MAX, step)));
        for step in [KeyStep::Set, KeyStep::Rotate] {
            orders.extend([KeyOf::Mine, KeyOf::Server].map(|of| Order::Key(step, of)));
        }
        for order in orders {
            let id = order.custom_id();
            assert!(id.len() <= 90, "{id}");
            assert_eq!(Order::parse(&id), Some(order));
            assert_eq!(Press::parse(&id), None, "{id}");
        }
    }

    #[test]
    fn forged_and_foreign_orders_mean_nothing() {
        for id in [
            "",
            "jd1",
            "jd1:list",
            "jd0:inbox:0",
            "jd1:inbox:-1",
            "jd1:inbox:01",
            "jd1:list:all:xyz:-:0",
            "jd1:key:set:",
        ] {
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
