//! Scripts about second thoughts: edits, deletions, another attempt.

use insta::assert_snapshot;

use super::script::run;

#[test]
fn an_edit_reaches_what_is_still_on_its_way() {
    assert_snapshot!(run("
        jules is slow
        ada writes Use a fake clock
        ada edits Use a frozen clock
        restart
        told done
        jules heard Use a frozen clock
    "));
}

#[test]
fn what_is_deleted_in_time_is_never_said() {
    assert_snapshot!(run("
        jules is slow
        ada wonders Why so slow?
        ada deletes
        jules says By the way, I am done with step 1.
    "));
}

#[test]
fn an_aside_takes_words_back_and_the_mark_says_so() {
    assert_snapshot!(run("
        jules is slow
        ada writes he is slow today
        ada mutters
        restart
    "));
}

#[test]
fn that_edits_stay_here_is_said_once() {
    assert_snapshot!(run("
        ada writes Use a fake clock
        ada edits Use a frozen clock
        ada edits Use a broken clock
        ada deletes
        bob writes yes
        bob edits no
    "));
}

#[test]
fn what_jules_did_not_take_can_be_sent_again_once() {
    assert_snapshot!(run("
        jules is slow
        ada wonders Which clock?
        told Jules says no.
        restart
        bob resends 1
        bob resends 1
        told done
        jules heard Which clock?
        jules says The system clock.
    "));
}

#[test]
fn an_answer_that_is_taken_back_leaves_its_question_open() {
    assert_snapshot!(run("
        jules says Keep the old name?
        state AWAITING_USER_FEEDBACK
        jules is slow
        ada writes Yes
        ada mutters
        wait 1800
        bob writes No
        told done
        jules heard No
        state IN_PROGRESS
    "));
}

#[test]
fn an_answer_that_is_taken_back_leaves_its_question_to_the_next_answer() {
    assert_snapshot!(run("
        jules says Keep the old name?
        state AWAITING_USER_FEEDBACK
        jules is slow
        ada writes Yes
        bob writes No
        ada deletes the one before
        told done
    "));
}
