//! Gateway sessions as state: what each has been sent, what can be replayed, and what shall go wrong.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::super::state::State;
use super::super::wire::Switch;

/// Events kept per session for a resume.
const RING: usize = 4_000;
/// "A few minutes": how long a lost session can be resumed.
const RESUMABLE_MINUTES: i64 = 5;

/// Something that happens to the gateway.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "snake_case", deny_unknown_fields)]
pub enum GatewayFault {
    /// Every connection is closed with this code. 4007 and 4009 end the sessions too.
    Close {
        /// Close code.
        code: u16,
    },
    /// Every connection is closed with a close frame that has no code.
    EmptyClose,
    /// Every connection is reset; sessions stay resumable.
    Drop,
    /// Op 7: the client is asked to reconnect and resume.
    Reconnect,
    /// Op 9 on every connection; unless resumable its session ends.
    InvalidSession {
        /// The `d` of the op 9.
        #[serde(default)]
        resumable: bool,
    },
    /// The next resumes are answered with op 9, `d` false.
    RefuseResumes {
        /// How many.
        times: u32,
    },
    /// While on, events are lost instead of sent: the connection lives, but says nothing.
    Deaf {
        /// On or off.
        on: bool,
    },
    /// The next events of this name come in a shape that no client can read.
    Mangle {
        /// As `MESSAGE_CREATE`.
        event: String,
        /// How many.
        times: u32,
    },
    /// The next events of this name come twice, as they may when a session is resumed.
    Repeat {
        /// As `INTERACTION_CREATE`.
        event: String,
        /// How many.
        times: u32,
    },
    /// While on, heartbeats are not acknowledged.
    NoAck {
        /// On or off.
        on: bool,
    },
    /// Every connection is reset, and no new one accepted for a while.
    Refuse {
        /// Milliseconds.
        for_ms: u64,
    },
}

/// What a socket is told to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Order {
    Say(String),
    Close(Option<u16>, &'static str),
}

/// A gateway session; it outlives its connections.
#[derive(Debug)]
pub(crate) struct Session {
    pub intents: u64,
    pub shard: (u64, u64),
    pub seq: u64,
    ring: VecDeque<(u64, Arc<str>)>,
    connection: Option<u64>,
    lost: Option<DateTime<Utc>>,
}

/// One socket.
#[derive(Debug)]
pub(crate) struct Connection {
    pub session: Option<String>,
    pub sent: u64,
    pub orders: VecDeque<Order>,
    switch: Switch,
}

/// All sessions and sockets.
#[derive(Debug, Default)]
pub(crate) struct Hub {
    pub sessions: BTreeMap<String, Session>,
    pub connections: BTreeMap<u64, Connection>,
    pub identified: u32,
    pub deaf: bool,
    pub no_ack: bool,
    /// Events to be mangled, and how many more of them.
    pub mangle: Option<(String, u32)>,
    /// Events to be sent twice, the same way.
    pub repeat: Option<(String, u32)>,
    refuse_resumes: u32,
    refused_until: Option<DateTime<Utc>>,
    next: u64,
}

/// What a socket sends next.
#[derive(Debug, Default)]
pub(crate) struct Parcel {
    pub texts: Vec<Arc<str>>,
    pub orders: Vec<Order>,
    /// Another connection has taken the session over, or the session has ended.
    pub orphaned: bool,
}

impl Hub {
    /// A new socket's number.
    pub(crate) fn connect(&mut self, switch: Switch) -> u64 {
        self.next += 1;
        let connection = Connection { session: None, sent: 0, orders: VecDeque::new(), switch };
        self.connections.insert(self.next, connection);
        self.next
    }

    /// Whether an event of this name is to be sent in a shape that nobody can read.
    pub(crate) fn mangles(&mut self, name: &str) -> bool {
        strikes(&mut self.mangle, name)
    }

    /// Whether an event of this name is to be sent twice.
    pub(crate) fn repeats(&mut self, name: &str) -> bool {
        strikes(&mut self.repeat, name)
    }

    /// Whether new connections are refused just now.
    pub(crate) fn refusing(&self, now: DateTime<Utc>) -> bool {
        self.refused_until.is_some_and(|until| now < until)
    }

    /// A socket is gone; `ended` by the client for good, or lost and resumable.
    pub(crate) fn disconnect(&mut self, number: u64, ended: bool, now: DateTime<Utc>) {
        let Some(id) = self.connections.remove(&number).and_then(|gone| gone.session) else { return };
        let owned = self.sessions.get_mut(&id).filter(|session| session.connection == Some(number));
        if let Some(session) = owned {
            session.connection = None;
            session.lost = Some(now);
            if ended {
                self.sessions.remove(&id);
            }
        }
    }

    /// A fresh session on this socket.
    pub(crate) fn identify(&mut self, number: u64, id: &str, intents: u64, shard: (u64, u64)) {
        let session = Session { intents, shard, seq: 0, ring: VecDeque::new(), connection: Some(number), lost: None };
        self.sessions.insert(id.to_owned(), session);
        self.identified += 1;
        if let Some(connection) = self.connections.get_mut(&number) {
            connection.session = Some(id.to_owned());
            connection.sent = 0;
        }
    }

    /// Continues a session after `seq`; false means op 9.
    pub(crate) fn resume(&mut self, number: u64, id: &str, seq: u64, now: DateTime<Utc>) -> bool {
        if self.refuse_resumes > 0 {
            self.refuse_resumes -= 1;
            self.sessions.remove(id);
            return false;
        }
        let Some(session) = self.sessions.get_mut(id) else { return false };
        let stale = session.lost.is_some_and(|lost| now - lost > Duration::minutes(RESUMABLE_MINUTES));
        let gap = session.ring.front().is_some_and(|(first, _)| seq + 1 < *first);
        if stale || gap || seq > session.seq {
            self.sessions.remove(id);
            return false;
        }
        session.connection = Some(number);
        session.lost = None;
        if let Some(connection) = self.connections.get_mut(&number) {
            connection.session = Some(id.to_owned());
            connection.sent = seq;
        }
        true
    }

    /// What is owed to this socket.
    pub(crate) fn take(&mut self, number: u64) -> Parcel {
        let Some(connection) = self.connections.get_mut(&number) else {
            return Parcel { orphaned: true, ..Parcel::default() };
        };
        let mut parcel = Parcel { orders: connection.orders.drain(..).collect(), ..Parcel::default() };
        let Some(id) = &connection.session else { return parcel };
        match self.sessions.get(id).filter(|session| session.connection == Some(number)) {
            None => parcel.orphaned = true,
            Some(session) => {
                let skip = session.ring.partition_point(|(seq, _)| *seq <= connection.sent);
                parcel.texts = session.ring.iter().skip(skip).map(|(_, text)| Arc::clone(text)).collect();
                connection.sent = session.seq;
            }
        }
        parcel
    }

    fn order_all(&mut self, order: &Order) {
        for connection in self.connections.values_mut() {
            connection.orders.push_back(order.clone());
        }
    }

    fn cut_all(&self) {
        for connection in self.connections.values() {
            connection.switch.cut();
        }
    }
}

/// Whether a fault of so many more events is meant for one of this name.
fn strikes(fault: &mut Option<(String, u32)>, name: &str) -> bool {
    let meant = fault.as_mut().filter(|(event, times)| event == name && *times > 0);
    let Some((_, times)) = meant else { return false };
    *times -= 1;
    true
}

impl Session {
    /// Adds an event.
    pub(crate) fn push(&mut self, name: &str, data: &str) {
        self.seq += 1;
        if self.ring.len() >= RING {
            self.ring.pop_front();
        }
        let text = format!(r#"{{"op":0,"s":{},"t":"{name}","d":{data}}}"#, self.seq);
        self.ring.push_back((self.seq, text.into()));
    }

    /// Whether its shard has this guild.
    pub(crate) fn has(&self, guild: Option<u64>) -> bool {
        guild.map_or(self.shard.0 == 0, |guild| (guild >> 22) % self.shard.1.max(1) == self.shard.0)
    }

    /// Whether a client is connected.
    pub(crate) fn alive(&self) -> bool {
        self.connection.is_some()
    }
}

impl State {
    /// Does something to the gateway.
    pub(crate) fn strike_gateway(&mut self, fault: &GatewayFault) {
        let told = serde_json::to_value(fault).unwrap_or(Value::Null);
        let now = self.now();
        let hub = &mut self.hub;
        match fault {
            GatewayFault::Close { code } => {
                hub.order_all(&Order::Close(Some(*code), "closed on request"));
                if matches!(code, 4007 | 4009) {
                    hub.sessions.clear();
                }
            }
            GatewayFault::EmptyClose => hub.order_all(&Order::Close(None, "")),
            GatewayFault::Drop => hub.cut_all(),
            GatewayFault::Reconnect => hub.order_all(&Order::Say(json!({ "op": 7, "d": null }).to_string())),
            GatewayFault::InvalidSession { resumable } => {
                hub.order_all(&Order::Say(json!({ "op": 9, "d": resumable }).to_string()));
                // The sockets stay: the client resumes or identifies on them, or on new ones.
                hub.connections.values_mut().for_each(|connection| connection.session = None);
                if !resumable {
                    hub.sessions.clear();
                }
            }
            GatewayFault::RefuseResumes { times } => hub.refuse_resumes = *times,
            GatewayFault::Deaf { on } => hub.deaf = *on,
            GatewayFault::Mangle { event, times } => hub.mangle = Some((event.clone(), *times)),
            GatewayFault::Repeat { event, times } => hub.repeat = Some((event.clone(), *times)),
            GatewayFault::NoAck { on } => hub.no_ack = *on,
            GatewayFault::Refuse { for_ms } => {
                let wait = Duration::milliseconds(i64::try_from(*for_ms).unwrap_or(i64::MAX / 2));
                hub.refused_until = Some(now + wait);
                hub.cut_all();
            }
        }
        self.record_gateway("fault", &told);
    }
}
