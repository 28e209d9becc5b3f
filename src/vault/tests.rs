//! What is sealed opens in its place, with its master key, as it was; and not otherwise.

use proptest::prelude::*;

use super::*;

const ADA: &[u8] = b"p\0\0\0\0\0\0\0\x07";
const GRACE: &[u8] = b"p\0\0\0\0\0\0\0\x08";

fn master(digit: &str) -> SecretString {
    SecretString::from(format!("{}0", digit.repeat(63)))
}

fn vault(digit: &str) -> Vault {
    Vault::new(&master(digit), None).unwrap()
}

fn secret(text: &str) -> SecretString {
    SecretString::from(text)
}

fn opened(vault: &Vault, place: &[u8], sealed: &Sealed) -> Result<String, Unopened> {
    vault.open(place, sealed).map(|secret| secret.expose_secret().to_owned())
}

#[test]
fn what_was_sealed_opens_in_its_place_and_in_no_other() {
    let vault = vault("a");
    let sealed = vault.seal(ADA, &secret("AQ.the-key")).unwrap();
    assert_eq!(opened(&vault, ADA, &sealed).unwrap(), "AQ.the-key");
    assert_eq!(opened(&vault, GRACE, &sealed), Err(Unopened::Changed), "somebody put it elsewhere");
}

#[test]
fn nothing_of_the_value_or_of_the_master_key_shows() {
    let sealed = vault("a").seal(ADA, &secret("AQ.the-key")).unwrap();
    let shown = format!("{sealed:?} {:?} {}", vault("a"), serde_json::to_string(&sealed).unwrap());
    assert!(!shown.contains("the-key") && !shown.contains("aaaaaaaaaa"), "{shown}");
    assert!(!shown.contains(&STANDARD.encode("AQ.the-key")), "{shown}");
}

#[test]
fn the_same_value_never_looks_the_same_twice() {
    let vault = vault("a");
    let [one, two] = [(); 2].map(|()| vault.seal(ADA, &secret("AQ.the-key")).unwrap());
    assert_ne!(one.nonce, two.nonce);
    assert_ne!(one.text, two.text);
}

#[test]
fn another_master_key_is_named_and_the_one_before_still_opens() {
    let sealed = vault("a").seal(ADA, &secret("AQ.the-key")).unwrap();
    let name = vault("a").name().to_owned();
    assert_eq!(opened(&vault("b"), ADA, &sealed), Err(Unopened::OtherMaster(name)));
    let rotated = Vault::new(&master("b"), Some(&master("a"))).unwrap();
    assert_eq!(opened(&rotated, ADA, &sealed).unwrap(), "AQ.the-key");
    assert!(!rotated.is_current(&sealed));
    let anew = rotated.seal(ADA, &secret("AQ.the-key")).unwrap();
    assert!(rotated.is_current(&anew));
    assert_eq!(opened(&vault("b"), ADA, &anew).unwrap(), "AQ.the-key", "from now on the old one is not needed");
}

#[test]
fn a_wrong_master_key_of_the_right_name_opens_nothing() {
    let mut sealed = vault("a").seal(ADA, &secret("AQ.the-key")).unwrap();
    vault("b").name().clone_into(&mut sealed.by);
    assert_eq!(opened(&vault("b"), ADA, &sealed), Err(Unopened::Changed));
}

#[test]
fn every_single_flipped_bit_is_noticed() {
    let vault = vault("a");
    let sealed = vault.seal(ADA, &secret("AQ.the-key")).unwrap();
    let flipped = |text: &str, at: usize, bit: u8| {
        let mut bytes = STANDARD.decode(text).unwrap();
        bytes[at] ^= 1 << bit;
        STANDARD.encode(bytes)
    };
    for bit in 0..8 {
        for at in 0..24 {
            let nonce = flipped(&sealed.nonce, at, bit);
            assert_eq!(opened(&vault, ADA, &Sealed { nonce, ..sealed.clone() }), Err(Unopened::Changed));
        }
        for at in 0.."AQ.the-key".len() + 16 {
            let text = flipped(&sealed.text, at, bit);
            assert_eq!(opened(&vault, ADA, &Sealed { text, ..sealed.clone() }), Err(Unopened::Changed));
        }
    }
}

#[test]
fn a_master_key_is_32_bytes_that_somebody_has_drawn() {
    let name = |text: &str| Vault::new(&secret(text), None).map(|vault| vault.name().to_owned());
    let hex = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
    let base64 = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    assert_eq!(name(hex).unwrap(), name(base64).unwrap());
    assert_eq!(name(&hex.to_uppercase()).unwrap(), name(hex).unwrap());
    assert_ne!(name(hex).unwrap(), vault("a").name());
    for bad in ["", "password", &hex[2..], &format!("{hex}00"), &"0".repeat(64), &"ab".repeat(32), &"zz".repeat(32)] {
        assert_eq!(name(bad), Err(NotAMaster), "{bad}");
    }
}

proptest! {
    #[test]
    fn whatever_is_sealed_opens_as_it_was(value in "\\PC{0,200}", place in prop::collection::vec(any::<u8>(), 0..40)) {
        let vault = vault("c");
        let sealed = vault.seal(&place, &SecretString::from(value.as_str())).unwrap();
        prop_assert_eq!(opened(&vault, &place, &sealed).unwrap(), value);
    }

    #[test]
    fn whatever_else_is_in_its_place_does_not_open(nonce in "\\PC{0,40}", text in "\\PC{0,80}") {
        let vault = vault("c");
        let by = vault.name().to_owned();
        prop_assert_eq!(opened(&vault, ADA, &Sealed { by, nonce, text }), Err(Unopened::Changed));
    }
}
