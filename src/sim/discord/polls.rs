//! Polls: what one may ask, voting, and their end.

use chrono::{DateTime, Duration, Utc};
use serde_json::{Value, json};

use super::error::Form;
use super::events::intent;
use super::ids::iso;
use super::model::POLL_RESULT;
use super::post::Draft;
use super::state::State;
use super::view::sid;
use crate::sim::people::Refused;

/// A poll and the votes so far.
#[derive(Debug, Clone)]
pub(crate) struct Poll {
    pub question: String,
    pub answers: Vec<Answer>,
    pub expires: DateTime<Utc>,
    pub many: bool,
    pub ended: bool,
}

/// One of its answers.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub id: u64,
    pub media: Value,
    pub votes: Vec<u64>,
}

/// Checks a poll as a message brings it.
pub(crate) fn check(form: &mut Form, poll: &Value) {
    form.length("poll.question.text", poll["question"]["text"].as_str().unwrap_or_default(), 1, 300);
    let answers = poll["answers"].as_array().map(Vec::as_slice).unwrap_or_default();
    if answers.is_empty() || answers.len() > 10 {
        form.fault("poll.answers", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 10 in length.");
    }
    for (at, answer) in answers.iter().enumerate() {
        let text = answer["poll_media"]["text"].as_str().unwrap_or_default();
        form.length(&format!("poll.answers.{at}.poll_media.text"), text, 1, 55);
    }
    if poll["duration"].as_u64().is_some_and(|hours| !(1..=768).contains(&hours)) {
        form.fault("poll.duration", "NUMBER_TYPE_MAX", "int value should be less than or equal to 768.");
    }
}

impl Poll {
    /// A checked poll, begun at `now`.
    pub(crate) fn begin(poll: &Value, now: DateTime<Utc>) -> Self {
        let hours = i64::try_from(poll["duration"].as_u64().unwrap_or(24)).unwrap_or(24);
        let answers = poll["answers"].as_array().into_iter().flatten().zip(1..);
        Self {
            question: poll["question"]["text"].as_str().unwrap_or_default().to_owned(),
            answers: answers
                .map(|(answer, id)| Answer { id, media: answer["poll_media"].clone(), votes: Vec::new() })
                .collect(),
            expires: now + Duration::hours(hours),
            many: poll["allow_multiselect"] == true,
            ended: false,
        }
    }

    /// As a message has it; `reader` is whose votes are theirs.
    pub(crate) fn json(&self, reader: u64) -> Value {
        let answers = self.answers.iter().map(|each| json!({ "answer_id": each.id, "poll_media": each.media }));
        let counts =
            self.answers.iter().filter(|each| !each.votes.is_empty()).map(
                |each| json!({ "id": each.id, "count": each.votes.len(), "me_voted": each.votes.contains(&reader) }),
            );
        json!({
            "question": { "text": self.question }, "answers": answers.collect::<Value>(), "expiry": iso(self.expires),
            "allow_multiselect": self.many, "layout_type": 1,
            "results": { "is_finalized": self.ended, "answer_counts": counts.collect::<Value>() },
        })
    }
}

impl State {
    /// A person votes, by the texts or numbers of answers; no answer takes their votes back.
    pub(crate) fn vote(&mut self, person: u64, channel: u64, id: u64, chosen: &[String]) -> Result<(), Refused> {
        let poll = self.seen(person, channel, id)?.extra.poll.as_ref();
        let poll = poll.ok_or_else(|| Refused::new("that message has no poll"))?;
        if poll.ended {
            return Err(Refused::new("the poll has ended"));
        }
        if chosen.len() > 1 && !poll.many {
            return Err(Refused::new("the poll takes one answer only"));
        }
        let answer = |name: &String| {
            let known = poll.answers.iter().find(|each| each.media["text"] == *name || each.id.to_string() == *name);
            known.map(|each| each.id).ok_or_else(|| Refused::missing(format!("the poll has no answer {name:?}")))
        };
        let ids = chosen.iter().map(answer).collect::<Result<Vec<u64>, Refused>>()?;
        let mut changes = Vec::new();
        let answers = self.message_mut(channel, id).and_then(|message| message.extra.poll.as_mut());
        for each in answers.into_iter().flat_map(|poll| &mut poll.answers) {
            let (had, wanted) = (each.votes.contains(&person), ids.contains(&each.id));
            if had && !wanted {
                each.votes.retain(|user| *user != person);
                changes.push(("MESSAGE_POLL_VOTE_REMOVE", each.id));
            } else if wanted && !had {
                each.votes.push(person);
                changes.push(("MESSAGE_POLL_VOTE_ADD", each.id));
            }
        }
        for (name, answer) in changes {
            self.tell_vote(name, channel, id, person, answer);
        }
        Ok(())
    }

    fn tell_vote(&mut self, name: &str, channel: u64, message: u64, user: u64, answer: u64) {
        let Some(place) = self.overheard(channel) else { return };
        let guild = place.guild;
        let needs = if guild.is_some() { intent::GUILD_POLLS } else { intent::DIRECT_POLLS };
        let mut data = json!({ "user_id": sid(user), "channel_id": sid(channel), "message_id": sid(message),
                               "answer_id": answer });
        if let Some(guild) = guild {
            data["guild_id"] = sid(guild);
        }
        self.dispatch(name, guild, needs, &data);
    }

    /// A poll ends: its message changes, and Discord tells the result in its own words.
    pub(crate) fn end_poll(&mut self, channel: u64, id: u64) {
        let Some(message) = self.message_mut(channel, id) else { return };
        let author = message.author;
        let Some(poll) = message.extra.poll.as_mut().filter(|poll| !poll.ended) else { return };
        poll.ended = true;
        let best = poll.answers.iter().max_by_key(|each| each.votes.len()).filter(|each| !each.votes.is_empty());
        let mut fields = vec![json!({ "name": "poll_question_text", "value": poll.question, "inline": false })];
        if let Some(best) = best {
            let won = |name: &str, value: String| json!({ "name": name, "value": value, "inline": false });
            fields.push(won("victor_answer_id", best.id.to_string()));
            fields.push(won("victor_answer_text", best.media["text"].as_str().unwrap_or_default().to_owned()));
            fields.push(won("victor_answer_votes", best.votes.len().to_string()));
        }
        self.tell_message("MESSAGE_UPDATE", channel, id);
        let reference = Some(super::model::Reference { channel, message: Some(id) });
        let embeds = vec![json!({ "type": "poll_result", "fields": fields })];
        self.post(channel, Draft { author, kind: POLL_RESULT, embeds, reference, ..Draft::default() });
    }

    /// Ends the polls whose time is over.
    pub(crate) fn end_due_polls(&mut self) {
        let now = self.now();
        let all = self.messages.values().flat_map(|inside| inside.values());
        let due = all.filter(|each| each.extra.poll.as_ref().is_some_and(|poll| !poll.ended && poll.expires <= now));
        for (channel, id) in due.map(|each| (each.channel, each.id)).collect::<Vec<_>>() {
            self.end_poll(channel, id);
        }
    }
}
