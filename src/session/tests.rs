//! Scripts: what happens, and what the machine makes of it. One per promise.

mod script;

use insta::assert_snapshot;
use script::run;

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
fn asking_for_changes_is_said_in_the_thread_and_to_jules() {
    assert_snapshot!(run("
        jules plans p1
        ada revises Smaller steps
        jules heard Smaller steps
        jules plans p2
    "));
}

#[test]
fn a_reply_goes_to_jules_and_its_echo_is_not_repeated() {
    assert_snapshot!(run("
        ada writes Use a fake clock
        jules heard Use a fake clock
        jules heard Typed in the web app
    "));
}

#[test]
fn the_same_words_twice_are_two_messages() {
    assert_snapshot!(run("
        ada writes yes
        bob writes yes
        jules heard yes
        jules heard yes
        jules heard yes
    "));
}

#[test]
fn a_message_that_comes_twice_is_taken_once() {
    assert_snapshot!(run("
        jules is slow
        ada writes yes
        ada repeats yes
        restart
        ada repeats yes
    "));
}

#[test]
fn an_answer_belongs_to_the_question_jules_has_heard() {
    assert_snapshot!(run("
        ada wonders Which clock?
        jules says Still reading.
        jules heard Which clock?
        jules says The system clock.
        jules says More later.
    "));
}

#[test]
fn questions_are_answered_in_order_even_over_a_restart() {
    assert_snapshot!(run("
        ada asks First?
        bob asks Second?
        restart
        jules heard First?
        jules says One.
        jules heard Second?
        jules says Two.
    "));
}

#[test]
fn history_proves_a_message_before_its_request_returns() {
    let script = "
        jules is slow
        ada wonders Which clock?
        jules heard Which clock?
        jules says The system clock.
        told done
    ";
    assert_snapshot!(run(script));
}

#[test]
fn words_jules_refuses_are_marked_and_explained() {
    assert_snapshot!(run("
        jules is slow
        ada writes hello
        told Jules says no.
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
