//! `[access]`, `[[repo]]` and `[quota]`: who may do what, and how much.

use std::num::NonZeroU64;

use serenity::model::id::{ChannelId, RoleId, UserId};
use toml::{Table, Value};

use super::read::Reader;
use super::{Discord, layers};
use crate::policy::{Limits, RepoRule, Right, Rights, Who};

/// Who may do what; nobody named anywhere: the application's owner everything.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Access {
    /// These people may do everything.
    pub users: Vec<UserId>,
    /// People with one of these roles may.
    pub roles: Vec<RoleId>,
    /// Called for plans; somebody who may approve, unless everyone is let in.
    pub approver_role: Option<RoleId>,
    /// Everyone in `discord.guilds`, which is not empty then, may do everything.
    pub open: bool,
    /// Who may what, where no repository says otherwise.
    pub rights: Rights,
    /// Whoever asked for a plan does not approve it.
    pub four_eyes: bool,
}

/// The most sessions that a limit may allow.
const MOST: u32 = 1_000_000;

pub(super) fn read(reader: &mut Reader, discord: &Discord) -> Access {
    let open = reader.flag("access.open");
    if open && discord.guilds.is_empty() {
        reader.refuse("access.open", "lets everyone in, so discord.guilds must say in which servers");
    }
    let roles: Vec<RoleId> = reader.ids("access.roles");
    let mut rights = Rights::default();
    for right in Right::ALL {
        let key = format!("access.{}", right.word());
        if reader.is_set(&key) {
            let items = reader.list(&key);
            *rights.of_mut(right) = Some(people(&key, &items, discord, &mut |problem| reader.complain(problem)));
        }
    }
    let named = reader.is_set("access.approver_role");
    let approver_role = named.then(|| reader.ids("access.approver_role").first().copied()).flatten();
    if approver_role.is_some_and(|role| !open && !roles.contains(&role) && !approves(&rights, role)) {
        reader.refuse("access.approver_role", "must be one of access.roles, or its people could not approve");
    }
    let four_eyes = reader.flag("access.four_eyes");
    Access { users: reader.ids("access.users"), roles, approver_role, open, rights, four_eyes }
}

fn approves(rights: &Rights, role: RoleId) -> bool {
    rights.approve.as_ref().is_some_and(|who| who.everyone || who.roles.contains(&role))
}

pub(super) fn quota(reader: &mut Reader) -> Limits {
    let [user_day, day, user_live, live] =
        ["user_per_day", "per_day", "user_live", "live"].map(|key| reader.limit(&format!("quota.{key}"), MOST));
    Limits { user_day, day, user_live, live }
}

/// Reads a list of `user:1`, `role:2` and `everyone`.
fn people(key: &str, items: &[Value], discord: &Discord, complain: &mut dyn FnMut(String)) -> Who {
    let mut who = Who::default();
    for item in items {
        match item.as_str().map(str::trim).and_then(|item| item.split_once(':').or(Some((item, "")))) {
            Some(("everyone", "")) if discord.guilds.is_empty() => {
                complain(format!("{key} lets everyone in, so discord.guilds must say in which servers."));
            }
            Some(("everyone", "")) => who.everyone = true,
            Some(("user", id)) if number(id).is_some() => who.users.extend(number(id).map(UserId::from)),
            Some(("role", id)) if number(id).is_some() => who.roles.extend(number(id).map(RoleId::from)),
            _ => complain(format!(
                "{key} must list people as \"user:111\", \"role:222\" or \"everyone\", and {item} is none of these."
            )),
        }
    }
    who
}

fn number(text: &str) -> Option<NonZeroU64> {
    text.parse().ok()
}

/// Reads every `[[repo]]`.
pub(super) fn repos(reader: &mut Reader, discord: &Discord) -> Vec<RepoRule> {
    let mut repos: Vec<RepoRule> = Vec::new();
    for (number, table) in reader.repos().into_iter().enumerate() {
        let repo = repo(reader, number + 1, table, discord);
        if repos.iter().any(|known| known.slug.eq_ignore_ascii_case(&repo.slug)) {
            reader.complain(format!("[[repo]] {}: {} has a table of its own already.", number + 1, repo.slug));
        }
        repos.push(repo);
    }
    repos
}

const KEYS: [&str; 13] = [
    "source",
    "channels",
    "view",
    "start",
    "reply",
    "approve",
    "admin",
    "branches",
    "four_eyes",
    "auto_pr",
    "skip_approval",
    "max_live",
    "per_day",
];

fn repo(reader: &mut Reader, number: usize, table: Table, discord: &Discord) -> RepoRule {
    let mut repo = RepoRule::default();
    for (key, value) in table {
        let place = format!("[[repo]] {number}: {key}");
        if !KEYS.contains(&key.as_str()) {
            let nearest = KEYS.iter().min_by_key(|known| layers::distance(known, &key)).unwrap_or(&"source");
            reader.complain(format!("[[repo]] {number}: the key `{key}` is unknown; did you mean `{nearest}`?"));
        } else if let (Some(right), Value::Array(items)) = (Right::called(&key), &value) {
            *repo.rights.of_mut(right) = Some(people(&place, items, discord, &mut |problem| reader.complain(problem)));
        } else if let Err(must) = set(&mut repo, &key, &value) {
            reader.complain(format!("{place} = {value} {must}."));
        }
    }
    if repo.slug.is_empty() {
        reader.complain(format!("[[repo]] {number}: source is missing, or no repository's name."));
    }
    repo
}

/// Sets what is no right; `Err` says what the value must be.
fn set(repo: &mut RepoRule, key: &str, value: &Value) -> Result<(), &'static str> {
    match (key, value) {
        ("source", Value::String(source)) => {
            repo.slug = slug(source).ok_or("must be a repository such as \"owner/repo\"")?;
        }
        ("channels", Value::Array(items)) if !items.is_empty() => {
            let id = |item: &Value| match item {
                Value::Integer(id) => u64::try_from(*id).ok().and_then(NonZeroU64::new),
                item => item.as_str().and_then(number),
            };
            let ids: Option<Vec<ChannelId>> = items.iter().map(|item| id(item).map(ChannelId::from)).collect();
            repo.channels = ids.ok_or("must list channels by their ids")?;
        }
        ("branches", Value::Array(items)) if !items.is_empty() => {
            let name = |item: &Value| item.as_str().filter(|name| !name.trim().is_empty()).map(str::to_owned);
            let names: Option<Vec<String>> = items.iter().map(name).collect();
            repo.branches = names.ok_or("must list branches by their names")?;
        }
        ("channels" | "branches", _) => return Err("must list something; leave it out where any will do"),
        ("four_eyes", Value::Boolean(flag)) => repo.four_eyes = *flag,
        ("auto_pr", Value::Boolean(flag)) => repo.auto_pr = *flag,
        ("skip_approval", Value::Boolean(flag)) => repo.skip_approval = *flag,
        ("four_eyes" | "auto_pr" | "skip_approval", _) => return Err("must be true or false"),
        ("max_live", Value::Integer(most)) if limit(*most).is_some() => repo.max_live = limit(*most),
        ("per_day", Value::Integer(most)) if limit(*most).is_some() => repo.per_day = limit(*most),
        ("max_live" | "per_day", _) => return Err("must be a whole number from 1 to 1000000"),
        _ => return Err("is not what this key takes; config/default.toml shows it"),
    }
    Ok(())
}

fn limit(most: i64) -> Option<u32> {
    u32::try_from(most).ok().filter(|most| (1..=MOST).contains(most))
}

/// `owner/repo` of what people write; nothing that could mean anything else.
fn slug(source: &str) -> Option<String> {
    let slug = source.trim().trim_start_matches("sources/").trim_start_matches("github/");
    let plain = |part: &str| {
        !part.is_empty()
            && !part.starts_with('.')
            && part.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c))
    };
    let (owner, repo) = slug.split_once('/')?;
    (plain(owner) && plain(repo)).then(|| slug.to_owned())
}
