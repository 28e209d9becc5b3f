//! What the cards of a thread say of the people in it, and of how it was set: nobody else
//! remembers that. Pure.

use serenity::model::id::UserId;

use crate::discord::Message;
use crate::render::cards::Answered;
use crate::render::locale::Locale;
use crate::render::press::Press;
use crate::render::text;
use crate::session::action::Verbosity;
use crate::session::checkpoint::Checkpoint;
use crate::session::recalled::Recalled;

/// Who approved and who answered, from our own messages, oldest first.
pub(super) fn people(mine: &[&Message]) -> Recalled {
    let mut recalled = Recalled::default();
    for message in mine {
        for embed in &message.embeds {
            let by = named_in(&embed.description, |by| text::plan_approved(Locale::English, by));
            recalled.approvers.extend(plan_number(&embed.title).zip(by));
        }
        recalled.answers.extend(fate(&message.content));
    }
    recalled
}

/// Sets a conversation as its status card shows it was set.
pub(super) fn settings(cp: &mut Checkpoint, mine: &[&Message]) {
    let is_card = |message: &&&Message| message.custom_ids.contains(&Press::More.custom_id());
    let Some(card) = mine.iter().rev().find(is_card) else { return };
    let shown = card.embeds.first().map_or("", |embed| &embed.description);
    cp.paused = named_in(shown, |by| text::updates_paused(Locale::English, by));
    // How much it has kept back, its history tells.
    let quiet = text::kept_back(Locale::English, 2);
    if quiet.split('2').next().is_some_and(|quiet| shown.contains(quiet)) {
        cp.manner.verbosity = Verbosity::Quiet;
    }
}

/// The number in the title of a plan's card.
fn plan_number(title: &str) -> Option<u32> {
    title.strip_prefix("Plan ")?.split(' ').next()?.parse().ok()
}

/// What became of the question whose card says this.
fn fate(content: &str) -> Option<Answered> {
    let fixed = [
        (text::question_answered_elsewhere(), Answered::Elsewhere),
        (text::question_dropped(), Answered::Dropped),
        (text::question(), Answered::Open),
        (text::question_above(), Answered::Open),
    ];
    let by = named_in(content, text::question_answered).map(Answered::By);
    by.or_else(|| fixed.into_iter().find_map(|(words, fate)| content.ends_with(&words).then_some(fate)))
}

/// Whom a sentence of ours names that stands in this text.
fn named_in(shown: &str, sentence: impl Fn(UserId) -> String) -> Option<UserId> {
    let ids = shown.split("<@").skip(1).filter_map(|rest| rest.split_once('>')?.0.parse().ok());
    ids.filter(|id: &u64| *id != 0).map(UserId::new).find(|id| shown.contains(&sentence(*id)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_card_says_of_somebody_is_read_in_our_own_words() {
        let by = UserId::new(42);
        let approved = format!("1. One\n\n{}", text::plan_approved(Locale::English, by));
        assert_eq!(named_in(&approved, |by| text::plan_approved(Locale::English, by)), Some(by));
        assert_eq!(named_in("approved by <@42>, they say", |by| text::plan_approved(Locale::English, by)), None);
        for number in [1, 2, 12] {
            for steps in [1, 2, 22] {
                assert_eq!(plan_number(&text::plan_title(Locale::English, number, steps)), Some(number));
            }
        }
        assert_eq!(plan_number("🔧 Jules is working"), None);
        assert_eq!(fate(&text::question_answered(by)), Some(Answered::By(by)));
        assert_eq!(fate(&format!("<@42> {}", text::question_above())), Some(Answered::Open));
        assert_eq!(fate("Answered by <@42>."), None);
    }
}
