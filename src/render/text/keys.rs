//! What is said about Jules keys that servers and people entrust. Of a key itself, only how it
//! ends is ever said.

use serenity::model::id::UserId;

use super::speech::sentences;
use crate::render::cards::code;
use crate::render::locale::Locale;

sentences! {
    /// The form's title.
    key_form();
    /// The form's only field.
    key_field();
    /// The operator has set no master key.
    keys_no_master();
    /// The operator wants no keys of servers.
    keys_not_for_servers();
    /// The operator wants no keys of people.
    keys_not_for_people();
    /// `set`, and there is one.
    key_exists();
    /// `rotate` or `revoke`, and there is none.
    key_missing();
    /// What was typed is no key.
    key_is_none();
    /// Jules does not accept it.
    key_not_accepted();
    /// Jules did not answer.
    key_not_tried();
    /// `rotate`, and the new key does not see the sessions of the old one.
    key_of_another_account();
    /// A first key was taken; `ends` is [`code`], here and below.
    key_taken(ends: &str, sources: usize);
    /// Another key took its place.
    key_replaced(ends: &str);
    /// A key was forgotten; so many threads hear of it.
    key_revoked(sessions: usize);
    /// `show`: the reader's own; `since` is a moment that Discord words for each reader.
    key_mine(ends: &str, since: &str);
    /// The reader has none.
    key_mine_none();
    /// The server's.
    key_server(ends: &str, by: UserId, since: &str);
    /// It has none.
    key_server_none();
    /// What a session that the reader starts here works with: their own key.
    key_uses_mine();
    /// The server's.
    key_uses_server();
    /// The operator's.
    key_uses_operator();
    /// There is none it could work with.
    no_key_here();
    /// A look at what is at Jules, in a thread whose key was revoked.
    key_gone();
    /// A session could not begin because its key was revoked meanwhile.
    key_gone_before();
    /// Anything but a look there.
    cut_off_already();
}

/// A key as `show` tells of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShownKey<'a> {
    /// How it ends.
    pub ends: &'a str,
    /// Who entrusted it.
    pub by: UserId,
    /// When, in seconds.
    pub at: i64,
}

/// Which of them a session works with that the reader starts here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UsedKey {
    /// Their own.
    Mine,
    /// The server's.
    Server,
    /// The operator's.
    Operator,
    /// There is none.
    None,
}

/// `key show`.
#[must_use]
pub fn keys(locale: Locale, mine: Option<ShownKey<'_>>, server: Option<ShownKey<'_>>, used: UsedKey) -> String {
    let when = |at: i64| format!("<t:{at}:R>");
    let ends = |key: &ShownKey<'_>| key_end(key.ends);
    let mine = mine.map_or_else(|| key_mine_none(locale), |key| key_mine(locale, &ends(&key), &when(key.at)));
    let server =
        server.map_or_else(|| key_server_none(locale), |key| key_server(locale, &ends(&key), key.by, &when(key.at)));
    let used = match used {
        UsedKey::Mine => key_uses_mine(locale),
        UsedKey::Server => key_uses_server(locale),
        UsedKey::Operator => key_uses_operator(locale),
        UsedKey::None => no_key_here(locale),
    };
    [mine, server, used].join("\n")
}

/// How a key ends, ready for a sentence.
#[must_use]
pub fn key_end(ends: &str) -> String {
    code(&format!("…{ends}"), 10)
}

/// The key that a session worked with was revoked, said to everybody in its thread.
#[must_use]
pub fn cut_off(url: Option<&str>) -> String {
    let place = url.map_or_else(String::new, |url| format!(" at <{url}>"));
    format!(
        "🔑 **The Jules key of this session was revoked.** The session goes on{place}, and nothing more of it arrives \
         here. With a key of the same account, given with `/jules key set`, `/jules attach` gives it a new thread."
    )
}

/// Jules refuses the key of a session that is under way, said to everybody in its thread.
#[must_use]
pub fn key_not_accepted_here() -> String {
    "🔑 **Jules does not accept the key of this session any more.** Nothing arrives here until it does. Whoever \
     gave the key can put another of the same account in its place with `/jules key rotate`."
        .into()
}
