//! The state as a person meets it: finding things by name, and what they may see and manage.

use super::commands::Chosen;
use super::locale::is_called;
use super::model::{Channel, Message};
use super::permissions::{MANAGE_THREADS, VIEW_CHANNEL};
use super::state::State;
use crate::sim::people::Refused;

impl Chosen {
    /// Whether this option completes itself; by its name or the one a client in this language shows.
    pub(crate) fn completes(&self, option: &str, locale: &str) -> bool {
        self.options.iter().any(|each| is_called(each, option, locale) && each["autocomplete"] == true)
    }
}

impl State {
    /// A channel or thread by id or name (`#` or not); of several with one name the newest.
    pub(crate) fn find_channel(&self, name: &str) -> Result<u64, Refused> {
        let bare = name.trim_start_matches('#');
        let by_id = bare.parse().ok().filter(|id| self.channels.contains_key(id));
        let by_name = || self.channels.values().rev().find(|each| each.name == bare).map(|each| each.id);
        by_id.or_else(by_name).ok_or_else(|| Refused::missing(format!("there is no channel {name:?}")))
    }

    /// A person by id or name; the bot is not one.
    pub(crate) fn find_person(&self, name: &str) -> Result<u64, Refused> {
        let bare = name.trim_start_matches('@');
        let mut people = self.users.values().filter(|user| user.id != self.app.bot);
        let found = people.find(|user| user.name == bare || user.id.to_string() == bare).map(|user| user.id);
        found.ok_or_else(|| Refused::missing(format!("there is no person {name:?}")))
    }

    /// Anybody by id or name, the bot and other bots too.
    pub(crate) fn find_user(&self, name: &str) -> Result<u64, Refused> {
        let bare = name.trim_start_matches('@');
        let found = self.users.values().find(|user| user.name == bare || user.id.to_string() == bare);
        found.map(|user| user.id).ok_or_else(|| Refused::missing(format!("there is nobody called {name:?}")))
    }

    /// The language of somebody's client.
    pub(crate) fn locale_of(&self, person: u64) -> &str {
        self.users.get(&person).map_or("en-US", |user| user.locale.as_str())
    }

    /// A role of any guild by id or name.
    pub(crate) fn find_role(&self, name: &str) -> Result<u64, Refused> {
        let mut roles = self.guilds.values().flat_map(|guild| guild.roles.values());
        let found = roles.find(|role| role.name == name || role.id.to_string() == name).map(|role| role.id);
        found.ok_or_else(|| Refused::missing(format!("there is no role {name:?}")))
    }

    /// A channel this person can see.
    pub(crate) fn visible(&self, person: u64, channel: u64) -> Result<&Channel, Refused> {
        let place = self.channels.get(&channel).ok_or_else(|| Refused::missing("there is no such channel"))?;
        if self.may(place, person, VIEW_CHANNEL) {
            return Ok(place);
        }
        Err(Refused::new("this person cannot see that channel"))
    }

    /// A message this person can see.
    pub(crate) fn seen(&self, person: u64, channel: u64, message: u64) -> Result<&Message, Refused> {
        self.visible(person, channel)?;
        let found = self.message(channel, message).filter(|each| each.only_for.is_none_or(|only| only == person));
        found.ok_or_else(|| Refused::missing("there is no such message in that channel"))
    }

    /// An archived thread takes messages, but no edits and reactions.
    pub(crate) fn refuse_archived(&self, channel: u64) -> Result<(), Refused> {
        let thread = self.channels.get(&channel).and_then(|place| place.thread.as_ref());
        if thread.is_some_and(|thread| thread.archived) {
            return Err(Refused::new("the thread is archived"));
        }
        Ok(())
    }

    /// Whether a thread is locked.
    pub(crate) fn is_locked(&self, channel: u64) -> bool {
        self.channels.get(&channel).and_then(|place| place.thread.as_ref()).is_some_and(|thread| thread.locked)
    }

    /// Whether a person manages this thread, its owner counting if `owner_may`.
    pub(crate) fn manages(&self, person: u64, thread: u64, owner_may: bool) -> Result<(), Refused> {
        let place = self.visible(person, thread)?;
        let Some(inner) = &place.thread else { return Err(Refused::new("that is no thread")) };
        if self.may(place, person, MANAGE_THREADS) || (owner_may && inner.owner == person) {
            return Ok(());
        }
        Err(Refused::new("this person may not manage that thread"))
    }
}
