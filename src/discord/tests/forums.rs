//! What is asked about forums looks as it must, and is found again.

use chrono::DateTime;
use serde_json::json;
use serenity::model::id::{ChannelId, ForumTagId, GuildId};

use super::super::model::Channel;
use super::{Fake, answer};
use crate::render::body::Body;

const FORUM: ChannelId = ChannelId::new(5);

#[tokio::test]
async fn a_post_is_opened_with_its_first_message_and_tags_and_without_a_nonce() {
    let fake = Fake::script([]).await;
    let first = Body { content: "hi @everyone".into(), silent: true, ..Body::default() };
    let opened = fake.writer().open_post(FORUM, "Fix", &first, &[ForumTagId::new(9)], 60).await.unwrap();
    assert_eq!(opened, ChannelId::new(77));
    let call = &fake.calls()[0];
    assert_eq!(call.line, "POST /channels/5/threads");
    assert_eq!(
        call.json(),
        json!({
            "name": "Fix", "auto_archive_duration": 60, "applied_tags": ["9"],
            "message": {
                "content": "hi @everyone", "embeds": [], "components": [], "flags": 4096,
                "allowed_mentions": { "parse": [], "replied_user": false },
            },
        })
    );
}

#[tokio::test]
async fn a_forum_keeps_its_tags_when_it_gets_more() {
    let bug = json!({ "id": "3", "name": "bug", "moderated": true, "emoji_id": null, "emoji_name": "🐛" });
    let done = json!({ "id": "4", "name": "Done", "moderated": false, "emoji_id": null, "emoji_name": "✅" });
    let forum = |tags| json!({ "id": "5", "type": 15, "flags": 16, "available_tags": tags });
    let fake = Fake::script([answer(200, &forum(json!([bug, done])))]).await;
    let before = Channel::read(&forum(json!([bug]))).unwrap();
    assert!(before.is_forum() && before.requires_tag());
    let after = fake.writer().add_forum_tags(&before, &[("Done", "✅")]).await.unwrap();
    assert_eq!(after.tags.iter().map(|tag| tag.id.get()).collect::<Vec<_>>(), [3, 4]);
    let call = &fake.calls()[0];
    assert_eq!(call.line, "PATCH /channels/5");
    assert_eq!(call.json(), json!({ "available_tags": [bug, { "name": "Done", "emoji_name": "✅" }] }));
}

#[tokio::test]
async fn posts_that_were_put_away_are_read_as_far_back_as_asked() {
    let thread = |id: u64, at: &str| {
        let metadata = json!({ "archived": true, "archive_timestamp": at });
        json!({ "id": id.to_string(), "type": 11, "parent_id": "5", "owner_id": "8", "thread_metadata": metadata })
    };
    let page = |threads, more| answer(200, &json!({ "threads": threads, "has_more": more }));
    let fake = Fake::script([
        page(json!([thread(1, "2026-01-03T00:00:00Z"), thread(2, "2026-01-02T12:00:00.5Z")]), true),
        page(json!([thread(3, "2026-01-02T00:00:00Z"), thread(4, "2025-12-31T00:00:00Z")]), true),
    ])
    .await;
    let since = DateTime::parse_from_rfc3339("2026-01-01T00:00:00Z").unwrap().to_utc();
    let found = fake.writer().archived_threads(FORUM, since).await.unwrap();
    assert_eq!(found.iter().map(|thread| thread.id.get()).collect::<Vec<_>>(), [1, 2, 3]);
    let queries: Vec<String> = fake.calls().into_iter().map(|call| call.query).collect();
    assert_eq!(queries.len(), 2, "{queries:?}");
    assert!(queries[1].contains("before=2026-01-02T12%3A00%3A00.500%2B00%3A00"), "{queries:?}");
}

#[tokio::test]
async fn the_threads_of_a_guild_are_read() {
    let thread = json!({ "id": "7", "type": 11, "parent_id": "5", "applied_tags": ["9", "10"] });
    let fake = Fake::script([answer(200, &json!({ "threads": [thread], "members": [] }))]).await;
    let threads = fake.writer().active_threads(GuildId::new(2)).await.unwrap();
    assert_eq!(threads[0].applied, [ForumTagId::new(9), ForumTagId::new(10)]);
    assert_eq!(fake.calls()[0].line, "GET /guilds/2/threads/active");
}
