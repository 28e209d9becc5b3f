//! Limits are kept before they are hit, and honoured when they are.

use std::sync::Mutex;
use std::time::Duration;

use futures::future::{join, join_all};
use reqwest::Method;
use serde_json::json;
use serenity::model::id::{ChannelId, MessageId};
use tokio::time::{Instant, sleep, timeout};

use super::super::limits::Limiter;
use super::super::route::Route;
use super::super::transport::Tuning;
use super::super::{WriteError, Writer};
use super::{Answer, Fake, answer, ok, quick};
use crate::render::body::Body;

const MESSAGE: MessageId = MessageId::new(6);

async fn post(writer: &Writer, channel: u64, content: impl ToString) -> Result<MessageId, WriteError> {
    let body = Body { content: content.to_string(), ..Body::default() };
    writer.post(ChannelId::new(channel), &body, vec![], "n").await
}

fn bucket(answer: Answer, name: &str, remaining: usize, reset_after: f64) -> Answer {
    answer
        .header("x-ratelimit-bucket", &name)
        .header("x-ratelimit-limit", &3)
        .header("x-ratelimit-remaining", &remaining)
        .header("x-ratelimit-reset-after", &reset_after)
}

fn limited(retry_after: &str) -> Answer {
    answer(429, &json!({ "message": "You are being rate limited.", "global": false }))
        .header("x-ratelimit-bucket", &"b")
        .header("x-ratelimit-scope", &"user")
        .header("retry-after", &retry_after)
}

/// 3 requests per 300 ms in each bucket, kept as strictly as Discord does.
async fn strict() -> Fake {
    let windows = Mutex::new(std::collections::HashMap::<String, (Instant, usize)>::new());
    Fake::start(move |call, _| {
        let mut windows = windows.lock().unwrap();
        let (began, used) = windows.entry(call.line.clone()).or_insert((call.at, 0));
        if call.at - *began >= Duration::from_millis(300) {
            (*began, *used) = (call.at, 0);
        }
        *used += 1;
        let left = (*began + Duration::from_millis(300)).saturating_duration_since(call.at).as_secs_f64();
        let name = if call.line.starts_with("GET") { "reads" } else { "posts" };
        if *used > 3 { limited("0.3") } else { bucket(ok().after(5), name, 3 - *used, left) }
    })
    .await
}

#[tokio::test]
async fn a_burst_in_one_channel_is_spread_in_order_without_a_single_429() {
    let fake = strict().await;
    let writer = fake.writer();
    let began = Instant::now();
    for result in join_all((0..10).map(|n| post(&writer, 5, n))).await {
        result.unwrap();
    }
    let calls = fake.calls();
    assert_eq!(calls.len(), 10);
    let order: Vec<String> = calls.iter().map(|call| call.json()["content"].as_str().unwrap().to_owned()).collect();
    assert_eq!(order, (0..10).map(|n| n.to_string()).collect::<Vec<_>>());
    assert_eq!(fake.most_under_way("POST /channels/5/messages"), 1);
    let took = began.elapsed();
    assert!((Duration::from_millis(900)..Duration::from_secs(3)).contains(&took), "{took:?}");
}

#[tokio::test]
async fn channels_and_methods_do_not_wait_for_each_other() {
    let fake = Fake::start(|call, _| {
        let name = call.line.split('/').next().unwrap().to_owned();
        bucket(ok(), &name, usize::from(call.line != "POST /channels/5/messages"), 60.0)
    })
    .await;
    let writer = fake.writer();
    post(&writer, 5, "the last one for a minute").await.unwrap();
    post(&writer, 6, "another channel").await.unwrap();
    writer.edit(ChannelId::new(5), MESSAGE, &Body::default()).await.unwrap();
    writer.messages_after(ChannelId::new(5), MESSAGE, 1).await.unwrap();
    assert!(timeout(Duration::from_millis(200), post(&writer, 5, "waits")).await.is_err());
    assert_eq!(fake.calls().len(), 4);
}

#[tokio::test]
async fn two_routes_that_discord_puts_in_one_bucket_share_it() {
    let fake = Fake::start(|_, n| bucket(ok(), "one", if n == 2 { 0 } else { 2 }, 0.3)).await;
    let writer = fake.writer();
    writer.react(ChannelId::new(5), MESSAGE, "a").await.unwrap();
    writer.unreact(ChannelId::new(5), MESSAGE, "a").await.unwrap();
    writer.react(ChannelId::new(5), MESSAGE, "b").await.unwrap(); // the last of both
    let began = Instant::now();
    writer.unreact(ChannelId::new(5), MESSAGE, "b").await.unwrap();
    assert!(began.elapsed() >= Duration::from_millis(300), "{:?}", began.elapsed());
}

#[tokio::test]
async fn requests_that_wait_while_their_bucket_is_learned_move_to_it() {
    let fake = Fake::start(|_, _| bucket(ok().after(100), "one", 9, 60.0)).await;
    let writer = fake.writer();
    let react = async |emoji| writer.react(ChannelId::new(5), MESSAGE, emoji).await.unwrap();
    let unreact = async |emoji| writer.unreact(ChannelId::new(5), MESSAGE, emoji).await.unwrap();
    tokio::join!(react("a"), unreact("a"), react("b"), unreact("b"));
    let calls = fake.calls();
    assert!(calls[3].at - calls[2].at >= Duration::from_millis(100), "{:?}", fake.lines());
}

#[tokio::test]
async fn a_429_is_waited_out_and_the_post_then_made() {
    let body_only = answer(429, &json!({ "retry_after": 0.3 })).header("x-ratelimit-bucket", &"b");
    let body_longer = answer(429, &json!({ "retry_after": 0.3 })).header("retry-after", &"0.1");
    for first in [limited("0.3"), body_only, body_longer] {
        let fake = Fake::script([first]).await;
        let writer = fake.writer();
        let (one, other) = tokio::join!(post(&writer, 5, "limited"), post(&writer, 5, "queued behind it"));
        one.and(other).unwrap();
        let calls = fake.calls();
        assert_eq!(calls.len(), 3);
        assert!(calls[1].at - calls[0].at >= Duration::from_millis(300));
        assert_eq!(calls[1].json()["content"], "limited");
    }
}

#[tokio::test]
async fn a_global_429_stops_every_channel() {
    let by_header = answer(429, &json!({})).header("retry-after", &"0.8").header("x-ratelimit-global", &"true");
    let by_body = answer(429, &json!({ "global": true, "retry_after": 0.8 }));
    let by_the_edge = answer(429, &json!(0)).text("error code: 1015").header("retry-after", &"0.8");
    for first in [by_header, by_body, by_the_edge] {
        let fake = Fake::script([first]).await;
        let writer = fake.writer();
        let later = async {
            tokio::time::sleep(Duration::from_millis(300)).await;
            post(&writer, 6, "elsewhere").await
        };
        let (one, other) = tokio::join!(post(&writer, 5, "x"), later);
        one.and(other).unwrap();
        let calls = fake.calls();
        assert!(calls[1..].iter().all(|call| call.at - calls[0].at >= Duration::from_millis(800)), "{calls:?}");
    }
}

#[tokio::test]
async fn a_limit_of_one_channel_stops_no_other() {
    let fake = Fake::script([limited("60")]).await;
    let writer = fake.writer();
    let stuck = timeout(Duration::from_millis(100), post(&writer, 5, "x")).await;
    assert!(stuck.is_err());
    timeout(Duration::from_secs(3), post(&writer, 6, "y")).await.unwrap().unwrap();
    // The dropped wait gave its turn back, yet the limit stands.
    assert!(timeout(Duration::from_millis(100), post(&writer, 5, "x")).await.is_err());
    assert_eq!(fake.calls().len(), 2);
}

#[tokio::test]
async fn nonsense_in_retry_after_neither_panics_nor_spins() {
    for nonsense in ["-1", "NaN", "Wed, 21 Oct 2026 07:28:00 GMT", "", "x", "0"] {
        let fake = Fake::script([limited(nonsense), limited(nonsense), limited(nonsense)]).await;
        let posted = timeout(Duration::from_secs(5), post(&fake.writer(), 5, "x")).await;
        assert!(posted.is_ok_and(|posted| posted.is_ok()), "{nonsense}");
        assert_eq!(fake.calls().len(), 4, "{nonsense}");
    }
    for long in ["inf", "1e300", "864000"] {
        let fake = Fake::script([limited(long)]).await;
        assert!(timeout(Duration::from_millis(100), post(&fake.writer(), 5, "x")).await.is_err(), "{long}");
    }
}

#[tokio::test]
async fn a_429_for_ever_ends_and_nothing_was_done() {
    let fake = Fake::start(|_, _| limited("0")).await;
    let tuning = Tuning { backoff: Duration::from_millis(1), ..quick() };
    let error = post(&fake.tuned(tuning), 5, "x").await.unwrap_err();
    assert!(matches!(error, WriteError::Refused { http: 429, .. }), "{error:?}");
    assert!(error.is_temporary());
    assert_eq!(fake.calls().len(), 9);
}

#[tokio::test]
async fn a_shared_429_does_not_count_as_an_invalid_request() {
    let shared = || answer(429, &json!({})).header("retry-after", &0).header("x-ratelimit-scope", &"shared");
    let fake = Fake::script([shared(), shared()]).await;
    let writer = fake.tuned(Tuning { refusals: 1, ..quick() });
    post(&writer, 5, "x").await.unwrap();
    post(&writer, 5, "y").await.unwrap();
}

#[tokio::test]
async fn no_more_than_so_many_a_second_leave_whatever_the_channel() {
    let fake = Fake::script([]).await;
    let writer = fake.tuned(Tuning { per_second: 20, ..quick() });
    for result in join_all((1..=50).map(|channel| post(&writer, channel, "x"))).await {
        result.unwrap();
    }
    let calls = fake.calls();
    for (n, call) in calls.iter().enumerate().skip(20) {
        let since = call.at - calls[n - 20].at;
        assert!(since >= Duration::from_millis(800), "call {n}: {since:?}");
    }
}

#[tokio::test]
async fn what_can_wait_leaves_room_for_what_cannot_and_goes_all_the_same() {
    let limiter = Limiter::new(48);
    let turn = async |channel: usize| {
        let route = Route::new(Method::POST, "/channels/{}/messages", &[&channel.to_string()]);
        limiter.turn(&route).await;
        Instant::now()
    };
    let edits = join_all((0..40).map(async |channel| {
        limiter.leisure().await;
        turn(1_000 + channel).await
    }));
    let posts = async {
        sleep(Duration::from_millis(200)).await;
        join_all((0..25).map(turn)).await
    };
    let (edits, posts) = join(edits, posts).await;
    let last = posts.iter().max().unwrap();
    let before = edits.iter().filter(|at| *at < last).count();
    assert!(before <= 24, "25 posts wait for {before} edits");
    // Where there is never room, one goes now and then.
    let edit = async {
        limiter.leisure().await;
        Instant::now()
    };
    let (posts, edit) = join(join_all((0..170).map(turn)), edit).await;
    assert!(edit < *posts.iter().max().unwrap(), "an edit waits for ever");
}

#[tokio::test]
async fn a_dropped_post_leaves_no_turn_taken() {
    let fake = Fake::script([ok().after(300)]).await;
    let writer = fake.writer();
    let (first, queued) = tokio::join!(
        timeout(Duration::from_millis(50), post(&writer, 5, "under way")),
        timeout(Duration::from_millis(20), post(&writer, 5, "queued")),
    );
    assert!(first.is_err() && queued.is_err());
    timeout(Duration::from_secs(3), post(&writer, 5, "next")).await.unwrap().unwrap();
    assert_eq!(fake.calls().len(), 2);
}

#[tokio::test]
async fn idle_buckets_are_forgotten() {
    let fake = Fake::script([]).await;
    let writer = fake.tuned(Tuning { per_second: usize::MAX, ..quick() });
    for channel in 1..1500 {
        post(&writer, channel, "x").await.unwrap();
    }
    let kept = writer.transport().limiter().buckets();
    assert!(kept <= 512, "{kept}");
}
