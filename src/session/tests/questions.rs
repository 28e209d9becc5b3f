//! Scripts about what the agent waits to be told.

use insta::assert_snapshot;

use super::script::run;

#[test]
fn a_question_is_asked_in_full_and_says_who_answered() {
    assert_snapshot!(run("
        together
        jules says Keep the old name?
        state AWAITING_USER_FEEDBACK
        bob answers a1 Yes, keep it
        jules heard Yes, keep it
        state IN_PROGRESS
        ada answers a1 No!
    "));
}

#[test]
fn a_state_that_comes_after_the_words_points_to_them() {
    assert_snapshot!(run("
        jules says Keep the old name?
        state AWAITING_USER_FEEDBACK
        ada writes Yes
        jules heard Yes
        state IN_PROGRESS
    "));
}

#[test]
fn a_state_that_comes_before_the_words_waits_for_them() {
    assert_snapshot!(run("
        state AWAITING_USER_FEEDBACK
        wait 5
        jules says Tell me the new name.
        wait 60
        ada writes Clock
        jules heard Clock
        state IN_PROGRESS
    "));
}

#[test]
fn a_turn_that_ends_in_a_question_leaves_it_open() {
    assert_snapshot!(run("
        together
        jules says Done. Shall I also update the README?
        jules completed
        state COMPLETED
        wait 1800
        ada writes Yes
        jules heard Yes
        state IN_PROGRESS
        jules says Updated. Anything else?
        jules completed
        ada result
        jules heard Typed in the web app
    "));
}

#[test]
fn a_late_state_does_not_ask_again_what_was_answered() {
    assert_snapshot!(run("
        jules says Keep the old name?
        state AWAITING_USER_FEEDBACK
        ada writes Yes
        jules heard Yes
        jules says All right.
        state AWAITING_USER_FEEDBACK
        wait 5
        state IN_PROGRESS
        wait 30
    "));
}

#[test]
fn a_state_that_lags_behind_an_answer_does_not_open_the_question_again() {
    assert_snapshot!(run("
        jules says Keep the old name?
        state AWAITING_USER_FEEDBACK
        ada writes Yes
        state AWAITING_USER_FEEDBACK
        wait 300
        state AWAITING_USER_FEEDBACK
        wait 8
        jules heard Yes
        state IN_PROGRESS
    "));
}

#[test]
fn a_state_that_stays_waiting_asks_after_all() {
    assert_snapshot!(run("
        jules says Keep the old name?
        state AWAITING_USER_FEEDBACK
        ada writes Yes
        jules heard Yes
        jules says Then tell me the new one.
        state AWAITING_USER_FEEDBACK
        wait 30
    "));
}

#[test]
fn an_attached_thread_shows_the_question_that_waits() {
    assert_snapshot!(run("
        attaches summary
        together
        jules says Keep the old name?
        state AWAITING_USER_FEEDBACK
        ada writes Yes
    "));
}

#[test]
fn jules_may_go_on_without_an_answer() {
    assert_snapshot!(run("
        state AWAITING_USER_FEEDBACK
        wait 8
        state IN_PROGRESS
        wait 1900
    "));
}

#[test]
fn reminders_go_out_as_often_as_set_and_not_after_an_answer() {
    assert_snapshot!(run("
        jules says Which one?
        state AWAITING_USER_FEEDBACK
        wait 1799
        restart
        wait 1
        wait 12600
        restart
        wait 99999
    "));
    assert_snapshot!(
        "reminders_end_with_an_answer",
        run("
        jules says Which one?
        state AWAITING_USER_FEEDBACK
        wait 1800
        jules is slow
        ada writes That one
        wait 99999
        told Jules is closed.
        wait 1
    ")
    );
}
