//! Doors for the fuzz targets (`tests/fuzz`), which live outside of this crate.
//!
//! They feed bytes to parts that are nobody's business: how a page is taken apart,
//! what becomes of its items, what an error's body is read as. Making those public
//! for the sake of a test would promise them to everybody; these few functions are
//! hidden from the documentation and promise nothing.

use std::ops::ControlFlow;
use std::time::Duration;

use reqwest::header::HeaderMap;

use super::cursor::Cursor;
use super::harvest::Harvest;
use super::model::{Activity, parse_time};
use super::wire::{Item, Splitter};
use super::{Error, wire};

/// A page taken apart.
#[derive(Debug, Clone, PartialEq)]
pub struct Split {
    /// The items' bytes, each with how many of its texts were left out.
    pub items: Vec<(Vec<u8>, u32)>,
    /// The next page's token, or why this was no complete list.
    pub end: Result<Option<String>, Error>,
}

/// Takes a page apart that arrives in these pieces, without texts above `value_cap` bytes.
pub fn split<'a>(key: &'static str, value_cap: usize, pieces: impl IntoIterator<Item = &'a [u8]>) -> Split {
    let mut splitter = Splitter::new(key, value_cap);
    let mut items = Vec::new();
    for piece in pieces {
        let _ = splitter.feed(piece, |item| {
            items.push((item.bytes.to_vec(), item.left_out));
            ControlFlow::Continue(())
        });
    }
    Split { items, end: splitter.finish() }
}

/// What a read makes of the items of a page: new activities, and how many could
/// not be read. Moves the cursor behind them.
pub fn harvest(items: &[(Vec<u8>, u32)], cursor: &mut Cursor) -> (Vec<Activity>, usize) {
    let mut harvest = Harvest::new(cursor, usize::MAX);
    for (bytes, left_out) in items {
        harvest.take(Item { bytes, left_out: *left_out });
    }
    let reading = harvest.settle(Duration::from_secs(4));
    *cursor = reading.cursor;
    (reading.activities, reading.skipped)
}

/// Decodes a whole body as the client does.
///
/// # Errors
/// [`Error::Decode`].
pub fn decode<T: serde::de::DeserializeOwned>(body: &[u8]) -> Result<T, Error> {
    wire::decode(body)
}

/// What the client makes of an answer that is no success, to a create and to anything else.
#[must_use]
pub fn error(http: u16, body: &[u8]) -> (Error, Error) {
    let error = Error::from_answer(http, &HeaderMap::new(), body);
    (error.clone().of_create(), error)
}

/// Passes activities and settles as reads do; says which of them were new.
pub fn pass(cursor: &mut Cursor, activities: &[(&str, &str)], behind: Duration) -> Vec<bool> {
    let new = activities.iter().map(|(id, time)| cursor.pass(id, parse_time(time))).collect();
    cursor.settle(behind);
    new
}

/// The two forms in which a cursor bounds what the server sends.
#[must_use]
pub fn bounds(cursor: &Cursor) -> (Option<String>, Option<String>) {
    (cursor.after(), cursor.token())
}
