//! One HTTP exchange with Jules: headers, limits, classification. Whether to
//! make it again is decided elsewhere (`retry`).

use std::fmt::Write as _;
use std::ops::ControlFlow;
use std::sync::{PoisonError, RwLock};
use std::time::Instant;

use futures::StreamExt;
use reqwest::header::HeaderValue;
use reqwest::{Client, Method, Response, redirect};
use secrecy::{ExposeSecret, SecretString};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::budget::{Budget, Class};
use super::wire::{self, Item, Page, Splitter};
use super::{Error, Settings};

/// An error's body is read up to here.
const ERROR_BODY_CAP: usize = 64 << 10;

/// What a long text may have on a page that is large already.
const SMALL: usize = 16 << 10;

/// The HTTP client of one key.
pub(super) struct Transport {
    http: Client,
    base: String,
    key: RwLock<(SecretString, HeaderValue)>,
    body_cap: usize,
    pub value_cap: usize,
    pub budget: Budget,
}

/// One request.
pub(super) struct Call<'a> {
    pub class: Class,
    pub method: Method,
    /// Path and query after the base address, escaped.
    pub path: &'a str,
    pub body: Option<&'a Value>,
}

/// What the taker of an item wants next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    /// The next item.
    Item,
    /// The next item, from here on without strings longer than this.
    Smaller(usize),
    /// Nothing more; the rest of the answer is not read.
    Enough,
}

/// How the reading of a list's answer ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Over {
    /// The whole page was read.
    Page {
        /// The next page's token.
        next: Option<String>,
    },
    /// The taker had enough.
    BrokenOff,
}

impl<'a> Call<'a> {
    /// A read other than `activities.list`.
    pub(super) fn get(path: &'a str) -> Self {
        Self { class: Class::Read, method: Method::GET, path, body: None }
    }
}

impl Transport {
    pub(super) fn new(settings: &Settings) -> Result<Self, Error> {
        let base = settings.base()?;
        let key = (settings.key.clone(), header(&settings.key)?);
        let http = Client::builder()
            .user_agent(concat!("jules-discord/", env!("CARGO_PKG_VERSION")))
            // A redirect would take the key to another host.
            .redirect(redirect::Policy::none())
            .connect_timeout(settings.connect_timeout)
            .timeout(settings.timeout);
        let http = if base.loopback { http.no_proxy() } else { http };
        Ok(Self {
            http: http.build().map_err(Error::from_transport)?,
            base: base.url,
            key: RwLock::new(key),
            body_cap: settings.body_cap,
            value_cap: settings.value_cap,
            budget: Budget::new(settings.list_calls_per_minute, settings.retry_min, settings.retry_max),
        })
    }

    /// Goes on with another key. Requests under way keep the one they began with.
    pub(super) fn replace_key(&self, key: &SecretString) -> Result<(), Error> {
        let replaced = (key.clone(), header(key)?);
        *self.key.write().unwrap_or_else(PoisonError::into_inner) = replaced;
        Ok(())
    }

    /// Sends a request once and decodes the whole answer.
    pub(super) async fn whole<T: DeserializeOwned>(&self, call: Call<'_>) -> Result<T, Error> {
        let class = call.class;
        let outcome = async {
            let body = collect(self.send(&call).await?, self.body_cap).await?;
            wire::decode(&body)
        };
        self.noted(class, outcome.await)
    }

    /// Sends a request once; the answer's content does not matter.
    pub(super) async fn done(&self, call: Call<'_>) -> Result<(), Error> {
        let class = call.class;
        let outcome = self.send(&call).await.map(drop);
        self.noted(class, outcome)
    }

    /// Sends a request once and hands a list's items to `each` while they arrive.
    pub(super) async fn items(
        &self,
        call: Call<'_>,
        mut splitter: Splitter,
        mut each: impl FnMut(Item<'_>) -> Next,
    ) -> Result<Over, Error> {
        let class = call.class;
        let outcome = async {
            let mut answer = self.send(&call).await?.bytes_stream();
            while let Some(bytes) = answer.next().await {
                let mut next = Next::Item;
                let flow = splitter.feed(&bytes.map_err(Error::from_transport)?, |item| {
                    next = each(item);
                    if next == Next::Enough { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
                });
                match next {
                    _ if flow.is_break() => return Ok(Over::BrokenOff),
                    Next::Smaller(cap) => splitter.tighten(cap),
                    Next::Item | Next::Enough => {}
                }
            }
            Ok(Over::Page { next: splitter.finish()? })
        };
        self.noted(class, outcome.await)
    }

    /// Sends a request once and decodes a list item by item; `item` gives nothing
    /// for one that cannot be read.
    pub(super) async fn page<T>(
        &self,
        call: Call<'_>,
        key: &'static str,
        mut item: impl FnMut(&[u8]) -> Option<T>,
    ) -> Result<Page<T>, Error> {
        let (mut items, mut skipped, mut length) = (Vec::new(), 0, 0);
        let over = self.items(call, Splitter::new(key, self.value_cap), |one| {
            length += one.bytes.len();
            match item(one.bytes) {
                Some(read) => items.push(read),
                None => skipped += 1,
            }
            // Such rows can be read one by one; the list is for finding them.
            if length > self.value_cap { Next::Smaller(SMALL) } else { Next::Item }
        });
        let next = match over.await? {
            Over::Page { next } => next,
            Over::BrokenOff => None,
        };
        Ok(Page { items, skipped, next })
    }

    async fn send(&self, call: &Call<'_>) -> Result<Response, Error> {
        let mut url = String::with_capacity(self.base.len() + 1 + call.path.len());
        let _ = write!(url, "{}/{}", self.base, call.path);
        let key = self.key.read().unwrap_or_else(PoisonError::into_inner).1.clone();
        let mut request = self.http.request(call.method.clone(), url).header("x-goog-api-key", key);
        if let Some(body) = call.body {
            request = request.json(body);
        }
        let begun = Instant::now();
        let answer = request.send().await.map_err(Error::from_transport)?;
        let http = answer.status();
        tracing::debug!(method = %call.method, path = call.path, http = http.as_u16(), ms = begun.elapsed().as_millis(), "jules");
        if http.is_success() {
            return Ok(answer);
        }
        let headers = answer.headers().clone();
        let body = collect(answer, ERROR_BODY_CAP).await.unwrap_or_default();
        Err(Error::from_answer(http.as_u16(), &headers, &self.redacted(body)))
    }

    /// An upstream that quotes our key would put it into every log.
    fn redacted(&self, body: Vec<u8>) -> Vec<u8> {
        let text = String::from_utf8_lossy(&body);
        let known = self.key.read().unwrap_or_else(PoisonError::into_inner).0.clone();
        let key = known.expose_secret().trim();
        if text.contains(key) { text.replace(key, "[key]").into_bytes() } else { body }
    }

    fn noted<T>(&self, class: Class, outcome: Result<T, Error>) -> Result<T, Error> {
        self.budget.note(class, outcome.as_ref().map(|_| ()));
        outcome
    }
}

fn header(key: &SecretString) -> Result<HeaderValue, Error> {
    let mut header = HeaderValue::from_str(key.expose_secret().trim())
        .map_err(|_| Error::Settings("the key holds characters that no header can carry".to_owned()))?;
    if header.is_empty() {
        return Err(Error::Settings("the key is empty".to_owned()));
    }
    header.set_sensitive(true);
    Ok(header)
}

async fn collect(answer: Response, cap: usize) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    let mut stream = answer.bytes_stream();
    while let Some(part) = stream.next().await {
        bytes.extend_from_slice(&part.map_err(Error::from_transport)?);
        if bytes.len() > cap {
            return Err(Error::TooLarge { cap });
        }
    }
    Ok(bytes)
}
