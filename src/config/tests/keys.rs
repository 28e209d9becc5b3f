//! `[keys]`, and the master key's files.

use serenity::model::id::GuildId;

use super::*;
use crate::policy::KeyRules;

const MASTER: &str = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

#[test]
fn whoever_may_bring_a_key_and_where_the_operators_serves_is_read_from_both() {
    assert_eq!(with_vars(&[]).unwrap().keys, KeyRules::default());
    let nowhere = said_of("[keys]\nservers = false\noperator_servers = []");
    assert_eq!(nowhere, KeyRules { servers: false, people: true, operator: Some(vec![]) });
    let listed = with_vars(&[
        ("JULES_DISCORD__KEYS__PEOPLE", "false"),
        ("JULES_DISCORD__KEYS__OPERATOR_SERVERS", "123456789012345678,7"),
    ]);
    let guilds = [123_456_789_012_345_678, 7].map(GuildId::new).to_vec();
    assert_eq!(listed.unwrap().keys, KeyRules { servers: true, people: false, operator: Some(guilds) });
    assert!(with_file("[keys]\noperator_servers = [\"home\"]").unwrap_err().contains("must list ids"));
}

fn said_of(text: &str) -> KeyRules {
    with_file(text).unwrap().keys
}

/// What is said about a master key in a file of this text and mode, by these variables.
fn master(text: &str, mode: u32, names: &[&str]) -> Result<Option<String>, String> {
    let directory = Directory::new();
    let path = directory.file("master", text);
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
    let shown = path.display().to_string();
    let set: Vec<(&str, &str)> = names.iter().map(|name| (*name, shown.as_str())).collect();
    let settings = with_vars(&set).map_err(|error| error.to_string().replace(&shown, "{}"))?;
    assert!(!format!("{settings:?}").contains("0001020304"), "it is shown");
    assert!(settings.warnings.is_empty(), "{:?}", settings.warnings);
    Ok(settings.secrets.vault.map(|vault| vault.name().to_owned()))
}

#[test]
fn the_master_key_comes_from_a_file_that_nobody_else_can_open_and_from_nowhere_else() {
    assert_eq!(master("", 0o400, &[]), Ok(None));
    assert!(master(&format!("{MASTER}\n"), 0o400, &["MASTER_KEY_FILE"]).unwrap().is_some());
    assert_eq!(with_vars(&[("MASTER_KEY", MASTER)]).unwrap().secrets.vault.map(|vault| vault.name().to_owned()), None);
    for (text, mode, names, sentence) in [
        (
            MASTER,
            0o440,
            &["MASTER_KEY_FILE"][..],
            "MASTER_KEY_FILE: {} holds a secret, but its group can open it, too (mode 440): chmod 400 {}.",
        ),
        (
            "password",
            0o400,
            &["MASTER_KEY_FILE"],
            "MASTER_KEY_FILE: the file {} holds no master key: make one with `openssl rand -hex 32`.",
        ),
        ("", 0o400, &["MASTER_KEY_FILE"], "MASTER_KEY_FILE: the file {} is empty."),
        (
            MASTER,
            0o400,
            &["MASTER_KEY_PREVIOUS_FILE"],
            "MASTER_KEY_PREVIOUS_FILE is set without MASTER_KEY_FILE: name the new master key's file, too.",
        ),
    ] {
        assert_eq!(master(text, mode, names).unwrap_err(), sentence);
    }
    let error = with_vars(&[("MASTER_KEY_FILE", "/nowhere")]);
    assert!(said(error).starts_with("MASTER_KEY_FILE: the file /nowhere cannot be read"));
}
