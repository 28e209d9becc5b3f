//! Ids of buttons: ours come back as they were, and everybody else's mean nothing.

use proptest::prelude::*;

use super::*;

#[test]
fn every_press_survives_its_custom_id() {
    let plan = PlanKey::of(&PlanId::from("plan/with:odd\u{202e}characters"));
    let patch = PatchKey::of("diff --git a/x b/x");
    let question = QuestionKey::of("a1");
    let presses = [
        Press::Approve(plan.clone()),
        Press::RequestChanges(plan.clone()),
        Press::Changes(plan.clone()),
        Press::Wake(plan),
        Press::Diff,
        Press::DiffPage { patch: patch.clone(), file: 0, page: u16::MAX },
        Press::DiffFiles { patch: patch.clone(), shelf: 12 },
        Press::PickFile(patch),
        Press::PatchFile,
        Press::Pause,
        Press::Resume,
        Press::More,
        Press::Output,
        Press::Reply(None),
        Press::Reply(Some(question.clone())),
        Press::Answer(None),
        Press::Answer(Some(question)),
        Press::Nudge,
        Press::Retry,
        Press::Resend(u64::MAX),
        Press::Stop,
    ];
    let mut ids = std::collections::BTreeSet::new();
    for press in presses {
        let id = press.custom_id();
        assert!(id.len() <= 100, "{id}");
        assert_eq!(Press::parse(&id), Some(press));
        assert!(ids.insert(id.clone()), "{id} is taken");
    }
}

/// What hangs under messages in people's threads: they must be understood for good.
#[test]
fn buttons_of_the_first_release_are_understood() {
    let plan = PlanKey("0123456789abcdef".into());
    assert_eq!(Press::parse("jd1:approve:0123456789abcdef"), Some(Press::Approve(plan.clone())));
    assert_eq!(Press::parse("jd1:revise:0123456789abcdef"), Some(Press::RequestChanges(plan.clone())));
    assert_eq!(Press::parse("jd1:changes:0123456789abcdef"), Some(Press::Changes(plan)));
    assert_eq!(Press::parse("jd1:diff:-"), Some(Press::Diff));
}

#[test]
fn forged_and_foreign_ids_mean_nothing() {
    for id in [
        "",
        "jd1",
        "jd1:approve",
        "jd1:approve:",
        "jd1:approve:-",
        "jd0:approve:0123456789abcdef",
        "cmd:rm -rf",
        "jd1:approve:0123456789abcdef:more",
        "jd1:approve:0123456789ABCDEF",
        "jd1:approve:../../etc",
        "jd1:diff:0123456789abcdef",
        "jd1:delete:0123456789abcdef",
        "jd1:page:0123456789abcdef",
        "jd1:page:0123456789abcdef:0",
        "jd1:page:0123456789abcdef:0:-1",
        "jd1:page:0123456789abcdef:00:0",
        "jd1:page:0123456789abcdef:0:65536",
        "jd1:files:0123456789abcdef:+1",
        "jd1:files:-:1",
    ] {
        assert_eq!(Press::parse(id), None, "{id}");
    }
}

proptest! {
    #[test]
    fn no_custom_id_panics(id in "\\PC{0,120}") {
        let _ = Press::parse(&id);
    }
}
