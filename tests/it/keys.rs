//! Jules keys of servers and people: typed into a form, sealed in the store, used for what is
//! started with them and for nothing else, replaced and revoked. And told to nobody.

mod apart;
mod master;
mod rights;

use std::path::PathBuf;

use jules_discord::sim::people::Outcome;
use serde_json::{Value, json};

use crate::harness::{Bot, Launch, Stage, Thread, eventually, files_below};

/// Keys of three accounts; the operator's is `""`. No word that stands anywhere else.
const OPERATORS: &str = "AQ.operators-canary-000000000000";
const ACMES: &str = "AQ.acmes-first-canary-1111111111";
const ACMES_NEXT: &str = "AQ.acmes-second-canary-222222222";
const ADAS: &str = "AQ.adas-canary-33333333333333333";
const WRONG: &str = "AQ.nobodys-canary-44444444444444";
const ALL: [&str; 5] = [OPERATORS, ACMES, ACMES_NEXT, ADAS, WRONG];

/// What a thread is told once.
const REVOKED: &str = "The Jules key of this session was revoked";

const MASTER: &str = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

/// Each account has a repository of its own, and its sessions wait for an answer in the middle.
const SCENARIO: &str = r#"
about = "Three accounts."
[knobs.create]
queued_for = "100ms"
burst = 0
[knobs.lists]
lag = "0ms"
[[sources]]
owner = "operator"
repo = "tools"
branches = ["main"]
accounts = ["operator"]
[[sources]]
owner = "acme"
repo = "todo"
branches = ["main"]
accounts = ["acme"]
[[sources]]
owner = "ada"
repo = "poems"
branches = ["main"]
accounts = ["ada"]
[[sources]]
owner = "ada"
repo = "prose"
branches = ["main"]
accounts = ["ada"]
[[scripts]]
steps = [
  { after = "100ms", plan = { steps = ["One"] } },
  { after = "200ms", message = "At it" },
  { after = "200ms", question = "Shall I go on?" },
  { after = "200ms", message = "Went on" },
  { after = "100ms", completed = {} },
]
"#;

/// A world of two servers and three accounts.
struct Tenants {
    stage: Stage,
    /// The second server, and its channel.
    other: (u64, u64),
    directory: tempfile::TempDir,
}

impl Tenants {
    async fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let keys = [(OPERATORS, "operator"), (ACMES, "acme"), (ACMES_NEXT, "acme"), (ADAS, "ada")];
        let keys = keys.map(|(key, account)| format!("[[keys]]\nkey = {key:?}\naccount = {account:?}\n"));
        let path = directory.path().join("tenants.toml");
        std::fs::write(&path, format!("{SCENARIO}{}", keys.concat())).unwrap();
        let stage = Stage::new(path.to_str().unwrap(), 10.0).await;
        let control = stage.control();
        let guild = control.post("/guilds", json!({ "name": "Elsewhere", "owner": "grace" })).await;
        let channels = control.get("/channels").await;
        let general = channels.as_array().unwrap().iter().find(|each| each["guild_id"] == guild["id"]).unwrap();
        let id = |value: &Value| value["id"].as_str().unwrap().parse().unwrap();
        let tenants = Self { other: (id(&guild), id(general)), stage, directory };
        tenants.file("master", MASTER, 0o400);
        tenants
    }

    /// A file of the operator's.
    fn file(&self, name: &str, text: &str, mode: u32) -> PathBuf {
        use std::os::unix::fs::PermissionsExt as _;
        let path = self.directory.path().join(name);
        let _ = std::fs::remove_file(&path);
        std::fs::write(&path, text).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
        path
    }

    /// Ada, Grace and Stan may everything in both servers; everything is logged.
    fn launch(&self) -> Launch {
        let home = self.stage.world.discord().guild_id();
        let people = ["ada", "grace"].map(|name| self.stage.player(name).person.id().to_string());
        self.stage
            .launch()
            .set("JULES_API_KEY", OPERATORS)
            .set("MASTER_KEY_FILE", self.directory.path().join("master").to_str().unwrap())
            .set("RUST_LOG", "trace,sled=info")
            .setting("DISCORD__GUILDS", &format!("{home},{}", self.other.0))
            .setting("ACCESS__USERS", &people.join(","))
    }

    async fn bot(&self) -> Bot {
        self.launch().run().await
    }

    /// Somebody opens the form for a key and sends it; the answer.
    async fn gives(&self, name: &str, command: &str, whose: &str, key: &str) -> String {
        let form = self.asks(name, command, whose).await;
        assert!(form.modal.is_some(), "{form:?}");
        let person = self.stage.player(name).person;
        let outcome = person.submit_modal(form.id(), json!({ "jules-api-key-typed": key })).await.unwrap();
        assert_eq!(outcome.messages.len(), 1, "{outcome:?}");
        assert_eq!(outcome.messages[0]["flags"].as_u64().unwrap() & 64, 64, "only they see it: {outcome:?}");
        outcome.text()
    }

    /// Somebody types the command that opens it.
    async fn asks(&self, name: &str, command: &str, whose: &str) -> Outcome {
        self.stage.player(name).uses(&format!("jules key {command}"), json!({ "whose": whose })).await
    }

    /// What `/jules key show` says.
    async fn shown(&self, name: &str, channel: u64) -> String {
        self.stage.player(name).types_in(channel, "jules key show", json!({})).await
    }

    /// What somebody is offered for an option, as values.
    async fn offered(&self, name: &str, channel: u64, command: &str, option: &str) -> Vec<String> {
        let offered = self.stage.player(name).is_offered_in(channel, command, option, "", Value::Null).await;
        offered.into_iter().map(|(_, value)| value).collect()
    }

    /// A session that has been approved and waits for an answer.
    async fn starts(&self, name: &str, repo: &str) -> Thread<'_> {
        let thread =
            self.stage.player(name).starts_with("jules start", json!({ "prompt": "Do it", "repo": repo })).await;
        thread.click("Approve").await;
        thread.wait_for("Shall I go on?").await;
        thread
    }

    /// Whose account a thread's session is in.
    fn account(&self, thread: &Thread<'_>) -> String {
        let view = self.stage.world.jules().session_view(&thread.session()).unwrap();
        view["account"].as_str().unwrap().to_owned()
    }

    /// The canaries: no key is anywhere but in the hands of Jules, and the master key nowhere.
    fn nobody_was_told(&self) {
        let mut held = vec![
            ("what the bot has sent to Discord", json!(self.stage.world.discord().calls()).to_string().into_bytes()),
            ("what Discord has sent to the bot's sessions", sessions_of_jules(&self.stage)),
        ];
        let files = files_below(self.stage.store_path().parent().unwrap());
        assert!(files.len() > 3, "{files:?}");
        let read: Vec<_> = files.iter().map(|path| (path.to_str().unwrap(), std::fs::read(path).unwrap())).collect();
        held.extend(read);
        for (place, bytes) in held {
            for key in ALL.iter().chain(&[MASTER]) {
                assert!(memchr::memmem::find(&bytes, key.as_bytes()).is_none(), "{key} is in {place}");
            }
        }
    }
}

/// What Jules was told and has kept.
fn sessions_of_jules(stage: &Stage) -> Vec<u8> {
    json!([stage.world.jules().sessions(), stage.world.jules().calls()]).to_string().into_bytes()
}

/// Its question is answered, and the session comes to its end.
async fn goes_on(thread: &Thread<'_>) {
    let answer = thread.write("Yes, go on");
    thread.wait_for_mark(answer, "✅").await;
    thread.wait_for("**Finished**").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_started_in_a_server_works_with_its_key_also_after_a_crash_and_no_other_server_sees_it() {
    let tenants = Tenants::new().await;
    let stage = &tenants.stage;
    let bot = tenants.bot().await;
    let refused = tenants.gives("ada", "set", "server", WRONG).await;
    assert!(refused.contains("does not accept that key, so nothing was stored"), "{refused}");
    assert!(tenants.shown("ada", stage.channel()).await.contains("no key of its own"));
    let taken = tenants.gives("ada", "set", "server", &format!("  {ACMES}\n")).await;
    assert!(taken.contains("`…1111`") && taken.contains("one repository"), "{taken}");
    let again = tenants.asks("ada", "set", "server").await;
    assert!(again.modal.is_none() && again.text().contains("There is a key already"), "{again:?}");

    let thread = tenants.starts("grace", "acme/todo").await;
    assert_eq!(tenants.account(&thread), "acme");
    let session = thread.session();
    let (home, there) = (stage.channel(), tenants.other.1);
    assert_eq!(tenants.offered("grace", home, "jules start", "repo").await, ["acme/todo", "none"]);
    assert_eq!(tenants.offered("grace", there, "jules start", "repo").await, ["operator/tools", "none"]);
    assert_eq!(tenants.offered("grace", home, "jules attach", "session").await, std::slice::from_ref(&session));
    assert_eq!(tenants.offered("grace", there, "jules attach", "session").await, [""; 0]);
    let grace = stage.player("grace");
    let attach = grace.types_in(there, "jules attach", json!({ "session": session })).await;
    assert!(attach.contains("Jules knows no such session"), "{attach}");
    let start = grace.types_in(there, "jules start", json!({ "prompt": "Let me in", "repo": "acme/todo" })).await;
    assert!(start.contains("Jules has no access to the repository"), "{start}");
    for command in ["jules list", "jules inbox"] {
        let said = grace.types_in(there, command, json!({})).await;
        assert!(!said.contains("<#") && !said.contains("acme"), "{command}: {said}");
    }
    let shown = tenants.shown("grace", there).await;
    assert!(shown.contains("no key of its own") && shown.contains("the key of whoever runs this bot"), "{shown}");

    bot.kill_9().await;
    let bot = tenants.bot().await;
    goes_on(&thread).await;
    let shown = tenants.shown("grace", home).await;
    assert!(shown.contains("`…1111`") && shown.contains("**this server's key**"), "{shown}");
    let audit = bot.audit();
    assert!(audit.contains("form key set") && audit.contains("Jules key of server") && audit.contains("taken"));
    bot.finish().await;
    tenants.nobody_was_told();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_goes_on_with_the_key_that_takes_the_place_of_its_own() {
    let tenants = Tenants::new().await;
    let bot = tenants.bot().await;
    let missing = tenants.asks("ada", "rotate", "server").await;
    assert!(missing.modal.is_none() && missing.text().contains("There is no such key"), "{missing:?}");
    tenants.gives("ada", "set", "server", ACMES).await;
    let thread = tenants.starts("ada", "acme/todo").await;
    let another = tenants.gives("ada", "rotate", "server", ADAS).await;
    assert!(another.contains("belongs to another Jules account"), "{another}");
    let replaced = tenants.gives("ada", "rotate", "server", ACMES_NEXT).await;
    assert!(replaced.contains("`…2222`") && replaced.contains("go on with it"), "{replaced}");
    assert!(tenants.stage.world.jules().revoke_key(ACMES));
    let answer = thread.write("Yes, go on");
    thread.wait_for_mark(answer, "✅").await;
    thread.wait_for("Went on").await;
    bot.kill_9().await;
    let bot = tenants.bot().await;
    thread.wait_for("**Finished**").await;
    bot.finish().await;
    tenants.nobody_was_told();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_was_deleted_at_jules_is_told_once_and_replaced_the_session_goes_on() {
    const REFUSED: &str = "Jules does not accept the key of this session any more";
    let tenants = Tenants::new().await;
    let bot = tenants.bot().await;
    tenants.gives("ada", "set", "server", ACMES).await;
    let thread = tenants.starts("ada", "acme/todo").await;
    assert!(tenants.stage.world.jules().revoke_key(ACMES));
    thread.wait_for(REFUSED).await;
    let answer = thread.write("Yes, go on");
    bot.kill_9().await;
    let bot = tenants.bot().await;
    let replaced = tenants.gives("ada", "rotate", "server", ACMES_NEXT).await;
    assert!(replaced.contains("`…2222`"), "{replaced}");
    thread.wait_for_mark(answer, "✅").await;
    thread.wait_for("**Finished**").await;
    assert_eq!(thread.count(REFUSED), 1, "{}", thread.transcript());
    bot.finish().await;
    tenants.nobody_was_told();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_key_ends_what_works_with_it_with_one_notice_and_nothing_else() {
    let tenants = Tenants::new().await;
    let stage = &tenants.stage;
    let bot = tenants.bot().await;
    let operators = tenants.starts("grace", "operator/tools").await;
    tenants.gives("ada", "set", "server", ACMES).await;
    let thread = tenants.starts("ada", "acme/todo").await;
    let revoked = stage.player("ada").types("jules key revoke", json!({ "whose": "server" })).await;
    assert!(revoked.contains("One session worked with it"), "{revoked}");
    thread.wait_for(REVOKED).await;
    // From here on nobody speaks to that account.
    let before = stage.world.jules().calls().len();
    let said = thread.types("jules send", json!({ "text": "Still there?" })).await;
    assert!(said.contains("was revoked, so nothing was done"), "{said}");
    let look = thread.types("jules status", json!({})).await;
    assert!(look.contains("Cut off"), "{look}");
    goes_on(&operators).await;
    bot.kill_9().await;
    let bot = tenants.bot().await;
    assert!(tenants.shown("ada", stage.channel()).await.contains("no key of its own"));
    let calls = stage.world.jules().calls().split_off(before);
    let session = thread.session();
    assert!(calls.iter().all(|call| call.session.as_ref() != Some(&session)), "{calls:?}");
    assert_eq!(thread.count(REVOKED), 1, "{}", thread.transcript());

    // A key of the same account, given anew: the session gets another thread.
    tenants.gives("ada", "set", "server", ACMES_NEXT).await;
    let attached = stage.player("ada").types("jules attach", json!({ "session": session })).await;
    let thread = stage.player("ada").follows(&attached);
    goes_on(&thread).await;
    bot.finish().await;
    tenants.nobody_was_told();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_is_revoked_while_the_bot_is_about_to_die_ends_its_sessions_in_the_next_life() {
    let tenants = Tenants::new().await;
    let bot = tenants.bot().await;
    tenants.gives("ada", "set", "server", ACMES).await;
    let thread = tenants.starts("ada", "acme/todo").await;
    bot.kill_9().await;
    let mut bot = tenants.launch().set("JULES_DISCORD_CRASH", "after_revoking").run().await;
    let ada = tenants.stage.player("ada").person.patient(std::time::Duration::from_millis(500));
    let revoking = ada.command(tenants.stage.channel(), "jules key revoke", json!({ "whose": "server" }));
    drop(revoking.await);
    assert!(!bot.end().await.success());
    let bot = tenants.bot().await;
    thread.wait_for(REVOKED).await;
    eventually("it is said", || thread.count(REVOKED) == 1).await;
    bot.finish().await;
    tenants.nobody_was_told();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_is_given_while_the_bot_is_about_to_die_is_there_in_the_next_life() {
    let tenants = Tenants::new().await;
    let mut bot = tenants.launch().set("JULES_DISCORD_CRASH", "after_entrusting").run().await;
    let form = tenants.asks("ada", "set", "server").await;
    let ada = tenants.stage.player("ada").person.patient(std::time::Duration::from_millis(500));
    drop(ada.submit_modal(form.id(), json!({ "jules-api-key-typed": ACMES })).await);
    assert!(!bot.end().await.success());
    let bot = tenants.bot().await;
    let thread = tenants.starts("grace", "acme/todo").await;
    assert_eq!(tenants.account(&thread), "acme");
    bot.finish().await;
    tenants.nobody_was_told();
}
