//! Every right, by every way of having it, and every reason to refuse.

use chrono::{DateTime, TimeDelta, Utc};
use serenity::model::id::InteractionId;

use super::*;

const HOME: GuildId = GuildId::new(1);
const ROOM: ChannelId = ChannelId::new(10);

fn actor(user: u64, roles: &[u64]) -> Actor {
    Actor { user: UserId::new(user), roles: roles.iter().copied().map(RoleId::new).collect(), automated: false }
}

fn who(users: &[u64], roles: &[u64]) -> Who {
    Who {
        users: users.iter().copied().map(UserId::new).collect(),
        roles: roles.iter().copied().map(RoleId::new).collect(),
        everyone: false,
    }
}

fn resource(guild: Option<GuildId>, repo: Repo<'_>) -> Resource<'_> {
    Resource { guild, channel: Some(ROOM), repo }
}

/// What all rights come to, where they all come to the same.
fn decide(policy: &Policy, actor: &Actor, guild: Option<GuildId>) -> Result<(), Denied> {
    let ask = |right: Right| authorize(policy, actor, &right.into(), &resource(guild, Repo::Any)).map(|_| ());
    let decisions: Vec<_> = Right::ALL.into_iter().map(ask).collect();
    assert!(decisions.windows(2).all(|pair| pair[0] == pair[1]), "rights differ: {decisions:?}");
    decisions[0]
}

fn may(policy: &Policy, actor: &Actor, repo: Repo<'_>) -> Vec<&'static str> {
    let ask = |right: &Right| authorize(policy, actor, &(*right).into(), &resource(Some(HOME), repo)).is_ok();
    Right::ALL.into_iter().filter(ask).map(Right::word).collect()
}

fn owned() -> Policy {
    Policy { owners: vec![UserId::new(7)], ..Policy::default() }
}

#[test]
fn with_nobody_configured_only_the_owner_is_let_in() {
    assert_eq!(decide(&owned(), &actor(7, &[]), Some(HOME)), Ok(()));
    assert_eq!(decide(&owned(), &actor(8, &[1, 7]), Some(HOME)), Err(Denied::NobodyConfigured));
    assert_eq!(decide(&Policy::default(), &actor(7, &[]), Some(HOME)), Err(Denied::NobodyConfigured));
}

#[test]
fn once_somebody_is_configured_the_owner_needs_a_place_on_the_list() {
    let policy = Policy { everything: who(&[8], &[]), ..owned() };
    assert_eq!(decide(&policy, &actor(8, &[]), Some(HOME)), Ok(()));
    assert_eq!(decide(&policy, &actor(7, &[]), Some(HOME)), Err(Denied::NotListed));
    let policy = Policy { rights: Rights { view: Some(who(&[8], &[])), ..Rights::default() }, ..owned() };
    assert_eq!(decide(&policy, &actor(7, &[]), Some(HOME)), Err(Denied::NotListed));
}

#[test]
fn a_role_lets_in_and_a_role_with_the_number_of_a_user_does_not() {
    let policy = Policy { everything: who(&[9], &[5]), ..owned() };
    assert_eq!(decide(&policy, &actor(1, &[4, 5]), Some(HOME)), Ok(()));
    assert_eq!(decide(&policy, &actor(5, &[9]), Some(HOME)), Err(Denied::NotListed));
}

#[test]
fn nothing_happens_in_direct_messages_or_foreign_guilds() {
    let open = Who { everyone: true, ..Who::default() };
    let policy = Policy { guilds: vec![HOME], everything: open, ..owned() };
    assert_eq!(decide(&policy, &actor(1, &[]), Some(HOME)), Ok(()));
    assert_eq!(decide(&policy, &actor(7, &[]), None), Err(Denied::Elsewhere));
    assert_eq!(decide(&policy, &actor(7, &[]), Some(GuildId::new(2))), Err(Denied::Elsewhere));
}

#[test]
fn open_without_guilds_opens_nothing() {
    let policy = Policy { everything: Who { everyone: true, ..Who::default() }, ..owned() };
    assert_eq!(decide(&policy, &actor(1, &[]), Some(HOME)), Err(Denied::NotListed));
}

#[test]
fn bots_and_webhooks_are_never_let_in() {
    let everything = Who { everyone: true, ..who(&[7], &[]) };
    let policy = Policy { guilds: vec![HOME], everything, ..owned() };
    let bot = Actor { automated: true, ..actor(7, &[]) };
    assert_eq!(decide(&policy, &bot, Some(HOME)), Err(Denied::Automated));
}

/// User 1 may start, 2 may reply, 3 may approve, 4 administers, 5 may look; 9 may everything.
fn shared() -> Policy {
    let only = |user| Some(who(&[user], &[]));
    let rights = Rights { view: only(5), start: only(1), reply: only(2), approve: only(3), admin: only(4) };
    Policy { everything: who(&[9], &[]), rights, ..owned() }
}

#[test]
fn each_right_is_given_by_itself_and_every_one_lets_look() {
    let policy = shared();
    for (user, rights) in [
        (1, vec!["view", "start"]),
        (2, vec!["view", "reply"]),
        (3, vec!["view", "approve"]),
        (4, vec!["view", "admin"]),
        (5, vec!["view"]),
        (6, vec![]),
        (9, vec!["view", "start", "reply", "approve", "admin"]),
    ] {
        assert_eq!(may(&policy, &actor(user, &[]), Repo::Nowhere), rights, "{user}");
    }
}

#[test]
fn a_repository_s_list_takes_the_place_of_the_general_one() {
    let rights = Rights { start: Some(who(&[], &[50])), approve: Some(who(&[], &[])), ..Rights::default() };
    let rule = RepoRule { slug: "acme/vault".into(), rights, ..RepoRule::default() };
    let policy = Policy { repos: vec![rule], ..shared() };
    let vault = Repo::Named("Acme/Vault");
    assert_eq!(may(&policy, &actor(1, &[]), vault), [""; 0], "the general starter");
    assert_eq!(may(&policy, &actor(2, &[]), vault), ["view", "reply"], "nothing was said about replies");
    assert_eq!(may(&policy, &actor(3, &[]), vault), [""; 0], "an empty list is nobody");
    assert_eq!(may(&policy, &actor(6, &[50]), vault), ["view", "start"]);
    assert_eq!(may(&policy, &actor(6, &[50]), Repo::Named("acme/todo")), [""; 0]);
    assert_eq!(may(&policy, &actor(6, &[50]), Repo::Any), ["view", "start"], "somewhere");
    assert_eq!(may(&policy, &actor(9, &[]), vault).len(), 5);
    let refused = |user, repo| {
        authorize(&policy, &actor(user, &[]), &Action::Start(None), &resource(Some(HOME), repo)).unwrap_err()
    };
    assert_eq!((refused(1, vault), refused(2, vault)), (Denied::Repository, Denied::NotListed));
}

#[test]
fn a_repository_is_worked_on_in_its_channels_only() {
    let rule = RepoRule { slug: "acme/vault".into(), channels: vec![ChannelId::new(11)], ..RepoRule::default() };
    let policy = Policy { repos: vec![rule], ..shared() };
    let ask = |channel, repo| {
        let resource = Resource { guild: Some(HOME), channel, repo };
        authorize(&policy, &actor(9, &[]), &Action::Start(None), &resource).map(|_| ())
    };
    assert_eq!(ask(Some(ROOM), Repo::Named("acme/vault")), Err(Denied::Channel));
    assert_eq!(ask(Some(ChannelId::new(11)), Repo::Named("acme/vault")), Ok(()));
    assert_eq!(ask(Some(ROOM), Repo::Named("acme/todo")), Ok(()));
}

fn start(policy: &Policy, user: u64, repo: Repo<'_>, change: impl Fn(&mut Terms<'_>)) -> Result<(), Denied> {
    let mut terms = Terms { branch: Some("main"), approval: true, auto_pr: false, usage: Usage::default() };
    change(&mut terms);
    authorize(policy, &actor(user, &[]), &Action::Start(Some(&terms)), &resource(Some(HOME), repo)).map(|_| ())
}

#[test]
fn branches_pull_requests_and_doing_without_approval_are_as_the_repository_wants() {
    let rule = RepoRule { slug: "acme/vault".into(), branches: vec!["main".into()], ..RepoRule::default() };
    let policy = Policy { repos: vec![rule.clone()], ..shared() };
    let vault = Repo::Named("acme/vault");
    assert_eq!(start(&policy, 1, vault, |_| ()), Ok(()));
    assert_eq!(start(&policy, 1, vault, |terms| terms.branch = Some("dev")), Err(Denied::Branch));
    assert_eq!(start(&policy, 1, vault, |terms| terms.branch = None), Err(Denied::Branch));
    assert_eq!(start(&policy, 9, vault, |terms| terms.auto_pr = true), Err(Denied::AutoPr));
    assert_eq!(start(&policy, 9, vault, |terms| terms.approval = false), Err(Denied::Unattended));
    let rule = RepoRule { auto_pr: true, skip_approval: true, ..rule };
    let policy = Policy { repos: vec![rule], ..shared() };
    assert_eq!(start(&policy, 1, vault, |terms| terms.auto_pr = true), Ok(()));
    assert_eq!(start(&policy, 1, vault, |terms| terms.approval = false), Err(Denied::Unattended), "may not approve");
    assert_eq!(start(&policy, 9, vault, |terms| terms.approval = false), Ok(()));
    // Where nothing is said about a repository, only the right to approve counts.
    assert_eq!(start(&policy, 1, Repo::Nowhere, |terms| terms.approval = false), Err(Denied::Unattended));
    assert_eq!(start(&policy, 9, Repo::Named("acme/todo"), |terms| terms.approval = false), Ok(()));
}

#[test]
fn with_four_eyes_whoever_the_plan_comes_from_does_not_approve_it() {
    let rule = RepoRule { slug: "acme/vault".into(), four_eyes: true, ..RepoRule::default() };
    let everything = who(&[3, 9], &[]);
    let policy = Policy { repos: vec![rule], everything: everything.clone(), ..owned() };
    let ask = |policy: &Policy, user, starter, shaped_by: Option<u64>, repo| {
        let origin = Origin { starter: UserId::new(starter), shaped_by: shaped_by.map(UserId::new) };
        authorize(policy, &actor(user, &[]), &Action::Approve(Some(&origin)), &resource(Some(HOME), repo)).map(|_| ())
    };
    let vault = Repo::Named("acme/vault");
    assert_eq!(ask(&policy, 9, 9, None, vault), Err(Denied::FourEyes));
    assert_eq!(ask(&policy, 9, 3, Some(9), vault), Err(Denied::FourEyes));
    assert_eq!(ask(&policy, 9, 3, Some(3), vault), Ok(()));
    assert_eq!(ask(&policy, 9, 9, None, Repo::Named("acme/todo")), Ok(()));
    let everywhere = Policy { everything, four_eyes: true, ..owned() };
    assert_eq!(ask(&everywhere, 9, 9, None, Repo::Nowhere), Err(Denied::FourEyes));
}

#[test]
fn what_was_started_is_counted_by_person_repository_and_day() {
    let now: DateTime<Utc> = "2026-11-24T12:00:00Z".parse().unwrap();
    let one = |start, user, repo: &str, hours, over| Started {
        start: InteractionId::new(start),
        user: UserId::new(user),
        repo: Some(repo.to_owned()),
        at: now - TimeDelta::hours(hours),
        over,
    };
    let started = [
        one(1, 1, "acme/vault", 1, false),
        one(2, 1, "acme/todo", 23, true),
        one(3, 1, "Acme/Vault", 25, false),
        one(4, 2, "acme/vault", -1, true),
    ];
    let usage = Usage::of(&started, UserId::new(1), Some("acme/vault"), now);
    let expected = Usage { user_day: 2, repo_day: 2, day: 3, user_live: 2, repo_live: 2, live: 2 };
    assert_eq!(usage, expected);
    let vault = Repo::Named("acme/vault");
    let policy = |limits, max_live, per_day| {
        let rule = RepoRule { slug: "acme/vault".into(), max_live, per_day, ..RepoRule::default() };
        Policy { limits, repos: vec![rule], ..shared() }
    };
    let none = Limits::default();
    let ask = |policy: &Policy| start(policy, 1, vault, |terms| terms.usage = usage);
    assert_eq!(ask(&policy(none, Some(3), Some(3))), Ok(()));
    assert_eq!(ask(&policy(none, Some(2), None)), Err(Denied::Quota(Reached::RepoLive(2))));
    assert_eq!(ask(&policy(none, None, Some(2))), Err(Denied::Quota(Reached::RepoDay(2))));
    let reached = |limits| ask(&policy(limits, None, None)).unwrap_err();
    assert_eq!(reached(Limits { user_day: Some(2), ..none }), Denied::Quota(Reached::UserDay(2)));
    assert_eq!(reached(Limits { day: Some(3), ..none }), Denied::Quota(Reached::Day(3)));
    assert_eq!(reached(Limits { user_live: Some(2), ..none }), Denied::Quota(Reached::UserLive(2)));
    assert_eq!(reached(Limits { live: Some(2), ..none }), Denied::Quota(Reached::Live(2)));
}
