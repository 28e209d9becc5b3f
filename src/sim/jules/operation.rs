//! The twelve operations, and which of them a request line means.

use std::fmt;

use axum::http::Method;
use serde::{Deserialize, Serialize};

/// An operation of the API, by its name in the discovery document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names are the API's")]
pub enum Operation {
    #[serde(rename = "sessions.create")]
    Create,
    #[serde(rename = "sessions.list")]
    List,
    #[serde(rename = "sessions.get")]
    Get,
    #[serde(rename = "sessions.delete")]
    Delete,
    #[serde(rename = "sessions.sendMessage")]
    SendMessage,
    #[serde(rename = "sessions.approvePlan")]
    ApprovePlan,
    #[serde(rename = "sessions.archive")]
    Archive,
    #[serde(rename = "sessions.unarchive")]
    Unarchive,
    #[serde(rename = "sessions.activities.list")]
    ListActivities,
    #[serde(rename = "sessions.activities.get")]
    GetActivity,
    #[serde(rename = "sources.list")]
    ListSources,
    #[serde(rename = "sources.get")]
    GetSource,
}

impl Operation {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::Create,
        Self::List,
        Self::Get,
        Self::Delete,
        Self::SendMessage,
        Self::ApprovePlan,
        Self::Archive,
        Self::Unarchive,
        Self::ListActivities,
        Self::GetActivity,
        Self::ListSources,
        Self::GetSource,
    ];

    /// `sessions.create` and the like.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.names().0
    }

    /// The method of the RPC service, as error details name it.
    pub(super) const fn rpc(self) -> &'static str {
        self.names().1
    }

    const fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Create => ("sessions.create", "CreateSession"),
            Self::List => ("sessions.list", "ListSessions"),
            Self::Get => ("sessions.get", "GetSession"),
            Self::Delete => ("sessions.delete", "DeleteSession"),
            Self::SendMessage => ("sessions.sendMessage", "SendMessage"),
            Self::ApprovePlan => ("sessions.approvePlan", "ApprovePlan"),
            Self::Archive => ("sessions.archive", "ArchiveSession"),
            Self::Unarchive => ("sessions.unarchive", "UnarchiveSession"),
            Self::ListActivities => ("sessions.activities.list", "ListActivities"),
            Self::GetActivity => ("sessions.activities.get", "GetActivity"),
            Self::ListSources => ("sources.list", "ListSources"),
            Self::GetSource => ("sources.get", "GetSource"),
        }
    }

    /// The query parameters it takes besides the system ones, in camel case.
    pub(super) const fn query(self) -> &'static [&'static str] {
        match self {
            Self::List | Self::ListActivities | Self::ListSources => &["filter", "pageSize", "pageToken"],
            _ => &[],
        }
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What a request line means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Route {
    /// An operation, on a session and one of its activities, or on a source by name.
    Known { operation: Operation, session: String, part: String },
    /// A custom verb that does not exist on something that does: 404 in JSON.
    UnknownVerb,
    /// Anything else: 404 from the front end, in HTML.
    Nowhere,
}

impl Route {
    /// Reads a method and a path.
    pub(super) fn of(method: &Method, path: &str) -> Self {
        let Some(path) = path.strip_prefix("/v1alpha/") else { return Self::Nowhere };
        if let Some(name) = path.strip_prefix("sources/").filter(|rest| !rest.is_empty()) {
            return match *method {
                Method::GET => Self::known(Operation::GetSource, "", &format!("sources/{name}")),
                _ => Self::Nowhere,
            };
        }
        let parts: Vec<&str> = path.split('/').collect();
        match (method, parts.as_slice()) {
            (&Method::GET, ["sources"]) => Self::known(Operation::ListSources, "", ""),
            (&Method::GET, ["sessions"]) => Self::known(Operation::List, "", ""),
            (&Method::POST, ["sessions"]) => Self::known(Operation::Create, "", ""),
            (&Method::POST, ["sessions", target]) => Self::verb(target),
            (_, ["sessions", target]) if target.is_empty() || target.contains(':') => Self::Nowhere,
            (&Method::GET, ["sessions", id]) => Self::known(Operation::Get, id, ""),
            (&Method::DELETE, ["sessions", id]) => Self::known(Operation::Delete, id, ""),
            (&Method::GET, ["sessions", id, "activities"]) => Self::known(Operation::ListActivities, id, ""),
            (&Method::GET, ["sessions", id, "activities", activity]) => {
                Self::known(Operation::GetActivity, id, activity)
            }
            _ => Self::Nowhere,
        }
    }

    fn verb(target: &str) -> Self {
        let Some((id, verb)) = target.split_once(':') else { return Self::Nowhere };
        let operation = match verb {
            "sendMessage" => Operation::SendMessage,
            "approvePlan" => Operation::ApprovePlan,
            "archive" => Operation::Archive,
            "unarchive" => Operation::Unarchive,
            _ => return Self::UnknownVerb,
        };
        Self::known(operation, id, "")
    }

    fn known(operation: Operation, session: &str, part: &str) -> Self {
        Self::Known { operation, session: session.to_owned(), part: part.to_owned() }
    }
}
