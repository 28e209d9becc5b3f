//! Scripts about whom the thread calls, and how still it keeps otherwise.

use insta::assert_snapshot;

use super::script::run;

#[test]
fn each_thing_that_needs_somebody_calls_one_person_once() {
    assert_snapshot!(run("
        begin
        jules plans p1
        restart
        ada approves p1
        jules approved p1
        state IN_PROGRESS
        jules says I found it.
        jules says Which one shall I take?
        state AWAITING_USER_FEEDBACK
        restart
        state AWAITING_USER_FEEDBACK
        ada writes The first
        jules heard The first
        state IN_PROGRESS
        jules opens https://github.com/acme/api/pull/7
        restart
        jules opens https://github.com/acme/api/pull/7
        jules completed
    "));
}

#[test]
fn a_role_that_approves_is_called_for_plans_and_for_nothing_else() {
    assert_snapshot!(run("
        role 7
        jules plans p1
        wait 480
        ada approves p1
        jules approved p1
        jules completed
    "));
}

#[test]
fn a_thread_calls_whom_it_is_told_to() {
    assert_snapshot!(run("
        role 7
        ada sets bob
        jules plans p1
        ada approves p1
        jules approved p1
        jules completed
    "));
}

#[test]
fn a_muted_thread_calls_nobody() {
    assert_snapshot!(run("
        ada mutes
        jules plans p1
        state AWAITING_PLAN_APPROVAL
        wait 480
        ada approves p1
        state IN_PROGRESS
        jules says Which one?
        state AWAITING_USER_FEEDBACK
        wait 1800
        ada writes That one
        jules heard That one
        state IN_PROGRESS
        jules failed It broke.
    "));
}

#[test]
fn a_quiet_thread_shows_what_needs_somebody_and_the_end() {
    assert_snapshot!(run("
        ada sets quiet
        state IN_PROGRESS
        jules says I am reading.
        jules shows The list
        jules patches
        ada wonders Why?
        jules heard Why?
        jules says Because.
        jules says Shall I go on?
        state AWAITING_USER_FEEDBACK
        ada writes Yes
        jules heard Yes
        state IN_PROGRESS
        jules completed
    "));
}

#[test]
fn a_verbose_thread_has_a_silent_line_for_each_step() {
    assert_snapshot!(run("
        begin
        ada sets verbose
        jules progress Reading
        jules runs pytest -q
        ada pauses
        jules progress Writing
        ada resumes
        jules progress Done
    "));
}

#[test]
fn a_card_that_is_posted_anew_calls_nobody_again() {
    assert_snapshot!(run("
        begin
        jules plans p1
        edits are refused
        ada approves p1
        jules approved p1
    "));
}
