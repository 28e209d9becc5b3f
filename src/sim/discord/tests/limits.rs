//! Rate limits and faults, as headers, statuses and broken connections.

use std::time::{Duration, Instant};

use serde_json::json;

use super::super::{Failure, Fault};
use super::{Api, Settings};

#[tokio::test]
async fn the_sixth_message_in_five_seconds_is_refused_with_discords_headers() {
    let api = Api::with(Settings::default()).await;
    for left in ["4", "3", "2", "1", "0"] {
        let sent = api.request("POST", &api.messages()).json(&json!({ "content": "x" })).send().await.unwrap();
        assert_eq!(sent.headers()["x-ratelimit-remaining"], left);
        assert_eq!(sent.headers()["x-ratelimit-limit"], "5");
    }
    let refused = api.request("POST", &api.messages()).json(&json!({ "content": "x" })).send().await.unwrap();
    assert_eq!((refused.status().as_u16(), &refused.headers()["x-ratelimit-scope"]), (429, &"user".parse().unwrap()));
    let wait: u64 = refused.headers()["retry-after"].to_str().unwrap().parse().unwrap();
    let body: serde_json::Value = refused.json().await.unwrap();
    assert_eq!(body["global"], false);
    assert!(body["retry_after"].as_f64().unwrap().ceil() <= f64::from(u32::try_from(wait).unwrap()) && wait <= 5);
    api.control("PATCH", "/settings", json!({ "rate_limits": false })).await;
    api.say("free again").await;
    api.server.stop().await;
}

#[tokio::test]
async fn more_than_fifty_calls_a_second_hit_the_global_limit() {
    let api = Api::with(Settings::default()).await;
    let mut last = (200, json!(null));
    for n in 0..60 {
        last = api.get(&format!("/guilds/{}/members/{n}", n + 1)).await;
        if last.0 == 429 {
            break;
        }
    }
    assert_eq!((last.0, &last.1["global"]), (429, &json!(true)), "{}", last.1);
    api.server.stop().await;
}

#[tokio::test]
async fn a_fault_strikes_before_or_after_the_effect_and_then_is_over() {
    let api = Api::start().await;
    let path = api.messages();
    let post = || api.call("POST", &path, json!({ "content": "x" }));
    api.discord.fail(Fault::new("POST", "/messages", 1, Failure::Status(503)));
    assert_eq!(post().await.0, 503);
    assert_eq!(api.get(&api.messages()).await.1, json!([]));
    api.discord.fail(Fault::new("POST", "/channels/{channel}/messages", 1, Failure::Status(500)).after_effect());
    assert_eq!(post().await.0, 500);
    assert_eq!(api.get(&api.messages()).await.1.as_array().unwrap().len(), 1);
    let limited = json!({ "method": "POST", "failure": { "status": 429 }, "retry_after": 2.5, "scope": "shared" });
    assert_eq!(api.control("POST", "/faults", limited).await.0, 200);
    let refused = api.request("POST", &api.messages()).json(&json!({ "content": "x" })).send().await.unwrap();
    assert_eq!(refused.headers()["x-ratelimit-scope"], "shared");
    assert_eq!(refused.headers()["retry-after"], "3");
    assert_eq!(post().await.0, 200);
    api.server.stop().await;
}

#[tokio::test]
async fn a_dropped_call_is_a_broken_connection_and_a_hung_one_never_ends() {
    let api = Api::start().await;
    api.discord.fail(Fault::new("POST", "/messages", 1, Failure::Drop).after_effect());
    let sent = api.request("POST", &api.messages()).json(&json!({ "content": "kept" })).send().await;
    assert!(sent.is_err());
    assert_eq!(api.get(&api.messages()).await.1[0]["content"], "kept");
    api.discord.fail(Fault::new("GET", "/users/@me", 1, Failure::Hang));
    let hung = tokio::time::timeout(Duration::from_millis(300), api.get("/users/@me")).await;
    assert!(hung.is_err());
    api.discord.fail(Fault::new("GET", "/users/@me", 1, Failure::Delay(200)));
    let begun = Instant::now();
    assert_eq!(api.get("/users/@me").await.0, 200);
    assert!(begun.elapsed() >= Duration::from_millis(200));
    api.discord.fail(Fault::new("POST", "/messages", 1, Failure::Trickle(2)));
    let begun = Instant::now();
    let (status, message) = api.call("POST", &api.messages(), json!({ "content": "slow" })).await;
    assert_eq!((status, &message["content"]), (200, &json!("slow")));
    let least = 2 * u128::try_from(message.to_string().len()).unwrap();
    assert!(begun.elapsed().as_millis() >= least, "{:?} for {least} bytes", begun.elapsed());
    api.server.stop().await;
}

#[tokio::test]
async fn every_call_is_on_record() {
    let api = Api::start().await;
    api.say("noted").await;
    let (_, calls) = api.control("GET", "/calls?method=POST", json!({})).await;
    let call = &calls[0];
    assert_eq!((&call["route"], &call["status"]), (&json!("/channels/{channel}/messages"), &json!(200)));
    assert_eq!((&call["body"]["content"], &call["who"]), (&json!("noted"), &json!("bot")));
    api.control("DELETE", "/calls", json!({})).await;
    assert_eq!(api.control("GET", "/calls", json!({})).await.1, json!([]));
    api.server.stop().await;
}

#[tokio::test]
async fn five_rows_of_five_buttons_are_the_most() {
    let api = Api::start().await;
    let button =
        |row: usize, n: usize| json!({ "type": 2, "style": 1, "label": "x", "custom_id": format!("{row}.{n}") });
    let card = |rows: usize, wide: usize| {
        let row =
            |row: usize| json!({ "type": 1, "components": (0..wide).map(|n| button(row, n)).collect::<Vec<_>>() });
        json!({ "content": "x", "components": (0..rows).map(row).collect::<Vec<_>>() })
    };
    assert_eq!(api.call("POST", &api.messages(), card(5, 5)).await.0, 200);
    for wrong in [card(6, 1), card(1, 6), card(1, 0)] {
        let (status, reply) = api.call("POST", &api.messages(), wrong).await;
        assert_eq!((status, &reply["code"]), (400, &json!(50035)), "{reply}");
    }
    let mixed = json!({ "content": "x", "components": [{ "type": 1, "components": [
        button(0, 0), { "type": 5, "custom_id": "u" } ] }] });
    assert_eq!(api.call("POST", &api.messages(), mixed).await.1["code"], 50035);
    api.server.stop().await;
}

#[tokio::test]
async fn a_message_takes_twenty_different_emoji() {
    let api = Api::start().await;
    let message = super::id(&api.say("x").await);
    let (ada, dev) = (api.discord.person("ada").unwrap(), api.discord.channel_id());
    let emoji = |n: u32| char::from_u32(0x1F600 + n).unwrap().to_string();
    for n in 0..20 {
        ada.react(dev, message, &emoji(n)).unwrap();
    }
    assert_eq!(ada.react(dev, message, &emoji(20)).unwrap_err().reason, "a message takes 20 different emoji at most");
    let path = |emoji: &str| format!("{}/{message}/reactions/{emoji}", api.messages());
    let refused = api.call("PUT", &format!("{}/@me", path("%F0%9F%98%94")), json!(null)).await;
    assert_eq!((refused.0, &refused.1["code"]), (400, &json!(30010)));
    assert_eq!(api.call("PUT", &format!("{}/@me", path("%F0%9F%98%80")), json!(null)).await.0, 204);
    api.allow(&["MANAGE_MESSAGES"], &[]).await;
    assert_eq!(api.call("DELETE", &path("%F0%9F%98%80"), json!(null)).await.0, 204);
    assert_eq!(api.dispatched("MESSAGE_REACTION_REMOVE_EMOJI")[0]["emoji"]["name"], emoji(0));
    assert_eq!(api.call("DELETE", &format!("{}/{message}/reactions", api.messages()), json!(null)).await.0, 204);
    assert_eq!(api.dispatched("MESSAGE_REACTION_REMOVE_ALL").len(), 1);
    api.server.stop().await;
}

#[tokio::test]
async fn suppressed_embeds_are_hidden_and_come_back() {
    let api = Api::start().await;
    let body = json!({ "content": "x", "flags": 4, "embeds": [{ "title": "Plan" }] });
    let (_, message) = api.call("POST", &api.messages(), body).await;
    assert_eq!(message["embeds"], json!([]));
    assert_eq!(api.discord.transcript(api.discord.channel_id()), "── #dev ──\n#1 Jules: x\n");
    let path = format!("{}/{}", api.messages(), super::id(&message));
    let (_, shown) = api.call("PATCH", &path, json!({ "flags": 0 })).await;
    assert_eq!(shown["embeds"][0]["title"], "Plan");
    api.server.stop().await;
}

#[tokio::test]
async fn typing_is_told_of_the_bot_and_of_people() {
    let api = Api::start().await;
    let (ada, dev) = (api.discord.person("ada").unwrap(), api.discord.channel_id());
    assert_eq!(api.call("POST", &format!("/channels/{dev}/typing"), json!(null)).await.0, 204);
    ada.types(dev).unwrap();
    let who: Vec<_> = api.dispatched("TYPING_START").iter().map(|event| event["user_id"].clone()).collect();
    assert_eq!(who, [json!(api.discord.bot_id().to_string()), json!(ada.id().to_string())]);
    api.allow(&[], &["SEND_MESSAGES"]).await;
    assert_eq!(api.call("POST", &format!("/channels/{dev}/typing"), json!(null)).await.1["code"], 50013);
    api.server.stop().await;
}
