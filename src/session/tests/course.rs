//! Scripts about the course of a session: what it shows, how it ends, what goes wrong.

use insta::assert_snapshot;

use super::script::run;

#[test]
fn a_session_from_start_to_pull_request() {
    assert_snapshot!(run("
        begin
        state PLANNING
        jules plans p1
        state AWAITING_PLAN_APPROVAL
        ada approves p1
        jules approved p1
        state IN_PROGRESS
        jules progress Reading the test
        jules says I found the cause.
        jules patches
        jules opens https://github.com/acme/api/pull/7
        jules completed
        state COMPLETED
    "));
}

#[test]
fn a_reply_after_the_end_wakes_the_session_and_it_ends_again() {
    assert_snapshot!(run("
        state IN_PROGRESS
        jules completed
        state COMPLETED
        ada writes One more thing
        jules heard One more thing
        state IN_PROGRESS
        jules says Done.
        jules completed
        state COMPLETED
        wait 30
    "));
}

#[test]
fn jules_waiting_for_words_is_said_once() {
    assert_snapshot!(run("
        state IN_PROGRESS
        jules says Keep the old name?
        state AWAITING_USER_FEEDBACK
        state AWAITING_USER_FEEDBACK
        ada writes Yes
        jules heard Yes
        state IN_PROGRESS
        state AWAITING_USER_FEEDBACK
        wait 8
    "));
}

#[test]
fn a_failure_says_why_and_one_without_an_activity_is_noticed_too() {
    assert_snapshot!(run("
        state IN_PROGRESS
        jules failed The machine broke.
        state FAILED
        wait 30
        ada writes Try again
        jules heard Try again
        state IN_PROGRESS
        state FAILED
        wait 30
    "));
}

#[test]
fn a_kind_of_activity_nobody_knows_is_told_once() {
    assert_snapshot!(run("
        state IN_PROGRESS
        jules rocketLaunched
        jules rocketLaunched
        jules garbles 2
        jules says Still here.
    "));
}

#[test]
fn what_is_too_large_to_show_is_said() {
    assert_snapshot!(run("
        state IN_PROGRESS
        jules floods
        jules says Here it is.
    "));
}

#[test]
fn activities_of_one_moment_keep_their_order() {
    assert_snapshot!(run("
        together
        jules says First.
        jules says Second.
        jules plans p1
        jules approved p1
        jules says Third.
        now
    "));
}

#[test]
fn progress_keeps_its_last_lines_on_the_card() {
    assert_snapshot!(run("
        begin
        jules progress one
        jules progress two
        jules runs pytest -q
        jules progress
    "));
}

#[test]
fn silence_is_told_once_per_silence() {
    assert_snapshot!(run("
        state IN_PROGRESS
        wait 890
        wait 20
        wait 2000
        jules says Back.
        wait 1000
    "));
}

#[test]
fn a_session_that_could_not_be_created_closes_its_thread() {
    assert_snapshot!(run("
        jules is slow
        begin
        told The daily limit is reached.
        ada writes hello
        ada status
    "));
}

#[test]
fn stopping_archives_and_says_so() {
    assert_snapshot!(run("
        state IN_PROGRESS
        ada stops
        state PAUSED
    "));
}

#[test]
fn a_deleted_session_says_goodbye_once() {
    assert_snapshot!(run("
        gone
        gone
        ada sends hello
    "));
}

#[test]
fn an_attached_thread_begins_where_the_session_stands() {
    assert_snapshot!(run("
        attaches summary
        together
        jules plans p1
        jules approved p1
        jules says Old news.
        jules plans p2
        state AWAITING_PLAN_APPROVAL
        jules says New.
    "));
}

#[test]
fn what_can_be_shown_again_is() {
    assert_snapshot!(run("
        ada plan
        ada diff
        ada result
        jules plans p1
        jules patches
        ada plan
        ada diff
        ada status
        jules completed
        ada result
    "));
}
