//! Scripts about the cards that are edited over time.

use insta::assert_snapshot;

use super::script::run;

#[test]
fn a_status_card_older_than_an_hour_moves_down_at_most_once_an_hour() {
    assert_snapshot!(run("
        begin
        state PLANNING
        wait 3500
        jules progress one
        wait 100
        wait 100
        restart
        jules progress two
        jules progress three
        wait 3500
        jules progress four
        wait 100
        jules progress five
    "));
}

#[test]
fn updates_can_be_paused_and_resumed_and_the_card_says_how() {
    assert_snapshot!(run("
        begin
        state IN_PROGRESS
        jules progress one
        ada pauses
        jules progress two
        jules says Words still come.
        restart
        jules progress three
        bob resumes
        jules completed
    "));
}

#[test]
fn the_step_of_the_plan_is_shown_where_jules_says_it() {
    assert_snapshot!(run("
        begin
        jules plans p1
        ada approves p1
        jules approved p1
        state IN_PROGRESS
        jules progress Something else
        jules progress look
        jules progress Mend
        jules completed
    "));
}

#[test]
fn a_failing_command_shows_its_end_and_all_output_can_be_had() {
    assert_snapshot!(run("
        begin
        ada more
        jules runs pytest -q
        jules runs cargo test
        ada more
    "));
}

#[test]
fn a_picture_says_what_it_is_about() {
    assert_snapshot!(run("
        jules shows The list as people see it
    "));
}

#[test]
fn the_change_set_is_one_card_and_its_patch_a_file() {
    assert_snapshot!(run("
        ada patch
        jules patches
        jules patches
        ada patch
        ada diff
    "));
}
