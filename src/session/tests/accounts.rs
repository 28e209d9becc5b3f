//! A conversation whose key is revoked.

use insta::assert_snapshot;

use super::script::run;

#[test]
fn a_revoked_key_is_told_once_and_what_was_still_owed_to_jules_is_only_marked() {
    assert_snapshot!(run("
        jules plans p1
        jules is slow
        ada approves p1
        ada writes Mind the clock
        key revoked
        key revoked
        told refused: no key
        told refused: no key
        ada writes Still there?
        ada sends Still there?
        ada approves
        ada status
        restart
        ada retries
    "));
}

#[test]
fn a_key_that_jules_refuses_is_told_once_while_something_is_expected_of_the_session() {
    assert_snapshot!(run("
        state IN_PROGRESS
        key refused
        key refused
        restart
        key refused
        jules says It works again.
        key refused
        jules completed
        state COMPLETED
        key refused
    "));
}
