//! Every bad input, and the sentence it gets.

mod keys;
mod secrets;

use std::os::unix::fs::PermissionsExt as _;

use serenity::model::id::{RoleId, UserId};

use super::*;
use crate::policy::Who;

/// A directory of its own that goes away with the test.
struct Directory(PathBuf);

impl Directory {
    fn new() -> Self {
        let path =
            std::env::temp_dir().join(format!("jules-discord-{}-{:016x}", std::process::id(), fastrand::u64(..)));
        std::fs::create_dir(&path).unwrap();
        Self(path)
    }

    fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.0.join(name);
        std::fs::write(&path, text).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o400)).unwrap();
        path
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).unwrap();
    }
}

fn secrets() -> BTreeMap<String, String> {
    vars(&[("DISCORD_TOKEN", "token"), ("JULES_API_KEY", "key")])
}

fn vars(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn with_vars(pairs: &[(&str, &str)]) -> Result<Settings, ConfigError> {
    let mut all = secrets();
    all.extend(vars(pairs));
    Settings::from_layers(None, &all)
}

/// What is said about a file with this text, its directory left out.
fn with_file(text: &str) -> Result<Settings, String> {
    let directory = Directory::new();
    let path = directory.file("my.toml", text);
    Settings::from_layers(Some(&path), &secrets())
        .map_err(|error| error.to_string().replace(&format!("{}/", directory.0.display()), ""))
}

fn said<T>(result: Result<T, impl ToString>) -> String {
    result.map(|_| ()).map_err(|error| error.to_string()).unwrap_err()
}

#[test]
fn the_defaults_are_the_manual() {
    let settings = with_vars(&[]).unwrap();
    assert_eq!(settings.discord.api_url, "https://discord.com");
    assert_eq!(settings.discord.gateway_url, None);
    assert!(settings.discord.guilds.is_empty());
    assert_eq!(settings.jules.api_url, "https://jules.googleapis.com/v1alpha");
    assert_eq!(settings.jules.settle, Duration::from_secs(10));
    assert_eq!(settings.log.format, LogFormat::Text);
    assert_eq!(settings.log.filter, "info,serenity=error,poise=warn,hyper=warn,reqwest=warn");
    assert_eq!(settings.access, Access::default());
    assert_eq!((settings.repos.len(), settings.audit.path), (0, PathBuf::from("data/audit.jsonl")));
    assert_eq!(settings.attention.reminders, [Duration::from_mins(30), Duration::from_hours(4)]);
    assert_eq!(settings.attention.quiet_hours, None);
    assert_eq!(settings.attention.plan_lasts, Duration::from_mins(10));
    assert!(settings.warnings.is_empty());
}

#[test]
fn attention_is_read_from_files_and_from_the_environment() {
    let text = "[access]\nroles = [5, 6]\napprover_role = 5\n[attention]\nreminder_minutes = [90, 1.5]\n\
                quiet_hours = \"22:30 - 07:00\"\nutc_offset = \"-03:30\"";
    let settings = with_file(text).unwrap();
    let time = |hour, minute| chrono::NaiveTime::from_hms_opt(hour, minute, 0).unwrap();
    assert_eq!(settings.access.approver_role, Some(RoleId::new(5)));
    assert_eq!(settings.attention.reminders, [Duration::from_secs(90), Duration::from_mins(90)]);
    assert_eq!(settings.attention.quiet_hours, Some((time(22, 30), time(7, 0))));
    assert_eq!(settings.attention.utc_offset.local_minus_utc(), -12_600);
    let settings = with_vars(&[("JULES_DISCORD__ATTENTION__REMINDER_MINUTES", "5, 0.5")]).unwrap();
    assert_eq!(settings.attention.reminders, [Duration::from_secs(30), Duration::from_mins(5)]);
    assert!(with_vars(&[("JULES_DISCORD__ATTENTION__REMINDER_MINUTES", "")]).unwrap().attention.reminders.is_empty());
}

#[test]
fn rights_and_repositories_are_read_by_id() {
    let text = "[discord]\nguilds = [1]\n[access]\nview = [\"everyone\"]\nstart = []\nfour_eyes = true\n\
                [[repo]]\nsource = \"sources/github/acme/vault\"\nchannels = [3, \"4\"]\nstart = [\"role:5\"]\n\
                approve = [\"user:6\", \"role:7\"]\nbranches = [\"main\"]\nfour_eyes = true\nmax_live = 3\nper_day = 20\n\
                [[repo]]\nsource = \"acme/todo\"\nauto_pr = true\n[quota]\nper_day = 0\nlive = 5";
    let settings = with_file(text).unwrap();
    assert!(settings.access.four_eyes && settings.access.rights.view.unwrap().everyone);
    assert_eq!((settings.access.rights.start, settings.access.rights.reply), (Some(Who::default()), None));
    let [vault, todo] = settings.repos.as_slice() else { panic!("{:?}", settings.repos) };
    assert_eq!((vault.slug.as_str(), todo.slug.as_str(), todo.auto_pr), ("acme/vault", "acme/todo", true));
    assert_eq!(vault.rights.start.as_ref().unwrap().roles, [RoleId::new(5)]);
    let approve = vault.rights.approve.as_ref().unwrap();
    assert_eq!((&approve.users[..], &approve.roles[..]), (&[UserId::new(6)][..], &[RoleId::new(7)][..]));
    assert_eq!((vault.channels.len(), vault.max_live, vault.per_day), (2, Some(3), Some(20)));
    let quota = Limits { user_day: Some(100), day: None, user_live: None, live: Some(5) };
    assert_eq!(settings.quota, quota);
    let settings = with_vars(&[("JULES_DISCORD__ACCESS__REPLY", "user:1, role:2")]).unwrap();
    assert_eq!(settings.access.rights.reply.unwrap().roles, [RoleId::new(2)]);
}

#[test]
fn a_poisoned_list_of_rights_is_refused() {
    for (text, sentence) in [
        ("source = \"acme/vault\"\naprove = []", "the key `aprove` is unknown; did you mean `approve`?"),
        (
            "source = \"acme/vault\"\nstart = [5]",
            "start must list people as \"user:111\", \"role:222\" or \"everyone\", and 5",
        ),
        ("source = \"acme/vault\"\nstart = [\"@lead\"]", "and \"@lead\" is none of these"),
        ("source = \"acme/vault\"\nstart = [\"user:0\"]", "and \"user:0\" is none of these"),
        ("source = \"acme/vault\"\nstart = [\"role:-1\"]", "and \"role:-1\" is none of these"),
        ("source = \"acme/vault\"\nstart = [\"everyone\"]", "so discord.guilds must say in which servers"),
        ("source = \"acme/vault\"\nstart = \"user:1\"", "is not what this key takes"),
        ("source = \"acme/vault\"\nchannels = []", "leave it out where any will do"),
        ("source = \"acme/vault\"\nchannels = [0]", "must list channels by their ids"),
        ("source = \"acme/vault\"\nmax_live = 0", "must be a whole number from 1 to 1000000"),
        ("source = \"acme/vault\"\nauto_pr = 1", "must be true or false"),
        ("source = \"acme\"", "must be a repository such as \"owner/repo\""),
        ("source = \"../acme/vault\"", "must be a repository"),
        ("start = [\"user:1\"]", "source is missing"),
        ("source = \"acme/vault\"\n[[repo]]\nsource = \"Acme/Vault\"", "has a table of its own already"),
    ] {
        let said = said(with_file(&format!("[[repo]]\n{text}")));
        assert!(said.contains(sentence), "{text}: {said}");
    }
    assert!(said(with_file("repo = 1")).contains("write each repository as [[repo]]"));
}

#[test]
fn the_example_for_production_is_valid() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("config/production.example.toml");
    let settings = Settings::from_layers(Some(&path), &secrets()).unwrap();
    assert_eq!(settings.store.path, Path::new("/var/lib/jules-discord"));
    assert_eq!(settings.access.users, [UserId::new(111_111_111_111_111_111)]);
}

#[test]
fn the_environment_wins_over_the_file_and_the_file_over_the_defaults() {
    let directory = Directory::new();
    let path = directory.file("my.toml", "[jules]\npoll_min_ms = 50\npoll_max_ms = 500\n[store]\npath = \"mine\"");
    let mut all = secrets();
    all.extend(vars(&[("JULES_DISCORD__JULES__POLL_MIN_MS", "70")]));
    let settings = Settings::from_layers(Some(&path), &all).unwrap();
    assert_eq!(settings.jules.poll_min, Duration::from_millis(70));
    assert_eq!(settings.jules.poll_max, Duration::from_millis(500));
    assert_eq!(settings.store.path, Path::new("mine"));
}

#[test]
fn ids_come_as_numbers_strings_and_lists_with_commas() {
    let settings = with_file("[access]\nusers = [1, \"2\", 2]\nroles = \"3\"\n[discord]\nguilds = 4").unwrap();
    assert_eq!(settings.access.users, [UserId::new(1), UserId::new(2)]);
    assert_eq!(settings.access.roles, [RoleId::new(3)]);
    assert_eq!(settings.discord.guilds, [GuildId::new(4)]);
    let settings = with_vars(&[
        ("JULES_DISCORD__ACCESS__USERS", "18446744073709551615, 6,"),
        ("JULES_DISCORD__ACCESS__ROLES", ""),
    ]);
    let access = settings.unwrap().access;
    assert_eq!((access.users, access.roles), (vec![UserId::new(u64::MAX), UserId::new(6)], vec![]));
}

const WRONG_FILES: &[(&str, &str)] = &[
    ("[acess]\nusers = []", "my.toml: the key `acess.users` is unknown; did you mean `access.users`?"),
    ("users = [1]", "my.toml: the key `users` is unknown; did you mean `access.users`?"),
    (
        "[jules]\napi_key = \"x\"",
        "my.toml: the key `jules.api_key` is unknown; secrets come from DISCORD_TOKEN_FILE and JULES_API_KEY_FILE only.",
    ),
    ("[nowhere]\nnothing = 1", "my.toml: the key `nowhere.nothing` is unknown; config/default.toml lists all keys."),
    ("discord = 5", "my.toml: the key `discord` is unknown; config/default.toml lists all keys."),
    ("[access]\nusers = [0]", "my.toml: access.users = [0] must list ids such as 123456789012345678, and 0 is none."),
    (
        "[access]\nroles = [\"@lead\"]",
        "my.toml: access.roles = [\"@lead\"] must list ids such as 123456789012345678, and \"@lead\" is none.",
    ),
    (
        "[access]\nusers = [-1]",
        "my.toml: access.users = [-1] must list ids such as 123456789012345678, and -1 is none.",
    ),
    ("[access]\nopen = \"yes\"", "my.toml: access.open = \"yes\" must be true or false."),
    (
        "[access]\nopen = true",
        "my.toml: access.open = true lets everyone in, so discord.guilds must say in which servers.",
    ),
    (
        "[jules]\npoll_min_ms = 9",
        "my.toml: jules.poll_min_ms = 9 must be a whole number of milliseconds from 10 to 3600000.",
    ),
    (
        "[jules]\npoll_min_ms = \"50\"",
        "my.toml: jules.poll_min_ms = \"50\" must be a whole number of milliseconds from 10 to 3600000.",
    ),
    (
        "[jules]\npoll_max_ms = 50",
        "config/default.toml: jules.poll_min_ms = 2000 must not be above jules.poll_max_ms, which is 50.",
    ),
    ("[store]\npath = \" \"", "my.toml: store.path = \" \" must not be empty."),
    ("[store]\npath = 1", "my.toml: store.path = 1 must be text in quotes."),
    ("[log]\nformat = \"xml\"", "my.toml: log.format = \"xml\" must be \"text\" or \"json\"."),
    (
        "[log]\nfilter = \"a=b=c\"",
        "my.toml: log.filter = \"a=b=c\" must be a log filter such as \"info,serenity=error\".",
    ),
    (
        "[discord]\napi_url = \"discord.com\"",
        "my.toml: discord.api_url = \"discord.com\" must be a URL that starts with https:// (relative URL without a base).",
    ),
    (
        "[discord]\napi_url = \"ftp://discord.com\"",
        "my.toml: discord.api_url = \"ftp://discord.com\" must be a URL that starts with https://.",
    ),
    (
        "[discord]\napi_url = \"http://discord.com\"",
        "my.toml: discord.api_url = \"http://discord.com\" must start with https://; http:// is for this machine only.",
    ),
    (
        "[discord]\napi_url = \"https://discord.com/api/v10\"",
        "my.toml: discord.api_url = \"https://discord.com/api/v10\" must be without /api, which the bot appends: https://discord.com.",
    ),
    (
        "[jules]\napi_url = \"https://me:pw@jules.example\"",
        "jules.api_url holds a user name or a password, which no URL here may.",
    ),
    (
        "[jules]\napi_url = \"https://jules.example?key=1\"",
        "my.toml: jules.api_url = \"https://jules.example?key=1\" must end before any ? or #.",
    ),
    (
        "[discord]\napi_url = \"http://127.0.0.1:1\"\ngateway_url = \"wss://gateway.discord.gg\"",
        "my.toml: discord.gateway_url = \"wss://gateway.discord.gg\" must be on this machine as long as discord.api_url is.",
    ),
    (
        "[access]\napprover_role = 5",
        "my.toml: access.approver_role = 5 must be one of access.roles, or its people could not approve.",
    ),
    (
        "[attention]\nreminder_minutes = [30, \"soon\"]",
        "my.toml: attention.reminder_minutes = [30, \"soon\"] must list numbers, and \"soon\" is none.",
    ),
    (
        "[attention]\nreminder_minutes = [-1]",
        "my.toml: attention.reminder_minutes = [-1] must list minutes from 0 to 10080.",
    ),
    (
        "[attention]\nquiet_hours = \"at night\"",
        "my.toml: attention.quiet_hours = \"at night\" must be two times such as \"22:00-07:00\".",
    ),
    (
        "[attention]\nutc_offset = \"Berlin\"",
        "my.toml: attention.utc_offset = \"Berlin\" must be an offset such as \"+02:00\".",
    ),
    ("[store\npath", "my.toml, line 1: this is not TOML: unclosed table, expected `]`."),
    ("[store]\npath = \"a\"\npath = \"b\"", "my.toml, line 3: this is not TOML: duplicate key."),
];

#[test]
fn what_is_wrong_with_a_file_is_said_in_one_sentence() {
    for (text, sentence) in WRONG_FILES {
        assert_eq!(said(with_file(text)), *sentence, "{text}");
    }
}

const WRONG_VARIABLES: &[(&str, &str, &str)] = &[
    (
        "JULES_DISCORD__STORE__PHAT",
        "x",
        "The variable JULES_DISCORD__STORE__PHAT sets no known key; did you mean `JULES_DISCORD__STORE__PATH`?",
    ),
    ("JULES_DISCORD__X", "x", "The variable JULES_DISCORD__X sets no known key; config/default.toml lists all keys."),
    (
        "JULES_DISCORD__ACCESS__USERS",
        "1,b",
        "JULES_DISCORD__ACCESS__USERS = \"1,b\" must list ids such as 123456789012345678, and \"b\" is none.",
    ),
    ("JULES_DISCORD__ACCESS__OPEN", "1", "JULES_DISCORD__ACCESS__OPEN = \"1\" must be true or false."),
    (
        "JULES_DISCORD__JULES__SETTLE_MS",
        "1e3",
        "JULES_DISCORD__JULES__SETTLE_MS = \"1e3\" must be a whole number of milliseconds from 10 to 600000.",
    ),
    ("RUST_LOG", "a=b=c", "RUST_LOG = \"a=b=c\" must be a log filter such as \"info,serenity=error\"."),
    ("DISCORD_TOKEN", "", "DISCORD_TOKEN is empty; it should be the Discord bot's token."),
    ("DISCORD_TOKEN", "\n", "DISCORD_TOKEN is empty."),
    ("DISCORD_TOKEN", "Bot abc", "DISCORD_TOKEN starts with the word Bot; leave that out."),
    ("JULES_API_KEY", "a b", "JULES_API_KEY has a space, a line break or another character in it that no secret has."),
    ("DISCORD_TOKEN_FILE", "/x", "Both DISCORD_TOKEN and DISCORD_TOKEN_FILE are set; keep one of them."),
];

#[test]
fn what_is_wrong_with_the_environment_is_said_in_one_sentence() {
    for (name, value, sentence) in WRONG_VARIABLES {
        assert_eq!(said(with_vars(&[(name, value)])), *sentence);
    }
}

#[test]
fn a_variable_with_single_underscores_is_not_ours() {
    // Kubernetes sets such for every service; ours may well be called jules-discord.
    assert!(with_vars(&[("JULES_DISCORD_PORT", "tcp://10.0.0.1:80")]).is_ok());
}

#[test]
fn a_simulator_on_this_machine_needs_no_tls() {
    for host in ["127.0.0.1:8080", "[::1]:8080", "localhost:8080"] {
        let api = format!("http://{host}/");
        let gateway = format!("ws://{host}");
        let settings =
            with_vars(&[("JULES_DISCORD__DISCORD__API_URL", &api), ("JULES_DISCORD__DISCORD__GATEWAY_URL", &gateway)])
                .unwrap();
        assert_eq!(settings.discord.api_url, format!("http://{host}"));
        assert!(settings.discord.is_loopback());
    }
    for host in ["localhost.example.com", "127.0.0.1.example.com", "0.0.0.0", "10.0.0.1"] {
        assert!(with_vars(&[("JULES_DISCORD__DISCORD__API_URL", &format!("http://{host}"))]).is_err());
    }
}

#[test]
fn a_missing_secret_says_where_it_may_come_from() {
    assert_eq!(
        said(Settings::from_layers(None, &BTreeMap::new())),
        "2 things in the configuration need mending:\n\
         - The Discord bot's token is missing: set DISCORD_TOKEN, or DISCORD_TOKEN_FILE to the file that holds it.\n\
         - The Jules API key is missing: set JULES_API_KEY, or JULES_API_KEY_FILE to the file that holds it."
    );
}

#[test]
fn a_missing_file_is_named() {
    let error = Settings::from_layers(Some(Path::new("/nowhere.toml")), &secrets());
    assert_eq!(said(error), "/nowhere.toml: the file cannot be read: No such file or directory (os error 2).");
}
