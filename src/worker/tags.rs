//! Which tags a forum's post should have, as values: the one of its session's state, and
//! whatever people put on.

use serde::{Deserialize, Serialize};
use serenity::model::id::{ChannelId, ForumTagId};

use crate::discord::forum::{ForumTag, MOST_IN_A_FORUM, MOST_ON_A_POST};
use crate::discord::model::Channel;
use crate::render::text::{PostState, post_tag};
use crate::session::standing::Standing;
use crate::store::record::Record;

/// A thread of ours that is a post of a forum.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Post {
    /// The forum.
    pub forum: ChannelId,
    /// The state its tags were last made to tell.
    #[serde(default)]
    pub shows: Option<PostState>,
}

impl Record for Post {
    const KIND: u8 = 9;
    const VERSION: u8 = 1;
}

/// What a post's tag tells of a conversation.
pub fn state(standing: Standing) -> PostState {
    match standing {
        Standing::Starting | Standing::Planning | Standing::Working => PostState::Working,
        Standing::Waiting(_) => PostState::NeedsYou,
        Standing::Paused => PostState::Paused,
        Standing::Done => PostState::Done,
        Standing::Failed => PostState::Failed,
        Standing::Detached => PostState::Unknown,
    }
}

/// Whether the bot may put moderated tags on and take them off; only Discord knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moderated {
    /// Try it.
    Too,
    /// It may not.
    Not,
}

impl Moderated {
    fn allows(self, tag: &ForumTag) -> bool {
        self == Self::Too || !tag.moderated
    }
}

/// The tags of a new post: its state's, and where a forum wants one and has no such, the first there is.
pub fn at_first(forum: &Channel, state: PostState, moderated: Moderated) -> Vec<ForumTagId> {
    let usable = || forum.tags.iter().filter(|tag| moderated.allows(tag));
    let ours = usable().find(|tag| is_of(tag, state));
    let any = || usable().find(|tag| is_ours(tag)).or_else(|| usable().next());
    ours.or_else(|| any().filter(|_| forum.requires_tag())).map(|tag| tag.id).into_iter().collect()
}

/// What a post's tags should become; `None` when they are as they should be.
pub fn next(
    forum: &Channel,
    applied: &[ForumTagId],
    state: PostState,
    moderated: Moderated,
) -> Option<Vec<ForumTagId>> {
    let known = |id: &&ForumTagId| forum.tags.iter().find(|tag| tag.id == **id);
    let stays = |id: &&ForumTagId| known(id).is_some_and(|tag| !is_ours(tag) || !moderated.allows(tag));
    let kept: Vec<ForumTagId> = applied.iter().filter(stays).copied().collect();
    let wanted = forum.tags.iter().find(|tag| is_of(tag, state) && moderated.allows(tag)).map(|tag| tag.id);
    // Whoever has put on as many as there may be wants those.
    let wanted = wanted.filter(|tag| kept.len() < MOST_ON_A_POST && !kept.contains(tag));
    let next: Vec<ForumTagId> = wanted.into_iter().chain(kept).collect();
    let same = next.len() == applied.len() && next.iter().all(|tag| applied.contains(tag));
    // A forum that wants a tag on each post keeps an old one rather than none.
    let bare = next.is_empty() && forum.requires_tag();
    (!same && !bare).then_some(next)
}

/// Tags of ours to give to a forum that has none of them. One that has some has those its
/// people want.
pub fn missing(forum: &Channel) -> Vec<(&'static str, &'static str)> {
    if forum.tags.iter().any(is_ours) {
        return vec![];
    }
    let room = MOST_IN_A_FORUM.saturating_sub(forum.tags.len());
    PostState::TAGGED.into_iter().filter_map(post_tag).take(room).collect()
}

/// Whether changing from the one to the other takes or puts a tag that only some may.
pub fn is_moderated(forum: &Channel, before: &[ForumTagId], after: &[ForumTagId]) -> bool {
    let changed = |tag: &&ForumTag| before.contains(&tag.id) != after.contains(&tag.id);
    forum.tags.iter().filter(changed).any(|tag| tag.moderated)
}

fn is_ours(tag: &ForumTag) -> bool {
    PostState::TAGGED.into_iter().any(|state| is_of(tag, state))
}

/// People may write it as they like.
fn is_of(tag: &ForumTag, state: PostState) -> bool {
    post_tag(state).is_some_and(|(name, _)| tag.name.trim().eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// A forum with tags numbered from 1; a name with a `!` is moderated.
    fn forum(names: &[&str], flags: u64) -> Channel {
        let tag = |(n, name): (usize, &&str)| json!({ "id": (n + 1).to_string(), "name": name.trim_matches('!'), "moderated": name.ends_with('!') });
        let tags: Vec<_> = names.iter().enumerate().map(tag).collect();
        let json = json!({ "id": "9", "type": 15, "flags": flags, "available_tags": tags });
        Channel::read(&json).unwrap()
    }

    fn ids(numbers: &[u64]) -> Vec<ForumTagId> {
        numbers.iter().map(|n| ForumTagId::new(*n)).collect()
    }

    const REQUIRED: u64 = 1 << 4;

    #[test]
    fn a_state_takes_the_place_of_another_and_what_people_put_on_stays() {
        let forum = forum(&["bug", "working", " Done ", "Needs you"], 0);
        let next = |applied: &[u64], state| next(&forum, &ids(applied), state, Moderated::Too);
        assert_eq!(next(&[2, 1], PostState::Done), Some(ids(&[3, 1])));
        assert_eq!(next(&[1, 3], PostState::Done), None, "in whatever order");
        assert_eq!(next(&[1, 2, 3], PostState::NeedsYou), Some(ids(&[4, 1])));
        assert_eq!(next(&[1, 2], PostState::Failed), Some(ids(&[1])), "there is no such tag");
        assert_eq!(next(&[2], PostState::Unknown), Some(ids(&[])));
        assert_eq!(next(&[1, 77], PostState::Unknown), Some(ids(&[1])), "77 has gone");
    }

    #[test]
    fn five_tags_of_other_people_leave_no_room() {
        let forum = forum(&["a", "b", "c", "d", "e", "Done"], 0);
        assert_eq!(next(&forum, &ids(&[1, 2, 3, 4, 5]), PostState::Done, Moderated::Too), None);
        assert_eq!(next(&forum, &ids(&[1, 2, 3, 4]), PostState::Done, Moderated::Too), Some(ids(&[6, 1, 2, 3, 4])));
    }

    #[test]
    fn a_forum_that_wants_a_tag_gets_one_and_keeps_one() {
        let ours = forum(&["bug", "Working"], REQUIRED);
        assert_eq!(at_first(&ours, PostState::Working, Moderated::Too), ids(&[2]));
        assert_eq!(next(&ours, &ids(&[2]), PostState::Done, Moderated::Too), None, "rather an old one than none");
        let theirs = forum(&["secret!", "bug"], REQUIRED);
        assert_eq!(at_first(&theirs, PostState::Working, Moderated::Too), ids(&[1]));
        assert_eq!(at_first(&theirs, PostState::Working, Moderated::Not), ids(&[2]));
        assert_eq!(at_first(&forum(&["bug"], 0), PostState::Working, Moderated::Too), ids(&[]));
    }

    #[test]
    fn a_moderated_tag_is_left_alone_by_whoever_may_not() {
        let forum = forum(&["Working!", "Done"], 0);
        let next = |moderated| next(&forum, &ids(&[1]), PostState::Done, moderated);
        assert_eq!(next(Moderated::Too), Some(ids(&[2])));
        assert_eq!(next(Moderated::Not), Some(ids(&[2, 1])));
        assert!(is_moderated(&forum, &ids(&[1]), &ids(&[2])));
        assert!(!is_moderated(&forum, &ids(&[1]), &ids(&[2, 1])));
    }

    #[test]
    fn a_forum_gets_its_tags_once_and_never_too_many() {
        assert_eq!(missing(&forum(&["bug"], 0)).len(), 5);
        assert_eq!(missing(&forum(&["bug", "DONE"], 0)), vec![], "its people have chosen");
        let names: Vec<String> = (0..18).map(|n| format!("tag {n}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        assert_eq!(missing(&forum(&names, 0)), [("Working", "🔧"), ("Needs you", "🙋")]);
    }
}
