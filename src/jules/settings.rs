//! What a caller may tune. Times are `Duration`s; every default is chosen from
//! the measurements in `reference/jules-api.md` 2.3 and 2.5.

use std::net::IpAddr;
use std::time::Duration;

use reqwest::Url;
use secrecy::SecretString;

use super::Error;

/// Google's address of the API.
///
/// ```
/// # use jules_discord::jules::{*, model::*, history, patch}; use std::time::Duration;
/// assert_eq!(Settings::new("key").api_url, DEFAULT_API_URL);
/// ```
pub const DEFAULT_API_URL: &str = "https://jules.googleapis.com/v1alpha";

/// How to reach Jules, and how hard to ask.
///
/// ```
/// use std::time::Duration;
/// use jules_discord::jules::{Jules, Settings};
///
/// let settings = Settings { poll_min: Duration::from_secs(5), ..Settings::new("the key") };
/// assert!(!format!("{settings:?}").contains("the key"));
/// let plain = Settings { api_url: "http://jules.example/v1alpha".into(), ..settings };
/// assert!(Jules::new(plain).is_err(), "plain http would show the key to the network");
/// ```
#[derive(Debug, Clone)]
pub struct Settings {
    /// Base address with the version, without a slash at its end. Plain `http`
    /// is refused unless the host is this machine.
    pub api_url: String,
    /// The API key. Opaque; it is sent in one header and shown nowhere.
    pub key: SecretString,
    /// The shortest pause between two looks at one session.
    pub poll_min: Duration,
    /// The longest pause between two looks at a session somebody may come back to.
    pub poll_max: Duration,
    /// How long a connection may take to open.
    pub connect_timeout: Duration,
    /// How long one request may take, its whole body included.
    pub timeout: Duration,
    /// How much of one answer is kept in memory, in bytes after decompression.
    /// A list of activities may be longer: it is then taken in several goes.
    pub body_cap: usize,
    /// The longest text of an activity that is kept, in bytes as JSON writes it. A
    /// longer one (a patch, a picture) is left out while it arrives, and counted in
    /// [`Activity::left_out`](super::model::Activity::left_out).
    pub value_cap: usize,
    /// `activities.list` calls a minute, for all sessions of the key together, and
    /// with them the feed's lists of sessions (a seventh at most). Upstream allows
    /// 120 of the former (jules-api.md 2.3); the rest is left to other programs.
    pub list_calls_per_minute: u32,
    /// How far behind the newest activity a late one may still turn up.
    pub overlap: Duration,
    /// The pause before the first retry of a read; it doubles, with jitter.
    pub retry_min: Duration,
    /// The longest pause between two retries.
    pub retry_max: Duration,
    /// How long a read is retried in all.
    pub retry_for: Duration,
    /// How long a session that a failed create may have left is looked for.
    pub ghost_wait: Duration,
    /// How long a working session may show no change before it counts as stalled.
    pub stall_after: Duration,
}

impl Settings {
    /// The defaults, with this key.
    ///
    /// ```
    /// # use jules_discord::jules::{*, model::*, history, patch}; use std::time::Duration;
    /// let settings = Settings { poll_max: Duration::from_secs(30), ..Settings::new("the key") };
    /// assert!(!format!("{settings:?}").contains("the key"), "it is never printed");
    /// ```
    #[must_use]
    pub fn new(key: impl Into<SecretString>) -> Self {
        Self {
            api_url: DEFAULT_API_URL.to_owned(),
            key: key.into(),
            poll_min: Duration::from_secs(2),
            poll_max: Duration::from_mins(1),
            connect_timeout: Duration::from_secs(5),
            timeout: Duration::from_secs(30),
            body_cap: 16 << 20,
            value_cap: 8 << 20,
            list_calls_per_minute: 110,
            overlap: Duration::from_secs(4),
            retry_min: Duration::from_millis(500),
            retry_max: Duration::from_secs(30),
            retry_for: Duration::from_mins(1),
            ghost_wait: Duration::from_secs(15),
            stall_after: Duration::from_mins(15),
        }
    }

    /// Checks the address: a URL, encrypted unless it stays on this machine.
    pub(super) fn base(&self) -> Result<Base, Error> {
        let text = self.api_url.trim().trim_end_matches('/');
        let url = Url::parse(text).map_err(|why| Error::Settings(format!("{text:?} is no address: {why}")))?;
        let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
        let loopback = host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
        match url.scheme() {
            "https" => {}
            "http" if loopback => {}
            "http" => return Err(Error::Settings(format!("plain http would show the key to the network: {text}"))),
            other => return Err(Error::Settings(format!("{other:?} is not http or https"))),
        }
        if url.query().is_some() || !url.username().is_empty() {
            return Err(Error::Settings("the address carries more than host and path".to_owned()));
        }
        Ok(Base { url: text.to_owned(), loopback })
    }
}

/// A checked base address.
pub(super) struct Base {
    /// Without a slash at its end.
    pub url: String,
    /// On this machine: no proxy is asked.
    pub loopback: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base(url: &str) -> Result<String, Error> {
        let mut settings = Settings::new("k");
        settings.api_url = url.to_owned();
        settings.base().map(|base| base.url)
    }

    #[test]
    fn plain_http_is_for_this_machine_only() {
        assert_eq!(base("http://127.0.0.1:9/v1alpha/").unwrap(), "http://127.0.0.1:9/v1alpha");
        assert!(base("http://[::1]:9/v1alpha").is_ok());
        assert!(base("http://localhost:9").is_ok());
        assert!(base("http://jules.example/v1alpha").is_err());
        assert!(base("http://localhost.example/v1alpha").is_err());
        assert!(base("https://jules.example/v1alpha").is_ok());
    }

    #[test]
    fn what_is_no_address_is_refused_with_a_reason() {
        for bad in ["", "jules", "ftp://localhost", "https://user@host/x", "https://host/x?key=1"] {
            assert!(matches!(base(bad), Err(Error::Settings(_))), "{bad}");
        }
    }

    #[test]
    fn the_key_is_not_shown_by_debug() {
        assert!(!format!("{:?}", Settings::new("AQ.secret")).contains("AQ.secret"));
    }
}
