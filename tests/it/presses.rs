//! Every button, menu and form works after a restart and after a month, and one that comes
//! too late says what happened since.

use std::time::Duration;

use jules_discord::jules::model::PlanId;
use jules_discord::render::press::{PatchKey, PlanKey, Press, QuestionKey};
use serde_json::{Value, json};

use crate::harness::{Stage, Thread};

const UNKNOWN: &str = "I do not know that button";
const MONTH: Duration = Duration::from_hours(31 * 24);

/// How somebody uses a component of ours, and words that the answer has to hold.
enum Use {
    Button(&'static str),
    Choice(&'static str, &'static str),
    Form(&'static str),
    /// Opens a form, or says why not.
    Opens(&'static str),
}

/// Everything the bot can hang under a message or hand out as a form. The match makes it
/// complete: a new kind of press does not compile until it is tried here.
fn tried(press: &Press) -> Use {
    match press {
        Press::Approve(_) | Press::Wake(_) => Use::Button("already been approved"),
        Press::RequestChanges(_) => Use::Opens("replaced that plan"),
        Press::Changes(_) => Use::Form("replaced that plan"),
        Press::Diff => Use::Button("choose a file"),
        Press::DiffPage { .. } | Press::DiffFiles { .. } => Use::Button("these are the newest changes"),
        Press::PickFile(_) => Use::Choice("0", "these are the newest changes"),
        Press::PatchFile => Use::Button("git apply changes.patch"),
        Press::Pause => Use::Button("stands still"),
        Press::Resume => Use::Button("shows progress again"),
        Press::More => Use::Button("Jules has run one command"),
        Press::Output => Use::Choice("0:nowhere", "does not hand that out"),
        Press::Reply(_) => Use::Opens("That question is settled"),
        Press::Answer(_) => Use::Form("on their way to Jules all the same"),
        Press::Nudge => Use::Button("Jules has moved since"),
        Press::Retry => Use::Button("nothing to try again"),
        Press::Resend(_) => Use::Button("no longer have it"),
        Press::Stop => Use::Button("Archiving the session"),
    }
}

/// One of each; what they are about is long gone where they are about something.
fn all(plan: &PlanKey) -> Vec<Press> {
    let (old, patch) = (PlanKey::of(&PlanId::from("another")), PatchKey::of("another"));
    let question = QuestionKey::of("another");
    vec![
        Press::Approve(plan.clone()),
        Press::Wake(plan.clone()),
        Press::RequestChanges(old.clone()),
        Press::Changes(old),
        Press::Diff,
        Press::DiffPage { patch: patch.clone(), file: 0, page: 9 },
        Press::DiffFiles { patch: patch.clone(), shelf: 3 },
        Press::PickFile(patch),
        Press::PatchFile,
        Press::Pause,
        Press::Resume,
        Press::More,
        Press::Output,
        Press::Reply(Some(question.clone())),
        Press::Answer(Some(question)),
        Press::Nudge,
        Press::Retry,
        Press::Resend(9),
        Press::Stop,
    ]
}

async fn use_it(stage: &Stage, thread: &Thread<'_>, message: u64, custom_id: &str, how: &Use) -> String {
    let control = stage.control();
    let (kind, data) = match how {
        Use::Button(_) | Use::Opens(_) => (3, json!({ "component_type": 2, "custom_id": custom_id })),
        Use::Choice(value, _) => (3, json!({ "component_type": 3, "custom_id": custom_id, "values": [value] })),
        Use::Form(_) => {
            let field = json!({ "type": 4, "custom_id": "feedback", "value": "My words" });
            (5, json!({ "custom_id": custom_id, "components": [{ "type": 1, "components": [field] }] }))
        }
    };
    control.forge(&thread.person, kind, thread.id, (kind == 3).then_some(message), data).await
}

#[tokio::test(flavor = "multi_thread")]
async fn every_component_is_understood_after_a_kill_and_a_month() {
    let stage = Stage::new("two_steps", 10.0).await;
    let bot = stage.bot().await;
    let thread = stage.player("ada").starts("Fix the flaky test").await;
    let card = thread.wait_for_button("Approve").await;
    let message: u64 = card["id"].as_str().unwrap().parse().unwrap();
    thread.click("Approve").await;
    thread.wait_for("**Finished**").await;
    thread.wait_for("✅ Finished").await;
    bot.kill_9().await;
    stage.world.discord().advance(MONTH);
    let bot = stage.bot().await;
    // The scenario gives the plan this id.
    for press in all(&PlanKey::of(&PlanId::from("p"))) {
        let how = tried(&press);
        let said = use_it(&stage, &thread, message, &press.custom_id(), &how).await;
        let (Use::Button(words) | Use::Choice(_, words) | Use::Form(words) | Use::Opens(words)) = how;
        assert!(said.contains(words) && !said.contains(UNKNOWN), "{press:?}: {said}");
    }
    bot.finish().await;
}

/// As they hang in threads since the first release.
#[tokio::test(flavor = "multi_thread")]
async fn buttons_of_the_first_release_still_work() {
    let stage = Stage::new("two_steps", 10.0).await;
    let bot = stage.bot().await;
    let thread = stage.player("ada").starts("Fix the flaky test").await;
    let card = thread.wait_for_button("Approve").await;
    let ids: Vec<String> = buttons(&card);
    let plan = ids[0].strip_prefix("jd1:approve:").expect("another form of id").to_owned();
    assert_eq!(ids[1], format!("jd1:revise:{plan}"));
    let message: u64 = card["id"].as_str().unwrap().parse().unwrap();
    let button = |id: String| json!({ "component_type": 2, "custom_id": id });
    let control = stage.control();
    let said = control.forge(&thread.person, 3, thread.id, Some(message), button("jd1:diff:-".into())).await;
    assert!(said.contains("not changed any file"), "{said}");
    let press = format!("jd1:approve:{plan}");
    let said = control.forge(&thread.person, 3, thread.id, Some(message), button(press)).await;
    assert!(said.contains("Telling Jules to go ahead"), "{said}");
    thread.wait_for("**Finished**").await;
    bot.finish().await;
}

/// The custom ids under a message, in order.
fn buttons(message: &Value) -> Vec<String> {
    let rows = message["components"].as_array().unwrap();
    let all = rows.iter().flat_map(|row| row["components"].as_array().unwrap());
    all.filter_map(|each| each["custom_id"].as_str().map(str::to_owned)).collect()
}
