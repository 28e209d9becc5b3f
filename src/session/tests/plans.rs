//! Scripts about plans: who approves which, and what that comes to.

use insta::assert_snapshot;

use super::script::run;

#[test]
fn an_old_approve_button_does_nothing() {
    assert_snapshot!(run("
        jules plans p1
        jules plans p2
        ada approves p1
    "));
}

#[test]
fn a_double_click_approves_once() {
    assert_snapshot!(run("
        jules plans p1
        ada approves p1
        bob approves p1
        jules approved p1
        bob approves p1
    "));
}

#[test]
fn a_plan_that_is_replaced_while_an_approval_is_under_way_is_not_approved_in_silence() {
    assert_snapshot!(run("
        jules is slow
        jules plans p1
        ada approves p1
        jules plans p2
        told superseded
    "));
}

#[test]
fn an_approval_nobody_confirms_is_told_and_offered_again() {
    assert_snapshot!(run("
        jules plans p1
        ada approves p1
        wait 60
        wait 40
        ada approves p1
    "));
}

#[test]
fn an_approval_on_its_way_is_not_called_accepted() {
    assert_snapshot!(run("
        jules is slow
        jules plans p1
        ada approves p1
        wait 600
        bob approves p1
        told done
        wait 100
        jules approved p1
    "));
}

#[test]
fn work_that_begins_confirms_an_approval() {
    assert_snapshot!(run("
        jules plans p1
        state AWAITING_PLAN_APPROVAL
        ada approves p1
        state IN_PROGRESS
        wait 100
    "));
}

#[test]
fn an_approval_of_another_plan_is_loud() {
    assert_snapshot!(run("
        jules plans p1
        ada approves p1
        jules approved p0
    "));
}

#[test]
fn a_revised_plan_after_approval_needs_no_approval_unless_jules_waits() {
    assert_snapshot!(run("
        jules plans p1
        ada approves p1
        jules approved p1
        state IN_PROGRESS
        jules plans p2
        ada approves p2
        state AWAITING_PLAN_APPROVAL
    "));
}

#[test]
fn an_approval_and_the_next_plan_in_one_breath_are_two_things() {
    assert_snapshot!(run("
        jules plans p1
        state AWAITING_PLAN_APPROVAL
        ada approves p1
        together
        jules approved p1
        jules says Patched.
        jules plans p2
        now
        state AWAITING_PLAN_APPROVAL
        state IN_PROGRESS
    "));
}

#[test]
fn an_unattended_plan_has_no_buttons() {
    assert_snapshot!(run("
        runs unattended
        jules plans p1
        jules approved p1
    "));
}

#[test]
fn a_plan_nobody_approved_fades_and_can_still_be_approved() {
    assert_snapshot!(run("
        jules plans p1
        state AWAITING_PLAN_APPROVAL
        wait 600
        state COMPLETED
        wait 21
        ada approves p1
        state IN_PROGRESS
    "));
}

#[test]
fn a_session_that_fades_under_an_approval_says_that_nothing_came_of_it() {
    assert_snapshot!(run("
        jules plans p1
        state AWAITING_PLAN_APPROVAL
        ada approves p1
        state COMPLETED
        wait 21
        wait 69
        bob wakes p1
        state IN_PROGRESS
    "));
}

#[test]
fn asking_for_changes_is_said_in_the_thread_and_to_jules() {
    assert_snapshot!(run("
        jules plans p1
        ada revises Smaller steps
        jules heard Smaller steps
        jules plans p2
    "));
}

#[test]
fn a_plan_of_the_same_id_with_other_steps_is_another_plan() {
    // The button names the plan by its id, as those of the first release do.
    let told = run("
        jules plans p1
        jules plans p1
        ada approves p1
    ");
    assert!(told.contains("Jules has replaced that plan"), "{told}");
    assert!(!told.contains("tell: approve"), "{told}");
}
