//! Scripts about words: from people to Jules and back.

use insta::assert_snapshot;

use super::script::run;

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
fn an_answer_belongs_to_the_question_jules_has_heard() {
    assert_snapshot!(run("
        ada wonders Which clock?
        jules says Still reading.
        jules heard Which clock?
        jules says The system clock.
        jules says More later.
    "));
}
