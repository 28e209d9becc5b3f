//! Scripts about what goes wrong, and what people press then.

use insta::assert_snapshot;

use super::script::run;

#[test]
fn a_plan_about_to_be_put_aside_is_announced_once() {
    assert_snapshot!(run("
        jules plans p1
        state AWAITING_PLAN_APPROVAL
        wait 479
        restart
        wait 1
        restart
        wait 100
        state COMPLETED
        wait 21
        restart
        ada approves p1
        state IN_PROGRESS
    "));
}

#[test]
fn nothing_is_announced_where_somebody_has_acted_or_it_is_too_late() {
    assert_snapshot!(run("
        jules is slow
        jules plans p1
        state AWAITING_PLAN_APPROVAL
        ada revises Smaller steps
        wait 500
        jules plans p2
        wait 601
    "));
}

#[test]
fn jules_is_woken_with_a_message_where_an_approval_did_nothing() {
    assert_snapshot!(run("
        jules plans p1
        state AWAITING_PLAN_APPROVAL
        ada wakes p1
        ada approves p1
        bob wakes p1
        wait 90
        bob wakes p1
        ada wakes p1
        jules heard The plan is approved. Please go ahead with it.
        state IN_PROGRESS
        ada wakes p1
    "));
}

#[test]
fn a_silent_jules_is_nudged_once_at_a_time() {
    assert_snapshot!(run("
        state IN_PROGRESS
        ada nudges
        wait 900
        ada nudges
        bob nudges
        jules heard How is it going? Please go on with the task, or tell me what you need from me to go on.
        wait 899
        wait 1
        jules says I am at it.
        bob nudges
    "));
}

#[test]
fn a_task_that_was_never_begun_can_be_tried_again() {
    assert_snapshot!(run("
        jules is slow
        begin
        ada retries
        told The daily limit is reached.
        restart
        bob retries
        bob retries
        told done
        state PLANNING
        bob retries
    "));
}

#[test]
fn a_failure_says_what_came_last_and_can_be_tried_again() {
    assert_snapshot!(run("
        begin
        state IN_PROGRESS
        jules progress Reading
        jules runs make
        jules failed
        state FAILED
        ada retries
        bob retries
        jules heard That did not work out. Please try again from where you are.
        state IN_PROGRESS
        bob retries
    "));
}
