//! Secrets come from files that nobody else can open, or are refused by name.

use std::os::unix::fs::PermissionsExt as _;

use secrecy::ExposeSecret as _;

use super::*;

#[test]
fn secrets_come_from_files_and_are_never_shown() {
    let directory = Directory::new();
    let token = directory.file("token", "s3cret-token\n");
    let key = directory.file("key", "s3cret-key");
    let all = vars(&[("DISCORD_TOKEN_FILE", token.to_str().unwrap()), ("JULES_API_KEY_FILE", key.to_str().unwrap())]);
    let settings = Settings::from_layers(None, &all).unwrap();
    assert_eq!(settings.secrets.discord_token.expose_secret(), "s3cret-token");
    assert!(!format!("{settings:?}").contains("s3cret"));
    assert!(settings.warnings.is_empty());

    std::fs::set_permissions(&token, std::fs::Permissions::from_mode(0o640)).unwrap();
    let shown = token.display();
    assert_eq!(
        Settings::from_layers(None, &all).unwrap().warnings,
        [format!("{shown} holds a secret, but its group can open it, too (mode 640): chmod 400 {shown}")]
    );
    std::fs::set_permissions(&token, std::fs::Permissions::from_mode(0o604)).unwrap();
    let error = Settings::from_layers(None, &all);
    let open = format!("DISCORD_TOKEN_FILE: anybody here can open {shown} (mode 604); say `chmod 400 {shown}`.");
    assert_eq!(said(error), open);
}

#[test]
fn a_secret_file_that_is_no_use_is_named() {
    let directory = Directory::new();
    let long = "x".repeat(20_000);
    for (file, text, sentence) in [
        ("empty", "\n", "DISCORD_TOKEN_FILE: the file {} is empty."),
        ("long", long.as_str(), "DISCORD_TOKEN_FILE: the file {} is too long for a secret."),
        (
            "lines",
            "a\nb",
            "DISCORD_TOKEN_FILE: the file {} has a space, a line break or another character in it that no secret has.",
        ),
    ] {
        let path = directory.file(file, text);
        let shown = path.display().to_string();
        let error = Settings::from_layers(None, &vars(&[("DISCORD_TOKEN_FILE", &shown), ("JULES_API_KEY", "key")]));
        assert_eq!(said(error), sentence.replace("{}", &shown));
    }
    let path = directory.0.display().to_string();
    let error = Settings::from_layers(None, &vars(&[("DISCORD_TOKEN_FILE", &path), ("JULES_API_KEY", "key")]));
    assert_eq!(said(error), format!("DISCORD_TOKEN_FILE: {path} is a directory, not a file."));
    let error = Settings::from_layers(None, &vars(&[("DISCORD_TOKEN_FILE", "/nowhere"), ("JULES_API_KEY", "key")]));
    assert_eq!(
        said(error),
        "DISCORD_TOKEN_FILE: the file /nowhere cannot be read: No such file or directory (os error 2)."
    );
}
